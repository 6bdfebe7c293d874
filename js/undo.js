// What a page did, step by step, so that it can be taken back and done again.

/** @typedef {Record<string, any>} State  plain data */

const MOST = 200; // steps

/**
 * Whether two plain values hold the same.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
export function same(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]));
}

/**
 * A state without some of its fields.
 * @param {State} state
 * @param {readonly string[]} names
 * @returns {State}
 */
export const without = (state, names) => Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name)));

/**
 * The steps of a page. A step is what one gesture changed: all that comes between two presses of a key or a button belongs together,
 * such as a drag, a held key, or what plays by itself.
 */
export class Past {
  /** @type {State[]} states before the present one, and behind it what was undone */
  #back = [];
  /** @type {State[]} */
  #forth = [];
  #presses = 0;
  /** @type {unknown} the gesture of the last step */
  #last;

  /**
   * @param {readonly string[]} looks  fields that say how one looks: to change them alone is no step
   * @param {(by: -1 | 1) => State | undefined} beyond  what Python knows beside the present state, for what was before this page
   */
  constructor(looks, beyond) {
    this.looks = looks;
    this.beyond = beyond;
  }
  /** A key or a button went down: what comes now is another gesture. */
  press() {
    this.#presses++;
  }
  /** @param {State} one @param {State} other @returns {boolean} whether only looks differ, if anything */
  alike(one, other) {
    return same(without(one, this.looks), without(other, this.looks));
  }
  /**
   * The page has changed.
   * @param {State} before
   * @param {State} after
   * @param {unknown} [gesture]  what holds changes together; by default the last press
   */
  note(before, after, gesture = this.#presses) {
    if (this.alike(before, after)) return;
    const goesOn = this.#last === gesture && this.#back.length > 0;
    if (!goesOn) this.#back.push(before);
    if (this.#back.length > MOST) this.#back.shift();
    this.#last = gesture;
    this.#forth.length = 0;
  }
  /**
   * Python has changed the page; what leads to the step beside is Python's own undo or redo.
   * @param {State} before
   * @param {State} after
   * @param {unknown} gesture
   */
  follow(before, after, gesture) {
    for (const by of /** @type {const} */ ([-1, 1])) {
      const [here, there] = by < 0 ? [this.#back, this.#forth] : [this.#forth, this.#back], beside = here.at(-1);
      if (!beside || !this.alike(beside, after) || this.alike(before, after)) continue;
      here.pop();
      there.push(before);
      this.#last = undefined;
      return;
    }
    this.note(before, after, gesture);
  }
  /** @param {-1 | 1} by @returns {boolean} */
  has(by) {
    return (by < 0 ? this.#back : this.#forth).length > 0 || this.beyond(by) !== undefined;
  }
  /**
   * Go a step back or forth.
   * @param {-1 | 1} by
   * @param {State} present
   * @returns {State | undefined}
   */
  travel(by, present) {
    const [here, there] = by < 0 ? [this.#back, this.#forth] : [this.#forth, this.#back];
    const state = here.pop() ?? this.beyond(by);
    if (state) there.push(present);
    this.#last = undefined;
    return state;
  }
}
