const { html, svg, say, resize, emOf, within, download } = (() => {
// Elements of HTML and SVG, and what is said in them.

/** @typedef {Record<string, string | number | boolean>} Attributes */

/**
 * An element of HTML.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * An element of SVG, with the text that it holds.
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {string | number} [text]
 * @returns {SVGElementTagNameMap[Name]}
 */
function svg(name, attributes = {}, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = String(text);
  return element;
}

/**
 * Let an element hold this text; where it holds it already, nothing is touched and no screen reader speaks.
 * @param {Element} element
 * @param {string} text
 */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Empty a picture and give it a size in pixels.
 * @param {SVGElement} root
 * @param {number} width
 * @param {number} height
 */
function resize(root, width, height) {
  root.replaceChildren();
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(height));
}

/**
 * The size of an element's letters in pixels.
 * @param {Element} element
 */
const emOf = (element) => Number.parseFloat(getComputedStyle(element).fontSize) || 15;

/**
 * Where the pointer is in an element, in the element's own pixels: a page that is presented is larger than it says.
 * @param {MouseEvent} event
 * @param {Element} element
 * @returns {[number, number]} from its left, from its top
 */
function within(event, element) {
  const { left, top, width } = element.getBoundingClientRect(), scale = width ? element.clientWidth / width : 1;
  return [(event.clientX - left) * scale, (event.clientY - top) * scale];
}

/**
 * Save a file from the page.
 * @param {string} name
 * @param {BlobPart} content
 */
function download(name, content) {
  const address = URL.createObjectURL(new Blob([content]));
  html("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
return { html, svg, say, resize, emOf, within, download };
})();

const { ICONS, icon, button, tool, oneOf, popup, helpOn, toolbar, allow, onKeys, onSliderKeys, aimed, watched, put, selector, fold, panel } = (() => {
// Buttons and fields.


/** @typedef {import("./dom.js").Attributes} Attributes */

/** @type {Record<string, string>} drawings on buttons that several pages have */
const ICONS = {
  Play: "M3 1.5 13 8 3 14.5Z",
  Pause: "M3 2h4v12H3ZM9 2h4v12H9Z",
  Back: "M14 1.5 6 8 14 14.5ZM2 2h3v12h-3Z",
  Next: "M2 1.5 10 8 2 14.5ZM11 2h3v12h-3Z",
  Left: "M10.5 1.5 12.5 3.5 8 8 12.5 12.5 10.5 14.5 4 8Z",
  Right: "M5.5 1.5 12 8 5.5 14.5 3.5 12.5 8 8 3.5 3.5Z",
  Undo: "M6 2 1 6l5 4V7.3c4 0 6 1.2 7.5 4.2C13.5 7.5 11 5 6 4.7Z",
  Redo: "M10 2l5 4-5 4V7.3c-4 0-6 1.2-7.5 4.2C2.5 7.5 5 5 10 4.7Z",
  Pin: "M5 1h6v1.5l-1 .5v4l2.5 2.5V11H8.7L8 15.5 7.3 11H3.5V9.5L6 7V3l-1-.5Z",
  Present: "M1 1h5v2H3v3H1ZM10 1h5v5h-2V3h-3ZM1 10h2v3h3v2H1ZM13 10h2v5h-5v-2h3Z",
  More: "M2 6.4h3.2v3.2H2ZM6.4 6.4h3.2v3.2H6.4ZM10.8 6.4H14v3.2h-3.2Z",
};

/**
 * A small picture on a button.
 * @param {string} path  of a drawing, 16 by 16
 */
function icon(path) {
  const picture = svg("svg", { viewBox: "0 0 16 16", width: 12, height: 12, "aria-hidden": "true" });
  picture.append(svg("path", { d: path }));
  return picture;
}

/**
 * A button; while it is `aria-disabled` it keeps the focus and does nothing.
 * @param {string} label
 * @param {string} hint
 * @param {() => unknown} press
 * @param {Node[]} before  what stands before the label
 */
function button(label, hint, press, ...before) {
  const element = html("button", { type: "button", title: hint }, ...before, label);
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-disabled") !== "true") press();
  });
  return element;
}

/**
 * A button that is a drawing, with its name beside it where there is room, or never.
 * @param {string} name  in ICONS, if there is no other drawing
 * @param {string} hint
 * @param {() => unknown} press
 * @param {boolean} [isNamed]  whether the name may be seen
 * @param {string} [drawing]
 */
function tool(name, hint, press, isNamed = false, drawing = ICONS[name]) {
  const element = button("", hint, press, icon(drawing));
  element.setAttribute("aria-label", name);
  if (isNamed) element.append(html("span", { class: "qs-word-of" }, name));
  return element;
}

/**
 * A word that changes, in a place that is wide enough for all that it may be, so that nothing beside it moves.
 * @param {string} now
 * @param {string[]} others
 */
const oneOf = (now, ...others) => html("span", { class: "qs-one-of", "data-words": [now, ...others].join("\n") }, now);

/**
 * A button that opens a box beside itself; the browser closes it with Escape and by a press elsewhere.
 * @param {HTMLButtonElement} opener
 * @param {Attributes} attributes  of the box
 * @param {(Node | string)[]} children
 */
function popup(opener, attributes, ...children) {
  const box = html("div", { popover: "auto", ...attributes }, ...children);
  opener.popoverTargetElement = box;
  opener.setAttribute("aria-expanded", "false");
  box.addEventListener("beforetoggle", (event) => {
    const isOpen = event.newState === "open";
    opener.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    // towards the middle of the window; all in pixels of the page, which is larger when it is presented
    const { left, right, top, bottom, width } = opener.getBoundingClientRect(), scale = opener.offsetWidth / width;
    const [wide, high] = [innerWidth, innerHeight], isRight = left + right > wide, isLow = top + bottom > high;
    const across = isRight ? { left: NaN, right: wide - right } : { left, right: NaN };
    const down = isLow ? { top: NaN, bottom: high - top + 4 } : { top: bottom + 4, bottom: NaN };
    for (const [side, pixels] of Object.entries({ ...across, ...down }))
      box.style.setProperty(side, Number.isNaN(pixels) ? "auto" : `${pixels * scale}px`);
  });
  return html("span", { class: "qs-popup" }, opener, box);
}

/**
 * A "?" that opens a sentence about a term, and the lesson that explains it.
 * @param {string} term
 * @param {[string, string, string]} about  the sentence, the lesson, and its notebook
 * @param {string | undefined} address  of the lesson, where it can be opened from here
 */
function helpOn(term, [sentence, lesson, notebook], address) {
  const opener = html("button", { type: "button", class: "qs-help", "aria-label": `What is: ${term}?`, title: `what is: ${term}?` }, "?");
  // in a tab of its own, so that what one has set up stays
  const link = html("a", { href: address ?? "", target: "_blank", rel: "noopener" }, `Lesson ${lesson}`);
  const where = address ? link : html("i", {}, `Lesson ${lesson}: open ${notebook}`);
  return popup(opener, { class: "qs-about", role: "note", "aria-label": term }, html("b", {}, term), ` ${sentence} `, where);
}

/**
 * The one bar of a page: what runs, a line that says what is true now, and what concerns the whole page.
 * @param {{ run: Node[], line: (Node | string)[], page: Node[] }} groups
 */
function toolbar({ run, line, page }) {
  const group = (/** @type {string} */ kind, /** @type {string} */ name, /** @type {Node[]} */ nodes) =>
    html("div", { class: kind, role: "group", "aria-label": name }, ...nodes);
  const bar = html("div", { class: "qs-toolbar" });
  if (run.length) bar.append(group("qs-run", "Run", run));
  bar.append(html("div", { class: "qs-told" }, ...line), group("qs-page", "Page", page));
  return bar;
}

/**
 * @param {Element} element  a button
 * @param {unknown} allowed
 */
function allow(element, allowed) {
  element.setAttribute("aria-disabled", String(!allowed));
}

/**
 * Do something for some keys, and keep them from all others who listen.
 * @param {HTMLElement} element
 * @param {(key: string) => (() => unknown) | undefined} moves  what a key does; undefined: it is not ours
 */
function onKeys(element, moves) {
  element.addEventListener("keydown", (event) => {
    const move = moves(event.key);
    if (move === undefined) return;
    event.preventDefault();
    move();
  });
}

const ALONG = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -Infinity, End: Infinity };

/**
 * Let keys move what is a slider.
 * @param {HTMLElement} element
 * @param {(by: number) => unknown} shift  by so many, or infinitely far
 * @param {{ more?: Record<string, number>, isOn?: () => boolean }} [options]  more: further keys; isOn: whether they are ours now
 */
function onSliderKeys(element, shift, { more = {}, isOn = () => true } = {}) {
  /** @type {Record<string, number>} */
  const keys = { ...ALONG, ...more };
  onKeys(element, (key) => (keys[key] === undefined || !isOn() ? undefined : () => shift(keys[key])));
}

/**
 * A value that keys move step by step. While Python has not answered yet the next step goes on from the last one, not from what is shown.
 * @template Value
 * @param {() => boolean} settled
 * @param {() => Value} shown
 * @param {(goal: Value) => unknown} go
 */
function aimed(settled, shown, go) {
  /** @type {Value | undefined} */
  let goal;
  return (/** @type {(value: Value) => Value} */ change) => {
    goal = change(settled() || goal === undefined ? shown() : goal);
    go(goal);
  };
}

/** @type {WeakSet<HTMLElement>} fields that somebody is typing into */
const typing = new WeakSet();

/**
 * A field that `put` leaves alone while somebody types there.
 * @template {HTMLElement} Field
 * @param {Field} input
 */
function watched(input) {
  input.addEventListener("input", () => typing.add(input));
  for (const end of ["change", "blur"]) input.addEventListener(end, () => typing.delete(input));
  return input;
}

/**
 * Let a field show a value, unless somebody types there or what was asked last is not done yet.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {unknown} value
 * @param {() => boolean} [settled]
 */
function put(input, value, settled = () => true) {
  if (!typing.has(input) && settled() && input.value !== String(value)) input.value = String(value);
}

/**
 * One of several values.
 * @param {string} name
 * @param {readonly (string | number)[]} values
 * @param {(value: string) => void} choose
 */
function selector(name, values, choose) {
  const select = html("select", { "aria-label": name });
  const row = html("label", { class: "qn-choice" }, html("span", {}, name), select);
  select.addEventListener("change", () => choose(select.value));
  let offered = "";
  /** @param {string | number} value @param {readonly (string | number)[]} [options] @param {(option: any) => string} [named] */
  function show(value, options = values, named = String) {
    const names = options.map(named);
    if (offered !== names.join()) {
      offered = names.join();
      select.replaceChildren(...options.map((option, n) => html("option", { value: option }, names[n])));
    }
    put(select, value);
  }
  return { select, row, show };
}

/**
 * A part of a page that can be folded.
 * @param {string} title
 * @param {Node[]} children
 */
function fold(title, ...children) {
  return html("details", { class: "qs-fold" }, html("summary", {}, title), ...children);
}

/**
 * A part of a page, with its title.
 * @param {string} title
 * @param {Node[]} children
 */
function panel(title, ...children) {
  return html("section", { class: "qn-panel", "aria-label": title }, html("div", { class: "qn-title" }, title), ...children);
}
return { ICONS, icon, button, tool, oneOf, popup, helpOn, toolbar, allow, onKeys, onSliderKeys, aimed, watched, put, selector, fold, panel };
})();

const { asCsv } = (() => {
// Numbers as a table that other programs read.

/** @param {unknown} value */
const field = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** @param {unknown[][]} rows  the first has the names of the columns @returns {string} */
const asCsv = (rows) => `${rows.map((row) => row.map(field).join(",")).join("\n")}\n`;
return { asCsv };
})();

