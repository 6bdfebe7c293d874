"""What a stepper can be set to, written down as, linked with and brought to; and that several keep out of each other's way."""

import ast
import io
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
import torch
import traitlets
from helpers import NO_NUMBERS, SHORT_XOR, SMALL_CELL, wait_until
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from qrnn_nb import QRNN, Topology
from qrnn_nb.presets import PRESETS
from qrnn_nb.tasks import Batch, Memorise, Task, TextFile
from qrnn_nb.tasks.core import shifted
from qrnn_nb.widgets import TrainingStepper, base, link
from qrnn_nb.widgets import stepper as module
from qrnn_nb.widgets.stepping import Stepping

TRAINED = [name for name, preset in PRESETS.items() if preset.task]


def ask(widget, **content):
    widget._asked(None, content, [])


@pytest.mark.parametrize("name", TRAINED)
def test_presets_can_be_stepped(name):
    stepping = Stepping(PRESETS[name].topology, PRESETS[name].task, batch_size=2)
    assert np.isfinite(stepping.update().loss)
    assert stepping.continuation()


def test_a_missing_control_leaves_the_hidden_state_blind_to_the_second_bit():
    task, topology = PRESETS["a control is missing"].task, PRESETS["a control is missing"].topology
    words = task.batch("test", 1, 0).inputs
    other = words ^ (torch.arange(words.shape[1]) % 2)  # the second bit of every other word flipped
    states = QRNN(topology, seed=0).trace(torch.cat((words, other)), torch.zeros(2, words.shape[1], dtype=torch.int64)).states
    assert torch.equal(states[0], states[1])


def test_lessons_are_about_presets_and_reach_the_page(widget):
    assert widget.choices["presets"] == TRAINED and widget.choices["lesson"] == ""
    ask(widget, action="choose", preset="order too low for AND", optimizer="adam", lr="0.02", seed="0")
    assert widget.choices["lesson"] == PRESETS["order too low for AND"].hint


def test_forward_makes_so_many_updates_and_stops(widget):
    ask(widget, action="forward", updates="12")
    wait_until(lambda: not widget.playing and widget.trainer.index == 12)
    first = list(widget.history.losses)
    widget.reset()
    assert [widget.update().loss for _ in range(12)] == first
    with pytest.raises(ValueError, match="updates must be a whole number of at least 1"): widget.play(0)


def test_goto_is_an_exact_rewind(widget):
    losses = [widget.update().loss for _ in range(9)]
    ask(widget, action="goto", update=4)
    assert widget.history.losses == losses[:4]
    assert [widget.update().loss for _ in range(5)] == losses[4:]


def test_choose_starts_anew_and_refuses_what_does_not_fit(widget):
    for _ in range(3): widget.update()
    losses, model = list(widget.history.losses), widget.model
    for wrong in ({"topology": Topology.paper(inputs=3, workspace=2)}, {"optimizer": "adamant"}, {"lr": -1.0}, {"seed": -1}):
        with pytest.raises(ValueError): widget.choose(**wrong)
        assert widget.model is model and widget.history.losses == losses
    ask(widget, action="choose", preset="memorise", optimizer="rmsprop", lr="0.003", seed="5")
    assert widget.message == "" and isinstance(widget.task, Memorise) and widget.options["optimizer"] == "rmsprop"
    assert widget.choices["preset"] == "memorise" and widget.choices["lr"] == 0.003 and len(widget.strip["symbols"]) == 8
    assert len(widget.history) == 0 and np.frombuffer(widget.belief, np.float32).size == 8 * len(widget.strip["inputs"])
    again = Stepping(PRESETS["memorise"].topology, PRESETS["memorise"].task, seed=5, optimizer="rmsprop", lr=0.003)
    assert widget.update().loss == again.update().loss


def test_a_cell_too_large_for_memory_is_refused_and_the_next_click_works(widget, monkeypatch):
    monkeypatch.setattr("qrnn_nb.model._SMALL", 0)
    monkeypatch.setattr("qrnn_nb.model._free_memory", lambda device: 1000)
    before = widget.model
    large = Topology.paper(2, 9, stages=1, degree=1)
    with pytest.raises(MemoryError, match="fewer workspace lanes"): widget.choose(topology=large)
    assert widget.model is before
    monkeypatch.undo()
    ask(widget, action="step")
    assert widget.trainer.index == 1 and widget.status == "paused"


