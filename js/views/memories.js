// What two memories say of the same event: rows of bars, a belief as dots on a bar, and laws of waits as columns.

import { resize, say, svg } from "../dom.js";
import { clamp, roundTicks, short } from "../numbers.js";
import { across, axes, doubled, reveal, shape } from "./axes.js";
import { chance } from "./bars.js";
import { dotted } from "./circle.js";

const NONE = 1e-6; // chances below are rounding, and are none

/**
 * A chance as it is written.
 * @param {number} p
 */
export const likely = (p) => (p < NONE ? "0" : chance(p > 1 - NONE ? 1 : p));

/**
 * The mark of a bar that is longer than there is room: two slanted lines across it, near its end.
 * @param {boolean} isUpright
 */
function cut(isUpright) {
  const mark = svg("path", { class: "qm-cut" });
  /** @param {boolean} isCut @param {number} x  of the bar's middle or end @param {number} y @param {number} across  the bar, pixels */
  function show(isCut, x, y, across) {
    reveal(mark, isCut);
    if (!isCut) return;
    const half = across / 2 + 2;
    const lines = [8, 13].map((in_) =>
      isUpright ? `M${x - half} ${y + in_ + 3}L${x + half} ${y + in_ - 3}` : `M${x - in_ - 3} ${y + half}L${x - in_ + 3} ${y - half}`);
    shape(mark, { d: lines.join("") });
  }
  return { mark, show };
}

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} value
 * @property {string} told  the value as it is written
 * @property {"qs-cell" | "qm-outline" | ""} kind  of the bar; "": no bar
 * @property {number | null} [pinned]  the other qubit's value
 */

const ROW = 30, LEFT = 86, RIGHT = 64, AXIS = 26; // pixels; AXIS: below the rows, for its numbers

/**
 * Bars from 0 to values, one a row, with a line for what is true.
 * @param {SVGSVGElement} root
 */
export function rowsView(root) {
  const truth = doubled("path", "qm-true"), ring = doubled("circle", "qn-ring");
  /** @type {{ bar: SVGElement, pin: SVGElement, name: SVGElement, number: SVGElement, y: number, end: ReturnType<typeof cut> }[]} */
  let rows = [];
  let built = "", wide = 0;
  /** @param {number} count @param {number} width @param {number} most @param {[number, string][]} ticks @param {number} row  pixels */
  function build(count, width, most, ticks, row) {
    const thick = row - 10;
    wide = width - RIGHT - LEFT;
    resize(root, width, count * row + (ticks.some(([, name]) => name) ? AXIS : 2));
    for (const [tick, name] of ticks) {
      const x = LEFT + (tick / most) * wide;
      root.append(svg("path", { class: tick ? "qs-grid" : "qs-frame", d: `M${x} 2V${count * row + 2}` }));
      root.append(svg("text", { x, y: count * row + 18, "text-anchor": "middle" }, name));
    }
    rows = Array.from({ length: count }, (_, n) => {
      const y = 6 + n * row, text = (/** @type {number} */ x) => svg("text", { class: "qs-axis", x, y: y + thick / 2 + 5, "text-anchor": "end" });
      const pin = svg("rect", { class: "qn-pin q-pinned", x: LEFT, y: y - 2, height: thick + 4 }), bar = svg("rect", { x: LEFT, y, height: thick });
      const name = text(LEFT - 12), number = text(width - 2), end = cut(false);
      root.append(pin, bar, end.mark, name, number);
      return { bar, pin, name, number, y, end };
    });
    root.append(truth.node, ring.node);
  }
  /**
   * @param {Row[]} shown
   * @param {{ most: number, ticks: [number, string][], truth: number | null }} scale  most: the value at the right end, where
   *   all larger ones end
   * @param {number} width
   * @param {number} [tall]  pixels of a row
   */
  function draw(shown, { most, ticks, truth: right }, width, tall = ROW) {
    const key = `${shown.length} ${width} ${tall} ${most} ${ticks.map(([, name]) => name)}`;
    if (key !== built) build(shown.length, width, most, ticks, tall);
    built = key;
    const long = (/** @type {number} */ value) => Math.min(1, value / most) * wide;
    for (const [n, { name, value, told, kind, pinned }] of shown.entries()) {
      const row = rows[n];
      say(row.name, name);
      say(row.number, told);
      shape(row.bar, { class: kind, width: long(value) });
      reveal(row.bar, kind !== "");
      const hasPin = pinned !== undefined && pinned !== null;
      reveal(row.pin, hasPin);
      if (hasPin) shape(row.pin, { width: long(pinned) });
      row.end.show((kind !== "" && value > most) || (hasPin && pinned > most), LEFT + wide, row.y + tall / 2 - 5, tall - 10);
    }
    for (const mark of [truth, ring]) reveal(mark.node, right !== null);
    if (right === null) return;
    const x = LEFT + long(right);
    truth.set({ d: `M${x.toFixed(1)} ${tall}V${shown.length * tall}` });
    ring.set({ cx: x, cy: 16, r: 6 });
  }
  return { draw };
}

