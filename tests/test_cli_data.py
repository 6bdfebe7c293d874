"""`qrnn-nb` on tables of one's own: train, go on, evaluate, predict and sweep, and what becomes of a file that has changed."""

import json
import os
import re
import shlex
import shutil
import warnings
from contextlib import chdir
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from qrnn_nb import Ensemble, Trainer, evaluate, load_checkpoint, load_predictor, predict
from qrnn_nb.baselines import Baseline
from qrnn_nb.cli import main
from qrnn_nb.commands import train as training
from qrnn_nb.commands.runs import open_run, run_folders
from qrnn_nb.experiments import read_runs
from qrnn_nb.tasks import ElmanLetters, Task, from_sequences, from_series

SMALL = "--workspace 2 --updates 6 --validate-every 3"


def run(line):
    "The exit code of a command line."
    try: return main(shlex.split(line))
    except SystemExit as end: return end.code


def texts(rows, seed=0):
    "Texts of a and b, which are odd or even in b."
    draw = Random(seed)
    x = ["".join(draw.choices("ab", k=draw.randint(2, 5))) for _ in range(rows)]
    return pd.DataFrame({"text": x, "mood": ["bad" if text.count("b") % 2 else "good" for text in x]})


def prices(rows):
    "A column of days and two of numbers that repeat every week."
    days = [date(2024, 1, 1) + timedelta(day) for day in range(rows)]
    return pd.DataFrame({"day": days, "price": [100 + n % 7 for n in range(rows)], "volume": [n % 5 for n in range(rows)]})


@pytest.fixture
def place(tmp_path, monkeypatch):
    "An empty folder to work in, with a table of texts and one of prices; tasks that a test defines are forgotten after it."
    monkeypatch.setattr(Task, "kinds", dict(Task.kinds))
    with chdir(tmp_path):
        texts(60).to_csv("texts.csv", index=False)
        prices(300).to_csv("prices.csv", index=False)
        yield tmp_path


def test_a_table_trains_as_from_sequences_would(place):
    assert run(f"train texts.csv --x text --y mood {SMALL} --set seed=3 --set validate=0.3") == 0
    table = texts(60)
    task = from_sequences(table.text, table.mood, seed=3, validate=0.3)
    stored = open_run("runs/texts")
    assert stored.task == task and stored.index == 6


@pytest.mark.parametrize("ending", ["csv", "tsv", "csv.gz", "parquet"])
def test_the_same_task_from_every_kind_of_file(place, ending):
    table, name = texts(60), f"same.{ending}"
    if ending == "parquet": table.to_parquet(name)
    else: table.to_csv(name, index=False, sep="\t" if ending == "tsv" else ",")
    assert run(f"train {name} --x text --y mood {SMALL} --out run") == 0
    assert open_run("run").task == from_sequences(table.text, table.mood)


def test_cells_are_read_as_they_stand(place):
    "Bits are no number, and the amino acids NA are nothing that is missing."
    x, y = ["0110", "NA", "00", "nan", "1"] * 8, ["None", "no"] * 20
    pd.DataFrame({"x": x, "y": y}).to_csv("cells.csv", index=False)
    assert run(f"train cells.csv --x x --y y {SMALL} --out run") == 0
    assert open_run("run").task == from_sequences(x, y)


def test_texts_of_words_and_columns_of_symbols(place):
    words = ["the cat", "a dog sat", "the dog", "a cat"] * 10
    pd.DataFrame({"x": words, "y": [0, 1] * 20, "first": [1, 2, 3, 4] * 10, "second": [4, 4, 1, 1] * 10}).to_csv("w.csv", index=False)
    assert run(f"train w.csv --x x --separator ' ' --y y {SMALL} --out words") == 0
    assert set(open_run("words").task.alphabet) == {"the", "cat", "a", "dog", "sat"}
    assert run(f"train w.csv --x first --x second --y y {SMALL} --out columns") == 0
    assert open_run("columns").task.alphabet == (1, 2, 3, 4)


def test_without_x_all_other_columns_are_read(place):
    assert run(f"train texts.csv --y mood {SMALL}") == 0
    assert open_run("runs/texts").task == from_sequences(texts(60).text, texts(60).mood)
    draw = Random(1)
    table = pd.DataFrame([[draw.gauss(0, 1) for _ in range(5)] for _ in range(40)]).add_prefix("t")
    table.assign(y=table.t4 > 0).to_csv("measured.csv", index=False)
    assert run(f"train measured.csv --y y {SMALL}") == 0  # numbers with a point are cut into bins
    assert open_run("runs/measured").task == from_sequences(table, table.t4 > 0, bits=3)
    assert run("predict runs/measured measured.csv -o out.csv") == 0 and len(pd.read_csv("out.csv")) == 40


