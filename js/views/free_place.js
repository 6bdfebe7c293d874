// Where a label near a mark covers the least of what is drawn there.

/** @typedef {[number, number]} Point */

/**
 * @typedef {object} Ground  what a label shares with the rest of a picture
 * @property {number} left
 * @property {number} right
 * @property {number} top
 * @property {number} bottom
 * @property {Point[]} taken  points that had better be seen
 */

/** @typedef {{ x: number, y: number, "text-anchor": string }} Place */

const NEAR = 12, ASIDE = 22, STEPS = 5, RISE = 11, ROWS = 8; // pixels to a mark and how candidates follow one another
const ABOVE = 14, UNDER = 5; // pixels of a label over and under its base line
const PATIENCE = 40; // pixels that a label goes away rather than cover one point

/**
 * Points along a path of straight pieces, close enough that no label fits between them.
 * @param {Point[]} corners
 * @returns {Point[]}
 */
export function pointsAlong(corners) {
  return corners.flatMap(([x, y], n) => {
    const [fromX, fromY] = corners[Math.max(0, n - 1)], count = Math.ceil(Math.max(1, Math.abs(y - fromY), Math.abs(x - fromX)) / 6);
    return Array.from({ length: count }, (_, k) => /** @type {Point} */ ([x - ((x - fromX) * k) / count, y - ((y - fromY) * k) / count]));
  });
}

/**
 * The box of a label.
 * @param {Place} place
 * @param {number} wide
 */
export function boxOf({ x, y, "text-anchor": anchor }, wide) {
  const left = anchor === "end" ? x - wide : x;
  return { left, right: left + wide, top: y - ABOVE, bottom: y + UNDER };
}

/**
 * The place for a label beside a mark where it covers the fewest points, and of equals the nearest.
 * @param {Point} mark
 * @param {number} wide  pixels of the label
 * @param {Ground} ground
 * @returns {Place}
 */
export function freePlace([markX, markY], wide, { left, right, top, bottom, taken }) {
  const reach = NEAR + STEPS * ASIDE + wide, near = taken.filter(([x]) => Math.abs(x - markX) < reach);
  let best = { x: markX + NEAR, y: markY + ASIDE, "text-anchor": "start" }, least = Number.POSITIVE_INFINITY;
  for (const side of [1, -1]) for (let step = 0; step < STEPS; step++) for (let row = -ROWS; row <= ROWS; row++) {
    const away = NEAR + step * ASIDE, place = { x: markX + side * away, y: markY + UNDER + row * RISE, "text-anchor": side < 0 ? "end" : "start" };
    const box = boxOf(place, wide);
    if (box.left < left || box.right > right || box.top < top || box.bottom > bottom) continue;
    const covered = near.filter(([x, y]) => x > box.left && x < box.right && y > box.top && y < box.bottom).length;
    const cost = covered + Math.hypot(away, row * RISE) / PATIENCE;
    if (cost < least) [best, least] = [place, cost];
  }
  return best;
}
