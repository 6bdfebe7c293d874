"""An oracle for the tests: the paper's circuits (figs. 1, 3 and 4) gate by gate in PennyLane, with real ancillas, and none of qrnn_nb.

Wires are the lanes, then as many ancillas as the highest order. R_Y(a)|0> = cos(a/2)|0> + sin(a/2)|1>, so -iY is R_Y(pi). A neuron:
- order 1: R_Y(bias + theta) and, for each subset of controls, R_Y(weight) controlled by it, on ancilla 0; R_Y(pi) on the target,
  controlled by ancilla 0; the rotations undone; ancilla 0 measured 0;
- order k: the block of order k-1 with ancilla k-1 for its target; R_Y(pi) on the target, controlled by ancilla k-1; the inverse block of
  order k-1, which is the block with R_Y(-pi) for its own R_Y(pi); ancilla k-1 measured 0.
"Measured 0" is a projection that does not normalise: the squared norm of the state is the probability of everything projected so far.
"""

from collections.abc import Iterator
from math import pi
from typing import NamedTuple

import numpy as np
import pennylane as qml
from pennylane.devices.qubit import apply_operation


class Neuron(NamedTuple):
    "Plain data of one neuron; `key` names its parameters, `subsets` has the control lanes of every weight."
    key: str
    target: int
    subsets: tuple
    order: int


class Rotations(NamedTuple):
    "R_Y on some lanes; `key` names the angles."
    key: str
    lanes: tuple


class Cell(NamedTuple):
    "Plain data of one cell: `read` is applied while the input word stands on the in/out lanes, `write` after it is taken off."
    inputs: int
    workspace: int
    bias: float
    read: tuple  # of Neuron and Rotations
    write: tuple  # of Neuron

    @property
    def wires(self) -> int:
        return self.inputs + self.workspace + max(part.order for part in self.read + self.write if isinstance(part, Neuron))


class Step(NamedTuple):
    "What one step leaves for each sample of a batch."
    probabilities: np.ndarray  # (batch, words)
    hidden: np.ndarray  # (batch, words, 2^workspace): normalised workspace after postselection on each word
    success: np.ndarray  # (batch,): probability that every ancilla gave 0


def block(turns: list, target: int, ancillas: list, sign: int = 1) -> Iterator:
    "The block of order len(ancillas) (sign 1) or its inverse (sign -1); `turns` are the rotations of ancilla 0."
    *lower, ancilla = ancillas
    yield from block(turns, ancilla, lower) if lower else turns
    yield qml.CRY(sign * pi, [ancilla, target])
    yield from block(turns, ancilla, lower, -1) if lower else (qml.adjoint(turn, lazy=False) for turn in reversed(turns))
    yield qml.Projector([0], [ancilla])


def operations(cell: Cell, parameters: dict, part: Neuron | Rotations) -> list:
    "A neuron or a layer of rotations as PennyLane operations; a `qml.Projector` stands for an ancilla measured 0."
    if isinstance(part, Rotations):
        return [qml.RY(float(angle), lane) for lane, angle in zip(part.lanes, parameters[part.key], strict=True)]
    lanes = cell.inputs + cell.workspace
    weights = zip(part.subsets, parameters[f"{part.key}.weights"], strict=True)
    turns = [qml.RY(cell.bias + float(parameters[f"{part.key}.theta"]), lanes)]
    turns += [qml.ctrl(qml.RY(float(weight), lanes), control=list(subset)) for subset, weight in weights]
    return list(block(turns, part.target, list(range(lanes, lanes + part.order))))


def write_word(cell: Cell, word: int) -> list:
    "X gates that put a word on the in/out lanes, most significant bit on lane 0, or take it off."
    return [qml.X(lane) for lane in range(cell.inputs) if word >> (cell.inputs - 1 - lane) & 1]


def circuit(cell: Cell, parameters: dict, word: int) -> list:
    "All operations of one step (fig. 4)."
    gates = lambda parts: [gate for part in parts for gate in operations(cell, parameters, part)]
    return write_word(cell, word) + gates(cell.read) + write_word(cell, word) + gates(cell.write)


def register(cell: Cell, hidden: np.ndarray) -> np.ndarray:
    "Statevector (2, ..., 2) of all wires: `hidden` on the workspace, 0 on in/out lanes and ancillas."
    state = np.zeros((2**cell.inputs, 2**cell.workspace, 2 ** (cell.wires - cell.inputs - cell.workspace)), dtype=complex)
    state[0, :, 0] = hidden
    return state.reshape((2,) * cell.wires)


def step(cell: Cell, parameters: dict, words, hidden) -> Step:
    "One step: `words` (batch,) are read by cells with the normalised workspaces `hidden` (batch, 2^workspace)."
    flip = lambda state: np.stack([walk(write_word(cell, word), row[None])[0] for word, row in zip(words, state, strict=True)])
    state = flip(np.stack([register(cell, row) for row in hidden]))
    for part in cell.read: state = walk(operations(cell, parameters, part), state)
    state = flip(state)
    for part in cell.write: state = walk(operations(cell, parameters, part), state)
    state = state.reshape(len(words), 2**cell.inputs, 2**cell.workspace, -1)
    assert not state[..., 1:].any(), "an ancilla is not back in 0"
    assert abs(state.imag).max() < 1e-14, "an amplitude is not real"
    kept = state[..., 0].real
    norms = np.linalg.norm(kept, axis=2)
    success = (norms**2).sum(1)
    return Step(norms**2 / success[:, None], kept / norms[..., None], success)


def walk(gates: list, state: np.ndarray) -> np.ndarray:
    "The statevectors (batch, 2, ..., 2) after some operations."
    for gate in gates: state = apply_operation(gate, state, is_state_batched=True)
    return state


def run(cell: Cell, parameters: dict, inputs, forced) -> list[Step]:
    "Steps from |0...0> as `inputs` (batch, steps) are read; step t is postselected on the words forced[:, t]."
    inputs, forced = np.asarray(inputs), np.asarray(forced)
    hidden, steps = np.eye(1, 2**cell.workspace).repeat(len(inputs), 0), []
    for t in range(inputs.shape[1]):
        steps.append(step(cell, parameters, inputs[:, t], hidden))
        hidden = steps[-1].hidden[np.arange(len(inputs)), forced[:, t]]
    return steps
