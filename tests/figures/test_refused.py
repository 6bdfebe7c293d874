"""Figures of what nobody can draw: an error that says what was expected; and names printed as they are, whatever is in them."""

import math

import numpy as np
import pandas as pd
import pytest
import torch
from matplotlib.cbook import is_math_text
from matplotlib.text import Text
from pictures import (
    BELIEVED,
    CHOSEN,
    CIRCUIT,
    COMPARED,
    ENTROPIES,
    GRADIENTS,
    HISTORIES,
    RANKS,
    REACHED,
    REGRETS,
    RUNS,
    SHOTS,
    SPECTRA,
    STARTED,
    STATES,
    STEPS,
    STRIP,
    TOPOLOGY,
)

from qrnn_nb import storage
from qrnn_nb.figures import (
    Picture,
    accuracy_against_shots,
    activation_curves,
    calibration,
    circuit_diagram,
    comparison,
    confusion_matrix,
    digit_grid,
    entropy_along,
    figure_data,
    fisher_spectrum,
    gradient_against_distance,
    gradients_at_start,
    growth_along,
    heat_map,
    learning_curves,
    loss_curve,
    millimetres,
    prediction_strip,
    rank_along,
    record,
    regret_against_memory,
    save_figure,
    stage_states,
    starts_against_length,
    state_strip,
    steps_against_length,
    success_against_calls,
    unrolled_network,
    verbatim,
    violins,
)


def judged(value, **options):
    "The figure of calibration, whose right answers must always be given."
    return calibration(value, right=CHOSEN, **options)


DRAWN = {  # every function with something that it draws
    activation_curves: (1, 2), circuit_diagram: CIRCUIT, confusion_matrix: [[1, 2], [3, 4]], digit_grid: np.eye(4)[None],
    heat_map: RUNS.assign(lr=0.1, optimizer="adam"), learning_curves: HISTORIES, loss_curve: [1.0, 0.5], prediction_strip: STRIP,
    stage_states: {"before": [1.0, 0.0]}, state_strip: STATES, steps_against_length: RUNS, judged: BELIEVED,
    comparison: COMPARED, gradient_against_distance: REACHED, starts_against_length: STARTED, success_against_calls: (1, 2),
    unrolled_network: TOPOLOGY, violins: RUNS, regret_against_memory: REGRETS,
    gradients_at_start: GRADIENTS, growth_along: STEPS, entropy_along: ENTROPIES, rank_along: RANKS, fisher_spectrum: SPECTRA,
    accuracy_against_shots: SHOTS,
}  # fmt: skip
NOT_DRAWN = [
    None, 7, "text", b"bytes", object(), {1: "a"}, [None], ["a"], [[[1, 2]], [[3]]], torch.ones(2, 2, 2, 2), 1j, pd.DataFrame({"x": ["y"]}),
]  # fmt: skip
every_function = pytest.mark.parametrize("function", DRAWN, ids=lambda function: function.__name__)


@every_function
@pytest.mark.parametrize("value", NOT_DRAWN, ids=lambda value: type(value).__name__)
def test_what_cannot_be_drawn_is_refused(function, value):
    with pytest.raises(ValueError, match=r"must|no column|missing|no \w+, only"): function(value)


@every_function
@pytest.mark.parametrize(
    "option, value",
    [*(("width", value) for value in ("wide", True, None, math.nan, 0, -5, 1e9, "89", [89])), ("ax", 7), ("ax", "axes"), ("ax", Picture())],
)
def test_wrong_widths_and_axes_are_refused(function, option, value):
    with pytest.raises(ValueError, match=f"{option}.* must be"): function(DRAWN[function], **{option: value})


@pytest.mark.parametrize("width", [np.int64(89), np.float32(89), 89.0, torch.tensor(89)], ids=lambda width: type(width).__name__)
def test_numbers_of_numpy_are_widths(width):
    assert loss_curve([1.0], width=width).get_figwidth() == pytest.approx(89 / 25.4)


