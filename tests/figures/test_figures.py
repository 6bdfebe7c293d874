"""Figures: right numbers in the right places, paper widths, deterministic and atomic files, nothing left behind."""

import io
import math
import os
import re
import subprocess
import sys

import matplotlib
import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from pictures import FIGURES, HISTORIES, LOSSES, RANDOM, RUNS, STRIP, TOPOLOGY, drawn, saved

from qrnn_nb import QRNN, Ensemble, Topology, storage
from qrnn_nb.experiments import Grid, runs
from qrnn_nb.figures import (
    Picture,
    activation_curves,
    confusion_matrix,
    digit_grid,
    figure_data,
    heat_map,
    learning_curves,
    loss_curve,
    prediction_strip,
    record,
    save_figure,
    state_strip,
    steps_against_length,
    theme,
    unrolled_network,
    violins,
)
from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.training import fit


def contents(folder): return {file.name: file.read_bytes() for file in folder.iterdir()}


every_figure = pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES.keys())


@every_figure
def test_a_column_is_as_wide_in_every_file(make):
    files = saved(next(name for name in FIGURES if FIGURES[name] is make))
    assert float(re.search(rb'width="([\d.]+)pt"', files[".svg"])[1]) == pytest.approx(252.28, abs=0.01)
    assert float(re.search(rb"/MediaBox \[ ?0 0 ([\d.]+)", files[".pdf"])[1]) == pytest.approx(252.28, abs=0.01)
    assert abs(int.from_bytes(files[".png"][16:20], "big") - 300 * 89 / 25.4) < 1


@pytest.mark.parametrize("width, points", [("page", 518.74), ("aps column", 245.08), (100, 283.46)])
@pytest.mark.parametrize("name", ["loss", "digits", "circuit", "unrolled"])
def test_width_in_the_file(name, width, points, tmp_path):
    svg = save_figure(FIGURES[name](width=width), tmp_path / "figure.svg").read_text()
    assert float(re.search(r'width="([\d.]+)pt"', svg)[1]) == pytest.approx(points, abs=0.01)


def test_drawn_in_the_axes_given(tmp_path):
    mine = matplotlib.figure.Figure()
    left, right = mine.subplots(1, 2)
    assert loss_curve(LOSSES, ax=left) is mine and prediction_strip(STRIP, ax=right) is mine
    save_figure(mine, tmp_path / "mine.pdf")


def test_pyplot_is_not_imported(root):
    program = "import sys, qrnn_nb.figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=root).returncode == 0


def test_loss_curve_reads_histories_steps_and_numbers():
    class Record:
        def __init__(self, **fields): self.__dict__ |= fields

    for history in LOSSES, [Record(loss=torch.tensor(loss)) for loss in LOSSES], Record(losses=LOSSES):
        updates, losses = loss_curve(history).axes[0].lines[0].get_data()
        assert updates.tolist() == list(range(1, 61)) and losses == pytest.approx(LOSSES)


@pytest.mark.parametrize("losses, scale", [([], "linear"), ([1.0, math.nan], "log"), ([1.0, 0.0], "linear"), ([math.nan], "log")])
def test_loss_curve_of_odd_losses(losses, scale, tmp_path):
    figure = loss_curve(losses)
    assert figure.axes[0].get_yscale() == scale
    save_figure(figure, tmp_path / "figure.png")


def test_strip_marks_targets_and_argmax():
    targets = np.array([-1, 0, 1, 2, 3] * 4)
    rings, dots = prediction_strip(torch.tensor(STRIP), targets=torch.tensor(targets)).axes[0].lines
    assert rings.get_xdata().tolist() == np.flatnonzero(targets >= 0).tolist()
    assert rings.get_ydata().tolist() == targets[targets >= 0].tolist()
    assert dots.get_ydata().tolist() == STRIP.argmax(1).tolist()


def test_strips_of_a_trace_have_a_column_for_each_step():
    task = ElmanXOR(length=9)
    model, batch = QRNN(Topology.paper(2, 2, stages=0, order=1, degree=1), seed=0), task.batch("test", size=2)
    trace, targets = model.trace(batch.inputs, batch.forced), batch.targets.where(batch.scored, -1)
    table = prediction_strip(trace.probabilities[1], targets=targets[1], inputs=batch.inputs[1]).data
    assert table.groupby("step").input.first().tolist() == [str(word) for word in batch.inputs[1].tolist()]
    answers = table[table.target != ""].groupby("step").target.first()
    assert answers.index.tolist() == batch.at.tolist() and answers.tolist() == [str(word) for word in batch.answers[1].tolist()]
    states = state_strip(trace, row=1).data
    assert states["words read"].unique().tolist() == list(range(batch.inputs.shape[1] + 1))
    assert states[states["words read"] == 0].amplitude.tolist() == [1, 0, 0, 0]


