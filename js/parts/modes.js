// The switch of a page on which one of two things can run: it says what Play and what stands beside it act on.

import { button } from "../controls.js";
import { html } from "../dom.js";

/**
 * @typedef {object} Mode
 * @property {string} name
 * @property {string} hint
 * @property {HTMLElement[]} controls  that are there in this mode only
 */

/**
 * @param {Mode[]} modes  the first one is chosen
 * @param {() => void} changed
 */
export function modesPart(modes, changed) {
  let chosen = "";
  const buttons = modes.map(({ name, hint }) => button(name, hint, () => go(name)));
  /** @param {string} name */
  function choose(name) {
    chosen = name;
    for (const [at, { name: one, controls }] of modes.entries()) {
      buttons[at].setAttribute("aria-pressed", String(one === name));
      for (const control of controls) control.hidden = one !== name;
    }
  }
  /** @param {string} name */
  function go(name) {
    if (name === chosen) return;
    choose(name);
    changed();
  }
  choose(modes[0].name);
  const row = html("span", { class: "qs-group", role: "group", "aria-label": "What runs" }, ...buttons);
  return { row, go, chosen: () => chosen };
}
