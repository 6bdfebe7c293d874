// The sequence that is watched, as two pages show it: the strip, and the step that is looked at. What the pointer is over stands out in
// all of its pictures.

import { aimed, onKeys } from "../controls.js";
import { html, say, svg, within } from "../dom.js";
import { clamp, short } from "../numbers.js";
import { distributionView } from "../views/distribution.js";
import { drawStages } from "../views/stages.js";
import { stripView } from "../views/strip.js";

/** @typedef {import("../views/strip.js").Sequence} Sequence */
/** @typedef {import("../views/strip.js").Place} Place */
/** @typedef {import("../views/strip.js").Labels} Labels */
/** @typedef {import("../views/stages.js").Look} Look */

/**
 * What a page shows of the sequence.
 * @typedef {object} Shown
 * @property {Sequence} sequence
 * @property {ArrayLike<number>} belief  of all words at every step
 * @property {Look | null} look  the step that is looked at
 * @property {string} sampled  the network by itself
 */

/**
 * How a page looks at another step; `settled()`: nothing is asked that is not done yet.
 * @typedef {object} Looking
 * @property {() => number} at  the step that is looked at, drawn or not yet; -1: none
 * @property {(step: number) => void} look
 * @property {() => boolean} settled
 */

/** @callback Point  say what the pointer is over @param {Place | null} place */

/** @param {Labels} labels */
function legendOf(labels) {
  const mark = (/** @type {string} */ kind, /** @type {number} */ radius) => {
    const picture = svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" });
    picture.append(svg("circle", { class: kind, r: radius }));
    return picture;
  };
  const pale = html("span", { class: "qs-pale", hidden: "" }, `pale columns: ${labels.pale} there`);
  const score = html("span", { class: "qs-score" });
  const row = html("div", { class: "qs-legend" });
  row.append(html("span", {}, html("span", { class: "qs-shade" }), `shade: ${labels.shade}, 0 to 1`));
  row.append(html("span", {}, mark("qs-ring", 6), `ring: ${labels.target}`), html("span", {}, mark("qs-dot", 3), `dot: ${labels.best}`));
  row.append(pale, score);
  return { row, pale, score };
}

/**
 * A few words beside the pointer.
 * @param {HTMLElement} box  in which they stand
 */
function tipIn(box) {
  const tip = html("div", { class: "qs-tip", "aria-hidden": "true", hidden: "" });
  box.append(tip);
  /** @param {string} text  none: away with it @param {MouseEvent} [event] */
  return (text, event) => {
    tip.hidden = !text;
    say(tip, text);
    if (!event) return;
    const [x, y] = within(event, box);
    tip.style.left = `${x}px`;
    tip.style.top = `${y + 14}px`;
    tip.classList.toggle("qs-leftwards", x > box.clientWidth / 2);
  };
}

/**
 * The strip, which is a slider over the steps.
 * @param {Labels} labels
 * @param {Looking} looking
 * @param {Point} point
 */
function stripPart(labels, { at, look, settled }, point) {
  const root = svg("svg", { role: "img" }), legend = legendOf(labels);
  const box = html("div", { class: "qs-strip", role: "slider", tabindex: 0, "aria-label": "Step to look at", "aria-valuemin": 0 }, root);
  const tip = tipIn(box);
  /** @type {ReturnType<typeof stripView>} */
  let view;
  /** @type {Shown} */
  let now;
  let built = "";
  box.addEventListener("click", (event) => {
    const { step } = view.at(event);
    if (step >= 0 && step < view.steps) look(step);
  });
  box.addEventListener("pointermove", (event) => {
    const place = view.at(event), over = view.has(place) ? place : null;
    point(over);
    tip(over ? wordsOfCell(now, over, labels) : "", event);
  });
  box.addEventListener("pointerleave", () => {
    point(null);
    tip("");
  });
  const lookOn = aimed(settled, at, look);
  onKeys(box, (key) => {
    const last = view.steps - 1;
    const by = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -last - 1, End: last + 1 })[key];
    return by === undefined ? undefined : () => lookOn((step) => clamp(0, step + by, last));
  });
  /** @param {Shown} shown @param {number} width */
  function draw(shown, width) {
    now = shown;
    const { sequence, belief } = shown, shape = JSON.stringify([sequence, width]);
    if (shape !== built) view = stripView(root, sequence, width, labels);
    built = shape;
    legend.pale.hidden = !sequence.targets.some((word) => word < 0);
    legend.score.textContent = view.update(belief);
    view.mark(shown.look?.step ?? null);
    box.setAttribute("aria-valuemax", String(view.steps - 1));
    box.setAttribute("aria-valuenow", String(shown.look?.step ?? 0));
    box.setAttribute("aria-valuetext", shown.look ? told(shown.look, sequence.symbols) : "no step chosen");
  }
  return { box, legend: legend.row, draw, light: (/** @type {Place | null} */ place) => view.light(place) };
}

