"""The builder without a browser: edits, history, what is forbidden and why, numbers, and what the page is told."""

import json
import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Amplification, Ensemble, Neuron, Stage, Topology, cell
from qrnn_nb.circuits import cell_circuit, counts
from qrnn_nb.presets import PRESETS
from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.widgets import CellBuilder
from qrnn_nb.widgets import builder as widgets_builder
from qrnn_nb.widgets.builder import Building, as_python, cell_parameters, columns, depth, edited, touched
from qrnn_nb.widgets.stepper import TrainingStepper, link

SMALL = Topology(
    inputs=2, workspace=2,
    input=(Neuron(2, (0, 1), 1, 2), Neuron(3, (2,), 2, 1)),
    stages=(Stage((Neuron(3, (0, 2), 2, 2),), (2,)),),
    output=(Neuron(0, (2, 3), 1, 1), Neuron(1, (0, 3), 1, 2)),
)  # fmt: skip


def edit(kind, **options): return {"edit": kind, **options}


NAMES = "input", "stage.0", "stage.1", "output"
KEYS = st.sampled_from(["input", "stage.0.rotations", *(f"{stage}.{n}" for stage in NAMES for n in range(3))])
STAGES, LANES, STEPS = st.sampled_from(NAMES), st.integers(-1, 6), st.sampled_from([-1, 1])
SIZES = st.integers(0, 3)
EDITS = st.one_of(
    *(st.fixed_dictionaries({"edit": st.sampled_from(["control", "target"]), "neuron": KEYS, "lane": LANES}) for _ in range(3)),
    st.fixed_dictionaries({"edit": st.sampled_from(["copy", "delete"]), "neuron": KEYS}),
    st.fixed_dictionaries({"edit": st.just("move"), "neuron": KEYS, "by": STEPS}),
    st.fixed_dictionaries({"edit": st.sampled_from(["order", "degree", "calls"]), "neuron": KEYS | st.none(), "value": SIZES}),
    st.fixed_dictionaries({"edit": st.just("add"), "stage": STAGES, "lane": LANES | st.none()}),
    st.fixed_dictionaries({"edit": st.just("add stage"), "after": STAGES}),
    st.fixed_dictionaries({"edit": st.sampled_from(["copy stage", "delete stage"]), "stage": STAGES}),
    st.fixed_dictionaries({"edit": st.just("move stage"), "stage": STAGES, "by": STEPS}),
    st.fixed_dictionaries({"edit": st.just("rotation"), "stage": STAGES, "lane": LANES}),
    st.fixed_dictionaries({"edit": st.just("lanes")}, optional={"inputs": SIZES, "workspace": SIZES}),
    st.fixed_dictionaries({"edit": st.just("bias"), "value": st.floats(-4, 4) | st.just(math.nan)}),
)


STARTS = [SMALL, Topology.paper(2, 2, stages=1), PRESETS["AND at degree 2"].topology]


@given(st.lists(EDITS, max_size=25), st.sampled_from(STARTS))
def test_any_edits_keep_a_valid_topology_and_are_undone_exactly(edits, topology):
    building, past = Building(topology), [topology]
    for asked in edits:
        reason, before = building.allowed(asked), building.topology
        assert building.topology is before, "asking changes nothing"
        if reason is None:
            after = building.do(asked)
            assert Topology.from_json(after.to_json()) == after == building.topology, "every rule is checked anew"
            assert building.selected in dict(columns(after)) and building.word < after.words
            if after != before: past.append(after)
        else:
            with pytest.raises(ValueError) as error: building.do(asked)
            assert str(error.value) == reason and building.topology is before
    for old, new in zip(past[-2::-1], past[:0:-1]):
        assert building.topology == new and building.undo() == old
    for new in past[1:]: assert building.redo() == new
    made = {}
    exec(building.to_python().rsplit("\nbuilder", 1)[0], made)
    assert made["topology"] == building.topology
    assert Building.from_dict(json.loads(json.dumps(building.to_dict()))).to_dict() == building.to_dict()


