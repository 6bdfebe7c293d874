"""Runs with each hook that has a state: stopped anywhere and continued, they end bit for bit where uninterrupted ones do."""

import math
import os
import random
import re
import subprocess
import sys

import pytest
import torch
from helpers import forge
from torch.optim.lr_scheduler import LambdaLR, OneCycleLR, ReduceLROnPlateau

from qrnn_nb import QRNN, Ensemble, Topology, Trainer, fit, load_checkpoint, save_checkpoint
from qrnn_nb.experiments import Setting
from qrnn_nb.storage import load_folder
from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.training import EnsembleTrainer, Limits, stored_updates, trainer_of

TASK, CELL = ElmanXOR(length=9), Topology.paper(2, 2, stages=1, order=1, degree=2)
QUIET = {"progress": False}
RUN = {"updates": 18, "validate_every": 4, "checkpoint_every": 3, "batch_size": 8, "progress": False}
PLATEAU = {"name": "ReduceLROnPlateau", "factor": 0.5, "patience": 0, "threshold": 0.05}


def plainly(value):
    "The name of a case; where a function lies differs from process to process, and names may not."
    return re.sub(r" at 0x[0-9a-f]+", "", str(value))


def one_cycle(optimizer): return OneCycleLR(optimizer, max_lr=0.1, total_steps=40)


def steep(probabilities, answers): return (1 - probabilities.gather(-1, answers[..., None]).squeeze(-1)) ** 2


HOOKS = {
    "exponential": {"scheduler": {"name": "ExponentialLR", "gamma": 0.9}},
    "steps": {"scheduler": {"name": "StepLR", "step_size": 4, "gamma": 0.5}},
    "milestones": {"scheduler": {"name": "MultiStepLR", "milestones": [5, 6, 11], "gamma": 0.3}},
    "warm-up": {"scheduler": {"name": "LinearLR", "start_factor": 0.1, "total_iters": 9}},
    "cosine": {"scheduler": {"name": "CosineAnnealingLR", "T_max": 7}},
    "plateau": {"scheduler": PLATEAU, "lr": 0.3},
    "own scheduler": {"scheduler": one_cycle},
    "own loss": {"loss": steep},
    "weights": {"class_weight": {0: 1, 1: 4}},
    "accumulated": {"accumulate": 3},
    "in pieces": {"truncate": 3},
    "patience": {"patience": 1, "lr": 0.8},
    "all": {"scheduler": PLATEAU, "loss": steep, "class_weight": {1: 4}, "accumulate": 2, "truncate": 3, "patience": 4, "lr": 0.3},
}
SHARED = {name: hook for name, hook in HOOKS.items() if hook.get("scheduler") is not PLATEAU}  # what members can share


def model_of(seed=0): return QRNN(CELL, seed=seed)


def together_of(seed=0): return Ensemble(CELL, 3, seed=seed)


def given_again(hook): return {name: value for name, value in hook.items() if callable(value)}


def rows_of(history):
    "The rows of a history less what a clock has measured."
    return [{name: value for name, value in row.items() if name != "seconds"} for row in history.rows]


def histories_of(outcome): return outcome if isinstance(outcome, list) else [outcome]


def stored(folder):
    "All that is stored of a run, less what a clock has measured."
    record, tensors = load_folder(folder, "checkpoint")
    for name in "digest", "replaces": record.pop(name)
    for history in record["histories"]:
        for row in history["rows"]: row.pop("seconds")
    return record, tensors


def assert_same(model, outcome, folder, expected_model, expected, expected_folder):
    "Bit for bit: parameters, histories, and all that is stored."
    for one, other in zip(histories_of(outcome), histories_of(expected), strict=True):
        assert rows_of(one) == rows_of(other) and (one.stopped, one.restored) == (other.stopped, other.restored)
    for name, value in expected_model.state_dict().items(): assert torch.equal(model.state_dict()[name], value), name
    (record, tensors), (expected_record, expected_tensors) = stored(folder), stored(expected_folder)
    assert record == expected_record and tensors.keys() == expected_tensors.keys()
    for name, value in tensors.items(): assert torch.equal(value, expected_tensors[name]), name


CASES = [(model_of, Trainer, hook) for hook in HOOKS] + [(together_of, EnsembleTrainer, hook) for hook in SHARED]


