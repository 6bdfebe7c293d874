"""What an installed package is: light to import, silent on the network, complete."""

import shutil
import subprocess
import sys
import zipfile

import pytest

IMPORT = """
import sys
sys.addaudithook(lambda event, arguments: event == "socket.connect" and sys.exit(f"connected to {arguments[1]}"))
import qrnn_nb
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    "The names of the files in a wheel built from a copy of this tree (building leaves its mark on the tree)."
    tree = tmp_path_factory.mktemp("tree")
    for name in ("pyproject.toml", "README.md", "LICENSE", "settings.ini"):
        shutil.copy(root / name, tree)
    for name in ("nbs", "qrnn_nb", "tests", "tools"):
        shutil.copytree(root / name, tree / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]
    subprocess.run(command, cwd=tree, check=True)
    (path,) = (tree / "dist").glob("*.whl")
    return zipfile.ZipFile(path).namelist()


def test_import_is_light_and_offline(root):
    done = subprocess.run([sys.executable, "-c", IMPORT], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not {"matplotlib", "ipywidgets", "anywidget", "torchvision", "mlxtend", "nbdev"} & set(done.stdout.split())


def test_wheel_holds_the_whole_package(root, wheel):
    tracked = {str(p.relative_to(root)) for p in (root / "qrnn_nb").rglob("*") if p.is_file() and p.suffix in (".py", ".js", ".css")}
    assert tracked <= set(wheel)


def test_wheel_holds_the_licence_and_nothing_else(wheel):
    others = [name for name in wheel if not name.startswith("qrnn_nb/")]
    assert any(name.endswith("/LICENSE") for name in others)
    assert all(".dist-info/" in name for name in others)
