// A few words beside the pointer.

import { html, say, within } from "../dom.js";
import { clamp } from "../numbers.js";

/** @callback Tip  say this at the pointer; nothing: away with it @param {string} text @param {MouseEvent} [event] */

/**
 * Screen readers hear what is told here from what has the focus.
 * @param {HTMLElement} box  in which they stand, a `position: relative`; it is the ground that they are placed on
 * @returns {Tip}
 */
export function tipIn(box) {
  const tip = html("div", { class: "qs-tip q-tip", "aria-hidden": "true", hidden: "" });
  box.append(tip);
  return (text, event) => {
    tip.hidden = !text;
    say(tip, text);
    // what is not seen need not be measured
    if (!text || !event) return;
    // towards the middle of the box, and within it
    const [x, y] = within(event, box), wide = tip.offsetWidth, left = x > box.clientWidth / 2 ? x - 16 - wide : x + 16;
    tip.style.left = `${clamp(0, left, box.clientWidth - wide)}px`;
    tip.style.top = `${y + 18}px`;
  };
}

/**
 * Tell what is at the pointer while it is over an element.
 * @param {Tip} tip
 * @param {HTMLElement} element
 * @param {(event: PointerEvent) => string | null} told
 */
export function tipOver(tip, element, told) {
  element.addEventListener("pointermove", (event) => tip(told(event) ?? "", event));
  for (const end of ["pointerleave", "pointercancel"]) element.addEventListener(end, () => tip(""));
}