def test_a_column_without_a_name_is_read_by_nobody_unasked(place):
    texts(60).to_csv("indexed.csv")
    assert run(f"train indexed.csv --y mood {SMALL}") == 0
    assert open_run("runs/indexed").task == from_sequences(texts(60).text, texts(60).mood)
    dated = prices(300).set_index("day").rename_axis(None)
    dated.to_csv("dated.csv")
    assert run(f"train dated.csv --time index --set bits=2 {SMALL}") == 0
    assert open_run("runs/dated").task == from_series(prices(300).rename(columns={"day": "index"}), time="index", bits=2)


def test_what_python_says_is_said_as_it_is_typed(place, capsys):
    prices(300).drop(index=range(50, 60)).to_csv("gaps.csv", index=False)
    line = f"train gaps.csv --time day --columns price {SMALL}"
    assert run(line) == 1 and "--set gaps=…" in capsys.readouterr().err
    assert run(f"{line} --set gaps=interpolate") == 0


def test_advice_on_lengths_and_columns_is_ready_to_be_typed(place, capsys):
    prices(60).to_csv("short.csv", index=False)
    assert run(f"train short.csv --time day {SMALL}") == 1 and "(here --set length=9" in capsys.readouterr().err
    assert run(f"train short.csv --time day --set bits=2 --set length=9 {SMALL}") == 0
    dirty = prices(300).astype({"price": str})
    dirty.loc[4, "price"] = "12 EUR"
    dirty.to_csv("dirty.csv", index=False)
    capsys.readouterr()
    assert run(f"train dirty.csv --time day {SMALL}") == 1
    told = capsys.readouterr().err
    assert "'price' must hold numbers, got '12 EUR' in row 5" in told and "--columns" in told
    assert run(f"train dirty.csv --time day --columns volume {SMALL}") == 0


def test_a_column_of_texts_is_left_out_with_a_line(place, capsys):
    prices(300).assign(city="Oslo").to_csv("city.csv", index=False)
    assert run(f"train city.csv --time day --set bits=2 {SMALL}") == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if "'city' was left out" in line]
    assert len(lines) == 1 and lines[0].startswith("qrnn-nb: ")


def test_a_season_is_said_beside_as_now(place, capsys):
    line = f"train prices.csv --time day --columns price --set season=7 {SMALL}"
    assert run(line) == 0 and "saying as a season ago 0," in capsys.readouterr().out  # prices repeat every week
    assert run("evaluate runs/prices") == 0 and "saying as a season ago" in capsys.readouterr().out
    assert run(f"train prices.csv --time day --columns price {SMALL} --out plain") == 0
    said = capsys.readouterr().out
    assert "saying as now" in said and "season" not in said


def test_a_warning_is_a_line_said_once(place, capsys):
    rising = prices(300)
    rising["price"] = range(300)
    rising.to_csv("rising.csv", index=False)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        before = warnings.showwarning
        assert run(f"train rising.csv --time day --columns price {SMALL}") == 0
        assert warnings.showwarning is before
    lines = [line for line in capsys.readouterr().err.splitlines() if "outside the levels" in line]
    assert len(lines) == 1 and lines[0].startswith("qrnn-nb: ")


def test_a_series_trains_as_from_series_would(place):
    assert run(f"train prices.csv --time day --columns price --set bits=3 --set horizon=4 {SMALL}") == 0
    stored = open_run("runs/prices")
    assert stored.task == from_series(prices(300), "price", time="day", bits=3, horizon=4)


def test_a_run_goes_on_wherever_it_and_its_file_are(place, monkeypatch):
    options = "train texts.csv --x text --y mood --workspace 2 --validate-every 3"
    assert run(f"{options} --updates 8 --out whole") == 0
    assert run(f"{options} --updates 5 --out work/part") == 0
    Path("elsewhere/deep").mkdir(parents=True)
    shutil.move("work", "elsewhere/work")  # the file and the run move together
    shutil.copy("texts.csv", "elsewhere/texts.csv")
    monkeypatch.chdir("elsewhere/deep")
    assert run("train --resume ../work/part --updates 8") == 0
    assert load_checkpoint("../work/part", open_run("../work/part").task).history.losses == open_run("../../whole").history.losses


