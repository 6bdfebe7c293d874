"""The transfer engine against the gate-by-gate walk, for any topology, batch, way of grouping, and number of members."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from test_topology import topologies

from qrnn_nb import QRNN, Topology, cell, transfer

SPREADS = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}


def model_of(topology, **options): return QRNN(topology, seed=0, dtype=torch.float64, spreads=SPREADS, **options)


def words_of(topology, *shape, seed=0): return torch.randint(topology.words, shape, generator=torch.Generator().manual_seed(seed))


def gradients(probabilities, model):
    weights = torch.randn(probabilities.shape, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    return torch.autograd.grad((weights * probabilities.log()).sum(), [p for p in model.parameters() if p.numel()], allow_unused=True)


def assert_same(found, expected, atol):
    for one, other in zip(found, expected, strict=True):
        if one is not None and other is not None: torch.testing.assert_close(one, other, rtol=1e-8, atol=atol)
        else: assert all(tensor is None or not tensor.abs().sum() for tensor in (one, other))


@settings(max_examples=40, deadline=None)
@given(topologies(), st.integers(1, 3), st.integers(2, 5), st.data())
def test_equals_the_walk(topology, batch, time, data):
    steps = sorted(data.draw(st.sets(st.integers(0, time - 2), min_size=1)))
    model, inputs, forced = model_of(topology), words_of(topology, batch, time), words_of(topology, batch, time, seed=1)
    slow = cell.run(topology, model.cell_parameters(), inputs, forced)[:, steps]
    if not slow.isfinite().all() or slow.min() < 1e-9: return  # postselected on what cannot come out
    fast = model(inputs, forced, steps)
    torch.testing.assert_close(fast, slow, rtol=0, atol=1e-9)
    assert_same(gradients(fast, model), gradients(slow, model), 1e-8)


@pytest.mark.parametrize("way", ["copied", "padded", "grouped"])
def test_every_way_of_grouping(way, monkeypatch):
    topology = Topology.paper(2, 3, 1, 2, 2)
    model, inputs, forced = model_of(topology), words_of(topology, 12, 7), words_of(topology, 12, 7, seed=1)
    slow = cell.run(topology, model.cell_parameters(), inputs, forced)[:, [1, 5]]
    if way != "copied": monkeypatch.setattr(transfer, "_COPY_LIMIT", 0)
    if way == "grouped": monkeypatch.setattr(transfer, "_PADDED_SIZE", 0)
    fast = model(inputs, forced, [1, 5])
    torch.testing.assert_close(fast, slow, rtol=0, atol=1e-12)
    assert_same(gradients(fast, model), gradients(slow, model), 1e-10)


def test_members_equal_models_alone():
    topology = Topology.paper(2, 3, 1, 2, 2)
    together, inputs, forced = model_of(topology, members=3), words_of(topology, 3, 4, 6), words_of(topology, 3, 4, 6, seed=1)
    found = together(inputs, forced, [0, 4])
    gradient = torch.autograd.grad(found.log().sum(), list(together.parameters()))
    for k in range(3):
        alone = together.member(k)
        expected = alone(inputs[k], forced[k], [0, 4])
        torch.testing.assert_close(found[k], expected, rtol=0, atol=1e-12)
        assert_same([g[k] for g in gradient], torch.autograd.grad(expected.log().sum(), list(alone.parameters())), 1e-10)


@pytest.mark.parametrize("size", [(4, 2, 3), (6, 2, 3), (4, 1, 4), (6, 2, 4)])
def test_single_precision_does_not_underflow(size):
    workspace, stages, order = size
    topology = Topology.paper(2, workspace, stages, order, 2)
    single, double = (QRNN(topology, seed=0, dtype=dtype) for dtype in (torch.float32, torch.float64))
    words = words_of(topology, 2, 6)
    torch.testing.assert_close(single(words).double(), cell.run(topology, double.cell_parameters(), words, words), rtol=0, atol=1e-5)
    torch.testing.assert_close(single.trace(words, words).success, double.trace(words, words).success, rtol=1e-2, atol=0)


def test_single_precision_at_length_1000():
    "From the usual start; postselection on very unlikely words would magnify rounding in any engine."
    topology = Topology.paper(3, 4, 1, 2, 3)
    single, double = (QRNN(topology, seed=1, dtype=dtype) for dtype in (torch.float32, torch.float64))
    words = words_of(topology, 2, 1001)
    torch.testing.assert_close(single(words).double(), double(words), rtol=1e-4, atol=0)


def test_every_parameter_has_a_gradient_and_moves():
    topology = Topology.paper(2, 3, 2, 2, 2)
    model, words = QRNN(topology, seed=0), words_of(topology, 4, 8)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    model(words).gather(-1, words[:, 1:, None]).log().mean().backward()
    torch.optim.SGD(model.parameters(), lr=0.1).step()
    for name, parameter in model.named_parameters():
        assert parameter.grad.abs().sum() > 0, f"{name} has no gradient"
        assert (parameter != before[name]).any(), f"{name} does not move"
