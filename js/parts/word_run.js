// A word that runs through a cell, gate by gate: by itself, at a speed that one sets, or step by step.

import { calmly, player } from "../player.js";

/**
 * @param {() => string[]} gates  in the order in which the word passes them; none where nothing is computed
 * @param {() => number} speed  gates a second
 * @param {() => void} changed
 */
export function wordRun(gates, speed, changed) {
  let at = -1;
  /** @returns {boolean} whether there is another gate */
  function step() {
    const { length } = gates();
    at = at + 1 < length ? at + 1 : 0;
    changed();
    return at + 1 < length;
  }
  const { play, stop, isOn } = player(step, calmly(speed), changed, true);
  function start() {
    if (!gates().length) return;
    // from the beginning if it has arrived
    if (at + 1 >= gates().length) at = -1;
    step();
    play();
  }
  /** Nothing runs any more, and nothing is shown to. */
  function end() {
    stop();
    if (at < 0) return;
    at = -1;
    changed();
  }
  const toggle = () => (isOn() ? stop() : start());
  /** One gate on, which halts what runs. */
  function walk() {
    stop();
    step();
  }
  /** One gate back, to none before the first. */
  function back() {
    stop();
    if (at < 0) return;
    at -= 1;
    changed();
  }
  return { toggle, walk, back, end, isOn, gate: () => gates()[at] };
}
