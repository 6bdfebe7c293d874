// The page of CellBuilder: draws the traits that Python sets, sends {action: "do", what: edit}, "undo", "redo", {action: "select", key}
// and {action: "read", word}. In an edit, "selected" stands for the column that Python has selected when it reads the edit, or its stage.

import { allow, button, put, watched } from "../controls.js";
import { html, say, svg } from "../dom.js";
import { frame } from "../frame.js";
import { floats, short } from "../numbers.js";

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
