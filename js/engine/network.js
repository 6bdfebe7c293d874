// A network from its cell: the cell's operators, runs along a sequence, and a digit read word by
// word (nbs/1_model/04_operators and 05_network, nbs/3_seeing/12_digit_stepper).

import { gatesOf, scaled, squares, sum, turned, turnsOf } from "./cell.js";

/** @typedef {import("./cell.js").Topology} Topology */
/** @typedef {import("./cell.js").Parameters} Parameters */
/** @typedef {import("./cell.js").State} State */
/** @typedef {import("./cell.js").Turn} Turn */

/** In the place of a forced word: the output stage does not act at this step, and nothing comes out. */
export const SILENT = -2;

/**
 * @typedef {object} Operators A compiled cell: to read x is to multiply by M_x, and O_y weighs the
 * states of the word y.
 * @property {number} words how many there are
 * @property {number} size 2^workspace
 * @property {State} M words * size * size: one matrix after the other, row by row
 * @property {State} O words * size
 * @property {number} logScale logarithm of what O_y M_x was divided by
 * @property {number} logScaleO the part of it that belongs to O_y
 */

/**
 * The largest absolute value of a gate's factors.
 * @param {Turn} turn
 * @returns {number}
 */
function largestFactor({ c, s, phase }) {
  const sizes = c.map((keep, word) => {
    const size = Math.max(Math.abs(keep), Math.abs(s[word]));
    return phase ? size * Math.hypot(phase.re[word], phase.im[word]) : size;
  });
  return sizes.reduce((largest, size) => Math.max(largest, size), 0);
}

/**
 * The same gate with all factors divided by a number.
 * @param {Turn} turn
 * @param {number} scale
 * @returns {Turn}
 */
function divided(turn, scale) {
  const by = (/** @type {number} */ factor) => factor / scale;
  return { ...turn, c: turn.c.map(by), s: turn.s.map(by) };
}

/**
 * The operators of a cell: M from the input and work stages, O from the output stage (fig. 4).
 * @param {Topology} topology
 * @param {Parameters} parameters
 * @returns {Operators}
 */
export function operators(topology, parameters) {
  const words = 2 ** topology.inputs;
  const size = 2 ** topology.workspace;
  /** @type {State} */
  let M = { re: new Float64Array(words * size * size), im: null };
  // the same identity for every word, since no gate before the output turns an in/out lane
  for (let row = 0; row < words * size; row += 1) M.re[row * size + (row % size)] = 1;
  /** @type {State} */
  let O = { re: new Float64Array(words * size).fill(1, 0, size), im: null };
  let [logScale, logScaleO] = [0, 0];
  for (const gate of gatesOf(topology)) {
    for (const turn of turnsOf(topology, parameters, gate)) {
      const scale = largestFactor(turn);
      logScale += Math.log(scale);
      if (gate.key.startsWith("output")) {
        O = turned(O, divided(turn, scale));
        logScaleO += Math.log(scale);
      } else M = turned(M, divided(turn, scale), size);
    }
  }
  return { words, size, M, O, logScale, logScaleO };
}

/**
 * Add a real matrix times a real vector to a vector.
 * @param {Float64Array} into
 * @param {Float64Array} matrix square, row by row
 * @param {Float64Array} vector
 * @param {number} sign 1 to add, -1 to subtract
 */
function addProduct(into, matrix, vector, sign) {
  const size = into.length;
  const whole = size - (size % 4);
  // four rows at once: their sums do not wait for one another, and the vector is read once
  for (let row = 0; row < whole; row += 4) {
    const first = row * size;
    const [second, third, fourth] = [first + size, first + 2 * size, first + 3 * size];
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0; at < size; at += 1) {
      const value = vector[at];
      a += matrix[first + at] * value;
      b += matrix[second + at] * value;
      c += matrix[third + at] * value;
      d += matrix[fourth + at] * value;
    }
    into[row] += sign * a;
    into[row + 1] += sign * b;
    into[row + 2] += sign * c;
    into[row + 3] += sign * d;
  }
  for (let row = whole; row < size; row += 1) {
    let total = 0;
    for (let at = 0; at < size; at += 1) total += matrix[row * size + at] * vector[at];
    into[row] += sign * total;
  }
}

