// What the input neuron of an exercise can do at best, and what it lacks (nbs/3_seeing/09_cell_builder).

import { remembered } from "../remembered.js";
import { anglesOf, excitation, subsetsOf } from "./neuron.js";

/** @typedef {import("./cell.js").Neuron} Neuron  of an exercise: its controls are among the lanes 0 and 1 */
/** @typedef {import("./cell.js").Parameters} Parameters */

const KEY = "input.0"; // of the neuron
const WORDS = [[0, 0], [0, 1], [1, 0], [1, 1]]; // two bits, of which the controls are some
const ENOUGH = 0.99; // probability with which every word is answered when an exercise is done
const STARTS = [[1, 0.5, 0.5], [0, 1, 1], [0, 1, -1]]; // angles to begin with
const [FIRST, LAST] = [0.5, 1e-4]; // steps of the search
const [PART, NEAR] = [Math.PI / 24, 1e-3]; // radians: what ends so near to a multiple of the one is meant to be it

/**
 * Mean cross entropy.
 * @param {number[]} chances
 * @param {number[]} wanted
 */
function entropy(chances, wanted) {
  const losses = chances.map((chance, word) => -Math.log(Math.max(1e-12, wanted[word] ? chance : 1 - chance)));
  return losses.reduce((all, loss) => all + loss, 0) / losses.length;
}

/** @param {number} angle */
function rounded(angle) {
  const multiple = PART * Math.round(angle / PART);
  return Math.abs(angle - multiple) < NEAR ? multiple : angle;
}

/**
 * Where a search ends that goes by ever smaller steps to what is less.
 * @param {(at: number[]) => number} loss
 * @param {number[]} start
 */
function descended(loss, start) {
  let at = start, least = loss(at);
  for (let step = FIRST; step > LAST;) {
    const around = at.flatMap((value, n) => [at.with(n, value + step), at.with(n, value - step)]);
    const best = around.reduce((one, other) => (loss(other) < loss(one) ? other : one));
    if (loss(best) < least) [at, least] = [best, loss(best)];
    else step /= 2;
  }
  return at.map(rounded);
}

/**
 * The mean of what is wanted over the words that the controls cannot tell apart: a neuron with a weight for every set of them can give it.
 * @param {number[]} controls
 * @param {number[]} wanted
 */
function freely(controls, wanted) {
  return WORDS.map((word) => {
    const alike = wanted.filter((_, at) => controls.every((lane) => WORDS[at][lane] === word[lane]));
    return alike.reduce((all, bit) => all + bit, 0) / alike.length;
  });
}

/** @param {Neuron} neuron @returns {boolean} whether every word of its controls may have any angle */
const isFree = ({ degree, table }) => table === true || degree > 1;

/**
 * The angles η of least cross entropy for the words 00, 01, 10 and 11, of a neuron that has both bits.
 * @param {Neuron} neuron
 * @param {number[]} wanted  a bit for each word
 * @returns {number[]}
 */
function bestEtas(neuron, wanted) {
  if (isFree(neuron)) return wanted.map((bit) => (bit * Math.PI) / 2);
  // only here the angles of the words hang together: the fourth follows from three
  const etas = (/** @type {number[]} */ [turn, first, second]) => WORDS.map(([a, b]) => turn + a * first + b * second);
  const loss = (/** @type {number[]} */ at) => entropy(etas(at).map((eta) => excitation(eta, neuron.order)), wanted);
  const ends = STARTS.map((start) => descended(loss, start));
  return etas(ends.reduce((one, other) => (loss(other) < loss(one) ? other : one)));
}

/** @param {Neuron} neuron @returns {number[]} the lanes whose bits turn it */
const heardBy = ({ controls, degree, table }) => (degree || table ? controls : []);

/**
 * The probabilities that a neuron turns its target, for the words 00, 01, 10 and 11, with the angles of least cross entropy.
 * @param {Neuron} neuron
 * @param {number[]} wanted  a bit for each word
 */
