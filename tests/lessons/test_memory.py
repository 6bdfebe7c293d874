"""Lesson 8's judges: what each kind of answer is told, and the angles of a network drawn in the order of the minutes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.clock import Clock, best_clock, best_two_states, regret, walk_states
from qrnn_nb.lessons.memory import BUS, LATE, SHORT, _onwards, check, loss_beside, lost, no_memory
from qrnn_nb.training import History


@pytest.mark.parametrize("clock, told", [
    (Clock(strength=0), "strength 0"), (Clock(direction=math.pi / 2), "first chance is 0"),
    (Clock(math.pi / 2, 0, 1), "rules out a wait of 2"),
    (Clock(), "A constant chance would be better"), (Clock(0, 0, 0.4), "The right way"),
])  # fmt: skip
def test_a_qubit_is_told_what_is_wrong_with_it(clock, told):
    verdict = check(2, clock)
    assert not verdict.right and told in verdict.hint and "inf" not in verdict.hint


@given(st.builds(Clock, st.floats(0, math.pi / 2), st.floats(0, math.pi), st.floats(0, 1)))
def test_no_qubit_is_told_that_it_loses_infinitely_much(clock):
    verdict = check(2, clock)
    assert verdict.right or "inf" not in verdict.hint


def test_the_best_qubit_is_right():
    assert check(2, best_clock(SHORT)).right


@pytest.mark.parametrize("answer", [History(), [History(), History()], (History(),)], ids=["one", "list", "tuple"])
def test_a_history_is_no_network(answer):
    verdict = check(3, answer)
    assert not verdict.right and "That is the history" in verdict.hint


@given(st.lists(st.floats(0.05, 0.4), min_size=1, max_size=5), st.floats(-3, 3), st.booleans(), st.data())
def test_minutes_stand_in_order_whatever_the_signs_of_the_states(steps, first, is_clockwise, data):
    "An arrow that turns by some angle each minute, on one side of the circle or the other by chance."
    way = -1 if is_clockwise else 1
    ahead = np.cumsum([0.0, 0.8, *steps])
    signs = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=len(ahead), max_size=len(ahead))))
    drawn = _onwards(first + way * ahead + np.pi * signs, np.arange(len(ahead)))
    # nobody can tell whole half turns apart, which is why all stays within one
    expected = (ahead + np.pi / 12) % np.pi - np.pi / 12
    if len(steps) > 1 or not is_clockwise: np.testing.assert_allclose(way * (drawn - drawn[0]), expected, atol=1e-9)


def test_without_events_there_is_no_angle():
    assert len(_onwards(np.array([]), np.array([]))) == 0


@pytest.mark.parametrize("process", [BUS, LATE], ids=["bus", "late"])
def test_no_memory_loses_on_sequences_what_it_loses_exactly(process):
    batch = process.batch("test", 2000)
    waiting = process.waiting
    mean = sum(minute * wait for minute, wait in enumerate(waiting, start=1))
    law = [(1 - 1 / mean) ** minute / mean for minute in range(len(waiting))]
    assert lost(no_memory(process), process, batch) == pytest.approx(regret(waiting, law), abs=0.005)


def test_lines_beside_a_loss_stand_at_entropy_rate_and_regret():
    picture = loss_beside(History(), BUS)
    levels = [line.get_ydata()[0] for line in picture.axes[0].lines[-2:]]
    regrets = regret(BUS.waiting, [(1 - 1 / 3.5) ** minute / 3.5 for minute in range(6)]), regret(
        BUS.waiting, walk_states(best_two_states(BUS.waiting), 6).law
    )
    np.testing.assert_allclose(levels, [math.log(6) / 3.5 + loss for loss in regrets], atol=1e-9)
    assert [text.get_text() for text in picture.axes[0].texts[-2:]] == ["no memory", "two states"]
