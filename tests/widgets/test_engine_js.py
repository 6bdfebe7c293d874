"""js/engine computes in a page what Python computes: neurons, cells, networks, topologies, circuits. The same numbers to
1e-9, the same topologies after every edit, the same sentences where something is refused."""

import itertools
import json
import re
from dataclasses import asdict, replace

import numpy as np
import pytest
import torch
from diagrams import diagram as diagram_of
from scipy.optimize import minimize

from qrnn_nb import QRNN, Amplification, Neuron, Stage, Topology
from qrnn_nb.cell import SILENT, initial_hidden, walk
from qrnn_nb.neuron import activation
from qrnn_nb.operators import Operators
from qrnn_nb.presets import PRESETS as PRESETS_OF_CELLS
from qrnn_nb.tasks import Batch, MNISTPixels
from qrnn_nb.widgets.builder import Building, CellBuilder, _excited, depth, gates
from qrnn_nb.widgets.digits import read_digit
from qrnn_nb.widgets.editing import EDITS, _fields_of, as_python, columns, edited
from qrnn_nb.widgets.neuron import LESSONS, PRESETS, Exploring, Settings, build, heat, read

CASES = 1_000


def told(function, *arguments, **options):
    "What a function gives, or {'error': its sentence}."
    try: return function(*arguments, **options)
    except ValueError as error: return {"error": str(error)}


def same(page, python, to=1e-9):
    "Fail with the first case in which numbers differ; the numbers of a case may be of any shape."
    assert len(page) == len(python) > 0
    ours, theirs = ([np.ravel(case) for case in cases] for cases in (page, python))
    assert [len(case) for case in ours] == [len(case) for case in theirs]
    # all cases at once: a comparison of each would take longer than what is compared
    apart = np.abs(np.concatenate(ours) - np.concatenate(theirs)) > to
    if not apart.any(): return
    case = int(np.searchsorted(np.cumsum([len(case) for case in ours]), apart.argmax(), side="right"))
    pytest.fail(f"case {case}: {page[case]} in the page, {python[case]} in Python")


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
    same([np.hstack(list(reading.values())) for reading in readings], [np.hstack(list(reading.values())) for reading in python])


def entropy(angles, order, controls, degree, wanted):
    "Of the four words of two bits, for the angles of all sets of so many controls."
    bits = np.array(list(itertools.product((0, 1), repeat=2)))[:, controls]
    sets = [own for size in range(min(degree, len(controls)) + 1) for own in itertools.combinations(range(len(controls)), size)]
    features = np.array([bits[:, own].prod(1) for own in sets])
    turned = activation(torch.tensor(np.asarray(angles)[: len(sets)] @ features), order)
    chances = np.sin(turned.numpy()) ** 2
    return -np.log(np.maximum(1e-12, np.where(wanted, chances, 1 - chances))).mean()


@pytest.mark.parametrize("wanted", [[0, 0, 0, 1], [0, 1, 1, 0]], ids=["AND", "XOR"])
def test_nobody_finds_better_angles_for_an_exercise(js, wanted):
    "SciPy searches from 30 starts: the page's chances have no larger cross entropy, and are those of some angles."
    neurons = [dict(controls=list(controls), order=order, degree=degree)
               for controls in ((), (0,), (1,), (0, 1)) for order in (1, 2, 3) for degree in (0, 1, 2)]  # fmt: skip
    found = js("exercise", "(e, [neuron, wanted]) => e.bestChances(neuron, wanted)", [[neuron, wanted] for neuron in neurons])
    random = np.random.default_rng(0)
    for neuron, chances in zip(neurons, found):
        search = lambda angles, neuron=neuron: entropy(angles, **neuron, wanted=wanted)
        least = min(minimize(search, random.uniform(-2, 2, 4), method="Nelder-Mead").fun for _ in range(30))
        page = -np.log(np.maximum(1e-12, np.where(wanted, chances, 1 - np.array(chances)))).mean()
        assert page == pytest.approx(least, abs=1e-4), neuron


