"""As a new user: a wheel, an environment with what it declares and nothing else, `qrnn-nb`, and the first lesson in a real browser."""

import math
import os
import re
import subprocess
import sys
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pypdf
import pytest
from lab import LabServer
from packaging.requirements import Requirement
from pages import exported
from playwright.sync_api import expect

from qrnn_nb.commands.lessons import FIRST, notebooks

pytestmark = pytest.mark.slow
OWN_DATA = "lessons/your_own_data.ipynb"  # needs the extra `data`
LESSONS = [name for name in notebooks() if name.startswith("lessons/") and name.endswith(".ipynb") and name != OWN_DATA]


def link(packages: Path, requirements: list[str]):
    "Put links into a folder of packages to all that the requirements need, as far as they are installed where the tests run."
    waiting, seen = [(Requirement(text), "") for text in requirements], set()
    while waiting:
        need, extra = waiting.pop()
        key = need.name, *sorted(need.extras)
        if key in seen or (need.marker and not need.marker.evaluate({"extra": extra})):
            continue
        seen.add(key)
        found = distribution(need.name)
        for name in {file.parts[0] for file in found.files} - {"..", "__pycache__"}:
            if not (packages / name).exists():
                (packages / name).symlink_to(found.locate_file(name))
        waiting += [(Requirement(text), extra) for text in found.requires or () for extra in need.extras or {""}]


class Installed:
    "An environment with the wheel and what it declares, and a folder to work in."

    def __init__(self, wheel: Path, folder: Path):
        self.home, self.work = folder / "environment", folder / "work"
        self.work.mkdir()
        venv.create(self.home, symlinks=True)
        self.programs = self.home / "bin"
        pip = [sys.executable, "-m", "pip", "--python", self.programs / "python", "install"]
        subprocess.run([*pip, "--quiet", "--no-deps", "--no-index", wheel], check=True)
        (packages,) = self.home.glob("lib/python*/site-packages")
        (information,) = packages.glob("qrnn_nb-*.dist-info")
        self.packages, self.requires = packages, Distribution.at(information).requires
        link(packages, self.requires)
        for name in ("share", "etc"):  # JupyterLab's own files
            (self.home / name).symlink_to(Path(sys.prefix) / name)

    def run(self, program, *arguments):
        "What a program of the environment prints; CalledProcessError if it fails."
        environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        command = [self.programs / program, *map(str, arguments)]
        return subprocess.run(command, cwd=self.work, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    return Installed(wheel, tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="module")
def course(installed):
    "The folder of a student who has copied the lessons."
    installed.run("qrnn-nb", "lessons", "course", "--no-lab")
    return installed.work / "course"


@pytest.fixture(scope="module")
def lab_server(installed, course, tmp_path_factory):
    "JupyterLab as `qrnn-nb lessons` opens it, for the fixture `lab`."
    command = [installed.programs / "qrnn-nb", "lessons", course]
    server = LabServer(tmp_path_factory.mktemp("lab"), notebooks=course, command=command, PYTHONPATH="")
    yield server
    server.close()


def test_the_library_is_that_of_the_wheel(installed, root):
    place = Path(installed.run("python", "-c", "import qrnn_nb; print(qrnn_nb.__file__)").strip())
    assert place.is_relative_to(installed.home) and not place.resolve().is_relative_to(root)


def test_what_is_not_declared_is_not_there(installed):
    found = "import importlib.util as u; print(*[name for name in %r if u.find_spec(name)])"
    names = ["pytest", "nbdev", "qiskit", "pyarrow", "distributed", "playwright"]
    assert installed.run("python", "-c", found % names).strip() == ""


def test_train_and_plot(installed):
    said = installed.run("qrnn-nb", "train", "ElmanXOR", "--stop-loss", "0.1")
    assert "stopped by loss" in said
    parameters, *saved = installed.run("qrnn-nb", "plot", "runs/ElmanXOR").splitlines()
    assert parameters.startswith("The network has the best parameters")
    for name in saved:
        (page,) = pypdf.PdfReader(installed.work / name).pages
        assert float(page.mediabox.width) == pytest.approx(89 / 25.4 * 72, abs=1)  # points of a column
    assert len(saved) == 3


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_runs(installed, course, name):
    "Every cell, with what the wheel declares and nothing else."
    arguments = ["nbconvert", "--to", "notebook", "--execute", "--output-dir", installed.work / "executed", course / name]
    installed.run("python", "-m", *arguments, "--log-level", "ERROR")


def test_own_data_needs_its_extra_alone(installed, course):
    "Last of the pages: the packages of the extra stay in the environment."
    extra = [text.partition(";")[0] for text in installed.requires if re.search(r"extra == .data.", text)]
    assert extra
    link(installed.packages, extra)
    test_lesson_runs(installed, course, OWN_DATA)


def test_first_lesson_in_the_browser(lab, course):
    "Opened where `qrnn-nb lessons` opens it, run, an exercise answered wrong and then right, a figure saved and opened."
    lab.page.goto(f"{lab.server.url}?token={lab.server.token}")
    lab.page.wait_for_function("path => window.jupyterapp?.shell.currentWidget?.context?.path === path", arg=FIRST, timeout=60_000)
    lab.wait_idle()
    lab.run_all(timeout=300)
    assert Path(lab.python("__import__('qrnn_nb').__file__")).is_relative_to(course.parent.parent / "environment")

    exercise = lab.page.locator(".jp-CodeCell").filter(has_text=re.compile(r"check\(1,"))
    verdict = exercise.locator(".jp-OutputArea")
    expect(verdict).to_contain_text("Exercise 1: open")
    for answer, state in ("30", "not yet"), (f"{math.pi / 6}", "right"):
        exercise.locator(".cm-content").click()
        lab.page.keyboard.press("Control+A")
        lab.page.keyboard.insert_text(f"answer = {answer}\n\ncheck(1, answer)")
        lab.page.keyboard.press("Control+Enter")
        expect(verdict).to_contain_text(f"Exercise 1: {state}")
        lab.screenshot(f"lesson-{state.replace(' ', '-')}")

    explorer = lab.page.locator(".qrnn-neuron").first
    (page,) = pypdf.PdfReader(exported(lab.page, explorer, "pdf").path()).pages
    assert "angle" in page.extract_text()
