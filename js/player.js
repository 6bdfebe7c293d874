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
 * Plays while it is not told to stop: `next` goes on by a step and says whether there is another.
 * @param {() => boolean} next
 * @param {() => number} speed  steps a second
 * @param {() => void} changed  it began or ended
 * @param {boolean} isWhole  a step that is not drawn yet is waited for, so that a busy machine plays more slowly and leaves none out
 */
export function player(next, speed, changed, isWhole = false) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let frame = 0;
  const wait = () => {
    const pause = 1000 / speed();
    if (isWhole) timer = setTimeout(() => { frame = requestAnimationFrame(tick); }, Math.max(0, pause - FRAME));
    else timer = setTimeout(tick, pause);
  };
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
