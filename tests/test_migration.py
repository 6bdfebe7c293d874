"""What version 0.1 wrote is read, goes on, and gives the numbers that 0.1 gave; see data/0.1/write.py, which made it."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from qrnn_nb import QRNN, evaluate, fit, load_checkpoint
from qrnn_nb.baselines import Baseline
from qrnn_nb.migration import RATES, upgraded
from qrnn_nb.model import Ensemble
from qrnn_nb.tasks import DNA, ElmanXOR
from qrnn_nb.training import OPTIMIZERS, stored_updates
from qrnn_nb.widgets import CellBuilder, DigitStepper, TrainingStepper

OLD = Path(__file__).parent / "data/0.1"
EXPECTED = json.loads((OLD / "expected.json").read_text())
XOR, TOLD, SCORED = ElmanXOR(9), DNA(8, "paper"), {"size": 20, "seed": 1}
RUNS = {"adam": "published_loss", "lbfgs": "nll", "told": "nll"}  # folder -> loss


def same(found, expected):
    "Equal numbers, but for the last digit, which another processor may round otherwise."
    np.testing.assert_allclose(np.array(found), np.array(expected), rtol=1e-5)


def scored(model, task, expected):
    "What 0.1 said of a model is said still, whatever else is."
    found = evaluate(model, task, **SCORED)
    same([found[name] for name in expected], list(expected.values()))


def test_models_load():
    scored(QRNN.load(OLD / "model"), XOR, EXPECTED["model"])
    scored(Baseline.load(OLD / "baseline"), TOLD, EXPECTED["baseline"])
    assert Baseline.load(OLD / "baseline").topology.told


def test_members_are_an_ensemble():
    together, expected = Ensemble.load(OLD / "members"), EXPECTED["members"]
    assert len(together) == len(expected) == 2
    for number in range(2): scored(together[number], XOR, expected[number])


@pytest.mark.parametrize("name", RUNS)
def test_runs_go_on(name):
    trainer, expected = load_checkpoint(OLD / name), EXPECTED[name]
    assert (trainer.options["loss"], trainer.limits.validate_every) == (RUNS[name], 3)
    scored(trainer.model, trainer.task, expected["scored"])
    same([trainer.history.best.index, trainer.history.best.loss], expected["best"])
    same([trainer.update().loss for _ in range(4)], expected["losses"])


@pytest.mark.parametrize("name", RUNS)
def test_runs_are_resumed_and_stored_with_the_present_names(name, tmp_path):
    shutil.copytree(OLD / name, tmp_path / name)
    before = stored_updates(tmp_path / name)
    trainer = load_checkpoint(tmp_path / name)
    network, task = trainer.model, trainer.task
    history = fit(network, task, before + 2, checkpoint=tmp_path / name, resume=True, progress=False)
    same(history.losses[before:], EXPECTED[name]["losses"][:2])
    assert history.losses[:before] == [row["loss"] for row in trainer.history.rows]
    written = json.loads((tmp_path / name / "checkpoint.json").read_text())
    assert written["version"] == 3 and upgraded(written) == written
    assert "published\"" not in json.dumps(written) and "steps" not in written["limits"]


@pytest.mark.parametrize("name", ["stepper", "trained"])
def test_steppers_go_on(name):
    widget, expected = TrainingStepper.from_json((OLD / f"{name}.json").read_text()), EXPECTED[name]
    same(widget.history.losses, expected["losses"])
    same([widget.update().loss for _ in range(3)], expected["next"])
    written = widget.to_dict()
    assert upgraded(written) == written


def test_a_stepper_keeps_its_rate_whatever_its_task_takes_now(monkeypatch):
    monkeypatch.setattr(DNA, "learning_rate", 0.5)
    widget = TrainingStepper.from_json((OLD / "stepper.json").read_text())
    same(widget.history.losses, EXPECTED["stepper"]["losses"])
    again = TrainingStepper.from_dict(widget.to_dict())
    assert again.history.losses == widget.history.losses


def test_other_widgets_are_built():
    digits = DigitStepper.from_dict(json.loads((OLD / "digits.json").read_text()))
    same(digits.reading.beliefs.ravel()[-4:], EXPECTED["digits"])
    assert digits.task.protocol == "paper"
    builder = CellBuilder.from_dict(json.loads((OLD / "builder.json").read_text()))
    assert builder.topology == QRNN.load(OLD / "model").topology


def test_every_rate_of_the_first_version_is_written_out():
    for name, rate in RATES.items():
        assert name in OPTIMIZERS
        for options in {"optimizer": name}, {"optimizer": name, "lr": None}:
            assert upgraded({"options": options})["options"]["lr"] == rate
    assert upgraded({"options": {}})["options"] == {"lr": 0.02}


@pytest.mark.parametrize("record", [
    {}, {"task": 3}, {"task": {"protocol": [1], "of": "DNA"}},
    {"options": {"optimizer": ["adam"]}}, {"limits": None}, {"model": "Baseline"},
])  # fmt: skip
def test_what_is_not_known_is_left_alone(record):
    assert upgraded(record) == record


def test_what_is_nested_too_deep_is_refused():
    deep = {}
    deep["model"] = deep
    with pytest.raises(ValueError, match="levels deep"): upgraded(deep)
