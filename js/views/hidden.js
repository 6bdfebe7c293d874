// A hidden state: an amplitude a bar, upwards or downwards by its sign.

import { resize, svg } from "../dom.js";
import { short } from "../numbers.js";

const LEFT = 44, MIDDLE = 46, TALL = 40;

/**
 * @param {SVGElement} root
 * @param {ArrayLike<number>} amplitudes
 * @param {number} time  words read
 * @param {number} width
 */
export function drawHidden(root, amplitudes, time, width) {
  const count = amplitudes.length, lanes = Math.log2(count), cell = Math.min(28, (width - 12 - LEFT) / count);
  resize(root, width, 104);
  let bars = "", largest = 0;
  for (let state = 0; state < count; state++) {
    if (Math.abs(amplitudes[state]) > Math.abs(amplitudes[largest])) largest = state;
    bars += `M${LEFT + (state + 0.1) * cell} ${MIDDLE}h${0.8 * cell}v${-TALL * amplitudes[state]}h${-0.8 * cell}Z`;
  }
  const right = LEFT + count * cell;
  const ket = (/** @type {number} */ state) => `|${state.toString(2).padStart(lanes, "0")}⟩`;
  root.append(svg("path", { class: "qs-rule", d: `M${LEFT} ${MIDDLE}H${right}` }), svg("path", { class: "qs-band", d: bars }));
  for (const value of [1, 0, -1]) {
    const y = MIDDLE - value * TALL;
    root.append(svg("text", { x: LEFT - 8, y: y + 4, "text-anchor": "end" }, value < 0 ? "−1" : value));
    if (value) root.append(svg("path", { class: "qs-grid", d: `M${LEFT} ${y}H${right}` }));
  }
  root.append(svg("text", { x: LEFT, y: 100 }, ket(0)), svg("text", { x: right, y: 100, "text-anchor": "end" }, ket(count - 1)));
  const most = `largest ${short(amplitudes[largest])} at ${ket(largest)}`;
  root.setAttribute("aria-label", `Hidden state after ${time} words: ${count} amplitudes, ${most}`);
}
