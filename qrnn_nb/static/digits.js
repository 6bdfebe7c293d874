const { html, svg, say, resize, download } = (() => {
// Elements of HTML and SVG, and what is said in them.

/** @typedef {Record<string, string | number | boolean>} Attributes */

/**
 * An element of HTML.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * An element of SVG, with the text that it holds.
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {string | number} [text]
 * @returns {SVGElementTagNameMap[Name]}
 */
function svg(name, attributes = {}, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = String(text);
  return element;
}

/**
 * Let an element hold this text; where it holds it already, nothing is touched and no screen reader speaks.
 * @param {Element} element
 * @param {string} text
 */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Empty a picture and give it a size in pixels.
 * @param {SVGElement} root
 * @param {number} width
 * @param {number} height
 */
function resize(root, width, height) {
  root.replaceChildren();
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(height));
}

/**
 * Save a file from the page.
 * @param {string} name
 * @param {BlobPart} content
 */
function download(name, content) {
  const address = URL.createObjectURL(new Blob([content]));
  html("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
return { html, svg, say, resize, download };
})();

const { icon, button, allow, onKeys, aimed, watched, put, selector, panel } = (() => {
// Buttons and fields.


/**
 * A small picture on a button.
 * @param {string} path  of a drawing, 16 by 16
 */
function icon(path) {
  const picture = svg("svg", { viewBox: "0 0 16 16", width: 12, height: 12, "aria-hidden": "true" });
  picture.append(svg("path", { d: path }));
  return picture;
}

/**
 * A button; while it is `aria-disabled` it keeps the focus and does nothing.
 * @param {string} label
 * @param {string} hint
 * @param {() => unknown} press
 * @param {Node[]} before  what stands before the label
 */
function button(label, hint, press, ...before) {
  const element = html("button", { type: "button", title: hint }, ...before, label);
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-disabled") !== "true") press();
  });
  return element;
}

/**
 * @param {Element} element  a button
 * @param {unknown} allowed
 */
function allow(element, allowed) {
  element.setAttribute("aria-disabled", String(!allowed));
}

/**
 * Do something for some keys, and keep them from all others who listen.
 * @param {HTMLElement} element
 * @param {(key: string) => (() => unknown) | undefined} moves  what a key does; undefined: it is not ours
 */
function onKeys(element, moves) {
  element.addEventListener("keydown", (event) => {
    const move = moves(event.key);
    if (move === undefined) return;
    event.preventDefault();
    move();
  });
}

/**
 * A value that keys move step by step. While Python has not answered yet the next step goes on from the last one, not from what is shown.
 * @template Value
 * @param {() => boolean} settled
 * @param {() => Value} shown
 * @param {(goal: Value) => unknown} go
 */
function aimed(settled, shown, go) {
  /** @type {Value | undefined} */
  let goal;
  return (/** @type {(value: Value) => Value} */ change) => {
    goal = change(settled() || goal === undefined ? shown() : goal);
    go(goal);
  };
}

/** @type {WeakSet<HTMLElement>} fields that somebody is typing into */
const typing = new WeakSet();

/**
 * A field that `put` leaves alone while somebody types there.
 * @template {HTMLElement} Field
 * @param {Field} input
 */
function watched(input) {
  input.addEventListener("input", () => typing.add(input));
  for (const end of ["change", "blur"]) input.addEventListener(end, () => typing.delete(input));
  return input;
}

/**
 * Let a field show a value, unless somebody types there or what was asked last is not done yet.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {unknown} value
 * @param {() => boolean} [settled]
 */
function put(input, value, settled = () => true) {
  if (!typing.has(input) && settled() && input.value !== String(value)) input.value = String(value);
}

/**
 * One of several values.
 * @param {string} name
 * @param {readonly (string | number)[]} values
 * @param {(value: string) => void} choose
 */
function selector(name, values, choose) {
  const select = html("select", { "aria-label": name });
  const row = html("label", { class: "qn-choice" }, html("span", {}, name), select);
  select.addEventListener("change", () => choose(select.value));
  let offered = "";
  /** @param {string | number} value @param {readonly (string | number)[]} [options] @param {(option: any) => string} [named] */
  function show(value, options = values, named = String) {
    const names = options.map(named);
    if (offered !== names.join()) {
      offered = names.join();
      select.replaceChildren(...options.map((option, n) => html("option", { value: option }, names[n])));
    }
    put(select, value);
  }
  return { select, row, show };
}

/**
 * A part of a page, with its title.
 * @param {string} title
 * @param {Node[]} children
 */
function panel(title, ...children) {
  return html("section", { class: "qn-panel", "aria-label": title }, html("div", { class: "qn-title" }, title), ...children);
}
return { icon, button, allow, onKeys, aimed, watched, put, selector, panel };
})();

