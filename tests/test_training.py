"""Training: determinism, interruption, resuming, members, optimisers, and what it refuses."""

import os
import signal
from dataclasses import replace

import pytest
import torch
from helpers import SHORT_XOR, SMALL_CELL, forge, losses

from qrnn_nb import QRNN, Ensemble, Topology, Trainer, evaluate, fit, load_checkpoint, save_checkpoint, train
from qrnn_nb.tasks import ElmanXOR, Memorise
from qrnn_nb.training import LOSSES, EnsembleTrainer, trainer_of
from qrnn_nb.training.losses import judge

TASK = ElmanXOR(length=9)
SMALL = Topology.paper(2, 2, stages=1, order=1, degree=2)


def model_of(seed=0, **options): return QRNN(SMALL, seed=seed, **options)


def ensemble_of(members, **options): return Ensemble(SMALL, members, seed=0, **options)


@pytest.mark.slow
def test_xor_is_learnt_with_the_defaults():
    topology, task = Topology.paper(2, 4, stages=1, order=2, degree=3), ElmanXOR(length=36)
    histories = [fit(QRNN(topology, seed=seed), task, updates=1000, stop_loss=1e-3, seed=seed, progress=False) for seed in range(5)]
    assert [history.stopped for history in histories].count("loss") >= 4, histories


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_by_hand(loss):
    probabilities, answers = torch.tensor([[[0.7, 0.1, 0.1, 0.1], [0.2, 0.2, 0.5, 0.1]]]).double(), torch.tensor([[0, 3]])
    rights = torch.tensor([0.7, 0.1]).double()
    if loss == "nll": expected = -rights.log().mean()
    else: expected = (probabilities[0].exp().sum(-1).log() - rights).mean() - torch.tensor(3 + torch.e).double().log() + 1
    torch.testing.assert_close(LOSSES[loss](probabilities, answers), expected)


BELIEFS, RIGHT = torch.full((1, 3, 2, 4), 0.25), torch.tensor([[[0, 3], [1, 2], [2, 2]]])
UNFIT = {  # probabilities and answers of which no loss can be made
    "a flag": (torch.tensor(True), RIGHT), "flags": (BELIEFS > 0, RIGHT), "whole numbers": (BELIEFS.long(), RIGHT),
    "complex numbers": (BELIEFS.to(torch.complex64), RIGHT), "lists": (BELIEFS.tolist(), RIGHT), "an array": (BELIEFS.numpy(), RIGHT),
    "one number": (torch.tensor(0.5), torch.tensor(0)), "one distribution": (BELIEFS[0, 0, 0], RIGHT[0, 0, 0]),
    "answers of flags": (BELIEFS, RIGHT > 0), "of real numbers": (BELIEFS, RIGHT.double()), "of small numbers": (BELIEFS, RIGHT.int()),
    "a text": (BELIEFS, "right"), "too few": (BELIEFS, RIGHT[..., :1]), "too many": (BELIEFS, RIGHT.repeat(1, 1, 2)),
    "too few dimensions": (BELIEFS, RIGHT[0]), "no word": (BELIEFS, RIGHT - 1), "words beyond": (BELIEFS, RIGHT + 1),
    "nowhere": (BELIEFS, RIGHT.to("meta")), "no words": (BELIEFS[..., :0], RIGHT),
}  # fmt: skip


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("probabilities, answers", UNFIT.values(), ids=UNFIT)
def test_losses_refuse_what_does_not_fit(loss, probabilities, answers):
    with pytest.raises(ValueError, match=r"(probabilities|answers) must be "): LOSSES[loss](probabilities, answers)


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "rmsprop", "sgd", "lbfgs", "lbfgs-search"])
def test_every_optimiser_lowers_the_loss(optimizer):
    model = QRNN(Topology.paper(3, 2, stages=1, order=1, degree=2), seed=0)
    # Memorise: each batch the same, since plain descent and L-BFGS may rise otherwise
    found = losses(train(model, Memorise(length=8), optimizer=optimizer), 60)
    assert found[-1] < 0.9 * found[0], found


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop", "sgd", "lbfgs", "lbfgs-search"])
def test_resume_is_exact(tmp_path, optimizer):
    trainer = Trainer(model_of(), TASK, optimizer=optimizer, seed=3)
    losses(trainer, 7)
    save_checkpoint(trainer, tmp_path)
    assert losses(load_checkpoint(tmp_path), 8) == losses(trainer, 8)


