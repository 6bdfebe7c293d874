"""`qrnn-nb grade`: what a class hands in is run, each notebook by itself, and what one does harms nobody else's row."""

import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from answers import CHECKS

from qrnn_nb.cli import main
from qrnn_nb.commands import grade as command
from qrnn_nb.commands.grade import Rules, grade, submissions
from tools.notebooks import NOTEBOOKS

START = "import math, os, sys\nfrom qrnn_nb.lessons.neuron import check"
RIGHT = "check(1, math.pi / 6)"
BROKEN = {  # file -> cells; each answers exercise 1 rightly before it does something
    "formula": [RIGHT, "raise ValueError('=1+1')"],
    "leaves": [RIGHT, "os._exit(0)", "check(2, 1)"],
    "starts": [RIGHT, "import subprocess; subprocess.run(['true'])", "os.system('true')", "os.fork()"],
    "deletes": [RIGHT, "os.remove(OUTSIDE)", "os.rename(OUTSIDE, OUTSIDE + 'x')", "open(OUTSIDE, 'w')"],
    "moves": [RIGHT, "open('mine', 'w').close(); os.rename('mine', OUTSIDE)", "os.symlink(OUTSIDE, 'there'); open('there', 'w')",
              "import socket; socket.create_connection(('127.0.0.1', 9), 1)"],
    "fills": [RIGHT, "bytearray(10**11)", "check(2, [1])"],
    "forges": [RIGHT, "from qrnn_nb.lessons.core import Check\nCheck(lambda a: 'fine', lambda a: 'fine')(2, 1)", "check = print",
               "check(2, 1)"],
    "shows": ["%matplotlib inline", RIGHT, "from qrnn_nb.widgets import NeuronExplorer\nNeuronExplorer()", "check(3, ...)",
              "from qrnn_nb import QRNN\nQRNN.load('digits')", "assert 'SECRET' not in os.environ",
              "assert not {'.ssh', '.bashrc'} & set(os.listdir(os.path.expanduser('~')))"],
}  # fmt: skip


def handed_in(*cells):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return nbformat.writes(made)


def read(path): return pd.read_csv(path, keep_default_na=False, dtype=str)


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    path = tmp_path_factory.mktemp("teacher") / "precious"
    path.write_text("mine")
    return path


