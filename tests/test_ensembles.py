"""Ensembles: each member trains as if it were alone; validation, the best one, checkpoints, kills and resuming."""

import math
import os
import random
import subprocess
import sys

import numpy as np
import pytest
import torch

from qrnn_nb import QRNN, Ensemble, History, Topology, evaluate, fit, load_checkpoint, save_checkpoint
from qrnn_nb.cli import main
from qrnn_nb.storage import load_folder
from qrnn_nb.tasks import DNA, ElmanXOR
from qrnn_nb.training import EnsembleTrainer, stored_updates

TASK, CELL = ElmanXOR(length=9), Topology.paper(2, 2, stages=1, order=1, degree=2)
STOPPING = {"updates": 18, "stop_loss": 0.75, "validate_every": 4, "checkpoint_every": 3, "progress": False}
LENGTHS = [17, 18, 15]  # updates of the first three members with STOPPING: the second is not stopped by its loss


def ensemble_of(members=3, **options): return Ensemble(CELL, members, seed=0, **options)


def rows_of(history):
    "The rows of a history less what a clock has measured."
    return [{name: value for name, value in row.items() if name != "seconds"} for row in history.rows]


def near(one, other, bound):
    "Whether all numbers of two lists of rows differ by at most a bound."
    assert [row.keys() for row in one] == [row.keys() for row in other]
    numbers = (np.array([number for row in rows for number in row.values()]) for rows in (one, other))
    return np.abs(np.subtract(*numbers)).max() <= bound


# As if alone


@pytest.mark.parametrize("members, bound", [(1, 0), (4, 1e-12)])
@pytest.mark.parametrize("engine", ["operators", "loops", "statevector"])
def test_members_train_as_if_alone(engine, members, bound):
    "One member bit for bit; of several, products of matrices are made together, which may add up in another order: 1e-15 a step."
    together = ensemble_of(members, dtype=torch.float64, engine=engine)
    histories = fit(together, TASK, updates=40, stop_loss=0.75, validate_every=5, progress=False)
    for k, history in enumerate(histories):
        alone = QRNN(CELL, seed=k, dtype=torch.float64, engine=engine)
        expected = fit(alone, TASK, updates=40, stop_loss=0.75, validate_every=5, seed=k, progress=False)
        assert (history.stopped, len(history)) == (expected.stopped, len(expected)) and near(rows_of(history), rows_of(expected), bound)
        assert history.best.index == expected.best.index == history.restored == expected.restored
        assert abs(history.best.loss - expected.best.loss) <= bound
        for name, value in alone.state_dict().items():
            torch.testing.assert_close(together.state_dict()[name][k], value, rtol=0, atol=bound)
            torch.testing.assert_close(history.best.parameters[name], expected.best.parameters[name], rtol=0, atol=bound)
    if members > 1: assert len({len(history) for history in histories}) > 1, "they should stop at different updates, or this tests less"


def test_single_precision_members_stop_with_those_alone():
    histories = fit(ensemble_of(), TASK, **STOPPING)
    assert [len(history) for history in histories] == LENGTHS
    assert [history.stopped for history in histories] == ["loss", "updates", "loss"]
    for k, history in enumerate(histories):
        alone = fit(QRNN(CELL, seed=k), TASK, seed=k, **STOPPING)
        assert len(alone) == len(history) and near(rows_of(history), rows_of(alone), 1e-4)


def test_measured_outputs_are_drawn_as_alone():
    task, together = DNA(8, "paper"), Ensemble(Topology.paper(3, 2, stages=1, order=1, degree=1), 3, seed=0, dtype=torch.float64)
    for k, score in enumerate(evaluate(together, task, "test", 20)):
        assert score == pytest.approx(evaluate(together[k], task, "test", 20), rel=1e-12)


def test_a_frozen_member_stands_still():
    trainer, before = EnsembleTrainer(ensemble_of(), TASK), ensemble_of()[1].state_dict()
    trainer.freeze(1)
    for _ in range(3): assert len(trainer.update()) == 3
    assert [len(history) for history in trainer.histories] == [3, 0, 3]
    for name, value in trainer.model[1].state_dict().items(): assert torch.equal(value, before[name])
    for name, value in trainer.model[0].state_dict().items(): assert not torch.equal(value, ensemble_of()[0].state_dict()[name]), name


