// What starts and stops something that plays by itself, and how quickly it goes.

import { ICONS, button, icon, oneOf } from "../controls.js";
import { html, say } from "../dom.js";

/** How many times quicker than by itself something may play. */
const SPEEDS = { "¼ ×": 0.25, "½ ×": 0.5, "1 ×": 1, "2 ×": 2, "4 ×": 4 };

/**
 * One button that plays, and pauses what plays.
 * @param {string} hint  what playing does
 * @param {() => void} toggle
 */
export function playButton(hint, toggle) {
  const element = button("", hint, toggle), word = oneOf("Play", "Pause");
  word.classList.add("qs-word-of");
  let shown = "";
  /** @param {boolean} isOn */
  function show(isOn) {
    const next = isOn ? "Pause" : "Play";
    if (next === shown) return;
    shown = next;
    element.title = isOn ? "stop here" : hint;
    element.setAttribute("aria-label", next);
    say(word, next);
    element.replaceChildren(icon(ICONS[next]), word);
  }
  show(false);
  return { element, show };
}

/**
 * Whether a bar has no room for the names of units, as the style of a narrow page or of one that fills the screen has it.
 * @param {number} width  of the page
 * @param {boolean} isPresented
 */
export const isBrief = (width, isPresented) => isPresented || width <= 640;

/**
 * How a speed is written: a number beside the name of its unit, or with one of its own where there is no room for that.
 * @param {boolean} brief
 */
export const speedName = (brief) => (/** @type {string | number} */ speed) => (brief && Number(speed) ? `${speed}/s` : String(speed));

/**
 * A choice of speeds.
 * @param {(times: number) => void} choose
 */
export function speedChoice(choose) {
  const select = html("select", { "aria-label": "Speed", title: "how quickly it plays" });
  for (const [name, times] of Object.entries(SPEEDS)) select.append(html("option", { value: times }, name));
  select.value = "1";
  select.addEventListener("change", () => choose(Number(select.value)));
  return select;
}
