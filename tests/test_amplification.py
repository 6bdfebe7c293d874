"""Amplitude amplification against simulations of the unmeasured neuron with real flags, and against theory that it does not use.

The simulation follows oracle.py: R_Y(bias + theta) and controlled R_Y(weights) on the lowest ancilla, controlled R_Y(pi) on the target, the
rotations undone. Each ancilla that would be measured is a fresh qubit, a flag. Qubits: target, controls, flags; good means all flags 0.
"""

import json
import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import oracle
import pennylane as qml
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from qrnn_nb.amplification import (
    Phases,
    amplified_excitation,
    amplified_success,
    amplitude,
    cost,
    fit_phases,
    is_real,
    least,
    least_success,
    neuron_factors,
    phases,
    polynomial,
    rounds,
)
from qrnn_nb.topology import Amplification, Neuron

EXACT = {"atol": 1e-12, "rtol": 0}
ETAS = np.linspace(0, math.pi / 2, 9)  # pi/4, where success is rarest, is one of them
CONSTANT = [(1, 5), (1, 9), (1, 13), (1, 17), (2, 5), (2, 9), (2, 13), (2, 33), (3, 5), (3, 21), (3, 61), (4, 9), (4, 61)]
CHOICES = [Amplification(L, kind) for L in (1, 3, 5, 9) for kind in ("yoder", "constant")]
some_choice = pytest.mark.parametrize("amplification", CHOICES, ids=str)
KINDS = [Amplification(1), Amplification(3), Amplification(5), Amplification(5, "yoder"), Amplification(9)]
every_order = pytest.mark.parametrize("order", [1, 2, 3])


def gates(order, target, turns, flags, sign=1):
    "Gates (angle, controls, target) of the unmeasured block; `turns` are pairs of angle and controls, `flags` an iterator of fresh qubits."
    flag = next(flags)
    lower = lambda sign: list(gates(order - 1, flag, turns, flags, sign))
    rotations = [(angle, controls, flag) for angle, controls in turns]
    yield from lower(1) if order > 1 else rotations
    yield sign * math.pi, (flag,), target
    yield from lower(-1) if order > 1 else [(-angle, controls, qubit) for angle, controls, qubit in reversed(rotations)]


def rotate(state, angle, controls, target):
    "Controlled R_Y on a state (2, ..., 2, columns)."
    state = state.copy()
    part = [slice(None)] * state.ndim
    for qubit in controls: part[qubit] = 1
    low, high = (tuple([*part[:target], bit, *part[target + 1 :]]) for bit in (0, 1))
    c, s = math.cos(angle / 2), math.sin(angle / 2)
    state[low], state[high] = c * state[low] - s * state[high], s * state[low] + c * state[high]
    return state


def unmeasured(order, turns, controls=0):
    "The neuron's real matrix on target, controls and 2^order - 1 flags, and a list of its gates."
    qubits = 1 + controls + 2**order - 1
    listed = list(gates(order, 0, turns, iter(range(1 + controls, qubits))))
    state = np.eye(2**qubits).reshape(*(2,) * qubits, -1)
    for gate in listed: state = rotate(state, *gate)
    return state.reshape(2**qubits, -1), listed


def amplified(matrix, phases, state):
    "The state (lanes, 2^flags) after an amplified neuron, by matrix products and phases on all flags 0."
    run = lambda matrix, state: (matrix @ state.reshape(-1)).reshape(state.shape)
    state = run(matrix, state)
    for alpha, beta in zip(*phases):
        state[:, 0] *= np.exp(1j * beta)
        state = run(matrix.T, state)
        state[:, 0] *= np.exp(-1j * alpha)
        state = -run(matrix, state)
    return state


def one_word(order, eta, angles):
    "The state (2, 2^flags) after an amplified neuron without controls, its target having been |0>."
    matrix, _ = unmeasured(order, [(2 * eta, ())])
    flags = 2**order - 1
    return amplified(matrix, angles, np.eye(1, 2 ** (flags + 1), dtype=complex).reshape(2, -1))


def success_of(eta, order):
    return math.cos(eta) ** 2 ** (order + 1) + math.sin(eta) ** 2 ** (order + 1)


@every_order
@some_choice
def test_amplitude_of_a_simulated_neuron(order, amplification):
    for eta in ETAS:
        good = one_word(order, eta, phases(order, amplification))[:, 0]
        rotation = np.array([math.cos(eta) ** 2**order, math.sin(eta) ** 2**order]) / math.sqrt(success_of(eta, order))
        np.testing.assert_allclose(good, amplitude(success_of(eta, order), order, amplification).item() * rotation, **EXACT)
        factors = neuron_factors(Neuron(0, (), order, 1, amplification), eta)
        np.testing.assert_allclose(good, [factor.item() for factor in factors], **EXACT)


