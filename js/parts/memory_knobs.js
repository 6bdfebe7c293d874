// What one sets of a clock: its three numbers, the process, and the minutes that pass.

import { allow, button, put, selector, watched } from "../controls.js";
import { html, say } from "../dom.js";
import { MOST, bestClock, hazards, longer, shares, since } from "../engine/memory.js";
import { player } from "../player.js";
import { same } from "../undo.js";
import { isBest, lessTold } from "./memory_views.js";
import { playButton, speedChoice } from "./playing.js";

/** @typedef {import("./memory_views.js").Doing} Doing */
/** @typedef {import("./memory_views.js").Shown} Shown */

const PACE = 1.5; // minutes a second, at the speed 1
export const CERTAIN = "the event is certain now";
export const IMPOSSIBLE = "no event can come now";
const OWN = "own waits", WEIGHTS = "weights of waits of 1, 2, … minutes";

/**
 * Minutes that pass: by hand, or drawn from the process one after the other.
 * @param {Doing} doing
 * @param {() => void} redraw
 */
export function passing({ get, edit }, redraw) {
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
    // what the process never does cannot be done by hand either
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

/**
 * The waits that are typed, as probabilities; an error names what does not fit, and what does.
 * @param {string} text
 */
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

/**
 * Minutes in words: 1 to 3, 5 or 8.
 * @param {number[]} minutes  in their order
 */
function listed(minutes) {
  /** @type {number[][]} minutes without a gap */
  const runs = [];
  for (const minute of minutes) {
    if (runs.at(-1)?.at(-1) === minute - 1) runs.at(-1)?.push(minute);
    else runs.push([minute]);
  }
  const parts = runs.flatMap((run) => (run.length > 2 ? [`${run[0]} to ${run[run.length - 1]}`] : run.map(String)));
  return [parts.slice(0, -1).join(", "), parts[parts.length - 1]].filter(Boolean).join(" or ");
}

/**
 * A process in a sentence.
 * @param {number[]} waiting  probabilities of waits of 1, 2, … minutes
 */
export function processTold(waiting) {
  const minutes = waiting.map((_, k) => k + 1), possible = minutes.filter((minute) => waiting[minute - 1] > 0);
  const most = Math.max(...waiting), usual = possible.filter((minute) => most - waiting[minute - 1] < 1e-9);
  const evenly = possible.length > 2 ? ", all equally often" : ", equally often";
  const often = usual.length < possible.length ? `, most often after ${listed(usual)}` : possible.length > 1 ? evenly : "";
  const when = `${listed(possible)} ${waiting[0] === 1 ? "minute" : "minutes"}`;
  return `An event comes ${when} after the last${often}. What can one qubit or two states say of the next?`;
}

/**
 * A process that has a name, or the own waits.
 * @param {Doing} doing
 * @param {Record<string, number[]>} processes  by name, each the probabilities of its waits
 */
export function processPart({ get, edit }, processes) {
  const names = Object.keys(processes), choice = selector("process", names, (name) => edit({ waiting: processes[name], ...bestClock(processes[name]) }));
  const field = watched(html("input", { type: "text", class: "qn-field", "aria-label": WEIGHTS, spellcheck: "false" }));
  const nameOf = (/** @type {number[]} */ waiting) => names.find((name) => same(processes[name], waiting)) ?? OWN;
  const refusal = html("span", { class: "qm-refusal", id: `qm-refusal-${++fields}`, "aria-live": "polite" });
  field.setAttribute("aria-describedby", refusal.id);
  /** @type {number[] | null} the process that stays while what is typed is refused */
  let kept = null;
  /** @param {string} reason  "": it is taken */
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
    // what is refused stays to be mended, until another process is chosen
    if (kept && same(kept, get().waiting)) return;
    if (kept) refuse("");
    put(field, get().waiting.map((wait) => Number(wait.toPrecision(3))).join(" "));
  }
  return { row: choice.row, own, show };
}

/**
 * How a number of the qubit is written and slid.
 * @typedef {object} Scale
 * @property {number} end  of the slider, which begins at 0
 * @property {number} step  what one step of the slider is worth
 * @property {string} sign  behind the number in the field
 * @property {string} heard  behind the number where it is read aloud
 */
/** @type {Scale} */
const SHARE = { end: 100, step: 0.01, sign: "", heard: "" };
/** @param {number} most @returns {Scale} */
const degreesTo = (most) => ({ end: most, step: Math.PI / 180, sign: "°", heard: " degrees" });

/** Four digits that count, but none beyond the sixth decimal: there is no room for more. @param {number} value */
const rounded = (value) => Number(Number(value.toPrecision(4)).toFixed(6));

/**
 * A slider and a field for one of the three numbers.
 * @param {string} name
 * @param {Scale} scale
 * @param {(value: number | string, isSlid?: boolean) => void} set
 */
function dial(name, { end, step, sign, heard }, set) {
  const slider = html("input", { type: "range", min: 0, max: end, step: 1, "aria-label": `${name}, slider` });
  const named = { "aria-label": heard ? `${name},${heard}` : name };
  const field = watched(html("input", { type: "text", class: "qn-field", spellcheck: "false", ...named }));
  const row = html("div", { class: "qn-knob" }, html("span", { class: "qn-name" }, name), slider, field);
  // a share is typed as it is, an angle in the slider's degrees
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

/**
 * The three numbers of the qubit.
 * @param {Doing} doing
 * @param {(term: string) => HTMLElement} help
 */
export function knobsPart({ edit }, help) {
  const set = (/** @type {string} */ name) => (/** @type {unknown} */ value, isSlid = false) => edit({ [name]: value }, isSlid);
  const turn = dial("turn η", degreesTo(90), set("turn")), direction = dial("look at", degreesTo(180), set("direction"));
  const strength = dial("strength", SHARE, set("strength"));
  const best = button("Best", "", () => edit(({ waiting }) => bestClock(waiting)));
  const lost = html("div", { class: "qm-lost" });
  turn.row.classList.add("qm-turn");
  for (const [dial, term] of /** @type {const} */ ([[turn, "turn"], [strength, "strength"]])) dial.row.firstElementChild?.append(help(term));
  const whole = html("div", { class: "qn-panel qm-knobs" }, turn.row, direction.row, strength.row, html("div", { class: "qs-bar qm-best" }, best), lost);
  /** @param {Shown} shown */
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