def test_a_file_that_has_changed_or_gone_is_refused(place, capsys):
    assert run(f"train texts.csv --x text --y mood {SMALL}") == 0
    shutil.copy("texts.csv", "before.csv")
    with open("texts.csv", "a") as file: file.write("ab,bad\n")
    for line in ("train --resume runs/texts --updates 9", "evaluate runs/texts"):
        assert run(line) == 1 and "has changed since" in capsys.readouterr().err
    os.remove("texts.csv")
    for line in ("train --resume runs/texts --updates 9", "evaluate runs/texts"):
        assert run(line) == 1 and "--data FILE" in capsys.readouterr().err
        assert run(f"{line} --data before.csv") == 0
    assert run("plot runs/texts --figure loss --format svg") == 0  # a curve needs no data


def test_predictions_are_those_of_python(place):
    assert run(f"train texts.csv --x text --y mood {SMALL}") == 0
    new = texts(7, seed=1)[["text"]]
    new.to_csv("new.csv", index=False)
    assert run("predict runs/texts new.csv -o labels.csv") == 0
    model, task = load_predictor("runs/texts")
    answer = predict(model, task, new.text)
    found = pd.read_csv("labels.csv")
    assert found.label.tolist() == answer.labels
    assert found[["bad", "good"]].to_numpy() == pytest.approx(answer.probabilities, abs=1e-6)
    assert run("predict runs/texts new.csv --sampled --seed 5 -o drawn.csv") == 0
    assert pd.read_csv("drawn.csv").label.tolist() == predict(model, task, new.text, sampled=True, seed=5).labels


def test_a_column_by_another_name_is_read_when_asked_for(place, capsys):
    assert run(f"train texts.csv --x text --y mood {SMALL}") == 0
    capsys.readouterr()
    assert run("predict runs/texts texts.csv") == 0
    usual = capsys.readouterr().out
    texts(60).rename(columns={"text": "words"}).to_csv("other.csv", index=False)
    assert run("predict runs/texts other.csv") == 1 and "--column" in capsys.readouterr().err
    assert run("predict runs/texts other.csv --column words") == 0
    assert capsys.readouterr().out == usual


def test_forecasts_and_drawn_continuations(place, capsys):
    assert run(f"train prices.csv --time day --columns price --columns volume --set bits=2 --set horizon=3 {SMALL}") == 0
    assert run("predict runs/prices prices.csv -o ahead.csv") == 0
    ahead = pd.read_csv("ahead.csv")
    assert ahead.time.tolist() == ["2024-10-27", "2024-10-28", "2024-10-29"]  # the last day of the file is the 26th
    for name in "price", "volume":
        assert (ahead[f"{name} low"] <= ahead[f"{name} mean"]).all() and (ahead[f"{name} mean"] <= ahead[f"{name} high"]).all()
    assert "3 rows in ahead.csv" in capsys.readouterr().out
    assert run("predict runs/prices prices.csv --sampled -o ways.csv") == 0
    ways = pd.read_csv("ways.csv")
    expected = predict(*load_predictor("runs/prices"), prices(300)).samples
    assert ways[["price", "volume"]].to_numpy().reshape(expected.shape) == pytest.approx(expected, rel=1e-5)


def test_one_row_is_one_row(place, capsys):
    assert run(f"train prices.csv --time day --columns price --set bits=2 {SMALL}") == 0
    assert run("predict runs/prices prices.csv -o ahead.csv") == 0
    assert "1 row in ahead.csv" in capsys.readouterr().out


def test_no_label_becomes_a_formula(place):
    table = texts(60)
    table["mood"] = table.mood.map({"bad": "=1+1", "good": "@x"})
    table.to_csv("formulas.csv", index=False)
    assert run(f"train formulas.csv --x text --y mood {SMALL}") == 0
    assert run("predict runs/formulas formulas.csv -o out.csv") == 0
    assert {cell[0] for row in Path("out.csv").read_text().splitlines() for cell in row.split(",")} <= set("'l0123456789")


