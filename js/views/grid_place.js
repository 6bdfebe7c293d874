// One place of the grid of a cell, where a gate meets a lane: what it is, and its drawing.

import { svg } from "../dom.js";
import { isCertain } from "../numbers.js";
import { shape } from "./axes.js";

/** @typedef {import("./grid_room.js").Column} Column */
/** @typedef {(key: string, lane: number) => string | null} ReasonOf  why a lane cannot be rotated */

/**
 * What one place of the grid is.
 * @typedef {object} Place
 * @property {"none" | "open" | "bare" | "control" | "rotation" | "target" | "bit" | "memory" | "meter"} kind  open: no control, bare: no rotation
 * @property {string} words  what it is called
 * @property {string} [reason]  why it cannot be changed
 * @property {string} [letter]  in its box
 * @property {boolean} [amplified]
 * @property {string} [before]  what the pinned cell has there, where that is something else
 */

/** @param {number | null | undefined} share */
export function percent(share) {
  if (share === null || share === undefined) return "";
  if (share < 0.005) return "<1%";
  // what is not certain is never called so
  return share >= 0.995 && !isCertain(share) ? ">99%" : `${Math.round(100 * share)}%`;
}

/** @param {{ inputs: number }} cell @param {number} lane */
export const laneName = (cell, lane) => `${lane < cell.inputs ? "in/out" : "workspace"} ${lane}`;

/** @param {import("../engine/cell.js").Neuron} neuron @param {number} lane @returns {Place} what its column is on a lane */
function placeOfNeuron({ target, controls, amplification }, lane) {
  if (lane !== target) return controls.includes(lane) ? { kind: "control", words: "control" } : { kind: "open", words: "no control" };
  const amplified = amplification ? `, amplified by ${amplification.calls} calls` : "";
  return { kind: "target", words: `target${amplified}`, amplified: amplified !== "" };
}

/**
 * The places that a word has at the ends of the cell.
 * @param {Column} column
 * @param {number} lane
 * @param {{ inputs: number, word?: number, remembered?: (number | null)[] }} shown
 * @returns {Place}
 */
function placeOfEnd({ key }, lane, { inputs, word, remembered }) {
  if (lane >= inputs && key === "write" && remembered) return { kind: "memory", words: "kept from the word before" };
  if (lane >= inputs) return { kind: "none", words: "nothing" };
  if (key === "measure") return { kind: "meter", words: "measured" };
  const bit = word === undefined ? "" : String((word >> (inputs - 1 - lane)) & 1);
  return { kind: "bit", words: `${key} ${bit}`, letter: key === "write" ? bit : "0" };
}

/**
 * @param {Column} column
 * @param {number} lane
 * @param {{ topology: { inputs: number }, word?: number, remembered?: (number | null)[], reasonOf?: ReasonOf }} shown  without `reasonOf` nothing can be changed
 * @returns {Place}
 */
export function placeOf(column, lane, { topology: { inputs }, word, remembered, reasonOf }) {
  if (column.end) return placeOfEnd(column, lane, { inputs, word, remembered });
  if (column.neuron) return placeOfNeuron(column.neuron, lane);
  if (column.key === "input") return { kind: "none", words: "no neuron yet", reason: "the input stage has no neuron: press Add neuron" };
  if (column.lanes.includes(lane)) return { kind: "rotation", words: "rotation", letter: "ρ" };
  const reason = reasonOf ? reasonOf(column.key, lane) : null;
  return reason ? { kind: "none", words: "not allowed", reason } : { kind: "bare", words: "no rotation" };
}

const BOXES = new Set(["rotation", "target", "bit", "memory", "meter"]);

/** How far below the middle of its box the base line of a letter is, in its size: a digit is 0.72 high, a ρ reaches below its line. */
const BASE = /** @type {Record<string, number>} */ ({ ρ: 0.2 });

/** The needle and the scale of a measurement. @param {number} x @param {number} y @param {number} r */
const meterOf = (x, y, r) => `M${x - r} ${y + r / 2}a${r} ${r} 0 0 1 ${2 * r} 0M${x} ${y + r / 2}L${x + 0.7 * r} ${y - 0.7 * r}`;

/**
 * @param {SVGElement} root  of the place, emptied before
 * @param {Place} place
 * @param {{ x: number, y: number, box: number, type: number, changeable: boolean }} at
 *   its middle, the side of a box, the size of a letter, whether what is not there can be put there, and so is drawn
 * @returns {SVGRectElement[]} what fills its box: now, and in the pinned cell
 */
export function drawPlace(root, { kind, before, amplified, letter = "" }, { x, y, box, type, changeable }) {
  const square = (/** @type {string} */ name, /** @type {number} */ side) =>
    svg("rect", { class: name, x: x - side / 2, y: y - side / 2, width: side, height: side, rx: side / 8 });
  if (before === "control") root.append(svg("circle", { class: "qs-was", cx: x, cy: y, r: 0.3 * box }));
  else if (before) root.append(square("qs-was", box));
  if (kind === "control") root.append(svg("circle", { class: "qs-control", cx: x, cy: y, r: 0.27 * box }));
  if (kind === "open" && changeable) root.append(svg("circle", { class: "qs-open", cx: x, cy: y, r: 0.17 * box }));
  if (kind === "bare" && changeable) root.append(square("qs-open", 0.34 * box));
  if (!BOXES.has(kind)) return [];
  const fill = square("qs-fill", 0.8 * box), was = square("qs-fill-was q-pinned", box);
  root.append(square(kind === "bit" || kind === "memory" ? "qs-box qs-quiet" : "qs-box", box), was, fill);
  // what is drawn on a filled box has a rim of paper
  for (const name of ["qs-rim", "qs-ring"]) if (amplified) root.append(square(name, 0.72 * box));
  for (const name of ["qs-rim", "qs-meter"]) if (kind === "meter") root.append(svg("path", { class: name, d: meterOf(x, y, 0.3 * box) }));
  // where lanes are close, a letter is no higher than its box
  const size = Math.min(type, 0.95 * box), named = { class: "qs-axis qs-letter", style: `font-size: ${size}px` };
  root.append(svg("text", { ...named, x, y: y + (BASE[letter] ?? 0.36) * size, "text-anchor": "middle" }, letter));
  return [fill, was];
}

/**
 * Fill a box from below.
 * @param {SVGRectElement} rect  as high as it is wide when it is full
 * @param {number} middle  of its box
 * @param {number | null | undefined} share  none: empty
 */
export function fillTo(rect, middle, share) {
  const side = Number(rect.getAttribute("width")), height = side * (share ?? 0);
  shape(rect, { y: String(middle + side / 2 - height), height: String(height) });
}
