// The design of a cell as data: its rules, what it costs, and how it is written down
// (nbs/1_model/02_topology, and what nbs/3_seeing/09_cell_builder counts).

import { gatesOf } from "./cell.js";
import {
  checkedChoice,
  checkedItems,
  finite,
  LIMITS,
  pythonFloat,
  pythonTuple,
  quoted,
  whole,
  withCommas,
  wrong,
} from "./checks.js";

/** @typedef {import("./amplification.js").Amplification} Amplification */
/** @typedef {import("./cell.js").Neuron} Neuron */
/** @typedef {import("./cell.js").Stage} Stage */
/** @typedef {import("./cell.js").Topology} Topology */
/** @typedef {import("./cell.js").CellGate} CellGate */

/**
 * Lanes from the first to the one before the end.
 * @param {number} first
 * @param {number} end
 * @returns {number[]}
 */
export function lanesFrom(first, end) {
  return Array.from({ length: end - first }, (_, place) => first + place);
}

/**
 * Different lanes; `what` names one of them in the error.
 * @param {unknown} values
 * @param {string} what
 * @returns {number[]}
 */
function checkedLanes(values, what) {
  const given = checkedItems(values, `the lanes, each ${what},`, LIMITS.lanes);
  const lanes = given.map((lane) => whole(lane, what, 0, LIMITS.lanes - 1));
  // a control that stands twice would give its subsets two weights
  if (new Set(lanes).size === lanes.length) return lanes;
  throw new Error(`no lane can be ${what} twice, got ${pythonTuple(lanes)}`);
}

/**
 * How many choices of so many of some things there are.
 * @param {bigint} count
 * @param {bigint} size
 * @returns {bigint}
 */
function choices(count, size) {
  let total = 1n;
  for (let place = 0n; place < size; place += 1n) total = (total * (count - place)) / (place + 1n);
  return total;
}

/** @type {Map<string, bigint>} */
const angleCounts = new Map(); // by controls and degree, of which there are 4,096 at most

/**
 * Number of trained angles of a neuron: one for each subset of controls, and theta.
 * @param {number} controls
 * @param {number} degree
 * @returns {bigint}
 */
function countAngles(controls, degree) {
  const key = `${controls} ${degree}`;
  const known = angleCounts.get(key);
  if (known !== undefined) return known;
  let angles = 1n;
  const largest = BigInt(Math.min(controls, degree));
  for (let size = 1n; size <= largest; size += 1n) angles += choices(BigInt(controls), size);
  angleCounts.set(key, angles);
  return angles;
}

/**
 * An amplification that keeps the rules.
 * @param {Record<string, unknown>} given
 * @returns {Amplification}
 */
export function checkedAmplification({ calls, phases = "constant" }) {
  const count = whole(calls, "calls (of an amplified neuron)", 1, LIMITS.calls);
  // the neuron and its inverse take turns, and the neuron has the first and the last one
  if (count % 2 === 0) throw new Error(`calls must be odd, got ${count}: try ${count + 1}`);
  return { calls: count, phases: checkedChoice(phases, "phases", ["constant", "yoder"]) };
}

/**
 * A neuron that keeps the rules; an Error for one that is broken.
 * @param {Record<Exclude<keyof Neuron, "table">, unknown> & {table?: unknown}} given
 * @returns {Neuron}
 */
export function checkedNeuron(given) {
  const target = whole(given.target, "the target lane of a neuron", 0, LIMITS.lanes - 1);
  const here = `of the neuron on lane ${target}`;
  const controls = checkedLanes(given.controls, `a control lane ${here}`);
  if (controls.includes(target)) {
    const hint = `drop ${target} from its controls`;
    throw new Error(`the neuron on lane ${target} controls itself: ${hint}`);
  }
  const order = whole(given.order, `the order ${here}`, 1, LIMITS.order);
  const table = given.table ?? false;
  if (typeof table !== "boolean") throw wrong(`table ${here}`, "True or False", table);
  const asked = whole(given.degree, `the degree ${here}`, 1, LIMITS.lanes);
  // an angle for each control word is as free as a weight for each subset
  const degree = table ? Math.max(1, controls.length) : asked;
  const angles = countAngles(controls.length, degree);
  if (angles > LIMITS.angles) {
    const size = `the neuron on lane ${target} has ${withCommas(angles)} angles`;
    const most = withCommas(LIMITS.angles);
    throw new Error(`${size}, at most ${most} are possible: lower its degree`);
  }
  const amplification = /** @type {Amplification | null} */ (given.amplification);
  const neuron = { target, controls, order, degree, amplification };
  return table ? { ...neuron, table } : neuron;
}

