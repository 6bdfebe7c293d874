// P(1) for every control word of a neuron.

import { resize, svg, within } from "../dom.js";
import { binary, clamp } from "../numbers.js";
import { across, axes, doubled, reveal, shape } from "./axes.js";

/**
 * Whether a word says the wrong bit at least every other time.
 * @param {number} chance
 * @param {number} wanted
 */
export const isWrong = (chance, wanted) => Math.abs(chance - wanted) > 0.5 - 1e-9;

/**
 * @typedef {object} Words
 * @property {Float64Array} chances  one a word
 * @property {number[]} wanted  likewise, or none
 * @property {number} held  the word that is looked at
 * @property {number} lit  the one that is meant by the pointer; -1: none
 * @property {number} controls
 * @property {Float64Array | null} pinned  the other neuron's chances
 */

const LEFT = 46, TOP = 22, THICK = 60; // pixels; THICK: a bar at most

/** @param {SVGSVGElement} root */
export function wordsView(root) {
  let step = 0, built = "", high = 0;
  const y = (/** @type {number} */ p) => TOP + (1 - p) * high;
  /** @type {Record<"bars" | "pins" | "crosses", SVGElement[]>} */
  const marks = { bars: [], pins: [], crosses: [] };
  /** @type {ReturnType<typeof doubled>[]} */
  let rings = [];
  const now = doubled("rect", "qn-now"), lights = svg("rect", { class: "qn-lights" });

  /** @param {number} count @param {number} controls  the names below: all, or those of both ends */
  function drawNames(count, controls) {
    const all = step >= 8 * controls + 6, named = all ? [...Array(count).keys()] : [0, count - 1];
    for (const word of named) {
      const anchor = all ? "middle" : word ? "end" : "start";
      const x = LEFT + (word + (all ? 0.5 : word ? 1 : 0)) * step;
      root.append(svg("text", { x, y: y(0) + 18, "text-anchor": anchor }, binary(word, controls)));
    }
  }
  /** @param {number} count @param {number} controls @param {number} width */
  function build(count, controls, width) {
    step = (width - LEFT - 4) / count;
    resize(root, width, y(0) + (controls ? 40 : 8));
    const box = { left: LEFT, right: LEFT + count * step, top: TOP, bottom: y(0) };
    const xName = controls ? "control word" : "";
    axes(root, box, { x: [], y: [[y(0), "0"], [y(0.5), "½"], [y(1), "1"]], xName, yName: "P(1)" });
    drawNames(count, controls);
    root.append(lights);
    const some = (/** @type {string} */ kind, /** @type {"rect" | "circle" | "path"} */ name) =>
      Array.from({ length: count }, () => root.appendChild(svg(name, { class: kind })));
    marks.pins = some("qn-pin q-pinned", "rect");
    marks.bars = some("qs-cell", "rect");
    marks.crosses = some("qn-wrong", "path");
    root.append(now.node);
    rings = Array.from({ length: count }, () => doubled("circle", "qn-ring"));
    root.append(...rings.map((ring) => ring.node));
  }
  /** @param {number} word @param {Words} words */
  function drawWord(word, { chances, wanted, pinned }) {
    const thick = clamp(2, step * 0.56, THICK), around = Math.min(10, step * 0.1), x = LEFT + word * step + (step - thick) / 2, middle = x + thick / 2;
    const bar = (/** @type {number} */ p) => ({ x, y: y(p), width: thick, height: Math.max(0.5, p * high) });
    shape(marks.bars[word], bar(chances[word]));
    reveal(marks.pins[word], pinned !== null);
    // a little wider, so that it is seen behind
    if (pinned) shape(marks.pins[word], { ...bar(pinned[word]), x: x - around, width: thick + 2 * around });
    const wants = wanted.length > 0, wrong = wants && isWrong(chances[word], wanted[word]);
    reveal(rings[word].node, wants);
    if (wants) rings[word].set({ cx: middle, cy: y(wanted[word]), r: Math.min(6, step * 0.3) });
    reveal(marks.crosses[word], wrong);
    const half = Math.min(5, step * 0.3);
    // clear of the ring, and of the frame around a word that is held
    const up = TOP - 15;
    if (wrong) shape(marks.crosses[word], { d: `M${middle - half} ${up - half}l${2 * half} ${2 * half}m0 ${-2 * half}l${-2 * half} ${2 * half}` });
  }
  /** @param {Words} words @param {number} width @param {number} height  of a bar that is certain */
  function draw(words, width, height) {
    const { chances, controls, held, lit } = words, key = `${chances.length} ${width} ${height}`;
    high = height;
    if (key !== built) build(chances.length, controls, width);
    built = key;
    for (const word of chances.keys()) drawWord(word, words);
    const frame = (/** @type {number} */ word) => ({ x: LEFT + word * step + 1, y: TOP - 7, width: Math.max(3, step - 2), height: high + 10 });
    now.set(frame(held));
    reveal(lights, lit >= 0);
    if (lit >= 0) shape(lights, frame(lit));
  }
  /** @param {MouseEvent} event @returns {number} the word under the pointer, which need not exist */
  const at = (event) => Math.floor((across(event, root) - LEFT) / step);
  /** @param {MouseEvent} event @param {number[]} wanted @returns {boolean} whether the pointer is on a ring */
  function isOnRing(event, wanted) {
    const word = at(event);
    return word in wanted && Math.abs(within(event, root)[1] - y(wanted[word])) < 12;
  }
  /** @param {MouseEvent} event @returns {number} the value that is nearer to the pointer, 0 or 1 */
  const valueAt = (event) => Number(within(event, root)[1] < y(0.5));
  return { draw, at, isOnRing, valueAt };
}
