// The pictures of a neuron: each a part that draws what is, and answers pointer and keys.

import { onKeys, onSliderKeys, panel, selector } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { written } from "../angles.js";
import { changed, curve, heat, moved, reading, weightName, wordOf, words } from "../engine/neuron.js";
import { binary, clamp } from "../numbers.js";
import { HALF, activationView, isMirrored } from "../views/activation.js";
import { amplitudesView, chance, successView } from "../views/bars.js";
import { heatView } from "../views/heat.js";
import { isWrong, wordsView } from "../views/words.js";
import { tipOver } from "./tip.js";

/** @typedef {import("../engine/neuron.js").Settings} Settings */
/** @typedef {import("../engine/neuron.js").Reading} Reading */
/** @typedef {import("../engine/neuron.js").Standing} Standing */

/**
 * What a neuron does, at all words and at the one that is looked at.
 * @typedef {object} Seen
 * @property {Settings} settings
 * @property {Reading} reading
 * @property {Standing} standing
 * @property {Float64Array} curve
 */

/**
 * What a part of the page draws from.
 * @typedef {object} Now
 * @property {Seen} seen
 * @property {Seen | null} pinned
 * @property {number[][]} subsets
 * @property {number} lit  the word that the pointer means; -1: none
 * @property {boolean} isMet  whether every bar meets its ring
 * @property {number[][]} path  weights on the way that learning took
 * @property {{ columns: number, curve: number, results: number, more: number, map: number, below: number, isHigh: boolean, tall: number, high: (now: number) => number | undefined }} rooms
 *   pixels within the panels of each column; isHigh: the last column is higher than the others need to be; tall: of a bar that is certain;
 *   high: of a curve that has so many now, where the page fills the screen
 */

/**
 * How a part of the page changes the settings: an error of what it makes is shown, and changes nothing.
 * @callback Edit
 * @param {(settings: Settings) => Settings} make
 * @param {boolean} [atOnce]  as what is dragged is drawn: nothing glides behind the pointer
 * @param {string} [gesture]  what is undone together; by default all that one press does
 */

/**
 * What every part can do with the page.
 * @typedef {object} Act
 * @property {() => Settings} get
 * @property {Edit} edit
 * @property {(word: number) => void} light  mean a word; -1: none
 * @property {import("./tip.js").Tip} tip
 */

const DEGREE = Math.PI / 180;
const SAME = 0.008; // radians between points that look like one: two pixels
const DRAG = "drag the point: that sets θ, which adds to η of every word";
const MIRRORED = "open dots: η outside 0 to π/2, mirrored; P(1) is the same";
const CROWD = 12; // places with names, besides the held one

export const upTo = (/** @type {number} */ low, /** @type {number} */ high) => Array.from({ length: high - low + 1 }, (_, n) => low + n);

/** A function that says whether something has changed since it was last asked. */
export function memory() {
  let known = "";
  return (/** @type {unknown[]} */ ...values) => {
    const key = JSON.stringify(values);
    if (key === known) return false;
    known = key;
    return true;
  };
}

/**
 * A part that is a slider for keys and a picture for the pointer.
 * @param {string} kind  its class
 * @param {string} name
 * @param {Node} picture
 * @param {Record<string, string | number>} [range]
 */
function sliding(kind, name, picture, range = {}) {
  return html("div", { class: kind, role: "slider", tabindex: 0, "aria-label": name, ...range }, picture);
}

/**
 * Words beside a panel's title that say what its marks mean, each with a small drawing of the mark.
 * @param {HTMLElement} box  the panel
 * @param {[string, string, string][]} marks  class and path of each drawing, and its name
 */
function legend(box, marks) {
  const items = marks.map(([kind, path, name]) => {
    const picture = svg("svg", { width: 18, height: 14, "aria-hidden": "true" });
    picture.append(svg("path", { class: kind, d: path }));
    return html("span", {}, picture, html("span", { "data-caption": "" }, name));
  });
  box.firstElementChild?.append(html("span", { class: "qn-key" }, ...items));
  /** @param {Record<string, boolean>} shown  by name */
  return (shown) => {
    for (const [n, [, , name]] of marks.entries()) items[n].hidden = shown[name] === false;
  };
}