@every_order
def test_a_postselected_neuron_has_its_factors_as_they_are(order):
    eta = torch.tensor(ETAS, dtype=torch.float64)
    kept, turned = neuron_factors(Neuron(0, (), order, 1), eta)
    assert torch.equal(kept, eta.cos() ** 2**order) and torch.equal(turned, eta.sin() ** 2**order)
    assert polynomial(order, None) is None


@every_order
@pytest.mark.parametrize("calls", [1, 3, 5, 9])
def test_closed_form_of_success_of_a_simulated_neuron(order, calls):
    for eta in ETAS:
        good = one_word(order, eta, phases(order, Amplification(calls, "yoder")))[:, 0]
        closed = amplified_success(success_of(eta, order), calls, order).item()
        assert np.linalg.norm(good) ** 2 == pytest.approx(closed, abs=1e-12)


@every_order
@some_choice
def test_excitation_of_a_simulated_neuron_whose_flags_are_ignored(order, amplification):
    for eta in ETAS:
        ones = np.linalg.norm(one_word(order, eta, phases(order, amplification))[1]) ** 2
        assert amplified_excitation(eta, order, amplification).item() == pytest.approx(ones, abs=1e-12)


@every_order
def test_failed_target_depends_on_the_angle_alone(order):
    eta, found = 0.5, []
    for amplification in (Amplification(1), Amplification(3, "yoder"), Amplification(5)):
        bad = np.abs(one_word(order, eta, phases(order, amplification))[..., 1:]) ** 2
        found.append(bad[1].sum() / bad.sum())
    np.testing.assert_allclose(found, found[0], atol=1e-10)
    if order == 1: assert found[0] == pytest.approx(1 / 2)


@pytest.mark.parametrize("amplification", KINDS, ids=str)
@pytest.mark.parametrize("order", [1, 2])
def test_superposed_controls_and_target(order, amplification):
    "Each control word gets its own amplitude, whatever the target: the amplification is oblivious and block-diagonal."
    random = np.random.default_rng(0)
    weights, theta, bias = random.normal(size=3), random.normal(), math.pi / 2
    turns = [(bias + theta, ()), *zip(weights, [(1,), (2,), (1, 2)])]
    matrix, _ = unmeasured(order, turns, controls=2)
    flags = 2**order - 1
    lanes = random.normal(size=(2, 4)) + 1j * random.normal(size=(2, 4))  # target, word of the controls
    lanes /= np.linalg.norm(lanes)
    state = np.zeros((8, 2**flags), dtype=complex)
    state[:, 0] = lanes.reshape(-1)
    good = amplified(matrix, phases(order, amplification), state)[:, 0].reshape(2, 4)
    for word, (first, second) in enumerate(np.ndindex(2, 2)):
        eta = (bias + theta + weights @ [first, second, first * second]) / 2
        c, s = math.cos(eta) ** 2**order, math.sin(eta) ** 2**order
        p = c**2 + s**2
        expected = amplitude(p, order, amplification).item() / math.sqrt(p) * np.array([[c, -s], [s, c]]) @ lanes[:, word]
        np.testing.assert_allclose(good[:, word], expected, **EXACT)


@every_order
def test_simulated_neuron_measured_is_that_of_the_oracle(order):
    "All flags 0 with certainty one after the other, or together at the end: the same amplitudes."
    turns = [(1.1, ()), (0.7, (1,)), (-0.4, (2,)), (0.9, (1, 2))]
    matrix, _ = unmeasured(order, turns, controls=2)
    flags = 2**order - 1
    measured = [qml.ctrl(qml.RY(angle, 3), control=list(controls)) if controls else qml.RY(angle, 3) for angle, controls in turns]
    state = np.zeros((8, 2, 2, 2, 2**order), dtype=complex)
    state[..., 0] = np.eye(8).reshape(8, 2, 2, 2)
    block = list(oracle.block(measured, 0, list(range(3, 3 + order))))
    kept = oracle.walk(block, state.reshape(8, *(2,) * (3 + order))).reshape(8, 8, -1)[..., 0].T
    np.testing.assert_allclose(matrix.reshape(8, 2**flags, 8, 2**flags)[:, 0, :, 0], kept, **EXACT)


