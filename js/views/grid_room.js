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
 * @property {boolean} brief  whether orders and degrees are left out
 * @property {boolean} dense  whether columns are so narrow that only two letters stand below one
 * @property {number} type  size of the letters
 * @property {number} row  height of a lane
 * @property {number} box  side of a box
 * @property {number} head  above all lanes
 * @property {number} bottom  below the last lane
 * @property {number} height
 * @property {number} width  of all columns
 * @property {{ x: number, wide: number }[]} places  where each column begins, and its width
 */

const MOST_PITCH = 140, MOST_ROW = 62; // what is larger than that looks lost
/** In em: columns, rows and letters are no smaller, letters no larger; the last word needs more room than its column. */
const LIMITS = { pitch: 2.2, row: 1.8, type: 0.87, most: 1.1 }, CLOSE = { pitch: 2, row: 1.06, type: 0.87, most: 0.9 };
const MEASURE = 4.6, NAMES = 7.3, DENSE = 1.25; // in em as well: room for the last word, for names of lanes, for the narrowest column of all
const NARROW = 45, FINGER = 26, PAIRS = 0.75, SHARE = 2.7; // em of a narrow page, pixels of its narrowest column, em of letters of which four stand below one, letters that a percentage needs

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
 * @typedef {object} GridSize
 * @property {number} width  pixels that the grid may take; it scrolls sideways where that is too little
 * @property {number} [height]  pixels; it takes more where that is too little
 * @property {boolean} [brief]  whether orders and degrees are left out
 * @property {boolean} [close]  whether things may stand closer, as on a page that is enlarged as a whole
 */

/**
 * The width of a column with which all of them fit.
 * @param {Column[]} shown
 * @param {number} gap  between stages, as a part of a column
 * @param {number} width  that they may take
 * @param {number} last  width that the last one needs
 */
function fittingPitch(shown, gap, width, last) {
  const stages = new Set(shown.map(({ stage }) => stage)).size, units = shown.length + gap * (stages - 1);
  return Math.min(width / units, (width - last) / (units - 1));
}

/**
 * @param {Topology} topology
 * @param {Column[]} shown
 * @param {GridSize} size
 * @param {number} em  pixels of the page's letters
 * @returns {Room}
 */
export function roomOf({ inputs, workspace }, shown, { width, height = 520, close = false, brief = false }, em) {
  const limits = close ? CLOSE : LIMITS, lanes = inputs + workspace, gap = 0.3, isNarrow = width < NARROW * em, most = isNarrow ? 0.9 : limits.most;
  const pitchWith = (/** @type {number} */ letters) => fittingPitch(shown, gap, width - (NAMES * letters) - 8, MEASURE * letters);
  const wide = Math.max(close ? 24 : 34, limits.pitch * em), dense = isNarrow || (close && pitchWith(most * em) < wide), least = close ? DENSE * em : FINGER;
  // where orders and degrees stand below columns so narrow, they need smaller letters
  const smallest = close && dense && !brief ? PAIRS : limits.type, letters = (dense ? smallest : most) * em;
  const names = NAMES * letters, pitch = clamp(dense ? least : wide, pitchWith(letters), MOST_PITCH);
  const row = clamp(limits.row * em, Math.min(pitch, (height - (brief ? 3.6 : 5) * em) / lanes), MOST_ROW);
  const type = clamp(smallest * em, 0.32 * row, letters), head = 2.2 * type, bottom = head + lanes * row;
  let x = 4;
  const places = shown.map(({ key, stage }, at) => {
    const wide = key === "measure" ? Math.max(pitch, MEASURE * type) : pitch;
    if (at && stage !== shown[at - 1].stage) x += gap * pitch;
    x += wide;
    return { x: x - wide, wide };
  });
  const box = Math.min(0.76 * pitch, 0.8 * row);
  return { lanes, names, dense: dense || pitch < SHARE * type, type, row, box, head, bottom, height: bottom + (brief ? 1.7 : 3) * type, brief, width: x + 4, places };
}
