"""The exact noisy simulation against the model and against shots."""

import math

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.stats import chisquare

from qrnn_nb import Neuron, Topology
from qrnn_nb.cell import initial_hidden, step
from qrnn_nb.circuits import Noise, cell_circuit, neuron_circuit, run_noisy, run_shots, sequence_circuit
from tools.results.density import CELLS, NOISE, RESULTS, angles, chi_squared, exact, rows_of, sequence

pytest.importorskip("qiskit_aer")

cells = pytest.mark.parametrize("name", CELLS)


@cells
def test_without_noise_it_is_the_model(name):
    topology = CELLS[name]
    parameters = angles(topology)
    word = topology.words - 1
    out = step(topology, parameters, torch.tensor([word]), initial_hidden(topology, parameters, batch=1))
    exact = run_noisy(cell_circuit(topology, parameters, word))
    assert exact.success == pytest.approx(out.success.item(), abs=1e-9)
    for y, chance in enumerate(out.probabilities[0].tolist()):
        hidden = out.hidden[0, y].numpy()
        assert exact.distribution[y,] == pytest.approx(chance, abs=1e-9)
        np.testing.assert_allclose(exact.states[y,], np.outer(hidden, hidden.conj()), atol=1e-9)


def along(topology, parameters, words):
    "Probability, success included, and last state of every sequence of outputs, branch by branch with the cell."
    branches = {(): (1.0, initial_hidden(topology, parameters, batch=1))}
    for read in words:
        after = {}
        for before, (chance, hidden) in branches.items():
            word = before[-1] if read is None else read
            out = step(topology, parameters, torch.tensor([word]), hidden)
            for y in range(topology.words):
                share = (out.success * out.probabilities[0, y]).item()
                after[(*before, y)] = chance * share, out.hidden[:, y]
        branches = after
    return branches


@pytest.mark.parametrize("name", ["one bit", "two bits", "order 2"])
def test_several_steps_without_noise_are_the_cell_in_each_branch(name):
    topology = CELLS[name]
    parameters = angles(topology, 1)
    words = [1, None, None] if topology.inputs == 1 else [2, None]
    exact = run_noisy(sequence_circuit(topology, parameters, words))
    branches = along(topology, parameters, words)
    assert list(exact.probabilities) == sorted(branches)
    for outcome, (chance, hidden) in branches.items():
        assert exact.probabilities[outcome] == pytest.approx(chance, abs=1e-9)
        state = hidden[0].numpy()
        np.testing.assert_allclose(exact.states[outcome], np.outer(state, state.conj()), atol=1e-9)


@cells
def test_density_matrices_have_trace_1_and_are_positive(name):
    topology = CELLS[name]
    exact = run_noisy(cell_circuit(topology, angles(topology), 1), NOISE)
    assert 0 < exact.success < 1 and sum(exact.distribution.values()) == pytest.approx(1)
    for state in exact.states.values():
        assert np.trace(state).real == pytest.approx(1)
        np.testing.assert_allclose(state, state.conj().T, atol=1e-12)
        assert np.linalg.eigvalsh(state).min() > -1e-12
        assert (state @ state).trace().real < 1 - 1e-4  # it is mixed


def test_full_noise_leaves_nothing_but_chance():
    topology = CELLS["one bit"]
    exact = run_noisy(cell_circuit(topology, angles(topology), 1), Noise(1, 1))
    assert exact.distribution[0,] == pytest.approx(0.5) and exact.success == pytest.approx(0.5**topology.postselections)


def test_what_cannot_come_out_has_no_distribution():
    "With all angles 0 the bias of π turns the in/out lane to 1."
    topology = Topology.paper(1, 1, stages=0, order=1, degree=1, bias=math.pi)
    nothing = {name: torch.zeros_like(value) for name, value in angles(topology).items()}
    circuit = cell_circuit(topology, nothing, 1)
    assert run_noisy(circuit).distribution == {(0,): 0, (1,): pytest.approx(1)}
    impossible = run_noisy(circuit, forced=[0])
    assert impossible.probabilities == {(0,): 0} and not impossible.states and impossible.success == 0
    with pytest.raises(ValueError, match="cannot come out"): len(impossible.distribution)