/**
 * A work stage that keeps the rules of its own; its neurons are checked already.
 * @param {Stage} given
 * @returns {Stage}
 */
function checkedStage({ neurons, rotations }) {
  checkedItems(neurons, "the neurons of a stage", LIMITS.neurons);
  return { neurons, rotations: checkedLanes(rotations, "a rotated lane of a stage") };
}

/**
 * Numbers of in/out and workspace lanes.
 * @param {unknown} inputs
 * @param {unknown} workspace
 * @returns {[number, number]}
 */
function checkedSizesOf(inputs, workspace) {
  const bits = whole(inputs, "inputs (bits in a word)", 1, LIMITS.bits);
  const most = LIMITS.lanes - bits;
  return [bits, whole(workspace, "workspace (lanes of the hidden state)", 1, most)];
}

/**
 * An Error for a cell with more neurons or angles than there may be.
 * @param {number} count
 * @param {string} what
 * @param {number} most
 */
function refuseMore(count, what, most) {
  if (count <= most) return;
  const limit = `a cell can have at most ${withCommas(most)} ${what}`;
  throw new Error(`${limit}, this one would have ${withCommas(count)}: make it smaller`);
}

/**
 * An Error if the stage of a gate may not turn a lane.
 * @param {Topology} topology
 * @param {string} key
 * @param {number} lane
 */
function checkTarget({ inputs, workspace }, key, lane) {
  const outer = key.startsWith("output");
  const [first, last] = outer ? [0, inputs - 1] : [inputs, inputs + workspace - 1];
  if (lane >= first && lane <= last) return;
  const who = outer
    ? "the output stage acts on in/out"
    : "the input stage and work stages act on workspace";
  const rule = `${who} lanes only, here ${first} to ${last}`;
  throw new Error(`${key}: target lane ${lane} is not allowed: ${rule}`);
}

/**
 * An Error for a gate on a lane that does not exist or that its stage may not turn.
 * @param {Topology} topology
 */
function checkLanesOf(topology) {
  const gates = gatesOf(topology);
  for (const { key, lanes } of gates) {
    for (const lane of lanes) checkTarget(topology, key, lane);
  }
  const last = topology.inputs + topology.workspace - 1;
  for (const { key, neuron } of gates) {
    const beyond = neuron?.controls.find((lane) => lane > last);
    if (beyond === undefined) continue;
    throw new Error(`${key}: control lane ${beyond} does not exist, lanes are 0 to ${last}`);
  }
  const written = topology.output.map((neuron) => neuron.target);
  const blank = lanesFrom(0, topology.inputs).find((lane) => !written.includes(lane));
  // a lane that no neuron writes would be 0 in every word
  if (blank === undefined) return;
  const problem = `the output stage writes nothing to in/out lane ${blank}`;
  throw new Error(`${problem}: give it a neuron with target ${blank}`);
}

/**
 * A topology that keeps the rules; an Error for one that is broken. Neurons are checked already.
 * @param {Topology} given
 * @returns {Topology}
 */
export function checkedTopology(given) {
  const [inputs, workspace] = checkedSizesOf(given.inputs, given.workspace);
  const bias = finite(given.bias, "bias (an angle in radians)");
  const { neurons: most, stages: longest } = LIMITS;
  checkedItems(given.input, "the neurons of the input stage", most);
  checkedItems(given.stages, "the work stages", longest);
  checkedItems(given.output, "the neurons of the output stage", most);
  const stages = given.stages.map(checkedStage);
  const topology = { inputs, workspace, input: given.input, stages, output: given.output, bias };
  const { neurons, parameters } = counts(topology);
  refuseMore(neurons, "neurons", most);
  refuseMore(parameters, "angles", LIMITS.angles);
  checkLanesOf(topology);
  return topology;
}

/**
 * The paper's all-to-all cell (fig. 4): in each stage one neuron for each lane.
 * @param {number} inputs
 * @param {number} workspace
 * @param {{stages: number, order: number, degree: number, bias: number,
 *   amplification: Amplification | null}} options
 * @returns {Topology}
 */
