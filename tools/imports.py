"""Which of our own files some code depends on: the modules of qrnn_nb and the scripts beside it that it imports, and theirs in turn."""

import ast
import functools
import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def parsed(code: str) -> ast.Module:
    "The syntax tree of a cell or a file, without the lines that are IPython's own (% and !)."
    lines = ["pass" if line.lstrip()[:1] in ("%", "!") else line for line in code.splitlines()]
    return ast.parse("\n".join(lines))


@functools.cache
def tree(path: Path) -> ast.Module: return parsed(path.read_text(encoding="utf-8"))


def found(module: str, folder: Path) -> Path | None:
    "The file of a module of ours: below the project's folder for qrnn_nb, else beside the code; None for other people's."
    place = (ROOT if module.split(".")[0] == "qrnn_nb" else folder) / module.replace(".", "/")
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def full_name(node: ast.ImportFrom, package: str) -> str:
    "The module that `from X import` names; `package` is where a relative import starts."
    relative = "." * node.level + (node.module or "")
    return importlib.util.resolve_name(relative, package) if node.level else relative


def package_of(path: Path) -> str: return ".".join(path.relative_to(ROOT).parent.parts) if path.is_relative_to(ROOT) else ""


def sources(module: str, name: str, folder: Path) -> set[Path]:
    "The files that `from module import name` is about: where a package only passes a name on, the file that has it."
    submodule, path = found(f"{module}.{name}", folder), found(module, folder)
    if submodule: return {submodule}
    if path is None: return set()
    if path.name == "__init__.py":
        for node in ast.walk(tree(path)):  # what a package hands on lazily stands under TYPE_CHECKING
            passed = isinstance(node, ast.ImportFrom) and {alias.asname or alias.name: alias.name for alias in node.names}
            if passed and name in passed: return sources(full_name(node, package_of(path)), passed[name], folder)
    return {path}


def imported(code: ast.Module, package: str, folder: Path) -> set[Path]:
    "The files of ours that some code itself imports, wherever in it."
    files = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            files |= {found(alias.name, folder) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = full_name(node, package)
            for alias in node.names: files |= {found(module, folder)} if alias.name == "*" else sources(module, alias.name, folder)
    return files - {None}


def dependencies(cells: list[str], folder: Path) -> list[Path]:
    "Every file of ours that these cells, run in `folder`, depend on."
    waiting, files = set().union(*(imported(parsed(cell), "", folder) for cell in cells)), set()
    while waiting:
        path = waiting.pop()
        files.add(path)
        waiting |= imported(tree(path), package_of(path), path.parent) - files
    return sorted(files)


@functools.cache
def meaning(path: Path) -> str:
    "The code of a file without blank lines and lines of comment."
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))
