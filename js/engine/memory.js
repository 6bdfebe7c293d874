// A clock of one qubit, and the best machine of two states: what each remembers of the minutes since the last event, and what it
// says of the next one. Python's twin is in nbs/3_seeing/12_memory_explorer. Angles are in radians throughout.

import { checkedItems, checkedRecord, finite, whole } from "./checks.js";

/**
 * @typedef {object} Settings  What `MemoryExplorer.to_dict()` gives.
 * @property {number[]} waiting  probabilities of waits of 1, 2, … minutes
 * @property {number} turn  of the qubit each minute, 0 to π/2
 * @property {number} direction  along which an event is looked for, 0 to π
 * @property {number} strength  of that look, 0 to 1
 * @property {number[]} minutes  1: an event, 0: none; the first one is an event
 */

/**
 * @typedef {object} Walk  A memory after 0, 1, … minutes without an event.
 * @property {number[]} places  angle of the qubit, or belief in the second state
 * @property {number[]} chances  of an event in the next minute
 * @property {number[]} law  probabilities of waits of 1, 2, … minutes
 */

/**
 * @typedef {object} Machine  Two states, which know nothing but the minutes since the last event.
 * @property {number[]} start  probabilities of the states after an event
 * @property {number[][]} moves  from state to state, without an event
 * @property {number[]} events  chance of an event in each state
 */

/** The largest that can be explored. */
export const MOST = Object.freeze({ waits: 24, minutes: 60 });
const SURE = 1e-9; // how far probabilities may be from summing up to 1
const RIGHT = Math.PI / 2;
/** @type {Record<"turn" | "direction" | "strength", number>} */
export const ENDS = { turn: RIGHT, direction: Math.PI, strength: 1 };
const DEGREES = 180 / Math.PI;
export const KNOBS = /** @type {const} */ (["turn", "direction", "strength"]);

/**
 * Probabilities of waits; an Error unless they sum up to 1.
 * @param {unknown} value
 * @returns {number[]}
 */
function checkedWaits(value) {
  const what = "waiting (probabilities of waits of 1, 2, … minutes)";
  const waits = checkedItems(value, what, MOST.waits).map((one) => finite(one, what, 0, 1));
  const sum = waits.reduce((all, one) => all + one, 0);
  if (Math.abs(sum - 1) > SURE) throw new Error(`${what} must sum up to 1, got ${Number(sum.toPrecision(6))}`);
  // a longest wait that never comes would be a minute that nobody reaches
  return waits.slice(0, waits.findLastIndex((one) => one > 0) + 1);
}

/**
 * What has happened; an Error unless it begins with an event.
 * @param {unknown} value
 * @returns {number[]}
 */
function checkedMinutes(value) {
  const minutes = checkedItems(value, "minutes", MOST.minutes).map((one) => whole(one, "each of the minutes", 0, 1));
  if (minutes[0] !== 1) throw new Error("minutes must begin with an event, 1");
  return minutes;
}

/**
 * How many minutes the last event is ago.
 * @param {readonly number[]} minutes
 */
export const since = (minutes) => minutes.length - 1 - minutes.lastIndexOf(1);

/**
 * One of the three numbers; an Error, with angles in degrees as the page has them, outside of its range.
 * @param {typeof KNOBS[number]} name
 * @param {unknown} value
 */
function checkedKnob(name, value) {
  if (name === "strength") return finite(value, name, 0, ENDS[name]);
  const angle = finite(value, name), most = ENDS[name], got = Number((angle * DEGREES).toPrecision(6));
  if (angle < 0 || angle > most) throw new Error(`${name} must be at least 0° and at most ${Math.round(most * DEGREES)}°, got ${got}°`);
  return angle;
}

/**
 * The settings after some changes; an Error for what does not fit. With other waits the minutes begin anew.
 * @param {Settings} settings
 * @param {Record<string, any>} changes
 * @returns {Settings}
 */
export function changedClock(settings, changes) {
  const given = checkedRecord(changes, "what is set", [], ["waiting", "minutes", ...KNOBS]);
  const fresh = given.waiting === undefined ? {} : { minutes: [1] };
  const next = /** @type {Settings} */ ({ ...settings, ...fresh, ...given });
  const knobs = Object.fromEntries(KNOBS.map((name) => [name, checkedKnob(name, next[name])]));
  const waiting = checkedWaits(next.waiting), minutes = checkedMinutes(next.minutes);
  if (since(minutes) >= waiting.length)
    throw new Error(`the event comes after ${waiting.length} minutes at the latest, got ${since(minutes)} minutes without one`);
  return { .../** @type {any} */ (knobs), waiting, minutes };
}

/**
 * The minutes with one more, of which only the last ones are kept: some event, and all that came after it.
 * @param {readonly number[]} minutes
 * @param {number} word  1: an event
 */
export function longer(minutes, word) {
  const all = [...minutes, word], surplus = all.length - MOST.minutes;
  return surplus > 0 ? all.slice(all.indexOf(1, surplus)) : all;
}

/**
 * The waits, of which `weights` are as common as they are large.
 * @param {readonly number[]} weights
 * @returns {number[]}
 */
