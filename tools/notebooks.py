"""Keep what belongs together in step: notebooks, the modules exported from them, README.md. Used by make prep, test and run.

prep          clean the notebooks, export the modules, render README.md from nbs/index.ipynb, join the pages' scripts
prep --check  the same, and fail if that changed any file: something was not in step
run [FILE…]   execute notebooks in place (default: those that are stale); goes on after a failure, says which outputs changed
test          execute the stale notebooks and store nothing; --all: every notebook, slow cells too
check FILE…   while you work on a notebook: export it, run its cells, measure how it reads, run the tests of its module

A notebook is stale when its code, or what it imports from this project, has changed since its outputs were made. Two at a time are
executed; -j says how many.
"""

import argparse
import hashlib
import os
import posixpath
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tools import pages
from tools.imports import ROOT, dependencies, meaning

NOTEBOOKS, TESTS = ROOT / "nbs", ROOT / "tests"
README, IMAGES = ROOT / "README.md", "nbs/index_files"
QUICK = "not browser and not slow and not minute"  # the tests that make quick runs
WIDGET = "application/vnd.jupyter.widget-view+json"
KERNEL = {"display_name": "python3", "language": "python", "name": "python3"}
BANNER = "<!-- Made by `make prep` from nbs/index.ipynb: edit that, not this. -->\n\n"


