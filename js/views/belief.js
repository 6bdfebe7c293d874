// The belief along a picture: a line a class, which keeps its look and is named at its end; a mark at the present place says what is right
// and what is named there. What comes after that place is faint, or not to be seen yet; what is pinned is pale behind.

import { resize, svg } from "../dom.js";
import { clamp, roundTicks, toldChance } from "../numbers.js";
import { boxOf, freePlace, pointsAlong } from "./free_place.js";

/**
 * @typedef {object} Belief
 * @property {ArrayLike<number>[]} beliefs  after each number of words, a probability a class
 * @property {string[]} classes  names
 * @property {number} right  the right class; -1: nobody knows
 * @property {number} rival  the class whose line is told from the other ones, too; -1: none
 * @property {number} time
 * @property {number} seen  the place behind which nothing is drawn
 * @property {number} lit  words read at the place that somebody points at; -1: at none
 * @property {ArrayLike<number>[]} [pinned]  another picture's beliefs
 * @property {string} axis  the name of the axis
 * @property {string} settled  what is written at the place from which on nothing changes what is named
 */

/**
 * @typedef {object} Scale
 * @property {(step: number) => number} x
 * @property {(chance: number) => number} y
 * @property {number} end  words of the picture
 * @property {number} far  where the lines end
 * @property {number} floor  where 0 is
 * @property {number} aside  pixels behind the axis
 */

const LEFT = 40, TOP = 30, BELOW = 24, LINE = 18, LETTER = 9, SLIM = 8; // pixels; SLIM: of letters and blanks together

/**
 * A probability with three decimals, which is never rounded to 0 or 1.
 * @param {number} p
 */
export const toldShare = (p) => (p >= 0.001 && p <= 0.999 ? p.toFixed(3) : toldChance(p));

/**
 * The class that is most probable, the first of equals.
 * @param {ArrayLike<number>} chances
 */
export const likeliest = (chances) => Array.from(chances).indexOf(Math.max(...Array.from(chances)));

/**
 * The place from which on the same class is named.
 * @param {ArrayLike<number>[]} beliefs
 */
export function settledAt(beliefs) {
  const named = beliefs.map(likeliest), last = named[named.length - 1];
  return named.findLastIndex((index) => index !== last) + 1;
}

/** Whether the network makes up its mind in the last part of a picture. @param {ArrayLike<number>[]} beliefs */
export const isLate = (beliefs) => settledAt(beliefs) > 0.6 * (beliefs.length - 1);

/**
 * The last class that is named along a picture besides the right one; -1 if there is none.
 * @param {ArrayLike<number>[]} beliefs
 * @param {number} right  class; -1: nobody knows
 */
export const rivalOf = (beliefs, right) => beliefs.map(likeliest).findLast((named) => named !== right) ?? -1;

/**
 * The look of a class's line: of two classes each keeps its own, whatever is shown; of more, the two that matter have one each.
 * @param {Belief} belief
 * @param {number} index  of the class
 */
function lookOf({ classes, right, rival }, index) {
  const pair = classes.length === 2 ? [0, 1] : [right, rival].filter((one) => one >= 0).sort((a, b) => a - b);
  return ["first", "second"][pair.indexOf(index)] ?? "other";
}

/**
 * What a class is at a place: the right answer, one that is named and wrong, named where nobody knows or before all is read, or just one
 * of the others.
 * @param {Belief} belief
 * @param {number} index  of the class
 * @param {number} guess  that is named
 */
function roleOf({ beliefs, right, time }, index, guess) {
  if (index === right) return "right";
  if (index !== guess) return "other";
  return right < 0 || time < beliefs.length - 1 ? "guess" : "wrong";
}

/**
 * @param {ArrayLike<number>[]} beliefs
 * @param {number} index  of the class
 * @param {Scale} scale
 * @param {number} from
 * @param {number} to
 */
function lineOf(beliefs, index, { x, y }, from, to) {
  let path = "";
  for (let step = from; step <= to; step++) path += `${path ? "L" : "M"}${x(step).toFixed(1)} ${y(beliefs[step][index]).toFixed(1)}`;
  return path;
}

/**
 * The ring of what is right, the cross of what is wrong, or a dot on the line of what is named.
 * @param {SVGElement} root
 * @param {string} role
 * @param {number} x
 * @param {number} y
 * @param {string} look  of the line
 */
function drawMark(root, role, x, y, look) {
  const cross = { d: `M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10` };
  if (role === "wrong") root.append(svg("path", { class: "qd-halo", ...cross }), svg("path", { class: "qb-cross", ...cross }));
  else if (role === "right") root.append(svg("circle", { class: "qb-ring", cx: x, cy: y, r: 6 }));
  else root.append(svg("circle", { class: `qb-dot qb-${look}`, cx: x, cy: y, r: 4 }));
}

/**
 * Axes and their ticks; the name of the lower one stands behind it, where there is room beside the names of the lines.
 * @param {SVGElement} root
 * @param {Scale} scale
 * @param {string} name
 */
