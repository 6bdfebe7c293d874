// The frame of every widget's page: its root, its errors, its status, its exports, and its line to Python.

import { addressOf, fieldsOfAddress } from "./address.js";
import { announcer } from "./announcer.js";
import { button } from "./controls.js";
import { download, html, say } from "./dom.js";
import { keepOnSave } from "./keeper.js";
import { post } from "./messages.js";
import { asPng, asSvg } from "./picture.js";

/**
 * What anywidget, or `host.js`, gives a page.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(content: any) => void} send
 * @property {(events: string, listener: Function) => void} on
 * @property {(events: string, listener: Function) => void} off
 * @property {boolean} [alone]  a saved page: there is no Python
 * @property {any} [widget_manager]
 */

/**
 * @typedef {object} Options
 * @property {string} kind  the page is of the class `qrnn-KIND`
 * @property {string} label  its accessible name
 * @property {string[]} events  traits that `draw` looks at
 * @property {(width: number) => void} draw  one call a frame for all that has changed
 * @property {() => boolean} [busy]  with reduced motion it draws at most twice a second meanwhile
 * @property {(fields: Record<string, any>) => Record<string, any>} [restore]
 *   only for pages that need no Python: the trait `state` with these fields; it throws an Error for what does not fit
 */

// what Python writes, and what a page writes by itself
const FORMATS = { pdf: "PDF", svg: "SVG", png: "PNG", csv: "numbers (CSV)", json: "state (JSON)", py: "Python", html: "page (HTML)" };
const OWN_FORMATS = { svg: "SVG", png: "PNG", json: "state (JSON)" };
const SILENT = "no answer: wait if the kernel is busy, run this cell again if it was restarted";
const GONE = "the kernel is gone: run this cell again";

/**
 * A choice of formats and a button.
 * @param {(format: string) => void} save
 */
function exporting(save) {
  const format = html("select", { "aria-label": "Format of the export" });
  /** @param {Record<string, string>} formats */
  function offer(formats) {
    format.replaceChildren(...Object.entries(formats).map(([value, name]) => html("option", { value }, name)));
  }
  const press = button("Export", "save what is shown", () => save(format.value));
  return { offer, row: html("span", { class: "qs-export" }, format, press) };
}

/**
 * Save what a page shows without Python's help.
 * @param {HTMLElement} root
 * @param {Model} model
 * @param {string} kind  of the page
 * @param {string} format  in OWN_FORMATS
 */
async function saveAlone(root, model, kind, format) {
  const name = `${kind}.${format}`;
  if (format === "json") download(name, JSON.stringify(model.get("state")));
  else if (format === "svg") download(name, asSvg(root));
  else download(name, await asPng(asSvg(root)));
}

/**
 * Tell Python when this page comes and goes. A tab that is closed takes its pages with it without a word; it may come back from the
 * browser's cache.
 * @param {Model} model
 * @param {() => void} shown
 */
function attendance(model, shown) {
  const gone = () => {
    try { model.send({ action: "gone" }); }
    catch { /* the kernel has gone before: nobody is left to be told */ }
  };
  const again = (/** @type {PageTransitionEvent} */ event) => {
    if (event.persisted) shown();
  };
  addEventListener("pagehide", gone);
  addEventListener("pageshow", again);
  return () => {
    gone();
    removeEventListener("pagehide", gone);
    removeEventListener("pageshow", again);
  };
}

/**
 * Keep the state of a saved page in its address, and take it from there.
 * @param {Model} model
 * @param {(fields: Record<string, any>) => void} take
 */
function addressed(model, take) {
  const saved = model.get("state");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const write = () => {
    timer = undefined;
    window.history.replaceState(null, "", addressOf(model.get("state"), saved) || location.pathname + location.search);
  };
  if (location.hash) take(fieldsOfAddress(location.hash));
  // somebody has pasted another link, which says what differs from the saved state
  addEventListener("hashchange", () => take({ ...saved, ...fieldsOfAddress(location.hash) }));
  return () => {
    if (timer === undefined) timer = setTimeout(write, 250);
  };
}

/**
 * Where a link to what is shown leads: this page, or one of the same name.
 * @param {Model} model
 * @param {string} kind
 */
function linkTo(model, kind) {
  if (model.alone) return location.href;
  return `${model.get("site") ?? ""}${kind}.html${addressOf(model.get("state"), {})}`;
}

/**
 * Draw once a frame, however much has changed, and when the width changes; with reduced motion twice a second while `busy()`.
 * @param {HTMLElement} root
 * @param {(width: number) => void} draw
 * @param {() => boolean} busy
 */
function painter(root, draw, busy) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let width = 0, waiting = false;
  function show() {
    waiting = false;
    if (width) draw(width);
  }
  function redraw() {
    if (waiting) return;
    waiting = true;
    if (calm.matches && busy()) setTimeout(show, 500);
    else requestAnimationFrame(show);
  }
  const observer = new ResizeObserver(() => {
    const available = Math.floor(root.clientWidth);
    if (!available || available === width) return;
    width = available;
    show();
  });
  return { redraw, begin: () => observer.observe(root), end: () => observer.disconnect() };
}

/**
 * The frame of a page. Its methods may be taken out of it: `const { root, send } = frame(...)`.
 */
class Frame {
  #trouble = "";
  #refused = "";
  #told = "";
  #saveAddress = () => {};

