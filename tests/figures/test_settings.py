"""matplotlib's settings: a person's own change no figure, and ours are seen by no other thread, while a figure is made, shown or saved."""

import threading

import matplotlib
import pytest
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from pictures import FIGURES, LOSSES, saved

from qrnn_nb.figures import Picture, loss_curve, paper_style, save_figure, theme

OWN = {  # as different from ours as they can be, and two that end every export
    "savefig.bbox": "tight", "savefig.pad_inches": 1, "savefig.transparent": True, "savefig.dpi": 50, "savefig.facecolor": "k",
    "savefig.orientation": "landscape", "text.usetex": True, "text.parse_math": False, "text.hinting": "none", "text.antialiased": False,
    "axes.grid": True, "axes.facecolor": "k", "axes.edgecolor": "w", "axes.labelcolor": "w", "axes.titlelocation": "left",
    "axes.xmargin": 0.3, "axes.ymargin": 0.3, "axes.labelsize": 20, "axes.unicode_minus": False, "axes.axisbelow": False,
    "xtick.color": "w", "xtick.direction": "in", "xtick.top": True, "xtick.minor.visible": True, "ytick.right": True,
    "ytick.labelsize": 3,
    "lines.linewidth": 9, "lines.marker": "o", "lines.dash_capstyle": "round", "lines.dashed_pattern": [1, 1], "lines.scale_dashes": False,
    "lines.antialiased": False, "patch.edgecolor": "r", "patch.force_edgecolor": True, "hatch.linewidth": 5, "hatch.color": "r",
    "font.family": "serif", "font.size": 30, "font.weight": "bold", "mathtext.fontset": "cm", "legend.frameon": True,
    "legend.loc": "center", "legend.fontsize": 20, "legend.numpoints": 3, "image.cmap": "jet", "image.interpolation": "bilinear",
    "image.origin": "lower", "image.aspect": "equal", "image.resample": False, "image.composite_image": False,
    "figure.facecolor": "k", "figure.dpi": 40, "figure.frameon": False, "figure.autolayout": True, "figure.subplot.left": 0.4,
    "figure.constrained_layout.h_pad": 0.5, "path.simplify": False, "path.sketch": (3, 50, 5), "path.snap": False,
    "agg.path.chunksize": 9, "pdf.fonttype": 3, "pdf.compression": 0, "pdf.use14corefonts": True,
    "svg.fonttype": "none", "svg.hashsalt": "x",
    "svg.image_inline": False,
}  # fmt: skip
MIXED = ["loss", "validated loss", "learning", "updates", "violins", "lengths", "strip", "state", "confusion",
    "digits", "gates", "unrolled"]


@pytest.mark.parametrize("name", MIXED)
def test_settings_of_a_person_change_no_file(name, tmp_path):
    with matplotlib.rc_context(OWN):
        save_figure(FIGURES[name](), tmp_path / "figure")
    assert {file.suffix: file.read_bytes() for file in tmp_path.iterdir()} == saved(name)


def test_settings_of_a_person_change_nothing_that_a_notebook_shows():
    plain = loss_curve(LOSSES)._repr_mimebundle_()
    with matplotlib.rc_context(OWN): assert loss_curve(LOSSES)._repr_mimebundle_() == plain


def in_another_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("name", ["loss", "confusion", "gates"])
def test_another_thread_never_sees_our_settings(name, tmp_path, monkeypatch):
    "Asked from inside matplotlib: whenever axes are set up, a text is drawn, or a figure is."
    before, seen = dict(rcParams), []

    def watch(owner, method):
        original = getattr(owner, method)

        def watched(self, *arguments, **options):
            if len(seen) < 300: seen.append(in_another_thread(lambda: dict(rcParams)))
            assert rcParams["font.size"] == 7 and dict(rcParams) != before
            return original(self, *arguments, **options)

        monkeypatch.setattr(owner, method, watched)

    for owner, method in (Axes, "set"), (Text, "draw"), (Figure, "draw"): watch(owner, method)
    figure = FIGURES[name]()
    figure._repr_mimebundle_()
    save_figure(figure, tmp_path / "figure")
    assert len(seen) > 20 and all(settings == before for settings in seen)
    assert dict(rcParams) == before and type(rcParams) is matplotlib.RcParams


def test_a_thread_that_keeps_looking_sees_nothing_change(tmp_path):
    before, wrong, done, looks = dict(rcParams), [], threading.Event(), []

    def look():
        while not done.is_set():
            looks.append(rcParams["font.size"])
            if dict(rcParams) != before or rcParams.copy() != before: wrong.append(dict(rcParams))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for name in "loss", "digits", "circuit":
            figure = FIGURES[name]()
            figure._repr_mimebundle_()
            save_figure(figure, tmp_path / name)
    finally:
        done.set()
        watcher.join()
    assert looks and not wrong


def test_many_threads_make_the_same_file(tmp_path):
    before = dict(rcParams)
    threads = [threading.Thread(target=lambda n=n: save_figure(loss_curve(LOSSES), tmp_path / f"{n}.svg")) for n in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert dict(rcParams) == before and type(rcParams) is matplotlib.RcParams
    assert {file.read_bytes() for file in tmp_path.glob("*.svg")} == {saved("loss")[".svg"]}


def test_what_another_thread_sets_stays_and_changes_no_figure(tmp_path):
    with matplotlib.rc_context():
        with paper_style():
            in_another_thread(lambda: rcParams.update({"font.size": 33}))
            assert rcParams["font.size"] == 7
            save_figure(loss_curve(LOSSES), tmp_path / "figure.svg")
        assert rcParams["font.size"] == 33
    assert (tmp_path / "figure.svg").read_bytes() == saved("loss")[".svg"]


def test_settings_within_a_theme_end_with_it():
    before = dict(rcParams)
    with theme("slides"):
        with matplotlib.rc_context({"font.size": 20}): assert rcParams["font.size"] == 20
        assert rcParams["font.size"] == pytest.approx(12.6)
        rcParams["font.size"] = 11
        assert rcParams["font.size"] == rcParams.copy()["font.size"] == 11 and dict(rcParams)["font.size"] == 11
        with pytest.raises(ValueError): rcParams["font.size"] = "large as a house"
        with paper_style(): assert rcParams["font.size"] == pytest.approx(12.6)
    assert dict(rcParams) == before


def test_settings_return_after_an_error():
    before = dict(rcParams)
    with pytest.raises(ZeroDivisionError), paper_style(): _ = 1 / 0
    with pytest.raises(ValueError): FIGURES["strip"](width="wide")
    assert dict(rcParams) == before and type(rcParams) is matplotlib.RcParams


def test_a_picture_is_as_large_whatever_a_person_has_set():
    with matplotlib.rc_context(OWN): assert Picture().get_dpi() == Picture("page").get_dpi() == 144
