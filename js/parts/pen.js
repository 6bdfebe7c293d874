// A pen on a board, led by mouse, pen, finger or keys: points become strokes.

import { onKeys } from "../controls.js";
import { BOARD } from "../engine/pictures.js";
import { clamp } from "../numbers.js";

/** @typedef {import("../engine/pictures.js").Stroke} Stroke */

/**
 * What a pen writes on: the strokes so far, and what becomes of others; changes with one name are one step of undo.
 * @typedef {{ strokes: () => Stroke[], become: (strokes: Stroke[], gesture: string) => void, undo: () => void }} Sheet
 */

const NEAR = 4, STEP = 10; // points of the board: nearer ones add nothing; an arrow key
/** @type {Record<string, number[]>} */
export const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let strokes = 0; // drawn on this page, so that each is a gesture of its own

/**
 * A pen that is led over a sheet.
 * @param {Sheet} sheet
 * @param {() => number} width
 */
export function penOf(sheet, width) {
  /** @param {number[]} point */
  function begin(point) {
    strokes++;
    sheet.become([...sheet.strokes(), { width: width(), points: [point] }], `stroke ${strokes}`);
  }
  /** @param {number[][]} points */
  function lead(points) {
    const before = sheet.strokes(), stroke = before.at(-1);
    if (!stroke) return;
    const led = [...stroke.points];
    for (const [x, y] of points) {
      const [lastX, lastY] = led[led.length - 1];
      if (Math.hypot(x - lastX, y - lastY) >= NEAR) led.push([x, y]);
    }
    if (led.length > stroke.points.length) sheet.become([...before.slice(0, -1), { ...stroke, points: led }], `stroke ${strokes}`);
  }
  return { begin, lead, undo: sheet.undo };
}

/**
 * The pen by mouse, pen and finger.
 * @param {HTMLElement} box
 * @param {SVGElement} root  the board, `BOARD` points a side
 * @param {ReturnType<typeof penOf>} pen
 * @param {() => boolean} isOn  otherwise the board is no sheet
 */
export function onPointer(box, root, pen, isOn) {
  /** @type {number | undefined} */
  let held;
  const place = (/** @type {PointerEvent} */ event) => {
    const { left, top, width, height } = root.getBoundingClientRect();
    const on = (/** @type {number} */ part) => clamp(0, Math.floor(part * BOARD), BOARD - 1);
    return [on((event.clientX - left) / width), on((event.clientY - top) / height)];
  };
  box.addEventListener("pointerdown", (event) => {
    if (!isOn() || held !== undefined || event.button !== 0) return;
    held = event.pointerId;
    box.setPointerCapture(held);
    pen.begin(place(event));
  });
  box.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held) return;
    // a page draws less often than a pen is asked where it is
    const between = event.getCoalescedEvents?.() ?? [];
    pen.lead((between.length ? between : [event]).map(place));
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, (event) => {
    if (/** @type {PointerEvent} */ (event).pointerId === held) held = undefined;
  });
}

/**
 * The pen by keys: it is moved, and is up or down.
 * @param {HTMLElement} box
 * @param {ReturnType<typeof penOf>} pen
 * @param {{ isOn: () => boolean, announce: (text: string) => void, redraw: () => void }} page
 */
export function onPenKeys(box, pen, page) {
  const key = { place: [BOARD / 2, BOARD / 4], down: false };
  const lift = () => { key.down = false; };
  function press() {
    key.down = !key.down;
    if (key.down) pen.begin(key.place);
    page.announce(key.down ? "pen down" : "pen up");
    page.redraw();
  }
  /** @param {number[]} by */
  function move(by) {
    key.place = key.place.map((at, side) => clamp(0, at + STEP * by[side], BOARD - 1));
    if (key.down) pen.lead([key.place]);
    page.redraw();
  }
  function undo() {
    lift();
    pen.undo();
  }
  onKeys(box, (name) => {
    if (!page.isOn()) return;
    if (name === " " || name === "Enter") return press;
    if (name === "Backspace") return undo;
    const by = ARROWS[name];
    return by && (() => move(by));
  });
  box.addEventListener("blur", lift);
  // the ring is for those who do not see where their pen is
  box.addEventListener("keydown", () => box.classList.add("qd-keys"));
  box.addEventListener("pointerdown", () => {
    lift();
    box.classList.remove("qd-keys");
  });
  return { key, lift };
}
