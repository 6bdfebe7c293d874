"""Published checkpoints: the golden probabilities come back, nothing in a file is run, and what is refused is told why."""

import argparse
import json
import os
import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import torch

from qrnn_nb.published import load_published
from qrnn_nb.tasks import DNA, ElmanXOR, MNISTPixels
from qrnn_nb.tasks.core import shifted
from qrnn_nb.training import evaluate

LAYERS = {"input": "input_layer", "stage": "kernel_layer", "output": "output_layer"}


def published_name(name):
    "What the published code calls a parameter of the golden vectors."
    part, *numbers, leaf = name.split(".")
    if leaf == "rotations": return f"module.cell.kernel_layer.{numbers[0]}.0.θs"
    if part == "stage": numbers[1] = str(int(numbers[1]) + 1)
    return f"module.cell.{LAYERS[part]}.{'.'.join(numbers)}.{'φ' if leaf == 'weights' else 'θ'}"


def arguments_of(**changed):
    known = dict(dataset="elman-xor", sentence_length=12, optimizer="adam", seed=1)
    known |= dict(order=1, degree=2, workspace=2, stages=1, initial_bias=0.7)
    return argparse.Namespace(**known | changed)


def state_of(inputs=2, workspace=2, stages=1, weights=6):
    state = {}
    for layer, neurons in ("input_layer", workspace), ("output_layer", inputs):
        for n in range(neurons): state |= {f"module.cell.{layer}.{n}.φ": torch.rand(weights), f"module.cell.{layer}.{n}.θ": torch.rand(())}
    for s in range(stages):
        state[f"module.cell.kernel_layer.{s}.0.θs"] = torch.rand(workspace)
        for n in range(workspace):
            place = f"module.cell.kernel_layer.{s}.{n + 1}"
            state |= {f"{place}.φ": torch.rand(weights), f"{place}.θ": torch.rand(())}
    return state


def checkpoint(path, state=None, arguments=None, legacy=False, **more):
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.ones(2))]).state_dict()
    store = {"epoch": 41, "best_validation_loss": torch.tensor(0.25), "_checkpoint_prefix": "-tag-elman-xor--0a1b2c"}
    store |= {"model_state_dict": state_of() if state is None else state, "optimizer_state_dict": optimizer}
    store |= {"_original_args": arguments_of() if arguments is None else arguments, "_torch_rng_state": torch.get_rng_state()} | more
    torch.save(store, path, _use_new_zipfile_serialization=not legacy)
    return path


@pytest.mark.parametrize("name", ["tiny", "xor", "letters", "deep"])
@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "before torch 1.6"])
def test_golden_probabilities(name, legacy, shared, tmp_path):
    spec, arrays = json.loads((shared / "golden" / f"{name}.json").read_text()), np.load(shared / "golden" / f"{name}.npz")
    names = [each.removesuffix(".grad") for each in arrays.files if each.endswith(".grad")]
    state = {published_name(each): torch.tensor(arrays[each]) for each in names}
    sizes = {key: spec[key] for key in ("workspace", "stages", "order", "degree")}
    path = checkpoint(tmp_path / "golden.tar", state, arguments_of(dataset="other", initial_bias=spec["bias"], **sizes), legacy)
    found = load_published(path)
    place = 1 << np.arange(spec["inputs"])[::-1]
    words, wanted = ((arrays[each].astype(np.int64) * place).sum(-1) for each in ("inputs", "targets"))
    inputs, targets = map(torch.as_tensor, shifted(words, wanted))
    np.testing.assert_allclose(found.model(inputs, targets).detach(), arrays["probs"], rtol=0, atol=1e-9)
    assert found.task is None and found.epoch == 41 and found.best_validation_loss == 0.25


def test_rotations_are_live(tmp_path):
    state = state_of()
    path = checkpoint(tmp_path / "a.tar", state)
    turned = checkpoint(tmp_path / "b.tar", state | {"module.cell.kernel_layer.0.0.θs": torch.rand(2)})
    inputs, forced = torch.tensor([[0, 1, 2]]), torch.tensor([[1, 2, 3]])
    first, other = (load_published(each).model(inputs, forced) for each in (path, turned))
    assert (first - other).abs().max() > 1e-3


TASKS = {
    "elman-xor": ElmanXOR(12, "paper"),
    "dna": DNA(12, "paper"),
    "mnist-umap-d2-r5": None,
    "mnist36-ds-lrg": MNISTPixels((3, 6), 20, 2, deskewed=True, protocol="paper"),
}


@pytest.mark.parametrize("dataset, task", TASKS.items())
def test_the_task_is_told_by_the_command_line(dataset, task, tmp_path):
    inputs = 3 if dataset == "dna" else 2
    state = state_of(inputs, weights=10 if inputs == 3 else 6)
    found = load_published(checkpoint(tmp_path / "a.tar", state, arguments_of(dataset=dataset))).task
    assert (found and found.settings()) == (task and task.settings())


def command_train(arguments): raise AssertionError("must not be called")


