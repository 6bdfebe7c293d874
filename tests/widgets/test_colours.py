"""The colours of meanings, the same on pages and in figures, light and dark, and strong enough to be seen; and whose styles hold where."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from qrnn_nb.figures import DARK_MEANINGS, MEANINGS
from qrnn_nb.widgets import NeuronExplorer

PAPERS = {"light": "#ffffff", "dark": "#111111"}


@pytest.fixture(scope="module")
def pages(root):
    "Meaning -> its colours on light and on dark pages."
    text = (root / "js" / "styles" / "colours.css").read_text(encoding="utf-8")
    return {name: dict(zip(PAPERS, both)) for name, *both in re.findall(r"--q-(\w+): light-dark\((#\w{6}), (#\w{6})\)", text)}


def luminance(colour):
    "Relative luminance, as WCAG 2 defines it."
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_pages_and_figures_have_the_same_table(pages):
    assert {name: colours["light"] for name, colours in pages.items()} == MEANINGS
    assert {name: colours["dark"] for name, colours in pages.items()} == DARK_MEANINGS


@pytest.mark.parametrize("scheme", PAPERS)
def test_marks_stand_out_from_the_page(pages, scheme):
    "3 to 1, as WCAG 2 asks of what is no text; text is looked at by axe-core."
    paper = luminance(PAPERS[scheme])
    for name, colours in pages.items():
        low, high = sorted([paper, luminance(colours[scheme])])
        assert (high + 0.05) / (low + 0.05) >= 3, name


def rgb(colour): return "rgb({}, {}, {})".format(*[int(colour[at : at + 2], 16) for at in (1, 3, 5)])
def has_colour(page, colour): expect(page.locator(".qrnn-widget .qs-cell").first).to_have_css("fill", rgb(colour))


@pytest.mark.parametrize("scheme", PAPERS)
def test_a_saved_page_is_as_dark_as_its_reader_wants(saved, pages, scheme):
    saved.options |= {"color_scheme": scheme}
    has_colour(saved(NeuronExplorer()), pages["probability"][scheme])


def test_a_page_in_jupyterlab_is_as_dark_as_jupyterlab(host, pages):
    "Whatever the reader's system wants."
    host.show(NeuronExplorer())
    for scheme in "dark", "light":
        host.theme(scheme)
        has_colour(host.page, pages["probability"][scheme])


def styles_of(folder, page):
    "The page's files, those that it imports among them, each with the classes that have a rule by their name alone, and all that it names."
    files, found = [page], {}
    for file in files:
        text = (folder / file).read_text(encoding="utf-8")
        files += re.findall(r'@import "\./(\S+)";', text)
        alone = {*re.findall(r"^\s*(\.[\w-]+) \{", text, re.MULTILINE)}
        selectors = re.findall(r"^([^@/\n]+)\{", text, re.MULTILINE)
        found[file] = alone, {*re.findall(r"\.[a-z][\w-]+", " ".join(selectors))}
    return found


def test_no_page_has_rules_for_the_parts_of_another(root):
    "A notebook shows several: all their styles hold there at once."
    pages = ["builder.css", "stepper.css", "film.css", "digits.css", "neuron.css", "memory.css"]
    styles = {page: styles_of(root / "js" / "styles", page) for page in pages}
    for one, other in itertools.permutations(pages, 2):
        ours = set().union(*(alone for file, (alone, _) in styles[one].items() if file not in styles[other]))
        theirs = set().union(*(named for file, (_, named) in styles[other].items() if file not in styles[one]))
        assert not ours & theirs, f"{one} has rules for parts that {other} names"
