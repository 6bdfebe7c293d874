// What a page shows as one SVG file, and as a PNG of it. Colours stand in the page's style, so they are written into each element.

import { svg } from "./dom.js";

const MARGIN = 16; // pixels around everything
const GAP = 24; // pixels at most between what stands above and what stands below
const STYLED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "visibility",
  "font-family", "font-size", "font-weight", "text-anchor", "paint-order",
];

/**
 * Write the style that an element has on the page into its copy, and so on downwards; what the page hides is left out.
 * @param {Element} element
 * @param {Element} copy
 */
function inline(element, copy) {
  const style = getComputedStyle(element);
  for (const name of STYLED) copy.setAttribute(name, style.getPropertyValue(name));
  copy.removeAttribute("class");
  const copies = [...copy.children];
  for (const [index, child] of [...element.children].entries()) {
    if (getComputedStyle(child).display === "none") copies[index].remove();
    else inline(child, copies[index]);
  }
}

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Edges Pixels of the window */

/**
 * Where an element would stand if nothing around it were scrolled sideways.
 * @param {Element} element
 * @param {Element} root
 * @returns {Edges}
 */
function unscrolled(element, root) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  let gone = 0;
  for (let around = element.parentElement; around && around !== root; around = around.parentElement) gone += around.scrollLeft;
  return { left: left + gone, right: right + gone, top, bottom };
}

/**
 * The lines of an element's text as it is broken on the page.
 * @param {Element} element  that holds nothing but text
 * @returns {{ text: string, edges: Edges }[]}
 */
function linesOf(element) {
  const node = element.firstChild, range = document.createRange();
  /** @type {{ text: string, edges: Edges }[]} */
  const lines = [];
  for (const { 0: word, index } of node?.textContent?.matchAll(/\S+/g) ?? []) {
    range.setStart(/** @type {Node} */ (node), index);
    range.setEnd(/** @type {Node} */ (node), index + word.length);
    const { left, right, top, bottom } = range.getBoundingClientRect(), line = lines.at(-1);
    if (!line || top > line.edges.top + 4) lines.push({ text: word, edges: { left, right, top, bottom } });
    else Object.assign(line, { text: `${line.text} ${word}`, edges: { ...line.edges, right } });
  }
  return lines;
}

/**
 * The captions of a page, which are marked by `data-caption`, as text of a picture.
 * @param {HTMLElement} root
 */
function captionsOf(root) {
  const shown = [...root.querySelectorAll("[data-caption]")].filter((element) => element.checkVisibility());
  return shown.flatMap((element) => {
    const style = getComputedStyle(element);
    const look = { fill: style.color, "font-family": style.fontFamily, "font-size": style.fontSize, "font-weight": style.fontWeight };
    return linesOf(element).map(({ text, edges }) => ({ copy: svg("text", look, text), edges }));
  });
}

/**
 * How far everything moves up, since what stood above it on the page (buttons, fields) is not in the picture and leaves no hole.
 * @param {Edges[]} all
 * @returns {(top: number) => number} pixels, for what begins there
 */
function gathered(all) {
  /** @type {{ from: number, by: number }[]} */
  const moves = [];
  let end = Number.POSITIVE_INFINITY, by = 0;
  for (const { top, bottom } of [...all].sort((a, b) => a.top - b.top)) {
    by += Math.max(0, top - end - GAP);
    moves.push({ from: top, by });
    end = Number.isFinite(end) ? Math.max(end, bottom) : bottom;
  }
  return (top) => moves.findLast(({ from }) => top >= from)?.by ?? 0;
}

/**
 * All pictures of a page as one, with their captions, each where it stands, on the page's ground.
 * @param {HTMLElement} root
 * @returns {string} the text of an SVG file
 */
export function asSvg(root) {
  // small ones are signs on buttons, or stand beside a word that says what they mean
  const isPicture = (/** @type {SVGSVGElement} */ { clientWidth, nextElementSibling: next }) => clientWidth > 40 || (clientWidth > 0 && next?.matches("[data-caption]"));
  // what is folded away was perhaps never drawn
  const shown = [...root.querySelectorAll("svg")].filter((picture) => picture.checkVisibility() && !picture.closest("button"));
  const parts = shown.filter(isPicture).map((picture) => {
    const copy = /** @type {SVGElement} */ (picture.cloneNode(true));
    inline(picture, copy);
    return { copy, edges: unscrolled(picture, root) };
  });
  const all = [...parts, ...captionsOf(root)], up = gathered(all.map((part) => part.edges));
  for (const part of all) {
    const { top, bottom } = part.edges, by = up(top);
    part.edges = { ...part.edges, top: top - by, bottom: bottom - by };
  }
  const edges = all.map((part) => part.edges);
  const left = Math.min(...edges.map((edge) => edge.left)) - MARGIN, top = Math.min(...edges.map((edge) => edge.top)) - MARGIN;
  const width = Math.ceil(Math.max(...edges.map((edge) => edge.right)) + MARGIN - left);
  const height = Math.ceil(Math.max(...edges.map((edge) => edge.bottom)) + MARGIN - top);
  const sheet = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` });
  sheet.append(svg("rect", { width, height, fill: getComputedStyle(root).backgroundColor }));
  for (const { copy, edges: edge } of all) {
    // a text stands on its base line
    const y = copy.tagName === "text" ? edge.top + 0.75 * (edge.bottom - edge.top) : edge.top;
    copy.setAttribute("x", String(Math.round(edge.left - left)));
    copy.setAttribute("y", String(Math.round(y - top)));
    sheet.append(copy);
  }
  return new XMLSerializer().serializeToString(sheet);
}

/**
 * @param {string} text  of an SVG file
 * @returns {Promise<Blob>} the picture as PNG, at twice the size
 */
export async function asPng(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? new Blob()), "image/png"));
}
