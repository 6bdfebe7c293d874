"""Themes: venues as others know them, colours that can be told apart, a person's settings only where asked for, one mark for decimals."""

import inspect
import itertools
import tempfile
import threading
from pathlib import Path

import matplotlib
import matplotlib.style
import numpy as np
import pytest
import scienceplots
import tueplots.figsizes
import tueplots.fontsizes
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import rcParams
from matplotlib.figure import Figure
from pictures import FIGURES, LOSSES, saved

from qrnn_nb.figures import (
    DARK_COLOURS,
    DARK_MEANINGS,
    MEANINGS,
    THEMES,
    VENUES,
    learning_curves,
    loss_curve,
    millimetres,
    save_figure,
    set_theme,
    theme,
)
from qrnn_nb.figures.style import contrast


@pytest.mark.parametrize("venue, column, page, size", [
    ("neurips", "neurips2024", "neurips2024", "neurips2024"), ("iclr", "iclr2024", "iclr2024", "iclr2024"),
    ("icml", "icml2024_half", "icml2024_full", "icml2024"), ("aistats", "aistats2025_half", "aistats2025_full", "aistats2025"),
    ("aaai", "aaai2024_half", "aaai2024_full", "aaai2024"), ("cvpr", "cvpr2024_half", "cvpr2024_full", "cvpr2024"),
    ("jmlr", "jmlr2001", "jmlr2001", None), ("tmlr", "tmlr2023", "tmlr2023", "tmlr2023"),
])  # fmt: skip
def test_venues_are_as_tueplots_knows_them(venue, column, page, size):
    for name, ours in (column, VENUES[venue].column), (page, VENUES[venue].page):
        assert ours == pytest.approx(25.4 * getattr(tueplots.figsizes, name)()["figure.figsize"][0], abs=0.01)
    if size: assert VENUES[venue].type == getattr(tueplots.fontsizes, size)()["axes.labelsize"]


@pytest.mark.parametrize("venue", VENUES)
def test_a_column_of_a_venue_and_its_type_are_as_the_venue_says(venue):
    with theme(venue=venue): figure = loss_curve(LOSSES)
    assert 25.4 * figure.get_figwidth() == pytest.approx(VENUES[venue].column)
    assert figure.axes[0].xaxis.label.get_size() == pytest.approx(VENUES[venue].type)
    assert figure.axes[0].xaxis.get_major_ticks()[0].label1.get_size() >= 6


@given(st.floats(30, 900), st.sampled_from(["mm", "cm", "in", "pt"]))
def test_a_length_means_the_same_in_every_unit(length, unit):
    inches = {"mm": 25.4, "cm": 2.54, "in": 1, "pt": 72.27}
    said = f"{length / 25.4 * inches[unit]:.9f} {unit}"
    assert millimetres(said) == pytest.approx(length, abs=1e-6)


def svg(figure):
    "A figure as an SVG."
    with tempfile.TemporaryDirectory() as folder: return save_figure(figure, Path(folder, "figure.svg")).read_bytes()


@pytest.mark.parametrize("name", [name for name in scienceplots.stylesheets if name != "pgf"])  # that one chooses a backend
def test_no_style_of_scienceplots_changes_a_figure(name):
    with matplotlib.rc_context():
        rcParams.update(matplotlib.style.library[name])
        assert svg(loss_curve(LOSSES)) == saved("loss")[".svg"]


def test_a_style_is_taken_where_it_is_asked_for():
    wide = {"lines.linewidth": 3.5, "axes.grid": True}
    with theme(rc=wide): figure = loss_curve(LOSSES)
    assert figure.axes[0].lines[0].get_linewidth() == 3.5 and svg(figure) != saved("loss")[".svg"]
    with theme(rc=wide), theme(rc={"axes.grid": False}): inner = loss_curve(LOSSES)
    assert inner.axes[0].lines[0].get_linewidth() == 3.5, "what the inner theme does not name stays"


def test_the_default_is_for_all_threads_until_it_is_reset():
    try:
        set_theme("notebook", venue="aps", decimal=",")
        made = []
        thread = threading.Thread(target=lambda: made.append(loss_curve(LOSSES)))
        thread.start()
        thread.join()
        assert made[0].theme == loss_curve(LOSSES).theme and made[0].theme.venue == "aps"
        with theme("slides"): assert loss_curve(LOSSES).theme.venue == "aps"
    finally: set_theme()
    assert svg(loss_curve(LOSSES)) == saved("loss")[".svg"]


