// A word on its way through the cell: it stands at one of the step's stations, or it has passed and all of them are seen.

import { calmly, player } from "../player.js";

/**
 * What a page gives.
 * @typedef {object} Way
 * @property {() => number} stations  of the step that is looked at; 0 if none is, or its stations are not computed
 * @property {() => number | null} at  the station; null: the word has passed
 * @property {(at: number | null) => void} to
 * @property {() => boolean} next  goes to the next word: the first one, the one behind, or the first of the next update; false: the end
 * @property {() => boolean} ready  whether what `next` asked for is there
 * @property {() => string} key  names what is looked at: another key is another word to read
 * @property {() => number} speed  stations a second
 * @property {() => void} changed  it begins or ends
 */

/** @param {Way} way */
export function passage({ stations, at, to, next, ready, key, speed, changed }) {
  let isEndless = false, passed = "";
  const film = player(tick, calmly(speed), changed, true);

  /** @returns {boolean} whether it goes on */
  function tick() {
    if (!ready()) return true;
    const here = at();
    if (here === null) return key() === passed ? follow() : begin();
    if (here + 1 < stations()) {
      to(here + 1);
      return true;
    }
    passed = key();
    to(null);
    return isEndless && follow();
  }
  /** @returns {boolean} whether there is a next word, which begins at once if it is there: it is not seen as if it had passed */
  function follow() {
    const is = next();
    if (is && ready() && stations()) to(0);
    return is;
  }
  /** @returns {boolean} whether there was a word to begin with */
  function begin() {
    if (!stations()) return isEndless && follow();
    to(0);
    return true;
  }
  /** @param {boolean} endless  word after word */
  function play(endless) {
    isEndless = endless;
    // a step is asked for: its word is the first, once it is there
    if (!ready()) {
      if (!film.isOn()) film.play();
      return;
    }
    const isNew = stations() > 0 && key() !== passed;
    if (at() === null && !isNew && !follow()) return;
    if (film.isOn()) return;
    if (at() === null && isNew) begin();
    film.play();
  }
  /** @param {number | null} place  there it stops */
  function halt(place) {
    film.stop();
    to(place);
  }
  /** The word that is on its way has passed: it is not the next one again. */
  function pass() {
    passed = key();
    halt(null);
  }
  return { pass, word: () => play(false), words: () => play(true), stop: film.stop, halt, isOn: film.isOn };
}
