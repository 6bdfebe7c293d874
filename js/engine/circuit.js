// The exact circuit of a neuron, as columns of a drawing, and the depth of a cell's circuit, which
// is counted without making it (nbs/4_hardware/02_circuits and 03_export).

import { gatesOf } from "./cell.js";
import { subsetsOf } from "./neuron.js";
import { ancillasOf, callsOf, neuronParameters } from "./topology.js";

/** @typedef {import("./cell.js").Neuron} Neuron */
/** @typedef {import("./cell.js").Topology} Topology */

/**
 * @typedef {object} DrawnGate
 * @property {string} name "ry", "phase", "measure", or "neuron" for a whole one
 * @property {number[]} targets one qubit; of a phase all those that must be 0 for it to act
 * @property {number[]} controls
 * @property {string} label what stands in the box, beside the dots of a phase, or behind a measurement; `_{…}`
 *   stands below the line
 */

/**
 * @typedef {object} Diagram
 * @property {string[]} wires names from top to bottom
 * @property {DrawnGate[][]} columns what stands next to each other in each
 * @property {number} gates of the whole circuit
 * @property {string} note what stands for what, where there is no room for all gates
 */

/**
 * The gate that undoes a rotation or a phase.
 * @param {DrawnGate} gate
 * @returns {DrawnGate}
 */
function inverseGate(gate) {
  const { label } = gate;
  return { ...gate, label: label.startsWith("−") ? label.slice(1) : `−${label}` };
}

/**
 * The gates that undo others.
 * @param {DrawnGate[]} gates
 * @returns {DrawnGate[]}
 */
function inverseGates(gates) {
  return gates.toReversed().map(inverseGate);
}

/**
 * Rotations of the lowest ancilla, one for each term of the angle.
 * @param {Neuron} neuron
 * @param {number} own the ancilla
 * @returns {DrawnGate[]}
 */
function rotationsOf({ controls, degree }, own) {
  // lanes of two digits need something between them
  const separator = Math.max(0, ...controls) > 9 ? "," : "";
  const weights = subsetsOf(controls, degree).map((subset) => {
    const label = `φ_{${subset.join(separator)}}`;
    return { name: "ry", targets: [own], controls: subset, label };
  });
  return [{ name: "ry", targets: [own], controls: [], label: "θ" }, ...weights];
}

/**
 * Ancillas of the block before, of the gate itself, and of the block after.
 * @param {number[]} ancillas
 * @param {boolean} measured
 * @returns {[number[], number, number[]]}
 */
function shareAncillas(ancillas, measured) {
  const last = ancillas.length - 1;
  // what the first block has measured 0 serves the second one again
  if (measured) return [ancillas.slice(0, last), ancillas[last], ancillas.slice(0, last)];
  const middle = last / 2;
  return [ancillas.slice(0, middle), ancillas[middle], ancillas.slice(middle + 1)];
}

/**
 * A neuron's gates, or those of its inverse.
 * @param {Neuron} neuron
 * @param {number} target
 * @param {number[]} ancillas
 * @param {boolean} backwards
 * @returns {DrawnGate[]}
 */
function blockGates(neuron, target, ancillas, backwards) {
  const measured = !neuron.amplification;
  const [before, own, after] = shareAncillas(ancillas, measured);
  const forwards = { name: "ry", targets: [target], controls: [own], label: "π" };
  const quarter = backwards ? inverseGate(forwards) : forwards;
  const end = measured ? [{ name: "measure", targets: [own], controls: [], label: "" }] : [];
  if (!before.length) {
    const rotations = rotationsOf(neuron, own);
    return [...rotations, quarter, ...inverseGates(rotations), ...end];
  }
  // blocks of one order less turn the ancilla, and turn it back
  const there = blockGates(neuron, own, before, false);
  const back = blockGates(neuron, own, after, true);
  return [...there, quarter, ...back, ...end];
}

/**
 * The gates of an amplified neuron: its calls, the phases between them, the measurements.
 * @param {Neuron} neuron
 * @param {number[]} flags
 * @returns {DrawnGate[][]}
 */
function amplifiedGates(neuron, flags) {
  const forward = blockGates(neuron, neuron.target, flags, false);
  const phase = (/** @type {string} */ label) => {
    return [{ name: "phase", targets: flags, controls: [], label }];
  };
  const parts = [forward];
  for (let round = 1; 2 * round < callsOf(neuron); round += 1) {
    parts.push(phase(`β_{${round}}`), inverseGates(forward));
    parts.push(phase(`−α_{${round}}`), forward);
  }
  const measured = flags.map((flag) => {
    return { name: "measure", targets: [flag], controls: [], label: "" };
  });
  return [...parts, measured];
}

