// Small changes of a topology as plain data: give a control, move a target, add a neuron, take a
// lane away (nbs/3_seeing/08_editing). Every edit gives a new topology, or an Error that says why
// not; topologies are never changed in place.

import { gatesOf } from "./cell.js";
import { checkedChoice, checkedRecord, checkedText, LIMITS, quoted, whole } from "./checks.js";
import {
  checkedAmplification,
  checkedNeuron,
  checkedTopology,
  columns,
  lanesFrom,
  papersLike,
  stageOf,
} from "./topology.js";

/** @typedef {import("./cell.js").Neuron} Neuron */
/** @typedef {import("./cell.js").Stage} Stage */
/** @typedef {import("./cell.js").Topology} Topology */

/** @typedef {Record<string, Topology>} Presets topologies by name, as Python has them */

/**
 * @typedef {object} Edited
 * @property {Topology} topology
 * @property {string | null} key of the column that was edited
 */

/**
 * @typedef {object} Edit What an edit may say; each needs some of it.
 * @property {string} [neuron] key of a neuron
 * @property {string} [stage]
 * @property {string} [after] a stage
 * @property {number} [lane]
 * @property {number} [by] places
 * @property {unknown} [value]
 * @property {unknown} [inputs]
 * @property {unknown} [workspace]
 * @property {unknown} [name] of a preset
 */

/**
 * Number of a work stage.
 * @param {Topology} topology
 * @param {string} stage
 * @returns {number}
 */
function stageNumber({ stages }, stage) {
  if (stage === "input" || stage === "output") {
    throw new Error(`${stage} is no work stage: every cell has it, once`);
  }
  const names = stages.map((_, at) => `stage.${at}`);
  if (names.includes(stage)) return names.indexOf(stage);
  const known = names.join(", ") || "none";
  throw new Error(`there is no work stage ${quoted(stage)}: this cell has ${known}`);
}

/**
 * The neurons of a stage.
 * @param {Topology} topology
 * @param {string} stage
 * @returns {Neuron[]}
 */
function neuronsOf(topology, stage) {
  if (stage === "input") return topology.input;
  if (stage === "output") return topology.output;
  return topology.stages[stageNumber(topology, stage)].neurons;
}

/**
 * Keys of all neurons, in the order in which the cell applies them.
 * @param {Topology} topology
 * @returns {string[]}
 */
function neuronKeys(topology) {
  return gatesOf(topology)
    .filter(({ neuron }) => neuron)
    .map(({ key }) => key);
}

/**
 * Stage, its neurons, and the place of the neuron `key` among them.
 * @param {Topology} topology
 * @param {string} key
 * @returns {{stage: string, neurons: Neuron[], place: number}}
 */
function locate(topology, key) {
  const known = neuronKeys(topology);
  if (!known.includes(key)) {
    const isColumn = columns(topology).some((column) => column.key === key);
    if (isColumn) throw new Error(`${key} is no neuron: choose one`);
    throw new Error(`there is no neuron ${quoted(key)}: this cell has ${known.join(", ")}`);
  }
  const dot = key.lastIndexOf(".");
  const stage = key.slice(0, dot);
  return { stage, neurons: neuronsOf(topology, stage), place: Number(key.slice(dot + 1)) };
}

/**
 * The topology with one work stage changed.
 * @param {Topology} topology
 * @param {string} stage
 * @param {Partial<Stage>} changes
 * @returns {Topology}
 */
function withStage(topology, stage, changes) {
  const number = stageNumber(topology, stage);
  const stages = topology.stages.with(number, { ...topology.stages[number], ...changes });
  return checkedTopology({ ...topology, stages });
}

/**
 * The topology with other neurons in one stage.
 * @param {Topology} topology
 * @param {string} stage
 * @param {Neuron[]} neurons
 * @returns {Topology}
 */
