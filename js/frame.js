// The frame of every widget's page: its root, its errors, its status, its undo, and its line to Python.

import { addressed, linkTo } from "./address.js";
import { PLAYING, announcer } from "./announcer.js";
import { allow, button, fold, helpOn, tool } from "./controls.js";
import { download, html, say } from "./dom.js";
import { keepOnSave } from "./keeper.js";
import { FORMATS, OWN_FORMATS, SAVING, WRITTEN, menuOf, saveAlone, whileSaving } from "./menu.js";
import { attendance, post } from "./messages.js";
import { painter } from "./painter.js";
import { FIELDS, presentation } from "./present.js";
import { Past, same, without } from "./undo.js";

/** What a presenter's remote control sends, as the arrow that means the same. @type {Record<string, string>} */
const REMOTE = { PageDown: "ArrowRight", PageUp: "ArrowLeft" };
// what has keys of its own: those of the remote control, all others, and the space bar, with which nobody slides
const SLID = "input, [role='slider']:not(.qs-way)", OPERATED = "button, input, summary, [role]:not(.qrnn-widget)";
/** @type {Record<string, string>} */
const OWN_KEYS = { " ": "button, input:not([type='range']), summary, [role]:not(.qrnn-widget, [role='slider'])" };

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
 * @property {() => string} [going]  what is going on while it is busy, to be heard
 * @property {(fields: State) => State} [restore]
 *   only for pages that need no Python: the trait `state` with these fields; it throws an Error for what does not fit
 * @property {string[]} [looks]  fields of the state that say how one looks: to change them alone is no step of undo
 * @property {(by: -1 | 1) => State | undefined} [beyond]  the state before or behind the present one, as Python knows it
 * @property {Node[]} [rare]  what stands in the menu besides
 * @property {() => string} [data]  the page's numbers as CSV, which it writes itself where there is no Python
 * @property {() => string} [python]  likewise, Python that builds the widget again
 * @property {() => unknown} [undo]  takes a step back where Python keeps the steps
 * @property {Record<string, () => unknown>} [keys]  what keys do while the page is presented and no control has the focus
 */

/** @typedef {import("./undo.js").State} State */

const SILENT = "no answer: wait if the kernel is busy, run this cell again if it was restarted";
const COPIED = "copied";
const GONE = "the kernel is gone: run this cell again";

// what the states of all pages hold besides their own: another state to compare with, and the titles of the parts that are unfolded
const SHARED = ["pinned", "unfolded"];

/**
 * The frame of a page. Its methods may be taken out of it: `const { root, send } = frame(...)`.
 */
class Frame {
  #trouble = "";
  #refused = "";
  #isHeld = false; // a pointer is down, or a key
  /** @type {State} the state that was drawn last */
  #known = {};
  #address = { soon: () => {}, now: () => {} };
  /** @type {(value?: unknown) => void} what waits for a file that Python makes */
  #saved = () => {};

