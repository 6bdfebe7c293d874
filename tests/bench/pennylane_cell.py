"""The paper's circuits of tests/oracle.py with angles that torch differentiates: what the benchmark times as PennyLane."""

import sys
from pathlib import Path

import pennylane as qml
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import oracle
from engines.test_pennylane import plain


def operations(cell, parameters, part):
    "As oracle.operations, but the angles stay tensors."
    if isinstance(part, oracle.Rotations): return [qml.RY(angle, lane) for lane, angle in zip(part.lanes, parameters[part.key])]
    lanes = cell.inputs + cell.workspace
    theta, weights = parameters[f"{part.key}.theta"], parameters[f"{part.key}.weights"]
    turns = [qml.RY(cell.bias + theta, lanes)]
    turns += [qml.ctrl(qml.RY(weight, lanes), control=list(subset)) for subset, weight in zip(part.subsets, weights)]
    return list(oracle.block(turns, part.target, list(range(lanes, lanes + part.order))))


def apply(cell, parameters, parts, hidden, words):
    "Workspaces (batch, 2^H) with `words` (batch,) on the in/out lanes, after some parts: (batch, 2^I, 2^H)."
    batch, size = hidden.shape
    state = hidden.new_zeros(batch, 2**cell.inputs, size, 2 ** (cell.wires - cell.inputs - cell.workspace))
    state[torch.arange(batch), words, :, 0] = hidden
    shape, state = state.shape, state.reshape(batch, *(2,) * cell.wires)
    for part in parts: state = oracle.walk(operations(cell, parameters, part), state)
    return state.reshape(shape)[..., 0]


def run(topology, parameters, inputs, forced):
    "Distributions (batch, steps, 2^I) over the word that comes out of each step, like qrnn_nb.cell.run."
    cell, samples, probabilities = plain(topology), torch.arange(len(inputs)), []
    hidden = torch.zeros(len(inputs), 2**cell.workspace, dtype=torch.complex128)
    hidden[:, 0] = 1
    for words, taken in zip(inputs.T, forced.T):
        read = apply(cell, parameters, cell.read, hidden, words)[samples, words]
        written = apply(cell, parameters, cell.write, read, torch.zeros_like(words))
        norms = torch.linalg.vector_norm(written, dim=2)
        probabilities.append(norms**2 / (norms**2).sum(1, keepdim=True))
        hidden = written[samples, taken] / norms[samples, taken, None]
    return torch.stack(probabilities, 1)
