"""Build the documentation site into _docs/: collect its pages in _proc/ and let Sphinx render them. Nothing is fetched.

No notebook is run. Of the widgets there is a saved page each in play/, made here; whatever shows one shows it in a frame.
"""

import ast
import html
import inspect
import json
import os
import re
import shutil
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbformat.v4 import new_markdown_cell, new_output
from sphinx.cmd.build import main as sphinx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from qrnn_nb.commands.pages import PAGES as PLAY
from qrnn_nb.widgets.base import FRONT as ABOVE
from tools.notebooks import BANNER, NOTEBOOKS, ROOT, exported_module

PAGES, BUILT, SITE = ROOT / "_proc/pages", ROOT / "_proc/html", ROOT / "_docs"
FRONT = [NOTEBOOKS / "map.ipynb", NOTEBOOKS / "glossary.ipynb"]
GALLERY = NOTEBOOKS / "lessons/gallery.ipynb"
SECTIONS = {"lessons": NOTEBOOKS / "lessons", "reference": NOTEBOOKS, "experiments": NOTEBOOKS / "experiments"}
PACKAGES = "qrnn_nb", "qrnn_nb.circuits", "qrnn_nb.tasks", "qrnn_nb.training", "qrnn_nb.figures", "qrnn_nb.widgets"
CLASS = re.compile(r"(?m)^#.*|(?<![`\[])`([A-Z]\w*)`(?!`)")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")


def section(name: str) -> list[Path]:
    "The notebooks of a section of the site, the tour first."
    if name == "reference": return [*FRONT, *(path for part in parts().values() for path in part)]
    pages = [path for path in SECTIONS[name].glob("*.ipynb") if path != GALLERY]
    return sorted(pages, key=lambda path: (path.stem != "tour", path.name))


def parts() -> dict[str, list[Path]]:
    "The parts of the book by their titles, each with its notebooks in the order in which they are read."
    folders = sorted(NOTEBOOKS.glob("[1-9]_*"))
    return {folder.name.partition("_")[2].capitalize(): sorted(folder.glob("*.ipynb")) for folder in folders}


def public_path(module: str, name: str) -> str:
    "The shortest path from which a public name can be imported."
    symbol, parts = getattr(import_module(module), name), module.split(".")
    homes = [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return next(f"{home}.{name}" for home in homes if getattr(import_module(home), name, None) is symbol)


def is_patch(statement: ast.stmt) -> bool:
    "Whether a statement adds a method to a class, with fastcore's `patch`."
    decorators = [getattr(node, "func", node) for node in getattr(statement, "decorator_list", [])]
    return any(getattr(node, "id", None) == "patch" for node in decorators)


def defined(source: str, module: str) -> dict[str, ast.stmt]:
    "The public names that a cell of a module defines."
    names = {}
    for statement in ast.parse(source).body:
        if is_patch(statement): continue  # a method, which comes with its class
        targets = [name for target in getattr(statement, "targets", [statement]) for name in getattr(target, "elts", [target])]
        names |= {getattr(target, "name", None) or getattr(target, "id", None): statement for target in targets}
    return {name: names[name] for name in names if name in import_module(module).__all__}


def own_names(notebook, module: str) -> list[str]:
    "The public names that a notebook defines; of a package also those that it passes on."
    public = import_module(module).__all__
    if hasattr(import_module(module), "__path__"): return public
    exporting = [cell.source for cell in notebook.cells if re.search(r"^#\|\s*export", cell.source, re.M)]
    made = {name for source in exporting for name in defined(source, module)}
    return [name for name in public if name in made]


def directive(path: str, symbol, statement: ast.stmt, source: str) -> str:
    "What makes Sphinx document a public name; of a constant the comment behind it, and its value where that is short."
    if inspect.isclass(symbol): return f".. autoclass:: {path}\n   :members:\n"
    if inspect.isroutine(symbol): return f".. autofunction:: {path}\n"
    value = ast.get_source_segment(source, statement.value)
    option = f"   :value: {value}\n" if isinstance(statement.targets[0], ast.Name) and "\n" not in value and len(value) < 90 else ""
    comment = re.search(r"  # (.+)", source.splitlines()[statement.lineno - 1])
    return f".. py:data:: {path}\n{option}\n   {comment[1] if comment else ''}\n"


def documented(cell, module: str) -> list:
    "An exporting cell as the reference shows it: its public names' documentation, then its source, folded."
    source = re.sub(r"^#\|.*\n", "", cell.source, flags=re.M)
    names = {public_path(module, name): (name, statement) for name, statement in defined(source, module).items()}
    directives = [directive(path, getattr(import_module(module), name), node, source) for path, (name, node) in names.items()]
    if all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in ast.parse(source).body): return []
    cell.source = source
    cell.metadata["tags"] = ["hide-input"]
    return [new_markdown_cell("```{eval-rst}\n" + "\n".join(directives) + "```"), cell] if directives else [cell]


