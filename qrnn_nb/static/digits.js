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

const { BOARD, checkedStrokes, drawnImage, deskewed, encoded, unpacked } = (() => {
const BOARD = 280;
const MOST = { strokes: 200, points: 5000, width: 100 };
const SIDE = 28; // pixels of MNIST's pictures
const BOX = 20; // of which a digit takes up so many
const MARGIN = 4;

function checkedStrokes(strokes) {
  const drawn = checkedItems(strokes, "strokes", MOST.strokes).map(checkedStroke);
  const points = drawn.reduce((total, stroke) => total + stroke.points.length, 0);
  if (points > MOST.points) throw wrong("the points of all strokes", "at most 5,000", points);
  return drawn;
}

function checkedStroke(stroke) {
  const given = checkedRecord(stroke, "a stroke", ["width", "points"], []);
  const width = whole(given.width, "the width of a stroke", 1, MOST.width);
  const points = checkedItems(given.points, "the points of a stroke", MOST.points);
  if (!points.length) throw wrong("the points of a stroke", "at least one", points);
  return { width, points: points.map(checkedPoint) };
}

function checkedPoint(point) {
  const place = checkedItems(point, "a point", 2);
  if (place.length !== 2) throw wrong("a point", "[x, y]", point);
  return place.map((value) => whole(value, "a coordinate of a stroke", 0, BOARD - 1));
}

function inkLine(board, [x0, y0], [x1, y1], width) {
  const half = Math.floor(width / 2) + 1;
  const right = x1 - x0;
  const down = y1 - y0;
  const length = right * right + down * down; // all lengths are squared
  const close = width * width;
  const lastX = Math.min(Math.max(x0, x1) + half, BOARD - 1);
  const lastY = Math.min(Math.max(y0, y1) + half, BOARD - 1);
  for (let y = Math.max(Math.min(y0, y1) - half, 0); y <= lastY; y += 1) {
    for (let x = Math.max(Math.min(x0, x1) - half, 0); x <= lastX; x += 1) {
      const foot = (x - x0) * right + (y - y0) * down;
      const beside = right * (y - y0) - down * (x - x0);
      const [endX, endY] = foot <= 0 ? [x0, y0] : [x1, y1];
      const away = (x - endX) ** 2 + (y - endY) ** 2;
      const inner = foot > 0 && foot < length;
      if (inner ? 4 * beside * beside <= close * length : 4 * away <= close)
        board[y * BOARD + x] = 1;
    }
  }
}

function inked(strokes) {
  const board = new Uint8Array(BOARD * BOARD);
  for (const { width, points } of strokes) {
    points.forEach((point, at) => {
      if (at || points.length === 1) inkLine(board, points[Math.max(at - 1, 0)], point, width);
    });
  }
  return board;
}

function extent(board) {
  let [top, left, bottom, right] = [BOARD, BOARD, -1, -1];
  board.forEach((ink, at) => {
    if (!ink) return;
    const y = Math.floor(at / BOARD);
    const x = at % BOARD;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    left = Math.min(left, x);
    right = Math.max(right, x);
  });
  return { top, left, height: bottom + 1 - top, width: right + 1 - left };
}

function shares(points, longest) {
  return Array.from({ length: points }, (_, point) => {
    const parts = [];
    for (let pixel = Math.floor((BOX * point) / longest); pixel < BOX; pixel += 1) {
      const first = Math.max(pixel * longest, BOX * point);
      const last = Math.min((pixel + 1) * longest, BOX * (point + 1));
      if (last <= first) break;
      parts.push([pixel, last - first]);
    }
    return parts;
  });
}

function scaledInk(board) {
  const { top, left, height, width } = extent(board);
  const longest = Math.max(height, width);
  const down = shares(height, longest);
  const across = shares(width, longest);
  const covered = new Float64Array(BOX * BOX);
  const line = new Float64Array(BOX);
  for (let y = 0; y < height; y += 1) {
    line.fill(0);
    for (let x = 0; x < width; x += 1) {
      if (!board[(top + y) * BOARD + left + x]) continue;
      for (const [pixel, share] of across[x]) line[pixel] += share;
    }
    for (const [row, share] of down[y]) {
      for (let pixel = 0; pixel < BOX; pixel += 1)
        covered[row * BOX + pixel] += share * line[pixel];
    }
  }
  const full = longest * longest;
  return Uint8Array.from(covered, (part) => Math.floor((510 * part + full) / (2 * full)));
}

function offset(profile) {
  const mass = profile.reduce((total, ink) => total + ink, 0);
  const moment = profile.reduce((total, ink, at) => total + ink * at, 0);
  const wished = Math.floor((29 * mass - 2 * moment) / (2 * mass));
  const first = profile.findIndex((ink) => ink > 0);
  const last = profile.findLastIndex((ink) => ink > 0);
  return Math.max(-first, Math.min(wished, SIDE - 1 - last));
}

function drawnImage(strokes) {
  const image = new Uint8Array(SIDE * SIDE);
  if (!strokes.length) return image;
  const greys = scaledInk(inked(strokes));
  if (!greys.some((grey) => grey > 0)) return image;
  const places = [...Array(BOX).keys()];
  const total = (/** @type {(at: number) => number} */ place) =>
    places.reduce((ink, at) => ink + greys[place(at)], 0);
  const top = offset(places.map((row) => total((at) => row * BOX + at)));
  const left = offset(places.map((column) => total((at) => at * BOX + column)));
  greys.forEach((grey, at) => {
    const y = Math.floor(at / BOX) + top;
    const x = (at % BOX) + left;
    if (grey) image[y * SIDE + x] = grey;
  });
  return image;
}

function fromCentre(profile) {
  const mass = profile.reduce((total, ink) => total + ink, 0);
  const moment = profile.reduce((total, ink, at) => total + ink * at, 0);
  const centre = moment / Math.max(mass, 1);
  return profile.map((_, at) => at - centre);
}

function slant(ink, x, y) {
  let variance = 0;
  let covariance = 0;
  ink.forEach((grey, at) => {
    const row = Math.floor(at / SIDE);
    variance += grey * y[row] * y[row];
    covariance += grey * y[row] * x[at % SIDE];
  });
  return covariance / (variance || 1);
}

function deskewed(ink) {
  const rows = Array(SIDE).fill(0);
  const columns = Array(SIDE).fill(0);
  ink.forEach((grey, at) => {
    rows[Math.floor(at / SIDE)] += grey;
    columns[at % SIDE] += grey;
  });
  const y = fromCentre(rows);
  const lean = slant(ink, fromCentre(columns), y);
  return ink.map((_, at) => {
    const row = Math.floor(at / SIDE);
    const source = Math.min(Math.max((at % SIDE) + lean * y[row], 0), SIDE - 1);
    const left = Math.min(Math.floor(source), SIDE - 2);
    const here = ink[row * SIDE + left];
    const beside = ink[row * SIDE + left + 1];
    return Math.floor(here + (beside - here) * (source - left) + 0.5);
  });
}

function cropped(image) {
  return new Uint8Array(BOX * BOX).map((_, at) => {
    return image[(Math.floor(at / BOX) + MARGIN) * SIDE + (at % BOX) + MARGIN];
  });
}

function turnedBy135(image) {
  return new Uint8Array(BOX * BOX).map((_, at) => {
    const row = Math.floor(at / BOX);
    const column = at % BOX;
    const x = 135 - 7 * (row + column - 19);
    const y = 135 + 7 * (column - row);
    const corner = Math.floor(y / 10) * SIDE + Math.floor(x / 10);
    const mix = (
      /** @type {number} */ first,
      /** @type {number} */ second,
      /** @type {number} */ part,
    ) => first * (10 - part) + second * part;
    const upper = mix(image[corner], image[corner + 1], x % 10);
    const lower = mix(image[corner + SIDE], image[corner + SIDE + 1], x % 10);
    return Math.floor((mix(upper, lower, y % 10) + 50) / 100);
  });
}

function halvedTwice(greys) {
  const mean = (/** @type {number} */ a, /** @type {number} */ b) => Math.floor((a + b + 1) / 2);
  return new Uint8Array((BOX * BOX) / 4).map((_, at) => {
    const corner = Math.floor(at / 10) * 2 * BOX + (at % 10) * 2;
    const upper = mean(greys[corner], greys[corner + 1]);
    return mean(upper, mean(greys[corner + BOX], greys[corner + BOX + 1]));
  });
}

function otsu(greys) {
  const counts = new Uint32Array(256);
  for (const grey of greys) counts[grey] += 1;
  const total = greys.reduce((all, grey) => all + grey, 0);
  let [dark, darkSum, best, level] = [0, 0, -2, 0];
  counts.forEach((count, grey) => {
    dark += count;
    darkSum += count * grey;
    const sizes = dark * (greys.length - dark);
    const gap = total * dark - darkSum * greys.length;
    const variance = sizes ? (gap * gap) / sizes : -1;
    if (variance > best) [best, level] = [variance, grey];
  });
  return level;
}

function bits(greys, size) {
  const small = size === 10 ? halvedTwice(greys) : greys;
  const threshold = Math.floor(otsu(small) * (1 / 255) * 255); // not a no-op: see the chapter
  return small.map((grey) => (grey > threshold ? 1 : 0));
}

function pixelsIn({ size, patch }, place) {
  const across = size / patch, corner = Math.floor(place / across) * patch * size + (place % across) * patch;
  return Array.from({ length: patch * patch }, (_, at) => corner + Math.floor(at / patch) * size + (at % patch));
}

function encoded(image, { size, scans, patch, deskewed: upright, order }) {
  const dark = (upright ? deskewed(image) : image).map((grey) => 255 - grey);
  const rows = bits(cropped(dark), size);
  const lines = [rows];
  if (scans > 1) lines.push(rows.map((_, at) => rows[(at % size) * size + Math.floor(at / size)]));
  if (scans > 2) lines.push(bits(turnedBy135(dark), size));
  return Uint16Array.from(order, (place) => {
    const pixels = pixelsIn({ size, patch }, place);
    return lines.flatMap((line) => pixels.map((pixel) => line[pixel])).reduce((word, bit) => 2 * word + bit, 0);
  });
}

function unpacked(packed, place, { scans, patch, order }) {
  const size = scans * patch ** 2, start = place * order.length * size;
  return new Uint16Array(order.length).map((_, step) => {
    let word = 0;
    for (let at = start + step * size; at < start + (step + 1) * size; at += 1) {
      word = 2 * word + ((packed[at >> 3] >> (7 - (at & 7))) & 1);
    }
    return word;
  });
}
return { BOARD, checkedStrokes, drawnImage, deskewed, encoded, unpacked };
})();

