"""Circuits against what the engines calculate: run in PennyLane and Qiskit, through OpenQASM 3 and LaTeX, and shot by shot."""

import shutil
import subprocess
import sys
from itertools import combinations, product
from math import pi

import numpy as np
import openqasm3
import pennylane as qml
import pytest
import qiskit
import torch
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from pennylane.devices.qubit import apply_operation
from qiskit import qasm3
from qiskit.quantum_info import Operator, Statevector
from qiskit_aer.noise import depolarizing_error
from scipy.stats import binomtest, chisquare

from qrnn_nb import cell, circuits
from qrnn_nb.amplification import amplitude
from qrnn_nb.circuits import (
    Circuit,
    Gate,
    Noise,
    cell_circuit,
    columns,
    counts,
    neuron_circuit,
    run_shots,
    sequence_circuit,
    to_pennylane,
    to_qasm,
    to_qiskit,
    to_quantikz,
    wires,
)
from qrnn_nb.circuits.export import decompose
from qrnn_nb.figures import Picture, circuit_diagram, unrolled_network
from qrnn_nb.figures.style import grey
from qrnn_nb.neuron import angle
from qrnn_nb.topology import Amplification, Neuron, Stage, Topology

CLOSE = {"atol": 1e-9, "rtol": 0}
SPREADS = {"theta": 0.6, "weights": 0.6, "rotations": 0.6}


def random_parameters(topology, seed=0):
    return cell.initial_parameters(topology, torch.Generator().manual_seed(seed), SPREADS)


def random_state(lanes, seed=0):
    "A complex state of all lanes, so that nothing rests on amplitudes being real."
    random = np.random.default_rng(seed)
    state = random.normal(size=(2, 2**lanes)).T @ [1, 1j]
    return state / np.linalg.norm(state)


def register(circuit: Circuit, state):
    "`state` on the lanes, 0 on the ancillas: (2^qubits,), lane 0 most significant."
    ancillas = 2 ** circuit.qubits[-1][1]
    return (state[:, None] * np.eye(1, ancillas)).ravel()


def lanes_only(circuit: Circuit, state):
    "The state of the lanes, the ancillas being 0."
    state = state.reshape(-1, 2 ** circuit.qubits[-1][1])
    np.testing.assert_allclose(state[..., 1:], 0, atol=1e-12)
    return state[:, 0]


def qiskit_success(circuit: Circuit, state):
    "The lanes after the Qiskit circuit up to its first output measurement, every ancilla projected on 0, not normalised."
    built, fails = to_qiskit(circuit), circuit.bits[0][1]
    count = built.num_qubits
    state = register(circuit, state)
    pending = qiskit.QuantumCircuit(*built.qregs)

    def advance(state):
        return Statevector(state).reverse_qargs().evolve(pending).reverse_qargs().data if pending.size() else state

    for instruction in built.data:
        if instruction.name != "measure":
            pending.append(instruction.operation, instruction.qubits)
            continue
        state = advance(state)
        pending = qiskit.QuantumCircuit(*built.qregs)
        if built.find_bit(instruction.clbits[0]).index >= fails: break
        state = np.moveaxis(state.reshape((2,) * count), built.find_bit(instruction.qubits[0]).index, 0).copy()
        state[1] = 0
        state = np.moveaxis(state, 0, built.find_bit(instruction.qubits[0]).index).ravel()
    return lanes_only(circuit, advance(state))


def pennylane_success(circuit: Circuit, state):
    "The same with PennyLane's operations."
    script, fails = qml.tape.make_qscript(to_pennylane(circuit).func)(), circuit.bits[0][1]
    state, measured = register(circuit, state).reshape((2,) * sum(size for _, size in circuit.qubits)), 0
    for operation in script.operations:
        if isinstance(operation, qml.ops.MidMeasure):
            if measured == fails: break
            assert operation.postselect == 0
            operation, measured = qml.Projector([0], operation.wires), measured + 1
        state = apply_operation(operation, state)
    assert measured == fails
    return lanes_only(circuit, state.ravel())


def rule(neuron, weights, theta, bias, state):
    "The analytic neuron on a state of lanes, not normalised: amplitudes cos^k and sin^k, or these times a_L(p)/sqrt(p)."
    lanes, found = len(state).bit_length() - 1, np.zeros_like(state)
    eta = angle(neuron, torch.tensor(weights, dtype=torch.float64), torch.tensor(theta, dtype=torch.float64), bias).numpy()
    k = 2**neuron.order
    for index, value in enumerate(state):
        bits = [index >> (lanes - 1 - lane) & 1 for lane in range(lanes)]
        word = int("0" + "".join(str(bits[lane]) for lane in neuron.controls), 2)
        c, s = np.cos(eta[word]) ** k, np.sin(eta[word]) ** k
        if neuron.amplification:
            p = c**2 + s**2
            factor = complex(amplitude(p, neuron.order, neuron.amplification)) / np.sqrt(p)
            c, s = factor * c, factor * s
        flipped = index ^ 1 << (lanes - 1 - neuron.target)
        found[index] += c * value
        found[flipped] += (-s if bits[neuron.target] else s) * value
    return found


def in_phase(state, reference):
    "The state times the global phase that brings it closest to the reference."
    overlap = np.vdot(state, reference)
    return state * overlap / abs(overlap)