@pytest.mark.parametrize("call", [
    lambda: digit_grid(np.eye(4)[None], columns=0), lambda: digit_grid(np.eye(4)[None], columns=1.5),
    lambda: digit_grid(np.eye(4)[None], captions="a"), lambda: digit_grid(np.zeros((1001, 2, 2))),
    lambda: prediction_strip(STRIP, targets=[0.5] * 20), lambda: prediction_strip(STRIP, targets=["0"] * 20),
    lambda: prediction_strip(STRIP, inputs=[True] * 20), lambda: prediction_strip(STRIP, symbols="abcd"),
    lambda: prediction_strip(STRIP, symbols=7),
    lambda: unrolled_network(TOPOLOGY, steps=0),
    lambda: unrolled_network(TOPOLOGY, steps=1.0),
    lambda: unrolled_network(TOPOLOGY, steps=10**9),
    lambda: confusion_matrix([[math.nan]]), lambda: confusion_matrix([[-1]]), lambda: confusion_matrix([[math.inf]]),
    lambda: learning_curves(RUNS, by=["task length"]),
    lambda: learning_curves(RUNS, by="seed"),
    lambda: learning_curves(RUNS, quantity=None),
    lambda: heat_map(RUNS, x="bias", y="bias"),
    lambda: heat_map(RUNS, x=("bias",), y="model"),
    lambda: heat_map(RUNS, x="bias", y="model", value="stopped"),
    lambda: violins(RUNS, x="bias", value="model"), lambda: violins(RUNS, x="seed"), lambda: violins(RUNS, x="updates"),
    lambda: steps_against_length(RUNS, x="model"),
    lambda: steps_against_length(RUNS, x="seed"),
    lambda: steps_against_length(RUNS, by="seed"),
    lambda: regret_against_memory(REGRETS, bounds=[0.1]), lambda: regret_against_memory(REGRETS, bounds={}),
    lambda: regret_against_memory(REGRETS, bounds={2: -0.1}), lambda: regret_against_memory(REGRETS, floor=0),
    lambda: regret_against_memory(REGRETS.drop(columns="regret")), lambda: regret_against_memory(REGRETS.assign(regret="few")),
    lambda: regret_against_memory(REGRETS.assign(memory=0)), lambda: regret_against_memory(REGRETS.assign(regret=np.nan)),
    lambda: gradients_at_start(GRADIENTS, by="seed"), lambda: gradients_at_start(GRADIENTS, y="least"),
    lambda: gradients_at_start(GRADIENTS, by=None), lambda: gradients_at_start(GRADIENTS.assign(typical=0.0)),
    lambda: fisher_spectrum(SPECTRA, floor=0), lambda: fisher_spectrum([1.0, np.nan]), lambda: rank_along({}),
    lambda: growth_along(STEPS, floor=0),
    lambda: accuracy_against_shots(SHOTS["network 0"].tail(1)), lambda: growth_along(ENTROPIES), lambda: entropy_along(STEPS),
    lambda: loss_curve([1.0], label=7), lambda: Picture(alt=7), lambda: Picture(height=0), lambda: Picture(2000, 2000),
    lambda: record("axes", {"x": [1]}),
    lambda: record(Picture().subplots(), 7),
    lambda: record(Picture().subplots(), {"x": [1], "y": [1, 2]}),
    lambda: figure_data("figure"),
    lambda: save_figure("figure", "x.pdf"),
    lambda: save_figure(Picture(), 7),
    lambda: save_figure(Picture(), ""),
    lambda: millimetres("page", venue="natur"),
])  # fmt: skip
def test_wrong_options_are_refused(call):
    with pytest.raises(ValueError, match=r"must|too large|too many|at most|cannot save"): call()


def test_a_row_of_a_trace_must_be_there():
    class Trace: states = STATES[None]

    state_strip(Trace(), row=np.int64(0))
    for row in 1, -1, True, "0", 0.0:
        with pytest.raises(ValueError, match="row must be a whole number from 0 to 0"): state_strip(Trace(), row=row)


ODD = ["$", "$a$", "a_b", "x^2", "_", "_hidden", r"\frac", "$\\alpha_1^2$", "a\nb", "\x00", "%", "{", "&", "é", "a" * 300]


def texts(figure):
    figure.draw_without_rendering()
    return [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


def as_printed(text): return text.replace(r"\$", "$").removeprefix("\u200b")


@pytest.mark.parametrize("name", ODD, ids=repr)
@pytest.mark.filterwarnings("error")
def test_names_are_printed_as_they_are(name, tmp_path):
    table = pd.DataFrame({name: [1, 2], "value": [1.0, 2.0]})
    states = {name: np.array([1.0, 0.0])}
    figures = [
        prediction_strip(STRIP[:3], inputs=[0, 1, 2], symbols=[name, "b", "c", "d"]),
        confusion_matrix(pd.DataFrame([[1, 0], [0, 1]], [name, "b"], [name, "b"])),
        digit_grid(np.eye(4)[None], captions=[name]),
        learning_curves({name: [[1.0, 0.5]], "other": [[1.0, 0.7]]}),
        loss_curve([1.0, 0.5], label=name),
        heat_map(table.assign(y=[name, "b"]), x=name, y="y", value="value"),
        violins(table, x=name, value="value"),
        stage_states(states),
    ]
    for figure in figures:
        found = texts(figure)
        assert not any(is_math_text(text) for text in found)
        wanted = "".join(letter if letter.isprintable() else "�" for letter in name)[:23]
        assert any(wanted in as_printed(text) for text in found), figure.alt
    save_figure(figures[0], tmp_path / "figure.svg")


def test_a_legend_names_a_curve_that_begins_with_an_underscore():
    legend = learning_curves({"_a": [[1.0, 0.5]], "b": [[1.0, 0.7]]}).axes[0].get_legend()
    assert [as_printed(text.get_text()) for text in legend.get_texts()] == ["_a", "b"]
    assert verbatim("cost in $") == r"cost in \$"


def test_a_full_disk_leaves_the_old_set(tmp_path, monkeypatch):
    save_figure(loss_curve([1.0, 0.5]), tmp_path / "figure")
    old, calls, fsync = {file.name: file.read_bytes() for file in tmp_path.iterdir()}, [], storage.os.fsync

    def full_at_the_third(handle):
        calls.append(handle)
        if len(calls) == 3: raise OSError(28, "No space left on device")
        return fsync(handle)

    monkeypatch.setattr(storage.os, "fsync", full_at_the_third)
    with pytest.raises(OSError, match="No space left on device"): save_figure(loss_curve([3.0, 2.0, 1.0]), tmp_path / "figure")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == old


def test_a_name_may_have_a_dot(tmp_path):
    assert save_figure(loss_curve([1.0]), tmp_path / "lr0.01.pdf").name == "lr0.01.pdf"
    assert {file.name for file in tmp_path.iterdir()} == {"lr0.01.pdf", "lr0.01.csv"}


def test_cells_of_the_numbers_are_no_formulas(tmp_path):
    save_figure(digit_grid(np.eye(2)[None], captions=["=cmd|' /C calc'!A0"]), tmp_path / "figure.svg")
    assert "'=cmd" in (tmp_path / "figure.csv").read_text()
