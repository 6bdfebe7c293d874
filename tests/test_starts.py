"Starts that are written by hand: a counter, outputs that wait, lanes that add up."

import math
from dataclasses import replace

import pytest
import torch

from qrnn_nb import QRNN, Neuron, Topology
from qrnn_nb.classical import classical_lanes
from qrnn_nb.neuron import activation, named_angle
from qrnn_nb.starts import FLIP, KEEP, accumulate, clock, set_angles, speak_at
from tests.helpers import words_of

CLOSE = {"rtol": 0, "atol": 1e-12}


def cell(clocked, others=2, inputs=1, tables=True, degree=9):
    "The paper's cell in which nothing rotates the first lanes of the workspace."
    topology = Topology.paper(inputs, clocked + others, order=1, degree=degree)
    if tables: topology = topology.with_tables()
    first = inputs + clocked
    return replace(topology, stages=(replace(topology.stages[0], rotations=tuple(range(first, first + others))),))


def network(*sizes, **options): return QRNN(cell(*sizes, **options), seed=0, dtype=torch.float64)


def ones(model, states):
    "The chance of 1 of every workspace lane: (lanes, steps)."
    lanes = model.topology.workspace
    chances = states.square().reshape(-1, *(2,) * lanes)
    return torch.stack([chances.movedim(1 + lane, 1)[:, 1].reshape(len(chances), -1).sum(-1) for lane in range(lanes)])


@pytest.mark.parametrize("tables", [True, False])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_clock_shows_the_number_of_steps(count, tables):
    model = network(count, tables=tables)
    clock(model, range(1, 1 + count))
    inputs = words_of(2, 1, 2**count + 3)
    shown = ones(model, model.trace(inputs, -1, torch.Generator().manual_seed(0)).states[0])[:count]
    for t, bits in enumerate(shown.T):
        expected = [t % 2**count >> count - 1 - place & 1 for place in range(count)]
        assert torch.allclose(bits, torch.tensor(expected).double(), **CLOSE)
    assert classical_lanes(model.topology, model.angles) == tuple(range(1, 1 + count))


def test_other_angles_stay_as_they_were_drawn():
    model, fresh = network(2), network(2)
    clock(model, (1, 2))
    kept = fresh.cell_parameters()
    for name, value in model.cell_parameters().items():
        same = torch.equal(value, kept[name])
        assert same == (name not in {f"{stage}.{place}.table" for stage in ("input", "stage.0") for place in (0, 1)}), name


@pytest.mark.parametrize("constant", [0, 1, 2, 3])
def test_outputs_wait_for_the_clock(constant):
    model = network(3, inputs=2)
    clock(model, (2, 3, 4))
    before = QRNN(model.topology, seed=0, dtype=torch.float64)
    before.load_state_dict(model.state_dict())
    speak_at(model, (2, 3, 4), (0, 4), constant)
    inputs = words_of(4, 3, 6)
    p = model(inputs, constant)
    certain = torch.eye(4, dtype=torch.float64)[constant]
    for step in 1, 2, 3, 5: assert torch.allclose(p[:, step], certain.expand(3, 4), **CLOSE)
    # at step 0 the outputs act as they did
    assert torch.allclose(p[:, 0], before(inputs[:, :1], constant)[:, 0], **CLOSE) and (p[:, 4] < 1).all()


def test_an_accumulator_stands_at_the_slope():
    model = network(2)
    accumulate(model, (3, 4))
    for place, key in enumerate(("stage.0.2", "stage.0.3")):
        eta = named_angle(dict(model.topology.keys)[key], key, model.cell_parameters(), model.topology.bias)
        assert eta.mean().item() == pytest.approx(math.pi / 4, abs=1e-12) and eta.std() > 0.01
        assert model.cell_parameters()["stage.0.rotations"][place].item() == -math.pi / 2
        below, above = activation(torch.tensor([-1e-4, 1e-4]).double() + math.pi / 4, 1)
        assert (above - below).item() / 2e-4 == pytest.approx(2, abs=1e-4)


def test_equal_angles_turn_nothing():
    model = network(0, others=1)
    set_angles(model, "stage.0.0", lambda bits, eta: 0.3)
    accumulate(model, (1,))
    states = model.trace(words_of(2, 1, 5), 0).states[0]
    assert torch.allclose(ones(model, states)[0], torch.zeros(6).double(), **CLOSE)