RUNS = pytest.mark.parametrize("success", [pennylane_success, qiskit_success], ids=["PennyLane", "Qiskit"])
AMPLIFIED = [None, *map(Amplification, (1, 3, 5, 9)), Amplification(5, "yoder"), Amplification(9, "yoder")]
NAMES = ["postselected" if a is None else f"L={a.calls} {a.phases}" for a in AMPLIFIED]


@RUNS
@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("amplification", AMPLIFIED, ids=NAMES)
def test_neuron_does_what_the_formula_says(success, order, amplification):
    neuron = Neuron(1, (2, 0), order, 2, amplification)
    weights, theta, bias, state = [0.9, -1.3, 0.5], 0.3, 1.1, random_state(3)
    expected = rule(neuron, weights, theta, bias, state)
    found = success(neuron_circuit(neuron, weights, theta, bias), state)
    np.testing.assert_allclose(np.linalg.norm(found) ** 2, np.linalg.norm(expected) ** 2, **CLOSE)
    np.testing.assert_allclose(in_phase(found, expected), expected, **CLOSE)


@given(
    st.integers(1, 3), st.sampled_from([None, *map(Amplification, (1, 3, 5))]),
    st.integers(0, 3), st.permutations(range(4)), st.integers(0, 99),
)
def test_any_neuron_does_what_the_formula_says(order, amplification, controls, lanes, seed):
    target, *others = lanes
    neuron = Neuron(target, others[:controls], order, 1 + seed % 3, amplification)
    weights = np.random.default_rng(seed).normal(size=len(neuron.subsets)).tolist()
    circuit = neuron_circuit(neuron, weights, theta=0.1 * seed, bias=pi / 2)
    state = random_state(circuit.lanes, seed)
    expected = rule(neuron, weights, 0.1 * seed, pi / 2, state)
    np.testing.assert_allclose(in_phase(pennylane_success(circuit, state), expected), expected, **CLOSE)


CELLS = {
    "paper, order 1": Topology.paper(1, 2, stages=1, order=1, degree=2),
    "paper, two bits, order 2": Topology.paper(2, 2, stages=1, order=2, degree=3),
    "paper, order 3": Topology.paper(1, 2, stages=1, order=3, degree=2),
    "own orders and controls": Topology(
        2,
        2,
        (Neuron(2, (0, 1, 3), 1, 3), Neuron(3, (), 2)),
        (Stage((Neuron(3, (2, 0), 2, 2),), (3,)), Stage((Neuron(2, (1,), 1, 1),))),
        (Neuron(1, (2, 3, 0), 1, 3), Neuron(0, (3,), 2, 1)),
        bias=0.7,
    ),
}


def cell_state(topology, word, hidden, parameters):
    "The analytic state of all lanes before the output is measured, not normalised, with each neuron's own amplification."
    lift = lambda word, state: np.kron(np.eye(1, topology.words, word)[0], state)
    state = lift(word, hidden)
    for key, gate in topology.gates:
        if key == "output.0": state = state.reshape(topology.words, -1)[np.arange(topology.words) ^ word].ravel()
        if isinstance(gate, Neuron):
            state = rule(gate, parameters[f"{key}.weights"].tolist(), parameters[f"{key}.theta"].item(), topology.bias, state)
        else:
            for lane, turn in zip(gate, parameters[key], strict=True):
                state = cell.apply_rotation(torch.tensor(state)[None], lane, turn.to(torch.complex128))[0].numpy()
    return state


@RUNS
@pytest.mark.parametrize("name", CELLS)
def test_cell_is_the_engine_s_step(success, name):
    topology = CELLS[name]
    parameters, hidden = random_parameters(topology), np.abs(random_state(topology.workspace))
    for word in range(topology.words):
        found = success(cell_circuit(topology, parameters, word), np.kron(np.eye(1, topology.words)[0], hidden).astype(complex))
        output = cell.step(topology, parameters, torch.tensor([word]), torch.tensor(hidden)[None])
        probability = output.success.item() * output.probabilities[0].numpy()
        np.testing.assert_allclose(np.linalg.norm(found) ** 2, output.success.item(), **CLOSE)
        expected = np.sqrt(probability)[:, None] * output.hidden[0].numpy()
        np.testing.assert_allclose(found.reshape(expected.shape) / np.linalg.norm(found), expected / np.linalg.norm(expected), **CLOSE)


@RUNS
@pytest.mark.parametrize("order, calls", list(product((1, 2, 3), (1, 3, 5, 9))))
def test_amplified_cell_follows_the_rule(success, order, calls):
    stages = int(order < 3)
    topology = Topology.paper(1, 2, stages=stages, order=order, degree=2, amplification=Amplification(calls))
    parameters, hidden = random_parameters(topology), random_state(topology.workspace)
    found = success(cell_circuit(topology, parameters, 1), np.kron([1, 0], hidden))
    expected = cell_state(topology, 1, hidden, parameters)
    np.testing.assert_allclose(np.linalg.norm(found) ** 2, np.linalg.norm(expected) ** 2, **CLOSE)
    np.testing.assert_allclose(in_phase(found, expected), expected, **CLOSE)
    step = cell.step(topology, parameters, torch.tensor([1]), torch.as_tensor(hidden)[None])
    np.testing.assert_allclose(step.success, np.linalg.norm(found) ** 2, **CLOSE)
    np.testing.assert_allclose(step.probabilities[0], (abs(found.reshape(2, -1)) ** 2).sum(1) / np.linalg.norm(found) ** 2, **CLOSE)