export function papersTopology(inputs, workspace, { stages, bias, ...like }) {
  checkedSizesOf(inputs, workspace);
  refuseMore(workspace * (stages + 1) + inputs, "neurons", LIMITS.neurons);
  const words = lanesFrom(0, inputs);
  const memory = lanesFrom(inputs, inputs + workspace);
  const others = (/** @type {number[]} */ lanes, /** @type {number} */ lane) =>
    lanes.filter((other) => other !== lane);
  const inner = memory.map((target) => {
    return checkedNeuron({ ...like, target, controls: [...others(memory, target), ...words] });
  });
  const output = words.map((target) => {
    return checkedNeuron({ ...like, target, controls: [...memory, ...others(words, target)] });
  });
  const work = { neurons: inner, rotations: memory };
  const all = Array(stages).fill(work);
  return checkedTopology({ inputs, workspace, input: inner, stages: all, output, bias });
}

/**
 * Trained angles of a neuron.
 * @param {Neuron} neuron
 * @returns {number}
 */
export function neuronParameters({ controls, degree }) {
  return Number(countAngles(controls.length, degree));
}

/**
 * Times that a neuron or its inverse is run.
 * @param {Neuron} neuron
 * @returns {number} 1 unless it is amplified
 */
export function callsOf({ amplification }) {
  return amplification ? amplification.calls : 1;
}

/**
 * Qubits of a neuron beside the lanes: each is measured and reused, unless it is amplified.
 * @param {Neuron} neuron
 * @returns {number}
 */
export function ancillasOf({ order, amplification }) {
  return amplification ? 2 ** order - 1 : order;
}

/**
 * @typedef {object} Counts
 * @property {number} neurons
 * @property {number} parameters trained angles
 * @property {number} qubits lanes, and the ancillas of the neuron that has most of them
 * @property {number} postselections ancilla measurements in one step that must all give 0
 */

/**
 * What a cell costs.
 * @param {Topology} topology
 * @returns {Counts}
 */
export function counts(topology) {
  let [neurons, parameters, most, postselections] = [0, 0, 0, 0];
  for (const { neuron, lanes } of gatesOf(topology)) {
    parameters += neuron ? neuronParameters(neuron) : lanes.length;
    if (!neuron) continue;
    neurons += 1;
    most = Math.max(most, ancillasOf(neuron));
    postselections += 2 ** neuron.order - 1;
  }
  const qubits = topology.inputs + topology.workspace + most;
  return { neurons, parameters, qubits, postselections };
}

/**
 * About how many gates the circuit of a step has.
 * @param {Topology} topology
 * @returns {number}
 */
export function gateCount(topology) {
  let count = 0;
  for (const { neuron } of gatesOf(topology)) {
    if (!neuron) continue;
    // a gate for each term of the angle, and the turn itself
    count += callsOf(neuron) * 2 ** neuron.order * (neuronParameters(neuron) + 1);
  }
  return count;
}

/**
 * A count for people; a very large one as a power of ten.
 * @param {number | bigint} count
 * @returns {string}
 */
export function about(count) {
  const exact = BigInt(count);
  if (exact < 1_000_000_000n) return withCommas(exact);
  const bits = exact.toString(2).length;
  return `about 10^${Math.round(Math.log10(2) * bits)}`;
}

/** @param {number | bigint} count @param {string} name  of one @returns {string} how many there are, in words */
export const counted = (count, name) => `${about(count)} ${name}${Number(count) === 1 ? "" : "s"}`;

/** @param {number | bigint} count @returns {string} how many parameters that is, in words */
export const parametersTold = (count) => counted(count, "parameter");

const MOST_TOUCHED = 2 ** 25; // numbers touched in one walk
const HIGHEST_ORDER = 9; // beyond it 2^(1 - 2^order) is no 64-bit number

/**
 * Numbers that a walk through the cell touches: amplitudes and angles at every gate.
 * @param {Topology} topology
 * @returns {bigint}
 */
export function touched(topology) {
  const gates = gatesOf(topology);
  let numbers = BigInt(gates.length) << BigInt(topology.inputs + topology.workspace);
  for (const { neuron } of gates) {
    if (!neuron) continue;
    const { length } = neuron.controls;
    numbers += countAngles(length, neuron.degree) << BigInt(length);
  }
  return numbers;
}