def test_a_line_search_is_a_name_for_its_options():
    options = {"lr": 1.0, "max_iter": 10, "history_size": 50, "line_search_fn": "strong_wolfe"}
    named = losses(train(model_of(), TASK, optimizer="lbfgs-search", seed=3), 4)
    assert named == losses(train(model_of(), TASK, optimizer="lbfgs", seed=3, **options), 4)
    assert named[1:] != losses(train(model_of(), TASK, optimizer="lbfgs-search", max_iter=2, seed=3), 4)[1:]


def test_fit_resumes_where_it_stopped(tmp_path):
    whole = fit(model_of(), TASK, updates=12, progress=False, validate_every=5)
    fit(model_of(), TASK, updates=7, progress=False, validate_every=5, checkpoint=tmp_path)
    model = model_of(seed=9)
    parts = fit(model, TASK, updates=12, progress=False, validate_every=5, checkpoint=tmp_path, resume=True)
    assert parts.losses == whole.losses and parts.best.loss == whole.best.loss and parts.stopped == "updates"
    with pytest.raises(ValueError, match="give the same settings"):
        fit(model, TASK, updates=20, lr=0.3, progress=False, checkpoint=tmp_path, resume=True)


def test_same_seed_same_run_and_other_seed_other_run():
    first, again, other = (losses(train(model_of(), TASK, seed=seed), 3) for seed in (1, 1, 2))
    assert first == again != other


class Interrupting(ElmanXOR):
    "Sends the interrupt signal while it makes the batch of the sixth update."
    calls = 0

    def batch(self, split="train", size=None, seed=0):
        Interrupting.calls += split == "train"
        if Interrupting.calls == 6: os.kill(os.getpid(), signal.SIGINT)
        return super().batch(split, size, seed)


@pytest.mark.parametrize("moment", ["batch", "update"])
def test_interrupt_leaves_the_last_whole_update(moment, monkeypatch):
    model, task = model_of(), TASK
    if moment == "batch":
        Interrupting.calls = 0
        task = Interrupting(length=9)
    else:
        calls, move = [], torch.optim.Adam.step

        def interrupted(self, *arguments):
            calls.append(1)
            if len(calls) == 6: os.kill(os.getpid(), signal.SIGINT)
            return move(self, *arguments)

        monkeypatch.setattr(torch.optim.Adam, "step", interrupted)
    history = fit(model, task, updates=50, progress=False, validate_every=None)
    assert history.stopped == "interrupted" and len(history) == (5 if moment == "batch" else 6)
    monkeypatch.undo()
    alone = model_of()
    losses(train(alone, TASK), len(history))
    for name, value in alone.state_dict().items(): assert torch.equal(model.state_dict()[name], value), name


class Measured(ElmanXOR):
    "Measures every output that is not scored."

    def _batch(self, split, size, random):
        batch = super()._batch(split, size, random)
        return replace(batch, forced=batch.targets.where(batch.scored, -1))


def test_measured_steps_are_drawn_anew_and_repeatably():
    task = Measured(length=9)
    first, again = (losses(train(model_of(), task), 4) for _ in range(2))
    assert first == again and first != losses(train(model_of(), TASK), 4)


def test_history_table_and_best():
    model = model_of()
    history = fit(model, TASK, updates=20, progress=False, validate_every=5)
    table = history.table
    assert len(table) == len(history) == 20 and list(table["update"]) == list(range(1, 21))
    validated = table["validation loss"].dropna()
    assert list(validated.index) == [4, 9, 14, 19] and history.best.loss == validated.min()
    assert history.restored == history.best.index and f"parameters of update {history.restored}" in repr(history)
    for name, value in history.best.parameters.items(): assert torch.equal(model.state_dict()[name], value)
    assert evaluate(model, TASK, "validate")["loss"] == pytest.approx(history.best.loss)


def overshooting():
    "A run that gets worse after its best: the learning rate is far too high."
    return {"updates": 12, "validate_every": 2, "lr": 0.8, "clip": None, "progress": False}


def test_fit_restores_the_best_and_says_which():
    model, last = model_of(), model_of()
    history = fit(model, TASK, **overshooting())
    kept = fit(last, TASK, restore_best=False, **overshooting())
    assert history.losses == kept.losses and history.best.index == kept.best.index
    validated = {row["update"]: row["validation loss"] for row in history.rows if "validation loss" in row}
    assert history.best.index == min(validated, key=validated.get) < 12, "the last is not the best, or this tests nothing"
    assert history.restored == history.best.index and kept.restored is None
    assert evaluate(model, TASK, "validate")["loss"] == pytest.approx(history.best.loss, rel=1e-6)
    assert evaluate(last, TASK, "validate")["loss"] == pytest.approx(validated[12], rel=1e-6)
    assert f"the model has the parameters of update {history.restored}" in repr(history) and "has the parameters" not in repr(kept)
    trainer = Trainer(model_of(), TASK, lr=0.8, clip=None)
    losses(trainer, 12)
    for name, value in trainer.model.state_dict().items(): assert torch.equal(last.state_dict()[name], value)
    for name, value in history.best.parameters.items(): assert torch.equal(model.state_dict()[name], value)