def joint_distribution(topology, parameters, words, silent=()):
    "Over all output words, of steps that are not silent, given that every step succeeds; and the probability of that."
    found = {}
    alphabets = [[cell.SILENT] if t in silent else range(topology.words) for t in range(len(words))]
    for outputs in product(*alphabets):
        hidden, probability = cell.initial_hidden(topology, parameters, 1), 1.0
        for t, (word, output) in enumerate(zip(words, outputs, strict=True)):
            read = outputs[t - 1] if word is None else word
            step = cell.step(topology, parameters, torch.tensor([read]), hidden)
            if t in silent: hidden, chance = step.silent, step.silent_success
            else: hidden, chance = step.hidden[:, output], step.success * step.probabilities[0, output]
            probability *= chance.item()
        found[tuple(output for t, output in enumerate(outputs) if t not in silent)] = probability
    success = sum(found.values())
    return {outputs: probability / success for outputs, probability in found.items()}, success


@pytest.mark.parametrize("words", [[1], [0, 1], [1, None]], ids=str)
def test_pennylane_function_returns_the_distribution_given_success(words):
    topology = Topology.paper(1, 1, stages=1, order=1, degree=2)
    parameters = random_parameters(topology)
    expected, _ = joint_distribution(topology, parameters, words)
    np.testing.assert_allclose(to_pennylane(sequence_circuit(topology, parameters, words))().ravel(), list(expected.values()), **CLOSE)


@pytest.mark.parametrize("words, silent", [([0, 1], [0]), ([1, 0, None], [0]), ([1, 0, 1], [1])], ids=str)
def test_pennylane_runs_over_silent_steps(words, silent):
    topology = Topology.paper(1, 1, stages=1, order=1, degree=2)
    parameters = random_parameters(topology)
    expected, _ = joint_distribution(topology, parameters, words, silent)
    found = to_pennylane(sequence_circuit(topology, parameters, words, silent))()
    np.testing.assert_allclose(found.ravel(), list(expected.values()), **CLOSE)


def test_silent_steps_have_no_output_stage_and_no_word():
    topology = Topology.paper(2, 2, stages=1, order=2, degree=2)
    parameters = random_parameters(topology)
    whole, asked = (sequence_circuit(topology, parameters, [1, 2, 3], silent) for silent in ((), (0, 1)))
    assert whole.bits == (("fail", 3 * topology.postselections), ("out0", 2), ("out1", 2), ("out2", 2))
    spared = 2 * 2 * 3  # two neurons of order 2 with three measurements each, in two steps
    assert asked.bits == (("fail", 3 * topology.postselections - spared), ("out2", 2))
    assert [part.name for part in asked.parts].count("reset") == 0
    assert [part.name for part in asked.parts].count("output.0") == 1 == [part.name for part in asked.parts].count("measure")
    bits = [gate.bit for gate in asked.gates if gate.name == "measure"]
    assert sorted(bits) == list(range(sum(size for _, size in asked.bits)))
    assert sequence_circuit(topology, parameters, [1, 2], [0, 1]).bits[1:] == ()


def test_pennylane_function_of_a_neuron_returns_its_lanes():
    circuit = neuron_circuit(Neuron(0, (), 2), [], 0.4)
    c, s = np.cos((0.4 + pi / 2) / 2) ** 4, np.sin((0.4 + pi / 2) / 2) ** 4
    np.testing.assert_allclose(to_pennylane(circuit)().ravel(), [c**2 / (c**2 + s**2), s**2 / (c**2 + s**2)], **CLOSE)


def unmeasured(built):
    "The gates of a Qiskit circuit without measurement, reset or condition, as one operator."
    kept = qiskit.QuantumCircuit(*built.qregs)
    for instruction in built.data:
        if instruction.name not in ("measure", "reset", "if_else"): kept.append(instruction.operation, instruction.qubits)
    return Operator(kept).data


def structure(built):
    "What each operation of a Qiskit circuit is done to, by number."
    place = lambda bits: tuple(built.find_bit(bit).index for bit in bits)
    kind = lambda name: name if name in ("measure", "reset", "if_else") else "gate"
    return [(kind(instruction.name), place(instruction.qubits), place(instruction.clbits)) for instruction in built.data]


SMALL = Topology.paper(2, 1, stages=1, order=2, degree=2)
EXPORTED = {
    "neuron of order 2": neuron_circuit(Neuron(0, (1, 2), 2, 2), [0.3, -0.4, 0.5], 0.1),
    "amplified neuron": neuron_circuit(Neuron(1, (0,), 2, 1, Amplification(5)), [0.3], 0.1),
    "neuron with one flag": neuron_circuit(Neuron(1, (0,), 1, 1, Amplification(3)), [0.3], 0.1),
    "cell": cell_circuit(SMALL, random_parameters(SMALL), 2),
    "sequence": sequence_circuit(SMALL, random_parameters(SMALL), [2, None, 1]),
    "silent steps": sequence_circuit(SMALL, random_parameters(SMALL), [2, 1, None, 0], [0, 3]),
}
EXPORTS = pytest.mark.parametrize("circuit", EXPORTED.values(), ids=EXPORTED)


