// P(1) of a neuron over two weights, from -π to π each.

import { resize, say, svg, within } from "../dom.js";
import { clamp } from "../numbers.js";
import { axes, doubled, shape } from "./axes.js";

const LEFT = 46, TOP = 24, SIDE = 350; // of the map in its picture, and how wide it is at most

/**
 * @typedef {object} Heat
 * @property {Float64Array} chances  rows the second weight, columns the first
 * @property {number[]} weights  where we are
 * @property {string[]} names  of the two weights
 * @property {string} title  in the corner: for which word
 * @property {number[][]} path  weights on the way here
 */

/** @param {SVGSVGElement} root */
export function heatView(root) {
  /** @type {SVGRectElement[]} */
  let cells = [];
  /** @type {Float64Array} */
  let shades = new Float64Array();
  let cell = 0, grid = 0, built = "";
  const cross = doubled("path", "qn-cross"), way = doubled("path", "qn-way");
  const corner = svg("text", { class: "qs-axis", x: LEFT, y: TOP - 9 });
  const right = (/** @type {number} */ weight) => LEFT + ((weight + Math.PI) / (2 * Math.PI)) * (grid - 1) * cell + cell / 2;
  const down = (/** @type {number} */ weight) => TOP + grid * cell - (right(weight) - LEFT);

  /** @param {number} count @param {string[]} names @param {number} width */
  function build(count, names, width) {
    grid = Math.sqrt(count);
    cell = Math.max(1, Math.floor(Math.min(SIDE, width - LEFT - 10) / grid));
    const box = { left: LEFT, right: LEFT + grid * cell, top: TOP, bottom: TOP + grid * cell };
    resize(root, width, box.bottom + 40);
    /** @type {[number, string][]} */
    const ticks = [[-Math.PI, "−π"], [0, "0"], [Math.PI, "π"]];
    /** @param {(weight: number) => number} scale @returns {[number, string][]} */
    const along = (scale) => ticks.map(([angle, name]) => [scale(angle), name]);
    axes(root, box, { x: along(right), y: along(down), xName: `${names[0]} (radians)`, yName: `${names[1]} (radians)` });
    cells = Array.from({ length: count }, (_, n) => {
      const x = LEFT + (n % grid) * cell, y = box.bottom - (Math.floor(n / grid) + 1) * cell;
      return root.appendChild(svg("rect", { class: "qs-cell", x, y, width: cell, height: cell }));
    });
    root.append(way.node, cross.node, corner);
  }
  /** @param {number[][]} path @returns {string} a line through it, which goes on elsewhere where an angle came back by a whole turn */
  const line = (path) =>
    path.map(([x, y], n) => {
      const [before, beneath] = path[Math.max(0, n - 1)], turned = Math.abs(x - before) > Math.PI || Math.abs(y - beneath) > Math.PI;
      return `${n && !turned ? "L" : "M"}${right(x).toFixed(1)} ${down(y).toFixed(1)}`;
    }).join("");
  /** @param {Heat} heat @param {number} width */
  function draw({ chances, weights, names, title, path }, width) {
    const key = `${width} ${chances.length} ${names}`;
    if (key !== built) build(chances.length, names, width);
    built = key;
    shades = chances;
    for (const [n, p] of chances.entries()) shape(cells[n], { "fill-opacity": p.toFixed(3) });
    const [first, second] = weights.map((weight) => clamp(-Math.PI, weight, Math.PI));
    const x = right(first), y = down(second);
    cross.set({ d: `M${x - 11} ${y}h22M${x} ${y - 11}v22M${x - 5} ${y - 5}h10v10h-10z` });
    way.set({ d: line(path) });
    say(corner, title);
  }
  const angle = (/** @type {number} */ index) => (clamp(0, index, grid - 1) / (grid - 1)) * 2 * Math.PI - Math.PI;
  const index = (/** @type {number} */ weight) => ((weight + Math.PI) / (2 * Math.PI)) * (grid - 1);
  /** @param {MouseEvent} event @returns {{ weights: [number, number], chance: number } | null} what is under the pointer */
  function at(event) {
    const [x, y] = within(event, root);
    const column = Math.floor((x - LEFT) / cell), row = Math.floor((TOP + grid * cell - y) / cell);
    const inside = column >= 0 && column < grid && row >= 0 && row < grid;
    return inside ? { weights: [angle(column), angle(row)], chance: shades[row * grid + column] } : null;
  }
  /** @param {number} weight @param {number} by @returns {number} the next place of the grid in a direction */
  function beside(weight, by) {
    if (by > 0) return angle(Math.floor(index(weight) + 1e-9) + 1);
    if (by < 0) return angle(Math.ceil(index(weight) - 1e-9) - 1);
    return weight;
  }
  return { draw, at, beside };
}
