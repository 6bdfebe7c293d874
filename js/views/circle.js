// A qubit's angle on a circle, with a dot for each minute without an event, and the look: the line along which an event is looked for.

import { resize, say, svg, within } from "../dom.js";
import { clamp } from "../numbers.js";
import { reveal, shape } from "./axes.js";

/**
 * @typedef {object} Qubit
 * @property {number[]} places  its angle after 0, 1, … minutes without an event
 * @property {number} direction  of the look, radians
 * @property {number} strength  of the look, 0 to 1
 * @property {[number, number]} moves  what the next minute does to the angle if no event comes: the look's push, and the turn
 */

const NEAR = 14; // pixels from a dot to a pointer that means it
const AROUND = 25; // pixels for names outside of the circle
const APART = 15; // pixels between two numbers
const HOLD = 24; // pixels from the tip of the look to a pointer that holds it
const WORD = { wide: 30, high: 14 }; // pixels of "look"
const MOVES = [0.64, 0.44], HEAD = 0.045; // of the radius: where the arrows of a push and of a turn are, clear of the kets, and their heads
const KET = { wide: 22, high: 15 }; // pixels of "|0⟩", and what stays free below it

/**
 * Dots with their numbers, of which those that would overlap are left out; the held one is never.
 * @param {string} kind  "" or the class of what is pinned
 */
export function dotted(kind) {
  const layer = svg("g");
  /** @type {{ dot: SVGCircleElement, name: SVGTextElement }[]} */
  const marks = [];
  /**
   * @param {[number, number][]} dots
   * @param {[number, number][]} names  where the middle of each number stands; none: no numbers
   * @param {number} held
   * @param {number} lit  -1: none
   */
  function draw(dots, names, held, lit) {
    while (marks.length > dots.length) for (const node of Object.values(marks.pop() ?? {})) node.remove();
    while (marks.length < dots.length) {
      const dot = layer.appendChild(svg("circle")), name = layer.appendChild(svg("text", { "text-anchor": "middle" }));
      marks.push({ dot, name });
    }
    const free = freeNames(names, held, lit);
    for (const [k, { dot, name }] of marks.entries()) {
      const isHeld = k === held && !kind, isLit = k === lit && !kind;
      const [look, r] = isHeld ? ["qm-held", 6.5] : isLit ? ["qn-lit", 6] : [kind, 4];
      shape(dot, { class: `qm-dot ${look}`, cx: dots[k][0], cy: dots[k][1], r });
      say(name, free.has(k) ? String(k) : "");
      if (free.has(k)) shape(name, { x: names[k][0], y: names[k][1] + 4, class: isHeld ? "qm-number qn-held" : "qm-number" });
    }
    // the held one over all others
    if (!kind && marks[held]) layer.append(marks[held].dot);
  }
  return { layer, draw };
}

/**
 * The numbers that have room: the held one, the one that is meant, and then from the first on.
 * @param {[number, number][]} names
 * @param {number} held
 * @param {number} lit
 */
function freeNames(names, held, lit) {
  /** @type {Set<number>} */
  const shown = new Set();
  for (const k of [held, lit, ...names.keys()]) {
    if (!names[k]) continue;
    const isFree = [...shown].every((other) => Math.hypot(names[k][0] - names[other][0], names[k][1] - names[other][1]) >= APART);
    if (isFree) shown.add(k);
  }
  return shown;
}

/**
 * Corners of a ket and the middles of its long sides.
 * @param {number} left
 * @param {number} line  on which it stands
 * @returns {[number, number][]}
 */
const ketAt = (left, line) =>
  [0, 0.5, 1].flatMap((share) => [0, 1].map((up) => /** @type {[number, number]} */ ([left + share * KET.wide, line + 4 - up * KET.high])));

/**
 * Where the word beside the tip of the look stands: of some places the one that is farthest from what must stay free.
 * @param {[number, number]} tip
 * @param {[number, number][]} free  dots, numbers and kets
 * @param {number} size  pixels of the picture, which the word does not leave
 */