  /**
   * @param {{ model: Model, el: HTMLElement }} page
   * @param {Options} options
   */
  constructor({ model, el }, options) {
    const { kind, label, events, draw, busy = () => false, restore } = options;
    this.model = model;
    this.options = options;
    this.root = html("div", { class: `qrnn-widget qrnn-${kind}`, role: "group", "aria-label": label });
    this.alert = html("div", { class: "qs-error", role: "alert" });
    this.status = html("span", { class: "qs-status" });
    const region = html("div", { class: "qs-heard", role: "status" });
    this.announce = announcer(region);
    this.draw = draw;
    this.painter = painter(this.root, (width) => this.#show(width), busy);
    this.redraw = this.painter.redraw;
    this.line = post(model, () => this.#troubled(SILENT));
    this.send = this.line.send;
    this.steer = this.line.steer;
    this.settled = this.line.settled;
    this.formats = exporting((format) => this.#export(format));
    this.exporter = this.formats.row;
    this.formats.offer(model.alone ? OWN_FORMATS : this.#pythons());
    if (restore) this.#addLink();
    this.root.addEventListener("keydown", keepKey);
    this.root.append(region);
    el.append(this.root);
    this.changes = ["message", ...events].map((name) => `change:${name}`).join(" ");
    this.#begin();
  }
  #begin() {
    const { model, line } = this;
    model.on(this.changes, this.redraw);
    model.on("msg:custom", this.#answered);
    model.on("comm_live_update", this.#lost);
    this.painter.begin();
    if (!model.alone) line.send("shown");
    keepOnSave(model.widget_manager);
    if (this.options.restore && model.alone) this.#saveAddress = addressed(model, (fields) => this.#take(fields));
    this.leave = attendance(model, () => line.send("shown"));
  }
  close = () => {
    const { model } = this;
    this.leave?.();
    this.painter.end();
    this.line.hush();
    model.off(this.changes, this.redraw);
    model.off("msg:custom", this.#answered);
    model.off("comm_live_update", this.#lost);
  };
  /** The formats that Python writes; a page that needs Python is no file. */
  #pythons() {
    return this.options.restore ? FORMATS : Object.fromEntries(Object.entries(FORMATS).filter(([format]) => format !== "html"));
  }
  #addLink() {
    const copy = () => navigator.clipboard.writeText(linkTo(this.model, this.options.kind)).then(() => this.announce("link copied"));
    this.exporter.append(button("Copy link", "a link to what is shown, for the saved page", copy));
  }
  /** @param {string} format */
  #export(format) {
    if (this.#trouble || this.model.alone) saveAlone(this.root, this.model, this.options.kind, format);
    else this.send("export", { format });
  }
  /** @param {number} width */
  #show(width) {
    const alone = this.#trouble !== "" && !this.options.restore;
    say(this.alert, this.#refused || this.model.get("message") || "");
    this.draw(width);
    // a page that needs no Python goes on without
    if (alone) say(this.status, this.#trouble);
    this.root.classList.toggle("qs-alone", alone);
    const text = this.status.textContent ?? "";
    if (text !== this.#told) this.announce(text);
    this.#told = text;
    this.#saveAddress();
  }
  /** @param {string} what */
  #troubled(what) {
    // that nobody answers is no news then
    if (what === SILENT && this.#trouble === GONE) return;
    if (this.options.restore && !this.#trouble) this.formats.offer(OWN_FORMATS);
    this.#trouble = what;
    this.redraw();
  }
  /** @type {(content: any, buffers: DataView<ArrayBuffer>[]) => void} */
  #answered = (content, buffers) => {
    this.line.hush();
    if (this.#trouble && this.options.restore) this.formats.offer(FORMATS);
    this.#trouble = "";
    if (content === "done") this.line.next();
    if (content?.file) download(content.file, buffers[0]);
    this.redraw();
  };
  // Jupyter says so when the way to Python opens or ends; it is open when a page is drawn for the first time.
  #lost = () => {
    this.line.forget();
    this.#troubled(GONE);
  };
  /** @param {Record<string, any>} fields  of an address */
  #take(fields) {
    const { restore } = this.options;
    try { if (restore) this.change(restore(fields)); }
    catch (error) { this.refuse(`this link does not fit: ${/** @type {Error} */ (error).message}`); }
  }
  /** Show why something cannot be, until the next change.
   * @type {(reason: string) => void} */
  refuse = (reason) => {
    this.#refused = reason;
    this.redraw();
  };
  /** Change the state of a page that needs no Python; Python, if there is one, follows.
   * @type {(state: Record<string, any>) => void} */
  change = (state) => {
    this.#refused = "";
    this.model.set("state", state);
    this.model.save_changes();
    this.redraw();
  };
}

/**
 * JupyterLab's shortcuts must not see what is typed in a page; a held key must not pile up presses.
 * @param {KeyboardEvent} event
 */
function keepKey(event) {
  event.stopPropagation();
  if (event.repeat && event.target instanceof HTMLButtonElement) event.preventDefault();
}

/**
 * The frame of a page: `send`, `steer` and `settled` of `post`, `change` and `refuse` for pages that need no Python, `close` at the end.
 * @param {{ model: Model, el: HTMLElement }} page
 * @param {Options} options
 */
export const frame = (page, options) => new Frame(page, options);