def test_figures_are_equal_while_another_thread_exports_others(tmp_path):
    "A cell draws 200 figures with pyplot's settings, and a thread saves ours in other themes all the while."

    def plain():
        figure = Figure()
        figure.subplots().plot([1, 2], label="line")
        figure.axes[0].legend()
        ax = figure.axes[0]
        return [text.get_size() for text in ax.get_legend().get_texts()], ax.lines[0].get_linewidth(), ax.xaxis.label.get_size()

    alone, done, exported = plain(), threading.Event(), []

    def export():
        for name in itertools.cycle(THEMES):
            with theme(name, venue="icml", dark=True): figure = loss_curve(LOSSES)
            exported.append((name, save_figure(figure, tmp_path / "figure.svg").read_bytes()))
            if done.is_set(): return

    thread = threading.Thread(target=export)
    thread.start()
    drawn = [plain() for _ in range(200)]
    done.set()
    thread.join()
    assert all(one == alone for one in drawn)
    assert len({content for name, content in exported if name == "paper"}) == 1


@pytest.mark.parametrize("name", THEMES)
def test_decimal_commas_stand_on_plain_and_logarithmic_axes(name):
    with theme(name, decimal=","):
        logarithmic, plain = loss_curve([0.5, 0.1, 0.05]), loss_curve([0.5, 0.0])
    for figure in logarithmic, plain:
        figure.draw_without_rendering()
        texts = [label.get_text() for label in figure.axes[0].get_yticklabels(which="both") if label.get_text()]
        assert any("," in text for text in texts) and not any("." in text for text in texts), texts
    assert "0.05" in logarithmic.data.to_csv(), "the table has points"


def test_themes_refuse():
    for wrong, message in [
        ({"name": "poster"}, "'paper', 'notebook', 'slides', got 'poster'"), ({"venue": "natur"}, "did you mean 'nature'"),
        ({"font": "No Such Font"}, "or a font installed here, got 'No Such Font'"), ({"font": 7}, "font must be"),
        ({"colours": []}, "a list of colours"), ({"colours": ["x"]}, "a list of colours"), ({"decimal": ";"}, "decimal must be"),
        ({"dark": "yes"}, "True or False"), ({"rc": 7}, "a dictionary"), ({"rc": {"axes.gird": True}}, "did you mean 'axes.grid'"),
        ({"rc": {"backend": "agg"}}, "settings of a picture"), ({"rc": {"font.size": "huge"}}, r"rc\['font.size'\] cannot be 'huge'"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=message), theme(**wrong): pass
        with pytest.raises(ValueError, match=message): set_theme(**wrong)
    assert inspect.signature(theme).parameters.keys() == inspect.signature(set_theme).parameters.keys()


# how those who lack one kind of cone see: Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB
CONES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}


def seen(colour, cones):
    "A colour in linear RGB, as these eyes see it."
    channels = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen_linear = np.clip(np.array(cones) @ linear, 0, 1)
    return np.where(seen_linear <= 0.0031308, seen_linear * 12.92, 1.055 * seen_linear ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("cones", CONES)
@pytest.mark.parametrize("table", [MEANINGS, DARK_MEANINGS], ids=["light", "dark"])
def test_what_stands_for_opposites_differs_to_colour_blind_eyes(table, cones):
    for one, other in ("plus", "minus"), ("target", "wrong"):
        difference = np.abs(seen(table[one], CONES[cones]) - seen(table[other], CONES[cones])).max()
        assert difference > 0.1, (one, other)


def test_curves_on_a_dark_page_differ_by_more_than_colour_and_can_be_seen():
    with theme(dark=True): figure = learning_curves({str(number): [[1.0, 0.5]] for number in range(6)})
    lines = figure.axes[0].lines
    assert [line.get_color() for line in lines] == DARK_COLOURS
    assert len({str(line._unscaled_dash_pattern) for line in lines}) == 6
    assert all(contrast(line.get_color(), figure.get_facecolor()) > 4.5 for line in lines)


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_is_dark_on_a_dark_page(name):
    with theme(dark=True): figure = FIGURES[name]()
    figure.draw_without_rendering()
    ground = figure.get_facecolor()
    for ax in figure.axes:
        squares = ax.images or ax.collections or ax.patches
        for text in ax.texts + ax.get_xticklabels() + ax.get_yticklabels() + [ax.xaxis.label, ax.yaxis.label]:
            if text in ax.texts and squares: continue  # on a shade of its own
            if text.get_text() and text.get_visible(): assert contrast(text.get_color(), ground) > 3, text
