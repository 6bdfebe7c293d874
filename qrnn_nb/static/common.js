// What the pages of all widgets share: Python puts it before the script of each page.

function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function svg(name, attributes = {}, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

// Bytes arrive as a DataView at any offset; a Float32Array needs one that is a multiple of 4.
function floats(view) {
  return view ? new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)) : new Float32Array();
}

const short = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value));

// About `count` round numbers (1, 2 or 5 times a power of ten apart) from low to high.
function roundTicks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const ticks = [];
  for (let index = Math.ceil(low / gap); index * gap <= high + gap * 1e-9; index++) ticks.push(index * gap);
  return ticks;
}

// Ticks of a logarithmic axis: powers of ten, with 2 and 5 times them where there is room, round numbers where less than a decade shows.
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

// A small picture on a button, from the path of a 16 by 16 drawing.
function icon(path) {
  const picture = svg("svg", { viewBox: "0 0 16 16", width: 12, height: 12, "aria-hidden": "true" });
  picture.append(svg("path", { d: path }));
  return picture;
}

// A button; while it is `aria-disabled` it keeps the focus and does nothing.
function button(label, hint, press, ...before) {
  const element = html("button", { type: "button", title: hint }, ...before, label);
  element.addEventListener("click", () => element.getAttribute("aria-disabled") === "true" || press());
  return element;
}

