"""The fuzz tool knows every public part, sees the faults that it is for, and finds none in the package."""

import inspect
import sys
from pathlib import Path

import pytest
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import fuzz_parts
import fuzz_values
import run as fuzz

from qrnn_nb import checks

FEW = (  # a short run: what takes data from files, pages and command lines, and what computes most
    "Topology.from_dict", "Topology.from_json", "Topology.paper", "Neuron", "QRNN", "QRNN.forward", "QRNN.generate", "Network.matched",
    "make_plan", "amplified_success", "restore(model)", "task_from_settings", "load_checkpoint", "CellBuilder message", "CellBuilder state",
    "NeuronExplorer message", "NeuronExplorer state", "TrainingStepper message", "TrainingStepper state", "DigitStepper state", "qrnn-nb",
    "apply_neuron", "nll", "published_loss", "Blinded.accuracy", "stored_task", "stored_updates", "DigitReader", "DigitStepper.from_dict",
    "QRNN.run", "Ensemble", "Ensemble.forward", "Ensemble.best", "EnsembleTrainer", "Batch.of", "Blinded.ask", "shifted", "distributions",
    "Baseline.sample", "upgraded",
)  # fmt: skip


def test_every_public_name_is_drawn():
    known = {name for name in fuzz_parts.parts()} | set(fuzz_parts.LEFT_OUT)
    assert [name for name in fuzz_parts.public() if name not in known] == []


def test_what_an_ensemble_inherits_is_drawn_for_it_too():
    names = {f"QRNN.{name}" for name in ("forward", "run", "sample", "generate", "account", "plan")}
    names |= {name.replace("QRNN", "Ensemble") for name in names} | {"Trainer.batches", "EnsembleTrainer.batches"}
    assert names <= set(fuzz_parts.parts())


def parameters():
    "Every parameter of every public part: its own name, and that with the part before it."
    for name, value in fuzz_parts.public().items():
        methods = fuzz_parts._methods(value) if inspect.isclass(value) else ()
        functions = [(name, value), *((f"{name}.{method}", function) for method, function, _ in methods)]
        for label, function in functions:
            for parameter in inspect.signature(function).parameters: yield parameter, f"{label}.{parameter}"


def test_right_values_are_for_parameters_that_there_are():
    known = {name for names in parameters() for name in names}
    checked = {name for name in fuzz_values.RIGHT_FOR if name.split(".")[0] in checks.__all__}  # of them one table for all
    assert sorted(set(fuzz_values.RIGHT) - known) == []
    assert sorted(set(fuzz_values.RIGHT_FOR) - known - checked) == []


def shown(found): return "\n".join(f"{each['case']}: {each['kind']}\n{each['given']}\n{each['details']}" for each in found)


def test_few_inputs():
    outcomes, faults = fuzz.run(FEW, inputs=15 * len(FEW), seed=0, processes=1)
    assert not faults, shown(faults)
    assert outcomes["accepted"] > 20 and outcomes["refused"] > 100, outcomes


@pytest.mark.slow
def test_many_inputs():
    outcomes, faults = fuzz.run(fuzz_parts.parts(), inputs=10_000, seed=0, processes=2)
    assert not faults, shown(faults)
    assert outcomes.total() > 8_000


# ---------------------------------------------------------------- what the tool calls a fault


def ours(value): return checks.whole(value, "it")


def inner(value): return [1, 2][value]


def endless(value):
    while True: value = not value


def changing(value):
    import random

    random.random()


@pytest.mark.parametrize(
    "call, value, outcome",
    [(ours, 3, "accepted"), (ours, "3", "refused"), (inner, 3, "IndexError"), (inner, "3", "TypeError"), (changing, 0, "process changed")],
)
def test_verdicts(call, value, outcome):
    assert fuzz.attempt(call, {"value": value})[0] == outcome


def test_what_hangs_is_stopped(monkeypatch):
    monkeypatch.setattr(fuzz, "SECONDS", 0.05)
    before = fuzz.signal.signal(fuzz.signal.SIGPROF, fuzz.stop)
    try: assert fuzz.attempt(endless, {"value": 0})[0] == "hang"
    finally: fuzz.signal.signal(fuzz.signal.SIGPROF, before)


def test_a_case_can_be_drawn_again(tmp_path):
    part = fuzz_parts.Part("ours", st.fixed_dictionaries({"value": st.integers()}), ours)
    seen = []
    fuzz.work(part, 20, 0, 0, tmp_path, lambda number, outcome, details, given: seen.append((number, given["value"])))
    again = []
    fuzz.work(part, 20, 0, 0, tmp_path, lambda number, outcome, details, given: again.append((number, given["value"])), only=12)
    assert {value for number, value in seen if number == 12} == {value for _, value in again} and len({number for number, _ in seen}) == 20
