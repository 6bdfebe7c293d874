"""Expectation maximisation: counts against all paths, and a loss that never grows."""

import math
from itertools import product

import numpy as np
import pytest
from helpers import SEEDS
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.hidden_markov import count_moves, fit_hidden_markov
from qrnn_nb.tasks import HiddenMarkov, Renewal, geometric_mixture


def random_machine(words, states, seed):
    moves = np.random.default_rng(seed).dirichlet(np.ones(words * states), states)
    return np.ascontiguousarray(moves.reshape(states, words, states).transpose(1, 0, 2))


@given(st.integers(1, 3), SEEDS)
def test_counts_are_sums_over_all_paths(states, seed):
    matrices, start = random_machine(2, states, seed), np.full(states, 1 / states)
    sequences = np.random.default_rng(seed).integers(0, 2, (2, 4))
    expected, begun, likelihood = np.zeros_like(matrices), np.zeros(states), 0.0
    for words in sequences:
        paths, chances = list(product(range(states), repeat=5)), []
        for path in paths:
            chances.append(start[path[0]] * math.prod(matrices[word, path[t], path[t + 1]] for t, word in enumerate(words)))
        likelihood += math.log(sum(chances))
        for path, chance in zip(paths, np.array(chances) / sum(chances)):
            begun[path[0]] += chance
            for t, word in enumerate(words): expected[word, path[t], path[t + 1]] += chance
    counts, first, total = count_moves(matrices, start, sequences)
    assert np.allclose(counts, expected) and np.allclose(first, begun) and math.isclose(total, likelihood)


@given(st.integers(1, 3), SEEDS)
def test_more_rounds_never_lose(states, seed):
    sequences = np.random.default_rng(seed).integers(0, 2, (5, 12))
    losses = [fit_hidden_markov(sequences, states, 1, seed, rounds)[0].loss for rounds in (1, 2, 5, 20)]
    assert (np.diff(losses) <= 1e-9).all()


def test_starts_do_not_depend_on_their_number():
    sequences = HiddenMarkov().batch(size=20).sequences
    few, many = (fit_hidden_markov(sequences, 2, starts, seed=3, rounds=5) for starts in (2, 4))
    assert {fitted.process for fitted in few} < {fitted.process for fitted in many}
    assert [fitted.loss for fitted in many] == sorted(fitted.loss for fitted in many)


def test_a_machine_is_found_again():  # 600 sequences, seed 0: within three hundredths
    task = geometric_mixture((1, 1), (0.2, 0.8))
    best = fit_hidden_markov(task.batch(size=600).sequences, 2, starts=5)[0].process
    assert abs(best.entropy_rate - task.entropy_rate) < 0.01 and best.rank == 2


@pytest.mark.parametrize(("options", "words"), [
    ({"sequences": [[0.5, 1]]}, "whole numbers"), ({"sequences": [0, 1]}, "one row"), ({"sequences": [[-1, 0]]}, "from 0 to 65,535"),
    ({"states": 0}, "states"), ({"starts": 0}, "starts"), ({"tolerance": -1}, "tolerance"), ({"sequences": "01"}, "words of shape"),
    ({"sees_word": 1}, "True or False"), ({"states": 33, "sequences": [[0, 7]], "sees_word": True}, "words times states"),
], ids=range(9))
def test_what_cannot_be_fitted_is_refused(options, words):
    with pytest.raises(ValueError, match=words): fit_hidden_markov(**{"sequences": [[0, 1, 1]], "states": 1, "starts": 1} | options)


SEEN = {"starts": 1, "rounds": 3000, "tolerance": 0, "sees_word": True}


def test_without_a_hidden_state_the_last_word_makes_a_table_of_pairs():
    # after 0 comes 1 in 1 of 4 cases, after 1 in 3 of 4; half of the rows begin with a 1, which a start between the two explains
    rows = [[0, 0, 0, 0, 1], [1, 1, 1, 1, 0]]
    best = fit_hidden_markov(rows, 1, **SEEN)[0]
    assert np.allclose(best.process.transitions.sum(-1).T, [[0.75, 0.25], [0.25, 0.75]], atol=1e-6)
    assert math.isclose(best.loss * 10, 2 * math.log(2) - 6 * math.log(0.75) - 2 * math.log(0.25), rel_tol=1e-9)


@given(st.integers(1, 2), st.integers(2, 4), SEEDS)
def test_a_machine_that_sees_words_is_in_a_pair_with_the_last(states, words, seed):
    sequences = np.random.default_rng(seed).integers(0, words, (5, 12))
    fitted = fit_hidden_markov(sequences, states, 2, seed, rounds=30, sees_word=True)
    for matrices in (one.process.transitions for one in fitted):
        alphabet = len(matrices)
        arrives = matrices.reshape(alphabet, alphabet * states, alphabet, states).sum((1, 3))
        assert np.array_equal(arrives > 0, np.eye(alphabet, dtype=bool))


def test_sight_is_worth_something_and_no_more_than_all_pairs():  # long climbs on 40 sequences of the bus
    sequences = Renewal().batch(size=40).sequences
    kinds = ((2, False), (2, True), (4, False))
    blind, seeing, pairs = (fit_hidden_markov(sequences, states, 4, rounds=400, sees_word=sees)[0].loss for states, sees in kinds)
    assert pairs < seeing < blind
