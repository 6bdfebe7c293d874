// One quantum neuron: angle, activation and success of every control word (equations 1 to 3), and
// the settings of an explorer with all that follows from them. Python's twins are in
// nbs/1_model/01_neuron and nbs/3_seeing/07_neuron_explorer. Angles are in radians throughout.

import { amplifiedSuccess, leastSuccess, rounds } from "./amplification.js";
import {
  checkedChoice,
  checkedItems,
  checkedRecord,
  finite,
  whole,
  wrong,
} from "./checks.js";

/** @typedef {import("./amplification.js").Amplification} Amplification */

/**
 * @typedef {object} Settings What `NeuronExplorer.to_dict()` gives.
 * @property {number} order levels of ancillas, 1 to 4
 * @property {number} degree largest number of controls in one weight
 * @property {number} controls how many
 * @property {number} bias
 * @property {number} theta
 * @property {number[]} weights one for each of `subsets`
 * @property {number[]} bits of the control word that is looked at
 * @property {number} calls of an amplified neuron, odd
 * @property {number[]} axes numbers of the two weights of the map
 * @property {string} level of the circuit: "gates" or "neurons"
 * @property {number[]} wanted the target for each control word; empty: nothing is wanted
 * @property {string} lesson name of the preset that it came from
 */

/**
 * @typedef {object} Reading What a neuron does for one control word, on a target that was |0>.
 * @property {number} angle eta of eq. 3
 * @property {number} place the angle from 0 to pi/2 that gives the same target
 * @property {number} activation angle by which the target turns given success (eq. 2)
 * @property {[number, number]} amplitudes of the target's 0 and 1, given success
 * @property {[number, number]} plain of the target's 0 and 1 after the plain rotation
 * @property {number} probability of measuring 1, given success
 * @property {number} success probability that all ancillas give 0
 * @property {number} amplified the same after all calls
 * @property {number} guaranteed the least that `amplified` can be, at any angle
 * @property {number} unread probability of 1 if nobody reads the ancillas, after all calls
 */

/**
 * All choices of so many values, in the order in which they stand.
 * @param {readonly number[]} values
 * @param {number} size
 * @returns {number[][]}
 */
function combinations(values, size) {
  if (size === 0) return [[]];
  return values.flatMap((first, place) => {
    const rest = combinations(values.slice(place + 1), size - 1);
    return rest.map((others) => [first, ...others]);
  });
}

/**
 * The controls that each weight multiplies, in the order of the weights (eq. 3).
 * @param {readonly number[]} controls
 * @param {number} degree
 * @returns {number[][]}
 */
export function subsetsOf(controls, degree) {
  const subsets = [];
  const largest = Math.min(degree, controls.length);
  for (let size = 1; size <= largest; size += 1) subsets.push(...combinations(controls, size));
  return subsets;
}

/**
 * The angle for every word of the controls, the first one most significant (eq. 3).
 * @param {readonly number[]} controls
 * @param {number} degree
 * @param {ArrayLike<number>} weights one a subset
 * @param {number} offset bias and theta
 * @param {number[][]} [subsets] of the controls, where they are known
 * @returns {Float64Array} 2^controls angles
 */
export function anglesOf(
  controls,
  degree,
  weights,
  offset,
  subsets = subsetsOf(controls, degree),
) {
  const size = 2 ** controls.length;
  const sums = new Float64Array(size);
  const bit = new Map(controls.map((control, place) => [control, size >> (place + 1)]));
  subsets.forEach((subset, place) => {
    // the word in which exactly the controls of the subset are 1
    const mask = subset.reduce((word, control) => word + (bit.get(control) ?? 0), 0);
    sums[mask] = weights[place];
  });
  // one control after the other: a word with a 1 has all weights of the word with a 0 there
  for (let one = 1; one < size; one *= 2) {
    for (let word = 0; word < size; word += 1) if (word & one) sums[word] += sums[word ^ one];
  }
  return sums.map((sum) => (offset + sum) / 2);
}

/**
 * Factors (cos^n, sin^n), n = 2^order, that keep and turn the target if all ancillas give 0.
 * @param {number} eta
 * @param {number} order levels of ancillas; 0 is the plain rotation
 * @returns {[number, number]}
 */
export function factors(eta, order) {
  let [c, s] = [Math.cos(eta), Math.sin(eta)];
  for (let level = 0; level < order; level += 1) [c, s] = [c * c, s * s];
  return [c, s];
}