def test_choose_refuses_batches_that_do_not_fit_though_one_sequence_would(widget, monkeypatch):
    topology = Topology.paper(2, 4, stages=1, degree=1)
    steps = SHORT_XOR.batch().inputs.shape[1]
    need = [QRNN(topology).plan(batch, steps).memory for batch in (1, SHORT_XOR.batch_size)]
    monkeypatch.setattr("qrnn_nb.model._SMALL", 0)
    monkeypatch.setattr("qrnn_nb.model._free_memory", lambda device: sum(need) / 2)
    with pytest.raises(MemoryError, match="smaller batch"): widget.choose(topology=topology)
    assert widget.model.topology == SMALL_CELL
    widget.choose(topology=topology, batch_size=1)
    assert widget.model.topology == topology


def test_the_update_that_choose_tries_leaves_nothing_behind(widget):
    widget.choose(optimizer="adam", lr=0.1, seed=8)
    fresh = Stepping(SMALL_CELL, SHORT_XOR, optimizer="adam", lr=0.1, seed=8)
    assert len(widget.history) == 0 and [widget.update().loss for _ in range(3)] == [fresh.update().loss for _ in range(3)]


@pytest.mark.parametrize("given", [SMALL_CELL, QRNN(SMALL_CELL, seed=11)], ids=["topology", "model"])
def test_json_and_python_rebuild_it_bit_for_bit(given):
    widget = TrainingStepper(given, SHORT_XOR, seed=3, optimizer="sgd", lr=0.1, momentum=0.9)
    for _ in range(7): widget.update()
    space = {}
    exec(widget.export("py").decode(), space)
    again = TrainingStepper.from_json(widget.export("json").decode())
    following = widget.update().loss
    for copy in again, space["stepper"]:
        assert copy.history.losses == widget.history.losses[:-1] and copy.update().loss == following
        assert json.loads(copy.to_json()) == json.loads(widget.to_json())
    with pytest.raises(ValueError, match="a stepper has no 'topology'"): TrainingStepper.from_json("{}")


@pytest.mark.parametrize("step", [None, 2], ids=["no step", "a step"])
def test_csv_has_the_numbers_of_the_figure(widget, step):
    for _ in range(4): widget.update()
    widget.look(step)
    table = pd.read_csv(io.BytesIO(widget.export("csv")), dtype={"state": str})
    found = [rows.dropna(axis=1, how="all").drop(columns="panel") for _, rows in table.groupby("panel")]
    strip, *looked, losses, norms, least = found
    assert np.allclose(strip.probability, widget.predict().ravel())
    for column, rows in ("loss", losses), ("gradient_norm", norms), ("min_postselection", least):
        assert np.allclose(rows.iloc[:, 1], widget.history.table[column])
    assert bool(looked) == (step is not None)
    if looked:
        reading, (influence, word, states) = widget.reading(step), looked
        assert np.allclose(influence.influence, widget.influence(step))
        assert np.allclose(word.probability, reading.probabilities) and (word.step == step).all()
        assert np.allclose(states.amplitude, torch.cat([*reading.stages.values()]))
        assert states.state[:4].tolist() == ["00", "01", "10", "11"]


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
    other = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=4)
    widget.play()
    other.play()
    wait_until(lambda: len(widget.history) > 5 and len(other.history) > 5)
    widget.pause()
    count, more = len(widget.history), len(other.history)
    wait_until(lambda: len(other.history) > more + 3)
    assert len(widget.history) == count and other.playing
    other.pause()


def test_what_nobody_sees_any_more_pauses(widget, monkeypatch):
    monkeypatch.setattr(base, "_UNSEEN", 0.2)
    for action in "shown", "shown", "play", "gone": ask(widget, action=action)
    time.sleep(0.4)
    assert widget.playing, "one view is left"
    for action in "gone", "shown": ask(widget, action=action)
    time.sleep(0.4)
    assert widget.playing, "reopened in time"
    ask(widget, action="gone")
    wait_until(lambda: not widget.playing)


