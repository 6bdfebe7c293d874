"""Sweeps: every run once, whatever is killed; members as if alone; censored runs counted; damage named."""

import math
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import warnings

import numpy as np
import pandas as pd
import psutil
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import qrnn_nb
from qrnn_nb import QRNN, Topology, evaluate, fit
from qrnn_nb.baselines import matched
from qrnn_nb.experiments import (
    Grid,
    Setting,
    _groups,
    _missing,
    _row,
    confirmed,
    gradient_reach,
    median_updates,
    read_runs,
    results,
    runs,
    select,
    summarise,
    sweep,
)
from qrnn_nb.rivals import RIVALS
from qrnn_nb.tasks import DNA, ElmanXOR, Memorise, Quotes, from_sequences

TASK = ElmanXOR(length=9)
SMALL = dict(task=TASK, workspace=2, order=1, degree=2, size=50)


@pytest.fixture(scope="module")
def cluster():
    "The client of two worker processes over TCP on this machine."
    from distributed import Client, LocalCluster

    options = dict(n_workers=2, threads_per_worker=1, host="127.0.0.1", protocol="tcp", dashboard_address="127.0.0.1:0", silence_logs=50)
    with LocalCluster(**options) as cluster, Client(cluster) as client: yield client


def test_members_are_the_runs_that_their_seeds_make_alone():
    setting = Grid(**SMALL, max_updates=40, stop_loss=0.75, dtype="float64", seeds=range(3, 6)).settings[0]
    found = {row["seed"]: row for row in runs(setting)}
    for seed, row in found.items():
        model = QRNN(setting.cell, seed=seed, dtype=torch.float64)
        alone = fit(model, TASK, updates=40, stop_loss=0.75, seed=seed, progress=False, validate_every=None)
        assert (row["stopped"], row["updates"]) == (alone.stopped, len(alone))
        np.testing.assert_allclose(row["losses"], alone.losses, rtol=1e-6)
    assert len({row["updates"] for row in found.values()}) > 1, "the members should stop at different updates"


SWEEP = """
import sys
from qrnn_nb.experiments import Grid, sweep
from qrnn_nb.tasks import ElmanXOR

if __name__ == "__main__":
    small = dict(task=ElmanXOR(length=9), workspace=2, order=1, degree=2, size=50)
    grid = Grid(**small, bias=[0.0, 1.0, 2.0], max_updates=40, optimizer="lbfgs", seeds=range(4))
    sweep(grid, sys.argv[1], progress=False)
"""


@pytest.mark.minute
def test_a_killed_sweep_continues_where_it_was(tmp_path, root):
    script, folder = tmp_path / "sweep.py", tmp_path / "runs"
    script.write_text(SWEEP)
    command = [sys.executable, script, folder]
    options = dict(env=os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"})
    process, deadline = subprocess.Popen(command, **options), time.monotonic() + 60
    while len(list(folder.glob("*.parquet"))) < 3 and time.monotonic() < deadline: time.sleep(0.02)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.kill()  # alone: its workers must end by themselves
    process.wait()
    assert not psutil.wait_procs(workers, timeout=30)[1], "a worker has outlived its sweep"
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}
    assert 3 <= len(before) < 12, "killed before the first runs, or after the last one"
    subprocess.run(command, check=True, **options)
    table = read_runs(folder)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(table) == table["key"].nunique() == 12 and (table["stopped"] == "updates").all()


