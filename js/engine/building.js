// A cell under construction: what follows from its topology, its angles and the word it reads.

import { excitationOf, gatesOf, initialHidden, parameterCounts, scaled, seededAngles, squares, sum, walk } from "./cell.js";
import { checkedChoice, checkedItems, checkedRecord, finite, whole } from "./checks.js";
import { allowed, columnAfter, edited, lanesAfter, origins } from "./editing.js";
import { subsetsOf } from "./neuron.js";
import { asJson, columns, named, obstacle, stageOf } from "./topology.js";

/** @typedef {import("./cell.js").Topology} Topology */
/** @typedef {import("./cell.js").Moment} Moment */
/** @typedef {import("./cell.js").Parameters} Parameters */

/**
 * @typedef {object} Builder What `CellBuilder.to_dict()` gives.
 * @property {Topology} topology
 * @property {number} seed
 * @property {number} word
 * @property {number[]} before  words that were read before it, the workspace kept from one to the next
 * @property {Angles} own  angles that were set by hand, or that a gate has kept while others came before it
 * @property {string} preset  that one began with, as long as the cell can be one for its task; empty: none, or that of the cell
 * @property {string} selected
 */

/** @typedef {Record<string, number[]>} Angles  by the names of `parameterCounts` */
/** @typedef {import("./cell.js").State} State */

/** @typedef {{ edit: string } & Record<string, unknown>} Edit */
/** @typedef {(topology: Topology) => Angles} Given  a model's angles for a cell that has its lanes, else none */

/**
 * @typedef {object} Walked
 * @property {string} reason  why nothing was computed; empty if it was
 * @property {Map<string, Moment>} moments  by their gate
 * @property {number | null} success  that all ancillas of the step give 0
 * @property {Parameters | null} parameters  its angles
 * @property {number[]} taken  words that were measured before, one for each that was read
 */

const MOST_BEFORE = 32; // words that are read anew with every change
const WIDEST = 1000; // radians
const ALIKE = 1e-9; // words whose probabilities differ by less are as likely

/**
 * The angles of a cell where none are its own: those of a model where they fit, the others from the seed.
 * @param {Topology} topology
 * @param {number} seed
 * @param {Angles} given  a model's
 * @returns {Parameters}
 */
function givenAngles(topology, seed, given) {
  /** @type {Parameters} */
  const parameters = {};
  for (const [name, count] of Object.entries(parameterCounts(topology))) {
    // a neuron that has won or lost controls has other angles
    const fits = given[name]?.length === count;
    parameters[name] = fits ? Float64Array.from(given[name]) : seededAngles(seed, name, count);
  }
  return parameters;
}

/**
 * The angles of a cell: its own, a model's, or from the seed.
 * @param {Pick<Builder, "topology" | "seed" | "own">} builder
 * @param {Angles} given  a model's
 * @returns {Parameters}
 */
export function parametersOf({ topology, seed, own }, given) {
  const set = Object.entries(own).map(([name, angles]) => [name, Float64Array.from(angles)]);
  return { ...givenAngles(topology, seed, given), ...Object.fromEntries(set) };
}

/**
 * The angles that were set by hand, checked.
 * @param {unknown} value
 * @param {Topology} topology
 * @returns {Angles}
 */
export function checkedOwn(value, topology) {
  const counts = parameterCounts(topology), given = checkedRecord(value, "own angles", [], Object.keys(counts));
  const angles = (/** @type {string} */ name, /** @type {unknown} */ values) => {
    const all = checkedItems(values, name, counts[name]);
    if (all.length !== counts[name]) throw new Error(`${name} must be ${counts[name]} angles, got ${all.length}`);
    return all.map((angle) => finite(angle, "an angle (radians)", -WIDEST, WIDEST));
  };
  return Object.fromEntries(Object.entries(given).map(([name, values]) => [name, angles(name, values)]));
}

/** @param {Angles} own @param {Topology} topology @returns {Angles} those that another cell has as well */
export function ownOf(own, topology) {
  const counts = parameterCounts(topology);
  return Object.fromEntries(Object.entries(own).filter(([name, angles]) => angles.length === counts[name]));
}

/**
 * The words that were read before, checked.
 * @param {unknown} value
 * @param {Topology} topology
 * @returns {number[]}
 */
export const checkedBefore = (value, { inputs }) =>
  checkedItems(value, "the words read before", MOST_BEFORE).map((word) => whole(word, "a word read before", 0, 2 ** inputs - 1));

