// The page of TrainingStepper. Python trains; the page draws the traits that Python sets, lets words run through the cell by itself, and
// asks: {action: "play" | "pause" | "back" | "step" | "word" | "reset" | "undo" | "pin" | "unpin"}, {action: "look", step},
// {action: "forward" | "rewind", updates}, {action: "goto", update}, {action: "pace", speed} and {action: "choose", preset, optimizer,
// lr, seed}. `labels` names its parts, as in the figure that is exported.

import { PLAYING } from "../announcer.js";
import { ICONS, aimed, allow, button, fold, icon, selector, tool, toolbar } from "../controls.js";
import { html, say } from "../dom.js";
import { bytesOf } from "../engine/bytes.js";
import { anglesByName } from "../engine/cell.js";
import { ranWith } from "../engine/film.js";
import { frame } from "../frame.js";
import { clamp, floats } from "../numbers.js";
import { historyPart, lossTold, morePart, pinnedRun } from "../parts/history.js";
import { isBrief, playButton, speedName } from "../parts/playing.js";
import { presentedKeys, switchPart, watchingPart } from "../parts/watching.js";
import { remembered } from "../remembered.js";

/** @typedef {import("../frame.js").Model} Model */
/** @typedef {import("../parts/computing.js").Ran} Ran */
/** @typedef {(action: string, content?: Record<string, any>) => void} Send */

const FASTEST = "fastest";
const SPEEDS = [1, 2, 5, 10, FASTEST]; // updates a second
const ALWAYS = "M8 2a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 8 4v2.6L3.6 3.3 8 0Z"; // the drawing of Reset

/**
 * What trains: play, pause, one update, one back, how fast.
 * @param {Model} model
 * @param {Send} send
 * @param {() => void} stop  the word that runs
 */
function runPart(model, send, stop) {
  const free = (/** @type {string} */ action) => () => {
    stop();
    send(action);
  };
  const isTraining = () => model.get("status") === "training";
  const play = playButton("train until paused", () => free(isTraining() ? "pause" : "play")());
  const update = button("Update", "one update", free("step"), icon(ICONS.Next)), back = tool("Back", "take one update back, exactly", free("back"));
  const speed = selector("updates a second", SPEEDS, (value) => send("pace", { speed: value === FASTEST ? null : Number(value) }));
  /** @param {boolean} brief  whether there is little room */
  function draw(brief) {
    const isIdle = !isTraining(), { update: at, speed: now } = model.get("place");
    play.show(!isIdle);
    allow(update, isIdle);
    allow(back, isIdle && at > 0);
    speed.show(now ?? FASTEST, SPEEDS.includes(now ?? FASTEST) ? SPEEDS : [now, ...SPEEDS], speedName(brief));
  }
  return { play: play.element, update, back, speed: speed.row, draw };
}

/**
 * How far the training is, in words.
 * @param {Model} model
 */
function countOf(model) {
  const { update, made } = model.get("place"), of = update < made ? ` of ${made} made` : "";
  return `update ${update}${of}${lossTold(floats(model.get("curve")), update)}`;
}

/**
 * Undo, and what is pinned to compare with.
 * @param {Model} model
 * @param {Send} send
 */
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

/**
 * The network with the present angles, which has read the sequence; null where the page cannot compute it.
 * @param {{ topology?: Ran["topology"] }} cell
 * @param {DataView} bytes  of the angles
 * @param {DataView} taken  words
 * @param {{ inputs: number[] }} strip
 * @returns {Ran | null}
 */
function ranOf({ topology }, bytes, taken, { inputs }) {
  if (!topology) return null;
  const angles = new Float64Array(bytesOf(bytes)), words = new Int32Array(bytesOf(taken));
  if (!angles.every(Number.isFinite)) return null;
  return { topology, inputs, ran: ranWith(topology, anglesByName(topology, angles), inputs, words) };
}

/**
 * What a click on the loss curve will do.
 * @param {Model} model
 */
const goalOf = (model) => (/** @type {number} */ update) => {
  const { update: now, made } = model.get("place");
  if (!made || model.get("status") === "training") return "";
  const to = clamp(0, update, made);
  if (to === now) return `update ${now}, where you are`;
  if (to > now) return `click: go on to update ${to}, which was made before`;
  return `click: go back to update ${to}; what came later stays until a new choice is made`;
};

/** @param {{ model: Model, el: HTMLElement }} page */
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
  // a step that is asked while Python still goes to the last update makes another too
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
  /** Words: the step beside; updates: the one that was made beside, and behind the last a new one. @param {1 | -1} by */
  function step(by) {
    if (modes.isWords()) watching.step(by);
    else goOn((update) => Math.max(0, update + by));
  }
  root.append(toolbar({ run: running, line: [page.status, count], page: [...compare.nodes, ...page.tools] }), page.alert);
  root.append(choices.lesson, ...watching.strip, modes.pictures, more, html("div", { class: "qs-below" }, jumps.row, fold("Set up", choices.trained, choices.row)));

  /** Where a word is, and how the page goes to the next. */
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
  /** @param {number} width */
  function draw(width) {
    root.dataset.status = model.get("status");
    if (isTraining()) modes.toUpdates();
    for (const part of [choices, compare, jumps]) part.draw();
    run.draw(isBrief(width, page.presented.isOn()));
    say(page.status, model.get("status"));
    say(count, countOf(model));
    const word = model.get("word"), pinned = floats(model.get("pinned_belief")), belief = floats(model.get("belief")), sequence = model.get("strip"), from = word.step * sequence.symbols.length;
    // all digits of the probabilities, which are rounded where all else of the step stands
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

export default { render };