@pytest.mark.parametrize("wanted", [[0, 0, 0, 1], [0, 1, 1, 0]], ids=["AND", "XOR"])
@pytest.mark.parametrize("controls", [(0, 1), (1, 0)])
def test_with_its_best_angles_a_neuron_has_its_best_chances(js, wanted, controls):
    "The angles that a button sets, counted gate by gate in Python, whatever the bias is."
    for neuron in (Neuron(2, controls, order, degree) for order in (1, 2, 3) for degree in (1, 2)):
        for one in (neuron, replace(neuron, table=True)):
            data = dict(controls=list(one.controls), order=one.order, degree=one.degree, table=one.table)
            both = "(e, [neuron, wanted]) => [e.bestChances(neuron, wanted), e.bestAngles(neuron, wanted, 0.3)]"
            best, angles = js("exercise", both, [[data, wanted]])[0]
            topology = Topology(2, 1, (one,), (), (Neuron(0, (2,), 1, 1), Neuron(1, (2,), 1, 1)), bias=0.3)
            now = [Building(topology, own=angles, word=word).walked().excited["input.0"] for word in range(4)]
            assert now == pytest.approx(best, abs=1e-9), one


def test_a_probability_reads_1_where_nothing_else_is_possible(js):
    "Sums of squares that miss 1 by rounding are 1; what is less than 1 by more never reads 1, and what is more than 0 never 0."
    told = js("numbers", "(module, p) => module.toldChance(p)", [0, 1e-30, 0.5, 0.9996, 0.99995, 1 - 1e-7, 1 - 2e-15, 1, 1 + 2e-15])
    assert told == ["0", "< 0.001", "0.5", "0.9996", "> 0.9999", "> 0.9999", "1", "1", "1"]


def test_every_control_word_has_the_same_probability(js, neurons):
    words = js("neuron", "(n, settings) => n.words(settings)", [plain(settings) for settings in neurons])
    same(words, [Exploring(**asdict(settings)).neuron().tolist() for settings in neurons])


def test_every_point_stands_where_python_has_it(js, neurons):
    points = js("neuron", "(n, settings) => n.standing(settings)", [plain(settings) for settings in neurons])
    angles = [build(settings).angle().detach().reshape(-1) for settings in neurons]
    same([point["angles"] for point in points], angles)
    same([point["places"] for point in points], [eta.cos().abs().clamp(max=1).acos() for eta in angles], to=1e-7)
    same([point["activations"] for point in points], [activation(eta, settings.order) for eta, settings in zip(angles, neurons)])


def test_weights_belong_to_the_same_subsets(js, neurons):
    subsets = js("neuron", "(n, settings) => n.subsets(settings)", [plain(settings) for settings in neurons])
    assert subsets == [[list(subset) for subset in settings.subsets] for settings in neurons]


def test_the_map_is_the_same(js, neurons):
    maps = js("neuron", "(n, settings) => n.heat(settings)", [plain(settings) for settings in neurons[:100]])
    python = [heat(settings) for settings in neurons[:100]]
    assert [numbers is None for numbers in maps] == [numbers is None for numbers in python]
    same([numbers or [] for numbers in maps], [[] if numbers is None else numbers for numbers in python])


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
    same_learning(js, [settings for settings in neurons[:150] if unsure(settings)], 1)


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if preset.wanted])
def test_a_preset_learns_the_same(js, name):
    "All of what one run learns: no step is long, so roundings stay small."
    same_learning(js, [PRESETS[name]], 40)


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
        theirs = plain(theirs) if isinstance(theirs, Settings) else theirs
        assert ours == theirs, changes
        assert list(ours) == list(theirs), "the same settings have to be the same text"
        kept += "error" not in ours
    assert 200 < kept < 800, "too few cases are allowed, or too few are refused"


# Cells and networks.


