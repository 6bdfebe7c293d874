// A page that fills the screen, for a lecture hall.

/**
 * Lets a page fill the screen and come back; where the screen is refused, as in some frames, it fills the window.
 * @param {HTMLElement} root
 * @param {(isOn: boolean) => void} changed
 */
export function presentation(root, changed) {
  const isOn = () => root.classList.contains("qs-presented");
  /** @param {boolean} on */
  function become(on) {
    root.classList.toggle("qs-presented", on);
    if (on) root.focus();
    changed(on);
  }
  async function begin() {
    become(true);
    try { await root.requestFullscreen(); }
    catch {
      // above everything else of the window, whatever the page around says about its layers
      root.popover = "manual";
      root.showPopover();
    }
  }
  function end() {
    // what was opened over it goes with it
    for (const box of root.querySelectorAll(":popover-open")) /** @type {HTMLElement} */ (box).hidePopover();
    root.popover = null;
    if (document.fullscreenElement === root) document.exitFullscreen();
    become(false);
  }
  // the browser's own Escape ends a full screen, and tells afterwards
  const left = () => {
    if (isOn() && document.fullscreenElement !== root && !root.popover) end();
  };
  root.addEventListener("fullscreenchange", left);
  const toggle = () => (isOn() ? end() : begin());
  return { toggle, end: () => isOn() && end(), isOn };
}
