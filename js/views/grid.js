// A cell as a grid: lanes downwards, gates rightwards, a box fills with the probability that its lane is 1. The builder operates it; any
// other page may show it:
//
//   const grid = new GridView(false);      // one picture with a name, nothing to press
//   parent.append(grid.box);               // the names of the lanes, and the columns, which scroll sideways where room is short
//   grid.draw({ topology, word, ...seenIn(topology, moments), running: "stage.0.1" }, { width: 700, height: 400 });
//
// `seenIn` of engine/building.js makes fills, successes and what is measured from the moments of a walk; hand it only those that have
// passed, and the boxes that the word has not reached stay empty. `draw` again with what has changed: it paints only that.

import { emOf, html, resize, say, svg, within } from "../dom.js";
import { remembered } from "../remembered.js";
import { named } from "../engine/topology.js";
import { reveal, shape } from "./axes.js";
import { drawPlace, fillTo, laneName, percent, placeOf } from "./grid_place.js";
import { gridColumns, roomOf } from "./grid_room.js";

/** @typedef {import("./grid_room.js").Column} Column */
/** @typedef {import("./grid_room.js").Room} Room */
/** @typedef {import("./grid_place.js").Place} Place */

/**
 * What a grid shows; all but the topology may be missing.
 * @typedef {object} Shown
 * @property {import("../engine/cell.js").Topology} topology
 * @property {number} [word]  that it reads
 * @property {Map<string, number>} [fill]  "input.0/2", a gate and a lane: probability of 1 on that lane after that gate
 * @property {Map<string, number>} [success]  of neurons, by their key: probability that their ancillas all give 0
 * @property {(number | null)[]} [remembered]  probability of 1 for every workspace lane when the word is written, where words were read before it
 * @property {number[] | null} [measured]  probability of 1 for every in/out lane, where the word has arrived
 * @property {string} [running]  the column that the word passes: "write", the key of a gate, "erase", "measure"
 * @property {string} [chosen]  column
 * @property {Lit | null} [lit]  what the pointer is over
 * @property {{ topology: Shown["topology"], fill: Map<string, number>, measured: number[] | null } | null} [pinned]  another cell, pale behind
 * @property {import("./grid_place.js").ReasonOf} [reasonOf]  why a lane cannot be rotated; without it nothing can be changed
 */

/** @typedef {{ key?: string, lane?: number }} Lit  a column, a lane, or both */

/** @param {string} stage @param {boolean} narrow */
function stageName(stage, narrow) {
  if (!narrow) return stage.replace(".", " ");
  return stage.replace("stage.", "s").replace("input", "in").replace("output", "out");
}

/** A column's own parts: the link between its lanes, order and degree, success. */
function columnParts() {
  const middle = { "text-anchor": "middle" };
  return { link: svg("path", { class: "qs-link" }), caption: svg("text", middle), success: svg("text", middle) };
}

/** The grid is built for the columns and the room there are, then only what has changed is painted. */
export class GridView {
  /** @type {Map<string, { element: SVGGElement, text: string, fills: SVGRectElement[] }>} */
  #places = new Map();
  /** @type {ReturnType<typeof columnParts>[]} */
  #parts = [];
  /** @type {Column[]} */
  #columns = [];
  /** @type {Room} */
  #room = { lanes: 0, names: 0, brief: false, dense: false, type: 0, row: 0, box: 0, head: 0, bottom: 0, height: 0, width: 0, places: [] };
  #shape = "";
  #seen = "";
  /** @type {Map<string, Column>} of the pinned cell */
  #before = new Map();
  /** @type {SVGRectElement[]} frames around a column: the one that is chosen, lit, passed by the word; and the lane that is lit */
  #frames = ["qs-chosen", "qs-lit-column", "qs-running", "qs-lit-lane"].map((name) => svg("rect", { class: name, rx: 4 }));
  #passed = svg("path", { class: "qs-passed" });
  #ghost = svg("rect", { class: "qs-ghost", rx: 4, visibility: "hidden", "aria-hidden": "true" });

