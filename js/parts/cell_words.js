// What the pointer is over in the grid of a cell, in a few words.

import { turnOf } from "../engine/building.js";
import { columns, named, neuronParameters } from "../engine/topology.js";
import { short } from "../numbers.js";
import { laneName, percent } from "../views/grid_place.js";
import { callsNow, neuronAt } from "./cell_tools.js";

/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Walked} Walked */
/** @typedef {import("../views/grid.js").Lit} Lit */

/** @typedef {{ builder: Builder, walked: Walked, seen: { measured: number[] | null } }} Cell */

const MOST = 4; // angles that one reads

/** @param {Walked} walked @param {string} key  of a neuron @returns {string} its angles, the first few of them */
function anglesTold({ parameters }, key) {
  if (!parameters) return "";
  const table = parameters[`${key}.table`], weights = [...table ?? parameters[`${key}.weights`]];
  const several = weights.slice(0, MOST).map(short).join(", ") + (weights.length > MOST ? ", …" : "");
  if (table) return `table ${several}`;
  return `θ ${short(parameters[`${key}.theta`][0])}${several && `; φ ${several}`}`;
}

/** @param {Cell} cell @param {string} key */
function neuronTold(cell, key) {
  const neuron = neuronAt(cell.builder, key);
  if (!neuron) return "";
  const { order, degree, target } = neuron, calls = callsNow(neuron), turn = turnOf(cell.walked, key, target), moment = cell.walked.moments.get(key);
  const lines = [`order ${order}, degree ${degree}${calls ? `, ${calls} calls` : ""}${moment ? `; success ${percent(moment.success)}` : ""}`];
  if (turn) lines.push(`P(1) on ${laneName(cell.builder.topology, target)}: ${short(turn.before)} → ${short(turn.after)}`);
  return [...lines, anglesTold(cell.walked, key)].filter(Boolean).join("\n");
}

/**
 * The numbers of all neurons, as Python's table has them.
 * @param {{ builder: Builder, walked: Walked }} cell
 * @returns {unknown[][]}
 */
export function neuronTable({ builder: { topology }, walked: { moments } }) {
  const rows = columns(topology).flatMap(({ key, neuron }) => {
    if (!neuron) return [];
    const { target, controls, order, degree } = neuron, moment = moments.get(key);
    return [[key, target, controls.join(" "), order, degree, neuronParameters(neuron), moment?.success ?? "", moment?.excitation ?? ""]];
  });
  return [["key", "target", "controls", "order", "degree", "parameters", "success", "excited"], ...rows];
}

/** @param {Cell} cell @param {number} lane @returns {string} which neurons turn it, and how many it controls */
function laneTold({ builder: { topology } }, lane) {
  const all = columns(topology).flatMap(({ key, neuron }) => (neuron ? { key, neuron } : []));
  const turning = all.filter(({ neuron }) => neuron.target === lane).map(({ key }) => named(key));
  const steering = all.filter(({ neuron }) => neuron.controls.includes(lane)).length;
  return `${laneName(topology, lane)}\nturned by ${turning.join(", ") || "no neuron"}\ncontrols ${steering} of ${all.length} neurons`;
}

/**
 * @param {Cell} cell
 * @param {Lit} lit
 * @param {string} what  the name of a place of the grid
 */
export function wordsAt(cell, { key, lane }, what) {
  const { topology, word } = cell.builder;
  if (key === undefined) return lane === undefined || lane < 0 || lane >= topology.inputs + topology.workspace ? "" : laneTold(cell, lane);
  const isWord = lane !== undefined && lane < topology.inputs;
  if (key === "write") return isWord ? `bit ${(word >> (topology.inputs - 1 - lane)) & 1} of the word is written\nclick for the other one` : "";
  if (key === "erase") return isWord ? "the word is taken off again" : "";
  if (key === "measure") return isWord ? `measured: 1 with ${percent(cell.seen.measured?.[lane])}` : "";
  return [what, neuronTold(cell, key)].filter(Boolean).join("\n");
}
