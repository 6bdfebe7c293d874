// A picture as a network reads it: a sheet for each scan line, ink filled, paper empty, what is not read yet a dot.

import { resize, svg } from "../dom.js";

/**
 * @typedef {object} Sheets
 * @property {ArrayLike<number>} words  of the picture
 * @property {number} read  words before the answer
 * @property {number} time  words read
 * @property {number} size  pixels a side
 * @property {number} scans
 * @property {number[]} order  the pixel that each word is read from
 * @property {string[]} lines  names of the scan lines
 */

const GAP = 18;

/**
 * The paths of one sheet.
 * @param {Sheets} sheets
 * @param {number} line
 * @param {number} left
 * @param {number} cell
 */
function paths({ words, read, time, size, scans, order }, line, left, cell) {
  const square = (/** @type {number} */ x, /** @type {number} */ y) => `M${x + 0.5} ${y + 0.5}h${cell - 1}v${cell - 1}h${1 - cell}Z`;
  const drawn = { ink: "", unread: "", last: "", count: 0 };
  for (let step = 0; step < read; step++) {
    const slow = Math.floor(order[step] / size), fast = order[step] % size;
    // the second line reads columns
    const x = left + (line === 1 ? slow : fast) * cell, y = 1 + (line === 1 ? fast : slow) * cell;
    const paper = (words[step] >> (scans - 1 - line)) & 1;
    if (step >= time) drawn.unread += `M${x + cell / 2 - 1} ${y + cell / 2 - 1}h2v2h-2Z`;
    else if (!paper) {
      drawn.ink += square(x, y);
      drawn.count++;
    }
    if (step + 1 === time) drawn.last = square(x, y);
  }
  return drawn;
}

/**
 * @param {SVGElement} root
 * @param {Sheets} sheets
 * @param {number} width  that is there
 */
export function drawSheets(root, sheets, width) {
  const { size, scans, lines, time, read } = sheets;
  const cell = Math.min(size > 10 ? 7 : 14, Math.floor((width / scans - GAP) / size)), side = size * cell;
  resize(root, scans * (side + GAP) - GAP + 2, side + 20);
  const counts = lines.slice(0, scans).map((name, line) => {
    const left = 1 + line * (side + GAP), drawn = paths(sheets, line, left, cell);
    root.append(svg("path", { class: "qs-unread", d: drawn.unread }), svg("path", { class: "qs-ink", d: drawn.ink }));
    root.append(svg("path", { class: "qs-last", d: drawn.last }));
    root.append(svg("rect", { class: "qs-frame", x: left, y: 1, width: side, height: side }));
    root.append(svg("text", { x: left + side / 2, y: side + 15, "text-anchor": "middle" }, name));
    return `${name}: ${drawn.count} of ink`;
  });
  root.setAttribute("aria-label", `The picture after ${time} of ${read} words; ${counts.join(", ")}`);
}
