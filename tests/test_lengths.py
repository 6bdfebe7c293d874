"""Sequences of different lengths in one batch: each as if it were alone, and nothing behind its end counts."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Ensemble, Topology, Trainer, evaluate
from qrnn_nb.baselines import Baseline, Network
from qrnn_nb.tasks import Batch, ElmanXOR, Quotes, Task
from qrnn_nb.training import LOSSES, EnsembleTrainer

CELL, WIDE = Topology.paper(2, 2, stages=1, order=2, degree=2), {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
LENGTHS = st.lists(st.integers(1, 6), min_size=1, max_size=5)
SEEDS = st.integers(0, 999)


def batch_of(lengths, seed):
    "Random sequences, cut off after so many steps, of which the last one and some of the others are scored."
    random = np.random.default_rng(seed)
    shape = len(lengths), max(lengths)
    ends, steps = np.array(lengths)[:, None], np.arange(max(lengths))
    scored = (random.random(shape) < 0.5) & (steps < ends) | (steps == ends - 1)
    return Batch.of(*random.integers(0, 4, (3, *shape)), scored)


def alone_in(batch):
    "Each sequence as a batch of its own, without what is behind its end."
    for row, scored in enumerate(batch.scored.tolist()):
        end = len(scored) - scored[::-1].index(True)
        yield Batch(*(getattr(batch, name)[row:row + 1, :end] for name in ("inputs", "targets", "forced", "scored")))


@dataclass(frozen=True, eq=False)
class Given(Task):
    "Batches of sequences of these lengths."
    name: ClassVar[str] = "given"
    inputs: ClassVar[int] = 2
    lengths: tuple = (1,)

    def _size(self, split): return len(self.lengths)

    def _batch(self, split, size, random): return batch_of(self.lengths, int(random.integers(999)))


Task.kinds.pop("Given")  # it is not for settings


def models():
    "A quantum network, and a classical one that reads what is forced."
    yield QRNN(CELL, seed=0, dtype=torch.float64, spreads=WIDE)
    yield Baseline(Network("gru", 2, 4, 3, told=True), seed=0, dtype=torch.float64)


def gradients(loss, model): return torch.autograd.grad(loss, [parameter for parameter in model.parameters() if parameter.numel()])


def loss_of(model, batch, loss):
    return LOSSES[loss](model(batch.inputs, batch.forced, batch.at), batch.answers, batch.counts)


@pytest.mark.parametrize("loss", LOSSES)
@given(lengths=LENGTHS, seed=SEEDS)
def test_losses_and_gradients(loss, lengths, seed):
    batch = batch_of(lengths, seed)
    shares = batch.scored.sum(1).double() / batch.scored.sum()  # of the answers
    for model in models():
        together = loss_of(model, batch, loss)
        apart = sum(share * loss_of(model, one, loss) for share, one in zip(shares, alone_in(batch), strict=True))
        torch.testing.assert_close(together, apart, rtol=0, atol=1e-12)
        for one, other in zip(gradients(together, model), gradients(apart, model), strict=True):
            torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-12)


@given(lengths=LENGTHS, seed=SEEDS)
def test_accuracies(lengths, seed):
    batch, task = batch_of(lengths, seed), Given(tuple(lengths))
    shares = (batch.scored.sum(1).double() / batch.scored.sum()).tolist()
    for model in models():
        def judged(one, model=model):
            probabilities = model(one.inputs, one.forced, one.at).detach()
            return task.accuracy(probabilities, one) | task.word_accuracy(probabilities, one)

        apart = [judged(one) for one in alone_in(batch)]
        for name, share in judged(batch).items():
            assert abs(share - sum(part * other[name] for part, other in zip(shares, apart, strict=True))) < 1e-12


@given(lengths=LENGTHS, seed=SEEDS)
def test_chance_and_majority(lengths, seed):
    batch, task = batch_of(lengths, seed), Given(tuple(lengths))
    by_step, right = {}, Counter()
    for one in alone_in(batch):
        for step, answer in zip(one.at.tolist(), one.answers[0].tolist()):
            by_step.setdefault(step, Counter())[answer] += 1
            right[answer] += 1
    assert task.chance(batch) == sum(max(answers.values()) for answers in by_step.values()) / right.total()
    assert task.majority(batch) == max(right.values()) / right.total()
    assert task.label(batch)[task.counts(batch)].bincount(minlength=4).tolist() == [right[word] for word in range(4)]


@given(lengths=LENGTHS, seed=SEEDS)
def test_updates(lengths, seed):
    model, task = QRNN(CELL, seed=0, dtype=torch.float64, spreads=WIDE), Given(tuple(lengths))
    before = QRNN(CELL, seed=0, dtype=torch.float64, spreads=WIDE)
    update = Trainer(model, task, seed=seed, account=True).update()
    parts = list(alone_in(update.batch))
    rights = [before(one.inputs, one.forced, one.at).detach().gather(-1, one.answers[..., None]).min().item() for one in parts]
    assert abs(update.min_postselection - min(rights)) < 1e-12
    runs = torch.cat([before.account(one.inputs, one.forced).log10_runs for one in parts])
    torch.testing.assert_close(update.success.log10_runs, runs, rtol=0, atol=1e-12)
    assert abs(update.loss - loss_of(before, update.batch, "nll").item()) < 1e-12


@given(lengths=st.lists(LENGTHS, min_size=2, max_size=3), seed=SEEDS)
def test_members_with_batches_of_other_lengths(lengths, seed):
    "The members' batches hold equally many sequences, but are longer or shorter, and other steps of them are scored."
    size = min(map(len, lengths))
    each_has = [each[:size] for each in lengths]

    @dataclass(frozen=True, eq=False)
    class Several(Given):
        def batch(self, split="train", size=None, seed=0): return batch_of(each_has[seed % len(each_has)], seed % 1000)

    together = Ensemble(CELL, len(each_has), seed=0, dtype=torch.float64, spreads=WIDE)
    updates = EnsembleTrainer(together, Several(), seed=seed, account=True).update()
    for k, update in enumerate(updates):
        alone = Trainer(QRNN(CELL, seed=k, dtype=torch.float64, spreads=WIDE), Several(), seed=seed + k, account=True).update()
        for name in "loss", "gradient_norm", "min_postselection": assert abs(getattr(update, name) - getattr(alone, name)) < 1e-12
        torch.testing.assert_close(update.probabilities, alone.probabilities, rtol=0, atol=1e-12)  # at the steps of its own batch
        torch.testing.assert_close(update.success.log10_runs, alone.success.log10_runs, rtol=0, atol=1e-12)


def test_quotes_are_judged_sentence_by_sentence():
    texts = "to be, or not", "a rose", "it is."
    task = Quotes(texts)
    model = QRNN(Topology.paper(5, 2, stages=1, order=1, degree=1), seed=0, dtype=torch.float64)
    found, apart = evaluate(model, task, "test"), [evaluate(model, Quotes((text,)), "test") for text in texts]
    counts = [len(text) - 1 for text in texts]
    for name in "loss", "argmax accuracy", "sampled accuracy":
        assert abs(found[name] - np.average([score[name] for score in apart], weights=counts)) < 1e-12


def test_roles_leave_out_what_stands_behind_an_end():
    filled = Batch.of([[1, 1, 0], [1, 0, 0]], [[1, 0, 0], [1, 1, 1]], [[1, 0, 0], [1, 1, 0]], [[True] * 3, [True, True, False]])
    assert filled.roles[:2] == ("scored, postselected on the target",) * 2
    assert filled.roles[2] == "scored where the sequence has not ended, postselected on the target"
    late = Batch.of([[1, 1, 0], [1, 0, 0]], [[1, 0, 1]] * 2, [[0, 0, 1], [0, 0, 1]], [[False, False, True], [False, True, False]])
    assert late.roles[0] == "postselected on the constant 0"
    assert late.roles[1] == "scored in some sequences, postselected on the target; in others postselected on the constant 0"


def test_a_task_that_makes_too_few_sequences_is_refused():
    class Short(ElmanXOR):
        def _batch(self, split, size, random): return super()._batch(split, size, random)[:1]

    with pytest.raises(ValueError, match="4 sequences, as asked"): Short(12).batch(size=4)
