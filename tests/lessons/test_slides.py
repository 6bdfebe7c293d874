"""Slides and handouts of the lessons: nothing is cut or lost, widgets live, solutions only where asked for, no network."""

import functools
import io
import json
import re

import pypdf
import pytest
from playwright.sync_api import expect

from qrnn_nb.commands import slides as command
from qrnn_nb.commands.slides import article, slides
from tools.notebooks import NOTEBOOKS

LESSONS = sorted((NOTEBOOKS / "lessons").glob("[0-9]_*.ipynb"))
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
CUT = """() => [...document.querySelectorAll("section, section pre")].filter(part => part.offsetParent && (
    part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)).map(part => part.textContent.slice(0, 60))"""
SIZES = "() => [...document.querySelectorAll('main [style*=font-size]')].map(part => parseFloat(part.style.fontSize))"
WORDS = """() => {
    for (const again of document.querySelectorAll(".again")) again.remove();
    return document.querySelector("main").textContent;
}"""


def read(path): return json.loads(path.read_text(encoding="utf-8"))
def solved(path): return read(NOTEBOOKS / "solutions" / path.name)


@functools.cache
def page_of(path, with_solutions=False): return slides(read(path), solved(path) if with_solutions else None)


@pytest.fixture
def opened(browser, tmp_path):
    "opened(html): a page with these slides, cut; afterwards it may have asked for nothing and have had no error."
    with browser.new_context(viewport={"width": 1280, "height": 720}, offline=True) as context:
        page, problems = context.new_page(), []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: re.match("https?:", request.url) and problems.append(request.url))

        def opened(content):
            (tmp_path / "page.html").write_text(content, encoding="utf-8")
            page.goto((tmp_path / "page.html").as_uri())
            page.wait_for_selector("html.ready")
            return page

        yield opened
        assert not problems


@every_lesson
@pytest.mark.parametrize("with_solutions", [False, True], ids=["plain", "solved"])
def test_no_slide_is_cut_and_no_word_lost(path, with_solutions, opened, browser):
    page = opened(page_of(path, with_solutions))
    assert page.evaluate(CUT) == []
    assert min(page.evaluate(SIZES), default=1) >= 0.6  # of 25 px on a screen of 1,280
    assert page.locator("section > .exercise").count() == 3 and page.locator("section > .solution").count() == 3 * with_solutions
    shown = "".join(page.evaluate(WORDS).split())
    page.set_content(article(read(path), solved(path) if with_solutions else None))
    assert "".join(page.evaluate("document.body.textContent").split()) == shown


@every_lesson
def test_no_heading_stands_alone_on_a_slide(path, opened):
    alone = """() => [...document.querySelectorAll("section:has(> h2)")]
        .map(slide => [...slide.children].filter(part => part.checkVisibility()))
        .filter(parts => parts.length === 1).map(([part]) => part.textContent)"""
    assert opened(page_of(path)).evaluate(alone) == []


def test_keys_and_buttons_turn_slides(opened):
    page = opened(page_of(LESSONS[0]))
    number = page.locator("nav output")
    count = page.locator("section").count()
    expect(number).to_have_text(f"1 / {count}")
    for key, place in (("ArrowRight", 2), ("PageDown", 3), ("ArrowLeft", 2), ("End", count), ("Home", 1), ("Space", 2)):
        page.keyboard.press(key)
        expect(number).to_have_text(f"{place} / {count}")
    page.get_by_role("button", name="next slide").click()
    expect(number).to_have_text(f"3 / {count}")


def test_on_a_phone_a_lesson_is_read_and_everywhere_one_may_choose(opened):
    "Narrow windows have no slides, of which the type would be tiny, until one asks; wide ones have an article, if one asks."
    page = opened(page_of(LESSONS[0]))
    for width, first, then in (1280, "read", "slides"), (400, "slides", "read"):
        page.set_viewport_size({"width": width, "height": 750})
        switch = page.get_by_role("button", name=first, exact=True)
        expect(switch).to_be_visible()
        assert page.locator("section").count() == 0 if first == "slides" else page.locator("section").count() > 9
        if first == "slides":
            sizes = "parts => parts.map(part => parseFloat(getComputedStyle(part).fontSize))"
            assert min(page.locator("main :is(p, li, code)").evaluate_all(sizes)) > 12
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.locator("figure.widget").scroll_into_view_if_needed()
            expect(page.frame_locator("figure.widget iframe").locator(".qrnn-neuron svg").first).to_be_visible()
        switch.click()
        page.wait_for_selector("html.ready")
        expect(page.get_by_role("button", name=then, exact=True)).to_be_visible()
        if first == "slides": expect(page.locator("nav output")).to_have_text(re.compile("^1 / "))
        page.evaluate("location.hash = ''")
        page.reload()
        page.wait_for_selector("html.ready")
    page.evaluate("location.hash = '#read'")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.reload()
    expect(page.get_by_role("button", name="slides", exact=True)).to_be_visible()


