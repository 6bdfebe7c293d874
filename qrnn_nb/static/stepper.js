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
// The page of TrainingStepper: draws the traits that Python sets, sends {action: "play" | "pause" | "back" | "step" | "word" | "reset"},
// {action: "look", step}, {action: "forward" | "rewind", updates}, {action: "goto", update} and {action: "choose", preset, optimizer, lr, seed}.
// `labels` names its parts, as in the figure that is exported.


const ICONS = {
  Play: "M3 1.5 13 8 3 14.5Z",
  Pause: "M3 2h4v12H3ZM9 2h4v12H9Z",
  Back: "M14 1.5 6 8 14 14.5ZM2 2h3v12h-3Z",
  Step: "M2 1.5 10 8 2 14.5ZM11 2h3v12h-3Z",
  Word: "M2 3h4v10H2ZM8 3l6 5-6 5Z",
  Reset: "M8 2a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 8 4v2.6L3.6 3.3 8 0Z",
};
const HINTS = {
  Play: "train until paused",
  Pause: "stop after the present update",
  Back: "take one update back, exactly",
  Step: "one update",
  Word: "read the next word; after the last one, an update",
  Reset: "back to the first parameters; Return comes back",
};

// The strip: words upwards, steps rightwards. `build` makes its parts for a width, `update` moves them to a prediction.
function strip(root, { inputs, targets, symbols }, labels) {
  const steps = inputs.length, words = symbols.length;
  const longest = Math.max(...symbols.map((symbol) => symbol.length));
  let cells, dots, cell, row, cursor;
  const x = (step) => root.left + (step + 0.5) * cell;
  const y = (word) => 4 + (words - word - 0.5) * row;

  function build(width) {
    root.left = 30 + 7 * longest;
    cell = Math.min(32, (width - root.left - 8) / steps);
    row = Math.min(22, Math.max(8, 320 / words));
    const bottom = 4 + words * row;
    root.replaceChildren();
    root.setAttribute("width", width);
    root.setAttribute("height", bottom + 36);
    const right = root.left + steps * cell;
    root.append(svg("rect", { class: "qs-frame", x: root.left, y: 4, width: steps * cell, height: words * row }));
    cells = [];
    for (let step = 0; step < steps; step++)
      for (let word = 0; word < words; word++) {
        const place = { x: root.left + step * cell, y: y(word) - row / 2, width: cell, height: row };
        const kind = targets[step] < 0 ? "qs-cell qs-unasked" : "qs-cell";
        root.append((cells[step * words + word] = svg("rect", { class: kind, ...place })));
      }
    root.append((cursor = svg("rect", { class: "qs-cursor", y: 3, width: cell, height: words * row + 2, visibility: "hidden" })));
    const radius = Math.min(7, 0.4 * cell, 0.4 * row);
    targets.forEach((word, step) => {
      if (word < 0) return;
      const place = { cx: x(step), cy: y(word), r: radius };
      root.append(svg("circle", { class: "qs-halo", ...place }), svg("circle", { class: "qs-ring", ...place }));
    });
    dots = inputs.map((_, step) => root.appendChild(svg("circle", { class: "qs-dot", cx: x(step), r: Math.max(1, radius / 2.2) })));
    const every = Math.ceil((words * 11) / (words * row));
    symbols.forEach((symbol, word) => {
      if (word % every === 0) root.append(svg("text", { class: "qs-tick", x: root.left - 6, y: y(word) + 4, "text-anchor": "end" }, symbol));
    });
    const written = cell >= 7 * longest + 3;
    const ticks = written ? inputs.map((_, step) => step) : roundTicks(0, steps - 1, Math.max(2, (steps * cell) / 60)).filter(Number.isInteger);
    for (const step of ticks) {
      const place = { class: "qs-tick", x: x(step), y: bottom + 14, "text-anchor": "middle" };
      root.append(svg("text", place, written ? symbols[inputs[step]] : step));
    }
    const middle = (root.left + right) / 2;
    root.append(svg("text", { class: "qs-axis", x: middle, y: bottom + 31, "text-anchor": "middle" }, written ? labels.read : labels.step));
    const turned = { transform: `translate(12 ${4 + (words * row) / 2}) rotate(-90)`, "text-anchor": "middle" };
    root.append(svg("text", { class: "qs-axis", ...turned }, words * row > 60 ? labels.next : "next"));
  }

  function update(belief) {
    let right = 0, asked = 0;
    for (let step = 0; step < steps; step++) {
      let best = 0;
      for (let word = 0; word < words; word++) {
        const probability = belief[step * words + word];
        cells[step * words + word].setAttribute("fill-opacity", probability || 0);
        if (probability > belief[step * words + best]) best = word;
      }
      dots[step].setAttribute("cy", y(best));
      if (targets[step] >= 0) {
        asked++;
        right += best === targets[step];
      }
    }
    const score = `${right} of ${asked} right`;
    root.setAttribute("aria-label", `Predicted next words along a sequence of ${steps} steps: ${score} where an answer is asked`);
    return score;
  }
  function mark(step) {
    cursor.setAttribute("visibility", step === undefined ? "hidden" : "visible");
    if (step !== undefined) cursor.setAttribute("x", root.left + step * cell);
  }
  const at = (event) => Math.floor((event.clientX - root.getBoundingClientRect().left - root.left) / cell);
  return { build, update, mark, at, steps };
}

