// What one sets of a neuron: the control word, sizes, angles, and what it should learn.

import { knob, written } from "../angles.js";
import { ICONS, allow, button, icon, onSliderKeys, selector } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { diagram } from "../engine/circuit.js";
import { STEPS, changed, learned, loss, subsets, weightName } from "../engine/neuron.js";
import { clamp } from "../numbers.js";
import { player } from "../player.js";
import { shape } from "../views/axes.js";
import { drawCircuit } from "../views/circuit.js";
import { memory, upTo } from "./explorer.js";
import { tipOver } from "./tip.js";

/** @typedef {import("../engine/neuron.js").Settings} Settings */
/** @typedef {import("./explorer.js").Act} Act */
/** @typedef {import("./explorer.js").Now} Now */
/** @typedef {import("../frame.js").Model} Model */
/** @typedef {(term: string) => HTMLElement} Help  a "?" beside a term */

const CALLS = [1, 3, 5, 7, 9, 13, 17, 21, 25, 31, 33, 41, 61, 101];
const OWN = "own task"; // in place of a preset's name, where something else is wanted
const PACE = 25; // steps of learning a second, at the speed 1
const SPEEDS = [0.25, 0.5, 1, 2, 4];
export const DONE = 1e-3; // loss at which every bar meets its ring
const [WINDOW, FALL] = [50, 0.95]; // learning goes on while the loss falls to such a share of itself within so many steps

/** What learning depends on. @param {Settings} settings */
const anglesOf = ({ order, bias, theta, weights, wanted }) => JSON.stringify([order, bias, theta, weights, wanted]);

/**
 * Learning that one can watch: one small step after the other, until somebody stops it or little changes.
 * @param {Act} act
 * @param {() => void} redraw
 */
export function learning({ get, edit }, redraw) {
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
export function lessonPart(model, { edit }, learner) {
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
  /** @param {Now} now */
  function draw({ seen: { settings }, isMet }) {
    const wants = settings.wanted.length > 0, name = settings.lesson || (wants ? OWN : "default");
    preset.show(name, name === OWN ? [...known, OWN] : known);
    // a lecture hall has room for the task, which is the first sentence
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

/**
 * The order, which is the curve's own.
 * @param {Act} act
 * @param {Help} help
 */
export function orderPart({ get, edit }, help) {
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
export function bitsPart({ edit }) {
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
export function anglesPart({ edit }, help) {
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
  if (owner >= 0) return `${turned(weightName(subsets[owner]), weights[owner])}, where ${namedControls(subsets[owner])} 1`;
  if (bare === "π") return `${isBack ? "turns back" : "turns"} by π, where the qubit of the dot is 1`;
  if (name === "measure") return "measures the ancilla: the neuron goes on where it says 0";
  if (name === "phase") return "a phase of the amplification, where all ancillas are 0";
  return `the whole neuron, which turns by an angle that depends on ${controls.length ? "its controls" : "bias and θ"}`;
}

/** @param {number[]} subset  of controls */
const namedControls = (subset) => `control${subset.length > 1 ? "s" : ""} ${subset.join(" and ")} ${subset.length > 1 ? "are" : "is"}`;

/** @param {Act} act */
export function circuitPart({ get, edit, tip }) {
  const root = svg("svg", { role: "img" }), note = html("span", { class: "qn-small" }), fresh = memory(), told = html("div", { class: "qn-small" });
  const about = { role: "slider", tabindex: 0, "aria-label": "Gate of the circuit", "aria-valuemin": 1 }, box = html("div", about, root);
  /** @type {import("../views/circuit.js").Drawn[]} */
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

