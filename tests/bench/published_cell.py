"""The network of the code that was published with the paper, for the benchmark.

Nothing of that code is in this repository. Clone https://github.com/CLEconomides/RVQE and name
its folder: bench_engines.py --published FOLDER. What is imported is its model alone.
"""

import contextlib
import io
import sys
from importlib.util import find_spec
from types import ModuleType

import torch
from torch.nn.utils import parameters_to_vector, vector_to_parameters
from workloads import make_model


def use(folder):
    "Let Python find the published code; SystemExit if the folder does not have it."
    if not (folder / "RVQE" / "model.py").is_file():
        raise SystemExit(f"{folder} has no RVQE/model.py: name a clone of the published code")
    sys.path.append(str(folder))
    # it colours what it prints in a terminal, which nobody reads here
    if find_spec("colorful") is None: sys.modules["colorful"] = ModuleType("colorful")


def bits_of(words, lanes):
    "Words (batch, steps) as bits (batch, steps, lanes), the first lane's bit first."
    return words[..., None] >> torch.arange(lanes - 1, -1, -1) & 1


def forward(network, inputs, forced, at):
    "Distributions (batch, len(at), words), like those of our own models."
    lanes = len(network.cell.inout)
    unread = torch.zeros_like(inputs[:, :1])
    # it reads one word more than it uses, and is forced on the word after the one that it reads
    read = bits_of(torch.hstack([inputs, unread]), lanes)
    targets = bits_of(torch.hstack([unread, forced]), lanes)
    probabilities, _, _ = network(read, targets, True)
    return probabilities.transpose(1, 2)[:, at]


def adapted(configuration):
    "The published network with the parameters of ours, and the function that runs it."
    with contextlib.redirect_stdout(io.StringIO()):  # it prints its sizes
        from RVQE.model import RVQE

        network = RVQE(
            workspace_size=configuration.workspace,
            input_size=configuration.inputs,
            stages=configuration.stages,
            order=2,
            degree=configuration.degree,
        )
    # both have their parameters in the order of the gates
    ours = parameters_to_vector(make_model(configuration).parameters())
    vector_to_parameters(ours.detach(), network.parameters())
    for stage in network.cell.kernel_layer:
        rotations = stage[0]
        # they turn by copies of their angles that were made with the network: make new ones
        for gate, angle in zip(rotations.gates, rotations.θs): gate.θ = angle
    return network, forward
