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

const { HALF, activationView } = (() => {
// The activation curve of a neuron, with a point for every control word.


const HALF = Math.PI / 2; // where the curve ends, radians
const NEAR = 16; // pixels from a point to a pointer that means it
const PLAIN = Float64Array.from({ length: 101 }, (_, n) => (n / 100) * HALF); // the line of a plain rotation
const NAMES = 8; // beside points at most
const END = 0.88; // of a neighbour's height, where its name stands
// pixels of a bold sign in a wide font, a little too many; digits are as wide as letters
const LETTER = 9.1, SIGN = 5.4, WIDE = 11, RAISED = 7.4;

/**
 * @typedef {object} Points  every control word of a neuron, and its curve
 * @property {number} order
 * @property {Float64Array} curve  the activation at angles from 0 to π/2
 * @property {Float64Array} places  of the words on the axis
 * @property {Float64Array} activations
 * @property {number} held  the word that is looked at
 */

/** @typedef {{ order: number, curve: Float64Array }} Neighbour  the curve of an order beside */

/** @typedef {{ word: number, names: string[] }} Named  a point with its name, in full and then shorter ones for less room */

/** @typedef {import("./axes.js").Box} Box */

/**
 * Pixels of an angle, to the right and upwards.
 * @param {Box} box
 */
function scales({ left, right, top, bottom }) {
  const x = (/** @type {number} */ angle) => left + (angle / HALF) * (right - left);
  const y = (/** @type {number} */ turned) => bottom - (turned / HALF) * (bottom - top);
  return { x, y };
}

/**
 * The way of a curve as SVG has it.
 * @param {Float64Array} curve
 * @param {Box} box
 */
function wayOf(curve, box) {
  const { x, y } = scales(box), last = curve.length - 1;
  return Array.from(curve, (turned, n) => `${n ? "L" : "M"}${x((n / last) * HALF).toFixed(1)} ${y(turned).toFixed(1)}`).join("");
}

/**
 * A curve with points of all its words, of the present neuron or of the pinned one.
 * @param {boolean} pinned
 */
function curveWithPoints(pinned) {
  const layer = svg("g"), line = svg("path", { class: pinned ? "qn-curve q-pinned" : "qn-curve" });
  const name = svg("text", { class: "qn-named", "text-anchor": "end" });
  /** @type {SVGCircleElement[]} */
  let dots = [];
  /** @type {unknown[]} curve and box that the line was drawn for */
  let drawn = [];
  layer.append(line, name);
  /** @param {Points} points @param {Box} box @param {number} lit */
  function draw({ order, curve, places, activations, held }, box, lit) {
    const { x, y } = scales(box);
    if (drawn[0] !== curve || drawn[1] !== box) {
      shape(line, { d: wayOf(curve, box) });
      shape(name, { x: box.right, y: box.top - (pinned ? 24 : 7) });
      say(name, pinned ? `pinned, dashed: ${nameOf(order)}` : nameOf(order));
      drawn = [curve, box];
    }
    if (dots.length !== places.length) {
      for (const dot of dots) dot.remove();
      dots = Array.from(places, () => layer.appendChild(svg("circle")));
    }
    for (const [word, dot] of dots.entries()) {
      const big = !pinned && (word === held || word === lit);
      const kind = pinned ? "qn-word q-pinned" : word === held ? "qn-point" : word === lit ? "qn-word qn-lit" : "qn-word";
      shape(dot, { class: kind, cx: x(places[word]), cy: y(activations[word]), r: big ? 7 : 4.5 });
    }
  }
  /** Draw these words over the others. @param {number[]} words */
  const raise = (words) => {
    for (const word of words) if (dots[word]) layer.append(dots[word]);
  };
  return { layer, draw, raise };
}

/** @typedef {{ x: number, y: number, wide: number }} Spot  of a name: its left end, its base line and its pixels to the right */

const RISE = 11, SINK = 4; // pixels of letters over their base line and under it
// how bad it is that a line or a point is under a name, or that the name says less
const COSTS = { curve: 10, other: 8, dot: 6, hair: 7, drop: 1, order: 10, shorter: 2, plain: 8, through: 2 };
const CLOSE = 16, FAR = 22; // pixels from a point to its name: from there on a line leads to it, and so many are as bad as 1
const [DOWN, ASIDE] = [[-26, -34, -50, -66, -84, -104, 44, 60, 78, 98], [-150, -110, -75, -40, 0, 40, 75, 110, 150]]; // of names that are far
const [PLAIN_NAME, PLAIN_AT, OVER] = ["plain rotation", 0.2, 6]; // on its line: where it begins, and pixels over it

/** The room that a name needs, in pixels; to measure it would cost the browser a layout in every frame. @param {string} name */
const widthOf = (name) => [...name].reduce((sum, sign) => sum + (/[−×=]/.test(sign) ? WIDE : /[\s.,:()]/.test(sign) ? SIGN : /[⁰-⁻¹²³]/.test(sign) ? RAISED : LETTER), 0);

/** @param {Spot} one @param {Spot} other */
const touch = (one, other) => Math.abs(one.y - other.y) < 17 && one.x <= other.x + other.wide && other.x <= one.x + one.wide;

/**
 * Where the name of a neighbour stands: near the end of its curve, on the side away from the present one.
 * @param {Neighbour} neighbour
 * @param {number} order  of the present curve
 * @param {Box} box
 * @returns {Spot}
 */
function spotOfNeighbour({ order: other, curve }, order, box) {
  const { x, y } = scales(box), last = curve.length - 1, wide = widthOf(nameOf(other));
  const at = curve.findIndex((turned) => turned >= END * HALF), right = x((at / last) * HALF), down = y(curve[at]);
  return other > order ? { x: right - 6 - wide, y: down + 4, wide } : { x: right + 6, y: down + 12, wide };
}

/** @param {number} order */
const nameOf = (order) => `order ${order}`;

/**
 * Curves of the orders beside, thin, each with its name.
 */
function neighbourCurves() {
  const layer = svg("g"), line = layer.appendChild(svg("path", { class: "qn-hair" }));
  const texts = [0, 1].map(() => layer.appendChild(svg("text", { class: "qn-named" })));
  /** @param {Neighbour[]} beside @param {Box} box */
  function draw(beside, box) {
    shape(line, { d: beside.map(({ curve }) => wayOf(curve, box)).join("") });
    for (const [n, text] of texts.entries()) say(text, beside[n] ? nameOf(beside[n].order) : "");
  }
  /** A name is there where no point's name stands. @param {Spot[]} spots  of the names @param {Spot[]} taken */
  function place(spots, taken) {
    for (const [n, { x, y }] of spots.entries()) {
      shape(texts[n], { x, y });
      texts[n].style.display = taken.some((other) => touch(spots[n], other)) ? "none" : "";
    }
  }
  return { layer, draw, place };
}

/**
 * The places that a name may have beside a point, those first that read best, and those farther away.
 * @param {number} x @param {number} y @param {Box} box @param {number} wide  pixels of the name
 * @returns {Spot[][]}
 */
function spotsBeside(x, y, { left, right, top, bottom }, wide) {
  const up = (bottom - y) / (bottom - top), middle = x - wide / 2, [before, behind] = [x - 12 - wide, x + 12];
  const over = { x: middle, y: y - 14 }, under = { x: middle, y: y + 24 };
  const slope = [{ x: behind, y: y + 18 }, { x: before, y: y - 8 }, { x: behind, y: y + 5 }, { x: before, y: y + 5 }];
  const flat = [{ x: before, y: y - 14 }, { x: behind, y: y - 14 }, { x: before, y: y + 24 }, { x: behind, y: y + 24 }];
  const best = up <= 0.15 ? [over, ...flat.slice(0, 2)] : up >= 0.85 ? [under, ...flat.slice(2)] : slope;
  const inside = (/** @type {number} */ at) => clamp(left + 4, at, right + 12 - wide);
  const far = DOWN.flatMap((down) => ASIDE.map((aside) => ({ x: middle + aside, y: y + down })));
  // none of them among the ticks
  const fitting = (/** @type {{ x: number, y: number }[]} */ spots) =>
    spots.map((spot) => ({ x: inside(spot.x), y: spot.y, wide })).filter((spot) => spot.y - RISE > 0 && spot.y + SINK < bottom);
  return [fitting([...best, over, under, ...flat, ...slope]), fitting(far)];
}

/**
 * The place of a name's box that is nearest to a point.
 * @param {number} x @param {number} y @param {Spot} spot
 * @returns {[number, number]}
 */
const edgeOf = (x, y, spot) => [clamp(spot.x, x, spot.x + spot.wide), clamp(spot.y - RISE, y, spot.y + SINK)];

/**
 * The line from a point to its name; none where the name is close.
 * @param {number} x @param {number} y @param {Spot} spot
 */
function leaderOf(x, y, spot) {
  const [right, down] = edgeOf(x, y, spot), away = Math.hypot(right - x, down - y), start = 6 / away;
  return away > CLOSE ? `M${(x + (right - x) * start).toFixed(1)} ${(y + (down - y) * start).toFixed(1)}L${right.toFixed(1)} ${down.toFixed(1)}` : "";
}

/**
 * Whether a line that never falls runs through a name.
 * @param {(x: number) => number} line  its place upwards at a place to the right, pixels
 * @param {Spot} spot
 */
const crosses = (line, { x, y, wide }) => line(x - 2) > y - RISE - 2 && line(x + wide + 2) < y + SINK + 2;

/**
 * Where letters of the plain rotation's name stand along its line.
 * @param {Box} box
 * @returns {Spot[]}
 */
function spotsOfPlain(box) {
  const { x, y } = scales(box), slope = Math.atan2(box.bottom - box.top, box.right - box.left), letter = 6.5;
  return Array.from(PLAIN_NAME, (_, n) => ({
    x: x(HALF * PLAIN_AT) + n * letter * Math.cos(slope), y: y(HALF * PLAIN_AT) - OVER - n * letter * Math.sin(slope), wide: letter,
  }));
}

/**
 * What the names beside points should leave free.
 * @param {Points} points
 * @param {Points | null} behind  the pinned neuron's
 * @param {Neighbour[]} beside
 * @param {Box} box
 */
function inTheWay({ curve, places, activations, held }, behind, beside, box) {
  const { x, y } = scales(box), [heldX, heldY] = [x(places[held]), y(activations[held])], dots = Array.from(places, (place, word) => [x(place), y(activations[word])]);
  const lineOf = (/** @type {Float64Array} */ heights) => (/** @type {number} */ at) => {
    const share = clamp(0, (at - box.left) / (box.right - box.left), 1);
    return y(heights[Math.round(share * (heights.length - 1))]);
  };
  /** @type {[(at: number) => number, number][]} */
  const lines = [[lineOf(curve), COSTS.curve], [lineOf(PLAIN), COSTS.other]];
  if (behind) lines.push([lineOf(behind.curve), COSTS.other]);
  else for (const one of beside) lines.push([lineOf(one.curve), COSTS.hair]);
  const letters = spotsOfPlain(box);
  /**
   * @param {Spot} spot
   * @param {number} plain  how bad it is that the plain rotation's name is under it
   * @param {number[]} from  its point
   */
  return (spot, plain, [fromX, fromY]) => {
    const under = lines.map(([line, cost]) => (crosses(line, spot) ? cost : 0));
    const [low, high] = [spot.y - RISE - 5, spot.y + SINK + 5], end = spot.x + spot.wide + 5;
    const isUnder = (/** @type {number[]} */ [right, down]) => right > spot.x - 5 && right < end && down > low && down < high;
    const [toX, toY] = edgeOf(fromX, fromY, spot), way = Array.from({ length: 9 }, (_, n) => [fromX + ((toX - fromX) * n) / 8, fromY + ((toY - fromY) * n) / 8]);
    const isThrough = letters.some(({ x: left, y: line }) => way.some(([right, down]) => Math.hypot(right - left - 3, down - line + 4) < 8));
    const name = (letters.some((letter) => touch(spot, letter)) ? plain : 0) + (isThrough ? COSTS.through : 0);
    const isDropped = (spot.x < heldX && low < heldY && heldY < high) || (high > heldY && spot.x < heldX && heldX < end);
    return name + (isDropped ? COSTS.drop : 0) + under.reduce((sum, cost) => sum + cost, 0) + COSTS.dot * dots.filter(isUnder).length;
  };
}

/** @typedef {{ word: number, name: string, spot: Spot }} Placed */

/**
 * The place of a name where it hides least and is closest to its point.
 * @param {string[]} names  in full, and then shorter ones
 * @param {number} x @param {number} y
 * @param {Box} box
 * @param {Spot[]} taken  by other names
 * @param {(spot: Spot) => number} costOf  what it hides
 */
function bestPlace(names, x, y, box, taken, costOf) {
  /** @type {{ name: string, spot: Spot, cost: number } | null} */
  let best = null;
  for (const [n, name] of names.entries()) {
    const wide = widthOf(name), shorter = n * COSTS.shorter;
    if (wide > box.right - box.left) continue;
    for (const spots of spotsBeside(x, y, box, wide)) {
      // what is farther away cannot be better
      if (best && best.cost <= shorter + 1) break;
      for (const spot of spots) {
        const [right, down] = edgeOf(x, y, spot), cost = shorter + Math.max(0, Math.hypot(right - x, down - y) - CLOSE) / FAR;
        if ((best && cost >= best.cost) || taken.some((other) => touch(spot, other))) continue;
        const whole = cost + costOf(spot);
        if (!best || whole < best.cost) best = { name, spot, cost: whole };
      }
    }
  }
  return best;
}

/**
 * The names beside some points, each where it hides least and no other name stands.
 */
function namesBeside() {
  const layer = svg("g"), leaders = layer.appendChild(svg("path", { class: "qn-leader" }));
  const texts = Array.from({ length: NAMES }, () => layer.appendChild(svg("text", { class: "qn-label" })));
  /**
   * @param {Named[]} named  the more important ones first
   * @param {Points} points
   * @param {Points | null} behind
   * @param {Neighbour[]} beside
   * @param {Spot[]} orders  of the neighbours' names, which give way
   * @param {Box} box
   * @returns {Spot[]} where names stand
   */
  function draw(named, points, behind, beside, orders, box) {
    const { x, y } = scales(box), { places, activations, held } = points, costOf = inTheWay(points, behind, beside, box);
    // over the picture stand the orders
    const taken = [{ x: box.right - 50, y: box.top - 7, wide: 50 }];
    if (behind) taken.push({ x: box.right - 160, y: box.top - 24, wide: 160 });
    const placed = (/** @type {number} */ plain) => {
      /** @type {Placed[]} */
      const found = [];
      for (const { word, names } of named.slice(0, NAMES)) {
        const filled = [...taken, ...found.map((one) => one.spot)];
        const best = bestPlace(names, x(places[word]), y(activations[word]), box, filled, (spot) =>
          costOf(spot, plain, [x(places[word]), y(activations[word])]) + COSTS.order * orders.filter((one) => touch(spot, one)).length);
        if (best) found.push({ word, ...best });
      }
      return found;
    };
    const careful = placed(COSTS.plain), isWhole = careful.length === Math.min(NAMES, named.length), all = isWhole ? careful : placed(0);
    // a point's name is worth more than that of the line, which is the same everywhere
    const shown = all.length > careful.length ? all : careful;
    for (const [n, { word, name, spot }] of shown.entries()) {
      say(texts[n], name);
      shape(texts[n], { x: spot.x, y: spot.y, class: word === held ? "qn-label qn-held" : "qn-label" });
    }
    for (const text of texts.slice(shown.length)) say(text, "");
    shape(leaders, { d: shown.map(({ word, spot }) => leaderOf(x(places[word]), y(activations[word]), spot)).join("") });
    return [...taken, ...shown.map((one) => one.spot)];
  }
  return { layer, draw };
}

/** @param {SVGSVGElement} root */
function activationView(root) {
  const present = curveWithPoints(false), pinned = curveWithPoints(true), names = namesBeside();
  const drop = svg("path", { class: "qn-drop" }), thin = neighbourCurves();
  let box = { left: 0, right: 0, top: 0, bottom: 0 }, raised = "";
  /** @type {unknown} */
  let neighbours = null;
  /** @type {Points | null} */
  let shown = null;

  /** @param {number} width  for which the axes are drawn @param {number} height */
  function build(width, height) {
    box = { left: 46, right: width - 14, top: 40, bottom: height - 42 };
    const { x, y } = scales(box);
    resize(root, width, height);
    /** @type {[number, string][]} */
    const ticks = [[0, "0"], [HALF / 2, "π/4"], [HALF, "π/2"]];
    /** @param {(angle: number) => number} scale @returns {[number, string][]} */
    const along = (scale) => ticks.map(([angle, name]) => [scale(angle), name]);
    axes(root, box, { x: along(x), y: along(y), xName: "angle η (radians)", yName: "activation (radians)" });
    const slope = (Math.atan2(box.bottom - box.top, box.right - box.left) * 180) / Math.PI;
    const place = { transform: `translate(${x(HALF * PLAIN_AT)} ${y(HALF * PLAIN_AT) - OVER}) rotate(${-slope})` };
    root.append(svg("path", { class: "qn-plain", d: `M${x(0)} ${y(0)}L${x(HALF)} ${y(HALF)}` }));
    root.append(svg("text", { class: "qn-named", ...place }, PLAIN_NAME));
    root.append(thin.layer, drop, pinned.layer, present.layer, names.layer);
    neighbours = null;
  }
  /**
   * @param {Points} points
   * @param {Points | null} behind  the pinned neuron's
   * @param {Named[]} named  points with names, the more important ones first
   * @param {{ lit: number, beside: Neighbour[] }} more  the word that is meant, and the orders beside
   */
  function update(points, behind, named, { lit, beside }) {
    const { x, y } = scales(box), place = points.places[points.held], turned = points.activations[points.held];
    shown = points;
    reveal(pinned.layer, behind !== null);
    if (behind) pinned.draw(behind, box, -1);
    reveal(thin.layer, behind === null);
    if (neighbours !== points.curve) thin.draw(beside, box);
    neighbours = points.curve;
    present.draw(points, box, lit);
    const order = `${points.places.length} ${points.held} ${lit}`;
    if (order !== raised) present.raise([points.held, lit]);
    raised = order;
    shape(drop, { d: `M${x(place).toFixed(1)} ${box.bottom}V${y(turned).toFixed(1)}H${box.left}` });
    const orders = behind ? [] : beside.map((one) => spotOfNeighbour(one, points.order, box));
    thin.place(orders, names.draw(named, points, behind, beside, orders, box));
  }
  /** @param {MouseEvent} event @returns {number} the angle under the pointer */
  const at = (event) => clamp(0, (within(event, root)[0] - box.left) / (box.right - box.left), 1) * HALF;
  /** @param {MouseEvent} event @returns {number} the word whose point is meant, the held one first; -1 if none is near */
  function nearest(event) {
    if (!shown) return -1;
    const { x, y } = scales(box), { places, activations, held } = shown, [right, down] = within(event, root);
    const away = (/** @type {number} */ word) => Math.hypot(x(places[word]) - right, y(activations[word]) - down);
    const best = Array.from(places.keys()).reduce((one, word) => (away(word) < away(one) - 1 ? word : one), held);
    return away(best) <= NEAR ? best : -1;
  }
  return { build, update, at, nearest };
}
return { HALF, activationView };
})();