function wordPlace([x, y], free, size) {
  const aside = 13 + WORD.wide / 2, straight = [[x + aside, y], [x - aside, y], [x, y - 23], [x, y + 23]];
  const places = [...straight, ...[-1, 1].flatMap((side) => [-10, 10, -22, 22, -40, 40].map((down) => [x + side * aside, y + down]))];
  const [middle] = places.map(([left, top]) => {
    const isCut = left < WORD.wide / 2 || left > size - WORD.wide / 2 || top < WORD.high || top > size - WORD.high;
    // from the word's edge, not from its middle
    const away = free.map(([right, down]) =>
      Math.hypot(Math.max(0, Math.abs(right - left) - WORD.wide / 2), Math.max(0, Math.abs(down - top) - WORD.high / 2)));
    // level with the tip or straight over it a word is found sooner than farther away
    const far = left !== x && top !== y ? Math.abs(top - y) / 2.1 : 0;
    return { left, top, room: isCut ? -99 : Math.min(20, ...away) - far };
  }).toSorted((one, other) => other.room - one.room);
  return { x: middle.left, y: middle.top + 5 };
}

/** @typedef {(angle: number, length?: number) => [number, number]} Place  of an angle, in pixels; the length is 1 on the circle */

/**
 * The look as a line through the middle whose tip is held, and the arrow with its shadow on it.
 * @param {() => { middle: number, radius: number, kets: [number, number][] }} size  pixels; the kets take some places
 * @param {Place} at
 */
function lookPart(size, at) {
  const line = svg("path", { class: "qm-line" });
  const look = svg("path", { class: "qm-look" }), other = svg("path", { class: "qm-look q-pinned" });
  const drop = svg("path", { class: "qn-drop" }), arrow = svg("path", { class: "qm-arrow" });
  const tip = svg("circle", { class: "qm-tip", r: 8 }), grip = svg("circle", { class: "qm-grip", r: 20 });
  const name = svg("text", { class: "qn-label" }, "look");
  const between = (/** @type {number[]} */ [fromX, fromY], /** @type {number[]} */ [x, y]) =>
    `M${fromX.toFixed(1)} ${fromY.toFixed(1)}L${x.toFixed(1)} ${y.toFixed(1)}`;
  /** From end to end. @param {Pick<Qubit, "direction" | "strength">} qubit */
  const whole = ({ direction, strength }) => between(at(direction, -Math.sqrt(strength)), at(direction, Math.sqrt(strength)));
  /** @param {Qubit} qubit @param {Omit<Qubit, "moves"> | null} pinned @param {number} held  the minute */
  function draw(qubit, pinned, held) {
    const { places, direction, strength } = qubit, { middle, radius, kets } = size(), [x, y] = at(direction, Math.sqrt(strength));
    const point = at(places[held]), foot = at(direction, Math.cos(places[held] - direction));
    reveal(other, pinned !== null);
    if (pinned) shape(other, { d: whole(pinned) });
    shape(line, { d: between(at(direction, -1), at(direction)) });
    shape(look, { d: whole(qubit) });
    // a finger needs more room than the eye
    for (const mark of [tip, grip]) shape(mark, { cx: x, cy: y });
    const outside = 1 + 16 / radius, free = [...kets, ...places.flatMap((place) => [at(place), at(place, outside)]), ...(pinned?.places ?? []).map((place) => at(place))];
    // nor should the word lie on its own line
    for (const share of [0.6, 0.7, 0.8, 0.9]) free.push(at(direction, share * Math.sqrt(strength)));
    shape(name, { ...wordPlace([x, y], free, 2 * middle), "text-anchor": "middle" });
    shape(drop, { d: between(point, foot) });
    shape(arrow, { d: between([middle, middle], point) });
  }
  return { behind: [line, other, look], between: [drop, arrow], before: [tip, name, grip], draw };
}

/**
 * An arrow along the circle.
 * @param {Place} at
 * @param {number} from  angle
 * @param {number} by  how far; too little for an arrow: ""
 * @param {number} length  1 on the circle
 */
function arcPath(at, from, by, length) {
  if (Math.abs(by) < 0.02) return "";
  const steps = 1 + Math.ceil(Math.abs(by) * 12), sign = Math.sign(by), head = Math.min(HEAD / length, Math.abs(by) / 2);
  const angles = Array.from({ length: steps + 1 }, (_, n) => from + (by * n) / steps), end = from + by;
  const lines = [angles.map((angle) => at(angle, length)), [at(end - sign * head, length + HEAD), at(end, length), at(end - sign * head, length - HEAD)]];
  return lines.map((line) => `M${line.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`).join("");
}

/**
 * What the next minute does without an event: two arrows, of the look's push and of the turn.
 * @param {Place} at
 */