export function shares(weights) {
  const what = "the own waits";
  const given = checkedItems(weights, what, MOST.waits).map((one) => finite(one, what, 0));
  const sum = given.reduce((all, one) => all + one, 0);
  if (sum <= 0) throw new Error(`${what} must be positive numbers, such as 1 2 3`);
  return given.map((one) => one / sum);
}

/**
 * The chance of an event in the next minute, after 0, 1, … minutes without one.
 * @param {readonly number[]} waiting
 */
export function hazards(waiting) {
  let left = 0;
  const survival = waiting.map(() => 0);
  for (let k = waiting.length - 1; k >= 0; k -= 1) {
    left += waiting[k];
    survival[k] = left;
  }
  return waiting.map((wait, k) => wait / survival[k]);
}

/**
 * One qubit, |0⟩ after an event. Each minute an event is looked for along a direction. If none is seen, what the look has taken away is
 * missing, and the qubit turns on.
 * @param {{ turn: number, direction: number, strength: number }} settings
 * @param {number} steps  minutes
 * @returns {Walk}
 */
export function clock({ turn, direction, strength }, steps) {
  const look = [Math.cos(direction), Math.sin(direction)], [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const lost = 1 - Math.sqrt(1 - strength);
  const places = [], chances = [], law = [];
  let x = 1, y = 0, left = 1;
  for (let k = 0; k < steps; k += 1) {
    const along = look[0] * x + look[1] * y, chance = strength * along * along;
    places.push(Math.atan2(y, x));
    chances.push(chance);
    law.push(left * chance);
    const [restX, restY] = [x - lost * along * look[0], y - lost * along * look[1]];
    const size = Math.hypot(restX, restY), isSure = size < 1e-12;
    left *= 1 - chance;
    // where an event was certain, nobody ever sees what comes after none
    x = isSure ? 1 : (cos * restX - sin * restY) / size;
    y = isSure ? 0 : (sin * restX + cos * restY) / size;
  }
  return { places, chances, law };
}

/**
 * How far a look that sees no event pushes the qubit, radians; 0 where it sees one for certain.
 * @param {{ direction: number, strength: number }} settings
 * @param {number} place  the qubit's angle before
 */
export function pushed({ direction, strength }, place) {
  const lost = (1 - Math.sqrt(1 - strength)) * Math.cos(place - direction);
  const x = Math.cos(place) - lost * Math.cos(direction), y = Math.sin(place) - lost * Math.sin(direction);
  if (Math.hypot(x, y) < 1e-12) return 0;
  return Math.atan2(Math.cos(place) * y - Math.sin(place) * x, Math.cos(place) * x + Math.sin(place) * y);
}

/**
 * Beliefs in both states at each minute together with all minutes before having had no event.
 * @param {Machine} machine
 * @param {number} steps
 */
function forwards({ start, moves }, steps) {
  const all = [start];
  for (let k = 1; k < steps; k += 1) {
    const [a, b] = all[k - 1];
    all.push([a * moves[0][0] + b * moves[1][0], a * moves[0][1] + b * moves[1][1]]);
  }
  return all;
}

/**
 * What a machine of two states believes and foresees.
 * @param {Machine} machine
 * @param {number} steps  minutes
 * @returns {Walk}
 */
export function believing(machine, steps) {
  const places = [], chances = [], law = [], { events } = machine;
  for (const [a, b] of forwards(machine, steps)) {
    const left = a + b, event = a * events[0] + b * events[1];
    places.push(left > 0 ? b / left : 0);
    chances.push(left > 0 ? event / left : 0);
    law.push(event);
  }
  return { places, chances, law };
}

/**
 * Nats a minute above the best possible prediction: how much the true law of waits surprises who believes in another one.
 * @param {readonly number[]} waiting  the true law
 * @param {readonly number[]} law
 */
export function regret(waiting, law) {
  let nats = 0, mean = 0;
  for (const [k, wait] of waiting.entries()) {
    mean += (k + 1) * wait;
    if (wait > 0) nats += law[k] > 0 ? wait * Math.log(wait / law[k]) : Infinity;
  }
  return nats / mean;
}

// Where the search for two states begins: two that follow one another, quickly or slowly, and two that take turns.
/** @type {Machine[]} */
const STARTS = [
  { start: [0.9, 0.1], moves: [[0.3, 0.6], [0.1, 0.3]], events: [0.1, 0.6] },
  { start: [0.9, 0.1], moves: [[0.8, 0.15], [0.05, 0.7]], events: [0.05, 0.25] },
  { start: [0.5, 0.5], moves: [[0.1, 0.5], [0.7, 0.1]], events: [0.4, 0.2] },
  { start: [0.9, 0.1], moves: [[0.1, 0.8], [0.8, 0.1]], events: [0.1, 0.1] },
];
const ROUNDS = 500, SPAN = 20, GAIN = 1e-10; // a start is done when so many rounds gain less than so many nats
const NEVER = 1e-300; // chances below are none

/**
 * A round of expectation and maximisation: how often each move was made, if the waits are these, makes the next machine.
 * @param {readonly number[]} waiting
 * @param {Machine} machine
 * @returns {{ machine: Machine, loss: number }} loss: of the machine that came in
 */
function improved(waiting, machine) {
  const { start, moves, events } = machine, steps = waiting.length, before = forwards(machine, steps);
  const law = before.map(([a, b]) => a * events[0] + b * events[1]);
  const weight = waiting.map((wait, k) => (wait > 0 ? wait / Math.max(law[k], NEVER) : 0));
  /** @type {number[][]} what follows each state at each minute, as often as the waits say */
  const after = [];
  for (let k = steps - 1; k >= 0; k -= 1) {
    const next = after[k + 1] ?? [0, 0];
    after[k] = events.map((event, i) => weight[k] * event + moves[i][0] * next[0] + moves[i][1] * next[1]);
  }
  const rows = events.map((event, i) => {
    let came = 0;
    const went = [0, 0];
    for (let k = 0; k < steps; k += 1) {
      came += before[k][i] * weight[k] * event;
      if (k + 1 < steps) for (const j of [0, 1]) went[j] += before[k][i] * moves[i][j] * after[k + 1][j];
    }
    const all = came + went[0] + went[1];
    // a state that is never reached stays as it is
    if (!all) return { event, moves: moves[i] };
    return { event: came / all, moves: went.map((one) => one / all) };
  });
  const begun = start.map((one, i) => one * after[0][i]), all = begun[0] + begun[1];
  const next = { start: begun.map((one) => one / all), moves: rows.map((row) => row.moves), events: rows.map((row) => row.event) };
  return { machine: next, loss: regret(waiting, law) };
}

/**
 * The best machine that expectation maximisation comes to from a start.
 * @param {readonly number[]} waiting
 * @param {Machine} machine
 */
function climbed(waiting, machine) {
  const losses = [];
  let best = machine;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = improved(waiting, best);
    losses.push(next.loss);
    if (round >= SPAN && losses[round - SPAN] - next.loss < GAIN) break;
    best = next.machine;
  }
  return { machine: best, loss: regret(waiting, believing(best, waiting.length).law) };
}