def test_a_checkpoint_keeps_the_last_and_the_best(tmp_path):
    model, last = model_of(), model_of()
    history = fit(model, TASK, checkpoint=tmp_path, **overshooting())
    fit(last, TASK, restore_best=False, **overshooting())
    trainer = load_checkpoint(tmp_path)
    for name, value in last.state_dict().items(): assert torch.equal(trainer.model.state_dict()[name], value)
    for name, value in model.state_dict().items(): assert torch.equal(trainer.history.best.parameters[name], value)
    assert trainer.history.best.index == history.best.index == history.restored


def test_the_last_update_is_validated_and_may_be_the_best():
    history = fit(model_of(), TASK, updates=7, validate_every=5, progress=False)
    assert [row["update"] for row in history.rows if "validation loss" in row] == [5, 7] and history.restored == 7
    never = fit(model_of(), TASK, updates=7, validate_every=None, progress=False)
    assert never.best is None and never.restored is None and never.losses == history.losses


@pytest.mark.parametrize("value", [None, 1, "yes"])
def test_restore_best_is_true_or_false(value):
    with pytest.raises(ValueError, match="restore_best must be"): fit(model_of(), TASK, updates=1, restore_best=value)


def test_a_gradient_that_is_no_number_stops_before_the_update(monkeypatch):
    model = model_of()
    trainer = Trainer(model, TASK)
    losses(trainer, 2)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    trainer.loss = judge(lambda probabilities, answers: probabilities.sum(-1) * float("inf"))
    with pytest.raises(ValueError, match="gradient of update 3 is not finite"): trainer.update()
    assert trainer.index == len(trainer.history) == 2
    for name, value in before.items(): assert torch.equal(model.state_dict()[name], value)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"optimizer": "adamax"}, "optimizer must be one of 'adam', .*did you mean 'adam"),
        ({"loss": "mse"}, "loss must be one of 'nll', 'published_loss', got 'mse'"),
        ({"lr": 0}, r"lr .* must be a finite number above 0, got 0"),
        ({"clip": -1}, "clip must be a finite number above 0, got -1"),
        ({"task": Memorise()}, "words of 2 bits, .* needs 3"),
        ({"model": ensemble_of(2), "optimizer": "lbfgs"}, "one by one"),
        ({"model": ensemble_of(2), "optimizer": "lbfgs-search"}, "one by one"),
    ],
)
def test_wrong_settings(options, message):
    with pytest.raises(ValueError, match=message): trainer_of(**{"model": model_of(), "task": TASK} | options)


def test_checkpoint_in_an_unwritable_place_fails_before_training(tmp_path):
    (tmp_path / "file").write_text("")
    model = model_of()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with pytest.raises(OSError, match="cannot write"): fit(model, TASK, updates=5, progress=False, checkpoint=tmp_path / "file" / "here")
    for name, value in before.items(): assert torch.equal(model.state_dict()[name], value)


def test_foreign_and_damaged_checkpoints(tmp_path):
    model_of().save(tmp_path / "model")
    with pytest.raises(FileNotFoundError, match="no checkpoint in"): load_checkpoint(tmp_path / "model")
    save_checkpoint(Trainer(model_of(), TASK), tmp_path / "mine")
    forge(tmp_path / "mine", lambda record: record.pop("options"))
    with pytest.raises(ValueError, match="incomplete"): load_checkpoint(tmp_path / "mine")


def test_account_of_each_update():
    together, before = ensemble_of(2), list(ensemble_of(2))
    updates = EnsembleTrainer(together, TASK, account=True).update()
    updates = [*updates, Trainer(model_of(), TASK, account=True).update()]
    for update, model in zip(updates, [*before, model_of()]):
        batch, success = update.batch, update.success
        assert success.neurons.shape == (32, 8)
        torch.testing.assert_close(success.log10_runs, model.account(batch.inputs, batch.forced).log10_runs, rtol=1e-4, atol=0)
    assert Trainer(model_of(), TASK).update().success is None


def test_a_run_that_its_loss_ends_leaves_a_full_bar(capsys):
    fit(QRNN(SMALL_CELL, seed=0), SHORT_XOR, updates=50, stop_loss=10.0, seed=0, validate_every=None)
    bar = capsys.readouterr().err.split("\r")[-1]
    assert "100%" in bar and "1/1" in bar, "it is done, though there might have been 50 updates"
