// The page of DigitStepper. It reads pictures and drawings by itself: the trait `state` says what is shown, `facts` and `angles` what the
// network is, and `numbers`, `rights` and `pictures` hold pictures of one split. Python is asked for pictures of another split, for
// another network, and to end a run of its own. Sentences and names of parts are Python's, which the figure takes too.

import { PLAYING } from "../announcer.js";
import { ICONS, button, put, tool, toolbar, watched } from "../controls.js";
import { html, say, svg, within } from "../dom.js";
import { checkedRecord, whole } from "../engine/checks.js";
import { isMisread, networkOf, picturesOf, pixelChanges, readShown } from "../engine/digits.js";
import { checkedStrokes } from "../engine/pictures.js";
import { frame } from "../frame.js";
import { clamp } from "../numbers.js";
import { boardPart } from "../parts/board.js";
import { playButton, speedChoice } from "../parts/playing.js";
import { player } from "../player.js";
import { remembered } from "../remembered.js";
import { drawBelief, isLate, likeliest, rivalOf, settledAt, toldBelief, toldMove, toldShare } from "../views/belief.js";
import { drawGreys } from "../views/drawing.js";
import { drawHidden } from "../views/hidden.js";
import { drawReadout } from "../views/readout.js";
import { ROW, drawSheets } from "../views/sheets.js";

/** @typedef {import("../frame.js").Model} Model */
/** @typedef {import("../engine/pictures.js").Stroke} Stroke */
/** @typedef {import("../engine/digits.js").Read} Read */
/** @typedef {import("../engine/digits.js").Pictures} Pictures */
/** @typedef {import("../engine/network.js").Operators} Operators */
/** @typedef {import("../views/belief.js").Belief} Belief */

/**
 * @typedef {object} State
 * @property {string} split
 * @property {number} number  of the picture in its split
 * @property {number} time  words read
 * @property {Stroke[] | null} strokes  of a drawing, which is read in place of the picture; null: the picture
 */

/** @typedef {import("../engine/digits.js").Facts & { classes: string[], splits: string[], labels: any, sentences: any, network: Record<string, string> }} Facts */

/**
 * What a part of the page draws from.
 * @typedef {object} Now
 * @property {State} state
 * @property {Facts} facts
 * @property {Pictures} pictures
 * @property {{ split: string, available: number }} held
 * @property {Read} read
 * @property {{ state: State, read: Read } | null} pinned  what it is compared with, if that is here
 * @property {Belief} belief
 */

/**
 * How the parts see the page: what is shown, how to change it, and what does not change by itself.
 * @typedef {object} Desk
 * @property {Model} model
 * @property {() => State} get
 * @property {(fields: Partial<State>, gesture?: string) => void} edit  an error of what it makes is shown, and changes nothing
 * @property {(time: number) => void} go  read so many words, and stop there
 * @property {{ lit: number, by: string }} pointed  the place that somebody points at, and in which part
 * @property {(lit: number, by: string) => void} point  at a place; -1: at none
 * @property {() => Facts} facts
 * @property {() => Pictures} pictures
 * @property {() => Operators} network
 * @property {ReturnType<typeof frame>} page
 */

const DICE = "M1 1h14v14H1ZM3 3v10h10V3ZM4 4h2.4v2.4H4ZM6.8 6.8h2.4v2.4H6.8ZM9.6 9.6h2.4v2.4H9.6Z"; // a face with three pips
const CROSS = "M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8 14 12.6 12.6 14 8 9.4 3.4 14 2 12.6 6.6 8 2 3.4Z";
const COUNTS = "how much each pixel carries what is said: full dots speak for it, rings against it";
const SPEED = 20; // words a second of a run
const BETWEEN = 34; // pixels of a small picture's name, and to the next
const BREATH = 30; // milliseconds to compute before the page may draw
const WIDE = 720, GAP = 32, TOOLS = 345; // pixels: from which width board and belief stand side by side, between them, the board's tools
const CLOSE = 20, BRIEF = 312; // between them, and the board's tools, on a page that fills the screen
const SMALL = 128, LEAST = 100; // pixels beside the board for small pictures, and the fewest
const SPARE = 1000; // pixels of a page that has room for them beside the board and the belief
const BESIDE = 150; // pixels above and below a board that fills the screen
const STATE = 112, LOW = 76, UNDER = 38; // pixels of the hidden state, where it stands low, and of what is around it less than around the board

/**
 * What the network says, in the words that Python has for it.
 * @param {Facts} facts
 * @param {Read} read
 * @param {{ time: number, strokes: Stroke[] | null }} state
 */