def description(cells: list, index: int) -> str:
    "What the text says to see in the picture of a cell: its next paragraph, else the last one before it, without markup."
    after = [cell.source for cell in cells[index + 1 : index + 2] if cell.cell_type == "markdown" and not cell.source.startswith("#")]
    before = [cell.source for cell in cells[:index] if cell.cell_type == "markdown"]
    paragraph = after[0].split("\n\n")[0] if after else before[-1].split("\n\n")[-1]
    return " ".join(re.sub(r"[$*`#\\\[]|\]\([^)]*\)", "", paragraph).split())


def pictured(cell, text: str):
    "A cell whose pictures have the alternative text and width that their figures say; where one says none, `text`."
    for output in cell.outputs:
        if "image/png" not in output.get("data", {}): continue
        said = output.metadata.get("image/png", {})
        width = {"width": f"{said['width']}px"} if "width" in said else {}
        cell.metadata["mystnb"] = {"image": {"alt": said.get("alt") or text, **width}}
    return cell


def framed(name: str, text: str, depth: int, state: dict | None = None) -> str:
    "HTML of a widget's page in a frame, and a link to it; of a page of the site that is `depth` folders deep."
    hash_of_state = "#" + quote(json.dumps(state)) if state else ""
    address = f"{'../' * depth}play/{name}.html{hash_of_state}"
    frame = f'<iframe class="play" src="{address}" title="{html.escape(text)}" loading="lazy" allow="clipboard-write; fullscreen"></iframe>'
    return f'{frame}\n<p class="play"><a href="{address}">Open it by itself</a></p>'


def alive(cell, text: str, depth: int):
    "A cell that shows the pages of its widgets in place of their pictures, where they need no Python; `text` says what they show."
    for index, output in enumerate(cell.outputs):
        shown = output.get("metadata", {}).get("qrnn_nb")
        if not shown or shown["page"] not in PLAY: continue
        content = framed(shown["page"], text, depth, shown["state"])
        cell.outputs[index] = new_output("display_data", {"text/html": f'<div class="play">{content}</div>'})
    return cell


def linked(text: str, folder: Path) -> str:
    "Markdown whose links work on the site: files that are no pages are copied, folders become sections, classes lead to the reference."

    def link(match):
        text, target = match[1], match[2]
        path = Path(os.path.normpath(folder / target))
        if not path.exists(): return match[0]
        if path.is_dir():
            name = next((name for name, place in SECTIONS.items() if place == path), None)
            return f"[{text}](/{name}.md)" if name else text
        if path.suffix not in (".ipynb", ".md"):
            copy = PAGES / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
        return match[0]

    def documented_class(match):
        home = next((home for home in PACKAGES if match[1] in import_module(home).__all__), None)
        return f"{{py:obj}}`~{home}.{match[1]}`" if home else match[0]

    return CLASS.sub(documented_class, LINK.sub(link, text))


def write_page(path: Path) -> None:
    "Write a notebook of the site into _proc/."
    notebook = nbformat.read(path, as_version=4)
    module, cells = exported_module(notebook), []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            cell.source = linked(cell.source, path.parent)
            cells.append(cell)
        elif re.search(r"^#\|\s*export", cell.source, re.M):
            cells += documented(cell, module)
        elif not re.search(r"^#\|\s*(hide|default_exp)\b", cell.source, re.M):
            cell.source = re.sub(r"^#\|.*\n", "", cell.source, flags=re.M)
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
            text, depth = description(notebook.cells, index), len(path.relative_to(ROOT).parts) - 1
            cells.append(pictured(alive(cell, text, depth), text))
    notebook.cells = cells
    (PAGES / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, PAGES / path.relative_to(ROOT))