/**
 * What the angles of a parameter belong to: sets of controls, or lanes that are rotated; none where they have no owners.
 * @param {Topology} topology
 * @param {Map<number, number>} lanes  by which number each is called
 * @returns {Map<string, string[]>}
 */
function ownersOf(topology, lanes) {
  const called = (/** @type {number[]} */ some) => some.map((lane) => lanes.get(lane) ?? "gone").join();
  const owned = gatesOf(topology).map(({ key, neuron, lanes: turned }) => {
    if (!neuron) return /** @type {const} */ ([key, turned.map((lane) => called([lane]))]);
    return /** @type {const} */ ([`${key}.weights`, subsetsOf(neuron.controls, neuron.degree).map(called)]);
  });
  return new Map(owned);
}

/**
 * New angles, in place of which those stay whose owner was there before.
 * @param {ArrayLike<number>} known
 * @param {string[]} before  their owners
 * @param {Float64Array} fresh
 * @param {string[]} owners
 */
const stillOf = (known, before, fresh, owners) => fresh.map((angle, at) => known[before.indexOf(owners[at])] ?? angle);

/**
 * The angles that a cell has of its own after an edit: every gate keeps its angles, whatever came before it, and every control its weight.
 * On other lanes those stay that were set by hand; a model's belong to its lanes, and random ones are drawn anew.
 * @param {Builder} builder  before it
 * @param {Topology} topology  after it
 * @param {Edit} edit
 * @param {Given} given
 * @returns {Angles}
 */
function keptAngles(builder, topology, edit, given) {
  const { topology: old, seed } = builder, isSame = sameLanes(old, topology);
  if (obstacle(old) || obstacle(topology)) return {};
  const was = isSame ? parametersOf(builder, given(old)) : builder.own, fresh = givenAngles(topology, seed, given(topology));
  const came = origins(old, edit), moved = lanesAfter(old, topology);
  const before = ownersOf(old, moved), owners = ownersOf(topology, lanesAfter(topology, topology));
  /** @type {Angles} */
  const own = {};
  for (const [name, angles] of Object.entries(fresh)) {
    const origin = originOf(name, came), known = was[origin], owned = owners.get(name) ?? [];
    let kept = known;
    if (!known) kept = isSame ? seededAngles(seed, origin, angles.length) : angles;
    else if (known.length !== angles.length || (!isSame && owned.length)) kept = stillOf(known, before.get(origin) ?? [], angles, owned);
    if (kept.some((angle, at) => angle !== angles[at])) own[name] = [...kept];
  }
  return own;
}

/** @param {string} name  of angles @param {Record<string, string>} came  of keys @returns {string} their name before an edit */
function originOf(name, came) {
  const key = Object.keys(came).find((key) => name.startsWith(`${key}.`));
  return key ? came[key] + name.slice(key.length) : name;
}

/**
 * A word is measured, the likeliest one, and taken off the in/out lanes: the workspace goes on to the next word.
 * @param {State} state  after the last gate
 * @param {number} inputs
 * @returns {{ word: number, hidden: State }}
 */
export function measured(state, inputs) {
  const size = state.re.length / 2 ** inputs, part = (/** @type {Float64Array} */ of, /** @type {number} */ word) => of.subarray(word * size, (word + 1) * size);
  const all = squares(state), chances = Array.from({ length: 2 ** inputs }, (_, word) => sum(part(all, word)));
  // rounding decides nothing: of words that are as likely the first one is taken
  const word = chances.findIndex((chance) => chance >= Math.max(...chances) - ALIKE);
  const hidden = { re: part(state.re, word), im: state.im && part(state.im, word) };
  return { word, hidden: scaled(hidden, 1 / Math.sqrt(chances[word])) };
}

/**
 * Words that are read one after the other, each measured before the next.
 * @param {Topology} topology
 * @param {Parameters} parameters
 * @param {number[]} words
 */
export function* readings(topology, parameters, words) {
  let hidden = initialHidden(topology);
  for (const read of words) {
    const last = /** @type {Moment} */ ([...walk(topology, parameters, read, hidden)].at(-1)), after = measured(last.state, topology.inputs);
    hidden = after.hidden;
    yield { last, ...after };
  }
}

/**
 * What is left of the words that were read before.
 * @param {Builder} builder
 * @param {Parameters} parameters
 * @returns {{ hidden: State, taken: number[] }}  taken: the words that came out
 */