function drawAxes(root, { x, y, end, far, floor }, name) {
  for (const chance of [0, 0.5, 1]) {
    root.append(svg("path", { class: chance ? "qs-grid" : "qs-rule", d: `M${LEFT} ${y(chance)}H${far}` }));
    root.append(svg("text", { x: LEFT - 8, y: y(chance) + 4, "text-anchor": "end" }, chance));
  }
  for (const tick of roundTicks(0, end, Math.max(2, (far - LEFT) / 70)).filter(Number.isInteger))
    root.append(svg("text", { x: x(tick), y: floor + 18, "text-anchor": "middle" }, tick));
  root.append(svg("text", { class: "qs-tick", x: far + 20, y: floor + 18 }, name));
}

/**
 * Where the network has made up its mind.
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {Scale} scale
 */
function drawSettled(root, { beliefs, settled }, { x, floor }) {
  const at = settledAt(beliefs), here = x(at), late = isLate(beliefs);
  root.append(svg("path", { class: "qb-settled", d: `M${here} ${TOP - 18}V${floor}m-5 8l5 -7l5 7Z` }));
  const place = { x: here + (late ? -6 : 6), y: TOP - 14, "text-anchor": late ? "end" : "start" };
  root.append(svg("text", { class: "qb-when", ...place }, settled));
}

/**
 * Names at the ends of the lines. Those of no special look share a row where their lines end together.
 * @param {Belief} belief
 * @param {Scale} scale
 * @param {number} guess
 */
function rowsOf(belief, { y, end }, guess) {
  const { beliefs, classes, time } = belief, last = beliefs[end];
  /** @type {{ look: string, isRight: boolean, isMarked: boolean, names: string[], at: number }[]} */
  const rows = [];
  const order = [...classes.keys()].sort((a, b) => last[b] - last[a]);
  for (const index of order) {
    const look = lookOf(belief, index), at = y(last[index]), before = rows.at(-1);
    const isMarked = time === end && roleOf(belief, index, guess) !== "other";
    // where the line ends its value stands with its name
    const name = `${classes[index]}${isMarked ? `: ${toldShare(last[index])}` : ""}`;
    if (look === "other" && before?.look === "other" && at - before.at < LINE) before.names.push(name);
    else rows.push({ look, isRight: index === belief.right, isMarked, names: [name], at });
  }
  // from below upwards, so that no row covers another
  for (let row = rows.length - 2; row >= 0; row--) rows[row].at = Math.min(rows[row].at, rows[row + 1].at - LINE);
  return rows;
}

/**
 * As many names as have room, side by side.
 * @param {string[]} names
 * @param {number} room  pixels
 */
function fitting(names, room) {
  let count = names.length;
  const text = () => names.slice(0, count).join(" ") + (count < names.length ? " …" : "");
  while (count > 1 && text().length * LETTER > room) count -= 1;
  return text();
}

/**
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {Scale} scale
 * @param {number} guess
 */
function drawNames(root, belief, scale, guess) {
  for (const { look, isRight, isMarked, names, at } of rowsOf(belief, scale, guess)) {
    // at the end of the picture the ring stands on the line already
    const isRinged = isRight && !isMarked;
    if (isRinged) drawMark(root, "right", scale.far + 14, at, look);
    const place = { x: scale.far + (isRinged ? 26 : isMarked ? 14 : 8), y: at + 5 };
    root.append(svg("text", { class: `qb-name qb-${look}`, ...place }, fitting(names, scale.aside - 12)));
  }
}

/**
 * All lines, those that mean something last so that nothing covers them.
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {Scale} scale
 */
function drawLines(root, belief, scale) {
  const { beliefs, classes, right, time, seen } = belief;
  const weight = (/** @type {number} */ index) => Number(lookOf(belief, index) !== "other") + Number(index === right);
  for (const index of [...classes.keys()].sort((a, b) => weight(a) - weight(b))) {
    const name = `qb-line qb-${lookOf(belief, index)}`;
    root.append(svg("path", { class: `${name} qb-later`, d: lineOf(beliefs, index, scale, time, seen) }));
    root.append(svg("path", { class: name, d: lineOf(beliefs, index, scale, 0, time) }));
  }
}

/**
 * The other picture's beliefs, of the classes that matter here or there.
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {Scale} scale
 * @param {number} guess
 */
function drawPinned(root, belief, scale, guess) {
  const { pinned, right } = belief;
  if (!pinned) return;
  const end = pinned.length - 1, shown = new Set([likeliest(pinned[end]), guess, right].filter((index) => index >= 0));
  for (const index of shown) {
    const name = `qb-line qb-${lookOf(belief, index)} q-pinned`;
    root.append(svg("path", { class: name, d: lineOf(pinned, index, scale, 0, end) }));
  }
}

/**
 * What the values of the present place had better not cover: all curves, and the place from which on nothing changes.
 * @param {Belief} belief
 * @param {Scale} scale
 * @returns {import("./free_place.js").Point[]}
 */
