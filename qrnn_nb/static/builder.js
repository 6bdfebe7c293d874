const { html, svg, say, resize, emOf, within, download } = (() => {
function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

function svg(name, attributes = {}, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = String(text);
  return element;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function resize(root, width, height) {
  root.replaceChildren();
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(height));
}

const emOf = (element) => Number.parseFloat(getComputedStyle(element).fontSize) || 15;

function within({ clientX, clientY }, element) {
  const { left, top, width } = element.getBoundingClientRect(), scale = width ? element.clientWidth / width : 1;
  return [(clientX - left) * scale, (clientY - top) * scale];
}

function download(name, content) {
  const address = URL.createObjectURL(new Blob([content]));
  html("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
return { html, svg, say, resize, emOf, within, download };
})();

const { ICONS, icon, button, tool, oneOf, popup, helpOn, toolbar, allow, onKeys, onSliderKeys, aimed, watched, put, selector, fold, panel } = (() => {
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

function icon(path) {
  const picture = svg("svg", { viewBox: "0 0 16 16", width: 12, height: 12, "aria-hidden": "true" });
  picture.append(svg("path", { d: path }));
  return picture;
}

function button(label, hint, press, ...before) {
  const element = html("button", { type: "button", title: hint }, ...before, label);
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-disabled") !== "true") press();
  });
  return element;
}

function tool(name, hint, press, isNamed = false, drawing = ICONS[name]) {
  const element = button("", hint, press, icon(drawing));
  element.setAttribute("aria-label", name);
  if (isNamed) element.append(html("span", { class: "qs-word-of" }, name));
  return element;
}

const oneOf = (now, ...others) => html("span", { class: "qs-one-of", "data-words": [now, ...others].join("\n") }, now);

function popup(opener, attributes, ...children) {
  const box = html("div", { popover: "auto", ...attributes }, ...children);
  opener.popoverTargetElement = box;
  opener.setAttribute("aria-expanded", "false");
  box.addEventListener("beforetoggle", (event) => {
    const isOpen = event.newState === "open";
    opener.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    const { left, right, top, bottom, width } = opener.getBoundingClientRect(), scale = opener.offsetWidth / width;
    const [wide, high] = [innerWidth, innerHeight], isRight = left + right > wide, isLow = top + bottom > high;
    const across = isRight ? { left: NaN, right: wide - right } : { left, right: NaN };
    const down = isLow ? { top: NaN, bottom: high - top + 4 } : { top: bottom + 4, bottom: NaN };
    for (const [side, pixels] of Object.entries({ ...across, ...down }))
      box.style.setProperty(side, Number.isNaN(pixels) ? "auto" : `${pixels * scale}px`);
  });
  return html("span", { class: "qs-popup" }, opener, box);
}

function helpOn(term, [sentence, lesson, notebook, place], address) {
  const opener = html("button", { type: "button", class: "qs-help", "aria-label": `What is: ${term}?`, title: `what is: ${term}?` }, "?");
  const link = html("a", { href: `${address}#${place}`, target: "_blank", rel: "noopener" }, `Lesson ${lesson}`);
  const where = address ? link : html("i", {}, `Lesson ${lesson}: open ${notebook}`);
  return popup(opener, { class: "qs-about", role: "note", "aria-label": term }, html("b", {}, term), ` ${sentence} `, where);
}

function toolbar({ run, line, page }) {
  const group = (/** @type {string} */ kind, /** @type {string} */ name, /** @type {Node[]} */ nodes) =>
    html("div", { class: kind, role: "group", "aria-label": name }, ...nodes);
  const bar = html("div", { class: "qs-toolbar" });
  if (run.length) bar.append(group("qs-run", "Run", run));
  bar.append(html("div", { class: "qs-told" }, ...line), group("qs-page", "Page", page));
  return bar;
}

function allow(element, allowed) {
  element.setAttribute("aria-disabled", String(!allowed));
}

function onKeys(element, moves) {
  element.addEventListener("keydown", (event) => {
    const move = moves(event.key);
    if (move === undefined) return;
    event.preventDefault();
    move();
  });
}

const ALONG = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -Infinity, End: Infinity };

function onSliderKeys(element, shift, { more = {}, isOn = () => true } = {}) {
  const keys = { ...ALONG, ...more };
  onKeys(element, (key) => (keys[key] === undefined || !isOn() ? undefined : () => shift(keys[key])));
}

function aimed(settled, shown, go) {
  let goal;
  return (/** @type {(value: Value) => Value} */ change) => {
    goal = change(settled() || goal === undefined ? shown() : goal);
    go(goal);
  };
}

const typing = new WeakSet();

function watched(input) {
  input.addEventListener("input", () => typing.add(input));
  for (const end of ["change", "blur"]) input.addEventListener(end, () => typing.delete(input));
  return input;
}

function put(input, value, settled = () => true) {
  if (!typing.has(input) && settled() && input.value !== String(value)) input.value = String(value);
}

function selector(name, values, choose) {
  const select = html("select", { "aria-label": name });
  const row = html("label", { class: "qn-choice" }, html("span", {}, name), select);
  select.addEventListener("change", () => choose(select.value));
  let offered = "";
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

function fold(title, ...children) {
  return html("details", { class: "qs-fold" }, html("summary", {}, title), ...children);
}

function panel(title, ...children) {
  return html("section", { class: "qn-panel", "aria-label": title }, html("div", { class: "qn-title" }, title), ...children);
}
return { ICONS, icon, button, tool, oneOf, popup, helpOn, toolbar, allow, onKeys, onSliderKeys, aimed, watched, put, selector, fold, panel };
})();

const { asCsv } = (() => {
const field = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

const asCsv = (rows) => `${rows.map((row) => row.map(field).join(",")).join("\n")}\n`;
return { asCsv };
})();

