"Lanes that stay bits: found where they are, nowhere else, and left out without a difference."

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb import QRNN, Amplification, Ensemble, Neuron, Stage, Topology, engines
from qrnn_nb import cell as cells
from qrnn_nb import model as networks
from qrnn_nb.cell import SILENT, join_parameters, split_parameters
from qrnn_nb.classical import classical_lanes
from qrnn_nb.reduced import Reduced
from tests.helpers import topologies, words_of

WIDE = dict.fromkeys(("theta", "weights", "rotations", "table"), 0.7)
CLOSE = {"rtol": 0, "atol": 1e-9}


@pytest.fixture
def for_nothing(monkeypatch):
    "Leaving lanes out takes no time, so it pays in the smallest cells."
    monkeypatch.setattr(engines, "LEFT_OUT", 0.0)
    networks._known_plan.cache_clear()
    yield
    networks._known_plan.cache_clear()


def plant(topology, angles, lanes, seed, rotations=False):
    "Angles with quarter turns by chance for all gates on some lanes, in place."
    random = np.random.default_rng(seed)
    parameters = split_parameters(topology, angles)
    for key, gate in topology.gates:
        if key.startswith("output"): break
        if not isinstance(gate, Neuron):
            for place, lane in enumerate(gate):
                if lane in lanes and rotations: parameters[key][place] = math.pi * random.integers(-2, 3)
        elif gate.target in lanes:
            for name in ("table",) if gate.table else ("weights", "theta"):
                value = parameters[f"{key}.{name}"]
                value[...] = math.pi * torch.from_numpy(random.integers(-2, 3, tuple(value.shape)).astype(float))
                if name != "weights": value -= topology.bias
    return angles


def without_rotations(topology, lanes):
    "The same cell in which nothing rotates these lanes."
    stages = [replace(stage, rotations=tuple(lane for lane in stage.rotations if lane not in lanes)) for stage in topology.stages]
    return replace(topology, stages=tuple(stages))


@st.composite
def planted(draw, kinds=(None,)):
    "A cell, its angles, and the lanes whose gates are quarter turns."
    topology = draw(topologies())
    memory = range(topology.inputs, topology.lanes)
    lanes = draw(st.sets(st.sampled_from(memory), min_size=1))
    topology = without_rotations(topology, lanes)
    kind = draw(st.sampled_from(kinds))
    if kind:
        stage = lambda neurons: tuple(replace(neuron, amplification=kind) for neuron in neurons)
        stages = tuple(Stage(stage(one.neurons), one.rotations) for one in topology.stages)
        topology = replace(topology, input=stage(topology.input), stages=stages, output=stage(topology.output))
    seed = draw(st.integers(0, 999))
    model = QRNN(topology, seed=seed, dtype=torch.float64, spreads=WIDE)
    return topology, plant(topology, model.angles.detach().clone(), lanes, seed), lanes


def keeps_the_rules(topology, angles, lanes):
    "By brute force: every gate on these lanes turns by quarters, and by the same ones whatever the other lanes hold."
    parameters = split_parameters(topology, angles)
    for key, gate in topology.gates:
        if key.startswith("output"): return True
        if not isinstance(gate, Neuron):
            if set(gate) & set(lanes): return False  # the angles of rotations are random here
        elif gate.target in lanes:
            eta = cells.named_angle(gate, key, parameters, topology.bias) / (math.pi / 2)
            if (eta - eta.round()).abs().max() > 1e-7: return False
            seen = {}
            for word, turns in enumerate(eta.round().int().tolist()):
                bits = f"{word:0{len(gate.controls)}b}" if gate.controls else ""
                known = tuple(bit for bit, lane in zip(bits, gate.controls) if lane < topology.inputs or lane in lanes)
                if seen.setdefault(known, turns % 2) != turns % 2: return False
    return True


@given(planted())
def test_the_largest_set_is_found(case):
    topology, angles, _ = case
    memory = range(topology.inputs, topology.lanes)
    every = [set(lanes) for size in range(len(memory) + 1) for lanes in combinations(memory, size)]
    right = [lanes for lanes in every if keeps_the_rules(topology, angles, lanes)]
    assert set(classical_lanes(topology, angles)) == max(right, key=len) == set.union(*right)


@given(planted(), st.integers(0, 99))
def test_found_lanes_are_bits_whatever_comes_out(case, seed):
    topology, angles, _ = case
    lanes = classical_lanes(topology, angles)
    parameters = split_parameters(topology, angles)
    hidden = torch.eye(1, 2**topology.workspace, dtype=torch.float64).repeat(3, 1)
    outs = torch.Generator().manual_seed(seed)
    for words in words_of(topology.words, 4, 3, seed=seed):
        after = cells.step(topology, parameters, words, hidden)
        hidden = after.hidden[torch.arange(3), torch.multinomial(after.probabilities, 1, generator=outs)[:, 0]]
        chances = hidden.square().reshape(3, *(2,) * topology.workspace)
        for lane in lanes:
            chance = chances.movedim(1 + lane - topology.inputs, 1).reshape(3, 2, -1).sum(-1)
            assert torch.allclose(chance.amax(-1), torch.ones(3, dtype=torch.float64), **CLOSE)


