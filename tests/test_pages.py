"""The folder of pages: whole, opened from a disk without a network, and careful with what is not its own."""

import re
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


def test_from_the_front_page_to_every_page(saved, folder):
    "Opened from the disk: every picture is there and says what it shows, every link leads to a living page."
    saved.addresses |= {path.as_uri() for path in folder.iterdir()}
    front = saved.context().new_page()
    for page in PAGES.values():
        front.goto((folder / "index.html").as_uri())
        picture = front.get_by_alt_text(page.picture)
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
        front.get_by_role("link", name=page.title).click()
        expect(front.locator(".qrnn-widget svg").first).to_be_visible()


def test_a_folder_is_renewed_but_for_what_is_not_ours(folder, tmp_path):
    for path in folder.iterdir(): (tmp_path / path.name).write_bytes(path.read_bytes())
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