def test_the_histories_of_an_ensemble_are_drawn_together():
    networks = Ensemble(Topology.paper(2, 2, stages=0, order=1, degree=1), 3, seed=0)
    histories = fit(networks, ElmanXOR(length=6), updates=4, validate_every=None)
    assert learning_curves(histories).data["median"].tolist() == np.median([history.losses for history in histories], 0).tolist()


@pytest.mark.parametrize("arguments, message", [
    ({"probabilities": [0.5, 0.5]}, r"\(steps, words\).*got shape \(2,\)"),
    ({"probabilities": np.zeros((0, 2))}, "got shape"),
    ({"probabilities": STRIP, "targets": [0]}, "targets must be 20 words"),
    ({"probabilities": STRIP, "inputs": [-1] * 20}, "inputs must be 20 words"),
    ({"probabilities": STRIP, "inputs": [4] * 20}, "below 4"),
    ({"probabilities": STRIP, "symbols": ["a"]}, "symbols must name all 4 words, got 1"),
    ({"probabilities": STRIP, "width": "wide"}, "such as 'aps page', or a length such as '246 pt', or a number of millimetres, got 'wide'"),
])
def test_strip_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        prediction_strip(**arguments)


@pytest.mark.parametrize("label, power", [("plain rotation", 1), ("order 1", 2), ("order 3", 8)])
def test_activation_curve_is_equation_2(label, power):
    line = next(line for line in activation_curves([1, 3]).axes[0].lines if line.get_label() == label)
    assert np.interp(math.pi / 8, *line.get_data()) == pytest.approx(math.atan(math.tan(math.pi / 8) ** power), abs=1e-6)


def test_activation_curves_refuse():
    for orders in [], [0], [1.5], [True], ["1"], [11], 3, None:
        with pytest.raises(ValueError, match="order"):
            activation_curves(orders)
    with pytest.raises(ValueError, match=r"quantity must be one of 'activation', 'probability', 'success'.*did you mean 'success'"):
        activation_curves(quantity="sucess")