function movesPart(at) {
  const arrows = ["qm-push", "qm-turned"].map((kind) => svg("path", { class: kind }));
  /** @param {Qubit} qubit @param {number} held */
  function draw({ places, moves }, held) {
    let angle = places[held];
    for (const [n, by] of moves.entries()) {
      shape(arrows[n], { d: arcPath(at, angle, by, MOVES[n]) });
      angle += by;
    }
  }
  return { arrows, draw };
}

/** @param {SVGSVGElement} root */
export function circleView(root) {
  const dots = dotted(""), pins = dotted("q-pinned");
  let middle = 0, radius = 0, built = 0;
  /** @type {[number, number][]} */
  let kets = [];
  /** @type {Qubit | null} */
  let shown = null;
  /** @type {Place} */
  const at = (angle, length = 1) => [middle + radius * length * Math.cos(angle), middle - radius * length * Math.sin(angle)];
  const look = lookPart(() => ({ middle, radius, kets }), at), moves = movesPart(at);

  /** @param {number} size  pixels */
  function build(size) {
    built = size;
    middle = size / 2;
    radius = middle - AROUND;
    resize(root, size, size);
    const [low, wide, inside] = [middle - radius, 2 * radius, radius - 8];
    root.append(svg("path", { class: "qs-grid", d: `M${low} ${middle}h${wide}M${middle} ${low}v${wide}` }));
    root.append(svg("circle", { class: "qs-frame", cx: middle, cy: middle, r: radius }));
    const zero = svg("text", { class: "qs-axis qm-ket", x: middle + inside, y: middle - 8, "text-anchor": "end" }, "|0⟩");
    const one = svg("text", { class: "qs-axis qm-ket", x: middle + 8, y: middle - inside + 8 }, "|1⟩");
    kets = [...ketAt(middle + inside - KET.wide, middle - 8), ...ketAt(middle + 8, middle - inside + 8)];
    root.append(...look.behind, pins.layer, ...moves.arrows, ...look.between, zero, one, dots.layer, ...look.before);
  }
  /**
   * @param {Qubit} qubit
   * @param {Omit<Qubit, "moves"> | null} pinned
   * @param {number} held  minutes since the event
   * @param {number} lit  the minute that is pointed at; -1: none
   * @param {number} size  pixels
   */
  function draw(qubit, pinned, held, lit, size) {
    if (size !== built) build(size);
    shown = qubit;
    reveal(pins.layer, pinned !== null);
    if (pinned) pins.draw(pinned.places.map((place) => at(place)), [], -1, -1);
    look.draw(qubit, pinned, held);
    moves.draw(qubit, held);
    const outside = 1 + 16 / radius;
    dots.draw(qubit.places.map((place) => at(place)), qubit.places.map((place) => at(place, outside)), held, lit);
  }
  /**
   * The look whose tip is where the pointer drags it.
   * @param {MouseEvent} event
   * @param {[number, number]} grip  from the pointer to the tip, pixels
   * @returns {{ direction: number, strength: number }}
   */
  function lookAt(event, grip) {
    const [right, down] = within(event, root).map((at, side) => at + grip[side]), x = right - middle;
    // the tip stays in the upper half: below the axis it would leap to the line's other end
    const y = Math.max(0, middle - down);
    return { direction: Math.atan2(y, x), strength: clamp(0, Math.hypot(x, y) / radius, 1) ** 2 };
  }
  /** @param {MouseEvent} event @returns {[number, number] | null} from the pointer to the tip that it holds, pixels; null: it holds none */
  function gripOf(event) {
    if (!shown) return null;
    const [right, down] = within(event, root), [x, y] = at(shown.direction, Math.sqrt(shown.strength));
    const away = Math.hypot(x - right, y - down), nearest = Math.min(...shown.places.map((place) => distance(place, right, down)));
    return away <= HOLD && (nearest > NEAR || away <= nearest) ? [x - right, y - down] : null;
  }
  const distance = (/** @type {number} */ place, /** @type {number} */ right, /** @type {number} */ down) => Math.hypot(right - at(place)[0], down - at(place)[1]);
  /** @param {MouseEvent} event @returns {number} the minute whose dot is meant; -1: none */
  function minuteAt(event) {
    if (!shown) return -1;
    const [right, down] = within(event, root);
    const away = shown.places.map((place) => distance(place, right, down)), least = Math.min(...away);
    return least <= NEAR && !gripOf(event) ? away.indexOf(least) : -1;
  }
  return { draw, lookAt, gripOf, minuteAt };
}
