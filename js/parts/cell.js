// The cell through which a word runs, as two pages show it: the builder's grid, and the state after the gate that the word has reached.

import { onSliderKeys } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { seenIn, signedAmplitudes } from "../engine/building.js";
import { SILENT } from "../engine/network.js";
import { clamp } from "../numbers.js";
import { BELOW, LOWEST, closest, drawAmplitudesOf } from "../views/amplitudes.js";
import { named, stageOf } from "../engine/topology.js";
import { GridView } from "../views/grid.js";
import { tipIn } from "./tip.js";

/** @typedef {import("../engine/cell.js").Topology} Topology */
/** @typedef {import("../engine/running.js").Station} Station */

/**
 * What the cell shows.
 * @typedef {object} Running
 * @property {Topology | null} topology  null: too large for a page
 * @property {string} reason  why nothing runs
 * @property {string} begin  what lets a word run
 * @property {Station[]} stations  of the step that is looked at; none: no step is
 * @property {number | null} at  the station of the word; null: it has passed
 * @property {string[]} symbols  of the words
 * @property {number} read  word that goes in
 * @property {number} taken  word that comes out, or SILENT
 * @property {boolean} forced  whether it was forced, or measured
 * @property {boolean} isRight  whether it is the right answer; it is not where nothing is asked
 * @property {boolean} isOn  whether the word runs: what stands has time to be read
 */

/**
 * @typedef {object} Size
 * @property {number} width
 * @property {{ width: number, height: number } | null} aside  pixels of the state, which stands beside the grid; null: it stands below
 * @property {number} height  pixels that the grid may take
 * @property {boolean} close  whether the page fills a screen: then the grid and the state below it take the height together
 */

/** Never rounded to nothing or to all. @param {number} share */
function share(share) {
  const told = () => `${(100 * share).toFixed(share > 0.1 && share < 0.9 ? 0 : 1)} %`;
  const text = share > 1e-9 && share < 1e-3 ? "< 0.1 %" : share < 1 - 1e-9 && share > 1 - 1e-3 ? "> 99.9 %" : told();
  return text.replaceAll(" ", "\u00a0"); // on one line
}

/**
 * What comes out.
 * @param {Running} running
 * @param {Station} last
 */
function outOf({ symbols, taken, forced, isRight }, { success }) {
  const word = symbols[taken], chance = `(it had ${share(success)})`;
  if (!forced) return `${word} comes out ${chance}`;
  return isRight ? `training fixes the right answer ${word} ${chance}` : `not asked here: its guess is thrown away, “${word}” put in its place ${chance}`;
}

/**
 * What happens at a station, to newcomers: the gates of a stage do one thing.
 * @param {Running} running
 * @param {Station} station
 */
function plainly(running, station) {
  const { symbols, read, taken } = running, { gate } = station;
  if (gate === "write") return `write: the word ${symbols[read]} is put on the in/out lanes`;
  if (gate === "erase") return `erase: the in/out lanes are 0 again${taken === SILENT ? "; nothing is asked here, so the output stage does not act" : ""}`;
  if (gate === "measure") return `measure: ${outOf(running, station)}`;
  const stage = stageOf(gate);
  if (stage === "input") return "input: the word just read changes the memory";
  return stage === "output" ? "output: the memory writes its prediction" : `${named(stage)}: the memory is reworked`;
}

/**
 * The same for who has time to read: which gate it is, and its numbers.
 * @param {Running} running
 * @param {Station} station
 */
function wordsOf(running, station) {
  const { gate, success, excitation } = station, plain = plainly(running, station);
  if (["write", "erase", "measure"].includes(gate)) return plain;
  const place = named(gate).slice(named(stageOf(gate)).length + 1);
  if (excitation === null) return place ? `${plain}, by ${place}` : plain;
  return `${plain}; ${place}: its target is 1 with ${share(excitation)}, success ${share(success)}`;
}

/**
 * The line above the grid.
 * @param {Running} running
 * @param {boolean} isBrief  whether it leaves out what only some can use
 */
function lineOf(running, isBrief) {
  const { topology, reason, begin, stations, at, symbols, read } = running;
  if (!topology) return reason;
  if (!stations.length) return `${begin}, or click a step above: its word runs through the cell.`;
  const last = stations[stations.length - 1], end = last.gate === "measure" ? outOf(running, last) : "nothing is asked, and nothing comes out";
  if (at === null) return `the word ${symbols[read]} has passed; ${end}`;
  return (isBrief ? plainly : wordsOf)(running, stations[at]);
}

const BLUE = "blue: P(1) of its lane", FILL = `${BLUE}; ρ: a rotation`;
const KEY = "success: how likely all ancillas of a neuron give 0, as they must; no measure of what is learned";
const BRIEF = `${BLUE} · success: ancillas all give 0`; // on a page that fills the screen
export const LINE = 18; // pixels of a line of words there

