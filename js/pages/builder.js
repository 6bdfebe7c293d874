// The page of CellBuilder. It needs no Python: topology, word, seed and the selected column are the trait `state`, a model's angles the
// trait `angles`, and all that follows is computed here. `facts` holds the presets, `beside` what Python's history has around this cell.

import { allow, button, put, selector, toolbar, watched } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { afterEdit, sameTopology, seenIn, settled, shownGate, shutButtons, signedAmplitudes, walked } from "../engine/building.js";
import { depth } from "../engine/circuit.js";
import { allowed } from "../engine/editing.js";
import { about, asJson, asPython, callsOf, checkedTopology, columns, counts, gateCount, neuronParameters, stageOf } from "../engine/topology.js";
import { frame } from "../frame.js";
import { short } from "../numbers.js";
import { drawAmplitudesOf } from "../views/amplitudes.js";
import { GridView, named } from "../views/grid.js";
import { GridControl } from "../views/grid_control.js";

/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Edit} Edit */
/** @typedef {import("../engine/building.js").Walked} Walked */
/** @typedef {import("../engine/cell.js").Topology} Topology */
/** @typedef {import("../engine/cell.js").Neuron} Neuron */
/** @typedef {import("../views/grid.js").Shown} Shown */
/** @typedef {import("../frame.js").Model} Model */

/**
 * What the page draws from.
 * @typedef {object} Now
 * @property {Builder} builder
 * @property {Shown} shown  in the grid
 * @property {Walked} walked
 * @property {Record<string, string>} shut  why each button is shut
 */

/**
 * What the parts of the page do.
 * @typedef {object} Act
 * @property {(edit: Edit) => void} edit  "selected" stands for the column that is selected, or its stage
 * @property {(key: string) => unknown} select
 * @property {(text: string) => void} hint
 * @property {(text: string) => void} refuse
 * @property {(name: string) => void} press  a button, by its name
 * @property {(key: string, lane: number) => string | null} reasonOf  why a click or a drop there is not allowed
 * @property {() => boolean} takesFocus  whether the focus goes where the last edit was
 */

const HELP = "Click a dot to give or take a control, drag a box to another lane; a double box is amplified, ρ is a plain rotation. "
  + "Keys: arrows and Enter; Shift with arrows moves target and neuron; C copies, Delete deletes, Ctrl+Z and Ctrl+Y undo and redo.";
const NOTE = "upwards: positive amplitude; downwards: negative; beside each strip: the in/out lanes and their probability";

/** @param {Builder} builder @param {string} key @returns {Neuron | null} that stands in a column */
const neuronAt = ({ topology }, key) => columns(topology).find((column) => column.key === key)?.neuron ?? null;

/**
 * Buttons that say why they are shut.
 * @param {Act} act
 */
function buttonsOf(act) {
  /** @type {Map<string, { element: HTMLButtonElement, help: string }>} */
  const known = new Map();
  /** @type {Record<string, string>} */
  let shut = {};
  /** @param {string} name @param {string} help @param {() => void} press */
  function add(name, help, press) {
    const element = button(name, help, press);
    const tell = () => {
      if (shut[name]) act.hint(shut[name]);
    };
    for (const event of ["click", "focus", "pointerenter"]) element.addEventListener(event, tell);
    known.set(name, { element, help });
    return element;
  }
  /** @param {Now} now */
  function draw(now) {
    shut = now.shut;
    for (const [name, { element, help }] of known) {
      allow(element, !shut[name]);
      element.title = shut[name] ?? help;
    }
  }
  /** @param {string} name */
  function press(name) {
    if (shut[name]) act.refuse(shut[name]);
    else known.get(name)?.element.click();
  }
  return { add, draw, press };
}

/**
 * A field for a number.
 * @param {string} name
 * @param {Record<string, string | number>} range
 * @param {(value: number | null) => void} changed
 */
function numberField(name, range, changed) {
  const input = watched(html("input", { type: "number", "aria-label": name, ...range }));
  input.addEventListener("change", () => changed(input.value === "" ? null : Number(input.value)));
  return { input, label: html("label", { class: "qs-field" }, name, input) };
}