@EXPORTS
def test_qasm_is_the_same_circuit_in_qiskit(circuit):
    "The same measurements, resets and conditions in the same order, the same gates but for the phase of the whole state."
    built, read = to_qiskit(circuit), qasm3.loads(to_qasm(circuit))
    others = lambda found: [step for step in structure(found) if step[0] != "gate"]
    assert others(read) == others(built)
    assert [(r.name, r.size) for r in read.qregs + read.cregs] == [("q", built.num_qubits), ("c", built.num_clbits)]
    assert set(read.count_ops()) <= {"x", "ry", "rz", "cx", "measure", "reset", "if_else"}
    expected = unmeasured(built)
    np.testing.assert_allclose(in_phase(unmeasured(read).ravel(), expected.ravel()).reshape(expected.shape), expected, **CLOSE)


@pytest.mark.parametrize("controls", range(6))
def test_rotation_with_controls_is_taken_apart_exactly(controls):
    circuit = one_gate(Gate("ry", (controls,), tuple(range(controls)), 0.7), controls + 1)
    np.testing.assert_allclose(Operator(qasm3.loads(to_qasm(circuit))).data, Operator(to_qiskit(circuit)).data, **CLOSE)


@pytest.mark.parametrize("flags", range(1, 7))
def test_phase_of_zeros_is_taken_apart_exactly(flags):
    circuit = one_gate(Gate("phase", tuple(range(flags)), angle=0.7), flags)
    read, expected = Operator(qasm3.loads(to_qasm(circuit))).data, Operator(to_qiskit(circuit)).data
    np.testing.assert_allclose(in_phase(read.ravel(), expected.ravel()).reshape(expected.shape), expected, **CLOSE)


def one_gate(gate, qubits):
    return Circuit((("lane", qubits), ("ancilla", 0)), (("fail", 1),), (circuits.Part("one", (gate,)),))


def qiskit_native(text): return qasm3.loads_experimental(text)


def braket(text): pytest.importorskip("braket.default_simulator.openqasm.interpreter").Interpreter().build_circuit(text)


def pyqasm(text): pytest.importorskip("pyqasm").loads(text).unroll()


ONCE = ["neuron of order 2", "amplified neuron", "neuron with one flag", "cell"]
READERS = [  # who reads what in which dialect; Qiskit's native reader knows no reset
    *((qasm3.loads, name, "standard") for name in [*ONCE, "sequence"]),
    *((qiskit_native, name, "standard") for name in ONCE),
    *((openqasm3.parse, name, dialect) for name in [*ONCE, "sequence"] for dialect in ("standard", "braket")),
    *((pyqasm, name, dialect) for name in [*ONCE, "sequence"] for dialect in ("standard", "braket")),
    *((braket, name, "braket") for name in [*ONCE, "sequence"]),
]


@pytest.mark.parametrize("read, name, dialect", READERS, ids=lambda value: getattr(value, "__name__", value))
def test_readers_of_qasm_take_it(read, name, dialect):
    read(to_qasm(EXPORTED[name], dialect))


def test_braket_gets_the_analytic_distribution():
    ir, simulator = pytest.importorskip("braket.ir.openqasm"), pytest.importorskip("braket.default_simulator")
    topology = Topology.paper(1, 1, stages=0, order=1, degree=1)
    parameters = random_parameters(topology)
    circuit = cell_circuit(topology, parameters, 1)
    np.random.seed(5)  # which the simulator draws from
    rows = simulator.StateVectorSimulator().run(ir.Program(source=to_qasm(circuit, "braket")), shots=2_000).measurements
    fails = circuit.bits[0][1]
    words = [row[-1] for row in rows if "1" not in [str(bit) for bit in row[:fails]]]
    expected, success = joint_distribution(topology, parameters, [1])
    assert binomtest(len(words), len(rows), success).pvalue > 1e-3
    assert binomtest(sum(str(word) == "1" for word in words), len(words), expected[1,]).pvalue > 1e-3


@EXPORTS
def test_qasm_measures_and_branches_as_the_circuit(circuit):
    statements = openqasm3.parse(to_qasm(circuit)).statements
    measurements = [s for s in statements if isinstance(s, openqasm3.ast.QuantumMeasurementStatement)]
    branches = [s for s in statements if isinstance(s, openqasm3.ast.BranchingStatement)]
    assert len(measurements) == counts(circuit).measurements
    assert len(branches) == sum(gate.condition is not None for gate in circuit.gates)


@EXPORTS
def test_qiskit_writes_qasm_and_reads_it_back(circuit):
    built = to_qiskit(circuit)
    read = qasm3.loads(qasm3.dumps(built))
    assert structure(read) == structure(built)
    np.testing.assert_allclose(unmeasured(read), unmeasured(built), **CLOSE)


@EXPORTS
def test_counts_are_those_of_qiskit(circuit):
    built, found = to_qiskit(circuit), counts(circuit)
    names = built.count_ops()
    phases = sum(gate.name == "phase" for gate in circuit.gates)  # Qiskit has three gates for one
    assert (found.qubits, found.measurements, found.resets) == (built.num_qubits, names["measure"], names.get("reset", 0))
    assert found.gates + found.measurements + found.resets == built.size() - 2 * phases
    assert found.two_qubit_gates == sum(len(instruction.qubits) > 1 for instruction in built.data) or phases
    if not phases: assert found.depth == built.depth()


