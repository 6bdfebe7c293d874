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

const { bytesOf } = (() => {
const bytesOf = (view) => /** @type {ArrayBuffer} */ (view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
return { bytesOf };
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

const { SILENT, operators, step, run, digitAnswer, readDigit, rereader } = (() => {
const SILENT = -2;


function largestFactor({ c, s, phase }) {
  const sizes = c.map((keep, word) => {
    const size = Math.max(Math.abs(keep), Math.abs(s[word]));
    return phase ? size * Math.hypot(phase.re[word], phase.im[word]) : size;
  });
  return sizes.reduce((largest, size) => Math.max(largest, size), 0);
}

function divided(turn, scale) {
  const by = (/** @type {number} */ factor) => factor / scale;
  return { ...turn, c: turn.c.map(by), s: turn.s.map(by) };
}

function operators(topology, parameters) {
  const words = 2 ** topology.inputs;
  const size = 2 ** topology.workspace;
  let M = { re: new Float64Array(words * size * size), im: null };
  for (let row = 0; row < words * size; row += 1) M.re[row * size + (row % size)] = 1;
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

function addProduct(into, matrix, vector, sign) {
  const size = into.length;
  const whole = size - (size % 4);
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

function part({ re, im }, start, count) {
  const end = start + count;
  return { re: re.subarray(start, end), im: im ? im.subarray(start, end) : null };
}

function weighed(a, b) {
  const re = a.re.map((value, at) => value * b.re[at]);
  if (!a.im && !b.im) return { re, im: null };
  const none = new Float64Array(re.length);
  const x = a.im ?? none;
  const y = b.im ?? none;
  const im = re.map((_, at) => a.re[at] * y[at] + x[at] * b.re[at]);
  return { re: re.map((value, at) => value - x[at] * y[at]), im };
}

function normalised(state) {
  return scaled(state, 1 / Math.sqrt(sum(squares(state))));
}

function step({ M, size }, word, hidden) {
  return product(part(M, word * size * size, size * size), hidden);
}

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

function outcome({ O, size }, phi, word) {
  return word === SILENT ? phi : weighed(part(O, word * size, size), phi);
}


function run(network, inputs, forced, hidden = blank(network)) {
  const states = [hidden];
  const distributions = [];
  const success = new Float64Array(inputs.length);
  const scale = Math.exp(2 * network.logScale), silentScale = Math.exp(2 * (network.logScale - network.logScaleO));
  for (let t = 0; t < inputs.length; t += 1) {
    const phi = step(network, inputs[t], states[t]);
    const chances = weights(network, phi);
    const total = sum(chances);
    success[t] = forced[t] === SILENT ? sum(squares(phi)) * silentScale : total * scale;
    distributions.push(chances.map((weight) => weight / total));
    states.push(normalised(outcome(network, phi, forced[t])));
  }
  return { distributions, states, success };
}

function blank({ size }) {
  const re = new Float64Array(size);
  re[0] = 1;
  return { re, im: null };
}

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

const whites = new WeakMap(); // what reading 1, 2, 4, 8, ... white words does, for each network and what is forced meanwhile

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

function highestPower(size, count) {
  let power = 0;
  while (count ** 2 > size * 2 ** (power + 1)) power += 1;
  return power;
}

function afterWhite(network, hidden, count, highest, unasked) {
  let state = hidden;
  let left = count;
  for (let power = highest; power >= 0; power -= 1) {
    for (; left >= 2 ** power; left -= 2 ** power)
      state = normalised(product(whiteMatrix(network, power, unasked), state));
  }
  return state;
}


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


function answered(network, { read, labelWords }, words, before, last = words[read - 1]) {
  const behind = labelWords[0].slice(1).map((_, place) => words[read + place] ?? 0);
  const phi = step(network, last, before);
  return { chances: classChances(network, labelWords, phi, behind), phi };
}

function statesBefore(network, { read, unasked }, words) {
  const last = read - 1;
  return run(network, Array.from(words).slice(0, last), Array(last).fill(unasked)).states;
}

function digitAnswer(network, task, words) {
  const states = statesBefore(network, task, words);
  return answered(network, task, words, states[states.length - 1]).chances;
}

function readDigit(network, task, words) {
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

function rereader(network, task, words, time) {
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
return { SILENT, operators, step, run, digitAnswer, readDigit, rereader };
})();

const { filmOf, frameParameters, frameOf, ranWith, stagesOf, magnitudes } = (() => {
function filmOf({ topology, updates }, inputs, { taken, levels, ranges }) {
  const numbers = new Float64Array(bytesOf(ranges)), count = numbers.length / 2;
  return {
    topology,
    updates,
    inputs,
    taken: new Int32Array(bytesOf(taken)),
    levels: new Uint16Array(bytesOf(levels)),
    lows: numbers.subarray(0, count),
    parts: numbers.subarray(count),
  };
}

function frameParameters({ topology, levels, lows, parts }, number) {
  return anglesByName(topology, lows.map((low, at) => low + parts[at] * levels[number * lows.length + at]));
}

function frameOf(film, number) {
  const { topology, inputs } = film, steps = inputs.length;
  const parameters = frameParameters(film, number);
  const start = film.taken.length > steps ? number * steps : 0;
  const taken = film.taken.subarray(start, start + steps);
  return ranWith(topology, parameters, inputs, taken);
}

function ranWith(topology, parameters, inputs, taken) {
  const network = operators(topology, parameters);
  return { parameters, taken, network, told: run(network, inputs, taken) };
}

function stagesOf({ topology, inputs }, { parameters, told }, step) {
  const word = inputs[step], size = 2 ** topology.workspace;
  const row = (/** @type {Float64Array} */ values) => values.slice(word * size, (word + 1) * size);
  const stages = { before: told.states[step] };
  for (const { gate, state } of walk(topology, parameters, word, told.states[step])) {
    const stage = gate.slice(0, gate.lastIndexOf("."));
    if (/^(input|stage)/.test(stage)) stages[stage] = { re: row(state.re), im: state.im && row(state.im) };
  }
  stages.after = told.states[step + 1];
  return stages;
}

function magnitudes(state) {
  const negative = [...state.re.keys()].filter((at) => state.re[at] < -5e-5);
  return { sizes: squares(state).map(Math.sqrt), negative };
}
return { filmOf, frameParameters, frameOf, ranWith, stagesOf, magnitudes };
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

const { pointsOf, curveView } = (() => {
function pointsOf(numbers, size, column) {
  const points = [];
  for (let n = 0; n < numbers.length; n += size) points.push([numbers[n], numbers[n + column]]);
  return points.filter(([, value]) => Number.isFinite(value));
}

function scaleOf(points, { left, right, top, bottom }) {
  const values = points.map((point) => point[1]);
  let low = Math.min(...values), high = Math.max(...values);
  const isLog = low > 0;
  if (high - low < 1e-6 * Math.abs(high)) [low, high] = isLog ? [low * 0.9, high * 1.1] : [low - 0.5, high + 0.5];
  const scale = isLog ? Math.log : (/** @type {number} */ value) => value;
  const last = Math.max(...points.map((point) => point[0]), 2), room = right - left - 6;
  return {
    x: (update) => left + ((update - 1) / (last - 1)) * room,
    y: (value) => bottom - 4 - ((scale(value) - scale(low)) / (scale(high) - scale(low))) * (bottom - top - 8),
    updateAt: (x) => Math.round(1 + ((x - left) / room) * (last - 1)),
    ticks: isLog ? logTicks(low, high) : roundTicks(low, high, 4),
    last,
  };
}

const tickName = (tick) => (tick && Math.abs(tick) < 1e-3 ? Number(short(tick)).toExponential() : short(tick));

function drawTicks(root, { left, right, bottom }, { x, y, ticks, last }) {
  for (const tick of ticks) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${y(tick)}H${right}` }));
    root.append(svg("text", { class: "qs-tick", x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, tickName(tick)));
  }
  const updates = roundTicks(1, last, (right + 12) / 90).filter((tick) => Number.isInteger(tick) && tick >= 1);
  for (const tick of updates) root.append(svg("text", { class: "qs-tick", x: x(tick), y: bottom + 17, "text-anchor": "middle" }, tick));
}

function drawLines(root, points, present, { x, y }, line) {
  const path = (/** @type {Point[]} */ some) => some.map(([update, value]) => `${x(update)},${y(value)}`).join(" ");
  const done = points.filter(([update]) => update <= present), later = points.filter(([update]) => update >= present);
  root.append(svg("polyline", { class: "qs-afterwards", points: path(later) }), svg("polyline", { class: line, points: path(done) }));
  const here = done.at(-1);
  const [update, value] = here ?? points[0];
  root.append(svg("circle", { class: "qs-end", cx: x(update), cy: y(value), r: 3 }));
  return here;
}

function drawPinned(root, { points, name }, { x, y }, { left, right, top }) {
  const path = points.map(([update, value]) => `${x(update)},${y(value)}`).join(" ");
  root.append(svg("polyline", { class: "qs-line qs-pinned-line", points: path }));
  const isLong = name.length * 7 > right - left, half = name.lastIndexOf(", ", name.length * 0.6) + 2;
  for (const [line, text] of (isLong ? [name.slice(0, half), name.slice(half)] : [name]).entries())
    root.append(svg("text", { class: "qs-value", x: right - 4, y: top + 12 + 16 * line, "text-anchor": "end" }, text));
}

function curveView(root, { name, line }) {
  let scale = null;
  let known = [];
  let box = { left: 58, right: 0, top: 8, bottom: 0 };
  const needle = svg("path", { class: "qs-needle" });

  function draw(points, present, { width, height }, pinned) {
    resize(root, width, height);
    known = points;
    scale = null;
    box = { left: 58, right: width - 12, top: 8, bottom: height - 22 };
    const { left, right, top, bottom } = box, middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
    root.append(svg("text", { class: "qs-tick", x: left - 6, y: bottom + 17, "text-anchor": "end" }, "update"));
    const all = [...points, ...(pinned?.points ?? [])];
    if (all.length) {
      scale = scaleOf(all, box);
      drawTicks(root, box, scale);
    }
    if (pinned?.points.length && scale) drawPinned(root, pinned, scale, box);
    if (!points.length) {
      root.append(svg("text", { class: "qs-tick", ...middle, "text-anchor": "middle" }, "no update yet"));
      root.setAttribute("aria-label", `${name}: no update yet`);
      return;
    }
    const [update, now] = drawLines(root, points, present, /** @type {Scale} */ (scale), line) ?? [0, points[0][1]];
    root.setAttribute("aria-label", `${name}: ${update} updates, from ${short(points[0][1])} to ${short(now)}`);
  }
  function mark(update) {
    if (update === null || !scale || !known.length) return;
    const { x, y } = scale, here = known.findLast((point) => point[0] <= update) ?? known[0];
    const [cx, cy] = [x(here[0]), y(here[1])], isRight = cx > (box.left + box.right) / 2;
    root.append(svg("path", { class: "qs-line qs-pinned-line", d: `M${cx} ${box.top}V${box.bottom}` }));
    root.append(svg("circle", { class: "qs-line", cx, cy, r: 5 }));
    const y0 = cy > (box.top + box.bottom) / 2 ? box.top + 12 : box.bottom - 10;
    const place = { x: cx + (isRight ? -6 : 6), y: y0, "text-anchor": isRight ? "end" : "start" };
    root.append(svg("text", { class: "qs-value", ...place }, `pinned: update ${update}`));
  }
  function light(update) {
    needle.remove();
    if (update === null || !scale || !known.length) return "";
    const { x } = scale, near = known.reduce((best, point) => (Math.abs(point[0] - update) < Math.abs(best[0] - update) ? point : best));
    needle.setAttribute("d", `M${x(near[0])} ${box.top}V${box.bottom}`);
    root.append(needle);
    return `update ${near[0]}: ${short(near[1])}`;
  }
  const at = (event) => scale && clamp(0, scale.updateAt(across(event, root)), scale.last);
  return { draw, mark, light, at };
}
return { pointsOf, curveView };
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

const { pinnedRun, lossTold, morePart, moreWidth, historyPart } = (() => {
const LOW = 96; // pixels of a curve on a wide page, which is seen at once
const EDGE = 16; // pixels below it on a page that fills the screen

function pinnedRun(model) {
  const { name } = model.get("pinned_run");
  return name ? { name, curve: model.get("pinned_curve"), norms: model.get("pinned_norms") } : null;
}

function lossTold(curve, update) {
  const at = curve.findIndex((value, n) => n % 2 === 0 && value === update);
  if (at >= 0) return ` · loss ${short(curve[at + 1])}`;
  return update ? "" : " · not trained yet";
}

const heightIn = (hall, row, box) => Math.max(LOW, innerHeight / Number(getComputedStyle(hall).zoom) - row.offsetTop - box.offsetTop - EDGE);

function morePart({ fold, redraw }, parts) {
  const more = fold("Further views: gradient norm, least p(right), hidden state", html("div", { class: "qs-more" }, ...parts));
  more.addEventListener("toggle", redraw);
  return more;
}

const moreWidth = (width, room) => Math.floor(width >= 760 ? room / 3 : width < 544 ? room : room / 2);

const TERMS = ["loss", "gradient norm", "least p(right)"]; // of the curves, for the "?" beside their titles

function historyPart(labels, { go, shift, hint, goal }, help) {
  const roots = [0, 1, 2].map(() => svg("svg", { role: "img" }));
  const loss = curveView(roots[0], { name: "Loss curve", line: "qs-line" });
  const norm = curveView(roots[1], { name: "Gradient norm", line: "qs-thin" });
  const least = curveView(roots[2], { name: "Least probability of a right word", line: "qs-thin" });
  const views = [loss, norm, least];
  const boxes = roots.map((root) => html("div", { class: "qs-strip" }, root)), box = boxes[0];
  const attributes = { role: "slider", tabindex: 0, "aria-label": "Update to go to", "aria-valuemin": 0, "aria-description": hint };
  for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, String(value));
  const row = html("section", { class: "qs-row", "aria-label": "The training" });
  const titles = [labels.loss, labels.norm, labels.least].map((label) => html("span", { "data-caption": "" }, label)), values = roots.map(() => html("span", { class: "qs-curve-value" }));
  const whose = html("span", { class: "qs-whose" }, "on the sequences of the training; the one above is another");
  const headings = titles.map((title, n) => html("div", { class: "qs-curve-title" }, title, help(TERMS[n]), ...(n ? [] : [whose]), values[n]));
  const [first, ...more] = boxes.map((one, n) => html("div", { class: "qs-cornered" }, headings[n], one));
  row.append(first);
  let drawn = [];
  let measured = { width: 0, room: 0 };
  function roomOf(width) {
    if (width === measured.width) return measured.room;
    const seen = row.clientWidth, room = (seen || width) - 8;
    measured = { width: seen && width, room };
    return room;
  }
  const light = (/** @type {number | null} */ update) => {
    for (const [n, view] of views.entries()) say(values[n], view.light(update));
  };
  for (const [n, one] of boxes.entries()) {
    const tip = tipIn(one), at = (/** @type {MouseEvent} */ event) => views[n].at(event);
    one.addEventListener("click", (event) => go(at(event) ?? 0));
    one.addEventListener("pointermove", (event) => {
      light(at(event));
      tip([values[n].textContent, goal(at(event) ?? 0)].filter(Boolean).join("; "), event);
      say(values[n], "");
    });
    one.addEventListener("pointerleave", () => {
      light(null);
      tip("");
    });
  }
  onSliderKeys(box, shift, { more: { PageUp: 10, PageDown: -10 } });
  function draw(curve, norms, { update, made, pinned: marked = null }, width, pinned, isMore) {
    const hall = row.closest(".qs-presented"), tall = hall ? heightIn(hall, row, box) : 0;
    const now = [curve, norms, update, made, marked, width, tall, pinned?.name, pinned?.curve, isMore];
    if (now.every((part, at) => part === drawn[at])) return;
    drawn = now;
    box.setAttribute("aria-valuemax", String(made));
    box.setAttribute("aria-valuenow", String(update));
    box.setAttribute("aria-valuetext", `update ${update}${lossTold(floats(curve), update)}`);
    const room = roomOf(width), small = { width: moreWidth(width, room), height: 132 }, pairs = floats(norms), others = floats(pinned?.norms);
    const behind = (/** @type {ArrayLike<number>} */ numbers, /** @type {number} */ size, /** @type {number} */ column, name = "") =>
      pinned && { points: pointsOf(numbers, size, column), name };
    const name = pinned ? `${labels.pinned}: ${pinned.name}` : "";
    loss.draw(pointsOf(floats(curve), 2, 1), update, { width: room, height: tall || (width >= 760 ? LOW : 172) }, behind(floats(pinned?.curve), 2, 1, name));
    if (isMore) norm.draw(pointsOf(pairs, 3, 1), update, small, behind(others, 3, 1));
    if (isMore) least.draw(pointsOf(pairs, 3, 2), update, small, behind(others, 3, 2));
    for (const view of views) view.mark(marked);
  }
  return { row, more, draw };
}
return { pinnedRun, lossTold, morePart, moreWidth, historyPart };
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

const { LINE, cellPart } = (() => {
function share(share) {
  const told = () => `${(100 * share).toFixed(share > 0.1 && share < 0.9 ? 0 : 1)} %`;
  const text = share > 1e-9 && share < 1e-3 ? "< 0.1 %" : share < 1 - 1e-9 && share > 1 - 1e-3 ? "> 99.9 %" : told();
  return text.replaceAll(" ", "\u00a0"); // on one line
}

function outOf({ symbols, taken, forced, isRight }, { success }) {
  const word = symbols[taken], chance = `(it had ${share(success)})`;
  if (!forced) return `${word} comes out ${chance}`;
  return isRight ? `training fixes the right answer ${word} ${chance}` : `not asked here: its guess is thrown away, “${word}” put in its place ${chance}`;
}

function plainly(running, station) {
  const { symbols, read, taken } = running, { gate } = station;
  if (gate === "write") return `write: the word ${symbols[read]} is put on the in/out lanes`;
  if (gate === "erase") return `erase: the in/out lanes are 0 again${taken === SILENT ? "; nothing is asked here, so the output stage does not act" : ""}`;
  if (gate === "measure") return `measure: ${outOf(running, station)}`;
  const stage = stageOf(gate);
  if (stage === "input") return "input: the word just read changes the memory";
  return stage === "output" ? "output: the memory writes its prediction" : `${named(stage)}: the memory is reworked`;
}

function wordsOf(running, station) {
  const { gate, success, excitation } = station, plain = plainly(running, station);
  if (["write", "erase", "measure"].includes(gate)) return plain;
  const place = named(gate).slice(named(stageOf(gate)).length + 1);
  if (excitation === null) return place ? `${plain}, by ${place}` : plain;
  return `${plain}; ${place}: its target is 1 with ${share(excitation)}, success ${share(success)}`;
}

function lineOf(running, isBrief) {
  const { topology, reason, begin, stations, at, symbols, read } = running;
  if (!topology) return reason;
  if (!stations.length) return `${begin}, or click a step above: its word runs through the cell.`;
  const last = stations[stations.length - 1], end = last.gate === "measure" ? outOf(running, last) : "nothing is asked, and nothing comes out";
  if (at === null) return `the word ${symbols[read]} has passed; ${end}`;
  return (isBrief ? plainly : wordsOf)(running, stations[at]);
}

const BLUE = "blue: P(1) of its lane", FILL = `${BLUE}; ρ: a rotation`;
const KEY = "success: how likely all ancillas of a neuron give 0, as they must; no measure of what is learned";
const BRIEF = `${BLUE} · success: ancillas all give 0`; // on a page that fills the screen
const LINE = 18; // pixels of a line of words there

function statePart(help) {
  const state = svg("svg", { role: "img" }), note = html("span", { "data-caption": "" });
  const legend = html("div", { class: "qs-legend qs-note" }, note, help("amplitude"));
  const held = html("section", { class: "qs-held-part", "aria-label": "The state" }, legend, state), tip = tipIn(held);
  let tellOf = (/** @type {MouseEvent} */ _) => "";
  for (const kind of ["pointermove", "pointerleave"]) state.addEventListener(kind, (event) => tip(tellOf(/** @type {MouseEvent} */ (event)), /** @type {MouseEvent} */ (event)));
  function draw(topology, station, { width, em, strips, high, symbols }) {
    const isThere = topology !== null && station !== undefined;
    state.style.display = legend.style.display = isThere ? "" : "none";
    if (!isThere) return;
    say(note, `the state after ${named(station.gate)}: amplitudes up and down, a row for each word on the in/out lanes`);
    tellOf = drawAmplitudesOf(state, { now: signedAmplitudes(station), pinned: null, strips, symbols }, topology, width, em, high);
  }
  return { held, draw };
}

function cellPart(halt, help) {
  const grid = new GridView(false), state = statePart(help), line = html("div", { class: "qs-passing", "data-caption": "" });
  const way = { class: "qs-scroll qs-way", title: "click a column, or use the arrow keys, to stop the word there" };
  const slider = { role: "slider", tabindex: 0, "aria-label": "Way of the word through the cell", "aria-valuemin": 0 };
  const box = grid.scroll;
  for (const [name, value] of Object.entries({ ...way, ...slider })) box.setAttribute(name, String(value));
  const [fill, bend, sum, chance] = [[FILL], ["order: how steep it bends", help("order")], ["degree: controls that a weight multiplies", help("degree")], [KEY, help("success")]]
    .map((parts) => html("span", {}, ...parts));
  const key = html("div", { class: "qs-legend qs-note qs-cell-key" }, fill, bend, sum, chance), brief = html("div", { class: "qs-brief-key", "data-caption": "" }, BRIEF);
  const row = html("section", { class: "qs-cell-part", "aria-label": "The cell" }, line, grid.box, key, brief);
  let now;
  const last = () => now.stations.length - 1;
  const lit = { key: "" };
  onSliderKeys(box, (by) => halt(clamp(0, (now.at ?? last()) + by, last())), { isOn: () => now.stations.length > 0 });
  function keyAt({ target }) {
    const element = /** @type {Element} */ (target), key = element.closest("[data-key]")?.getAttribute("data-key");
    return key ?? (element.classList.contains("qs-lit-column") ? lit.key : "");
  }
  box.addEventListener("click", (event) => {
    const at = now.stations.findIndex(({ gate }) => gate === keyAt(event));
    if (at >= 0) halt(at);
  });
  box.addEventListener("pointermove", (event) => light(keyAt(event)));
  box.addEventListener("pointerleave", () => light(""));
  let size = /** @type {Size} */ ({ width: 0, aside: null, height: 0, close: false });
  function light(key) {
    if (key === lit.key) return;
    lit.key = key;
    drawGrid();
  }
  function drawGrid() {
    const { topology, stations, at, read } = now, over = stations.find(({ gate }) => gate === lit.key);
    const pointed = over && (size.close ? plainly : wordsOf)(now, over);
    say(line, pointed ?? lineOf(now, size.close || now.isOn));
    if (!topology) return;
    const running = at === null ? undefined : stations[at].gate, passed = at === null ? stations : stations.slice(0, at + 1);
    const seen = seenIn(topology, passed);
    if (passed.at(-1)?.gate !== "measure") seen.measured = null;
    const shown = { topology, ...(stations.length ? { word: read, ...seen } : {}), running, lit: over ? lit : null };
    grid.draw(shown, size.close ? { ...size, brief: true, height: size.height - needs() } : size);
  }
  const rows = () => Math.min(8, Math.max(...now.stations.map(({ held }) => held.filter((chance) => chance > 1e-6).length)));
  const needs = () => grid.box.offsetTop + LINE + (now.stations.length && !size.aside ? closest(Math.min(rows(), 3), grid.em(size.width)) + BELOW * grid.em(size.width) : 0);
  function drawState() {
    const { topology, stations, at } = now, em = grid.em(size.width), strips = rows();
    brief.hidden = !topology || (size.close && grid.box.offsetTop + grid.box.offsetHeight + LINE > size.height);
    const below = () => size.height - grid.box.offsetTop - grid.box.offsetHeight - LINE;
    const high = size.close ? (size.aside?.height ?? below()) - BELOW * em : closest(strips, em), isRoom = !size.close || high >= LOWEST * em;
    state.draw(topology, isRoom ? stations[at ?? last()] : undefined, { width: size.aside?.width ?? size.width, em, strips, high, symbols: now.symbols });
  }
  function draw(running, room) {
    now = running;
    size = room;
    grid.box.hidden = key.hidden = !running.topology;
    drawGrid();
    drawState();
    box.setAttribute("aria-valuemax", String(Math.max(0, last())));
    box.setAttribute("aria-valuenow", String(Math.max(0, running.at ?? last())));
    box.setAttribute("aria-valuetext", lineOf(running, false));
  }
  return { row, held: state.held, draw };
}
return { LINE, cellPart };
})();

const { stationsOf, influenceWork, influences } = (() => {
function heldBy(state, size) {
  const chances = squares(state), words = chances.length / size;
  return Float64Array.from({ length: words }, (_, word) => sum(chances.subarray(word * size, (word + 1) * size)));
}

function stationsOf(topology, parameters, { read, taken, before }) {
  const size = 2 ** topology.workspace;
  const stations = [...walk(topology, parameters, read, before)].map((moment) => ({ ...moment, held: heldBy(moment.state, size) }));
  if (taken === SILENT) return stations.slice(0, stations.findIndex(({ gate }) => gate === "erase") + 1);
  const last = stations[stations.length - 1];
  return [...stations, measured(last, taken, size)];
}

function measured({ state, held }, taken, size) {
  const longer = 1 / Math.sqrt(held[taken]);
  const kept = (/** @type {Float64Array} */ values) =>
    values.map((value, at) => (Math.floor(at / size) === taken ? longer * value : 0));
  const after = { re: kept(state.re), im: state.im && kept(state.im) };
  return { gate: "measure", state: after, held, success: held[taken], excitation: null };
}

function othersOf(inputs, read, words) {
  const known = [...new Set(inputs)];
  const all = known.length > 1 ? known.sort((a, b) => a - b) : [...Array(words).keys()];
  return all.filter((word) => word !== read);
}

function influenceWork({ inputs: lanes, workspace }, inputs, step) {
  const others = othersOf(inputs, inputs[0], 2 ** lanes).length;
  return (others * (step + 1) * (step + 2) * 4 ** workspace) / 2;
}

function influences(network, inputs, taken, told, step) {
  const now = told.distributions[step], out = Array.from(taken).slice(0, step + 1);
  const change = (/** @type {number} */ at, /** @type {number} */ word) => {
    const others = [word, ...inputs.slice(at + 1, step + 1)];
    const then = run(network, others, out.slice(at), told.states[at]).distributions[step - at];
    return sum(then.map((chance, index) => Math.abs(chance - now[index]))) / 2;
  };
  const most = (/** @type {number} */ at) =>
    Math.max(...othersOf(inputs, inputs[at], network.words).map((word) => change(at, word)));
  return Float64Array.from({ length: step + 1 }, (_, at) => most(at));
}
return { stationsOf, influenceWork, influences };
})();

const { computing } = (() => {
const MOST_WORK = 4e7; // multiplications: a tenth of a second

function computing(get) {
  let of = null;
  let known = new Map();
  function once(name, compute) {
    const now = get();
    if (!now) return null;
    if (now.ran !== of) known = new Map();
    of = now.ran;
    if (!known.has(name)) known.set(name, compute(now));
    return known.get(name);
  }
  const stations = (step) =>
    once(`stations ${step}`, ({ topology, inputs, ran }) => {
      const { parameters, taken, told } = ran;
      return stationsOf(topology, parameters, { read: inputs[step], taken: taken[step], before: told.states[step] });
    }) ?? [];
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
return { computing };
})();

const { modesPart } = (() => {
function modesPart(modes, changed) {
  let chosen = "";
  const buttons = modes.map(({ name, hint }) => button(name, hint, () => go(name)));
  function choose(name) {
    chosen = name;
    for (const [at, { name: one, controls }] of modes.entries()) {
      buttons[at].setAttribute("aria-pressed", String(one === name));
      for (const control of controls) control.hidden = one !== name;
    }
  }
  function go(name) {
    if (name === chosen) return;
    choose(name);
    changed();
  }
  choose(modes[0].name);
  const row = html("span", { class: "qs-group", role: "group", "aria-label": "What runs" }, ...buttons);
  return { row, go, chosen: () => chosen };
}
return { modesPart };
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

const { passage } = (() => {
function passage({ stations, at, to, next, ready, key, speed, changed }) {
  let isEndless = false, passed = "";
  const film = player(tick, calmly(speed), changed, true);

  function tick() {
    if (!ready()) return true;
    const here = at();
    if (here === null) return key() === passed ? follow() : begin();
    if (here + 1 < stations()) {
      to(here + 1);
      return true;
    }
    passed = key();
    to(null);
    return isEndless && follow();
  }
  function follow() {
    const is = next();
    if (is && ready() && stations()) to(0);
    return is;
  }
  function begin() {
    if (!stations()) return isEndless && follow();
    to(0);
    return true;
  }
  function play(endless) {
    isEndless = endless;
    if (!ready()) {
      if (!film.isOn()) film.play();
      return;
    }
    const isNew = stations() > 0 && key() !== passed;
    if (at() === null && !isNew && !follow()) return;
    if (film.isOn()) return;
    if (at() === null && isNew) begin();
    film.play();
  }
  function halt(place) {
    film.stop();
    to(place);
  }
  function pass() {
    passed = key();
    halt(null);
  }
  return { pass, word: () => play(false), words: () => play(true), stop: film.stop, halt, isOn: film.isOn };
}
return { passage };
})();

const { distributionView } = (() => {
const LEFT = 84, ABOVE = 12; // pixels
const MOST_SLOT = 64; // pixels of a word
const NARROW = 300, SCALE = 22; // pixels: of a picture with no room for words beside its scale, and of the scale

function distributionView(root) {
  let bars = [];
  let slot = 0, left = LEFT, high = 0, floor = 0;

  function drawBar(symbol, word, p, isTaken, was) {
    const x = left + word * slot;
    if (was !== undefined) {
      const place = { x: x + slot * 0.05, y: floor - high * was, width: slot * 0.9, height: high * was };
      root.append(svg("rect", { class: "qs-pinned-bar q-pinned", ...place }));
    }
    const bar = svg("rect", { class: "qs-cell", x: x + slot * 0.15, y: floor - high * p, width: slot * 0.7, height: high * p });
    bar.append(svg("title", {}, `${symbol}: ${toldChance(p)}`));
    root.append(bar);
    const kind = isTaken ? "qs-axis qs-put" : "qs-tick";
    if (slot > 9) root.append(svg("text", { ...symbolLook(kind, symbol), x: x + slot / 2, y: floor + 16, "text-anchor": "middle" }, symbol));
    return bar;
  }
  function draw(look, symbols, { width, high: tall }, label, pinned) {
    resize(root, 0, 0);
    if (!look) return;
    high = tall;
    floor = ABOVE + high;
    const isNarrow = width < NARROW;
    left = isNarrow ? SCALE : LEFT;
    slot = clamp(0, (width - left - 8) / symbols.length, MOST_SLOT);
    const right = left + slot * symbols.length, place = isNarrow ? { x: right, y: floor + 34 } : { x: left - 6, y: floor + 16 };
    resize(root, right + 8, place.y + 6);
    drawScale(symbols.length);
    root.append(svg("text", { class: "qs-tick qs-which", ...place, "text-anchor": "end" }, label));
    root.append(svg("path", { class: "qs-frame", d: `M${left} ${floor}H${right}` }));
    bars = symbols.map((symbol, word) => drawBar(symbol, word, look.belief[word], word === look.taken, pinned[word]));
    const told = symbols.map((symbol, word) => namedChance(symbol, look.belief[word]));
    root.setAttribute("aria-label", `Distribution over the ${label}: ${told.join(", ")}`);
  }
  function drawScale(words) {
    for (const [value, name] of /** @type {[number, string][]} */ ([[0.5, "½"], [1, "1"]])) {
      const y = floor - high * value;
      root.append(svg("path", { class: "qs-grid", d: `M${left} ${y}h${slot * words}` }));
      root.append(svg("text", { class: "qs-tick", x: left - 6, y: y + 5, "text-anchor": "end" }, name));
    }
  }
  function light(word) {
    for (const [n, bar] of bars.entries()) bar.classList.toggle("qs-lit", n === word);
  }
  const at = (event) => Math.floor((across(event, root) - left) / slot);
  return { draw, light, at };
}
return { distributionView };
})();

const { drawStages } = (() => {
const LEFT = 84, ROW = 22; // pixels

function stageOfGate(gate) {
  if (gate === "write") return "before";
  return gate === "measure" ? "after" : gate.slice(0, gate.lastIndexOf(".")) || "output";
}

function drawStage(root, look, stage, y, cell) {
  const negative = new Set(look.negative[stage]), amplitudes = Array.from(look.stages[stage]), lanes = Math.log2(amplitudes.length);
  const name = stage.replace("stage.", "stage ");
  root.append(svg("text", { class: "qs-tick", x: LEFT - 6, y: y + ROW / 2 + 4, "text-anchor": "end" }, name));
  for (const [state, amplitude] of amplitudes.entries()) {
    const place = { x: LEFT + state * cell, y, width: cell, height: ROW - 2 };
    const box = svg("rect", { class: "qs-cell qs-state", ...place, "fill-opacity": amplitude * amplitude });
    const sign = negative.has(state) ? "−" : "";
    box.append(svg("title", {}, `${stage}, ${ket(state, lanes)}: ${sign}${short(amplitude)}`));
    root.append(box);
    if (sign && cell > 7 && amplitude > 0.1)
      root.append(svg("path", { class: "qs-minus", d: `M${place.x + cell / 2 - 3} ${y + ROW / 2 - 1}h6` }));
  }
}

function drawStages(root, look, width, gate) {
  resize(root, 0, 0);
  if (!look) return;
  const stages = Object.keys(look.stages), size = look.stages.before.length, lanes = Math.log2(size);
  const cell = Math.min(28, (width - LEFT - 8) / size), bottom = 2 + stages.length * ROW;
  resize(root, LEFT + size * cell + 8, bottom + 18);
  const here = gate ? stageOfGate(gate) : "after", reached = stages.includes(here) ? stages.indexOf(here) : stages.length - 2;
  for (const [floor, stage] of stages.entries()) {
    const row = root.appendChild(svg("g", { class: floor > reached ? "qs-not-yet" : "" }));
    drawStage(row, look, stage, 2 + floor * ROW, cell);
  }
  for (const state of [0, size - 1]) {
    const place = { x: state ? LEFT + size * cell : LEFT, y: bottom + 13, "text-anchor": state ? "end" : "start" };
    root.append(svg("text", { class: "qs-tick", ...place }, ket(state, lanes)));
  }
  root.setAttribute("aria-label", `Hidden state at step ${look.step}: ${stages.length} stages, ${size} basis states`);
}
return { drawStages };
})();

const { hatchOf, rightIn, askedIn, stripView } = (() => {
const LETTER = 8.5; // pixels, of a letter at most
const SIGN = 6.7; // of a sign in a short formula, spaces and all
const ROW = 20, FEW = 4; // pixels of a row at most; words that fill the height
const HATCH = 9; // pixels from an oblique line to the next
const AFTER = "; above: the prediction after it"; // why the answer to two words stands above the second
const HUNG = "bars: what it depends on"; // behind the step that is looked at, where there is room
const MOST_BAR = 10; // pixels that a bar of influence is broad
const NUMBERS = 17, TOP = 4; // pixels above the strip: of the steps' numbers, or without them
const WORDS = 17, TIES = 18, NAME = 18, BARS = 24, LOW_BARS = 15; // below it: of the words read, what they belong to, their axis' name, and their influence
const SEEN = 0.1, FORMED = 0.02; // of a share whose bar is seen, and of a shade that has an edge while it forms
const SAID = 15, EQUALS = " = "; // pixels of a line below a brace, and what begins the second one
const ENDS = 10; // pixels of a brace on either side of its words, and around it
const HALO = 3; // of a sum x + y, on either side of an oblique line



function gridOf({ inputs, symbols }, { width, high, isLow }) {
  const longest = Math.max(...symbols.map((symbol) => symbol.length)), words = symbols.length;
  const left = 32 + LETTER * longest, top = isLow ? TOP : NUMBERS;
  const cell = Math.min(80, (width - left - 8) / inputs.length);
  const row = Math.min(isLow ? high / FEW : ROW, Math.max(8, high / words)), bottom = top + words * row;
  const x = (/** @type {number} */ step) => left + (step + 0.5) * cell;
  const y = (/** @type {number} */ word) => bottom - (word + 0.5) * row;
  return { left, top, bottom, cell, row, longest, x, y };
}

function drawCells(root, { targets, symbols }, { x, y, cell, row }) {
  return targets.flatMap((_, step) =>
    symbols.map((__, word) => {
      const place = { x: x(step) - cell / 2, y: y(word) - row / 2, width: cell, height: row };
      return root.appendChild(svg("rect", { class: "qs-cell", ...place }));
    }),
  );
}


function sumsOver({ left, right, top, bottom }) {
  const first = Math.ceil((left + top) / HATCH) * HATCH, count = Math.max(0, Math.ceil((right + bottom - first) / HATCH));
  return Array.from({ length: count }, (_, n) => first + n * HATCH);
}

function endsOf({ left, right, top, bottom }, sum) {
  const kept = clamp(left + top, sum, right + bottom), from = Math.max(left, kept - bottom), to = Math.min(right, kept - top);
  return [from, to].map((x) => `${x.toFixed(1)} ${(kept - x).toFixed(1)}`);
}

const hatchOf = (box) => sumsOver(box).map((sum) => `M${endsOf(box, sum).join("L")}`).join("");

function bandsOf(box) {
  const bands = sumsOver(box).map((sum) => [...endsOf(box, sum - HALO), ...endsOf(box, sum + HALO).reverse()]);
  return bands.map((corners) => `M${corners.join("L")}Z`).join("");
}

function drawHatching(root, { targets }, { x, cell, top, bottom }) {
  const box = (/** @type {number} */ step) => ({ left: x(step) - cell / 2, right: x(step) + cell / 2, top, bottom });
  const boxes = targets.flatMap((target, step) => (target < 0 ? [box(step)] : []));
  if (!boxes.length) return;
  root.append(svg("path", { class: "qs-hatch-halo", d: boxes.map(bandsOf).join("") }), svg("path", { class: "qs-hatch", d: boxes.map(hatchOf).join("") }));
}

const crossOf = (arm) => `M${-arm} ${-arm}L${arm} ${arm}M${-arm} ${arm}L${arm} ${-arm}`;

function drawMarks(root, { inputs, targets }, { x, y, cell, row }) {
  const radius = Math.min(0.35 * row, 0.4 * cell);
  for (const [step, word] of targets.entries()) {
    if (word < 0) continue;
    const place = { cx: x(step), cy: y(word), r: radius };
    root.append(svg("circle", { class: "qs-halo", ...place }), svg("circle", { class: "qs-ring", ...place }));
  }
  return inputs.map(() => {
    const mark = root.appendChild(svg("g"));
    mark.append(svg("circle", { class: "qs-dot", r: Math.max(1, radius / 2.2) }));
    mark.append(svg("path", { class: "qs-cross-halo", d: crossOf(0.75 * radius) }), svg("path", { class: "qs-cross", d: crossOf(0.75 * radius) }));
    return mark;
  });
}

function drawSteps(root, steps, { left, top, cell, x }, labels) {
  const all = Array.from({ length: steps }, (_, step) => step), isRoom = cell >= 2 * LETTER + 3;
  const round = roundTicks(0, steps - 1, Math.max(2, (steps * cell) / 60)).filter(Number.isInteger);
  for (const step of isRoom ? all : round) root.append(svg("text", { class: "qs-tick", x: x(step), y: top - 5, "text-anchor": "middle" }, step));
  root.append(svg("text", { class: "qs-tick", x: left - 6, y: top - 5, "text-anchor": "end" }, labels.step));
}

function saidWithin([first, last, says], cell) {
  const close = says.replace(EQUALS, "="), room = (last - first + 1) * cell - 2 * ENDS;
  return [says, close].find((told) => SIGN * told.length < room) ?? "";
}

function halves(words) {
  const ways = words.map((_, at) => [words.slice(0, at).join(" "), words.slice(at).join(" ")]);
  const longest = (/** @type {string[]} */ lines) => Math.max(...lines.map((line) => line.length));
  return ways.reduce((one, other) => (longest(other) < longest(one) ? other : one)).filter(Boolean);
}

function saidBelow(groups, cell) {
  const ways = [groups.map(([, , says]) => says.replace(EQUALS, "\n= ").split("\n")), groups.map(([, , says]) => halves(says.split(" ")))];
  const fits = (/** @type {string[][]} */ way) => groups.every(([first, last], n) => way[n].every((line) => SIGN * line.length < (last - first + 1) * cell));
  return ways.find(fits) ?? [];
}

function drawGroups(root, groups, { bottom, cell, x }, below) {
  const y = bottom + WORDS + 9;
  for (const [at, group] of groups.entries()) {
    const from = x(group[0]) - cell / 2 + 3, to = x(group[1]) + cell / 2 - 3, middle = (from + to) / 2, inside = below.length ? "" : saidWithin(group, cell);
    const gap = inside ? (SIGN * inside.length) / 2 + 2 : 0;
    root.append(svg("path", { class: "qs-tie", d: `M${from} ${y - 6}v6H${middle - gap}M${to} ${y - 6}v6H${middle + gap}` }));
    const write = (/** @type {string} */ text, /** @type {number} */ down) => root.append(svg("text", { class: "qs-axis", x: middle, y: y + down, "text-anchor": "middle" }, text));
    if (inside) write(inside, 5);
    for (const [n, line] of (below[at] ?? []).entries()) write(line, SAID * (n + 1));
  }
}

function drawNames(root, { inputs, symbols }, { left, top, bottom, cell, row, longest, x, y }, labels, under) {
  const every = Math.ceil(13 / row), steps = inputs.length;
  for (const [word, symbol] of symbols.entries())
    if (word % every === 0) root.append(svg("text", { ...symbolLook("qs-tick", symbol), x: left - 6, y: y(word) + 5, "text-anchor": "end" }, symbol));
  const isWritten = cell >= LETTER * longest + 3;
  if (isWritten)
    for (const [step, word] of inputs.entries()) root.append(svg("text", { class: "qs-tick", x: x(step), y: bottom + WORDS - 2, "text-anchor": "middle" }, symbols[word]));
  const middle = left + (steps * cell) / 2, whole = `${labels.read}${AFTER}`;
  const beside = { x: left - 6, y: bottom + WORDS - 2, "text-anchor": "end" };
  const [place, name] = under === null ? [beside, "read"] : [{ x: middle, y: under, "text-anchor": "middle" }, whole.length * LETTER < steps * cell + left ? whole : labels.read];
  if (isWritten) root.append(svg("text", { class: "qs-axis", ...place }, name));
  const turned = { transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" };
  root.append(svg("text", { class: "qs-axis", ...turned }, bottom - top >= 60 ? labels.next : "next"));
}

function bestAt(belief, step, words) {
  let best = 0;
  for (let word = 1; word < words; word += 1) if (belief[step * words + word] > belief[step * words + best]) best = word;
  return best;
}

const rightIn = (belief, { targets, symbols }) => targets.filter((word, step) => word === bestAt(belief, step, symbols.length)).length;

const askedIn = ({ targets }) => targets.filter((word) => word >= 0).length;

function influenceBars(root, { cell, x }, steps, top) {
  const half = Math.min(MOST_BAR / 2, 0.35 * cell);
  const bar = (/** @type {number} */ step) => svg("rect", { class: "qs-influence", x: x(step) - half, y: top, width: 2 * half, height: 0 });
  return Array.from({ length: steps }, (_, step) => root.appendChild(bar(step)));
}

function stripView(root, sequence, size, labels) {
  const { inputs, targets, symbols } = sequence, steps = inputs.length, words = symbols.length;
  const grid = gridOf(sequence, size), { left, top, bottom, cell, row, x, y } = grid, high = bottom - top;
  const groups = sequence.groups.filter(([first]) => first < steps).map(([first, last, says]) => /** @type {Group} */ ([first, Math.min(last, steps - 1), says]));
  const below = size.isLow || groups.every((group) => saidWithin(group, cell)) ? [] : saidBelow(groups, cell);
  const tied = bottom + WORDS + (groups.length ? TIES : 0) + SAID * Math.max(0, ...below.map((lines) => lines.length)), hung = tied + (size.isLow ? 0 : NAME), far = size.isBare ? 0 : size.isLow ? LOW_BARS : BARS;
  resize(root, size.width, hung + far);
  root.append(svg("rect", { class: "qs-frame", x: left, y: top, width: steps * cell, height: high }));
  const cells = drawCells(root, sequence, grid);
  drawHatching(root, sequence, grid);
  const marks = drawMarks(root, sequence, grid);
  drawNames(root, sequence, grid, labels, size.isLow ? null : hung - 4);
  if (!size.isLow) drawSteps(root, steps, grid, labels);
  drawGroups(root, groups, grid, below);
  const line = root.appendChild(svg("path", { class: "qs-frame qs-hung" })); // from which the bars hang
  const bars = influenceBars(root, grid, steps, hung + 3);
  const meant = svg("text", { class: "qs-meant", y: hung + far / 2 + 4, visibility: "hidden" }, HUNG);
  const reading = svg("rect", { class: "qs-reading", y: bottom + 1, width: cell, height: WORDS, rx: 3, visibility: "hidden" });
  const cursor = svg("rect", { class: "qs-cursor", y: top - 1, width: cell, height: high + 2, visibility: "hidden" });
  const lit = svg("rect", { class: "qs-lit", width: cell, height: row, visibility: "hidden" });
  root.append(reading, cursor, lit, meant);

  function update(belief, shades, waiting) {
    for (const [n, box] of cells.entries()) {
      const isForming = Math.floor(n / words) === waiting && shades[n] > FORMED;
      shape(box, { "fill-opacity": String(shades[n] || 0), class: isForming ? "qs-cell qs-forming" : "qs-cell" });
    }
    const best = marks.map((_, step) => bestAt(belief, step, words));
    for (const [step, mark] of marks.entries()) {
      const kind = targets[step] < 0 ? "qs-unasked" : best[step] === targets[step] ? "qs-right" : "qs-wrong";
      shape(mark, { transform: `translate(${x(step)} ${y(best[step])})`, class: kind });
      reveal(mark, step !== waiting);
    }
    const score = `${rightIn(belief, sequence)} of ${askedIn(sequence)} right`;
    root.setAttribute("aria-label", `Predicted next words along a sequence of ${steps} steps: ${score} where an answer is asked`);
    return score;
  }
  function hang(shares) {
    if (size.isBare) return;
    for (const [step, bar] of bars.entries()) shape(bar, { height: String((far - 4) * (shares[step] ?? 0)) });
    const all = Array.from(shares), isSeen = Math.max(0, ...all) > SEEN, long = HUNG.length * LETTER;
    const behind = left + all.length * cell + 6, isBehind = behind + long < left + steps * cell;
    const from = isBehind ? behind : left, fits = isBehind || all.findIndex((share) => share > SEEN) * cell > long;
    line.setAttribute("d", isSeen ? `M${left} ${hung + 3}h${shares.length * cell}` : "");
    meant.setAttribute("visibility", fits && isSeen ? "visible" : "hidden");
    meant.setAttribute("x", String(fits ? from : left));
  }
  function read(step) {
    reading.setAttribute("visibility", step === null ? "hidden" : "visible");
    if (step !== null) reading.setAttribute("x", String(x(step) - cell / 2));
  }
  function mark(step) {
    cursor.setAttribute("visibility", step === null ? "hidden" : "visible");
    if (step !== null) cursor.setAttribute("x", String(x(step) - cell / 2));
  }
  function light(place) {
    lit.setAttribute("visibility", place ? "visible" : "hidden");
    if (!place) return;
    lit.setAttribute("x", String(x(place.step) - cell / 2));
    lit.setAttribute("y", String(y(place.word) - row / 2));
  }
  function at(event) {
    const [right, down] = within(event, root);
    return { step: Math.floor((right - left) / cell), word: Math.floor((bottom - down) / row) };
  }
  const has = (/** @type {Place} */ { step, word }) => step >= 0 && step < steps && word >= 0 && word < words;
  return { update, mark, light, hang, read, at, has, steps };
}
return { hatchOf, rightIn, askedIn, stripView };
})();

const { sequencePart } = (() => {
const BAR = 84, LOW_BAR = 40, NAMES = 52, NOTE = 24; // pixels: of a probability of 1, at least, around the bars of a distribution, and of what stands below them
const FORMING = 0.4; // of a shade that is no prediction yet
const MANY = 8, FEW = 4; // words: of more than so many the most probable few are written
const HINT = "point at a prediction: bars below the words show what it depends on";
const COLUMN = "Each column: what it expects next, after the word below.";


function shadeOf() {
  const picture = svg("svg", { class: "qs-shade", width: 42, height: 14, "aria-hidden": "true" });
  for (let n = 0; n < 10; n += 1) picture.append(svg("rect", { class: "qs-cell", x: 1 + 4 * n, y: 1, width: 4, height: 12, "fill-opacity": n / 9 }));
  picture.append(svg("rect", { class: "qs-frame", x: 0.5, y: 0.5, width: 41, height: 13 }));
  return picture;
}

const signsOf = ({ signs }) => Object.entries(signs).map(([symbol, meaning]) => `“${symbol}” ${meaning}`);

function legendOf(labels) {
  const mark = (/** @type {Record<string, string>} */ shapes) => {
    const picture = svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" });
    for (const [kind, d] of Object.entries(shapes)) picture.append(svg("path", { class: kind, d }));
    return picture;
  };
  const round = (/** @type {number} */ r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  const said = (/** @type {string} */ text) => html("span", { "data-caption": "" }, text);
  const hatch = hatchOf({ left: -8, right: 8, top: -6, bottom: 6 }), rim = "M-7.5 -6h15v12h-15Z";
  const unasked = html("span", { class: "qs-unasked", hidden: "" }, mark({ "qs-frame": rim, "qs-hatch": hatch }), said(`hatched: ${labels.pale}`));
  const signs = html("span", { class: "qs-signs", "data-caption": "" });
  const score = html("span", { class: "qs-score", "data-caption": "" }), hanging = html("span", { class: "qs-hanging", "data-caption": "" });
  const row = html("div", { class: "qs-legend" });
  const full = (/** @type {string} */ text) => html("span", { class: "qs-in-full", "data-caption": "" }, text);
  row.append(html("span", { class: "qs-shading" }, shadeOf(), html("span", {}, full("shade: "), said(labels.shade), full(", 0 to 1"))));
  row.append(html("span", {}, mark({ "qs-ring": round(6) }), said(`ring: ${labels.target}`)));
  row.append(html("span", {}, mark({ "qs-dot": round(3) }), said(`dot: ${labels.best}`)));
  row.append(html("span", {}, mark({ "qs-cross": "M-5 -5L5 5M-5 5L5 -5" }), said(`cross: ${labels.wrong}`)));
  row.append(unasked, signs, score);
  return { row, unasked, signs, score, hanging, hint: html("span", { class: "qs-pointing" }, HINT) };
}

function wordsOfInfluence(influence, labels) {
  if (!influence) return "";
  const { step, shares, reason } = influence;
  if (!shares) return `${labels.influence} at step ${step}: ${reason}`;
  const strong = Array.from(shares.length ? shares : [], (share, at) => ({ share, at })).filter(({ share }) => share >= 0.1);
  const most = strong.sort((a, b) => b.share - a.share).slice(0, 3).map(({ share, at }) => `step ${at} (${share.toFixed(2)})`);
  const hangs = most.length ? `depends most on ${most.join(", ")}` : "hardly depends on the words read so far";
  return `the prediction at step ${step} ${hangs}`;
}

function stripPart(labels, { at, look, settled, influence, help }, point) {
  const root = svg("svg", { role: "img" }), legend = legendOf(labels);
  const box = html("div", { class: "qs-strip", role: "slider", tabindex: 0, "aria-label": "Step to look at", "aria-valuemin": 0 }, root);
  const tip = tipIn(box);
  let view; // none before the first drawing
  let now;
  let built = "", over = /** @type {number | null} */ (null); // the step under the pointer
  box.addEventListener("click", (event) => {
    if (!view) return;
    const { step } = view.at(event);
    if (step >= 0 && step < view.steps) look(step);
  });
  box.addEventListener("pointermove", (event) => {
    if (!view) return;
    const place = view.at(event), cell = view.has(place) ? place : null;
    point(cell);
    const isTold = cell !== null && !(cell.step === now.look?.step && isOnItsWay(now.station));
    tip(isTold ? wordsOfCell(now, cell, labels) : "", event);
    over = cell?.step ?? null;
    hang();
  });
  box.addEventListener("pointerleave", () => {
    if (!view) return;
    point(null);
    tip("");
    over = null;
    hang();
  });
  function hang() {
    const of = over ?? now.look?.step ?? null, shown = of === null ? null : influence(of);
    view.hang(shown?.shares ?? []);
    say(legend.hanging, wordsOfInfluence(shown, labels));
    legend.hint.hidden = shown !== null;
  }
  const lookOn = aimed(settled, at, look);
  onSliderKeys(box, (by) => lookOn((step) => clamp(0, step + by, view.steps - 1)), { isOn: () => Boolean(view), more: { PageUp: 5, PageDown: -5 } });
  function draw(shown, size) {
    now = shown;
    const { sequence } = shown, shape = JSON.stringify([sequence, size]);
    if (shape !== built) view = stripView(root, sequence, size, labels);
    built = shape;
    say(legend.signs, signsOf(shown.about).join(", "));
    legend.signs.hidden = !legend.signs.textContent;
    legend.unasked.hidden = !sequence.targets.some((word) => word < 0);
    const step = shown.look?.step ?? null, waiting = isOnItsWay(shown.station) ? step : null;
    const score = view.update(shown.belief, shadesOf(shown), waiting), before = rightIn(shown.pinned, sequence);
    legend.row.classList.toggle("qs-with-pinned", shown.pinned.length > 0);
    say(legend.score, shown.pinned.length ? `${score} (pinned: ${before})` : score);
    view.mark(step);
    view.read(shown.station ? step : null);
    hang();
    box.setAttribute("aria-valuemax", String(view.steps - 1));
    box.setAttribute("aria-valuenow", String(shown.look?.step ?? 0));
    box.setAttribute("aria-valuetext", toldOf(shown, legend.hanging.textContent));
  }
  return { box, nodes: [box, legend.row, html("div", { class: "qs-hangs" }, legend.hanging, legend.hint, help("influence"))], draw, light: (/** @type {Place | null} */ place) => view.light(place) };
}

function shadesOf({ belief, look, station, sequence }) {
  if (!look || !station) return belief;
  const words = sequence.symbols.length, all = Float64Array.from(belief), isOut = /^(output|measure)/.test(station.gate);
  const paler = station.gate === "measure" ? 1 : FORMING;
  all.set(isOut ? station.held.map((chance) => paler * chance) : new Float64Array(words), look.step * words);
  return all;
}

const isOnItsWay = (station) => station !== null && station.gate !== "measure";

const toldOf = ({ look, sequence, station }, hanging) => (look ? `${told(look, sequence, isOnItsWay(station))}; ${hanging}` : "no step chosen");

function wordsOfCell({ sequence: { inputs, targets, symbols }, belief }, { step, word }, labels) {
  const target = targets[step] === word ? `; ${labels.target}` : "";
  return `step ${step} reads ${symbols[inputs[step]]}; ${labels.next}: ${namedChance(symbols[word], belief[step * symbols.length + word])}${target}`;
}

function chancesOf(symbols, belief) {
  const all = symbols.map((symbol, word) => ({ symbol, p: belief[word] }));
  const named = all.length > MANY ? all.toSorted((one, other) => other.p - one.p).slice(0, FEW) : all;
  const told = named.map(({ symbol, p }) => namedChance(symbol, p)).join(", ");
  return named.length < all.length ? `${told}, …` : told;
}

function told({ step, read, taken, forced, belief }, { symbols, targets, groups }, runs) {
  const reason = targets[step] < 0 ? undefined : groups.find(([first, last]) => first <= step && step <= last)?.[2];
  const reads = `step ${step}: reads ${symbols[read]}; ${reason ? `asked: ${reason}; ` : ""}`, begin = `${reads}next word`, chances = chancesOf(symbols, belief);
  if (runs) return `${reads}on its way: below, what the in/out lanes hold now`;
  if (taken === SILENT) return `${begin}, if it were asked: ${chances}; silent: nothing comes out`;
  const out = `${forced ? "training fixes" : "measured:"} ${symbols[taken]}`, isIdle = forced && targets[step] < 0;
  return `${begin}: ${chances}; ${isIdle ? `nothing is asked here, and nothing judged: its guess is thrown away, “${symbols[taken]}” put in its place` : out}`;
}

function stepPart(labels, { help }, point) {
  const bars = svg("svg", { role: "img" }), stages = svg("svg", { role: "img" });
  const line = html("div", { class: "qs-word", "data-caption": "" });
  const title = html("span", { "data-caption": "" }), note = html("div", { class: "qs-legend qs-note", "data-caption": "" }), dashed = html("div", { class: "qs-legend qs-note qs-dashed", "data-caption": "" });
  const view = distributionView(bars);
  let look = null;
  bars.addEventListener("pointermove", (event) => {
    const word = view.at(event);
    point(look && word >= 0 && word < look.belief.length ? { step: look.step, word } : null);
  });
  bars.addEventListener("pointerleave", () => point(null));
  function draw(shown, width, alone) {
    const { sequence, station, pinned } = shown, { symbols } = sequence, from = (shown.look?.step ?? 0) * symbols.length;
    look = shown.look;
    const seen = look && station && isOnItsWay(station) ? { ...look, belief: station.held, taken: -1 } : look;
    const before = look && seen === look ? Array.from(pinned).slice(from, from + symbols.length) : [];
    const isCompared = look !== null && pinned.length > 0 && Boolean(shown.behind), around = NAMES + (isCompared ? NOTE : 0);
    const high = alone ? Math.max(LOW_BAR, alone - around) : BAR;
    view.draw(seen, symbols, { width, high }, seen === look ? labels.next : labels.lanes, before);
    bars.classList.toggle("qs-on-its-way", seen !== look);
    say(line, look ? told(look, sequence, seen !== look) : "");
    heading.hidden = !look;
    say(dashed, isCompared ? `dashed: pinned, ${shown.behind}` : "");
    dashed.style.visibility = seen === look ? "" : "hidden";
    return high + around;
  }
  function drawStates({ look: seen, station }, width) {
    drawStages(stages, seen, width, station?.gate ?? null);
    say(title, seen ? `hidden state at step ${seen.step}` : "");
    say(note, seen ? `${labels.state}; shade: ${labels.shade}; bar: ${labels.negative}` : "");
    states.hidden = !seen;
  }
  const heading = html("div", { class: "qs-hangs" }, line, help("fixed"));
  const states = html("div", { class: "qs-cornered" }, html("div", { class: "qs-curve-title" }, title, help("hidden state")), stages, note);
  const node = html("section", { class: "qs-step-part", "aria-label": "The step" }, heading, bars, dashed);
  return { node, states, draw, drawStates, light: (/** @type {number | undefined} */ word) => view.light(word) };
}

function sequencePart(labels, looking) {
  const strip = stripPart(labels, looking, point), step = stepPart(labels, looking, point);
  const sampled = html("div", { class: "qs-sampled", "data-caption": "" }), sentence = html("span", { "data-caption": "" });
  const column = html("span", { class: "qs-column", "data-caption": "" }, ` ${COLUMN}`);
  const signs = html("span", { class: "qs-signs" }, html("span"), html("span")), task = html("div", { class: "qs-learns" }, sentence, column, signs);
  let now;
  function point(place) {
    strip.light(place);
    step.light(place && place.step === now.look?.step ? place.word : undefined);
  }
  function draw(shown, size) {
    now = shown;
    strip.draw(shown, size);
    say(sampled, shown.sampled && `${shown.about.sampled}: ${shown.sampled}`);
    say(sentence, shown.about.task);
    const [first, ...others] = signsOf(shown.about);
    say(signs.children[0], first ? ` ${first}` : "");
    say(signs.children[1], others.map((sign) => `, ${sign}`).join(""));
  }
  return { strip: [task, ...strip.nodes], box: strip.box, step: step.node, states: step.states, sampled, draw, drawStep: step.draw, drawStates: step.drawStates };
}
return { sequencePart };
})();

const { watchingPart, switchPart, presentedKeys } = (() => {
const WORD = "M2 3h4v10H2ZM8 3l6 5-6 5Z";
const PACES = [1, 2, 5, 10, 20, 50]; // gates a second
const TWO_COLUMNS = 900; // pixels that they need
const FEW = 16; // columns of a cell that leaves room for the distribution in a lecture hall
const ASIDE = 0.38, HALL = 0.33, BESIDE = 0.27; // shares of the width for what stands beside the cell; in a lecture hall with the state, or without it
const TALL = 300, ROOM = 560; // pixels in which a cell and its state stand one below the other there, and in which anything stands beside it
const BARS = 0.55, GAP = 24; // the share of the height for the distribution, above the state, and pixels between both columns
const HIGH = 210, ALONE = 310; // pixels that the grid may take, and where the state stands beside it
const ROWS = 320, LOW_ROWS = 75, TALL_ROWS = 130, SHARE = 0.28; // pixels of all rows of the strip; in a lecture hall beside the cell, and beside the loss, there a share of the screen
const EDGE = 12; // pixels below all on a page that fills the screen

function watchingPart(labels, page) {
  const { at, moment } = page, computed = computing(page.ran);
  const stations = () => (at() < 0 ? [] : computed.stations(at()));
  const way = passage({ ...page, at: moment, ready: page.settled, speed: page.pace, stations: () => stations().length });
  const look = (/** @type {number} */ step) => {
    if (moment() !== null || way.isOn()) way.halt(null);
    page.look(step);
  };
  const sequence = sequencePart(labels, { at, look, settled: page.settled, influence: computed.influence, help: page.help });
  const cell = cellPart(way.halt, page.help);
  const word = button("Word", "let the word of this step run through the cell; then the next", way.word, icon(WORD));
  const words = playButton(`word after word, until stopped; after the last one comes ${page.after}`, () => toggle());
  const speed = selector("gates a second", PACES, (value) => page.setPace(Number(value)));
  const left = html("div", { class: "qs-way-part" }, cell.row, sequence.sampled), both = html("div", { class: "qs-two" }, left, cell.held, sequence.step);
  let groups = [];
  let steps = 0, isFreeNow = false;
  let known = 0, room = 0, beside = 0; // the width of the page, what it leaves to its parts, and to those beside the cell
  for (const [name, pixels] of Object.entries({ gap: GAP, line: LINE })) both.style.setProperty(`--qs-${name}`, `${pixels}px`);
  function draw(given, width, { isFree, isMore }) {
    ({ groups } = given.sequence);
    steps = given.sequence.inputs.length;
    isFreeNow = isFree;
    const { look: seen, sequence: { inputs, symbols } } = given, all = seen ? stations() : [], here = moment();
    const place = here === null || !all.length ? null : Math.min(here, all.length - 1);
    if (width !== known) room = sequence.box.clientWidth || width - 8;
    known = width;
    const hall = both.closest(".qs-presented"), isLow = hall !== null;
    const topology = page.ran()?.topology ?? null, isSmall = () => topology !== null && gridColumns(topology).length <= FEW;
    const isWide = seen !== null && (isLow ? isSmall() && room >= ROOM : room >= TWO_COLUMNS), isOn = way.isOn();
    both.classList.toggle("qs-wide", isWide);
    const shown = { ...given, station: place === null ? null : all[place] };
    const screen = hall ? innerHeight / Number(getComputedStyle(hall).zoom) : 0, isWords = hall?.classList.contains("qs-words");
    const high = !hall ? ROWS : isWords ? LOW_ROWS : clamp(LOW_ROWS, SHARE * screen, TALL_ROWS);
    sequence.draw(shown, { width: room, high, isLow, isBare: Boolean(isWords) });
    const height = hall ? screen - both.offsetTop - EDGE : isWide ? ALONE : HIGH, isAside = isWide && height < (hall ? TALL : Number.POSITIVE_INFINITY);
    both.classList.toggle("qs-state-aside", isAside);
    const side = isWide ? Math.floor((!hall ? ASIDE : isAside ? HALL : BESIDE) * room) : room, bars = hall ? (isAside ? BARS : 1) * (height - LINE) : 0;
    if (side !== beside) both.style.setProperty("--qs-side", `${side}px`);
    beside = side;
    const taken = sequence.drawStep(shown, side, bars);
    if (isMore) sequence.drawStates(shown, moreWidth(width, room));
    const { step, read, taken: out, forced } = seen ?? { step: -1, read: 0, taken: 0, forced: false }, isRight = out === given.sequence.targets[step];
    const begin = word.hidden ? "Switch to Words and press Word" : "Press Word";
    const running = { topology, reason: page.reason(), begin, stations: all, at: place, symbols, read, taken: out, forced, isRight, isOn };
    cell.draw(running, { width: isWide ? room - side - GAP : room, aside: isAside ? { width: side, height: height - LINE - taken } : null, height, close: isLow });
    allow(word, isFree && inputs.length && !isOn);
    words.show(isOn);
    allow(words.element, isFree && inputs.length);
    speed.show(page.pace(), PACES, speedName(isBrief(width, isLow)));
  }
  const toggle = () => (way.isOn() ? way.stop() : way.words());
  function begin() {
    const first = groups.find(([from, to]) => from <= at() && at() <= to)?.[0] ?? Math.max(0, at());
    if (first !== at() && steps && isFreeNow) look(first);
  }
  const back = aimed(page.settled, at, look);
  function step(by) {
    if (by < 0) back((step) => clamp(0, step - 1, steps - 1));
    else if (!way.isOn()) way.word();
    else if (page.settled() && moment() !== null) way.pass();
  }
  return { strip: sequence.strip, states: sequence.states, both, controls: [words.element, word, speed.row], draw, step, toggle, begin, stop: way.stop, isOn: way.isOn };
}

function switchPart(watching, { controls, row, stop }, { root, redraw }) {
  const updates = { name: "Updates", hint: "Play and its neighbours go from update to update", controls };
  const words = { name: "Words", hint: "Play and its neighbours let words run through the cell", controls: watching.controls };
  const modes = modesPart([updates, words], () => {
    root.classList.toggle("qs-words", isWords());
    if (isWords()) stop();
    else watching.stop();
    if (isWords()) watching.begin();
    if (isWords()) watching.both.after(row);
    else watching.both.before(row);
    redraw();
  });
  const isWords = () => modes.chosen() === words.name, pictures = html("div", {}, row, watching.both);
  return { row: modes.row, pictures, isWords, toUpdates: () => modes.go(updates.name), toWords: () => modes.go(words.name) };
}

const presentedKeys = (toggle, step) => ({ " ": toggle, ArrowRight: () => step(1), ArrowLeft: () => step(-1) });
return { watchingPart, switchPart, presentedKeys };
})();

export default (() => {
const FASTEST = "fastest";
const SPEEDS = [1, 2, 5, 10, FASTEST]; // updates a second
const ALWAYS = "M8 2a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 8 4v2.6L3.6 3.3 8 0Z"; // the drawing of Reset

function runPart(model, send, stop) {
  const free = (/** @type {string} */ action) => () => {
    stop();
    send(action);
  };
  const isTraining = () => model.get("status") === "training";
  const play = playButton("train until paused", () => free(isTraining() ? "pause" : "play")());
  const update = button("Update", "one update", free("step"), icon(ICONS.Next)), back = tool("Back", "take one update back, exactly", free("back"));
  const speed = selector("updates a second", SPEEDS, (value) => send("pace", { speed: value === FASTEST ? null : Number(value) }));
  function draw(brief) {
    const isIdle = !isTraining(), { update: at, speed: now } = model.get("place");
    play.show(!isIdle);
    allow(update, isIdle);
    allow(back, isIdle && at > 0);
    speed.show(now ?? FASTEST, SPEEDS.includes(now ?? FASTEST) ? SPEEDS : [now, ...SPEEDS], speedName(brief));
  }
  return { play: play.element, update, back, speed: speed.row, draw };
}

function countOf(model) {
  const { update, made } = model.get("place"), of = update < made ? ` of ${made} made` : "";
  return `update ${update}${of}${lossTold(floats(model.get("curve")), update)}`;
}

function comparePart(model, send) {
  const undo = tool("Undo", "take the last choice or reset back; once more brings it back (Ctrl+Z)", () => send("undo"));
  const isPinned = () => "name" in model.get("pinned_run");
  const pin = tool("Pin", "keep this training pale behind, to compare others with it", () => send(isPinned() ? "unpin" : "pin"), true);
  function draw() {
    allow(undo, model.get("place").undo && model.get("status") !== "training");
    pin.setAttribute("aria-pressed", String(isPinned()));
  }
  return { nodes: [undo, pin], draw };
}

function jumpsPart(model, send) {
  const updates = html("input", { type: "number", min: 1, step: 1, value: 100, class: "qs-number" });
  const many = (/** @type {string} */ action) => () => send(action, { updates: updates.value });
  const rewind = button("Rewind", "take so many updates back, exactly", many("rewind"));
  const forward = button("Forward", "make so many updates", many("forward"));
  const back = button("Return", "go to the last update that was made", () => send("goto", { update: model.get("place").made }));
  const reset = button("Reset", "back to the first parameters; Return, or Undo, comes back", () => send("reset"), icon(ALWAYS));
  const row = html("div", { class: "qs-bar" }, html("label", {}, "updates ", updates), rewind, forward, back, reset);
  function draw() {
    const { update, made } = model.get("place"), isIdle = model.get("status") !== "training";
    allow(forward, isIdle);
    for (const one of [rewind, reset]) allow(one, isIdle && update > 0);
    allow(back, isIdle && update < made);
  }
  return { row, draw };
}

function choiceFields() {
  const number = { type: "number", min: 0, class: "qs-number" };
  const fields = {
    preset: html("select"), optimizer: html("select"),
    lr: html("input", { ...number, step: "any" }), seed: html("input", { ...number, step: 1 }),
  };
  const names = { preset: "Task and cell", optimizer: "Optimiser", lr: "rate", seed: "seed" };
  const labels = Object.entries(fields).map(([key, field]) => html("label", {}, `${names[/** @type {"lr"} */ (key)]} `, field));
  return { fields, labels };
}

function choicesPart(model, send, redraw) {
  const { fields, labels } = choiceFields(), { preset, optimizer, lr } = fields;
  const suggest = () => { lr.value = model.get("choices").rates[preset.value][optimizer.value]; };
  for (const field of [preset, optimizer]) field.addEventListener("change", suggest);
  for (const field of Object.values(fields)) field.addEventListener("input", () => redraw());
  const values = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
  const anew = button("Start anew", "with this task, cell, optimiser and seed; Undo comes back", () => send("choose", values()));
  const pending = html("span", { class: "qs-applies" });
  const trained = html("div", { class: "qs-trained" }), lesson = html("div", { class: "qs-lesson" });
  const row = html("div", { class: "qs-bar qs-settings" }, ...labels, anew, pending);
  let offered = ""; // what the fields were filled with

  function offer() {
    const choices = model.get("choices"), text = JSON.stringify(choices);
    if (text === offered) return;
    offered = text;
    const names = choices.preset ? choices.presets : ["", ...choices.presets];
    const option = (/** @type {string} */ name) => html("option", { value: name }, name || choices.own);
    preset.replaceChildren(...names.map(option));
    optimizer.replaceChildren(...choices.optimizers.map(option));
    for (const [name, field] of Object.entries(fields)) field.value = choices[name];
    say(lesson, choices.lesson);
  }
  function draw() {
    offer();
    const choices = model.get("choices");
    const others = Object.entries(fields).filter(([name, field]) => field.value !== String(choices[name])).map(([, field]) => field);
    for (const field of Object.values(fields)) field.classList.toggle("qs-pending", others.includes(field));
    anew.classList.toggle("qs-pending", others.length > 0);
    say(pending, others.length ? "dashed: applies with Start anew" : "");
    say(trained, others.length ? `${choices.trained}; Start anew takes what is chosen` : choices.trained);
  }
  return { row, trained, lesson, draw };
}

function ranOf({ topology }, bytes, taken, { inputs }) {
  if (!topology) return null;
  const angles = new Float64Array(bytesOf(bytes)), words = new Int32Array(bytesOf(taken));
  if (!angles.every(Number.isFinite)) return null;
  return { topology, inputs, ran: ranWith(topology, anglesByName(topology, angles), inputs, words) };
}

const goalOf = (model) => (/** @type {number} */ update) => {
  const { update: now, made } = model.get("place");
  if (!made || model.get("status") === "training") return "";
  const to = clamp(0, update, made);
  if (to === now) return `update ${now}, where you are`;
  if (to > now) return `click: go on to update ${to}, which was made before`;
  return `click: go back to update ${to}; what came later stays until a new choice is made`;
};

function render({ model, el }) {
  const labels = model.get("labels"), isTraining = () => model.get("status") === "training";
  const events = ["status", "belief", "curve", "norms", "word", "sampled", "strip", "choices", "place", "cell", "angles", "pinned_run", "pinned_belief"];
  const busy = () => isTraining() || watching.isOn(), keys = presentedKeys(() => toggle(), (by) => step(by));
  const undo = () => model.get("place").undo && send("undo");
  const page = frame({ model, el }, { kind: "stepper", label: "Training stepper", draw, events, busy, going: () => (isTraining() ? "training" : PLAYING), undo, keys });
  const { root, send, steer, settled } = page;
  const goto = (/** @type {number} */ update) => {
    if (!isTraining()) steer("goto", { update: clamp(0, update, model.get("place").made) });
  };
  const goOn = aimed(settled, () => model.get("place").update, (update) => (update > model.get("place").made ? run.update.click() : goto(update)));
  const shift = (/** @type {number} */ by) => goOn((update) => clamp(0, update + by, model.get("place").made));
  const known = remembered(ranOf), ran = () => known(model.get("cell"), model.get("angles"), model.get("taken"), model.get("strip"));
  const watching = watchingPart(labels, { ...walking(), ran, settled, changed: page.redraw, help: page.help });
  const run = runPart(model, send, watching.stop), compare = comparePart(model, send), jumps = jumpsPart(model, send);
  const choices = choicesPart(model, send, page.redraw), count = html("span", { class: "qs-count", "data-caption": "" });
  const hint = "go to another update by a click or the arrow keys; what was made later stays";
  const history = historyPart(labels, { go: goto, shift, hint, goal: goalOf(model) }, page.help);
  const more = morePart(page, [...history.more, watching.states]);
  const modes = switchPart(watching, { controls: [run.play, run.back, run.update, run.speed], row: history.row, stop: () => {} }, page);
  const running = [modes.row, run.play, run.back, run.update, ...watching.controls, run.speed];
  const toggle = () => (modes.isWords() ? watching.toggle() : send(isTraining() ? "pause" : "play"));
  function step(by) {
    if (modes.isWords()) watching.step(by);
    else goOn((update) => Math.max(0, update + by));
  }
  root.append(toolbar({ run: running, line: [page.status, count], page: [...compare.nodes, ...page.tools] }), page.alert);
  root.append(choices.lesson, ...watching.strip, modes.pictures, more, html("div", { class: "qs-below" }, jumps.row, fold("Set up", choices.trained, choices.row)));

  function walking() {
    let moment = /** @type {number | null} */ (null), pace = 5;
    return {
      at: () => model.get("word").step ?? -1,
      look: (/** @type {number} */ step) => steer("look", { step }),
      reason: () => model.get("cell").reason ?? "The angles are no numbers: nothing can be computed.",
      moment: () => moment,
      to(/** @type {number | null} */ place) {
        moment = place;
        page.redraw();
      },
      next() {
        if (isTraining()) return false;
        send("word");
        return true;
      },
      key: () => `${model.get("place").update}/${model.get("word").step}`,
      pace: () => pace,
      setPace(/** @type {number} */ chosen) {
        pace = chosen;
        page.redraw();
      },
      after: "an update",
    };
  }
  function draw(width) {
    root.dataset.status = model.get("status");
    if (isTraining()) modes.toUpdates();
    for (const part of [choices, compare, jumps]) part.draw();
    run.draw(isBrief(width, page.presented.isOn()));
    say(page.status, model.get("status"));
    say(count, countOf(model));
    const word = model.get("word"), pinned = floats(model.get("pinned_belief")), belief = floats(model.get("belief")), sequence = model.get("strip"), from = word.step * sequence.symbols.length;
    const look = word.step === undefined ? null : { ...word, belief: belief.slice(from, from + sequence.symbols.length) };
    const seen = { sequence, belief, sampled: model.get("sampled"), about: model.get("choices").about, pinned, behind: model.get("pinned_run").name };
    watching.draw({ ...seen, look }, width, { isFree: !isTraining(), isMore: more.open });
    history.draw(model.get("curve"), model.get("norms"), model.get("place"), width, pinnedRun(model), more.open);
  }
  return () => {
    watching.stop();
    page.close();
  };
}

return { render };
})();
