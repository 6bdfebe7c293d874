"""Sphinx settings of the documentation site; tools/docs.py collects the pages."""

import builtins
import inspect
import re
import warnings

from docutils.nodes import SkipNode, Text
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from fastcore.docments import docments
from sphinx.addnodes import pending_xref
from sphinx.util.logging import getLogger

import qrnn_nb

project, author, release = "qrnn_nb", "The qrnn_nb developers", qrnn_nb.__version__
project_copyright = "2026 onwards, the qrnn_nb developers"
language = "en-GB"
extensions = ["myst_nb", "sphinx.ext.autodoc"]

nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_code_prompt_show, nb_code_prompt_hide = "Source", "Source"
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
toc_object_entries_show_parents = "hide"
python_use_unqualified_type_names = True
nitpicky = True
nitpick_ignore = [("py:class", "qrnn_nb.tasks.own_series.Rows")]  # what a task holds: no part of its own
nitpick_ignore_regex = [("py:.*", r"(?!qrnn_nb\b).*")]  # names of other libraries: their documentation is not here

html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["static", "../qrnn_nb/static/frames.js"]
html_css_files = ["site.css"]
html_js_files = ["frames.js"]
html_copy_source = False
html_math_renderer = "mathml"
REWRITTEN = {r"\\dots\b": r"\\dotso", r"\\Big/": "/", "°": r"{}^\\circ "}  # TeX that docutils does not know
pygments_style, pygments_dark_style = "a11y-high-contrast-light", "a11y-high-contrast-dark"

warnings.filterwarnings("ignore", "Unknown section", module="fastcore")  # in a docstring that a class of ours inherits


def rst(text):
    "Prose of a docstring or comment as reStructuredText: `code` and $mathematics$ stay, nothing else is markup."
    parts = re.split(r"`([^`]+)`|\$([^$]+)\$", text)
    plain = [re.sub(r"([\\*_|<>:])", r"\\\1", part) for part in parts[::3]]
    marked = [f"``{code}``" if code else f":math:`{formula}`" for code, formula in zip(parts[1::3], parts[2::3])]
    return plain[0] + "".join(rf"\ {mark}\ {rest}" for mark, rest in zip(marked, plain[1:]))


def in_one_line(symbol):
    "Whether a definition has its only comment behind it, which may speak of a parameter as well as of the result."
    source = inspect.getsource(symbol.__init__ if inspect.isclass(symbol) else symbol)
    return re.search(r"^\s*def \w+\((?!self\) |\) ).*  # ", source[: source.find("\n", source.find("def "))], re.M)


def document(app, what, name, symbol, options, lines):
    "autodoc's hook: the docstring as prose, then a table of the comments behind the parameters."
    lines[:] = [rst(line) for line in lines]
    notes = docments(symbol) if what in ("class", "function", "method") else {}
    notes = {parameter: rst(" ".join(note.split())) for parameter, note in notes.items() if note}
    if not notes: return
    if list(notes) == ["return"] and in_one_line(symbol):
        lines += ["", notes["return"]]
        return
    lines += ["", ".. list-table::", "   :class: parameters", "   :widths: auto", ""]
    for parameter, note in notes.items():
        lines += [f"   * - {'*returns*' if parameter == 'return' else f'``{parameter}``'}", f"     - {note}"]
    lines.append("")


def skip(app, what, name, symbol, skipped, options):
    "autodoc's hook: leave out what a class inherits from other libraries."
    return skipped or not (getattr(symbol, "__module__", None) or "qrnn_nb").startswith("qrnn_nb")


def unlink(app, doctree):
    "Sphinx's hook: Python's own names are no links, whatever here has the same name."
    for node in list(doctree.findall(pending_xref)):
        if hasattr(builtins, node["reftarget"]): node.replace_self(Text(node["reftarget"]))


def focusable(app, page, template, context, doctree):
    "Sphinx's hook: code and tables that are wider than the page can be scrolled from the keyboard too."
    if "body" in context: context["body"] = re.sub(r'<pre(?=>)|<div class="output text_html"', r'\g<0> tabindex="0"', context["body"])


def mathml(block):
    "Sphinx's visitor that writes a formula as MathML, which browsers show without any script; a warning where it cannot."

    def visit(translator, node):
        tex = node.astext()
        for unknown, known in REWRITTEN.items(): tex = re.sub(unknown, known, tex)
        try: formula = tex2mathml(tex, as_block=block)
        except MathError as error:
            getLogger(__name__).warning("%s in %s", error, tex, location=node)
            raise SkipNode from error
        formula = formula.replace('<mo stretchy="false">|', '<mo form="prefix" stretchy="false">|')
        formula = re.sub(r"&ApplyFunction;</mo>(?=\s*<m[in]>)", r'\g<0><mspace width="0.17em"></mspace>', formula)
        if r"\right" not in tex: formula = re.sub(r"<mo>([⟨⟩])", r'<mo stretchy="false">\1', formula)
        translator.body.append(formula)
        raise SkipNode

    return visit, None


def setup(app):
    app.add_html_math_renderer("mathml", inline_renderers=mathml(False), block_renderers=mathml(True))
    app.connect("autodoc-process-docstring", document)
    app.connect("autodoc-skip-member", skip)
    app.connect("doctree-read", unlink)
    app.connect("html-page-context", focusable)