def test_decomposed_counts_of_one_rotation_are_known():
    "A controlled R_Y is two CNOTs and two rotations; the neuron of one control has two of them and one more by pi."
    found = counts(neuron_circuit(Neuron(0, (1,), 1, 1), [0.3], 0.1), decomposed=True)
    assert (found.two_qubit_gates, found.measurements, found.resets) == (6, 1, 0)


@pytest.mark.parametrize("order, subsets, calls, expected", [(2, 25, None, 107), (2, 25, 5, 539), (2, 25, 9, 971), (1, 1, None, 5)])
def test_gates_of_a_neuron_are_those_of_the_cost_formula(order, subsets, calls, expected):
    neuron = Neuron(0, range(1, subsets + 1), order, 1, calls and Amplification(calls))
    assert counts(neuron_circuit(neuron, [0] * subsets, 0)).gates == expected


def agrees(found, topology, parameters, words, silent=()):
    "Sampled words against the analytic distribution, and successes against the success probability, each at 0.1 percent."
    expected, success = joint_distribution(topology, parameters, words, silent)
    observed = [found.counts.get(outputs, 0) for outputs in expected]
    assert chisquare(observed, [found.successes * p for p in expected.values()]).pvalue > 1e-3
    assert binomtest(found.successes, found.shots, success).pvalue > 1e-3


@pytest.mark.parametrize(
    "words, silent", [([1], ()), ([1, None], ()), ([0, 1], ()), ([0, 1], (0,)), ([1, 0, None], (0,)), ([1, 0, 1], (1, 0))], ids=str
)
def test_shots_follow_the_analytic_distribution(words, silent):
    topology = Topology.paper(1, 2, stages=0, order=1, degree=2, bias=0.8)
    parameters = random_parameters(topology, seed=3)
    found = run_shots(sequence_circuit(topology, parameters, words, silent), shots=20_000, seed=7)
    assert found.shots == 20_000 and found.successes > 1_000
    agrees(found, topology, parameters, words, silent)


def test_shots_of_an_amplified_cell_follow_the_rule():
    topology = Topology.paper(1, 1, stages=1, order=1, degree=2, amplification=Amplification(5))
    parameters = random_parameters(topology)
    found = run_shots(cell_circuit(topology, parameters, 1), shots=20_000, seed=7)
    probabilities = (abs(cell_state(topology, 1, np.array([1, 0j]), parameters)) ** 2).reshape(2, -1).sum(1)
    observed = [found.counts.get((word,), 0) for word in range(2)]
    assert chisquare([*observed, found.shots - found.successes], 20_000 * np.array([*probabilities, 1 - probabilities.sum()])).pvalue > 1e-3


def test_words_of_shots_have_lane_0_as_most_significant_bit():
    writes = Neuron(0, (2,), 1, 1), Neuron(1, (), 1)
    topology = Topology(2, 1, (Neuron(2, (0,), 1, 1),), (), writes, bias=0.0)
    parameters = {name: torch.zeros(shape, dtype=torch.float64) for name, shape in cell.parameter_shapes(topology).items()}
    parameters["input.0.weights"] += pi  # copies the most significant bit to the workspace, and the output stage copies it back
    parameters["output.0.weights"] += pi
    for read, written in enumerate([0, 0, 2, 2]):
        assert run_shots(cell_circuit(topology, parameters, read), shots=50, seed=0).counts == {(written,): 50}
    toggled = sequence_circuit(topology, parameters, [2, None, 1])  # 2 is read again, which turns the workspace back to 0
    assert run_shots(toggled, shots=50, seed=0).counts == {(2, 0, 0): 50}


def test_same_seed_same_shots_and_neighbouring_seeds_are_independent():
    topology = Topology.paper(1, 1, stages=0, order=1, degree=1)
    circuit = cell_circuit(topology, random_parameters(topology), 1)
    noise = Noise(0.01, 0.02)
    assert run_shots(circuit, 300, 1, noise) == run_shots(circuit, 300, 1, noise)
    successes = [run_shots(circuit, 300, seed).successes for seed in range(12)]
    spread = np.sqrt(np.mean(successes) * (1 - np.mean(successes) / 300))  # binomial
    assert 0.4 < np.std(successes, ddof=1) / spread < 1.8


def test_noise_of_one_gate_is_the_depolarising_channel():
    "With noise on CNOTs only, the ancilla of a neuron at rest stays 0 as often as the density matrix says."
    circuit, noise = neuron_circuit(Neuron(0, (), 1), [], 0.0, bias=0.0), Noise(0.0, 0.2)
    built = decompose(circuit).remove_final_measurements(inplace=False)
    state = qiskit.quantum_info.DensityMatrix.from_label("00")
    for instruction in built.data:
        places = [built.find_bit(qubit).index for qubit in instruction.qubits]
        state = state.evolve(instruction.operation, places)
        if instruction.name == "cx": state = state.evolve(depolarizing_error(noise.two_qubit, 2).to_quantumchannel(), places)
    found = run_shots(circuit, 5_000, 3, noise)
    assert 0.5 < (zero := state.probabilities([1])[0]) < 0.95
    assert binomtest(found.successes, found.shots, zero).pvalue > 1e-3


def test_columns_draw_every_gate_once_and_never_over_another():
    circuit = EXPORTED["sequence"]
    drawn = [gate for column in columns(circuit, "gates") for gate in column.gates]
    assert sorted(map(repr, drawn)) == sorted(map(repr, circuit.gates))
    for column in columns(circuit, "gates") + columns(circuit):
        rows = [row for gate in column.gates for row in range(min(gate.qubits), max(gate.qubits) + 1)]
        assert len(rows) == len(set(rows))