@pytest.mark.parametrize("asked, expected", [
    (edit("control", neuron="input.0", lane=3), replace(SMALL, input=(Neuron(2, (0, 1, 3), 1, 2), SMALL.input[1]))),
    (edit("control", neuron="input.0", lane=0), replace(SMALL, input=(Neuron(2, (1,), 1, 2), SMALL.input[1]))),
    (edit("target", neuron="input.0", lane=3), replace(SMALL, input=(Neuron(3, (0, 1), 1, 2), SMALL.input[1]))),
    (edit("target", neuron="input.1", lane=2), replace(SMALL, input=(SMALL.input[0], Neuron(2, (3,), 2, 1)))),
    (edit("add", stage="stage.0"), replace(SMALL, stages=(Stage((SMALL.stages[0].neurons[0], Neuron(2, (), 2, 2)), (2,)),))),
    (edit("copy", neuron="input.0"), replace(SMALL, input=(SMALL.input[0], *SMALL.input))),
    (edit("delete", neuron="input.0"), replace(SMALL, input=SMALL.input[1:])),
    (edit("move", neuron="output.0", by=1), replace(SMALL, output=SMALL.output[::-1])),
    (edit("order", neuron="input.0", value=4), replace(SMALL, input=(Neuron(2, (0, 1), 4, 2), SMALL.input[1]))),
    (edit("add stage", after="input"), replace(SMALL, stages=(Stage((), (2, 3)), *SMALL.stages))),
    (edit("add stage", after="output"), replace(SMALL, stages=(*SMALL.stages, Stage((), (2, 3))))),
    (edit("copy stage", stage="stage.0"), replace(SMALL, stages=SMALL.stages * 2)),
    (edit("delete stage", stage="stage.0"), replace(SMALL, stages=())),
    (edit("rotation", stage="stage.0", lane=3), replace(SMALL, stages=(Stage(SMALL.stages[0].neurons, (2, 3)),))),
    (edit("rotation", stage="stage.0", lane=2), replace(SMALL, stages=(Stage(SMALL.stages[0].neurons),))),
    (edit("bias", value=0.5), replace(SMALL, bias=0.5)),
    (edit("lanes", workspace=3), replace(SMALL, workspace=3)),
    (edit("preset", name="DNA, 20 bases"), Topology.paper(3, 5, stages=1, order=2, degree=3)),
], ids=lambda value: value["edit"] if isinstance(value, dict) else "")  # fmt: skip
def test_edits(asked, expected):
    assert edited(SMALL, asked)[0] == expected


def test_order_and_degree_of_all_neurons():
    changed, _ = edited(edited(SMALL, edit("order", value=3))[0], edit("degree", value=1, neuron=None))
    assert {(neuron.order, neuron.degree) for _, neuron in changed.keys} == {(3, 1)}


@pytest.mark.parametrize("stage, end", [("input", "input"), ("stage.0", "stage.0.rotations")])
def test_one_neuron_after_the_other_can_be_deleted(stage, end):
    neurons = (Neuron(2, (3,)),) * 4
    building = Building(replace(SMALL, input=neurons, stages=(Stage(neurons, (2,)), *SMALL.stages)))
    building.select(f"{stage}.3")
    looked = []
    for _ in neurons:
        building.do(edit("delete", neuron=building.selected))
        looked.append(building.selected)
    assert looked == [f"{stage}.2", f"{stage}.1", f"{stage}.0", end]


def test_one_stage_after_the_other_can_be_deleted():
    building = Building(replace(SMALL, stages=SMALL.stages * 3))
    building.select("stage.1.0")
    looked = []
    for stage in "stage.1", "stage.1", "stage.0":
        building.do(edit("delete stage", stage=stage))
        looked.append(building.selected)
    assert looked[:2] == ["stage.1.rotations", "stage.0.rotations"] and looked[2].startswith("output")


def test_stages_change_places():
    two = replace(SMALL, stages=(Stage((), (2,)), Stage((), (3,))))
    building = Building(two)
    building.select("stage.1.rotations")
    assert building.do(edit("move stage", stage="stage.1", by=-1)).stages == two.stages[::-1]
    assert building.selected == "stage.0.rotations"


def test_lanes_that_go_take_their_neurons_and_controls_along():
    fewer, _ = edited(SMALL, edit("lanes", workspace=1))
    assert fewer.input == (Neuron(2, (0, 1), 1, 2),) and fewer.stages == (Stage((), (2,)),)
    assert fewer.output == (Neuron(0, (2,), 1, 1), Neuron(1, (0,), 1, 2))
    fewer, _ = edited(SMALL, edit("lanes", inputs=1))
    assert fewer.input == (Neuron(1, (0,), 1, 2), Neuron(2, (1,), 2, 1)) and fewer.output == (Neuron(0, (1, 2), 1, 1),)


def test_the_last_output_neuron_goes_though_a_control_moves_to_its_lane():
    cell_of_copies = Topology(2, 2, (), (), (Neuron(0, (2,)), Neuron(1, (2, 3))))
    assert edited(cell_of_copies, edit("lanes", inputs=1))[0] == Topology(1, 2, (), (), (Neuron(0, (1,)),))


