// The distribution over the next word at one step, a bar a word.

import { resize, svg } from "../dom.js";
import { clamp, namedChance, toldChance } from "../numbers.js";
import { across, symbolLook } from "./axes.js";

/** @typedef {import("./stages.js").Look} Look */

const LEFT = 84, ABOVE = 12; // pixels
const MOST_SLOT = 64; // pixels of a word
const NARROW = 300, SCALE = 22; // pixels: of a picture with no room for words beside its scale, and of the scale

/** @param {SVGSVGElement} root */
export function distributionView(root) {
  /** @type {SVGRectElement[]} */
  let bars = [];
  let slot = 0, left = LEFT, high = 0, floor = 0;

  /**
   * @param {string} symbol
   * @param {number} word
   * @param {number} p
   * @param {boolean} isTaken  whether it comes out
   * @param {number | undefined} was  of the pinned training
   */
  function drawBar(symbol, word, p, isTaken, was) {
    const x = left + word * slot;
    if (was !== undefined) {
      const place = { x: x + slot * 0.05, y: floor - high * was, width: slot * 0.9, height: high * was };
      root.append(svg("rect", { class: "qs-pinned-bar q-pinned", ...place }));
    }
    const bar = svg("rect", { class: "qs-cell", x: x + slot * 0.15, y: floor - high * p, width: slot * 0.7, height: high * p });
    bar.append(svg("title", {}, `${symbol}: ${toldChance(p)}`));
    root.append(bar);
    const kind = isTaken ? "qs-axis qs-put" : "qs-tick";
    if (slot > 9) root.append(svg("text", { ...symbolLook(kind, symbol), x: x + slot / 2, y: floor + 16, "text-anchor": "middle" }, symbol));
    return bar;
  }
  /**
   * @param {Look | null} look  null: nothing is drawn
   * @param {string[]} symbols
   * @param {{ width: number, high: number }} size  high: of a bar that is certain
   * @param {string} label
   * @param {ArrayLike<number>} pinned  what the pinned training believes; empty: nothing is
   */
  function draw(look, symbols, { width, high: tall }, label, pinned) {
    resize(root, 0, 0);
    if (!look) return;
    high = tall;
    floor = ABOVE + high;
    // where room is short, what the words are stands below them
    const isNarrow = width < NARROW;
    left = isNarrow ? SCALE : LEFT;
    slot = clamp(0, (width - left - 8) / symbols.length, MOST_SLOT);
    const right = left + slot * symbols.length, place = isNarrow ? { x: right, y: floor + 34 } : { x: left - 6, y: floor + 16 };
    resize(root, right + 8, place.y + 6);
    drawScale(symbols.length);
    root.append(svg("text", { class: "qs-tick qs-which", ...place, "text-anchor": "end" }, label));
    root.append(svg("path", { class: "qs-frame", d: `M${left} ${floor}H${right}` }));
    bars = symbols.map((symbol, word) => drawBar(symbol, word, look.belief[word], word === look.taken, pinned[word]));
    const told = symbols.map((symbol, word) => namedChance(symbol, look.belief[word]));
    root.setAttribute("aria-label", `Distribution over the ${label}: ${told.join(", ")}`);
  }
  /** @param {number} words */
  function drawScale(words) {
    for (const [value, name] of /** @type {[number, string][]} */ ([[0.5, "½"], [1, "1"]])) {
      const y = floor - high * value;
      root.append(svg("path", { class: "qs-grid", d: `M${left} ${y}h${slot * words}` }));
      root.append(svg("text", { class: "qs-tick", x: left - 6, y: y + 5, "text-anchor": "end" }, name));
    }
  }
  /** @param {number | undefined} word  its bar stands out */
  function light(word) {
    for (const [n, bar] of bars.entries()) bar.classList.toggle("qs-lit", n === word);
  }
  /** @param {MouseEvent} event @returns {number} the word under the pointer, which need not exist */
  const at = (event) => Math.floor((across(event, root) - left) / slot);
  return { draw, light, at };
}