/**
 * Whether the points of two words look like one.
 * @param {Seen} seen
 * @param {number} word
 * @param {number} other
 */
const isOn = ({ standing: { places, activations } }, word, other) =>
  Math.hypot(places[word] - places[other], activations[word] - activations[other]) < SAME;

/**
 * The name of a word, with those of the words whose points lie on its own.
 * @param {Seen} seen
 * @param {number} word
 * @param {number} [most]  names that are written out
 */
function called(seen, word, most = 3) {
  const { settings: { controls }, standing: { places } } = seen;
  if (!controls) return "no controls";
  const all = [word, ...[...places.keys()].filter((other) => other !== word && isOn(seen, word, other))];
  const names = all.slice(0, most).map((one) => binary(one, controls)).join(", ");
  return all.length > most ? `${names} … (${all.length})` : names;
}

/**
 * Where a word stands.
 * @param {Seen} seen
 * @param {number} word
 */
function numbersOf(seen, word) {
  const { angles, chances } = seen.standing;
  return `${called(seen, word)}: η = ${angles[word].toFixed(3)}, P(1) = ${chance(chances[word])}`;
}

/**
 * What a word does, in a line.
 * @param {Seen} seen
 * @param {number} word
 */
function toldOf(seen, word) {
  const { settings, standing } = seen, bit = settings.wanted[word], p = standing.chances[word];
  return bit === undefined ? numbersOf(seen, word) : `${numbersOf(seen, word)}, wanted ${bit}${isWrong(p, bit) ? ", wrong" : ""}`;
}

/**
 * The points that have a name beside them: the held one with its numbers, the one that is meant, and then one for each place.
 * @param {Seen} seen
 * @param {number} lit
 * @returns {import("../views/activation.js").Named[]}
 */
function namesOf(seen, lit) {
  const { settings, standing: { places, chances } } = seen, held = wordOf(settings);
  const briefly = [3, 1].map((most) => `${called(seen, held, most)}: ${chance(chances[held])}`);
  /** @type {number[]} a word of each place, those first that have to be named */
  const words = [held];
  for (const word of lit >= 0 ? [lit, ...places.keys()] : places.keys()) if (!words.some((one) => isOn(seen, one, word))) words.push(word);
  const others = words.slice(1), isCrowded = others.length > CROWD;
  const shown = isCrowded ? others.filter((one) => one === lit) : others;
  const named = shown.map((word) => ({ word, names: [3, 1].map((most) => called(seen, word, most)) }));
  return [{ word: held, names: [numbersOf(seen, held), ...briefly] }, ...named];
}

/**
 * Dragging along the curve: of the point that is held, or of another word's, which is held from then on.
 * @param {HTMLElement} box
 * @param {ReturnType<typeof activationView>} view
 * @param {Act} act
 */
function dragging(box, view, { get, edit, light }) {
  let down = false;
  const go = (/** @type {PointerEvent} */ event) => edit((settings) => moved(settings, view.at(event)), true);
  // a finger on a point drags it, also up and down; elsewhere it scrolls the page
  box.addEventListener("touchstart", (event) => view.nearest(event.touches[0]) >= 0 && event.preventDefault(), { passive: false });
  box.addEventListener("pointerdown", (event) => {
    const word = view.nearest(event);
    down = true;
    box.setPointerCapture(event.pointerId);
    if (word < 0) go(event);
    else if (word !== wordOf(get())) edit((settings) => chosen(settings, word));
  });
  box.addEventListener("pointermove", (event) => {
    if (down) go(event);
    else light(view.nearest(event));
  });
  box.addEventListener("pointerleave", () => light(-1));
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { down = false; });
}

/**
 * The settings with another word that is looked at.
 * @param {Settings} settings
 * @param {number} word
 */
const chosen = (settings, word) => changed(settings, { bits: [...binary(word, settings.controls)].map(Number) });

/**
 * The activation curve, whose point is dragged or moved by keys.
 * @param {Act} act
 * @param {Node} order  what sets the order, which is the curve's own
 * @param {(term: string) => HTMLElement} help  a "?" beside a term
 */
