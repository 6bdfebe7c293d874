"""QRNN: what it refuses, how it measures, what it stores."""

import importlib
import inspect
import math
import pickle
import pkgutil
from functools import partial
from pathlib import Path

import pytest
import torch
from scipy.stats import chisquare

import qrnn_nb
from qrnn_nb import QRNN, Amplification, Ensemble, Topology, cell, storage
from qrnn_nb.model import Success

TOPOLOGY = Topology.paper(2, 2, stages=1, order=2, degree=2)
pytestmark = pytest.mark.usefixtures("both_ways")
WORDS = torch.tensor([[0, 1, 2, 3], [3, 3, 0, 1]])
WIDE = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
CALLS = "forward", "run", "sample", "trace", "account"


@pytest.fixture
def model(): return QRNN(TOPOLOGY, seed=0, spreads=WIDE)


@pytest.mark.parametrize(
    "words, error, message",
    [
        (WORDS + 3, ValueError, "holds the word 6; with 2 bits words are (0|-1) to 3"),
        (WORDS - 1, ValueError, "holds the word -1; with 2 bits words are 0 to 3"),
        (WORDS.float(), TypeError, r"int64 words, got torch.float32: convert them with .long\(\)"),
        (WORDS.int(), TypeError, "int64 words, got torch.int32"),
        (WORDS.tolist(), TypeError, "torch tensor of int64 words .* got list"),
        (WORDS[0], ValueError, r"shape \(batch, steps\), got \(4,\)"),
        (WORDS[:0], ValueError, "at least one word of one sequence"),
        (WORDS[:, :0], ValueError, "at least one word of one sequence"),
    ],
)
@pytest.mark.parametrize("call", CALLS)
def test_wrong_words(model, call, words, error, message):
    with pytest.raises(error, match=f"inputs must .*{message}|inputs {message}"): getattr(model, call)(words, 0)
    if isinstance(words, list) or "-1" in message: return  # a list is looked at as one number; -1 measures
    with pytest.raises(error, match=f"forced must .*{message}|forced {message}"): getattr(model, call)(WORDS, words)


@pytest.mark.parametrize("forced", [4, -3, 0.5, True, "1", None, [0, 1, 2, 3]])
@pytest.mark.parametrize("call", CALLS)
def test_one_number_that_cannot_be_forced(model, call, forced):
    message = r"forced \(a word for every step, SILENT, or a tensor of words\) must be"
    with pytest.raises(ValueError, match=message): getattr(model, call)(WORDS, forced)


@pytest.mark.parametrize("call", ["forward", "run"])
def test_a_distribution_needs_words_to_be_forced(model, call):
    with pytest.raises(ValueError, match=r"forced .* must be a whole number from 0 to 3, got -1"): getattr(model, call)(WORDS, -1)
    with pytest.raises(ValueError, match="forced holds -1, a measurement, and a call measures nothing"):
        getattr(model, call)(WORDS, torch.full_like(WORDS, -1))


@pytest.mark.parametrize("call", CALLS)
def test_nothing_is_forced_unasked(model, call):
    with pytest.raises(TypeError, match="forced"): getattr(model, call)(WORDS)


def parameters_named_forced():
    "Of all functions and methods of the package, with what they are called."
    for module in pkgutil.walk_packages(qrnn_nb.__path__, "qrnn_nb."):
        if "static" in module.name or "notebooks" in module.name or module.name.endswith("__main__"): continue
        for name, part in vars(importlib.import_module(module.name)).items():
            inner = vars(part).items() if inspect.isclass(part) else [("", part)]
            for method, function in inner:
                function = getattr(function, "__func__", function)  # of class methods
                if not inspect.isfunction(function) or not function.__module__.startswith("qrnn_nb"): continue
                parameters = inspect.signature(function).parameters
                if "forced" in parameters: yield f"{module.name}.{name}.{method}", parameters["forced"]


