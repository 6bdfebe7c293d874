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

const { MOST, ENDS, KNOBS, since, changedClock, longer, shares, hazards, clock, pushed, believing, regret, twoStates, bestClock, leastRegret } = (() => {
const MOST = Object.freeze({ waits: 24, minutes: 60 });
const SURE = 1e-9; // how far probabilities may be from summing up to 1
const RIGHT = Math.PI / 2;
const ENDS = { turn: RIGHT, direction: Math.PI, strength: 1 };
const DEGREES = 180 / Math.PI;
const KNOBS = /** @type {const} */ (["turn", "direction", "strength"]);

function checkedWaits(value) {
  const what = "waiting (probabilities of waits of 1, 2, … minutes)";
  const waits = checkedItems(value, what, MOST.waits).map((one) => finite(one, what, 0, 1));
  const sum = waits.reduce((all, one) => all + one, 0);
  if (Math.abs(sum - 1) > SURE) throw new Error(`${what} must sum up to 1, got ${Number(sum.toPrecision(6))}`);
  return waits.slice(0, waits.findLastIndex((one) => one > 0) + 1);
}

function checkedMinutes(value) {
  const minutes = checkedItems(value, "minutes", MOST.minutes).map((one) => whole(one, "each of the minutes", 0, 1));
  if (minutes[0] !== 1) throw new Error("minutes must begin with an event, 1");
  return minutes;
}

const since = (minutes) => minutes.length - 1 - minutes.lastIndexOf(1);

function checkedKnob(name, value) {
  if (name === "strength") return finite(value, name, 0, ENDS[name]);
  const angle = finite(value, name), most = ENDS[name], got = Number((angle * DEGREES).toPrecision(6));
  if (angle < 0 || angle > most) throw new Error(`${name} must be at least 0° and at most ${Math.round(most * DEGREES)}°, got ${got}°`);
  return angle;
}

function changedClock(settings, changes) {
  const given = checkedRecord(changes, "what is set", [], ["waiting", "minutes", ...KNOBS]);
  const fresh = given.waiting === undefined ? {} : { minutes: [1] };
  const next = /** @type {Settings} */ ({ ...settings, ...fresh, ...given });
  const knobs = Object.fromEntries(KNOBS.map((name) => [name, checkedKnob(name, next[name])]));
  const waiting = checkedWaits(next.waiting), minutes = checkedMinutes(next.minutes);
  if (since(minutes) >= waiting.length)
    throw new Error(`the event comes after ${waiting.length} minutes at the latest, got ${since(minutes)} minutes without one`);
  return { .../** @type {any} */ (knobs), waiting, minutes };
}

function longer(minutes, word) {
  const all = [...minutes, word], surplus = all.length - MOST.minutes;
  return surplus > 0 ? all.slice(all.indexOf(1, surplus)) : all;
}

function shares(weights) {
  const what = "the own waits";
  const given = checkedItems(weights, what, MOST.waits).map((one) => finite(one, what, 0));
  const sum = given.reduce((all, one) => all + one, 0);
  if (sum <= 0) throw new Error(`${what} must be positive numbers, such as 1 2 3`);
  return given.map((one) => one / sum);
}

function hazards(waiting) {
  let left = 0;
  const survival = waiting.map(() => 0);
  for (let k = waiting.length - 1; k >= 0; k -= 1) {
    left += waiting[k];
    survival[k] = left;
  }
  return waiting.map((wait, k) => wait / survival[k]);
}

function clock({ turn, direction, strength }, steps) {
  const look = [Math.cos(direction), Math.sin(direction)], [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const lost = 1 - Math.sqrt(1 - strength);
  const places = [], chances = [], law = [];
  let x = 1, y = 0, left = 1;
  for (let k = 0; k < steps; k += 1) {
    const along = look[0] * x + look[1] * y, chance = strength * along * along;
    places.push(Math.atan2(y, x));
    chances.push(chance);
    law.push(left * chance);
    const [restX, restY] = [x - lost * along * look[0], y - lost * along * look[1]];
    const size = Math.hypot(restX, restY), isSure = size < 1e-12;
    left *= 1 - chance;
    x = isSure ? 1 : (cos * restX - sin * restY) / size;
    y = isSure ? 0 : (sin * restX + cos * restY) / size;
  }
  return { places, chances, law };
}

function pushed({ direction, strength }, place) {
  const lost = (1 - Math.sqrt(1 - strength)) * Math.cos(place - direction);
  const x = Math.cos(place) - lost * Math.cos(direction), y = Math.sin(place) - lost * Math.sin(direction);
  if (Math.hypot(x, y) < 1e-12) return 0;
  return Math.atan2(Math.cos(place) * y - Math.sin(place) * x, Math.cos(place) * x + Math.sin(place) * y);
}

function forwards({ start, moves }, steps) {
  const all = [start];
  for (let k = 1; k < steps; k += 1) {
    const [a, b] = all[k - 1];
    all.push([a * moves[0][0] + b * moves[1][0], a * moves[0][1] + b * moves[1][1]]);
  }
  return all;
}

function believing(machine, steps) {
  const places = [], chances = [], law = [], { events } = machine;
  for (const [a, b] of forwards(machine, steps)) {
    const left = a + b, event = a * events[0] + b * events[1];
    places.push(left > 0 ? b / left : 0);
    chances.push(left > 0 ? event / left : 0);
    law.push(event);
  }
  return { places, chances, law };
}

function regret(waiting, law) {
  let nats = 0, mean = 0;
  for (const [k, wait] of waiting.entries()) {
    mean += (k + 1) * wait;
    if (wait > 0) nats += law[k] > 0 ? wait * Math.log(wait / law[k]) : Infinity;
  }
  return nats / mean;
}

const STARTS = [
  { start: [0.9, 0.1], moves: [[0.3, 0.6], [0.1, 0.3]], events: [0.1, 0.6] },
  { start: [0.9, 0.1], moves: [[0.8, 0.15], [0.05, 0.7]], events: [0.05, 0.25] },
  { start: [0.5, 0.5], moves: [[0.1, 0.5], [0.7, 0.1]], events: [0.4, 0.2] },
  { start: [0.9, 0.1], moves: [[0.1, 0.8], [0.8, 0.1]], events: [0.1, 0.1] },
];
const ROUNDS = 500, SPAN = 20, GAIN = 1e-10; // a start is done when so many rounds gain less than so many nats
const NEVER = 1e-300; // chances below are none

function improved(waiting, machine) {
  const { start, moves, events } = machine, steps = waiting.length, before = forwards(machine, steps);
  const law = before.map(([a, b]) => a * events[0] + b * events[1]);
  const weight = waiting.map((wait, k) => (wait > 0 ? wait / Math.max(law[k], NEVER) : 0));
  const after = [];
  for (let k = steps - 1; k >= 0; k -= 1) {
    const next = after[k + 1] ?? [0, 0];
    after[k] = events.map((event, i) => weight[k] * event + moves[i][0] * next[0] + moves[i][1] * next[1]);
  }
  const rows = events.map((event, i) => {
    let came = 0;
    const went = [0, 0];
    for (let k = 0; k < steps; k += 1) {
      came += before[k][i] * weight[k] * event;
      if (k + 1 < steps) for (const j of [0, 1]) went[j] += before[k][i] * moves[i][j] * after[k + 1][j];
    }
    const all = came + went[0] + went[1];
    if (!all) return { event, moves: moves[i] };
    return { event: came / all, moves: went.map((one) => one / all) };
  });
  const begun = start.map((one, i) => one * after[0][i]), all = begun[0] + begun[1];
  const next = { start: begun.map((one) => one / all), moves: rows.map((row) => row.moves), events: rows.map((row) => row.event) };
  return { machine: next, loss: regret(waiting, law) };
}

function climbed(waiting, machine) {
  const losses = [];
  let best = machine;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = improved(waiting, best);
    losses.push(next.loss);
    if (round >= SPAN && losses[round - SPAN] - next.loss < GAIN) break;
    best = next.machine;
  }
  return { machine: best, loss: regret(waiting, believing(best, waiting.length).law) };
}

function twoStates(waiting) {
  const found = STARTS.map((start) => climbed(waiting, start));
  const { machine } = found.reduce((best, one) => (one.loss < best.loss - SURE ? one : best));
  const { start, moves, events } = machine;
  if (start[0] >= start[1]) return machine;
  return { start: start.toReversed(), moves: moves.toReversed().map((row) => row.toReversed()), events: events.toReversed() };
}

const TRIED = 12, FIRST = 0.1, LAST = 1e-7; // best places of a coarse grid; the steps from there

const regretOf = (waiting, [turn, direction, strength]) => regret(waiting, clock({ turn, direction, strength }, waiting.length).law);

function downhill(waiting, { at, loss }, step) {
  for (const [axis, name] of KNOBS.entries()) {
    for (const by of [step, -step]) {
      const next = at.with(axis, Math.min(ENDS[name], Math.max(0, at[axis] + by)));
      const found = regretOf(waiting, next);
      if (found < loss) return { at: next, loss: found };
    }
  }
  return undefined;
}

function bestClock(waiting) {
  const grid = [];
  for (let a = 1; a < 8; a += 1)
    for (let b = 0; b < 12; b += 1)
      for (let c = 1; c < 8; c += 1) {
        const at = [(a * Math.PI) / 16, (b * Math.PI) / 12, c / 8];
        grid.push({ at, loss: regretOf(waiting, at) });
      }
  const starts = grid.toSorted((one, other) => one.loss - other.loss).slice(0, TRIED);
  const ends = starts.map((place) => {
    let best = place;
    for (let step = FIRST; step > LAST; ) {
      const next = downhill(waiting, best, step);
      if (next) best = next;
      else step /= 2;
    }
    return best;
  });
  const [turn, direction, strength] = ends.reduce((best, one) => (one.loss < best.loss - SURE ? one : best)).at;
  return { turn, direction, strength };
}

const least = new Map();

function leastRegret(waiting) {
  const key = waiting.join(), known = least.get(key);
  if (known !== undefined) return known;
  const { turn, direction, strength } = bestClock(waiting), found = regretOf(waiting, [turn, direction, strength]);
  least.set(key, found);
  return found;
}
return { MOST, ENDS, KNOBS, since, changedClock, longer, shares, hazards, clock, pushed, believing, regret, twoStates, bestClock, leastRegret };
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

const { dotted, circleView } = (() => {
const NEAR = 14; // pixels from a dot to a pointer that means it
const AROUND = 25; // pixels for names outside of the circle
const APART = 15; // pixels between two numbers
const HOLD = 24; // pixels from the tip of the look to a pointer that holds it
const WORD = { wide: 30, high: 14 }; // pixels of "look"
const MOVES = [0.64, 0.44], HEAD = 0.045; // of the radius: where the arrows of a push and of a turn are, clear of the kets, and their heads
const KET = { wide: 22, high: 15 }; // pixels of "|0⟩", and what stays free below it

function dotted(kind) {
  const layer = svg("g");
  const marks = [];
  function draw(dots, names, held, lit) {
    while (marks.length > dots.length) for (const node of Object.values(marks.pop() ?? {})) node.remove();
    while (marks.length < dots.length) {
      const dot = layer.appendChild(svg("circle")), name = layer.appendChild(svg("text", { "text-anchor": "middle" }));
      marks.push({ dot, name });
    }
    const free = freeNames(names, held, lit);
    for (const [k, { dot, name }] of marks.entries()) {
      const isHeld = k === held && !kind, isLit = k === lit && !kind;
      const [look, r] = isHeld ? ["qm-held", 6.5] : isLit ? ["qn-lit", 6] : [kind, 4];
      shape(dot, { class: `qm-dot ${look}`, cx: dots[k][0], cy: dots[k][1], r });
      say(name, free.has(k) ? String(k) : "");
      if (free.has(k)) shape(name, { x: names[k][0], y: names[k][1] + 4, class: isHeld ? "qm-number qn-held" : "qm-number" });
    }
    if (!kind && marks[held]) layer.append(marks[held].dot);
  }
  return { layer, draw };
}

function freeNames(names, held, lit) {
  const shown = new Set();
  for (const k of [held, lit, ...names.keys()]) {
    if (!names[k]) continue;
    const isFree = [...shown].every((other) => Math.hypot(names[k][0] - names[other][0], names[k][1] - names[other][1]) >= APART);
    if (isFree) shown.add(k);
  }
  return shown;
}

const ketAt = (left, line) =>
  [0, 0.5, 1].flatMap((share) => [0, 1].map((up) => /** @type {[number, number]} */ ([left + share * KET.wide, line + 4 - up * KET.high])));

function wordPlace([x, y], free, size) {
  const aside = 13 + WORD.wide / 2, straight = [[x + aside, y], [x - aside, y], [x, y - 23], [x, y + 23]];
  const places = [...straight, ...[-1, 1].flatMap((side) => [-10, 10, -22, 22, -40, 40].map((down) => [x + side * aside, y + down]))];
  const [middle] = places.map(([left, top]) => {
    const isCut = left < WORD.wide / 2 || left > size - WORD.wide / 2 || top < WORD.high || top > size - WORD.high;
    const away = free.map(([right, down]) =>
      Math.hypot(Math.max(0, Math.abs(right - left) - WORD.wide / 2), Math.max(0, Math.abs(down - top) - WORD.high / 2)));
    const far = left !== x && top !== y ? Math.abs(top - y) / 2.1 : 0;
    return { left, top, room: isCut ? -99 : Math.min(20, ...away) - far };
  }).toSorted((one, other) => other.room - one.room);
  return { x: middle.left, y: middle.top + 5 };
}


function lookPart(size, at) {
  const line = svg("path", { class: "qm-line" });
  const look = svg("path", { class: "qm-look" }), other = svg("path", { class: "qm-look q-pinned" });
  const drop = svg("path", { class: "qn-drop" }), arrow = svg("path", { class: "qm-arrow" });
  const tip = svg("circle", { class: "qm-tip", r: 8 }), grip = svg("circle", { class: "qm-grip", r: 20 });
  const name = svg("text", { class: "qn-label" }, "look");
  const between = (/** @type {number[]} */ [fromX, fromY], /** @type {number[]} */ [x, y]) =>
    `M${fromX.toFixed(1)} ${fromY.toFixed(1)}L${x.toFixed(1)} ${y.toFixed(1)}`;
  const whole = ({ direction, strength }) => between(at(direction, -Math.sqrt(strength)), at(direction, Math.sqrt(strength)));
  function draw(qubit, pinned, held) {
    const { places, direction, strength } = qubit, { middle, radius, kets } = size(), [x, y] = at(direction, Math.sqrt(strength));
    const point = at(places[held]), foot = at(direction, Math.cos(places[held] - direction));
    reveal(other, pinned !== null);
    if (pinned) shape(other, { d: whole(pinned) });
    shape(line, { d: between(at(direction, -1), at(direction)) });
    shape(look, { d: whole(qubit) });
    for (const mark of [tip, grip]) shape(mark, { cx: x, cy: y });
    const outside = 1 + 16 / radius, free = [...kets, ...places.flatMap((place) => [at(place), at(place, outside)]), ...(pinned?.places ?? []).map((place) => at(place))];
    for (const share of [0.6, 0.7, 0.8, 0.9]) free.push(at(direction, share * Math.sqrt(strength)));
    shape(name, { ...wordPlace([x, y], free, 2 * middle), "text-anchor": "middle" });
    shape(drop, { d: between(point, foot) });
    shape(arrow, { d: between([middle, middle], point) });
  }
  return { behind: [line, other, look], between: [drop, arrow], before: [tip, name, grip], draw };
}

function arcPath(at, from, by, length) {
  if (Math.abs(by) < 0.02) return "";
  const steps = 1 + Math.ceil(Math.abs(by) * 12), sign = Math.sign(by), head = Math.min(HEAD / length, Math.abs(by) / 2);
  const angles = Array.from({ length: steps + 1 }, (_, n) => from + (by * n) / steps), end = from + by;
  const lines = [angles.map((angle) => at(angle, length)), [at(end - sign * head, length + HEAD), at(end, length), at(end - sign * head, length - HEAD)]];
  return lines.map((line) => `M${line.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`).join("");
}

function movesPart(at) {
  const arrows = ["qm-push", "qm-turned"].map((kind) => svg("path", { class: kind }));
  function draw({ places, moves }, held) {
    let angle = places[held];
    for (const [n, by] of moves.entries()) {
      shape(arrows[n], { d: arcPath(at, angle, by, MOVES[n]) });
      angle += by;
    }
  }
  return { arrows, draw };
}

function circleView(root) {
  const dots = dotted(""), pins = dotted("q-pinned");
  let middle = 0, radius = 0, built = 0;
  let kets = [];
  let shown = null;
  const at = (angle, length = 1) => [middle + radius * length * Math.cos(angle), middle - radius * length * Math.sin(angle)];
  const look = lookPart(() => ({ middle, radius, kets }), at), moves = movesPart(at);

  function build(size) {
    built = size;
    middle = size / 2;
    radius = middle - AROUND;
    resize(root, size, size);
    const [low, wide, inside] = [middle - radius, 2 * radius, radius - 8];
    root.append(svg("path", { class: "qs-grid", d: `M${low} ${middle}h${wide}M${middle} ${low}v${wide}` }));
    root.append(svg("circle", { class: "qs-frame", cx: middle, cy: middle, r: radius }));
    const zero = svg("text", { class: "qs-axis qm-ket", x: middle + inside, y: middle - 8, "text-anchor": "end" }, "|0⟩");
    const one = svg("text", { class: "qs-axis qm-ket", x: middle + 8, y: middle - inside + 8 }, "|1⟩");
    kets = [...ketAt(middle + inside - KET.wide, middle - 8), ...ketAt(middle + 8, middle - inside + 8)];
    root.append(...look.behind, pins.layer, ...moves.arrows, ...look.between, zero, one, dots.layer, ...look.before);
  }
  function draw(qubit, pinned, held, lit, size) {
    if (size !== built) build(size);
    shown = qubit;
    reveal(pins.layer, pinned !== null);
    if (pinned) pins.draw(pinned.places.map((place) => at(place)), [], -1, -1);
    look.draw(qubit, pinned, held);
    moves.draw(qubit, held);
    const outside = 1 + 16 / radius;
    dots.draw(qubit.places.map((place) => at(place)), qubit.places.map((place) => at(place, outside)), held, lit);
  }
  function lookAt(event, grip) {
    const [right, down] = within(event, root).map((at, side) => at + grip[side]), x = right - middle;
    const y = Math.max(0, middle - down);
    return { direction: Math.atan2(y, x), strength: clamp(0, Math.hypot(x, y) / radius, 1) ** 2 };
  }
  function gripOf(event) {
    if (!shown) return null;
    const [right, down] = within(event, root), [x, y] = at(shown.direction, Math.sqrt(shown.strength));
    const away = Math.hypot(x - right, y - down), nearest = Math.min(...shown.places.map((place) => distance(place, right, down)));
    return away <= HOLD && (nearest > NEAR || away <= nearest) ? [x - right, y - down] : null;
  }
  const distance = (/** @type {number} */ place, /** @type {number} */ right, /** @type {number} */ down) => Math.hypot(right - at(place)[0], down - at(place)[1]);
  function minuteAt(event) {
    if (!shown) return -1;
    const [right, down] = within(event, root);
    const away = shown.places.map((place) => distance(place, right, down)), least = Math.min(...away);
    return least <= NEAR && !gripOf(event) ? away.indexOf(least) : -1;
  }
  return { draw, lookAt, gripOf, minuteAt };
}
return { dotted, circleView };
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

const { likely, rowsView, betweenView, waitsView, drawMinutes } = (() => {
const NONE = 1e-6; // chances below are rounding, and are none

const likely = (p) => (p < NONE ? "0" : chance(p > 1 - NONE ? 1 : p));

function cut(isUpright) {
  const mark = svg("path", { class: "qm-cut" });
  function show(isCut, x, y, across) {
    reveal(mark, isCut);
    if (!isCut) return;
    const half = across / 2 + 2;
    const lines = [8, 13].map((in_) =>
      isUpright ? `M${x - half} ${y + in_ + 3}L${x + half} ${y + in_ - 3}` : `M${x - in_ - 3} ${y + half}L${x - in_ + 3} ${y - half}`);
    shape(mark, { d: lines.join("") });
  }
  return { mark, show };
}


const ROW = 30, LEFT = 86, RIGHT = 64, AXIS = 26; // pixels; AXIS: below the rows, for its numbers

function rowsView(root) {
  const truth = doubled("path", "qm-true"), ring = doubled("circle", "qn-ring");
  let rows = [];
  let built = "", wide = 0;
  function build(count, width, most, ticks, row) {
    const thick = row - 10;
    wide = width - RIGHT - LEFT;
    resize(root, width, count * row + (ticks.some(([, name]) => name) ? AXIS : 2));
    for (const [tick, name] of ticks) {
      const x = LEFT + (tick / most) * wide;
      root.append(svg("path", { class: tick ? "qs-grid" : "qs-frame", d: `M${x} 2V${count * row + 2}` }));
      root.append(svg("text", { x, y: count * row + 18, "text-anchor": "middle" }, name));
    }
    rows = Array.from({ length: count }, (_, n) => {
      const y = 6 + n * row, text = (/** @type {number} */ x) => svg("text", { class: "qs-axis", x, y: y + thick / 2 + 5, "text-anchor": "end" });
      const pin = svg("rect", { class: "qn-pin q-pinned", x: LEFT, y: y - 2, height: thick + 4 }), bar = svg("rect", { x: LEFT, y, height: thick });
      const name = text(LEFT - 12), number = text(width - 2), end = cut(false);
      root.append(pin, bar, end.mark, name, number);
      return { bar, pin, name, number, y, end };
    });
    root.append(truth.node, ring.node);
  }
  function draw(shown, { most, ticks, truth: right }, width, tall = ROW) {
    const key = `${shown.length} ${width} ${tall} ${most} ${ticks.map(([, name]) => name)}`;
    if (key !== built) build(shown.length, width, most, ticks, tall);
    built = key;
    const long = (/** @type {number} */ value) => Math.min(1, value / most) * wide;
    for (const [n, { name, value, told, kind, pinned }] of shown.entries()) {
      const row = rows[n];
      say(row.name, name);
      say(row.number, told);
      shape(row.bar, { class: kind, width: long(value) });
      reveal(row.bar, kind !== "");
      const hasPin = pinned !== undefined && pinned !== null;
      reveal(row.pin, hasPin);
      if (hasPin) shape(row.pin, { width: long(pinned) });
      row.end.show((kind !== "" && value > most) || (hasPin && pinned > most), LEFT + wide, row.y + tall / 2 - 5, tall - 10);
    }
    for (const mark of [truth, ring]) reveal(mark.node, right !== null);
    if (right === null) return;
    const x = LEFT + long(right);
    truth.set({ d: `M${x.toFixed(1)} ${tall}V${shown.length * tall}` });
    ring.set({ cx: x, cy: 16, r: 6 });
  }
  return { draw };
}

function betweenView(root) {
  const dots = dotted(""), held = svg("path", { class: "qn-drop" });
  let built = 0;
  let known = [];
  const x = (/** @type {number} */ belief) => 46 + belief * (built - 92);
  function draw(places, minute, lit, width) {
    if (built !== width) {
      built = width;
      resize(root, width, 52);
      root.append(svg("rect", { class: "qm-bar", x: 46, y: 27, width: width - 92, height: 10 }));
      root.append(svg("text", { class: "qs-axis", x: 32, y: 37, "text-anchor": "end" }, "A"));
      root.append(svg("text", { class: "qs-axis", x: width - 32, y: 37 }, "B"));
      root.append(held, dots.layer);
    }
    known = places;
    dots.draw(places.map((place) => [x(place), 32]), places.map((place) => [x(place), 12]), minute, lit);
  }
  function minuteAt(event) {
    const away = known.map((place) => Math.abs(x(place) - across(event, root))), least = Math.min(...away);
    return least < 14 ? away.indexOf(least) : -1;
  }
  return { draw, minuteAt };
}


const TOP = 24, SIDE = 52, NEXT = "next minute", LONG = 80, BELOW = 18, LONGER = 26; // pixels; LONG: of that name; BELOW: from the axis to its numbers; LONGER: from the last of them to the name of longer waits

function waitsView(root) {
  const now = doubled("rect", "qn-now"), name = svg("text", { class: "qs-axis", y: 13, "text-anchor": "middle" }, NEXT), lights = svg("rect", { class: "qn-lights" });
  let columns = [];
  let rings = [];
  let built = "", step = 0, most = 1, tall = 0;
  const y = (/** @type {number} */ p) => TOP + tall - Math.min(1, p / most) * tall;
  function build(count, width) {
    step = (width - SIDE - 8) / count;
    resize(root, width, TOP + tall + 42);
    const box = { left: SIDE, right: SIDE + count * step, top: TOP, bottom: y(0) }, every = Math.ceil(18 / step);
    const last = count - 1, named = [...Array(last).keys()].filter((k) => k % every === 0 && (last - k) * step >= LONGER);
    const names = [...named.map((k) => ({ k, name: String(k + 1) })), { k: last, name: `>${last}` }];
    const yTicks = roundTicks(0, most, 4).map((tick) => /** @type {[number, string]} */ ([y(tick), short(tick)]));
    axes(root, box, { x: [], y: yTicks, xName: "minutes from one event to the next", yName: "P" });
    for (const { k, name } of names) root.append(svg("text", { x: SIDE + (k + 0.5) * step, y: y(0) + BELOW, "text-anchor": "middle" }, name));
    root.append(lights);
    columns = Array.from({ length: count }, () => {
      const kinds = ["qn-pin q-pinned", "qs-cell", "qm-outline"];
      const [pin, bar, outline] = kinds.map((kind) => root.appendChild(svg("rect", { class: kind })));
      const end = cut(true);
      root.append(end.mark);
      return { pin, bar, outline, end };
    });
    root.append(now.node, name);
    rings = Array.from({ length: count }, () => doubled("circle", "qn-ring"));
    root.append(...rings.map((ring) => ring.node));
  }
  function draw({ truth, qubit, machine, pinned, held, lit }, width, high) {
    most = 1.15 * Math.min(2 * Math.max(...truth), Math.max(...truth, ...qubit, ...machine));
    most = Number(most.toPrecision(2));
    tall = high;
    const key = `${truth.length} ${width} ${high} ${most}`;
    if (key !== built) build(truth.length, width);
    built = key;
    for (const [k, { pin, bar, outline, end }] of columns.entries()) {
      const left = SIDE + k * step, thick = step * 0.5;
      const box = (/** @type {number} */ p, /** @type {number} */ share) =>
        ({ x: left + (step * (1 - share)) / 2, y: y(p), width: step * share, height: Math.max(0.5, y(0) - y(p)) });
      shape(bar, box(qubit[k], 0.5));
      shape(outline, box(machine[k], 0.74));
      reveal(pin, pinned !== null);
      if (pinned) shape(pin, box(pinned[k] ?? 0, 0.62));
      end.show(Math.max(qubit[k], machine[k], pinned?.[k] ?? 0) > most, left + step / 2, TOP, step * 0.74);
      rings[k].set({ cx: left + step / 2, cy: y(truth[k]), r: Math.min(6, thick / 2) });
    }
    const frame = (/** @type {number} */ k) => ({ x: SIDE + k * step + 1, y: TOP - 6, width: Math.max(3, step - 2), height: tall + 8 });
    now.set(frame(held));
    shape(name, { x: clamp(SIDE + LONG / 2, SIDE + (held + 0.5) * step, width - LONG / 2) });
    reveal(lights, lit >= 0);
    if (lit >= 0) shape(lights, frame(lit));
    const told = truth.map((wait, k) => `${k + 1 < truth.length ? k + 1 : "longer"}: ${likely(wait)}, one qubit ${likely(qubit[k])}, two states ${likely(machine[k])}`);
    shape(root, { "aria-label": `Probabilities of waits in minutes: ${told.join("; ")}` });
  }
  const at = (event) => Math.floor((across(event, root) - SIDE) / step);
  return { draw, at };
}

const MINUTE = 15, LETTER = 6.6, FILLED = ", filled: event"; // pixels of a minute and of a letter

function drawMinutes(root, minutes, width) {
  const isWide = width > 300, top = isWide ? 0 : 20, ending = isWide ? FILLED : "";
  const before = (/** @type {string} */ words) => (isWide ? LETTER * (words + ending).length : 0);
  const room = (/** @type {string} */ words) => Math.max(4, Math.floor((width - 12 - before(words)) / MINUTE));
  const whole = "minutes so far", last = (/** @type {number} */ count) => `the last ${count} minutes`;
  const isWhole = minutes.length <= room(whole), shown = isWhole ? minutes : minutes.slice(-room(last(10)));
  const words = isWhole ? whole : last(shown.length), left = before(words);
  resize(root, width, top + 24);
  root.append(svg("text", { x: 0, y: 16 }, words + ending));
  for (const [k, word] of shown.entries()) {
    const isNow = k === shown.length - 1, kind = word ? "qm-event" : "qm-none";
    root.append(svg("circle", { class: kind, cx: left + 10 + k * MINUTE, cy: top + 12, r: word ? 5.5 : 3 }));
    if (isNow) root.append(svg("rect", { class: "qn-now", x: left + 2.5 + k * MINUTE, y: top + 3, width: 15, height: 18 }));
  }
  const told = shown.map((word) => (word ? "event" : "none")).join(", ");
  root.setAttribute("aria-label", `${isWhole ? "The minutes so far" : `The last ${shown.length} minutes`}: ${told}`);
}
return { likely, rowsView, betweenView, waitsView, drawMinutes };
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

const { counted, circlePart, nextPart, beliefPart, waitsPart, isBest, lessTold, regretPart } = (() => {
const ARROWS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -99, End: 99 };

const DEGREE = Math.PI / 180;
const NEAR = 5e-5; // nats a minute that are not seen
const HOUR = 60, LITTLE = 1.05, MUCH = 1000; // minutes; the ratio from which it is said, and from which it does not matter how large it is
const SLIM = 23; // pixels of a row of the regret where it is presented under the circle
const TURNS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], PageUp: [10, 0], PageDown: [-10, 0], Home: [-180, 0], End: [180, 0], ArrowUp: [0, 0.02], ArrowDown: [0, -0.02] };

const WORDS = "Each minute the qubit is looked at. Near the line an event is likely, and puts it back to 0. "
  + "If none comes, the look pushes it away, and it turns on. Drag the tip: a longer look is stronger.";

function signed(angle) {
  const size = Math.abs(angle / DEGREE).toFixed(1), sign = angle < 0 ? "−" : "+";
  return Number(size) ? `${sign}${size}°` : "0°";
}

function pinnedMark(name) {
  const picture = svg("svg", { width: 18, height: 14, "aria-hidden": "true" });
  picture.append(svg("rect", { class: "qn-pin q-pinned", x: 1, y: 1, width: 14, height: 11 }));
  return html("span", { class: "qm-behind" }, picture, html("span", { "data-caption": "" }, name));
}

function movesKey() {
  const [direction, strength, push, turn] = ["qm-set", "qm-set", "", ""].map((kind) => html("span", { class: kind, "data-caption": "" }));
  const arrow = (/** @type {string} */ kind) => {
    const picture = svg("svg", { width: 18, height: 14, "aria-hidden": "true" });
    picture.append(svg("path", { class: kind, d: "M2 11C6 5 10 4 15 4M10 1l5 3l-4 4" }));
    return picture;
  };
  const list = html("div", { class: "qm-key" }, direction, strength, pinnedMark("dashed: pinned"), html("span", {}, arrow("qm-push"), push), html("span", {}, arrow("qm-turned"), turn));
  function draw(settings, moves) {
    say(direction, `look at ${Math.round(settings.direction / DEGREE)}°`);
    say(strength, `strength ${settings.strength.toFixed(2)}`);
    say(push, `pushed ${signed(moves[0])}`);
    say(turn, `turned ${signed(moves[1])}`);
  }
  return { list, draw };
}

const counted = (minutes) => `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;

function toldOf({ truth, qubit, machine }, minute) {
  const chances = [truth, qubit.chances, machine.chances].map((all) => likely(all[minute]));
  return `after ${counted(minute)}: P(event) ${chances[0]}, one qubit ${chances[1]}, two states ${chances[2]}`;
}

const longer = (law) => Math.max(0, 1 - law.reduce((all, p) => all + p, 0));

function longerTold({ settings, qubit, machine }) {
  const [one, two] = [qubit, machine].map(({ law }) => likely(longer(law)));
  return `longer than ${counted(settings.waiting.length)}: P 0, one qubit ${one}, two states ${two}`;
}

function pointing(box, minuteAt, { light, go, tip }, shown, told = () => null) {
  box.addEventListener("pointermove", (event) => light(minuteAt(event)));
  box.addEventListener("pointerleave", () => light(-1));
  box.addEventListener("click", (event) => minuteAt(event) >= 0 && go(minuteAt(event)));
  tipOver(tip, box, (event) => {
    const now = shown(), minute = minuteAt(event);
    if (!now || event.buttons) return null;
    return minute >= 0 ? toldOf(now, minute) : told(event);
  });
}

function circlePart(doing, help) {
  const root = svg("svg", { role: "img" }), view = circleView(root), about = { role: "slider", tabindex: 0, "aria-label": "Tip of the look", "aria-valuemin": 0, "aria-valuemax": 180 };
  const box = html("div", { class: "qm-circle", title: "arrow keys move the tip of the look", ...about }, root);
  const minutes = svg("svg", { class: "qm-past", role: "img" }), { edit } = doing;
  let isDown = false, isDragged = false;
  let grip = null;
  let last = null;
  const isOnTip = (/** @type {Event} */ event) => /** @type {Element} */ (event.target).matches(".qm-grip");
  box.addEventListener("pointerdown", (event) => {
    grip = event.pointerType === "touch" && !isOnTip(event) ? null : view.gripOf(event);
    isDown = grip !== null;
    isDragged = false;
    if (isDown) box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("touchstart", (event) => isOnTip(event) && event.preventDefault(), { passive: false });
  box.addEventListener("pointermove", (event) => {
    if (!grip || !isDown) return;
    isDragged = true;
    edit(view.lookAt(event, grip), true);
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { isDown = false; });
  onKeys(box, (name) => {
    const by = TURNS[name];
    if (!by) return undefined;
    return () => edit(({ direction, strength }) => ({
      direction: clamp(0, direction + by[0] * DEGREE, Math.PI), strength: clamp(0, strength + by[1], 1),
    }), true, `tip ${name}`);
  });
  pointing(box, (event) => (isDown || (isDragged && event.type === "click") ? -1 : view.minuteAt(event)), doing, () => last);
  const key = movesKey(), whole = panel("one qubit: its angle, minute by minute", html("div", { class: "qm-stage" }, box, key.list), minutes);
  whole.firstElementChild?.append(help("look"));
  whole.append(html("div", { class: "qn-small qm-words" }, WORDS));
  function draw(shown) {
    const { settings, qubit, pinned, held, lit, rooms } = shown, degrees = Math.round((qubit.places[held] * 180) / Math.PI);
    last = shown;
    const other = pinned && { places: pinned.walk.places, ...pinned.settings };
    const moves = [pushed(settings, qubit.places[held]), settings.turn];
    view.draw({ ...settings, places: qubit.places, moves }, other, held, lit, clamp(200, rooms.look, rooms.high));
    key.draw(settings, moves);
    const looks = Math.round(settings.direction / DEGREE);
    box.setAttribute("aria-valuenow", String(looks));
    box.setAttribute("aria-valuetext", `look at ${looks} degrees, strength ${settings.strength.toFixed(2)}`);
    root.setAttribute("aria-label", `The qubit's angle: ${degrees} degrees after ${counted(held)} without an event`);
    drawMinutes(minutes, settings.minutes, rooms.past);
  }
  return { panel: whole, draw };
}

function nextPart() {
  const root = svg("svg", { role: "img" }), view = rowsView(root);
  const whole = panel("P(event in the next minute)", html("div", {}, root));
  function draw({ truth, qubit, machine, pinned, held, rooms }) {
    const [right, one, two] = [truth, qubit.chances, machine.chances].map((all) => all[held]);
    const rows = [
      { name: "true", value: right, told: likely(right), kind: "" },
      { name: "one qubit", value: one, told: likely(one), kind: "qs-cell", pinned: pinned?.walk.chances[held] },
      { name: "two states", value: two, told: likely(two), kind: "qm-outline" },
    ];
    view.draw(rows, { most: 1, ticks: [[0, "0"], [0.5, "½"], [1, "1"]], truth: right }, rooms.results);
    root.setAttribute("aria-label", `P(event in the next minute): ${rows.map(({ name, told }) => `${name} ${told}`).join(", ")}`);
  }
  return { panel: whole, draw };
}

function beliefPart(doing, help) {
  const root = svg("svg", { role: "img" }), view = betweenView(root), box = html("div", { class: "qn-pick" }, root);
  let last = null;
  pointing(box, view.minuteAt, doing, () => last);
  const whole = panel("the best two states: P(state B)", box);
  const events = html("span", { "data-caption": "" });
  whole.firstElementChild?.append(help("two states"), html("span", { class: "qn-key" }, events));
  function draw(shown) {
    last = shown;
    const [inA, inB] = shown.states.map(likely);
    say(events, `P(event) is ${inA} in A, ${inB} in B`);
    view.draw(shown.machine.places, shown.held, shown.lit, shown.rooms.results);
    root.setAttribute("aria-label", `P(state B) of the best two states: ${shown.machine.places[shown.held].toFixed(3)}`);
  }
  return { panel: whole, draw };
}

function key(whole, marks) {
  const items = marks.map(([kind, path, name]) => {
    const picture = svg("svg", { width: 18, height: 14, "aria-hidden": "true" });
    picture.append(svg("path", { class: kind, d: path }));
    return html("span", {}, picture, html("span", { "data-caption": "" }, name));
  });
  whole.firstElementChild?.append(html("span", { class: "qn-key" }, ...items));
}

function waitsPart(doing, help) {
  const root = svg("svg", { role: "img" }), view = waitsView(root);
  const about = { role: "slider", tabindex: 0, "aria-label": "Minutes since the event", "aria-valuemin": 0 };
  const box = html("div", { class: "qn-pick", ...about }, root);
  let last = null;
  const { get, go } = doing, most = () => get().waiting.length - 1;
  const minuteAt = (/** @type {MouseEvent} */ event) => {
    const column = view.at(event);
    return column >= 0 && column <= most() ? column : -1;
  };
  pointing(box, minuteAt, doing, () => last, (event) => (last && view.at(event) === most() + 1 ? longerTold(last) : null));
  onKeys(box, (name) => {
    const by = /** @type {Record<string, number>} */ (ARROWS)[name];
    return by === undefined ? undefined : () => go(clamp(0, since(get().minutes) + by, most()));
  });
  const whole = panel("how long is a wait?", box), block = "M3 2h12v11h-12z";
  const ring = "M13 7a4.5 4.5 0 1 1-9 0a4.5 4.5 0 1 1 9 0";
  key(whole, [["qs-cell", block, "one qubit"], ["qm-outline", block, "two states"], ["qn-ring", ring, "true"]]);
  const legend = whole.querySelector(".qn-key");
  legend?.children[1].append(help("two states"));
  legend?.append(pinnedMark("pale: pinned"));
  function draw(shown) {
    const { settings, qubit, machine, pinned, held, lit, rooms } = shown;
    last = shown;
    const whole = (/** @type {Walk} */ { law }) => [...law, longer(law)];
    const laws = { truth: [...settings.waiting, 0], qubit: whole(qubit), machine: whole(machine), pinned: pinned && whole(pinned.walk) };
    view.draw({ ...laws, held, lit }, rooms.results, rooms.tall);
    box.setAttribute("aria-valuemax", String(most()));
    box.setAttribute("aria-valuenow", String(held));
    box.setAttribute("aria-valuetext", held < most() ? toldOf(shown, held) : `${toldOf(shown, held)}; ${longerTold(shown)}`);
  }
  return { panel: whole, draw };
}

const isBest = ({ waiting }, { law }) => regret(waiting, law) <= leastRegret(waiting) + NEAR;

function lessTold(settings, walk, other) {
  const { waiting } = settings, one = regret(waiting, walk.law), two = regret(waiting, other.law);
  const [qubit, states] = [one, two].map(toldRegret);
  if (!isBest(settings, walk)) return `regret: qubit ${qubit} (best ${toldRegret(leastRegret(waiting))}), two states ${states}`;
  if (qubit === states) return `both lose as much: ${qubit} nats a minute`;
  return one < two ? `one qubit loses less: ${qubit} against ${states} nats a minute` : `two states lose less: ${states} against ${qubit} nats a minute`;
}

function gainTold(settings, walk, other) {
  const [one, two] = [walk, other].map(({ law }) => regret(settings.waiting, law)), times = Math.exp(HOUR * Math.abs(two - one));
  if (!isBest(settings, walk) || !(times > LITTLE)) return lessTold(settings, walk, other);
  const told = times > MUCH ? `over ${MUCH}` : `${Number(times.toPrecision(2))}`;
  const better = one < two ? "one qubit loses less: what it expects" : "two states lose less: what they expect";
  return `${better} of an hour is ${told} times as likely to come true`;
}

function regretPart(help) {
  const root = svg("svg", { role: "img" }), view = rowsView(root);
  const sentence = html("div", { class: "qs-note", "data-caption": "" });
  const whole = panel("regret in nats a minute", html("div", {}, root), sentence);
  const [less, none] = ["less is better", "0: as good as knowing the process"].map((text) => html("span", { "data-caption": "" }, text));
  none.classList.add("qm-none-lost");
  whole.firstElementChild?.append(help("regret"), html("span", { class: "qn-key" }, less, none));
  function draw({ settings, qubit, machine, pinned, rooms }) {
    const [one, two] = [qubit, machine].map((walk) => regret(settings.waiting, walk.law));
    const other = pinned && regret(settings.waiting, pinned.walk.law);
    const rows = [
      { name: "one qubit", value: one, told: toldRegret(one), kind: "qs-cell", pinned: other },
      { name: "two states", value: two, told: toldRegret(two), kind: "qm-outline" },
    ];
    const finite = [one, two, other ?? 0].filter(Number.isFinite), most = roundAbove(Math.max(1.2 * Math.max(...finite), 1e-3));
    const numbers = roundTicks(0, most, 4).map((tick) => /** @type {[number, string]} */ ([tick, short(tick)]));
    const ticks = rooms.isFilling ? [[0, ""]] : numbers;
    view.draw(rows, { most, ticks, truth: null }, rooms.losses, rooms.isFilling ? SLIM : undefined);
    say(sentence, gainTold(settings, qubit, machine));
    const verdict = toldRegret(one) === toldRegret(two) ? "both lose as much" : one < two ? "one qubit loses less" : "two states lose less";
    say(less, rooms.isFilling && isBest(settings, qubit) ? verdict : "less is better");
    root.setAttribute("aria-label", `Regret in nats a minute: one qubit ${toldRegret(one)}, two states ${toldRegret(two)}`);
  }
  return { panel: whole, draw };
}
return { counted, circlePart, nextPart, beliefPart, waitsPart, isBest, lessTold, regretPart };
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

const { CERTAIN, IMPOSSIBLE, passing, processTold, processPart, knobsPart } = (() => {
const PACE = 1.5; // minutes a second, at the speed 1
const CERTAIN = "the event is certain now";
const IMPOSSIBLE = "no event can come now";
const OWN = "own waits", WEIGHTS = "weights of waits of 1, 2, … minutes";

function passing({ get, edit }, redraw) {
  let speed = 1, turn = 0;
  const pass = (/** @type {number} */ word, /** @type {string} */ gesture) =>
    edit({ minutes: longer(get().minutes, word) }, false, gesture);
  const hazard = () => hazards(get().waiting)[since(get().minutes)];
  function draw() {
    pass(Number(Math.random() < hazard()), `play ${turn}`);
    return true;
  }
  const plays = player(draw, () => PACE * speed, redraw);
  const stop = () => plays.isOn() && plays.stop();
  function toggle() {
    turn += 1;
    if (plays.isOn()) plays.stop();
    else plays.play();
  }
  function once(/** @type {number} */ word) {
    stop();
    if (word ? hazard() > 0 : hazard() < 1) pass(word, `once ${turn++}`);
  }
  const play = playButton("minutes pass: events come as the process has them", toggle);
  const wait = button("Wait", "", () => once(0)), event = button("Event", "", () => once(1));
  const speeds = speedChoice((times) => { speed = times; });
  speeds.classList.add("qn-speed");
  function show() {
    play.show(plays.isOn());
    const isSure = hazard() >= 1, isNone = hazard() <= 0;
    allow(wait, !isSure);
    allow(event, !isNone);
    wait.title = isSure ? CERTAIN : "a minute without an event";
    event.title = isNone ? IMPOSSIBLE : "a minute with an event";
  }
  return { run: [play.element, wait, event, speeds], show, stop, toggle, once, isOn: plays.isOn };
}

let fields = 0;

function weightsIn(text) {
  const parts = text.split(/[\s,;]+/).filter(Boolean), weights = parts.map(Number);
  for (const [k, weight] of weights.entries()) {
    if (!Number.isFinite(weight)) throw new Error(`${parts[k]} is no number: type numbers with spaces between them, such as 1 2 3`);
    if (weight < 0) throw new Error(`${parts[k]} is below 0: type 0 for a wait that never comes`);
  }
  if (weights.length > MOST.waits) throw new Error(`these are ${weights.length} numbers: type ${MOST.waits} at most`);
  if (!weights.some(Boolean)) throw new Error(`${parts.length ? "all are 0, so no event ever comes" : "nothing is typed"}: type at least one number above 0, such as 1 2 3`);
  return shares(weights);
}

function listed(minutes) {
  const runs = [];
  for (const minute of minutes) {
    if (runs.at(-1)?.at(-1) === minute - 1) runs.at(-1)?.push(minute);
    else runs.push([minute]);
  }
  const parts = runs.flatMap((run) => (run.length > 2 ? [`${run[0]} to ${run[run.length - 1]}`] : run.map(String)));
  return [parts.slice(0, -1).join(", "), parts[parts.length - 1]].filter(Boolean).join(" or ");
}

function processTold(waiting) {
  const minutes = waiting.map((_, k) => k + 1), possible = minutes.filter((minute) => waiting[minute - 1] > 0);
  const most = Math.max(...waiting), usual = possible.filter((minute) => most - waiting[minute - 1] < 1e-9);
  const evenly = possible.length > 2 ? ", all equally often" : ", equally often";
  const often = usual.length < possible.length ? `, most often after ${listed(usual)}` : possible.length > 1 ? evenly : "";
  const when = `${listed(possible)} ${waiting[0] === 1 ? "minute" : "minutes"}`;
  return `An event comes ${when} after the last${often}. What can one qubit or two states say of the next?`;
}

function processPart({ get, edit }, processes) {
  const names = Object.keys(processes), choice = selector("process", names, (name) => edit({ waiting: processes[name], ...bestClock(processes[name]) }));
  const field = watched(html("input", { type: "text", class: "qn-field", "aria-label": WEIGHTS, spellcheck: "false" }));
  const nameOf = (/** @type {number[]} */ waiting) => names.find((name) => same(processes[name], waiting)) ?? OWN;
  const refusal = html("span", { class: "qm-refusal", id: `qm-refusal-${++fields}`, "aria-live": "polite" });
  field.setAttribute("aria-describedby", refusal.id);
  let kept = null;
  function refuse(reason) {
    kept = reason ? get().waiting : null;
    say(refusal, reason);
    field.setAttribute("aria-invalid", String(reason !== ""));
  }
  field.addEventListener("change", () => {
    try {
      const waiting = weightsIn(field.value);
      refuse("");
      edit({ waiting });
    } catch (error) { refuse(/** @type {Error} */ (error).message); }
  });
  choice.row.classList.add("qn-preset");
  const text = `How common are waits of 1, 2, … minutes? Up to ${MOST.waits} numbers, such as 1 1 1 1 1 1.`;
  const own = [html("label", { class: "qm-own" }, html("span", {}, text), field), refusal];
  function show() {
    const name = nameOf(get().waiting);
    choice.show(name, name === OWN ? [...names, OWN] : names);
    if (kept && same(kept, get().waiting)) return;
    if (kept) refuse("");
    put(field, get().waiting.map((wait) => Number(wait.toPrecision(3))).join(" "));
  }
  return { row: choice.row, own, show };
}

const SHARE = { end: 100, step: 0.01, sign: "", heard: "" };
const degreesTo = (most) => ({ end: most, step: Math.PI / 180, sign: "°", heard: " degrees" });

const rounded = (value) => Number(Number(value.toPrecision(4)).toFixed(6));

function dial(name, { end, step, sign, heard }, set) {
  const slider = html("input", { type: "range", min: 0, max: end, step: 1, "aria-label": `${name}, slider` });
  const named = { "aria-label": heard ? `${name},${heard}` : name };
  const field = watched(html("input", { type: "text", class: "qn-field", spellcheck: "false", ...named }));
  const row = html("div", { class: "qn-knob" }, html("span", { class: "qn-name" }, name), slider, field);
  const unit = sign ? step : 1;
  slider.addEventListener("input", () => set(Number(slider.value) * step, true));
  field.addEventListener("change", () => {
    const text = field.value.replace(sign, "").replace("−", "-").trim();
    set(text === "" || Number.isNaN(Number(text)) ? field.value : Number(text) * unit);
  });
  function show(/** @type {number} */ value) {
    const shown = rounded(value / unit);
    put(slider, Math.round(value / step));
    slider.setAttribute("aria-valuetext", `${shown}${heard}`);
    put(field, `${shown}${sign}`);
  }
  return { row, show };
}

function knobsPart({ edit }, help) {
  const set = (/** @type {string} */ name) => (/** @type {unknown} */ value, isSlid = false) => edit({ [name]: value }, isSlid);
  const turn = dial("turn η", degreesTo(90), set("turn")), direction = dial("look at", degreesTo(180), set("direction"));
  const strength = dial("strength", SHARE, set("strength"));
  const best = button("Best", "", () => edit(({ waiting }) => bestClock(waiting)));
  const lost = html("div", { class: "qm-lost" });
  turn.row.classList.add("qm-turn");
  for (const [dial, term] of /** @type {const} */ ([[turn, "turn"], [strength, "strength"]])) dial.row.firstElementChild?.append(help(term));
  const whole = html("div", { class: "qn-panel qm-knobs" }, turn.row, direction.row, strength.row, html("div", { class: "qs-bar qm-best" }, best), lost);
  function draw({ settings, qubit, machine }) {
    const isAtBest = isBest(settings, qubit);
    allow(best, !isAtBest);
    best.title = isAtBest ? "already the best" : "the three numbers that lose the least for this process";
    say(lost, lessTold(settings, qubit, machine));
    turn.show(settings.turn);
    direction.show(settings.direction);
    strength.show(settings.strength);
  }
  return { panel: whole, draw };
}
return { CERTAIN, IMPOSSIBLE, passing, processTold, processPart, knobsPart };
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
const NARROW = 640; // pixels, below which there is one column
const HIGH = 400, PAST = 120, LOW = 19; // pixels of the circle at most, of the minutes so far beside it, and what stays free below its column where the page fills the screen
const LEAST = 50, MOST = 120; // pixels of the columns of the waits
const NEAR = 0.005; // between probabilities that are as good as the same
const TITLE = 178; // pixels of the name of the regret, where it stands before its bars
const GAP = 10, EDGE = 22, AROUND = 8, SCREEN = 24; // between columns, of a panel, of the page, and of one that fills the screen: edges and what is kept free within them

function roomsOf(width, isPresented) {
  const all = width - (isPresented ? SCREEN : AROUND), inner = (/** @type {number} */ wide) => Math.max(120, Math.floor(wide) - EDGE);
  if (width < NARROW) return { columns: 1, look: inner(all), results: inner(all) };
  return { columns: 2, look: inner((all - GAP) * 0.54), results: inner((all - GAP) * 0.46) };
}

function machines() {
  const known = new Map();
  return (/** @type {number[]} */ waiting) => {
    const key = waiting.join(), machine = known.get(key) ?? twoStates(waiting);
    known.set(key, machine);
    return machine;
  };
}

function dataOf(settings, machine) {
  const steps = settings.waiting.length, truth = hazards(settings.waiting);
  const walks = Object.entries({ qubit: clock(settings, steps), "two states": believing(machine, steps) });
  const names = ["minutes", "true chance", "P(wait)", ...walks.flatMap(([name]) => ["places", "chances", "law"].map((part) => `${name}: ${part}`))];
  const rows = truth.map((chance, k) => [k, chance, settings.waiting[k], ...walks.flatMap(([, walk]) => [walk.places[k], walk.chances[k], walk.law[k]])]);
  return asCsv([names, ...rows]);
}

function nextTold(chance, said) {
  if (chance > 0 && chance < 1) return `true P(event) ${likely(chance)}`;
  if (Math.abs(said - chance) < NEAR) return chance > 0 ? CERTAIN : IMPOSSIBLE;
  return `${chance > 0 ? "certain" : "impossible"} now; qubit says ${likely(said)}`;
}

function render({ model, el }) {
  const get = () => /** @type {Settings} */ (model.get("state")), machineOf = machines();
  const restore = (/** @type {any} */ fields) => changedClock(get(), fields);
  const keys = { " ": () => passes.toggle(), ArrowRight: () => passes.once(0), ArrowLeft: () => page.undo(), ArrowUp: () => passes.once(1) };
  const options = { kind: "memory", label: "Memory explorer", events: ["state"], draw, restore, keys, busy: () => passes.isOn(), data: () => dataOf(get(), machineOf(get().waiting)), python: () => widgetCode("MemoryExplorer", get()) };
  const page = frame({ model, el }, options), { root, alert, status, help } = page;
  let lit = -1;
  function edit(changes, atOnce = false, gesture = undefined) {
    root.classList.toggle("qn-still", atOnce);
    try { page.change(changedClock(get(), typeof changes === "function" ? changes(get()) : changes), gesture); }
    catch (error) { page.refuse(/** @type {Error} */ (error).message); }
  }
  function light(/** @type {number} */ minute) {
    if (minute === lit) return;
    lit = minute;
    page.redraw();
  }
  function go(/** @type {number} */ minute) {
    const { minutes } = get();
    passes.stop();
    edit({ minutes: [...minutes.slice(0, minutes.lastIndexOf(1) + 1), ...Array(minute).fill(0)] });
  }
  const doing = { get, edit, light, go, tip: tipIn(root) };
  const passes = passing(doing, page.redraw), process = processPart(doing, model.get("facts").processes);
  const circle = circlePart(doing, help), knobs = knobsPart(doing, help), next = nextPart(), belief = beliefPart(doing, help);
  const told = html("span", { "data-caption": "" }), waits = waitsPart(doing, help), losses = regretPart(help), parts = [circle, knobs, next, belief, waits, losses];
  root.append(toolbar({ run: [process.row, ...passes.run], line: [status], page: page.tools }), alert, html("div", { class: "qm-told" }, told, html("span", { class: "qm-do" }, " Press Wait, or drag the look.")));
  const look = html("div", { class: "qn-column qm-left" }, circle.panel, knobs.panel);
  const results = html("div", { class: "qn-column" }, next.panel, belief.panel, waits.panel, losses.panel);
  belief.panel.classList.add("qm-belief");
  waits.panel.classList.add("qm-waits");
  losses.panel.classList.add("qm-losses");
  root.append(html("div", { class: "qn-columns" }, look, results), page.fold("own waits", ...process.own));
  for (const title of root.querySelectorAll(".qn-title")) title.setAttribute("data-caption", "");

  function filling() {
    const now = circle.panel.querySelector("svg")?.clientHeight ?? 0, lowest = root.dataset.columns === "1" ? knobs.panel : look;
    return root.clientHeight - LOW - (lowest.offsetTop + lowest.offsetHeight - now);
  }
  let columns = LEAST;
  function reaching() {
    return clamp(LEAST, columns + root.clientHeight - LOW - results.offsetTop - results.offsetHeight, MOST);
  }
  function draw(width) {
    const settings = get(), steps = settings.waiting.length, held = since(settings.minutes), isPresented = page.presented.isOn(), rooms = roomsOf(width, isPresented);
    const truth = hazards(settings.waiting), qubit = clock(settings, steps), best = machineOf(settings.waiting), machine = believing(best, steps);
    if (lit >= steps) lit = -1;
    const high = isPresented ? filling() : HIGH;
    const isFilling = isPresented && rooms.columns > 1, tall = isFilling ? reaching() : clamp(70, high * (isPresented ? 0.17 : 0.28), MOST);
    columns = tall;
    root.dataset.columns = String(rooms.columns);
    const home = isFilling ? look : results;
    if (losses.panel.parentElement !== home) home.append(losses.panel);
    const other = /** @type {Settings | null} */ (page.pinned), pinned = other && { settings: other, walk: clock(other, steps) };
    root.classList.toggle("qm-compared", pinned !== null);
    for (const part of parts) part.draw({ settings, truth, qubit, machine, states: best.events, pinned, held, lit, rooms: { ...rooms, high, tall, past: isFilling ? PAST : rooms.look, losses: isFilling ? rooms.look - TITLE : rooms.results, isFilling } });
    passes.show();
    process.show();
    say(told, processTold(settings.waiting));
    say(status, `${counted(held)} since the event · ${nextTold(truth[held], qubit.chances[held])}`);
    root.dataset.regret = String(regret(settings.waiting, qubit.law));
  }
  const observer = new ResizeObserver(() => page.presented.isOn() && page.redraw());
  for (const part of [root, look, knobs.panel, results]) observer.observe(part);
  return () => {
    observer.disconnect();
    passes.stop();
    page.close();
  };
}

return { render };
})();