def test_evaluate_says_what_evaluate_says(place, capsys):
    assert run(f"train texts.csv --x text --y mood {SMALL} --lr 1") == 0
    stored = open_run("runs/texts")
    for options in "", "--last":
        if not options: stored.model.load_state_dict(stored.history.best.parameters)
        else: stored = open_run("runs/texts")
        expected = evaluate(stored.model, stored.task, "validate")["loss"]
        capsys.readouterr()
        assert run(f"evaluate runs/texts --split validate {options}") == 0
        assert f"loss {expected:.4g} nats" in capsys.readouterr().out


def test_several_seeds_are_an_ensemble_or_runs_of_their_own(place):
    assert run(f"train ElmanXOR --set length=9 {SMALL} --seeds 2 --seed 4 --out together") == 0
    assert run(f"train ElmanXOR --set length=9 {SMALL} --seed 5 --out alone") == 0
    together, alone = load_checkpoint("together"), load_checkpoint("alone")
    assert isinstance(together.model, Ensemble) and len(together.model) == 2
    assert together.histories[1].losses == pytest.approx(alone.history.losses, rel=1e-4)
    assert run(f"train ElmanXOR --set length=9 {SMALL} --seeds 2 --model gru --dtype float64 --out apart") == 0
    for seed, folder in enumerate(run_folders("apart")):
        own = load_checkpoint(folder)
        assert isinstance(own.model, Baseline) and own.model.topology.kind == "gru"
        assert own.options["seed"] == seed and own.index == 6
        assert {str(values.dtype) for values in own.model.parameters()} == {"torch.float64"}
    assert run("train --resume together --updates 8") == 0 and run("train --resume apart --updates 8") == 0
    assert [load_checkpoint(folder).index for folder in ("together", *run_folders("apart"))] == [8, 8, 8]


def test_a_shorter_run_of_seeds_leaves_nothing_of_a_longer_one(place):
    line = "train ElmanXOR --set length=9 --workspace 1 --updates 2 --model rnn --out run"
    assert run(f"{line} --seeds 3") == 0 and run(f"{line} --seeds 2") == 1
    assert run(f"{line} --seeds 2 --overwrite") == 0
    assert [folder.name for folder in run_folders("run")] == ["seed-0", "seed-1"]


def test_a_run_keeps_every_option_it_was_started_with(place):
    options = "--lr 0.05 --clip none --batch-size 7 --seed 2 --dtype float64 --optimizer rmsprop --validation-size 5 --no-best"
    options += " --class-weight balanced --accumulate 2 --scheduler \"{'name': 'ExponentialLR', 'gamma': 0.9}\" --patience 9"
    line = f"train texts.csv --x text --y mood --workspace 2 --validate-every 2 {options}"
    assert run(f"{line} --updates 9 --out whole") == 0
    assert run(f"{line} --updates 4 --out part") == 0
    assert run("train --resume part --updates 9") == 0
    whole, part = open_run("whole"), open_run("part")
    assert part.options == whole.options and part.limits == whole.limits and part.history.losses == whole.history.losses
    for name, values in whole.model.state_dict().items(): assert part.model.state_dict()[name].equal(values)
    assert json.loads(Path("part/command.json").read_text())["best"] is False


def test_best_or_last_parameters_are_reported(place, capsys):
    line = "train ElmanXOR --set length=9 --workspace 2 --updates 8 --validate-every 3 --lr 1 --out"
    assert run(f"{line} best") == 0 and "with the best parameters" in capsys.readouterr().out
    assert run(f"{line} last --no-best") == 0 and "with the last parameters, of update 8" in capsys.readouterr().out


def test_the_line_wins_over_the_file(place):
    Path("run.toml").write_text('task = "ElmanXOR"\nset = {length = 9}\nworkspace = 2\nlr = 0.05\nupdates = 7\nbest = false\nout = "run"\n')
    assert run("train --config run.toml --updates 3 --lr 0.1") == 0
    stored = load_checkpoint("run")
    assert stored.task.length == 9 and stored.model.topology.workspace == 2
    assert (stored.index, stored.options["lr"], stored.options["seed"]) == (3, 0.1, 0)
    assert run("train ElmanLetters --set length=12 --config run.toml --updates 1 --out other") == 0
    other = load_checkpoint("other")
    assert other.task == ElmanLetters(length=12) and other.options["lr"] == 0.05
    assert run("train --resume run --updates 4") == 0