/**
 * Presets, sizes and bias.
 * @param {Act} act
 * @param {Record<string, Topology>} presets
 */
function sizesPart(act, presets) {
  const names = ["", ...Object.keys(presets)];
  const preset = html("select", { "aria-label": "Presets" });
  preset.append(...names.map((name) => html("option", { value: name }, name || "own cell (or choose a preset)")));
  preset.addEventListener("change", () => {
    if (preset.value) act.edit({ edit: "preset", name: preset.value });
  });
  const whole = { min: 1, step: 1 };
  const inputs = numberField("in/out lanes", whole, (value) => act.edit({ edit: "lanes", inputs: value }));
  const workspace = numberField("workspace lanes", whole, (value) => act.edit({ edit: "lanes", workspace: value }));
  const bias = numberField("bias (radians)", { step: "any" }, (value) => act.edit({ edit: "bias", value }));
  /** @param {Now} now */
  function draw({ builder: { topology } }) {
    put(preset, names.find((name) => name && sameTopology(presets[name], topology)) ?? "");
    put(inputs.input, topology.inputs);
    put(workspace.input, topology.workspace);
    put(bias.input, Number(topology.bias.toFixed(4)));
  }
  return { preset, fields: [inputs.label, workspace.label, bias.label], draw };
}

/** @param {Neuron} neuron @returns {number} calls if it is amplified, else 0 */
const callsNow = (neuron) => (neuron.amplification ? callsOf(neuron) : 0);

/**
 * Order, degree and amplification, of one neuron or of all.
 * @param {Act} act
 * @param {() => void} redraw
 */
function neuronPart(act, redraw) {
  const all = html("input", { type: "checkbox", "aria-label": "order and degree of all neurons" });
  all.addEventListener("change", redraw);
  const set = (/** @type {string} */ name) => (/** @type {any} */ value) => act.edit({ edit: name, value, neuron: all.checked ? null : "selected" });
  const order = numberField("order", { min: 1, step: 1 }, set("order")), degree = numberField("degree", { min: 1, step: 1 }, set("degree"));
  const calls = selector("amplification", [], (value) => set("calls")(Number(value)));
  const named = (/** @type {number} */ count) => (count ? `amplified, ${count} calls` : "postselected");
  /** @param {Now} now */
  function draw({ builder }) {
    const neuron = neuronAt(builder, builder.selected), open = all.checked || neuron !== null;
    const like = neuron ?? columns(builder.topology).find((column) => column.neuron)?.neuron;
    if (!like) return; // every cell has an output neuron
    put(order.input, like.order);
    put(degree.input, like.degree);
    const now = callsNow(like), known = [...new Set([0, 3, 5, 9, 13, 21, now])].sort((a, b) => a - b);
    calls.show(now, known, named);
    for (const input of [order.input, degree.input, calls.select]) input.disabled = !open;
  }
  const fields = [order.label, degree.label, html("label", { class: "qs-field" }, calls.select), html("label", { class: "qs-field" }, all, "all neurons")];
  return { fields, draw };
}

/**
 * The bits of the word that the cell reads.
 * @param {(word: number) => void} read
 */
function wordPart(read) {
  const row = html("span", { class: "qs-field", role: "group", "aria-label": "Input word" });
  /** @type {HTMLButtonElement[]} */
  let toggles = [];
  let word = 0;
  /** @param {Now} now */
  function draw({ builder }) {
    const { inputs } = builder.topology;
    ({ word } = builder);
    if (toggles.length !== inputs) {
      toggles = Array.from({ length: inputs }, (_, lane) => {
        const toggle = html("button", { type: "button", class: "qs-bit", "aria-label": `input bit on lane ${lane}` });
        toggle.addEventListener("click", () => read(word ^ (1 << (inputs - 1 - lane))));
        return toggle;
      });
      row.replaceChildren("input word ", ...toggles);
    }
    for (const [lane, toggle] of toggles.entries()) {
      const bit = (word >> (inputs - 1 - lane)) & 1;
      toggle.setAttribute("aria-pressed", String(bit === 1));
      say(toggle, String(bit));
    }
  }
  return { row, draw };
}

