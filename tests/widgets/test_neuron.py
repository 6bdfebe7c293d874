"""The neuron explorer without a browser: its settings, its core, its traits, and what it draws, against independent computations."""

import json
import math
from dataclasses import asdict

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb import Amplification
from qrnn_nb.neuron import QuantumNeuron
from qrnn_nb.widgets import NeuronExplorer
from qrnn_nb.widgets.base import bare
from qrnn_nb.widgets.neuron import GRID, LESSONS, PRESETS, SOLVED, Exploring, Settings, build, heat, read

ANGLES = st.floats(-7, 7, allow_nan=False)


@st.composite
def some_settings(draw):
    shape = {name: draw(st.integers(low, high)) for name, low, high in [("order", 1, 3), ("degree", 1, 3), ("controls", 0, 4)]}
    count = len(Settings(**shape).subsets)
    several = {"weights": tuple(draw(ANGLES) for _ in range(count)), "bits": draw(st.tuples(*[st.integers(0, 1)] * shape["controls"]))}
    several |= {"bias": draw(ANGLES), "theta": draw(ANGLES), "calls": draw(st.sampled_from([1, 3, 5, 9]))}
    if draw(st.booleans()): several["wanted"] = tuple(draw(st.integers(0, 1)) for _ in range(2 ** shape["controls"]))
    if count > 2: several["axes"] = (count - 1, 0)
    return Settings(**shape, **several)


def angle_by_hand(setting):
    "Equation 3, subset by subset."
    chosen = [weight for subset, weight in zip(setting.subsets, setting.weights) if all(setting.bits[control - 1] for control in subset)]
    return (setting.bias + setting.theta + sum(chosen)) / 2


@pytest.fixture
def explorer():
    return NeuronExplorer(order=2, degree=2, controls=2, weights=(0.4, 0.3, 0.2), bits=(1, 0))


@given(some_settings())
def test_reading_follows_from_the_formulas(setting):
    found, eta, k = Exploring(**vars_of(setting)).reading(), angle_by_hand(setting), 2**setting.order
    c, s = math.cos(eta) ** k, math.sin(eta) ** k
    assert found.angle == pytest.approx(eta, abs=1e-12)
    assert found.success == pytest.approx(c * c + s * s, abs=1e-12)
    assert found.amplitudes == pytest.approx((c / math.hypot(c, s), s / math.hypot(c, s)), abs=1e-12)
    assert found.plain == pytest.approx((math.cos(eta), math.sin(eta)), abs=1e-12)
    assert found.probability == pytest.approx(found.amplitudes[1] ** 2, abs=1e-12)
    assert math.sin(found.activation) == pytest.approx(found.amplitudes[1], abs=1e-12)
    assert 0 <= found.place <= math.pi / 2 and math.cos(found.place) == pytest.approx(abs(math.cos(eta)), abs=1e-12)
    assert found.amplified >= found.guaranteed - 1e-9
    if setting.calls == 1: assert found.amplified == pytest.approx(found.success) and found.unread == pytest.approx(math.sin(eta) ** 2)


def vars_of(setting): return {name: getattr(setting, name) for name in Settings.__dataclass_fields__}


@given(some_settings(), st.floats(-3, 3))
def test_move_puts_the_present_word_at_the_angle_by_theta_alone(setting, eta):
    exploring = Exploring(**vars_of(setting))
    exploring.move(eta)
    assert exploring.reading().angle == pytest.approx(eta, abs=1e-9)
    assert exploring.settings == setting.changed(theta=exploring.settings.theta)


@settings(max_examples=20, deadline=None)
@given(some_settings(), some_settings())
def test_changed_shape_keeps_weights_by_subset_and_bits_by_control(old, new):
    found = old.changed(order=new.order, degree=new.degree, controls=new.controls)
    kept, weights = dict(zip(old.subsets, old.weights)), dict(zip(found.subsets, found.weights))
    assert weights == {subset: kept.get(subset, 0) for subset in new.subsets}
    assert found.bits == tuple(old.bits[n] if n < old.controls else 1 for n in range(new.controls))
    assert (found.theta, found.bias, found.calls) == (old.theta, old.bias, old.calls)


@settings(max_examples=10, deadline=None)
@given(some_settings())
def test_rebuilt_exactly_from_python_and_json(setting):
    explorer, names = NeuronExplorer(**vars_of(setting)), {}
    exec(explorer.to_python(), names)
    assert names["explorer"].settings == setting
    assert NeuronExplorer.from_dict(json.loads(explorer.to_json())).settings == setting


