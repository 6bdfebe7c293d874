"""Measure how dense the library's code and prose are, and list what to look at: surface.py [NOTEBOOK...]

Without arguments every notebook of the book is measured and the totals are compared with our goals. The figures are a thermometer:
a notebook that meets them may still be hard to read, and one that misses them usually is.
"""

import argparse
import ast
import json
import re
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOK = "nbs/[1-9]_*/*.ipynb", "nbs/*.ipynb"  # not lessons, solutions and experiments: they have no library code
GOALS = {  # what to measure: (at most or at least, the goal)
    "nodes a statement, median": ("<=", 11),
    "nodes a statement, p90": ("<=", 24),
    "lines over 100 characters, %": ("<=", 3),
    "comments per 100 lines of bodies": (">=", 4),
    "largest export cell, lines": ("<=", 40),
    "`found` assigned": ("<=", 10),
    "exports used within three cells, %": (">=", 90),
    "we, you per 1,000 words": (">=", 12),
    "for example, such as per 1,000 words": (">=", 1.5),
}
CELL, CODE, PROSE, NODES, WORDS = 40, 100, 120, 30, 3  # limits of what is listed
COMPOUND = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.While, ast.With, ast.Try
ADDRESS = {"we", "you", "our", "your", "us"}
EXAMPLE = re.compile(r"for example|such as|for instance", re.I)
RELATIVE = re.compile(r"(?:^|[.!?]\s+)(Who|Whoever|What|Whatever|That which)\b[^?!.]*\.", re.M)


@dataclass
class Surface:
    "What has been counted, in one notebook or in several."

    nodes: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    lines: int = 0
    long_lines: int = 0
    body: int = 0
    comments: int = 0
    found: int = 0
    exports: int = 0
    used: int = 0
    words: int = 0
    address: int = 0
    examples: int = 0
    meagre: int = 0  # Markdown cells of hardly a word
    unwrapped: int = 0  # lines of Markdown that are too long
    remarks: list[str] = field(default_factory=list)

    def add(self, other: "Surface") -> None:
        "Count what `other` has counted as well."
        for name, value in vars(other).items(): setattr(self, name, getattr(self, name) + value)

    def figures(self) -> dict[str, float]:
        "The figures by the names of `GOALS`; those of which there is nothing to measure are left out."
        figures = {}
        if self.nodes:
            figures["nodes a statement, median"] = statistics.median(self.nodes)
            figures["nodes a statement, p90"] = sorted(self.nodes)[int(0.9 * len(self.nodes))]
        if self.lines: figures["lines over 100 characters, %"] = round(100 * self.long_lines / self.lines, 1)
        if self.body: figures["comments per 100 lines of bodies"] = round(100 * self.comments / self.body, 1)
        if self.cells: figures["largest export cell, lines"] = max(self.cells)
        figures["`found` assigned"] = self.found
        if self.exports: figures["exports used within three cells, %"] = round(100 * self.used / self.exports, 1)
        if self.words:
            figures["we, you per 1,000 words"] = round(1000 * self.address / self.words, 1)
            figures["for example, such as per 1,000 words"] = round(1000 * self.examples / self.words, 2)
        return figures


def measure(path: Path) -> Surface:
    "What there is to count in one notebook."
    surface = Surface()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    exporting = [cell["cell_type"] == "code" and is_export(source) for cell, source in zip(cells, sources)]
    for index, (cell, source) in enumerate(zip(cells, sources)):
        where = f"{path.name} [{index}]"
        if cell["cell_type"] == "markdown":
            measure_prose(surface, source, where)
        elif exporting[index]:
            measure_code(surface, source, where)
            later = range(index + 1, min(index + 4, len(cells)))
            shown = "\n".join(sources[i] for i in later if cells[i]["cell_type"] == "code")
            measure_use(surface, source, shown, where)
    return surface


def is_export(source: str) -> bool:
    "Whether a cell goes into a module."
    return bool(re.search(r"^#\|\s*export", source, re.M))