# The best


def test_the_best_member():
    together = ensemble_of()
    histories = fit(together, TASK, updates=20, validate_every=5, progress=False)
    scores = [history.best.loss for history in histories]
    number = scores.index(min(scores))
    best = together.best(histories)
    for name, value in histories[number].best.parameters.items():
        assert torch.equal(best.state_dict()[name], value) and torch.equal(together.state_dict()[name][number], value)
    assert isinstance(best, QRNN) and evaluate(best, TASK, "validate")["loss"] == pytest.approx(min(scores), rel=1e-5)
    found = evaluate(together, TASK, "validate")
    assert [score["loss"] for score in found] == pytest.approx(scores, rel=1e-5)


def test_there_is_no_best_without_validation():
    together = ensemble_of()
    histories = fit(together, TASK, updates=2, validate_every=None, progress=False)
    assert [history.restored for history in histories] == [None] * 3
    with pytest.raises(ValueError, match="no member was validated: train to the end"): together.best(histories)
    for wrong in histories[:2], [], None, histories[0]:
        with pytest.raises(ValueError, match="histories must be"): together.best(wrong)
    with pytest.raises(ValueError, match="must be 3 histories, one for each member, got History"):
        together.best(histories[0])


def test_members_that_are_no_number_are_never_the_best():
    together = ensemble_of()
    histories = fit(together, TASK, updates=4, validate_every=2, progress=False)
    histories[0] = History()  # was not validated
    assert together.best(histories).state_dict().keys() == together[1].state_dict().keys()
    assert histories[0].best is None and math.isfinite(min(history.best.loss for history in histories[1:]))


# Stored, killed, resumed


def stored(folder):
    "All that is stored of a run, less what a clock has measured."
    record, tensors = load_folder(folder, "checkpoint")
    for name in "digest", "replaces": record.pop(name)  # of all that is stored, with the seconds; the file before
    for history in record["histories"]:
        for row in history["rows"]: row.pop("seconds")
    return record, tensors


def assert_same_run(one, other):
    "Bit for bit."
    (record, tensors), (record_of_other, tensors_of_other) = stored(one), stored(other)
    assert record == record_of_other and tensors.keys() == tensors_of_other.keys()
    for name, value in tensors.items(): assert torch.equal(value, tensors_of_other[name]), name


def assert_same_outcome(together, histories, folder, whole):
    "Bit for bit that of an uninterrupted run (ensemble, histories, folder)."
    for history, expected in zip(histories, whole[1], strict=True):
        assert rows_of(history) == rows_of(expected) and history.stopped == expected.stopped and history.restored == expected.restored
        assert (history.best.index, history.best.loss) == (expected.best.index, expected.best.loss)
    for name, value in whole[0].state_dict().items(): assert torch.equal(together.state_dict()[name], value), name
    assert_same_run(folder, whole[2])


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    "A run that nothing has interrupted: the ensemble, its histories, the folder."
    folder, together = tmp_path_factory.mktemp("whole"), ensemble_of()
    return together, fit(together, TASK, checkpoint=folder, **STOPPING), folder


def test_a_checkpoint_goes_on_bit_for_bit(tmp_path):
    trainer = EnsembleTrainer(ensemble_of(), TASK, seed=3)
    for _ in range(5): trainer.update()
    trainer.freeze(2)
    trainer.update()
    save_checkpoint(trainer, tmp_path)
    again = load_checkpoint(tmp_path)
    assert isinstance(again, EnsembleTrainer) and again.model.topology == CELL and len(again.model) == 3
    for _ in range(4): assert [update.loss for update in trainer.update()] == [update.loss for update in again.update()]
    assert [len(history) for history in again.histories] == [10, 10, 5]
    for name, value in trainer.model.state_dict().items(): assert torch.equal(again.model.state_dict()[name], value)