/**
 * A matrix times a vector.
 * @param {State} matrix square, row by row
 * @param {State} vector
 * @returns {State}
 */
function product(matrix, vector) {
  const size = vector.re.length;
  const re = new Float64Array(size);
  addProduct(re, matrix.re, vector.re, 1);
  if (!matrix.im && !vector.im) return { re, im: null };
  const im = new Float64Array(size);
  if (matrix.im) addProduct(im, matrix.im, vector.re, 1);
  if (vector.im) addProduct(im, matrix.re, vector.im, 1);
  if (matrix.im && vector.im) addProduct(re, matrix.im, vector.im, -1);
  return { re, im };
}

/**
 * Some numbers from the middle of a state.
 * @param {State} state
 * @param {number} start
 * @param {number} count
 * @returns {State} a view
 */
function part({ re, im }, start, count) {
  const end = start + count;
  return { re: re.subarray(start, end), im: im ? im.subarray(start, end) : null };
}

/**
 * Number by number the product of two states.
 * @param {State} a
 * @param {State} b
 * @returns {State}
 */
function weighed(a, b) {
  const re = a.re.map((value, at) => value * b.re[at]);
  if (!a.im && !b.im) return { re, im: null };
  const none = new Float64Array(re.length);
  const x = a.im ?? none;
  const y = b.im ?? none;
  const im = re.map((_, at) => a.re[at] * y[at] + x[at] * b.re[at]);
  return { re: re.map((value, at) => value - x[at] * y[at]), im };
}

/**
 * A state divided by its length.
 * @param {State} state
 * @returns {State}
 */
function normalised(state) {
  return scaled(state, 1 / Math.sqrt(sum(squares(state))));
}

/**
 * The state M_x psi after a word has been read; not normalised.
 * @param {Operators} network
 * @param {number} word
 * @param {State} hidden
 * @returns {State}
 */
export function step({ M, size }, word, hidden) {
  return product(part(M, word * size * size, size * size), hidden);
}

/**
 * Weights of all words that may come out, not normalised.
 * @param {Operators} network
 * @param {State} phi M_x psi
 * @returns {Float64Array}
 */
function weights({ O, words, size }, phi) {
  const chances = new Float64Array(words);
  for (let word = 0; word < words; word += 1) {
    const row = word * size;
    for (let at = 0; at < size; at += 1) {
      const re = O.re[row + at];
      const im = O.im ? O.im[row + at] : 0;
      const p = phi.im ? phi.re[at] ** 2 + phi.im[at] ** 2 : phi.re[at] ** 2;
      chances[word] += (re * re + im * im) * p;
    }
  }
  return chances;
}

/**
 * The state after a word has come out, or none; not normalised.
 * @param {Operators} network
 * @param {State} phi M_x psi
 * @param {number} word or SILENT
 * @returns {State}
 */
function outcome({ O, size }, phi, word) {
  return word === SILENT ? phi : weighed(part(O, word * size, size), phi);
}

/**
 * @typedef {object} Run
 * @property {Float64Array[]} distributions of each step, over the word that comes out
 * @property {State[]} states 1 + steps hidden states; the first is the one to start from
 * @property {Float64Array} success of each step: probability that all ancillas give 0
 */

/**
 * A teacher-forced run, step by step (fig. 5).
 * @param {Operators} network
 * @param {ArrayLike<number>} inputs the word that each step reads
 * @param {ArrayLike<number>} forced the word that each step is postselected on, or SILENT
 * @param {State} [hidden] of length 1; as a rule |0...0>
 * @returns {Run}
 */
export function run(network, inputs, forced, hidden = blank(network)) {
  const states = [hidden];
  const distributions = [];
  const success = new Float64Array(inputs.length);
  // a scale belongs to amplitudes, a weight is their square: hence the 2
  const scale = Math.exp(2 * network.logScale), silentScale = Math.exp(2 * (network.logScale - network.logScaleO));
  for (let t = 0; t < inputs.length; t += 1) {
    const phi = step(network, inputs[t], states[t]);
    const chances = weights(network, phi);
    const total = sum(chances);
    // the ancillas of an output stage that does not act cannot fail
    success[t] = forced[t] === SILENT ? sum(squares(phi)) * silentScale : total * scale;
    distributions.push(chances.map((weight) => weight / total));
    states.push(normalised(outcome(network, phi, forced[t])));
  }
  return { distributions, states, success };
}

