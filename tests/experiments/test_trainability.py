"""The script behind the experiment on trainability: a row, and the table that is stored."""

from itertools import product

import pandas as pd
import pytest
import torch


@pytest.fixture
def trainability(script):
    "The script of the gradients at the start."
    return script("trainability")


def test_figures_are_those_of_known_gradients(trainability):
    figures = trainability.figures(torch.tensor([[3.0, 4.0], [-3.0, -4.0]] * 2, dtype=torch.float64))
    assert figures["variance"] == pytest.approx((9 + 16) / 2 * 4 / 3)  # of four numbers ±3 and ±4
    assert figures["norm low"] == figures["norm"] == figures["norm high"] == pytest.approx(5)
    assert figures["typical"] == pytest.approx(12.5) and figures["angles"] == 2


def test_a_stored_row_is_what_the_script_gives(trainability):
    stored = pd.read_csv(trainability.RESULTS).set_index(["workspace", "length", "start", "kind", "group"])
    for row in trainability.rows_of(2, 6, "usual", "amplified", trainability.NETWORKS):
        known = stored.loc[(2, 6, "usual", "amplified", row["group"])]
        for name in ("variance", "typical", "norm"): assert row[name] == pytest.approx(known[name], rel=1e-3)


def test_every_setting_is_stored_once(trainability):
    table = pd.read_csv(trainability.RESULTS)
    settings = product(trainability.LANES, trainability.LENGTHS, trainability.STARTS, trainability.KINDS)
    stored = table[table["group"] == "all"][["workspace", "length", "start", "kind"]].itertuples(index=False, name=None)
    assert sorted(stored) == sorted(settings)
    assert (table["networks"] == trainability.NETWORKS).all()
