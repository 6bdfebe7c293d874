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
from tools.results import gallery, own_data

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


def test_gallery_shows_the_memories_of_the_experiment():
    assert (LESSONS / "results" / "memory.csv").read_text() == gallery.text(gallery.remembered())


def test_gallery_has_every_figure_and_needs_only_its_folder():
    cells = nbformat.read(LESSONS / "gallery.ipynb", as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    functions = {name: value for name, value in vars(figures).items() if inspect.isfunction(value)}
    drawing = {name for name, value in functions.items() if "width" in inspect.signature(value).parameters} - {"millimetres"}
    assert drawing and drawing <= set(re.findall(r"\w+(?=\()", code))
    assert "../" not in code


@pytest.mark.slow
def test_own_data_is_made_by_its_script_and_goes_on(tmp_path):
    before = (LESSONS / "results" / "own_data.csv").read_bytes()
    command = [sys.executable, "-m", "tools.results.own_data", "--quick", "--runs", tmp_path]
    once, again = (subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert once == again
    assert (LESSONS / "results" / "own_data.csv").read_bytes() == before


def test_own_data_are_whole_and_fair():
    "Equal sizes, the rates that were tried, a spread over seeds; and simple methods beside them."
    table = pd.read_csv(LESSONS / "results" / "own_data.csv").set_index(["data", "method"])
    assert list(table.index.unique("data")) == list(own_data.DATA)
    for name in own_data.DATA:
        rows = table.loc[name]
        networks = rows.loc[["QRNN", "LSTM"]]
        assert abs(networks["parameters"].diff().iloc[1]) <= 0.05 * networks["parameters"].iloc[0]
        assert set(networks["lr"]) <= set(own_data.RATES) and len(rows) >= 4
        test = networks["test accuracy"].fillna(networks["test error"])
        assert (networks["lowest"] <= test).all() and (test <= networks["highest"]).all()
        assert rows[["validation accuracy", "validation error"]].notna().sum(axis=1).eq(1).all()


def test_the_page_makes_the_tasks_that_its_table_is_of():
    page = "\n".join(cell.source for cell in nbformat.read(LESSONS / "your_own_data.ipynb", as_version=4).cells)
    program = inspect.getsource(own_data)
    for call in (
        "for name in ", "name.lower()", "Provider.last_names", "from_images(x.reshape(-1, 8, 8), y, patch=2)",
        'resample("MS").mean().diff()', 'from_series(changes, gaps="drop", bits=3, length=24, season=12)', '[["unemp", "infl"]].diff()',
        'gaps="drop", bits=2, length=16)', "table.iloc[:, :3]", "y, bits=2, test=",
    ):  # fmt: skip
        assert call in page and call in program, call
