// A page that holds a widget's front end without Jupyter: the `model` that anywidget would give it. Three things stand on it: pages
// saved as HTML, the tests of our pages, and live pages in the documentation.

// Buffers travel as base64 text; a front end gets them as DataViews.
/** @param {string} text */
const decoded = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

/**
 * Put a buffer where it belongs in a state, such as under ["film", "frames"].
 * @param {Record<string, any>} state
 * @param {(string | number)[]} path
 * @param {DataView} value
 */
function insert(state, path, value) {
  const place = path.slice(0, -1).reduce((inner, key) => inner[key], state);
  place[path.at(-1) ?? ""] = value;
}

/**
 * What Python and a page tell each other: traits that have changed, or a message of their own.
 * @typedef {{ method: string, state?: Record<string, any>, content?: any, buffer_paths?: (string | number)[][], buffers?: string[] }} Message
 */

// `state`: the traits by name. `post(message)` hands `{method: "update", state}` or `{method: "custom", content}` to whoever answers,
// and who answers calls `receive` with messages of the same form, with `buffers` and, in updates, the `buffer_paths` where they belong.
// A page that was saved is `alone`: nobody answers.
export class Model {
  /** @type {Record<string, any>} */
  #state;
  /** @type {(message: Message) => void} */
  #post;
  /** @type {{ event: string, listener: Function }[]} */
  #listeners = [];
  /** @type {Set<string>} */
  #changed = new Set();

  /**
   * @param {Record<string, any>} state
   * @param {((message: Message) => void) | null} post  null: alone
   */
  constructor(state, post) {
    this.#state = { ...state };
    this.alone = post === null;
    this.#post = post ?? (() => {});
  }

  /** @param {string} name */
  get(name) {
    return this.#state[name];
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  set(name, value) {
    if (this.#state[name] === value) return;
    this.#state[name] = value;
    this.#changed.add(name);
    this.#tell(`change:${name}`);
    this.#tell("change");
  }

  save_changes() {
    const state = Object.fromEntries([...this.#changed].map((name) => [name, this.#state[name]]));
    this.#changed.clear();
    if (Object.keys(state).length) this.#post({ method: "update", state });
  }

  /** @param {any} content */
  send(content) {
    this.#post({ method: "custom", content });
  }

  /**
   * @param {string} events  names with blanks between, as "change:order msg:custom"
   * @param {Function} listener
   */
  on(events, listener) {
    for (const event of events.split(" ")) this.#listeners.push({ event, listener });
  }

  /**
   * @param {string} [events]
   * @param {Function} [listener]
   */
  off(events, listener) {
    const gone = events?.split(" ");
    this.#listeners = this.#listeners.filter((one) => {
      const other = gone !== undefined && !gone.includes(one.event);
      return other || (listener !== undefined && listener !== one.listener);
    });
  }

  // The line to whoever answers ends, as when a kernel is restarted.
  end() {
    this.#post = () => {};
    this.#tell("comm_live_update");
  }

  /** @param {Message} message */
  receive({ method, state = {}, content, buffer_paths: paths = [], buffers = [] }) {
    const views = buffers.map(decoded);
    if (method === "custom") this.#tell("msg:custom", content, views);
    if (method !== "update") return;
    for (const [index, path] of paths.entries()) insert(state, path, views[index]);
    const names = Object.keys(state).filter((name) => this.#state[name] !== state[name]);
    Object.assign(this.#state, state);
    for (const name of names) this.#tell(`change:${name}`);
    if (names.length) this.#tell("change");
  }

  /**
   * @param {string} event
   * @param {any[]} values
   */
  #tell(event, ...values) {
    for (const one of [...this.#listeners]) if (one.event === event) one.listener(...values);
  }
}

/**
 * Show a front end (an ES module as anywidget takes it) in an element; returns a function that takes it away again.
 * @param {{ render: Function }} frontEnd
 * @param {Model} model
 * @param {HTMLElement} el
 */
export async function show(frontEnd, model, el) {
  const clean = await frontEnd.render({ model, el });
  return async () => {
    await clean?.();
    el.replaceChildren();
  };
}

// A saved page in a frame tells the page around it how high it is, and is told how dark to be: `frames.js` listens and speaks.
function followFrame() {
  const root = document.documentElement;
  if (parent === window) return;
  const tell = () => parent.postMessage({ pageHeight: Math.ceil(root.getBoundingClientRect().height) }, "*");
  addEventListener("message", ({ source, data }) => {
    if (source === parent && ["light", "dark", "light dark"].includes(data?.pageScheme)) root.style.colorScheme = data.pageScheme;
  });
  new ResizeObserver(tell).observe(root);
}

/**
 * Show the widget that was saved in this page: its traits stand in `<script id="saved">`.
 * @param {{ render: Function }} frontEnd
 * @param {HTMLElement} el
 */
export async function showSaved(frontEnd, el) {
  const saved = JSON.parse(document.getElementById("saved")?.textContent ?? "{}");
  const model = new Model({}, null);
  model.receive({ method: "update", ...saved });
  await show(frontEnd, model, el);
  followFrame();
  return model;
}
