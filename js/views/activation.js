// The activation curve of a neuron, with a point for every control word.

import { resize, say, svg, within } from "../dom.js";
import { clamp } from "../numbers.js";
import { axes, reveal, shape } from "./axes.js";

export const HALF = Math.PI / 2; // where the curve ends, radians
const NEAR = 16; // pixels from a point to a pointer that means it
const PLAIN = Float64Array.from({ length: 101 }, (_, n) => (n / 100) * HALF); // the line of a plain rotation
const NAMES = 8; // beside points at most
const END = 0.88; // of a neighbour's height, where its name stands
const TICKS = 16; // pixels from an axis to the base line of its ticks
const LETTER = 9.1, SIGN = 6.5; // pixels of a bold one, a little too many; digits are as wide as letters

/**
 * @typedef {object} Points  every control word of a neuron, and its curve
 * @property {number} order
 * @property {Float64Array} curve  the activation at angles from 0 to π/2
 * @property {Float64Array} places  of the words on the axis
 * @property {Float64Array} activations
 * @property {number} held  the word that is looked at
 */

/** @typedef {{ order: number, curve: Float64Array }} Neighbour  the curve of an order beside */

/** @typedef {{ word: number, names: string[] }} Named  a point with its name, in full and then shorter ones for less room */

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
      say(name, pinned ? `pinned, dashed: ${nameOf(order)}` : nameOf(order));
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

/** @typedef {{ x: number, y: number, wide: number }} Spot  of a name: its left end, its base line and its pixels to the right */

const RISE = 11, SINK = 4; // pixels of letters over their base line and under it
// how bad it is that a line or a point is under a name, or that the name says less
const COSTS = { curve: 8, other: 4, dot: 6, hair: 1, order: 10, shorter: 2, plain: 8 };
const [PLAIN_NAME, PLAIN_AT, OVER] = ["plain rotation", 0.2, 6]; // on its line: where it begins, and pixels over it

/** The room that a name needs, in pixels; to measure it would cost the browser a layout in every frame. @param {string} name */
const widthOf = (name) => name.length * SIGN + (name.match(/\w/g)?.length ?? 0) * (LETTER - SIGN);

/** @param {Spot} one @param {Spot} other */
const touch = (one, other) => Math.abs(one.y - other.y) < 17 && one.x <= other.x + other.wide && other.x <= one.x + one.wide;

/**
 * Where the name of a neighbour stands: near the end of its curve, on the side away from the present one.
 * @param {Neighbour} neighbour
 * @param {number} order  of the present curve
 * @param {Box} box
 * @returns {Spot}
 */
function spotOfNeighbour({ order: other, curve }, order, box) {
  const { x, y } = scales(box), last = curve.length - 1, wide = widthOf(nameOf(other));
  const at = curve.findIndex((turned) => turned >= END * HALF), right = x((at / last) * HALF), down = y(curve[at]);
  return other > order ? { x: right - 6 - wide, y: down + 4, wide } : { x: right + 6, y: down + 12, wide };
}

/** @param {number} order */
const nameOf = (order) => `order ${order}`;

/**
 * Curves of the orders beside, thin, each with its name.
 */
function neighbourCurves() {
  const layer = svg("g"), line = layer.appendChild(svg("path", { class: "qn-hair" }));
  const texts = [0, 1].map(() => layer.appendChild(svg("text", { class: "qn-named" })));
  /** @param {Neighbour[]} beside @param {Box} box */
  function draw(beside, box) {
    shape(line, { d: beside.map(({ curve }) => wayOf(curve, box)).join("") });
    for (const [n, text] of texts.entries()) say(text, beside[n] ? nameOf(beside[n].order) : "");
  }
  /** A name is there where no point's name stands. @param {Spot[]} spots  of the names @param {Spot[]} taken */
  function place(spots, taken) {
    for (const [n, { x, y }] of spots.entries()) {
      shape(texts[n], { x, y });
      texts[n].style.display = taken.some((other) => touch(spots[n], other)) ? "none" : "";
    }
  }
  return { layer, draw, place };
}

/**
 * The places that a name may have beside a point, those first that read best.
 * @param {number} x @param {number} y @param {Box} box @param {number} wide  pixels of the name
 * @returns {Spot[]}
 */