def test_a_new_in_out_lane_is_written_like_the_last():
    more, _ = edited(SMALL, edit("lanes", inputs=3))
    assert more.input == (Neuron(3, (0, 1), 1, 2), Neuron(4, (3,), 2, 1)), "the workspace has moved down"
    assert more.output == (Neuron(0, (3, 4), 1, 1), Neuron(1, (0, 4), 1, 2), Neuron(2, (0, 4), 1, 2))


@pytest.mark.parametrize("options", [{"inputs": 3}, {"workspace": 6}, {"inputs": 1, "workspace": 2}], ids=str)
def test_the_papers_cell_stays_the_papers(options):
    sizes = {"inputs": 2, "workspace": 4, "stages": 2, "order": 1, "degree": 2, "bias": 0.5}
    assert edited(Topology.paper(**sizes), edit("lanes", **options))[0] == Topology.paper(**sizes | options)


@pytest.mark.parametrize("asked, reason", [
    (edit("target", neuron="input.0", lane=1), "target lane 1 is not allowed: the input stage and work stages act on workspace lanes only"),
    (edit("target", neuron="output.0", lane=1), "the output stage writes nothing to in/out lane 0"),
    (edit("delete", neuron="output.1"), "the output stage writes nothing to in/out lane 1"),
    (edit("control", neuron="input.1", lane=3), "input.1: the neuron on lane 3 controls itself"),
    (edit("control", neuron="input.1", lane=4), "input.1: control lane 4 does not exist"),
    (edit("rotation", stage="stage.0", lane=0), "stage.0.rotations: target lane 0 is not allowed"),
    (edit("move", neuron="input.0", by=-1), "input.0 is the first already"),
    (edit("move stage", stage="stage.0", by=1), "stage.0 is the last already"),
    (edit("delete", neuron="stage.0.rotations"), "stage.0.rotations is no neuron"),
    (edit("delete stage", stage="output"), "output is no work stage"),
    (edit("order", neuron="input.0", value=0), "order of the neuron on lane 2 must be a whole number from 1 to 10, got 0"),
    (edit("order", value=1.5), "must be a whole number from 1 to 10, got 1.5"),
    (edit("lanes", workspace=0), "workspace lanes must be a whole number from 1 to 62, got 0"),
    (edit("copy", neuron="input.7"), "there is no neuron 'input.7': this cell has input.0, input.1"),
    (edit("preset", name="?"), "the name of a preset must be one of 'Elman XOR"),
    (edit("paint"), "the name of an edit must be one of 'control'"),
    (edit("control", neuron="input.0"), "the edit 'control' has no 'lane': it needs 'neuron', 'lane'"),
    (edit("control", neuron="input.0", lane="x"), "must be a whole number"),
], ids=str)  # fmt: skip
def test_what_is_not_allowed_says_why(asked, reason):
    assert reason in Building(SMALL).allowed(asked)


def test_history_forgets_what_was_undone_once_there_is_a_new_edit():
    building = Building(SMALL)
    for refused, message in (building.undo, "nothing to undo"), (building.redo, "nothing to redo"):
        with pytest.raises(ValueError, match=message): refused()
    building.do(edit("bias", value=1.0))
    building.undo()
    building.do(edit("bias", value=2.0))
    with pytest.raises(ValueError, match="nothing to redo"): building.redo()
    building.do(edit("bias", value=2.0))
    assert building.undo() == SMALL, "an edit that changes nothing is none"


def test_a_topology_assigned_is_an_edit():
    for building in Building(SMALL, word=3), CellBuilder(SMALL, word=3):
        building.topology = Topology.paper(1, 2)
        assert building.word == 1 and building.undo() == SMALL and building.topology == SMALL
        for wrong in None, SMALL.to_dict():
            with pytest.raises(Exception, match=r"(?i)topology"): building.topology = wrong
        assert building.topology == SMALL


def test_a_copy_keeps_amplification():
    amplified = replace(SMALL, input=(Neuron(2, (0, 1), 1, 2, Amplification(5)),))
    building = Building(amplified)
    assert building.do(edit("copy", neuron="input.0")).input[1].amplification == Amplification(5)
    assert "amplification=Amplification(calls=5" in building.to_python()