def test_forced_has_no_default_anywhere():
    named = dict(parameters_named_forced())
    for call in CALLS: assert any(name.endswith(f"QRNN.{call}") or name.endswith(f"_Recurrent.{call}") for name in named), call
    assert any("Baseline" in name for name in named) and any("cell.run" in name for name in named)
    defaults = [name for name, parameter in named.items() if parameter.default is not parameter.empty]
    # a circuit with noise forces nothing unless it is told to, as shots do; a text is forced on itself
    assert [name for name in defaults if not name.endswith(("run_noisy.", ".generate"))] == []


def test_one_number_stands_for_every_step(model):
    for word in range(4): assert torch.equal(model(WORDS, word), model(WORDS, torch.full_like(WORDS, word)))
    draws = [model.sample(WORDS, forced, generator=torch.Generator().manual_seed(2)) for forced in (-1, torch.full_like(WORDS, -1))]
    assert torch.equal(*draws)


def test_forced_words_of_another_shape(model):
    with pytest.raises(ValueError, match=r"one shape, got \(2, 4\) and \(2, 3\)"): model(WORDS, WORDS[:, :3])


@pytest.mark.parametrize("at", [[], [1, 1], [2, 1], [4], [-1]])
def test_wrong_steps(model, at):
    with pytest.raises(ValueError, match="ascending numbers of steps from 0 to 3"): model(WORDS, WORDS, at)


@pytest.mark.parametrize(
    "options, error, message",
    [
        ({"topology": "paper"}, TypeError, "must be a Topology, got str"),
        ({"dtype": torch.float16}, ValueError, "float32 or torch.float64"),
        ({"spreads": {"phi": 1.0}}, ValueError, "spreads has an unknown field 'phi'"),
    ],
)
def test_wrong_models(options, error, message):
    with pytest.raises(error, match=message): QRNN(**{"topology": TOPOLOGY} | options)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["input.1.weights", "stage.0.rotations", "output.0.theta"])
@pytest.mark.parametrize("call", CALLS)
def test_a_parameter_that_is_no_number_is_named(model, call, name, value):
    with torch.no_grad(): model.cell_parameters()[name].fill_(value)
    with pytest.raises(ValueError, match=f"parameter {name} holds {value}"): getattr(model, call)(WORDS, WORDS)


def test_postselection_on_the_impossible(model):
    "With an angle of 0 the output neurons keep their target: only the word 0 can come out."
    with torch.no_grad():
        for name, parameter in model.cell_parameters().items():
            if name.startswith("output"): parameter.fill_(0.0 if name.endswith("weights") else -torch.pi / 2)
    model = model.double()
    with torch.no_grad():
        for lane in 0, 1: model.cell_parameters()[f"output.{lane}.theta"].fill_(-TOPOLOGY.bias)
    assert torch.equal(model(torch.zeros_like(WORDS), 0)[..., 0], torch.ones(2, 4, dtype=torch.float64))
    forced = torch.tensor([[0, 0, 0, 0], [0, 2, 0, 0]])
    message = r"step 1 of sequence 1 .* on the word 2, whose probability is 0"
    for call in CALLS:
        with pytest.raises(ValueError, match=message): getattr(model, call)(WORDS, forced)
    pair = Ensemble(TOPOLOGY, 2, dtype=torch.float64)
    pair.load_state_dict({name: torch.stack([value, value]) for name, value in model.state_dict().items()})
    both = torch.stack([torch.zeros_like(forced), forced])
    with pytest.raises(ValueError, match=r"step 1 of sequence 1 of member 1 .* on the word 2"): pair(both, both, [2])


def test_a_seed_that_nobody_chose_leaves_random_numbers_alone():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    first, second = QRNN(TOPOLOGY), QRNN(TOPOLOGY)
    assert torch.equal(torch.rand(3), expected), "a model must not draw from the numbers of the rest of the program"
    assert not torch.equal(first(WORDS, 0), second(WORDS, 0))


@pytest.mark.parametrize("options", [{"seed": -1}, {"seed": True}, {"seed": 2**64},
                                     {"spreads": {"theta": math.inf}}, {"spreads": 3}, {"engine": []}, {"dtype": "float32"}], ids=str)
