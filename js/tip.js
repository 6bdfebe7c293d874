// A value beside the pointer.

import { html, say, within } from "./dom.js";

/**
 * What is told beside the pointer; screen readers hear it from what has the focus. The root must be a `position: relative`.
 * @param {HTMLElement} root  of the page
 */
export function tip(root) {
  const box = html("div", { class: "q-tip", "aria-hidden": "true" });
  box.hidden = true;
  root.append(box);
  /** @param {MouseEvent} event @param {string} text */
  function show(event, text) {
    const [x, y] = within(event, root);
    say(box, text);
    box.hidden = false;
    // on the right half it stands on the pointer's left, so that nothing has to be measured
    box.style.transform = `translate(${x}px, ${y}px) translate(${x > root.clientWidth / 2 ? "calc(-100% - 14px)" : "14px"}, 16px)`;
  }
  const hide = () => { box.hidden = true; };
  /**
   * Tell what is at the pointer while it is over an element.
   * @param {HTMLElement} element
   * @param {(event: PointerEvent) => string | null} told
   */
  function over(element, told) {
    element.addEventListener("pointermove", (event) => {
      const text = told(event);
      if (text) show(event, text);
      else hide();
    });
    for (const end of ["pointerleave", "pointercancel"]) element.addEventListener(end, hide);
  }
  return { over, hide };
}
