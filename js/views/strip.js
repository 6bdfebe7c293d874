// The predicted next word at every step of a sequence: words upwards, steps rightwards.

import { resize, svg, within } from "../dom.js";
import { clamp, roundTicks } from "../numbers.js";
import { reveal, shape, symbolLook } from "./axes.js";

const LETTER = 8.5; // pixels, of a letter at most
const SIGN = 6.7; // of a sign in a short formula, spaces and all
const ROW = 20, FEW = 4; // pixels of a row at most; words that fill the height
const HATCH = 9; // pixels from an oblique line to the next
const AFTER = "; above: the prediction after it"; // why the answer to two words stands above the second
const HUNG = "bars: what it depends on"; // behind the step that is looked at, where there is room
const MOST_BAR = 10; // pixels that a bar of influence is broad
const NUMBERS = 17, TOP = 4; // pixels above the strip: of the steps' numbers, or without them
const WORDS = 17, TIES = 18, NAME = 18, BARS = 24, LOW_BARS = 15; // below it: of the words read, what they belong to, their axis' name, and their influence
const SEEN = 0.1, FORMED = 0.02; // of a share whose bar is seen, and of a shade that has an edge while it forms
const SAID = 15, EQUALS = " = "; // pixels of a line below a brace, and what begins the second one
const ENDS = 10; // pixels of a brace on either side of its words, and around it
const HALO = 3; // of a sum x + y, on either side of an oblique line

/** @typedef {[number, number, string]} Group  steps that belong together: the first, the last, and what the last one follows from */
/** @typedef {{ inputs: number[], targets: number[], symbols: string[], groups: Group[] }} Sequence  targets: -1 where nothing is asked */
/**
 * @typedef {object} Size
 * @property {number} width  pixels that the strip may take
 * @property {number} high  pixels of all its rows, which fill it where `isLow`
 * @property {boolean} isLow  where the page fills a screen
 * @property {boolean} isBare  whether the bars of influence are left out
 */
/** @typedef {{ step: number, word: number }} Place  a cell of the strip */
/** @typedef {Record<string, string>} Labels  what the parts of a page are called */

/**
 * @typedef {object} Grid  Where the strip's cells are, in pixels.
 * @property {number} left
 * @property {number} top
 * @property {number} bottom
 * @property {number} cell  width of a step
 * @property {number} row  height of a word
 * @property {number} longest  letters of a symbol
 * @property {(step: number) => number} x  the middle of a step
 * @property {(word: number) => number} y  the middle of a word
 */

/**
 * @param {Sequence} sequence
 * @param {Size} size
 * @returns {Grid}
 */
function gridOf({ inputs, symbols }, { width, high, isLow }) {
  const longest = Math.max(...symbols.map((symbol) => symbol.length)), words = symbols.length;
  const left = 32 + LETTER * longest, top = isLow ? TOP : NUMBERS;
  const cell = Math.min(80, (width - left - 8) / inputs.length);
  const row = Math.min(isLow ? high / FEW : ROW, Math.max(8, high / words)), bottom = top + words * row;
  const x = (/** @type {number} */ step) => left + (step + 0.5) * cell;
  const y = (/** @type {number} */ word) => bottom - (word + 0.5) * row;
  return { left, top, bottom, cell, row, longest, x, y };
}

/**
 * A cell for every word at every step, step after step.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 */
function drawCells(root, { targets, symbols }, { x, y, cell, row }) {
  return targets.flatMap((_, step) =>
    symbols.map((__, word) => {
      const place = { x: x(step) - cell / 2, y: y(word) - row / 2, width: cell, height: row };
      return root.appendChild(svg("rect", { class: "qs-cell", ...place }));
    }),
  );
}

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

/** Where oblique lines over a box are: a line is where x + y is the same. @param {Box} box */
function sumsOver({ left, right, top, bottom }) {
  const first = Math.ceil((left + top) / HATCH) * HATCH, count = Math.max(0, Math.ceil((right + bottom - first) / HATCH));
  return Array.from({ length: count }, (_, n) => first + n * HATCH);
}

/** Both ends of such a line within its box, as a path has them. @param {Box} box @param {number} sum */
function endsOf({ left, right, top, bottom }, sum) {
  const kept = clamp(left + top, sum, right + bottom), from = Math.max(left, kept - bottom), to = Math.min(right, kept - top);
  return [from, to].map((x) => `${x.toFixed(1)} ${(kept - x).toFixed(1)}`);
}

/**
 * Oblique lines over a box; those of boxes side by side go on in one another.
 * @param {Box} box
 */
export const hatchOf = (box) => sumsOver(box).map((sum) => `M${endsOf(box, sum).join("L")}`).join("");

/**
 * Broad bands along the same lines, which end at the box.
 * @param {Box} box
 */
