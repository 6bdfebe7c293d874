"""What an installed package is: light to import, silent on the network, complete."""

import re
import subprocess
import sys
import zipfile

import nbformat
import pytest

from qrnn_nb.commands.lessons import notebooks, solutions
from tools.imports import imported, package_of, tree

IMPORT = """
import sys
sys.addaudithook(lambda event, arguments: event == "socket.connect" and sys.exit(f"connected to {arguments[1]}"))
import qrnn_nb
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def packed(wheel):
    "The names of the files in the wheel."
    return zipfile.ZipFile(wheel).namelist()


def test_import_is_light_and_offline(root):
    done = subprocess.run([sys.executable, "-c", IMPORT], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not {"matplotlib", "ipywidgets", "anywidget", "torchvision", "mlxtend", "nbdev", "numba"} & set(done.stdout.split())


def test_wheel_holds_the_whole_package(root, packed):
    tracked = {str(p.relative_to(root)) for p in (root / "qrnn_nb").rglob("*") if p.is_file() and p.suffix in (".py", ".js", ".css")}
    assert tracked <= set(packed)


def test_wheel_holds_the_notebooks(packed):
    carried = {name.removeprefix("qrnn_nb/notebooks/") for name in packed if name.startswith("qrnn_nb/notebooks/")}
    assert carried == set(notebooks()) | set(solutions())


def test_wheel_holds_the_licence_and_nothing_else(packed):
    others = [name for name in packed if not name.startswith("qrnn_nb/")]
    assert any(name.endswith("/LICENSE") for name in others)
    assert all(".dist-info/" in name for name in others)


def test_imports_point_one_way(root):
    "In the order that the map gives, nothing imports what comes later."
    page = nbformat.read(root / "nbs/map.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in page.cells)
    (listed,) = re.findall(r"Imports point one way: ([\w,\s]+)\.", text)
    package, order = root / "qrnn_nb", listed.replace(",", " ").split()
    part = lambda path: path.relative_to(package).with_suffix("").parts[0]
    modules = [path for path in package.rglob("*.py") if path.parent != package or not path.name.startswith("_")]
    assert {part(path) for path in modules} == set(order)
    for path in modules:
        for other in imported(tree(path), package_of(path), path.parent) - {package / "__init__.py"}:
            assert order.index(part(other)) <= order.index(part(path)), f"{path.name} imports {other.name}"