def test_walked_is_the_cells_step():
    building = Building(SMALL, seed=4, word=2)
    parameters = building.parameters()
    expected = cell.step(SMALL, parameters, torch.tensor([2]), cell.initial_hidden(SMALL, parameters, 1))
    walked = building.walked()
    assert walked.total == pytest.approx(expected.success.item())
    torch.testing.assert_close(walked.states["output.1"].square().sum(1), expected.probabilities[0])
    ones = {lane: sum(p for word, p in enumerate(expected.probabilities[0].tolist()) if word >> (1 - lane) & 1) for lane in (0, 1)}
    assert walked.excited["output.1"] == pytest.approx(ones[1])
    assert building.table().success.prod() == pytest.approx(walked.total)
    before = walked.states["input.0"].clone()
    building.read(1)
    assert not torch.allclose(building.walked().states["input.0"], before)


def test_seeded_angles_are_spread_as_those_of_a_new_network():
    large = Topology.paper(3, 7, stages=2, degree=3)
    seeded = Building(large, seed=3).parameters()
    drawn = cell.initial_parameters(large, torch.Generator().manual_seed(3))
    for kind in "weights", "rotations", "theta":
        of_kind = [name for name in drawn if name.endswith(kind)]
        ours, theirs = (torch.cat([angles[name].reshape(-1) for name in of_kind]) for angles in (seeded, drawn))
        assert ours.shape == theirs.shape
        assert abs(ours.mean() / theirs.std()) < 4 / len(ours) ** 0.5, f"{kind} are not around 0"
        # the standard deviation of n normal numbers is right to 1 / sqrt(2 n), four times that is hardly ever reached
        assert ours.std() / theirs.std() == pytest.approx(1, abs=4 / len(ours) ** 0.5), kind


def test_a_neuron_keeps_its_angles_while_others_change():
    building = Building(SMALL, seed=3)
    before = building.parameters()
    building.do(edit("add", stage="input"))
    after = building.parameters()
    assert set(after) - set(before) == {"input.2.weights", "input.2.theta"}
    assert all(torch.equal(after[name], value) for name, value in before.items())


def angles_of(building, key):
    "The angles of a gate, whatever it is called."
    return [value.reshape(-1).tolist() for name, value in building.parameters().items() if name == key or name.startswith(f"{key}.")]


THREE = replace(SMALL, stages=SMALL.stages * 3)


@pytest.mark.parametrize("asked, moved", [
    (edit("copy", neuron="input.0"), {"input.0": "input.0", "input.1": "input.0", "input.2": "input.1"}),
    (edit("delete", neuron="input.0"), {"input.0": "input.1"}),
    (edit("move", neuron="output.0", by=1), {"output.0": "output.1", "output.1": "output.0"}),
    (edit("add stage", after="input"), {"stage.1": "stage.0", "stage.2": "stage.1", "stage.3": "stage.2"}),
    (edit("copy stage", stage="stage.1"), {"stage.1": "stage.1", "stage.2": "stage.1", "stage.3": "stage.2"}),
    (edit("delete stage", stage="stage.0"), {"stage.0": "stage.1", "stage.1": "stage.2"}),
    (edit("move stage", stage="stage.0", by=2), {"stage.0": "stage.1", "stage.1": "stage.2", "stage.2": "stage.0"}),
], ids=lambda value: value.get("edit", ""))  # fmt: skip
def test_a_gate_keeps_its_angles_wherever_it_goes(asked, moved):
    building = Building(THREE, seed=3)
    before = {key: angles_of(building, key) for key in {*moved.values(), "output.0", "output.1"}}
    building.do(asked)
    for key, old in moved.items(): assert angles_of(building, key) == before[old]
    building.undo()
    assert building.own == {}


def test_a_new_stage_has_angles_of_its_own():
    building = Building(THREE, seed=3)
    known = angles_of(building, "stage.0.rotations")[0]
    building.do(edit("add stage", after="input"))
    assert known[0] not in angles_of(building, "stage.0.rotations")[0]


def test_a_neuron_keeps_the_weights_of_the_controls_that_stay():
    building = Building(SMALL, seed=3)
    zero, one, both = building.parameters()["input.0.weights"].tolist()
    building.do(edit("control", neuron="input.0", lane=3))
    weights = building.parameters()["input.0.weights"].tolist()
    assert weights[:2] + weights[3:4] == [zero, one, both], "0, 1, 3, then 01, 03, 13"
    building.do(edit("control", neuron="input.0", lane=0))
    assert building.parameters()["input.0.weights"].tolist()[0] == one


