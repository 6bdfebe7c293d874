"""How near to the entropy rate a small memory comes: python -m tools.results.memory.

--quick trains everything for a moment and stores nothing. --processes 2 (the default) fits two groups at a time.

Writes to nbs/experiments/results
- memory_fits.csv, a row for each fit: its setting, seed and validation regret;
- memory.csv, a row for each process and kind of model: the fit that validation chose, its regret on the test sequences with a 95 %
  interval, and how often its neurons succeed;
- memory.npz, the operators of the one-lane networks that were chosen, (words, words, 2, 2): [read][put out];
- memory_bounds.csv, what every classical memory of so many states loses at least;
- memory_noise.csv, the regret of the one-lane networks where each step depolarises the memory;
- memory_shots.csv, waits that the circuit of such a network has produced on a simulator of noisy hardware.

*Regret* is the loss in nats a word above the ideal model on the same sequences. Every kind of model that is trained by gradient has the
same search: four settings, ten seeds each, 300 updates. Networks see 32 new sequences in each, Kraus models the same 400. Validation
chooses the setting and the seed. Hidden Markov models are fitted to 400 sequences from 200 starts (50 with four states). The test
sequences are looked at once, by the ten seeds of the setting that was chosen. Groups are stored as they come, and those that are in the
file are not repeated.
"""

import argparse
import math
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import torch

from qrnn_nb import Topology, fit
from qrnn_nb.baselines import Baseline, Network
from qrnn_nb.circuits import Noise, counts, run_shots, sequence_circuit
from qrnn_nb.hidden_markov import fit_hidden_markov
from qrnn_nb.kraus import KrausShape, fit_kraus
from qrnn_nb.memory_bounds import mixture_bound, partition_bound
from qrnn_nb.model import Ensemble
from qrnn_nb.tasks.processes import HiddenMarkov, Renewal, bump_waiting, geometric_mixture, uniform_waiting
from qrnn_nb.topology import Amplification
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results"
SEEDS = 10
UPDATES = 300
FITTED = 400  # training sequences of a hidden Markov model
STARTS, FEWER = 200, 50  # of a hidden Markov model, and of one of more states than three
AGREE = 1e-4  # nats: fits whose training losses are so near each other have found the same optimum
NEAR = 0.005  # nats: a seed that ends so near the best one has found it too
JUDGED = {"validate": 1000, "test": 2000}  # sequences
RESAMPLED = 2000  # of a bootstrap
CALLS = 9  # of an amplified neuron
# Settings of the cells: stages, order, and the spread of all initial angles in radians.
ANY = (1, 1, 1.0), (1, 1, 1.5), (2, 2, 1.0), (2, 2, 1.5)
FIRST_ORDER = (1, 1, 0.5), (1, 1, 1.0), (1, 1, 1.5), (1, 1, 2.0)
AHEAD = range(1, 8)  # words of the future that a bound looks at
STRENGTHS = 0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3  # probability that a step replaces the memory by a random one
SHOWN, STEPS, SHOTS = "bump 4 ± 1.4", 16, 1000  # the process whose circuit is run, for so many words, so often
ERRORS = 0, 1e-4, 3e-4, 1e-3  # probability that a CNOT replaces its qubits by random ones; a tenth of it after other gates
KRAUS_RATES = 0.01, 0.03, 0.1, 0.3
RATES = 0.003, 0.01, 0.03, 0.1  # of LSTMs and GRUs


def alternating():
    "Waits that are short (1 or 2 steps) and long (4 to 6) in turn: an event does not tell which comes next."
    short, long = Renewal((1 / 2, 1 / 2)).transitions, Renewal((0, 0, 0, 1 / 3, 1 / 3, 1 / 3)).transitions
    first, second = short.shape[1], long.shape[1]
    quiet, event = np.zeros((2, first + second, first + second))
    quiet[:first, :first], quiet[first:, first:] = short[0], long[0]
    event[:first, first], event[first:, 0] = short[1, :, 0], long[1, :, 0]
    return HiddenMarkov((quiet, event))


PROCESSES = {
    "uniform 1 to 6": Renewal(uniform_waiting(6)),
    "bump 6 ± 1.5": Renewal(bump_waiting(6, 1.5, 12)),
    "bump 4 ± 1.4": Renewal(bump_waiting(4, 1.4, 8)),
    "uniform 3 to 6": Renewal((0, 0, 1 / 4, 1 / 4, 1 / 4, 1 / 4)),
    "short and long in turn": alternating(),
    "two geometric kinds": geometric_mixture((1, 1), (0.2, 0.8)),
}