def some_neuron(random, target, lanes, amplified) -> Neuron:
    controls = random.permutation([lane for lane in range(lanes) if lane != target])[: random.integers(0, lanes)].tolist()
    order, degree = (int(random.integers(1, 4)) for _ in range(2))
    kinds = [None, Amplification(1), Amplification(3), Amplification(5), Amplification(9), Amplification(9, "yoder")]
    amplification = kinds[random.integers(len(kinds))] if amplified else None
    return Neuron(target, controls, order, degree, amplification, table=bool(random.integers(2)))


def some_topology(random) -> Topology:
    "A cell drawn by chance, of at most 5 lanes; half of them have amplified neurons."
    inputs, workspace = (int(random.integers(1, most)) for most in (3, 4))
    lanes = inputs + workspace
    amplified = random.integers(2)

    def neurons(targets): return tuple(some_neuron(random, int(target), lanes, amplified) for target in targets)

    def inner(): return neurons(random.integers(inputs, lanes, random.integers(0, 3)))

    def rotations(): return tuple((inputs + random.permutation(workspace)[: random.integers(0, workspace + 1)]).tolist())

    stages = tuple(Stage(inner(), rotations()) for _ in range(random.integers(0, 3)))
    output = neurons([*range(inputs), *random.integers(0, inputs, random.integers(0, 2))])
    return Topology(inputs, workspace, inner(), stages, output, float(random.normal()))


@pytest.fixture(scope="module")
def networks() -> list[QRNN]:
    "Networks whose angles are far from 0, in double precision."
    random = np.random.default_rng(4)
    spreads = dict.fromkeys(("theta", "weights", "rotations", "table"), 1.0)
    options = {"dtype": torch.float64, "engine": "operators", "spreads": spreads}
    return [QRNN(some_topology(random), seed=number, **options) for number in range(CASES)]


def described(network: QRNN) -> dict:
    "Topology and parameters as a page has them."
    parameters = {name: value.reshape(-1).tolist() for name, value in network.cell_parameters().items()}
    return {"topology": network.topology.to_dict(), "parameters": parameters}


def complex_numbers(state) -> np.ndarray:
    "A tensor, or a page's state, as complex numbers."
    if isinstance(state, dict): return np.array(state["re"]) + 1j * np.array(state["im"] or 0)
    return state.detach().numpy().ravel().astype(complex)


def test_parameters_have_the_same_names_and_sizes(js, networks):
    counts = js("cell", "(c, topology) => c.parameterCounts(topology)", [network.topology.to_dict() for network in networks])
    python = [{name: value.numel() for name, value in network.cell_parameters().items()} for network in networks]
    assert [list(one.items()) for one in counts] == [list(one.items()) for one in python]


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**53 - 1])
def test_initial_parameters_are_those_of_the_builder(js, networks, seed):
    "Angles for a seed; one above 2^53 is no whole number in a page any more."
    some = [network.topology for network in networks[:100]]
    drawn = js("cell", f"(c, topology) => c.initialParameters(topology, {seed})", [topology.to_dict() for topology in some])
    for topology, page in zip(some, drawn, strict=True):
        python = Building(topology, seed=seed).parameters()
        assert list(page) == list(python)
        for name, values in python.items():
            if len(page[name]): same([page[name]], [values.reshape(-1).tolist()], 1e-12)


@torch.no_grad()
def test_a_walk_goes_through_the_same_states(js, networks):
    "After every gate of every cell: state, success of the ancillas and excitation of the target."
    random = np.random.default_rng(5)
    cases = []
    for network in networks:
        hidden = random.normal(size=2**network.topology.workspace)
        word = int(random.integers(network.topology.words))
        cases.append(described(network) | {"word": word, "hidden": (hidden / np.linalg.norm(hidden)).tolist()})
    source = "(c, one) => [...c.walk(one.topology, one.parameters, one.word, { re: one.hidden, im: null })]"
    ours, theirs = [], []
    for network, case, page in zip(networks, cases, js("cell", source, cases), strict=True):
        hidden = torch.tensor([case["hidden"]], dtype=torch.float64)
        moments = list(walk(network.topology, network.cell_parameters(), torch.tensor([case["word"]]), hidden))
        neurons = dict(network.topology.keys)
        assert [moment["gate"] for moment in page] == [moment.gate for moment in moments]
        excited = [_excited(moment.state, neurons[moment.gate].target) if moment.gate in neurons else None for moment in moments]
        for moment, one, excitation in zip(page, moments, excited):
            ours.append([*complex_numbers(moment["state"]), moment["success"], moment["excitation"] or 0])
            theirs.append([*complex_numbers(one.state), one.success.item(), excitation or 0])
            assert (moment["excitation"] is None) == (excitation is None)
    same(ours, theirs)


