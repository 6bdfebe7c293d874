"""Several words at once: the same distributions, states and gradients, and only where it pays."""

import math

import pytest
import torch
from helpers import SEEDS
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb import QRNN, Amplification, Ensemble, Topology, joint, loops
from qrnn_nb.cell import initial_parameters, join_parameters
from qrnn_nb.engines import make_engine

SPREADS = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
AMPLIFIED = Amplification(3, "yoder")  # its operators are complex
CLOSE = {"rtol": 1e-9, "atol": 1e-9}



def engine_of(topology, members, seed=0):
    "Compiled loops with parameters that want gradients; and these."
    drawn = [initial_parameters(topology, torch.Generator().manual_seed(seed + k), SPREADS) for k in range(members)]
    angles = torch.stack([join_parameters(topology, member) for member in drawn]).requires_grad_()
    return make_engine("loops", topology, angles), angles


def outcome(topology, members, seed, inputs, forced, at, weights):
    "Distributions, last states, and the gradient of a number that depends on all of them."
    engine, angles = engine_of(topology, members, seed)
    start = torch.zeros(members, inputs.shape[1], 2**topology.workspace, dtype=engine.O.dtype)
    start[..., 0] = 1
    p, last = engine.run(inputs, forced, start, at)
    number = (p.log() * weights[..., : p.shape[2], : p.shape[3]]).sum() + last.real.square()[..., 0].sum()
    return p, last, torch.autograd.grad(number, angles)[0]


@settings(max_examples=60, deadline=None)
@given(
    seed=SEEDS.map(lambda seed: seed % 2**31), inputs=st.integers(1, 2), workspace=st.integers(1, 3), amplified=st.booleans(),
    members=st.integers(1, 3), batch=st.integers(1, 4), steps=st.integers(1, 9), together=st.integers(2, 4),
    kind=st.sampled_from(["one word", "a word a step", "any words"]), data=st.data(),
)  # fmt: skip
def test_joining_changes_nothing(seed, inputs, workspace, amplified, members, batch, steps, together, kind, data):
    at = sorted(data.draw(st.sets(st.integers(0, steps - 1), min_size=1)))
    topology = Topology.paper(inputs, workspace, stages=1, order=1, degree=1, amplification=AMPLIFIED if amplified else None)
    generator = torch.Generator().manual_seed(seed)
    draw = lambda *shape: torch.randint(topology.words, shape, generator=generator)
    read = draw(members, batch, steps)
    shape = {"one word": (1, 1, 1), "a word a step": (1, 1, steps), "any words": read.shape}[kind]
    forced = draw(*shape).expand(read.shape)
    weights = torch.rand(members, batch, steps, topology.words, generator=generator, dtype=torch.float64)
    case = topology, members, seed, read, forced, at, weights
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loops, "words_at_once", lambda *_: 1)
        expected = outcome(*case)
        patch.setattr(loops, "words_at_once", lambda *_: together)
        p, last, gradient = outcome(*case)
    torch.testing.assert_close(p, expected[0], **CLOSE)
    torch.testing.assert_close(last, expected[1], **CLOSE)
    scale = max(1.0, expected[2].abs().max().item())
    torch.testing.assert_close(gradient, expected[2], rtol=1e-9, atol=1e-9 * scale)


@given(steps=st.integers(1, 40), together=st.integers(1, 6), data=st.data())
def test_groups_hold_every_step_once_and_end_with_wanted_steps(steps, together, data):
    at = sorted(data.draw(st.sets(st.integers(0, steps - 1))))
    firsts, sizes = joint.cut(at, steps, together)
    assert [first + k for first, size in zip(firsts, sizes) for k in range(size)] == list(range(steps))
    assert set(at) <= {first + size - 1 for first, size in zip(firsts, sizes)} and max(sizes) <= together


@pytest.fixture
def joined(monkeypatch):
    "How many words were read at once, for each run that joined some."
    counts = []

    def counted(*arguments):
        counts.append(arguments[-1])
        return joint.join(*arguments)

    monkeypatch.setattr(loops, "join", counted)
    return counts