def test_the_runs_of_a_results_file_are_not_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("QRNN_NB_EXPERIMENTS", "run")
    path = tmp_path / "few.parquet"

    def grid(seeds):
        options = SMALL | {"max_updates": 3, "seeds": range(seeds)}
        return Grid(**options) + Grid(**options, optimizer="lbfgs", max_iter=2)

    first = results(path, grid(2))
    shutil.rmtree(path.with_suffix(".runs"))
    again = results(path, grid(3))
    assert len(again) == 6
    kept = again[again["key"].isin(first["key"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept[first.columns], first)  # the seconds too, which no run makes twice


DYING = """
import os, signal, sys
from qrnn_nb.experiments import Grid, sweep
from qrnn_nb.tasks import ElmanXOR


class Dying(ElmanXOR):
    "Its process is killed, as for want of memory, when it makes the first batch of seed 2."

    def batch(self, split="train", size=None, seed=0):
        import numpy as np

        first = [int(np.random.SeedSequence([member, 1]).generate_state(1)[0]) for member in (2,)]
        if split == "train" and seed in first: os.kill(os.getpid(), signal.SIGKILL)
        return super().batch(split, size, seed)


if __name__ == "__main__":
    options = dict(workspace=2, order=1, degree=2, size=50, max_updates=3, seeds=range(4))
    sweep(Grid(task=Dying(length=9), **options) + Grid(task=ElmanXOR(length=9), **options), sys.argv[1], progress=False)
"""


@pytest.mark.minute
def test_when_a_worker_dies_the_others_finish_and_the_run_says_so(tmp_path, root):
    script, folder = tmp_path / "sweep.py", tmp_path / "runs"
    script.write_text(DYING)
    options = dict(env=os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}, capture_output=True, text=True)
    done = subprocess.run([sys.executable, script, folder], timeout=300, **options)
    assert done.returncode == 0, done.stderr
    table = read_runs(folder).sort_values(["task", "seed"])
    assert table["task"].tolist() == ["Dying"] * 4 + ["ElmanXOR"] * 4
    assert table["stopped"].tolist() == ["updates", "updates", "failed", "updates"] + ["updates"] * 4
    assert table["error"].dropna().tolist() == ["RuntimeError: its process ended with code -9: was there enough memory?"]


@pytest.mark.minute
def test_a_killed_worker_costs_no_run_and_doubles_none(tmp_path, cluster):
    grid = Grid(**SMALL, bias=[0.5, 1.0, 1.5], max_updates=50, optimizer="lbfgs", seeds=range(4))
    victim = next(iter(cluster.run(os.getpid).values()))
    assert all(address.startswith("tcp://127.0.0.1") for address in cluster.scheduler_info(-1)["workers"])
    killer = textwrap.dedent(f"""
        import os, pathlib, time
        while not any(pathlib.Path({str(tmp_path)!r}).glob("*.parquet")): time.sleep(.02)
        os.kill({victim}, {int(signal.SIGKILL)})
    """)
    process = subprocess.Popen([sys.executable, "-c", killer])
    table = sweep(grid, tmp_path, cluster, progress=False)
    assert process.wait(10) == 0
    assert len(table) == table["key"].nunique() == len(list(tmp_path.glob("*.parquet"))) == 12
    assert (table["stopped"] == "updates").all() and (table["updates"] == 50).all()
    assert victim not in cluster.run(os.getpid).values(), "the worker should have been killed while the sweep ran"


def test_a_failing_run_is_stored_and_tried_again_by_the_next_call(tmp_path, cluster):
    grid = Grid(**SMALL, max_updates=3, lr=[0.01, -1.0], seeds=range(2))
    table = sweep(grid, tmp_path, cluster, progress=False)
    assert list(table["stopped"]) == ["updates", "updates", "failed", "failed"]
    assert table["error"][2] == "ValueError: lr (the learning rate) must be a finite number above 0, got -1.0"
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.parquet")}
    sweep(grid, tmp_path, cluster, progress=False)
    again = {path.stem for path, when in before.items() if path.stat().st_mtime_ns != when}
    assert again == set(table["key"][2:])
    row = summarise(table, by=["lr"]).loc[-1.0]
    assert row["runs"] == row["failed"] == 2 and math.isnan(row["share"])


def test_one_member_that_fails_leaves_the_others(tmp_path, cluster, monkeypatch):
    grid = Grid(**SMALL | {"task": Breaking(length=9)}, max_updates=3, seeds=range(4))
    table = sweep(grid, tmp_path, cluster, progress=False)
    assert list(table["stopped"]) == ["updates", "updates", "failed", "updates"] and "broken batch" in table["error"][2]


class Breaking(ElmanXOR):
    "Cannot make the second batch of seed 2."

    def batch(self, split="train", size=None, seed=0):
        if split == "train" and seed == int(np.random.SeedSequence([2, 2]).generate_state(1)[0]): raise RuntimeError("broken batch")
        return super().batch(split, size, seed)


def test_a_damaged_file_is_named(tmp_path, cluster):
    grid = Grid(**SMALL, max_updates=2, seeds=range(2))
    table = sweep(grid, tmp_path, cluster, progress=False)
    path = tmp_path / f"{table['key'][1]}.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ValueError, match=f"{path.name} is damaged .* delete it"): read_runs(tmp_path)
    path.unlink()
    assert list(sweep(grid, tmp_path, cluster, progress=False)["seed"]) == [0, 1]
    with pytest.raises(FileNotFoundError, match="no runs in"): read_runs(tmp_path / "nothing")


def test_baselines_run_as_well(tmp_path, cluster):
    table = sweep(Grid(**SMALL, model=["QRNN", "lstm"], max_updates=2, seeds=(0,)), tmp_path, cluster, progress=False)
    quantum, lstm = table["parameters"]
    assert abs(lstm / quantum - 1) < 0.1 and list(table["model"]) == ["QRNN", "lstm"]


def test_a_key_is_of_the_setting_and_the_seed():
    first, other = Grid(**SMALL, lr=[0.1, 0.2]).settings
    assert first.key(0) == Grid(**SMALL, lr=0.1).settings[0].key(0)
    assert len({first.key(0), first.key(1), other.key(0)}) == 3


def test_more_seeds_are_more_runs_of_the_same_setting():
    few, many = (Grid(**SMALL, seeds=seeds).settings[0] for seeds in ((0,), range(7)))
    assert few.json() == many.json() and few.key(0) == many.key(0) and many.seeds == tuple(range(7))
    assert Setting(TASK).seeds == (0, 1, 2, 3, 4)
    twice = Grid(**SMALL, seeds=(0, 1)) + Grid(**SMALL, seeds=(1, 4))
    assert [list(group) for _, group in _missing(twice, {few.key(0)})] == [[1], [4]]


def test_seeds_with_gaps_are_run_and_own_data_may_be_few():
    task = from_sequences(["ab", "b", "a", "ba"] * 10, [0, 1, 1, 0] * 10)
    setting = Grid(task=task, workspace=1, order=1, degree=1, max_updates=2, seeds=(0, 1, 5)).settings[0]
    rows = list(runs(setting))
    assert sorted(row["seed"] for row in rows) == [0, 1, 5] and setting.size > task.available("test")
    assert all(0 <= row[f"{name} argmax accuracy"] <= 1 for row in rows for name in ("train", "validation", "test"))


@given(st.sets(st.integers(0, 60), max_size=40))
def test_groups_hold_every_seed_once_in_runs_of_ten(seeds):
    groups = list(_groups(Grid(**SMALL).settings[0], sorted(seeds)))
    assert sorted(seed for group in groups for seed in group) == sorted(seeds) and all(1 <= len(group) <= 10 for group in groups)


def test_censored_statistics_by_hand():
    updates, stopped = [10, 20, 20, 30, 50, 50], ["loss", "loss", "updates", "loss", "updates", "failed"]
    table = pd.DataFrame({"task": "a", "stopped": stopped, "updates": updates})
    table = table.assign(**{"final loss": 0.1, "test argmax accuracy": 1.0, "seconds": 1.0})
    row = summarise(table, by=["task"]).iloc[0]
    assert (row["runs"], row["failed"], row["converged"], row["capped"]) == (6, 1, 3, 2)
    assert row["share"] == 3 / 5 and row["mean of converged"] == 20
    centre, width = (3 / 5 + 1.96**2 / 10) / (1 + 1.96**2 / 5), 1.96 / (1 + 1.96**2 / 5) * math.sqrt(0.6 * 0.4 / 5 + 1.96**2 / 100)
    assert row["share low"] == pytest.approx(centre - width, abs=1e-4) and row["share high"] == pytest.approx(centre + width, abs=1e-4)
    assert row["median"] == 30  # 4/5 after 10, 3/5 after 20, and 3/10 after 30, since one of 20 has left
    assert median_updates([7] * 4, [False] * 4) == (math.inf,) * 3


def test_interval_of_the_median_by_hand():
    updates = np.arange(1, 12)
    share = 1 - updates[:-1] / 11
    spread = np.sqrt(np.cumsum(1 / ((12 - updates[:-1]) * (11 - updates[:-1])))) / -np.log(share)  # Greenwood, log-log
    low, high = (share ** np.exp(sign * 1.959964 * spread) for sign in (1, -1))
    expected = 6, updates[:-1][low <= 0.5][0], updates[:-1][high <= 0.5][0]
    assert median_updates(updates, [True] * 11) == expected


@pytest.mark.parametrize("model", RIVALS)
def test_a_rival_is_a_setting_as_any(model):
    options = SMALL | {"model": model, "max_updates": 2, "seeds": (0, 1)}
    first, second = runs(next(iter(Grid(**options))))
    assert first["stopped"] == second["stopped"] == "updates" and first["losses"][0] != second["losses"][0]
    assert first["key"] != next(iter(Grid(**SMALL | {"max_updates": 2}))).key(0)


@pytest.mark.parametrize("kind", ["QRNN", "lstm", "orthogonal"])
def test_reach_is_the_slope_of_the_loss(kind):
    task = DNA(length=6)
    model = QRNN(Topology.paper(3, 2, stages=1, order=1, degree=2), seed=0, dtype=torch.float64)
    if kind != "QRNN": model = matched(kind, 200, task, seed=0, dtype=torch.float64)
    reach = gradient_reach(model, task, size=1)
    assert list(reach["distance"]) == [0, 1, 2, 3] and (reach["gradient"] > 0).all()
    if kind != "QRNN": return
    batch = task.batch("test", 1, 0)  # the same by finite differences of the last step's state
    state = model.trace(batch.inputs, batch.forced).states[0, 4]
    M, O = model.operators().M[batch.inputs[0, 4]].detach(), model.operators().O.detach()  # noqa: E741

    def loss(state):
        weights = O.square() @ (M @ state).square()
        return -(weights[batch.targets[0, 4]] / weights.sum()).log().item()

    slopes = [(loss(state + step) - loss(state - step)) / 2e-6 for step in 1e-6 * torch.eye(len(state), dtype=torch.float64)]
    assert reach["gradient"][0] == pytest.approx(np.linalg.norm(slopes), rel=1e-5)


def test_reach_is_measured_in_sequences_that_have_not_ended():
    task = Quotes(texts=("abcdefg.", "abc."))
    alone = Quotes(texts=("abcdefg.",))
    model = QRNN(Topology.paper(task.inputs, 2, stages=1, order=1, degree=1), seed=0, dtype=torch.float64)
    assert sorted(task.batch("test", 2).scored.sum(1).tolist()) == [3, 7]
    both, one = gradient_reach(model, task, size=2), gradient_reach(model, alone, size=1)
    assert len(both) == 6
    np.testing.assert_allclose(both["gradient"], one["gradient"], rtol=1e-12)


def test_reach_leaves_the_gradients_of_the_parameters_alone():
    model = QRNN(Topology.paper(2, 2, stages=1, order=1, degree=2), seed=0)
    for parameter in model.parameters(): parameter.grad = torch.ones_like(parameter)
    gradient_reach(model, TASK, size=2)
    assert all((parameter.grad == 1).all() for parameter in model.parameters())


UNGUARDED = SWEEP.replace('if __name__ == "__main__":', "if True:")


def test_a_script_without_a_guard_is_told_so_in_few_lines(tmp_path, root):
    script = tmp_path / "sweep.py"
    script.write_text(UNGUARDED)
    options = dict(env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True)
    done = subprocess.run([sys.executable, script, tmp_path / "runs"], timeout=120, **options)
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1 and 'call sweep under if __name__ == "__main__"' in lines[-1]
    assert len(lines) < 25, done.stderr


def test_runs_of_several_versions_are_not_mixed_without_a_word(tmp_path, cluster):
    one, two = (Grid(**SMALL, max_updates=2, seeds=range(seeds)) for seeds in (1, 2))
    table = sweep(one, tmp_path, cluster, progress=False)
    older = tmp_path / f"{table['key'][0]}.parquet"
    pd.read_parquet(older).assign(version="0.0.9").to_parquet(older)
    with pytest.warns(UserWarning, match=r"1 by version 0\.0\.9 \(this is"): sweep(two, tmp_path, cluster, progress=False)
    with pytest.warns(UserWarning, match=r"1 by version 0\.0\.9, 1 by version"): read_runs(tmp_path)
    older.unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert set(sweep(two, tmp_path, cluster, progress=False)["version"]) == {qrnn_nb.__version__}
        read_runs(tmp_path)


def test_a_stop_is_confirmed_on_sequences_that_were_not_trained_on():
    row = next(runs(Grid(**SMALL, max_updates=5, stop_loss=9.0).settings[0]))
    model = QRNN(Topology.paper(2, 2, stages=1, order=1, degree=2), seed=0)
    fit(model, TASK, updates=row["updates"], seed=0, progress=False, validate_every=None)
    assert row["validation loss"] == pytest.approx(evaluate(model, TASK, "validate", 50)["loss"])
    stops = pd.DataFrame({"stopped": ["loss", "loss", "loss", "updates"], "stop_loss": 0.1, "test loss": [0.1, 0.3, 0.3, 0.1]})
    assert confirmed(stops).tolist() == [True, False, False, False]  # rows of an older file, without a validation loss
    assert confirmed(stops.assign(**{"validation loss": [0.3, 0.2, math.nan, 0.1]})).tolist() == [False, True, False, False]


WRONG = {
    "a task": lambda: Grid(task="XOR"), "no task": lambda: Grid(workspace=3), "no values": lambda: Grid(task=TASK, lr=[]),
    "lanes": lambda: Grid(**SMALL | {"workspace": 10**9}), "a flag": lambda: Grid(**SMALL, max_updates=True),
    "a text": lambda: Grid(**SMALL, bias="0"), "spreads": lambda: Grid(**SMALL, spreads=1),
    "training": lambda: Grid(**SMALL, training={"lr": 1}), "options": lambda: Setting(TASK, training=3),
    "a loss": lambda: Grid(**SMALL, stop_loss=math.nan), "size": lambda: Grid(**SMALL | {"size": 0}),
    "an array": lambda: Grid(**SMALL, lr=np.ones(2)).settings[0].key(0), "an object": lambda: Grid(**SMALL, lr=object()).settings[0].key(0),
    "seeds": lambda: Grid(**SMALL, seeds=(0, 1.5)), "no seeds": lambda: Grid(**SMALL, seeds=()),
    "one seed": lambda: Grid(**SMALL, seeds=3), "values to try": lambda: Grid(**SMALL, seeds=[0, 1]),
    "a seed twice": lambda: Grid(**SMALL, seeds=(1, 1)), "no grid": lambda: sweep(SMALL, "runs"),
    "a place": lambda: read_runs(None), "a folder": lambda: sweep(Grid(**SMALL), 5), "no setting": lambda: next(runs(SMALL)),
    "a table": lambda: summarise([1]), "columns": lambda: summarise(pd.DataFrame({"stopped": []}), by=["lr"]),
    "unequal lists": lambda: median_updates([1, 2], [True]), "level": lambda: median_updates([1], [True], 2),
    "a model": lambda: gradient_reach(None, TASK), "a size": lambda: gradient_reach(matched("rnn", 200, TASK, seed=0), TASK, size=-1),
    "loss": lambda: gradient_reach(matched("rnn", 200, TASK, seed=0), TASK, loss="nll2"),
}  # fmt: skip


@pytest.mark.parametrize("call", WRONG.values(), ids=WRONG)
def test_what_cannot_be_meant_is_refused_in_a_sentence(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"must|no task"): call()
    assert not any(tmp_path.iterdir())


def test_numpy_numbers_are_numbers():
    setting = Grid(**SMALL | {"order": np.int64(1), "size": np.int32(50)}, bias=np.float64(0.5), lr=np.float32(0.5)).settings[0]
    assert setting.key(0) == Grid(**SMALL, bias=0.5, lr=0.5).settings[0].key(0)


def made(rows):
    "A table of runs: rate, seed, validation loss, test loss."
    table = []
    for rate, seed, validation, test in rows:
        about = _row(Grid(**SMALL, lr=rate).settings[0], seed)
        table.append(about | {"stopped": "updates", "validation loss": validation, "test loss": test})
    return pd.DataFrame(table)


LUCKY = [[0.1, 0, 0.30, 0.9], [0.1, 1, 0.34, 0.7], [0.2, 0, 0.5, 0.1], [0.2, 1, 0.6, 0.2]]  # 0.2 looks better on test sequences


def test_the_best_by_validation_is_chosen_and_not_the_best_by_test():
    chosen = select(made(LUCKY))
    assert chosen.setting == {"lr": 0.1} and chosen.seeds == [0, 1] and chosen.compared == 2
    assert chosen.figures.loc["test loss", "mean"] == pytest.approx(0.8) and set(chosen.runs["lr"]) == {0.1}
    for text in repr(chosen), chosen._repr_html_():
        assert "0.8" in text and "0.15" not in text and "2 seeds (0, 1)" in text and "95%" in text


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9)), min_size=1, max_size=6, unique_by=lambda pair: pair[0]))
def test_test_figures_do_not_decide(pairs):
    rows = [[k + 1.0, seed, loss, test] for k, (loss, test) in enumerate(pairs) for seed in range(2)]
    chosen = select(made(rows))
    assert chosen.setting.get("lr", 1.0) == 1 + min(range(len(pairs)), key=lambda k: pairs[k][0])