@torch.no_grad()
def test_words_are_read_one_after_the_other_as_in_python(js, networks):
    "States behind words that were read before, and the words that came out, where angles are the model's, the seed's and one's own."
    random = np.random.default_rng(9)
    buildings, cases = [], []
    for network in networks[:100]:
        before = random.integers(0, network.topology.words, 4).tolist()
        own = {name: values.reshape(-1).tolist() for name, values in network.cell_parameters().items() if random.integers(2)}
        buildings.append(Building(network.topology, seed=5, word=before[0], before=before, own=own))
        cases.append(buildings[-1].to_dict())
    source = """(b, one) => {
        const { moments, taken } = b.walked(one, {});
        return { taken, states: [...moments.values()].map(({ state }) => state) };
    }"""
    for building, page in zip(buildings, js("building", source, cases), strict=True):
        python = building.walked()
        assert page["taken"] == list(python.taken)
        same([complex_numbers(state) for state in page["states"]], [complex_numbers(state) for state in python.states.values()], 1e-12)


MADE = [
    {"edit": "copy", "neuron": "output.0"}, {"edit": "delete", "neuron": "input.0"}, {"edit": "move", "neuron": "input.0", "by": 1},
    {"edit": "add", "stage": "input"}, {"edit": "control", "neuron": "output.0", "lane": 1}, {"edit": "degree", "value": 2, "neuron": None},
    {"edit": "target", "neuron": "stage.0.0", "lane": 2}, {"edit": "rotation", "stage": "stage.0", "lane": 1},
    {"edit": "lanes", "workspace": 1}, {"edit": "lanes", "workspace": 4}, {"edit": "lanes", "inputs": 1}, {"edit": "lanes", "inputs": 3},
    {"edit": "lanes", "inputs": 2, "workspace": 2}, {"edit": "preset", "name": "XOR without a control"},
    {"edit": "add stage", "after": "input"}, {"edit": "copy stage", "stage": "stage.0"}, {"edit": "delete stage", "stage": "stage.0"},
    {"edit": "move stage", "stage": "stage.0", "by": 1}, {"edit": "preset", "name": "counts ones"}, {"edit": "preset", "name": "Elman XOR"},
]  # fmt: skip


def after_edits(js, buildings, edit, given="() => ({})"):
    "What the page's engine makes of builders in an edit; given: the angles of a model for a topology, in JavaScript."
    facts = {name: value for name, value in CellBuilder().facts.items() if name in ("presets", "made", "wanted")}
    source = f"(b, one) => b.afterEdit(one, {json.dumps(edit)}, {json.dumps(facts)}, {given})"
    return js("building", source, [building.to_dict() for building in buildings])


def same_building(page, building):
    "Whether the page has the builder that Python has."
    assert page["topology"] == building.topology.to_dict() and list(page["own"]) == list(building.own)
    assert page["preset"] == building.preset
    for name, values in building.own.items(): assert page["own"][name] == pytest.approx(values, rel=0, abs=1e-12)