function verdictOf({ read: end, classes, sentences, network }, { beliefs, right }, { time, strokes }) {
  const guess = likeliest(beliefs[time]);
  const far = time === end ? "all" : time ? "part" : "nothing", begin = strokes?.length === 0 ? "paper" : far;
  // an answer is judged when all of its picture is read
  const judged = right < 0 || begin !== "all" ? "" : guess === right ? "right" : "wrong";
  /** @type {Record<string, unknown>} */
  const about = { ...network, time, end, name: classes[guess], chance: toldShare(beliefs[time][guess]), right: classes[right] };
  const parts = (begin === "nothing" ? [begin] : [begin, "says", judged]).map((part) => sentences[part] ?? "").join("");
  return filled(parts, about);
}

/** What the pictures of a split are for. @type {Record<string, string>} */
const FOR = { train: "pictures that training learns from", validate: "pictures to choose a training by", test: "pictures that no training sees" };

/**
 * A sentence of Python's with what it is about.
 * @param {string} sentence
 * @param {Record<string, unknown>} about
 */
const filled = (sentence, about) => sentence.replace(/\{(\w+)\}/g, (_, name) => String(about[name]));

/**
 * What to draw, in lines on an empty board.
 * @param {Facts} facts
 * @param {ArrayLike<number>} blank  what the network believes of a board like that
 */
function drawingHint({ classes, labels, network }, blank) {
  const known = likeliest(blank), about = { ...network, name: classes[known], other: classes[1 - known] };
  return filled(`${labels.board}\n${classes.length === 2 && classes.every(({ length }) => length === 1) ? labels.rival : labels.blank}`, about).split("\n");
}

/**
 * When the network has made up its mind: in a few words at the place, and in a sentence.
 * @param {Facts} facts
 * @param {Read} read
 */
function decisionOf({ classes, labels }, { beliefs }) {
  const time = settledAt(beliefs), about = { time, name: classes[likeliest(beliefs[time])] };
  if (!time) return [filled(labels.steady, about), filled(labels.same, about)];
  return [filled(labels.settled, about), filled(labels.since, about) + (isLate(beliefs) ? ` ${labels.late}` : "")];
}

/** What a word is, from the sizes of the task. @param {Facts} facts */
function wordTold({ scans, patch, order }) {
  const what = patch > 1 ? `${patch} × ${patch} pixels` : "pixel", isShuffled = order.some((place, n) => place !== n);
  const ways = isShuffled ? ["in a shuffled order of rows", "of columns", "turned by 135°"] : ["row by row (→)", "column by column (↓)", "turned by 135°"];
  if (scans === 1) return `a word is ${patch > 1 ? what : `one ${what}`}, ${ways[0].replace(" (→)", "")}`;
  const count = ["", "", "two", "three"][scans];
  return `a word is ${count} ${patch > 1 ? `times ${what}` : `${what}s`}: ${ways.slice(0, scans).map((way) => `one ${way}`).join(", ")}`;
}

/** @param {State} state */
const nameOf = ({ split, number, strokes }) => (strokes ? "drawing" : `${split} ${number}`);

/**
 * Reading on by itself: here, or in Python.
 * @param {Desk} desk
 */
function runPart({ model, get, edit, facts, page }) {
  let speed = SPEED;
  const run = player(readOn, () => speed, page.redraw);
  const playing = () => run.isOn() || model.get("status") === "playing";
  function rest() {
    run.stop();
    if (model.get("status") === "playing") page.send("pause");
  }
  function readOn() {
    const { time } = get();
    if (time < facts().read) edit({ time: time + 1 });
    return time + 1 < facts().read;
  }
  function begin() {
    if (get().time >= facts().read) edit({ time: 0 });
    run.play();
  }
  const toggle = () => (playing() ? rest() : begin());
  const play = playButton("read on, at the end from the start", toggle);
  const pace = speedChoice((times) => { speed = SPEED * times; });
  return { buttons: [play.element, pace], playing, rest, toggle, draw: () => play.show(playing()), close: run.stop };
}

/**
 * Goes on with work in slices, so that the page stays awake.
 * @param {() => boolean} work  a bit of it; whether there is more
 * @param {() => void} shown  after each slice
 */
function inSlices(work, shown) {
  let stopped = false;
  function slice() {
    if (stopped) return;
    const until = performance.now() + BREATH;
    let more = true;
    while (more && performance.now() < until) more = work();
    shown();
    if (more) setTimeout(slice);
  }
  slice();
  return () => { stopped = true; };
}

/**
 * Looks for a picture that is misread, and then counts all of them.
 * @param {Desk} desk
 */
