// A picture as a network reads it: what has been read is dark, the rest pale, the last pixel or patch framed. Either all scan lines on one board,
// or each on a sheet of its own.

import { resize, svg } from "../dom.js";

/**
 * @typedef {object} Sheets
 * @property {ArrayLike<number>} words  of the picture
 * @property {number} read  words before the answer
 * @property {number} time  words read
 * @property {number} lit  words read at the place that somebody points at; -1: at none
 * @property {number} size  pixels a side
 * @property {number} scans
 * @property {number} patch  pixels a side of what a word holds of a line
 * @property {number[]} order  the patch that each word is read from
 * @property {string[]} lines  names of the scan lines, of those that are shown
 */

/** @typedef {{ left: number, top: number, cell: number }} Spot  where a sheet stands */

const SOLID = 12; // pixels of what is framed by a line: what is smaller is filled
export const ROW = 16; // pixels of a further line of a name
const COMMON = 7; // letters of a name below which pictures stand along one line
const GAP = 18, NAME = 22, LETTER = 7.5;

/**
 * Where a word is read, the corner of its patch: the second line goes along columns.
 * @param {{ size: number, patch: number, order: number[] }} sheets
 * @param {number} step  0: the first word
 * @param {number} line
 * @returns {[number, number]} column and row
 */
export function pixelOf({ size, patch, order }, step, line) {
  const across = size / patch, slow = Math.floor(order[step] / across) * patch, fast = (order[step] % across) * patch;
  return line === 1 ? [slow, fast] : [fast, slow];
}

/**
 * The pixels that a word holds of a line.
 * @param {Sheets} sheets
 * @param {number} step
 * @param {number} line
 */
function pixelsOf(sheets, step, line) {
  const { words, scans, patch } = sheets, [left, top] = pixelOf(sheets, step, line), count = patch ** 2;
  return Array.from({ length: count }, (_, at) => {
    const slow = Math.floor(at / patch), fast = at % patch, bit = count * (scans - line) - 1 - at;
    const [column, row] = line === 1 ? [left + slow, top + fast] : [left + fast, top + slow];
    return { column, row, paper: (words[step] >> bit) & 1 };
  });
}

/**
 * The words read when a pixel of a line has just been read; 0 if it never is.
 * @param {{ size: number, patch: number, order: number[], read: number }} sheets
 * @param {number} column
 * @param {number} row
 * @param {number} line
 */
export function wordAt({ size, patch, order, read }, column, row, line) {
  if (Math.min(column, row) < 0 || Math.max(column, row) >= size) return 0;
  const [slow, fast] = (line === 1 ? [column, row] : [row, column]).map((place) => Math.floor(place / patch));
  const step = order.indexOf((slow * size) / patch + fast);
  return step < read ? step + 1 : 0;
}

/**
 * The square of a pixel, as a path.
 * @param {Spot} spot
 * @param {number} column
 * @param {number} row
 */
const square = ({ left, top, cell }, column, row) => `M${left + column * cell} ${top + row * cell}h${cell}v${cell}h${-cell}Z`;

/**
 * A frame around the pixel that a word is read from, a little larger so that what it holds is seen.
 * @param {Sheets} sheets
 * @param {number} word  words read, the last of which is framed
 * @param {number} line
 * @param {Spot} spot
 */
function framed(sheets, word, line, { left, top, cell }) {
  if (word < 1) return "";
  const [column, row] = pixelOf(sheets, word - 1, line), side = sheets.patch * cell + 2;
  return `M${left + column * cell - 1} ${top + row * cell - 1}h${side}v${side}h${-side}Z`;
}

/**
 * The frames of what was read last and of what somebody points at, on paper so that they are seen on ink.
 * @param {SVGElement} root
 * @param {Sheets} sheets
 * @param {number[]} lines
 * @param {Spot} spot
 */
function drawFrames(root, sheets, lines, spot) {
  const last = lines.map((line) => framed(sheets, sheets.time, line, spot)).join("");
  const lit = lines.map((line) => framed(sheets, sheets.lit, line, spot)).join("");
  // dashes around a small pixel run into each other
  for (const name of ["qd-halo", spot.cell * sheets.patch < SOLID ? "qd-spot" : "qs-last"]) root.append(svg("path", { class: name, d: last }));
  for (const name of ["qd-halo", "qd-lit"]) root.append(svg("path", { class: name, d: lit }));
}

/**
 * The edge of a sheet, and thin lines of paper between its pixels.
 * @param {SVGElement} root
 * @param {Sheets} sheets
 * @param {Spot} spot
 */
function drawEdge(root, { size }, { left, top, cell }) {
  const side = size * cell;
  let d = "";
  for (let at = 1; at < size; at++) d += `M${left + at * cell} ${top}v${side}M${left} ${top + at * cell}h${side}`;
  root.append(svg("path", { class: "qd-between", d }), svg("rect", { class: "qs-frame", x: left, y: top, width: side, height: side }));
}

/**
 * Arrows that say along what each of two lines goes on.
 * @param {SVGElement} root
 * @param {Sheets} sheets
 * @param {Spot} spot
 */
function drawHeads(root, sheets, { left, top, cell }) {
  if (sheets.time < 1 || cell < 16) return;
  const pixels = [0, 1].map((line) => pixelOf(sheets, sheets.time - 1, line));
  if (pixels[0].join() === pixels[1].join()) return;
  for (const [line, arrow] of ["→", "↓"].entries()) {
    const [column, row] = pixels[line];
    const half = sheets.patch / 2, place = { x: left + (column + half) * cell, y: top + (row + half) * cell + 6, "text-anchor": "middle" };
    root.append(svg("text", { class: "qd-head", ...place }, arrow));
  }
}