def gradients(run, angles):
    "Distributions, last states, and the gradient of a function of both."
    angles.grad = None
    distributions, last = run()
    weights = torch.linspace(0.5, 1.5, last.shape[-1], dtype=torch.float64)
    chances = torch.linspace(0.5, 1.5, distributions.numel(), dtype=torch.float64).view_as(distributions)
    ((distributions * chances).sum() + (last.real * weights).sum()).backward()
    return distributions.detach(), last.detach(), angles.grad.clone()


def assert_near(one, two):
    "To nine digits of the largest number: gradients of rare words are large."
    torch.testing.assert_close(one, two, rtol=0, atol=1e-9 * max(1.0, two.abs().max().item()))


def assert_equals_the_whole(case, name, seed):
    topology, angles, _ = case
    lanes = classical_lanes(topology, angles)
    inputs = words_of(topology.words, 4, 5, seed=seed)
    # words that do come out: postselecting on what hardly ever happens would magnify the rounding of pi
    model = QRNN(topology, seed=0, dtype=torch.float64, engine="operators")
    with torch.no_grad(): model.angles.copy_(angles)
    forced = model.sample(inputs, -1, generator=torch.Generator().manual_seed(seed))[None]
    inputs = inputs[None]
    forced[:, :, 2] = SILENT
    row = angles[None].clone().requires_grad_()
    start = torch.eye(1, 2**topology.workspace, dtype=torch.float64)[None].repeat(1, 4, 1)
    at = [1, 2, 4]
    reduced = Reduced(name, topology, row, lanes)
    found = gradients(lambda: Reduced(name, topology, row, lanes).run(inputs, forced, start, at), row)
    whole = gradients(lambda: reduced.make(topology, row).run(inputs, forced, start.to(reduced.O.dtype), at), row)
    for one, two in zip(found, whole, strict=True): assert_near(one, two)
    gradient = split_parameters(topology, found[2][0])
    for key, neuron in topology.keys:
        own = [value for part, value in gradient.items() if part.startswith(f"{key}.")]
        if not key.startswith("output") and neuron.target in lanes: assert not any(value.any() for value in own)


@pytest.mark.parametrize("name", ["loops", "statevector"])
@settings(deadline=None)
@given(case=planted(), seed=st.integers(0, 99))
def test_equals_the_whole_simulation(name, case, seed): assert_equals_the_whole(case, name, seed)


@pytest.mark.parametrize("name", ["loops", "statevector"])
@settings(deadline=None, max_examples=20)
@given(case=planted((Amplification(3), Amplification(5), Amplification(9, "yoder"))), seed=st.integers(0, 99))
def test_amplified_equals_the_whole_simulation(name, case, seed): assert_equals_the_whole(case, name, seed)


def counter(lanes=3, workers=2, table=True):
    "A network whose first lanes count steps, and whose other lanes see them."
    memory = range(1, 1 + lanes + workers)
    count, rest = memory[:lanes], memory[lanes:]
    clock = tuple(Neuron(lane, tuple(count[place + 1:]), order=1, table=table) for place, lane in enumerate(count))
    others = tuple(Neuron(lane, (0, *count, *(other for other in rest if other != lane)), order=1, table=True) for lane in rest)
    output = (Neuron(0, tuple(memory), order=1, table=True),)
    topology = Topology(1, lanes + workers, clock, (Stage(others, tuple(rest)),), output)
    model = QRNN(topology, seed=0, dtype=torch.float64, spreads=WIDE)
    with torch.no_grad():
        for place in range(lanes):
            table = model.cell_parameters()[f"input.{place}.table"]
            table.fill_(-topology.bias)
            table[-1] = math.pi - topology.bias  # all lower bits are 1: carry
    return model, tuple(count)


def test_they_are_left_out_where_that_pays():
    small, _ = counter(lanes=1)
    large, lanes = counter(lanes=4)
    assert small.plan(8, 10).lanes == () and small.plan(8, 10).engine == "loops"
    assert large.plan(500, 100).lanes == lanes
    for model, batch, steps in (small, 8, 10), (large, 500, 100):
        sizes = model.topology, 1, batch, steps, 8
        found = classical_lanes(model.topology, model.angles.detach())
        ways = [engines.make_plan(*sizes, name, lanes=left) for name in engines.COMPILED for left in ((), found)]
        assert model.plan(batch, steps).seconds == min(way.seconds for way in ways)


@pytest.mark.usefixtures("for_nothing")
def test_a_network_takes_them_by_itself():
    model, lanes = counter()
    assert model.plan(8, 10).lanes == lanes and "are bits" in model.plan(8, 10).reason
    inputs = words_of(2, 8, 10)
    whole = QRNN(model.topology, seed=0, dtype=torch.float64, engine="loops")
    whole.load_state_dict(model.state_dict())
    assert whole.plan(8, 10).lanes == ()
    results = []
    for one in model, whole:
        distributions = one(inputs, inputs)
        distributions.log().sum().backward()
        results.append((distributions.detach(), one.angles.grad))
    for found, expected in zip(*results, strict=True): torch.testing.assert_close(found, expected, **CLOSE)
    walked = cells.run(model.topology, {name: value.detach() for name, value in model.cell_parameters().items()}, inputs, inputs)
    torch.testing.assert_close(results[0][0], walked, **CLOSE)


