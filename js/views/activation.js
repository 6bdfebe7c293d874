// The activation curve of a neuron, with the point where it stands.

import { resize, svg } from "../dom.js";
import { clamp } from "../numbers.js";
import { across, axes } from "./axes.js";

export const HALF = Math.PI / 2; // where the curve ends, radians

/** @param {SVGSVGElement} root */
export function activationView(root) {
  const solid = svg("polyline", { class: "qs-line qn-curve" });
  const drop = svg("path", { class: "qn-drop" });
  const point = svg("circle", { class: "qn-point", r: 7 });
  let box = { left: 0, right: 0, top: 0, bottom: 0 };
  const x = (/** @type {number} */ angle) => box.left + (angle / HALF) * (box.right - box.left);
  const y = (/** @type {number} */ turned) => box.bottom - (turned / HALF) * (box.bottom - box.top);

  /** @param {number} width  for which the axes are drawn */
  function build(width) {
    const height = 230;
    box = { left: 44, right: width - 12, top: 10, bottom: height - 38 };
    resize(root, width, height);
    /** @type {[number, string][]} */
    const ticks = [[0, "0"], [HALF / 2, "π/4"], [HALF, "π/2"]];
    /** @param {(angle: number) => number} scale @returns {[number, string][]} */
    const along = (scale) => ticks.map(([angle, name]) => [scale(angle), name]);
    axes(root, box, { x: along(x), y: along(y), xName: "angle η (radians)", yName: "activation (radians)" });
    root.append(svg("path", { class: "qn-plain", d: `M${x(0)} ${y(0)}L${x(HALF)} ${y(HALF)}` }), solid, drop, point);
  }
  /**
   * @param {Float64Array} curve  the activation at angles from 0 to π/2
   * @param {{ place: number, activation: number }} here
   */
  function update(curve, { place, activation }) {
    const last = curve.length - 1;
    const points = Array.from(curve, (turned, n) => `${x((n / last) * HALF)},${y(turned)}`);
    solid.setAttribute("points", points.join(" "));
    drop.setAttribute("d", `M${x(place)} ${box.bottom}V${y(activation)}H${box.left}`);
    point.setAttribute("cx", String(x(place)));
    point.setAttribute("cy", String(y(activation)));
  }
  /** @param {MouseEvent} event @returns {number} the angle under the pointer */
  const at = (event) => clamp(0, (across(event, root) - box.left) / (box.right - box.left), 1) * HALF;
  return { build, update, at };
}
