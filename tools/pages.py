"""Join the JavaScript of each widget's page into the one file that Jupyter takes. Used by make prep.

The sources in js/ are ES modules that import one another by name: `import { html } from "./dom.js";`. A page of Jupyter's is one
module, so we put what it imports in front of it, each module once, as a function that returns what it exports. What a module keeps to
itself may have any name; what it exports needs a name that no other module of the same page exports.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES, BUILT = ROOT / "js", ROOT / "qrnn_nb" / "static"
PAGES = "neuron", "builder", "digits", "stepper", "film", "memory"
IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.M)
EXPORT = re.compile(r"^export (?!default)", re.M)
STYLED = re.compile(r'^@import "(\./[^"]+)";\n', re.M)
EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|const|class) (\w+)", re.M)

REMARK = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.M | re.S)  # of comments: a third


def modules(path: Path, known: list[Path] | None = None) -> list[Path]:
    "A module behind all that it imports, directly or not, each once; SystemExit if it imports what is not there."
    known = [] if known is None else known
    for names, file in IMPORT.findall(path.read_text(encoding="utf-8")):
        imported = (path.parent / file).resolve()
        missing = set(re.findall(r"\w+", names)) - set(EXPORTED.findall(imported.read_text(encoding="utf-8")))
        if missing: sys.exit(f"{path.relative_to(ROOT)} imports {', '.join(sorted(missing))}, which {file} does not export")
        if imported not in known: modules(imported, known)
    known.append(path)
    return known


def scoped(text: str) -> str:
    "A module without its imports as a function that is called at once, so that nothing but its exports is seen outside."
    names = ", ".join(EXPORTED.findall(text))
    if not names: return "export default (() => {\n" + text.replace("export default", "return") + "\n})();"
    return f"const {{ {names} }} = (() => {{\n{EXPORT.sub('', text)}\nreturn {{ {names} }};\n}})();"


def joined(path: Path) -> str:
    "One module that holds `path` and all that it imports; SystemExit if two modules export the same name."
    owners, parts = {}, []
    for module in modules(path):
        text = module.read_text(encoding="utf-8")
        for name in EXPORTED.findall(text):
            if name in owners: sys.exit(f"{module.relative_to(ROOT)} and {owners[name]} both export {name!r}: rename one")
            owners[name] = module.relative_to(ROOT)
        parts.append(scoped(REMARK.sub("", IMPORT.sub("", text)).strip()))
    return "\n\n".join(parts) + "\n"


def style(page: str) -> str:
    "The colours and the style that all pages have, then the page's own; each may begin with an `@import` of another one's."

    def read(name: str) -> str:
        text = (SOURCES / "styles" / name).read_text(encoding="utf-8")
        return STYLED.sub(lambda match: read(match[1]), text)

    return "\n".join([read("colours.css"), read("common.css"), read(f"{page}.css")])


def files() -> dict[Path, str]:
    "Every file that is made of js/, with its content."
    made = {BUILT / "host.js": joined(SOURCES / "host.js")}
    for name in "frames.js", "slides.js", "styles/host.css", "styles/slides.css":
        made[BUILT / Path(name).name] = (SOURCES / name).read_text(encoding="utf-8")
    for page in PAGES:
        made[BUILT / f"{page}.js"] = joined(SOURCES / "pages" / f"{page}.js")
        made[BUILT / f"{page}.css"] = style(page)
    return made


def build() -> None:
    "Write the files that have changed."
    for path, text in files().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text: path.write_text(text, encoding="utf-8")


if __name__ == "__main__": build()