/**
 * Angle by which the target turns given success: arctan(tan(eta)^(2^order)) (eq. 2).
 * @param {number} eta
 * @param {number} order
 * @returns {number} from 0 to pi/2; of order 0 eta itself
 */
export function activation(eta, order) {
  const [c, s] = factors(eta, order);
  return Math.atan2(s, c);
}

/**
 * Probability that all ancillas give 0.
 * @param {number} eta
 * @param {number} order
 * @returns {number}
 */
export function successProbability(eta, order) {
  const [c, s] = factors(eta, order);
  return c * c + s * s;
}

/**
 * Probability of measuring 1 on a target that was |0>, given success (fig. 2).
 * @param {number} eta
 * @param {number} order
 * @returns {number}
 */
export function excitation(eta, order) {
  return Math.sin(activation(eta, order)) ** 2;
}

/**
 * Probability of measuring 1 on a target that was |0> if nobody reads the ancillas.
 * @param {number} eta
 * @param {number} order
 * @param {Amplification} amplification
 * @returns {number}
 */
export function unreadExcitation(eta, order, amplification) {
  const [c, s] = factors(eta, order);
  const { good, bad } = rounds(order, amplification)(c * c + s * s);
  // one call gives sin(eta)^2 in all: s^2 of it when it succeeds, the rest when it fails
  const rest = Math.sin(eta) ** 2 - s * s;
  return (good.re ** 2 + good.im ** 2) * s * s + bad * rest;
}

/**
 * A function of numbers that remembers what it gave: a page asks for the same in every frame of a drag.
 * @template Value
 * @param {(...numbers: number[]) => Value} make
 */
function remembered(make) {
  /** @type {Map<string, Value>} */
  const known = new Map();
  return (/** @type {number[]} */ ...numbers) => {
    const key = numbers.join();
    if (!known.has(key)) known.set(key, make(...numbers));
    return /** @type {Value} */ (known.get(key));
  };
}

/** The activation from 0 to pi/2 in steps of half a degree, 181 angles, for an order. */
export const curve = remembered((order) => {
  const activations = new Float64Array(181);
  return activations.map((_, place) => activation((place * Math.PI) / 360, order));
});

const subsetsUpTo = remembered((controls, degree) => {
  const lanes = Array.from({ length: controls }, (_, place) => place + 1);
  return subsetsOf(lanes, degree);
});

/**
 * The subsets of the controls 1, 2, ... that the weights belong to.
 * @param {Pick<Settings, "controls" | "degree">} settings
 * @returns {number[][]}
 */
export function subsets({ controls, degree }) {
  return subsetsUpTo(controls, degree);
}

/**
 * The control word that is looked at, as a number, the first control its most significant bit.
 * @param {Pick<Settings, "bits">} settings
 * @returns {number}
 */
export function wordOf({ bits }) {
  return bits.reduce((word, bit) => 2 * word + bit, 0);
}

/**
 * The angle for every control word.
 * @param {Settings} settings
 * @returns {Float64Array}
 */
export function angles({ controls, degree, weights, bias, theta }) {
  const lanes = Array.from({ length: controls }, (_, place) => place + 1);
  return anglesOf(lanes, degree, weights, bias + theta, subsetsUpTo(controls, degree));
}

/**
 * The angle for the control word that is looked at.
 * @param {Settings} settings
 * @returns {number}
 */
export function angle(settings) {
  return angles(settings)[wordOf(settings)];
}

/**
 * P(target = 1 | success) for every control word.
 * @param {Settings} settings
 * @returns {Float64Array}
 */
export function words(settings) {
  return angles(settings).map((eta) => excitation(eta, settings.order));
}

/**
 * @typedef {object} Standing Where every control word stands.
 * @property {Float64Array} angles
 * @property {Float64Array} places the angles from 0 to pi/2 that give the same targets
 * @property {Float64Array} activations
 * @property {Float64Array} chances P(target = 1 | success)
 */

/**
 * The angle from 0 to pi/2 that gives the same target.
 * @param {number} eta
 * @returns {number}
 */
function placeOf(eta) {
  // rounding may bring a cosine above 1
  return Math.acos(Math.min(1, Math.abs(Math.cos(eta))));
}

/**
 * Where every control word stands.
 * @param {Settings} settings
 * @returns {Standing}
 */
export function standing(settings) {
  const etas = angles(settings);
  const activations = etas.map((eta) => activation(eta, settings.order));
  const chances = activations.map((turned) => Math.sin(turned) ** 2);
  return { angles: etas, places: etas.map(placeOf), activations, chances };
}

