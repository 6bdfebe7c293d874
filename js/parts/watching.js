// The sequence, the cell through which its words run, and the step that is looked at, as two pages show them together.

import { aimed, allow, button, icon, selector } from "../controls.js";
import { html } from "../dom.js";
import { clamp } from "../numbers.js";
import { gridColumns } from "../views/grid_room.js";
import { LINE, cellPart } from "./cell.js";
import { computing } from "./computing.js";
import { modesPart } from "./modes.js";
import { moreWidth } from "./history.js";
import { passage } from "./passage.js";
import { isBrief, playButton, speedName } from "./playing.js";
import { sequencePart } from "./sequence.js";

/** @typedef {import("../views/strip.js").Labels} Labels */
/** @typedef {import("../views/strip.js").Group} Group */
/** @typedef {import("./sequence.js").Shown} Shown */
/** @typedef {import("./computing.js").Ran} Ran */

/**
 * What a page gives.
 * @typedef {object} Watching
 * @property {() => number} at  the step that is looked at, as far as the page knows; -1: none
 * @property {(step: number) => void} look
 * @property {() => boolean} settled  nothing is asked that is not done yet
 * @property {() => Ran | null} ran  null: the page does not compute it
 * @property {() => string} reason  why not
 * @property {() => number | null} moment  the station of the word; null: it has passed
 * @property {(moment: number | null) => void} to
 * @property {() => boolean} next  goes to the next word; false: there is none
 * @property {() => string} key  names what is looked at: another key is another word to read
 * @property {() => number} pace  stations a second
 * @property {(pace: number) => void} setPace
 * @property {string} after  what comes behind the last word of the sequence
 * @property {() => void} changed  it begins or ends to run
 * @property {(term: string) => Node} help  a "?" beside a term
 */

const WORD = "M2 3h4v10H2ZM8 3l6 5-6 5Z";
const PACES = [1, 2, 5, 10, 20, 50]; // gates a second
const TWO_COLUMNS = 900; // pixels that they need
const FEW = 16; // columns of a cell that leaves room for the distribution in a lecture hall
const ASIDE = 0.38, HALL = 0.33, BESIDE = 0.27; // shares of the width for what stands beside the cell; in a lecture hall with the state, or without it
const TALL = 300, ROOM = 560; // pixels in which a cell and its state stand one below the other there, and in which anything stands beside it
const BARS = 0.55, GAP = 24; // the share of the height for the distribution, above the state, and pixels between both columns
const HIGH = 210, ALONE = 310; // pixels that the grid may take, and where the state stands beside it
const ROWS = 320, LOW_ROWS = 75, TALL_ROWS = 130, SHARE = 0.28; // pixels of all rows of the strip; in a lecture hall beside the cell, and beside the loss, there a share of the screen
const EDGE = 12; // pixels below all on a page that fills the screen

/**
 * @param {Labels} labels
 * @param {Watching} page
 */
