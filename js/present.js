// A page that fills the screen, for a lecture hall.

// A presented page is laid out for so many of its own pixels, or more on one side, and is drawn as large as the screen lets it:
// what fits on a small projector then fits everywhere, and is read as well from the last row before a large one.
const [WIDE, HIGH] = [800, 450];
export const FIELDS = "textarea, select, input:not([type='range'], [type='checkbox'])"; // whose keys are their own
const KEEPS = `${FIELDS}, .qs-popup, .qs-way, [role='gridcell']`; // what a click gives the keys to
const LEAST = 1.25; // times as large as in the page around it, in a small window too

/**
 * Lets a page fill the screen and come back; where the screen is refused, as in some frames, it fills the window.
 * @param {HTMLElement} root
 * @param {(isOn: boolean) => void} changed
 */
export function presentation(root, changed) {
  const isOn = () => root.classList.contains("qs-presented");
  let isAsked = false; // the screen, which is not given yet
  function grow() {
    const scale = Math.max(LEAST, Math.min(innerWidth / WIDE, innerHeight / HIGH));
    root.style.setProperty("--qs-scale", String(scale));
    changed(true);
  }
  /** @param {boolean} on */
  function become(on) {
    root.classList.toggle("qs-presented", on);
    if (!on) {
      removeEventListener("resize", grow);
      return changed(false);
    }
    addEventListener("resize", grow);
    root.focus();
    grow();
  }
  async function begin() {
    become(true);
    isAsked = true;
    try { await root.requestFullscreen(); }
    catch { if (isOn()) cover(); }
    isAsked = false;
    // it was ended before the screen was given
    if (!isOn()) giveBack();
  }
  /** Fill the window, above everything else in it, whatever the page around says about its layers. */
  function cover() {
    root.popover = "manual";
    root.showPopover();
  }
  function giveBack() {
    if (document.fullscreenElement === root) document.exitFullscreen();
  }
  /** What was opened over it goes. */
  function clear() {
    for (const box of root.querySelectorAll(":popover-open")) /** @type {HTMLElement} */ (box).hidePopover();
  }
  function end() {
    clear();
    root.popover = null;
    giveBack();
    become(false);
  }
  // the browser's own Escape ends a full screen, and tells afterwards: maybe when the next one has been asked for
  const left = () => {
    if (isOn() && !isAsked && document.fullscreenElement !== root && !root.popover) end();
  };
  root.addEventListener("fullscreenchange", left);
  // whoever presents clicks here and there, and a remote's keys mean the page all the same; a click by a key has no detail
  root.addEventListener("click", ({ target, detail }) => {
    if (isOn() && detail && !(/** @type {Element} */ (target).closest(KEEPS))) root.focus({ preventScroll: true });
  });
  const toggle = () => (isOn() ? end() : begin());
  return { toggle, end: () => isOn() && end(), isOn, clear };
}
