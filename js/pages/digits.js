// The page of DigitStepper. It reads pictures and drawings by itself: the trait `state` says what is shown, `facts` and `angles` what the
// network is, and `numbers`, `rights` and `pictures` hold pictures of one split. Python is asked for pictures of another split, for
// another network, and to end a run of its own. Sentences and names of parts are Python's, which the figure takes too.

import { ICONS, allow, button, icon, onKeys, put, toolbar, watched } from "../controls.js";
import { html, say, svg, within } from "../dom.js";
import { checkedRecord, whole } from "../engine/checks.js";
import { isMisread, networkOf, picturesOf, readShown } from "../engine/digits.js";
import { BOARD, checkedStrokes } from "../engine/pictures.js";
import { frame } from "../frame.js";
import { clamp } from "../numbers.js";
import { player } from "../player.js";
import { drawBelief, likeliest } from "../views/belief.js";
import { drawBoard, drawGreys } from "../views/drawing.js";
import { drawHidden } from "../views/hidden.js";
import { drawSheets } from "../views/sheets.js";

/** @typedef {import("../frame.js").Model} Model */
/** @typedef {import("../engine/pictures.js").Stroke} Stroke */
/** @typedef {import("../engine/digits.js").Read} Read */
/** @typedef {import("../engine/digits.js").Pictures} Pictures */
/** @typedef {import("../engine/network.js").Operators} Operators */

/**
 * @typedef {object} State
 * @property {string} split
 * @property {number} number  of the picture in its split
 * @property {number} time  words read
 * @property {Stroke[]} strokes  of a drawing, which is read in place of the picture if there are any
 */

/** @typedef {import("../engine/digits.js").Facts & { classes: string[], splits: string[], labels: any, sentences: any }} Facts */

/**
 * What a part of the page draws from.
 * @typedef {object} Now
 * @property {State} state
 * @property {Facts} facts
 * @property {Pictures} pictures
 * @property {{ split: string, available: number }} held
 * @property {Read} read
 * @property {string} verdict
 */

/**
 * How the parts see the page: what is shown, how to change it, and what does not change by itself.
 * @typedef {object} Desk
 * @property {Model} model
 * @property {() => State} get
 * @property {(fields: Partial<State>, gesture?: unknown) => void} edit  an error of what it makes is shown, and changes nothing
 * @property {() => Facts} facts
 * @property {() => Pictures} pictures
 * @property {() => Operators} network
 * @property {ReturnType<typeof frame>} page
 */