@pytest.mark.parametrize("make, kind, hook", CASES, ids=[f"{kind.__name__}-{hook}" for _, kind, hook in CASES])
def test_a_run_that_failed_anywhere_goes_on_bit_for_bit(tmp_path, monkeypatch, make, kind, hook):
    hook = HOOKS[hook]
    expected_model = make()
    expected = fit(expected_model, TASK, checkpoint=tmp_path / "whole", **RUN, **hook)
    batches = kind.batches
    assert hook.get("patience") != 1 or {history.stopped for history in histories_of(expected)} == {"patience"}
    for failed in 3, 5, 9, 16:  # 5 and 9 come right behind a validation

        def failing(self, number, failed=failed):
            if number == failed: raise RuntimeError("no batch")
            return batches(self, number)

        monkeypatch.setattr(kind, "batches", failing)
        resume = {"resume": True} if stored_updates(tmp_path / "parts") else {}
        options = RUN | hook if not resume else QUIET | given_again(hook)
        try: fit(make(), TASK, checkpoint=tmp_path / "parts", **options, **resume)
        except RuntimeError: assert stored_updates(tmp_path / "parts") == failed - 1
        monkeypatch.undo()
    model = make(9)
    outcome = fit(model, TASK, checkpoint=tmp_path / "parts", resume=True, **QUIET, **given_again(hook))
    assert_same(model, outcome, tmp_path / "parts", expected_model, expected, tmp_path / "whole")


KILLED = """
import os, signal, sys
from qrnn_nb import QRNN, Topology, fit
from qrnn_nb.tasks import ElmanXOR

folder, moment = sys.argv[1], int(sys.argv[2])
make, calls = ElmanXOR.batch, []

def batch(self, *arguments, **options):
    calls.append(1)
    if len(calls) == moment: os.kill(os.getpid(), signal.SIGKILL)
    return make(self, *arguments, **options)

def steep(probabilities, answers): return (1 - probabilities.gather(-1, answers[..., None]).squeeze(-1)) ** 2

ElmanXOR.batch = batch
plateau = {"name": "ReduceLROnPlateau", "factor": 0.5, "patience": 0, "threshold": 0.05}
options = dict(scheduler=plateau, loss=steep, class_weight={1: 4}, accumulate=2, truncate=3, patience=4, lr=0.3)
limits = dict(updates=18, validate_every=4, checkpoint_every=3, batch_size=8, progress=False)
model = QRNN(Topology.paper(2, 2, stages=1, order=1, degree=2), seed=0)
fit(model, ElmanXOR(length=9), checkpoint=folder, resume=True, **limits, **options)
"""


