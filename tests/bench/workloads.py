"""What the benchmark times: cells and batches of the paper, and a training step by every engine."""

from dataclasses import dataclass, replace

import numpy as np
import torch

from qrnn_nb import cell
from qrnn_nb.model import QRNN, Ensemble
from qrnn_nb.topology import Amplification, Topology


@dataclass(frozen=True)
class Configuration:
    "A cell and the work of one training step."

    name: str
    workspace: int
    inputs: int
    stages: int
    degree: int
    batch: int
    length: int
    loss: str  # "all", "every third" or "last": the steps in the loss
    frequencies: tuple = ()  # of the words that are read; equal if empty
    members: int | None = None
    amplification: Amplification | None = None

    @property
    def topology(self) -> Topology:
        options = {"degree": self.degree, "amplification": self.amplification}
        return Topology.paper(self.inputs, self.workspace, stages=self.stages, order=2, **options)

    @property
    def steps(self) -> int:
        "Steps of a sequence: its last word is put out, and not read."
        return self.length - 1

    @property
    def at(self) -> list[int]:
        "The steps in the loss."
        last = self.steps - 1
        firsts = {"all": (0, 1), "every third": (1, 3), "last": (last, 1)}
        first, stride = firsts[self.loss]
        return list(range(first, self.steps, stride))

    def words(self):
        "Random words that are read, random answers, and the words that are postselected on."
        generator = torch.Generator().manual_seed(0)
        shape = (self.batch, self.steps)
        if self.members is not None: shape = (self.members, *shape)
        frequencies = torch.tensor(self.frequencies or (1.0,) * 2**self.inputs)
        drawn = torch.multinomial(frequencies, int(np.prod(shape)), True, generator=generator)
        inputs = drawn.view(shape)
        answers = torch.randint(2**self.inputs, (*shape[:-1], len(self.at)), generator=generator)
        forced = torch.zeros_like(inputs)
        forced[..., self.at] = answers
        return inputs, answers, forced


# words of binary images read in two orders at once: mostly two background pixels
BACKGROUND = (0.11, 0.12, 0.12, 0.65)
CONFIGURATIONS = [
    Configuration("memorise", 5, 3, 2, 3, 2, 20, "all"),
    Configuration("elman-xor", 4, 2, 1, 3, 8, 36, "every third"),
    Configuration("elman-letters", 6, 3, 2, 3, 4, 36, "all"),
    Configuration("dna-100", 5, 3, 1, 3, 128, 100, "last"),
    Configuration("dna-1000", 5, 3, 1, 3, 128, 1000, "last"),
    Configuration("mnist-embedded", 6, 2, 2, 3, 640, 8, "last"),
    Configuration("mnist-pixels", 8, 2, 2, 2, 100, 100, "last", BACKGROUND),
    Configuration("mnist-large", 8, 2, 2, 2, 100, 400, "last", BACKGROUND),
]
BY_NAME = {configuration.name: configuration for configuration in CONFIGURATIONS}
SMALL = "memorise", "elman-xor", "elman-letters"
# the six that are compared with the published code; the other two are longer ones of the same kind
PAPER = *SMALL, "dna-100", "mnist-embedded", "mnist-pixels"


def model_forward(model, inputs, forced, at): return model(inputs, forced, at)


def gates_forward(model, inputs, forced, at):
    return cell.run(model.topology, model.cell_parameters(), inputs, forced)[:, at]


def pennylane_forward(model, inputs, forced, at):
    from pennylane_cell import run  # loads PennyLane only where it is needed

    return run(model.topology, model.cell_parameters(), inputs, forced)[:, at]


OTHERS = {"gates": gates_forward, "PennyLane": pennylane_forward}


def make_model(configuration, engine="loops"):
    "The network, or the ensemble, of a configuration."
    options = {"seed": 0, "engine": engine}
    topology, members = configuration.topology, configuration.members
    if members is None: return QRNN(topology, **options)
    return Ensemble(topology, members, **options)


def step_of(model, forward, configuration):
    "A function that does one training step of a model; it returns the model and the loss."
    inputs, answers, forced = configuration.words()

    def run():
        model.zero_grad()
        probabilities = forward(model, inputs, forced, configuration.at)
        loss = -probabilities.gather(-1, answers.unsqueeze(-1)).log().mean()
        loss.backward()
        return model, loss.item()

    return run


def training_step(configuration, engine):
    "A function that does one training step by an engine, by PennyLane or by the published code."
    if engine == "published":
        from published_cell import adapted  # loads that code only where it is needed

        return step_of(*adapted(configuration), configuration)
    forward = OTHERS.get(engine, model_forward)
    own = engine if engine in ("operators", "statevector") else "loops"
    return step_of(make_model(configuration, own), forward, configuration)


def shorter(configuration, steps): return replace(configuration, length=1 + steps)