export function curvePart(act, order, help) {
  const root = svg("svg", { "aria-hidden": "true" }), view = activationView(root), { get, edit } = act;
  const range = { "aria-valuemin": 0, "aria-valuemax": HALF.toFixed(4) };
  const box = sliding("qn-drag", "Angle η of the present control word", root, range);
  const go = (/** @type {number} */ angle) => edit((settings) => moved(settings, angle), true);
  dragging(box, view, act);
  onSliderKeys(box, (by) => go(clamp(0, reading(get()).place + by * DEGREE, HALF)), { more: { PageUp: 10, PageDown: -10 } });
  /** @type {Seen | null} */
  let last = null;
  let built = "";
  tipOver(act.tip, box, (event) => {
    const word = view.nearest(event);
    if (!last || event.buttons) return null;
    return word >= 0 ? toldOf(last, word) : `η = ${view.at(event).toFixed(3)}`;
  });
  /** @param {Seen} seen */
  const points = ({ settings, standing, curve }) => ({ order: settings.order, curve, ...standing, held: wordOf(settings) });
  /** @param {Now} now */
  function draw({ seen, pinned, lit, rooms }) {
    const { settings, reading: now } = seen;
    const [share, most] = rooms.columns === 3 ? [rooms.isHigh ? 1.05 : 0.85, rooms.isHigh ? 490 : 420] : [0.62, 420];
    const high = rooms.high(root.clientHeight) ?? clamp(250, rooms.curve * share, most), size = `${rooms.curve} ${high}`;
    if (size !== built) view.build(rooms.curve, high);
    built = size;
    last = seen;
    const beside = [settings.order - 1, settings.order + 1].filter((one) => one >= 1 && one <= 4).map((one) => ({ order: one, curve: curve(one) }));
    view.update(points(seen), pinned && points(pinned), namesOf(seen, lit), { lit, beside });
    const others = [...seen.standing.places.keys()].some((word) => word !== wordOf(settings) && isMirrored(seen.standing, word));
    const isFolded = isMirrored(seen.standing, wordOf(settings)), folded = isFolded ? `, the same as ${now.place.toFixed(4)}` : "";
    const word = settings.controls ? `for ${settings.bits.join("")}: ` : "";
    const stands = `η = ${now.angle.toFixed(3).replace("-", "−")} stands at ${now.place.toFixed(3)}: P(1) is the same${others ? "; open dots, too" : ""}`;
    say(hint, isFolded ? stands : others ? MIRRORED : DRAG);
    // a picture has to say what its open dots are
    hint.toggleAttribute("data-caption", isFolded || others);
    hint.parentElement?.classList.toggle("qn-mirrors", isFolded || others);
    const text = `${word}η = ${now.angle.toFixed(4)}${folded}; activation ${now.activation.toFixed(4)}; P(1) = ${chance(now.probability)}`;
    box.setAttribute("aria-valuenow", now.place.toFixed(4));
    box.setAttribute("aria-valuetext", text);
  }
  const whole = panel("activation curve", box), hint = html("span", {});
  whole.firstElementChild?.append(order);
  whole.append(html("span", { class: "qn-key qn-hint" }, hint, help("η")));
  return { panel: whole, draw };
}

/**
 * Amplitudes and success.
 * @param {Act} act
 * @param {(term: string) => HTMLElement} help  a "?" beside a term
 */