function seeker({ facts, pictures, network, page }) {
  const none = (/** @type {Operators} */ _, /** @type {Pictures} */ held) => /** @type {(boolean | undefined)[]} */ (Array.from(held.rights, () => undefined));
  const known = remembered(none), answersHere = () => known(network(), pictures());
  let halt = () => {}, seen = 0;
  function stop() {
    halt();
    seen = 0;
  }
  /**
   * @param {number} from  place of the picture to begin behind
   * @param {(place: number) => void} show
   */
  function seek(from, show) {
    stop();
    const held = pictures(), answers = answersHere(), count = answers.length;
    const answer = (/** @type {number} */ place) => { answers[place] ??= isMisread(network(), facts(), held, place); };
    let ahead = 0;
    function look() {
      const place = (from + ++ahead) % count;
      answer(place);
      const ends = answers[place] || ahead === count;
      seen = ends ? 0 : ahead;
      if (answers[place]) found(place);
      else if (ends) page.refuse(`there is none to show: all ${count} pictures here are answered rightly`);
      return !ends;
    }
    function found(/** @type {number} */ place) {
      show(place);
      halt = inSlices(tally, page.redraw);
    }
    function tally() {
      const open = answers.indexOf(undefined);
      if (open >= 0) answer(open);
      return open >= 0;
    }
    halt = inSlices(look, page.redraw);
  }
  /** How many are misread, once all are known and one of them is shown. @param {number} place */
  function told(place) {
    const answers = answersHere();
    return answers[place] && !answers.includes(undefined) ? `(${answers.filter(Boolean).length} of ${answers.length} are wrong)` : "";
  }
  return { seek, stop, seen: () => seen, told };
}

/**
 * Which picture is shown.
 * @param {Desk} desk
 */
function choicePart(desk) {
  const { model, get, edit, facts, pictures, page } = desk;
  const search = seeker(desk);
  const split = html("select", {}), number = watched(html("input", { type: "number", min: 0, step: 1, "aria-label": "Picture" }));
  const count = html("span", { class: "qs-count" }), purpose = html("span", { class: "qd-purpose" });
  /** @param {Partial<State>} fields */
  function take(fields) {
    search.stop();
    edit({ strokes: null, ...fields });
    page.announce(nameOf(get())); // what it says of it is heard by itself
  }
  const at = (/** @type {number} */ place) => take({ number: pictures().numbers[place] });
  const place = () => pictures().numbers.indexOf(get().number), total = () => pictures().numbers.length;
  const beside = (/** @type {number} */ by) => () => at((place() + by + total()) % total());
  const wrong = () => search.seek(place(), (found) => take({ number: pictures().numbers[found], time: facts().read }));
  function typed() {
    const chosen = number.value === "" ? NaN : Number(number.value);
    if (pictures().numbers.includes(chosen) || model.alone) take({ number: chosen });
    else page.send("show", { split: get().split, number: chosen });
  }
  number.addEventListener("change", typed);
  split.addEventListener("change", () => page.send("show", { split: split.value, number: 0 }));
  // the number alone would be taken for the answer
  const field = html("label", { class: "qd-number", title: "number of the picture" }, "picture ", number), all = html("span", { class: "qd-all" });
  const previous = tool("Previous", "the picture before", beside(-1), false, ICONS.Left);
  const next = tool("Next", "the next picture", beside(1), false, ICONS.Right);
  const random = tool("Random", "any picture of this split", () => at(Math.floor(Math.random() * total())), false, DICE);
  const misread = tool("Next wrong", "the next picture that is misread", wrong, true, CROSS);
  // a cross alone would say: close
  misread.classList.add("qd-misread");
  misread.append(html("span", { class: "qd-brief" }, "next"));
  const row = html("span", { class: "qd-choice" }, previous, field, all, next, random, misread);
  /** @param {Now} now */
  function draw({ state, facts, held, pictures: { numbers } }) {
    const splits = model.alone ? [held.split] : facts.splits;
    const options = () => splits.map((name) => html("option", { value: name }, name));
    if (split.children.length !== splits.length) split.replaceChildren(...options());
    put(split, state.split);
    // a choice of one is none
    split.disabled = split.options.length < 2;
    put(number, state.strokes ? "" : state.number);
    number.placeholder = state.strokes ? "–" : "";
    number.max = String(held.available - 1);
    const here = numbers.length < held.available ? `, ${numbers.length.toLocaleString("en-US")} of them here` : "";
    say(purpose, FOR[state.split] ?? "");
    // they are counted from 0, as in Python
    say(all, `0 to ${(held.available - 1).toLocaleString("en-US")}`);
    say(count, `of ${held.available.toLocaleString("en-US")}${here}`);
  }
  const splits = html("span", { class: "qd-field" }, html("label", {}, "Split ", split), count, purpose);
  const told = (/** @type {State} */ { time, strokes }) => (strokes || time < facts().read ? "" : search.told(place()));
  return { row, splits, draw, seen: search.seen, told, close: search.stop };
}