const { chance, amplitudesView, successView } = (() => {
// Bars for the two amplitudes of a target, and for the probability that all ancillas say 0.


const ROW = 30; // pixels

/**
 * A probability; one that is nearly 1 by what is missing.
 * @param {number} p
 */
function chance(p) {
  if (p > 0.9995 && p < 1) return `1 − ${powered(1 - p)}`;
  if (p < 1e-4) return powered(p);
  return p.toFixed(p < 0.1 ? 4 : 3);
}

/**
 * Lines upwards with their names.
 * @param {SVGElement} root
 * @param {[number, string][]} ticks  value and name
 * @param {(value: number) => number} x
 * @param {number} bottom
 */
function scale(root, ticks, x, bottom) {
  for (const [tick, name] of ticks) {
    root.append(svg("path", { class: tick ? "qs-grid" : "qs-frame", d: `M${x(tick)} 2V${bottom + 2}` }));
    root.append(svg("text", { x: x(tick), y: bottom + 18, "text-anchor": "middle" }, name));
  }
}

/**
 * What stands in one row: a bar, a dashed one behind it, a mark and a number at the end.
 * @param {SVGElement} root
 * @param {number} y  of its top
 */
function row(root, y) {
  const name = svg("text", { class: "qs-axis", y: y + 15, "text-anchor": "end" });
  const bar = svg("rect", { y, height: 20 }), pin = svg("rect", { class: "qn-pin q-pinned", y: y - 2, height: 24 });
  const mark = doubled("path", "qn-mark"), number = svg("text", { class: "qs-axis", y: y + 15, "text-anchor": "end" });
  root.append(pin, bar, mark.node, name, number);
  return { name, bar, pin, mark, number, y };
}

/**
 * A bar from 0 to a value.
 * @param {Element} bar
 * @param {number} value
 * @param {(value: number) => number} x
 */
function stretch(bar, value, x) {
  shape(bar, { x: Math.min(x(0), x(value)), width: Math.abs(x(value) - x(0)) });
}

/**
 * Signed bars for the target's amplitudes, with marks where the plain rotation would have them.
 * @param {SVGElement} root
 */
function amplitudesView(root) {
  /** @type {ReturnType<typeof row>[]} */
  let rows = [];
  let built = 0, zero = 0, half = 0;
  const x = (/** @type {number} */ value) => zero + value * half;
  /** @param {number} width */
  function build(width) {
    const left = 40, right = width - 58;
    zero = (left + right) / 2;
    half = (right - left) / 2;
    resize(root, width, 2 * ROW + 26);
    scale(root, [[-1, "−1"], [0, "0"], [1, "1"]], x, 2 * ROW);
    rows = [0, 1].map((bit) => row(root, 6 + bit * ROW));
    for (const [bit, { name, number, pin }] of rows.entries()) {
      pin.classList.add("qn-amplitude");
      say(name, `|${bit}⟩`);
      shape(name, { x: left - 6 });
      shape(number, { x: width - 2 });
    }
    built = width;
  }
  /**
   * @param {{ amplitudes: number[], plain: number[] }} reading
   * @param {number[] | null} pinned  the other neuron's amplitudes
   * @param {number} width
   */
  function draw({ amplitudes, plain }, pinned, width) {
    if (built !== width) build(width);
    for (const [bit, { bar, pin, mark, number, y }] of rows.entries()) {
      shape(bar, { class: amplitudes[bit] < 0 ? "qn-amplitude qn-minus" : "qn-amplitude qn-plus" });
      stretch(bar, amplitudes[bit], x);
      reveal(pin, pinned !== null);
      if (pinned) stretch(pin, pinned[bit], x);
      mark.set({ d: `M${x(plain[bit]).toFixed(1)} ${y - 3}v26` });
      say(number, amplitudes[bit].toFixed(3));
    }
    const told = amplitudes.map((amplitude, bit) => `|${bit}⟩ ${short(amplitude)}, after the plain rotation ${short(plain[bit])}`);
    shape(root, { "aria-label": `Amplitudes of the target: ${told.join("; ")}` });
  }
  return { draw };
}

/**
 * @typedef {object} Success
 * @property {number} calls
 * @property {number} success  of one call
 * @property {number} amplified  of all calls
 * @property {number} guaranteed  the least that `amplified` can be
 */

/**
 * How likely all ancillas say 0, for one call and for all.
 * @param {SVGElement} root
 */
function successView(root) {
  /** @type {ReturnType<typeof row>[]} */
  let rows = [];
  let built = "", left = 0, wide = 0;
  const x = (/** @type {number} */ value) => left + value * wide;
  /** @param {number[]} calls  one a row @param {number} width */
  function build(calls, width) {
    left = 76;
    wide = width - 70 - left;
    resize(root, width, calls.length * ROW + 26);
    scale(root, [[0, "0"], [0.5, "½"], [1, "1"]], x, calls.length * ROW);
    rows = calls.map((_, place) => row(root, 6 + place * ROW));
    for (const [place, { name, number, bar }] of rows.entries()) {
      say(name, calls[place] === 1 ? "1 call" : `${calls[place]} calls`);
      shape(name, { x: left - 8 });
      shape(number, { x: width - 2 });
      shape(bar, { class: "qs-cell" });
    }
  }
  /**
   * @param {Success} present
   * @param {Success | null} pinned
   * @param {number} width
   */
  function draw(present, pinned, width) {
    const calls = callsOf(present, pinned), key = `${calls} ${width}`;
    if (built !== key) build(calls, width);
    built = key;
    for (const [place, { bar, pin, mark, number, y }] of rows.entries()) {
      const here = chanceAfter(present, calls[place]), there = pinned && chanceAfter(pinned, calls[place]);
      stretch(bar, here ?? 0, x);
      reveal(pin, there !== null);
      if (there !== null) stretch(pin, there, x);
      const marked = place > 0 && calls[place] === present.calls;
      reveal(mark.node, marked);
      if (marked) mark.set({ d: `M${x(present.guaranteed).toFixed(1)} ${y - 3}v26` });
      say(number, chance(here ?? there ?? 0));
      shape(number, { class: here === null ? "" : "qs-axis" });
    }
    const told = [`1 call: ${chance(present.success)}`];
    if (present.calls > 1) told.push(`${present.calls} calls: ${chance(present.amplified)}`);
    shape(root, { "aria-label": `Probability that all ancillas say 0: ${told.join(", ")}` });
  }
  return { draw };
}

/**
 * The numbers of calls for which there is a bar.
 * @param {Success} present
 * @param {Success | null} pinned
 */
function callsOf(present, pinned) {
  const all = new Set([1, present.calls, pinned?.calls ?? 1]);
  return [...all].sort((a, b) => a - b);
}

/**
 * What a neuron reaches with so many calls; null if it makes another number of them.
 * @param {Success} success
 * @param {number} calls
 */
function chanceAfter({ success, amplified, calls: own }, calls) {
  if (calls === 1) return success;
  return calls === own ? amplified : null;
}
return { chance, amplitudesView, successView };
})();

