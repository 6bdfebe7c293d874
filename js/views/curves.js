// A curve against the update, logarithmic where every value is positive; what comes after the present update is pale.

import { resize, svg } from "../dom.js";
import { clamp, logTicks, roundTicks, short } from "../numbers.js";
import { across } from "./axes.js";

/** @typedef {[number, number]} Point  update and value */
/** @typedef {{ name: string, line: string }} About  line: the class of the curve */
/** @typedef {import("./axes.js").Box} Box */

/**
 * @typedef {object} Scale
 * @property {(update: number) => number} x
 * @property {(value: number) => number} y
 * @property {(x: number) => number} updateAt
 * @property {number[]} ticks  of the values
 * @property {number} last  update at the right
 */

/**
 * Every nth number of a flat array of rows, in pairs with the first of its row; without gaps.
 * @param {ArrayLike<number>} numbers
 * @param {number} size  of a row
 * @param {number} column
 * @returns {Point[]}
 */
export function pointsOf(numbers, size, column) {
  /** @type {Point[]} */
  const points = [];
  for (let n = 0; n < numbers.length; n += size) points.push([numbers[n], numbers[n + column]]);
  return points.filter(([, value]) => Number.isFinite(value));
}

/**
 * @param {Point[]} points  of all curves, in any order
 * @param {Box} box
 * @returns {Scale}
 */
function scaleOf(points, { left, right, top, bottom }) {
  const values = points.map((point) => point[1]);
  let low = Math.min(...values), high = Math.max(...values);
  const isLog = low > 0;
  if (high - low < 1e-6 * Math.abs(high)) [low, high] = isLog ? [low * 0.9, high * 1.1] : [low - 0.5, high + 0.5];
  const scale = isLog ? Math.log : (/** @type {number} */ value) => value;
  const last = Math.max(...points.map((point) => point[0]), 2), room = right - left - 6;
  return {
    x: (update) => left + ((update - 1) / (last - 1)) * room,
    y: (value) => bottom - 4 - ((scale(value) - scale(low)) / (scale(high) - scale(low))) * (bottom - top - 8),
    updateAt: (x) => Math.round(1 + ((x - left) / room) * (last - 1)),
    ticks: isLog ? logTicks(low, high) : roundTicks(low, high, 4),
    last,
  };
}

/** @param {number} tick */
const tickName = (tick) => (tick && Math.abs(tick) < 1e-3 ? Number(short(tick)).toExponential() : short(tick));

/**
 * @param {SVGElement} root
 * @param {Box} box
 * @param {Scale} scale
 */
