// A word on its way through a cell, and how much a prediction depends on the words read before it
// (nbs/3_seeing/10_stepping). What runs here, runs after the angles of one update.

import { squares, sum, walk } from "./cell.js";
import { SILENT, run } from "./network.js";

/** @typedef {import("./cell.js").Topology} Topology */
/** @typedef {import("./cell.js").Parameters} Parameters */
/** @typedef {import("./cell.js").State} State */
/** @typedef {import("./network.js").Operators} Operators */

/** @typedef {import("./cell.js").Moment & { held: Float64Array }} Station  held: probability of each word on the in/out lanes */

/**
 * Probability of each word on the in/out lanes.
 * @param {State} state of all lanes
 * @param {number} size 2^workspace
 * @returns {Float64Array}
 */
function heldBy(state, size) {
  const chances = squares(state), words = chances.length / size;
  return Float64Array.from({ length: words }, (_, word) => sum(chances.subarray(word * size, (word + 1) * size)));
}

/**
 * Write, every gate, and the measurement: one step of the cell, moment by moment. A silent step ends where the word is erased.
 * @param {Topology} topology
 * @param {Parameters} parameters
 * @param {{ read: number, taken: number, before: State }} step the word that goes in, the one that comes out or SILENT, and the hidden state
 * @returns {Station[]}
 */
export function stationsOf(topology, parameters, { read, taken, before }) {
  const size = 2 ** topology.workspace;
  const stations = [...walk(topology, parameters, read, before)].map((moment) => ({ ...moment, held: heldBy(moment.state, size) }));
  if (taken === SILENT) return stations.slice(0, stations.findIndex(({ gate }) => gate === "erase") + 1);
  const last = stations[stations.length - 1];
  return [...stations, measured(last, taken, size)];
}

/**
 * What is left when a word is read off the in/out lanes: its part of the state.
 * @param {Station} before
 * @param {number} taken
 * @param {number} size 2^workspace
 * @returns {Station}
 */
function measured({ state, held }, taken, size) {
  const longer = 1 / Math.sqrt(held[taken]);
  const kept = (/** @type {Float64Array} */ values) =>
    values.map((value, at) => (Math.floor(at / size) === taken ? longer * value : 0));
  const after = { re: kept(state.re), im: state.im && kept(state.im) };
  // the bars go on showing what was predicted
  return { gate: "measure", state: after, held, success: held[taken], excitation: null };
}

/**
 * The other words that a sequence reads somewhere; all other words if it reads only one.
 * @param {number[]} inputs
 * @param {number} read
 * @param {number} words
 * @returns {number[]}
 */
function othersOf(inputs, read, words) {
  const known = [...new Set(inputs)];
  const all = known.length > 1 ? known.sort((a, b) => a - b) : [...Array(words).keys()];
  return all.filter((word) => word !== read);
}

/**
 * Multiplications that `influences` takes for the prediction of a step, about.
 * @param {Topology} topology
 * @param {number[]} inputs
 * @param {number} step
 */
export function influenceWork({ inputs: lanes, workspace }, inputs, step) {
  const others = othersOf(inputs, inputs[0], 2 ** lanes).length;
  return (others * (step + 1) * (step + 2) * 4 ** workspace) / 2;
}

/**
 * How much the prediction at a step changes if another word had been read at an earlier one: half the
 * sum of all changes of a probability, for the word that changes it most. What was put out stays.
 * @param {Operators} network
 * @param {number[]} inputs
 * @param {ArrayLike<number>} taken words that were put out, or SILENT
 * @param {import("./network.js").Run} told what the network does with `inputs`
 * @param {number} step
 * @returns {Float64Array} of the steps 0 to `step`
 */
export function influences(network, inputs, taken, told, step) {
  const now = told.distributions[step], out = Array.from(taken).slice(0, step + 1);
  const change = (/** @type {number} */ at, /** @type {number} */ word) => {
    const others = [word, ...inputs.slice(at + 1, step + 1)];
    const then = run(network, others, out.slice(at), told.states[at]).distributions[step - at];
    return sum(then.map((chance, index) => Math.abs(chance - now[index]))) / 2;
  };
  const most = (/** @type {number} */ at) =>
    Math.max(...othersOf(inputs, inputs[at], network.words).map((word) => change(at, word)));
  return Float64Array.from({ length: step + 1 }, (_, at) => most(at));
}
