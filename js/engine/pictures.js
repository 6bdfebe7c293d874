// From strokes to a picture as MNIST has it, and from that to the words that a network reads
// (nbs/2_learning/13_pictures and 12_digits).

import { checkedItems, checkedRecord, whole, wrong } from "./checks.js";

/** @typedef {{width: number, points: number[][]}} Stroke the pen's width, and [x, y] on the board */

/**
 * @typedef {object} Reading How a task reads pictures.
 * @property {number} size pixels a side, 10 or 20
 * @property {number} scans scan lines
 * @property {number} patch pixels a side of the square that a word holds of a scan line
 * @property {boolean} deskewed whether digits are set upright first
 * @property {number[]} order the patch that each word is read from, by its number row by row
 */

/** Points a side of the board that one draws on. */
export const BOARD = 280;
const MOST = { strokes: 200, points: 5000, width: 100 };
const SIDE = 28; // pixels of MNIST's pictures
const BOX = 20; // of which a digit takes up so many
const MARGIN = 4;

/**
 * The strokes of a drawing; an Error for anything else.
 * @param {unknown} strokes
 * @returns {Stroke[]}
 */
export function checkedStrokes(strokes) {
  const drawn = checkedItems(strokes, "strokes", MOST.strokes).map(checkedStroke);
  const points = drawn.reduce((total, stroke) => total + stroke.points.length, 0);
  if (points > MOST.points) throw wrong("the points of all strokes", "at most 5,000", points);
  return drawn;
}

/**
 * @param {unknown} stroke
 * @returns {Stroke}
 */
function checkedStroke(stroke) {
  const given = checkedRecord(stroke, "a stroke", ["width", "points"], []);
  const width = whole(given.width, "the width of a stroke", 1, MOST.width);
  const points = checkedItems(given.points, "the points of a stroke", MOST.points);
  if (!points.length) throw wrong("the points of a stroke", "at least one", points);
  return { width, points: points.map(checkedPoint) };
}

/**
 * @param {unknown} point
 * @returns {number[]}
 */
function checkedPoint(point) {
  const place = checkedItems(point, "a point", 2);
  if (place.length !== 2) throw wrong("a point", "[x, y]", point);
  return place.map((value) => whole(value, "a coordinate of a stroke", 0, BOARD - 1));
}

/**
 * Ink every point that lies within half a width of a line, in whole numbers.
 * @param {Uint8Array} board row by row
 * @param {number[]} start
 * @param {number[]} end
 * @param {number} width
 */
function inkLine(board, [x0, y0], [x1, y1], width) {
  const half = Math.floor(width / 2) + 1;
  const right = x1 - x0;
  const down = y1 - y0;
  const length = right * right + down * down; // all lengths are squared
  const close = width * width;
  const lastX = Math.min(Math.max(x0, x1) + half, BOARD - 1);
  const lastY = Math.min(Math.max(y0, y1) + half, BOARD - 1);
  for (let y = Math.max(Math.min(y0, y1) - half, 0); y <= lastY; y += 1) {
    for (let x = Math.max(Math.min(x0, x1) - half, 0); x <= lastX; x += 1) {
      // from 0 at the start to `length` at the end
      const foot = (x - x0) * right + (y - y0) * down;
      const beside = right * (y - y0) - down * (x - x0);
      const [endX, endY] = foot <= 0 ? [x0, y0] : [x1, y1];
      const away = (x - endX) ** 2 + (y - endY) ** 2;
      const inner = foot > 0 && foot < length;
      if (inner ? 4 * beside * beside <= close * length : 4 * away <= close)
        board[y * BOARD + x] = 1;
    }
  }
}

/**
 * The board with the ink of strokes.
 * @param {Stroke[]} strokes
 * @returns {Uint8Array} row by row: 1 ink, 0 paper
 */
function inked(strokes) {
  const board = new Uint8Array(BOARD * BOARD);
  for (const { width, points } of strokes) {
    // a single point is a line too
    points.forEach((point, at) => {
      if (at || points.length === 1) inkLine(board, points[Math.max(at - 1, 0)], point, width);
    });
  }
  return board;
}

/**
 * Where ink begins and ends.
 * @param {Uint8Array} board
 * @returns {{top: number, left: number, height: number, width: number}}
 */
function extent(board) {
  let [top, left, bottom, right] = [BOARD, BOARD, -1, -1];
  board.forEach((ink, at) => {
    if (!ink) return;
    const y = Math.floor(at / BOARD);
    const x = at % BOARD;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    left = Math.min(left, x);
    right = Math.max(right, x);
  });
  return { top, left, height: bottom + 1 - top, width: right + 1 - left };
}

/**
 * The pixels that each point lies in, with its share in twentieths of a point.
 * @param {number} points
 * @param {number} longest points of the longer side, which becomes 20 pixels
 * @returns {[number, number][][]} for each point
 */
