"""The teacher's page and the lessons agree, and what a class can open without an installation is well formed."""

import json
import os
import re
import subprocess
from itertools import pairwise

import nbformat
import pandas as pd
import pytest

from tools.notebooks import NOTEBOOKS, ROOT

LESSONS = sorted((NOTEBOOKS / "lessons").glob("[0-9]_*.ipynb"))
PLAN = nbformat.read(NOTEBOOKS / "lessons/teaching.ipynb", as_version=4)
TEXT = "\n\n".join(cell.source for cell in PLAN.cells)
POST_BUILD = ROOT / ".binder/postBuild"


def words(path): return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")


def minutes():
    "What the table of the teacher's page says of each lesson."
    return {name: int(number) for name, number in re.findall(r"\| \[[^]]*\]\((\w+)\.ipynb\) \| (\d+) \|", TEXT)}


def test_times_are_those_of_the_lessons_and_add_up():
    said = {path.stem: int(re.search(r"\*\*Time:\*\* about (\d+) minutes", words(path))[1]) for path in LESSONS}
    assert minutes() == said
    assert abs(sum(said.values()) / 60 - 4.5) < 0.25  # the hours of this page and of README
    front = words(NOTEBOOKS / "index.ipynb").replace("\n", " ")
    assert "about **four and a half hours**" in TEXT and "about four and a half hours in all" in front


def test_the_plan_fills_ninety_minutes_without_a_gap():
    spans = [tuple(map(int, span)) for span in re.findall(r"^\| (\d+)–(\d+) \|", TEXT, re.M)]
    assert spans[0][0] == 0 and spans[-1][1] == 90
    assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_the_plan_names_parts_that_the_lessons_have():
    for number, title in re.findall(r"lesson (\d), \"([^\"]+)\"", TEXT):
        (path,) = [path for path in LESSONS if path.stem.startswith(number)]
        assert f"## {title}" in words(path), title


def test_what_a_room_needs_is_what_was_measured():
    results = ROOT / "tests/bench/results"
    room = pd.read_csv(results / "class.csv").set_index("what")
    trained = (room.MB["training"] - room.MB["nobody"]) / room.kernels["training"]
    assert f"{room.MB['nobody'] / 1000:.2f} GB of memory for all, first picture after {room.median_s['pages']:.1f} s" in TEXT
    assert f"{trained / 1000:.2f} GB more" in TEXT
    peak = pd.read_csv(results / "lessons.csv").set_index("lesson").peak_MB / 1000
    assert list(peak.index) == [path.stem for path in LESSONS]
    assert f"{peak.min():.1f} GB (lesson {peak.idxmin()[0]}) to {peak.max():.1f} GB (lesson {peak.idxmax()[0]})" in TEXT


def test_binder_and_dev_container_run_one_script():
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    assert container["postCreateCommand"] == "bash .binder/postBuild"
    version = (ROOT / ".binder/runtime.txt").read_text().strip().removeprefix("python-")
    assert container["image"].endswith(f":{version}") and tuple(map(int, version.split("."))) >= (3, 11)
    assert os.access(POST_BUILD, os.X_OK)


def test_the_script_takes_torch_for_the_cpu_before_the_package():
    subprocess.run(["bash", "-n", POST_BUILD], check=True)
    script = POST_BUILD.read_text()
    torch, package = script.index("install --no-cache-dir torch torchvision --index-url"), script.index("--editable '.[classroom]'")
    assert torch < package and "/whl/cpu" in script[torch:package] and "prepare()" in script[package:]


@pytest.mark.parametrize("command", re.findall(r"^(qrnn-nb [^#\n]+)", TEXT, re.M))
def test_commands_of_the_page_exist(command):
    from qrnn_nb.cli import _parsed, _parser

    _parsed(_parser(), command.split()[1:])
