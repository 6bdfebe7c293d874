// A grid by pointer, finger and keys.

import { clamp } from "../numbers.js";
import { named } from "../engine/topology.js";
import { laneName, placeOf } from "./grid_place.js";
import { gridColumns } from "./grid_room.js";

/** @typedef {import("./grid.js").Shown} Shown */
/** @typedef {import("./grid_room.js").Column} Column */

/** @typedef {import("./grid.js").Lit} Lit */

/**
 * What a grid asks of its page.
 * @typedef {object} Act
 * @property {(edit: { edit: string } & Record<string, unknown>) => void} edit
 * @property {(key: string) => unknown} select
 * @property {(lit: Lit | null, event?: MouseEvent) => void} look  at what the pointer or the focus is on
 * @property {(text: string) => void} hint
 * @property {(text: string) => void} refuse
 * @property {(name: string) => void} press
 * @property {(lane: number) => void} flip  the bit of the input word on a lane
 * @property {(key: string, lane: number) => string | null} reasonOf
 * @property {() => boolean} takesFocus
 */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {Event} event @returns {SVGElement | null} the place of the grid that it came to */
const placeAt = (event) => /** @type {Element} */ (event.target).closest("[role=gridcell]");

/** @param {Event} event @returns {SVGElement | null} likewise, or one where the word is written, erased or measured */
const anyPlaceAt = (event) => /** @type {Element} */ (event.target).closest("[data-key]");

/** @param {SVGElement} place */
const spotOf = (place) => ({ key: place.dataset.key ?? "", lane: Number(place.dataset.lane) });

/** A grid that is operated: one place has the focus, arrows move it, a click or Enter toggles, a drag or Shift with arrows moves a target. */
export class GridControl {
  /** @type {Column[]} */
  #columns = [];
  /** @type {Shown["topology"]} */
  #topology = { inputs: 0, workspace: 0, input: [], stages: [], output: [], bias: 0 };
  #focus = { key: "", lane: 0 };
  #placing = false;
  #under = "";
  /** @type {{ place: SVGElement, text: string } | null} what was told last */
  #last = null;

