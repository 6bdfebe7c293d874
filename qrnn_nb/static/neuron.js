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
function fieldsOf(hash) {
  try {
    const fields = JSON.parse(decodeURIComponent(hash.slice(1)));
    return fields && typeof fields === "object" && !Array.isArray(fields) ? fields : {};
  } catch {
    return {};
  }
}

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
    timer ??= setTimeout(speak, Math.max(100, last + 3000 - performance.now()));
  };
}

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
    history.replaceState(null, "", addressOf(model.get("state"), saved) || location.pathname + location.search);
  };
  if (location.hash) take(fieldsOf(location.hash));
  // somebody has pasted another link, which says what differs from the saved state
  addEventListener("hashchange", () => take({ ...saved, ...fieldsOf(location.hash) }));
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
function frame({ model, el }, { kind, label, events, draw, busy = () => false, restore }) {
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

// The page of NeuronExplorer: draws the traits that Python sets, sends {action: "set", changes}, {action: "weigh", weights: {number: angle}},
// {action: "move", angle}, {action: "load", name} and {action: "learn"}.


const HALF = Math.PI / 2;
const CALLS = [1, 3, 5, 7, 9, 13, 17, 21, 25, 31, 33, 41, 61, 101];
const SMALL = "₀₁₂₃₄₅₆₇₈₉";

// A multiple of pi/12 as such, anything else as a number.
function written(angle) {
  const parts = Math.round((angle / Math.PI) * 12);
  if (!parts || Math.abs(parts) > 48 || Math.abs(angle - (parts * Math.PI) / 12) > 1e-12) return String(Number(angle.toPrecision(7)));
  const divisor = [12, 6, 4, 3, 2, 1].reverse().find((d) => (parts * d) % 12 === 0), over = (parts * divisor) / 12;
  return `${over === 1 ? "" : over === -1 ? "-" : over}π${divisor === 1 ? "" : `/${divisor}`}`;
}

// The angle that was typed: a number, or one with pi such as "-2pi/3"; anything else as it is, for Python to refuse.
function typed(text) {
  const found = text.trim().replace("−", "-").match(/^([+-]?)(\d*\.?\d*(?:e[+-]?\d+)?)\s*\*?\s*(π|pi)?\s*(?:\/\s*(\d+\.?\d*))?$/i);
  if (!found || !(found[2] || found[3])) return text;
  const value = (found[2] ? Number(found[2]) : 1) * (found[3] ? Math.PI : 1) / Number(found[4] ?? 1);
  return Number.isFinite(value) ? (found[1] === "-" ? -value : value) : text;
}

const chance = (p) => (p > 0.9995 && p < 1 ? `1 − ${short(1 - p)}` : p < 1e-4 ? short(p) : p.toFixed(p < 0.1 ? 4 : 3));
const binary = (word, length) => word.toString(2).padStart(length, "0");

// Axes of a picture, with ticks as [place, name].
function axes(root, box, { x, y, xName, yName }) {
  const { left, right, top, bottom } = box;
  root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
  for (const [at, name] of x) root.append(svg("text", { x: at, y: bottom + 14, "text-anchor": "middle" }, name));
  for (const [at, name] of y) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${at}H${right}` }));
    root.append(svg("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, name));
  }
  if (xName) root.append(svg("text", { class: "qs-axis", x: (left + right) / 2, y: bottom + 30, "text-anchor": "middle" }, xName));
  if (yName) {
    const turned = { transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" };
    root.append(svg("text", { class: "qs-axis", ...turned }, yName));
  }
}

// The activation curve; `at` says which angle is under the pointer.
function curvePicture(root) {
  let box, point, drop, solid, x, y;
  function build(width) {
    const height = 230;
    box = { left: 44, right: width - 12, top: 10, bottom: height - 38 };
    x = (angle) => box.left + (angle / HALF) * (box.right - box.left);
    y = (turned) => box.bottom - (turned / HALF) * (box.bottom - box.top);
    resize(root, width, height);
    const ticks = [[0, "0"], [HALF / 2, "π/4"], [HALF, "π/2"]];
    const sides = { x: ticks.map(([value, name]) => [x(value), name]), y: ticks.map(([value, name]) => [y(value), name]) };
    axes(root, box, { ...sides, xName: "angle η (radians)", yName: "activation (radians)" });
    root.append(svg("path", { class: "qn-plain", d: `M${x(0)} ${y(0)}L${x(HALF)} ${y(HALF)}` }));
    solid = root.appendChild(svg("polyline", { class: "qs-line qn-curve" }));
    drop = root.appendChild(svg("path", { class: "qn-drop" }));
    point = root.appendChild(svg("circle", { class: "qn-point", r: 7 }));
  }
  function update(curve, { place, activation }) {
    const last = curve.length - 1;
    solid.setAttribute("points", Array.from(curve, (turned, n) => `${x((n / last) * HALF)},${y(turned)}`).join(" "));
    drop.setAttribute("d", `M${x(place)} ${box.bottom}V${y(activation)}H${box.left}`);
    point.setAttribute("cx", x(place));
    point.setAttribute("cy", y(activation));
  }
  const at = (event) => {
    const across = (event.clientX - root.getBoundingClientRect().left - box.left) / (box.right - box.left);
    return Math.max(0, Math.min(1, across)) * HALF;
  };
  return { build, update, at };
}

// Signed bars for the target's amplitudes, with marks where the plain rotation would have them.
function drawAmplitudes(root, { amplitudes, plain }, width) {
  const left = 44, right = width - 56, zero = (left + right) / 2, row = 30;
  const x = (value) => zero + (value * (right - left)) / 2;
  resize(root, width, 2 * row + 38);
  root.append(svg("text", { class: "qs-axis", x: zero, y: 2 * row + 32, "text-anchor": "middle" }, "amplitude"));
  for (const [tick, name] of [[-1, "−1"], [0, "0"], [1, "1"]]) {
    root.append(svg("path", { class: tick ? "qs-grid" : "qs-frame", d: `M${x(tick)} 2V${2 * row + 2}` }));
    root.append(svg("text", { x: x(tick), y: 2 * row + 16, "text-anchor": "middle" }, name));
  }
  amplitudes.forEach((amplitude, bit) => {
    const y = 6 + bit * row, start = Math.min(zero, x(amplitude));
    root.append(svg("text", { class: "qs-axis", x: left - 8, y: y + 15, "text-anchor": "end" }, `|${bit}⟩`));
    root.append(svg("rect", { class: "qs-cell qn-amplitude", x: start, y, width: Math.abs(x(amplitude) - zero), height: 20 }));
    root.append(svg("path", { class: "qn-mark", d: `M${x(plain[bit])} ${y - 3}v26` }));
    root.append(svg("text", { class: "qs-axis", x: width - 2, y: y + 15, "text-anchor": "end" }, short(amplitude)));
  });
  const told = amplitudes.map((amplitude, bit) => `|${bit}⟩ ${short(amplitude)}, after the plain rotation ${short(plain[bit])}`);
  root.setAttribute("aria-label", `Amplitudes of the target: ${told.join("; ")}`);
}

// How likely all ancillas say 0, for one call and for all.
function drawSuccess(root, { success, amplified, guaranteed }, calls, width) {
  const left = 62, right = width - 66, row = 30, rows = [["1 call", success]];
  if (calls > 1) rows.push([`${calls} calls`, amplified]);
  const x = (value) => left + value * (right - left);
  resize(root, width, rows.length * row + 38);
  root.append(svg("text", { class: "qs-axis", x: (left + right) / 2, y: rows.length * row + 32, "text-anchor": "middle" }, "probability"));
  for (const [tick, name] of [[0, "0"], [0.5, "½"], [1, "1"]]) {
    root.append(svg("path", { class: tick ? "qs-grid" : "qs-frame", d: `M${x(tick)} 2V${rows.length * row + 2}` }));
    root.append(svg("text", { x: x(tick), y: rows.length * row + 16, "text-anchor": "middle" }, name));
  }
  rows.forEach(([name, p], place) => {
    const y = 6 + place * row;
    root.append(svg("text", { class: "qs-axis", x: left - 8, y: y + 15, "text-anchor": "end" }, name));
    root.append(svg("rect", { class: "qs-cell", x: left, y, width: x(p) - left, height: 20 }));
    root.append(svg("text", { class: "qs-axis", x: width - 2, y: y + 15, "text-anchor": "end" }, chance(p)));
  });
  if (calls > 1) root.append(svg("path", { class: "qn-mark", d: `M${x(guaranteed)} ${row + 3}v26` }));
  const told = rows.map(([name, p]) => `${name}: ${chance(p)}`).join(", ");
  root.setAttribute("aria-label", `Probability that all ancillas say 0: ${told}`);
}

// P(1) for every control word; `at` says which word is under the pointer.
function wordsPicture(root) {
  let left, step, count;
  function draw(chances, wanted, now, controls, width) {
    const high = 90, top = 8, bottom = top + high, letters = controls > 4;
    left = 44;
    count = chances.length;
    step = Math.min(56, (width - left - 4) / count);
    resize(root, width, bottom + 36);
    const end = left + count * step, y = (p) => bottom - p * high;
    axes(root, { left, right: end, top, bottom }, {
      x: [], y: [[y(0), "0"], [y(0.5), "½"], [y(1), "1"]], xName: controls ? "control word" : "", yName: "P(1)",
    });
    chances.forEach((p, word) => {
      const x = left + word * step, thick = Math.max(2, step * 0.6);
      root.append(svg("rect", { class: "qs-cell", x: x + (step - thick) / 2, y: y(p), width: thick, height: Math.max(0.5, p * high) }));
      if (wanted.length) root.append(svg("path", { class: "qn-mark", d: `M${x + step * 0.1} ${y(wanted[word])}h${step * 0.8}` }));
      if (!letters) root.append(svg("text", { x: x + step / 2, y: bottom + 14, "text-anchor": "middle" }, binary(word, controls)));
    });
    if (letters)
      for (const [word, anchor] of [[0, "start"], [count - 1, "end"]])
        root.append(svg("text", { x: left + (word + (word ? 1 : 0)) * step, y: bottom + 14, "text-anchor": anchor }, binary(word, controls)));
    root.append(svg("rect", { class: "qn-now", x: left + now * step + 1, y: top - 5, width: step - 2, height: high + 8 }));
  }
  const at = (event) => Math.floor((event.clientX - root.getBoundingClientRect().left - left) / step);
  return { draw, at };
}

// P(1) over two weights, from -pi to pi each.
function heatPicture(root) {
  let left, cell, grid = 0, cells = [], built = "", cross;
  const top = 6;
  const place = (angle) => left + ((angle + Math.PI) / (2 * Math.PI)) * (grid - 1) * cell + cell / 2;
  function draw(values, weights, names, width) {
    const key = `${width} ${values.length} ${names}`;
    if (key !== built) {
      built = key;
      grid = Math.sqrt(values.length);
      left = 44;
      cell = Math.floor(Math.min(280, width - left - 10) / grid);
      const bottom = top + grid * cell, right = left + grid * cell;
      resize(root, width, bottom + 36);
      const ticks = [[-Math.PI, "−π"], [0, "0"], [Math.PI, "π"]];
      const flip = (angle) => top + bottom - (place(angle) - left + top);
      const marks = { x: ticks.map(([angle, name]) => [place(angle), name]), y: ticks.map(([angle, name]) => [flip(angle), name]) };
      axes(root, { left, right, top, bottom }, { ...marks, xName: `φ${names[0]} (radians)`, yName: `φ${names[1]} (radians)` });
      cells = Array.from(values, (_, n) => {
        const spot = { x: left + (n % grid) * cell, y: bottom - (Math.floor(n / grid) + 1) * cell, width: cell, height: cell };
        return root.appendChild(svg("rect", { class: "qs-cell", ...spot }));
      });
      cross = root.appendChild(svg("path", { class: "qn-cross" }));
    }
    values.forEach((p, n) => cells[n].setAttribute("fill-opacity", p.toFixed(3)));
    const [x, y] = weights.map((weight) => place(Math.max(-Math.PI, Math.min(Math.PI, weight))));
    const down = top + grid * cell - (y - left);
    cross.setAttribute("d", `M${x - 9} ${down}h18M${x} ${down - 9}v18M${x - 4} ${down - 4}h8v8h-8z`);
  }
  const angle = (index) => (Math.max(0, Math.min(grid - 1, index)) / (grid - 1)) * 2 * Math.PI - Math.PI;
  const index = (weight) => ((weight + Math.PI) / (2 * Math.PI)) * (grid - 1);
  const at = (event) => {
    const corner = root.getBoundingClientRect(), across = Math.floor((event.clientX - corner.left - left) / cell);
    const up = Math.floor((top + grid * cell - (event.clientY - corner.top)) / cell);
    return across >= 0 && across < grid && up >= 0 && up < grid ? [angle(across), angle(up)] : null;
  };
  // The next place of the grid in a direction.
  const beside = (weight, by) => angle(by > 0 ? Math.floor(index(weight) + 1e-9) + 1 : by < 0 ? Math.ceil(index(weight) - 1e-9) - 1 : index(weight));
  return { draw, at, beside };
}

// The circuit, wrapped where the width ends.
function drawCircuit(root, { wires, columns }, width) {
  const left = 74, pitch = 26, wide = columns.map((column) => Math.max(...column.map((gate) => 16 + 7 * Math.max(2, gate.label.length))));
  const lines = [[]];
  let used = left;
  wide.forEach((room, n) => {
    if (used + room > width - 6 && lines.at(-1).length) {
      lines.push([]);
      used = left;
    }
    lines.at(-1).push(n);
    used += room;
  });
  const tall = wires.length * pitch + 12;
  resize(root, width, lines.length * tall);
  lines.forEach((line, floor) => {
    const y = (qubit) => floor * tall + 16 + qubit * pitch;
    const end = left + line.reduce((sum, n) => sum + wide[n], 0);
    wires.forEach((name, qubit) => {
      root.append(svg("text", { x: left - 8, y: y(qubit) + 4, "text-anchor": "end" }, name));
      root.append(svg("path", { class: "qn-wire", d: `M${left} ${y(qubit)}H${end}` }));
    });
    let x = left;
    for (const n of line) {
      for (const gate of columns[n]) drawGate(root, gate, x + wide[n] / 2, y);
      x += wide[n];
    }
  });
  root.setAttribute("aria-label", `Circuit of the neuron: ${wires.length} qubits, ${columns.length} columns of gates drawn`);
}

function drawGate(root, { name, targets, controls, label }, x, y) {
  const ends = [...targets, ...controls].map(y);
  root.append(svg("path", { class: "qn-wire", d: `M${x} ${Math.min(...ends)}V${Math.max(...ends)}` }));
  const dots = name === "phase" ? targets : controls;
  for (const dot of dots) root.append(svg("circle", { class: name === "phase" ? "qn-open" : "qn-dot", cx: x, cy: y(dot), r: 4 }));
  if (name === "phase") {
    root.append(svg("text", { class: "qs-axis", x: x + 6, y: y(targets[0]) - 5 }, label));
    return;
  }
  const half = 4 + 3.5 * Math.max(2, label.length), down = y(targets[0]);
  root.append(svg("rect", { class: "qn-box", x: x - half, y: down - 10, width: 2 * half, height: 20 }));
  if (name === "measure") root.append(svg("path", { class: "qn-meter", d: `M${x - 7} ${down + 5}a7 7 0 0 1 14 0M${x} ${down + 5}l5 -10` }));
  else root.append(svg("text", { class: "qs-axis", x, y: down + 4, "text-anchor": "middle" }, label));
}

// A slider in degrees and a field in radians for one angle.
function knob(name, most, turn, settled) {
  const slider = html("input", { type: "range", min: -most, max: most, step: 1, "aria-label": `${name}, slider` });
  const field = watched(html("input", { type: "text", class: "qn-field", "aria-label": `${name}, radians`, spellcheck: "false" }));
  const row = html("div", { class: "qn-knob" }, html("span", { class: "qn-name" }, name), slider, field);
  let held = false;
  slider.addEventListener("input", () => turn((Number(slider.value) * Math.PI) / 180));
  slider.addEventListener("pointerdown", () => (held = true));
  for (const end of ["pointerup", "pointercancel", "change", "blur"]) slider.addEventListener(end, () => (held = false));
  field.addEventListener("change", () => turn(typed(field.value)));
  function show(angle, off) {
    const text = written(angle);
    if (!held && settled()) slider.value = Math.round((angle * 180) / Math.PI);
    slider.setAttribute("aria-valuetext", `${text} radians`);
    put(field, text, settled);
    row.classList.toggle("qn-off", off);
    row.title = off ? "has no effect while one of its controls is 0" : "";
  }
  return { row, show };
}

function choice(name, values, choose, settled) {
  const select = html("select", { "aria-label": name });
  select.addEventListener("change", () => choose(select.value));
  let offered = "";
  function show(value, options = values) {
    if (offered !== options.join()) {
      offered = options.join();
      select.replaceChildren(...options.map((option) => html("option", { value: option }, String(option))));
    }
    put(select, value, settled);
  }
  return { select, row: html("label", { class: "qn-choice" }, html("span", {}, name), select), show };
}

function panel(title, ...children) {
  return html("section", { class: "qn-panel", "aria-label": title }, html("div", { class: "qn-title" }, title), ...children);
}

const upTo = (low, high) => Array.from({ length: high - low + 1 }, (_, n) => low + n);

function render({ model, el }) {
  const traits = ["order", "degree", "controls", "bias", "theta", "weights", "bits", "calls", "axes", "level", "wanted", "lesson"];
  const { root, alert, status, exporter, send, steer, settled, close } = frame(
    { model, el },
    { kind: "neuron", label: "Neuron explorer", events: [...traits, "view", "diagram", "curve", "words", "heat"], draw },
  );
  const get = (name) => model.get(name);

  const set = (changes) => steer("set", { changes });

  const lesson = choice("preset", Object.keys(get("lessons")), (name) => send("load", { name }), settled);
  const learn = button("Learn", "20 steps of gradient descent towards what is wanted", () => send("learn"));
  const bar = html("div", { class: "qs-bar" }, lesson.row, learn, status, exporter);
  const note = html("div", { class: "qn-note" });
  const order = choice("order", upTo(1, 4), (value) => set({ order: Number(value) }), settled);
  const degree = choice("degree", upTo(1, 6), (value) => set({ degree: Number(value) }), settled);
  const controls = choice("controls", upTo(0, 6), (value) => set({ controls: Number(value) }), settled);
  const calls = choice("calls", CALLS, (value) => set({ calls: Number(value) }), settled);
  calls.select.title = "calls of the neuron or its inverse in one try: 1 without amplification, L = 2 × rounds + 1 with it";
  const numbers = html("div", { class: "qs-bar" }, order.row, degree.row, controls.row, calls.row);
  const bits = html("div", { class: "qs-bar qn-bits", role: "group", "aria-label": "Control bits" });
  const knobs = html("div", { class: "qn-knobs" });
  const fixed = { bias: knob("bias", 180, (bias) => set({ bias }), settled), theta: knob("θ", 360, (theta) => set({ theta }), settled) };
  const settings = panel("the neuron", numbers, bits, knobs);

  const curveRoot = svg("svg", { "aria-hidden": "true" });
  const curveBox = html("div", { class: "qn-drag", role: "slider", tabindex: 0, "aria-label": "Angle η of the present control word" });
  curveBox.setAttribute("aria-valuemin", 0);
  curveBox.setAttribute("aria-valuemax", HALF.toFixed(4));
  curveBox.append(curveRoot);
  const line = (name) => {
    const picture = svg("svg", { width: 26, height: 10, "aria-hidden": "true" });
    picture.append(svg("path", { class: name, d: "M1 5H25" }));
    return picture;
  };
  const curveName = html("span", {}), curveLine = html("div", { class: "qn-told" });
  const legend = html("div", { class: "qs-legend" }, html("span", {}, line("qs-line"), curveName), html("span", {}, line("qn-plain"), "plain rotation"));
  legend.append(html("span", {}, "● drag the point, or use the arrow keys"));
  const curvePanel = panel("activation curve", curveBox, legend, curveLine);

  const amplitudeRoot = svg("svg", { role: "img" }), successRoot = svg("svg", { role: "img" });
  const amplitudeNote = html("div", { class: "qn-small" }, "bar: given success; line: after the plain rotation");
  const amplitudePanel = panel("the target's amplitudes", amplitudeRoot, amplitudeNote);
  const successNote = html("div", { class: "qn-small" });
  const successPanel = panel("P(all ancillas say 0)", successRoot, successNote);

  const wordsRoot = svg("svg", { "aria-hidden": "true" });
  const wordsBox = html("div", { class: "qn-pick", role: "slider", tabindex: 0, "aria-label": "Control word", "aria-valuemin": 0 });
  wordsBox.append(wordsRoot);
  const wordsNote = html("div", { class: "qn-small" });
  const wordsPanel = panel("P(target = 1) for every control word", wordsBox, wordsNote);

  const heatRoot = svg("svg", { "aria-hidden": "true" });
  const heatBox = html("div", { class: "qn-pick", role: "slider", tabindex: 0, "aria-label": "Map over two weights", "aria-valuemin": 0, "aria-valuemax": 1 });
  heatBox.append(heatRoot);
  const across = choice("across", [], (value) => set({ axes: swap(Number(value), get("axes"), 0) }), settled);
  const up = choice("up", [], (value) => set({ axes: swap(Number(value), get("axes"), 1) }), settled);
  const swap = (chosen, now, side) => {
    const pair = [...now];
    if (pair[1 - side] === chosen) pair[1 - side] = pair[side];
    pair[side] = chosen;
    return pair;
  };
  const heatBar = html("div", { class: "qs-bar" }, across.row, up.row);
  const heatNote = html("div", { class: "qn-small" });
  const heatPanel = panel("P(target = 1) over two weights", heatBar, heatBox, heatNote);

  const level = choice("show", ["gates", "neurons"], (value) => set({ level: value }), settled);
  const circuitRoot = svg("svg", { role: "img" }), circuitNote = html("span", { class: "qn-small" });
  const circuitPanel = panel("circuit", html("div", { class: "qs-bar" }, level.row, circuitNote), circuitRoot);

  const results = html("div", { class: "qn-results" }, curvePanel, amplitudePanel, successPanel, wordsPanel);
  root.append(bar, alert, note, html("div", { class: "qn-columns" }, settings, results, heatPanel), circuitPanel);

  // By hand.
  const curve = curvePicture(curveRoot), words = wordsPicture(wordsRoot), heat = heatPicture(heatRoot);
  let dragging = false;
  curveBox.addEventListener("pointerdown", (event) => {
    dragging = true;
    curveBox.setPointerCapture(event.pointerId);
    steer("move", { angle: curve.at(event) });
  });
  curveBox.addEventListener("pointermove", (event) => dragging && steer("move", { angle: curve.at(event) }));
  for (const end of ["pointerup", "pointercancel"]) curveBox.addEventListener(end, () => (dragging = false));
  const keys = (element, moves) =>
    element.addEventListener("keydown", (event) => {
      const move = moves(event.key);
      if (move === undefined) return;
      event.preventDefault();
      move();
    });
  const slide = aimed(settled, () => get("view").place, (angle) => steer("move", { angle }));
  keys(curveBox, (key) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key];
    const ends = { Home: 0, End: HALF }[key];
    if (by === undefined && ends === undefined) return undefined;
    return () => slide((place) => ends ?? Math.max(0, Math.min(HALF, place + (by * Math.PI) / 180)));
  });
  const choose = (word) => {
    const count = get("controls");
    set({ bits: [...binary(word, count)].map(Number).slice(0, count) });
  };
  const wordNow = () => get("bits").reduce((sum, bit) => 2 * sum + bit, 0);
  wordsBox.addEventListener("click", (event) => {
    const word = words.at(event);
    if (word >= 0 && word < 2 ** get("controls")) choose(word);
  });
  const stride = aimed(settled, wordNow, choose);
  keys(wordsBox, (key) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -64, End: 64 }[key];
    const most = 2 ** get("controls") - 1;
    return by === undefined ? undefined : () => stride((word) => Math.max(0, Math.min(most, word + by)));
  });
  const weigh = (first, second) => {
    const [a, b] = get("axes");
    steer("weigh", { weights: { [a]: first, [b]: second } });
  };
  heatBox.addEventListener("click", (event) => {
    const found = heat.at(event);
    if (found) weigh(...found);
  });
  const wander = aimed(settled, () => get("axes").map((n) => get("weights")[n]), (pair) => weigh(...pair));
  keys(heatBox, (key) => {
    const by = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
    if (!by) return undefined;
    return () => wander((pair) => pair.map((weight, side) => (by[side] ? heat.beside(weight, by[side]) : weight)));
  });

  const named = (subset) => `φ${subset.map((control) => SMALL[control]).join("")}`;
  let shape = "", turned = [], toggles = [];
  function build(subsets, count) {
    if (shape === `${count}:${subsets.join(" ")}`) return;
    shape = `${count}:${subsets.join(" ")}`;
    turned = subsets.map((subset, n) => knob(named(subset), 180, (weight) => steer("weigh", { weights: { [n]: weight } }), settled));
    knobs.replaceChildren(fixed.bias.row, fixed.theta.row, ...turned.map((one) => one.row));
    toggles = upTo(1, count).map((control) =>
      button("", `flip control ${control}`, () => set({ bits: get("bits").map((bit, n) => (n === control - 1 ? 1 - bit : bit)) })),
    );
    bits.replaceChildren(...(count ? toggles : ["no controls: only bias and θ turn the target"]));
  }

  let drawn = {};
  // Whether something has changed since the part `name` was last drawn.
  function fresh(name, ...values) {
    const key = JSON.stringify(values);
    if (drawn[name] === key) return false;
    drawn[name] = key;
    return true;
  }
  let curveWidth = 0;
  function draw(width) {
    const view = get("view"), now = get("bits"), weights = get("weights"), count = get("controls"), wanted = get("wanted");
    const narrow = width < 640, room = narrow ? width - 22 : Math.floor((width - 10) / 2) - 22;
    root.classList.toggle("qn-narrow", narrow);
    build(view.subsets, count);
    lesson.show(get("lesson") || "default");
    say(note, get("lessons")[get("lesson")] ?? "");
    allow(learn, wanted.length);
    learn.title = wanted.length ? "20 steps of gradient descent towards what is wanted" : "nothing is wanted: choose a preset with a truth table";
    order.show(get("order"));
    degree.show(get("degree"));
    controls.show(count);
    calls.show(get("calls"), CALLS.includes(get("calls")) ? CALLS : [...CALLS, get("calls")].sort((a, b) => a - b));
    fixed.bias.show(get("bias"), false);
    fixed.theta.show(get("theta"), false);
    turned.forEach((one, n) => one.show(weights[n], !view.subsets[n].every((control) => now[control - 1])));
    toggles.forEach((toggle, n) => {
      say(toggle, `control ${n + 1}: ${now[n]}`);
      toggle.setAttribute("aria-pressed", Boolean(now[n]));
    });

    if (curveWidth !== room) curve.build((curveWidth = room));
    curve.update(floats(get("curve")), view);
    curveBox.setAttribute("aria-valuenow", view.place.toFixed(4));
    const word = count ? `for ${now.join("")}: ` : "";
    const folded = Math.abs(view.place - view.angle) > 1e-9 ? `, the same as ${view.place.toFixed(4)}` : "";
    const told = `${word}η = ${view.angle.toFixed(4)}${folded}; activation ${view.activation.toFixed(4)}; P(1) = ${chance(view.probability)}`;
    say(curveLine, told);
    curveBox.setAttribute("aria-valuetext", told);
    say(curveName, `order ${get("order")}`);
    say(status, `P(1) = ${chance(view.probability)}${view.loss === null ? "" : ` · loss ${short(view.loss)}`}`);
    root.dataset.probability = view.probability;
    drawAmplitudes(amplitudeRoot, view, room);
    drawSuccess(successRoot, view, get("calls"), room);
    const unread = `P(1) = ${chance(view.unread)} if nobody reads the ancillas`;
    say(successNote, get("calls") > 1 ? `line: at least ${chance(view.guaranteed)} at any angle; ${unread}` : unread);

    const chances = floats(get("words")), here = wordNow();
    if (fresh("words", [...chances], wanted, here, room)) words.draw(chances, wanted, here, count, room);
    wordsBox.setAttribute("aria-valuemax", chances.length - 1);
    wordsBox.setAttribute("aria-valuenow", here);
    const goal = wanted.length ? `, wanted ${wanted[here]}` : "";
    wordsBox.setAttribute("aria-valuetext", `${now.join("") || "no controls"}: P(1) = ${chance(chances[here])}${goal}`);
    say(wordsNote, `frame: the present word${wanted.length ? "; line: what is wanted" : ""}`);
    drawHeat(view, weights, now, room);
    level.show(get("level"));
    const diagram = get("diagram");
    if (fresh("circuit", diagram, width)) drawCircuit(circuitRoot, diagram, width - 22);
    say(circuitNote, `${diagram.gates} operations${diagram.note ? `: ${diagram.note}` : ""}`);
  }

  function drawHeat(view, weights, now, room) {
    const possible = weights.length > 1;
    heatBox.hidden = heatBar.hidden = !possible;
    if (!possible) return say(heatNote, "A map needs two weights: take more controls, or a higher degree.");
    const pair = get("axes"), all = upTo(0, weights.length - 1), values = pair.map((n) => weights[n]);
    for (const [side, one] of [[0, across], [1, up]]) {
      one.show(pair[side], all);
      for (const option of one.select.options) say(option, named(view.subsets[option.value]));
    }
    const names = pair.map((n) => named(view.subsets[n]).slice(1));
    const grid = floats(get("heat"));
    if (fresh("heat", [...grid], values, names, room)) heat.draw(grid, values, names, room);
    const off = pair.filter((n) => !view.subsets[n].every((control) => now[control - 1])).map((n) => named(view.subsets[n]));
    const idle = off.length ? ` ${off.join(" and ")} ${off.length > 1 ? "have" : "has"} no effect for ${now.join("")}.` : "";
    say(heatNote, `Shade: 0 to 1; cross: here. Click, or use the arrow keys, to set both.${idle}`);
    heatBox.setAttribute("aria-valuenow", view.probability.toFixed(4));
    heatBox.setAttribute("aria-valuetext", `φ${names[0]} ${written(values[0])}, φ${names[1]} ${written(values[1])}: P(1) = ${chance(view.probability)}`);
  }
  return close;
}

export default { render };
