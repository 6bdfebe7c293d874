// The state of a cell: a strip for each word that the in/out lanes may hold, a bar for each basis state of the workspace, upwards where
// its amplitude is positive, downwards where it is negative. The state of a pinned cell stands pale behind.

import { resize, svg, within } from "../dom.js";
import { clamp, comparedChance, ket, roundAbove, short, toldChance } from "../numbers.js";

const MOST = 8; // strips
const SCALE = 3; // letters to the right of all strips, for the scale
const COUNTED = 8, NAMED = 6.8; // letters to the left of all strips, with their number or without
const SHORT = 2; // letters of a symbol that stands before its word
const LEAST = 2.2; // height of a strip, in letters
export const LOWEST = 3; // of all together
const BARS = "amplitudes of the workspace", SHORTER = "amplitudes";
export const BELOW = 1.6; // of the strips: their names, in letters

/**
 * @typedef {object} Amplitudes
 * @property {Float64Array} now  with signs; none where the state is not computed
 * @property {Float64Array | null} pinned  of a cell with as many lanes
 * @property {string[]} [symbols]  of the words
 * @property {number} strips  for which there is room: as many as the cell ever needs, so that nothing below jumps
 */

/**
 * @typedef {object} Strips  in pixels
 * @property {number} left  where they begin
 * @property {number} across  their width
 * @property {number} tall  the height of one
 * @property {number} em  of letters
 */

/**
 * The words that are likely enough to be shown, each with its probability.
 * @param {Float64Array} amplitudes
 * @param {number} size  basis states of the workspace
 * @param {number} [most]  words
 */
export function likelyWords(amplitudes, size, most = MOST) {
  /** @type {[number, number][]} */
  const words = [];
  for (let word = 0; word < amplitudes.length / size; word++) {
    const part = amplitudes.subarray(word * size, (word + 1) * size);
    words.push([word, part.reduce((sum, amplitude) => sum + amplitude ** 2, 0)]);
  }
  const possible = words.filter(([, share]) => share > 1e-6);
  const likely = [...possible].sort((a, b) => b[1] - a[1]).slice(0, most).sort((a, b) => a[0] - b[0]);
  return { likely, possible: possible.length };
}

/** @param {Float64Array} amplitudes */
const largest = (amplitudes) => amplitudes.reduce((most, amplitude) => Math.max(most, Math.abs(amplitude)), 0);

/**
 * The bars of one sign as a path of boxes.
 * @param {Float64Array} amplitudes  of a strip
 * @param {number} sign  1 or -1
 * @param {number} wide  of a bar, pixels
 * @param {(amplitude: number) => number} heightOf
 * @param {{ left: number, across: number, middle: number }} place
 */
function barsOf(amplitudes, sign, wide, heightOf, { left, across, middle }) {
  const step = across / amplitudes.length;
  let path = "";
  for (const [state, amplitude] of amplitudes.entries()) {
    const high = heightOf(amplitude), x = left + (state + 0.5) * step - wide / 2;
    // what is lower than that nobody sees
    if (high * sign > 0.2) path += `M${x.toFixed(1)} ${middle}v${(-high).toFixed(1)}h${wide.toFixed(1)}V${middle}Z`;
  }
  return path;
}

/**
 * One strip: its axis, its bars, the word and its probability.
 * @param {SVGElement} root
 * @param {{ word: string, share: string, now: Float64Array, was: Float64Array | null, most: number }} strip
 * @param {number} middle
 * @param {Strips} strips
 */
function drawStrip(root, { word, share, now, was, most }, middle, strips) {
  const { left, across, tall, em } = strips, thick = Math.max(1, Math.min(2 * em, (0.72 * across) / now.length));
  const name = (/** @type {string} */ text, /** @type {number} */ down, kind = "") =>
    root.append(svg("text", { class: kind, x: left - 0.6 * em, y: middle + down * em, "text-anchor": "end" }, text));
  name(word, -0.15, "qs-axis");
  name(share, 1.05);
  for (const y of [middle - tall / 2 + 4, middle + tall / 2 - 4]) root.append(svg("path", { class: "qs-grid", d: `M${left} ${y}h${across}` }));
  root.append(svg("path", { class: "qs-frame", d: `M${left} ${middle}h${across}` }));
  const heightOf = (/** @type {number} */ amplitude) => (amplitude / most) * (tall / 2 - 4);
  for (const [bars, wide, pinned] of /** @type {const} */ ([[was, 1.35 * thick, " q-pinned"], [now, thick, ""]]))
    for (const [sign, kind] of /** @type {const} */ ([[1, "qs-up"], [-1, "qs-down"]]))
      if (bars) root.append(svg("path", { class: kind + pinned, d: barsOf(bars, sign, wide, heightOf, { left, across, middle }) }));
}

/**
 * What the lines above and below the first strip stand for.
 * @param {SVGElement} root
 * @param {number} most
 * @param {Strips} strips
 */
function drawScale(root, most, { left, across, tall, em }) {
  for (const [text, y] of /** @type {[string, number][]} */ ([[short(most), em + 1], [`−${short(most)}`, tall - 2 + 0.3 * em]]))
    root.append(svg("text", { x: left + across + 0.4 * em, y }, text));
}

