"""Figures of runs, of what grows, and of answers: on made-up and on stored data, the right numbers, and nothing merged that is unlike."""

import math
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pictures import BELIEVED, CHOSEN, COMPARED, REACHED, REGRETS, RUNS, STARTED

from qrnn_nb import QRNN, Topology
from qrnn_nb.amplification import least
from qrnn_nb.comparing import compare
from qrnn_nb.experiments import gradient_reach, summarise
from qrnn_nb.figures import (
    calibration,
    comparison,
    comparison_table,
    confusion_matrix,
    gradient_against_distance,
    heat_map,
    learning_curves,
    prediction_strip,
    regret_against_memory,
    starts_against_length,
    steps_against_length,
    success_against_calls,
    violins,
)
from qrnn_nb.predicting import Prediction
from qrnn_nb.tasks import ElmanXOR

SMALL = Topology.paper(2, 2, stages=1, order=1, degree=1)
XOR = ElmanXOR(length=12)


def legend_of(figure): return [text.get_text() for text in figure.axes[0].get_legend().get_texts()]


@pytest.mark.parametrize("column", ["task", "task length", "task protocol", "model", "workspace", "order"])
def test_unlike_runs_have_no_common_median(column):
    runs = pd.DataFrame({column: [1, 2], "lr": 0.1, "stopped": "updates", "losses": [[0.5, 0.4], [0.3, 0.2]]})
    with pytest.raises(ValueError, match=f"differ in {column}: 1, 2; take by='{column}'"): learning_curves(runs, by="lr")
    assert learning_curves(runs, by=column).data["runs"].eq(1).all()


def test_stored_sweeps_of_unlike_tasks_are_refused(root):
    stored = pd.read_csv(root / "nbs/lessons/results/sweeps.csv")
    stored["losses"] = [[loss] for loss in stored["final loss"]]
    with pytest.raises(ValueError, match="differ in"): learning_curves(stored)
    dna = stored[(stored["task"] == "DNA") & (stored["model"] == "QRNN")]
    with pytest.raises(ValueError, match="differ in task length"): learning_curves(dna, by="task protocol")


def test_runs_that_ended_are_marked_by_their_reason():
    ended = pd.DataFrame({"stopped": ["loss", "updates", "loss"], "losses": [[0.9, 0.1], [0.9, 0.8, 0.7], [0.5]]})
    figure = learning_curves(ended)
    assert legend_of(figure)[-2:] == ["learnt", "ended at the limit"]
    drawn = [line for line in figure.axes[0].lines if len(line.get_xdata()) and line.get_marker() in "o^"]
    marks = {line.get_marker(): sorted(zip(*line.get_data())) for line in drawn}
    assert marks == {"o": [(1, 0.5), (2, 0.1)], "^": [(3, 0.7)]}
    # without any run that had a loss to meet, limits are the plan and no censoring
    assert "ended at the limit" not in legend_of(learning_curves(ended.assign(stopped="updates", losses=[[0.5, 0.4]] * 3)))


@given(st.lists(st.lists(st.floats(0.01, 10), min_size=4, max_size=4), min_size=2, max_size=5))
def test_bands_are_what_they_say(losses):
    array = np.array(losses)
    ranged = learning_curves(losses, band="range").data
    assert np.allclose(ranged["lower"], array.min(0)) and np.allclose(ranged["upper"], array.max(0))
    spread = learning_curves(losses, band="sd").data
    assert np.allclose(spread["mean"], array.mean(0)) and np.allclose(spread["upper"] - spread["mean"], array.std(0, ddof=1))


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=12), st.integers(1, 15))
def test_smoothing_is_the_mean_of_the_last_updates(losses, window):
    smooth = learning_curves([losses], smooth=window).data["median"]
    assert smooth.tolist() == pytest.approx([np.mean(losses[max(0, end - window) : end]) for end in range(1, len(losses) + 1)])


