// The page of NeuronExplorer. It needs no Python: the settings are the trait `state`, and all that follows from them is computed here.
// The trait `facts` holds what Python knows and the page only shows: presets, and what to try with them.

import { toolbar } from "../controls.js";
import { asCsv } from "../csv.js";
import { html, say } from "../dom.js";
import { changed, curve, isLossCut, loss, reading, standing, subsets } from "../engine/neuron.js";
import { frame } from "../frame.js";
import { binary, clamp, powered } from "../numbers.js";
import { barsPart, curvePart, heatPart, wordsPart } from "../parts/explorer.js";
import { DONE, anglesPart, bitsPart, circuitPart, learning, lessonPart, orderPart } from "../parts/explorer_knobs.js";
import { tipIn } from "../parts/tip.js";
import { widgetCode } from "../python.js";
import { NONE, chance } from "../views/bars.js";

/** @typedef {import("../engine/neuron.js").Settings} Settings */
/** @typedef {import("../frame.js").Model} Model */
/** @typedef {import("../parts/explorer.js").Act} Act */
/** @typedef {import("../parts/explorer.js").Now} Now */
/** @typedef {import("../parts/explorer.js").Seen} Seen */

const WIDE = 1100, NARROW = 640; // pixels, from which there are three columns, and below which there is one
const LOW_CURVE = 200, BELOW = 18; // pixels of a curve that fills the screen at least, and of what stays free below it
const LOW_MAP = 310; // pixels of a map that stands below the angles
const LOW_BAR = 88, HIGH_BAR = 300; // pixels of a bar that is certain, on a page that fills the screen
const GAP = 10, EDGE = 22, AROUND = 8; // between columns, of a panel, and of the page: edges and what is kept free within them

/**
 * Pixels within the panels of each column.
 * @param {number} width  of the page
 * @param {number} open  how many panels stand beside curve and results
 */
function roomsOf(width, open) {
  const all = width - AROUND, inner = (/** @type {number} */ wide) => Math.max(120, Math.floor(wide) - EDGE);
  const whole = inner(all);
  if (width < NARROW) return { columns: 1, curve: whole, results: whole, more: whole, map: whole, below: whole, isHigh: false };
  const pair = (all - GAP) / 2;
  const two = { columns: 2, curve: inner(1.08 * pair), results: inner(0.92 * pair), more: inner(pair), map: inner(pair), below: whole, isHigh: false };
  if (width < WIDE || !open) return two;
  const free = all - 2 * GAP;
  // two panels one above the other: the map gives in, and what stands beside them grows, or there would be nothing under it
  const isHigh = open > 1, more = inner(free * 0.34), map = isHigh ? Math.min(LOW_MAP, more) : more;
  return { columns: 3, curve: inner(free * 0.36), results: inner(free * 0.3), more, map, below: whole, isHigh };
}

/**
 * What a neuron does.
 * @param {Settings} settings
 * @returns {Seen}
 */
const seenOf = (settings) => ({ settings, reading: reading(settings), standing: standing(settings), curve: curve(settings.order) });

/**
 * What the pinned neuron does: for the word that is looked at, if it has the same controls.
 * @param {Settings | null} pinned
 * @param {Settings} settings
 */
function pinnedBeside(pinned, { controls, bits }) {
  return pinned && seenOf(pinned.controls === controls ? { ...pinned, bits } : pinned);
}

/**
 * A part that is drawn only while it is unfolded.
 * @param {ReturnType<typeof frame>} page
 * @param {string} title
 * @param {{ children: Node[], draw: (now: Now) => void }} part
 */
function unfolding(page, title, { children, draw }) {
  const panel = page.fold(title, ...children), isOpen = () => page.unfolded.includes(title);
  panel.classList.add("qn-panel");
  return {
    panel, isOpen,
    draw(/** @type {Now} */ now) {
      // exports have the names of the pictures that are open
      panel.firstElementChild?.toggleAttribute("data-caption", isOpen() && panel.querySelector("svg") !== null);
      if (isOpen()) draw(now);
    },
  };
}

const NUMBERS = ["what", "angle", "activation", "probability", "plain probability", "success", "amplified success"];

/**
 * The numbers that the page shows, in the columns of Python's table: the curve, every control word, the point that is held.
 * @param {Settings} settings
 */
function dataOf(settings) {
  const row = (/** @type {string} */ what, /** @type {Settings} */ one) => {
    const { angle, activation, probability, plain, success, amplified } = reading(one);
    return [what, angle, activation, probability, plain[1] ** 2, success, amplified];
  };
  // η is half the sum of the angles
  const free = { ...settings, controls: 0, weights: [], bits: [], bias: 0 }, { controls } = settings, steps = curve(settings.order).length - 1;
  const along = Array.from({ length: steps + 1 }, (_, n) => row("curve", { ...free, theta: (n / steps) * Math.PI }));
  const words = Array.from({ length: 2 ** controls }, (_, word) => binary(word, controls));
  const each = words.map((word) => row(`word ${word}`.trim(), { ...settings, bits: [...word].map(Number) }));
  return asCsv([NUMBERS, ...along, ...each, row("point", settings)]);
}

const NEAR = 0.03; // from its ring, at which a bar meets it for the eye

/**
 * What is true now; a value stays on the line of its name.
 * @param {Settings} settings
 * @param {number} probability
 * @param {number | null} cost
 */