@dataclass
class Fit:
    "One fitted model. `losses(batch)`: mean loss of each sequence, in nats a word."

    setting: str
    seed: int
    parameters: int
    losses: object
    success: object = None  # of a batch: probability that the neurons of a step succeed, (sequences, steps)
    operators: object = None  # without arguments: (words, words, 2, 2)


def mean_losses(probabilities, batch):
    "Mean loss of each sequence, (..., sequences)."
    answers = batch.answers.expand(probabilities.shape[:-1])[..., None]
    return -probabilities.gather(-1, answers).squeeze(-1).double().log().mean(-1).numpy()


@torch.no_grad()
def read(model, batch): return mean_losses(model(batch.inputs, batch.forced, batch.at), batch)


def trained(model, task, seed, updates, rate):
    cosine = {"name": "CosineAnnealingLR", "T_max": updates}
    return fit(model, task, updates, seed=seed, lr=rate, batch_size=32, scheduler=cosine, progress=False)


# Each kind of model is a function that yields fits for a task, from an effort between 0 (a moment) and 1.


def cell(lanes, calls, stages, order):
    amplification = Amplification(calls) if calls > 1 else None
    shape = dict(stages=stages, order=order, degree=3, amplification=amplification)
    return Topology.paper(inputs=1, workspace=lanes, **shape)


def ensemble_of(topology, spread):
    return Ensemble(topology, SEEDS, seed=0, spreads=dict.fromkeys(("theta", "weights", "rotations"), spread))


def networks(lanes, calls, settings, task, effort):
    for stages, order, spread in settings:
        ensemble = ensemble_of(cell(lanes, calls, stages, order), spread)
        trained(ensemble, task, 0, max(1, round(effort * UPDATES)), 0.03)
        for seed in range(SEEDS):
            member = ensemble[seed]
            success = lambda batch, member=member: member.account(batch.inputs, batch.forced).neurons.numpy()
            setting = f"S {stages}, order {order}, spread {spread}"
            fitted = Fit(setting, seed, member.topology.parameters, partial(read, member), success)
            if lanes == 1: fitted.operators = partial(dense, member)
            yield fitted


def dense(member):
    "Operators O_y M_x of a one-lane cell, (words read, words put out, 2, 2) float64."
    parts = member.operators()
    memory, outcome = (part.detach().double().numpy() for part in (parts.M, parts.O))
    return outcome[None, :, :, None] * memory[:, None] * math.exp(parts.log_scale.item())


def krauses(dimension, numbers, sees_word, task, effort):
    known = task.batch("train", FITTED).sequences
    shape = KrausShape(task.inputs, dimension, numbers, sees_word)
    for rate in KRAUS_RATES:
        updates = max(1, round(effort * UPDATES))
        for fitted in fit_kraus(known, shape, SEEDS, updates=updates, lr=rate, unjudged=task.unjudged):
            yield Fit(f"rate {rate}", fitted.seed, shape.parameters, partial(read, fitted.model))


def hidden_markovs(states, sees_word, task, effort):
    known = task.batch("train", FITTED).sequences
    starts = max(SEEDS, round(effort * (STARTS if states < 4 else FEWER)))
    fits = fit_hidden_markov(known, states, starts, sees_word=sees_word, rounds=max(30, round(effort * 1000)))
    agreeing = sum(fitted.loss < fits[0].loss + AGREE for fitted in fits)
    rows = states * task.words if sees_word else states  # distributions over the next word and state
    for number, fitted in enumerate(fits[:SEEDS]):
        losses = lambda batch, process=fitted.process: mean_losses(process.ideal(batch), batch)
        yield Fit(f"{agreeing} of {starts} starts agree", number, rows * (task.words * states - 1), losses)


def gated(kind, hidden, task, effort):
    "LSTMs or GRUs of this many units; with one unit it is the smallest that there is."
    shape = Network(kind, task.inputs, hidden, hidden)
    for rate in RATES:
        for seed in range(SEEDS):
            model = Baseline(shape, seed)
            trained(model, task, seed, max(1, round(effort * UPDATES)), rate)
            yield Fit(f"rate {rate}", seed, shape.parameters, partial(read, model))


KINDS = {
    **{("QRNN", 2**lanes): partial(networks, lanes, 1, ANY) for lanes in (1, 2, 3)},
    **{("QRNN, amplified", 2**lanes): partial(networks, lanes, CALLS, ANY) for lanes in (1, 2, 3)},
    **{("QRNN, amplified, order 1", 2**lanes): partial(networks, lanes, CALLS, FIRST_ORDER) for lanes in (1, 2, 3)},
    **{("hidden Markov", states): partial(hidden_markovs, states, False) for states in (1, 2, 3, 4)},
    ("hidden Markov, sees the last word", 2): partial(hidden_markovs, 2, True),
    **{("Kraus, real", dimension): partial(krauses, dimension, "real", False) for dimension in (2, 3, 4)},
    **{("Kraus, complex", dimension): partial(krauses, dimension, "complex", False) for dimension in (2, 3, 4)},
    ("Kraus, sees the last word", 2): partial(krauses, 2, "real", True),
    **{("LSTM", hidden): partial(gated, "lstm", hidden) for hidden in (1, 8)},
    **{("GRU", hidden): partial(gated, "gru", hidden) for hidden in (1, 8)},
}


