// The cell through which a word runs, as two pages show it: the builder's grid, and the state after the gate that the word has reached.

import { onSliderKeys } from "../controls.js";
import { emOf, html, say, svg } from "../dom.js";
import { seenIn, signedAmplitudes } from "../engine/building.js";
import { clamp, short } from "../numbers.js";
import { closest, drawAmplitudesOf } from "../views/amplitudes.js";
import { named } from "../engine/topology.js";
import { GridView } from "../views/grid.js";
import { tipIn } from "./tip.js";

/** @typedef {import("../engine/cell.js").Topology} Topology */
/** @typedef {import("../engine/running.js").Station} Station */

/**
 * What the cell shows.
 * @typedef {object} Running
 * @property {Topology | null} topology  null: too large for a page
 * @property {string} reason  why nothing runs, or what to do
 * @property {Station[]} stations  of the step that is looked at; none: no step is
 * @property {number | null} at  the station of the word; null: it has passed
 * @property {string[]} symbols  of the words
 * @property {number} read  word that goes in
 * @property {number} taken  word that comes out
 */

/** @param {number} share */
const share = (share) => `${(100 * share).toFixed(share > 0.1 && share < 0.9 ? 0 : 1)} %`;

/**
 * What happens at a station.
 * @param {Running} running
 * @param {Station} station
 */
function wordsOf({ symbols, read, taken }, { gate, success, excitation }) {
  if (gate === "write") return `write: the word ${symbols[read]} stands on the in/out lanes`;
  if (gate === "erase") return "erase: the in/out lanes are 0 again";
  if (gate === "measure") return `measure: ${symbols[taken]} comes out, which had ${share(success)}`;
  if (excitation === null) return named(gate);
  return `${named(gate)}: its target is 1 with ${share(excitation)}; its ancillas all give 0 with ${short(success)}`;
}

/**
 * The line above the grid.
 * @param {Running} running
 */
function lineOf(running) {
  const { topology, reason, stations, at, symbols, read } = running;
  if (!topology) return reason;
  if (!stations.length) return "Press Word, or click a step above: its word runs through the cell.";
  if (at === null) return `the word ${symbols[read]} has passed; after the last gate:`;
  return wordsOf(running, stations[at]);
}

/**
 * The grid, as a slider over the stations of a word.
 * @param {(at: number) => void} halt  stop at a station
 */
export function cellPart(halt) {
  const grid = new GridView(false), state = svg("svg", { role: "img" }), line = html("div", { class: "qs-passing", "data-caption": "" });
  const way = { class: "qs-scroll qs-way", title: "click a column, or use the arrow keys, to stop the word there" };
  const slider = { role: "slider", tabindex: 0, "aria-label": "Way of the word through the cell", "aria-valuemin": 0 };
  // what scrolls must have the keyboard: it is the slider itself
  const box = grid.scroll;
  for (const [name, value] of Object.entries({ ...way, ...slider })) box.setAttribute(name, String(value));
  const note = html("div", { class: "qs-legend qs-note", "data-caption": "" });
  const row = html("section", { class: "qs-cell-part", "aria-label": "The cell" }, line, grid.box, state, note);
  /** @type {Running} */
  let now;
  const last = () => now.stations.length - 1;
  const lit = { key: "" };
  onSliderKeys(box, (by) => halt(clamp(0, (now.at ?? last()) + by, last())), { isOn: () => now.stations.length > 0 });
  /** @param {Event} event @returns {string} the column there; above and below the lanes it is the one that is lit */
  function keyAt({ target }) {
    const element = /** @type {Element} */ (target), key = element.closest("[data-key]")?.getAttribute("data-key");
    return key ?? (element.classList.contains("qs-lit-column") ? lit.key : "");
  }
  box.addEventListener("click", (event) => {
    const at = now.stations.findIndex(({ gate }) => gate === keyAt(event));
    if (at >= 0) halt(at);
  });
  box.addEventListener("pointermove", (event) => light(keyAt(event)));
  box.addEventListener("pointerleave", () => light(""));
  let size = { width: 0, height: 0 }, tellOf = (/** @type {MouseEvent} */ _) => "";
  const tip = tipIn(row);
  for (const kind of ["pointermove", "pointerleave"]) state.addEventListener(kind, (event) => tip(tellOf(/** @type {MouseEvent} */ (event)), /** @type {MouseEvent} */ (event)));
  /** @param {string} key  the column under the pointer: what happens there stands in the line */
  function light(key) {
    if (key === lit.key) return;
    lit.key = key;
    drawGrid();
  }
  function drawGrid() {
    const { topology, stations, at, read } = now, over = stations.find(({ gate }) => gate === lit.key);
    say(line, over ? wordsOf(now, over) : lineOf(now));
    if (!topology) return;
    const running = at === null ? undefined : stations[at].gate, passed = at === null ? stations : stations.slice(0, at + 1);
    const seen = seenIn(topology, passed);
    // a meter shows nothing before the word has reached it
    if (passed.at(-1)?.gate !== "measure") seen.measured = null;
    const shown = { topology, ...(stations.length ? { word: read, ...seen } : {}), running, lit: over ? lit : null };
    grid.draw(shown, size);
  }
  function drawState() {
    const { topology, stations, at } = now;
    const isThere = topology !== null && stations.length > 0;
    state.style.display = isThere ? "" : "none";
    say(note, isThere ? "the state there: amplitudes up and down, a row for each word on the in/out lanes" : "");
    if (!isThere) return;
    const em = emOf(state), amplitudes = signedAmplitudes(stations[at ?? last()]);
    const strips = Math.max(...stations.map(({ held }) => held.filter((chance) => chance > 1e-6).length));
    tellOf = drawAmplitudesOf(state, { now: amplitudes, pinned: null, strips: Math.min(strips, 8) }, topology, size.width, em, closest(Math.min(strips, 8), em));
  }
  /** @param {Running} running @param {{ width: number, height: number }} room  pixels that the grid may take */
  function draw(running, room) {
    now = running;
    size = room;
    grid.box.hidden = !running.topology;
    drawGrid();
    drawState();
    box.setAttribute("aria-valuemax", String(Math.max(0, last())));
    box.setAttribute("aria-valuenow", String(Math.max(0, running.at ?? last())));
    box.setAttribute("aria-valuetext", lineOf(running));
  }
  return { row, draw };
}
