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
    timer ??= setTimeout(speak, Math.max(100, last + 3000 - performance.now()));
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
    history.replaceState(null, "", addressOf(model.get("state"), saved) || location.pathname + location.search);
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

// The page of CellBuilder: draws the traits that Python sets, sends {action: "do", what: edit}, "undo", "redo", {action: "select", key}
// and {action: "read", word}. In an edit, "selected" stands for the column that Python has selected when it reads the edit, or its stage.


const PITCH = 26, ROW = 28, HEAD = 24, FOOT = 34, GAP = 12;

const HELP = "Click a dot to give or take a control, drag a box to another lane; a double box is amplified, ρ is a plain rotation. Keys: arrows and Enter; "
  + "Shift with arrows moves target and neuron; C copies, Delete deletes, Ctrl+Z and Ctrl+Y undo and redo.";
const named = (key) => key.replace(/^(stage\.\d+)\.(\d+)$/, "$1 neuron $2").replace(/^(input|output)\.(\d+)$/, "$1 neuron $2").replaceAll(".", " ");
const bits = (number, count) => (count ? number.toString(2).padStart(count, "0") : "");
const percent = (share) => (share === null ? "" : share < 0.005 ? "<1%" : `${Math.round(100 * share)}%`);

// The grid: lanes downwards, columns rightwards. `build` makes its parts for the columns there are, `update` changes what is different.
function grid(labels, root, act) {
  let cells, foot, shade, ghost, shape = "", seen = "", view, focus = { key: "", lane: 0 }, placing = false;
  const lanes = () => view.inputs + view.workspace;
  const top = (lane) => HEAD + lane * ROW;
  const laneName = (lane) => `${lane < view.inputs ? "in/out" : "workspace"} ${lane}`;
  const left = () => {
    let x = 6;
    return view.columns.map((column, place) => {
      x += place ? PITCH + (column.stage === view.columns[place - 1].stage ? 0 : GAP) : 0;
      return x;
    });
  };

  function build() {
    const xs = left(), width = xs[xs.length - 1] + PITCH + 6, height = HEAD + lanes() * ROW + FOOT;
    for (const part of [labels, root]) {
      part.replaceChildren();
      part.setAttribute("height", height);
    }
    labels.setAttribute("width", 96);
    root.setAttribute("width", width);
    const below = root.appendChild(svg("g", { "aria-hidden": "true" }));
    below.append((shade = svg("rect", { class: "qs-chosen", y: HEAD - 1, width: PITCH, height: height - HEAD, rx: 3 })));
    for (let lane = 0; lane < lanes(); lane++) {
      const y = top(lane) + ROW / 2;
      labels.append(svg("text", { class: "qs-axis", x: 90, y: y + 4, "text-anchor": "end" }, laneName(lane)));
      below.append(svg("path", { class: lane < view.inputs ? "qs-wire" : "qs-wire qs-memory", d: `M0 ${y}H${width}` }));
    }
    const foots = HEAD + lanes() * ROW;
    labels.append(svg("text", { x: 90, y: foots + 13, "text-anchor": "end" }, "order·degree"));
    labels.append(svg("text", { x: 90, y: foots + 28, "text-anchor": "end" }, "success"));
    foot = view.columns.map((column, place) => {
      const x = xs[place];
      if (!place || column.stage !== view.columns[place - 1].stage) {
        const end = view.columns.findLastIndex((other) => other.stage === column.stage);
        below.append(svg("path", { class: "qs-span", d: `M${x + 2} ${HEAD - 5}H${xs[end] + PITCH - 2}` }));
        const label = end === place ? column.stage.replace("stage.", "s").replace("input", "in").replace("output", "out") : column.stage.replace(".", " ");
        below.append(svg("text", { class: "qs-axis", x: (x + xs[end] + PITCH) / 2, y: HEAD - 10, "text-anchor": "middle" }, label));
      }
      const line = svg("path", { class: "qs-link" });
      const caption = svg("text", { x: x + PITCH / 2, y: foots + 13, "text-anchor": "middle" });
      const success = svg("text", { class: "qs-foot", x: x + PITCH / 2, y: foots + 28, "text-anchor": "middle" });
      below.append(line, caption, success);
      return { line, caption, success };
    });
    cells = new Map();
    for (let lane = 0; lane < lanes(); lane++) {
      const row = root.appendChild(svg("g", { role: "row", "aria-label": laneName(lane) }));
      view.columns.forEach((column, place) => {
        const cell = svg("g", { role: "gridcell", tabindex: -1, transform: `translate(${xs[place]} ${top(lane)})` });
        Object.assign(cell.dataset, { key: column.key, lane });
        cells.set(`${column.key}/${lane}`, cell);
        row.append(cell);
      });
    }
    root.append((ghost = svg("rect", { class: "qs-ghost", width: 22, height: 22, rx: 3, visibility: "hidden", "aria-hidden": "true" })));
  }

  // What a cell is: [kind, how far it is filled, what it is called].
  function kind(column, lane) {
    if (column.target === undefined) {
      if (column.key === "input") return ["none", 0, "no neuron yet", "the input stage has no neuron: press Add neuron"];
      if (column.lanes.includes(lane)) return ["rotation", 0, "rotation"];
      const reason = reasonOf(column.key, lane);
      return reason ? ["none", 0, "not allowed", reason] : ["open", 0, "no rotation"];
    }
    if (lane === column.target) {
      const told = `${column.calls ? `, amplified by ${column.calls} calls` : ""}${column.excited === null ? "" : `, 1 with ${percent(column.excited)}`}`;
      return ["target", column.excited ?? 0, `target${told}`, undefined, column.calls];
    }
    return column.controls.includes(lane) ? ["control", 0, "control"] : ["open", 0, "no control"];
  }
  const reasonOf = (key, lane) => (view.reasons.lanes[key] ?? {})[lane];

  function paint(cell, [what, filled, words, reason, calls]) {
    cell.replaceChildren(svg("rect", { class: "qs-hit", width: PITCH, height: ROW }));
    const x = PITCH / 2, y = ROW / 2;
    if (what === "control") cell.append(svg("circle", { class: "qs-control", cx: x, cy: y, r: 6 }));
    if (what === "open") cell.append(svg("circle", { class: "qs-open", cx: x, cy: y, r: 4 }));
    if (what === "rotation" || what === "target") {
      cell.append(svg("rect", { class: "qs-box", x: x - 11, y: y - 11, width: 22, height: 22, rx: 3 }));
      if (what === "rotation") cell.append(svg("text", { class: "qs-axis", x, y: y + 4, "text-anchor": "middle" }, "ρ"));
      else cell.append(svg("rect", { class: "qs-fill", x: x - 9, y: y + 9 - 18 * filled, width: 18, height: 18 * filled }));
      if (calls) cell.append(svg("rect", { class: "qs-ring", x: x - 8, y: y - 8, width: 16, height: 16, rx: 2 }));
    }
    cell.classList.toggle("qs-drag", what === "target");
    if (reason) cell.setAttribute("aria-disabled", "true");
    else cell.removeAttribute("aria-disabled");
    const label = `${named(cell.dataset.key)}, ${laneName(+cell.dataset.lane)}: ${words}`;
    cell.setAttribute("aria-label", label);
    cell.append(svg("title", {}, reason ? `${words}: ${reason}` : what === "target" ? `${words}; drag it to another lane` : `${words}; click to change`));
  }

  function update(fresh) {
    view = fresh;
    const form = JSON.stringify([view.inputs, view.workspace, view.columns.map((column) => column.key)]);
    const held = root.contains(document.activeElement);
    if (form !== shape) {
      build();
      shape = form;
    }
    const xs = left();
    view.columns.forEach((column, place) => {
      for (let lane = 0; lane < lanes(); lane++) {
        const cell = cells.get(`${column.key}/${lane}`), state = kind(column, lane), told = state.join("|");
        if (cell.told !== told) {
          paint(cell, state);
          cell.told = told;
        }
        cell.setAttribute("tabindex", -1);
      }
      const neuron = column.target !== undefined, { line, caption, success } = foot[place];
      const on = neuron ? [column.target, ...column.controls] : [0, 0], y = (lane) => top(lane) + ROW / 2;
      line.setAttribute("d", neuron ? `M${xs[place] + PITCH / 2} ${y(Math.min(...on))}V${y(Math.max(...on))}` : "");
      say(caption, neuron ? `${column.order}·${column.degree}` : "");
      say(success, neuron ? percent(column.success) : "");
    });
    const chosen = xs[view.columns.findIndex((column) => column.key === view.selected)], { scrollLeft, clientWidth } = root.parentNode;
    shade.setAttribute("x", chosen);
    if (seen !== `${view.selected} ${clientWidth}`) {
      seen = `${view.selected} ${clientWidth}`;
      root.parentNode.scrollLeft = Math.max(Math.min(scrollLeft, chosen - 8), chosen + PITCH + 8 - clientWidth);
    }
    if (!held || act.following() || !cells.has(`${focus.key}/${focus.lane}`)) focus.key = view.selected;
    focus.lane = Math.min(focus.lane, lanes() - 1);
    const cell = cells.get(`${focus.key}/${focus.lane}`);
    cell.setAttribute("tabindex", 0);
    placing = true;  // a focus that is put here chooses nothing
    if (held && document.activeElement !== cell) cell.focus();
    placing = false;
  }

  const cellAt = (event) => event.target.closest?.("[role=gridcell]");
  const where = (cell) => ({ key: cell.dataset.key, lane: +cell.dataset.lane });
  const columnOf = (key) => view.columns.find((column) => column.key === key);

  function toggle({ key, lane }) {
    const column = columnOf(key), [what, , words, reason] = kind(column, lane);
    if (reason) act.refuse(reason);
    else if (what === "target") act.refuse(`${named(key)}: this is its target, which cannot be its control; drag it, or press Shift with an arrow, to move it`);
    else if (column.target === undefined) act.edit({ edit: "rotation", stage: column.stage, lane });
    else act.edit({ edit: "control", neuron: key, lane });
  }
  // Where a target is, or will be once Python has moved it: held keys go on from there.
  const targetOf = (key) => (act.settled() || focus.key !== key ? columnOf(key).target : focus.lane);
  function retarget(key, lane) {
    const column = columnOf(key);
    if (column.target === undefined) return act.refuse(`${named(key)} has no target`);
    if (lane < 0 || lane >= lanes()) return act.refuse("there is no further lane");
    const reason = reasonOf(key, lane);
    if (reason) act.refuse(reason);
    else {
      focus = { key, lane };
      act.edit({ edit: "target", neuron: key, lane });
    }
  }

  root.addEventListener("focusin", (event) => {
    const cell = cellAt(event);
    if (!cell) return;
    cells.get(`${focus.key}/${focus.lane}`)?.setAttribute("tabindex", -1);
    focus = where(cell);
    cell.setAttribute("tabindex", 0);
    act.hint(kind(columnOf(focus.key), focus.lane)[3] ?? cell.getAttribute("aria-label"));
    if (!placing) act.select(focus.key);
  });
  root.addEventListener("pointerover", (event) => {
    const cell = cellAt(event);
    if (dropped) dropped = false;  // what is under a box that was just dropped need not be named
    else if (cell && !dragged) act.hint(kind(columnOf(cell.dataset.key), +cell.dataset.lane)[3] ?? cell.getAttribute("aria-label"));
  });
  let dragged = null, dropped = false;
  root.addEventListener("pointerdown", (event) => {
    const cell = cellAt(event);
    if (!cell || event.button) return;
    const { key, lane } = where(cell);
    if (columnOf(key).target === lane) {
      dragged = { key, lane, to: lane };
      root.setPointerCapture(event.pointerId);
    }
  });
  // A finger on a target drags it; without this the finger would scroll the page, for `touch-action` is not heeded inside of an SVG.
  root.addEventListener("touchstart", (event) => dragged && event.preventDefault(), { passive: false });
  root.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    dragged.to = Math.max(0, Math.min(lanes() - 1, Math.floor((event.clientY - root.getBoundingClientRect().top - HEAD) / ROW)));
    const x = left()[view.columns.findIndex((column) => column.key === dragged.key)], reason = reasonOf(dragged.key, dragged.to);
    ghost.setAttribute("x", x + PITCH / 2 - 11);
    ghost.setAttribute("y", top(dragged.to) + ROW / 2 - 11);
    ghost.setAttribute("visibility", dragged.to === dragged.lane ? "hidden" : "visible");
    ghost.classList.toggle("qs-refused", !!reason);
    act.hint(reason ?? `${named(dragged.key)}: target to ${laneName(dragged.to)}`);
  });
  const drop = (event) => {
    if (!dragged) return;
    const { key, lane, to } = dragged;
    dragged = null;
    dropped = to !== lane;
    ghost.setAttribute("visibility", "hidden");
    if (event.type === "pointerup" && to !== lane) retarget(key, to);
  };
  root.addEventListener("pointerup", drop);
  root.addEventListener("pointercancel", drop);
  root.addEventListener("click", (event) => {
    const cell = cellAt(event);
    if (cell) toggle(where(cell));
  });
  root.addEventListener("keydown", (event) => {
    const cell = cellAt(event);
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, lane } = where(cell), place = view.columns.findIndex((column) => column.key === key);
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-place, 0], End: [view.columns.length - 1 - place, 0] }[event.key] ?? [];
    if (x !== undefined && event.shiftKey) {
      if (y) retarget(key, targetOf(key) + y);
      else act.press(x < 0 ? "Earlier" : "Later");
    } else if (x !== undefined) cells.get(`${view.columns[place + x]?.key}/${lane + y}`)?.focus();
    else if (event.key === "Enter" || event.key === " ") event.repeat || toggle({ key, lane });
    else if (event.key === "Delete") act.press("Delete");
    else if (event.key === "c" || event.key === "C") act.press("Copy");
    else return;
    event.preventDefault();
  });
  return { update };
}

