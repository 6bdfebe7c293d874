// The sequence that is watched, as two pages show it: the strip, and the step that is looked at. What the pointer is over stands out in
// all of its pictures, and below the words read stands what the prediction there depends on.

import { aimed, onSliderKeys } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { SILENT } from "../engine/network.js";
import { namedChance, clamp } from "../numbers.js";
import { distributionView } from "../views/distribution.js";
import { drawStages } from "../views/stages.js";
import { hatchOf, rightIn, stripView } from "../views/strip.js";
import { tipIn } from "./tip.js";

/** @typedef {import("../views/strip.js").Sequence} Sequence */
/** @typedef {import("../views/strip.js").Place} Place */
/** @typedef {import("../views/strip.js").Labels} Labels */
/** @typedef {import("../views/strip.js").Size} Size */
/** @typedef {import("../views/stages.js").Look} Look */
/** @typedef {import("./computing.js").Influence} Influence */
/** @typedef {import("./computing.js").Station} Station */

/** @typedef {{ task: string, signs: Record<string, string>, sampled: string }} About  the task, what its symbols mean, what is sampled */

/**
 * What a page shows of the sequence.
 * @typedef {object} Shown
 * @property {Sequence} sequence
 * @property {ArrayLike<number>} belief  of all words at every step
 * @property {Look | null} look  the step that is looked at
 * @property {string} sampled  the network by itself
 * @property {About} about
 * @property {ArrayLike<number>} pinned  of all words at every step, as the pinned training believes; empty: nothing is pinned, or it cannot
 * @property {string} [behind]  what is pinned, in words
 * @property {Station | null} station  that the word of the step has reached; null: it has passed
 */

/**
 * How a page looks at another step; `settled()`: nothing is asked that is not done yet.
 * @typedef {object} Looking
 * @property {() => number} at  the step that is looked at, drawn or not yet; -1: none
 * @property {(step: number) => void} look
 * @property {() => boolean} settled
 * @property {(step: number) => Influence} influence  what the prediction at a step depends on
 * @property {(term: string) => Node} help  a "?" beside a term
 */

const BAR = 84, LOW_BAR = 40, NAMES = 52, NOTE = 24; // pixels: of a probability of 1, at least, around the bars of a distribution, and of what stands below them
const FORMING = 0.4; // of a shade that is no prediction yet
const MANY = 8, FEW = 4; // words: of more than so many the most probable few are written
const HINT = "point at a prediction: bars below the words show what it depends on";
const COLUMN = "Each column: what it expects next, after the word below.";

/** @callback Point  say what the pointer is over @param {Place | null} place */

/** From nothing to the full shade. */
function shadeOf() {
  const picture = svg("svg", { class: "qs-shade", width: 42, height: 14, "aria-hidden": "true" });
  for (let n = 0; n < 10; n += 1) picture.append(svg("rect", { class: "qs-cell", x: 1 + 4 * n, y: 1, width: 4, height: 12, "fill-opacity": n / 9 }));
  picture.append(svg("rect", { class: "qs-frame", x: 0.5, y: 0.5, width: 41, height: 13 }));
  return picture;
}

/** What symbols mean that do not say it themselves. @param {About} about */
const signsOf = ({ signs }) => Object.entries(signs).map(([symbol, meaning]) => `“${symbol}” ${meaning}`);

