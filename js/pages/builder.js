// The page of CellBuilder. It needs no Python: topology, word, seed and the selected column are the trait `state`, a model's angles the
// traits `angles` and `lanes`, and all that follows is computed here. `facts` holds the presets, `beside` what Python's history has around this cell.

import { ICONS, oneOf, tool, toolbar } from "../controls.js";
import { asCsv } from "../csv.js";
import { html, say } from "../dom.js";
import {
  afterEdit, checkedBefore, checkedOwn, endOfReading, ownOf, parametersOf, readings, refusal, sameLanes, sameTopology, seenIn, settled,
  shutButtons, walked, withPreset,
} from "../engine/building.js";
import { excitationOf } from "../engine/cell.js";
import { checkedTopology, columns, named, stageOf } from "../engine/topology.js";
import { frame } from "../frame.js";
import { clamp } from "../numbers.js";
import { remembered } from "../remembered.js";
import { same } from "../undo.js";
import { anglesPart } from "../parts/cell_angles.js";
import { costsPart, costsTold } from "../parts/cell_costs.js";
import { readingPart } from "../parts/cell_reading.js";
import { presetPart, sizesPart, textsPart } from "../parts/cell_setup.js";
import { heldIn, statePart } from "../parts/cell_state.js";
import { taskPart } from "../parts/cell_task.js";
import { buttonsOf, neuronAt, neuronFields, toolsPart } from "../parts/cell_tools.js";
import { neuronTable, wordsAt } from "../parts/cell_words.js";
import { speedChoice } from "../parts/playing.js";
import { tipIn } from "../parts/tip.js";
import { wordRun } from "../parts/word_run.js";
import { GridView } from "../views/grid.js";
import { GridControl } from "../views/grid_control.js";
import { percent } from "../views/grid_place.js";

/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Edit} Edit */
/** @typedef {import("../engine/building.js").Walked} Walked */
/** @typedef {import("../engine/cell.js").Topology} Topology */
/** @typedef {import("../views/grid.js").Shown} Shown */
/** @typedef {import("../views/grid.js").Lit} Lit */
/** @typedef {import("../frame.js").Model} Model */

/** @typedef {{ builder: Builder, walked: Walked, seen: ReturnType<typeof seenIn>, angles: Record<string, number[]> }} Cell A cell and what follows from it */

const HELP = "Click a dot: give or take a control; drag a box: another lane; click a bit: another word. "
  + "Keys: arrows, Enter; Shift with arrows moves a neuron; C copies, Delete deletes.";
const STATE = 0.22; // of the room for two pictures that the lower one takes where the upper one is low
const COUNTED = 10; // lanes of a cell that reads four words at once
const MANY = 8; // lanes of a grid that needs the room of a legend when it is presented
const LOW = 4; // lanes of a grid that leaves room for more than a sentence above it when it is presented
const ANGLES = "angles = builder.parameters()  # as on the page\n";
/** @type {Record<string, number[]>} */
const NONE = {};
const PACE = 4; // gates a second, at the speed 1

/**
 * What follows from a builder, computed anew only when it or the angles are others.
 * @returns {(builder: Builder, angles: Record<string, number[]>) => Cell}
 */
function cellComputer() {
  /** @type {Cell | null} */
  let cell = null;
  /** @param {Builder} known @param {Builder} builder */
  const isSame = (known, { topology, seed, word, before, own }) =>
    same([known.seed, known.word, known.before, known.own], [seed, word, before, own]) && sameTopology(known.topology, topology);
  return (builder, angles) => {
    // a model's angles come as a new object whenever they have changed
    if (cell && angles === cell.angles && isSame(cell.builder, builder)) cell.builder = builder;
    else {
      const walk = walked(builder, angles);
      cell = { builder, angles, walked: walk, seen: seenIn(builder.topology, walk.moments.values()) };
    }
    return cell;
  };
}

/**
 * The edit with `selected` replaced by the selected column or its stage.
 * @param {Edit} edit
 * @param {string} selected
 * @returns {Edit}
 */
function meant(edit, selected) {
  const stage = stageOf(selected);
  const meaning = { neuron: selected, stage, after: stage };
  const replaced = Object.entries(meaning).filter(([name]) => edit[name] === "selected");
  return { ...edit, ...Object.fromEntries(replaced) };
}

