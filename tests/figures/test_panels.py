"""Panels: aligned, letters outside and on nothing, legends where they are asked for; and what every file says of its figure."""

import xml.etree.ElementTree as ET
from functools import partial
from itertools import combinations

import pypdf
import pytest
from matplotlib.figure import Figure
from pictures import HISTORIES, LOSSES, STRIP, printed
from PIL import Image

from qrnn_nb.figures import VENUES, activation_curves, learning_curves, loss_curve, panels, prediction_strip, save_figure, theme

CURVES = partial(learning_curves, {"slow": HISTORIES[:2], "fast": HISTORIES[2:]})
DRAWINGS = [CURVES, partial(loss_curve, LOSSES), partial(prediction_strip, STRIP, targets=[-1, 2] * 10), partial(activation_curves, [1, 3])]
every_legend = pytest.mark.parametrize("legend", ["above", "right", "inside", "shared", "none"])


def laid_out(**options):
    figure = panels(DRAWINGS, layout="AB\nCD", **options)
    figure.set_dpi(72)
    figure.draw_without_rendering()
    return figure


def overlap(one, other, slack=0.3):
    return min(one.x1, other.x1) - max(one.x0, other.x0) > slack and min(one.y1, other.y1) - max(one.y0, other.y0) > slack


def legends(figure): return [*figure.legends, *(ax.get_legend() for ax in figure.axes if ax.get_legend())]


def letters(figure): return [text for ax in figure.axes for text in ax.texts if len(text.get_text()) == 3 and text.get_text()[0] == "("]


@every_legend
@pytest.mark.parametrize("venue", [None, "aps", "neurips"])
def test_letters_lie_outside_the_axes_and_on_nothing(legend, venue):
    with theme(venue=venue): figure = laid_out(legend=legend)
    places = printed(figure)
    found = letters(figure)
    assert [text.get_text() for text in found] == ["(a)", "(b)", "(c)", "(d)"]
    others = [place for text, place in places.items() if text not in found]
    others += [part.get_window_extent() for part in legends(figure)] + [ax.bbox for ax in figure.axes]
    for letter in found:
        place = places[letter]
        assert not any(overlap(place, other) for other in others), letter
        assert place.x0 >= figure.bbox.x0 and place.y1 <= figure.bbox.y1 + 0.1


@every_legend
def test_panels_are_aligned_and_legends_stand_where_they_are_asked_for(legend):
    figure = laid_out(legend=legend)
    a, b, c, d = (ax.get_position() for ax in figure.axes[:4])
    assert a.y0 == b.y0 and c.y1 == d.y1 and a.x0 == pytest.approx(c.x0) and b.x1 == pytest.approx(d.x1)
    count = {"shared": 1, "none": 0}.get(legend, 3)  # one of the four has a single curve, and no legend
    assert len(legends(figure)) == count
    boxes = [part.get_window_extent() for part in legends(figure)]
    if legend == "inside": return
    assert not any(overlap(box, ax.bbox) for box in boxes for ax in figure.axes)
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    assert all(box.x0 >= -0.1 and box.x1 <= figure.bbox.x1 + 0.1 for box in boxes)


def test_a_shared_legend_says_each_name_once():
    figure = panels([CURVES, CURVES], legend="shared")
    figure.draw_without_rendering()
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["slow", "fast", "middle half of 2 to 3 runs", "ended"]


def test_a_legend_has_as_many_columns_as_the_layout_leaves_room_for():
    def columns(width):
        figure = learning_curves({name: [LOSSES] for name in ("one", "two", "three", "four")}, width=width)
        figure.draw_without_rendering()
        legend = figure.axes[0].get_legend()
        assert legend.get_window_extent().width <= figure.axes[0].bbox.width
        return legend._ncols

    assert columns("page") == 4 and columns(40) < 4


def test_the_legend_of_a_person_stays():
    figure = CURVES()
    figure.axes[0].legend(title="mine", loc="lower left")
    figure.draw_without_rendering()
    assert figure.axes[0].get_legend().get_title().get_text() == "mine"