def test_neurons_are_boxes_on_lanes():
    drawn = [gate for column in columns(EXPORTED["sequence"]) for gate in column.gates]
    assert sum(gate.name == "neuron" for gate in drawn) == 3 * SMALL.neurons
    assert max(qubit for gate in drawn for qubit in gate.qubits) < SMALL.lanes == len(wires(EXPORTED["sequence"]))


@pytest.mark.parametrize("level", ["neurons", "gates"])
@EXPORTS
def test_drawing_is_legible_and_not_cut(circuit, level):
    figure = circuit_diagram(circuit, level=level)
    assert figure.get_figwidth() == pytest.approx(89 / 25.4)
    (ax,) = figure.axes
    assert ax.texts and min(text.get_fontsize() for text in ax.texts) >= 6
    renderer = FigureCanvasAgg(figure).get_renderer()  # one for all: each keeps a whole picture
    for thing in [*ax.texts, *ax.patches]:
        box = thing.get_window_extent(renderer)
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= figure.bbox.x1 + 1 and box.y1 <= figure.bbox.y1 + 1, thing


@pytest.mark.parametrize("level", ["neurons", "gates"])
@pytest.mark.parametrize("width", range(60, 180, 13))
def test_captions_are_neither_cut_nor_over_one_another(level, width):
    figure = circuit_diagram(EXPORTED["sequence"], level=level, width=width)
    captions = [text.get_window_extent() for text in figure.axes[0].texts if text.get_color() == grey(0.3)]
    assert len(captions) == sum(column.caption != "" for column in columns(EXPORTED["sequence"], level))
    assert all(caption.x1 <= figure.bbox.x1 for caption in captions)
    assert not any(a.overlaps(b) for a, b in combinations(captions, 2))


def test_drawing_in_given_axes_keeps_its_proportions():
    figure = Picture("page", 130)
    for ax in figure.subplots(1, 2): circuit_diagram(EXPORTED["neuron of order 2"], level="gates", ax=ax)
    figure.draw_without_rendering()
    for ax in figure.axes:
        across, down = np.diff(ax.transData.transform([(0, 0), (1, 1)]), axis=0)[0]
        assert across == pytest.approx(down, rel=0.01)


@pytest.mark.parametrize("draw", [
    lambda ax: circuit_diagram(EXPORTED["neuron of order 2"], level="gates", ax=ax),
    lambda ax: unrolled_network(Topology.paper(inputs=1, workspace=1, stages=1), steps=1, ax=ax),
])
def test_axes_that_are_too_low_for_a_drawing_are_refused(draw):
    figure = Picture("page", 20)
    with pytest.raises(ValueError, match=r"axes \d+ mm high are too low for this drawing, which needs \d+ mm"):
        draw(figure.subplots(1, 2)[0])
    # the figure that the sentence asks for is high enough
    fitting = Picture("page", 130)
    draw(fitting.subplots(1, 2)[0])


@EXPORTS
def test_boxes_do_not_overlap(circuit):
    (ax,) = circuit_diagram(circuit, level="gates").axes
    boxes = [patch.get_bbox().extents for patch in ax.patches if hasattr(patch, "get_bbox")]
    for number, (x0, y0, x1, y1) in enumerate(boxes):
        assert not [box for box in boxes[:number] if x0 < box[2] and box[0] < x1 and y0 < box[3] and box[1] < y1]


@pytest.fixture(scope="module")
def latex(tmp_path_factory):
    "Compiles a list of pictures and returns the number of pages; skips where LaTeX or quantikz is missing."
    if not shutil.which("pdflatex"): pytest.skip("no pdflatex: on Debian, apt-get install texlive-pictures texlive-latex-extra")
    found = subprocess.run(["kpsewhich", "tikzlibraryquantikz.code.tex", "xargs.sty"], capture_output=True, text=True).stdout.split()
    if len(found) < 2: pytest.skip("LaTeX without quantikz: on Debian, apt-get install texlive-pictures texlive-latex-extra")
    folder = tmp_path_factory.mktemp("latex")

    def compile(pictures):
        text = "\n\\newpage\n".join(pictures)
        preamble = "\\documentclass{article}\n\\usepackage{tikz}\n\\usetikzlibrary{quantikz}\n\\begin{document}\\parindent0pt\n"
        (folder / "circuit.tex").write_text(f"{preamble}{text}\\end{{document}}\n")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "circuit.tex"]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True)

    return compile


def test_quantikz_compiles(latex):
    whole, *neurons = (EXPORTED[name] for name in ("sequence", "neuron of order 2", "amplified neuron", "neuron with one flag"))
    done = latex([to_quantikz(whole), *(to_quantikz(neuron, "gates") for neuron in neurons)])
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Output written on circuit.pdf" in done.stdout and "Overfull" not in done.stdout


@EXPORTS
def test_quantikz_holds_every_gate(circuit):
    text, names = to_quantikz(circuit, "gates"), [gate.name for gate in circuit.gates]
    assert text.count(r"\gate") == len(names) - names.count("measure") - names.count("phase")
    assert text.count(r"\ocontrol") == sum(len(gate.targets) for gate in circuit.gates if gate.name == "phase")
    assert text.count(r"\meter") == names.count("measure")
    assert text.count(r"\ctrl") == sum(len(gate.controls) for gate in circuit.gates)