export function bestChances(neuron, wanted) {
  const heard = heardBy(neuron);
  if (heard.length < 2) return freely(heard, wanted);
  return bestEtas(neuron, wanted).map((eta) => excitation(eta, neuron.order));
}

/**
 * The angles with which a neuron that has both bits does its best (eq. 3).
 * @param {Neuron} neuron
 * @param {number[]} wanted  a bit for each word
 * @param {number} bias
 * @returns {Record<string, number[]>} by the names of parameters
 */
export function bestAngles(neuron, wanted, bias) {
  const { controls, degree, table } = neuron, sums = bestEtas(neuron, wanted).map((eta) => 2 * eta - bias);
  // a whole turn more or less changes nothing, and a large bias would ask for many
  const folded = (/** @type {number[]} */ lanes) => at(lanes) % (2 * Math.PI);
  // for the word in which just these lanes are 1
  const at = (/** @type {number[]} */ lanes) => sums[WORDS.findIndex((word) => word.every((bit, lane) => bit === Number(lanes.includes(lane))))];
  if (table) return { [`${KEY}.table`]: WORDS.map((bits) => folded(controls.filter((_, place) => bits[place]))) };
  const weight = (/** @type {number[]} */ lanes) => (lanes.length > 1 ? at([0, 1]) - at([0]) - at([1]) + at([]) : at(lanes) - at([]));
  return { [`${KEY}.theta`]: [folded([])], [`${KEY}.weights`]: subsetsOf(controls, degree).map(weight) };
}

/**
 * Which words are answered right.
 * @param {number[]} chances
 * @param {number[]} wanted
 */
const rightOf = (chances, wanted) => chances.map((chance, word) => (wanted[word] ? chance : 1 - chance) >= ENOUGH);

/**
 * The probabilities with the angles that the neuron has.
 * @param {Neuron} neuron
 * @param {Parameters} parameters
 * @param {number} bias
 */
export function chancesNow({ controls, degree, order, table }, parameters, bias) {
  const etas = table
    ? parameters[`${KEY}.table`].map((sum) => (bias + sum) / 2)
    : anglesOf(controls, degree, parameters[`${KEY}.weights`], bias + parameters[`${KEY}.theta`][0]);
  return WORDS.map((word) => excitation(etas[controls.reduce((number, lane) => 2 * number + word[lane], 0)], order));
}

const chancesOf = remembered(bestChances);

/**
 * What a neuron lacks that cannot do its task whatever its angles are, in a sentence.
 * @param {Neuron} neuron
 */
function lackOf(neuron) {
  const { controls, order, degree, table } = neuron, [deaf] = [0, 1].filter((lane) => !controls.includes(lane));
  if (deaf !== undefined) return `It knows nothing of the ${deaf ? "second" : "first"} bit: click the open dot on in/out ${deaf}.`;
  if (!degree && !table) return "At degree 0 no bit turns it: raise the degree.";
  return `At order ${order} its curve is too flat: raise the order.`;
}

/**
 * @typedef {object} Stand How far an exercise is.
 * @property {boolean[]} right  which words are answered right
 * @property {boolean} isDone
 * @property {boolean} canBe  whether there are angles with which it is done
 * @property {string} lacks  what keeps the neuron from its task, if anything
 * @property {string} verdict
 */

/**
 * @param {Neuron} neuron
 * @param {number[]} wanted
 * @param {number[]} now  the probabilities that it has
 * @returns {Stand}
 */
export function standOf(neuron, wanted, now) {
  const best = chancesOf(neuron, wanted), canBe = rightOf(best, wanted).every(Boolean), right = rightOf(now, wanted), isDone = right.every(Boolean);
  const not = canBe ? `not yet: right is ${ENOUGH} or more` : `not yet: at best ${best.map((chance) => chance.toFixed(3)).join(", ")}`;
  return { right, isDone, canBe, lacks: canBe || isDone ? "" : lackOf(neuron), verdict: isDone ? "done: all four are right" : not };
}
