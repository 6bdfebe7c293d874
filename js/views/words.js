// P(1) for every control word of a neuron.

import { resize, svg } from "../dom.js";
import { across, axes } from "./axes.js";

/**
 * A number as bits.
 * @param {number} word
 * @param {number} length
 */
export const binary = (word, length) => (length ? word.toString(2).padStart(length, "0") : "");

/** @param {SVGSVGElement} root */
export function wordsView(root) {
  const left = 44, high = 90, top = 8, bottom = top + high;
  let step = 0;
  const y = (/** @type {number} */ p) => bottom - p * high;

  /** @param {number} count @param {number} controls  the names below: all, or those of both ends */
  function drawNames(count, controls) {
    const all = controls <= 4, named = all ? [...Array(count).keys()] : [0, count - 1];
    for (const word of named) {
      const anchor = all ? "middle" : word ? "end" : "start";
      const x = left + (word + (all ? 0.5 : word ? 1 : 0)) * step;
      root.append(svg("text", { x, y: bottom + 14, "text-anchor": anchor }, binary(word, controls)));
    }
  }
  /**
   * @param {Float64Array} chances  one a word
   * @param {number[]} wanted  likewise, or none
   * @param {number} now  the word that is looked at
   * @param {number} controls
   * @param {number} width
   */
  function draw(chances, wanted, now, controls, width) {
    step = Math.min(56, (width - left - 4) / chances.length);
    resize(root, width, bottom + 36);
    const box = { left, right: left + chances.length * step, top, bottom };
    const xName = controls ? "control word" : "";
    axes(root, box, { x: [], y: [[y(0), "0"], [y(0.5), "½"], [y(1), "1"]], xName, yName: "P(1)" });
    const thick = Math.max(2, step * 0.6);
    for (const [word, p] of chances.entries()) {
      const x = left + word * step;
      const bar = { x: x + (step - thick) / 2, y: y(p), width: thick, height: Math.max(0.5, p * high) };
      root.append(svg("rect", { class: "qs-cell", ...bar }));
      if (wanted.length) root.append(svg("path", { class: "qn-mark", d: `M${x + step * 0.1} ${y(wanted[word])}h${step * 0.8}` }));
    }
    drawNames(chances.length, controls);
    root.append(svg("rect", { class: "qn-now", x: left + now * step + 1, y: top - 5, width: step - 2, height: high + 8 }));
  }
  /** @param {MouseEvent} event @returns {number} the word under the pointer, which need not exist */
  const at = (event) => Math.floor((across(event, root) - left) / step);
  return { draw, at };
}