@pytest.mark.parametrize("edit", MADE, ids=lambda edit: edit["edit"])
def test_what_a_cell_keeps_in_an_edit_is_what_it_keeps_in_python(js, networks, edit):
    buildings = []
    for network in networks[:60]:
        some = {name: values.reshape(-1).tolist() for name, values in list(network.cell_parameters().items())[::2]}
        buildings.append(Building(network.topology, seed=5, own=some))
    # the cells of presets keep their names as well
    buildings += [Building(preset.topology, seed=5, own=preset.angles) for preset in PRESETS_OF_CELLS.values()]
    buildings = [building for building in buildings if building.allowed(edit) is None]
    assert buildings
    for building, page in zip(buildings, after_edits(js, buildings, edit), strict=True):
        building.do(edit)
        same_building(page, building)
        if edit["edit"] == "preset": assert (page["selected"], page["word"]) == (building.selected, building.word)


def test_a_model_gives_its_angles_to_its_own_lanes_only(js):
    "Away from them and back again: what was set by hand stays, and all else is the model's."
    model = QRNN(Topology.paper(1, 2, stages=1, order=1, degree=1), seed=0)
    angles = {name: values.detach().double().reshape(-1).tolist() for name, values in model.cell_parameters().items()}
    given = f"({{ inputs, workspace }}) => (inputs === 1 && workspace === 2 ? {json.dumps(angles)} : {{}})"
    building = Building(model=model, seed=5)
    for edit in ({"edit": "lanes", "workspace": 1}, {"edit": "lanes", "workspace": 2}, {"edit": "copy", "neuron": "input.0"}):
        [page] = after_edits(js, [building], edit, given)
        building.do(edit)
        same_building(page, building)
        if building.topology.workspace == 1: building.set_angles("input.0.weights", [1.5])
    assert building.own["input.0.weights"][-1] == 1.5 and building.own["input.1.weights"][-1] == 1.5


@pytest.fixture(scope="module")
@torch.no_grad()
def compiled(networks) -> list[Operators]:
    "The operators of all networks."
    return [network.operators() for network in networks]


def test_operators_are_the_same(js, networks, compiled):
    pages = js("network", "(n, one) => n.operators(one.topology, one.parameters)", [described(network) for network in networks])
    same([complex_numbers(page["M"]) for page in pages], [complex_numbers(one.M) for one in compiled])
    same([complex_numbers(page["O"]) for page in pages], [complex_numbers(one.O) for one in compiled])
    same([page["logScale"] for page in pages], [one.log_scale.item() for one in compiled])
    same([page["logScaleO"] for page in pages], [one.log_scale_O.item() for one in compiled])


def runs(js, networks):
    "Inputs and forced words of eight steps, some of them silent, for each network, and what the page makes of them."
    random = np.random.default_rng(6)
    words = [random.integers(0, network.topology.words, (2, 8)) for network in networks]
    for _, forced in words: forced[random.random(8) < 0.3] = SILENT
    words = np.array(words).tolist()
    source = "(n, [one, [inputs, forced]]) => n.run(n.operators(one.topology, one.parameters), inputs, forced)"
    pages = js("network", source, [[described(network), pair] for network, pair in zip(networks, words)])
    return torch.tensor(words), pages


@torch.no_grad()
def test_a_run_has_the_same_distributions_and_end(js, networks, compiled):
    words, pages = runs(js, networks)
    ours, theirs = [], []
    for network, operators, (inputs, forced), page in zip(networks, compiled, words, pages):
        hidden = initial_hidden(network.topology, network.cell_parameters(), 1).to(operators.M.dtype)
        distributions, last = operators.run(inputs[None], forced[None], hidden)
        ours.append([*np.ravel(page["distributions"]), *complex_numbers(page["states"][-1])])
        theirs.append([*distributions.ravel(), *complex_numbers(last)])
    same(ours, theirs)


def test_a_run_has_the_same_states_and_success(js, networks):
    some = networks[:200]
    words, pages = runs(js, some)
    traces = [network.trace(inputs[None], forced[None]) for network, (inputs, forced) in zip(some, words)]
    states = [np.concatenate([complex_numbers(state) for state in page["states"]]) for page in pages]
    same(states, [complex_numbers(trace.states) for trace in traces])
    same([page["success"] for page in pages], [trace.success.neurons for trace in traces])