@pytest.mark.parametrize("by", ["test", "test loss", "test argmax accuracy", "final loss", "seconds", None])
def test_nothing_but_validation_ranks(by):
    with pytest.raises(ValueError, match="by must be"): select(made(LUCKY), by=by)


def test_the_interval_is_students_by_hand():
    rows = [[0.1, seed, loss, loss] for seed, loss in enumerate([1.0, 2.0, 3.0])]
    figures = select(made(rows)).figures.loc["test loss"]
    reach = 4.302653 / math.sqrt(3)  # t of two degrees of freedom at 97.5 %; the spread is 1
    assert figures["low"] == max(2 - reach, 0) and figures["high"] == pytest.approx(2 + reach, abs=1e-6)
    alone = select(made(rows[:1]))
    assert math.isnan(alone.figures.loc["test loss", "low"]) and "no interval" in repr(alone)


def test_what_failed_or_ran_with_other_seeds_cannot_win():
    table = made(LUCKY)
    table.loc[0, ["stopped", "validation loss"]] = "failed", math.nan
    assert select(table).setting == {"lr": 0.2}
    with pytest.raises(ValueError, match="same seeds"): select(made(LUCKY[:3]))
    with pytest.raises(ValueError, match="no setting can be chosen"): select(table[:2])
    with pytest.raises(ValueError, match="validation figures, it has none"): select(table.drop(columns="validation loss"))