function withNeurons(topology, stage, neurons) {
  const outer = stage === "input" || stage === "output";
  if (outer) return checkedTopology({ ...topology, [stage]: neurons });
  return withStage(topology, stage, { neurons });
}

/**
 * The topology with one neuron changed; an Error of the neuron says which it is.
 * @param {Topology} topology
 * @param {string} key
 * @param {Partial<Record<keyof Neuron, unknown>>} changes
 * @returns {Topology}
 */
function withChanged(topology, key, changes) {
  const { stage, neurons, place } = locate(topology, key);
  const change = () => {
    try {
      return checkedNeuron({ ...neurons[place], ...changes });
    } catch (error) {
      throw new Error(`${key}: ${/** @type {Error} */ (error).message}`);
    }
  };
  return withNeurons(topology, stage, neurons.with(place, change()));
}

/**
 * The lanes without one that is among them, or with one that is not.
 * @param {number[]} lanes
 * @param {number} lane
 * @returns {number[]}
 */
function toggled(lanes, lane) {
  return lanes.includes(lane) ? lanes.filter((other) => other !== lane) : [...lanes, lane];
}

/**
 * The parts with one of them moved; name: what an error calls it.
 * @template Part
 * @param {Part[]} parts
 * @param {number} place
 * @param {number} by
 * @param {string} name
 * @returns {Part[]}
 */
function withMoved(parts, place, by, name) {
  const to = place + by;
  if (to < 0 || to >= parts.length) {
    throw new Error(`${name} is the ${by < 0 ? "first" : "last"} already`);
  }
  // without it the parts behind have moved up, so its new place is right in both directions
  return parts.toSpliced(place, 1).toSpliced(to, 0, parts[place]);
}

/**
 * Move a neuron to another lane.
 * @param {Topology} topology
 * @param {string} neuron
 * @param {number} lane
 * @returns {Edited}
 */
function retarget(topology, neuron, lane) {
  const { neurons, place } = locate(topology, neuron);
  const { target, controls } = neurons[place];
  // a control on the new lane takes the old one, for no neuron may control itself
  const swapped = controls.map((other) => (other === lane ? target : other));
  const changes = { target: lane, controls: swapped };
  return { topology: withChanged(topology, neuron, changes), key: neuron };
}

/**
 * The first lane that a stage may turn and does not turn yet; its first lane if there is none.
 * @param {Topology} topology
 * @param {string} stage
 * @returns {number}
 */
function freeLane(topology, stage) {
  const { inputs, workspace } = topology;
  // the output stage writes words, all others change the hidden state
  const outer = stage === "output";
  const allowed = outer ? lanesFrom(0, inputs) : lanesFrom(inputs, inputs + workspace);
  const taken = neuronsOf(topology, stage).map((neuron) => neuron.target);
  return allowed.find((lane) => !taken.includes(lane)) ?? allowed[0];
}

/**
 * A new neuron at the end of a stage; without a lane on a free one.
 * @param {Topology} topology
 * @param {string} stage
 * @param {number} [lane]
 * @returns {Edited}
 */
function addNeuron(topology, stage, lane) {
  const neurons = neuronsOf(topology, stage);
  const target = lane ?? freeLane(topology, stage);
  // every cell has an output neuron, so there is always one to be like
  const first = neuronKeys(topology)[0];
  const { neurons: firsts, place } = locate(topology, first);
  const added = checkedNeuron({ ...(neurons[0] ?? firsts[place]), target, controls: [] });
  const key = `${stage}.${neurons.length}`;
  return { topology: withNeurons(topology, stage, [...neurons, added]), key };
}

/**
 * One neuron changed, or all of them if none is named.
 * @param {Topology} topology
 * @param {string | undefined} neuron
 * @param {Partial<Record<keyof Neuron, unknown>>} changes
 * @returns {Edited}
 */
