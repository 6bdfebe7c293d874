// What a page shows as one SVG file, and as a PNG of it. Colours stand in the page's style, so they are written into each element.

import { svg } from "./dom.js";

const STYLED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "visibility",
  "font-family", "font-size", "font-weight", "text-anchor", "paint-order",
];

/**
 * Write the style that an element has on the page into its copy, and so on downwards.
 * @param {Element} element
 * @param {Element} copy
 */
function inline(element, copy) {
  const style = getComputedStyle(element);
  for (const name of STYLED) copy.setAttribute(name, style.getPropertyValue(name));
  copy.removeAttribute("class");
  for (const [index, child] of [...element.children].entries()) inline(child, copy.children[index]);
}

/**
 * All pictures of a page as one, each where it stands, on the page's ground.
 * @param {HTMLElement} root
 * @returns {string} the text of an SVG file
 */
export function asSvg(root) {
  const pictures = [...root.querySelectorAll("svg")].filter((picture) => picture.clientWidth > 40 && !picture.closest("button"));
  const boxes = pictures.map((picture) => picture.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left)), top = Math.min(...boxes.map((box) => box.top));
  const width = Math.ceil(Math.max(...boxes.map((box) => box.right)) - left);
  const height = Math.ceil(Math.max(...boxes.map((box) => box.bottom)) - top);
  const sheet = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` });
  sheet.append(svg("rect", { width, height, fill: getComputedStyle(root).backgroundColor }));
  for (const [index, picture] of pictures.entries()) {
    const copy = /** @type {SVGElement} */ (picture.cloneNode(true));
    inline(picture, copy);
    const place = { x: Math.round(boxes[index].left - left), y: Math.round(boxes[index].top - top) };
    for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
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
