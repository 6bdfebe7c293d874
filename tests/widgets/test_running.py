"""A word that runs through the cell, and what a prediction depends on: the page computes the same as Python."""

import json

import numpy as np
import pytest
import torch
from helpers import SHORT_XOR, SMALL_CELL
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb import QRNN, Topology
from qrnn_nb.cell import SILENT, walk
from qrnn_nb.presets import PRESETS
from qrnn_nb.tasks import DNA, ElmanLetters, ElmanXOR, Memorise
from qrnn_nb.widgets.stepping import Stepping

CASES = {  # forced words, words read next, an answer that is measured, complex amplitudes
    "XOR": (ElmanXOR(length=12), Topology.paper(inputs=2, workspace=3, stages=2, order=2, degree=2)),
    "letters": (ElmanLetters(length=9), Topology.paper(inputs=3, workspace=2, order=1)),
    "DNA": (DNA(8), Topology.paper(inputs=3, workspace=3)),
    "AND": (PRESETS["AND at order 2"].task, PRESETS["AND at order 2"].topology),
    "asked": (DNA(8, "asked"), Topology.paper(inputs=3, workspace=3)),
}


@pytest.fixture(scope="module", params=CASES)
def stepping(request):
    "With angles far from their beginnings, so that no probability is that of an untrained network."
    task, topology = CASES[request.param]
    model = QRNN(topology, seed=5, dtype=torch.float64)
    with torch.no_grad(): model.angles.add_(torch.randn(model.angles.shape, generator=torch.Generator().manual_seed(7)))
    return Stepping(model, task, seed=2)


def described(stepping, step: int) -> dict:
    trace = stepping._trace()
    numbers = {"topology": stepping.model.topology.to_dict(), "angles": stepping.model.angles.tolist(), "step": step}
    return numbers | {"inputs": trace.inputs[0].tolist(), "taken": trace.words[0].tolist()}


@pytest.fixture
def page(engine_page):
    "page(expression, case): an expression of the engine's module r (running) and the case's network, which has run."

    def call(expression, case):
        text = engine_page.evaluate(
            """async ([expression, one]) => {
                const [r, f, c] = await Promise.all(["running", "film", "cell"].map((name) => import(`/${name}.js`)));
                const parameters = c.anglesByName(one.topology, Float64Array.from(one.angles));
                const ran = f.ranWith(one.topology, parameters, one.inputs, Int32Array.from(one.taken));
                const value = new Function("r", "one", "ran", `return ${expression}`)(r, one, ran);
                return JSON.stringify(value, (name, part) => ArrayBuffer.isView(part) ? Array.from(part) : part);
            }""",
            [expression, case],
        )
        return json.loads(text)

    return call


def amplitudes(state) -> np.ndarray:
    return np.array(state["re"]) + 1j * np.array(state["im"] or 0)


@pytest.mark.parametrize("step", [0, 3])
def test_a_word_passes_the_same_states(page, stepping, step):
    case = described(stepping, step)
    words = "read: one.inputs[one.step], taken: one.taken[one.step]"
    source = f"r.stationsOf(one.topology, ran.parameters, {{{words}, before: ran.told.states[one.step]}})"
    stations = page(source, case)
    trace, model = stepping._trace(), stepping.model
    moments = list(walk(model.topology, model.cell_parameters(), trace.inputs[:, step], trace.states[:, step]))
    taken = trace.words[0, step].item()
    if taken == SILENT:
        # a silent step ends where the word is erased
        end = stations[-1]
        moments = moments[: [moment.gate for moment in moments].index("erase") + 1]
        after = amplitudes(end["state"]).reshape(model.topology.words, -1)
        assert np.allclose(after[0], trace.states[0, step + 1], atol=1e-6) and np.allclose(after[1:], 0)
    else: *stations, end = stations
    assert [station["gate"] for station in stations] == [moment.gate for moment in moments]
    for station, moment in zip(stations, moments, strict=True):
        state = moment.state[0].detach().numpy()
        assert np.allclose(amplitudes(station["state"]), state, atol=1e-6)
        assert station["success"] == pytest.approx(moment.success.item(), abs=1e-6)
        chances = np.abs(state) ** 2
        assert np.allclose(station["held"], chances.reshape(model.topology.words, -1).sum(1), atol=1e-6)
        neuron = dict(model.topology.keys).get(moment.gate)
        if neuron is None: continue
        is_one = np.arange(chances.size) >> (model.topology.lanes - 1 - neuron.target) & 1
        assert station["excitation"] == pytest.approx(chances @ is_one, abs=1e-6)
    if taken == SILENT: return
    assert end["gate"] == "measure" and np.allclose(end["held"], trace.probabilities[0, step], atol=1e-6)
    after = amplitudes(end["state"]).reshape(model.topology.words, -1)
    assert np.allclose(after[taken], trace.states[0, step + 1], atol=1e-6) and np.allclose(np.delete(after, taken, 0), 0)


def test_a_prediction_hangs_on_the_same_words(page, stepping):
    last = stepping.watched.inputs.shape[1] - 1
    for step in {0, last // 2, last}:
        shown = page("r.influences(ran.network, one.inputs, one.taken, ran.told, one.step)", described(stepping, step))
        assert np.allclose(shown, stepping.influence(step), atol=1e-6)


def test_the_influence_is_the_slope_of_a_mixture(stepping):
    "Two runs that are each brought to the same words, mixed by a small share: the prediction moves by the share times the influence."
    step, earlier, share = 3, 1, 1e-4
    trace, model = stepping._trace(), stepping.model
    inputs, taken = trace.inputs[:, : step + 1], trace.words[:, : step + 1]
    now = trace.probabilities[0, step]
    slopes = []
    for word in set(trace.inputs[0].tolist()) - {inputs[0, earlier].item()}:
        other = inputs.clone()
        other[0, earlier] = word
        mixed = (1 - share) * now + share * model.trace(other, taken).probabilities[0, step]
        slopes.append((mixed - now).abs().sum().item() / 2 / share)
    assert stepping.influence(step)[earlier] == pytest.approx(max(slopes), abs=1e-9)


@given(step=st.integers(0, 4), seed=st.integers(0, 50))
@settings(max_examples=20, deadline=None)
def test_an_influence_is_a_share(step, seed):
    influence = Stepping(SMALL_CELL, SHORT_XOR, seed=seed).influence(step)
    assert influence.shape == (step + 1,) and influence.min() >= 0 and influence.max() <= 1 + 1e-6


def test_a_sequence_of_one_word_is_compared_with_all_others():
    rote = Stepping(Topology.paper(inputs=3, workspace=3), Memorise(), seed=1)
    assert rote.watched.inputs.unique().numel() == 1, "the test needs one word"
    assert rote.influence(3).max() > 0


def test_too_many_runs_are_refused_before_they_begin(monkeypatch):
    from qrnn_nb.widgets import stepping as chapter

    monkeypatch.setattr(chapter, "_MOST_NUMBERS", 100)
    stepping = Stepping(SMALL_CELL, SHORT_XOR, seed=0)
    monkeypatch.setattr(QRNN, "trace", lambda *arguments, **options: pytest.fail("it has begun"))
    with pytest.raises(ValueError, match="take an earlier step"): stepping.influence(4)
