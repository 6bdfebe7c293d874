"Tests of tests/gpu.py, which needs no graphics card to be tried out."

import subprocess
import sys
from pathlib import Path

import pandas as pd
import torch

SCRIPT = Path(__file__).resolve().parents[1] / "gpu.py"


def run(*arguments):
    return subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False)


def test_all_checks_run_on_a_device(tmp_path):
    done = run("--device", "cpu", "--small", "--results", str(tmp_path / "gpu.csv"))
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "gpu.csv")
    assert (table["difference"].dropna() <= table["limit"].dropna()).all()
    assert set(table["workload"].dropna()) == {"mnist-pixels", "dna-100"}


def test_without_a_card_it_says_so():
    if torch.cuda.is_available(): return
    done = run()
    assert done.returncode == 0 and "no graphics card" in done.stdout