export function barsPart({ tip }, help) {
  const amplitudes = svg("svg", { role: "img" }), success = svg("svg", { role: "img" });
  const high = amplitudesView(amplitudes), sure = successView(success), note = html("span", {});
  const boxes = [html("div", {}, amplitudes), html("div", {}, success)];
  const panels = [panel("the target's amplitudes", boxes[0]), panel("P(all ancillas say 0)", boxes[1], html("div", { class: "qn-small qn-asked" }, note, help("ancilla")))];
  panels[0].classList.add("qn-aside");
  panels[0].firstElementChild?.append(help("amplitude"));
  legend(panels[0], [["qn-mark", "M9 0v14", "plain rotation"]]);
  panels[1].firstElementChild?.append(help("success"));
  const marks = legend(panels[1], [["qn-mark", "M9 0v14", "guaranteed at any angle"]]);
  for (const [n, box] of boxes.entries()) tipOver(tip, box, () => box.querySelector("svg")?.getAttribute("aria-label")?.split(": ").slice(n).join(": ") ?? null);
  /** @param {Now} now */
  function draw({ seen, pinned, rooms }) {
    const success = (/** @type {Seen} */ { settings, reading }) => ({ calls: settings.calls, ...reading });
    high.draw(seen.reading, pinned?.reading.amplitudes ?? null, rooms.results);
    sure.draw(success(seen), pinned && success(pinned), rooms.results);
    marks({ "guaranteed at any angle": seen.settings.calls > 1 });
    say(note, `P(1) = ${chance(seen.reading.unread)} if nobody reads the ancillas`);
  }
  return { panels, draw };
}

/**
 * The settings with another value that is wanted of a word; where nothing was wanted yet, what the neuron says now is right for the others.
 * @param {Settings} settings
 * @param {number} word
 * @param {number} bit
 */
function wanting(settings, word, bit) {
  const before = settings.wanted.length ? settings.wanted : [...words(settings)].map((p) => Number(p > 0.5));
  return before[word] === bit && settings.wanted.length ? settings : changed(settings, { wanted: before.with(word, bit), lesson: "" });
}

/**
 * Rings that are dragged from 0 to 1 and back.
 * @param {HTMLElement} box
 * @param {ReturnType<typeof wordsView>} view
 * @param {() => Settings} get
 * @param {Edit} edit
 */
