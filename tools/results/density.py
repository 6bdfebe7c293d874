"""The exact noisy simulation held against 100,000 shots: python -m tools.results.density [--quick].

Writes nbs/experiments/results/density.csv, a row for each cell and outcome: its exact probability by `run_noisy`, how often it was
seen in `run_shots`, and the number of shots. The outcome `failed` is a run in which an ancilla gave 1. The cells are small ones of
one and two bits, of order 1 and 2, postselected and amplified. They read one word, and then, but for the largest, the word that they
have measured. CNOTs fail with a chance of 0.02, one-qubit gates with 0.002.

Nothing is chosen, and each cell is run with one seed. All of it takes some eight minutes of one processor.
"""

import argparse

import pandas as pd
import torch
from scipy.stats import chisquare

from qrnn_nb import Amplification, Neuron, Stage, Topology
from qrnn_nb.cell import initial_parameters
from qrnn_nb.circuits import Noise, run_noisy, run_shots, sequence_circuit
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results" / "density.csv"
NOISE = Noise(one_qubit=0.002, two_qubit=0.02)
BIAS = 2.5  # neurons turn by nearly pi/2 or 0, so that enough runs succeed
AMPLIFIED = Neuron(1, (0,), 1, 1, Amplification(5)), Neuron(0, (1,), 1, 1, Amplification(3))
CELLS = {
    "one bit": Topology.paper(1, 2, stages=1, order=1, degree=2, bias=BIAS),
    "two bits": Topology.paper(2, 1, stages=1, order=1, degree=1, bias=BIAS),
    "order 2": Topology(1, 1, (Neuron(1, (0,), 2, 1),), (Stage((), (1,)),), (Neuron(0, (1,), 2, 1),), bias=BIAS),
    "amplified": Topology(1, 1, AMPLIFIED[:1], (), AMPLIFIED[1:], bias=BIAS),
    "four lanes": Topology.paper(1, 4, stages=1, order=1, degree=1, bias=BIAS),
}


def angles(topology, seed=0):
    "Angles of a spread at which all outcomes occur."
    spreads = {"theta": 0.4, "weights": 0.4, "rotations": 0.4}
    return initial_parameters(topology, torch.Generator().manual_seed(seed), spreads)


def sequence(name):
    "The circuit of a cell."
    words = [1] if name == "four lanes" else [1, None]
    return sequence_circuit(CELLS[name], angles(CELLS[name]), words)


def exact(name):
    "The probability of each outcome, failure the last."
    run = run_noisy(sequence(name), NOISE)
    chances = {" ".join(map(str, words)): chance for words, chance in run.probabilities.items()}
    return chances | {"failed": 1 - run.success}


def rows_of(name, shots, seed):
    "The rows of a cell."
    seen = run_shots(sequence(name), shots, seed, NOISE)
    counts = {" ".join(map(str, words)): count for words, count in seen.counts.items()}
    counts["failed"] = seen.shots - seen.successes
    about = {"cell": name, "shots": shots, "seed": seed}
    return [about | {"outcome": key, "probability": chance, "seen": counts.get(key, 0)} for key, chance in exact(name).items()]


def chi_squared(rows):
    "Chi-squared of the rows of a cell, degrees of freedom and p-value; what is expected less than ten times is put together."
    table = pd.DataFrame(rows)
    expected = table["probability"] * table["shots"]
    # failures are there always, and take in what is rare
    group = table["outcome"].where(expected >= 10, "failed")
    sums = pd.DataFrame({"seen": table["seen"], "expected": expected}).groupby(group).sum()
    result = chisquare(sums["seen"], sums["expected"])
    return {"chi-squared": result.statistic, "degrees": len(sums) - 1, "p": result.pvalue}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="2,000 shots; prints and stores nothing")
    quick = parser.parse_args().quick
    rows = []
    for name in CELLS:
        rows += rows_of(name, 2_000 if quick else 100_000, seed=3)
        print(name, chi_squared([row for row in rows if row["cell"] == name]), flush=True)
        if not quick: pd.DataFrame(rows).to_csv(RESULTS, index=False, float_format="%.9g")


if __name__ == "__main__": main()