def test_tasks_of_ones_own_module(place, capsys):
    Path("my_own_tasks.py").write_text(
        "from dataclasses import dataclass\nfrom typing import ClassVar\nfrom qrnn_nb.tasks import ElmanXOR\n"
        "@dataclass(frozen=True)\nclass MyXOR(ElmanXOR):\n    name: ClassVar[str] = 'my XOR'\n"
    )
    line = f"train MyXOR --set length=9 {SMALL}"
    assert run(line) == 1 and "--import" in capsys.readouterr().err
    assert run(f"{line} --import my_own_tasks") == 0
    assert run("train --resume runs/MyXOR --updates 8 --import my_own_tasks.py") == 0
    assert run("tasks --import my_own_tasks") == 0 and "MyXOR " in capsys.readouterr().out


def test_lines_and_no_bar_where_there_is_no_terminal(place, capsys, monkeypatch):
    monkeypatch.setattr(training, "EVERY", 0.0)
    assert run(f"train ElmanXOR --set length=9 {SMALL}") == 0
    told = capsys.readouterr()
    lines = [line for line in told.out.splitlines() if line.startswith("Elman XOR: update ")]
    assert [line.partition(",")[0] for line in lines] == [f"Elman XOR: update {index} of 6" for index in range(1, 7)]
    assert "\r" not in told.out + told.err


@pytest.mark.minute
def test_a_sweep_shows_the_test_figures_of_the_chosen_setting_alone(place, capsys):
    Path("grid.toml").write_text(
        'task = "texts.csv"\nx = "text"\ny = "mood"\nworkspace = 1\nupdates = 3\nlr = [0.01, 0.3]\nseeds = 2\n'
    )
    assert run("sweep grid.toml") == 0
    told = capsys.readouterr().out
    table = read_runs("sweeps/grid")
    assert len(table) == 4 and set(table["lr"]) == {0.01, 0.3} and set(table["seed"]) == {0, 1}
    means = table.groupby("lr")["validation loss"].mean()
    assert f"Best of 2 settings by validation loss: lr {means.idxmin():.4g}" in told and "4 runs are stored in sweeps/grid" in told
    for rate, loss in table.groupby("lr")["test loss"].mean().items():
        assert (f"{loss:.4g}" in told) == (rate == means.idxmin())
    task = from_sequences(texts(60).text, texts(60).mood)
    assert f"accuracy by chance {task.chance(task.batch('test')):.4g}" in told
    files = {path: path.stat().st_mtime_ns for path in Path("sweeps/grid").iterdir()}
    assert run("sweep grid.toml") == 0  # nothing is made again
    assert {path: path.stat().st_mtime_ns for path in Path("sweeps/grid").iterdir()} == files


@pytest.mark.minute
def test_a_sweep_prints_the_command_that_trains_its_choice(place, capsys):
    Path("grid.toml").write_text(
        'task = "texts.csv"\nx = "text"\ny = "mood"\nset = {seed = 3}\nworkspace = [1, 2]\nupdates = 3\n'
        'lr = 0.05\nclass-weight = "balanced"\nsize = 5\nscheduler = {name = "ExponentialLR", gamma = 0.9}\n'
    )
    assert run("sweep grid.toml") == 0
    told = capsys.readouterr().out
    workspace = int(re.search(r"by validation loss: workspace (\d)", told)[1])
    assert run(re.search(r"Train a network so with: qrnn-nb (.*)", told)[1]) == 0
    stored = open_run("runs/grid")
    assert stored.task == from_sequences(texts(60).text, texts(60).mood, seed=3)
    assert (stored.model.topology.workspace, stored.limits.updates) == (workspace, 3)
    balanced = Trainer(stored.model, stored.task, class_weight="balanced").options["class_weight"]
    assert (stored.options["lr"], stored.options["class_weight"]) == (0.05, balanced)
    assert stored.options["scheduler"]["gamma"] == 0.9
    assert run(re.search(r"use it with: qrnn-nb (.*)", told)[1].replace("DATA", "texts.csv")) == 0


