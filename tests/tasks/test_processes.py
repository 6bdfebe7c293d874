"""Processes with a hidden memory: equilibrium, ideal forecasts, entropy rates and ranks, against other ways to know them."""

import math
from itertools import product

import numpy as np
import pytest
import torch
from helpers import SEEDS
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qrnn_nb.tasks import HiddenMarkov, Renewal, bump_waiting, geometric_mixture, uniform_waiting

SHARES = st.lists(st.floats(0.05, 1), min_size=1, max_size=6)


@st.composite
def machines(draw):
    "A hidden Markov process of any moves, all of them possible."
    words, states = draw(st.sampled_from([2, 4])), draw(st.integers(1, 3))
    weights = draw(arrays(np.float64, (words, states, states), elements=st.floats(0.05, 1)))
    return HiddenMarkov(weights / weights.sum((0, 2), keepdims=True), length=6, unjudged=0)


@st.composite
def renewals(draw):
    shares = np.array(draw(SHARES))
    return Renewal(tuple(shares / shares.sum()), length=6, unjudged=0)


def probability(process, words):
    "The probability of these words, summed over all paths through the states."
    total = 0.0
    for path in product(range(process.states), repeat=len(words) + 1):
        chance = process.equilibrium[path[0]]
        for step, word in enumerate(words): chance *= process.transitions[word, path[step], path[step + 1]]
        total += chance
    return total


@given(st.one_of(machines(), renewals()))
def test_the_equilibrium_stays_as_it_is(process):
    step = process.transitions.sum(0)
    assert np.allclose(process.equilibrium @ step, process.equilibrium) and math.isclose(process.equilibrium.sum(), 1)


@given(machines(), SEEDS)
def test_ideal_forecasts_are_ratios_of_probabilities(process, seed):
    batch = process.batch(size=1, seed=seed)
    read = batch.inputs[0].tolist()
    ideal = process.ideal(batch)[0]
    for step in range(3):
        past = read[: step + 1]
        expected = [probability(process, [*past, word]) / probability(process, past) for word in range(process.words)]
        assert np.allclose(ideal[step], expected)


@given(renewals(), SEEDS)
def test_forecasts_of_renewals_are_hazards(process, seed):
    "After an event the state is known, and the chance of the next one is its share of the waits that are left."
    batch = process.batch(size=4, seed=seed)
    left = np.array(process.waiting)[::-1].cumsum()[::-1]
    for words, forecast in zip(batch.inputs.tolist(), process.ideal(batch)):
        for step in range(len(words)):
            if 1 not in words[: step + 1]: continue
            since = words[step::-1].index(1)
            assert math.isclose(forecast[step, 1], process.waiting[since] / left[since], rel_tol=1e-6, abs_tol=1e-9)


@given(renewals())
def test_entropy_rates_of_renewals(process):
    "The entropy of a wait, shared among its steps."
    waiting = np.array(process.waiting)
    entropy = -(waiting * np.log(waiting)).sum()
    assert math.isclose(process.entropy_rate, entropy / (waiting @ np.arange(1, len(waiting) + 1)), abs_tol=1e-9)


@given(machines())
def test_bounds_close_in_on_the_entropy_rate(process):
    bounds = [process.entropy_bounds(depth) for depth in range(4)]
    lowers, uppers = np.transpose(bounds)
    assert (np.diff(lowers) >= -1e-12).all() and (np.diff(uppers) <= 1e-12).all()
    assert lowers[-1] - 1e-12 <= process.entropy_rate <= uppers[-1] + 1e-12


@given(machines(), st.permutations(range(3)))
def test_names_of_states_do_not_matter(process, order):
    order = [state for state in order if state < process.states]
    renamed = HiddenMarkov(process.transitions[:, order][:, :, order], length=6, unjudged=0)
    assert renamed.rank == process.rank and math.isclose(renamed.entropy_rate, process.entropy_rate)


@given(machines())
def test_doubled_states_have_the_same_rank(process):
    "Each state twice, and each move to one of both by chance: the same words."
    double = np.tile(process.transitions / 2, (1, 2, 2))
    assert HiddenMarkov(double).rank == process.rank <= process.states


def test_ranks_of_known_processes():
    assert Renewal(uniform_waiting(5)).rank == 5 and geometric_mixture((1, 2, 1), (0.1, 0.5, 0.9)).rank == 3
    assert geometric_mixture((1, 2), (0.3, 0.3)).rank == 1


@pytest.mark.parametrize("process", [
    Renewal(uniform_waiting(6)), Renewal(bump_waiting(6, 1.5, 12)), geometric_mixture((1, 1), (0.2, 0.8)), HiddenMarkov(),
], ids=["uniform", "bump", "mixture", "coin"])
def test_ideal_loss_comes_near_the_entropy_rate(process):  # 120,000 answers, seed 0: within 0.01 nats
    batch = process.batch("test", size=2000)
    loss = -process.ideal(batch).gather(-1, batch.answers[..., None]).log().mean()
    assert abs(loss.item() - process.entropy_rate) < 0.01
    assert batch.at.tolist() == list(range(20, 80)) and torch.equal(batch.forced, batch.targets)


@given(renewals())
def test_sequences_start_in_equilibrium(process):  # 4,000 sequences, seed 0: within five standard deviations
    events = process.batch(size=4000).sequences.double().mean(0)
    rate = 1 / (np.array(process.waiting) @ np.arange(1, len(process.waiting) + 1))
    assert (abs(events - rate) <= 5 * math.sqrt(rate * (1 - rate) / 4000) + 1e-12).all()


@pytest.mark.parametrize(("make", "words"), [
    (lambda: Renewal((0.5, 0.4)), "sum up to 1"),
    (lambda: Renewal(()), "sum up to 1"),
    (lambda: Renewal((1.5, -0.5)), "at least 0"),
    (lambda: HiddenMarkov((((1.0,),),)), "2, 4, 8"),
    (lambda: HiddenMarkov((((0.5,),), ((0.4,),))), "probability 0.9"),
    (lambda: HiddenMarkov((((1.0, 0), (0, 1)), ((0.0, 0), (0, 0)))).equilibrium, "parts that never meet"),
    (lambda: Renewal(length=10, unjudged=9), "unjudged"),
    (lambda: geometric_mixture((1,), (0.5, 0.5)), "1 numbers"),
    (lambda: geometric_mixture((1,), (0,)), "above 0"),
    (lambda: bump_waiting(6, 0, 12), "deviation"),
    (lambda: uniform_waiting(0), "longest"),
    (lambda: HiddenMarkov().ideal(Renewal()), "batch"),
], ids=range(12))
def test_what_makes_no_process_is_refused(make, words):
    with pytest.raises(ValueError, match=words): make()
