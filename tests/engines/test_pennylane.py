"""Both engines of qrnn_nb against the circuits of oracle.py: states, probabilities, success and gradients, for many topologies."""

from itertools import combinations
from math import pi
from random import Random

import numpy as np
import oracle
import pytest
import torch

from qrnn_nb import cell
from qrnn_nb.model import QRNN
from qrnn_nb.operators import compile_cell
from qrnn_nb.topology import Neuron, Stage, Topology

CLOSE = {"atol": 1e-9, "rtol": 0}


def random_topology(seed):
    "Any number of neurons, in any order, each with any controls, order and degree up to 3; some lanes turned, in any order."
    random = Random(seed)
    inputs, workspace = random.randint(1, 2), random.randint(2, 3)
    lanes = range(inputs + workspace)
    some = lambda lanes: tuple(random.sample(list(lanes), random.randint(0, len(lanes))))
    neuron = lambda lane: Neuron(lane, some([other for other in lanes if other != lane]), random.randint(1, 3), random.randint(1, 3))
    stage = lambda: tuple(neuron(random.choice(lanes[inputs:])) for _ in range(random.randint(1, workspace + 1)))
    stages = tuple(Stage(stage(), some(lanes[inputs:])) for _ in range(random.randint(0, 2)))
    output = tuple(neuron(lane) for lane in random.sample(lanes[:inputs], inputs))
    return Topology(inputs, workspace, stage(), stages, output, random.uniform(-pi, pi))


TOPOLOGIES = {
    f"paper I{inputs} H{workspace} S{stages} order {order} degree {degree}": Topology.paper(
        inputs, workspace, stages=stages, order=order, degree=degree
    )
    for inputs, workspace, stages, order, degree in [
        (1, 2, 1, 1, 1),
        (1, 2, 1, 2, 2),
        (1, 2, 1, 3, 3),
        (2, 2, 1, 1, 2),
        (2, 2, 0, 2, 3),
        (2, 2, 1, 3, 1),
        (1, 3, 1, 1, 3),
        (1, 3, 2, 2, 1),
        (2, 3, 1, 2, 3),
        (2, 3, 0, 3, 2),
    ]
} | {
    "missing controls": Topology(1, 2, (Neuron(1, (0,)), Neuron(2, ())), (Stage((Neuron(2, (1,)),), (1, 2)),), (Neuron(0, (2,)),)),
    "own orders and degrees": Topology(
        2,
        2,
        (Neuron(2, (0, 1, 3), 1, 3), Neuron(3, (2, 1, 0), 3, 1)),
        (Stage((Neuron(3, (2, 0, 1), 2, 2),), (2, 3)),),
        (Neuron(0, (3, 2, 1), 1, 2), Neuron(1, (2, 3, 0), 3, 3)),
    ),
    "extra neurons": Topology(
        1,
        2,
        (Neuron(1, (0, 2), 2, 2), Neuron(2, (1, 0), 1, 2), Neuron(1, (0, 2), 1, 1)),
        (),
        (Neuron(0, (1, 2), 2, 2), Neuron(0, (2,), 1, 1)),
    ),
    "no rotations": Topology(
        2,
        2,
        (Neuron(2, (0, 3)), Neuron(3, (1, 2))),
        (Stage((Neuron(2, (0, 1, 3)),)),),
        (Neuron(1, (2,)), Neuron(0, (3, 1))),
    ),
    "rotations alone": Topology(1, 3, (), (Stage((), (3, 1)), Stage((Neuron(2, (1, 3, 0), 2, 2),), (2,))), (Neuron(0, (2, 1), 2, 2),)),
    "output alone": Topology(1, 2, (), (), (Neuron(0, (2, 1), 2, 2),)),
    **{f"random {seed}": random_topology(seed) for seed in range(6)},
}


def plain(topology):
    "The topology as the oracle's plain data."

    def neurons(name, stage):
        for number, neuron in enumerate(stage):
            subsets = [subset for size in range(1, neuron.degree + 1) for subset in combinations(neuron.controls, size)]
            yield oracle.Neuron(f"{name}.{number}", neuron.target, subsets, neuron.order)

    read = [*neurons("input", topology.input)]
    for number, stage in enumerate(topology.stages):
        if stage.rotations: read.append(oracle.Rotations(f"stage.{number}.rotations", stage.rotations))
        read += neurons(f"stage.{number}", stage.neurons)
    return oracle.Cell(topology.inputs, topology.workspace, topology.bias, tuple(read), tuple(neurons("output", topology.output)))