/**
 * What the neuron does for the control word that is looked at.
 * @param {Settings} settings
 * @returns {Reading}
 */
export function reading(settings) {
  const { order, calls } = settings;
  const amplification = { calls, phases: "constant" };
  const eta = angle(settings);
  const [c, s] = factors(eta, order);
  const success = successProbability(eta, order);
  // given success the state is normalised anew
  const length = Math.sqrt(success);
  return {
    angle: eta,
    place: placeOf(eta),
    activation: activation(eta, order),
    amplitudes: [c / length, s / length],
    plain: [Math.cos(eta), Math.sin(eta)],
    probability: excitation(eta, order),
    success,
    amplified: amplifiedSuccess(success, order, amplification),
    guaranteed: leastSuccess(order, amplification),
    unread: unreadExcitation(eta, order, amplification),
  };
}

/** Places along each side of the map. */
export const GRID = 25;

/**
 * P(target = 1 | success) over two weights from -pi to pi, rows the second weight; null with
 * fewer than two weights.
 * @param {Settings} settings
 * @returns {Float64Array | null} GRID * GRID
 */
export function heat(settings) {
  const owners = subsets(settings);
  if (owners.length < 2) return null;
  const counts = owners.map((subset) => subset.every((control) => settings.bits[control - 1]));
  const [first, second] = settings.axes;
  const weights = [...settings.weights];
  weights[first] = 0;
  weights[second] = 0;
  const rest = angle({ ...settings, weights });
  // a weight counts half, and only if all its controls are 1
  const turn = (/** @type {number} */ axis, /** @type {number} */ place) =>
    counts[axis] ? ((2 * place) / (GRID - 1) - 1) * (Math.PI / 2) : 0;
  const chances = new Float64Array(GRID * GRID);
  return chances.map((_, at) => {
    const eta = rest + turn(first, at % GRID) + turn(second, Math.floor(at / GRID));
    return excitation(eta, settings.order);
  });
}

/** The largest that can be explored. */
const MOST = Object.freeze({ order: 4, degree: 6, controls: 6, calls: 101 });
const WIDEST = 1_000_000; // angle; rounding would eat a much larger one

/** Names of all settings. */
const FIELDS = Object.freeze([
  "order",
  "degree",
  "controls",
  "bias",
  "theta",
  "weights",
  "bits",
  "calls",
  "axes",
  "level",
  "wanted",
  "lesson",
]);

/**
 * An angle that is not too large.
 * @param {unknown} value
 * @param {string} name
 * @returns {number}
 */
function checkedAngle(value, name) {
  return finite(value, `${name} (radians)`, -WIDEST, WIDEST);
}

/**
 * Values of 0 or 1, one for each thing.
 * @param {unknown} value
 * @param {string} name
 * @param {number} length
 * @param {string} thing
 * @returns {number[]}
 */
function checkedBits(value, name, length, thing) {
  const given = checkedItems(value, name);
  if (given.length !== length) {
    throw wrong(name, `${length} values of 0 or 1, one for each ${thing}`, given);
  }
  return given.map((bit) => whole(bit, `every value of ${name}`, 0, 1));
}

/**
 * Order, degree, controls and calls, on which all other settings depend.
 * @param {Record<string, unknown>} given
 * @returns {{order: number, degree: number, controls: number, calls: number}}
 */
function checkedSizes(given) {
  const order = whole(given.order, "order", 1, MOST.order);
  const degree = whole(given.degree, "degree", 1, MOST.degree);
  const controls = whole(given.controls, "controls", 0, MOST.controls);
  const calls = whole(given.calls, "calls", 1, MOST.calls);
  if (calls % 2 === 0) throw new Error(`calls must be odd, got ${calls}: try ${calls + 1}`);
  return { order, degree, controls, calls };
}

/** @param {number[]} subset of the controls @returns {string} the name of its weight, as in the paper: "φ₁₂" */
export function weightName(subset) {
  return `φ${subset.map((control) => "₀₁₂₃₄₅₆₇₈₉"[control]).join("")}`;
}

/**
 * An angle for each subset of the controls.
 * @param {unknown} value
 * @param {number[][]} owners
 * @returns {number[]}
 */
function checkedWeights(value, owners) {
  const given = checkedItems(value, "weights");
  if (given.length !== owners.length) {
    const names = owners.length ? ` (${owners.map(weightName).join(", ")})` : "";
    throw new Error(`weights must be ${owners.length} angles${names}, got ${given.length}`);
  }
  return given.map((weight, at) => checkedAngle(weight, `the weight ${weightName(owners[at])}`));
}