def test_topologies_of_your_own_are_values_of_a_grid(tmp_path):
    cells = [Topology.paper(2, lanes, stages=0, order=1, degree=1) for lanes in (1, 2)]
    grid = Grid(task=TASK, topology=cells, size=20, max_updates=2, seeds=range(2))
    table = pd.DataFrame([row for setting in grid for row in runs(setting)])
    assert list(table.groupby("topology", sort=False)["parameters"].first()) == [cell.parameters for cell in cells]
    assert table["key"].is_unique and "workspace" not in table.columns
    assert select(table).setting["topology"] in {cell.to_json() for cell in cells} | set(table["topology"])
    with pytest.raises(ValueError, match="words of 2 bits"): Grid(task=TASK, topology=Topology.paper(3, 2, stages=0, order=1, degree=1))
    with pytest.raises(ValueError, match="workspace must be left out"): Grid(task=TASK, topology=cells, workspace=2)


def test_one_phase_is_what_fit_makes():
    setting = Grid(**SMALL, schedule=({"updates": 12, "validate_every": 4},), lr=0.05, dtype="float64", seeds=(3,)).settings[0]
    row = next(runs(setting))
    model = QRNN(setting.cell, seed=3, dtype=torch.float64)
    history = fit(model, TASK, updates=12, validate_every=4, lr=0.05, seed=3, progress=False)
    np.testing.assert_allclose(row["losses"], history.losses, rtol=1e-6)
    for split, name in ("train", "train loss"), ("validate", "validation loss"), ("test", "test loss"):
        assert row[name] == pytest.approx(evaluate(model, TASK, split, 50)["loss"], rel=1e-9)


