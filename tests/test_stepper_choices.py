"""What a stepper can be set to, written down as, linked with and brought to; and that several keep out of each other's way."""

import json
import time

import numpy as np
import pytest
import traitlets
from test_stepper import TASK, TOPOLOGY, wait_until

from qrnn_nb import QRNN, Topology
from qrnn_nb.tasks import ElmanXOR, Memorise
from qrnn_nb.widgets import TrainingStepper, link
from qrnn_nb.widgets import stepper as module
from qrnn_nb.widgets.stepper import PRESETS, Stepping


@pytest.fixture
def widget():
    widget = TrainingStepper(TOPOLOGY, TASK, seed=3)
    yield widget
    widget.pause()


def ask(widget, **content):
    widget._asked(None, content, [])


@pytest.mark.parametrize("name", PRESETS)
def test_presets_can_be_stepped(name):
    task, topology = PRESETS[name]
    stepping = Stepping(topology, task, batch_size=2)
    assert np.isfinite(stepping.step().loss)
    assert stepping.continuation()


def test_controls_missing_leaves_the_hidden_state_blind_to_the_input():
    _, topology = PRESETS["Elman XOR, controls missing"]
    model = QRNN(topology, seed=0)
    words = ElmanXOR().batch("test", 2, 0)
    states = model.trace(words.inputs, words.forced[:1].expand(2, -1)).states
    assert np.allclose(states[0], states[1]) and not (words.inputs[0] == words.inputs[1]).all()


def test_forward_makes_so_many_updates_and_stops(widget):
    ask(widget, action="forward", updates="12")
    wait_until(lambda: not widget.playing and widget.trainer.index == 12)
    first = list(widget.history.losses)
    widget.reset()
    assert [widget.step().loss for _ in range(12)] == first
    with pytest.raises(ValueError, match="updates must be at least 1"): widget.play(0)


def test_goto_is_an_exact_rewind(widget):
    losses = [widget.step().loss for _ in range(9)]
    ask(widget, action="goto", update=4)
    assert widget.history.losses == losses[:4]
    assert [widget.step().loss for _ in range(5)] == losses[4:]


def test_choose_starts_anew_and_refuses_what_does_not_fit(widget):
    for _ in range(3): widget.step()
    losses, model = list(widget.history.losses), widget.model
    for wrong in ({"topology": Topology.paper(inputs=3, workspace=2)}, {"optimizer": "adamant"}, {"lr": -1.0}, {"seed": -1}):
        with pytest.raises(ValueError): widget.choose(**wrong)
        assert widget.model is model and widget.history.losses == losses
    ask(widget, action="choose", preset="memorise", optimizer="rmsprop", lr="0.003", seed="5")
    assert widget.message == "" and isinstance(widget.task, Memorise) and widget.options["optimizer"] == "rmsprop"
    assert widget.choices["preset"] == "memorise" and widget.choices["lr"] == 0.003 and len(widget.strip["symbols"]) == 8
    assert len(widget.history) == 0 and np.frombuffer(widget.belief, np.float32).size == 8 * len(widget.strip["inputs"])
    again = Stepping(PRESETS["memorise"][1], PRESETS["memorise"][0], seed=5, optimizer="rmsprop", lr=0.003)
    assert widget.step().loss == again.step().loss


def test_a_cell_too_large_for_memory_is_refused_and_the_next_click_works(widget, monkeypatch):
    monkeypatch.setattr("qrnn_nb.model._SMALL", 0)
    monkeypatch.setattr("qrnn_nb.model._free_memory", lambda device: 1000)
    before = widget.model
    with pytest.raises(MemoryError, match="fewer workspace lanes"): widget.choose(topology=Topology.paper(2, 9, 1, degree=1))
    assert widget.model is before
    monkeypatch.undo()
    ask(widget, action="step")
    assert widget.trainer.index == 1 and widget.status == "paused"