const { heatView } = (() => {
// P(1) of a neuron over two weights, from -π to π each.


const LEFT = 46, TOP = 24, SIDE = 350; // of the map in its picture, and how wide it is at most

/**
 * @typedef {object} Heat
 * @property {Float64Array} chances  rows the second weight, columns the first
 * @property {number[]} weights  where we are
 * @property {string[]} names  of the two weights
 * @property {string} title  in the corner: for which word
 * @property {number[][]} path  weights on the way here
 */

/** @param {SVGSVGElement} root */
function heatView(root) {
  /** @type {SVGRectElement[]} */
  let cells = [];
  /** @type {Float64Array} */
  let shades = new Float64Array();
  let cell = 0, grid = 0, built = "";
  const cross = doubled("path", "qn-cross"), way = doubled("path", "qn-way");
  const corner = svg("text", { class: "qs-axis", x: LEFT, y: TOP - 9 });
  const right = (/** @type {number} */ weight) => LEFT + ((weight + Math.PI) / (2 * Math.PI)) * (grid - 1) * cell + cell / 2;
  const down = (/** @type {number} */ weight) => TOP + grid * cell - (right(weight) - LEFT);

  /** @param {number} count @param {string[]} names @param {number} width */
  function build(count, names, width) {
    grid = Math.sqrt(count);
    cell = Math.max(1, Math.floor(Math.min(SIDE, width - LEFT - 10) / grid));
    const box = { left: LEFT, right: LEFT + grid * cell, top: TOP, bottom: TOP + grid * cell };
    resize(root, width, box.bottom + 40);
    /** @type {[number, string][]} */
    const ticks = [[-Math.PI, "−π"], [0, "0"], [Math.PI, "π"]];
    /** @param {(weight: number) => number} scale @returns {[number, string][]} */
    const along = (scale) => ticks.map(([angle, name]) => [scale(angle), name]);
    axes(root, box, { x: along(right), y: along(down), xName: `${names[0]} (radians)`, yName: `${names[1]} (radians)` });
    cells = Array.from({ length: count }, (_, n) => {
      const x = LEFT + (n % grid) * cell, y = box.bottom - (Math.floor(n / grid) + 1) * cell;
      return root.appendChild(svg("rect", { class: "qs-cell", x, y, width: cell, height: cell }));
    });
    root.append(way.node, cross.node, corner);
  }
  /** @param {number[][]} path @returns {string} a line through it, which goes on elsewhere where an angle came back by a whole turn */
  const line = (path) =>
    path.map(([x, y], n) => {
      const [before, beneath] = path[Math.max(0, n - 1)], turned = Math.abs(x - before) > Math.PI || Math.abs(y - beneath) > Math.PI;
      return `${n && !turned ? "L" : "M"}${right(x).toFixed(1)} ${down(y).toFixed(1)}`;
    }).join("");
  /** @param {Heat} heat @param {number} width */
  function draw({ chances, weights, names, title, path }, width) {
    const key = `${width} ${chances.length} ${names}`;
    if (key !== built) build(chances.length, names, width);
    built = key;
    shades = chances;
    for (const [n, p] of chances.entries()) shape(cells[n], { "fill-opacity": p.toFixed(3) });
    const [first, second] = weights.map((weight) => clamp(-Math.PI, weight, Math.PI));
    const x = right(first), y = down(second);
    cross.set({ d: `M${x - 11} ${y}h22M${x} ${y - 11}v22M${x - 5} ${y - 5}h10v10h-10z` });
    way.set({ d: line(path) });
    say(corner, title);
  }
  const angle = (/** @type {number} */ index) => (clamp(0, index, grid - 1) / (grid - 1)) * 2 * Math.PI - Math.PI;
  const index = (/** @type {number} */ weight) => ((weight + Math.PI) / (2 * Math.PI)) * (grid - 1);
  /** @param {MouseEvent} event @returns {{ weights: [number, number], chance: number } | null} what is under the pointer */
  function at(event) {
    const [x, y] = within(event, root);
    const column = Math.floor((x - LEFT) / cell), row = Math.floor((TOP + grid * cell - y) / cell);
    const inside = column >= 0 && column < grid && row >= 0 && row < grid;
    return inside ? { weights: [angle(column), angle(row)], chance: shades[row * grid + column] } : null;
  }
  /** @param {number} weight @param {number} by @returns {number} the next place of the grid in a direction */
  function beside(weight, by) {
    if (by > 0) return angle(Math.floor(index(weight) + 1e-9) + 1);
    if (by < 0) return angle(Math.ceil(index(weight) - 1e-9) - 1);
    return weight;
  }
  return { draw, at, beside };
}
return { heatView };
})();