function shares(points, longest) {
  return Array.from({ length: points }, (_, point) => {
    /** @type {[number, number][]} */
    const parts = [];
    for (let pixel = Math.floor((BOX * point) / longest); pixel < BOX; pixel += 1) {
      const first = Math.max(pixel * longest, BOX * point);
      const last = Math.min((pixel + 1) * longest, BOX * (point + 1));
      if (last <= first) break;
      parts.push([pixel, last - first]);
    }
    return parts;
  });
}

/**
 * What has ink, its longer side 20 pixels, in the corner of 20 by 20.
 * @param {Uint8Array} board with ink
 * @returns {Uint8Array} greys, 255 full of ink
 */
function scaledInk(board) {
  const { top, left, height, width } = extent(board);
  const longest = Math.max(height, width);
  const down = shares(height, longest);
  const across = shares(width, longest);
  const covered = new Float64Array(BOX * BOX);
  const line = new Float64Array(BOX);
  for (let y = 0; y < height; y += 1) {
    line.fill(0);
    for (let x = 0; x < width; x += 1) {
      if (!board[(top + y) * BOARD + left + x]) continue;
      for (const [pixel, share] of across[x]) line[pixel] += share;
    }
    for (const [row, share] of down[y]) {
      for (let pixel = 0; pixel < BOX; pixel += 1)
        covered[row * BOX + pixel] += share * line[pixel];
    }
  }
  const full = longest * longest;
  return Uint8Array.from(covered, (part) => Math.floor((510 * part + full) / (2 * full)));
}

/**
 * Where the first pixel goes so that the centre of a profile lies on 14, all ink in 0 to 27.
 * @param {number[]} profile ink in each row or column
 * @returns {number}
 */
function offset(profile) {
  const mass = profile.reduce((total, ink) => total + ink, 0);
  const moment = profile.reduce((total, ink, at) => total + ink * at, 0);
  const wished = Math.floor((29 * mass - 2 * moment) / (2 * mass));
  const first = profile.findIndex((ink) => ink > 0);
  const last = profile.findLastIndex((ink) => ink > 0);
  return Math.max(-first, Math.min(wished, SIDE - 1 - last));
}

/**
 * A drawing as MNIST would have it.
 * @param {Stroke[]} strokes
 * @returns {Uint8Array} 28 by 28 greys, ink bright
 */
export function drawnImage(strokes) {
  const image = new Uint8Array(SIDE * SIDE);
  if (!strokes.length) return image;
  const greys = scaledInk(inked(strokes));
  // the thinnest pen leaves dots of which no pixel gets a half
  if (!greys.some((grey) => grey > 0)) return image;
  const places = [...Array(BOX).keys()];
  const total = (/** @type {(at: number) => number} */ place) =>
    places.reduce((ink, at) => ink + greys[place(at)], 0);
  const top = offset(places.map((row) => total((at) => row * BOX + at)));
  const left = offset(places.map((column) => total((at) => at * BOX + column)));
  greys.forEach((grey, at) => {
    const y = Math.floor(at / BOX) + top;
    const x = (at % BOX) + left;
    if (grey) image[y * SIDE + x] = grey;
  });
  return image;
}

/**
 * Distances of positions 0 to 27 from the centre of a profile.
 * @param {number[]} profile the ink in each row or column
 * @returns {number[]}
 */
function fromCentre(profile) {
  const mass = profile.reduce((total, ink) => total + ink, 0);
  const moment = profile.reduce((total, ink, at) => total + ink * at, 0);
  const centre = moment / Math.max(mass, 1);
  return profile.map((_, at) => at - centre);
}

/**
 * How much the columns of the ink grow with its rows: cov(x, y) / var(y).
 * @param {Uint8Array} ink
 * @param {number[]} x distance of each column from the centre of the ink
 * @param {number[]} y of each row
 * @returns {number}
 */
function slant(ink, x, y) {
  let variance = 0;
  let covariance = 0;
  ink.forEach((grey, at) => {
    const row = Math.floor(at / SIDE);
    variance += grey * y[row] * y[row];
    covariance += grey * y[row] * x[at % SIDE];
  });
  return covariance / (variance || 1);
}

/**
 * A picture whose rows are pushed until row and column of its ink are uncorrelated.
 * @param {Uint8Array} ink 28 by 28, ink bright
 * @returns {Uint8Array}
 */
export function deskewed(ink) {
  const rows = Array(SIDE).fill(0);
  const columns = Array(SIDE).fill(0);
  ink.forEach((grey, at) => {
    rows[Math.floor(at / SIDE)] += grey;
    columns[at % SIDE] += grey;
  });
  const y = fromCentre(rows);
  const lean = slant(ink, fromCentre(columns), y);
  return ink.map((_, at) => {
    const row = Math.floor(at / SIDE);
    const source = Math.min(Math.max((at % SIDE) + lean * y[row], 0), SIDE - 1);
    const left = Math.min(Math.floor(source), SIDE - 2);
    const here = ink[row * SIDE + left];
    const beside = ink[row * SIDE + left + 1];
    return Math.floor(here + (beside - here) * (source - left) + 0.5);
  });
}

/**
 * The middle 20 by 20 pixels.
 * @param {Uint8Array} image
 * @returns {Uint8Array}
 */
