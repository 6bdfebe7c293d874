"""The training runs behind the lessons: their scripts work, and the stored tables are whole. The gallery shows every figure."""

import inspect
import re
import subprocess
import sys

import nbformat
import pandas as pd
import pytest

from qrnn_nb import figures
from tools.notebooks import NOTEBOOKS, ROOT
from tools.results import gallery

LESSONS = NOTEBOOKS / "lessons"


@pytest.mark.slow
def test_amplified_runs_are_made_by_their_script():
    before = (LESSONS / "results" / "amplified.csv").read_bytes()
    command = [sys.executable, "-m", "tools.results.amplified", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 9  # a head and two seeds of two kinds on two tasks
    assert (LESSONS / "results" / "amplified.csv").read_bytes() == before


def test_amplified_runs_are_whole():
    table = pd.read_csv(LESSONS / "results" / "amplified.csv")
    found = table.groupby(["task", "kind"]).seed.apply(sorted).to_dict()
    assert found == {(task, kind): list(range(10)) for task in ("Elman XOR", "digits 0 and 1") for kind in ("postselected", "amplified")}
    assert table.notna().all(axis=None)


def test_gallery_shows_the_runs_of_the_experiments():
    stored = gallery.text(gallery.stored())
    kept = (LESSONS / "results" / "sweeps.csv").read_text()
    assert kept.startswith(stored), "the experiments have other runs now: python -m tools.results.gallery, then run the gallery"
    rest = pd.read_csv(LESSONS / "results" / "sweeps.csv").query("experiment == 'topology'")
    assert rest.groupby(["workspace", "stages"]).seed.apply(sorted).to_list() == 9 * [list(range(5))]


def test_gallery_has_every_figure_and_needs_only_its_folder():
    cells = nbformat.read(LESSONS / "gallery.ipynb", as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    functions = {name: value for name, value in vars(figures).items() if inspect.isfunction(value)}
    drawing = {name for name, value in functions.items() if "width" in inspect.signature(value).parameters}
    assert drawing and drawing <= set(re.findall(r"\w+(?=\()", code))
    assert "../" not in code
