"Neurons with a table of angles: the same cell as with weights and theta, in every engine and in circuits."

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Neuron, Topology
from qrnn_nb.cell import run, tabled
from qrnn_nb.circuits import cell_circuit
from qrnn_nb.neuron import angle, as_table, from_table
from tests.helpers import topologies, words_of

WIDE = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
FULL = Topology.paper(inputs=2, workspace=3, stages=1, order=1, degree=4)


@given(st.integers(0, 6), st.integers(1, 6), st.integers(0, 99))
def test_a_table_is_what_every_word_adds_up(controls, degree, seed):
    "Bit by bit: theta, and the weights of all subsets that hold ones only."
    neuron = Neuron(0, range(1, controls + 1), degree=degree)
    draw = torch.Generator().manual_seed(seed)
    weights = torch.randn(len(neuron.subsets), generator=draw, dtype=torch.float64)
    table = as_table(neuron, weights, torch.tensor(0.3, dtype=torch.float64))
    for word in range(2**controls):
        ones = {control for control in neuron.controls if word >> (controls - control) & 1}
        expected = 0.3 + sum(w.item() for subset, w in zip(neuron.subsets, weights, strict=True) if ones >= set(subset))
        assert table[word].item() == pytest.approx(expected, abs=1e-12)


@given(st.integers(0, 7), st.integers(0, 99))
def test_there_and_back(controls, seed):
    neuron = Neuron(0, range(1, controls + 1), degree=max(1, controls))
    draw = torch.Generator().manual_seed(seed)
    table = torch.randn(3, 2**controls, generator=draw, dtype=torch.float64)
    weights, theta = from_table(table)
    assert weights.shape == (3, neuron.parameters - 1) and theta.shape == (3,)
    assert torch.allclose(as_table(neuron, weights, theta), table, rtol=0, atol=1e-12)
    assert torch.allclose(angle(neuron, weights, theta, 1.1), (table + 1.1) / 2, rtol=0, atol=1e-12)


@pytest.mark.parametrize("table", [torch.zeros(3), torch.zeros(0), torch.tensor(1.0)])
def test_a_table_has_an_angle_for_every_word(table):
    with pytest.raises(ValueError, match="one angle for each word"): from_table(table)


def pair(topology, engine):
    "A network with weights, and the same one with tables."
    plain = QRNN(topology, seed=0, dtype=torch.float64, engine=engine, spreads=WIDE)
    tables = QRNN(topology.with_tables(), seed=0, dtype=torch.float64, engine=engine)
    tables.load_state_dict(tabled(topology, plain.state_dict()))
    return plain, tables


@pytest.mark.parametrize("engine", ["operators", "loops", "statevector"])
def test_every_engine_gives_the_same_distributions(engine):
    plain, tables = pair(FULL, engine)
    inputs, forced = words_of(4, 5, 6), words_of(4, 5, 6, seed=1)
    expected = run(FULL, {name: value.detach() for name, value in plain.cell_parameters().items()}, inputs, forced)
    assert torch.allclose(tables(inputs, forced), expected, rtol=0, atol=1e-12)
    gate_by_gate = run(tables.topology, tables.cell_parameters(), inputs, forced)
    assert torch.allclose(gate_by_gate, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("engine", ["operators", "loops", "statevector"])
def test_gradients_follow_the_chain_rule(engine):
    "The gradient of theta is the sum over its table, since theta is part of every entry."
    plain, tables = pair(FULL, engine)
    inputs, forced = words_of(4, 5, 6), words_of(4, 5, 6, seed=1)
    for model in plain, tables: model(inputs, forced).log().sum().backward()
    by_weights, by_tables = (model.by_name(model.angles.grad) for model in (plain, tables))
    for key, neuron in FULL.keys:
        table = by_tables[f"{key}.table"]
        assert torch.allclose(by_weights[f"{key}.theta"], table.sum(), atol=1e-10)
        last = torch.arange(len(table)) & 1 == 1  # the words in which the last control is 1
        weight = neuron.subsets.index(neuron.controls[-1:])
        assert torch.allclose(by_weights[f"{key}.weights"][weight], table[last].sum(), atol=1e-10)


@given(topologies(), st.integers(0, 99))
def test_any_cell_can_have_tables(topology, seed):
    plain = QRNN(topology, seed=seed, dtype=torch.float64, engine="operators", spreads=WIDE)
    tables = tabled(topology, plain.state_dict())
    inputs = words_of(topology.words, 2, 3, seed=seed)
    expected = run(topology, plain.state_dict(), inputs, inputs)
    assert torch.allclose(run(topology.with_tables(), tables, inputs, inputs), expected, rtol=0, atol=1e-10)


def test_a_circuit_has_the_gates_of_the_weights():
    plain, tables = pair(FULL, "operators")
    expected = cell_circuit(FULL, plain.state_dict(), 2)
    found = cell_circuit(tables.topology, tables.state_dict(), 2)
    for one, two in zip(expected.gates, found.gates, strict=True):
        assert replace(one, angle=0.0) == replace(two, angle=0.0)
        assert np.isclose(one.angle, two.angle, rtol=0, atol=1e-12)


def test_a_cell_without_tables_is_stored_as_before():
    assert "table" not in FULL.to_json()
    assert Topology.from_json(FULL.with_tables().to_json()) == FULL.with_tables()
    with pytest.raises(ValueError, match="table of the neuron on lane 0 must be True or False"): Neuron(0, table=1)


def test_a_table_has_full_degree():
    neuron = Neuron(0, (1, 2, 3), degree=1, table=True)
    assert (neuron.degree, neuron.parameters) == (3, 8)
    assert Neuron(0, table=True).parameters == 1
