// The page of NeuronExplorer. It needs no Python: the settings are the trait `state`, and all that follows from them is computed here.
// The trait `facts` holds what Python knows and the page only shows: presets, and what to try with them.

import { knob, written } from "../angles.js";
import { allow, button, onKeys, panel, selector, toolbar } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { diagram } from "../engine/circuit.js";
import { changed, curve, heat, learned, loss, moved, reading, subsets, wordOf, words } from "../engine/neuron.js";
import { frame } from "../frame.js";
import { clamp, short } from "../numbers.js";
import { HALF, activationView } from "../views/activation.js";
import { chance, drawAmplitudes, drawSuccess } from "../views/bars.js";
import { drawCircuit } from "../views/circuit.js";
import { heatView } from "../views/heat.js";
import { binary, wordsView } from "../views/words.js";

/** @typedef {import("../engine/neuron.js").Settings} Settings */
/** @typedef {import("../engine/neuron.js").Reading} Reading */
/** @typedef {import("../frame.js").Model} Model */

/**
 * What a part of the page draws from.
 * @typedef {object} Now
 * @property {Settings} settings
 * @property {Reading} view
 * @property {number[][]} subsets
 * @property {number} room  of a panel, pixels
 * @property {number} width  of the page
 */

/**
 * How a part of the page changes the settings: an error of what it makes is shown, and changes nothing.
 * @callback Edit
 * @param {(settings: Settings) => Settings} make
 */

const CALLS = [1, 3, 5, 7, 9, 13, 17, 21, 25, 31, 33, 41, 61, 101];
const ARROWS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
const DEGREE = Math.PI / 180;

const upTo = (/** @type {number} */ low, /** @type {number} */ high) => Array.from({ length: high - low + 1 }, (_, n) => low + n);
const weightName = (/** @type {number[]} */ subset) => `φ${subset.map((control) => "₀₁₂₃₄₅₆₇₈₉"[control]).join("")}`;

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
 * Presets, and learning.
 * @param {Model} model
 * @param {Edit} edit
 */
function lessonPart(model, edit) {
  const { presets, lessons } = model.get("facts");
  const preset = selector("preset", Object.keys(presets), (name) => edit(() => presets[name]));
  const learn = button("Learn", "", () => edit((settings) => learned(settings).settings));
  const note = html("div", { class: "qn-note" });
  /** @param {Now} now */
  function draw({ settings }) {
    preset.show(settings.lesson || "default");
    say(note, lessons[settings.lesson] ?? "");
    const wants = settings.wanted.length > 0;
    allow(learn, wants);
    learn.title = wants ? "20 steps of gradient descent towards what is wanted" : "nothing is wanted: choose a preset with a truth table";
  }
  return { preset: preset.row, learn, note, draw };
}

/** @param {Edit} edit */
function sizesPart(edit) {
  const set = (/** @type {"order" | "degree" | "controls" | "calls"} */ name) => (/** @type {string} */ value) =>
    edit((settings) => changed(settings, { [name]: Number(value) }));
  const order = selector("order", upTo(1, 4), set("order"));
  const degree = selector("degree", upTo(1, 6), set("degree"));
  const controls = selector("controls", upTo(0, 6), set("controls"));
  const calls = selector("calls", CALLS, set("calls"));
  calls.select.title = "calls of the neuron or its inverse in one try: 1 without amplification, L = 2 × rounds + 1 with it";
  const row = html("div", { class: "qs-bar" }, order.row, degree.row, controls.row, calls.row);
  /** @param {Now} now */
  function draw({ settings }) {
    order.show(settings.order);
    degree.show(settings.degree);
    controls.show(settings.controls);
    const known = CALLS.includes(settings.calls) ? CALLS : [...CALLS, settings.calls].sort((a, b) => a - b);
    calls.show(settings.calls, known);
  }
  return { row, draw };
}

/**
 * Control bits, and a knob for each angle.
 * @param {Edit} edit
 */