function allow(element, allowed) {
  element.setAttribute("aria-disabled", !allowed);
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// What a screen reader is told: the latest text, at most once in three seconds.
function announcer(region) {
  let news = "", last = -3000, timer = 0;
  const speak = () => {
    timer = 0;
    last = performance.now();
    say(region, news);
  };
  return (text) => {
    if (text === news) return;
    news = text;
    timer ||= setTimeout(speak, Math.max(100, last + 3000 - performance.now()));
  };
}

// The message `next` after `last`, both still to be sent: one message where they ask for the same, what is in `next` having the last word.
function merged(last, next) {
  const both = { ...last, ...next };
  for (const [key, value] of Object.entries(next))
    if (value && typeof value === "object" && !Array.isArray(value)) both[key] = { ...last[key], ...value };
  return both;
}

// Messages to Python, one after the other: JupyterLab may hand them to several threads, so the next one goes when the last one is done.
// Python says "heard" at once and "done" in the end. `send` asks for something; `steer` too, but takes the place of what still waits to be
// sent and asks for the same; `settled()`: all has been done, or nobody answers. `silence` is called when nobody answers within two seconds.
function post(model, silence) {
  const queue = [];
  let unheard = 0, asked = "", silent = false;
  const next = () => {
    asked = queue[0]?.action ?? "";
    if (asked) model.send(queue.shift());
  };
  const giveUp = () => {
    silent = true;
    silence();
  };
  function send(action, content = {}) {
    unheard ||= setTimeout(giveUp, 2000);
    queue.push({ action, ...content });
    if (!asked) next();
  }
  function steer(action, content = {}) {
    if (queue.at(-1)?.action === action) queue.push(merged(queue.pop(), content));
    else send(action, content);
  }
  function hush() {
    clearTimeout(unheard);
    unheard = 0;
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

// A value that keys move step by step. While Python has not answered yet the next step goes on from the last one, not from what is shown.
function aimed(settled, shown, go) {
  let goal;
  return (change) => {
    goal = change(settled() || goal === undefined ? shown() : goal);
    go(goal);
  };
}

// A field that shows what Python has: `put` leaves it alone while somebody types there, or while Python has not yet done what was asked.
function watched(input) {
  input.addEventListener("input", () => (input.typed = true));
  for (const end of ["change", "blur"]) input.addEventListener(end, () => (input.typed = false));
  return input;
}

function put(input, value, settled) {
  if (!input.typed && settled() && input.value !== String(value)) input.value = value;
}

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

function keepOnSave(manager) {
  const context = manager?.context;
  if (manager?.keepsPages || !context?.saveState || !manager.get_state_sync) return;
  manager.keepsPages = true;
  context.saveState.connect((_, phase) => phase === "started" && keep(manager, context.model));
}

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

const FORMATS = { pdf: "PDF", svg: "SVG", png: "PNG", csv: "numbers (CSV)", json: "state (JSON)", py: "Python" };
const SILENT = "no answer: wait if the kernel is busy, run this cell again if it was restarted";
const GONE = "the kernel is gone: run this cell again";

// The frame of every widget: its root, a line for errors (the trait `message`), a status, which says also that nobody answers or that the
// kernel is gone, and which a screen reader hears now and then, as it does what is given to `announce`; `send`, `steer` and `settled` of
// `post`; one `draw(width)` a frame for all traits that change together; and the export of the present view.
// With reduced motion it draws at most twice a second while `busy()`.
function frame({ model, el }, { kind, label, events, draw, busy = () => false }) {
  const root = html("div", { class: `qrnn-widget qrnn-${kind}`, role: "group", "aria-label": label });
  const alert = html("div", { class: "qs-error", role: "alert" });
  const status = html("span", { class: "qs-status" });
  const region = html("div", { class: "qs-heard", role: "status" });
  const announce = announcer(region);
  let width = 0, waiting = false, trouble = "", told = "";
  const { send, steer, settled, hush, forget, next } = post(model, () => troubled(SILENT));

  const format = html("select", { "aria-label": "Format of the export" });
  for (const [value, name] of Object.entries(FORMATS)) format.append(html("option", { value }, name));
  const exporter = html("span", { class: "qs-export" }, format, button("Export", "save what is shown", () => send("export", { format: format.value })));

  // JupyterLab's shortcuts must not see what is typed here; a held key must not pile up presses.
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.repeat && event.target.tagName === "BUTTON") event.preventDefault();
  });

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const show = () => {
    waiting = false;
    if (!width) return;
    say(alert, model.get("message"));
    draw(width);
    if (trouble) say(status, trouble);
    root.classList.toggle("qs-alone", trouble !== "");
    if (status.textContent !== told) announce((told = status.textContent));
  };
  function redraw() {
    if (waiting) return;
    waiting = true;
    if (calm.matches && busy()) setTimeout(show, 500);
    else requestAnimationFrame(show);
  }
  function troubled(what) {
    trouble = what;
    redraw();
  }
  function answered(content, buffers) {
    hush();
    trouble = "";
    if (content === "done") next();
    if (content?.file) download(content.file, buffers[0]);
    redraw();
  }
  // Jupyter says so when the way to Python opens or ends; it is open when a page is drawn for the first time.
  function lost() {
    forget();
    troubled(GONE);
  }
  const observer = new ResizeObserver(() => {
    const available = Math.floor(root.clientWidth);
    if (!available || available === width) return;
    width = available;
    show();
  });
  const changes = ["message", ...events].map((name) => `change:${name}`).join(" ");
  model.on(changes, redraw);
  model.on("msg:custom", answered);
  model.on("comm_live_update", lost);
  root.append(region);
  el.append(root);
  observer.observe(root);
  send("shown");
  keepOnSave(model.widget_manager);
  // A tab that is closed takes its pages with it without a word; it may come back from the browser's cache.
  const gone = () => {
    try { model.send({ action: "gone" }); }
    catch { /* the kernel has gone before: nobody is left to be told */ }
  };
  const again = (event) => event.persisted && send("shown");
  addEventListener("pagehide", gone);
  addEventListener("pageshow", again);
  const close = () => {
    gone();
    removeEventListener("pagehide", gone);
    removeEventListener("pageshow", again);
    observer.disconnect();
    hush();
    model.off(changes, redraw);
    model.off("msg:custom", answered);
    model.off("comm_live_update", lost);
  };
  return { root, alert, status, exporter, announce, send, steer, settled, redraw, close };
}

function download(name, view) {
  const address = URL.createObjectURL(new Blob([view]));
  html("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
