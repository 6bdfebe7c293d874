// What can be done with a neuron and with a stage of a cell: two groups of buttons, and the fields of a neuron.

import { allow, button, icon, put, selector, watched } from "../controls.js";
import { html, say } from "../dom.js";
import { callsOf, columns, named, stageOf } from "../engine/topology.js";

/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Edit} Edit */
/** @typedef {import("../engine/cell.js").Neuron} Neuron */

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

const DRAWN = {
  Add: "M7 2h2v5h5v2H9v5H7V9H2V7h5Z",
  Copy: "M1.5 4.5h8v10h-8ZM6 1.5h8.5v10.5h-3.5v-9H6Z",
  Delete: "M3.2 2 8 6.8 12.8 2 14 3.2 9.2 8 14 12.8 12.8 14 8 9.2 3.2 14 2 12.8 6.8 8 2 3.2Z",
  Earlier: "M10.5 1.5 12 3 7 8l5 5-1.5 1.5L4 8Z",
  Later: "M5.5 1.5 4 3l5 5-5 5 1.5 1.5L12 8Z",
};

/** @param {Builder} builder @param {string} key @returns {Neuron | null} that stands in a column */
export const neuronAt = ({ topology }, key) => columns(topology).find((column) => column.key === key)?.neuron ?? null;

/** @param {Neuron} neuron @returns {number} calls if it is amplified, else 0 */
export const callsNow = (neuron) => (neuron.amplification ? callsOf(neuron) : 0);

/**
 * Buttons that say why they are shut.
 * @param {Act} act
 */
export function buttonsOf(act) {
  /** @type {Map<string, { element: HTMLButtonElement, help: string }>} */
  const known = new Map();
  /** @type {Record<string, string>} */
  let shut = {};
  /** @param {string} name @param {HTMLButtonElement} element @param {string} help */
  function keep(name, element, help) {
    const tell = () => act.hint(shut[name] ?? "");
    for (const event of ["click", "focus", "pointerenter"]) element.addEventListener(event, tell);
    for (const event of ["blur", "pointerleave"]) element.addEventListener(event, () => act.hint(""));
    known.set(name, { element, help });
    return element;
  }
  /** @param {Record<string, string>} reasons  why each button is shut */
  function draw(reasons) {
    shut = reasons;
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
  return { keep, draw, press };
}

/**
 * A field that one types into.
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {(text: string) => void} changed
 */
export function typedField(name, attributes, changed) {
  const input = watched(html("input", { "aria-label": name, ...attributes }));
  // until Enter, what is typed is not in force
  input.addEventListener("input", () => input.classList.add("qs-pending"));
  for (const end of ["change", "blur"]) input.addEventListener(end, () => input.classList.remove("qs-pending"));
  input.addEventListener("change", () => changed(input.value));
  return { input, label: html("label", { class: "qs-field" }, name, input) };
}

/**
 * A field for a number.
 * @param {string} name
 * @param {Record<string, string | number>} range
 * @param {(value: number | null) => void} changed
 */
export const numberField = (name, range, changed) =>
  typedField(name, { type: "number", ...range }, (text) => changed(text === "" ? null : Number(text)));

/**
 * Order, degree and amplification, of one neuron or of all.
 * @param {Act} act
 * @param {() => void} redraw
 */
export function neuronFields(act, redraw) {
  const all = html("input", { type: "checkbox", "aria-label": "order and degree of all neurons" });
  all.addEventListener("change", redraw);
  const set = (/** @type {string} */ name) => (/** @type {any} */ value) => act.edit({ edit: name, value, neuron: all.checked ? null : "selected" });
  const whole = { min: 1, step: 1 }, order = numberField("order", whole, set("order")), degree = numberField("degree", whole, set("degree"));
  const calls = selector("amplification", [], (value) => set("calls")(Number(value)));
  const called = (/** @type {number} */ count) => (count ? `amplified, ${count} calls` : "postselected");
  /** @param {Builder} builder */
  function draw(builder) {
    const neuron = neuronAt(builder, builder.selected), open = all.checked || neuron !== null;
    const like = neuron ?? columns(builder.topology).find((column) => column.neuron)?.neuron;
    if (!like) return; // every cell has an output neuron
    put(order.input, like.order);
    put(degree.input, like.degree);
    const now = callsNow(like), known = [...new Set([0, 3, 5, 9, 13, 21, now])].sort((a, b) => a - b);
    calls.show(now, known, called);
    for (const input of [order.input, degree.input, calls.select]) input.disabled = !open;
  }
  const every = html("label", { class: "qs-field qs-every" }, all, "all neurons");
  return { order: order.label, degree: degree.label, calls: html("label", { class: "qs-field" }, calls.select), every, draw };
}

/**
 * The five things that can be done with a neuron, or with a stage.
 * @param {Act} act
 * @param {ReturnType<typeof buttonsOf>["keep"]} keep
 * @param {{ name: string, edit: Edit, shown: keyof typeof DRAWN, help: string }[]} tools  `shown`: on the button, with its drawing
 */
function toolGroup(act, keep, tools) {
  const buttons = tools.map(({ name, edit, shown, help }) => {
    const words = shown === "Earlier" || shown === "Later" ? [] : [shown];
    const element = button("", help, () => act.edit(edit), icon(DRAWN[shown]), ...words.map((word) => document.createTextNode(word)));
    element.setAttribute("aria-label", name);
    return keep(name, element, help);
  });
  return html("div", { class: "qs-group" }, ...buttons);
}

/**
 * The tools of the selected neuron and of its stage.
 * @param {Act} act
 * @param {ReturnType<typeof buttonsOf>["keep"]} keep
 */
export function toolsPart(act, keep) {
  const neuron = html("strong", { class: "qs-name" }), stage = html("strong", { class: "qs-name" });
  const neurons = toolGroup(act, keep, [
    { name: "Add neuron", shown: "Add", help: "a neuron without controls at the end of the stage", edit: { edit: "add", stage: "selected" } },
    { name: "Copy", shown: "Copy", help: "a copy of the neuron behind it (C)", edit: { edit: "copy", neuron: "selected" } },
    { name: "Delete", shown: "Delete", help: "delete the neuron (Delete)", edit: { edit: "delete", neuron: "selected" } },
    { name: "Earlier", shown: "Earlier", help: "one place to the left (Shift+←)", edit: { edit: "move", neuron: "selected", by: -1 } },
    { name: "Later", shown: "Later", help: "one place to the right (Shift+→)", edit: { edit: "move", neuron: "selected", by: 1 } },
  ]);
  const stages = toolGroup(act, keep, [
    { name: "Add stage", shown: "Add", help: "a work stage of rotations behind this stage", edit: { edit: "add stage", after: "selected" } },
    { name: "Copy stage", shown: "Copy", help: "a copy of the work stage behind it", edit: { edit: "copy stage", stage: "selected" } },
    { name: "Delete stage", shown: "Delete", help: "delete the work stage", edit: { edit: "delete stage", stage: "selected" } },
    { name: "Stage earlier", shown: "Earlier", help: "exchange it with the work stage before", edit: { edit: "move stage", stage: "selected", by: -1 } },
    { name: "Stage later", shown: "Later", help: "exchange it with the work stage behind", edit: { edit: "move stage", stage: "selected", by: 1 } },
  ]);
  /** @param {Builder} builder */
  function draw({ selected }) {
    say(neuron, named(selected));
    say(stage, stageOf(selected).replace(".", " "));
  }
  return { neuron, neurons, stage, stages, draw };
}
