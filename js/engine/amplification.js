// How a neuron succeeds almost surely without looking at its input: the polynomial Q(p) by which
// amplification multiplies both of its factors (nbs/4_hardware/01_amplification).

/** @typedef {{calls: number, phases: string}} Amplification */

/** Order -> most calls for which constant phases are known; from order 5 on there are none. */
const MOST_CALLS = [0, 17, 33, 61, 61];

/**
 * Least success probability of a postselected neuron, at the angle pi/4.
 * @param {number} order
 * @returns {number}
 */
export function leastProbability(order) {
  return 2 ** (1 - 2 ** order);
}

/**
 * Whether Q is a real polynomial.
 * @param {number} order
 * @param {Amplification} amplification
 * @returns {boolean}
 */
export function isReal(order, { calls, phases }) {
  if (calls === 1) return true;
  const most = MOST_CALLS[order] ?? 0;
  return phases === "constant" && calls % 4 === 1 && calls <= most;
}

/**
 * A sum of Chebyshev polynomials T_n(x), by Clenshaw's recurrence.
 * @param {Float64Array} coefficients
 * @param {number} x
 * @returns {number}
 */
function chebyshev(coefficients, x) {
  let last = 0;
  let before = 0;
  for (let n = coefficients.length - 1; n > 0; n -= 1) {
    const next = coefficients[n] + 2 * x * last - before;
    before = last;
    last = next;
  }
  return coefficients[0] + x * last - before;
}

/**
 * The derivative of a sum of Chebyshev polynomials, by its coefficients.
 * @param {Float64Array} coefficients
 * @returns {Float64Array}
 */
function derivative(coefficients) {
  const degree = coefficients.length - 1;
  const slope = new Float64Array(degree + 2);
  for (let n = degree; n > 0; n -= 1) slope[n - 1] = slope[n + 1] + 2 * n * coefficients[n];
  slope[0] /= 2;
  return slope.slice(0, Math.max(1, degree));
}

/**
 * Bring the row with the largest number of a column to its place.
 * @param {Float64Array[]} rows
 * @param {number} column
 */
function pivot(rows, column) {
  let best = column;
  for (let row = column + 1; row < rows.length; row += 1) {
    if (Math.abs(rows[row][column]) > Math.abs(rows[best][column])) best = row;
  }
  [rows[column], rows[best]] = [rows[best], rows[column]];
}

/**
 * Solve linear equations by elimination; the last number of each row is its right side.
 * @param {Float64Array[]} rows
 * @returns {Float64Array}
 */
function solve(rows) {
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    pivot(rows, column);
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const ratio = rows[row][column] / rows[column][column];
      for (let at = column; at <= size; at += 1) rows[row][at] -= ratio * rows[column][at];
    }
  }
  return Float64Array.from(rows, (row, place) => row[size] / row[place]);
}

/**
 * Q for which sqrt(p) Q(p) is 1 + ripple and 1 - ripple in turn at the points; the ripple is last.
 * @param {number[]} points
 * @returns {Float64Array}
 */
function solveRipple(points) {
  const size = points.length;
  const rows = points.map((p, place) => {
    const row = new Float64Array(size + 1);
    const x = 2 * p - 1;
    // T_n(x) by its recurrence, which begins with 1 and x
    let before = x;
    let polynomial = 1;
    for (let n = 0; n < size - 1; n += 1) {
      row[n] = Math.sqrt(p) * polynomial;
      const next = 2 * x * polynomial - before;
      before = polynomial;
      polynomial = next;
    }
    row[size - 1] = place % 2 ? -1 : 1;
    row[size] = 1;
    return row;
  });
  return solve(rows);
}

/**
 * Where a function that changes its sign once is 0.
 * @param {(p: number) => number} height
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
function crossing(height, low, high) {
  const sign = Math.sign(height(low));
  let [left, right] = [low, high];
  // each half decides one bit of a float64
  for (let bit = 0; bit < 60; bit += 1) {
    const middle = (left + right) / 2;
    if (Math.sign(height(middle)) === sign) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

/**
 * The points at which sqrt(p) Q(p) is farthest from 1, between those where it was so before.
 * @param {Float64Array} good coefficients of Q
 * @param {number[]} points
 * @returns {number[]}
 */
function exchanged(good, points) {
  const slopeOfGood = derivative(good);
  const height = (/** @type {number} */ p) => Math.sqrt(p) * chebyshev(good, 2 * p - 1) - 1;
  // the derivative of sqrt(p) Q(p), up to a factor; that of T_n(2p - 1) brings a 2
  const slope = (/** @type {number} */ p) =>
    chebyshev(good, 2 * p - 1) + 4 * p * chebyshev(slopeOfGood, 2 * p - 1);
  const ones = [];
  for (let i = 1; i < points.length; i += 1) ones.push(crossing(height, points[i - 1], points[i]));
  const inner = [];
  for (let i = 1; i < ones.length; i += 1) inner.push(crossing(slope, ones[i - 1], ones[i]));
  return [points[0], ...inner, points[points.length - 1]];
}

