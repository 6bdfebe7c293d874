// What goes on by itself, step by step, until it is told to stop or nothing is left.

/**
 * Plays while it is not told to stop: `next` goes on by a step and says whether there is another.
 * @param {() => boolean} next
 * @param {() => number} speed  steps a second
 * @param {() => void} changed  it began or ended
 */
export function player(next, speed, changed) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const wait = () => { timer = setTimeout(tick, 1000 / speed()); };
  function tick() {
    if (next()) wait();
    else stop();
  }
  function stop() {
    clearTimeout(timer);
    timer = undefined;
    changed();
  }
  function play() {
    wait();
    changed();
  }
  return { play, stop, isOn: () => timer !== undefined };
}
