// A cell, gate by gate: what its gates are, which angles they have, and what they do with a state
// (nbs/1_model/02_topology and 03_cell).

import { isReal, rounds } from "./amplification.js";
import { anglesOf, factors, subsetsOf } from "./neuron.js";
import { normals } from "./random.js";

/** @typedef {import("./amplification.js").Amplification} Amplification */

/**
 * @typedef {object} Neuron
 * @property {number} target lane that is turned
 * @property {number[]} controls lanes that steer the angle, in the order of the weights
 * @property {number} order
 * @property {number} degree
 * @property {Amplification | null} amplification
 * @property {boolean} [table] one angle for each control word, instead of weights and theta
 */

/** @typedef {{neurons: Neuron[], rotations: number[]}} Stage */

/**
 * @typedef {object} Topology What `Topology.to_dict()` gives.
 * @property {number} inputs in/out lanes
 * @property {number} workspace lanes of the hidden state
 * @property {Neuron[]} input
 * @property {Stage[]} stages
 * @property {Neuron[]} output
 * @property {number} bias
 */

/** @typedef {Record<string, Float64Array>} Parameters by the names of `parameterCounts` */

/** @typedef {{re: Float64Array, im: Float64Array | null}} State im null: all numbers are real */

/** @typedef {{key: string, neuron: Neuron | null, lanes: number[]}} CellGate lanes: those turned */

/**
 * @typedef {object} Turn What a gate does on one lane.
 * @property {string} key of its gate
 * @property {number} lane
 * @property {Uint32Array} words the control word that each setting of the other lanes holds
 * @property {Float64Array} c factor of keeping the lane, for each control word
 * @property {Float64Array} s factor of turning it
 * @property {{re: Float64Array, im: Float64Array} | null} phase by which both are multiplied
 */

/**
 * @typedef {object} Moment The state after one gate of the walk.
 * @property {string} gate "write", "erase", or the name of a neuron or of rotations
 * @property {State} state of all lanes, normalised
 * @property {number} success probability that the ancillas of this gate gave 0
 * @property {number | null} excitation of a neuron: probability of 1 on its target, afterwards
 */

/**
 * All that the cell applies, in order and by name.
 * @param {Topology} topology
 * @returns {CellGate[]}
 */
export function gatesOf(topology) {
  /** @type {CellGate[]} */
  const gates = [];
  const add = (/** @type {string} */ stage, /** @type {Neuron[]} */ neurons) => {
    neurons.forEach((neuron, at) => {
      gates.push({ key: `${stage}.${at}`, neuron, lanes: [neuron.target] });
    });
  };
  add("input", topology.input);
  topology.stages.forEach(({ neurons, rotations }, at) => {
    const key = `stage.${at}.rotations`;
    if (rotations.length) gates.push({ key, neuron: null, lanes: rotations });
    add(`stage.${at}`, neurons);
  });
  add("output", topology.output);
  return gates;
}

/**
 * How many angles each parameter has, in the order of the gates; a theta is one.
 * @param {Topology} topology
 * @returns {Record<string, number>}
 */
export function parameterCounts(topology) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { key, neuron, lanes } of gatesOf(topology)) {
    if (neuron?.table) counts[`${key}.table`] = 2 ** neuron.controls.length;
    else if (neuron) {
      counts[`${key}.weights`] = subsetsOf(neuron.controls, neuron.degree).length;
      counts[`${key}.theta`] = 1;
    } else counts[key] = lanes.length;
  }
  return counts;
}

/**
 * Angles that stand one after the other, by name.
 * @param {Topology} topology
 * @param {Float64Array} angles
 * @param {[string, number][]} [counts] names in their order with the count of each; by default that of the gates
 * @returns {Parameters}
 */
export function anglesByName(topology, angles, counts = Object.entries(parameterCounts(topology))) {
  let at = 0;
  /** @type {Parameters} */
  const byName = {};
  for (const [name, count] of counts) {
    byName[name] = angles.subarray(at, at + count);
    at += count;
  }
  return byName;
}

/** Standard deviations of initial angles, radians, by the last part of their name. */
const SPREADS = new Map([
  ["theta", 0.1],
  ["weights", 0.01],
  ["rotations", 0.01],
  ["table", 0.1],
]);

/**
 * Random angles around zero for one parameter, the same as a builder in Python has for this seed.
 * @param {number} seed
 * @param {string} name
 * @param {number} count
 * @returns {Float64Array}
 */
export function seededAngles(seed, name, count) {
  const kind = name.slice(name.lastIndexOf(".") + 1);
  const spread = SPREADS.get(kind) ?? 0;
  return normals(seed, name, count).map((value) => spread * value);
}