def test_gradients_of_networks():
    tables = [gradient_reach(QRNN(SMALL, seed=seed), XOR, 4) for seed in range(3)]
    data = gradient_against_distance({"QRNN": tables}).data
    assert data["median"].tolist() == pytest.approx(np.median([table["gradient"] for table in tables], axis=0))
    assert gradient_against_distance(tables, relative=True).data["median"][0] == 1


def test_a_gradient_of_zero_has_no_place_on_the_axis():
    table = pd.DataFrame({"distance": [0, 1, 2], "gradient": [1.0, 1e-30, 0.0]})
    figure = gradient_against_distance(table)
    assert np.isnan(figure.axes[0].lines[0].get_ydata()[2]) and figure.data["median"][2] == 0


def test_unlike_lengths_and_doubled_distances_are_refused():
    with pytest.raises(ValueError, match="equal length, got 2, 40"): gradient_against_distance([REACHED["QRNN"][0], REACHED["QRNN"][0][:2]])
    with pytest.raises(ValueError, match="distance twice"): gradient_against_distance(pd.concat(REACHED["QRNN"]))


@pytest.mark.parametrize("order", [1, 2, 3])
def test_one_call_is_the_postselected_neuron(order):
    row = success_against_calls([order], calls=[1]).data.iloc[0]
    assert row["success"] == pytest.approx(least(order)) and row["tries"] == pytest.approx(1 / least(order)) == row["calls"]


def test_starts_end_at_those_of_the_whole_sequence():
    batch = XOR.batch("test", 8, seed=0)
    account = QRNN(SMALL, seed=0).account(batch.inputs, batch.forced, torch.Generator().manual_seed(0))
    data = starts_against_length(account).data
    assert data["median"].iloc[-1] == pytest.approx(account.log10_runs.median().item(), rel=0.2) and data["median"][0] == 0
    assert data["median"].is_monotonic_increasing and (data["runs"] == 8).all()
    assert starts_against_length(STARTED).data["median"].iloc[-1] == pytest.approx(12 * (2 + math.log10(2)))


def test_regrets_below_the_floor_are_open_marks_at_the_floor():
    table = pd.DataFrame({"model": "A", "memory": [2, 4, 8], "regret": [0.1, 0.0, -0.01]})
    (ax,) = (figure := regret_against_memory(table, floor=0.001)).axes
    line, open_marks = ax.lines
    assert list(line.get_ydata()) == [0.1, 0.001, 0.001] and list(open_marks.get_xdata()) == [4, 8]
    assert figure.data["regret"].tolist() == [0.1, 0.0, -0.01]  # the numbers are as they were


def test_two_processes_in_one_figure_are_refused():
    twice = pd.concat([REGRETS, REGRETS])
    with pytest.raises(ValueError, match="twice with the same memory: choose one process"): regret_against_memory(twice)


def test_comparison_of_compared_networks():
    options = {"updates": 2, "rates": [0.01], "seeds": [0, 1], "progress": False, "validate_every": 1, "batch_size": 4}
    table = compare(ElmanXOR(length=9), SMALL, **options)
    data = comparison(table).data
    assert data["name"].tolist() == list(table.index) and data["low"][0] == table["lowest"].iloc[0]
    assert comparison_table(table, others=["parameters"]).count(r"\\") == len(table) + 1


def test_comparison_of_summarised_runs(root):
    stored = pd.read_csv(root / "nbs/lessons/results/sweeps.csv").assign(**{"test argmax accuracy": 0.5, "seconds": 1.0})
    summary = summarise(stored[stored["experiment"] == "topology"], by=["workspace", "stages"])
    assert comparison(summary).data["name"].tolist() == [", ".join(map(str, names)) for names in summary.index]