function spotsBeside(x, y, { left, right, top, bottom }, wide) {
  const up = (bottom - y) / (bottom - top), middle = x - wide / 2, [before, behind] = [x - 12 - wide, x + 12];
  const over = { x: middle, y: y - 14 }, under = { x: middle, y: y + 24 };
  const slope = [{ x: behind, y: y + 18 }, { x: before, y: y - 8 }, { x: behind, y: y + 5 }, { x: before, y: y + 5 }];
  const flat = [{ x: before, y: y - 14 }, { x: behind, y: y - 14 }, { x: before, y: y + 24 }, { x: behind, y: y + 24 }];
  const best = up <= 0.15 ? [over, ...flat.slice(0, 2)] : up >= 0.85 ? [under, ...flat.slice(2)] : slope;
  // a point on the axis may have its name among the ticks
  const low = y > bottom - 12 ? [{ x: middle, y: bottom + TICKS }] : [];
  const far = [{ x: middle, y: y - 32 }, { x: middle, y: y + 42 }];
  const inside = (/** @type {number} */ at) => clamp(left + 4, at, right + 12 - wide);
  const spots = [...best, over, ...low, under, ...flat, ...slope, ...far].map((spot) => ({ x: inside(spot.x), y: spot.y, wide }));
  return spots.filter((spot) => spot.y - RISE > 0 && (spot.y + SINK < bottom || spot.y === bottom + TICKS));
}

/**
 * Whether a line that never falls runs through a name.
 * @param {(x: number) => number} line  its place upwards at a place to the right, pixels
 * @param {Spot} spot
 */
const crosses = (line, { x, y, wide }) => line(x - 2) > y - RISE - 2 && line(x + wide + 2) < y + SINK + 2;

/**
 * Where letters of the plain rotation's name stand along its line.
 * @param {Box} box
 * @returns {Spot[]}
 */
function spotsOfPlain(box) {
  const { x, y } = scales(box), slope = Math.atan2(box.bottom - box.top, box.right - box.left), letter = 6.5;
  return Array.from(PLAIN_NAME, (_, n) => ({
    x: x(HALF * PLAIN_AT) + n * letter * Math.cos(slope), y: y(HALF * PLAIN_AT) - OVER - n * letter * Math.sin(slope), wide: letter,
  }));
}

/**
 * What the names beside points should leave free.
 * @param {Points} points
 * @param {Points | null} behind  the pinned neuron's
 * @param {Neighbour[]} beside
 * @param {Box} box
 */
function inTheWay({ curve, places, activations }, behind, beside, box) {
  const { x, y } = scales(box), dots = Array.from(places, (place, word) => [x(place), y(activations[word])]);
  const lineOf = (/** @type {Float64Array} */ heights) => (/** @type {number} */ at) => {
    const share = clamp(0, (at - box.left) / (box.right - box.left), 1);
    return y(heights[Math.round(share * (heights.length - 1))]);
  };
  /** @type {[(at: number) => number, number][]} */
  const lines = [[lineOf(curve), COSTS.curve], [lineOf(PLAIN), COSTS.other]];
  if (behind) lines.push([lineOf(behind.curve), COSTS.other]);
  else for (const one of beside) lines.push([lineOf(one.curve), COSTS.hair]);
  const letters = spotsOfPlain(box);
  /** @param {Spot} spot @param {number} plain  how bad it is that the plain rotation's name is under it */
  return (spot, plain) => {
    const under = lines.map(([line, cost]) => (crosses(line, spot) ? cost : 0));
    const [low, high] = [spot.y - RISE - 5, spot.y + SINK + 5], end = spot.x + spot.wide + 5;
    const isUnder = (/** @type {number[]} */ [right, down]) => right > spot.x - 5 && right < end && down > low && down < high;
    const name = letters.some((letter) => touch(spot, letter)) ? plain : 0;
    return name + under.reduce((sum, cost) => sum + cost, 0) + COSTS.dot * dots.filter(isUnder).length;
  };
}

/**
 * The names beside some points, each where it hides least and no other name stands.
 */
