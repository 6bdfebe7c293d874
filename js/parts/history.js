// Loss, gradient norm and least probability of a right word against the update, as two pages show them.

import { onSliderKeys } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { floats, short } from "../numbers.js";
import { curveView, pointsOf } from "../views/curves.js";
import { tipIn } from "./tip.js";

/** @typedef {import("../views/strip.js").Labels} Labels */
/** @typedef {{ name: string, curve: DataView | undefined, norms: DataView | undefined }} Pinned  a training to compare with: curves as those of the page */

/**
 * How a page goes to another update.
 * @typedef {object} Going
 * @property {(update: number) => void} go
 * @property {(by: number) => void} shift  by so many, or infinitely far
 * @property {string} hint
 * @property {(update: number) => string} goal  what a click there will do
 */

const LOW = 96; // pixels of a curve on a wide page, which is seen at once
const EDGE = 16; // pixels below it on a page that fills the screen

/**
 * The training that Python has pinned.
 * @param {import("../frame.js").Model} model
 * @returns {Pinned | null}
 */
export function pinnedRun(model) {
  const { name } = model.get("pinned_run");
  return name ? { name, curve: model.get("pinned_curve"), norms: model.get("pinned_norms") } : null;
}

/**
 * What is known of the loss at an update, in words behind it.
 * @param {Float32Array} curve  update and loss, one after the other
 * @param {number} update
 */
export function lossTold(curve, update) {
  const at = curve.findIndex((value, n) => n % 2 === 0 && value === update);
  if (at >= 0) return ` · loss ${short(curve[at + 1])}`;
  return update ? "" : " · not trained yet";
}

/**
 * @param {Element} hall  a page that fills the screen
 * @param {HTMLElement} row  at its end
 * @param {HTMLElement} box  of a curve, below its title
 * @returns {number} pixels that are left for the curve
 */
const heightIn = (hall, row, box) => Math.max(LOW, innerHeight / Number(getComputedStyle(hall).zoom) - row.offsetTop - box.offsetTop - EDGE);

/**
 * What a newcomer need not see first: two further curves, and the hidden state.
 * @param {{ fold: (title: string, ...children: Node[]) => HTMLDetailsElement, redraw: () => void }} page
 * @param {Node[]} parts
 */
export function morePart({ fold, redraw }, parts) {
  const more = fold("Further views: gradient norm, least p(right), hidden state", html("div", { class: "qs-more" }, ...parts));
  // what is folded is not drawn
  more.addEventListener("toggle", redraw);
  return more;
}

/**
 * The width of each of them: all in a row, or two, or each in its own.
 * @param {number} width  of the page
 * @param {number} room  that it leaves to its parts
 */
export const moreWidth = (width, room) => Math.floor(width >= 760 ? room / 3 : width < 544 ? room : room / 2);

const TERMS = ["loss", "gradient norm", "least p(right)"]; // of the curves, for the "?" beside their titles

/**
 * @param {Labels} labels
 * @param {Going} going
 * @param {(term: string) => HTMLElement} help  a "?" beside a term
 */
export function historyPart(labels, { go, shift, hint, goal }, help) {
  const roots = [0, 1, 2].map(() => svg("svg", { role: "img" }));
  const loss = curveView(roots[0], { name: "Loss curve", line: "qs-line" });
  const norm = curveView(roots[1], { name: "Gradient norm", line: "qs-thin" });
  const least = curveView(roots[2], { name: "Least probability of a right word", line: "qs-thin" });
  const views = [loss, norm, least];
  const boxes = roots.map((root) => html("div", { class: "qs-strip" }, root)), box = boxes[0];
  const attributes = { role: "slider", tabindex: 0, "aria-label": "Update to go to", "aria-valuemin": 0, "aria-description": hint };
  for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, String(value));
  const row = html("section", { class: "qs-row", "aria-label": "The training" });
  const titles = [labels.loss, labels.norm, labels.least].map((label) => html("span", { "data-caption": "" }, label)), values = roots.map(() => html("span", { class: "qs-curve-value" }));
  // what is watched is no part of what is trained on
  const whose = html("span", { class: "qs-whose" }, "on the sequences of the training; the one above is another");
  const headings = titles.map((title, n) => html("div", { class: "qs-curve-title" }, title, help(TERMS[n]), ...(n ? [] : [whose]), values[n]));
  const [first, ...more] = boxes.map((one, n) => html("div", { class: "qs-cornered" }, headings[n], one));
  row.append(first);
  /** @type {unknown[]} */
  let drawn = [];
  let measured = { width: 0, room: 0 };
  /** What the page's width leaves: read once for a width, and again while the row is not seen. @param {number} width */
  function roomOf(width) {
    if (width === measured.width) return measured.room;
    const seen = row.clientWidth, room = (seen || width) - 8;
    measured = { width: seen && width, room };
    return room;
  }
  const light = (/** @type {number | null} */ update) => {
    for (const [n, view] of views.entries()) say(values[n], view.light(update));
  };
  for (const [n, one] of boxes.entries()) {
    const tip = tipIn(one), at = (/** @type {MouseEvent} */ event) => views[n].at(event);
    one.addEventListener("click", (event) => go(at(event) ?? 0));
    one.addEventListener("pointermove", (event) => {
      light(at(event));
      // the value of this one stands where one points
      tip([values[n].textContent, goal(at(event) ?? 0)].filter(Boolean).join("; "), event);
      say(values[n], "");
    });
    one.addEventListener("pointerleave", () => {
      light(null);
      tip("");
    });
  }
  onSliderKeys(box, shift, { more: { PageUp: 10, PageDown: -10 } });
  /**
   * @param {DataView} curve  float32: update and loss
   * @param {DataView} norms  float32: update, gradient norm, least probability
   * @param {{ update: number, made: number, pinned?: number | null }} place  pinned: an update that is marked
   * @param {number} width
   * @param {Pinned | null} pinned
   * @param {boolean} isMore  whether the two small curves are seen
   */
  function draw(curve, norms, { update, made, pinned: marked = null }, width, pinned, isMore) {
    // while a word runs, nothing here changes
    const hall = row.closest(".qs-presented"), tall = hall ? heightIn(hall, row, box) : 0;
    const now = [curve, norms, update, made, marked, width, tall, pinned?.name, pinned?.curve, isMore];
    if (now.every((part, at) => part === drawn[at])) return;
    drawn = now;
    box.setAttribute("aria-valuemax", String(made));
    box.setAttribute("aria-valuenow", String(update));
    box.setAttribute("aria-valuetext", `update ${update}${lossTold(floats(curve), update)}`);
    const room = roomOf(width), small = { width: moreWidth(width, room), height: 132 }, pairs = floats(norms), others = floats(pinned?.norms);
    const behind = (/** @type {ArrayLike<number>} */ numbers, /** @type {number} */ size, /** @type {number} */ column, name = "") =>
      pinned && { points: pointsOf(numbers, size, column), name };
    const name = pinned ? `${labels.pinned}: ${pinned.name}` : "";
    loss.draw(pointsOf(floats(curve), 2, 1), update, { width: room, height: tall || (width >= 760 ? LOW : 172) }, behind(floats(pinned?.curve), 2, 1, name));
    if (isMore) norm.draw(pointsOf(pairs, 3, 1), update, small, behind(others, 3, 1));
    if (isMore) least.draw(pointsOf(pairs, 3, 2), update, small, behind(others, 3, 2));
    for (const view of views) view.mark(marked);
  }
  return { row, more, draw };
}