def random_parameters(data, seed):
    "Large random angles for a cell of the oracle."
    random = np.random.default_rng(seed)
    angles = {}
    for part in data.read + data.write:
        if isinstance(part, oracle.Rotations): angles[part.key] = random.normal(size=len(part.lanes))
        else: angles |= {f"{part.key}.theta": random.normal() * 0.7, f"{part.key}.weights": random.normal(size=len(part.subsets)) * 0.7}
    return angles


def tensors(parameters): return {name: torch.tensor(angles, dtype=torch.float64) for name, angles in parameters.items()}


def qrnn(topology, parameters):
    model = QRNN(topology, dtype=torch.float64)
    model.load_state_dict(tensors(parameters))
    return model


@pytest.fixture(scope="module", params=TOPOLOGIES.values(), ids=TOPOLOGIES.keys())
def case(request):
    topology = request.param
    return topology, random_parameters(plain(topology), 1)


@pytest.fixture(scope="module")
def expected(case):
    "Words and random workspaces, every word once, and the oracle's step from them."
    topology, parameters = case
    words, hidden = np.arange(topology.words), np.random.default_rng(2).normal(size=(topology.words, 2**topology.workspace))
    hidden /= np.linalg.norm(hidden, axis=1, keepdims=True)
    return words, hidden, oracle.step(plain(topology), parameters, words, hidden)


@pytest.fixture(scope="module")
def walked(case, expected):
    "The same step by the gate-by-gate engine."
    topology, parameters = case
    words, hidden, _ = expected
    return cell.step(topology, tensors(parameters), torch.tensor(words), torch.tensor(hidden))


def test_step_probabilities(expected, walked):
    np.testing.assert_allclose(walked.probabilities, expected[2].probabilities, **CLOSE)


def test_step_hidden_state_after_each_word(expected, walked):
    np.testing.assert_allclose(walked.hidden, expected[2].hidden, **CLOSE)


def test_step_success(expected, walked):
    np.testing.assert_allclose(walked.success, expected[2].success, rtol=1e-9)


@pytest.fixture(scope="module")
def operators(case):
    topology, parameters = case
    return compile_cell(topology, tensors(parameters))


def test_operators_are_the_step_before_normalisation(expected, operators):
    words, hidden, step = expected
    scale = operators.log_scale.exp()
    kept = (scale * operators.O * (operators.M[words] @ torch.tensor(hidden)[:, :, None]).mT).numpy()
    success = step.success[:, None, None]
    np.testing.assert_allclose(kept / success**0.5, step.hidden * step.probabilities[..., None] ** 0.5, **CLOSE)


@pytest.fixture(scope="module")
def sequences(case):
    "Words that are read, words that are postselected on, and the oracle's three steps of two sequences."
    topology, parameters = case
    inputs, forced = np.random.default_rng(3).integers(topology.words, size=(2, 2, 3))
    return inputs, forced, oracle.run(plain(topology), parameters, inputs, forced)


@pytest.fixture(scope="module")
def trace(case, sequences):
    "The same sequences by QRNN."
    inputs, forced, _ = sequences
    return qrnn(*case).trace(torch.tensor(inputs), forced=torch.tensor(forced))


def stacked(steps, name): return np.stack([getattr(step, name) for step in steps], 1)


def taken(array, forced): return np.stack([[array[b, t, forced[b, t]] for t in range(array.shape[1])] for b in range(len(array))])


def test_probabilities_by_operators(sequences, operators):
    inputs, forced, steps = sequences
    start = torch.zeros(len(inputs), operators.M.shape[-1], dtype=torch.float64)
    start[:, 0] = 1
    ours, _ = operators.run(torch.tensor(inputs), torch.tensor(forced), start)
    np.testing.assert_allclose(ours, stacked(steps, "probabilities"), **CLOSE)


def test_forward_probabilities(case, sequences):
    inputs, forced, steps = sequences
    ours = qrnn(*case)(torch.tensor(inputs), torch.tensor(forced)).detach()
    np.testing.assert_allclose(ours, stacked(steps, "probabilities"), **CLOSE)


def test_trace_probabilities(sequences, trace):
    _, _, steps = sequences
    np.testing.assert_allclose(trace.probabilities, stacked(steps, "probabilities"), **CLOSE)


