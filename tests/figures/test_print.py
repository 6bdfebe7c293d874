"""Figures in print, as wide as a column and a page: legible type, nothing cut or overlapping, readable in grey, always the same file."""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest
from matplotlib.cbook import is_math_text
from matplotlib.colors import to_rgb
from pictures import FIGURES, digest, drawn, printed, saved

from qrnn_nb.figures import VENUES, confusion_matrix, paper_style, theme

every_figure = pytest.mark.parametrize("name", FIGURES)
every_width = pytest.mark.parametrize("width", ["column", "page"])
NARROW = "quantum"  # the venue whose column is narrowest, counted in its letters


@every_width
@every_figure
def test_type_is_legible_and_inside(name, width):
    figure, places = drawn(name, width)
    edge = figure.bbox
    for text, place in places.items():
        assert text.get_fontsize() >= 6 and not is_math_text(text.get_text()), f"{text}: an exponent would be smaller"
        assert edge.x0 <= place.x0 and edge.y0 <= place.y0 and place.x1 <= edge.x1 and place.y1 <= edge.y1, f"{text} is cut"


@every_width
@every_figure
def test_no_text_covers_another(name, width):
    _, places = drawn(name, width)
    assert not covered(places)


def covered(places):
    "Pairs of texts that lie on each other; pieces of one inscription may touch."
    apart = [pair for pair in combinations(places, 2) if not same_inscription(*pair)]
    return [(one.get_text(), other.get_text()) for one, other in apart if overlap(places[one], places[other])]


def same_inscription(one, other):
    "Whether two texts are pieces of one formula, of which each begins where the one before ends."
    formulas = [getattr(text, "inscription", None) for text in (one, other)]
    return formulas[0] is not None and formulas[0] == formulas[1]


@every_figure
def test_in_the_narrowest_venue_nothing_is_cut_or_covered(name):
    with theme(venue=NARROW): figure = FIGURES[name]()
    places = printed(figure)
    assert not [text for text in places if text.get_fontsize() < 6]
    edge = figure.bbox
    inside = {text: place.x0 >= 0 and place.y0 >= 0 and place.x1 <= edge.x1 and place.y1 <= edge.y1 for text, place in places.items()}
    assert all(inside.values()), [text for text, is_inside in inside.items() if not is_inside]
    assert not covered(places)


@pytest.mark.parametrize("width", [60, 74, 88])
@pytest.mark.parametrize("name", ["circuit", "gates", "circuit with its key", "amplified", "unrolled", "confusion", "shares"])
def test_a_figure_narrower_than_a_column_is_whole(name, width):
    figure, places = drawn(name, width)
    edge = figure.bbox
    assert not [text for text, box in places.items() if box.x0 < 0 or box.y0 < 0 or box.x1 > edge.x1 or box.y1 > edge.y1]
    assert not covered(places)


@pytest.mark.parametrize("size, width, are_shown", [(10, 89, True), (10, 60, False), (30, 89, False), (3, 40, True)])
def test_numbers_that_find_no_room_are_left_out(size, width, are_shown):
    with paper_style():
        figure = confusion_matrix(np.full((size, size), 1234), width=width)
        texts = [text.get_text() for text in printed(figure)]
    assert ("1234" in texts) == are_shown and "0" in texts, "the names stay"


def test_no_venue_has_a_narrower_column_in_its_own_type():
    assert min(VENUES, key=lambda name: VENUES[name].column / VENUES[name].type) == NARROW


def overlap(one, other, slack=0.3):
    return min(one.x1, other.x1) - max(one.x0, other.x0) > slack and min(one.y1, other.y1) - max(one.y0, other.y0) > slack


@every_width
@every_figure
def test_legend_covers_no_data(name, width):
    for ax in drawn(name, width)[0].axes:
        if ax.get_legend(): assert not overlap(ax.get_legend().get_window_extent(), ax.bbox)


@every_figure
def test_curves_differ_by_more_than_colour(name):
    for ax in drawn(name, "column")[0].axes:
        colours = defaultdict(set)
        for line in ax.lines:
            if line.get_linestyle() == "None" or not len(line.get_xdata()): continue  # marks, or an entry of the legend alone
            colours[str(line._unscaled_dash_pattern), str(line.get_marker()), line.get_linewidth()].add(to_rgb(line.get_color()))
        assert all(len(found) == 1 for found in colours.values()), colours


def luminance(colour):
    "Relative luminance, as WCAG defines it."
    channels = np.array(to_rgb(colour))
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


SQUARES = ["losses", "updates", "rates", "confusion", "shares", "two answers", "long answers"]


@pytest.mark.parametrize("name", SQUARES)
def test_numbers_stand_out_from_their_squares(name):
    ax = drawn(name, "page")[0].axes[0]
    (image,) = ax.images
    shades = image.to_rgba(image.get_array())
    assert ax.texts
    for text in ax.texts:
        column, row = text.get_position()
        if not np.ma.getmaskarray(image.get_array())[row, column]:
            one, other = sorted([luminance(text.get_color()), luminance(shades[row, column][:3])])
            assert (other + 0.05) / (one + 0.05) >= 4.5, text


@every_figure
def test_larger_is_darker_in_grey(name):
    for image in [image for ax in drawn(name, "column")[0].axes for image in ax.images]:
        shades = [luminance(image.cmap(share)[:3]) for share in np.linspace(0, 1, 64)]
        assert np.all(np.diff(shades) < 0) or image.cmap.name == "gray"


@every_width
@every_figure
def test_an_axis_with_a_scale_has_at_least_two_numbers(name, width):
    figure = drawn(name, width)[0]
    for axis in [axis for ax in figure.axes if ax.axison for axis in (ax.xaxis, ax.yaxis)]:
        low, high = sorted(axis.get_view_interval())
        ticks = axis.get_major_ticks() + axis.get_minor_ticks()
        named = [tick for tick in ticks if tick.label1.get_text() or tick.label2.get_text()]
        kinds = axis.get_major_locator(), axis.get_major_formatter()
        if any(type(kind).__name__.startswith(("Fixed", "Null")) for kind in kinds): continue  # names, not a scale
        assert len([tick for tick in named if low <= tick.get_loc() <= high]) >= 2, axis


@every_figure
def test_every_font_is_embedded_as_truetype(name):
    pdf = saved(name)[".pdf"]
    fonts = re.findall(rb"/Type /FontDescriptor", pdf)
    assert fonts or name == "digits without captions"
    assert len(re.findall(rb"/FontFile2 \d+ 0 R", pdf)) == len(fonts) and b"/Type3" not in pdf


@pytest.fixture(scope="module")
def elsewhere(root):
    "Digests of the files that another process makes, which draws each figure before it saves it."
    environment = os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": str(root)}
    command = [sys.executable, root / "tests" / "pictures.py"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as other:
        for name in FIGURES: saved(name)  # meanwhile
        found = json.load(other.stdout)
    assert other.returncode == 0
    return found


@every_figure
def test_same_figure_is_same_file_in_another_process_after_it_was_drawn(name, elsewhere):
    assert {f"{name} {suffix}": digest(content) for suffix, content in saved(name).items()} == {
        file: found for file, found in elsewhere.items() if file.rpartition(" ")[0] == name
    }