function curvePoints({ beliefs, classes, pinned = [] }, { x, y, floor }) {
  const settled = x(settledAt(beliefs));
  const curves = [beliefs, pinned].flatMap((all) => [...classes.keys()].map((index) =>
    all.map((chances, step) => /** @type {[number, number]} */ ([x(step), y(chances[index])]))));
  return [...curves, /** @type {[number, number][]} */ ([[settled, TOP], [settled, floor]])].flatMap(pointsAlong);
}

/**
 * The present place, and the chances there of what is named and what is right.
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {Scale} scale
 * @param {number} guess
 */
function drawNow(root, belief, scale, guess) {
  const { x, y, far, floor } = scale, { beliefs, classes, time, right } = belief, now = beliefs[time], here = x(time);
  root.append(svg("path", { class: "qs-now", d: `M${here} ${TOP - 4}V${floor}` }));
  const ground = { left: LEFT, right: far, top: TOP - 6, bottom: floor, taken: curvePoints(belief, scale) };
  for (const index of new Set([right, guess].filter((one) => one >= 0))) {
    const role = roleOf(belief, index, guess), at = y(now[index]), text = `${classes[index]}: ${toldShare(now[index])}`;
    drawMark(root, role, here, at, lookOf(belief, index));
    if (time === scale.end) continue;
    const place = freePlace([here, at], LETTER * text.length, ground), { left, top, bottom } = boxOf(place, LETTER * text.length);
    // the next value stands beside this one
    for (const row of [top, (top + bottom) / 2, bottom]) ground.taken.push(...pointsAlong([[left, row], [left + LETTER * text.length, row]]));
    root.append(svg("text", { class: "qb-name qb-value", ...place }, text));
  }
}

/**
 * Where somebody points: the place, and what its word has moved.
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {Scale} scale
 */
function drawLit(root, { beliefs, classes, lit }, scale) {
  if (lit < 0) return;
  const { x, floor } = scale;
  root.append(svg("path", { class: "qb-at", d: `M${x(lit)} ${TOP - 4}V${floor}` }));
  if (!lit) return;
  for (const index of classes.keys()) root.append(svg("path", { class: "qb-moved", d: lineOf(beliefs, index, scale, lit - 1, lit) }));
}

/**
 * What is true at a place: the most probable classes and what the last word has moved most.
 * @param {Belief} belief
 * @param {number} time
 * @returns {string[]}
 */
export function toldBelief({ beliefs, classes }, time) {
  const now = beliefs[time], order = [...classes.keys()].sort((a, b) => now[b] - now[a]);
  const shares = order.slice(0, 3).map((index) => `${classes[index]}: ${toldShare(now[index])}`);
  return [...shares, time === 1 ? "after 1 word" : `after ${time} words`];
}

/**
 * The class that a word has moved most, and by how much.
 * @param {Belief} belief
 * @param {number} time  words read, the last of which is asked for
 */
export function toldMove({ beliefs, classes }, time) {
  if (time < 1) return "";
  const by = classes.map((_, index) => beliefs[time][index] - beliefs[time - 1][index]);
  const most = likeliest(by.map(Math.abs)), sign = by[most] < 0 ? "−" : "+";
  const [before, after] = [beliefs[time - 1][most], beliefs[time][most]].map(toldShare);
  if (Math.abs(by[most]) < 5e-4) return "it moves nothing";
  return `it moves ${classes[most]}: ${before} → ${after} (${sign}${Math.abs(by[most]).toFixed(3)})`;
}

/**
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {number} width
 * @param {number} height
 * @returns {{ at: (left: number) => number, left: number, far: number }} `at`: the words read at so many pixels from the left; where the
 *   axis begins and ends
 */
export function drawBelief(root, belief, width, height) {
  const { beliefs, classes, time } = belief, guess = likeliest(beliefs[time]);
  // a mark, a name and a probability
  const aside = clamp(96, 16 + SLIM * (10 + Math.max(...classes.map(({ length }) => length))), 0.4 * width);
  const end = beliefs.length - 1, far = width - aside, floor = height - BELOW;
  const x = (/** @type {number} */ step) => LEFT + (step / end) * (far - LEFT);
  const y = (/** @type {number} */ chance) => floor - chance * (floor - TOP);
  const scale = { x, y, end, far, floor, aside };
  resize(root, width, height);
  const isKnown = belief.seen === end;
  drawAxes(root, scale, belief.axis);
  if (isKnown) drawSettled(root, belief, scale);
  drawPinned(root, belief, scale, guess);
  drawLit(root, belief, scale);
  drawLines(root, belief, scale);
  if (isKnown) drawNames(root, belief, scale, guess);
  drawNow(root, belief, scale, guess);
  const shares = classes.map((name, index) => `${name} ${toldShare(beliefs[time][index])}`).join(", ");
  root.setAttribute("aria-label", `Belief after ${time} words if the rest were paper: ${shares}`);
  const at = (/** @type {number} */ left) => Math.max(0, Math.min(end, Math.round(((left - LEFT) / (far - LEFT)) * end)));
  return { at, left: LEFT, far };
}