// The step under the cursor: what was read and put out, and the hidden state (a column a basis state) after each stage (a row).
function drawWord(root, line, note, word, symbols, width, labels) {
  const shown = word.step !== undefined;
  root.setAttribute("width", 0);
  root.setAttribute("height", 0);
  root.replaceChildren();
  line.textContent = note.textContent = "";
  if (!shown) return;
  const belief = word.belief.map((p, index) => `${symbols[index]} ${short(p)}`).join(", ");
  const put = `puts out ${symbols[word.taken]} (${word.forced ? "forced" : "measured"})`;
  line.textContent = `step ${word.step}: reads ${symbols[word.read]}; next word: ${belief}; ${put}`;
  const stages = Object.entries(word.stages), size = stages[0][1].length, lanes = Math.log2(size);
  const left = 70, cell = Math.min(24, (width - left - 8) / size), row = 18;
  root.setAttribute("width", left + size * cell + 8);
  root.setAttribute("height", stages.length * row + 16);
  stages.forEach(([stage, amplitudes], floor) => {
    const negative = new Set(word.negative[stage]), y = 2 + floor * row;
    root.append(svg("text", { class: "qs-tick", x: left - 6, y: y + row / 2 + 4, "text-anchor": "end" }, stage.replace("stage.", "stage ")));
    amplitudes.forEach((amplitude, state) => {
      const place = { x: left + state * cell, y, width: cell, height: row - 2 };
      const box = svg("rect", { class: "qs-cell qs-state", ...place, "fill-opacity": amplitude * amplitude });
      const sign = negative.has(state) ? "−" : "";
      box.append(svg("title", {}, `${stage}, |${state.toString(2).padStart(lanes, "0")}⟩: ${sign}${short(amplitude)}`));
      root.append(box);
      if (sign && cell > 7 && amplitude > 0.1)
        root.append(svg("path", { class: "qs-minus", d: `M${place.x + cell / 2 - 3} ${y + row / 2 - 1}h6` }));
    });
  });
  const bottom = 2 + stages.length * row;
  for (const state of [0, size - 1]) {
    const anchor = state ? "end" : "start", x = state ? left + size * cell : left;
    root.append(svg("text", { class: "qs-tick", x, y: bottom + 10, "text-anchor": anchor }, `|${state.toString(2).padStart(lanes, "0")}⟩`));
  }
  note.textContent = `${labels.state}; shade: ${labels.shade}; bar: ${labels.negative}`;
  root.setAttribute("aria-label", `Hidden state at step ${word.step}: ${stages.length} stages, ${size} basis states`);
}

