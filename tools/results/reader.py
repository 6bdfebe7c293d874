"""The small network that reads digits in the lessons and in the classroom: python -m tools.results.reader.

Writes nbs/lessons/digits; takes a minute.
"""

from qrnn_nb import QRNN, evaluate, fit
from qrnn_nb.presets import PRESETS
from tools.imports import ROOT


def main():
    preset = PRESETS["MNIST {0,1}"]
    model = QRNN(preset.topology, seed=0)
    history = fit(model, preset.task, updates=3000, batch_size=64, lr=0.003, seed=0, validate_every=50)
    model.save(ROOT / "nbs" / "lessons" / "digits")
    print(history, evaluate(model, preset.task, "test"), sep="\n")


if __name__ == "__main__": main()