const { leastProbability, isReal, rounds, amplifiedSuccess, leastSuccess } = (() => {
const MOST_CALLS = [0, 17, 33, 61, 61];

function leastProbability(order) {
  return 2 ** (1 - 2 ** order);
}

function isReal(order, { calls, phases }) {
  if (calls === 1) return true;
  const most = MOST_CALLS[order] ?? 0;
  return phases === "constant" && calls % 4 === 1 && calls <= most;
}

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

function derivative(coefficients) {
  const degree = coefficients.length - 1;
  const slope = new Float64Array(degree + 2);
  for (let n = degree; n > 0; n -= 1) slope[n - 1] = slope[n + 1] + 2 * n * coefficients[n];
  slope[0] /= 2;
  return slope.slice(0, Math.max(1, degree));
}

function pivot(rows, column) {
  let best = column;
  for (let row = column + 1; row < rows.length; row += 1) {
    if (Math.abs(rows[row][column]) > Math.abs(rows[best][column])) best = row;
  }
  [rows[column], rows[best]] = [rows[best], rows[column]];
}

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

function solveRipple(points) {
  const size = points.length;
  const rows = points.map((p, place) => {
    const row = new Float64Array(size + 1);
    const x = 2 * p - 1;
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

function crossing(height, low, high) {
  const sign = Math.sign(height(low));
  let [left, right] = [low, high];
  for (let bit = 0; bit < 60; bit += 1) {
    const middle = (left + right) / 2;
    if (Math.sign(height(middle)) === sign) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

function exchanged(good, points) {
  const slopeOfGood = derivative(good);
  const height = (/** @type {number} */ p) => Math.sqrt(p) * chebyshev(good, 2 * p - 1) - 1;
  const slope = (/** @type {number} */ p) =>
    chebyshev(good, 2 * p - 1) + 4 * p * chebyshev(slopeOfGood, 2 * p - 1);
  const ones = [];
  for (let i = 1; i < points.length; i += 1) ones.push(crossing(height, points[i - 1], points[i]));
  const inner = [];
  for (let i = 1; i < ones.length; i += 1) inner.push(crossing(slope, ones[i - 1], ones[i]));
  return [points[0], ...inner, points[points.length - 1]];
}

function equalRipple(order, calls) {
  const degree = (calls - 1) / 2;
  const least = leastProbability(order);
  let points = [];
  for (let i = 0; i < degree + 2; i += 1) {
    const fraction = Math.sin((Math.PI / 2) * (i / (degree + 1))) ** 2;
    points.push(least + (1 - least) * fraction);
  }
  let solution = solveRipple(points);
  for (let round = 0; round < 12; round += 1) {
    points = exchanged(solution.slice(0, -1), points);
    solution = solveRipple(points);
  }
  const ripple = solution[degree + 1];
  return solution.slice(0, -1).map((coefficient) => coefficient / (1 + ripple));
}

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



function times(a, b) {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

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

function realRounds(p, polynomial) {
  const q = chebyshev(polynomial, 2 * p - 1);
  const bad = p < 1 ? Math.max(0, 1 - p * q * q) / (1 - p) : 0;
  return { good: { re: q, im: 0 }, bad };
}

const made = new Map(); // a polynomial takes milliseconds, and there are fewer than 5,000

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

function amplifiedSuccess(p, order, amplification) {
  const { good } = rounds(order, amplification)(p);
  return p * (good.re ** 2 + good.im ** 2);
}

function leastSuccess(order, amplification) {
  return amplifiedSuccess(leastProbability(order), order, amplification);
}
return { leastProbability, isReal, rounds, amplifiedSuccess, leastSuccess };
})();

const { LIMITS, pythonFloat, quoted, pythonText, pythonTuple, wrong, withCommas, whole, finite, checkedChoice, checkedItems, checkedRecord, checkedText } = (() => {
const LIMITS = Object.freeze({
  lanes: 64,
  bits: 16, // of a word: the alphabet has 2^bits words
  order: 10,
  calls: 999,
  stages: 1000,
  neurons: 10_000,
  angles: 20_000_000,
});

function pythonFloat(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size >= 1e16 || (size < 1e-4 && size > 0)) return withPower(value);
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

function withPower(value) {
  const [digits, power] = value.toExponential().split("e");
  const sign = power[0];
  const places = power.slice(1).padStart(2, "0");
  return `${digits}e${sign}${places}`;
}

function quoted(value) {
  const mark = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  const inner = mark === "'" ? escaped.replaceAll("'", "\\'") : escaped;
  const text = `${mark}${inner}${mark}`;
  return text.length > 80 ? `${text.slice(0, 38)}...${text.slice(-39)}` : text;
}

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

function pythonTuple(values) {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(", ")})`;
}

function wrong(what, expected, value) {
  return new Error(`${what} must be ${expected}, got ${pythonText(value)}`);
}

function withCommas(value) {
  return value.toLocaleString("en-US");
}

function whole(value, what, least, most) {
  if (Number.isInteger(value)) {
    const given = /** @type {number} */ (value);
    if (given >= least && given <= most) return given + 0;
  }
  const limits = `from ${withCommas(least)} to ${withCommas(most)}`;
  throw wrong(what, `a whole number ${limits}`, value);
}

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

function checkedChoice(value, what, known) {
  if (typeof value === "string" && known.includes(value)) return value;
  throw wrong(what, `one of ${known.map(quoted).join(", ")}`, value);
}

function checkedItems(value, what, most = 1_000_000) {
  if (Array.isArray(value) && value.length <= most) return value;
  throw wrong(what, `a list of at most ${withCommas(most)} items`, value);
}

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

function checkedText(value, what, most) {
  if (typeof value === "string" && value.length <= most) return value;
  throw wrong(what, `a text of at most ${withCommas(most)} characters`, value);
}
return { LIMITS, pythonFloat, quoted, pythonText, pythonTuple, wrong, withCommas, whole, finite, checkedChoice, checkedItems, checkedRecord, checkedText };
})();

const { subsetsOf, anglesOf, factors, activation, successProbability, excitation, unreadExcitation, curve, subsets, wordOf, angles, angle, words, standing, reading, GRID, heat, weightName, changed, moved, isLossCut, loss, STEPS, learned } = (() => {
function combinations(values, size) {
  if (size === 0) return [[]];
  return values.flatMap((first, place) => {
    const rest = combinations(values.slice(place + 1), size - 1);
    return rest.map((others) => [first, ...others]);
  });
}

function subsetsOf(controls, degree) {
  const subsets = [];
  const largest = Math.min(degree, controls.length);
  for (let size = 1; size <= largest; size += 1) subsets.push(...combinations(controls, size));
  return subsets;
}

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
    const mask = subset.reduce((word, control) => word + (bit.get(control) ?? 0), 0);
    sums[mask] = weights[place];
  });
  for (let one = 1; one < size; one *= 2) {
    for (let word = 0; word < size; word += 1) if (word & one) sums[word] += sums[word ^ one];
  }
  return sums.map((sum) => (offset + sum) / 2);
}

function factors(eta, order) {
  let [c, s] = [Math.cos(eta), Math.sin(eta)];
  for (let level = 0; level < order; level += 1) [c, s] = [c * c, s * s];
  return [c, s];
}

function activation(eta, order) {
  const [c, s] = factors(eta, order);
  return Math.atan2(s, c);
}

function successProbability(eta, order) {
  const [c, s] = factors(eta, order);
  return c * c + s * s;
}

function excitation(eta, order) {
  return Math.sin(activation(eta, order)) ** 2;
}

function unreadExcitation(eta, order, amplification) {
  const [c, s] = factors(eta, order);
  const { good, bad } = rounds(order, amplification)(c * c + s * s);
  const rest = Math.sin(eta) ** 2 - s * s;
  return (good.re ** 2 + good.im ** 2) * s * s + bad * rest;
}

function remembered(make) {
  const known = new Map();
  return (/** @type {number[]} */ ...numbers) => {
    const key = numbers.join();
    if (!known.has(key)) known.set(key, make(...numbers));
    return /** @type {Value} */ (known.get(key));
  };
}

const curve = remembered((order) => {
  const activations = new Float64Array(181);
  return activations.map((_, place) => activation((place * Math.PI) / 360, order));
});

const subsetsUpTo = remembered((controls, degree) => {
  const lanes = Array.from({ length: controls }, (_, place) => place + 1);
  return subsetsOf(lanes, degree);
});

function subsets({ controls, degree }) {
  return subsetsUpTo(controls, degree);
}

function wordOf({ bits }) {
  return bits.reduce((word, bit) => 2 * word + bit, 0);
}

function angles({ controls, degree, weights, bias, theta }) {
  const lanes = Array.from({ length: controls }, (_, place) => place + 1);
  return anglesOf(lanes, degree, weights, bias + theta, subsetsUpTo(controls, degree));
}

function angle(settings) {
  return angles(settings)[wordOf(settings)];
}

function words(settings) {
  return angles(settings).map((eta) => excitation(eta, settings.order));
}


function placeOf(eta) {
  return Math.acos(Math.min(1, Math.abs(Math.cos(eta))));
}

function standing(settings) {
  const etas = angles(settings);
  const activations = etas.map((eta) => activation(eta, settings.order));
  const chances = activations.map((turned) => Math.sin(turned) ** 2);
  return { angles: etas, places: etas.map(placeOf), activations, chances };
}

function reading(settings) {
  const { order, calls } = settings;
  const amplification = { calls, phases: "constant" };
  const eta = angle(settings);
  const [c, s] = factors(eta, order);
  const success = successProbability(eta, order);
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

const GRID = 25;

function heat(settings) {
  const owners = subsets(settings);
  if (owners.length < 2) return null;
  const counts = owners.map((subset) => subset.every((control) => settings.bits[control - 1]));
  const [first, second] = settings.axes;
  const weights = [...settings.weights];
  weights[first] = 0;
  weights[second] = 0;
  const rest = angle({ ...settings, weights });
  const turn = (/** @type {number} */ axis, /** @type {number} */ place) =>
    counts[axis] ? ((2 * place) / (GRID - 1) - 1) * (Math.PI / 2) : 0;
  const chances = new Float64Array(GRID * GRID);
  return chances.map((_, at) => {
    const eta = rest + turn(first, at % GRID) + turn(second, Math.floor(at / GRID));
    return excitation(eta, settings.order);
  });
}

const MOST = Object.freeze({ order: 4, degree: 6, controls: 6, calls: 101 });
const WIDEST = 1_000_000; // angle; rounding would eat a much larger one

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

function checkedAngle(value, name) {
  return finite(value, `${name} (radians)`, -WIDEST, WIDEST);
}

function checkedBits(value, name, length, thing) {
  const given = checkedItems(value, name);
  if (given.length !== length) {
    throw wrong(name, `${length} values of 0 or 1, one for each ${thing}`, given);
  }
  return given.map((bit) => whole(bit, `every value of ${name}`, 0, 1));
}

function checkedSizes(given) {
  const order = whole(given.order, "order", 1, MOST.order);
  const degree = whole(given.degree, "degree", 1, MOST.degree);
  const controls = whole(given.controls, "controls", 0, MOST.controls);
  const calls = whole(given.calls, "calls", 1, MOST.calls);
  if (calls % 2 === 0) throw new Error(`calls must be odd, got ${calls}: try ${calls + 1}`);
  return { order, degree, controls, calls };
}

function weightName(subset) {
  return `φ${subset.map((control) => "₀₁₂₃₄₅₆₇₈₉"[control]).join("")}`;
}

function checkedWeights(value, owners) {
  const given = checkedItems(value, "weights");
  if (given.length !== owners.length) {
    const names = owners.length ? ` (${owners.map(weightName).join(", ")})` : "";
    throw new Error(`weights must be ${owners.length} angles${names}, got ${given.length}`);
  }
  return given.map((weight, at) => checkedAngle(weight, `the weight ${weightName(owners[at])}`));
}

function checkedAxes(value, weights) {
  const last = Math.max(2, weights) - 1;
  const axes = checkedItems(value, "axes").map((axis) => whole(axis, "each of the axes", 0, last));
  if (axes.length === 2 && axes[0] !== axes[1]) return axes;
  throw wrong("axes", `the numbers of two of the ${weights} weights`, value);
}

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
  const angled = { order, degree, controls, bias, theta, weights };
  return { ...angled, bits, calls, axes, level, wanted, lesson };
}

function fitting(settings, room) {
  const name = (/** @type {number[]} */ subset) => subset.join();
  const kept = new Map(subsets(settings).map((subset, at) => [name(subset), settings.weights[at]]));
  const owners = subsets(room);
  const fit = { weights: owners.map((subset) => kept.get(name(subset)) ?? 0) };
  const more = Array(room.controls).fill(1);
  fit.bits = [...settings.bits, ...more].slice(0, room.controls);
  if (Math.max(...settings.axes) >= Math.max(2, owners.length)) fit.axes = [0, 1];
  if (room.controls !== settings.controls) {
    fit.wanted = [];
    fit.lesson = "";
  }
  return fit;
}

function changed(settings, changes, lessons = [settings.lesson]) {
  const given = checkedRecord(changes, "what is set", [], FIELDS);
  const room = checkedSizes({ ...settings, ...given, calls: 1 });
  return checkedSettings({ ...settings, ...fitting(settings, room), ...given }, lessons);
}

function moved(settings, eta) {
  const missing = checkedAngle(eta, "angle") - angle(settings);
  return changed(settings, { theta: settings.theta + 2 * missing });
}

const LEAST_LOG = -100; // torch, whose twin `loss` is, lets no logarithm fall below

const logOf = (bit, chance) => Math.max(LEAST_LOG, bit ? Math.log(chance) : Math.log1p(-chance));

function isLossCut(settings) {
  const chances = words(settings);
  return settings.wanted.some((bit, word) => logOf(bit, chances[word]) === LEAST_LOG);
}

function loss(settings) {
  const { wanted } = settings;
  if (!wanted.length) return null;
  const chances = words(settings);
  return wanted.reduce((sum, bit, word) => sum - logOf(bit, chances[word]), 0) / wanted.length;
}

function slopeOfLoss(eta, order, bit) {
  const turned = activation(eta, order);
  const chance = Math.sin(turned) ** 2;
  const slope = (chance - bit) / Math.max((1 - chance) * chance, 1e-12);
  const n = 2 ** order;
  const [c, s] = factors(eta, order);
  const both = (Math.cos(eta) * Math.sin(eta)) ** (n - 1);
  return slope * Math.sin(2 * turned) * ((n * both) / (c * c + s * s));
}

const LONGEST = 0.1;

function shortening(slopes, rate) {
  const length = Math.hypot(...slopes);
  return Math.min(1, LONGEST / rate / (length + 1e-6));
}

function descended(settings, rate) {
  const { order, controls, wanted } = settings;
  const etas = angles(settings);
  const share = 1 / (2 * wanted.length);
  const slopes = etas.map((eta, word) => share * slopeOfLoss(eta, order, wanted[word]));
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

function withinATurn(value) {
  if (Math.abs(value) <= Math.PI) return value;
  const turn = 2 * Math.PI;
  const rest = value % turn;
  if (Math.abs(rest) <= Math.PI) return rest;
  return rest - Math.sign(rest) * turn;
}

const STEPS = 40;

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
  if (!losses.length) return { settings, losses };
  const { theta, weights } = present;
  const turned = { theta: withinATurn(theta), weights: weights.map(withinATurn) };
  return { settings: changed(present, turned), losses };
}
return { subsetsOf, anglesOf, factors, activation, successProbability, excitation, unreadExcitation, curve, subsets, wordOf, angles, angle, words, standing, reading, GRID, heat, weightName, changed, moved, isLossCut, loss, STEPS, learned };
})();

const { normals } = (() => {
function hashed(text) {
  let bits = 0x811c9dc5;
  for (const character of text) bits = Math.imul(bits ^ character.charCodeAt(0), 0x01000193);
  return bits >>> 0;
}

function mixed(bits) {
  let mix = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

function normals(seed, name, count) {
  const start = hashed(`${seed} ${name}`);
  const uniform = (/** @type {number} */ place) =>
    (mixed(start + Math.imul(place, 0x9e3779b9)) + 0.5) / 2 ** 32;
  return new Float64Array(count).map((_, place) => {
    const length = Math.sqrt(-2 * Math.log(uniform(2 * place)));
    return length * Math.cos(2 * Math.PI * uniform(2 * place + 1));
  });
}
return { normals };
})();

const { gatesOf, parameterCounts, anglesByName, seededAngles, initialParameters, turnsOf, turned, squares, sum, scaled, excitationOf, initialHidden, walk } = (() => {
function gatesOf(topology) {
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

function parameterCounts(topology) {
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

function anglesByName(topology, angles, counts = Object.entries(parameterCounts(topology))) {
  let at = 0;
  const byName = {};
  for (const [name, count] of counts) {
    byName[name] = angles.subarray(at, at + count);
    at += count;
  }
  return byName;
}

const SPREADS = new Map([
  ["theta", 0.1],
  ["weights", 0.01],
  ["rotations", 0.01],
  ["table", 0.1],
]);

function seededAngles(seed, name, count) {
  const kind = name.slice(name.lastIndexOf(".") + 1);
  const spread = SPREADS.get(kind) ?? 0;
  return normals(seed, name, count).map((value) => spread * value);
}

function initialParameters(topology, seed) {
  const counts = Object.entries(parameterCounts(topology));
  return Object.fromEntries(counts.map(([name, count]) => [name, seededAngles(seed, name, count)]));
}

function controlWords(controls, target, lanes) {
  const below = 2 ** (lanes - 1 - target);
  const shifts = controls.map((lane) => lanes - 1 - lane);
  const words = new Uint32Array(2 ** (lanes - 1));
  return words.map((_, setting) => {
    const index = setting + (setting - (setting % below));
    return shifts.reduce((word, shift) => (word << 1) | ((index >> shift) & 1), 0);
  });
}

function neuronTurn(key, { target, controls, order, amplification }, etas, lanes) {
  const words = controlWords(controls, target, lanes);
  const pairs = Array.from(etas, (eta) => factors(eta, order));
  const c = Float64Array.from(pairs, ([keep]) => keep);
  const s = Float64Array.from(pairs, ([, turned]) => turned);
  const plain = { key, lane: target, words, c, s, phase: null };
  if (!amplification) return plain;
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

function squares({ re, im }) {
  if (!im) return re.map((value) => value * value);
  return re.map((value, at) => value * value + im[at] * im[at]);
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function scaled({ re, im }, factor) {
  const times = (/** @type {number} */ value) => value * factor;
  return { re: re.map(times), im: im ? im.map(times) : null };
}

function flipped(values, word, size) {
  const parts = new Float64Array(values.length);
  for (let to = 0; to < values.length / size; to += 1) {
    const from = to ^ word;
    parts.set(values.subarray(from * size, (from + 1) * size), to * size);
  }
  return parts;
}

function excitationOf(state, lane) {
  const half = state.re.length / 2 ** (lane + 1);
  const chances = squares(state);
  return sum(chances.filter((_, at) => Math.floor(at / half) % 2 === 1));
}

function momentAfter({ key, neuron }, turns, before) {
  const after = turns.reduce((state, turn) => turned(state, turn), before);
  if (!neuron) return { gate: key, state: after, success: 1, excitation: null };
  const success = sum(squares(after));
  const state = scaled(after, 1 / Math.sqrt(success));
  return { gate: key, state, success, excitation: excitationOf(state, neuron.target) };
}

function initialHidden({ workspace }) {
  const re = new Float64Array(2 ** workspace);
  re[0] = 1;
  return { re, im: null };
}

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
return { gatesOf, parameterCounts, anglesByName, seededAngles, initialParameters, turnsOf, turned, squares, sum, scaled, excitationOf, initialHidden, walk };
})();

const { lanesFrom, checkedAmplification, checkedNeuron, checkedTopology, papersTopology, neuronParameters, callsOf, ancillasOf, counts, gateCount, about, counted, parametersTold, touched, obstacle, columns, stageOf, named, asJson, papersLike, asPython } = (() => {
function lanesFrom(first, end) {
  return Array.from({ length: end - first }, (_, place) => first + place);
}

function checkedLanes(values, what) {
  const given = checkedItems(values, `the lanes, each ${what},`, LIMITS.lanes);
  const lanes = given.map((lane) => whole(lane, what, 0, LIMITS.lanes - 1));
  if (new Set(lanes).size === lanes.length) return lanes;
  throw new Error(`no lane can be ${what} twice, got ${pythonTuple(lanes)}`);
}

function choices(count, size) {
  let total = 1n;
  for (let place = 0n; place < size; place += 1n) total = (total * (count - place)) / (place + 1n);
  return total;
}

const angleCounts = new Map(); // by controls and degree, of which there are 4,096 at most

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

function checkedAmplification({ calls, phases = "constant" }) {
  const count = whole(calls, "calls (of an amplified neuron)", 1, LIMITS.calls);
  if (count % 2 === 0) throw new Error(`calls must be odd, got ${count}: try ${count + 1}`);
  return { calls: count, phases: checkedChoice(phases, "phases", ["constant", "yoder"]) };
}

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

function checkedStage({ neurons, rotations }) {
  checkedItems(neurons, "the neurons of a stage", LIMITS.neurons);
  return { neurons, rotations: checkedLanes(rotations, "a rotated lane of a stage") };
}

function checkedSizesOf(inputs, workspace) {
  const bits = whole(inputs, "inputs (bits in a word)", 1, LIMITS.bits);
  const most = LIMITS.lanes - bits;
  return [bits, whole(workspace, "workspace (lanes of the hidden state)", 1, most)];
}

function refuseMore(count, what, most) {
  if (count <= most) return;
  const limit = `a cell can have at most ${withCommas(most)} ${what}`;
  throw new Error(`${limit}, this one would have ${withCommas(count)}: make it smaller`);
}

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
  if (blank === undefined) return;
  const problem = `the output stage writes nothing to in/out lane ${blank}`;
  throw new Error(`${problem}: give it a neuron with target ${blank}`);
}

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

function neuronParameters({ controls, degree }) {
  return Number(countAngles(controls.length, degree));
}

function callsOf({ amplification }) {
  return amplification ? amplification.calls : 1;
}

function ancillasOf({ order, amplification }) {
  return amplification ? 2 ** order - 1 : order;
}


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

function gateCount(topology) {
  let count = 0;
  for (const { neuron } of gatesOf(topology)) {
    if (!neuron) continue;
    count += callsOf(neuron) * 2 ** neuron.order * (neuronParameters(neuron) + 1);
  }
  return count;
}

function about(count) {
  const exact = BigInt(count);
  if (exact < 1_000_000_000n) return withCommas(exact);
  const bits = exact.toString(2).length;
  return `about 10^${Math.round(Math.log10(2) * bits)}`;
}

const counted = (count, name) => `${about(count)} ${name}${Number(count) === 1 ? "" : "s"}`;

const parametersTold = (count) => counted(count, "parameter");

const MOST_TOUCHED = 2 ** 25; // numbers touched in one walk
const HIGHEST_ORDER = 9; // beyond it 2^(1 - 2^order) is no 64-bit number

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

function columns(topology) {
  const gates = gatesOf(topology);
  const columnsOf = (/** @type {string} */ stage) =>
    gates.filter(({ key }) => stageOf(key) === stage);
  const first = columnsOf("input");
  const all = first.length ? first : [{ key: "input", neuron: null, lanes: [] }];
  topology.stages.forEach(({ rotations }, at) => {
    if (!rotations.length) all.push({ key: `stage.${at}.rotations`, neuron: null, lanes: [] });
    all.push(...columnsOf(`stage.${at}`));
  });
  return [...all, ...columnsOf("output")];
}

function stageOf(key) {
  return key === "input" ? key : key.slice(0, key.lastIndexOf("."));
}

function named(text) {
  const places = text.replace(/\b(stage\.\d+|input|output)\.(\d+)\b/g, "$1 neuron $2");
  return places.replace(/\bstage\.(\d+)/g, "stage $1").replace(/\b(stage \d+)\.rotations\b/g, "$1 rotations");
}

function inOrder({ target, controls, order, degree, amplification, table }) {
  const { calls, phases } = amplification ?? { calls: 0, phases: "" };
  const amplified = amplification ? { calls, phases } : null;
  const neuron = { target, controls, order, degree, amplification: amplified };
  return table ? { ...neuron, table } : neuron;
}

function spacedJson(value) {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, part]) => `"${name}": ${spacedJson(part)}`);
  return `{${fields.join(", ")}}`;
}

const written = new WeakMap(); // a page asks for the same text many times, and topologies never change in place

function asJson(topology) {
  const known = written.get(topology);
  if (known !== undefined) return known;
  const text = writtenAsJson(topology);
  written.set(topology, text);
  return text;
}

function writtenAsJson({ inputs, workspace, input, stages, output, bias }) {
  const work = stages.map(({ neurons, rotations }) => {
    return { neurons: neurons.map(inOrder), rotations };
  });
  const parts = { input: input.map(inOrder), stages: work, output: output.map(inOrder) };
  const text = spacedJson({ inputs, workspace, ...parts });
  return `${text.slice(0, -1)}, "bias": ${pythonFloat(bias)}}`;
}

function papersLike(topology, inputs, workspace) {
  const lanes = topology.inputs + topology.workspace;
  const gates = gatesOf(topology);
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

function neuronPython({ target, controls, order, degree, amplification, table }) {
  let rest = `order=${order}, degree=${degree}`;
  if (amplification) {
    const { calls, phases } = amplification;
    rest += `, amplification=Amplification(calls=${calls}, phases=${quoted(phases)})`;
  }
  if (table) rest += ", table=True";
  return `Neuron(${target}, ${pythonTuple(controls)}, ${rest})`;
}

function listedNeurons(neurons, indent) {
  if (!neurons.length) return "()";
  const lines = neurons.map((neuron) => `\n${" ".repeat(indent)}${neuronPython(neuron)},`);
  return `(${lines.join("")}\n${" ".repeat(indent - 4)})`;
}

function stagesPython(stages) {
  if (!stages.length) return "()";
  const lines = stages.map(({ neurons, rotations }) => {
    const listed = listedNeurons(neurons, 12);
    return `\n        Stage(${listed}, rotations=${pythonTuple(rotations)}),`;
  });
  return `(${lines.join("")}\n    )`;
}

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
  if (topology.bias !== Math.PI / 2) lines.push(`    bias=${pythonFloat(topology.bias)},`);
  return [[...names, "Topology"], `topology = Topology(\n${lines.join("\n")}\n)`];
}

function papersPython({ inputs, workspace, stages, output, bias }) {
  const { order, degree } = output[0];
  let options = `inputs=${inputs}, workspace=${workspace}, stages=${stages.length}`;
  options += `, order=${order}, degree=${degree}`;
  if (bias !== Math.PI / 2) options += `, bias=${pythonFloat(bias)}`;
  return [["Topology"], `topology = Topology.paper(${options})`];
}

function asPython(topology) {
  const { inputs, workspace, output } = topology;
  const papers = !output[0].amplification && papersLike(topology, inputs, workspace);
  const [names, code] = papers ? papersPython(topology) : writtenOut(topology);
  const imports = `from qrnn_nb import ${names.join(", ")}\n`;
  return `${imports}from qrnn_nb.widgets import CellBuilder\n\n${code}`;
}
return { lanesFrom, checkedAmplification, checkedNeuron, checkedTopology, papersTopology, neuronParameters, callsOf, ancillasOf, counts, gateCount, about, counted, parametersTold, touched, obstacle, columns, stageOf, named, asJson, papersLike, asPython };
})();

const { lanesAfter, edited, origins, allowed, columnAfter } = (() => {
function stageNumber({ stages }, stage) {
  if (stage === "input" || stage === "output") {
    throw new Error(`${stage} is no work stage: every cell has it, once`);
  }
  const names = stages.map((_, at) => `stage.${at}`);
  if (names.includes(stage)) return names.indexOf(stage);
  const known = names.join(", ") || "none";
  throw new Error(`there is no work stage ${quoted(stage)}: this cell has ${known}`);
}

function neuronsOf(topology, stage) {
  if (stage === "input") return topology.input;
  if (stage === "output") return topology.output;
  return topology.stages[stageNumber(topology, stage)].neurons;
}

function neuronKeys(topology) {
  return gatesOf(topology)
    .filter(({ neuron }) => neuron)
    .map(({ key }) => key);
}

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

function withStage(topology, stage, changes) {
  const number = stageNumber(topology, stage);
  const stages = topology.stages.with(number, { ...topology.stages[number], ...changes });
  return checkedTopology({ ...topology, stages });
}

function withNeurons(topology, stage, neurons) {
  const outer = stage === "input" || stage === "output";
  if (outer) return checkedTopology({ ...topology, [stage]: neurons });
  return withStage(topology, stage, { neurons });
}

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

function toggled(lanes, lane) {
  return lanes.includes(lane) ? lanes.filter((other) => other !== lane) : [...lanes, lane];
}

function withMoved(parts, place, by, name) {
  const to = place + by;
  if (to < 0 || to >= parts.length) {
    throw new Error(`${name} is the ${by < 0 ? "first" : "last"} already`);
  }
  return parts.toSpliced(place, 1).toSpliced(to, 0, parts[place]);
}

function retarget(topology, neuron, lane) {
  const { neurons, place } = locate(topology, neuron);
  const { target, controls } = neurons[place];
  const swapped = controls.map((other) => (other === lane ? target : other));
  const changes = { target: lane, controls: swapped };
  return { topology: withChanged(topology, neuron, changes), key: neuron };
}

function freeLane(topology, stage) {
  const { inputs, workspace } = topology;
  const outer = stage === "output";
  const allowed = outer ? lanesFrom(0, inputs) : lanesFrom(inputs, inputs + workspace);
  const taken = neuronsOf(topology, stage).map((neuron) => neuron.target);
  return allowed.find((lane) => !taken.includes(lane)) ?? allowed[0];
}

function addNeuron(topology, stage, lane) {
  const neurons = neuronsOf(topology, stage);
  const target = lane ?? freeLane(topology, stage);
  const first = neuronKeys(topology)[0];
  const { neurons: firsts, place } = locate(topology, first);
  const added = checkedNeuron({ ...(neurons[0] ?? firsts[place]), target, controls: [] });
  const key = `${stage}.${neurons.length}`;
  return { topology: withNeurons(topology, stage, [...neurons, added]), key };
}

function setNeurons(topology, neuron, changes) {
  const keys = neuron === undefined ? neuronKeys(topology) : [neuron];
  const one = (/** @type {Topology} */ before, /** @type {string} */ key) =>
    withChanged(before, key, changes);
  return { topology: keys.reduce(one, topology), key: neuron ?? null };
}

function setCalls(topology, value, neuron) {
  const what = "calls (of an amplified neuron, 0: postselected)";
  const calls = whole(value, what, 0, LIMITS.calls);
  const amplification = calls ? checkedAmplification({ calls }) : null;
  return setNeurons(topology, neuron, { amplification });
}

function placeAfter(topology, after) {
  if (after === "input") return 0;
  if (after === undefined || after === "output") return topology.stages.length;
  return stageNumber(topology, after) + 1;
}

function withStages(topology, stages, place) {
  return { topology: checkedTopology({ ...topology, stages }), key: `stage.${place}.rotations` };
}

function addStage(topology, after) {
  const place = placeAfter(topology, after);
  const { inputs, workspace, stages } = topology;
  const blank = { neurons: [], rotations: lanesFrom(inputs, inputs + workspace) };
  return withStages(topology, stages.toSpliced(place, 0, blank), place);
}

function kept(lanes, moved) {
  return lanes.flatMap((lane) => moved.get(lane) ?? []);
}

function onNewLanes(neurons, moved) {
  return neurons.flatMap((neuron) => {
    const target = moved.get(neuron.target);
    if (target === undefined) return [];
    return checkedNeuron({ ...neuron, target, controls: kept(neuron.controls, moved) });
  });
}

function allWritten(output, last, inputs) {
  const written = output.map((neuron) => neuron.target);
  const blank = lanesFrom(0, inputs).filter((lane) => !written.includes(lane));
  const copies = blank.map((target) => {
    const controls = last.controls.filter((lane) => lane !== target);
    return checkedNeuron({ ...last, target, controls });
  });
  return [...output, ...copies];
}

function newLanes(topology, inputs, workspace) {
  const moved = new Map();
  for (const lane of lanesFrom(0, Math.min(topology.inputs, inputs))) moved.set(lane, lane);
  for (const place of lanesFrom(0, Math.min(topology.workspace, workspace))) {
    moved.set(topology.inputs + place, inputs + place);
  }
  return moved;
}

const lanesAfter = (old, { inputs, workspace }) => newLanes(old, inputs, workspace);

function setLanes(topology, inputs = topology.inputs, workspace = topology.workspace) {
  const outer = whole(inputs, "in/out lanes", 1, LIMITS.bits);
  const inner = whole(workspace, "workspace lanes", 1, LIMITS.lanes - outer);
  const papers = papersLike(topology, outer, inner);
  if (papers) return { topology: papers, key: null };
  const moved = newLanes(topology, outer, inner);
  const stages = topology.stages.map(({ neurons, rotations }) => {
    return { neurons: onNewLanes(neurons, moved), rotations: kept(rotations, moved) };
  });
  const before = topology.output[topology.output.length - 1];
  const last = { ...before, controls: kept(before.controls, moved) };
  const output = allWritten(onNewLanes(topology.output, moved), last, outer);
  const input = onNewLanes(topology.input, moved);
  const sizes = { inputs: outer, workspace: inner, bias: topology.bias };
  return { topology: checkedTopology({ ...sizes, input, stages, output }), key: null };
}

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

const EDITS = { ...NEURON_EDITS, ...CELL_EDITS, ...STAGE_EDITS };

function checkedField(name, value, edit) {
  const what = `${name} of the edit ${quoted(edit)}`;
  if (["neuron", "stage", "after"].includes(name)) return checkedText(value, what, 80);
  if (name === "lane") return whole(value, what, 0, LIMITS.lanes - 1);
  if (name === "by") return whole(value, what, -LIMITS.stages, LIMITS.stages);
  return value;
}

function edited(topology, edit, presets) {
  const name = checkedChoice(edit.edit, "the name of an edit", Object.keys(EDITS));
  const { needed, optional, make } = EDITS[name];
  const { edit: _, ...rest } = edit;
  const fields = checkedRecord(rest, `the edit ${quoted(name)}`, needed, optional);
  const given = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === null && optional.includes(field)) continue;
    given[field] = checkedField(field, value, name);
  }
  return make(topology, /** @type {Required<Edit>} */ (given), presets);
}

function reordered(kind, count, place, by) {
  const places = lanesFrom(0, count);
  if (kind === "add") return places.toSpliced(place, 0, count);
  if (kind === "copy") return places.toSpliced(place, 0, place);
  if (kind === "delete") return places.toSpliced(place, 1);
  return withMoved(places, place, by, kind);
}

function origins(topology, edit) {
  if (edit.edit === "lanes") return stayed(topology, edit);
  const [kind, isOfStage] = edit.edit.split(" "), by = Number(edit.by);
  if (!["add", "copy", "delete", "move"].includes(kind) || edit.edit === "add") return {};
  const { stage, neurons, place } = isOfStage ? placeOfStage(topology, kind, edit) : locate(topology, String(edit.neuron));
  const places = reordered(kind, neurons.length, place, by);
  return Object.fromEntries(places.map((old, now) => [`${stage}.${now}`, `${stage}.${old}`]));
}

function stayed(topology, { inputs, workspace }) {
  const outer = Number(inputs ?? topology.inputs), inner = Number(workspace ?? topology.workspace);
  const lanes = newLanes(topology, outer, inner), { input, stages, output } = topology;
  const all = [["input", input], ...stages.map(({ neurons }, at) => [`stage.${at}`, neurons]), ["output", output]];
  return Object.fromEntries(/** @type {[string, Neuron[]][]} */ (all).flatMap(([stage, neurons]) => {
    const places = neurons.flatMap(({ target }, old) => (lanes.has(target) ? [old] : []));
    return places.map((old, now) => [`${stage}.${now}`, `${stage}.${old}`]);
  }));
}

function placeOfStage(topology, kind, { stage, after }) {
  const place = kind === "add" ? placeAfter(topology, /** @type {string | undefined} */ (after ?? undefined)) : stageNumber(topology, String(stage));
  return { stage: "stage", neurons: topology.stages, place };
}

function allowed(topology, edit, presets) {
  try {
    edited(topology, edit, presets);
    return null;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

function columnAfter(topology, key, old, before) {
  const known = columns(topology).map((column) => column.key);
  if (key !== null && known.includes(key)) return key;
  if (known.includes(before)) return before;
  const ofStage = known.filter((one) => stageOf(one) === stageOf(before));
  if (ofStage.length) return ofStage[ofStage.length - 1];
  const place = columns(old).findIndex((column) => column.key === before);
  return known[Math.min(place, known.length - 1)];
}
return { lanesAfter, edited, origins, allowed, columnAfter };
})();

const { parametersOf, checkedOwn, ownOf, checkedBefore, measured, readings, walked, endOfReading, seenIn, shownGate, signedAmplitudes, refusal, presetOf, withPreset, afterEdit, settled, shutButtons, sameTopology, sameLanes, turnOf } = (() => {
const MOST_BEFORE = 32; // words that are read anew with every change
const WIDEST = 1000; // radians
const ALIKE = 1e-9; // words whose probabilities differ by less are as likely

function givenAngles(topology, seed, given) {
  const parameters = {};
  for (const [name, count] of Object.entries(parameterCounts(topology))) {
    const fits = given[name]?.length === count;
    parameters[name] = fits ? Float64Array.from(given[name]) : seededAngles(seed, name, count);
  }
  return parameters;
}

function parametersOf({ topology, seed, own }, given) {
  const set = Object.entries(own).map(([name, angles]) => [name, Float64Array.from(angles)]);
  return { ...givenAngles(topology, seed, given), ...Object.fromEntries(set) };
}

function checkedOwn(value, topology) {
  const counts = parameterCounts(topology), given = checkedRecord(value, "own angles", [], Object.keys(counts));
  const angles = (/** @type {string} */ name, /** @type {unknown} */ values) => {
    const all = checkedItems(values, name, counts[name]);
    if (all.length !== counts[name]) throw new Error(`${name} must be ${counts[name]} angles, got ${all.length}`);
    return all.map((angle) => finite(angle, "an angle (radians)", -WIDEST, WIDEST));
  };
  return Object.fromEntries(Object.entries(given).map(([name, values]) => [name, angles(name, values)]));
}

function ownOf(own, topology) {
  const counts = parameterCounts(topology);
  return Object.fromEntries(Object.entries(own).filter(([name, angles]) => angles.length === counts[name]));
}

const checkedBefore = (value, { inputs }) =>
  checkedItems(value, "the words read before", MOST_BEFORE).map((word) => whole(word, "a word read before", 0, 2 ** inputs - 1));

function ownersOf(topology, lanes) {
  const called = (/** @type {number[]} */ some) => some.map((lane) => lanes.get(lane) ?? "gone").join();
  const owned = gatesOf(topology).map(({ key, neuron, lanes: turned }) => {
    if (!neuron) return /** @type {const} */ ([key, turned.map((lane) => called([lane]))]);
    return /** @type {const} */ ([`${key}.weights`, subsetsOf(neuron.controls, neuron.degree).map(called)]);
  });
  return new Map(owned);
}

const stillOf = (known, before, fresh, owners) => fresh.map((angle, at) => known[before.indexOf(owners[at])] ?? angle);

function keptAngles(builder, topology, edit, given) {
  const { topology: old, seed } = builder, isSame = sameLanes(old, topology);
  if (obstacle(old) || obstacle(topology)) return {};
  const was = isSame ? parametersOf(builder, given(old)) : builder.own, fresh = givenAngles(topology, seed, given(topology));
  const came = origins(old, edit), moved = lanesAfter(old, topology);
  const before = ownersOf(old, moved), owners = ownersOf(topology, lanesAfter(topology, topology));
  const own = {};
  for (const [name, angles] of Object.entries(fresh)) {
    const origin = originOf(name, came), known = was[origin], owned = owners.get(name) ?? [];
    let kept = known;
    if (!known) kept = isSame ? seededAngles(seed, origin, angles.length) : angles;
    else if (known.length !== angles.length || (!isSame && owned.length)) kept = stillOf(known, before.get(origin) ?? [], angles, owned);
    if (kept.some((angle, at) => angle !== angles[at])) own[name] = [...kept];
  }
  return own;
}

function originOf(name, came) {
  const key = Object.keys(came).find((key) => name.startsWith(`${key}.`));
  return key ? came[key] + name.slice(key.length) : name;
}

function measured(state, inputs) {
  const size = state.re.length / 2 ** inputs, part = (/** @type {Float64Array} */ of, /** @type {number} */ word) => of.subarray(word * size, (word + 1) * size);
  const all = squares(state), chances = Array.from({ length: 2 ** inputs }, (_, word) => sum(part(all, word)));
  const word = chances.findIndex((chance) => chance >= Math.max(...chances) - ALIKE);
  const hidden = { re: part(state.re, word), im: state.im && part(state.im, word) };
  return { word, hidden: scaled(hidden, 1 / Math.sqrt(chances[word])) };
}

function* readings(topology, parameters, words) {
  let hidden = initialHidden(topology);
  for (const read of words) {
    const last = /** @type {Moment} */ ([...walk(topology, parameters, read, hidden)].at(-1)), after = measured(last.state, topology.inputs);
    hidden = after.hidden;
    yield { last, ...after };
  }
}

function readBefore({ topology, before }, parameters) {
  const read = [...readings(topology, parameters, before)];
  return { hidden: read.at(-1)?.hidden ?? initialHidden(topology), taken: read.map(({ word }) => word) };
}

function walked(builder, given) {
  const { topology, word } = builder, reason = obstacle(topology) ?? "";
  const moments = new Map();
  if (reason) return { reason, moments, success: null, taken: [], parameters: null };
  const parameters = parametersOf(builder, given), { hidden, taken } = readBefore(builder, parameters);
  let success = 1;
  for (const moment of walk(topology, parameters, word, hidden)) {
    moments.set(moment.gate, moment);
    success *= moment.success;
  }
  return { reason, moments, success, taken, parameters };
}

const endOfReading = ({ before }) => (before.length < MOST_BEFORE ? "" : `a page keeps ${MOST_BEFORE} words: start again`);

function seenIn(topology, moments) {
  const fill = new Map();
  const success = new Map();
  const gates = gatesOf(topology), byKey = new Map(gates.map((gate) => [gate.key, gate]));
  let measured = null;
  for (const moment of moments) {
    const gate = byKey.get(moment.gate);
    for (const lane of gate?.lanes ?? []) fill.set(`${moment.gate}/${lane}`, moment.excitation ?? excitationOf(moment.state, lane));
    if (gate?.neuron) success.set(moment.gate, moment.success);
    if (gate === gates[gates.length - 1]) measured = Array.from({ length: topology.inputs }, (_, lane) => excitationOf(moment.state, lane));
  }
  return { fill, success, measured };
}

function shownGate({ topology, selected }, { moments }) {
  const keys = columns(topology).map(({ key }) => key);
  const upTo = keys.slice(0, keys.indexOf(selected) + 1);
  return upTo.findLast((key) => moments.has(key)) ?? "write";
}

function signedAmplitudes(moment) {
  if (!moment) return new Float64Array();
  const { re, im } = moment.state;
  if (!im) return re;
  return re.map((part, at) => (part < 0 ? -1 : 1) * Math.hypot(part, im[at]));
}

function refusal(topology, edit, presets) {
  const reason = allowed(topology, edit, presets);
  return reason === null ? null : named(reason);
}

function hasTask(topology, asked, isExercise) {
  if (!isExercise) return topology.inputs === asked.inputs;
  const [neuron, ...others] = topology.input;
  return sameLanes(topology, asked) && !others.length && neuron?.target === asked.input[0].target;
}

const presetOf = ({ preset, topology }, presets) =>
  preset || (Object.keys(presets).find((name) => sameTopology(presets[name], topology)) ?? "");


function withPreset(builder, value, { presets, wanted }) {
  const name = checkedChoice(value, "the name of a preset", ["", ...Object.keys(presets)]);
  const isKept = name !== "" && hasTask(builder.topology, presets[name], name in wanted);
  return { ...builder, preset: isKept ? name : "" };
}

function afterEdit(builder, edit, facts, given) {
  const { presets, made, wanted } = facts, { topology, key } = edited(builder.topology, edit, presets), name = String(edit.name);
  if (edit.edit === "preset") return { ...begun(builder, topology, made[name], wanted[name]), preset: name };
  const after = { ...settled(builder, topology, key), own: keptAngles(builder, topology, edit, given) };
  return withPreset(after, presetOf(builder, presets), facts);
}

function begun(builder, topology, own, wanted) {
  const keys = columns(topology).map(({ key }) => key), words = 2 ** topology.inputs;
  const word = wanted ? wanted.lastIndexOf(1) : builder.word % words;
  if (!own) return { ...builder, topology, selected: keys[0], own: {}, before: [], word };
  return { ...builder, topology, selected: keys[keys.length - 1], own, before: [], word: words - 1 };
}

function settled(builder, topology, key) {
  const selected = columnAfter(topology, key, builder.topology, builder.selected);
  const known = (/** @type {number} */ word) => word % 2 ** topology.inputs;
  return { ...builder, topology, selected, word: known(builder.word), before: builder.before.map(known) };
}

function shutButtons({ topology, selected }, presets) {
  const stage = stageOf(selected);
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
  const reasons = {};
  for (const [name, edit] of Object.entries(edits)) {
    const reason = refusal(topology, edit, presets);
    if (reason) reasons[name] = reason;
  }
  return reasons;
}

const sameTopology = (one, other) => one === other || asJson(one) === asJson(other);

const sameLanes = (one, other) => one.inputs === other.inputs && one.workspace === other.workspace;

function turnOf({ moments }, key, target) {
  const keys = [...moments.keys()], before = moments.get(keys[keys.indexOf(key) - 1]), after = moments.get(key);
  if (!before || !after) return null;
  return { before: excitationOf(before.state, target), after: excitationOf(after.state, target) };
}
return { parametersOf, checkedOwn, ownOf, checkedBefore, measured, readings, walked, endOfReading, seenIn, shownGate, signedAmplitudes, refusal, presetOf, withPreset, afterEdit, settled, shutButtons, sameTopology, sameLanes, turnOf };
})();

const { addressed, linkTo } = (() => {
function addressOf(state, saved) {
  const names = Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(saved[name]));
  if (!names.length) return "";
  const fields = Object.fromEntries(names.map((name) => [name, state[name]]));
  return `#${encodeURIComponent(JSON.stringify(fields))}`;
}

function fieldsOfAddress(hash) {
  try {
    const fields = JSON.parse(decodeURIComponent(hash.slice(1)));
    return fields && typeof fields === "object" && !Array.isArray(fields) ? fields : {};
  } catch {
    return {};
  }
}

function addressed(model, take) {
  const saved = model.get("state");
  let timer;
  let known = location.hash; // the link that the page has taken or written
  const write = () => {
    clearTimeout(timer);
    if (location.protocol === "blob:" || location.hash !== known) return;
    window.history.replaceState(null, "", addressOf(model.get("state"), saved) || location.pathname + location.search);
    known = location.hash;
  };
  if (location.hash) take(fieldsOfAddress(location.hash));
  addEventListener("hashchange", () => {
    known = location.hash;
    take({ ...saved, ...fieldsOfAddress(known) });
  });
  return {
    soon: () => {
      clearTimeout(timer);
      timer = setTimeout(write, 250);
    },
    now: write,
  };
}

function linkTo(model, kind) {
  if (model.alone) return location.href;
  return `${model.get("site") ?? ""}${kind}.html${addressOf(model.get("state"), {})}`;
}
return { addressed, linkTo };
})();

const { PLAYING, announcer } = (() => {
const REST = 700; // milliseconds without a change: something has come to rest
const PLAYING = "playing";

function announcer(region, busy, going) {
  let news = "", isGoing = false;
  let timer;
  const speak = () => {
    timer = busy() ? setTimeout(speak, REST) : undefined;
    if (timer !== undefined) return;
    isGoing = false;
    say(region, news);
  };
  return {
    hear: (/** @type {string} */ text) => {
      if (text === news) return;
      news = text;
      clearTimeout(timer);
      if (busy() && !isGoing) say(region, going());
      isGoing ||= busy();
      timer = setTimeout(speak, REST);
    },
    again: () => { news = ""; },
  };
}
return { PLAYING, announcer };
})();

const { keepOnSave } = (() => {
const KEEPER = `export default {
  initialize({ model }) {
    const manager = model.widget_manager;
    for (const [model_id, { state, buffers = [], ...kind }] of model.get("kept")) {
      if (manager.has_model(model_id)) continue;
      for (const { path, data } of buffers) state[path[0]] = new DataView(Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0)).buffer);
      manager.new_model({ model_id, ...kind }, state); // known from now on, whereas set_state would first ask the kernel
    }
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

function keepOnSave(manager) {
  const context = manager?.context;
  if (manager?.keepsPages || !context?.saveState || !manager.get_state_sync) return;
  manager.keepsPages = true;
  context.saveState.connect((/** @type {any} */ _, /** @type {string} */ phase) => {
    if (phase === "started") keep(manager, context.model);
  });
}

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
const MARGIN = 16; // pixels around everything
const GAP = 24; // pixels at most between what stands above and what stands below
const STYLED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "visibility",
  "font-family", "font-size", "font-weight", "text-anchor", "paint-order",
];

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


function unscrolled(element, root) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  let gone = 0;
  for (let around = element.parentElement; around && around !== root; around = around.parentElement) gone += around.scrollLeft;
  return { left: left + gone, right: right + gone, top, bottom };
}

function linesOf(element) {
  const node = element.firstChild, range = document.createRange();
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

function captionsOf(root) {
  const shown = [...root.querySelectorAll("[data-caption]")].filter((element) => element.checkVisibility());
  return shown.flatMap((element) => {
    const style = getComputedStyle(element);
    const look = { fill: style.color, "font-family": style.fontFamily, "font-size": style.fontSize, "font-weight": style.fontWeight };
    return linesOf(element).map(({ text, edges }) => ({ copy: svg("text", look, text), edges }));
  });
}

function gathered(all) {
  const moves = [];
  let end = Number.POSITIVE_INFINITY, by = 0;
  for (const { top, bottom } of [...all].sort((a, b) => a.top - b.top)) {
    by += Math.max(0, top - end - GAP);
    moves.push({ from: top, by });
    end = Number.isFinite(end) ? Math.max(end, bottom) : bottom;
  }
  return (top) => moves.findLast(({ from }) => top >= from)?.by ?? 0;
}

function asSvg(root) {
  const isPicture = (/** @type {SVGSVGElement} */ { clientWidth, nextElementSibling: next }) => clientWidth > 40 || (clientWidth > 0 && next?.matches("[data-caption]"));
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
    const y = copy.tagName === "text" ? edge.top + 0.75 * (edge.bottom - edge.top) : edge.top;
    copy.setAttribute("x", String(Math.round(edge.left - left)));
    copy.setAttribute("y", String(Math.round(y - top)));
    sheet.append(copy);
  }
  return new XMLSerializer().serializeToString(sheet);
}

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
const FORMATS = { pdf: "PDF", svg: "SVG", png: "PNG", csv: "numbers (CSV)", json: "state (JSON)", py: "Python", html: "page (HTML)" };
const OWN_FORMATS = { svg: "SVG", png: "PNG", json: "state (JSON)" };
const WRITTEN = { csv: "data (CSV)", py: "Python" };

const SAVING = "saving…"; // said and heard while a file is made

async function whileSaving(element, make) {
  const before = element.textContent ?? "";
  if (before === SAVING) return;
  say(element, SAVING);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  try { await make(); }
  finally { say(element, before); }
}

function menuOf(save, others) {
  const formats = html("div", { class: "qs-formats", role: "group", "aria-label": "Export" });
  function offer(offered) {
    formats.replaceChildren(...Object.entries(offered).map(([format, name]) => {
      const saver = button(name, `save as ${name}`, () => save(format, saver));
      return saver;
    }));
  }
  const opener = tool("More", "export, and a link to what is shown", () => {});
  return { offer, node: popup(opener, { class: "qs-menu" }, html("div", {}, "Export as"), formats, ...others) };
}

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
function merged(last, next) {
  const both = { ...last, ...next };
  for (const [key, value] of Object.entries(next))
    if (value && typeof value === "object" && !Array.isArray(value)) both[key] = { ...last[key], ...value };
  return both;
}

function post(model, silence) {
  const queue = [];
  let asked = "", silent = false;
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
const NARROWEST = 200; // pixels that a page draws for

function painter(root, draw, busy) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let width = 0, waiting = false;
  function show() {
    waiting = false;
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

const { FIELDS, presentation } = (() => {
const [WIDE, HIGH] = [800, 450];
const FIELDS = "textarea, select, input:not([type='range'], [type='checkbox'])"; // whose keys are their own
const KEEPS = `${FIELDS}, .qs-popup, .qs-way, [role='gridcell']`; // what a click gives the keys to
const LEAST = 1.25; // times as large as in the page around it, in a small window too

function presentation(root, changed) {
  const isOn = () => root.classList.contains("qs-presented");
  let isAsked = false; // the screen, which is not given yet
  function grow() {
    const scale = Math.max(LEAST, Math.min(innerWidth / WIDE, innerHeight / HIGH));
    root.style.setProperty("--qs-scale", String(scale));
    changed(true);
  }
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
    if (!isOn()) giveBack();
  }
  function cover() {
    root.popover = "manual";
    root.showPopover();
  }
  function giveBack() {
    if (document.fullscreenElement === root) document.exitFullscreen();
  }
  function clear() {
    for (const box of root.querySelectorAll(":popover-open")) /** @type {HTMLElement} */ (box).hidePopover();
  }
  function end() {
    clear();
    root.popover = null;
    giveBack();
    become(false);
  }
  const left = () => {
    if (isOn() && !isAsked && document.fullscreenElement !== root && !root.popover) end();
  };
  root.addEventListener("fullscreenchange", left);
  root.addEventListener("click", ({ target, detail }) => {
    if (isOn() && detail && !(/** @type {Element} */ (target).closest(KEEPS))) root.focus({ preventScroll: true });
  });
  const toggle = () => (isOn() ? end() : begin());
  return { toggle, end: () => isOn() && end(), isOn, clear };
}
return { FIELDS, presentation };
})();

const { same, without, Past } = (() => {
const MOST = 200; // steps

function same(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]));
}

const without = (state, names) => Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name)));

class Past {
  #back = [];
  #forth = [];
  #presses = 0;
  #last;

  constructor(looks, beyond) {
    this.looks = looks;
    this.beyond = beyond;
  }
  press() {
    this.#presses++;
  }
  alike(one, other) {
    return same(without(one, this.looks), without(other, this.looks));
  }
  note(before, after, gesture = this.#presses) {
    if (this.alike(before, after)) return;
    const goesOn = this.#last === gesture && this.#back.length > 0;
    if (!goesOn) this.#back.push(before);
    if (this.#back.length > MOST) this.#back.shift();
    this.#last = gesture;
    this.#forth.length = 0;
  }
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
  has(by) {
    return (by < 0 ? this.#back : this.#forth).length > 0 || this.beyond(by) !== undefined;
  }
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
const REMOTE = { PageDown: "ArrowRight", PageUp: "ArrowLeft" };
const SLID = "input, [role='slider']:not(.qs-way)", OPERATED = "button, input, summary, [role]:not(.qrnn-widget)";
const OWN_KEYS = { " ": "button, input:not([type='range']), summary, [role]:not(.qrnn-widget, [role='slider'])" };




const SILENT = "no answer: wait if the kernel is busy, run this cell again if it was restarted";
const COPIED = "copied";
const GONE = "the kernel is gone: run this cell again";

const SHARED = ["pinned", "unfolded"];

class Frame {
  #trouble = "";
  #refused = "";
  #isHeld = false; // a pointer is down, or a key
  #known = {};
  #address = { soon: () => {}, now: () => {} };
  #saved = () => {};

  constructor({ model, el }, options) {
    const { kind, label, events, draw, busy = () => false, going = () => PLAYING } = options;
    this.model = model;
    this.options = options;
    this.busy = () => busy() && !this.#isDead();
    this.root = html("div", { class: `qrnn-widget qrnn-${kind}`, role: "group", "aria-label": label, tabindex: -1 });
    this.alert = html("div", { class: "qs-error", role: "alert" });
    this.status = html("span", { class: "qs-status" });
    const region = html("div", { class: "qs-heard", role: "status" });
    this.news = announcer(region, this.busy, going);
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
  #buildTools() {
    const { model, options } = this, present = tool("Present", "fill the screen (F)", this.presented.toggle, true);
    const link = button("Copy link", "a link to what is shown, for the saved page", () => this.#copyLink(link));
    this.present = present;
    this.menu = menuOf((format, saver) => this.#export(format, saver), [...(options.restore ? [link] : []), ...(options.rare ?? [])]);
    this.menu.offer(model.alone ? this.#own() : this.#pythons());
    this.tools = [present, this.menu.node];
    if (!options.restore) return;
    const undo = tool("Undo", "take the last step back (Ctrl+Z)", this.undo), redo = tool("Redo", "do it again (Ctrl+Y)", this.redo);
    const pin = tool("Pin", "keep this one pale behind, to compare others with it", () => (this.pinned ? this.unpin() : this.pin()), true);
    this.steps = { undo, redo, pin };
    this.tools.unshift(undo, redo, pin);
  }
  async #copyLink(link) {
    this.#address.now();
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
    const hold = (/** @type {boolean} */ isDown) => () => {
      if (isDown) press();
      this.#isHeld = isDown;
    };
    root.addEventListener("pointerdown", hold(true), true);
    root.addEventListener("keydown", (event) => event.repeat || press(), true);
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) root.addEventListener(end, hold(false), true);
    root.addEventListener("change", (event) => /** @type {HTMLInputElement} */ (event.target).type === "range" || press(), true);
    root.addEventListener("keydown", this.#pressed);
    root.addEventListener("keydown", keepKey);
    addEventListener("keydown", this.#claimKey, true);
    if (model.alone) document.addEventListener("keydown", this.#pressed);
    this.painter.begin();
    if (!model.alone) line.send("shown");
    keepOnSave(model.widget_manager);
    if (this.options.restore && model.alone) this.#address = addressed(model, (fields) => this.#take(fields));
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
  #own() {
    const writers = this.#writers(), written = Object.entries(WRITTEN).filter(([format]) => writers[format]);
    return { ...OWN_FORMATS, ...Object.fromEntries(written) };
  }
  #writers() {
    return { csv: this.options.data, py: this.options.python };
  }
  #pythons() {
    return this.options.restore ? FORMATS : Object.fromEntries(Object.entries(FORMATS).filter(([format]) => format !== "html"));
  }
  #export(format, saver) {
    this.announce(SAVING);
    if (this.#trouble || this.model.alone) whileSaving(saver, () => saveAlone(this.root, this.model, this.options.kind, format, this.#writers()));
    else {
      this.send("export", { format });
      whileSaving(saver, () => new Promise((resolve) => { this.#saved = resolve; }));
    }
  }
  #show(width) {
    const alone = this.#isDead();
    say(this.alert, this.#refused || this.model.get("message") || "");
    this.#showSteps();
    this.draw(width);
    if (alone) say(this.status, this.#trouble);
    this.root.classList.toggle("qs-alone", alone);
    const isPresented = this.presented.isOn();
    this.present?.setAttribute("aria-pressed", String(isPresented));
    if (this.present) this.present.title = isPresented ? `leave the presentation (F or Escape); ${this.#keyHelp()}` : "fill the screen (F)";
    const dead = this.#trouble === GONE ? this.root.querySelectorAll(".qs-run button, .qs-bar button") : [];
    if (alone) for (const button of dead) allow(button, false);
    this.root.classList.toggle("qs-still", this.#isHeld || this.busy());
    this.news.hear(this.#line());
    this.#address.soon();
  }
  #keyHelp() {
    const { keys = {}, restore } = this.options, told = { " ": "Space: play or stop", ArrowRight: "→ or Page Down: on", ArrowLeft: "← or Page Up: back" };
    const own = Object.entries(told).filter(([key]) => key in keys).map(([, words]) => words);
    return [...own, ...(restore ? ["Ctrl+Z: undo"] : [])].join(", ");
  }
  #isDead() {
    return this.#trouble !== "" && !this.options.restore;
  }
  #line() {
    if (this.#isDead()) return this.#trouble;
    const parts = [...(this.root.querySelector(".qs-told")?.children ?? [])].filter((part) => !part.matches(".qs-popup"));
    const texts = parts.map((part) => part.textContent ?? "").filter(Boolean);
    return texts.reduce((all, text) => (all ? `${all}${/[.!?]$/.test(all) ? "" : ","} ${text}` : text), "");
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
  #troubled(what) {
    if (what === SILENT && this.#trouble === GONE) return;
    if (this.options.restore && !this.#trouble) this.menu?.offer(this.#own());
    this.#trouble = what;
    this.#saved();
    this.redraw();
  }
  #answered = (content, buffers) => {
    this.line.hush();
    if (this.#trouble && this.options.restore) this.menu?.offer(FORMATS);
    this.#trouble = "";
    if (content === "done") this.line.next();
    if (content?.file) download(content.file, buffers[0]);
    if (content === "done") this.#saved();
    this.redraw();
  };
  #lost = () => {
    this.line.forget();
    this.#troubled(GONE);
  };
  #followed = () => {
    const state = this.model.get("state") ?? {}, known = this.#known;
    this.#known = state;
    if (state !== known && !same(state, known)) this.past.follow(known, state, this.busy() ? "Python" : {});
  };
  #take(fields) {
    try { if (this.options.restore) this.change(this.#restored(fields)); }
    catch (error) { this.refuse(`this link does not fit: ${/** @type {Error} */ (error).message}`); }
  }
  #restored({ pinned, unfolded, ...fields }) {
    const { restore = (/** @type {State} */ given) => given } = this.options, state = restore(fields);
    const plain = pinned && without(restore(without(pinned, SHARED)), SHARED);
    const isList = Array.isArray(unfolded) && unfolded.every((title) => typeof title === "string");
    return { ...state, pinned: pinned === undefined ? this.pinned : plain, unfolded: isList ? unfolded : this.unfolded };
  }
  #claimKey = (event) => {
    const { target } = event;
    if (!(target instanceof Element) || !this.root.contains(target)) return;
    const isCommand = event.ctrlKey || event.metaKey, isStep = ["z", "y"].includes(event.key.toLowerCase());
    const isJupyters = (isCommand && !isStep) || (event.shiftKey && event.key === "Enter");
    target.toggleAttribute("data-lm-suppress-shortcuts", !isJupyters);
  };
  #pressed = (event) => {
    const target = /** @type {Element} */ (event.target), key = event.key.toLowerCase();
    if (event.defaultPrevented || target.matches(FIELDS)) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const remote = REMOTE[event.key], ownKeys = OWN_KEYS[event.key] ?? (remote ? SLID : OPERATED);
    const free = this.presented.isOn() && !target.matches(ownKeys);
    const own = free && !event.repeat ? this.options.keys?.[remote ?? event.key] : undefined;
    const does = isPlain ? this.#plainKey(key, own) : this.#stepKey(event, key);
    if (!does) return;
    event.preventDefault();
    does();
  };
  #plainKey(key, own) {
    if (key === "f") return this.presented.toggle;
    if (key === "escape" && this.root.querySelector(":popover-open")) return undefined;
    if (key === "escape" && this.presented.isOn()) return this.presented.end;
    return own && (() => {
      this.presented.clear();
      own();
    });
  }
  #stepKey(event, key) {
    if (event.altKey || !["z", "y"].includes(key)) return undefined;
    const isRedo = key === "y" || event.shiftKey;
    if (this.steps) return isRedo ? this.redo : this.undo;
    return isRedo ? undefined : this.options.undo;
  }
  refuse = (reason) => {
    this.#refused = reason;
    this.redraw();
  };
  #put(state) {
    this.#refused = "";
    this.#known = state;
    this.model.set("state", state);
    this.model.save_changes();
    this.news.again();
    this.redraw();
  }
  change = (state, gesture) => {
    const next = { pinned: this.pinned, unfolded: this.unfolded, ...state };
    this.past.note(this.#known, next, gesture);
    this.#put(next);
  };
  #travel(by) {
    const state = this.past.travel(by, this.model.get("state"));
    if (state) this.#put({ ...state, unfolded: this.unfolded });
  }
  undo = () => this.#travel(-1);
  redo = () => this.#travel(1);
  get pinned() {
    return this.model.get("state")?.pinned ?? null;
  }
  get unfolded() {
    return this.model.get("state")?.unfolded ?? [];
  }
  pin = () => this.change({ ...this.model.get("state"), pinned: without(this.model.get("state"), SHARED) });
  unpin = () => this.change({ ...this.model.get("state"), pinned: null });
  help = (term) => {
    const about = this.model.get("help")[term];
    return helpOn(term, about, this.model.get("links")?.[about[2]]);
  };
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
    part.querySelector("summary")?.addEventListener("click", (event) => {
      event.preventDefault();
      part.open = !part.open;
      keep(part.open);
    });
    part.addEventListener("toggle", () => keep(part.open));
    return part;
  };
}