def test_matrix_and_phases_by_pennylane():
    "The whole amplified circuit once more, gate by gate in PennyLane."
    order, amplification = 2, Amplification(5)
    turns = [(1.1, ()), (0.7, (1,))]
    matrix, listed = unmeasured(order, turns, controls=1)
    flags, zeros = [2, 3, 4], [0, 0, 0]

    def neuron():
        for angle, controls, target in listed: qml.ctrl(qml.RY, controls)(angle, target) if controls else qml.RY(angle, target)

    @qml.qnode(qml.device("default.qubit", wires=5))
    def circuit():
        qml.RY(0.3, 0), qml.RY(0.8, 1)
        neuron()
        for alpha, beta in zip(*phases(order, amplification)):
            qml.ctrl(qml.GlobalPhase(-beta), flags, control_values=zeros)
            qml.adjoint(neuron)()
            qml.ctrl(qml.GlobalPhase(alpha), flags, control_values=zeros)
            neuron()
            qml.GlobalPhase(math.pi)
        return qml.state()

    state = np.zeros((4, 8), dtype=complex)
    state[:, 0] = np.kron([math.cos(0.15), math.sin(0.15)], [math.cos(0.4), math.sin(0.4)])
    np.testing.assert_allclose(amplified(matrix, phases(order, amplification), state).reshape(-1), circuit(), **EXACT)


@pytest.mark.parametrize("calls", [3, 5])
def test_success_by_pennylanes_amplitude_amplification(calls):
    "A third opinion, with one flag; PennyLane's `iters` are calls, its `p_min` is the guarantee."
    eta, order = 0.9, 1
    neuron = qml.prod(qml.RY(-2 * eta, "flag"), qml.CRY(math.pi, ["flag", "target"]), qml.RY(2 * eta, "flag"))
    sign_of_0 = qml.prod(qml.X("flag"), qml.Z("flag"), qml.X("flag"))
    guarantee = least_success(order, Amplification(calls, "yoder"))

    @qml.qnode(qml.device("default.qubit", wires=["target", "flag", "work"]))
    def circuit():
        qml.apply(neuron)
        qml.AmplitudeAmplification(
            neuron, sign_of_0, iters=calls, fixed_point=True, work_wire="work", p_min=guarantee, reflection_wires=["flag"]
        )
        return qml.probs(wires="flag")

    assert circuit()[0] == pytest.approx(amplified_success(success_of(eta, order), calls, order).item(), abs=1e-7)


LEAST = {(1, 3): 0.980, (1, 5): 0.9994, (1, 7): 0.99998, (2, 5): 0.905, (2, 9): 0.9948, (2, 13): 0.9997}
LEAST |= {(3, 21): 0.908, (3, 31): 0.984, (3, 41): 0.997}  # derived elsewhere, to the digits written


@pytest.mark.parametrize(("order", "calls"), LEAST)
def test_guarantee_of_closed_form_phases_by_simulation(order, calls):
    angles = phases(order, Amplification(calls, "yoder"))
    found = min(np.linalg.norm(one_word(order, eta, angles)[:, 0]) ** 2 for eta in np.linspace(0, math.pi / 4, 41))
    digits = len(str(LEAST[order, calls])) - 2
    assert round(found, max(digits, 3)) == pytest.approx(LEAST[order, calls], abs=1e-9)
    assert least_success(order, Amplification(calls, "yoder")) == pytest.approx(found, abs=1e-12)


@pytest.mark.parametrize(("order", "calls"), CONSTANT)
def test_constant_phases_make_the_amplitude_real_positive_and_ripple_equally(order, calls):
    amplification, p = Amplification(calls), np.linspace(least(order), 1, 2001)
    found = np.sqrt(p) * rounds(p, fit_phases(order, calls))[0]
    floor = math.sqrt(least_success(order, amplification))
    assert abs(found.imag).max() <= 1e-12
    assert found.real.min() >= floor - 1e-9 and found.real.max() <= 1 + 1e-12
    fine = np.sin(np.linspace(math.asin(math.sqrt(least(order))), math.pi / 2, 20_001))
    ripple = fine * rounds(fine**2, fit_phases(order, calls))[0].real
    lows = ripple[1:-1][(ripple[1:-1] < ripple[:-2]) & (ripple[1:-1] <= ripple[2:])]
    assert len(lows) == calls // 4  # and the one at the start
    np.testing.assert_allclose(lows, floor, atol=1e-5 * (1 - floor) + 1e-9)