def escaped(text: str) -> str:
    "Prose of a docstring as Markdown: `code` stays, nothing else is markup."
    return re.sub(r"(`[^`]+`)|([*_<\[$|])", lambda match: match[1] or "\\" + match[2], text)


def toctree(pages: list, *options: str) -> str:
    "A list of pages for Sphinx."
    paths = [str(page.relative_to(ROOT) if isinstance(page, Path) else page) for page in pages]
    return "\n```{toctree}\n" + "\n".join([*options, *paths]) + "\n```\n"


def names() -> str:
    "The index of public names: what can be imported from where, with one line each."
    lines = {}
    for path in section("reference"):
        notebook = nbformat.read(path, as_version=4)
        module = exported_module(notebook)
        for name in own_names(notebook, module) if module else ():
            symbol, (home, _, _) = getattr(import_module(module), name), (full := public_path(module, name)).rpartition(".")
            note = inspect.getdoc(symbol) if inspect.isclass(symbol) or inspect.isroutine(symbol) else ""
            lines.setdefault(home, {})[name] = f"- {{py:obj}}`{name} <{full}>`: {escaped(note)}".removesuffix(": ")
    lists = [f"## {home}\n\n" + "\n".join(dict(sorted(lines[home].items())).values()) for home in sorted(lines)]
    return "\n\n".join(["# Public names", "What can be imported from where, with one line each.", *lists]) + "\n"


def playground() -> dict[str, str]:
    "The pages that show a widget each, and the one that lists them."
    pages = {}
    for name, page in PLAY.items():
        pages[f"playground/{name}.md"] = f"# {page.title}\n\n{page.text}\n\n{framed(name, page.picture, depth=1)}\n"
    about = (ROOT / "docs/playground.md").read_text(encoding="utf-8")
    cards = [f"- [{page.title}](playground/{name}.md): {page.text}" for name, page in PLAY.items()]
    return pages | {"playground.md": "\n".join([about, *cards, toctree([f"playground/{name}" for name in PLAY], ":hidden:")])}


def play_links() -> dict[str, str]:
    "Where a page in play/ finds the lessons, and the page that lists all of them."
    lessons = [path for path in section("lessons") if path.stem[0].isdigit()]
    return {f"lessons/{path.name}": f"../nbs/lessons/{path.stem}.html" for path in lessons} | {ABOVE: "../playground.html"}


def collect() -> None:
    "Write every page of the site into _proc/."
    pages = {"names.md": names()} | playground()
    for name in SECTIONS:
        for path in section(name): write_page(path)
        trees = [toctree(section(name), ":maxdepth: 1")]
        if name == "reference":
            trees = [toctree(FRONT), *(toctree(part, f":caption: {title}", ":maxdepth: 1") for title, part in parts().items())]
        pages[f"{name}.md"] = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8") + "".join(trees)
    for name in "README.md", "CHANGELOG.md", "CONTRIBUTING.md":
        pages[name] = linked((ROOT / name).read_text(encoding="utf-8").removeprefix(BANNER), ROOT)
    if GALLERY.exists(): write_page(GALLERY)
    gallery = [GALLERY] if GALLERY.exists() else []
    order = ["playground.md", "lessons.md", *gallery, "reference.md", "names.md", "experiments.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    pages["index.md"] = pages.pop("README.md") + toctree(order, ":hidden:")
    (PAGES / "playground").mkdir(exist_ok=True)
    for name, text in pages.items(): (PAGES / name).write_text(text, encoding="utf-8")


def main() -> int:
    shutil.rmtree(PAGES.parent, ignore_errors=True)
    collect()
    options = ["--quiet", "--fail-on-warning", "--keep-going", f"--conf-dir={ROOT / 'docs'}", f"--doctree-dir={PAGES.parent / 'doctrees'}"]
    failed = sphinx([*options, str(PAGES), str(BUILT)])
    if not failed:
        (BUILT / "play").mkdir()
        for name, page in PLAY.items():
            face = page.make()
            face.links = play_links()
            face.save(BUILT / f"play/{name}.html")
        shutil.rmtree(SITE, ignore_errors=True)
        BUILT.rename(SITE)
        print(f"The site is in {SITE.relative_to(ROOT)}/: open {SITE.relative_to(ROOT)}/index.html")
    return failed


if __name__ == "__main__":
    sys.exit(main())