/**
 * How much each pixel carries what is said, computed a few at a time; thrown away when something else is shown.
 * @param {Desk} desk
 */
function carrierPart({ facts, network, page }) {
  /** @type {Float64Array | null} */
  let changes = null;
  let halt = () => {}, on = false;
  const begin = remembered((/** @type {Operators} */ net, /** @type {Read} */ read, /** @type {number} */ time) => {
    halt();
    const all = new Float64Array(facts().size ** 2), change = pixelChanges(net, facts(), read, time, likeliest(read.beliefs[time]));
    let pixel = 0;
    changes = all;
    halt = inSlices(() => {
      all[pixel] = change(pixel);
      return ++pixel < all.length;
    }, page.redraw);
  });
  const press = button("What counts", COUNTS, () => {
    on = !on;
    page.redraw();
  });
  /** @param {Read} read @param {State} state @param {boolean} rests */
  function of(read, { time, strokes }, rests) {
    press.setAttribute("aria-pressed", String(on));
    // the pixels of a drawing are not where they were drawn
    press.hidden = strokes !== null;
    if (!on || strokes || !rests) return null;
    begin(network(), read, time);
    return changes;
  }
  const mark = (/** @type {string} */ kind) => {
    const picture = svg("svg", { width: 16, height: 16, "aria-hidden": "true" });
    picture.append(svg("circle", { class: kind, cx: 8, cy: 8, r: 5.5 }));
    return picture;
  };
  const [speaks, against] = ["", ""].map(() => html("span", { "data-caption": "" }));
  const legend = html("div", { class: "qs-legend qd-counts" }, html("span", {}, mark("qd-for"), speaks), html("span", {}, mark("qd-against"), against), page.help("what counts"));
  /** What the dots mean. @param {string} name  of the class that is said @param {boolean} isOn */
  function explain(name, isOn) {
    legend.hidden = !isOn;
    say(speaks, `speaks for ${name}`);
    say(against, `against ${name}; larger: more`);
  }
  /** @param {number} pixel @returns {string[]} what is known of it */
  function told(pixel) {
    const change = on && changes ? changes[pixel] : 0;
    if (!change) return [];
    if (Math.abs(change) < 5e-4) return ["the other way round: no change"];
    return [`the other way round: ${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(3)}`];
  }
  return { press, legend, of, explain, told, close: () => halt() };
}

/**
 * The belief, and under its axis the slider that says how much is read.
 * @param {Desk} desk
 */
function beliefPart({ facts, go, pointed, point, page }) {
  const { labels } = facts();
  const chart = svg("svg", { role: "img", class: "qs-chart" });
  const slider = html("input", { type: "range", min: 0, step: 1, "aria-label": "Words read", class: "qs-slider" });
  const legend = html("span", { class: "qd-legend", "data-caption": "" });
  const ring = svg("svg", { width: 16, height: 16, "aria-hidden": "true" });
  ring.append(svg("circle", { class: "qb-ring", cx: 8, cy: 8, r: 6 }));
  const known = html("span", { class: "qd-known" }, ring, html("span", { "data-caption": "" }, labels.right));
  const caption = html("div", { class: "qs-caption", "data-caption": "" }, `${labels.belief} `, page.help("belief"), known, legend);
  const word = html("div", { class: "qd-axis", "data-caption": "" });
  const column = html("div", { class: "qd-belief" }, caption, chart, slider, word);
  let place = { at: (/** @type {number} */ _) => 0, left: 0, far: 0 };
  let pointer = [0, 0];
  const at = (/** @type {PointerEvent} */ event) => place.at(within(event, chart)[0]);
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    chart.setPointerCapture(event.pointerId);
    go(at(event));
  });
  chart.addEventListener("pointermove", (event) => {
    pointer = within(event, chart);
    if (chart.hasPointerCapture(event.pointerId)) go(at(event));
    else point(at(event), "belief");
  });
  chart.addEventListener("pointerleave", () => point(-1, "belief"));
  slider.addEventListener("input", () => go(Number(slider.value)));
  /**
   * @param {Now} now
   * @param {number} width
   * @param {(around: number) => number} tall  pixels of the chart, from those of all that stands around it
   * @param {string} verdict
   */
  function draw({ state: { time }, facts, read: shown, belief, pinned }, width, tall, verdict) {
    const { read } = facts, [, sentence] = decisionOf(facts, shown);
    // what a word is one has to know first; when it was decided is not told before the end is seen
    say(word, belief.seen === read ? sentence : wordTold(facts));
    // beside the title, or below it
    known.hidden = belief.right < 0;
    say(legend, pinned ? `dashed: pinned, ${nameOf(pinned.state)}` : "");
    const { lit } = belief, height = tall(column.offsetHeight - chart.clientHeight);
    place = drawBelief(chart, belief, width, height);
    const told = () => [...toldBelief(belief, lit), ...(lit ? [toldMove(belief, lit)] : [])];
    if (lit >= 0 && pointed.by === "belief") drawReadout(chart, { x: pointer[0], y: pointer[1] }, told(), { width, height });
    Object.assign(slider.style, { marginLeft: `${place.left - 8}px`, width: `${place.far - place.left + 16}px` });
    slider.max = String(read);
    slider.value = String(time);
    slider.setAttribute("aria-valuetext", verdict);
  }
  return { column, draw };
}