/**
 * A cell of the strip in words.
 * @param {Shown} shown
 * @param {Place} place
 * @param {Labels} labels
 */
function wordsOfCell({ sequence: { inputs, targets, symbols }, belief }, { step, word }, labels) {
  const target = targets[step] === word ? `; ${labels.target}` : "";
  return `step ${step} reads ${symbols[inputs[step]]}; ${labels.next} ${symbols[word]}: ${short(belief[step * symbols.length + word])}${target}`;
}

/**
 * The step that is looked at, in words.
 * @param {Look} look
 * @param {string[]} symbols
 */
function told({ step, read, taken, forced, belief }, symbols) {
  // four decimals are more than the shades can show
  const chances = symbols.map((symbol, word) => `${symbol} ${short(Math.round(belief[word] * 1e4) / 1e4)}`).join(", ");
  return `step ${step}: reads ${symbols[read]}; next word: ${chances}; puts out ${symbols[taken]} (${forced ? "forced" : "measured"})`;
}

/**
 * The step that is looked at: its distribution, and the hidden state after each stage.
 * @param {Labels} labels
 * @param {Point} point
 */
function stepPart(labels, point) {
  const bars = svg("svg", { role: "img" }), states = svg("svg", { role: "img" });
  const line = html("div", { class: "qs-word" }), note = html("div", { class: "qs-legend qs-note" });
  const view = distributionView(bars);
  /** @type {Look | null} */
  let look = null;
  bars.addEventListener("pointermove", (event) => {
    const word = view.at(event);
    point(look && word >= 0 && word < look.belief.length ? { step: look.step, word } : null);
  });
  bars.addEventListener("pointerleave", () => point(null));
  /** @param {Shown} shown @param {number} width */
  function draw(shown, width) {
    const { symbols } = shown.sequence;
    look = shown.look;
    view.draw(look, symbols, width, labels.next);
    drawStages(states, look, width);
    say(line, look ? told(look, symbols) : "");
    say(note, look ? `${labels.state}; shade: ${labels.shade}; bar: ${labels.negative}` : "");
  }
  const nodes = [line, html("div", { class: "qs-row" }, bars, states), note];
  return { nodes, draw, light: (/** @type {number | undefined} */ word) => view.light(word) };
}

/**
 * @param {Labels} labels
 * @param {Looking} looking
 */
export function sequencePart(labels, looking) {
  const strip = stripPart(labels, looking, point), step = stepPart(labels, point);
  const sampled = html("div", { class: "qs-sampled" });
  /** @type {Shown} */
  let now;
  /** @param {Place | null} place */
  function point(place) {
    strip.light(place);
    step.light(place && place.step === now.look?.step ? place.word : undefined);
  }
  /** @param {Shown} shown @param {number} width */
  function draw(shown, width) {
    now = shown;
    strip.draw(shown, width);
    step.draw(shown, width);
    say(sampled, shown.sampled && `${labels.sampled}: ${shown.sampled}`);
  }
  return { nodes: [strip.box, strip.legend, sampled, ...step.nodes], draw };
}
