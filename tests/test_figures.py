"""Figures: right numbers in the right places, paper widths and type, deterministic and atomic files, nothing left behind."""

import math
import os
import re
import subprocess
import sys
import threading

import matplotlib
import numpy as np
import pytest
import torch
from IPython.core.formatters import DisplayFormatter
from matplotlib.text import Text

from qrnn_nb import storage
from qrnn_nb.figures import activation_curves, loss_curve, paper_style, prediction_strip, save_figure

LOSSES = [0.9 * 0.95**update for update in range(60)]
STRIP = np.random.default_rng(0).dirichlet(np.ones(4), 20)
FIGURES = {
    "loss": lambda **where: loss_curve(LOSSES, **where),
    "flat loss": lambda **where: loss_curve([0.7, 0.65, 0.6], **where),
    "strip": lambda **where: prediction_strip(STRIP, targets=[-1, 2] * 10, inputs=[0, 3] * 10, **where),
    "long words": lambda **where: prediction_strip(STRIP, inputs=[1] * 20, symbols=["zero", "one", "two", "three"], **where),
    "activation": lambda **where: activation_curves(**where),
    "success": lambda **where: activation_curves(quantity="success", **where),
}
every_figure = pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES.keys())


@pytest.mark.parametrize("suffix", ["pdf", "svg", "png"])
@every_figure
def test_same_figure_is_same_file(make, suffix, tmp_path):
    figure, path = make(), tmp_path / f"figure.{suffix}"
    first = save_figure(figure, path).read_bytes()
    figure._repr_png_()
    assert save_figure(figure, path).read_bytes() == first, "saved again after it was shown"
    assert save_figure(make(), path).read_bytes() == first, "made again"


@pytest.mark.parametrize("width, points", [("column", 252.28), ("page", 518.74), (86, 243.78)])
@every_figure
def test_width_in_the_file(make, width, points, tmp_path):
    svg = save_figure(make(width=width), tmp_path / "figure.svg").read_text()
    assert float(re.search(r'width="([\d.]+)pt"', svg)[1]) == pytest.approx(points, abs=0.01)


@every_figure
def test_type_is_five_to_eight_points(make):
    figure = make()
    with paper_style():
        figure.draw_without_rendering()
    sizes = {text.get_text(): text.get_fontsize() for text in figure.findobj(Text) if text.get_text()}
    assert sizes and all(5 <= size <= 8 for size in sizes.values()), sizes
    assert not any("$" in text for text in sizes), f"an exponent would be smaller than 5 points: {sizes}"


@every_figure
def test_nothing_is_cut(make):
    figure = make()
    with paper_style():
        figure.draw_without_rendering()
        box = figure.get_tightbbox()
    assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.get_figwidth() and box.y1 <= figure.get_figheight(), box


def test_fonts_are_truetype(tmp_path):
    pdf = save_figure(loss_curve(LOSSES), tmp_path / "figure.pdf").read_bytes()
    assert b"/FontFile2" in pdf and b"/Type3" not in pdf


def test_drawn_in_the_axes_given(tmp_path):
    mine = matplotlib.figure.Figure()
    left, right = mine.subplots(1, 2)
    assert loss_curve(LOSSES, ax=left) is mine and prediction_strip(STRIP, ax=right) is mine
    save_figure(mine, tmp_path / "mine.pdf")


def test_notebook_shows_it_without_pyplot():
    data, metadata = DisplayFormatter().format(loss_curve(LOSSES))
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == "Loss curve: 60 updates, the last loss 0.0436."


def test_pyplot_is_not_imported(root):
    program = "import sys, qrnn_nb.figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=root).returncode == 0


def test_settings_return_from_many_threads(tmp_path):
    before = dict(matplotlib.rcParams)
    threads = [threading.Thread(target=lambda n=n: save_figure(loss_curve(LOSSES), tmp_path / f"{n}.svg")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert dict(matplotlib.rcParams) == before
    assert len({file.read_bytes() for file in tmp_path.iterdir()}) == 1


def test_settings_return_after_an_error():
    before = dict(matplotlib.rcParams)
    with pytest.raises(ValueError):
        prediction_strip([1, 2, 3])
    assert dict(matplotlib.rcParams) == before


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


@pytest.mark.parametrize("arguments, message", [
    ({"probabilities": [0.5, 0.5]}, r"\(time, words\).*got shape \(2,\)"),
    ({"probabilities": np.zeros((0, 2))}, "got shape"),
    ({"probabilities": STRIP, "targets": [0]}, "targets must be 20 words"),
    ({"probabilities": STRIP, "inputs": [-1] * 20}, "inputs must be 20 words"),
    ({"probabilities": STRIP, "inputs": [4] * 20}, "below 4"),
    ({"probabilities": STRIP, "symbols": ["a"]}, "symbols must name all 4 words, got 1"),
    ({"probabilities": STRIP, "width": "wide"}, "'column' or 'page' or a number of millimetres, got 'wide'"),
])
def test_strip_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        prediction_strip(**arguments)


@pytest.mark.parametrize("label, power", [("plain rotation", 1), ("order 1", 2), ("order 3", 8)])
def test_activation_curve_is_equation_2(label, power):
    line = next(line for line in activation_curves([1, 3]).axes[0].lines if line.get_label() == label)
    assert np.interp(math.pi / 8, *line.get_data()) == pytest.approx(math.atan(math.tan(math.pi / 8) ** power), abs=1e-6)


def test_activation_curves_refuse():
    for orders in [], [0], [1.5]:
        with pytest.raises(ValueError, match="whole numbers of at least 1"):
            activation_curves(orders)
    with pytest.raises(ValueError, match="quantity must be one of activation, probability, success"):
        activation_curves(quantity="sucess")


@pytest.mark.parametrize("name", ["figure.gif", "figure", "figure.pdf.bak"])
def test_unknown_suffix(name, tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.pdf, \.svg, \.png"):
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
    old, figure = path.read_bytes(), loss_curve([1.0])

    def full_disk(handle): raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left on device"):
        save_figure(figure, path)
    assert path.read_bytes() == old and [file.name for file in tmp_path.iterdir()] == ["figure.pdf"]