@pytest.mark.parametrize(("order", "calls"), [(1, 3), (1, 5), (1, 7), (1, 9), (2, 3), (2, 5), (2, 7), (2, 9), (2, 11), (2, 13), (3, 15)])
def test_no_real_amplitude_does_better(order, calls):
    "A linear programme over all odd polynomials a with a(1) = 1, a <= 1 below 1, a >= 1 above 1: 4m + 3 calls are as good as 4m + 1."
    degree, w = calls // 2, least(order)
    values = lambda x: x[:, None] * np.polynomial.chebyshev.chebvander(2 * x**2 - 1, degree)
    inside, below = np.linspace(math.sqrt(w), 1, 1501), np.linspace(0.01, math.sqrt(w), 50)
    above = 1 / np.append(1e-6, np.linspace(0.02, 0.999, 299))  # the first is as good as infinity
    scaled = values(above) / above[:, None] ** calls
    ones, zero = np.ones(len(inside)), np.zeros(len(inside))
    rows = [
        np.column_stack([-values(inside), ones]),
        np.column_stack([values(inside), zero]),
        np.column_stack([values(below), zero[:50]]),
        np.column_stack([-values(below), zero[:50]]),
        np.column_stack([-scaled, zero[:300]]),
    ]
    limits = np.concatenate([zero, ones, ones[:100], -(above ** -float(calls))])
    best = linprog(
        [0] * (degree + 1) + [-1],
        np.vstack(rows),
        limits,
        np.append(values(np.ones(1)), 0)[None],
        [1],
        bounds=[(None, None)] * (degree + 2),
        method="highs",
    )
    nearest = calls - 2 if calls % 4 == 3 else calls
    assert best.status == 0
    assert best.x[-1] ** 2 == pytest.approx(least_success(order, Amplification(nearest)), abs=1e-4)


def test_constant_phases_are_at_least_as_good_as_those_found_by_search(shared):
    searched = json.loads((shared / "data" / "amplification_phases.json").read_text())
    for name, angles in searched.items():
        w, calls = name.split(",")
        order, calls = round(math.log2(1 - math.log2(float(w)))), int(calls)
        if calls % 4 == 3: continue  # those are not constant
        half = calls // 2
        p = np.linspace(float(w), 1, 2001)
        theirs = min(p * abs(rounds(p, Phases(tuple(angles[:half]), tuple(angles[half : 2 * half])))[0]) ** 2)
        assert least_success(order, Amplification(calls)) >= theirs - 1e-9


@given(st.lists(st.floats(-4, 4), max_size=6), st.floats(0, 1))
def test_reversed_phases_make_any_amplitude_real(alphas, p):
    good, bad = rounds(p, Phases(tuple(alphas), tuple(reversed(alphas))))
    assert abs(good.imag) < 1e-12
    assert p * abs(good) ** 2 + (1 - p) * abs(bad) ** 2 == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("calls", [*range(1, 62, 4), 3, 31, 59])
@pytest.mark.parametrize("kind", ["yoder", "constant"])
@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_polynomial_is_the_amplitude(order, calls, kind):
    amplification, p = Amplification(calls, kind), np.linspace(0, 1, 1001)
    coefficients = polynomial(order, amplification)
    assert coefficients.shape == (calls // 2 + 1,)
    assert np.isrealobj(coefficients) == is_real(order, amplification)
    found = np.sqrt(p) * np.polynomial.chebyshev.chebval(2 * p - 1, coefficients)
    np.testing.assert_allclose(found, amplitude(p, order, amplification).numpy(), **EXACT)


def squared_chebyshev(calls, y):
    "T_L(sqrt(y))^2 = (1 + T_L(2y - 1)) / 2 in exact fractions."
    before, now = Fraction(1), 2 * y - 1
    for _ in range(calls - 1): before, now = now, 2 * (2 * y - 1) * now - before
    return (1 + now) / 2


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("p", [0.0, 2**-16, 0.125, 0.3, 0.51, 0.7, 0.999, 1.0])
def test_closed_form_is_stable_up_to_61_calls(order, p):
    bad, edge = 1 - Fraction(p), 1 - Fraction(least(order))
    exact = 1 - squared_chebyshev(61, bad / edge) / squared_chebyshev(61, 1 / edge)
    assert amplified_success(p, 61, order).item() == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.parametrize("amplification", [Amplification(1), Amplification(5), Amplification(5, "yoder")], ids=str)
def test_gradient_of_the_amplitude(amplification):
    p = torch.linspace(0.13, 0.99, 5, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda p: amplitude(p, 2, amplification), p)


def test_dtypes_of_the_amplitude():
    real, complex = Amplification(9), Amplification(9, "yoder")
    choices = [(real, torch.float32, torch.float32), (complex, torch.float32, torch.complex64)]
    choices += [(real, torch.float64, torch.float64), (complex, torch.float64, torch.complex128)]
    for amplification, given_as, returned in choices:
        assert amplitude(torch.tensor([0.5], dtype=given_as), 2, amplification).dtype == returned
    assert amplitude(0.5, 2, Amplification(9)).dtype == torch.float64


def test_excitation_given_success_does_not_depend_on_calls():
    for order, expected in (1, 0.0818), (2, 0.0079):
        for calls in (1, 3, 9):
            found = amplified_excitation(0.5, order, Amplification(calls), given_success=True)
            assert found.item() == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("order", "calls", "expected"), [(1, 1, 0.2298), (1, 3, 0.0820), (2, 1, 0.2298), (2, 5, 0.0342), (2, 9, 0.0079)]
)
def test_excitation_with_flags_ignored(order, calls, expected):
    assert amplified_excitation(0.5, order, Amplification(calls, "yoder")).item() == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("calls", [None, 1, 5, 9, 13])