const { leastProbability, isReal, rounds, amplifiedSuccess, leastSuccess } = (() => {
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
function leastProbability(order) {
  return 2 ** (1 - 2 ** order);
}

/**
 * Whether Q is a real polynomial.
 * @param {number} order
 * @param {Amplification} amplification
 * @returns {boolean}
 */
function isReal(order, { calls, phases }) {
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
function rounds(order, amplification) {
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
function amplifiedSuccess(p, order, amplification) {
  const { good } = rounds(order, amplification)(p);
  return p * (good.re ** 2 + good.im ** 2);
}

/**
 * Least success probability of an amplified neuron, whatever its angle.
 * @param {number} order
 * @param {Amplification | null} amplification
 * @returns {number}
 */
function leastSuccess(order, amplification) {
  return amplifiedSuccess(leastProbability(order), order, amplification);
}
return { leastProbability, isReal, rounds, amplifiedSuccess, leastSuccess };
})();

const { LIMITS, pythonFloat, quoted, pythonText, pythonTuple, wrong, withCommas, whole, finite, checkedChoice, checkedItems, checkedRecord, checkedText } = (() => {
// What an engine refuses, in the sentences of Python's qrnn_nb.checks: a page shows them as they are.

/** The largest cell, as in qrnn_nb.checks. */
const LIMITS = Object.freeze({
  lanes: 64,
  bits: 16, // of a word: the alphabet has 2^bits words
  order: 10,
  calls: 999,
  stages: 1000,
  neurons: 10_000,
  angles: 20_000_000,
});

/**
 * A number as Python writes a float: 1e-07 for 1e-7, 1.0 for 1.
 * @param {number} value
 * @returns {string}
 */
function pythonFloat(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  // Python changes to powers of ten at other sizes than JavaScript does
  if (size >= 1e16 || (size < 1e-4 && size > 0)) return withPower(value);
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/**
 * A number with a power of ten of at least two digits.
 * @param {number} value
 * @returns {string}
 */
function withPower(value) {
  const [digits, power] = value.toExponential().split("e");
  const sign = power[0];
  const places = power.slice(1).padStart(2, "0");
  return `${digits}e${sign}${places}`;
}

/**
 * A text in Python's quotes, at most some 80 characters of it.
 * @param {string} value
 * @returns {string}
 */
function quoted(value) {
  const mark = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  const inner = mark === "'" ? escaped.replaceAll("'", "\\'") : escaped;
  const text = `${mark}${inner}${mark}`;
  return text.length > 80 ? `${text.slice(0, 38)}...${text.slice(-39)}` : text;
}

/**
 * A value as an error shows it, as Python writes it.
 * @param {unknown} value
 * @returns {string}
 */
function pythonText(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : pythonFloat(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) {
    const first = value.slice(0, 6).map(pythonText);
    if (value.length > 6) first.push("...");
    return `[${first.join(", ")}]`;
  }
  return "a dictionary";
}

/**
 * Numbers as Python writes a tuple.
 * @param {readonly number[]} values
 * @returns {string}
 */
function pythonTuple(values) {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(", ")})`;
}

/**
 * The error of every check: what must be what, and what it was.
 * @param {string} what
 * @param {string} expected
 * @param {unknown} value
 * @returns {Error}
 */
function wrong(what, expected, value) {
  return new Error(`${what} must be ${expected}, got ${pythonText(value)}`);
}

/**
 * A whole number with commas between thousands.
 * @param {number | bigint} value
 * @returns {string}
 */
function withCommas(value) {
  return value.toLocaleString("en-US");
}

/**
 * A whole number in bounds; an Error for anything else.
 * @param {unknown} value
 * @param {string} what
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
function whole(value, what, least, most) {
  if (Number.isInteger(value)) {
    const given = /** @type {number} */ (value);
    // adding 0 makes 0 of -0, which a page may come to by multiplying
    if (given >= least && given <= most) return given + 0;
  }
  const limits = `from ${withCommas(least)} to ${withCommas(most)}`;
  throw wrong(what, `a whole number ${limits}`, value);
}

/**
 * A finite number in bounds; an Error for anything else.
 * @param {unknown} value
 * @param {string} what
 * @param {number} [least]
 * @param {number} [most]
 * @returns {number}
 */
function finite(value, what, least = -Infinity, most = Infinity) {
  if (typeof value === "number" && Number.isFinite(value)) {
    if (value >= least && value <= most) return value;
  }
  const bounds = [];
  if (least > -Infinity) bounds.push(`at least ${least}`);
  if (most < Infinity) bounds.push(`at most ${most}`);
  const expected = bounds.length ? `a finite number ${bounds.join(" and ")}` : "a finite number";
  throw wrong(what, expected, value);
}

/**
 * One of the known names; an Error for another.
 * @param {unknown} value
 * @param {string} what
 * @param {readonly string[]} known
 * @returns {string}
 */
function checkedChoice(value, what, known) {
  if (typeof value === "string" && known.includes(value)) return value;
  throw wrong(what, `one of ${known.map(quoted).join(", ")}`, value);
}

/**
 * A list of at most so many items; an Error for anything else.
 * @param {unknown} value
 * @param {string} what
 * @param {number} [most]
 * @returns {unknown[]}
 */
function checkedItems(value, what, most = 1_000_000) {
  if (Array.isArray(value) && value.length <= most) return value;
  throw wrong(what, `a list of at most ${withCommas(most)} items`, value);
}

/**
 * An object with the fields that are expected, and no others; an Error names the field.
 * @param {unknown} value
 * @param {string} what
 * @param {readonly string[]} required
 * @param {readonly string[]} optional
 * @returns {Record<string, unknown>}
 */
function checkedRecord(value, what, required, optional) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(what, "a dictionary with named fields", value);
  }
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) {
    const needed = required.map(quoted).join(", ");
    throw new Error(`${what} has no ${quoted(missing)}: it needs ${needed}`);
  }
  const known = [...required, ...optional];
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return { ...value };
  const may = `it may have ${known.map(quoted).join(", ")}`;
  throw new Error(`${what} has an unknown field ${quoted(unknown)}: ${may}`);
}

/**
 * A text of at most so many characters; an Error for anything else.
 * @param {unknown} value
 * @param {string} what
 * @param {number} most
 * @returns {string}
 */
function checkedText(value, what, most) {
  if (typeof value === "string" && value.length <= most) return value;
  throw wrong(what, `a text of at most ${withCommas(most)} characters`, value);
}
return { LIMITS, pythonFloat, quoted, pythonText, pythonTuple, wrong, withCommas, whole, finite, checkedChoice, checkedItems, checkedRecord, checkedText };
})();

const { subsetsOf, anglesOf, factors, activation, successProbability, excitation, unreadExcitation, curve, subsets, wordOf, angles, angle, words, standing, reading, GRID, heat, weightName, changed, moved, loss, STEPS, learned } = (() => {
// One quantum neuron: angle, activation and success of every control word (equations 1 to 3), and
// the settings of an explorer with all that follows from them. Python's twins are in
// nbs/1_model/01_neuron and nbs/3_seeing/07_neuron_explorer. Angles are in radians throughout.


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
function subsetsOf(controls, degree) {
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
function anglesOf(
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
function factors(eta, order) {
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
function activation(eta, order) {
  const [c, s] = factors(eta, order);
  return Math.atan2(s, c);
}

/**
 * Probability that all ancillas give 0.
 * @param {number} eta
 * @param {number} order
 * @returns {number}
 */
function successProbability(eta, order) {
  const [c, s] = factors(eta, order);
  return c * c + s * s;
}

/**
 * Probability of measuring 1 on a target that was |0>, given success (fig. 2).
 * @param {number} eta
 * @param {number} order
 * @returns {number}
 */
function excitation(eta, order) {
  return Math.sin(activation(eta, order)) ** 2;
}

/**
 * Probability of measuring 1 on a target that was |0> if nobody reads the ancillas.
 * @param {number} eta
 * @param {number} order
 * @param {Amplification} amplification
 * @returns {number}
 */
function unreadExcitation(eta, order, amplification) {
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
const curve = remembered((order) => {
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
function subsets({ controls, degree }) {
  return subsetsUpTo(controls, degree);
}

/**
 * The control word that is looked at, as a number, the first control its most significant bit.
 * @param {Pick<Settings, "bits">} settings
 * @returns {number}
 */
function wordOf({ bits }) {
  return bits.reduce((word, bit) => 2 * word + bit, 0);
}

/**
 * The angle for every control word.
 * @param {Settings} settings
 * @returns {Float64Array}
 */
function angles({ controls, degree, weights, bias, theta }) {
  const lanes = Array.from({ length: controls }, (_, place) => place + 1);
  return anglesOf(lanes, degree, weights, bias + theta, subsetsUpTo(controls, degree));
}

/**
 * The angle for the control word that is looked at.
 * @param {Settings} settings
 * @returns {number}
 */
function angle(settings) {
  return angles(settings)[wordOf(settings)];
}

/**
 * P(target = 1 | success) for every control word.
 * @param {Settings} settings
 * @returns {Float64Array}
 */
function words(settings) {
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
function standing(settings) {
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
function reading(settings) {
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
const GRID = 25;

/**
 * P(target = 1 | success) over two weights from -pi to pi, rows the second weight; null with
 * fewer than two weights.
 * @param {Settings} settings
 * @returns {Float64Array | null} GRID * GRID
 */
function heat(settings) {
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
function weightName(subset) {
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
function changed(settings, changes, lessons = [settings.lesson]) {
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
function moved(settings, eta) {
  const missing = checkedAngle(eta, "angle") - angle(settings);
  return changed(settings, { theta: settings.theta + 2 * missing });
}

/**
 * Mean cross entropy between what the neuron does and what is wanted; null if nothing is.
 * @param {Settings} settings
 * @returns {number | null}
 */
function loss(settings) {
  const { wanted } = settings;
  if (!wanted.length) return null;
  const chances = words(settings);
  // torch, whose twin this is, lets no logarithm fall below -100
  const surprise = (/** @type {number} */ logarithm) => -Math.max(-100, logarithm);
  const losses = wanted.map((bit, word) => {
    const chance = chances[word];
    return surprise(bit ? Math.log(chance) : Math.log1p(-chance));
  });
  return losses.reduce((sum, value) => sum + value, 0) / wanted.length;
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
const STEPS = 40;

/**
 * The settings after some steps of gradient descent, with angles from -pi to pi; an Error if
 * nothing is wanted.
 * @param {Settings} settings
 * @param {number} [steps]
 * @param {number} [rate] step size
 * @returns {{settings: Settings, losses: number[]}} losses: before each step
 */
function learned(settings, steps = STEPS, rate = 0.3) {
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
return { subsetsOf, anglesOf, factors, activation, successProbability, excitation, unreadExcitation, curve, subsets, wordOf, angles, angle, words, standing, reading, GRID, heat, weightName, changed, moved, loss, STEPS, learned };
})();

const { normals } = (() => {
// Random angles that Python and a page draw alike: each number is a hash of a seed, a name and its
// place, so that nothing has to be drawn before it. The twin is in nbs/3_seeing/09_cell_builder.

/**
 * A text as 32 bits (FNV-1a).
 * @param {string} text of ASCII characters
 * @returns {number}
 */
function hashed(text) {
  let bits = 0x811c9dc5;
  for (const character of text) bits = Math.imul(bits ^ character.charCodeAt(0), 0x01000193);
  return bits >>> 0;
}

/**
 * 32 bits of which each depends on every bit of the number that is given (MurmurHash3's last step).
 * @param {number} bits
 * @returns {number}
 */
function mixed(bits) {
  let mix = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

/**
 * Standard normal numbers (Box and Muller's formula).
 * @param {number} seed
 * @param {string} name of the array
 * @param {number} count
 * @returns {Float64Array}
 */
function normals(seed, name, count) {
  const start = hashed(`${seed} ${name}`);
  // steps of the golden ratio of 2^32 come near each other late
  const uniform = (/** @type {number} */ place) =>
    (mixed(start + Math.imul(place, 0x9e3779b9)) + 0.5) / 2 ** 32;
  return new Float64Array(count).map((_, place) => {
    const length = Math.sqrt(-2 * Math.log(uniform(2 * place)));
    return length * Math.cos(2 * Math.PI * uniform(2 * place + 1));
  });
}
return { normals };
})();

const { gatesOf, parameterCounts, anglesByName, initialParameters, turnsOf, turned, squares, sum, scaled, excitationOf, initialHidden, walk } = (() => {
// A cell, gate by gate: what its gates are, which angles they have, and what they do with a state
// (nbs/1_model/02_topology and 03_cell).


/** @typedef {import("./amplification.js").Amplification} Amplification */

/**
 * @typedef {object} Neuron
 * @property {number} target lane that is turned
 * @property {number[]} controls lanes that steer the angle, in the order of the weights
 * @property {number} order
 * @property {number} degree
 * @property {Amplification | null} amplification
 * @property {boolean} [table] one angle for each control word, instead of weights and theta
 */

/** @typedef {{neurons: Neuron[], rotations: number[]}} Stage */

/**
 * @typedef {object} Topology What `Topology.to_dict()` gives.
 * @property {number} inputs in/out lanes
 * @property {number} workspace lanes of the hidden state
 * @property {Neuron[]} input
 * @property {Stage[]} stages
 * @property {Neuron[]} output
 * @property {number} bias
 */

/** @typedef {Record<string, Float64Array>} Parameters by the names of `parameterCounts` */

/** @typedef {{re: Float64Array, im: Float64Array | null}} State im null: all numbers are real */

/** @typedef {{key: string, neuron: Neuron | null, lanes: number[]}} CellGate lanes: those turned */

/**
 * @typedef {object} Turn What a gate does on one lane.
 * @property {string} key of its gate
 * @property {number} lane
 * @property {Uint32Array} words the control word that each setting of the other lanes holds
 * @property {Float64Array} c factor of keeping the lane, for each control word
 * @property {Float64Array} s factor of turning it
 * @property {{re: Float64Array, im: Float64Array} | null} phase by which both are multiplied
 */

/**
 * @typedef {object} Moment The state after one gate of the walk.
 * @property {string} gate "write", "erase", or the name of a neuron or of rotations
 * @property {State} state of all lanes, normalised
 * @property {number} success probability that the ancillas of this gate gave 0
 * @property {number | null} excitation of a neuron: probability of 1 on its target, afterwards
 */

/**
 * All that the cell applies, in order and by name.
 * @param {Topology} topology
 * @returns {CellGate[]}
 */
function gatesOf(topology) {
  /** @type {CellGate[]} */
  const gates = [];
  const add = (/** @type {string} */ stage, /** @type {Neuron[]} */ neurons) => {
    neurons.forEach((neuron, at) => {
      gates.push({ key: `${stage}.${at}`, neuron, lanes: [neuron.target] });
    });
  };
  add("input", topology.input);
  topology.stages.forEach(({ neurons, rotations }, at) => {
    const key = `stage.${at}.rotations`;
    if (rotations.length) gates.push({ key, neuron: null, lanes: rotations });
    add(`stage.${at}`, neurons);
  });
  add("output", topology.output);
  return gates;
}

/**
 * How many angles each parameter has, in the order of the gates; a theta is one.
 * @param {Topology} topology
 * @returns {Record<string, number>}
 */
function parameterCounts(topology) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { key, neuron, lanes } of gatesOf(topology)) {
    if (neuron?.table) counts[`${key}.table`] = 2 ** neuron.controls.length;
    else if (neuron) {
      counts[`${key}.weights`] = subsetsOf(neuron.controls, neuron.degree).length;
      counts[`${key}.theta`] = 1;
    } else counts[key] = lanes.length;
  }
  return counts;
}

/**
 * Angles that stand one after the other, by name.
 * @param {Topology} topology
 * @param {Float64Array} angles
 * @param {[string, number][]} [counts] names in their order with the count of each; by default that of the gates
 * @returns {Parameters}
 */
function anglesByName(topology, angles, counts = Object.entries(parameterCounts(topology))) {
  let at = 0;
  /** @type {Parameters} */
  const byName = {};
  for (const [name, count] of counts) {
    byName[name] = angles.subarray(at, at + count);
    at += count;
  }
  return byName;
}

/** Standard deviations of initial angles, radians, by the last part of their name. */
const SPREADS = new Map([
  ["theta", 0.1],
  ["weights", 0.01],
  ["rotations", 0.01],
  ["table", 0.1],
]);

/**
 * Random angles around zero, the same as a builder in Python has for this seed.
 * @param {Topology} topology
 * @param {number} seed
 * @returns {Parameters}
 */
function initialParameters(topology, seed) {
  /** @type {Parameters} */
  const parameters = {};
  for (const [name, count] of Object.entries(parameterCounts(topology))) {
    const kind = name.slice(name.lastIndexOf(".") + 1);
    const spread = SPREADS.get(kind) ?? 0;
    parameters[name] = normals(seed, name, count).map((value) => spread * value);
  }
  return parameters;
}

/**
 * The word that some lanes hold, for every setting of all lanes but one.
 * @param {readonly number[]} controls
 * @param {number} target the lane that is left out
 * @param {number} lanes
 * @returns {Uint32Array} 2^(lanes - 1)
 */
function controlWords(controls, target, lanes) {
  const below = 2 ** (lanes - 1 - target);
  const shifts = controls.map((lane) => lanes - 1 - lane);
  const words = new Uint32Array(2 ** (lanes - 1));
  return words.map((_, setting) => {
    // the index of the amplitude in which the target is 0
    const index = setting + (setting - (setting % below));
    return shifts.reduce((word, shift) => (word << 1) | ((index >> shift) & 1), 0);
  });
}

/**
 * What a neuron does on its target.
 * @param {string} key
 * @param {Neuron} neuron
 * @param {Float64Array} etas angle for every control word
 * @param {number} lanes
 * @returns {Turn}
 */
function neuronTurn(key, { target, controls, order, amplification }, etas, lanes) {
  const words = controlWords(controls, target, lanes);
  const pairs = Array.from(etas, (eta) => factors(eta, order));
  const c = Float64Array.from(pairs, ([keep]) => keep);
  const s = Float64Array.from(pairs, ([, turned]) => turned);
  const plain = { key, lane: target, words, c, s, phase: null };
  if (!amplification) return plain;
  // all calls together multiply both factors by Q(p)
  const goods = pairs.map(([keep, turned]) => {
    return rounds(order, amplification)(keep * keep + turned * turned).good;
  });
  const re = Float64Array.from(goods, (good) => good.re);
  if (!isReal(order, amplification)) {
    return { ...plain, phase: { re, im: Float64Array.from(goods, (good) => good.im) } };
  }
  const times = (/** @type {number} */ factor, /** @type {number} */ word) => factor * re[word];
  return { ...plain, c: c.map(times), s: s.map(times) };
}

/**
 * What a gate does on each of the lanes that it turns.
 * @param {Topology} topology
 * @param {Parameters} parameters
 * @param {CellGate} gate
 * @returns {Turn[]}
 */
function turnsOf(topology, parameters, { key, neuron, lanes }) {
  const all = topology.inputs + topology.workspace;
  if (neuron?.table) {
    const etas = Float64Array.from(parameters[`${key}.table`], (sum) => (topology.bias + sum) / 2);
    return [neuronTurn(key, neuron, etas, all)];
  }
  if (neuron) {
    const offset = topology.bias + parameters[`${key}.theta`][0];
    const weights = parameters[`${key}.weights`];
    const etas = anglesOf(neuron.controls, neuron.degree, weights, offset);
    return [neuronTurn(key, neuron, etas, all)];
  }
  return lanes.map((lane, at) => {
    const half = parameters[key][at] / 2;
    const c = Float64Array.of(Math.cos(half));
    const s = Float64Array.of(Math.sin(half));
    return { key, lane, words: new Uint32Array(2 ** (all - 1)), c, s, phase: null };
  });
}

/**
 * Turn one lane of every column, real numbers by real factors, in place (eq. 1).
 * @param {Float64Array} values rows are the states of all lanes
 * @param {number} columns
 * @param {Turn} turn
 */
function turnInPlace(values, columns, { lane, words, c, s }) {
  const below = words.length / 2 ** lane;
  const apart = below * columns; // from an amplitude with the lane at 0 to that with a 1
  for (let setting = 0; setting < words.length; setting += 1) {
    const keep = c[words[setting]];
    const turned = s[words[setting]];
    const first = (setting + (setting - (setting % below))) * columns;
    for (let at = first; at < first + columns; at += 1) {
      const low = values[at];
      const high = values[at + apart];
      values[at] = keep * low - turned * high;
      values[at + apart] = turned * low + keep * high;
    }
  }
}

/**
 * Multiply the rows of every setting by the phase of its control word, in place.
 * @param {Float64Array} re
 * @param {Float64Array} im
 * @param {number} columns
 * @param {Turn} turn one with a phase
 */
function multiplyInPlace(re, im, columns, { lane, words, phase }) {
  if (!phase) return;
  const below = words.length / 2 ** lane;
  for (let setting = 0; setting < words.length; setting += 1) {
    const x = phase.re[words[setting]];
    const y = phase.im[words[setting]];
    const first = setting + (setting - (setting % below));
    for (const row of [first, first + below]) {
      for (let at = row * columns; at < (row + 1) * columns; at += 1) {
        [re[at], im[at]] = [x * re[at] - y * im[at], x * im[at] + y * re[at]];
      }
    }
  }
}

/**
 * The state, or a matrix whose columns are states, after a gate; not normalised.
 * @param {State} state
 * @param {Turn} turn
 * @param {number} [columns]
 * @returns {State}
 */
function turned(state, turn, columns = 1) {
  const re = state.re.slice();
  const missing = turn.phase ? new Float64Array(re.length) : null;
  const im = state.im ? state.im.slice() : missing;
  turnInPlace(re, columns, turn);
  if (im) {
    turnInPlace(im, columns, turn);
    multiplyInPlace(re, im, columns, turn);
  }
  return { re, im };
}

/**
 * Squared absolute value of every amplitude.
 * @param {State} state
 * @returns {Float64Array}
 */
function squares({ re, im }) {
  if (!im) return re.map((value) => value * value);
  return re.map((value, at) => value * value + im[at] * im[at]);
}

/**
 * Sum of numbers.
 * @param {Float64Array} values
 * @returns {number}
 */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * A state times a number.
 * @param {State} state
 * @param {number} factor
 * @returns {State}
 */
function scaled({ re, im }, factor) {
  const times = (/** @type {number} */ value) => value * factor;
  return { re: re.map(times), im: im ? im.map(times) : null };
}

/**
 * X gates on the in/out lanes: exchange the parts of the words v and v xor `word`.
 * @param {Float64Array} values
 * @param {number} word
 * @param {number} size 2^workspace
 * @returns {Float64Array}
 */
function flipped(values, word, size) {
  const parts = new Float64Array(values.length);
  for (let to = 0; to < values.length / size; to += 1) {
    const from = to ^ word;
    parts.set(values.subarray(from * size, (from + 1) * size), to * size);
  }
  return parts;
}

/**
 * Probability of 1 on a lane.
 * @param {State} state of length 1
 * @param {number} lane
 * @returns {number}
 */
function excitationOf(state, lane) {
  const half = state.re.length / 2 ** (lane + 1);
  const chances = squares(state);
  // in every second block of amplitudes the lane is 1
  return sum(chances.filter((_, at) => Math.floor(at / half) % 2 === 1));
}

/**
 * The state after one gate.
 * @param {CellGate} gate
 * @param {Turn[]} turns
 * @param {State} before
 * @returns {Moment}
 */
function momentAfter({ key, neuron }, turns, before) {
  const after = turns.reduce((state, turn) => turned(state, turn), before);
  if (!neuron) return { gate: key, state: after, success: 1, excitation: null };
  const success = sum(squares(after));
  const state = scaled(after, 1 / Math.sqrt(success));
  return { gate: key, state, success, excitation: excitationOf(state, neuron.target) };
}

/**
 * The hidden state |0...0> before the first word.
 * @param {Topology} topology
 * @returns {State}
 */
function initialHidden({ workspace }) {
  const re = new Float64Array(2 ** workspace);
  re[0] = 1;
  return { re, im: null };
}

/**
 * One step of the cell, gate by gate: "write", every gate and, before the output, "erase" (fig. 4).
 * @param {Topology} topology
 * @param {Parameters} parameters
 * @param {number} word that the cell reads
 * @param {State} [hidden] of length 1
 * @returns {Generator<Moment>}
 */
function* walk(topology, parameters, word, hidden = initialHidden(topology)) {
  const size = 2 ** topology.workspace;
  const flip = (/** @type {State} */ { re, im }) => ({
    re: flipped(re, word, size),
    im: im ? flipped(im, word, size) : null,
  });
  const blank = (/** @type {Float64Array} */ part) => {
    const values = new Float64Array(size * 2 ** topology.inputs);
    values.set(part);
    return values;
  };
  let state = flip({ re: blank(hidden.re), im: hidden.im ? blank(hidden.im) : null });
  yield { gate: "write", state, success: 1, excitation: null };
  for (const gate of gatesOf(topology)) {
    if (gate.key === "output.0") {
      state = flip(state);
      yield { gate: "erase", state, success: 1, excitation: null };
    }
    const moment = momentAfter(gate, turnsOf(topology, parameters, gate), state);
    yield moment;
    state = moment.state;
  }
}
return { gatesOf, parameterCounts, anglesByName, initialParameters, turnsOf, turned, squares, sum, scaled, excitationOf, initialHidden, walk };
})();

const { lanesFrom, checkedAmplification, checkedNeuron, checkedTopology, papersTopology, neuronParameters, callsOf, ancillasOf, counts, gateCount, about, parametersTold, touched, obstacle, columns, stageOf, named, asJson, papersLike, asPython } = (() => {
// The design of a cell as data: its rules, what it costs, and how it is written down
// (nbs/1_model/02_topology, and what nbs/3_seeing/09_cell_builder counts).


/** @typedef {import("./amplification.js").Amplification} Amplification */
/** @typedef {import("./cell.js").Neuron} Neuron */
/** @typedef {import("./cell.js").Stage} Stage */
/** @typedef {import("./cell.js").Topology} Topology */
/** @typedef {import("./cell.js").CellGate} CellGate */

/**
 * Lanes from the first to the one before the end.
 * @param {number} first
 * @param {number} end
 * @returns {number[]}
 */
function lanesFrom(first, end) {
  return Array.from({ length: end - first }, (_, place) => first + place);
}

/**
 * Different lanes; `what` names one of them in the error.
 * @param {unknown} values
 * @param {string} what
 * @returns {number[]}
 */
function checkedLanes(values, what) {
  const given = checkedItems(values, `the lanes, each ${what},`, LIMITS.lanes);
  const lanes = given.map((lane) => whole(lane, what, 0, LIMITS.lanes - 1));
  // a control that stands twice would give its subsets two weights
  if (new Set(lanes).size === lanes.length) return lanes;
  throw new Error(`no lane can be ${what} twice, got ${pythonTuple(lanes)}`);
}

/**
 * How many choices of so many of some things there are.
 * @param {bigint} count
 * @param {bigint} size
 * @returns {bigint}
 */
function choices(count, size) {
  let total = 1n;
  for (let place = 0n; place < size; place += 1n) total = (total * (count - place)) / (place + 1n);
  return total;
}

/** @type {Map<string, bigint>} */
const angleCounts = new Map(); // by controls and degree, of which there are 4,096 at most

/**
 * Number of trained angles of a neuron: one for each subset of controls, and theta.
 * @param {number} controls
 * @param {number} degree
 * @returns {bigint}
 */
function countAngles(controls, degree) {
  const key = `${controls} ${degree}`;
  const known = angleCounts.get(key);
  if (known !== undefined) return known;
  let angles = 1n;
  const largest = BigInt(Math.min(controls, degree));
  for (let size = 1n; size <= largest; size += 1n) angles += choices(BigInt(controls), size);
  angleCounts.set(key, angles);
  return angles;
}

/**
 * An amplification that keeps the rules.
 * @param {Record<string, unknown>} given
 * @returns {Amplification}
 */
function checkedAmplification({ calls, phases = "constant" }) {
  const count = whole(calls, "calls (of an amplified neuron)", 1, LIMITS.calls);
  // the neuron and its inverse take turns, and the neuron has the first and the last one
  if (count % 2 === 0) throw new Error(`calls must be odd, got ${count}: try ${count + 1}`);
  return { calls: count, phases: checkedChoice(phases, "phases", ["constant", "yoder"]) };
}

/**
 * A neuron that keeps the rules; an Error for one that is broken.
 * @param {Record<Exclude<keyof Neuron, "table">, unknown> & {table?: unknown}} given
 * @returns {Neuron}
 */
function checkedNeuron(given) {
  const target = whole(given.target, "the target lane of a neuron", 0, LIMITS.lanes - 1);
  const here = `of the neuron on lane ${target}`;
  const controls = checkedLanes(given.controls, `a control lane ${here}`);
  if (controls.includes(target)) {
    const hint = `drop ${target} from its controls`;
    throw new Error(`the neuron on lane ${target} controls itself: ${hint}`);
  }
  const order = whole(given.order, `the order ${here}`, 1, LIMITS.order);
  const table = given.table ?? false;
  if (typeof table !== "boolean") throw wrong(`table ${here}`, "True or False", table);
  const asked = whole(given.degree, `the degree ${here}`, 1, LIMITS.lanes);
  // an angle for each control word is as free as a weight for each subset
  const degree = table ? Math.max(1, controls.length) : asked;
  const angles = countAngles(controls.length, degree);
  if (angles > LIMITS.angles) {
    const size = `the neuron on lane ${target} has ${withCommas(angles)} angles`;
    const most = withCommas(LIMITS.angles);
    throw new Error(`${size}, at most ${most} are possible: lower its degree`);
  }
  const amplification = /** @type {Amplification | null} */ (given.amplification);
  const neuron = { target, controls, order, degree, amplification };
  return table ? { ...neuron, table } : neuron;
}

/**
 * A work stage that keeps the rules of its own; its neurons are checked already.
 * @param {Stage} given
 * @returns {Stage}
 */
function checkedStage({ neurons, rotations }) {
  checkedItems(neurons, "the neurons of a stage", LIMITS.neurons);
  return { neurons, rotations: checkedLanes(rotations, "a rotated lane of a stage") };
}

/**
 * Numbers of in/out and workspace lanes.
 * @param {unknown} inputs
 * @param {unknown} workspace
 * @returns {[number, number]}
 */
function checkedSizesOf(inputs, workspace) {
  const bits = whole(inputs, "inputs (bits in a word)", 1, LIMITS.bits);
  const most = LIMITS.lanes - bits;
  return [bits, whole(workspace, "workspace (lanes of the hidden state)", 1, most)];
}

/**
 * An Error for a cell with more neurons or angles than there may be.
 * @param {number} count
 * @param {string} what
 * @param {number} most
 */
function refuseMore(count, what, most) {
  if (count <= most) return;
  const limit = `a cell can have at most ${withCommas(most)} ${what}`;
  throw new Error(`${limit}, this one would have ${withCommas(count)}: make it smaller`);
}

/**
 * An Error if the stage of a gate may not turn a lane.
 * @param {Topology} topology
 * @param {string} key
 * @param {number} lane
 */
function checkTarget({ inputs, workspace }, key, lane) {
  const outer = key.startsWith("output");
  const [first, last] = outer ? [0, inputs - 1] : [inputs, inputs + workspace - 1];
  if (lane >= first && lane <= last) return;
  const who = outer
    ? "the output stage acts on in/out"
    : "the input stage and work stages act on workspace";
  const rule = `${who} lanes only, here ${first} to ${last}`;
  throw new Error(`${key}: target lane ${lane} is not allowed: ${rule}`);
}

/**
 * An Error for a gate on a lane that does not exist or that its stage may not turn.
 * @param {Topology} topology
 */
function checkLanesOf(topology) {
  const gates = gatesOf(topology);
  for (const { key, lanes } of gates) {
    for (const lane of lanes) checkTarget(topology, key, lane);
  }
  const last = topology.inputs + topology.workspace - 1;
  for (const { key, neuron } of gates) {
    const beyond = neuron?.controls.find((lane) => lane > last);
    if (beyond === undefined) continue;
    throw new Error(`${key}: control lane ${beyond} does not exist, lanes are 0 to ${last}`);
  }
  const written = topology.output.map((neuron) => neuron.target);
  const blank = lanesFrom(0, topology.inputs).find((lane) => !written.includes(lane));
  // a lane that no neuron writes would be 0 in every word
  if (blank === undefined) return;
  const problem = `the output stage writes nothing to in/out lane ${blank}`;
  throw new Error(`${problem}: give it a neuron with target ${blank}`);
}

/**
 * A topology that keeps the rules; an Error for one that is broken. Neurons are checked already.
 * @param {Topology} given
 * @returns {Topology}
 */
function checkedTopology(given) {
  const [inputs, workspace] = checkedSizesOf(given.inputs, given.workspace);
  const bias = finite(given.bias, "bias (an angle in radians)");
  const { neurons: most, stages: longest } = LIMITS;
  checkedItems(given.input, "the neurons of the input stage", most);
  checkedItems(given.stages, "the work stages", longest);
  checkedItems(given.output, "the neurons of the output stage", most);
  const stages = given.stages.map(checkedStage);
  const topology = { inputs, workspace, input: given.input, stages, output: given.output, bias };
  const { neurons, parameters } = counts(topology);
  refuseMore(neurons, "neurons", most);
  refuseMore(parameters, "angles", LIMITS.angles);
  checkLanesOf(topology);
  return topology;
}

/**
 * The paper's all-to-all cell (fig. 4): in each stage one neuron for each lane.
 * @param {number} inputs
 * @param {number} workspace
 * @param {{stages: number, order: number, degree: number, bias: number,
 *   amplification: Amplification | null}} options
 * @returns {Topology}
 */
function papersTopology(inputs, workspace, { stages, bias, ...like }) {
  checkedSizesOf(inputs, workspace);
  refuseMore(workspace * (stages + 1) + inputs, "neurons", LIMITS.neurons);
  const words = lanesFrom(0, inputs);
  const memory = lanesFrom(inputs, inputs + workspace);
  const others = (/** @type {number[]} */ lanes, /** @type {number} */ lane) =>
    lanes.filter((other) => other !== lane);
  const inner = memory.map((target) => {
    return checkedNeuron({ ...like, target, controls: [...others(memory, target), ...words] });
  });
  const output = words.map((target) => {
    return checkedNeuron({ ...like, target, controls: [...memory, ...others(words, target)] });
  });
  const work = { neurons: inner, rotations: memory };
  const all = Array(stages).fill(work);
  return checkedTopology({ inputs, workspace, input: inner, stages: all, output, bias });
}

/**
 * Trained angles of a neuron.
 * @param {Neuron} neuron
 * @returns {number}
 */
function neuronParameters({ controls, degree }) {
  return Number(countAngles(controls.length, degree));
}

/**
 * Times that a neuron or its inverse is run.
 * @param {Neuron} neuron
 * @returns {number} 1 unless it is amplified
 */
function callsOf({ amplification }) {
  return amplification ? amplification.calls : 1;
}

/**
 * Qubits of a neuron beside the lanes: each is measured and reused, unless it is amplified.
 * @param {Neuron} neuron
 * @returns {number}
 */
function ancillasOf({ order, amplification }) {
  return amplification ? 2 ** order - 1 : order;
}

/**
 * @typedef {object} Counts
 * @property {number} neurons
 * @property {number} parameters trained angles
 * @property {number} qubits lanes, and the ancillas of the neuron that has most of them
 * @property {number} postselections ancilla measurements in one step that must all give 0
 */

/**
 * What a cell costs.
 * @param {Topology} topology
 * @returns {Counts}
 */
function counts(topology) {
  let [neurons, parameters, most, postselections] = [0, 0, 0, 0];
  for (const { neuron, lanes } of gatesOf(topology)) {
    parameters += neuron ? neuronParameters(neuron) : lanes.length;
    if (!neuron) continue;
    neurons += 1;
    most = Math.max(most, ancillasOf(neuron));
    postselections += 2 ** neuron.order - 1;
  }
  const qubits = topology.inputs + topology.workspace + most;
  return { neurons, parameters, qubits, postselections };
}

/**
 * About how many gates the circuit of a step has.
 * @param {Topology} topology
 * @returns {number}
 */
function gateCount(topology) {
  let count = 0;
  for (const { neuron } of gatesOf(topology)) {
    if (!neuron) continue;
    // a gate for each term of the angle, and the turn itself
    count += callsOf(neuron) * 2 ** neuron.order * (neuronParameters(neuron) + 1);
  }
  return count;
}

/**
 * A count for people; a very large one as a power of ten.
 * @param {number | bigint} count
 * @returns {string}
 */
function about(count) {
  const exact = BigInt(count);
  if (exact < 1_000_000_000n) return withCommas(exact);
  const bits = exact.toString(2).length;
  return `about 10^${Math.round(Math.log10(2) * bits)}`;
}

/** @param {number | bigint} count @returns {string} how many parameters that is, in words */
const parametersTold = (count) => `${about(count)} ${Number(count) === 1 ? "parameter" : "parameters"}`;

const MOST_TOUCHED = 2 ** 25; // numbers touched in one walk
const HIGHEST_ORDER = 9; // beyond it 2^(1 - 2^order) is no 64-bit number

/**
 * Numbers that a walk through the cell touches: amplitudes and angles at every gate.
 * @param {Topology} topology
 * @returns {bigint}
 */
function touched(topology) {
  const gates = gatesOf(topology);
  let numbers = BigInt(gates.length) << BigInt(topology.inputs + topology.workspace);
  for (const { neuron } of gates) {
    if (!neuron) continue;
    const { length } = neuron.controls;
    numbers += countAngles(length, neuron.degree) << BigInt(length);
  }
  return numbers;
}

/**
 * Why the state of a cell cannot be computed while you wait, or null.
 * @param {Topology} topology
 * @returns {string | null}
 */
function obstacle(topology) {
  const orders = gatesOf(topology).map(({ neuron }) => neuron?.order ?? 0);
  const highest = orders.reduce((most, order) => Math.max(most, order), 0);
  if (highest > HIGHEST_ORDER) {
    const rare = `a neuron of order ${highest} may succeed so rarely that 64 bits cannot hold it`;
    return `the state is not computed: ${rare}; use an order of at most ${HIGHEST_ORDER}`;
  }
  const numbers = touched(topology);
  if (numbers <= MOST_TOUCHED) return null;
  const walked = `one walk through this cell of ${topology.inputs + topology.workspace} lanes`;
  const need = `${walked} would touch ${about(numbers)} numbers, more than ${about(MOST_TOUCHED)}`;
  return `the state is not computed: ${need}; use fewer lanes, controls or a lower degree`;
}

/**
 * Every column of a page: as the gates, with empty rotations and an empty input stage.
 * @param {Topology} topology
 * @returns {CellGate[]}
 */
function columns(topology) {
  const gates = gatesOf(topology);
  const columnsOf = (/** @type {string} */ stage) =>
    gates.filter(({ key }) => stageOf(key) === stage);
  const first = columnsOf("input");
  /** @type {CellGate[]} */
  const all = first.length ? first : [{ key: "input", neuron: null, lanes: [] }];
  topology.stages.forEach(({ rotations }, at) => {
    // a stage rotates its lanes before its neurons act
    if (!rotations.length) all.push({ key: `stage.${at}.rotations`, neuron: null, lanes: [] });
    all.push(...columnsOf(`stage.${at}`));
  });
  return [...all, ...columnsOf("output")];
}

/**
 * The stage that a column belongs to.
 * @param {string} key
 * @returns {string} "input", "stage.0", ... or "output"
 */
function stageOf(key) {
  return key === "input" ? key : key.slice(0, key.lastIndexOf("."));
}

/**
 * A text with words in place of each key of a neuron, of rotations or of a stage: "stage 0 neuron 1" for "stage.0.1".
 * @param {string} text
 * @returns {string}
 */
function named(text) {
  const places = text.replace(/\b(stage\.\d+|input|output)\.(\d+)\b/g, "$1 neuron $2");
  return places.replace(/\bstage\.(\d+)/g, "stage $1").replace(/\b(stage \d+)\.rotations\b/g, "$1 rotations");
}

/**
 * A neuron with its fields in Python's order, and nothing else.
 * @param {Neuron} neuron
 * @returns {Neuron}
 */
function inOrder({ target, controls, order, degree, amplification, table }) {
  const { calls, phases } = amplification ?? { calls: 0, phases: "" };
  const amplified = amplification ? { calls, phases } : null;
  const neuron = { target, controls, order, degree, amplification: amplified };
  return table ? { ...neuron, table } : neuron;
}

/**
 * A value of a topology as Python's JSON writes it.
 * @param {unknown} value
 * @returns {string}
 */
function spacedJson(value) {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, part]) => `"${name}": ${spacedJson(part)}`);
  return `{${fields.join(", ")}}`;
}

/** @type {WeakMap<Topology, string>} */
const written = new WeakMap(); // a page asks for the same text many times, and topologies never change in place

/**
 * The topology as JSON text, letter by letter what `Topology.to_json()` gives.
 * @param {Topology} topology
 * @returns {string}
 */
function asJson(topology) {
  const known = written.get(topology);
  if (known !== undefined) return known;
  const text = writtenAsJson(topology);
  written.set(topology, text);
  return text;
}

/**
 * @param {Topology} topology
 * @returns {string}
 */
function writtenAsJson({ inputs, workspace, input, stages, output, bias }) {
  const work = stages.map(({ neurons, rotations }) => {
    return { neurons: neurons.map(inOrder), rotations };
  });
  const parts = { input: input.map(inOrder), stages: work, output: output.map(inOrder) };
  const text = spacedJson({ inputs, workspace, ...parts });
  // a float has a point in Python, and none in JavaScript if it is whole
  return `${text.slice(0, -1)}, "bias": ${pythonFloat(bias)}}`;
}

/**
 * The paper's cell with other lanes if this one is the paper's, else null.
 * @param {Topology} topology
 * @param {number} inputs
 * @param {number} workspace
 * @returns {Topology | null}
 */
function papersLike(topology, inputs, workspace) {
  const lanes = topology.inputs + topology.workspace;
  const gates = gatesOf(topology);
  // a quick look first: the paper's cell of 64 lanes has thousands of controls to compare
  if (gates.some(({ neuron }) => neuron && neuron.controls.length !== lanes - 1)) return null;
  const { order, degree, amplification } = topology.output[0];
  const like = {
    stages: topology.stages.length,
    bias: topology.bias,
    order,
    degree,
    amplification,
  };
  const papers = papersTopology(topology.inputs, topology.workspace, like);
  return asJson(papers) === asJson(topology) ? papersTopology(inputs, workspace, like) : null;
}

/**
 * Python that makes a neuron.
 * @param {Neuron} neuron
 * @returns {string}
 */
function neuronPython({ target, controls, order, degree, amplification, table }) {
  let rest = `order=${order}, degree=${degree}`;
  if (amplification) {
    const { calls, phases } = amplification;
    rest += `, amplification=Amplification(calls=${calls}, phases=${quoted(phases)})`;
  }
  if (table) rest += ", table=True";
  return `Neuron(${target}, ${pythonTuple(controls)}, ${rest})`;
}

/**
 * A tuple of neurons, one a line.
 * @param {Neuron[]} neurons
 * @param {number} indent
 * @returns {string}
 */
function listedNeurons(neurons, indent) {
  if (!neurons.length) return "()";
  const lines = neurons.map((neuron) => `\n${" ".repeat(indent)}${neuronPython(neuron)},`);
  return `(${lines.join("")}\n${" ".repeat(indent - 4)})`;
}

/**
 * The work stages, each with its neurons one a line.
 * @param {Stage[]} stages
 * @returns {string}
 */
function stagesPython(stages) {
  if (!stages.length) return "()";
  const lines = stages.map(({ neurons, rotations }) => {
    const listed = listedNeurons(neurons, 12);
    return `\n        Stage(${listed}, rotations=${pythonTuple(rotations)}),`;
  });
  return `(${lines.join("")}\n    )`;
}

/**
 * Names to import, and Python that makes any topology.
 * @param {Topology} topology
 * @returns {[string[], string]}
 */
function writtenOut(topology) {
  const amplified = gatesOf(topology).some(({ neuron }) => neuron?.amplification);
  const names = amplified ? ["Amplification", "Neuron"] : ["Neuron"];
  if (topology.stages.length) names.push("Stage");
  const lines = [
    `    inputs=${topology.inputs},`,
    `    workspace=${topology.workspace},`,
    `    input=${listedNeurons(topology.input, 8)},`,
    `    stages=${stagesPython(topology.stages)},`,
    `    output=${listedNeurons(topology.output, 8)},`,
  ];
  // what is as usual needs no line
  if (topology.bias !== Math.PI / 2) lines.push(`    bias=${pythonFloat(topology.bias)},`);
  return [[...names, "Topology"], `topology = Topology(\n${lines.join("\n")}\n)`];
}

/**
 * Names to import, and Python that makes the paper's cell.
 * @param {Topology} topology
 * @returns {[string[], string]}
 */
function papersPython({ inputs, workspace, stages, output, bias }) {
  const { order, degree } = output[0];
  let options = `inputs=${inputs}, workspace=${workspace}, stages=${stages.length}`;
  options += `, order=${order}, degree=${degree}`;
  if (bias !== Math.PI / 2) options += `, bias=${pythonFloat(bias)}`;
  return [["Topology"], `topology = Topology.paper(${options})`];
}

/**
 * Python that makes a topology.
 * @param {Topology} topology
 * @returns {string}
 */
function asPython(topology) {
  const { inputs, workspace, output } = topology;
  // amplified neurons are written out, for they are what one wants to see
  const papers = !output[0].amplification && papersLike(topology, inputs, workspace);
  const [names, code] = papers ? papersPython(topology) : writtenOut(topology);
  const imports = `from qrnn_nb import ${names.join(", ")}\n`;
  return `${imports}from qrnn_nb.widgets import CellBuilder\n\n${code}`;
}
return { lanesFrom, checkedAmplification, checkedNeuron, checkedTopology, papersTopology, neuronParameters, callsOf, ancillasOf, counts, gateCount, about, parametersTold, touched, obstacle, columns, stageOf, named, asJson, papersLike, asPython };
})();

const { edited, allowed, columnAfter } = (() => {
// Small changes of a topology as plain data: give a control, move a target, add a neuron, take a
// lane away (nbs/3_seeing/08_editing). Every edit gives a new topology, or an Error that says why
// not; topologies are never changed in place.


/** @typedef {import("./cell.js").Neuron} Neuron */
/** @typedef {import("./cell.js").Stage} Stage */
/** @typedef {import("./cell.js").Topology} Topology */

/** @typedef {Record<string, Topology>} Presets topologies by name, as Python has them */

/**
 * @typedef {object} Edited
 * @property {Topology} topology
 * @property {string | null} key of the column that was edited
 */

/**
 * @typedef {object} Edit What an edit may say; each needs some of it.
 * @property {string} [neuron] key of a neuron
 * @property {string} [stage]
 * @property {string} [after] a stage
 * @property {number} [lane]
 * @property {number} [by] places
 * @property {unknown} [value]
 * @property {unknown} [inputs]
 * @property {unknown} [workspace]
 * @property {unknown} [name] of a preset
 */

/**
 * Number of a work stage.
 * @param {Topology} topology
 * @param {string} stage
 * @returns {number}
 */
function stageNumber({ stages }, stage) {
  if (stage === "input" || stage === "output") {
    throw new Error(`${stage} is no work stage: every cell has it, once`);
  }
  const names = stages.map((_, at) => `stage.${at}`);
  if (names.includes(stage)) return names.indexOf(stage);
  const known = names.join(", ") || "none";
  throw new Error(`there is no work stage ${quoted(stage)}: this cell has ${known}`);
}

/**
 * The neurons of a stage.
 * @param {Topology} topology
 * @param {string} stage
 * @returns {Neuron[]}
 */
function neuronsOf(topology, stage) {
  if (stage === "input") return topology.input;
  if (stage === "output") return topology.output;
  return topology.stages[stageNumber(topology, stage)].neurons;
}

/**
 * Keys of all neurons, in the order in which the cell applies them.
 * @param {Topology} topology
 * @returns {string[]}
 */
function neuronKeys(topology) {
  return gatesOf(topology)
    .filter(({ neuron }) => neuron)
    .map(({ key }) => key);
}

/**
 * Stage, its neurons, and the place of the neuron `key` among them.
 * @param {Topology} topology
 * @param {string} key
 * @returns {{stage: string, neurons: Neuron[], place: number}}
 */
function locate(topology, key) {
  const known = neuronKeys(topology);
  if (!known.includes(key)) {
    const isColumn = columns(topology).some((column) => column.key === key);
    if (isColumn) throw new Error(`${key} is no neuron: choose one`);
    throw new Error(`there is no neuron ${quoted(key)}: this cell has ${known.join(", ")}`);
  }
  const dot = key.lastIndexOf(".");
  const stage = key.slice(0, dot);
  return { stage, neurons: neuronsOf(topology, stage), place: Number(key.slice(dot + 1)) };
}

/**
 * The topology with one work stage changed.
 * @param {Topology} topology
 * @param {string} stage
 * @param {Partial<Stage>} changes
 * @returns {Topology}
 */
function withStage(topology, stage, changes) {
  const number = stageNumber(topology, stage);
  const stages = topology.stages.with(number, { ...topology.stages[number], ...changes });
  return checkedTopology({ ...topology, stages });
}

/**
 * The topology with other neurons in one stage.
 * @param {Topology} topology
 * @param {string} stage
 * @param {Neuron[]} neurons
 * @returns {Topology}
 */
function withNeurons(topology, stage, neurons) {
  const outer = stage === "input" || stage === "output";
  if (outer) return checkedTopology({ ...topology, [stage]: neurons });
  return withStage(topology, stage, { neurons });
}

/**
 * The topology with one neuron changed; an Error of the neuron says which it is.
 * @param {Topology} topology
 * @param {string} key
 * @param {Partial<Record<keyof Neuron, unknown>>} changes
 * @returns {Topology}
 */
function withChanged(topology, key, changes) {
  const { stage, neurons, place } = locate(topology, key);
  const change = () => {
    try {
      return checkedNeuron({ ...neurons[place], ...changes });
    } catch (error) {
      throw new Error(`${key}: ${/** @type {Error} */ (error).message}`);
    }
  };
  return withNeurons(topology, stage, neurons.with(place, change()));
}

/**
 * The lanes without one that is among them, or with one that is not.
 * @param {number[]} lanes
 * @param {number} lane
 * @returns {number[]}
 */
function toggled(lanes, lane) {
  return lanes.includes(lane) ? lanes.filter((other) => other !== lane) : [...lanes, lane];
}

/**
 * The parts with one of them moved; name: what an error calls it.
 * @template Part
 * @param {Part[]} parts
 * @param {number} place
 * @param {number} by
 * @param {string} name
 * @returns {Part[]}
 */
function withMoved(parts, place, by, name) {
  const to = place + by;
  if (to < 0 || to >= parts.length) {
    throw new Error(`${name} is the ${by < 0 ? "first" : "last"} already`);
  }
  // without it the parts behind have moved up, so its new place is right in both directions
  return parts.toSpliced(place, 1).toSpliced(to, 0, parts[place]);
}

/**
 * Move a neuron to another lane.
 * @param {Topology} topology
 * @param {string} neuron
 * @param {number} lane
 * @returns {Edited}
 */
function retarget(topology, neuron, lane) {
  const { neurons, place } = locate(topology, neuron);
  const { target, controls } = neurons[place];
  // a control on the new lane takes the old one, for no neuron may control itself
  const swapped = controls.map((other) => (other === lane ? target : other));
  const changes = { target: lane, controls: swapped };
  return { topology: withChanged(topology, neuron, changes), key: neuron };
}

/**
 * The first lane that a stage may turn and does not turn yet; its first lane if there is none.
 * @param {Topology} topology
 * @param {string} stage
 * @returns {number}
 */
function freeLane(topology, stage) {
  const { inputs, workspace } = topology;
  // the output stage writes words, all others change the hidden state
  const outer = stage === "output";
  const allowed = outer ? lanesFrom(0, inputs) : lanesFrom(inputs, inputs + workspace);
  const taken = neuronsOf(topology, stage).map((neuron) => neuron.target);
  return allowed.find((lane) => !taken.includes(lane)) ?? allowed[0];
}

/**
 * A new neuron at the end of a stage; without a lane on a free one.
 * @param {Topology} topology
 * @param {string} stage
 * @param {number} [lane]
 * @returns {Edited}
 */
function addNeuron(topology, stage, lane) {
  const neurons = neuronsOf(topology, stage);
  const target = lane ?? freeLane(topology, stage);
  // every cell has an output neuron, so there is always one to be like
  const first = neuronKeys(topology)[0];
  const { neurons: firsts, place } = locate(topology, first);
  const added = checkedNeuron({ ...(neurons[0] ?? firsts[place]), target, controls: [] });
  const key = `${stage}.${neurons.length}`;
  return { topology: withNeurons(topology, stage, [...neurons, added]), key };
}

/**
 * One neuron changed, or all of them if none is named.
 * @param {Topology} topology
 * @param {string | undefined} neuron
 * @param {Partial<Record<keyof Neuron, unknown>>} changes
 * @returns {Edited}
 */
function setNeurons(topology, neuron, changes) {
  const keys = neuron === undefined ? neuronKeys(topology) : [neuron];
  const one = (/** @type {Topology} */ before, /** @type {string} */ key) =>
    withChanged(before, key, changes);
  return { topology: keys.reduce(one, topology), key: neuron ?? null };
}

/**
 * Amplify one neuron or all of them; 0 calls: postselected.
 * @param {Topology} topology
 * @param {unknown} value
 * @param {string} [neuron]
 * @returns {Edited}
 */
function setCalls(topology, value, neuron) {
  const what = "calls (of an amplified neuron, 0: postselected)";
  const calls = whole(value, what, 0, LIMITS.calls);
  const amplification = calls ? checkedAmplification({ calls }) : null;
  return setNeurons(topology, neuron, { amplification });
}

/**
 * Number of a new work stage after a given one; as a rule it comes last.
 * @param {Topology} topology
 * @param {string | undefined} after
 * @returns {number}
 */
function placeAfter(topology, after) {
  if (after === "input") return 0;
  if (after === undefined || after === "output") return topology.stages.length;
  return stageNumber(topology, after) + 1;
}

/**
 * The topology with other work stages, and the rotations of one of them as the column edited.
 * @param {Topology} topology
 * @param {Stage[]} stages
 * @param {number} place
 * @returns {Edited}
 */
function withStages(topology, stages, place) {
  return { topology: checkedTopology({ ...topology, stages }), key: `stage.${place}.rotations` };
}

/**
 * A new work stage, which rotates all workspace lanes, as the paper's stages do.
 * @param {Topology} topology
 * @param {string} [after]
 * @returns {Edited}
 */
function addStage(topology, after) {
  const place = placeAfter(topology, after);
  const { inputs, workspace, stages } = topology;
  const blank = { neurons: [], rotations: lanesFrom(inputs, inputs + workspace) };
  return withStages(topology, stages.toSpliced(place, 0, blank), place);
}

/**
 * Lanes on which they are after others have gone; those that have gone themselves are left out.
 * @param {number[]} lanes
 * @param {Map<number, number>} moved old lane -> new lane
 * @returns {number[]}
 */
function kept(lanes, moved) {
  return lanes.flatMap((lane) => moved.get(lane) ?? []);
}

/**
 * The neurons whose target stays, on their new lanes.
 * @param {Neuron[]} neurons
 * @param {Map<number, number>} moved old lane -> new lane
 * @returns {Neuron[]}
 */
function onNewLanes(neurons, moved) {
  return neurons.flatMap((neuron) => {
    const target = moved.get(neuron.target);
    if (target === undefined) return [];
    return checkedNeuron({ ...neuron, target, controls: kept(neuron.controls, moved) });
  });
}

/**
 * Output neurons, with one like the last for every in/out lane that none of them writes.
 * @param {Neuron[]} output
 * @param {Neuron} last its controls are those on the new lanes
 * @param {number} inputs
 * @returns {Neuron[]}
 */
function allWritten(output, last, inputs) {
  const written = output.map((neuron) => neuron.target);
  const blank = lanesFrom(0, inputs).filter((lane) => !written.includes(lane));
  const copies = blank.map((target) => {
    const controls = last.controls.filter((lane) => lane !== target);
    return checkedNeuron({ ...last, target, controls });
  });
  return [...output, ...copies];
}

/**
 * The topology with other numbers of lanes; without a number it stays.
 * @param {Topology} topology
 * @param {unknown} [inputs]
 * @param {unknown} [workspace]
 * @returns {Edited}
 */
function setLanes(topology, inputs = topology.inputs, workspace = topology.workspace) {
  const outer = whole(inputs, "in/out lanes", 1, LIMITS.bits);
  const inner = whole(workspace, "workspace lanes", 1, LIMITS.lanes - outer);
  const papers = papersLike(topology, outer, inner);
  if (papers) return { topology: papers, key: null };
  const stays = lanesFrom(0, Math.min(topology.inputs, outer));
  const moved = new Map(stays.map((lane) => [lane, lane]));
  for (const place of lanesFrom(0, Math.min(topology.workspace, inner))) {
    moved.set(topology.inputs + place, outer + place);
  }
  const stages = topology.stages.map(({ neurons, rotations }) => {
    return { neurons: onNewLanes(neurons, moved), rotations: kept(rotations, moved) };
  });
  const before = topology.output[topology.output.length - 1];
  const last = { ...before, controls: kept(before.controls, moved) };
  // a topology refuses an in/out lane that nobody writes
  const output = allWritten(onNewLanes(topology.output, moved), last, outer);
  const input = onNewLanes(topology.input, moved);
  const sizes = { inputs: outer, workspace: inner, bias: topology.bias };
  return { topology: checkedTopology({ ...sizes, input, stages, output }), key: null };
}

/**
 * Edits of single neurons: what they need, what they may have, and what they do.
 * @type {Record<string, {needed: string[], optional: string[],
 *   make: (topology: Topology, edit: Required<Edit>, presets: Presets) => Edited}>}
 */
const NEURON_EDITS = {
  control: {
    needed: ["neuron", "lane"],
    optional: [],
    make(topology, { neuron, lane }) {
      const { neurons, place } = locate(topology, neuron);
      const controls = toggled(neurons[place].controls, lane);
      return { topology: withChanged(topology, neuron, { controls }), key: neuron };
    },
  },
  target: {
    needed: ["neuron", "lane"],
    optional: [],
    make: (topology, { neuron, lane }) => retarget(topology, neuron, lane),
  },
  add: {
    needed: ["stage"],
    optional: ["lane"],
    make: (topology, { stage, lane }) => addNeuron(topology, stage, lane),
  },
  copy: {
    needed: ["neuron"],
    optional: [],
    make(topology, { neuron }) {
      const { stage, neurons, place } = locate(topology, neuron);
      const doubled = neurons.toSpliced(place, 0, neurons[place]);
      return { topology: withNeurons(topology, stage, doubled), key: `${stage}.${place + 1}` };
    },
  },
  delete: {
    needed: ["neuron"],
    optional: [],
    make(topology, { neuron }) {
      const { stage, neurons, place } = locate(topology, neuron);
      const rest = neurons.toSpliced(place, 1);
      // its key now names the next neuron, or none: the page looks at what is left of the stage
      return { topology: withNeurons(topology, stage, rest), key: neuron };
    },
  },
  move: {
    needed: ["neuron", "by"],
    optional: [],
    make(topology, { neuron, by }) {
      const { stage, neurons, place } = locate(topology, neuron);
      const moved = withMoved(neurons, place, by, neuron);
      return { topology: withNeurons(topology, stage, moved), key: `${stage}.${place + by}` };
    },
  },
  order: {
    needed: ["value"],
    optional: ["neuron"],
    make: (topology, { value, neuron }) => setNeurons(topology, neuron, { order: value }),
  },
  degree: {
    needed: ["value"],
    optional: ["neuron"],
    make: (topology, { value, neuron }) => setNeurons(topology, neuron, { degree: value }),
  },
  calls: {
    needed: ["value"],
    optional: ["neuron"],
    make: (topology, { value, neuron }) => setCalls(topology, value, neuron),
  },
};

/**
 * Edits of the cell as a whole.
 * @type {typeof NEURON_EDITS}
 */
const CELL_EDITS = {
  bias: {
    needed: ["value"],
    optional: [],
    make(topology, { value }) {
      const bias = /** @type {number} */ (value);
      return { topology: checkedTopology({ ...topology, bias }), key: null };
    },
  },
  lanes: {
    needed: [],
    optional: ["inputs", "workspace"],
    make: (topology, { inputs, workspace }) => setLanes(topology, inputs, workspace),
  },
  preset: {
    needed: ["name"],
    optional: [],
    make(_, { name }, presets) {
      const known = checkedChoice(name, "the name of a preset", Object.keys(presets));
      return { topology: presets[known], key: null };
    },
  },
};

/**
 * Edits of work stages.
 * @type {typeof NEURON_EDITS}
 */
const STAGE_EDITS = {
  "add stage": {
    needed: [],
    optional: ["after"],
    make: (topology, { after }) => addStage(topology, after),
  },
  "copy stage": {
    needed: ["stage"],
    optional: [],
    make(topology, { stage }) {
      const place = stageNumber(topology, stage);
      const { stages } = topology;
      return withStages(topology, stages.toSpliced(place, 0, stages[place]), place + 1);
    },
  },
  "delete stage": {
    needed: ["stage"],
    optional: [],
    make(topology, { stage }) {
      const place = stageNumber(topology, stage), stages = topology.stages.toSpliced(place, 1);
      // the stage behind it has its number now; behind the last there is none, so we look at the one before
      return withStages(topology, stages, Math.min(place, stages.length - 1));
    },
  },
  "move stage": {
    needed: ["stage", "by"],
    optional: [],
    make(topology, { stage, by }) {
      const place = stageNumber(topology, stage);
      return withStages(topology, withMoved(topology.stages, place, by, stage), place + by);
    },
  },
  rotation: {
    needed: ["stage", "lane"],
    optional: [],
    make(topology, { stage, lane }) {
      const { rotations } = topology.stages[stageNumber(topology, stage)];
      const turned = toggled(rotations, lane);
      const key = `${stage}.rotations`;
      return { topology: withStage(topology, stage, { rotations: turned }), key };
    },
  },
};

/** Every edit by name, in Python's order. */
const EDITS = { ...NEURON_EDITS, ...CELL_EDITS, ...STAGE_EDITS };

/**
 * A field of an edit, checked if its kind is the same in every edit.
 * @param {string} name
 * @param {unknown} value
 * @param {string} edit
 * @returns {unknown}
 */
function checkedField(name, value, edit) {
  const what = `${name} of the edit ${quoted(edit)}`;
  if (["neuron", "stage", "after"].includes(name)) return checkedText(value, what, 80);
  if (name === "lane") return whole(value, what, 0, LIMITS.lanes - 1);
  if (name === "by") return whole(value, what, -LIMITS.stages, LIMITS.stages);
  return value;
}

/**
 * The topology after an edit, and the column that was edited; an Error says why not.
 * @param {Topology} topology
 * @param {{edit: string} & Record<string, unknown>} edit
 * @param {Presets} presets
 * @returns {Edited}
 */
function edited(topology, edit, presets) {
  const name = checkedChoice(edit.edit, "the name of an edit", Object.keys(EDITS));
  const { needed, optional, make } = EDITS[name];
  const { edit: _, ...rest } = edit;
  const fields = checkedRecord(rest, `the edit ${quoted(name)}`, needed, optional);
  /** @type {Record<string, unknown>} */
  const given = {};
  for (const [field, value] of Object.entries(fields)) {
    // a page has null for what it leaves open
    if (value === null && optional.includes(field)) continue;
    given[field] = checkedField(field, value, name);
  }
  return make(topology, /** @type {Required<Edit>} */ (given), presets);
}

/**
 * Null if an edit is allowed, else the reason why it is not.
 * @param {Topology} topology
 * @param {{edit: string} & Record<string, unknown>} edit
 * @param {Presets} presets
 * @returns {string | null}
 */
function allowed(topology, edit, presets) {
  try {
    edited(topology, edit, presets);
    return null;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/**
 * The column to look at after an edit: the first of these that exists, `key`, the one before, the
 * end of its stage, the one at its place, the last.
 * @param {Topology} topology after the edit
 * @param {string | null} key what the edit gave
 * @param {Topology} old
 * @param {string} before the column that was looked at
 * @returns {string}
 */
function columnAfter(topology, key, old, before) {
  const known = columns(topology).map((column) => column.key);
  if (key !== null && known.includes(key)) return key;
  if (known.includes(before)) return before;
  const ofStage = known.filter((one) => stageOf(one) === stageOf(before));
  if (ofStage.length) return ofStage[ofStage.length - 1];
  const place = columns(old).findIndex((column) => column.key === before);
  return known[Math.min(place, known.length - 1)];
}
return { edited, allowed, columnAfter };
})();

const { parametersOf, walked, seenIn, shownGate, signedAmplitudes, refusal, afterEdit, settled, shutButtons, sameTopology, sameLanes, turnOf } = (() => {
// A cell under construction: what follows from its topology, its angles and the word it reads.


/** @typedef {import("./cell.js").Topology} Topology */
/** @typedef {import("./cell.js").Moment} Moment */
/** @typedef {import("./cell.js").Parameters} Parameters */

/** @typedef {{ topology: Topology, seed: number, word: number, selected: string }} Builder What `CellBuilder.to_dict()` gives. */

/** @typedef {{ edit: string } & Record<string, unknown>} Edit */

/**
 * @typedef {object} Walked
 * @property {string} reason  why nothing was computed; empty if it was
 * @property {Map<string, Moment>} moments  by their gate
 * @property {number | null} success  that all ancillas of the step give 0
 */

/**
 * The angles of a cell: those of a model where they fit, the others from the seed.
 * @param {Topology} topology
 * @param {number} seed
 * @param {Record<string, number[]>} given  a model's
 * @returns {Parameters}
 */
function parametersOf(topology, seed, given) {
  const parameters = initialParameters(topology, seed);
  for (const [name, angles] of Object.entries(given)) {
    // a neuron that has won or lost controls has other angles
    if (parameters[name]?.length === angles.length) parameters[name] = Float64Array.from(angles);
  }
  return parameters;
}

/**
 * The cell on its word, gate by gate.
 * @param {Builder} builder
 * @param {Record<string, number[]>} given
 * @returns {Walked}
 */
function walked({ topology, seed, word }, given) {
  const reason = obstacle(topology) ?? "";
  /** @type {Map<string, Moment>} */
  const moments = new Map();
  if (reason) return { reason, moments, success: null };
  let success = 1;
  for (const moment of walk(topology, parametersOf(topology, seed, given), word)) {
    moments.set(moment.gate, moment);
    success *= moment.success;
  }
  return { reason, moments, success };
}

/**
 * What the grid shows of a walk, or of its beginning: probability of 1 on every lane that a gate turned, by gate and lane ("input.0/2");
 * success by neuron; probability of 1 for every in/out lane once the last gate has acted.
 * @param {Topology} topology
 * @param {Iterable<Moment>} moments  in their order
 * @returns {{ fill: Map<string, number>, success: Map<string, number>, measured: number[] | null }}
 */
function seenIn(topology, moments) {
  /** @type {Map<string, number>} */
  const fill = new Map();
  /** @type {Map<string, number>} */
  const success = new Map();
  const gates = gatesOf(topology), byKey = new Map(gates.map((gate) => [gate.key, gate]));
  /** @type {number[] | null} */
  let measured = null;
  for (const moment of moments) {
    const gate = byKey.get(moment.gate);
    for (const lane of gate?.lanes ?? []) fill.set(`${moment.gate}/${lane}`, moment.excitation ?? excitationOf(moment.state, lane));
    if (gate?.neuron) success.set(moment.gate, moment.success);
    if (gate === gates[gates.length - 1]) measured = Array.from({ length: topology.inputs }, (_, lane) => excitationOf(moment.state, lane));
  }
  return { fill, success, measured };
}

/**
 * The last gate up to the selected column.
 * @param {Builder} builder
 * @param {Walked} walked
 */
function shownGate({ topology, selected }, { moments }) {
  const keys = columns(topology).map(({ key }) => key);
  const upTo = keys.slice(0, keys.indexOf(selected) + 1);
  return upTo.findLast((key) => moments.has(key)) ?? "write";
}

/**
 * The amplitudes of a state, those of complex ones as magnitudes with the sign of the real part.
 * @param {Moment | undefined} moment
 */
function signedAmplitudes(moment) {
  if (!moment) return new Float64Array();
  const { re, im } = moment.state;
  if (!im) return re;
  return re.map((part, at) => (part < 0 ? -1 : 1) * Math.hypot(part, im[at]));
}

/**
 * Why an edit is not allowed, in the words of a page; null if it is.
 * @param {Topology} topology
 * @param {Edit} edit
 * @param {import("./editing.js").Presets} presets
 * @returns {string | null}
 */
function refusal(topology, edit, presets) {
  const reason = allowed(topology, edit, presets);
  // Python's readers write keys, as in "stage.0.1", which nobody sees on a page
  return reason === null ? null : named(reason);
}

/**
 * The builder after an edit; an Error says why it is not allowed.
 * @param {Builder} builder
 * @param {Edit} edit
 * @param {import("./editing.js").Presets} presets
 * @returns {Builder}
 */
function afterEdit(builder, edit, presets) {
  const { topology, key } = edited(builder.topology, edit, presets);
  return settled(builder, topology, key);
}

/**
 * The builder with another topology: what was looked at is looked at still, where it is there.
 * @param {Builder} builder
 * @param {Topology} topology
 * @param {string | null} key  of the column to look at, if it is known
 * @returns {Builder}
 */
function settled(builder, topology, key) {
  const selected = columnAfter(topology, key, builder.topology, builder.selected);
  // with fewer in/out lanes there are fewer words
  return { ...builder, topology, selected, word: builder.word % 2 ** topology.inputs };
}

/**
 * Why each button is shut, with the column that is selected.
 * @param {Builder} builder
 * @param {import("./editing.js").Presets} presets
 * @returns {Record<string, string>}
 */
function shutButtons({ topology, selected }, presets) {
  const stage = stageOf(selected);
  /** @type {Record<string, Edit>} */
  const edits = {
    Copy: { edit: "copy", neuron: selected },
    Delete: { edit: "delete", neuron: selected },
    Earlier: { edit: "move", neuron: selected, by: -1 },
    Later: { edit: "move", neuron: selected, by: 1 },
    "Copy stage": { edit: "copy stage", stage },
    "Delete stage": { edit: "delete stage", stage },
    "Stage earlier": { edit: "move stage", stage, by: -1 },
    "Stage later": { edit: "move stage", stage, by: 1 },
  };
  /** @type {Record<string, string>} */
  const reasons = {};
  for (const [name, edit] of Object.entries(edits)) {
    const reason = refusal(topology, edit, presets);
    if (reason) reasons[name] = reason;
  }
  return reasons;
}

/** @param {Topology} one @param {Topology} other */
const sameTopology = (one, other) => one === other || asJson(one) === asJson(other);

/** @param {Topology} one @param {Topology} other @returns {boolean} whether a state of one fits the other */
const sameLanes = (one, other) => one.inputs === other.inputs && one.workspace === other.workspace;

/**
 * What a neuron does on its target: probability of 1 there before and after; null where it is not computed.
 * @param {Walked} walked
 * @param {string} key  of the neuron
 * @param {number} target
 */
function turnOf({ moments }, key, target) {
  const keys = [...moments.keys()], before = moments.get(keys[keys.indexOf(key) - 1]), after = moments.get(key);
  if (!before || !after) return null;
  return { before: excitationOf(before.state, target), after: excitationOf(after.state, target) };
}
return { parametersOf, walked, seenIn, shownGate, signedAmplitudes, refusal, afterEdit, settled, shutButtons, sameTopology, sameLanes, turnOf };
})();

const { addressed, linkTo } = (() => {
// The state of a page in its address: a link is a figure. What follows the # is JSON of the fields that differ from the saved page's.

/** @typedef {import("./frame.js").Model} Model */

/**
 * @param {Record<string, any>} state
 * @param {Record<string, any>} saved  the state that the page was saved with
 * @returns {string} "" if nothing differs, else "#..."
 */
function addressOf(state, saved) {
  const names = Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(saved[name]));
  if (!names.length) return "";
  const fields = Object.fromEntries(names.map((name) => [name, state[name]]));
  return `#${encodeURIComponent(JSON.stringify(fields))}`;
}

/**
 * @param {string} hash  of an address, with its # or empty
 * @returns {Record<string, any>} the fields that it holds; none if it is not ours
 */
function fieldsOfAddress(hash) {
  try {
    const fields = JSON.parse(decodeURIComponent(hash.slice(1)));
    return fields && typeof fields === "object" && !Array.isArray(fields) ? fields : {};
  } catch {
    return {};
  }
}

/**
 * Keep the state of a saved page in its address, and take it from there.
 * @param {Model} model
 * @param {(fields: Record<string, any>) => void} take
 */
function addressed(model, take) {
  const saved = model.get("state");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer, known = location.hash;
  const write = () => {
    timer = undefined;
    // in a frame of slides there is no address to keep; and another link, of which the page has not heard yet, is not to be overwritten
    if (location.protocol === "blob:" || location.hash !== known) return;
    window.history.replaceState(null, "", addressOf(model.get("state"), saved) || location.pathname + location.search);
    known = location.hash;
  };
  if (location.hash) take(fieldsOfAddress(location.hash));
  // somebody has pasted another link, which says what differs from the saved state
  addEventListener("hashchange", () => {
    known = location.hash;
    take({ ...saved, ...fieldsOfAddress(known) });
  });
  return () => {
    // when it has come to rest: to write an address takes a page longer than to draw a frame
    clearTimeout(timer);
    timer = setTimeout(write, 250);
  };
}

/**
 * Where a link to what is shown leads: this page, or one of the same name.
 * @param {Model} model
 * @param {string} kind
 */
function linkTo(model, kind) {
  if (model.alone) return location.href;
  return `${model.get("site") ?? ""}${kind}.html${addressOf(model.get("state"), {})}`;
}
return { addressed, linkTo };
})();

