"""What several test files share: words, topologies, pictures and batches to test with, and waiting, and files of one's own."""

import time
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import torch
from hypothesis import strategies as st

from qrnn_nb import Neuron, Stage, Topology
from qrnn_nb.checks import SEED
from qrnn_nb.storage import load_folder, save_folder
from qrnn_nb.tasks import Batch, ElmanXOR

FIELDS = "inputs", "targets", "forced", "scored"  # of a batch
SPLITS = "train", "validate", "test"
SEEDS = st.integers(0, SEED)
SMALL_CELL = Topology.paper(inputs=2, workspace=2, stages=1, order=1, degree=1)
SHORT_XOR = ElmanXOR(length=6)
NO_NUMBERS = "0.5", True, None, {"0": 1.0}, ["a"], [True], [[1.0], [1.0, 2.0]], [[1.0, "b"]], [10**400], 1j, []  # of no parameter


def words_of(alphabet: int, *shape: int, seed: int = 0) -> torch.Tensor:
    "Random words 0 to alphabet - 1."
    return torch.randint(0, alphabet, shape, generator=torch.Generator().manual_seed(seed))


def losses(trainer, count: int) -> list[float]:
    "The losses of the trainer's next `count` updates."
    return [update.loss for update in islice(trainer, count)]


def same(one: Batch, two: Batch) -> bool:
    "Whether two batches hold the same."
    return all(torch.equal(getattr(one, name), getattr(two, name)) for name in FIELDS)


def random_digits(count: int, digits=range(10), seed: int = 0) -> dict[str, np.ndarray]:
    "Random 28×28 images, `count` of each digit and split, as a caller would pass them."
    random = np.random.default_rng(seed)
    labels = np.repeat(np.array(digits), count)
    data = {}
    for split in SPLITS:
        data[f"{split}_images"] = random.integers(0, 256, (len(labels), 28, 28), dtype=np.uint8)
        data[f"{split}_labels"] = labels
    return data


def forge(folder, change, name: str = "checkpoint", to=None) -> None:
    "Change the record that is stored in a folder, by a function of it, and sign it anew, as somebody who wants to deceive would."
    record, tensors = load_folder(folder, name)
    change(record)
    save_folder(to or folder, name, record, tensors)


def wait_until(condition, seconds: float = 10) -> None:
    "Wait until `condition()` holds; AssertionError after `seconds`."
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.005)


@st.composite
def topologies(draw):
    "Any topology that keeps the rules."
    inputs, workspace = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    lanes, words = range(inputs + workspace), range(inputs)

    def neuron(target):
        controls = draw(st.permutations([lane for lane in lanes if lane != target]))[: draw(st.integers(0, len(lanes) - 1))]
        return Neuron(target, tuple(controls), draw(st.integers(1, 3)), draw(st.integers(1, 4)), table=draw(st.booleans()))

    def inner(): return tuple(neuron(draw(st.integers(inputs, lanes[-1]))) for _ in range(draw(st.integers(0, 3))))

    def stage(): return Stage(inner(), tuple(draw(st.sets(st.sampled_from(lanes[inputs:])))))

    stages = tuple(stage() for _ in range(draw(st.integers(0, 2))))
    output = tuple(neuron(lane) for lane in (*words, *draw(st.lists(st.sampled_from(words), max_size=2))))
    return Topology(inputs, workspace, inner(), stages, output, draw(st.floats(-7, 7)))


def own_files():
    "The files of one's own that the examples speak of."
    draw = Random(0)
    texts = ["".join(draw.choices("ab", k=draw.randint(2, 5))) for _ in range(80)]
    rows = [f"{text},{'bad' if text.count('b') % 2 else 'good'}" for text in texts]
    Path("reviews.csv").write_text("\n".join(["text,mood", *rows]))
    Path("new.csv").write_text("text\nab\nbb\n")
    days = [date(2024, 1, 1) + timedelta(day) for day in range(240)]
    Path("prices.csv").write_text("\n".join(["date,price", *(f"{day},{100 + number % 7}" for number, day in enumerate(days))]))
    Path("run.toml").write_text('task = "ElmanXOR"\nset = {length = 9}\nupdates = 3\nout = "runs/config"\n')
    Path("grid.toml").write_text('task = "ElmanXOR"\nset = {length = 9}\nupdates = 2\nworkspace = 1\nlr = [0.01, 0.03]\n')
    Path("my_tasks.py").write_text(OWN_TASK)
    Path("submissions").mkdir()
    Path("submissions/anna.ipynb").write_text('{"cells": []}')


OWN_TASK = """
from dataclasses import dataclass
from typing import ClassVar
from qrnn_nb.tasks import ElmanXOR

@dataclass(frozen=True)
class Mine(ElmanXOR):
    name: ClassVar[str] = "mine"
"""