/**
 * Why the state of a cell cannot be computed while you wait, or null.
 * @param {Topology} topology
 * @returns {string | null}
 */
export function obstacle(topology) {
  const orders = gatesOf(topology).map(({ neuron }) => neuron?.order ?? 0);
  const highest = orders.reduce((most, order) => Math.max(most, order), 0);
  if (highest > HIGHEST_ORDER) {
    const rare = `a neuron of order ${highest} may succeed so rarely that 64 bits cannot hold it`;
    return `the state is not computed: ${rare}; use an order of at most ${HIGHEST_ORDER}`;
  }
  const numbers = touched(topology);
  if (numbers <= MOST_TOUCHED) return null;
  const walked = `one walk through this cell of ${topology.inputs + topology.workspace} lanes`;
  const need = `${walked} would touch ${about(numbers)} numbers, more than ${about(MOST_TOUCHED)}`;
  return `the state is not computed: ${need}; use fewer lanes, controls or a lower degree`;
}

/**
 * Every column of a page: as the gates, with empty rotations and an empty input stage.
 * @param {Topology} topology
 * @returns {CellGate[]}
 */
export function columns(topology) {
  const gates = gatesOf(topology);
  const columnsOf = (/** @type {string} */ stage) =>
    gates.filter(({ key }) => stageOf(key) === stage);
  const first = columnsOf("input");
  /** @type {CellGate[]} */
  const all = first.length ? first : [{ key: "input", neuron: null, lanes: [] }];
  topology.stages.forEach(({ rotations }, at) => {
    // a stage rotates its lanes before its neurons act
    if (!rotations.length) all.push({ key: `stage.${at}.rotations`, neuron: null, lanes: [] });
    all.push(...columnsOf(`stage.${at}`));
  });
  return [...all, ...columnsOf("output")];
}

/**
 * The stage that a column belongs to.
 * @param {string} key
 * @returns {string} "input", "stage.0", ... or "output"
 */
export function stageOf(key) {
  return key === "input" ? key : key.slice(0, key.lastIndexOf("."));
}

/**
 * A text with words in place of each key of a neuron, of rotations or of a stage: "stage 0 neuron 1" for "stage.0.1".
 * @param {string} text
 * @returns {string}
 */
export function named(text) {
  const places = text.replace(/\b(stage\.\d+|input|output)\.(\d+)\b/g, "$1 neuron $2");
  return places.replace(/\bstage\.(\d+)/g, "stage $1").replace(/\b(stage \d+)\.rotations\b/g, "$1 rotations");
}

/**
 * A neuron with its fields in Python's order, and nothing else.
 * @param {Neuron} neuron
 * @returns {Neuron}
 */
function inOrder({ target, controls, order, degree, amplification, table }) {
  const { calls, phases } = amplification ?? { calls: 0, phases: "" };
  const amplified = amplification ? { calls, phases } : null;
  const neuron = { target, controls, order, degree, amplification: amplified };
  return table ? { ...neuron, table } : neuron;
}

/**
 * A value of a topology as Python's JSON writes it.
 * @param {unknown} value
 * @returns {string}
 */
function spacedJson(value) {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, part]) => `"${name}": ${spacedJson(part)}`);
  return `{${fields.join(", ")}}`;
}

/** @type {WeakMap<Topology, string>} */
const written = new WeakMap(); // a page asks for the same text many times, and topologies never change in place

/**
 * The topology as JSON text, letter by letter what `Topology.to_json()` gives.
 * @param {Topology} topology
 * @returns {string}
 */
export function asJson(topology) {
  const known = written.get(topology);
  if (known !== undefined) return known;
  const text = writtenAsJson(topology);
  written.set(topology, text);
  return text;
}

/**
 * @param {Topology} topology
 * @returns {string}
 */
function writtenAsJson({ inputs, workspace, input, stages, output, bias }) {
  const work = stages.map(({ neurons, rotations }) => {
    return { neurons: neurons.map(inOrder), rotations };
  });
  const parts = { input: input.map(inOrder), stages: work, output: output.map(inOrder) };
  const text = spacedJson({ inputs, workspace, ...parts });
  // a float has a point in Python, and none in JavaScript if it is whole
  return `${text.slice(0, -1)}, "bias": ${pythonFloat(bias)}}`;
}