/**
 * All gates of a neuron whose ancillas begin at a qubit, in parts that a drawing keeps apart.
 * @param {Neuron} neuron
 * @param {number} first
 * @returns {DrawnGate[][]}
 */
function neuronGates(neuron, first) {
  const flags = Array.from({ length: ancillasOf(neuron) }, (_, place) => first + place);
  if (neuron.amplification) return amplifiedGates(neuron, flags);
  const gates = blockGates(neuron, neuron.target, flags, false);
  if (neuron.order === 1) return [gates];
  // the turn of the last ancilla, that of the target by it, and the way back
  const half = (gates.length - 2) / 2;
  return [gates.slice(0, half), gates.slice(half, half + 1), gates.slice(half + 1)];
}

/**
 * Gates of a neuron, all calls and the phases between them, measurements included.
 * @param {Neuron} neuron
 * @returns {number}
 */
export function neuronGateCount(neuron) {
  const calls = callsOf(neuron);
  const oneCall = 2 ** neuron.order * (neuronParameters(neuron) + 1) - 1;
  return calls * oneCall + calls - 1 + 2 ** neuron.order - 1;
}

/**
 * The whole neuron as one box.
 * @param {Neuron} neuron
 * @returns {DrawnGate}
 */
function neuronBox({ target, controls, order, degree, amplification }) {
  const calls = amplification ? `×${amplification.calls}` : "";
  const label = `N_{${order},${degree}}${calls}`;
  return { name: "neuron", targets: [target], controls, label };
}

/**
 * Each gate in the first column in which all the rows that it covers are free.
 * @param {DrawnGate[]} gates
 * @returns {DrawnGate[][]}
 */
function columnsOfGates(gates) {
  /** @type {DrawnGate[][]} */
  const table = [];
  /** @type {number[]} */
  const free = []; // first column in which nothing stands on a row
  for (const gate of gates) {
    const rows = [...gate.targets, ...gate.controls];
    const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
    let column = 0;
    for (let row = top; row <= bottom; row += 1) column = Math.max(column, free[row] ?? 0);
    if (column === table.length) table.push([]);
    table[column].push(gate);
    for (let row = top; row <= bottom; row += 1) free[row] = column + 1;
  }
  return table;
}

const LONG = 90; // gates that a page still draws

/**
 * Neuron and level that can still be drawn, and what to say of them.
 * @param {Neuron} neuron
 * @param {string} level
 * @returns {{drawn: Neuron, at: string, note: string}}
 */
function simplified(neuron, level) {
  if (level !== "gates" || neuronGateCount(neuron) <= LONG) {
    return { drawn: neuron, at: level, note: "" };
  }
  const { amplification } = neuron;
  // one call, but with all its ancillas kept, as amplification needs them
  const once = { ...neuron, amplification: { calls: 1, phases: "constant" } };
  // its measurements are not counted here, for they stand side by side in one column
  const room = neuronGateCount(once) - (2 ** neuron.order - 1) <= LONG;
  if (amplification && room) {
    const note = `one of ${amplification.calls} calls; every second call runs backwards`;
    return { drawn: once, at: level, note: `${note}, phases on the ancillas stand between` };
  }
  const note = "one box stands for all of them, there is no room for each";
  return { drawn: neuron, at: "neurons", note };
}

/**
 * A gate with what a drawing writes: the rotation by an angle, and behind a measurement what it must
 * give, with a new state where the ancilla serves again.
 * @param {DrawnGate} gate
 * @param {DrawnGate[]} later
 * @returns {DrawnGate}
 */
function inscribed(gate, later) {
  const { name, label, targets } = gate;
  if (name === "ry") return { ...gate, label: `R_{y}(${label})` };
  if (name === "phase") return { ...gate, label: `P(${label})` };
  const again = later.some((other) => other.targets.includes(targets[0]));
  return { ...gate, label: again ? "⟨0| |0⟩" : "⟨0|" };
}

/**
 * The columns of a neuron's circuit, gate by gate.
 * @param {Neuron} neuron
 * @param {number} first ancilla
 * @returns {DrawnGate[][]}
 */
function columnsOfNeuron(neuron, first) {
  const parts = neuronGates(neuron, first);
  const all = parts.flat();
  let place = 0;
  return parts.flatMap((gates) => {
    const written = gates.map((gate) => {
      place += 1;
      return inscribed(gate, all.slice(place));
    });
    return columnsOfGates(written);
  });
}

