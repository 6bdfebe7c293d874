"""Silent steps: all engines against the walk, what is measured and paid for, and what is refused."""

import pytest
import torch
from helpers import topologies, words_of
from hypothesis import given, reject
from hypothesis import strategies as st

from qrnn_nb import QRNN, Amplification, Ensemble, Topology, cell, loops
from qrnn_nb.baselines import Baseline, Network
from qrnn_nb.cell import SILENT
from qrnn_nb.hybrid import Reader, run_density
from qrnn_nb.kraus import KrausModel, KrausShape

SPREADS = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
ENGINES = "operators", "loops", "statevector"
CELL = Topology.paper(2, 3, stages=1, order=2, degree=2)


def model_of(topology=CELL, seed=0, **options): return QRNN(topology, seed=seed, dtype=torch.float64, spreads=SPREADS, **options)


def words_with_silence(alphabet, *shape, seed=0):
    "Words to read, and words to force of which about half are silent."
    inputs, forced = (words_of(alphabet, *shape, seed=seed + k) for k in (0, 1))
    return inputs, forced.where(words_of(2, *shape, seed=seed + 2) > 0, SILENT)


def gradient(probabilities, model):
    weights = torch.randn(probabilities.shape, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    return torch.autograd.grad((weights * probabilities.log()).sum(), model.angles)[0]


def assert_equals_the_walk(topology, engine, words, at):
    model = model_of(topology, engine=engine)
    slow = cell.run(topology, model.cell_parameters(), *words)[:, at]
    if not (slow.isfinite().all() and slow.min() >= 1e-9): reject()  # postselected on what cannot come out
    fast = model(*words, at)
    torch.testing.assert_close(fast, slow, rtol=0, atol=1e-9)
    torch.testing.assert_close(gradient(fast, model), gradient(slow, model), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("engine", ENGINES)
@given(topology=topologies(), batch=st.integers(1, 3), steps=st.integers(1, 4), seed=st.integers(0, 99), data=st.data())
def test_equals_the_walk(engine, topology, batch, steps, seed, data):
    at = sorted(data.draw(st.sets(st.integers(0, steps - 1), min_size=1)))
    assert_equals_the_walk(topology, engine, words_with_silence(topology.words, batch, steps, seed=seed), at)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("amplification", [Amplification(3, "yoder"), Amplification(5)])
def test_equals_the_walk_where_states_are_complex(engine, amplification):
    topology = Topology.paper(1, 2, stages=1, order=1, degree=2, amplification=amplification)
    assert_equals_the_walk(topology, engine, words_with_silence(2, 4, 6), [0, 3, 5])


@pytest.mark.parametrize("together", [2, 3, 4])
def test_joint_words_run_over_silent_steps(together, monkeypatch):
    monkeypatch.setattr(loops, "words_at_once", lambda *_: together)
    assert_equals_the_walk(CELL, "loops", words_with_silence(4, 5, 9), [4, 8])


@pytest.mark.parametrize("engine", ENGINES)
def test_members_equal_models_alone(engine):
    together = Ensemble(CELL, 3, seed=0, dtype=torch.float64, spreads=SPREADS, engine=engine)
    inputs, forced = words_with_silence(4, 3, 4, 5)
    found = together(inputs, forced, [0, 4])
    slopes = torch.autograd.grad(found.log().sum(), together.angles)[0]
    for k, alone in enumerate(together):
        expected = alone(inputs[k], forced[k], [0, 4])
        torch.testing.assert_close(found[k], expected, rtol=0, atol=1e-12)
        torch.testing.assert_close(slopes[k], torch.autograd.grad(expected.log().sum(), alone.angles)[0], rtol=0, atol=1e-10)
    success = together.account(inputs, forced)
    for k, alone in enumerate(together):
        torch.testing.assert_close(success.neurons[k], alone.account(inputs[k], forced[k]).neurons, rtol=1e-10, atol=0)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_trace_pays_for_the_gates_that_act(engine):
    model, (inputs, forced) = model_of(engine=engine), words_with_silence(4, 3, 5)
    trace = model.trace(inputs, forced)
    parameters = {name: value.detach() for name, value in model.cell_parameters().items()}
    hidden = cell.initial_hidden(CELL, parameters, 3)
    for t in range(5):
        output = cell.step(CELL, parameters, inputs[:, t], hidden)
        silent = forced[:, t] == SILENT
        spoken = output.hidden[torch.arange(3), forced[:, t].clamp_min(0)]
        hidden = torch.where(silent[:, None], output.silent, spoken)
        chance = output.probabilities.gather(1, forced[:, t, None].clamp_min(0))[:, 0].where(~silent, 1)
        success = torch.where(silent, output.silent_success, output.success)
        torch.testing.assert_close(trace.success.neurons[:, t], success, rtol=1e-9, atol=0)
        torch.testing.assert_close(trace.postselection[:, t], chance, rtol=0, atol=1e-9)
        torch.testing.assert_close(trace.success.words[:, t], chance, rtol=0, atol=1e-9)
        torch.testing.assert_close(trace.probabilities[:, t], output.probabilities, rtol=0, atol=1e-9)
        # a state and its negative are one state
        overlap = (trace.states[:, t + 1] * hidden).sum(-1).abs()
        torch.testing.assert_close(overlap, torch.ones(3, dtype=torch.float64), rtol=0, atol=1e-9)
    assert torch.equal(trace.words, forced) and (trace.success.neurons <= 1).all()


def test_measured_words_come_with_their_chances_behind_silent_steps():
    model, inputs = model_of(), words_of(4, 1, 4).expand(20_000, 4)
    forced = torch.tensor([[SILENT, SILENT, -1, -1]]).expand(20_000, 4)
    drawn = model.sample(inputs, forced, generator=torch.Generator().manual_seed(1))
    assert (drawn[:, :2] == SILENT).all() and drawn[:, 2:].min() >= 0
    first = model(inputs[:1], torch.tensor([[SILENT, SILENT, 0, 0]]))[0, 2]
    share = drawn[:, 2].bincount(minlength=4) / 20_000
    assert ((share - first).abs() < 4 * (first * (1 - first) / 20_000).sqrt() + 1e-9).all()
    word = int(first.argmax())
    second = model(inputs[:1], torch.tensor([[SILENT, SILENT, word, 0]]))[0, 3]
    rows = drawn[:, 2] == word
    share = drawn[rows, 3].bincount(minlength=4) / rows.sum()
    assert ((share - second).abs() < 4 * (second * (1 - second) / rows.sum()).sqrt() + 1e-9).all()


def test_one_number_stands_for_silence_at_every_step_and_pieces_go_on():
    model, inputs = model_of(), words_of(4, 3, 6)
    quiet = torch.full_like(inputs, SILENT)
    whole = model(inputs, SILENT)
    assert torch.equal(whole, model(inputs, quiet)) and not torch.allclose(whole, model(inputs, 0))
    first, hidden = model.run(inputs[:, :2], SILENT)
    rest, _ = model.run(inputs[:, 2:], SILENT, hidden)
    torch.testing.assert_close(torch.cat((first, rest), 1), whole, rtol=0, atol=1e-12)


def test_a_reader_and_a_density_matrix_are_silent_too():
    model, inputs = model_of(), words_of(4, 3, 5)
    last = model(inputs, SILENT, at=[4])[:, 0]
    torch.testing.assert_close(Reader(model, SILENT)(inputs), last, rtol=0, atol=1e-12)
    certain = torch.nn.functional.one_hot(inputs, 4).double()
    torch.testing.assert_close(run_density(model, certain, SILENT)[0][:, -1], last, rtol=0, atol=1e-9)
    mixed = words_with_silence(4, 3, 5)[1]
    torch.testing.assert_close(run_density(model, certain, mixed)[0], model(inputs, mixed), rtol=0, atol=1e-9)


@pytest.mark.parametrize("told", [False, True])
def test_a_baseline_is_told_that_nothing_came_out(told):
    model, inputs = Baseline(Network("gru", 2, 5, 4, told), seed=0), words_of(4, 3, 5)
    answers = model(inputs, SILENT)
    assert torch.equal(answers, model(inputs, torch.full_like(inputs, SILENT)))
    assert torch.equal(answers, model(inputs, 0)) is not told
    # a beginning has the same word for "nothing came out"
    assert torch.equal(answers[:, :1], model(inputs, 0)[:, :1])
    first, hidden = model.run(inputs[:, :2], SILENT)
    rest, _ = model.run(inputs[:, 2:], SILENT, hidden)
    torch.testing.assert_close(torch.cat((first, rest), 1), answers)
    drawn = model.sample(inputs, torch.tensor([[SILENT, -1, SILENT, 1, -1]]).expand(3, 5))
    assert (drawn[:, [0, 2]] == SILENT).all() and (drawn[:, [1, 3, 4]] >= 0).all()


@pytest.mark.parametrize("forced", [SILENT, 2, torch.tensor([[0, SILENT], [SILENT, 3], [1, 2]])], ids=["silent", "constant", "each"])
def test_a_text_goes_on_from_a_prefix_that_was_forced_otherwise(forced):
    model, prefix = model_of(), words_of(4, 3, 3)
    every = forced if isinstance(forced, torch.Tensor) else torch.full((3, 2), forced)
    _, hidden = model.run(prefix[:, :2], every)
    expected = model.generate(prefix[:, 2:], 5, hidden, temperature=0)
    text = model.generate(prefix, 5, temperature=0, forced=forced)
    assert torch.equal(text, torch.cat((prefix, expected[:, -5:]), 1))
    assert torch.equal(model.generate(prefix, 5, temperature=0), model.generate(prefix, 5, temperature=0, forced=prefix[:, -2:]))
    with pytest.raises(ValueError, match="one shape"): model.generate(prefix, 5, forced=prefix)


def test_what_is_no_silent_step_is_refused():
    model, inputs = model_of(), words_of(4, 1, 3)
    with pytest.raises(ValueError, match="inputs holds the word -2"): model(torch.tensor([[0, SILENT]]), 0)
    with pytest.raises(ValueError, match=r"forced holds the word -3.*-2 is a silent step"): model(inputs, torch.tensor([[SILENT, -3, 0]]))
    with pytest.raises(ValueError, match="forced holds -1, a measurement"): model(inputs, torch.tensor([[SILENT, -1, 0]]))
    with pytest.raises(ValueError, match="forced holds the word 4"): model.sample(inputs, torch.tensor([[SILENT, -1, 4]]))
    with pytest.raises(ValueError, match="prefix holds the word -2"): model.generate(torch.tensor([[SILENT]]), 2)
    parameters = model.cell_parameters()
    with pytest.raises(ValueError, match="or -2 for a silent step"): cell.run(CELL, parameters, inputs, torch.tensor([[SILENT, -1, 0]]))
    kraus = KrausModel(KrausShape(2, 2), seed=0)
    with pytest.raises(ValueError, match="forced holds a silent step"): kraus(inputs, SILENT)
    assert model(inputs, torch.full_like(inputs, SILENT)).shape == (1, 3, 4)
