// What a cell is set up with, and how it is written down.

import { typed, written } from "../angles.js";
import { fold, put } from "../controls.js";
import { html, say } from "../dom.js";
import { sameTopology } from "../engine/building.js";
import { asJson, asPython } from "../engine/topology.js";
import { numberField, typedField } from "./cell_tools.js";

/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/cell.js").Topology} Topology */
/** @typedef {import("./cell_tools.js").Act} Act */

/**
 * How a preset is called; of two cells for one task the name has their sizes in brackets, as in the paper.
 * @param {string} name
 * @param {Topology} topology
 */
const called = (name, { workspace }) => name.replace(/ \(H.*\)$/, `, ${workspace} workspace lanes`);

/**
 * A choice of presets.
 * @param {Act} act
 * @param {Record<string, Topology>} presets
 * @param {Record<string, string>} hints  what to do with those that are exercises
 */
export function presetPart(act, presets, hints) {
  const names = ["", ...Object.keys(presets)], preset = html("select", { class: "qs-preset", "aria-label": "Presets", title: "choose a cell to begin with" });
  let known = "";
  const group = (/** @type {string} */ label, /** @type {string[]} */ members) =>
    html("optgroup", { label }, ...members.map((name) => html("option", { value: name }, called(name, presets[name]))));
  const exercises = names.filter((name) => name in hints), tasks = names.filter((name) => name && !(name in hints));
  preset.append(html("option", { value: "" }, "no preset"), group("exercises", exercises), group("the paper's tasks", tasks));
  preset.addEventListener("change", () => {
    if (preset.value) act.edit({ edit: "preset", name: preset.value });
  });
  /** @param {Builder} builder */
  function draw({ topology }) {
    known = names.find((name) => name && sameTopology(presets[name], topology)) ?? "";
    put(preset, known);
  }
  return { chosen: () => known, row: html("label", { class: "qs-field" }, html("span", { class: "qs-aside" }, "preset"), preset), draw };
}

/**
 * Lanes and bias.
 * @param {Act} act
 */
export function sizesPart(act) {
  const whole = { min: 1, step: 1 };
  const inputs = numberField("in/out lanes", whole, (value) => act.edit({ edit: "lanes", inputs: value }));
  const workspace = numberField("workspace lanes", whole, (value) => act.edit({ edit: "lanes", workspace: value }));
  const text = { type: "text", spellcheck: "false", title: "a number, or with π: pi/4" };
  const bias = typedField("bias (radians)", text, (value) => act.edit({ edit: "bias", value: typed(value) }));
  /** @param {Builder} builder */
  function draw({ topology }) {
    put(inputs.input, topology.inputs);
    put(workspace.input, topology.workspace);
    put(bias.input, written(topology.bias));
  }
  return { fields: [inputs.label, workspace.label, bias.label], draw };
}

/**
 * The bits of the word that the cell reads.
 * @param {(word: number) => void} read
 */
export function wordPart(read) {
  const row = html("span", { class: "qs-field", role: "group", "aria-label": "Input word" });
  /** @type {HTMLButtonElement[]} */
  let toggles = [];
  let word = 0;
  /** @param {Builder} builder */
  function draw({ topology: { inputs }, word: now }) {
    word = now;
    if (toggles.length !== inputs) {
      toggles = Array.from({ length: inputs }, (_, lane) => {
        const toggle = html("button", { type: "button", class: "qs-bit", "aria-label": `input bit on lane ${lane}` });
        toggle.addEventListener("click", () => read(word ^ (1 << (inputs - 1 - lane))));
        return toggle;
      });
      row.replaceChildren(html("span", {}, html("span", { class: "qs-input" }, "input "), "word"), ...toggles);
    }
    for (const [lane, toggle] of toggles.entries()) {
      const bit = (word >> (inputs - 1 - lane)) & 1;
      toggle.setAttribute("aria-pressed", String(bit === 1));
      say(toggle, String(bit));
    }
  }
  return { row, draw };
}

/** The cell as Python and as JSON. */
export function textsPart() {
  const area = (/** @type {string} */ name) => {
    const field = html("textarea", { readonly: "", rows: 8, spellcheck: "false", "aria-label": name });
    field.addEventListener("focus", () => field.select());
    return field;
  };
  const python = area("The cell as Python"), json = area("The cell as JSON");
  /** @param {Builder} builder @param {string} more  Python behind it */
  function draw({ topology, seed, word, selected }, more) {
    const code = `${asPython(topology)}\nbuilder = CellBuilder(topology, seed=${seed}, word=${word})\n${more}`;
    const state = `{"topology": ${asJson(topology)}, "seed": ${seed}, "word": ${word}, "selected": "${selected}"}`;
    if (python.value !== code) python.value = code;
    if (json.value !== state) json.value = state;
  }
  return { nodes: [fold("as Python", python), fold("as JSON", json)], draw };
}