const { networkOf, picturesOf, readShown, isMisread, pixelChanges } = (() => {
function networkOf({ topology, angles }, bytes) {
  return operators(topology, anglesByName(topology, new Float64Array(bytesOf(bytes)), angles));
}

function picturesOf(numbers, rights, packed) {
  return {
    numbers: new Int32Array(bytesOf(numbers)),
    rights: new Uint8Array(bytesOf(rights)),
    packed: new Uint8Array(bytesOf(packed)),
  };
}


function readShown(network, facts, { numbers, rights, packed }, { number, strokes }) {
  const place = numbers.indexOf(number);
  const image = strokes ? drawnImage(strokes) : null;
  const words = image ? encoded(image, facts) : unpacked(packed, place, facts);
  const { beliefs, states } = readDigit(network, facts, words);
  const sizes = states.map((state) => (state.im ? squares(state).map(Math.sqrt) : state.re));
  return { words, image, right: image ? -1 : rights[place], beliefs, states: sizes };
}

function isMisread(network, facts, { rights, packed }, place) {
  const chances = digitAnswer(network, facts, unpacked(packed, place, facts));
  const most = chances.reduce((largest, chance) => Math.max(largest, chance));
  return chances.indexOf(most) !== rights[place];
}

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

function pixelChanges(network, facts, { words, beliefs }, time, index) {
  const reread = rereader(network, facts, words, time);
  return (pixel) => {
    const changes = new Map();
    for (const [step, bit] of readingsOf(facts, pixel)) {
      if (step < time) changes.set(step, (changes.get(step) ?? words[step]) ^ bit);
    }
    return changes.size ? reread(changes)[index] - beliefs[time][index] : 0;
  };
}
return { networkOf, picturesOf, readShown, isMisread, pixelChanges };
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

const { drawBoard, drawGreys } = (() => {
const LETTER = 8; // pixels, of a letter of a name
const LINE = 24; // from a line of the hint to the next


function drawBoard(root, { strokes, pen, width, down, side, hint }) {
  const middle = side / 2;
  root.replaceChildren();
  if (!strokes.length) {
    const top = middle + 5 - (LINE * (hint.length - 1)) / 2;
    for (const [row, line] of hint.entries()) root.append(svg("text", { class: "qd-hint", x: middle, y: top + LINE * row, "text-anchor": "middle" }, line));
  }
  for (const stroke of strokes) {
    const d = `M${stroke.points.map((point) => point.join(" ")).join("L")}${stroke.points.length > 1 ? "" : "h0"}`;
    root.append(svg("path", { class: "qd-stroke", "stroke-width": stroke.width, d }));
  }
  const [cx, cy] = pen, name = down ? "qd-pen qd-down" : "qd-pen";
  root.append(svg("circle", { class: name, cx, cy, r: Math.max(width / 2, 4) }));
}

function drawGreys(root, greys, cell, name) {
  const side = Math.sqrt(greys.length), edge = side * cell, wide = Math.max(edge + 2, LETTER * name.length), left = (wide - edge) / 2;
  resize(root, wide, edge + 20);
  for (const [at, grey] of greys.entries()) {
    if (!grey) continue;
    const place = { x: left + (at % side) * cell, y: 1 + Math.floor(at / side) * cell };
    root.append(svg("rect", { class: "qs-ink", ...place, width: cell, height: cell, "fill-opacity": (grey / 255).toFixed(2) }));
  }
  root.append(svg("rect", { class: "qs-frame", x: left, y: 1, width: edge, height: edge }));
  root.append(svg("text", { x: wide / 2, y: edge + 15, "text-anchor": "middle" }, name));
  const count = greys.reduce((inked, grey) => inked + (grey ? 1 : 0), 0);
  root.setAttribute("aria-label", `The drawing ${name}: ${count} of ${greys.length} pixels have ink`);
}
return { drawBoard, drawGreys };
})();

const { drawReadout } = (() => {
const LINE = 18, AWAY = 12, ABOVE = 24, PAD = 8;

function drawReadout(root, { x, y }, lines, size) {
  const text = svg("text", { class: "qd-told" });
  for (const [at, line] of lines.entries()) {
    const row = svg("tspan", { dy: at ? LINE : 0 }, line);
    text.append(row);
  }
  const ground = svg("rect", { class: "qd-ground", rx: 4 });
  root.append(ground, text);
  const longest = Math.max(...[...text.children].map((row) => /** @type {SVGTSpanElement} */ (row).getComputedTextLength()));
  const width = longest + 2 * PAD, height = lines.length * LINE + PAD;
  const fits = x + AWAY + width <= size.width || x - AWAY - width >= 0;
  const left = x + AWAY + width > size.width ? Math.max(0, x - AWAY - width) : x + AWAY;
  const beside = y > size.height / 2 ? y - ABOVE - height : y + ABOVE;
  const top = Math.max(0, Math.min(size.height - height, fits ? y - height / 2 : beside));
  for (const [name, value] of Object.entries({ x: left, y: top, width, height })) ground.setAttribute(name, String(value));
  for (const row of text.children) row.setAttribute("x", String(left + PAD));
  text.setAttribute("y", String(top + LINE - 1));
}
return { drawReadout };
})();

const { ROW, pixelOf, wordAt, drawPicture, drawSheets } = (() => {
const SOLID = 12; // pixels of what is framed by a line: what is smaller is filled
const ROW = 16; // pixels of a further line of a name
const COMMON = 7; // letters of a name below which pictures stand along one line
const GAP = 18, NAME = 22, LETTER = 7.5;

function pixelOf({ size, patch, order }, step, line) {
  const across = size / patch, slow = Math.floor(order[step] / across) * patch, fast = (order[step] % across) * patch;
  return line === 1 ? [slow, fast] : [fast, slow];
}

function pixelsOf(sheets, step, line) {
  const { words, scans, patch } = sheets, [left, top] = pixelOf(sheets, step, line), count = patch ** 2;
  return Array.from({ length: count }, (_, at) => {
    const slow = Math.floor(at / patch), fast = at % patch, bit = count * (scans - line) - 1 - at;
    const [column, row] = line === 1 ? [left + slow, top + fast] : [left + fast, top + slow];
    return { column, row, paper: (words[step] >> bit) & 1 };
  });
}

function wordAt({ size, patch, order, read }, column, row, line) {
  if (Math.min(column, row) < 0 || Math.max(column, row) >= size) return 0;
  const [slow, fast] = (line === 1 ? [column, row] : [row, column]).map((place) => Math.floor(place / patch));
  const step = order.indexOf((slow * size) / patch + fast);
  return step < read ? step + 1 : 0;
}

const square = ({ left, top, cell }, column, row) => `M${left + column * cell} ${top + row * cell}h${cell}v${cell}h${-cell}Z`;

function framed(sheets, word, line, { left, top, cell }) {
  if (word < 1) return "";
  const [column, row] = pixelOf(sheets, word - 1, line), side = sheets.patch * cell + 2;
  return `M${left + column * cell - 1} ${top + row * cell - 1}h${side}v${side}h${-side}Z`;
}

function drawFrames(root, sheets, lines, spot) {
  const last = lines.map((line) => framed(sheets, sheets.time, line, spot)).join("");
  const lit = lines.map((line) => framed(sheets, sheets.lit, line, spot)).join("");
  for (const name of ["qd-halo", spot.cell * sheets.patch < SOLID ? "qd-spot" : "qs-last"]) root.append(svg("path", { class: name, d: last }));
  for (const name of ["qd-halo", "qd-lit"]) root.append(svg("path", { class: name, d: lit }));
}

function drawEdge(root, { size }, { left, top, cell }) {
  const side = size * cell;
  let d = "";
  for (let at = 1; at < size; at++) d += `M${left + at * cell} ${top}v${side}M${left} ${top + at * cell}h${side}`;
  root.append(svg("path", { class: "qd-between", d }), svg("rect", { class: "qs-frame", x: left, y: top, width: side, height: side }));
}

function drawHeads(root, sheets, { left, top, cell }) {
  if (sheets.time < 1 || cell < 16) return;
  const pixels = [0, 1].map((line) => pixelOf(sheets, sheets.time - 1, line));
  if (pixels[0].join() === pixels[1].join()) return;
  for (const [line, arrow] of ["→", "↓"].entries()) {
    const [column, row] = pixels[line];
    const half = sheets.patch / 2, place = { x: left + (column + half) * cell, y: top + (row + half) * cell + 6, "text-anchor": "middle" };
    root.append(svg("text", { class: "qd-head", ...place }, arrow));
  }
}

function drawSheet(root, sheets, line, spot) {
  const { read, time } = sheets;
  let [ink, pale, unread, count] = ["", "", "", 0];
  for (let step = 0; step < read; step++) for (const { column, row, paper } of pixelsOf(sheets, step, line)) {
    const path = square(spot, column, row);
    if (step >= time) unread += path;
    if (!paper && step >= time) pale += path;
    if (!paper && step < time) {
      ink += path;
      count++;
    }
  }
  root.append(svg("path", { class: "qs-unread", d: unread }), svg("path", { class: "qd-pale", d: pale }), svg("path", { class: "qs-ink", d: ink }));
  drawEdge(root, sheets, spot);
  drawFrames(root, sheets, [line], spot);
  return count;
}

function drawShades(root, sheets, heads, spot) {
  const { read, time, size } = sheets, seen = new Uint8Array(size * size), ink = new Uint8Array(size * size);
  for (let line = 0; line < heads; line++) for (let step = 0; step < read; step++) for (const { column, row, paper } of pixelsOf(sheets, step, line)) {
    const at = row * size + column;
    if (step < time) seen[at]++;
    if (!paper) ink[at] = 1;
  }
  const paths = { "qs-unread": "", "qd-half": "", "qd-pale": "", "qd-grey": "", "qs-ink": "" };
  for (const [at, times] of seen.entries()) {
    const path = square(spot, at % size, Math.floor(at / size));
    if (times < heads) paths[times ? "qd-half" : "qs-unread"] += path;
    if (ink[at]) paths[times === heads ? "qs-ink" : times ? "qd-grey" : "qd-pale"] += path;
  }
  for (const [name, d] of Object.entries(paths)) root.append(svg("path", { class: name, d }));
}

function drawCarriers(root, changes, size, { left, top, cell }) {
  const most = Math.max(...Array.from(changes, Math.abs), 1e-3);
  for (const [at, change] of Array.from(changes).entries()) {
    const r = Math.sqrt(Math.abs(change) / most) * cell * 0.42;
    if (r < 0.1 * cell) continue;
    const place = { cx: left + ((at % size) + 0.5) * cell, cy: top + (Math.floor(at / size) + 0.5) * cell };
    root.append(svg("circle", { class: change < 0 ? "qd-for" : "qd-against", ...place, r: r.toFixed(1) }));
  }
}

function drawPicture(root, sheets, changes, width) {
  const { size, scans, time } = sheets, cell = Math.floor((width - 8) / size), spot = { left: 4, top: 4, cell };
  const heads = Math.min(scans, 2);
  resize(root, size * cell + 8, size * cell + 8);
  drawShades(root, sheets, heads, spot);
  drawEdge(root, sheets, spot);
  if (changes) drawCarriers(root, changes, size, spot);
  drawFrames(root, sheets, heads > 1 ? [0, 1] : [0], spot);
  if (heads > 1) drawHeads(root, sheets, spot);
  root.setAttribute("aria-label", `The board after ${time} words`);
  return spot;
}

function drawSheets(root, sheets, width, largest, isStacked = false) {
  const { size, lines, time, read } = sheets;
  const cell = Math.max(2, Math.min(largest, Math.floor((width / (isStacked ? 1 : lines.length) - GAP) / size)));
  const rowsOf = (/** @type {string} */ name) => (isStacked ? name.split(": ") : [name]), most = Math.max(...lines.map((name) => rowsOf(name).length));
  const side = size * cell, pitch = Math.max(side + GAP, LETTER * Math.max(...lines.flatMap(rowsOf).map((name) => name.length)));
  const [across, down] = isStacked ? [0, side + NAME + 8] : [pitch, 0], last = lines.length - 1;
  resize(root, last * across + pitch + 8, last * down + side + NAME + 4 + (most - 1) * ROW);
  const counts = lines.map((name, line) => {
    const left = 4 + line * across + (isStacked ? Math.max(0, LETTER * COMMON - side) : pitch - side) / 2, top = 4 + line * down;
    const count = drawSheet(root, sheets, line, { left, top, cell });
    for (const [n, row] of rowsOf(name).entries()) root.append(svg("text", { x: Math.max(left + side / 2, (LETTER * row.length) / 2), y: top + side + 16 + n * ROW, "text-anchor": "middle" }, row));
    return `${name}: ${count} of ink`;
  });
  root.setAttribute("aria-label", `The picture after ${time} of ${read} words; ${counts.join(", ")}`);
}
return { ROW, pixelOf, wordAt, drawPicture, drawSheets };
})();

const { ARROWS, penOf, onPointer, onPenKeys } = (() => {
const NEAR = 4, STEP = 10; // points of the board: nearer ones add nothing; an arrow key
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let strokes = 0; // drawn on this page, so that each is a gesture of its own

function penOf(sheet, width) {
  function begin(point) {
    strokes++;
    sheet.become([...sheet.strokes(), { width: width(), points: [point] }], `stroke ${strokes}`);
  }
  function lead(points) {
    const before = sheet.strokes(), stroke = before.at(-1);
    if (!stroke) return;
    const led = [...stroke.points];
    for (const [x, y] of points) {
      const [lastX, lastY] = led[led.length - 1];
      if (Math.hypot(x - lastX, y - lastY) >= NEAR) led.push([x, y]);
    }
    if (led.length > stroke.points.length) sheet.become([...before.slice(0, -1), { ...stroke, points: led }], `stroke ${strokes}`);
  }
  return { begin, lead, undo: sheet.undo };
}

function onPointer(box, root, pen, isOn) {
  let held;
  const place = (/** @type {PointerEvent} */ event) => {
    const { left, top, width, height } = root.getBoundingClientRect();
    const on = (/** @type {number} */ part) => clamp(0, Math.floor(part * BOARD), BOARD - 1);
    return [on((event.clientX - left) / width), on((event.clientY - top) / height)];
  };
  box.addEventListener("pointerdown", (event) => {
    if (!isOn() || held !== undefined || event.button !== 0) return;
    held = event.pointerId;
    box.setPointerCapture(held);
    pen.begin(place(event));
  });
  box.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held) return;
    const between = event.getCoalescedEvents?.() ?? [];
    pen.lead((between.length ? between : [event]).map(place));
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, (event) => {
    if (/** @type {PointerEvent} */ (event).pointerId === held) held = undefined;
  });
}

function onPenKeys(box, pen, page) {
  const key = { place: [BOARD / 2, BOARD / 4], down: false };
  const lift = () => { key.down = false; };
  function press() {
    key.down = !key.down;
    if (key.down) pen.begin(key.place);
    page.announce(key.down ? "pen down" : "pen up");
    page.redraw();
  }
  function move(by) {
    key.place = key.place.map((at, side) => clamp(0, at + STEP * by[side], BOARD - 1));
    if (key.down) pen.lead([key.place]);
    page.redraw();
  }
  function undo() {
    lift();
    pen.undo();
  }
  onKeys(box, (name) => {
    if (!page.isOn()) return;
    if (name === " " || name === "Enter") return press;
    if (name === "Backspace") return undo;
    const by = ARROWS[name];
    return by && (() => move(by));
  });
  box.addEventListener("blur", lift);
  box.addEventListener("keydown", () => box.classList.add("qd-keys"));
  box.addEventListener("pointerdown", () => {
    lift();
    box.classList.remove("qd-keys");
  });
  return { key, lift };
}
return { ARROWS, penOf, onPointer, onPenKeys };
})();