function readBefore({ topology, before }, parameters) {
  const read = [...readings(topology, parameters, before)];
  return { hidden: read.at(-1)?.hidden ?? initialHidden(topology), taken: read.map(({ word }) => word) };
}

/**
 * The cell on its word, gate by gate.
 * @param {Builder} builder
 * @param {Angles} given
 * @returns {Walked}
 */
export function walked(builder, given) {
  const { topology, word } = builder, reason = obstacle(topology) ?? "";
  /** @type {Map<string, Moment>} */
  const moments = new Map();
  if (reason) return { reason, moments, success: null, taken: [], parameters: null };
  const parameters = parametersOf(builder, given), { hidden, taken } = readBefore(builder, parameters);
  let success = 1;
  for (const moment of walk(topology, parameters, word, hidden)) {
    moments.set(moment.gate, moment);
    success *= moment.success;
  }
  return { reason, moments, success, taken, parameters };
}

/** @param {Builder} builder @returns {string} why the cell goes on to no other word; "": it does */
export const endOfReading = ({ before }) => (before.length < MOST_BEFORE ? "" : `a page keeps ${MOST_BEFORE} words: start again`);

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
 * Whether a changed cell can still be one for the task of a preset.
 * @param {Topology} topology
 * @param {Topology} asked  the preset's cell
 * @param {boolean} isExercise  whether it is a neuron that is to be mended
 */
function hasTask(topology, asked, isExercise) {
  // with other in/out lanes there are other words
  if (!isExercise) return topology.inputs === asked.inputs;
  const [neuron, ...others] = topology.input;
  return sameLanes(topology, asked) && !others.length && neuron?.target === asked.input[0].target;
}

/**
 * The preset that a builder has begun with, or whose cell it is; empty: none.
 * @param {Pick<Builder, "preset" | "topology">} builder
 * @param {import("./editing.js").Presets} presets
 */
export const presetOf = ({ preset, topology }, presets) =>
  preset || (Object.keys(presets).find((name) => sameTopology(presets[name], topology)) ?? "");

/**
 * @typedef {object} Facts
 * @property {import("./editing.js").Presets} presets
 * @property {Record<string, Angles>} made  of presets that were made by hand
 * @property {Record<string, number[]>} wanted  of exercises: the bit for each word
 */

/**
 * The builder that remembers a preset, as long as its cell can be one for the task.
 * @param {Builder} builder
 * @param {unknown} value  a name, or "" for none
 * @param {Facts} facts
 * @returns {Builder}
 */
export function withPreset(builder, value, { presets, wanted }) {
  const name = checkedChoice(value, "the name of a preset", ["", ...Object.keys(presets)]);
  const isKept = name !== "" && hasTask(builder.topology, presets[name], name in wanted);
  return { ...builder, preset: isKept ? name : "" };
}

/**
 * The builder after an edit; an Error says why it is not allowed.
 * @param {Builder} builder
 * @param {Edit} edit
 * @param {Facts} facts
 * @param {Given} given
 * @returns {Builder}
 */
export function afterEdit(builder, edit, facts, given) {
  const { presets, made, wanted } = facts, { topology, key } = edited(builder.topology, edit, presets), name = String(edit.name);
  if (edit.edit === "preset") return { ...begun(builder, topology, made[name], wanted[name]), preset: name };
  const after = { ...settled(builder, topology, key), own: keptAngles(builder, topology, edit, given) };
  return withPreset(after, presetOf(builder, presets), facts);
}

/**
 * The builder that begins anew with a preset.
 * @param {Builder} builder
 * @param {Topology} topology
 * @param {Angles | undefined} own  of a cell that can do it at once
 * @param {number[] | undefined} wanted  of an exercise: the bit for each word
 * @returns {Builder}
 */
function begun(builder, topology, own, wanted) {
  const keys = columns(topology).map(({ key }) => key), words = 2 ** topology.inputs;
  // a word for which an exercise wants a turn shows whether there is one
  const word = wanted ? wanted.lastIndexOf(1) : builder.word % words;
  if (!own) return { ...builder, topology, selected: keys[0], own: {}, before: [], word };
  // what it does is seen at its end, and a word without ones would do nothing
  return { ...builder, topology, selected: keys[keys.length - 1], own, before: [], word: words - 1 };
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
  const known = (/** @type {number} */ word) => word % 2 ** topology.inputs;
  return { ...builder, topology, selected, word: known(builder.word), before: builder.before.map(known) };
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
