// Where things stand in the grid of a cell: as large as the room allows.

import { columns, stageOf } from "../engine/topology.js";
import { clamp } from "../numbers.js";

/** @typedef {import("../engine/cell.js").Topology} Topology */

/**
 * @typedef {object} Column
 * @property {string} key  of a gate, or "write", "erase", "measure"
 * @property {string} stage
 * @property {number[]} lanes  that it rotates; of a neuron its target
 * @property {import("../engine/cell.js").Neuron | null} neuron  null: anything else
 * @property {boolean} end  whether it writes, erases or measures the word: nobody edits that
 */

/**
 * Pixels of a grid.
 * @typedef {object} Room
 * @property {number} lanes
 * @property {number} names  width of the lanes' names
 * @property {number} type  size of the letters
 * @property {number} row  height of a lane
 * @property {number} box  side of a box
 * @property {number} head  above all lanes
 * @property {number} bottom  below the last lane
 * @property {number} height
 * @property {number} width  of all columns
 * @property {{ x: number, wide: number }[]} places  where each column begins, and its width
 */

const MOST_PITCH = 116, MOST_ROW = 62; // what is larger than that looks lost

/**
 * The columns of a cell in the order in which a word runs through them.
 * @param {Topology} topology
 * @returns {Column[]}
 */
export function gridColumns(topology) {
  const end = (/** @type {string} */ key) => ({ key, stage: key, lanes: [], neuron: null, end: true });
  const gates = columns(topology).map(({ key, neuron, lanes }) => ({ key, stage: stageOf(key), neuron, lanes, end: false }));
  const output = gates.findIndex(({ stage }) => stage === "output");
  return [end("write"), ...gates.slice(0, output), end("erase"), ...gates.slice(output), end("measure")];
}

/**
 * How many columns there would be if the gaps between stages were columns too.
 * @param {Column[]} shown
 * @param {number} gap  as a part of a column
 */
function unitsOf(shown, gap) {
  const stages = new Set(shown.map(({ stage }) => stage)).size;
  return shown.length + gap * (stages - 1) + 0.6;
}

/**
 * @param {Topology} topology
 * @param {Column[]} shown
 * @param {{ width: number, height?: number }} size  pixels that the grid may take; its lanes scroll sideways where that is too little
 * @param {number} em  pixels of the page's letters
 * @returns {Room}
 */
export function roomOf({ inputs, workspace }, shown, { width, height = 520 }, em) {
  const lanes = inputs + workspace, gap = 0.3, most = width < 45 * em ? 0.9 : 1.1; // of letters, in em
  const names = 7.3 * most * em;
  const least = Math.max(34, 2.3 * em), pitch = clamp(least, (width - names - 8) / unitsOf(shown, gap), MOST_PITCH);
  const row = clamp(1.8 * em, Math.min(pitch, (height - 5 * em) / lanes), MOST_ROW);
  const type = clamp(0.87 * em, 0.32 * row, most * em), head = 2.2 * type, bottom = head + lanes * row;
  let x = 4;
  const places = shown.map(({ key, stage }, at) => {
    // the last word needs more room than its column
    const wide = key === "measure" ? Math.max(pitch, 4.6 * type) : pitch;
    if (at && stage !== shown[at - 1].stage) x += gap * pitch;
    x += wide;
    return { x: x - wide, wide };
  });
  const box = Math.min(0.76 * pitch, 0.8 * row);
  return { lanes, names, type, row, box, head, bottom, height: bottom + 3 * type, width: x + 4, places };
}
