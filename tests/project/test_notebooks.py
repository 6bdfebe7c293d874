"""Every notebook is small, clean and fresh; and the tool that sees to it does what it says."""

import base64
import io
import re

import mistune
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tools.imports import dependencies, meaning, tree
from tools.notebooks import ROOT, WIDGET, each, fingerprint, is_stale, notebooks, render, run, strip

every_notebook = pytest.mark.parametrize("path", notebooks(), ids=lambda path: str(path.relative_to(ROOT)))


def outputs(path):
    return [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]


@every_notebook
def test_at_most_300_kB(path):
    most = 700_000 if path.name == "gallery.ipynb" else 300_000  # one has a picture of every figure there is
    assert path.stat().st_size <= most


@every_notebook
def test_no_widget_state(path):
    notebook = nbformat.read(path, as_version=4)
    assert "widgets" not in notebook.metadata
    assert not [output for output in outputs(path) if WIDGET in output.get("data", {})]


@every_notebook
def test_no_error_stored(path):
    assert not [output.evalue for output in outputs(path) if output.output_type == "error"]


@every_notebook
def test_outputs_are_of_this_code(path):
    stale = is_stale(nbformat.read(path, as_version=4), path.parent)
    assert not stale, "the code, or what it imports, has changed since the outputs were made: make run"


@every_notebook
def test_no_path_of_one_machine(path):
    assert not re.findall(r"/(?:home|Users|root|tmp|work)/[\w./-]+", path.read_text(encoding="utf-8"))


@every_notebook
def test_no_line_begins_a_list_by_chance(path):
    "A paragraph whose line happens to begin with 1. becomes a list of one item."
    texts = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    lists = [found for text in texts for found in re.findall(r"<ol>.*?</ol>", mistune.html(text), re.S)]
    assert not [found for found in lists if found.count("<li>") < 2]


@every_notebook
def test_pictures_have_their_true_colours(path):
    "A picture of 128 colours has a colour bar on which nothing can be read off."
    for output in outputs(path):
        data = output.get("data", {})
        stored = [data.get("image/png", ""), *re.findall(r"data:image/\w+;base64,([\w+/=]+)", data.get("text/html", ""))]
        for content in filter(None, stored):
            assert Image.open(io.BytesIO(base64.b64decode(content))).mode != "P"


@every_notebook
def test_pictures_in_html_say_what_they_show(path):
    tags = [tag for output in outputs(path) for tag in re.findall(r"<img [^>]*>", output.get("data", {}).get("text/html", ""))]
    assert all(re.search(r'alt="[^"]{12,}"', tag) for tag in tags)


def test_strip_removes_widgets_and_keeps_pictures():
    picture = new_output("display_data", {"image/png": "AAAA", "text/plain": "Figure", WIDGET: {"model_id": "1"}})
    widget = new_output("display_data", {"text/plain": "Button()", WIDGET: {"model_id": "2"}})
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[widget, picture])], metadata={"widgets": {"state": {}}, "outputs_of": "y"})
    strip(notebook)
    assert [set(output.data) for output in notebook.cells[0].outputs] == [{"image/png", "text/plain"}]
    assert notebook.metadata.keys() == {"kernelspec", "outputs_of"}


@pytest.mark.parametrize("png, kept", [(False, "text/html"), (True, "image/png")])
def test_strip_keeps_a_picture_once(png, kept):
    twice = {"image/png": "AAAA", "text/html": '<img src="data:image/webp;base64,AAAA" alt="a curve">', "text/plain": "Figure"}
    about = {"image/png": {"alt": "a curve"}}
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[new_output("display_data", twice, metadata=about)])])
    strip(notebook, png)
    (output,) = notebook.cells[0].outputs
    assert set(output.data) == {kept, "text/plain"} and ("image/png" in output.metadata) == png


def test_run_stores_outputs_and_says_of_which_code(tmp_path):
    path = tmp_path / "x.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("6 * 7")]), path)
    run(path)
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].outputs[0].data["text/plain"] == "42"
    assert not is_stale(notebook, tmp_path)
    notebook.cells[0].source = "6 * 8"
    assert is_stale(notebook, tmp_path)


