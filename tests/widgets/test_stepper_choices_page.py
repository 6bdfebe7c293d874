"""The stepper's choices, jumps and faults in a real JupyterLab: what is set on the page is set in Python, and what fails says so."""

import base64
import re

import pytest
from pages import Stepper
from playwright.sync_api import expect


@pytest.fixture
def stepper(lab):
    return Stepper(lab, name="choices.ipynb")


def choose(stepper, label, value):
    stepper.root.get_by_label(label).select_option(value)


def test_task_optimiser_rate_and_seed_are_chosen_on_the_page(lab, stepper):
    stepper.button("Step").click()
    stepper.wait_for_updates(1)
    expect(stepper.root.get_by_label("Task and cell").locator("option:checked")).to_have_text(re.compile("Elman XOR, 2 workspace lanes"))
    choose(stepper, "Task and cell", "memorise")
    choose(stepper, "Optimiser", "sgd")
    stepper.root.get_by_label("seed").fill("7")
    stepper.root.get_by_label("rate").fill("0.25")
    stepper.button("Start anew").click()
    expect(stepper.root.locator(".qs-count")).to_have_text("update 0")
    expect(stepper.root.get_by_role("img", name=re.compile("^Predicted next words along a sequence of 19 steps"))).to_be_visible()
    expect(stepper.root.get_by_text("pale columns")).to_be_hidden()  # every step is asked
    chosen = "[stepper.task.name, stepper.options['optimizer'], stepper.options['lr'], stepper.options['seed']]"
    assert lab.python(chosen) == ["Memorise", "sgd", 0.25, 7]
    expect(stepper.root.locator(".qs-sampled")).to_contain_text(lab.python("stepper.continuation()"))
    lab.python("stepper.choose(optimizer='rmsprop', lr=0.003, seed=2)")
    expect(stepper.root.get_by_label("rate")).to_have_value("0.003")
    expect(stepper.root.get_by_label("Optimiser")).to_have_value("rmsprop")
    expect(stepper.root.get_by_label("seed")).to_have_value("2")


def test_a_refused_choice_changes_nothing_and_says_why(lab, stepper):
    stepper.button("Step").click()
    stepper.wait_for_updates(1)
    stepper.root.get_by_label("seed").fill("-1")
    stepper.button("Start anew").click()
    expect(stepper.root.get_by_role("alert")).to_have_text(re.compile("seed must be a whole number of at least 0"))
    assert lab.python("[len(stepper.history), stepper.options['seed']]") == [1, 3]
    stepper.button("Step").click()
    stepper.wait_for_updates(2)
    expect(stepper.root.locator("[role=alert]")).to_be_empty()


def test_forward_and_back_by_fields_and_along_the_curve(lab, stepper):
    stepper.root.get_by_label("updates").fill("30")
    stepper.button("Forward").click()
    expect(stepper.root.locator(".qs-count")).to_contain_text("update 30 ")
    stepper.shows("paused")
    losses = lab.python("stepper.history.losses")
    curve = stepper.root.get_by_role("slider", name="Update to go back to")
    curve.focus()
    lab.page.keyboard.press("ArrowLeft")
    expect(curve).to_have_attribute("aria-valuenow", "29")
    lab.page.keyboard.press("PageDown")
    expect(curve).to_have_attribute("aria-valuenow", "19")
    box = curve.bounding_box()
    curve.click(position={"x": box["width"] / 3, "y": 60})
    expect(curve).not_to_have_attribute("aria-valuenow", "19")
    gone_to = int(curve.get_attribute("aria-valuenow"))
    assert 4 <= gone_to <= 8 and lab.python("stepper.history.losses") == losses[:gone_to]
    stepper.button("Forward").click()
    stepper.wait_for_updates(gone_to + 30)
    assert lab.python("stepper.history.losses[:30]") == losses, "bit for bit"
    curve.focus()
    lab.page.keyboard.press("Home")
    expect(stepper.root.locator(".qs-count")).to_have_text("update 0")


