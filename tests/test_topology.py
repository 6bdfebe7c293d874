"""Rules, counts and JSON of topologies, for whatever a builder may put together."""

import json
import math

import pytest
from helpers import topologies
from hypothesis import given

from qrnn_nb import Neuron, Stage, Topology


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
    assert Topology.paper(inputs, workspace, stages, degree=degree).parameters == angles + stages * workspace


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
        ({"inputs": 0}, "inputs .* at least 1"),
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
        (lambda: Neuron(1, (0,), order=0), "order of the neuron on lane 1 .* at least 1"),
        (lambda: Neuron(1, (0,), degree=0), "degree of the neuron on lane 1 .* at least 1"),
        (lambda: Neuron(-1), "target lane"),
        (lambda: Stage((), (1, 1)), "twice"),
        (lambda: Topology.paper(stages=-1), "stages"),
        (lambda: Topology.from_json("[]"), "not the description"),
        (lambda: Topology.from_json("{"), "not JSON"),
        (lambda: Topology.from_json(json.dumps(GOOD | {"input": [], "output": [{"target": 0, "colour": 1}]})), "colour"),
    ],
)
def test_wrong_parts(make, words):
    with pytest.raises(ValueError, match=words): make()