const { announcer } = (() => {
// What a screen reader is told.


const REST = 700; // milliseconds without a change: something has come to rest

/**
 * Tells results: the latest text, once it has stayed for a while and nothing is going on any more.
 * @param {Element} region
 * @param {() => boolean} busy
 */
function announcer(region, busy) {
  let news = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const speak = () => {
    timer = busy() ? setTimeout(speak, REST) : undefined;
    if (timer === undefined) say(region, news);
  };
  return (/** @type {string} */ text) => {
    if (text === news) return;
    news = text;
    clearTimeout(timer);
    timer = setTimeout(speak, REST);
  };
}
return { announcer };
})();

const { keepOnSave } = (() => {
// How a page outlives its kernel in a saved notebook.

// JupyterLab draws a saved widget only if its state is in the notebook, which it leaves out, and says "model not found" instead. So whenever
// a notebook is saved, our pages leave their states there, in the hands of a keeper that gives them back when the notebook is opened.
// They do not stand where JupyterLab itself would put them: nbconvert would find them there, and fetch what draws them from the network
// instead of taking the picture.
const KEEPER = `export default {
  initialize({ model }) {
    const manager = model.widget_manager;
    for (const [model_id, { state, buffers = [], ...kind }] of model.get("kept")) {
      if (manager.has_model(model_id)) continue;
      for (const { path, data } of buffers) state[path[0]] = new DataView(Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0)).buffer);
      manager.new_model({ model_id, ...kind }, state); // known from now on, whereas set_state would first ask the kernel
    }
    // an output waits two seconds for its model and then gives up, which may have been a moment ago
    setTimeout(async () => {
      for (const cell of manager.context.model.cells) for (let at = 0; at < (cell.outputs?.length ?? 0); at++) {
        const output = cell.outputs.get(at), id = output.data["application/vnd.jupyter.widget-view+json"]?.model_id;
        if (!id || !manager.has_model(id)) continue;
        const page = await manager.get_model(id);
        if (!Object.keys(page.views ?? {}).length) cell.outputs.set(at, output.toJSON());
      }
    }, 2500);
  },
};`;
const WIDGETS = "application/vnd.jupyter.widget-state+json";

/** @param {any} manager  of JupyterLab's widgets; pages elsewhere have none of its kind */
function keepOnSave(manager) {
  const context = manager?.context;
  if (manager?.keepsPages || !context?.saveState || !manager.get_state_sync) return;
  manager.keepsPages = true;
  context.saveState.connect((/** @type {any} */ _, /** @type {string} */ phase) => {
    if (phase === "started") keep(manager, context.model);
  });
}

/**
 * @param {any} manager
 * @param {any} notebook  the model of the notebook that is saved
 */
function keep(manager, notebook) {
  const { state, ...version } = manager.get_state_sync({ drop_defaults: true });
  const pages = Object.keys(state).filter((id) => state[id].state._anywidget_id?.startsWith("qrnn_nb."));
  const layouts = pages.map((id) => state[id].state.layout?.slice("IPY_MODEL_".length)).filter((id) => id in state);
  const kept = [...layouts, ...pages].map((id) => [id, state[id]]);
  const others = notebook.getMetadata("widgets")?.[WIDGETS]?.state ?? {};
  if (!pages.length) return;
  const { model_name, model_module, model_module_version } = state[pages[0]];
  const keeper = { model_name, model_module, model_module_version, state: { _esm: KEEPER, _anywidget_id: "keeper", kept } };
  notebook.setMetadata("widgets", { [WIDGETS]: { ...version, state: { ...others, qrnn_nb: keeper } } });
}
return { keepOnSave };
})();

const { asSvg, asPng } = (() => {
// What a page shows as one SVG file, and as a PNG of it. Colours stand in the page's style, so they are written into each element.


const MARGIN = 16; // pixels around everything
const GAP = 24; // pixels at most between what stands above and what stands below
const STYLED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "visibility",
  "font-family", "font-size", "font-weight", "text-anchor", "paint-order",
];

/**
 * Write the style that an element has on the page into its copy, and so on downwards; what the page hides is left out.
 * @param {Element} element
 * @param {Element} copy
 */
function inline(element, copy) {
  const style = getComputedStyle(element);
  for (const name of STYLED) copy.setAttribute(name, style.getPropertyValue(name));
  copy.removeAttribute("class");
  const copies = [...copy.children];
  for (const [index, child] of [...element.children].entries()) {
    if (getComputedStyle(child).display === "none") copies[index].remove();
    else inline(child, copies[index]);
  }
}

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Edges Pixels of the window */

/**
 * Where an element would stand if nothing around it were scrolled sideways.
 * @param {Element} element
 * @param {Element} root
 * @returns {Edges}
 */
function unscrolled(element, root) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  let gone = 0;
  for (let around = element.parentElement; around && around !== root; around = around.parentElement) gone += around.scrollLeft;
  return { left: left + gone, right: right + gone, top, bottom };
}