def test_kills_at_random_moments_change_nothing_with_all_hooks_on(tmp_path, root):
    expected_model = model_of()
    expected = fit(expected_model, TASK, checkpoint=tmp_path / "whole", **RUN, **HOOKS["all"])
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    moments = [random.randint(5, 20) for _ in range(3)]
    for moment in moments:
        command = [sys.executable, "-c", KILLED, str(tmp_path / "parts"), str(moment)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode in (-9, 0), (moments, done.stderr)
    model = model_of(9)
    outcome = fit(model, TASK, checkpoint=tmp_path / "parts", resume=True, **RUN, **HOOKS["all"])
    assert_same(model, outcome, tmp_path / "parts", expected_model, expected, tmp_path / "whole")


# A run keeps its options


@pytest.mark.parametrize("changed", [
    {"scheduler": {"name": "StepLR", "step_size": 5}}, {"scheduler": None}, {"scheduler": "ReduceLROnPlateau"},
    {"scheduler": one_cycle}, {"accumulate": 2}, {"class_weight": {1: 2}}, {"loss": steep},
], ids=plainly)  # fmt: skip
def test_a_changed_option_is_refused(tmp_path, changed):
    started = {"scheduler": {"name": "StepLR", "step_size": 4}, "accumulate": 3, "batch_size": 4}
    fit(model_of(), TASK, updates=2, checkpoint=tmp_path, **started, **QUIET)
    model = model_of(4)
    with pytest.raises(ValueError, match="give the same settings"):
        fit(model, TASK, updates=4, checkpoint=tmp_path, resume=True, **changed, **QUIET)
    for name, value in model.state_dict().items(): assert torch.equal(value, model_of(4).state_dict()[name])
    again = {"scheduler": {"name": "StepLR", "step_size": 4}, "accumulate": 3}
    assert len(fit(model, TASK, updates=4, checkpoint=tmp_path, resume=True, **again, **QUIET)) == 4


def test_patience_is_a_limit_and_may_change(tmp_path):
    history = fit(model_of(), TASK, updates=60, validate_every=2, patience=2, lr=0.5, checkpoint=tmp_path, **QUIET)
    assert history.stopped == "patience"
    again = fit(model_of(), TASK, checkpoint=tmp_path, resume=True, **QUIET)
    assert again.stopped == "patience" and rows_of(again) == rows_of(history), "nothing is left to do"
    more = fit(model_of(), TASK, patience=None, updates=len(history) + 3, checkpoint=tmp_path, resume=True, **QUIET)
    assert more.stopped == "updates" and len(more) == len(history) + 3
    assert load_checkpoint(tmp_path).limits == Limits(len(history) + 3, validate_every=2)


def test_a_run_with_a_scheduler_of_ones_own_goes_on_only_with_it(tmp_path):
    fit(model_of(), TASK, updates=3, scheduler=one_cycle, checkpoint=tmp_path, **QUIET)
    with pytest.raises(ValueError, match=r"'one_cycle': give it again, scheduler="): load_checkpoint(tmp_path)
    with pytest.raises(ValueError, match=r"'one_cycle': give it again, scheduler="):
        fit(model_of(), TASK, updates=5, checkpoint=tmp_path, resume=True, **QUIET)
    trainer = load_checkpoint(tmp_path, scheduler=one_cycle)
    assert isinstance(trainer.scheduler, OneCycleLR) and trainer.options["scheduler"] == {"function": "one_cycle"}


def test_a_run_of_before_there_were_hooks_goes_on(tmp_path):
    whole = fit(model_of(), TASK, updates=6, validate_every=3, **QUIET)
    fit(model_of(), TASK, updates=3, validate_every=3, checkpoint=tmp_path, **QUIET)

    def older(record):
        for name in "scheduler", "loss", "class_weight", "accumulate", "truncate": record["options"].pop(name)
        record["options"]["loss"] = "nll"
        record.pop("scheduler")
        record["limits"].pop("patience")
        for history in record["histories"]: history.pop("stopped")

    forge(tmp_path, older)
    parts = fit(model_of(7), TASK, updates=6, accumulate=1, scheduler=None, checkpoint=tmp_path, resume=True, **QUIET)
    assert rows_of(parts) == rows_of(whole)


def change_state(**values):
    "A change of a record's scheduler, by name."
    def change(record):
        kept = [pair for pair in record["scheduler"]["pairs"] if pair[0] not in values]
        record["scheduler"]["pairs"] = kept + [[name, value] for name, value in values.items()]

    return change


@pytest.mark.parametrize("change", [
    change_state(step=3), change_state(optimizer="none"), change_state(last_epoch="3"), change_state(base_lrs=0.1),
    lambda record: record.pop("scheduler"), lambda record: record.update(scheduler=3), lambda record: record.update(scheduler={}),
])  # fmt: skip
def test_a_made_up_state_of_a_scheduler_is_refused(tmp_path, change):
    save_checkpoint(Trainer(model_of(), TASK, scheduler={"name": "StepLR", "step_size": 4}), tmp_path)
    forge(tmp_path, change)
    with pytest.raises(ValueError, match=r"scheduler|incomplete"): load_checkpoint(tmp_path)


def test_what_of_a_scheduler_cannot_be_stored_is_told_before_it_is_trained(tmp_path):
    class Odd(LambdaLR):
        def state_dict(self): return {"odd": object()}

    model = model_of()
    with pytest.raises(ValueError, match="the state of Odd"):
        fit(model, TASK, checkpoint=tmp_path, scheduler=lambda optimizer: Odd(optimizer, lambda index: 1), **QUIET)
    for name, value in model.state_dict().items(): assert torch.equal(value, model_of().state_dict()[name])


# What a scheduler does


@pytest.mark.parametrize("make", [model_of, together_of], ids=["QRNN", "Ensemble"])
@pytest.mark.parametrize("name", ["exponential", "steps", "milestones", "warm-up", "cosine", "own scheduler"])
def test_the_rates_are_those_of_torch(make, name):
    scheduler = HOOKS[name]["scheduler"]
    optimizer = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=0.02)
    if callable(scheduler): twin = scheduler(optimizer)
    else:
        options = {option: value for option, value in scheduler.items() if option != "name"}
        twin = getattr(torch.optim.lr_scheduler, scheduler["name"])(optimizer, **options)
    trainer = trainer_of(make(), TASK, lr=0.02, scheduler=scheduler)
    for _ in range(12):
        trainer.update()
        assert trainer.histories[0].rows[-1]["lr"] == optimizer.param_groups[0]["lr"]
        optimizer.step()
        twin.step()


def test_an_update_moves_by_the_rate_of_its_row():
    "Plain descent, unclipped: what an update moves, by its gradient."
    trainer = Trainer(model_of(), TASK, optimizer="sgd", clip=None, lr=0.3, scheduler={"name": "StepLR", "step_size": 1, "gamma": 0.5})
    for expected in 0.3, 0.15, 0.075:
        before = trainer.model.angles.detach().clone()
        trainer.update()
        moved = (trainer.model.angles - before).detach().norm() / trainer.model.angles.grad.norm()
        assert moved == pytest.approx(expected, rel=1e-4)


