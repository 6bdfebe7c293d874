"""js/engine computes in a page what Python computes: neurons, cells, networks, topologies, circuits. The same numbers to
1e-9, the same topologies after every edit, the same sentences where something is refused."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from qrnn_nb.neuron import activation
from qrnn_nb.widgets.neuron import LESSONS, PRESETS, Exploring, Settings, heat, read

ENGINE = "http://engine.test/"
CASES = 1_000


@pytest.fixture(scope="module")
def page(browser, root):
    "A page without an origin of its own, to which the modules of js/engine are served."

    def serve(route):
        name = route.request.url.removeprefix(ENGINE)
        if not name: return route.fulfill(body="<title>engine</title>", content_type="text/html")
        script = (root / "js" / "engine" / name).read_text(encoding="utf-8")
        return route.fulfill(body=script, content_type="text/javascript")

    with browser.new_context() as context:
        context.route("**/*", serve)
        page = context.new_page()
        page.goto(ENGINE)
        yield page


@pytest.fixture(scope="module")
def js(page):
    "js(module, function, cases): what a function of (module, case) gives for each case; an error gives {'error': its sentence}."

    def call(module, function, cases):
        text = page.evaluate(
            """async ([module, source, cases]) => {
                const engine = await import(`/${module}.js`);
                const call = eval(source);
                const told = (one) => {
                    try { return call(engine, one); }
                    catch (error) { if (error.name !== "Error") throw error; return { error: error.message }; }
                };
                const plain = (name, value) => ArrayBuffer.isView(value) ? Array.from(value) : value;
                return JSON.stringify(JSON.parse(cases).map(told), plain);
            }""",
            [module, function, json.dumps(cases)],
        )
        return json.loads(text)

    return call


def told(function, *arguments, **options):
    "What a function gives, or {'error': its sentence}."
    try: return function(*arguments, **options)
    except ValueError as error: return {"error": str(error)}


def same(page, python, to=1e-9):
    "Fail with the first case in which numbers differ."
    assert len(page) == len(python) > 0
    for number, (ours, theirs) in enumerate(zip(page, python)):
        assert np.allclose(ours, theirs, rtol=0, atol=to), f"case {number}: {ours} in the page, {theirs} in Python"


# The explorer's neuron.


def plain(settings: Settings) -> dict:
    "Settings as a page has them."
    return json.loads(json.dumps(asdict(settings)))


def some_settings(random, least_controls=0) -> Settings:
    "Settings drawn by chance, with no number as it is in a new explorer."
    sizes = {name: int(random.integers(1, 5)) for name in ("order", "degree")}
    sizes |= {"controls": int(random.integers(least_controls, 7)), "calls": 2 * int(random.integers(0, 51)) + 1}
    settings = Settings(**sizes)
    count = len(settings.subsets)
    weights = random.normal(scale=2, size=count).tolist()
    words = {"bits": random.integers(0, 2, settings.controls).tolist(), "wanted": random.integers(0, 2, 2**settings.controls).tolist()}
    axes = random.choice(max(2, count), 2, replace=False).tolist()
    return settings.changed(bias=random.normal() * 2, theta=random.normal() * 2, weights=weights, axes=axes, **words)


@pytest.fixture(scope="module")
def neurons() -> list[Settings]:
    random = np.random.default_rng(1)
    return [some_settings(random) for _ in range(CASES)]


def test_a_reading_has_the_same_numbers(js, neurons):
    "Angle, activation, amplitudes, and success with amplification and without."
    readings = js("neuron", "(n, settings) => n.reading(settings)", [plain(settings) for settings in neurons])
    python = [asdict(read(settings)) for settings in neurons]
    assert list(readings[0]) == list(python[0])
    for name in python[0]:
        same([reading[name] for reading in readings], [reading[name] for reading in python])


def test_every_control_word_has_the_same_probability(js, neurons):
    words = js("neuron", "(n, settings) => n.words(settings)", [plain(settings) for settings in neurons])
    same(words, [Exploring(**asdict(settings)).neuron().tolist() for settings in neurons])


def test_weights_belong_to_the_same_subsets(js, neurons):
    subsets = js("neuron", "(n, settings) => n.subsets(settings)", [plain(settings) for settings in neurons])
    assert subsets == [[list(subset) for subset in settings.subsets] for settings in neurons]


def test_the_map_is_the_same(js, neurons):
    maps = js("neuron", "(n, settings) => n.heat(settings)", [plain(settings) for settings in neurons[:100]])
    python = [heat(settings) for settings in neurons[:100]]
    assert [numbers is None for numbers in maps] == [numbers is None for numbers in python]
    same([numbers for numbers in maps if numbers], [numbers.ravel() for numbers in python if numbers is not None])


def test_the_activation_curve_is_the_same(js):
    angles = np.linspace(0, np.pi / 2, 181)
    same(js("neuron", "(n, order) => n.curve(order)", [1, 2, 3, 4]), [activation(angles, order) for order in (1, 2, 3, 4)])


def test_the_loss_is_the_same(js, neurons):
    losses = js("neuron", "(n, settings) => n.loss(settings)", [plain(settings) for settings in neurons])
    same(losses, [Exploring(**asdict(settings)).loss for settings in neurons])


def test_where_nothing_is_wanted_there_is_no_loss(js):
    assert js("neuron", "(n, settings) => n.loss(settings)", [plain(Settings())]) == [None]


def unsure(settings: Settings) -> bool:
    "Whether the loss has digits: the logarithm of a probability within 1e-5 of 0 or 1 has lost too many."
    chances = Exploring(**asdict(settings)).neuron()
    return bool(1e-5 < chances.min() and chances.max() < 1 - 1e-5)


def same_learning(js, neurons, steps, to=1e-9):
    learned = js("neuron", f"(n, settings) => n.learned(settings, {steps})", [plain(settings) for settings in neurons])
    exploring = [Exploring(**asdict(settings)) for settings in neurons]
    same([one["losses"] for one in learned], [one.learn(steps) for one in exploring], to)
    for name in "weights", "theta":
        same([one["settings"][name] for one in learned], [getattr(one.settings, name) for one in exploring], to)


def test_a_step_of_learning_changes_the_same(js, neurons):
    "A single step: where a neuron is steep, each further one makes a rounding some ten times larger."
    same_learning(js, [settings for settings in neurons[:300] if unsure(settings)], 1)


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if preset.wanted])
def test_a_preset_learns_the_same(js, name):
    "On its way a neuron is wrong with a loss of 16, that is 1 - P is 1e-7 and has half of the digits: hence 1e-5."
    same_learning(js, [PRESETS[name]], 20, 1e-5)


def test_learning_without_an_aim_is_refused_in_the_same_words(js):
    assert js("neuron", "(n, settings) => n.learned(settings)", [plain(Settings())]) == [told(Exploring().learn)]


def test_a_moved_point_has_the_angle_that_was_asked_for(js, neurons):
    angles = js("neuron", "(n, settings) => n.angle(n.moved(settings, 1.25))", [plain(settings) for settings in neurons])
    same(angles, [1.25] * CASES)


CHANGES = {  # field -> values that fit somewhere, and values that fit nowhere
    "order": [1, 4, 0, 5, "2", None, True, 1.5],
    "degree": [1, 6, 0, 7],
    "controls": [0, 1, 2, 6, 7, -1],
    "calls": [1, 9, 101, 8, 103],
    "bias": [0.25, -1_000_000, 1_000_001, "a", None],
    "theta": [0.25, 10_000_000],
    "weights": [[], [0.5], [0.5] * 3, [0.5, "x", 1], 3, [2_000_000] * 3],
    "bits": [[], [1], [0, 1], [1, 2], "11"],
    "axes": [[0, 1], [1, 0], [2, 0], [1, 1], [0, 62], [0], [0, 1, 2]],
    "level": ["gates", "neurons", "boxes", 3],
    "wanted": [[], [0, 1], [0, 0, 0, 1], [0, 0, 0, 2], [1]],
    "lesson": ["", "learns AND"],
    "colour": [1],
}


def test_changes_keep_and_refuse_the_same(js, neurons):
    "One change or two of settings drawn by chance give the same settings, or the same sentence."
    random = np.random.default_rng(3)
    cases = []
    for settings in neurons:
        names = random.choice(list(CHANGES), size=random.integers(1, 3), replace=False)
        cases.append((settings, {str(name): CHANGES[name][random.integers(len(CHANGES[name]))] for name in names}))
    source = f"(n, [settings, changes]) => n.changed(settings, changes, {json.dumps(list(LESSONS))})"
    page = js("neuron", source, [[plain(settings), changes] for settings, changes in cases])
    kept = 0
    for (settings, changes), ours in zip(cases, page):
        theirs = told(settings.changed, **changes)
        assert ours == (plain(theirs) if isinstance(theirs, Settings) else theirs), changes
        kept += "error" not in ours
    assert 200 < kept < 800, "too few cases are allowed, or too few are refused"