/**
 * Small pictures beside the board: each scan line, a drawing as MNIST has it, and what is pinned.
 * @param {Desk} desk
 */
function sheetsPart({ facts: about, page }) {
  const { labels } = about();
  const greys = svg("svg", { role: "img" }), lines = svg("svg", { role: "img", class: "qd-lines" });
  const board = svg("svg", { role: "img", class: "qd-other" });
  let on = false;
  const press = button("Scans", "what each scan line has read, on a sheet of its own", () => {
    on = !on;
    page.redraw();
  });
  /** How many small pictures there are. @param {Now} now */
  const count = ({ facts, read: { image }, pinned }) => Number(image !== null) + (on || image ? facts.scans : 0) + Number(pinned !== null);
  /**
   * @param {Now} now
   * @param {import("../views/sheets.js").Sheets} sheets
   * @param {number} room
   * @param {number} high  pixels of all where they stand below each other beside the board; 0: they stand below it
   */
  function draw(now, sheets, room, high) {
    const { state: { time }, facts, read, pinned } = now, { image } = read, shown = on || image !== null, isBeside = high > 0;
    const most = facts.size > 10 ? 6 : 11, each = Math.floor(((high - (pinned ? ROW : 0)) / Math.max(1, count(now)) - BETWEEN) / facts.size), largest = isBeside ? clamp(2, each, most) : most;
    press.setAttribute("aria-pressed", String(on));
    press.toggleAttribute("hidden", image !== null || facts.scans < 2);
    greys.toggleAttribute("hidden", !image);
    lines.toggleAttribute("hidden", !shown);
    board.toggleAttribute("hidden", !pinned);
    if (image) drawGreys(greys, image, isBeside ? clamp(1, Math.floor((largest * facts.size) / 28), 4) : 4, labels.mnist);
    if (shown) drawSheets(lines, sheets, room, largest, isBeside);
    if (!pinned) return;
    const other = { words: pinned.read.words, time, lit: -1, lines: [`pinned: ${nameOf(pinned.state)}`] };
    drawSheets(board, { ...sheets, ...other }, room, largest, isBeside);
  }
  return { press, row: html("div", { class: "qd-sheets" }, greys, lines, board), count, draw };
}

/**
 * The hidden state, and the amplitude that somebody points at.
 * @param {Desk} desk
 */
function memoryPart({ facts, page }) {
  const hidden = svg("svg", { role: "img" });
  const caption = html("div", { class: "qs-caption", "data-caption": "" }, `${facts().labels.state} `, page.help("hidden state"));
  /** @type {[number, number] | null} */
  let at = null;
  hidden.addEventListener("pointermove", (event) => {
    at = within(event, hidden);
    page.redraw();
  });
  hidden.addEventListener("pointerleave", () => {
    at = null;
    page.redraw();
  });
  /** @param {Now} now @param {number} width @param {number} height */
  function draw({ state: { time }, read }, width, height) {
    const told = drawHidden(hidden, read.states[time], time, width, height), line = at && told(at[0]);
    if (at && line) drawReadout(hidden, { x: at[0], y: at[1] }, [line], { width, height });
  }
  return { column: html("div", { class: "qd-memory" }, caption, hidden), draw };
}

/**
 * The field for another network, which Python loads.
 * @param {Desk} desk
 */
function loadPart({ page }) {
  const folder = html("input", { type: "text", placeholder: "folder of a model or checkpoint", size: 28 });
  const load = button("Load", "read with the network in this folder", () => page.send("load", { folder: folder.value }));
  folder.addEventListener("keydown", (event) => event.key === "Enter" && load.click());
  return html("span", { class: "qd-field" }, html("label", {}, "Network ", folder), load);
}

