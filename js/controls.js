// Buttons and fields.

import { html, svg } from "./dom.js";

/** @type {Record<string, string>} drawings on buttons that several pages have */
export const ICONS = {
  Play: "M3 1.5 13 8 3 14.5Z",
  Pause: "M3 2h4v12H3ZM9 2h4v12H9Z",
  Back: "M14 1.5 6 8 14 14.5ZM2 2h3v12h-3Z",
  Next: "M2 1.5 10 8 2 14.5ZM11 2h3v12h-3Z",
};

/**
 * A small picture on a button.
 * @param {string} path  of a drawing, 16 by 16
 */
export function icon(path) {
  const picture = svg("svg", { viewBox: "0 0 16 16", width: 12, height: 12, "aria-hidden": "true" });
  picture.append(svg("path", { d: path }));
  return picture;
}

/**
 * A button; while it is `aria-disabled` it keeps the focus and does nothing.
 * @param {string} label
 * @param {string} hint
 * @param {() => unknown} press
 * @param {Node[]} before  what stands before the label
 */
export function button(label, hint, press, ...before) {
  const element = html("button", { type: "button", title: hint }, ...before, label);
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-disabled") !== "true") press();
  });
  return element;
}

/**
 * @param {Element} element  a button
 * @param {unknown} allowed
 */
export function allow(element, allowed) {
  element.setAttribute("aria-disabled", String(!allowed));
}

/**
 * Do something for some keys, and keep them from all others who listen.
 * @param {HTMLElement} element
 * @param {(key: string) => (() => unknown) | undefined} moves  what a key does; undefined: it is not ours
 */
export function onKeys(element, moves) {
  element.addEventListener("keydown", (event) => {
    const move = moves(event.key);
    if (move === undefined) return;
    event.preventDefault();
    move();
  });
}

/**
 * A value that keys move step by step. While Python has not answered yet the next step goes on from the last one, not from what is shown.
 * @template Value
 * @param {() => boolean} settled
 * @param {() => Value} shown
 * @param {(goal: Value) => unknown} go
 */
export function aimed(settled, shown, go) {
  /** @type {Value | undefined} */
  let goal;
  return (/** @type {(value: Value) => Value} */ change) => {
    goal = change(settled() || goal === undefined ? shown() : goal);
    go(goal);
  };
}

/** @type {WeakSet<HTMLElement>} fields that somebody is typing into */
const typing = new WeakSet();

/**
 * A field that `put` leaves alone while somebody types there.
 * @template {HTMLElement} Field
 * @param {Field} input
 */
export function watched(input) {
  input.addEventListener("input", () => typing.add(input));
  for (const end of ["change", "blur"]) input.addEventListener(end, () => typing.delete(input));
  return input;
}

/**
 * Let a field show a value, unless somebody types there or what was asked last is not done yet.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {unknown} value
 * @param {() => boolean} [settled]
 */
export function put(input, value, settled = () => true) {
  if (!typing.has(input) && settled() && input.value !== String(value)) input.value = String(value);
}

/**
 * One of several values.
 * @param {string} name
 * @param {readonly (string | number)[]} values
 * @param {(value: string) => void} choose
 */
export function selector(name, values, choose) {
  const select = html("select", { "aria-label": name });
  const row = html("label", { class: "qn-choice" }, html("span", {}, name), select);
  select.addEventListener("change", () => choose(select.value));
  let offered = "";
  /** @param {string | number} value @param {readonly (string | number)[]} [options] @param {(option: any) => string} [named] */
  function show(value, options = values, named = String) {
    const names = options.map(named);
    if (offered !== names.join()) {
      offered = names.join();
      select.replaceChildren(...options.map((option, n) => html("option", { value: option }, names[n])));
    }
    put(select, value);
  }
  return { select, row, show };
}

/**
 * A part of a page, with its title.
 * @param {string} title
 * @param {Node[]} children
 */
export function panel(title, ...children) {
  return html("section", { class: "qn-panel", "aria-label": title }, html("div", { class: "qn-title" }, title), ...children);
}
