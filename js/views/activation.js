// The activation curve of a neuron, with a point for every control word.

import { resize, say, svg, within } from "../dom.js";
import { clamp } from "../numbers.js";
import { axes, reveal, shape } from "./axes.js";

export const HALF = Math.PI / 2; // where the curve ends, radians
const NEAR = 16; // pixels from a point to a pointer that means it
const NAMES = 8, LETTER = 7.6; // names beside points at most, and pixels of a letter, a little too many

/**
 * @typedef {object} Points  every control word of a neuron, and its curve
 * @property {number} order
 * @property {Float64Array} curve  the activation at angles from 0 to π/2
 * @property {Float64Array} places  of the words on the axis
 * @property {Float64Array} activations
 * @property {number} held  the word that is looked at
 */

/** @typedef {import("./axes.js").Box} Box */

/**
 * Pixels of an angle, to the right and upwards.
 * @param {Box} box
 */
function scales({ left, right, top, bottom }) {
  const x = (/** @type {number} */ angle) => left + (angle / HALF) * (right - left);
  const y = (/** @type {number} */ turned) => bottom - (turned / HALF) * (bottom - top);
  return { x, y };
}

/**
 * The way of a curve as SVG has it.
 * @param {Float64Array} curve
 * @param {Box} box
 */
function wayOf(curve, box) {
  const { x, y } = scales(box), last = curve.length - 1;
  return Array.from(curve, (turned, n) => `${n ? "L" : "M"}${x((n / last) * HALF).toFixed(1)} ${y(turned).toFixed(1)}`).join("");
}

/**
 * A curve with points of all its words, of the present neuron or of the pinned one.
 * @param {boolean} pinned
 */
function curveWithPoints(pinned) {
  const layer = svg("g"), line = svg("path", { class: pinned ? "qn-curve q-pinned" : "qn-curve" });
  const name = svg("text", { class: "qn-named", "text-anchor": "end" });
  /** @type {SVGCircleElement[]} */
  let dots = [];
  /** @type {unknown[]} curve and box that the line was drawn for */
  let drawn = [];
  layer.append(line, name);
  /** @param {Points} points @param {Box} box @param {number} lit */
  function draw({ order, curve, places, activations, held }, box, lit) {
    const { x, y } = scales(box);
    if (drawn[0] !== curve || drawn[1] !== box) {
      shape(line, { d: wayOf(curve, box) });
      shape(name, { x: box.right, y: box.top - (pinned ? 24 : 7) });
      say(name, pinned ? `pinned, dashed: order ${order}` : `order ${order}`);
      drawn = [curve, box];
    }
    if (dots.length !== places.length) {
      for (const dot of dots) dot.remove();
      dots = Array.from(places, () => layer.appendChild(svg("circle")));
    }
    for (const [word, dot] of dots.entries()) {
      const big = !pinned && (word === held || word === lit);
      const kind = pinned ? "qn-word q-pinned" : word === held ? "qn-point" : word === lit ? "qn-word qn-lit" : "qn-word";
      shape(dot, { class: kind, cx: x(places[word]), cy: y(activations[word]), r: big ? 7 : 4.5 });
    }
  }
  /** Draw these words over the others. @param {number[]} words */
  const raise = (words) => {
    for (const word of words) if (dots[word]) layer.append(dots[word]);
  };
  return { layer, draw, raise };
}

/**
 * The names beside some points, each where the curve leaves room and no other name stands.
 */
function namesBeside() {
  const layer = svg("g"), texts = Array.from({ length: NAMES }, () => layer.appendChild(svg("text", { class: "qn-label" })));
  /**
   * Where a name stands: over a point on the flat ground, below one on the flat top, beside one in between.
   * @param {number} x @param {number} y @param {Box} box @param {number} wide  pixels of the name
   */
  function beside(x, y, { left, right, top, bottom }, wide) {
    const up = (bottom - y) / (bottom - top);
    if (up > 0.15 && up < 0.85) return up < 0.6 ? { x: x + 12, y: y + 18 } : { x: x - 12 - wide, y: y - 8 };
    return { x: clamp(left + 4, x - wide / 2, right - wide), y: up < 0.5 ? y - 14 : y + 24 };
  }
  /**
   * @param {{ word: number, name: string }[]} named  the more important ones first
   * @param {Points} points
   * @param {Box} box
   * @param {number} held
   */
  function draw(named, { places, activations }, box, held) {
    const { x, y } = scales(box);
    /** @type {{ x: number, y: number, wide: number }[]} */
    const taken = [];
    let used = 0;
    for (const { word, name } of named) {
      if (used === NAMES) break;
      const wide = name.length * LETTER, place = beside(x(places[word]), y(activations[word]), box, wide);
      const isFree = taken.every((other) => Math.abs(other.y - place.y) > 16 || place.x > other.x + other.wide || other.x > place.x + wide);
      if (!isFree) continue;
      taken.push({ ...place, wide });
      say(texts[used], name);
      shape(texts[used], { ...place, class: word === held ? "qn-label qn-held" : "qn-label" });
      used += 1;
    }
    for (const text of texts.slice(used)) say(text, "");
  }
  return { layer, draw };
}

