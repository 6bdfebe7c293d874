"""Every lesson as a student goes through it in JupyterLab: run from the top, three exercises answered wrong, then as the solutions do."""

import re

import nbformat
import pytest
from playwright.sync_api import expect

from tools.notebooks import NOTEBOOKS

pytestmark = pytest.mark.slow
LESSONS = sorted((NOTEBOOKS / "lessons").glob("[0-9]_*.ipynb"))
WRONG = {  # lesson -> for each exercise a wrong answer, and a word of its hint
    "1_neuron": [("30", "degrees"), ("lambda a0, a1, eta: (a0, a1)", "right"), ("NeuronExplorer().neuron", "control")],
    "2_order_and_degree": [("7", "QuantumNeuron"), ("[0, 0, 0]", "XNOR|should lie|missing"), ("[3, 3, 3, 3]", "not each function")],
    "3_amplification": [("0.25", "for certain"), ("20", "odd"), ("0.5", "equally often")],
    "4_cell": [("16", "one neuron"), ("{}", "Missing"), ("pair", "tells two counts apart")],
    "5_training": [("1.353", "bits"), ("2.506", "single word"), ("model", "Look at the loss curve")],
    "6_fair_tests": [("0.327", "as a share"), ("Task", "class"), ("120", "that converged")],
    "7_digits": [("(73, 37)", "Swapped"), ("(reader, [(0, 0)])", "Which pixels does it read last"),
                 ("lambda codes, labels, asked: labels[:3]", "of")],
    "8_memory": [("0.3", "given that"), ("explorer.settings.clock", "two states"), ("networks[6]", "plateau")],
}  # fmt: skip


def code(path): return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def solutions(path):
    "For each exercise the cells of the solutions up to its check, without the import of `check` again."
    cells, waiting = {}, []
    for source in code(NOTEBOOKS / "solutions" / path.name):
        waiting.append(source)
        asked = re.search(r"check\((\d)", source)
        if asked and int(asked[1]) not in cells:
            cells[int(asked[1])] = "\n\n".join(waiting)
            waiting = []
    return cells


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_from_start_to_end(path, lab):
    lab.open_notebook(f"lessons/{path.name}")
    lab.run_all(timeout=400)
    right = solutions(path)

    def answer(number, text):
        "Type into the cell of an exercise, run it, and return the place of the verdict."
        places = [index for index, cell in enumerate(lab.notebook()["cells"]) if f"check({number}," in "".join(cell["source"])
                  and cell["cell_type"] == "code"]  # fmt: skip
        cell = lab.page.locator(".jp-Notebook .jp-Cell").nth(places[0])
        cell.locator(".cm-content").click()
        lab.page.keyboard.press("ControlOrMeta+A")
        lab.page.keyboard.insert_text(text)
        lab.page.keyboard.press("Control+Enter")
        return cell

    for number, (wrong, word) in enumerate(WRONG[path.stem], 1):
        cell = answer(number, f"check({number}, {wrong})")
        verdict = cell.locator(".jp-OutputArea-output").last
        expect(verdict).to_contain_text(f"Exercise {number}: not yet.", timeout=120_000)
        expect(verdict).to_contain_text(re.compile(word))
        expect(cell).not_to_contain_text("Traceback")
        cell.scroll_into_view_if_needed()
        lab.screenshot(f"{path.stem}-{number}-wrong")
        cell = answer(number, right[number])
        expect(cell.locator(".jp-OutputArea-output").last).to_contain_text(f"Exercise {number}: right.", timeout=180_000)
        lab.screenshot(f"{path.stem}-{number}-right")
