"""What the fuzz tool draws: right values for every parameter of a public part by its name, and wrong ones for all of them."""

import copy
import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import torch
from helpers import SMALL_CELL, random_digits, topologies
from hypothesis import strategies as st

from qrnn_nb import (
    QRNN,
    Amplification,
    Ensemble,
    Neuron,
    Stage,
    Topology,
    Trainer,
    amplification,
    baselines,
    cell,
    circuits,
    diagnostics,
    experiments,
    hybrid,
    kraus,
    rivals,
    starts,
    tasks,
    training,
)
from qrnn_nb.figures import Picture
from qrnn_nb.widgets import CellBuilder, DigitStepper, MemoryExplorer, NeuronExplorer, TrainingStepper
from qrnn_nb.widgets import memory as memories
from qrnn_nb.widgets import neuron as neurons

matplotlib.use("agg")

# ---------------------------------------------------------------- wrong values


def deep(levels=2000):
    "A list within a list within a list."
    found = []
    for _ in range(levels):
        found = [found]
    return found


class Broken:
    "An object whose own description fails."

    def __repr__(self):
        raise RuntimeError("no description")


WRONG = [
    lambda: None,
    lambda: True,
    lambda: False,
    lambda: "",
    lambda: "0",
    lambda: "2",
    lambda: "x" * 10_000,
    lambda: "\ud800",
    lambda: "$\\frac$",
    lambda: "<b>",
    lambda: "=1+1",
    lambda: "é\n\t\0",
    lambda: b"x",
    lambda: 1.5,
    lambda: -1,
    lambda: 0,
    lambda: 2,
    lambda: 10**9,
    lambda: 10**30,
    lambda: -(10**30),
    lambda: 2**63,
    lambda: math.nan,
    lambda: math.inf,
    lambda: -math.inf,
    lambda: 1e308,
    lambda: 5e-324,
    lambda: np.int64(2),
    lambda: np.uint8(1),
    lambda: np.float32(0.5),
    lambda: np.float64(math.nan),
    lambda: np.bool_(True),
    lambda: np.array([1, 2]),
    lambda: np.array(3),
    lambda: np.array([]),
    lambda: np.array(["a"]),
    lambda: np.zeros((2, 2)),
    lambda: torch.tensor(2),
    lambda: torch.tensor([1.0, math.nan]),
    lambda: torch.zeros(2, 3, dtype=torch.int64),
    lambda: torch.zeros(0),
    lambda: torch.zeros(2, dtype=torch.complex64),
    lambda: torch.tensor(True),
    lambda: [],
    lambda: [1],
    lambda: (0, 0),
    lambda: [[1, [2]]],
    lambda: ["a"],
    lambda: [None],
    lambda: [math.nan],
    lambda: {},
    lambda: {"a": 1},
    lambda: {1: 2},
    lambda: set(),
    lambda: deep(),
    lambda: range(10**9),
    lambda: object(),
    lambda: Broken(),
    lambda: int,
    lambda: len,
    lambda: 1j,
    lambda: Decimal("1.5"),
    lambda: Fraction(1, 3),
    lambda: Path("missing"),
    lambda: pd.DataFrame({"a": [1]}),
    lambda: iter([1]),
    lambda: torch.float16,
]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
JSON = PLAIN | st.sampled_from([lambda: deep(200), lambda: 10**9, lambda: 10**30, lambda: "x" * 10_000]).map(
    lambda make: make()
)
wrong = st.sampled_from(WRONG).map(lambda make: make()) | PLAIN


SPOILERS = [  # what a tensor may be by mistake
    lambda tensor: tensor.bool(),
    lambda tensor: tensor.int(),
    lambda tensor: tensor.long(),
    lambda tensor: tensor.half(),
    lambda tensor: tensor.float(),
    lambda tensor: tensor.double(),
    lambda tensor: tensor.to(torch.complex64),
    lambda tensor: tensor.to("meta"),
    lambda tensor: tensor.numpy(),
    lambda tensor: tensor.tolist(),
    lambda tensor: tensor + 100,
    lambda tensor: (tensor.long() if tensor.dtype == torch.bool else tensor) - 100,
    lambda tensor: tensor[None],
    lambda tensor: tensor[..., None],
    lambda tensor: tensor.flatten(),
    lambda tensor: tensor.flatten()[:-1],
    lambda tensor: torch.cat([tensor[None], tensor[None]]),
    lambda tensor: tensor[..., :0] if tensor.ndim else tensor,
    lambda tensor: tensor[..., :-1] if tensor.ndim else tensor,
    lambda tensor: tensor[:-1] if tensor.ndim else tensor,
]


def spoilt(values):
    "Anything wrong; of tensors also those of another type or shape."
    near = values.flatmap(
        lambda value: st.sampled_from(SPOILERS).map(lambda spoil: spoil(value)) if isinstance(value, torch.Tensor) else wrong
    )
    return wrong | near


@st.composite
def mutated(draw, data, values=JSON):
    "Plain data with one or two places changed, taken away, or added."
    data = copy.deepcopy(draw(data) if isinstance(data, st.SearchStrategy) else data)
    for _ in range(draw(st.integers(0, 2))):
        place, key = None, None
        inner = data
        while isinstance(inner, dict | list) and len(inner) and (place is None or draw(st.booleans())):
            place, key = (
                inner,
                draw(st.sampled_from(sorted(inner, key=repr) if isinstance(inner, dict) else range(len(inner)))),
            )
            inner = place[key]
        if place is None:
            return draw(values)
        change = draw(st.sampled_from(["value", "value", "remove", "add", "twice"]))
        if change == "value":
            place[key] = draw(values)
        elif change == "remove":
            del place[key]
        elif change == "add" and isinstance(place, dict):
            place[draw(st.text(max_size=4))] = draw(values)
        elif isinstance(place, list):
            place.append(copy.deepcopy(place[key]))
    return data


# ---------------------------------------------------------------- right values


def whole(low, high):
    "Whole numbers as Python's and NumPy's."
    return st.integers(low, high) | st.integers(low, high).map(np.int64)