def test_the_named_command_is_not_looked_up(tmp_path, monkeypatch):
    monkeypatch.setattr("__main__.command_train", command_train, raising=False)
    monkeypatch.setattr(command_train, "__module__", "__main__")
    assert load_published(checkpoint(tmp_path / "a.tar", arguments=arguments_of(func=command_train))).epoch == 41


class Bomb:
    def __init__(self, path): self.path = path

    def __reduce__(self): return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("form", ["zip", "legacy", "pickle", "in the arguments", "rebuilt tensor"])
def test_a_pickle_bomb_does_not_go_off(form, tmp_path):
    path, mark = tmp_path / "bomb.tar", tmp_path / "executed"
    bomb = Bomb(mark)
    if form == "pickle": path.write_bytes(pickle.dumps(bomb, protocol=2))
    elif form == "in the arguments": checkpoint(path, arguments=arguments_of(timeout=bomb))
    elif form == "rebuilt tensor": checkpoint(path, state_of() | {"module.cell.input_layer.0.θ": bomb})
    else: checkpoint(path, legacy=form == "legacy", more=bomb)
    reason = "is no checkpoint" if form == "pickle" else r"asks for .*system while it is read.*Nothing was run"
    with pytest.raises(ValueError, match=reason): load_published(path)
    assert not mark.exists()


def test_the_bomb_would_have_gone_off(tmp_path):
    pickle.loads(pickle.dumps(Bomb(tmp_path / "executed")))
    assert (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    "options, message",
    [
        ({"state": {}}, "holds no parameters"),
        ({"state": {"module.conv.weight": torch.ones(2)}}, "the parameter 'module.conv.weight' is not known"),
        ({"state": state_of() | {"module.cell.input_layer.0.φ": torch.ones(5)}}, "cannot have 5 weights"),
        ({"state": state_of() | {"module.cell.output_layer.1.φ": torch.ones(5)}}, r"output.1.weights has shape \(5,\), expected \(6,\)"),
        ({"state": {name: value for name, value in state_of().items() if "θs" not in name}}, "parameter stage.0.rotations is missing"),
        ({"state": state_of() | {"module.cell.input_layer.0.θ": 3}}, "is no tensor of numbers"),
        ({"arguments": {"order": 1}}, "holds no command line"),
        ({"arguments": argparse.Namespace(order=1)}, "does not tell initial_bias"),
        ({"arguments": arguments_of(order="two")}, "must be a whole number"),
        ({"arguments": arguments_of(dataset="dna")}, "DNA has words of 3 bits, the model 2"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(options, message, tmp_path):
    with pytest.raises(ValueError, match=message): load_published(checkpoint(tmp_path / "a.tar", **options))


def test_files_of_another_kind_are_refused(tmp_path):
    whole = checkpoint(tmp_path / "whole.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.tar").write_text("hello")
    (tmp_path / "empty.tar").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "zip.tar", "w") as file: file.writestr("readme", "hello")
    torch.save([1, 2], tmp_path / "list.tar")
    for name in ("cut", "text", "empty", "zip", "list"):
        with pytest.raises(ValueError, match=f"{name}.tar is no checkpoint of the published code"): load_published(tmp_path / f"{name}.tar")
    with pytest.raises(FileNotFoundError, match="there is no file"): load_published(tmp_path / "none.tar")


# Files that the published code itself has written


@pytest.fixture(scope="session")
def real(shared):
    "The folder of checkpoints from the published repository; tests that ask for it are skipped where it is missing."
    folder = shared / "published"
    if not folder.is_dir(): pytest.skip(f"no {folder}: the published checkpoints are not part of the repository")
    return folder


REAL = {"mnist01": (1212, 1150), "mnist36": (1292, 90), "mnist-umap": (2153, 3780), "mnist-gen": (2164, 870)}  # parameters, updates


@pytest.mark.parametrize("name", REAL)
def test_real_checkpoints_load(real, name):
    found = load_published(real / f"{name}.tar")
    assert (found.model.topology.parameters, found.epoch) == REAL[name]
    assert json.loads(json.dumps(found.arguments)) == found.arguments and "func" not in found.arguments
    assert (found.task is None) == (name == "mnist-umap")


@pytest.mark.parametrize("name, argmax, sampled", [("mnist01", 0.9948, 0.9884), ("mnist36", 0.9863, 0.9348)])
def test_real_checkpoints_read_digits_as_well_as_they_should(real, shared, name, argmax, sampled):
    found = load_published(real / f"{name}.tar")
    task = replace(found.task, data=str(shared / "data" / "mnist10.npz"))
    result = evaluate(found.model, task, "test")
    assert result["argmax accuracy"] == pytest.approx(argmax, abs=5e-5)
    assert result["sampled accuracy"] == pytest.approx(sampled, abs=5e-5)


@pytest.mark.parametrize("script", ["__main__", "__mp_main__"])
@pytest.mark.parametrize("command", ["command_train", "command_resume"])
def test_the_script_may_have_either_name(tmp_path, monkeypatch, script, command):
    stand_in = type(command, (), {"__module__": script})
    monkeypatch.setattr(f"{script}.{command}", stand_in, raising=False)
    assert "func" not in load_published(checkpoint(tmp_path / "a.tar", arguments=arguments_of(func=stand_in))).arguments
