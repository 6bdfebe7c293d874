"""Batches: their rules, what is scored and forced, and numbers as words."""

import numpy as np
import pytest
import torch
from helpers import SPLITS
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.tasks.batches import Batch, force, midpoints, quantise


def test_batch_refuses_what_breaks_its_rules():
    good = dict(inputs=[[0, 1, 2]], targets=[[0, 1, 2]], forced=[[0, -1, 2]], scored=[True, True, False])
    Batch.of(**good)
    Batch.of(**good | dict(forced=[[0, -1, -2]]))  # a silent step that is not scored
    for change, message in (
        (dict(inputs=[0, 1, 2]), "shape"), (dict(inputs=np.zeros((0, 3), int)), "at least one sequence"),
        (dict(inputs=[[]], targets=[[]], forced=[[]], scored=True), "at least one step"),
        (dict(targets=[[0, 1]]), "agree"),
        (dict(inputs=[[0, -1, 2]]), "start at 0"), (dict(forced=[[0, -3, 2]]), "-1 means measured, and -2 silent"),
        (dict(forced=[[0, -2, 2]]), "silent step .* where the answer counts"),
        (dict(scored=[0, 1]), "scored must be True and False"), (dict(scored=[1, 0, 1]), "scored must be True and False"),
        (dict(scored=[True, False]), r"of a shape that fits \(1, 3\)"),
        (dict(scored=False), "sequence 0 has none: score at least one step"),
        (dict(scored=[[True] * 3] * 2), r"of a shape that fits \(1, 3\)"), (dict(input_values=[[0, 1]]), "agree"),
    ):
        with pytest.raises(ValueError, match=message): Batch.of(**good | change)


def test_what_counts_is_measured_and_all_else_stays():
    batch = Batch.of([[0, 1, 2]] * 2, [[3, 1, 2]] * 2, [[-2, 1, 2], [-1, 0, 2]], [[False, True, True], [False, False, True]])
    assert batch.measured().tolist() == [[-2, -1, -1], [-1, 0, -1]]
    assert batch.forced.tolist() == [[-2, 1, 2], [-1, 0, 2]]


def test_batch_refuses_other_types():
    words, scored = torch.zeros(1, 3), torch.ones(1, 3, dtype=torch.bool)
    with pytest.raises(ValueError, match=r"int64.*float32"): Batch(words, words, words, scored)
    with pytest.raises(ValueError, match=r"int64.*list"): Batch([[0, 1]], [[0, 1]], [[0, 1]], scored)
    words = words.long()
    for wrong in words, [[True] * 3], scored.tolist(), torch.tensor([0, 2]):
        with pytest.raises(ValueError, match=r"scored must be a torch\.bool tensor of shape \(1, 3\)"): Batch(words, words, words, wrong)
    with pytest.raises(ValueError, match=r"scored has shape \(3,\), inputs has \(1, 3\)"): Batch(words, words, words, scored[0])


def test_what_is_scored_in_batches_of_several_lengths():
    words = [[0, 1, 2, 3], [3, 2, 1, 0]]
    batch = Batch.of(words, words, words, [[False, True, False, True], [False, True, False, False]])
    assert batch.at.tolist() == [1, 3] and batch.answers.tolist() == [[1, 3], [2, 0]]
    assert batch.counts.tolist() == [[True, True], [True, False]]
    first = batch[1:]
    assert len(first) == 1 and first.at.tolist() == [1] and first.answers.tolist() == [[2]] and first.counts.tolist() == [[True]]
    assert Batch.of(words, words, words).scored.all()
    with pytest.raises(ValueError, match="sequence 1 has none"): Batch.of(words, words, words, [[True] * 4, [False] * 4])


def test_force_by_hand():
    targets = np.array([[9, 1, 2, 3]])
    scored = np.array([False, True, False, True])
    assert force(targets, scored, "train", constant=5).tolist() == [[5, 1, 5, 3]]
    assert force(targets, scored, "test", "paper").tolist() == [[9, -1, 2, -1]]
    assert force(targets, scored, "train", "paper").tolist() == targets.tolist()
    for split in SPLITS:
        assert force(targets, True, split).tolist() == force(targets, True, split, "asked").tolist() == targets.tolist()
        assert force(targets, scored, split, "asked").tolist() == [[-2, 1, -2, 3]]
    assert force([[9, 1], [2, 3]], [[True, False], [False, True]], "test", "paper").tolist() == [[-1, 1], [2, -1]]


def test_roles_by_hand():
    targets = [[1, 2, 3, 1, 1, 0, 2], [2, 2, 1, 1, 3, 0, 2], [3, 2, 1, 1, 1, 0, 2]]
    forced = [[1, 7, -1, -2, 1, 5, 2], [2, 7, -1, -2, -1, 9, 9], [3, 7, -1, -2, 1, 6, 2]]
    ends, goes_on = [True, False, False, False, True, False, False], [True, False, False, False, True, False, True]
    assert Batch.of([[0] * 7] * 3, targets, forced, [goes_on, ends, goes_on]).roles == (
        "scored, postselected on the target", "postselected on the constant 7", "measured", "silent",
        "scored, postselected on the target, or measured", "postselected on other words than the target",
        "scored where the sequence has not ended, postselected on the target",
    )


@given(st.floats(-5, 5), st.floats(.1, 9), st.integers(1, 6), st.lists(st.floats(-20, 20), min_size=1, max_size=9))
def test_quantise_is_the_nearest_midpoint(low, width, bits, values):
    middles = midpoints(low, low + width, bits)
    for value, word in zip(values, quantise(values, low, low + width, bits)):
        assert abs(middles[word] - value) <= min(abs(middles - value)) + 1e-9


def test_batches_round_nothing():
    with pytest.raises(ValueError, match="inputs must be whole numbers"): Batch.of([[.5, 1]], [[0, 1]], [[0, 1]])
    with pytest.raises(ValueError, match="equally long"): Batch.of([[0, 1], [1]], [[0, 1]], [[0, 1]])
    for name in "input_values", "target_values":
        with pytest.raises(ValueError, match=rf"{name} has shape \(1, 1\), inputs has \(1, 2\)"):
            Batch.of([[0, 1]], [[0, 1]], [[0, 1]], **{name: [[.5]]})