/**
 * The state with other fields, if all of it can be shown; an Error says why not.
 * @param {Model} model
 * @param {Pictures} pictures
 * @param {Record<string, any>} fields
 * @returns {State}
 */
function changedState(model, pictures, fields) {
  const known = model.get("state"), { split, available } = model.get("held");
  const state = { ...known, ...checkedRecord(fields, "the state of a digit stepper", [], ["split", "number", "time", "strokes"]) };
  if (state.split !== split) throw new Error(`this page holds pictures of the ${split} split only`);
  const number = whole(state.number, `picture of the ${split} split`, 0, available - 1);
  const count = pictures.numbers.length;
  if (!pictures.numbers.includes(number)) throw new Error(`picture ${number} is not here: this page holds ${count} of ${available}`);
  const time = whole(state.time, "time", 0, model.get("facts").read);
  const strokes = state.strokes === known.strokes || state.strokes === null ? state.strokes : checkedStrokes(state.strokes);
  return { split, number, time, strokes };
}

/**
 * What the model holds, decoded when it changes.
 * @param {Model} model
 */
function decoding(model) {
  const network = remembered(networkOf), pictures = remembered(picturesOf);
  const facts = () => /** @type {Facts} */ (model.get("facts"));
  const net = () => network(facts(), model.get("angles"));
  const held = () => pictures(model.get("numbers"), model.get("rights"), model.get("pictures"));
  function reader() {
    const reading = remembered(readShown);
    const shown = remembered((/** @type {number} */ number, /** @type {Stroke[] | null} */ strokes) => ({ number, strokes }));
    /** @param {State} state */
    return ({ number, strokes }) => reading(net(), facts(), held(), shown(number, strokes));
  }
  const read = reader(), readPinned = reader();
  /** What is pinned, if it is a picture that is here. @param {State | null} state */
  function pinned(state) {
    const here = state && state.split === model.get("held").split && held().numbers.includes(state.number);
    return here ? { state, read: readPinned(state) } : null;
  }
  return { facts, network: net, pictures: held, read, pinned };
}

/**
 * What is set before one looks.
 * @param {Desk} desk
 * @param {HTMLElement} splits
 * @param {HTMLElement} thickness
 */
function setUpPart(desk, splits, thickness) {
  const row = html("div", { class: "qs-bar" }, splits, html("label", { class: "qd-field" }, "Pen ", thickness));
  const fold = desk.page.fold("Set up", row);
  if (!desk.model.alone) fold.append(html("div", { class: "qs-bar" }, loadPart(desk)));
  return fold;
}

/**
 * Whether board and belief stand side by side: where there is room, and on a screen that would not hold one below the other.
 * @param {HTMLElement} root
 * @param {number} width
 * @param {number} inner  width inside the page
 */
function hasTwoColumns(root, width, inner) {
  const isLow = root.classList.contains("qs-presented") && innerWidth > innerHeight;
  return (width >= WIDE || isLow) && inner >= TOOLS + GAP + 160;
}

/**
 * What the shades of the board mean: of each, ink and paper.
 * @param {Desk} desk
 */
function shadesPart({ facts }) {
  const row = html("div", { class: "qs-legend qd-key" });
  /** @param {string} ink @param {string} paper @param {string} name */
  function shade(ink, paper, name) {
    const picture = svg("svg", { width: 14, height: 14, "aria-hidden": "true" });
    picture.append(svg("rect", { class: ink, x: 0.5, y: 0.5, width: 7, height: 13 }), svg("rect", { class: paper, x: 7.5, y: 0.5, width: 6, height: 13 }));
    picture.append(svg("rect", { class: "qs-frame", x: 0.5, y: 0.5, width: 13, height: 13 }));
    return html("span", {}, picture, html("span", { "data-caption": "" }, name));
  }
  const drawn = remembered((/** @type {number} */ scans, /** @type {string} */ unread) => {
    const [one, all] = [["qd-grey", "qd-half", "by one scan"], ["qs-ink", "qd-paper", scans > 1 ? "by both" : "read"]];
    const shades = [["qd-pale", "qs-unread", unread], ...(scans > 1 ? [one] : []), all];
    row.replaceChildren(...shades.map(([ink, paper, name]) => shade(ink, paper, name)));
  });
  /** @param {boolean} isShown */
  function draw(isShown) {
    const { scans, labels } = facts();
    drawn(scans, labels.unread);
    row.hidden = !isShown;
  }
  return { row, draw };
}