@pytest.mark.parametrize("number, words", [(0, "Drag the point along"), (3, "Press Word, and watch"), (7, "Press Wait five times")])
def test_a_widget_stands_beside_the_text_about_it(number, words, opened):
    page = opened(page_of(LESSONS[number]))
    slide = page.locator("section:has(.aside)").first
    text, figure = slide.locator(".aside").first, slide.locator("figure.widget")
    expect(text).to_contain_text(words, use_inner_text=True)
    slide.scroll_into_view_if_needed()
    left, right = text.bounding_box(), figure.bounding_box()
    assert left["x"] + left["width"] <= right["x"] and right["width"] > left["width"]


def test_a_picture_stands_above_the_text_that_explains_it(opened):
    "On the next slide once more, where both do not fit on one; for the eye only."
    page = opened(page_of(LESSONS[0]))
    slide = page.locator("section").filter(has_text="Left is a plain rotation")
    expect(slide.locator("figure img")).to_have_count(1)
    expect(slide.get_by_role("img")).to_have_count(0)


def test_a_widget_lives_with_the_state_of_the_lesson(opened):
    page = opened(page_of(LESSONS[0]))
    page.locator("figure.widget").evaluate("figure => figure.closest('section').scrollIntoView()")
    widget = page.frame_locator("figure.widget iframe")
    expect(widget.locator(".qrnn-neuron")).to_be_visible()
    expect(widget.get_by_role("button", name="control 1")).to_be_visible()
    expect(widget.get_by_role("button", name="control 2")).to_have_count(0)  # as in the lesson; the page's own has two


def test_what_a_cell_says_of_itself():
    cell = {"cell_type": "markdown", "metadata": {}, "source": "words"}
    said = lambda kind: article({"cells": [cell | {"metadata": {"slideshow": {"slide_type": kind}}}]})
    assert said("skip") == "" and said("slide").startswith("<hr>") and 'class="paper"' in said("notes")
    assert said("-") == article({"cells": [cell]}) == "<p>words</p>\n"


@every_lesson
def test_every_formula_is_understood(path):
    content = article(read(path), solved(path))
    assert "FORMULA" not in content and "merror" not in content
    assert not re.search(r"\\[a-z]+", re.sub(r"<(pre|code|annotation).*?</\1>|<img[^>]*>", "", content, flags=re.S))


def text(pdf): return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_handout_has_everything_and_solutions_only_if_asked(browser_path, monkeypatch):
    monkeypatch.setenv(command.BROWSER, browser_path)
    plain, full = (text(command.printed(page_of(LESSONS[0], given))) for given in (False, True))
    for words in ("1. The quantum neuron", "Exercise 3.", "import numpy as np", "networks of neurons do."):
        assert words in plain and words in full, words
    assert "Solution of exercise 2" in full and "Solution" not in plain and "hypot" not in plain


def test_on_paper_a_widgets_panels_are_large_and_nothing_is_split(opened):
    page = opened(page_of(LESSONS[1]))
    page.emulate_media(media="print")
    tall = page.locator("figure.widget img").bounding_box()
    assert tall["height"] > 2 * 85 / 25.4 * 96 * 0.9, "twice as high as other pictures may be"
    kept = page.evaluate("() => ['.room', '.exercise', 'figure'].map(kind => getComputedStyle(document.querySelector(kind)).breakInside)")
    assert set(kept) == {"avoid"}


def test_without_a_browser_one_is_told_what_to_do(monkeypatch):
    monkeypatch.setenv(command.BROWSER, "/no/such/browser")
    with pytest.raises(FileNotFoundError, match=r"/no/such/browser to print with: .* print them, that is the handout"): command.printed("")


def test_nothing_is_asked_for_that_slides_cannot_do(opened):
    assert "Shift+Enter" in json.dumps(read(LESSONS[0])) and "Shift+Enter" not in page_of(LESSONS[0])


@pytest.mark.parametrize("path", LESSONS[:4], ids=lambda path: path.stem)
def test_a_slide_holds_the_whole_page_of_a_widget(path, opened):
    "What would be cut is made smaller, and nothing can be scrolled."
    page = opened(page_of(path))
    for figure in page.locator("figure.widget").all():
        figure.evaluate("figure => figure.closest('section').scrollIntoView()")
        frame = figure.locator("iframe").element_handle().content_frame()
        frame.wait_for_selector(".qrnn-widget svg")
        frame.wait_for_function("() => document.documentElement.scrollHeight <= innerHeight + 1")
        room, shown = figure.bounding_box(), figure.locator("iframe").bounding_box()
        assert shown["width"] <= room["width"] + 1 and shown["height"] <= room["height"] + 1
