"""All engines against the gate-by-gate walk, for any topology, batch, number of threads and of members."""

from dataclasses import replace
from itertools import cycle

import pytest
import torch
from helpers import topologies, words_of
from hypothesis import assume, given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Amplification, Ensemble, Neuron, Stage, Topology, cell, loops
from qrnn_nb.tasks.core import shifted

SPREADS = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}


def model_of(topology, **options): return QRNN(topology, seed=0, dtype=torch.float64, spreads=SPREADS, **options)


def ensemble_of(topology, members, **options):
    return Ensemble(topology, members, seed=0, dtype=torch.float64, spreads=SPREADS, **options)


def words_read_and_forced(alphabet, *shape): return [words_of(alphabet, *shape, seed=seed) for seed in (0, 1)]


def gradients(probabilities, model):
    weights = torch.randn(probabilities.shape, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    return torch.autograd.grad((weights * probabilities.log()).sum(), [p for p in model.parameters() if p.numel()], allow_unused=True)


def assert_same(found, expected, atol):
    for one, other in zip(found, expected, strict=True):
        if one is not None and other is not None: torch.testing.assert_close(one, other, rtol=1e-8, atol=atol)
        else: assert all(tensor is None or not tensor.abs().sum() for tensor in (one, other))


ENGINES = "operators", "loops", "statevector"


def assert_equals_the_walk(topology, engine, batch, steps, at):
    "Distributions to 1e-9 and gradients to 1e-8 are those of walking the cell gate by gate."
    model = model_of(topology, engine=engine)
    inputs, forced = words_read_and_forced(topology.words, batch, steps)
    slow = cell.run(topology, model.cell_parameters(), inputs, forced)[:, at]
    assume(slow.isfinite().all() and slow.min() >= 1e-9)  # not postselected on what cannot come out
    fast = model(inputs, forced, at)
    torch.testing.assert_close(fast, slow, rtol=0, atol=1e-9)
    assert_same(gradients(fast, model), gradients(slow, model), 1e-8)


@pytest.mark.parametrize("engine", ENGINES)
@given(topology=topologies(), batch=st.integers(1, 3), steps=st.integers(1, 4), data=st.data())
def test_equals_the_walk(engine, topology, batch, steps, data):
    at = sorted(data.draw(st.sets(st.integers(0, steps - 1), min_size=1)))
    assert_equals_the_walk(topology, engine, batch, steps, at)


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("batch", [1, 4, 7, 40])
@pytest.mark.parametrize("engine", ["loops", "statevector"])
def test_every_number_of_rows_and_threads(engine, batch, threads, monkeypatch):
    "Rows of one word are taken four at a time, and parts of a batch by threads: nothing may be left over or counted twice."
    topology = Topology.paper(2, 3, stages=1, order=2, degree=2)
    model, (inputs, forced) = model_of(topology, engine=engine), words_read_and_forced(topology.words, batch, 6)
    slow = cell.run(topology, model.cell_parameters(), inputs, forced)[:, [1, 5]]
    monkeypatch.setattr(loops, "WORTH", 1e-12 if threads > 1 else 1.0)  # seconds that a thread is worth
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    fast = model(inputs, forced, [1, 5])
    torch.testing.assert_close(fast, slow, rtol=0, atol=1e-12)
    assert_same(gradients(fast, model), gradients(slow, model), 1e-10)


@pytest.mark.parametrize("engine", ENGINES)
def test_members_equal_models_alone(engine):
    topology = Topology.paper(2, 3, stages=1, order=2, degree=2)
    together = ensemble_of(topology, 3, engine=engine)
    inputs, forced = words_read_and_forced(topology.words, 3, 4, 5)
    found = together(inputs, forced, [0, 4])
    gradient = torch.autograd.grad(found.log().sum(), list(together.parameters()))
    assert len(together) == len([*together]) == 3
    for k, alone in enumerate(together):
        expected = alone(inputs[k], forced[k], [0, 4])
        torch.testing.assert_close(found[k], expected, rtol=0, atol=1e-12)
        assert_same([g[k] for g in gradient], torch.autograd.grad(expected.log().sum(), list(alone.parameters())), 1e-10)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", [(4, 2, 3), (6, 2, 3), (4, 1, 4), (6, 2, 4)])
def test_single_precision_does_not_underflow(size, engine):
    workspace, stages, order = size
    topology = Topology.paper(2, workspace, stages=stages, order=order, degree=2)
    single, double = (QRNN(topology, seed=0, dtype=dtype, engine=engine) for dtype in (torch.float32, torch.float64))
    words = words_read_and_forced(topology.words, 2, 5)
    torch.testing.assert_close(single(*words).double(), cell.run(topology, double.cell_parameters(), *words), rtol=0, atol=1e-5)
    torch.testing.assert_close(single.trace(*words).success.neurons, double.trace(*words).success.neurons, rtol=1e-2, atol=0)


@pytest.mark.parametrize("engine", ENGINES)
def test_single_precision_at_length_1000(engine):
    "From the usual start; postselection on very unlikely words would magnify rounding in any engine."
    topology = Topology.paper(3, 4, stages=1, order=2, degree=3)
    single, double = (QRNN(topology, seed=1, dtype=dtype, engine=engine) for dtype in (torch.float32, torch.float64))
    words = [torch.tensor(part) for part in shifted(words_of(topology.words, 2, 1001).numpy())]  # each output forced on the next input
    torch.testing.assert_close(single(*words).double(), double(*words), rtol=1e-4, atol=0)


def test_every_parameter_has_a_gradient_and_moves():
    topology = Topology.paper(2, 3, stages=2, order=2, degree=2)
    model, (inputs, forced) = QRNN(topology, seed=0), words_read_and_forced(topology.words, 4, 7)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    model(inputs, forced).gather(-1, forced[..., None]).log().mean().backward()
    torch.optim.SGD(model.parameters(), lr=0.1).step()
    slopes = model.by_name(model.angles.grad)
    for name, parameter in model.cell_parameters().items():
        assert slopes[name].abs().sum() > 0, f"{name} has no gradient"
        assert (parameter != before[name]).any(), f"{name} does not move"


def test_all_engines_measure_and_trace_alike():
    topology = Topology.paper(2, 3, stages=1, order=2, degree=2)
    inputs, forced = words_read_and_forced(topology.words, 4, 5)
    models = [model_of(topology, engine=engine) for engine in ENGINES]
    draws = [model.sample(inputs, -1, generator=torch.Generator().manual_seed(3)) for model in models]
    assert torch.equal(draws[0], draws[1]) and torch.equal(draws[0], draws[2])
    for name in "states", "probabilities", "success":
        found = [getattr(model.trace(inputs, forced), name) for model in models]
        for other in found[1:]: torch.testing.assert_close(other, found[0], rtol=1e-10, atol=1e-12)


def test_plan_chooses_by_size_and_refuses_what_will_not_fit():
    small, large = (Topology.paper(2, workspace, stages=1, order=1, degree=1) for workspace in (4, 12))
    small, large = QRNN(small, seed=0), QRNN(large, seed=0)
    assert small.plan(8, 36).engine == "loops" and large.plan(32, 20).engine == "statevector"
    assert QRNN(small.topology, engine="statevector").plan(8, 36).engine == "statevector"
    assert 1.5 < large.plan(64, 20).memory / large.plan(32, 20).memory < 2  # the stack of one step does not grow
    with pytest.raises(MemoryError, match=r"needs about [\d.]+ GB, .* GB are free: try a smaller batch"):
        large(torch.zeros(200_000, 199, dtype=torch.int64), 0)
    with pytest.raises(ValueError, match=r"engine must be one of 'auto', .* got 'gpu'"): QRNN(small.topology, engine="gpu")


@pytest.mark.parametrize("workspace", [1, 5, 6, 7])
@pytest.mark.parametrize("engine", ENGINES)
def test_rotations_together_equal_the_walk(engine, workspace):
    lanes = tuple(range(1, workspace + 1))
    some = lanes[1::2] + lanes[:1]  # not all lanes, not in order
    chain = Topology(1, workspace, (), (Stage((), some), Stage((Neuron(lanes[-1], lanes[:-1], 2, 2),), lanes)), (Neuron(0, lanes, 2, 2),))
    model = model_of(chain, engine=engine)
    words = words_read_and_forced(chain.words, 3, 4)
    slow = cell.run(chain, model.cell_parameters(), *words)
    fast = model(*words)
    torch.testing.assert_close(fast, slow, rtol=0, atol=1e-12)
    assert_same(gradients(fast, model), gradients(slow, model), 1e-9)


def amplify(topology, kinds):
    "The topology with amplifications `kinds` given to its neurons in turn."
    take = cycle(kinds)
    each = lambda neurons: tuple(replace(neuron, amplification=next(take)) for neuron in neurons)
    stages = tuple(replace(stage, neurons=each(stage.neurons)) for stage in topology.stages)
    return replace(topology, input=each(topology.input), stages=stages, output=each(topology.output))


KINDS = {
    "real": [Amplification(5), None, Amplification(9)],
    "complex": [Amplification(3), Amplification(9), None, Amplification(5, "yoder")],
}


@pytest.mark.parametrize("kinds", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("engine", ENGINES)
@given(topology=topologies(), batch=st.integers(1, 3), steps=st.integers(1, 4), data=st.data())
def test_amplified_equals_the_walk(engine, kinds, topology, batch, steps, data):
    at = sorted(data.draw(st.sets(st.integers(0, steps - 1), min_size=1)))
    assert_equals_the_walk(amplify(topology, kinds), engine, batch, steps, at)


@pytest.mark.parametrize("engine", ENGINES)
def test_members_with_complex_amplitudes(engine):
    topology = Topology.paper(2, 3, stages=1, order=2, degree=2, amplification=Amplification(3))
    model, (inputs, forced) = ensemble_of(topology, 2, engine=engine), words_read_and_forced(topology.words, 2, 12, 6)
    fast = model(inputs, forced, [1, 5])
    found = gradients(fast, model)
    weights = torch.randn(fast.shape, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    for k, alone in enumerate(model):
        slow = cell.run(topology, alone.cell_parameters(), inputs[k], forced[k])[:, [1, 5]]
        torch.testing.assert_close(fast[k], slow, rtol=0, atol=1e-12)
        expected = torch.autograd.grad((weights[k] * slow.log()).sum(), list(alone.parameters()))
        assert_same([gradient[k] for gradient in found], expected, 1e-10)


@pytest.mark.parametrize("calls", [3, 9])
def test_success_of_an_amplified_run(calls):
    topology = Topology.paper(2, 3, stages=1, order=2, degree=2, amplification=Amplification(calls))
    model, (inputs, forced) = model_of(topology), words_read_and_forced(topology.words, 2, 3)
    trace = model.trace(inputs, forced)
    hidden = cell.initial_hidden(topology, model.cell_parameters(), 2)
    for t in range(3):
        output = cell.step(topology, model.cell_parameters(), inputs[:, t], hidden)
        torch.testing.assert_close(trace.success.neurons[:, t], output.success, rtol=1e-10, atol=0)
        hidden = output.hidden[torch.arange(2), forced[:, t]]
        torch.testing.assert_close(trace.states[:, t + 1], hidden, rtol=0, atol=1e-10)