// The state after the selected gate: a strip for each word that the in/out lanes may hold, a bar for each basis state of the workspace.
function drawState(root, view, amplitudes, width) {
  const size = 2 ** view.workspace, height = 46, left = 96, across = width - left - 8;
  root.replaceChildren();
  root.setAttribute("width", width);
  if (view.reason || !amplitudes.length) {
    root.setAttribute("height", 0);
    root.setAttribute("aria-label", view.reason);
    return { at: () => "" };
  }
  const words = [];
  for (let word = 0; word < amplitudes.length / size; word++) {
    let share = 0;
    for (let state = 0; state < size; state++) share += amplitudes[word * size + state] ** 2;
    words.push([word, share]);
  }
  const seen = words.filter(([, share]) => share > 1e-6), likely = [...seen].sort((a, b) => b[1] - a[1]).slice(0, 8).sort((a, b) => a[0] - b[0]);
  let most = 0;
  for (const amplitude of amplitudes) most = Math.max(most, Math.abs(amplitude));
  const step = across / size;
  likely.forEach(([word, share], floor) => {
    const middle = 4 + floor * height + height / 2;
    let path = "";
    for (let state = 0; state < size; state++) {
      const amplitude = amplitudes[word * size + state], y = middle - (amplitude / most) * (height / 2 - 5);
      if (Math.abs(y - middle) > 0.2) path += `M${(left + (state + 0.5) * step).toFixed(1)} ${middle}V${y.toFixed(1)}`;
    }
    root.append(svg("text", { class: "qs-axis", x: 90, y: middle - 2, "text-anchor": "end" }, `|${bits(word, view.inputs)}⟩`));
    root.append(svg("text", { x: 90, y: middle + 12, "text-anchor": "end" }, short(share)));
    root.append(svg("path", { class: "qs-frame", d: `M${left} ${middle}H${left + across}` }));
    root.append(svg("path", { class: "qs-bars", d: path, "stroke-width": Math.max(1, Math.min(16, step * 0.75)) }));
  });
  const bottom = 4 + likely.length * height;
  for (const [state, anchor, x] of [[0, "start", left], [size - 1, "end", left + across]])
    root.append(svg("text", { x, y: bottom + 10, "text-anchor": anchor }, `|${bits(state, view.workspace)}⟩`));
  if (seen.length > likely.length)
    root.append(svg("text", { x: left + across / 2, y: bottom + 10, "text-anchor": "middle" }, `the ${likely.length} most probable of ${seen.length} words`));
  root.setAttribute("height", bottom + 16);
  const told = likely.map(([word, share]) => `word ${bits(word, view.inputs)} with ${short(share)}`).join(", ");
  root.setAttribute("aria-label", `Amplitudes of ${size} basis states of the workspace; in/out lanes: ${told}`);
  const at = (event) => {
    const box = root.getBoundingClientRect(), row = likely[Math.floor((event.clientY - box.top - 4) / height)];
    const state = Math.floor((event.clientX - box.left - left) / step);
    if (!row || state < 0 || state >= size) return "";
    return `|${bits(row[0], view.inputs)}⟩|${bits(state, view.workspace)}⟩: ${short(amplitudes[row[0] * size + state])}`;
  };
  return { at };
}