@pytest.mark.parametrize("wrong, message", [
    ({"drawings": [loss_curve(LOSSES)]}, "functions that draw into ax="), ({"drawings": []}, "functions that draw"),
    ({"layout": "AB"}, "rows of equal length"), ({"layout": "AB\nC"}, "rows of equal length"), ({"layout": 7}, "layout must be"),
    ({"legend": "below"}, "'shared', got 'below'"), ({"letters": 7}, "letters must be"), ({"width": "wide"}, "width must be"),
])  # fmt: skip
def test_panels_refuse(wrong, message):
    with pytest.raises(ValueError, match=message): panels(**{"drawings": [CURVES] * 3} | wrong)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    figure = loss_curve(LOSSES)
    for ending in "pdf", "svg", "png", "eps", "tiff":
        save_figure(figure, folder / f"lr0.01.{ending}", title="Losses", about={"seed": 7, "task": "XOR"}, dpi=100)
    return folder


def test_every_file_says_what_it_shows_and_where_it_comes_from(folder):
    alt = loss_curve(LOSSES).alt
    pdf = pypdf.PdfReader(folder / "lr0.01.pdf").metadata
    assert (pdf.title, pdf.subject, pdf["/Keywords"]) == ("Losses", alt, "seed=7; task='XOR'") and pdf.creator.startswith("qrnn_nb ")
    png = Image.open(folder / "lr0.01.png")
    assert (png.text["Title"], png.text["Description"], png.text["Comment"]) == ("Losses", alt, "seed=7; task='XOR'")
    assert png.text["Software"].startswith("qrnn_nb ") and png.info["dpi"][0] == pytest.approx(100, abs=0.1)
    tiff = Image.open(folder / "lr0.01.tiff").tag_v2
    assert tiff[269] == "Losses" and tiff[270] == f"{alt}\nseed=7; task='XOR'" and tiff[305].startswith("qrnn_nb ")
    root = ET.fromstring((folder / "lr0.01.svg").read_text())
    assert root.get("aria-label") == alt and {"Losses", alt, "seed=7; task='XOR'"} <= {element.text for element in root.iter()}
    assert f"% Losses\n% {alt}\n" in (folder / "lr0.01.eps").read_text("latin-1")


@pytest.mark.parametrize("ending", ["pdf", "svg", "png", "eps", "tiff"])
def test_no_file_depends_on_the_day_or_the_version_of_matplotlib(ending, folder, tmp_path):
    content = (folder / f"lr0.01.{ending}").read_bytes()
    again = save_figure(loss_curve(LOSSES), tmp_path / f"x.{ending}", title="Losses", about={"seed": 7, "task": "XOR"}, dpi=100)
    assert again.read_bytes() == content and b"Matplotlib" not in content and b"CreationDate" not in content


def test_dots_in_names_are_kept(tmp_path):
    for name, files in ("lr0.01", {"lr0.01.pdf", "lr0.01.svg", "lr0.01.png"}), ("v1.2.tif", {"v1.2.tif"}), ("A.B2.PNG", {"A.B2.PNG"}):
        figure = Figure()
        figure.subplots().plot([1, 2])
        before = {file.name for file in tmp_path.iterdir()}
        save_figure(figure, tmp_path / name)
        assert {file.name for file in tmp_path.iterdir()} - before == files


def test_texts_of_an_svg_are_texts_on_request(tmp_path):
    figure = loss_curve(LOSSES)
    assert ">update<" in save_figure(figure, tmp_path / "a.svg", editable=True).read_text()
    assert ">update<" not in save_figure(figure, tmp_path / "b.svg").read_text(), "shapes, as before"


@pytest.mark.parametrize("wrong", [{"dpi": 0}, {"dpi": "300"}, {"title": 7}, {"about": 7}, {"about": {7: 7}}, {"editable": "yes"}])
def test_saving_refuses(wrong, tmp_path):
    with pytest.raises(ValueError, match="must be"): save_figure(loss_curve(LOSSES), tmp_path / "figure.png", **wrong)
    assert not list(tmp_path.iterdir())


def test_savefig_of_a_person_keeps_the_width(tmp_path):
    import matplotlib

    with matplotlib.rc_context({"savefig.bbox": "tight", "savefig.pad_inches": 1}):
        loss_curve(LOSSES).savefig(tmp_path / "figure.png", dpi=254)
    assert Image.open(tmp_path / "figure.png").width == pytest.approx(10 * VENUES["nature"].column, abs=1)


@pytest.mark.parametrize("width, beside", [("page", 3), ("column", 2), (60, 1)])
def test_panels_stand_side_by_side_as_far_as_they_have_room(width, beside):
    figure = panels([partial(loss_curve, LOSSES)] * 3, width=width)
    assert figure.axes[0].get_subplotspec().get_gridspec().ncols == beside