@pytest.mark.usefixtures("for_nothing")
def test_a_text_in_pieces():
    "The hidden state goes in and out in full size."
    model, _ = counter()
    inputs = words_of(2, 4, 11)
    whole, last = model.run(inputs, inputs)
    first, hidden = model.run(inputs[:, :5], inputs[:, :5])
    rest, end = model.run(inputs[:, 5:], inputs[:, 5:], hidden.detach())
    torch.testing.assert_close(torch.cat((first, rest), 1), whole, **CLOSE)
    torch.testing.assert_close(end, last, **CLOSE)


@pytest.mark.usefixtures("for_nothing")
def test_a_hidden_state_of_several_bits_is_simulated_as_a_whole():
    model, _ = counter()
    inputs = words_of(2, 4, 3)
    hidden = torch.nn.functional.normalize(torch.randn(4, 32, dtype=torch.float64, generator=torch.Generator().manual_seed(1)))
    whole = QRNN(model.topology, seed=0, dtype=torch.float64, engine="operators")
    whole.load_state_dict(model.state_dict())
    for found, expected in zip(model.run(inputs, inputs, hidden), whole.run(inputs, inputs, hidden), strict=True):
        torch.testing.assert_close(found, expected, **CLOSE)


@pytest.mark.usefixtures("for_nothing")
def test_the_gradient_of_a_hidden_state_is_whole():
    model, _ = counter()
    inputs = words_of(2, 4, 3)
    hidden = torch.eye(32, dtype=torch.float64)[:4].clone().requires_grad_()
    _, last = model.run(inputs, inputs, hidden)
    last.sum().backward()
    # directions of other bits move the last state too
    assert hidden.grad.abs().max() > 0


@pytest.mark.usefixtures("for_nothing")
def test_rotations_count_only_where_nothing_is_trained():
    model, lanes = counter()
    stage = replace(model.topology.stages[0], rotations=(lanes[0], *model.topology.stages[0].rotations))
    topology = replace(model.topology, stages=(stage,))
    rotated = QRNN(topology, seed=0, dtype=torch.float64)
    with torch.no_grad():
        for name, value in rotated.cell_parameters().items():
            if "rotations" not in name: value.copy_(model.cell_parameters()[name])
            else: value[0] = 0
    # the other lanes of the clock do not see the first one
    assert rotated.plan(8, 10).lanes == lanes[1:]
    with torch.no_grad(): assert rotated.plan(8, 10).lanes == lanes
    inputs = words_of(2, 3, 5)
    with torch.no_grad(): still = rotated(inputs, inputs)
    torch.testing.assert_close(rotated(inputs, inputs).detach(), still, **CLOSE)


@pytest.mark.usefixtures("for_nothing")
def test_single_precision_and_an_ensemble():
    model, lanes = counter()
    single = QRNN(model.topology, seed=0)
    single.load_state_dict(model.state_dict())
    assert single.plan(8, 10).lanes == lanes
    inputs = words_of(2, 8, 10)
    torch.testing.assert_close(single(inputs, inputs).double(), model(inputs, inputs), rtol=0, atol=1e-5)
    assert Ensemble(model.topology, 2, seed=0).plan(8, 10).lanes == ()


@pytest.mark.parametrize("left_out", [True, False])
def test_training_does_not_move_the_clock(left_out, request):
    "Adam divides a gradient by its size, so even the smallest one would move an angle."
    clock, _ = counter()
    if left_out: request.getfixturevalue("for_nothing")
    assert bool(clock.plan(8, 6).lanes) == left_out
    model = QRNN(clock.topology, seed=0)
    model.load_state_dict(clock.state_dict())
    start = model.angles.detach().clone()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    inputs = words_of(2, 8, 6)
    for _ in range(3):
        optimizer.zero_grad()
        (-model(inputs, inputs).log().mean()).backward()
        optimizer.step()
    moved = model.by_name(model.angles.detach() - start)
    assert all((not value.any()) == name.startswith("input") for name, value in moved.items())


def test_a_fresh_network_has_none():
    topology = Topology.paper(2, 4)
    assert classical_lanes(topology, QRNN(topology, seed=0).angles) == ()
    assert QRNN(topology, seed=0).plan(4, 5).lanes == ()


@pytest.mark.parametrize("angles", [torch.zeros(3), [0.0], None, torch.zeros(2, 264)])
def test_angles_must_be_those_of_the_cell(angles):
    with pytest.raises(ValueError, match="angles must be a tensor of shape"): classical_lanes(Topology.paper(), angles)


def test_what_is_no_number_is_no_bit():
    topology = counter()[0].topology
    assert classical_lanes(topology, torch.full((topology.parameters,), math.nan)) == ()


def test_join_and_split_agree():
    model, lanes = counter()
    assert classical_lanes(model.topology, join_parameters(model.topology, model.cell_parameters())) == lanes