def test_quantikz_goes_on_below():
    circuit = EXPORTED["neuron of order 2"]
    narrow, wide = (to_quantikz(circuit, "gates", width).count(r"\begin{quantikz}") for width in (240, 1e4))
    assert narrow > wide == 1
    assert to_quantikz(circuit, "gates", 0).count(r"\begin{quantikz}") == len(columns(circuit, "gates"))


@pytest.mark.parametrize(
    "words, fault",
    [
        ([2], "must be a whole number from 0 to 1, got 2"),
        ([-1], "must be a whole number from 0 to 1, got -1"),
        ([True], "must be a whole number from 0 to 1, got True"),
        ("1", "words must be a list"),
        ([], "at least one word"),
        ([None, 1], "first step has no measured word"),
    ],
)
def test_wrong_words_are_refused(words, fault):
    topology = Topology.paper(1, 1, stages=0, order=1, degree=1)
    with pytest.raises(ValueError, match=fault): sequence_circuit(topology, random_parameters(topology), words)


@pytest.mark.parametrize(
    "words, silent, fault",
    [
        ([1, None], [0], "step 0 is silent, so step 1 has no measured word to read"),
        ([1, 0], [2], "silent must be numbers of steps from 0 to 1"),
        ([1, 0], [-1], "a silent step must be a whole number"),
        ([1, 0], 1, "silent must be a list"),
    ],
)
def test_wrong_silent_steps_are_refused(words, silent, fault):
    topology = Topology.paper(1, 1, stages=0, order=1, degree=1)
    with pytest.raises(ValueError, match=fault): sequence_circuit(topology, random_parameters(topology), words, silent)


def test_wrong_parameters_are_refused():
    topology = Topology.paper(1, 1, stages=0, order=1, degree=1)
    parameters = random_parameters(topology)
    missing = {name: value for name, value in parameters.items() if name != "input.0.theta"}
    for wrong, fault in [
        (missing, "missing parameter 'input.0.theta'"),
        (parameters | {"stage.0.rotations": [0.1]}, "unknown parameter 'stage.0.rotations'"),
        (parameters | {"input.0.weights": [0.1, 0.2]}, r"input.0.weights must have shape \(1,\), got \(2,\)"),
    ]:
        with pytest.raises(ValueError, match=fault): cell_circuit(topology, wrong, 0)
    with pytest.raises(ValueError, match="weights must hold 1 angles"): neuron_circuit(Neuron(0, (1,), 1, 1), [0.1, 0.2], 0)


@pytest.mark.parametrize("angle", [float("nan"), float("inf"), "0.1", True, None, 1j, [[0.1]]], ids=str)
def test_what_is_no_angle_is_refused(angle):
    topology = Topology.paper(1, 1, stages=0, order=1, degree=1)
    neuron, parameters = Neuron(0, (1,), 1, 1), random_parameters(topology)
    for make in [
        lambda: neuron_circuit(neuron, [angle], 0.1),
        lambda: neuron_circuit(neuron, [0.1], angle),
        lambda: neuron_circuit(neuron, [0.1], 0.1, angle),
        lambda: cell_circuit(topology, parameters | {"input.0.weights": [angle]}, 0),
        lambda: Gate("ry", (0,), angle=angle),
    ]:
        with pytest.raises(ValueError, match="must"): make()


def test_angles_of_numpy_and_torch_are_angles():
    neuron = Neuron(0, (1,), 1, 1)
    made = [neuron_circuit(neuron, kind([0.5]), kind([0.5])[0]) for kind in (list, np.float32, torch.tensor, torch.HalfTensor)]
    assert all(circuit == made[0] for circuit in made)


def test_too_large_circuits_are_refused_before_they_are_made():
    long = Neuron(0, range(1, 20), 2, 19)
    for make in [
        lambda: neuron_circuit(Neuron(0, (1,), 10, 1, Amplification(999)), [0.1], 0.1),
        lambda: neuron_circuit(long, [0.1] * (2**19 - 1), 0.1),
        lambda: to_qasm(neuron_circuit(Neuron(0, (), 5, 1, Amplification(3)), [], 0.1)),
    ]:
        with pytest.raises(ValueError, match=r"about [\d,]+ gates, more than 1,000,000"): make()
    wide = neuron_circuit(Neuron(0, (29,), 1, 1), [0.1], 0.1)
    for run in to_pennylane, lambda circuit: run_shots(circuit, 1, 0):
        with pytest.raises(ValueError, match="takes 31 qubits, more than 26"): run(wide)


@pytest.mark.parametrize(
    "shots, seed, noise",
    [(0, 0, None), (1.5, 0, None), (1, -1, None), (1, 0, 0.1), (1, 0, Noise(2, 0.1)), (1, 0, Noise("0", 0))],
)
def test_wrong_options_of_shots_are_refused(shots, seed, noise):
    with pytest.raises(ValueError, match="must be"): run_shots(EXPORTED["neuron with one flag"], shots, seed, noise)


@pytest.mark.parametrize(
    "use",
    [columns, wires, counts, to_qasm, to_quantikz, to_qiskit, to_pennylane, circuit_diagram, lambda circuit: run_shots(circuit, 1, 0)],
)
def test_what_is_no_circuit_is_refused(use):
    with pytest.raises(ValueError, match="circuit must be a Circuit"): use([Gate("x", (0,))])


