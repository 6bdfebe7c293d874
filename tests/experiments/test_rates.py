"""The script behind the learning rates: its baseline, a row, and the table that is stored."""

import math
from itertools import product

import pandas as pd
import pytest

from qrnn_nb import Topology
from qrnn_nb.tasks import TextFile, ToggleAND


@pytest.fixture
def rates(script):
    "The script of the learning rates."
    return script("rates")


def test_the_baseline_is_what_frequencies_of_training_answers_are_worth(rates, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("ab" * 4000 + "a" * 1000 + "b" * 1000)
    task = TextFile(str(text), length=9, alphabet="ab")
    # Training reads a and b equally often, validation an a only: each costs ln 2.
    assert rates.baseline(task, 50) == pytest.approx(math.log(2), abs=1e-3)


def test_a_row_says_how_a_run_ended_and_how_well_it_stood_before(rates):
    row = rates.run(ToggleAND(), Topology.paper(2, 2, stages=1, degree=1), 500, 20, 0.01, 0)
    assert row["updates"] == 500
    assert row["its update"] % rates.LOOK == 0
    assert row["least validation loss"] <= row["last validation loss"]
    assert row["least validation loss"] <= row["late validation loss"]
    assert row["frequency baseline"] == pytest.approx(math.log(2), abs=0.05)


def test_every_stored_run_was_made_once_and_with_all_rates_of_its_task(rates):
    table = pd.read_csv(rates.RESULTS)
    assert not table.duplicated(["task", "rate", "seed"]).any()
    cases = rates.cases("a text")
    assert set(table["task"]) == set(cases)
    for name, (_, network, updates, _, tried) in cases.items():
        runs = table[table["task"] == name]
        assert set(zip(runs["rate"], runs["seed"])) == set(product(tried, range(3)))
        assert set(runs["network"]) == {rates.shown(network)}
        assert set(runs["updates"]) == {updates}