  /** @param {boolean} operated  whether its places are those of an ARIA grid, or it is a picture */
  constructor(operated) {
    this.operated = operated;
    this.labels = svg("svg", { class: "qs-labels", "aria-hidden": "true" });
    const name = { role: "grid", "aria-label": "Cell: lanes are rows, gates are columns" };
    this.root = svg("svg", operated ? name : { role: "img" });
    this.scroll = html("div", { class: "qs-scroll" }, this.root);
    this.box = html("div", { class: "qs-grid-box" }, this.labels, this.scroll);
    this.scroll.addEventListener("scroll", () => this.#fade());
    /** Pixels of its letters at a width: to read them in every frame makes the browser lay out what is half drawn. */
    this.em = remembered((/** @type {number} */ _width) => emOf(this.box));
  }
  /** @param {Shown} shown @param {import("./grid_room.js").GridSize} size */
  draw(shown, size) {
    const { topology } = shown, drawn = gridColumns(topology), em = this.em(size.width);
    const keys = drawn.map(({ key }) => key);
    const shape = JSON.stringify([topology.inputs, topology.workspace, keys, size.width, size.height, size.close, size.brief, em]);
    this.#columns = drawn;
    this.#before = new Map(shown.pinned ? gridColumns(shown.pinned.topology).map((column) => [column.key, column]) : []);
    if (shape !== this.#shape) {
      this.#room = roomOf(topology, drawn, size, em);
      this.#build(topology);
    }
    this.#shape = shape;
    for (const [at, column] of drawn.entries()) {
      this.#drawPart(column, at, shown);
      for (let lane = 0; lane < this.#room.lanes; lane++) this.#paint(column, at, lane, shown);
    }
    this.#frame(shown);
    this.#scrollTo(shown, shape);
    if (!this.operated) this.root.setAttribute("aria-label", this.#told(shown));
  }
  /** @param {Shown} shown @returns {string} the picture in words */
  #told({ topology, running, measured }) {
    const lanes = `Cell of ${topology.inputs} in/out and ${topology.workspace} workspace lanes`;
    const end = measured ? `; probability of 1 on the in/out lanes: ${measured.map(percent).join(", ")}` : "";
    return `${lanes}${running ? `; the word is at ${named(running)}` : ""}${end}`;
  }
  /** @param {Shown["topology"]} topology */
  #build(topology) {
    const { names, width, height, type, head, bottom, box } = this.#room;
    resize(this.labels, names, height);
    resize(this.root, width, height);
    this.box.style.setProperty("--q-grid-type", `${type}px`);
    for (const frame of this.#frames.slice(0, 3)) shape(frame, { y: head - 3, height: height - head + 2 });
    shape(this.#ghost, { width: box, height: box });
    const below = this.root.appendChild(svg("g", { "aria-hidden": "true" }));
    below.append(...this.#frames);
    this.#drawLanes(topology, below);
    below.append(this.#passed);
    this.#drawHeads(below);
    this.#parts = this.#columns.map((_, at) => this.#placePart(at, bottom));
    below.append(...this.#parts.flatMap(({ link, caption, success }) => [link, caption, success]));
    this.#drawPlaces(topology);
    this.root.append(this.#ghost);
  }
  /** @param {string} key  of a column @returns {number} pixels from the left of the box to its middle, as it is scrolled now */
  middle(key) {
    return this.#room.names + this.#x(this.#columns.findIndex((column) => column.key === key)) - this.scroll.scrollLeft;
  }
  /** @param {number} lane @returns {number} its middle */
  #y(lane) {
    return this.#room.head + (lane + 0.5) * this.#room.row;
  }
  /** @param {number} at @returns {number} the middle of a column */
  #x(at) {
    const { x, wide } = this.#room.places[at];
    return x + wide / 2;
  }
  /** @param {Shown["topology"]} topology @param {SVGElement} below */
  #drawLanes(topology, below) {
    const { lanes, names, type, bottom, width } = this.#room;
    const name = (/** @type {number} */ y, /** @type {string} */ text, kind = "") =>
      this.labels.append(svg("text", { class: kind, x: names - 0.6 * type, y, "text-anchor": "end" }, text));
    for (let lane = 0; lane < lanes; lane++) {
      const y = this.#y(lane);
      name(y + 0.35 * type, laneName(topology, lane), "qs-axis");
      below.append(svg("path", { class: lane < topology.inputs ? "qs-wire" : "qs-wire qs-memory", d: `M0 ${y}H${width}` }));
    }
    if (!this.#room.brief) name(bottom + 1.2 * type, "order·degree");
    name(bottom + (this.#room.brief ? 1.2 : 2.5) * type, this.#room.dense ? "success %" : "success");
  }
  /** @param {SVGElement} below  names of stages above the grid */
  #drawHeads(below) {
    const { head, type, places } = this.#room;
    for (const [at, { stage }] of this.#columns.entries()) {
      if (at && stage === this.#columns[at - 1].stage) continue;
      const last = this.#columns.findLastIndex((other) => other.stage === stage);
      const left = places[at].x, right = places[last].x + places[last].wide, full = stageName(stage, false);
      below.append(svg("path", { class: "qs-span", d: `M${left + 2} ${head - 0.5 * type}H${right - 2}` }));
      const name = stageName(stage, right - left < 0.62 * type * full.length);
      below.append(svg("text", { class: "qs-axis", x: (left + right) / 2, y: head - type, "text-anchor": "middle" }, name));
    }
  }
  /** @param {number} at @param {number} bottom */
  #placePart(at, bottom) {
    const part = columnParts(), { type, brief } = this.#room;
    for (const [text, down] of /** @type {[SVGElement, number][]} */ ([[part.caption, 1.2], [part.success, brief ? 1.2 : 2.5]]))
      shape(text, { x: this.#x(at), y: bottom + down * type });
    return part;
  }
  /** @param {Shown["topology"]} topology */
  #drawPlaces(topology) {
    const { lanes } = this.#room, ends = this.root.appendChild(svg("g", { "aria-hidden": "true" }));
    this.#places = new Map();
    for (let lane = 0; lane < lanes; lane++) {
      const row = this.root.appendChild(svg("g", this.operated ? { role: "row", "aria-label": laneName(topology, lane) } : {}));
      for (const { key, end } of this.#columns) {
        const element = svg("g", this.operated && !end ? { role: "gridcell", tabindex: -1 } : {});
        Object.assign(element.dataset, { key, lane });
        this.#places.set(`${key}/${lane}`, { element, text: "", fills: [] });
        (end ? ends : row).append(element);
      }
    }
  }
  /** @param {Column} column @param {number} at @param {Shown} shown  what is above, on and below the lanes of a column */
  #drawPart({ key, neuron }, at, { success, running }) {
    const { link, caption, success: chance } = this.#parts[at];
    const on = neuron ? [neuron.target, ...neuron.controls] : [], x = this.#x(at);
    shape(link, { d: neuron ? `M${x} ${this.#y(Math.min(...on))}V${this.#y(Math.max(...on))}` : "" });
    link.classList.toggle("qs-now-on", key === running);
    say(caption, neuron && !this.#room.brief ? this.#orderOf(neuron, at) : "");
    const told = neuron ? percent(success?.get(key)) : "";
    say(chance, this.#room.dense ? told.replace("%", "") : told);
  }
  /** @param {import("../engine/cell.js").Neuron} neuron @param {number} at  its column @returns {string} its order and degree; of narrow columns that have the same, the first says it */
  #orderOf({ order, degree }, at) {
    const { stage } = this.#columns[at], before = this.#columns[at - 1], last = before.stage === stage ? before.neuron : null;
    return this.#room.dense && last?.order === order && last.degree === degree ? "" : `${order}·${degree}`;
  }
  /** @param {Column} column @param {number} at @param {number} lane @param {Shown} shown */
  #paint(column, at, lane, shown) {
    const spot = this.#places.get(`${column.key}/${lane}`);
    if (!spot) return;
    const share = shareOf(shown, column.key, lane), was = shown.pinned ? shareOf(shown.pinned, column.key, lane) : null;
    const place = placeOf(column, lane, shown), chance = ["target", "memory"].includes(place.kind) && share !== null ? `, 1 with ${percent(share)}` : "";
    place.words += chance;
    const other = this.#before.get(column.key), before = shown.pinned && other ? placeOf(other, lane, shown.pinned).kind : "none";
    if (before !== place.kind && ["control", "target", "rotation"].includes(before)) place.before = before;
    const text = JSON.stringify(place), y = this.#y(lane);
    if (text !== spot.text) this.#paintPlace(spot, place, at, lane, `${named(column.key)}, ${laneName(shown.topology, lane)}`);
    spot.text = text;
    for (const [layer, rect] of spot.fills.entries()) fillTo(rect, y, [share, was][layer]);
    // a box that the word has not reached is no empty one
    if (spot.fills.length) spot.element.classList.toggle("qs-ahead", share === null && Boolean(shown.running));
  }
  /** @param {{ element: SVGGElement, fills: SVGRectElement[] }} spot @param {Place} place @param {number} at @param {number} lane @param {string} where */
  #paintPlace(spot, place, at, lane, where) {
    const { element } = spot, { kind, words, reason } = place, { row, box, type, places } = this.#room, y = this.#y(lane);
    const { x, wide } = places[at];
    element.replaceChildren(svg("rect", { class: "qs-hit", x, y: y - row / 2, width: wide, height: row }));
    spot.fills = drawPlace(element, place, { x: this.#x(at), y, box, type, changeable: this.operated });
    if (!this.operated || this.#columns[at].end) return;
    element.classList.toggle("qs-drag", kind === "target");
    if (reason) element.setAttribute("aria-disabled", "true");
    else element.removeAttribute("aria-disabled");
    element.setAttribute("aria-label", `${where}: ${words}`);
  }
  /** @param {Shown} shown */
  #frame({ chosen, lit, running }) {
    const { names, width, row, head, places } = this.#room, keys = this.#columns.map(({ key }) => key);
    for (const [layer, key] of [chosen, lit?.key, running].entries()) {
      const at = keys.indexOf(key ?? ""), frame = this.#frames[layer];
      reveal(frame, at >= 0);
      if (at >= 0) shape(frame, { x: places[at].x + 1, width: places[at].wide - 2 });
    }
    const lane = lit?.lane ?? -1, stripe = this.#frames[3];
    reveal(stripe, lane >= 0);
    shape(stripe, { x: 0, y: head + Math.max(0, lane) * row, width, height: row });
    for (const [at, text] of this.labels.querySelectorAll(".qs-axis").entries()) text.classList.toggle("qs-lit-name", at === lane);
    for (const [at, { link }] of this.#parts.entries()) link.classList.toggle("qs-lit-link", keys[at] === lit?.key);
    const reached = running ? this.#x(keys.indexOf(running)) : 0;
    const lines = Array.from({ length: this.#room.lanes }, (_, at) => `M0 ${this.#y(at)}H${reached}`);
    shape(this.#passed, { d: reached && names ? lines.join("") : "" });
  }
  /** An edge fades where there is more. */
  #fade() {
    const { scrollLeft, clientWidth, scrollWidth } = this.scroll;
    this.scroll.classList.toggle("qs-more-left", scrollLeft > 2);
    this.scroll.classList.toggle("qs-more-right", scrollLeft + clientWidth < scrollWidth - 2);
  }
  /** @param {Shown} shown @param {string} room  brings the column of interest into view when it or the room has changed, one that runs into the middle */
  #scrollTo({ chosen, running }, room) {
    const key = running ?? chosen, at = this.#columns.findIndex((column) => column.key === key), { scroll } = this;
    const seen = `${key} ${room}`;
    if (seen === this.#seen) return;
    if (at >= 0) {
      const { x, wide } = this.#room.places[at];
      const middle = x + (wide - scroll.clientWidth) / 2, least = x + wide + 24 - scroll.clientWidth;
      scroll.scrollLeft = running ? middle : Math.max(Math.min(scroll.scrollLeft, x - 24), least);
    }
    this.#seen = seen;
    this.#fade();
  }
  /** @param {string} key @param {number} lane */
  place(key, lane) {
    return this.#places.get(`${key}/${lane}`)?.element;
  }
  /** @param {MouseEvent} event @returns {number} the lane it is on, or would be on beyond the ends */
  laneAt(event) {
    return Math.floor((within(event, this.root)[1] - this.#room.head) / this.#room.row);
  }
  /** @param {string} key @param {number} lane @param {boolean} refused  show where a box would be dropped */
  hover(key, lane, refused) {
    const half = this.#room.box / 2, at = this.#columns.findIndex((column) => column.key === key);
    shape(this.#ghost, { x: this.#x(at) - half, y: this.#y(lane) - half });
    reveal(this.#ghost, true);
    this.#ghost.classList.toggle("qs-refused", refused);
  }
  unhover() {
    reveal(this.#ghost, false);
  }
}

/**
 * How far a box is filled.
 * @param {Pick<Shown, "fill" | "measured" | "remembered">} shown
 * @param {string} key
 * @param {number} lane
 */
function shareOf({ fill, measured, remembered }, key, lane) {
  if (key === "measure") return measured?.[lane] ?? null;
  if (key === "write") return remembered?.[lane] ?? null;
  return fill?.get(`${key}/${lane}`) ?? null;
}