def test_running_draws_no_random_numbers_of_the_user():
    before = repr(np.random.get_state())
    to_pennylane(EXPORTED["neuron with one flag"])()
    run_shots(EXPORTED["neuron with one flag"], 10, 0)
    assert repr(np.random.get_state()) == before


def test_names_say_which_lanes():
    topology = Topology.paper(2, 3, stages=0, order=1, degree=2)
    names = wires(cell_circuit(topology, random_parameters(topology), 0), "gates")
    assert names == ["in/out 0", "in/out 1", "workspace 2", "workspace 3", "workspace 4", "ancilla 0"]
    labels = [gate.label for gate in neuron_circuit(Neuron(0, (1, 12), 1, 2), [0.1] * 3, 0.1).gates[:4]]
    assert labels == ["θ", "φ₁", "φ₁₂", "φ₁‚₁₂"]


@pytest.mark.parametrize("draw", [columns, to_quantikz, circuit_diagram])
def test_unknown_level_is_refused(draw):
    with pytest.raises(ValueError, match="level must be one of 'neurons', 'gates', got 'pulses'"):
        draw(EXPORTED["sequence"], level="pulses")


@pytest.mark.parametrize(
    "name, use", [("qiskit", to_qiskit), ("pennylane", to_pennylane), ("qiskit_aer", lambda circuit: run_shots(circuit, 1, 0))]
)
def test_missing_extra_is_named_with_its_remedy(monkeypatch, name, use):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=rf"{name}.*pip install '\.\[circuits\]'"): use(EXPORTED["neuron of order 2"])


def test_import_needs_no_extra(root):
    code = "import sys; import qrnn_nb.circuits; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert not {"qiskit", "qiskit_aer", "pennylane", "matplotlib"} & set(done.stdout.split())


def texts_of(figure): return "".join(text.get_text() for text in figure.axes[0].texts)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_every_postselection_is_drawn_and_an_ancilla_that_serves_again_begins_anew(order):
    circuit = neuron_circuit(Neuron(0, (1, 2), order, 2), [0.1] * 3, 0.2)
    drawn = texts_of(circuit_diagram(circuit, level="gates", width="page"))
    measured = [gate.targets[0] for gate in circuit.gates if gate.name == "measure"]
    assert drawn.count("⟨0|") == len(measured) == 2**order - 1
    again = len(measured) - len(set(measured))
    assert drawn.count("|0⟩") == order + again  # each ancilla begins in |0⟩, too


def test_a_drawn_cell_does_not_depend_on_the_word():
    cells = [cell_circuit(SMALL, random_parameters(SMALL), word) for word in range(SMALL.words)]
    first, *others = [columns(one) for one in cells]
    assert all(other == first for other in others)
    assert [gate.label for column in first for gate in column.gates if gate.name == "word"] == ["|x_{t}⟩"] * 2


def test_calls_of_an_amplified_neuron_have_captions():
    circuit = neuron_circuit(Neuron(0, (1,), 2, 1, Amplification(5)), [0.1], 0.2)
    captions = [column.caption for column in columns(circuit, "gates") if column.caption]
    assert captions == ["U", "phase", "U†", "phase", "U", "phase", "U†", "phase", "U", "measure"]


def test_own_names_of_lanes():
    circuit = EXPORTED["neuron of order 2"]
    own = [f"lane {letter}" for letter in "abcdefgh"[: len(wires(circuit, "gates"))]]
    assert all(name in texts_of(circuit_diagram(circuit, level="gates", names=own)) for name in own)
    assert all(name in to_quantikz(circuit, "gates", names=own) for name in own)
    assert "memory" in texts_of(circuit_diagram(circuit, names={"target": "memory"}))
    with pytest.raises(ValueError, match="names must be"): circuit_diagram(circuit, names=["one"])
    with pytest.raises(ValueError, match="must be one of"): circuit_diagram(circuit, names={"goal": "memory"})


def test_a_key_explains_the_signs_that_stand_there_and_no_others():
    cell = cell_circuit(SMALL, random_parameters(SMALL), 0)
    boxes = texts_of(circuit_diagram(cell, key=True))
    assert "the neuron's angle depends on this lane" in boxes and "postselected" not in boxes
    gates = texts_of(circuit_diagram(EXPORTED["neuron of order 2"], level="gates", key=True))
    assert "acts where this qubit is 1" in gates and "postselected" in gates and "phase" not in gates


def test_a_cropped_drawing_is_as_wide_as_its_circuit():
    circuit = neuron_circuit(Neuron(0, (1,), 1, 1), [0.1], 0.2)
    widths = [circuit_diagram(circuit, level="gates", width="page", crop=crop).get_figwidth() for crop in (False, True)]
    assert widths[1] < 0.6 * widths[0]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30), st.integers(50, 300))
def test_lines_are_few_and_even(widths, room):
    lines = [widths[line] for line in circuits.wrap(widths, room)]
    assert [width for line in lines for width in line] == widths and max(map(sum, lines)) <= room
    # no other break into as many lines, found by trying rooms one by one, has a shorter longest line
    shorter = max(map(sum, lines)) - 1
    assert shorter < max(widths) or len(circuits.wrap(widths, shorter)) > len(lines)
