// A training that was recorded: the angles of some updates in 16 bits each (nbs/3_seeing/11_stepper), and what the network with them
// says of one sequence.

import { bytesOf } from "./bytes.js";
import { anglesByName, squares, walk } from "./cell.js";
import { operators, run } from "./network.js";

/** @typedef {import("./cell.js").Topology} Topology */
/** @typedef {import("./cell.js").Parameters} Parameters */
/** @typedef {import("./cell.js").State} State */
/** @typedef {import("./network.js").Run} Run */
/** @typedef {import("./network.js").Operators} Operators */

/**
 * @typedef {object} Film
 * @property {Topology} topology
 * @property {number[]} updates of the frames, ascending
 * @property {number[]} inputs the words that are read
 * @property {Int32Array} taken the words that are put out, or SILENT: of every frame, or of all
 * @property {Uint16Array} levels of the angles, frame after frame, in the order of the gates
 * @property {Float64Array} lows the angle of level 0, for each angle
 * @property {Float64Array} parts what a level adds
 */

/** @typedef {{ parameters: Parameters, taken: Int32Array, network: Operators, told: Run }} Frame */

/**
 * A film from what a saved page holds.
 * @param {{ topology: Topology, updates: number[] }} facts
 * @param {number[]} inputs
 * @param {{ taken: DataView, levels: DataView, ranges: DataView }} bytes
 * @returns {Film}
 */
export function filmOf({ topology, updates }, inputs, { taken, levels, ranges }) {
  const numbers = new Float64Array(bytesOf(ranges)), count = numbers.length / 2;
  return {
    topology,
    updates,
    inputs,
    taken: new Int32Array(bytesOf(taken)),
    levels: new Uint16Array(bytesOf(levels)),
    lows: numbers.subarray(0, count),
    parts: numbers.subarray(count),
  };
}

/**
 * The angles of a frame.
 * @param {Film} film
 * @param {number} number of the frame
 * @returns {Parameters}
 */
export function frameParameters({ topology, levels, lows, parts }, number) {
  return anglesByName(topology, lows.map((low, at) => low + parts[at] * levels[number * lows.length + at]));
}

/**
 * What the network of a frame does with the sequence.
 * @param {Film} film
 * @param {number} number of the frame
 * @returns {Frame}
 */
export function frameOf(film, number) {
  const { topology, inputs } = film, steps = inputs.length;
  const parameters = frameParameters(film, number);
  // forced words are stored once for all frames
  const start = film.taken.length > steps ? number * steps : 0;
  const taken = film.taken.subarray(start, start + steps);
  return ranWith(topology, parameters, inputs, taken);
}

/**
 * What a network with these parameters does with a sequence.
 * @param {Topology} topology
 * @param {Parameters} parameters
 * @param {number[]} inputs
 * @param {Int32Array} taken
 * @returns {Frame}
 */
export function ranWith(topology, parameters, inputs, taken) {
  const network = operators(topology, parameters);
  return { parameters, taken, network, told: run(network, inputs, taken) };
}

/**
 * The hidden state before a step, after each of its stages, and after its word was put out.
 * @param {Film} film
 * @param {Frame} frame
 * @param {number} step
 * @returns {Record<string, State>}
 */
export function stagesOf({ topology, inputs }, { parameters, told }, step) {
  const word = inputs[step], size = 2 ** topology.workspace;
  // until the output stage the in/out lanes hold the word that was read
  const row = (/** @type {Float64Array} */ values) => values.slice(word * size, (word + 1) * size);
  /** @type {Record<string, State>} */
  const stages = { before: told.states[step] };
  for (const { gate, state } of walk(topology, parameters, word, told.states[step])) {
    const stage = gate.slice(0, gate.lastIndexOf("."));
    // a later gate of the stage replaces an earlier one
    if (/^(input|stage)/.test(stage)) stages[stage] = { re: row(state.re), im: state.im && row(state.im) };
  }
  stages.after = told.states[step + 1];
  return stages;
}

/**
 * Absolute values of a state's amplitudes, and those that are negative.
 * @param {State} state
 */
export function magnitudes(state) {
  const negative = [...state.re.keys()].filter((at) => state.re[at] < -5e-5);
  return { sizes: squares(state).map(Math.sqrt), negative };
}