/** @param {number} success */
function triesOf(success) {
  if (success <= 0) return "";
  const tries = 1 / success;
  return `, once in ${tries < 1e5 ? short(tries) : tries.toExponential(2)} tries`;
}

/**
 * What the cell costs. The depth takes longest and is counted aside.
 * @param {() => void} redraw
 */
function costsPart(redraw) {
  const row = html("div", { class: "qs-costs" });
  /** @type {Map<string, Element>} */
  const values = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let asked = "", counted = "…";
  /** @param {Builder} builder */
  function depthOf({ topology, word }) {
    const gates = gateCount(topology);
    const key = `${word} ${asJson(topology)}`;
    if (key === asked) return counted;
    asked = key;
    counted = "…";
    clearTimeout(timer);
    timer = setTimeout(() => {
      const steps = depth(topology, word);
      counted = steps === null ? `not counted: ${about(gates)} gates` : about(steps);
      redraw();
    }, 200);
    return counted;
  }
  /** @param {Now} now */
  function draw({ builder, walked: { success } }) {
    const { qubits, neurons, parameters, postselections } = counts(builder.topology);
    const told = {
      qubits: about(qubits), neurons: String(neurons), parameters: about(parameters), depth: depthOf(builder),
      "ancilla measurements": about(postselections), "all of them 0": success === null ? "not computed" : `${short(success)}${triesOf(success)}`,
    };
    for (const [name, value] of Object.entries(told)) {
      const known = values.get(name) ?? row.appendChild(html("span", { "data-name": name }, name, html("b"))).lastElementChild;
      values.set(name, /** @type {Element} */ (known));
      say(/** @type {Element} */ (known), value);
    }
  }
  return { row, draw };
}

/**
 * The state after the selected gate.
 * @param {Act} act
 */
function statePart(act) {
  const line = html("div", { class: "qs-after" }), root = svg("svg", { role: "img" });
  const note = html("div", { class: "qs-legend" }, NOTE);
  let under = (/** @type {MouseEvent} */ _) => "";
  root.addEventListener("pointermove", (event) => act.hint(under(event)));
  /** @param {Now} now */
  function sentence({ builder, walked: { moments } }) {
    const gate = shownGate(builder, { reason: "", moments, success: null });
    const neuron = neuronAt(builder, builder.selected), moment = moments.get(builder.selected);
    let text = `State after ${gate === "write" ? "the input is written" : named(gate)}`;
    if (neuron) {
      if (moment && moment.excitation !== null)
        text += `: its ancillas all give 0 with ${short(moment.success)}, its target is 1 with ${short(moment.excitation)}`;
      text += `; ${about(neuronParameters(neuron))} parameters`;
      if (callsNow(neuron)) text += `; amplified by ${callsNow(neuron)} calls`;
    }
    return moments.get(gate)?.state.im ? `${text}; complex: magnitudes with the sign of the real part` : text;
  }
  /** @param {Now} now @param {number} width */
  function draw(now, width) {
    const { builder, walked } = now;
    say(line, walked.reason || sentence(now));
    under = drawAmplitudesOf(root, signedAmplitudes(walked.moments.get(shownGate(builder, walked))), builder.topology, width);
    if (walked.reason) root.setAttribute("aria-label", walked.reason);
    note.hidden = walked.reason !== "";
  }
  return { line, root, note, draw };
}

/** The cell as Python and as JSON. */
function textsPart() {
  const area = (/** @type {string} */ name) => {
    const field = html("textarea", { readonly: "", rows: 8, spellcheck: "false", "aria-label": name });
    field.addEventListener("focus", () => field.select());
    return field;
  };
  const python = area("The cell as Python"), json = area("The cell as JSON");
  const folded = (/** @type {string} */ name, /** @type {Node} */ text) => html("details", {}, html("summary", {}, name), text);
  const row = html("div", { class: "qs-texts" }, folded("as Python", python), folded("as JSON", json));
  /** @param {Now} now */
  function draw({ builder: { topology, seed, word, selected } }) {
    const code = `${asPython(topology)}\nbuilder = CellBuilder(topology, seed=${seed}, word=${word})\n`;
    const state = `{"topology": ${asJson(topology)}, "seed": ${seed}, "word": ${word}, "selected": "${selected}"}`;
    if (python.value !== code) python.value = code;
    if (json.value !== state) json.value = state;
  }
  return { row, draw };
}

