// What a clock of one qubit shows: its circle, what it and two states say of the next minute, and how well both do.

import { onKeys, panel } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { leastRegret, pushed, regret, since } from "../engine/memory.js";
import { clamp, roundAbove, roundTicks, short, toldRegret } from "../numbers.js";
import { circleView } from "../views/circle.js";
import { betweenView, drawMinutes, likely, rowsView, waitsView } from "../views/memories.js";
import { tipOver } from "./tip.js";

/** @typedef {import("../engine/memory.js").Settings} Settings */
/** @typedef {import("../engine/memory.js").Walk} Walk */

/**
 * What a part of the page draws from.
 * @typedef {object} Shown
 * @property {Settings} settings
 * @property {number[]} truth  chances of an event in the next minute
 * @property {Walk} qubit
 * @property {Walk} machine
 * @property {number[]} states  chances of an event in both states of the machine
 * @property {{ settings: Settings, walk: Walk } | null} pinned  the other qubit, in the same minutes
 * @property {number} held  minutes since the event
 * @property {number} lit  minutes that the pointer means; -1: none
 * @property {{ look: number, results: number, high: number, tall: number, past: number, losses: number, isFilling: boolean }} rooms  pixels
 *   within the panels of each column, of the circle at most, of the waits' columns, of the minutes so far and of the regret; isFilling:
 *   presented in two columns
 */

/** @typedef {Record<string, any> | ((settings: Settings) => Record<string, any>)} Changes  some settings, or what makes them */

/**
 * What every part can do with the page.
 * @typedef {object} Doing
 * @property {() => Settings} get
 * @property {(changes: Changes, atOnce?: boolean, gesture?: string) => void} edit  an error is shown, and changes nothing
 * @property {(minute: number) => void} light  mean a minute; -1: none
 * @property {(minute: number) => void} go  let so many minutes have passed since the event
 * @property {import("./tip.js").Tip} tip
 */

const ARROWS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -99, End: 99 };

const DEGREE = Math.PI / 180;
const NEAR = 5e-5; // nats a minute that are not seen
const HOUR = 60, LITTLE = 1.05, MUCH = 1000; // minutes; the ratio from which it is said, and from which it does not matter how large it is
const SLIM = 23; // pixels of a row of the regret where it is presented under the circle
/** @type {Record<string, [number, number]>} what keys do to the tip of the look: degrees, as of any slider, and strength */
const TURNS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], PageUp: [10, 0], PageDown: [-10, 0], Home: [-180, 0], End: [180, 0], ArrowUp: [0, 0.02], ArrowDown: [0, -0.02] };

const WORDS = "Each minute the qubit is looked at. Near the line an event is likely, and puts it back to 0. "
  + "If none comes, the look pushes it away, and it turns on. Drag the tip: a longer look is stronger.";

/** An angle with its sign, in degrees. @param {number} angle */
function signed(angle) {
  const size = Math.abs(angle / DEGREE).toFixed(1), sign = angle < 0 ? "−" : "+";
  return Number(size) ? `${sign}${size}°` : "0°";
}

/** What looks so, while something is pinned. @param {string} name */
function pinnedMark(name) {
  const picture = svg("svg", { width: 18, height: 14, "aria-hidden": "true" });
  picture.append(svg("rect", { class: "qn-pin q-pinned", x: 1, y: 1, width: 14, height: 11 }));
  return html("span", { class: "qm-behind" }, picture, html("span", { "data-caption": "" }, name));
}