def interval(validation, test, random):
    "95 % of the regret when seeds and test sequences are drawn anew, and validation chooses among these seeds."
    seeds, sequences = test.shape
    drawn = random.integers(seeds, size=(RESAMPLED, seeds))
    chosen = drawn[np.arange(RESAMPLED), validation[drawn].argmin(1)]
    regrets = [test[seed, random.integers(sequences, size=sequences)].mean() for seed in chosen]
    return np.quantile(regrets, [0.025, 0.975])


def success_of(fitted, batch):
    "What is said of the neurons: mean probability that those of a step succeed, and of all steps of a sequence."
    if fitted.success is None: return {}
    steps = fitted.success(batch)
    return {"neurons a step": steps.mean(), "neurons a sequence": steps.prod(-1).mean()}


def group(process, kind, effort=1.0):
    "All fits of a kind of model to a process: rows of the fits, the row of the one that is chosen, its operators."
    torch.set_num_threads(1)
    began, task = time.process_time(), PROCESSES[process]
    batches = {split: task.batch(split, max(10, round(effort * size))) for split, size in JUDGED.items()}
    ideal = {split: mean_losses(task.ideal(batch), batch) for split, batch in batches.items()}
    regrets = lambda fitted, split: fitted.losses(batches[split]) - ideal[split]
    about = {"process": process, "model": kind[0], "memory": kind[1]}
    fits = list(KINDS[kind](task, effort))
    validation = np.array([regrets(fitted, "validate").mean() for fitted in fits])
    rows = [
        about | {"setting": fitted.setting, "seed": fitted.seed, "validation regret": regret}
        for fitted, regret in zip(fits, validation)
    ]
    best = fits[validation.argmin()]
    alike = np.array([fitted.setting == best.setting for fitted in fits])
    seeds = [fitted for fitted in fits if fitted.setting == best.setting]
    test = np.stack([regrets(fitted, "test") for fitted in seeds])
    low, high = interval(validation[alike], test, np.random.default_rng(0))
    means = test.mean(1)
    chosen = {
        "parameters": best.parameters, "setting": best.setting, "seed": best.seed,
        "regret": means[seeds.index(best)], "low": low, "high": high, "median of seeds": np.median(means), "worst seed": means.max(),
        "seeds near the best": int((means < means.min() + NEAR).sum()),
    }
    operators = best.operators() if best.operators else None
    return rows, about | chosen | success_of(best, batches["test"]) | {"seconds": time.process_time() - began}, operators


def bounds(process):
    "The largest bounds on machines of 2 to 4 states, over several lengths of the future."
    task, rows = PROCESSES[process], []
    if not task.unifilar: return rows  # the bounds need words that tell the state
    for states in (2, 3, 4):
        in_a_state = [partition_bound(task, states, ahead) for ahead in AHEAD]
        mixtures = [mixture_bound(task, states, ahead, starts=100) for ahead in AHEAD]
        sees = [mixture_bound(task, states, ahead, starts=100, sees_word=True) for ahead in AHEAD]
        for name, found in {"in a state": in_a_state, "mixture": mixtures, "mixture, sees the last word": sees}.items():
            best = max(found, key=lambda bound: bound.regret)
            agreeing = float(np.mean(np.array(best.ends) < best.regret + 1e-5)) if best.ends else 1.0
            about = {"process": process, "memory": states, "bound": name, "nats": best.regret, "ahead": best.ahead}
            rows.append(about | {"certified": best.certified, "starts that agree": agreeing})
    return rows


def noisy_losses(operators, batch, strength):
    "Losses of a one-lane network whose memory is replaced by a random one, with this probability, after each step."
    words = batch.sequences.numpy()
    every = np.arange(len(words))
    state = np.zeros((len(words), 2, 2))
    state[:, 0, 0] = 1
    probabilities = []
    for read, put_out in zip(words.T, words.T[1:]):
        turns = operators[read]
        after = np.einsum("nyij,njk,nylk->nyil", turns, state, turns)
        weights = np.einsum("nyii->ny", after)
        probabilities.append(weights / weights.sum(1, keepdims=True))
        state = after[every, put_out] / weights[every, put_out, None, None]
        state = (1 - strength) * state + strength * np.eye(2) / 2
    return mean_losses(torch.as_tensor(np.stack(probabilities, 1)[:, batch.at]), batch)