/**
 * A belief between two states as dots on a bar, one a minute.
 * @param {SVGSVGElement} root
 */
export function betweenView(root) {
  const dots = dotted(""), held = svg("path", { class: "qn-drop" });
  let built = 0;
  /** @type {number[]} */
  let known = [];
  const x = (/** @type {number} */ belief) => 46 + belief * (built - 92);
  /** @param {number[]} places @param {number} minute @param {number} lit @param {number} width */
  function draw(places, minute, lit, width) {
    if (built !== width) {
      built = width;
      resize(root, width, 52);
      root.append(svg("rect", { class: "qm-bar", x: 46, y: 27, width: width - 92, height: 10 }));
      root.append(svg("text", { class: "qs-axis", x: 32, y: 37, "text-anchor": "end" }, "A"));
      root.append(svg("text", { class: "qs-axis", x: width - 32, y: 37 }, "B"));
      root.append(held, dots.layer);
    }
    known = places;
    dots.draw(places.map((place) => [x(place), 32]), places.map((place) => [x(place), 12]), minute, lit);
  }
  /** @param {MouseEvent} event @returns {number} the minute whose dot is nearest; -1: none is near */
  function minuteAt(event) {
    const away = known.map((place) => Math.abs(x(place) - across(event, root))), least = Math.min(...away);
    return least < 14 ? away.indexOf(least) : -1;
  }
  return { draw, minuteAt };
}

/**
 * @typedef {object} Laws  probabilities of waits of 1, 2, … minutes, and at last of any longer wait
 * @property {number[]} truth
 * @property {number[]} qubit
 * @property {number[]} machine
 * @property {number[] | null} pinned  the other qubit's
 * @property {number} held  the column that comes next
 * @property {number} lit  -1: none
 */

const TOP = 24, SIDE = 52, NEXT = "next minute", LONG = 80, BELOW = 18, LONGER = 26; // pixels; LONG: of that name; BELOW: from the axis to its numbers; LONGER: from the last of them to the name of longer waits

/**
 * The laws of the waits: filled bars for the qubit, outlines for the two states, rings for what is true.
 * @param {SVGSVGElement} root
 */