/**
 * The lines of an element's text as it is broken on the page.
 * @param {Element} element  that holds nothing but text
 * @returns {{ text: string, edges: Edges }[]}
 */
function linesOf(element) {
  const node = element.firstChild, range = document.createRange();
  /** @type {{ text: string, edges: Edges }[]} */
  const lines = [];
  for (const { 0: word, index } of node?.textContent?.matchAll(/\S+/g) ?? []) {
    range.setStart(/** @type {Node} */ (node), index);
    range.setEnd(/** @type {Node} */ (node), index + word.length);
    const { left, right, top, bottom } = range.getBoundingClientRect(), line = lines.at(-1);
    if (!line || top > line.edges.top + 4) lines.push({ text: word, edges: { left, right, top, bottom } });
    else Object.assign(line, { text: `${line.text} ${word}`, edges: { ...line.edges, right } });
  }
  return lines;
}

/**
 * The captions of a page, which are marked by `data-caption`, as text of a picture.
 * @param {HTMLElement} root
 */
function captionsOf(root) {
  const shown = [...root.querySelectorAll("[data-caption]")].filter((element) => element.checkVisibility());
  return shown.flatMap((element) => {
    const style = getComputedStyle(element);
    const look = { fill: style.color, "font-family": style.fontFamily, "font-size": style.fontSize, "font-weight": style.fontWeight };
    return linesOf(element).map(({ text, edges }) => ({ copy: svg("text", look, text), edges }));
  });
}

/**
 * How far everything moves up, since what stood above it on the page (buttons, fields) is not in the picture and leaves no hole.
 * @param {Edges[]} all
 * @returns {(top: number) => number} pixels, for what begins there
 */
function gathered(all) {
  /** @type {{ from: number, by: number }[]} */
  const moves = [];
  let end = Number.POSITIVE_INFINITY, by = 0;
  for (const { top, bottom } of [...all].sort((a, b) => a.top - b.top)) {
    by += Math.max(0, top - end - GAP);
    moves.push({ from: top, by });
    end = Number.isFinite(end) ? Math.max(end, bottom) : bottom;
  }
  return (top) => moves.findLast(({ from }) => top >= from)?.by ?? 0;
}

/**
 * All pictures of a page as one, with their captions, each where it stands, on the page's ground.
 * @param {HTMLElement} root
 * @returns {string} the text of an SVG file
 */
function asSvg(root) {
  // small ones are signs on buttons, or stand beside a word that says what they mean
  const isPicture = (/** @type {SVGSVGElement} */ { clientWidth, nextElementSibling: next }) => clientWidth > 40 || (clientWidth > 0 && next?.matches("[data-caption]"));
  // what is folded away was perhaps never drawn
  const shown = [...root.querySelectorAll("svg")].filter((picture) => picture.checkVisibility() && !picture.closest("button"));
  const parts = shown.filter(isPicture).map((picture) => {
    const copy = /** @type {SVGElement} */ (picture.cloneNode(true));
    inline(picture, copy);
    return { copy, edges: unscrolled(picture, root) };
  });
  const all = [...parts, ...captionsOf(root)], up = gathered(all.map((part) => part.edges));
  for (const part of all) {
    const { top, bottom } = part.edges, by = up(top);
    part.edges = { ...part.edges, top: top - by, bottom: bottom - by };
  }
  const edges = all.map((part) => part.edges);
  const left = Math.min(...edges.map((edge) => edge.left)) - MARGIN, top = Math.min(...edges.map((edge) => edge.top)) - MARGIN;
  const width = Math.ceil(Math.max(...edges.map((edge) => edge.right)) + MARGIN - left);
  const height = Math.ceil(Math.max(...edges.map((edge) => edge.bottom)) + MARGIN - top);
  const sheet = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` });
  sheet.append(svg("rect", { width, height, fill: getComputedStyle(root).backgroundColor }));
  for (const { copy, edges: edge } of all) {
    // a text stands on its base line
    const y = copy.tagName === "text" ? edge.top + 0.75 * (edge.bottom - edge.top) : edge.top;
    copy.setAttribute("x", String(Math.round(edge.left - left)));
    copy.setAttribute("y", String(Math.round(y - top)));
    sheet.append(copy);
  }
  return new XMLSerializer().serializeToString(sheet);
}

/**
 * @param {string} text  of an SVG file
 * @returns {Promise<Blob>} the picture as PNG, at twice the size
 */
async function asPng(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? new Blob()), "image/png"));
}
return { asSvg, asPng };
})();

const { FORMATS, OWN_FORMATS, WRITTEN, SAVING, whileSaving, menuOf, saveAlone } = (() => {
// The menu of a page, and the files that the page writes by itself.


/** @typedef {import("./frame.js").Model} Model */

// what Python writes, and what a page writes by itself
const FORMATS = { pdf: "PDF", svg: "SVG", png: "PNG", csv: "numbers (CSV)", json: "state (JSON)", py: "Python", html: "page (HTML)" };
const OWN_FORMATS = { svg: "SVG", png: "PNG", json: "state (JSON)" };
// and what some pages write themselves: their numbers, and their settings
const WRITTEN = { csv: "data (CSV)", py: "Python" };

const SAVING = "saving…"; // said and heard while a file is made

/**
 * Say on a button that a file is being made, for as long as that takes.
 * @param {HTMLElement} element
 * @param {() => Promise<unknown>} make
 */
async function whileSaving(element, make) {
  const before = element.textContent ?? "";
  if (before === SAVING) return;
  say(element, SAVING);
  // once that is on the screen: to make a picture holds the page up
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  try { await make(); }
  finally { say(element, before); }
}

/**
 * The menu of a page: a button for each format, and what else is rare.
 * @param {(format: string, button: HTMLElement) => void} save
 * @param {Node[]} others
 */
function menuOf(save, others) {
  const formats = html("div", { class: "qs-formats", role: "group", "aria-label": "Export" });
  /** @param {Record<string, string>} offered */
  function offer(offered) {
    formats.replaceChildren(...Object.entries(offered).map(([format, name]) => {
      const saver = button(name, `save as ${name}`, () => save(format, saver));
      return saver;
    }));
  }
  const opener = tool("More", "export, and a link to what is shown", () => {});
  return { offer, node: popup(opener, { class: "qs-menu" }, html("div", {}, "Export as"), formats, ...others) };
}

/**
 * Save what a page shows without Python's help.
 * @param {HTMLElement} root
 * @param {Model} model
 * @param {string} kind  of the page
 * @param {string} format  in OWN_FORMATS or WRITTEN
 * @param {Record<string, (() => string) | undefined>} writers  by format in WRITTEN
 */
async function saveAlone(root, model, kind, format, writers) {
  const name = `${kind}.${format}`;
  if (format === "json") download(name, JSON.stringify(model.get("state")));
  else if (writers[format]) download(name, writers[format]());
  else if (format === "svg") download(name, asSvg(root));
  else download(name, await asPng(asSvg(root)));
}
return { FORMATS, OWN_FORMATS, WRITTEN, SAVING, whileSaving, menuOf, saveAlone };
})();

const { post, attendance } = (() => {
// Messages to Python.

/** @typedef {Record<string, any>} Content */

/**
 * Two messages that ask for the same and are still to be sent, as one; what is in the later one has the last word.
 * @param {Content} last
 * @param {Content} next
 */
function merged(last, next) {
  const both = { ...last, ...next };
  for (const [key, value] of Object.entries(next))
    if (value && typeof value === "object" && !Array.isArray(value)) both[key] = { ...last[key], ...value };
  return both;
}

/**
 * Messages to Python, one after the other: JupyterLab may hand them to several threads, so the next one goes when the last one is done.
 * Python says "heard" at once and "done" in the end. `send` asks for something; `steer` too, but takes the place of what still waits to
 * be sent and asks for the same; `settled()`: all has been done, or nobody answers.
 * @param {{ send: (content: Content) => void }} model
 * @param {() => void} silence  is called when nobody answers within two seconds
 */
function post(model, silence) {
  /** @type {Content[]} */
  const queue = [];
  let asked = "", silent = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let unheard;
  function next() {
    asked = queue[0]?.action ?? "";
    if (!asked) return;
    try { model.send(/** @type {Content} */ (queue.shift())); }
    catch { giveUp(); /* the kernel has gone before the page was told */ }
  }
  function giveUp() {
    silent = true;
    silence();
    // an interrupt of the kernel may have lost what was asked, and must not keep back what was asked since
    next();
  }
  function send(/** @type {string} */ action, content = {}) {
    unheard ??= setTimeout(giveUp, 2000);
    queue.push({ action, ...content });
    if (!asked) next();
  }
  function steer(/** @type {string} */ action, content = {}) {
    const last = queue.at(-1);
    if (last?.action === action) queue[queue.length - 1] = merged(last, content);
    else send(action, content);
  }
  function hush() {
    clearTimeout(unheard);
    unheard = undefined;
    silent = false;
  }
  function forget() {
    hush();
    queue.length = 0;
    asked = "";
  }
  const settled = () => silent || (queue.length === 0 && ["", "shown"].includes(asked));
  return { send, steer, hush, forget, next, settled };
}

/**
 * Tell Python when this page comes and goes. A tab that is closed takes its pages with it without a word; it may come back from the
 * browser's cache.
 * @param {{ send: (content: Content) => void }} model
 * @param {() => void} shown
 */
function attendance(model, shown) {
  const gone = () => {
    try { model.send({ action: "gone" }); }
    catch { /* the kernel has gone before: nobody is left to be told */ }
  };
  const again = (/** @type {PageTransitionEvent} */ event) => {
    if (event.persisted) shown();
  };
  addEventListener("pagehide", gone);
  addEventListener("pageshow", again);
  return () => {
    gone();
    removeEventListener("pagehide", gone);
    removeEventListener("pageshow", again);
  };
}
return { post, attendance };
})();

const { painter } = (() => {
// When a page is drawn.

const NARROWEST = 200; // pixels that a page draws for

/**
 * Draw once a frame, however much has changed, and when the width changes; with reduced motion twice a second while `busy()`.
 * @param {HTMLElement} root
 * @param {(width: number) => void} draw
 * @param {() => boolean} busy
 */
function painter(root, draw, busy) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let width = 0, waiting = false;
  function show() {
    waiting = false;
    // a page that is being laid out may have but a few pixels, in which nothing can be drawn
    if (width) draw(Math.max(width, NARROWEST));
  }
  function redraw() {
    if (waiting) return;
    waiting = true;
    if (calm.matches && busy()) setTimeout(show, 500);
    else requestAnimationFrame(show);
  }
  const observer = new ResizeObserver(() => {
    const available = Math.floor(root.clientWidth);
    if (!available || available === width) return;
    width = available;
    show();
  });
  return { redraw, begin: () => observer.observe(root), end: () => observer.disconnect() };
}
return { painter };
})();

const { presentation } = (() => {
// A page that fills the screen, for a lecture hall.

// A presented page is laid out for so many of its own pixels, or more on one side, and is drawn as large as the screen lets it:
// what fits on a small projector then fits everywhere, and is read as well from the last row before a large one.
const [WIDE, HIGH] = [800, 450];
const LEAST = 1.25; // times as large as in the page around it, in a small window too

/**
 * Lets a page fill the screen and come back; where the screen is refused, as in some frames, it fills the window.
 * @param {HTMLElement} root
 * @param {(isOn: boolean) => void} changed
 */
function presentation(root, changed) {
  const isOn = () => root.classList.contains("qs-presented");
  let isAsked = false; // the screen, which is not given yet
  function grow() {
    const scale = Math.max(LEAST, Math.min(innerWidth / WIDE, innerHeight / HIGH));
    root.style.setProperty("--qs-scale", String(scale));
    changed(true);
  }
  /** @param {boolean} on */
  function become(on) {
    root.classList.toggle("qs-presented", on);
    if (!on) {
      removeEventListener("resize", grow);
      return changed(false);
    }
    addEventListener("resize", grow);
    root.focus();
    grow();
  }
  async function begin() {
    become(true);
    isAsked = true;
    try { await root.requestFullscreen(); }
    catch { if (isOn()) cover(); }
    isAsked = false;
    // it was ended before the screen was given
    if (!isOn()) giveBack();
  }
  /** Fill the window, above everything else in it, whatever the page around says about its layers. */
  function cover() {
    root.popover = "manual";
    root.showPopover();
  }
  function giveBack() {
    if (document.fullscreenElement === root) document.exitFullscreen();
  }
  function end() {
    // what was opened over it goes with it
    for (const box of root.querySelectorAll(":popover-open")) /** @type {HTMLElement} */ (box).hidePopover();
    root.popover = null;
    giveBack();
    become(false);
  }
  // the browser's own Escape ends a full screen, and tells afterwards: maybe when the next one has been asked for
  const left = () => {
    if (isOn() && !isAsked && document.fullscreenElement !== root && !root.popover) end();
  };
  root.addEventListener("fullscreenchange", left);
  const toggle = () => (isOn() ? end() : begin());
  return { toggle, end: () => isOn() && end(), isOn };
}
return { presentation };
})();

const { same, without, Past } = (() => {
// What a page did, step by step, so that it can be taken back and done again.

/** @typedef {Record<string, any>} State  plain data */

const MOST = 200; // steps

/**
 * Whether two plain values hold the same.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
function same(one, other) {
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
const without = (state, names) => Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name)));

/**
 * The steps of a page. A step is what one gesture changed: all that comes between two presses of a key or a button belongs together,
 * such as a drag, a held key, or what plays by itself.
 */
class Past {
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
return { same, without, Past };
})();

const { frame } = (() => {
// The frame of every widget's page: its root, its errors, its status, its undo, and its line to Python.


/** What a presenter's remote control sends, as the arrow that means the same. @type {Record<string, string>} */
const REMOTE = { PageDown: "ArrowRight", PageUp: "ArrowLeft" };

/**
 * What anywidget, or `host.js`, gives a page.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(content: any) => void} send
 * @property {(events: string, listener: Function) => void} on
 * @property {(events: string, listener: Function) => void} off
 * @property {boolean} [alone]  a saved page: there is no Python
 * @property {any} [widget_manager]
 */

/**
 * @typedef {object} Options
 * @property {string} kind  the page is of the class `qrnn-KIND`
 * @property {string} label  its accessible name
 * @property {string[]} events  traits that `draw` looks at
 * @property {(width: number) => void} draw  one call a frame for all that has changed
 * @property {() => boolean} [busy]  with reduced motion it draws at most twice a second meanwhile
 * @property {(fields: State) => State} [restore]
 *   only for pages that need no Python: the trait `state` with these fields; it throws an Error for what does not fit
 * @property {string[]} [looks]  fields of the state that say how one looks: to change them alone is no step of undo
 * @property {(by: -1 | 1) => State | undefined} [beyond]  the state before or behind the present one, as Python knows it
 * @property {Node[]} [rare]  what stands in the menu besides
 * @property {() => string} [data]  the page's numbers as CSV, which it writes itself where there is no Python
 * @property {() => string} [python]  likewise, Python that builds the widget again
 * @property {() => unknown} [undo]  takes a step back where Python keeps the steps
 * @property {Record<string, () => unknown>} [keys]  what keys do while the page is presented and no control has the focus
 */

/** @typedef {import("./undo.js").State} State */

const SILENT = "no answer: wait if the kernel is busy, run this cell again if it was restarted";
const COPIED = "copied";
const GONE = "the kernel is gone: run this cell again";

// what the states of all pages hold besides their own: another state to compare with, and the titles of the parts that are unfolded
const SHARED = ["pinned", "unfolded"];

/**
 * The frame of a page. Its methods may be taken out of it: `const { root, send } = frame(...)`.
 */
class Frame {
  #trouble = "";
  #refused = "";
  #isHeld = false; // a pointer is down, or a key
  /** @type {State} the state that was drawn last */
  #known = {};
  #saveAddress = () => {};
  /** @type {(value?: unknown) => void} what waits for a file that Python makes */
  #saved = () => {};

  /**
   * @param {{ model: Model, el: HTMLElement }} page
   * @param {Options} options
   */
  constructor({ model, el }, options) {
    const { kind, label, events, draw, busy = () => false } = options;
    this.model = model;
    this.options = options;
    // without Python nothing goes on that needs it
    this.busy = () => busy() && !this.#isDead();
    this.root = html("div", { class: `qrnn-widget qrnn-${kind}`, role: "group", "aria-label": label, tabindex: -1 });
    this.alert = html("div", { class: "qs-error", role: "alert" });
    this.status = html("span", { class: "qs-status" });
    const region = html("div", { class: "qs-heard", role: "status" });
    this.hear = announcer(region, this.busy);
    /** Tell a screen reader at once what nothing else says. @type {(text: string) => void} */
    this.announce = (text) => say(region, text);
    this.draw = draw;
    this.painter = painter(this.root, (width) => this.#show(width), this.busy);
    this.redraw = this.painter.redraw;
    this.line = post(model, () => this.#troubled(SILENT));
    this.send = this.line.send;
    this.steer = this.line.steer;
    this.settled = this.line.settled;
    this.past = this.#freshPast();
    this.presented = presentation(this.root, () => this.redraw());
    this.#buildTools();
    this.root.append(region);
    el.append(this.root);
    this.changes = ["message", ...events].map((name) => `change:${name}`).join(" ");
    this.#begin();
  }
  #freshPast() {
    const { looks = [], beyond = () => undefined } = this.options;
    return new Past(["unfolded", ...looks], beyond);
  }
  /** The buttons that concern the whole page. */
  #buildTools() {
    const { model, options } = this, present = tool("Present", "fill the screen (F)", this.presented.toggle, true);
    const link = button("Copy link", "a link to what is shown, for the saved page", () => this.#copyLink(link));
    this.present = present;
    this.menu = menuOf((format, saver) => this.#export(format, saver), [...(options.restore ? [link] : []), ...(options.rare ?? [])]);
    this.menu.offer(model.alone ? this.#own() : this.#pythons());
    /** @type {Node[]} for the bar of the page */
    this.tools = [present, this.menu.node];
    if (!options.restore) return;
    const undo = tool("Undo", "take the last step back (Ctrl+Z)", this.undo), redo = tool("Redo", "do it again (Ctrl+Y)", this.redo);
    const pin = tool("Pin", "keep this one pale behind, to compare others with it", () => (this.pinned ? this.unpin() : this.pin()), true);
    this.steps = { undo, redo, pin };
    this.tools.unshift(undo, redo, pin);
  }
  /**
   * Copy the link, say so on the button, and close the menu; where the clipboard is refused, show the link.
   * @param {HTMLElement} link  the button
   */
  async #copyLink(link) {
    const address = linkTo(this.model, this.options.kind), before = link.textContent ?? "";
    const close = () => /** @type {HTMLElement | null} */ (link.closest(":popover-open"))?.hidePopover();
    try { await navigator.clipboard.writeText(address); }
    catch {
      close();
      return this.refuse(`the browser does not let this page copy; the link is ${address}`);
    }
    if (before === COPIED) return;
    say(link, COPIED);
    this.announce("link copied");
    setTimeout(() => {
      close();
      say(link, before);
    }, 900);
  }
  #begin() {
    const { model, line, root } = this, press = () => this.past.press();
    this.#known = model.get("state") ?? {};
    model.on(this.changes, this.redraw);
    model.on("change:state", this.#followed);
    model.on("msg:custom", this.#answered);
    model.on("comm_live_update", this.#lost);
    // a press comes before what it does, whoever hears of it
    const hold = (/** @type {boolean} */ isDown) => () => {
      if (isDown) press();
      this.#isHeld = isDown;
    };
    root.addEventListener("pointerdown", hold(true), true);
    root.addEventListener("keydown", (event) => event.repeat || press(), true);
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) root.addEventListener(end, hold(false), true);
    // but a slider that is moved by a held key says so at every step
    root.addEventListener("change", (event) => /** @type {HTMLInputElement} */ (event.target).type === "range" || press(), true);
    root.addEventListener("keydown", this.#pressed);
    root.addEventListener("keydown", keepKey);
    // Jupyter hears of keys at the document, before the page does, but after the window
    addEventListener("keydown", this.#claimKey, true);
    // a saved page has its window for itself
    if (model.alone) document.addEventListener("keydown", this.#pressed);
    this.painter.begin();
    if (!model.alone) line.send("shown");
    keepOnSave(model.widget_manager);
    if (this.options.restore && model.alone) this.#saveAddress = addressed(model, (fields) => this.#take(fields));
    // the link by which the page was opened is no step
    this.past = this.#freshPast();
    this.leave = attendance(model, () => line.send("shown"));
  }
  close = () => {
    const { model } = this;
    this.leave?.();
    this.presented.end();
    this.painter.end();
    this.line.hush();
    model.off(this.changes, this.redraw);
    model.off("change:state", this.#followed);
    model.off("msg:custom", this.#answered);
    model.off("comm_live_update", this.#lost);
    document.removeEventListener("keydown", this.#pressed);
    removeEventListener("keydown", this.#claimKey, true);
  };
  /** The formats that the page writes by itself. */
  #own() {
    const writers = this.#writers(), written = Object.entries(WRITTEN).filter(([format]) => writers[format]);
    return { ...OWN_FORMATS, ...Object.fromEntries(written) };
  }
  /** @returns {Record<string, (() => string) | undefined>} what the page writes, by format */
  #writers() {
    return { csv: this.options.data, py: this.options.python };
  }
  /** The formats that Python writes; a page that needs Python is no file. */
  #pythons() {
    return this.options.restore ? FORMATS : Object.fromEntries(Object.entries(FORMATS).filter(([format]) => format !== "html"));
  }
  /** @param {string} format @param {HTMLElement} saver  the button that was pressed */
  #export(format, saver) {
    this.announce(SAVING);
    if (this.#trouble || this.model.alone) whileSaving(saver, () => saveAlone(this.root, this.model, this.options.kind, format, this.#writers()));
    else {
      this.send("export", { format });
      whileSaving(saver, () => new Promise((resolve) => { this.#saved = resolve; }));
    }
  }
  /** @param {number} width */
  #show(width) {
    const alone = this.#isDead();
    say(this.alert, this.#refused || this.model.get("message") || "");
    this.#showSteps();
    this.draw(width);
    // a page that needs no Python goes on without
    if (alone) say(this.status, this.#trouble);
    this.root.classList.toggle("qs-alone", alone);
    const isPresented = this.presented.isOn();
    this.present?.setAttribute("aria-pressed", String(isPresented));
    if (this.present) this.present.title = isPresented ? `leave the presentation (F or Escape); ${this.#keyHelp()}` : "fill the screen (F)";
    // a kernel that is busy may still be asked
    const dead = this.#trouble === GONE ? this.root.querySelectorAll(".qs-run button, .qs-bar button") : [];
    if (alone) for (const button of dead) allow(button, false);
    this.root.classList.toggle("qs-still", this.#isHeld || this.busy());
    this.hear(this.#line());
    this.#saveAddress();
  }
  /** What the keys of a presentation do. */
  #keyHelp() {
    const { keys = {}, restore } = this.options, told = { " ": "Space: play or stop", ArrowRight: "→ or Page Down: on", ArrowLeft: "← or Page Up: back" };
    const own = Object.entries(told).filter(([key]) => key in keys).map(([, words]) => words);
    return [...own, ...(restore ? ["Ctrl+Z: undo"] : [])].join(", ");
  }
  /** Whether Python is missed by a page that needs it. */
  #isDead() {
    return this.#trouble !== "" && !this.options.restore;
  }
  /** What the line of the bar says, or what is wrong with a page that needs Python. */
  #line() {
    if (this.#isDead()) return this.#trouble;
    const parts = [...(this.root.querySelector(".qs-told")?.children ?? [])].filter((part) => !part.matches(".qs-popup"));
    return parts.map((part) => part.textContent).filter(Boolean).join(", ");
  }
  #showSteps() {
    if (!this.steps) return;
    const { undo, redo, pin } = this.steps;
    allow(undo, this.past.has(-1));
    allow(redo, this.past.has(1));
    pin.setAttribute("aria-pressed", String(this.pinned !== null));
    for (const part of this.root.querySelectorAll("details.qs-kept")) {
      const details = /** @type {HTMLDetailsElement} */ (part), isOpen = this.unfolded.includes(details.dataset.title ?? "");
      if (details.open !== isOpen) details.open = isOpen;
    }
  }
  /** @param {string} what */
  #troubled(what) {
    // that nobody answers is no news then
    if (what === SILENT && this.#trouble === GONE) return;
    if (this.options.restore && !this.#trouble) this.menu?.offer(this.#own());
    this.#trouble = what;
    this.#saved();
    this.redraw();
  }
  /** @type {(content: any, buffers: DataView<ArrayBuffer>[]) => void} */
  #answered = (content, buffers) => {
    this.line.hush();
    if (this.#trouble && this.options.restore) this.menu?.offer(FORMATS);
    this.#trouble = "";
    if (content === "done") this.line.next();
    if (content?.file) download(content.file, buffers[0]);
    if (content === "done") this.#saved();
    this.redraw();
  };
  // Jupyter says so when the way to Python opens or ends; it is open when a page is drawn for the first time.
  #lost = () => {
    this.line.forget();
    this.#troubled(GONE);
  };
  // Python has written the state, or says again what the page has written
  #followed = () => {
    const state = this.model.get("state") ?? {}, known = this.#known;
    this.#known = state;
    if (state !== known && !same(state, known)) this.past.follow(known, state, this.busy() ? "Python" : {});
  };
  /** @param {State} fields  of an address */
  #take(fields) {
    try { if (this.options.restore) this.change(this.#restored(fields)); }
    catch (error) { this.refuse(`this link does not fit: ${/** @type {Error} */ (error).message}`); }
  }
  /**
   * The state with some fields, those of all pages among them; an Error says what does not fit.
   * @param {State} fields
   */
  #restored({ pinned, unfolded, ...fields }) {
    const { restore = (/** @type {State} */ given) => given } = this.options, state = restore(fields);
    const plain = pinned && without(restore(without(pinned, SHARED)), SHARED);
    const isList = Array.isArray(unfolded) && unfolded.every((title) => typeof title === "string");
    return { ...state, pinned: pinned === undefined ? this.pinned : plain, unfolded: isList ? unfolded : this.unfolded };
  }
  // Jupyter's shortcuts pass by what has this mark; it must be the element with the focus. Saving and running cells stay Jupyter's.
  /** @param {KeyboardEvent} event */
  #claimKey = (event) => {
    const { target } = event;
    if (!(target instanceof Element) || !this.root.contains(target)) return;
    const isCommand = event.ctrlKey || event.metaKey, isStep = ["z", "y"].includes(event.key.toLowerCase());
    const isJupyters = (isCommand && !isStep) || (event.shiftKey && event.key === "Enter");
    target.toggleAttribute("data-lm-suppress-shortcuts", !isJupyters);
  };
  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const target = /** @type {Element} */ (event.target), key = event.key.toLowerCase();
    if (event.defaultPrevented || target.matches("textarea, select, input:not([type='range'], [type='checkbox'])")) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const remote = REMOTE[event.key], ownKeys = remote ? "input, [role='slider']" : "button, input, summary, [role]:not(.qrnn-widget)";
    const free = this.presented.isOn() && !target.matches(ownKeys);
    const own = free && !event.repeat ? this.options.keys?.[remote ?? event.key] : undefined;
    const does = isPlain ? this.#plainKey(key, own) : this.#stepKey(event, key);
    if (!does) return;
    event.preventDefault();
    does();
  };
  /** @param {string} key @param {(() => unknown) | undefined} own  what the page does */
  #plainKey(key, own) {
    if (key === "f") return this.presented.toggle;
    // the browser closes what stands open over the page first
    if (key === "escape" && this.root.querySelector(":popover-open")) return undefined;
    return key === "escape" && this.presented.isOn() ? this.presented.end : own;
  }
  /** @param {KeyboardEvent} event @param {string} key */
  #stepKey(event, key) {
    if (event.altKey || !["z", "y"].includes(key)) return undefined;
    const isRedo = key === "y" || event.shiftKey;
    if (this.steps) return isRedo ? this.redo : this.undo;
    return isRedo ? undefined : this.options.undo;
  }
  /** Show why something cannot be, until the next change.
   * @type {(reason: string) => void} */
  refuse = (reason) => {
    this.#refused = reason;
    this.redraw();
  };
  /** @param {State} state */
  #put(state) {
    this.#refused = "";
    this.#known = state;
    this.model.set("state", state);
    this.model.save_changes();
    this.redraw();
  }
  /** Change the state of a page that needs no Python; Python, if there is one, follows. What one press changes (a drag, a held key, what
   * plays) is one step of undo; so is all that comes with the same `gesture`.
   * @type {(state: State, gesture?: unknown) => void} */
  change = (state, gesture) => {
    const next = { pinned: this.pinned, unfolded: this.unfolded, ...state };
    this.past.note(this.#known, next, gesture);
    this.#put(next);
  };
  /** @param {-1 | 1} by */
  #travel(by) {
    const state = this.past.travel(by, this.model.get("state"));
    if (state) this.#put({ ...state, unfolded: this.unfolded });
  }
  undo = () => this.#travel(-1);
  redo = () => this.#travel(1);
  /** @returns {State | null} the state to compare with */
  get pinned() {
    return this.model.get("state")?.pinned ?? null;
  }
  /** @returns {string[]} titles of the parts that are unfolded */
  get unfolded() {
    return this.model.get("state")?.unfolded ?? [];
  }
  pin = () => this.change({ ...this.model.get("state"), pinned: without(this.model.get("state"), SHARED) });
  unpin = () => this.change({ ...this.model.get("state"), pinned: null });
  /** A "?" beside a term of the field.
   * @type {(term: string) => HTMLElement} */
  help = (term) => {
    const about = this.model.get("help")[term];
    return helpOn(term, about, this.model.get("links")?.[about[2]]);
  };
  /** A part that can be folded; which ones are open is kept in the state.
   * @type {(title: string, ...children: Node[]) => HTMLDetailsElement} */
  fold = (title, ...children) => {
    const part = fold(title, ...children);
    if (!this.options.restore) return part;
    part.classList.add("qs-kept");
    part.dataset.title = title;
    const keep = (/** @type {boolean} */ isOpen) => {
      const others = this.unfolded.filter((other) => other !== title);
      if (isOpen === this.unfolded.includes(title)) return;
      this.change({ ...this.model.get("state"), unfolded: isOpen ? [...others, title] : others });
    };
    // "toggle" comes later than the press: what is drawn in between would fold the part up again
    part.querySelector("summary")?.addEventListener("click", (event) => {
      event.preventDefault();
      part.open = !part.open;
      keep(part.open);
    });
    part.addEventListener("toggle", () => keep(part.open));
    return part;
  };
}

