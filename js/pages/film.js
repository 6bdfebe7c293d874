// The film of a training, as TrainingStepper saves it: recorded updates, of which the page computes all distributions and hidden states.
// `state` is the update, the step that is looked at, the station of a word that runs through the cell (null: it has passed), and both
// speeds: frames, and gates a second.

import { PLAYING } from "../announcer.js";
import { allow, selector, toolbar } from "../controls.js";
import { asCsv } from "../csv.js";
import { html, say } from "../dom.js";
import { checkedRecord, whole } from "../engine/checks.js";
import { filmOf, frameOf, magnitudes, stagesOf } from "../engine/film.js";
import { frame } from "../frame.js";
import { clamp, floats } from "../numbers.js";
import { historyPart, lossTold, morePart, pinnedRun } from "../parts/history.js";
import { isBrief, playButton, speedName } from "../parts/playing.js";
import { presentedKeys, switchPart, watchingPart } from "../parts/watching.js";
import { player } from "../player.js";
import { remembered } from "../remembered.js";
import { askedIn, rightIn } from "../views/strip.js";

/** @typedef {import("../frame.js").Model} Model */
/** @typedef {import("../engine/film.js").Film} Film */
/** @typedef {import("../engine/film.js").Frame} Frame */
/** @typedef {import("../views/stages.js").Look} Look */
/** @typedef {{ update: number, step: number | null, moment: number | null, speed: number, pace: number }} State */

/**
 * How a part of the page changes the state.
 * @callback Edit
 * @param {Partial<State>} fields
 * @param {unknown} [gesture]  what comes with the same one is one step of undo
 */

const SPEEDS = [1, 2, 5, 10, 20, 50]; // frames a second
const MOST_MOMENTS = 10000; // stations that an address may name; one behind the last is the last

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
 * @param {{ redraw: () => void, stop: () => void }} page  stop: the word that runs
 */