/**
 * One scan line on a sheet of its own.
 * @param {SVGElement} root
 * @param {Sheets} sheets
 * @param {number} line
 * @param {Spot} spot
 * @returns {number} pixels of ink that have been read
 */
function drawSheet(root, sheets, line, spot) {
  const { read, time } = sheets;
  let [ink, pale, unread, count] = ["", "", "", 0];
  for (let step = 0; step < read; step++) for (const { column, row, paper } of pixelsOf(sheets, step, line)) {
    const path = square(spot, column, row);
    if (step >= time) unread += path;
    if (!paper && step >= time) pale += path;
    if (!paper && step < time) {
      ink += path;
      count++;
    }
  }
  root.append(svg("path", { class: "qs-unread", d: unread }), svg("path", { class: "qd-pale", d: pale }), svg("path", { class: "qs-ink", d: ink }));
  drawEdge(root, sheets, spot);
  drawFrames(root, sheets, [line], spot);
  return count;
}

/**
 * The pixels of the board by how many of its lines have read them.
 * @param {SVGElement} root
 * @param {Sheets} sheets
 * @param {number} heads  lines that read this picture
 * @param {Spot} spot
 */
function drawShades(root, sheets, heads, spot) {
  const { read, time, size } = sheets, seen = new Uint8Array(size * size), ink = new Uint8Array(size * size);
  for (let line = 0; line < heads; line++) for (let step = 0; step < read; step++) for (const { column, row, paper } of pixelsOf(sheets, step, line)) {
    const at = row * size + column;
    if (step < time) seen[at]++;
    if (!paper) ink[at] = 1;
  }
  const paths = { "qs-unread": "", "qd-half": "", "qd-pale": "", "qd-grey": "", "qs-ink": "" };
  for (const [at, times] of seen.entries()) {
    const path = square(spot, at % size, Math.floor(at / size));
    if (times < heads) paths[times ? "qd-half" : "qs-unread"] += path;
    if (ink[at]) paths[times === heads ? "qs-ink" : times ? "qd-grey" : "qd-pale"] += path;
  }
  for (const [name, d] of Object.entries(paths)) root.append(svg("path", { class: name, d }));
}

/**
 * How much each pixel carries the answer: full dots for it, rings against it, the larger the more.
 * @param {SVGElement} root
 * @param {ArrayLike<number>} changes  of the answer's probability if a pixel were the other way round
 * @param {number} size
 * @param {Spot} spot
 */
function drawCarriers(root, changes, size, { left, top, cell }) {
  const most = Math.max(...Array.from(changes, Math.abs), 1e-3);
  for (const [at, change] of Array.from(changes).entries()) {
    const r = Math.sqrt(Math.abs(change) / most) * cell * 0.42;
    if (r < 0.1 * cell) continue;
    const place = { cx: left + ((at % size) + 0.5) * cell, cy: top + (Math.floor(at / size) + 0.5) * cell };
    root.append(svg("circle", { class: change < 0 ? "qd-for" : "qd-against", ...place, r: r.toFixed(1) }));
  }
}

/**
 * The picture as one board, which one line reads along rows and another along columns.
 * @param {SVGElement} root
 * @param {Sheets} sheets
 * @param {ArrayLike<number> | null} changes  that pixels make, if they are to be shown
 * @param {number} width  that is there
 */
export function drawPicture(root, sheets, changes, width) {
  const { size, scans, time } = sheets, cell = Math.floor((width - 8) / size), spot = { left: 4, top: 4, cell };
  const heads = Math.min(scans, 2);
  resize(root, size * cell + 8, size * cell + 8);
  drawShades(root, sheets, heads, spot);
  drawEdge(root, sheets, spot);
  if (changes) drawCarriers(root, changes, size, spot);
  drawFrames(root, sheets, heads > 1 ? [0, 1] : [0], spot);
  if (heads > 1) drawHeads(root, sheets, spot);
  root.setAttribute("aria-label", `The board after ${time} words`);
  return spot;
}

/**
 * All scan lines side by side, each with its name.
 * @param {SVGElement} root
 * @param {Sheets} sheets
 * @param {number} width  that is there
 * @param {number} largest  pixels that a pixel of the picture gets at most
 * @param {boolean} [isStacked]  whether they stand below each other
 */
export function drawSheets(root, sheets, width, largest, isStacked = false) {
  const { size, lines, time, read } = sheets;
  const cell = Math.max(2, Math.min(largest, Math.floor((width / (isStacked ? 1 : lines.length) - GAP) / size)));
  // below each other they stand along one line, and a long name takes two
  const rowsOf = (/** @type {string} */ name) => (isStacked ? name.split(": ") : [name]), most = Math.max(...lines.map((name) => rowsOf(name).length));
  const side = size * cell, pitch = Math.max(side + GAP, LETTER * Math.max(...lines.flatMap(rowsOf).map((name) => name.length)));
  const [across, down] = isStacked ? [0, side + NAME + 8] : [pitch, 0], last = lines.length - 1;
  resize(root, last * across + pitch + 8, last * down + side + NAME + 4 + (most - 1) * ROW);
  const counts = lines.map((name, line) => {
    const left = 4 + line * across + (isStacked ? Math.max(0, LETTER * COMMON - side) : pitch - side) / 2, top = 4 + line * down;
    const count = drawSheet(root, sheets, line, { left, top, cell });
    for (const [n, row] of rowsOf(name).entries()) root.append(svg("text", { x: Math.max(left + side / 2, (LETTER * row.length) / 2), y: top + side + 16 + n * ROW, "text-anchor": "middle" }, row));
    return `${name}: ${count} of ink`;
  });
  root.setAttribute("aria-label", `The picture after ${time} of ${read} words; ${counts.join(", ")}`);
}
