"""The experiment on rivals: its statistics against simple cases, what its store promises, and judges of headlines that know the answer."""

import numpy as np
import pandas as pd
import pytest

from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results"


@pytest.fixture
def rivals(script): return script("rivals")


@pytest.fixture
def court(script): return script("court")


def test_effects_of_simple_cases(rivals):
    assert rivals.rank_biserial(np.array([1.0, 2.0, 3.0])) == 1 and rivals.rank_biserial(-np.array([1.0, 2.0, 3.0])) == -1
    assert rivals.rank_biserial(np.array([1.0, -2.0])) == pytest.approx(-1 / 3)  # ranks 1 and 2
    assert rivals.rank_biserial(np.zeros(3)) == 0


def test_holm_of_a_case_by_hand(rivals):
    assert rivals.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert rivals.holm([0.9, 0.9]) == pytest.approx([1, 1])


def test_pairs_are_those_of_equal_seeds(rivals):
    rows = [{"task": "XOR", "model": "QRNN", "phase": "judged", "seed": seed, "test loss": 0.1 * seed} for seed in range(6)]
    rows += [{"task": "XOR", "model": "lstm", "phase": "judged", "seed": seed, "test loss": 0.1 * seed + 1} for seed in range(2, 6)]
    rows += [{"task": "XOR", "model": "lstm", "phase": "search", "seed": 0, "test loss": -5.0}]
    (found,) = rivals.paired(pd.DataFrame(rows)).to_dict("records")
    assert found["seeds"] == 4 and found["wins of the QRNN"] == 4 and found["effect"] == 1
    assert found["median difference"] == pytest.approx(1) and found["p"] == pytest.approx(2 * 0.5**4)


def test_the_stored_runs_keep_their_promises(rivals):
    runs = pd.read_csv(RESULTS / "rivals.csv")
    assert not runs.duplicated(["task", "model", "phase", "rate", "seed"]).any()
    searched = runs[runs.phase == "search"]
    assert searched["test loss"].isna().all() and set(searched.seed).isdisjoint(runs[runs.phase == "judged"].seed)
    rates = runs[runs.phase == "judged"].groupby(["task", "model"]).rate
    for (task, model), rate in rates.unique().items(): assert rate == [rivals.chosen(runs, task, model)]
    assert (searched.groupby(["task", "model"]).rate.apply(sorted).map(tuple) == rivals.RATES).all()
    sizes = runs.groupby(["task", "model"]).parameters.first().unstack()
    off = sizes.div(sizes["QRNN"], axis=0) - 1
    assert off.abs().max(axis=None) < 0.08 and (off.abs() < 0.051).to_numpy().mean() > 0.9
    stored = pd.read_csv(RESULTS / "rivals_tests.csv")
    pd.testing.assert_frame_equal(rivals.paired(runs), stored, rtol=1e-3, check_dtype=False)


def test_a_shift_register_remembers_and_finds_no_parity(court):
    bits = np.random.default_rng(1).integers(0, 2, 2 * court.SPLIT)
    last = np.stack([np.roll(bits, back) for back in range(6)], 1)
    assert court.capacity(last, bits, court.recall, range(1, 6)) == pytest.approx(5, abs=1e-3)
    assert court.capacity(last, bits, court.parity, range(2, 6)) < 0.1
    assert (court.parity(bits, 3)[10:] == (bits[10:] + bits[9:-1] + bits[8:-2]) % 2).all()


def test_takaki_in_its_own_form_without_a_circuit_says_what_it_reads(court):
    import torch

    values = torch.tensor([[0.3, -0.7, 1.0]])
    qubits = torch.zeros(1, 4, 2)  # no rotation: the ring of CNOTs alone, which leaves the parity of the last three on the first
    said = court.continued(qubits, values)
    assert said[0, 0].item() == pytest.approx(0.3, abs=1e-6)


def test_every_headline_is_stored_within_fifteen_minutes(court):
    stored = pd.read_csv(RESULTS / "court.csv")
    assert set(stored.headline) == set(court.HEADLINES) and stored.seconds.max() < 15 * 60