@pytest.mark.parametrize("index", [1, 4, 9, 16, 17])
def test_what_failed_goes_on_bit_for_bit(tmp_path, monkeypatch, whole, index):
    "At update 16 the third member stands still already, at 17 the first has reached its loss."
    advance = EnsembleTrainer.batches

    def failing(self, number):
        if number == index + 1: raise RuntimeError("no batch")
        return advance(self, number)

    monkeypatch.setattr(EnsembleTrainer, "batches", failing)
    with pytest.raises(RuntimeError, match="no batch"): fit(ensemble_of(), TASK, checkpoint=tmp_path, **STOPPING)
    monkeypatch.undo()
    trainer = load_checkpoint(tmp_path)
    assert trainer.index == index and [len(history) for history in trainer.histories] == [min(index, length) for length in LENGTHS]
    if index > 15: assert list(trainer._frozen) == [2]
    together = Ensemble(CELL, 3, seed=50)
    histories = fit(together, TASK, checkpoint=tmp_path, resume=True, progress=False)
    assert_same_outcome(together, histories, tmp_path, whole)


KILLED = """
import os, signal, sys
from qrnn_nb import Ensemble, Topology, fit
from qrnn_nb.tasks import ElmanXOR

folder, moment = sys.argv[1], int(sys.argv[2])
make, calls = ElmanXOR.batch, []

def batch(self, *arguments, **options):
    calls.append(1)
    if len(calls) == moment: os.kill(os.getpid(), signal.SIGKILL)
    return make(self, *arguments, **options)

ElmanXOR.batch = batch
together = Ensemble(Topology.paper(2, 2, stages=1, order=1, degree=2), 3, seed=0)
limits = dict(updates=18, stop_loss=0.75, validate_every=4, checkpoint_every=3)
fit(together, ElmanXOR(length=9), **limits, checkpoint=folder, resume=True, progress=False)
"""


def test_kills_at_random_moments_change_nothing(tmp_path, root, whole):
    "A run makes about sixty batches; checkpoints are made every third update. SIGKILL leaves no time for anything."
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    moments = [random.randint(2, 30) for _ in range(2)] + [52]  # the last one always comes when members stand still
    for moment in moments:
        command = [sys.executable, "-c", KILLED, str(tmp_path), str(moment)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode in (-9, 0), (moments, done.stderr)
    assert stored_updates(tmp_path) > 0
    together = ensemble_of()
    histories = fit(together, TASK, checkpoint=tmp_path, resume=True, **STOPPING)
    assert_same_outcome(together, histories, tmp_path, whole)


def test_a_run_is_not_continued_by_another_number_of_members(tmp_path, whole):
    fit(ensemble_of(), TASK, updates=2, checkpoint=tmp_path, progress=False)
    for other in ensemble_of(2), QRNN(CELL, seed=0):
        before = {name: value.clone() for name, value in other.state_dict().items()}
        with pytest.raises(ValueError, match=r"Ensemble of 3 QRNNs.* does not fit into"):
            fit(other, TASK, updates=4, checkpoint=tmp_path, resume=True, progress=False)
        for name, value in other.state_dict().items(): assert torch.equal(value, before[name])


def test_an_ensemble_of_one_is_no_single_network(tmp_path):
    fit(ensemble_of(1), TASK, updates=2, checkpoint=tmp_path, progress=False)
    with pytest.raises(ValueError, match="does not fit into"): load_checkpoint(tmp_path, model=QRNN(CELL, seed=0))
    assert len(load_checkpoint(tmp_path, model=ensemble_of(1)).histories) == 1
    assert len(load_checkpoint(tmp_path).update()) == 1


def test_an_ensemble_is_asked_and_drawn_by_its_best_member(tmp_path, capsys):
    task, ensemble = ElmanXOR(12), Ensemble(Topology.paper(2, 2, stages=1, order=1, degree=2), 3, seed=0)
    histories = fit(ensemble, task, updates=6, validate_every=3, checkpoint=tmp_path / "run", progress=False)
    batch = task.batch("test", 5)
    beliefs = task.ask(ensemble, batch)
    assert all(torch.allclose(one, task.ask(member, batch), atol=1e-6) for one, member in zip(beliefs, ensemble, strict=True))
    assert main(["plot", str(tmp_path / "run"), "--format", "svg"]) == 0
    number = ensemble.number_of_best(histories)
    assert f"Of 3 networks this is number {number}" in capsys.readouterr().out
    assert main(["train", "--resume", str(tmp_path / "run"), "--updates", "9"]) == 0
    assert load_checkpoint(tmp_path / "run").index == 9