/**
 * What a page draws of the circuit of one neuron.
 * @param {Neuron} neuron on lane 0, its controls on the lanes 1, 2, ...
 * @param {string} level "gates", or "neurons" for a box
 * @returns {Diagram}
 */
export function diagram(neuron, level) {
  const { drawn, at, note } = simplified(neuron, level);
  const wires = ["target", ...drawn.controls.map((lane) => `control ${lane}`)];
  const gates = neuronGateCount(neuron);
  if (at === "neurons") return { wires, columns: [[neuronBox(drawn)]], gates, note };
  const lanes = wires.length;
  for (let place = 0; place < ancillasOf(drawn); place += 1) wires.push(`ancilla ${place}`);
  return { wires, columns: columnsOfNeuron(drawn, lanes), gates, note };
}

/**
 * Let the gates of a neuron of order 1 pass: turns of an ancilla, one of the target by it, and the
 * turns back.
 * @param {Float64Array} free when each qubit is free
 * @param {Neuron} neuron
 * @param {number} target
 * @param {number} own the ancilla
 */
function passTurns(free, neuron, target, own) {
  const { controls } = neuron;
  // each turn waits for the one before, and the first one of a control for that control
  let time = free[own] + 1;
  for (const control of controls) time = Math.max(time, free[control]) + 1;
  const turns = neuronParameters(neuron);
  const others = turns - 1 - controls.length; // of several controls, which have all turned by now
  time = Math.max(time + others, free[target]) + 1;
  free[target] = time;
  time += turns;
  free[own] = time;
  // the turns back end with those of a single control, the first control last, and theta
  controls.forEach((control, place) => {
    free[control] = time - 1 - place;
  });
}

/**
 * Let the gates of a neuron pass, or of its inverse: the same gates the other way round, which take
 * as long, since all ancillas are free at the same time when they begin.
 * @param {Float64Array} free when each qubit is free
 * @param {Neuron} neuron
 * @param {number} target
 * @param {number[]} ancillas
 */
function passBlock(free, neuron, target, ancillas) {
  const measured = !neuron.amplification;
  const [before, own, after] = shareAncillas(ancillas, measured);
  if (before.length) {
    passBlock(free, neuron, own, before);
    const time = Math.max(free[own], free[target]) + 1;
    free[own] = time;
    free[target] = time;
    passBlock(free, neuron, own, after);
  } else passTurns(free, neuron, target, own);
  if (measured) free[own] += 1;
}

/**
 * Let all gates of a neuron pass.
 * @param {Float64Array} free when each qubit is free
 * @param {Neuron} neuron
 * @param {number} lanes
 */
function passNeuron(free, neuron, lanes) {
  const flags = Array.from({ length: ancillasOf(neuron) }, (_, place) => lanes + place);
  passBlock(free, neuron, neuron.target, flags);
  if (!neuron.amplification) return;
  for (let call = 1; call < callsOf(neuron); call += 1) {
    // a phase on all flags stands between any two calls
    const time = flags.reduce((latest, flag) => Math.max(latest, free[flag]), 0) + 1;
    for (const flag of flags) free[flag] = time;
    passBlock(free, neuron, neuron.target, flags);
  }
  for (const flag of flags) free[flag] += 1;
}

const MOST_BLOCKS = 1_000_000; // neurons of order 1 that are let pass while you wait

/**
 * Depth of the circuit of one step: the longest chain of gates that wait for each other. Null if it
 * would take too long to count.
 * @param {Topology} topology
 * @param {number} word that the cell reads
 * @returns {number | null}
 */
export function depth(topology, word) {
  const gates = gatesOf(topology);
  const blocks = gates.map(({ neuron }) => (neuron ? callsOf(neuron) * 2 ** neuron.order : 0));
  if (blocks.reduce((total, count) => total + count, 0) > MOST_BLOCKS) return null;
  const { inputs } = topology;
  const lanes = inputs + topology.workspace;
  const free = new Float64Array(lanes + 2 ** 10); // an order of 10 has the most ancillas
  const turnOn = () => {
    for (let lane = 0; lane < inputs; lane += 1) free[lane] += (word >> (inputs - 1 - lane)) & 1;
  };
  turnOn();
  for (const { key, neuron, lanes: turned } of gates) {
    if (key === "output.0") turnOn();
    if (neuron) passNeuron(free, neuron, lanes);
    else for (const lane of turned) free[lane] += 1;
  }
  // at the end every in/out lane is measured
  for (let lane = 0; lane < inputs; lane += 1) free[lane] += 1;
  return free.reduce((latest, time) => Math.max(latest, time), 0);
}
