// The circuit of a neuron, wrapped where the width ends.

import { resize, svg } from "../dom.js";

/** @typedef {{ name: string, targets: number[], controls: number[], label: string }} Gate */
/** @typedef {{ wires: string[], columns: Gate[][] }} Diagram */

const LEFT = 74, PITCH = 26;

const roomOf = (/** @type {Gate} */ gate) => 16 + 7 * Math.max(2, gate.label.length);

/**
 * The columns that fit into each line, by their numbers.
 * @param {number[]} wide  room that each column takes
 * @param {number} width
 */
function wrapped(wide, width) {
  /** @type {number[][]} */
  const lines = [[]];
  let used = LEFT;
  for (const [n, room] of wide.entries()) {
    const line = lines[lines.length - 1];
    if (used + room <= width - 6 || !line.length) line.push(n);
    else {
      lines.push([n]);
      used = LEFT;
    }
    used += room;
  }
  return lines;
}

/**
 * @param {SVGElement} root
 * @param {Gate} gate
 * @param {number} x
 * @param {(qubit: number) => number} y
 */
function drawGate(root, { name, targets, controls, label }, x, y) {
  const ends = [...targets, ...controls].map(y);
  root.append(svg("path", { class: "qn-wire", d: `M${x} ${Math.min(...ends)}V${Math.max(...ends)}` }));
  const isPhase = name === "phase";
  for (const qubit of isPhase ? targets : controls)
    root.append(svg("circle", { class: isPhase ? "qn-open" : "qn-dot", cx: x, cy: y(qubit), r: 4 }));
  if (isPhase) {
    root.append(svg("text", { class: "qs-axis", x: x + 6, y: y(targets[0]) - 5 }, label));
    return;
  }
  const half = 4 + 3.5 * Math.max(2, label.length), down = y(targets[0]);
  root.append(svg("rect", { class: "qn-box", x: x - half, y: down - 10, width: 2 * half, height: 20 }));
  if (name === "measure") root.append(svg("path", { class: "qn-meter", d: `M${x - 7} ${down + 5}a7 7 0 0 1 14 0M${x} ${down + 5}l5 -10` }));
  else root.append(svg("text", { class: "qs-axis", x, y: down + 4, "text-anchor": "middle" }, label));
}

/**
 * @param {SVGElement} root
 * @param {Diagram} diagram
 * @param {number} width
 */
export function drawCircuit(root, { wires, columns }, width) {
  const wide = columns.map((column) => Math.max(...column.map(roomOf)));
  const lines = wrapped(wide, width);
  const tall = wires.length * PITCH + 12;
  resize(root, width, lines.length * tall);
  for (const [floor, line] of lines.entries()) {
    const y = (/** @type {number} */ qubit) => floor * tall + 16 + qubit * PITCH;
    const end = line.reduce((sum, n) => sum + wide[n], LEFT);
    for (const [qubit, name] of wires.entries()) {
      root.append(svg("text", { x: LEFT - 8, y: y(qubit) + 4, "text-anchor": "end" }, name));
      root.append(svg("path", { class: "qn-wire", d: `M${LEFT} ${y(qubit)}H${end}` }));
    }
    let x = LEFT;
    for (const n of line) {
      for (const gate of columns[n]) drawGate(root, gate, x + wide[n] / 2, y);
      x += wide[n];
    }
  }
  root.setAttribute("aria-label", `Circuit of the neuron: ${wires.length} qubits, ${columns.length} columns of gates drawn`);
}
