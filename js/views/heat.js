// P(1) of a neuron over two weights, from -π to π each.

import { resize, svg, within } from "../dom.js";
import { clamp } from "../numbers.js";
import { axes } from "./axes.js";

const LEFT = 44, TOP = 6; // of the map in its picture

/** @param {SVGSVGElement} root */
export function heatView(root) {
  /** @type {SVGRectElement[]} */
  let cells = [];
  let cell = 0, grid = 0, built = "";
  const cross = svg("path", { class: "qn-cross" });
  const right = (/** @type {number} */ weight) => LEFT + ((weight + Math.PI) / (2 * Math.PI)) * (grid - 1) * cell + cell / 2;
  const down = (/** @type {number} */ weight) => TOP + grid * cell - (right(weight) - LEFT);

  /** @param {number} count @param {string[]} names @param {number} width */
  function build(count, names, width) {
    grid = Math.sqrt(count);
    cell = Math.floor(Math.min(280, width - LEFT - 10) / grid);
    const box = { left: LEFT, right: LEFT + grid * cell, top: TOP, bottom: TOP + grid * cell };
    resize(root, width, box.bottom + 36);
    /** @type {[number, string][]} */
    const ticks = [[-Math.PI, "−π"], [0, "0"], [Math.PI, "π"]];
    /** @param {(weight: number) => number} scale @returns {[number, string][]} */
    const along = (scale) => ticks.map(([angle, name]) => [scale(angle), name]);
    axes(root, box, { x: along(right), y: along(down), xName: `φ${names[0]} (radians)`, yName: `φ${names[1]} (radians)` });
    cells = Array.from({ length: count }, (_, n) => {
      const x = LEFT + (n % grid) * cell, y = box.bottom - (Math.floor(n / grid) + 1) * cell;
      return root.appendChild(svg("rect", { class: "qs-cell", x, y, width: cell, height: cell }));
    });
    root.append(cross);
  }
  /**
   * @param {Float64Array} chances  rows the second weight, columns the first
   * @param {number[]} weights  where we are
   * @param {string[]} names
   * @param {number} width
   */
  function draw(chances, weights, names, width) {
    const shape = `${width} ${chances.length} ${names}`;
    if (shape !== built) build(chances.length, names, width);
    built = shape;
    for (const [n, p] of chances.entries()) cells[n].setAttribute("fill-opacity", p.toFixed(3));
    const [first, second] = weights.map((weight) => clamp(-Math.PI, weight, Math.PI));
    const x = right(first), y = down(second);
    cross.setAttribute("d", `M${x - 9} ${y}h18M${x} ${y - 9}v18M${x - 4} ${y - 4}h8v8h-8z`);
  }
  const angle = (/** @type {number} */ index) => (clamp(0, index, grid - 1) / (grid - 1)) * 2 * Math.PI - Math.PI;
  const index = (/** @type {number} */ weight) => ((weight + Math.PI) / (2 * Math.PI)) * (grid - 1);
  /** @param {MouseEvent} event @returns {[number, number] | null} the weights under the pointer */
  function at(event) {
    const [x, y] = within(event, root);
    const column = Math.floor((x - LEFT) / cell);
    const row = Math.floor((TOP + grid * cell - y) / cell);
    const inside = column >= 0 && column < grid && row >= 0 && row < grid;
    return inside ? [angle(column), angle(row)] : null;
  }
  /** @param {number} weight @param {number} by @returns {number} the next place of the grid in a direction */
  function beside(weight, by) {
    if (by > 0) return angle(Math.floor(index(weight) + 1e-9) + 1);
    if (by < 0) return angle(Math.ceil(index(weight) - 1e-9) - 1);
    return weight;
  }
  return { draw, at, beside };
}
