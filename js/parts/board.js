// The board of the digit reader: the picture that fills, or in its place the sheet that one draws on.

import { allow, button, onKeys } from "../controls.js";
import { html, svg, within } from "../dom.js";
import { BOARD } from "../engine/pictures.js";
import { clamp } from "../numbers.js";
import { drawBoard } from "../views/drawing.js";
import { drawReadout } from "../views/readout.js";
import { drawPicture, wordAt } from "../views/sheets.js";
import { ARROWS, onPenKeys, onPointer, penOf } from "./pen.js";

/** @typedef {import("../engine/pictures.js").Stroke} Stroke */
/** @typedef {import("../views/sheets.js").Sheets} Sheets */

/**
 * @typedef {object} Shown  what the board draws
 * @property {Stroke[] | null} strokes  null: the picture
 * @property {Sheets} sheets
 * @property {ArrayLike<number> | null} changes  that pixels make
 * @property {string[]} hint  on an empty sheet, line by line
 */

/**
 * @typedef {object} Owner  what the board asks of its page
 * @property {() => Stroke[] | null} strokes
 * @property {(strokes: Stroke[] | null, gesture?: string) => void} become
 * @property {() => void} undo
 * @property {(lit: number) => void} point  at a place, from here; -1: at none
 * @property {(time: number) => void} go
 * @property {() => number} width  of the pen
 * @property {(column: number, row: number, lit: number) => string[]} told  of a pixel
 * @property {(text: string) => void} announce
 * @property {() => void} redraw
 */

const PEN = "Arrow keys move the pen, Space puts it down or lifts it, Backspace undoes";
const PIXEL = "Arrow keys choose a pixel, Enter reads up to it";

/**
 * The pixel that somebody points at or has moved to by keys.
 * @param {HTMLElement} box
 * @param {SVGElement} root
 * @param {Owner} owner
 */
function pixelOn(box, root, owner) {
  /** @type {Sheets | undefined} */
  let sheets;
  let spot = { left: 0, top: 0, cell: 1 };
  /** @type {number[] | null} */
  let pixel = null;
  const isOn = () => !owner.strokes();
  const word = () => {
    if (!pixel || !sheets) return -1;
    const [column, row] = pixel, known = sheets, lines = [0, 1].slice(0, sheets.scans);
    const words = lines.map((line) => wordAt(known, column, row, line));
    // the first of the two heads that comes by, if both do
    return Math.min(...words.filter((time) => time > 0));
  };
  /** @param {number[] | null} to */
  function take(to) {
    pixel = to;
    const time = word();
    owner.point(Number.isFinite(time) ? time : -1);
  }
  const at = (/** @type {PointerEvent | MouseEvent} */ event) => {
    const [x, y] = within(event, root), to = [Math.floor((x - spot.left) / spot.cell), Math.floor((y - spot.top) / spot.cell)];
    return sheets && to.every((place) => place >= 0 && place < /** @type {Sheets} */ (sheets).size) ? to : null;
  };
  root.addEventListener("pointermove", (event) => isOn() && take(at(event)));
  root.addEventListener("pointerleave", () => isOn() && take(null));
  root.addEventListener("click", (event) => {
    if (!isOn()) return;
    take(at(event));
    if (word() > 0) owner.go(word());
  });
  onKeys(box, (name) => {
    if (!isOn() || !sheets) return;
    const last = sheets.size - 1;
    if (name === "Enter" && pixel) return () => owner.go(word());
    const by = ARROWS[name];
    return by && (() => {
      take((pixel ?? [-by[0], -by[1]]).map((place, side) => clamp(0, place + by[side], last)));
      if (pixel) owner.announce(owner.told(pixel[0], pixel[1], word()).join(", "));
    });
  });
  box.addEventListener("blur", () => isOn() && take(null));
  /** @param {Sheets} next @param {ReturnType<typeof drawPicture>} place */
  function draw(next, place) {
    [sheets, spot] = [next, place];
    if (!pixel) return;
    const size = Number(root.getAttribute("width")), [x, y] = pixel.map((side) => place.left + (side + 0.5) * place.cell);
    drawReadout(root, { x, y }, owner.told(pixel[0], pixel[1], word()), { width: size, height: size });
  }
  return { draw };
}

/** @param {Owner} owner */
export function boardPart(owner) {
  const picture = svg("svg", { role: "img" });
  const sheet = svg("svg", { "aria-hidden": "true", class: "qd-sheet", viewBox: `0 0 ${BOARD} ${BOARD}` });
  const box = html("div", { class: "qd-board", tabindex: 0, role: "application" }, picture, sheet);
  const isOn = () => owner.strokes() !== null;
  const become = (/** @type {Stroke[]} */ strokes, /** @type {string} */ gesture) => owner.become(strokes, gesture);
  const pen = penOf({ strokes: () => owner.strokes() ?? [], become, undo: owner.undo }, owner.width);
  onPointer(box, sheet, pen, isOn);
  const { key, lift } = onPenKeys(box, pen, { isOn, announce: owner.announce, redraw: owner.redraw });
  const pixel = pixelOn(box, picture, owner);
  /** @type {Stroke[]} the last drawing, which comes back */
  let kept = [];
  function show() {
    kept = owner.strokes() ?? kept;
    lift();
    owner.become(null);
  }
  const back = button("Picture", "the picture again", () => isOn() && show());
  const draws = button("Draw", "a digit of your own, in place of the picture", () => {
    if (isOn()) return;
    owner.become(kept);
    box.focus({ preventScroll: true });
  });
  const clear = button("Clear", "an empty board", () => owner.become([]));
  clear.addEventListener("click", lift);
  const tools = html("span", { class: "qd-states", role: "group", "aria-label": "Board" }, back, draws);
  /** @param {Shown} shown @param {number} side */
  function draw({ strokes, sheets, changes, hint }, side) {
    const drawing = strokes !== null;
    picture.toggleAttribute("hidden", drawing);
    sheet.toggleAttribute("hidden", !drawing);
    box.classList.toggle("qd-drawing", drawing);
    box.setAttribute("aria-label", drawing ? `Drawing board. ${PEN}` : `Picture. ${PIXEL}`);
    box.title = drawing ? PEN : "";
    back.setAttribute("aria-pressed", String(!drawing));
    draws.setAttribute("aria-pressed", String(drawing));
    clear.toggleAttribute("hidden", !drawing);
    allow(clear, drawing && strokes.length > 0);
    if (!drawing) return pixel.draw(sheets, drawPicture(picture, sheets, changes, side));
    for (const name of ["width", "height"]) sheet.setAttribute(name, String(side));
    drawBoard(sheet, { strokes, pen: key.place, width: owner.width(), down: key.down, side: BOARD, hint });
  }
  return { box, tools, clear, draw };
}