const { addressOf, fieldsOfAddress } = (() => {
// The state of a page in its address: a link is a figure. What follows the # is JSON of the fields that differ from the saved page's.

/**
 * @param {Record<string, any>} state
 * @param {Record<string, any>} saved  the state that the page was saved with
 * @returns {string} "" if nothing differs, else "#..."
 */
function addressOf(state, saved) {
  const names = Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(saved[name]));
  if (!names.length) return "";
  const fields = Object.fromEntries(names.map((name) => [name, state[name]]));
  return `#${encodeURIComponent(JSON.stringify(fields))}`;
}

/**
 * @param {string} hash  of an address, with its # or empty
 * @returns {Record<string, any>} the fields that it holds; none if it is not ours
 */
function fieldsOfAddress(hash) {
  try {
    const fields = JSON.parse(decodeURIComponent(hash.slice(1)));
    return fields && typeof fields === "object" && !Array.isArray(fields) ? fields : {};
  } catch {
    return {};
  }
}
return { addressOf, fieldsOfAddress };
})();

const { announcer } = (() => {
// What a screen reader is told.


/**
 * Tells the latest text, at most once in three seconds.
 * @param {Element} region
 */
function announcer(region) {
  let news = "", last = -3000;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const speak = () => {
    timer = undefined;
    last = performance.now();
    say(region, news);
  };
  return (/** @type {string} */ text) => {
    if (text === news) return;
    news = text;
    if (timer === undefined) timer = setTimeout(speak, Math.max(100, last + 3000 - performance.now()));
  };
}
return { announcer };
})();

const { keepOnSave } = (() => {
// How a page outlives its kernel in a saved notebook.

// JupyterLab draws a saved widget only if its state is in the notebook, which it leaves out, and says "model not found" instead. So whenever
// a notebook is saved, our pages leave their states there, in the hands of a keeper that gives them back when the notebook is opened.
// They do not stand where JupyterLab itself would put them: nbconvert would find them there, and fetch what draws them from the network
// instead of taking the picture.
const KEEPER = `export default {
  initialize({ model }) {
    const manager = model.widget_manager;
    for (const [model_id, { state, buffers = [], ...kind }] of model.get("kept")) {
      if (manager.has_model(model_id)) continue;
      for (const { path, data } of buffers) state[path[0]] = new DataView(Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0)).buffer);
      manager.new_model({ model_id, ...kind }, state); // known from now on, whereas set_state would first ask the kernel
    }
  },
};`;
const WIDGETS = "application/vnd.jupyter.widget-state+json";

/** @param {any} manager  of JupyterLab's widgets; pages elsewhere have none of its kind */
function keepOnSave(manager) {
  const context = manager?.context;
  if (manager?.keepsPages || !context?.saveState || !manager.get_state_sync) return;
  manager.keepsPages = true;
  context.saveState.connect((/** @type {any} */ _, /** @type {string} */ phase) => {
    if (phase === "started") keep(manager, context.model);
  });
}

/**
 * @param {any} manager
 * @param {any} notebook  the model of the notebook that is saved
 */
function keep(manager, notebook) {
  const { state, ...version } = manager.get_state_sync({ drop_defaults: true });
  const pages = Object.keys(state).filter((id) => state[id].state._anywidget_id?.startsWith("qrnn_nb."));
  const layouts = pages.map((id) => state[id].state.layout?.slice("IPY_MODEL_".length)).filter((id) => id in state);
  const kept = [...layouts, ...pages].map((id) => [id, state[id]]);
  const others = notebook.getMetadata("widgets")?.[WIDGETS]?.state ?? {};
  if (!pages.length) return;
  const { model_name, model_module, model_module_version } = state[pages[0]];
  const keeper = { model_name, model_module, model_module_version, state: { _esm: KEEPER, _anywidget_id: "keeper", kept } };
  notebook.setMetadata("widgets", { [WIDGETS]: { ...version, state: { ...others, qrnn_nb: keeper } } });
}
return { keepOnSave };
})();

