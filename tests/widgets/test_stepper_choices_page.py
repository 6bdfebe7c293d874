"""The stepper's choices, jumps and faults on its page: what is set on the page is set in Python, and what fails says so."""

import re

import pytest
from playwright.sync_api import expect

from qrnn_nb import model


def test_task_optimiser_rate_and_seed_are_chosen_on_the_page(host, stepper):
    stepper.unfold()
    stepper.button("Update").click()
    stepper.wait_for_updates(1)
    expect(stepper.root.get_by_label("Task and cell").locator("option:checked")).to_have_text(re.compile("Elman XOR, 2 workspace lanes"))
    stepper.choose("Task and cell", "memorise")
    stepper.choose("Optimiser", "sgd")
    stepper.root.get_by_label("seed").fill("7")
    stepper.root.get_by_label("rate").fill("0.25")
    stepper.button("Start anew").click()
    expect(stepper.root.locator(".qs-count")).to_have_text(re.compile("^update 0( |$)"))
    expect(stepper.root.get_by_role("img", name=re.compile("^Predicted next words along a sequence of 19 steps"))).to_be_visible()
    expect(stepper.root.get_by_text("hatched: ")).to_be_hidden()  # every step is asked
    task, options = host.python(lambda: (stepper.widget.task, stepper.widget.options))
    assert [task.name, options["optimizer"], options["lr"], options["seed"]] == ["Memorise", "sgd", 0.25, 7]
    expect(stepper.root.locator(".qs-sampled")).to_contain_text(host.python(lambda: stepper.widget.continuation()))
    host.python(lambda: stepper.widget.choose(optimizer='rmsprop', lr=0.003, seed=2))
    expect(stepper.root.get_by_label("rate")).to_have_value("0.003")
    expect(stepper.root.get_by_label("Optimiser")).to_have_value("rmsprop")
    expect(stepper.root.get_by_label("seed")).to_have_value("2")


def test_a_refused_choice_changes_nothing_and_says_why(host, stepper):
    stepper.unfold()
    stepper.button("Update").click()
    stepper.wait_for_updates(1)
    stepper.root.get_by_label("seed").fill("-1")
    stepper.button("Start anew").click()
    expect(stepper.root.get_by_role("alert")).to_have_text(re.compile("seed must be a whole number from 0 to .*, got -1"))
    assert host.python(lambda: [len(stepper.widget.history), stepper.widget.options['seed']]) == [1, 3]
    stepper.button("Update").click()
    stepper.wait_for_updates(2)
    expect(stepper.root.locator("[role=alert]")).to_be_empty()


def test_forward_and_back_by_fields_and_along_the_curve(host, stepper):
    stepper.root.get_by_label("updates", exact=True).fill("30")
    stepper.button("Forward").click()
    expect(stepper.root.locator(".qs-count")).to_contain_text("update 30 ")
    stepper.shows("paused")
    losses = host.python(lambda: stepper.widget.history.losses)
    curve = stepper.root.get_by_role("slider", name="Update to go to")
    curve.focus()
    host.page.keyboard.press("ArrowLeft")
    expect(curve).to_have_attribute("aria-valuenow", "29")
    host.page.keyboard.press("PageDown")
    expect(curve).to_have_attribute("aria-valuenow", "19")
    box = curve.bounding_box()
    curve.click(position={"x": box["width"] / 3, "y": 60})
    expect(curve).not_to_have_attribute("aria-valuenow", "19")
    gone_to = int(curve.get_attribute("aria-valuenow"))
    assert 7 <= gone_to <= 11 and host.python(lambda: stepper.widget.history.losses) == losses[:gone_to]
    stepper.button("Forward").click()
    stepper.wait_for_updates(gone_to + 30)
    assert host.python(lambda: stepper.widget.history.losses[:30]) == losses, "bit for bit"
    curve.focus()
    host.page.keyboard.press("Home")
    expect(stepper.root.locator(".qs-count")).to_have_text(re.compile("^update 0( |$)"))


def test_forward_can_be_paused(host, stepper):
    stepper.root.get_by_label("updates", exact=True).fill("100000")
    stepper.button("Forward").click()
    stepper.wait_for_updates(5)
    stepper.button("Pause").click()
    stepper.shows("paused")
    assert 5 <= host.python(lambda: len(stepper.widget.history)) < 100000


def test_bars_are_the_distribution_at_the_cursor(host, stepper):
    stepper.root.get_by_role("slider", name="Step to look at").press("Home")
    bars = stepper.root.get_by_role("img", name=re.compile("^Distribution over the next word: "))
    expect(bars.locator("rect")).to_have_count(4)
    heights = bars.locator("rect").evaluate_all("bars => bars.map(bar => Number(bar.getAttribute('height')) / 84)")
    assert heights == pytest.approx(host.python(lambda: stepper.widget.reading(0).probabilities.tolist()), abs=1e-3)


def test_lessons_are_chosen_by_name_and_say_what_to_try(host, stepper):
    stepper.unfold()
    lesson = stepper.root.locator(".qs-lesson")
    expect(lesson).to_be_hidden()
    stepper.choose("Task and cell", "AND at order 2")
    stepper.button("Start anew").click()
    expect(lesson).to_contain_text("half a turn for 11")
    stepper.root.get_by_label("updates", exact=True).fill("50")
    stepper.button("Forward").click()
    expect(stepper.root.locator(".qs-count")).to_contain_text("update 50 ")
    assert host.python(lambda: [stepper.widget.task.name, stepper.widget.model.topology.neurons]) == ["toggle by AND", 3]


def test_every_kind_is_exported(host, stepper):
    stepper.button("Update").click()
    stepper.wait_for_updates(1)
    stepper.button("Words").click()
    stepper.button("Word").click()
    expect(stepper.root.locator(".qs-word")).to_contain_text("step 0: reads ")
    for kind in "pdf", "svg", "png", "csv", "json", "py":
        assert stepper.export(kind) == (f"stepper.{kind}", host.python(lambda kind=kind: stepper.widget.export(kind)))


def test_a_cell_too_large_for_memory(host, stepper, monkeypatch):
    stepper.unfold()
    monkeypatch.setattr(model, "_SMALL", 0)
    monkeypatch.setattr(model, "_free_memory", lambda device: 1000)
    stepper.choose("Task and cell", "Elman letters")
    stepper.button("Start anew").click()
    expect(stepper.root.get_by_role("alert")).to_have_text(re.compile("this batch .*needs about .* fewer workspace lanes"))
    monkeypatch.undo()
    stepper.button("Start anew").click()
    expect(stepper.root.locator("[role=alert]")).to_be_empty()
    assert host.python(lambda: stepper.widget.task.name) == "Elman letters"
    stepper.button("Update").click()
    stepper.wait_for_updates(1)
