"""Habits of writing, kept cheaply: short cells that are used at once, short lines, wrapped prose. tools/surface.py measures."""

import pytest

from tools.notebooks import NOTEBOOKS
from tools.surface import BOOK, CELL, CODE, PROSE, ROOT, WORDS, Surface, is_table, measure, met

LIBRARY = sorted(path for pattern in BOOK for path in ROOT.glob(pattern))
PAGES = sorted(path for folder in ("lessons", "solutions", "experiments") for path in (NOTEBOOKS / folder).glob("*.ipynb"))


def named(path):
    return str(path.relative_to(NOTEBOOKS))


@pytest.fixture(scope="module")
def surfaces():
    return {path: measure(path) for path in LIBRARY}


def test_the_whole_book_meets_its_goals(surfaces):
    book = Surface()
    for surface in surfaces.values(): book.add(surface)
    missed = {name: value for name, value in book.figures().items() if not met(name, value)}
    assert not missed, "see python tools/surface.py"


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_exported_cells_and_their_lines_are_short(surfaces, path):
    surface = surfaces[path]
    assert max(surface.cells, default=0) <= CELL
    assert not surface.long_lines, f"lines over {CODE} characters: see python tools/surface.py {path}"


@pytest.mark.parametrize("path", [*LIBRARY, *PAGES], ids=named)
def test_prose_is_wrapped_and_says_something(path):
    surface = measure(path)
    assert not surface.meagre, f"Markdown cells of fewer than {WORDS} words: see python tools/surface.py {path}"
    assert not surface.unwrapped, f"Markdown lines of more than {PROSE} characters: see python tools/surface.py {path}"


@pytest.mark.parametrize("line, wrappable", [("| a | b |", False), ("$$x$$", False), ("![a picture](x.png)", False), ("two words", True)])
def test_tables_formulas_and_pictures_are_not_wrapped(line, wrappable): assert is_table(line) != wrappable
