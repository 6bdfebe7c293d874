"""What a reader sees of a saved notebook with a widget in it: without the kernel that drew it, and as HTML without a network."""

import nbformat
from nbconvert import HTMLExporter
from playwright.sync_api import expect

SET_UP = "from qrnn_nb.widgets import NeuronExplorer\nexplorer = NeuronExplorer(order=3, controls=1)\nexplorer"


def test_a_reopened_notebook_shows_the_widget_and_html_its_picture(lab, tmp_path):
    lab.open_notebook(lab.write_notebook("reopened.ipynb", SET_UP))
    lab.run_all()
    root = lab.page.locator(".qrnn-neuron")
    expect(root.get_by_role("combobox", name="order", exact=True)).to_have_value("3")
    lab.command("docmanager:save")
    lab.server.stop_kernels()
    lab.console_errors.clear()  # of the kernel's end

    lab.open_notebook("reopened.ipynb")
    expect(root.get_by_role("combobox", name="order", exact=True)).to_have_value("3")
    expect(root.locator(".qn-curve")).to_be_visible()
    expect(lab.page.get_by_text("model not found")).to_have_count(0)
    expect(root.locator(".qs-status")).to_contain_text("no answer: wait if the kernel is busy, run this cell again")
    lab.screenshot("reopened")
    lab.run_all()
    root.get_by_role("button", name="control 1: 1").click()
    expect(root.get_by_role("button", name="control 1: 0")).to_be_visible()

    html, _ = HTMLExporter().from_notebook_node(nbformat.read(lab.server.notebooks / "reopened.ipynb", 4))
    (tmp_path / "saved.html").write_text(html)
    lab.page.goto((tmp_path / "saved.html").as_uri())
    picture = lab.page.locator(".jp-OutputArea img")
    expect(picture).to_have_count(1)
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 300
    lab.refused.clear()  # what nbconvert's pages ask of the network
    lab.console_errors.clear()