/** The numbers of the look, and what the arrows on the circle mean. */
function movesKey() {
  const [direction, strength, push, turn] = ["qm-set", "qm-set", "", ""].map((kind) => html("span", { class: kind, "data-caption": "" }));
  const arrow = (/** @type {string} */ kind) => {
    const picture = svg("svg", { width: 18, height: 14, "aria-hidden": "true" });
    picture.append(svg("path", { class: kind, d: "M2 11C6 5 10 4 15 4M10 1l5 3l-4 4" }));
    return picture;
  };
  const list = html("div", { class: "qm-key" }, direction, strength, pinnedMark("dashed: pinned"), html("span", {}, arrow("qm-push"), push), html("span", {}, arrow("qm-turned"), turn));
  /** @param {Settings} settings @param {[number, number]} moves */
  function draw(settings, moves) {
    say(direction, `look at ${Math.round(settings.direction / DEGREE)}°`);
    say(strength, `strength ${settings.strength.toFixed(2)}`);
    say(push, `pushed ${signed(moves[0])}`);
    say(turn, `turned ${signed(moves[1])}`);
  }
  return { list, draw };
}

/** @param {number} minutes */
export const counted = (minutes) => `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;

/**
 * What is foreseen after so many minutes, in a line.
 * @param {Shown} shown
 * @param {number} minute
 */
function toldOf({ truth, qubit, machine }, minute) {
  const chances = [truth, qubit.chances, machine.chances].map((all) => likely(all[minute]));
  return `after ${counted(minute)}: P(event) ${chances[0]}, one qubit ${chances[1]}, two states ${chances[2]}`;
}

/** What any law of waits leaves for longer ones. @param {readonly number[]} law */
const longer = (law) => Math.max(0, 1 - law.reduce((all, p) => all + p, 0));

/** What is foreseen of waits that never come, in a line. @param {Shown} shown */
function longerTold({ settings, qubit, machine }) {
  const [one, two] = [qubit, machine].map(({ law }) => likely(longer(law)));
  return `longer than ${counted(settings.waiting.length)}: P 0, one qubit ${one}, two states ${two}`;
}

/**
 * Minutes that are pointed at light up, and a click goes there.
 * @param {HTMLElement} box
 * @param {(event: MouseEvent) => number} minuteAt  -1: none
 * @param {Doing} doing
 * @param {() => Shown | null} shown
 * @param {(event: MouseEvent) => string | null} [told]  what is said where there is no minute
 */
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

/**
 * The circle; the tip of the look is dragged.
 * @param {Doing} doing
 * @param {(term: string) => HTMLElement} help
 */
export function circlePart(doing, help) {
  const root = svg("svg", { role: "img" }), view = circleView(root), about = { role: "slider", tabindex: 0, "aria-label": "Tip of the look", "aria-valuemin": 0, "aria-valuemax": 180 };
  const box = html("div", { class: "qm-circle", title: "arrow keys move the tip of the look", ...about }, root);
  const minutes = svg("svg", { class: "qm-past", role: "img" }), { edit } = doing;
  let isDown = false, isDragged = false;
  /** @type {[number, number] | null} */
  let grip = null;
  /** @type {Shown | null} */
  let last = null;
  const isOnTip = (/** @type {Event} */ event) => /** @type {Element} */ (event.target).matches(".qm-grip");
  box.addEventListener("pointerdown", (event) => {
    grip = event.pointerType === "touch" && !isOnTip(event) ? null : view.gripOf(event);
    isDown = grip !== null;
    isDragged = false;
    if (isDown) box.setPointerCapture(event.pointerId);
  });
  // a finger on the tip drags it; elsewhere it scrolls the page
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
  // the click at the end of a drag means no minute
  pointing(box, (event) => (isDown || (isDragged && event.type === "click") ? -1 : view.minuteAt(event)), doing, () => last);
  const key = movesKey(), whole = panel("one qubit: its angle, minute by minute", html("div", { class: "qm-stage" }, box, key.list), minutes);
  whole.firstElementChild?.append(help("look"));
  whole.append(html("div", { class: "qn-small qm-words" }, WORDS));
  /** @param {Shown} shown */
  function draw(shown) {
    const { settings, qubit, pinned, held, lit, rooms } = shown, degrees = Math.round((qubit.places[held] * 180) / Math.PI);
    last = shown;
    const other = pinned && { places: pinned.walk.places, ...pinned.settings };
    /** @type {[number, number]} */
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

/**
 * The chance of an event in the next minute: what is true, and what both memories say.
 */
export function nextPart() {
  const root = svg("svg", { role: "img" }), view = rowsView(root);
  const whole = panel("P(event in the next minute)", html("div", {}, root));
  /** @param {Shown} shown */
  function draw({ truth, qubit, machine, pinned, held, rooms }) {
    const [right, one, two] = [truth, qubit.chances, machine.chances].map((all) => all[held]);
    /** @type {import("../views/memories.js").Row[]} */
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

/**
 * The belief of the best machine of two states.
 * @param {Doing} doing
 * @param {(term: string) => HTMLElement} help
 */
export function beliefPart(doing, help) {
  const root = svg("svg", { role: "img" }), view = betweenView(root), box = html("div", { class: "qn-pick" }, root);
  /** @type {Shown | null} */
  let last = null;
  pointing(box, view.minuteAt, doing, () => last);
  const whole = panel("the best two states: P(state B)", box);
  const events = html("span", { "data-caption": "" });
  whole.firstElementChild?.append(help("two states"), html("span", { class: "qn-key" }, events));
  /** @param {Shown} shown */
  function draw(shown) {
    last = shown;
    const [inA, inB] = shown.states.map(likely);
    say(events, `P(event) is ${inA} in A, ${inB} in B`);
    view.draw(shown.machine.places, shown.held, shown.lit, shown.rooms.results);
    root.setAttribute("aria-label", `P(state B) of the best two states: ${shown.machine.places[shown.held].toFixed(3)}`);
  }
  return { panel: whole, draw };
}

/**
 * Words beside a panel's title that say what its marks mean.
 * @param {HTMLElement} whole  the panel
 * @param {[string, string, string][]} marks  class and path of each drawing, and its name
 */
function key(whole, marks) {
  const items = marks.map(([kind, path, name]) => {
    const picture = svg("svg", { width: 18, height: 14, "aria-hidden": "true" });
    picture.append(svg("path", { class: kind, d: path }));
    return html("span", {}, picture, html("span", { "data-caption": "" }, name));
  });
  whole.firstElementChild?.append(html("span", { class: "qn-key" }, ...items));
}

/**
 * The laws of the waits, one column a minute, of which one is chosen by pointer or keys.
 * @param {Doing} doing
 * @param {(term: string) => HTMLElement} help
 */
export function waitsPart(doing, help) {
  const root = svg("svg", { role: "img" }), view = waitsView(root);
  const about = { role: "slider", tabindex: 0, "aria-label": "Minutes since the event", "aria-valuemin": 0 };
  const box = html("div", { class: "qn-pick", ...about }, root);
  /** @type {Shown | null} */
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
  /** @param {Shown} shown */
  function draw(shown) {
    const { settings, qubit, machine, pinned, held, lit, rooms } = shown;
    last = shown;
    const whole = (/** @type {Walk} */ { law }) => [...law, longer(law)];
    const laws = { truth: [...settings.waiting, 0], qubit: whole(qubit), machine: whole(machine), pinned: pinned && whole(pinned.walk) };
    view.draw({ ...laws, held, lit }, rooms.results, rooms.tall);
    box.setAttribute("aria-valuemax", String(most()));
    box.setAttribute("aria-valuenow", String(held));
    // by keys the longer waits are heard after the last minute
    box.setAttribute("aria-valuetext", held < most() ? toldOf(shown, held) : `${toldOf(shown, held)}; ${longerTold(shown)}`);
  }
  return { panel: whole, draw };
}

/**
 * Whether the qubit cannot lose less.
 * @param {Settings} settings
 * @param {Walk} one  of the qubit
 */
export const isBest = ({ waiting }, { law }) => regret(waiting, law) <= leastRegret(waiting) + NEAR;

/**
 * Which of the two loses less; two states are always at their best, so a qubit that is not is no fair match, and its best is told.
 * @param {Settings} settings
 * @param {Walk} walk  of the qubit
 * @param {Walk} other  of the two states
 */
export function lessTold(settings, walk, other) {
  const { waiting } = settings, one = regret(waiting, walk.law), two = regret(waiting, other.law);
  const [qubit, states] = [one, two].map(toldRegret);
  if (!isBest(settings, walk)) return `regret: qubit ${qubit} (best ${toldRegret(leastRegret(waiting))}), two states ${states}`;
  if (qubit === states) return `both lose as much: ${qubit} nats a minute`;
  return one < two ? `one qubit loses less: ${qubit} against ${states} nats a minute` : `two states lose less: ${states} against ${qubit} nats a minute`;
}

/**
 * What the smaller loss gains within an hour, in everyday words.
 * @param {Settings} settings
 * @param {Walk} walk  of the qubit
 * @param {Walk} other  of the two states
 */
function gainTold(settings, walk, other) {
  const [one, two] = [walk, other].map(({ law }) => regret(settings.waiting, law)), times = Math.exp(HOUR * Math.abs(two - one));
  if (!isBest(settings, walk) || !(times > LITTLE)) return lessTold(settings, walk, other);
  const told = times > MUCH ? `over ${MUCH}` : `${Number(times.toPrecision(2))}`;
  const better = one < two ? "one qubit loses less: what it expects" : "two states lose less: what they expect";
  return `${better} of an hour is ${told} times as likely to come true`;
}

/**
 * What both lose, in nats a minute.
 * @param {(term: string) => HTMLElement} help
 */
export function regretPart(help) {
  const root = svg("svg", { role: "img" }), view = rowsView(root);
  const sentence = html("div", { class: "qs-note", "data-caption": "" });
  const whole = panel("regret in nats a minute", html("div", {}, root), sentence);
  const [less, none] = ["less is better", "0: as good as knowing the process"].map((text) => html("span", { "data-caption": "" }, text));
  none.classList.add("qm-none-lost");
  whole.firstElementChild?.append(help("regret"), html("span", { class: "qn-key" }, less, none));
  /** @param {Shown} shown */
  function draw({ settings, qubit, machine, pinned, rooms }) {
    const [one, two] = [qubit, machine].map((walk) => regret(settings.waiting, walk.law));
    const other = pinned && regret(settings.waiting, pinned.walk.law);
    /** @type {import("../views/memories.js").Row[]} */
    const rows = [
      { name: "one qubit", value: one, told: toldRegret(one), kind: "qs-cell", pinned: other },
      { name: "two states", value: two, told: toldRegret(two), kind: "qm-outline" },
    ];
    // as far as the longest bar, in steps, so that the axis stays while one changes a little
    const finite = [one, two, other ?? 0].filter(Number.isFinite), most = roundAbove(Math.max(1.2 * Math.max(...finite), 1e-3));
    // under the circle every pixel is the circle's: there the numbers beside the bars are enough
    const numbers = roundTicks(0, most, 4).map((tick) => /** @type {[number, string]} */ ([tick, short(tick)]));
    /** @type {[number, string][]} */
    const ticks = rooms.isFilling ? [[0, ""]] : numbers;
    view.draw(rows, { most, ticks, truth: null }, rooms.losses, rooms.isFilling ? SLIM : undefined);
    say(sentence, gainTold(settings, qubit, machine));
    // where the sentence has no room, this is what it comes to
    const verdict = toldRegret(one) === toldRegret(two) ? "both lose as much" : one < two ? "one qubit loses less" : "two states lose less";
    say(less, rooms.isFilling && isBest(settings, qubit) ? verdict : "less is better");
    root.setAttribute("aria-label", `Regret in nats a minute: one qubit ${toldRegret(one)}, two states ${toldRegret(two)}`);
  }
  return { panel: whole, draw };
}
