// What the input neuron of an exercise can do at best, whatever its angles are (nbs/3_seeing/09_cell_builder).

import { remembered } from "../remembered.js";
import { sameLanes } from "./building.js";
import { anglesOf, excitation } from "./neuron.js";

const WORDS = [[0, 0], [0, 1], [1, 0], [1, 1]]; // two bits, of which the controls are some
const ENOUGH = 0.99; // probability with which every word is answered when an exercise is done
const STARTS = [[1, 0.5, 0.5], [0, 1, 1], [0, 1, -1]]; // angles to begin with
const [FIRST, LAST] = [0.5, 1e-4]; // steps of the search

/**
 * Mean cross entropy.
 * @param {number[]} chances
 * @param {number[]} wanted
 */
function entropy(chances, wanted) {
  const losses = chances.map((chance, word) => -Math.log(Math.max(1e-12, wanted[word] ? chance : 1 - chance)));
  return losses.reduce((all, loss) => all + loss, 0) / losses.length;
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
  return at;
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

/**
 * The probabilities that a neuron turns its target, for the words 00, 01, 10 and 11, with the angles of least cross entropy.
 * @param {{ controls: number[], order: number, degree: number }} neuron  its controls among the lanes 0 and 1
 * @param {number[]} wanted  a bit for each word
 */
export function bestChances({ controls, order, degree }, wanted) {
  const known = degree ? controls : [];
  // only here the angles of the words hang together: the fourth follows from three
  if (known.length < 2 || degree > 1) return freely(known, wanted);
  const chances = (/** @type {number[]} */ [turn, first, second]) => WORDS.map(([a, b]) => excitation(turn + a * first + b * second, order));
  const loss = (/** @type {number[]} */ at) => entropy(chances(at), wanted);
  const ends = STARTS.map((start) => descended(loss, start));
  return chances(ends.reduce((one, other) => (loss(other) < loss(one) ? other : one)));
}

/**
 * Whether a cell is still one for the task of a preset: as many lanes, and for an exercise one input neuron on its target.
 * @param {import("./cell.js").Topology} topology
 * @param {import("./cell.js").Topology} asked  the preset's cell
 * @param {boolean} isMade  by hand: it is there to be changed
 */
export function mayAnswer(topology, asked, isMade) {
  if (!sameLanes(topology, asked)) return false;
  const [neuron, ...others] = topology.input;
  return isMade || (!others.length && neuron?.target === asked.input[0].target);
}

/**
 * @param {number[]} chances
 * @param {number[]} wanted
 */
const isDone = (chances, wanted) => chances.every((chance, word) => (wanted[word] ? chance : 1 - chance) >= ENOUGH);

/**
 * The probabilities with the angles that the neuron has.
 * @param {{ controls: number[], order: number, degree: number }} neuron  its controls among the lanes 0 and 1
 * @param {Float64Array} weights
 * @param {number} offset  bias and θ
 */
export function chancesNow({ controls, order, degree }, weights, offset) {
  const etas = anglesOf(controls, degree, weights, offset);
  return WORDS.map((word) => excitation(etas[controls.reduce((number, lane) => 2 * number + word[lane], 0)], order));
}

const best = remembered(bestChances);

/**
 * How far an exercise is, in a sentence.
 * @param {{ controls: number[], order: number, degree: number }} neuron
 * @param {number[]} wanted
 * @param {number[] | null} now  the probabilities, where they are computed
 */
export function exerciseTold(neuron, wanted, now) {
  const told = (/** @type {number[]} */ chances) => chances.map((chance) => chance.toFixed(3)).join(", ");
  const chances = best(neuron, wanted), can = isDone(chances, wanted) ? "it can." : "not yet.";
  if (now && isDone(now, wanted)) return `P(1) for 00, 01, 10, 11: ${told(now)}: done.`;
  return `P(1) for 00, 01, 10, 11: ${now ? `${told(now)}; ` : ""}at best ${told(chances)}: ${can}`;
}
