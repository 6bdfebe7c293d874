"""Kraus models: complete operators, distributions, known machines, the gradient by hand, fitting, training and storage."""

import numpy as np
import pytest
import torch
from helpers import SEEDS, words_of
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb import Trainer, evaluate, fit, load_checkpoint, save_checkpoint
from qrnn_nb.kraus import KrausModel, KrausShape, Surprise, _as_real, _drawn, _isometry, fit_kraus, restore
from qrnn_nb.predicting import load_predictor, predict, save_predictor
from qrnn_nb.tasks import DNA, ElmanXOR, HiddenMarkov, Renewal, from_sequences
from qrnn_nb.tasks.batches import shifted

NUMBERS = st.sampled_from(["real", "complex"])
shapes = st.builds(KrausShape, st.integers(1, 2), st.integers(1, 4), NUMBERS, st.booleans())
every_kind = pytest.mark.parametrize(("numbers", "sees_word"), [(n, s) for n in ("real", "complex") for s in (False, True)])


def precise(shape, seed=0): return KrausModel(shape, seed, torch.float64)


# ---------------------------------------------------------------- operators


@given(shapes, SEEDS)
def test_operators_are_complete(shape, seed):
    operators = precise(shape, seed % 1000).operators.detach()
    sums = (operators.mH @ operators).sum(1)
    assert operators.shape == (shape.reads, shape.words, shape.dimension, shape.dimension)
    assert torch.allclose(sums, torch.eye(shape.dimension, dtype=sums.dtype).expand_as(sums))


@given(shapes)
def test_parameters_are_the_directions_in_which_operators_can_move(shape):
    free = _drawn(shape, seed=1)
    def flat(free):
        parts = _isometry(torch.view_as_complex(free) if shape.numbers == "complex" else free)
        return torch.view_as_real(parts).flatten() if parts.is_complex() else parts.flatten()
    moves = torch.autograd.functional.jacobian(flat, free).flatten(1)
    assert torch.linalg.matrix_rank(moves, rtol=1e-9) == shape.parameters


@given(shapes, SEEDS)
def test_a_small_change_never_turns_a_column_around(shape, seed):
    free = _drawn(shape, seed % 1000)
    numbers = torch.view_as_complex(free) if shape.numbers == "complex" else free
    isometry = _isometry(numbers)
    triangle = isometry.mH @ numbers  # what Gram and Schmidt took away: its diagonal is what was left of each column
    lengths = triangle.diagonal(dim1=-2, dim2=-1)
    assert torch.allclose(lengths, lengths.abs().to(lengths.dtype)) and (lengths.abs() > 0).all()


def test_complex_operators_act_as_their_real_ones():
    generator = torch.Generator().manual_seed(0)
    operator, state = (torch.randn(*size, dtype=torch.complex128, generator=generator) for size in ((3, 3), (3,)))
    after = operator @ state
    assert torch.allclose(_as_real(operator) @ torch.cat((state.real, state.imag)), torch.cat((after.real, after.imag)))


# ---------------------------------------------------------------- distributions


@given(shapes, SEEDS)
def test_distributions_are_those_of_the_definition(shape, seed):
    model, inputs, forced = precise(shape, seed % 1000), words_of(shape.words, 2, 5), words_of(shape.words, 2, 5, seed=1)
    given, operators = model(inputs, forced).detach(), model.operators.detach()
    assert torch.allclose(given.sum(-1), torch.ones(2, 5, dtype=torch.float64))
    for row in range(2):
        state = torch.eye(shape.dimension, dtype=operators.dtype)[0]
        for step in range(5):
            own = operators[inputs[row, step] if shape.sees_word else 0]
            chances = torch.stack([(operator @ state).abs().square().sum() for operator in own])
            assert torch.allclose(given[row, step], chances)
            state = own[forced[row, step]] @ state
            state = state / state.norm()


def test_a_classical_machine_whose_words_tell_its_state():  # the coin: the states never meet at one state by one word
    coin = HiddenMarkov()
    model = KrausModel.of(np.sqrt(coin.transitions.transpose(0, 2, 1)))
    words = coin.batch(size=100).sequences
    ones_at_first = words.cumprod(1).sum(1)
    words = words[ones_at_first % 2 == 1]  # a 0 comes from B, and a 1 changes the state: so these began in A
    chances = model(words[:, :60], words[:, :60]).detach().numpy()
    for row, sequence in enumerate(words[:, :60].numpy()):
        belief = np.array([1.0, 0.0])
        for step, word in enumerate(sequence):
            of_word = belief @ coin.transitions.sum(-1).T
            assert np.allclose(chances[row, step], of_word)
            belief = belief @ coin.transitions[word] / of_word[word]


