"""Baselines: size, causality, what they are told, orthogonality, training and checkpoints, and the trivial ones."""


import numpy as np
import pytest
import torch
from helpers import forge, losses, words_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qrnn_nb import QRNN, Topology, Trainer, evaluate, fit, load_checkpoint, save_checkpoint
from qrnn_nb.baselines import KINDS, Baseline, Network, matched, trivial
from qrnn_nb.tasks import DNA, Blinded, ElmanLetters, ElmanXOR, Memorise, MNISTPixels

kinds = pytest.mark.parametrize("kind", KINDS)
both = pytest.mark.parametrize("told", [False, True])


def network(kind="gru", told=False, inputs=2): return Baseline(Network(kind, inputs, 5, 3, told), seed=1)


# ---------------------------------------------------------------- size


@given(st.sampled_from(list(KINDS)), st.integers(1, 4), st.integers(1, 12), st.integers(1, 9), st.booleans())
def test_parameters_are_counted_right(kind, inputs, hidden, embedding, told):
    shape = Network(kind, inputs, hidden, embedding, told)
    stored = sum(parameter.numel() for parameter in Baseline(shape, seed=0).parameters())
    assert shape.parameters == stored - (hidden * (hidden + 1) // 2 if kind == "orthogonal" else 0)


def test_free_parameters_of_an_orthogonal_matrix():
    model = network("orthogonal")
    model(words_of(4, 8, 7), 0).pow(2).sum().backward()
    (stored,) = [parameter for name, parameter in model.named_parameters() if "parametrizations" in name]
    assert (stored.grad != 0).sum() == 5 * 4 // 2


@settings(max_examples=30)
@given(st.sampled_from(list(KINDS)), st.integers(1, 4), st.integers(200, 2000), st.booleans())
def test_matching_is_within_two_percent_or_as_near_as_can_be(kind, inputs, parameters, told):
    assume(parameters >= 20 * 2**inputs)
    network = Network.matched(kind, parameters, inputs, told)
    assert network.told == told and network.inputs == inputs
    shapes = [(hidden, embedding) for hidden in range(1, 50) for embedding in range(1, 2 ** (inputs + 1) + 1)]
    sizes = [Network(kind, inputs, *shape, told).parameters for shape in shapes]
    nearest = min(abs(size - parameters) for size in sizes)
    assert abs(network.parameters - parameters) <= max(.02 * parameters, nearest)


def test_matched_to_a_quantum_network():
    model = QRNN(Topology.paper(3, 5, stages=1, order=2, degree=3), seed=0)
    assert model.topology.parameters == 837
    for kind in KINDS: assert abs(matched(kind, model, DNA()).topology.parameters - 837) <= 42


def test_no_network_is_that_small():
    with pytest.raises(ValueError, match="as few as 5"): Network.matched("lstm", 5, 3)
    with pytest.raises(ValueError, match=r"kind must be one of 'rnn', .* got 'mlp'"): Network("mlp", 2, 3, 3)


def test_who_is_told():
    cases = (DNA(), False), (DNA(protocol="paper"), True), (Memorise(protocol="paper"), False), (ElmanLetters(), False)
    for task, expected in cases: assert matched("rnn", 300, task).topology.told is expected
    digits = np.arange(10)
    data = {f"{split}_{what}": array for split in ("train", "validate", "test")
            for what, array in (("images", np.zeros((10, 28, 28), np.uint8)), ("labels", digits))}
    assert MNISTPixels(range(10), data=data).told and not MNISTPixels((0, 1), data=data).told  # two label words, one


# ---------------------------------------------------------------- what it reads


@kinds
@both
def test_answers_depend_on_the_past_alone(kind, told):
    model, inputs, forced = network(kind, told), words_of(4, 3, 9), words_of(4, 3, 9, seed=1)
    before = model(inputs, forced)
    for changed in inputs, forced:
        other = changed.clone()
        other[:, 4:] = (other[:, 4:] + 1) % 4
        after = model(other, forced) if changed is inputs else model(inputs, other)
        first = 4 if changed is inputs else 5  # what a step puts out is told to the next one
        assert torch.equal(after[:, :first], before[:, :first])
        assert torch.equal(after, before) if changed is forced and not told else not torch.allclose(after[:, first:], before[:, first:])
    assert torch.allclose(before.sum(-1), torch.ones(3, 9), atol=1e-6)
    assert torch.equal(model(inputs, forced, [2, 5]), before[:, [2, 5]])


@kinds
@both
def test_sampling_takes_forced_words_and_draws_the_rest(kind, told):
    model, inputs, forced = network(kind, told), words_of(4, 2, 5), torch.tensor([[0, 3, -1, 1, -1], [0, -1, -1, 2, 0]])
    drawn = model.sample(inputs, forced, generator=torch.Generator().manual_seed(0))
    assert torch.equal(drawn[forced >= 0], forced[forced >= 0]) and drawn.min() >= 0
    again = model.sample(inputs, forced, generator=torch.Generator().manual_seed(0))
    assert torch.equal(drawn, again)
    with pytest.raises(ValueError, match="-1"): model(inputs, forced)


@both
def test_drawn_words_follow_the_distribution(told):
    model, inputs = network("gru", told), words_of(4, 1, 3).expand(8000, 3)
    with torch.no_grad():
        for parameter in model.out.parameters(): parameter.mul_(4)
    drawn = model.sample(inputs, -1, generator=torch.Generator().manual_seed(0))
    first, second, _ = drawn.T
    expected = model(inputs[:4], torch.tensor([[word, 0, 0] for word in range(4)]))[:, 1]  # of the second word, given the first
    for word in range(4):
        share = second[first == word].bincount(minlength=4) / (first == word).sum()
        assert torch.allclose(share, expected[word if told else 0], atol=5 * .5 / (first == word).sum() ** .5)


def test_wrong_words_are_refused():
    model = network()
    for wrong, message in (torch.full((1, 4), 4), "word 4"), (torch.zeros(1, 0, dtype=torch.int64), "at least one word"):
        with pytest.raises(ValueError, match=message): model(wrong, 0)
        with pytest.raises(ValueError, match=message): model(words_of(4, 1, 4), wrong)
    with pytest.raises(ValueError, match=r"one shape, got \(1, 4\) and \(1, 3\)"): model(words_of(4, 1, 4), words_of(4, 1, 3))
    for call in model, model.run, model.sample:
        with pytest.raises(TypeError, match="forced"): call(words_of(4, 1, 4))


# ---------------------------------------------------------------- training


@kinds
def test_every_parameter_moves_and_the_loss_falls(kind):
    task = ElmanXOR(9)
    model = matched(kind, 200, task, seed=0)
    before = {name: value.clone() for name, value in model.named_parameters()}
    history = fit(model, task, updates=150, lr=.02, progress=False, validate_every=50)
    assert history.losses[-1] < .9 * history.losses[0] and history.best
    for name, value in model.named_parameters(): assert not torch.equal(value, before[name]), name


def test_orthogonal_stays_orthogonal():
    task = ElmanLetters(12)
    model = matched("orthogonal", 400, task, seed=0)
    start = model.layer.turn.weight.detach().clone()
    fit(model, task, updates=200, lr=.05, progress=False, validate_every=None)
    W = model.layer.turn.weight.detach()
    assert torch.allclose(W @ W.T, torch.eye(len(W)), atol=1e-5) and (W - start).norm() > .1


@kinds
@pytest.mark.parametrize("protocol", ["leak-free", "paper"])
def test_resume_is_exact(kind, protocol, tmp_path):
    task = DNA(8, protocol)
    trainer = Trainer(matched(kind, 200, task, seed=0), task, seed=3)
    losses(trainer, 5)
    save_checkpoint(trainer, tmp_path)
    again = load_checkpoint(tmp_path)
    assert isinstance(again.model, Baseline) and again.model.topology == trainer.model.topology and again.task == task
    assert losses(again, 5) == losses(trainer, 5)


def test_fit_resumes_and_refuses_another_shape(tmp_path):
    task = ElmanXOR(9)
    whole = fit(network(), task, updates=8, progress=False)
    fit(network(), task, updates=5, progress=False, checkpoint=tmp_path)
    assert fit(network(), task, updates=8, progress=False, checkpoint=tmp_path, resume=True).losses == whole.losses
    for other in network("lstm"), QRNN(Topology.paper(2, 2, stages=1, order=1, degree=1), seed=0):
        with pytest.raises(ValueError, match="another topology"): load_checkpoint(tmp_path, model=other)


def test_a_checkpoint_of_an_unknown_kind(tmp_path):
    save_checkpoint(Trainer(network(), ElmanXOR(9)), tmp_path)
    forge(tmp_path, lambda record: record.update(model="os"))
    message = "kind of the stored model must be one of 'QRNN', 'Ensemble', 'Baseline', 'KrausModel', 'Rival', got 'os'"
    with pytest.raises(ValueError, match=message): load_checkpoint(tmp_path)


@kinds
def test_save_and_load(kind, tmp_path):
    model = network(kind)
    model.save(tmp_path)
    again = Baseline.load(tmp_path)
    assert torch.equal(model(words_of(4, 2, 5), 1), again(words_of(4, 2, 5), 1)) and repr(again) == repr(model)
    with pytest.raises(ValueError, match=r"load it with Baseline\.load, from qrnn_nb\.baselines"): QRNN.load(tmp_path)


def test_same_seed_same_network_and_the_random_state_is_left_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    one, two = network(), network()
    assert torch.equal(torch.rand(3), expected) and torch.equal(one(words_of(4, 1, 5), 0), two(words_of(4, 1, 5), 0))


def test_accounting_is_for_quantum_networks():
    with pytest.raises(ValueError, match="quantum"): Trainer(network(), ElmanXOR(9), account=True)


def test_a_leak_reaches_those_who_are_told_and_nobody_else():
    task = Blinded(DNA(10, "paper"))
    told, untold = (Baseline(Network.matched("gru", 800, 3, told), seed=0) for told in (True, False))
    accuracies = []
    for model in told, untold:
        fit(model, task, updates=150, progress=False, validate_every=None)
        accuracies.append(evaluate(model, task, size=500)["argmax accuracy"])
    assert accuracies[0] > .6 and accuracies[1] < .25 + 4 * (.25 * .75 / 500) ** .5


# ---------------------------------------------------------------- trivial ones


def test_trivial_baselines_on_what_they_can_and_cannot():
    xor, dna = trivial(ElmanXOR(9)), trivial(DNA(10))
    assert xor["nearest neighbour"] == 1 and xor["logistic regression"] < .65 and xor["majority"] < .6
    assert dna["logistic regression"] > .95 and dna["majority"] < .35


def test_trivial_features_end_with_the_word_that_is_read():
    assert trivial(ElmanXOR(9), window=1)["nearest neighbour"] < .65  # the second bit alone says nothing
    assert trivial(ElmanXOR(9), window=2)["nearest neighbour"] == 1  # the two bits say all