/**
 * The buttons below the grid, in two rows.
 * @param {Act} act
 * @param {ReturnType<typeof buttonsOf>["add"]} add
 */
function editButtons(act, add) {
  const ask = (/** @type {Edit} */ edit) => () => act.edit(edit);
  const neurons = [
    add("Add neuron", "a neuron without controls at the end of the stage", ask({ edit: "add", stage: "selected" })),
    add("Copy", "a copy of the neuron behind it (C)", ask({ edit: "copy", neuron: "selected" })),
    add("Delete", "delete the neuron (Delete)", ask({ edit: "delete", neuron: "selected" })),
    add("Earlier", "one place to the left (Shift+←)", ask({ edit: "move", neuron: "selected", by: -1 })),
    add("Later", "one place to the right (Shift+→)", ask({ edit: "move", neuron: "selected", by: 1 })),
  ];
  const stages = [
    add("Add stage", "a work stage of rotations behind this stage", ask({ edit: "add stage", after: "selected" })),
    add("Copy stage", "a copy of the work stage behind it", ask({ edit: "copy stage", stage: "selected" })),
    add("Delete stage", "delete the work stage", ask({ edit: "delete stage", stage: "selected" })),
    add("Stage earlier", "exchange it with the work stage before", ask({ edit: "move stage", stage: "selected", by: -1 })),
    add("Stage later", "exchange it with the work stage behind", ask({ edit: "move stage", stage: "selected", by: 1 })),
  ];
  return { neurons, stages };
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
  return columns(topology).some(({ key }) => key === selected) ? next : settled({ ...builder, word, seed }, topology, null);
}

/** The page: what is done with it, and what it shows. */
class BuilderPage {
  #follows = false;
  /** @type {Topology | null} what was drawn last */
  #drawn = null;
  #width = 0;
  #computedFor = "";
  /** @type {Record<string, number[]>} */
  #angles = {};
  /** @type {Walked} */
  #walked = { reason: "", moments: new Map(), success: null };
  /** @type {Map<string, string | null>} why a place of the present topology cannot be changed */
  #reasons = new Map();

