// What a cell costs, in one line, and how it differs from the pinned cell; in a line below, what the neuron under the pointer has of it.

import { html, say } from "../dom.js";
import { depth } from "../engine/circuit.js";
import { about, ancillasOf, asJson, counted, counts, gateCount, named, neuronParameters, parametersTold } from "../engine/topology.js";
import { isCertain, powered, short, toldChance } from "../numbers.js";

/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/cell.js").Neuron} Neuron */

/** @typedef {{ builder: Builder, success: number | null }} Costly A cell, and the probability that all its ancillas give 0 */
/** @typedef {{ key: string, neuron: Neuron | null, success?: number }} Looked The column that the pointer is over, or that is chosen */

const NEARLY = 1.005; // tries that are written as 1 in three digits
const RARE = 0.001; // success that is written as a power of ten

/** @param {number} success @returns {string} which is never rounded to 1 */
const successTold = (success) => (success < RARE ? powered(success) : toldChance(success));

/** @param {number} success */
function triesOf(success) {
  if (success <= 0) return "";
  if (isCertain(success)) return ", every try";
  const tries = 1 / success;
  if (tries < NEARLY) return ", nearly every try";
  // where there are so many, one digit says it
  if (tries >= 1e5) return `, once in ${powered(Number(tries.toPrecision(1)))} tries`;
  return `, once in ${tries < 1000 ? short(tries) : about(Number(tries.toPrecision(3)))} tries`;
}

/**
 * The depth takes long, so it is counted aside, and each is kept.
 * @param {() => void} redraw
 */
function depthsOf(redraw) {
  /** @type {Map<string, number | null>} */
  const known = new Map();
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const waiting = new Map();
  /** @param {Builder} builder @param {string} role  whose cell that is: another one of the same role replaces one that waits */
  return ({ topology, word }, role) => {
    const key = `${word} ${asJson(topology)}`;
    if (known.has(key)) return known.get(key);
    clearTimeout(waiting.get(role));
    waiting.set(role, setTimeout(() => {
      known.set(key, depth(topology, word));
      redraw();
    }, 200));
    return undefined;
  };
}

/** @param {Looked} looked @returns {string} what one neuron has of the costs */
function shareOf({ key, neuron, success }) {
  if (!neuron) return "";
  const parts = [counted(ancillasOf(neuron), "ancilla"), parametersTold(neuronParameters(neuron)), counted(2 ** neuron.order - 1, "ancilla measurement")];
  if (success !== undefined) parts.push(`success ${successTold(success)}`);
  return `${named(key)} alone: ${parts.join(", ")}`;
}

const REST = ["neurons", "ancilla measurements"]; // which stand below the picture
/** @type {Record<string, string>} costs with a "?", and its term */
const EXPLAINED = { success: "success", depth: "depth", "ancilla measurements": "ancilla" };

/**
 * @param {() => void} redraw
 * @param {(term: string) => Node} help  a "?" that explains a term
 */
export function costsPart(redraw, help) {
  const row = html("div", { class: "qs-costs" }), depthOf = depthsOf(redraw);
  // in a line below the picture, which must not move with what comes and goes
  const share = html("span", { class: "qs-share" }), below = html("div", { class: "qs-costs qs-rest" }, share);
  // on its own, since it may be left out
  const tries = html("span", { class: "qs-tries" });
  /** @type {Map<string, { value: Element, was: Element, pinned: HTMLElement }>} */
  const cells = new Map();
  /** @param {string} name */
  function cellOf(name) {
    const known = cells.get(name);
    if (known) return known;
    const was = html("span"), pinned = html("span", { class: "qs-than" }, html("span", { class: "qs-than-word" }, "pinned "), was);
    const parts = { value: html("span"), was, pinned };
    const asked = name in EXPLAINED ? [help(EXPLAINED[name])] : [];
    const cell = html("span", { "data-name": name }, name, ...asked, html("b", {}, parts.value, ...(name === "success" ? [tries] : [])), parts.pinned);
    if (REST.includes(name)) share.before(cell);
    else row.append(cell);
    cells.set(name, parts);
    return parts;
  }
  /** @param {Costly} costly @param {string} role @returns {Record<string, number | null | undefined>} */
  function numbersOf({ builder, success }, role) {
    const { qubits, neurons, parameters, postselections } = counts(builder.topology);
    return { success, qubits, parameters, depth: depthOf(builder, role), neurons, "ancilla measurements": postselections };
  }
  /**
   * @param {Costly} now
   * @param {Costly | null} pinned
   * @param {Looked} looked
   * @param {string} more  what stands in the line of its share besides
   */
  function draw(now, pinned, looked, more) {
    say(share, [more, shareOf(looked)].filter(Boolean).join(" "));
    say(tries, now.success === null ? "" : triesOf(now.success));
    const numbers = numbersOf(now, "now"), before = pinned ? numbersOf(pinned, "pinned") : null;
    for (const [name, number] of Object.entries(numbers)) {
      const cell = cellOf(name);
      say(cell.value, written(name, number, now.builder));
      const was = before ? compared(name, number, before[name]) : "";
      say(cell.was, was);
      cell.pinned.hidden = was === "";
    }
  }
  return { row, below, draw };
}

/** @param {Costly} costly @returns {string} the main costs in words, for who cannot see them */
export function costsTold({ builder, success }) {
  const { qubits, parameters } = counts(builder.topology);
  return `${about(qubits)} qubits, ${parametersTold(parameters)}, ${success === null ? "success not computed" : `success ${successTold(success)}`}`;
}

/** @param {string} name @param {number | null | undefined} number @param {Builder} builder */
function written(name, number, builder) {
  if (number === undefined) return "…";
  if (name === "success") return number === null ? "not computed" : successTold(number);
  return number === null ? `not counted: ${about(gateCount(builder.topology))} gates` : about(number);
}

/** @param {string} name @param {number | null | undefined} now @param {number | null | undefined} then */
function compared(name, now, then) {
  if (typeof now !== "number" || typeof then !== "number") return "";
  if (now === then) return "";
  return name === "success" ? successTold(then) : about(then);
}