const { isWrong, wordsView } = (() => {
// P(1) for every control word of a neuron.


/**
 * Whether a word says the wrong bit at least every other time.
 * @param {number} chance
 * @param {number} wanted
 */
const isWrong = (chance, wanted) => Math.abs(chance - wanted) > 0.5 - 1e-9;

/**
 * @typedef {object} Words
 * @property {Float64Array} chances  one a word
 * @property {number[]} wanted  likewise, or none
 * @property {number} held  the word that is looked at
 * @property {number} lit  the one that is meant by the pointer; -1: none
 * @property {number} controls
 * @property {Float64Array | null} pinned  the other neuron's chances
 */

const LEFT = 46, TOP = 22, THICK = 60; // pixels; THICK: a bar at most

/** @param {SVGSVGElement} root */
function wordsView(root) {
  let step = 0, built = "", high = 0;
  const y = (/** @type {number} */ p) => TOP + (1 - p) * high;
  /** @type {Record<"bars" | "pins" | "crosses", SVGElement[]>} */
  const marks = { bars: [], pins: [], crosses: [] };
  /** @type {ReturnType<typeof doubled>[]} */
  let rings = [];
  const now = doubled("rect", "qn-now"), lights = svg("rect", { class: "qn-lights" });

  /** @param {number} count @param {number} controls  the names below: all, or those of both ends */
  function drawNames(count, controls) {
    const all = step >= 8 * controls + 6, named = all ? [...Array(count).keys()] : [0, count - 1];
    for (const word of named) {
      const anchor = all ? "middle" : word ? "end" : "start";
      const x = LEFT + (word + (all ? 0.5 : word ? 1 : 0)) * step;
      root.append(svg("text", { x, y: y(0) + 18, "text-anchor": anchor }, binary(word, controls)));
    }
  }
  /** @param {number} count @param {number} controls @param {number} width */
  function build(count, controls, width) {
    step = (width - LEFT - 4) / count;
    resize(root, width, y(0) + (controls ? 40 : 8));
    const box = { left: LEFT, right: LEFT + count * step, top: TOP, bottom: y(0) };
    const xName = controls ? "control word" : "";
    axes(root, box, { x: [], y: [[y(0), "0"], [y(0.5), "½"], [y(1), "1"]], xName, yName: "P(1)" });
    drawNames(count, controls);
    root.append(lights);
    const some = (/** @type {string} */ kind, /** @type {"rect" | "circle" | "path"} */ name) =>
      Array.from({ length: count }, () => root.appendChild(svg(name, { class: kind })));
    marks.pins = some("qn-pin q-pinned", "rect");
    marks.bars = some("qs-cell", "rect");
    marks.crosses = some("qn-wrong", "path");
    root.append(now.node);
    rings = Array.from({ length: count }, () => doubled("circle", "qn-ring"));
    root.append(...rings.map((ring) => ring.node));
  }
  /** @param {number} word @param {Words} words */
  function drawWord(word, { chances, wanted, pinned }) {
    const thick = clamp(2, step * 0.56, THICK), around = Math.min(10, step * 0.1), x = LEFT + word * step + (step - thick) / 2, middle = x + thick / 2;
    const bar = (/** @type {number} */ p) => ({ x, y: y(p), width: thick, height: Math.max(0.5, p * high) });
    shape(marks.bars[word], bar(chances[word]));
    reveal(marks.pins[word], pinned !== null);
    // a little wider, so that it is seen behind
    if (pinned) shape(marks.pins[word], { ...bar(pinned[word]), x: x - around, width: thick + 2 * around });
    const wants = wanted.length > 0, wrong = wants && isWrong(chances[word], wanted[word]);
    reveal(rings[word].node, wants);
    if (wants) rings[word].set({ cx: middle, cy: y(wanted[word]), r: Math.min(6, step * 0.3) });
    reveal(marks.crosses[word], wrong);
    const half = Math.min(5, step * 0.3);
    const up = TOP - 13;
    if (wrong) shape(marks.crosses[word], { d: `M${middle - half} ${up - half}l${2 * half} ${2 * half}m0 ${-2 * half}l${-2 * half} ${2 * half}` });
  }
  /** @param {Words} words @param {number} width @param {number} height  of a bar that is certain */
  function draw(words, width, height) {
    const { chances, controls, held, lit } = words, key = `${chances.length} ${width} ${height}`;
    high = height;
    if (key !== built) build(chances.length, controls, width);
    built = key;
    for (const word of chances.keys()) drawWord(word, words);
    const frame = (/** @type {number} */ word) => ({ x: LEFT + word * step + 1, y: TOP - 7, width: Math.max(3, step - 2), height: high + 10 });
    now.set(frame(held));
    reveal(lights, lit >= 0);
    if (lit >= 0) shape(lights, frame(lit));
  }
  /** @param {MouseEvent} event @returns {number} the word under the pointer, which need not exist */
  const at = (event) => Math.floor((across(event, root) - LEFT) / step);
  /** @param {MouseEvent} event @param {number[]} wanted @returns {boolean} whether the pointer is on a ring */
  function isOnRing(event, wanted) {
    const word = at(event);
    return word in wanted && Math.abs(within(event, root)[1] - y(wanted[word])) < 12;
  }
  /** @param {MouseEvent} event @returns {number} the value that is nearer to the pointer, 0 or 1 */
  const valueAt = (event) => Number(within(event, root)[1] < y(0.5));
  return { draw, at, isOnRing, valueAt };
}
return { isWrong, wordsView };
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

const { upTo, memory, curvePart, barsPart, wordsPart, heatPart } = (() => {
// The pictures of a neuron: each a part that draws what is, and answers pointer and keys.


/** @typedef {import("../engine/neuron.js").Settings} Settings */
/** @typedef {import("../engine/neuron.js").Reading} Reading */
/** @typedef {import("../engine/neuron.js").Standing} Standing */

/**
 * What a neuron does, at all words and at the one that is looked at.
 * @typedef {object} Seen
 * @property {Settings} settings
 * @property {Reading} reading
 * @property {Standing} standing
 * @property {Float64Array} curve
 */

/**
 * What a part of the page draws from.
 * @typedef {object} Now
 * @property {Seen} seen
 * @property {Seen | null} pinned
 * @property {number[][]} subsets
 * @property {number} lit  the word that the pointer means; -1: none
 * @property {number[][]} path  weights on the way that learning took
 * @property {{ columns: number, curve: number, results: number, more: number, map: number, below: number, isHigh: boolean, tall: number }} rooms
 *   pixels within the panels of each column; isHigh: the last column is higher than the others need to be; tall: of a bar that is certain
 */

/**
 * How a part of the page changes the settings: an error of what it makes is shown, and changes nothing.
 * @callback Edit
 * @param {(settings: Settings) => Settings} make
 * @param {boolean} [atOnce]  as what is dragged is drawn: nothing glides behind the pointer
 * @param {string} [gesture]  what is undone together; by default all that one press does
 */

/**
 * What every part can do with the page.
 * @typedef {object} Act
 * @property {() => Settings} get
 * @property {Edit} edit
 * @property {(word: number) => void} light  mean a word; -1: none
 * @property {import("./tip.js").Tip} tip
 */

const DEGREE = Math.PI / 180;
const SAME = 0.008; // radians between points that look like one: two pixels
const CROWD = 12; // places with names, besides the held one

const upTo = (/** @type {number} */ low, /** @type {number} */ high) => Array.from({ length: high - low + 1 }, (_, n) => low + n);

/** A function that says whether something has changed since it was last asked. */
function memory() {
  let known = "";
  return (/** @type {unknown[]} */ ...values) => {
    const key = JSON.stringify(values);
    if (key === known) return false;
    known = key;
    return true;
  };
}

/**
 * A part that is a slider for keys and a picture for the pointer.
 * @param {string} kind  its class
 * @param {string} name
 * @param {Node} picture
 * @param {Record<string, string | number>} [range]
 */
function sliding(kind, name, picture, range = {}) {
  return html("div", { class: kind, role: "slider", tabindex: 0, "aria-label": name, ...range }, picture);
}

/**
 * Words beside a panel's title that say what its marks mean, each with a small drawing of the mark.
 * @param {HTMLElement} box  the panel
 * @param {[string, string, string][]} marks  class and path of each drawing, and its name
 */
function legend(box, marks) {
  const items = marks.map(([kind, path, name]) => {
    const picture = svg("svg", { width: 18, height: 14, "aria-hidden": "true" });
    picture.append(svg("path", { class: kind, d: path }));
    return html("span", {}, picture, html("span", { "data-caption": "" }, name));
  });
  box.firstElementChild?.append(html("span", { class: "qn-key" }, ...items));
  /** @param {Record<string, boolean>} shown  by name */
  return (shown) => {
    for (const [n, [, , name]] of marks.entries()) items[n].hidden = shown[name] === false;
  };
}

/**
 * Whether the points of two words look like one.
 * @param {Seen} seen
 * @param {number} word
 * @param {number} other
 */
const isOn = ({ standing: { places, activations } }, word, other) =>
  Math.hypot(places[word] - places[other], activations[word] - activations[other]) < SAME;

/**
 * The name of a word, with those of the words whose points lie on its own.
 * @param {Seen} seen
 * @param {number} word
 * @param {number} [most]  names that are written out
 */
function called(seen, word, most = 3) {
  const { settings: { controls }, standing: { places } } = seen;
  if (!controls) return "no controls";
  const all = [word, ...[...places.keys()].filter((other) => other !== word && isOn(seen, word, other))];
  const names = all.slice(0, most).map((one) => binary(one, controls)).join(", ");
  return all.length > most ? `${names} … (${all.length})` : names;
}

/**
 * Where a word stands.
 * @param {Seen} seen
 * @param {number} word
 */
function numbersOf(seen, word) {
  const { angles, chances } = seen.standing;
  return `${called(seen, word)}: η = ${angles[word].toFixed(3)}, P(1) = ${chance(chances[word])}`;
}

/**
 * What a word does, in a line.
 * @param {Seen} seen
 * @param {number} word
 */
function toldOf(seen, word) {
  const { settings, standing } = seen, bit = settings.wanted[word], p = standing.chances[word];
  return bit === undefined ? numbersOf(seen, word) : `${numbersOf(seen, word)}, wanted ${bit}${isWrong(p, bit) ? ", wrong" : ""}`;
}

/**
 * The points that have a name beside them: the held one with its numbers, the one that is meant, and then one for each place.
 * @param {Seen} seen
 * @param {number} lit
 * @returns {import("../views/activation.js").Named[]}
 */
function namesOf(seen, lit) {
  const { settings, standing: { places, chances } } = seen, held = wordOf(settings);
  const briefly = [3, 1].map((most) => `${called(seen, held, most)}: ${chance(chances[held])}`);
  /** @type {number[]} a word of each place, those first that have to be named */
  const words = [held];
  for (const word of lit >= 0 ? [lit, ...places.keys()] : places.keys()) if (!words.some((one) => isOn(seen, one, word))) words.push(word);
  const others = words.slice(1), isCrowded = others.length > CROWD;
  const shown = isCrowded ? others.filter((one) => one === lit) : others;
  const named = shown.map((word) => ({ word, names: [3, 1].map((most) => called(seen, word, most)) }));
  return [{ word: held, names: [numbersOf(seen, held), ...briefly] }, ...named];
}

/**
 * Dragging along the curve: of the point that is held, or of another word's, which is held from then on.
 * @param {HTMLElement} box
 * @param {ReturnType<typeof activationView>} view
 * @param {Act} act
 */
function dragging(box, view, { get, edit, light }) {
  let down = false;
  const go = (/** @type {PointerEvent} */ event) => edit((settings) => moved(settings, view.at(event)), true);
  box.addEventListener("pointerdown", (event) => {
    const word = view.nearest(event);
    down = true;
    box.setPointerCapture(event.pointerId);
    if (word < 0) go(event);
    else if (word !== wordOf(get())) edit((settings) => chosen(settings, word));
  });
  box.addEventListener("pointermove", (event) => {
    if (down) go(event);
    else light(view.nearest(event));
  });
  box.addEventListener("pointerleave", () => light(-1));
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { down = false; });
}

/**
 * The settings with another word that is looked at.
 * @param {Settings} settings
 * @param {number} word
 */
const chosen = (settings, word) => changed(settings, { bits: [...binary(word, settings.controls)].map(Number) });

/**
 * The activation curve, whose point is dragged or moved by keys.
 * @param {Act} act
 * @param {Node} order  what sets the order, which is the curve's own
 * @param {(term: string) => HTMLElement} help  a "?" beside a term
 */
function curvePart(act, order, help) {
  const root = svg("svg", { "aria-hidden": "true" }), view = activationView(root), { get, edit } = act;
  const range = { "aria-valuemin": 0, "aria-valuemax": HALF.toFixed(4) };
  const box = sliding("qn-drag", "Angle η of the present control word", root, range);
  const go = (/** @type {number} */ angle) => edit((settings) => moved(settings, angle), true);
  dragging(box, view, act);
  onSliderKeys(box, (by) => go(clamp(0, reading(get()).place + by * DEGREE, HALF)), { more: { PageUp: 10, PageDown: -10 } });
  /** @type {Seen | null} */
  let last = null;
  let built = "";
  tipOver(act.tip, box, (event) => {
    const word = view.nearest(event);
    if (!last || event.buttons) return null;
    return word >= 0 ? toldOf(last, word) : `η = ${view.at(event).toFixed(3)}`;
  });
  /** @param {Seen} seen */
  const points = ({ settings, standing, curve }) => ({ order: settings.order, curve, ...standing, held: wordOf(settings) });
  /** @param {Now} now */
  function draw({ seen, pinned, lit, rooms }) {
    const { settings, reading: now } = seen;
    const [share, most] = rooms.columns === 3 ? [rooms.isHigh ? 1.05 : 0.85, rooms.isHigh ? 490 : 420] : [0.62, 420], size = `${rooms.curve} ${share}`;
    if (size !== built) view.build(rooms.curve, clamp(250, rooms.curve * share, most));
    built = size;
    last = seen;
    const beside = [settings.order - 1, settings.order + 1].filter((one) => one >= 1 && one <= 4).map((one) => ({ order: one, curve: curve(one) }));
    view.update(points(seen), pinned && points(pinned), namesOf(seen, lit), { lit, beside });
    const folded = Math.abs(now.place - now.angle) > 1e-9 ? `, the same as ${now.place.toFixed(4)}` : "";
    const word = settings.controls ? `for ${settings.bits.join("")}: ` : "";
    const text = `${word}η = ${now.angle.toFixed(4)}${folded}; activation ${now.activation.toFixed(4)}; P(1) = ${chance(now.probability)}`;
    box.setAttribute("aria-valuenow", now.place.toFixed(4));
    box.setAttribute("aria-valuetext", text);
  }
  const whole = panel("activation curve", box), hint = html("span", { class: "qn-key qn-hint" }, "drag the point: θ turns, and all points move along");
  hint.append(help("η"));
  whole.firstElementChild?.append(order);
  whole.append(hint);
  return { panel: whole, draw };
}

/**
 * Amplitudes and success.
 * @param {Act} act
 * @param {(term: string) => HTMLElement} help  a "?" beside a term
 */
function barsPart({ tip }, help) {
  const amplitudes = svg("svg", { role: "img" }), success = svg("svg", { role: "img" });
  const high = amplitudesView(amplitudes), sure = successView(success), note = html("span", {});
  const boxes = [html("div", {}, amplitudes), html("div", {}, success)];
  const panels = [panel("the target's amplitudes", boxes[0]), panel("P(all ancillas say 0)", boxes[1], html("div", { class: "qn-small qn-asked" }, note, help("ancilla")))];
  panels[0].classList.add("qn-aside");
  panels[0].firstElementChild?.append(help("amplitude"));
  legend(panels[0], [["qn-mark", "M9 0v14", "plain rotation"]]);
  panels[1].firstElementChild?.append(help("success"));
  const marks = legend(panels[1], [["qn-mark", "M9 0v14", "guaranteed at any angle"]]);
  for (const [n, box] of boxes.entries()) tipOver(tip, box, () => box.querySelector("svg")?.getAttribute("aria-label")?.split(": ").slice(n).join(": ") ?? null);
  /** @param {Now} now */
  function draw({ seen, pinned, rooms }) {
    const success = (/** @type {Seen} */ { settings, reading }) => ({ calls: settings.calls, ...reading });
    high.draw(seen.reading, pinned?.reading.amplitudes ?? null, rooms.results);
    sure.draw(success(seen), pinned && success(pinned), rooms.results);
    marks({ "guaranteed at any angle": seen.settings.calls > 1 });
    say(note, `P(1) = ${chance(seen.reading.unread)} if nobody reads the ancillas`);
  }
  return { panels, draw };
}

/**
 * The settings with another value that is wanted of a word; where nothing was wanted yet, what the neuron says now is right for the others.
 * @param {Settings} settings
 * @param {number} word
 * @param {number} bit
 */
function wanting(settings, word, bit) {
  const before = settings.wanted.length ? settings.wanted : [...words(settings)].map((p) => Number(p > 0.5));
  return before[word] === bit && settings.wanted.length ? settings : changed(settings, { wanted: before.with(word, bit), lesson: "" });
}

/**
 * Rings that are dragged from 0 to 1 and back.
 * @param {HTMLElement} box
 * @param {ReturnType<typeof wordsView>} view
 * @param {() => Settings} get
 * @param {Edit} edit
 */
function ringing(box, view, get, edit) {
  let word = -1;
  box.addEventListener("pointerdown", (event) => {
    word = view.isOnRing(event, get().wanted) ? view.at(event) : -1;
    if (word >= 0) box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    box.classList.toggle("qn-lift", word >= 0 || view.isOnRing(event, get().wanted));
    if (word < 0 || get().wanted[word] === view.valueAt(event)) return;
    edit((settings) => wanting(settings, word, view.valueAt(event)));
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { word = -1; });
}

/**
 * P(1) for every control word, one of which is chosen by pointer or keys.
 * @param {Act} act
 */
function wordsPart({ get, edit, light, tip }) {
  const root = svg("svg", { "aria-hidden": "true" }), view = wordsView(root);
  const box = sliding("qn-pick", "Control word", root, { "aria-valuemin": 0 });
  const last = () => 2 ** get().controls - 1;
  const choose = (/** @type {number} */ word) => edit((settings) => chosen(settings, word));
  ringing(box, view, get, edit);
  const pointed = (/** @type {MouseEvent} */ event) => {
    const word = view.at(event);
    return word >= 0 && word <= last() ? word : -1;
  };
  /** @type {Seen | null} */
  let shown = null;
  box.addEventListener("click", (event) => pointed(event) >= 0 && choose(pointed(event)));
  box.addEventListener("pointermove", (event) => light(pointed(event)));
  box.addEventListener("pointerleave", () => light(-1));
  tipOver(tip, box, (event) => (shown && pointed(event) >= 0 ? toldOf(shown, pointed(event)) : null));
  onSliderKeys(box, (by) => choose(clamp(0, wordOf(get()) + by, last())));
  onKeys(box, (key) => (["0", "1"].includes(key) ? () => edit((settings) => wanting(settings, wordOf(settings), Number(key))) : undefined));
  const whole = panel("P(1) for every control word", box);
  box.title = "click a bar to look at its word; drag a ring, or press 0 or 1, to say what is wanted";
  const marks = legend(whole, [["qn-ring", "M13 7a4.5 4.5 0 1 1-9 0a4.5 4.5 0 1 1 9 0", "wanted"], ["qn-wrong", "M4 2l10 10M14 2l-10 10", "wrong"]]);
  /** @param {Now} now */
  function draw({ seen, pinned, lit, rooms }) {
    const { settings, standing } = seen, { wanted, controls } = settings, { chances } = standing, held = wordOf(settings);
    const other = pinned && pinned.settings.controls === controls ? pinned.standing.chances : null;
    shown = seen;
    view.draw({ chances, wanted, held, lit, controls, pinned: other }, rooms.results, rooms.tall);
    marks({ wanted: wanted.length > 0, wrong: wanted.some((bit, word) => isWrong(chances[word], bit)) });
    box.setAttribute("aria-valuemax", String(last()));
    box.setAttribute("aria-valuenow", String(held));
    const goal = wanted.length ? `, wanted ${wanted[held]}${isWrong(chances[held], wanted[held]) ? ", wrong" : ""}` : "";
    box.setAttribute("aria-valuetext", `${settings.bits.join("") || "no controls"}: P(1) = ${chance(chances[held])}${goal}`);
  }
  return { panel: whole, draw };
}

/**
 * The map over two weights.
 * @param {Act} act
 */
function heatPart({ get, edit, light, tip }) {
  const root = svg("svg", { "aria-hidden": "true" }), view = heatView(root), note = html("div", { class: "qn-small" });
  const box = sliding("qn-pick", "Map over two weights", root, { "aria-valuemin": 0, "aria-valuemax": 1 });
  const sides = [0, 1].map((side) => selector(side ? "up" : "across", [], (value) => edit((settings) => turned(settings, side, Number(value)))));
  const bar = html("div", { class: "qs-bar" }, ...sides.map((side) => side.row));
  const here = () => get().axes.map((axis) => get().weights[axis]);
  /** @type {string[]} */
  let names = [];
  const weigh = (/** @type {number[]} */ pair) =>
    edit((settings) => {
      const [first, second] = settings.axes;
      return changed(settings, { weights: settings.weights.with(first, pair[0]).with(second, pair[1]) });
    });
  box.addEventListener("click", (event) => {
    const pointed = view.at(event);
    if (pointed) weigh(pointed.weights);
  });
  box.addEventListener("pointermove", () => light(wordOf(get())));
  box.addEventListener("pointerleave", () => light(-1));
  tipOver(tip, box, (event) => {
    const pointed = view.at(event);
    return pointed && `${names.map((name, side) => `${name} = ${pointed.weights[side].toFixed(2)}`).join(", ")}: P(1) = ${chance(pointed.chance)}`;
  });
  onKeys(box, (key) => {
    const by = /** @type {Record<string, number[]>} */ ({ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] })[key];
    return by && (() => weigh(here().map((weight, side) => view.beside(weight, by[side]))));
  });
  /** @param {Now} now */
  function draw({ seen, subsets: owners, lit, path, rooms }) {
    // the map of the word that the pointer means, as long as it means one
    const meant = lit >= 0 ? chosen(seen.settings, lit) : seen.settings, chances = heat(meant);
    box.hidden = bar.hidden = chances === null;
    if (!chances) return say(note, "A map needs two weights: take more controls, or a higher degree.");
    const { axes } = meant;
    for (const [side, one] of sides.entries()) one.show(axes[side], upTo(0, owners.length - 1), (n) => weightName(owners[n]));
    names = axes.map((axis) => weightName(owners[axis]));
    const way = path.map((weights) => axes.map((axis) => weights[axis]));
    view.draw({ chances, weights: here(), names, title: `P(1) for ${meant.bits.join("")}`, path: way }, rooms.map);
    const off = axes.filter((axis) => !owners[axis].every((control) => meant.bits[control - 1])).map((axis) => weightName(owners[axis]));
    say(note, off.length ? `${off.join(" and ")} ${off.length > 1 ? "have" : "has"} no effect for ${meant.bits.join("")}` : "");
    const [first, second] = here().map(written);
    box.setAttribute("aria-valuenow", seen.reading.probability.toFixed(4));
    box.setAttribute("aria-valuetext", `${names[0]} ${first}, ${names[1]} ${second}: P(1) = ${chance(seen.reading.probability)}`);
  }
  return { children: [bar, box, note], draw };
}

/**
 * Another weight on one side of the map; if it is on the other side, they change places.
 * @param {Settings} settings
 * @param {number} side
 * @param {number} chosen
 */
function turned(settings, side, chosen) {
  const axes = [...settings.axes];
  if (axes[1 - side] === chosen) axes[1 - side] = axes[side];
  axes[side] = chosen;
  return changed(settings, { axes });
}
return { upTo, memory, curvePart, barsPart, wordsPart, heatPart };
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

const { drawCircuit } = (() => {
// The circuit of a neuron, wrapped where the width ends.


/** @typedef {{ name: string, targets: number[], controls: number[], label: string }} Gate */
/** @typedef {{ wires: string[], columns: Gate[][] }} Diagram */
/** @typedef {{ gate: Gate, node: SVGElement }} Drawn */

const LEFT = 74, PITCH = 26, METER = 11; // METER: half a measurement's box

/** @param {string} label its pieces: text on the line, and what stands below it */
const piecesOf = (label) => [...label.matchAll(/([^_]+)|_\{([^}]*)\}/g)].map(([, plain, small]) => ({ text: plain ?? small, small: plain === undefined }));

/** @param {string} label how wide it is, about */
const widthOf = (label) => piecesOf(label).reduce((sum, { text, small }) => sum + (small ? 6.5 : 7.6) * text.length, 0);

const halfOf = (/** @type {Gate} */ gate) => (gate.name === "measure" ? METER : 4 + Math.max(7, widthOf(gate.label) / 2));

/** @param {Gate} gate what stands behind its box */
const behindOf = ({ name, label }) => (name === "measure" || name === "phase" ? widthOf(label) + 4 : 0);

const GAP = 8, NARROW = 3; // pixels between columns, and where that saves a line

/** @param {Gate} gate the room it takes without a gap */
const roomOf = (gate) => 2 * halfOf(gate) + behindOf(gate);

/**
 * An inscription: what stands below the line is smaller, and lower.
 * @param {number} x
 * @param {number} y
 * @param {string} label
 * @param {string} anchor
 */
function inscription(x, y, label, anchor) {
  const text = svg("text", { class: "qs-axis", x, y, "text-anchor": anchor });
  let low = false;
  for (const piece of piecesOf(label)) {
    const shift = Number(piece.small) - Number(low);
    text.append(svg("tspan", { dy: 3 * shift, "font-size": piece.small ? "0.85em" : "1em" }, piece.text));
    low = piece.small;
  }
  return text;
}

/**
 * The columns that fit into each line, by their numbers.
 * @param {number[]} wide  room that each column takes
 * @param {number} most  that a line has
 */
function filled(wide, most) {
  /** @type {number[][]} */
  const lines = [[]];
  let used = 0;
  for (const [n, room] of wide.entries()) {
    const line = lines[lines.length - 1];
    if (used + room <= most || !line.length) line.push(n);
    else {
      lines.push([n]);
      used = 0;
    }
    used += room;
  }
  return lines;
}

/**
 * Lines of columns: as few as there can be, and those about as long as one another.
 * @param {number[]} bare  room that each column takes without a gap
 * @param {number} most  that a line has
 */
function wrapped(bare, most) {
  const spaced = (/** @type {number} */ gap) => bare.map((room) => room + gap);
  const few = filled(spaced(NARROW), most).length, gap = filled(spaced(GAP), most).length > few ? NARROW : GAP, wide = spaced(gap);
  let even = Math.max(...wide, wide.reduce((sum, room) => sum + room, 0) / few);
  while (even < most && filled(wide, even).length > few) even += 4;
  return { wide, lines: filled(wide, Math.min(even, most)) };
}

/**
 * @param {SVGElement} root
 * @param {Gate} gate
 * @param {number} x
 * @param {(qubit: number) => number} y
 */
function drawGate(root, gate, x, y) {
  const { name, targets, controls, label } = gate;
  const ends = [...targets, ...controls].map(y);
  root.append(svg("path", { class: "qn-wire", d: `M${x} ${Math.min(...ends)}V${Math.max(...ends)}` }));
  const isPhase = name === "phase";
  for (const qubit of isPhase ? targets : controls)
    root.append(svg("circle", { class: isPhase ? "qn-open" : "qn-dot", cx: x, cy: y(qubit), r: 4 }));
  if (isPhase) {
    root.append(inscription(x + 6, y(targets[0]) - 5, label, "start"));
    return;
  }
  const half = halfOf(gate), down = y(targets[0]);
  root.append(svg("rect", { class: "qn-box", x: x - half, y: down - 10, width: 2 * half, height: 20 }));
  if (name !== "measure") {
    root.append(inscription(x, down + 4, label, "middle"));
    return;
  }
  root.append(svg("path", { class: "qn-meter", d: `M${x - 7} ${down + 5}a7 7 0 0 1 14 0M${x} ${down + 5}l5 -10` }));
  // the wire ends in what the measurement must give: paper hides it there
  root.append(svg("rect", { class: "qn-behind", x: x + half + 1, y: down - 9, width: widthOf(label) + 2, height: 18 }));
  root.append(inscription(x + half + 3, down + 4, label, "start"));
}

/**
 * The column in which each wire ends: in a measurement with nothing but its outcome behind it.
 * @param {Gate[][]} columns
 */
function endsOf(columns) {
  const ends = new Map();
  for (const [n, column] of columns.entries())
    for (const { name, targets, label } of column) if (name === "measure" && label === "⟨0|") ends.set(targets[0], n);
  return ends;
}

/**
 * @param {SVGElement} root
 * @param {Diagram} diagram
 * @param {number} width
 * @returns {Drawn[]} the gates, in their order
 */
function drawCircuit(root, { wires, columns }, width) {
  /** @type {Drawn[]} */
  const drawn = [];
  const { wide, lines } = wrapped(columns.map((column) => Math.max(...column.map(roomOf))), width - LEFT - 6);
  const tall = wires.length * PITCH + 12, ends = endsOf(columns);
  resize(root, width, lines.length * tall);
  for (const [floor, line] of lines.entries()) {
    const y = (/** @type {number} */ qubit) => floor * tall + 16 + qubit * PITCH;
    const reached = (/** @type {number} */ last) => line.reduce((sum, n) => sum + (n <= last ? wide[n] : 0), LEFT);
    for (const [qubit, name] of wires.entries()) {
      root.append(svg("text", { x: LEFT - 8, y: y(qubit) + 4, "text-anchor": "end" }, name));
      const last = ends.get(qubit) ?? columns.length;
      // a wire that has ended is drawn up to the middle of its last column at most
      const end = reached(last) - (line.includes(last) ? wide[last] / 2 : 0);
      if (last >= line[0]) root.append(svg("path", { class: "qn-wire", d: `M${LEFT} ${y(qubit)}H${end}` }));
    }
    let x = LEFT;
    for (const n of line) {
      for (const gate of columns[n]) {
        const node = root.appendChild(svg("g", { class: "qn-gate" }));
        drawGate(node, gate, x + (wide[n] - behindOf(gate)) / 2, y);
        drawn.push({ gate, node });
      }
      x += wide[n];
    }
  }
  root.setAttribute("aria-label", `Circuit of the neuron: ${wires.length} qubits, ${columns.length} columns of gates drawn`);
  return drawn;
}
return { drawCircuit };
})();

const { learning, lessonPart, orderPart, bitsPart, anglesPart, circuitPart } = (() => {
// What one sets of a neuron: the control word, sizes, angles, and what it should learn.


/** @typedef {import("../engine/neuron.js").Settings} Settings */
/** @typedef {import("./explorer.js").Act} Act */
/** @typedef {import("./explorer.js").Now} Now */
/** @typedef {import("../frame.js").Model} Model */
/** @typedef {(term: string) => HTMLElement} Help  a "?" beside a term */

const CALLS = [1, 3, 5, 7, 9, 13, 17, 21, 25, 31, 33, 41, 61, 101];
const PACE = 25; // steps of learning a second, at the speed 1
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const [WINDOW, FALL] = [50, 0.95]; // learning goes on while the loss falls to such a share of itself within so many steps

/** What learning depends on. @param {Settings} settings */
const anglesOf = ({ order, bias, theta, weights, wanted }) => JSON.stringify([order, bias, theta, weights, wanted]);

/**
 * Learning that one can watch: one small step after the other, until somebody stops it or little changes.
 * @param {Act} act
 * @param {() => void} redraw
 */
function learning({ get, edit }, redraw) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let turn = 0, speed = 1;
  let last = "", end = ""; // angles: after the last step, and where there was nothing more to learn
  /** @type {number[][]} weights on the way */
  let path = [];
  /** @type {number[]} one a step of this run */
  let losses = [];
  /** One step; says whether another one is worth while. */
  function step() {
    const before = loss(get());
    if (before === null) return false;
    // what was learned elsewhere says nothing about here
    if (anglesOf(get()) !== last) losses = [];
    losses.push(before);
    if (!path.length) path.push(get().weights);
    edit((settings) => learned(settings, 1).settings, true, `learn ${turn}`);
    path.push(get().weights);
    last = anglesOf(get());
    const isWorth = losses.length <= WINDOW || before < FALL * losses[losses.length - 1 - WINDOW];
    end = isWorth ? "" : last;
    return isWorth;
  }
  const plays = player(step, () => PACE * speed, redraw);
  function start() {
    turn += 1;
    losses = [];
    if (calm.matches) for (let left = STEPS; left > 0; left--) step();
    else plays.play();
  }
  /** @param {number[]} weights @returns {number[][]} the way to these weights; none if they were set otherwise */
  function way(weights) {
    if (path.at(-1)?.join() !== weights.join()) path = [];
    return path;
  }
  const toggle = () => (plays.isOn() ? plays.stop() : start());
  const once = () => {
    turn += 1;
    plays.stop();
    step();
  };
  /** Whether learning ended here by itself. @param {Settings} settings */
  const hasEnded = (settings) => end !== "" && end === anglesOf(settings);
  return { toggle, stop: plays.stop, once, way, hasEnded, isOn: plays.isOn, steps: () => losses.length, setSpeed: (/** @type {number} */ to) => { speed = to; } };
}

/**
 * Presets, and learning.
 * @param {Model} model
 * @param {Act} act
 * @param {ReturnType<typeof learning>} learner
 */
function lessonPart(model, { edit }, learner) {
  const { presets, lessons } = model.get("facts"), labels = ["Learn", "Stop"];
  const preset = selector("preset", Object.keys(presets), (name) => edit(() => presets[name]));
  const learn = button("", "", learner.toggle), step = button("Step", "one step of learning", learner.once);
  const speed = selector("speed", SPEEDS, (value) => learner.setSpeed(Number(value)));
  preset.row.classList.add("qn-preset");
  speed.row.classList.add("qn-speed");
  speed.show(1, SPEEDS, (value) => `${({ 0.25: "¼", 0.5: "½" })[String(value)] ?? value} ×`);
  const signs = [icon(ICONS.Play), icon(ICONS.Pause)], word = html("span", {}), note = html("div", { class: "qn-note" });
  const task = html("span", {}), rest = html("span", { class: "qn-rest" });
  note.append(task, rest);
  learn.append(...signs, word);
  /** @param {Now} now */
  function draw({ seen: { settings } }) {
    preset.show(settings.lesson || "default");
    const wants = settings.wanted.length > 0;
    // a lecture hall has room for the task, which is the first sentence
    const text = /** @type {string} */ (lessons[settings.lesson || (wants ? "" : "default")] ?? ""), end = text.indexOf(". ") + 1 || text.length;
    say(task, text.slice(0, end));
    say(rest, text.slice(end));
    note.hidden = text === "";
    const on = Number(learner.isOn());
    for (const one of [learn, step]) allow(one, wants);
    for (const [n, sign] of signs.entries()) sign.toggleAttribute("hidden", n !== on);
    say(word, labels[on]);
    learn.title = wants ? "small steps of gradient descent towards what is wanted" : "nothing is wanted: press 0 or 1 on a bar, or choose a preset";
  }
  return { run: [preset.row, learn, step, speed.row], note, draw };
}

/**
 * The order, which is the curve's own.
 * @param {Act} act
 * @param {Help} help
 */
function orderPart({ get, edit }, help) {
  const go = (/** @type {number} */ order) => edit((settings) => changed(settings, { order }));
  const choice = selector("order", upTo(1, 4), (value) => go(Number(value)));
  const less = button("−", "a flatter curve", () => go(get().order - 1)), more = button("+", "a steeper curve", () => go(get().order + 1));
  for (const [one, name] of /** @type {const} */ ([[less, "lower order"], [more, "higher order"]])) one.setAttribute("aria-label", name);
  const row = html("span", { class: "qn-order" }, less, choice.row, more, help("order"));
  /** @param {Now} now */
  function draw({ seen: { settings } }) {
    choice.show(settings.order);
    allow(less, settings.order > 1);
    allow(more, settings.order < 4);
  }
  return { row, draw };
}

/**
 * The control word, bit by bit.
 * @param {Act} act
 */
function bitsPart({ edit }) {
  const bits = html("div", { class: "qs-bar qn-bits", role: "group", "aria-label": "Control bits" });
  /** @type {HTMLButtonElement[]} */
  let toggles = [];
  const reshaped = memory();
  const flip = (/** @type {number} */ place) => () =>
    edit((settings) => changed(settings, { bits: settings.bits.with(place, 1 - settings.bits[place]) }));
  /** @param {Now} now */
  function draw({ seen: { settings } }) {
    if (reshaped(settings.controls)) {
      toggles = upTo(1, settings.controls).map((control) => button("", `flip control ${control}`, flip(control - 1)));
      bits.replaceChildren(...(toggles.length ? toggles : ["no controls: only bias and θ turn the target"]));
    }
    for (const [n, toggle] of toggles.entries()) {
      say(toggle, `control ${n + 1}: ${settings.bits[n]}`);
      shape(toggle, { "aria-pressed": String(settings.bits[n] === 1) });
    }
  }
  return { bits, draw };
}

/**
 * How large the neuron is, and a knob for each angle.
 * @param {Act} act
 * @param {Help} help
 */
function anglesPart({ edit }, help) {
  const knobs = html("div", { class: "qn-knobs" });
  const set = (/** @type {string} */ name) => (/** @type {unknown} */ value, atOnce = false) =>
    edit((settings) => changed(settings, { [name]: value }), atOnce);
  const sized = (/** @type {string} */ name, /** @type {number[]} */ values) => selector(name, values, (value) => set(name)(Number(value)));
  const degree = sized("degree", upTo(1, 6)), controls = sized("controls", upTo(0, 6)), calls = sized("calls", CALLS);
  calls.select.title = "calls of the neuron or its inverse in one try: 1 without amplification, L = 2 × rounds + 1 with it";
  const sizes = html("div", { class: "qs-bar" }, degree.row, help("degree"), controls.row, calls.row, help("calls"));
  const bias = knob("bias", 180, set("bias")), theta = knob("θ", 360, set("theta")), reshaped = memory();
  bias.row.firstElementChild?.append(help("bias"));
  theta.row.firstElementChild?.append(help("θ"));
  /** @type {ReturnType<typeof knob>[]} */
  let weights = [];
  const weigh = (/** @type {number} */ place) => (/** @type {any} */ angle, atOnce = false) =>
    edit((settings) => changed(settings, { weights: settings.weights.with(place, angle) }), atOnce);
  /** @param {Now} now */
  function draw({ seen: { settings }, subsets }) {
    if (reshaped(subsets)) {
      weights = subsets.map((subset, place) => knob(weightName(subset), 180, weigh(place)));
      knobs.replaceChildren(bias.row, theta.row, ...weights.map((one) => one.row));
    }
    degree.show(settings.degree);
    controls.show(settings.controls);
    const known = CALLS.includes(settings.calls) ? CALLS : [...CALLS, settings.calls].sort((a, b) => a - b);
    calls.show(settings.calls, known);
    bias.show(settings.bias, false);
    theta.show(settings.theta, false);
    for (const [n, one] of weights.entries()) one.show(settings.weights[n], !subsets[n].every((control) => settings.bits[control - 1]));
  }
  return { children: [sizes, knobs], draw };
}

/**
 * What a gate of the circuit does, with its angle.
 * @param {import("../views/circuit.js").Gate} gate
 * @param {Settings} settings
 * @param {number[][]} subsets  of controls, each with a weight
 */
function gateTold({ name, label, controls }, { bias, theta, weights }, subsets) {
  // within "R_{y}(−φ_{12})" the angle
  const inner = label.slice(label.indexOf("(") + 1, -1), isBack = inner.startsWith("−"), bare = inner.replace("−", ""), owner = subsets.findIndex((subset) => bare === `φ_{${subset.join("")}}`);
  const turned = (/** @type {string} */ what, /** @type {number} */ angle) =>
    `${isBack ? `turns back by ${what}:` : `turns by ${what} =`} ${written(isBack ? -angle : angle).replace("-", "−")}`;
  if (bare === "θ") return turned("bias + θ", bias + theta);
  if (owner >= 0) return `${turned(weightName(subsets[owner]), weights[owner])}, where ${counted(subsets[owner])} 1`;
  if (bare === "π") return `${isBack ? "turns back" : "turns"} by π, where the qubit of the dot is 1`;
  if (name === "measure") return "measures the ancilla: the neuron goes on where it says 0";
  if (name === "phase") return "a phase of the amplification, where all ancillas are 0";
  return `the whole neuron, which turns by an angle that depends on ${controls.length ? "its controls" : "bias and θ"}`;
}

/** @param {number[]} subset  of controls */
const counted = (subset) => `control${subset.length > 1 ? "s" : ""} ${subset.join(" and ")} ${subset.length > 1 ? "are" : "is"}`;

/** @param {Act} act */
function circuitPart({ get, edit, tip }) {
  const root = svg("svg", { role: "img" }), note = html("span", { class: "qn-small" }), fresh = memory(), told = html("div", { class: "qn-small" });
  const about = { role: "slider", tabindex: 0, "aria-label": "Gate of the circuit", "aria-valuemin": 1 }, box = html("div", about, root);
  /** @type {import("../views/circuit.js").Drawn[]} */
  let gates = [];
  let meant = -1, chosen = 0, isByKey = false; // gates, of the pointer or the focus, and of the keys
  function tell() {
    const { settings, owners } = { settings: get(), owners: subsets(get()) }, at = meant < 0 ? chosen : meant;
    for (const [n, { node }] of gates.entries()) node.classList.toggle("qn-lit", n === meant);
    if (!gates[at]) return "";
    const text = gateTold(gates[at].gate, settings, owners);
    shape(box, { "aria-valuemax": gates.length, "aria-valuenow": at + 1, "aria-valuetext": text });
    say(told, meant < 0 || !isByKey ? (settings.level === "gates" ? "θ in a box is bias + θ; − turns back" : "") : text);
    return text;
  }
  function mean(/** @type {number} */ gate, byKey = false) {
    [meant, isByKey] = [gate, byKey];
    return tell();
  }
  const gateAt = (/** @type {Event} */ event) => gates.findIndex(({ node }) => node.contains(/** @type {Node} */ (event.target)));
  tipOver(tip, box, (event) => {
    const text = mean(gateAt(event));
    return meant < 0 ? null : text;
  });
  box.addEventListener("pointerleave", () => mean(-1));
  box.addEventListener("focus", () => box.matches(":focus-visible") && mean(chosen, true));
  box.addEventListener("blur", () => mean(-1));
  onSliderKeys(box, (by) => {
    chosen = clamp(0, chosen + by, gates.length - 1);
    mean(chosen, true);
  });
  const level = selector("show", ["gates", "neurons"], (value) => edit((settings) => changed(settings, { level: value })));
  /** @param {Now} now */
  function draw({ seen: { settings }, rooms }) {
    level.show(settings.level);
    const { order, degree, controls, calls } = settings;
    if (!fresh(order, degree, controls, calls, settings.level, rooms.below)) return void (meant >= 0 && tell());
    const lanes = upTo(1, controls), amplification = calls > 1 ? { calls, phases: "constant" } : null;
    const drawn = diagram({ target: 0, controls: lanes, order, degree, amplification }, settings.level);
    gates = drawCircuit(root, drawn, rooms.below);
    chosen = Math.min(chosen, gates.length - 1);
    mean(-1);
    say(note, `${drawn.gates} operations${drawn.note ? `: ${drawn.note}` : ""}`);
  }
  return { children: [html("div", { class: "qs-bar" }, level.row, note), box, told], draw };
}
return { learning, lessonPart, orderPart, bitsPart, anglesPart, circuitPart };
})();

const { widgetCode } = (() => {
// A page's settings as Python that builds its widget again.

/** @param {unknown} value @returns {string} */
const literal = (value) =>
  Array.isArray(value) ? `(${value.map(literal).join(", ")}${value.length === 1 ? "," : ""})` : JSON.stringify(value);

/**
 * The lines that make an explorer with the same settings.
 * @param {string} widget  its class
 * @param {object} settings  the page's state
 */
function widgetCode(widget, settings) {
  const own = Object.entries(settings).filter(([name]) => !["pinned", "unfolded"].includes(name));
  const lines = own.map(([name, value]) => `    ${name}=${literal(value)},\n`);
  return `from qrnn_nb.widgets import ${widget}\n\nexplorer = ${widget}(\n${lines.join("")})\n`;
}
return { widgetCode };
})();

export default (() => {
// The page of NeuronExplorer. It needs no Python: the settings are the trait `state`, and all that follows from them is computed here.
// The trait `facts` holds what Python knows and the page only shows: presets, and what to try with them.


/** @typedef {import("../engine/neuron.js").Settings} Settings */
/** @typedef {import("../frame.js").Model} Model */
/** @typedef {import("../parts/explorer.js").Act} Act */
/** @typedef {import("../parts/explorer.js").Now} Now */
/** @typedef {import("../parts/explorer.js").Seen} Seen */

const WIDE = 1100, NARROW = 640; // pixels, from which there are three columns, and below which there is one
const LOW_MAP = 310; // pixels of a map that stands below the angles
const LOW_SCREEN = 500; // pixels of a presented page
const GAP = 10, EDGE = 22, AROUND = 8; // between columns, of a panel, and of the page: edges and what is kept free within them

/**
 * Pixels within the panels of each column.
 * @param {number} width  of the page
 * @param {number} open  how many panels stand beside curve and results
 */
function roomsOf(width, open) {
  const all = width - AROUND, inner = (/** @type {number} */ wide) => Math.max(120, Math.floor(wide) - EDGE);
  const whole = inner(all);
  if (width < NARROW) return { columns: 1, curve: whole, results: whole, more: whole, map: whole, below: whole, isHigh: false };
  const pair = (all - GAP) / 2;
  const two = { columns: 2, curve: inner(1.08 * pair), results: inner(0.92 * pair), more: inner(pair), map: inner(pair), below: whole, isHigh: false };
  if (width < WIDE || !open) return two;
  const free = all - 2 * GAP;
  // two panels one above the other: the map gives in, and what stands beside them grows, or there would be nothing under it
  const isHigh = open > 1, more = inner(free * 0.34), map = isHigh ? Math.min(LOW_MAP, more) : more;
  return { columns: 3, curve: inner(free * 0.36), results: inner(free * 0.3), more, map, below: whole, isHigh };
}

/**
 * What a neuron does.
 * @param {Settings} settings
 * @returns {Seen}
 */
const seenOf = (settings) => ({ settings, reading: reading(settings), standing: standing(settings), curve: curve(settings.order) });

/**
 * What the pinned neuron does: for the word that is looked at, if it has the same controls.
 * @param {Settings | null} pinned
 * @param {Settings} settings
 */
function pinnedBeside(pinned, { controls, bits }) {
  return pinned && seenOf(pinned.controls === controls ? { ...pinned, bits } : pinned);
}

/**
 * A part that is drawn only while it is unfolded.
 * @param {ReturnType<typeof frame>} page
 * @param {string} title
 * @param {{ children: Node[], draw: (now: Now) => void }} part
 */
function unfolding(page, title, { children, draw }) {
  const panel = page.fold(title, ...children), isOpen = () => page.unfolded.includes(title);
  panel.classList.add("qn-panel");
  return {
    panel, isOpen,
    draw(/** @type {Now} */ now) {
      // exports have the names of the pictures that are open
      panel.firstElementChild?.toggleAttribute("data-caption", isOpen() && panel.querySelector("svg") !== null);
      if (isOpen()) draw(now);
    },
  };
}

const NUMBERS = ["what", "angle", "activation", "probability", "plain probability", "success", "amplified success"];

/**
 * The numbers that the page shows, in the columns of Python's table: the curve, every control word, the point that is held.
 * @param {Settings} settings
 */
function dataOf(settings) {
  const row = (/** @type {string} */ what, /** @type {Settings} */ one) => {
    const { angle, activation, probability, plain, success, amplified } = reading(one);
    return [what, angle, activation, probability, plain[1] ** 2, success, amplified];
  };
  // η is half the sum of the angles
  const free = { ...settings, controls: 0, weights: [], bits: [], bias: 0 }, { controls } = settings, steps = curve(settings.order).length - 1;
  const along = Array.from({ length: steps + 1 }, (_, n) => row("curve", { ...free, theta: (n / steps) * Math.PI }));
  const words = Array.from({ length: 2 ** controls }, (_, word) => binary(word, controls));
  const each = words.map((word) => row(`word ${word}`.trim(), { ...settings, bits: [...word].map(Number) }));
  return asCsv([NUMBERS, ...along, ...each, row("point", settings)]);
}

/** @param {{ model: Model, el: HTMLElement }} page */
function render({ model, el }) {
  const get = () => /** @type {Settings} */ (model.get("state"));
  const lessons = Object.keys(model.get("facts").lessons);
  const restore = (/** @type {any} */ fields) => changed(get(), fields, lessons);
  const options = { kind: "neuron", label: "Neuron explorer", events: ["state"], draw, restore, busy: () => learner.isOn(), data: () => dataOf(get()), python: () => widgetCode("NeuronExplorer", get()), keys: { " ": () => wanting() && learner.toggle(), ArrowRight: () => wanting() && learner.once(), ArrowLeft: () => page.undo() } };
  const page = frame({ model, el }, options), { root, alert, status, help } = page;
  const wanting = () => get().wanted.length > 0, costs = help("loss");
  let lit = -1;
  /** @type {Act} */
  const act = { get, edit, light, tip: tipIn(root) };
  const learner = learning(act, page.redraw);
  /** @type {import("../parts/explorer.js").Edit} */
  function edit(make, atOnce = false, gesture = undefined) {
    if (!gesture) learner.stop();
    root.classList.toggle("qn-still", atOnce);
    try { page.change(make(get()), gesture); }
    catch (error) { page.refuse(/** @type {Error} */ (error).message); }
  }
  function light(/** @type {number} */ word) {
    if (word === lit) return;
    lit = word;
    page.redraw();
  }
  const lesson = lessonPart(model, act, learner), order = orderPart(act, help), bits = bitsPart(act);
  const curves = curvePart(act, order.row, help), bars = barsPart(act, help), chances = wordsPart(act);
  const angles = unfolding(page, "angles and sizes", anglesPart(act, help));
  const map = unfolding(page, "map", heatPart(act)), circuit = unfolding(page, "circuit", circuitPart(act));
  const parts = [lesson, order, bits, curves, bars, chances, angles, map, circuit];
  const look = html("div", { class: "qn-column" }, curves.panel, bits.bits);
  const results = html("div", { class: "qn-column" }, ...bars.panels, chances.panel);
  const more = html("div", { class: "qn-column qn-more" }, angles.panel, map.panel);
  circuit.panel.classList.add("qn-below");
  root.append(toolbar({ run: lesson.run, line: [status, costs], page: page.tools }), alert, lesson.note);
  root.append(html("div", { class: "qn-columns" }, look, results, more, circuit.panel));
  for (const title of root.querySelectorAll(".qn-title")) title.setAttribute("data-caption", "");

  /** @param {number} width */
  function draw(width) {
    const settings = get(), seen = seenOf(settings), cost = loss(settings);
    const rooms = roomsOf(width, Number(angles.isOpen()) + Number(map.isOpen())), path = learner.way(settings.weights);
    if (lit >= seen.standing.places.length) lit = -1;
    root.dataset.columns = String(rooms.columns);
    // the whole page on one screen
    const tall = page.presented.isOn() && root.clientHeight < LOW_SCREEN ? 88 : rooms.isHigh ? 190 : 110;
    const pinned = pinnedBeside(/** @type {Settings | null} */ (page.pinned), settings);
    for (const part of parts) part.draw({ seen, pinned, subsets: subsets(settings), lit, path, rooms: { ...rooms, tall } });
    const ended = learner.hasEnded(settings) ? ": it hardly falls any more" : "";
    // presented, the line has no room for it, and must not push the picture down
    const counts = learner.isOn() && !page.presented.isOn(), doing = counts ? ` · step ${learner.steps()}` : ended;
    costs.hidden = cost === null;
    say(status, `P(1) = ${chance(seen.reading.probability)}${cost === null ? "" : ` · loss ${short(cost)}`}${doing}`);
    root.dataset.probability = String(seen.reading.probability);
  }
  return () => {
    learner.stop();
    page.close();
  };
}

return { render };
})();
