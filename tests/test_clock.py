"""A clock of one qubit and the best machine of two states: laws, regrets, and both searches."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.clock import ENDS, Clock, TwoStates, best_clock, best_two_states, hazards, regret, walk_qubit, walk_states
from qrnn_nb.tasks.processes import HiddenMarkov, Renewal, bump_waiting, uniform_waiting

BUS = uniform_waiting(6)
clocks = st.builds(Clock, **{name: st.floats(0, most) for name, most in ENDS.items()})
laws = st.lists(st.floats(0.01, 1), min_size=1, max_size=8).map(lambda parts: [part / math.fsum(parts) for part in parts])


def machine_of(random) -> TwoStates:
    "A machine drawn by chance."
    rows = random.dirichlet(np.ones(3), 2)
    return TwoStates(tuple(random.dirichlet(np.ones(2))), tuple(map(tuple, rows[:, :2])), tuple(rows[:, 2]))


def by_matrices(clock, steps):
    "The law of waits by operators on the unnormalised state, as quantum mechanics has them."
    u = np.array([math.cos(clock.direction), math.sin(clock.direction)])
    look = np.eye(2) - (1 - math.sqrt(1 - clock.strength)) * np.outer(u, u)
    cos, sin = math.cos(clock.turn), math.sin(clock.turn)
    state, law = np.array([1.0, 0.0]), []
    for _ in range(steps):
        law.append(clock.strength * (u @ state) ** 2)
        state = np.array([[cos, -sin], [sin, cos]]) @ look @ state
    return law


@given(clocks)
def test_a_qubit_waits_as_its_operators_say(clock):
    np.testing.assert_allclose(walk_qubit(clock, 12).law, by_matrices(clock, 12), atol=1e-9)


@given(clocks)
def test_event_and_none_are_all_that_can_happen(clock):
    "The looks for an event and for none together keep the length of every state."
    walk = walk_qubit(clock, 12)
    alive = 1 - np.cumsum([0.0, *walk.law])
    assert all(0 <= chance <= 1 + 1e-12 for chance in walk.chances)
    np.testing.assert_allclose(walk.law, alive[:-1] * walk.chances, atol=1e-9)


@given(clocks)
def test_the_opposite_direction_is_the_same_look(clock):
    mirrored = Clock(clock.turn, (clock.direction + math.pi) % math.pi, clock.strength)
    np.testing.assert_allclose(walk_qubit(clock, 6).law, walk_qubit(mirrored, 6).law, atol=1e-9)


def goes_round(clock):
    "Whether the eigenvalues of a minute without an event are complex, by the condition in words of the three numbers."
    left = math.sqrt(1 - clock.strength)
    return 2 * math.sqrt(left) - (1 + left) * math.cos(clock.turn)


@given(clocks)
def test_eigenvalues_are_complex_if_it_turns_far_enough_for_the_look(clock):
    u = np.array([math.cos(clock.direction), math.sin(clock.direction)])
    cos, sin = math.cos(clock.turn), math.sin(clock.turn)
    minute = np.array([[cos, -sin], [sin, cos]]) @ (np.eye(2) - (1 - math.sqrt(1 - clock.strength)) * np.outer(u, u))
    margin = goes_round(clock)
    if abs(margin) > 1e-6: assert np.iscomplex(np.linalg.eigvals(minute)).any() == (margin > 0)


@given(clocks)
def test_an_arrow_rests_unless_it_turns_far_enough_for_the_look(clock):
    margin = goes_round(clock)
    if abs(margin) < 0.01: return  # near the border both take for ever
    before, after = walk_qubit(clock, 1000).places[-2:]
    assert (abs(math.remainder(after - before, math.pi)) > 1e-6) == (margin > 0)


def test_a_turn_of_ten_degrees_comes_to_rest():
    resting = Clock(math.radians(10), math.radians(60), 0.7)
    assert math.degrees(walk_qubit(resting, 300).places[-1]) == pytest.approx(-6.77, abs=0.01)
    for law in BUS, uniform_waiting(4), bump_waiting(6, 1.5, 12): assert goes_round(best_clock(law)) > 0


@given(st.integers(0, 10**6))
def test_two_states_never_rise_by_more_than_before(seed):
    "Not even machines that take turns; a qubit does."
    chances = walk_states(machine_of(np.random.default_rng(seed)), 12).chances
    steps = np.diff(chances)
    both = (steps[:-1] > 0) & (steps[1:] > 0)
    assert (np.diff(steps)[both] < 1e-12).all()


def test_a_qubit_may_rise_by_more_than_before():
    steps = np.diff(walk_qubit(best_clock(uniform_waiting(4)), 4).chances)
    assert 0 < steps[0] < steps[1]


def test_a_machine_waits_as_a_hidden_markov_process():
    "The law of waits from its two matrices, by the process's own forecast."
    machine = machine_of(np.random.default_rng(3))
    (start, other), events = machine.start, machine.events
    back = [[event * start, event * other] for event in events]
    process = HiddenMarkov((machine.moves, tuple(map(tuple, back))))
    state, law = np.array(machine.start), []
    for _ in range(10):
        law.append((state @ process.transitions[1]).sum())
        state = state @ process.transitions[0]
    walk = walk_states(machine, 10)
    np.testing.assert_allclose(walk.law, law)
    assert all(0 <= place <= 1 for place in walk.places)


@given(laws)
def test_hazards_are_those_of_the_process(law):
    np.testing.assert_allclose(hazards(law), Renewal(law).transitions[1, :, 0], atol=1e-9)


@given(laws, laws)
def test_regret_is_never_negative_and_none_for_the_truth(law, other):
    believed = np.resize(np.array(other), len(law))
    believed = believed / believed.sum()
    assert regret(law, law) == pytest.approx(0, abs=1e-12)
    assert regret(law, believed) >= -1e-12


def test_regret_is_what_a_model_loses_on_a_process():
    "The divergence of one wait, over its mean, equals the losses of both, step by step, in equilibrium."
    walk = walk_qubit(best_clock(BUS), 6)
    pairs = list(zip(hazards(BUS), walk.chances))
    surprise = [p * math.log(p / q) + ((1 - p) * math.log((1 - p) / (1 - q)) if p < 1 else 0) for p, q in pairs]
    assert regret(BUS, walk.law) == pytest.approx(Renewal(BUS).equilibrium @ surprise)


def test_what_never_happens_may_be_believed_but_not_the_other_way():
    assert regret((0.5, 0.5), (0.4, 0.4, 0.2)) < math.inf
    assert regret((0.5, 0.5), (1.0, 0.0)) == math.inf


@pytest.mark.parametrize("law", [BUS, uniform_waiting(4), bump_waiting(6, 1.5, 12), (0.5, 0.3, 0.2)], ids=["6", "4", "bump", "short"])
def test_no_start_by_chance_leads_lower(law):
    "Neither a qubit nor a machine: each search is compared with another one of its kind."
    random = np.random.default_rng(0)
    least = regret(law, walk_qubit(best_clock(law), len(law)).law)
    for _ in range(400):
        clock = Clock(*[random.uniform(0, most) for most in ENDS.values()])
        assert regret(law, walk_qubit(clock, len(law)).law) > least
    machine = best_two_states(law)
    least = regret(law, walk_states(machine, len(law)).law)
    from qrnn_nb.clock import _climbed

    for _ in range(10): assert _climbed(law, machine_of(random))[1] > least - 1e-7
    assert machine.start[0] >= machine.start[1]


def test_a_process_of_two_states_is_learned_exactly():
    "Waits that two states make: they lose next to nothing, though the tail is cut off."
    law = walk_states(TwoStates((1.0, 0.0), ((0.3, 0.7), (0.0, 0.2)), (0.0, 0.8)), 20).law
    law = [part / math.fsum(law) for part in law]
    assert regret(law, walk_states(best_two_states(law), 20).law) < 1e-6


@pytest.mark.parametrize("make", [
    lambda: Clock(turn=2.0), lambda: Clock(strength=-0.1), lambda: hazards((0.5, 0.4)), lambda: hazards([0.1] * 30),
    lambda: regret(BUS, (0.5, 0.5)), lambda: walk_qubit(Clock(), 0), lambda: TwoStates((0.5, 0.5), ((0.5, 0.2), (0, 0)), (0.5, 1)),
    lambda: TwoStates((1,), ((0.5, 0.2), (0, 0)), (0.3, 1)),
])  # fmt: skip
def test_what_does_not_fit_is_refused(make):
    with pytest.raises(ValueError, match="must"): make()