def test_the_lesson_says_how_often_its_words_are_right():
    preset = PRESETS["order too low"]
    errors = (Exploring(**asdict(preset)).neuron() - torch.tensor(preset.wanted)).abs()
    # 011, 101 and 110 are a bit away from 111
    assert [f"{word:03b}" for word in range(8) if errors[word] > 0.01] == ["000", "011", "101", "110", "111"]
    assert errors.max().item() == pytest.approx(0.1)
    # the best angles that there are, as the chapter's search shows
    assert "whatever the angles, some word is right in 9 of 10 cases at most" in LESSONS["order too low"]


@pytest.mark.parametrize("change, message", [
    ({"order": 5}, "order must be a whole number from 1 to 4, got 5"),
    ({"controls": 7}, "controls must be a whole number from 0 to 6, got 7"),
    ({"calls": 4}, "calls must be odd, got 4: try 5"),
    ({"theta": math.nan}, r"theta \(radians\) must be a finite number at least -1000000 and at most 1000000, got nan"),
    ({"weights": (1.0,)}, r"weights must be 3 angles \(φ₁, φ₂, φ₁₂\), got 1"),
    ({"weights": (0, "x", 0)}, r"the weight φ₂ \(radians\) must be a finite number .*, got 'x'"),
    ({"bits": (1, 2)}, r"every value of bits must be a whole number from 0 to 1, got 2"),
    ({"wanted": (1, 0)}, "wanted must be 4 values of 0 or 1, one for each control word"),
    ({"axes": (1, 1)}, r"axes must be the numbers of two of the 3 weights, got \(1, 1\)"),
    ({"level": "atoms"}, "level must be one of 'neurons', 'gates', got 'atoms'"),
    ({"colour": 1}, "what is set has an unknown field 'colour'"),
])
def test_what_does_not_fit_is_refused_and_changes_nothing(explorer, change, message):
    before = explorer.settings
    with pytest.raises(ValueError, match=message): explorer.set(**change)
    assert explorer.settings == before


@pytest.mark.parametrize("name, value", [("order", 9), ("calls", 2), ("weights", (1.0,)), ("bits", (1,)), ("axes", (0, 3))])
def test_refused_trait_is_taken_back(explorer, name, value):
    before = getattr(explorer, name)
    with pytest.raises(ValueError): setattr(explorer, name, value)
    assert getattr(explorer, name) == before == getattr(explorer.settings, name)


@pytest.mark.parametrize("change", [
    {"theta": 1e308}, {"theta": 10**400}, {"weights": [1e308] * 3}, {"weights": 5}, {"axes": 5}, {"axes": (0, [1])}, {"lesson": [1]},
    {"bits": "11"}, {"order": 10**9}, {"order": True}, {"order": "2"}, {"wanted": 1}, {"wanted": [[0]] * 4}, {"level": ["gates"]},
])
def test_what_is_odd_is_refused_and_the_explorer_goes_on(explorer, change):
    "Before, an angle of 1e308 was taken, and everything after it failed."
    for refused in lambda: explorer.set(**change), lambda: explorer.from_dict(change), lambda: Settings(**change):
        with pytest.raises(ValueError, match=r"must be|has no|there is no"): refused()
    explorer.set(wanted=(0, 0, 0, 1))
    explorer.learn(2)
    assert explorer.order == 2 and explorer.message == ""


def test_numbers_of_numpy_are_numbers():
    explorer = NeuronExplorer(np.int64(3), weights=np.array([0.1, 0.2, 0.3], np.float32), bits=np.array([1, 0]))
    assert explorer.settings.order == 3 and explorer.bits == (1, 0)
    exec(explorer.to_python(), names := {})
    assert names["explorer"].settings == explorer.settings


@settings(max_examples=20, deadline=None)
@given(some_settings())
def test_learning_leaves_every_angle_where_a_slider_can_show_it(setting):
    "The angles come back by whole turns, which change neither loss nor probabilities."
    exploring = Exploring(**vars_of(setting.changed(wanted=setting.wanted or (1,) + (0,) * (2**setting.controls - 1))))
    exploring.learn(3, rate=30)
    assert max(map(abs, (exploring.settings.theta, *exploring.settings.weights))) <= math.pi
    turned = exploring.settings.changed(theta=exploring.settings.theta + 2 * math.pi)
    assert read(turned).probability == pytest.approx(exploring.reading().probability, abs=1e-9)
    assert read(turned).amplitudes == pytest.approx(exploring.reading().amplitudes, abs=1e-6)


