const { Model, show, showSaved } = (() => {
const decoded = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

function insert(state, path, value) {
  const place = path.slice(0, -1).reduce((inner, key) => inner[key], state);
  place[path.at(-1) ?? ""] = value;
}


class Model {
  #state;
  #post;
  #listeners = [];
  #changed = new Set();

  constructor(state, post) {
    this.#state = { ...state };
    this.alone = post === null;
    this.#post = post ?? (() => {});
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

  on(events, listener) {
    for (const event of events.split(" ")) this.#listeners.push({ event, listener });
  }

  off(events, listener) {
    const gone = events?.split(" ");
    this.#listeners = this.#listeners.filter((one) => {
      const other = gone !== undefined && !gone.includes(one.event);
      return other || (listener !== undefined && listener !== one.listener);
    });
  }

  end() {
    this.#post = () => {};
    this.#tell("comm_live_update");
  }

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

  #tell(event, ...values) {
    for (const one of [...this.#listeners]) if (one.event === event) one.listener(...values);
  }
}

async function show(frontEnd, model, el) {
  const clean = await frontEnd.render({ model, el });
  return async () => {
    await clean?.();
    el.replaceChildren();
  };
}

function followFrame() {
  const root = document.documentElement;
  if (parent === window) return;
  const tell = () => parent.postMessage({ pageHeight: Math.ceil(root.getBoundingClientRect().height) }, "*");
  addEventListener("message", ({ source, data }) => {
    if (source === parent && ["light", "dark", "light dark"].includes(data?.pageScheme)) root.style.colorScheme = data.pageScheme;
  });
  new ResizeObserver(tell).observe(root);
}

async function showSaved(frontEnd, el) {
  const saved = JSON.parse(document.getElementById("saved")?.textContent ?? "{}");
  const model = new Model({}, null);
  model.receive({ method: "update", ...saved });
  await show(frontEnd, model, el);
  followFrame();
  return model;
}
return { Model, show, showSaved };
})();
