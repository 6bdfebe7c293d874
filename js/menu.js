// The menu of a page, and the files that the page writes by itself.

import { button, popup, tool } from "./controls.js";
import { download, html, say } from "./dom.js";
import { asPng, asSvg } from "./picture.js";

/** @typedef {import("./frame.js").Model} Model */

// what Python writes, and what a page writes by itself
export const FORMATS = { pdf: "PDF", svg: "SVG", png: "PNG", csv: "numbers (CSV)", json: "state (JSON)", py: "Python", html: "page (HTML)" };
export const OWN_FORMATS = { svg: "SVG", png: "PNG", json: "state (JSON)" };
// and what some pages write themselves: their numbers, and their settings
export const WRITTEN = { csv: "data (CSV)", py: "Python" };

export const SAVING = "saving…"; // said and heard while a file is made

/**
 * Say on a button that a file is being made, for as long as that takes.
 * @param {HTMLElement} element
 * @param {() => Promise<unknown>} make
 */
export async function whileSaving(element, make) {
  const before = element.textContent ?? "";
  if (before === SAVING) return;
  say(element, SAVING);
  // once that is on the screen: to make a picture holds the page up
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  try { await make(); }
  finally { say(element, before); }
}

/**
 * The menu of a page: a button for each format, and what else is rare.
 * @param {(format: string, button: HTMLElement) => void} save
 * @param {Node[]} others
 */
export function menuOf(save, others) {
  const formats = html("div", { class: "qs-formats", role: "group", "aria-label": "Export" });
  /** @param {Record<string, string>} offered */
  function offer(offered) {
    formats.replaceChildren(...Object.entries(offered).map(([format, name]) => {
      const saver = button(name, `save as ${name}`, () => save(format, saver));
      return saver;
    }));
  }
  const opener = tool("More", "export, and a link to what is shown", () => {});
  return { offer, node: popup(opener, { class: "qs-menu" }, html("div", {}, "Export as"), formats, ...others) };
}

/**
 * Save what a page shows without Python's help.
 * @param {HTMLElement} root
 * @param {Model} model
 * @param {string} kind  of the page
 * @param {string} format  in OWN_FORMATS or WRITTEN
 * @param {Record<string, (() => string) | undefined>} writers  by format in WRITTEN
 */
export async function saveAlone(root, model, kind, format, writers) {
  const name = `${kind}.${format}`;
  if (format === "json") download(name, JSON.stringify(model.get("state")));
  else if (writers[format]) download(name, writers[format]());
  else if (format === "svg") download(name, asSvg(root));
  else download(name, await asPng(asSvg(root)));
}
