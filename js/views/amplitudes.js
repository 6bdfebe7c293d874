// The state of a cell: a strip for each word that the in/out lanes may hold, a bar for each basis state of the workspace.

import { svg, within } from "../dom.js";
import { short } from "../numbers.js";
import { ket } from "./grid.js";

const HEIGHT = 46, LEFT = 96; // of a strip, and where it begins
const MOST = 8; // strips

/**
 * The probability of each word, and the words that are likely enough to be shown.
 * @param {Float64Array} amplitudes
 * @param {number} size  basis states of the workspace
 */
function likelyWords(amplitudes, size) {
  /** @type {[number, number][]} */
  const words = [];
  for (let word = 0; word < amplitudes.length / size; word++) {
    const part = amplitudes.subarray(word * size, (word + 1) * size);
    words.push([word, part.reduce((sum, amplitude) => sum + amplitude ** 2, 0)]);
  }
  const possible = words.filter(([, share]) => share > 1e-6);
  const likely = [...possible].sort((a, b) => b[1] - a[1]).slice(0, MOST).sort((a, b) => a[0] - b[0]);
  return { possible, likely };
}

/**
 * Bars of one strip as a path.
 * @param {Float64Array} amplitudes  of the strip
 * @param {number} middle
 * @param {number} step
 * @param {number} most  that a bar may stand for
 */
function barsOf(amplitudes, middle, step, most) {
  let path = "";
  for (const [state, amplitude] of amplitudes.entries()) {
    const y = middle - (amplitude / most) * (HEIGHT / 2 - 5);
    // what is shorter than that nobody sees
    if (Math.abs(y - middle) > 0.2) path += `M${(LEFT + (state + 0.5) * step).toFixed(1)} ${middle}V${y.toFixed(1)}`;
  }
  return path;
}

/**
 * @param {SVGSVGElement} root
 * @param {Float64Array} amplitudes  with signs; none where the state is not computed
 * @param {{ inputs: number, workspace: number }} cell
 * @param {number} width
 * @returns {(event: MouseEvent) => string} what is under the pointer
 */
export function drawAmplitudesOf(root, amplitudes, { inputs, workspace }, width) {
  root.replaceChildren();
  root.setAttribute("width", String(width));
  if (!amplitudes.length) {
    root.setAttribute("height", "0");
    return () => "";
  }
  const size = 2 ** workspace, across = width - LEFT - 8, step = across / size;
  const { possible, likely } = likelyWords(amplitudes, size);
  const most = amplitudes.reduce((largest, amplitude) => Math.max(largest, Math.abs(amplitude)), 0);
  for (const [floor, [word, share]] of likely.entries()) {
    const middle = 4 + floor * HEIGHT + HEIGHT / 2, part = amplitudes.subarray(word * size, (word + 1) * size);
    root.append(svg("text", { class: "qs-axis", x: 90, y: middle - 2, "text-anchor": "end" }, ket(word, inputs)));
    root.append(svg("text", { x: 90, y: middle + 12, "text-anchor": "end" }, short(share)));
    root.append(svg("path", { class: "qs-frame", d: `M${LEFT} ${middle}H${LEFT + across}` }));
    const thick = Math.max(1, Math.min(16, step * 0.75));
    root.append(svg("path", { class: "qs-bars", d: barsOf(part, middle, step, most), "stroke-width": thick }));
  }
  const bottom = 4 + likely.length * HEIGHT + 10;
  root.append(svg("text", { x: LEFT, y: bottom }, ket(0, workspace)));
  root.append(svg("text", { x: LEFT + across, y: bottom, "text-anchor": "end" }, ket(size - 1, workspace)));
  if (possible.length > likely.length) {
    const text = `the ${likely.length} most probable of ${possible.length} words`;
    root.append(svg("text", { x: LEFT + across / 2, y: bottom, "text-anchor": "middle" }, text));
  }
  root.setAttribute("height", String(bottom + 6));
  const told = likely.map(([word, share]) => `word ${ket(word, inputs).slice(1, -1)} with ${short(share)}`).join(", ");
  root.setAttribute("aria-label", `Amplitudes of ${size} basis states of the workspace; in/out lanes: ${told}`);
  return (event) => {
    const [x, y] = within(event, root), row = likely[Math.floor((y - 4) / HEIGHT)];
    const state = Math.floor((x - LEFT) / step);
    if (!row || state < 0 || state >= size) return "";
    return `${ket(row[0], inputs)}${ket(state, workspace)}: ${short(amplitudes[row[0] * size + state])}`;
  };
}