function setNeurons(topology, neuron, changes) {
  const keys = neuron === undefined ? neuronKeys(topology) : [neuron];
  const one = (/** @type {Topology} */ before, /** @type {string} */ key) =>
    withChanged(before, key, changes);
  return { topology: keys.reduce(one, topology), key: neuron ?? null };
}

/**
 * Amplify one neuron or all of them; 0 calls: postselected.
 * @param {Topology} topology
 * @param {unknown} value
 * @param {string} [neuron]
 * @returns {Edited}
 */
function setCalls(topology, value, neuron) {
  const what = "calls (of an amplified neuron, 0: postselected)";
  const calls = whole(value, what, 0, LIMITS.calls);
  const amplification = calls ? checkedAmplification({ calls }) : null;
  return setNeurons(topology, neuron, { amplification });
}

/**
 * Number of a new work stage after a given one; as a rule it comes last.
 * @param {Topology} topology
 * @param {string | undefined} after
 * @returns {number}
 */
function placeAfter(topology, after) {
  if (after === "input") return 0;
  if (after === undefined || after === "output") return topology.stages.length;
  return stageNumber(topology, after) + 1;
}

/**
 * The topology with other work stages, and the rotations of one of them as the column edited.
 * @param {Topology} topology
 * @param {Stage[]} stages
 * @param {number} place
 * @returns {Edited}
 */
function withStages(topology, stages, place) {
  return { topology: checkedTopology({ ...topology, stages }), key: `stage.${place}.rotations` };
}

/**
 * A new work stage, which rotates all workspace lanes, as the paper's stages do.
 * @param {Topology} topology
 * @param {string} [after]
 * @returns {Edited}
 */
function addStage(topology, after) {
  const place = placeAfter(topology, after);
  const { inputs, workspace, stages } = topology;
  const blank = { neurons: [], rotations: lanesFrom(inputs, inputs + workspace) };
  return withStages(topology, stages.toSpliced(place, 0, blank), place);
}

/**
 * Lanes on which they are after others have gone; those that have gone themselves are left out.
 * @param {number[]} lanes
 * @param {Map<number, number>} moved old lane -> new lane
 * @returns {number[]}
 */
function kept(lanes, moved) {
  return lanes.flatMap((lane) => moved.get(lane) ?? []);
}

/**
 * The neurons whose target stays, on their new lanes.
 * @param {Neuron[]} neurons
 * @param {Map<number, number>} moved old lane -> new lane
 * @returns {Neuron[]}
 */
function onNewLanes(neurons, moved) {
  return neurons.flatMap((neuron) => {
    const target = moved.get(neuron.target);
    if (target === undefined) return [];
    return checkedNeuron({ ...neuron, target, controls: kept(neuron.controls, moved) });
  });
}

/**
 * Output neurons, with one like the last for every in/out lane that none of them writes.
 * @param {Neuron[]} output
 * @param {Neuron} last its controls are those on the new lanes
 * @param {number} inputs
 * @returns {Neuron[]}
 */
function allWritten(output, last, inputs) {
  const written = output.map((neuron) => neuron.target);
  const blank = lanesFrom(0, inputs).filter((lane) => !written.includes(lane));
  const copies = blank.map((target) => {
    const controls = last.controls.filter((lane) => lane !== target);
    return checkedNeuron({ ...last, target, controls });
  });
  return [...output, ...copies];
}

/**
 * Where lanes are after their numbers have changed.
 * @param {Topology} topology before it
 * @param {number} inputs
 * @param {number} workspace
 * @returns {Map<number, number>} old lane -> new lane, without those that have gone
 */
function newLanes(topology, inputs, workspace) {
  const moved = new Map();
  for (const lane of lanesFrom(0, Math.min(topology.inputs, inputs))) moved.set(lane, lane);
  for (const place of lanesFrom(0, Math.min(topology.workspace, workspace))) {
    moved.set(topology.inputs + place, inputs + place);
  }
  return moved;
}

