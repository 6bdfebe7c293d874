"""Without Numba, or where it does not work, everything runs as plain PyTorch; that is said once, and what cannot run says why."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
import torch
from helpers import SHORT_XOR, SMALL_CELL, words_of

from qrnn_nb import QRNN, Amplification, Ensemble, Topology, Trainer, engines, evaluate, fit, load_checkpoint, save_checkpoint
from qrnn_nb.cli import main
from qrnn_nb.widgets import TrainingStepper

WORDS = words_of(4, 2, 3)


def broken(monkeypatch, error):
    "Let importing the loops fail."
    real = engines.importlib.import_module

    def import_module(name):
        if name == "qrnn_nb.loops": raise error
        return real(name)

    monkeypatch.setattr(engines.importlib, "import_module", import_module)


@pytest.mark.parametrize(
    "error, shown",
    [
        (ImportError("Numba needs NumPy 2.2 or less. Got NumPy 2.9."), "ImportError: Numba needs NumPy 2.2 or less. Got NumPy 2.9."),
        (OSError(28, "No space left on device"), r"OSError: \[Errno 28\] No space left on device"),
        (SystemError("initialization of _internal failed\n\nmany\nlines"), r"SystemError: initialization of _internal failed\)"),
    ],
)
def test_numba_that_does_not_work(fresh_engines, monkeypatch, error, shown):
    broken(monkeypatch, error)
    model = QRNN(SMALL_CELL, seed=0)
    with pytest.warns(RuntimeWarning, match=f"{shown}.*: networks run as plain PyTorch"): plan = model.plan(2, 3)
    assert plan.engine == "operators" and "Numba does not work" in plan.reason and "\n" not in plan.reason
    torch.testing.assert_close(model(WORDS, 0), QRNN(SMALL_CELL, seed=0, engine="operators")(WORDS, 0))


def test_it_is_said_once(fresh_engines, monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    amplified = Topology.paper(2, 2, amplification=Amplification(3))  # with numbers of another type
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for topology in SMALL_CELL, amplified:
            for dtype in torch.float32, torch.float64:
                for _ in range(2): QRNN(topology, seed=0, dtype=dtype)(WORDS, 0)
        Ensemble(SMALL_CELL, 2, seed=0)(WORDS, 0)
    assert [each.category for each in told] == [RuntimeWarning]
    assert "pip install" in str(told[0].message)


@pytest.mark.parametrize("engine", engines.COMPILED)
@pytest.mark.parametrize("call", ["forward", "sample", "trace", "account", "run"])
def test_loops_by_name_say_what_is_wrong_and_what_to_do(without_numba, engine, call):
    model = QRNN(SMALL_CELL, seed=0, engine=engine)
    message = rf'engine="{engine}" cannot run here, since Numba does not work \(.*\): take engine="auto" or "operators"'
    with pytest.raises(NotImplementedError, match=message): getattr(model, call)(WORDS, 0)
    with pytest.raises(NotImplementedError, match=message): model.plan(2, 3)
    model.engine = "auto"
    getattr(model, call)(WORDS, 0)


@pytest.mark.parametrize("engine", engines.COMPILED)
def test_loops_by_name_under_torch_func(engine):
    model = QRNN(SMALL_CELL, seed=0, engine=engine)
    parameters = {name: value.detach() for name, value in model.named_parameters()}
    loss = lambda given: torch.func.functional_call(model, given, (WORDS, 0)).sum()
    with pytest.raises(NotImplementedError, match=f'engine="{engine}" cannot run here, since torch.func'): torch.func.grad(loss)(parameters)


def test_plain_pytorch_by_name_never_loads_numba(fresh_engines, monkeypatch):
    monkeypatch.setattr(engines, "prepare", lambda *types: pytest.fail("nobody asked for loops"))
    QRNN(SMALL_CELL, seed=0, engine="operators")(WORDS, 0)


def test_training_evaluating_and_going_on(without_numba, tmp_path):
    model = QRNN(SMALL_CELL, seed=0)
    history = fit(model, SHORT_XOR, updates=4, validate_every=2, seed=0, progress=False, account=True)
    assert len(history) == 4 and evaluate(model, SHORT_XOR)["loss"] > 0
    trainer = Trainer(QRNN(SMALL_CELL, seed=0), SHORT_XOR, seed=0)
    next(iter(trainer))
    save_checkpoint(trainer, tmp_path / "run")
    assert load_checkpoint(tmp_path / "run").index == 1


def test_a_stepper_trains_and_runs(without_numba):
    stepper = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    losses = [stepper.update().loss for _ in range(3)]
    assert stepper.history.losses == losses
    assert stepper.model.plan(2, 3).engine == "operators"


def test_the_command_line_trains(without_numba, tmp_path, capsys):
    assert main(["train", "ElmanXOR", "--set", "length=6", "--workspace", "2", "--updates", "2", "--out", str(tmp_path / "run")]) == 0
    assert "Stored in" in capsys.readouterr().out


def test_inference_mode_and_default_devices_are_not_a_broken_numba(fresh_engines):
    with torch.inference_mode(), torch.device("meta"), torch.autograd.set_grad_enabled(False): assert engines.prepare() is None


def test_loops_without_a_folder_for_their_cache(monkeypatch):
    "Numba raises RuntimeError where it finds no folder that it can write; then every process compiles anew."

    def njit(cache=False, **settings):
        if cache: raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    loops = pytest.importorskip("qrnn_nb.loops")
    monkeypatch.setattr(loops, "njit", njit)
    assert loops.kernel(len)("four") == 4


GRADIENT = """
import sys
sys.path.insert(0, sys.argv[1])
import hashlib, torch
from qrnn_nb import QRNN, Topology, engines
if sys.argv[2] == "alone": engines.sys.executable = "/no/such/python"
torch.set_num_threads(1)
model = QRNN(Topology.paper(2, 3, stages=1, order=2, degree=2), seed=0, dtype=torch.float64, engine="loops")
words = torch.arange(40).reshape(4, 10) % 4
model(words, words).log().sum().backward()
mark = engines.compiled_mark("loops", torch.float64, False)
print(hashlib.sha256(model.angles.grad.numpy().tobytes()).hexdigest(), mark.exists())
"""


@pytest.mark.minute
def test_the_first_process_of_a_machine_rounds_as_all_others(tmp_path):
    "It does not compile the loops itself, unless there is no other way."

    def told(folder, how):
        command = [sys.executable, "-c", GRADIENT, str(Path(engines.__file__).parents[1]), how]
        environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / folder)}
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.split()

    first, later = told("shared", "with another"), told("shared", "with another")
    assert first == later and first[1] == "True"
    assert told("own", "alone")[1] == "False"


IMPORTS = """
import sys
sys.modules["numba"] = None
import importlib, pkgutil
import qrnn_nb
for module in pkgutil.walk_packages(qrnn_nb.__path__, "qrnn_nb."):
    compiled = ("qrnn_nb.loops", "qrnn_nb.statevector", "qrnn_nb.reduced", "qrnn_nb.__main__")
    if module.name in compiled or ".notebooks" in module.name: continue
    importlib.import_module(module.name)
"""

def test_no_other_module_needs_numba(root):
    subprocess.run([sys.executable, "-c", IMPORTS], cwd=root, check=True, timeout=120)