const { boardPart } = (() => {
const PEN = "Arrow keys move the pen, Space puts it down or lifts it, Backspace undoes";
const PIXEL = "Arrow keys choose a pixel, Enter reads up to it";

function pixelOn(box, root, owner) {
  let sheets;
  let spot = { left: 0, top: 0, cell: 1 };
  let pixel = null;
  const isOn = () => !owner.strokes();
  const word = () => {
    if (!pixel || !sheets) return -1;
    const [column, row] = pixel, known = sheets, lines = [0, 1].slice(0, sheets.scans);
    const words = lines.map((line) => wordAt(known, column, row, line));
    return Math.min(...words.filter((time) => time > 0));
  };
  function take(to) {
    pixel = to;
    const time = word();
    owner.point(Number.isFinite(time) ? time : -1);
  }
  const at = (/** @type {PointerEvent | MouseEvent} */ event) => {
    const [x, y] = within(event, root), to = [Math.floor((x - spot.left) / spot.cell), Math.floor((y - spot.top) / spot.cell)];
    return sheets && to.every((place) => place >= 0 && place < /** @type {Sheets} */ (sheets).size) ? to : null;
  };
  root.addEventListener("pointermove", (event) => isOn() && take(at(event)));
  root.addEventListener("pointerleave", () => isOn() && take(null));
  root.addEventListener("click", (event) => {
    if (!isOn()) return;
    take(at(event));
    if (word() > 0) owner.go(word());
  });
  onKeys(box, (name) => {
    if (!isOn() || !sheets) return;
    const last = sheets.size - 1;
    if (name === "Enter" && pixel) return () => owner.go(word());
    const by = ARROWS[name];
    return by && (() => {
      take((pixel ?? [-by[0], -by[1]]).map((place, side) => clamp(0, place + by[side], last)));
      if (pixel) owner.announce(owner.told(pixel[0], pixel[1], word()).join(", "));
    });
  });
  box.addEventListener("blur", () => isOn() && take(null));
  function draw(next, place) {
    [sheets, spot] = [next, place];
    if (!pixel) return;
    const size = Number(root.getAttribute("width")), [x, y] = pixel.map((side) => place.left + (side + 0.5) * place.cell);
    drawReadout(root, { x, y }, owner.told(pixel[0], pixel[1], word()), { width: size, height: size });
  }
  return { draw };
}

function boardPart(owner) {
  const picture = svg("svg", { role: "img" });
  const sheet = svg("svg", { "aria-hidden": "true", class: "qd-sheet", viewBox: `0 0 ${BOARD} ${BOARD}` });
  const box = html("div", { class: "qd-board", tabindex: 0, role: "application" }, picture, sheet);
  const isOn = () => owner.strokes() !== null;
  const become = (/** @type {Stroke[]} */ strokes, /** @type {string} */ gesture) => owner.become(strokes, gesture);
  const pen = penOf({ strokes: () => owner.strokes() ?? [], become, undo: owner.undo }, owner.width);
  onPointer(box, sheet, pen, isOn);
  const { key, lift } = onPenKeys(box, pen, { isOn, announce: owner.announce, redraw: owner.redraw });
  const pixel = pixelOn(box, picture, owner);
  let kept = [];
  function show() {
    kept = owner.strokes() ?? kept;
    lift();
    owner.become(null);
  }
  const back = button("Picture", "the picture again", () => isOn() && show());
  const draws = button("Draw", "a digit of your own, in place of the picture", () => {
    if (isOn()) return;
    owner.become(kept);
    box.focus({ preventScroll: true });
  });
  const clear = button("Clear", "an empty board", () => owner.become([]));
  clear.addEventListener("click", lift);
  const tools = html("span", { class: "qd-states", role: "group", "aria-label": "Board" }, back, draws);
  function draw({ strokes, sheets, changes, hint }, side) {
    const drawing = strokes !== null;
    picture.toggleAttribute("hidden", drawing);
    sheet.toggleAttribute("hidden", !drawing);
    box.classList.toggle("qd-drawing", drawing);
    box.setAttribute("aria-label", drawing ? `Drawing board. ${PEN}` : `Picture. ${PIXEL}`);
    box.title = drawing ? PEN : "";
    back.setAttribute("aria-pressed", String(!drawing));
    draws.setAttribute("aria-pressed", String(drawing));
    clear.toggleAttribute("hidden", !drawing);
    allow(clear, drawing && strokes.length > 0);
    if (!drawing) return pixel.draw(sheets, drawPicture(picture, sheets, changes, side));
    for (const name of ["width", "height"]) sheet.setAttribute(name, String(side));
    drawBoard(sheet, { strokes, pen: key.place, width: owner.width(), down: key.down, side: BOARD, hint });
  }
  return { box, tools, clear, draw };
}
return { boardPart };
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

const { pointsAlong, boxOf, freePlace } = (() => {
const NEAR = 12, ASIDE = 22, STEPS = 5, RISE = 11, ROWS = 8; // pixels to a mark and how candidates follow one another
const ABOVE = 14, UNDER = 5; // pixels of a label over and under its base line
const PATIENCE = 40; // pixels that a label goes away rather than cover one point

function pointsAlong(corners) {
  return corners.flatMap(([x, y], n) => {
    const [fromX, fromY] = corners[Math.max(0, n - 1)], count = Math.ceil(Math.max(1, Math.abs(y - fromY), Math.abs(x - fromX)) / 6);
    return Array.from({ length: count }, (_, k) => /** @type {Point} */ ([x - ((x - fromX) * k) / count, y - ((y - fromY) * k) / count]));
  });
}

function boxOf({ x, y, "text-anchor": anchor }, wide) {
  const left = anchor === "end" ? x - wide : x;
  return { left, right: left + wide, top: y - ABOVE, bottom: y + UNDER };
}

function freePlace([markX, markY], wide, { left, right, top, bottom, taken }) {
  const reach = NEAR + STEPS * ASIDE + wide, near = taken.filter(([x]) => Math.abs(x - markX) < reach);
  let best = { x: markX + NEAR, y: markY + ASIDE, "text-anchor": "start" }, least = Number.POSITIVE_INFINITY;
  for (const side of [1, -1]) for (let step = 0; step < STEPS; step++) for (let row = -ROWS; row <= ROWS; row++) {
    const away = NEAR + step * ASIDE, place = { x: markX + side * away, y: markY + UNDER + row * RISE, "text-anchor": side < 0 ? "end" : "start" };
    const box = boxOf(place, wide);
    if (box.left < left || box.right > right || box.top < top || box.bottom > bottom) continue;
    const covered = near.filter(([x, y]) => x > box.left && x < box.right && y > box.top && y < box.bottom).length;
    const cost = covered + Math.hypot(away, row * RISE) / PATIENCE;
    if (cost < least) [best, least] = [place, cost];
  }
  return best;
}
return { pointsAlong, boxOf, freePlace };
})();

const { toldShare, likeliest, settledAt, isLate, rivalOf, toldBelief, toldMove, drawBelief } = (() => {
const LEFT = 40, TOP = 30, BELOW = 24, LINE = 18, LETTER = 9, SLIM = 8; // pixels; SLIM: of letters and blanks together

const toldShare = (p) => (p >= 0.001 && p <= 0.999 ? p.toFixed(3) : toldChance(p));

const likeliest = (chances) => Array.from(chances).indexOf(Math.max(...Array.from(chances)));

function settledAt(beliefs) {
  const named = beliefs.map(likeliest), last = named[named.length - 1];
  return named.findLastIndex((index) => index !== last) + 1;
}

const isLate = (beliefs) => settledAt(beliefs) > 0.6 * (beliefs.length - 1);

const rivalOf = (beliefs, right) => beliefs.map(likeliest).findLast((named) => named !== right) ?? -1;

function lookOf({ classes, right, rival }, index) {
  const pair = classes.length === 2 ? [0, 1] : [right, rival].filter((one) => one >= 0).sort((a, b) => a - b);
  return ["first", "second"][pair.indexOf(index)] ?? "other";
}

function roleOf({ beliefs, right, time }, index, guess) {
  if (index === right) return "right";
  if (index !== guess) return "other";
  return right < 0 || time < beliefs.length - 1 ? "guess" : "wrong";
}

function lineOf(beliefs, index, { x, y }, from, to) {
  let path = "";
  for (let step = from; step <= to; step++) path += `${path ? "L" : "M"}${x(step).toFixed(1)} ${y(beliefs[step][index]).toFixed(1)}`;
  return path;
}

function drawMark(root, role, x, y, look) {
  const cross = { d: `M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10` };
  if (role === "wrong") root.append(svg("path", { class: "qd-halo", ...cross }), svg("path", { class: "qb-cross", ...cross }));
  else if (role === "right") root.append(svg("circle", { class: "qb-ring", cx: x, cy: y, r: 6 }));
  else root.append(svg("circle", { class: `qb-dot qb-${look}`, cx: x, cy: y, r: 4 }));
}

function drawAxes(root, { x, y, end, far, floor }, name) {
  for (const chance of [0, 0.5, 1]) {
    root.append(svg("path", { class: chance ? "qs-grid" : "qs-rule", d: `M${LEFT} ${y(chance)}H${far}` }));
    root.append(svg("text", { x: LEFT - 8, y: y(chance) + 4, "text-anchor": "end" }, chance));
  }
  for (const tick of roundTicks(0, end, Math.max(2, (far - LEFT) / 70)).filter(Number.isInteger))
    root.append(svg("text", { x: x(tick), y: floor + 18, "text-anchor": "middle" }, tick));
  root.append(svg("text", { class: "qs-tick", x: far + 20, y: floor + 18 }, name));
}

function drawSettled(root, { beliefs, settled }, { x, floor }) {
  const at = settledAt(beliefs), here = x(at), late = isLate(beliefs);
  root.append(svg("path", { class: "qb-settled", d: `M${here} ${TOP - 18}V${floor}m-5 8l5 -7l5 7Z` }));
  const place = { x: here + (late ? -6 : 6), y: TOP - 14, "text-anchor": late ? "end" : "start" };
  root.append(svg("text", { class: "qb-when", ...place }, settled));
}

function rowsOf(belief, { y, end }, guess) {
  const { beliefs, classes, time } = belief, last = beliefs[end];
  const rows = [];
  const order = [...classes.keys()].sort((a, b) => last[b] - last[a]);
  for (const index of order) {
    const look = lookOf(belief, index), at = y(last[index]), before = rows.at(-1);
    const isMarked = time === end && roleOf(belief, index, guess) !== "other";
    const name = `${classes[index]}${isMarked ? `: ${toldShare(last[index])}` : ""}`;
    if (look === "other" && before?.look === "other" && at - before.at < LINE) before.names.push(name);
    else rows.push({ look, isRight: index === belief.right, isMarked, names: [name], at });
  }
  for (let row = rows.length - 2; row >= 0; row--) rows[row].at = Math.min(rows[row].at, rows[row + 1].at - LINE);
  return rows;
}

function fitting(names, room) {
  let count = names.length;
  const text = () => names.slice(0, count).join(" ") + (count < names.length ? " …" : "");
  while (count > 1 && text().length * LETTER > room) count -= 1;
  return text();
}

function drawNames(root, belief, scale, guess) {
  for (const { look, isRight, isMarked, names, at } of rowsOf(belief, scale, guess)) {
    const isRinged = isRight && !isMarked;
    if (isRinged) drawMark(root, "right", scale.far + 14, at, look);
    const place = { x: scale.far + (isRinged ? 26 : isMarked ? 14 : 8), y: at + 5 };
    root.append(svg("text", { class: `qb-name qb-${look}`, ...place }, fitting(names, scale.aside - 12)));
  }
}

function drawLines(root, belief, scale) {
  const { beliefs, classes, right, time, seen } = belief;
  const weight = (/** @type {number} */ index) => Number(lookOf(belief, index) !== "other") + Number(index === right);
  for (const index of [...classes.keys()].sort((a, b) => weight(a) - weight(b))) {
    const name = `qb-line qb-${lookOf(belief, index)}`;
    root.append(svg("path", { class: `${name} qb-later`, d: lineOf(beliefs, index, scale, time, seen) }));
    root.append(svg("path", { class: name, d: lineOf(beliefs, index, scale, 0, time) }));
  }
}

function drawPinned(root, belief, scale, guess) {
  const { pinned, right } = belief;
  if (!pinned) return;
  const end = pinned.length - 1, shown = new Set([likeliest(pinned[end]), guess, right].filter((index) => index >= 0));
  for (const index of shown) {
    const name = `qb-line qb-${lookOf(belief, index)} q-pinned`;
    root.append(svg("path", { class: name, d: lineOf(pinned, index, scale, 0, end) }));
  }
}

function curvePoints({ beliefs, classes, pinned = [] }, { x, y, floor }) {
  const settled = x(settledAt(beliefs));
  const curves = [beliefs, pinned].flatMap((all) => [...classes.keys()].map((index) =>
    all.map((chances, step) => /** @type {[number, number]} */ ([x(step), y(chances[index])]))));
  return [...curves, /** @type {[number, number][]} */ ([[settled, TOP], [settled, floor]])].flatMap(pointsAlong);
}

function drawNow(root, belief, scale, guess) {
  const { x, y, far, floor } = scale, { beliefs, classes, time, right } = belief, now = beliefs[time], here = x(time);
  root.append(svg("path", { class: "qs-now", d: `M${here} ${TOP - 4}V${floor}` }));
  const ground = { left: LEFT, right: far, top: TOP - 6, bottom: floor, taken: curvePoints(belief, scale) };
  for (const index of new Set([right, guess].filter((one) => one >= 0))) {
    const role = roleOf(belief, index, guess), at = y(now[index]), text = `${classes[index]}: ${toldShare(now[index])}`;
    drawMark(root, role, here, at, lookOf(belief, index));
    if (time === scale.end) continue;
    const place = freePlace([here, at], LETTER * text.length, ground), { left, top, bottom } = boxOf(place, LETTER * text.length);
    for (const row of [top, (top + bottom) / 2, bottom]) ground.taken.push(...pointsAlong([[left, row], [left + LETTER * text.length, row]]));
    root.append(svg("text", { class: "qb-name qb-value", ...place }, text));
  }
}

function drawLit(root, { beliefs, classes, lit }, scale) {
  if (lit < 0) return;
  const { x, floor } = scale;
  root.append(svg("path", { class: "qb-at", d: `M${x(lit)} ${TOP - 4}V${floor}` }));
  if (!lit) return;
  for (const index of classes.keys()) root.append(svg("path", { class: "qb-moved", d: lineOf(beliefs, index, scale, lit - 1, lit) }));
}

function toldBelief({ beliefs, classes }, time) {
  const now = beliefs[time], order = [...classes.keys()].sort((a, b) => now[b] - now[a]);
  const shares = order.slice(0, 3).map((index) => `${classes[index]}: ${toldShare(now[index])}`);
  return [...shares, time === 1 ? "after 1 word" : `after ${time} words`];
}

function toldMove({ beliefs, classes }, time) {
  if (time < 1) return "";
  const by = classes.map((_, index) => beliefs[time][index] - beliefs[time - 1][index]);
  const most = likeliest(by.map(Math.abs)), sign = by[most] < 0 ? "−" : "+";
  const [before, after] = [beliefs[time - 1][most], beliefs[time][most]].map(toldShare);
  if (Math.abs(by[most]) < 5e-4) return "it moves nothing";
  return `it moves ${classes[most]}: ${before} → ${after} (${sign}${Math.abs(by[most]).toFixed(3)})`;
}

function drawBelief(root, belief, width, height) {
  const { beliefs, classes, time } = belief, guess = likeliest(beliefs[time]);
  const aside = clamp(96, 16 + SLIM * (10 + Math.max(...classes.map(({ length }) => length))), 0.4 * width);
  const end = beliefs.length - 1, far = width - aside, floor = height - BELOW;
  const x = (/** @type {number} */ step) => LEFT + (step / end) * (far - LEFT);
  const y = (/** @type {number} */ chance) => floor - chance * (floor - TOP);
  const scale = { x, y, end, far, floor, aside };
  resize(root, width, height);
  const isKnown = belief.seen === end;
  drawAxes(root, scale, belief.axis);
  if (isKnown) drawSettled(root, belief, scale);
  drawPinned(root, belief, scale, guess);
  drawLit(root, belief, scale);
  drawLines(root, belief, scale);
  if (isKnown) drawNames(root, belief, scale, guess);
  drawNow(root, belief, scale, guess);
  const shares = classes.map((name, index) => `${name} ${toldShare(beliefs[time][index])}`).join(", ");
  root.setAttribute("aria-label", `Belief after ${time} words if the rest were paper: ${shares}`);
  const at = (/** @type {number} */ left) => Math.max(0, Math.min(end, Math.round(((left - LEFT) / (far - LEFT)) * end)));
  return { at, left: LEFT, far };
}
return { toldShare, likeliest, settledAt, isLate, rivalOf, toldBelief, toldMove, drawBelief };
})();

const { drawHidden } = (() => {
const LEFT = 40, TOP = 6, NAMES = 26; // pixels; NAMES: of the first and the last state, below

function barsOf(amplitudes, sign, cell, tall) {
  let path = "";
  for (const [state, amplitude] of Array.from(amplitudes).entries()) {
    if (amplitude * sign <= 0) continue;
    path += `M${LEFT + (state + 0.1) * cell} ${TOP + tall}h${0.8 * cell}v${-tall * amplitude}h${-0.8 * cell}Z`;
  }
  return path;
}

function drawHidden(root, amplitudes, time, width, height) {
  const count = amplitudes.length, lanes = Math.log2(count), cell = Math.min(28, (width - 12 - LEFT) / count);
  resize(root, width, height);
  const right = LEFT + count * cell, tall = (height - TOP - NAMES) / 2;
  for (const value of [1, 0, -1]) {
    const y = TOP + (1 - value) * tall;
    root.append(svg("text", { x: LEFT - 8, y: y + 4, "text-anchor": "end" }, value < 0 ? "−1" : value));
    root.append(svg("path", { class: value ? "qs-grid" : "qs-rule", d: `M${LEFT} ${y}H${right}` }));
  }
  root.append(svg("path", { class: "qh-plus", d: barsOf(amplitudes, 1, cell, tall) }), svg("path", { class: "qh-minus", d: barsOf(amplitudes, -1, cell, tall) }));
  root.append(svg("text", { x: LEFT, y: height - 6 }, ket(0, lanes)), svg("text", { x: right, y: height - 6, "text-anchor": "end" }, ket(count - 1, lanes)));
  const largest = Array.from(amplitudes).reduce((most, value, state) => (Math.abs(value) > Math.abs(amplitudes[most]) ? state : most), 0);
  const told = `largest ${short(amplitudes[largest])} at ${ket(largest, lanes)}`;
  root.setAttribute("aria-label", `Hidden state after ${time} words: ${count} amplitudes, ${told}`);
  return (left) => {
    const state = Math.floor((left - LEFT) / cell);
    return state >= 0 && state < count ? `${ket(state, lanes)}: ${short(amplitudes[state])}` : "";
  };
}
return { drawHidden };
})();

export default (() => {
const DICE = "M1 1h14v14H1ZM3 3v10h10V3ZM4 4h2.4v2.4H4ZM6.8 6.8h2.4v2.4H6.8ZM9.6 9.6h2.4v2.4H9.6Z"; // a face with three pips
const CROSS = "M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8 14 12.6 12.6 14 8 9.4 3.4 14 2 12.6 6.6 8 2 3.4Z";
const COUNTS = "how much each pixel carries what is said: full dots speak for it, rings against it";
const SPEED = 20; // words a second of a run
const BETWEEN = 34; // pixels of a small picture's name, and to the next
const BREATH = 30; // milliseconds to compute before the page may draw
const WIDE = 720, GAP = 32, TOOLS = 345; // pixels: from which width board and belief stand side by side, between them, the board's tools
const CLOSE = 20, BRIEF = 312; // between them, and the board's tools, on a page that fills the screen
const SMALL = 128, LEAST = 100; // pixels beside the board for small pictures, and the fewest
const SPARE = 1000; // pixels of a page that has room for them beside the board and the belief
const BESIDE = 150; // pixels above and below a board that fills the screen
const STATE = 112, LOW = 76, UNDER = 38; // pixels of the hidden state, where it stands low, and of what is around it less than around the board

function verdictOf({ read: end, classes, sentences, network }, { beliefs, right }, { time, strokes }) {
  const guess = likeliest(beliefs[time]);
  const far = time === end ? "all" : time ? "part" : "nothing", begin = strokes?.length === 0 ? "paper" : far;
  const judged = right < 0 || begin !== "all" ? "" : guess === right ? "right" : "wrong";
  const about = { ...network, time, end, name: classes[guess], chance: toldShare(beliefs[time][guess]), right: classes[right] };
  const parts = (begin === "nothing" ? [begin] : [begin, "says", judged]).map((part) => sentences[part] ?? "").join("");
  return filled(parts, about);
}

const FOR = { train: "pictures that training learns from", validate: "pictures to choose a training by", test: "pictures that no training sees" };

const filled = (sentence, about) => sentence.replace(/\{(\w+)\}/g, (_, name) => String(about[name]));

function drawingHint({ classes, labels, network }, blank) {
  const known = likeliest(blank), about = { ...network, name: classes[known], other: classes[1 - known] };
  return filled(`${labels.board}\n${classes.length === 2 && classes.every(({ length }) => length === 1) ? labels.rival : labels.blank}`, about).split("\n");
}

function decisionOf({ classes, labels }, { beliefs }) {
  const time = settledAt(beliefs), about = { time, name: classes[likeliest(beliefs[time])] };
  if (!time) return [filled(labels.steady, about), filled(labels.same, about)];
  return [filled(labels.settled, about), filled(labels.since, about) + (isLate(beliefs) ? ` ${labels.late}` : "")];
}

function wordTold({ scans, patch, order }) {
  const what = patch > 1 ? `${patch} × ${patch} pixels` : "pixel", isShuffled = order.some((place, n) => place !== n);
  const ways = isShuffled ? ["in a shuffled order of rows", "of columns", "turned by 135°"] : ["row by row (→)", "column by column (↓)", "turned by 135°"];
  if (scans === 1) return `a word is ${patch > 1 ? what : `one ${what}`}, ${ways[0].replace(" (→)", "")}`;
  const count = ["", "", "two", "three"][scans];
  return `a word is ${count} ${patch > 1 ? `times ${what}` : `${what}s`}: ${ways.slice(0, scans).map((way) => `one ${way}`).join(", ")}`;
}

const nameOf = ({ split, number, strokes }) => (strokes ? "drawing" : `${split} ${number}`);

function runPart({ model, get, edit, facts, page }) {
  let speed = SPEED;
  const run = player(readOn, () => speed, page.redraw);
  const playing = () => run.isOn() || model.get("status") === "playing";
  function rest() {
    run.stop();
    if (model.get("status") === "playing") page.send("pause");
  }
  function readOn() {
    const { time } = get();
    if (time < facts().read) edit({ time: time + 1 });
    return time + 1 < facts().read;
  }
  function begin() {
    if (get().time >= facts().read) edit({ time: 0 });
    run.play();
  }
  const toggle = () => (playing() ? rest() : begin());
  const play = playButton("read on, at the end from the start", toggle);
  const pace = speedChoice((times) => { speed = SPEED * times; });
  return { buttons: [play.element, pace], playing, rest, toggle, draw: () => play.show(playing()), close: run.stop };
}

function inSlices(work, shown) {
  let stopped = false;
  function slice() {
    if (stopped) return;
    const until = performance.now() + BREATH;
    let more = true;
    while (more && performance.now() < until) more = work();
    shown();
    if (more) setTimeout(slice);
  }
  slice();
  return () => { stopped = true; };
}

function seeker({ facts, pictures, network, page }) {
  const none = (/** @type {Operators} */ _, /** @type {Pictures} */ held) => /** @type {(boolean | undefined)[]} */ (Array.from(held.rights, () => undefined));
  const known = remembered(none), answersHere = () => known(network(), pictures());
  let halt = () => {}, seen = 0;
  function stop() {
    halt();
    seen = 0;
  }
  function seek(from, show) {
    stop();
    const held = pictures(), answers = answersHere(), count = answers.length;
    const answer = (/** @type {number} */ place) => { answers[place] ??= isMisread(network(), facts(), held, place); };
    let ahead = 0;
    function look() {
      const place = (from + ++ahead) % count;
      answer(place);
      const ends = answers[place] || ahead === count;
      seen = ends ? 0 : ahead;
      if (answers[place]) found(place);
      else if (ends) page.refuse(`there is none to show: all ${count} pictures here are answered rightly`);
      return !ends;
    }
    function found(/** @type {number} */ place) {
      show(place);
      halt = inSlices(tally, page.redraw);
    }
    function tally() {
      const open = answers.indexOf(undefined);
      if (open >= 0) answer(open);
      return open >= 0;
    }
    halt = inSlices(look, page.redraw);
  }
  function told(place) {
    const answers = answersHere();
    return answers[place] && !answers.includes(undefined) ? `(${answers.filter(Boolean).length} of ${answers.length} are wrong)` : "";
  }
  return { seek, stop, seen: () => seen, told };
}

function choicePart(desk) {
  const { model, get, edit, facts, pictures, page } = desk;
  const search = seeker(desk);
  const split = html("select", {}), number = watched(html("input", { type: "number", min: 0, step: 1, "aria-label": "Picture" }));
  const count = html("span", { class: "qs-count" }), purpose = html("span", { class: "qd-purpose" });
  function take(fields) {
    search.stop();
    edit({ strokes: null, ...fields });
    page.announce(nameOf(get())); // what it says of it is heard by itself
  }
  const at = (/** @type {number} */ place) => take({ number: pictures().numbers[place] });
  const place = () => pictures().numbers.indexOf(get().number), total = () => pictures().numbers.length;
  const beside = (/** @type {number} */ by) => () => at((place() + by + total()) % total());
  const wrong = () => search.seek(place(), (found) => take({ number: pictures().numbers[found], time: facts().read }));
  function typed() {
    const chosen = number.value === "" ? NaN : Number(number.value);
    if (pictures().numbers.includes(chosen) || model.alone) take({ number: chosen });
    else page.send("show", { split: get().split, number: chosen });
  }
  number.addEventListener("change", typed);
  split.addEventListener("change", () => page.send("show", { split: split.value, number: 0 }));
  const field = html("label", { class: "qd-number", title: "number of the picture" }, "picture ", number), all = html("span", { class: "qd-all" });
  const previous = tool("Previous", "the picture before", beside(-1), false, ICONS.Left);
  const next = tool("Next", "the next picture", beside(1), false, ICONS.Right);
  const random = tool("Random", "any picture of this split", () => at(Math.floor(Math.random() * total())), false, DICE);
  const misread = tool("Next wrong", "the next picture that is misread", wrong, true, CROSS);
  misread.classList.add("qd-misread");
  misread.append(html("span", { class: "qd-brief" }, "next"));
  const row = html("span", { class: "qd-choice" }, previous, field, all, next, random, misread);
  function draw({ state, facts, held, pictures: { numbers } }) {
    const splits = model.alone ? [held.split] : facts.splits;
    const options = () => splits.map((name) => html("option", { value: name }, name));
    if (split.children.length !== splits.length) split.replaceChildren(...options());
    put(split, state.split);
    split.disabled = split.options.length < 2;
    put(number, state.strokes ? "" : state.number);
    number.placeholder = state.strokes ? "–" : "";
    number.max = String(held.available - 1);
    const here = numbers.length < held.available ? `, ${numbers.length.toLocaleString("en-US")} of them here` : "";
    say(purpose, FOR[state.split] ?? "");
    say(all, `0 to ${(held.available - 1).toLocaleString("en-US")}`);
    say(count, `of ${held.available.toLocaleString("en-US")}${here}`);
  }
  const splits = html("span", { class: "qd-field" }, html("label", {}, "Split ", split), count, purpose);
  const told = (/** @type {State} */ { time, strokes }) => (strokes || time < facts().read ? "" : search.told(place()));
  return { row, splits, draw, seen: search.seen, told, close: search.stop };
}

function carrierPart({ facts, network, page }) {
  let changes = null;
  let halt = () => {}, on = false;
  const begin = remembered((/** @type {Operators} */ net, /** @type {Read} */ read, /** @type {number} */ time) => {
    halt();
    const all = new Float64Array(facts().size ** 2), change = pixelChanges(net, facts(), read, time, likeliest(read.beliefs[time]));
    let pixel = 0;
    changes = all;
    halt = inSlices(() => {
      all[pixel] = change(pixel);
      return ++pixel < all.length;
    }, page.redraw);
  });
  const press = button("What counts", COUNTS, () => {
    on = !on;
    page.redraw();
  });
  function of(read, { time, strokes }, rests) {
    press.setAttribute("aria-pressed", String(on));
    press.hidden = strokes !== null;
    if (!on || strokes || !rests) return null;
    begin(network(), read, time);
    return changes;
  }
  const mark = (/** @type {string} */ kind) => {
    const picture = svg("svg", { width: 16, height: 16, "aria-hidden": "true" });
    picture.append(svg("circle", { class: kind, cx: 8, cy: 8, r: 5.5 }));
    return picture;
  };
  const [speaks, against] = ["", ""].map(() => html("span", { "data-caption": "" }));
  const legend = html("div", { class: "qs-legend qd-counts" }, html("span", {}, mark("qd-for"), speaks), html("span", {}, mark("qd-against"), against), page.help("what counts"));
  function explain(name, isOn) {
    legend.hidden = !isOn;
    say(speaks, `speaks for ${name}`);
    say(against, `against ${name}; larger: more`);
  }
  function told(pixel) {
    const change = on && changes ? changes[pixel] : 0;
    if (!change) return [];
    if (Math.abs(change) < 5e-4) return ["the other way round: no change"];
    return [`the other way round: ${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(3)}`];
  }
  return { press, legend, of, explain, told, close: () => halt() };
}

function beliefPart({ facts, go, pointed, point, page }) {
  const { labels } = facts();
  const chart = svg("svg", { role: "img", class: "qs-chart" });
  const slider = html("input", { type: "range", min: 0, step: 1, "aria-label": "Words read", class: "qs-slider" });
  const legend = html("span", { class: "qd-legend", "data-caption": "" });
  const ring = svg("svg", { width: 16, height: 16, "aria-hidden": "true" });
  ring.append(svg("circle", { class: "qb-ring", cx: 8, cy: 8, r: 6 }));
  const known = html("span", { class: "qd-known" }, ring, html("span", { "data-caption": "" }, labels.right));
  const caption = html("div", { class: "qs-caption", "data-caption": "" }, `${labels.belief} `, page.help("belief"), known, legend);
  const word = html("div", { class: "qd-axis", "data-caption": "" });
  const column = html("div", { class: "qd-belief" }, caption, chart, slider, word);
  let place = { at: (/** @type {number} */ _) => 0, left: 0, far: 0 };
  let pointer = [0, 0];
  const at = (/** @type {PointerEvent} */ event) => place.at(within(event, chart)[0]);
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    chart.setPointerCapture(event.pointerId);
    go(at(event));
  });
  chart.addEventListener("pointermove", (event) => {
    pointer = within(event, chart);
    if (chart.hasPointerCapture(event.pointerId)) go(at(event));
    else point(at(event), "belief");
  });
  chart.addEventListener("pointerleave", () => point(-1, "belief"));
  slider.addEventListener("input", () => go(Number(slider.value)));
  function draw({ state: { time }, facts, read: shown, belief, pinned }, width, tall, verdict) {
    const { read } = facts, [, sentence] = decisionOf(facts, shown);
    say(word, belief.seen === read ? sentence : wordTold(facts));
    known.hidden = belief.right < 0;
    say(legend, pinned ? `dashed: pinned, ${nameOf(pinned.state)}` : "");
    const { lit } = belief, height = tall(column.offsetHeight - chart.clientHeight);
    place = drawBelief(chart, belief, width, height);
    const told = () => [...toldBelief(belief, lit), ...(lit ? [toldMove(belief, lit)] : [])];
    if (lit >= 0 && pointed.by === "belief") drawReadout(chart, { x: pointer[0], y: pointer[1] }, told(), { width, height });
    Object.assign(slider.style, { marginLeft: `${place.left - 8}px`, width: `${place.far - place.left + 16}px` });
    slider.max = String(read);
    slider.value = String(time);
    slider.setAttribute("aria-valuetext", verdict);
  }
  return { column, draw };
}

function sheetsPart({ facts: about, page }) {
  const { labels } = about();
  const greys = svg("svg", { role: "img" }), lines = svg("svg", { role: "img", class: "qd-lines" });
  const board = svg("svg", { role: "img", class: "qd-other" });
  let on = false;
  const press = button("Scans", "what each scan line has read, on a sheet of its own", () => {
    on = !on;
    page.redraw();
  });
  const count = ({ facts, read: { image }, pinned }) => Number(image !== null) + (on || image ? facts.scans : 0) + Number(pinned !== null);
  function draw(now, sheets, room, high) {
    const { state: { time }, facts, read, pinned } = now, { image } = read, shown = on || image !== null, isBeside = high > 0;
    const most = facts.size > 10 ? 6 : 11, each = Math.floor(((high - (pinned ? ROW : 0)) / Math.max(1, count(now)) - BETWEEN) / facts.size), largest = isBeside ? clamp(2, each, most) : most;
    press.setAttribute("aria-pressed", String(on));
    press.toggleAttribute("hidden", image !== null || facts.scans < 2);
    greys.toggleAttribute("hidden", !image);
    lines.toggleAttribute("hidden", !shown);
    board.toggleAttribute("hidden", !pinned);
    if (image) drawGreys(greys, image, isBeside ? clamp(1, Math.floor((largest * facts.size) / 28), 4) : 4, labels.mnist);
    if (shown) drawSheets(lines, sheets, room, largest, isBeside);
    if (!pinned) return;
    const other = { words: pinned.read.words, time, lit: -1, lines: [`pinned: ${nameOf(pinned.state)}`] };
    drawSheets(board, { ...sheets, ...other }, room, largest, isBeside);
  }
  return { press, row: html("div", { class: "qd-sheets" }, greys, lines, board), count, draw };
}

function memoryPart({ facts, page }) {
  const hidden = svg("svg", { role: "img" });
  const caption = html("div", { class: "qs-caption", "data-caption": "" }, `${facts().labels.state} `, page.help("hidden state"));
  let at = null;
  hidden.addEventListener("pointermove", (event) => {
    at = within(event, hidden);
    page.redraw();
  });
  hidden.addEventListener("pointerleave", () => {
    at = null;
    page.redraw();
  });
  function draw({ state: { time }, read }, width, height) {
    const told = drawHidden(hidden, read.states[time], time, width, height), line = at && told(at[0]);
    if (at && line) drawReadout(hidden, { x: at[0], y: at[1] }, [line], { width, height });
  }
  return { column: html("div", { class: "qd-memory" }, caption, hidden), draw };
}

function loadPart({ page }) {
  const folder = html("input", { type: "text", placeholder: "folder of a model or checkpoint", size: 28 });
  const load = button("Load", "read with the network in this folder", () => page.send("load", { folder: folder.value }));
  folder.addEventListener("keydown", (event) => event.key === "Enter" && load.click());
  return html("span", { class: "qd-field" }, html("label", {}, "Network ", folder), load);
}

function changedState(model, pictures, fields) {
  const known = model.get("state"), { split, available } = model.get("held");
  const state = { ...known, ...checkedRecord(fields, "the state of a digit stepper", [], ["split", "number", "time", "strokes"]) };
  if (state.split !== split) throw new Error(`this page holds pictures of the ${split} split only`);
  const number = whole(state.number, `picture of the ${split} split`, 0, available - 1);
  const count = pictures.numbers.length;
  if (!pictures.numbers.includes(number)) throw new Error(`picture ${number} is not here: this page holds ${count} of ${available}`);
  const time = whole(state.time, "time", 0, model.get("facts").read);
  const strokes = state.strokes === known.strokes || state.strokes === null ? state.strokes : checkedStrokes(state.strokes);
  return { split, number, time, strokes };
}

function decoding(model) {
  const network = remembered(networkOf), pictures = remembered(picturesOf);
  const facts = () => /** @type {Facts} */ (model.get("facts"));
  const net = () => network(facts(), model.get("angles"));
  const held = () => pictures(model.get("numbers"), model.get("rights"), model.get("pictures"));
  function reader() {
    const reading = remembered(readShown);
    const shown = remembered((/** @type {number} */ number, /** @type {Stroke[] | null} */ strokes) => ({ number, strokes }));
    return ({ number, strokes }) => reading(net(), facts(), held(), shown(number, strokes));
  }
  const read = reader(), readPinned = reader();
  function pinned(state) {
    const here = state && state.split === model.get("held").split && held().numbers.includes(state.number);
    return here ? { state, read: readPinned(state) } : null;
  }
  return { facts, network: net, pictures: held, read, pinned };
}

function setUpPart(desk, splits, thickness) {
  const row = html("div", { class: "qs-bar" }, splits, html("label", { class: "qd-field" }, "Pen ", thickness));
  const fold = desk.page.fold("Set up", row);
  if (!desk.model.alone) fold.append(html("div", { class: "qs-bar" }, loadPart(desk)));
  return fold;
}

function hasTwoColumns(root, width, inner) {
  const isLow = root.classList.contains("qs-presented") && innerWidth > innerHeight;
  return (width >= WIDE || isLow) && inner >= TOOLS + GAP + 160;
}

function shadesPart({ facts }) {
  const row = html("div", { class: "qs-legend qd-key" });
  function shade(ink, paper, name) {
    const picture = svg("svg", { width: 14, height: 14, "aria-hidden": "true" });
    picture.append(svg("rect", { class: ink, x: 0.5, y: 0.5, width: 7, height: 13 }), svg("rect", { class: paper, x: 7.5, y: 0.5, width: 6, height: 13 }));
    picture.append(svg("rect", { class: "qs-frame", x: 0.5, y: 0.5, width: 13, height: 13 }));
    return html("span", {}, picture, html("span", { "data-caption": "" }, name));
  }
  const drawn = remembered((/** @type {number} */ scans, /** @type {string} */ unread) => {
    const [one, all] = [["qd-grey", "qd-half", "by one scan"], ["qs-ink", "qd-paper", scans > 1 ? "by both" : "read"]];
    const shades = [["qd-pale", "qs-unread", unread], ...(scans > 1 ? [one] : []), all];
    row.replaceChildren(...shades.map(([ink, paper, name]) => shade(ink, paper, name)));
  });
  function draw(isShown) {
    const { scans, labels } = facts();
    drawn(scans, labels.unread);
    row.hidden = !isShown;
  }
  return { row, draw };
}

function roomOf(root, inner, isWide, count) {
  if (root.classList.contains("qs-presented") && isWide) return screenOf(root, inner, count);
  const side = isWide ? clamp(TOOLS, 0.36 * inner, 470) : Math.min(inner, 270), free = isWide ? SMALL : inner - side - 8;
  const small = count && (isWide ? inner >= SPARE : free >= LEAST) ? free : 0, column = isWide ? Math.max(side + small, TOOLS) : inner;
  return { side, small, stack: side, column, room: isWide ? inner - column - GAP : inner, tall: () => (isWide ? Math.max(230, side - 60) : 180), state: STATE };
}

function screenOf(root, inner, count) {
  const high = root.clientHeight - BESIDE;
  const side = Math.min(high, (count ? 0.3 : 0.5) * inner), small = count ? SMALL : 0, column = Math.max(side + small, BRIEF);
  const state = clamp(LOW, 0.25 * high, STATE), tall = (/** @type {number} */ around) => Math.max(LEAST, high + UNDER - state - around);
  return { side, small, stack: high, column, room: inner - column - CLOSE, tall, state };
}

function endings({ get, facts, network }, isPlaying) {
  const known = remembered((/** @type {Operators} */ _) => /** @type {Set<string>} */ (new Set()));
  const first = get(), ends = known(network());
  if (first.time > 0) ends.add(nameOf(first));
  return (state) => {
    const here = known(network());
    if (state.time === facts().read) here.add(nameOf(state));
    return here.has(nameOf(state)) && state.time > 0 && !isPlaying();
  };
}

function presentOf({ model, get, facts, pictures, pointed, page }, { read, pinned }, isEndShown) {
  const state = get(), about = facts(), here = read(state), { classes } = about;
  const other = pinned(/** @type {State | null} */ (page.pinned));
  const seen = isEndShown(state) ? about.read : state.time, lit = pointed.lit > seen ? -1 : pointed.lit;
  const { beliefs, right } = here, [settled] = decisionOf(about, here), beside = { settled, lit, time: state.time, seen };
  const belief = { beliefs, right, rival: rivalOf(beliefs, right), classes, pinned: other?.read.beliefs, axis: about.labels.time, ...beside };
  return { state, facts: about, pictures: pictures(), held: model.get("held"), read: here, pinned: other, belief };
}

function boardOwner({ get, edit, go, facts, point, page }, now, thickness, counted) {
  function told(column, row, lit) {
    const where = `row ${row}, column ${column}`;
    const read = lit > 0 ? [lit === 1 ? "the first word" : `the last of ${lit} words`, ...(lit > now().belief.seen ? [] : [toldMove(now().belief, lit)])] : ["never read"];
    return [where, ...read, ...counted(row * facts().size + column)];
  }
  return {
    strokes: () => get().strokes,
    become: (strokes, gesture) => edit({ strokes, time: facts().read }, gesture),
    undo: page.undo,
    width: () => Number(thickness.value),
    announce: page.announce,
    redraw: page.redraw,
    point: (lit) => point(lit, "board"),
    told,
    go,
  };
}

function render({ model, el }) {
  const held = decoding(model), { facts, network, pictures } = held;
  const get = () => /** @type {State} */ (model.get("state"));
  const events = ["status", "state", "facts", "angles", "pictures"];
  const restore = (/** @type {any} */ fields) => changedState(model, pictures(), fields);
  const presentKeys = { " ": () => run.toggle(), ArrowRight: () => go(get().time + 1), ArrowLeft: () => go(get().time - 1) };
  const options = { kind: "digits", label: "Digit stepper", events, draw, restore, keys: presentKeys, busy: () => run.playing() };
  const page = frame({ model, el }, options);
  function edit(fields, gesture) {
    try { page.change(restore(fields), gesture); }
    catch (error) { page.refuse(/** @type {Error} */ (error).message); }
  }
  function go(time) {
    if (run.playing()) run.rest();
    edit({ time: clamp(0, time, facts().read) });
  }
  const pointed = { lit: -1, by: "" };
  function point(lit, by) {
    Object.assign(pointed, { lit, by });
    page.redraw();
  }
  const desk = { model, get, edit, go, pointed, point, facts, pictures, network, page };
  const thickness = html("input", { type: "range", min: 8, max: 48, step: 2, value: 26, "aria-label": "Thickness of the pen" });
  thickness.addEventListener("input", page.redraw);
  const run = runPart(desk), isEndShown = endings(desk, run.playing), choice = choicePart(desk), belief = beliefPart(desk), sheets = sheetsPart(desk), carrier = carrierPart(desk);
  const board = boardPart(boardOwner(desk, () => presentOf(desk, held, isEndShown), thickness, carrier.told));
  const memory = memoryPart(desk), key = shadesPart(desk);
  const verdict = html("span", { class: "qs-verdict", "data-caption": "" });
  const look = html("div", { class: "qs-bar" }, board.tools, board.clear, sheets.press, carrier.press);
  const fitted = html("div", { class: "qs-legend qd-key qd-fitted" });
  const left = html("div", { class: "qd-column" }, look, board.box, key.row, carrier.legend, fitted, sheets.row);
  const both = html("div", { class: "qd-both" }, left, html("div", { class: "qd-reading" }, belief.column, memory.column));
  const bar = toolbar({ run: [...run.buttons, choice.row], line: [verdict, page.status], page: page.tools });
  page.root.append(bar, page.alert, both, setUpPart(desk, choice.splits, thickness));

  function draw(width) {
    const now = presentOf(desk, held, isEndShown), { state, facts, read, held: { split } } = now, { time } = state;
    const inner = Math.max(both.clientWidth, 160), isWide = hasTwoColumns(page.root, width, inner);
    const { side, small, stack, column, room, tall, state: low } = roomOf(page.root, inner, isWide, sheets.count(now));
    left.classList.toggle("qd-beside", small > 0);
    const said = verdictOf(facts, read, state), lines = facts.labels.lines.slice(0, facts.scans);
    page.root.classList.toggle("qd-narrow", !isWide);
    left.style.width = `${column}px`; // small pictures wrap in it and take nothing from the belief
    run.draw();
    choice.draw(now);
    const changes = carrier.of(read, state, !run.playing());
    const scans = { ...facts, words: read.words, time, lit: desk.pointed.lit, lines };
    board.draw({ strokes: state.strokes, sheets: scans, changes, hint: drawingHint(facts, read.beliefs[0]) }, side);
    carrier.explain(facts.classes[likeliest(read.beliefs[time])], changes !== null);
    sheets.draw(now, scans, small || column, small ? stack : 0);
    belief.draw(now, room, tall, said);
    memory.draw(now, room, low);
    key.draw(state.strokes === null);
    say(fitted, state.strokes ? facts.labels.fitted : "");
    say(verdict, said);
    const playing = run.playing() ? PLAYING : "paused", seen = choice.seen(), isUnread = time === 0 && state.strokes?.length !== 0;
    page.root.classList.toggle("qd-unread", isUnread);
    say(page.status, seen ? `looking: ${seen} of ${now.pictures.numbers.length}` : isUnread && !run.playing() ? "Press Play." : choice.told(state));
    Object.assign(page.root.dataset, { status: playing, picture: nameOf(state), split, belief: read.beliefs[time].join(" ") });
  }
  return () => {
    run.close();
    choice.close();
    carrier.close();
    page.close();
  };
}

return { render };
})();