def measure_code(surface: Surface, source: str, where: str) -> None:
    "Count the lines, statements and comments of an export cell."
    lines = [line for line in source.splitlines() if line.strip()]
    code = [line for line in lines if not line.lstrip().startswith("#")]
    long_lines = [line for line in code if len(line) > CODE]
    surface.cells.append(len(lines))
    surface.lines += len(code)
    surface.long_lines += len(long_lines)
    if len(lines) > CELL: surface.remarks.append(f"{where}: {len(lines)} lines")
    for line in long_lines: surface.remarks.append(f"{where}: {len(line)} characters: {line.strip()[:60]}")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef): measure_body(surface, source, node)
        if isinstance(node, ast.Name) and node.id == "found" and isinstance(node.ctx, ast.Store): surface.found += 1
        if is_simple(node):
            size = sum(1 for _ in ast.walk(node))
            surface.nodes.append(size)
            if size > NODES: surface.remarks.append(f"{where}: {size} nodes: {ast.unparse(node)[:60]}")


def is_simple(node: ast.AST) -> bool:
    "Whether a node is a statement that contains no other and is no docstring."
    if not isinstance(node, ast.stmt) or isinstance(node, COMPOUND): return False
    return not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def measure_body(surface: Surface, source: str, function: ast.FunctionDef) -> None:
    "Count the lines and comments of a function's body; comments behind its parameters are its documentation."
    lines = source.splitlines()[function.body[0].lineno - 1 : function.end_lineno]
    surface.body += sum(bool(line.strip()) for line in lines)
    surface.comments += sum(bool(re.search(r"(^|\s)#\s", line)) for line in lines)


def measure_use(surface: Surface, source: str, later: str, where: str) -> None:
    "Count the public names that a cell exports, and those that the next cells use."
    for name in public_names(source):
        surface.exports += 1
        if re.search(rf"\b{name}\b", later): surface.used += 1
        else: surface.remarks.append(f"{where}: {name} is not used in the next three cells")


def public_names(source: str) -> list[str]:
    "The public functions, classes, constants and patched methods that a cell defines."
    names = []
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef): names.append(statement.name)
        elif isinstance(statement, ast.Assign): names += [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return [name for name in names if not name.startswith("_")]


def measure_prose(surface: Surface, source: str, where: str) -> None:
    "Count the words of a Markdown cell, and list sentences that a reader would stumble over."
    words = re.findall(r"[A-Za-z']+", source)
    surface.words += len(words)
    surface.address += sum(word.lower() in ADDRESS for word in words)
    surface.examples += len(EXAMPLE.findall(source))
    if len(words) < WORDS:
        surface.meagre += 1
        surface.remarks.append(f"{where}: {len(words)} words: {source.strip()!r}")
    for line in source.splitlines():
        if len(line) > PROSE and not is_table(line):
            surface.unwrapped += 1
            surface.remarks.append(f"{where}: {len(line)} characters in Markdown: {line[:60]}")
    plain = re.sub(r"```.*?```", "", source, flags=re.S)
    plain = re.sub(r"`[^`]*`|\$[^$]*\$|^\s*\|.*$", "", plain, flags=re.M)
    if plain.count(";") > 1: surface.remarks.append(f"{where}: {plain.count(';')} semicolons")
    for sentence in RELATIVE.finditer(plain):
        surface.remarks.append(f"{where}: opens with a relative clause: {sentence[0].strip('. ')[:60]}")


def is_table(line: str) -> bool:
    "Whether a line of Markdown can't be wrapped: a row of a table, a formula, a picture or a link alone."
    return line.lstrip().startswith(("|", "$$", "![", "<")) or " " not in line.strip()


def met(name: str, value: float) -> bool:
    "Whether a figure meets its goal."
    relation, goal = GOALS[name]
    return value <= goal if relation == "<=" else value >= goal


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--remarks", action="store_true", help="list what to look at, for all notebooks too")
    arguments = parser.parse_args()
    total = Surface()
    for path in arguments.notebooks or [path for pattern in BOOK for path in sorted(ROOT.glob(pattern))]: total.add(measure(path))
    if arguments.notebooks or arguments.remarks: print(*total.remarks, sep="\n")
    figures = total.figures()
    for name, value in figures.items():
        print(f"{'  ' if met(name, value) else '! '}{name}: {value}  (goal {GOALS[name][0]} {GOALS[name][1]})")
    return int(not all(met(name, value) for name, value in figures.items()))


if __name__ == "__main__":
    sys.exit(main())
