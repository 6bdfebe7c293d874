"""The training runs behind the lessons: their script works, and the stored table is whole."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

LESSONS = Path(__file__).resolve().parent.parent / "nbs" / "lessons"


@pytest.mark.slow
def test_amplified_runs_are_made_by_their_script():
    before = (LESSONS / "results" / "amplified.csv").read_bytes()
    done = subprocess.run([sys.executable, LESSONS / "amplified.py", "--quick"], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 9  # a head and two seeds of two kinds on two tasks
    assert (LESSONS / "results" / "amplified.csv").read_bytes() == before


def test_amplified_runs_are_whole():
    table = pd.read_csv(LESSONS / "results" / "amplified.csv")
    found = table.groupby(["task", "kind"]).seed.apply(sorted).to_dict()
    assert found == {(task, kind): list(range(10)) for task in ("Elman XOR", "digits 0 and 1") for kind in ("postselected", "amplified")}
    assert table.notna().all(axis=None)