@pytest.mark.parametrize(("first", "second", "playing"), [
    (("cell 1", "run 1"), ("cell 1", "run 2"), False), (("cell 1", "run 1"), ("cell 1", "run 1"), True),
    (("cell 1", "run 1"), ("cell 2", "run 2"), True), ((None, "run 1"), (None, "run 2"), True),
], ids=["same cell again", "two in one run", "another cell", "no cell"])
def test_a_cell_that_is_run_again_pauses_what_it_showed_before(widget, monkeypatch, first, second, playing):
    monkeypatch.setattr(module, "_run_of_cell", lambda: first)
    widget._repr_mimebundle_()
    widget.play()
    monkeypatch.setattr(module, "_run_of_cell", lambda: second)
    other = TrainingStepper(SMALL_CELL, SHORT_XOR)
    other.play()
    other._repr_mimebundle_()
    assert other.playing and widget.playing == playing
    other.pause()


def test_close_pauses(widget):
    widget.play()
    widget.close()
    wait_until(lambda: not widget.playing)


def test_another_optimiser_brings_its_own_options():
    stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=3, optimizer="sgd", lr=0.3, momentum=0.9, clip=None)
    stepping.choose(optimizer="adam")
    assert stepping.options == {"optimizer": "adam", "clip": None, "seed": 3} and np.isfinite(stepping.update().loss)
    stepping.choose(lr=0.1)
    assert stepping.options["lr"] == 0.1 and stepping.options["optimizer"] == "adam"


CHOICE = {"action": "choose", "preset": "", "optimizer": "adam", "lr": "0.1", "seed": "0"}


@pytest.mark.parametrize("asked, message", [
    (CHOICE | {"lr": ""}, "the learning rate must be a finite number above 0, got ''"),
    (CHOICE | {"seed": "1.5"}, f"the seed must be a whole number from 0 to {2**63 - 1:,}, got '1.5'"),
    ({"action": "forward", "updates": ""}, "updates must be a whole number from 1 to 1,000,000,000, got ''"),
    ({"action": "forward", "updates": "0"}, "updates must be a whole number from 1 to 1,000,000,000, got 0"),
])
def test_what_is_typed_wrong_is_said(widget, asked, message):
    ask(widget, **asked)
    assert widget.message == message and len(widget.history) == 0


def test_rewind_field_takes_back_as_many_as_there_are(widget):
    losses = [widget.update().loss for _ in range(9)]
    ask(widget, action="rewind", updates="4")
    assert widget.history.losses == losses[:5]
    ask(widget, action="rewind", updates="100")
    assert len(widget.history) == 0 and widget.update().loss == losses[0]


MESSAGES = st.fixed_dictionaries({}, optional={name: st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.integers(), max_size=2),
    st.sampled_from(["0", "1e400", "memorise", "adam", "-1", 10**30, "a control is missing"]),
    st.dictionaries(st.text(max_size=2), st.none()),
) for name in ("step", "updates", "update", "preset", "optimizer", "lr", "seed", "format", "code")})  # fmt: skip