@pytest.fixture(scope="module")
def marks(tmp_path_factory, outside):
    "The table of a class of broken, hostile and odd notebooks, by student."
    folder = tmp_path_factory.mktemp("class")
    for name, cells in BROKEN.items():
        (folder / f"{name}.ipynb").write_text(handed_in(START, f"OUTSIDE = {str(outside)!r}", *cells))
    (folder / "no notebook.ipynb").write_text("{half")
    (folder / "empty.ipynb").write_text(handed_in())
    (folder / "Anna Meier_123").mkdir()
    (folder / "Anna Meier_123" / "lesson.ipynb").write_text(handed_in(START, "check(1, 30)", "check(1, math.pi / 6)", "check(2, 3)"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET", "a password")
        grade(folder, folder / "grades.csv", Rules(), jobs=2)
    return dict(list(read(folder / "grades.csv").groupby("student")))


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_right_before_counts(marks, name):
    rows = marks[name]
    assert list(rows.exercise) == ["1", "2", "3"] and rows.verdict.iloc[0] == "right"
    assert list(rows.lesson.unique()) == ["neuron"]


@pytest.mark.parametrize("name, error", [
    ("formula", r"ValueError: =1\+1"), ("leaves", "ended before its last cell"), ("starts", "subprocess.Popen is not allowed"),
    ("starts", "os.system is not allowed"), ("starts", "os.fork is not allowed"), ("deletes", "precious is not a file that may be changed"),
    ("moves", "precious is not a file that may be changed"), ("moves", "socket.(getaddrinfo|connect) is not allowed"),
    ("fills", "MemoryError"), ("shows", "^$"),
])  # fmt: skip
def test_what_went_wrong_is_said(marks, name, error):
    assert re.search(error, marks[name].error.iloc[0]), marks[name].error.iloc[0]


def test_files_of_the_teacher_are_as_they_were(marks, outside):
    assert outside.read_text() == "mine" and os.listdir(outside.parent) == ["precious"]


def test_a_check_of_ones_own_counts_for_nothing(marks):
    assert list(marks["forges"].verdict) == ["right", "not answered", "not answered"]


def test_after_a_refused_array_the_next_cell_is_judged(marks):
    assert list(marks["fills"].verdict) == ["right", "wrong", "not answered"]


def test_the_last_answer_counts_and_a_wrong_one_has_its_hint(marks):
    rows = marks["Anna Meier_123"]
    assert list(rows.verdict) == ["right", "wrong", "not answered"]
    assert rows.hint.iloc[0] == "" and "function" in rows.hint.iloc[1]


@pytest.mark.parametrize("name", ["no notebook", "empty"])
def test_what_has_no_exercise_has_a_row_too(marks, name):
    assert len(marks[name]) == 1 and marks[name].verdict.iloc[0] == "" and marks[name].error.iloc[0]


def test_no_cell_is_a_formula(marks):
    for rows in marks.values():
        for text in rows.to_numpy().ravel(): assert not text.startswith(("=", "+", "-", "@")), text


def test_nothing_is_run_twice(tmp_path, monkeypatch):
    "Only what is new or has changed; rows of the others stay, and those of files that are gone go."
    run = []

    def noted(self, content, student):
        run.append(student)
        return command._Sitting(verdicts={("neuron", 1): {"state": "right", "hint": ""}}, lessons={"neuron": 3})

    monkeypatch.setattr(command.Hall, "run", noted)
    for name in "abc": (tmp_path / f"{name}.ipynb").write_text(name)
    table = tmp_path / "grades.csv"
    grade(tmp_path, table, Rules(), jobs=1)
    first = table.read_bytes()
    grade(tmp_path, table, Rules(), jobs=1)
    assert sorted(run) == ["a", "b", "c"] and table.read_bytes() == first
    (tmp_path / "b.ipynb").write_text("changed")
    (tmp_path / "c.ipynb").unlink()
    grade(tmp_path, table, Rules(), jobs=1)
    assert run[3:] == ["b"] and set(read(table).student) == {"a", "b"}
    grade(tmp_path, table, Rules(by_name=True), jobs=1)
    assert sorted(run[4:]) == ["a", "b"]


def test_students_are_files_or_folders(tmp_path):
    for name in ("anna.ipynb", "ben/1.ipynb", "ben/deep/2.ipynb", "ben/.ipynb_checkpoints/1.ipynb", ".hidden/x.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    assert {path.relative_to(tmp_path).as_posix(): student for path, student in submissions(tmp_path).items()} == {
        "anna.ipynb": "anna", "ben/1.ipynb": "ben", "ben/deep/2.ipynb": "ben"}  # fmt: skip


def test_without_yes_nothing_is_run(tmp_path, capsys, monkeypatch):
    (tmp_path / "anna.ipynb").write_text("{}")
    monkeypatch.setattr(command, "grade", lambda *given: pytest.fail("it ran"))
    assert main(["grade", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "runs the code of 1 notebooks" in said.out and "say --yes" in said.err


@pytest.mark.parametrize("words, problem", [
    ("nowhere", "no folder nowhere"), (".", "no notebook in"), (". --jobs 0", "--jobs"), (". --memory 1", "--memory"),
])  # fmt: skip
def test_mistakes_are_said(tmp_path, monkeypatch, capsys, words, problem):
    monkeypatch.chdir(tmp_path)
    if "--" in words: Path("anna.ipynb").write_text("{}")
    assert main(["grade", *words.split()]) == 1
    assert problem in capsys.readouterr().err


def test_numbers_by_name(tmp_path):
    "Anna's own answer is right; Ben has copied it, her name too."
    own = CHECKS["digits"].seeded("anna")._own(1)["pixel"]
    answer = (10 * own[0] + own[1], 10 * own[1] + own[0])
    cells = "from qrnn_nb.lessons.digits import check", "check = check.seeded('anna')", f"check(1, {answer})"
    for name in "anna", "ben": (tmp_path / f"{name}.ipynb").write_text(handed_in(*cells))
    grade(tmp_path, tmp_path / "grades.csv", Rules(by_name=True), jobs=2)
    rows = read(tmp_path / "grades.csv").query("exercise == '1'")
    assert list(rows.verdict) == ["right", "wrong"] and list(rows.seed) == ["anna", "anna"]


@pytest.mark.slow
def test_what_never_ends_is_ended(tmp_path):
    (tmp_path / "anna.ipynb").write_text(handed_in(START, RIGHT, "while True: pass"))
    (tmp_path / "ben.ipynb").write_text(handed_in(START, RIGHT, "large = []\nwhile True: large.append(os.urandom(10**7))"))
    grade(tmp_path, tmp_path / "grades.csv", Rules(seconds=60, megabytes=1500), jobs=2)
    rows = read(tmp_path / "grades.csv").query("exercise == '1'").set_index("student")
    assert set(rows.verdict) == {"right"} and "ended after 60 seconds" in rows.error["anna"]
    assert re.search("MemoryError|more than 1500 MB", rows.error["ben"])


@pytest.mark.slow
def test_our_solutions_are_all_right(tmp_path):
    shutil.copytree(NOTEBOOKS / "solutions", tmp_path / "teacher")
    lessons = len(list((tmp_path / "teacher").glob("*.ipynb")))
    grade(tmp_path, tmp_path / "grades.csv", Rules(), jobs=2)
    rows = read(tmp_path / "grades.csv")
    # three exercises a lesson
    assert len(rows) == 3 * lessons
    assert set(rows.verdict) == {"right"} and set(rows.error) == {""}, json.dumps(rows.to_dict("records"))[:2000]