def test_a_forced_word_leaves_its_own_branches():
    topology = CELLS["two bits"]
    circuit = sequence_circuit(topology, angles(topology), [1, None])
    every, some = run_noisy(circuit, NOISE), run_noisy(circuit, NOISE, forced=[2, None])
    assert some.probabilities == pytest.approx({words: chance for words, chance in every.probabilities.items() if words[0] == 2})
    for words, state in some.states.items(): np.testing.assert_allclose(state, every.states[words], atol=1e-12)


def test_a_silent_step_has_no_outcome_and_leaves_the_cell_of_before():
    topology = CELLS["one bit"]
    parameters = angles(topology)
    exact = run_noisy(sequence_circuit(topology, parameters, [1, 0], silent=[0]))
    first = step(topology, parameters, torch.tensor([1]), initial_hidden(topology, parameters, batch=1))
    second = step(topology, parameters, torch.tensor([0]), first.silent)
    assert list(exact.probabilities) == [(0,), (1,)]
    assert exact.success == pytest.approx((first.silent_success * second.success).item(), abs=1e-9)
    assert exact.distribution[1,] == pytest.approx(second.probabilities[0, 1].item(), abs=1e-9)


@pytest.mark.parametrize("name", ["one bit", "two bits", "order 2", "amplified"])
def test_shots_have_its_distribution(name):
    result = chi_squared(rows_of(name, 4_000, seed=2))
    assert result["p"] > 1e-3 and result["degrees"] >= 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["two bits", "order 2"])
def test_a_hundred_thousand_shots_have_its_distribution(name):
    assert chi_squared(rows_of(name, 100_000, seed=5))["p"] > 1e-3


def test_the_stored_shots_are_of_the_present_probabilities_and_fit_them():
    table = pd.read_csv(RESULTS)
    assert list(table["cell"].unique()) == list(CELLS) and (table["shots"] == 100_000).all()
    for name, rows in table.groupby("cell"):
        assert exact(name) == pytest.approx(dict(zip(rows["outcome"].astype(str), rows["probability"])), abs=1e-8)
        assert rows["seen"].sum() == 100_000 and chi_squared(rows)["p"] > 1e-3


def test_the_test_itself_sees_half_the_noise():
    circuit = sequence("amplified")
    exact, seen = run_noisy(circuit, Noise(0.001, 0.01)), run_shots(circuit, 4_000, 2, NOISE)
    expected = [4_000 * exact.success, 4_000 * (1 - exact.success)]
    assert chisquare([seen.successes, 4_000 - seen.successes], expected).pvalue < 1e-6


@pytest.mark.parametrize("options, message", [
    ({"noise": 0.1}, "Noise"), ({"noise": Noise(0.1, 2)}, "two_qubit"), ({"noise": Noise(math.nan, 0)}, "one_qubit"),
    ({"forced": [0, 1]}, "forced"), ({"forced": [2]}, "forced"), ({"forced": 0}, "forced"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(options, message):
    topology = CELLS["one bit"]
    with pytest.raises(ValueError, match=message): run_noisy(cell_circuit(topology, angles(topology), 1), **options)


def test_a_circuit_that_measures_no_word_and_one_that_is_too_large_are_refused():
    with pytest.raises(ValueError, match="circuit"): run_noisy(neuron_circuit(Neuron(0, (1,)), [0.1], 0.2))
    with pytest.raises(ValueError, match="circuit"): run_noisy("circuit")
    large = Topology.paper(3, 8, stages=0, order=1, degree=1)
    with pytest.raises(ValueError, match="numbers in"): run_noisy(cell_circuit(large, angles(large), 1))