def test_run_says_which_outputs_changed(tmp_path):
    path = tmp_path / "x.ipynb"
    cells = [new_code_cell("6 * 7"), new_code_cell("print(1)")]
    cells[0].outputs = [new_output("execute_result", {"text/plain": "41"}, execution_count=1)]
    cells[1].outputs = [new_output("stream", name="stdout", text="1\n")]
    nbformat.write(new_notebook(cells=cells), path)
    (line,) = run(path)
    assert "'41' is now '42'" in line and cells[0].id in line


def test_run_writes_nothing_when_a_cell_fails(tmp_path):
    path = tmp_path / "x.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), path)
    before = path.read_bytes()
    with pytest.raises(Exception, match="ZeroDivisionError"):
        run(path)
    assert path.read_bytes() == before


def test_fingerprint_is_of_code_alone():
    first, second = new_notebook(cells=[new_code_cell("1")]), new_notebook(cells=[new_markdown_cell("text"), new_code_cell("1")])
    assert fingerprint(first) == fingerprint(second)


def test_fingerprint_follows_what_is_imported(tmp_path):
    for name, code in {"near": "import far", "far": "x = 1", "other": "x = 1"}.items(): (tmp_path / f"{name}.py").write_text(code)

    def found():
        for cached in tree, meaning: cached.cache_clear()
        return fingerprint(new_notebook(cells=[new_code_cell("%matplotlib inline\nimport near")]), tmp_path)

    before = found()
    (tmp_path / "other.py").write_text("x = 2")
    (tmp_path / "far.py").write_text("# one\n\nx = 1")
    assert found() == before
    (tmp_path / "far.py").write_text("x = 2")
    assert found() != before


@pytest.mark.parametrize("code, modules", [
    ("from qrnn_nb.tasks.memory import DNA", {
        # batches know the mark of a silent step, which the cell defines
        "amplification", "cell", "checks", "neuron", "tasks/batches", "tasks/core", "tasks/memory", "topology",
    }),
    ("from qrnn_nb import Topology", {"checks", "topology"}),
    ("from qrnn_nb import topology as t", {"checks", "topology"}),
    ("def late(): from qrnn_nb.topology import Topology", {"checks", "topology"}),
    ("import torch", set()),
])  # fmt: skip
def test_names_are_traced_to_the_modules_that_have_them(code, modules):
    assert {str(path.relative_to(ROOT / "qrnn_nb").with_suffix("")) for path in dependencies([code], ROOT)} == modules


def test_a_failing_notebook_does_not_stop_the_others(capsys):
    def work(path):
        if path.name == "b.ipynb": raise ValueError("no")
        return [f"{path.name} done"]

    assert each(work, [ROOT / name for name in ("a.ipynb", "b.ipynb", "c.ipynb")], 2) == 1
    said = capsys.readouterr().out
    assert "a.ipynb done" in said and "c.ipynb done" in said and said.endswith("These failed:\n  b.ipynb\n")


def test_readme_has_no_plumbing():
    cells = [new_code_cell("#| hide\nimport plumbing"), new_code_cell("#| export\n1 + 1"), new_code_cell("2 # visible")]
    cells[2].outputs = [new_output("stream", name="stderr", text="warning"), new_output("stream", text="two")]
    text, _ = render(new_notebook(cells=cells))
    assert "```python\n1 + 1\n```" in text
    assert "    two" in text
    assert not re.search(r"plumbing|#\||warning", text)


def test_readme_links_and_images_work_from_the_root():
    source = "[a](00_x.ipynb#y) [b](../LICENSE) ![c](images/c.png) [d](https://example.org/d) [e](#here)"
    picture = new_output("display_data", {"image/png": "AAAA"}, metadata={"image/png": {"alt": "a curve"}})
    figure = new_code_cell("figure", outputs=[picture])
    text, images = render(new_notebook(cells=[new_markdown_cell(source), figure]))
    assert "[a](nbs/00_x.ipynb#y) [b](LICENSE) ![c](nbs/images/c.png) [d](https://example.org/d) [e](#here)" in text
    (name,) = images
    assert name.startswith("nbs/index_files/") and f"![a curve]({name})" in text