function anglesPart(edit) {
  const bits = html("div", { class: "qs-bar qn-bits", role: "group", "aria-label": "Control bits" });
  const knobs = html("div", { class: "qn-knobs" });
  const set = (/** @type {"bias" | "theta"} */ name) => (/** @type {any} */ angle) =>
    edit((settings) => changed(settings, { [name]: angle }));
  const bias = knob("bias", 180, set("bias")), theta = knob("θ", 360, set("theta"));
  const reshaped = memory();
  /** @type {ReturnType<typeof knob>[]} */
  let weights = [];
  /** @type {HTMLButtonElement[]} */
  let toggles = [];
  const weigh = (/** @type {number} */ place) => (/** @type {any} */ angle) =>
    edit((settings) => changed(settings, { weights: settings.weights.with(place, angle) }));
  const flip = (/** @type {number} */ place) => () =>
    edit((settings) => changed(settings, { bits: settings.bits.with(place, 1 - settings.bits[place]) }));
  /** @param {Now} now */
  function build({ settings, subsets }) {
    weights = subsets.map((subset, place) => knob(weightName(subset), 180, weigh(place)));
    knobs.replaceChildren(bias.row, theta.row, ...weights.map((one) => one.row));
    toggles = upTo(1, settings.controls).map((control) => button("", `flip control ${control}`, flip(control - 1)));
    bits.replaceChildren(...(toggles.length ? toggles : ["no controls: only bias and θ turn the target"]));
  }
  /** @param {Now} now */
  function draw(now) {
    const { settings, subsets } = now;
    if (reshaped(subsets, settings.controls)) build(now);
    bias.show(settings.bias, false);
    theta.show(settings.theta, false);
    for (const [n, one] of weights.entries()) one.show(settings.weights[n], !subsets[n].every((control) => settings.bits[control - 1]));
    for (const [n, toggle] of toggles.entries()) {
      say(toggle, `control ${n + 1}: ${settings.bits[n]}`);
      toggle.setAttribute("aria-pressed", String(settings.bits[n] === 1));
    }
  }
  return { bits, knobs, draw };
}

/**
 * The activation curve, whose point is dragged or moved by keys.
 * @param {() => Settings} get
 * @param {Edit} edit
 */
function curvePart(get, edit) {
  const root = svg("svg", { "aria-hidden": "true" }), view = activationView(root);
  const range = { "aria-valuemin": 0, "aria-valuemax": HALF.toFixed(4) };
  const box = sliding("qn-drag", "Angle η of the present control word", root, range);
  const go = (/** @type {number} */ angle) => edit((settings) => moved(settings, angle));
  let dragging = false, width = 0;
  box.addEventListener("pointerdown", (event) => {
    dragging = true;
    box.setPointerCapture(event.pointerId);
    go(view.at(event));
  });
  box.addEventListener("pointermove", (event) => dragging && go(view.at(event)));
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { dragging = false; });
  onKeys(box, (key) => {
    const by = /** @type {Record<string, number>} */ ({ ...ARROWS, PageUp: 10, PageDown: -10 })[key];
    const end = /** @type {Record<string, number>} */ ({ Home: 0, End: HALF })[key];
    if (by !== undefined) return () => go(clamp(0, reading(get()).place + by * DEGREE, HALF));
    return end === undefined ? undefined : () => go(end);
  });
  const line = (/** @type {string} */ name) => {
    const picture = svg("svg", { width: 26, height: 10, "aria-hidden": "true" });
    picture.append(svg("path", { class: name, d: "M1 5H25" }));
    return picture;
  };
  const name = html("span", {}), told = html("div", { class: "qn-told" });
  const legend = html("div", { class: "qs-legend" }, html("span", {}, line("qs-line"), name));
  legend.append(html("span", {}, line("qn-plain"), "plain rotation"), html("span", {}, "● drag the point, or use the arrow keys"));
  /** @param {Now} now */
  function draw({ settings, view: now, room }) {
    if (width !== room) view.build(room);
    width = room;
    view.update(curve(settings.order), now);
    const word = settings.controls ? `for ${settings.bits.join("")}: ` : "";
    const folded = Math.abs(now.place - now.angle) > 1e-9 ? `, the same as ${now.place.toFixed(4)}` : "";
    const text = `${word}η = ${now.angle.toFixed(4)}${folded}; activation ${now.activation.toFixed(4)}; P(1) = ${chance(now.probability)}`;
    say(told, text);
    say(name, `order ${settings.order}`);
    box.setAttribute("aria-valuenow", now.place.toFixed(4));
    box.setAttribute("aria-valuetext", text);
  }
  return { panel: panel("activation curve", box, legend, told), draw };
}