def test_the_plateau_steps_on_validations_in_turn_alone():
    history = fit(model_of(), TASK, **(RUN | {"updates": 15, "validate_every": 4}), scheduler=PLATEAU, lr=0.3)
    optimizer = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=0.3)
    twin = ReduceLROnPlateau(optimizer, **{name: value for name, value in PLATEAU.items() if name != "name"})
    rates = []
    for row in history.rows:
        rates.append(optimizer.param_groups[0]["lr"])
        if row["update"] % 4 == 0: twin.step(row["validation loss"])
    assert [row["lr"] for row in history.rows] == rates and len(set(rates)) > 1
    assert "validation loss" in history.rows[14], "the end is validated too"


def test_back_and_forth_with_a_scheduler():
    trainer = Trainer(model_of(), TASK, lr=0.02, scheduler={"name": "CosineAnnealingLR", "T_max": 5})
    for _ in range(3): trainer.update()
    saved = trainer.snapshot()
    once = [trainer.update().loss for _ in range(6)]
    trainer.restore(saved)
    assert [trainer.update().loss for _ in range(6)] == once
    expected = [0.01 * (1 + math.cos(math.pi * k / 5)) for k in range(6)]
    assert [row["lr"] for row in trainer.history.rows[:6]] == pytest.approx(expected)


@pytest.mark.parametrize("scheduler, message", [
    ("StepLr", "did you mean 'StepLR'"), ("StepLR", "cannot be made"), ({"name": "StepLR", "step": 3}, "did you mean 'step_size'"),
    ({"name": "StepLR", "step_size": 0}, "step_size of the scheduler must be a whole number"),
    ({"name": "ExponentialLR", "gamma": -1}, "gamma of the scheduler must be"),
    ({"step_size": 3}, "scheduler has no 'name'"), (3, "scheduler must be a dictionary"), ({"name": 3}, "the name of the scheduler"),
    ({"name": "MultiStepLR", "milestones": 3}, "milestones of the scheduler must be a list"), (len, "a function that makes a scheduler"),
    (lambda optimizer: None, "it returned None"), ({"name": "LinearLR", "start_factor": 0}, "cannot be made"),
    ({"function": "f"}, "give it again"),
], ids=plainly)  # fmt: skip
def test_what_is_no_scheduler(scheduler, message):
    with pytest.raises(ValueError, match=message): Trainer(model_of(), TASK, scheduler=scheduler)


def test_where_a_plateau_makes_no_sense():
    with pytest.raises(ValueError, match="a rate for each member"): EnsembleTrainer(together_of(), TASK, scheduler=PLATEAU)
    plateau = {"scheduler": lambda optimizer: ReduceLROnPlateau(optimizer)}
    with pytest.raises(ValueError, match="a rate for each member"): EnsembleTrainer(together_of(), TASK, **plateau)
    with pytest.raises(ValueError, match="ReduceLROnPlateau waits for validations"):
        fit(model_of(), TASK, validate_every=None, scheduler=PLATEAU, **QUIET)
    with pytest.raises(ValueError, match="ReduceLROnPlateau waits for validations"): Setting(TASK, training={"scheduler": PLATEAU})
    assert Setting(TASK, training={"scheduler": PLATEAU}, schedule=[{"updates": 3}])


# Patience


@pytest.mark.parametrize("make", [model_of, together_of], ids=["QRNN", "Ensemble"])
def test_patience_counts_validations_without_a_better_one(make):
    outcome = fit(make(), TASK, updates=80, validate_every=2, patience=3, lr=0.4, **QUIET)
    for history in histories_of(outcome):
        assert history.stopped == "patience" and history.restored == history.best.index
        validated = [row["validation loss"] for row in history.rows if "validation loss" in row]
        assert len(history) == history.best.index + 6 and min(validated) == validated[-4] == history.best.loss
        windows = [(validated[: k - 3], validated[k - 3 : k]) for k in range(4, len(validated))]
        assert all(min(window) < min(before) for before, window in windows), "or it should have stopped before"


def test_members_lose_their_patience_as_if_alone():
    options = dict(updates=60, validate_every=2, patience=2, lr=0.4, progress=False)
    histories = fit(Ensemble(CELL, 3, seed=0, dtype=torch.float64), TASK, **options)
    alone = [fit(QRNN(CELL, seed=k, dtype=torch.float64), TASK, seed=k, **options) for k in range(3)]
    assert [(len(one), one.stopped) for one in histories] == [(len(one), one.stopped) for one in alone]
    assert len({len(one) for one in alone}) > 1, "they should stop at different updates, or this tests less"


@pytest.mark.parametrize("limits", [{"patience": 0}, {"patience": 1.5}, {"patience": 3, "validate_every": None}])
def test_patience_that_makes_no_sense(limits):
    with pytest.raises(ValueError, match="patience"): Limits(**limits)
    with pytest.raises(ValueError, match="patience"): fit(model_of(), TASK, **limits, **QUIET)