export function watchingPart(labels, page) {
  const { at, moment } = page, computed = computing(page.ran);
  const stations = () => (at() < 0 ? [] : computed.stations(at()));
  const way = passage({ ...page, at: moment, ready: page.settled, speed: page.pace, stations: () => stations().length });
  const look = (/** @type {number} */ step) => {
    if (moment() !== null || way.isOn()) way.halt(null);
    page.look(step);
  };
  const sequence = sequencePart(labels, { at, look, settled: page.settled, influence: computed.influence, help: page.help });
  const cell = cellPart(way.halt, page.help);
  const word = button("Word", "let the word of this step run through the cell; then the next", way.word, icon(WORD));
  const words = playButton(`word after word, until stopped; after the last one comes ${page.after}`, () => toggle());
  const speed = selector("gates a second", PACES, (value) => page.setPace(Number(value)));
  const left = html("div", { class: "qs-way-part" }, cell.row, sequence.sampled), both = html("div", { class: "qs-two" }, left, cell.held, sequence.step);
  /** @type {Group[]} */
  let groups = [];
  let steps = 0, isFreeNow = false;
  let known = 0, room = 0, beside = 0; // the width of the page, what it leaves to its parts, and to those beside the cell
  for (const [name, pixels] of Object.entries({ gap: GAP, line: LINE })) both.style.setProperty(`--qs-${name}`, `${pixels}px`);
  /** @param {Omit<Shown, "station">} given @param {number} width @param {{ isFree: boolean, isMore: boolean }} how  whether a word may run, and all is seen */
  function draw(given, width, { isFree, isMore }) {
    ({ groups } = given.sequence);
    steps = given.sequence.inputs.length;
    isFreeNow = isFree;
    const { look: seen, sequence: { inputs, symbols } } = given, all = seen ? stations() : [], here = moment();
    // another cell has other stations
    const place = here === null || !all.length ? null : Math.min(here, all.length - 1);
    // within the edges of the page, which are wider when it is presented
    if (width !== known) room = sequence.box.clientWidth || width - 8;
    known = width;
    const hall = both.closest(".qs-presented"), isLow = hall !== null;
    const topology = page.ran()?.topology ?? null, isSmall = () => topology !== null && gridColumns(topology).length <= FEW;
    // before a step is looked at nothing stands beside the cell
    const isWide = seen !== null && (isLow ? isSmall() && room >= ROOM : room >= TWO_COLUMNS), isOn = way.isOn();
    both.classList.toggle("qs-wide", isWide);
    const shown = { ...given, station: place === null ? null : all[place] };
    // in a lecture hall the strip stands on one screen with the cell, or with the loss, which needs less
    const screen = hall ? innerHeight / Number(getComputedStyle(hall).zoom) : 0, isWords = hall?.classList.contains("qs-words");
    const high = !hall ? ROWS : isWords ? LOW_ROWS : clamp(LOW_ROWS, SHARE * screen, TALL_ROWS);
    // there the subject is the way of a word, and not what a prediction depends on
    sequence.draw(shown, { width: room, high, isLow, isBare: Boolean(isWords) });
    const height = hall ? screen - both.offsetTop - EDGE : isWide ? ALONE : HIGH, isAside = isWide && height < (hall ? TALL : Number.POSITIVE_INFINITY);
    both.classList.toggle("qs-state-aside", isAside);
    const side = isWide ? Math.floor((!hall ? ASIDE : isAside ? HALL : BESIDE) * room) : room, bars = hall ? (isAside ? BARS : 1) * (height - LINE) : 0;
    if (side !== beside) both.style.setProperty("--qs-side", `${side}px`);
    beside = side;
    const taken = sequence.drawStep(shown, side, bars);
    if (isMore) sequence.drawStates(shown, moreWidth(width, room));
    const { step, read, taken: out, forced } = seen ?? { step: -1, read: 0, taken: 0, forced: false }, isRight = out === given.sequence.targets[step];
    const begin = word.hidden ? "Switch to Words and press Word" : "Press Word";
    const running = { topology, reason: page.reason(), begin, stations: all, at: place, symbols, read, taken: out, forced, isRight, isOn };
    cell.draw(running, { width: isWide ? room - side - GAP : room, aside: isAside ? { width: side, height: height - LINE - taken } : null, height, close: isLow });
    allow(word, isFree && inputs.length && !isOn);
    words.show(isOn);
    allow(words.element, isFree && inputs.length);
    speed.show(page.pace(), PACES, speedName(isBrief(width, isLow)));
  }
  const toggle = () => (way.isOn() ? way.stop() : way.words());
  /** A step is looked at, so that all that a word changes has its room before one runs: the first of those that belong together. */
  function begin() {
    const first = groups.find(([from, to]) => from <= at() && at() <= to)?.[0] ?? Math.max(0, at());
    if (first !== at() && steps && isFreeNow) look(first);
  }
  const back = aimed(page.settled, at, look);
  /** On: the next word passes, or the one that is passing has passed; back: the step before. @param {1 | -1} by */
  function step(by) {
    if (by < 0) back((step) => clamp(0, step - 1, steps - 1));
    else if (!way.isOn()) way.word();
    // one that is asked for and not there yet cannot pass
    else if (page.settled() && moment() !== null) way.pass();
  }
  return { strip: sequence.strip, states: sequence.states, both, controls: [words.element, word, speed.row], draw, step, toggle, begin, stop: way.stop, isOn: way.isOn };
}

/**
 * The switch between words and updates, which says what Play, Space, the speed and a page that fills the screen are about, and which of
 * their pictures stands first below the strip.
 * @param {ReturnType<typeof watchingPart>} watching
 * @param {{ controls: HTMLElement[], row: HTMLElement, stop: () => void }} training  the updates: what operates and ends them, their curves
 * @param {{ root: HTMLElement, redraw: () => void }} page
 */
export function switchPart(watching, { controls, row, stop }, { root, redraw }) {
  const updates = { name: "Updates", hint: "Play and its neighbours go from update to update", controls };
  const words = { name: "Words", hint: "Play and its neighbours let words run through the cell", controls: watching.controls };
  const modes = modesPart([updates, words], () => {
    root.classList.toggle("qs-words", isWords());
    // what runs ends, since Play and Pause are about the other one from now on
    if (isWords()) stop();
    else watching.stop();
    if (isWords()) watching.begin();
    // what runs changes its own pictures most: they come first
    if (isWords()) watching.both.after(row);
    else watching.both.before(row);
    redraw();
  });
  const isWords = () => modes.chosen() === words.name, pictures = html("div", {}, row, watching.both);
  return { row: modes.row, pictures, isWords, toUpdates: () => modes.go(updates.name), toWords: () => modes.go(words.name) };
}

/**
 * What keys do while the page is presented: Space plays or stops what the switch says, the arrows go on and back in it.
 * @param {() => unknown} toggle
 * @param {(by: 1 | -1) => unknown} step
 */
export const presentedKeys = (toggle, step) => ({ " ": toggle, ArrowRight: () => step(1), ArrowLeft: () => step(-1) });