/**
 * JupyterLab's shortcuts must not see what is typed in a page; a held key must not pile up presses.
 * @param {KeyboardEvent} event
 */
function keepKey(event) {
  event.stopPropagation();
  if (event.repeat && event.target instanceof HTMLButtonElement) event.preventDefault();
}

/**
 * The frame of a page: `send`, `steer` and `settled` of `post`; `change`, `refuse` and `fold` for pages that need no Python; `tools` for its
 * bar, `help` beside terms, `close` at the end.
 * @param {{ model: Model, el: HTMLElement }} page
 * @param {Options} options
 */
const frame = (page, options) => new Frame(page, options);
return { frame };
})();

const { bytesOf } = (() => {
// Numbers that come as bytes.

/**
 * The bytes of a view, in a buffer of their own: a view may begin anywhere, and numbers have to be aligned.
 * @param {DataView} view
 * @returns {ArrayBuffer}
 */
const bytesOf = (view) => /** @type {ArrayBuffer} */ (view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
return { bytesOf };
})();

const { floats, short, toldChance, namedChance, toldRegret, powered, roundAbove, roundTicks, logTicks, clamp, binary, ket } = (() => {
// Numbers as they come from Python, and as people read them.


/** @param {DataView | null | undefined} view */
const floats = (view) => (view ? new Float32Array(bytesOf(view)) : new Float32Array());

/**
 * A number with three digits that count.
 * @param {number} value
 */
const short = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value));

const ROUNDING = 1e-9; // a sum of squares misses 1 by less where nothing else is possible

/**
 * A probability, which is never rounded to 0 or 1.
 * @param {number} p
 */
function toldChance(p) {
  if (p > 0 && p < 0.001) return "< 0.001";
  if (p > 1 - ROUNDING) return "1";
  if (p > 0.9999) return "> 0.9999";
  return p > 0.999 ? p.toFixed(4) : short(p);
}

/**
 * What a probability is of, and how large it is: p(1) = 0.7.
 * @param {string} name
 * @param {number} p
 */
function namedChance(name, p) {
  const told = toldChance(p);
  // on one line
  return `p(${name}) ${/^[<>]/.test(told) ? told : `= ${told}`}`.replaceAll(" ", "\u00a0");
}

/** @param {number} nats  a minute, infinite where something that cannot be has come @returns {string} a regret as it is written */
const toldRegret = (nats) => (nats === Infinity ? "∞" : nats.toFixed(4));

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number with three digits that count, as a power of ten where it is very large or very small: 1.55 × 10⁻⁹.
 * @param {number} value
 */
function powered(value) {
  if (value === 0 || (value >= 1e-4 && value < 1e5)) return short(value);
  const [digits, power] = value.toExponential(2).split("e"), raised = [...power.replace(/\D/g, "")].map((digit) => RAISED[Number(digit)]);
  return `${Number(digits)} × 10${value < 1 ? "⁻" : ""}${raised.join("")}`;
}

/**
 * The smallest of 1, 2 and 5 times a power of ten that is no smaller than a number.
 * @param {number} value
 */
function roundAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number((power * ([1, 2, 5].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10)).toPrecision(1));
}

/**
 * About `count` round numbers (1, 2 or 5 times a power of ten apart) from low to high.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 */
function roundTicks(low, high, count) {
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
function logTicks(low, high) {
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
const clamp = (low, value, high) => Math.max(low, Math.min(high, value));

/**
 * A number as bits.
 * @param {number} word
 * @param {number} length
 */
const binary = (word, length) => (length ? word.toString(2).padStart(length, "0") : "");

/**
 * A basis state as physicists write it.
 * @param {number} state
 * @param {number} lanes
 */
const ket = (state, lanes) => `|${binary(state, lanes)}⟩`;
return { floats, short, toldChance, namedChance, toldRegret, powered, roundAbove, roundTicks, logTicks, clamp, binary, ket };
})();

const { neuronGateCount, diagram, depth } = (() => {
// The exact circuit of a neuron, as columns of a drawing, and the depth of a cell's circuit, which
// is counted without making it (nbs/4_hardware/02_circuits and 03_export).


/** @typedef {import("./cell.js").Neuron} Neuron */
/** @typedef {import("./cell.js").Topology} Topology */

/**
 * @typedef {object} DrawnGate
 * @property {string} name "ry", "phase", "measure", or "neuron" for a whole one
 * @property {number[]} targets one qubit; of a phase all those that must be 0 for it to act
 * @property {number[]} controls
 * @property {string} label what stands in the box, beside the dots of a phase, or behind a measurement; `_{…}`
 *   stands below the line
 */

/**
 * @typedef {object} Diagram
 * @property {string[]} wires names from top to bottom
 * @property {DrawnGate[][]} columns what stands next to each other in each
 * @property {number} gates of the whole circuit
 * @property {string} note what stands for what, where there is no room for all gates
 */

/**
 * The gate that undoes a rotation or a phase.
 * @param {DrawnGate} gate
 * @returns {DrawnGate}
 */
function inverseGate(gate) {
  const { label } = gate;
  return { ...gate, label: label.startsWith("−") ? label.slice(1) : `−${label}` };
}

/**
 * The gates that undo others.
 * @param {DrawnGate[]} gates
 * @returns {DrawnGate[]}
 */
function inverseGates(gates) {
  return gates.toReversed().map(inverseGate);
}

/**
 * Rotations of the lowest ancilla, one for each term of the angle.
 * @param {Neuron} neuron
 * @param {number} own the ancilla
 * @returns {DrawnGate[]}
 */
function rotationsOf({ controls, degree }, own) {
  // lanes of two digits need something between them
  const separator = Math.max(0, ...controls) > 9 ? "," : "";
  const weights = subsetsOf(controls, degree).map((subset) => {
    const label = `φ_{${subset.join(separator)}}`;
    return { name: "ry", targets: [own], controls: subset, label };
  });
  return [{ name: "ry", targets: [own], controls: [], label: "θ" }, ...weights];
}

/**
 * Ancillas of the block before, of the gate itself, and of the block after.
 * @param {number[]} ancillas
 * @param {boolean} measured
 * @returns {[number[], number, number[]]}
 */
function shareAncillas(ancillas, measured) {
  const last = ancillas.length - 1;
  // what the first block has measured 0 serves the second one again
  if (measured) return [ancillas.slice(0, last), ancillas[last], ancillas.slice(0, last)];
  const middle = last / 2;
  return [ancillas.slice(0, middle), ancillas[middle], ancillas.slice(middle + 1)];
}

/**
 * A neuron's gates, or those of its inverse.
 * @param {Neuron} neuron
 * @param {number} target
 * @param {number[]} ancillas
 * @param {boolean} backwards
 * @returns {DrawnGate[]}
 */
function blockGates(neuron, target, ancillas, backwards) {
  const measured = !neuron.amplification;
  const [before, own, after] = shareAncillas(ancillas, measured);
  const forwards = { name: "ry", targets: [target], controls: [own], label: "π" };
  const quarter = backwards ? inverseGate(forwards) : forwards;
  const end = measured ? [{ name: "measure", targets: [own], controls: [], label: "" }] : [];
  if (!before.length) {
    const rotations = rotationsOf(neuron, own);
    return [...rotations, quarter, ...inverseGates(rotations), ...end];
  }
  // blocks of one order less turn the ancilla, and turn it back
  const there = blockGates(neuron, own, before, false);
  const back = blockGates(neuron, own, after, true);
  return [...there, quarter, ...back, ...end];
}

/**
 * The gates of an amplified neuron: its calls, the phases between them, the measurements.
 * @param {Neuron} neuron
 * @param {number[]} flags
 * @returns {DrawnGate[][]}
 */
function amplifiedGates(neuron, flags) {
  const forward = blockGates(neuron, neuron.target, flags, false);
  const phase = (/** @type {string} */ label) => {
    return [{ name: "phase", targets: flags, controls: [], label }];
  };
  const parts = [forward];
  for (let round = 1; 2 * round < callsOf(neuron); round += 1) {
    parts.push(phase(`β_{${round}}`), inverseGates(forward));
    parts.push(phase(`−α_{${round}}`), forward);
  }
  const measured = flags.map((flag) => {
    return { name: "measure", targets: [flag], controls: [], label: "" };
  });
  return [...parts, measured];
}

/**
 * All gates of a neuron whose ancillas begin at a qubit, in parts that a drawing keeps apart.
 * @param {Neuron} neuron
 * @param {number} first
 * @returns {DrawnGate[][]}
 */
function neuronGates(neuron, first) {
  const flags = Array.from({ length: ancillasOf(neuron) }, (_, place) => first + place);
  if (neuron.amplification) return amplifiedGates(neuron, flags);
  const gates = blockGates(neuron, neuron.target, flags, false);
  if (neuron.order === 1) return [gates];
  // the turn of the last ancilla, that of the target by it, and the way back
  const half = (gates.length - 2) / 2;
  return [gates.slice(0, half), gates.slice(half, half + 1), gates.slice(half + 1)];
}

/**
 * Gates of a neuron, all calls and the phases between them, measurements included.
 * @param {Neuron} neuron
 * @returns {number}
 */
function neuronGateCount(neuron) {
  const calls = callsOf(neuron);
  const oneCall = 2 ** neuron.order * (neuronParameters(neuron) + 1) - 1;
  return calls * oneCall + calls - 1 + 2 ** neuron.order - 1;
}

/**
 * The whole neuron as one box.
 * @param {Neuron} neuron
 * @returns {DrawnGate}
 */
function neuronBox({ target, controls, order, degree, amplification }) {
  const calls = amplification ? `×${amplification.calls}` : "";
  const label = `N_{${order},${degree}}${calls}`;
  return { name: "neuron", targets: [target], controls, label };
}

/**
 * Each gate in the first column in which all the rows that it covers are free.
 * @param {DrawnGate[]} gates
 * @returns {DrawnGate[][]}
 */
function columnsOfGates(gates) {
  /** @type {DrawnGate[][]} */
  const table = [];
  /** @type {number[]} */
  const free = []; // first column in which nothing stands on a row
  for (const gate of gates) {
    const rows = [...gate.targets, ...gate.controls];
    const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
    let column = 0;
    for (let row = top; row <= bottom; row += 1) column = Math.max(column, free[row] ?? 0);
    if (column === table.length) table.push([]);
    table[column].push(gate);
    for (let row = top; row <= bottom; row += 1) free[row] = column + 1;
  }
  return table;
}

const LONG = 90; // gates that a page still draws

/**
 * Neuron and level that can still be drawn, and what to say of them.
 * @param {Neuron} neuron
 * @param {string} level
 * @returns {{drawn: Neuron, at: string, note: string}}
 */
function simplified(neuron, level) {
  if (level !== "gates" || neuronGateCount(neuron) <= LONG) {
    return { drawn: neuron, at: level, note: "" };
  }
  const { amplification } = neuron;
  // one call, but with all its ancillas kept, as amplification needs them
  const once = { ...neuron, amplification: { calls: 1, phases: "constant" } };
  // its measurements are not counted here, for they stand side by side in one column
  const room = neuronGateCount(once) - (2 ** neuron.order - 1) <= LONG;
  if (amplification && room) {
    const note = `one of ${amplification.calls} calls; every second call runs backwards`;
    return { drawn: once, at: level, note: `${note}, phases on the ancillas stand between` };
  }
  const note = "one box stands for all of them, there is no room for each";
  return { drawn: neuron, at: "neurons", note };
}

/**
 * A gate with what a drawing writes: the rotation by an angle, and behind a measurement what it must
 * give, with a new state where the ancilla serves again.
 * @param {DrawnGate} gate
 * @param {DrawnGate[]} later
 * @returns {DrawnGate}
 */
function inscribed(gate, later) {
  const { name, label, targets } = gate;
  if (name === "ry") return { ...gate, label: `R_{y}(${label})` };
  if (name === "phase") return { ...gate, label: `P(${label})` };
  const again = later.some((other) => other.targets.includes(targets[0]));
  return { ...gate, label: again ? "⟨0| |0⟩" : "⟨0|" };
}

/**
 * The columns of a neuron's circuit, gate by gate.
 * @param {Neuron} neuron
 * @param {number} first ancilla
 * @returns {DrawnGate[][]}
 */
function columnsOfNeuron(neuron, first) {
  const parts = neuronGates(neuron, first);
  const all = parts.flat();
  let place = 0;
  return parts.flatMap((gates) => {
    const written = gates.map((gate) => {
      place += 1;
      return inscribed(gate, all.slice(place));
    });
    return columnsOfGates(written);
  });
}

/**
 * What a page draws of the circuit of one neuron.
 * @param {Neuron} neuron on lane 0, its controls on the lanes 1, 2, ...
 * @param {string} level "gates", or "neurons" for a box
 * @returns {Diagram}
 */
function diagram(neuron, level) {
  const { drawn, at, note } = simplified(neuron, level);
  const wires = ["target", ...drawn.controls.map((lane) => `control ${lane}`)];
  const gates = neuronGateCount(neuron);
  if (at === "neurons") return { wires, columns: [[neuronBox(drawn)]], gates, note };
  const lanes = wires.length;
  for (let place = 0; place < ancillasOf(drawn); place += 1) wires.push(`ancilla ${place}`);
  return { wires, columns: columnsOfNeuron(drawn, lanes), gates, note };
}

/**
 * Let the gates of a neuron of order 1 pass: turns of an ancilla, one of the target by it, and the
 * turns back.
 * @param {Float64Array} free when each qubit is free
 * @param {Neuron} neuron
 * @param {number} target
 * @param {number} own the ancilla
 */
function passTurns(free, neuron, target, own) {
  const { controls } = neuron;
  // each turn waits for the one before, and the first one of a control for that control
  let time = free[own] + 1;
  for (const control of controls) time = Math.max(time, free[control]) + 1;
  const turns = neuronParameters(neuron);
  const others = turns - 1 - controls.length; // of several controls, which have all turned by now
  time = Math.max(time + others, free[target]) + 1;
  free[target] = time;
  time += turns;
  free[own] = time;
  // the turns back end with those of a single control, the first control last, and theta
  controls.forEach((control, place) => {
    free[control] = time - 1 - place;
  });
}

/**
 * Let the gates of a neuron pass, or of its inverse: the same gates the other way round, which take
 * as long, since all ancillas are free at the same time when they begin.
 * @param {Float64Array} free when each qubit is free
 * @param {Neuron} neuron
 * @param {number} target
 * @param {number[]} ancillas
 */
function passBlock(free, neuron, target, ancillas) {
  const measured = !neuron.amplification;
  const [before, own, after] = shareAncillas(ancillas, measured);
  if (before.length) {
    passBlock(free, neuron, own, before);
    const time = Math.max(free[own], free[target]) + 1;
    free[own] = time;
    free[target] = time;
    passBlock(free, neuron, own, after);
  } else passTurns(free, neuron, target, own);
  if (measured) free[own] += 1;
}

/**
 * Let all gates of a neuron pass.
 * @param {Float64Array} free when each qubit is free
 * @param {Neuron} neuron
 * @param {number} lanes
 */
function passNeuron(free, neuron, lanes) {
  const flags = Array.from({ length: ancillasOf(neuron) }, (_, place) => lanes + place);
  passBlock(free, neuron, neuron.target, flags);
  if (!neuron.amplification) return;
  for (let call = 1; call < callsOf(neuron); call += 1) {
    // a phase on all flags stands between any two calls
    const time = flags.reduce((latest, flag) => Math.max(latest, free[flag]), 0) + 1;
    for (const flag of flags) free[flag] = time;
    passBlock(free, neuron, neuron.target, flags);
  }
  for (const flag of flags) free[flag] += 1;
}

const MOST_BLOCKS = 1_000_000; // neurons of order 1 that are let pass while you wait

/**
 * Depth of the circuit of one step: the longest chain of gates that wait for each other. Null if it
 * would take too long to count.
 * @param {Topology} topology
 * @param {number} word that the cell reads
 * @returns {number | null}
 */
function depth(topology, word) {
  const gates = gatesOf(topology);
  const blocks = gates.map(({ neuron }) => (neuron ? callsOf(neuron) * 2 ** neuron.order : 0));
  if (blocks.reduce((total, count) => total + count, 0) > MOST_BLOCKS) return null;
  const { inputs } = topology;
  const lanes = inputs + topology.workspace;
  const free = new Float64Array(lanes + 2 ** 10); // an order of 10 has the most ancillas
  const turnOn = () => {
    for (let lane = 0; lane < inputs; lane += 1) free[lane] += (word >> (inputs - 1 - lane)) & 1;
  };
  turnOn();
  for (const { key, neuron, lanes: turned } of gates) {
    if (key === "output.0") turnOn();
    if (neuron) passNeuron(free, neuron, lanes);
    else for (const lane of turned) free[lane] += 1;
  }
  // at the end every in/out lane is measured
  for (let lane = 0; lane < inputs; lane += 1) free[lane] += 1;
  return free.reduce((latest, time) => Math.max(latest, time), 0);
}
return { neuronGateCount, diagram, depth };
})();

const { costsPart, costsTold } = (() => {
// What a cell costs, in one line, and how it differs from the pinned cell; in a line below, what the neuron under the pointer has of it.


/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/cell.js").Neuron} Neuron */

/** @typedef {{ builder: Builder, success: number | null }} Costly A cell, and the probability that all its ancillas give 0 */
/** @typedef {{ key: string, neuron: Neuron | null, success?: number }} Looked The column that the pointer is over, or that is chosen */

/** @param {number} success */
function triesOf(success) {
  if (success <= 0) return "";
  const tries = 1 / success;
  if (tries < 1 + 1e-9) return ", every try";
  // where there are so many, one digit says it
  if (tries >= 1e5) return `, once in ${powered(Number(tries.toPrecision(1)))} tries`;
  return `, once in ${tries < 1000 ? short(tries) : about(Number(tries.toPrecision(3)))} tries`;
}

/**
 * The depth takes long, so it is counted aside, and each is kept.
 * @param {() => void} redraw
 */
function depthsOf(redraw) {
  /** @type {Map<string, number | null>} */
  const known = new Map();
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const waiting = new Map();
  /** @param {Builder} builder @param {string} role  whose cell that is: another one of the same role replaces one that waits */
  return ({ topology, word }, role) => {
    const key = `${word} ${asJson(topology)}`;
    if (known.has(key)) return known.get(key);
    clearTimeout(waiting.get(role));
    waiting.set(role, setTimeout(() => {
      known.set(key, depth(topology, word));
      redraw();
    }, 200));
    return undefined;
  };
}

/** @param {number} count @param {string} name */
const counted = (count, name) => `${about(count)} ${name}${count === 1 ? "" : "s"}`;

/** @param {Looked} looked @returns {string} what one neuron has of the costs */
function shareOf({ key, neuron, success }) {
  if (!neuron) return "";
  const parts = [counted(ancillasOf(neuron), "ancilla"), parametersTold(neuronParameters(neuron)), counted(2 ** neuron.order - 1, "ancilla measurement")];
  if (success !== undefined) parts.push(`success ${powered(success)}`);
  return `· of these, ${named(key)} has ${parts.join(", ")}`;
}

/** @type {Record<string, string>} costs with a "?", and its term */
const EXPLAINED = { success: "success", depth: "depth", "ancilla measurements": "ancilla" };

/**
 * @param {() => void} redraw
 * @param {(term: string) => Node} help  a "?" that explains a term
 */
function costsPart(redraw, help) {
  const row = html("div", { class: "qs-costs" }), depthOf = depthsOf(redraw), source = html("span", { class: "qs-source" });
  // in a line of its own: what comes and goes with the pointer must not move the picture
  const share = html("span", { class: "qs-share" }), below = html("div", { class: "qs-costs-below" }, source, " ", share);
  // on its own, since it may be left out
  const tries = html("span", { class: "qs-tries" });
  /** @type {Map<string, { value: Element, pinned: Element }>} */
  const cells = new Map();
  /** @param {string} name */
  function cellOf(name) {
    const known = cells.get(name);
    if (known) return known;
    const parts = { value: html("span"), pinned: html("span", { class: "qs-than" }) };
    const asked = name in EXPLAINED ? [help(EXPLAINED[name])] : [];
    row.append(html("span", { "data-name": name }, name, ...asked, html("b", {}, parts.value, ...(name === "success" ? [tries] : [])), parts.pinned));
    cells.set(name, parts);
    return parts;
  }
  /** @param {Costly} costly @param {string} role @returns {Record<string, number | null | undefined>} */
  function numbersOf({ builder, success }, role) {
    const { qubits, neurons, parameters, postselections } = counts(builder.topology);
    return { qubits, parameters, success, depth: depthOf(builder, role), neurons, "ancilla measurements": postselections };
  }
  /**
   * @param {Costly} now
   * @param {Costly | null} pinned
   * @param {Looked} looked
   * @param {boolean} isModels  whether a model gives angles
   */
  function draw(now, pinned, looked, isModels) {
    say(share, shareOf(looked));
    say(tries, now.success === null ? "" : triesOf(now.success));
    say(source, `angles: ${isModels ? "the model's, others " : ""}random, seed ${now.builder.seed}`);
    const numbers = numbersOf(now, "now"), before = pinned ? numbersOf(pinned, "pinned") : null;
    for (const [name, number] of Object.entries(numbers)) {
      const cell = cellOf(name);
      say(cell.value, written(name, number, now.builder));
      say(cell.pinned, before ? compared(name, number, before[name]) : "");
    }
  }
  return { row, below, draw };
}

/** @param {Costly} costly @returns {string} the main costs in words, for who cannot see them */
function costsTold({ builder, success }) {
  const { qubits, parameters } = counts(builder.topology);
  return `${about(qubits)} qubits, ${parametersTold(parameters)}, ${success === null ? "success not computed" : `success ${powered(success)}`}`;
}

/** @param {string} name @param {number | null | undefined} number @param {Builder} builder */
function written(name, number, builder) {
  if (number === undefined) return "…";
  if (name === "success") return number === null ? "not computed" : powered(number);
  return number === null ? `not counted: ${about(gateCount(builder.topology))} gates` : about(number);
}

/** @param {string} name @param {number | null | undefined} now @param {number | null | undefined} then */
function compared(name, now, then) {
  if (typeof now !== "number" || typeof then !== "number") return "";
  if (now === then) return "";
  return `pinned ${name === "success" ? powered(then) : about(then)}`;
}
return { costsPart, costsTold };
})();

const { written, typed, knob } = (() => {
// Angles as people write them: a knob in degrees and a field in radians.


const TYPED = /^([+-]?)(\d*\.?\d*(?:e[+-]?\d+)?)\s*\*?\s*(π|pi)?\s*(?:\/\s*(\d+\.?\d*))?$/i;

/**
 * A multiple of π/12 as such, anything else as a number.
 * @param {number} angle
 */
function written(angle) {
  const parts = Math.round((angle / Math.PI) * 12);
  const isMultiple = Math.abs(angle - (parts * Math.PI) / 12) <= 1e-12;
  if (!parts || Math.abs(parts) > 48 || !isMultiple) return String(Number(angle.toPrecision(7)));
  const divisor = [1, 2, 3, 4, 6].find((d) => (parts * d) % 12 === 0) ?? 12, over = (parts * divisor) / 12;
  const factor = over === 1 ? "" : over === -1 ? "-" : over;
  return `${factor}π${divisor === 1 ? "" : `/${divisor}`}`;
}

/**
 * The angle that was typed: a number, or one with π such as "-2pi/3"; anything else as it is, to be refused.
 * @param {string} text
 * @returns {number | string}
 */
function typed(text) {
  const match = text.trim().replace("−", "-").match(TYPED);
  if (!match) return text;
  const [, sign, digits, pi, divisor] = match;
  if (!digits && !pi) return text;
  const value = ((digits ? Number(digits) : 1) * (pi ? Math.PI : 1)) / Number(divisor ?? 1);
  if (!Number.isFinite(value)) return text;
  return sign === "-" ? -value : value;
}

/**
 * A slider in degrees and a field in radians for one angle.
 * @param {string} name
 * @param {number} most  degrees
 * @param {(angle: number | string, isSlid?: boolean) => void} turn  isSlid: by the slider
 * @param {number} [least]  degrees
 */
function knob(name, most, turn, least = -most) {
  const slider = html("input", { type: "range", min: least, max: most, step: 1, "aria-label": `${name}, slider` });
  const field = watched(html("input", { type: "text", class: "qn-field", "aria-label": `${name}, radians`, spellcheck: "false" }));
  const row = html("div", { class: "qn-knob" }, html("span", { class: "qn-name" }, name), slider, field);
  let held = false;
  slider.addEventListener("input", () => turn((Number(slider.value) * Math.PI) / 180, true));
  slider.addEventListener("pointerdown", () => { held = true; });
  for (const end of ["pointerup", "pointercancel", "change", "blur"]) slider.addEventListener(end, () => { held = false; });
  field.addEventListener("change", () => turn(typed(field.value)));
  /** @param {number} angle @param {boolean} off  whether it has no effect now */
  function show(angle, off) {
    const text = written(angle);
    if (!held) slider.value = String(Math.round((angle * 180) / Math.PI));
    slider.setAttribute("aria-valuetext", `${text} radians`);
    put(field, text);
    row.classList.toggle("qn-off", off);
    row.title = off ? "has no effect while one of its controls is 0" : "";
  }
  return { row, show };
}
return { written, typed, knob };
})();

