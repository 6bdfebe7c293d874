"""A paper in LaTeX that takes every figure in as it is: nothing overfull, type like the text's, fonts embedded; skipped without LaTeX."""

import re
import shutil
import subprocess
import sys
from functools import partial
from itertools import chain
from pathlib import Path

import pypdf
import pytest
from matplotlib.figure import Figure
from pictures import FIGURES, LOSSES, saved

from qrnn_nb import figures
from qrnn_nb.figures import VENUES, activation_curves, core, learning_curves, loss_curve, panels, save_figure, theme

CLASSES = {  # venue: class, options, what else its documents load
    "article": ("article", "", ""),
    "aps": ("revtex4-2", "aps,pra,twocolumn", ""),
    "ieee": ("IEEEtran", "journal", ""),
}
PANELS = [  # with COLUMN and PAGE, one of each public figure function at least
    ["activation", "learning", "violins"], ["gradients", "calls", "starts"], ["comparison", "calibration", "single runs"],
]  # fmt: skip
PAGE = ["gates"]
COLUMN = [
    "confusion", "strip", "losses", "lengths", "validated loss", "memory", "circuit with its key", "sweep", "state", "stages", "digits",
    "unrolled", "gradients at the start", "growth", "entropy", "ranks", "spectra", "shots",
]  # fmt: skip
latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")


def has(name): return shutil.which("kpsewhich") and not subprocess.run(["kpsewhich", name], capture_output=True, check=False).returncode


def compiled(folder, name):
    "The log and the PDF of a document, compiled twice, since its references need that."
    for _ in range(2):
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=300, check=False)
    log = (folder / name).with_suffix(".log").read_text(errors="replace")
    assert run.returncode == 0, "\n".join(line for line in log.splitlines() if line.startswith(("!", "l.")))
    return log, pypdf.PdfReader((folder / name).with_suffix(".pdf"))


def paper(folder, venue, font):
    "A paper of this venue in a folder, with its figures."
    kind, options, preamble = CLASSES[venue]
    wide, narrow = [], []
    with theme(venue=venue, font=font):
        figures = [panels([FIGURES[name] for name in names], alt=f"{', '.join(names)}.") for names in PANELS]
        figures += [FIGURES[name](width="page") for name in PAGE] + [FIGURES[name]() for name in COLUMN]
        for number, figure in enumerate(figures):
            save_figure(figure, folder / f"figure{number}.pdf")
            content = f"\\centering\n\\includegraphics{{figure{number}}}\n\\caption{{{core.latex(figure.alt)}}}"
            is_wide = number < len(figures) - len(COLUMN) and VENUES[venue].column < VENUES[venue].page
            if is_wide: wide.append(f"\\begin{{figure*}}[t]\n{content}\n\\end{{figure*}}\n")
            else: narrow.append(f"\\begin{{here}}\n{content}\n\\end{{here}}\n")
        save_figure(loss_curve(LOSSES), folder / "last.pgf")
    floats = wide + narrow
    text = Path(__file__).with_name("paper.tex").read_text()
    for word, value in (("CLASS", kind), ("OPTIONS", options), ("PREAMBLE", preamble), ("FIGURES", "\n".join(floats))):
        text = text.replace(f"@{word}@", value)
    (folder / "paper.tex").write_text(text)


def fonts(page):
    "The fonts of a page and of the figures in it."
    resources = page.get("/Resources", {})
    for font in resources.get("/Font", {}).values(): yield font.get_object()
    for drawing in resources.get("/XObject", {}).values():
        if "/Resources" in drawing.get_object(): yield from fonts(drawing.get_object())


def is_embedded(font):
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = inner.get("/FontDescriptor", {}).get_object() if "/FontDescriptor" in inner else {}
    return any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_the_paper_has_one_of_each_figure_function():
    taken = [FIGURES[name] for name in [*chain(*PANELS), *PAGE, *COLUMN]]
    functions = {name for figure in taken for name in figure.__code__.co_names}
    every = {name for figure in FIGURES.values() for name in figure.__code__.co_names if hasattr(figures, name)}
    assert every <= functions


@latex
@pytest.mark.minute
@pytest.mark.parametrize("venue", CLASSES)
def test_a_paper_takes_every_figure_as_it_is(venue, tmp_path):
    if not has(f"{CLASSES[venue][0]}.cls"): pytest.skip(f"the class {CLASSES[venue][0]} is not installed")
    paper(tmp_path, venue, None)
    log, pdf = compiled(tmp_path, "paper.tex")
    assert not re.findall(r"Overfull .*", log)
    column, page, size = re.search(r"SIZES ([\d.]+)pt ([\d.]+)pt ([\d.]+)", log).groups()
    assert VENUES[venue].column == pytest.approx(float(column) * 25.4 / 72.27, abs=0.01)
    assert VENUES[venue].page == pytest.approx(float(page) * 25.4 / 72.27, abs=0.01)
    assert 0 <= float(size) - VENUES[venue].type <= (2 if venue == "ieee" else 1), "captions of IEEEtran have 8 points"
    used = [font for page in pdf.pages for font in fonts(page)]
    assert used and all(font["/Subtype"] != "/Type3" and is_embedded(font) for font in used)
    assert len(pdf.pages) <= 4 or VENUES[venue].column == VENUES[venue].page