/**
 * The sides of the board, of the small pictures beside it (0: they stand below it) and of all of them together, of its column with the tools, and of the belief; the
 * heights of the belief's chart, with so many pixels around it, and of the hidden state.
 * @param {HTMLElement} root
 * @param {number} inner  width inside the page
 * @param {boolean} isWide  whether board and belief stand side by side
 * @param {number} count  of small pictures
 */
function roomOf(root, inner, isWide, count) {
  if (root.classList.contains("qs-presented") && isWide) return screenOf(root, inner, count);
  const side = isWide ? clamp(TOOLS, 0.36 * inner, 470) : Math.min(inner, 270), free = isWide ? SMALL : inner - side - 8;
  const small = count && (isWide ? inner >= SPARE : free >= LEAST) ? free : 0, column = isWide ? Math.max(side + small, TOOLS) : inner;
  return { side, small, stack: side, column, room: isWide ? inner - column - GAP : inner, tall: () => (isWide ? Math.max(230, side - 60) : 180), state: STATE };
}

/**
 * The same on a page that fills the screen.
 * @param {HTMLElement} root
 * @param {number} inner
 * @param {number} count
 */
function screenOf(root, inner, count) {
  const high = root.clientHeight - BESIDE;
  // small pictures take their room from the board, and not from the belief
  const side = Math.min(high, (count ? 0.3 : 0.5) * inner), small = count ? SMALL : 0, column = Math.max(side + small, BRIEF);
  const state = clamp(LOW, 0.25 * high, STATE), tall = (/** @type {number} */ around) => Math.max(LEAST, high + UNDER - state - around);
  // one below the other they may be higher than the board, under which there is room
  return { side, small, stack: high, column, room: inner - column - CLOSE, tall, state };
}

/**
 * Whether one may see how a picture ends: not before it is read, nor before its end has been reached once, nor while one watches.
 * @param {Desk} desk
 * @param {() => boolean} isPlaying
 */
function endings({ get, facts, network }, isPlaying) {
  const known = remembered((/** @type {Operators} */ _) => /** @type {Set<string>} */ (new Set()));
  const first = get(), ends = known(network());
  // a link leads into the middle of a picture where its end was seen
  if (first.time > 0) ends.add(nameOf(first));
  /** @param {State} state */
  return (state) => {
    const here = known(network());
    if (state.time === facts().read) here.add(nameOf(state));
    return here.has(nameOf(state)) && state.time > 0 && !isPlaying();
  };
}

/**
 * What the parts draw from.
 * @param {Desk} desk
 * @param {ReturnType<typeof decoding>} held
 * @param {(state: State) => boolean} isEndShown
 * @returns {Now}
 */
function presentOf({ model, get, facts, pictures, pointed, page }, { read, pinned }, isEndShown) {
  const state = get(), about = facts(), here = read(state), { classes } = about;
  const other = pinned(/** @type {State | null} */ (page.pinned));
  const seen = isEndShown(state) ? about.read : state.time, lit = pointed.lit > seen ? -1 : pointed.lit;
  const { beliefs, right } = here, [settled] = decisionOf(about, here), beside = { settled, lit, time: state.time, seen };
  const belief = { beliefs, right, rival: rivalOf(beliefs, right), classes, pinned: other?.read.beliefs, axis: about.labels.time, ...beside };
  return { state, facts: about, pictures: pictures(), held: model.get("held"), read: here, pinned: other, belief };
}

/**
 * What the board asks of its page.
 * @param {Desk} desk
 * @param {() => Now} now
 * @param {HTMLInputElement} thickness
 * @param {(pixel: number) => string[]} counted
 * @returns {import("../parts/board.js").Owner}
 */
function boardOwner({ get, edit, go, facts, point, page }, now, thickness, counted) {
  /** @param {number} column @param {number} row @param {number} lit */
  function told(column, row, lit) {
    const where = `row ${row}, column ${column}`;
    const read = lit > 0 ? [lit === 1 ? "the first word" : `the last of ${lit} words`, ...(lit > now().belief.seen ? [] : [toldMove(now().belief, lit)])] : ["never read"];
    return [where, ...read, ...counted(row * facts().size + column)];
  }
  return {
    strokes: () => get().strokes,
    become: (strokes, gesture) => edit({ strokes, time: facts().read }, gesture),
    undo: page.undo,
    width: () => Number(thickness.value),
    announce: page.announce,
    redraw: page.redraw,
    point: (lit) => point(lit, "board"),
    told,
    go,
  };
}