const { neuronAt, callsNow, buttonsOf, typedField, numberField, neuronFields, toolsPart } = (() => {
// What can be done with a neuron and with a stage of a cell: two groups of buttons, and the fields of a neuron.


/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Edit} Edit */
/** @typedef {import("../engine/cell.js").Neuron} Neuron */

/**
 * What the parts of the page do.
 * @typedef {object} Act
 * @property {(edit: Edit) => void} edit  "selected" stands for the column that is selected, or its stage
 * @property {(key: string) => unknown} select
 * @property {(text: string) => void} hint
 * @property {(text: string) => void} refuse
 * @property {(name: string) => void} press  a button, by its name
 * @property {(key: string, lane: number) => string | null} reasonOf  why a click or a drop there is not allowed
 * @property {() => boolean} takesFocus  whether the focus goes where the last edit was
 */

const DRAWN = {
  Add: "M7 2h2v5h5v2H9v5H7V9H2V7h5Z",
  Copy: "M1.5 4.5h8v10h-8ZM6 1.5h8.5v10.5h-3.5v-9H6Z",
  Delete: "M3.2 2 8 6.8 12.8 2 14 3.2 9.2 8 14 12.8 12.8 14 8 9.2 3.2 14 2 12.8 6.8 8 2 3.2Z",
  Earlier: "M10.5 1.5 12 3 7 8l5 5-1.5 1.5L4 8Z",
  Later: "M5.5 1.5 4 3l5 5-5 5 1.5 1.5L12 8Z",
};

/** @param {Builder} builder @param {string} key @returns {Neuron | null} that stands in a column */
const neuronAt = ({ topology }, key) => columns(topology).find((column) => column.key === key)?.neuron ?? null;

/** @param {Neuron} neuron @returns {number} calls if it is amplified, else 0 */
const callsNow = (neuron) => (neuron.amplification ? callsOf(neuron) : 0);

/**
 * Buttons that say why they are shut.
 * @param {Act} act
 */
function buttonsOf(act) {
  /** @type {Map<string, { element: HTMLButtonElement, help: string }>} */
  const known = new Map();
  /** @type {Record<string, string>} */
  let shut = {};
  /** @param {string} name @param {HTMLButtonElement} element @param {string} help */
  function keep(name, element, help) {
    const tell = () => act.hint(shut[name] ?? "");
    for (const event of ["click", "focus", "pointerenter"]) element.addEventListener(event, tell);
    for (const event of ["blur", "pointerleave"]) element.addEventListener(event, () => act.hint(""));
    known.set(name, { element, help });
    return element;
  }
  /** @param {Record<string, string>} reasons  why each button is shut */
  function draw(reasons) {
    shut = reasons;
    for (const [name, { element, help }] of known) {
      allow(element, !shut[name]);
      element.title = shut[name] ?? help;
    }
  }
  /** @param {string} name */
  function press(name) {
    if (shut[name]) act.refuse(shut[name]);
    else known.get(name)?.element.click();
  }
  return { keep, draw, press };
}

/**
 * A field that one types into.
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {(text: string) => void} changed
 */
function typedField(name, attributes, changed) {
  const input = watched(html("input", { "aria-label": name, ...attributes }));
  // until Enter, what is typed is not in force
  input.addEventListener("input", () => input.classList.add("qs-pending"));
  for (const end of ["change", "blur"]) input.addEventListener(end, () => input.classList.remove("qs-pending"));
  input.addEventListener("change", () => changed(input.value));
  return { input, label: html("label", { class: "qs-field" }, name, input) };
}

/**
 * A field for a number.
 * @param {string} name
 * @param {Record<string, string | number>} range
 * @param {(value: number | null) => void} changed
 */
const numberField = (name, range, changed) =>
  typedField(name, { type: "number", ...range }, (text) => changed(text === "" ? null : Number(text)));

/**
 * Order, degree and amplification, of one neuron or of all.
 * @param {Act} act
 * @param {() => void} redraw
 */
function neuronFields(act, redraw) {
  const all = html("input", { type: "checkbox", "aria-label": "order and degree of all neurons" });
  all.addEventListener("change", redraw);
  const set = (/** @type {string} */ name) => (/** @type {any} */ value) => act.edit({ edit: name, value, neuron: all.checked ? null : "selected" });
  const whole = { min: 1, step: 1 }, order = numberField("order", whole, set("order")), degree = numberField("degree", whole, set("degree"));
  const calls = selector("amplification", [], (value) => set("calls")(Number(value)));
  const called = (/** @type {number} */ count) => (count ? `amplified, ${count} calls` : "postselected");
  /** @param {Builder} builder */
  function draw(builder) {
    const neuron = neuronAt(builder, builder.selected), open = all.checked || neuron !== null;
    const like = neuron ?? columns(builder.topology).find((column) => column.neuron)?.neuron;
    if (!like) return; // every cell has an output neuron
    put(order.input, like.order);
    put(degree.input, like.degree);
    const now = callsNow(like), known = [...new Set([0, 3, 5, 9, 13, 21, now])].sort((a, b) => a - b);
    calls.show(now, known, called);
    for (const input of [order.input, degree.input, calls.select]) input.disabled = !open;
  }
  const every = html("label", { class: "qs-field" }, all, "all neurons");
  return { order: order.label, degree: degree.label, calls: html("label", { class: "qs-field" }, calls.select), every, draw };
}

/**
 * The five things that can be done with a neuron, or with a stage.
 * @param {Act} act
 * @param {ReturnType<typeof buttonsOf>["keep"]} keep
 * @param {{ name: string, edit: Edit, shown: keyof typeof DRAWN, help: string }[]} tools  `shown`: on the button, with its drawing
 */
function toolGroup(act, keep, tools) {
  const buttons = tools.map(({ name, edit, shown, help }) => {
    const words = shown === "Earlier" || shown === "Later" ? [] : [shown];
    const element = button("", help, () => act.edit(edit), icon(DRAWN[shown]), ...words.map((word) => document.createTextNode(word)));
    element.setAttribute("aria-label", name);
    return keep(name, element, help);
  });
  return html("div", { class: "qs-group" }, ...buttons);
}

/**
 * The tools of the selected neuron and of its stage.
 * @param {Act} act
 * @param {ReturnType<typeof buttonsOf>["keep"]} keep
 */
function toolsPart(act, keep) {
  const neuron = html("strong", { class: "qs-name" }), stage = html("strong", { class: "qs-name" });
  const neurons = toolGroup(act, keep, [
    { name: "Add neuron", shown: "Add", help: "a neuron without controls at the end of the stage", edit: { edit: "add", stage: "selected" } },
    { name: "Copy", shown: "Copy", help: "a copy of the neuron behind it (C)", edit: { edit: "copy", neuron: "selected" } },
    { name: "Delete", shown: "Delete", help: "delete the neuron (Delete)", edit: { edit: "delete", neuron: "selected" } },
    { name: "Earlier", shown: "Earlier", help: "one place to the left (Shift+←)", edit: { edit: "move", neuron: "selected", by: -1 } },
    { name: "Later", shown: "Later", help: "one place to the right (Shift+→)", edit: { edit: "move", neuron: "selected", by: 1 } },
  ]);
  const stages = toolGroup(act, keep, [
    { name: "Add stage", shown: "Add", help: "a work stage of rotations behind this stage", edit: { edit: "add stage", after: "selected" } },
    { name: "Copy stage", shown: "Copy", help: "a copy of the work stage behind it", edit: { edit: "copy stage", stage: "selected" } },
    { name: "Delete stage", shown: "Delete", help: "delete the work stage", edit: { edit: "delete stage", stage: "selected" } },
    { name: "Stage earlier", shown: "Earlier", help: "exchange it with the work stage before", edit: { edit: "move stage", stage: "selected", by: -1 } },
    { name: "Stage later", shown: "Later", help: "exchange it with the work stage behind", edit: { edit: "move stage", stage: "selected", by: 1 } },
  ]);
  /** @param {Builder} builder */
  function draw({ selected }) {
    say(neuron, named(selected));
    say(stage, stageOf(selected).replace(".", " "));
  }
  return { neuron, neurons, stage, stages, draw };
}
return { neuronAt, callsNow, buttonsOf, typedField, numberField, neuronFields, toolsPart };
})();

const { presetPart, sizesPart, wordPart, textsPart } = (() => {
// What a cell is set up with, and how it is written down.


/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/cell.js").Topology} Topology */
/** @typedef {import("./cell_tools.js").Act} Act */

/**
 * How a preset is called; of two cells for one task the name has their sizes in brackets, as in the paper.
 * @param {string} name
 * @param {Topology} topology
 */
const called = (name, { workspace }) => name.replace(/ \(H.*\)$/, `, ${workspace} workspace lanes`);

/**
 * A choice of presets.
 * @param {Act} act
 * @param {Record<string, Topology>} presets
 * @param {Record<string, string>} hints  what to do with those that are exercises
 */
function presetPart(act, presets, hints) {
  const names = ["", ...Object.keys(presets)], preset = html("select", { class: "qs-preset", "aria-label": "Presets", title: "choose a cell to begin with" });
  let known = "";
  const group = (/** @type {string} */ label, /** @type {string[]} */ members) =>
    html("optgroup", { label }, ...members.map((name) => html("option", { value: name }, called(name, presets[name]))));
  const exercises = names.filter((name) => name in hints), tasks = names.filter((name) => name && !(name in hints));
  preset.append(html("option", { value: "" }, "no preset"), group("exercises", exercises), group("the paper's tasks", tasks));
  preset.addEventListener("change", () => {
    if (preset.value) act.edit({ edit: "preset", name: preset.value });
  });
  /** @param {Builder} builder */
  function draw({ topology }) {
    known = names.find((name) => name && sameTopology(presets[name], topology)) ?? "";
    put(preset, known);
  }
  return { chosen: () => known, row: html("label", { class: "qs-field" }, html("span", { class: "qs-aside" }, "preset"), preset), draw };
}

/**
 * Lanes and bias.
 * @param {Act} act
 */
function sizesPart(act) {
  const whole = { min: 1, step: 1 };
  const inputs = numberField("in/out lanes", whole, (value) => act.edit({ edit: "lanes", inputs: value }));
  const workspace = numberField("workspace lanes", whole, (value) => act.edit({ edit: "lanes", workspace: value }));
  const text = { type: "text", spellcheck: "false", title: "a number, or with π: pi/4" };
  const bias = typedField("bias (radians)", text, (value) => act.edit({ edit: "bias", value: typed(value) }));
  /** @param {Builder} builder */
  function draw({ topology }) {
    put(inputs.input, topology.inputs);
    put(workspace.input, topology.workspace);
    put(bias.input, written(topology.bias));
  }
  return { fields: [inputs.label, workspace.label, bias.label], draw };
}

/**
 * The bits of the word that the cell reads.
 * @param {(word: number) => void} read
 */
function wordPart(read) {
  const row = html("span", { class: "qs-field", role: "group", "aria-label": "Input word" });
  /** @type {HTMLButtonElement[]} */
  let toggles = [];
  let word = 0;
  /** @param {Builder} builder */
  function draw({ topology: { inputs }, word: now }) {
    word = now;
    if (toggles.length !== inputs) {
      toggles = Array.from({ length: inputs }, (_, lane) => {
        const toggle = html("button", { type: "button", class: "qs-bit", "aria-label": `input bit on lane ${lane}` });
        toggle.addEventListener("click", () => read(word ^ (1 << (inputs - 1 - lane))));
        return toggle;
      });
      row.replaceChildren(html("span", {}, html("span", { class: "qs-input" }, "input "), "word"), ...toggles);
    }
    for (const [lane, toggle] of toggles.entries()) {
      const bit = (word >> (inputs - 1 - lane)) & 1;
      toggle.setAttribute("aria-pressed", String(bit === 1));
      say(toggle, String(bit));
    }
  }
  return { row, draw };
}

/** The cell as Python and as JSON. */
function textsPart() {
  const area = (/** @type {string} */ name) => {
    const field = html("textarea", { readonly: "", rows: 8, spellcheck: "false", "aria-label": name });
    field.addEventListener("focus", () => field.select());
    return field;
  };
  const python = area("The cell as Python"), json = area("The cell as JSON");
  /** @param {Builder} builder @param {string} more  Python behind it */
  function draw({ topology, seed, word, selected }, more) {
    const code = `${asPython(topology)}\nbuilder = CellBuilder(topology, seed=${seed}, word=${word})\n${more}`;
    const state = `{"topology": ${asJson(topology)}, "seed": ${seed}, "word": ${word}, "selected": "${selected}"}`;
    if (python.value !== code) python.value = code;
    if (json.value !== state) json.value = state;
  }
  return { nodes: [fold("as Python", python), fold("as JSON", json)], draw };
}
return { presetPart, sizesPart, wordPart, textsPart };
})();

const { LOWEST, BELOW, likelyWords, heightFor, closest, drawAmplitudesOf } = (() => {
// The state of a cell: a strip for each word that the in/out lanes may hold, a bar for each basis state of the workspace, upwards where
// its amplitude is positive, downwards where it is negative. The state of a pinned cell stands pale behind.


const MOST = 8; // strips
const SCALE = 3; // letters to the right of all strips, for the scale
const LEAST = 2.2; // height of a strip, in letters
const LOWEST = 3; // of all together
const BELOW = 1.6; // of the strips: their names, in letters

/**
 * @typedef {object} Amplitudes
 * @property {Float64Array} now  with signs; none where the state is not computed
 * @property {Float64Array | null} pinned  of a cell with as many lanes
 * @property {number} strips  for which there is room: as many as the cell ever needs, so that nothing below jumps
 */

/**
 * @typedef {object} Strips  in pixels
 * @property {number} left  where they begin
 * @property {number} across  their width
 * @property {number} tall  the height of one
 * @property {number} em  of letters
 * @property {boolean} isBrief  whether only the first and the last basis state are named
 */

/**
 * The words that are likely enough to be shown, each with its probability.
 * @param {Float64Array} amplitudes
 * @param {number} size  basis states of the workspace
 * @param {number} [most]  words
 */
function likelyWords(amplitudes, size, most = MOST) {
  /** @type {[number, number][]} */
  const words = [];
  for (let word = 0; word < amplitudes.length / size; word++) {
    const part = amplitudes.subarray(word * size, (word + 1) * size);
    words.push([word, part.reduce((sum, amplitude) => sum + amplitude ** 2, 0)]);
  }
  const possible = words.filter(([, share]) => share > 1e-6);
  const likely = [...possible].sort((a, b) => b[1] - a[1]).slice(0, most).sort((a, b) => a[0] - b[0]);
  return { likely, possible: possible.length };
}

/** @param {Float64Array} amplitudes */
const largest = (amplitudes) => amplitudes.reduce((most, amplitude) => Math.max(most, Math.abs(amplitude)), 0);

/**
 * The bars of one sign as a path of boxes.
 * @param {Float64Array} amplitudes  of a strip
 * @param {number} sign  1 or -1
 * @param {number} wide  of a bar, pixels
 * @param {(amplitude: number) => number} heightOf
 * @param {{ left: number, across: number, middle: number }} place
 */
function barsOf(amplitudes, sign, wide, heightOf, { left, across, middle }) {
  const step = across / amplitudes.length;
  let path = "";
  for (const [state, amplitude] of amplitudes.entries()) {
    const high = heightOf(amplitude), x = left + (state + 0.5) * step - wide / 2;
    // what is lower than that nobody sees
    if (high * sign > 0.2) path += `M${x.toFixed(1)} ${middle}v${(-high).toFixed(1)}h${wide.toFixed(1)}V${middle}Z`;
  }
  return path;
}

/**
 * One strip: its axis, its bars, the word and its probability.
 * @param {SVGElement} root
 * @param {{ word: string, share: string, now: Float64Array, was: Float64Array | null, most: number }} strip
 * @param {number} middle
 * @param {Strips} strips
 */
function drawStrip(root, { word, share, now, was, most }, middle, strips) {
  const { left, across, tall, em } = strips, thick = Math.max(1, Math.min(2 * em, (0.72 * across) / now.length));
  const name = (/** @type {string} */ text, /** @type {number} */ down, kind = "") =>
    root.append(svg("text", { class: kind, x: left - 0.6 * em, y: middle + down * em, "text-anchor": "end" }, text));
  name(word, -0.15, "qs-axis");
  name(share, 1.05);
  for (const y of [middle - tall / 2 + 4, middle + tall / 2 - 4]) root.append(svg("path", { class: "qs-grid", d: `M${left} ${y}h${across}` }));
  root.append(svg("path", { class: "qs-frame", d: `M${left} ${middle}h${across}` }));
  const heightOf = (/** @type {number} */ amplitude) => (amplitude / most) * (tall / 2 - 4);
  for (const [bars, wide, pinned] of /** @type {const} */ ([[was, 1.35 * thick, " q-pinned"], [now, thick, ""]]))
    for (const [sign, kind] of /** @type {const} */ ([[1, "qs-up"], [-1, "qs-down"]]))
      if (bars) root.append(svg("path", { class: kind + pinned, d: barsOf(bars, sign, wide, heightOf, { left, across, middle }) }));
}

/**
 * What the lines above and below the first strip stand for.
 * @param {SVGElement} root
 * @param {number} most
 * @param {Strips} strips
 */
function drawScale(root, most, { left, across, tall, em }) {
  for (const [text, y] of /** @type {[string, number][]} */ ([[short(most), em + 1], [`−${short(most)}`, tall - 2 + 0.3 * em]]))
    root.append(svg("text", { x: left + across + 0.4 * em, y }, text));
}

/**
 * Names of the basis states below all strips: all of them where there is room, else the first and the last.
 * @param {SVGElement} root
 * @param {number} workspace
 * @param {number} y
 * @param {Strips} strips
 * @returns {boolean} whether all are there
 */
function drawKets(root, workspace, y, { left, across, em, isBrief }) {
  const size = 2 ** workspace, step = across / size, all = !isBrief && step > (workspace + 2.4) * 0.6 * em;
  for (const state of all ? Array(size).keys() : [0, size - 1]) {
    const anchor = all ? "middle" : state ? "end" : "start", x = left + (state + (all ? 0.5 : state ? 1 : 0)) * step;
    root.append(svg("text", { x, y, "text-anchor": anchor }, ket(state, workspace)));
  }
  return all;
}

/**
 * Everything but what answers the pointer.
 * @param {SVGSVGElement} root  emptied before
 * @param {Amplitudes} amplitudes
 * @param {{ inputs: number, workspace: number }} cell
 * @param {Strips} strips
 * @param {ReturnType<typeof likelyWords>} words
 */
function drawAll(root, { now, pinned }, { inputs, workspace }, strips, { likely, possible }) {
  const size = 2 ** workspace, most = roundAbove(Math.max(largest(now), pinned ? largest(pinned) : 0)), { left, across, tall, em } = strips;
  const part = (/** @type {Float64Array} */ all, /** @type {number} */ word) => all.subarray(word * size, (word + 1) * size);
  for (const [floor, [word, share]] of likely.entries()) {
    const strip = { word: ket(word, inputs), share: toldChance(share).replace(" ", ""), now: part(now, word), was: pinned && part(pinned, word), most };
    drawStrip(root, strip, 2 + (floor + 0.5) * tall, strips);
  }
  drawScale(root, most, strips);
  let bottom = 2 + likely.length * tall + em;
  const isFull = drawKets(root, workspace, bottom, strips);
  if (possible > likely.length) {
    const text = `the ${likely.length > 1 ? `${likely.length} ` : ""}most probable of ${possible} words`;
    if (isFull) bottom += 1.3 * em;
    root.append(svg("text", { x: left + across / 2, y: bottom, "text-anchor": "middle" }, text));
  }
  root.setAttribute("height", String(bottom + 0.4 * em));
  const told = likely.map(([word, share]) => `word ${ket(word, inputs).slice(1, -1)} with ${toldChance(share)}`).join(", ");
  root.setAttribute("aria-label", `Amplitudes of ${size} basis states of the workspace; in/out lanes: ${told}`);
}

/** @param {number} strips @param {number} em @returns {number} pixels that so many strips need to be read with ease */
const heightFor = (strips, em) => Math.max(8, 2.8 * strips) * em;

/** @param {number} strips @param {number} em @returns {number} pixels in which so many strips can still be read */
const closest = (strips, em) => Math.ceil(Math.max(LEAST * strips, LOWEST) * em);

/**
 * @param {SVGSVGElement} root
 * @param {Amplitudes} amplitudes
 * @param {{ inputs: number, workspace: number }} cell
 * @param {number} width
 * @param {number} em  pixels of the letters
 * @param {number} [high]  pixels for all strips together: fewer strips where that is too little
 * @returns {(event: MouseEvent) => string} what is under the pointer
 */
function drawAmplitudesOf(root, amplitudes, cell, width, em, high = Number.POSITIVE_INFINITY) {
  const { now, pinned, strips: room } = amplitudes, { inputs, workspace } = cell, size = 2 ** workspace;
  resize(root, width, 0);
  if (!now.length) return () => "";
  const fitting = clamp(1, Math.floor(high / (LEAST * em)), MOST), words = likelyWords(now, size, fitting), { likely } = words, left = Math.max(5, 0.62 * (inputs + 2.6)) * em;
  // all strips together are always as high, so that nothing below them jumps
  const tall = Math.max(Math.min(heightFor(room, em), high), LOWEST * em);
  // that there are more words stands in the row of the names where nothing may be added below
  const isBrief = high < Number.POSITIVE_INFINITY && words.possible > likely.length;
  const strips = { left, across: width - left - SCALE * em, tall: tall / likely.length, em, isBrief };
  const place = svg("rect", { class: "qs-lit-lane", height: likely.length * strips.tall, y: 2, width: strips.across / size, visibility: "hidden" });
  root.append(place);
  drawAll(root, amplitudes, cell, strips, words);
  return (event) => {
    const [x, y] = within(event, root), row = likely[Math.floor((y - 2) / strips.tall)], state = Math.floor(((x - left) / strips.across) * size);
    const inside = row && state >= 0 && state < size && event.type !== "pointerleave";
    place.setAttribute("visibility", inside ? "visible" : "hidden");
    place.setAttribute("x", String(left + (state * strips.across) / size));
    if (!inside) return "";
    const index = row[0] * size + state, before = pinned ? `; pinned: ${short(pinned[index])}` : "";
    return `${ket(row[0], inputs)}${ket(state, workspace)}: amplitude ${short(now[index])}, probability ${short(now[index] ** 2)}${before}`;
  };
}
return { LOWEST, BELOW, likelyWords, heightFor, closest, drawAmplitudesOf };
})();

const { statePart } = (() => {
// The state after a gate of a cell, in a sentence and as bars.


/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Walked} Walked */

/** @typedef {{ builder: Builder, walked: Walked }} Cell */


const NAMES = /** @type {Record<string, string>} */ ({ write: "the input is written", erase: "the input is erased", measure: "the output, before it is measured" });

/**
 * The gate after which a column shows the state.
 * @param {Cell} cell
 * @param {string} key  of a column
 */
function gateOf({ builder, walked }, key) {
  if (key === "measure") return [...walked.moments.keys()].at(-1) ?? "write";
  return walked.moments.has(key) ? key : shownGate({ ...builder, selected: key }, walked);
}

/**
 * @param {Cell} cell
 * @param {string} key
 */
function sentenceOf(cell, key) {
  const { builder, walked } = cell, gate = gateOf(cell, key), neuron = neuronAt(builder, key), moment = walked.moments.get(key);
  let text = `State after ${NAMES[key] ?? NAMES[gate] ?? named(gate)}`;
  if (neuron) {
    if (moment && moment.excitation !== null)
      text += `: its ancillas all give 0 with ${short(moment.success)}, its target is 1 with ${short(moment.excitation)}`;
    text += `; ${parametersTold(neuronParameters(neuron))}`;
    if (callsNow(neuron)) text += `; amplified by ${callsNow(neuron)} calls`;
  }
  return walked.moments.get(gate)?.state.im ? `${text}; complex: magnitudes with the sign of the real part` : text;
}

/** @param {Walked} walked @param {number} size  basis states of the workspace @returns {number} most words that are likely after any gate */
function stripsOf({ moments }, size) {
  const all = [...moments.values()].map((moment) => likelyWords(signedAmplitudes(moment), size).likely.length);
  return Math.max(1, ...all);
}

/** @param {(text: string, event?: MouseEvent) => void} tip */
function statePart(tip) {
  const line = html("div", { class: "qs-after", "data-caption": "" }), root = svg("svg", { role: "img" });
  const legend = html("div", { class: "qs-legend" });
  const mark = (/** @type {string} */ kind, /** @type {string} */ text) => html("span", {}, html("span", { class: `qs-swatch ${kind}` }), text);
  const pale = mark("qs-swatch-pinned", "pale: the pinned cell");
  const strips = "beside each strip: the in/out lanes and their probability";
  legend.append(mark("qs-swatch-plus", "up: positive"), mark("qs-swatch-minus", "down: negative"), pale, html("span", {}, strips));
  /** @type {(event: MouseEvent) => string} */
  let under = () => "";
  for (const event of /** @type {const} */ (["pointermove", "pointerleave"])) root.addEventListener(event, (at) => tip(under(at), at));
  /** @type {Walked | null} */
  let counted = null;
  let room = 1;
  /** @param {Cell} cell */
  function count({ builder: { topology }, walked }) {
    if (walked !== counted) room = stripsOf(walked, 2 ** topology.workspace);
    counted = walked;
  }
  /** Pixels of the letters. */
  const letters = () => 0.87 * emOf(root);
  /** @param {Cell} cell @param {string} key  the column that is looked at */
  function tell(cell, key) {
    say(line, cell.walked.reason || sentenceOf(cell, key));
  }
  /** @param {Cell} cell @returns {number} pixels that the picture of its states needs to be read with ease */
  function needs(cell) {
    count(cell);
    return cell.walked.reason ? 0 : heightFor(room, letters()) + BELOW * letters();
  }
  /**
   * @param {Cell} cell
   * @param {Cell | null} pinned
   * @param {string} key  the column that is looked at
   * @param {{ width: number, height: number }} size  pixels there are
   */
  function draw(cell, pinned, key, { width, height }) {
    const { builder: { topology }, walked } = cell, behind = pinned && sameLanes(pinned.builder.topology, topology) ? pinned : null;
    count(cell);
    const after = (/** @type {Cell} */ of) => signedAmplitudes(of.walked.moments.get(gateOf(of, key)));
    const before = behind ? after(behind) : null, em = letters();
    under = drawAmplitudesOf(root, { now: after(cell), pinned: before?.length ? before : null, strips: room }, topology, width, em, height - BELOW * em);
    if (walked.reason) root.setAttribute("aria-label", walked.reason);
    legend.hidden = walked.reason !== "";
    pale.hidden = behind === null;
  }
  return { line, root, legend, tell, needs, draw };
}
return { statePart };
})();