/** @type {Record<string, string>} */
const OWN_ICONS = {
  ...ICONS,
  Previous: ICONS.Back,
  Random: "M2 2h12v12H2ZM4 4v3h3V4ZM9 9v3h3V9ZM4 9v3h3V9ZM9 4v3h3V4Z",
  "Next wrong": "M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8 14 12.6 12.6 14 8 9.4 3.4 14 2 12.6 6.6 8 2 3.4Z",
  Clear: "M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8 14 12.6 12.6 14 8 9.4 3.4 14 2 12.6 6.6 8 2 3.4Z",
};
const SPEED = 20; // words a second of a run
const BREATH = 30; // milliseconds to compute before the page may draw
const NEAR = 4, STEP = 10; // points of the board: nearer ones add nothing; an arrow key
/** @type {Record<string, number[]>} */
const ARROWS = { ArrowRight: [STEP, 0], ArrowLeft: [-STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const FIELDS = ["split", "number", "time", "strokes"]; // of its state
const HINT = "Arrow keys move the pen, Space puts it down or lifts it, Backspace undoes";

/**
 * The last value of a function, as long as it would be made of the same.
 * @template {unknown[]} Parts
 * @template Value
 * @param {(...parts: Parts) => Value} make
 */
function remembered(make) {
  /** @type {Parts | undefined} */
  let known;
  /** @type {Value} */
  let value;
  return (/** @type {Parts} */ ...parts) => {
    if (!known?.every((part, n) => part === parts[n])) value = make(...parts);
    known = parts;
    return value;
  };
}

/** @param {string} name @param {string} hint @param {() => unknown} press */
const pictured = (name, hint, press) => button(name, hint, press, icon(OWN_ICONS[name]));

/**
 * What the network says, in the words that Python has for it.
 * @param {Facts} facts
 * @param {Read} read
 * @param {number} time
 */
function verdictOf({ read: end, classes, sentences }, { beliefs, right }, time) {
  const guess = likeliest(beliefs[time]);
  const begin = time === end ? "all" : time ? "part" : "nothing";
  const judged = right < 0 ? "" : guess === right ? "right" : "wrong";
  /** @type {Record<string, unknown>} */
  const about = { time, end, name: classes[guess], chance: beliefs[time][guess].toFixed(3), right: classes[right] };
  const parts = [begin, "says", judged].map((part) => sentences[part] ?? "").join("");
  return parts.replace(/\{(\w+)\}/g, (_, name) => String(about[name]));
}

/**
 * Reading on by itself: here, or in Python.
 * @param {Desk} desk
 */
function runPart({ model, get, edit, facts, page }) {
  const run = player(readOn, () => SPEED, page.redraw);
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
    if (playing()) return;
    if (get().time >= facts().read) edit({ time: 0 });
    run.play();
  }
  const play = pictured("Play", "read on, at the end from the start", begin), pause = pictured("Pause", "stop here", rest);
  function draw() {
    allow(play, !playing());
    allow(pause, playing());
  }
  return { buttons: [play, pause], playing, rest, draw, close: run.stop };
}

/**
 * Looks for a picture that is misread, a few at a time so that the page stays awake.
 * @param {Desk} desk
 */
function seeker({ facts, pictures, network, page }) {
  const none = (/** @type {Operators} */ _, /** @type {Pictures} */ held) => /** @type {boolean[]} */ (Array(held.rights.length));
  const known = remembered(none);
  let search = 0, seen = 0;
  /**
   * @param {number} from  place of the picture to begin behind
   * @param {(place: number) => void} show
   */
  function seek(from, show) {
    const mine = ++search, held = pictures(), answers = known(network(), held), count = answers.length;
    let ahead = 1;
    function look() {
      const until = performance.now() + BREATH;
      for (; ahead <= count && performance.now() < until; ahead++) {
        const place = (from + ahead) % count;
        answers[place] ??= isMisread(network(), facts(), held, place);
        if (answers[place]) {
          seen = 0;
          return show(place);
        }
      }
      seen = ahead > count ? 0 : ahead;
      if (ahead > count) return page.refuse(`there is none to show: all ${count} pictures here are answered rightly`);
      page.redraw();
      setTimeout(() => mine === search && look());
    }
    look();
  }
  const stop = () => {
    search++;
    seen = 0;
  };
  return { seek, stop, seen: () => seen };
}

/**
 * Which picture is shown.
 * @param {Desk} desk
 */
function choicePart(desk) {
  const { model, get, edit, facts, pictures, page } = desk;
  const search = seeker(desk);
  const split = html("select", {}), number = watched(html("input", { type: "number", min: 0, step: 1 }));
  const count = html("span", { class: "qs-count" });
  /** @param {Partial<State>} fields */
  function take(fields) {
    search.stop();
    edit({ strokes: [], ...fields });
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
  const buttons = [
    pictured("Previous", "the picture before", beside(-1)),
    pictured("Next", "the next picture", beside(1)),
    pictured("Random", "any picture of this split", () => at(Math.floor(Math.random() * total()))),
    pictured("Next wrong", "the next picture that is misread", wrong),
  ];
  const fields = [html("label", {}, "Split ", split), html("label", {}, "Picture ", number), count];
  const row = html("div", { class: "qs-bar" }, ...fields, ...buttons);
  /** @param {Now} now */
  function draw({ state, facts, held, pictures: { numbers } }) {
    const splits = model.alone ? [held.split] : facts.splits;
    const options = () => splits.map((name) => html("option", { value: name }, name));
    if (split.children.length !== splits.length) split.replaceChildren(...options());
    put(split, state.split);
    put(number, state.number);
    number.max = String(held.available - 1);
    const here = numbers.length < held.available ? `, ${numbers.length.toLocaleString("en-US")} of them here` : "";
    say(count, `of ${held.available.toLocaleString("en-US")}${here}`);
  }
  return { row, draw, seen: search.seen, close: search.stop };
}

/**
 * A pen that is led over the board: points become strokes.
 * @param {Desk} desk
 * @param {() => number} width
 */
function penOf({ get, edit, facts }, width) {
  let stroke = {}; // a stroke is one step of undo
  /** @param {Stroke[]} strokes */
  const become = (strokes) => edit({ strokes, time: facts().read }, stroke);
  /** @param {number[]} point */
  function begin(point) {
    stroke = {};
    become([...get().strokes, { width: width(), points: [point] }]);
  }
  /** @param {number[][]} points */
  function lead(points) {
    const strokes = get().strokes, last = strokes.at(-1);
    if (!last) return;
    const led = [...last.points];
    for (const [x, y] of points) {
      const [lastX, lastY] = led[led.length - 1];
      if (Math.hypot(x - lastX, y - lastY) >= NEAR) led.push([x, y]);
    }
    if (led.length > last.points.length) become([...strokes.slice(0, -1), { ...last, points: led }]);
  }
  const clear = () => edit({ strokes: [], time: facts().read });
  return { begin, lead, clear };
}

/**
 * The board by mouse, pen and finger.
 * @param {HTMLElement} box
 * @param {SVGElement} root
 * @param {ReturnType<typeof penOf>} pen
 */
function onPointer(box, root, pen) {
  /** @type {number | undefined} */
  let held;
  const place = (/** @type {PointerEvent} */ event) => {
    const { left, top, width, height } = root.getBoundingClientRect();
    const on = (/** @type {number} */ part) => clamp(0, Math.floor(part * BOARD), BOARD - 1);
    return [on((event.clientX - left) / width), on((event.clientY - top) / height)];
  };
  box.addEventListener("pointerdown", (event) => {
    if (held !== undefined || event.button !== 0) return;
    held = event.pointerId;
    box.setPointerCapture(held);
    pen.begin(place(event));
  });
  box.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held) return;
    // a page draws less often than a pen is asked where it is
    const between = event.getCoalescedEvents?.() ?? [];
    pen.lead((between.length ? between : [event]).map(place));
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, (event) => {
    if (/** @type {PointerEvent} */ (event).pointerId === held) held = undefined;
  });
}

