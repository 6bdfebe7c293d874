"""The oracle itself, without qrnn_nb: the paper's formula for a neuron, PennyLane's own ancilla measurements, the golden vectors."""

import json

import numpy as np
import oracle
import pennylane as qml
import pytest

ANGLE = 0.9


def neuron_map(order, sign=1):
    "The 2 by 2 matrix of a block without controls on wire 0, ancillas from wire 1 on."
    state = np.zeros((2, 2, 2**order), dtype=complex)
    state[:, :, 0] = np.eye(2)
    ancillas = list(range(1, order + 1))
    gates = list(oracle.block([qml.RY(2 * ANGLE, 1)], 0, ancillas, sign))
    return oracle.walk(gates, state.reshape(2, 2, *(2,) * order)).reshape(2, 2, -1)[..., 0].real.T


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("sign", [1, -1])
def test_block_turns_by_powers_of_cosine_and_sine(order, sign):
    c, s = np.cos(ANGLE) ** 2**order, sign * np.sin(ANGLE) ** 2**order
    np.testing.assert_allclose(neuron_map(order, sign), [[c, -s], [s, c]], atol=1e-14)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_number_of_gates_of_a_block(order):
    turns = [qml.RY(0.1, 1), qml.CRY(0.2, [9, 1]), qml.CRY(0.3, [8, 1])]
    gates = list(oracle.block(turns, 0, list(range(1, order + 1))))
    measured = sum(isinstance(gate, qml.Projector) for gate in gates)
    flips = sum(gate.name == "CRY" and abs(gate.data[0]) == np.pi for gate in gates)
    assert (measured, flips, len(gates)) == (2**order - 1, 2**order - 1, 2 * (2**order - 1) + 2**order * len(turns))


@pytest.fixture(scope="module", params=[1, 2], ids=["order 1", "order 2"])
def measured(request):
    "A small step by the oracle, and all outcomes of the same circuit on PennyLane's simulator with mid-circuit measurements."
    order = request.param
    read = oracle.Rotations("turn", (1,)), oracle.Neuron("a", 1, ((0,),), order)
    cell = oracle.Cell(1, 1, 0.4, read, (oracle.Neuron("b", 0, ((1,),), order),))
    parameters = {"turn": [0.7], "a.theta": 0.3, "a.weights": [1.1], "b.theta": -0.2, "b.weights": [0.8]}

    gates = oracle.circuit(cell, parameters, 1)  # built outside the qnode, which would record them as they are made

    @qml.qnode(qml.device("default.qubit"))
    def outcomes():
        qml.RY(0.5, 1)
        found = []
        for gate in gates:
            if isinstance(gate, qml.Projector): found.append(qml.measure(gate.wires[0]))
            else: qml.apply(gate)
        return qml.probs(op=[*found, qml.measure(0), qml.measure(1)])

    zeros = outcomes().reshape(-1, 2, 2)[0]
    hidden = [[np.cos(0.25), np.sin(0.25)]]
    return oracle.step(cell, parameters, [1], hidden), zeros


def test_success_is_the_probability_of_ancillas_measured_0(measured):
    step, zeros = measured
    assert step.success[0] == pytest.approx(zeros.sum(), abs=1e-12)


def test_probabilities_are_those_of_lanes_measured_after_success(measured):
    step, zeros = measured
    joint = step.probabilities[0][:, None] * step.hidden[0] ** 2
    np.testing.assert_allclose(joint, zeros / zeros.sum(), atol=1e-12)


def golden_cell(data):
    "The cell that a golden JSON describes."
    memory = tuple(range(data["inputs"], data["inputs"] + data["workspace"]))
    neurons = [oracle.Neuron(neuron["key"], neuron["target_lane"], neuron["subsets"], data["order"]) for neuron in data["neurons"]]
    named = lambda start: tuple(neuron for neuron in neurons if neuron.key.startswith(start))
    read = named("input.")
    for stage in range(data["stages"]): read += (oracle.Rotations(f"stage.{stage}.rotations", memory), *named(f"stage.{stage}."))
    return oracle.Cell(data["inputs"], data["workspace"], data["bias"], read, named("output."))


@pytest.mark.parametrize("name", ["tiny", "xor", "letters", "deep"])
def test_golden_probabilities(shared, name):
    data = json.loads((shared / "golden" / f"{name}.json").read_text())
    arrays = np.load(shared / "golden" / f"{name}.npz")
    place = 2 ** np.arange(data["inputs"])[::-1]
    inputs, targets = (arrays[key].astype(int) @ place for key in ("inputs", "targets"))  # of whole sequences
    count = 4  # all steps of tiny, the first ones of the others
    steps = oracle.run(golden_cell(data), arrays, inputs[:, :count], targets[:, 1 : count + 1])
    np.testing.assert_allclose(np.stack([step.probabilities for step in steps], 1), arrays["probs"][:, :count], atol=1e-9, rtol=0)