/**
 * Where the lanes of a cell are in another one that was made of it.
 * @param {Topology} old
 * @param {Topology} topology
 */
export const lanesAfter = (old, { inputs, workspace }) => newLanes(old, inputs, workspace);

/**
 * The topology with other numbers of lanes; without a number it stays.
 * @param {Topology} topology
 * @param {unknown} [inputs]
 * @param {unknown} [workspace]
 * @returns {Edited}
 */
function setLanes(topology, inputs = topology.inputs, workspace = topology.workspace) {
  const outer = whole(inputs, "in/out lanes", 1, LIMITS.bits);
  const inner = whole(workspace, "workspace lanes", 1, LIMITS.lanes - outer);
  const papers = papersLike(topology, outer, inner);
  if (papers) return { topology: papers, key: null };
  const moved = newLanes(topology, outer, inner);
  const stages = topology.stages.map(({ neurons, rotations }) => {
    return { neurons: onNewLanes(neurons, moved), rotations: kept(rotations, moved) };
  });
  const before = topology.output[topology.output.length - 1];
  const last = { ...before, controls: kept(before.controls, moved) };
  // a topology refuses an in/out lane that nobody writes
  const output = allWritten(onNewLanes(topology.output, moved), last, outer);
  const input = onNewLanes(topology.input, moved);
  const sizes = { inputs: outer, workspace: inner, bias: topology.bias };
  return { topology: checkedTopology({ ...sizes, input, stages, output }), key: null };
}

/**
 * Edits of single neurons: what they need, what they may have, and what they do.
 * @type {Record<string, {needed: string[], optional: string[],
 *   make: (topology: Topology, edit: Required<Edit>, presets: Presets) => Edited}>}
 */
const NEURON_EDITS = {
  control: {
    needed: ["neuron", "lane"],
    optional: [],
    make(topology, { neuron, lane }) {
      const { neurons, place } = locate(topology, neuron);
      const controls = toggled(neurons[place].controls, lane);
      return { topology: withChanged(topology, neuron, { controls }), key: neuron };
    },
  },
  target: {
    needed: ["neuron", "lane"],
    optional: [],
    make: (topology, { neuron, lane }) => retarget(topology, neuron, lane),
  },
  add: {
    needed: ["stage"],
    optional: ["lane"],
    make: (topology, { stage, lane }) => addNeuron(topology, stage, lane),
  },
  copy: {
    needed: ["neuron"],
    optional: [],
    make(topology, { neuron }) {
      const { stage, neurons, place } = locate(topology, neuron);
      const doubled = neurons.toSpliced(place, 0, neurons[place]);
      return { topology: withNeurons(topology, stage, doubled), key: `${stage}.${place + 1}` };
    },
  },
  delete: {
    needed: ["neuron"],
    optional: [],
    make(topology, { neuron }) {
      const { stage, neurons, place } = locate(topology, neuron);
      const rest = neurons.toSpliced(place, 1);
      // its key now names the next neuron, or none: the page looks at what is left of the stage
      return { topology: withNeurons(topology, stage, rest), key: neuron };
    },
  },
  move: {
    needed: ["neuron", "by"],
    optional: [],
    make(topology, { neuron, by }) {
      const { stage, neurons, place } = locate(topology, neuron);
      const moved = withMoved(neurons, place, by, neuron);
      return { topology: withNeurons(topology, stage, moved), key: `${stage}.${place + by}` };
    },
  },
  order: {
    needed: ["value"],
    optional: ["neuron"],
    make: (topology, { value, neuron }) => setNeurons(topology, neuron, { order: value }),
  },
  degree: {
    needed: ["value"],
    optional: ["neuron"],
    make: (topology, { value, neuron }) => setNeurons(topology, neuron, { degree: value }),
  },
  calls: {
    needed: ["value"],
    optional: ["neuron"],
    make: (topology, { value, neuron }) => setCalls(topology, value, neuron),
  },
};