const { post } = (() => {
// Messages to Python.

/** @typedef {Record<string, any>} Content */

/**
 * Two messages that ask for the same and are still to be sent, as one; what is in the later one has the last word.
 * @param {Content} last
 * @param {Content} next
 */
function merged(last, next) {
  const both = { ...last, ...next };
  for (const [key, value] of Object.entries(next))
    if (value && typeof value === "object" && !Array.isArray(value)) both[key] = { ...last[key], ...value };
  return both;
}

/**
 * Messages to Python, one after the other: JupyterLab may hand them to several threads, so the next one goes when the last one is done.
 * Python says "heard" at once and "done" in the end. `send` asks for something; `steer` too, but takes the place of what still waits to
 * be sent and asks for the same; `settled()`: all has been done, or nobody answers.
 * @param {{ send: (content: Content) => void }} model
 * @param {() => void} silence  is called when nobody answers within two seconds
 */
function post(model, silence) {
  /** @type {Content[]} */
  const queue = [];
  let asked = "", silent = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let unheard;
  function next() {
    asked = queue[0]?.action ?? "";
    if (asked) model.send(/** @type {Content} */ (queue.shift()));
  }
  function giveUp() {
    silent = true;
    silence();
  }
  function send(/** @type {string} */ action, content = {}) {
    unheard ??= setTimeout(giveUp, 2000);
    queue.push({ action, ...content });
    if (!asked) next();
  }
  function steer(/** @type {string} */ action, content = {}) {
    const last = queue.at(-1);
    if (last?.action === action) queue[queue.length - 1] = merged(last, content);
    else send(action, content);
  }
  function hush() {
    clearTimeout(unheard);
    unheard = undefined;
    silent = false;
  }
  function forget() {
    hush();
    queue.length = 0;
    asked = "";
  }
  const settled = () => silent || (queue.length === 0 && ["", "shown"].includes(asked));
  return { send, steer, hush, forget, next, settled };
}
return { post };
})();

const { asSvg, asPng } = (() => {
// What a page shows as one SVG file, and as a PNG of it. Colours stand in the page's style, so they are written into each element.


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
function asSvg(root) {
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
async function asPng(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? new Blob()), "image/png"));
}
return { asSvg, asPng };
})();

const { frame } = (() => {
// The frame of every widget's page: its root, its errors, its status, its exports, and its line to Python.


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
const frame = (page, options) => new Frame(page, options);
return { frame };
})();

const { floats, short, roundTicks, logTicks, clamp } = (() => {
// Numbers as they come from Python, and as people read them.

/**
 * Bytes arrive as a DataView at any offset; a Float32Array needs one that is a multiple of 4.
 * @param {DataView | null | undefined} view
 */
function floats(view) {
  if (!view) return new Float32Array();
  return new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/**
 * A number with three digits that count.
 * @param {number} value
 */
const short = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value));

/**
 * About `count` round numbers (1, 2 or 5 times a power of ten apart) from low to high.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 */
function roundTicks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const ticks = [];
  for (let index = Math.ceil(low / gap); index * gap <= high + gap * 1e-9; index++) ticks.push(index * gap);
  return ticks;
}

/**
 * Ticks of a logarithmic axis: powers of ten, with 2 and 5 times them where there is room, round numbers where less than a decade shows.
 * @param {number} low
 * @param {number} high
 */
function logTicks(low, high) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++)
    for (const factor of [1, 2, 5]) ticks.push(factor * 10 ** power);
  const within = ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  if (within.length < 3) return roundTicks(low, high, 4).filter((tick) => tick > 0);
  if (within.length < 7) return within;
  const powers = within.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-6);
  return powers.filter((_, index) => index % Math.ceil(powers.length / 6) === 0);
}