# Digits.


@pytest.fixture(scope="module")
def reader(root) -> QRNN:
    "The network that the lessons ship, in double precision."
    return QRNN.load(root / "nbs" / "lessons" / "digits").double()


def pictures(task, count) -> Batch:
    "Pictures of noise, which is as good as digits for a comparison, and needs no data."
    words = np.random.default_rng(7).integers(0, task.words, (count, task.pixels + task.label_words.shape[1] - 1))
    words[:, task.pixels :] = 0
    scored = np.arange(words.shape[1]) >= task.pixels - 1
    zeros = np.zeros_like(words)
    return Batch.of(words, zeros, zeros, scored)


@pytest.mark.parametrize("unasked", [0, SILENT], ids=["forced", "silent"])
@pytest.mark.parametrize("digits", [(0, 1), (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)], ids=["one word", "two words"])
def test_a_digit_is_read_the_same(js, reader, digits, unasked):
    "Beliefs were the rest blank, and hidden states, of answers of a word and of two."
    task = MNISTPixels(digits=digits, protocol="leak-free" if unasked == 0 else "asked")
    batch = pictures(task, 5)
    batch.forced[~batch.scored] = unasked
    about = {"read": task.pixels, "labelWords": task.label_words.tolist(), "unasked": unasked}
    source = f"(n, [one, words]) => n.readDigit(n.operators(one.topology, one.parameters), {json.dumps(about)}, words)"
    readings = js("network", source, [[described(reader), words.tolist()] for words in batch.inputs])
    for number, page in enumerate(readings):
        python = read_digit(reader, task, batch[number : number + 1])
        # `read_digit` gives float32
        same(page["beliefs"], python.beliefs.tolist(), 1e-6)
        same([state["re"] for state in page["states"]], python.states.tolist(), 1e-6)


# Topologies and edits.

VALUES = {  # of the field `value`, by the edit that has it
    "order": [1, 2, 3, 10, 0, 11, "2", None],
    "degree": [1, 2, 6, 64, 0, 65, 1.5],
    "calls": [0, 1, 3, 9, 999, 2, 1001, -1],
    "bias": [0.5, 1, -1e-7, 1e16, 0.1 + 0.2, "a", None, True],
}


def some_edit(random, topology) -> dict:
    "An edit drawn by chance, that may be allowed or not."

    def one(values): return values[random.integers(len(values))]

    def mostly(likely, *odd): return one(odd) if random.integers(10) == 0 else one(likely)

    name = mostly(list(EDITS), "paint")
    work = [f"stage.{number}" for number in range(len(topology.stages))]
    lane = int(random.integers(topology.inputs if name == "rotation" else 0, topology.lanes))
    fields = {
        "neuron": mostly([key for key, _ in topology.keys], "input.9", "input", "stage.0.rotations", "", 7, "n" * 90),
        "stage": mostly(["input", "output", *work] if name == "add" else work or ["stage.0"], "input", "stage.9", None),
        "after": mostly(["input", "output", *work], "stage.9", None),
        "lane": mostly([lane], None, 64, "1", topology.lanes),
        "by": mostly([-1, 1], 2, 0, 5000, None),
        "inputs": mostly([1, 2, 3], None, 0, 17),
        "workspace": mostly([1, 2, 3, 4], None, 0, 64, "2"),
        "name": mostly(list(PRESETS_OF_CELLS), "none like it", 3),
        "value": one(VALUES.get(name, [1])),
        "colour": 1,
    }
    needed, optional = _fields_of(EDITS[name]) if name in EDITS else ([], [])
    left_out = mostly([""], *needed, "neuron")
    chosen = [field for field in (*needed, *optional) if field != left_out] + mostly([[]], ["colour"])
    return {"edit": name} | {field: fields[field] for field in chosen}