/** The state after a station. @param {(term: string) => Node} help  a "?" beside a term */
function statePart(help) {
  const state = svg("svg", { role: "img" }), note = html("span", { "data-caption": "" });
  const legend = html("div", { class: "qs-legend qs-note" }, note, help("amplitude"));
  const held = html("section", { class: "qs-held-part", "aria-label": "The state" }, legend, state), tip = tipIn(held);
  let tellOf = (/** @type {MouseEvent} */ _) => "";
  for (const kind of ["pointermove", "pointerleave"]) state.addEventListener(kind, (event) => tip(tellOf(/** @type {MouseEvent} */ (event)), /** @type {MouseEvent} */ (event)));
  /**
   * @param {Topology | null} topology
   * @param {Station | undefined} station  undefined: there is nothing to show
   * @param {{ width: number, em: number, strips: number, high: number, symbols: string[] }} room  pixels of the picture and of its letters; strips: as many as are ever needed
   */
  function draw(topology, station, { width, em, strips, high, symbols }) {
    const isThere = topology !== null && station !== undefined;
    state.style.display = legend.style.display = isThere ? "" : "none";
    if (!isThere) return;
    say(note, `the state after ${named(station.gate)}: amplitudes up and down, a row for each word on the in/out lanes`);
    tellOf = drawAmplitudesOf(state, { now: signedAmplitudes(station), pinned: null, strips, symbols }, topology, width, em, high);
  }
  return { held, draw };
}

/**
 * The grid, as a slider over the stations of a word.
 * @param {(at: number) => void} halt  stop at a station
 * @param {(term: string) => Node} help  a "?" beside a term
 */
export function cellPart(halt, help) {
  const grid = new GridView(false), state = statePart(help), line = html("div", { class: "qs-passing", "data-caption": "" });
  const way = { class: "qs-scroll qs-way", title: "click a column, or use the arrow keys, to stop the word there" };
  const slider = { role: "slider", tabindex: 0, "aria-label": "Way of the word through the cell", "aria-valuemin": 0 };
  // what scrolls must have the keyboard: it is the slider itself
  const box = grid.scroll;
  for (const [name, value] of Object.entries({ ...way, ...slider })) box.setAttribute(name, String(value));
  const [fill, bend, sum, chance] = [[FILL], ["order: how steep it bends", help("order")], ["degree: controls that a weight multiplies", help("degree")], [KEY, help("success")]]
    .map((parts) => html("span", {}, ...parts));
  const key = html("div", { class: "qs-legend qs-note qs-cell-key" }, fill, bend, sum, chance), brief = html("div", { class: "qs-brief-key", "data-caption": "" }, BRIEF);
  const row = html("section", { class: "qs-cell-part", "aria-label": "The cell" }, line, grid.box, key, brief);
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
  let size = /** @type {Size} */ ({ width: 0, aside: null, height: 0, close: false });
  /** @param {string} key  the column under the pointer: what happens there stands in the line */
  function light(key) {
    if (key === lit.key) return;
    lit.key = key;
    drawGrid();
  }
  function drawGrid() {
    const { topology, stations, at, read } = now, over = stations.find(({ gate }) => gate === lit.key);
    const pointed = over && (size.close ? plainly : wordsOf)(now, over);
    say(line, pointed ?? lineOf(now, size.close || now.isOn));
    if (!topology) return;
    const running = at === null ? undefined : stations[at].gate, passed = at === null ? stations : stations.slice(0, at + 1);
    const seen = seenIn(topology, passed);
    // a meter shows nothing before the word has reached it
    if (passed.at(-1)?.gate !== "measure") seen.measured = null;
    const shown = { topology, ...(stations.length ? { word: read, ...seen } : {}), running, lit: over ? lit : null };
    grid.draw(shown, size.close ? { ...size, brief: true, height: size.height - needs() } : size);
  }
  /** @returns {number} rows of the state: as many as are ever likely on the way, so that nothing jumps */
  const rows = () => Math.min(8, Math.max(...now.stations.map(({ held }) => held.filter((chance) => chance > 1e-6).length)));
  /** @returns {number} pixels that are not the grid's: the line above it, and the state as small as it can be read */
  const needs = () => grid.box.offsetTop + LINE + (now.stations.length && !size.aside ? closest(Math.min(rows(), 3), grid.em(size.width)) + BELOW * grid.em(size.width) : 0);
  function drawState() {
    const { topology, stations, at } = now, em = grid.em(size.width), strips = rows();
    // the highest cells leave no room for it
    brief.hidden = !topology || (size.close && grid.box.offsetTop + grid.box.offsetHeight + LINE > size.height);
    // on a page that fills the screen it has what the grid leaves, which may be too little
    const below = () => size.height - grid.box.offsetTop - grid.box.offsetHeight - LINE;
    const high = size.close ? (size.aside?.height ?? below()) - BELOW * em : closest(strips, em), isRoom = !size.close || high >= LOWEST * em;
    state.draw(topology, isRoom ? stations[at ?? last()] : undefined, { width: size.aside?.width ?? size.width, em, strips, high, symbols: now.symbols });
  }
  /** @param {Running} running @param {Size} room */
  function draw(running, room) {
    now = running;
    size = room;
    grid.box.hidden = key.hidden = !running.topology;
    drawGrid();
    drawState();
    box.setAttribute("aria-valuemax", String(Math.max(0, last())));
    box.setAttribute("aria-valuenow", String(Math.max(0, running.at ?? last())));
    box.setAttribute("aria-valuetext", lineOf(running, false));
  }
  return { row, held: state.held, draw };
}
