"""Fixtures: `host` (a page with a widget, without JupyterLab), `saved` (a page without Python), `lab` (JupyterLab in a browser),
`shared` (golden vectors), `wheel`,
`without_numba`,
`both_ways`, `fresh_engines`."""

import os
import shutil
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
import torch
from host import Host, HostServer
from hypothesis import settings
from lab import BROWSER_ARGUMENTS, ELSEWHERE, ROOT, Lab, LabServer, opened
from playwright.sync_api import expect, sync_playwright
from saved import SavedPages

from qrnn_nb import engines
from tools import browser as browsers

settings.register_profile("quick", deadline=None, max_examples=40)  # make test
settings.register_profile("thorough", deadline=None, max_examples=400)  # make test-all
settings.load_profile("quick")
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what it starts in the background, tests send it
expect.set_options(timeout=20_000)  # milliseconds; other programs may share the machine


# What takes more of the minute that make quick has than it can give: folders and files of tests/.
MINUTE = (
    "figures/", "experiments/", "fuzz/", "lessons/test_answers.py", "project/test_package.py", "project/test_readme.py",
    "engines/test_oracle.py", "engines/test_pennylane.py", "engines/test_walk.py", "tasks/test_protocols.py",
    "widgets/test_base.py", "widgets/test_digits.py", "test_checkpoints.py", "test_circuits.py", "test_cli.py", "test_cli_data.py",
    "test_ensembles.py", "test_experiments.py", "test_hidden.py", "test_process.py", "test_storage.py",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    "Mark what needs a browser, and begin with the files that take longest: two processes then end together."
    for item in items:
        if not {"lab", "host", "browser"}.isdisjoint(item.fixturenames): item.add_marker("browser")
        if str(item.path.relative_to(ROOT / "tests")).startswith(MINUTE): item.add_marker("minute")
    longest = {item.path: 0 for item in items}
    for item in items:
        weight = 2 if "lab_server" in item.fixturenames else item.get_closest_marker("browser") is not None
        longest[item.path] = max(longest[item.path], weight)
    items.sort(key=lambda item: -longest[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    pages = [value for value in getattr(item, "funcargs", {}).values() if isinstance(value, Lab | Host)]
    if report.failed and call.when == "call":
        for page in pages: report.sections.append(("screenshot", str(page.screenshot(item.name))))
    return report


@pytest.fixture(scope="session")
def root() -> Path:
    "The project's folder."
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    "The folder ../shared with the golden vectors; a test that asks for it is skipped where it is missing."
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"no {folder}: the golden vectors are not part of the repository")
    return folder


@pytest.fixture
def fresh_engines():
    "Nothing is known of Numba yet, and nothing has been warned of."

    def forget():
        engines.prepare.cache_clear()
        engines.warn_once.cache_clear()

    forget()
    yield
    forget()


@pytest.fixture
def without_numba(fresh_engines, monkeypatch):
    "Numba cannot be imported, as where it is not installed."
    monkeypatch.setitem(sys.modules, "numba", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for dtype in torch.float32, torch.float64:
            for complex_states in False, True: assert engines.prepare(dtype, complex_states)


@pytest.fixture(params=["with numba", "without numba"])
def both_ways(request):
    "A test that asks for this runs twice: by compiled loops, and by plain PyTorch for want of Numba."
    if request.param == "with numba": return
    if request.node.callspec.params.get("engine") in engines.COMPILED: pytest.skip("this asks for compiled loops by name")
    request.getfixturevalue("without_numba")


@pytest.fixture(scope="session")
def wheel(root, tmp_path_factory) -> Path:
    "A wheel built from a copy of this tree (building leaves its mark on the tree)."
    tree = tmp_path_factory.mktemp("tree")
    for name in ("pyproject.toml", "README.md", "LICENSE", "settings.ini"):
        shutil.copy(root / name, tree)
    for name in ("nbs", "qrnn_nb", "tests", "tools"):
        shutil.copytree(root / name, tree / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]
    subprocess.run(command, cwd=tree, check=True)
    (path,) = (tree / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="session")
def browser_path() -> str:
    path = browsers.find()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"no Chromium or Chrome: install one or set {browsers.VARIABLE}")
    return path


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory):
    server = LabServer(tmp_path_factory.mktemp("lab"))
    yield server
    server.close()


@pytest.fixture(scope="module")  # not session: Playwright's event loop must not be running under other modules' tests
def browser(browser_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def lab(browser, lab_server):
    "A `Lab`: JupyterLab on a page of its own."
    with opened(browser, lab_server) as lab:
        yield lab


@pytest.fixture(scope="session")
def host_server():
    server = HostServer()
    yield server
    server.close()


@pytest.fixture
def saved(browser, tmp_path):
    """saved(widget): the widget's page as a file that is opened from the disk, without a network; a `SavedPages`.

    Afterwards no page may have asked for anything or have had an error.
    """
    pages = SavedPages(browser, tmp_path)
    yield pages
    pages.close()
    assert not pages.refused, f"requests of a page that should need nothing: {pages.refused}"
    assert not pages.errors, f"errors in the page: {pages.errors}"


@pytest.fixture
def host(browser, host_server):
    "A `Host`: a page for a widget that lives in this process; afterwards no error and no outside request may be on record."
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        host = Host(host_server, context, ELSEWHERE)
        yield host
    assert not (failures := host_server.remove_all()), "\n".join(failures)
    assert not host.refused, f"requests that would have left this machine: {host.refused}"
    assert not host.errors, f"errors in the page: {host.errors}"