def test_angles_are_set_by_hand():
    building = Building(SMALL, seed=3)
    building.set_angles("input.0.weights", (1, 2, 3))
    assert building.parameters()["input.0.weights"].tolist() == [1, 2, 3] and building.own == {"input.0.weights": [1, 2, 3]}
    building.do(edit("copy", neuron="input.0"))
    assert building.own["input.1.weights"] == [1, 2, 3]
    building.undo()
    building.undo()
    assert building.own == {} and building.topology == SMALL
    for name, values in ("input.0.weights", (1, 2)), ("input.9.theta", (1,)), ("input.0.theta", (math.nan,)), ("input.0.theta", 1):
        with pytest.raises(ValueError, match=r"theta|weights"): building.set_angles(name, values)
    assert building.own == {}


def test_a_word_is_read_in_the_workspace_that_others_have_left():
    "As the model does that is forced to say what came out."
    before, word = (1, 3, 0, 2), 2
    building = Building(SMALL, seed=4, word=word, before=before)
    for name, values in building.parameters().items():
        building.set_angles(name, (values.reshape(-1) * 20 + 0.3).tolist())
    walked = building.walked()
    read, said = torch.tensor([[*before, word]]), torch.tensor([[*walked.taken, 0]])
    expected = cell.run(SMALL, building.parameters(), read, said)
    torch.testing.assert_close(walked.states["output.1"].square().sum(1), expected[0, -1], rtol=0, atol=1e-12)
    assert walked.taken == tuple(expected[0, :-1].argmax(1).tolist()) and set(walked.taken) != {0}
    building.do(edit("lanes", inputs=1))
    assert building.before == (1, 1, 0, 0), "with fewer lanes there are fewer words"
    for wrong in (4,), (-1,), ("x",), (0,) * 33:
        with pytest.raises(ValueError, match="read before"): Building(SMALL, before=wrong)


def test_of_words_that_are_as_likely_the_first_is_measured():
    even = Topology(1, 1, (), (), (Neuron(0, (), 1, 1),), bias=math.pi / 2)
    building = Building(even, before=(0, 1), own={"output.0.theta": [1e-13]})
    assert building.walked().taken == (0, 0)


def test_the_cell_that_counts_counts():
    building = Building(word=1)
    building.do(edit("preset", name="counts ones"))
    counts = []
    for _ in range(5):
        counts.append(building.walked().states["output.0"].abs().square().sum(0).argmax().item())
        building.read(1, (*building.before, 1))
    assert counts == [1, 2, 3, 0, 1]
    building.read(0)
    assert building.walked().states["output.0"].abs().square().sum(0).argmax() == 1, "a 0 is not counted"


def test_success_agrees_with_the_models_account():
    model = QRNN(SMALL, seed=1, dtype=torch.float64)
    account = model.account(torch.tensor([[3]]), 0).neurons[0, 0].item()
    assert Building(model=model, word=3).walked().total == pytest.approx(account)


def test_parameters_of_the_model_where_they_fit():
    model = QRNN(SMALL, seed=7)
    building = Building(model=model, seed=1)
    assert building.topology == SMALL
    building.do(edit("control", neuron="input.0", lane=0))
    given, found = model.cell_parameters(), building.parameters()
    same = {name for name, value in found.items() if name in given and torch.equal(value.float(), given[name].detach())}
    assert same == set(found) - {"input.0.weights"}
    before = building.walked().total
    with torch.no_grad(): given["output.0.theta"].add_(1)
    building.refresh()
    assert building.walked().total != before, "the model has been trained meanwhile"
    with pytest.raises(ValueError, match=r"model must be a QRNN or None, .* such as ensemble\[0\]"): Building(model=Ensemble(SMALL, 2))


@pytest.mark.parametrize("topology", [*(preset.topology for preset in PRESETS.values()), SMALL], ids=[*PRESETS, "small"])
def test_parameters_are_counted_without_listing(topology):
    assert cell_parameters(topology) == topology.parameters


def test_presets_are_the_papers_cells():
    cells = {name: preset.topology for name, preset in PRESETS.items()}
    sizes = {name: (t.inputs, t.workspace, len(t.stages), t.output[0].degree) for name, t in cells.items()}
    assert sizes["Elman XOR"] == (2, 4, 1, 3) and sizes["Elman letters (H7 S2 d3)"] == (3, 7, 2, 3)
    assert sizes["DNA, 20 bases"] == (3, 5, 1, 3) and sizes["MNIST {0,1} pixels (H8 S2 d2)"] == (2, 8, 2, 2)
    assert PRESETS["memorise"].topology.parameters == 837 + 5 + 5 * sum(math.comb(7, i) for i in range(4)), "H5 S1 has 837"
    assert PRESETS["MNIST {0,1} pixels (H8 S2 d2)"].topology.parameters == 1212