/**
 * The best machine of two states for some waits, found from `STARTS`; the state that it begins in more often is the first.
 * @param {readonly number[]} waiting
 * @returns {Machine}
 */
export function twoStates(waiting) {
  const found = STARTS.map((start) => climbed(waiting, start));
  const { machine } = found.reduce((best, one) => (one.loss < best.loss - SURE ? one : best));
  const { start, moves, events } = machine;
  if (start[0] >= start[1]) return machine;
  return { start: start.toReversed(), moves: moves.toReversed().map((row) => row.toReversed()), events: events.toReversed() };
}

const TRIED = 12, FIRST = 0.1, LAST = 1e-7; // best places of a coarse grid; the steps from there

/**
 * The regret of a qubit.
 * @param {readonly number[]} waiting
 * @param {readonly number[]} knobs  turn, direction, strength
 */
const regretOf = (waiting, [turn, direction, strength]) => regret(waiting, clock({ turn, direction, strength }, waiting.length).law);

/**
 * A step along one of three axes that leads downhill; none: undefined.
 * @param {readonly number[]} waiting
 * @param {{ at: number[], loss: number }} place
 * @param {number} step
 */
function downhill(waiting, { at, loss }, step) {
  for (const [axis, name] of KNOBS.entries()) {
    for (const by of [step, -step]) {
      const next = at.with(axis, Math.min(ENDS[name], Math.max(0, at[axis] + by)));
      const found = regretOf(waiting, next);
      if (found < loss) return { at: next, loss: found };
    }
  }
  return undefined;
}

/**
 * The best qubit for some waits: from the best places of a grid downhill, in steps that become shorter where none leads down.
 * @param {readonly number[]} waiting
 * @returns {{ turn: number, direction: number, strength: number }}
 */
export function bestClock(waiting) {
  const grid = [];
  for (let a = 1; a < 8; a += 1)
    for (let b = 0; b < 12; b += 1)
      for (let c = 1; c < 8; c += 1) {
        const at = [(a * Math.PI) / 16, (b * Math.PI) / 12, c / 8];
        grid.push({ at, loss: regretOf(waiting, at) });
      }
  const starts = grid.toSorted((one, other) => one.loss - other.loss).slice(0, TRIED);
  const ends = starts.map((place) => {
    let best = place;
    for (let step = FIRST; step > LAST; ) {
      const next = downhill(waiting, best, step);
      if (next) best = next;
      else step /= 2;
    }
    return best;
  });
  const [turn, direction, strength] = ends.reduce((best, one) => (one.loss < best.loss - SURE ? one : best)).at;
  return { turn, direction, strength };
}

/** @type {Map<string, number>} by the waits */
const least = new Map();

/**
 * The regret of the best qubit for some waits, in nats a minute; searched for once.
 * @param {readonly number[]} waiting
 */
export function leastRegret(waiting) {
  const key = waiting.join(), known = least.get(key);
  if (known !== undefined) return known;
  const { turn, direction, strength } = bestClock(waiting), found = regretOf(waiting, [turn, direction, strength]);
  least.set(key, found);
  return found;
}
