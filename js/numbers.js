// Numbers as they come from Python, and as people read them.

import { bytesOf } from "./engine/bytes.js";

/** @param {DataView | null | undefined} view */
export const floats = (view) => (view ? new Float32Array(bytesOf(view)) : new Float32Array());

/**
 * A number with three digits that count.
 * @param {number} value
 */
export const short = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value));

const ROUNDING = 1e-9; // a sum of squares misses 1 by less where nothing else is possible

/** @param {number} p @returns {boolean} whether nothing else is possible */
export const isCertain = (p) => p > 1 - ROUNDING;

/**
 * A probability, which is never rounded to 0 or 1.
 * @param {number} p
 */
export function toldChance(p) {
  if (p > 0 && p < 0.001) return "< 0.001";
  if (isCertain(p)) return "1";
  if (p > 0.9999) return "> 0.9999";
  return p > 0.999 ? p.toFixed(4) : short(p);
}

/**
 * How large a probability is, behind its name: "= 0.7", "> 0.9999".
 * @param {number} p
 */
export function comparedChance(p) {
  const told = toldChance(p);
  return /^[<>]/.test(told) ? told : `= ${told}`;
}

/**
 * What a probability is of, and how large it is: p(1) = 0.7.
 * @param {string} name
 * @param {number} p
 */
export function namedChance(name, p) {
  // on one line
  return `p(${name}) ${comparedChance(p)}`.replaceAll(" ", "\u00a0");
}

/** @param {number} nats  a minute, infinite where something that cannot be has come @returns {string} a regret as it is written */
export const toldRegret = (nats) => (nats === Infinity ? "∞" : nats.toFixed(4));

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number with three digits that count, as a power of ten where it is very large or very small: 1.55 × 10⁻⁹.
 * @param {number} value
 */
export function powered(value) {
  if (value === 0 || (value >= 1e-4 && value < 1e5)) return short(value);
  const [digits, power] = value.toExponential(2).split("e"), raised = [...power.replace(/\D/g, "")].map((digit) => RAISED[Number(digit)]);
  return `${Number(digits)} × 10${value < 1 ? "⁻" : ""}${raised.join("")}`;
}

/**
 * The smallest of 1, 2 and 5 times a power of ten that is no smaller than a number.
 * @param {number} value
 */
export function roundAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number((power * ([1, 2, 5].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10)).toPrecision(1));
}

/**
 * About `count` round numbers (1, 2 or 5 times a power of ten apart) from low to high.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 */
export function roundTicks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const ticks = [];
  for (let index = Math.ceil(low / gap); index * gap <= high + gap * 1e-9; index++) ticks.push(index * gap);
  return ticks;
}

/**
 * Ticks of a logarithmic axis: powers of ten, with 2 and 5 times them where there is room, round numbers where less than a decade shows.
 * @param {number} low
 * @param {number} high
 */
export function logTicks(low, high) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++)
    for (const factor of [1, 2, 5]) ticks.push(factor * 10 ** power);
  const within = ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  if (within.length < 3) return roundTicks(low, high, 4).filter((tick) => tick > 0);
  if (within.length < 7) return within;
  const powers = within.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-6);
  return powers.filter((_, index) => index % Math.ceil(powers.length / 6) === 0);
}

/**
 * @param {number} low
 * @param {number} value
 * @param {number} high
 */
export const clamp = (low, value, high) => Math.max(low, Math.min(high, value));

/**
 * A number as bits.
 * @param {number} word
 * @param {number} length
 */
export const binary = (word, length) => (length ? word.toString(2).padStart(length, "0") : "");

/**
 * A basis state as physicists write it.
 * @param {number} state
 * @param {number} lanes
 */
export const ket = (state, lanes) => `|${binary(state, lanes)}⟩`;