/**
 * Coefficients of Q(p) in T_n(2p - 1) of the best real amplitude (Remez's exchange).
 * @param {number} order
 * @param {number} calls 5, 9, 13, ...
 * @returns {Float64Array}
 */
function equalRipple(order, calls) {
  const degree = (calls - 1) / 2;
  const least = leastProbability(order);
  let points = [];
  for (let i = 0; i < degree + 2; i += 1) {
    // extrema crowd at both ends, as those of a cosine do
    const fraction = Math.sin((Math.PI / 2) * (i / (degree + 1))) ** 2;
    points.push(least + (1 - least) * fraction);
  }
  let solution = solveRipple(points);
  // far more than it takes: each exchange doubles the digits that are right
  for (let round = 0; round < 12; round += 1) {
    points = exchanged(solution.slice(0, -1), points);
    solution = solveRipple(points);
  }
  const ripple = solution[degree + 1];
  return solution.slice(0, -1).map((coefficient) => coefficient / (1 + ripple));
}

/**
 * Fixed-point phases (Yoder, Low, Chuang 2014, eq. 11), radians.
 * @param {number} order
 * @param {number} calls
 * @returns {{alphas: number[], betas: number[]}}
 */
function yoderPhases(order, calls) {
  const root = Math.sqrt(leastProbability(order));
  const alphas = [];
  for (let j = 1; 2 * j < calls; j += 1) {
    const tangent = root * Math.tan((2 * Math.PI * j) / calls);
    alphas.push(2 * Math.atan2(1, tangent)); // twice its arccotangent
  }
  const betas = alphas.map((alpha) => -alpha).reverse();
  return { alphas, betas };
}

/** @typedef {{re: number, im: number}} Complex */

/** @typedef {{good: Complex, bad: number}} Rounds Q, and |R|^2 */

/**
 * Product of two complex numbers.
 * @param {Complex} a
 * @param {Complex} b
 * @returns {Complex}
 */
function times(a, b) {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

/**
 * All rounds of amplification with given phases, for one success probability.
 * @param {number} p
 * @param {{alphas: number[], betas: number[]}} phases
 * @returns {Rounds}
 */
function walkRounds(p, { alphas, betas }) {
  let good = { re: 1, im: 0 };
  let bad = { re: 1, im: 0 };
  alphas.forEach((alpha, i) => {
    good = times(good, { re: Math.cos(betas[i]), im: Math.sin(betas[i]) });
    const part = { re: p * good.re + (1 - p) * bad.re, im: p * good.im + (1 - p) * bad.im };
    const along = times({ re: 1 - Math.cos(alpha), im: Math.sin(alpha) }, part);
    good = { re: along.re - good.re, im: along.im - good.im };
    bad = { re: along.re - bad.re, im: along.im - bad.im };
  });
  return { good, bad: bad.re ** 2 + bad.im ** 2 };
}

/**
 * The rounds of the best real amplitude for one success probability.
 * @param {number} p
 * @param {Float64Array} polynomial
 * @returns {Rounds}
 */
function realRounds(p, polynomial) {
  const q = chebyshev(polynomial, 2 * p - 1);
  // p Q^2 + (1 - p) |R|^2 = 1; where p is 1 nothing is bad, and R does not matter
  const bad = p < 1 ? Math.max(0, 1 - p * q * q) / (1 - p) : 0;
  return { good: { re: q, im: 0 }, bad };
}

/** @type {Map<string, (p: number) => Rounds>} */
const made = new Map(); // a polynomial takes milliseconds, and there are fewer than 5,000

/**
 * The function p -> Q and |R|^2: after all rounds the state is
 * sqrt(p) Q |good> + sqrt(1 - p) R |bad>.
 * @param {number} order
 * @param {Amplification | null} amplification null: one call
 * @returns {(p: number) => Rounds}
 */
export function rounds(order, amplification) {
  const { calls, phases } = amplification ?? { calls: 1, phases: "constant" };
  const key = `${order} ${calls} ${phases}`;
  const known = made.get(key);
  if (known) return known;
  const make = () => {
    if (calls > 1 && isReal(order, { calls, phases })) {
      const polynomial = equalRipple(order, calls);
      return (/** @type {number} */ p) => realRounds(p, polynomial);
    }
    const fixed = yoderPhases(order, calls);
    return (/** @type {number} */ p) => walkRounds(p, fixed);
  };
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

/**
 * Success probability of an amplified neuron.
 * @param {number} p success probability of one call
 * @param {number} order
 * @param {Amplification | null} amplification
 * @returns {number}
 */
export function amplifiedSuccess(p, order, amplification) {
  const { good } = rounds(order, amplification)(p);
  return p * (good.re ** 2 + good.im ** 2);
}

/**
 * Least success probability of an amplified neuron, whatever its angle.
 * @param {number} order
 * @param {Amplification | null} amplification
 * @returns {number}
 */
export function leastSuccess(order, amplification) {
  return amplifiedSuccess(leastProbability(order), order, amplification);
}