function timePart(updates, get, edit, { redraw, stop }) {
  const last = updates.length - 1, at = () => frameAt(updates, get().update);
  const to = (/** @type {number} */ number, gesture = "") => edit({ update: updates[clamp(0, number, last)], moment: null }, gesture || undefined);
  let runs = 0; // each of them is one step of undo
  const next = () => {
    to(at() + 1, `film ${runs}`);
    return at() < last;
  };
  const film = player(next, () => get().speed, redraw);
  const halted = (/** @type {number} */ number) => {
    stop();
    film.stop();
    to(number);
  };
  const start = () => {
    stop();
    runs += 1;
    if (at() === last) to(0, `film ${runs}`); // from the beginning again
    film.play();
  };
  const toggle = () => (film.isOn() ? film.stop() : start());
  const play = playButton("from frame to frame", toggle);
  const slider = html("input", { type: "range", min: 0, max: last, step: 1, class: "qs-time", "aria-label": "Update" });
  slider.addEventListener("input", () => halted(Number(slider.value)));
  const speed = selector("frames a second", SPEEDS, (value) => edit({ speed: Number(value) }));
  const count = html("span", { class: "qs-count", "data-caption": "" });
  /** @param {string} text  where the film is @param {boolean} brief  whether there is little room */
  function draw(text, brief) {
    play.show(film.isOn());
    allow(play.element, last > 0);
    slider.value = String(at());
    slider.setAttribute("aria-valuetext", text);
    speed.show(get().speed, SPEEDS, speedName(brief));
    say(count, text);
  }
  return { play: play.element, slider, speed: speed.row, count, draw, at, to, last, halted, toggle, isOn: film.isOn, stop: film.stop };
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
 * The distributions of all steps, one after the other.
 * @param {Frame} frame
 */
const beliefOf = ({ told }) => told.distributions.flatMap((chances) => [...chances]);

/**
 * What is pinned: another update of the film, or the training that was pinned when it was saved.
 * @param {Model} model
 * @param {Film} film
 */
function pinnedIn(model, film) {
  const run = pinnedRun(model), belief = floats(model.get("pinned_belief"));
  const pinned = remembered((/** @type {number} */ number) => beliefOf(frameOf(film, number)));
  return () => {
    const update = model.get("state").pinned?.update;
    if (update === undefined) return { belief, curve: run, behind: run?.name, update: null };
    return { belief: pinned(frameAt(film.updates, update)), curve: run, behind: `update ${update}`, update };
  };
}

/**
 * What one has seen, and what to press next.
 * @param {{ isWords: boolean, isNew: boolean, isLast: boolean }} now  isNew: it is at its beginning, or no word has run at this update; isLast: the end is reached
 * @param {ArrayLike<number>} belief
 * @param {import("../views/strip.js").Sequence} sequence
 */
function adviceOf({ isWords, isNew, isLast }, belief, sequence) {
  if (isWords && isNew) return "Press Word: watch it pass below";
  if (isWords) return isLast ? "All passed. Try another update." : "It has passed. Press Word again.";
  if (isNew) return "Press Play: it learns";
  const asked = askedIn(sequence), right = rightIn(belief, sequence);
  if (!isLast || !asked) return "";
  return right === asked ? `All ${asked} right. Now press Words.` : `${right} of ${asked} right at the end. Now press Words.`;
}

/**
 * The fields of an address, if they fit; an update between two frames is taken for the nearest.
 * @param {Record<string, any>} fields
 * @param {State} state
 * @param {Film} film
 * @returns {State}
 */
function restored(fields, state, { updates, inputs }) {
  const names = ["update", "step", "moment", "speed", "pace"];
  const given = /** @type {any} */ ({ ...state, ...checkedRecord(fields, "the state of a film", [], names) });
  const update = updates[nearest(updates, whole(given.update, "update", 0, updates[updates.length - 1]))];
  const step = given.step === null ? null : whole(given.step, "step", 0, inputs.length - 1);
  const moment = given.moment === null ? null : whole(given.moment, "moment", 0, MOST_MOMENTS);
  const fastest = SPEEDS[SPEEDS.length - 1];
  return { update, step, moment, speed: whole(given.speed, "speed", 1, fastest), pace: whole(given.pace, "pace", 1, fastest) };
}

/**
 * How the page looks at steps, and how a word goes on.
 * @param {Film} film
 * @param {() => State} get
 * @param {Edit} edit
 * @param {() => { at: () => number, last: number }} time
 */
function walking({ inputs, updates }, get, edit, time) {
  return {
    at: () => get().step ?? -1,
    look: (/** @type {number} */ step) => edit({ step, moment: null }),
    settled: () => true,
    reason: () => "",
    moment: () => get().moment,
    to: (/** @type {number | null} */ moment) => edit({ moment }, "word"),
    next() {
      const step = (get().step ?? -1) + 1, { at, last } = time();
      if (step < inputs.length) edit({ step, moment: null }, "word");
      else if (at() < last) edit({ step: 0, moment: null, update: updates[at() + 1] }, "word");
      return step < inputs.length || at() < last;
    },
    key: () => `${get().update}/${get().step}`,
    pace: () => get().pace,
    setPace: (/** @type {number} */ pace) => edit({ pace }),
    after: "the next frame",
  };
}

/**
 * The film's numbers as CSV: all curves, and the predictions of one update.
 * @param {Model} model
 * @param {Frame} frame
 * @param {number} update  of the frame
 */
function dataOf(model, frame, update) {
  const { inputs, targets, symbols } = model.get("strip"), loss = floats(model.get("curve")), norms = floats(model.get("norms"));
  /** @type {unknown[][]} */
  const rows = [["panel", "update", "value", "step", "read", "word", "right"]];
  for (let n = 0; n < loss.length; n += 2) rows.push(["loss", loss[n], loss[n + 1], "", "", "", ""]);
  for (const [column, name] of ["gradient norm", "least p(right)"].entries())
    for (let n = 0; n < norms.length; n += 3) rows.push([name, norms[n], norms[n + 1 + column], "", "", "", ""]);
  for (const [step, chances] of frame.told.distributions.entries()) for (const [word, p] of Array.from(chances).entries()) {
    const right = targets[step] < 0 ? "" : Number(targets[step] === word);
    rows.push(["probability", update, p, step, symbols[inputs[step]], symbols[word], right]);
  }
  return asCsv(rows);
}

/** @param {{ model: Model, el: HTMLElement }} page */
function render({ model, el }) {
  const labels = model.get("labels"), facts = model.get("facts"), { made, topology } = facts, sequence = model.get("strip");
  const bytes = { taken: model.get("taken"), levels: model.get("levels"), ranges: model.get("ranges") };
  const film = filmOf(facts, sequence.inputs, bytes), { updates, inputs } = film, pinned = pinnedIn(model, film);
  // while a word runs, the frame and the step stay
  const ran = remembered((/** @type {number} */ number) => frameOf(film, number)), believed = remembered(beliefOf), looked = remembered(lookAt);
  const get = () => /** @type {State} */ (model.get("state"));
  const restore = (/** @type {any} */ fields) => restored(fields, get(), film);
  const busy = () => time.isOn() || watching.isOn();
  const keys = presentedKeys(() => toggle(), (by) => onward(by)), looks = ["speed", "pace"];
  const page = frame({ model, el }, { kind: "film", label: "Film of a training", events: ["state"], draw, busy, restore, looks, keys, data: () => dataOf(model, ran(time.at()), get().update) });
  const { root, status } = page;
  /** @type {Edit} */
  const edit = (fields, gesture) => page.change({ ...get(), ...fields }, gesture);
  const time = timePart(updates, get, edit, { redraw: page.redraw, stop: () => watching.stop() });
  const present = () => ({ topology, inputs, ran: ran(time.at()) });
  const watching = watchingPart(labels, { ...walking(film, get, edit, () => time), ran: present, changed: page.redraw, help: page.help });
  const history = historyPart(labels, {
    go: (update) => time.halted(nearest(updates, update)),
    shift: (by) => time.halted(time.at() + by),
    hint: "go to another update by a click or the arrow keys",
    goal: (update) => `click: go to update ${updates[nearest(updates, update)]}`,
  }, page.help);
  const trained = html("div", { class: "qs-trained" }, `${facts.trained}; ${updates.length} frames of ${made} updates`);
  const lesson = html("div", { class: "qs-lesson" }, facts.lesson), { play, slider, speed, count } = time;
  const more = morePart(page, [...history.more, watching.states]);
  const modes = switchPart(watching, { controls: [play, speed], row: history.row, stop: time.stop }, page);
  /** From update to update, behind the last one from step to step, and back. @param {1 | -1} by */
  function onward(by) {
    if (modes.isWords() && by < 0 && get().step === 0) modes.toUpdates();
    else if (modes.isWords()) watching.step(by);
    else if (by > 0 && time.at() === time.last) modes.toWords();
    else time.halted(time.at() + by);
  }
  const toggle = () => (modes.isWords() ? watching.toggle() : time.toggle()), running = [modes.row, play, ...watching.controls, speed];
  root.append(toolbar({ run: running, line: [status, count], page: page.tools }), slider, page.alert, lesson, ...watching.strip, modes.pictures, more, trained);
  const curve = floats(model.get("curve"));
  let ranAt = /** @type {number | null} */ (null); // the update at which a word ran last

  /** @param {number} width */
  function draw(width) {
    const { update, step, moment } = get(), now = ran(time.at()), other = pinned();
    time.draw(`update ${update} of ${made}${lossTold(curve, update)}`, isBrief(width, page.presented.isOn()));
    if (watching.isOn()) ranAt = update;
    const isWords = modes.isWords(), isLast = isWords ? step === inputs.length - 1 : time.at() === time.last;
    // a word that stands on its way has not been seen yet
    const isSeen = !busy() && (!isWords || moment === null);
    const advice = isSeen ? adviceOf({ isWords, isNew: isWords ? ranAt !== update : time.at() === 0 && time.last > 0, isLast }, believed(now), sequence) : "";
    root.classList.toggle("qs-advised", advice !== "");
    say(status, advice || (busy() ? PLAYING : "paused"));
    const look = step === null ? null : looked(film, now, step, facts.forced);
    watching.draw({ sequence, belief: believed(now), look, sampled: facts.sampled[time.at()], about: facts.about, pinned: other.belief, behind: other.behind }, width, { isFree: !time.isOn(), isMore: more.open });
    history.draw(model.get("curve"), model.get("norms"), { update, made, pinned: other.update }, width, other.curve, more.open);
  }
  return () => {
    time.stop();
    watching.stop();
    page.close();
  };
}

export default { render };