/** @param {Labels} labels */
function legendOf(labels) {
  const mark = (/** @type {Record<string, string>} */ shapes) => {
    const picture = svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" });
    for (const [kind, d] of Object.entries(shapes)) picture.append(svg("path", { class: kind, d }));
    return picture;
  };
  const round = (/** @type {number} */ r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  const said = (/** @type {string} */ text) => html("span", { "data-caption": "" }, text);
  const hatch = hatchOf({ left: -8, right: 8, top: -6, bottom: 6 }), rim = "M-7.5 -6h15v12h-15Z";
  const unasked = html("span", { class: "qs-unasked", hidden: "" }, mark({ "qs-frame": rim, "qs-hatch": hatch }), said(`hatched: ${labels.pale}`));
  const signs = html("span", { class: "qs-signs", "data-caption": "" });
  const score = html("span", { class: "qs-score", "data-caption": "" }), hanging = html("span", { class: "qs-hanging", "data-caption": "" });
  const row = html("div", { class: "qs-legend" });
  // in a lecture hall its picture says the rest
  const full = (/** @type {string} */ text) => html("span", { class: "qs-in-full", "data-caption": "" }, text);
  row.append(html("span", { class: "qs-shading" }, shadeOf(), html("span", {}, full("shade: "), said(labels.shade), full(", 0 to 1"))));
  row.append(html("span", {}, mark({ "qs-ring": round(6) }), said(`ring: ${labels.target}`)));
  row.append(html("span", {}, mark({ "qs-dot": round(3) }), said(`dot: ${labels.best}`)));
  row.append(html("span", {}, mark({ "qs-cross": "M-5 -5L5 5M-5 5L5 -5" }), said(`cross: ${labels.wrong}`)));
  row.append(unasked, signs, score);
  return { row, unasked, signs, score, hanging, hint: html("span", { class: "qs-pointing" }, HINT) };
}

/**
 * What the bars below the words say.
 * @param {Influence | null} influence
 * @param {Labels} labels
 */
function wordsOfInfluence(influence, labels) {
  if (!influence) return "";
  const { step, shares, reason } = influence;
  if (!shares) return `${labels.influence} at step ${step}: ${reason}`;
  const strong = Array.from(shares.length ? shares : [], (share, at) => ({ share, at })).filter(({ share }) => share >= 0.1);
  const most = strong.sort((a, b) => b.share - a.share).slice(0, 3).map(({ share, at }) => `step ${at} (${share.toFixed(2)})`);
  const hangs = most.length ? `depends most on ${most.join(", ")}` : "hardly depends on the words read so far";
  return `the prediction at step ${step} ${hangs}`;
}

/**
 * The strip, which is a slider over the steps.
 * @param {Labels} labels
 * @param {Looking} looking
 * @param {Point} point
 */
function stripPart(labels, { at, look, settled, influence, help }, point) {
  const root = svg("svg", { role: "img" }), legend = legendOf(labels);
  const box = html("div", { class: "qs-strip", role: "slider", tabindex: 0, "aria-label": "Step to look at", "aria-valuemin": 0 }, root);
  const tip = tipIn(box);
  /** @type {ReturnType<typeof stripView>} */
  let view; // none before the first drawing
  /** @type {Shown} */
  let now;
  let built = "", over = /** @type {number | null} */ (null); // the step under the pointer
  box.addEventListener("click", (event) => {
    if (!view) return;
    const { step } = view.at(event);
    if (step >= 0 && step < view.steps) look(step);
  });
  box.addEventListener("pointermove", (event) => {
    if (!view) return;
    const place = view.at(event), cell = view.has(place) ? place : null;
    point(cell);
    // what a word on its way comes to is not told beforehand
    const isTold = cell !== null && !(cell.step === now.look?.step && isOnItsWay(now.station));
    tip(isTold ? wordsOfCell(now, cell, labels) : "", event);
    over = cell?.step ?? null;
    hang();
  });
  box.addEventListener("pointerleave", () => {
    if (!view) return;
    point(null);
    tip("");
    over = null;
    hang();
  });
  /** The step under the pointer counts, and the one that is looked at if there is none. */
  function hang() {
    const of = over ?? now.look?.step ?? null, shown = of === null ? null : influence(of);
    view.hang(shown?.shares ?? []);
    say(legend.hanging, wordsOfInfluence(shown, labels));
    legend.hint.hidden = shown !== null;
  }
  const lookOn = aimed(settled, at, look);
  onSliderKeys(box, (by) => lookOn((step) => clamp(0, step + by, view.steps - 1)), { isOn: () => Boolean(view), more: { PageUp: 5, PageDown: -5 } });
  /** @param {Shown} shown @param {Size} size */
  function draw(shown, size) {
    now = shown;
    const { sequence } = shown, shape = JSON.stringify([sequence, size]);
    if (shape !== built) view = stripView(root, sequence, size, labels);
    built = shape;
    say(legend.signs, signsOf(shown.about).join(", "));
    legend.signs.hidden = !legend.signs.textContent;
    legend.unasked.hidden = !sequence.targets.some((word) => word < 0);
    const step = shown.look?.step ?? null, waiting = isOnItsWay(shown.station) ? step : null;
    const score = view.update(shown.belief, shadesOf(shown), waiting), before = rightIn(shown.pinned, sequence);
    legend.row.classList.toggle("qs-with-pinned", shown.pinned.length > 0);
    say(legend.score, shown.pinned.length ? `${score} (pinned: ${before})` : score);
    view.mark(step);
    view.read(shown.station ? step : null);
    hang();
    box.setAttribute("aria-valuemax", String(view.steps - 1));
    box.setAttribute("aria-valuenow", String(shown.look?.step ?? 0));
    box.setAttribute("aria-valuetext", toldOf(shown, legend.hanging.textContent));
  }
  return { box, nodes: [box, legend.row, html("div", { class: "qs-hangs" }, legend.hanging, legend.hint, help("influence"))], draw, light: (/** @type {Place | null} */ place) => view.light(place) };
}

/**
 * All distributions, but at the step whose word is on its way what the in/out lanes hold: before the output they predict nothing.
 * @param {Shown} shown
 */
function shadesOf({ belief, look, station, sequence }) {
  if (!look || !station) return belief;
  const words = sequence.symbols.length, all = Float64Array.from(belief), isOut = /^(output|measure)/.test(station.gate);
  // what is still forming is pale
  const paler = station.gate === "measure" ? 1 : FORMING;
  all.set(isOut ? station.held.map((chance) => paler * chance) : new Float64Array(words), look.step * words);
  return all;
}

/** @param {Station | null} station @returns {boolean} whether a word still runs: nothing has come out */
const isOnItsWay = (station) => station !== null && station.gate !== "measure";

/**
 * The step that is looked at, in words for who cannot see it.
 * @param {Shown} shown
 * @param {string | null} hanging
 */
const toldOf = ({ look, sequence, station }, hanging) => (look ? `${told(look, sequence, isOnItsWay(station))}; ${hanging}` : "no step chosen");

/**
 * A cell of the strip in words.
 * @param {Shown} shown
 * @param {Place} place
 * @param {Labels} labels
 */
function wordsOfCell({ sequence: { inputs, targets, symbols }, belief }, { step, word }, labels) {
  const target = targets[step] === word ? `; ${labels.target}` : "";
  return `step ${step} reads ${symbols[inputs[step]]}; ${labels.next}: ${namedChance(symbols[word], belief[step * symbols.length + word])}${target}`;
}

/**
 * The probabilities of all words; of many words those of the most probable.
 * @param {string[]} symbols
 * @param {ArrayLike<number>} belief
 */
function chancesOf(symbols, belief) {
  const all = symbols.map((symbol, word) => ({ symbol, p: belief[word] }));
  const named = all.length > MANY ? all.toSorted((one, other) => other.p - one.p).slice(0, FEW) : all;
  const told = named.map(({ symbol, p }) => namedChance(symbol, p)).join(", ");
  return named.length < all.length ? `${told}, …` : told;
}

/**
 * The step that is looked at, in words.
 * @param {Look} look
 * @param {Sequence} sequence
 * @param {boolean} runs  whether its word still runs through the cell
 */
function told({ step, read, taken, forced, belief }, { symbols, targets, groups }, runs) {
  const reason = targets[step] < 0 ? undefined : groups.find(([first, last]) => first <= step && step <= last)?.[2];
  const reads = `step ${step}: reads ${symbols[read]}; ${reason ? `asked: ${reason}; ` : ""}`, begin = `${reads}next word`, chances = chancesOf(symbols, belief);
  // what it comes to is not told beforehand
  if (runs) return `${reads}on its way: below, what the in/out lanes hold now`;
  if (taken === SILENT) return `${begin}, if it were asked: ${chances}; silent: nothing comes out`;
  const out = `${forced ? "training fixes" : "measured:"} ${symbols[taken]}`, isIdle = forced && targets[step] < 0;
  return `${begin}: ${chances}; ${isIdle ? `nothing is asked here, and nothing judged: its guess is thrown away, “${symbols[taken]}” put in its place` : out}`;
}

/**
 * The step that is looked at: its distribution, and apart from it the hidden state after each stage.
 * @param {Labels} labels
 * @param {Looking} looking
 * @param {Point} point
 */
function stepPart(labels, { help }, point) {
  const bars = svg("svg", { role: "img" }), stages = svg("svg", { role: "img" });
  const line = html("div", { class: "qs-word", "data-caption": "" });
  const title = html("span", { "data-caption": "" }), note = html("div", { class: "qs-legend qs-note", "data-caption": "" }), dashed = html("div", { class: "qs-legend qs-note qs-dashed", "data-caption": "" });
  const view = distributionView(bars);
  /** @type {Look | null} */
  let look = null;
  bars.addEventListener("pointermove", (event) => {
    const word = view.at(event);
    point(look && word >= 0 && word < look.belief.length ? { step: look.step, word } : null);
  });
  bars.addEventListener("pointerleave", () => point(null));
  /** @param {Shown} shown @param {number} width @param {number} alone  pixels that it may take on a page that fills the screen; else 0 @returns {number} pixels that it takes there */
  function draw(shown, width, alone) {
    const { sequence, station, pinned } = shown, { symbols } = sequence, from = (shown.look?.step ?? 0) * symbols.length;
    look = shown.look;
    // on its way to the output the in/out lanes hold the word that was read
    const seen = look && station && isOnItsWay(station) ? { ...look, belief: station.held, taken: -1 } : look;
    const before = look && seen === look ? Array.from(pinned).slice(from, from + symbols.length) : [];
    const isCompared = look !== null && pinned.length > 0 && Boolean(shown.behind), around = NAMES + (isCompared ? NOTE : 0);
    const high = alone ? Math.max(LOW_BAR, alone - around) : BAR;
    view.draw(seen, symbols, { width, high }, seen === look ? labels.next : labels.lanes, before);
    bars.classList.toggle("qs-on-its-way", seen !== look);
    say(line, look ? told(look, sequence, seen !== look) : "");
    heading.hidden = !look;
    say(dashed, isCompared ? `dashed: pinned, ${shown.behind}` : "");
    // a word on its way is compared with nothing; the note keeps its room
    dashed.style.visibility = seen === look ? "" : "hidden";
    return high + around;
  }
  /** @param {Shown} shown @param {number} width */
  function drawStates({ look: seen, station }, width) {
    drawStages(stages, seen, width, station?.gate ?? null);
    say(title, seen ? `hidden state at step ${seen.step}` : "");
    say(note, seen ? `${labels.state}; shade: ${labels.shade}; bar: ${labels.negative}` : "");
    states.hidden = !seen;
  }
  const heading = html("div", { class: "qs-hangs" }, line, help("fixed"));
  const states = html("div", { class: "qs-cornered" }, html("div", { class: "qs-curve-title" }, title, help("hidden state")), stages, note);
  const node = html("section", { class: "qs-step-part", "aria-label": "The step" }, heading, bars, dashed);
  return { node, states, draw, drawStates, light: (/** @type {number | undefined} */ word) => view.light(word) };
}

/**
 * @param {Labels} labels
 * @param {Looking} looking
 */
export function sequencePart(labels, looking) {
  const strip = stripPart(labels, looking, point), step = stepPart(labels, looking, point);
  const sampled = html("div", { class: "qs-sampled", "data-caption": "" }), sentence = html("span", { "data-caption": "" });
  const column = html("span", { class: "qs-column", "data-caption": "" }, ` ${COLUMN}`);
  // on a page that fills the screen they stand behind the sentences
  const signs = html("span", { class: "qs-signs" }, html("span"), html("span")), task = html("div", { class: "qs-learns" }, sentence, column, signs);
  /** @type {Shown} */
  let now;
  /** @param {Place | null} place */
  function point(place) {
    strip.light(place);
    step.light(place && place.step === now.look?.step ? place.word : undefined);
  }
  /** @param {Shown} shown @param {Size} size */
  function draw(shown, size) {
    now = shown;
    strip.draw(shown, size);
    say(sampled, shown.sampled && `${shown.about.sampled}: ${shown.sampled}`);
    say(sentence, shown.about.task);
    const [first, ...others] = signsOf(shown.about);
    say(signs.children[0], first ? ` ${first}` : "");
    say(signs.children[1], others.map((sign) => `, ${sign}`).join(""));
  }
  return { strip: [task, ...strip.nodes], box: strip.box, step: step.node, states: step.states, sampled, draw, drawStep: step.draw, drawStates: step.drawStates };
}
