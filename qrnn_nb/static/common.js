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

// The frame of every widget: its root, a line for errors (the trait `message`), a status, a `send` that notices when nobody answers
// ("heard" answers every message at once, "done" when it has been seen to; `settled()`: nothing is left to be done), one `draw(width)` a
// frame for all traits that change together, and the export of the present view.
// With reduced motion it draws at most twice a second while `busy()`.
const FORMATS = { pdf: "PDF", svg: "SVG", png: "PNG", csv: "numbers (CSV)", json: "state (JSON)", py: "Python" };

function frame({ model, el }, { kind, label, events, draw, busy = () => false }) {
  const root = html("div", { class: `qrnn-widget qrnn-${kind}`, role: "group", "aria-label": label });
  const alert = html("div", { class: "qs-error", role: "alert" });
  const status = html("span", { class: "qs-status", role: "status" });
  const queue = [];  // JupyterLab may hand messages to several threads, so the next one is sent when the last one is done
  let unheard = 0, asked = false, width = 0, waiting = false;
  const settled = () => !asked && queue.length === 0;
  const next = () => {
    asked = queue.length > 0;
    if (asked) model.send(queue.shift());
  };
  const send = (action, content = {}) => {
    unheard ||= setTimeout(() => (status.textContent = "no answer: if the kernel was restarted, run this cell again"), 2000);
    queue.push({ action, ...content });
    if (!asked) next();
  };

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
  };
  function redraw() {
    if (waiting) return;
    waiting = true;
    if (calm.matches && busy()) setTimeout(show, 500);
    else requestAnimationFrame(show);
  }
  function answered(content, buffers) {
    clearTimeout(unheard);
    unheard = 0;
    if (content === "done") next();
    if (content?.file) download(content.file, buffers[0]);
    redraw();
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
  el.append(root);
  observer.observe(root);
  const close = () => {
    observer.disconnect();
    clearTimeout(unheard);
    model.off(changes, redraw);
    model.off("msg:custom", answered);
  };
  return { root, alert, status, exporter, send, settled, redraw, close };
}

function download(name, view) {
  const address = URL.createObjectURL(new Blob([view]));
  html("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
