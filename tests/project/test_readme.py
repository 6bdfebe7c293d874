"""The README: its code does what it says, and what is written in several places agrees."""

import re
import shlex
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pandas as pd
import pytest
import yaml
from helpers import own_files

import qrnn_nb
from qrnn_nb.cli import main

FENCE = re.compile(r"^```(\w*)\n(.*?)^```\n", re.M | re.S)
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]\d+)?")


def test_code_prints_what_the_readme_says(root, tmp_path):
    text = (root / "README.md").read_text(encoding="utf-8")
    code = "\n".join(body for language, body in FENCE.findall(text) if language == "python")
    said = "".join(re.findall(r"^    (.*\n)", FENCE.sub("", text), re.M))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # the README has neither blanks at the ends of lines nor empty lines in an output
    shapes = [[NUMBER.sub("#", line.rstrip()) for line in output.splitlines() if line.strip()] for output in (done.stdout, said)]
    assert shapes[0] == shapes[1] != []
    printed, expected = ([float(number) for number in NUMBER.findall(output)] for output in (done.stdout, said))
    assert printed == pytest.approx(expected, rel=0.1)  # not exactly: processors round differently, and training carries that on


def test_the_commands_do_what_the_readme_says(root, tmp_path, capsys):
    blocks = FENCE.findall((root / "README.md").read_text(encoding="utf-8"))
    lines = [line for language, body in blocks for line in body.splitlines() if language == "sh" and line.startswith("qrnn-nb ")]
    (grid,) = [body for language, body in blocks if language == "toml"]
    with chdir(tmp_path):
        own_files()
        Path("grid.toml").write_text(grid)
        for line in lines:
            words = shlex.split(line, comments=True)[1:]
            if words[0] != "lessons": assert main(words) == 0, f"{line}: {capsys.readouterr().err}"
        assert len(pd.read_csv("answers.csv")) == 2 and len(list(Path("sweeps/grid").iterdir())) == 8
    assert len(lines) == 10 and "Best of 4 settings by validation loss" in capsys.readouterr().out


def test_the_first_network_takes_six_lines(root):
    text = (root / "README.md").read_text(encoding="utf-8")
    blocks = [body for language, body in FENCE.findall(text) if language == "python"]
    first = next(body for body in blocks if "fit(" in body)
    lines = [line for line in first.splitlines() if line.strip()]
    assert len(lines) == 6 and lines[0].startswith("from qrnn_nb import") and "task.ask(model, batch)" in lines[-1]
    assert not re.search(r"\[[^]]*None", "".join(blocks)), "nobody should have to know how tensors are shaped"


def test_citation_and_changelog_are_of_this_version(root):
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == qrnn_nb.__version__
    assert f"\n## {qrnn_nb.__version__}\n" in (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version = {{{qrnn_nb.__version__}}}" in (root / "README.md").read_text(encoding="utf-8")
