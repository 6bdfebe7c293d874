"""A paper in LaTeX that takes every figure in as it is: nothing overfull, type like the text's, fonts embedded; skipped without LaTeX."""

import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
from pictures import FIGURES, LOSSES

from qrnn_nb.figures import VENUES, loss_curve, save_figure, theme

CLASSES = {  # venue: class, options, what else its documents load
    "article": ("article", "", ""),
    "aps": ("revtex4-2", "aps,pra,twocolumn", ""),
    "ieee": ("IEEEtran", "journal", ""),
}
ONE_OF_EACH = [
    "loss", "learning", "strip", "activation", "losses", "violins", "lengths", "state", "stages", "confusion", "digits", "circuit",
    "amplified", "gradients", "calls", "starts", "comparison", "calibration", "single runs",
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
    floats = []
    with theme(venue=venue, font=font):
        for number, name in enumerate(ONE_OF_EACH):
            figure = FIGURES[name]()
            save_figure(figure, folder / f"figure{number}.pdf")
            caption = "".join(letter for letter in figure.alt if letter.isalnum() or letter in " .,:")
            content = f"\\centering\n\\includegraphics{{figure{number}}}\n\\caption{{{caption}}}"
            floats.append(f"\\begin{{figure}}[!htb]\n{content}\n\\end{{figure}}\n")
        save_figure(loss_curve(LOSSES), folder / "last.pgf")
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


@latex
@pytest.mark.minute
@pytest.mark.parametrize("venue", CLASSES)
def test_a_paper_takes_every_figure_as_it_is(venue, tmp_path):
    if not has(f"{CLASSES[venue][0]}.cls"): pytest.skip(f"the class {CLASSES[venue][0]} is not installed")
    paper(tmp_path, venue, None)
    log, pdf = compiled(tmp_path, "paper.tex")
    assert not re.findall(r"Overfull \\hbox.*", log)
    column, page, size = re.search(r"SIZES ([\d.]+)pt ([\d.]+)pt ([\d.]+)", log).groups()
    assert VENUES[venue].column == pytest.approx(float(column) * 25.4 / 72.27, abs=0.01)
    assert VENUES[venue].page == pytest.approx(float(page) * 25.4 / 72.27, abs=0.01)
    assert 0 <= float(size) - VENUES[venue].type <= (2 if venue == "ieee" else 1), "captions of IEEEtran have 8 points"
    used = [font for page in pdf.pages for font in fonts(page)]
    assert used and all(font["/Subtype"] != "/Type3" and is_embedded(font) for font in used)
    assert len(pdf.pages) >= 3


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