// A curve against the update, logarithmic where every value is positive; `points` holds pairs of update and value; what comes after the
// present update is pale.
function drawCurve(root, points, present, width, { name, label, height, line }) {
  const left = 58, right = width - 12, top = 8, bottom = height - 36;
  root.replaceChildren();
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
  root.append(svg("text", { class: "qs-axis", x: (left + right) / 2, y: height - 4, "text-anchor": "middle" }, "update"));
  root.append(svg("text", { class: "qs-axis", transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, label));
  points = points.filter(([, value]) => Number.isFinite(value));
  if (!points.length) {
    root.append(svg("text", { class: "qs-tick", x: (left + right) / 2, y: (top + bottom) / 2, "text-anchor": "middle" }, "no update yet"));
    root.setAttribute("aria-label", `${name}: no update yet`);
    return () => 0;
  }
  const values = points.map((point) => point[1]);
  let low = Math.min(...values), high = Math.max(...values);
  const log = low > 0;
  if (high - low < 1e-6 * Math.abs(high)) [low, high] = log ? [low * 0.9, high * 1.1] : [low - 0.5, high + 0.5];
  const scale = log ? Math.log : (value) => value;
  const last = Math.max(points[points.length - 1][0], 2);
  const x = (update) => left + ((update - 1) / (last - 1)) * (right - left - 6);
  const y = (value) => bottom - 4 - ((scale(value) - scale(low)) / (scale(high) - scale(low))) * (bottom - top - 8);
  for (const tick of log ? logTicks(low, high) : roundTicks(low, high, 4)) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${y(tick)}H${right}` }));
    root.append(svg("text", { class: "qs-tick", x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, tick && Math.abs(tick) < 1e-3 ? Number(short(tick)).toExponential() : short(tick)));
  }
  for (const tick of roundTicks(1, last, width / 90).filter((tick) => Number.isInteger(tick) && tick >= 1))
    root.append(svg("text", { class: "qs-tick", x: x(tick), y: bottom + 15, "text-anchor": "middle" }, tick));
  const path = (some) => some.map(([update, value]) => `${x(update)},${y(value)}`).join(" ");
  const done = points.filter(([update]) => update <= present), later = points.filter(([update]) => update >= present);
  root.append(svg("polyline", { class: "qs-afterwards", points: path(later) }), svg("polyline", { class: line, points: path(done) }));
  const [update, value] = done.at(-1) ?? [0, values[0]];
  if (update) root.append(svg("circle", { class: "qs-end", cx: x(update), cy: y(value), r: 3 }));
  root.setAttribute("aria-label", `${name}: ${update} updates, from ${short(values[0])} to ${short(value)}`);
  return (place) => Math.round(1 + ((place - left) / (right - left - 6)) * (last - 1));
}

// Every nth number of a flat array of rows, in pairs with the first of its row.
function pairs(numbers, size, column) {
  const found = [];
  for (let index = 0; index < numbers.length; index += size) found.push([numbers[index], numbers[index + column]]);
  return found;
}

// The distribution over the next word at the cursor, a bar a word.
function drawBars(root, word, symbols, width, labels) {
  const shown = word.step !== undefined;
  const left = 70, slot = Math.min(48, (width - left - 8) / symbols.length);
  root.setAttribute("width", shown ? left + slot * symbols.length + 8 : 0);
  root.setAttribute("height", shown ? 62 : 0);
  root.replaceChildren();
  if (!shown) return;
  root.append(svg("text", { class: "qs-tick", x: left - 6, y: 28, "text-anchor": "end" }, labels.next));
  root.append(svg("path", { class: "qs-frame", d: `M${left} 42H${left + slot * symbols.length}` }));
  word.belief.forEach((p, index) => {
    const x = left + index * slot, bar = svg("rect", { class: "qs-cell", x: x + slot * 0.15, y: 42 - 36 * p, width: slot * 0.7, height: 36 * p });
    bar.append(svg("title", {}, `${symbols[index]}: ${short(p)}`));
    root.append(bar);
    const put = index === word.taken;
    if (slot > 7) root.append(svg("text", { class: put ? "qs-axis qs-put" : "qs-tick", x: x + slot / 2, y: 56, "text-anchor": "middle" }, symbols[index]));
  });
  root.setAttribute("aria-label", `Distribution over the next word: ${word.belief.map((p, index) => `${symbols[index]} ${short(p)}`).join(", ")}`);
}

function render({ model, el }) {
  const labels = model.get("labels");
  const { root, alert, status, exporter, send, steer, settled, redraw, close } = frame(
    { model, el },
    {
      kind: "stepper", label: "Training stepper", draw,
      events: ["status", "belief", "curve", "norms", "word", "sampled", "strip", "choices", "place"],
      busy: () => model.get("status") === "training",
    },
  );
  const buttons = {};
  const bar = html("div", { class: "qs-bar" });
  for (const [name, path] of Object.entries(ICONS))
    bar.append((buttons[name] = button(name, HINTS[name], () => send(name.toLowerCase()), icon(path))));
  const count = html("span", { class: "qs-count" });
  bar.append(status, count);
  const score = html("span", { class: "qs-score" });
  const stripRoot = svg("svg", { role: "img" }), curveRoot = svg("svg", { role: "img" });
  const wordRoot = svg("svg", { role: "img" }), wordLine = html("div", { class: "qs-word" });
  const wordNote = html("div", { class: "qs-legend qs-note" });
  const stripBox = html("div", { class: "qs-strip", role: "slider", tabindex: 0, "aria-label": "Step to look at", "aria-valuemin": 0 });
  stripBox.append(stripRoot);
  const mark = (name, radius) => {
    const picture = svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" });
    picture.append(svg("circle", { class: name, r: radius }));
    return picture;
  };
  const legend = html("div", { class: "qs-legend" });
  legend.append(
    html("span", {}, html("span", { class: "qs-shade" }), `shade: ${labels.shade}, 0 to 1`),
    html("span", {}, mark("qs-ring", 6), `ring: ${labels.target}`),
    html("span", {}, mark("qs-dot", 3), `dot: ${labels.best}`),
    html("span", { class: "qs-pale", hidden: "" }, `pale columns: ${labels.pale} there`),
    score,
  );
  const barsRoot = svg("svg", { role: "img" }), sampledLine = html("div", { class: "qs-sampled" });
  const normRoot = svg("svg", { role: "img" }), leastRoot = svg("svg", { role: "img" });
  const curveBox = html("div", {
    class: "qs-strip", role: "slider", tabindex: 0, "aria-label": "Update to go to", "aria-valuemin": 0,
    title: "click, or use the arrow keys, to go to another update; what was made later stays",
  });
  curveBox.append(curveRoot);
  const curves = html("div", { class: "qs-row" }, curveBox, normRoot, leastRoot);

  const field = (label, type, attributes = {}) => {
    const input = html(type, attributes);
    return [input, html("label", {}, `${label} `, input)];
  };
  const [preset, presetLabel] = field("Task and cell", "select");
  const [optimizer, optimizerLabel] = field("Optimiser", "select");
  const [rate, rateLabel] = field("rate", "input", { type: "number", min: 0, step: "any", class: "qs-number" });
  const [seed, seedLabel] = field("seed", "input", { type: "number", min: 0, step: 1, class: "qs-number" });
  const [updates, updatesLabel] = field("updates", "input", { type: "number", min: 1, step: 1, value: 100, class: "qs-number" });
  const suggest = () => (rate.value = model.get("choices").rates[preset.value][optimizer.value]);
  for (const element of [preset, optimizer]) element.addEventListener("change", suggest);
  for (const element of [preset, optimizer, rate, seed]) element.addEventListener("input", () => redraw());
  const anew = button("Start anew", "with this task, cell, optimiser and seed", () =>
    send("choose", { preset: preset.value, optimizer: optimizer.value, lr: rate.value, seed: seed.value }),
  );
  const forward = button("Forward", "make so many updates", () => send("forward", { updates: updates.value }));
  const rewind = button("Rewind", "take so many updates back, exactly", () => send("rewind", { updates: updates.value }));
  const back = button("Return", "go to the last update that was made", () => send("goto", { update: model.get("place").made }));
  const trained = html("div", { class: "qs-trained" });
  const settings = html("div", { class: "qs-bar qs-settings" }, presetLabel, optimizerLabel, rateLabel, seedLabel, anew);
  const lesson = html("div", { class: "qs-lesson" });
  const jumps = html("div", { class: "qs-bar" }, updatesLabel, rewind, forward, back, exporter);
  root.append(settings, trained, lesson, bar, jumps, alert, stripBox, legend, sampledLine, wordLine, html("div", { class: "qs-row" }, barsRoot, wordRoot), wordNote, curves);

  let chosen = ""; // what the fields were filled with
  function offer() {
    const choices = model.get("choices"), text = JSON.stringify(choices);
    if (text === chosen) return;
    chosen = text;
    const names = choices.preset ? choices.presets : ["", ...choices.presets];
    preset.replaceChildren(...names.map((name) => html("option", { value: name }, name || choices.own)));
    optimizer.replaceChildren(...choices.optimizers.map((name) => html("option", { value: name }, name)));
    [preset.value, optimizer.value, rate.value, seed.value] = [choices.preset, choices.optimizer, choices.lr, choices.seed];
    say(lesson, choices.lesson);
  }
  function tell() {
    const { preset: name, optimizer: kind, lr, seed: number, trained: text } = model.get("choices");
    const same = [name, kind, String(lr), String(number)].join() === [preset.value, optimizer.value, rate.value, seed.value].join();
    say(trained, same ? text : `${text}; Start anew takes what is chosen above`);
  }

  let picture, shownStrip;
  function rebuild(width) {
    const words = JSON.stringify([model.get("strip"), width]);
    if (words === shownStrip) return;
    shownStrip = words;
    picture = strip(stripRoot, model.get("strip"), labels);
    picture.build(width);
    stripBox.setAttribute("aria-valuemax", picture.steps - 1);
    legend.querySelector(".qs-pale").hidden = !model.get("strip").targets.some((word) => word < 0);
  }
  const within = (least, value, most) => Math.max(least, Math.min(most, value));
  const look = (step) => steer("look", { step: within(0, step, picture.steps - 1) });
  const lookOn = aimed(settled, () => model.get("word").step ?? -1, look);
  stripBox.addEventListener("click", (event) => {
    const step = picture.at(event);
    if (step >= 0 && step < picture.steps) look(step);
  });
  stripBox.addEventListener("keydown", (event) => {
    const last = picture.steps - 1, change = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -last - 1, End: last + 1 }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    lookOn((step) => within(0, step + change, last));
  });
  let updateAt = () => 0;
  const goto = (update) => model.get("status") !== "training" && steer("goto", { update: within(0, update, model.get("place").made) });
  const goOn = aimed(settled, () => model.get("place").update, goto);
  curveBox.addEventListener("click", (event) => goto(updateAt(event.clientX - curveRoot.getBoundingClientRect().left)));
  curveBox.addEventListener("keydown", (event) => {
    const { made } = model.get("place");
    const change = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -made, End: made }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    goOn((update) => within(0, update + change, made));
  });
  function draw(width) {
    rebuild(width);
    offer();
    tell();
    const state = model.get("status"), curve = pairs(floats(model.get("curve")), 2, 1), { update: present, made } = model.get("place");
    for (const element of [buttons.Play, buttons.Step, buttons.Word, forward]) allow(element, state !== "training");
    for (const element of [buttons.Back, rewind]) allow(element, state !== "training" && present > 0);
    allow(back, state !== "training" && present < made);
    allow(buttons.Pause, state === "training");
    root.dataset.status = state;
    say(status, state);
    const now = curve.find(([update]) => update === present), of = present < made ? ` of ${made} made` : "";
    count.textContent = `update ${present}${of}${now ? ` · loss ${short(now[1])}` : ""}`;
    score.textContent = picture.update(floats(model.get("belief")));
    const word = model.get("word");
    picture.mark(word.step);
    stripBox.setAttribute("aria-valuenow", word.step ?? 0);
    drawWord(wordRoot, wordLine, wordNote, word, model.get("strip").symbols, width, labels);
    stripBox.setAttribute("aria-valuetext", wordLine.textContent || "no step chosen");
    drawBars(barsRoot, word, model.get("strip").symbols, width, labels);
    const sampled = model.get("sampled");
    say(sampledLine, sampled && `${labels.sampled}: ${sampled}`);
    curveBox.setAttribute("aria-valuemax", made);
    curveBox.setAttribute("aria-valuenow", present);
    const norms = floats(model.get("norms")), beside = width >= 760; // all three in a row, or two, or each in its own
    const room = width - 8, side = Math.floor(beside ? 0.3 * room : width < 544 ? room : room / 2), main = beside ? room - 2 * side : room;
    const height = beside ? 160 : 130;
    updateAt = drawCurve(curveRoot, curve, present, main, { name: "Loss curve", label: labels.loss, height: beside ? height : 170, line: "qs-line" });
    drawCurve(normRoot, pairs(norms, 3, 1), present, side, { name: "Gradient norm", label: labels.norm, height, line: "qs-thin" });
    drawCurve(leastRoot, pairs(norms, 3, 2), present, side, { name: "Least probability of a right word", label: labels.least, height, line: "qs-thin" });
  }
  return close;
}

return { render };
})();
