"""What belongs to the user's process stays as it is: importing the package and using each public part once changes nothing of it."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))
import fuzz_parts
import run as fuzz

IMPORT = """
import sys
sys.path[:0] = ["tests/fuzz", "tests"]
import matplotlib, numpy, torch  # whatever they do when they are first imported is theirs
import pandas, safetensors, tqdm.auto, psutil
from run import state
before = state()
import qrnn_nb
after = state()
print([name for name in before if before[name] != after[name]])
"""


def test_import_changes_nothing(root):
    found = subprocess.run([sys.executable, "-c", IMPORT], cwd=root, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_one_use_of_each_public_part_changes_nothing():
    "The first arguments that the fuzz tool draws are right ones."
    parts = fuzz_parts.parts()
    outcomes, faults = fuzz.run(parts, inputs=len(parts), seed=0, processes=1)
    assert not faults, "\n".join(f"{each['case']}: {each['kind']}, {each['details']}" for each in faults)
    assert outcomes["accepted"] > 0.9 * len(parts), outcomes