function bandsOf(box) {
  const bands = sumsOver(box).map((sum) => [...endsOf(box, sum - HALO), ...endsOf(box, sum + HALO).reverse()]);
  return bands.map((corners) => `M${corners.join("L")}Z`).join("");
}

/**
 * Hatching where nothing is asked: it leaves the shades as they are.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 */
function drawHatching(root, { targets }, { x, cell, top, bottom }) {
  const box = (/** @type {number} */ step) => ({ left: x(step) - cell / 2, right: x(step) + cell / 2, top, bottom });
  const boxes = targets.flatMap((target, step) => (target < 0 ? [box(step)] : []));
  if (!boxes.length) return;
  root.append(svg("path", { class: "qs-hatch-halo", d: boxes.map(bandsOf).join("") }), svg("path", { class: "qs-hatch", d: boxes.map(hatchOf).join("") }));
}

/**
 * What an arm of a cross reaches.
 * @param {number} arm
 */
const crossOf = (arm) => `M${-arm} ${-arm}L${arm} ${arm}M${-arm} ${arm}L${arm} ${-arm}`;

/**
 * A ring where the right word is, and a dot and a cross at every step, of which one is still to be put somewhere.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 */
function drawMarks(root, { inputs, targets }, { x, y, cell, row }) {
  const radius = Math.min(0.35 * row, 0.4 * cell);
  for (const [step, word] of targets.entries()) {
    if (word < 0) continue;
    const place = { cx: x(step), cy: y(word), r: radius };
    root.append(svg("circle", { class: "qs-halo", ...place }), svg("circle", { class: "qs-ring", ...place }));
  }
  return inputs.map(() => {
    const mark = root.appendChild(svg("g"));
    mark.append(svg("circle", { class: "qs-dot", r: Math.max(1, radius / 2.2) }));
    mark.append(svg("path", { class: "qs-cross-halo", d: crossOf(0.75 * radius) }), svg("path", { class: "qs-cross", d: crossOf(0.75 * radius) }));
    return mark;
  });
}

/**
 * The numbers of the steps above the strip: of all, or of as many as there is room for.
 * @param {SVGElement} root
 * @param {number} steps
 * @param {Grid} grid
 * @param {Labels} labels
 */
function drawSteps(root, steps, { left, top, cell, x }, labels) {
  const all = Array.from({ length: steps }, (_, step) => step), isRoom = cell >= 2 * LETTER + 3;
  const round = roundTicks(0, steps - 1, Math.max(2, (steps * cell) / 60)).filter(Number.isInteger);
  for (const step of isRoom ? all : round) root.append(svg("text", { class: "qs-tick", x: x(step), y: top - 5, "text-anchor": "middle" }, step));
  root.append(svg("text", { class: "qs-tick", x: left - 6, y: top - 5, "text-anchor": "end" }, labels.step));
}

/**
 * What a brace says within its own line, of which some is left on both sides; nothing where there is no room for it.
 * @param {Group} group
 * @param {number} cell
 */
function saidWithin([first, last, says], cell) {
  const close = says.replace(EQUALS, "="), room = (last - first + 1) * cell - 2 * ENDS;
  return [says, close].find((told) => SIGN * told.length < room) ?? "";
}

/** @param {string[]} words @returns {string[]} two lines, of which the longer one is as short as it can be */
function halves(words) {
  const ways = words.map((_, at) => [words.slice(0, at).join(" "), words.slice(at).join(" ")]);
  const longest = (/** @type {string[]} */ lines) => Math.max(...lines.map((line) => line.length));
  return ways.reduce((one, other) => (longest(other) < longest(one) ? other : one)).filter(Boolean);
}

/**
 * What braces say in two lines below them: before and after the sign of equality, or as long as one another; nothing where that is too long.
 * @param {Group[]} groups
 * @param {number} cell
 * @returns {string[][]}
 */
function saidBelow(groups, cell) {
  const ways = [groups.map(([, , says]) => says.replace(EQUALS, "\n= ").split("\n")), groups.map(([, , says]) => halves(says.split(" ")))];
  const fits = (/** @type {string[][]} */ way) => groups.every(([first, last], n) => way[n].every((line) => SIGN * line.length < (last - first + 1) * cell));
  return ways.find(fits) ?? [];
}

/**
 * A brace below steps that belong together, with what it says in its middle, or in lines below it.
 * @param {SVGElement} root
 * @param {Group[]} groups
 * @param {Grid} grid
 * @param {string[][]} below  the lines of each; none: they say it in their middle
 */
