// The activation curve of a neuron, with a point for every control word.

import { resize, say, svg, within } from "../dom.js";
import { clamp } from "../numbers.js";
import { axes, reveal, shape } from "./axes.js";

export const HALF = Math.PI / 2; // where the curve ends, radians
const NONE = 1e-6; // radians that nobody sees
const NEAR = 16; // pixels from a point to a pointer that means it
const PLAIN = Float64Array.from({ length: 101 }, (_, n) => (n / 100) * HALF); // the line of a plain rotation
const NAMES = 8; // beside points at most
// of a neighbour's height, where its name may stand, and pixels down from there: the first place where it crosses nothing
const [HEIGHTS, DEEP] = [[0.88, 0.82, 0.94, 0.76], [0, 20, 30, 40, 50, 60, 70, 80]];
// pixels of a bold sign in a wide font, a little too many; digits are as wide as letters
const LETTER = 9.1, SIGN = 5.4, WIDE = 11, RAISED = 7.4;
const THIN = 7; // of a sign that is not bold

/**
 * @typedef {object} Points  every control word of a neuron, and its curve
 * @property {number} order
 * @property {Float64Array} curve  the activation at angles from 0 to π/2
 * @property {Float64Array} angles  of the words
 * @property {Float64Array} places  of the words on the axis
 * @property {Float64Array} activations
 * @property {number} held  the word that is looked at
 */

/**
 * Whether a word's angle is not on the axis: its point stands at the one that gives the same target.
 * @param {Pick<Points, "angles">} points
 * @param {number} word
 */
