"""The stepper's page: going back and forth in a training and in a sequence, what is chosen, what is told, and tabs that are closed."""

import re

import pytest
from helpers import SHORT_XOR, SMALL_CELL, wait_until
from playwright.sync_api import expect

from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.widgets import TrainingStepper

pytestmark = pytest.mark.browser


@pytest.fixture
def stepper():
    stepper = TrainingStepper(SMALL_CELL, ElmanXOR(length=18), seed=3)
    yield stepper
    stepper.pause()


def test_a_stray_click_on_the_curve_loses_nothing(host, stepper):
    losses = [stepper.update().loss for _ in range(20)]
    root = host.show(stepper, width=900)
    curve = root.get_by_role("slider", name="Update to go to")
    box = curve.bounding_box()
    curve.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(root.locator(".qs-count")).to_have_text(re.compile(r"update (9|10|11) of 20 made"))
    assert len(host.python(lambda: stepper.history.losses)) in (9, 10, 11)
    expect(curve.locator(".qs-afterwards")).to_have_count(1)
    root.get_by_role("button", name="Return").click()
    expect(root.locator(".qs-count")).to_have_text(re.compile(r"^update 20 · "))
    assert host.python(lambda: stepper.history.losses) == losses
    expect(root.get_by_role("button", name="Return")).to_have_attribute("aria-disabled", "true")


def test_held_arrow_keys_lose_no_step(host, stepper):
    for _ in range(12): stepper.update()
    root = host.show(stepper, width=900)
    strip, curve = root.get_by_role("slider", name="Step to look at"), root.get_by_role("slider", name="Update to go to")
    # before the first drawing there are no steps to go to
    expect(root.get_by_role("img", name=re.compile("^Predicted next words"))).to_be_visible()
    strip.focus()
    for _ in range(9): host.page.keyboard.down("ArrowRight")
    host.page.keyboard.up("ArrowRight")
    expect(strip).to_have_attribute("aria-valuenow", "8")
    assert host.python(lambda: stepper.cursor) == 8
    curve.focus()
    for _ in range(7): host.page.keyboard.down("ArrowLeft")
    host.page.keyboard.up("ArrowLeft")
    expect(curve).to_have_attribute("aria-valuenow", "5")
    for _ in range(3): host.page.keyboard.down("ArrowRight")
    host.page.keyboard.up("ArrowRight")
    expect(curve).to_have_attribute("aria-valuenow", "8")
    host.page.keyboard.press("End")
    expect(curve).to_have_attribute("aria-valuenow", "12")
    assert host.python(lambda: stepper.trainer.index) == 12


def test_the_page_tells_what_is_trained_from_what_is_chosen(host, stepper):
    root = host.show(stepper, width=900)
    root.get_by_text("Set up").click()
    trained = root.locator(".qs-trained")
    expect(trained).to_have_text("trained here: Elman XOR, 2 workspace lanes; adam, rate 0.02, seed 3")
    root.get_by_label("Optimiser").select_option("sgd")
    root.get_by_label("Task and cell").select_option("MNIST {0,1}")
    expect(root.get_by_label("Optimiser")).to_have_value("sgd")
    expect(root.get_by_label("rate")).to_have_value("0.5")
    root.get_by_label("Optimiser").select_option("adam")
    expect(root.get_by_label("rate")).to_have_value("0.003")
    expect(trained).to_have_text(re.compile(r"^trained here: Elman XOR.*; Start anew takes what is chosen$"))
    root.get_by_label("Task and cell").select_option("memorise")
    expect(root.get_by_label("rate")).to_have_value("0.02")
    root.get_by_role("button", name="Start anew").click()
    expect(trained).to_have_text("trained here: memorise; adam, rate 0.02, seed 3")


def test_a_typing_error_is_no_failed_training(host, stepper):
    root = host.show(stepper, width=900)
    root.get_by_text("Set up").click()
    root.get_by_label("rate").fill("-1")
    root.get_by_role("button", name="Start anew").click()
    expect(root.get_by_role("alert")).to_have_text("the learning rate must be a finite number above 0, got -1.0")
    expect(root.locator(".qs-status")).to_have_text("paused")
    root.get_by_role("button", name="Update", exact=True).click()
    expect(root.locator(".qs-error")).to_have_text("")


def test_training_tells_a_screen_reader_little(host, stepper):
    stepper.look(2)
    root = host.show(stepper, width=900)
    host.page.evaluate("""() => {
        window.told = 0;
        const live = document.querySelectorAll("[role=status], [role=alert], [aria-live]");
        const watcher = new MutationObserver((changes) => (window.told += changes.length));
        for (const region of live) watcher.observe(region, { childList: true, characterData: true, subtree: true });
    }""")
    root.get_by_role("button", name="Play").click()
    wait_until(lambda: stepper.trainer.index > 60, 60)
    root.get_by_role("button", name="Pause").click()
    expect(root.locator(".qs-status")).to_have_text("paused")
    assert host.page.evaluate("window.told") <= 3


@pytest.mark.parametrize("messages", [0, 300])
def test_a_tab_that_is_closed_says_so(host, messages):
    "messages: that Python is still sending."
    stepper = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    host.show(stepper)
    wait_until(lambda: stepper._views == 1)
    for _ in range(messages): host.server.answer(stepper.send, "heard", [bytes(15_000)])
    host.page.goto("about:blank")
    wait_until(lambda: stepper._views == 0)


@pytest.mark.parametrize("width", [284, 400, 1400])
def test_nothing_is_cut_at_any_width(host, stepper, width):
    for _ in range(3): stepper.update()
    stepper.look(3)
    host.page.set_viewport_size({"width": width + 20, "height": 900})
    root = host.show(stepper, width=width)
    expect(root.locator(".qs-count")).to_have_text(re.compile("^update 3"))
    cut = root.evaluate("""(root) => {
        const far = root.getBoundingClientRect();
        const out = (box) => box.width > 0 && (box.right > far.right + 1 || box.left < far.left - 1);
        return [...root.querySelectorAll("text, button, select, input, div")]
            .filter((part) => !part.closest(".qs-scroll") && out(part.getBoundingClientRect()))
            .map((part) => part.textContent.slice(0, 40));
    }""")
    assert not cut, f"outside of the page: {cut}"