function keepKey(event) {
  event.stopPropagation();
  if (event.repeat && event.target instanceof HTMLButtonElement) event.preventDefault();
}

const frame = (page, options) => new Frame(page, options);
return { frame };
})();

const { bytesOf } = (() => {
const bytesOf = (view) => /** @type {ArrayBuffer} */ (view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
return { bytesOf };
})();

const { floats, short, isCertain, toldChance, comparedChance, namedChance, toldRegret, powered, roundAbove, roundTicks, logTicks, clamp, binary, ket } = (() => {
const floats = (view) => (view ? new Float32Array(bytesOf(view)) : new Float32Array());

const short = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value));

const ROUNDING = 1e-9; // a sum of squares misses 1 by less where nothing else is possible

const isCertain = (p) => p > 1 - ROUNDING;

function toldChance(p) {
  if (p > 0 && p < 0.001) return "< 0.001";
  if (isCertain(p)) return "1";
  if (p > 0.9999) return "> 0.9999";
  return p > 0.999 ? p.toFixed(4) : short(p);
}

function comparedChance(p) {
  const told = toldChance(p);
  return /^[<>]/.test(told) ? told : `= ${told}`;
}

function namedChance(name, p) {
  return `p(${name}) ${comparedChance(p)}`.replaceAll(" ", "\u00a0");
}

const toldRegret = (nats) => (nats === Infinity ? "∞" : nats.toFixed(4));

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function powered(value) {
  if (value === 0 || (value >= 1e-4 && value < 1e5)) return short(value);
  const [digits, power] = value.toExponential(2).split("e"), raised = [...power.replace(/\D/g, "")].map((digit) => RAISED[Number(digit)]);
  return `${Number(digits)} × 10${value < 1 ? "⁻" : ""}${raised.join("")}`;
}

function roundAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number((power * ([1, 2, 5].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10)).toPrecision(1));
}