function drawTicks(root, { left, right, bottom }, { x, y, ticks, last }) {
  for (const tick of ticks) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${y(tick)}H${right}` }));
    root.append(svg("text", { class: "qs-tick", x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, tickName(tick)));
  }
  const updates = roundTicks(1, last, (right + 12) / 90).filter((tick) => Number.isInteger(tick) && tick >= 1);
  for (const tick of updates) root.append(svg("text", { class: "qs-tick", x: x(tick), y: bottom + 17, "text-anchor": "middle" }, tick));
}

/**
 * The curve up to the present, a dot there, and what was made later.
 * @param {SVGElement} root
 * @param {Point[]} points
 * @param {number} present
 * @param {Scale} scale
 * @param {string} line
 * @returns {Point | undefined} where the curve is now
 */
function drawLines(root, points, present, { x, y }, line) {
  const path = (/** @type {Point[]} */ some) => some.map(([update, value]) => `${x(update)},${y(value)}`).join(" ");
  const done = points.filter(([update]) => update <= present), later = points.filter(([update]) => update >= present);
  root.append(svg("polyline", { class: "qs-afterwards", points: path(later) }), svg("polyline", { class: line, points: path(done) }));
  const here = done.at(-1);
  // the first update tells the loss that was before it: there the curve begins
  const [update, value] = here ?? points[0];
  root.append(svg("circle", { class: "qs-end", cx: x(update), cy: y(value), r: 3 }));
  return here;
}

/**
 * Another training's curve, with its name at its beginning.
 * @param {SVGElement} root
 * @param {{ points: Point[], name: string }} pinned
 * @param {Scale} scale
 * @param {Box} box
 */
function drawPinned(root, { points, name }, { x, y }, { left, right, top }) {
  const path = points.map(([update, value]) => `${x(update)},${y(value)}`).join(" ");
  root.append(svg("polyline", { class: "qs-line qs-pinned-line", points: path }));
  // a long name goes over two lines
  const isLong = name.length * 7 > right - left, half = name.lastIndexOf(", ", name.length * 0.6) + 2;
  for (const [line, text] of (isLong ? [name.slice(0, half), name.slice(half)] : [name]).entries())
    root.append(svg("text", { class: "qs-value", x: right - 4, y: top + 12 + 16 * line, "text-anchor": "end" }, text));
}

/**
 * @param {SVGSVGElement} root
 * @param {About} about
 */
export function curveView(root, { name, line }) {
  /** @type {Scale | null} */
  let scale = null;
  /** @type {Point[]} */
  let known = [];
  let box = { left: 58, right: 0, top: 8, bottom: 0 };
  const needle = svg("path", { class: "qs-needle" });

  /**
   * @param {Point[]} points
   * @param {number} present
   * @param {{ width: number, height: number }} size
   * @param {{ points: Point[], name: string } | null} pinned  another training, pale behind
   */
  function draw(points, present, { width, height }, pinned) {
    resize(root, width, height);
    known = points;
    scale = null;
    box = { left: 58, right: width - 12, top: 8, bottom: height - 22 };
    const { left, right, top, bottom } = box, middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
    root.append(svg("text", { class: "qs-tick", x: left - 6, y: bottom + 17, "text-anchor": "end" }, "update"));
    const all = [...points, ...(pinned?.points ?? [])];
    if (all.length) {
      scale = scaleOf(all, box);
      drawTicks(root, box, scale);
    }
    if (pinned?.points.length && scale) drawPinned(root, pinned, scale, box);
    if (!points.length) {
      root.append(svg("text", { class: "qs-tick", ...middle, "text-anchor": "middle" }, "no update yet"));
      root.setAttribute("aria-label", `${name}: no update yet`);
      return;
    }
    const [update, now] = drawLines(root, points, present, /** @type {Scale} */ (scale), line) ?? [0, points[0][1]];
    root.setAttribute("aria-label", `${name}: ${update} updates, from ${short(points[0][1])} to ${short(now)}`);
  }
  /** @param {number | null} update  that is pinned: a dashed line and a ring; null: none */
  function mark(update) {
    if (update === null || !scale || !known.length) return;
    const { x, y } = scale, here = known.findLast((point) => point[0] <= update) ?? known[0];
    const [cx, cy] = [x(here[0]), y(here[1])], isRight = cx > (box.left + box.right) / 2;
    root.append(svg("path", { class: "qs-line qs-pinned-line", d: `M${cx} ${box.top}V${box.bottom}` }));
    root.append(svg("circle", { class: "qs-line", cx, cy, r: 5 }));
    // where the curve is not
    const y0 = cy > (box.top + box.bottom) / 2 ? box.top + 12 : box.bottom - 10;
    const place = { x: cx + (isRight ? -6 : 6), y: y0, "text-anchor": isRight ? "end" : "start" };
    root.append(svg("text", { class: "qs-value", ...place }, `pinned: update ${update}`));
  }
  /** @param {number | null} update  a needle stands there; null: none @returns {string} the value there, in words */
  function light(update) {
    needle.remove();
    if (update === null || !scale || !known.length) return "";
    const { x } = scale, near = known.reduce((best, point) => (Math.abs(point[0] - update) < Math.abs(best[0] - update) ? point : best));
    needle.setAttribute("d", `M${x(near[0])} ${box.top}V${box.bottom}`);
    root.append(needle);
    return `update ${near[0]}: ${short(near[1])}`;
  }
  /** @param {MouseEvent} event @returns {number | null} the update under the pointer; null before the first */
  const at = (event) => scale && clamp(0, scale.updateAt(across(event, root)), scale.last);
  return { draw, mark, light, at };
}
