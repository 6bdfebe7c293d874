"""No name of 0.1 is left: the changelog says what each is called now, and a user finds the new one everywhere."""

import json
import re

import pytest

from tools.notebooks import NOTEBOOKS, ROOT

OLD = {  # what 0.1 called it, as a pattern -> what the changelog says of it
    r"\bOblivious\b|\boblivious=": "Amplification(calls=9)",
    r"\bprotocol=\W?\"published": 'protocol="paper"',
    r"\bloss=\W?\"published\b(?!_)": 'loss="published_loss"',
    r"\bPublished\(": "published.PublishedRun",
    r"\b(trainer|stepper|stepping)\.step\(": "Trainer.update()",
    r"\b(fit|Limits|blind_test)\([^()]*\bsteps=": "`updates`",
    r"\b(Setting|Grid)\([^()]*\bsteps=": "max_updates",
    r"line_search_fn=\W?\"strong_wolfe": 'optimizer="lbfgs-search"',
    r"\bbatch\.steps\b|\bwatched\.steps\b": "Batch.scored",
    r"\.generate\([^()]*\bsteps=": "generate(prefix, words)",
    r"\bQRNN\([^()]*\bmembers=|\bmodel\.members\b|\bmodel\.member\(": "Ensemble(topology, 3, seed)",
    r"\bcheck_steps\b": "model.check_at",
    r"\bplan\([^()]*\btime=": "model.plan(batch, steps)",
    r"\bpaper\(\s*\d+,\s*\d+,\s*\d+": "Topology.paper(inputs, workspace, stages=1, order=2, degree=3)",
}
SHIFT = re.compile(r"steps \+ 1|time - 1|\[:, 1:\]")  # is made in the notebook on batches, once
OTHERS = {"test_migration.py", "test_names.py", "04_migration.ipynb"}  # these are about the old names


def sources(path):
    "The text of a file, of a notebook that of its cells."
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb": return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


def files():
    parts = [*NOTEBOOKS.rglob("*.ipynb"), *NOTEBOOKS.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
    parts += [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    kept = [path for path in parts if path.name not in OTHERS and "0.1" not in path.parts and ".ipynb_checkpoints" not in path.parts]
    return sorted(kept)


@pytest.mark.parametrize("pattern, new", OLD.items(), ids=list(OLD.values()))
def test_an_old_name_is_left_nowhere_and_the_changelog_has_the_new_one(pattern, new):
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert new in changes.partition("## Unreleased")[0]
    left = [str(path.relative_to(ROOT)) for path in files() if re.search(pattern, sources(path))]
    assert not left


def test_the_shift_is_made_in_one_module():
    made = [path.name for path in files() if SHIFT.search(sources(path))]
    assert made == ["00_batches.ipynb"]
