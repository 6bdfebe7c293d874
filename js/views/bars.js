// Bars for the two amplitudes of a target, and for the probability that all ancillas say 0.

import { resize, svg } from "../dom.js";
import { short } from "../numbers.js";

const ROW = 30; // pixels

/**
 * A probability; one that is nearly 1 by what is missing.
 * @param {number} p
 */
export function chance(p) {
  if (p > 0.9995 && p < 1) return `1 − ${short(1 - p)}`;
  if (p < 1e-4) return short(p);
  return p.toFixed(p < 0.1 ? 4 : 3);
}

/**
 * Lines upwards with their names, and the name of all below.
 * @param {SVGElement} root
 * @param {[number, string][]} ticks  value and name
 * @param {(value: number) => number} x
 * @param {number} bottom
 */
function scale(root, ticks, x, bottom) {
  for (const [tick, name] of ticks) {
    root.append(svg("path", { class: tick ? "qs-grid" : "qs-frame", d: `M${x(tick)} 2V${bottom + 2}` }));
    root.append(svg("text", { x: x(tick), y: bottom + 16, "text-anchor": "middle" }, name));
  }
}

/**
 * Signed bars for the target's amplitudes, with marks where the plain rotation would have them.
 * @param {SVGElement} root
 * @param {{ amplitudes: number[], plain: number[] }} reading
 * @param {number} width
 */
export function drawAmplitudes(root, { amplitudes, plain }, width) {
  const left = 44, right = width - 56, zero = (left + right) / 2;
  const x = (/** @type {number} */ value) => zero + (value * (right - left)) / 2;
  resize(root, width, 2 * ROW + 38);
  root.append(svg("text", { class: "qs-axis", x: zero, y: 2 * ROW + 32, "text-anchor": "middle" }, "amplitude"));
  scale(root, [[-1, "−1"], [0, "0"], [1, "1"]], x, 2 * ROW);
  for (const [bit, amplitude] of amplitudes.entries()) {
    const y = 6 + bit * ROW, start = Math.min(zero, x(amplitude));
    root.append(svg("text", { class: "qs-axis", x: left - 8, y: y + 15, "text-anchor": "end" }, `|${bit}⟩`));
    const bar = { class: "qs-cell qn-amplitude", x: start, y, width: Math.abs(x(amplitude) - zero), height: 20 };
    root.append(svg("rect", bar));
    root.append(svg("path", { class: "qn-mark", d: `M${x(plain[bit])} ${y - 3}v26` }));
    root.append(svg("text", { class: "qs-axis", x: width - 2, y: y + 15, "text-anchor": "end" }, short(amplitude)));
  }
  const told = amplitudes.map((amplitude, bit) => `|${bit}⟩ ${short(amplitude)}, after the plain rotation ${short(plain[bit])}`);
  root.setAttribute("aria-label", `Amplitudes of the target: ${told.join("; ")}`);
}

/**
 * How likely all ancillas say 0, for one call and for all.
 * @param {SVGElement} root
 * @param {{ success: number, amplified: number, guaranteed: number }} reading
 * @param {number} calls
 * @param {number} width
 */
export function drawSuccess(root, { success, amplified, guaranteed }, calls, width) {
  /** @type {[string, number][]} */
  const rows = [["1 call", success]];
  if (calls > 1) rows.push([`${calls} calls`, amplified]);
  const left = 62, right = width - 66, bottom = rows.length * ROW;
  const x = (/** @type {number} */ value) => left + value * (right - left);
  resize(root, width, bottom + 38);
  root.append(svg("text", { class: "qs-axis", x: (left + right) / 2, y: bottom + 32, "text-anchor": "middle" }, "probability"));
  scale(root, [[0, "0"], [0.5, "½"], [1, "1"]], x, bottom);
  for (const [place, [name, p]] of rows.entries()) {
    const y = 6 + place * ROW;
    root.append(svg("text", { class: "qs-axis", x: left - 8, y: y + 15, "text-anchor": "end" }, name));
    root.append(svg("rect", { class: "qs-cell", x: left, y, width: x(p) - left, height: 20 }));
    root.append(svg("text", { class: "qs-axis", x: width - 2, y: y + 15, "text-anchor": "end" }, chance(p)));
  }
  if (calls > 1) root.append(svg("path", { class: "qn-mark", d: `M${x(guaranteed)} ${ROW + 3}v26` }));
  const told = rows.map(([name, p]) => `${name}: ${chance(p)}`).join(", ");
  root.setAttribute("aria-label", `Probability that all ancillas say 0: ${told}`);
}
