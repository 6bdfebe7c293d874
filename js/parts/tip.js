// A few words beside the pointer.

import { html, say, within } from "../dom.js";

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
    const [x, y] = within(event, box);
    const isLeft = x > box.clientWidth / 2;
    tip.style.left = `${isLeft ? x - 16 : x + 16}px`;
    tip.style.top = `${y + 18}px`;
    tip.classList.toggle("qs-leftwards", isLeft);
  };
}