@given(message=MESSAGES, action=st.sampled_from(["look", "rewind", "goto", "choose", "export"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_message_of_a_page_ends_in_an_error_from_inside(widget, message, action):
    ask(widget, action="step")
    ask(widget, action=action, **message)
    assert not widget.message or isinstance(widget.error, ValueError), (action, message, widget.message)
    assert widget.status == "paused", "what is refused is no failed training"


def test_what_is_refused_while_it_trains_stays_to_be_read_and_stops_nothing(widget):
    ask(widget, action="play")
    ask(widget, action="choose", preset="", optimizer="adam", lr="-1", seed="0")
    known = len(widget.history)
    wait_until(lambda: len(widget.history) > known + 3)
    assert widget.status == "training" and "learning rate" in widget.message
    ask(widget, action="pause")
    wait_until(lambda: widget.status == "paused" and not widget.message)


def test_the_page_says_what_is_trained_and_offers_the_rate_that_is_recommended(widget):
    assert widget.choices["trained"] == "trained here: Elman XOR, 2 workspace lanes; adam, rate 0.02, seed 3"
    for name, preset in PRESETS.items():
        advised = re.search(r"rate of ([\d.]+)", preset.hint)
        if advised: assert widget.choices["rates"][name]["adam"] == float(advised[1])
    ask(widget, action="choose", preset="memorise", optimizer="sgd", lr="0.1", seed="5")
    assert widget.choices["trained"] == "trained here: memorise; sgd, rate 0.1, seed 5"
    ask(widget, action="choose", preset="quotes", optimizer="sgd", lr="0", seed="5")
    assert widget.choices["trained"] == "trained here: memorise; sgd, rate 0.1, seed 5", "what was refused is not trained"


def test_the_curve_shows_what_was_made_later(widget):
    for _ in range(6): widget.update()
    ask(widget, action="goto", update=2)
    assert widget.place == {"update": 2, "made": 6, "speed": None, "undo": False} and len(np.frombuffer(widget.curve, np.float32)) == 12
    ask(widget, action="goto", update=7)
    assert "update must be a whole number from 0 to 6" in widget.message and widget.status == "paused"
    ask(widget, action="goto", update=6)
    assert widget.place["update"] == widget.place["made"] == 6 and widget.message == ""
    ask(widget, action="reset")
    assert widget.place == {"update": 0, "made": 6, "speed": None, "undo": True}


@dataclass(frozen=True)
class Own(Task):
    "Bits that an array holds."
    name: ClassVar[str] = "own"
    inputs: ClassVar[int] = 2
    data: np.ndarray

    def _batch(self, split, size, random):
        words = self.data[random.integers(0, len(self.data), size)]
        inputs, targets = shifted(words)
        return Batch.of(inputs, targets, targets, scored=np.arange(inputs.shape[1]) >= 1)


def test_an_own_task_that_holds_arrays_can_be_watched():
    widget = TrainingStepper(SMALL_CELL, Own(np.tile([0, 1, 2, 3, 0], (4, 1))), seed=3)
    widget.update()
    assert widget.status == "paused" and widget.message == "" and widget.choices["own"] == "own, 2 workspace lanes"
    assert widget.export("png") and widget.export("csv")
    for kind in "json", "py":
        with pytest.raises(ValueError, match="own cannot be written down"): widget.export(kind)


def test_the_python_that_is_exported_is_only_data(widget):
    for own in False, True:
        network = QRNN(SMALL_CELL, seed=1) if own else SMALL_CELL
        code = ast.parse(TrainingStepper(network, SHORT_XOR, momentum=0.5, optimizer="sgd").to_python())
        calls = {ast.unparse(node.func) for node in ast.walk(code) if isinstance(node, ast.Call)}
        known = {"Topology.from_dict", "task_from_settings", "TrainingStepper", "TrainingStepper.from_json", "range"}
        assert calls <= known | {"stepper.update"}


CODE = "__import__('os').system('true')"


@pytest.mark.parametrize("change", [
    {"updates": CODE}, {"updates": -1}, {"updates": 10**9}, {"updates": 1.5}, {"updates": True}, {"dtype": CODE},
    {"dtype": "int64"}, {"options": CODE}, {"options": {}}, {"options": {"seed": CODE}},
    {"options": {"seed": 0, "lr": "fast"}}, {"topology": CODE},
    {"options": {"seed": 0, "optimizer": CODE}}, {"options": {"seed": 0, "patience": 3}},
    {"options": {"seed": 0, CODE: 1}}, {"topology": {}},
    {"topology": None}, {"task": CODE}, {"task": {"task": "os"}}, {"task": None}, {"parameters": CODE}, {"parameters": {}},
    {"more": 1},
    {"parameters": {"input.0.weights": "a"}},
])  # fmt: skip
def test_a_state_that_is_none_is_refused(widget, change):
    with pytest.raises(ValueError): TrainingStepper.from_dict(widget.to_dict() | change)


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_parameters_that_are_no_numbers_are_refused(widget, value):
    model = QRNN(widget.model.topology, seed=0)
    parameters = {name: each.tolist() for name, each in model.state_dict().items()}
    name = next(iter(parameters))
    with pytest.raises(ValueError, match=f"the stored parameter '?{name}'? must be "):
        TrainingStepper.from_dict(widget.to_dict() | {"parameters": parameters | {name: value}})


@pytest.mark.parametrize("state", [None, [], "{}", 3, {}, {"topology": 1}])
def test_what_is_no_state_is_refused(state):
    with pytest.raises(ValueError, match="a stepper"): TrainingStepper.from_dict(state)
    with pytest.raises(ValueError): TrainingStepper.from_json(state)


@pytest.mark.parametrize("step", [None, 2])
def test_the_figure_says_all_that_the_page_says(widget, step):
    for _ in range(2): widget.update()
    widget.look(step)
    picture = widget.figure(width="page")
    texts = " ".join(text.get_text() for ax in picture.axes for text in ax.findobj(Text))
    only_at_a_step, elsewhere = {"state", "negative", "influence"}, {"step", "pale", "lanes", "pinned"}
    for name, label in widget.labels.items():
        if name in elsewhere or (step is None and name in only_at_a_step): continue
        assert label in texts, f"the figure does not say {label!r}"
    assert widget.sampled in " ".join(texts.split())
    unasked = sum(word < 0 for word in widget.strip["targets"])
    assert sum(patch.get_hatch() is not None for patch in picture.axes[0].patches) == unasked > 0, "it hatches what nothing asks for"


def test_the_page_has_no_names_of_its_own():
    page = (Path(module.__file__).parent.parent / "static" / "stepper.js").read_text()
    assert set(re.findall(r"labels\.(\w+)", page)) >= set(module.LABELS) - {"update"}


def test_a_state_from_elsewhere_reads_no_file_unasked(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("dear diary, this is for nobody else to read. " * 20)
    task = TextFile(path, length=8)
    widget = TrainingStepper(Topology.paper(task.inputs, 2, order=1, degree=1), task, seed=0)
    with pytest.raises(ValueError, match=r"names files of this computer: path .*letter.txt.* say trust=True"):
        TrainingStepper.from_json(widget.to_json())
    assert TrainingStepper.from_json(widget.to_json(), trust=True).task == task
    space = {}
    exec(widget.to_python(), space)  # who runs a program trusts it
    assert space["stepper"].task == task


@given(updates=st.integers(0, 4), back=st.integers(0, 4), after=st.integers(0, 3))
@settings(max_examples=12, deadline=None)
def test_a_choice_is_undone_and_comes_again(updates, back, after):
    "The training before, at its update, with what was made later; then the other one, where it was left."
    stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=3)
    for _ in range(updates): stepping.update()
    stepping.rewind(min(back, updates))
    before, place, made = stepping.history.losses, stepping.trainer.index, stepping.made
    stepping.choose(seed=7)
    chosen = [stepping.update().loss for _ in range(after)]
    stepping.undo()
    assert (stepping.history.losses, stepping.trainer.index, stepping.made) == (before, place, made) and stepping.options["seed"] == 3
    stepping.undo()
    assert stepping.history.losses == chosen and stepping.options["seed"] == 7


def test_a_reset_is_undone_even_when_it_has_gone_on():
    stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=3)
    losses = [stepping.update().loss for _ in range(5)]
    stepping.reset()
    for _ in range(2): stepping.update()
    stepping.undo()
    assert stepping.history.losses == losses
    stepping.undo()
    assert stepping.history.losses == losses[:2] and stepping.made == 5


def test_nothing_to_undo_is_an_error():
    with pytest.raises(ValueError, match="nothing to undo"): Stepping(SMALL_CELL, SHORT_XOR).undo()


def test_what_is_pinned_stays_as_it_was(widget):
    for _ in range(3): widget.update()
    believed, name = widget.predict().copy(), widget.named()
    widget.pin()
    for _ in range(3): widget.update()
    assert widget.pinned.name == name and len(widget.pinned.rows) == 3 and np.array_equal(widget.pinned_predict(), believed)
    widget.choose(Memorise(), Topology.paper(inputs=3, workspace=2))
    assert widget.pinned_predict() is None and widget.pinned_belief == b"", "words of another length cannot be read"
    assert widget.pinned_run["name"] == name and np.frombuffer(widget.pinned_curve, np.float32).size == 6
    widget.unpin()
    assert widget.pinned_run == {} and widget.pinned_curve == b""


def test_slow_updates_are_stopped_at_once(widget):
    widget.pace(0.001)  # an update in a quarter of an hour
    widget.play()
    wait_until(lambda: len(widget.history) == 1)
    widget.pause()  # it would not come back before the next update
    assert len(widget.history) == 1 and widget.place["speed"] == 0.001
    with pytest.raises(ValueError, match="updates a second"): widget.pace(0)


def test_a_figure_leaves_out_what_is_too_much_to_compute(widget, monkeypatch):
    monkeypatch.setattr("qrnn_nb.widgets.stepping._MOST_NUMBERS", 10)
    widget.look(2)
    assert "influence" not in widget.table() and widget.table().amplitude.notna().any()