function render({ model, el }) {
  const { root, alert, status, exporter, announce, send, steer, settled, close } = frame(
    { model, el },
    { kind: "builder", label: "Cell builder", events: ["view", "amplitudes", "depth"], draw },
  );
  const view = () => model.get("view");
  const hint = html("div", { class: "qs-hint" }, HELP), buttons = {};
  // The focus follows the selection once Python has done all that was asked; until then `wanted` is the column that was last chosen here.
  let follow = false, wanted = null;
  const edit = (what) => {
    follow = true;
    wanted = null;
    send("do", { what });
  };
  const act = {
    edit,
    settled,
    hint: (text) => say(hint, text || HELP),
    refuse: (text) => {
      act.hint(text);
      announce(text);
    },
    select: (key) => key === (settled() ? view().selected : wanted) || steer("select", { key: (wanted = key) }),
    press: (name) => (buttons[name].getAttribute("aria-disabled") === "true" ? act.refuse(reason(name)) : buttons[name].click()),
    following: () => follow && settled(),
  };
  const reason = (name) => view().reasons.buttons[name];

  function press(name, help, what) {
    const element = button(name, help, what);
    const tell = () => reason(name) && act.hint(reason(name));
    for (const event of ["click", "focus", "pointerenter"]) element.addEventListener(event, tell);
    element.help = help;
    return (buttons[name] = element);
  }
  const travel = (name) => () => {
    follow = true;
    wanted = null;
    send(name);
  };

  function field(name, options, changed) {
    const input = watched(html("input", { type: "number", "aria-label": name, ...options }));
    input.addEventListener("change", () => changed(input.value === "" ? null : Number(input.value)));
    return { input, label: html("label", { class: "qs-field" }, name, input) };
  }

  const presets = html("select", { "aria-label": "Presets" });
  presets.addEventListener("change", () => presets.value && edit({ edit: "preset", name: presets.value }));
  const inputs = field("in/out lanes", { min: 1, step: 1 }, (value) => edit({ edit: "lanes", inputs: value }));
  const workspace = field("workspace lanes", { min: 1, step: 1 }, (value) => edit({ edit: "lanes", workspace: value }));
  const bias = field("bias (radians)", { step: "any" }, (value) => edit({ edit: "bias", value }));
  const all = html("input", { type: "checkbox", "aria-label": "order and degree of all neurons" });
  all.addEventListener("change", () => draw());
  const each = (name) => (value) => edit({ edit: name, value, neuron: all.checked ? null : "selected" });
  const order = field("order", { min: 1, step: 1 }, each("order")), degree = field("degree", { min: 1, step: 1 }, each("degree"));
  const calls = html("select", { "aria-label": "amplification" });
  calls.addEventListener("change", () => each("calls")(Number(calls.value)));

  const above = html("div", { class: "qs-bar" }, presets);
  above.append(press("Undo", "take the last edit back (Ctrl+Z)", travel("undo")), press("Redo", "make it again (Ctrl+Y)", travel("redo")), status, exporter);
  const word = html("span", { class: "qs-field", role: "group", "aria-label": "Input word" });
  const sizes = html("div", { class: "qs-bar" }, inputs.label, workspace.label, bias.label, word);
  const labels = svg("svg", { class: "qs-labels", "aria-hidden": "true" });
  const table = svg("svg", { role: "grid", "aria-label": "Cell: lanes are rows, gates are columns" });
  const box = html("div", { class: "qs-grid-box" }, labels, html("div", { class: "qs-scroll" }, table));
  const neuronName = html("strong", { class: "qs-name" }), stageName = html("strong", { class: "qs-name" });
  const neurons = html("div", { class: "qs-bar" }, neuronName);
  neurons.append(
    press("Add neuron", "a neuron without controls at the end of the stage", () => edit({ edit: "add", stage: "selected" })),
    press("Copy", "a copy of the neuron behind it (C)", () => edit({ edit: "copy", neuron: "selected" })),
    press("Delete", "delete the neuron (Delete)", () => edit({ edit: "delete", neuron: "selected" })),
    press("Earlier", "one place to the left (Shift+←)", () => edit({ edit: "move", neuron: "selected", by: -1 })),
    press("Later", "one place to the right (Shift+→)", () => edit({ edit: "move", neuron: "selected", by: 1 })),
    order.label, degree.label, html("label", { class: "qs-field" }, calls), html("label", { class: "qs-field" }, all, "all neurons"),
  );
  const stages = html("div", { class: "qs-bar" }, stageName);
  stages.append(
    press("Add stage", "a work stage of rotations behind this stage", () => edit({ edit: "add stage", after: "selected" })),
    press("Copy stage", "a copy of the work stage behind it", () => edit({ edit: "copy stage", stage: "selected" })),
    press("Delete stage", "delete the work stage", () => edit({ edit: "delete stage", stage: "selected" })),
    press("Stage earlier", "exchange it with the work stage before", () => edit({ edit: "move stage", stage: "selected", by: -1 })),
    press("Stage later", "exchange it with the work stage behind", () => edit({ edit: "move stage", stage: "selected", by: 1 })),
  );
  const costs = html("div", { class: "qs-costs" }), line = html("div", { class: "qs-after" });
  const state = svg("svg", { role: "img" });
  const note = html("div", { class: "qs-legend" }, "upwards: positive amplitude; downwards: negative; beside each strip: the in/out lanes and their probability");
  const text = (name) => html("textarea", { readonly: "", rows: 8, spellcheck: "false", "aria-label": name });
  const python = text("The cell as Python"), json = text("The cell as JSON");
  const texts = html("div", { class: "qs-texts" },
    html("details", {}, html("summary", {}, "as Python"), python), html("details", {}, html("summary", {}, "as JSON"), json));
  root.append(above, alert, sizes, box, hint, neurons, stages, costs, line, state, note, texts);
  for (const area of [python, json]) area.addEventListener("focus", () => area.select());
  root.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || !["z", "y"].includes(key) || /^(TEXTAREA|INPUT)$/.test(event.target.tagName)) return;
    act.press(key === "y" || event.shiftKey ? "Redo" : "Undo");
    event.preventDefault();
  });

  const picture = grid(labels, table, act);
  let strip = { at: () => "" }, wide = 0;
  state.addEventListener("pointermove", (event) => act.hint(strip.at(event)));

  function putCalls(present, disabled) {
    const known = [...new Set([0, 3, 5, 9, 13, 21, present])].sort((a, b) => a - b);
    if (calls.told !== String(known)) {
      calls.replaceChildren(...known.map((count) => html("option", { value: count }, count ? `amplified, ${count} calls` : "postselected")));
      calls.told = String(known);
    }
    put(calls, present, settled);
    calls.disabled = disabled;
  }

  function drawWord({ inputs: count, word: now }) {
    if (word.children.length !== count) {
      word.replaceChildren("input word ");
      for (let lane = 0; lane < count; lane++) {
        const toggle = html("button", { type: "button", class: "qs-bit", "aria-label": `input bit on lane ${lane}` });
        toggle.addEventListener("click", () => send("read", { word: view().word ^ (1 << (view().inputs - 1 - lane)) }));
        word.append(toggle);
      }
    }
    [...word.children].forEach((toggle, lane) => {
      const bit = (now >> (count - 1 - lane)) & 1;
      toggle.setAttribute("aria-pressed", !!bit);
      say(toggle, String(bit));
    });
  }

  function drawCosts(now) {
    const tries = now.success === null ? "" : now.success > 0 ? `, once in ${1 / now.success < 1e5 ? short(1 / now.success) : (1 / now.success).toExponential(2)} tries` : "";
    const told = {
      qubits: now.qubits, neurons: now.neurons, parameters: now.parameters, depth: model.get("depth"),
      "ancilla measurements": now.postselections, "all of them 0": now.success === null ? "not computed" : `${short(now.success)}${tries}`,
    };
    if (!costs.children.length) for (const name of Object.keys(told)) costs.append(html("span", { "data-name": name }, name, html("b")));
    Object.values(told).forEach((value, place) => say(costs.children[place].lastChild, value));
  }

  function draw(width = wide) {
    wide = width;
    const now = view();
    if (presets.children.length === 0)
      for (const name of ["", ...now.presets]) presets.append(html("option", { value: name }, name || "own cell (or choose a preset)"));
    put(presets, now.preset, settled);
    put(inputs.input, now.inputs, settled);
    put(workspace.input, now.workspace, settled);
    put(bias.input, Number(now.bias.toFixed(4)), settled);
    const column = now.columns.find((each) => each.key === now.selected), neuron = column.target !== undefined;
    const like = neuron ? column : now.columns.find((each) => each.target !== undefined);
    for (const [part, name] of [[order, "order"], [degree, "degree"]]) {
      put(part.input, like[name], settled);
      part.input.disabled = !neuron && !all.checked;
    }
    putCalls(like.calls, !neuron && !all.checked);
    for (const [name, element] of Object.entries(buttons)) {
      allow(element, !reason(name));
      element.title = reason(name) ?? element.help;
    }
    say(neuronName, named(now.selected));
    say(stageName, column.stage.replace(".", " "));
    drawWord(now);
    picture.update(now);
    if (settled()) follow = false;
    drawCosts(now);
    const details = neuron && column.success !== null ? `: its ancillas all give 0 with ${short(column.success)}, its target is 1 with ${short(column.excited)}` : "";
    const size = neuron ? `; ${column.parameters} parameters${column.calls ? `; amplified by ${column.calls} calls` : ""}` : "";
    say(line, now.reason || `State after ${now.shown === "write" ? "the input is written" : named(now.shown)}${details}${size}${now.complex ? "; complex: magnitudes with the sign of the real part" : ""}`);
    strip = drawState(state, now, floats(model.get("amplitudes")), width);
    note.hidden = !!now.reason;
    if (python.value !== now.python) python.value = now.python;
    if (json.value !== now.json) json.value = now.json;
  }
  return close;
}

export default { render };
