"""The exercises of the lessons: three each, unanswered in the lesson, answered rightly in the solutions, which no lesson gives away."""

import re

import nbformat
import pytest

from tools.notebooks import NOTEBOOKS

LESSONS = sorted((NOTEBOOKS / "lessons").glob("[0-9]_*.ipynb"))
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def code(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def verdicts(path):
    "The stored texts of all verdicts."
    texts = [output.get("data", {}).get("text/plain", "") for cell in code(path) for output in cell.outputs]
    return [text for text in texts if re.match(r". Exercise \d", text)]


@every_lesson
def test_a_lesson_asks_three_questions_and_holds_no_answer(path):
    assert [text.split(".")[0] for text in verdicts(path)] == [f"… Exercise {number}: open" for number in (1, 2, 3)]


@every_lesson
def test_solutions_answer_every_question(path):
    solutions = NOTEBOOKS / "solutions" / path.name
    assert [text.split(".")[0] for text in verdicts(solutions)] == [f"✓ Exercise {number}: right" for number in (1, 2, 3)]
    asserting = [cell.source for cell in code(solutions) if re.search(r"assert .*\.right", cell.source)]
    asserted = {number for source in asserting for number in re.findall(r"check\((\d), ", source)}
    assert asserted == {"1", "2", "3"}, "an answer that is shown but not asserted can go wrong unseen"


@every_lesson
def test_a_lesson_does_not_link_to_its_solutions(path):
    assert "solutions" not in path.read_text(encoding="utf-8")