def test_operators_alike_for_each_word_read_see_nothing():
    blind = precise(KrausShape(1, 3, "complex"))
    operators = blind.operators.detach()
    seeing = KrausModel.of(operators.expand(2, -1, -1, -1).numpy())
    inputs, forced = words_of(2, 3, 6), words_of(2, 3, 6, seed=1)
    assert seeing.topology.sees_word and torch.allclose(seeing(inputs, forced), blind(inputs, forced))


def test_another_beginning_is_a_change_of_axes():  # so |0> loses nothing
    model = precise(KrausShape(1, 2))
    turn = torch.tensor([[0.6, -0.8], [0.8, 0.6]], dtype=torch.float64)
    turned = KrausModel.of((turn.T @ model.operators[0].detach() @ turn).numpy())
    inputs, forced = words_of(2, 3, 6), words_of(2, 3, 6, seed=1)
    elsewhere, _ = model.run(inputs, forced, turn[:, 0].expand(3, 2))
    assert torch.allclose(turned(inputs, forced), elsewhere)


@every_kind
def test_a_run_can_be_carried_on(numbers, sees_word):
    model, inputs, forced = precise(KrausShape(2, 3, numbers, sees_word)), words_of(4, 3, 9), words_of(4, 3, 9, seed=1)
    whole = model(inputs, forced)
    first, hidden = model.run(inputs[:, :4], forced[:, :4])
    rest, _ = model.run(inputs[:, 4:], forced[:, 4:], hidden)
    assert torch.allclose(torch.cat((first, rest), 1), whole) and torch.equal(model(inputs, forced, [2, 5]), whole[:, [2, 5]])


@every_kind
def test_answers_depend_on_the_past_alone(numbers, sees_word):
    model, inputs, forced = precise(KrausShape(1, 2, numbers, sees_word)), words_of(2, 3, 9), words_of(2, 3, 9, seed=1)
    before = model(inputs, forced)
    for changed, first in (inputs, 4), (forced, 5):
        other = changed.clone()
        other[:, 4:] = 1 - other[:, 4:]
        after = model(other, forced) if changed is inputs else model(inputs, other)
        assert torch.equal(after[:, :first], before[:, :first])
        seen = sees_word or changed is forced
        assert torch.equal(after, before) != seen


def test_drawn_words_follow_the_distribution():
    model, inputs = precise(KrausShape(2, 2, "complex", True), seed=1), words_of(4, 1, 2).expand(8000, 2)
    drawn = model.sample(inputs, torch.tensor([[2, -1]]).expand(8000, 2), generator=torch.Generator().manual_seed(0))
    shares = drawn[:, 1].bincount(minlength=4) / 8000
    assert (drawn[:, 0] == 2).all() and torch.allclose(shares.double(), model(inputs[:1], 2)[0, 1], atol=5 * 0.5 / 8000**0.5)


# ---------------------------------------------------------------- the gradient by hand


@settings(max_examples=30)
@given(shapes, st.integers(0, 3), SEEDS)
def test_loss_and_gradient_are_those_of_torch(shape, unjudged, seed):
    model, words = precise(shape, seed % 1000), words_of(shape.words, 3, 7)
    read, told = map(torch.as_tensor, shifted(words.numpy()))
    by_torch = -model(read, told).gather(-1, told[..., None])[:, unjudged:].log().mean()
    moves = (read * shape.words * shape.sees_word + told).numpy()
    by_hand = Surprise.apply(_as_real(model.operators).flatten(0, 1)[None], moves, unjudged)[0]
    assert torch.isclose(by_torch, by_hand)
    gradients = [torch.autograd.grad(loss, model.free)[0] for loss in (by_torch, by_hand)]
    assert torch.allclose(*gradients, rtol=1e-6, atol=1e-9)


def test_gradient_against_differences():
    operators = torch.randn(2, 4, 3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0), requires_grad=True)
    assert torch.autograd.gradcheck(Surprise.apply, (operators, words_of(4, 2, 6).numpy(), 2))


# ---------------------------------------------------------------- fitting


def test_starts_do_not_depend_on_their_number():
    words, shape = Renewal().batch(size=20).sequences, KrausShape(1, 2)
    few, many = (fit_kraus(words, shape, starts, seed=3, updates=5) for starts in (2, 4))
    by_seed = {fitted.seed: fitted for fitted in many}
    assert [fitted.loss for fitted in many] == sorted(fitted.loss for fitted in many) and sorted(by_seed) == [3, 4, 5, 6]
    for fitted in few: assert torch.allclose(fitted.model.free, by_seed[fitted.seed].model.free, atol=1e-9)


