// A cell under construction: what follows from its topology, its angles and the word it reads.

import { excitationOf, gatesOf, initialParameters, walk } from "./cell.js";
import { allowed, columnAfter, edited } from "./editing.js";
import { asJson, columns, named, obstacle, stageOf } from "./topology.js";

/** @typedef {import("./cell.js").Topology} Topology */
/** @typedef {import("./cell.js").Moment} Moment */
/** @typedef {import("./cell.js").Parameters} Parameters */

/** @typedef {{ topology: Topology, seed: number, word: number, selected: string }} Builder What `CellBuilder.to_dict()` gives. */

/** @typedef {{ edit: string } & Record<string, unknown>} Edit */

/**
 * @typedef {object} Walked
 * @property {string} reason  why nothing was computed; empty if it was
 * @property {Map<string, Moment>} moments  by their gate
 * @property {number | null} success  that all ancillas of the step give 0
 */

/**
 * The angles of a cell: those of a model where they fit, the others from the seed.
 * @param {Topology} topology
 * @param {number} seed
 * @param {Record<string, number[]>} given  a model's
 * @returns {Parameters}
 */
export function parametersOf(topology, seed, given) {
  const parameters = initialParameters(topology, seed);
  for (const [name, angles] of Object.entries(given)) {
    // a neuron that has won or lost controls has other angles
    if (parameters[name]?.length === angles.length) parameters[name] = Float64Array.from(angles);
  }
  return parameters;
}

/**
 * The cell on its word, gate by gate.
 * @param {Builder} builder
 * @param {Record<string, number[]>} given
 * @returns {Walked}
 */
export function walked({ topology, seed, word }, given) {
  const reason = obstacle(topology) ?? "";
  /** @type {Map<string, Moment>} */
  const moments = new Map();
  if (reason) return { reason, moments, success: null };
  let success = 1;
  for (const moment of walk(topology, parametersOf(topology, seed, given), word)) {
    moments.set(moment.gate, moment);
    success *= moment.success;
  }
  return { reason, moments, success };
}

/**
 * What the grid shows of a walk, or of its beginning: probability of 1 on every lane that a gate turned, by gate and lane ("input.0/2");
 * success by neuron; probability of 1 for every in/out lane once the last gate has acted.
 * @param {Topology} topology
 * @param {Iterable<Moment>} moments  in their order
 * @returns {{ fill: Map<string, number>, success: Map<string, number>, measured: number[] | null }}
 */
export function seenIn(topology, moments) {
  /** @type {Map<string, number>} */
  const fill = new Map();
  /** @type {Map<string, number>} */
  const success = new Map();
  const gates = gatesOf(topology), byKey = new Map(gates.map((gate) => [gate.key, gate]));
  /** @type {number[] | null} */
  let measured = null;
  for (const moment of moments) {
    const gate = byKey.get(moment.gate);
    for (const lane of gate?.lanes ?? []) fill.set(`${moment.gate}/${lane}`, moment.excitation ?? excitationOf(moment.state, lane));
    if (gate?.neuron) success.set(moment.gate, moment.success);
    if (gate === gates[gates.length - 1]) measured = Array.from({ length: topology.inputs }, (_, lane) => excitationOf(moment.state, lane));
  }
  return { fill, success, measured };
}

/**
 * The last gate up to the selected column.
 * @param {Builder} builder
 * @param {Walked} walked
 */
export function shownGate({ topology, selected }, { moments }) {
  const keys = columns(topology).map(({ key }) => key);
  const upTo = keys.slice(0, keys.indexOf(selected) + 1);
  return upTo.findLast((key) => moments.has(key)) ?? "write";
}

/**
 * The amplitudes of a state, those of complex ones as magnitudes with the sign of the real part.
 * @param {Moment | undefined} moment
 */
export function signedAmplitudes(moment) {
  if (!moment) return new Float64Array();
  const { re, im } = moment.state;
  if (!im) return re;
  return re.map((part, at) => (part < 0 ? -1 : 1) * Math.hypot(part, im[at]));
}

/**
 * Why an edit is not allowed, in the words of a page; null if it is.
 * @param {Topology} topology
 * @param {Edit} edit
 * @param {import("./editing.js").Presets} presets
 * @returns {string | null}
 */
export function refusal(topology, edit, presets) {
  const reason = allowed(topology, edit, presets);
  // Python's readers write keys, as in "stage.0.1", which nobody sees on a page
  return reason === null ? null : named(reason);
}

/**
 * The builder after an edit; an Error says why it is not allowed.
 * @param {Builder} builder
 * @param {Edit} edit
 * @param {import("./editing.js").Presets} presets
 * @returns {Builder}
 */
export function afterEdit(builder, edit, presets) {
  const { topology, key } = edited(builder.topology, edit, presets);
  return settled(builder, topology, key);
}

/**
 * The builder with another topology: what was looked at is looked at still, where it is there.
 * @param {Builder} builder
 * @param {Topology} topology
 * @param {string | null} key  of the column to look at, if it is known
 * @returns {Builder}
 */
export function settled(builder, topology, key) {
  const selected = columnAfter(topology, key, builder.topology, builder.selected);
  // with fewer in/out lanes there are fewer words
  return { ...builder, topology, selected, word: builder.word % 2 ** topology.inputs };
}

/**
 * Why each button is shut, with the column that is selected.
 * @param {Builder} builder
 * @param {import("./editing.js").Presets} presets
 * @returns {Record<string, string>}
 */
export function shutButtons({ topology, selected }, presets) {
  const stage = stageOf(selected);
  /** @type {Record<string, Edit>} */
  const edits = {
    Copy: { edit: "copy", neuron: selected },
    Delete: { edit: "delete", neuron: selected },
    Earlier: { edit: "move", neuron: selected, by: -1 },
    Later: { edit: "move", neuron: selected, by: 1 },
    "Copy stage": { edit: "copy stage", stage },
    "Delete stage": { edit: "delete stage", stage },
    "Stage earlier": { edit: "move stage", stage, by: -1 },
    "Stage later": { edit: "move stage", stage, by: 1 },
  };
  /** @type {Record<string, string>} */
  const reasons = {};
  for (const [name, edit] of Object.entries(edits)) {
    const reason = refusal(topology, edit, presets);
    if (reason) reasons[name] = reason;
  }
  return reasons;
}

/** @param {Topology} one @param {Topology} other */
export const sameTopology = (one, other) => one === other || asJson(one) === asJson(other);

/** @param {Pick<Topology, "inputs" | "workspace">} one @param {Topology} other @returns {boolean} whether a state of one fits the other */
export const sameLanes = (one, other) => one.inputs === other.inputs && one.workspace === other.workspace;

/**
 * What a neuron does on its target: probability of 1 there before and after; null where it is not computed.
 * @param {Walked} walked
 * @param {string} key  of the neuron
 * @param {number} target
 */
export function turnOf({ moments }, key, target) {
  const keys = [...moments.keys()], before = moments.get(keys[keys.indexOf(key) - 1]), after = moments.get(key);
  if (!before || !after) return null;
  return { before: excitationOf(before.state, target), after: excitationOf(after.state, target) };
}