@pytest.mark.parametrize("name", ["figure.gif", "figure.pdf.bak", "figure.jpeg"])
def test_unknown_suffix(name, tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.pdf, \.svg, \.png, \.eps, \.pgf, \.tiff"):
        save_figure(loss_curve(LOSSES), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_suffix_in_capitals(tmp_path):
    assert save_figure(loss_curve(LOSSES), tmp_path / "FIGURE.PDF").read_bytes().startswith(b"%PDF")


def test_missing_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere, make it first"):
        save_figure(loss_curve(LOSSES), tmp_path / "nowhere" / "figure.pdf")


def test_target_that_cannot_be_replaced(tmp_path):
    (tmp_path / "figure.pdf").mkdir()
    with pytest.raises(OSError, match=r"cannot write .*figure\.pdf"):
        save_figure(loss_curve(LOSSES), tmp_path / "figure.pdf")
    assert [file.name for file in tmp_path.iterdir()] == ["figure.pdf"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_unwritable_folder(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError, match="cannot write"):
        save_figure(loss_curve(LOSSES), tmp_path / "figure.pdf")


def test_failure_leaves_the_old_file(tmp_path, monkeypatch):
    path = save_figure(loss_curve(LOSSES), tmp_path / "figure.pdf")
    old, figure = contents(tmp_path), loss_curve([1.0])

    def full_disk(handle): raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left on device"):
        save_figure(figure, path)
    assert contents(tmp_path) == old and sorted(old) == ["figure.csv", "figure.pdf"]


def test_without_suffix_all_formats_are_saved(tmp_path):
    assert save_figure(loss_curve(LOSSES), tmp_path / "figure") == tmp_path / "figure.pdf"
    assert sorted(contents(tmp_path)) == ["figure.csv", "figure.pdf", "figure.png", "figure.svg"]


@pytest.mark.parametrize("name", sorted(FIGURES.keys() - {"no loss"}))
def test_numbers_are_in_the_csv(name):
    data, read = drawn(name, "column")[0].data, pd.read_csv(io.BytesIO(saved(name)[".csv"]))
    assert [*read.columns] == [*map(str, data.columns)] and len(read) == len(data) > 0
    for column in data.select_dtypes("number"):
        assert read[str(column)].to_numpy(float) == pytest.approx(data[column].to_numpy(float), rel=1e-9, nan_ok=True)


def test_figure_without_numbers_writes_no_csv(tmp_path):
    picture = Picture()
    picture.subplots().plot([1, 2])
    save_figure(picture, tmp_path / "figure.svg")
    assert [*contents(tmp_path)] == ["figure.svg"] and picture.data.empty


def test_panels_are_counted():
    mine = matplotlib.figure.Figure()
    left, middle, right = mine.subplots(1, 3)
    loss_curve([0.5, 0.25], ax=left)
    middle.plot([1, 2])
    record(right, {"angle": [0.0]})
    data = figure_data(mine)
    assert data.panel.tolist() == [1, 1, 2] and data.loss.tolist()[:2] == [0.5, 0.25] and data.angle.tolist()[2] == 0


@pytest.mark.parametrize("name", FIGURES)
def test_theme_scales_all_lengths(name):
    paper, texts = drawn(name, "column")
    with theme("slides"):
        slides = FIGURES[name]()
        slides.draw_without_rendering()
        box = slides.get_tightbbox()
    sizes = sorted({round(text.get_fontsize(), 6) for text in texts})
    larger = sorted({round(text.get_fontsize(), 6) for text in slides.findobj(Text) if text.get_text()})
    assert slides.get_size_inches() == pytest.approx(1.8 * paper.get_size_inches(), rel=1e-6)
    small = [size for size in larger if size < 1.8 * 6 - 1e-4]
    assert {round(1.8 * size, 4) for size in sizes} <= {round(size, 4) for size in larger} and not small
    assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= slides.get_figwidth() and box.y1 <= slides.get_figheight(), box


def test_theme_ends_with_its_block():
    with pytest.raises(RuntimeError), theme("slides"): raise RuntimeError
    assert loss_curve(LOSSES).theme.name == "paper"
    with theme("notebook"): assert loss_curve(LOSSES).theme.name == "notebook"
    with pytest.raises(ValueError, match="'paper', 'notebook', 'slides', got 'poster'"), theme("poster"): pass


histories = st.lists(st.lists(st.floats(1e-3, 10), min_size=1, max_size=6), min_size=1, max_size=6)


@given(histories)
def test_learning_curve_is_the_median_of_all_runs_at_every_update(losses):
    data = learning_curves(losses).data
    for update, median, lower, upper in zip(data["update"], data["median"], data["lower"], data["upper"]):
        last = [run[min(update, len(run)) - 1] for run in losses]  # a run that has ended keeps its last loss
        assert median == pytest.approx(float(pd.Series(last).median())) and lower <= median <= upper
    assert len(data) == max(map(len, losses))


def test_learning_curves_read_tables_histories_and_numbers():
    numbers = [[row["loss"] for row in history] for history in HISTORIES]
    wanted = learning_curves(numbers).data
    tables = pd.DataFrame({"losses": numbers, "stopped": "updates", "lr": 0.1})
    for source in HISTORIES, tables, [pd.DataFrame(history) for history in HISTORIES]:
        pd.testing.assert_frame_equal(learning_curves(source).data, wanted)
    assert learning_curves(tables, by="lr").data.group.unique().tolist() == ["lr 0.1"]
    assert learning_curves(numbers[0]).data["median"].tolist() == learning_curves([numbers[0]]).data["median"].tolist() == numbers[0]
    assert learning_curves([]).data.empty


def test_a_single_update_is_a_dot():
    (dot,) = learning_curves([0.5]).axes[0].lines
    assert dot.get_marker() == "o"


def test_the_table_of_a_sweep_is_drawn_as_it_is():
    cell = dict(task=ElmanXOR(length=12), workspace=2, stages=1, degree=1)
    grid = Grid(**cell, max_updates=4, stop_loss=1e-9, lr=[0.01, 0.1], account=True, seeds=range(2))
    table = pd.DataFrame([row for setting in grid for row in runs(setting)])
    for quantity in "loss", "gradient_norm", "min_postselection", "log10_runs":
        assert learning_curves(table, by="lr", quantity=quantity).data.runs.eq(2).all()
    assert heat_map(table, y="task").data["median"].gt(0).all()
    assert heat_map(table, y="task", value="updates").data.capped.tolist() == [2, 2]
    assert violins(table, x="lr").data.capped.all()
    assert steps_against_length(table).data.limit.tolist() == [4]


def test_failed_runs_are_left_out():
    failed = RUNS.assign(stopped=["failed"] * 36 + ["loss"] * 36)
    assert heat_map(failed, x="bias", y="model").data.runs.sum() == len(violins(failed).data) == 36
    with pytest.raises(ValueError, match="all have failed"): violins(failed[:36])


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="no log10_runs, only update, loss; train with account=True"):
        learning_curves([{"update": 1, "loss": 0.5}], quantity="log10_runs")
    with pytest.raises(ValueError, match="quantity must be one of 'loss', 'gradient_norm', 'min_postselection', 'log10_runs', got 'steps'"):
        learning_curves(RUNS, quantity="steps")
    with pytest.raises(ValueError, match="the runs have no column gradient_norms; they have model, task length"):
        learning_curves(RUNS, quantity="gradient_norm")
    with pytest.raises(ValueError, match="the runs have no column lr; they have model, task length"):
        heat_map(RUNS, y="model")
    with pytest.raises(ValueError, match="no column stopped"):
        violins(RUNS.drop(columns="stopped"))
    with pytest.raises(ValueError, match="the table is empty"):
        heat_map(RUNS[:0], x="task length", y="model")


@given(st.lists(st.integers(1, 120), min_size=1, max_size=12))
def test_censored_runs_count_as_longer_than_the_limit(steps):
    stopped = np.where(np.array(steps) <= 100, "loss", "updates")
    runs = pd.DataFrame({"task length": 5, "updates": np.minimum(steps, 100), "stopped": stopped})
    (row,) = steps_against_length(runs).data.to_dict("records")
    known = sorted(step if step <= 100 else math.inf for step in steps)
    middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
    assert row["median"] == middle and row["runs"] == len(steps) and row["capped"] == known.count(math.inf)
    points = violins(runs, x="task length").axes[0].lines
    assert sum(len(line.get_xdata()) for line in points) == len(steps), "every run is drawn"


def test_heat_map_marks_what_is_beyond_the_limit():
    runs = pd.DataFrame({"lr": [1, 1, 1, 2, 2, 2], "optimizer": "adam", "updates": [10, 90, 90, 10, 20, 90]})
    runs["stopped"] = ["loss", "updates", "updates", "loss", "loss", "updates"]
    figure = heat_map(runs, value="updates")
    assert {"> 90\n1/3", "20\n2/3"} <= {text.get_text() for text in figure.axes[0].texts}
    assert figure.data["median"].tolist() == [math.inf, 20]


def test_setting_none_is_a_setting():
    runs = pd.DataFrame({"clip": [0.5, 0.5, None], "optimizer": "adam", "final loss": [0.1, 0.2, 0.3]})
    assert heat_map(runs, x="clip").data.runs.tolist() == [2, 1]


def test_state_strip_marks_negative_amplitudes():
    (dashes,) = state_strip([[0.6, -0.8], [-0.05, 1.0]]).axes[0].lines
    assert [*zip(*dashes.get_data())] == [(0, 1)]
    for states in np.ones((2, 3)), np.ones(4):
        with pytest.raises(ValueError, match=r"\(steps \+ one, 2\^workspace\)"): state_strip(states)


def test_confusion_matrix_refuses_other_shapes():
    with pytest.raises(ValueError, match=r"must be square, got shape \(2, 3\)"): confusion_matrix(np.ones((2, 3)))


def test_digit_grid_keeps_every_pixel():
    images = RANDOM.integers(0, 2, (3, 4, 5))
    data = digit_grid(images, columns=2).data
    assert data.value.to_numpy().reshape(3, 4, 5).tolist() == images.tolist()
    with pytest.raises(ValueError, match="captions must be 3 texts"): digit_grid(images, captions=["one"])


def test_unrolled_network_refuses_more_steps_than_fit():
    with pytest.raises(ValueError, match="room for 1 to 3"): unrolled_network(TOPOLOGY, steps=4)
    assert len(unrolled_network(TOPOLOGY, steps=7, width="page").data) == 7
