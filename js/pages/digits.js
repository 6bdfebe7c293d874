// The page of DigitStepper: draws the reading that Python sends, moves the trait `time`, sends {action: "play" | "pause" | "next" |
// "previous" | "random" | "wrong"}, {action: "show", split, number} and {action: "load", folder}. Its sentences and the names of its parts are
// Python's, which the figure takes too.

import { allow, button, icon } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { frame } from "../frame.js";
import { floats, roundTicks, short } from "../numbers.js";

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

export default { render };
