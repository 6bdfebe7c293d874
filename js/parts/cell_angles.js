// The angles of the chosen neuron, or of a stage's rotations: where they come from, and a slider and a field for each.

import { knob } from "../angles.js";
import { html, say } from "../dom.js";
import { subsetsOf } from "../engine/neuron.js";
import { columns } from "../engine/topology.js";
import { laneName } from "../views/grid_place.js";

/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Walked} Walked */
/** @typedef {import("../engine/cell.js").CellGate} CellGate */
/** @typedef {import("../engine/topology.js").Topology} Topology */

/** @typedef {{ builder: Builder, walked: Walked, angles: Record<string, number[]> }} Cell */
/** @typedef {{ parameter: string, at: number, name: string }} Angle  one of a parameter, as it is called */

const MOST = 60; // angles that have a slider
const DEGREES = 360;

/** @param {readonly number[]} lanes */
const below = (lanes) => lanes.join(",").replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);

/**
 * The angles of a column, by name.
 * @param {CellGate} gate
 * @returns {Angle[]}
 */
function anglesOf({ key, neuron, lanes }) {
  const all = (/** @type {string} */ parameter, /** @type {string[]} */ names) => names.map((name, at) => ({ parameter, at, name }));
  if (!neuron) return all(key, lanes.map((lane) => `ρ${below([lane])}`));
  const { controls, degree, table } = neuron, words = Array.from({ length: 2 ** controls.length }, (_, word) => word);
  if (table) return all(`${key}.table`, words.map((word) => `|${word.toString(2).padStart(controls.length, "0")}⟩`));
  return [...all(`${key}.theta`, ["θ"]), ...all(`${key}.weights`, subsetsOf(controls, degree).map((subset) => `φ${below(subset)}`))];
}

/**
 * What the angles do.
 * @param {CellGate} gate
 * @param {Topology} topology
 */
function ruleOf({ neuron, lanes }, topology) {
  if (!neuron) return lanes.length ? "Each ρ turns its lane, whatever the other lanes are. The small number is the lane." : "No lane is rotated here.";
  const target = laneName(topology, neuron.target);
  if (neuron.table) return `Each word of the controls has its own angle, by which ${target} is turned.`;
  return `${target} is turned by half the sum of the bias, θ, and each φ whose lanes are all 1. The small numbers are the lanes.`;
}

/** @param {Cell} cell @param {Angle[]} angles @returns {string} where they come from */
function sourceOf({ builder: { seed, own }, angles: given }, angles) {
  const names = [...new Set(angles.map(({ parameter }) => parameter))], all = (/** @type {object} */ those) => names.every((name) => name in those);
  if (names.some((name) => name in own)) return "They were set by hand, or kept from an earlier place.";
  return all(given) ? "They are those of a model." : `They are random (seed ${seed}).`;
}

/** @param {(parameter: string, at: number, angle: number | string) => void} turn */
export function anglesPart(turn) {
  const told = html("div", { class: "qs-angles-told" }), knobs = html("div", { class: "qn-knobs" });
  /** @type {{ angle: Angle, show: (angle: number, off: boolean) => void }[]} */
  let shown = [];
  let built = "";
  /** @param {Angle[]} angles */
  function build(angles) {
    const made = angles.map((angle) => ({ angle, ...knob(angle.name, DEGREES, (value) => turn(angle.parameter, angle.at, value)) }));
    knobs.replaceChildren(...made.map(({ row }) => row));
    shown = made;
  }
  /** @param {Cell} cell */
  function draw(cell) {
    const { builder: { topology, selected }, walked: { parameters } } = cell, gate = columns(topology).find(({ key }) => key === selected);
    const all = parameters && gate ? anglesOf(gate) : [], angles = all.slice(0, MOST), names = JSON.stringify(angles);
    if (names !== built) build(angles);
    built = names;
    const cut = all.length > MOST ? ` These are the first ${MOST} of ${all.length}.` : "";
    say(told, gate && parameters ? `${ruleOf(gate, topology)} ${all.length ? sourceOf(cell, all) : ""}${cut}` : cell.walked.reason);
    for (const { angle, show } of shown) show(parameters?.[angle.parameter][angle.at] ?? 0, false);
  }
  return { root: html("div", {}, told, knobs), draw };
}
