"""The glossary explains what a user meets: the fields of our records, and the terms that notebooks set in bold."""

import json
import re
from dataclasses import fields

import pytest

from qrnn_nb.engines import Plan
from qrnn_nb.model import Success, Trace
from qrnn_nb.tasks import Batch
from qrnn_nb.topology import Amplification, Neuron, Stage, Topology
from qrnn_nb.training import Best, Limits, Update
from qrnn_nb.widgets.base import HELP
from tools.notebooks import NOTEBOOKS

GLOSSARY = NOTEBOOKS / "glossary.ipynb"
ROW = re.compile(r"^\| (.+?) \| (.+?) \| \[(.+?)\]\((.+?)\) \|$", re.M)
RECORDS = Batch, Update, Best, Success, Trace, Neuron, Stage, Topology, Amplification, Limits, Plan
TERM = re.compile(r"\*\*([a-z][a-z/ -]+)\*\*")
# bold in the reference for its weight in the sentence, or a field's term that means here what it means everywhere
PLAIN = {
    "exact", "for any order", "one linear map", "two models", "reads the inputs only", "real", "depolarising noise", "shot",
    "logistic regression", "ba", "dii", "guuu", "classical control", "gate by gate", "qubit", "measurement", "amplitudes", "superposition",
    "statevector", "oblivious", "fixed-point oblivious amplitude amplification", "flags",
}  # fmt: skip


def texts(path):
    return ["".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "markdown"]


ROWS = ROW.findall("\n".join(texts(GLOSSARY)))
OURS = " ".join(ours for ours, *_ in ROWS)


def reference():
    "The book without figures, widgets and the judges of lessons."
    return sorted([*NOTEBOOKS.glob("[124]_*/*.ipynb"), *NOTEBOOKS.glob("9_*/0*.ipynb")])


def test_no_word_is_explained_twice():
    words = [word.strip() for ours, *_ in ROWS for word in re.split(r"[,:]", ours)]
    shared = {"`inputs`", "`words`", "`calls`"}  # bits of a word and words that are read; an alphabet, and a share of success
    twice = {word for word in words if words.count(word) > 1} - shared
    assert len(ROWS) > 50 and not twice


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_the_fields_of_every_record_are_explained(record):
    missing = [field.name for field in fields(record) if f"`{field.name}`" not in OURS + " ".join(row[1] for row in ROWS)]
    assert not missing


@pytest.mark.parametrize("path", reference(), ids=lambda path: path.stem)
def test_the_terms_that_notebooks_introduce_are_explained(path):
    bold = {term for text in texts(path) for term in TERM.findall(text)}
    words = set(re.findall(r"[a-z/-]+", OURS.lower()))
    unknown = [term for term in bold - PLAIN if term not in OURS and not set(term.split()) <= words]
    assert not unknown


@pytest.mark.parametrize("ours, place", [(ours, file) for ours, _, _, file in ROWS])
def test_the_place_exists_and_uses_the_word(ours, place):
    content = (NOTEBOOKS / place).read_text(encoding="utf-8").lower()
    first = re.split(r"[,:]", ours)[0].strip("` ").split()[0].lower()
    assert first.rstrip("s") in content


@pytest.mark.parametrize("term", HELP)
def test_what_pages_explain_is_explained(term):
    "The glossary has the term, in its one spelling, and the lesson that the page names is there."
    words = {word.strip(" `").replace("_", " ") for ours, *_ in ROWS for word in re.split(r"[,:]", ours)}
    _, lesson, notebook, _ = HELP[term]
    titles = [texts(path)[0].splitlines()[0].removeprefix("# ") for path in (NOTEBOOKS / "lessons").glob("[0-9]_*.ipynb")]
    assert term in words and lesson in titles
    assert texts(NOTEBOOKS / notebook)[0].startswith(f"# {lesson}\n"), "the notebook that the page names is the lesson's"