function namesBeside() {
  const layer = svg("g"), texts = Array.from({ length: NAMES }, () => layer.appendChild(svg("text", { class: "qn-label" })));
  /**
   * @param {Named[]} named  the more important ones first
   * @param {Points} points
   * @param {Points | null} behind
   * @param {Neighbour[]} beside
   * @param {Spot[]} orders  of the neighbours' names, which give way
   * @param {Box} box
   * @returns {Spot[]} where names stand
   */
  function draw(named, points, behind, beside, orders, box) {
    const { x, y } = scales(box), { places, activations, held } = points, costOf = inTheWay(points, behind, beside, box);
    // over the picture stand the orders
    const taken = [{ x: box.right - 50, y: box.top - 7, wide: 50 }];
    if (behind) taken.push({ x: box.right - 160, y: box.top - 24, wide: 160 });
    // and below the axis its ticks
    for (const tick of [box.left, (box.left + box.right) / 2, box.right]) taken.push({ x: tick - 14, y: box.bottom + TICKS, wide: 28 });
    /** @param {number} plain  how bad it is to cover the plain rotation's name @returns {{ word: number, name: string, spot: Spot }[]} */
    const placed = (plain) => {
      /** @type {{ word: number, name: string, spot: Spot }[]} */
      const found = [];
      for (const { word, names } of named) {
        if (found.length === NAMES) break;
        const all = names.flatMap((name, n) => {
          if (widthOf(name) > box.right - box.left) return [];
          const spots = spotsBeside(x(places[word]), y(activations[word]), box, widthOf(name));
          return spots.map((spot) => ({ name, spot, cost: costOf(spot, plain) + n * COSTS.shorter + COSTS.order * orders.filter((one) => touch(spot, one)).length }));
        });
        const free = all.filter(({ spot }) => ![...taken, ...found.map((one) => one.spot)].some((other) => touch(spot, other)));
        if (free.length) found.push({ word, ...free.reduce((best, one) => (one.cost < best.cost ? one : best)) });
      }
      return found;
    };
    const careful = placed(COSTS.plain), isWhole = careful.length === Math.min(NAMES, named.length), all = isWhole ? careful : placed(0);
    // a point's name is worth more than that of the line, which is the same everywhere
    const shown = all.length > careful.length ? all : careful;
    for (const [n, { word, name, spot }] of shown.entries()) {
      say(texts[n], name);
      shape(texts[n], { x: spot.x, y: spot.y, class: word === held ? "qn-label qn-held" : "qn-label" });
    }
    for (const text of texts.slice(shown.length)) say(text, "");
    return [...taken, ...shown.map((one) => one.spot)];
  }
  return { layer, draw };
}

/** @param {SVGSVGElement} root */
export function activationView(root) {
  const present = curveWithPoints(false), pinned = curveWithPoints(true), names = namesBeside();
  const drop = svg("path", { class: "qn-drop" }), thin = neighbourCurves();
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
    const place = { transform: `translate(${x(HALF * PLAIN_AT)} ${y(HALF * PLAIN_AT) - OVER}) rotate(${-slope})` };
    root.append(svg("path", { class: "qn-plain", d: `M${x(0)} ${y(0)}L${x(HALF)} ${y(HALF)}` }));
    root.append(svg("text", { class: "qn-named", ...place }, PLAIN_NAME));
    root.append(thin.layer, drop, pinned.layer, present.layer, names.layer);
    neighbours = null;
  }
  /**
   * @param {Points} points
   * @param {Points | null} behind  the pinned neuron's
   * @param {Named[]} named  points with names, the more important ones first
   * @param {{ lit: number, beside: Neighbour[] }} more  the word that is meant, and the orders beside
   */
  function update(points, behind, named, { lit, beside }) {
    const { x, y } = scales(box), place = points.places[points.held], turned = points.activations[points.held];
    shown = points;
    reveal(pinned.layer, behind !== null);
    if (behind) pinned.draw(behind, box, -1);
    reveal(thin.layer, behind === null);
    if (neighbours !== points.curve) thin.draw(beside, box);
    neighbours = points.curve;
    present.draw(points, box, lit);
    const order = `${points.places.length} ${points.held} ${lit}`;
    if (order !== raised) present.raise([points.held, lit]);
    raised = order;
    shape(drop, { d: `M${x(place).toFixed(1)} ${box.bottom}V${y(turned).toFixed(1)}H${box.left}` });
    const orders = behind ? [] : beside.map((one) => spotOfNeighbour(one, points.order, box));
    thin.place(orders, names.draw(named, points, behind, beside, orders, box));
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