def test_options_out_of_bounds(options):
    with pytest.raises(ValueError, match=f"{next(iter(options)).rstrip('s')}.* must be"): QRNN(TOPOLOGY, **options)


@pytest.mark.parametrize("members", [0, -1, True, 1.5, "2", None, 10**9])
def test_members_out_of_bounds(members):
    with pytest.raises(ValueError, match="members must be a whole number from 1 to"): Ensemble(TOPOLOGY, members)


def test_an_ensemble_is_a_list_of_networks_with_parameters_of_their_own():
    together = Ensemble(TOPOLOGY, 3, seed=5, spreads=WIDE)
    assert len(together) == len(list(together)) == 3
    for k, alone in enumerate(together):
        start = QRNN(TOPOLOGY, seed=5 + k, spreads=WIDE)
        for name, value in alone.state_dict().items(): assert torch.equal(value, start.state_dict()[name])
    with torch.no_grad():
        for parameter in together[1].parameters(): parameter.zero_()
    assert torch.equal(together[1](WORDS, 0), QRNN(TOPOLOGY, seed=6, spreads=WIDE)(WORDS, 0)), "a member that was taken out is a copy"
    for wrong in 3, -1, "0", 1.0:
        with pytest.raises(IndexError, match="the number of a member must be a whole number from 0 to 2"): together[wrong]


def test_words_for_all_members_or_for_each():
    together = Ensemble(TOPOLOGY, 3, seed=0, dtype=torch.float64, spreads=WIDE)
    own = torch.stack([WORDS, WORDS.flip(1), WORDS.flip(0)])
    shared, apart = together(WORDS, 1), together(own, own)
    for k, alone in enumerate(together):
        torch.testing.assert_close(shared[k], alone(WORDS, 1), rtol=0, atol=1e-14)
        torch.testing.assert_close(apart[k], alone(own[k], own[k]), rtol=0, atol=1e-14)
    with pytest.raises(ValueError, match="must have 3 members as its first dimension, got shape"): together(own[:2], 0)


def test_measured_words_follow_the_distribution(model):
    words = WORDS[:1, :3].expand(20_000, 3)
    forced = torch.tensor([[2, -1, -1]]).expand(20_000, 3)
    found = model.sample(words, forced, generator=torch.Generator().manual_seed(7))
    assert (found[:, 0] == 2).all()
    for last in torch.bincount(found[:, 1]).gt(500).nonzero().flatten():
        after = found[found[:, 1] == last][:, 2]
        given = torch.tensor([[2, last, 0]])
        expected = model(words[:1], given)[0, 2].detach().double()
        likely = expected * len(after) > 5
        counts, expected = torch.bincount(after, minlength=4)[likely].double(), expected[likely]
        assert chisquare(counts, counts.sum() * expected / expected.sum()).pvalue > 1e-4


def test_generating_reads_what_it_measured(model):
    text = model.generate(WORDS, 6, generator=torch.Generator().manual_seed(0))
    assert text.shape == (2, 10) and torch.equal(text[:, :4], WORDS)
    assert torch.equal(text, model.generate(WORDS, 6, generator=torch.Generator().manual_seed(0)))
    inputs, read_next = text[:, :-1], text.roll(-1, 1)[:, :-1]
    measured = torch.cat((read_next[:, :3], torch.full((2, 6), -1)), 1)  # the prefix is read under teacher forcing
    assert torch.equal(model.sample(inputs, measured, generator=torch.Generator().manual_seed(0)), read_next)