def test_a_rule_sees_bits_by_lane_and_the_present_angle():
    model = network(2)
    neuron = dict(model.topology.keys)["input.0"]
    before = named_angle(neuron, "input.0", model.cell_parameters(), model.topology.bias).tolist()
    set_angles(model, "input.0", lambda bits, eta: FLIP if bits[3] and not bits[0] else eta)
    after = named_angle(neuron, "input.0", model.cell_parameters(), model.topology.bias).tolist()
    for word, (old, new) in enumerate(zip(before, after, strict=True)):
        bits = dict(zip(neuron.controls, f"{word:0{len(neuron.controls)}b}"))
        assert new == pytest.approx(FLIP if bits[3] == "1" and bits[0] == "0" else old, abs=1e-12)


def ticking(count, blind=False):
    "A network with a clock, whose outputs may not see it."
    topology = cell(count)
    if blind: topology = replace(topology, output=tuple(replace(neuron, controls=(1 + count,)) for neuron in topology.output))
    model = QRNN(topology, seed=0, dtype=torch.float64)
    clock(model, range(1, 1 + count))
    return model


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_weight_decay_alone_stops_a_clock(decay):
    model, lanes = ticking(2), (1, 2)
    words = words_of(2, 4, 5)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.05, weight_decay=decay)
    for _ in range(3):
        optimizer.zero_grad()
        (-model(words, words).log().mean()).backward()
        optimizer.step()
    assert classical_lanes(model.topology, model.angles.detach()) == (() if decay else lanes)
    if not decay: speak_at(model, lanes, (1,))


@pytest.mark.parametrize("engine", ["auto", "loops"])
def test_only_lanes_that_are_left_out_keep_a_gradient_of_exactly_zero(engine):
    model = QRNN(ticking(2).topology, seed=0, dtype=torch.float64, engine=engine)
    clock(model, (1, 2))
    words = words_of(2, 4, 5)
    (-model(words, words).log().mean()).backward()
    gradient = model.by_name(model.angles.grad)
    largest = max(gradient[f"{stage}.{place}.table"].abs().max().item() for stage in ("input", "stage.0") for place in (0, 1))
    assert largest == 0 if engine == "auto" else 0 < largest < 1e-12


BLIND = Topology(1, 2, (Neuron(1, (0,), 1), Neuron(2, (0,), 1)), (), (Neuron(0, (1,), 1),))


@pytest.mark.parametrize("call, message", [
    (lambda: clock(network(2), (3,)), "rotate lane 3"),
    (lambda: clock(network(2), (0,)), "each of lanes"),
    (lambda: clock(QRNN(BLIND, seed=0), (1, 2)), "must be controlled by lanes"),
    (lambda: clock(network(3, tables=False, degree=1), (1, 2, 3)), "cannot follow this rule"),
    (lambda: speak_at(QRNN(BLIND, seed=0), (1, 2), (0,)), "are no clock"),
    (lambda: speak_at(ticking(2, blind=True), (1, 2), (0,)), "output.0 must be controlled by lanes"),
    (lambda: speak_at(ticking(2), (1, 2), (0,), 2), "constant"),
    (lambda: speak_at(ticking(3), (1, 2, 3), (8,)), r"steps has 8: 3 lanes tell 8 steps apart"),
    (lambda: speak_at(ticking(3), (3, 2, 1), (5,)), r"lanes \(3, 2, 1\) are no clock, since .* highest bit first"),
    (lambda: speak_at(network(3), (1, 2, 3), (5,)), r"lanes \(1, 2, 3\) are no clock, since .* call clock\(model"),
    (lambda: set_angles(network(2), "input.0", lambda bits, eta: None), "what the rule gives .* must be a"),
    (lambda: set_angles(network(2), "input.0", lambda bits, eta: bits[99]), "asks for lane 99, .* controlled by lanes"),
    (lambda: accumulate(network(2), (1,)), "needs one rotation, and has 0"),
    (lambda: set_angles(network(2), "input.9", lambda bits, eta: KEEP), "key must be one of"),
    (lambda: set_angles(None, "input.0", lambda bits, eta: KEEP), "model"),
])  # fmt: skip
def test_what_cannot_be_written_is_refused(call, message):
    with pytest.raises(ValueError, match=message): call()