/** Amplitudes and success. */
function barsPart() {
  const amplitudes = svg("svg", { role: "img" }), success = svg("svg", { role: "img" });
  const below = html("div", { class: "qn-small" }, "bar: given success; line: after the plain rotation");
  const note = html("div", { class: "qn-small" });
  /** @param {Now} now */
  function draw({ settings, view, room }) {
    drawAmplitudes(amplitudes, view, room);
    drawSuccess(success, view, settings.calls, room);
    const unread = `P(1) = ${chance(view.unread)} if nobody reads the ancillas`;
    say(note, settings.calls > 1 ? `line: at least ${chance(view.guaranteed)} at any angle; ${unread}` : unread);
  }
  const panels = [panel("the target's amplitudes", amplitudes, below), panel("P(all ancillas say 0)", success, note)];
  return { panels, draw };
}

/**
 * P(1) for every control word, one of which is chosen by pointer or keys.
 * @param {() => Settings} get
 * @param {Edit} edit
 */
function wordsPart(get, edit) {
  const root = svg("svg", { "aria-hidden": "true" }), view = wordsView(root), note = html("div", { class: "qn-small" });
  const box = sliding("qn-pick", "Control word", root, { "aria-valuemin": 0 });
  const last = () => 2 ** get().controls - 1, fresh = memory();
  const choose = (/** @type {number} */ word) =>
    edit((settings) => changed(settings, { bits: [...binary(word, settings.controls)].map(Number) }));
  box.addEventListener("click", (event) => {
    const word = view.at(event);
    if (word >= 0 && word <= last()) choose(word);
  });
  onKeys(box, (key) => {
    const by = /** @type {Record<string, number>} */ ({ ...ARROWS, Home: -64, End: 64 })[key];
    return by === undefined ? undefined : () => choose(clamp(0, wordOf(get()) + by, last()));
  });
  /** @param {Now} now */
  function draw({ settings, room }) {
    const { wanted, controls } = settings;
    const chances = words(settings), here = wordOf(settings);
    if (fresh([...chances], wanted, here, room)) view.draw(chances, wanted, here, controls, room);
    box.setAttribute("aria-valuemax", String(last()));
    box.setAttribute("aria-valuenow", String(here));
    const goal = wanted.length ? `, wanted ${wanted[here]}` : "";
    box.setAttribute("aria-valuetext", `${settings.bits.join("") || "no controls"}: P(1) = ${chance(chances[here])}${goal}`);
    say(note, `frame: the present word${wanted.length ? "; line: what is wanted" : ""}`);
  }
  return { panel: panel("P(target = 1) for every control word", box, note), draw };
}

/**
 * The map over two weights.
 * @param {() => Settings} get
 * @param {Edit} edit
 */
function heatPart(get, edit) {
  const root = svg("svg", { "aria-hidden": "true" }), view = heatView(root), note = html("div", { class: "qn-small" });
  const box = sliding("qn-pick", "Map over two weights", root, { "aria-valuemin": 0, "aria-valuemax": 1 });
  const sides = [0, 1].map((side) => selector(side ? "up" : "across", [], (value) => edit((settings) => turned(settings, side, Number(value)))));
  const bar = html("div", { class: "qs-bar" }, ...sides.map((side) => side.row));
  const fresh = memory();
  const here = () => get().axes.map((axis) => get().weights[axis]);
  const weigh = (/** @type {number[]} */ pair) =>
    edit((settings) => {
      const [first, second] = settings.axes;
      return changed(settings, { weights: settings.weights.with(first, pair[0]).with(second, pair[1]) });
    });
  box.addEventListener("click", (event) => {
    const pair = view.at(event);
    if (pair) weigh(pair);
  });
  onKeys(box, (key) => {
    const by = /** @type {Record<string, number[]>} */ ({ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] })[key];
    return by && (() => weigh(here().map((weight, side) => view.beside(weight, by[side]))));
  });
  /** @param {Now} now */
  function draw({ settings, view: now, subsets: owners, room }) {
    const chances = heat(settings);
    box.hidden = bar.hidden = chances === null;
    if (!chances) return say(note, "A map needs two weights: take more controls, or a higher degree.");
    for (const [side, one] of sides.entries()) one.show(settings.axes[side], upTo(0, owners.length - 1), (n) => weightName(owners[n]));
    const names = settings.axes.map((axis) => weightName(owners[axis]));
    if (fresh([...chances], here(), names, room)) view.draw(chances, here(), names.map((name) => name.slice(1)), room);
    const off = settings.axes.filter((axis) => !owners[axis].every((control) => settings.bits[control - 1])).map((axis) => weightName(owners[axis]));
    const idle = off.length ? ` ${off.join(" and ")} ${off.length > 1 ? "have" : "has"} no effect for ${settings.bits.join("")}.` : "";
    say(note, `Shade: 0 to 1; cross: here. Click, or use the arrow keys, to set both.${idle}`);
    const [first, second] = here().map(written);
    box.setAttribute("aria-valuenow", now.probability.toFixed(4));
    box.setAttribute("aria-valuetext", `${names[0]} ${first}, ${names[1]} ${second}: P(1) = ${chance(now.probability)}`);
  }
  return { panel: panel("P(target = 1) over two weights", bar, box, note), draw };
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

