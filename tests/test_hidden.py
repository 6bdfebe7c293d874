"""Hidden states: a sequence in pieces gives the distributions, states, gradients and words of the whole; and temperature."""

from itertools import pairwise

import pytest
import torch
from helpers import words_of
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from qrnn_nb import QRNN, Amplification, Ensemble, Topology
from qrnn_nb.baselines import KINDS, Baseline, Network

WIDE = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
CELLS = {
    "real": Topology.paper(2, 2, stages=1, order=2, degree=2),
    "complex": Topology.paper(2, 2, stages=1, order=1, degree=2, amplification=Amplification(3)),
}
cells = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
engines = pytest.mark.parametrize("engine", ["operators", "loops", "statevector"])
CUTS = st.lists(st.booleans(), min_size=0, max_size=7)  # whether the sequence is cut behind each step but the last
SEEDS = st.integers(0, 99)


def tensors_in(state):
    "The tensors of a hidden state, which may be a tuple of tuples."
    if isinstance(state, tuple): return [tensor for part in state for tensor in tensors_in(part)]
    return [] if state is None or (not state.is_floating_point() and not state.is_complex()) else [state]


def in_pieces(model, inputs, forced, cuts):
    "Distributions and last state of a run that is cut behind some steps, each piece from the state of the one before."
    ends = [step for step, cut in enumerate(cuts, 1) if cut]
    hidden, parts = None, []
    for start, end in pairwise([0, *ends, inputs.shape[-1]]):
        probabilities, hidden = model.run(inputs[..., start:end], forced[..., start:end], hidden)
        parts.append(probabilities)
    return torch.cat(parts, -2), hidden


def gradients(model, probabilities, hidden):
    "Of a random function of all that came out."
    outputs = [probabilities, *tensors_in(hidden)]
    total = 0
    for number, output in enumerate(outputs):
        real = torch.view_as_real(output) if output.is_complex() else output
        weights = torch.randn(real.shape, generator=torch.Generator().manual_seed(number), dtype=torch.float64)
        total = total + (weights * real).sum()
    return torch.autograd.grad(total, [parameter for parameter in model.parameters() if parameter.numel()], allow_unused=True)


def assert_pieces_equal_the_whole(model, inputs, forced, cuts):
    whole, pieces = model.run(inputs, forced), in_pieces(model, inputs, forced, cuts)
    torch.testing.assert_close(pieces[0], whole[0], rtol=0, atol=1e-12)
    torch.testing.assert_close(model(inputs, forced), whole[0], rtol=0, atol=1e-12)
    for one, other in zip(tensors_in(pieces[1]), tensors_in(whole[1]), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-12)
    for one, other in zip(gradients(model, *pieces), gradients(model, *whole), strict=True):
        assert (one is None) == (other is None)
        if one is not None: torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-12)


@cells
@engines
@given(cuts=CUTS, batch=st.integers(1, 3), seed=SEEDS)
def test_a_network_in_pieces(cell, engine, cuts, batch, seed):
    model = QRNN(cell, seed=seed, dtype=torch.float64, engine=engine, spreads=WIDE)
    inputs, forced = (words_of(4, batch, len(cuts) + 1, seed=2 * seed + k) for k in range(2))
    assert_pieces_equal_the_whole(model, inputs, forced, cuts)


