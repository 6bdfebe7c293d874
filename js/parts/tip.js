// A few words beside the pointer.

import { html, say, within } from "../dom.js";
import { clamp } from "../numbers.js";

/**
 * @param {HTMLElement} box  in which they stand; it is the ground that they are placed on
 * @returns {(text: string, event?: MouseEvent) => void} say this at the pointer; nothing: away with it
 */
export function tipIn(box) {
  const tip = html("div", { class: "qs-tip", "aria-hidden": "true", hidden: "" });
  box.append(tip);
  return (text, event) => {
    tip.hidden = !text;
    say(tip, text);
    if (!event) return;
    // towards the middle of the box, and within it
    const [x, y] = within(event, box), wide = tip.offsetWidth, left = x > box.clientWidth / 2 ? x - 16 - wide : x + 16;
    tip.style.left = `${clamp(0, left, box.clientWidth - wide)}px`;
    tip.style.top = `${y + 18}px`;
  };
}
