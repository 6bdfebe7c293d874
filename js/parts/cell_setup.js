// What a cell is set up with, and how it is written down.

import { typed, written } from "../angles.js";
import { fold, put } from "../controls.js";
import { html, say } from "../dom.js";
import { presetOf, sameTopology } from "../engine/building.js";
import { same } from "../undo.js";
import { pythonTuple } from "../engine/checks.js";
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
 * @param {{ made: Record<string, object>, wanted: object }} kinds  made: those that have angles by hand; wanted: the exercises
 */
export function presetPart(act, presets, { made, wanted }) {
  const names = Object.keys(presets), preset = html("select", { class: "qs-preset", "aria-label": "Presets", title: "choose a cell to begin with" });
  const other = html("option", { value: "", disabled: "" });
  let known = "", isWhole = false;
  const group = (/** @type {string} */ label, /** @type {string[]} */ members) =>
    html("optgroup", { label }, ...members.map((name) => html("option", { value: name }, called(name, presets[name]))));
  const those = (/** @type {object} */ kind) => names.filter((name) => name in kind);
  const tasks = names.filter((name) => !(name in made || name in wanted));
  preset.append(other, group("made by hand", those(made)), group("exercises", those(wanted)), group("the paper's tasks", tasks));
  preset.addEventListener("change", () => {
    if (preset.value) act.edit({ edit: "preset", name: preset.value });
  });
  /** @param {Builder} builder */
  function draw(builder) {
    const { topology, own } = builder;
    known = presetOf(builder, presets);
    isWhole = known !== "" && sameTopology(presets[known], topology) && same(own, made[known] ?? {});
    // under another value, so that the preset itself can be chosen again
    say(other, known && !isWhole ? `${called(known, presets[known])}, changed` : "no preset");
    put(preset, isWhole ? known : "");
  }
  return { chosen: () => known, isChanged: () => known !== "" && !isWhole, row: html("label", { class: "qs-field" }, html("span", { class: "qs-aside" }, "preset"), preset), draw };
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

/** The cell as Python and as JSON. */
export function textsPart() {
  const area = (/** @type {string} */ name) => {
    const field = html("textarea", { readonly: "", rows: 8, spellcheck: "false", "aria-label": name });
    field.addEventListener("focus", () => field.select());
    return field;
  };
  const python = area("The cell as Python"), json = area("The cell as JSON");
  /** @param {Builder} builder @param {string} more  Python behind it */
  function draw({ topology, seed, word, before, own, preset, selected }, more) {
    // what is as usual needs no words
    const read = before.length ? `, before=${pythonTuple(before)}` : "", set = Object.keys(own).length ? `, own=${JSON.stringify(own)}` : "";
    const from = preset ? `, preset="${preset}"` : "";
    const code = `${asPython(topology)}\nbuilder = CellBuilder(topology, seed=${seed}, word=${word}${read}${set}${from})\n${more}`;
    const rest = JSON.stringify({ seed, word, before, own, preset, selected });
    const state = `{"topology": ${asJson(topology)}, ${rest.slice(1)}`;
    if (python.value !== code) python.value = code;
    if (json.value !== state) json.value = state;
  }
  return { nodes: [fold("as Python", python), fold("as JSON", json)], draw };
}