def test_the_better_start_goes_on_and_a_bad_phase_spoils_nothing():
    good, bad = {"updates": 20, "lr": 0.05}, {"updates": 20, "lr": 1e-9}
    options = SMALL | {"size": None, "dtype": "float64"}
    alone = next(runs(Grid(**options, schedule=((good,),)).settings[0]))
    both = next(runs(Grid(**options, schedule=((good, bad),)).settings[0]))
    later = next(runs(Grid(**options, schedule=(good, {"updates": 3, "lr": 9.0, "clip": None}),).settings[0]))
    assert both["losses"].tolist() == alone["losses"].tolist() and both["test loss"] == alone["test loss"]
    assert later["updates"] == 23 and later["validation loss"] <= alone["validation loss"] * 1.05


@pytest.mark.parametrize("schedule", [3, (3,), ((),), ({},), ({"updates": 0},), ({"updates": 2, "validate_every": None},)], ids=str)
def test_a_schedule_that_is_none_is_refused(schedule):
    with pytest.raises(ValueError, match=r"must|has no"): Grid(**SMALL, schedule=schedule)


def test_stored_runs_keep_their_keys(root):
    table = read_runs(root / "nbs/experiments/results/optimisers.parquet", ["key", "seed", "setting"])
    cell = dict(workspace=5, stages=2, degree=3)
    grid = Grid(task=Memorise(length=20), **cell, max_updates=500, loss="published_loss", optimizer="adam", lr=0.1)
    assert grid.settings[0].key(0) in set(table["key"])


WITHOUT_DASK = """
import sys
sys.modules["distributed"] = sys.modules["dask"] = None
from qrnn_nb.experiments import Grid, select, sweep
from qrnn_nb.tasks import ElmanXOR

if __name__ == "__main__":
    grid = Grid(task=ElmanXOR(length=9), workspace=2, order=1, degree=2, size=50, bias=[0.0, 1.0], max_updates=2, seeds=range(2))
    print(select(sweep(grid, sys.argv[1], progress=False)))
"""


def test_without_dask_a_sweep_runs_in_plain_processes(tmp_path, root):
    script = tmp_path / "sweep.py"
    script.write_text(WITHOUT_DASK)
    options = dict(env=os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}, capture_output=True, text=True)
    done = subprocess.run([sys.executable, script, tmp_path / "runs"], timeout=120, **options)
    assert done.returncode == 0 and "Traceback" not in done.stderr and "Best of 2 settings by validation loss" in done.stdout, done.stderr
    assert len(list((tmp_path / "runs").glob("*.parquet"))) == 4
