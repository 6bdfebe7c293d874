// What a page of digits is given by Python, and what it reads from that
// (nbs/3_seeing/12_digit_stepper).

import { bytesOf } from "./bytes.js";
import { anglesByName, squares } from "./cell.js";
import { digitAnswer, operators, readDigit, rereader } from "./network.js";
import { drawnImage, encoded, unpacked } from "./pictures.js";

/** @typedef {import("./cell.js").Topology} Topology */
/** @typedef {import("./network.js").Operators} Operators */
/** @typedef {import("./pictures.js").Reading} Reading */
/** @typedef {import("./pictures.js").Stroke} Stroke */

/**
 * @typedef {object} About What a network and its task are.
 * @property {Topology} topology
 * @property {[string, number][]} angles name and count of each array
 * @property {number} read words before the answer
 * @property {number[][]} labelWords
 * @property {number} unasked what the steps before the answer are forced on
 */

/** @typedef {About & Reading} Facts */

/**
 * @typedef {object} Pictures Those of a split that a page holds.
 * @property {Int32Array} numbers in the split, ascending
 * @property {Uint8Array} rights their classes
 * @property {Uint8Array} packed their words
 */

/**
 * A network from its topology and the bytes of its angles.
 * @param {About} about
 * @param {DataView} bytes double precision, one array after the other
 * @returns {Operators}
 */
export function networkOf({ topology, angles }, bytes) {
  return operators(topology, anglesByName(topology, new Float64Array(bytesOf(bytes)), angles));
}

/**
 * The pictures that came as bytes.
 * @param {DataView} numbers
 * @param {DataView} rights
 * @param {DataView} packed
 * @returns {Pictures}
 */
export function picturesOf(numbers, rights, packed) {
  return {
    numbers: new Int32Array(bytesOf(numbers)),
    rights: new Uint8Array(bytesOf(rights)),
    packed: new Uint8Array(bytesOf(packed)),
  };
}

/**
 * What is shown, and all that follows from it.
 * @typedef {object} Read
 * @property {Uint16Array} words
 * @property {Uint8Array | null} image of a drawing, as MNIST has it
 * @property {number} right class; -1: nobody knows
 * @property {Float64Array[]} beliefs after each number of words
 * @property {Float64Array[]} states amplitudes, of complex ones the sizes
 */

/**
 * Read a picture, or a drawing in its place; an empty board is blank paper.
 * @param {Operators} network
 * @param {Facts} facts
 * @param {Pictures} pictures
 * @param {{number: number, strokes: Stroke[] | null}} shown
 * @returns {Read}
 */
export function readShown(network, facts, { numbers, rights, packed }, { number, strokes }) {
  const place = numbers.indexOf(number);
  const image = strokes ? drawnImage(strokes) : null;
  const words = image ? encoded(image, facts) : unpacked(packed, place, facts);
  const { beliefs, states } = readDigit(network, facts, words);
  const sizes = states.map((state) => (state.im ? squares(state).map(Math.sqrt) : state.re));
  return { words, image, right: image ? -1 : rights[place], beliefs, states: sizes };
}

/**
 * Whether the most probable class of a picture is not the right one.
 * @param {Operators} network
 * @param {Facts} facts
 * @param {Pictures} pictures
 * @param {number} place
 * @returns {boolean}
 */
export function isMisread(network, facts, { rights, packed }, place) {
  const chances = digitAnswer(network, facts, unpacked(packed, place, facts));
  const most = chances.reduce((largest, chance) => Math.max(largest, chance));
  return chances.indexOf(most) !== rights[place];
}

/**
 * The steps that read a pixel, and the bits of their words that say what it is: along rows, and along columns if there are two lines.
 * @param {Reading} facts
 * @param {number} pixel row by row
 * @returns {[number, number][]} step, bit
 */
function readingsOf({ size, scans, patch, order }, pixel) {
  const turned = (pixel % size) * size + Math.floor(pixel / size);
  const places = scans > 1 ? [pixel, turned] : [pixel];
  return places.map((place, line) => {
    const row = Math.floor(place / size), column = place % size;
    const number = Math.floor(row / patch) * (size / patch) + Math.floor(column / patch);
    const inside = (row % patch) * patch + (column % patch);
    return [order.indexOf(number), 2 ** ((scans - line) * patch ** 2 - 1 - inside)];
  });
}

/**
 * How the probability of a class would change if one pixel were the other way round, as far as it has been read; the rest is paper.
 * @param {Operators} network
 * @param {Facts} facts
 * @param {Read} read
 * @param {number} time words read
 * @param {number} index of the class
 * @returns {(pixel: number) => number}
 */
export function pixelChanges(network, facts, { words, beliefs }, time, index) {
  const reread = rereader(network, facts, words, time);
  return (pixel) => {
    /** @type {Map<number, number>} */
    const changes = new Map();
    for (const [step, bit] of readingsOf(facts, pixel)) {
      if (step < time) changes.set(step, (changes.get(step) ?? words[step]) ^ bit);
    }
    return changes.size ? reread(changes)[index] - beliefs[time][index] : 0;
  };
}
