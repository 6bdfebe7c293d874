"""The bill of a training: circuits counted in the circuit itself, the rules of shifts, and sums that are known."""

import math
from dataclasses import replace

import pytest
import torch

from qrnn_nb import QRNN, Amplification, Ensemble, Neuron, Stage, Topology
from qrnn_nb.cell import initial_hidden, initial_parameters, step
from qrnn_nb.circuits import Part, cell_circuit, counts, run_noisy, shifted_circuits, training_bill
from qrnn_nb.circuits.bill import CONTROLLED, PLAIN
from qrnn_nb.tasks import ElmanXOR

SURE = Amplification(17)  # of order 1 it nearly always succeeds
CELLS = {
    "order 1": Topology.paper(1, 2, stages=1, order=1, degree=1),
    "order 2": Topology.paper(2, 2, stages=1, order=2, degree=2),
    "order 3": Topology.paper(1, 1, stages=2, order=3, degree=1),
    "amplified": Topology.paper(1, 2, stages=1, order=2, degree=2, amplification=Amplification(5)),
    "tables": Topology.paper(1, 2, stages=1, order=1, degree=2).with_tables(),
    "mixed": Topology(1, 2, (Neuron(1, (0, 2), 2, 1),), (Stage((), (2,)),), (Neuron(0, (), 1, 1, Amplification(3)),)),
}
cells = pytest.mark.parametrize("name", CELLS)


def drawn(topology):
    return initial_parameters(topology, torch.Generator().manual_seed(0), {"theta": 0.5, "weights": 0.5, "table": 0.5, "rotations": 0.5})


def held(circuit):
    "Places of the rotations that hold a trained angle."
    return [place for place, gate in enumerate(circuit.gates) if gate.name == "ry" and "π" not in gate.label]


@cells
def test_circuits_are_counted_as_the_circuit_has_its_angles(name):
    circuit = cell_circuit(CELLS[name], drawn(CELLS[name]), 1)
    table = shifted_circuits(CELLS[name])
    assert table["places"].sum() == len(held(circuit)) and table["angles"].sum() == CELLS[name].parameters
    rules = [CONTROLLED if circuit.gates[place].controls else PLAIN for place in held(circuit)]
    assert table["circuits"].sum() == sum(rules)


def shifted(circuit, place, shift):
    gates = list(circuit.gates)
    gates[place] = replace(gates[place], angle=gates[place].angle + shift)
    return run_noisy(replace(circuit, parts=(Part("all", tuple(gates)),))).probabilities[1,]


def slope(circuit, place):
    "The derivative by one rotation, with as many shifted circuits as the bill counts."
    near = shifted(circuit, place, math.pi / 2) - shifted(circuit, place, -math.pi / 2)
    if not circuit.gates[place].controls: return near / 2
    far = shifted(circuit, place, 3 * math.pi / 2) - shifted(circuit, place, -3 * math.pi / 2)
    plus, minus = ((math.sqrt(2) + sign) / (4 * math.sqrt(2)) for sign in (1, -1))
    return plus * near - minus * far


@pytest.mark.parametrize("name", ["order 1", "mixed"])
def test_the_shifted_circuits_give_every_derivative(name):
    topology, parameters = CELLS[name], {key: value.requires_grad_() for key, value in drawn(CELLS[name]).items()}
    out = step(topology, parameters, torch.tensor([1]), initial_hidden(topology, parameters, 1))
    (out.success * out.probabilities[0, 1]).backward()
    circuit = cell_circuit(topology, parameters, 1)
    start = 0
    for part in circuit.parts:
        inside = [start + place for place, gate in enumerate(part.gates) if gate.name == "ry" and "π" not in gate.label]
        start += len(part.gates)
        if not inside: continue
        if part.neuron is None:
            for place, expected in zip(inside, parameters[part.name].grad, strict=True):
                assert slope(circuit, place) == pytest.approx(expected.item(), abs=1e-9)
            continue
        sums = dict.fromkeys([(), *part.neuron.subsets], 0.0)
        for place in inside:
            gate = circuit.gates[place]
            sums[gate.controls] += slope(circuit, place) * (-1 if gate.label.startswith("−") else 1)
        expected = [parameters[f"{part.name}.theta"].grad.item(), *parameters[f"{part.name}.weights"].grad.tolist()]
        assert list(sums.values()) == pytest.approx(expected, abs=1e-9)