BATCH, STEPS = 500, 30


def digits_like(rows=BATCH):
    "Words of sequences with one answer at the end, which is forced too; all else is forced on 0."
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randint(4, (rows, STEPS), generator=generator)
    forced = torch.zeros_like(inputs)
    forced[:, -1] = torch.randint(4, (rows,), generator=generator)
    return inputs, forced


CELL = Topology.paper(2, 6, stages=1, order=1, degree=2)


def loss_and_gradients(model, words, at):
    loss = -model(*words, at=at)[..., 0].log().mean()
    loss.backward()
    return loss.item(), [parameter.grad for parameter in model.parameters()]


@pytest.mark.parametrize("members", [None, 2])
def test_networks_join_words_by_themselves(joined, members):
    options = {"seed": 0, "dtype": torch.float64, "spreads": SPREADS}
    new = lambda engine: Ensemble(CELL, members, engine=engine, **options) if members else QRNN(CELL, engine=engine, **options)
    loss, gradients = loss_and_gradients(new("loops"), digits_like(), [STEPS - 1])
    assert joined and joined[0] > 1
    expected, others = loss_and_gradients(new("operators"), digits_like(), [STEPS - 1])
    assert loss == pytest.approx(expected, rel=0, abs=1e-9)
    for ours, theirs in zip(gradients, others): torch.testing.assert_close(ours, theirs, **CLOSE)


@pytest.mark.parametrize("at, rows", [(None, BATCH), (list(range(STEPS)), BATCH), ([STEPS - 1], 2)], ids=["all", "each", "few rows"])
def test_words_are_read_one_by_one_where_joining_does_not_pay(joined, at, rows):
    QRNN(CELL, seed=0, engine="loops")(*digits_like(rows), at=at)
    assert not joined


def test_second_derivatives_are_refused_as_without_joining(joined):
    model = QRNN(CELL, seed=0, engine="loops")
    with pytest.raises(NotImplementedError, match="operators"):
        torch.autograd.grad(model(*digits_like(), at=[STEPS - 1]).log().sum(), list(model.parameters()), create_graph=True)
    assert joined


def test_a_product_that_underflows_is_read_word_by_word(monkeypatch):
    model = QRNN(CELL, seed=0, engine="loops")
    expected = model(*digits_like(5), at=[STEPS - 1])

    def underflowing(M, *arguments):
        M, *others = joint.join(M, *arguments)
        return torch.full_like(M, math.nan), *others

    monkeypatch.setattr(loops, "words_at_once", lambda *_: 2)
    monkeypatch.setattr(loops, "join", underflowing)
    assert torch.equal(model(*digits_like(5), at=[STEPS - 1]), expected)


@pytest.mark.parametrize("words, size", [(256, 2), (64, 4), (4, 4096)])
def test_tables_and_matrices_stay_small(words, size):
    M = torch.empty(1, words, size, size, device="meta")
    forced = torch.zeros((), dtype=torch.int64).expand(1, 10**6, 100)
    assert joint.words_at_once(M, forced, [99]) == 1


@pytest.mark.parametrize("size", [16, 32, 64, 128])
def test_products_of_tiny_operators_keep_their_size(size):
    "In single precision: four of 1e-12 would be 0, and four of 1e12 infinite."
    generator = torch.Generator().manual_seed(0)
    read = torch.randint(2, (1, 3, 9), generator=generator)
    M, O = torch.rand(1, 2, size, size, generator=generator), torch.rand(1, 2, size, generator=generator)  # noqa: E741
    expected, *_ = joint.join(M, O, read, torch.zeros_like(read), [8], 4)
    for scale in 1e-12, 1e12:
        scaled, *_ = joint.join(scale * M, O, read, torch.zeros_like(read), [8], 4)
        torch.testing.assert_close(scaled[:, 2:], expected[:, 2:])
