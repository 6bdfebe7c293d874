"""Every figure function with easy and with awkward data, for tests/figures; run as a program, the files' digests."""

import hashlib
import json
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from matplotlib.text import Text

from qrnn_nb.cell import initial_parameters
from qrnn_nb.circuits import cell_circuit, neuron_circuit
from qrnn_nb.diagnostics import accuracy_by_shots, reached_rank, singular_values, workspace_entropy
from qrnn_nb.figures import (
    accuracy_against_shots,
    activation_curves,
    calibration,
    circuit_diagram,
    comparison,
    confusion_matrix,
    digit_grid,
    entropy_along,
    fisher_spectrum,
    gradient_against_distance,
    gradients_at_start,
    growth_along,
    heat_map,
    learning_curves,
    loss_curve,
    paper_style,
    prediction_strip,
    rank_along,
    regret_against_memory,
    save_figure,
    stage_states,
    starts_against_length,
    state_strip,
    steps_against_length,
    success_against_calls,
    unrolled_network,
    violins,
)
from qrnn_nb.model import QRNN, Success
from qrnn_nb.topology import Amplification, Neuron, Topology
from qrnn_nb.training import History

LOSSES = [0.9 * 0.95**update for update in range(60)]
RANDOM = np.random.default_rng(0)
HISTORIES = [
    [{"update": n + 1, "loss": 0.7 * 0.9**n * (1 + k), "gradient_norm": 1 + n % 3, "log10_runs": 40.0 - n} for n in range(30 - k)]
    for k in range(5)
]
VALIDATED = History()
VALIDATED.rows = [row | ({"validation loss": 1.1 * row["loss"]} if row["update"] % 10 == 0 else {}) for row in HISTORIES[0]]
UPDATES = [round(updates) for updates in RANDOM.gamma(4, 40, 72)]
RUNS = pd.DataFrame({
    "model": ["QRNN", "LSTM"] * 36, "task length": [5, 5, 20, 20, 100, 100] * 12, "bias": [0.0, 0.785, 1.571] * 24, "seed": range(72),
    "updates": [min(updates, 200) for updates in UPDATES], "stopped": ["loss" if updates < 200 else "updates" for updates in UPDATES],
    "final loss": 10 ** RANDOM.normal(-3, 1, 72), "losses": [LOSSES[: 50 + seed % 7] for seed in range(72)],
})  # fmt: skip
LENGTHS = [5, 10, 20, 50, 100, 200, 500, 800, 1000]
LONG = pd.DataFrame([
    {"task length": length, "model": model, "updates": min(500, 30 * length // k),
     "stopped": "loss" if 30 * length // k < 500 else "updates"}
    for length in LENGTHS for model in ("QRNN", "LSTM", "GRU", "orthogonal RNN") for k in range(1, 13)
])  # fmt: skip
RATES = pd.DataFrame([
    {"lr": lr, "optimizer": kind, "final loss": lr**2 * 1e-3 * (1 + k)}
    for lr in (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0) for k, kind in enumerate(("adam", "rmsprop", "sgd", "lbfgs"))
])  # fmt: skip
KINDS = ["QRNN", "orthogonal RNN", "logistic regression", "nearest neighbour", "LSTM", "GRU", "look-up table", "majority"]
MODELS = pd.DataFrame([{"model": kind, "test loss": 0.1 + 0.05 * k + 0.01 * seed} for k, kind in enumerate(KINDS) for seed in range(5)])
REGRETS = pd.DataFrame([
    {"model": model, "memory": size, "regret": top / size**2, "low": top / size**2 - 0.004, "high": top / size**2 + 0.02}
    for model, top in {"hidden Markov": 0.2, "QRNN, postselected": 0.1, "QRNN, amplified": 0.08, "Kraus, real": 0.06}.items()
    for size in (2, 3, 4, 8)
])  # fmt: skip
TOPOLOGY = Topology.paper(2, 3, stages=1, order=2, degree=2)
GRADIENTS = pd.DataFrame([
    {"workspace": lanes, "start": start, "typical": top * fall**lanes, "variance": 2 * top * fall**lanes}
    for start, top, fall in (("usual", 1.0, 0.8), ("half a radian", 2.0, 0.6), ("anywhere", 5.0, 0.3)) for lanes in range(2, 9)
])  # fmt: skip
RUN = QRNN(TOPOLOGY, seed=0)
READ = torch.arange(48).view(4, 12) % 4
STEPS = singular_values(RUN, READ, 0)
HIDDEN = torch.stack([RUN.trace(READ, word).states for word in (0, 3)], 1).flatten(0, 1)
ENTROPIES = workspace_entropy(HIDDEN)
RANKS = {"trained": reached_rank(HIDDEN), "untrained": reached_rank(HIDDEN[:2])}
SPECTRA = {"trained": 10.0 ** -np.arange(20), "untrained": np.r_[3 * 0.5 ** np.arange(60), np.zeros(31)]}
SHOTS = {f"network {k}": accuracy_by_shots([[0.3 + 0.1 * k, 0.7 - 0.1 * k]] * 30, [0, 1] * 15, draws=5) for k in range(4)}
COUNTS = RANDOM.integers(0, 999, (10, 10))
STATES = RANDOM.normal(size=(12, 8))
STATES /= np.linalg.norm(STATES, axis=1, keepdims=True)
MANY = np.full((120, 64), 0.125)
MANY[::3] *= -1
CIRCUIT = cell_circuit(TOPOLOGY, initial_parameters(TOPOLOGY, torch.Generator().manual_seed(0)), 2)
NEURON = neuron_circuit(Neuron(0, (1, 2), 2, 2), [0.1, 0.2, 0.3], 0.4)
AMPLIFIED = neuron_circuit(Neuron(0, (1, 2), 2, 1, Amplification(5)), [0.1, 0.2], 0.4)
REACHED = {
    name: [pd.DataFrame({"distance": range(40), "gradient": (1 + seed) * base ** np.arange(40.0)}) for seed in range(3)]
    for name, base in (("QRNN", 1.0), ("LSTM", 0.1))
}
STARTED = {f"order {order}": Success(torch.full((5, 12), 0.1**order), torch.full((5, 12), 0.5)) for order in (1, 2)}
COMPARED = pd.DataFrame({"test accuracy": 0.5 + 0.05 * np.arange(8), "lowest": 0.4, "highest": 0.9}, KINDS)
COMPARED.loc[KINDS[3], ["lowest", "highest"]] = np.nan
BELIEVED = np.random.default_rng(1).dirichlet(np.ones(3), 200)
CHOSEN = np.random.default_rng(2).integers(0, 3, 200)
STRIP = np.random.default_rng(0).dirichlet(np.ones(4), 20)
DIGITS = np.eye(10)[None].repeat(13, 0)
FIGURES = {
    "loss": lambda **where: loss_curve(LOSSES, **where),
    "flat loss": lambda **where: loss_curve([0.7, 0.65, 0.6], **where),
    "validated loss": lambda **where: loss_curve(VALIDATED, **where),
    "no loss": lambda **where: loss_curve([], **where),
    "strip": lambda **where: prediction_strip(STRIP, targets=[-1, 2] * 10, inputs=[0, 3] * 10, **where),
    "long words": lambda **where: prediction_strip(STRIP, inputs=[1] * 20, symbols=["zero", "one", "two", "three"], **where),
    "long sequence": lambda **where: prediction_strip(np.full((300, 8), 0.125), targets=[-1, 2, 7] * 100, inputs=[5] * 300, **where),
    "activation": lambda **where: activation_curves(**where),
    "success": lambda **where: activation_curves(quantity="success", **where),
    "learning": lambda **where: learning_curves({"slow": HISTORIES[:2], "fast": HISTORIES[2:]}, **where),
    "sweep": lambda **where: learning_curves(RUNS[RUNS["model"] == "QRNN"], by="task length", **where),
    "eight curves": lambda **where: learning_curves({f"setting number {k}": [list(np.array(LOSSES) * 2**k)] for k in range(8)}, **where),
    "ranges": lambda **where: learning_curves({"slow": HISTORIES[:2], "fast": HISTORIES[2:]}, band="range", smooth=5, **where),
    "single runs": lambda **where: learning_curves(RUNS[(RUNS["model"] == "LSTM") & (RUNS["task length"] == 20)], band="runs", **where),
    "means": lambda **where: learning_curves(HISTORIES, band="sd", **where),
    "norms": lambda **where: learning_curves(HISTORIES, quantity="gradient_norm", **where),
    "postselection": lambda **where: learning_curves(HISTORIES, quantity="log10_runs", **where),
    "losses": lambda **where: heat_map(RUNS, x="task length", y="model", **where),
    "updates": lambda **where: heat_map(RUNS, x="bias", y="task length", value="updates", **where),
    "rates": lambda **where: heat_map(RATES, **where),
    "nothing learnt": lambda **where: heat_map(LONG[LONG["task length"] == 1000], x="task length", y="model", value="updates", **where),
    "violins": lambda **where: violins(RUNS, **where),
    "many violins": lambda **where: violins(LONG, x="task length", **where),
    "models": lambda **where: violins(MODELS, x="model", value="test loss", **where),
    "lengths": lambda **where: steps_against_length(RUNS, by="model", **where),
    "one curve": lambda **where: steps_against_length(RUNS[RUNS.model == "QRNN"], **where),
    "many lengths": lambda **where: steps_against_length(LONG, by="model", **where),
    "state": lambda **where: state_strip(STATES, **where),
    "stages": lambda **where: stage_states(dict(zip(("before", "input", "stage.0"), STATES)), **where),
    "many stages": lambda **where: stage_states({f"stage.{k}": state for k, state in enumerate(MANY[:12])}, **where),
    "large state": lambda **where: state_strip(MANY, **where),
    "confusion": lambda **where: confusion_matrix(COUNTS, **where),
    "shares": lambda **where: confusion_matrix(COUNTS, numbers="share", **where),
    "two answers": lambda **where: confusion_matrix(pd.DataFrame([[980, 0], [3, 1132]], ["even", "odd"], ["even", "odd"]), **where),
    "long answers": lambda **where: confusion_matrix(pd.DataFrame(np.eye(8), KINDS, KINDS), **where),
    "digits": lambda **where: digit_grid(DIGITS, captions=[f"digit {n}" for n in range(13)], **where),
    "digits without captions": lambda **where: digit_grid(DIGITS, columns=5, **where),
    "circuit": lambda **where: circuit_diagram(CIRCUIT, **where),
    "gates": lambda **where: circuit_diagram(NEURON, level="gates", **where),
    "circuit with its key": lambda **where: circuit_diagram(CIRCUIT, key=True, **where),
    "amplified": lambda **where: circuit_diagram(AMPLIFIED, level="gates", key=True, names={"target": "memory"}, **where),
    "gradients": lambda **where: gradient_against_distance(REACHED, **where),
    "relative gradients": lambda **where: gradient_against_distance(REACHED, relative=True, **where),
    "calls": lambda **where: success_against_calls(**where),
    "price": lambda **where: success_against_calls(quantity="calls", **where),
    "starts": lambda **where: starts_against_length(STARTED, **where),
    "gradients at the start": lambda **where: gradients_at_start(GRADIENTS, **where),
    "variance": lambda **where: gradients_at_start(GRADIENTS[GRADIENTS.start == "usual"], y="variance", by=None, **where),
    "growth": lambda **where: growth_along(STEPS, **where),
    "entropy": lambda **where: entropy_along(ENTROPIES, **where),
    "ranks": lambda **where: rank_along(RANKS, **where),
    "one rank": lambda **where: rank_along(RANKS["trained"], **where),
    "spectra": lambda **where: fisher_spectrum(SPECTRA, **where),
    "shots": lambda **where: accuracy_against_shots(SHOTS, **where),
    "memory": lambda **where: regret_against_memory(REGRETS, bounds={2: 0.03, 4: 0.01}, **where),
    "comparison": lambda **where: comparison(COMPARED, **where),
    "calibration": lambda **where: calibration(BELIEVED, right=CHOSEN, **where),
    "unrolled": lambda **where: unrolled_network(TOPOLOGY, **where),
}


@cache
def saved(name) -> dict[str, bytes]:
    "The files of a figure by suffix, in every format, numbers included."
    with tempfile.TemporaryDirectory() as folder:
        save_figure(FIGURES[name](), Path(folder, "figure"))
        return {file.suffix: file.read_bytes() for file in sorted(Path(folder).iterdir())}


def printed(figure):
    "The texts of a figure that are really drawn, with their places in points."
    found, draw = [], Text.draw

    def note(text, renderer):
        found.append(text)
        return draw(text, renderer)

    figure.set_dpi(72)
    figure.draw_without_rendering()  # settles the layout
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", note)
        figure.draw_without_rendering()
    return {text: text.get_window_extent() for text in found if text.get_text() and text.get_visible()}


@cache
def drawn(name, width):
    "The figure, laid out, and the texts that are really drawn with their places in points."
    with paper_style():
        figure = FIGURES[name](width=width)
        return figure, printed(figure)


def digest(content: bytes) -> str: return hashlib.sha256(content).hexdigest()


def digests() -> dict[str, str]:
    "A digest of every file of every figure, each saved after it was drawn, which moves the layout."
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, make in FIGURES.items():
            figure = make()
            figure.draw_without_rendering()
            save_figure(figure, Path(folder, name))
            found |= {f"{name} {file.suffix}": digest(file.read_bytes()) for file in Path(folder).glob(f"{name}.*")}
    return found


if __name__ == "__main__": json.dump(digests(), sys.stdout)
