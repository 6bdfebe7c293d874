"""Comparisons: validation chooses and test is not looked at, sizes and tries are equal, stored runs are not repeated."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

from qrnn_nb import QRNN, Topology, compare, evaluate, fit
from qrnn_nb import comparing as module
from qrnn_nb.baselines import matched, trivial
from qrnn_nb.tasks import ElmanXOR, from_sequences, from_series

STRINGS = ["abc", "a", "cab", "bb", "caca", "b"] * 10
TASK = from_sequences(STRINGS, ["x", "y", "x", "x", "y", "y"] * 10)
CELL = Topology.paper(2, 3, stages=1, order=2, degree=2)
QUICK = {"updates": 8, "validate_every": 4, "progress": False}


def of_waves(length=12): return from_series(np.sin(np.arange(300) / 3) + np.arange(300) / 200, bits=2, length=length, limits=(-1, 2.5))


def test_a_row_is_the_median_of_what_fit_and_evaluate_say():
    table = compare(TASK, CELL, rates=[0.03], seeds=[0, 1, 2], **QUICK)
    for name, network in ("QRNN", QRNN), ("LSTM", matched):
        scores = {"validate": [], "test": []}
        for seed in range(3):
            model = network(CELL, seed) if network is QRNN else matched("lstm", CELL.parameters, TASK, seed)
            fit(model, TASK, lr=0.03, seed=seed, **QUICK)
            for split in scores: scores[split].append(evaluate(model, TASK, split)["argmax accuracy"])
        row = table.loc[name]
        assert row["validation accuracy"] == np.median(scores["validate"])
        assert row["test accuracy"] == np.median(scores["test"])
        assert (row["lowest"], row["highest"]) == (min(scores["test"]), max(scores["test"]))
        assert row["parameters"] == model.topology.parameters
    assert abs(table.loc["LSTM", "parameters"] / CELL.parameters - 1) <= 0.05


def test_simple_methods_are_beside_them():
    table = compare(TASK, CELL, rates=[0.03], seeds=[0], **QUICK)
    for split, name in ("validate", "validation"), ("test", "test"):
        assert table[f"{name} accuracy"].iloc[2:].to_dict() == trivial(TASK, split=split)


def test_the_rate_of_least_validation_loss_is_taken_and_no_other_sees_the_test_part(monkeypatch):
    losses = {0.1: [0.1, 0.9], 0.01: [0.4, 0.4], 0.001: [0.7, 0.2]}  # of seeds 0 and 1: the means are 0.5, 0.4 and 0.45
    made = []

    def run(self, kind, rate, seed):
        made.append(QRNN(CELL, seed))
        return losses[rate][seed], made[-1]

    looked = []

    def judged(model, task, split, *arguments, **options):
        looked.append((split, model))
        return evaluate(model, task, split, *arguments, **options)

    monkeypatch.setattr(module._Comparison, "_run", run)
    monkeypatch.setattr(module, "evaluate", judged)
    table = compare(TASK, CELL, (), rates=list(losses), seeds=[0, 1], progress=False)
    assert table.loc["QRNN", "lr"] == 0.01
    assert all(any(model is one for one in made[2:4]) for _, model in looked)


def test_stored_runs_are_not_repeated(tmp_path, monkeypatch):
    once = compare(TASK, CELL, rates=[0.03, 0.1], seeds=[0], folder=tmp_path, **QUICK)
    assert {path.name for path in tmp_path.iterdir()} == {f"{kind}-{rate}-0" for kind in ("qrnn", "lstm") for rate in (0.03, 0.1)}
    monkeypatch.setattr("qrnn_nb.training.trainer.Trainer.update", lambda self: pytest.fail("trained again"))
    again = compare(TASK, CELL, rates=[0.03, 0.1], seeds=[0], folder=tmp_path, **QUICK)
    assert once.equals(again)


def test_an_interrupt_goes_on(monkeypatch):
    def stopped(*arguments, **options): raise KeyboardInterrupt

    monkeypatch.setattr("qrnn_nb.training.trainer.Trainer.update", stopped)
    with pytest.raises(KeyboardInterrupt): compare(TASK, CELL, rates=[0.03], seeds=[0], **QUICK)


def test_forecasts_are_judged_by_their_error():
    task = of_waves()
    table = compare(task, rates=[0.03], seeds=[0], **QUICK)
    assert list(table.columns) == ["test error", "lowest", "highest", "validation error", "parameters", "lr"]
    assert table.loc["as now", "test error"] == task.persistence(task.batch("test"))["mean absolute error"]
    assert list(table.index) == ["QRNN", "LSTM", "as now", "linear regression"]


def test_a_linear_regression_knows_a_line():
    "Each number is the one before it plus 1: exactly linear wherever the piece has begun."
    for steps in [1.0], [2.0, -3.0]:
        task = from_series(np.outer(np.arange(300), steps), length=9, limits=(-900, 600))
        assert module._linear_error(task, "test") < 1e-9


def test_several_columns_are_judged_without_units():
    numbers = np.stack([np.sin(np.arange(300) / 3), 40 * np.cos(np.arange(300) / 7)], 1)
    task = from_series(numbers, bits=1, length=12, season=44)
    table = compare(task, CELL, rates=[0.03], seeds=[0], **QUICK)
    naive = {"as now": "last value", "a season ago": "seasonal"}
    for row, name in naive.items(): assert table.loc[row, "test error"] == task.naive()[name]["mean absolute scaled error"]


def test_tasks_that_draw_their_sequences_can_be_compared():
    table = compare(ElmanXOR(12), kinds=["gru"], rates=[0.03], seeds=[0], **QUICK)
    assert list(table.index[:2]) == ["QRNN", "GRU"] and table["test accuracy"].between(0, 1).all()


def test_a_printed_table_shows_every_column_and_stores_as_a_plain_one():
    table = compare(TASK, CELL, rates=[0.03], seeds=[0], **QUICK)
    for kind in table, table.round(2):
        text = repr(kind)
        assert "..." not in text and max(map(len, text.splitlines())) <= 80
        assert all(column in text for column in table.columns) and text.index("test") < text.index("validation")
    stored = pickle.loads(pickle.dumps(table))
    assert type(stored) is pd.DataFrame and stored.equals(pd.DataFrame(table))
    assert copy.deepcopy(table).equals(table)


OTHERS = [({"update": 5}, "updates"), ({"epochs": 5}, "updates"), ({"rate": [1]}, "rates"), ({"zzz": 1}, None)]


@pytest.mark.parametrize("given, meant", OTHERS)
def test_an_unknown_option_is_refused_before_a_run_and_the_hint_comes_first(given, meant, monkeypatch):
    monkeypatch.setattr(module._Comparison, "_run", lambda *arguments: pytest.fail("trained"))
    with pytest.raises(ValueError, match="is no option") as caught: compare(TASK, **given)
    hint, names = str(caught.value).rstrip(")").split(" (there are ")
    names = names.split(", ")
    assert hint.endswith(f"did you mean {meant!r}?") if meant else "did you mean" not in hint
    assert len(set(names)) == len(names) and "folder" in names and "batch_size" in names
    assert not {"model", "task", "seed", "lr", "checkpoint", "options"} & set(names)


@pytest.mark.parametrize("given, message", [
    ({"lr": 0.1}, "compare sets lr itself"), ({"seed": 1}, "compare sets seed itself"), ({"validate_every": None}, "validation chooses"),
    ({"rates": []}, "rates must be"), ({"rates": [0.1, 0.1]}, "each of them once"), ({"rates": [0]}, "a rate must be"),
    ({"seeds": [0, 0]}, "each of them once"), ({"kinds": ["transformer"]}, "each of kinds"), ({"topology": 4}, "topology must be"),
])  # fmt: skip
def test_what_makes_no_comparison_is_refused(given, message):
    with pytest.raises(ValueError, match=message): compare(**{"task": TASK, "progress": False, "updates": 1} | given)