/**
 * The hidden state |0...0>.
 * @param {Operators} network
 * @returns {State}
 */
function blank({ size }) {
  const re = new Float64Array(size);
  re[0] = 1;
  return { re, im: null };
}

/**
 * The product of a square matrix with itself, divided by its largest number.
 * @param {State} matrix
 * @param {number} size
 * @returns {State}
 */
function squared(matrix, size) {
  const re = new Float64Array(size * size);
  const im = matrix.im ? new Float64Array(size * size) : null;
  const columnOf = (/** @type {Float64Array} */ values, /** @type {number} */ column) =>
    new Float64Array(size).map((_, row) => values[row * size + column]);
  for (let column = 0; column < size; column += 1) {
    const ofIm = matrix.im ? columnOf(matrix.im, column) : null;
    const result = product(matrix, { re: columnOf(matrix.re, column), im: ofIm });
    for (let row = 0; row < size; row += 1) {
      re[row * size + column] = result.re[row];
      if (im && result.im) im[row * size + column] = result.im[row];
    }
  }
  const largest = squares({ re, im }).reduce((most, square) => Math.max(most, square), 0);
  return scaled({ re, im }, 1 / Math.sqrt(largest));
}

/** @type {WeakMap<Operators, Map<number, State[]>>} */
const whites = new WeakMap(); // what reading 1, 2, 4, 8, ... white words does, for each network and what is forced meanwhile

/**
 * What it does to a state to read 2^power white words.
 * @param {Operators} network
 * @param {number} power
 * @param {number} unasked what is forced meanwhile: 0 or SILENT
 * @returns {State} a matrix, up to a factor
 */
function whiteMatrix(network, power, unasked) {
  const { words, size, M, O } = network;
  const ofNetwork = whites.get(network) ?? new Map(), known = ofNetwork.get(unasked) ?? [];
  whites.set(network, ofNetwork.set(unasked, known));
  if (!known.length) {
    const read = part(M, (words - 1) * size * size, size * size);
    const row = (/** @type {Float64Array} */ values) =>
      new Float64Array(size * size).map((_, at) => values[Math.floor(at / size)]);
    const out = { re: row(O.re), im: O.im ? row(O.im) : null };
    known.push(unasked === SILENT ? read : weighed(out, read));
  }
  while (known.length <= power) known.push(squared(known[known.length - 1], size));
  return known[power];
}

/**
 * The power of 2 up to which white words are read at once. A squaring costs as much as `size` products with a state, and spares each
 * picture products: half as many with the matrix squared.
 * @param {number} size of a state
 * @param {number} count words of a picture
 * @returns {number}
 */
function highestPower(size, count) {
  let power = 0;
  while (count ** 2 > size * 2 ** (power + 1)) power += 1;
  return power;
}

/**
 * The state after so many white words, of length 1.
 * @param {Operators} network
 * @param {State} hidden
 * @param {number} count
 * @param {number} highest as `highestPower` says
 * @param {number} unasked what is forced meanwhile: 0 or SILENT
 * @returns {State}
 */
function afterWhite(network, hidden, count, highest, unasked) {
  let state = hidden;
  let left = count;
  // any number of words is a sum of powers of 2, so a few products are enough
  for (let power = highest; power >= 0; power -= 1) {
    for (; left >= 2 ** power; left -= 2 ** power)
      state = normalised(product(whiteMatrix(network, power, unasked), state));
  }
  return state;
}

/**
 * @typedef {object} DigitTask How digits are named.
 * @property {number} read words of a picture that are read before the answer
 * @property {number[][]} labelWords the words that spell each class
 * @property {number} unasked what the steps before the answer are forced on: 0 or SILENT
 */

/**
 * Joint probability of each class: the product of those of its words, given the words before.
 * @param {Operators} network
 * @param {number[][]} labels words of each class that are still to come
 * @param {State} phi M_x psi of the step whose word is the first of them
 * @param {number[]} behind words that the steps after it read
 * @returns {Float64Array}
 */