function drawGroups(root, groups, { bottom, cell, x }, below) {
  const y = bottom + WORDS + 9;
  for (const [at, group] of groups.entries()) {
    const from = x(group[0]) - cell / 2 + 3, to = x(group[1]) + cell / 2 - 3, middle = (from + to) / 2, inside = below.length ? "" : saidWithin(group, cell);
    const gap = inside ? (SIGN * inside.length) / 2 + 2 : 0;
    root.append(svg("path", { class: "qs-tie", d: `M${from} ${y - 6}v6H${middle - gap}M${to} ${y - 6}v6H${middle + gap}` }));
    const write = (/** @type {string} */ text, /** @type {number} */ down) => root.append(svg("text", { class: "qs-axis", x: middle, y: y + down, "text-anchor": "middle" }, text));
    if (inside) write(inside, 5);
    for (const [n, line] of (below[at] ?? []).entries()) write(line, SAID * (n + 1));
  }
}

/**
 * Words to the left; below, the words that are read, where they do not overlap.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 * @param {Labels} labels
 * @param {number | null} under  where the name of what is read stands; null: beside it
 */
function drawNames(root, { inputs, symbols }, { left, top, bottom, cell, row, longest, x, y }, labels, under) {
  const every = Math.ceil(13 / row), steps = inputs.length;
  for (const [word, symbol] of symbols.entries())
    if (word % every === 0) root.append(svg("text", { ...symbolLook("qs-tick", symbol), x: left - 6, y: y(word) + 5, "text-anchor": "end" }, symbol));
  const isWritten = cell >= LETTER * longest + 3;
  if (isWritten)
    for (const [step, word] of inputs.entries()) root.append(svg("text", { class: "qs-tick", x: x(step), y: bottom + WORDS - 2, "text-anchor": "middle" }, symbols[word]));
  const middle = left + (steps * cell) / 2, whole = `${labels.read}${AFTER}`;
  const beside = { x: left - 6, y: bottom + WORDS - 2, "text-anchor": "end" };
  const [place, name] = under === null ? [beside, "read"] : [{ x: middle, y: under, "text-anchor": "middle" }, whole.length * LETTER < steps * cell + left ? whole : labels.read];
  if (isWritten) root.append(svg("text", { class: "qs-axis", ...place }, name));
  const turned = { transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" };
  root.append(svg("text", { class: "qs-axis", ...turned }, bottom - top >= 60 ? labels.next : "next"));
}

/**
 * The word with the highest probability.
 * @param {ArrayLike<number>} belief  step after step
 * @param {number} step
 * @param {number} words
 */
function bestAt(belief, step, words) {
  let best = 0;
  for (let word = 1; word < words; word += 1) if (belief[step * words + word] > belief[step * words + best]) best = word;
  return best;
}

/**
 * How many of the answers are right.
 * @param {ArrayLike<number>} belief  step after step
 * @param {Sequence} sequence
 */
export const rightIn = (belief, { targets, symbols }) => targets.filter((word, step) => word === bestAt(belief, step, symbols.length)).length;

/** How many answers are asked. @param {Sequence} sequence */
export const askedIn = ({ targets }) => targets.filter((word) => word >= 0).length;

/**
 * A bar below each word read, for its influence on a prediction.
 * @param {SVGElement} root
 * @param {Grid} grid
 * @param {number} steps
 * @param {number} top
 */
function influenceBars(root, { cell, x }, steps, top) {
  const half = Math.min(MOST_BAR / 2, 0.35 * cell);
  const bar = (/** @type {number} */ step) => svg("rect", { class: "qs-influence", x: x(step) - half, y: top, width: 2 * half, height: 0 });
  return Array.from({ length: steps }, (_, step) => root.appendChild(bar(step)));
}

/**
 * The strip of one sequence, for one size: `update` moves it to a prediction, `mark` puts the cursor, `light` frames a cell, `hang`
 * shows what a prediction depends on.
 * @param {SVGSVGElement} root
 * @param {Sequence} sequence
 * @param {Size} size
 * @param {Labels} labels
 */
export function stripView(root, sequence, size, labels) {
  const { inputs, targets, symbols } = sequence, steps = inputs.length, words = symbols.length;
  const grid = gridOf(sequence, size), { left, top, bottom, cell, row, x, y } = grid, high = bottom - top;
  const groups = sequence.groups.filter(([first]) => first < steps).map(([first, last, says]) => /** @type {Group} */ ([first, Math.min(last, steps - 1), says]));
  // below them where one of them has no room for it
  const below = size.isLow || groups.every((group) => saidWithin(group, cell)) ? [] : saidBelow(groups, cell);
  const tied = bottom + WORDS + (groups.length ? TIES : 0) + SAID * Math.max(0, ...below.map((lines) => lines.length)), hung = tied + (size.isLow ? 0 : NAME), far = size.isBare ? 0 : size.isLow ? LOW_BARS : BARS;
  resize(root, size.width, hung + far);
  root.append(svg("rect", { class: "qs-frame", x: left, y: top, width: steps * cell, height: high }));
  const cells = drawCells(root, sequence, grid);
  drawHatching(root, sequence, grid);
  const marks = drawMarks(root, sequence, grid);
  drawNames(root, sequence, grid, labels, size.isLow ? null : hung - 4);
  if (!size.isLow) drawSteps(root, steps, grid, labels);
  drawGroups(root, groups, grid, below);
  const line = root.appendChild(svg("path", { class: "qs-frame qs-hung" })); // from which the bars hang
  const bars = influenceBars(root, grid, steps, hung + 3);
  const meant = svg("text", { class: "qs-meant", y: hung + far / 2 + 4, visibility: "hidden" }, HUNG);
  const reading = svg("rect", { class: "qs-reading", y: bottom + 1, width: cell, height: WORDS, rx: 3, visibility: "hidden" });
  const cursor = svg("rect", { class: "qs-cursor", y: top - 1, width: cell, height: high + 2, visibility: "hidden" });
  const lit = svg("rect", { class: "qs-lit", width: cell, height: row, visibility: "hidden" });
  root.append(reading, cursor, lit, meant);

  /**
   * @param {ArrayLike<number>} belief  of all words at every step
   * @param {ArrayLike<number>} shades  the same, but where a word is on its way
   * @param {number | null} waiting  a step whose word is on its way: it has predicted nothing yet
   * @returns {string} how many of the answers are right
   */
  function update(belief, shades, waiting) {
    // while a word runs, one column of them changes
    for (const [n, box] of cells.entries()) {
      const isForming = Math.floor(n / words) === waiting && shades[n] > FORMED;
      shape(box, { "fill-opacity": String(shades[n] || 0), class: isForming ? "qs-cell qs-forming" : "qs-cell" });
    }
    const best = marks.map((_, step) => bestAt(belief, step, words));
    for (const [step, mark] of marks.entries()) {
      const kind = targets[step] < 0 ? "qs-unasked" : best[step] === targets[step] ? "qs-right" : "qs-wrong";
      shape(mark, { transform: `translate(${x(step)} ${y(best[step])})`, class: kind });
      reveal(mark, step !== waiting);
    }
    const score = `${rightIn(belief, sequence)} of ${askedIn(sequence)} right`;
    root.setAttribute("aria-label", `Predicted next words along a sequence of ${steps} steps: ${score} where an answer is asked`);
    return score;
  }
  /** @param {ArrayLike<number>} shares  of the steps from the first on, 0 to 1; none: no bars */
  function hang(shares) {
    if (size.isBare) return;
    for (const [step, bar] of bars.entries()) shape(bar, { height: String((far - 4) * (shares[step] ?? 0)) });
    const all = Array.from(shares), isSeen = Math.max(0, ...all) > SEEN, long = HUNG.length * LETTER;
    // behind the bars, or before the first that is seen
    const behind = left + all.length * cell + 6, isBehind = behind + long < left + steps * cell;
    const from = isBehind ? behind : left, fits = isBehind || all.findIndex((share) => share > SEEN) * cell > long;
    // it ends with the bars, so that it does not run through what they say
    line.setAttribute("d", isSeen ? `M${left} ${hung + 3}h${shares.length * cell}` : "");
    meant.setAttribute("visibility", fits && isSeen ? "visible" : "hidden");
    // what is hidden must not reach beyond the picture either
    meant.setAttribute("x", String(fits ? from : left));
  }
  /** @param {number | null} step  whose word is being read */
  function read(step) {
    reading.setAttribute("visibility", step === null ? "hidden" : "visible");
    if (step !== null) reading.setAttribute("x", String(x(step) - cell / 2));
  }
  /** @param {number | null} step */
  function mark(step) {
    cursor.setAttribute("visibility", step === null ? "hidden" : "visible");
    if (step !== null) cursor.setAttribute("x", String(x(step) - cell / 2));
  }
  /** @param {Place | null} place */
  function light(place) {
    lit.setAttribute("visibility", place ? "visible" : "hidden");
    if (!place) return;
    lit.setAttribute("x", String(x(place.step) - cell / 2));
    lit.setAttribute("y", String(y(place.word) - row / 2));
  }
  /** @param {MouseEvent} event @returns {Place} the cell under the pointer, which need not exist */
  function at(event) {
    const [right, down] = within(event, root);
    return { step: Math.floor((right - left) / cell), word: Math.floor((bottom - down) / row) };
  }
  const has = (/** @type {Place} */ { step, word }) => step >= 0 && step < steps && word >= 0 && word < words;
  return { update, mark, light, hang, read, at, has, steps };
}