def number(low, high):
    "Real numbers as Python's and NumPy's."
    found = st.floats(low, high, allow_subnormal=False)
    found = found | found.map(np.float32) | found.map(np.float64)
    return found | whole(math.ceil(low), math.floor(high)) if math.ceil(low) <= math.floor(high) else found


def maybe(values):
    return st.none() | values


def choice(*values):
    return st.sampled_from(values)


def tensor(*shape, dtype=torch.float64, low=-2.0, high=2.0):
    "A tensor of one shape, with numbers in bounds."
    size = math.prod(shape)
    return st.integers(0, 99).map(
        lambda seed: (
            (torch.rand(size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * (high - low) + low)
            .view(shape)
            .to(dtype)
        )
    )


def words(*shape, most=3):
    return tensor(*shape, dtype=torch.int64, low=0, high=most + 0.99)


def new(kind, *arguments, **options):
    "A fresh object for each case."
    return st.builds(lambda: kind(*copy.deepcopy(arguments), **copy.deepcopy(options)))


def hidden(*shape):
    "Hidden states of the small cell, or None for the start."
    states = tensor(*shape, 4, dtype=torch.float32, low=0.1)
    return maybe(states.map(lambda amplitudes: amplitudes / amplitudes.norm(dim=-1, keepdim=True)))


SHORT = tasks.ElmanXOR(6)
BITS = choice(0, 1)


def digit_data():
    return "digits.npz"


def digit_task():
    return tasks.MNISTPixels((0, 1), size=10, scans=2, data=digit_data())


def short_model(task=SHORT):
    return QRNN(Topology.paper(task.inputs, 2, stages=1, order=1, degree=1), seed=0)


def small_network(): return QRNN(SMALL_CELL, seed=0)


def small_baseline():
    return baselines.Baseline(baselines.Network("gru", 2, 3, 2), seed=0)


def ticking():
    "A network whose workspace is a clock."
    model = unrotated()
    starts.clock(model, (2, 3))
    return model


def unrotated():
    "A network whose workspace nothing rotates."
    cell = SMALL_CELL.with_tables()
    return QRNN(replace(cell, stages=(replace(cell.stages[0], rotations=()),)), seed=0)


def small_shape(): return kraus.KrausShape(2, 2)


def small_kraus(): return kraus.KrausModel(small_shape(), seed=0)


def small_rival_shape(): return rivals.RivalShape("free", 2, 2)


def small_rival(): return rivals.Rival(small_rival_shape(), seed=0)


def ensemble():
    return Ensemble(short_model().topology, 2, seed=0)


def trained_ensemble():
    "A trainer of an ensemble that was validated."
    trainer = training.EnsembleTrainer(ensemble(), SHORT, batch_size=4)
    trainer.update()
    for member, history in zip(trainer.model, trainer.histories):
        history.best = training.Best(1, 0.5, member.state_dict())
    return trainer


def trained(updates=2):
    trainer = Trainer(short_model(), SHORT, batch_size=4)
    for _ in range(updates):
        trainer.update()
    return trainer


task = choice(
    SHORT,
    tasks.DNA(5),
    tasks.ToggleAND(5),
    tasks.Memorise(6),
    tasks.Waveform(length=8),
    tasks.CopyMemory(2, 3),
    tasks.Adding(4),
)
topology = topologies() | choice(SMALL_CELL)
small = choice(SMALL_CELL)
model = st.builds(short_model)
either = model | st.builds(small_baseline)
ensembles = st.builds(ensemble)
trainer = st.builds(trained)
taken = words(3, 5) | tensor(3, 5, dtype=torch.int64, low=-1.99, high=3.99) | choice(0, 3, -1, np.int64(1))  # -1: measured
of_members = words(3, 5) | words(2, 3, 5)
scored = choice(True, [False, True, True, True, False], np.arange(15).reshape(3, 5) % 5 > 1)
amplified = st.builds(Amplification, choice(1, 3, 5, 9, np.int64(3)), choice("constant", "yoder"))
neuron = st.builds(Neuron, whole(0, 2), choice((), (3,), (3, 4), [4, 3]), whole(1, 3), whole(1, 3), maybe(amplified), st.booleans())
parameters = st.builds(
    lambda seed: cell.initial_parameters(SMALL_CELL, torch.Generator().manual_seed(seed)), st.integers(0, 9)
)
circuit = st.builds(lambda made: circuits.cell_circuit(SMALL_CELL, made, 1), parameters)
history = trainer.map(lambda made: made.history)
batch = st.builds(lambda seed: SHORT.batch("train", 3, seed), st.integers(0, 9))
folder = choice("model", "checkpoint", "baseline", "kraus", "missing", "new/folder", ".", "text.txt", Path("model"), Path("out"))
path = choice(
    "text.txt",
    "table.csv",
    "model/model.json",
    "missing.csv",
    "out.csv",
    "out.pdf",
    "out.svg",
    "out.png",
    "out.json",
    "out.py",
)
axes = st.builds(lambda: Picture().subplots())
frame = st.builds(
    lambda: pd.DataFrame(
        {
            "lr": [0.1, 0.1, 0.2],
            "optimizer": ["a", "b", "a"],
            "final loss": [1.0, 0.5, 0.2],
            "bias": [0, 0, 1],
            "truncate": maybe(whole(1, 4)),
    "updates": [3, 4, 5],
            "task length": [3, 3, 4],
            "converged": [True, True, False],
            "stopped": ["loss", "loss", "updates"],
        }
    )
)
setting = st.builds(lambda: experiments.Setting(SHORT, workspace=2, stages=0, order=1, degree=1, max_updates=1, size=4, seeds=(0,)))
images = st.builds(lambda: random_digits(2, (0, 1))["train_images"])
generator = st.builds(lambda: torch.Generator().manual_seed(0))
rate = number(1e-4, 0.1)
seed = maybe(whole(0, 2**31))
level = choice("neurons", "gates", "cell")
width = choice("column", "page", 80, 60.5)

words_of_lesson = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A lesson\n\nIt says $x$."}
lesson = st.just({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [words_of_lesson]})
believed = tensor(6, 3, low=0, high=1).map(lambda scores: scores.softmax(-1))
compared = st.just(pd.DataFrame({"model": ["QRNN", "LSTM"], "test accuracy": [0.8, 0.7]}))

RIGHT = {  # parameter -> right values
    "M": tensor(1, 4, 4, 4),
    "O": tensor(1, 4, 4),
    "account": st.booleans(),
    "accumulate": whole(1, 3),
    "alphabet": choice("abc \n", "acgt", " ab"),
    "alphas": choice((), (0.1,), (0.2, 1)),
    "betas": choice((), (0.1,), (0.2, 1)),
    "alt": choice("a picture", ""),
    "amplification": amplified,
    "angle": number(-7, 7),
    "answers": words(3, 2),
    "arguments": st.just(["--version"]),
    "at": choice(None, [0, 2], (1,), np.array([3]), torch.tensor([0, 4])),
    "ax": maybe(axes),
    "baseline": st.booleans(),
    "axes": choice((0, 1), (1, 0)),
    "batch": batch,
    "batch_size": maybe(whole(1, 6)),
    "band": choice("quartiles", "range", "sd", "runs"),
    "bias": number(-7, 7),
    "bits": whole(1, 3),
    "builder": new(CellBuilder, SMALL_CELL),
    "by": choice("lr", None, "bias"),
    "calls": choice(1, 3, 5, 9, np.int64(3)),
    "callbacks": st.just(()),
    "captions": st.none(),
    "chances": tensor(3, 5, 4).map(lambda scores: scores.softmax(-1)),
    "changes": st.fixed_dictionaries(
        {}, optional={"order": whole(1, 4), "theta": number(-3, 3), "controls": whole(0, 2)}
    ),
    "checkpoint": choice(None, "runs/a", "checkpoint"),
    "checkpoint_every": whole(1, 3),
    "circuit": circuit,
    "class_weight": choice(None, "balanced", {0: 1, 1: 2.5}),
    "classes": whole(2, 6),
    "client": st.none(),
    "clip": maybe(number(0.1, 2)),
    "columns": whole(1, 4),
    "condition": maybe(BITS),
    "bit": maybe(BITS),
    "bins": whole(2, 20),
    "constant": BITS,
    "content": choice(b"", b"abc"),
    "controls": whole(0, 3),
    "counts": maybe(tensor(3, 2, low=-1, high=1).map(lambda numbers: numbers > 0)),
    "crop": st.booleans(),
    "converged": choice([True, True, False], np.array([True, False, True])),
    "data": st.builds(digit_data),
    "decomposed": st.booleans(),
    "degree": whole(1, 3),
    "delay": whole(1, 4),
    "deskewed": st.booleans(),
    "deviation": number(0.5, 3),
    "dpi": maybe(number(40, 90)),
    "density": maybe(st.just(torch.eye(4).div(4).expand(3, 4, 4))),
    "digits": choice((0, 1), [0, 1], range(2)),
    "dimensions": whole(1, 2),
    "dims": st.just(2),
    "dtype": choice(torch.float32, torch.float64),
    "drawn": whole(1, 50),
    "draws": whole(1, 3),
    "edit": st.fixed_dictionaries(
        {"edit": choice("order", "degree", "calls"), "value": whole(1, 3)},
        optional={"neuron": choice("input.0", "output.0")},
    ),
    "editable": st.booleans(),
    "embedding": whole(1, 4),
    "engine": choice("auto", "operators", "loops", "statevector"),
    "error": maybe(st.just(ValueError("no"))),
    "eta": number(-7, 7) | tensor(3),
    "exact": st.booleans(),
    "figure": st.builds(lambda: Picture()),
    "folder": folder,
    "forced": words(3, 5) | choice(0, 3, np.int64(1)),
    "gate": st.builds(lambda: circuits.Gate("ry", (0,), (1,), 0.5)),
    "gates": st.just(()),
    "generator": maybe(generator),
    "given_success": st.booleans(),
    "gradient_norm": number(0, 2),
    "grid": st.builds(
        lambda: experiments.Grid(task=[SHORT], workspace=[2], stages=[0], order=[1], degree=[1], max_updates=[1], size=[4], seeds=(0,))
    ),
    "height": number(20, 90),
    "hidden": whole(1, 4),
    "high": number(1, 3),
    "hint": st.just(""),
    "histories": st.builds(lambda: trained_ensemble().histories),
    "history": history,
    "images": images,
    "index": whole(1, 3),
    "input": st.builds(lambda: SMALL_CELL.input),
    "input_values": maybe(tensor(3, 5)),
    "inputs": words(3, 5),
    "items": whole(1, 3),
    "itemsize": choice(4, 8),
    "key": choice("input.0", "output.1", "stage.0"),
    "kind": choice("rnn", "lstm", "gru", "orthogonal"),
    "label": choice("loss", "a"),
    "labels": st.just(np.repeat([0, 1], 10)),
    "lane": whole(0, 1),
    "lanes": whole(5, 8),
    "least": choice(0, -1),
    "length": whole(4, 9),
    "lesson": st.just(""),
    "level": level,
    "line": whole(0, 3),
    "low": number(-3, 0),
    "loss": choice("nll", "published_loss"),
    "longest": whole(1, 9),
    "lr": maybe(rate),
    "max_updates": whole(1, 3),
    "mean": number(1, 9),
    "member": st.just(0),
    "members": maybe(whole(1, 3)),
    "method": choice("pca"),
    "min_postselection": number(0, 1),
    "model": either,
    "model_or_topology": model | small,
    "matrices": st.just(tasks.HiddenMarkov().matrices),
    "name": choice("model", "checkpoint", "slides"),
    "neuron": neuron,
    "neurons": st.builds(lambda: SMALL_CELL.input),
    "noise": number(0, 0.5),
    "number": whole(0, 3),
    "of": task,
    "one_qubit": number(0, 0.1),
    "two_qubit": number(0, 0.1),
    "optimizer": choice("adam", "adamw", "rmsprop", "sgd", "lbfgs", "lbfgs-search"),
    "order": whole(1, 4),
    "orders": choice((1, 2), [3], range(1, 3)),
    "output": st.builds(lambda: SMALL_CELL.output),
    "p": number(0.1, 1) | tensor(3, low=0, high=1),
    "pace": number(1, 5),
    "parameters": parameters,
    "parts": st.just(()),
    "patience": maybe(whole(1, 3)),
    "path": path,
    "period": number(2, 20),
    "permute": maybe(whole(0, 9)),
    "phases": st.builds(lambda kind: amplification.phases(2, kind), amplified),
    "place": choice("missing", "out"),
    "prefix": words(2, 3),
    "preparation": whole(0, 99),
    "probabilities": tensor(3, 2, 4, low=0, high=1),
    "progress": st.just(False),
    "protocol": choice("leak-free", "paper"),
    "quantity": choice("activation", "excitation", "loss"),
    "qubits": st.just((("lane", 2),)),
    "rate": rate,
    "relative": st.booleans(),
    "reader": st.builds(lambda: DigitStepper(short_model(digit_task()), digit_task())),
    "record": st.builds(lambda: short_model().record()),
    "restore_best": st.booleans(),
    "resume": st.booleans(),
    "room": number(5, 99),
    "root": st.none(),
    "rotations": choice((), (2,), [2, 3]),
    "row": st.just(0),
    "rows": whole(1, 9),
    "runs": frame | st.lists(history, min_size=1, max_size=2),
    "sampled": st.booleans(),
    "scans": whole(1, 2),
    "schedule": st.just(()),
    "scheduler": choice(None, "ReduceLROnPlateau", {"name": "ExponentialLR", "gamma": 0.9}),
    "scored": scored,
    "sequences": words(3, 5),
    "seconds": number(0, 9),
    "sees_word": st.booleans(),
    "seed": seed,
    "seeds": choice(range(1), [0]),
    "setting": setting,
    "settings": st.builds(neurons.Settings),
    "shots": whole(1, 9),
    "size": maybe(whole(1, 6)),
    "smooth": whole(1, 3),
    "snapshot": trainer.map(lambda made: made.snapshot()),
    "split": choice("train", "validate", "test"),
    "stages": whole(0, 2),
    "spreads": maybe(st.fixed_dictionaries({}, optional={"theta": number(0, 1), "weights": number(0, 1)})),
    "state": tensor(2, 8),
    "states": tensor(3, 4),
    "step": whole(0, 3),
    "stepper": new(TrainingStepper, SMALL_CELL, SHORT),
    "steps": whole(1, 3),
    "strokes": choice([], [{"width": 20, "points": [[40, 40], [200, 210]]}]),
    "stop_loss": maybe(number(0.001, 1)),
    "supervised": st.booleans(),
    "symbols": maybe(st.just(list("abcd"))),
    "table": frame,
    "target": whole(0, 1),
    "target_values": maybe(tensor(3, 5)),
    "targets": words(3, 5),
    "task": task,
    "temperature": number(0, 2),
    "tensors": st.builds(lambda: short_model().state_dict()),
    "text": choice("hello", "a b"),
    "texts": choice(("a cat.", "a dog."), ["one", "two"]),
    "theta": number(-3, 3),
    "time": whole(2, 9),
    "title": choice("a title", ""),
    "told": st.booleans(),
    "topology": topology,
    "trust": st.booleans(),
    "train": st.just(np.random.default_rng(0).random((20, 4))),
    "trainer": trainer,
    "training": st.just({}),
    "unfolded": choice((), ("map",)),
    "unjudged": whole(0, 2),
    "update": st.just(0),
    "updates": whole(1, 3),
    "validate_every": maybe(whole(1, 3)),
    "validation_size": maybe(whole(1, 4)),
    "value": choice("final loss", "updates"),
    "values": st.just(np.linspace(0, 1, 9)),
    "wait": st.just(0.1),
    "waiting": choice((1.0,), (0.5, 0.3, 0.2)),
    "wanted": choice((), (0, 1)),
    "wave": choice("sine", "square"),
    "weights": maybe(st.just((0.1, 0.2, 0.3))),
    "width": width,
    "widths": st.just([1.0, 2.0, 3.0]),
    "window": maybe(whole(1, 3)),
    "word": whole(0, 3),
    "words": words(3, 5),
    "workspace": whole(1, 3),
    "x": choice("lr", "bias", "task length"),
    "y": choice("optimizer", "bias"),
}

RIGHT_FOR = {  # part.parameter -> right values, where the name alone does not tell
    "Setting.key.seed": whole(0, 9),
    "Setting.ensemble.seed": whole(0, 9),
    "Setting.ensemble.members": whole(1, 2),
    "LabelledImages.classes": choice(("a", "b")),
    "LabelledImages.shape": choice((4, 4)),
    "LabelledImages.limits": choice((0, 255)),
    "LabelledImages.patch": whole(1, 2),
    "LabelledImages.shrunk": st.booleans(),
    "LabelledSequences.classes": choice(("a", "b")),
    "LabelledSequences.alphabet": choice(("x", "y", "z")),
    "LabelledSeries.classes": choice(("a", "b")),
    "LabelledSeries.edges": choice(((0.0,),)),
    "article.notebook": lesson,
    "article.solutions": maybe(lesson),
    "slides.notebook": lesson,
    "slides.solutions": maybe(lesson),
    "calibration.prediction": believed,
    "calibration.right": st.just([0, 1, 2, 0, 1, 2]),
    "reliability.probabilities": believed,
    "reliability.right": st.just([0, 1, 2, 0, 1, 2]),
    "accuracy_by_shots.probabilities": believed,
    "accuracy_by_shots.right": st.just([0, 1, 2, 0, 1, 2]),
    "accuracy_by_shots.shots": choice([1, 3], (2,)),
    "start_gradients.starts": whole(2, 4),
    "start_gradients.task": st.just(SHORT),
    "start_gradients.topology": small,
    "gradient_variance.starts": whole(2, 4),
    "gradient_variance.task": st.just(SHORT),
    "gradient_variance.topology": small,
    "singular_values.model": model,
    "singular_values.forced": taken,
    "entanglement.lanes": choice([0], [1, 0], ()),
    "reached_rank.states": tensor(3, 5, 4),
    "fisher.model": model,
    "scored_answers.model": either,
    "scored_answers.task": st.just(SHORT),
    "run_noisy.noise": maybe(choice(circuits.Noise(0.001, 0.01), circuits.Noise(0, 0.1))),
    "run_noisy.forced": choice(None, [None], [1]),
    "Outcomes.states": st.just({}),
    "training_bill.model": model,
    "training_bill.task": st.just(SHORT),
    "training_bill.starts": whole(1, 3),
    "Bill.log10_starts": number(0, 9),
    "gradients_at_start.table": st.just(pd.DataFrame({"workspace": [2, 3], "typical": [0.2, 0.1], "start": "usual"})),
    "gradients_at_start.x": st.just("workspace"),
    "gradients_at_start.y": st.just("typical"),
    "gradients_at_start.by": choice("start", None),
    "growth_along.steps": model.map(lambda made: diagnostics.singular_values(made, SHORT.batch("train", 2, 0).inputs, 0)),
    "entropy_along.entropies": tensor(3, 5, 4).map(diagnostics.workspace_entropy),
    "rank_along.tables": tensor(3, 5, 4).map(diagnostics.reached_rank),
    "fisher_spectrum.spectra": choice([3.0, 1.0, 0.0], {"a": [1.0], "b": np.ones(3)}),
    "fisher_spectrum.floor": number(0.001, 0.5),
    "accuracy_against_shots.tables": believed.map(lambda made: diagnostics.accuracy_by_shots(made, [0, 1, 2] * 2, draws=2)),
    "circuit_diagram.names": st.none(),
    "comparison.table": compared,
    "comparison_table.table": compared,
    "confusion_matrix.numbers": choice("count", "share"),
    "grey.level": number(0, 1),
    "meaning.name": choice("probability", "wrong"),
    "meaning.share": number(0, 1),
    "readable.ground": choice("#ffffff", "navy"),
    "save_figure.about": st.just({"seed": "3"}),
    "fit_hidden_markov.states": whole(1, 2),
    "fit_hidden_markov.starts": whole(1, 2),
    "fit_hidden_markov.rounds": whole(1, 3),
    "fit_hidden_markov.tolerance": number(0, 0.1),
    "partition_bound.process": choice(tasks.Renewal(), tasks.HiddenMarkov()),
    "partition_bound.states": whole(1, 3),
    "partition_bound.ahead": whole(1, 4),
    "mixture_bound.process": choice(tasks.Renewal(), tasks.HiddenMarkov()),
    "mixture_bound.states": whole(1, 3),
    "mixture_bound.ahead": whole(1, 4),
    "mixture_bound.starts": whole(1, 3),
    "fit_kraus.shape": st.builds(small_shape),
    "fit_kraus.starts": whole(1, 2),
    "fit_kraus.updates": whole(1, 3),
    "fit_kraus.unjudged": whole(0, 1),
    "geometric_mixture.shares": st.just((1, 2)),
    "geometric_mixture.chances": st.just((0.2, 0.8)),
    "binarise.images": images.map(lambda made: made.reshape(len(made), -1)),
    "otsu.images": images.map(lambda made: made.reshape(len(made), -1)),
    "shrink.images": images.map(lambda made: made[:, 4:24, 4:24]),
    "Topology.inputs": whole(1, 2),
    "Topology.stages": st.builds(lambda: SMALL_CELL.stages),
    "Topology.from_dict.data": mutated(small.map(Topology.to_dict)),
    "Topology.from_json.text": small.map(Topology.to_json) | st.text(),
    "Topology.paper.inputs": whole(1, 2),
    "Topology.paper.amplification": maybe(amplified),
    "Neuron.controls": choice((), (2, 3), [4]),
    "Neuron.amplification": maybe(amplified),
    "Amplification.phases": choice("constant", "yoder"),
    "Stage.neurons": st.builds(lambda: SMALL_CELL.input),
    "Network.inputs": whole(1, 3),
    "Network.matched.inputs": whole(1, 3),
    "Network.matched.parameters": whole(60, 900),
    "KrausModel.topology": st.builds(small_shape),
    "Rival.topology": choice(rivals.RivalShape("qlstm", 1, 1), rivals.RivalShape("free", 1, 2), SMALL_CELL),
    "RivalShape.kind": choice("measure-reset", "qlstm", "reservoir"),
    "RivalShape.size": whole(1, 3),
    "RivalShape.depth": whole(1, 3),
    "RivalShape.matched.kind": choice("measure-reset", "free"),
    "RivalShape.matched.parameters": whole(60, 900),
    "RivalShape.matched.inputs": whole(1, 3),
    "rival.kind": choice("qlstm", "free", "free-orthogonal"),
    "rival.model": whole(60, 900),
    "unentangled.topology": small,
    "Baseline.topology": st.builds(baselines.Network, choice("gru"), whole(1, 2), whole(1, 3), whole(1, 3)),
    "QRNN.plan.batch": whole(1, 9),
    "make_plan.batch": whole(1, 9),
    "make_plan.members": whole(1, 3),
    "make_plan.steps": whole(1, 9),
    "Ensemble.members": whole(1, 3),
    "EnsembleTrainer.model": ensembles,
    "EnsembleTrainer.freeze.member": whole(0, 1),
    "EnsembleTrainer.restore.snapshot": st.builds(lambda: trained_ensemble().snapshot()),
    "Ensemble.load.folder": choice("ensemble"),
    "initial_hidden.batch": whole(1, 3),
    "initial_hidden.topology": small,
    "walk.topology": small,
    "step.topology": small,
    "run.topology": small,
    "initial_parameters.generator": generator,
    "apply_neuron.state": tensor(2, 32),
    "apply_neuron.neuron": st.just(Neuron(0, (3, 4))),
    "apply_neuron.eta": tensor(4),
    "walk.words": words(2),
    "step.words": words(2),
    "walk.hidden": tensor(2, 4),
    "step.hidden": tensor(2, 4),
    "angle.neuron": st.just(Neuron(0, (3, 4), 2, 2)),
    "angle.weights": tensor(3),
    "angle.theta": tensor(),
    "as_table.neuron": st.just(Neuron(0, (3, 4), 2, 2)),
    "as_table.weights": tensor(3),
    "as_table.theta": tensor(),
    "from_table.table": tensor(4),
    "tabled.topology": small,
    "classical_lanes.topology": small,
    "set_angles.model": st.builds(lambda: QRNN(SMALL_CELL.with_tables(), seed=0)),
    "set_angles.key": choice("input.0", "output.1"),
    "set_angles.rule": st.just(lambda bits, eta: eta),
    "keep.bits": st.just({0: 1}),
    "keep.eta": st.just(0.3),
    "clock.model": st.builds(unrotated),
    "clock.lanes": choice((2, 3), (3,), [2]),
    "speak_at.model": st.builds(lambda: ticking()),
    "speak_at.lanes": choice((2, 3), [2, 3]),
    "speak_at.steps": choice((0,), [1, 3]),
    "speak_at.constant": whole(0, 3),
    "accumulate.model": st.builds(lambda: QRNN(SMALL_CELL.with_tables(), seed=0)),
    "accumulate.lanes": choice((2, 3), (3,), [2]),
    "classical_lanes.angles": tensor(SMALL_CELL.parameters),
    "make_plan.lanes": choice((), (2,)),
    "compile_cell.topology": small,
    "check_words.topology": small,
    "check_words.name": st.just("words"),
    "check_words.smallest": choice(-1, 0),
    "Baseline.run.hidden": st.none(),
    "Baseline.sample.hidden": st.none(),
    "KrausModel.run.hidden": st.none(),
    "KrausModel.sample.hidden": st.none(),
    "KrausModel.of.operators": choice(np.eye(2)[[[0, 1], [1, 0]]] / 2**0.5, [[[1.0]], [[0.0]]]),
    "distributions.model": either | ensembles,
    "evaluate.model": either | ensembles,
    "trainer_of.model": either | ensembles,
    "fit.model": either | ensembles,
    "shifted.words": st.just(np.arange(15).reshape(3, 5)),
    "shifted.targets": maybe(st.just(np.zeros((3, 5), int))),
    "upgraded.record": mutated(
        {"options": {"lr": None}, "limits": {"steps": 3}, "members": None, "rows": [], "best": None, "task": {"task": "DNA"}}
    ),
    "upgraded_names.tensors": st.just({"best.input.0.theta": torch.zeros(2)}),
    "as_array.values": choice([1, 2], np.ones(3)),
    "as_floats.values": choice([1, 2.5], np.ones(3)),
    "restore.record": mutated(st.builds(lambda: short_model().record())),
    "load_checkpoint.model": maybe(model),
    "load_checkpoint.task": maybe(task),
    "matched.model": either | whole(60, 900),
    "trivial.size": whole(8, 60),
    "compare.kinds": choice(["lstm"], []),
    "compare.rates": choice([0.01]),
    "compare.seeds": choice([0]),
    "compare.folder": st.none(),
    "Trainer.restore.snapshot": mutated(st.builds(lambda: {"index": 0}), wrong)
    | trainer.map(lambda made: made.snapshot()),
    "save_folder.record": st.just({"a": 1}),
    "save_folder.tensors": st.just({"a": torch.zeros(2)}),
    "write_whole.path": path,
    "load_folder.name": choice("model", "checkpoint"),
    "Setting.model": choice("QRNN", "gru"),
    "Setting.dtype": choice("float32", "float64"),
    "blind_test.model": maybe(model),
    "blind_test.updates": whole(1, 2),
    "median_updates.updates": choice([3.0, 4, 5], np.array([3, 4, 5])),
    "CellBuilder.from_dict.data": mutated(st.builds(lambda: CellBuilder(SMALL_CELL).to_dict())),
    "Building.from_dict.data": mutated(st.builds(lambda: CellBuilder(SMALL_CELL).to_dict())),
    "TrainingStepper.from_json.text": st.builds(lambda: TrainingStepper(SMALL_CELL, SHORT).to_json()) | st.text(),
    "DigitStepper.from_dict.state": mutated(
        st.builds(lambda: DigitStepper(short_model(digit_task()), digit_task()).to_dict())
    ),
    "MemoryExplorer.from_dict.settings": mutated(st.builds(lambda: MemoryExplorer().to_dict())),
    "NeuronExplorer.from_dict.settings": mutated(st.builds(lambda: NeuronExplorer().to_dict())),
    "task_from_settings.settings": mutated(task.map(lambda made: made.settings())),
    "stored_task.settings": mutated(task.map(lambda made: made.settings())),
    "stored_task.trust": st.just(True),
    "stored_task.folder": maybe(choice("model", Path("checkpoint"))),
    "stored_task.otherwise": st.just("make it yourself"),
    "files_of.settings": task.map(lambda made: made.settings()),
    "fit.overwrite": st.booleans(),
    "to_qasm.dialect": choice("standard", "braket"),
    "confirmed.times": number(1, 3),
    "verbatim.most": whole(2, 60),
    "stored_dtype.parameters": st.builds(lambda: list(short_model().parameters())),
    "make_task.name": choice("ElmanXOR", "DNA", "Waveform"),
    "make_task.settings": choice({}, {"length": 6}),
    "neuron_circuit.weights": st.just([0.1, 0.2, 0.3]),
    "neuron_circuit.neuron": st.just(Neuron(0, (1, 2), 1, 2)),
    "cell_circuit.topology": small,
    "sequence_circuit.topology": small,
    "sequence_circuit.words": choice([0, 1], [2]),
    "sequence_circuit.silent": choice((), [0]),
    "Gate.targets": st.just((0,)),
    "Gate.controls": choice((), (1,)),
    "Gate.name": choice("ry", "x"),
    "Picture.width": width,
    "DigitStepper.model": st.builds(lambda: short_model(digit_task())),
    "DigitStepper.task": st.builds(digit_task),
    "DigitReader.model": st.builds(lambda: short_model(digit_task())),
    "DigitReader.task": st.builds(digit_task),
    "logistic_baseline.task": st.builds(digit_task),
    "read_memory.settings": st.builds(memories.MemorySettings),
    "read_digit.model": st.builds(lambda: short_model(digit_task())),
    "read_digit.task": st.builds(digit_task),
    "read_digit.batch": st.builds(lambda: digit_task().batch("test", 1, 0)),
    "papered.task": st.builds(digit_task),
    "papered.batch": st.builds(lambda: digit_task().batch("test", 1, 0)),
    "DigitStepper.time": st.none(),
    "DigitReader.time": st.none(),
    "CellBuilder.model": st.none(),
    "Building.model": st.none(),
    "Building.topology": small,
    "CellBuilder.topology": small,
    "CellBuilder.seed": whole(0, 9),
    "Building.seed": whole(0, 9),
    "CellBuilder.preset": choice("", "counts ones", "AND at order 2"),
    "Building.preset": choice("", "counts ones", "AND at order 2"),
    "CellBuilder.set_angles.name": st.just("input.0.theta"),
    "Building.set_angles.name": st.just("input.0.theta"),
    "CellBuilder.set_angles.values": st.just([0.5]),
    "Building.set_angles.values": st.just([0.5]),
    "slides.front": choice("", "index.html"),
    "TrainingStepper.seed": whole(0, 9),
    "Stepping.seed": whole(0, 9),
    "TrainingStepper.task": st.just(SHORT),
    "Stepping.task": st.just(SHORT),
    "NeuronExplorer.load.name": choice(*neurons.PRESETS),
    "Exploring.load.name": choice(*neurons.PRESETS),
    "encode.alphabet": st.just("abcdefghijklmnopqrstuvwxyz,.?! \n"),
    "decode.words": st.just([0, 1, 2]),
    "embed.train": st.just(np.random.default_rng(0).random((20, 4))),
    "Batch.forced": words(3, 5),
    "Batch.scored": st.just(torch.tensor([[False, True, True, True, False]] * 3)),
    "Batch.of.forced": words(3, 5),
    "force.targets": st.just(np.zeros((3, 5), int)),
    "prediction_strip.probabilities": tensor(5, 4, low=0, high=1),
    "prediction_strip.targets": st.none(),
    "prediction_strip.inputs": st.none(),
    "stage_states.stages": st.none(),
    "TrainingStepper.play.updates": whole(1, 2),
    "Stepping.play.updates": whole(1, 2),
    "TrainingStepper.rewind.updates": whole(1, 2),
    "Stepping.rewind.updates": whole(1, 2),
    "learning_curves.quantity": choice("loss", "gradient_norm"),
    "activation_curves.quantity": choice("activation", "excitation", "success"),
    "heat_map.runs": frame,
    "violins.runs": frame,
    "CopyMemory.inputs": whole(2, 3),
    "MNISTEmbedded.digits": choice((0, 1)),
    "wrap.captions": st.none(),
    "confusion_matrix.table": st.just(pd.DataFrame([[1, 2], [3, 4]])),
    "theme.name": choice("paper", "slides"),
    "TextFile.path": st.just("text.txt"),
    "harmless.value": choice("=1", 3, "a"),
    "Waveform.values.random": st.builds(lambda: np.random.default_rng(0)),
    "run_shots.seed": whole(0, 9),
    "stage_of.key": choice("input.0", "stage.0.1"),
    "gradient_reach.size": whole(1, 4),
    "initial_parameters.topology": topology,
    "nll.answers": words(3, 2),
    "Settings.weights": maybe(st.just((0.1, 0.2, 0.3))),
    "median_updates.level": st.just(0.9),
    "summarise.level": st.just(0.9),
    "summarise.by": st.none(),
    "Blinded.of": task,
    "load_published.dtype": maybe(choice(torch.float32)),
    "cell_circuit.parameters": parameters,
}

RIGHT_FOR |= {  # of the checks: only their values are drawn wrong
    f"{check}.{each}": value
    for check in (
        "whole",
        "number",
        "flag",
        "choice",
        "text",
        "items",
        "record",
        "nested",
        "decoded",
        "instance",
        "place",
        "wrong",
        "fits",
    )
    for each, value in {
        "what": st.just("it"),
        "expected": st.just("good"),
        "kind": st.just(int),
        "known": st.just(("a", "b")),
        "elsewhere": choice(None, {"first": "a"}),
        "required": st.just(("a",)),
        "optional": st.just(("b",)),
        "hint": st.just(""),
        "least": st.just(0),
        "most": st.just(9),
        "above": st.none(),
        "below": st.none(),
        "depth": st.just(9),
        "size": st.just(1.0),
        "free": st.none(),
    }.items()
}

RIGHT_FOR |= {
    "Topology.inputs": st.just(2),
    "Topology.workspace": st.just(2),
    "load_checkpoint.folder": st.just("checkpoint"),
    "Baseline.load.folder": st.just("baseline"),
    "KrausModel.load.folder": st.just("kraus"),
    "Rival.load.folder": st.just("rival"),
    "restore(rivals).record": mutated(st.builds(lambda: small_rival().record())),
    "restore(rivals).tensors": st.builds(lambda: small_rival().state_dict()),
    "restore(kraus).record": mutated(st.builds(lambda: small_kraus().record())),
    "restore(kraus).tensors": st.builds(lambda: small_kraus().state_dict()),
    "restore.record": mutated(st.builds(lambda: small_baseline().record())),
    "restore.tensors": st.builds(lambda: small_baseline().state_dict()),
    "restore(model).record": mutated(st.builds(lambda: short_model().record())),
    "restore(model).tensors": st.builds(lambda: short_model().state_dict()),
    "fit_phases.calls": choice(5, 9, 13),
    "save_figure.path": choice("out.pdf", "out.svg", "out.png", "out"),
    "learning_curves.runs": st.lists(history, min_size=1, max_size=2),
    "record(figures).ax": axes,
    "whole.value": whole(0, 9),
    "number.value": number(0, 9),
    "flag.value": st.booleans(),
    "choice.value": choice("a", "b"),
    "instance.value": st.integers(),
    "items.value": choice([1], (2, 3)),
    "record.value": st.just({"a": 1}),
    "decoded.content": choice("{}", b"[1]"),
    "TrainingStepper.from_dict.state": mutated(st.builds(lambda: TrainingStepper(SMALL_CELL, SHORT).to_dict())),
    "Stepping.from_dict.state": mutated(st.builds(lambda: TrainingStepper(SMALL_CELL, SHORT).to_dict())),
    "TrainingStepper.rewind.updates": st.just(0),
    "TrainingStepper.from_json.text": st.builds(lambda: TrainingStepper(SMALL_CELL, SHORT).to_json()),
    "TrainingStepper.rebuild.topology": small,
    "TrainingStepper.choose.topology": small,
}
for method in "QRNN.sample", "QRNN.account", "QRNN.trace", "Ensemble.sample", "Ensemble.account":
    RIGHT_FOR[f"{method}.forced"] = taken
for model_class in "Baseline", "KrausModel", "Rival":
    RIGHT_FOR[f"{model_class}.sample.forced"] = taken
for method in "QRNN.run", "QRNN.sample":
    RIGHT_FOR[f"{method}.hidden"] = hidden(3)
for method in "Ensemble.run", "Ensemble.sample":
    RIGHT_FOR[f"{method}.hidden"] = hidden(2, 3)
for part in "Reader", "SoftReader", "run_density":
    RIGHT_FOR[f"{part}.model"] = st.builds(small_network)
for part in "Reader", "SoftReader":
    RIGHT_FOR[f"{part}.forced"] = choice(0, 3, np.int64(1))
    RIGHT_FOR[f"{part}.output"] = choice("last", "all", "workspace", "state")
RIGHT_FOR["run_density.forced"] = taken
RIGHT_FOR["QRNN.generate.hidden"] = hidden(2)
RIGHT_FOR["Ensemble.generate.hidden"] = hidden(2, 2)
for method in "forward", "run", "sample", "account":
    RIGHT_FOR[f"Ensemble.{method}.inputs"] = of_members
for part in ("load_checkpoint", "TrainingStepper.from_json", "TrainingStepper.from_dict", "Stepping.from_dict", "DigitStepper.from_dict"):
    RIGHT_FOR[f"{part}.trust"] = st.just(True)
for face in ("CellBuilder", "DigitStepper", "MemoryExplorer", "NeuronExplorer", "TrainingStepper", "Face"):
    RIGHT_FOR[f"{face}.export.kind"] = choice("json", "py", "csv", "png")
    RIGHT_FOR[f"{face}.save.path"] = choice("out.json", "out.py", "out.csv", "out.svg")
    RIGHT_FOR[f"{face}.set_state.sync_data"] = mutated({"message": "hello"})


def of_task(made: tasks.Task, name: str):
    "What goes with one task: a batch of it, and distributions over its words."
    batch = made.batch("train", 2, 0)
    if name == "batch":
        return batch
    if name == "model":
        return short_model(made)
    if name == "words":
        return batch.inputs[0]
    found = torch.rand(*made.candidates(batch).answers.shape, made.words, generator=torch.Generator().manual_seed(0))
    return found / found.sum(-1, keepdim=True)


INSTANCES = {  # class -> objects whose methods are called
    "Topology": small,
    "QRNN": model,
    "Ensemble": ensembles,
    "Baseline": st.builds(small_baseline),
    "KrausModel": st.builds(small_kraus),
    "KrausShape": st.builds(small_shape),
    "Rival": st.builds(small_rival),
    "RivalShape": st.builds(small_rival_shape),
    "Trainer": trainer,
    "EnsembleTrainer": st.builds(trained_ensemble),
    "Reader": st.builds(lambda: hybrid.Reader(small_network(), 0)),
    "SoftReader": st.builds(lambda: hybrid.SoftReader(small_network(), -1)),
    "QuantumNeuron": st.builds(neurons.build, st.builds(neurons.Settings)),
    "Neuron": neuron,
    "Cost": neuron.map(amplification.cost),
    "History": history,
    "Network": st.builds(baselines.Network, choice("gru", "rnn"), whole(1, 3), whole(1, 3), whole(1, 3)),
    "OrthogonalRNN": st.builds(lambda: baselines.OrthogonalRNN(2, 3)),
    "Setting": setting,
    "Task": task,
    "ForecastTask": st.just(tasks.Waveform(length=8)),
    "TextTask": st.just(tasks.Quotes()),
    "DigitTask": st.builds(digit_task),
    "ElmanXOR": st.just(SHORT),
    "MNISTPixels": st.builds(digit_task),
    "Waveform": st.just(tasks.Waveform(length=8)),
    "DNA": st.just(tasks.DNA(5)),
    "Blinded": st.just(tasks.Blinded(SHORT)),
    "Quotes": st.just(tasks.Quotes()),
    "CellBuilder": new(CellBuilder, SMALL_CELL),
    "DigitStepper": st.builds(lambda: DigitStepper(short_model(digit_task()), digit_task())),
    "MemoryExplorer": new(MemoryExplorer),
    "MemorySettings": st.builds(memories.MemorySettings),
    "NeuronExplorer": new(NeuronExplorer),
    "Remembering": new(memories.Remembering),
    "TrainingStepper": st.builds(lambda: TrainingStepper(SMALL_CELL, SHORT)),
    "Settings": st.builds(neurons.Settings),
    "Exploring": new(neurons.Exploring),
    "Circuit": circuit,
    "Stage": st.just(Stage((), (2,))),
}


def right(part: str, name: str) -> st.SearchStrategy | None:
    "Right values of a parameter; None where nobody has said what they are."
    return RIGHT_FOR.get(f"{part}.{name}", RIGHT.get(name))
