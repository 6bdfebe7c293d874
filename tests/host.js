// A page that holds a widget's front end without Jupyter: the `model` that anywidget would give it, kept in step with whoever answers.

// Buffers travel as base64 text; a front end gets them as DataViews.
const decoded = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

function put(state, path, value) {
  const place = path.slice(0, -1).reduce((inner, key) => inner[key], state);
  place[path.at(-1)] = value;
}

// `state`: the traits by name. `post(message)` hands `{method: "update", state}` or `{method: "custom", content}` to whoever answers,
// and who answers calls `receive` with messages of the same form, with `buffers` and, in updates, the `buffer_paths` where they belong.
export class Model {
  #state;
  #post;
  #listeners = [];
  #changed = new Set();

  constructor(state, post) {
    this.#state = { ...state };
    this.#post = post;
  }

  get(name) {
    return this.#state[name];
  }

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

  send(content) {
    this.#post({ method: "custom", content });
  }

  // `events`: names with blanks between, as "change:order msg:custom".
  on(events, listener) {
    for (const event of events.split(" ")) this.#listeners.push({ event, listener });
  }

  off(events, listener) {
    const gone = events?.split(" ");
    const stays = (one) => (gone && !gone.includes(one.event)) || (listener && listener !== one.listener);
    this.#listeners = this.#listeners.filter(stays);
  }

  // The line to whoever answers ends, as when a kernel is restarted.
  end() {
    this.#post = () => {};
    this.#tell("comm_live_update");
  }

  receive({ method, state = {}, content, buffer_paths: paths = [], buffers = [] }) {
    const views = buffers.map(decoded);
    if (method === "custom") this.#tell("msg:custom", content, views);
    if (method !== "update") return;
    paths.forEach((path, index) => put(state, path, views[index]));
    const names = Object.keys(state).filter((name) => this.#state[name] !== state[name]);
    Object.assign(this.#state, state);
    for (const name of names) this.#tell(`change:${name}`);
    if (names.length) this.#tell("change");
  }

  #tell(event, ...values) {
    for (const one of [...this.#listeners]) if (one.event === event) one.listener(...values);
  }
}

// Show a front end (an ES module as anywidget takes it) in an element; returns a function that takes it away again.
export async function show(frontEnd, model, el) {
  const clean = await frontEnd.render({ model, el });
  return async () => {
    await clean?.();
    el.replaceChildren();
  };
}
