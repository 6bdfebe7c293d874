"""The notebooks of the experiments work in their quick mode, and their stored runs are whole and small."""

import os

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from qrnn_nb.experiments import read_runs
from tools.notebooks import NOTEBOOKS, ROOT

FOLDER = NOTEBOOKS / "experiments"
notebooks = sorted(FOLDER.glob("*.ipynb"))
stored = sorted(path for path in (FOLDER / "results").glob("*.parquet") if path.stem != "digit_answers")  # what is no table of runs


@pytest.mark.slow
@pytest.mark.parametrize("path", notebooks, ids=lambda path: path.stem)
def test_quick(path):
    before = {each: each.stat().st_mtime_ns for each in (FOLDER / "results").glob("*.parquet")}
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": FOLDER}})
    client.execute(env=os.environ | {"PYTHONPATH": str(ROOT), "QRNN_NB_EXPERIMENTS": "quick", "OMP_NUM_THREADS": "1"})
    assert {each: each.stat().st_mtime_ns for each in (FOLDER / "results").glob("*.parquet")} == before


@pytest.mark.parametrize("path", stored, ids=lambda path: path.stem)
def test_stored_runs_are_whole(path):
    table = read_runs(path)
    assert table["key"].is_unique and (table["stopped"] != "failed").all() and path.stat().st_size < 1_000_000
    assert (table["losses"].map(len) == table["updates"]).all()
    pd.testing.assert_series_equal(table["losses"].map(lambda losses: float(losses[-1])), table["final loss"], check_names=False, rtol=1e-5)
