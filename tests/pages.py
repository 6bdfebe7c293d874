"""The parts of each widget's page as tests find them, in JupyterLab or not; `widget` is the widget itself where it is at hand."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from helpers import wait_until
from playwright.sync_api import expect
from saved import DRAWN

FORMATS = {
    "pdf": "PDF", "svg": "SVG", "png": "PNG", "csv": "numbers (CSV)", "json": "state (JSON)", "py": "Python", "html": "page (HTML)",
}  # fmt: skip


def exported(page, root, kind):
    "The download of a format that is chosen in the menu of a widget's page, by its ending or by what the menu calls it."
    root.get_by_role("button", name="More", exact=True).click()
    with page.expect_download() as download: root.get_by_role("button", name=FORMATS.get(kind, kind), exact=True).click()
    page.keyboard.press("Escape")
    return download.value


PRESENTED = """() => {
    const root = document.fullscreenElement;
    return root && Math.abs(root.clientWidth * Number(getComputedStyle(root).zoom) - innerWidth) <= 4;
}"""
# nothing in the page changed within two frames: parts are drawn anew when others have got their size
RESTED = """async () => {
    let isChanged = true;
    const watcher = new MutationObserver(() => { isChanged = true; });
    watcher.observe(document.documentElement, { subtree: true, childList: true, attributes: true });
    for (let tries = 0; isChanged && tries < 50; tries += 1) {
        isChanged = false;
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    watcher.disconnect();
    if (isChanged) throw new Error("the page does not come to rest");
}"""


def fills_screen(page):
    "Wait until a presented page has the screen, is laid out for it, and has drawn for it: a part of before may go at any time."
    page.wait_for_function(PRESENTED)
    page.evaluate(RESTED)


def agrees_with_python(page, widget):
    "A page by itself writes the numbers of Python's table, and Python that builds the same widget."
    root = page.locator(".qrnn-widget")
    table, ours = pd.read_csv(exported(page, root, "data (CSV)").path(), dtype={"what": str}), widget.table()
    assert [*table.columns] == [*ours.columns]
    for column in ours.select_dtypes("number"): np.testing.assert_allclose(table[column], ours[column], rtol=1e-6, atol=1e-6)
    for column in ours.select_dtypes(exclude="number"): assert [*table[column]] == [*ours[column]]
    names = {}
    exec(exported(page, root, "py").path().read_text(encoding="utf-8"), names)
    assert names["explorer"].to_dict() == widget.to_dict()


class Part:
    "The first page of its kind; `kind` is that of the class .qrnn-KIND."
    kind: str

    def __init__(self, page, widget=None, host=None):
        self.page, self.keys, self.widget, self.host = page, page.keyboard, widget, host
        self.root = page.locator(f".qrnn-{self.kind}").first

    def button(self, name): return self.root.get_by_role("button", name=name, exact=True)

    def press(self, name, key="Enter"):
        "Press a key on a button once it may be pressed: Playwright waits for that with the mouse, but not with a key."
        button = self.button(name)
        expect(button).not_to_have_attribute("aria-disabled", "true")
        button.press(key)

    def drawn(self):
        "Wait until the page has drawn what was asked of it: it draws once a frame."
        self.page.evaluate(DRAWN)

    def is_calm(self, selector):
        "Within 1.6 seconds the text of `selector` changes, but no more than twice a second."
        changes, seconds = self.page.evaluate(
            """async ([kind, selector]) => {
                const seen = new Set(), shown = document.querySelector(`.qrnn-${kind} ${selector}`), start = performance.now();
                while (performance.now() < start + 1600) {
                    seen.add(shown.textContent);
                    await new Promise(requestAnimationFrame);
                }
                return [seen.size, (performance.now() - start) / 1000];
            }""",
            [self.kind, selector],
        )
        assert 2 <= changes <= 2 * seconds + 2, f"{changes} texts in {seconds:.2f} s"

    def shows(self, status): expect(self.root.locator(".qs-status")).to_have_text(status)

    def becomes(self, function, value):
        "Wait until Python has it: `function()` is `value`, floats to 1e-9."
        fits = pytest.approx(value, abs=1e-9) if isinstance(value, float) else value
        wait_until(lambda: self.host.python(function) == fits)

    def rests(self): expect(self.root).not_to_have_class(re.compile("qs-still"))

    def unfold_more(self): self.root.locator("summary", has_text="Further views").click()

    def export(self, kind):
        "Name and content of the file that the page makes."
        download = exported(self.page, self.root, kind)
        return download.suggested_filename, download.path().read_bytes()


class Stepper(Part):
    kind = "stepper"

    def updates(self): return int(re.match(r"update (\d+)", self.root.locator(".qs-count").inner_text())[1])

    def wait_for_updates(self, count):
        self.page.wait_for_function("count => parseInt(document.querySelector('.qs-count')?.innerText.slice(7)) >= count", arg=count)

    def curve_length(self):
        "Points of the loss curve up to the present."
        curve = self.root.locator(".qs-line:not(.qs-afterwards)")
        return len((curve.get_attribute("points") or "").split()) if curve.count() else 0

    def unfold(self): self.root.locator("summary", has_text="Set up").click()

    def choose(self, label, value): self.root.get_by_label(label).select_option(value)


class Builder(Part):
    kind = "builder"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.hint = self.root.locator(".qs-hint")

    def cell(self, key, lane): return self.root.locator(f'[role=gridcell][data-key="{key}"][data-lane="{lane}"]')

    def shows_at(self, key, lane, what): expect(self.cell(key, lane)).to_have_attribute("aria-label", re.compile(f": {what}"))

    def centre(self, key, lane):
        box = self.cell(key, lane).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, key, start, end):
        "Drag a cell to another lane; returns what the page says meanwhile."
        self.page.mouse.move(*self.centre(key, start))
        self.page.mouse.down()
        self.page.mouse.move(*self.centre(key, end), steps=4)
        hint = self.hint.inner_text()
        self.page.mouse.up()
        return hint

    def neuron(self, key):
        "Target, controls, order and degree, as Python has them."
        neuron = self.host.python(lambda: dict(self.widget.topology.keys)[key])
        return neuron.target, neuron.controls, neuron.order, neuron.degree

    def unfold(self, title):
        "Open a fold, if it is not open."
        fold = self.root.locator("details", has_text=title)
        if fold.get_attribute("open") is None: fold.locator("summary").click()

    def number(self, name, value):
        "Type a number into a field."
        self.root.get_by_role("spinbutton", name=name, exact=True).fill(str(value))
        self.keys.press("Enter")


class Digits(Part):
    kind = "digits"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.slider, self.verdict = self.root.get_by_role("slider", name="Words read"), self.root.locator(".qs-verdict")
        self.board = self.root.get_by_role("application")

    def at(self, x, y):
        "A place on the board, of which the side is 1, in pixels of the page."
        box = self.board.bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def ring(self, count):
        "So many places around a 0."
        turns = [2 * math.pi * step / count for step in range(count + 1)]
        return [self.at(0.5 + 0.2 * math.cos(turn), 0.5 + 0.35 * math.sin(turn)) for turn in turns]

    def on_chart(self, time):
        "A place of the belief above its axis, of 100 words: the slider below is as long, and half a knob more at both ends."
        chart, axis = [part.bounding_box() for part in (self.root.locator(".qs-chart"), self.slider)]
        return axis["x"] + 8 + (axis["width"] - 16) * time / 100, chart["y"] + chart["height"] / 2

    def begin_drawing(self):
        "Put the sheet that one draws on in the place of the picture."
        self.button("Draw").click()
        expect(self.root).to_have_attribute("data-picture", "drawing")

    def draw(self, places):
        "A stroke by mouse."
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]: self.page.mouse.move(*place)
        self.page.mouse.up()

    def is_at(self, time, number):
        "Wait until the page shows this picture after so many words."
        expect(self.root).to_have_attribute("data-picture", re.compile(f" {number}$"))
        expect(self.slider).to_have_value(str(time))

    def agrees(self, time=None, number=None):
        "The page and Python are at one place and say the same."
        if number is not None: expect(self.root).to_have_attribute("data-picture", re.compile(f" {number}$"))
        if time is not None: expect(self.slider).to_have_value(str(time))
        if time != 0: expect(self.verdict).to_have_text(self.host.python(self.widget.verdict))
        place = self.host.python(lambda: (self.widget.time, self.widget.number))
        assert place == (int(self.slider.input_value()), int(self.root.get_by_label("Picture", exact=True).input_value()))

    def ink(self, line=0):
        "Squares of ink on a sheet."
        return self.root.locator(".qd-lines .qs-ink").nth(line).get_attribute("d").count("M")


class Explorer(Part):
    kind = "neuron"

    def fold(self, title): return self.root.locator("summary", has_text=title)

    def slider(self, name): return self.root.get_by_role("slider", name=name, exact=True)

    def field(self, name): return self.root.get_by_label(f"{name}, radians")

    def choose(self, name, value): self.root.get_by_role("combobox", name=name, exact=True).select_option(str(value))

    def becomes(self, function, value):
        "Wait until Python has this value, and the page the probability that Python then has."
        super().becomes(function, value)
        self.page.wait_for_function(
            "p => Math.abs(Number(document.querySelector('.qrnn-neuron').dataset.probability) - p) < 1e-9",
            arg=self.host.python(lambda: self.widget.reading().probability),
        )

    def point(self):
        box = self.root.locator(".qn-point").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
