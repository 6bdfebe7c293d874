// A cell as a grid: lanes downwards, columns of gates rightwards.

import { resize, say, svg } from "../dom.js";
import { binary } from "./words.js";

/**
 * @typedef {object} Column
 * @property {string} key
 * @property {string} stage
 * @property {number[]} lanes  that it rotates; of a neuron its target
 * @property {import("../engine/cell.js").Neuron | null} neuron  null: rotations, or an empty input stage
 * @property {number} calls  of an amplified neuron, else 0
 * @property {number | null} success  that the ancillas all give 0
 * @property {number | null} excited  that the target is 1 afterwards
 */

/** @typedef {{ inputs: number, workspace: number, columns: Column[], selected: string }} Cell */

/**
 * What one place of the grid is.
 * @typedef {object} Place
 * @property {"none" | "open" | "control" | "rotation" | "target"} kind
 * @property {string} words  what it is called
 * @property {number} [filled]  how far a target is filled
 * @property {number} [calls]  of an amplified target
 * @property {string} [reason]  why it cannot be changed
 */

export const ROW = 28; // pixels, of a lane
export const HEAD = 24; // above all lanes
const PITCH = 26, FOOT = 34, GAP = 12; // of a column, below all lanes, between stages

/** @param {string} key @returns {string} "stage.0.1" in words */
export function named(key) {
  return key.replace(/^(stage\.\d+|input|output)\.(\d+)$/, "$1 neuron $2").replaceAll(".", " ");
}

/** @param {number | null} share */
export function percent(share) {
  if (share === null) return "";
  return share < 0.005 ? "<1%" : `${Math.round(100 * share)}%`;
}

/** @param {Cell} cell @param {number} lane */
export const laneName = (cell, lane) => `${lane < cell.inputs ? "in/out" : "workspace"} ${lane}`;

/** @param {Cell} cell */
const lanesOf = (cell) => cell.inputs + cell.workspace;

/** @param {Cell} cell @returns {number[]} where each column begins */
function lefts({ columns }) {
  let x = 6;
  return columns.map((column, at) => {
    if (at) x += PITCH + (column.stage === columns[at - 1].stage ? 0 : GAP);
    return x;
  });
}

/** @param {Column} column @param {number} lane @returns {Place} what a neuron's column is on a lane */
function placeOfNeuron({ neuron, calls, excited }, lane) {
  const { target, controls } = /** @type {import("../engine/cell.js").Neuron} */ (neuron);
  if (lane !== target) return controls.includes(lane) ? { kind: "control", words: "control" } : { kind: "open", words: "no control" };
  const amplified = calls ? `, amplified by ${calls} calls` : "";
  const chance = excited === null ? "" : `, 1 with ${percent(excited)}`;
  return { kind: "target", words: `target${amplified}${chance}`, filled: excited ?? 0, calls };
}

/**
 * @param {Column} column
 * @param {number} lane
 * @param {(key: string, lane: number) => string | null} reasonOf  why a lane cannot be rotated
 * @returns {Place}
 */
export function placeOf(column, lane, reasonOf) {
  if (column.neuron) return placeOfNeuron(column, lane);
  if (column.key === "input") return { kind: "none", words: "no neuron yet", reason: "the input stage has no neuron: press Add neuron" };
  if (column.lanes.includes(lane)) return { kind: "rotation", words: "rotation" };
  const reason = reasonOf(column.key, lane);
  return reason ? { kind: "none", words: "not allowed", reason } : { kind: "open", words: "no rotation" };
}

/** @param {SVGElement} cell @param {Place} place */
function drawPlace(cell, { kind, filled = 0, calls }) {
  const x = PITCH / 2, y = ROW / 2;
  if (kind === "control") cell.append(svg("circle", { class: "qs-control", cx: x, cy: y, r: 6 }));
  if (kind === "open") cell.append(svg("circle", { class: "qs-open", cx: x, cy: y, r: 4 }));
  if (kind !== "rotation" && kind !== "target") return;
  cell.append(svg("rect", { class: "qs-box", x: x - 11, y: y - 11, width: 22, height: 22, rx: 3 }));
  if (kind === "rotation") cell.append(svg("text", { class: "qs-axis", x, y: y + 4, "text-anchor": "middle" }, "ρ"));
  else cell.append(svg("rect", { class: "qs-fill", x: x - 9, y: y + 9 - 18 * filled, width: 18, height: 18 * filled }));
  if (calls) cell.append(svg("rect", { class: "qs-ring", x: x - 8, y: y - 8, width: 16, height: 16, rx: 2 }));
}