/**
 * Edits of the cell as a whole.
 * @type {typeof NEURON_EDITS}
 */
const CELL_EDITS = {
  bias: {
    needed: ["value"],
    optional: [],
    make(topology, { value }) {
      const bias = /** @type {number} */ (value);
      return { topology: checkedTopology({ ...topology, bias }), key: null };
    },
  },
  lanes: {
    needed: [],
    optional: ["inputs", "workspace"],
    make: (topology, { inputs, workspace }) => setLanes(topology, inputs, workspace),
  },
  preset: {
    needed: ["name"],
    optional: [],
    make(_, { name }, presets) {
      const known = checkedChoice(name, "the name of a preset", Object.keys(presets));
      return { topology: presets[known], key: null };
    },
  },
};

/**
 * Edits of work stages.
 * @type {typeof NEURON_EDITS}
 */
const STAGE_EDITS = {
  "add stage": {
    needed: [],
    optional: ["after"],
    make: (topology, { after }) => addStage(topology, after),
  },
  "copy stage": {
    needed: ["stage"],
    optional: [],
    make(topology, { stage }) {
      const place = stageNumber(topology, stage);
      const { stages } = topology;
      return withStages(topology, stages.toSpliced(place, 0, stages[place]), place + 1);
    },
  },
  "delete stage": {
    needed: ["stage"],
    optional: [],
    make(topology, { stage }) {
      const place = stageNumber(topology, stage), stages = topology.stages.toSpliced(place, 1);
      // the stage behind it has its number now; behind the last there is none, so we look at the one before
      return withStages(topology, stages, Math.min(place, stages.length - 1));
    },
  },
  "move stage": {
    needed: ["stage", "by"],
    optional: [],
    make(topology, { stage, by }) {
      const place = stageNumber(topology, stage);
      return withStages(topology, withMoved(topology.stages, place, by, stage), place + by);
    },
  },
  rotation: {
    needed: ["stage", "lane"],
    optional: [],
    make(topology, { stage, lane }) {
      const { rotations } = topology.stages[stageNumber(topology, stage)];
      const turned = toggled(rotations, lane);
      const key = `${stage}.rotations`;
      return { topology: withStage(topology, stage, { rotations: turned }), key };
    },
  },
};

/** Every edit by name, in Python's order. */
const EDITS = { ...NEURON_EDITS, ...CELL_EDITS, ...STAGE_EDITS };

/**
 * A field of an edit, checked if its kind is the same in every edit.
 * @param {string} name
 * @param {unknown} value
 * @param {string} edit
 * @returns {unknown}
 */
function checkedField(name, value, edit) {
  const what = `${name} of the edit ${quoted(edit)}`;
  if (["neuron", "stage", "after"].includes(name)) return checkedText(value, what, 80);
  if (name === "lane") return whole(value, what, 0, LIMITS.lanes - 1);
  if (name === "by") return whole(value, what, -LIMITS.stages, LIMITS.stages);
  return value;
}

/**
 * The topology after an edit, and the column that was edited; an Error says why not.
 * @param {Topology} topology
 * @param {{edit: string} & Record<string, unknown>} edit
 * @param {Presets} presets
 * @returns {Edited}
 */
export function edited(topology, edit, presets) {
  const name = checkedChoice(edit.edit, "the name of an edit", Object.keys(EDITS));
  const { needed, optional, make } = EDITS[name];
  const { edit: _, ...rest } = edit;
  const fields = checkedRecord(rest, `the edit ${quoted(name)}`, needed, optional);
  /** @type {Record<string, unknown>} */
  const given = {};
  for (const [field, value] of Object.entries(fields)) {
    // a page has null for what it leaves open
    if (value === null && optional.includes(field)) continue;
    given[field] = checkedField(field, value, name);
  }
  return make(topology, /** @type {Required<Edit>} */ (given), presets);
}