/** @param {any} fields @param {Builder} builder @returns {Builder} the builder with fields of an address; an Error if they do not fit */
function restored(fields, builder) {
  const next = { ...builder, ...fields, topology: checkedTopology(fields.topology ?? builder.topology) };
  const unknown = Object.keys(next).find((name) => !(name in builder));
  if (unknown) throw new Error(`a builder has no ${unknown}`);
  const { topology, word, seed, selected } = next;
  if (!Number.isInteger(seed) || seed < 0) throw new Error(`seed must be a whole number from 0, got ${seed}`);
  if (!Number.isInteger(word) || word < 0 || word >= 2 ** topology.inputs) throw new Error(`there is no word ${word}`);
  // what the link does not say stays, where it fits another cell
  const own = fields.own ? checkedOwn(fields.own, topology) : ownOf(builder.own, topology);
  const given = settled({ ...builder, word, seed, own, before: [] }, topology, selected);
  return { ...given, before: checkedBefore(fields.before ?? settled(builder, topology, null).before, topology) };
}

/** @param {Topology} topology @param {import("../engine/cell.js").State} state @returns {(number | null)[]} for every workspace lane the probability of 1 */
const rememberedIn = ({ inputs, workspace }, state) =>
  Array.from({ length: inputs + workspace }, (_, lane) => (lane < inputs ? null : excitationOf(state, lane)));

/**
 * What a cell makes of four ones, which a preset was made for; empty where that takes too long.
 * @param {Topology} topology
 * @param {number} seed
 * @param {Record<string, number[]>} own
 * @param {Record<string, number[]>} given  a model's angles
 */
function fourOnes(topology, seed, own, given) {
  const { inputs, workspace } = topology;
  if (inputs + workspace > COUNTED) return "";
  const ones = Array(4).fill(2 ** inputs - 1), read = readings(topology, parametersOf({ topology, seed, own }, given), ones);
  return Array.from(read, ({ last }) => heldIn(last, workspace) || "no certain word").join(", ");
}

/** What the marks of the grid mean. */
function legendOf() {
  const mark = (/** @type {string} */ kind, /** @type {string} */ text) => html("span", {}, html("span", { class: `qs-mark ${kind}` }), text);
  const written = (/** @type {string} */ sign, /** @type {string} */ text) => html("span", {}, html("b", {}, sign), text);
  const pale = mark("qs-mark-was", "pale: the pinned cell"), rotation = written("ρ", "turn that nothing steers");
  const below = [written("2·1", "order 2, degree 1"), written("13%", "how likely all its ancillas give 0")], twice = mark("qs-mark-twice", "amplified");
  const row = html("div", { class: "qs-legend" }, mark("qs-mark-box", "target, filled by P(1)"), twice,
    mark("qs-mark-dot", "control"), mark("qs-mark-open", "no control"), rotation, ...below, pale);
  /** @param {Topology} topology @param {boolean} hasPinned */
  function draw(topology, hasPinned) {
    // what the grid does not have needs no word
    twice.hidden = !columns(topology).some(({ neuron }) => neuron?.amplification);
    rotation.hidden = !topology.stages.some(({ rotations }) => rotations.length);
    pale.hidden = !hasPinned;
  }
  return { row, draw };
}

/**
 * A word that runs through the cell, its buttons and its speed.
 * @param {() => string[]} gates
 * @param {() => void} changed
 * @param {ReturnType<typeof buttonsOf>["keep"]} keep
 */
function runPart(gates, changed, keep) {
  let times = 1;
  const speed = speedChoice((chosen) => { times = chosen; });
  const run = wordRun(gates, () => PACE * times, changed);
  const word = tool("Play", "", run.toggle), next = tool("Next", "", run.walk), picture = word.querySelector("path");
  const name = oneOf("Word", "Pause");
  word.append(name);
  for (const [element, name] of /** @type {const} */ ([[word, "Word"], [next, "Step"]])) element.setAttribute("aria-label", name);
  keep("Word", word, "let the word run through the cell, or halt it");
  keep("Step", next, "let the word go on by a gate");
  function draw() {
    picture?.setAttribute("d", ICONS[run.isOn() ? "Pause" : "Play"]);
    // a name that says what a press does, beside the drawing that says it
    say(name, run.isOn() ? "Pause" : "Word");
    word.setAttribute("aria-label", run.isOn() ? "Pause" : "Word");
  }
  return { run, controls: [word, next, speed], draw };
}