/** @param {SVGElement} cell @param {Place} place @param {string} where */
function paint(cell, place, where) {
  const { kind, words, reason } = place;
  cell.replaceChildren(svg("rect", { class: "qs-hit", width: PITCH, height: ROW }));
  drawPlace(cell, place);
  cell.classList.toggle("qs-drag", kind === "target");
  if (reason) cell.setAttribute("aria-disabled", "true");
  else cell.removeAttribute("aria-disabled");
  cell.setAttribute("aria-label", `${where}: ${words}`);
  const hint = reason ? `: ${reason}` : kind === "target" ? "; drag it to another lane" : "; click to change";
  cell.append(svg("title", {}, words + hint));
}

/** @param {string} stage @param {boolean} narrow */
function stageName(stage, narrow) {
  if (!narrow) return stage.replace(".", " ");
  return stage.replace("stage.", "s").replace("input", "in").replace("output", "out");
}

/**
 * Names of stages above the grid, and what stands below each column.
 * @param {SVGElement} below
 * @param {Cell} cell
 * @param {number[]} xs
 */
function drawHeads(below, { columns }, xs) {
  for (const [at, { stage }] of columns.entries()) {
    if (at && stage === columns[at - 1].stage) continue;
    const end = columns.findLastIndex((other) => other.stage === stage);
    below.append(svg("path", { class: "qs-span", d: `M${xs[at] + 2} ${HEAD - 5}H${xs[end] + PITCH - 2}` }));
    const middle = { class: "qs-axis", x: (xs[at] + xs[end] + PITCH) / 2, y: HEAD - 10, "text-anchor": "middle" };
    below.append(svg("text", middle, stageName(stage, end === at)));
  }
}

/** The foot of a column: the link between its lanes, order and degree, success. */
function foot() {
  const middle = { "text-anchor": "middle" };
  return { link: svg("path", { class: "qs-link" }), caption: svg("text", middle), success: svg("text", { class: "qs-foot", ...middle }) };
}

/** The grid, and the names of its lanes beside it: it is built for the columns there are, then only what has changed is painted. */
export class GridView {
  /** @type {Map<string, SVGGElement>} */
  #places = new Map();
  /** @type {ReturnType<typeof foot>[]} */
  #feet = [];
  /** @type {WeakMap<Element, string>} what each place shows */
  #shown = new WeakMap();
  #shade = svg("rect", { class: "qs-chosen", y: HEAD - 1, width: PITCH, rx: 3 });
  #ghost = svg("rect", { class: "qs-ghost", width: 22, height: 22, rx: 3, visibility: "hidden", "aria-hidden": "true" });
  #shape = "";
  #seen = "";

