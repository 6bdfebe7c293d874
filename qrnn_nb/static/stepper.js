const { html, svg, say, resize, within, download } = (() => {
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
 * Where the pointer is in an element, in the element's own pixels: a page that is presented is larger than it says.
 * @param {MouseEvent} event
 * @param {Element} element
 * @returns {[number, number]} from its left, from its top
 */
function within(event, element) {
  const { left, top, width } = element.getBoundingClientRect(), scale = width ? element.clientWidth / width : 1;
  return [(event.clientX - left) * scale, (event.clientY - top) * scale];
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
return { html, svg, say, resize, within, download };
})();

const { ICONS, icon, button, tool, popup, helpOn, toolbar, allow, onKeys, aimed, watched, put, selector, fold, panel } = (() => {
// Buttons and fields.


/** @typedef {import("./dom.js").Attributes} Attributes */

/** @type {Record<string, string>} drawings on buttons that several pages have */
const ICONS = {
  Play: "M3 1.5 13 8 3 14.5Z",
  Pause: "M3 2h4v12H3ZM9 2h4v12H9Z",
  Back: "M14 1.5 6 8 14 14.5ZM2 2h3v12h-3Z",
  Next: "M2 1.5 10 8 2 14.5ZM11 2h3v12h-3Z",
  Undo: "M6 2 1 6l5 4V7.3c4 0 6 1.2 7.5 4.2C13.5 7.5 11 5 6 4.7Z",
  Redo: "M10 2l5 4-5 4V7.3c-4 0-6 1.2-7.5 4.2C2.5 7.5 5 5 10 4.7Z",
  Pin: "M5 1h6v1.5l-1 .5v4l2.5 2.5V11H8.7L8 15.5 7.3 11H3.5V9.5L6 7V3l-1-.5Z",
  Present: "M1 1h5v2H3v3H1ZM10 1h5v5h-2V3h-3ZM1 10h2v3h3v2H1ZM13 10h2v5h-5v-2h3Z",
  More: "M2 6.4h3.2v3.2H2ZM6.4 6.4h3.2v3.2H6.4ZM10.8 6.4H14v3.2h-3.2Z",
};

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
 * A button that is a drawing, with its name beside it where there is room, or never.
 * @param {string} name  in ICONS
 * @param {string} hint
 * @param {() => unknown} press
 * @param {boolean} [isNamed]  whether the name may be seen
 */
function tool(name, hint, press, isNamed = false) {
  const element = button("", hint, press, icon(ICONS[name]));
  element.setAttribute("aria-label", name);
  if (isNamed) element.append(html("span", { class: "qs-word-of" }, name));
  return element;
}

/**
 * A button that opens a box beside itself; the browser closes it with Escape and by a press elsewhere.
 * @param {HTMLButtonElement} opener
 * @param {Attributes} attributes  of the box
 * @param {(Node | string)[]} children
 */
function popup(opener, attributes, ...children) {
  const box = html("div", { popover: "auto", ...attributes }, ...children);
  opener.popoverTargetElement = box;
  opener.setAttribute("aria-expanded", "false");
  box.addEventListener("beforetoggle", (event) => {
    const isOpen = event.newState === "open";
    opener.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    // towards the middle of the window; all in pixels of the page, which is larger when it is presented
    const { left, right, top, bottom, width } = opener.getBoundingClientRect(), scale = opener.offsetWidth / width;
    const [wide, high] = [innerWidth, innerHeight], isRight = left + right > wide, isLow = top + bottom > high;
    const place = { left: isRight ? "auto" : left, right: isRight ? wide - right : "auto", top: isLow ? "auto" : bottom + 4, bottom: isLow ? high - top + 4 : "auto" };
    for (const [side, pixels] of Object.entries(place)) box.style.setProperty(side, pixels === "auto" ? "auto" : `${Number(pixels) * scale}px`);
  });
  return html("span", { class: "qs-popup" }, opener, box);
}

/**
 * A "?" that opens a sentence about a term, and the lesson that explains it.
 * @param {string} term
 * @param {[string, string]} about  the sentence and the lesson
 */
function helpOn(term, [sentence, lesson]) {
  const opener = html("button", { type: "button", class: "qs-help", "aria-label": `What is: ${term}?`, title: `what is: ${term}?` }, "?");
  return popup(opener, { class: "qs-about", role: "note", "aria-label": term }, html("b", {}, term), ` ${sentence} `, html("i", {}, lesson));
}

/**
 * The one bar of a page: what runs, a line that says what is true now, and what concerns the whole page.
 * @param {{ run: Node[], line: (Node | string)[], page: Node[] }} groups
 */
function toolbar({ run, line, page }) {
  const group = (/** @type {string} */ kind, /** @type {string} */ name, /** @type {Node[]} */ nodes) =>
    html("div", { class: kind, role: "group", "aria-label": name }, ...nodes);
  const bar = html("div", { class: "qs-toolbar" });
  if (run.length) bar.append(group("qs-run", "Run", run));
  bar.append(html("div", { class: "qs-told" }, ...line), group("qs-page", "Page", page));
  return bar;
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
 * A part of a page that can be folded.
 * @param {string} title
 * @param {Node[]} children
 */
function fold(title, ...children) {
  return html("details", { class: "qs-fold" }, html("summary", {}, title), ...children);
}

/**
 * A part of a page, with its title.
 * @param {string} title
 * @param {Node[]} children
 */
function panel(title, ...children) {
  return html("section", { class: "qn-panel", "aria-label": title }, html("div", { class: "qn-title" }, title), ...children);
}
return { ICONS, icon, button, tool, popup, helpOn, toolbar, allow, onKeys, aimed, watched, put, selector, fold, panel };
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


const REST = 700; // milliseconds without a change: something has come to rest

/**
 * Tells results: the latest text, once it has stayed for a while and nothing is going on any more.
 * @param {Element} region
 * @param {() => boolean} busy
 */
function announcer(region, busy) {
  let news = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const speak = () => {
    timer = busy() ? setTimeout(speak, REST) : undefined;
    if (timer === undefined) say(region, news);
  };
  return (/** @type {string} */ text) => {
    if (text === news) return;
    news = text;
    clearTimeout(timer);
    timer = setTimeout(speak, REST);
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
    if (!asked) return;
    try { model.send(/** @type {Content} */ (queue.shift())); }
    catch { giveUp(); /* the kernel has gone before the page was told */ }
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

const { presentation } = (() => {
// A page that fills the screen, for a lecture hall.

/**
 * Lets a page fill the screen and come back; where the screen is refused, as in some frames, it fills the window.
 * @param {HTMLElement} root
 * @param {(isOn: boolean) => void} changed
 */
function presentation(root, changed) {
  const isOn = () => root.classList.contains("qs-presented");
  /** @param {boolean} on */
  function become(on) {
    root.classList.toggle("qs-presented", on);
    if (on) root.focus();
    changed(on);
  }
  async function begin() {
    become(true);
    try { await root.requestFullscreen(); }
    catch {
      // above everything else of the window, whatever the page around says about its layers
      root.popover = "manual";
      root.showPopover();
    }
  }
  function end() {
    root.popover = null;
    if (document.fullscreenElement === root) document.exitFullscreen();
    become(false);
  }
  // the browser's own Escape ends a full screen, and tells afterwards
  const left = () => {
    if (isOn() && document.fullscreenElement !== root && !root.popover) end();
  };
  root.addEventListener("fullscreenchange", left);
  const toggle = () => (isOn() ? end() : begin());
  return { toggle, end: () => isOn() && end(), isOn };
}
return { presentation };
})();

const { same, without, Past } = (() => {
// What a page did, step by step, so that it can be taken back and done again.

/** @typedef {Record<string, any>} State  plain data */

const MOST = 200; // steps

/**
 * Whether two plain values hold the same.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
function same(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]));
}

/**
 * A state without some of its fields.
 * @param {State} state
 * @param {readonly string[]} names
 * @returns {State}
 */
const without = (state, names) => Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name)));

/**
 * The steps of a page. A step is what one gesture changed: all that comes between two presses of a key or a button belongs together,
 * such as a drag, a held key, or what plays by itself.
 */
class Past {
  /** @type {State[]} states before the present one, and behind it what was undone */
  #back = [];
  /** @type {State[]} */
  #forth = [];
  #presses = 0;
  /** @type {unknown} the gesture of the last step */
  #last;

  /**
   * @param {readonly string[]} looks  fields that say how one looks: to change them alone is no step
   * @param {(by: -1 | 1) => State | undefined} beyond  what Python knows beside the present state, for what was before this page
   */
  constructor(looks, beyond) {
    this.looks = looks;
    this.beyond = beyond;
  }
  /** A key or a button went down: what comes now is another gesture. */
  press = () => {
    this.#presses++;
  };
  /** @param {State} one @param {State} other @returns {boolean} whether only looks differ, if anything */
  alike(one, other) {
    return same(without(one, this.looks), without(other, this.looks));
  }
  /**
   * The page has changed.
   * @param {State} before
   * @param {State} after
   * @param {unknown} [gesture]  what holds changes together; by default the last press
   */
  note(before, after, gesture = this.#presses) {
    if (this.alike(before, after)) return;
    const goesOn = this.#last === gesture && this.#back.length > 0;
    if (!goesOn) this.#back.push(before);
    if (this.#back.length > MOST) this.#back.shift();
    this.#last = gesture;
    this.#forth.length = 0;
  }
  /**
   * Python has changed the page; what leads to the step beside is Python's own undo or redo.
   * @param {State} before
   * @param {State} after
   * @param {unknown} gesture
   */
  follow(before, after, gesture) {
    for (const by of /** @type {const} */ ([-1, 1])) {
      const [here, there] = by < 0 ? [this.#back, this.#forth] : [this.#forth, this.#back], beside = here.at(-1);
      if (!beside || !this.alike(beside, after) || this.alike(before, after)) continue;
      here.pop();
      there.push(before);
      this.#last = undefined;
      return;
    }
    this.note(before, after, gesture);
  }
  /** @param {-1 | 1} by @returns {boolean} */
  has(by) {
    return (by < 0 ? this.#back : this.#forth).length > 0 || this.beyond(by) !== undefined;
  }
  /**
   * Go a step back or forth.
   * @param {-1 | 1} by
   * @param {State} present
   * @returns {State | undefined}
   */
  travel(by, present) {
    const [here, there] = by < 0 ? [this.#back, this.#forth] : [this.#forth, this.#back];
    const state = here.pop() ?? this.beyond(by);
    if (state) there.push(present);
    this.#last = undefined;
    return state;
  }
}
return { same, without, Past };
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
 * @property {(fields: State) => State} [restore]
 *   only for pages that need no Python: the trait `state` with these fields; it throws an Error for what does not fit
 * @property {string[]} [looks]  fields of the state that say how one looks: to change them alone is no step of undo
 * @property {(by: -1 | 1) => State | undefined} [beyond]  the state before or behind the present one, as Python knows it
 * @property {Record<string, () => unknown>} [keys]  what keys do while the page is presented and no control has the focus
 */

/** @typedef {import("./undo.js").State} State */

// what Python writes, and what a page writes by itself
const FORMATS = { pdf: "PDF", svg: "SVG", png: "PNG", csv: "numbers (CSV)", json: "state (JSON)", py: "Python", html: "page (HTML)" };
const OWN_FORMATS = { svg: "SVG", png: "PNG", json: "state (JSON)" };
const SILENT = "no answer: wait if the kernel is busy, run this cell again if it was restarted";
const GONE = "the kernel is gone: run this cell again";

// what the states of all pages hold besides their own: another state to compare with, and the titles of the parts that are unfolded
const SHARED = { pinned: null, unfolded: [] };

/**
 * The menu of a page: a button for each format, and what else is rare.
 * @param {(format: string) => void} save
 * @param {Node[]} others
 */
function menuOf(save, others) {
  const formats = html("div", { class: "qs-formats", role: "group", "aria-label": "Export" });
  /** @param {Record<string, string>} offered */
  function offer(offered) {
    formats.replaceChildren(...Object.entries(offered).map(([format, name]) => button(name, `save as ${name}`, () => save(format))));
  }
  const opener = tool("More", "export, and a link to what is shown", () => {});
  return { offer, node: popup(opener, { class: "qs-menu" }, html("div", {}, "Export as"), formats, ...others) };
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
    if (location.protocol === "blob:") return; // in a frame of slides there is no address to keep
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
  #isHeld = false; // a pointer is down, or a key
  /** @type {State} the state that was drawn last */
  #known = {};
  #saveAddress = () => {};

  /**
   * @param {{ model: Model, el: HTMLElement }} page
   * @param {Options} options
   */
  constructor({ model, el }, options) {
    const { kind, label, events, draw, busy = () => false } = options;
    this.model = model;
    this.options = options;
    // without Python nothing goes on that needs it
    this.busy = () => busy() && !this.#isDead();
    this.root = html("div", { class: `qrnn-widget qrnn-${kind}`, role: "group", "aria-label": label, tabindex: -1 });
    this.alert = html("div", { class: "qs-error", role: "alert" });
    this.status = html("span", { class: "qs-status" });
    const region = html("div", { class: "qs-heard", role: "status" });
    this.hear = announcer(region, this.busy);
    /** Tell a screen reader at once what nothing else says. @type {(text: string) => void} */
    this.announce = (text) => say(region, text);
    this.draw = draw;
    this.painter = painter(this.root, (width) => this.#show(width), this.busy);
    this.redraw = this.painter.redraw;
    this.line = post(model, () => this.#troubled(SILENT));
    this.send = this.line.send;
    this.steer = this.line.steer;
    this.settled = this.line.settled;
    this.past = new Past(["unfolded", ...(options.looks ?? [])], options.beyond ?? (() => undefined));
    this.presented = presentation(this.root, () => this.redraw());
    this.#buildTools();
    this.root.append(region);
    el.append(this.root);
    this.changes = ["message", ...events].map((name) => `change:${name}`).join(" ");
    this.#begin();
  }
  /** The buttons that concern the whole page. */
  #buildTools() {
    const { model, options } = this, present = tool("Present", "fill the screen (F)", this.presented.toggle, true);
    const copy = () => navigator.clipboard.writeText(linkTo(model, options.kind)).then(() => this.announce("link copied"));
    const link = options.restore ? [button("Copy link", "a link to what is shown, for the saved page", copy)] : [];
    this.menu = menuOf((format) => this.#export(format), link);
    this.menu.offer(model.alone ? OWN_FORMATS : this.#pythons());
    /** @type {Node[]} for the bar of the page */
    this.tools = [present, this.menu.node];
    if (!options.restore) return;
    const undo = tool("Undo", "take the last step back (Ctrl+Z)", this.undo), redo = tool("Redo", "do it again (Ctrl+Y)", this.redo);
    const pin = tool("Pin", "keep this one pale behind, to compare others with it", () => (this.pinned ? this.unpin() : this.pin()), true);
    this.steps = { undo, redo, pin };
    this.tools.unshift(undo, redo, pin);
  }
  #begin() {
    const { model, line, root, past } = this;
    this.#known = model.get("state") ?? {};
    model.on(this.changes, this.redraw);
    model.on("change:state", this.#followed);
    model.on("msg:custom", this.#answered);
    model.on("comm_live_update", this.#lost);
    // a press comes before what it does, whoever hears of it
    const hold = (/** @type {boolean} */ isDown) => () => {
      if (isDown) past.press();
      this.#isHeld = isDown;
    };
    root.addEventListener("pointerdown", hold(true), true);
    root.addEventListener("keydown", (event) => event.repeat || past.press(), true);
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) root.addEventListener(end, hold(false), true);
    // but a slider that is moved by a held key says so at every step
    root.addEventListener("change", (event) => /** @type {HTMLInputElement} */ (event.target).type === "range" || past.press(), true);
    root.addEventListener("keydown", this.#pressed);
    root.addEventListener("keydown", keepKey);
    // a saved page has its window for itself
    if (model.alone) document.addEventListener("keydown", this.#pressed);
    this.painter.begin();
    if (!model.alone) line.send("shown");
    keepOnSave(model.widget_manager);
    if (this.options.restore && model.alone) this.#saveAddress = addressed(model, (fields) => this.#take(fields));
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
  };
  /** The formats that Python writes; a page that needs Python is no file. */
  #pythons() {
    return this.options.restore ? FORMATS : Object.fromEntries(Object.entries(FORMATS).filter(([format]) => format !== "html"));
  }
  /** @param {string} format */
  #export(format) {
    if (this.#trouble || this.model.alone) saveAlone(this.root, this.model, this.options.kind, format);
    else this.send("export", { format });
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
    if (alone) for (const dead of this.root.querySelectorAll(".qs-run button, .qs-bar button")) allow(dead, false);
    this.root.classList.toggle("qs-still", this.#isHeld || this.busy());
    this.hear(this.#line());
    this.#saveAddress();
  }
  /** Whether Python is missed by a page that needs it. */
  #isDead() {
    return this.#trouble !== "" && !this.options.restore;
  }
  /** What the line of the bar says, or what is wrong with a page that needs Python. */
  #line() {
    if (this.#isDead()) return this.#trouble;
    const parts = [...(this.root.querySelector(".qs-told")?.children ?? [])].filter((part) => !part.matches(".qs-popup"));
    return parts.map((part) => part.textContent).filter(Boolean).join(", ");
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
    if (this.options.restore && !this.#trouble) this.menu?.offer(OWN_FORMATS);
    this.#trouble = what;
    this.redraw();
  }
  /** @type {(content: any, buffers: DataView<ArrayBuffer>[]) => void} */
  #answered = (content, buffers) => {
    this.line.hush();
    if (this.#trouble && this.options.restore) this.menu?.offer(FORMATS);
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
    const plain = pinned && without(restore(without(pinned, Object.keys(SHARED))), Object.keys(SHARED));
    const isList = Array.isArray(unfolded) && unfolded.every((title) => typeof title === "string");
    return { ...state, pinned: pinned === undefined ? this.pinned : plain, unfolded: isList ? unfolded : this.unfolded };
  }
  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const target = /** @type {Element} */ (event.target), key = event.key.toLowerCase();
    if (event.defaultPrevented || target.matches("textarea, select, input:not([type='range'], [type='checkbox'])")) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey, free = this.presented.isOn() && !target.matches("button, input, summary, [role]:not(.qrnn-widget)");
    const does = isPlain ? this.#plainKey(key, free && !event.repeat ? this.options.keys?.[event.key] : undefined) : this.#stepKey(event, key);
    if (!does) return;
    event.preventDefault();
    does();
  };
  /** @param {string} key @param {(() => unknown) | undefined} own  what the page does */
  #plainKey(key, own) {
    if (key === "f") return this.presented.toggle;
    return key === "escape" && this.presented.isOn() ? this.presented.end : own;
  }
  /** @param {KeyboardEvent} event @param {string} key */
  #stepKey(event, key) {
    if (!this.steps || event.altKey || !["z", "y"].includes(key)) return undefined;
    return key === "y" || event.shiftKey ? this.redo : this.undo;
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
  pin = () => this.change({ ...this.model.get("state"), pinned: without(this.model.get("state"), Object.keys(SHARED)) });
  unpin = () => this.change({ ...this.model.get("state"), pinned: null });
  /** A "?" beside a term of the field.
   * @type {(term: string) => HTMLElement} */
  help = (term) => helpOn(term, this.model.get("help")[term]);
  /** A part that can be folded; which ones are open is kept in the state.
   * @type {(title: string, ...children: Node[]) => HTMLDetailsElement} */
  fold = (title, ...children) => {
    const part = fold(title, ...children);
    if (!this.options.restore) return part;
    part.classList.add("qs-kept");
    part.dataset.title = title;
    part.addEventListener("toggle", () => {
      const others = this.unfolded.filter((other) => other !== title);
      if (part.open !== this.unfolded.includes(title)) this.change({ ...this.model.get("state"), unfolded: part.open ? [...others, title] : others });
    });
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

const { axes, across } = (() => {
// Axes of a picture.


/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

/**
 * A frame with ticks as [place, name], lines at the ticks upwards, and the names of both sides.
 * @param {SVGElement} root
 * @param {Box} box
 * @param {{ x: [number, string][], y: [number, string][], xName?: string, yName?: string }} sides
 */
function axes(root, { left, right, top, bottom }, { x, y, xName, yName }) {
  root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
  for (const [at, name] of x) root.append(svg("text", { x: at, y: bottom + 14, "text-anchor": "middle" }, name));
  for (const [at, name] of y) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${at}H${right}` }));
    root.append(svg("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, name));
  }
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  if (xName) {
    const below = { class: "qs-axis", x: middle.x, y: bottom + 30, "text-anchor": "middle" };
    root.append(svg("text", below, xName));
  }
  if (yName) {
    const turned = { transform: `translate(12 ${middle.y}) rotate(-90)`, "text-anchor": "middle" };
    root.append(svg("text", { class: "qs-axis", ...turned }, yName));
  }
}

/**
 * How far to the right of a picture's left edge the pointer is, in pixels.
 * @param {MouseEvent} event
 * @param {Element} root
 */
const across = (event, root) => within(event, root)[0];
return { axes, across };
})();

const { pointsOf, curveView } = (() => {
// A curve against the update, logarithmic where every value is positive; what comes after the present update is pale.


/** @typedef {[number, number]} Point  update and value */
/** @typedef {{ name: string, label: string, line: string }} About  line: the class of the curve */
/** @typedef {import("./axes.js").Box} Box */

/**
 * @typedef {object} Scale
 * @property {(update: number) => number} x
 * @property {(value: number) => number} y
 * @property {(x: number) => number} updateAt
 * @property {number[]} ticks  of the values
 * @property {number} last  update at the right
 */

/**
 * Every nth number of a flat array of rows, in pairs with the first of its row; without gaps.
 * @param {ArrayLike<number>} numbers
 * @param {number} size  of a row
 * @param {number} column
 * @returns {Point[]}
 */
function pointsOf(numbers, size, column) {
  /** @type {Point[]} */
  const points = [];
  for (let n = 0; n < numbers.length; n += size) points.push([numbers[n], numbers[n + column]]);
  return points.filter(([, value]) => Number.isFinite(value));
}

/**
 * @param {Point[]} points
 * @param {Box} box
 * @returns {Scale}
 */
function scaleOf(points, { left, right, top, bottom }) {
  const values = points.map((point) => point[1]);
  let low = Math.min(...values), high = Math.max(...values);
  const isLog = low > 0;
  if (high - low < 1e-6 * Math.abs(high)) [low, high] = isLog ? [low * 0.9, high * 1.1] : [low - 0.5, high + 0.5];
  const scale = isLog ? Math.log : (/** @type {number} */ value) => value;
  const last = Math.max(points[points.length - 1][0], 2), room = right - left - 6;
  return {
    x: (update) => left + ((update - 1) / (last - 1)) * room,
    y: (value) => bottom - 4 - ((scale(value) - scale(low)) / (scale(high) - scale(low))) * (bottom - top - 8),
    updateAt: (x) => Math.round(1 + ((x - left) / room) * (last - 1)),
    ticks: isLog ? logTicks(low, high) : roundTicks(low, high, 4),
    last,
  };
}

/** @param {number} tick */
const tickName = (tick) => (tick && Math.abs(tick) < 1e-3 ? Number(short(tick)).toExponential() : short(tick));

/**
 * @param {SVGElement} root
 * @param {Box} box
 * @param {Scale} scale
 */
function drawTicks(root, { left, right, bottom }, { x, y, ticks, last }) {
  for (const tick of ticks) {
    root.append(svg("path", { class: "qs-grid", d: `M${left} ${y(tick)}H${right}` }));
    root.append(svg("text", { class: "qs-tick", x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, tickName(tick)));
  }
  const updates = roundTicks(1, last, (right + 12) / 90).filter((tick) => Number.isInteger(tick) && tick >= 1);
  for (const tick of updates) root.append(svg("text", { class: "qs-tick", x: x(tick), y: bottom + 15, "text-anchor": "middle" }, tick));
}

/**
 * The curve up to the present, a dot there, and what was made later.
 * @param {SVGElement} root
 * @param {Point[]} points
 * @param {number} present
 * @param {Scale} scale
 * @param {string} line
 * @returns {Point | undefined} where the curve is now
 */
function drawLines(root, points, present, { x, y }, line) {
  const path = (/** @type {Point[]} */ some) => some.map(([update, value]) => `${x(update)},${y(value)}`).join(" ");
  const done = points.filter(([update]) => update <= present), later = points.filter(([update]) => update >= present);
  root.append(svg("polyline", { class: "qs-afterwards", points: path(later) }), svg("polyline", { class: line, points: path(done) }));
  const here = done.at(-1);
  if (here) root.append(svg("circle", { class: "qs-end", cx: x(here[0]), cy: y(here[1]), r: 3 }));
  return here;
}

/**
 * @param {SVGSVGElement} root
 * @param {About} about
 */
function curveView(root, { name, label, line }) {
  /** @type {Scale | null} */
  let scale = null;
  /** @type {Point[]} */
  let known = [];
  let box = { left: 58, right: 0, top: 8, bottom: 0 };
  const needle = svg("path", { class: "qs-needle" }), value = svg("text", { class: "qs-axis qs-value", "text-anchor": "middle" });

  /** @param {Point[]} points @param {number} present @param {number} width @param {number} height */
  function draw(points, present, width, height) {
    resize(root, width, height);
    known = points;
    scale = null;
    box = { left: 58, right: width - 12, top: 8, bottom: height - 36 };
    const { left, right, top, bottom } = box, middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    const turned = { transform: `translate(12 ${middle.y}) rotate(-90)`, "text-anchor": "middle" };
    root.append(svg("path", { class: "qs-frame", d: `M${left} ${top}V${bottom}H${right}` }));
    root.append(svg("text", { class: "qs-axis", x: middle.x, y: height - 4, "text-anchor": "middle" }, "update"));
    root.append(svg("text", { class: "qs-axis", ...turned }, label));
    if (!points.length) {
      root.append(svg("text", { class: "qs-tick", ...middle, "text-anchor": "middle" }, "no update yet"));
      root.setAttribute("aria-label", `${name}: no update yet`);
      return;
    }
    scale = scaleOf(points, box);
    drawTicks(root, box, scale);
    const [update, now] = drawLines(root, points, present, scale, line) ?? [0, points[0][1]];
    root.setAttribute("aria-label", `${name}: ${update} updates, from ${short(points[0][1])} to ${short(now)}`);
  }
  /** @param {number | null} update  a needle stands there, with the value; null: none */
  function light(update) {
    needle.remove();
    value.remove();
    if (update === null || !scale) return;
    const { x } = scale, near = known.reduce((best, point) => (Math.abs(point[0] - update) < Math.abs(best[0] - update) ? point : best));
    needle.setAttribute("d", `M${x(near[0])} ${box.top}V${box.bottom}`);
    value.setAttribute("x", String(clamp(box.left + 50, x(near[0]), box.right - 50)));
    value.setAttribute("y", String(box.top + 10));
    value.textContent = `${near[0]}: ${short(near[1])}`;
    root.append(needle, value);
  }
  /** @param {MouseEvent} event @returns {number | null} the update under the pointer; null before the first */
  const at = (event) => scale && clamp(0, scale.updateAt(across(event, root)), scale.last);
  return { draw, light, at };
}
return { pointsOf, curveView };
})();

const { historyPart } = (() => {
// Loss, gradient norm and least probability of a right word against the update, as two pages show them.


/** @typedef {import("../views/strip.js").Labels} Labels */

/**
 * How a page goes to another update.
 * @typedef {object} Going
 * @property {(update: number) => void} go
 * @property {(by: number) => void} shift  by so many, or infinitely far
 * @property {string} hint
 */

const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity };

/**
 * @param {Labels} labels
 * @param {Going} going
 */
function historyPart(labels, { go, shift, hint }) {
  const roots = [0, 1, 2].map(() => svg("svg", { role: "img" }));
  const loss = curveView(roots[0], { name: "Loss curve", label: labels.loss, line: "qs-line" });
  const norm = curveView(roots[1], { name: "Gradient norm", label: labels.norm, line: "qs-thin" });
  const least = curveView(roots[2], { name: "Least probability of a right word", label: labels.least, line: "qs-thin" });
  const views = [loss, norm, least];
  const box = html("div", { class: "qs-strip", role: "slider", tabindex: 0, "aria-label": "Update to go to", "aria-valuemin": 0, title: hint });
  box.append(roots[0]);
  const row = html("div", { class: "qs-row" }, box, roots[1], roots[2]);
  const light = (/** @type {number | null} */ update) => {
    for (const view of views) view.light(update);
  };
  for (const [n, root] of roots.entries()) {
    root.addEventListener("pointermove", (event) => light(views[n].at(event)));
    root.addEventListener("pointerleave", () => light(null));
  }
  box.addEventListener("click", (event) => go(loss.at(event) ?? 0));
  onKeys(box, (key) => {
    const by = /** @type {Record<string, number>} */ (KEYS)[key];
    return by === undefined ? undefined : () => shift(by);
  });
  /**
   * @param {DataView} curve  float32: update and loss
   * @param {DataView} norms  float32: update, gradient norm, least probability
   * @param {{ update: number, made: number }} place
   * @param {number} width
   */
  function draw(curve, norms, { update, made }, width) {
    box.setAttribute("aria-valuemax", String(made));
    box.setAttribute("aria-valuenow", String(update));
    // all three in a row, or two, or each in its own
    const isWide = width >= 760, room = width - 8;
    const side = Math.floor(isWide ? 0.3 * room : width < 544 ? room : room / 2), main = isWide ? room - 2 * side : room;
    const high = isWide ? 160 : 130, pairs = floats(norms);
    loss.draw(pointsOf(floats(curve), 2, 1), update, main, isWide ? high : 170);
    norm.draw(pointsOf(pairs, 3, 1), update, side, high);
    least.draw(pointsOf(pairs, 3, 2), update, side, high);
  }
  return { row, draw };
}
return { historyPart };
})();

const { distributionView } = (() => {
// The distribution over the next word at one step, a bar a word.


/** @typedef {import("./stages.js").Look} Look */

const LEFT = 70, FLOOR = 42, HIGH = 36; // pixels

/** @param {SVGSVGElement} root */
function distributionView(root) {
  /** @type {SVGRectElement[]} */
  let bars = [];
  let slot = 0;

  /**
   * @param {string} symbol
   * @param {number} word
   * @param {number} p
   * @param {boolean} isTaken  whether it comes out
   */
  function drawBar(symbol, word, p, isTaken) {
    const x = LEFT + word * slot;
    const bar = svg("rect", { class: "qs-cell", x: x + slot * 0.15, y: FLOOR - HIGH * p, width: slot * 0.7, height: HIGH * p });
    bar.append(svg("title", {}, `${symbol}: ${short(p)}`));
    root.append(bar);
    const kind = isTaken ? "qs-axis qs-put" : "qs-tick";
    if (slot > 7) root.append(svg("text", { class: kind, x: x + slot / 2, y: FLOOR + 14, "text-anchor": "middle" }, symbol));
    return bar;
  }
  /**
   * @param {Look | null} look  null: nothing is drawn
   * @param {string[]} symbols
   * @param {number} width
   * @param {string} label
   */
  function draw(look, symbols, width, label) {
    resize(root, 0, 0);
    if (!look) return;
    slot = Math.min(48, (width - LEFT - 8) / symbols.length);
    resize(root, LEFT + slot * symbols.length + 8, FLOOR + 20);
    root.append(svg("text", { class: "qs-tick", x: LEFT - 6, y: 28, "text-anchor": "end" }, label));
    root.append(svg("path", { class: "qs-frame", d: `M${LEFT} ${FLOOR}H${LEFT + slot * symbols.length}` }));
    bars = symbols.map((symbol, word) => drawBar(symbol, word, look.belief[word], word === look.taken));
    const told = symbols.map((symbol, word) => `${symbol} ${short(look.belief[word])}`);
    root.setAttribute("aria-label", `Distribution over the next word: ${told.join(", ")}`);
  }
  /** @param {number | undefined} word  its bar stands out */
  function light(word) {
    for (const [n, bar] of bars.entries()) bar.classList.toggle("qs-lit", n === word);
  }
  /** @param {MouseEvent} event @returns {number} the word under the pointer, which need not exist */
  const at = (event) => Math.floor((across(event, root) - LEFT) / slot);
  return { draw, light, at };
}
return { distributionView };
})();

const { drawStages } = (() => {
// The hidden state at one step: a row a stage, a column a basis state.


/**
 * One step of the sequence, as it is looked at.
 * @typedef {object} Look
 * @property {number} step
 * @property {number} read  word that goes in
 * @property {number} taken  word that comes out
 * @property {boolean} forced  whether it was forced, or measured
 * @property {ArrayLike<number>} belief  probability of every word
 * @property {Record<string, ArrayLike<number>>} stages  absolute values of the amplitudes: "before", "input", ..., "after"
 * @property {Record<string, number[]>} negative  those that are negative
 */

const LEFT = 70, ROW = 18; // pixels

const ket = (/** @type {number} */ state, /** @type {number} */ lanes) => `|${state.toString(2).padStart(lanes, "0")}⟩`;

/**
 * The amplitudes after one stage.
 * @param {SVGElement} root
 * @param {Look} look
 * @param {string} stage
 * @param {number} y
 * @param {number} cell
 */
function drawStage(root, look, stage, y, cell) {
  const negative = new Set(look.negative[stage]), amplitudes = Array.from(look.stages[stage]), lanes = Math.log2(amplitudes.length);
  const name = stage.replace("stage.", "stage ");
  root.append(svg("text", { class: "qs-tick", x: LEFT - 6, y: y + ROW / 2 + 4, "text-anchor": "end" }, name));
  for (const [state, amplitude] of amplitudes.entries()) {
    const place = { x: LEFT + state * cell, y, width: cell, height: ROW - 2 };
    const box = svg("rect", { class: "qs-cell qs-state", ...place, "fill-opacity": amplitude * amplitude });
    const sign = negative.has(state) ? "−" : "";
    box.append(svg("title", {}, `${stage}, ${ket(state, lanes)}: ${sign}${short(amplitude)}`));
    root.append(box);
    if (sign && cell > 7 && amplitude > 0.1)
      root.append(svg("path", { class: "qs-minus", d: `M${place.x + cell / 2 - 3} ${y + ROW / 2 - 1}h6` }));
  }
}

/**
 * @param {SVGElement} root
 * @param {Look | null} look  null: nothing is drawn
 * @param {number} width
 */
function drawStages(root, look, width) {
  resize(root, 0, 0);
  if (!look) return;
  const stages = Object.keys(look.stages), size = look.stages.before.length, lanes = Math.log2(size);
  const cell = Math.min(24, (width - LEFT - 8) / size), bottom = 2 + stages.length * ROW;
  resize(root, LEFT + size * cell + 8, bottom + 14);
  for (const [floor, stage] of stages.entries()) drawStage(root, look, stage, 2 + floor * ROW, cell);
  for (const state of [0, size - 1]) {
    const place = { x: state ? LEFT + size * cell : LEFT, y: bottom + 10, "text-anchor": state ? "end" : "start" };
    root.append(svg("text", { class: "qs-tick", ...place }, ket(state, lanes)));
  }
  root.setAttribute("aria-label", `Hidden state at step ${look.step}: ${stages.length} stages, ${size} basis states`);
}
return { drawStages };
})();

const { stripView } = (() => {
// The predicted next word at every step of a sequence: words upwards, steps rightwards.


/** @typedef {{ inputs: number[], targets: number[], symbols: string[] }} Sequence  targets: -1 where nothing is asked */
/** @typedef {{ step: number, word: number }} Place  a cell of the strip */
/** @typedef {Record<string, string>} Labels  what the parts of a page are called */

/**
 * @typedef {object} Grid  Where the strip's cells are, in pixels.
 * @property {number} left
 * @property {number} top
 * @property {number} bottom
 * @property {number} cell  width of a step
 * @property {number} row  height of a word
 * @property {number} longest  letters of a symbol
 * @property {(step: number) => number} x  the middle of a step
 * @property {(word: number) => number} y  the middle of a word
 */

/**
 * @param {Sequence} sequence
 * @param {number} width
 * @returns {Grid}
 */
function gridOf({ inputs, symbols }, width) {
  const longest = Math.max(...symbols.map((symbol) => symbol.length)), words = symbols.length;
  const left = 30 + 7 * longest, top = 4;
  const cell = Math.min(32, (width - left - 8) / inputs.length);
  const row = Math.min(22, Math.max(8, 320 / words)), bottom = top + words * row;
  const x = (/** @type {number} */ step) => left + (step + 0.5) * cell;
  const y = (/** @type {number} */ word) => bottom - (word + 0.5) * row;
  return { left, top, bottom, cell, row, longest, x, y };
}

/**
 * A cell for every word at every step, step after step.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 */
function drawCells(root, { targets, symbols }, { x, y, cell, row }) {
  return targets.flatMap((target, step) =>
    symbols.map((_, word) => {
      const place = { x: x(step) - cell / 2, y: y(word) - row / 2, width: cell, height: row };
      const kind = target < 0 ? "qs-cell qs-unasked" : "qs-cell";
      return root.appendChild(svg("rect", { class: kind, ...place }));
    }),
  );
}

/**
 * A ring where the right word is, and a dot at every step, which is still to be put somewhere.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 */
function drawMarks(root, { inputs, targets }, { x, y, cell, row }) {
  const radius = Math.min(7, 0.4 * cell, 0.4 * row);
  for (const [step, word] of targets.entries()) {
    if (word < 0) continue;
    const place = { cx: x(step), cy: y(word), r: radius };
    root.append(svg("circle", { class: "qs-halo", ...place }), svg("circle", { class: "qs-ring", ...place }));
  }
  return inputs.map((_, step) => root.appendChild(svg("circle", { class: "qs-dot", cx: x(step), r: Math.max(1, radius / 2.2) })));
}

/**
 * Words to the left; below, the words that are read, or the steps where those would overlap.
 * @param {SVGElement} root
 * @param {Sequence} sequence
 * @param {Grid} grid
 * @param {Labels} labels
 */
function drawNames(root, { inputs, symbols }, { left, top, bottom, cell, row, longest, x, y }, labels) {
  const every = Math.ceil(11 / row), steps = inputs.length;
  for (const [word, symbol] of symbols.entries())
    if (word % every === 0) root.append(svg("text", { class: "qs-tick", x: left - 6, y: y(word) + 4, "text-anchor": "end" }, symbol));
  const isWritten = cell >= 7 * longest + 3;
  const round = roundTicks(0, steps - 1, Math.max(2, (steps * cell) / 60)).filter(Number.isInteger);
  for (const step of isWritten ? inputs.keys() : round) {
    const place = { class: "qs-tick", x: x(step), y: bottom + 14, "text-anchor": "middle" };
    root.append(svg("text", place, isWritten ? symbols[inputs[step]] : step));
  }
  const middle = left + (steps * cell) / 2, below = isWritten ? labels.read : labels.step;
  root.append(svg("text", { class: "qs-axis", x: middle, y: bottom + 31, "text-anchor": "middle" }, below));
  const turned = { transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" };
  root.append(svg("text", { class: "qs-axis", ...turned }, bottom - top > 60 ? labels.next : "next"));
}

/**
 * The word with the highest probability.
 * @param {ArrayLike<number>} belief  step after step
 * @param {number} step
 * @param {number} words
 */
function bestAt(belief, step, words) {
  let best = 0;
  for (let word = 1; word < words; word += 1) if (belief[step * words + word] > belief[step * words + best]) best = word;
  return best;
}

/**
 * The strip of one sequence, for one width: `update` moves it to a prediction, `mark` puts the cursor, `light` frames a cell.
 * @param {SVGSVGElement} root
 * @param {Sequence} sequence
 * @param {number} width
 * @param {Labels} labels
 */
function stripView(root, sequence, width, labels) {
  const { inputs, targets, symbols } = sequence, steps = inputs.length, words = symbols.length;
  const grid = gridOf(sequence, width), { left, top, bottom, cell, row, x, y } = grid, high = bottom - top;
  resize(root, width, bottom + 36);
  root.append(svg("rect", { class: "qs-frame", x: left, y: top, width: steps * cell, height: high }));
  const cells = drawCells(root, sequence, grid), dots = drawMarks(root, sequence, grid);
  drawNames(root, sequence, grid, labels);
  const cursor = svg("rect", { class: "qs-cursor", y: top - 1, width: cell, height: high + 2, visibility: "hidden" });
  const lit = svg("rect", { class: "qs-lit", width: cell, height: row, visibility: "hidden" });
  root.append(cursor, lit);

  /** @param {ArrayLike<number>} belief  of all words at every step @returns {string} how many of the answers are right */
  function update(belief) {
    for (const [n, box] of cells.entries()) box.setAttribute("fill-opacity", String(belief[n] || 0));
    const best = dots.map((_, step) => bestAt(belief, step, words));
    for (const [step, dot] of dots.entries()) dot.setAttribute("cy", String(y(best[step])));
    const asked = targets.filter((word) => word >= 0).length, right = targets.filter((word, step) => word === best[step]).length;
    const score = `${right} of ${asked} right`;
    root.setAttribute("aria-label", `Predicted next words along a sequence of ${steps} steps: ${score} where an answer is asked`);
    return score;
  }
  /** @param {number | null} step */
  function mark(step) {
    cursor.setAttribute("visibility", step === null ? "hidden" : "visible");
    if (step !== null) cursor.setAttribute("x", String(x(step) - cell / 2));
  }
  /** @param {Place | null} place */
  function light(place) {
    lit.setAttribute("visibility", place ? "visible" : "hidden");
    if (!place) return;
    lit.setAttribute("x", String(x(place.step) - cell / 2));
    lit.setAttribute("y", String(y(place.word) - row / 2));
  }
  /** @param {MouseEvent} event @returns {Place} the cell under the pointer, which need not exist */
  function at(event) {
    const up = bottom - within(event, root)[1];
    return { step: Math.floor((across(event, root) - left) / cell), word: Math.floor(up / row) };
  }
  const has = (/** @type {Place} */ { step, word }) => step >= 0 && step < steps && word >= 0 && word < words;
  return { update, mark, light, at, has, steps };
}
return { stripView };
})();

const { sequencePart } = (() => {
// The sequence that is watched, as two pages show it: the strip, and the step that is looked at. What the pointer is over stands out in
// all of its pictures.


/** @typedef {import("../views/strip.js").Sequence} Sequence */
/** @typedef {import("../views/strip.js").Place} Place */
/** @typedef {import("../views/strip.js").Labels} Labels */
/** @typedef {import("../views/stages.js").Look} Look */

/**
 * What a page shows of the sequence.
 * @typedef {object} Shown
 * @property {Sequence} sequence
 * @property {ArrayLike<number>} belief  of all words at every step
 * @property {Look | null} look  the step that is looked at
 * @property {string} sampled  the network by itself
 */

/**
 * How a page looks at another step; `settled()`: nothing is asked that is not done yet.
 * @typedef {object} Looking
 * @property {() => number} at  the step that is looked at, drawn or not yet; -1: none
 * @property {(step: number) => void} look
 * @property {() => boolean} settled
 */

/** @callback Point  say what the pointer is over @param {Place | null} place */

/** @param {Labels} labels */
function legendOf(labels) {
  const mark = (/** @type {string} */ kind, /** @type {number} */ radius) => {
    const picture = svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" });
    picture.append(svg("circle", { class: kind, r: radius }));
    return picture;
  };
  const pale = html("span", { class: "qs-pale", hidden: "" }, `pale columns: ${labels.pale} there`);
  const score = html("span", { class: "qs-score" });
  const row = html("div", { class: "qs-legend" });
  row.append(html("span", {}, html("span", { class: "qs-shade" }), `shade: ${labels.shade}, 0 to 1`));
  row.append(html("span", {}, mark("qs-ring", 6), `ring: ${labels.target}`), html("span", {}, mark("qs-dot", 3), `dot: ${labels.best}`));
  row.append(pale, score);
  return { row, pale, score };
}

/**
 * A few words beside the pointer.
 * @param {HTMLElement} box  in which they stand
 */
function tipIn(box) {
  const tip = html("div", { class: "qs-tip", "aria-hidden": "true", hidden: "" });
  box.append(tip);
  /** @param {string} text  none: away with it @param {MouseEvent} [event] */
  return (text, event) => {
    tip.hidden = !text;
    say(tip, text);
    if (!event) return;
    const [x, y] = within(event, box);
    tip.style.left = `${x}px`;
    tip.style.top = `${y + 14}px`;
    tip.classList.toggle("qs-leftwards", x > box.clientWidth / 2);
  };
}

/**
 * The strip, which is a slider over the steps.
 * @param {Labels} labels
 * @param {Looking} looking
 * @param {Point} point
 */
function stripPart(labels, { at, look, settled }, point) {
  const root = svg("svg", { role: "img" }), legend = legendOf(labels);
  const box = html("div", { class: "qs-strip", role: "slider", tabindex: 0, "aria-label": "Step to look at", "aria-valuemin": 0 }, root);
  const tip = tipIn(box);
  /** @type {ReturnType<typeof stripView>} */
  let view;
  /** @type {Shown} */
  let now;
  let built = "";
  box.addEventListener("click", (event) => {
    const { step } = view.at(event);
    if (step >= 0 && step < view.steps) look(step);
  });
  box.addEventListener("pointermove", (event) => {
    const place = view.at(event), over = view.has(place) ? place : null;
    point(over);
    tip(over ? wordsOfCell(now, over, labels) : "", event);
  });
  box.addEventListener("pointerleave", () => {
    point(null);
    tip("");
  });
  const lookOn = aimed(settled, at, look);
  onKeys(box, (key) => {
    const last = view.steps - 1;
    const by = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -last - 1, End: last + 1 })[key];
    return by === undefined ? undefined : () => lookOn((step) => clamp(0, step + by, last));
  });
  /** @param {Shown} shown @param {number} width */
  function draw(shown, width) {
    now = shown;
    const { sequence, belief } = shown, shape = JSON.stringify([sequence, width]);
    if (shape !== built) view = stripView(root, sequence, width, labels);
    built = shape;
    legend.pale.hidden = !sequence.targets.some((word) => word < 0);
    legend.score.textContent = view.update(belief);
    view.mark(shown.look?.step ?? null);
    box.setAttribute("aria-valuemax", String(view.steps - 1));
    box.setAttribute("aria-valuenow", String(shown.look?.step ?? 0));
    box.setAttribute("aria-valuetext", shown.look ? told(shown.look, sequence.symbols) : "no step chosen");
  }
  return { box, legend: legend.row, draw, light: (/** @type {Place | null} */ place) => view.light(place) };
}

/**
 * A cell of the strip in words.
 * @param {Shown} shown
 * @param {Place} place
 * @param {Labels} labels
 */
function wordsOfCell({ sequence: { inputs, targets, symbols }, belief }, { step, word }, labels) {
  const target = targets[step] === word ? `; ${labels.target}` : "";
  return `step ${step} reads ${symbols[inputs[step]]}; ${labels.next} ${symbols[word]}: ${short(belief[step * symbols.length + word])}${target}`;
}

/**
 * The step that is looked at, in words.
 * @param {Look} look
 * @param {string[]} symbols
 */
function told({ step, read, taken, forced, belief }, symbols) {
  // four decimals are more than the shades can show
  const chances = symbols.map((symbol, word) => `${symbol} ${short(Math.round(belief[word] * 1e4) / 1e4)}`).join(", ");
  return `step ${step}: reads ${symbols[read]}; next word: ${chances}; puts out ${symbols[taken]} (${forced ? "forced" : "measured"})`;
}

/**
 * The step that is looked at: its distribution, and the hidden state after each stage.
 * @param {Labels} labels
 * @param {Point} point
 */
function stepPart(labels, point) {
  const bars = svg("svg", { role: "img" }), states = svg("svg", { role: "img" });
  const line = html("div", { class: "qs-word" }), note = html("div", { class: "qs-legend qs-note" });
  const view = distributionView(bars);
  /** @type {Look | null} */
  let look = null;
  bars.addEventListener("pointermove", (event) => {
    const word = view.at(event);
    point(look && word >= 0 && word < look.belief.length ? { step: look.step, word } : null);
  });
  bars.addEventListener("pointerleave", () => point(null));
  /** @param {Shown} shown @param {number} width */
  function draw(shown, width) {
    const { symbols } = shown.sequence;
    look = shown.look;
    view.draw(look, symbols, width, labels.next);
    drawStages(states, look, width);
    say(line, look ? told(look, symbols) : "");
    say(note, look ? `${labels.state}; shade: ${labels.shade}; bar: ${labels.negative}` : "");
  }
  const nodes = [line, html("div", { class: "qs-row" }, bars, states), note];
  return { nodes, draw, light: (/** @type {number | undefined} */ word) => view.light(word) };
}

/**
 * @param {Labels} labels
 * @param {Looking} looking
 */
function sequencePart(labels, looking) {
  const strip = stripPart(labels, looking, point), step = stepPart(labels, point);
  const sampled = html("div", { class: "qs-sampled" });
  /** @type {Shown} */
  let now;
  /** @param {Place | null} place */
  function point(place) {
    strip.light(place);
    step.light(place && place.step === now.look?.step ? place.word : undefined);
  }
  /** @param {Shown} shown @param {number} width */
  function draw(shown, width) {
    now = shown;
    strip.draw(shown, width);
    step.draw(shown, width);
    say(sampled, shown.sampled && `${labels.sampled}: ${shown.sampled}`);
  }
  return { nodes: [strip.box, strip.legend, sampled, ...step.nodes], draw };
}
return { sequencePart };
})();

export default (() => {
// The page of TrainingStepper. Python trains; the page draws the traits that Python sets, and asks: {action: "play" | "pause" | "back" |
// "step" | "word" | "reset"}, {action: "look", step}, {action: "forward" | "rewind", updates}, {action: "goto", update} and
// {action: "choose", preset, optimizer, lr, seed}. `labels` names its parts, as in the figure that is exported.


/** @typedef {import("../frame.js").Model} Model */
/** @typedef {(action: string, content?: Record<string, any>) => void} Send */

/** @type {Record<string, [string, string]>} what a button says of itself, and its drawing */
const BUTTONS = {
  Play: ["train until paused", ICONS.Play],
  Pause: ["stop after the present update", ICONS.Pause],
  Back: ["take one update back, exactly", ICONS.Back],
  Step: ["one update", ICONS.Next],
  Word: ["read the next word; after the last one, an update", "M2 3h4v10H2ZM8 3l6 5-6 5Z"],
  Reset: ["back to the first parameters; Return comes back", "M8 2a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 8 4v2.6L3.6 3.3 8 0Z"],
};

/**
 * Buttons, status, and how far the training is.
 * @param {Model} model
 * @param {Send} send
 * @param {HTMLElement} status
 */
function buttonsPart(model, send, status) {
  const buttons = Object.fromEntries(
    Object.entries(BUTTONS).map(([name, [hint, path]]) => [name, button(name, hint, () => send(name.toLowerCase()), icon(path))]),
  );
  const count = html("span", { class: "qs-count" });
  function draw() {
    const state = model.get("status"), { update, made } = model.get("place"), isIdle = state !== "training";
    for (const name of ["Play", "Step", "Word"]) allow(buttons[name], isIdle);
    allow(buttons.Back, isIdle && update > 0);
    allow(buttons.Pause, !isIdle);
    say(status, state);
    const curve = floats(model.get("curve")), at = curve.findIndex((value, n) => n % 2 === 0 && value === update);
    const of = update < made ? ` of ${made} made` : "", loss = at < 0 ? "" : ` · loss ${short(curve[at + 1])}`;
    count.textContent = `update ${update}${of}${loss}`;
  }
  return { run: Object.values(buttons), line: [status, count], draw };
}

/**
 * Many updates at once, forward or back.
 * @param {Model} model
 * @param {Send} send
 */
function jumpsPart(model, send) {
  const updates = html("input", { type: "number", min: 1, step: 1, value: 100, class: "qs-number" });
  const many = (/** @type {string} */ action) => () => send(action, { updates: updates.value });
  const rewind = button("Rewind", "take so many updates back, exactly", many("rewind"));
  const forward = button("Forward", "make so many updates", many("forward"));
  const back = button("Return", "go to the last update that was made", () => send("goto", { update: model.get("place").made }));
  const row = html("div", { class: "qs-bar" }, html("label", {}, "updates ", updates), rewind, forward, back);
  function draw() {
    const { update, made } = model.get("place"), isIdle = model.get("status") !== "training";
    allow(forward, isIdle);
    allow(rewind, isIdle && update > 0);
    allow(back, isIdle && update < made);
  }
  return { row, draw };
}

/**
 * The fields of what may be chosen.
 * @returns {{ fields: Record<string, HTMLInputElement | HTMLSelectElement>, labels: HTMLElement[] }}
 */
function choiceFields() {
  const number = { type: "number", min: 0, class: "qs-number" };
  const fields = {
    preset: html("select"), optimizer: html("select"),
    lr: html("input", { ...number, step: "any" }), seed: html("input", { ...number, step: 1 }),
  };
  const names = { preset: "Task and cell", optimizer: "Optimiser", lr: "rate", seed: "seed" };
  const labels = Object.entries(fields).map(([key, field]) => html("label", {}, `${names[/** @type {"lr"} */ (key)]} `, field));
  return { fields, labels };
}

/**
 * What is trained, and what may be trained instead.
 * @param {Model} model
 * @param {Send} send
 * @param {() => void} redraw
 */
function choicesPart(model, send, redraw) {
  const { fields, labels } = choiceFields(), { preset, optimizer, lr } = fields;
  const suggest = () => { lr.value = model.get("choices").rates[preset.value][optimizer.value]; };
  for (const field of [preset, optimizer]) field.addEventListener("change", suggest);
  for (const field of Object.values(fields)) field.addEventListener("input", () => redraw());
  const values = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
  const anew = button("Start anew", "with this task, cell, optimiser and seed", () => send("choose", values()));
  const row = html("div", { class: "qs-bar qs-settings" }, ...labels, anew);
  const trained = html("div", { class: "qs-trained" }), lesson = html("div", { class: "qs-lesson" });
  let offered = ""; // what the fields were filled with

  function offer() {
    const choices = model.get("choices"), text = JSON.stringify(choices);
    if (text === offered) return;
    offered = text;
    const names = choices.preset ? choices.presets : ["", ...choices.presets];
    const option = (/** @type {string} */ name) => html("option", { value: name }, name || choices.own);
    preset.replaceChildren(...names.map(option));
    optimizer.replaceChildren(...choices.optimizers.map(option));
    for (const [name, field] of Object.entries(fields)) field.value = choices[name];
    say(lesson, choices.lesson);
  }
  function draw() {
    offer();
    const choices = model.get("choices"), chosen = values();
    const isSame = Object.keys(fields).every((name) => chosen[name] === String(choices[name]));
    say(trained, isSame ? choices.trained : `${choices.trained}; Start anew takes what is chosen`);
  }
  return { row, trained, lesson, draw };
}

/** @param {{ model: Model, el: HTMLElement }} page */
function render({ model, el }) {
  const labels = model.get("labels"), isTraining = () => model.get("status") === "training";
  const events = ["status", "belief", "curve", "norms", "word", "sampled", "strip", "choices", "place"];
  const page = frame({ model, el }, { kind: "stepper", label: "Training stepper", draw, events, busy: isTraining });
  const { root, send, steer, settled } = page;
  const goto = (/** @type {number} */ update) => {
    if (!isTraining()) steer("goto", { update: clamp(0, update, model.get("place").made) });
  };
  const goOn = aimed(settled, () => model.get("place").update, goto);
  const shift = (/** @type {number} */ by) => goOn((update) => clamp(0, update + by, model.get("place").made));
  const hint = "click, or use the arrow keys, to go to another update; what was made later stays";
  const buttons = buttonsPart(model, send, page.status), jumps = jumpsPart(model, send);
  const choices = choicesPart(model, send, page.redraw);
  const looking = { at: () => model.get("word").step ?? -1, look: (/** @type {number} */ step) => steer("look", { step }), settled };
  const sequence = sequencePart(labels, looking);
  const history = historyPart(labels, { go: goto, shift, hint });
  const bar = toolbar({ run: buttons.run, line: buttons.line, page: page.tools });
  root.append(bar, page.alert, choices.trained, choices.lesson, jumps.row, ...sequence.nodes, history.row, choices.row);

  /** @param {number} width */
  function draw(width) {
    root.dataset.status = model.get("status");
    for (const part of [choices, buttons, jumps]) part.draw();
    const word = model.get("word"), look = word.step === undefined ? null : word;
    const shown = { sequence: model.get("strip"), belief: floats(model.get("belief")), look, sampled: model.get("sampled") };
    sequence.draw(shown, width);
    history.draw(model.get("curve"), model.get("norms"), model.get("place"), width);
  }
  return page.close;
}

return { render };
})();