function classChances(network, labels, phi, behind) {
  const chances = weights(network, phi);
  const total = sum(chances);
  const first = new Float64Array(labels.length).map((_, at) => chances[labels[at][0]] / total);
  if (labels[0].length === 1) return first;
  const [next, ...others] = behind;
  for (const word of new Set(labels.map((label) => label[0]))) {
    const mine = [...labels.keys()].filter((at) => labels[at][0] === word);
    const rest = mine.map((at) => labels[at].slice(1));
    const after = step(network, next, outcome(network, phi, word));
    const given = classChances(network, rest, after, others);
    mine.forEach((at, place) => {
      first[at] *= given[place];
    });
  }
  return first;
}

/**
 * @typedef {object} DigitReading Entry t of both lists is after t words.
 * @property {Float64Array[]} beliefs P(class at the end), were all words from t on white
 * @property {State[]} states hidden states, the last one given the most probable answer
 */

/**
 * Probabilities of the classes behind the last word of a picture.
 * @param {Operators} network
 * @param {DigitTask} task
 * @param {ArrayLike<number>} words
 * @param {State} before the hidden state before the last word
 * @param {number} [last] that word
 * @returns {{chances: Float64Array, phi: State}} phi: M_x psi
 */
function answered(network, { read, labelWords }, words, before, last = words[read - 1]) {
  const behind = labelWords[0].slice(1).map((_, place) => words[read + place] ?? 0);
  const phi = step(network, last, before);
  return { chances: classChances(network, labelWords, phi, behind), phi };
}

/**
 * Hidden states before each word of a picture.
 * @param {Operators} network
 * @param {DigitTask} task
 * @param {ArrayLike<number>} words
 * @returns {State[]}
 */
function statesBefore(network, { read, unasked }, words) {
  const last = read - 1;
  return run(network, Array.from(words).slice(0, last), Array(last).fill(unasked)).states;
}

/**
 * Joint probabilities of the classes behind a picture.
 * @param {Operators} network
 * @param {DigitTask} task
 * @param {ArrayLike<number>} words as for `readDigit`
 * @returns {Float64Array}
 */
export function digitAnswer(network, task, words) {
  const states = statesBefore(network, task, words);
  return answered(network, task, words, states[states.length - 1]).chances;
}

/**
 * Read a picture word by word.
 * @param {Operators} network
 * @param {DigitTask} task
 * @param {ArrayLike<number>} words what all steps read: the picture's words, and those behind them
 * while the label is spelled (none: zeros)
 * @returns {DigitReading}
 */
export function readDigit(network, task, words) {
  const states = statesBefore(network, task, words);
  const last = task.read - 1;
  const white = network.words - 1;
  const highest = highestPower(network.size, last);
  const beliefs = states.map((hidden, t) => {
    const before = afterWhite(network, hidden, last - t, highest, task.unasked);
    return answered(network, task, words, before, white).chances;
  });
  const { chances, phi } = answered(network, task, words, states[last]);
  beliefs.push(chances);
  const answer = chances.indexOf(chances.reduce((most, chance) => Math.max(most, chance)));
  states.push(normalised(outcome(network, phi, task.labelWords[answer][0])));
  return { beliefs, states };
}

/**
 * How much the answer changes if something in a picture were different, the part behind it being blank paper.
 * @param {Operators} network
 * @param {DigitTask} task
 * @param {ArrayLike<number>} words of the picture
 * @param {number} time words that are read
 * @returns {(changes: Map<number, number>) => Float64Array} chances of the classes with other words at some steps
 */
export function rereader(network, task, words, time) {
  const last = task.read - 1, white = network.words - 1;
  const until = Math.min(time, last);
  const states = statesBefore(network, task, words);
  const highest = highestPower(network.size, last);
  const sheet = Array.from(words).map((word, step) => (step < time || step > last ? word : white));
  return (changes) => {
    const others = sheet.map((word, step) => changes.get(step) ?? word);
    const from = Math.min(until, ...changes.keys());
    const left = others.slice(from, until);
    const before = run(network, left, Array(left.length).fill(task.unasked), states[from]).states[left.length];
    return answered(network, task, others, afterWhite(network, before, last - until, highest, task.unasked), others[last]).chances;
  };
}
