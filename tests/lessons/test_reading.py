"""Lessons as they are read: lines of code that fit, and everything imported that an exercise needs."""

import ast

import nbformat
import pytest

from tools.notebooks import NOTEBOOKS

WIDEST = 100  # characters; a page of 1,100 pixels shows some 115 of them
PAGES = sorted([*(NOTEBOOKS / "lessons").glob("*.ipynb"), *(NOTEBOOKS / "solutions").glob("*.ipynb")])


def code(path): return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_line_leaves_its_cell(path):
    for source in code(path):
        for line in source.splitlines(): assert len(line) <= WIDEST, line


@pytest.mark.parametrize("path", sorted((NOTEBOOKS / "lessons").glob("[0-9]_*.ipynb")), ids=lambda path: path.stem)
def test_a_lesson_imports_what_its_exercises_need(path):
    "The modules that the solutions compute with are there where the question is asked."
    def imported(sources):
        nodes = [node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import)]
        return {alias.asname or alias.name for node in nodes for alias in node.names}

    assert imported(code(NOTEBOOKS / "solutions" / path.name)) <= imported(code(path))