function ringing(box, view, get, edit) {
  let word = -1;
  box.addEventListener("pointerdown", (event) => {
    word = view.isOnRing(event, get().wanted) ? view.at(event) : -1;
    if (word >= 0) box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    box.classList.toggle("qn-lift", word >= 0 || view.isOnRing(event, get().wanted));
    if (word < 0 || get().wanted[word] === view.valueAt(event)) return;
    edit((settings) => wanting(settings, word, view.valueAt(event)));
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { word = -1; });
}

/**
 * P(1) for every control word, one of which is chosen by pointer or keys.
 * @param {Act} act
 */
export function wordsPart({ get, edit, light, tip }) {
  const root = svg("svg", { "aria-hidden": "true" }), view = wordsView(root);
  const box = sliding("qn-pick", "Control word", root, { "aria-valuemin": 0 });
  const last = () => 2 ** get().controls - 1;
  const choose = (/** @type {number} */ word) => edit((settings) => chosen(settings, word));
  ringing(box, view, get, edit);
  const pointed = (/** @type {MouseEvent} */ event) => {
    const word = view.at(event);
    return word >= 0 && word <= last() ? word : -1;
  };
  /** @type {Seen | null} */
  let shown = null;
  box.addEventListener("click", (event) => pointed(event) >= 0 && choose(pointed(event)));
  box.addEventListener("pointermove", (event) => light(pointed(event)));
  box.addEventListener("pointerleave", () => light(-1));
  tipOver(tip, box, (event) => (shown && pointed(event) >= 0 ? toldOf(shown, pointed(event)) : null));
  onSliderKeys(box, (by) => choose(clamp(0, wordOf(get()) + by, last())));
  onKeys(box, (key) => (["0", "1"].includes(key) ? () => edit((settings) => wanting(settings, wordOf(settings), Number(key))) : undefined));
  const whole = panel("P(1) for every control word", box);
  box.title = "click a bar to look at its word; drag a ring, or press 0 or 1, to say what is wanted";
  const marks = legend(whole, [["qn-ring", "M13 7a4.5 4.5 0 1 1-9 0a4.5 4.5 0 1 1 9 0", "wanted"], ["qn-wrong", "M4 2l10 10M14 2l-10 10", "wrong"]]);
  /** @param {Now} now */
  function draw({ seen, pinned, lit, rooms }) {
    const { settings, standing } = seen, { wanted, controls } = settings, { chances } = standing, held = wordOf(settings);
    const other = pinned && pinned.settings.controls === controls ? pinned.standing.chances : null;
    shown = seen;
    view.draw({ chances, wanted, held, lit, controls, pinned: other }, rooms.results, rooms.tall);
    marks({ wanted: wanted.length > 0, wrong: wanted.some((bit, word) => isWrong(chances[word], bit)) });
    box.setAttribute("aria-valuemax", String(last()));
    box.setAttribute("aria-valuenow", String(held));
    const goal = wanted.length ? `, wanted ${wanted[held]}${isWrong(chances[held], wanted[held]) ? ", wrong" : ""}` : "";
    box.setAttribute("aria-valuetext", `${settings.bits.join("") || "no controls"}: P(1) = ${chance(chances[held])}${goal}`);
  }
  return { panel: whole, draw };
}

/**
 * The map over two weights.
 * @param {Act} act
 */
export function heatPart({ get, edit, light, tip }) {
  const root = svg("svg", { "aria-hidden": "true" }), view = heatView(root), note = html("div", { class: "qn-small" });
  const box = sliding("qn-pick", "Map over two weights", root, { "aria-valuemin": 0, "aria-valuemax": 1 });
  const sides = [0, 1].map((side) => selector(side ? "up" : "across", [], (value) => edit((settings) => turned(settings, side, Number(value)))));
  const bar = html("div", { class: "qs-bar" }, ...sides.map((side) => side.row));
  const here = () => get().axes.map((axis) => get().weights[axis]);
  /** @type {string[]} */
  let names = [];
  const weigh = (/** @type {number[]} */ pair) =>
    edit((settings) => {
      const [first, second] = settings.axes;
      return changed(settings, { weights: settings.weights.with(first, pair[0]).with(second, pair[1]) });
    });
  box.addEventListener("click", (event) => {
    const pointed = view.at(event);
    if (pointed) weigh(pointed.weights);
  });
  box.addEventListener("pointermove", () => light(wordOf(get())));
  box.addEventListener("pointerleave", () => light(-1));
  tipOver(tip, box, (event) => {
    const pointed = view.at(event);
    return pointed && `${names.map((name, side) => `${name} = ${pointed.weights[side].toFixed(2)}`).join(", ")}: P(1) = ${chance(pointed.chance)}`;
  });
  onKeys(box, (key) => {
    const by = /** @type {Record<string, number[]>} */ ({ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] })[key];
    return by && (() => weigh(here().map((weight, side) => view.beside(weight, by[side]))));
  });
  /** @param {Now} now */
  function draw({ seen, subsets: owners, lit, path, rooms }) {
    // the map of the word that the pointer means, as long as it means one
    const meant = lit >= 0 ? chosen(seen.settings, lit) : seen.settings, chances = heat(meant);
    box.hidden = bar.hidden = chances === null;
    if (!chances) return say(note, "A map needs two weights: take more controls, or a higher degree.");
    const { axes } = meant;
    for (const [side, one] of sides.entries()) one.show(axes[side], upTo(0, owners.length - 1), (n) => weightName(owners[n]));
    names = axes.map((axis) => weightName(owners[axis]));
    const way = path.map((weights) => axes.map((axis) => weights[axis]));
    view.draw({ chances, weights: here(), names, title: `P(1) for ${meant.bits.join("")}`, path: way }, rooms.map);
    const off = axes.filter((axis) => !owners[axis].every((control) => meant.bits[control - 1])).map((axis) => weightName(owners[axis]));
    say(note, off.length ? `${off.join(" and ")} ${off.length > 1 ? "have" : "has"} no effect for ${meant.bits.join("")}` : "");
    const [first, second] = here().map(written);
    box.setAttribute("aria-valuenow", seen.reading.probability.toFixed(4));
    box.setAttribute("aria-valuetext", `${names[0]} ${first}, ${names[1]} ${second}: P(1) = ${chance(seen.reading.probability)}`);
  }
  return { children: [bar, box, note], draw };
}

/**
 * Another weight on one side of the map; if it is on the other side, they change places.
 * @param {Settings} settings
 * @param {number} side
 * @param {number} chosen
 */
function turned(settings, side, chosen) {
  const axes = [...settings.axes];
  if (axes[1 - side] === chosen) axes[1 - side] = axes[side];
  axes[side] = chosen;
  return changed(settings, { axes });
}