function roundTicks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const ticks = [];
  for (let index = Math.ceil(low / gap); index * gap <= high + gap * 1e-9; index++) ticks.push(index * gap);
  return ticks;
}

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

const clamp = (low, value, high) => Math.max(low, Math.min(high, value));

const binary = (word, length) => (length ? word.toString(2).padStart(length, "0") : "");

const ket = (state, lanes) => `|${binary(state, lanes)}⟩`;
return { floats, short, isCertain, toldChance, comparedChance, namedChance, toldRegret, powered, roundAbove, roundTicks, logTicks, clamp, binary, ket };
})();

const { remembered } = (() => {
function remembered(make) {
  let known;
  let value;
  return (/** @type {Parts} */ ...parts) => {
    if (!known?.every((part, n) => part === parts[n])) value = make(...parts);
    known = parts;
    return value;
  };
}
return { remembered };
})();

const { written, typed, knob } = (() => {
const TYPED = /^([+-]?)(\d*\.?\d*(?:e[+-]?\d+)?)\s*\*?\s*(π|pi)?\s*(?:\/\s*(\d+\.?\d*))?$/i;

function written(angle) {
  const parts = Math.round((angle / Math.PI) * 12);
  const isMultiple = Math.abs(angle - (parts * Math.PI) / 12) <= 1e-12;
  if (!parts || Math.abs(parts) > 48 || !isMultiple) return String(Number(angle.toPrecision(7)));
  const divisor = [1, 2, 3, 4, 6].find((d) => (parts * d) % 12 === 0) ?? 12, over = (parts * divisor) / 12;
  const factor = over === 1 ? "" : over === -1 ? "-" : over;
  return `${factor}π${divisor === 1 ? "" : `/${divisor}`}`;
}

function typed(text) {
  const match = text.trim().replace("−", "-").match(TYPED);
  if (!match) return text;
  const [, sign, digits, pi, divisor] = match;
  if (!digits && !pi) return text;
  const value = ((digits ? Number(digits) : 1) * (pi ? Math.PI : 1)) / Number(divisor ?? 1);
  if (!Number.isFinite(value)) return text;
  return sign === "-" ? -value : value;
}

function knob(name, most, turn, least = -most) {
  const slider = html("input", { type: "range", min: least, max: most, step: 1, "aria-label": `${name}, slider` });
  const field = watched(html("input", { type: "text", class: "qn-field", "aria-label": `${name}, radians`, spellcheck: "false" }));
  const row = html("div", { class: "qn-knob" }, html("span", { class: "qn-name" }, name), slider, field);
  let held = false;
  slider.addEventListener("input", () => turn((Number(slider.value) * Math.PI) / 180, true));
  slider.addEventListener("pointerdown", () => { held = true; });
  for (const end of ["pointerup", "pointercancel", "change", "blur"]) slider.addEventListener(end, () => { held = false; });
  field.addEventListener("change", () => turn(typed(field.value)));
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

const { axes, across, doubled, shape, reveal, symbolLook } = (() => {
const LETTER = 7.2; // pixels of an axis' name

function axes(root, { left, right, top, bottom }, { x, y, xName, yName }) {
  root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
  for (const [at, name] of x) root.append(svg("text", { x: at, y: bottom + 16, "text-anchor": "middle" }, name));
  for (const [at, name] of y) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${at}H${right}` }));
    root.append(svg("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, name));
  }
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  if (xName) {
    const below = { class: "qs-axis", x: Math.min(middle.x, right + 6 - LETTER * (xName.length / 2)), y: bottom + 34, "text-anchor": "middle" };
    root.append(svg("text", below, xName));
  }
  if (yName) {
    const turned = { transform: `translate(12 ${middle.y}) rotate(-90)`, "text-anchor": "middle" };
    root.append(svg("text", { class: "qs-axis", ...turned }, yName));
  }
}

const across = (event, root) => within(event, root)[0];

function doubled(name, kind) {
  const node = svg("g"), lines = [svg(name, { class: "q-halo" }), svg(name, { class: kind })];
  node.append(...lines);
  const set = (attributes) => {
    for (const line of lines) shape(line, attributes);
  };
  return { node, set };
}

function shape(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = typeof value === "number" ? String(Math.round(value * 100) / 100) : value;
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

function reveal(element, shown) {
  shape(element, { visibility: shown ? "visible" : "hidden" });
}

const symbolLook = (kind, symbol) => (symbol === "·" ? { class: `${kind} qs-point`, dy: 3 } : { class: kind, dy: 0 });
return { axes, across, doubled, shape, reveal, symbolLook };
})();

const { percent, laneName, placeOf, drawPlace, fillTo } = (() => {
function percent(share) {
  if (share === null || share === undefined) return "";
  if (share < 0.005) return "<1%";
  return share >= 0.995 && !isCertain(share) ? ">99%" : `${Math.round(100 * share)}%`;
}

const laneName = (cell, lane) => `${lane < cell.inputs ? "in/out" : "workspace"} ${lane}`;

function placeOfNeuron({ target, controls, amplification }, lane) {
  if (lane !== target) return controls.includes(lane) ? { kind: "control", words: "control" } : { kind: "open", words: "no control" };
  const amplified = amplification ? `, amplified by ${amplification.calls} calls` : "";
  return { kind: "target", words: `target${amplified}`, amplified: amplified !== "" };
}

function placeOfEnd({ key }, lane, { inputs, word, remembered }) {
  if (lane >= inputs && key === "write" && remembered) return { kind: "memory", words: "kept from the word before" };
  if (lane >= inputs) return { kind: "none", words: "nothing" };
  if (key === "measure") return { kind: "meter", words: "measured" };
  const bit = word === undefined ? "" : String((word >> (inputs - 1 - lane)) & 1);
  return { kind: "bit", words: `${key} ${bit}`, letter: key === "write" ? bit : "0" };
}

function placeOf(column, lane, { topology: { inputs }, word, remembered, reasonOf }) {
  if (column.end) return placeOfEnd(column, lane, { inputs, word, remembered });
  if (column.neuron) return placeOfNeuron(column.neuron, lane);
  if (column.key === "input") return { kind: "none", words: "no neuron yet", reason: "the input stage has no neuron: press Add neuron" };
  if (column.lanes.includes(lane)) return { kind: "rotation", words: "rotation", letter: "ρ" };
  const reason = reasonOf ? reasonOf(column.key, lane) : null;
  return reason ? { kind: "none", words: "not allowed", reason } : { kind: "bare", words: "no rotation" };
}

const BOXES = new Set(["rotation", "target", "bit", "memory", "meter"]);

const BASE = /** @type {Record<string, number>} */ ({ ρ: 0.2 });

const meterOf = (x, y, r) => `M${x - r} ${y + r / 2}a${r} ${r} 0 0 1 ${2 * r} 0M${x} ${y + r / 2}L${x + 0.7 * r} ${y - 0.7 * r}`;

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
  root.append(square(kind === "bit" || kind === "memory" ? "qs-box qs-quiet" : "qs-box", box), was, fill);
  for (const name of ["qs-rim", "qs-ring"]) if (amplified) root.append(square(name, 0.72 * box));
  for (const name of ["qs-rim", "qs-meter"]) if (kind === "meter") root.append(svg("path", { class: name, d: meterOf(x, y, 0.3 * box) }));
  const size = Math.min(type, 0.95 * box), named = { class: "qs-axis qs-letter", style: `font-size: ${size}px` };
  root.append(svg("text", { ...named, x, y: y + (BASE[letter] ?? 0.36) * size, "text-anchor": "middle" }, letter));
  return [fill, was];
}

function fillTo(rect, middle, share) {
  const side = Number(rect.getAttribute("width")), height = side * (share ?? 0);
  shape(rect, { y: String(middle + side / 2 - height), height: String(height) });
}
return { percent, laneName, placeOf, drawPlace, fillTo };
})();

const { anglesPart } = (() => {
const MOST = 60; // angles that have a slider
const DEGREES = 360;

const below = (lanes) => lanes.join(",").replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);

function anglesOf({ key, neuron, lanes }) {
  const all = (/** @type {string} */ parameter, /** @type {string[]} */ names) => names.map((name, at) => ({ parameter, at, name }));
  if (!neuron) return all(key, lanes.map((lane) => `ρ${below([lane])}`));
  const { controls, degree, table } = neuron, words = Array.from({ length: 2 ** controls.length }, (_, word) => word);
  if (table) return all(`${key}.table`, words.map((word) => `|${word.toString(2).padStart(controls.length, "0")}⟩`));
  return [...all(`${key}.theta`, ["θ"]), ...all(`${key}.weights`, subsetsOf(controls, degree).map((subset) => `φ${below(subset)}`))];
}

function ruleOf({ neuron, lanes }, topology) {
  if (!neuron) return lanes.length ? "Each ρ turns its lane, whatever the other lanes are. The small number is the lane." : "No lane is rotated here.";
  const target = laneName(topology, neuron.target);
  if (neuron.table) return `Each word of the controls has its own angle, by which ${target} is turned.`;
  return `${target} is turned by half the sum of the bias, θ, and each φ whose lanes are all 1. The small numbers are the lanes.`;
}

function sourceOf({ builder: { seed, own }, angles: given }, angles) {
  const names = [...new Set(angles.map(({ parameter }) => parameter))], all = (/** @type {object} */ those) => names.every((name) => name in those);
  if (names.some((name) => name in own)) return "They were set by hand, or kept from an earlier place.";
  return all(given) ? "They are those of a model." : `They are random (seed ${seed}).`;
}

function anglesPart(turn) {
  const told = html("div", { class: "qs-angles-told" }), knobs = html("div", { class: "qn-knobs" });
  let shown = [];
  let built = "";
  function build(angles) {
    const made = angles.map((angle) => ({ angle, ...knob(angle.name, DEGREES, (value) => turn(angle.parameter, angle.at, value)) }));
    knobs.replaceChildren(...made.map(({ row }) => row));
    shown = made;
  }
  function draw(cell) {
    const { builder: { topology, selected }, walked: { parameters } } = cell, gate = columns(topology).find(({ key }) => key === selected);
    const all = parameters && gate ? anglesOf(gate) : [], angles = all.slice(0, MOST), names = JSON.stringify(angles);
    if (names !== built) build(angles);
    built = names;
    const cut = all.length > MOST ? ` These are the first ${MOST} of ${all.length}.` : "";
    say(told, gate && parameters ? `${ruleOf(gate, topology)} ${all.length ? sourceOf(cell, all) : ""}${cut}` : cell.walked.reason);
    for (const { angle, show } of shown) show(parameters?.[angle.parameter][angle.at] ?? 0, false);
  }
  return { root: html("div", {}, told, knobs), draw };
}
return { anglesPart };
})();

const { neuronGateCount, diagram, depth } = (() => {
function inverseGate(gate) {
  const { label } = gate;
  return { ...gate, label: label.startsWith("−") ? label.slice(1) : `−${label}` };
}

function inverseGates(gates) {
  return gates.toReversed().map(inverseGate);
}

function rotationsOf({ controls, degree }, own) {
  const separator = Math.max(0, ...controls) > 9 ? "," : "";
  const weights = subsetsOf(controls, degree).map((subset) => {
    const label = `φ_{${subset.join(separator)}}`;
    return { name: "ry", targets: [own], controls: subset, label };
  });
  return [{ name: "ry", targets: [own], controls: [], label: "θ" }, ...weights];
}

function shareAncillas(ancillas, measured) {
  const last = ancillas.length - 1;
  if (measured) return [ancillas.slice(0, last), ancillas[last], ancillas.slice(0, last)];
  const middle = last / 2;
  return [ancillas.slice(0, middle), ancillas[middle], ancillas.slice(middle + 1)];
}

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
  const there = blockGates(neuron, own, before, false);
  const back = blockGates(neuron, own, after, true);
  return [...there, quarter, ...back, ...end];
}

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

function neuronGates(neuron, first) {
  const flags = Array.from({ length: ancillasOf(neuron) }, (_, place) => first + place);
  if (neuron.amplification) return amplifiedGates(neuron, flags);
  const gates = blockGates(neuron, neuron.target, flags, false);
  if (neuron.order === 1) return [gates];
  const half = (gates.length - 2) / 2;
  return [gates.slice(0, half), gates.slice(half, half + 1), gates.slice(half + 1)];
}

function neuronGateCount(neuron) {
  const calls = callsOf(neuron);
  const oneCall = 2 ** neuron.order * (neuronParameters(neuron) + 1) - 1;
  return calls * oneCall + calls - 1 + 2 ** neuron.order - 1;
}

function neuronBox({ target, controls, order, degree, amplification }) {
  const calls = amplification ? `×${amplification.calls}` : "";
  const label = `N_{${order},${degree}}${calls}`;
  return { name: "neuron", targets: [target], controls, label };
}

function columnsOfGates(gates) {
  const table = [];
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

function simplified(neuron, level) {
  if (level !== "gates" || neuronGateCount(neuron) <= LONG) {
    return { drawn: neuron, at: level, note: "" };
  }
  const { amplification } = neuron;
  const once = { ...neuron, amplification: { calls: 1, phases: "constant" } };
  const room = neuronGateCount(once) - (2 ** neuron.order - 1) <= LONG;
  if (amplification && room) {
    const note = `one of ${amplification.calls} calls; every second call runs backwards`;
    return { drawn: once, at: level, note: `${note}, phases on the ancillas stand between` };
  }
  const note = "one box stands for all of them, there is no room for each";
  return { drawn: neuron, at: "neurons", note };
}

function inscribed(gate, later) {
  const { name, label, targets } = gate;
  if (name === "ry") return { ...gate, label: `R_{y}(${label})` };
  if (name === "phase") return { ...gate, label: `P(${label})` };
  const again = later.some((other) => other.targets.includes(targets[0]));
  return { ...gate, label: again ? "⟨0| |0⟩" : "⟨0|" };
}

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

function diagram(neuron, level) {
  const { drawn, at, note } = simplified(neuron, level);
  const wires = ["target", ...drawn.controls.map((lane) => `control ${lane}`)];
  const gates = neuronGateCount(neuron);
  if (at === "neurons") return { wires, columns: [[neuronBox(drawn)]], gates, note };
  const lanes = wires.length;
  for (let place = 0; place < ancillasOf(drawn); place += 1) wires.push(`ancilla ${place}`);
  return { wires, columns: columnsOfNeuron(drawn, lanes), gates, note };
}

function passTurns(free, neuron, target, own) {
  const { controls } = neuron;
  let time = free[own] + 1;
  for (const control of controls) time = Math.max(time, free[control]) + 1;
  const turns = neuronParameters(neuron);
  const others = turns - 1 - controls.length; // of several controls, which have all turned by now
  time = Math.max(time + others, free[target]) + 1;
  free[target] = time;
  time += turns;
  free[own] = time;
  controls.forEach((control, place) => {
    free[control] = time - 1 - place;
  });
}

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

function passNeuron(free, neuron, lanes) {
  const flags = Array.from({ length: ancillasOf(neuron) }, (_, place) => lanes + place);
  passBlock(free, neuron, neuron.target, flags);
  if (!neuron.amplification) return;
  for (let call = 1; call < callsOf(neuron); call += 1) {
    const time = flags.reduce((latest, flag) => Math.max(latest, free[flag]), 0) + 1;
    for (const flag of flags) free[flag] = time;
    passBlock(free, neuron, neuron.target, flags);
  }
  for (const flag of flags) free[flag] += 1;
}

const MOST_BLOCKS = 1_000_000; // neurons of order 1 that are let pass while you wait

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
  for (let lane = 0; lane < inputs; lane += 1) free[lane] += 1;
  return free.reduce((latest, time) => Math.max(latest, time), 0);
}
return { neuronGateCount, diagram, depth };
})();

const { costsPart, costsTold } = (() => {
const NEARLY = 1.005; // tries that are written as 1 in three digits
const RARE = 0.001; // success that is written as a power of ten

const successTold = (success) => (success < RARE ? powered(success) : toldChance(success));

function triesOf(success) {
  if (success <= 0) return "";
  if (isCertain(success)) return ", every try";
  const tries = 1 / success;
  if (tries < NEARLY) return ", nearly every try";
  if (tries >= 1e5) return `, once in ${powered(Number(tries.toPrecision(1)))} tries`;
  return `, once in ${tries < 1000 ? short(tries) : about(Number(tries.toPrecision(3)))} tries`;
}

function depthsOf(redraw) {
  const known = new Map();
  const waiting = new Map();
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

function shareOf({ key, neuron, success }) {
  if (!neuron) return "";
  const parts = [counted(ancillasOf(neuron), "ancilla"), parametersTold(neuronParameters(neuron)), counted(2 ** neuron.order - 1, "ancilla measurement")];
  if (success !== undefined) parts.push(`success ${successTold(success)}`);
  return `${named(key)} alone: ${parts.join(", ")}`;
}

const REST = ["neurons", "ancilla measurements"]; // which stand below the picture
const EXPLAINED = { success: "success", depth: "depth", "ancilla measurements": "ancilla" };

function costsPart(redraw, help) {
  const row = html("div", { class: "qs-costs" }), depthOf = depthsOf(redraw);
  const share = html("span", { class: "qs-share" }), below = html("div", { class: "qs-costs qs-rest" }, share);
  const tries = html("span", { class: "qs-tries" });
  const cells = new Map();
  function cellOf(name) {
    const known = cells.get(name);
    if (known) return known;
    const was = html("span"), pinned = html("span", { class: "qs-than" }, html("span", { class: "qs-than-word" }, "pinned "), was);
    const parts = { value: html("span"), was, pinned };
    const asked = name in EXPLAINED ? [help(EXPLAINED[name])] : [];
    const cell = html("span", { "data-name": name }, name, ...asked, html("b", {}, parts.value, ...(name === "success" ? [tries] : [])), parts.pinned);
    if (REST.includes(name)) share.before(cell);
    else row.append(cell);
    cells.set(name, parts);
    return parts;
  }
  function numbersOf({ builder, success }, role) {
    const { qubits, neurons, parameters, postselections } = counts(builder.topology);
    return { success, qubits, parameters, depth: depthOf(builder, role), neurons, "ancilla measurements": postselections };
  }
  function draw(now, pinned, looked, more) {
    say(share, [more, shareOf(looked)].filter(Boolean).join(" "));
    say(tries, now.success === null ? "" : triesOf(now.success));
    const numbers = numbersOf(now, "now"), before = pinned ? numbersOf(pinned, "pinned") : null;
    for (const [name, number] of Object.entries(numbers)) {
      const cell = cellOf(name);
      say(cell.value, written(name, number, now.builder));
      const was = before ? compared(name, number, before[name]) : "";
      say(cell.was, was);
      cell.pinned.hidden = was === "";
    }
  }
  return { row, below, draw };
}

function costsTold({ builder, success }) {
  const { qubits, parameters } = counts(builder.topology);
  return `${about(qubits)} qubits, ${parametersTold(parameters)}, ${success === null ? "success not computed" : `success ${successTold(success)}`}`;
}

function written(name, number, builder) {
  if (number === undefined) return "…";
  if (name === "success") return number === null ? "not computed" : successTold(number);
  return number === null ? `not counted: ${about(gateCount(builder.topology))} gates` : about(number);
}

function compared(name, now, then) {
  if (typeof now !== "number" || typeof then !== "number") return "";
  if (now === then) return "";
  return name === "success" ? successTold(then) : about(then);
}
return { costsPart, costsTold };
})();

const { readingPart } = (() => {
const MOST = 6; // words that one sees of those read before: the last ones
const AGAIN = "M8 2a6 6 0 1 1-5.7 4.2l1.9.6A4 4 0 1 0 8 4v2.5L3.8 3.2 8 0Z";

const bitsOf = (word, inputs) => word.toString(2).padStart(inputs, "0");

function wordsTold(words, inputs, most = words.length) {
  const told = words.slice(-most).map((word) => bitsOf(word, inputs));
  return [...(words.length > most ? ["…"] : []), ...told].join(" ");
}

function readingPart({ read, next, again }, keep) {
  const said = html("span", { class: "qs-read" }), bits = html("span", { class: "qs-group" });
  const goOn = keep("Next word", button("Next word", "", next), "measure the likeliest word, keep the workspace, and read on");
  const restart = tool("Start again", "forget all words read: the workspace is empty again", again, true, AGAIN);
  const row = html("div", { class: "qs-reads", role: "group", "aria-label": "Input word" }, said, bits, goOn, restart);
  let toggles = [];
  let word = 0;
  function build(inputs) {
    toggles = Array.from({ length: inputs }, (_, lane) => {
      const toggle = html("button", { type: "button", class: "qs-bit", "aria-label": `input bit on lane ${lane}` });
      toggle.addEventListener("click", () => read(word ^ (1 << (inputs - 1 - lane))));
      return toggle;
    });
    bits.replaceChildren(...toggles);
  }
  function told({ builder: { topology: { inputs } }, walked: { taken } }) {
    return taken.length ? `Came out before: ${wordsTold(taken, inputs, MOST)}, each time the likeliest word.` : "";
  }
  function draw({ topology: { inputs }, word: now, before }) {
    word = now;
    if (toggles.length !== inputs) build(inputs);
    for (const [lane, bit] of [...bitsOf(word, inputs)].entries()) {
      toggles[lane].setAttribute("aria-pressed", String(bit === "1"));
      say(toggles[lane], bit);
    }
    say(said, before.length ? `read ${wordsTold(before, inputs, MOST)}, now` : "input word");
    said.title = before.length ? `read before: ${wordsTold(before, inputs)}` : "";
    restart.hidden = !before.length;
  }
  return { row, draw, told };
}
return { readingPart };
})();

const { neuronAt, callsNow, buttonsOf, typedField, numberField, neuronFields, toolsPart } = (() => {
const DRAWN = {
  Add: "M7 2h2v5h5v2H9v5H7V9H2V7h5Z",
  Copy: "M1.5 4.5h8v10h-8ZM6 1.5h8.5v10.5h-3.5v-9H6Z",
  Delete: "M3.2 2 8 6.8 12.8 2 14 3.2 9.2 8 14 12.8 12.8 14 8 9.2 3.2 14 2 12.8 6.8 8 2 3.2Z",
  Earlier: "M10.5 1.5 12 3 7 8l5 5-1.5 1.5L4 8Z",
  Later: "M5.5 1.5 4 3l5 5-5 5 1.5 1.5L12 8Z",
};

const neuronAt = ({ topology }, key) => columns(topology).find((column) => column.key === key)?.neuron ?? null;

const callsNow = (neuron) => (neuron.amplification ? callsOf(neuron) : 0);

function buttonsOf(act) {
  const known = new Map();
  let shut = {};
  function keep(name, element, help) {
    const tell = () => act.hint(shut[name] ?? "");
    for (const event of ["click", "focus", "pointerenter"]) element.addEventListener(event, tell);
    for (const event of ["blur", "pointerleave"]) element.addEventListener(event, () => act.hint(""));
    known.set(name, { element, help });
    return element;
  }
  function draw(reasons) {
    shut = reasons;
    for (const [name, { element, help }] of known) {
      allow(element, !shut[name]);
      element.title = shut[name] ?? help;
    }
  }
  function press(name) {
    if (shut[name]) act.refuse(shut[name]);
    else known.get(name)?.element.click();
  }
  return { keep, draw, press };
}

function typedField(name, attributes, changed) {
  const input = watched(html("input", { "aria-label": name, ...attributes }));
  input.addEventListener("input", () => input.classList.add("qs-pending"));
  for (const end of ["change", "blur"]) input.addEventListener(end, () => input.classList.remove("qs-pending"));
  input.addEventListener("change", () => changed(input.value));
  return { input, label: html("label", { class: "qs-field" }, name, input) };
}

const numberField = (name, range, changed) =>
  typedField(name, { type: "number", ...range }, (text) => changed(text === "" ? null : Number(text)));

function neuronFields(act, redraw) {
  const all = html("input", { type: "checkbox", "aria-label": "order and degree of all neurons" });
  all.addEventListener("change", redraw);
  const set = (/** @type {string} */ name) => (/** @type {any} */ value) => act.edit({ edit: name, value, neuron: all.checked ? null : "selected" });
  const whole = { min: 1, step: 1 }, order = numberField("order", whole, set("order")), degree = numberField("degree", whole, set("degree"));
  const calls = selector("amplification", [], (value) => set("calls")(Number(value)));
  const called = (/** @type {number} */ count) => (count ? `amplified, ${count} calls` : "postselected");
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
  const every = html("label", { class: "qs-field qs-every" }, all, "all neurons");
  return { order: order.label, degree: degree.label, calls: html("label", { class: "qs-field" }, calls.select), every, draw };
}

function toolGroup(act, keep, tools) {
  const buttons = tools.map(({ name, edit, shown, help }) => {
    const words = shown === "Earlier" || shown === "Later" ? [] : [shown];
    const element = button("", help, () => act.edit(edit), icon(DRAWN[shown]), ...words.map((word) => document.createTextNode(word)));
    element.setAttribute("aria-label", name);
    return keep(name, element, help);
  });
  return html("div", { class: "qs-group" }, ...buttons);
}

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
  function draw({ selected }) {
    say(neuron, named(selected));
    say(stage, stageOf(selected).replace(".", " "));
  }
  return { neuron, neurons, stage, stages, draw };
}
return { neuronAt, callsNow, buttonsOf, typedField, numberField, neuronFields, toolsPart };
})();

const { presetPart, sizesPart, textsPart } = (() => {
const called = (name, { workspace }) => name.replace(/ \(H.*\)$/, `, ${workspace} workspace lanes`);

function presetPart(act, presets, { made, wanted }) {
  const names = Object.keys(presets), preset = html("select", { class: "qs-preset", "aria-label": "Presets", title: "choose a cell to begin with" });
  const other = html("option", { value: "", disabled: "" });
  let known = "", isWhole = false;
  const group = (/** @type {string} */ label, /** @type {string[]} */ members) =>
    html("optgroup", { label }, ...members.map((name) => html("option", { value: name }, called(name, presets[name]))));
  const those = (/** @type {object} */ kind) => names.filter((name) => name in kind);
  const tasks = names.filter((name) => !(name in made || name in wanted));
  preset.append(other, group("made by hand", those(made)), group("exercises", those(wanted)), group("the paper's tasks", tasks));
  preset.addEventListener("change", () => {
    if (preset.value) act.edit({ edit: "preset", name: preset.value });
  });
  function draw(builder) {
    const { topology, own } = builder;
    known = presetOf(builder, presets);
    isWhole = known !== "" && sameTopology(presets[known], topology) && same(own, made[known] ?? {});
    say(other, known && !isWhole ? `${called(known, presets[known])}, changed` : "no preset");
    put(preset, isWhole ? known : "");
  }
  return { chosen: () => known, isChanged: () => known !== "" && !isWhole, row: html("label", { class: "qs-field" }, html("span", { class: "qs-aside" }, "preset"), preset), draw };
}

function sizesPart(act) {
  const whole = { min: 1, step: 1 };
  const inputs = numberField("in/out lanes", whole, (value) => act.edit({ edit: "lanes", inputs: value }));
  const workspace = numberField("workspace lanes", whole, (value) => act.edit({ edit: "lanes", workspace: value }));
  const text = { type: "text", spellcheck: "false", title: "a number, or with π: pi/4" };
  const bias = typedField("bias (radians)", text, (value) => act.edit({ edit: "bias", value: typed(value) }));
  function draw({ topology }) {
    put(inputs.input, topology.inputs);
    put(workspace.input, topology.workspace);
    put(bias.input, written(topology.bias));
  }
  return { fields: [inputs.label, workspace.label, bias.label], draw };
}

function textsPart() {
  const area = (/** @type {string} */ name) => {
    const field = html("textarea", { readonly: "", rows: 8, spellcheck: "false", "aria-label": name });
    field.addEventListener("focus", () => field.select());
    return field;
  };
  const python = area("The cell as Python"), json = area("The cell as JSON");
  function draw({ topology, seed, word, before, own, preset, selected }, more) {
    const read = before.length ? `, before=${pythonTuple(before)}` : "", set = Object.keys(own).length ? `, own=${JSON.stringify(own)}` : "";
    const from = preset ? `, preset="${preset}"` : "";
    const code = `${asPython(topology)}\nbuilder = CellBuilder(topology, seed=${seed}, word=${word}${read}${set}${from})\n${more}`;
    const rest = JSON.stringify({ seed, word, before, own, preset, selected });
    const state = `{"topology": ${asJson(topology)}, ${rest.slice(1)}`;
    if (python.value !== code) python.value = code;
    if (json.value !== state) json.value = state;
  }
  return { nodes: [fold("as Python", python), fold("as JSON", json)], draw };
}
return { presetPart, sizesPart, textsPart };
})();

const { LOWEST, BELOW, likelyWords, closest, drawAmplitudesOf } = (() => {
const MOST = 8; // strips
const SCALE = 3; // letters to the right of all strips, for the scale
const COUNTED = 8, NAMED = 6.8; // letters to the left of all strips, with their number or without
const SHORT = 2; // letters of a symbol that stands before its word
const LEAST = 2.2; // height of a strip, in letters
const LOWEST = 3; // of all together
const BARS = "amplitudes of the workspace", SHORTER = "amplitudes";
const BELOW = 1.6; // of the strips: their names, in letters



function likelyWords(amplitudes, size, most = MOST) {
  const words = [];
  for (let word = 0; word < amplitudes.length / size; word++) {
    const part = amplitudes.subarray(word * size, (word + 1) * size);
    words.push([word, part.reduce((sum, amplitude) => sum + amplitude ** 2, 0)]);
  }
  const possible = words.filter(([, share]) => share > 1e-6);
  const likely = [...possible].sort((a, b) => b[1] - a[1]).slice(0, most).sort((a, b) => a[0] - b[0]);
  return { likely, possible: possible.length };
}

const largest = (amplitudes) => amplitudes.reduce((most, amplitude) => Math.max(most, Math.abs(amplitude)), 0);

function barsOf(amplitudes, sign, wide, heightOf, { left, across, middle }) {
  const step = across / amplitudes.length;
  let path = "";
  for (const [state, amplitude] of amplitudes.entries()) {
    const high = heightOf(amplitude), x = left + (state + 0.5) * step - wide / 2;
    if (high * sign > 0.2) path += `M${x.toFixed(1)} ${middle}v${(-high).toFixed(1)}h${wide.toFixed(1)}V${middle}Z`;
  }
  return path;
}

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

function drawScale(root, most, { left, across, tall, em }) {
  for (const [text, y] of /** @type {[string, number][]} */ ([[short(most), em + 1], [`−${short(most)}`, tall - 2 + 0.3 * em]]))
    root.append(svg("text", { x: left + across + 0.4 * em, y }, text));
}

function drawKets(root, workspace, y, { left, across, em }) {
  const size = 2 ** workspace, step = across / size, all = step > (workspace + 2.4) * 0.6 * em;
  for (const state of all ? Array(size).keys() : [0, size - 1]) {
    const anchor = all ? "middle" : state ? "end" : "start", x = left + (state + (all ? 0.5 : state ? 1 : 0)) * step;
    root.append(svg("text", { x, y, "text-anchor": anchor }, ket(state, workspace)));
  }
  const isRoom = across > (2 * (workspace + 2.4) + BARS.length) * 0.6 * em;
  if (!all && isRoom) root.append(svg("text", { x: left + across / 2, y, "text-anchor": "middle" }, BARS));
  return all || isRoom;
}

function drawAll(root, { now, pinned, symbols }, { inputs, workspace }, strips, { likely, possible }) {
  const size = 2 ** workspace, most = roundAbove(Math.max(largest(now), pinned ? largest(pinned) : 0)), { left, tall, em } = strips;
  const part = (/** @type {Float64Array} */ all, /** @type {number} */ word) => all.subarray(word * size, (word + 1) * size);
  for (const [floor, [word, share]] of likely.entries()) {
    const symbol = symbols?.[word] ?? "", name = symbol.length <= SHORT ? `${symbol} ${ket(word, inputs)}`.trim() : ket(word, inputs);
    const strip = { word: name, share: `P ${comparedChance(share)}`, now: part(now, word), was: pinned && part(pinned, word), most };
    drawStrip(root, strip, 2 + (floor + 0.5) * tall, strips);
  }
  drawScale(root, most, strips);
  const bottom = 2 + likely.length * tall + em;
  const isNamed = drawKets(root, workspace, bottom, strips);
  const below = possible > likely.length ? `${likely.length} of ${possible} shown` : isNamed ? "" : SHORTER;
  if (below) root.append(svg("text", { x: left - 0.6 * em, y: bottom, "text-anchor": "end" }, below));
  root.setAttribute("height", String(bottom + 0.4 * em));
  const told = likely.map(([word, share]) => `word ${ket(word, inputs).slice(1, -1)} with ${toldChance(share)}`).join(", ");
  root.setAttribute("aria-label", `Amplitudes of ${size} basis states of the workspace; in/out lanes: ${told}`);
}

const heightFor = (strips, em) => Math.max(8, 2.8 * strips) * em;

const closest = (strips, em) => Math.ceil(Math.max(LEAST * strips, LOWEST) * em);

function drawAmplitudesOf(root, amplitudes, cell, width, em, high = Number.POSITIVE_INFINITY) {
  const { now, pinned, strips: room } = amplitudes, { inputs, workspace } = cell, size = 2 ** workspace;
  resize(root, width, 0);
  if (!now.length) return () => "";
  const fitting = clamp(1, Math.floor(high / (LEAST * em)), MOST), words = likelyWords(now, size, fitting), { likely } = words;
  const left = Math.max(room > fitting || room === MOST ? COUNTED : NAMED, 0.62 * (inputs + 2.6)) * em;
  const tall = Math.max(Math.min(heightFor(room, em), high), LOWEST * em);
  const strips = { left, across: width - left - SCALE * em, tall: tall / likely.length, em };
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
return { LOWEST, BELOW, likelyWords, closest, drawAmplitudesOf };
})();

const { heldIn, statePart } = (() => {
const CERTAIN = 0.9999; // probability
const PRESENTED = 2; // strips that a grid which needs the room leaves

const NAMES = /** @type {Record<string, string>} */ ({ write: "the input is written", erase: "the input is erased", measure: "the output, before it is measured" });

function gateOf({ builder, walked }, key) {
  if (key === "measure") return [...walked.moments.keys()].at(-1) ?? "write";
  return walked.moments.has(key) ? key : shownGate({ ...builder, selected: key }, walked);
}

const ancillasTold = (chance) => (chance === "1" ? "always give 0" : `all give 0 with probability ${chance}`);

function heldIn(moment, workspace) {
  if (!moment) return "";
  const amplitudes = signedAmplitudes(moment), size = 2 ** workspace, shares = new Float64Array(size);
  for (const [at, amplitude] of amplitudes.entries()) shares[at % size] += amplitude ** 2;
  const held = shares.findIndex((share) => share > CERTAIN);
  return held < 0 ? "" : ket(held, workspace).slice(1, -1);
}

function sentenceOf(cell, key) {
  const { builder, walked } = cell, gate = gateOf(cell, key), neuron = neuronAt(builder, key), moment = walked.moments.get(key);
  let text = `State after ${NAMES[key] ?? NAMES[gate] ?? named(gate)}`;
  if (neuron) {
    if (moment && moment.excitation !== null)
      text += `: its ancillas ${ancillasTold(toldChance(moment.success))}, its target is 1 with probability ${toldChance(moment.excitation)}`;
    if (callsNow(neuron)) text += `; amplified by ${callsNow(neuron)} calls`;
  }
  const held = heldIn(walked.moments.get(gate), builder.topology.workspace);
  if (held) text += `; the workspace holds ${held}`;
  return walked.moments.get(gate)?.state.im ? `${text}; complex: magnitudes with the sign of the real part` : text;
}

function stripsOf({ moments }, size) {
  const all = [...moments.values()].map((moment) => likelyWords(signedAmplitudes(moment), size).likely.length);
  return Math.max(1, ...all);
}

function statePart(tip) {
  const line = html("div", { class: "qs-after", "data-caption": "" }), root = svg("svg", { role: "img" });
  const legend = html("div", { class: "qs-legend" });
  const mark = (/** @type {string} */ kind, /** @type {string} */ text) => html("span", {}, html("span", { class: `qs-swatch ${kind}` }), text);
  const pale = mark("qs-swatch-pinned", "pale: the pinned cell");
  const strips = "beside each strip: the in/out lanes and their probability";
  legend.append(mark("qs-swatch-plus", "up: positive"), mark("qs-swatch-minus", "down: negative, just as likely"), pale, html("span", {}, strips));
  let under = () => "";
  for (const event of /** @type {const} */ (["pointermove", "pointerleave"])) root.addEventListener(event, (at) => tip(under(at), at));
  let counted = null;
  let room = 1;
  function count({ builder: { topology }, walked }) {
    if (walked !== counted) room = stripsOf(walked, 2 ** topology.workspace);
    counted = walked;
  }
  const letters = () => 0.87 * emOf(root);
  function tell(cell, key) {
    say(line, cell.walked.reason || sentenceOf(cell, key));
  }
  function needs(cell, least) {
    count(cell);
    if (cell.walked.reason) return 0;
    return Math.max(least, closest(Math.min(room, PRESENTED), letters())) + BELOW * letters();
  }
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
return { heldIn, statePart };
})();

const { bestChances, bestAngles, chancesNow, standOf } = (() => {
const KEY = "input.0"; // of the neuron
const WORDS = [[0, 0], [0, 1], [1, 0], [1, 1]]; // two bits, of which the controls are some
const ENOUGH = 0.99; // probability with which every word is answered when an exercise is done
const STARTS = [[1, 0.5, 0.5], [0, 1, 1], [0, 1, -1]]; // angles to begin with
const [FIRST, LAST] = [0.5, 1e-4]; // steps of the search
const [PART, NEAR] = [Math.PI / 24, 1e-3]; // radians: what ends so near to a multiple of the one is meant to be it

function entropy(chances, wanted) {
  const losses = chances.map((chance, word) => -Math.log(Math.max(1e-12, wanted[word] ? chance : 1 - chance)));
  return losses.reduce((all, loss) => all + loss, 0) / losses.length;
}

function rounded(angle) {
  const multiple = PART * Math.round(angle / PART);
  return Math.abs(angle - multiple) < NEAR ? multiple : angle;
}

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

function freely(controls, wanted) {
  return WORDS.map((word) => {
    const alike = wanted.filter((_, at) => controls.every((lane) => WORDS[at][lane] === word[lane]));
    return alike.reduce((all, bit) => all + bit, 0) / alike.length;
  });
}

const isFree = ({ degree, table }) => table === true || degree > 1;

function bestEtas(neuron, wanted) {
  if (isFree(neuron)) return wanted.map((bit) => (bit * Math.PI) / 2);
  const etas = (/** @type {number[]} */ [turn, first, second]) => WORDS.map(([a, b]) => turn + a * first + b * second);
  const loss = (/** @type {number[]} */ at) => entropy(etas(at).map((eta) => excitation(eta, neuron.order)), wanted);
  const ends = STARTS.map((start) => descended(loss, start));
  return etas(ends.reduce((one, other) => (loss(other) < loss(one) ? other : one)));
}

const heardBy = ({ controls, degree, table }) => (degree || table ? controls : []);

function bestChances(neuron, wanted) {
  const heard = heardBy(neuron);
  if (heard.length < 2) return freely(heard, wanted);
  return bestEtas(neuron, wanted).map((eta) => excitation(eta, neuron.order));
}

function bestAngles(neuron, wanted, bias) {
  const { controls, degree, table } = neuron, sums = bestEtas(neuron, wanted).map((eta) => 2 * eta - bias);
  const folded = (/** @type {number[]} */ lanes) => at(lanes) % (2 * Math.PI);
  const at = (/** @type {number[]} */ lanes) => sums[WORDS.findIndex((word) => word.every((bit, lane) => bit === Number(lanes.includes(lane))))];
  if (table) return { [`${KEY}.table`]: WORDS.map((bits) => folded(controls.filter((_, place) => bits[place]))) };
  const weight = (/** @type {number[]} */ lanes) => (lanes.length > 1 ? at([0, 1]) - at([0]) - at([1]) + at([]) : at(lanes) - at([]));
  return { [`${KEY}.theta`]: [folded([])], [`${KEY}.weights`]: subsetsOf(controls, degree).map(weight) };
}

const rightOf = (chances, wanted) => chances.map((chance, word) => (wanted[word] ? chance : 1 - chance) >= ENOUGH);

function chancesNow({ controls, degree, order, table }, parameters, bias) {
  const etas = table
    ? parameters[`${KEY}.table`].map((sum) => (bias + sum) / 2)
    : anglesOf(controls, degree, parameters[`${KEY}.weights`], bias + parameters[`${KEY}.theta`][0]);
  return WORDS.map((word) => excitation(etas[controls.reduce((number, lane) => 2 * number + word[lane], 0)], order));
}

const chancesOf = remembered(bestChances);

function lackOf(neuron) {
  const { controls, order, degree, table } = neuron, [deaf] = [0, 1].filter((lane) => !controls.includes(lane));
  if (deaf !== undefined) return `It knows nothing of the ${deaf ? "second" : "first"} bit: click the open dot on in/out ${deaf}.`;
  if (!degree && !table) return "At degree 0 no bit turns it: raise the degree.";
  return `At order ${order} its curve is too flat: raise the order.`;
}


function standOf(neuron, wanted, now) {
  const best = chancesOf(neuron, wanted), canBe = rightOf(best, wanted).every(Boolean), right = rightOf(now, wanted), isDone = right.every(Boolean);
  const not = canBe ? `not yet: right is ${ENOUGH} or more` : `not yet: at best ${best.map((chance) => chance.toFixed(3)).join(", ")}`;
  return { right, isDone, canBe, lacks: canBe || isDone ? "" : lackOf(neuron), verdict: isDone ? "done: all four are right" : not };
}
return { bestChances, bestAngles, chancesNow, standOf };
})();

const { taskPart } = (() => {
const ABOUT = ["A word enters on in/out and runs to the right. A column with dots is a neuron.",
  "Full dots steer it, its box is the lane that it turns. Press Word, or click a dot."];

function answersPart(read) {
  const root = html("span", { class: "qs-answers", role: "group", "aria-label": "How likely the target is turned, for each word" });
  const parts = Array.from({ length: 4 }, (_, word) => {
    const level = html("span", { class: "qs-level" }), number = html("span"), mark = html("b");
    const name = word.toString(2).padStart(2, "0"), press = button("", `read ${name}`, () => read(word), html("span", {}, name), level, number, mark);
    root.append(press);
    return { name, press, level, number, mark };
  });
  function draw(chances, right, reading) {
    for (const [word, { name, press, level, number, mark }] of parts.entries()) {
      const told = chances[word].toFixed(3);
      say(number, told);
      say(mark, right[word] ? "✓" : "✗");
      level.style.setProperty("--share", `${100 * chances[word]}%`);
      press.classList.toggle("qs-wrong", !right[word]);
      press.setAttribute("aria-pressed", String(word === reading));
      press.setAttribute("aria-label", `${name}: turned with probability ${told}, ${right[word] ? "right" : "wrong"}`);
    }
  }
  return { root, draw };
}


function taskPart({ hints, wanted }, act) {
  const task = html("span"), rest = html("span", { class: "qs-try" }), verdict = html("span");
  const give = button("Set the best angles", "or try it yourself: the angles of the neuron are below", () => setAll());
  const goOn = button("", "the next exercise", () => goNext()), answers = answersPart(act.read), stand = html("div", { class: "qs-stand" }, answers.root, verdict, goOn);
  let next = ""; // exercise
  const bestOf = remembered(bestAngles), root = html("div", { class: "qs-task", role: "group", "aria-label": "What the cell is for", tabindex: -1 }, task, rest, give, stand);
  let answer = {};
  function goNext() {
    act.choose(next);
    keepFocus(goOn);
  }
  const keepFocus = (button) => button.hidden && root.focus();
  function setAll() {
    act.set(answer);
    keepFocus(give);
  }
  const names = Object.keys(wanted);
  function drawExercise({ builder: { topology, word, before }, walked: { parameters } }, name) {
    const bits = wanted[name];
    const { input: [neuron], bias } = topology, now = parameters && chancesNow(neuron, parameters, bias);
    const { right = [], isDone = false, canBe = false, lacks = "", verdict: told = "" } = now ? standOf(neuron, bits, now) : {};
    const isAsked = canBe && !isDone;
    if (isAsked) answer = bestOf(neuron, bits, bias);
    say(rest, isAsked ? " With other angles it can. " : ` ${lacks}`);
    give.hidden = !isAsked;
    stand.hidden = !now;
    if (now) answers.draw(now, right, word);
    next = names[names.indexOf(name) + 1] ?? "";
    goOn.hidden = !isDone || !next;
    say(goOn, `Next: ${next}`);
    say(verdict, told && before.length ? "from an empty workspace: press Start again" : told);
  }
  function draw(cell, { name, isPlain, more }) {
    const [purpose, trial] = hints[name] ?? ABOUT;
    say(task, purpose);
    if (name in wanted) return drawExercise(cell, name);
    give.hidden = stand.hidden = true;
    say(verdict, "");
    say(rest, more ? ` ${more}` : isPlain || !name ? ` ${trial}` : "");
  }
  return { root, draw, verdict: () => verdict.textContent ?? "" };
}
return { taskPart };
})();

const { neuronTable, wordsAt } = (() => {
const MOST = 4; // angles that one reads

function anglesTold({ parameters }, key) {
  if (!parameters) return "";
  const table = parameters[`${key}.table`], weights = [...table ?? parameters[`${key}.weights`]];
  const several = weights.slice(0, MOST).map(short).join(", ") + (weights.length > MOST ? ", …" : "");
  if (table) return `table ${several}`;
  return `θ ${short(parameters[`${key}.theta`][0])}${several && `; φ ${several}`}`;
}

function neuronTold(cell, key) {
  const neuron = neuronAt(cell.builder, key);
  if (!neuron) return "";
  const { order, degree, target } = neuron, calls = callsNow(neuron), turn = turnOf(cell.walked, key, target), moment = cell.walked.moments.get(key);
  const lines = [`order ${order}, degree ${degree}${calls ? `, ${calls} calls` : ""}${moment ? `; success ${percent(moment.success)}` : ""}`];
  if (turn) lines.push(`P(1) on ${laneName(cell.builder.topology, target)}: ${short(turn.before)} → ${short(turn.after)}`);
  return [...lines, anglesTold(cell.walked, key)].filter(Boolean).join("\n");
}

function neuronTable({ builder: { topology }, walked: { moments } }) {
  const rows = columns(topology).flatMap(({ key, neuron }) => {
    if (!neuron) return [];
    const { target, controls, order, degree } = neuron, moment = moments.get(key);
    return [[key, target, controls.join(" "), order, degree, neuronParameters(neuron), moment?.success ?? "", moment?.excitation ?? ""]];
  });
  return [["key", "target", "controls", "order", "degree", "parameters", "success", "excited"], ...rows];
}

function laneTold({ builder: { topology } }, lane) {
  const all = columns(topology).flatMap(({ key, neuron }) => (neuron ? { key, neuron } : []));
  const turning = all.filter(({ neuron }) => neuron.target === lane).map(({ key }) => named(key));
  const steering = all.filter(({ neuron }) => neuron.controls.includes(lane)).length;
  return `${laneName(topology, lane)}\nturned by ${turning.join(", ") || "no neuron"}\ncontrols ${steering} of ${all.length} neurons`;
}

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

const { playButton, isBrief, speedName, speedChoice } = (() => {
const SPEEDS = { "¼ ×": 0.25, "½ ×": 0.5, "1 ×": 1, "2 ×": 2, "4 ×": 4 };

function playButton(hint, toggle) {
  const element = button("", hint, toggle), word = oneOf("Play", "Pause");
  word.classList.add("qs-word-of");
  let shown = "";
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

const isBrief = (width, isPresented) => isPresented || width <= 640;

const speedName = (brief) => (/** @type {string | number} */ speed) => (brief && Number(speed) ? `${speed}/s` : String(speed));

function speedChoice(choose) {
  const select = html("select", { "aria-label": "Speed", title: "how quickly it plays" });
  for (const [name, times] of Object.entries(SPEEDS)) select.append(html("option", { value: times }, name));
  select.value = "1";
  select.addEventListener("change", () => choose(Number(select.value)));
  return select;
}
return { playButton, isBrief, speedName, speedChoice };
})();

const { tipIn, tipOver } = (() => {
const LOW = 260; // pixels: the words about a view that is no higher stand above it, where they hide none of its marks
const [ASIDE, ABOVE] = [16, 14]; // pixels from the pointer, in a higher view

function placeAt(event, box, [wide, high]) {
  const [x, y] = within(event, box), view = /** @type {Element} */ (event.target).closest("svg")?.getBoundingClientRect();
  const down = (/** @type {number} */ clientY) => within({ clientX: 0, clientY }, box)[1];
  const [top, bottom] = view ? [down(view.top), down(view.bottom)] : [0, Number.POSITIVE_INFINITY];
  if (bottom - top > LOW) return [x > box.clientWidth / 2 ? x - ASIDE - wide : x + ASIDE, y - ABOVE - high];
  return [x - wide / 2, top - high > down(0) ? top - high : bottom];
}

function tipIn(box) {
  const tip = html("div", { class: "qs-tip q-tip", "aria-hidden": "true", hidden: "" });
  box.append(tip);
  return (text, event) => {
    tip.hidden = !text;
    say(tip, text);
    if (!text || !event) return;
    const wide = tip.offsetWidth, [left, top] = placeAt(event, box, [wide, tip.offsetHeight]);
    tip.style.left = `${clamp(0, left, box.clientWidth - wide)}px`;
    tip.style.top = `${top}px`;
  };
}

function tipOver(tip, element, told) {
  element.addEventListener("pointermove", (event) => tip(told(event) ?? "", event));
  for (const end of ["pointerleave", "pointercancel"]) element.addEventListener(end, () => tip(""));
}
return { tipIn, tipOver };
})();

const { calmly, player } = (() => {
const FRAME = 16; // milliseconds until the next frame, at most

function calmly(speed) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  return () => Math.min(speed(), calm.matches ? 2 : Infinity);
}

function player(next, speed, changed, isWhole = false) {
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
function wordRun(gates, speed, changed) {
  let at = -1;
  function step() {
    const { length } = gates();
    at = at + 1 < length ? at + 1 : 0;
    changed();
    return at + 1 < length;
  }
  const { play, stop, isOn } = player(step, calmly(speed), changed, true);
  function start() {
    if (!gates().length) return;
    if (at + 1 >= gates().length) at = -1;
    step();
    play();
  }
  function end() {
    stop();
    if (at < 0) return;
    at = -1;
    changed();
  }
  const toggle = () => (isOn() ? stop() : start());
  function walk() {
    stop();
    step();
  }
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
const MOST_PITCH = 140, MOST_ROW = 62; // what is larger than that looks lost
const LIMITS = { pitch: 2.2, row: 1.8, type: 0.87, most: 1.1 }, CLOSE = { pitch: 2, row: 1.06, type: 0.87, most: 0.9 };
const MEASURE = 4.6, NAMES = 7.3, DENSE = 1.25; // in em as well: room for the last word, for names of lanes, for the narrowest column of all
const NARROW = 45, FINGER = 26, PAIRS = 0.75, SHARE = 2.7; // em of a narrow page, pixels of its narrowest column, em of letters of which four stand below one, letters that a percentage needs

function gridColumns(topology) {
  const end = (/** @type {string} */ key) => ({ key, stage: key, lanes: [], neuron: null, end: true });
  const gates = columns(topology).map(({ key, neuron, lanes }) => ({ key, stage: stageOf(key), neuron, lanes, end: false }));
  const output = gates.findIndex(({ stage }) => stage === "output");
  return [end("write"), ...gates.slice(0, output), end("erase"), ...gates.slice(output), end("measure")];
}


function fittingPitch(shown, gap, width, last) {
  const stages = new Set(shown.map(({ stage }) => stage)).size, units = shown.length + gap * (stages - 1);
  return Math.min(width / units, (width - last) / (units - 1));
}

function roomOf({ inputs, workspace }, shown, { width, height = 520, close = false, brief = false }, em) {
  const limits = close ? CLOSE : LIMITS, lanes = inputs + workspace, gap = 0.3, isNarrow = width < NARROW * em, most = isNarrow ? 0.9 : limits.most;
  const pitchWith = (/** @type {number} */ letters) => fittingPitch(shown, gap, width - (NAMES * letters) - 8, MEASURE * letters);
  const wide = Math.max(close ? 24 : 34, limits.pitch * em), dense = isNarrow || (close && pitchWith(most * em) < wide), least = close ? DENSE * em : FINGER;
  const smallest = close && dense && !brief ? PAIRS : limits.type, letters = (dense ? smallest : most) * em;
  const names = NAMES * letters, pitch = clamp(dense ? least : wide, pitchWith(letters), MOST_PITCH);
  const row = clamp(limits.row * em, Math.min(pitch, (height - (brief ? 3.6 : 5) * em) / lanes), MOST_ROW);
  const type = clamp(smallest * em, 0.32 * row, letters), head = 2.2 * type, bottom = head + lanes * row;
  let x = 4;
  const places = shown.map(({ key, stage }, at) => {
    const wide = key === "measure" ? Math.max(pitch, MEASURE * type) : pitch;
    if (at && stage !== shown[at - 1].stage) x += gap * pitch;
    x += wide;
    return { x: x - wide, wide };
  });
  const box = Math.min(0.76 * pitch, 0.8 * row);
  return { lanes, names, dense: dense || pitch < SHARE * type, type, row, box, head, bottom, height: bottom + (brief ? 1.7 : 3) * type, brief, width: x + 4, places };
}
return { gridColumns, roomOf };
})();

const { GridView } = (() => {
function stageName(stage, narrow) {
  if (!narrow) return stage.replace(".", " ");
  return stage.replace("stage.", "s").replace("input", "in").replace("output", "out");
}

function columnParts() {
  const middle = { "text-anchor": "middle" };
  return { link: svg("path", { class: "qs-link" }), caption: svg("text", middle), success: svg("text", middle) };
}

class GridView {
  #places = new Map();
  #parts = [];
  #columns = [];
  #room = { lanes: 0, names: 0, brief: false, dense: false, type: 0, row: 0, box: 0, head: 0, bottom: 0, height: 0, width: 0, places: [] };
  #shape = "";
  #seen = "";
  #before = new Map();
  #frames = ["qs-chosen", "qs-lit-column", "qs-running", "qs-lit-lane"].map((name) => svg("rect", { class: name, rx: 4 }));
  #passed = svg("path", { class: "qs-passed" });
  #ghost = svg("rect", { class: "qs-ghost", rx: 4, visibility: "hidden", "aria-hidden": "true" });

  constructor(operated) {
    this.operated = operated;
    this.labels = svg("svg", { class: "qs-labels", "aria-hidden": "true" });
    const name = { role: "grid", "aria-label": "Cell: lanes are rows, gates are columns" };
    this.root = svg("svg", operated ? name : { role: "img" });
    this.scroll = html("div", { class: "qs-scroll" }, this.root);
    this.box = html("div", { class: "qs-grid-box" }, this.labels, this.scroll);
    this.scroll.addEventListener("scroll", () => this.#fade());
    this.em = remembered((/** @type {number} */ _width) => emOf(this.box));
  }
  draw(shown, size) {
    const { topology } = shown, drawn = gridColumns(topology), em = this.em(size.width);
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
    this.#scrollTo(shown, shape);
    if (!this.operated) this.root.setAttribute("aria-label", this.#told(shown));
  }
  #told({ topology, running, measured }) {
    const lanes = `Cell of ${topology.inputs} in/out and ${topology.workspace} workspace lanes`;
    const end = measured ? `; probability of 1 on the in/out lanes: ${measured.map(percent).join(", ")}` : "";
    return `${lanes}${running ? `; the word is at ${named(running)}` : ""}${end}`;
  }
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
  middle(key) {
    return this.#room.names + this.#x(this.#columns.findIndex((column) => column.key === key)) - this.scroll.scrollLeft;
  }
  #y(lane) {
    return this.#room.head + (lane + 0.5) * this.#room.row;
  }
  #x(at) {
    const { x, wide } = this.#room.places[at];
    return x + wide / 2;
  }
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
  #placePart(at, bottom) {
    const part = columnParts(), { type, brief } = this.#room;
    for (const [text, down] of /** @type {[SVGElement, number][]} */ ([[part.caption, 1.2], [part.success, brief ? 1.2 : 2.5]]))
      shape(text, { x: this.#x(at), y: bottom + down * type });
    return part;
  }
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
  #drawPart({ key, neuron }, at, { success, running }) {
    const { link, caption, success: chance } = this.#parts[at];
    const on = neuron ? [neuron.target, ...neuron.controls] : [], x = this.#x(at);
    shape(link, { d: neuron ? `M${x} ${this.#y(Math.min(...on))}V${this.#y(Math.max(...on))}` : "" });
    link.classList.toggle("qs-now-on", key === running);
    say(caption, neuron && !this.#room.brief ? this.#orderOf(neuron, at) : "");
    const told = neuron ? percent(success?.get(key)) : "";
    say(chance, this.#room.dense ? told.replace("%", "") : told);
  }
  #orderOf({ order, degree }, at) {
    const { stage } = this.#columns[at], before = this.#columns[at - 1], last = before.stage === stage ? before.neuron : null;
    return this.#room.dense && last?.order === order && last.degree === degree ? "" : `${order}·${degree}`;
  }
  #paint(column, at, lane, shown) {
    const spot = this.#places.get(`${column.key}/${lane}`);
    if (!spot) return;
    const share = shareOf(shown, column.key, lane), was = shown.pinned ? shareOf(shown.pinned, column.key, lane) : null;
    const place = placeOf(column, lane, shown), chance = ["target", "memory"].includes(place.kind) && share !== null ? `, 1 with ${percent(share)}` : "";
    place.words += chance;
    const other = this.#before.get(column.key), before = shown.pinned && other ? placeOf(other, lane, shown.pinned).kind : "none";
    if (before !== place.kind && ["control", "target", "rotation"].includes(before)) place.before = before;
    const text = JSON.stringify(place), y = this.#y(lane);
    if (text !== spot.text) this.#paintPlace(spot, place, at, lane, `${named(column.key)}, ${laneName(shown.topology, lane)}`);
    spot.text = text;
    for (const [layer, rect] of spot.fills.entries()) fillTo(rect, y, [share, was][layer]);
    if (spot.fills.length) spot.element.classList.toggle("qs-ahead", share === null && Boolean(shown.running));
  }
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
  #fade() {
    const { scrollLeft, clientWidth, scrollWidth } = this.scroll;
    this.scroll.classList.toggle("qs-more-left", scrollLeft > 2);
    this.scroll.classList.toggle("qs-more-right", scrollLeft + clientWidth < scrollWidth - 2);
  }
  #scrollTo({ chosen, running }, room) {
    const key = running ?? chosen, at = this.#columns.findIndex((column) => column.key === key), { scroll } = this;
    const seen = `${key} ${room}`;
    if (seen === this.#seen) return;
    if (at >= 0) {
      const { x, wide } = this.#room.places[at];
      const middle = x + (wide - scroll.clientWidth) / 2, least = x + wide + 24 - scroll.clientWidth;
      scroll.scrollLeft = running ? middle : Math.max(Math.min(scroll.scrollLeft, x - 24), least);
    }
    this.#seen = seen;
    this.#fade();
  }
  place(key, lane) {
    return this.#places.get(`${key}/${lane}`)?.element;
  }
  laneAt(event) {
    return Math.floor((within(event, this.root)[1] - this.#room.head) / this.#room.row);
  }
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

function shareOf({ fill, measured, remembered }, key, lane) {
  if (key === "measure") return measured?.[lane] ?? null;
  if (key === "write") return remembered?.[lane] ?? null;
  return fill?.get(`${key}/${lane}`) ?? null;
}
return { GridView };
})();

const { GridControl } = (() => {
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const placeAt = (event) => /** @type {Element} */ (event.target).closest("[role=gridcell]");

const anyPlaceAt = (event) => /** @type {Element} */ (event.target).closest("[data-key]");

const spotOf = (place) => ({ key: place.dataset.key ?? "", lane: Number(place.dataset.lane) });

class GridControl {
  #columns = [];
  #topology = { inputs: 0, workspace: 0, input: [], stages: [], output: [], bias: 0 };
  #focus = { key: "", lane: 0 };
  #placing = false;
  #under = "";
  #last = null;

  constructor(view, act) {
    const { root } = view;
    this.root = root;
    this.view = view;
    this.act = act;
    this.dragging = dragOf(view, act, () => this.#topology, (key, lane) => this.#retarget(key, lane));
    view.scroll.addEventListener("focusin", (event) => this.#focused(placeAt(event)));
    view.scroll.addEventListener("focusout", (event) => this.#blurred(event));
    root.addEventListener("click", (event) => this.#clicked(anyPlaceAt(event)));
    root.addEventListener("pointermove", (event) => this.#pointed(anyPlaceAt(event), event));
    for (const part of [root, view.labels]) part.addEventListener("pointerleave", () => this.#left());
    view.labels.addEventListener("pointermove", (event) => act.look({ lane: view.laneAt(event) }, event));
    root.addEventListener("keydown", (event) => this.#pressed(event, placeAt(event)));
  }
  #lastLane() {
    return this.#topology.inputs + this.#topology.workspace - 1;
  }
  #column(key) {
    return this.#columns.find((column) => column.key === key);
  }
  #what(column, lane) {
    return placeOf(column, lane, { topology: this.#topology, reasonOf: this.act.reasonOf });
  }
  #told(place) {
    const { key, lane } = spotOf(place), column = this.#column(key), reason = column && this.#what(column, lane).reason;
    return reason ?? place.getAttribute("aria-label") ?? "";
  }
  #tell(place) {
    const text = this.#told(place);
    this.#last = { place, text };
    this.act.hint(text);
  }
  #focused(place) {
    if (!place) return;
    this.view.place(this.#focus.key, this.#focus.lane)?.setAttribute("tabindex", "-1");
    this.#focus = spotOf(place);
    place.setAttribute("tabindex", "0");
    this.#tell(place);
    this.act.look({ ...this.#focus });
    if (!this.#placing) this.act.select(this.#focus.key);
  }
  #clicked(place) {
    if (!place) return;
    const spot = spotOf(place);
    if (place.role === "gridcell") this.#toggle(spot);
    else if (spot.key === "write" && spot.lane < this.#topology.inputs) this.act.flip(spot.lane);
  }
  #pointed(place, event) {
    if (this.dragging.isOn()) return;
    const at = place ? `${place.dataset.key}/${place.dataset.lane}` : "";
    this.act.look(place ? spotOf(place) : null, event);
    if (place && at !== this.#under && !this.dragging.justDropped()) this.#tell(place);
    this.#under = at;
  }
  #left() {
    this.#under = "";
    if (this.dragging.isOn()) return;
    this.act.look(null);
    const { key, lane } = this.#focus, place = this.hasFocus() ? this.view.place(key, lane) : null;
    if (place) this.#tell(place);
    else this.#hush();
  }
  #blurred(event) {
    this.act.look(null);
    if (!this.root.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#hush();
  }
  #hush() {
    this.#last = null;
    this.act.hint("");
  }
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
  #retarget(key, lane) {
    const { act } = this;
    if (!this.#column(key)?.neuron) return act.refuse(`${named(key)} has no target`);
    if (lane < 0 || lane > this.#lastLane()) return act.refuse("there is no further lane");
    const reason = act.reasonOf(key, lane);
    if (reason) return act.refuse(reason);
    this.#focus = { key, lane };
    act.edit({ edit: "target", neuron: key, lane });
  }
  #steps(key, from) {
    const place = this.#columns.findIndex((column) => column.key === from), end = this.#columns.length - 1 - place;
    return { ...ARROWS, Home: /** @type {[number, number]} */ ([-place, 0]), End: /** @type {[number, number]} */ ([end, 0]) }[key];
  }
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
  #moved(key, lane, [x, y], shifted) {
    const place = this.#columns.findIndex((column) => column.key === key);
    if (!shifted) this.view.place(this.#columns[place + x]?.key, lane + y)?.focus();
    else if (y) this.#retarget(key, (this.#column(key)?.neuron?.target ?? lane) + y);
    else this.act.press(x < 0 ? "Earlier" : "Later");
  }
  hasFocus() {
    return this.root.contains(document.activeElement);
  }
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
    if (this.#last?.place.isConnected && this.#last.text !== this.#told(this.#last.place)) this.#tell(this.#last.place);
  }
}

function dragOf(view, act, get, retarget) {
  const { root } = view;
  let dragged = null;
  let dropped = false;
  root.addEventListener("pointerdown", (event) => {
    const place = placeAt(event);
    if (!place || event.button || !place.classList.contains("qs-drag")) return;
    const { key, lane } = spotOf(place);
    dragged = { key, lane, to: lane };
    root.setPointerCapture(event.pointerId);
  });
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
const HELP = "Click a dot: give or take a control; drag a box: another lane; click a bit: another word. "
  + "Keys: arrows, Enter; Shift with arrows moves a neuron; C copies, Delete deletes.";
const STATE = 0.22; // of the room for two pictures that the lower one takes where the upper one is low
const COUNTED = 10; // lanes of a cell that reads four words at once
const MANY = 8; // lanes of a grid that needs the room of a legend when it is presented
const LOW = 4; // lanes of a grid that leaves room for more than a sentence above it when it is presented
const ANGLES = "angles = builder.parameters()  # as on the page\n";
const NONE = {};
const PACE = 4; // gates a second, at the speed 1

function cellComputer() {
  let cell = null;
  const isSame = (known, { topology, seed, word, before, own }) =>
    same([known.seed, known.word, known.before, known.own], [seed, word, before, own]) && sameTopology(known.topology, topology);
  return (builder, angles) => {
    if (cell && angles === cell.angles && isSame(cell.builder, builder)) cell.builder = builder;
    else {
      const walk = walked(builder, angles);
      cell = { builder, angles, walked: walk, seen: seenIn(builder.topology, walk.moments.values()) };
    }
    return cell;
  };
}

function meant(edit, selected) {
  const stage = stageOf(selected);
  const meaning = { neuron: selected, stage, after: stage };
  const replaced = Object.entries(meaning).filter(([name]) => edit[name] === "selected");
  return { ...edit, ...Object.fromEntries(replaced) };
}

function restored(fields, builder) {
  const next = { ...builder, ...fields, topology: checkedTopology(fields.topology ?? builder.topology) };
  const unknown = Object.keys(next).find((name) => !(name in builder));
  if (unknown) throw new Error(`a builder has no ${unknown}`);
  const { topology, word, seed, selected } = next;
  if (!Number.isInteger(seed) || seed < 0) throw new Error(`seed must be a whole number from 0, got ${seed}`);
  if (!Number.isInteger(word) || word < 0 || word >= 2 ** topology.inputs) throw new Error(`there is no word ${word}`);
  const own = fields.own ? checkedOwn(fields.own, topology) : ownOf(builder.own, topology);
  const given = settled({ ...builder, word, seed, own, before: [] }, topology, selected);
  return { ...given, before: checkedBefore(fields.before ?? settled(builder, topology, null).before, topology) };
}

const rememberedIn = ({ inputs, workspace }, state) =>
  Array.from({ length: inputs + workspace }, (_, lane) => (lane < inputs ? null : excitationOf(state, lane)));

function fourOnes(topology, seed, own, given) {
  const { inputs, workspace } = topology;
  if (inputs + workspace > COUNTED) return "";
  const ones = Array(4).fill(2 ** inputs - 1), read = readings(topology, parametersOf({ topology, seed, own }, given), ones);
  return Array.from(read, ({ last }) => heldIn(last, workspace) || "no certain word").join(", ");
}

function legendOf() {
  const mark = (/** @type {string} */ kind, /** @type {string} */ text) => html("span", {}, html("span", { class: `qs-mark ${kind}` }), text);
  const written = (/** @type {string} */ sign, /** @type {string} */ text) => html("span", {}, html("b", {}, sign), text);
  const pale = mark("qs-mark-was", "pale: the pinned cell"), rotation = written("ρ", "turn that nothing steers");
  const below = [written("2·1", "order 2, degree 1"), written("13%", "how likely all its ancillas give 0")], twice = mark("qs-mark-twice", "amplified");
  const row = html("div", { class: "qs-legend" }, mark("qs-mark-box", "target, filled by P(1)"), twice,
    mark("qs-mark-dot", "control"), mark("qs-mark-open", "no control"), rotation, ...below, pale);
  function draw(topology, hasPinned) {
    twice.hidden = !columns(topology).some(({ neuron }) => neuron?.amplification);
    rotation.hidden = !topology.stages.some(({ rotations }) => rotations.length);
    pale.hidden = !hasPinned;
  }
  return { row, draw };
}

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
    say(name, run.isOn() ? "Pause" : "Word");
    word.setAttribute("aria-label", run.isOn() ? "Pause" : "Word");
  }
  return { run, controls: [word, next, speed], draw };
}

class BuilderPage {
  #follows = false;
  #drawn = null;
  #width = 0;
  #cell = cellComputer();
  #pinned = cellComputer();
  #fourOnes = remembered(fourOnes);
  #wasFourOnes = remembered(fourOnes);
  #lit = null;
  #reasons = new Map();
  #reasonsFor = null;

  constructor({ model, el }) {
    this.model = model;
    const { presets, made, hints, wanted } = model.get("facts");
    this.presets = presets;
    this.made = made;
    this.wanted = wanted;
    const about = { kind: "builder", label: "Cell builder", events: ["state", "angles", "lanes", "beside"], looks: ["selected", "word"] };
    const does = {
      draw: (/** @type {number} */ width) => this.#draw(width),
      restore: (/** @type {any} */ fields) => this.#restored(fields),
      beyond: (/** @type {-1 | 1} */ by) => this.#beyond(by),
      busy: () => Boolean(this.run?.isOn()),
      data: () => asCsv(neuronTable(this.#present())),
      keys: { " ": () => this.run?.toggle(), ArrowRight: () => this.run?.walk(), ArrowLeft: () => this.run?.back() },
    };
    this.texts = textsPart();
    this.frame = frame({ model, el }, { ...about, ...does, rare: this.texts.nodes });
    const read = (/** @type {number} */ word) => this.#go({ ...this.builder, word });
    this.task = taskPart({ hints, wanted }, { set: (angles) => this.#own(angles), read, choose: (name) => this.#edit({ edit: "preset", name }) });
    this.hint = html("div", { class: "qs-hint" }, HELP);
    const act = this.#act(), { redraw } = this.frame;
    this.act = act;
    this.view = new GridView(true);
    this.control = new GridControl(this.view, act);
    this.buttons = buttonsOf(act);
    this.preset = presetPart(act, this.presets, { made, wanted });
    this.sizes = sizesPart(act);
    this.fields = neuronFields(act, redraw);
    this.tools = toolsPart(act, this.buttons.keep);
    this.reading = readingPart({ read, next: () => this.#next(), again: () => this.#again() }, this.buttons.keep);
    this.angles = anglesPart((name, at, angle) => this.#turn(name, at, angle));
    this.costs = costsPart(redraw, this.frame.help);
    this.tip = tipIn(this.frame.root);
    this.state = statePart(this.tip);
    this.playing = runPart(() => this.#gates(), redraw, this.buttons.keep);
    this.run = this.playing.run;
    this.#layOut();
    this.frame.root.addEventListener("keydown", (event) => event.key === "Escape" && this.run?.end());
  }
  get builder() {
    return this.model.get("state");
  }
  #layOut() {
    const { root, alert, status, tools: page, help, fold } = this.frame, { fields, tools, sizes } = this;
    root.append(toolbar({ run: [...this.playing.controls, this.preset.row], line: [status], page }), alert, this.task.root);
    root.append(html("div", { class: "qs-facts" }, this.reading.row, this.costs.row));
    this.legend = legendOf();
    this.handy = html("div", { class: "qs-handy" }, html("div", {}, tools.neurons));
    root.append(this.view.box, this.handy, this.legend.row);
    this.view.scroll.addEventListener("scroll", () => this.#keepHandy());
    const state = html("section", { class: "qs-state-part", "aria-label": "State" }, this.state.line, this.state.root, this.state.legend);
    this.sizing = html("div", { class: "qs-bar" }, tools.neuron, fields.order, help("order"), fields.degree, help("degree"), fields.calls, help("calls"), fields.every);
    this.groups = html("section", { class: "qs-tools", "aria-label": "Tools" }, this.sizing, html("div", { class: "qs-bar" }, tools.stage, tools.stages));
    const setUp = fold("Set up: lanes, bias", html("div", { class: "qs-bar" }, ...sizes.fields));
    const angles = fold("Angles of the chosen neuron", this.angles.root);
    root.append(html("div", { class: "qs-under" }, this.costs.below, this.hint, state, this.groups, html("div", { class: "qs-folds" }, angles, setUp)));
  }
  #arrange(close) {
    const { sizing, groups, handy } = this, room = close ? handy?.firstElementChild : groups;
    if (!sizing || !room || sizing.parentElement === room) return;
    if (close) room.append(sizing);
    else room.prepend(sizing);
  }
  #keepHandy() {
    const { handy, view: { box } } = this, tools = /** @type {HTMLElement} */ (handy?.firstElementChild);
    if (tools) tools.style.marginLeft = `${clamp(0, this.view.middle(this.builder.selected) - tools.offsetWidth / 2, Math.max(0, box.clientWidth - tools.offsetWidth))}px`;
  }
  #go(builder) {
    this.run?.end();
    this.frame.change(builder);
    this.#draw(this.#width);
  }
  #next() {
    const { builder } = this;
    this.#go({ ...builder, before: [...builder.before, builder.word] });
    this.run?.toggle();
  }
  #again() {
    this.#go({ ...this.builder, before: [] });
  }
  #turn(name, at, angle) {
    const now = this.#present().walked.parameters?.[name];
    if (now) this.#own({ [name]: [...now].with(at, /** @type {number} */ (angle)) });
  }
  #own(angles) {
    const { builder } = this;
    try { this.#go({ ...builder, own: checkedOwn({ ...builder.own, ...angles }, builder.topology) }); }
    catch (error) { this.frame.refuse(named(/** @type {Error} */ (error).message)); }
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
  #edit(edit) {
    try {
      const given = (/** @type {Topology} */ topology) => this.#givenFor(topology);
      this.#go(afterEdit(this.builder, meant(edit, this.builder.selected), this.model.get("facts"), given));
    }
    catch (error) { this.frame.refuse(named(/** @type {Error} */ (error).message)); }
  }
  #restored(fields) {
    const next = restored(fields, this.builder);
    return withPreset(next, fields.preset ?? this.builder.preset, this.model.get("facts"));
  }
  #beyond(by) {
    const { present, back, forth } = this.model.get("beside"), entry = by < 0 ? back : forth;
    if (!entry || !sameTopology(present.topology, this.builder.topology) || !same([present.own, present.preset], [this.builder.own, this.builder.preset])) return undefined;
    const { topology, selected, own, preset } = entry;
    return { ...settled(this.builder, topology, selected), own, preset };
  }
  #hint(text, isRefusal) {
    say(this.hint, text || HELP);
    this.hint.classList.toggle("qs-refusal", isRefusal);
  }
  #refuse(text) {
    this.#hint(text, true);
    this.frame.announce(text);
  }
  #look(lit, event) {
    const what = lit ? this.view.place(lit.key ?? "", lit.lane ?? 0)?.getAttribute("aria-label") ?? "" : "";
    this.tip(lit && event ? wordsAt(this.#present(), lit, what) : "", event);
    if (lit?.key === this.#lit?.key && lit?.lane === this.#lit?.lane) return;
    this.#lit = lit;
    this.frame.redraw();
  }
  #present() {
    return this.#cell(this.builder, this.#given());
  }
  #gates() {
    const { moments } = this.#present().walked;
    return moments.size ? [...moments.keys(), "measure"] : [];
  }
  #told({ builder, walked: { moments, success }, seen: { measured } }) {
    const gate = this.run?.gate(), share = moments.get(gate ?? "")?.excitation ?? null;
    if (!gate) return [this.task.verdict(), costsTold({ builder, success })].filter(Boolean).join("; ");
    if (gate === "measure" && measured) return `measured: ${measured.map((one, lane) => `bit ${lane} is 1 with ${percent(one)}`).join(", ")}; Next word goes on with this workspace`;
    return `${named(gate)}${share === null ? "" : `: its target is 1 with ${percent(share)}`}`;
  }
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
  #shut() {
    const shut = shutButtons(this.builder, this.presets), { walked: { reason } } = this.#present();
    if (reason) shut.Word = shut.Step = reason;
    const ended = reason || endOfReading(this.builder);
    if (ended) shut["Next word"] = ended;
    return shut;
  }
  #shown({ builder: { topology, word, before, selected }, walked: { moments }, seen }, pinned) {
    const running = this.run?.gate(), gates = [...moments.keys()], passed = gates.slice(0, gates.indexOf(running ?? "") + 1);
    const part = running && running !== "measure" ? seenIn(topology, passed.flatMap((gate) => moments.get(gate) ?? [])) : seen;
    const measured = running && running !== "measure" ? null : part.measured;
    const behind = pinned && pinned.builder.topology.inputs === topology.inputs ? { topology: pinned.builder.topology, ...pinned.seen } : null;
    const start = before.length ? moments.get("write")?.state : undefined, remembered = start && rememberedIn(topology, start);
    return { topology, word, remembered, chosen: selected, lit: this.#lit, reasonOf: this.act.reasonOf, ...part, measured, running, pinned: behind };
  }
  #givenFor(topology) {
    const [inputs, workspace] = this.model.get("lanes");
    return sameLanes({ inputs, workspace }, topology) ? this.model.get("angles") : NONE;
  }
  #given() {
    return this.#givenFor(this.builder.topology);
  }
  #tell(cell) {
    const name = this.preset.chosen(), given = this.#given(), isNew = !this.preset.isChanged();
    const isPlain = isNew && (name in this.made || !Object.keys(given).length);
    const more = name in this.made && !isNew ? this.#changed(name, given) : "";
    this.task.draw(cell, { name, isPlain, more });
  }
  #changed(name, given) {
    const { topology, seed, own } = this.builder, four = this.#fourOnes(topology, seed, own, given);
    const isAsBefore = four === this.#wasFourOnes(this.presets[name], 0, this.made[name], NONE);
    return four && `Changed: four ones ${isAsBefore ? "still" : "now"} make ${four}.`;
  }
  #free() {
    const { root } = this.frame, { zoom, paddingBottom } = getComputedStyle(root), { box } = this.view, states = this.state.root;
    const part = /** @type {HTMLElement} */ (states.parentElement), bottom = part.offsetTop + part.offsetHeight + Number.parseFloat(paddingBottom);
    return innerHeight / Number(zoom) - (bottom - box.offsetHeight - states.clientHeight);
  }
  #draw(width) {
    this.#width = width;
    if (!width || !this.playing) return;
    const { builder } = this, cell = this.#present(), { pinned: other } = this.frame;
    const pinned = other ? this.#pinned(/** @type {Builder} */ (other), cell.angles) : null;
    this.#follows = this.#drawn !== null && !sameTopology(this.#drawn, builder.topology);
    this.#drawn = builder.topology;
    this.legend?.draw(builder.topology, pinned !== null);
    this.playing.draw();
    for (const part of [this.preset, this.sizes, this.fields, this.tools]) part.draw(builder);
    this.reading.draw(builder);
    this.angles.draw(cell);
    this.texts.draw(builder, cell.walked.reason ? "" : ANGLES);
    this.#tell(cell);
    const { inputs, workspace } = builder.topology;
    this.task.root.classList.toggle("qs-brief", inputs + workspace > LOW && !this.preset.chosen());
    this.frame.root.classList.toggle("qs-tight", inputs + workspace > MANY);
    this.frame.root.classList.toggle("qs-compared", pinned !== null);
    this.buttons.draw(this.#shut());
    const shown = this.#shown(cell, pinned), held = this.control.hasFocus(), looked = shown.running ?? this.#lit?.key ?? builder.selected;
    const costly = (/** @type {Cell} */ of) => ({ builder: of.builder, success: of.walked.success });
    this.costs.draw(costly(cell), pinned && costly(pinned), { key: looked, neuron: neuronAt(builder, looked), success: cell.walked.moments.get(looked)?.success }, this.reading.told(cell));
    this.state.tell(cell, looked);
    const close = this.frame.presented.isOn();
    this.#arrange(close);
    const free = close ? this.#free() : Number.POSITIVE_INFINITY;
    const height = close ? free - this.state.needs(cell, inputs + workspace > LOW ? 0 : STATE * free) : 360;
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