def test_forward_can_be_paused(lab, stepper):
    stepper.root.get_by_label("updates").fill("100000")
    stepper.button("Forward").click()
    stepper.wait_for_updates(5)
    stepper.button("Pause").click()
    stepper.shows("paused")
    assert 5 <= lab.python("len(stepper.history)") < 100000


def test_bars_are_the_distribution_at_the_cursor(lab, stepper):
    stepper.button("Word").click()
    bars = stepper.root.get_by_role("img", name=re.compile("^Distribution over the next word: "))
    expect(bars.locator("rect")).to_have_count(4)
    heights = bars.locator("rect").evaluate_all("bars => bars.map(bar => Number(bar.getAttribute('height')) / 36)")
    assert heights == pytest.approx(lab.python("stepper.reading(0).probabilities.tolist()"), abs=1e-3)


def test_lessons_are_chosen_by_name_and_say_what_to_try(lab, stepper):
    lesson = stepper.root.locator(".qs-lesson")
    expect(lesson).to_be_hidden()
    choose(stepper, "Task and cell", "one neuron that learns AND")
    stepper.button("Start anew").click()
    expect(lesson).to_contain_text("half a turn for 11")
    stepper.root.get_by_label("updates").fill("50")
    stepper.button("Forward").click()
    expect(stepper.root.locator(".qs-count")).to_contain_text("update 50 ")
    assert lab.python("[stepper.task.name, stepper.model.topology.neurons]") == ["toggle by AND", 3]


def test_every_kind_is_exported(lab, stepper):
    stepper.button("Step").click()
    stepper.wait_for_updates(1)
    stepper.button("Word").click()
    expect(stepper.root.locator(".qs-word")).to_contain_text("step 0: reads ")
    for kind in "pdf", "svg", "png", "csv", "json", "py":
        choose(stepper, "Format of the export", kind)
        with lab.page.expect_download() as download: stepper.button("Export").click()
        assert download.value.suggested_filename == f"stepper.{kind}"
        expected = lab.python(f"__import__('base64').b64encode(stepper.export({kind!r})).decode()")
        assert download.value.path().read_bytes() == base64.b64decode(expected), kind


def test_a_run_outlives_its_notebook_being_closed_and_reopened(lab, stepper):
    stepper.button("Play").click()
    stepper.wait_for_updates(3)
    lab.command("docmanager:save")
    lab.command("application:close")
    expect(stepper.root).to_have_count(0)
    lab.command("docmanager:open", path="choices.ipynb")
    stepper.shows("training")
    stepper.wait_for_updates(stepper.updates() + 3)
    stepper.button("Pause").click()
    stepper.shows("paused")


def test_a_cell_too_large_for_memory(lab, stepper):
    lab.python("[setattr(__import__('qrnn_nb.model').model, '_SMALL', 0), "
               "setattr(__import__('qrnn_nb.model').model, '_free_memory', lambda device: 1000)] and None")
    choose(stepper, "Task and cell", "Elman letters")
    stepper.button("Start anew").click()
    expect(stepper.root.get_by_role("alert")).to_have_text(re.compile("MemoryError: this batch needs about .* fewer workspace lanes"))
    lab.python("setattr(__import__('qrnn_nb.model').model, '_SMALL', 2**28)")
    stepper.button("Start anew").click()
    expect(stepper.root.locator("[role=alert]")).to_be_empty()
    assert lab.python("stepper.task.name") == "Elman letters"
    stepper.button("Step").click()
    stepper.wait_for_updates(1)


def test_two_play_at_once_and_a_cell_that_is_run_again_leaves_no_run_behind(lab):
    other = "other = TrainingStepper(stepper.model.topology, ElmanXOR(length=9)); other"
    watch = "import qrnn_nb.widgets.stepper as module\n"
    watch += "running = lambda: sum(stepping.playing for stepping in module._all_steppings)"
    stepper = Stepper(lab, ("stepper", other, watch), name="two.ipynb")
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
    expect(lab.page.locator(".qs-count")).to_have_text(["update 0"] * 2)
    assert lab.python("running()") == 0, "the stepper whose cell was run again has paused"
