"""Rules, counts and JSON of topologies, for whatever a builder may put together."""

import json
import math

import numpy as np
import pytest
from helpers import topologies
from hypothesis import given

from qrnn_nb import Amplification, Neuron, Stage, Topology


@given(topologies())
def test_json_there_and_back(topology):
    again = Topology.from_json(topology.to_json())
    assert again == topology and hash(again) == hash(topology)


@given(topologies())
def test_counts(topology):
    assert topology.neurons == len(topology.input) + sum(len(stage.neurons) for stage in topology.stages) + len(topology.output)
    rotations = sum(len(stage.rotations) for stage in topology.stages)
    choose = lambda neuron: sum(math.comb(len(neuron.controls), size) for size in range(1, neuron.degree + 1))
    assert topology.parameters == rotations + sum(choose(neuron) + 1 for _, neuron in topology.keys)
    assert topology.postselections == sum(2**neuron.order - 1 for _, neuron in topology.keys)
    assert topology.qubits == topology.inputs + topology.workspace + max(neuron.order for _, neuron in topology.keys)


@given(topologies())
def test_display_shows_every_gate_and_lane(topology):
    html = topology._repr_html_()
    columns = topology.neurons + sum(bool(stage.rotations) for stage in topology.stages)
    assert html.count("□") == topology.neurons and html.count("<td") == columns * (topology.lanes + 1)


@pytest.mark.parametrize("size", [(2, 4, 1, 3), (3, 5, 2, 3), (2, 8, 2, 2), (1, 2, 1, 1)])
def test_paper_counts(size):
    inputs, workspace, stages, degree = size
    angles = (workspace * (stages + 1) + inputs) * sum(math.comb(workspace + inputs - 1, i) for i in range(degree + 1))
    topology = Topology.paper(inputs, workspace, stages=stages, degree=degree)
    assert topology.parameters == angles + stages * workspace


GOOD = {"inputs": 1, "workspace": 2, "input": (Neuron(1, (0, 2)),), "stages": (), "output": (Neuron(0, (1,)),)}


@pytest.mark.parametrize(
    "change, words",
    [
        ({"input": (Neuron(1), Neuron(0))}, "input.1: target lane 0 .* workspace lanes only"),
        ({"stages": (Stage((Neuron(3),)),)}, "stage.0.0: target lane 3 .* 1 to 2"),
        ({"stages": (Stage((), (0,)),)}, "stage.0.rotations: target lane 0"),
        ({"output": (Neuron(0), Neuron(1))}, "output.1: target lane 1 .* in/out lanes only"),
        ({"output": ()}, "in/out lane 0"),
        ({"inputs": 2, "output": (Neuron(1),), "input": ()}, "in/out lane 0"),
        ({"input": (Neuron(1, (0, 7)),)}, "input.0: control lane 7 does not exist, lanes are 0 to 2"),
        ({"inputs": 0}, "inputs .* whole number from 1 to 16, got 0"),
        ({"workspace": 1.5}, "workspace .* whole number"),
        ({"bias": math.nan}, "bias .* finite"),
    ],
)
def test_rules(change, words):
    with pytest.raises(ValueError, match=words): Topology(**GOOD | change)


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: Neuron(1, (1,)), "lane 1 controls itself"),
        (lambda: Neuron(1, (0, 0)), "twice"),
        (lambda: Neuron(1, (0,), order=0), "order of the neuron on lane 1 .* from 1 to 10"),
        (lambda: Neuron(1, (0,), degree=0), "degree of the neuron on lane 1 .* from 1 to 64"),
        (lambda: Neuron(-1), "target lane"),
        (lambda: Stage((), (1, 1)), "twice"),
        (lambda: Topology.paper(stages=-1), "stages"),
        (lambda: Topology.from_json("[]"), "a topology must be a dictionary"),
        (lambda: Topology.from_json("{"), "not JSON"),
        (lambda: Topology.from_json(json.dumps(GOOD | {"input": [], "output": [{"target": 0, "colour": 1}]})), "colour"),
    ],
)
def test_wrong_parts(make, words):
    with pytest.raises(ValueError, match=words): make()


SMALL = Topology.paper(1, 2, stages=1, order=2, degree=2, amplification=Amplification(3)).to_dict()


def test_numpy_numbers_are_kept_as_python_numbers():
    two, three = np.int64(2), np.uint8(3)
    given = {"stages": two, "order": two, "degree": three, "bias": np.float32(0.5)}
    plain = {"stages": 2, "order": 2, "degree": 3, "bias": 0.5, "amplification": Amplification(3)}
    topology = Topology.paper(two, three, **given, amplification=Amplification(three))
    assert topology == Topology.paper(2, 3, **plain)
    assert json.loads(topology.to_json()) == topology.to_dict()
    assert type(topology.inputs) is type(topology.input[0].order) is type(topology.input[0].controls[0]) is int


@pytest.mark.parametrize("value", [True, "2", 1.5, None, [2], math.nan, 10**9, -(10**30)], ids=repr)
@pytest.mark.parametrize("place", [("inputs",), ("output", 0, "target"), ("input", 0, "order"), ("stages", 0, "rotations", 0),
                                   ("input", 0, "controls", 0), ("input", 0, "degree"), ("input", 0, "amplification", "calls")], ids=str)
def test_from_dict_refuses_what_is_no_number_in_bounds(place, value):
    data = json.loads(json.dumps(SMALL))
    inner = data
    for step in place[:-1]: inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(ValueError, match="must be a whole number from"): Topology.from_dict(data)


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: Topology.paper(2, 63), "workspace .* from 1 to 62"),
        (lambda: Topology.paper(2, 4, stages=10**9), "stages .* from 0 to 1,000"),
        (lambda: Topology.paper(2, 60, stages=1000), "10,000 neurons, this one would have 60,062"),
        (lambda: Topology.paper(4, 60, degree=4), "at most 20,000,000 angles"),
        (lambda: Neuron(0, range(1, 64), degree=32), "degree"),
        (lambda: Neuron(0, range(10**9)), "a list of at most 64 items"),
        (lambda: Topology(1, 1, [Neuron(1)] * 10_001, (), [Neuron(0)]), "at most 10,000 items"),
        (lambda: Topology.from_json("[" * 100_000), "nested"),
        (lambda: Topology.from_dict({**SMALL, "stages": [[]] * 1001}), "at most 1,000 items"),
        (lambda: Topology.from_dict({**SMALL, "lanes": 3}), "unknown field 'lanes'"),
        (lambda: Topology(1, 1, (), (), ("neuron",)), "must be a Neuron, got 'neuron'"),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_made(make, words):
    with pytest.raises(ValueError, match=words): make()