const { axes, across, doubled, shape, reveal, signed } = (() => {
// Axes of a picture, and what pictures that change in place have in common.


/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

const LETTER = 7.2; // pixels of an axis' name

/**
 * A frame with ticks as [place, name], lines at the ticks upwards, and the names of both sides.
 * @param {SVGElement} root
 * @param {Box} box
 * @param {{ x: [number, string][], y: [number, string][], xName?: string, yName?: string }} sides
 */
function axes(root, { left, right, top, bottom }, { x, y, xName, yName }) {
  root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
  for (const [at, name] of x) root.append(svg("text", { x: at, y: bottom + 16, "text-anchor": "middle" }, name));
  for (const [at, name] of y) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${at}H${right}` }));
    root.append(svg("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, name));
  }
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  if (xName) {
    // a long name of a narrow picture stays within it
    const below = { class: "qs-axis", x: Math.min(middle.x, right + 6 - LETTER * (xName.length / 2)), y: bottom + 34, "text-anchor": "middle" };
    root.append(svg("text", below, xName));
  }
  if (yName) {
    const turned = { transform: `translate(12 ${middle.y}) rotate(-90)`, "text-anchor": "middle" };
    root.append(svg("text", { class: "qs-axis", ...turned }, yName));
  }
}

/**
 * How far to the right of a picture's left edge the pointer is, in pixels.
 * @param {MouseEvent} event
 * @param {Element} root
 */
const across = (event, root) => within(event, root)[0];

/**
 * A mark that is seen on a filled box and beside it: a line in its colour on a wider one in the paper's.
 * @param {"path" | "circle" | "rect"} name
 * @param {string} kind  its class
 */
function doubled(name, kind) {
  const node = svg("g"), lines = [svg(name, { class: "q-halo" }), svg(name, { class: kind })];
  node.append(...lines);
  /** @param {Record<string, string | number>} attributes */
  const set = (attributes) => {
    for (const line of lines) shape(line, attributes);
  };
  return { node, set };
}

/**
 * Give an element these attributes. Those that it has already are left alone: to draw again what has not changed costs the browser time.
 * @param {Element} element
 * @param {Record<string, string | number>} attributes  numbers are written with a hundredth of a pixel
 */
function shape(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = typeof value === "number" ? String(Math.round(value * 100) / 100) : value;
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/**
 * Show an element or not.
 * @param {SVGElement} element
 * @param {boolean} shown
 */
function reveal(element, shown) {
  shape(element, { visibility: shown ? "visible" : "hidden" });
}

/**
 * How a symbol is written below or beside what it names: a lone point is large, or nobody sees it.
 * @param {string} kind
 * @param {string} symbol
 */
const signed = (kind, symbol) => (symbol === "·" ? { class: `${kind} qs-point`, dy: 3 } : { class: kind, dy: 0 });
return { axes, across, doubled, shape, reveal, signed };
})();

const { percent, laneName, placeOf, drawPlace, fillTo } = (() => {
// One place of the grid of a cell, where a gate meets a lane: what it is, and its drawing.


/** @typedef {import("./grid_room.js").Column} Column */
/** @typedef {(key: string, lane: number) => string | null} ReasonOf  why a lane cannot be rotated */

/**
 * What one place of the grid is.
 * @typedef {object} Place
 * @property {"none" | "open" | "bare" | "control" | "rotation" | "target" | "bit" | "meter"} kind  open: no control, bare: no rotation
 * @property {string} words  what it is called
 * @property {string} [reason]  why it cannot be changed
 * @property {string} [letter]  in its box
 * @property {boolean} [amplified]
 * @property {string} [before]  what the pinned cell has there, where that is something else
 */

/** @param {number | null | undefined} share */
function percent(share) {
  if (share === null || share === undefined) return "";
  return share < 0.005 ? "<1%" : `${Math.round(100 * share)}%`;
}

/** @param {{ inputs: number }} cell @param {number} lane */
const laneName = (cell, lane) => `${lane < cell.inputs ? "in/out" : "workspace"} ${lane}`;

/** @param {import("../engine/cell.js").Neuron} neuron @param {number} lane @returns {Place} what its column is on a lane */
function placeOfNeuron({ target, controls, amplification }, lane) {
  if (lane !== target) return controls.includes(lane) ? { kind: "control", words: "control" } : { kind: "open", words: "no control" };
  const amplified = amplification ? `, amplified by ${amplification.calls} calls` : "";
  return { kind: "target", words: `target${amplified}`, amplified: amplified !== "" };
}

/**
 * The places that a word has at the ends of the cell.
 * @param {Column} column
 * @param {number} lane
 * @param {{ inputs: number, word?: number }} shown
 * @returns {Place}
 */
function placeOfEnd({ key }, lane, { inputs, word }) {
  if (lane >= inputs) return { kind: "none", words: "nothing" };
  if (key === "measure") return { kind: "meter", words: "measured" };
  const bit = word === undefined ? "" : String((word >> (inputs - 1 - lane)) & 1);
  return { kind: "bit", words: `${key} ${bit}`, letter: key === "write" ? bit : "0" };
}

/**
 * @param {Column} column
 * @param {number} lane
 * @param {{ topology: { inputs: number }, word?: number, reasonOf?: ReasonOf }} shown  without `reasonOf` nothing can be changed
 * @returns {Place}
 */
function placeOf(column, lane, { topology: { inputs }, word, reasonOf }) {
  if (column.end) return placeOfEnd(column, lane, { inputs, word });
  if (column.neuron) return placeOfNeuron(column.neuron, lane);
  if (column.key === "input") return { kind: "none", words: "no neuron yet", reason: "the input stage has no neuron: press Add neuron" };
  if (column.lanes.includes(lane)) return { kind: "rotation", words: "rotation", letter: "ρ" };
  const reason = reasonOf ? reasonOf(column.key, lane) : null;
  return reason ? { kind: "none", words: "not allowed", reason } : { kind: "bare", words: "no rotation" };
}

const BOXES = new Set(["rotation", "target", "bit", "meter"]);

/** How far below the middle of its box the base line of a letter is, in its size: a digit is 0.72 high, a ρ reaches below its line. */
const BASE = /** @type {Record<string, number>} */ ({ ρ: 0.2 });

/** The needle and the scale of a measurement. @param {number} x @param {number} y @param {number} r */
const meterOf = (x, y, r) => `M${x - r} ${y + r / 2}a${r} ${r} 0 0 1 ${2 * r} 0M${x} ${y + r / 2}L${x + 0.7 * r} ${y - 0.7 * r}`;

/**
 * @param {SVGElement} root  of the place, emptied before
 * @param {Place} place
 * @param {{ x: number, y: number, box: number, type: number, changeable: boolean }} at
 *   its middle, the side of a box, the size of a letter, whether what is not there can be put there, and so is drawn
 * @returns {SVGRectElement[]} what fills its box: now, and in the pinned cell
 */
function drawPlace(root, { kind, before, amplified, letter = "" }, { x, y, box, type, changeable }) {
  const square = (/** @type {string} */ name, /** @type {number} */ side) =>
    svg("rect", { class: name, x: x - side / 2, y: y - side / 2, width: side, height: side, rx: side / 8 });
  if (before === "control") root.append(svg("circle", { class: "qs-was", cx: x, cy: y, r: 0.3 * box }));
  else if (before) root.append(square("qs-was", box));
  if (kind === "control") root.append(svg("circle", { class: "qs-control", cx: x, cy: y, r: 0.27 * box }));
  if (kind === "open" && changeable) root.append(svg("circle", { class: "qs-open", cx: x, cy: y, r: 0.17 * box }));
  if (kind === "bare" && changeable) root.append(square("qs-open", 0.34 * box));
  if (!BOXES.has(kind)) return [];
  const fill = square("qs-fill", 0.8 * box), was = square("qs-fill-was q-pinned", box);
  root.append(square(kind === "bit" ? "qs-box qs-quiet" : "qs-box", box), was, fill);
  // what is drawn on a filled box has a rim of paper
  for (const name of ["qs-rim", "qs-ring"]) if (amplified) root.append(square(name, 0.72 * box));
  for (const name of ["qs-rim", "qs-meter"]) if (kind === "meter") root.append(svg("path", { class: name, d: meterOf(x, y, 0.3 * box) }));
  root.append(svg("text", { class: "qs-axis qs-letter", x, y: y + (BASE[letter] ?? 0.36) * type, "text-anchor": "middle" }, letter));
  return [fill, was];
}

/**
 * Fill a box from below.
 * @param {SVGRectElement} rect  as high as it is wide when it is full
 * @param {number} middle  of its box
 * @param {number | null | undefined} share  none: empty
 */
function fillTo(rect, middle, share) {
  const side = Number(rect.getAttribute("width")), height = side * (share ?? 0);
  shape(rect, { y: String(middle + side / 2 - height), height: String(height) });
}
return { percent, laneName, placeOf, drawPlace, fillTo };
})();

const { neuronTable, wordsAt } = (() => {
// What the pointer is over in the grid of a cell, in a few words.


/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Walked} Walked */
/** @typedef {import("../views/grid.js").Lit} Lit */

/** @typedef {{ builder: Builder, walked: Walked, angles: Record<string, number[]>, seen: { measured: number[] | null } }} Cell */

const MOST = 4; // angles that one reads

/** @param {Cell} cell @param {string} key  of a neuron @returns {string} its angles, the first few of them */
function anglesTold({ builder, angles }, key) {
  const parameters = parametersOf(builder.topology, builder.seed, angles), table = parameters[`${key}.table`], weights = [...table ?? parameters[`${key}.weights`] ?? []];
  const several = weights.slice(0, MOST).map(short).join(", ") + (weights.length > MOST ? ", …" : "");
  if (table) return `table ${several}`;
  return `θ ${short(parameters[`${key}.theta`][0])}${several && `; φ ${several}`}`;
}

/** @param {Cell} cell @param {string} key */
function neuronTold(cell, key) {
  const neuron = neuronAt(cell.builder, key);
  if (!neuron) return "";
  const { order, degree, target } = neuron, calls = callsNow(neuron), turn = turnOf(cell.walked, key, target), moment = cell.walked.moments.get(key);
  const lines = [`order ${order}, degree ${degree}${calls ? `, ${calls} calls` : ""}${moment ? `; success ${percent(moment.success)}` : ""}`];
  if (turn) lines.push(`P(1) on ${laneName(cell.builder.topology, target)}: ${short(turn.before)} → ${short(turn.after)}`);
  return [...lines, anglesTold(cell, key)].join("\n");
}

/**
 * The numbers of all neurons, as Python's table has them.
 * @param {{ builder: Builder, walked: Walked }} cell
 * @returns {unknown[][]}
 */
function neuronTable({ builder: { topology }, walked: { moments } }) {
  const rows = columns(topology).flatMap(({ key, neuron }) => {
    if (!neuron) return [];
    const { target, controls, order, degree } = neuron, moment = moments.get(key);
    return [[key, target, controls.join(" "), order, degree, neuronParameters(neuron), moment?.success ?? "", moment?.excitation ?? ""]];
  });
  return [["key", "target", "controls", "order", "degree", "parameters", "success", "excited"], ...rows];
}

/** @param {Cell} cell @param {number} lane @returns {string} which neurons turn it, and how many it controls */
function laneTold({ builder: { topology } }, lane) {
  const all = columns(topology).flatMap(({ key, neuron }) => (neuron ? { key, neuron } : []));
  const turning = all.filter(({ neuron }) => neuron.target === lane).map(({ key }) => named(key));
  const steering = all.filter(({ neuron }) => neuron.controls.includes(lane)).length;
  return `${laneName(topology, lane)}\nturned by ${turning.join(", ") || "no neuron"}\ncontrols ${steering} of ${all.length} neurons`;
}

/**
 * @param {Cell} cell
 * @param {Lit} lit
 * @param {string} what  the name of a place of the grid
 */
function wordsAt(cell, { key, lane }, what) {
  const { topology, word } = cell.builder;
  if (key === undefined) return lane === undefined || lane < 0 || lane >= topology.inputs + topology.workspace ? "" : laneTold(cell, lane);
  const isWord = lane !== undefined && lane < topology.inputs;
  if (key === "write") return isWord ? `bit ${(word >> (topology.inputs - 1 - lane)) & 1} of the word is written\nclick for the other one` : "";
  if (key === "erase") return isWord ? "the word is taken off again" : "";
  if (key === "measure") return isWord ? `measured: 1 with ${percent(cell.seen.measured?.[lane])}` : "";
  return [what, neuronTold(cell, key)].filter(Boolean).join("\n");
}
return { neuronTable, wordsAt };
})();

const { playButton, speedName, speedChoice } = (() => {
// What starts and stops something that plays by itself, and how quickly it goes.


/** How many times quicker than by itself something may play. */
const SPEEDS = { "¼ ×": 0.25, "½ ×": 0.5, "1 ×": 1, "2 ×": 2, "4 ×": 4 };

/**
 * One button that plays, and pauses what plays.
 * @param {string} hint  what playing does
 * @param {() => void} toggle
 */
function playButton(hint, toggle) {
  const element = button("", hint, toggle), word = oneOf("Play", "Pause");
  word.classList.add("qs-word-of");
  let shown = "";
  /** @param {boolean} isOn */
  function show(isOn) {
    const next = isOn ? "Pause" : "Play";
    if (next === shown) return;
    shown = next;
    element.title = isOn ? "stop here" : hint;
    element.setAttribute("aria-label", next);
    say(word, next);
    element.replaceChildren(icon(ICONS[next]), word);
  }
  show(false);
  return { element, show };
}

/**
 * How a speed is written: a number beside the name of its unit, or with one of its own where there is no room for that.
 * @param {boolean} isBrief
 */
const speedName = (isBrief) => (/** @type {string | number} */ speed) => (isBrief && Number(speed) ? `${speed}/s` : String(speed));

/**
 * A choice of speeds.
 * @param {(times: number) => void} choose
 */
function speedChoice(choose) {
  const select = html("select", { "aria-label": "Speed", title: "how quickly it plays" });
  for (const [name, times] of Object.entries(SPEEDS)) select.append(html("option", { value: times }, name));
  select.value = "1";
  select.addEventListener("change", () => choose(Number(select.value)));
  return select;
}
return { playButton, speedName, speedChoice };
})();

const { tipIn, tipOver } = (() => {
// A few words about what the pointer is at.


/** @callback Tip  say this at the pointer; nothing: away with it @param {string} text @param {MouseEvent} [event] */

const LOW = 260; // pixels: the words about a view that is no higher stand above it, where they hide none of its marks
const [ASIDE, ABOVE] = [16, 14]; // pixels from the pointer, in a higher view

/**
 * Where words of a size stand, from the left and the top of a box.
 * @param {MouseEvent} event
 * @param {HTMLElement} box
 * @param {[number, number]} size  width, height
 */
function placeAt(event, box, [wide, high]) {
  const [x, y] = within(event, box), view = /** @type {Element} */ (event.target).closest("svg")?.getBoundingClientRect();
  const { top, width } = box.getBoundingClientRect(), scale = width ? box.clientWidth / width : 1;
  // towards the middle of the box
  const aside = x > box.clientWidth / 2 ? x - ASIDE - wide : x + ASIDE, over = y - ABOVE - high;
  if (!view || view.height * scale > LOW) return [aside, over];
  const least = -top * scale; // the top of the window
  const above = (view.top - top) * scale - high;
  return [x - wide / 2, above > least ? above : (view.bottom - top) * scale];
}

/**
 * Screen readers hear what is told here from what has the focus.
 * @param {HTMLElement} box  in which they stand, a `position: relative`; it is the ground that they are placed on
 * @returns {Tip}
 */
function tipIn(box) {
  const tip = html("div", { class: "qs-tip q-tip", "aria-hidden": "true", hidden: "" });
  box.append(tip);
  return (text, event) => {
    tip.hidden = !text;
    say(tip, text);
    // what is not seen need not be measured
    if (!text || !event) return;
    const wide = tip.offsetWidth, [left, top] = placeAt(event, box, [wide, tip.offsetHeight]);
    tip.style.left = `${clamp(0, left, box.clientWidth - wide)}px`;
    tip.style.top = `${top}px`;
  };
}

/**
 * Tell what is at the pointer while it is over an element.
 * @param {Tip} tip
 * @param {HTMLElement} element
 * @param {(event: PointerEvent) => string | null} told
 */
function tipOver(tip, element, told) {
  element.addEventListener("pointermove", (event) => tip(told(event) ?? "", event));
  for (const end of ["pointerleave", "pointercancel"]) element.addEventListener(end, () => tip(""));
}
return { tipIn, tipOver };
})();

const { calmly, player } = (() => {
// What goes on by itself, step by step, until it is told to stop or nothing is left.

const FRAME = 16; // milliseconds until the next frame, at most

/**
 * A speed at which who wants little motion still sees each step: two a second at most, as the page then draws.
 * @param {() => number} speed  steps a second
 */
function calmly(speed) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  return () => Math.min(speed(), calm.matches ? 2 : Infinity);
}

/**
 * Plays while it is not told to stop: `next` goes on by a step and says whether there is another.
 * @param {() => boolean} next
 * @param {() => number} speed  steps a second
 * @param {() => void} changed  it began or ended
 * @param {boolean} isWhole  a step that is not drawn yet is waited for, so that a busy machine plays more slowly and leaves none out
 */
function player(next, speed, changed, isWhole = false) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let frame = 0;
  const wait = () => {
    const pause = 1000 / speed();
    if (isWhole) timer = setTimeout(() => { frame = requestAnimationFrame(tick); }, Math.max(0, pause - FRAME));
    else timer = setTimeout(tick, pause);
  };
  function tick() {
    if (next()) wait();
    else stop();
  }
  /** Nothing happens where nothing plays. */
  function stop() {
    if (timer === undefined) return;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    timer = undefined;
    changed();
  }
  function play() {
    wait();
    changed();
  }
  return { play, stop, isOn: () => timer !== undefined };
}
return { calmly, player };
})();

const { wordRun } = (() => {
// A word that runs through a cell, gate by gate: by itself, at a speed that one sets, or step by step.


/**
 * @param {() => string[]} gates  in the order in which the word passes them; none where nothing is computed
 * @param {() => number} speed  gates a second
 * @param {() => void} changed
 */
function wordRun(gates, speed, changed) {
  let at = -1;
  /** @returns {boolean} whether there is another gate */
  function step() {
    const { length } = gates();
    at = at + 1 < length ? at + 1 : 0;
    changed();
    return at + 1 < length;
  }
  const { play, stop, isOn } = player(step, calmly(speed), changed, true);
  function start() {
    if (!gates().length) return;
    // from the beginning if it has arrived
    if (at + 1 >= gates().length) at = -1;
    step();
    play();
  }
  /** Nothing runs any more, and nothing is shown to. */
  function end() {
    stop();
    if (at < 0) return;
    at = -1;
    changed();
  }
  const toggle = () => (isOn() ? stop() : start());
  /** One gate on, which halts what runs. */
  function walk() {
    stop();
    step();
  }
  /** One gate back, to none before the first. */
  function back() {
    stop();
    if (at < 0) return;
    at -= 1;
    changed();
  }
  return { toggle, walk, back, end, isOn, gate: () => gates()[at] };
}
return { wordRun };
})();

const { gridColumns, roomOf } = (() => {
// Where things stand in the grid of a cell: as large as the room allows.


/** @typedef {import("../engine/cell.js").Topology} Topology */

/**
 * @typedef {object} Column
 * @property {string} key  of a gate, or "write", "erase", "measure"
 * @property {string} stage
 * @property {number[]} lanes  that it rotates; of a neuron its target
 * @property {import("../engine/cell.js").Neuron | null} neuron  null: anything else
 * @property {boolean} end  whether it writes, erases or measures the word: nobody edits that
 */

/**
 * Pixels of a grid.
 * @typedef {object} Room
 * @property {number} lanes
 * @property {number} names  width of the lanes' names
 * @property {boolean} brief  whether orders and degrees are left out
 * @property {boolean} dense  whether columns are so narrow that only two letters stand below one
 * @property {number} type  size of the letters
 * @property {number} row  height of a lane
 * @property {number} box  side of a box
 * @property {number} head  above all lanes
 * @property {number} bottom  below the last lane
 * @property {number} height
 * @property {number} width  of all columns
 * @property {{ x: number, wide: number }[]} places  where each column begins, and its width
 */

const MOST_PITCH = 116, MOST_ROW = 62; // what is larger than that looks lost
/** In em: columns, rows and letters are no smaller, letters no larger; the last word needs more room than its column. */
const LIMITS = { pitch: 2.7, row: 1.8, type: 0.87, most: 1.1 }, CLOSE = { pitch: 2, row: 1.13, type: 0.75, most: 0.9 };
const MEASURE = 4.6, NAMES = 7.3, DENSE = 1.25; // in em as well: room for the last word, for names of lanes, for the narrowest column of all

/**
 * The columns of a cell in the order in which a word runs through them.
 * @param {Topology} topology
 * @returns {Column[]}
 */
function gridColumns(topology) {
  const end = (/** @type {string} */ key) => ({ key, stage: key, lanes: [], neuron: null, end: true });
  const gates = columns(topology).map(({ key, neuron, lanes }) => ({ key, stage: stageOf(key), neuron, lanes, end: false }));
  const output = gates.findIndex(({ stage }) => stage === "output");
  return [end("write"), ...gates.slice(0, output), end("erase"), ...gates.slice(output), end("measure")];
}

/**
 * @typedef {object} GridSize
 * @property {number} width  pixels that the grid may take; it scrolls sideways where that is too little
 * @property {number} [height]  pixels; it takes more where that is too little
 * @property {boolean} [brief]  whether orders and degrees are left out
 * @property {boolean} [close]  whether things may stand closer, as on a page that is enlarged as a whole
 */

/**
 * The width of a column with which all of them fit.
 * @param {Column[]} shown
 * @param {number} gap  between stages, as a part of a column
 * @param {number} width  that they may take
 * @param {number} last  width that the last one needs
 */
function fittingPitch(shown, gap, width, last) {
  const stages = new Set(shown.map(({ stage }) => stage)).size, units = shown.length + gap * (stages - 1);
  return Math.min(width / units, (width - last) / (units - 1));
}

/**
 * @param {Topology} topology
 * @param {Column[]} shown
 * @param {GridSize} size
 * @param {number} em  pixels of the page's letters
 * @returns {Room}
 */
function roomOf({ inputs, workspace }, shown, { width, height = 520, close = false, brief = false }, em) {
  const limits = close ? CLOSE : LIMITS, lanes = inputs + workspace, gap = 0.3, most = width < 45 * em ? 0.9 : limits.most;
  const pitchWith = (/** @type {number} */ letters) => fittingPitch(shown, gap, width - (NAMES * letters) - 8, MEASURE * letters);
  const wide = Math.max(close ? 24 : 34, limits.pitch * em), dense = close && pitchWith(most * em) < wide, letters = (dense ? limits.type : most) * em;
  const names = NAMES * letters, pitch = clamp(dense ? DENSE * em : wide, pitchWith(letters), MOST_PITCH);
  const row = clamp(limits.row * em, Math.min(pitch, (height - (brief ? 3.6 : 5) * em) / lanes), MOST_ROW);
  const type = clamp(limits.type * em, 0.32 * row, letters), head = 2.2 * type, bottom = head + lanes * row;
  let x = 4;
  const places = shown.map(({ key, stage }, at) => {
    const wide = key === "measure" ? Math.max(pitch, MEASURE * type) : pitch;
    if (at && stage !== shown[at - 1].stage) x += gap * pitch;
    x += wide;
    return { x: x - wide, wide };
  });
  const box = Math.min(0.76 * pitch, 0.8 * row);
  return { lanes, names, dense, type, row, box, head, bottom, height: bottom + (brief ? 1.7 : 3) * type, brief, width: x + 4, places };
}
return { gridColumns, roomOf };
})();

const { GridView } = (() => {
// A cell as a grid: lanes downwards, gates rightwards, a box fills with the probability that its lane is 1. The builder operates it; any
// other page may show it:
//
//   const grid = new GridView(false);      // one picture with a name, nothing to press
//   parent.append(grid.box);               // the names of the lanes, and the columns, which scroll sideways where room is short
//   grid.draw({ topology, word, ...seenIn(topology, moments), running: "stage.0.1" }, { width: 700, height: 400 });
//
// `seenIn` of engine/building.js makes fills, successes and what is measured from the moments of a walk; hand it only those that have
// passed, and the boxes that the word has not reached stay empty. `draw` again with what has changed: it paints only that.


/** @typedef {import("./grid_room.js").Column} Column */
/** @typedef {import("./grid_room.js").Room} Room */
/** @typedef {import("./grid_place.js").Place} Place */

/**
 * What a grid shows; all but the topology may be missing.
 * @typedef {object} Shown
 * @property {import("../engine/cell.js").Topology} topology
 * @property {number} [word]  that it reads
 * @property {Map<string, number>} [fill]  "input.0/2", a gate and a lane: probability of 1 on that lane after that gate
 * @property {Map<string, number>} [success]  of neurons, by their key: probability that their ancillas all give 0
 * @property {number[] | null} [measured]  probability of 1 for every in/out lane, where the word has arrived
 * @property {string} [running]  the column that the word passes: "write", the key of a gate, "erase", "measure"
 * @property {string} [chosen]  column
 * @property {Lit | null} [lit]  what the pointer is over
 * @property {{ topology: Shown["topology"], fill: Map<string, number>, measured: number[] | null } | null} [pinned]  another cell, pale behind
 * @property {import("./grid_place.js").ReasonOf} [reasonOf]  why a lane cannot be rotated; without it nothing can be changed
 */

/** @typedef {{ key?: string, lane?: number }} Lit  a column, a lane, or both */

/** @param {string} stage @param {boolean} narrow */
function stageName(stage, narrow) {
  if (!narrow) return stage.replace(".", " ");
  return stage.replace("stage.", "s").replace("input", "in").replace("output", "out");
}

/** A column's own parts: the link between its lanes, order and degree, success. */
function columnParts() {
  const middle = { "text-anchor": "middle" };
  return { link: svg("path", { class: "qs-link" }), caption: svg("text", middle), success: svg("text", middle) };
}

/** The grid is built for the columns and the room there are, then only what has changed is painted. */
class GridView {
  /** @type {Map<string, { element: SVGGElement, text: string, fills: SVGRectElement[] }>} */
  #places = new Map();
  /** @type {ReturnType<typeof columnParts>[]} */
  #parts = [];
  /** @type {Column[]} */
  #columns = [];
  /** @type {Room} */
  #room = { lanes: 0, names: 0, brief: false, dense: false, type: 0, row: 0, box: 0, head: 0, bottom: 0, height: 0, width: 0, places: [] };
  #shape = "";
  #seen = "";
  /** @type {Map<string, Column>} of the pinned cell */
  #before = new Map();
  /** @type {SVGRectElement[]} frames around a column: the one that is chosen, lit, passed by the word; and the lane that is lit */
  #frames = ["qs-chosen", "qs-lit-column", "qs-running", "qs-lit-lane"].map((name) => svg("rect", { class: name, rx: 4 }));
  #passed = svg("path", { class: "qs-passed" });
  #ghost = svg("rect", { class: "qs-ghost", rx: 4, visibility: "hidden", "aria-hidden": "true" });

  /** @param {boolean} operated  whether its places are those of an ARIA grid, or it is a picture */
  constructor(operated) {
    this.operated = operated;
    this.labels = svg("svg", { class: "qs-labels", "aria-hidden": "true" });
    const name = { role: "grid", "aria-label": "Cell: lanes are rows, gates are columns" };
    this.root = svg("svg", operated ? name : { role: "img" });
    this.scroll = html("div", { class: "qs-scroll" }, this.root);
    this.box = html("div", { class: "qs-grid-box" }, this.labels, this.scroll);
    this.scroll.addEventListener("scroll", () => this.#fade());
  }
  /** @param {Shown} shown @param {import("./grid_room.js").GridSize} size */
  draw(shown, size) {
    const { topology } = shown, drawn = gridColumns(topology), em = emOf(this.box);
    const keys = drawn.map(({ key }) => key);
    const shape = JSON.stringify([topology.inputs, topology.workspace, keys, size.width, size.height, size.close, size.brief, em]);
    this.#columns = drawn;
    this.#before = new Map(shown.pinned ? gridColumns(shown.pinned.topology).map((column) => [column.key, column]) : []);
    if (shape !== this.#shape) {
      this.#room = roomOf(topology, drawn, size, em);
      this.#build(topology);
    }
    this.#shape = shape;
    for (const [at, column] of drawn.entries()) {
      this.#drawPart(column, at, shown);
      for (let lane = 0; lane < this.#room.lanes; lane++) this.#paint(column, at, lane, shown);
    }
    this.#frame(shown);
    this.#scrollTo(shown);
    if (!this.operated) this.root.setAttribute("aria-label", this.#told(shown));
  }
  /** @param {Shown} shown @returns {string} the picture in words */
  #told({ topology, running, measured }) {
    const lanes = `Cell of ${topology.inputs} in/out and ${topology.workspace} workspace lanes`;
    const end = measured ? `; probability of 1 on the in/out lanes: ${measured.map(percent).join(", ")}` : "";
    return `${lanes}${running ? `; the word is at ${named(running)}` : ""}${end}`;
  }
  /** @param {Shown["topology"]} topology */
  #build(topology) {
    const { names, width, height, type, head, bottom, box } = this.#room;
    resize(this.labels, names, height);
    resize(this.root, width, height);
    this.box.style.setProperty("--q-grid-type", `${type}px`);
    for (const frame of this.#frames.slice(0, 3)) shape(frame, { y: head - 3, height: height - head + 2 });
    shape(this.#ghost, { width: box, height: box });
    const below = this.root.appendChild(svg("g", { "aria-hidden": "true" }));
    below.append(...this.#frames);
    this.#drawLanes(topology, below);
    below.append(this.#passed);
    this.#drawHeads(below);
    this.#parts = this.#columns.map((_, at) => this.#placePart(at, bottom));
    below.append(...this.#parts.flatMap(({ link, caption, success }) => [link, caption, success]));
    this.#drawPlaces(topology);
    this.root.append(this.#ghost);
  }
  /** @param {string} key  of a column @returns {number} pixels from the left of the box to its middle, as it is scrolled now */
  middle(key) {
    return this.#room.names + this.#x(this.#columns.findIndex((column) => column.key === key)) - this.scroll.scrollLeft;
  }
  /** @param {number} lane @returns {number} its middle */
  #y(lane) {
    return this.#room.head + (lane + 0.5) * this.#room.row;
  }
  /** @param {number} at @returns {number} the middle of a column */
  #x(at) {
    const { x, wide } = this.#room.places[at];
    return x + wide / 2;
  }
  /** @param {Shown["topology"]} topology @param {SVGElement} below */
  #drawLanes(topology, below) {
    const { lanes, names, type, bottom, width } = this.#room;
    const name = (/** @type {number} */ y, /** @type {string} */ text, kind = "") =>
      this.labels.append(svg("text", { class: kind, x: names - 0.6 * type, y, "text-anchor": "end" }, text));
    for (let lane = 0; lane < lanes; lane++) {
      const y = this.#y(lane);
      name(y + 0.35 * type, laneName(topology, lane), "qs-axis");
      below.append(svg("path", { class: lane < topology.inputs ? "qs-wire" : "qs-wire qs-memory", d: `M0 ${y}H${width}` }));
    }
    if (!this.#room.brief) name(bottom + 1.2 * type, "order·degree");
    name(bottom + (this.#room.brief ? 1.2 : 2.5) * type, this.#room.dense ? "success %" : "success");
  }
  /** @param {SVGElement} below  names of stages above the grid */
  #drawHeads(below) {
    const { head, type, places } = this.#room;
    for (const [at, { stage }] of this.#columns.entries()) {
      if (at && stage === this.#columns[at - 1].stage) continue;
      const last = this.#columns.findLastIndex((other) => other.stage === stage);
      const left = places[at].x, right = places[last].x + places[last].wide, full = stageName(stage, false);
      below.append(svg("path", { class: "qs-span", d: `M${left + 2} ${head - 0.5 * type}H${right - 2}` }));
      const name = stageName(stage, right - left < 0.62 * type * full.length);
      below.append(svg("text", { class: "qs-axis", x: (left + right) / 2, y: head - type, "text-anchor": "middle" }, name));
    }
  }
  /** @param {number} at @param {number} bottom */
  #placePart(at, bottom) {
    const part = columnParts(), { type, brief } = this.#room;
    for (const [text, down] of /** @type {[SVGElement, number][]} */ ([[part.caption, 1.2], [part.success, brief ? 1.2 : 2.5]]))
      shape(text, { x: this.#x(at), y: bottom + down * type });
    return part;
  }
  /** @param {Shown["topology"]} topology */
  #drawPlaces(topology) {
    const { lanes } = this.#room, ends = this.root.appendChild(svg("g", { "aria-hidden": "true" }));
    this.#places = new Map();
    for (let lane = 0; lane < lanes; lane++) {
      const row = this.root.appendChild(svg("g", this.operated ? { role: "row", "aria-label": laneName(topology, lane) } : {}));
      for (const { key, end } of this.#columns) {
        const element = svg("g", this.operated && !end ? { role: "gridcell", tabindex: -1 } : {});
        Object.assign(element.dataset, { key, lane });
        this.#places.set(`${key}/${lane}`, { element, text: "", fills: [] });
        (end ? ends : row).append(element);
      }
    }
  }
  /** @param {Column} column @param {number} at @param {Shown} shown  what is above, on and below the lanes of a column */
  #drawPart({ key, neuron }, at, { success, running }) {
    const { link, caption, success: chance } = this.#parts[at];
    const on = neuron ? [neuron.target, ...neuron.controls] : [], x = this.#x(at);
    shape(link, { d: neuron ? `M${x} ${this.#y(Math.min(...on))}V${this.#y(Math.max(...on))}` : "" });
    link.classList.toggle("qs-now-on", key === running);
    say(caption, neuron && !this.#room.brief ? `${neuron.order}·${neuron.degree}` : "");
    const told = neuron ? percent(success?.get(key)) : "";
    say(chance, this.#room.dense ? told.replace("%", "") : told);
  }
  /** @param {Column} column @param {number} at @param {number} lane @param {Shown} shown */
  #paint(column, at, lane, shown) {
    const spot = this.#places.get(`${column.key}/${lane}`);
    if (!spot) return;
    const share = shareOf(shown, column.key, lane), was = shown.pinned ? shareOf(shown.pinned, column.key, lane) : null;
    const place = placeOf(column, lane, shown), chance = place.kind === "target" && share !== null ? `, 1 with ${percent(share)}` : "";
    place.words += chance;
    const other = this.#before.get(column.key), before = shown.pinned && other ? placeOf(other, lane, shown.pinned).kind : "none";
    if (before !== place.kind && ["control", "target", "rotation"].includes(before)) place.before = before;
    const text = JSON.stringify(place), y = this.#y(lane);
    if (text !== spot.text) this.#paintPlace(spot, place, at, lane, `${named(column.key)}, ${laneName(shown.topology, lane)}`);
    spot.text = text;
    for (const [layer, rect] of spot.fills.entries()) fillTo(rect, y, [share, was][layer]);
  }
  /** @param {{ element: SVGGElement, fills: SVGRectElement[] }} spot @param {Place} place @param {number} at @param {number} lane @param {string} where */
  #paintPlace(spot, place, at, lane, where) {
    const { element } = spot, { kind, words, reason } = place, { row, box, type, places } = this.#room, y = this.#y(lane);
    const { x, wide } = places[at];
    element.replaceChildren(svg("rect", { class: "qs-hit", x, y: y - row / 2, width: wide, height: row }));
    spot.fills = drawPlace(element, place, { x: this.#x(at), y, box, type, changeable: this.operated });
    if (!this.operated || this.#columns[at].end) return;
    element.classList.toggle("qs-drag", kind === "target");
    if (reason) element.setAttribute("aria-disabled", "true");
    else element.removeAttribute("aria-disabled");
    element.setAttribute("aria-label", `${where}: ${words}`);
  }
  /** @param {Shown} shown */
  #frame({ chosen, lit, running }) {
    const { names, width, row, head, places } = this.#room, keys = this.#columns.map(({ key }) => key);
    for (const [layer, key] of [chosen, lit?.key, running].entries()) {
      const at = keys.indexOf(key ?? ""), frame = this.#frames[layer];
      reveal(frame, at >= 0);
      if (at >= 0) shape(frame, { x: places[at].x + 1, width: places[at].wide - 2 });
    }
    const lane = lit?.lane ?? -1, stripe = this.#frames[3];
    reveal(stripe, lane >= 0);
    shape(stripe, { x: 0, y: head + Math.max(0, lane) * row, width, height: row });
    for (const [at, text] of this.labels.querySelectorAll(".qs-axis").entries()) text.classList.toggle("qs-lit-name", at === lane);
    for (const [at, { link }] of this.#parts.entries()) link.classList.toggle("qs-lit-link", keys[at] === lit?.key);
    const reached = running ? this.#x(keys.indexOf(running)) : 0;
    const lines = Array.from({ length: this.#room.lanes }, (_, at) => `M0 ${this.#y(at)}H${reached}`);
    shape(this.#passed, { d: reached && names ? lines.join("") : "" });
  }
  /** An edge fades where there is more. */
  #fade() {
    const { scrollLeft, clientWidth, scrollWidth } = this.scroll;
    this.scroll.classList.toggle("qs-more-left", scrollLeft > 2);
    this.scroll.classList.toggle("qs-more-right", scrollLeft + clientWidth < scrollWidth - 2);
  }
  /** @param {Shown} shown  brings the column of interest into view when it or the room has changed, one that runs into the middle */
  #scrollTo({ chosen, running }) {
    const key = running ?? chosen, at = this.#columns.findIndex((column) => column.key === key), { scroll } = this;
    const seen = `${key} ${scroll.clientWidth}`;
    if (at >= 0 && seen !== this.#seen) {
      const { x, wide } = this.#room.places[at];
      const middle = x + (wide - scroll.clientWidth) / 2, least = x + wide + 24 - scroll.clientWidth;
      scroll.scrollLeft = running ? middle : Math.max(Math.min(scroll.scrollLeft, x - 24), least);
    }
    this.#seen = seen;
    this.#fade();
  }
  /** @param {string} key @param {number} lane */
  place(key, lane) {
    return this.#places.get(`${key}/${lane}`)?.element;
  }
  /** @param {MouseEvent} event @returns {number} the lane it is on, or would be on beyond the ends */
  laneAt(event) {
    return Math.floor((within(event, this.root)[1] - this.#room.head) / this.#room.row);
  }
  /** @param {string} key @param {number} lane @param {boolean} refused  show where a box would be dropped */
  hover(key, lane, refused) {
    const half = this.#room.box / 2, at = this.#columns.findIndex((column) => column.key === key);
    shape(this.#ghost, { x: this.#x(at) - half, y: this.#y(lane) - half });
    reveal(this.#ghost, true);
    this.#ghost.classList.toggle("qs-refused", refused);
  }
  unhover() {
    reveal(this.#ghost, false);
  }
}

/**
 * How far a box is filled.
 * @param {Pick<Shown, "fill" | "measured">} shown
 * @param {string} key
 * @param {number} lane
 */
function shareOf({ fill, measured }, key, lane) {
  if (key === "measure") return measured?.[lane] ?? null;
  return fill?.get(`${key}/${lane}`) ?? null;
}
return { GridView };
})();

const { GridControl } = (() => {
// A grid by pointer, finger and keys.


/** @typedef {import("./grid.js").Shown} Shown */
/** @typedef {import("./grid_room.js").Column} Column */

/** @typedef {import("./grid.js").Lit} Lit */

/**
 * What a grid asks of its page.
 * @typedef {object} Act
 * @property {(edit: { edit: string } & Record<string, unknown>) => void} edit
 * @property {(key: string) => unknown} select
 * @property {(lit: Lit | null, event?: MouseEvent) => void} look  at what the pointer or the focus is on
 * @property {(text: string) => void} hint
 * @property {(text: string) => void} refuse
 * @property {(name: string) => void} press
 * @property {(lane: number) => void} flip  the bit of the input word on a lane
 * @property {(key: string, lane: number) => string | null} reasonOf
 * @property {() => boolean} takesFocus
 */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {Event} event @returns {SVGElement | null} the place of the grid that it came to */
const placeAt = (event) => /** @type {Element} */ (event.target).closest("[role=gridcell]");

/** @param {Event} event @returns {SVGElement | null} likewise, or one where the word is written, erased or measured */
const anyPlaceAt = (event) => /** @type {Element} */ (event.target).closest("[data-key]");

/** @param {SVGElement} place */
const spotOf = (place) => ({ key: place.dataset.key ?? "", lane: Number(place.dataset.lane) });

/** A grid that is operated: one place has the focus, arrows move it, a click or Enter toggles, a drag or Shift with arrows moves a target. */
class GridControl {
  /** @type {Column[]} */
  #columns = [];
  /** @type {Shown["topology"]} */
  #topology = { inputs: 0, workspace: 0, input: [], stages: [], output: [], bias: 0 };
  #focus = { key: "", lane: 0 };
  #placing = false;
  #under = "";
  /** @type {{ place: SVGElement, text: string } | null} what was told last */
  #last = null;

  /**
   * @param {import("./grid.js").GridView} view
   * @param {Act} act
   */
  constructor(view, act) {
    const { root } = view;
    this.root = root;
    this.view = view;
    this.act = act;
    this.dragging = dragOf(view, act, () => this.#topology, (key, lane) => this.#retarget(key, lane));
    root.addEventListener("focusin", (event) => this.#focused(placeAt(event)));
    root.addEventListener("focusout", (event) => this.#blurred(event));
    root.addEventListener("click", (event) => this.#clicked(anyPlaceAt(event)));
    root.addEventListener("pointermove", (event) => this.#pointed(anyPlaceAt(event), event));
    for (const part of [root, view.labels]) part.addEventListener("pointerleave", () => this.#left());
    view.labels.addEventListener("pointermove", (event) => act.look({ lane: view.laneAt(event) }, event));
    root.addEventListener("keydown", (event) => this.#pressed(event, placeAt(event)));
  }
  #lastLane() {
    return this.#topology.inputs + this.#topology.workspace - 1;
  }
  /** @param {string} key */
  #column(key) {
    return this.#columns.find((column) => column.key === key);
  }
  /** @param {Column} column @param {number} lane */
  #what(column, lane) {
    return placeOf(column, lane, { topology: this.#topology, reasonOf: this.act.reasonOf });
  }
  /** @param {SVGElement} place @returns {string} what it is, or why it cannot be changed */
  #told(place) {
    const { key, lane } = spotOf(place), column = this.#column(key), reason = column && this.#what(column, lane).reason;
    return reason ?? place.getAttribute("aria-label") ?? "";
  }
  /** @param {SVGElement} place */
  #tell(place) {
    const text = this.#told(place);
    this.#last = { place, text };
    this.act.hint(text);
  }
  /** @param {SVGElement | null} place */
  #focused(place) {
    if (!place) return;
    this.view.place(this.#focus.key, this.#focus.lane)?.setAttribute("tabindex", "-1");
    this.#focus = spotOf(place);
    place.setAttribute("tabindex", "0");
    this.#tell(place);
    this.act.look({ ...this.#focus });
    // a focus that is put here chooses nothing
    if (!this.#placing) this.act.select(this.#focus.key);
  }
  /** @param {SVGElement | null} place */
  #clicked(place) {
    if (!place) return;
    const spot = spotOf(place);
    if (place.role === "gridcell") this.#toggle(spot);
    else if (spot.key === "write" && spot.lane < this.#topology.inputs) this.act.flip(spot.lane);
  }
  /** @param {SVGElement | null} place @param {PointerEvent} event */
  #pointed(place, event) {
    if (this.dragging.isOn()) return;
    const at = place ? `${place.dataset.key}/${place.dataset.lane}` : "";
    this.act.look(place ? spotOf(place) : null, event);
    // what is under a box that was just dropped need not be named
    if (place && at !== this.#under && !this.dragging.justDropped()) this.#tell(place);
    this.#under = at;
  }
  #left() {
    this.#under = "";
    if (this.dragging.isOn()) return;
    this.act.look(null);
    // what has the focus is told again
    const { key, lane } = this.#focus, place = this.hasFocus() ? this.view.place(key, lane) : null;
    if (place) this.#tell(place);
    else this.#hush();
  }
  /** @param {FocusEvent} event */
  #blurred(event) {
    this.act.look(null);
    if (!this.root.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#hush();
  }
  /** Nothing is looked at any more. */
  #hush() {
    this.#last = null;
    this.act.hint("");
  }
  /** @param {{ key: string, lane: number }} spot  a click, or Enter */
  #toggle({ key, lane }) {
    const column = this.#column(key), { act } = this;
    if (!column) return;
    const { kind, reason } = this.#what(column, lane);
    const move = "drag it, or press Shift with an arrow, to move it";
    if (reason) act.refuse(reason);
    else if (kind === "target") act.refuse(`${named(key)}: this is its target, which cannot be its control; ${move}`);
    else if (column.neuron) act.edit({ edit: "control", neuron: key, lane });
    else act.edit({ edit: "rotation", stage: column.stage, lane });
  }
  /** @param {string} key @param {number} lane  where its target should go */
  #retarget(key, lane) {
    const { act } = this;
    if (!this.#column(key)?.neuron) return act.refuse(`${named(key)} has no target`);
    if (lane < 0 || lane > this.#lastLane()) return act.refuse("there is no further lane");
    const reason = act.reasonOf(key, lane);
    if (reason) return act.refuse(reason);
    this.#focus = { key, lane };
    act.edit({ edit: "target", neuron: key, lane });
  }
  /** @param {string} key  of an arrow, Home or End @param {string} from  a column @returns {[number, number] | undefined} columns and lanes to go */
  #steps(key, from) {
    const place = this.#columns.findIndex((column) => column.key === from), end = this.#columns.length - 1 - place;
    return { ...ARROWS, Home: /** @type {[number, number]} */ ([-place, 0]), End: /** @type {[number, number]} */ ([end, 0]) }[key];
  }
  /** @param {KeyboardEvent} event @param {SVGElement | null} place */
  #pressed(event, place) {
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, lane } = spotOf(place), steps = this.#steps(event.key, key);
    if (steps) this.#moved(key, lane, steps, event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") event.repeat || this.#toggle({ key, lane });
    else if (event.key === "Delete") this.act.press("Delete");
    else if (event.key.toLowerCase() === "c") this.act.press("Copy");
    else return;
    event.preventDefault();
  }
  /** @param {string} key @param {number} lane @param {[number, number]} steps @param {boolean} shifted  moves the neuron, not the focus */
  #moved(key, lane, [x, y], shifted) {
    const place = this.#columns.findIndex((column) => column.key === key);
    if (!shifted) this.view.place(this.#columns[place + x]?.key, lane + y)?.focus();
    else if (y) this.#retarget(key, (this.#column(key)?.neuron?.target ?? lane) + y);
    else this.act.press(x < 0 ? "Earlier" : "Later");
  }
  hasFocus() {
    return this.root.contains(document.activeElement);
  }
  /** @param {Shown} shown @param {boolean} held  whether the grid had the focus before it was drawn: the one tab stop goes where it belongs */
  update({ topology, chosen = "" }, held) {
    this.#topology = topology;
    this.#columns = gridColumns(topology).filter(({ end }) => !end);
    const focus = this.#focus;
    if (!held || this.act.takesFocus() || !this.view.place(focus.key, focus.lane)) focus.key = chosen;
    focus.lane = clamp(0, focus.lane, this.#lastLane());
    for (const stop of this.root.querySelectorAll("[role=gridcell][tabindex='0']")) stop.setAttribute("tabindex", "-1");
    const place = this.view.place(focus.key, focus.lane);
    place?.setAttribute("tabindex", "0");
    this.#placing = true;
    if (held && document.activeElement !== place) place?.focus();
    this.#placing = false;
    // what was told of a place may have changed with it
    if (this.#last?.place.isConnected && this.#last.text !== this.#told(this.#last.place)) this.#tell(this.#last.place);
  }
}

/**
 * Targets that are dragged to another lane.
 * @param {import("./grid.js").GridView} view
 * @param {Act} act
 * @param {() => Shown["topology"]} get
 * @param {(key: string, lane: number) => void} retarget
 */
function dragOf(view, act, get, retarget) {
  const { root } = view;
  /** @type {{ key: string, lane: number, to: number } | null} */
  let dragged = null;
  let dropped = false;
  root.addEventListener("pointerdown", (event) => {
    const place = placeAt(event);
    if (!place || event.button || !place.classList.contains("qs-drag")) return;
    const { key, lane } = spotOf(place);
    dragged = { key, lane, to: lane };
    root.setPointerCapture(event.pointerId);
  });
  // a finger on a target drags it; without this the finger would scroll the page, for `touch-action` is not heeded inside of an SVG
  root.addEventListener("touchstart", (event) => dragged && event.preventDefault(), { passive: false });
  root.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const topology = get();
    dragged.to = clamp(0, view.laneAt(event), topology.inputs + topology.workspace - 1);
    const reason = act.reasonOf(dragged.key, dragged.to);
    if (dragged.to === dragged.lane) view.unhover();
    else view.hover(dragged.key, dragged.to, reason !== null);
    act.hint(reason ?? `${named(dragged.key)}: target to ${laneName(topology, dragged.to)}`);
  });
  const drop = (/** @type {PointerEvent} */ event) => {
    if (!dragged) return;
    const { key, lane, to } = dragged;
    dragged = null;
    dropped = to !== lane;
    view.unhover();
    if (event.type === "pointerup" && to !== lane) retarget(key, to);
  };
  root.addEventListener("pointerup", drop);
  root.addEventListener("pointercancel", drop);
  const justDropped = () => {
    const was = dropped;
    dropped = false;
    return was;
  };
  return { isOn: () => dragged !== null, justDropped };
}
return { GridControl };
})();

export default (() => {
// The page of CellBuilder. It needs no Python: topology, word, seed and the selected column are the trait `state`, a model's angles the
// trait `angles`, and all that follows is computed here. `facts` holds the presets, `beside` what Python's history has around this cell.


/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Edit} Edit */
/** @typedef {import("../engine/building.js").Walked} Walked */
/** @typedef {import("../engine/cell.js").Topology} Topology */
/** @typedef {import("../views/grid.js").Shown} Shown */
/** @typedef {import("../views/grid.js").Lit} Lit */
/** @typedef {import("../frame.js").Model} Model */

/** @typedef {{ builder: Builder, walked: Walked, seen: ReturnType<typeof seenIn>, angles: Record<string, number[]> }} Cell A cell and what follows from it */

const HELP = "Click a dot: give or take a control; drag a box: another lane; click a bit: another word. "
  + "Keys: arrows, Enter; Shift with arrows moves a neuron; C copies, Delete deletes.";
// where there is no exercise to be told
const ABOUT = "A word enters on in/out and runs to the right. A column with dots is a neuron: full dots steer it, its box is the lane that it turns. "
  + "Press Word, or click a dot.";
const ANGLES = "angles = builder.parameters()  # random, from the seed\n";
const PACE = 4; // gates a second, at the speed 1

/**
 * What follows from a builder, computed anew only when it or the angles are others.
 * @returns {(builder: Builder, angles: Record<string, number[]>) => Cell}
 */
function cellComputer() {
  /** @type {Cell | null} */
  let cell = null;
  /** @param {Builder} known @param {Builder} builder */
  const isSame = (known, { topology, seed, word }) => known.seed === seed && known.word === word && sameTopology(known.topology, topology);
  return (builder, angles) => {
    // a model's angles come as a new object whenever they have changed
    if (cell && angles === cell.angles && isSame(cell.builder, builder)) cell.builder = builder;
    else {
      const walk = walked(builder, angles);
      cell = { builder, angles, walked: walk, seen: seenIn(builder.topology, walk.moments.values()) };
    }
    return cell;
  };
}

/**
 * The edit with `selected` replaced by the selected column or its stage.
 * @param {Edit} edit
 * @param {string} selected
 * @returns {Edit}
 */
function meant(edit, selected) {
  const stage = stageOf(selected);
  const meaning = { neuron: selected, stage, after: stage };
  const replaced = Object.entries(meaning).filter(([name]) => edit[name] === "selected");
  return { ...edit, ...Object.fromEntries(replaced) };
}

/** @param {any} fields @param {Builder} builder @returns {Builder} the builder with fields of an address; an Error if they do not fit */
function restored(fields, builder) {
  const next = { ...builder, ...fields, topology: checkedTopology(fields.topology ?? builder.topology) };
  const unknown = Object.keys(next).find((name) => !(name in builder));
  if (unknown) throw new Error(`a builder has no ${unknown}`);
  const { topology, word, seed, selected } = next;
  if (!Number.isInteger(seed) || seed < 0) throw new Error(`seed must be a whole number from 0, got ${seed}`);
  if (!Number.isInteger(word) || word < 0 || word >= 2 ** topology.inputs) throw new Error(`there is no word ${word}`);
  return columns(topology).some(({ key }) => key === selected) ? next : settled({ ...builder, word, seed }, topology, null);
}

/** What the marks of the grid mean. */
function legendOf() {
  const mark = (/** @type {string} */ kind, /** @type {string} */ text) => html("span", {}, html("span", { class: `qs-mark ${kind}` }), text);
  const pale = mark("qs-mark-was", "pale: the pinned cell"), rotation = html("span", {}, html("b", {}, "ρ"), "plain rotation");
  const row = html("div", { class: "qs-legend" }, mark("qs-mark-box", "target, filled by P(1)"), mark("qs-mark-twice", "amplified"),
    mark("qs-mark-dot", "control"), mark("qs-mark-open", "no control"), rotation, pale);
  return { row, pale };
}

/**
 * A word that runs through the cell, its buttons and its speed.
 * @param {() => string[]} gates
 * @param {() => void} changed
 * @param {ReturnType<typeof buttonsOf>["keep"]} keep
 */
function runPart(gates, changed, keep) {
  let times = 1;
  const speed = speedChoice((chosen) => { times = chosen; });
  const run = wordRun(gates, () => PACE * times, changed);
  const word = tool("Play", "", run.toggle), next = tool("Next", "", run.walk), picture = word.querySelector("path");
  const name = oneOf("Word", "Pause");
  word.append(name);
  for (const [element, name] of /** @type {const} */ ([[word, "Word"], [next, "Step"]])) element.setAttribute("aria-label", name);
  keep("Word", word, "let the word run through the cell, or halt it");
  keep("Step", next, "let the word go on by a gate");
  function draw() {
    picture?.setAttribute("d", ICONS[run.isOn() ? "Pause" : "Play"]);
    // a name that says what a press does, beside the drawing that says it
    say(name, run.isOn() ? "Pause" : "Word");
    word.setAttribute("aria-label", run.isOn() ? "Pause" : "Word");
  }
  return { run, controls: [word, next, speed], draw };
}

/** The page: what is done with it, and what it shows. */
class BuilderPage {
  #follows = false;
  /** @type {Topology | null} what was drawn last */
  #drawn = null;
  #width = 0;
  #cell = cellComputer();
  #pinned = cellComputer();
  /** @type {Lit | null} */
  #lit = null;
  /** @type {Map<string, string | null>} why a place of the present topology cannot be changed */
  #reasons = new Map();
  /** @type {Topology | null} */
  #reasonsFor = null;

  /** @param {{ model: Model, el: HTMLElement }} page */
  constructor({ model, el }) {
    this.model = model;
    const { presets, hints } = model.get("facts");
    this.presets = presets;
    this.hints = hints;
    this.note = html("div", { class: "qs-task" });
    const about = { kind: "builder", label: "Cell builder", events: ["state", "angles", "beside"], looks: ["selected", "word"] };
    const does = {
      draw: (/** @type {number} */ width) => this.#draw(width),
      restore: (/** @type {any} */ fields) => restored(fields, this.builder),
      beyond: (/** @type {-1 | 1} */ by) => this.#beyond(by),
      busy: () => Boolean(this.run?.isOn()),
      data: () => asCsv(neuronTable(this.#present())),
      keys: { " ": () => this.run?.toggle(), ArrowRight: () => this.run?.walk(), ArrowLeft: () => this.run?.back() },
    };
    this.texts = textsPart();
    this.frame = frame({ model, el }, { ...about, ...does, rare: this.texts.nodes });
    this.hint = html("div", { class: "qs-hint" }, HELP);
    const act = this.#act(), { redraw } = this.frame;
    this.act = act;
    this.view = new GridView(true);
    this.control = new GridControl(this.view, act);
    this.buttons = buttonsOf(act);
    this.preset = presetPart(act, this.presets, this.hints);
    this.sizes = sizesPart(act);
    this.fields = neuronFields(act, redraw);
    this.tools = toolsPart(act, this.buttons.keep);
    this.word = wordPart((word) => this.#go({ ...this.builder, word }));
    this.costs = costsPart(redraw, this.frame.help);
    this.tip = tipIn(this.frame.root);
    this.state = statePart(this.tip);
    this.playing = runPart(() => this.#gates(), redraw, this.buttons.keep);
    this.run = this.playing.run;
    this.#layOut();
    this.frame.root.addEventListener("keydown", (event) => event.key === "Escape" && this.run?.end());
  }
  /** @returns {Builder} */
  get builder() {
    return this.model.get("state");
  }
  #layOut() {
    const { root, alert, status, tools: page, help, fold } = this.frame, { fields, tools, sizes } = this;
    root.append(toolbar({ run: [...this.playing.controls, this.preset.row, this.word.row], line: [status], page }), alert, this.note, this.costs.row, this.costs.below);
    this.legend = legendOf();
    this.handy = html("div", { class: "qs-handy" }, html("div", {}, tools.neurons));
    root.append(this.view.box, this.handy, this.legend.row, this.hint);
    this.view.scroll.addEventListener("scroll", () => this.#keepHandy());
    const state = html("section", { class: "qs-state-part", "aria-label": "State" }, this.state.line, this.state.root, this.state.legend);
    this.sizing = html("div", { class: "qs-bar" }, tools.neuron, fields.order, help("order"), fields.degree, help("degree"), fields.calls, help("calls"), fields.every);
    this.groups = html("section", { class: "qs-tools", "aria-label": "Tools" }, this.sizing, html("div", { class: "qs-bar" }, tools.stage, tools.stages));
    const setUp = fold("Set up: lanes, bias", html("div", { class: "qs-bar" }, ...sizes.fields));
    root.append(html("div", { class: "qs-below" }, state, this.groups), setUp);
  }
  /** @param {boolean} close  what sets a neuron's order and degree stands with its tools where all else is hidden */
  #arrange(close) {
    const { sizing, groups, handy } = this, room = close ? handy?.firstElementChild : groups;
    if (!sizing || !room || sizing.parentElement === room) return;
    if (close) room.append(sizing);
    else room.prepend(sizing);
  }
  /** The tools of the chosen neuron stand below it. */
  #keepHandy() {
    const { handy, view: { box } } = this, tools = /** @type {HTMLElement} */ (handy?.firstElementChild);
    if (tools) tools.style.marginLeft = `${clamp(0, this.view.middle(this.builder.selected) - tools.offsetWidth / 2, Math.max(0, box.clientWidth - tools.offsetWidth))}px`;
  }
  /** @param {Builder} builder */
  #go(builder) {
    this.run?.end();
    this.frame.change(builder);
    // an edit must show before the next key does
    this.#draw(this.#width);
  }
  #act() {
    const flipped = (/** @type {number} */ lane) => this.builder.word ^ (1 << (this.builder.topology.inputs - 1 - lane));
    return {
      edit: (/** @type {Edit} */ edit) => this.#edit(edit),
      select: (/** @type {string} */ key) => key === this.builder.selected || this.#go({ ...this.builder, selected: key }),
      look: (/** @type {Lit | null} */ lit, /** @type {MouseEvent | undefined} */ event) => this.#look(lit, event),
      hint: (/** @type {string} */ text) => this.#hint(text, false),
      refuse: (/** @type {string} */ text) => this.#refuse(text),
      press: (/** @type {string} */ name) => this.buttons.press(name),
      flip: (/** @type {number} */ lane) => this.#go({ ...this.builder, word: flipped(lane) }),
      reasonOf: (/** @type {string} */ key, /** @type {number} */ lane) => this.#reasonOf(key, lane),
      takesFocus: () => this.#follows,
    };
  }
  /** @param {Edit} edit */
  #edit(edit) {
    try { this.#go(afterEdit(this.builder, meant(edit, this.builder.selected), this.presets)); }
    catch (error) { this.frame.refuse(named(/** @type {Error} */ (error).message)); }
  }
  /**
   * The builder before or behind this one, as Python's history has it: what was before this page.
   * @param {-1 | 1} by
   * @returns {Builder | undefined}
   */
  #beyond(by) {
    const { present, back, forth } = this.model.get("beside"), entry = by < 0 ? back : forth;
    // until Python has heard of the last edit, it speaks of another cell
    if (!entry || !sameTopology(present, this.builder.topology)) return undefined;
    return { ...this.builder, ...entry, word: this.builder.word % 2 ** entry.topology.inputs };
  }
  /** @param {string} text @param {boolean} isRefusal  which a presented page shows too */
  #hint(text, isRefusal) {
    say(this.hint, text || HELP);
    this.hint.classList.toggle("qs-refusal", isRefusal);
  }
  /** @param {string} text */
  #refuse(text) {
    this.#hint(text, true);
    this.frame.announce(text);
  }
  /** @param {Lit | null} lit @param {MouseEvent} [event]  of a pointer; none: the focus has moved */
  #look(lit, event) {
    const what = lit ? this.view.place(lit.key ?? "", lit.lane ?? 0)?.getAttribute("aria-label") ?? "" : "";
    this.tip(lit && event ? wordsAt(this.#present(), lit, what) : "", event);
    if (lit?.key === this.#lit?.key && lit?.lane === this.#lit?.lane) return;
    this.#lit = lit;
    this.frame.redraw();
  }
  #present() {
    return this.#cell(this.builder, this.model.get("angles"));
  }
  /** @returns {string[]} what a word passes; nothing where nothing is computed */
  #gates() {
    const { moments } = this.#present().walked;
    return moments.size ? [...moments.keys(), "measure"] : [];
  }
  /** @param {Cell} cell @returns {string} what is heard: what the cell costs, or what the word has come to */
  #told({ builder, walked: { moments, success }, seen: { measured } }) {
    const gate = this.run?.gate(), share = moments.get(gate ?? "")?.excitation ?? null;
    if (!gate) return costsTold({ builder, success });
    if (gate === "measure" && measured) return `measured: ${measured.map((one, lane) => `bit ${lane} is 1 with ${percent(one)}`).join(", ")}`;
    return `${named(gate)}${share === null ? "" : `: its target is 1 with ${percent(share)}`}`;
  }
  /** @param {string} key @param {number} lane */
  #reasonOf(key, lane) {
    const { topology } = this.builder, name = `${key}/${lane}`;
    if (!this.#reasonsFor || !sameTopology(this.#reasonsFor, topology)) this.#reasons.clear();
    this.#reasonsFor = topology;
    const known = this.#reasons.get(name);
    if (known !== undefined) return known;
    const edit = key.endsWith("rotations") ? { edit: "rotation", stage: stageOf(key), lane } : { edit: "target", neuron: key, lane };
    const reason = refusal(topology, edit, this.presets);
    this.#reasons.set(name, reason);
    return reason;
  }
  /** @returns {Record<string, string>} why each button is shut */
  #shut() {
    const shut = shutButtons(this.builder, this.presets), { walked: { reason } } = this.#present();
    if (reason) shut.Word = shut.Step = reason;
    return shut;
  }
  /** @param {Cell} cell @param {Cell | null} pinned @returns {Shown} */
  #shown({ builder: { topology, word, selected }, walked: { moments }, seen }, pinned) {
    const running = this.run?.gate(), gates = [...moments.keys()], passed = gates.slice(0, gates.indexOf(running ?? "") + 1);
    const part = running && running !== "measure" ? seenIn(topology, passed.flatMap((gate) => moments.get(gate) ?? [])) : seen;
    const measured = running && running !== "measure" ? null : part.measured;
    const behind = pinned && pinned.builder.topology.inputs === topology.inputs ? { topology: pinned.builder.topology, ...pinned.seen } : null;
    return { topology, word, chosen: selected, lit: this.#lit, reasonOf: this.act.reasonOf, ...part, measured, running, pinned: behind };
  }
  /** @returns {number} pixels that a page which fills the screen has for its two pictures */
  #free() {
    const { root } = this.frame, { zoom, paddingBottom } = getComputedStyle(root), { box } = this.view, states = this.state.root;
    const part = /** @type {HTMLElement} */ (states.parentElement), bottom = part.offsetTop + part.offsetHeight + Number.parseFloat(paddingBottom);
    return innerHeight / Number(zoom) - (bottom - box.offsetHeight - states.clientHeight);
  }
  /** @param {number} width */
  #draw(width) {
    this.#width = width;
    if (!width || !this.playing) return;
    const { builder } = this, cell = this.#present(), { pinned: other } = this.frame;
    const pinned = other ? this.#pinned(/** @type {Builder} */ (other), cell.angles) : null;
    this.#follows = this.#drawn !== null && !sameTopology(this.#drawn, builder.topology);
    this.#drawn = builder.topology;
    if (this.legend) this.legend.pale.hidden = pinned === null;
    this.playing.draw();
    for (const part of [this.preset, this.sizes, this.fields, this.word, this.tools]) part.draw(builder);
    this.texts.draw(builder, cell.walked.reason ? "" : ANGLES);
    say(this.note, this.hints[this.preset.chosen()] ?? ABOUT);
    this.buttons.draw(this.#shut());
    const shown = this.#shown(cell, pinned), held = this.control.hasFocus(), looked = shown.running ?? this.#lit?.key ?? builder.selected;
    const costly = (/** @type {Cell} */ of) => ({ builder: of.builder, success: of.walked.success });
    this.costs.draw(costly(cell), pinned && costly(pinned), { key: looked, neuron: neuronAt(builder, looked), success: cell.walked.moments.get(looked)?.success }, Object.keys(cell.angles).length > 0);
    this.state.tell(cell, looked);
    const close = this.frame.presented.isOn();
    this.#arrange(close);
    // once all that is written has its place, since it may take another line
    const free = close ? this.#free() : Number.POSITIVE_INFINITY;
    // the state below is to be seen as well
    const height = close ? free - this.state.needs(cell) : 360;
    this.view.draw(shown, { width: Math.max(200, this.view.box.clientWidth), height, close });
    this.control.update(shown, held);
    this.#keepHandy();
    say(this.frame.status, this.#told(cell));
    const wide = Math.max(200, this.state.root.parentElement?.clientWidth ?? 0);
    this.state.draw(cell, pinned, looked, { width: wide, height: free - this.view.box.offsetHeight });
  }
}

const render = (/** @type {{ model: Model, el: HTMLElement }} */ page) => new BuilderPage(page).frame.close;

return { render };
})();