@cells
@engines
@given(cuts=CUTS, members=st.integers(1, 3), seed=SEEDS)
def test_an_ensemble_in_pieces(cell, engine, cuts, members, seed):
    together = Ensemble(cell, members, seed=seed, dtype=torch.float64, engine=engine, spreads=WIDE)
    inputs, forced = (words_of(4, members, 2, len(cuts) + 1, seed=2 * seed + k) for k in range(2))
    assert_pieces_equal_the_whole(together, inputs, forced, cuts)
    probabilities, hidden = together.run(inputs, forced)
    for k, alone in enumerate(together):
        expected = alone.run(inputs[k], forced[k])
        torch.testing.assert_close((probabilities[k], hidden[k]), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@given(cuts=CUTS, batch=st.integers(1, 3), seed=SEEDS)
def test_a_baseline_in_pieces(kind, told, cuts, batch, seed):
    model = Baseline(Network(kind, 2, 5, 3, told), seed=seed, dtype=torch.float64)
    inputs, forced = (words_of(4, batch, len(cuts) + 1, seed=2 * seed + k) for k in range(2))
    assert_pieces_equal_the_whole(model, inputs, forced, cuts)


def model_of(cell=CELLS["real"], members=None, **options):
    options = {"seed": 0, "dtype": torch.float64, "spreads": WIDE} | options
    return Ensemble(cell, members, **options) if members else QRNN(cell, **options)


def drawing(seed=0): return torch.Generator().manual_seed(seed)


@cells
@engines
@pytest.mark.parametrize("members", [None, 2])
@pytest.mark.parametrize("temperature", [0, 0.5, 1])
def test_generating_from_a_state_is_generating_from_the_beginning(cell, engine, members, temperature):
    model, prefix = model_of(cell, members, engine=engine), words_of(4, *([members] if members else []), 50, 6)
    text = model.generate(prefix, 9, temperature=temperature, generator=drawing())
    for read in 1, 5:
        _, hidden = model.run(prefix[..., :read], prefix.roll(-1, -1)[..., :read])  # each output is the word that is read next
        rest = model.generate(prefix[..., read:], 9, hidden, temperature, drawing())
        assert torch.equal(rest, text[..., read:])


@cells
@engines
def test_sampling_from_a_state_is_sampling_from_the_beginning(cell, engine):
    model, inputs, generator = model_of(cell, engine=engine), words_of(4, 50, 8), drawing()
    first = model.sample(inputs[:, :3], -1, generator=generator)
    _, hidden = model.run(inputs[:, :3], first)
    second = model.sample(inputs[:, 3:], -1, hidden, generator)
    assert torch.equal(torch.cat((first, second), 1), model.sample(inputs, -1, generator=drawing()))


@pytest.mark.parametrize("kind", KINDS)
def test_a_baseline_samples_from_a_state(kind):
    model, inputs, generator = Baseline(Network(kind, 2, 5, 3, True), seed=0, dtype=torch.float64), words_of(4, 50, 8), drawing()
    first = model.sample(inputs[:, :3], -1, generator=generator)
    _, hidden = model.run(inputs[:, :3], first)
    second = model.sample(inputs[:, 3:], -1, hidden, generator)
    assert torch.equal(torch.cat((first, second), 1), model.sample(inputs, -1, generator=drawing()))


@pytest.mark.parametrize("hidden, message", [
    (torch.ones(2, 4).double() / 2, "of shape \\(3, 4\\) on cpu, got"), (torch.ones(3, 4) / 2, "torch.float64 tensor"),
    (torch.ones(3, 4).double(), "states of length 1"), (torch.full((3, 4), float("nan")).double(), "states of length 1"),
    (torch.zeros(3, 4).double(), "states of length 1"), ([[1, 0, 0, 0]] * 3, "hidden must be"), (0, "hidden must be"),
    (torch.zeros(3, 4, device="meta").double(), "on cpu, got"),
])  # fmt: skip
def test_what_is_no_hidden_state_is_refused(hidden, message):
    model, words = model_of(), words_of(4, 3, 5)
    with pytest.raises(ValueError, match=message): model.run(words, words, hidden)
    with pytest.raises(ValueError, match=message): model.sample(words, -1, hidden)
    with pytest.raises(ValueError, match=message): model.generate(words, 3, hidden)


# Temperature


def next_word(model, word, hidden):
    "The distribution after a word (batch, 1), from a state."
    return model.run(word, 0, hidden)[0][:, 0]


@engines
def test_at_temperature_one_words_are_measured(engine):
    "As in a loop written out: a word is drawn from the distribution, put out, and read."
    model, prefix, generator = model_of(engine=engine), words_of(4, 200, 1), drawing(3)
    text, hidden = [prefix], None
    for _ in range(8):
        drawn = torch.multinomial(next_word(model, text[-1], hidden).detach(), 1, generator=generator)
        _, hidden = model.run(text[-1], drawn, hidden)
        text.append(drawn)
    for options in {}, {"temperature": 1}, {"temperature": 1.0}:
        assert torch.equal(model.generate(prefix, 8, generator=drawing(3), **options), torch.cat(text, 1))


def test_at_temperature_zero_the_most_probable_word_is_taken():
    model, prefix = model_of(), words_of(4, 30, 3)
    text = model.generate(prefix, 7, temperature=0)
    read_next = text.roll(-1, 1)[:, :-1]
    expected = model(text[:, :-1], read_next).argmax(-1)
    assert torch.equal(read_next[:, 2:], expected[:, 2:])
    assert torch.equal(text, model.generate(prefix, 7, temperature=1e-300))


@pytest.mark.parametrize("temperature", [0.3, 1, 2, 1e9])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_temperature_takes_the_root_of_probabilities(temperature, dtype):
    model, prefix = model_of(dtype=dtype), torch.tensor([[2, 1]]).expand(20_000, 2)
    drawn = model.generate(prefix, 1, temperature=temperature, generator=drawing(5))[:, 2]
    _, hidden = model.run(prefix[:1, :1], prefix[:1, 1:])
    expected = next_word(model, prefix[:1, 1:], hidden)[0].detach().double() ** (1 / temperature)
    expected /= expected.sum()
    if temperature == 1e9: torch.testing.assert_close(expected, torch.full((4,), 0.25).double(), rtol=0, atol=1e-6)
    counts = drawn.bincount(minlength=4).double()
    assert chisquare(counts, 20_000 * expected).pvalue > 1e-4


@pytest.mark.parametrize("temperature", [5e-324, 1e-300, 1e-39, 1e300])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_any_temperature_will_do(temperature, dtype):
    model, prefix = model_of(dtype=dtype), words_of(4, 5, 2)
    text = model.generate(prefix, 4, temperature=temperature, generator=drawing())
    assert text.shape == (5, 6) and 0 <= text.min() <= text.max() < 4


@pytest.mark.parametrize("temperature", [-1, float("nan"), float("inf"), "1", None, True])
def test_what_is_no_temperature_is_refused(temperature):
    with pytest.raises(ValueError, match="temperature must be"): model_of().generate(words_of(4, 2, 2), 3, temperature=temperature)