/**
 * The numbers of two different weights.
 * @param {unknown} value
 * @param {number} weights how many there are
 * @returns {number[]}
 */
function checkedAxes(value, weights) {
  // with fewer than two weights there is no map, and [0, 1] stands for that
  const last = Math.max(2, weights) - 1;
  const axes = checkedItems(value, "axes").map((axis) => whole(axis, "each of the axes", 0, last));
  if (axes.length === 2 && axes[0] !== axes[1]) return axes;
  throw wrong("axes", `the numbers of two of the ${weights} weights`, value);
}

/**
 * Settings with every rule kept; an Error names what does not fit.
 * @param {Record<string, unknown>} given all fields
 * @param {readonly string[]} lessons names of presets that teach
 * @returns {Settings}
 */
function checkedSettings(given, lessons) {
  const sizes = checkedSizes(given);
  const level = checkedChoice(given.level, "level", ["neurons", "gates"]);
  const lesson = checkedChoice(given.lesson, "lesson", ["", ...lessons]);
  const bias = checkedAngle(given.bias, "bias");
  const theta = checkedAngle(given.theta, "theta");
  const owners = subsets(sizes);
  const weights = checkedWeights(given.weights, owners);
  const bits = checkedBits(given.bits, "bits", sizes.controls, "control");
  const any = checkedItems(given.wanted, "wanted").length > 0;
  const length = any ? 2 ** sizes.controls : 0;
  const wanted = checkedBits(given.wanted, "wanted", length, "control word");
  const axes = checkedAxes(given.axes, owners.length);
  const { order, degree, controls, calls } = sizes;
  // in Python's order, so that the same settings are the same text
  const angled = { order, degree, controls, bias, theta, weights };
  return { ...angled, bits, calls, axes, level, wanted, lesson };
}

/**
 * What of some settings fits into another size: weights stay with their subset, bits with their
 * control.
 * @param {Settings} settings
 * @param {{degree: number, controls: number}} room
 * @returns {Partial<Settings>}
 */
function fitting(settings, room) {
  const name = (/** @type {number[]} */ subset) => subset.join();
  const kept = new Map(subsets(settings).map((subset, at) => [name(subset), settings.weights[at]]));
  const owners = subsets(room);
  /** @type {Partial<Settings>} */
  const fit = { weights: owners.map((subset) => kept.get(name(subset)) ?? 0) };
  // a new control is 1, as in a new set
  const more = Array(room.controls).fill(1);
  fit.bits = [...settings.bits, ...more].slice(0, room.controls);
  if (Math.max(...settings.axes) >= Math.max(2, owners.length)) fit.axes = [0, 1];
  if (room.controls !== settings.controls) {
    fit.wanted = [];
    fit.lesson = "";
  }
  return fit;
}

/**
 * The settings after some changes, which keep what still fits; an Error says what does not.
 * @param {Settings} settings
 * @param {Partial<Settings>} changes
 * @param {readonly string[]} [lessons] names that `lesson` may have; as a rule the present one
 * @returns {Settings}
 */
export function changed(settings, changes, lessons = [settings.lesson]) {
  const given = checkedRecord(changes, "what is set", [], FIELDS);
  // the room is that of a new explorer of this size, whose number of calls is 1
  const room = checkedSizes({ ...settings, ...given, calls: 1 });
  // an explicit change goes before what is kept, and is checked with all others
  return checkedSettings({ ...settings, ...fitting(settings, room), ...given }, lessons);
}

/**
 * The settings with such a theta that the angle of the word that is looked at is this one.
 * @param {Settings} settings
 * @param {number} eta
 * @returns {Settings}
 */
export function moved(settings, eta) {
  const missing = checkedAngle(eta, "angle") - angle(settings);
  return changed(settings, { theta: settings.theta + 2 * missing });
}

const LEAST_LOG = -100; // torch, whose twin `loss` is, lets no logarithm fall below

/** A chance's logarithm, as far as it counts. @param {number} bit that is wanted @param {number} chance of 1 */
const logOf = (bit, chance) => Math.max(LEAST_LOG, bit ? Math.log(chance) : Math.log1p(-chance));

/** Whether the loss would be larger if no logarithm had an end. @param {Settings} settings */
export function isLossCut(settings) {
  const chances = words(settings);
  return settings.wanted.some((bit, word) => logOf(bit, chances[word]) === LEAST_LOG);
}

