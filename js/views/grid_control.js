// A grid by pointer, finger and keys.

import { clamp } from "../numbers.js";
import { HEAD, ROW, laneName, named, placeOf } from "./grid.js";

/** @typedef {import("./grid.js").Cell} Cell */

/**
 * @typedef {object} Act
 * @property {(edit: { edit: string } & Record<string, unknown>) => void} edit
 * @property {(key: string) => unknown} select
 * @property {(text: string) => void} hint
 * @property {(text: string) => void} refuse
 * @property {(name: string) => void} press
 * @property {(key: string, lane: number) => string | null} reasonOf
 * @property {() => boolean} takesFocus
 */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {SVGSVGElement} root
 * @param {ReturnType<typeof import("./grid.js").gridView>} view
 * @param {Act} act
 */
export function gridControl(root, view, act) {
  /** @type {Cell} */
  let cell = { inputs: 0, workspace: 0, columns: [], selected: "" };
  const focus = { key: "", lane: 0 };
  let placing = false;
  const last = () => cell.inputs + cell.workspace - 1;
  const columnOf = (/** @type {string} */ key) => cell.columns.find((column) => column.key === key);
  const at = (/** @type {Event} */ event) => /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest("[role=gridcell]"));
  const where = (/** @type {SVGElement} */ place) => ({ key: place.dataset.key ?? "", lane: Number(place.dataset.lane) });

  /** @param {SVGElement} place @returns {string} what it is, or why it cannot be changed */
  function told(place) {
    const { key, lane } = where(place), column = columnOf(key);
    const reason = column && placeOf(column, lane, act.reasonOf).reason;
    return reason ?? place.getAttribute("aria-label") ?? "";
  }
  /** @param {{ key: string, lane: number }} spot  a click, or Enter */
  function toggle({ key, lane }) {
    const column = columnOf(key);
    if (!column) return;
    const { kind, reason } = placeOf(column, lane, act.reasonOf);
    const move = "drag it, or press Shift with an arrow, to move it";
    if (reason) act.refuse(reason);
    else if (kind === "target") act.refuse(`${named(key)}: this is its target, which cannot be its control; ${move}`);
    else if (column.neuron) act.edit({ edit: "control", neuron: key, lane });
    else act.edit({ edit: "rotation", stage: column.stage, lane });
  }
  /** @param {string} key @param {number} lane  where its target should go */
  function retarget(key, lane) {
    if (!columnOf(key)?.neuron) return act.refuse(`${named(key)} has no target`);
    if (lane < 0 || lane > last()) return act.refuse("there is no further lane");
    const reason = act.reasonOf(key, lane);
    if (reason) return act.refuse(reason);
    Object.assign(focus, { key, lane });
    act.edit({ edit: "target", neuron: key, lane });
  }

  root.addEventListener("focusin", (event) => {
    const place = at(event);
    if (!place) return;
    view.place(focus.key, focus.lane)?.setAttribute("tabindex", "-1");
    Object.assign(focus, where(place));
    place.setAttribute("tabindex", "0");
    act.hint(told(place));
    // a focus that is put here chooses nothing
    if (!placing) act.select(focus.key);
  });
  root.addEventListener("click", (event) => {
    const place = at(event);
    if (place) toggle(where(place));
  });
  /** @param {KeyboardEvent} event @param {{ key: string, lane: number }} spot @returns {boolean} whether the key is ours */
  function pressed(event, { key, lane }) {
    const place = cell.columns.findIndex((column) => column.key === key), end = cell.columns.length - 1 - place;
    const [x, y] = { ...ARROWS, Home: [-place, 0], End: [end, 0] }[event.key] ?? [0, 0];
    const isArrow = event.key in ARROWS || event.key === "Home" || event.key === "End";
    if (isArrow && !event.shiftKey) view.place(cell.columns[place + x]?.key, lane + y)?.focus();
    else if (isArrow && y) retarget(key, (columnOf(key)?.neuron?.target ?? lane) + y);
    else if (isArrow) act.press(x < 0 ? "Earlier" : "Later");
    else if (event.key === "Enter" || event.key === " ") event.repeat || toggle({ key, lane });
    else if (event.key === "Delete") act.press("Delete");
    else if (event.key.toLowerCase() === "c") act.press("Copy");
    else return false;
    return true;
  }
  root.addEventListener("keydown", (event) => {
    const place = at(event);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    if (pressed(event, where(place))) event.preventDefault();
  });
  const dragging = dragOf(root, view, act, () => cell, retarget);
  root.addEventListener("pointerover", (event) => {
    const place = at(event);
    // what is under a box that was just dropped need not be named
    if (place && !dragging.justDropped() && !dragging.isOn()) act.hint(told(place));
  });
  const hasFocus = () => root.contains(document.activeElement);
  /** @param {Cell} next @param {boolean} held  whether the grid had the focus before it was drawn: the one tab stop goes where it belongs */
  function update(next, held) {
    cell = next;
    if (!held || act.takesFocus() || !view.place(focus.key, focus.lane)) focus.key = cell.selected;
    focus.lane = clamp(0, focus.lane, last());
    for (const stop of root.querySelectorAll("[role=gridcell][tabindex='0']")) stop.setAttribute("tabindex", "-1");
    const place = view.place(focus.key, focus.lane);
    place?.setAttribute("tabindex", "0");
    placing = true;
    if (held && document.activeElement !== place) place?.focus();
    placing = false;
  }
  return { update, hasFocus };
}

/**
 * Targets that are dragged to another lane.
 * @param {SVGSVGElement} root
 * @param {ReturnType<typeof import("./grid.js").gridView>} view
 * @param {Act} act
 * @param {() => Cell} get
 * @param {(key: string, lane: number) => void} retarget
 */
function dragOf(root, view, act, get, retarget) {
  /** @type {{ key: string, lane: number, to: number } | null} */
  let dragged = null;
  let dropped = false;
  root.addEventListener("pointerdown", (event) => {
    const place = /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest("[role=gridcell]"));
    if (!place || event.button) return;
    const key = place.dataset.key ?? "", lane = Number(place.dataset.lane);
    if (get().columns.find((column) => column.key === key)?.neuron?.target !== lane) return;
    dragged = { key, lane, to: lane };
    root.setPointerCapture(event.pointerId);
  });
  // a finger on a target drags it; without this the finger would scroll the page, for `touch-action` is not heeded inside of an SVG
  root.addEventListener("touchstart", (event) => dragged && event.preventDefault(), { passive: false });
  root.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const cell = get(), row = Math.floor((event.clientY - root.getBoundingClientRect().top - HEAD) / ROW);
    dragged.to = clamp(0, row, cell.inputs + cell.workspace - 1);
    const reason = act.reasonOf(dragged.key, dragged.to);
    if (dragged.to === dragged.lane) view.unhover();
    else view.hover(cell, dragged.key, dragged.to, reason !== null);
    act.hint(reason ?? `${named(dragged.key)}: target to ${laneName(cell, dragged.to)}`);
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