def test_trace_postselection(sequences, trace):
    _, forced, steps = sequences
    np.testing.assert_allclose(trace.postselection, taken(stacked(steps, "probabilities"), forced), **CLOSE)


def test_trace_states(sequences, trace):
    _, forced, steps = sequences
    start, after = trace.states.split([1, len(steps)], 1)
    np.testing.assert_allclose(after, taken(stacked(steps, "hidden"), forced), **CLOSE)
    np.testing.assert_array_equal(start, np.eye(1, start.shape[2])[None].repeat(len(forced), 0))


def test_trace_words_are_those_forced(sequences, trace):
    inputs, forced, _ = sequences
    np.testing.assert_array_equal(trace.inputs, inputs)
    np.testing.assert_array_equal(trace.words, forced)


def test_run_hands_over_the_hidden_states(case, sequences):
    inputs, forced, steps = sequences
    model, last = qrnn(*case), len(steps) - 1
    words = torch.tensor(inputs), torch.tensor(forced)
    first = [part[:, :last] for part in words]
    before, hidden = model.run(*first)
    np.testing.assert_allclose(hidden.detach(), taken(stacked(steps, "hidden"), forced)[:, last - 1], **CLOSE)
    after, hidden = model.run(*(part[:, last:] for part in words), hidden)
    np.testing.assert_allclose(torch.cat((before, after), 1).detach(), stacked(steps, "probabilities"), **CLOSE)
    np.testing.assert_allclose(hidden.detach(), taken(stacked(steps, "hidden"), forced)[:, last], **CLOSE)


def test_trace_success(sequences, trace):
    _, _, steps = sequences
    np.testing.assert_allclose(trace.success.neurons, stacked(steps, "success"), rtol=1e-9)


GRADIENT_CASES = {
    "paper": Topology.paper(1, 2, stages=1, order=2, degree=2),
    "own orders": Topology(
        1,
        2,
        (Neuron(1, (0, 2), 1, 2), Neuron(2, (1,), 3, 1)),
        (Stage((Neuron(2, (0, 1), 2, 1),), (2,)),),
        (Neuron(0, (2, 1), 2, 2),),
    ),
    "output alone": TOPOLOGIES["output alone"],
}


@pytest.fixture(scope="module", params=GRADIENT_CASES.values(), ids=GRADIENT_CASES.keys())
def gradients(request):
    "A topology, its parameters, sequences, and the oracle's gradient of the mean -log p(target) by central differences."
    topology, data = request.param, plain(request.param)
    parameters = random_parameters(data, 4)
    inputs, targets = np.random.default_rng(5).integers(topology.words, size=(2, 2, 3))

    def loss(name, place, change):
        moved = parameters | {name: np.array(parameters[name])}
        moved[name][place] += change
        return -np.log(taken(stacked(oracle.run(data, moved, inputs, targets), "probabilities"), targets)).mean()

    def slopes(name):
        found = np.zeros(np.shape(parameters[name]))
        for place in np.ndindex(found.shape): found[place] = (loss(name, place, 1e-4) - loss(name, place, -1e-4)) / 2e-4
        return found

    return topology, parameters, torch.tensor(inputs), torch.tensor(targets), {name: slopes(name) for name in parameters}


def nll(probabilities, targets): return -probabilities.gather(-1, targets[..., None]).log().mean()


def agree(found, expected):
    assert set(found) == set(expected)
    for name in expected: np.testing.assert_allclose(found[name], expected[name], atol=1e-6, rtol=0, err_msg=name)


def leaves(parameters): return {name: angles.requires_grad_() for name, angles in tensors(parameters).items()}


def test_gradients_gate_by_gate(gradients):
    topology, parameters, inputs, targets, expected = gradients
    angles = leaves(parameters)
    nll(cell.run(topology, angles, inputs, targets), targets).backward()
    agree({name: leaf.grad for name, leaf in angles.items()}, expected)


def test_gradients_by_operators(gradients):
    topology, parameters, inputs, targets, expected = gradients
    angles = leaves(parameters)
    start = cell.initial_hidden(topology, angles, len(inputs))
    nll(compile_cell(topology, angles).run(inputs, targets, start)[0], targets).backward()
    agree({name: leaf.grad for name, leaf in angles.items()}, expected)


def test_gradients_qrnn(gradients):
    topology, parameters, inputs, targets, expected = gradients
    model = qrnn(topology, parameters)
    nll(model(inputs, targets), targets).backward()
    agree(model.by_name(model.angles.grad), expected)