/**
 * Random angles for all parameters.
 * @param {Topology} topology
 * @param {number} seed
 * @returns {Parameters}
 */
export function initialParameters(topology, seed) {
  const counts = Object.entries(parameterCounts(topology));
  return Object.fromEntries(counts.map(([name, count]) => [name, seededAngles(seed, name, count)]));
}

/**
 * The word that some lanes hold, for every setting of all lanes but one.
 * @param {readonly number[]} controls
 * @param {number} target the lane that is left out
 * @param {number} lanes
 * @returns {Uint32Array} 2^(lanes - 1)
 */
function controlWords(controls, target, lanes) {
  const below = 2 ** (lanes - 1 - target);
  const shifts = controls.map((lane) => lanes - 1 - lane);
  const words = new Uint32Array(2 ** (lanes - 1));
  return words.map((_, setting) => {
    // the index of the amplitude in which the target is 0
    const index = setting + (setting - (setting % below));
    return shifts.reduce((word, shift) => (word << 1) | ((index >> shift) & 1), 0);
  });
}

/**
 * What a neuron does on its target.
 * @param {string} key
 * @param {Neuron} neuron
 * @param {Float64Array} etas angle for every control word
 * @param {number} lanes
 * @returns {Turn}
 */
function neuronTurn(key, { target, controls, order, amplification }, etas, lanes) {
  const words = controlWords(controls, target, lanes);
  const pairs = Array.from(etas, (eta) => factors(eta, order));
  const c = Float64Array.from(pairs, ([keep]) => keep);
  const s = Float64Array.from(pairs, ([, turned]) => turned);
  const plain = { key, lane: target, words, c, s, phase: null };
  if (!amplification) return plain;
  // all calls together multiply both factors by Q(p)
  const goods = pairs.map(([keep, turned]) => {
    return rounds(order, amplification)(keep * keep + turned * turned).good;
  });
  const re = Float64Array.from(goods, (good) => good.re);
  if (!isReal(order, amplification)) {
    return { ...plain, phase: { re, im: Float64Array.from(goods, (good) => good.im) } };
  }
  const times = (/** @type {number} */ factor, /** @type {number} */ word) => factor * re[word];
  return { ...plain, c: c.map(times), s: s.map(times) };
}

/**
 * What a gate does on each of the lanes that it turns.
 * @param {Topology} topology
 * @param {Parameters} parameters
 * @param {CellGate} gate
 * @returns {Turn[]}
 */
export function turnsOf(topology, parameters, { key, neuron, lanes }) {
  const all = topology.inputs + topology.workspace;
  if (neuron?.table) {
    const etas = Float64Array.from(parameters[`${key}.table`], (sum) => (topology.bias + sum) / 2);
    return [neuronTurn(key, neuron, etas, all)];
  }
  if (neuron) {
    const offset = topology.bias + parameters[`${key}.theta`][0];
    const weights = parameters[`${key}.weights`];
    const etas = anglesOf(neuron.controls, neuron.degree, weights, offset);
    return [neuronTurn(key, neuron, etas, all)];
  }
  return lanes.map((lane, at) => {
    const half = parameters[key][at] / 2;
    const c = Float64Array.of(Math.cos(half));
    const s = Float64Array.of(Math.sin(half));
    return { key, lane, words: new Uint32Array(2 ** (all - 1)), c, s, phase: null };
  });
}

/**
 * Turn one lane of every column, real numbers by real factors, in place (eq. 1).
 * @param {Float64Array} values rows are the states of all lanes
 * @param {number} columns
 * @param {Turn} turn
 */
function turnInPlace(values, columns, { lane, words, c, s }) {
  const below = words.length / 2 ** lane;
  const apart = below * columns; // from an amplitude with the lane at 0 to that with a 1
  for (let setting = 0; setting < words.length; setting += 1) {
    const keep = c[words[setting]];
    const turned = s[words[setting]];
    const first = (setting + (setting - (setting % below))) * columns;
    for (let at = first; at < first + columns; at += 1) {
      const low = values[at];
      const high = values[at + apart];
      values[at] = keep * low - turned * high;
      values[at + apart] = turned * low + keep * high;
    }
  }
}

/**
 * Multiply the rows of every setting by the phase of its control word, in place.
 * @param {Float64Array} re
 * @param {Float64Array} im
 * @param {number} columns
 * @param {Turn} turn one with a phase
 */
