// The belief along a picture, a band a class; what comes after the present place is faint.

import { resize, svg } from "../dom.js";
import { roundTicks } from "../numbers.js";

/**
 * @typedef {object} Belief
 * @property {ArrayLike<number>[]} beliefs  after each number of words, a probability a class
 * @property {string[]} classes  names
 * @property {number} right  the right class; -1: nobody knows
 * @property {number} time
 * @property {string} named  what the right class is called
 * @property {string} across  what the places are called
 */

const LEFT = 44, TOP = 6;

/**
 * The class that is most probable, the first of equals.
 * @param {ArrayLike<number>} chances
 */
export const likeliest = (chances) => Array.from(chances).indexOf(Math.max(...Array.from(chances)));

/**
 * @typedef {object} Place  of a band
 * @property {(step: number) => number} x
 * @property {number} floor
 * @property {number} row  height
 * @property {number} far
 */

/**
 * The band of one class.
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {number} index  of the class
 * @param {Place} place
 */
function drawBand(root, { beliefs, time }, index, { x, floor, row, far }) {
  const tall = row - 6;
  const area = (/** @type {number} */ from, /** @type {number} */ to) => {
    let path = `M${x(from)} ${floor}`;
    for (let step = from; step <= to; step++) path += `L${x(step)} ${floor - tall * beliefs[step][index]}`;
    return `${path}L${x(to)} ${floor}Z`;
  };
  root.append(svg("path", { class: "qs-grid", d: `M${LEFT} ${floor - tall}H${far}` }));
  root.append(svg("path", { class: "qs-rule", d: `M${LEFT} ${floor}H${far}` }));
  root.append(svg("path", { class: "qs-later", d: area(time, beliefs.length - 1) }), svg("path", { class: "qs-band", d: area(0, time) }));
}

/**
 * The name of a class before its band, and its probability behind.
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {number} index
 * @param {Place} place
 */
function nameBand(root, { beliefs, classes, right, time, named }, index, { floor, row, far }) {
  const now = beliefs[time], guessed = likeliest(now) === index, middle = floor - row / 2;
  const style = guessed ? "qs-axis qs-strong" : "qs-axis", isRight = index === right, roomy = row > 28;
  root.append(svg("text", { class: style, x: LEFT - 8, y: middle + 7, "text-anchor": "end" }, classes[index]));
  const value = `${now[index].toFixed(3)}${guessed ? " ◂ says" : ""}`;
  root.append(svg("text", { class: style, x: far + 8, y: middle + (isRight && roomy ? 2 : 7) }, value));
  if (!isRight) return;
  if (roomy) root.append(svg("text", { x: far + 8, y: middle + 15 }, named));
  else root.append(svg("text", { x: LEFT - 26, y: middle + 7, "text-anchor": "end" }, "✓"));
}

/**
 * @param {SVGElement} root
 * @param {Belief} belief
 * @param {number} width
 * @returns {(place: number) => number} the words read at so many pixels from the left
 */
export function drawBelief(root, belief, width) {
  const { beliefs, classes, time, across } = belief;
  const count = classes.length, end = beliefs.length - 1, far = width - 96;
  const row = Math.max(24, Math.min(64, 190 / count)), bottom = TOP + count * row;
  const x = (/** @type {number} */ step) => LEFT + (step / end) * (far - LEFT);
  resize(root, width, bottom + 36);
  for (let index = 0; index < count; index++) {
    const place = { x, floor: TOP + (index + 1) * row - 2, row, far };
    drawBand(root, belief, index, place);
    nameBand(root, belief, index, place);
  }
  root.append(svg("path", { class: "qs-now", d: `M${x(time)} ${TOP}V${bottom}` }));
  for (const tick of roundTicks(0, end, Math.max(2, (far - LEFT) / 70)).filter(Number.isInteger))
    root.append(svg("text", { x: x(tick), y: bottom + 13, "text-anchor": "middle" }, tick));
  root.append(svg("text", { class: "qs-axis", x: (LEFT + far) / 2, y: bottom + 29, "text-anchor": "middle" }, across));
  const shares = classes.map((name, index) => `${name} ${beliefs[time][index].toFixed(3)}`).join(", ");
  root.setAttribute("aria-label", `Belief after ${time} words if the rest were paper: ${shares}`);
  return (place) => Math.round(((place - LEFT) / (far - LEFT)) * end);
}