def test_the_missing_control_is_what_is_missing():
    deaf, generator = PRESETS["XOR without a control"].topology, torch.Generator().manual_seed(0)

    def answers(topology):
        wide = {"theta": 1.0, "weights": 1.0, "rotations": 1.0}
        parameters = cell.initial_parameters(topology, generator, wide)
        return cell.step(topology, parameters, torch.tensor([0, 1]), cell.initial_hidden(topology, parameters, 2)).probabilities

    first, second = answers(deaf)
    torch.testing.assert_close(first, second)
    first, second = answers(edited(deaf, edit("control", neuron="input.0", lane=1))[0])
    assert (first - second).abs().max() > 0.001


def test_with_it_xor_is_exact():
    hearing = edited(PRESETS["XOR without a control"].topology, edit("control", neuron="input.0", lane=1))[0]
    angles = {"input.0.weights": [math.pi, math.pi, -2 * math.pi], "output.0.weights": [math.pi], "output.1.weights": [math.pi]}
    parameters = {name: torch.tensor(angles.get(name, -math.pi / 2), dtype=torch.float64) for name in cell.parameter_shapes(hearing)}
    found = cell.step(hearing, parameters, torch.arange(4), cell.initial_hidden(hearing, parameters, 4)).probabilities
    torch.testing.assert_close(found[:, 3], torch.tensor([0, 1, 1, 0], dtype=torch.float64))


def test_depth_is_that_of_the_circuit():
    parameters = cell.initial_parameters(SMALL, torch.Generator().manual_seed(0))
    assert depth(SMALL, 1) == counts(cell_circuit(SMALL, parameters, 1)).depth


@pytest.mark.parametrize("topology", [
    Topology.paper(2, 40, stages=1),
    Topology.paper(2, 60, stages=0, degree=2),
    Topology(1, 63, (), (), (Neuron(0),)),
], ids=["lanes", "controls", "most"])  # fmt: skip
def test_too_large_is_refused_before_anything_is_computed(topology):
    building = Building(topology)
    with pytest.raises(MemoryError, match=r"the state is not computed: .* touch about 10\^\d+ numbers"): building.walked()
    assert building.table().success.isna().all()
    widget = CellBuilder(SMALL)
    widget.topology = topology
    assert widget.obstacle()
    json.dumps(widget.state)
    widget.undo()
    assert widget.topology == SMALL and not widget.obstacle()


@pytest.fixture
def widget():
    return CellBuilder(SMALL, word=2)


def sets(widget, **fields):
    "The page sets these fields of the state."
    widget.set_state({"state": json.loads(json.dumps(widget.state | fields))})


def test_the_page_edits(widget):
    seen = []
    widget.observe(lambda change: seen.append(change["new"]), "topology")
    other = Building(SMALL)
    other.do(edit("control", neuron="input.0", lane=3))
    sets(widget, topology=other.topology.to_dict())
    assert widget.topology == other.topology and seen == [widget.topology]
    sets(widget, topology=SMALL.to_dict())
    assert widget.topology == SMALL and widget.redo() == other.topology and widget.undo() == SMALL, "the page has pressed Undo"
    sets(widget, topology=other.topology.to_dict(), selected="output.1", word=1)
    assert (widget.selected, widget.word, widget._at) == ("output.1", 1, 1)
    assert widget.undo() == SMALL and widget.state["topology"] == SMALL.to_dict()


def test_a_builder_remembers_the_preset():
    "An exercise while one input neuron turns its target; with another cell it is forgotten, and undo brings it back."
    building = Building(PRESETS["XOR without a control"].topology)
    assert building.preset == ""
    building.do(edit("control", neuron="input.0", lane=1))
    building.set_angles("input.0.theta", [1.0])
    assert building.preset == "XOR without a control"
    assert Building.from_dict(building.to_dict()).preset == building.preset
    assert 'preset="XOR without a control"' in building.to_python()
    building.do(edit("add", stage="input"))
    assert building.preset == ""
    building.undo()
    assert building.preset == "XOR without a control"
    building.do(edit("preset", name="AND at degree 2"))
    assert building.preset == "AND at degree 2"


