// What goes on by itself, step by step, until it is told to stop or nothing is left.

const FRAME = 16; // milliseconds until the next frame, at most

/**
 * A speed at which who wants little motion still sees each step: two a second at most, as the page then draws.
 * @param {() => number} speed  steps a second
 */
export function calmly(speed) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  return () => Math.min(speed(), calm.matches ? 2 : Infinity);
}

/**
 * Plays while it is not told to stop: `next` goes on by a step and says whether there is another. A step that is not drawn yet is
 * waited for, so that a busy machine plays more slowly and leaves nothing out.
 * @param {() => boolean} next
 * @param {() => number} speed  steps a second
 * @param {() => void} changed  it began or ended
 */
export function player(next, speed, changed) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {ReturnType<typeof requestAnimationFrame>} */
  let frame;
  const wait = () => { timer = setTimeout(() => { frame = requestAnimationFrame(tick); }, Math.max(0, 1000 / speed() - FRAME)); };
  function tick() {
    if (next()) wait();
    else stop();
  }
  /** Nothing happens where nothing plays. */
  function stop() {
    if (timer === undefined) return;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    timer = undefined;
    changed();
  }
  function play() {
    wait();
    changed();
  }
  return { play, stop, isOn: () => timer !== undefined };
}