  /** @param {{ model: Model, el: HTMLElement }} page */
  constructor({ model, el }) {
    this.model = model;
    this.presets = model.get("facts").presets;
    const restore = (/** @type {any} */ fields) => restored(fields, this.builder);
    const draw = (/** @type {number} */ width) => this.#draw(width);
    const about = { kind: "builder", label: "Cell builder", events: ["state", "angles", "beside"], looks: ["selected", "word"] };
    const beyond = (/** @type {-1 | 1} */ by) => this.#beyond(by);
    this.frame = frame({ model, el }, { ...about, draw, restore, beyond });
    this.hint = html("div", { class: "qs-hint" }, HELP);
    const act = this.#act();
    this.buttons = buttonsOf(act);
    this.sizes = sizesPart(act, this.presets);
    this.neuron = neuronPart(act, this.frame.redraw);
    this.word = wordPart((word) => this.#go({ ...this.builder, word }));
    this.costs = costsPart(this.frame.redraw);
    this.state = statePart(act);
    this.texts = textsPart();
    this.act = act;
    this.#layOut();
  }
  /** @returns {Builder} */
  get builder() {
    return this.model.get("state");
  }
  #layOut() {
    const { root, alert, status } = this.frame;
    this.view = new GridView(true);
    this.control = new GridControl(this.view, this.act);
    this.names = [html("strong", { class: "qs-name" }), html("strong", { class: "qs-name" })];
    const bar = (/** @type {(Node | string)[]} */ ...parts) => html("div", { class: "qs-bar" }, ...parts);
    const { neurons, stages } = editButtons(this.act, this.buttons.add);
    root.append(toolbar({ run: [this.sizes.preset], line: [status], page: this.frame.tools }), alert, bar(...this.sizes.fields, this.word.row), this.view.box, this.hint);
    root.append(bar(this.names[0], ...neurons, ...this.neuron.fields), bar(this.names[1], ...stages));
    root.append(this.costs.row, this.state.line, this.state.root, this.state.note, this.texts.row);
  }
  /** @param {Builder} builder */
  #go(builder) {
    this.frame.change(builder);
    // an edit must show before the next key does
    this.#draw(this.#width);
  }
  /** @returns {Act} */
  #act() {
    return {
      edit: (edit) => this.#edit(edit),
      select: (key) => key === this.builder.selected || this.#go({ ...this.builder, selected: key }),
      hint: (text) => say(this.hint, text || HELP),
      refuse: (text) => this.#refuse(text),
      press: (name) => this.buttons.press(name),
      reasonOf: (key, lane) => this.#reasonOf(key, lane),
      takesFocus: () => this.#follows,
    };
  }
  /** @param {Edit} edit */
  #edit(edit) {
    try { this.#go(afterEdit(this.builder, meant(edit, this.builder.selected), this.presets)); }
    catch (error) { this.frame.refuse(/** @type {Error} */ (error).message); }
  }
  /**
   * The builder before or behind this one, as Python's history has it: what was before this page.
   * @param {-1 | 1} by
   * @returns {Builder | undefined}
   */
  #beyond(by) {
    const { present, back, forth } = this.model.get("beside"), entry = by < 0 ? back : forth;
    // until Python has heard of the last edit, it speaks of another cell
    if (!entry || !sameTopology(present, this.builder.topology)) return undefined;
    return { ...this.builder, ...entry, word: this.builder.word % 2 ** entry.topology.inputs };
  }
  /** @param {string} text */
  #refuse(text) {
    say(this.hint, text);
    this.frame.announce(text);
  }
  /** @param {string} key @param {number} lane */
  #reasonOf(key, lane) {
    const name = `${key}/${lane}`, known = this.#reasons.get(name);
    if (known !== undefined) return known;
    const edit = key.endsWith("rotations") ? { edit: "rotation", stage: stageOf(key), lane } : { edit: "target", neuron: key, lane };
    const reason = allowed(this.builder.topology, edit, this.presets);
    this.#reasons.set(name, reason);
    return reason;
  }
  /** @param {Builder} builder @returns {Now} */
  #now(builder) {
    const angles = this.model.get("angles");
    const key = `${asJson(builder.topology)} ${builder.seed} ${builder.word}`;
    // a model's angles come as a new object whenever they have changed
    if (key !== this.#computedFor || angles !== this.#angles) {
      this.#computedFor = key;
      this.#angles = angles;
      this.#reasons.clear();
      this.#walked = walked(builder, angles);
    }
    const shut = shutButtons(builder, this.presets);
    const { topology, word, selected: chosen } = builder, reasonOf = this.act.reasonOf;
    const shown = { topology, word, chosen, reasonOf, ...seenIn(topology, this.#walked.moments.values()) };
    return { builder, shown, walked: this.#walked, shut };
  }
  /** @param {number} width */
  #draw(width) {
    this.#width = width;
    if (!width || !this.view || !this.control || !this.names) return;
    const { builder } = this;
    const now = this.#now(builder);
    this.#follows = this.#drawn !== null && !sameTopology(this.#drawn, builder.topology);
    this.#drawn = builder.topology;
    for (const part of [this.sizes, this.neuron, this.word, this.buttons, this.costs, this.texts]) part.draw(now);
    say(this.names[0], named(builder.selected));
    say(this.names[1], stageOf(builder.selected).replace(".", " "));
    const held = this.control.hasFocus();
    this.view.draw(now.shown, { width: width - 8 });
    this.control.update(now.shown, held);
    this.state.draw(now, width);
  }
}

const render = (/** @type {{ model: Model, el: HTMLElement }} */ page) => new BuilderPage(page).frame.close;

export default { render };