@pytest.fixture(scope="module")
def edits() -> list[tuple[Topology, dict]]:
    "Topologies on the way of 60 walks of edits, each with the edit that comes next."
    random = np.random.default_rng(8)
    pairs = []
    for number in range(60):
        topology = some_topology(random) if number % 3 else Topology.paper(2, 2, stages=1, degree=2)
        for _ in range(40):
            edit = some_edit(random, topology)
            pairs.append((topology, edit))
            after = told(edited, topology, edit)
            # a preset of many lanes would be all that there is from then on
            if isinstance(after, tuple) and after[0].lanes < 7 and after[0].neurons < 12: topology = after[0]
    return pairs


def presets() -> str: return json.dumps({name: preset.topology.to_dict() for name, preset in PRESETS_OF_CELLS.items()})


def test_edits_give_the_same_topology_or_refusal(js, edits):
    source = f"(presets => (e, [topology, edit]) => e.edited(topology, edit, presets))({presets()})"
    pages = js("editing", source, [[topology.to_dict(), edit] for topology, edit in edits])
    kinds = {name: [0, 0] for name in EDITS}
    for (topology, edit), page in zip(edits, pages, strict=True):
        python = told(edited, topology, edit)
        if isinstance(python, tuple): python = {"topology": python[0].to_dict(), "key": python[1]}
        assert page == python, (edit, topology)
        if edit["edit"] in kinds: kinds[edit["edit"]]["error" in page] += 1
    assert all(allowed > 10 for allowed, _ in kinds.values()), f"too few edits are allowed: {kinds}"
    assert all(refused for _, refused in kinds.values()), f"no edit is refused: {kinds}"


def test_allowed_says_the_reason(js, edits):
    source = f"(presets => (e, [topology, edit]) => e.allowed(topology, edit, presets))({presets()})"
    pages = js("editing", source, [[topology.to_dict(), edit] for topology, edit in edits[:200]])
    assert pages == [Building(topology).allowed(edit) for topology, edit in edits[:200]]


def test_refusals_on_a_page_name_columns_in_words(js, edits):
    source = f"(presets => (b, [topology, edit]) => b.refusal(topology, edit, presets))({presets()})"
    asked = [(topology, edit) for topology, edit in edits if "neuron" in edit or "stage" in edit]
    pages = js("building", source, [[topology.to_dict(), edit] for topology, edit in asked])
    assert [page is None for page in pages] == [Building(topology).allowed(edit) is None for topology, edit in asked]
    refused = [page for page in pages if page]
    assert not [page for page in refused if re.search(r"\b(input|output|stage)\.\w", page)]
    assert any("stage 0 rotations" in page for page in refused) and any("input neuron 0" in page for page in refused)


def test_the_column_to_look_at_is_the_same(js, edits):
    cases, python = [], []
    for number, (topology, edit) in enumerate(edits):
        after = told(edited, topology, edit)
        if not isinstance(after, tuple): continue
        if edit["edit"] == "preset": continue  # which begins anew, wherever one was
        keys = [key for key, _ in columns(topology)]
        building = Building(topology)
        building.select(keys[number % len(keys)])
        building.do(edit)
        cases.append([after[0].to_dict(), after[1], topology.to_dict(), keys[number % len(keys)]])
        python.append(building.selected)
    assert js("editing", "(e, one) => e.columnAfter(...one)", cases) == python


@pytest.fixture(scope="module")
def cells(edits) -> list[Topology]:
    "Different topologies, small ones, presets, and very large ones."
    large = [
        Topology.paper(2, 40), Topology.paper(2, 60, stages=0, degree=2), Topology(1, 63, (), (), (Neuron(0),), 1.0),
        Topology.paper(1, 4, order=10), Topology.paper(2, 3, amplification=Amplification(9)), Topology.paper(16, 8, degree=3, bias=1e-7),
    ]  # fmt: skip
    return [*dict.fromkeys(topology for topology, _ in edits), *(preset.topology for preset in PRESETS_OF_CELLS.values()), *large]