@pytest.mark.parametrize("given", [TOPOLOGY, QRNN(TOPOLOGY, seed=11)], ids=["topology", "model"])
def test_json_and_python_rebuild_it_bit_for_bit(given):
    widget = TrainingStepper(given, TASK, seed=3, optimizer="sgd", lr=0.1, momentum=0.9)
    for _ in range(7): widget.step()
    space = {}
    exec(widget.export("py").decode(), space)
    again = TrainingStepper.from_json(widget.export("json").decode())
    following = widget.step().loss
    for copy in again, space["stepper"]:
        assert copy.history.losses == widget.history.losses[:-1] and copy.step().loss == following
        assert json.loads(copy.to_json()) == json.loads(widget.to_json())
    with pytest.raises(ValueError, match="does not describe a stepper"): TrainingStepper.from_json("{}")


def test_csv_is_the_history(widget):
    for _ in range(4): widget.step()
    widget.look(None)  # publishes now
    lines = widget.export("csv").decode().split()
    assert len(lines) == 5 and lines[0].split(",")[:4] == ["update", "loss", "gradient_norm", "min_postselection"]
    assert [float(line.split(",")[1]) for line in lines[1:]] == widget.history.losses
    seen = np.frombuffer(widget.norms, np.float32).reshape(-1, 3)
    assert np.allclose(seen[:, 1], widget.history.table["gradient_norm"])


def test_link_trains_what_is_built_until_it_is_ended(widget):
    class Builder(traitlets.HasTraits):
        topology = traitlets.Any()

    builder = Builder(topology=Topology.paper(inputs=2, workspace=3))
    end = link(builder, widget)
    assert widget.model.topology == builder.topology
    builder.topology = Topology.paper(inputs=3, workspace=3)
    assert "bits" in widget.message and widget.model.topology.inputs == 2
    builder.topology = good = Topology.paper(inputs=2, workspace=1)
    assert widget.message == "" and widget.model.topology == good
    end()
    builder.topology = Topology.paper(inputs=2, workspace=2)
    assert widget.model.topology == good


def test_two_play_at_once_and_pause_apart(widget):
    other = TrainingStepper(TOPOLOGY, TASK, seed=4)
    widget.play()
    other.play()
    wait_until(lambda: len(widget.history) > 5 and len(other.history) > 5)
    widget.pause()
    count, more = len(widget.history), len(other.history)
    wait_until(lambda: len(other.history) > more + 3)
    assert len(widget.history) == count and other.playing
    other.pause()


def test_what_nobody_sees_any_more_pauses(widget, monkeypatch):
    monkeypatch.setattr(module, "_UNSEEN", 0.2)
    for action in "shown", "shown", "play", "gone": ask(widget, action=action)
    time.sleep(0.4)
    assert widget.playing, "one view is left"
    for action in "gone", "shown": ask(widget, action=action)
    time.sleep(0.4)
    assert widget.playing, "reopened in time"
    ask(widget, action="gone")
    wait_until(lambda: not widget.playing)


def test_close_pauses(widget):
    widget.play()
    widget.close()
    wait_until(lambda: not widget.playing)


def test_another_optimiser_brings_its_own_options():
    stepping = Stepping(TOPOLOGY, TASK, seed=3, optimizer="sgd", lr=0.3, momentum=0.9, clip=None)
    stepping.choose(optimizer="adam")
    assert stepping.options == {"optimizer": "adam", "clip": None, "seed": 3} and np.isfinite(stepping.step().loss)
    stepping.choose(lr=0.1)
    assert stepping.options["lr"] == 0.1 and stepping.options["optimizer"] == "adam"


@pytest.mark.parametrize("asked, message", [
    ({"action": "choose", "preset": "", "optimizer": "adam", "lr": "", "seed": "0"}, "the learning rate must be a number, got ''"),
    ({"action": "choose", "preset": "", "optimizer": "adam", "lr": "0.1", "seed": "1.5"}, "the seed must be a whole number, got '1.5'"),
    ({"action": "forward", "updates": ""}, "updates must be a whole number, got ''"),
    ({"action": "forward", "updates": "0"}, "updates must be at least 1, got 0"),
])
def test_what_is_typed_wrong_is_said(widget, asked, message):
    ask(widget, **asked)
    assert widget.message == f"ValueError: {message}" and len(widget.history) == 0


def test_rewind_field_takes_back_as_many_as_there_are(widget):
    losses = [widget.step().loss for _ in range(9)]
    ask(widget, action="rewind", updates="4")
    assert widget.history.losses == losses[:5]
    ask(widget, action="rewind", updates="100")
    assert len(widget.history) == 0 and widget.step().loss == losses[0]