def test_trace_agrees_with_the_forced_run(model):
    forced = WORDS.flip(1)
    trace, expected = model.trace(WORDS, forced), model(WORDS, forced)
    assert torch.equal(trace.inputs, WORDS) and torch.equal(trace.words, forced)
    torch.testing.assert_close(trace.probabilities, expected, rtol=0, atol=1e-6)
    torch.testing.assert_close(trace.states.norm(dim=-1), torch.ones(2, 5))
    assert torch.equal(trace.states[:, 0], torch.eye(4)[[0, 0]]) and trace.states.shape == (2, 5, 4)
    torch.testing.assert_close(trace.postselection, expected.gather(-1, forced[..., None]).squeeze(-1), rtol=0, atol=1e-6)
    _, hidden = model.run(WORDS, forced)
    torch.testing.assert_close(trace.states[:, -1], hidden, rtol=0, atol=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("members", [None, 2])
def test_saved_and_loaded(tmp_path, dtype, members):
    model = Ensemble(TOPOLOGY, members, seed=0, dtype=dtype) if members else QRNN(TOPOLOGY, seed=0, dtype=dtype)
    model.save(tmp_path / "new" / "model")
    again = type(model).load(tmp_path / "new" / "model")
    assert again.topology == model.topology and (not members or len(again) == members)
    other = QRNN if members else Ensemble
    with pytest.raises(ValueError, match=f"a model of the kind {type(model).__name__} in .*: load it with {type(model).__name__}.load"):
        other.load(tmp_path / "new" / "model")
    for name, value in model.state_dict().items():
        assert torch.equal(again.state_dict()[name], value) and again.state_dict()[name].dtype == dtype


def spoil_tensors(folder):
    (file,) = folder.glob("*.safetensors")
    file.write_bytes(file.read_bytes()[:-5])


def spoil_topology(folder):
    record, tensors = storage.load_folder(folder, "model")
    record["topology"]["output"][0]["controls"].pop()
    storage.save_folder(folder, "model", record, tensors)


class Exploding:
    def __reduce__(self): return (Path("/nonexistent/exploded").write_text, ("x",))


@pytest.mark.parametrize(
    "spoil, message",
    [
        (lambda folder: (folder / "model.json").write_text("{"), "model.json is damaged: it is not JSON"),
        (lambda folder: (folder / "model.json").write_text('{"weights": 3}'), "not a qrnn_nb model"),
        (lambda folder: (folder / "model.json").write_bytes(pickle.dumps(Exploding())), "model.json is damaged"),
        (spoil_tensors, "has changed since it was written"),
        (lambda folder: next(folder.glob("*.safetensors")).unlink(), "are missing"),
        (spoil_topology, "the stored parameter output.0.weights must be"),
    ],
)
def test_damaged_folders(model, tmp_path, spoil, message):
    model.save(tmp_path)
    spoil(tmp_path)
    with pytest.raises(ValueError, match=message): QRNN.load(tmp_path)


def test_folder_without_a_model(tmp_path):
    with pytest.raises(FileNotFoundError, match="no model in"): QRNN.load(tmp_path)


def test_unwritable_folder(model, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OSError, match=r"cannot write .*Choose a folder"): model.save(tmp_path / "file" / "model")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("dies_at", [1, 2])
def test_dying_while_saving_leaves_the_old_model(model, tmp_path, monkeypatch, dies_at):
    "The rename is made to fail: for the tensors, or for the record that names them."
    model.save(tmp_path)
    before, calls, rename = model(WORDS, 0), [], storage.os.replace

    def dying(*paths):
        calls.append(paths)
        if len(calls) == dies_at: raise OSError(28, "No space left on device")
        rename(*paths)

    monkeypatch.setattr(storage.os, "replace", dying)
    with pytest.raises(OSError, match="No space left"): QRNN(TOPOLOGY, seed=9).save(tmp_path)
    assert torch.equal(QRNN.load(tmp_path)(WORDS, 0), before)
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")], "a temporary file was left behind"


def test_expected_runs_and_steps():
    neurons, words = torch.tensor([0.5, 0.2, 0.9]).double(), torch.tensor([1.0, 0.5, 0.3]).double()
    found, steps = Success(neurons[None], words[None]), 0.0
    for chance in (neurons * words).tolist(): steps = (1 + steps) / chance  # arrive, try the step, and start again if it fails
    assert found.log10_runs.item() == pytest.approx(-math.log10((neurons * words).prod().item()))
    assert found.log10_steps.item() == pytest.approx(math.log10(steps))


@pytest.mark.parametrize("amplification", [None, Amplification(5)])
def test_account_is_the_walk(amplification):
    topology = Topology.paper(2, 2, stages=1, order=2, degree=2, amplification=amplification)
    model = Ensemble(topology, 2, seed=0, dtype=torch.float64)
    inputs = torch.randint(4, (2, 3, 4), generator=torch.Generator().manual_seed(0))
    forced = inputs.clone()
    forced[..., 2] = -1
    found = model.account(inputs, forced, torch.Generator().manual_seed(1))
    taken = model.sample(inputs, forced, generator=torch.Generator().manual_seed(1))
    assert torch.equal(found.words[..., 2], torch.ones(2, 3).double()) and found.neurons.shape == (2, 3, 4)
    for k, alone in enumerate(model):
        hidden = cell.initial_hidden(topology, alone.cell_parameters(), 3)
        for t in range(4):
            output = cell.step(topology, alone.cell_parameters(), inputs[k, :, t], hidden)
            hidden = output.hidden[torch.arange(3), taken[k, :, t]]
            torch.testing.assert_close(found.neurons[k, :, t], output.success, rtol=1e-9, atol=0)
            right = output.probabilities.gather(-1, taken[k, :, t, None]).squeeze(-1)
            if t != 2: torch.testing.assert_close(found.words[k, :, t], right, rtol=1e-9, atol=0)


def test_loading_an_amplified_model(tmp_path):
    amplification = Amplification(5, "yoder")
    topology = Topology.paper(2, 2, stages=1, order=2, degree=2, amplification=amplification)
    model = QRNN(topology, seed=0)
    model.save(tmp_path / "m")
    assert QRNN.load(tmp_path / "m").topology == model.topology


def loss_of(model, parameters):
    return -torch.func.functional_call(model, parameters, (WORDS, WORDS)).log().mean()


def second_derivatives(model, parameters):
    (slope,) = torch.autograd.grad(loss_of(model, parameters), model.angles, create_graph=True)
    return torch.autograd.grad(slope.sum(), model.angles)


def forward_mode(model, parameters):
    with torch.autograd.forward_ad.dual_level():
        pair = {name: torch.autograd.forward_ad.make_dual(value, value) for name, value in parameters.items()}
        return loss_of(model, pair)


def copied(model):
    "Parameters for functional calls, which the model's own stand beside."
    return dict(model.named_parameters())


@pytest.mark.parametrize("engine", ["loops", "statevector"])
@pytest.mark.parametrize("ask, what", [(second_derivatives, "second derivatives"), (forward_mode, "forward-mode derivatives")])
def test_what_compiled_loops_cannot_differentiate_is_refused(engine, ask, what):
    model = QRNN(TOPOLOGY, seed=0, engine=engine)
    with pytest.raises(NotImplementedError, match=f'compiled loops have no {what}: .* engine="operators"'): ask(model, copied(model))


@pytest.mark.filterwarnings("ignore:.*torch.jit:FutureWarning")
@pytest.mark.parametrize("record", [torch.export.export, torch.jit.trace])
def test_a_recording_for_one_batch_is_refused(record):
    with pytest.raises(NotImplementedError, match="a QRNN has no exported or traced form"): record(QRNN(TOPOLOGY, seed=0), (WORDS, WORDS))


def test_operators_have_second_and_forward_mode_derivatives():
    model = QRNN(TOPOLOGY, seed=0, dtype=torch.float64, spreads=WIDE, engine="operators")

    def loss(angles): return loss_of(model, {"angles": angles})

    angles = model.angles.detach().clone().requires_grad_()
    assert torch.autograd.gradgradcheck(loss, angles)
    slope = torch.autograd.grad(loss(angles), angles)[0]
    _, forwards = torch.func.jvp(loss, (angles.detach(),), (torch.ones_like(angles),))
    torch.testing.assert_close(forwards, slope.sum())


def test_torch_func_takes_the_operators_by_itself():
    model = QRNN(TOPOLOGY, seed=0, dtype=torch.float64, spreads=WIDE)
    parameters = {name: value.detach() for name, value in model.named_parameters()}
    slopes = torch.func.grad(lambda given: loss_of(model, given))(parameters)
    (-model(WORDS, WORDS).log().mean()).backward()
    torch.testing.assert_close(slopes["angles"], model.angles.grad, rtol=1e-9, atol=1e-12)


def test_the_reference_has_second_derivatives():
    model = QRNN(TOPOLOGY, seed=0, dtype=torch.float64, spreads=WIDE)
    parameters = {name: value.detach() for name, value in model.cell_parameters().items()}

    def loss(theta): return -cell.run(TOPOLOGY, parameters | {"input.0.theta": theta}, WORDS, WORDS).log().mean()

    theta = parameters["input.0.theta"].requires_grad_()
    assert torch.autograd.gradgradcheck(loss, theta)


@pytest.mark.parametrize("engine", ["operators", "loops", "statevector"])
def test_autocast_changes_nothing(engine):
    model = QRNN(TOPOLOGY, seed=0, spreads=WIDE, engine=engine)

    def found():
        model.zero_grad()
        loss = model(WORDS, WORDS).log().mean()
        with torch.autocast("cpu", enabled=False): loss.backward()  # as torch says: only the way there may be cast
        trace = model.trace(WORDS, WORDS)
        walked = cell.run(TOPOLOGY, model.cell_parameters(), WORDS, WORDS)
        return [trace.probabilities, trace.states, walked.detach(), *(parameter.grad.clone() for parameter in model.parameters())]

    plain = found()
    with torch.autocast("cpu", torch.bfloat16): cast = found()
    assert all(torch.equal(one, other) for one, other in zip(plain, cast, strict=True))


def test_half_precision_and_other_devices_are_refused():
    with pytest.raises(ValueError, match=r"dtype must be torch\.float32 or torch\.float64"): QRNN(TOPOLOGY, seed=0).half()(WORDS, 0)
    with pytest.raises(ValueError, match="the words are on cpu, the model is on meta"): QRNN(TOPOLOGY, seed=0).to("meta")(WORDS, 0)


def test_a_state_dict_is_taken_whole_or_not_at_all(model):
    before = model.angles.detach().clone()
    damaged = {name: value + 1 for name, value in model.state_dict().items()}
    damaged["output.0.theta"] = torch.zeros(3)
    with pytest.raises(RuntimeError, match=r"output.0.theta must be a tensor of shape \(\)"): model.load_state_dict(damaged)
    assert torch.equal(model.angles, before)


@pytest.mark.parametrize("change, message", [
    (lambda state: state.pop("input.0.theta"), 'Missing key.*"input.0.theta"'),
    (lambda state: state.update(angles=torch.zeros(3)), 'Unexpected key.*"angles"'),
])
def test_a_state_dict_of_other_names_is_refused(model, change, message):
    state = dict(model.state_dict())
    change(state)
    with pytest.raises(RuntimeError, match=message): model.load_state_dict(state)


def test_a_network_within_a_module_is_stored_under_its_name(model):
    whole = torch.nn.Sequential(model)
    other = torch.nn.Sequential(QRNN(model.topology, seed=9, dtype=model.angles.dtype))
    other.load_state_dict(whole.state_dict())
    assert torch.equal(other[0].angles, model.angles) and "0.input.0.theta" in whole.state_dict()


@pytest.mark.parametrize("make", [QRNN, partial(Ensemble, members=3)])
def test_frozen_parts_have_no_gradient_and_the_others_theirs(make):
    model = make(TOPOLOGY, seed=0, dtype=torch.float64)
    (-model(WORDS, WORDS).log().mean()).backward()
    free = model.by_name(model.angles.grad.clone())
    model.zero_grad()
    model.freeze("input", "output.1.theta")
    (-model(WORDS, WORDS).log().mean()).backward()
    for name, slope in model.by_name(model.angles.grad).items():
        frozen = name.startswith("input.") or name == "output.1.theta"
        torch.testing.assert_close(slope, torch.zeros_like(slope) if frozen else free[name])
    with pytest.raises(ValueError, match="the name of a parameter must be"): model.freeze("inp")