def test_a_cell_of_the_paper_is_kept_in_mind_while_it_reads_the_same_words():
    building = Building(PRESETS["Elman XOR"].topology)
    building.do(edit("lanes", workspace=3))
    assert building.preset == "Elman XOR"
    building.do(edit("lanes", inputs=3))
    assert building.preset == ""


def test_a_preset_begins_at_its_first_neuron():
    "There is the neuron of an exercise, whose angles are to be set."
    building = Building(PRESETS["counts ones"].topology)
    building.select("output.0")
    building.do(edit("preset", name="AND at degree 2"))
    assert building.selected == "input.0"


def test_a_cell_made_by_hand_begins_where_one_sees_what_it_does():
    building = Building(PRESETS["Elman XOR"].topology, word=2, before=(1,))
    building.do(edit("preset", name="counts ones"))
    assert (building.word, building.before, building.selected) == (1, (), "output.0")


def test_a_cell_made_by_hand_is_kept_in_mind_while_it_reads_the_same_words():
    building = Building(PRESETS["counts ones"].topology)
    building.do(edit("lanes", workspace=3))
    assert building.preset == "counts ones"
    building.do(edit("lanes", inputs=2))
    assert building.preset == ""


def test_a_preset_that_is_chosen_again_begins_again():
    building = Building(SMALL)
    building.do(edit("preset", name="counts ones"))
    building.read(0, [1])
    other = building.walked()
    building.do(edit("preset", name="counts ones"))
    assert (building.word, building.before) == (1, ()) and building.walked().states.keys() == other.states.keys()
    assert not torch.equal(building.walked().states["write"], other.states["write"])


def test_angles_that_were_set_stay_on_other_lanes():
    "A counter counts on, with a lane more that it leaves alone; with fewer lanes a neuron that stays keeps what it may."
    building = Building(SMALL)
    building.do(edit("preset", name="counts ones"))
    before = building.own
    building.do(edit("lanes", workspace=3))
    assert building.own == before and building.topology.workspace == 3
    # the high lane of the count is the first of the workspace
    held = []
    for ones in range(4):
        building.read(1, [1] * ones)
        state = list(building.walked().states.values())[-1]
        held.append(state.abs().square().sum(0).argmax().item() >> 1)
    assert held == [1, 2, 3, 0]
    building.do(edit("lanes", inputs=2))
    weights = [building.parameters()[f"input.{place}.weights"].tolist() for place in range(2)]
    assert weights == [[0.0, 0.0, math.pi], [math.pi]], "by their lanes' new numbers"
    building.do(edit("lanes", inputs=1, workspace=1))
    assert building.own["input.0.weights"] == [0.0], "the low lane is gone, and with it what it steered"


def test_what_the_page_turns_is_one_entry_of_the_history(widget):
    for angle in 0.1, 0.2, 0.3: sets(widget, own={"input.0.theta": [angle]})
    assert widget.parameters()["input.0.theta"] == 0.3 and len(widget._history) == 1
    sets(widget, before=[1, 3])
    assert widget.before == (1, 3)
    other = Building(SMALL, own=widget.own)
    topology = other.do(edit("copy", neuron="input.0"))
    sets(widget, topology=topology.to_dict(), own=other.own)
    widget.undo()
    assert widget.own == {"input.0.theta": [0.3]} and widget.state["own"] == widget.own


def test_errors_are_told_and_forgotten(widget):
    wrong = {
        "word must be a whole number from 0 to 3, got 9": {"word": 9},
        "the key of a column": {"selected": "input.9"},
        "the output stage writes nothing": {"topology": SMALL.to_dict() | {"output": []}},
    }
    for reason, fields in wrong.items():
        before = widget.to_dict()
        sets(widget, **fields)
        assert reason in widget.message and isinstance(widget.error, ValueError) and widget.to_dict() == widget.state == before
    sets(widget, word=1)
    assert widget.message == "" and widget.error is None and widget.word == 1


def test_the_page_has_a_models_angles():
    model = QRNN(SMALL, seed=1)
    widget = CellBuilder(model=model)
    assert widget.angles["input.0.weights"] == model.cell_parameters()["input.0.weights"].double().tolist()
    with torch.no_grad():
        for parameter in model.parameters(): parameter.zero_()
    widget.refresh()
    assert not any(widget.angles["input.0.weights"]) and CellBuilder(SMALL).angles == {}


def test_an_empty_input_stage_can_be_filled(widget):
    for _ in range(2): widget.do(edit("delete", neuron="input.0"))
    assert widget.topology.input == () and widget.selected == "input"
    widget.do(edit("add", stage="input"))
    assert widget.topology.input == (Neuron(2, (), 2, 2),) and widget.selected == "input.0"