def test_columns_are_the_same(js, cells):
    pages = js("topology", "(t, topology) => t.columns(topology).map(({ key, lanes }) => [key, lanes])", [cell.to_dict() for cell in cells])
    for cell, page in zip(cells, pages, strict=True):
        assert page == [[key, [gate.target] if isinstance(gate, Neuron) else list(gate)] for key, gate in columns(cell)]


def test_counts_are_the_same(js, cells):
    pages = js("topology", "(t, topology) => t.counts(topology)", [cell.to_dict() for cell in cells])
    assert pages == [{name: getattr(cell, name) for name in ("neurons", "parameters", "qubits", "postselections")} for cell in cells]
    assert js("topology", "(t, topology) => t.gateCount(topology)", [cell.to_dict() for cell in cells]) == [gates(cell) for cell in cells]


def test_what_is_too_large_to_walk_is_said_in_the_same_words(js, cells):
    sentences = js("topology", "(t, topology) => t.obstacle(topology)", [cell.to_dict() for cell in cells])
    assert sentences == [Building(cell).obstacle() for cell in cells]
    assert None in sentences and len(set(sentences)) > 2


def test_json_and_python_are_the_same(js, cells):
    pages = js("topology", "(t, topology) => [t.asJson(topology), t.asPython(topology)]", [cell.to_dict() for cell in cells])
    for cell, page in zip(cells, pages, strict=True): assert page == [cell.to_json(), as_python(cell)]


def test_a_topology_is_refused_in_the_same_words(js):
    "What the edits can't break: numbers out of bounds, in whole cells."
    small = Topology.paper(1, 1, stages=0).to_dict()
    broken = [{"inputs": 0}, {"inputs": 17}, {"workspace": 0}, {"workspace": 64}, {"workspace": 2.5}, {"bias": None}, {"output": []}]
    pages = js("topology", "(t, topology) => t.checkedTopology(topology)", [small | one for one in broken])
    assert pages == [told(Topology.from_dict, small | one) for one in broken]


# Circuits.


def explored(order, degree, controls, calls):
    "A neuron as the explorer has it, as a page has it too."
    neuron = Settings(order, degree, controls, calls=calls).neuron
    return neuron, json.loads(json.dumps(asdict(neuron)))


@pytest.mark.parametrize("level", ["gates", "neurons"])
def test_the_diagram_of_a_neuron_is_the_same(js, level):
    "Short circuits gate by gate, longer ones in one call or one box, as the note says."
    sizes = itertools.product([1, 2, 3], [1, 2, 3], [0, 1, 2, 4], [1, 3, 5, 9])
    neurons = [explored(*size) for size in sizes]
    pages = js("circuit", f"(c, neuron) => c.diagram(neuron, '{level}')", [plain for _, plain in neurons])
    python = [json.loads(json.dumps(diagram_of(neuron, level))) for neuron, _ in neurons]
    assert pages == python
    assert len({diagram["note"].split()[-1] if diagram["note"] else "" for diagram in pages}) == (3 if level == "gates" else 1)


def test_the_depth_is_that_of_the_circuit(js, cells):
    "Of every cell whose circuit Python makes in a moment."
    some = [cell for cell in cells if gates(cell) < 2_000]
    assert len(some) > 300
    depths = js("circuit", "(c, [topology, word]) => c.depth(topology, word)", [[cell.to_dict(), cell.words - 1] for cell in some])
    assert depths == [depth(cell, cell.words - 1) for cell in some]


def test_deep_circuits_are_counted_as_well(js):
    "Circuits of more gates than are made to be counted, and one that would take too long."
    deep, deepest = Topology.paper(2, 8, order=4, degree=9, stages=4), Topology.paper(1, 2, order=10, amplification=Amplification(999))
    assert depth(deep, 0) is None
    counted, none = js("circuit", "(c, topology) => c.depth(topology, 0)", [deep.to_dict(), deepest.to_dict()])
    assert counted > 10_000 and none is None
