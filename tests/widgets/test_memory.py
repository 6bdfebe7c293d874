"""The memory explorer without a page: settings, minutes, figure, table, exports."""

import math

import pytest

from qrnn_nb.clock import best_clock, regret
from qrnn_nb.widgets import MemoryExplorer
from qrnn_nb.widgets.memory import MINUTES, PROCESSES, MemorySettings, Remembering, read_memory, since


def test_minutes_pass_as_the_process_allows():
    remembering = Remembering((0, 0.5, 0.5))
    with pytest.raises(ValueError, match="no event can come now"): remembering.event()
    remembering.wait()
    remembering.wait()
    with pytest.raises(ValueError, match="for certain"): remembering.wait()
    remembering.event()
    assert remembering.settings.minutes == (1, 0, 0, 1) and remembering.reading().since == 0


def test_the_last_minutes_are_kept_from_an_event_on():
    remembering = Remembering()
    for turn in range(100):
        if turn % 5 == 4: remembering.event()
        else: remembering.wait()
        minutes = remembering.settings.minutes
        assert len(minutes) <= MINUTES and minutes[0] == 1 and since(minutes) == (0 if turn % 5 == 4 else turn % 5 + 1)
    assert len(minutes) > MINUTES - 5


@pytest.mark.parametrize("name", PROCESSES)
def test_one_qubit_is_better_than_two_states_at_its_best(name):
    remembering = Remembering(PROCESSES[name])
    remembering.best()
    quantum, classical = remembering.reading().regrets
    assert quantum < classical
    assert quantum == regret(PROCESSES[name], remembering.reading().qubit.law)


def test_other_waits_begin_anew():
    settings = MemorySettings(minutes=(1, 0, 0, 0, 0))
    assert settings.changed(turn=0.1).minutes == settings.minutes
    assert settings.changed(waiting=(0.5, 0.5)).minutes == (1,)
    with pytest.raises(ValueError, match="at the latest"): settings.changed(waiting=(0.5, 0.5), minutes=(1, 0, 0))


def test_a_widget_is_written_down_and_read():
    widget = MemoryExplorer(minutes=(1, 0, 1, 0), turn=0.2)
    rebuilt = {}
    exec(widget.to_python(), rebuilt)
    assert rebuilt["explorer"].settings == widget.settings == MemoryExplorer.from_dict(widget.to_dict()).settings
    for fields in {"minutes": [0]}, {"turn": "x"}, {"waiting": [0.2]}, {"size": 3}:
        with pytest.raises(ValueError): MemoryExplorer.from_dict(widget.to_dict() | fields)


def test_a_refused_trait_is_taken_back():
    widget = MemoryExplorer()
    with pytest.raises(ValueError): widget.strength = 2.0
    widget.set_state({"state": widget.state | {"minutes": [1, *[0] * 6]}})
    assert "at the latest" in widget.message
    assert widget.minutes == (1,) and widget.state["minutes"] == [1]
    widget.minutes = (1, 0)
    assert widget.settings.minutes == (1, 0) and widget.message == ""


def test_the_figure_has_what_the_page_shows():
    widget = MemoryExplorer(minutes=(1, 0, 0))
    pinned = {name: value for name, value in widget.state.items() if name not in ("pinned", "unfolded")}
    widget.state = widget.state | {"pinned": pinned}
    widget.best()
    numbers = widget.figure().data
    for name in "true", "one qubit", "two states", "pinned", "P(wait) of one qubit", "pinned P(wait)", "angle (radians)":
        assert name in numbers
    assert widget.beside.turn == MemorySettings().turn
    waits = numbers[numbers["wait (minutes)"].notna()]
    assert waits["wait (minutes)"].tolist() == ["1", "2", "3", "4", "5", "6", ">6"]
    for name in "P(wait)", "P(wait) of one qubit", "P(wait) of two states", "pinned P(wait)":
        assert math.isclose(waits[name].sum(), 1), "what is later than all minutes has a column too"


def test_no_bar_of_a_pinned_qubit_is_cut():
    weak = MemoryExplorer(strength=0.02)
    widget = MemoryExplorer()
    widget.state = widget.state | {"pinned": {name: value for name, value in weak.state.items() if name not in ("pinned", "unfolded")}}
    picture = widget.figure()
    assert picture.axes[-1].get_ylim()[1] > picture.data["pinned P(wait)"].max()


def test_the_table_holds_both_memories():
    table = MemoryExplorer().table()
    assert len(table) == 6 and math.isclose(table["P(wait)"].sum(), 1)
    reading = read_memory(MemorySettings())
    assert table["qubit: chances"].tolist() == reading.qubit.chances and table["two states: places"].tolist() == reading.states.places


def test_best_leaves_the_minutes():
    widget = MemoryExplorer(minutes=(1, 0, 0))
    widget.best()
    assert widget.minutes == (1, 0, 0) and widget.settings.clock == best_clock(widget.waiting)
