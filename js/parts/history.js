// Loss, gradient norm and least probability of a right word against the update, as two pages show them.

import { onKeys } from "../controls.js";
import { html, svg } from "../dom.js";
import { floats } from "../numbers.js";
import { curveView, pointsOf } from "../views/curves.js";

/** @typedef {import("../views/strip.js").Labels} Labels */

/**
 * How a page goes to another update.
 * @typedef {object} Going
 * @property {(update: number) => void} go
 * @property {(by: number) => void} shift  by so many, or infinitely far
 * @property {string} hint
 */

const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity };

/**
 * @param {Labels} labels
 * @param {Going} going
 */
export function historyPart(labels, { go, shift, hint }) {
  const roots = [0, 1, 2].map(() => svg("svg", { role: "img" }));
  const loss = curveView(roots[0], { name: "Loss curve", label: labels.loss, line: "qs-line" });
  const norm = curveView(roots[1], { name: "Gradient norm", label: labels.norm, line: "qs-thin" });
  const least = curveView(roots[2], { name: "Least probability of a right word", label: labels.least, line: "qs-thin" });
  const views = [loss, norm, least];
  const box = html("div", { class: "qs-strip", role: "slider", tabindex: 0, "aria-label": "Update to go to", "aria-valuemin": 0, title: hint });
  box.append(roots[0]);
  const row = html("div", { class: "qs-row" }, box, roots[1], roots[2]);
  const light = (/** @type {number | null} */ update) => {
    for (const view of views) view.light(update);
  };
  for (const [n, root] of roots.entries()) {
    root.addEventListener("pointermove", (event) => light(views[n].at(event)));
    root.addEventListener("pointerleave", () => light(null));
  }
  box.addEventListener("click", (event) => go(loss.at(event) ?? 0));
  onKeys(box, (key) => {
    const by = /** @type {Record<string, number>} */ (KEYS)[key];
    return by === undefined ? undefined : () => shift(by);
  });
  /**
   * @param {DataView} curve  float32: update and loss
   * @param {DataView} norms  float32: update, gradient norm, least probability
   * @param {{ update: number, made: number }} place
   * @param {number} width
   */
  function draw(curve, norms, { update, made }, width) {
    box.setAttribute("aria-valuemax", String(made));
    box.setAttribute("aria-valuenow", String(update));
    // all three in a row, or two, or each in its own
    const isWide = width >= 760, room = width - 8;
    const side = Math.floor(isWide ? 0.3 * room : width < 544 ? room : room / 2), main = isWide ? room - 2 * side : room;
    const high = isWide ? 160 : 130, pairs = floats(norms);
    loss.draw(pointsOf(floats(curve), 2, 1), update, main, isWide ? high : 170);
    norm.draw(pointsOf(pairs, 3, 1), update, side, high);
    least.draw(pointsOf(pairs, 3, 2), update, side, high);
  }
  return { row, draw };
}
