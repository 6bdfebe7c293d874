"""Truncated back-propagation: the whole gradient where nothing is cut, that of autograd with `detach` where something is, little memory."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb import QRNN, Amplification, Ensemble, Topology, Trainer, fit, load_checkpoint
from qrnn_nb.baselines import KINDS, Baseline, Network
from qrnn_nb.tasks import DNA, ElmanXOR, from_sequences
from qrnn_nb.training import nll, trainer_of

TASK = ElmanXOR(length=13)  # twelve steps, every third of which is scored
STRINGS = ["abbaab", "ab", "babbabb", "b", "aabb", "baa", "bbbbbbbbb", "a"] * 4
LENGTHS = from_sequences(STRINGS, [string.count("b") % 2 for string in STRINGS], validate=0.2, test=0.2)
CELLS = {
    "real": Topology.paper(2, 2, stages=1, order=2, degree=2),
    "complex": Topology.paper(2, 2, stages=1, order=1, degree=2, amplification=Amplification(3)),
}
ENGINES = "operators", "loops", "statevector"
PRECISE = {"seed": 0, "dtype": torch.float64}
PLAIN = {"clip": None, "batch_size": 6}


def cell_of(task): return Topology.paper(task.inputs, 2, stages=1, order=1, degree=2)


MODELS = {f"QRNN-{engine}": (lambda task, engine=engine: QRNN(cell_of(task), engine=engine, **PRECISE)) for engine in ENGINES}
MODELS |= {f"Ensemble-{engine}": (lambda task, engine=engine: Ensemble(cell_of(task), 3, engine=engine, **PRECISE)) for engine in ENGINES}
MODELS |= {kind: (lambda task, kind=kind: Baseline(Network(kind, task.inputs, 4, 3), **PRECISE)) for kind in KINDS}
MODELS |= {"told": lambda task: Baseline(Network("lstm", task.inputs, 4, 3, told=True), **PRECISE)}
models = pytest.mark.parametrize("make", MODELS.values(), ids=MODELS)
tasks = pytest.mark.parametrize("task", [TASK, LENGTHS], ids=["one length", "lengths"])


def first_attempt(model, task, **options):
    "Losses, distributions and gradients of the first update, before anything moves."
    trainer = trainer_of(model, task, **PLAIN | options)
    attempt = trainer._attempt(trainer._stack(trainer.batches(1), 1))
    return attempt.losses, attempt.probabilities, [values.grad.clone() for values in trainer._parameters]


def assert_same(one, other):
    for mine, expected in zip((*one[:2], *one[2]), (*other[:2], *other[2]), strict=True):
        torch.testing.assert_close(mine, expected, rtol=0, atol=1e-9 * max(1, expected.abs().max().item()))


def detached(state): return tuple(map(detached, state)) if isinstance(state, tuple) else state.detach()


def by_autograd(model, task, truncate):
    "The same with one graph for all pieces, cut between them with `detach`, and one backward for the mean over all answers."
    trainer = trainer_of(model, task, **PLAIN)
    stack = trainer._stack(trainer.batches(1), 1)
    alone = not isinstance(model, Ensemble)
    inputs, forced = (stack.inputs[0], stack.forced[0]) if alone else (stack.inputs, stack.forced)
    hidden, pieces = None, []
    for start in range(0, inputs.shape[-1], truncate):
        part = slice(start, start + truncate)
        probabilities, hidden = model.run(inputs[..., part], forced[..., part], hidden)
        hidden = detached(hidden)
        pieces.append(probabilities)
    probabilities = torch.cat(pieces, -2)[..., stack.at, :]
    if alone: probabilities = probabilities[None]
    losses = nll(probabilities, stack.answers, stack.counts)
    gradients = torch.autograd.grad(losses.sum(), trainer._parameters)
    return losses.detach(), probabilities.detach(), list(gradients)


@models
@tasks
@pytest.mark.parametrize("accumulate", [1, 2])
def test_as_long_as_the_sequence_it_is_the_whole_gradient(make, task, accumulate):
    expected = first_attempt(make(task), task)
    size = {"batch_size": 6 // accumulate, "accumulate": accumulate}
    for steps in 12, 13, 1000: assert_same(first_attempt(make(task), task, truncate=steps, **size), expected)


@models
@tasks
@pytest.mark.parametrize("truncate", [1, 2, 5])
def test_in_pieces_it_is_what_autograd_gives_with_detach(make, task, truncate):
    assert_same(first_attempt(make(task), task, truncate=truncate), by_autograd(make(task), task, truncate))


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=8, deadline=None)
@given(truncate=st.integers(1, 14), length=st.integers(3, 14), seed=st.integers(0, 99))
def test_any_piece_of_any_length_on_every_engine(cell, engine, truncate, length, seed):
    model, task = QRNN(cell, seed, torch.float64, engine), ElmanXOR(length)
    reference = QRNN(cell, seed, torch.float64, "operators")
    assert_same(first_attempt(model, task, truncate=truncate), by_autograd(reference, task, truncate))


def test_losses_are_the_same_and_gradients_are_not():
    whole = first_attempt(MODELS["QRNN-loops"](TASK), TASK)
    cut = first_attempt(MODELS["QRNN-loops"](TASK), TASK, truncate=2)
    torch.testing.assert_close(cut[0], whole[0], rtol=0, atol=1e-12)
    torch.testing.assert_close(cut[1], whole[1], rtol=0, atol=1e-12)
    assert (cut[2][0] - whole[2][0]).norm() > 0.01 * whole[2][0].norm()


def test_every_hook_together_is_what_autograd_gives():
    "Weights, a loss of one's own and several batches beside pieces."
    def squared(probabilities, answers): return (1 - probabilities.gather(-1, answers[..., None]).squeeze(-1)) ** 2

    options = {"loss": squared, "class_weight": {0: 1, 1: 5}}
    parts = first_attempt(MODELS["QRNN-loops"](LENGTHS), LENGTHS, truncate=3, accumulate=3, batch_size=2, **options)
    assert_same(parts, first_attempt(MODELS["QRNN-operators"](LENGTHS), LENGTHS, truncate=3, **options))


class Saved:
    "Bytes that autograd holds for the way back, and the most it ever held."

    def __init__(self): self.held = self.most = 0

    def pack(self, tensor):
        size = tensor.numel() * tensor.element_size()
        self.held += size
        self.most = max(self.most, self.held)
        saved = self

        class Held:
            def __del__(self): saved.held -= size

        held = Held()
        held.tensor = tensor.detach()  # with its past it would hold the node that holds it
        return held

    def unpack(self, held): return held.tensor


def most_saved(engine, length, **options):
    saved, model, task = Saved(), QRNN(cell_of(TASK), engine=engine, **PRECISE), ElmanXOR(length)
    with torch.autograd.graph.saved_tensors_hooks(saved.pack, saved.unpack): first_attempt(model, task, **options)
    return saved.most


@pytest.mark.parametrize("engine", ENGINES)
def test_memory_is_that_of_a_piece(engine):
    short, long = (most_saved(engine, length, truncate=9) for length in (31, 301))
    assert long <= 1.1 * short, "it does not grow with the length"
    assert most_saved(engine, 301) > 5 * most_saved(engine, 31), "or this measures nothing"


@pytest.mark.parametrize("make", [MODELS["QRNN-loops"], MODELS["Ensemble-loops"], MODELS["lstm"]], ids=["QRNN", "Ensemble", "LSTM"])
def test_a_run_in_pieces_learns_is_stored_and_goes_on(tmp_path, make):
    options = {"truncate": 6, "batch_size": 16, "validate_every": 5, "progress": False}
    whole = fit(make(TASK), TASK, updates=20, **options)
    fit(make(TASK), TASK, updates=10, checkpoint=tmp_path, **options)
    with pytest.raises(ValueError, match="give the same settings"):
        fit(make(TASK), TASK, updates=20, truncate=5, checkpoint=tmp_path, resume=True, progress=False)
    parts = fit(make(TASK), TASK, updates=20, checkpoint=tmp_path, resume=True, progress=False)
    for one, other in zip(*([outcome] if not isinstance(outcome, list) else outcome for outcome in (whole, parts)), strict=True):
        assert one.losses == other.losses and one.losses[-1] < one.losses[0]
    assert load_checkpoint(tmp_path).options["truncate"] == 6


def test_measured_words_are_drawn_once_for_all_pieces():
    task = DNA(8, "paper")
    model = QRNN(cell_of(task), **PRECISE)
    whole, cut = (Trainer(model, task, truncate=steps, **PLAIN) for steps in (None, 3))
    stacks = [trainer._stack(trainer.batches(1), 1) for trainer in (whole, cut)]
    assert torch.equal(stacks[0].forced, stacks[1].forced)


class Stateless(torch.nn.Module):
    "A network that gives no hidden state back."
    topology = cell_of(TASK)

    def __init__(self):
        super().__init__()
        self.word = torch.nn.Embedding(4, 4)

    def forward(self, inputs, forced, at): return self.word(inputs[:, at]).softmax(-1)

    def sample(self, inputs, forced, generator): return forced

    def record(self): return {"model": "Stateless"}


def test_a_model_without_a_state_is_refused():
    assert Trainer(Stateless(), TASK).update().index == 1
    with pytest.raises(ValueError, match=r"a Stateless has no run\(inputs, forced, hidden\)"): Trainer(Stateless(), TASK, truncate=3)


@pytest.mark.parametrize("truncate", [0, -1, 1.5, "3", True])
def test_no_number_of_steps(truncate):
    with pytest.raises(ValueError, match="truncate"): Trainer(MODELS["QRNN-loops"](TASK), TASK, truncate=truncate)