export function waitsView(root) {
  const now = doubled("rect", "qn-now"), name = svg("text", { class: "qs-axis", y: 13, "text-anchor": "middle" }, NEXT), lights = svg("rect", { class: "qn-lights" });
  /** @type {{ pin: SVGElement, bar: SVGElement, outline: SVGElement, end: ReturnType<typeof cut> }[]} */
  let columns = [];
  /** @type {ReturnType<typeof doubled>[]} */
  let rings = [];
  let built = "", step = 0, most = 1, tall = 0;
  const y = (/** @type {number} */ p) => TOP + tall - Math.min(1, p / most) * tall;
  /** @param {number} count @param {number} width */
  function build(count, width) {
    step = (width - SIDE - 8) / count;
    resize(root, width, TOP + tall + 42);
    const box = { left: SIDE, right: SIDE + count * step, top: TOP, bottom: y(0) }, every = Math.ceil(18 / step);
    const last = count - 1, named = [...Array(last).keys()].filter((k) => k % every === 0 && (last - k) * step >= LONGER);
    const names = [...named.map((k) => ({ k, name: String(k + 1) })), { k: last, name: `>${last}` }];
    const yTicks = roundTicks(0, most, 4).map((tick) => /** @type {[number, string]} */ ([y(tick), short(tick)]));
    axes(root, box, { x: [], y: yTicks, xName: "minutes from one event to the next", yName: "P" });
    // below the rings of waits that never come
    for (const { k, name } of names) root.append(svg("text", { x: SIDE + (k + 0.5) * step, y: y(0) + BELOW, "text-anchor": "middle" }, name));
    root.append(lights);
    columns = Array.from({ length: count }, () => {
      const kinds = ["qn-pin q-pinned", "qs-cell", "qm-outline"];
      const [pin, bar, outline] = kinds.map((kind) => root.appendChild(svg("rect", { class: kind })));
      const end = cut(true);
      root.append(end.mark);
      return { pin, bar, outline, end };
    });
    root.append(now.node, name);
    rings = Array.from({ length: count }, () => doubled("circle", "qn-ring"));
    root.append(...rings.map((ring) => ring.node));
  }
  /** @param {Laws} laws @param {number} width @param {number} high  pixels of the columns */
  function draw({ truth, qubit, machine, pinned, held, lit }, width, high) {
    // the qubit may foresee more than is true, but a bar beyond twice that says no more
    most = 1.15 * Math.min(2 * Math.max(...truth), Math.max(...truth, ...qubit, ...machine));
    most = Number(most.toPrecision(2));
    tall = high;
    const key = `${truth.length} ${width} ${high} ${most}`;
    if (key !== built) build(truth.length, width);
    built = key;
    for (const [k, { pin, bar, outline, end }] of columns.entries()) {
      const left = SIDE + k * step, thick = step * 0.5;
      const box = (/** @type {number} */ p, /** @type {number} */ share) =>
        ({ x: left + (step * (1 - share)) / 2, y: y(p), width: step * share, height: Math.max(0.5, y(0) - y(p)) });
      shape(bar, box(qubit[k], 0.5));
      shape(outline, box(machine[k], 0.74));
      reveal(pin, pinned !== null);
      if (pinned) shape(pin, box(pinned[k] ?? 0, 0.62));
      end.show(Math.max(qubit[k], machine[k], pinned?.[k] ?? 0) > most, left + step / 2, TOP, step * 0.74);
      rings[k].set({ cx: left + step / 2, cy: y(truth[k]), r: Math.min(6, thick / 2) });
    }
    const frame = (/** @type {number} */ k) => ({ x: SIDE + k * step + 1, y: TOP - 6, width: Math.max(3, step - 2), height: tall + 8 });
    now.set(frame(held));
    shape(name, { x: clamp(SIDE + LONG / 2, SIDE + (held + 0.5) * step, width - LONG / 2) });
    reveal(lights, lit >= 0);
    if (lit >= 0) shape(lights, frame(lit));
    const told = truth.map((wait, k) => `${k + 1 < truth.length ? k + 1 : "longer"}: ${likely(wait)}, one qubit ${likely(qubit[k])}, two states ${likely(machine[k])}`);
    shape(root, { "aria-label": `Probabilities of waits in minutes: ${told.join("; ")}` });
  }
  /** @param {MouseEvent} event @returns {number} the column under the pointer, which need not exist */
  const at = (event) => Math.floor((across(event, root) - SIDE) / step);
  return { draw, at };
}

const MINUTE = 15, LETTER = 6.6, FILLED = ", filled: event"; // pixels of a minute and of a letter

/**
 * What has happened so far, minute by minute: filled where there was an event. Words stand before the dots, or above them; they say
 * how many minutes are shown where there is no room for all.
 * @param {SVGSVGElement} root
 * @param {readonly number[]} minutes
 * @param {number} width
 */
export function drawMinutes(root, minutes, width) {
  const isWide = width > 300, top = isWide ? 0 : 20, ending = isWide ? FILLED : "";
  const before = (/** @type {string} */ words) => (isWide ? LETTER * (words + ending).length : 0);
  const room = (/** @type {string} */ words) => Math.max(4, Math.floor((width - 12 - before(words)) / MINUTE));
  const whole = "minutes so far", last = (/** @type {number} */ count) => `the last ${count} minutes`;
  const isWhole = minutes.length <= room(whole), shown = isWhole ? minutes : minutes.slice(-room(last(10)));
  const words = isWhole ? whole : last(shown.length), left = before(words);
  resize(root, width, top + 24);
  root.append(svg("text", { x: 0, y: 16 }, words + ending));
  for (const [k, word] of shown.entries()) {
    const isNow = k === shown.length - 1, kind = word ? "qm-event" : "qm-none";
    root.append(svg("circle", { class: kind, cx: left + 10 + k * MINUTE, cy: top + 12, r: word ? 5.5 : 3 }));
    if (isNow) root.append(svg("rect", { class: "qn-now", x: left + 2.5 + k * MINUTE, y: top + 3, width: 15, height: 18 }));
  }
  const told = shown.map((word) => (word ? "event" : "none")).join(", ");
  root.setAttribute("aria-label", `${isWhole ? "The minutes so far" : `The last ${shown.length} minutes`}: ${told}`);
}