/** @param {{ model: Model, el: HTMLElement }} site */
function render({ model, el }) {
  const held = decoding(model), { facts, network, pictures } = held;
  const get = () => /** @type {State} */ (model.get("state"));
  const events = ["status", "state", "facts", "angles", "pictures"];
  const restore = (/** @type {any} */ fields) => changedState(model, pictures(), fields);
  const presentKeys = { " ": () => run.toggle(), ArrowRight: () => go(get().time + 1), ArrowLeft: () => go(get().time - 1) };
  const options = { kind: "digits", label: "Digit stepper", events, draw, restore, keys: presentKeys, busy: () => run.playing() };
  const page = frame({ model, el }, options);
  /** @param {Partial<State>} fields @param {string} [gesture] */
  function edit(fields, gesture) {
    try { page.change(restore(fields), gesture); }
    catch (error) { page.refuse(/** @type {Error} */ (error).message); }
  }
  /** @param {number} time */
  function go(time) {
    if (run.playing()) run.rest();
    edit({ time: clamp(0, time, facts().read) });
  }
  const pointed = { lit: -1, by: "" };
  /** @param {number} lit @param {string} by */
  function point(lit, by) {
    Object.assign(pointed, { lit, by });
    page.redraw();
  }
  /** @type {Desk} */
  const desk = { model, get, edit, go, pointed, point, facts, pictures, network, page };
  const thickness = html("input", { type: "range", min: 8, max: 48, step: 2, value: 26, "aria-label": "Thickness of the pen" });
  thickness.addEventListener("input", page.redraw);
  const run = runPart(desk), isEndShown = endings(desk, run.playing), choice = choicePart(desk), belief = beliefPart(desk), sheets = sheetsPart(desk), carrier = carrierPart(desk);
  const board = boardPart(boardOwner(desk, () => presentOf(desk, held, isEndShown), thickness, carrier.told));
  const memory = memoryPart(desk), key = shadesPart(desk);
  const verdict = html("span", { class: "qs-verdict", "data-caption": "" });
  const look = html("div", { class: "qs-bar" }, board.tools, board.clear, sheets.press, carrier.press);
  // as high as the key to the shades, so that nothing moves when one begins to draw
  const fitted = html("div", { class: "qs-legend qd-key qd-fitted" });
  const left = html("div", { class: "qd-column" }, look, board.box, key.row, carrier.legend, fitted, sheets.row);
  const both = html("div", { class: "qd-both" }, left, html("div", { class: "qd-reading" }, belief.column, memory.column));
  const bar = toolbar({ run: [...run.buttons, choice.row], line: [verdict, page.status], page: page.tools });
  page.root.append(bar, page.alert, both, setUpPart(desk, choice.splits, thickness));

  /** @param {number} width */
  function draw(width) {
    const now = presentOf(desk, held, isEndShown), { state, facts, read, held: { split } } = now, { time } = state;
    // while a notebook is laid out, what is inside may have no width yet
    const inner = Math.max(both.clientWidth, 160), isWide = hasTwoColumns(page.root, width, inner);
    const { side, small, stack, column, room, tall, state: low } = roomOf(page.root, inner, isWide, sheets.count(now));
    left.classList.toggle("qd-beside", small > 0);
    const said = verdictOf(facts, read, state), lines = facts.labels.lines.slice(0, facts.scans);
    page.root.classList.toggle("qd-narrow", !isWide);
    left.style.width = `${column}px`; // small pictures wrap in it and take nothing from the belief
    run.draw();
    choice.draw(now);
    const changes = carrier.of(read, state, !run.playing());
    const scans = { ...facts, words: read.words, time, lit: desk.pointed.lit, lines };
    board.draw({ strokes: state.strokes, sheets: scans, changes, hint: drawingHint(facts, read.beliefs[0]) }, side);
    carrier.explain(facts.classes[likeliest(read.beliefs[time])], changes !== null);
    sheets.draw(now, scans, small || column, small ? stack : 0);
    belief.draw(now, room, tall, said);
    memory.draw(now, room, low);
    key.draw(state.strokes === null);
    say(fitted, state.strokes ? facts.labels.fitted : "");
    say(verdict, said);
    const playing = run.playing() ? PLAYING : "paused", seen = choice.seen(), isUnread = time === 0 && state.strokes?.length !== 0;
    page.root.classList.toggle("qd-unread", isUnread);
    say(page.status, seen ? `looking: ${seen} of ${now.pictures.numbers.length}` : isUnread && !run.playing() ? "Press Play." : choice.told(state));
    Object.assign(page.root.dataset, { status: playing, picture: nameOf(state), split, belief: read.beliefs[time].join(" ") });
  }
  return () => {
    run.close();
    choice.close();
    carrier.close();
    page.close();
  };
}

export default { render };
