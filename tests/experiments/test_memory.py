"""The experiment on small memories: its parts against simple cases, and what its notebook says against its store."""

import numpy as np
import pandas as pd
import pytest
import torch

from qrnn_nb.tasks.processes import Renewal
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results"
BEST, BOUND = "QRNN, amplified, order 1", "mixture"


@pytest.fixture
def memory(script): return script("memory")


@pytest.fixture(scope="module")
def stored(): return {name: pd.read_csv(RESULTS / f"memory{name}.csv") for name in ("", "_fits", "_bounds", "_noise", "_shots")}


def test_short_and_long_waits_take_turns(memory):
    words = memory.alternating().batch(size=20, seed=1).sequences.numpy()
    for row in words:
        waits = np.diff(np.flatnonzero(row))
        short = waits <= 2
        assert (short[1:] != short[:-1]).all() and waits.max() <= 6 and 3 not in waits


def test_an_interval_of_equal_seeds_is_that_of_the_sequences(memory):
    regrets = np.tile(np.linspace(0, 1, 101), (10, 1))
    low, high = memory.interval(np.zeros(10), regrets, np.random.default_rng(0))
    error = regrets[0].std() / 101**0.5
    assert 0.5 - 3 * error < low < 0.5 - error and 0.5 + error < high < 0.5 + 3 * error


def test_noise_takes_all_memory(memory):
    batch = Renewal().batch("test", 50)
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    look = np.sqrt([np.diag([0.8, 0.2]), np.diag([0.2, 0.8])])
    operators = np.stack([look @ turn] * 2)
    # for a random qubit this look is a fair coin, whatever was read
    assert memory.noisy_losses(operators, batch, 1.0) == pytest.approx(np.log(2))
    assert np.abs(memory.noisy_losses(operators, batch, 0.0) - np.log(2)).max() > 0.01


def test_waits_are_counted_between_the_first_two_events(memory):
    assert memory.waits_between({(1, 0, 0, 1, 1): 5, (0, 1, 1, 0, 0): 2, (0, 0, 0, 0, 1): 7}) == {1: 2, 3: 5}


def test_every_group_has_its_search_and_chose_by_validation(memory, stored):
    fits = stored["_fits"].set_index(["process", "model", "memory"])
    for row in stored[""].itertuples():
        of_group = fits.loc[[(row.process, row.model, row.memory)]]
        assert len(of_group) == (10 if row.model.startswith("hidden") else 40)
        chosen = of_group[(of_group.setting == row.setting) & (of_group.seed == row.seed)]["validation regret"]
        assert len(chosen) == 1 and chosen.iloc[0] == of_group["validation regret"].min()
        assert row.low - 1e-4 <= row.regret <= row.high + 1e-4


def test_noise_of_no_strength_is_the_stored_regret(stored):
    without = stored["_noise"].query("strength == 0").set_index(["process", "model"]).regret
    rows = stored[""].query("memory == 2").set_index(["process", "model"]).regret
    assert without.to_numpy() == pytest.approx(rows.loc[without.index].to_numpy(), abs=1e-4)


def test_one_qubit_is_below_the_bounds_that_the_notebook_names(stored):
    regrets = stored[""].query("memory == 2").pivot(index="process", columns="model", values="regret")
    bounds = stored["_bounds"].query("memory == 2").pivot(index="process", columns="bound", values="nats")
    others = regrets.index.drop("two geometric kinds")
    ahead = regrets.loc[others, "hidden Markov"] - regrets.loc[others, BEST]
    assert round(ahead.min(), 3) == 0.017 and round(ahead.max(), 3) == 0.062
    below = {name: set(others[regrets.loc[others, BEST] < bounds.loc[others, name]]) for name in ("in a state", BOUND)}
    assert below == {"in a state": {"bump 6 ± 1.5", "bump 4 ± 1.4", "uniform 3 to 6"}, BOUND: {"bump 4 ± 1.4"}}


def test_losses_are_those_of_torch(memory):
    batch = Renewal().batch("test", 5)
    odds = torch.softmax(torch.randn(5, len(batch.at), 2, generator=torch.Generator().manual_seed(0)).double(), -1)
    expected = torch.nn.functional.nll_loss(odds.log().transpose(1, 2), batch.answers, reduction="none").mean(-1)
    assert memory.mean_losses(odds, batch) == pytest.approx(expected.numpy())