function multiplyInPlace(re, im, columns, { lane, words, phase }) {
  if (!phase) return;
  const below = words.length / 2 ** lane;
  for (let setting = 0; setting < words.length; setting += 1) {
    const x = phase.re[words[setting]];
    const y = phase.im[words[setting]];
    const first = setting + (setting - (setting % below));
    for (const row of [first, first + below]) {
      for (let at = row * columns; at < (row + 1) * columns; at += 1) {
        [re[at], im[at]] = [x * re[at] - y * im[at], x * im[at] + y * re[at]];
      }
    }
  }
}

/**
 * The state, or a matrix whose columns are states, after a gate; not normalised.
 * @param {State} state
 * @param {Turn} turn
 * @param {number} [columns]
 * @returns {State}
 */
export function turned(state, turn, columns = 1) {
  const re = state.re.slice();
  const missing = turn.phase ? new Float64Array(re.length) : null;
  const im = state.im ? state.im.slice() : missing;
  turnInPlace(re, columns, turn);
  if (im) {
    turnInPlace(im, columns, turn);
    multiplyInPlace(re, im, columns, turn);
  }
  return { re, im };
}

/**
 * Squared absolute value of every amplitude.
 * @param {State} state
 * @returns {Float64Array}
 */
export function squares({ re, im }) {
  if (!im) return re.map((value) => value * value);
  return re.map((value, at) => value * value + im[at] * im[at]);
}

/**
 * Sum of numbers.
 * @param {Float64Array} values
 * @returns {number}
 */
export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * A state times a number.
 * @param {State} state
 * @param {number} factor
 * @returns {State}
 */
export function scaled({ re, im }, factor) {
  const times = (/** @type {number} */ value) => value * factor;
  return { re: re.map(times), im: im ? im.map(times) : null };
}

/**
 * X gates on the in/out lanes: exchange the parts of the words v and v xor `word`.
 * @param {Float64Array} values
 * @param {number} word
 * @param {number} size 2^workspace
 * @returns {Float64Array}
 */
function flipped(values, word, size) {
  const parts = new Float64Array(values.length);
  for (let to = 0; to < values.length / size; to += 1) {
    const from = to ^ word;
    parts.set(values.subarray(from * size, (from + 1) * size), to * size);
  }
  return parts;
}

/**
 * Probability of 1 on a lane.
 * @param {State} state of length 1
 * @param {number} lane
 * @returns {number}
 */
export function excitationOf(state, lane) {
  const half = state.re.length / 2 ** (lane + 1);
  const chances = squares(state);
  // in every second block of amplitudes the lane is 1
  return sum(chances.filter((_, at) => Math.floor(at / half) % 2 === 1));
}

/**
 * The state after one gate.
 * @param {CellGate} gate
 * @param {Turn[]} turns
 * @param {State} before
 * @returns {Moment}
 */
function momentAfter({ key, neuron }, turns, before) {
  const after = turns.reduce((state, turn) => turned(state, turn), before);
  if (!neuron) return { gate: key, state: after, success: 1, excitation: null };
  const success = sum(squares(after));
  const state = scaled(after, 1 / Math.sqrt(success));
  return { gate: key, state, success, excitation: excitationOf(state, neuron.target) };
}

/**
 * The hidden state |0...0> before the first word.
 * @param {Topology} topology
 * @returns {State}
 */
export function initialHidden({ workspace }) {
  const re = new Float64Array(2 ** workspace);
  re[0] = 1;
  return { re, im: null };
}

/**
 * One step of the cell, gate by gate: "write", every gate and, before the output, "erase" (fig. 4).
 * @param {Topology} topology
 * @param {Parameters} parameters
 * @param {number} word that the cell reads
 * @param {State} [hidden] of length 1
 * @returns {Generator<Moment>}
 */
export function* walk(topology, parameters, word, hidden = initialHidden(topology)) {
  const size = 2 ** topology.workspace;
  const flip = (/** @type {State} */ { re, im }) => ({
    re: flipped(re, word, size),
    im: im ? flipped(im, word, size) : null,
  });
  const blank = (/** @type {Float64Array} */ part) => {
    const values = new Float64Array(size * 2 ** topology.inputs);
    values.set(part);
    return values;
  };
  let state = flip({ re: blank(hidden.re), im: hidden.im ? blank(hidden.im) : null });
  yield { gate: "write", state, success: 1, excitation: null };
  for (const gate of gatesOf(topology)) {
    if (gate.key === "output.0") {
      state = flip(state);
      yield { gate: "erase", state, success: 1, excitation: null };
    }
    const moment = momentAfter(gate, turnsOf(topology, parameters, gate), state);
    yield moment;
    state = moment.state;
  }
}