/**
 * Mean cross entropy between what the neuron does and what is wanted; null if nothing is.
 * @param {Settings} settings
 * @returns {number | null}
 */
export function loss(settings) {
  const { wanted } = settings;
  if (!wanted.length) return null;
  const chances = words(settings);
  return wanted.reduce((sum, bit, word) => sum - logOf(bit, chances[word]), 0) / wanted.length;
}

/**
 * Derivative of the cross entropy of one control word by its angle.
 * @param {number} eta
 * @param {number} order
 * @param {number} bit that is wanted
 * @returns {number}
 */
function slopeOfLoss(eta, order, bit) {
  const turned = activation(eta, order);
  const chance = Math.sin(turned) ** 2;
  // the derivative of the loss by the chance, which torch keeps finite in the same way
  const slope = (chance - bit) / Math.max((1 - chance) * chance, 1e-12);
  // d activation / d eta = n tan^(n-1) / (1 + tan^(2n)) / cos^2, without a division by 0
  const n = 2 ** order;
  const [c, s] = factors(eta, order);
  const both = (Math.cos(eta) * Math.sin(eta)) ** (n - 1);
  return slope * Math.sin(2 * turned) * ((n * both) / (c * c + s * s));
}

/** The longest step of learning: further apart, one could not watch it, nor trust the slope. */
const LONGEST = 0.1;

/**
 * Factor by which a step is shortened, as torch's clip_grad_norm_ has it.
 * @param {number[]} slopes
 * @param {number} rate
 * @returns {number} from 0 to 1
 */
function shortening(slopes, rate) {
  const length = Math.hypot(...slopes);
  return Math.min(1, LONGEST / rate / (length + 1e-6));
}

/**
 * One step of gradient descent.
 * @param {Settings} settings
 * @param {number} rate
 * @returns {Settings}
 */
function descended(settings, rate) {
  const { order, controls, wanted } = settings;
  const etas = angles(settings);
  // an angle is half the sum of its weights, and the loss is the mean over the words
  const share = 1 / (2 * wanted.length);
  const slopes = etas.map((eta, word) => share * slopeOfLoss(eta, order, wanted[word]));
  // after this, slopes[mask] is the sum over all words in which every control of the mask is 1
  for (let one = 1; one < slopes.length; one *= 2) {
    for (let word = 0; word < slopes.length; word += 1) {
      if (!(word & one)) slopes[word] += slopes[word | one];
    }
  }
  const masks = subsets(settings).map((subset) =>
    subset.reduce((sum, control) => sum + 2 ** (controls - control), 0),
  );
  const all = [slopes[0], ...masks.map((mask) => slopes[mask])];
  const step = rate * shortening(all, rate);
  const weights = settings.weights.map((weight, at) => weight - step * all[at + 1]);
  return { ...settings, theta: settings.theta - step * all[0], weights };
}

/**
 * An angle from -pi to pi, whole turns away.
 * @param {number} value
 * @returns {number}
 */
function withinATurn(value) {
  // one that is there already must not change by rounding
  if (Math.abs(value) <= Math.PI) return value;
  const turn = 2 * Math.PI;
  const rest = value % turn;
  if (Math.abs(rest) <= Math.PI) return rest;
  return rest - Math.sign(rest) * turn;
}

/** Steps that one press of Learn takes. */
export const STEPS = 40;

/**
 * The settings after some steps of gradient descent, with angles from -pi to pi; an Error if
 * nothing is wanted.
 * @param {Settings} settings
 * @param {number} [steps]
 * @param {number} [rate] step size
 * @returns {{settings: Settings, losses: number[]}} losses: before each step
 */
export function learned(settings, steps = STEPS, rate = 0.3) {
  if (!settings.wanted.length) {
    const advice = "set wanted=(0, 0, 0, 1), a bit for each control word, first";
    throw new Error(`nothing is wanted: ${advice}`);
  }
  let present = settings;
  const losses = [];
  for (let step = 0; step < whole(steps, "steps", 0, 100_000); step += 1) {
    losses.push(loss(present) ?? 0);
    present = descended(present, rate);
  }
  // no step, no change: angles that somebody has set far away stay there
  if (!losses.length) return { settings, losses };
  const { theta, weights } = present;
  const turned = { theta: withinATurn(theta), weights: weights.map(withinATurn) };
  return { settings: changed(present, turned), losses };
}
