// Axes of a picture, and what pictures that change in place have in common.

import { svg, within } from "../dom.js";

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

const LETTER = 7.2; // pixels of an axis' name

/**
 * A frame with ticks as [place, name], lines at the ticks upwards, and the names of both sides.
 * @param {SVGElement} root
 * @param {Box} box
 * @param {{ x: [number, string][], y: [number, string][], xName?: string, yName?: string }} sides
 */
export function axes(root, { left, right, top, bottom }, { x, y, xName, yName }) {
  root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
  for (const [at, name] of x) root.append(svg("text", { x: at, y: bottom + 16, "text-anchor": "middle" }, name));
  for (const [at, name] of y) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${at}H${right}` }));
    root.append(svg("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, name));
  }
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  if (xName) {
    // a long name of a narrow picture stays within it
    const below = { class: "qs-axis", x: Math.min(middle.x, right + 6 - LETTER * (xName.length / 2)), y: bottom + 34, "text-anchor": "middle" };
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

/**
 * A mark that is seen on a filled box and beside it: a line in its colour on a wider one in the paper's.
 * @param {"path" | "circle" | "rect"} name
 * @param {string} kind  its class
 */
export function doubled(name, kind) {
  const node = svg("g"), lines = [svg(name, { class: "q-halo" }), svg(name, { class: kind })];
  node.append(...lines);
  /** @param {Record<string, string | number>} attributes */
  const set = (attributes) => {
    for (const line of lines) shape(line, attributes);
  };
  return { node, set };
}

/**
 * Give an element these attributes. Those that it has already are left alone: to draw again what has not changed costs the browser time.
 * @param {Element} element
 * @param {Record<string, string | number>} attributes  numbers are written with a hundredth of a pixel
 */
export function shape(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = typeof value === "number" ? String(Math.round(value * 100) / 100) : value;
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/**
 * Show an element or not.
 * @param {SVGElement} element
 * @param {boolean} shown
 */
export function reveal(element, shown) {
  shape(element, { visibility: shown ? "visible" : "hidden" });
}

/**
 * How a symbol is written below or beside what it names: a lone point is large, or nobody sees it.
 * @param {string} kind
 * @param {string} symbol
 */
export const symbolLook = (kind, symbol) => (symbol === "·" ? { class: `${kind} qs-point`, dy: 3 } : { class: kind, dy: 0 });
