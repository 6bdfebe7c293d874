// The state after a gate of a cell, in a sentence and as bars.

import { emOf, html, say, svg } from "../dom.js";
import { sameLanes, shownGate, signedAmplitudes } from "../engine/building.js";
import { named } from "../engine/topology.js";
import { ket, toldChance } from "../numbers.js";
import { BELOW, closest, drawAmplitudesOf, likelyWords } from "../views/amplitudes.js";
import { callsNow, neuronAt } from "./cell_tools.js";

/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Walked} Walked */

/** @typedef {{ builder: Builder, walked: Walked }} Cell */

const CERTAIN = 0.9999; // probability
const PRESENTED = 2; // strips that a grid which needs the room leaves

const NAMES = /** @type {Record<string, string>} */ ({ write: "the input is written", erase: "the input is erased", measure: "the output, before it is measured" });

/**
 * The gate after which a column shows the state.
 * @param {Cell} cell
 * @param {string} key  of a column
 */
function gateOf({ builder, walked }, key) {
  if (key === "measure") return [...walked.moments.keys()].at(-1) ?? "write";
  return walked.moments.has(key) ? key : shownGate({ ...builder, selected: key }, walked);
}

/** @param {string} chance  that they all give 0 */
const ancillasTold = (chance) => (chance === "1" ? "always give 0" : `all give 0 with probability ${chance}`);

/**
 * What the workspace holds.
 * @param {import("../engine/cell.js").Moment | undefined} moment
 * @param {number} workspace  lanes
 * @returns {string} its bits; empty where they are not certain
 */
export function heldIn(moment, workspace) {
  if (!moment) return "";
  const amplitudes = signedAmplitudes(moment), size = 2 ** workspace, shares = new Float64Array(size);
  for (const [at, amplitude] of amplitudes.entries()) shares[at % size] += amplitude ** 2;
  const held = shares.findIndex((share) => share > CERTAIN);
  return held < 0 ? "" : ket(held, workspace).slice(1, -1);
}

/**
 * @param {Cell} cell
 * @param {string} key
 */
function sentenceOf(cell, key) {
  const { builder, walked } = cell, gate = gateOf(cell, key), neuron = neuronAt(builder, key), moment = walked.moments.get(key);
  let text = `State after ${NAMES[key] ?? NAMES[gate] ?? named(gate)}`;
  if (neuron) {
    if (moment && moment.excitation !== null)
      text += `: its ancillas ${ancillasTold(toldChance(moment.success))}, its target is 1 with probability ${toldChance(moment.excitation)}`;
    if (callsNow(neuron)) text += `; amplified by ${callsNow(neuron)} calls`;
  }
  const held = heldIn(walked.moments.get(gate), builder.topology.workspace);
  if (held) text += `; the workspace holds ${held}`;
  return walked.moments.get(gate)?.state.im ? `${text}; complex: magnitudes with the sign of the real part` : text;
}

/** @param {Walked} walked @param {number} size  basis states of the workspace @returns {number} most words that are likely after any gate */
function stripsOf({ moments }, size) {
  const all = [...moments.values()].map((moment) => likelyWords(signedAmplitudes(moment), size).likely.length);
  return Math.max(1, ...all);
}

/** @param {(text: string, event?: MouseEvent) => void} tip */
export function statePart(tip) {
  const line = html("div", { class: "qs-after", "data-caption": "" }), root = svg("svg", { role: "img" });
  const legend = html("div", { class: "qs-legend" });
  const mark = (/** @type {string} */ kind, /** @type {string} */ text) => html("span", {}, html("span", { class: `qs-swatch ${kind}` }), text);
  const pale = mark("qs-swatch-pinned", "pale: the pinned cell");
  const strips = "beside each strip: the in/out lanes and their probability";
  legend.append(mark("qs-swatch-plus", "up: positive"), mark("qs-swatch-minus", "down: negative, just as likely"), pale, html("span", {}, strips));
  /** @type {(event: MouseEvent) => string} */
  let under = () => "";
  for (const event of /** @type {const} */ (["pointermove", "pointerleave"])) root.addEventListener(event, (at) => tip(under(at), at));
  /** @type {Walked | null} */
  let counted = null;
  let room = 1;
  /** @param {Cell} cell */
  function count({ builder: { topology }, walked }) {
    if (walked !== counted) room = stripsOf(walked, 2 ** topology.workspace);
    counted = walked;
  }
  /** Pixels of the letters. */
  const letters = () => 0.87 * emOf(root);
  /** @param {Cell} cell @param {string} key  the column that is looked at */
  function tell(cell, key) {
    say(line, cell.walked.reason || sentenceOf(cell, key));
  }
  /**
   * @param {Cell} cell
   * @param {number} least  pixels it takes in any case
   * @returns {number} pixels that the picture of its states needs where the page fills the screen
   */
  function needs(cell, least) {
    count(cell);
    if (cell.walked.reason) return 0;
    return Math.max(least, closest(Math.min(room, PRESENTED), letters())) + BELOW * letters();
  }
  /**
   * @param {Cell} cell
   * @param {Cell | null} pinned
   * @param {string} key  the column that is looked at
   * @param {{ width: number, height: number }} size  pixels there are
   */
  function draw(cell, pinned, key, { width, height }) {
    const { builder: { topology }, walked } = cell, behind = pinned && sameLanes(pinned.builder.topology, topology) ? pinned : null;
    count(cell);
    const after = (/** @type {Cell} */ of) => signedAmplitudes(of.walked.moments.get(gateOf(of, key)));
    const before = behind ? after(behind) : null, em = letters();
    under = drawAmplitudesOf(root, { now: after(cell), pinned: before?.length ? before : null, strips: room }, topology, width, em, height - BELOW * em);
    if (walked.reason) root.setAttribute("aria-label", walked.reason);
    legend.hidden = walked.reason !== "";
    pale.hidden = behind === null;
  }
  return { line, root, legend, tell, needs, draw };
}