  /**
   * @param {{ model: Model, el: HTMLElement }} page
   * @param {Options} options
   */
  constructor({ model, el }, options) {
    const { kind, label, events, draw, busy = () => false, going = () => PLAYING } = options;
    this.model = model;
    this.options = options;
    // without Python nothing goes on that needs it
    this.busy = () => busy() && !this.#isDead();
    this.root = html("div", { class: `qrnn-widget qrnn-${kind}`, role: "group", "aria-label": label, tabindex: -1 });
    this.alert = html("div", { class: "qs-error", role: "alert" });
    this.status = html("span", { class: "qs-status" });
    const region = html("div", { class: "qs-heard", role: "status" });
    this.news = announcer(region, this.busy, going);
    /** Tell a screen reader at once what nothing else says. @type {(text: string) => void} */
    this.announce = (text) => say(region, text);
    this.draw = draw;
    this.painter = painter(this.root, (width) => this.#show(width), this.busy);
    this.redraw = this.painter.redraw;
    this.line = post(model, () => this.#troubled(SILENT));
    this.send = this.line.send;
    this.steer = this.line.steer;
    this.settled = this.line.settled;
    this.past = this.#freshPast();
    this.presented = presentation(this.root, () => this.redraw());
    this.#buildTools();
    this.root.append(region);
    el.append(this.root);
    this.changes = ["message", ...events].map((name) => `change:${name}`).join(" ");
    this.#begin();
  }
  #freshPast() {
    const { looks = [], beyond = () => undefined } = this.options;
    return new Past(["unfolded", ...looks], beyond);
  }
  /** The buttons that concern the whole page. */
  #buildTools() {
    const { model, options } = this, present = tool("Present", "fill the screen (F)", this.presented.toggle, true);
    const link = button("Copy link", "a link to what is shown, for the saved page", () => this.#copyLink(link));
    this.present = present;
    this.menu = menuOf((format, saver) => this.#export(format, saver), [...(options.restore ? [link] : []), ...(options.rare ?? [])]);
    this.menu.offer(model.alone ? this.#own() : this.#pythons());
    /** @type {Node[]} for the bar of the page */
    this.tools = [present, this.menu.node];
    if (!options.restore) return;
    const undo = tool("Undo", "take the last step back (Ctrl+Z)", this.undo), redo = tool("Redo", "do it again (Ctrl+Y)", this.redo);
    const pin = tool("Pin", "keep this one pale behind, to compare others with it", () => (this.pinned ? this.unpin() : this.pin()), true);
    this.steps = { undo, redo, pin };
    this.tools.unshift(undo, redo, pin);
  }
  /**
   * Copy the link, say so on the button, and close the menu; where the clipboard is refused, show the link.
   * @param {HTMLElement} link  the button
   */
  async #copyLink(link) {
    this.#address.now();
    const address = linkTo(this.model, this.options.kind), before = link.textContent ?? "";
    const close = () => /** @type {HTMLElement | null} */ (link.closest(":popover-open"))?.hidePopover();
    try { await navigator.clipboard.writeText(address); }
    catch {
      close();
      return this.refuse(`the browser does not let this page copy; the link is ${address}`);
    }
    if (before === COPIED) return;
    say(link, COPIED);
    this.announce("link copied");
    setTimeout(() => {
      close();
      say(link, before);
    }, 900);
  }
  #begin() {
    const { model, line, root } = this, press = () => this.past.press();
    this.#known = model.get("state") ?? {};
    model.on(this.changes, this.redraw);
    model.on("change:state", this.#followed);
    model.on("msg:custom", this.#answered);
    model.on("comm_live_update", this.#lost);
    // a press comes before what it does, whoever hears of it
    const hold = (/** @type {boolean} */ isDown) => () => {
      if (isDown) press();
      this.#isHeld = isDown;
    };
    root.addEventListener("pointerdown", hold(true), true);
    root.addEventListener("keydown", (event) => event.repeat || press(), true);
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) root.addEventListener(end, hold(false), true);
    // but a slider that is moved by a held key says so at every step
    root.addEventListener("change", (event) => /** @type {HTMLInputElement} */ (event.target).type === "range" || press(), true);
    root.addEventListener("keydown", this.#pressed);
    root.addEventListener("keydown", keepKey);
    // Jupyter hears of keys at the document, before the page does, but after the window
    addEventListener("keydown", this.#claimKey, true);
    // a saved page has its window for itself
    if (model.alone) document.addEventListener("keydown", this.#pressed);
    this.painter.begin();
    if (!model.alone) line.send("shown");
    keepOnSave(model.widget_manager);
    if (this.options.restore && model.alone) this.#address = addressed(model, (fields) => this.#take(fields));
    // the link by which the page was opened is no step
    this.past = this.#freshPast();
    this.leave = attendance(model, () => line.send("shown"));
  }
  close = () => {
    const { model } = this;
    this.leave?.();
    this.presented.end();
    this.painter.end();
    this.line.hush();
    model.off(this.changes, this.redraw);
    model.off("change:state", this.#followed);
    model.off("msg:custom", this.#answered);
    model.off("comm_live_update", this.#lost);
    document.removeEventListener("keydown", this.#pressed);
    removeEventListener("keydown", this.#claimKey, true);
  };
  /** The formats that the page writes by itself. */
  #own() {
    const writers = this.#writers(), written = Object.entries(WRITTEN).filter(([format]) => writers[format]);
    return { ...OWN_FORMATS, ...Object.fromEntries(written) };
  }
  /** @returns {Record<string, (() => string) | undefined>} what the page writes, by format */
  #writers() {
    return { csv: this.options.data, py: this.options.python };
  }
  /** The formats that Python writes; a page that needs Python is no file. */
  #pythons() {
    return this.options.restore ? FORMATS : Object.fromEntries(Object.entries(FORMATS).filter(([format]) => format !== "html"));
  }
  /** @param {string} format @param {HTMLElement} saver  the button that was pressed */
  #export(format, saver) {
    this.announce(SAVING);
    if (this.#trouble || this.model.alone) whileSaving(saver, () => saveAlone(this.root, this.model, this.options.kind, format, this.#writers()));
    else {
      this.send("export", { format });
      whileSaving(saver, () => new Promise((resolve) => { this.#saved = resolve; }));
    }
  }
  /** @param {number} width */
  #show(width) {
    const alone = this.#isDead();
    say(this.alert, this.#refused || this.model.get("message") || "");
    this.#showSteps();
    this.draw(width);
    // a page that needs no Python goes on without
    if (alone) say(this.status, this.#trouble);
    this.root.classList.toggle("qs-alone", alone);
    const isPresented = this.presented.isOn();
    this.present?.setAttribute("aria-pressed", String(isPresented));
    if (this.present) this.present.title = isPresented ? `leave the presentation (F or Escape); ${this.#keyHelp()}` : "fill the screen (F)";
    // a kernel that is busy may still be asked
    const dead = this.#trouble === GONE ? this.root.querySelectorAll(".qs-run button, .qs-bar button") : [];
    if (alone) for (const button of dead) allow(button, false);
    this.root.classList.toggle("qs-still", this.#isHeld || this.busy());
    this.news.hear(this.#line());
    this.#address.soon();
  }
  /** What the keys of a presentation do. */
  #keyHelp() {
    const { keys = {}, restore } = this.options, told = { " ": "Space: play or stop", ArrowRight: "→ or Page Down: on", ArrowLeft: "← or Page Up: back" };
    const own = Object.entries(told).filter(([key]) => key in keys).map(([, words]) => words);
    return [...own, ...(restore ? ["Ctrl+Z: undo"] : [])].join(", ");
  }
  /** Whether Python is missed by a page that needs it. */
  #isDead() {
    return this.#trouble !== "" && !this.options.restore;
  }
  /** What the line of the bar says, or what is wrong with a page that needs Python. */
  #line() {
    if (this.#isDead()) return this.#trouble;
    const parts = [...(this.root.querySelector(".qs-told")?.children ?? [])].filter((part) => !part.matches(".qs-popup"));
    const texts = parts.map((part) => part.textContent ?? "").filter(Boolean);
    // a sentence has its end already
    return texts.reduce((all, text) => (all ? `${all}${/[.!?]$/.test(all) ? "" : ","} ${text}` : text), "");
  }
  #showSteps() {
    if (!this.steps) return;
    const { undo, redo, pin } = this.steps;
    allow(undo, this.past.has(-1));
    allow(redo, this.past.has(1));
    pin.setAttribute("aria-pressed", String(this.pinned !== null));
    for (const part of this.root.querySelectorAll("details.qs-kept")) {
      const details = /** @type {HTMLDetailsElement} */ (part), isOpen = this.unfolded.includes(details.dataset.title ?? "");
      if (details.open !== isOpen) details.open = isOpen;
    }
  }
  /** @param {string} what */
  #troubled(what) {
    // that nobody answers is no news then
    if (what === SILENT && this.#trouble === GONE) return;
    if (this.options.restore && !this.#trouble) this.menu?.offer(this.#own());
    this.#trouble = what;
    this.#saved();
    this.redraw();
  }
  /** @type {(content: any, buffers: DataView<ArrayBuffer>[]) => void} */
  #answered = (content, buffers) => {
    this.line.hush();
    if (this.#trouble && this.options.restore) this.menu?.offer(FORMATS);
    this.#trouble = "";
    if (content === "done") this.line.next();
    if (content?.file) download(content.file, buffers[0]);
    if (content === "done") this.#saved();
    this.redraw();
  };
  // Jupyter says so when the way to Python opens or ends; it is open when a page is drawn for the first time.
  #lost = () => {
    this.line.forget();
    this.#troubled(GONE);
  };
  // Python has written the state, or says again what the page has written
  #followed = () => {
    const state = this.model.get("state") ?? {}, known = this.#known;
    this.#known = state;
    if (state !== known && !same(state, known)) this.past.follow(known, state, this.busy() ? "Python" : {});
  };
  /** @param {State} fields  of an address */
  #take(fields) {
    try { if (this.options.restore) this.change(this.#restored(fields)); }
    catch (error) { this.refuse(`this link does not fit: ${/** @type {Error} */ (error).message}`); }
  }
  /**
   * The state with some fields, those of all pages among them; an Error says what does not fit.
   * @param {State} fields
   */
  #restored({ pinned, unfolded, ...fields }) {
    const { restore = (/** @type {State} */ given) => given } = this.options, state = restore(fields);
    const plain = pinned && without(restore(without(pinned, SHARED)), SHARED);
    const isList = Array.isArray(unfolded) && unfolded.every((title) => typeof title === "string");
    return { ...state, pinned: pinned === undefined ? this.pinned : plain, unfolded: isList ? unfolded : this.unfolded };
  }
  // Jupyter's shortcuts pass by what has this mark; it must be the element with the focus. Saving and running cells stay Jupyter's.
  /** @param {KeyboardEvent} event */
  #claimKey = (event) => {
    const { target } = event;
    if (!(target instanceof Element) || !this.root.contains(target)) return;
    const isCommand = event.ctrlKey || event.metaKey, isStep = ["z", "y"].includes(event.key.toLowerCase());
    const isJupyters = (isCommand && !isStep) || (event.shiftKey && event.key === "Enter");
    target.toggleAttribute("data-lm-suppress-shortcuts", !isJupyters);
  };
  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const target = /** @type {Element} */ (event.target), key = event.key.toLowerCase();
    if (event.defaultPrevented || target.matches(FIELDS)) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const remote = REMOTE[event.key], ownKeys = OWN_KEYS[event.key] ?? (remote ? SLID : OPERATED);
    const free = this.presented.isOn() && !target.matches(ownKeys);
    const own = free && !event.repeat ? this.options.keys?.[remote ?? event.key] : undefined;
    const does = isPlain ? this.#plainKey(key, own) : this.#stepKey(event, key);
    if (!does) return;
    event.preventDefault();
    does();
  };
  /** @param {string} key @param {(() => unknown) | undefined} own  what the page does */
  #plainKey(key, own) {
    if (key === "f") return this.presented.toggle;
    // the browser closes what stands open over the page first
    if (key === "escape" && this.root.querySelector(":popover-open")) return undefined;
    if (key === "escape" && this.presented.isOn()) return this.presented.end;
    // an explanation over the page does not hide what goes on
    return own && (() => {
      this.presented.clear();
      own();
    });
  }
  /** @param {KeyboardEvent} event @param {string} key */
  #stepKey(event, key) {
    if (event.altKey || !["z", "y"].includes(key)) return undefined;
    const isRedo = key === "y" || event.shiftKey;
    if (this.steps) return isRedo ? this.redo : this.undo;
    return isRedo ? undefined : this.options.undo;
  }
  /** Show why something cannot be, until the next change.
   * @type {(reason: string) => void} */
  refuse = (reason) => {
    this.#refused = reason;
    this.redraw();
  };
  /** @param {State} state */
  #put(state) {
    this.#refused = "";
    this.#known = state;
    this.model.set("state", state);
    this.model.save_changes();
    this.news.again();
    this.redraw();
  }
  /** Change the state of a page that needs no Python; Python, if there is one, follows. What one press changes (a drag, a held key, what
   * plays) is one step of undo; so is all that comes with the same `gesture`.
   * @type {(state: State, gesture?: unknown) => void} */
  change = (state, gesture) => {
    const next = { pinned: this.pinned, unfolded: this.unfolded, ...state };
    this.past.note(this.#known, next, gesture);
    this.#put(next);
  };
  /** @param {-1 | 1} by */
  #travel(by) {
    const state = this.past.travel(by, this.model.get("state"));
    if (state) this.#put({ ...state, unfolded: this.unfolded });
  }
  undo = () => this.#travel(-1);
  redo = () => this.#travel(1);
  /** @returns {State | null} the state to compare with */
  get pinned() {
    return this.model.get("state")?.pinned ?? null;
  }
  /** @returns {string[]} titles of the parts that are unfolded */
  get unfolded() {
    return this.model.get("state")?.unfolded ?? [];
  }
  pin = () => this.change({ ...this.model.get("state"), pinned: without(this.model.get("state"), SHARED) });
  unpin = () => this.change({ ...this.model.get("state"), pinned: null });
  /** A "?" beside a term of the field.
   * @type {(term: string) => HTMLElement} */
  help = (term) => {
    const about = this.model.get("help")[term];
    return helpOn(term, about, this.model.get("links")?.[about[2]]);
  };
  /** A part that can be folded; which ones are open is kept in the state.
   * @type {(title: string, ...children: Node[]) => HTMLDetailsElement} */
  fold = (title, ...children) => {
    const part = fold(title, ...children);
    if (!this.options.restore) return part;
    part.classList.add("qs-kept");
    part.dataset.title = title;
    const keep = (/** @type {boolean} */ isOpen) => {
      const others = this.unfolded.filter((other) => other !== title);
      if (isOpen === this.unfolded.includes(title)) return;
      this.change({ ...this.model.get("state"), unfolded: isOpen ? [...others, title] : others });
    };
    // "toggle" comes later than the press: what is drawn in between would fold the part up again
    part.querySelector("summary")?.addEventListener("click", (event) => {
      event.preventDefault();
      part.open = !part.open;
      keep(part.open);
    });
    part.addEventListener("toggle", () => keep(part.open));
    return part;
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
 * The frame of a page: `send`, `steer` and `settled` of `post`; `change`, `refuse` and `fold` for pages that need no Python; `tools` for its
 * bar, `help` beside terms, `close` at the end.
 * @param {{ model: Model, el: HTMLElement }} page
 * @param {Options} options
 */
export const frame = (page, options) => new Frame(page, options);