@every_order
def test_gates_are_those_of_the_simulated_circuit(order, calls):
    neuron = Neuron(0, (1, 2, 3), order, 2, Amplification(calls) if calls else None)
    assert neuron.calls == (calls or 1)
    turns = [(0.1, ()), *((0.1, subset) for size in (1, 2) for subset in combinations((1, 2, 3), size))]
    listed = len(list(gates(order, 0, turns, iter(range(4, 12)))))
    calls = calls or 1
    assert cost(neuron).gates == calls * listed + calls - 1


def test_gates_of_order_2_with_25_subsets():
    choices = [None, Amplification(5), Amplification(9), Amplification(13)]
    counted = [cost(Neuron(0, range(1, 6), 2, 3, amplification)).gates for amplification in choices]
    assert counted == [107, 539, 971, 1403]


def test_cost_until_success():
    neuron = Neuron(0, (1,), 1, 1, Amplification(3))
    for exact, preparations in (False, 1), (True, 3):
        found = cost(neuron, p=0.5, exact=exact)
        success = amplified_success(0.5, 3, 1).item()
        assert found.success == pytest.approx(success)
        assert found.tries == pytest.approx(1 / success)
        assert found.expected_gates(preparation=100) == pytest.approx((3 * 5 + 2 + preparations * 100) / success)
    postselected = cost(Neuron(0, (1,), 1, 1), p=0.5)
    assert (postselected.success, postselected.calls, postselected.ancillas) == (pytest.approx(0.5), 1, 1)
    assert postselected.expected_gates(100) == pytest.approx(210)


def test_exact_amplification_keeps_the_postselected_state():
    "Reflecting about the whole input: amplitude a_L of the total success probability, and no word favoured."
    random, order, amplification = np.random.default_rng(1), 1, Amplification(5)
    matrix, _ = unmeasured(order, [(1.9, ()), (0.8, (1,))], controls=1)
    prepared = np.zeros((4, 2))
    prepared[:, 0] = random.normal(size=4)
    prepared /= np.linalg.norm(prepared)
    start = (matrix @ prepared.reshape(-1)).reshape(4, 2)
    p, state = np.linalg.norm(start[:, 0]) ** 2, start.astype(complex)
    for alpha, beta in zip(*phases(order, amplification)):
        state[:, 0] *= np.exp(1j * beta)
        state = (1 - np.exp(-1j * alpha)) * start * np.vdot(start, state) - state
    expected = amplitude(p, order, amplification).item() * start[:, 0] / math.sqrt(p)
    np.testing.assert_allclose(state[:, 0], expected, **EXACT)
    assert cost(Neuron(0, (1,), order, 1, amplification), p, exact=True).success == pytest.approx(np.linalg.norm(state[:, 0]) ** 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: amplified_success(0.5, 4, 1), "calls must be odd, got 4: try 5"),
        (lambda: amplified_success(0.5, 3, 0), "order must be a whole number from 1 to 10, got 0"),
        (lambda: phases(0, Amplification(3)), "order must be a whole number from 1 to 10, got 0"),
        (lambda: fit_phases(1, 7), r"order 1 are known for \[5, 9, 13, 17\] calls, got 7"),
        (lambda: fit_phases(1, 21), r"order 1 are known for \[5, 9, 13, 17\] calls, got 21"),
        (lambda: fit_phases(5, 9), "order 5 are known for no calls, got 9"),
        (lambda: cost(Neuron(0, (1,)), exact=True), "exact amplification needs a number of calls"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ValueError, match=message): call()


@pytest.mark.parametrize("amplification", [Amplification(3), Amplification(7), Amplification(41), Amplification(9, "yoder")], ids=str)
def test_closed_form_where_no_constant_phases_are_known(amplification):
    assert not is_real(1, amplification)
    assert phases(1, amplification) == phases(1, Amplification(amplification.calls, "yoder"))


def test_stored_coefficients_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"): polynomial(2, Amplification(9))[0] = 0
