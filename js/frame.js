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
  return () => (timer ??= setTimeout(write, 250));
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
 * The frame: `send`, `steer` and `settled` of `post`; `change(state)` for pages that need no Python; `refuse(reason)` shows an error
 * until the next change.
 * @param {{ model: Model, el: HTMLElement }} page
 * @param {Options} options
 */
export function frame({ model, el }, { kind, label, events, draw, busy = () => false, restore }) {
  const root = html("div", { class: `qrnn-widget qrnn-${kind}`, role: "group", "aria-label": label });
  const alert = html("div", { class: "qs-error", role: "alert" });
  const status = html("span", { class: "qs-status" });
  const region = html("div", { class: "qs-heard", role: "status" });
  const announce = announcer(region);
  let trouble = "", refused = "", told = "", written = () => {};
  const paint = painter(root, show, busy);
  const { redraw } = paint;
  const line = post(model, () => troubled(SILENT));
  const exporter = exporting((format) => {
    if (trouble || model.alone) saveAlone(root, model, kind, format);
    else line.send("export", { format });
  });
  exporter.offer(model.alone ? OWN_FORMATS : FORMATS);

  /** @param {number} width */
  function show(width) {
    say(alert, refused || model.get("message"));
    draw(width);
    // a page that needs no Python goes on without
    if (trouble && !restore) say(status, trouble);
    root.classList.toggle("qs-alone", trouble !== "" && !restore);
    if (status.textContent !== told) announce((told = status.textContent ?? ""));
    written();
  }
  /** @param {string} what */
  function troubled(what) {
    if (restore && !trouble) exporter.offer(OWN_FORMATS);
    trouble = what;
    redraw();
  }
  /**
   * @param {any} content
   * @param {DataView[]} buffers
   */
  function answered(content, buffers) {
    line.hush();
    if (trouble && restore) exporter.offer(FORMATS);
    trouble = "";
    if (content === "done") line.next();
    if (content?.file) download(content.file, /** @type {DataView<ArrayBuffer>} */ (buffers[0]));
    redraw();
  }
  // Jupyter says so when the way to Python opens or ends; it is open when a page is drawn for the first time.
  function lost() {
    line.forget();
    troubled(GONE);
  }
  /** @param {string} reason  why something cannot be */
  function refuse(reason) {
    refused = reason;
    redraw();
  }
  /** @param {Record<string, any>} state */
  function change(state) {
    refused = "";
    model.set("state", state);
    model.save_changes();
    redraw();
  }
  /** @param {Record<string, any>} fields  of an address */
  function take(fields) {
    try { change(/** @type {NonNullable<typeof restore>} */ (restore)(fields)); }
    catch (error) { refuse(`this link does not fit: ${/** @type {Error} */ (error).message}`); }
  }

  // JupyterLab's shortcuts must not see what is typed here; a held key must not pile up presses
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.repeat && event.target instanceof HTMLButtonElement) event.preventDefault();
  });
  if (restore) {
    const copy = () => navigator.clipboard.writeText(linkTo(model, kind)).then(() => announce("link copied"));
    exporter.row.append(button("Copy link", "a link to what is shown, for the saved page", copy));
  }
  const changes = ["message", ...events].map((name) => `change:${name}`).join(" ");
  model.on(changes, redraw);
  model.on("msg:custom", answered);
  model.on("comm_live_update", lost);
  root.append(region);
  el.append(root);
  paint.begin();
  if (!model.alone) line.send("shown");
  keepOnSave(model.widget_manager);
  if (restore && model.alone) written = addressed(model, take);
  const leave = attendance(model, () => line.send("shown"));
  function close() {
    leave();
    paint.end();
    line.hush();
    model.off(changes, redraw);
    model.off("msg:custom", answered);
    model.off("comm_live_update", lost);
  }
  const { send, steer, settled } = line;
  return { root, alert, status, exporter: exporter.row, announce, send, steer, settled, redraw, change, refuse, close };
}
