// What somebody draws: the strokes on the board, and the picture that MNIST would make of them.

import { resize, svg } from "../dom.js";

const LETTER = 8; // pixels, of a letter of a name
const LINE = 24; // from a line of the hint to the next

/** @typedef {import("../engine/pictures.js").Stroke} Stroke */

/**
 * The strokes, and a ring where the pen of the keys is.
 * @param {SVGElement} root
 * @param {{ strokes: Stroke[], pen: number[], width: number, down: boolean, side: number, hint: string[] }} board  side: points of its own; hint: lines
 */
export function drawBoard(root, { strokes, pen, width, down, side, hint }) {
  const middle = side / 2;
  root.replaceChildren();
  if (!strokes.length) {
    const top = middle + 5 - (LINE * (hint.length - 1)) / 2;
    for (const [row, line] of hint.entries()) root.append(svg("text", { class: "qd-hint", x: middle, y: top + LINE * row, "text-anchor": "middle" }, line));
  }
  for (const stroke of strokes) {
    // a point alone is a line of no length, which has its round ends
    const d = `M${stroke.points.map((point) => point.join(" ")).join("L")}${stroke.points.length > 1 ? "" : "h0"}`;
    root.append(svg("path", { class: "qd-stroke", "stroke-width": stroke.width, d }));
  }
  const [cx, cy] = pen, name = down ? "qd-pen qd-down" : "qd-pen";
  root.append(svg("circle", { class: name, cx, cy, r: Math.max(width / 2, 4) }));
}

/**
 * A picture of greys.
 * @param {SVGElement} root
 * @param {Uint8Array} greys  row by row, 255 full of ink
 * @param {number} cell  pixels a grey
 * @param {string} name
 */
export function drawGreys(root, greys, cell, name) {
  const side = Math.sqrt(greys.length), edge = side * cell, wide = Math.max(edge + 2, LETTER * name.length), left = (wide - edge) / 2;
  resize(root, wide, edge + 20);
  for (const [at, grey] of greys.entries()) {
    if (!grey) continue;
    const place = { x: left + (at % side) * cell, y: 1 + Math.floor(at / side) * cell };
    root.append(svg("rect", { class: "qs-ink", ...place, width: cell, height: cell, "fill-opacity": (grey / 255).toFixed(2) }));
  }
  root.append(svg("rect", { class: "qs-frame", x: left, y: 1, width: edge, height: edge }));
  root.append(svg("text", { x: wide / 2, y: edge + 15, "text-anchor": "middle" }, name));
  const count = greys.reduce((inked, grey) => inked + (grey ? 1 : 0), 0);
  root.setAttribute("aria-label", `The drawing ${name}: ${count} of ${greys.length} pixels have ink`);
}