FAULTS = {
    "a file without its meaning": ("train texts.csv", 1, "say what texts.csv holds: --x COLUMN --y COLUMN"),
    "a text without a label": ("train texts.csv --x text", 1, "say what texts.csv holds"),
    "a label that is all there is": ("train labels.csv --y mood", 1, "labels.csv has no column beside 'mood' to read"),
    "labels and time": ("train texts.csv --x text --y mood --time text", 1, "leave one of them out"),
    "no such column": ("train texts.csv --x txt --y mood", 1, "did you mean 'text'?"),
    "no such label": ("train texts.csv --x text --y mod", 1, "did you mean 'mood'?"),
    "no such file": ("train none.csv --x text --y mood", 1, "there is no file none.csv"),
    "columns of a task": ("train ElmanXOR --x text", 1, "ElmanXOR is a task, and no file: leave out --x"),
    "no such argument": ("train texts.csv --x text --y mood --set sed=1", 1, "did you mean 'seed'?"),
    "an argument of a series": ("train texts.csv --x text --y mood --set horizon=2", 1, "--set of from_sequences must be one of"),
    "a text as a series": ("train texts.csv --columns text", 1, "must hold numbers"),
    "no table": ("train broken.csv --x text --y mood", 1, "broken.csv is no table"),
    "no Parquet": ("train broken.parquet --x text --y mood", 1, ""),
    "data of a new run": ("train texts.csv --x text --y mood --data texts.csv", 1, "--data is for a run that goes on"),
    "no seeds": ("train ElmanXOR --seeds 0", 1, "seeds (how many networks) must be a whole number from 1"),
    "a wrong value in a file": ("train --config text.toml", 2, "expected a whole number, got 'many'"),
    "no such option in a file": ("train --config typo.toml", 1, "did you mean 'workspace'?"),
    "a file that is none": ("train --config texts.csv", 1, "texts.csv is not TOML"),
    "no file": ("train --config none.toml", 1, "none.toml"),
    "no such module": ("tasks --import no_such_module", 1, "there is no module no_such_module"),
    "evaluate nothing": ("evaluate none", 1, "there is no folder none"),
    "predict from a task": ("predict xor texts.csv", 1, "was not made of a file"),
    "predict from nothing": ("predict none texts.csv", 1, "there is no folder none"),
    "a grid without a task": ("sweep empty.toml", 1, "empty.toml has no task"),
    "a grid of another name": ("sweep typo.toml", 1, "did you mean 'workspace'?"),
    "a grid with a name of another library": ("sweep epochs.toml", 1, "did you mean 'updates'?"),
    "a file with a name of another library": ("train --config epochs.toml", 1, "did you mean 'updates'?"),
    "a grid of settings of a task": ("sweep horizons.toml", 1, "in set a list is one value, not values to try"),
    "semicolons": ("train semicolons.csv --x text --y mood", 1, "semicolons.csv is separated by ';', and not by commas"),
    "semicolons in a series": ("train semicolons.csv --columns price", 1, "semicolons.csv is separated by ';'"),
    "tabs": ("train tabs.csv --x text --y mood", 1, "end its name in .tsv"),
    "predict from a sweep": ("predict tried texts.csv", 1, "tried holds the figures of a sweep, and no network"),
    "evaluate a sweep": ("evaluate tried", 1, "by the command that qrnn-nb sweep prints"),
    "a grid that is none": ("sweep texts.csv", 1, "texts.csv is not TOML"),
    "no grid": ("sweep none.toml", 1, "none.toml"),
    "no such shell": ("completion cmd", 2, "invalid choice: 'cmd'"),
}


@pytest.mark.parametrize(("line", "code", "message"), FAULTS.values(), ids=FAULTS)
def test_a_mistake_is_told_in_one_line(place, capsys, line, code, message):
    Path("broken.csv").write_text('a,b\n"1,2\n3,4,5\n')
    Path("broken.parquet").write_text("no")
    texts(9)[["mood"]].to_csv("labels.csv", index=False)
    Path("text.toml").write_text('task = "ElmanXOR"\nupdates = "many"\n')
    Path("typo.toml").write_text('task = "ElmanXOR"\nworkspac = 2\n')
    Path("empty.toml").write_text("lr = 0.1\n")
    Path("epochs.toml").write_text('task = "ElmanXOR"\nepochs = 3\n')
    Path("horizons.toml").write_text('task = "prices.csv"\ncolumns = "price"\n[set]\nhorizon = [1, 7]\n')
    for name, separator in {"semicolons": ";", "tabs": "\t"}.items(): texts(9).to_csv(f"{name}.csv", sep=separator, index=False)
    Path("tried").mkdir()
    Path("tried/figures.parquet").touch()
    if "xor" in line: assert run("train ElmanXOR --set length=6 --workspace 1 --updates 1 --out xor") == 0
    capsys.readouterr()
    assert run(line) == code
    (told,) = capsys.readouterr().err.strip().splitlines()
    assert message in told and told.startswith("qrnn-nb")