  /**
   * @param {import("./grid.js").GridView} view
   * @param {Act} act
   */
  constructor(view, act) {
    const { root } = view;
    this.root = root;
    this.view = view;
    this.act = act;
    this.dragging = dragOf(view, act, () => this.#topology, (key, lane) => this.#retarget(key, lane));
    // not the picture itself: an SVG that hears of the focus takes it
    view.scroll.addEventListener("focusin", (event) => this.#focused(placeAt(event)));
    view.scroll.addEventListener("focusout", (event) => this.#blurred(event));
    root.addEventListener("click", (event) => this.#clicked(anyPlaceAt(event)));
    root.addEventListener("pointermove", (event) => this.#pointed(anyPlaceAt(event), event));
    for (const part of [root, view.labels]) part.addEventListener("pointerleave", () => this.#left());
    view.labels.addEventListener("pointermove", (event) => act.look({ lane: view.laneAt(event) }, event));
    root.addEventListener("keydown", (event) => this.#pressed(event, placeAt(event)));
  }
  #lastLane() {
    return this.#topology.inputs + this.#topology.workspace - 1;
  }
  /** @param {string} key */
  #column(key) {
    return this.#columns.find((column) => column.key === key);
  }
  /** @param {Column} column @param {number} lane */
  #what(column, lane) {
    return placeOf(column, lane, { topology: this.#topology, reasonOf: this.act.reasonOf });
  }
  /** @param {SVGElement} place @returns {string} what it is, or why it cannot be changed */
  #told(place) {
    const { key, lane } = spotOf(place), column = this.#column(key), reason = column && this.#what(column, lane).reason;
    return reason ?? place.getAttribute("aria-label") ?? "";
  }
  /** @param {SVGElement} place */
  #tell(place) {
    const text = this.#told(place);
    this.#last = { place, text };
    this.act.hint(text);
  }
  /** @param {SVGElement | null} place */
  #focused(place) {
    if (!place) return;
    this.view.place(this.#focus.key, this.#focus.lane)?.setAttribute("tabindex", "-1");
    this.#focus = spotOf(place);
    place.setAttribute("tabindex", "0");
    this.#tell(place);
    this.act.look({ ...this.#focus });
    // a focus that is put here chooses nothing
    if (!this.#placing) this.act.select(this.#focus.key);
  }
  /** @param {SVGElement | null} place */
  #clicked(place) {
    if (!place) return;
    const spot = spotOf(place);
    if (place.role === "gridcell") this.#toggle(spot);
    else if (spot.key === "write" && spot.lane < this.#topology.inputs) this.act.flip(spot.lane);
  }
  /** @param {SVGElement | null} place @param {PointerEvent} event */
  #pointed(place, event) {
    if (this.dragging.isOn()) return;
    const at = place ? `${place.dataset.key}/${place.dataset.lane}` : "";
    this.act.look(place ? spotOf(place) : null, event);
    // what is under a box that was just dropped need not be named
    if (place && at !== this.#under && !this.dragging.justDropped()) this.#tell(place);
    this.#under = at;
  }
  #left() {
    this.#under = "";
    if (this.dragging.isOn()) return;
    this.act.look(null);
    // what has the focus is told again
    const { key, lane } = this.#focus, place = this.hasFocus() ? this.view.place(key, lane) : null;
    if (place) this.#tell(place);
    else this.#hush();
  }
  /** @param {FocusEvent} event */
  #blurred(event) {
    this.act.look(null);
    if (!this.root.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#hush();
  }
  /** Nothing is looked at any more. */
  #hush() {
    this.#last = null;
    this.act.hint("");
  }
  /** @param {{ key: string, lane: number }} spot  a click, or Enter */
  #toggle({ key, lane }) {
    const column = this.#column(key), { act } = this;
    if (!column) return;
    const { kind, reason } = this.#what(column, lane);
    const move = "drag it, or press Shift with an arrow, to move it";
    if (reason) act.refuse(reason);
    else if (kind === "target") act.refuse(`${named(key)}: this is its target, which cannot be its control; ${move}`);
    else if (column.neuron) act.edit({ edit: "control", neuron: key, lane });
    else act.edit({ edit: "rotation", stage: column.stage, lane });
  }
  /** @param {string} key @param {number} lane  where its target should go */
  #retarget(key, lane) {
    const { act } = this;
    if (!this.#column(key)?.neuron) return act.refuse(`${named(key)} has no target`);
    if (lane < 0 || lane > this.#lastLane()) return act.refuse("there is no further lane");
    const reason = act.reasonOf(key, lane);
    if (reason) return act.refuse(reason);
    this.#focus = { key, lane };
    act.edit({ edit: "target", neuron: key, lane });
  }
  /** @param {string} key  of an arrow, Home or End @param {string} from  a column @returns {[number, number] | undefined} columns and lanes to go */
  #steps(key, from) {
    const place = this.#columns.findIndex((column) => column.key === from), end = this.#columns.length - 1 - place;
    return { ...ARROWS, Home: /** @type {[number, number]} */ ([-place, 0]), End: /** @type {[number, number]} */ ([end, 0]) }[key];
  }
  /** @param {KeyboardEvent} event @param {SVGElement | null} place */
  #pressed(event, place) {
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, lane } = spotOf(place), steps = this.#steps(event.key, key);
    if (steps) this.#moved(key, lane, steps, event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") event.repeat || this.#toggle({ key, lane });
    else if (event.key === "Delete") this.act.press("Delete");
    else if (event.key.toLowerCase() === "c") this.act.press("Copy");
    else return;
    event.preventDefault();
  }
  /** @param {string} key @param {number} lane @param {[number, number]} steps @param {boolean} shifted  moves the neuron, not the focus */
  #moved(key, lane, [x, y], shifted) {
    const place = this.#columns.findIndex((column) => column.key === key);
    if (!shifted) this.view.place(this.#columns[place + x]?.key, lane + y)?.focus();
    else if (y) this.#retarget(key, (this.#column(key)?.neuron?.target ?? lane) + y);
    else this.act.press(x < 0 ? "Earlier" : "Later");
  }
  hasFocus() {
    return this.root.contains(document.activeElement);
  }
  /** @param {Shown} shown @param {boolean} held  whether the grid had the focus before it was drawn: the one tab stop goes where it belongs */
  update({ topology, chosen = "" }, held) {
    this.#topology = topology;
    this.#columns = gridColumns(topology).filter(({ end }) => !end);
    const focus = this.#focus;
    if (!held || this.act.takesFocus() || !this.view.place(focus.key, focus.lane)) focus.key = chosen;
    focus.lane = clamp(0, focus.lane, this.#lastLane());
    for (const stop of this.root.querySelectorAll("[role=gridcell][tabindex='0']")) stop.setAttribute("tabindex", "-1");
    const place = this.view.place(focus.key, focus.lane);
    place?.setAttribute("tabindex", "0");
    this.#placing = true;
    if (held && document.activeElement !== place) place?.focus();
    this.#placing = false;
    // what was told of a place may have changed with it
    if (this.#last?.place.isConnected && this.#last.text !== this.#told(this.#last.place)) this.#tell(this.#last.place);
  }
}

/**
 * Targets that are dragged to another lane.
 * @param {import("./grid.js").GridView} view
 * @param {Act} act
 * @param {() => Shown["topology"]} get
 * @param {(key: string, lane: number) => void} retarget
 */
function dragOf(view, act, get, retarget) {
  const { root } = view;
  /** @type {{ key: string, lane: number, to: number } | null} */
  let dragged = null;
  let dropped = false;
  root.addEventListener("pointerdown", (event) => {
    const place = placeAt(event);
    if (!place || event.button || !place.classList.contains("qs-drag")) return;
    const { key, lane } = spotOf(place);
    dragged = { key, lane, to: lane };
    root.setPointerCapture(event.pointerId);
  });
  // a finger on a target drags it; without this the finger would scroll the page, for `touch-action` is not heeded inside of an SVG
  root.addEventListener("touchstart", (event) => dragged && event.preventDefault(), { passive: false });
  root.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const topology = get();
    dragged.to = clamp(0, view.laneAt(event), topology.inputs + topology.workspace - 1);
    const reason = act.reasonOf(dragged.key, dragged.to);
    if (dragged.to === dragged.lane) view.unhover();
    else view.hover(dragged.key, dragged.to, reason !== null);
    act.hint(reason ?? `${named(dragged.key)}: target to ${laneName(topology, dragged.to)}`);
  });
  const drop = (/** @type {PointerEvent} */ event) => {
    if (!dragged) return;
    const { key, lane, to } = dragged;
    dragged = null;
    dropped = to !== lane;
    view.unhover();
    if (event.type === "pointerup" && to !== lane) retarget(key, to);
  };
  root.addEventListener("pointerup", drop);
  root.addEventListener("pointercancel", drop);
  const justDropped = () => {
    const was = dropped;
    dropped = false;
    return was;
  };
  return { isOn: () => dragged !== null, justDropped };
}