def noise(operators):
    "Regrets of all one-lane networks at all strengths."
    rows = []
    for name, of_name in operators.items():
        process, model = name.split(": ")
        batch = PROCESSES[process].batch("test", JUDGED["test"])
        ideal = mean_losses(PROCESSES[process].ideal(batch), batch)
        for strength in STRENGTHS:
            regret = (noisy_losses(of_name, batch, strength) - ideal).mean()
            rows.append({"process": process, "model": model, "strength": strength, "regret": regret})
    return rows


def waits_between(runs_of):
    "How often the first two events of a run were so many steps apart: {wait: runs}."
    waits = {}
    for words, runs in runs_of.items():
        events = [step for step, word in enumerate(words) if word]
        if len(events) < 2: continue
        wait = events[1] - events[0]
        waits[wait] = waits.get(wait, 0) + runs
    return dict(sorted(waits.items()))


def shots(effort=1.0):
    "Runs of the circuit of an amplified cell and of the same cell postselected, with noise in its gates."
    task = PROCESSES[SHOWN]
    rows = []
    for calls in (CALLS, 1):
        topology = cell(1, calls, stages=1, order=1)
        ensemble = ensemble_of(topology, 1.0)
        network = ensemble.best(trained(ensemble, task, 0, max(1, round(effort * UPDATES)), 0.03))
        # The first word is an event; then each step reads the word that the step before has put out.
        circuit = sequence_circuit(topology, network.cell_parameters(), [1] + [None] * (STEPS - 1))
        needs = counts(circuit)
        about = {"process": SHOWN, "calls": calls, "steps": STEPS, "qubits": needs.qubits, "CNOTs": needs.two_qubit_gates}
        for two_qubit in ERRORS:
            made = run_shots(circuit, max(1, round(effort * SHOTS)), seed=0, noise=Noise(two_qubit / 10, two_qubit))
            row = about | {"CNOT error": two_qubit, "shots": made.shots, "successes": made.successes}
            rows += [row | {"wait": wait, "runs": runs} for wait, runs in waits_between(made.counts).items()] or [row]
    return rows


class Store:
    "The files: what is done, and adding to it."

    def __init__(self, fresh):
        self.fits, self.groups, self.operators = [], [], {}
        if fresh or not (RESULTS / "memory.csv").is_file(): return
        self.fits = pd.read_csv(RESULTS / "memory_fits.csv").to_dict("records")
        self.groups = pd.read_csv(RESULTS / "memory.csv").to_dict("records")
        with np.load(RESULTS / "memory.npz") as stored: self.operators = {name: stored[name] for name in stored.files}

    def done(self): return {(row["process"], row["model"], row["memory"]) for row in self.groups}

    def add(self, fits, chosen, operators):
        self.fits += fits
        self.groups.append(chosen)
        if operators is not None: self.operators[f"{chosen['process']}: {chosen['model']}"] = operators

    def write(self):
        # In the order of the definitions, whatever was done first.
        order = {(process, *kind): place for place, (process, kind) in enumerate((p, k) for p in PROCESSES for k in KINDS)}
        place = lambda row: order[row["process"], row["model"], row["memory"]]
        for name, rows in {"memory_fits": self.fits, "memory": self.groups}.items():
            table = pd.DataFrame(sorted(rows, key=place))
            table.to_csv(RESULTS / f"{name}.csv", index=False, float_format="%.6g")
        np.savez(RESULTS / "memory.npz", **dict(sorted(self.operators.items())))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kinds", default="", help="only the models whose names begin so")
    args = parser.parse_args()
    store = Store(args.quick)
    todo = [(process, kind) for kind in KINDS for process in PROCESSES if (process, *kind) not in store.done()]
    todo = [(process, kind) for process, kind in todo if kind[0].startswith(args.kinds)]
    effort = 0.01 if args.quick else 1.0
    with ProcessPoolExecutor(args.processes) as pool:
        waiting = [pool.submit(group, process, kind, effort) for process, kind in todo]
        for job in as_completed(waiting):
            rows, chosen, operators = job.result()
            print({name: round(value, 4) if isinstance(value, float) else value for name, value in chosen.items()}, flush=True)
            store.add(rows, chosen, operators)
            if not args.quick: store.write()
        if args.kinds: return
        save = lambda rows, name: args.quick or pd.DataFrame(rows).to_csv(RESULTS / f"{name}.csv", index=False, float_format="%.6g")
        bounded = list(PROCESSES)[:1] if args.quick else PROCESSES
        save([row for rows in pool.map(bounds, bounded) for row in rows], "memory_bounds")
        save(noise(store.operators), "memory_noise")
        save(shots(effort), "memory_shots")


if __name__ == "__main__": main()