def test_traits_and_settings_agree_both_ways(explorer):
    seen = []
    explorer.observe(lambda change: seen.append((change["name"], len(explorer.weights), explorer.degree)), ["degree", "weights"])
    explorer.degree = 1
    assert explorer.settings.weights == explorer.weights == (0.4, 0.3)
    assert ("weights", 2, 1) in seen
    explorer.set(theta=0.25, bits=(1, 1))
    assert (explorer.theta, explorer.bits) == (0.25, (1, 1))


def test_neuron_is_taken_over_and_given_back(explorer):
    angles = (0.3, -1.2, 0.8, 0.1, 2.0, -0.5, 0.9)
    neuron = QuantumNeuron(controls=3, order=1, degree=3, weights=angles, theta=0.7, bias=0.3)
    explorer.neuron = neuron
    assert (explorer.order, explorer.degree, explorer.controls, explorer.bias) == (1, 3, 3, 0.3)
    assert torch.equal(explorer.neuron(), neuron()) and explorer.neuron.neuron == neuron.neuron


def test_amplification_is_calls(explorer):
    assert explorer.amplification is None
    explorer.amplification = Amplification(5)
    assert explorer.calls == 5 and explorer.circuit.bits == (("fail", 3),)
    explorer.amplification = None
    assert explorer.calls == 1
    with pytest.raises(ValueError, match="constant phases"): explorer.amplification = Amplification(5, "yoder")


@pytest.mark.parametrize("degree", [1, 2])
def test_it_learns_and(degree):
    exploring = Exploring()
    exploring.load("learns AND")
    exploring.set(degree=degree)
    losses = exploring.learn(200)
    assert len(losses) == 200 and exploring.loss < 0.05 < losses[0]
    assert (exploring.neuron() > 0.9).int().tolist() == [0, 0, 0, 1]


def test_learning_needs_something_wanted(explorer):
    with pytest.raises(ValueError, match="nothing is wanted: set wanted="): explorer.learn()


def test_learning_does_not_move_what_is_learnt(explorer):
    explorer.set(wanted=(0, 1, 1, 0))
    bias, rows = explorer.bias, explorer.settings.bits
    assert explorer.learn(0) == [] and explorer.weights == (0.4, 0.3, 0.2)
    explorer.learn(1)
    assert explorer.weights != (0.4, 0.3, 0.2) and (explorer.bias, explorer.bits) == (bias, rows)


def test_presets_are_named_and_explained():
    exploring = Exploring()
    assert list(PRESETS) == list(LESSONS)
    assert {*SOLVED} - {""} == {name for name, preset in PRESETS.items() if preset.wanted}
    for name, preset in PRESETS.items():
        exploring.load(name)
        assert exploring.settings == preset and LESSONS[name].endswith(".")
    with pytest.raises(ValueError, match="the name of a preset must be one of 'default', 'AND', 'learns AND'"): exploring.load("OR")


def test_map_is_what_setting_both_weights_gives():
    setting = Settings(2, 2, 3, weights=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), bits=(1, 1, 0), axes=(3, 0))
    picture, turns = heat(setting), np.linspace(-math.pi, math.pi, GRID)
    for row, column in [(0, 0), (3, 20), (24, 7)]:
        weights = list(setting.weights)
        weights[3], weights[0] = turns[column], turns[row]
        assert picture[row, column] == pytest.approx(Exploring(**vars_of(setting.changed(weights=tuple(weights)))).reading().probability)
    assert heat(Settings(controls=1)) is None and heat(Settings(degree=1, controls=0)) is None


def test_page_sets_all_settings_at_once_or_none(explorer):
    explorer.set_state({"state": explorer.state | {"bits": [0, 1], "order": 3, "weights": [0.4, 0.7, 0.2]}})
    assert (explorer.bits, explorer.order, explorer.weights, explorer.message) == ((0, 1), 3, (0.4, 0.7, 0.2), "")
    before = explorer.settings
    explorer.set_state({"state": explorer.state | {"order": 1, "theta": "steep"}})
    assert explorer.message == "theta (radians) must be a finite number at least -1000000 and at most 1000000, got 'steep'"
    assert isinstance(explorer.error, ValueError) and explorer.settings == before and explorer.state["order"] == 3
    explorer.set_state({"state": explorer.state | {"theta": 0.5}})
    assert explorer.message == "" and explorer.error is None and explorer.theta == 0.5


