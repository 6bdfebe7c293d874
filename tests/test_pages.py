"""The folder of pages: whole, opened from a disk without a network, and careful with what is not its own."""

import re
import shutil
from contextlib import chdir

import pytest
from playwright.sync_api import expect

from qrnn_nb.cli import main
from qrnn_nb.commands.pages import PAGES, write_pages

LARGEST = {"digits": 2_000_000}  # bytes of a page; 1 MB for others


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    "A folder of pages, which tests only read."
    folder = tmp_path_factory.mktemp("pages")
    assert write_pages(folder) == []
    return folder


def test_every_page_is_small_and_needs_nothing_from_elsewhere(folder):
    for name in PAGES:
        text = (folder / f"{name}.html").read_text()
        assert len(text.encode()) <= LARGEST.get(name, 1_000_000)
        assert not set(re.findall(r"https?://[^\s\"'`)]+", text)) - {"http://www.w3.org/2000/svg"}


def test_the_film_has_every_case_and_no_constant_answer_passes():
    "All four exclusive ors, half of them 0: whoever always says the same gets half. The network gets all in the end."
    film = PAGES["training"].make()
    cases = [says for _, _, says in film.strip["groups"]]
    assert {*cases} == {"0 xor 0 = 0", "0 xor 1 = 1", "1 xor 0 = 1", "1 xor 1 = 0"}
    asked = film.watched.scored[0].numpy()
    right = film.watched.targets[0].numpy()[asked]
    assert len(right) == 6 and right.sum() == 3
    assert (film.predict()[asked].argmax(1) == right).all()


def test_from_the_front_page_to_every_page(saved, folder):
    "Opened from the disk: every picture is there and says what it shows, every link leads to a living page."
    saved.addresses |= {path.as_uri() for path in folder.iterdir()}
    front = saved.context().new_page()
    for number, page in enumerate(PAGES.values(), 1):
        front.goto((folder / "index.html").as_uri())
        picture = front.get_by_alt_text(page.picture)
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
        front.get_by_role("link", name=f"{number}. {page.title}").click()
        expect(front.locator(".qrnn-widget svg").first).to_be_visible()


def test_every_question_mark_leads_to_its_lesson_and_every_page_back(saved, folder):
    "No link is dead: each opens a file of the folder, with the headings that it promises."
    saved.addresses |= {path.as_uri() for path in folder.rglob("*.*")}
    for name in PAGES:
        page = saved.open((folder / f"{name}.html").as_uri())
        links = page.locator(".qs-about")
        assert links.count() > 0
        for link in links.all():
            target, heading = link.locator("a").get_attribute("href").split("#")
            title, lesson = link.locator("a").text_content().removeprefix("Lesson "), (folder / target).read_text()
            assert f"<h1>{title}</h1>" in lesson and lesson.count(f'<h2 id="{heading}">') == 1
        page.get_by_role("link", name="All pages").click()
        page.wait_for_url((folder / "index.html").as_uri())


@pytest.mark.parametrize("size", [(1280, 720), (400, 800)], ids=["slides", "read"])
def test_every_lesson_leads_back(saved, folder, size):
    saved.addresses |= {path.as_uri() for path in folder.rglob("*.*")}
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    page = saved.context().new_page()
    for lesson in sorted((folder / "lessons").glob("*.html")):
        page.goto(lesson.as_uri())
        page.get_by_role("link", name="All pages").click()
        page.wait_for_url((folder / "index.html").as_uri())


def test_a_lesson_opens_beside_the_page(saved, folder):
    saved.addresses |= {path.as_uri() for path in folder.rglob("*.html")}
    page = saved.open((folder / "neuron.html").as_uri())
    page.get_by_role("button", name="What is: order?").click()
    with page.context.expect_page() as opened: page.get_by_role("link", name="Lesson 2").click()
    # at the slide that explains the term
    opened.value.wait_for_selector("html.ready")
    expect(opened.value.get_by_role("heading", name="Order: how firm").first).to_be_in_viewport(ratio=1)
    expect(opened.value.locator("nav output")).not_to_have_text(re.compile("^1 / "))
    expect(page.locator(".qrnn-neuron")).to_be_visible()


def test_a_lesson_that_is_read_opens_at_its_heading(saved, folder):
    saved.addresses |= {path.as_uri() for path in folder.rglob("*.*")}
    saved.options |= {"viewport": {"width": 400, "height": 800}}
    page = saved.context().new_page()
    page.goto((folder / "lessons/2_order_and_degree.html").as_uri() + "#order-how-firm")
    page.wait_for_selector("html.ready")
    expect(page.get_by_role("heading", name="Order: how firm")).to_be_in_viewport(ratio=1)


def test_without_what_slides_take_there_are_no_lessons_and_no_links(tmp_path, monkeypatch):
    monkeypatch.setattr("qrnn_nb.commands.pages.find_spec", lambda name: None)
    assert write_pages(tmp_path) == []
    assert not (tmp_path / "lessons").exists() and "Lessons" not in (tmp_path / "index.html").read_text()
    assert '"lessons/1_neuron.html"' not in (tmp_path / "neuron.html").read_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_front_page_can_be_read_on_a_phone_and_in_the_dark(saved, folder, scheme):
    "Pictures are whole, taken in the colours that the reader has chosen, and at half their page's size at least."
    saved.addresses |= {path.as_uri() for path in folder.rglob("*") if path.is_file()}
    saved.options |= {"color_scheme": scheme, "viewport": {"width": 400, "height": 750}}
    front = saved.context().new_page()
    front.goto((folder / "index.html").as_uri())
    for picture in front.locator(".pages img").all():
        assert picture.evaluate("image => image.decode().then(() => image.currentSrc)").endswith(f"_{scheme}.webp")
        # two pixels of a picture are one of its page
        shown = picture.evaluate("image => 2 * Math.min(image.width / image.naturalWidth, image.height / image.naturalHeight)")
        assert shown >= 0.48
        assert picture.evaluate("image => image.getBoundingClientRect().right <= innerWidth")
    assert front.evaluate("document.documentElement.scrollWidth") <= 400


def test_a_page_is_called_as_its_link_and_leads_back(saved, folder):
    saved.addresses |= {path.as_uri() for path in folder.iterdir()}
    for name, told in PAGES.items():
        page = saved.open((folder / f"{name}.html").as_uri())
        expect(page.get_by_role("heading", level=1)).to_have_text(told.title)
        assert page.get_by_role("link", name="All pages").bounding_box()["height"] >= 24


def test_a_folder_is_renewed_but_for_what_is_not_ours(folder, tmp_path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "builder.html").unlink()
    (tmp_path / "index.html").write_text("our school")
    assert write_pages(tmp_path) == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "our school"
    assert (tmp_path / "builder.html").read_bytes() == (folder / "builder.html").read_bytes()


def test_the_command_says_what_it_kept(tmp_path, capsys):
    with chdir(tmp_path):
        (tmp_path / "course").mkdir()
        (tmp_path / "course/neuron.html").write_text("mine")
        assert main(["pages", "course"]) == 1
        assert "kept neuron.html in course" in capsys.readouterr().err
        assert (tmp_path / "course/neuron.html").read_text() == "mine"
        assert main(["pages", "other"]) == 0
        assert "other/index.html" in capsys.readouterr().out