/**
 * Places of parts before an edit, in their order after it; a number that was not there before is new.
 * @param {string} kind "add", "copy", "delete" or "move"
 * @param {number} count
 * @param {number} place
 * @param {number} by
 * @returns {number[]}
 */
function reordered(kind, count, place, by) {
  const places = lanesFrom(0, count);
  if (kind === "add") return places.toSpliced(place, 0, count);
  if (kind === "copy") return places.toSpliced(place, 0, place);
  if (kind === "delete") return places.toSpliced(place, 1);
  return withMoved(places, place, by, kind);
}

/**
 * Where neurons and stages stood before an edit: new key -> old key, for those in whose stage, or among whose stages, something has moved.
 * What is new has a key that was free.
 * @param {Topology} topology before the edit
 * @param {{edit: string} & Record<string, unknown>} edit one that is allowed
 * @returns {Record<string, string>}
 */
export function origins(topology, edit) {
  if (edit.edit === "lanes") return stayed(topology, edit);
  const [kind, isOfStage] = edit.edit.split(" "), by = Number(edit.by);
  // a new neuron stands at the end of its stage, where it moves none
  if (!["add", "copy", "delete", "move"].includes(kind) || edit.edit === "add") return {};
  const { stage, neurons, place } = isOfStage ? placeOfStage(topology, kind, edit) : locate(topology, String(edit.neuron));
  const places = reordered(kind, neurons.length, place, by);
  return Object.fromEntries(places.map((old, now) => [`${stage}.${now}`, `${stage}.${old}`]));
}

/**
 * The old keys of the neurons that stay when the numbers of lanes change.
 * @param {Topology} topology before the edit
 * @param {Record<string, unknown>} edit
 * @returns {Record<string, string>}
 */
function stayed(topology, { inputs, workspace }) {
  const outer = Number(inputs ?? topology.inputs), inner = Number(workspace ?? topology.workspace);
  const lanes = newLanes(topology, outer, inner), { input, stages, output } = topology;
  const all = [["input", input], ...stages.map(({ neurons }, at) => [`stage.${at}`, neurons]), ["output", output]];
  return Object.fromEntries(/** @type {[string, Neuron[]][]} */ (all).flatMap(([stage, neurons]) => {
    const places = neurons.flatMap(({ target }, old) => (lanes.has(target) ? [old] : []));
    return places.map((old, now) => [`${stage}.${now}`, `${stage}.${old}`]);
  }));
}

/**
 * The work stages as `locate` gives the neurons of one.
 * @param {Topology} topology
 * @param {string} kind
 * @param {Record<string, unknown>} edit
 */
function placeOfStage(topology, kind, { stage, after }) {
  const place = kind === "add" ? placeAfter(topology, /** @type {string | undefined} */ (after ?? undefined)) : stageNumber(topology, String(stage));
  return { stage: "stage", neurons: topology.stages, place };
}

/**
 * Null if an edit is allowed, else the reason why it is not.
 * @param {Topology} topology
 * @param {{edit: string} & Record<string, unknown>} edit
 * @param {Presets} presets
 * @returns {string | null}
 */
export function allowed(topology, edit, presets) {
  try {
    edited(topology, edit, presets);
    return null;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/**
 * The column to look at after an edit: the first of these that exists, `key`, the one before, the
 * end of its stage, the one at its place, the last.
 * @param {Topology} topology after the edit
 * @param {string | null} key what the edit gave
 * @param {Topology} old
 * @param {string} before the column that was looked at
 * @returns {string}
 */
export function columnAfter(topology, key, old, before) {
  const known = columns(topology).map((column) => column.key);
  if (key !== null && known.includes(key)) return key;
  if (known.includes(before)) return before;
  const ofStage = known.filter((one) => stageOf(one) === stageOf(before));
  if (ofStage.length) return ofStage[ofStage.length - 1];
  const place = columns(old).findIndex((column) => column.key === before);
  return known[Math.min(place, known.length - 1)];
}
