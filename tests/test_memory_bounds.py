"""Bounds on memory: exact in small cases, least over all ways to share, and below every machine that we can make."""

import math
from itertools import product

import numpy as np
import pytest
from helpers import SEEDS
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.memory_bounds import cost_of_sharing, futures, mixture_bound, partition_bound
from qrnn_nb.tasks import HiddenMarkov, Renewal, geometric_mixture

WAITS = st.lists(st.integers(1, 9), min_size=2, max_size=6).map(lambda weights: Renewal(tuple(np.array(weights) / sum(weights))))
# four words, and the word is the next state
CHANCES = np.array([[1 + (i + y) % 4 for y in range(4)] for i in range(4)]) / 10
CHAIN = HiddenMarkov(tuple(np.outer(CHANCES[:, word], np.eye(4)[word]) for word in range(4)))


def divergence(true, forecast):
    return sum(p * math.log(p / q) for p, q in zip(true, forecast) if p > 0)


@given(WAITS, st.integers(1, 4))
def test_laws_of_futures_are_products_of_matrices(process, ahead):
    named, laws = futures(process, ahead)
    for word in product((0, 1), repeat=ahead):
        law = np.linalg.multi_dot([*process.transitions[list(word)], np.ones(process.states)[:, None]]).ravel()
        column = [tuple(future) for future in named.tolist()].index(word) if law.any() else None
        assert column is None or np.allclose(laws[:, column], law)
    assert np.allclose(laws.sum(1), 1)


@given(WAITS, st.integers(1, 4))
def test_sharing_costs_the_mean_divergence_from_the_mean(process, ahead):
    _, laws = futures(process, ahead)
    weights = process.equilibrium
    costs = cost_of_sharing(laws, weights)
    for one in range(1, len(costs)):
        held = [state for state in range(process.states) if one >> state & 1]
        mean = weights[held] @ laws[held] / weights[held].sum()
        assert math.isclose(costs[one], sum(weights[state] * divergence(laws[state], mean) for state in held), abs_tol=1e-12)


@given(WAITS, st.integers(1, 4), st.integers(1, 4), st.booleans())
def test_no_way_to_share_is_cheaper(process, states, ahead, sees_word):
    _, laws = futures(process, ahead)
    costs = cost_of_sharing(laws, process.equilibrium)
    least = math.inf
    # a state is reached by word 1 if it is the first, and by word 0 otherwise: then the first shares with nobody
    first, rest = ([0], range(1, process.states)) if sees_word else ([], range(process.states))
    for places in product(range(states), repeat=len(rest)):
        sets = [sum(2**state for state, place in zip(rest, places) if place == one) for one in range(states)]
        least = min(least, sum(costs[one] for one in sets))
    bound = partition_bound(process, states, ahead, sees_word)
    assert math.isclose(bound.regret, max(0, least) / ahead, abs_tol=1e-12)
    assert sorted(sum(bound.parts, ())) == [*first, *rest] and len(bound.parts) <= states + sees_word


@given(WAITS)
def test_one_state_and_one_word_make_the_loss_without_memory(process):
    events = 1 / sum(wait * chance for wait, chance in enumerate(process.waiting, 1))
    memoryless = -events * math.log(events) - (1 - events) * math.log(1 - events)
    for bound in (partition_bound(process, 1, 1), mixture_bound(process, 1, 1, starts=1)):
        assert math.isclose(bound.regret, memoryless - process.entropy_rate, abs_tol=1e-9)


@given(WAITS, st.integers(2, 3))
def test_any_chance_of_an_event_is_a_mixture_of_two(process, states):
    assert mixture_bound(process, states, 1, starts=5).regret < 1e-6


@given(WAITS, st.integers(1, 3), st.integers(1, 4), st.booleans())
def test_a_belief_is_worth_no_less_than_one_state_and_sight_no_less_than_none(process, states, ahead, sees_word):
    belief = mixture_bound(process, states, ahead, 20, sees_word=sees_word)
    assert belief.regret <= partition_bound(process, states, ahead, sees_word).regret + 1e-6
    assert partition_bound(process, states, ahead, True).regret <= partition_bound(process, states, ahead).regret + 1e-12
    assert list(belief.ends) == sorted(belief.ends) and belief.regret == belief.ends[0]


@given(WAITS, st.integers(1, 3), SEEDS)
def test_no_clock_comes_below(process, phases, seed):
    # a clock starts anew at each event, so its exact regret is KL(waits, its waits) / mean wait
    random = np.random.default_rng(seed)
    moves, phase = random.dirichlet(np.full(phases + 1, 0.5), phases), random.dirichlet(np.ones(phases))
    chances = []
    for _ in process.waiting:
        chances.append(max(phase @ moves[:, -1], 1e-300))
        phase = phase @ moves[:, :-1]
    regret = divergence(process.waiting, chances) / sum(wait * chance for wait, chance in enumerate(process.waiting, 1))
    assert mixture_bound(process, phases, 3, starts=10).regret <= regret + 1e-6


def test_as_many_states_as_the_process_lose_nothing():
    bus = Renewal()
    for bound in (partition_bound, mixture_bound):
        for enough in (bound(bus, 6), bound(bus, 5, sees_word=True)):
            assert abs(enough.regret) < 1e-12 and enough.certified


def test_who_sees_the_word_needs_no_state_where_the_word_is_the_state():
    assert partition_bound(CHAIN, 1, sees_word=True).regret == 0 == mixture_bound(CHAIN, 1, starts=1, sees_word=True).regret
    assert partition_bound(CHAIN, 1).regret > 0.01


def test_starts_do_not_depend_on_their_number():
    few, many = (mixture_bound(Renewal(), 2, 3, starts, seed=3) for starts in (3, 6))
    assert not few.certified and min(np.abs(np.array(many.ends) - few.ends[-1])) < 1e-7


@pytest.mark.parametrize(("options", "words"), [
    ({"process": "bus"}, "process"), ({"process": geometric_mixture((1, 1), (0.2, 0.8))}, "words tell its state"),
    ({"states": 0}, "states"), ({"ahead": 0}, "ahead"), ({"ahead": 17}, "from 1 to 16"), ({"sees_word": 1}, "True or False"),
], ids=range(6))
def test_what_cannot_be_bounded_is_refused(options, words):
    for bound in (partition_bound, mixture_bound):
        with pytest.raises(ValueError, match=words): bound(**{"process": Renewal(), "states": 2} | options)


def test_limits_are_said_before_the_work():
    long = Renewal((1 / 17,) * 17)
    with pytest.raises(ValueError, match="at most 16 states, got 17: use mixture_bound"): partition_bound(long, 2, 1)
    with pytest.raises(ValueError, match="at most 256 futures"): partition_bound(Renewal((1 / 16,) * 16), 2, 10)
    with pytest.raises(ValueError, match="starts must be at most"): mixture_bound(long, 2, 12, starts=1000)
