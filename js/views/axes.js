// Axes of a picture.

import { svg, within } from "../dom.js";

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

/**
 * A frame with ticks as [place, name], lines at the ticks upwards, and the names of both sides.
 * @param {SVGElement} root
 * @param {Box} box
 * @param {{ x: [number, string][], y: [number, string][], xName?: string, yName?: string }} sides
 */
export function axes(root, { left, right, top, bottom }, { x, y, xName, yName }) {
  root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
  for (const [at, name] of x) root.append(svg("text", { x: at, y: bottom + 14, "text-anchor": "middle" }, name));
  for (const [at, name] of y) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${at}H${right}` }));
    root.append(svg("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, name));
  }
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  if (xName) {
    const below = { class: "qs-axis", x: middle.x, y: bottom + 30, "text-anchor": "middle" };
    root.append(svg("text", below, xName));
  }
  if (yName) {
    const turned = { transform: `translate(12 ${middle.y}) rotate(-90)`, "text-anchor": "middle" };
    root.append(svg("text", { class: "qs-axis", ...turned }, yName));
  }
}

/**
 * How far to the right of a picture's left edge the pointer is, in pixels.
 * @param {MouseEvent} event
 * @param {Element} root
 */
export const across = (event, root) => within(event, root)[0];