/**
 * The board by keys: a pen that is moved, and is up or down.
 * @param {HTMLElement} box
 * @param {ReturnType<typeof penOf>} pen
 * @param {ReturnType<typeof frame>} page
 */
function onPenKeys(box, pen, page) {
  const key = { place: [BOARD / 2, BOARD / 4], down: false };
  const lift = () => { key.down = false; };
  function press() {
    key.down = !key.down;
    if (key.down) pen.begin(key.place);
    page.announce(key.down ? "pen down" : "pen up");
    page.redraw();
  }
  /** @param {number[]} by */
  function move(by) {
    key.place = key.place.map((at, side) => clamp(0, at + by[side], BOARD - 1));
    if (key.down) pen.lead([key.place]);
    page.redraw();
  }
  function undo() {
    lift();
    page.undo();
  }
  onKeys(box, (name) => {
    if (name === " " || name === "Enter") return press;
    if (name === "Backspace") return undo;
    const by = ARROWS[name];
    return by && (() => move(by));
  });
  box.addEventListener("blur", lift);
  // the ring is for those who do not see where their pen is
  box.addEventListener("keydown", () => box.classList.add("qd-keys"));
  box.addEventListener("pointerdown", () => {
    lift();
    box.classList.remove("qd-keys");
  });
  return { key, lift };
}

