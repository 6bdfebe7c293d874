"""What a reader gets of a figure: every pixel in its true colour, and the sentence for those who cannot see it, in all that is written."""

import base64
import html
import io
import re
import xml.etree.ElementTree as ET

import nbformat
import numpy as np
import pypdf
import pytest
from IPython.core.formatters import DisplayFormatter
from nbconvert import HTMLExporter, LatexExporter
from pictures import FIGURES, LOSSES, saved
from PIL import Image
from playwright.sync_api import expect

from qrnn_nb.figures import Picture, loss_curve, save_figure

ODD = 'A "curve" <of> losses & more: $a_b$.'


def pixels(content): return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def shown(figure):
    "The pixels of both pictures that a notebook gets, and the element that holds the second."
    data, _ = DisplayFormatter().format(figure)
    source = re.search(r'src="data:image/webp;base64,([^"]+)"', data["text/html"])[1]
    return pixels(base64.b64decode(data["image/png"])), pixels(base64.b64decode(source)), data["text/html"]


@pytest.mark.parametrize("name", ["confusion", "strip", "rates", "violins", "gates"])
def test_pictures_in_notebooks_have_their_true_colours(name, tmp_path):
    figure = FIGURES[name]()
    png, webp, _ = shown(figure)
    drawn = pixels(save_figure(figure, tmp_path / "figure.png", dpi=165).read_bytes())
    assert np.array_equal(png, drawn) and np.array_equal(webp, drawn)


def test_a_colour_bar_has_all_its_shades():
    png, _, _ = shown(FIGURES["strip"]())
    shades = [len({tuple(pixel) for pixel in column}) for column in png.transpose(1, 0, 2)]
    assert max(shades) > 100, "a column of pixels that goes up the bar"


def test_pictures_in_notebooks_are_small():
    for name, most in {"loss": 20_000, "strip": 20_000, "state": 20_000, "gates": 25_000}.items():  # each gate has its formula
        assert len(shown(FIGURES[name]())[2]) < most


@pytest.mark.parametrize("alt", [ODD, "", "x" * 500])
def test_html_carries_the_alternative_text(alt):
    assert html.unescape(re.search(r' alt="([^"]*)">$', shown(Picture(height=20, alt=alt))[2])[1]) == alt


def test_nbconvert_keeps_the_alternative_text():
    data, metadata = DisplayFormatter().format(loss_curve(LOSSES))
    output = nbformat.v4.new_output("display_data", data, metadata=metadata)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("figure", outputs=[output])])
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert re.findall(r'<img[^>]* alt="([^"]*)"', page) == ["Loss curve: 60 updates, the last loss 0.0436."]
    assert "includegraphics" in LatexExporter().from_notebook_node(notebook)[0], "tools that take no HTML get the PNG"


@pytest.mark.browser
def test_jupyterlab_shows_the_alternative_text_when_reopened(lab):
    source = f"from qrnn_nb.figures import Picture\nPicture(height=20, alt={ODD!r})"
    lab.open_notebook(lab.write_notebook("figure.ipynb", source))
    lab.run_all()
    image = lab.page.locator(".jp-OutputArea-output img")
    expect(image).to_have_attribute("alt", ODD)
    assert image.evaluate("image => image.complete && image.naturalWidth") > 500


def test_files_carry_the_alternative_text(tmp_path):
    figure = Picture(height=20, alt=ODD)
    save_figure(figure, tmp_path / "figure")
    root = ET.fromstring((tmp_path / "figure.svg").read_text())
    assert root.find("{http://www.w3.org/2000/svg}title").text == ODD and root.get("role") == "img"
    assert ODD in [element.text for element in root.iter("{http://purl.org/dc/elements/1.1/}description")]
    about = pypdf.PdfReader(tmp_path / "figure.pdf").metadata
    assert about.title == about.subject == ODD
    assert Image.open(tmp_path / "figure.png").text["Description"] == ODD


def test_same_figure_is_same_file_after_it_was_shown(tmp_path):
    figure = FIGURES["confusion"]()
    first = figure._repr_mimebundle_()
    assert save_figure(figure, tmp_path / "figure.png").read_bytes() == saved("confusion")[".png"]
    assert figure._repr_mimebundle_() == first


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_what_it_shows(name):
    title = ET.fromstring(saved(name)[".svg"]).find("{http://www.w3.org/2000/svg}title").text
    assert title.endswith(".") and len(title) > 20


def test_a_figure_without_the_text_has_none(tmp_path):
    assert b"<title>" not in save_figure(Picture(height=20), tmp_path / "figure.svg").read_bytes()
