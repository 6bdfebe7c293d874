// A few words about what the pointer is at.

import { html, say, within } from "../dom.js";
import { clamp } from "../numbers.js";

/** @callback Tip  say this at the pointer; nothing: away with it @param {string} text @param {MouseEvent} [event] */

const LOW = 260; // pixels: the words about a view that is no higher stand above it, where they hide none of its marks
const [ASIDE, ABOVE] = [16, 14]; // pixels from the pointer, in a higher view

/**
 * Where words of a size stand, from the left and the top of a box.
 * @param {MouseEvent} event
 * @param {HTMLElement} box
 * @param {[number, number]} size  width, height
 */
function placeAt(event, box, [wide, high]) {
  const [x, y] = within(event, box), view = /** @type {Element} */ (event.target).closest("svg")?.getBoundingClientRect();
  const down = (/** @type {number} */ clientY) => within({ clientX: 0, clientY }, box)[1];
  const [top, bottom] = view ? [down(view.top), down(view.bottom)] : [0, Number.POSITIVE_INFINITY];
  // towards the middle of the box
  if (bottom - top > LOW) return [x > box.clientWidth / 2 ? x - ASIDE - wide : x + ASIDE, y - ABOVE - high];
  // below the view where there is no room above it in the window
  return [x - wide / 2, top - high > down(0) ? top - high : bottom];
}

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
    const wide = tip.offsetWidth, [left, top] = placeAt(event, box, [wide, tip.offsetHeight]);
    tip.style.left = `${clamp(0, left, box.clientWidth - wide)}px`;
    tip.style.top = `${top}px`;
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