/**
 * The paper's cell with other lanes if this one is the paper's, else null.
 * @param {Topology} topology
 * @param {number} inputs
 * @param {number} workspace
 * @returns {Topology | null}
 */
export function papersLike(topology, inputs, workspace) {
  const lanes = topology.inputs + topology.workspace;
  const gates = gatesOf(topology);
  // a quick look first: the paper's cell of 64 lanes has thousands of controls to compare
  if (gates.some(({ neuron }) => neuron && neuron.controls.length !== lanes - 1)) return null;
  const { order, degree, amplification } = topology.output[0];
  const like = {
    stages: topology.stages.length,
    bias: topology.bias,
    order,
    degree,
    amplification,
  };
  const papers = papersTopology(topology.inputs, topology.workspace, like);
  return asJson(papers) === asJson(topology) ? papersTopology(inputs, workspace, like) : null;
}

/**
 * Python that makes a neuron.
 * @param {Neuron} neuron
 * @returns {string}
 */
function neuronPython({ target, controls, order, degree, amplification, table }) {
  let rest = `order=${order}, degree=${degree}`;
  if (amplification) {
    const { calls, phases } = amplification;
    rest += `, amplification=Amplification(calls=${calls}, phases=${quoted(phases)})`;
  }
  if (table) rest += ", table=True";
  return `Neuron(${target}, ${pythonTuple(controls)}, ${rest})`;
}

/**
 * A tuple of neurons, one a line.
 * @param {Neuron[]} neurons
 * @param {number} indent
 * @returns {string}
 */
function listedNeurons(neurons, indent) {
  if (!neurons.length) return "()";
  const lines = neurons.map((neuron) => `\n${" ".repeat(indent)}${neuronPython(neuron)},`);
  return `(${lines.join("")}\n${" ".repeat(indent - 4)})`;
}

/**
 * The work stages, each with its neurons one a line.
 * @param {Stage[]} stages
 * @returns {string}
 */
function stagesPython(stages) {
  if (!stages.length) return "()";
  const lines = stages.map(({ neurons, rotations }) => {
    const listed = listedNeurons(neurons, 12);
    return `\n        Stage(${listed}, rotations=${pythonTuple(rotations)}),`;
  });
  return `(${lines.join("")}\n    )`;
}

/**
 * Names to import, and Python that makes any topology.
 * @param {Topology} topology
 * @returns {[string[], string]}
 */
function writtenOut(topology) {
  const amplified = gatesOf(topology).some(({ neuron }) => neuron?.amplification);
  const names = amplified ? ["Amplification", "Neuron"] : ["Neuron"];
  if (topology.stages.length) names.push("Stage");
  const lines = [
    `    inputs=${topology.inputs},`,
    `    workspace=${topology.workspace},`,
    `    input=${listedNeurons(topology.input, 8)},`,
    `    stages=${stagesPython(topology.stages)},`,
    `    output=${listedNeurons(topology.output, 8)},`,
  ];
  // what is as usual needs no line
  if (topology.bias !== Math.PI / 2) lines.push(`    bias=${pythonFloat(topology.bias)},`);
  return [[...names, "Topology"], `topology = Topology(\n${lines.join("\n")}\n)`];
}

/**
 * Names to import, and Python that makes the paper's cell.
 * @param {Topology} topology
 * @returns {[string[], string]}
 */
function papersPython({ inputs, workspace, stages, output, bias }) {
  const { order, degree } = output[0];
  let options = `inputs=${inputs}, workspace=${workspace}, stages=${stages.length}`;
  options += `, order=${order}, degree=${degree}`;
  if (bias !== Math.PI / 2) options += `, bias=${pythonFloat(bias)}`;
  return [["Topology"], `topology = Topology.paper(${options})`];
}

/**
 * Python that makes a topology.
 * @param {Topology} topology
 * @returns {string}
 */
export function asPython(topology) {
  const { inputs, workspace, output } = topology;
  // amplified neurons are written out, for they are what one wants to see
  const papers = !output[0].amplification && papersLike(topology, inputs, workspace);
  const [names, code] = papers ? papersPython(topology) : writtenOut(topology);
  const imports = `from qrnn_nb import ${names.join(", ")}\n`;
  return `${imports}from qrnn_nb.widgets import CellBuilder\n\n${code}`;
}