function told(settings, probability, cost) {
  const parts = [`P(1) = ${chance(probability)}`];
  if (cost !== null) parts.push(`loss ${isLossCut(settings) ? "> " : ""}${cost < NONE ? "0" : powered(cost)}`);
  return parts.map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
}

/** @param {{ model: Model, el: HTMLElement }} page */
function render({ model, el }) {
  const get = () => /** @type {Settings} */ (model.get("state"));
  const lessons = Object.keys(model.get("facts").lessons);
  const restore = (/** @type {any} */ fields) => changed(get(), fields, lessons);
  const options = { kind: "neuron", label: "Neuron explorer", events: ["state"], draw, restore, busy: () => learner.isOn(), going: () => "learning", data: () => dataOf(get()), python: () => widgetCode("NeuronExplorer", get()), keys: { " ": () => wanting() && learner.toggle(), ArrowRight: () => wanting() && learner.once(), ArrowLeft: () => page.undo() } };
  const page = frame({ model, el }, options), { root, alert, status, help } = page;
  const wanting = () => get().wanted.length > 0, costs = help("loss");
  let lit = -1;
  /** @type {Act} */
  const act = { get, edit, light, tip: tipIn(root) };
  const learner = learning(act, page.redraw);
  /** @type {import("../parts/explorer.js").Edit} */
  function edit(make, atOnce = false, gesture = undefined) {
    if (!gesture) learner.stop();
    root.classList.toggle("qn-still", atOnce);
    try { page.change(make(get()), gesture); }
    catch (error) { page.refuse(/** @type {Error} */ (error).message); }
  }
  function light(/** @type {number} */ word) {
    if (word === lit) return;
    lit = word;
    page.redraw();
  }
  const lesson = lessonPart(model, act, learner), order = orderPart(act, help), bits = bitsPart(act);
  const curves = curvePart(act, order.row, help), bars = barsPart(act, help), chances = wordsPart(act);
  const angles = unfolding(page, "angles and sizes", anglesPart(act, help));
  const map = unfolding(page, "map", heatPart(act)), circuit = unfolding(page, "circuit", circuitPart(act));
  const parts = [lesson, order, bits, curves, bars, chances, angles, map, circuit];
  const look = html("div", { class: "qn-column" }, curves.panel, bits.bits);
  const results = html("div", { class: "qn-column" }, ...bars.panels, chances.panel);
  const more = html("div", { class: "qn-column qn-more" }, angles.panel, map.panel);
  circuit.panel.classList.add("qn-below");
  root.append(toolbar({ run: lesson.run, line: [status, costs], page: page.tools }), alert, lesson.note);
  root.append(html("div", { class: "qn-columns" }, look, results, more, circuit.panel));
  for (const title of root.querySelectorAll(".qn-title")) title.setAttribute("data-caption", "");

  let bar = LOW_BAR;
  /**
   * Pixels that a picture has to have, so that its column fills the screen.
   * @param {HTMLElement} column
   * @param {number} now  pixels that it has
   * @param {number} low  and that it has at least
   * @param {number} most
   */
  function filled(column, now, low, most) {
    return clamp(low, now + root.clientHeight - BELOW - column.offsetTop - column.offsetHeight, most);
  }
  /** @param {number} width */
  function draw(width) {
    const settings = get(), seen = seenOf(settings), cost = loss(settings);
    const rooms = roomsOf(width, Number(angles.isOpen()) + Number(map.isOpen())), path = learner.way(settings.weights);
    if (lit >= seen.standing.places.length) lit = -1;
    root.dataset.columns = String(rooms.columns);
    const isPresented = page.presented.isOn(), tall = isPresented ? filled(results, bar, LOW_BAR, HIGH_BAR) : rooms.isHigh ? 190 : 110;
    bar = tall;
    const high = (/** @type {number} */ now) => (isPresented && rooms.columns > 1 ? filled(look, now, LOW_CURVE, Number.POSITIVE_INFINITY) : undefined);
    const pinned = pinnedBeside(/** @type {Settings | null} */ (page.pinned), settings);
    const isMet = settings.wanted.length > 0 && settings.wanted.every((bit, word) => Math.abs(seen.standing.chances[word] - bit) < NEAR);
    for (const part of parts) part.draw({ seen, pinned, subsets: subsets(settings), lit, isMet, path, rooms: { ...rooms, tall, high } });
    const isLearned = cost !== null && cost < DONE, met = isMet ? ": every bar meets its ring" : "";
    // found by hand it is as good
    const ended = learner.hasEnded(settings) ? (isLearned ? ": learned" : met || ": it hardly falls any more") : met;
    // presented, the line has no room for it, and must not push the picture down
    const counts = learner.isOn() && !page.presented.isOn(), doing = counts ? ` · step ${learner.steps()}` : ended;
    costs.hidden = cost === null;
    say(status, `${told(settings, seen.reading.probability, cost)}${doing}`);
    root.dataset.probability = String(seen.reading.probability);
  }
  // the screen is given after the page was drawn for it: its height counts, too
  const observer = new ResizeObserver(() => page.presented.isOn() && page.redraw());
  observer.observe(root);
  return () => {
    observer.disconnect();
    learner.stop();
    page.close();
  };
}

export default { render };
