// The page of TrainingStepper. Python trains; the page draws the traits that Python sets, and asks: {action: "play" | "pause" | "back" |
// "step" | "word" | "reset"}, {action: "look", step}, {action: "forward" | "rewind", updates}, {action: "goto", update} and
// {action: "choose", preset, optimizer, lr, seed}. `labels` names its parts, as in the figure that is exported.

import { ICONS, aimed, allow, button, icon, toolbar } from "../controls.js";
import { html, say } from "../dom.js";
import { frame } from "../frame.js";
import { clamp, floats, short } from "../numbers.js";
import { historyPart } from "../parts/history.js";
import { sequencePart } from "../parts/sequence.js";

/** @typedef {import("../frame.js").Model} Model */
/** @typedef {(action: string, content?: Record<string, any>) => void} Send */

/** @type {Record<string, [string, string]>} what a button says of itself, and its drawing */
const BUTTONS = {
  Play: ["train until paused", ICONS.Play],
  Pause: ["stop after the present update", ICONS.Pause],
  Back: ["take one update back, exactly", ICONS.Back],
  Step: ["one update", ICONS.Next],
  Word: ["read the next word; after the last one, an update", "M2 3h4v10H2ZM8 3l6 5-6 5Z"],
  Reset: ["back to the first parameters; Return comes back", "M8 2a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 8 4v2.6L3.6 3.3 8 0Z"],
};

/**
 * Buttons, status, and how far the training is.
 * @param {Model} model
 * @param {Send} send
 * @param {HTMLElement} status
 */
function buttonsPart(model, send, status) {
  const buttons = Object.fromEntries(
    Object.entries(BUTTONS).map(([name, [hint, path]]) => [name, button(name, hint, () => send(name.toLowerCase()), icon(path))]),
  );
  const count = html("span", { class: "qs-count" });
  function draw() {
    const state = model.get("status"), { update, made } = model.get("place"), isIdle = state !== "training";
    for (const name of ["Play", "Step", "Word"]) allow(buttons[name], isIdle);
    allow(buttons.Back, isIdle && update > 0);
    allow(buttons.Pause, !isIdle);
    say(status, state);
    const curve = floats(model.get("curve")), at = curve.findIndex((value, n) => n % 2 === 0 && value === update);
    const of = update < made ? ` of ${made} made` : "", loss = at < 0 ? "" : ` · loss ${short(curve[at + 1])}`;
    count.textContent = `update ${update}${of}${loss}`;
  }
  return { run: Object.values(buttons), line: [status, count], draw };
}

/**
 * Many updates at once, forward or back.
 * @param {Model} model
 * @param {Send} send
 */
function jumpsPart(model, send) {
  const updates = html("input", { type: "number", min: 1, step: 1, value: 100, class: "qs-number" });
  const many = (/** @type {string} */ action) => () => send(action, { updates: updates.value });
  const rewind = button("Rewind", "take so many updates back, exactly", many("rewind"));
  const forward = button("Forward", "make so many updates", many("forward"));
  const back = button("Return", "go to the last update that was made", () => send("goto", { update: model.get("place").made }));
  const row = html("div", { class: "qs-bar" }, html("label", {}, "updates ", updates), rewind, forward, back);
  function draw() {
    const { update, made } = model.get("place"), isIdle = model.get("status") !== "training";
    allow(forward, isIdle);
    allow(rewind, isIdle && update > 0);
    allow(back, isIdle && update < made);
  }
  return { row, draw };
}

/**
 * The fields of what may be chosen.
 * @returns {{ fields: Record<string, HTMLInputElement | HTMLSelectElement>, labels: HTMLElement[] }}
 */
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

/**
 * What is trained, and what may be trained instead.
 * @param {Model} model
 * @param {Send} send
 * @param {() => void} redraw
 */
function choicesPart(model, send, redraw) {
  const { fields, labels } = choiceFields(), { preset, optimizer, lr } = fields;
  const suggest = () => { lr.value = model.get("choices").rates[preset.value][optimizer.value]; };
  for (const field of [preset, optimizer]) field.addEventListener("change", suggest);
  for (const field of Object.values(fields)) field.addEventListener("input", () => redraw());
  const values = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
  const anew = button("Start anew", "with this task, cell, optimiser and seed", () => send("choose", values()));
  const row = html("div", { class: "qs-bar qs-settings" }, ...labels, anew);
  const trained = html("div", { class: "qs-trained" }), lesson = html("div", { class: "qs-lesson" });
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
    const choices = model.get("choices"), chosen = values();
    const isSame = Object.keys(fields).every((name) => chosen[name] === String(choices[name]));
    say(trained, isSame ? choices.trained : `${choices.trained}; Start anew takes what is chosen`);
  }
  return { row, trained, lesson, draw };
}

/** @param {{ model: Model, el: HTMLElement }} page */
function render({ model, el }) {
  const labels = model.get("labels"), isTraining = () => model.get("status") === "training";
  const events = ["status", "belief", "curve", "norms", "word", "sampled", "strip", "choices", "place"];
  const page = frame({ model, el }, { kind: "stepper", label: "Training stepper", draw, events, busy: isTraining });
  const { root, send, steer, settled } = page;
  const goto = (/** @type {number} */ update) => {
    if (!isTraining()) steer("goto", { update: clamp(0, update, model.get("place").made) });
  };
  const goOn = aimed(settled, () => model.get("place").update, goto);
  const shift = (/** @type {number} */ by) => goOn((update) => clamp(0, update + by, model.get("place").made));
  const hint = "click, or use the arrow keys, to go to another update; what was made later stays";
  const buttons = buttonsPart(model, send, page.status), jumps = jumpsPart(model, send);
  const choices = choicesPart(model, send, page.redraw);
  const looking = { at: () => model.get("word").step ?? -1, look: (/** @type {number} */ step) => steer("look", { step }), settled };
  const sequence = sequencePart(labels, looking);
  const history = historyPart(labels, { go: goto, shift, hint });
  const bar = toolbar({ run: buttons.run, line: buttons.line, page: page.tools });
  root.append(bar, page.alert, choices.trained, choices.lesson, jumps.row, ...sequence.nodes, history.row, choices.row);

  /** @param {number} width */
  function draw(width) {
    root.dataset.status = model.get("status");
    for (const part of [choices, buttons, jumps]) part.draw();
    const word = model.get("word"), look = word.step === undefined ? null : word;
    const shown = { sequence: model.get("strip"), belief: floats(model.get("belief")), look, sampled: model.get("sampled") };
    sequence.draw(shown, width);
    history.draw(model.get("curve"), model.get("norms"), model.get("place"), width);
  }
  return page.close;
}

export default { render };