def test_the_table_compiles(tmp_path):
    if not shutil.which("pdflatex") or subprocess.run(["kpsewhich", "booktabs.sty"], capture_output=True).returncode:
        pytest.skip("no pdflatex with booktabs: on Debian, apt-get install texlive-latex-recommended")
    odd = COMPARED.rename(index={COMPARED.index[0]: "50 % & {_$#^~\\"})
    text = "\\documentclass{article}\\usepackage{booktabs}\\begin{document}\n" + comparison_table(odd) + "\\end{document}\n"
    (tmp_path / "table.tex").write_text(text)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "table.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and "Overfull" not in done.stdout, done.stdout[-1000:]


def test_digits_of_a_table_are_those_that_an_interval_bears():
    table = pd.DataFrame({"mean": [0.91372, 0.91372, 12.0], "low": [0.86, 0.9112, 12.0], "high": [0.94, 0.9162, 12.0]}, list("abc"))
    rows = [line.split(" & ")[1] for line in comparison_table(table).splitlines() if line[0] in "abc"]
    assert rows == ["0.914", "0.9137", "12.0"]


@given(st.integers(2, 12))
def test_every_answer_lies_in_one_drawer(bins):
    data = calibration(BELIEVED, right=CHOSEN, bins=bins).data
    assert data["answers"].sum() == len(CHOSEN) and (data["to"] - data["from"]).to_numpy() == pytest.approx(1 / bins)
    right = (BELIEVED.argmax(1) == CHOSEN).sum()
    assert (data["share right"] * data["answers"]).sum() == pytest.approx(right)


def test_predictions_are_judged_by_their_labels():
    prediction = Prediction(["cat", "dog"], np.array([[0.9, 0.1], [0.2, 0.8]]), ("cat", "dog"))
    assert calibration(prediction, right=["cat", "cat"]).data["share right"].tolist() == [0, 1]
    with pytest.raises(ValueError, match="each of right must be one of the classes"): calibration(prediction, right=["cat", "cow"])
    with pytest.raises(ValueError, match="right must be 2 answers, got 1"): calibration(prediction, right=["cat"])


def test_shares_are_written_on_request():
    shown = {text.get_text() for text in confusion_matrix([[3, 1], [0, 4]], numbers="share").axes[0].texts}
    assert shown == {"75%", "25%", "0%", "100%"}


@pytest.mark.parametrize("lines", [1, 2, 7])
def test_broken_strips_show_every_step_once(lines):
    probabilities = np.random.default_rng(0).dirichlet(np.ones(3), 50)
    figure = prediction_strip(probabilities, targets=[1] * 50, lines=lines)
    shown = np.ma.filled(figure.axes[0].images[0].get_array(), np.nan)
    assert np.sort(shown[np.isfinite(shown)]) == pytest.approx(np.sort(probabilities.ravel()))
    dots = figure.axes[0].lines[1]
    for step, (column, row) in enumerate(zip(*dots.get_data())):
        assert shown[row, column] == probabilities[step].max()


def test_a_long_strip_is_broken_by_itself():
    assert prediction_strip(np.full((300, 2), 0.5)).axes[0].images[0].get_array().shape[1] < 100
    assert "learnt" in legend_of(learning_curves(RUNS[(RUNS["model"] == "LSTM") & (RUNS["task length"] == 20)]))


@pytest.mark.parametrize("setting, values", [("bias", [0.0, 1.5]), ("task length", [5, 20]), ("lr", [0.1, 0.01]), ("seed", [0, 1])])
def test_a_figure_says_in_which_settings_its_runs_differ(setting, values):
    runs = pd.DataFrame({
        "model": ["QRNN"] * 4 + ["LSTM"] * 4, "length": [5, 5, 20, 20] * 2, setting: values * 4,
        "updates": range(90, 98), "stopped": "loss",
    })  # fmt: skip
    one = runs[runs["model"] == "QRNN"]
    figures = heat_map(runs, x="length", y="model", value="updates"), violins(one, x="length")
    for figure in *figures, steps_against_length(runs, x="length", by="model"):
        below, said = figure.axes[0].get_xlabel(), f"runs also differ in {setting}"
        if setting == "seed": assert below == "length" and "differ" not in figure.alt
        else: assert below == f"length\n{said}" and said in figure.alt