/** The page: what is done with it, and what it shows. */
class BuilderPage {
  #follows = false;
  /** @type {Topology | null} what was drawn last */
  #drawn = null;
  #width = 0;
  #cell = cellComputer();
  #pinned = cellComputer();
  #fourOnes = remembered(fourOnes);
  #wasFourOnes = remembered(fourOnes);
  /** @type {Lit | null} */
  #lit = null;
  /** @type {Map<string, string | null>} why a place of the present topology cannot be changed */
  #reasons = new Map();
  /** @type {Topology | null} */
  #reasonsFor = null;

  /** @param {{ model: Model, el: HTMLElement }} page */
  constructor({ model, el }) {
    this.model = model;
    const { presets, made, hints, wanted } = model.get("facts");
    this.presets = presets;
    /** @type {Record<string, Record<string, number[]>>} of presets that can do it at once: their angles */
    this.made = made;
    /** @type {Record<string, number[]>} of the exercises: the bit for each word */
    this.wanted = wanted;
    const about = { kind: "builder", label: "Cell builder", events: ["state", "angles", "lanes", "beside"], looks: ["selected", "word"] };
    const does = {
      draw: (/** @type {number} */ width) => this.#draw(width),
      restore: (/** @type {any} */ fields) => this.#restored(fields),
      beyond: (/** @type {-1 | 1} */ by) => this.#beyond(by),
      busy: () => Boolean(this.run?.isOn()),
      data: () => asCsv(neuronTable(this.#present())),
      keys: { " ": () => this.run?.toggle(), ArrowRight: () => this.run?.walk(), ArrowLeft: () => this.run?.back() },
    };
    this.texts = textsPart();
    this.frame = frame({ model, el }, { ...about, ...does, rare: this.texts.nodes });
    const read = (/** @type {number} */ word) => this.#go({ ...this.builder, word });
    this.task = taskPart({ hints, wanted }, { set: (angles) => this.#own(angles), read, choose: (name) => this.#edit({ edit: "preset", name }) });
    this.hint = html("div", { class: "qs-hint" }, HELP);
    const act = this.#act(), { redraw } = this.frame;
    this.act = act;
    this.view = new GridView(true);
    this.control = new GridControl(this.view, act);
    this.buttons = buttonsOf(act);
    this.preset = presetPart(act, this.presets, { made, wanted });
    this.sizes = sizesPart(act);
    this.fields = neuronFields(act, redraw);
    this.tools = toolsPart(act, this.buttons.keep);
    this.reading = readingPart({ read, next: () => this.#next(), again: () => this.#again() }, this.buttons.keep);
    this.angles = anglesPart((name, at, angle) => this.#turn(name, at, angle));
    this.costs = costsPart(redraw, this.frame.help);
    this.tip = tipIn(this.frame.root);
    this.state = statePart(this.tip);
    this.playing = runPart(() => this.#gates(), redraw, this.buttons.keep);
    this.run = this.playing.run;
    this.#layOut();
    this.frame.root.addEventListener("keydown", (event) => event.key === "Escape" && this.run?.end());
  }
  /** @returns {Builder} */
  get builder() {
    return this.model.get("state");
  }
  #layOut() {
    const { root, alert, status, tools: page, help, fold } = this.frame, { fields, tools, sizes } = this;
    root.append(toolbar({ run: [...this.playing.controls, this.preset.row], line: [status], page }), alert, this.task.root);
    root.append(html("div", { class: "qs-facts" }, this.reading.row, this.costs.row));
    this.legend = legendOf();
    this.handy = html("div", { class: "qs-handy" }, html("div", {}, tools.neurons));
    root.append(this.view.box, this.handy, this.legend.row);
    this.view.scroll.addEventListener("scroll", () => this.#keepHandy());
    const state = html("section", { class: "qs-state-part", "aria-label": "State" }, this.state.line, this.state.root, this.state.legend);
    this.sizing = html("div", { class: "qs-bar" }, tools.neuron, fields.order, help("order"), fields.degree, help("degree"), fields.calls, help("calls"), fields.every);
    this.groups = html("section", { class: "qs-tools", "aria-label": "Tools" }, this.sizing, html("div", { class: "qs-bar" }, tools.stage, tools.stages));
    const setUp = fold("Set up: lanes, bias", html("div", { class: "qs-bar" }, ...sizes.fields));
    const angles = fold("Angles of the chosen neuron", this.angles.root);
    root.append(html("div", { class: "qs-under" }, this.costs.below, this.hint, state, this.groups, html("div", { class: "qs-folds" }, angles, setUp)));
  }
  /** @param {boolean} close  what sets a neuron's order and degree stands with its tools where all else is hidden */
  #arrange(close) {
    const { sizing, groups, handy } = this, room = close ? handy?.firstElementChild : groups;
    if (!sizing || !room || sizing.parentElement === room) return;
    if (close) room.append(sizing);
    else room.prepend(sizing);
  }
  /** The tools of the chosen neuron stand below it. */
  #keepHandy() {
    const { handy, view: { box } } = this, tools = /** @type {HTMLElement} */ (handy?.firstElementChild);
    if (tools) tools.style.marginLeft = `${clamp(0, this.view.middle(this.builder.selected) - tools.offsetWidth / 2, Math.max(0, box.clientWidth - tools.offsetWidth))}px`;
  }
  /** @param {Builder} builder */
  #go(builder) {
    this.run?.end();
    this.frame.change(builder);
    // an edit must show before the next key does
    this.#draw(this.#width);
  }
  /** On to the next word: this one is measured, and the workspace that is left reads on. */
  #next() {
    const { builder } = this;
    this.#go({ ...builder, before: [...builder.before, builder.word] });
    this.run?.toggle();
  }
  #again() {
    this.#go({ ...this.builder, before: [] });
  }
  /** @param {string} name  of angles @param {number} at  which of them @param {number | string} angle */
  #turn(name, at, angle) {
    const now = this.#present().walked.parameters?.[name];
    if (now) this.#own({ [name]: [...now].with(at, /** @type {number} */ (angle)) });
  }
  /** @param {Record<string, number[]>} angles  to be set, by name */
  #own(angles) {
    const { builder } = this;
    try { this.#go({ ...builder, own: checkedOwn({ ...builder.own, ...angles }, builder.topology) }); }
    catch (error) { this.frame.refuse(named(/** @type {Error} */ (error).message)); }
  }
  #act() {
    const flipped = (/** @type {number} */ lane) => this.builder.word ^ (1 << (this.builder.topology.inputs - 1 - lane));
    return {
      edit: (/** @type {Edit} */ edit) => this.#edit(edit),
      select: (/** @type {string} */ key) => key === this.builder.selected || this.#go({ ...this.builder, selected: key }),
      look: (/** @type {Lit | null} */ lit, /** @type {MouseEvent | undefined} */ event) => this.#look(lit, event),
      hint: (/** @type {string} */ text) => this.#hint(text, false),
      refuse: (/** @type {string} */ text) => this.#refuse(text),
      press: (/** @type {string} */ name) => this.buttons.press(name),
      flip: (/** @type {number} */ lane) => this.#go({ ...this.builder, word: flipped(lane) }),
      reasonOf: (/** @type {string} */ key, /** @type {number} */ lane) => this.#reasonOf(key, lane),
      takesFocus: () => this.#follows,
    };
  }
  /** @param {Edit} edit */
  #edit(edit) {
    try {
      const given = (/** @type {Topology} */ topology) => this.#givenFor(topology);
      this.#go(afterEdit(this.builder, meant(edit, this.builder.selected), this.model.get("facts"), given));
    }
    catch (error) { this.frame.refuse(named(/** @type {Error} */ (error).message)); }
  }
  /** @param {any} fields  of an address @returns {Builder} */
  #restored(fields) {
    const next = restored(fields, this.builder);
    return withPreset(next, fields.preset ?? this.builder.preset, this.model.get("facts"));
  }
  /**
   * The builder before or behind this one, as Python's history has it: what was before this page.
   * @param {-1 | 1} by
   * @returns {Builder | undefined}
   */
  #beyond(by) {
    const { present, back, forth } = this.model.get("beside"), entry = by < 0 ? back : forth;
    // until Python has heard of the last edit, it speaks of another cell
    if (!entry || !sameTopology(present.topology, this.builder.topology) || !same([present.own, present.preset], [this.builder.own, this.builder.preset])) return undefined;
    const { topology, selected, own, preset } = entry;
    return { ...settled(this.builder, topology, selected), own, preset };
  }
  /** @param {string} text @param {boolean} isRefusal  which a presented page shows too */
  #hint(text, isRefusal) {
    say(this.hint, text || HELP);
    this.hint.classList.toggle("qs-refusal", isRefusal);
  }
  /** @param {string} text */
  #refuse(text) {
    this.#hint(text, true);
    this.frame.announce(text);
  }
  /** @param {Lit | null} lit @param {MouseEvent} [event]  of a pointer; none: the focus has moved */
  #look(lit, event) {
    const what = lit ? this.view.place(lit.key ?? "", lit.lane ?? 0)?.getAttribute("aria-label") ?? "" : "";
    this.tip(lit && event ? wordsAt(this.#present(), lit, what) : "", event);
    if (lit?.key === this.#lit?.key && lit?.lane === this.#lit?.lane) return;
    this.#lit = lit;
    this.frame.redraw();
  }
  #present() {
    return this.#cell(this.builder, this.#given());
  }
  /** @returns {string[]} what a word passes; nothing where nothing is computed */
  #gates() {
    const { moments } = this.#present().walked;
    return moments.size ? [...moments.keys(), "measure"] : [];
  }
  /** @param {Cell} cell @returns {string} what is heard: what the cell costs, or what the word has come to */
  #told({ builder, walked: { moments, success }, seen: { measured } }) {
    const gate = this.run?.gate(), share = moments.get(gate ?? "")?.excitation ?? null;
    if (!gate) return [this.task.verdict(), costsTold({ builder, success })].filter(Boolean).join("; ");
    if (gate === "measure" && measured) return `measured: ${measured.map((one, lane) => `bit ${lane} is 1 with ${percent(one)}`).join(", ")}; Next word goes on with this workspace`;
    return `${named(gate)}${share === null ? "" : `: its target is 1 with ${percent(share)}`}`;
  }
  /** @param {string} key @param {number} lane */
  #reasonOf(key, lane) {
    const { topology } = this.builder, name = `${key}/${lane}`;
    if (!this.#reasonsFor || !sameTopology(this.#reasonsFor, topology)) this.#reasons.clear();
    this.#reasonsFor = topology;
    const known = this.#reasons.get(name);
    if (known !== undefined) return known;
    const edit = key.endsWith("rotations") ? { edit: "rotation", stage: stageOf(key), lane } : { edit: "target", neuron: key, lane };
    const reason = refusal(topology, edit, this.presets);
    this.#reasons.set(name, reason);
    return reason;
  }
  /** @returns {Record<string, string>} why each button is shut */
  #shut() {
    const shut = shutButtons(this.builder, this.presets), { walked: { reason } } = this.#present();
    if (reason) shut.Word = shut.Step = reason;
    const ended = reason || endOfReading(this.builder);
    if (ended) shut["Next word"] = ended;
    return shut;
  }
  /** @param {Cell} cell @param {Cell | null} pinned @returns {Shown} */
  #shown({ builder: { topology, word, before, selected }, walked: { moments }, seen }, pinned) {
    const running = this.run?.gate(), gates = [...moments.keys()], passed = gates.slice(0, gates.indexOf(running ?? "") + 1);
    const part = running && running !== "measure" ? seenIn(topology, passed.flatMap((gate) => moments.get(gate) ?? [])) : seen;
    const measured = running && running !== "measure" ? null : part.measured;
    const behind = pinned && pinned.builder.topology.inputs === topology.inputs ? { topology: pinned.builder.topology, ...pinned.seen } : null;
    const start = before.length ? moments.get("write")?.state : undefined, remembered = start && rememberedIn(topology, start);
    return { topology, word, remembered, chosen: selected, lit: this.#lit, reasonOf: this.act.reasonOf, ...part, measured, running, pinned: behind };
  }
  /** @param {Topology} topology @returns {Record<string, number[]>} the angles of the model, if a cell has its lanes: on others a name means something else */
  #givenFor(topology) {
    const [inputs, workspace] = this.model.get("lanes");
    return sameLanes({ inputs, workspace }, topology) ? this.model.get("angles") : NONE;
  }
  #given() {
    return this.#givenFor(this.builder.topology);
  }
  /** @param {Cell} cell */
  #tell(cell) {
    const name = this.preset.chosen(), given = this.#given(), isNew = !this.preset.isChanged();
    // a preset that was made by hand brings its angles, others are random where no model gives them
    const isPlain = isNew && (name in this.made || !Object.keys(given).length);
    const more = name in this.made && !isNew ? this.#changed(name, given) : "";
    this.task.draw(cell, { name, isPlain, more });
  }
  /** @param {string} name  of a preset that was made by hand @param {Record<string, number[]>} given */
  #changed(name, given) {
    const { topology, seed, own } = this.builder, four = this.#fourOnes(topology, seed, own, given);
    const isAsBefore = four === this.#wasFourOnes(this.presets[name], 0, this.made[name], NONE);
    return four && `Changed: four ones ${isAsBefore ? "still" : "now"} make ${four}.`;
  }
  /** @returns {number} pixels that a page which fills the screen has for its two pictures */
  #free() {
    const { root } = this.frame, { zoom, paddingBottom } = getComputedStyle(root), { box } = this.view, states = this.state.root;
    const part = /** @type {HTMLElement} */ (states.parentElement), bottom = part.offsetTop + part.offsetHeight + Number.parseFloat(paddingBottom);
    return innerHeight / Number(zoom) - (bottom - box.offsetHeight - states.clientHeight);
  }
  /** @param {number} width */
  #draw(width) {
    this.#width = width;
    if (!width || !this.playing) return;
    const { builder } = this, cell = this.#present(), { pinned: other } = this.frame;
    const pinned = other ? this.#pinned(/** @type {Builder} */ (other), cell.angles) : null;
    this.#follows = this.#drawn !== null && !sameTopology(this.#drawn, builder.topology);
    this.#drawn = builder.topology;
    this.legend?.draw(builder.topology, pinned !== null);
    this.playing.draw();
    for (const part of [this.preset, this.sizes, this.fields, this.tools]) part.draw(builder);
    this.reading.draw(builder);
    this.angles.draw(cell);
    this.texts.draw(builder, cell.walked.reason ? "" : ANGLES);
    this.#tell(cell);
    const { inputs, workspace } = builder.topology;
    this.task.root.classList.toggle("qs-brief", inputs + workspace > LOW && !this.preset.chosen());
    this.frame.root.classList.toggle("qs-tight", inputs + workspace > MANY);
    this.frame.root.classList.toggle("qs-compared", pinned !== null);
    this.buttons.draw(this.#shut());
    const shown = this.#shown(cell, pinned), held = this.control.hasFocus(), looked = shown.running ?? this.#lit?.key ?? builder.selected;
    const costly = (/** @type {Cell} */ of) => ({ builder: of.builder, success: of.walked.success });
    this.costs.draw(costly(cell), pinned && costly(pinned), { key: looked, neuron: neuronAt(builder, looked), success: cell.walked.moments.get(looked)?.success }, this.reading.told(cell));
    this.state.tell(cell, looked);
    const close = this.frame.presented.isOn();
    this.#arrange(close);
    // once all that is written has its place, since it may take another line
    const free = close ? this.#free() : Number.POSITIVE_INFINITY;
    // the state below is to be seen as well
    const height = close ? free - this.state.needs(cell, inputs + workspace > LOW ? 0 : STATE * free) : 360;
    this.view.draw(shown, { width: Math.max(200, this.view.box.clientWidth), height, close });
    this.control.update(shown, held);
    this.#keepHandy();
    say(this.frame.status, this.#told(cell));
    const wide = Math.max(200, this.state.root.parentElement?.clientWidth ?? 0);
    this.state.draw(cell, pinned, looked, { width: wide, height: free - this.view.box.offsetHeight });
  }
}

const render = (/** @type {{ model: Model, el: HTMLElement }} */ page) => new BuilderPage(page).frame.close;

export default { render };
