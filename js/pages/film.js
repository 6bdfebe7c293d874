// The film of a training, as TrainingStepper saves it: recorded updates, of which the page computes all distributions and hidden states.
// `state` is the update, the step that is looked at, and the speed in frames a second.

import { ICONS, allow, button, icon, selector, toolbar } from "../controls.js";
import { html, say } from "../dom.js";
import { checkedRecord, whole } from "../engine/checks.js";
import { filmOf, frameOf, magnitudes, stagesOf } from "../engine/film.js";
import { frame } from "../frame.js";
import { clamp, floats, short } from "../numbers.js";
import { historyPart } from "../parts/history.js";
import { sequencePart } from "../parts/sequence.js";
import { player } from "../player.js";

/** @typedef {import("../frame.js").Model} Model */
/** @typedef {import("../engine/film.js").Film} Film */
/** @typedef {import("../engine/film.js").Frame} Frame */
/** @typedef {import("../views/stages.js").Look} Look */
/** @typedef {{ update: number, step: number | null, speed: number }} State */

/**
 * How a part of the page changes the state.
 * @callback Edit
 * @param {Partial<State>} fields
 */

const SPEEDS = [1, 2, 5, 10, 20, 50]; // frames a second

/**
 * The number of the last frame that is not after an update.
 * @param {number[]} updates
 * @param {number} update
 */
const frameAt = (updates, update) => Math.max(0, updates.findLastIndex((known) => known <= update));

/**
 * The frame that is nearest to an update.
 * @param {number[]} updates
 * @param {number} update
 */
function nearest(updates, update) {
  const before = frameAt(updates, update), after = Math.min(before + 1, updates.length - 1);
  return updates[after] - update < update - updates[before] ? after : before;
}

/**
 * Play, the slider over the updates, and the speed.
 * @param {number[]} updates
 * @param {() => State} get
 * @param {Edit} edit
 * @param {() => void} redraw
 */
function timePart(updates, get, edit, redraw) {
  const last = updates.length - 1, at = () => frameAt(updates, get().update);
  const to = (/** @type {number} */ number) => edit({ update: updates[clamp(0, number, last)] });
  const next = () => {
    to(at() + 1);
    return at() < last;
  };
  const film = player(next, () => get().speed, redraw);
  const halted = (/** @type {number} */ number) => {
    film.stop();
    to(number);
  };
  const start = () => {
    if (at() === last) to(0); // from the beginning again
    film.play();
  };
  const play = button("Play", "from frame to frame", start, icon(ICONS.Play));
  const pause = button("Pause", "stop here", film.stop, icon(ICONS.Pause));
  const slider = html("input", { type: "range", min: 0, max: last, step: 1, class: "qs-time", "aria-label": "Update" });
  slider.addEventListener("input", () => halted(Number(slider.value)));
  const speed = selector("frames a second", SPEEDS, (value) => edit({ speed: Number(value) }));
  const count = html("span", { class: "qs-count" });
  const row = html("div", { class: "qs-bar" }, slider, speed.row);
  /** @param {string} text  where the film is */
  function draw(text) {
    allow(play, !film.isOn() && last > 0);
    allow(pause, film.isOn());
    slider.value = String(at());
    slider.setAttribute("aria-valuetext", text);
    speed.show(get().speed);
    say(count, text);
  }
  return { buttons: [play, pause], row, count, draw, at, halted, isOn: film.isOn, stop: film.stop };
}

/**
 * A step of a frame, as the page shows it.
 * @param {Film} film
 * @param {Frame} frame
 * @param {number} step
 * @param {boolean[]} forced
 * @returns {Look}
 */
function lookAt(film, frame, step, forced) {
  const stages = Object.entries(stagesOf(film, frame, step)).map(([name, state]) => ({ name, ...magnitudes(state) }));
  return {
    step, read: film.inputs[step], taken: frame.taken[step], forced: forced[step],
    belief: frame.told.distributions[step],
    stages: Object.fromEntries(stages.map(({ name, sizes }) => [name, sizes])),
    negative: Object.fromEntries(stages.map(({ name, negative }) => [name, negative])),
  };
}

/**
 * What the page shows of a state; the present frame is computed once.
 * @param {Model} model
 * @param {Film} film
 */
function projector(model, film) {
  const { forced, sampled } = model.get("facts"), sequence = model.get("strip");
  /** @type {Frame} */
  let present;
  let shown = -1;
  /** @param {number} number  of the frame @param {number | null} step */
  return (number, step) => {
    if (number !== shown) present = frameOf(film, number);
    shown = number;
    const belief = present.told.distributions.flatMap((chances) => [...chances]);
    const look = step === null ? null : lookAt(film, present, step, forced);
    return { sequence, belief, look, sampled: sampled[number] };
  };
}

/**
 * The fields of an address, if they fit; an update between two frames is taken for the nearest.
 * @param {Record<string, any>} fields
 * @param {State} state
 * @param {Film} film
 * @returns {State}
 */
function restored(fields, state, { updates, inputs }) {
  const given = /** @type {any} */ ({ ...state, ...checkedRecord(fields, "the state of a film", [], ["update", "step", "speed"]) });
  const update = updates[nearest(updates, whole(given.update, "update", 0, updates[updates.length - 1]))];
  const step = given.step === null ? null : whole(given.step, "step", 0, inputs.length - 1);
  return { update, step, speed: whole(given.speed, "speed", 1, SPEEDS[SPEEDS.length - 1]) };
}

/** @param {{ model: Model, el: HTMLElement }} page */
function render({ model, el }) {
  const labels = model.get("labels"), facts = model.get("facts"), { made } = facts;
  const bytes = { taken: model.get("taken"), levels: model.get("levels"), ranges: model.get("ranges") };
  const film = filmOf(facts, model.get("strip").inputs, bytes), { updates } = film, project = projector(model, film);
  const get = () => /** @type {State} */ (model.get("state"));
  const restore = (/** @type {any} */ fields) => restored(fields, get(), film);
  const isPlaying = () => time.isOn();
  const page = frame({ model, el }, { kind: "film", label: "Film of a training", events: ["state"], draw, busy: isPlaying, restore });
  const { root, status } = page;
  const edit = (/** @type {Partial<State>} */ fields) => page.change({ ...get(), ...fields });
  const time = timePart(updates, get, edit, page.redraw);
  const sequence = sequencePart(labels, { at: () => get().step ?? -1, look: (step) => edit({ step }), settled: () => true });
  const history = historyPart(labels, {
    go: (update) => time.halted(nearest(updates, update)),
    shift: (by) => time.halted(time.at() + by),
    hint: "click, or use the arrow keys, to go to another update",
  });
  const bar = toolbar({ run: time.buttons, line: [status, time.count], page: page.tools });
  const trained = html("div", { class: "qs-trained" }, `${facts.trained}; ${updates.length} frames of ${made} updates`);
  const lesson = html("div", { class: "qs-lesson" }, facts.lesson);
  root.append(bar, page.alert, trained, lesson, time.row, ...sequence.nodes, history.row);
  const curve = floats(model.get("curve"));

  /** @param {number} width */
  function draw(width) {
    const { update, step } = get(), at = curve.findIndex((value, n) => n % 2 === 0 && value === update);
    const loss = at < 0 ? "" : ` · loss ${short(curve[at + 1])}`;
    time.draw(`update ${update} of ${made}${loss}`);
    say(status, isPlaying() ? "playing" : "paused");
    sequence.draw(project(time.at(), step), width);
    history.draw(model.get("curve"), model.get("norms"), { update, made }, width);
  }
  return () => {
    time.stop();
    page.close();
  };
}

export default { render };