  /**
   * @param {SVGSVGElement} labels
   * @param {SVGSVGElement} root
   */
  constructor(labels, root) {
    this.labels = labels;
    this.root = root;
  }
  /** @param {Cell} cell @param {SVGElement} below @param {number} width */
  #drawLanes(cell, below, width) {
    for (let lane = 0; lane < lanesOf(cell); lane++) {
      const y = HEAD + lane * ROW + ROW / 2;
      this.labels.append(svg("text", { class: "qs-axis", x: 90, y: y + 4, "text-anchor": "end" }, laneName(cell, lane)));
      below.append(svg("path", { class: lane < cell.inputs ? "qs-wire" : "qs-wire qs-memory", d: `M0 ${y}H${width}` }));
    }
    const bottom = HEAD + lanesOf(cell) * ROW;
    this.labels.append(svg("text", { x: 90, y: bottom + 13, "text-anchor": "end" }, "order·degree"));
    this.labels.append(svg("text", { x: 90, y: bottom + 28, "text-anchor": "end" }, "success"));
  }
  /** @param {Cell} cell @param {number[]} xs */
  #drawPlaces(cell, xs) {
    this.#places = new Map();
    for (let lane = 0; lane < lanesOf(cell); lane++) {
      const row = this.root.appendChild(svg("g", { role: "row", "aria-label": laneName(cell, lane) }));
      for (const [at, { key }] of cell.columns.entries()) {
        const place = svg("g", { role: "gridcell", tabindex: -1, transform: `translate(${xs[at]} ${HEAD + lane * ROW})` });
        Object.assign(place.dataset, { key, lane });
        this.#places.set(`${key}/${lane}`, place);
        row.append(place);
      }
    }
  }
  /** @param {Cell} cell @param {SVGElement} below @param {number[]} xs */
  #drawFeet(cell, below, xs) {
    const bottom = HEAD + lanesOf(cell) * ROW;
    this.#feet = cell.columns.map(foot);
    for (const [at, { link, caption, success }] of this.#feet.entries()) {
      for (const [text, y] of /** @type {[SVGElement, number][]} */ ([[caption, bottom + 13], [success, bottom + 28]])) {
        text.setAttribute("x", String(xs[at] + PITCH / 2));
        text.setAttribute("y", String(y));
      }
      below.append(link, caption, success);
    }
  }
  /** @param {Cell} cell */
  #build(cell) {
    const xs = lefts(cell), width = xs[xs.length - 1] + PITCH + 6, height = HEAD + lanesOf(cell) * ROW + FOOT;
    resize(this.labels, 96, height);
    resize(this.root, width, height);
    const below = this.root.appendChild(svg("g", { "aria-hidden": "true" }));
    this.#shade.setAttribute("height", String(height - HEAD));
    below.append(this.#shade);
    this.#drawLanes(cell, below, width);
    drawHeads(below, cell, xs);
    this.#drawFeet(cell, below, xs);
    this.#drawPlaces(cell, xs);
    this.root.append(this.#ghost);
  }
  /** @param {Cell} cell  brings the selected column into view when it or the room has changed */
  #scrollTo(cell) {
    const box = /** @type {HTMLElement} */ (this.root.parentNode), x = lefts(cell)[cell.columns.findIndex(({ key }) => key === cell.selected)];
    this.#shade.setAttribute("x", String(x));
    const seen = `${cell.selected} ${box.clientWidth}`;
    if (this.#seen !== seen) box.scrollLeft = Math.max(Math.min(box.scrollLeft, x - 8), x + PITCH + 8 - box.clientWidth);
    this.#seen = seen;
  }
  /** @param {Column} column @param {number} lane @param {(key: string, lane: number) => string | null} reasonOf @param {Cell} cell */
  #paint(column, lane, reasonOf, cell) {
    const place = placeOf(column, lane, reasonOf), text = JSON.stringify(place);
    const element = /** @type {SVGGElement} */ (this.#places.get(`${column.key}/${lane}`));
    if (this.#shown.get(element) === text) return;
    paint(element, place, `${named(column.key)}, ${laneName(cell, lane)}`);
    this.#shown.set(element, text);
  }
  /** @param {Cell} cell @param {(key: string, lane: number) => string | null} reasonOf  why a lane cannot be rotated */
  update(cell, reasonOf) {
    const shape = JSON.stringify([cell.inputs, cell.workspace, cell.columns.map(({ key }) => key)]);
    if (shape !== this.#shape) this.#build(cell);
    this.#shape = shape;
    const xs = lefts(cell);
    for (const [at, column] of cell.columns.entries()) {
      drawFoot(column, xs[at], this.#feet[at]);
      for (let lane = 0; lane < lanesOf(cell); lane++) this.#paint(column, lane, reasonOf, cell);
    }
    this.#scrollTo(cell);
  }
  /** @param {Cell} cell @param {string} key @param {number} lane @param {boolean} refused  show where a box would be dropped */
  hover(cell, key, lane, refused) {
    const x = lefts(cell)[cell.columns.findIndex((column) => column.key === key)];
    this.#ghost.setAttribute("x", String(x + PITCH / 2 - 11));
    this.#ghost.setAttribute("y", String(HEAD + lane * ROW + ROW / 2 - 11));
    this.#ghost.setAttribute("visibility", "visible");
    this.#ghost.classList.toggle("qs-refused", refused);
  }
  unhover() {
    this.#ghost.setAttribute("visibility", "hidden");
  }
  /** @param {string} key @param {number} lane */
  place(key, lane) {
    return this.#places.get(`${key}/${lane}`);
  }
}

/** @param {Column} column @param {number} x @param {ReturnType<typeof foot>} parts */
function drawFoot({ neuron, success: chance }, x, { link, caption, success }) {
  const y = (/** @type {number} */ lane) => HEAD + lane * ROW + ROW / 2;
  const on = neuron ? [neuron.target, ...neuron.controls] : [];
  link.setAttribute("d", neuron ? `M${x + PITCH / 2} ${y(Math.min(...on))}V${y(Math.max(...on))}` : "");
  say(caption, neuron ? `${neuron.order}·${neuron.degree}` : "");
  say(success, neuron ? percent(chance) : "");
}

/** @param {number} word @param {number} length */
export const ket = (word, length) => `|${binary(word, length)}⟩`;
