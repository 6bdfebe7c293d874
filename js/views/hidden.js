// A hidden state: an amplitude a bar, upwards or downwards by its sign.

import { resize, svg } from "../dom.js";
import { ket, short } from "../numbers.js";

const LEFT = 40, TOP = 6, NAMES = 26; // pixels; NAMES: of the first and the last state, below

/**
 * The bars of one sign.
 * @param {ArrayLike<number>} amplitudes
 * @param {number} sign
 * @param {number} cell  width of a bar and the gap beside it
 * @param {number} tall  pixels of an amplitude of 1
 */
function barsOf(amplitudes, sign, cell, tall) {
  let path = "";
  for (const [state, amplitude] of Array.from(amplitudes).entries()) {
    if (amplitude * sign <= 0) continue;
    path += `M${LEFT + (state + 0.1) * cell} ${TOP + tall}h${0.8 * cell}v${-tall * amplitude}h${-0.8 * cell}Z`;
  }
  return path;
}

/**
 * @param {SVGElement} root
 * @param {ArrayLike<number>} amplitudes
 * @param {number} time  words read
 * @param {number} width
 * @param {number} height
 * @returns {(left: number) => string} what stands at so many pixels from the left; "" if nothing does
 */
export function drawHidden(root, amplitudes, time, width, height) {
  const count = amplitudes.length, lanes = Math.log2(count), cell = Math.min(28, (width - 12 - LEFT) / count);
  resize(root, width, height);
  const right = LEFT + count * cell, tall = (height - TOP - NAMES) / 2;
  for (const value of [1, 0, -1]) {
    const y = TOP + (1 - value) * tall;
    root.append(svg("text", { x: LEFT - 8, y: y + 4, "text-anchor": "end" }, value < 0 ? "−1" : value));
    root.append(svg("path", { class: value ? "qs-grid" : "qs-rule", d: `M${LEFT} ${y}H${right}` }));
  }
  root.append(svg("path", { class: "qh-plus", d: barsOf(amplitudes, 1, cell, tall) }), svg("path", { class: "qh-minus", d: barsOf(amplitudes, -1, cell, tall) }));
  root.append(svg("text", { x: LEFT, y: height - 6 }, ket(0, lanes)), svg("text", { x: right, y: height - 6, "text-anchor": "end" }, ket(count - 1, lanes)));
  const largest = Array.from(amplitudes).reduce((most, value, state) => (Math.abs(value) > Math.abs(amplitudes[most]) ? state : most), 0);
  const told = `largest ${short(amplitudes[largest])} at ${ket(largest, lanes)}`;
  root.setAttribute("aria-label", `Hidden state after ${time} words: ${count} amplitudes, ${told}`);
  return (left) => {
    const state = Math.floor((left - LEFT) / cell);
    return state >= 0 && state < count ? `${ket(state, lanes)}: ${short(amplitudes[state])}` : "";
  };
}
