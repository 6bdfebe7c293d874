"""Whatever a student answers, the verdict is a sentence for people: no judge lets an error of Python's through."""

import re

import nbformat
import numpy as np
import pytest
from answers import CHECKS, OBJECTS, READERS, is_fit_to_read
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb.lessons.core import Check
from tools.notebooks import NOTEBOOKS

EXERCISES = [(name, number) for name in CHECKS for number in (1, 2, 3)]
objects = st.integers(0, len(OBJECTS) - 1).map(lambda place: OBJECTS[place])  # hypothesis looks at what it samples
plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(max_size=9), st.binary(max_size=3),
    st.just(...), objects, st.sampled_from([10**400, -(10**400), 1e308, 5e-324, 1e9, 3, 21, 0.25]),
)  # fmt: skip


@st.composite
def answered(draw, kinds):
    "One of several kinds of answers (a composite, since hypothesis would print all that could be drawn)."
    return draw(draw(st.sampled_from(kinds)))


within = lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner)
made = st.recursive(plain, within)
functions = made.map(lambda value: lambda *arguments: value) | st.sampled_from([lambda: 1, lambda a, b, c: a / 0, lambda a, b, c: a[b]])
pairs = st.tuples(st.sampled_from(range(4)).map(lambda place: READERS[place]), made | st.lists(st.tuples(plain, plain), max_size=5))
angles = st.fixed_dictionaries({f"{stage}.0.{name}": made for stage in ("input", "output") for name in ("weights", "theta")})
answers = answered([made, functions, pairs, angles])


@pytest.mark.parametrize("name, number", EXERCISES)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(answer=answers)
def test_every_answer_gets_a_verdict(name, number, answer):
    assert is_fit_to_read(CHECKS[name](number, answer))


@pytest.mark.parametrize("name, number", EXERCISES)
def test_objects_that_nobody_foresaw(name, number):
    for answer in OBJECTS: assert is_fit_to_read(CHECKS[name](number, answer)), type(answer)


@given(answer=made)
def test_a_judge_that_fails_is_not_seen(answer):
    def broken(answer): raise IndexError("slice indices must be integers")

    verdict = Check(broken)(1, answer)
    assert verdict.state in ("not yet", "open") and is_fit_to_read(verdict)


@pytest.mark.parametrize("number", [0, 4, -1, True, 1.5, "1", None, [1], np.zeros(2), 10**30])
def test_an_exercise_that_does_not_exist_is_refused(number):
    with pytest.raises(ValueError, match="number of the exercise"): CHECKS["neuron"](number, 1)


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.rglob("*.ipynb")), ids=lambda path: path.stem)
def test_an_exercise_is_called_by_its_own_number(path):
    "What is printed below the heading or the text of an exercise is about this one."
    asked = None
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for number in re.findall(r"^(?:#+ |\*\*)Exercise (\d)", cell.source, re.M): asked = number
            if re.match(r"# Answers and hints", cell.source): asked = "1"  # the mechanism itself, shown with one question
        text = "".join(output.get("text", output.get("data", {}).get("text/plain", "")) for output in cell.get("outputs", []))
        numbers = re.findall(r"^. Exercise (\d):", text, re.M)
        # a cell may ask by itself, for one exercise or for several in turn
        in_turn = re.search(r"for number in \(([\d, ]*)\)", cell.source)
        alone = re.search(r"(?:check|own)\((\d)", cell.source)
        listed = re.findall(r"\d", in_turn[1]) if in_turn else []
        for place, number in enumerate(numbers):
            expected = listed[place] if place < len(listed) else alone.group(1) if alone else asked
            assert number == expected, f"{path.name}: {cell.source[:80]}"