def notebooks(folder: Path = NOTEBOOKS) -> list[Path]:
    "Every notebook in the folder and below it."
    return [path for path in sorted(folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]


def nbdev(command: str, *arguments) -> None:
    "Run one of nbdev's commands."
    subprocess.run([Path(sys.executable).with_name(f"nbdev_{command}"), *arguments], cwd=ROOT, check=True)


def fingerprint(notebook, folder: Path = NOTEBOOKS) -> str:
    "A short hash of the notebook's code and of all that it imports from this project, run in `folder`."
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    code = "\0".join([*cells, *map(meaning, dependencies(cells, folder))])
    return hashlib.sha256(code.encode()).hexdigest()[:16]


def is_stale(notebook, folder: Path = NOTEBOOKS) -> bool:
    "Whether code has changed since `run` made the stored outputs."
    return notebook.metadata.get("outputs_of") != fingerprint(notebook, folder)


def stale() -> list[Path]:
    "The notebooks whose outputs are not of the present code."
    return [path for path in notebooks() if is_stale(nbformat.read(path, as_version=4), path.parent)]


def strip(notebook, png: bool = False) -> None:
    """Remove widget views and widget state; leave of the notebook's metadata only the kernel and what `is_stale` reads.

    A picture that is stored twice, as PNG and in HTML that carries its alternative text, stays as `png` or, else, in HTML.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("data", {}).pop(WIDGET, None) and set(output.data) == {"text/plain"}:
                output.data.clear()
            if "image/png" in output.get("data", {}) and "<img " in output.data.get("text/html", ""):
                surplus = "text/html" if png else "image/png"
                del output.data[surplus]
                output.metadata.pop(surplus, None)
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if output.get("data") != {}]
    kept = {key: value for key, value in notebook.metadata.items() if key == "outputs_of"}
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, **kept})


def clean(path: Path) -> None:
    "Clean a notebook, or all in a folder: nbdev_clean, and `strip`."
    nbdev("clean", "--fname", path)
    for file in notebooks(path) if path.is_dir() else [path]:
        notebook = nbformat.read(file, as_version=4)
        strip(notebook, png=file == NOTEBOOKS / "index.ipynb")  # README.md links to PNG files
        nbformat.write(notebook, file)


def from_root(markdown: str) -> str:
    "Make links and images relative to nbs/ relative to the project's folder."
    return re.sub(r"(?<=\]\()(?![a-z]+:|[#/])[^)\s]+", lambda link: posixpath.normpath(f"nbs/{link[0]}"), markdown)


def render(notebook) -> tuple[str, dict[str, bytes]]:
    "README.md's text and its images by path, from nbs/index.ipynb: without hidden cells, directives and messages on stderr."
    notebook = nbformat.from_dict(notebook)
    notebook.metadata.language_info = {"name": "python"}
    notebook.cells = [cell for cell in notebook.cells if not re.match(r"#\|\s*hide\s*$", cell.source, re.M)]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = from_root(cell.source)
        else:
            cell.source = re.sub(r"^#\|.*\n?", "", cell.source, flags=re.M).strip()
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    said = iter([output.metadata.get("image/png", {}).get("alt", "") for output in outputs])
    text, resources = MarkdownExporter().from_notebook_node(notebook, {"output_files_dir": IMAGES, "unique_key": "index"})
    text = re.sub(r"!\[png\]", lambda _: f"![{next(said)}]", re.sub(r"[ \t]+$", "", text, flags=re.M))
    return BANNER + re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", resources["outputs"]


def write_readme() -> None:
    "Write README.md and its images; remove images it no longer has."
    text, images = render(nbformat.read(NOTEBOOKS / "index.ipynb", as_version=4))
    README.write_text(text, encoding="utf-8")
    for old in (ROOT / IMAGES).glob("*"):
        old.unlink()
    for name, content in images.items():
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_bytes(content)


def contents() -> dict[Path, bytes]:
    "Every file that `prep` may write."
    paths = [*notebooks(), README, *(ROOT / "qrnn_nb").rglob("*.py"), *(ROOT / IMAGES).glob("*"), *pages.BUILT.glob("*")]
    return {path: path.read_bytes() for path in paths if path.exists()}


def prep() -> list[Path]:
    "Bring notebooks, modules and README.md in step; returns the files that this changed."
    before = contents()
    times = {path: path.stat().st_mtime_ns for path in before}
    clean(NOTEBOOKS)
    nbdev("export")
    pages.build()
    write_readme()
    after = contents()
    for path in after:
        # Numba compiles a module anew when its file is younger: leave those alone that have not changed
        if before.get(path) == after[path]: os.utime(path, ns=(times[path], times[path]))
    return sorted(path for path in before | after if before.get(path) != after.get(path))


def run(path: Path) -> list[str]:
    "Execute the notebook in its own folder, store its outputs, and say which changed; nothing is written if a cell fails."
    notebook = nbformat.read(path, as_version=4)
    before = shown(notebook)
    resources = {"metadata": {"path": path.parent}}
    # whether the kernel sends two prints together is chance: the stored text must not depend on it
    client = NotebookClient(notebook, timeout=None, store_widget_state=False, coalesce_streams=True, resources=resources)
    client.execute(env=os.environ | {"PYTHONPATH": str(ROOT)})
    notebook.metadata["outputs_of"] = fingerprint(notebook, path.parent)
    nbformat.write(notebook, path)
    clean(path)
    after = shown(nbformat.read(path, as_version=4))
    return [difference(cell, before.get(cell, []), after[cell]) for cell in after if before.get(cell) != after[cell]]


def shown(notebook) -> dict[str, list[tuple[str, str]]]:
    "By the id of its cell, every output as (what it is, its content)."
    outputs = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            content = output.get("data") or {output.get("name", output.output_type): output.get("text", "")}
            outputs.setdefault(cell.id, []).extend((kind, str(value)) for kind, value in content.items())
    return outputs


def difference(cell: str, before: list, after: list) -> str:
    "One line about outputs of a cell that have changed: the first lines of text that differ, or what else there is."
    old, new = ("\n".join(text for kind, text in outputs if kind in ("text/plain", "stdout")) for outputs in (before, after))
    for one, other in zip(old.splitlines(), new.splitlines()):
        if one != other: return f"  {cell}: {one.strip()[:100]!r} is now {other.strip()[:100]!r}"
    return f"  {cell}: {', '.join(sorted({kind for kind, _ in set(before) ^ set(after)}))}"


def tested(path: Path, *options: str) -> list[str]:
    "Execute the notebook in a process of its own, without its slow cells, and store nothing."
    command = Path(sys.executable).with_name("nbdev_test"), "--path", path, "--do_print", *options
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode: raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    return []


def exported_module(notebook) -> str | None:
    "The module that a notebook exports, as in qrnn_nb.tasks.core; None if it exports none."
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    name = re.search(r"^#\|\s*default_exp\s+(\S+)", code, re.M)
    return name and f"qrnn_nb.{name[1]}".removesuffix(".__init__")


def tests_of(module: str) -> list[Path]:
    "The test files of a module: those that are named after it, else all that are in the folder of its package."
    *packages, name = module.split(".")[1:] or [module]
    folder = TESTS.joinpath(*packages)
    if (folder / name).is_dir(): return sorted((folder / name).glob("test_*.py"))
    named = sorted([*folder.glob(f"test_{name}.py"), *folder.glob(f"test_{name}_*.py")])
    if named or not packages: return named
    return sorted(folder.glob("test_*.py")) or sorted(TESTS.glob(f"test_{packages[-1]}.py"))


def habits_of(path: Path) -> list[str]:
    "The tests of how a notebook is written, as pytest takes them."
    name = path.relative_to(NOTEBOOKS).as_posix()
    tests = [f"test_prose_is_wrapped_and_says_something[{name}]"]
    # lessons and experiments export nothing, so only their prose is looked at
    if name.split("/")[0][0].isdigit(): tests.append(f"test_exported_cells_and_their_lines_are_short[{name}]")
    return [f"{TESTS}/project/test_surface.py::{test}" for test in tests]


def check(path: Path) -> int:
    "Whether a notebook is fit to be committed: its cells run, it reads well, its module's tests pass; nothing is stored."
    nbdev("export")
    tested(path)
    print(f"{path.relative_to(ROOT)}: the cells run", flush=True)
    module = exported_module(nbformat.read(path, as_version=4))
    subprocess.run([sys.executable, ROOT / "tools/surface.py", path])
    print("how it is written:", flush=True)
    habits = subprocess.run([sys.executable, "-m", "pytest", "-q", *habits_of(path)], cwd=ROOT).returncode
    tests = [str(test.relative_to(ROOT)) for test in tests_of(module)] if module else []
    if not tests: print("it has no tests of its own")
    if not tests or habits: return habits
    print("tests:", *tests, flush=True)
    code = subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", QUICK, *tests], cwd=ROOT).returncode
    if code != pytest.ExitCode.NO_TESTS_COLLECTED: return code
    print("All of these take longer than a minute. Run those that you need: python -m pytest", *tests, "-k NAME")
    return 0


def each(work, paths: list[Path], jobs: int) -> int:
    "Do `work` on every notebook, several at a time, and go on after a failure; returns 1 if there was one."
    failed = []
    with ThreadPoolExecutor(jobs) as pool:
        begun = {pool.submit(work, path): path.relative_to(ROOT) for path in paths}
        for count, done in enumerate(as_completed(begun), 1):
            error = done.exception()
            lines = [str(error)[-3000:]] if error else done.result()
            print(*[f"[{count}/{len(begun)}] {begun[done]}{' FAILED' if error else ''}", *lines], sep="\n", flush=True)
            if error: failed.append(begun[done])
    if failed: print("These failed:", *failed, sep="\n  ")
    return int(bool(failed))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("prep").add_argument("--check", action="store_true")
    running, testing = commands.add_parser("run"), commands.add_parser("test")
    commands.add_parser("check").add_argument("files", nargs="+", type=Path)
    running.add_argument("files", nargs="*", type=Path)
    testing.add_argument("--all", action="store_true")
    for command in running, testing: command.add_argument("-j", "--jobs", type=int, default=2)
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what it starts in the background, a notebook sends it
    if arguments.command == "check":
        return max(check(file.resolve()) for file in arguments.files)
    if arguments.command == "run":
        nbdev("export")
        # or the line about compiling would be stored with the first output
        subprocess.run([sys.executable, "-c", "from qrnn_nb.engines import prepare; prepare()"], cwd=ROOT, check=True)
        return each(run, [file.resolve() for file in arguments.files] or stale(), arguments.jobs)
    if arguments.command == "test":
        if not arguments.all: return each(tested, stale(), arguments.jobs)
        # nbdev would run several in one process, where each sees the tasks that the ones before have defined
        return each(lambda path: tested(path, "--flags", "slow"), notebooks(), arguments.jobs)
    changed = prep()
    for path in changed:
        print(f"changed {path.relative_to(ROOT)}")
    if arguments.check and changed:
        print("These files were not in step with their notebooks and now are: look at them with git diff, and commit them.")
    return int(arguments.check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
