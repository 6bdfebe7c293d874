"""The frames of a training: which updates are kept, and what a film of them holds."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from helpers import SHORT_XOR, SMALL_CELL
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb import QRNN, Topology
from qrnn_nb.presets import PRESETS
from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.widgets import TrainingStepper
from qrnn_nb.widgets import stepping as widgets_stepping
from qrnn_nb.widgets.stepping import Stepping

OFFERED = {name: preset for name, preset in PRESETS.items() if preset.task}


def angles_after(stepping, updates):
    "The angles after so many updates, made again."
    stepping.goto(updates)
    return stepping.model.angles.detach().clone()


def film_angles(film):
    "The angles of a film as a page computes them, (frames, angles)."
    low, part = np.frombuffer(film["ranges"]).reshape(2, -1)
    levels = np.frombuffer(film["levels"], np.uint16).reshape(-1, low.size)
    return low + part * levels, part


@given(updates=st.integers(0, 20), most=st.integers(2, 6))
@settings(max_examples=15, deadline=None)
def test_frames_are_few_and_evenly_spread_and_exact(updates, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(widgets_stepping, "_FRAMES", most)
        stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=3)
        for _ in range(updates): stepping.update()
        frames = stepping.frames()
    *kept, now = frames
    assert now == updates and len(kept) <= most
    assert len({later - earlier for earlier, later in pairwise(kept)}) <= 1, "evenly spread"
    assert updates <= most or len(kept) > most // 2 - 1
    for update, angles in frames.items(): assert torch.equal(angles, angles_after(stepping, update))


def test_frames_outlive_going_back_until_something_else_is_made():
    stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=3)
    for _ in range(6): stepping.update()
    frames = stepping.frames()
    stepping.reset()
    assert [*stepping.frames()] == [*frames], "what was made later stays"
    stepping.goto(2)
    stepping.update()
    assert all(torch.equal(stepping.frames()[update], angles) for update, angles in frames.items())
    stepping.trainer.optimizer.param_groups[0]["lr"] *= 2
    # the loss of an update tells how it began, so that of the next one tells that this one was another
    for _ in range(2): stepping.update()
    assert [*stepping.frames()] == [0, 1, 2, 3, 4, 5], "the rest never happened"
    assert not any(torch.equal(stepping.frames()[update], frames[update]) for update in (4, 5))
    stepping.choose(seed=5)
    assert [*stepping.frames()] == [0]


def test_recording_copies_the_angles_at_most_once_an_update(monkeypatch):
    "And ever more rarely: all that recording adds to an update is this copy, of some microseconds."
    monkeypatch.setattr(widgets_stepping, "_FRAMES", 8)
    stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=3)
    copies = []
    copy = stepping._angles
    monkeypatch.setattr(Stepping, "_angles", lambda self: copies.append(self.trainer.index) or copy())
    for _ in range(64): stepping.update()
    assert copies == [*range(1, 9), *range(10, 17, 2), *range(20, 33, 4), *range(40, 65, 8)]


def test_an_angle_changes_by_half_a_part_at_most(widget):
    for _ in range(12): widget.update()
    exact = torch.stack([*widget.frames().values()]).double().numpy()
    angles, part = film_angles(widget.alone())
    assert angles.shape == exact.shape and (part <= np.ptp(exact, axis=0) / 65535 + 1e-18).all()
    # 1e-12: of the sums
    assert (np.abs(angles - exact) <= part / 2 + 1e-12).all()


def test_probabilities_change_by_no_more_than_the_angles_explain():
    "To first order a probability changes by at most the sum over all angles of |slope| x half a part; twice that for the rest."
    stepper = TrainingStepper(SMALL_CELL, ElmanXOR(length=18), seed=3)
    for _ in range(60): stepper.update()
    film, watched = stepper.alone(), stepper.watched
    angles, part = film_angles(film)
    exact = torch.stack([*stepper.frames().values()]).double().numpy()
    network = QRNN(SMALL_CELL, seed=0, dtype=torch.float64)

    def told(angles):
        with torch.no_grad(): network.angles.copy_(torch.as_tensor(angles))
        return network.trace(watched.inputs, watched.forced).probabilities[0].numpy()

    for frame in 0, 15, 30, 60:
        bound = np.zeros_like(told(angles[frame]))
        for number, size in enumerate(part):
            shift = np.zeros_like(part)
            shift[number] = 1e-6
            slope = (told(exact[frame] + shift) - told(exact[frame] - shift)) / 2e-6
            bound += np.abs(slope) * size / 2
        change = np.abs(told(angles[frame]) - told(exact[frame]))
        assert (change <= 2 * bound + 1e-9).all() and change.max() < 1e-4


def test_a_film_shows_what_is_there(widget):
    for _ in range(9): widget.update()
    widget.goto(4)
    widget.look(2)
    film = widget.alone()
    assert film["state"] == {"update": 4, "step": 2, "moment": None, "speed": 10, "pace": 5}
    assert film["facts"]["updates"] == [*range(10)] and film["facts"]["made"] == 9
    assert np.frombuffer(film["curve"], np.float32).reshape(-1, 2)[:, 0].tolist() == [*range(1, 10)]
    assert film["facts"]["sampled"][4] == widget.continuation()
    assert widget.trainer.index == 4 and torch.equal(widget.model.angles, widget.frames()[4]), "the network keeps its angles"


def test_a_film_begins_at_the_beginning_unless_something_is_chosen(widget):
    "Gone back to, or looked at."
    for _ in range(5): widget.update()
    asked = widget.watched.scored[0].tolist().index(True)

    def start():
        state = widget.alone()["state"]
        return state["update"], state["step"]

    assert start() == (0, asked)
    widget.look(2)
    assert start() == (5, 2)
    widget.look(None)
    widget.goto(3)
    assert start() == (3, None)


def test_words_that_are_measured_are_stored_for_every_frame(widget):
    for _ in range(3): widget.update()
    steps = widget.watched.inputs.shape[1]
    assert np.frombuffer(widget.alone()["taken"], np.int32).tolist() == widget.watched.forced[0].tolist(), "the same for all"
    widget.watched.forced[:, 1::2] = -1
    film = widget.alone()
    taken = np.frombuffer(film["taken"], np.int32).reshape(4, steps)
    assert film["facts"]["forced"] == [step % 2 == 0 for step in range(steps)]
    assert (taken[:, ::2] == widget.watched.forced[0, ::2].numpy()).all()
    assert taken[-1].tolist() == [widget.reading(step).taken for step in range(steps)]


def test_a_training_that_failed_has_a_film_of_what_was_right(widget):
    for _ in range(3): widget.update()
    with torch.no_grad(): widget.model.angles.fill_(torch.nan)
    film = widget.alone()
    assert film["facts"]["updates"] == [0, 1, 2] and film["state"]["update"] == 0


def test_a_cell_that_is_too_large_for_a_page_is_refused(widget):
    widget.rebuild(Topology.paper(inputs=2, workspace=10, stages=1, order=1, degree=1))
    with pytest.raises(ValueError, match=r"a page cannot compute a cell of 2 in/out and 10 workspace lanes: .*; save a .pdf"):
        widget.export("html")
    widget.export("json")


def test_the_largest_film_of_a_preset_is_small():
    "With as many frames as are kept, of angles that have nothing in common."
    counts = {name: QRNN(preset.topology, seed=0).angles.numel() for name, preset in OFFERED.items()}
    preset = OFFERED[max(counts, key=counts.get)]
    stepper = TrainingStepper(preset.topology, preset.task, seed=1)
    for _ in range(widgets_stepping._FRAMES): stepper._update()
    random = torch.Generator().manual_seed(1)
    for update in range(widgets_stepping._FRAMES): stepper._frames[update] = torch.randn(stepper.model.angles.shape, generator=random)
    assert len(stepper.alone()["facts"]["updates"]) == widgets_stepping._FRAMES + 1
    assert len(stepper.to_html().encode()) <= 1_000_000