/**
 * The board that one draws on.
 * @param {Desk} desk
 */
function boardPart(desk) {
  const root = svg("svg", { "aria-hidden": "true", class: "qd-sheet", viewBox: `0 0 ${BOARD} ${BOARD}` });
  const about = { role: "application", "aria-label": `Drawing board. ${HINT}`, title: HINT };
  const box = html("div", { class: "qd-board", tabindex: 0, ...about }, root);
  const thickness = html("input", { type: "range", min: 8, max: 48, step: 2, value: 26, "aria-label": "Thickness of the pen" });
  const pen = penOf(desk, () => Number(thickness.value));
  onPointer(box, root, pen);
  const { key, lift } = onPenKeys(box, pen, desk.page);
  thickness.addEventListener("input", desk.page.redraw);
  const clear = pictured("Clear", "an empty board", pen.clear);
  clear.addEventListener("click", lift);
  const tools = html("div", { class: "qs-bar qd-tools" }, clear, html("label", { class: "qd-thick" }, "Pen ", thickness));
  /** @param {Now} now */
  function draw({ state, facts }) {
    const { strokes } = state, { place, down } = key;
    drawBoard(root, { strokes, pen: place, width: Number(thickness.value), down, side: BOARD, hint: facts.labels.board });
    allow(clear, strokes.length > 0);
  }
  return { column: html("div", { class: "qd-column" }, box, tools), draw };
}

/**
 * What the network reads, what it believes, and what it holds.
 * @param {Desk} desk
 * @param {(time: number) => void} go
 */
function readingPart({ facts: about }, go) {
  const { labels } = about();
  const sheets = svg("svg", { role: "img" }), greys = svg("svg", { role: "img" });
  const chart = svg("svg", { role: "img", class: "qs-chart" }), hidden = svg("svg", { role: "img" });
  const legend = html("div", { class: "qs-legend" }, `filled: ink; empty: paper; dot: ${labels.unread}; outlined: the last word`);
  const caption = (/** @type {string} */ text) => html("div", { class: "qs-caption" }, text);
  const column = html("div", { class: "qd-reading" });
  column.append(caption(labels.belief), chart, html("div", { class: "qd-sheets" }, greys, sheets), legend);
  const state = html("div", {}, hidden, caption(labels.state));
  let at = (/** @type {number} */ _) => 0;
  chart.addEventListener("click", (event) => go(at(within(event, chart)[0])));
  /** @param {Now} now @param {number} room @param {number} width */
  function draw({ state: { time }, facts, read }, room, width) {
    const { words, beliefs, right, image, states } = read;
    greys.toggleAttribute("hidden", !image);
    if (image) drawGreys(greys, image, 5, labels.mnist);
    drawSheets(sheets, { ...facts, words, time, lines: labels.lines }, room);
    at = drawBelief(chart, { beliefs, classes: facts.classes, right, time, named: labels.right, across: labels.time }, room);
    drawHidden(hidden, states[time], time, width);
  }
  return { column, state, draw };
}

/**
 * The field for another network, which Python loads.
 * @param {Desk} desk
 */
function loadPart({ page }) {
  const folder = html("input", { type: "text", placeholder: "folder of a model or checkpoint", size: 28 });
  const load = button("Load", "read with the network in this folder", () => page.send("load", { folder: folder.value }));
  folder.addEventListener("keydown", (event) => event.key === "Enter" && load.click());
  return html("div", { class: "qs-bar qs-loader" }, html("label", {}, "Network ", folder), load);
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
  const state = { ...known, ...checkedRecord(fields, "the state of a digit stepper", [], FIELDS) };
  if (state.split !== split) throw new Error(`this page holds pictures of the ${split} split only`);
  const number = whole(state.number, `picture of the ${split} split`, 0, available - 1);
  const count = pictures.numbers.length;
  if (!pictures.numbers.includes(number)) throw new Error(`picture ${number} is not here: this page holds ${count} of ${available}`);
  const time = whole(state.time, "time", 0, model.get("facts").read);
  return { split, number, time, strokes: "strokes" in fields ? checkedStrokes(fields.strokes) : known.strokes };
}

