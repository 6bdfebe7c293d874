"""What a reader sees of a saved notebook with widgets in it, without the kernel that drew it: in JupyterLab, Notebook 7, and as HTML."""

import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from lab import LabServer, opened
from nbconvert import HTMLExporter
from playwright.sync_api import expect

EXPLORER = "from qrnn_nb.widgets import NeuronExplorer\nNeuronExplorer(order=3, controls=1)"
BUILDER = "from qrnn_nb import Topology\nfrom qrnn_nb.widgets import CellBuilder\nCellBuilder(Topology.paper(1, 2))"


@pytest.fixture(scope="module")
def reopened(browser, lab_server, tmp_path_factory):
    "A notebook with an explorer and a builder that was run and saved in JupyterLab."
    with opened(browser, lab_server) as lab:
        lab.open_notebook(lab.write_notebook("reopened.ipynb", EXPLORER, BUILDER))
        lab.run_all()
        expect(lab.page.locator(".qrnn-widget")).to_have_count(2)
        lab.command("docmanager:save")
    return Path(shutil.copy(lab_server.notebooks / "reopened.ipynb", tmp_path_factory.mktemp("saved")))


def they_are_alive(page):
    "Both widgets answer to the keyboard, and nothing says that Python is missed."
    explorer, builder = page.locator(".qrnn-neuron"), page.locator(".qrnn-builder")
    expect(explorer.get_by_role("combobox", name="order", exact=True)).to_have_value("3")
    before = explorer.get_attribute("data-probability")
    explorer.get_by_role("slider", name=re.compile("^Angle η")).press("ArrowRight")
    expect(explorer).not_to_have_attribute("data-probability", before)
    costs = builder.locator(".qs-costs").first
    before = costs.inner_text()
    builder.locator("[role=gridcell][aria-label$=' control']").first.press("Space")
    expect(costs).not_to_have_text(before, use_inner_text=True)
    expect(page.get_by_text("model not found")).to_have_count(0)
    for widget in explorer, builder: expect(widget.locator(".qs-error")).to_be_empty()


def test_in_jupyterlab_the_widgets_live(lab, reopened):
    shutil.copy(reopened, lab.server.notebooks / "reopened.ipynb")
    lab.open_notebook("reopened.ipynb")
    they_are_alive(lab.page)
    lab.screenshot("reopened")
    lab.run_all()
    they_are_alive(lab.page)


@pytest.fixture(scope="module")
def notebook_server(reopened, tmp_path_factory):
    "Notebook 7, which serves the folder of the saved notebook and has never met it."
    server = LabServer(tmp_path_factory.mktemp("notebook"), reopened.parent, (sys.executable, "-m", "notebook"))
    yield server
    server.close()


def test_in_notebook_7_the_widgets_live_once_the_notebook_is_trusted(browser, reopened, notebook_server):
    with opened(browser, notebook_server) as lab:
        lab.page.goto(f"{notebook_server.url}notebooks/{reopened.name}?token={notebook_server.token}")
        pictures = lab.page.locator(".jp-OutputArea img")
        expect(pictures).to_have_count(2)
        for picture in pictures.all(): assert len(picture.get_attribute("alt")) > 20
        expect(lab.page.locator(".qrnn-widget")).to_have_count(0)
        lab.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:trust') }")
        lab.page.locator(".jp-Dialog").get_by_role("button", name="Trust").click()
        they_are_alive(lab.page)
        lab.screenshot("reopened-notebook-7")
        # what Notebook 7 says of its own settings
        lab.console_errors[:] = [error for error in lab.console_errors if "'schema'" not in error]


def test_as_html_there_are_pictures_that_say_what_they_show(browser, reopened, tmp_path):
    html, _ = HTMLExporter().from_notebook_node(nbformat.read(reopened, 4))
    (tmp_path / "saved.html").write_text(html)
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto((tmp_path / "saved.html").as_uri())
        pictures = page.locator(".jp-OutputArea img")
        expect(pictures).to_have_count(2)
        for picture in pictures.all():
            assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
            assert len(picture.get_attribute("alt")) > 20
