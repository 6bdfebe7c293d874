// The page of TrainingStepper: draws the traits that Python sets, sends {action: "play" | "pause" | "back" | "step" | "word" | "reset"},
// {action: "look", step}, {action: "forward" | "rewind", updates}, {action: "goto", update} and {action: "choose", preset, optimizer, lr, seed}.
// `labels` names its parts, as in the figure that is exported.

import { aimed, allow, button, icon } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { frame } from "../frame.js";
import { floats, logTicks, roundTicks, short } from "../numbers.js";

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

export default { render };
