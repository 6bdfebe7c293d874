// The circuit of a neuron, wrapped where the width ends.

import { resize, svg } from "../dom.js";

/** @typedef {{ name: string, targets: number[], controls: number[], label: string }} Gate */
/** @typedef {{ wires: string[], columns: Gate[][] }} Diagram */
/** @typedef {{ gate: Gate, node: SVGElement }} Drawn */

const LEFT = 74, PITCH = 26, METER = 11; // METER: half a measurement's box

/** @param {string} label its pieces: text on the line, and what stands below it */
const piecesOf = (label) => [...label.matchAll(/([^_]+)|_\{([^}]*)\}/g)].map(([, plain, small]) => ({ text: plain ?? small, small: plain === undefined }));

/** @param {string} label how wide it is, about */
const widthOf = (label) => piecesOf(label).reduce((sum, { text, small }) => sum + (small ? 6.5 : 7.6) * text.length, 0);

const halfOf = (/** @type {Gate} */ gate) => (gate.name === "measure" ? METER : 4 + Math.max(7, widthOf(gate.label) / 2));

/** @param {Gate} gate what stands behind its box */
const behindOf = ({ name, label }) => (name === "measure" || name === "phase" ? widthOf(label) + 4 : 0);

const GAP = 8, NARROW = 3; // pixels between columns, and where that saves a line

/** @param {Gate} gate the room it takes without a gap */
const roomOf = (gate) => 2 * halfOf(gate) + behindOf(gate);

/**
 * An inscription: what stands below the line is smaller, and lower.
 * @param {number} x
 * @param {number} y
 * @param {string} label
 * @param {string} anchor
 */
function inscription(x, y, label, anchor) {
  const text = svg("text", { class: "qs-axis", x, y, "text-anchor": anchor });
  let low = false;
  for (const piece of piecesOf(label)) {
    const shift = Number(piece.small) - Number(low);
    text.append(svg("tspan", { dy: 3 * shift, "font-size": piece.small ? "0.85em" : "1em" }, piece.text));
    low = piece.small;
  }
  return text;
}

/**
 * The columns that fit into each line, by their numbers.
 * @param {number[]} wide  room that each column takes
 * @param {number} most  that a line has
 */
function filled(wide, most) {
  /** @type {number[][]} */
  const lines = [[]];
  let used = 0;
  for (const [n, room] of wide.entries()) {
    const line = lines[lines.length - 1];
    if (used + room <= most || !line.length) line.push(n);
    else {
      lines.push([n]);
      used = 0;
    }
    used += room;
  }
  return lines;
}

/**
 * Lines of columns: as few as there can be, and those about as long as one another.
 * @param {number[]} bare  room that each column takes without a gap
 * @param {number} most  that a line has
 */
function wrapped(bare, most) {
  const spaced = (/** @type {number} */ gap) => bare.map((room) => room + gap);
  const few = filled(spaced(NARROW), most).length, gap = filled(spaced(GAP), most).length > few ? NARROW : GAP, wide = spaced(gap);
  let even = Math.max(...wide, wide.reduce((sum, room) => sum + room, 0) / few);
  while (even < most && filled(wide, even).length > few) even += 4;
  return { wide, lines: filled(wide, Math.min(even, most)) };
}

/**
 * @param {SVGElement} root
 * @param {Gate} gate
 * @param {number} x
 * @param {(qubit: number) => number} y
 */
function drawGate(root, gate, x, y) {
  const { name, targets, controls, label } = gate;
  const ends = [...targets, ...controls].map(y);
  root.append(svg("path", { class: "qn-wire", d: `M${x} ${Math.min(...ends)}V${Math.max(...ends)}` }));
  const isPhase = name === "phase";
  for (const qubit of isPhase ? targets : controls)
    root.append(svg("circle", { class: isPhase ? "qn-open" : "qn-dot", cx: x, cy: y(qubit), r: 4 }));
  if (isPhase) {
    root.append(inscription(x + 6, y(targets[0]) - 5, label, "start"));
    return;
  }
  const half = halfOf(gate), down = y(targets[0]);
  root.append(svg("rect", { class: "qn-box", x: x - half, y: down - 10, width: 2 * half, height: 20 }));
  if (name !== "measure") {
    root.append(inscription(x, down + 4, label, "middle"));
    return;
  }
  root.append(svg("path", { class: "qn-meter", d: `M${x - 7} ${down + 5}a7 7 0 0 1 14 0M${x} ${down + 5}l5 -10` }));
  // the wire ends in what the measurement must give: paper hides it there
  root.append(svg("rect", { class: "qn-behind", x: x + half + 1, y: down - 9, width: widthOf(label) + 2, height: 18 }));
  root.append(inscription(x + half + 3, down + 4, label, "start"));
}

/**
 * The column in which each wire ends: in a measurement with nothing but its outcome behind it.
 * @param {Gate[][]} columns
 */
function endsOf(columns) {
  const ends = new Map();
  for (const [n, column] of columns.entries())
    for (const { name, targets, label } of column) if (name === "measure" && label === "⟨0|") ends.set(targets[0], n);
  return ends;
}

/**
 * @param {SVGElement} root
 * @param {Diagram} diagram
 * @param {number} width
 * @returns {Drawn[]} the gates, in their order
 */
export function drawCircuit(root, { wires, columns }, width) {
  /** @type {Drawn[]} */
  const drawn = [];
  const { wide, lines } = wrapped(columns.map((column) => Math.max(...column.map(roomOf))), width - LEFT - 6);
  const tall = wires.length * PITCH + 12, ends = endsOf(columns);
  resize(root, width, lines.length * tall);
  for (const [floor, line] of lines.entries()) {
    const y = (/** @type {number} */ qubit) => floor * tall + 16 + qubit * PITCH;
    const reached = (/** @type {number} */ last) => line.reduce((sum, n) => sum + (n <= last ? wide[n] : 0), LEFT);
    for (const [qubit, name] of wires.entries()) {
      root.append(svg("text", { x: LEFT - 8, y: y(qubit) + 4, "text-anchor": "end" }, name));
      const last = ends.get(qubit) ?? columns.length;
      // a wire that has ended is drawn up to the middle of its last column at most
      const end = reached(last) - (line.includes(last) ? wide[last] / 2 : 0);
      if (last >= line[0]) root.append(svg("path", { class: "qn-wire", d: `M${LEFT} ${y(qubit)}H${end}` }));
    }
    let x = LEFT;
    for (const n of line) {
      for (const gate of columns[n]) {
        const node = root.appendChild(svg("g", { class: "qn-gate" }));
        drawGate(node, gate, x + (wide[n] - behindOf(gate)) / 2, y);
        drawn.push({ gate, node });
      }
      x += wide[n];
    }
  }
  root.setAttribute("aria-label", `Circuit of the neuron: ${wires.length} qubits, ${columns.length} columns of gates drawn`);
  return drawn;
}
