"""What students might answer that nobody has foreseen, and what every verdict on it must keep to."""

import re
from fractions import Fraction
from importlib import import_module

import numpy as np
import torch

from qrnn_nb import QRNN, Ensemble, Neuron, QuantumNeuron, Topology
from qrnn_nb.tasks import DNA, ElmanXOR

NAMES = "neuron", "order", "amplification", "cell", "training", "fairness", "digits", "memory"
CHECKS = {name: import_module(f"qrnn_nb.lessons.{name}").check for name in NAMES}


class Hostile:
    "Raises whatever is asked of it."

    def __getattr__(self, name): raise RuntimeError("ask me nothing")

    def __repr__(self): raise RuntimeError("do not look")

    def __array__(self, *args, **options): raise RuntimeError("no numbers")


def endless():
    while True: yield 1, 1


LOOP = []
LOOP.append(LOOP)
CELL = Topology.paper(1, 2, stages=0, order=1, degree=1)
SMALL = Topology.paper(2, 2)
WIDE = Topology.paper(2, 12, stages=0, order=1, degree=1)
READERS = [QRNN(CELL, seed=0), QRNN(SMALL, seed=0), Ensemble(SMALL, 2, seed=0), QRNN(WIDE, seed=0)]
OBJECTS = [
    Hostile(), endless(), LOOP, range(10**9), object, Hostile, len, Neuron(0), Neuron(1, (0,)), CELL,
    Topology(1, 60, (), (), CELL.output[:1]), Topology.paper(1, 2, stages=0, order=10, degree=1),
    QuantumNeuron(1, 1, 1),
    QuantumNeuron(4, 10, 1), QuantumNeuron(4, 1, 4), *READERS, ElmanXOR(), DNA(length=10),
    torch.zeros(3, requires_grad=True), torch.tensor(1j), torch.zeros(()), torch.ones(3).bfloat16(), np.array("a"),
    np.array([1, None]), np.datetime64("2026-01-01"), np.int64(3), np.float32("nan"), Fraction(1, 3),
    [range(10**9)] * 2, ((range(10**9),) * 2,) * 2, [], (), {}, "", set(), [float("nan")] * 4, [float("inf"), 1], [10**400, 1],
    {"input.0.theta": 10**400}, lambda *given: 10**400,
    lambda *given: [], lambda *given: given[9],
]  # fmt: skip


def is_fit_to_read(verdict):
    "Whether the verdict is a sentence with no trace of an error from inside."
    inside = "Traceback|object has no attribute|not subscriptable|must be convertible|indices must be|unsupported operand"
    told = re.sub(r"^.* raises [A-Z]\w+: .*", "", verdict.hint, flags=re.S)  # what the student's own function raised
    return verdict.state in ("right", "not yet", "open") and len(verdict.hint) > 10 and not re.search(inside, told)