@latex
@pytest.mark.minute
def test_latex_sets_the_type_of_a_figure(tmp_path):
    if not shutil.which("dvipng") or not has("type1ec.sty"): pytest.skip("dvipng or cm-super is not installed")
    with theme(venue="aps", font="latex"):
        figure = loss_curve(LOSSES, label="50% of |θ⟩ & in_out")
        save_figure(figure, tmp_path / "figure.pdf")
    pdf = pypdf.PdfReader(tmp_path / "figure.pdf")
    names = {str(font.get("/BaseFont")) for font in fonts(pdf.pages[0])}
    assert any("CMR" in name for name in names) and not any("DejaVu" in name for name in names), names


GALLERY = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[paperheight=700mm, margin=10mm]{geometry}
\usepackage{pgf}
\begin{document}
@FIGURES@
\end{document}
"""


@latex
@pytest.mark.minute
def test_a_document_sets_every_figure_as_pgf(tmp_path):
    "With no package but pgf, and only letters that every LaTeX knows."
    for number, name in enumerate(FIGURES):
        drawing = save_figure(FIGURES[name](), tmp_path / f"figure{number}.pgf").read_bytes()
        assert drawing.isascii() and b"bfseries ?" not in drawing, f"{name}: a letter that LaTeX cannot print"
    figures = [f"\\noindent\\input{{figure{number}.pgf}}\n" for number in range(len(FIGURES))]
    (tmp_path / "gallery.tex").write_text(GALLERY.replace("@FIGURES@", "\n".join(figures)))
    log, _ = compiled(tmp_path, "gallery.tex")
    assert not re.findall(r"Overfull .*|Missing character.*|LaTeX Warning: Reference.*", log)


@latex
@pytest.mark.minute
@pytest.mark.parametrize("name", ["activation", "gates", "lengths"])
def test_a_figure_is_the_same_after_it_was_a_pgf(name, tmp_path):
    figure = FIGURES[name]()
    save_figure(figure, tmp_path / "figure.pgf")
    assert save_figure(figure, tmp_path / "figure.svg").read_bytes() == saved(name)[".svg"]


@latex
@pytest.mark.minute
def test_greek_letters_are_letters_of_latex_in_figures_of_all_makers(tmp_path):
    own = Figure()
    ax = own.subplots()
    activation_curves((1,), ax=ax)
    ax.set(title="50% of θ in_out: $α_1$", yscale="log")  # whose numbers matplotlib writes as formulas
    joined = panels([partial(learning_curves, {"angle θ": [LOSSES], "other": [LOSSES]})], legend="shared")
    for figure in own, joined:
        drawing = save_figure(figure, tmp_path / "figure.pgf").read_text()
        assert drawing.isascii() and r"\theta" in drawing and r"\mathdefault" not in drawing.partition(r"\begingroup")[2]
    assert r"50\% of \ensuremath{\theta} in\_out: $\ensuremath{\alpha}_1$" in save_figure(own, tmp_path / "own.pgf").read_text()
    assert ax.get_title() == "50% of θ in_out: $α_1$"


@latex
@pytest.mark.minute
@pytest.mark.parametrize("name", ["activation", "gates"])
def test_latex_sets_every_letter_of_a_figure(name, tmp_path):
    if not shutil.which("dvipng") or not has("type1ec.sty"): pytest.skip("dvipng or cm-super is not installed")
    with theme(venue="aps", font="latex"): figure = FIGURES[name]()
    pdf = pypdf.PdfReader(save_figure(figure, tmp_path / "figure.pdf"))
    names = {str(font["/BaseFont"]) for font in fonts(pdf.pages[0])}
    assert names and all(re.match("/([A-Z]{6}\\+)?(CM|SF)", name) for name in names), names


@pytest.mark.parametrize("program", ["latex", "dvipng"])
def test_without_latex_a_sentence_says_so(program, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None if name == program else f"/bin/{name}")
    sentence = f"font='latex' needs LaTeX, and there is no program {program} here: install"
    with pytest.raises(FileNotFoundError, match=sentence), theme(font="latex"): pass


def test_a_pgf_without_latex_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(FileNotFoundError, match="a PGF needs LaTeX, and there is no program pdflatex here"):
        save_figure(loss_curve(LOSSES), tmp_path / "figure.pgf")
    assert not list(tmp_path.iterdir())


if __name__ == "__main__":  # to look at it: python tests/figures/test_latex.py VENUE FOLDER
    paper(Path(sys.argv[2]), sys.argv[1], None)
    compiled(Path(sys.argv[2]), "paper.tex")
