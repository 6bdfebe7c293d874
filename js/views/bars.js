// Bars for the two amplitudes of a target, and for the probability that all ancillas say 0.

import { resize, say, svg } from "../dom.js";
import { powered } from "../numbers.js";
import { doubled, reveal, shape } from "./axes.js";

const ROW = 30; // pixels
export const NONE = 1e-15; // what is less is rounding

/**
 * A probability; one that is nearly 1 by what is missing.
 * @param {number} p
 */
export function chance(p) {
  if (p < NONE) return "0";
  if (p > 1 - NONE) return "1";
  if (p > 0.9995) return `1 − ${powered(1 - p)}`;
  if (p < 1e-4) return powered(p);
  return p.toFixed(p < 0.1 ? 4 : 3);
}

/**
 * Lines upwards with their names.
 * @param {SVGElement} root
 * @param {[number, string][]} ticks  value and name
 * @param {(value: number) => number} x
 * @param {number} bottom
 */
function scale(root, ticks, x, bottom) {
  for (const [tick, name] of ticks) {
    root.append(svg("path", { class: tick ? "qs-grid" : "qs-frame", d: `M${x(tick)} 2V${bottom + 2}` }));
    root.append(svg("text", { x: x(tick), y: bottom + 18, "text-anchor": "middle" }, name));
  }
}

/**
 * What stands in one row: a bar, a dashed one behind it, a mark and a number at the end.
 * @param {SVGElement} root
 * @param {number} y  of its top
 */
function row(root, y) {
  const name = svg("text", { class: "qs-axis", y: y + 15, "text-anchor": "end" });
  const bar = svg("rect", { y, height: 20 }), pin = svg("rect", { class: "qn-pin q-pinned", y: y - 2, height: 24 });
  const mark = doubled("path", "qn-mark"), number = svg("text", { class: "qs-axis", y: y + 15, "text-anchor": "end" });
  root.append(pin, bar, mark.node, name, number);
  return { name, bar, pin, mark, number, y };
}

/**
 * A bar from 0 to a value.
 * @param {Element} bar
 * @param {number} value
 * @param {(value: number) => number} x
 */
function stretch(bar, value, x) {
  shape(bar, { x: Math.min(x(0), x(value)), width: Math.abs(x(value) - x(0)) });
}

/**
 * Signed bars for the target's amplitudes, with marks where the plain rotation would have them.
 * @param {SVGElement} root
 */
export function amplitudesView(root) {
  /** @type {ReturnType<typeof row>[]} */
  let rows = [];
  let built = 0, zero = 0, half = 0;
  const x = (/** @type {number} */ value) => zero + value * half;
  /** @param {number} width */
  function build(width) {
    const left = 40, right = width - 58;
    zero = (left + right) / 2;
    half = (right - left) / 2;
    resize(root, width, 2 * ROW + 26);
    scale(root, [[-1, "−1"], [0, "0"], [1, "1"]], x, 2 * ROW);
    rows = [0, 1].map((bit) => row(root, 6 + bit * ROW));
    for (const [bit, { name, number, pin }] of rows.entries()) {
      pin.classList.add("qn-amplitude");
      say(name, `|${bit}⟩`);
      shape(name, { x: left - 6 });
      shape(number, { x: width - 2 });
    }
    built = width;
  }
  /**
   * @param {{ amplitudes: number[], plain: number[] }} reading
   * @param {number[] | null} pinned  the other neuron's amplitudes
   * @param {number} width
   */
  function draw({ amplitudes, plain }, pinned, width) {
    if (built !== width) build(width);
    for (const [bit, { bar, pin, mark, number, y }] of rows.entries()) {
      shape(bar, { class: amplitudes[bit] < 0 ? "qn-amplitude qn-minus" : "qn-amplitude qn-plus" });
      stretch(bar, amplitudes[bit], x);
      reveal(pin, pinned !== null);
      if (pinned) stretch(pin, pinned[bit], x);
      mark.set({ d: `M${x(plain[bit]).toFixed(1)} ${y - 3}v26` });
      say(number, amplitudes[bit].toFixed(3));
    }
    const told = amplitudes.map((amplitude, bit) => `|${bit}⟩ ${amplitude.toFixed(3)}, after the plain rotation ${plain[bit].toFixed(3)}`);
    shape(root, { "aria-label": `Amplitudes of the target: ${told.join("; ")}` });
  }
  return { draw };
}

/**
 * @typedef {object} Success
 * @property {number} calls
 * @property {number} success  of one call
 * @property {number} amplified  of all calls
 * @property {number} guaranteed  the least that `amplified` can be
 */

/**
 * How likely all ancillas say 0, for one call and for all.
 * @param {SVGElement} root
 */
export function successView(root) {
  /** @type {ReturnType<typeof row>[]} */
  let rows = [];
  let built = "", left = 0, wide = 0;
  const x = (/** @type {number} */ value) => left + value * wide;
  /** @param {number[]} calls  one a row @param {number} width */
  function build(calls, width) {
    left = 76;
    wide = width - 70 - left;
    resize(root, width, calls.length * ROW + 26);
    scale(root, [[0, "0"], [0.5, "½"], [1, "1"]], x, calls.length * ROW);
    rows = calls.map((_, place) => row(root, 6 + place * ROW));
    for (const [place, { name, number, bar }] of rows.entries()) {
      say(name, calls[place] === 1 ? "1 call" : `${calls[place]} calls`);
      shape(name, { x: left - 8 });
      shape(number, { x: width - 2 });
      shape(bar, { class: "qs-cell" });
    }
  }
  /**
   * @param {Success} present
   * @param {Success | null} pinned
   * @param {number} width
   */
  function draw(present, pinned, width) {
    const calls = callsOf(present, pinned), key = `${calls} ${width}`;
    if (built !== key) build(calls, width);
    built = key;
    for (const [place, { bar, pin, mark, number, y }] of rows.entries()) {
      const here = chanceAfter(present, calls[place]), there = pinned && chanceAfter(pinned, calls[place]);
      stretch(bar, here ?? 0, x);
      reveal(pin, there !== null);
      if (there !== null) stretch(pin, there, x);
      const marked = place > 0 && calls[place] === present.calls;
      reveal(mark.node, marked);
      if (marked) mark.set({ d: `M${x(present.guaranteed).toFixed(1)} ${y - 3}v26` });
      say(number, chance(here ?? there ?? 0));
      shape(number, { class: here === null ? "" : "qs-axis" });
    }
    const told = [`1 call: ${chance(present.success)}`];
    if (present.calls > 1) told.push(`${present.calls} calls: ${chance(present.amplified)}`);
    shape(root, { "aria-label": `Probability that all ancillas say 0: ${told.join(", ")}` });
  }
  return { draw };
}

/**
 * The numbers of calls for which there is a bar.
 * @param {Success} present
 * @param {Success | null} pinned
 */
function callsOf(present, pinned) {
  const all = new Set([1, present.calls, pinned?.calls ?? 1]);
  return [...all].sort((a, b) => a - b);
}

/**
 * What a neuron reaches with so many calls; null if it makes another number of them.
 * @param {Success} success
 * @param {number} calls
 */
function chanceAfter({ success, amplified, calls: own }, calls) {
  if (calls === 1) return success;
  return calls === own ? amplified : null;
}