/** @param {Edit} edit */
function circuitPart(edit) {
  const root = svg("svg", { role: "img" }), note = html("span", { class: "qn-small" }), fresh = memory();
  const level = selector("show", ["gates", "neurons"], (value) => edit((settings) => changed(settings, { level: value })));
  /** @param {Now} now */
  function draw({ settings, width }) {
    level.show(settings.level);
    const { order, degree, controls, calls } = settings;
    if (!fresh(order, degree, controls, calls, settings.level, width)) return;
    const lanes = upTo(1, controls), amplification = calls > 1 ? { calls, phases: "constant" } : null;
    const drawn = diagram({ target: 0, controls: lanes, order, degree, amplification }, settings.level);
    drawCircuit(root, drawn, width - 22);
    say(note, `${drawn.gates} operations${drawn.note ? `: ${drawn.note}` : ""}`);
  }
  return { panel: panel("circuit", html("div", { class: "qs-bar" }, level.row, note), root), draw };
}

/** @param {{ model: Model, el: HTMLElement }} page */
function render({ model, el }) {
  const get = () => /** @type {Settings} */ (model.get("state"));
  const lessons = Object.keys(model.get("facts").lessons);
  const restore = (/** @type {any} */ fields) => changed(get(), fields, lessons);
  const page = frame({ model, el }, { kind: "neuron", label: "Neuron explorer", events: ["state"], draw, restore });
  const { root, alert, status } = page;
  /** @type {Edit} */
  function edit(make) {
    try { page.change(make(get())); }
    catch (error) { page.refuse(/** @type {Error} */ (error).message); }
  }
  const lesson = lessonPart(model, edit), sizes = sizesPart(edit), angles = anglesPart(edit);
  const curves = curvePart(get, edit), bars = barsPart(), chances = wordsPart(get, edit);
  const map = heatPart(get, edit), circuit = circuitPart(edit);
  const parts = [lesson, sizes, angles, curves, bars, chances, map, circuit];
  const results = html("div", { class: "qn-results" }, curves.panel, ...bars.panels, chances.panel);
  const columns = html("div", { class: "qn-columns" }, panel("the neuron", sizes.row, angles.bits, angles.knobs), results, map.panel);
  const bar = toolbar({ run: [lesson.preset, lesson.learn], line: [status], page: page.tools });
  root.append(bar, alert, lesson.note, columns, circuit.panel);

  /** @param {number} width */
  function draw(width) {
    const settings = get(), view = reading(settings), cost = loss(settings), narrow = width < 640;
    const room = narrow ? width - 22 : Math.floor((width - 10) / 2) - 22;
    root.classList.toggle("qn-narrow", narrow);
    const now = { settings, view, subsets: subsets(settings), room, width };
    for (const part of parts) part.draw(now);
    say(status, `P(1) = ${chance(view.probability)}${cost === null ? "" : ` · loss ${short(cost)}`}`);
    root.dataset.probability = String(view.probability);
  }
  return page.close;
}

export default { render };