/**
 * What the model holds, decoded when it changes.
 * @param {Model} model
 */
function decoding(model) {
  const network = remembered(networkOf), pictures = remembered(picturesOf), reading = remembered(readShown);
  const shown = remembered((/** @type {number} */ number, /** @type {Stroke[]} */ strokes) => ({ number, strokes }));
  const facts = () => /** @type {Facts} */ (model.get("facts"));
  const net = () => network(facts(), model.get("angles"));
  const held = () => pictures(model.get("numbers"), model.get("rights"), model.get("pictures"));
  /** @param {State} state */
  const read = ({ number, strokes }) => reading(net(), facts(), held(), shown(number, strokes));
  return { facts, network: net, pictures: held, read };
}

/** @param {{ model: Model, el: HTMLElement }} site */
function render({ model, el }) {
  const get = () => /** @type {State} */ (model.get("state"));
  const { facts, network, pictures, read } = decoding(model);
  const events = ["status", "state", "facts", "angles", "pictures"];
  const restore = (/** @type {any} */ fields) => changedState(model, pictures(), fields);
  const page = frame({ model, el }, { kind: "digits", label: "Digit stepper", events, draw, restore, busy: () => run.playing() });
  /** @param {Partial<State>} fields @param {unknown} [gesture] */
  function edit(fields, gesture) {
    try { page.change(restore(fields), gesture); }
    catch (error) { page.refuse(/** @type {Error} */ (error).message); }
  }
  /** @type {Desk} */
  const desk = { model, get, edit, facts, pictures, network, page };
  /** @param {number} time */
  function go(time) {
    if (run.playing()) run.rest();
    edit({ time: clamp(0, time, facts().read) });
  }
  const run = runPart(desk), board = boardPart(desk), choice = choicePart(desk), reading = readingPart(desk, go);
  const slider = html("input", { type: "range", min: 0, step: 1, "aria-label": "Words read", class: "qs-slider" });
  slider.addEventListener("input", () => go(Number(slider.value)));
  const verdict = html("div", { class: "qs-verdict" }), { root, alert, status } = page;
  const both = html("div", { class: "qd-both" }, board.column, reading.column);
  const bar = toolbar({ run: run.buttons, line: [status], page: page.tools });
  root.append(bar, alert, choice.row, slider, verdict, both, reading.state);
  if (!model.alone) root.append(loadPart(desk));

  /** @param {number} width */
  function draw(width) {
    const state = get(), now = { state, facts: facts(), pictures: pictures(), held: model.get("held"), read: read(state), verdict: "" };
    const narrow = width < 640, room = narrow ? width - 10 : width - 290;
    root.classList.toggle("qd-narrow", narrow);
    now.verdict = verdictOf(now.facts, now.read, state.time);
    run.draw();
    choice.draw(now);
    board.draw(now);
    reading.draw(now, room, width - 10);
    slider.max = String(now.facts.read);
    slider.value = String(state.time);
    say(verdict, now.verdict);
    slider.setAttribute("aria-valuetext", now.verdict);
    const playing = run.playing() ? "playing" : "paused", seen = choice.seen();
    say(status, seen ? `looking: ${seen} of ${now.pictures.numbers.length}` : playing);
    const picture = state.strokes.length ? "drawing" : `${state.split} ${state.number}`;
    Object.assign(root.dataset, { status: playing, picture, belief: now.read.beliefs[state.time].join(" ") });
  }
  return () => {
    run.close();
    choice.close();
    page.close();
  };
}

export default { render };
