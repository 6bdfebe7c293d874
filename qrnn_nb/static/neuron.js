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

const { HALF, isMirrored, activationView } = (() => {
const HALF = Math.PI / 2; // where the curve ends, radians
const NONE = 1e-6; // radians that nobody sees
const NEAR = 16; // pixels from a point to a pointer that means it
const PLAIN = Float64Array.from({ length: 101 }, (_, n) => (n / 100) * HALF); // the line of a plain rotation
const NAMES = 8; // beside points at most
const [HEIGHTS, DEEP] = [[0.88, 0.82, 0.94, 0.76], [0, 20, 30, 40, 50, 60, 70, 80]];
const LETTER = 9.1, SIGN = 5.4, WIDE = 11, RAISED = 7.4;
const THIN = 7; // of a sign that is not bold


const isMirrored = ({ angles }, word) => angles[word] < -NONE || angles[word] > HALF + NONE;




function scales({ left, right, top, bottom }) {
  const x = (/** @type {number} */ angle) => left + (angle / HALF) * (right - left);
  const y = (/** @type {number} */ turned) => bottom - (turned / HALF) * (bottom - top);
  return { x, y };
}

function wayOf(curve, box) {
  const { x, y } = scales(box), last = curve.length - 1;
  return Array.from(curve, (turned, n) => `${n ? "L" : "M"}${x((n / last) * HALF).toFixed(1)} ${y(turned).toFixed(1)}`).join("");
}

function curveWithPoints(pinned) {
  const layer = svg("g"), line = svg("path", { class: pinned ? "qn-curve q-pinned" : "qn-curve" });
  const name = svg("text", { class: "qn-named", "text-anchor": "end" });
  let dots = [];
  let drawn = [];
  layer.append(line, name);
  function draw(points, box, lit) {
    const { order, curve, places, activations, held } = points, { x, y } = scales(box);
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
      const other = word === lit ? "qn-word qn-lit" : isMirrored(points, word) ? "qn-word qn-mirrored" : "qn-word";
      const kind = pinned ? "qn-word q-pinned" : word === held ? "qn-point" : other;
      shape(dot, { class: kind, cx: x(places[word]), cy: y(activations[word]), r: big ? 7 : 4.5 });
    }
  }
  const raise = (words) => {
    for (const word of words) if (dots[word]) layer.append(dots[word]);
  };
  return { layer, draw, raise };
}


const RISE = 11, SINK = 4; // pixels of letters over their base line and under it
const COSTS = { curve: 10, other: 8, dot: 6, hair: 7, drop: 1, order: 10, shorter: 2, plain: 8, through: 2 };
const CLOSE = 16, FAR = 22; // pixels from a point to its name: from there on a line leads to it, and so many are as bad as 1
const [DOWN, ASIDE] = [[-26, -34, -50, -66, -84, -104, 44, 60, 78, 98], [-150, -110, -75, -40, 0, 40, 75, 110, 150]]; // of names that are far
const [PLAIN_NAME, PLAIN_AT, OVER] = ["plain rotation", 0.18, 6]; // on its line: where it begins, and pixels over it

const widthOf = (name) => [...name].reduce((sum, sign) => sum + (/[−×=]/.test(sign) ? WIDE : /[\s.,:()]/.test(sign) ? SIGN : /[⁰-⁻¹²³]/.test(sign) ? RAISED : LETTER), 0);

const touch = (one, other) => Math.abs(one.y - other.y) < 17 && one.x <= other.x + other.wide && other.x <= one.x + one.wide;

const nameOf = (order) => `order ${order}`;

function neighbourCurves() {
  const layer = svg("g"), line = layer.appendChild(svg("path", { class: "qn-hair" })), leaders = layer.appendChild(svg("path", { class: "qn-leader" }));
  const texts = [0, 1].map(() => layer.appendChild(svg("text", { class: "qn-named" })));
  function draw(beside, box) {
    shape(line, { d: beside.map(({ curve }) => wayOf(curve, box)).join("") });
    for (const [n, text] of texts.entries()) say(text, beside[n] ? nameOf(beside[n].order) : "");
  }
  function place(leads, taken) {
    const isFree = (/** @type {Lead} */ { spot }) => !taken.some((other) => touch(spot, other));
    for (const [n, lead] of leads.entries()) {
      shape(texts[n], { x: lead.spot.x, y: lead.spot.y });
      texts[n].style.display = isFree(lead) ? "" : "none";
    }
    shape(leaders, { d: leads.filter(isFree).map(({ from: [x, y], spot }) => leaderOf(x, y, spot)).join("") });
  }
  return { layer, draw, place };
}

function spotsBeside(x, y, { left, right, top, bottom }, wide) {
  const up = (bottom - y) / (bottom - top), middle = x - wide / 2, [before, behind] = [x - 12 - wide, x + 12];
  const over = { x: middle, y: y - 14 }, under = { x: middle, y: y + 24 };
  const slope = [{ x: behind, y: y + 18 }, { x: before, y: y - 8 }, { x: behind, y: y + 5 }, { x: before, y: y + 5 }];
  const flat = [{ x: before, y: y - 14 }, { x: behind, y: y - 14 }, { x: before, y: y + 24 }, { x: behind, y: y + 24 }];
  const best = up <= 0.15 ? [over, ...flat.slice(0, 2)] : up >= 0.85 ? [under, ...flat.slice(2)] : slope;
  const inside = (/** @type {number} */ at) => clamp(left + 4, at, right + 12 - wide);
  const far = DOWN.flatMap((down) => ASIDE.map((aside) => ({ x: middle + aside, y: y + down })));
  const fitting = (/** @type {{ x: number, y: number }[]} */ spots) =>
    spots.map((spot) => ({ x: inside(spot.x), y: spot.y, wide })).filter((spot) => spot.y - RISE > 0 && spot.y + SINK < bottom);
  return [fitting([...best, over, under, ...flat, ...slope]), fitting(far)];
}

const edgeOf = (x, y, spot) => [clamp(spot.x, x, spot.x + spot.wide), clamp(spot.y - RISE, y, spot.y + SINK)];

function leaderOf(x, y, spot) {
  const [right, down] = edgeOf(x, y, spot), away = Math.hypot(right - x, down - y), start = 6 / away;
  return away > CLOSE ? `M${(x + (right - x) * start).toFixed(1)} ${(y + (down - y) * start).toFixed(1)}L${right.toFixed(1)} ${down.toFixed(1)}` : "";
}

const crosses = (line, { x, y, wide }) => line(x - 2) > y - RISE - 2 && line(x + wide + 2) < y + SINK + 2;

function spotsOfPlain(box) {
  const { x, y } = scales(box), slope = Math.atan2(box.bottom - box.top, box.right - box.left), letter = 6.5;
  return Array.from(PLAIN_NAME, (_, n) => ({
    x: x(HALF * PLAIN_AT) + n * letter * Math.cos(slope), y: y(HALF * PLAIN_AT) - OVER - n * letter * Math.sin(slope), wide: letter,
  }));
}

function lineOf(heights, box) {
  const { y } = scales(box), last = heights.length - 1;
  return (at) => y(heights[Math.round(clamp(0, (at - box.left) / (box.right - box.left), 1) * last)]);
}


function leadOf({ order, curve }, present, beside, box) {
  const { x, y } = scales(box), last = curve.length - 1, wide = THIN * nameOf(order).length, letters = spotsOfPlain(box);
  const others = beside.filter((one) => one.order !== order).map((one) => one.curve);
  const lines = [present.curve, PLAIN, ...others].map((heights) => lineOf(heights, box));
  const leads = DEEP.flatMap((deep) => HEIGHTS.map((height) => {
    const at = curve.findIndex((turned) => turned >= height * HALF), [right, down] = [x((at / last) * HALF), y(curve[at])];
    const spot = order > present.order ? { x: right - 6 - wide, y: down + 4 + deep, wide } : { x: right + 6, y: down + 12 + deep, wide };
    return /** @type {Lead} */ ({ spot, from: [right, down] });
  }));
  const isIn = (/** @type {Spot} */ spot) => spot.x > box.left && spot.x + wide < box.right && spot.y + SINK < box.bottom;
  const isFree = (/** @type {Spot} */ spot) => !lines.some((line) => crosses(line, spot)) && !letters.some((letter) => touch(spot, letter));
  return leads.find(({ spot }) => isIn(spot) && isFree(spot)) ?? leads[0];
}

function inTheWay({ curve, places, activations, held }, behind, beside, orders, box) {
  const { x, y } = scales(box), [heldX, heldY] = [x(places[held]), y(activations[held])], dots = Array.from(places, (place, word) => [x(place), y(activations[word])]);
  const lines = [[lineOf(curve, box), COSTS.curve], [lineOf(PLAIN, box), COSTS.other]];
  if (behind) lines.push([lineOf(behind.curve, box), COSTS.other]);
  else for (const one of beside) lines.push([lineOf(one.curve, box), COSTS.hair]);
  const letters = spotsOfPlain(box);
  return (spot, plain, [fromX, fromY]) => {
    const under = lines.map(([line, cost]) => (crosses(line, spot) ? cost : 0));
    const [low, high] = [spot.y - RISE - 5, spot.y + SINK + 5], end = spot.x + spot.wide + 5;
    const isUnder = (/** @type {number[]} */ [right, down]) => right > spot.x - 5 && right < end && down > low && down < high;
    const [toX, toY] = edgeOf(fromX, fromY, spot), way = Array.from({ length: 9 }, (_, n) => [fromX + ((toX - fromX) * n) / 8, fromY + ((toY - fromY) * n) / 8]);
    const isIn = (/** @type {Spot} */ { x: left, y: line, wide }) => way.some(([right, down]) => right > left && right < left + wide && down > line - RISE && down < line + SINK);
    const isThrough = orders.some(isIn) || letters.some(({ x: left, y: line }) => way.some(([right, down]) => Math.hypot(right - left - 3, down - line + 4) < 8));
    const name = COSTS.order * orders.filter((one) => touch(spot, one)).length + (letters.some((letter) => touch(spot, letter)) ? plain : 0) + (isThrough ? COSTS.through : 0);
    const isDropped = (spot.x < heldX && low < heldY && heldY < high) || (high > heldY && spot.x < heldX && heldX < end);
    return name + (isDropped ? COSTS.drop : 0) + under.reduce((sum, cost) => sum + cost, 0) + COSTS.dot * dots.filter(isUnder).length;
  };
}


function bestPlace(names, x, y, box, taken, costOf) {
  let best = null;
  for (const [n, name] of names.entries()) {
    const wide = widthOf(name), shorter = n * COSTS.shorter;
    if (wide > box.right - box.left) continue;
    for (const spots of spotsBeside(x, y, box, wide)) {
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

function namesBeside() {
  const layer = svg("g"), leaders = layer.appendChild(svg("path", { class: "qn-leader" }));
  const texts = Array.from({ length: NAMES }, () => layer.appendChild(svg("text", { class: "qn-label" })));
  function draw(named, points, behind, beside, orders, box) {
    const { x, y } = scales(box), { places, activations, held } = points, costOf = inTheWay(points, behind, beside, orders, box);
    const taken = [{ x: box.right - 50, y: box.top - 7, wide: 50 }];
    if (behind) taken.push({ x: box.right - 160, y: box.top - 24, wide: 160 });
    const placed = (/** @type {number} */ plain) => {
      const found = [];
      for (const { word, names } of named.slice(0, NAMES)) {
        const filled = [...taken, ...found.map((one) => one.spot)];
        const best = bestPlace(names, x(places[word]), y(activations[word]), box, filled, (spot) =>
          costOf(spot, plain, [x(places[word]), y(activations[word])]));
        if (best) found.push({ word, ...best });
      }
      return found;
    };
    const careful = placed(COSTS.plain), isWhole = careful.length === Math.min(NAMES, named.length), all = isWhole ? careful : placed(0);
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

function activationView(root) {
  const present = curveWithPoints(false), pinned = curveWithPoints(true), names = namesBeside();
  const drop = svg("path", { class: "qn-drop" }), thin = neighbourCurves();
  let box = { left: 0, right: 0, top: 0, bottom: 0 }, raised = "";
  let neighbours = null;
  let shown = null;

  function build(width, height) {
    box = { left: 46, right: width - 14, top: 40, bottom: height - 42 };
    const { x, y } = scales(box);
    resize(root, width, height);
    const ticks = [[0, "0"], [HALF / 2, "π/4"], [HALF, "π/2"]];
    const along = (scale) => ticks.map(([angle, name]) => [scale(angle), name]);
    axes(root, box, { x: along(x), y: along(y), xName: "angle η (radians)", yName: "activation (radians)" });
    const slope = (Math.atan2(box.bottom - box.top, box.right - box.left) * 180) / Math.PI;
    const place = { transform: `translate(${x(HALF * PLAIN_AT)} ${y(HALF * PLAIN_AT) - OVER}) rotate(${-slope})` };
    root.append(svg("path", { class: "qn-plain", d: `M${x(0)} ${y(0)}L${x(HALF)} ${y(HALF)}` }));
    root.append(svg("text", { class: "qn-named", ...place }, PLAIN_NAME));
    root.append(thin.layer, drop, pinned.layer, present.layer, names.layer);
    neighbours = null;
  }
  function update(points, behind, named, { lit, beside }) {
    const { x, y } = scales(box), place = points.places[points.held], turned = points.activations[points.held];
    shown = points;
    reveal(pinned.layer, behind !== null);
    if (behind) pinned.draw(behind, box, -1);
    reveal(thin.layer, behind === null);
    if (neighbours !== points.curve) thin.draw(beside, box);
    neighbours = points.curve;
    present.draw(points, box, lit);
    const open = [...points.places.keys()].filter((word) => isMirrored(points, word)), order = `${points.places.length} ${points.held} ${lit} ${open}`;
    if (order !== raised) present.raise([...open, points.held, lit]);
    raised = order;
    shape(drop, { d: `M${x(place).toFixed(1)} ${box.bottom}V${y(turned).toFixed(1)}H${box.left}` });
    const leads = behind ? [] : beside.map((one) => leadOf(one, points, beside, box));
    thin.place(leads, names.draw(named, points, behind, beside, leads.map(({ spot }) => spot), box));
  }
  const at = (event) => clamp(0, (within(event, root)[0] - box.left) / (box.right - box.left), 1) * HALF;
  function nearest(event) {
    if (!shown) return -1;
    const { x, y } = scales(box), { places, activations, held } = shown, [right, down] = within(event, root);
    const away = (/** @type {number} */ word) => Math.hypot(x(places[word]) - right, y(activations[word]) - down);
    const best = Array.from(places.keys()).reduce((one, word) => (away(word) < away(one) - 1 ? word : one), held);
    return away(best) <= NEAR ? best : -1;
  }
  return { build, update, at, nearest };
}
return { HALF, isMirrored, activationView };
})();

const { NONE, chance, amplitudesView, successView } = (() => {
const ROW = 30; // pixels
const NONE = 1e-15; // what is less is rounding

function chance(p) {
  if (p < NONE) return "0";
  if (p > 1 - NONE) return "1";
  if (p > 0.9995) return `1 − ${powered(1 - p)}`;
  if (p < 1e-4) return powered(p);
  return p.toFixed(p < 0.1 ? 4 : 3);
}

function scale(root, ticks, x, bottom) {
  for (const [tick, name] of ticks) {
    root.append(svg("path", { class: tick ? "qs-grid" : "qs-frame", d: `M${x(tick)} 2V${bottom + 2}` }));
    root.append(svg("text", { x: x(tick), y: bottom + 18, "text-anchor": "middle" }, name));
  }
}

function row(root, y) {
  const name = svg("text", { class: "qs-axis", y: y + 15, "text-anchor": "end" });
  const bar = svg("rect", { y, height: 20 }), pin = svg("rect", { class: "qn-pin q-pinned", y: y - 2, height: 24 });
  const mark = doubled("path", "qn-mark"), number = svg("text", { class: "qs-axis", y: y + 15, "text-anchor": "end" });
  root.append(pin, bar, mark.node, name, number);
  return { name, bar, pin, mark, number, y };
}

function stretch(bar, value, x) {
  shape(bar, { x: Math.min(x(0), x(value)), width: Math.abs(x(value) - x(0)) });
}

function amplitudesView(root) {
  let rows = [];
  let built = 0, zero = 0, half = 0;
  const x = (/** @type {number} */ value) => zero + value * half;
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
    const told = amplitudes.map((amplitude, bit) => `|${bit}⟩ ${amplitude.toFixed(3)}, after the plain rotation ${plain[bit].toFixed(3)}`);
    shape(root, { "aria-label": `Amplitudes of the target: ${told.join("; ")}` });
  }
  return { draw };
}


function successView(root) {
  let rows = [];
  let built = "", left = 0, wide = 0;
  const x = (/** @type {number} */ value) => left + value * wide;
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

function callsOf(present, pinned) {
  const all = new Set([1, present.calls, pinned?.calls ?? 1]);
  return [...all].sort((a, b) => a - b);
}

function chanceAfter({ success, amplified, calls: own }, calls) {
  if (calls === 1) return success;
  return calls === own ? amplified : null;
}
return { NONE, chance, amplitudesView, successView };
})();

const { heatView } = (() => {
const LEFT = 46, TOP = 24, SIDE = 350; // of the map in its picture, and how wide it is at most


function heatView(root) {
  let cells = [];
  let shades = new Float64Array();
  let cell = 0, grid = 0, built = "";
  const cross = doubled("path", "qn-cross"), way = doubled("path", "qn-way");
  const corner = svg("text", { class: "qs-axis", x: LEFT, y: TOP - 9 });
  const right = (/** @type {number} */ weight) => LEFT + ((weight + Math.PI) / (2 * Math.PI)) * (grid - 1) * cell + cell / 2;
  const down = (/** @type {number} */ weight) => TOP + grid * cell - (right(weight) - LEFT);

  function build(count, names, width) {
    grid = Math.sqrt(count);
    cell = Math.max(1, Math.floor(Math.min(SIDE, width - LEFT - 10) / grid));
    const box = { left: LEFT, right: LEFT + grid * cell, top: TOP, bottom: TOP + grid * cell };
    resize(root, width, box.bottom + 40);
    const ticks = [[-Math.PI, "−π"], [0, "0"], [Math.PI, "π"]];
    const along = (scale) => ticks.map(([angle, name]) => [scale(angle), name]);
    axes(root, box, { x: along(right), y: along(down), xName: `${names[0]} (radians)`, yName: `${names[1]} (radians)` });
    cells = Array.from({ length: count }, (_, n) => {
      const x = LEFT + (n % grid) * cell, y = box.bottom - (Math.floor(n / grid) + 1) * cell;
      return root.appendChild(svg("rect", { class: "qs-cell", x, y, width: cell, height: cell }));
    });
    root.append(way.node, cross.node, corner);
  }
  const line = (path) =>
    path.map(([x, y], n) => {
      const [before, beneath] = path[Math.max(0, n - 1)], turned = Math.abs(x - before) > Math.PI || Math.abs(y - beneath) > Math.PI;
      return `${n && !turned ? "L" : "M"}${right(x).toFixed(1)} ${down(y).toFixed(1)}`;
    }).join("");
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
  function at(event) {
    const [x, y] = within(event, root);
    const column = Math.floor((x - LEFT) / cell), row = Math.floor((TOP + grid * cell - y) / cell);
    const inside = column >= 0 && column < grid && row >= 0 && row < grid;
    return inside ? { weights: [angle(column), angle(row)], chance: shades[row * grid + column] } : null;
  }
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
const isWrong = (chance, wanted) => Math.abs(chance - wanted) > 0.5 - 1e-9;


const LEFT = 46, TOP = 22, THICK = 60; // pixels; THICK: a bar at most

function wordsView(root) {
  let step = 0, built = "", high = 0;
  const y = (/** @type {number} */ p) => TOP + (1 - p) * high;
  const marks = { bars: [], pins: [], crosses: [] };
  let rings = [];
  const now = doubled("rect", "qn-now"), lights = svg("rect", { class: "qn-lights" });

  function drawNames(count, controls) {
    const all = step >= 8 * controls + 6, named = all ? [...Array(count).keys()] : [0, count - 1];
    for (const word of named) {
      const anchor = all ? "middle" : word ? "end" : "start";
      const x = LEFT + (word + (all ? 0.5 : word ? 1 : 0)) * step;
      root.append(svg("text", { x, y: y(0) + 18, "text-anchor": anchor }, binary(word, controls)));
    }
  }
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
  function drawWord(word, { chances, wanted, pinned }) {
    const thick = clamp(2, step * 0.56, THICK), around = Math.min(10, step * 0.1), x = LEFT + word * step + (step - thick) / 2, middle = x + thick / 2;
    const bar = (/** @type {number} */ p) => ({ x, y: y(p), width: thick, height: Math.max(0.5, p * high) });
    shape(marks.bars[word], bar(chances[word]));
    reveal(marks.pins[word], pinned !== null);
    if (pinned) shape(marks.pins[word], { ...bar(pinned[word]), x: x - around, width: thick + 2 * around });
    const wants = wanted.length > 0, wrong = wants && isWrong(chances[word], wanted[word]);
    reveal(rings[word].node, wants);
    if (wants) rings[word].set({ cx: middle, cy: y(wanted[word]), r: Math.min(6, step * 0.3) });
    reveal(marks.crosses[word], wrong);
    const half = Math.min(5, step * 0.3);
    const up = TOP - 15;
    if (wrong) shape(marks.crosses[word], { d: `M${middle - half} ${up - half}l${2 * half} ${2 * half}m0 ${-2 * half}l${-2 * half} ${2 * half}` });
  }
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
  const at = (event) => Math.floor((across(event, root) - LEFT) / step);
  function isOnRing(event, wanted) {
    const word = at(event);
    return word in wanted && Math.abs(within(event, root)[1] - y(wanted[word])) < 12;
  }
  const valueAt = (event) => Number(within(event, root)[1] < y(0.5));
  return { draw, at, isOnRing, valueAt };
}
return { isWrong, wordsView };
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

const { upTo, memory, curvePart, barsPart, wordsPart, heatPart } = (() => {
const DEGREE = Math.PI / 180;
const SAME = 0.008; // radians between points that look like one: two pixels
const DRAG = "drag the point: that sets θ, which adds to η of every word";
const MIRRORED = "open dots: η outside 0 to π/2, mirrored; P(1) is the same";
const CROWD = 12; // places with names, besides the held one

const upTo = (/** @type {number} */ low, /** @type {number} */ high) => Array.from({ length: high - low + 1 }, (_, n) => low + n);

function memory() {
  let known = "";
  return (/** @type {unknown[]} */ ...values) => {
    const key = JSON.stringify(values);
    if (key === known) return false;
    known = key;
    return true;
  };
}

function sliding(kind, name, picture, range = {}) {
  return html("div", { class: kind, role: "slider", tabindex: 0, "aria-label": name, ...range }, picture);
}

function legend(box, marks) {
  const items = marks.map(([kind, path, name]) => {
    const picture = svg("svg", { width: 18, height: 14, "aria-hidden": "true" });
    picture.append(svg("path", { class: kind, d: path }));
    return html("span", {}, picture, html("span", { "data-caption": "" }, name));
  });
  box.firstElementChild?.append(html("span", { class: "qn-key" }, ...items));
  return (shown) => {
    for (const [n, [, , name]] of marks.entries()) items[n].hidden = shown[name] === false;
  };
}

const isOn = ({ standing: { places, activations } }, word, other) =>
  Math.hypot(places[word] - places[other], activations[word] - activations[other]) < SAME;

function called(seen, word, most = 3) {
  const { settings: { controls }, standing: { places } } = seen;
  if (!controls) return "no controls";
  const all = [word, ...[...places.keys()].filter((other) => other !== word && isOn(seen, word, other))];
  const names = all.slice(0, most).map((one) => binary(one, controls)).join(", ");
  return all.length > most ? `${names} … (${all.length})` : names;
}

function numbersOf(seen, word) {
  const { angles, chances } = seen.standing;
  return `${called(seen, word)}: η = ${angles[word].toFixed(3)}, P(1) = ${chance(chances[word])}`;
}

function toldOf(seen, word) {
  const { settings, standing } = seen, bit = settings.wanted[word], p = standing.chances[word];
  return bit === undefined ? numbersOf(seen, word) : `${numbersOf(seen, word)}, wanted ${bit}${isWrong(p, bit) ? ", wrong" : ""}`;
}

function namesOf(seen, lit) {
  const { settings, standing: { places, chances } } = seen, held = wordOf(settings);
  const briefly = [3, 1].map((most) => `${called(seen, held, most)}: ${chance(chances[held])}`);
  const words = [held];
  for (const word of lit >= 0 ? [lit, ...places.keys()] : places.keys()) if (!words.some((one) => isOn(seen, one, word))) words.push(word);
  const others = words.slice(1), isCrowded = others.length > CROWD;
  const shown = isCrowded ? others.filter((one) => one === lit) : others;
  const named = shown.map((word) => ({ word, names: [3, 1].map((most) => called(seen, word, most)) }));
  return [{ word: held, names: [numbersOf(seen, held), ...briefly] }, ...named];
}

function dragging(box, view, { get, edit, light }) {
  let down = false;
  const go = (/** @type {PointerEvent} */ event) => edit((settings) => moved(settings, view.at(event)), true);
  box.addEventListener("touchstart", (event) => view.nearest(event.touches[0]) >= 0 && event.preventDefault(), { passive: false });
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

const chosen = (settings, word) => changed(settings, { bits: [...binary(word, settings.controls)].map(Number) });

function curvePart(act, order, help) {
  const root = svg("svg", { "aria-hidden": "true" }), view = activationView(root), { get, edit } = act;
  const range = { "aria-valuemin": 0, "aria-valuemax": HALF.toFixed(4) };
  const box = sliding("qn-drag", "Angle η of the present control word", root, range);
  const go = (/** @type {number} */ angle) => edit((settings) => moved(settings, angle), true);
  dragging(box, view, act);
  onSliderKeys(box, (by) => go(clamp(0, reading(get()).place + by * DEGREE, HALF)), { more: { PageUp: 10, PageDown: -10 } });
  let last = null;
  let built = "";
  tipOver(act.tip, box, (event) => {
    const word = view.nearest(event);
    if (!last || event.buttons) return null;
    return word >= 0 ? toldOf(last, word) : `η = ${view.at(event).toFixed(3)}`;
  });
  const points = ({ settings, standing, curve }) => ({ order: settings.order, curve, ...standing, held: wordOf(settings) });
  function draw({ seen, pinned, lit, rooms }) {
    const { settings, reading: now } = seen;
    const [share, most] = rooms.columns === 3 ? [rooms.isHigh ? 1.05 : 0.85, rooms.isHigh ? 490 : 420] : [0.62, 420];
    const high = rooms.high(root.clientHeight) ?? clamp(250, rooms.curve * share, most), size = `${rooms.curve} ${high}`;
    if (size !== built) view.build(rooms.curve, high);
    built = size;
    last = seen;
    const beside = [settings.order - 1, settings.order + 1].filter((one) => one >= 1 && one <= 4).map((one) => ({ order: one, curve: curve(one) }));
    view.update(points(seen), pinned && points(pinned), namesOf(seen, lit), { lit, beside });
    const others = [...seen.standing.places.keys()].some((word) => word !== wordOf(settings) && isMirrored(seen.standing, word));
    const isFolded = isMirrored(seen.standing, wordOf(settings)), folded = isFolded ? `, the same as ${now.place.toFixed(4)}` : "";
    const word = settings.controls ? `for ${settings.bits.join("")}: ` : "";
    const stands = `η = ${now.angle.toFixed(3).replace("-", "−")} stands at ${now.place.toFixed(3)}: P(1) is the same${others ? "; open dots, too" : ""}`;
    say(hint, isFolded ? stands : others ? MIRRORED : DRAG);
    hint.toggleAttribute("data-caption", isFolded || others);
    hint.parentElement?.classList.toggle("qn-mirrors", isFolded || others);
    const text = `${word}η = ${now.angle.toFixed(4)}${folded}; activation ${now.activation.toFixed(4)}; P(1) = ${chance(now.probability)}`;
    box.setAttribute("aria-valuenow", now.place.toFixed(4));
    box.setAttribute("aria-valuetext", text);
  }
  const whole = panel("activation curve", box), hint = html("span", {});
  whole.firstElementChild?.append(order);
  whole.append(html("span", { class: "qn-key qn-hint" }, hint, help("η")));
  return { panel: whole, draw };
}

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
  function draw({ seen, pinned, rooms }) {
    const success = (/** @type {Seen} */ { settings, reading }) => ({ calls: settings.calls, ...reading });
    high.draw(seen.reading, pinned?.reading.amplitudes ?? null, rooms.results);
    sure.draw(success(seen), pinned && success(pinned), rooms.results);
    marks({ "guaranteed at any angle": seen.settings.calls > 1 });
    say(note, `P(1) = ${chance(seen.reading.unread)} if nobody reads the ancillas`);
  }
  return { panels, draw };
}

function wanting(settings, word, bit) {
  const before = settings.wanted.length ? settings.wanted : [...words(settings)].map((p) => Number(p > 0.5));
  return before[word] === bit && settings.wanted.length ? settings : changed(settings, { wanted: before.with(word, bit), lesson: "" });
}

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

function heatPart({ get, edit, light, tip }) {
  const root = svg("svg", { "aria-hidden": "true" }), view = heatView(root), note = html("div", { class: "qn-small" });
  const box = sliding("qn-pick", "Map over two weights", root, { "aria-valuemin": 0, "aria-valuemax": 1 });
  const sides = [0, 1].map((side) => selector(side ? "up" : "across", [], (value) => edit((settings) => turned(settings, side, Number(value)))));
  const bar = html("div", { class: "qs-bar" }, ...sides.map((side) => side.row));
  const here = () => get().axes.map((axis) => get().weights[axis]);
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
  function draw({ seen, subsets: owners, lit, path, rooms }) {
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

function turned(settings, side, chosen) {
  const axes = [...settings.axes];
  if (axes[1 - side] === chosen) axes[1 - side] = axes[side];
  axes[side] = chosen;
  return changed(settings, { axes });
}
return { upTo, memory, curvePart, barsPart, wordsPart, heatPart };
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

const { drawCircuit } = (() => {
const LEFT = 74, PITCH = 26, METER = 11; // METER: half a measurement's box

const piecesOf = (label) => [...label.matchAll(/([^_]+)|_\{([^}]*)\}/g)].map(([, plain, small]) => ({ text: plain ?? small, small: plain === undefined }));

const widthOf = (label) => piecesOf(label).reduce((sum, { text, small }) => sum + (small ? 6.5 : 7.6) * text.length, 0);

const halfOf = (/** @type {Gate} */ gate) => (gate.name === "measure" ? METER : 4 + Math.max(7, widthOf(gate.label) / 2));

const behindOf = ({ name, label }) => (name === "measure" || name === "phase" ? widthOf(label) + 4 : 0);

const GAP = 8, NARROW = 3; // pixels between columns, and where that saves a line

const roomOf = (gate) => 2 * halfOf(gate) + behindOf(gate);

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

function filled(wide, most) {
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

function wrapped(bare, most) {
  const spaced = (/** @type {number} */ gap) => bare.map((room) => room + gap);
  const few = filled(spaced(NARROW), most).length, gap = filled(spaced(GAP), most).length > few ? NARROW : GAP, wide = spaced(gap);
  let even = Math.max(...wide, wide.reduce((sum, room) => sum + room, 0) / few);
  while (even < most && filled(wide, even).length > few) even += 4;
  return { wide, lines: filled(wide, Math.min(even, most)) };
}

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
  root.append(svg("rect", { class: "qn-behind", x: x + half + 1, y: down - 9, width: widthOf(label) + 2, height: 18 }));
  root.append(inscription(x + half + 3, down + 4, label, "start"));
}

function endsOf(columns) {
  const ends = new Map();
  for (const [n, column] of columns.entries())
    for (const { name, targets, label } of column) if (name === "measure" && label === "⟨0|") ends.set(targets[0], n);
  return ends;
}

function drawCircuit(root, { wires, columns }, width) {
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

const { DONE, learning, lessonPart, orderPart, bitsPart, anglesPart, circuitPart } = (() => {
const CALLS = [1, 3, 5, 7, 9, 13, 17, 21, 25, 31, 33, 41, 61, 101];
const OWN = "own task"; // in place of a preset's name, where something else is wanted
const PACE = 25; // steps of learning a second, at the speed 1
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const DONE = 1e-3; // loss at which every bar meets its ring
const [WINDOW, FALL] = [50, 0.95]; // learning goes on while the loss falls to such a share of itself within so many steps

const anglesOf = ({ order, bias, theta, weights, wanted }) => JSON.stringify([order, bias, theta, weights, wanted]);

function learning({ get, edit }, redraw) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let turn = 0, speed = 1;
  let last = "", end = ""; // angles: after the last step, and where there was nothing more to learn
  let path = [];
  let losses = [];
  function step() {
    const before = loss(get());
    if (before === null) return false;
    if (anglesOf(get()) !== last) losses = [];
    losses.push(before);
    if (!path.length) path.push(get().weights);
    edit((settings) => learned(settings, 1).settings, true, `learn ${turn}`);
    path.push(get().weights);
    last = anglesOf(get());
    const isWorth = before > DONE && (losses.length <= WINDOW || before < FALL * losses[losses.length - 1 - WINDOW]);
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
  const hasEnded = (settings) => end !== "" && end === anglesOf(settings);
  return { toggle, stop: plays.stop, once, way, hasEnded, isOn: plays.isOn, steps: () => losses.length, setSpeed: (/** @type {number} */ to) => { speed = to; } };
}

function lessonPart(model, { edit }, learner) {
  const { presets, lessons, own, solved } = model.get("facts"), known = Object.keys(presets), labels = ["Learn", "Stop"];
  const preset = selector("preset", known, (name) => edit(() => presets[name]));
  const learn = button("", "", learner.toggle), step = button("Step", "one step of learning", learner.once);
  const speed = selector("speed", SPEEDS, (value) => learner.setSpeed(Number(value)));
  preset.row.classList.add("qn-preset");
  speed.row.classList.add("qn-speed");
  speed.show(1, SPEEDS, (value) => `${({ 0.25: "¼", 0.5: "½" })[String(value)] ?? value} ×`);
  const signs = [icon(ICONS.Play), icon(ICONS.Pause)], word = html("span", {}), note = html("div", { class: "qn-note" });
  const task = html("span", {}), rest = html("span", { class: "qn-rest" });
  note.append(task, rest);
  learn.append(...signs, word);
  function draw({ seen: { settings }, isMet }) {
    const wants = settings.wanted.length > 0, name = settings.lesson || (wants ? OWN : "default");
    preset.show(name, name === OWN ? [...known, OWN] : known);
    const text = /** @type {string} */ ((isMet && solved[settings.lesson]) || (name === OWN ? own : lessons[name])), end = text.indexOf(". ") + 1 || text.length;
    say(task, text.slice(0, end));
    say(rest, text.slice(end));
    const on = Number(learner.isOn());
    for (const one of [learn, step]) allow(one, wants);
    for (const [n, sign] of signs.entries()) sign.toggleAttribute("hidden", n !== on);
    say(word, labels[on]);
    learn.title = wants ? "small steps of gradient descent towards what is wanted" : "nothing is wanted: press 0 or 1 on a bar, or choose a preset";
  }
  return { run: [preset.row, learn, step, speed.row], note, draw };
}

function orderPart({ get, edit }, help) {
  const go = (/** @type {number} */ order) => edit((settings) => changed(settings, { order }));
  const choice = selector("order", upTo(1, 4), (value) => go(Number(value)));
  const less = button("−", "a flatter curve", () => go(get().order - 1)), more = button("+", "a steeper curve", () => go(get().order + 1));
  for (const [one, name] of /** @type {const} */ ([[less, "lower order"], [more, "higher order"]])) one.setAttribute("aria-label", name);
  const row = html("span", { class: "qn-order" }, less, choice.row, more, help("order"));
  function draw({ seen: { settings } }) {
    choice.show(settings.order);
    allow(less, settings.order > 1);
    allow(more, settings.order < 4);
  }
  return { row, draw };
}

function bitsPart({ edit }) {
  const bits = html("div", { class: "qs-bar qn-bits", role: "group", "aria-label": "Control bits" });
  let toggles = [];
  const reshaped = memory();
  const flip = (/** @type {number} */ place) => () =>
    edit((settings) => changed(settings, { bits: settings.bits.with(place, 1 - settings.bits[place]) }));
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
  let weights = [];
  const weigh = (/** @type {number} */ place) => (/** @type {any} */ angle, atOnce = false) =>
    edit((settings) => changed(settings, { weights: settings.weights.with(place, angle) }), atOnce);
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

function gateTold({ name, label, controls }, { bias, theta, weights }, subsets) {
  const inner = label.slice(label.indexOf("(") + 1, -1), isBack = inner.startsWith("−"), bare = inner.replace("−", ""), owner = subsets.findIndex((subset) => bare === `φ_{${subset.join("")}}`);
  const turned = (/** @type {string} */ what, /** @type {number} */ angle) =>
    `${isBack ? `turns back by ${what}:` : `turns by ${what} =`} ${written(isBack ? -angle : angle).replace("-", "−")}`;
  if (bare === "θ") return turned("bias + θ", bias + theta);
  if (owner >= 0) return `${turned(weightName(subsets[owner]), weights[owner])}, where ${namedControls(subsets[owner])} 1`;
  if (bare === "π") return `${isBack ? "turns back" : "turns"} by π, where the qubit of the dot is 1`;
  if (name === "measure") return "measures the ancilla: the neuron goes on where it says 0";
  if (name === "phase") return "a phase of the amplification, where all ancillas are 0";
  return `the whole neuron, which turns by an angle that depends on ${controls.length ? "its controls" : "bias and θ"}`;
}

const namedControls = (subset) => `control${subset.length > 1 ? "s" : ""} ${subset.join(" and ")} ${subset.length > 1 ? "are" : "is"}`;

function circuitPart({ get, edit, tip }) {
  const root = svg("svg", { role: "img" }), note = html("span", { class: "qn-small" }), fresh = memory(), told = html("div", { class: "qn-small" });
  const about = { role: "slider", tabindex: 0, "aria-label": "Gate of the circuit", "aria-valuemin": 1 }, box = html("div", about, root);
  let gates = [];
  let meant = -1, chosen = 0, isByKey = false; // gates, of the pointer or the focus, and of the keys
  function tell() {
    const settings = get(), at = meant < 0 ? chosen : meant;
    for (const [n, { node }] of gates.entries()) node.classList.toggle("qn-lit", n === meant);
    if (!gates[at]) return "";
    const text = gateTold(gates[at].gate, settings, subsets(settings));
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
return { DONE, learning, lessonPart, orderPart, bitsPart, anglesPart, circuitPart };
})();

const { widgetCode } = (() => {
const literal = (value) =>
  Array.isArray(value) ? `(${value.map(literal).join(", ")}${value.length === 1 ? "," : ""})` : JSON.stringify(value);

function widgetCode(widget, settings) {
  const own = Object.entries(settings).filter(([name]) => !["pinned", "unfolded"].includes(name));
  const lines = own.map(([name, value]) => `    ${name}=${literal(value)},\n`);
  return `from qrnn_nb.widgets import ${widget}\n\nexplorer = ${widget}(\n${lines.join("")})\n`;
}
return { widgetCode };
})();

export default (() => {
const WIDE = 1100, NARROW = 640; // pixels, from which there are three columns, and below which there is one
const LOW_CURVE = 200, BELOW = 18; // pixels of a curve that fills the screen at least, and of what stays free below it
const LOW_MAP = 310; // pixels of a map that stands below the angles
const LOW_BAR = 88, HIGH_BAR = 300; // pixels of a bar that is certain, on a page that fills the screen
const GAP = 10, EDGE = 22, AROUND = 8; // between columns, of a panel, and of the page: edges and what is kept free within them

function roomsOf(width, open) {
  const all = width - AROUND, inner = (/** @type {number} */ wide) => Math.max(120, Math.floor(wide) - EDGE);
  const whole = inner(all);
  if (width < NARROW) return { columns: 1, curve: whole, results: whole, more: whole, map: whole, below: whole, isHigh: false };
  const pair = (all - GAP) / 2;
  const two = { columns: 2, curve: inner(1.08 * pair), results: inner(0.92 * pair), more: inner(pair), map: inner(pair), below: whole, isHigh: false };
  if (width < WIDE || !open) return two;
  const free = all - 2 * GAP;
  const isHigh = open > 1, more = inner(free * 0.34), map = isHigh ? Math.min(LOW_MAP, more) : more;
  return { columns: 3, curve: inner(free * 0.36), results: inner(free * 0.3), more, map, below: whole, isHigh };
}

const seenOf = (settings) => ({ settings, reading: reading(settings), standing: standing(settings), curve: curve(settings.order) });

function pinnedBeside(pinned, { controls, bits }) {
  return pinned && seenOf(pinned.controls === controls ? { ...pinned, bits } : pinned);
}

function unfolding(page, title, { children, draw }) {
  const panel = page.fold(title, ...children), isOpen = () => page.unfolded.includes(title);
  panel.classList.add("qn-panel");
  return {
    panel, isOpen,
    draw(/** @type {Now} */ now) {
      panel.firstElementChild?.toggleAttribute("data-caption", isOpen() && panel.querySelector("svg") !== null);
      if (isOpen()) draw(now);
    },
  };
}

const NUMBERS = ["what", "angle", "activation", "probability", "plain probability", "success", "amplified success"];

function dataOf(settings) {
  const row = (/** @type {string} */ what, /** @type {Settings} */ one) => {
    const { angle, activation, probability, plain, success, amplified } = reading(one);
    return [what, angle, activation, probability, plain[1] ** 2, success, amplified];
  };
  const free = { ...settings, controls: 0, weights: [], bits: [], bias: 0 }, { controls } = settings, steps = curve(settings.order).length - 1;
  const along = Array.from({ length: steps + 1 }, (_, n) => row("curve", { ...free, theta: (n / steps) * Math.PI }));
  const words = Array.from({ length: 2 ** controls }, (_, word) => binary(word, controls));
  const each = words.map((word) => row(`word ${word}`.trim(), { ...settings, bits: [...word].map(Number) }));
  return asCsv([NUMBERS, ...along, ...each, row("point", settings)]);
}

const NEAR = 0.03; // from its ring, at which a bar meets it for the eye

function told(settings, probability, cost) {
  const parts = [`P(1) = ${chance(probability)}`];
  if (cost !== null) parts.push(`loss ${isLossCut(settings) ? "> " : ""}${cost < NONE ? "0" : powered(cost)}`);
  return parts.map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
}

function render({ model, el }) {
  const get = () => /** @type {Settings} */ (model.get("state"));
  const lessons = Object.keys(model.get("facts").lessons);
  const restore = (/** @type {any} */ fields) => changed(get(), fields, lessons);
  const options = { kind: "neuron", label: "Neuron explorer", events: ["state"], draw, restore, busy: () => learner.isOn(), going: () => "learning", data: () => dataOf(get()), python: () => widgetCode("NeuronExplorer", get()), keys: { " ": () => wanting() && learner.toggle(), ArrowRight: () => wanting() && learner.once(), ArrowLeft: () => page.undo() } };
  const page = frame({ model, el }, options), { root, alert, status, help } = page;
  const wanting = () => get().wanted.length > 0, costs = help("loss");
  let lit = -1;
  const act = { get, edit, light, tip: tipIn(root) };
  const learner = learning(act, page.redraw);
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

  let bar = LOW_BAR;
  function filled(column, now, low, most) {
    return clamp(low, now + root.clientHeight - BELOW - column.offsetTop - column.offsetHeight, most);
  }
  function draw(width) {
    const settings = get(), seen = seenOf(settings), cost = loss(settings);
    const rooms = roomsOf(width, Number(angles.isOpen()) + Number(map.isOpen())), path = learner.way(settings.weights);
    if (lit >= seen.standing.places.length) lit = -1;
    root.dataset.columns = String(rooms.columns);
    const isPresented = page.presented.isOn(), tall = isPresented ? filled(results, bar, LOW_BAR, HIGH_BAR) : rooms.isHigh ? 190 : 110;
    bar = tall;
    const high = (/** @type {number} */ now) => (isPresented && rooms.columns > 1 ? filled(look, now, LOW_CURVE, Number.POSITIVE_INFINITY) : undefined);
    const pinned = pinnedBeside(/** @type {Settings | null} */ (page.pinned), settings);
    const isMet = settings.wanted.length > 0 && settings.wanted.every((bit, word) => Math.abs(seen.standing.chances[word] - bit) < NEAR);
    for (const part of parts) part.draw({ seen, pinned, subsets: subsets(settings), lit, isMet, path, rooms: { ...rooms, tall, high } });
    const isLearned = cost !== null && cost < DONE, met = isMet ? ": every bar meets its ring" : "";
    const ended = learner.hasEnded(settings) ? (isLearned ? ": learned" : met || ": it hardly falls any more") : met;
    const counts = learner.isOn() && !page.presented.isOn(), doing = counts ? ` · step ${learner.steps()}` : ended;
    costs.hidden = cost === null;
    say(status, `${told(settings, seen.reading.probability, cost)}${doing}`);
    root.dataset.probability = String(seen.reading.probability);
  }
  const observer = new ResizeObserver(() => page.presented.isOn() && page.redraw());
  observer.observe(root);
  return () => {
    observer.disconnect();
    learner.stop();
    page.close();
  };
}

return { render };
})();
