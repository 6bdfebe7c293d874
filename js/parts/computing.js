// What a page computes of the sequence that is watched, once for each network.

import { influences, influenceWork, stationsOf } from "../engine/running.js";

/** @typedef {import("../engine/cell.js").Topology} Topology */
/** @typedef {import("../engine/film.js").Frame} Frame */
/** @typedef {import("../engine/running.js").Station} Station */

/** @typedef {{ topology: Topology, inputs: number[], ran: Frame }} Ran  a network that has read the sequence */

/** @typedef {{ step: number, shares: ArrayLike<number> | null, reason: string }} Influence  shares null: the reason says why */

const MOST_WORK = 4e7; // multiplications: a tenth of a second

/**
 * @param {() => Ran | null} get  null: the cell is too large for a page
 */
export function computing(get) {
  /** @type {Frame | null} */
  let of = null;
  /** @type {Map<string, any>} */
  let known = new Map();
  /**
   * @template Value
   * @param {string} name
   * @param {(now: Ran) => Value} compute
   * @returns {Value | null}
   */
  function once(name, compute) {
    const now = get();
    if (!now) return null;
    if (now.ran !== of) known = new Map();
    of = now.ran;
    if (!known.has(name)) known.set(name, compute(now));
    return known.get(name);
  }
  /** @param {number} step @returns {Station[]} how its word passes through the cell; none where that is not computed */
  const stations = (step) =>
    once(`stations ${step}`, ({ topology, inputs, ran }) => {
      const { parameters, taken, told } = ran;
      return stationsOf(topology, parameters, { read: inputs[step], taken: taken[step], before: told.states[step] });
    }) ?? [];
  /** @param {number} step @returns {Influence} what the prediction at a step depends on */
  function influence(step) {
    const now = get();
    if (!now) return { step, shares: null, reason: "the cell is too large to compute in a page" };
    const work = influenceWork(now.topology, now.inputs, step);
    if (work > MOST_WORK) return { step, shares: null, reason: `${Math.round(work / 1e6)} million multiplications are too many for a page` };
    const compute = (/** @type {Ran} */ { inputs, ran }) => influences(ran.network, inputs, ran.taken, ran.told, step);
    return { step, shares: once(`influence ${step}`, compute), reason: "" };
  }
  return { stations, influence };
}