export const isMirrored = ({ angles }, word) => angles[word] < -NONE || angles[word] > HALF + NONE;

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
  function draw(points, box, lit) {
    const { order, curve, places, activations, held } = points, { x, y } = scales(box);
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
      const other = word === lit ? "qn-word qn-lit" : isMirrored(points, word) ? "qn-word qn-mirrored" : "qn-word";
      const kind = pinned ? "qn-word q-pinned" : word === held ? "qn-point" : other;
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
const COSTS = { curve: 10, other: 8, dot: 6, hair: 7, drop: 1, order: 10, shorter: 2, plain: 8, through: 2 };
const CLOSE = 16, FAR = 22; // pixels from a point to its name: from there on a line leads to it, and so many are as bad as 1
const [DOWN, ASIDE] = [[-26, -34, -50, -66, -84, -104, 44, 60, 78, 98], [-150, -110, -75, -40, 0, 40, 75, 110, 150]]; // of names that are far
const [PLAIN_NAME, PLAIN_AT, OVER] = ["plain rotation", 0.18, 6]; // on its line: where it begins, and pixels over it

/** The room that a name needs, in pixels; to measure it would cost the browser a layout in every frame. @param {string} name */
const widthOf = (name) => [...name].reduce((sum, sign) => sum + (/[−×=]/.test(sign) ? WIDE : /[\s.,:()]/.test(sign) ? SIGN : /[⁰-⁻¹²³]/.test(sign) ? RAISED : LETTER), 0);

/** @param {Spot} one @param {Spot} other */
const touch = (one, other) => Math.abs(one.y - other.y) < 17 && one.x <= other.x + other.wide && other.x <= one.x + one.wide;

/** @param {number} order */
const nameOf = (order) => `order ${order}`;

/**
 * Curves of the orders beside, thin, each with its name.
 */
function neighbourCurves() {
  const layer = svg("g"), line = layer.appendChild(svg("path", { class: "qn-hair" })), leaders = layer.appendChild(svg("path", { class: "qn-leader" }));
  const texts = [0, 1].map(() => layer.appendChild(svg("text", { class: "qn-named" })));
  /** @param {Neighbour[]} beside @param {Box} box */
  function draw(beside, box) {
    shape(line, { d: beside.map(({ curve }) => wayOf(curve, box)).join("") });
    for (const [n, text] of texts.entries()) say(text, beside[n] ? nameOf(beside[n].order) : "");
  }
  /** A name is there where no point's name stands. @param {Lead[]} leads  of the names @param {Spot[]} taken */
  function place(leads, taken) {
    const isFree = (/** @type {Lead} */ { spot }) => !taken.some((other) => touch(spot, other));
    for (const [n, lead] of leads.entries()) {
      shape(texts[n], { x: lead.spot.x, y: lead.spot.y });
      texts[n].style.display = isFree(lead) ? "" : "none";
    }
    shape(leaders, { d: leads.filter(isFree).map(({ from: [x, y], spot }) => leaderOf(x, y, spot)).join("") });
  }
  return { layer, draw, place };
}

/**
 * The places that a name may have beside a point, those first that read best, and those farther away.
 * @param {number} x @param {number} y @param {Box} box @param {number} wide  pixels of the name
 * @returns {Spot[][]}
 */
function spotsBeside(x, y, { left, right, top, bottom }, wide) {
  const up = (bottom - y) / (bottom - top), middle = x - wide / 2, [before, behind] = [x - 12 - wide, x + 12];
  const over = { x: middle, y: y - 14 }, under = { x: middle, y: y + 24 };
  const slope = [{ x: behind, y: y + 18 }, { x: before, y: y - 8 }, { x: behind, y: y + 5 }, { x: before, y: y + 5 }];
  const flat = [{ x: before, y: y - 14 }, { x: behind, y: y - 14 }, { x: before, y: y + 24 }, { x: behind, y: y + 24 }];
  const best = up <= 0.15 ? [over, ...flat.slice(0, 2)] : up >= 0.85 ? [under, ...flat.slice(2)] : slope;
  const inside = (/** @type {number} */ at) => clamp(left + 4, at, right + 12 - wide);
  const far = DOWN.flatMap((down) => ASIDE.map((aside) => ({ x: middle + aside, y: y + down })));
  // none of them among the ticks
  const fitting = (/** @type {{ x: number, y: number }[]} */ spots) =>
    spots.map((spot) => ({ x: inside(spot.x), y: spot.y, wide })).filter((spot) => spot.y - RISE > 0 && spot.y + SINK < bottom);
  return [fitting([...best, over, under, ...flat, ...slope]), fitting(far)];
}

/**
 * The place of a name's box that is nearest to a point.
 * @param {number} x @param {number} y @param {Spot} spot
 * @returns {[number, number]}
 */
const edgeOf = (x, y, spot) => [clamp(spot.x, x, spot.x + spot.wide), clamp(spot.y - RISE, y, spot.y + SINK)];

/**
 * The line from a point to its name; none where the name is close.
 * @param {number} x @param {number} y @param {Spot} spot
 */
function leaderOf(x, y, spot) {
  const [right, down] = edgeOf(x, y, spot), away = Math.hypot(right - x, down - y), start = 6 / away;
  return away > CLOSE ? `M${(x + (right - x) * start).toFixed(1)} ${(y + (down - y) * start).toFixed(1)}L${right.toFixed(1)} ${down.toFixed(1)}` : "";
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
 * How high a curve is at a place to the right, pixels.
 * @param {Float64Array} heights  of the curve
 * @param {Box} box
 * @returns {(at: number) => number}
 */
function lineOf(heights, box) {
  const { y } = scales(box), last = heights.length - 1;
  return (at) => y(heights[Math.round(clamp(0, (at - box.left) / (box.right - box.left), 1) * last)]);
}

/** @typedef {{ spot: Spot, from: [number, number] }} Lead  a name and the point of its curve */

/**
 * Where the name of a neighbour stands: near the end of its curve, on the side away from the present one, where it crosses no line and no
 * other name.
 * @param {Neighbour} neighbour
 * @param {Points} present
 * @param {Neighbour[]} beside
 * @param {Box} box
 * @returns {Lead}
 */
function leadOf({ order, curve }, present, beside, box) {
  const { x, y } = scales(box), last = curve.length - 1, wide = THIN * nameOf(order).length, letters = spotsOfPlain(box);
  const others = beside.filter((one) => one.order !== order).map((one) => one.curve);
  const lines = [present.curve, PLAIN, ...others].map((heights) => lineOf(heights, box));
  const leads = DEEP.flatMap((deep) => HEIGHTS.map((height) => {
    const at = curve.findIndex((turned) => turned >= height * HALF), [right, down] = [x((at / last) * HALF), y(curve[at])];
    const spot = order > present.order ? { x: right - 6 - wide, y: down + 4 + deep, wide } : { x: right + 6, y: down + 12 + deep, wide };
    return /** @type {Lead} */ ({ spot, from: [right, down] });
  }));
  const isIn = (/** @type {Spot} */ spot) => spot.x > box.left && spot.x + wide < box.right && spot.y + SINK < box.bottom;
  const isFree = (/** @type {Spot} */ spot) => !lines.some((line) => crosses(line, spot)) && !letters.some((letter) => touch(spot, letter));
  return leads.find(({ spot }) => isIn(spot) && isFree(spot)) ?? leads[0];
}

/**
 * What the names beside points should leave free.
 * @param {Points} points
 * @param {Points | null} behind  the pinned neuron's
 * @param {Neighbour[]} beside
 * @param {Spot[]} orders  of the neighbours' names
 * @param {Box} box
 */
function inTheWay({ curve, places, activations, held }, behind, beside, orders, box) {
  const { x, y } = scales(box), [heldX, heldY] = [x(places[held]), y(activations[held])], dots = Array.from(places, (place, word) => [x(place), y(activations[word])]);
  /** @type {[(at: number) => number, number][]} */
  const lines = [[lineOf(curve, box), COSTS.curve], [lineOf(PLAIN, box), COSTS.other]];
  if (behind) lines.push([lineOf(behind.curve, box), COSTS.other]);
  else for (const one of beside) lines.push([lineOf(one.curve, box), COSTS.hair]);
  const letters = spotsOfPlain(box);
  /**
   * @param {Spot} spot
   * @param {number} plain  how bad it is that the plain rotation's name is under it
   * @param {number[]} from  its point
   */
  return (spot, plain, [fromX, fromY]) => {
    const under = lines.map(([line, cost]) => (crosses(line, spot) ? cost : 0));
    const [low, high] = [spot.y - RISE - 5, spot.y + SINK + 5], end = spot.x + spot.wide + 5;
    const isUnder = (/** @type {number[]} */ [right, down]) => right > spot.x - 5 && right < end && down > low && down < high;
    const [toX, toY] = edgeOf(fromX, fromY, spot), way = Array.from({ length: 9 }, (_, n) => [fromX + ((toX - fromX) * n) / 8, fromY + ((toY - fromY) * n) / 8]);
    const isIn = (/** @type {Spot} */ { x: left, y: line, wide }) => way.some(([right, down]) => right > left && right < left + wide && down > line - RISE && down < line + SINK);
    const isThrough = orders.some(isIn) || letters.some(({ x: left, y: line }) => way.some(([right, down]) => Math.hypot(right - left - 3, down - line + 4) < 8));
    const name = COSTS.order * orders.filter((one) => touch(spot, one)).length + (letters.some((letter) => touch(spot, letter)) ? plain : 0) + (isThrough ? COSTS.through : 0);
    const isDropped = (spot.x < heldX && low < heldY && heldY < high) || (high > heldY && spot.x < heldX && heldX < end);
    return name + (isDropped ? COSTS.drop : 0) + under.reduce((sum, cost) => sum + cost, 0) + COSTS.dot * dots.filter(isUnder).length;
  };
}

/** @typedef {{ word: number, name: string, spot: Spot }} Placed */

/**
 * The place of a name where it hides least and is closest to its point.
 * @param {string[]} names  in full, and then shorter ones
 * @param {number} x @param {number} y
 * @param {Box} box
 * @param {Spot[]} taken  by other names
 * @param {(spot: Spot) => number} costOf  what it hides
 */
function bestPlace(names, x, y, box, taken, costOf) {
  /** @type {{ name: string, spot: Spot, cost: number } | null} */
  let best = null;
  for (const [n, name] of names.entries()) {
    const wide = widthOf(name), shorter = n * COSTS.shorter;
    if (wide > box.right - box.left) continue;
    for (const spots of spotsBeside(x, y, box, wide)) {
      // what is farther away cannot be better
      if (best && best.cost <= shorter + 1) break;
      for (const spot of spots) {
        const [right, down] = edgeOf(x, y, spot), cost = shorter + Math.max(0, Math.hypot(right - x, down - y) - CLOSE) / FAR;
        if ((best && cost >= best.cost) || taken.some((other) => touch(spot, other))) continue;
        const whole = cost + costOf(spot);
        if (!best || whole < best.cost) best = { name, spot, cost: whole };
      }
    }
  }
  return best;
}

/**
 * The names beside some points, each where it hides least and no other name stands.
 */
function namesBeside() {
  const layer = svg("g"), leaders = layer.appendChild(svg("path", { class: "qn-leader" }));
  const texts = Array.from({ length: NAMES }, () => layer.appendChild(svg("text", { class: "qn-label" })));
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
    const { x, y } = scales(box), { places, activations, held } = points, costOf = inTheWay(points, behind, beside, orders, box);
    // over the picture stand the orders
    const taken = [{ x: box.right - 50, y: box.top - 7, wide: 50 }];
    if (behind) taken.push({ x: box.right - 160, y: box.top - 24, wide: 160 });
    const placed = (/** @type {number} */ plain) => {
      /** @type {Placed[]} */
      const found = [];
      for (const { word, names } of named.slice(0, NAMES)) {
        const filled = [...taken, ...found.map((one) => one.spot)];
        const best = bestPlace(names, x(places[word]), y(activations[word]), box, filled, (spot) =>
          costOf(spot, plain, [x(places[word]), y(activations[word])]));
        if (best) found.push({ word, ...best });
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
    shape(leaders, { d: shown.map(({ word, spot }) => leaderOf(x(places[word]), y(activations[word]), spot)).join("") });
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
    // of points at one place, an open one tells more
    const open = [...points.places.keys()].filter((word) => isMirrored(points, word)), order = `${points.places.length} ${points.held} ${lit} ${open}`;
    if (order !== raised) present.raise([...open, points.held, lit]);
    raised = order;
    shape(drop, { d: `M${x(place).toFixed(1)} ${box.bottom}V${y(turned).toFixed(1)}H${box.left}` });
    const leads = behind ? [] : beside.map((one) => leadOf(one, points, beside, box));
    thin.place(leads, names.draw(named, points, behind, beside, leads.map(({ spot }) => spot), box));
  }
  /** @param {MouseEvent} event @returns {number} the angle under the pointer */
  const at = (event) => clamp(0, (within(event, root)[0] - box.left) / (box.right - box.left), 1) * HALF;
  /** @param {{ clientX: number, clientY: number }} event @returns {number} the word whose point is meant, the held one first; -1 if none is near */
  function nearest(event) {
    if (!shown) return -1;
    const { x, y } = scales(box), { places, activations, held } = shown, [right, down] = within(event, root);
    const away = (/** @type {number} */ word) => Math.hypot(x(places[word]) - right, y(activations[word]) - down);
    const best = Array.from(places.keys()).reduce((one, word) => (away(word) < away(one) - 1 ? word : one), held);
    return away(best) <= NEAR ? best : -1;
  }
  return { build, update, at, nearest };
}