def network(amplification=None, order=1):
    topology = Topology.paper(2, 2, stages=1, order=order, degree=1, amplification=amplification)
    return QRNN(topology, seed=0, dtype=torch.float64)


def test_the_bill_is_a_product():
    model, task = network(), ElmanXOR(length=6)
    one = training_bill(model, task, 10, batch_size=4, shots=100)
    more = training_bill(model, task, 30, batch_size=8, shots=500, starts=7)
    assert one.gradients == 40 and more.gradients == 7 * 30 * 8
    assert one.circuits == 1 + 5 * shifted_circuits(model.topology)["circuits"].sum()
    assert more.log10_runs - one.log10_runs == pytest.approx(math.log10(3 * 2 * 5 * 7))
    assert more.log10_gates - one.log10_gates == pytest.approx(math.log10(3 * 2 * 5 * 7))
    assert training_bill(model, task, 10).gradients == 10 * task.batch_size


@pytest.mark.parametrize("amplification", [None, Amplification(5)])
def test_gates_are_those_of_the_circuit(amplification):
    model = network(amplification, order=2)
    bill = training_bill(model, ElmanXOR(length=6), 1)
    circuit = cell_circuit(model.topology, model.cell_parameters(), word=0)  # no X gate writes a 0
    assert bill.gates == 5 * counts(circuit).gates


def test_starts_are_those_of_the_account_and_words_their_part():
    model, task = network(), ElmanXOR(length=6)
    batch = task.batch("train", 8, 3)
    success = model.account(batch.inputs, batch.forced)
    bill = training_bill(model, task, 1, size=8, seed=3)
    assert 10**bill.log10_starts == pytest.approx((10**success.log10_runs).mean().item())
    assert 10**bill.log10_words == pytest.approx((1 / success.words.prod(-1)).mean().item())
    assert 10**bill.log10_spent == pytest.approx((10**success.log10_steps).mean().item() * bill.gates / 5)
    sure = training_bill(network(SURE), task, 1, size=8, seed=3)
    assert sure.log10_starts == pytest.approx(sure.log10_words, abs=1e-4)


def test_a_silent_step_has_no_output_stage_to_pay():
    model = network()
    spoken, asked = (training_bill(model, ElmanXOR(length=9, protocol=name), 1) for name in ("leak-free", "asked"))
    table = shifted_circuits(model.topology)
    output = table[table["gate"].str.startswith("output")]["circuits"].sum()
    scored = ElmanXOR(length=9).batch("train", 1, 0).scored.sum().item()
    assert spoken.circuits - asked.circuits == (8 - scored) * output
    assert asked.log10_words < spoken.log10_words


@pytest.mark.parametrize("options", [
    {"model": Ensemble(CELLS["order 2"], 2)}, {"model": CELLS["order 2"]}, {"task": "ElmanXOR"}, {"updates": 0},
    {"batch_size": 0}, {"shots": 0.5}, {"starts": -1}, {"size": 0},
])  # fmt: skip
def test_what_makes_no_sense_is_refused(options):
    given = {"model": network(), "task": ElmanXOR(length=6), "updates": 1} | options
    with pytest.raises(ValueError, match="must be"): training_bill(**given)


def test_a_topology_is_asked_for():
    with pytest.raises(ValueError, match="topology"): shifted_circuits(network())


def test_a_task_of_other_words_is_refused():
    with pytest.raises(ValueError, match=r"model has words of 4 bits, .* needs 2: make it with inputs=2"):
        training_bill(QRNN(Topology.paper(4, 2, stages=1, degree=1), seed=0), ElmanXOR(length=6), 1)