/**
 * Names of the basis states below all strips: all of them where there is room, else the first and the last, and what stands between.
 * @param {SVGElement} root
 * @param {number} workspace
 * @param {number} y
 * @param {Strips} strips
 * @returns {boolean} whether it can be read what the strips show
 */
function drawKets(root, workspace, y, { left, across, em }) {
  const size = 2 ** workspace, step = across / size, all = step > (workspace + 2.4) * 0.6 * em;
  for (const state of all ? Array(size).keys() : [0, size - 1]) {
    const anchor = all ? "middle" : state ? "end" : "start", x = left + (state + (all ? 0.5 : state ? 1 : 0)) * step;
    root.append(svg("text", { x, y, "text-anchor": anchor }, ket(state, workspace)));
  }
  const isRoom = across > (2 * (workspace + 2.4) + BARS.length) * 0.6 * em;
  if (!all && isRoom) root.append(svg("text", { x: left + across / 2, y, "text-anchor": "middle" }, BARS));
  return all || isRoom;
}

/**
 * Everything but what answers the pointer.
 * @param {SVGSVGElement} root  emptied before
 * @param {Amplitudes} amplitudes
 * @param {{ inputs: number, workspace: number }} cell
 * @param {Strips} strips
 * @param {ReturnType<typeof likelyWords>} words
 */
function drawAll(root, { now, pinned, symbols }, { inputs, workspace }, strips, { likely, possible }) {
  const size = 2 ** workspace, most = roundAbove(Math.max(largest(now), pinned ? largest(pinned) : 0)), { left, tall, em } = strips;
  const part = (/** @type {Float64Array} */ all, /** @type {number} */ word) => all.subarray(word * size, (word + 1) * size);
  for (const [floor, [word, share]] of likely.entries()) {
    const symbol = symbols?.[word] ?? "", name = symbol.length <= SHORT ? `${symbol} ${ket(word, inputs)}`.trim() : ket(word, inputs);
    const strip = { word: name, share: `P ${comparedChance(share)}`, now: part(now, word), was: pinned && part(pinned, word), most };
    drawStrip(root, strip, 2 + (floor + 0.5) * tall, strips);
  }
  drawScale(root, most, strips);
  const bottom = 2 + likely.length * tall + em;
  const isNamed = drawKets(root, workspace, bottom, strips);
  // below the words that are there
  const below = possible > likely.length ? `${likely.length} of ${possible} shown` : isNamed ? "" : SHORTER;
  if (below) root.append(svg("text", { x: left - 0.6 * em, y: bottom, "text-anchor": "end" }, below));
  root.setAttribute("height", String(bottom + 0.4 * em));
  const told = likely.map(([word, share]) => `word ${ket(word, inputs).slice(1, -1)} with ${toldChance(share)}`).join(", ");
  root.setAttribute("aria-label", `Amplitudes of ${size} basis states of the workspace; in/out lanes: ${told}`);
}

/**
 * @param {number} strips
 * @param {number} em
 * @returns {number} pixels that so many strips need to be read with ease
 */
const heightFor = (strips, em) => Math.max(8, 2.8 * strips) * em;

/** @param {number} strips @param {number} em @returns {number} pixels in which so many strips can still be read */
export const closest = (strips, em) => Math.ceil(Math.max(LEAST * strips, LOWEST) * em);

/**
 * @param {SVGSVGElement} root
 * @param {Amplitudes} amplitudes
 * @param {{ inputs: number, workspace: number }} cell
 * @param {number} width
 * @param {number} em  pixels of the letters
 * @param {number} [high]  pixels for all strips together: fewer strips where that is too little
 * @returns {(event: MouseEvent) => string} what is under the pointer
 */
export function drawAmplitudesOf(root, amplitudes, cell, width, em, high = Number.POSITIVE_INFINITY) {
  const { now, pinned, strips: room } = amplitudes, { inputs, workspace } = cell, size = 2 ** workspace;
  resize(root, width, 0);
  if (!now.length) return () => "";
  const fitting = clamp(1, Math.floor(high / (LEAST * em)), MOST), words = likelyWords(now, size, fitting), { likely } = words;
  // where some words may be left out, how many has to be written
  const left = Math.max(room > fitting || room === MOST ? COUNTED : NAMED, 0.62 * (inputs + 2.6)) * em;
  // all strips together are always as high, so that nothing below them jumps
  const tall = Math.max(Math.min(heightFor(room, em), high), LOWEST * em);
  const strips = { left, across: width - left - SCALE * em, tall: tall / likely.length, em };
  const place = svg("rect", { class: "qs-lit-lane", height: likely.length * strips.tall, y: 2, width: strips.across / size, visibility: "hidden" });
  root.append(place);
  drawAll(root, amplitudes, cell, strips, words);
  return (event) => {
    const [x, y] = within(event, root), row = likely[Math.floor((y - 2) / strips.tall)], state = Math.floor(((x - left) / strips.across) * size);
    const inside = row && state >= 0 && state < size && event.type !== "pointerleave";
    place.setAttribute("visibility", inside ? "visible" : "hidden");
    place.setAttribute("x", String(left + (state * strips.across) / size));
    if (!inside) return "";
    const index = row[0] * size + state, before = pinned ? `; pinned: ${short(pinned[index])}` : "";
    return `${ket(row[0], inputs)}${ket(state, workspace)}: amplitude ${short(now[index])}, probability ${short(now[index] ** 2)}${before}`;
  };
}
