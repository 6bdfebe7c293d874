// Angles as people write them: a knob in degrees and a field in radians.

import { put, watched } from "./controls.js";
import { html } from "./dom.js";

const TYPED = /^([+-]?)(\d*\.?\d*(?:e[+-]?\d+)?)\s*\*?\s*(π|pi)?\s*(?:\/\s*(\d+\.?\d*))?$/i;

/**
 * A multiple of π/12 as such, anything else as a number.
 * @param {number} angle
 */
export function written(angle) {
  const parts = Math.round((angle / Math.PI) * 12);
  const isMultiple = Math.abs(angle - (parts * Math.PI) / 12) <= 1e-12;
  if (!parts || Math.abs(parts) > 48 || !isMultiple) return String(Number(angle.toPrecision(7)));
  const divisor = [1, 2, 3, 4, 6].find((d) => (parts * d) % 12 === 0) ?? 12, over = (parts * divisor) / 12;
  const factor = over === 1 ? "" : over === -1 ? "-" : over;
  return `${factor}π${divisor === 1 ? "" : `/${divisor}`}`;
}

/**
 * The angle that was typed: a number, or one with π such as "-2pi/3"; anything else as it is, to be refused.
 * @param {string} text
 * @returns {number | string}
 */
export function typed(text) {
  const match = text.trim().replace("−", "-").match(TYPED);
  if (!match) return text;
  const [, sign, digits, pi, divisor] = match;
  if (!digits && !pi) return text;
  const value = ((digits ? Number(digits) : 1) * (pi ? Math.PI : 1)) / Number(divisor ?? 1);
  if (!Number.isFinite(value)) return text;
  return sign === "-" ? -value : value;
}

/**
 * A slider in degrees and a field in radians for one angle.
 * @param {string} name
 * @param {number} most  degrees
 * @param {(angle: number | string, isSlid?: boolean) => void} turn  isSlid: by the slider
 * @param {number} [least]  degrees
 */
export function knob(name, most, turn, least = -most) {
  const slider = html("input", { type: "range", min: least, max: most, step: 1, "aria-label": `${name}, slider` });
  const field = watched(html("input", { type: "text", class: "qn-field", "aria-label": `${name}, radians`, spellcheck: "false" }));
  const row = html("div", { class: "qn-knob" }, html("span", { class: "qn-name" }, name), slider, field);
  let held = false;
  slider.addEventListener("input", () => turn((Number(slider.value) * Math.PI) / 180, true));
  slider.addEventListener("pointerdown", () => { held = true; });
  for (const end of ["pointerup", "pointercancel", "change", "blur"]) slider.addEventListener(end, () => { held = false; });
  field.addEventListener("change", () => turn(typed(field.value)));
  /** @param {number} angle @param {boolean} off  whether it has no effect now */
  function show(angle, off) {
    const text = written(angle);
    if (!held) slider.value = String(Math.round((angle * 180) / Math.PI));
    slider.setAttribute("aria-valuetext", `${text} radians`);
    put(field, text);
    row.classList.toggle("qn-off", off);
    row.title = off ? "has no effect while one of its controls is 0" : "";
  }
  return { row, show };
}
