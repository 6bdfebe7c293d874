// The hidden state at one step: a row a stage, a column a basis state.

import { resize, svg } from "../dom.js";
import { ket, short } from "../numbers.js";

/**
 * One step of the sequence, as it is looked at.
 * @typedef {object} Look
 * @property {number} step
 * @property {number} read  word that goes in
 * @property {number} taken  word that comes out, or SILENT
 * @property {boolean} forced  whether it was forced, or measured
 * @property {ArrayLike<number>} belief  probability of every word
 * @property {Record<string, ArrayLike<number>>} stages  absolute values of the amplitudes: "before", "input", ..., "after"
 * @property {Record<string, number[]>} negative  those that are negative
 */

const LEFT = 84, ROW = 22; // pixels

/**
 * The stage of a gate, as its row is called.
 * @param {string} gate  "stage.0.1", "write", ...
 */
function stageOfGate(gate) {
  if (gate === "write") return "before";
  return gate === "measure" ? "after" : gate.slice(0, gate.lastIndexOf(".")) || "output";
}

/**
 * The amplitudes after one stage.
 * @param {SVGElement} root
 * @param {Look} look
 * @param {string} stage
 * @param {number} y
 * @param {number} cell
 */
function drawStage(root, look, stage, y, cell) {
  const negative = new Set(look.negative[stage]), amplitudes = Array.from(look.stages[stage]), lanes = Math.log2(amplitudes.length);
  const name = stage.replace("stage.", "stage ");
  root.append(svg("text", { class: "qs-tick", x: LEFT - 6, y: y + ROW / 2 + 4, "text-anchor": "end" }, name));
  for (const [state, amplitude] of amplitudes.entries()) {
    const place = { x: LEFT + state * cell, y, width: cell, height: ROW - 2 };
    const box = svg("rect", { class: "qs-cell qs-state", ...place, "fill-opacity": amplitude * amplitude });
    const sign = negative.has(state) ? "−" : "";
    box.append(svg("title", {}, `${stage}, ${ket(state, lanes)}: ${sign}${short(amplitude)}`));
    root.append(box);
    if (sign && cell > 7 && amplitude > 0.1)
      root.append(svg("path", { class: "qs-minus", d: `M${place.x + cell / 2 - 3} ${y + ROW / 2 - 1}h6` }));
  }
}

/**
 * @param {SVGElement} root
 * @param {Look | null} look  null: nothing is drawn
 * @param {number} width
 * @param {string | null} gate  that a word on its way has reached: later stages are pale
 */
export function drawStages(root, look, width, gate) {
  resize(root, 0, 0);
  if (!look) return;
  const stages = Object.keys(look.stages), size = look.stages.before.length, lanes = Math.log2(size);
  const cell = Math.min(28, (width - LEFT - 8) / size), bottom = 2 + stages.length * ROW;
  resize(root, LEFT + size * cell + 8, bottom + 18);
  // the output has no row of its own: it lies between the last stage and "after"
  const here = gate ? stageOfGate(gate) : "after", reached = stages.includes(here) ? stages.indexOf(here) : stages.length - 2;
  for (const [floor, stage] of stages.entries()) {
    const row = root.appendChild(svg("g", { class: floor > reached ? "qs-not-yet" : "" }));
    drawStage(row, look, stage, 2 + floor * ROW, cell);
  }
  for (const state of [0, size - 1]) {
    const place = { x: state ? LEFT + size * cell : LEFT, y: bottom + 13, "text-anchor": state ? "end" : "start" };
    root.append(svg("text", { class: "qs-tick", ...place }, ket(state, lanes)));
  }
  root.setAttribute("aria-label", `Hidden state at step ${look.step}: ${stages.length} stages, ${size} basis states`);
}
