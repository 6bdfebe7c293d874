// The predicted next word at every step of a sequence: words upwards, steps rightwards.

import { resize, svg, within } from "../dom.js";
import { roundTicks } from "../numbers.js";
import { across } from "./axes.js";

/** @typedef {{ inputs: number[], targets: number[], symbols: string[] }} Sequence  targets: -1 where nothing is asked */
/** @typedef {{ step: number, word: number }} Place  a cell of the strip */
/** @typedef {Record<string, string>} Labels  what the parts of a page are called */

/**
 * @typedef {object} Grid  Where the strip's cells are, in pixels.
 * @property {number} left
 * @property {number} top
 * @property {number} bottom
 * @property {number} cell  width of a step
 * @property {number} row  height of a word
 * @property {number} longest  letters of a symbol
 * @property {(step: number) => number} x  the middle of a step
 * @property {(word: number) => number} y  the middle of a word
 */

/**
 * @param {Sequence} sequence
 * @param {number} width
 * @returns {Grid}
 */
function gridOf({ inputs, symbols }, width) {
  const longest = Math.max(...symbols.map((symbol) => symbol.length)), words = symbols.length;
  const left = 30 + 7 * longest, top = 4;
  const cell = Math.min(32, (width - left - 8) / inputs.length);
  const row = Math.min(22, Math.max(8, 320 / words)), bottom = top + words * row;
  const x = (/** @type {number} */ step) => left + (step + 0.5) * cell;
  const y = (/** @type {number} */ word) => bottom - (word + 0.5) * row;
  return { left, top, bottom, cell, row, longest, x, y };
}

/**
 * A cell for every word at every step, step after step.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 */
function drawCells(root, { targets, symbols }, { x, y, cell, row }) {
  return targets.flatMap((target, step) =>
    symbols.map((_, word) => {
      const place = { x: x(step) - cell / 2, y: y(word) - row / 2, width: cell, height: row };
      const kind = target < 0 ? "qs-cell qs-unasked" : "qs-cell";
      return root.appendChild(svg("rect", { class: kind, ...place }));
    }),
  );
}

/**
 * A ring where the right word is, and a dot at every step, which is still to be put somewhere.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 */
function drawMarks(root, { inputs, targets }, { x, y, cell, row }) {
  const radius = Math.min(7, 0.4 * cell, 0.4 * row);
  for (const [step, word] of targets.entries()) {
    if (word < 0) continue;
    const place = { cx: x(step), cy: y(word), r: radius };
    root.append(svg("circle", { class: "qs-halo", ...place }), svg("circle", { class: "qs-ring", ...place }));
  }
  return inputs.map((_, step) => root.appendChild(svg("circle", { class: "qs-dot", cx: x(step), r: Math.max(1, radius / 2.2) })));
}

/**
 * Words to the left; below, the words that are read, or the steps where those would overlap.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 * @param {Labels} labels
 */
function drawNames(root, { inputs, symbols }, { left, top, bottom, cell, row, longest, x, y }, labels) {
  const every = Math.ceil(11 / row), steps = inputs.length;
  for (const [word, symbol] of symbols.entries())
    if (word % every === 0) root.append(svg("text", { class: "qs-tick", x: left - 6, y: y(word) + 4, "text-anchor": "end" }, symbol));
  const isWritten = cell >= 7 * longest + 3;
  const round = roundTicks(0, steps - 1, Math.max(2, (steps * cell) / 60)).filter(Number.isInteger);
  for (const step of isWritten ? inputs.keys() : round) {
    const place = { class: "qs-tick", x: x(step), y: bottom + 14, "text-anchor": "middle" };
    root.append(svg("text", place, isWritten ? symbols[inputs[step]] : step));
  }
  const middle = left + (steps * cell) / 2, below = isWritten ? labels.read : labels.step;
  root.append(svg("text", { class: "qs-axis", x: middle, y: bottom + 31, "text-anchor": "middle" }, below));
  const turned = { transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" };
  root.append(svg("text", { class: "qs-axis", ...turned }, bottom - top > 60 ? labels.next : "next"));
}

/**
 * The word with the highest probability.
 * @param {ArrayLike<number>} belief  step after step
 * @param {number} step
 * @param {number} words
 */
function bestAt(belief, step, words) {
  let best = 0;
  for (let word = 1; word < words; word += 1) if (belief[step * words + word] > belief[step * words + best]) best = word;
  return best;
}

/**
 * The strip of one sequence, for one width: `update` moves it to a prediction, `mark` puts the cursor, `light` frames a cell.
 * @param {SVGSVGElement} root
 * @param {Sequence} sequence
 * @param {number} width
 * @param {Labels} labels
 */
export function stripView(root, sequence, width, labels) {
  const { inputs, targets, symbols } = sequence, steps = inputs.length, words = symbols.length;
  const grid = gridOf(sequence, width), { left, top, bottom, cell, row, x, y } = grid, high = bottom - top;
  resize(root, width, bottom + 36);
  root.append(svg("rect", { class: "qs-frame", x: left, y: top, width: steps * cell, height: high }));
  const cells = drawCells(root, sequence, grid), dots = drawMarks(root, sequence, grid);
  drawNames(root, sequence, grid, labels);
  const cursor = svg("rect", { class: "qs-cursor", y: top - 1, width: cell, height: high + 2, visibility: "hidden" });
  const lit = svg("rect", { class: "qs-lit", width: cell, height: row, visibility: "hidden" });
  root.append(cursor, lit);

  /** @param {ArrayLike<number>} belief  of all words at every step @returns {string} how many of the answers are right */
  function update(belief) {
    for (const [n, box] of cells.entries()) box.setAttribute("fill-opacity", String(belief[n] || 0));
    const best = dots.map((_, step) => bestAt(belief, step, words));
    for (const [step, dot] of dots.entries()) dot.setAttribute("cy", String(y(best[step])));
    const asked = targets.filter((word) => word >= 0).length, right = targets.filter((word, step) => word === best[step]).length;
    const score = `${right} of ${asked} right`;
    root.setAttribute("aria-label", `Predicted next words along a sequence of ${steps} steps: ${score} where an answer is asked`);
    return score;
  }
  /** @param {number | null} step */
  function mark(step) {
    cursor.setAttribute("visibility", step === null ? "hidden" : "visible");
    if (step !== null) cursor.setAttribute("x", String(x(step) - cell / 2));
  }
  /** @param {Place | null} place */
  function light(place) {
    lit.setAttribute("visibility", place ? "visible" : "hidden");
    if (!place) return;
    lit.setAttribute("x", String(x(place.step) - cell / 2));
    lit.setAttribute("y", String(y(place.word) - row / 2));
  }
  /** @param {MouseEvent} event @returns {Place} the cell under the pointer, which need not exist */
  function at(event) {
    const up = bottom - within(event, root)[1];
    return { step: Math.floor((across(event, root) - left) / cell), word: Math.floor(up / row) };
  }
  const has = (/** @type {Place} */ { step, word }) => step >= 0 && step < steps && word >= 0 && word < words;
  return { update, mark, light, at, has, steps };
}
