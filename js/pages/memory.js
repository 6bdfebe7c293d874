// The page of MemoryExplorer. It needs no Python: the settings are the trait `state`, and all that follows from them is computed here.
// The trait `facts` holds the processes that have names.

import { toolbar } from "../controls.js";
import { asCsv } from "../csv.js";
import { html, say } from "../dom.js";
import { believing, changedClock, clock, hazards, regret, since, twoStates } from "../engine/memory.js";
import { frame } from "../frame.js";
import { clamp } from "../numbers.js";
import { CERTAIN, IMPOSSIBLE, knobsPart, passing, processPart, processTold } from "../parts/memory_knobs.js";
import { beliefPart, circlePart, counted, nextPart, regretPart, waitsPart } from "../parts/memory_views.js";
import { tipIn } from "../parts/tip.js";
import { widgetCode } from "../python.js";
import { likely } from "../views/memories.js";

/** @typedef {import("../engine/memory.js").Settings} Settings */
/** @typedef {import("../frame.js").Model} Model */
/** @typedef {import("../parts/memory_views.js").Doing} Doing */

const NARROW = 640; // pixels, below which there is one column
const HIGH = 400, PAST = 120, LOW = 19; // pixels of the circle at most, of the minutes so far beside it, and what stays free below its column where the page fills the screen
const LEAST = 50, MOST = 120; // pixels of the columns of the waits
const NEAR = 0.005; // between probabilities that are as good as the same
const TITLE = 178; // pixels of the name of the regret, where it stands before its bars
const GAP = 10, EDGE = 22, AROUND = 8, SCREEN = 24; // between columns, of a panel, of the page, and of one that fills the screen: edges and what is kept free within them

/** Pixels within the panels of both columns. @param {number} width  of the page @param {boolean} isPresented */
function roomsOf(width, isPresented) {
  const all = width - (isPresented ? SCREEN : AROUND), inner = (/** @type {number} */ wide) => Math.max(120, Math.floor(wide) - EDGE);
  if (width < NARROW) return { columns: 1, look: inner(all), results: inner(all) };
  return { columns: 2, look: inner((all - GAP) * 0.54), results: inner((all - GAP) * 0.46) };
}

/** The best machine of two states, which is looked for once for each process. */
function machines() {
  /** @type {Map<string, import("../engine/memory.js").Machine>} */
  const known = new Map();
  return (/** @type {number[]} */ waiting) => {
    const key = waiting.join(), machine = known.get(key) ?? twoStates(waiting);
    known.set(key, machine);
    return machine;
  };
}

/**
 * The numbers that the page shows, in the columns of Python's table: a row for each number of minutes since the event.
 * @param {Settings} settings
 * @param {import("../engine/memory.js").Machine} machine  the best of two states
 */
function dataOf(settings, machine) {
  const steps = settings.waiting.length, truth = hazards(settings.waiting);
  const walks = Object.entries({ qubit: clock(settings, steps), "two states": believing(machine, steps) });
  const names = ["minutes", "true chance", "P(wait)", ...walks.flatMap(([name]) => ["places", "chances", "law"].map((part) => `${name}: ${part}`))];
  const rows = truth.map((chance, k) => [k, chance, settings.waiting[k], ...walks.flatMap(([, walk]) => [walk.places[k], walk.chances[k], walk.law[k]])]);
  return asCsv([names, ...rows]);
}

/**
 * What is true of the next minute; of what is sure, also how far the qubit is from it.
 * @param {number} chance  of an event
 * @param {number} said  by the qubit
 */
function nextTold(chance, said) {
  if (chance > 0 && chance < 1) return `true P(event) ${likely(chance)}`;
  if (Math.abs(said - chance) < NEAR) return chance > 0 ? CERTAIN : IMPOSSIBLE;
  return `${chance > 0 ? "certain" : "impossible"} now; qubit says ${likely(said)}`;
}

/** @param {{ model: Model, el: HTMLElement }} page */
function render({ model, el }) {
  const get = () => /** @type {Settings} */ (model.get("state")), machineOf = machines();
  const restore = (/** @type {any} */ fields) => changedClock(get(), fields);
  const keys = { " ": () => passes.toggle(), ArrowRight: () => passes.once(0), ArrowLeft: () => page.undo(), ArrowUp: () => passes.once(1) };
  const options = { kind: "memory", label: "Memory explorer", events: ["state"], draw, restore, keys, busy: () => passes.isOn(), data: () => dataOf(get(), machineOf(get().waiting)), python: () => widgetCode("MemoryExplorer", get()) };
  const page = frame({ model, el }, options), { root, alert, status, help } = page;
  let lit = -1;
  /** @type {Doing["edit"]} */
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
  /** @type {Doing} */
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

  /** Pixels of the circle that fills the screen with what stands over and below it. */
  function filling() {
    const now = circle.panel.querySelector("svg")?.clientHeight ?? 0, lowest = root.dataset.columns === "1" ? knobs.panel : look;
    return root.clientHeight - LOW - (lowest.offsetTop + lowest.offsetHeight - now);
  }
  let columns = LEAST;
  /** Pixels of the waits' columns on a page that fills the screen. */
  function reaching() {
    return clamp(LEAST, columns + root.clientHeight - LOW - results.offsetTop - results.offsetHeight, MOST);
  }
  /** @param {number} width */
  function draw(width) {
    const settings = get(), steps = settings.waiting.length, held = since(settings.minutes), isPresented = page.presented.isOn(), rooms = roomsOf(width, isPresented);
    const truth = hazards(settings.waiting), qubit = clock(settings, steps), best = machineOf(settings.waiting), machine = believing(best, steps);
    if (lit >= steps) lit = -1;
    const high = isPresented ? filling() : HIGH;
    const isFilling = isPresented && rooms.columns > 1, tall = isFilling ? reaching() : clamp(70, high * (isPresented ? 0.17 : 0.28), MOST);
    columns = tall;
    root.dataset.columns = String(rooms.columns);
    // presented, the comparison stands under the circle, where there is room for it
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
  // the screen is given after the page was drawn for it: its height counts, too
  const observer = new ResizeObserver(() => page.presented.isOn() && page.redraw());
  for (const part of [root, look, knobs.panel, results]) observer.observe(part);
  return () => {
    observer.disconnect();
    passes.stop();
    page.close();
  };
}

export default { render };