def test_link_trains_what_is_built(widget):
    stepper = TrainingStepper(Topology.paper(2, 2), ElmanXOR(length=6), seed=1)
    unlink = link(widget, stepper)
    assert stepper.model.topology == SMALL
    widget.do(edit("order", value=1))
    assert stepper.model.topology == widget.topology and stepper.message == "" and stepper.update().index == 1
    widget.do(edit("lanes", inputs=1))
    assert "1 bit" in stepper.message and stepper.model.topology != widget.topology and len(stepper.history) == 1
    widget.undo()
    assert stepper.message == "" and stepper.model.topology == widget.topology
    unlink()
    widget.undo()
    assert stepper.model.topology != widget.topology


def test_exports(widget, tmp_path):
    assert widget.export("csv").decode().splitlines()[0] == "key,target,controls,order,degree,parameters,success,excited"
    made = {}
    exec(widget.export("py"), made)
    assert made["builder"].to_dict() == widget.to_dict() == json.loads(widget.export("json"))
    for kind, magic in ("pdf", b"%PDF"), ("png", b"\x89PNG"): assert widget.save(tmp_path / f"cell.{kind}").read_bytes().startswith(magic)
    with pytest.raises(ValueError, match="the description of a builder has no 'seed'"): CellBuilder.from_dict({"topology": SMALL.to_dict()})


def test_figure_is_that_of_the_cells_circuit(widget, monkeypatch):
    drawn = []
    draw = lambda circuit, *_, **options: drawn.append(circuit) or widgets_builder.Picture()
    monkeypatch.setattr(widgets_builder, "circuit_diagram", draw)
    widget.figure()
    parameters = cell.initial_parameters(SMALL, torch.Generator().manual_seed(0))
    expected = cell_circuit(SMALL, parameters, 2)
    strip = lambda gates: [(gate.name, gate.qubits) for gate in gates]
    found = [(part.name, part.neuron, None if part.neuron else strip(part.gates)) for part in drawn[0].parts]
    assert found == [(part.name, part.neuron, None if part.neuron else strip(part.gates)) for part in expected.parts]


def test_as_python_is_short_for_the_papers_cell():
    written = as_python(PRESETS["MNIST {0,1} pixels (H8 S2 d2)"].topology)
    assert "Topology.paper(inputs=2, workspace=8, stages=2, order=2, degree=2)" in written
    assert touched(SMALL) < touched(PRESETS["Elman XOR"].topology)


@pytest.mark.parametrize("what", [
    {"edit": "lanes", "inputs": 10**9}, {"edit": "lanes", "workspace": 1000}, {"edit": "order", "value": 10**9, "neuron": None},
    {"edit": "degree", "value": 10**9, "neuron": None}, {"edit": "calls", "value": 10**9, "neuron": None}, {"edit": "calls", "value": "x"},
    {"edit": "bias", "value": None}, {"edit": "move", "neuron": [1], "by": "x"}, {"edit": []}, {}, [], {"edit": "control", "colour": 1},
    {"edit": "lanes", "workspace": True}, {"edit": "control", "neuron": "input.0", "lane": 10**9},
], ids=str)  # fmt: skip
def test_odd_edits_are_refused_before_anything_is_computed(widget, what, monkeypatch):
    monkeypatch.setattr(widgets_builder, "walk", None)
    with pytest.raises(ValueError): widget.do(what)
    assert widget.topology == SMALL


@pytest.mark.parametrize(("field", "value"), [
    ("seed", "0)\n__import__('os').system('true')#"), ("seed", True), ("word", "0); print(1"), ("word", 1.5), ("selected", ["input.0"]),
    ("before", [4]), ("before", ["0"]), ("before", [0] * 33), ("own", {"input.0.theta": [1, 2]}), ("own", {"input.0.theta": ["1"]}),
    ("own", {"input.7.theta": [1]}), ("own", {"input.0.theta": [1e9]}),
    ("preset", '"); print(1)'), ("preset", ["AND at degree 2"]),
])
def test_a_hostile_state_is_refused(widget, field, value):
    "It could write itself into the Python that the builder exports."
    told = {"selected": "the key of a column", "own": "theta"}.get(field, field)
    with pytest.raises(ValueError, match=told):
        CellBuilder.from_dict(widget.to_dict() | {field: value})
    before = widget.to_dict()
    sets(widget, **{field: value})
    assert isinstance(widget.error, ValueError) and widget.to_dict() == widget.state == before