def test_the_loss_is_that_of_the_model():
    words, shape = Renewal().batch(size=20).sequences, KrausShape(1, 2, "complex", True)
    best = fit_kraus(words, shape, starts=1, updates=5, unjudged=20)[0]
    read, told = map(torch.as_tensor, shifted(words.numpy()))
    right = best.model(read, told).gather(-1, told[..., None])[:, 20:]
    assert abs(best.loss + right.log().mean().item()) < 1e-9
    begun, after = KrausModel(shape, best.seed, torch.float64).free, best.model.free
    assert begun.shape == after.shape and not torch.equal(begun, after)


def test_one_real_qubit_keeps_the_time_of_the_bus():
    "0.0361 is the least regret of a real qubit that a bus resets, by search; no two classical states come below 0.0537."
    bus = Renewal()
    fits = fit_kraus(bus.batch("train", size=400).sequences, KrausShape(1, 2), starts=2, seed=0, updates=150, unjudged=20)
    fresh = bus.batch("test", size=2000)
    ideal = -bus.ideal(fresh).gather(-1, fresh.answers[..., None]).log().mean().item()
    regret = evaluate(fits[0].model, bus, "test", size=2000)["loss"] - ideal
    assert 0.034 < regret < 0.039


@pytest.mark.parametrize(("options", "words"), [
    ({"sequences": [[0.5, 1, 1]]}, "whole numbers"), ({"sequences": [[0, 1, 2]]}, "words below 2"),
    ({"unjudged": 2}, "at least 4 words long"), ({"shape": 2}, "shape"), ({"starts": 0}, "starts"),
    ({"updates": 0}, "updates"), ({"lr": 0}, "lr"),
], ids=range(7))
def test_what_cannot_be_fitted_is_refused(options, words):
    with pytest.raises(ValueError, match=words): fit_kraus(**{"sequences": [[0, 1, 1]], "shape": KrausShape(1, 2), "starts": 1} | options)


@pytest.mark.parametrize(("operators", "words"), [
    ([np.eye(2), np.eye(2)], "complete"), ([np.eye(2)] * 3, "2, 4, 8"), ([np.ones((2, 3))] * 2, "square"), (np.eye(2), "axes"),
    ([np.eye(2), np.eye(3)], "one size"), ([[["a"]], [["b"]]], "numbers"), ([np.full((2, 2), np.nan)] * 2, "complete"),
], ids=range(7))
def test_operators_that_are_none_are_refused(operators, words):
    with pytest.raises(ValueError, match=words): KrausModel.of(operators)


def test_an_impossible_word_is_said():
    model = KrausModel.of([np.eye(1), np.zeros((1, 1))])
    with pytest.raises(ValueError, match="probability 0"): model(words_of(2, 1, 3), 1)


# ---------------------------------------------------------------- training and storage


@pytest.mark.parametrize("protocol", ["leak-free", "paper"])
def test_resume_is_exact(protocol, tmp_path):
    task = DNA(8, protocol)
    trainer = Trainer(KrausModel(KrausShape(3, 2, "complex", True), seed=0), task, seed=3)
    for _ in range(3): trainer.update()
    save_checkpoint(trainer, tmp_path)
    again = load_checkpoint(tmp_path)
    assert [trainer.update().loss for _ in range(3)] == [again.update().loss for _ in range(3)]


def test_it_learns_what_it_reads():
    task = ElmanXOR(9)
    model = KrausModel(KrausShape(2, 4, sees_word=True), seed=0)
    fit(model, task, updates=200, lr=0.05, progress=False)
    assert evaluate(model, task, size=200)["argmax accuracy"] > 0.9


def test_it_predicts_from_a_folder(tmp_path):
    x = np.random.default_rng(0).integers(0, 2, (30, 4))
    task = from_sequences(x, x[:, -1])
    model = KrausModel(KrausShape(task.inputs, 2, sees_word=True), seed=0)
    fit(model, task, updates=3, progress=False)
    save_predictor(model, task, tmp_path)
    again, _ = load_predictor(tmp_path)
    assert isinstance(again, KrausModel)
    assert np.array_equal(predict(tmp_path, data=x[:3]).probabilities, predict(model, task, x[:3]).probabilities)


@every_kind
def test_stored_and_loaded(numbers, sees_word, tmp_path):
    model = precise(KrausShape(1, 2, numbers, sees_word))
    model.save(tmp_path)
    again = KrausModel.load(tmp_path)
    assert again.topology == model.topology and torch.equal(again.free, model.free)
    with pytest.raises(ValueError, match="free"): restore(model.record(), {"free": torch.zeros(3)})