def test_figure_shows_point_amplitudes_and_success(explorer):
    explorer.set(calls=9, theta=-4.0)
    found, figure = explorer.reading(), explorer.figure(width="page")
    axes = {ax.get_ylabel(): ax for ax in figure.axes}
    curve = next(ax for label, ax in axes.items() if "activation" in label)
    points = [(*line.get_xdata(), *line.get_ydata()) for line in curve.lines if len(line.get_xdata()) == 1]
    assert points == [(found.place, found.activation)]
    heights = lambda label: [bar.get_height() for bar in axes[label].patches]
    assert heights("the target's amplitudes") == pytest.approx(found.amplitudes)
    assert heights("P(all ancillas say 0)") == pytest.approx([found.success, found.amplified])


def test_figure_has_open_points_where_an_angle_is_not_on_the_axis(explorer):
    explorer.set(theta=-1.0, bias=0.8)
    outside = [not 0 <= eta <= math.pi / 2 for eta in build(explorer.settings).angle().detach().reshape(-1).tolist()]
    curve = next(ax for ax in explorer.figure().axes if "activation" in ax.get_ylabel())
    drawn = [line for line in curve.lines if line.get_label() == "η outside 0 to π/2"]
    assert [len(line.get_xdata()) for line in drawn] == [sum(outside)] and 0 < sum(outside) < 4


def test_figure_shows_what_is_unfolded_and_what_is_pinned(explorer):
    "The panels that are open on the page, and behind them the pinned neuron at the same word."
    assert len(explorer.figure().axes) == 4
    pinned = NeuronExplorer.from_dict(explorer.to_dict())
    explorer.state = explorer.state | {"pinned": bare(pinned.state), "unfolded": ["map", "circuit", "angles and sizes"]}
    explorer.set(order=1, bits=(0, 1))
    figure = explorer.figure()
    assert len(figure.axes) == 7
    shown = figure.data
    pinned.bits = (0, 1)
    bars = shown[shown["control word"].notna()]
    assert bars["pinned"].tolist() == pytest.approx(pinned.neuron().tolist())
    amplitudes = shown[shown["what"].isin(["|0⟩", "|1⟩"])]
    assert amplitudes["pinned"].tolist() == pytest.approx(pinned.reading().amplitudes)


def test_an_explorer_of_which_nothing_is_said_opens_on_and():
    assert NeuronExplorer().settings == PRESETS["AND"]
    assert NeuronExplorer(order=1).settings == Settings(1)
    assert NeuronExplorer(theta=0).settings == Settings() == Exploring().settings
    assert NeuronExplorer(unfolded=["map"]).state["unfolded"] == ["map"]
    with pytest.raises(ValueError, match="each of unfolded must be one of 'angles and sizes'"): NeuronExplorer(unfolded=["sizes"])


@settings(max_examples=20, deadline=None)
@given(some_settings())
def test_no_step_of_learning_is_longer_than_one_can_watch(setting):
    exploring = Exploring(**vars_of(setting.changed(wanted=setting.wanted or (1,) * 2**setting.controls)))
    exploring.learn(1)
    before = np.array([exploring.settings.theta, *exploring.settings.weights])
    exploring.learn(1, rate=2)
    apart = np.array([exploring.settings.theta, *exploring.settings.weights]) - before
    # whole turns aside
    assert np.linalg.norm((apart + math.pi) % (2 * math.pi) - math.pi) <= 0.1 + 1e-9


def test_table_holds_curve_and_point(explorer):
    explorer.set(theta=-4.0)
    table, found = explorer.table(), explorer.reading()
    point = table.iloc[-1]
    assert list(table["what"]) == ["curve"] * 181 + [f"word {word}" for word in ("00", "01", "10", "11")] + ["point"]
    assert (point["angle"], point["activation"], point["success"]) == pytest.approx((found.angle, found.activation, found.success))
    np.testing.assert_allclose(table["probability"][181:185], explorer.neuron().detach(), atol=1e-12)
    np.testing.assert_allclose(table["plain probability"], np.sin(table["angle"]) ** 2, atol=1e-12)


def test_static_picture_comes_along(explorer):
    data, metadata = explorer._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "image/png"} <= set(data)
    assert metadata["image/png"]["alt"].startswith("A neuron of order 2 at the angle")