/**
 * @param {number} low
 * @param {number} value
 * @param {number} high
 */
const clamp = (low, value, high) => Math.max(low, Math.min(high, value));
return { floats, short, roundTicks, logTicks, clamp };
})();

export default (() => {
// The page of DigitStepper: draws the reading that Python sends, moves the trait `time`, sends {action: "play" | "pause" | "next" |
// "previous" | "random" | "wrong"}, {action: "show", split, number} and {action: "load", folder}. Its sentences and the names of its parts are
// Python's, which the figure takes too.


const ICONS = {
  Play: "M3 1.5 13 8 3 14.5Z",
  Pause: "M3 2h4v12H3ZM9 2h4v12H9Z",
  Previous: "M14 1.5 6 8 14 14.5ZM2 2h3v12h-3Z",
  Next: "M2 1.5 10 8 2 14.5ZM11 2h3v12h-3Z",
  Random: "M2 2h12v12H2ZM4 4v3h3V4ZM9 9v3h3V9ZM4 9v3h3V9ZM9 4v3h3V4Z",
  "Next wrong": "M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8 14 12.6 12.6 14 8 9.4 3.4 14 2 12.6 6.6 8 2 3.4Z",
};
const ACTIONS = { "Next wrong": "wrong" };
const HINTS = {
  Play: "read on, at the end from the start",
  Pause: "stop here",
  Previous: "the picture before",
  Next: "the next picture",
  Random: "any picture of this split",
  "Next wrong": "the next picture that is misread",
};

// The sheets, one a scan line: ink filled, paper empty, unread a dot, the last word outlined.
function drawSheets(root, { words, bits, size, order }, time, width, { lines }) {
  const gap = 18, cell = Math.min(size > 10 ? 7 : 14, Math.floor((width / bits - gap) / size)), side = size * cell;
  root.replaceChildren();
  root.setAttribute("width", bits * (side + gap) - gap + 2);
  root.setAttribute("height", side + 20);
  const square = (x, y) => `M${x + 0.5} ${y + 0.5}h${cell - 1}v${cell - 1}h${1 - cell}Z`;
  const counts = [];
  for (let line = 0; line < bits; line++) {
    const left = 1 + line * (side + gap);
    let ink = "", unread = "", last = "", count = 0;
    order.forEach((pixel, step) => {
      const [slow, fast] = [Math.floor(pixel / size), pixel % size];
      const x = left + (line === 1 ? slow : fast) * cell, y = 1 + (line === 1 ? fast : slow) * cell;
      if (step >= time) unread += `M${x + cell / 2 - 1} ${y + cell / 2 - 1}h2v2h-2Z`;
      else if (!((words[step] >> (bits - 1 - line)) & 1)) {
        ink += square(x, y);
        count++;
      }
      if (step + 1 === time) last = square(x, y);
    });
    counts.push(`${lines[line]}: ${count} of ink`);
    root.append(svg("path", { class: "qs-unread", d: unread }), svg("path", { class: "qs-ink", d: ink }));
    root.append(svg("path", { class: "qs-last", d: last }), svg("rect", { class: "qs-frame", x: left, y: 1, width: side, height: side }));
    root.append(svg("text", { x: left + side / 2, y: side + 15, "text-anchor": "middle" }, lines[line]));
  }
  root.setAttribute("aria-label", `The picture after ${time} of ${words.length} words; ${counts.join(", ")}`);
  return bits * (side + gap) + 10;
}

// The belief along the picture, a band a class; what comes after the present place is faint.
function drawBelief(root, { classes, right, words }, belief, time, width, labels) {
  const count = classes.length, end = words.length, left = 44, far = width - 96, top = 6;
  const row = Math.max(24, Math.min(64, 190 / count)), bottom = top + count * row;
  const x = (step) => left + (step / end) * (far - left);
  const at = (step, index) => belief[step * count + index];
  let guess = 0;
  for (let index = 0; index < count; index++) if (at(time, index) > at(time, guess)) guess = index;
  root.replaceChildren();
  root.setAttribute("width", width);
  root.setAttribute("height", bottom + 36);
  for (let index = 0; index < count; index++) {
    const floor = top + (index + 1) * row - 2, tall = row - 6;
    const area = (from, to) => {
      let path = `M${x(from)} ${floor}`;
      for (let step = from; step <= to; step++) path += `L${x(step)} ${floor - tall * at(step, index)}`;
      return `${path}L${x(to)} ${floor}Z`;
    };
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${floor - tall}H${far}` }), svg("path", { class: "qs-rule", d: `M${left} ${floor}H${far}` }));
    root.append(svg("path", { class: "qs-later", d: area(time, end) }), svg("path", { class: "qs-band", d: area(0, time) }));
    const strong = index === guess ? "qs-axis qs-strong" : "qs-axis";
    root.append(svg("text", { class: strong, x: left - 8, y: floor - row / 2 + 7, "text-anchor": "end" }, classes[index]));
    const value = `${at(time, index).toFixed(3)}${index === guess ? " ◂ says" : ""}`;
    root.append(svg("text", { class: strong, x: far + 8, y: floor - row / 2 + (index === right && row > 28 ? 2 : 7) }, value));
    if (index === right) {
      if (row > 28) root.append(svg("text", { x: far + 8, y: floor - row / 2 + 15 }, labels.right));
      else root.append(svg("text", { x: left - 26, y: floor - row / 2 + 7, "text-anchor": "end" }, "✓"));
    }
  }
  root.append(svg("path", { class: "qs-now", d: `M${x(time)} ${top}V${bottom}` }));
  for (const tick of roundTicks(0, end, Math.max(2, (far - left) / 70)).filter(Number.isInteger))
    root.append(svg("text", { x: x(tick), y: bottom + 13, "text-anchor": "middle" }, tick));
  root.append(svg("text", { class: "qs-axis", x: (left + far) / 2, y: bottom + 29, "text-anchor": "middle" }, labels.time));
  const shares = classes.map((name, index) => `${name} ${at(time, index).toFixed(3)}`).join(", ");
  root.setAttribute("aria-label", `Belief after ${time} words if the rest were paper: ${shares}`);
  return (place) => Math.round(((place - left) / (far - left)) * end);
}

// The hidden state: an amplitude a bar, upwards or downwards by its sign.
function drawState(root, hidden, time, size, width) {
  const left = 44, far = width - 12, middle = 46, tall = 40, cell = Math.min(28, (far - left) / size), lanes = Math.log2(size);
  root.replaceChildren();
  root.setAttribute("width", width);
  root.setAttribute("height", 104);
  let bars = "", largest = 0;
  for (let state = 0; state < size; state++) {
    const amplitude = hidden[time * size + state];
    if (Math.abs(amplitude) > Math.abs(hidden[time * size + largest])) largest = state;
    bars += `M${left + (state + 0.1) * cell} ${middle}h${0.8 * cell}v${-tall * amplitude}h${-0.8 * cell}Z`;
  }
  const right = left + size * cell, ket = (state) => `|${state.toString(2).padStart(lanes, "0")}⟩`;
  root.append(svg("path", { class: "qs-rule", d: `M${left} ${middle}H${right}` }), svg("path", { class: "qs-band", d: bars }));
  for (const value of [1, 0, -1]) {
    root.append(svg("text", { x: left - 8, y: middle - value * tall + 4, "text-anchor": "end" }, value < 0 ? "−1" : value));
    if (value) root.append(svg("path", { class: "qs-grid", d: `M${left} ${middle - value * tall}H${right}` }));
  }
  root.append(svg("text", { x: left, y: 100 }, ket(0)), svg("text", { x: right, y: 100, "text-anchor": "end" }, ket(size - 1)));
  const most = `largest ${short(hidden[time * size + largest])} at ${ket(largest)}`;
  root.setAttribute("aria-label", `Hidden state after ${time} words: ${size} amplitudes, ${most}`);
}

function render({ model, el }) {
  const labels = model.get("labels");
  const { root, alert, status, exporter, send, close } = frame(
    { model, el },
    {
      kind: "digits", label: "Digit stepper", events: ["status", "time", "digit", "belief", "hidden"], draw,
      busy: () => model.get("status") === "playing",
    },
  );
  const buttons = {};
  const bar = html("div", { class: "qs-bar" }), chooser = html("div", { class: "qs-bar" });
  const press = (name) => () => send(ACTIONS[name] ?? name.toLowerCase());
  for (const [name, path] of Object.entries(ICONS)) buttons[name] = button(name, HINTS[name], press(name), icon(path));
  bar.append(buttons.Play, buttons.Pause, status, exporter);

  const split = html("select", {});
  for (const name of model.get("digit").splits) split.append(html("option", { value: name }, name));
  const number = html("input", { type: "number", min: 0, step: 1 });
  const count = html("span", { class: "qs-count" });
  const show = () => send("show", { split: split.value, number: Number(number.value) });
  split.addEventListener("change", () => send("show", { split: split.value, number: 0 }));
  number.addEventListener("change", show);
  chooser.append(html("label", {}, "Split ", split), html("label", {}, "Picture ", number), count);
  for (const name of ["Previous", "Next", "Random", "Next wrong"]) chooser.append(buttons[name]);

  const folder = html("input", { type: "text", placeholder: "folder of a model or checkpoint", size: 28 });
  const load = button("Load", "read with the network in this folder", () => send("load", { folder: folder.value }));
  folder.addEventListener("keydown", (event) => event.key === "Enter" && load.click());
  const loader = html("div", { class: "qs-bar qs-loader" }, html("label", {}, "Network ", folder), load);

  const slider = html("input", { type: "range", min: 0, step: 1, "aria-label": "Words read", class: "qs-slider" });
  const verdict = html("div", { class: "qs-verdict" });
  const sheets = svg("svg", { role: "img" }), chart = svg("svg", { role: "img", class: "qs-chart" }), state = svg("svg", { role: "img" });
  const legend = html("div", { class: "qs-legend" }, `filled: ink; empty: paper; dot: ${labels.unread}; outlined: the last word`);
  const side = html("div", {}, sheets, legend);
  const both = html("div", { class: "qs-both" }, side, html("div", {}, html("div", { class: "qs-caption" }, labels.belief), chart));
  root.append(bar, chooser, alert, slider, verdict, both, state, html("div", { class: "qs-caption" }, labels.state), loader);

  function go(time) {
    const place = Math.max(0, Math.min(model.get("digit").words.length, time));
    if (model.get("status") === "playing") send("pause");
    model.set("time", place);
    model.save_changes();
  }
  slider.addEventListener("input", () => go(Number(slider.value)));
  let chartPlace;
  chart.addEventListener("click", (event) => go(chartPlace(event.clientX - chart.getBoundingClientRect().left)));

  let shown;
  function draw(width) {
    const digit = model.get("digit"), end = digit.words.length, time = Math.min(model.get("time"), end);
    const playing = model.get("status") === "playing";
    allow(buttons.Play, !playing);
    allow(buttons.Pause, playing);
    Object.assign(root.dataset, { status: model.get("status"), picture: `${digit.split} ${digit.number}` });
    say(status, model.get("status"));
    slider.max = end;
    slider.value = time;
    if (shown !== digit) {
      shown = digit;
      split.value = digit.split;
      number.value = digit.number;
      number.max = digit.available - 1;
      say(count, `of ${digit.available}`);
    }
    const taken = drawSheets(sheets, digit, time, width - 10, labels);
    side.style.maxWidth = `${taken}px`;
    const beside = width - taken - 24, room = beside >= 330 ? beside : width - 10;
    chartPlace = drawBelief(chart, digit, floats(model.get("belief")), time, room, labels);
    const hidden = floats(model.get("hidden"));
    drawState(state, hidden, time, hidden.length / (end + 1), width - 10);
    say(verdict, digit.verdicts[time]);
    slider.setAttribute("aria-valuetext", verdict.textContent);
  }
  return close;
}

return { render };
})();