/** @param {SVGSVGElement} root */
export function activationView(root) {
  const present = curveWithPoints(false), pinned = curveWithPoints(true), names = namesBeside();
  const drop = svg("path", { class: "qn-drop" }), thin = svg("path", { class: "qn-hair" });
  let box = { left: 0, right: 0, top: 0, bottom: 0 }, raised = "";
  /** @type {unknown} */
  let neighbours = null;
  /** @type {Points | null} */
  let shown = null;

  /** @param {number} width  for which the axes are drawn @param {number} height */
  function build(width, height) {
    box = { left: 46, right: width - 14, top: 40, bottom: height - 42 };
    const { x, y } = scales(box);
    resize(root, width, height);
    /** @type {[number, string][]} */
    const ticks = [[0, "0"], [HALF / 2, "π/4"], [HALF, "π/2"]];
    /** @param {(angle: number) => number} scale @returns {[number, string][]} */
    const along = (scale) => ticks.map(([angle, name]) => [scale(angle), name]);
    axes(root, box, { x: along(x), y: along(y), xName: "angle η (radians)", yName: "activation (radians)" });
    const slope = (Math.atan2(box.bottom - box.top, box.right - box.left) * 180) / Math.PI;
    const place = { transform: `translate(${x(HALF * 0.2)} ${y(HALF * 0.2) - 6}) rotate(${-slope})` };
    root.append(svg("path", { class: "qn-plain", d: `M${x(0)} ${y(0)}L${x(HALF)} ${y(HALF)}` }));
    root.append(svg("text", { class: "qn-named", ...place }, "plain rotation"));
    root.append(thin, drop, pinned.layer, present.layer, names.layer);
    neighbours = null;
  }
  /**
   * @param {Points} points
   * @param {Points | null} behind  the pinned neuron's
   * @param {{ word: number, name: string }[]} named  points with names, the more important ones first
   * @param {{ lit: number, beside: Float64Array[] }} more  the word that is meant, and curves of the orders beside
   */
  function update(points, behind, named, { lit, beside }) {
    const { x, y } = scales(box), place = points.places[points.held], turned = points.activations[points.held];
    shown = points;
    reveal(pinned.layer, behind !== null);
    if (behind) pinned.draw(behind, box, -1);
    reveal(thin, behind === null);
    if (neighbours !== points.curve) shape(thin, { d: beside.map((curve) => wayOf(curve, box)).join("") });
    neighbours = points.curve;
    present.draw(points, box, lit);
    const order = `${points.places.length} ${points.held} ${lit}`;
    if (order !== raised) present.raise([points.held, lit]);
    raised = order;
    shape(drop, { d: `M${x(place).toFixed(1)} ${box.bottom}V${y(turned).toFixed(1)}H${box.left}` });
    names.draw(named, points, box, points.held);
  }
  /** @param {MouseEvent} event @returns {number} the angle under the pointer */
  const at = (event) => clamp(0, (within(event, root)[0] - box.left) / (box.right - box.left), 1) * HALF;
  /** @param {MouseEvent} event @returns {number} the word whose point is meant, the held one first; -1 if none is near */
  function nearest(event) {
    if (!shown) return -1;
    const { x, y } = scales(box), { places, activations, held } = shown, [right, down] = within(event, root);
    const away = (/** @type {number} */ word) => Math.hypot(x(places[word]) - right, y(activations[word]) - down);
    const best = Array.from(places.keys()).reduce((one, word) => (away(word) < away(one) - 1 ? word : one), held);
    return away(best) <= NEAR ? best : -1;
  }
  return { build, update, at, nearest };
}