function cropped(image) {
  return new Uint8Array(BOX * BOX).map((_, at) => {
    return image[(Math.floor(at / BOX) + MARGIN) * SIDE + (at % BOX) + MARGIN];
  });
}

/**
 * The middle 20 by 20 pixels of a picture turned by 135 degrees, bilinear, halves rounded up.
 * @param {Uint8Array} image
 * @returns {Uint8Array}
 */
function turnedBy135(image) {
  return new Uint8Array(BOX * BOX).map((_, at) => {
    const row = Math.floor(at / BOX);
    const column = at % BOX;
    // where it comes from, in tenths of a pixel
    const x = 135 - 7 * (row + column - 19);
    const y = 135 + 7 * (column - row);
    const corner = Math.floor(y / 10) * SIDE + Math.floor(x / 10);
    const mix = (
      /** @type {number} */ first,
      /** @type {number} */ second,
      /** @type {number} */ part,
    ) => first * (10 - part) + second * part;
    const upper = mix(image[corner], image[corner + 1], x % 10);
    const lower = mix(image[corner + SIDE], image[corner + SIDE + 1], x % 10);
    return Math.floor((mix(upper, lower, y % 10) + 50) / 100);
  });
}

/**
 * Means of 2 by 2 pixels, halves rounded up in rows, then in columns.
 * @param {Uint8Array} greys 20 by 20
 * @returns {Uint8Array} 10 by 10
 */
function halvedTwice(greys) {
  const mean = (/** @type {number} */ a, /** @type {number} */ b) => Math.floor((a + b + 1) / 2);
  return new Uint8Array((BOX * BOX) / 4).map((_, at) => {
    const corner = Math.floor(at / 10) * 2 * BOX + (at % 10) * 2;
    const upper = mean(greys[corner], greys[corner + 1]);
    return mean(upper, mean(greys[corner + BOX], greys[corner + BOX + 1]));
  });
}

/**
 * The level of greatest between-class variance (Otsu 1979): what is brighter is white.
 * @param {Uint8Array} greys
 * @returns {number}
 */
function otsu(greys) {
  const counts = new Uint32Array(256);
  for (const grey of greys) counts[grey] += 1;
  const total = greys.reduce((all, grey) => all + grey, 0);
  let [dark, darkSum, best, level] = [0, 0, -2, 0];
  counts.forEach((count, grey) => {
    dark += count;
    darkSum += count * grey;
    const sizes = dark * (greys.length - dark);
    const gap = total * dark - darkSum * greys.length;
    // a level with an empty group must not win
    const variance = sizes ? (gap * gap) / sizes : -1;
    if (variance > best) [best, level] = [variance, grey];
  });
  return level;
}

/**
 * Greys, shrunk and decided for black or white, rounded as published.
 * @param {Uint8Array} greys 20 by 20, ink dark
 * @param {number} size
 * @returns {Uint8Array} 1 white, 0 ink
 */
function bits(greys, size) {
  const small = size === 10 ? halvedTwice(greys) : greys;
  const threshold = Math.floor(otsu(small) * (1 / 255) * 255); // not a no-op: see the chapter
  return small.map((grey) => (grey > threshold ? 1 : 0));
}

/**
 * The pixels of a patch in a scan line, row by row.
 * @param {{ size: number, patch: number }} reading
 * @param {number} place its number
 * @returns {number[]}
 */
function pixelsIn({ size, patch }, place) {
  const across = size / patch, corner = Math.floor(place / across) * patch * size + (place % across) * patch;
  return Array.from({ length: patch * patch }, (_, at) => corner + Math.floor(at / patch) * size + (at % patch));
}

/**
 * The words that a network reads of a picture.
 * @param {Uint8Array} image 28 by 28 greys, ink bright as in MNIST
 * @param {Reading} reading
 * @returns {Uint16Array}
 */
export function encoded(image, { size, scans, patch, deskewed: upright, order }) {
  const dark = (upright ? deskewed(image) : image).map((grey) => 255 - grey);
  const rows = bits(cropped(dark), size);
  const lines = [rows];
  if (scans > 1) lines.push(rows.map((_, at) => rows[(at % size) * size + Math.floor(at / size)]));
  if (scans > 2) lines.push(bits(turnedBy135(dark), size));
  return Uint16Array.from(order, (place) => {
    const pixels = pixelsIn({ size, patch }, place);
    return lines.flatMap((line) => pixels.map((pixel) => line[pixel])).reduce((word, bit) => 2 * word + bit, 0);
  });
}

/**
 * The words of one of the pictures that Python has packed, bit by bit.
 * @param {Uint8Array} packed all bits one after the other, eight a byte, the first one highest
 * @param {number} place of the picture
 * @param {Reading} reading
 * @returns {Uint16Array}
 */
export function unpacked(packed, place, { scans, patch, order }) {
  const size = scans * patch ** 2, start = place * order.length * size;
  return new Uint16Array(order.length).map((_, step) => {
    let word = 0;
    for (let at = start + step * size; at < start + (step + 1) * size; at += 1) {
      word = 2 * word + ((packed[at >> 3] >> (7 - (at & 7))) & 1);
    }
    return word;
  });
}
