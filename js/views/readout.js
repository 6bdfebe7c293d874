// A value beside the pointer: a few lines of text in a picture, on a ground of their own, inside the picture's edges.

import { svg } from "../dom.js";

const LINE = 18, AWAY = 12, ABOVE = 24, PAD = 8;

/**
 * @param {SVGElement} root
 * @param {{ x: number, y: number }} place  that is pointed at
 * @param {string[]} lines
 * @param {{ width: number, height: number }} size  of the picture
 */
export function drawReadout(root, { x, y }, lines, size) {
  const text = svg("text", { class: "qd-told" });
  for (const [at, line] of lines.entries()) {
    const row = svg("tspan", { dy: at ? LINE : 0 }, line);
    text.append(row);
  }
  const ground = svg("rect", { class: "qd-ground", rx: 4 });
  root.append(ground, text);
  const longest = Math.max(...[...text.children].map((row) => /** @type {SVGTSpanElement} */ (row).getComputedTextLength()));
  const width = longest + 2 * PAD, height = lines.length * LINE + PAD;
  const fits = x + AWAY + width <= size.width || x - AWAY - width >= 0;
  const left = x + AWAY + width > size.width ? Math.max(0, x - AWAY - width) : x + AWAY;
  // where there is no room at its sides, above or below what is pointed at
  const beside = y > size.height / 2 ? y - ABOVE - height : y + ABOVE;
  const top = Math.max(0, Math.min(size.height - height, fits ? y - height / 2 : beside));
  for (const [name, value] of Object.entries({ x: left, y: top, width, height })) ground.setAttribute(name, String(value));
  for (const row of text.children) row.setAttribute("x", String(left + PAD));
  text.setAttribute("y", String(top + LINE - 1));
}
