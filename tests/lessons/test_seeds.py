"""Exercises whose numbers depend on a seed: every seed has a question, a right answer that we work out by other means, and hints."""

import math
import re
from itertools import combinations

import pytest
from answers import CHECKS, OBJECTS, is_fit_to_read
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb.lessons.amplification import check as amplification
from qrnn_nb.lessons.order import TABLES
from qrnn_nb.lessons.training import BELIEFS

names = st.text(min_size=1, max_size=12).filter(lambda text: text.strip())
VARIED = [("neuron", 1), ("order", 3), ("amplification", 1), ("amplification", 2), ("amplification", 3), ("cell", 1), ("training", 1),
          ("training", 2), ("fairness", 1), ("fairness", 3), ("digits", 1), ("memory", 1)]  # fmt: skip
varied = pytest.mark.parametrize("name, number", VARIED)


def degree_of(table):
    "The degree of the polynomial modulo 2: a product of bits is in it if the table's values below it add up to an odd number."
    below = lambda word: sum(table[part] for part in range(8) if part & word == part)
    return max((word.bit_count() for word in range(8) if below(word) % 2), default=0)


def angles(inputs, workspace):
    "Angles of the paper's cell of degree 2 with one work stage, counted one by one."
    controls = range(inputs + workspace - 1)
    weights = sum(1 for size in (1, 2) for _ in combinations(controls, size))
    return (2 * workspace + inputs) * (weights + 1) + workspace


def mean_loss(words, counts):
    losses = [-math.log(BELIEFS[step, word]) for step, (word, count) in enumerate(zip(words, counts)) if count]
    return sum(losses) / len(losses)


def starts(length, question):
    loss = float(re.search(r"loss ([\d.]+)", question)[1])
    return (length - 1) * loss / math.log(10)


def fewest_calls(check):
    return next(calls for calls in range(1, 200, 2) if check(2, calls).right)


RIGHT = {  # (lesson, exercise) -> what is right for these numbers
    ("neuron", 1): lambda p, **_: math.asin(math.sqrt(p)),
    ("order", 3): lambda tables, **_: [degree_of(TABLES[table]) for table in tables],
    ("amplification", 1): lambda calls, **_: math.sin(math.pi / calls) ** 2,
    ("amplification", 2): lambda check, **_: fewest_calls(check),
    ("amplification", 3): lambda degrees, **_: 1 / (1 + math.cos(math.radians(degrees)) ** 4 + math.sin(math.radians(degrees)) ** 4),
    ("cell", 1): lambda inputs, workspace, **_: angles(inputs, workspace),
    ("training", 1): lambda words, counts, **_: mean_loss(words, counts),
    ("training", 2): lambda length, question, **_: starts(length, question),
    ("fairness", 1): lambda size, chance, **_: math.floor(size * chance + 4 * math.sqrt(size * chance * (1 - chance))) + 1,
    ("fairness", 3): lambda converged, **_: sorted([*converged, *[math.inf] * 4])[4],
    ("digits", 1): lambda pixel, **_: (10 * pixel[0] + pixel[1], 10 * pixel[1] + pixel[0]),
    ("memory", 1): lambda waiting, passed, **_: waiting[passed] / (1 - sum(waiting[:passed])),
}


@varied
@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=names)
def test_every_seed_has_a_right_answer(name, number, seed):
    check = CHECKS[name].seeded(seed)
    question = check.question(number)
    answer = RIGHT[name, number](**check._own(number), check=check, question=question)
    verdict = check(number, answer)
    assert verdict.right, f"{question} {answer}: {verdict}"
    assert question in check(number, ...).hint


@varied
def test_seeds_differ(name, number):
    check = CHECKS[name]
    questions = {check.seeded(seed).question(number) for seed in range(30)}
    assert len(questions) > 2 and "" not in questions and check.question(number) == ""


@pytest.mark.parametrize("name", CHECKS)
def test_every_lesson_has_numbers_that_vary(name):
    check = CHECKS[name].seeded("Anna")
    assert [number for number in (1, 2, 3) if check.question(number)] == [number for lesson, number in VARIED if lesson == name]


@varied
def test_a_neighbours_answer_does_not_fit(name, number):
    "Of the answers of thirty others, most are wrong for Anna."
    own, fits = CHECKS[name].seeded("Anna"), 0
    for seed in range(30):
        other = CHECKS[name].seeded(seed)
        answer = RIGHT[name, number](**other._own(number), check=other, question=other.question(number))
        fits += own(number, answer).right
    assert fits < 20


@varied
def test_objects_that_nobody_foresaw_with_a_seed(name, number):
    check = CHECKS[name].seeded("Anna")
    for answer in OBJECTS: assert is_fit_to_read(check(number, answer)), type(answer)


@pytest.mark.parametrize("seed", ["Anna Meier", "anna  meier ", "ANNAMEIER"])
def test_spelling_does_not_matter(seed):
    assert amplification.seeded(seed).question(1) == amplification.seeded("Anna Meier").question(1)


@pytest.mark.parametrize("seed", ["", "  ", None, True, 1.5, [1]])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(ValueError, match="seed must be a name or a whole number"): amplification.seeded(seed)
