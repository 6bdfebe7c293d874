"""Longer and longer sequences for one network: python -m tools.results.dna.

--quick stores nothing.

Writes nbs/experiments/results/dna_lengths.csv, a row for each model, seed and length: how well the network does before and after it has
been trained on that length, without the leak. Runs that are in the file are not repeated.
"""

import argparse
import time

import pandas as pd

from qrnn_nb import QRNN, Topology, evaluate, fit
from qrnn_nb.baselines import matched
from qrnn_nb.tasks import DNA
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results" / "dna_lengths.csv"
TOPOLOGY = Topology.paper(inputs=3, workspace=5, stages=1, order=2, degree=3)
# No grid of qrnn_nb.experiments: one network goes through tasks of growing length, and a setting has one task.
TRAINING = {  # options, and lengths with at most so many updates each
    "L-BFGS": ({"optimizer": "lbfgs-search"}, {20: 60, 50: 20, 100: 20, 200: 20, 500: 10, 1000: 10}),
    "Adam": ({"lr": 0.003}, {20: 3000, 50: 1000, 100: 1000, 200: 500, 500: 300, 1000: 200}),
}
NETWORKS = {("QRNN", "L-BFGS"): 10, ("lstm", "L-BFGS"): 3, ("lstm", "Adam"): 4, ("QRNN", "Adam"): 3}  # seeds
QUICK = {5: 2, 8: 2}


def run(kind, training, seed, quick):
    "Train one network on each length in turn until the natural loss is at most 0.02; a row for each."
    options, lengths = TRAINING[training]
    model = QRNN(TOPOLOGY, seed=seed) if kind == "QRNN" else matched(kind, TOPOLOGY.parameters, DNA(), seed=seed)
    for length, updates in (QUICK if quick else lengths).items():
        task, start, size = DNA(length=length), time.perf_counter(), 20 if quick else 500
        before = evaluate(model, task, size=size)["argmax accuracy"]
        history = fit(model, task, updates, stop_loss=0.02, seed=seed, progress=False, validate_every=None, **options)
        found = evaluate(model, task, size=size)
        yield {
            "model": kind, "training": training, "seed": seed, "length": length, "updates": len(history), "stopped": history.stopped,
            "before": before, "accuracy": found["argmax accuracy"], "loss": found["loss"], "seconds": round(time.perf_counter() - start, 1),
        }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two updates on two short lengths; prints, stores nothing")
    args = parser.parse_args()
    rows = pd.read_csv(RESULTS).to_dict("records") if RESULTS.is_file() and not args.quick else []
    for (kind, training), seeds in NETWORKS.items():
        for seed in range(1 if args.quick else seeds):
            if (kind, training, seed) in {(row["model"], row["training"], row["seed"]) for row in rows}: continue
            made = list(run(kind, training, seed, args.quick))
            rows += made
            print(pd.DataFrame(made).to_string(), flush=True)
            if not args.quick: pd.DataFrame(rows).to_csv(RESULTS, index=False, float_format="%.5g")


if __name__ == "__main__": main()
