// What a cell is for and what to try with it, above its picture; of an exercise also what the neuron lacks, and how far it is.

import { written } from "../angles.js";
import { button } from "../controls.js";
import { html, say } from "../dom.js";
import { bestAngles, chancesNow, standOf } from "../engine/exercise.js";
import { columns } from "../engine/topology.js";
import { remembered } from "../remembered.js";
import { namedAngles } from "./cell_angles.js";

/** @typedef {import("../engine/building.js").Angles} Angles */
/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Walked} Walked */
/** @typedef {import("../engine/cell.js").Topology} Topology */

/** @typedef {{ builder: Builder, walked: Walked }} Cell */

// where there is no preset to be told of
const ABOUT = ["A word enters on in/out and runs to the right. A column with dots is a neuron: full dots steer it, its box is the lane that it turns.",
  "Press Word, or click a dot."];

/** @param {number} angle @returns {string} as a multiple of π where it is one */
function angleTold(angle) {
  const text = written(angle);
  return (text.includes("π") ? text : String(Number(angle.toFixed(2)))).replace("-", "−");
}

/** @param {Topology} topology @param {Angles} angles @returns {string} those of the input neuron, each by its name */
function anglesTold(topology, angles) {
  const gate = columns(topology).find(({ key }) => key === "input.0");
  return (gate ? namedAngles(gate) : []).map(({ parameter, at, name }) => `${name} = ${angleTold(angles[parameter][at])}`).join(", ");
}

/**
 * @param {object} facts
 * @param {Record<string, [string, string]>} facts.hints  of each preset: what it is for, and what to press while it is as it was
 * @param {Record<string, number[]>} facts.wanted  of the exercises: the bit for each word
 * @param {(angles: Angles) => void} set  angles of the input neuron
 * @param {(text: string) => void} announce
 */
export function taskPart({ hints, wanted }, set, announce) {
  const task = html("span"), rest = html("span", { class: "qs-try" }), told = html("span");
  const give = button("Set these angles", "set the angles with which the neuron does its best", () => setAll());
  const bestOf = remembered(bestAngles), root = html("div", { class: "qs-task", tabindex: -1 }, task, rest, give, told);
  /** @type {Angles} */
  let answer = {};
  function setAll() {
    set(answer);
    // the button has gone, and the focus must not go with it
    root.focus();
    announce(told.textContent ?? "");
  }
  /** @param {Cell} cell @param {string} name  of an exercise */
  function drawExercise({ builder: { topology }, walked: { parameters } }, name) {
    const { input: [neuron], bias } = topology;
    const stand = parameters && standOf(neuron, wanted[name], chancesNow(neuron, parameters, bias));
    give.hidden = !stand?.can;
    if (stand?.can) answer = bestOf(neuron, wanted[name], bias);
    say(rest, stand?.can ? ` The right angles are ${anglesTold(topology, answer)}. ` : ` ${stand?.lacks ?? ""}`);
    say(told, stand ? ` ${stand.told}` : "");
  }
  /**
   * @param {Cell} cell
   * @param {{ name: string, isNew: boolean, more: string }} preset  isNew: nothing of it has been changed; more: what its cell does now
   */
  function draw(cell, { name, isNew, more }) {
    const [purpose, trial] = hints[name] ?? ABOUT;
    say(task, purpose);
    if (name in wanted) return drawExercise(cell, name);
    give.hidden = true;
    say(rest, isNew || !name ? ` ${trial}` : "");
    say(told, more && ` ${more}`);
  }
  return { root, draw };
}
