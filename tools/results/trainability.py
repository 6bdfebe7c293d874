"""Gradients at the start of training: python -m tools.results.trainability [--quick].

Writes nbs/experiments/results/trainability.csv, a row for each setting and group of angles.

Elman XOR under the leak-free protocol, natural loss, double precision. A setting is a number of workspace lanes, a length, a start
and whether neurons are amplified (9 calls). The starts are the usual one, angles of a spread of half a radian, and angles anywhere
on the circle (normal with a deviation of pi). For each setting 400 networks are drawn, and all read the same 16 sequences. A row
says

- `variance`: over the starts, the mean over the angles of the group, nats² per square radian, and the same of each half of the
  starts, `first half` and `second half`, which shows whether 400 are enough,
- `typical`: the median over the starts of the mean square gradient,
- `norm low`, `norm`, `norm high`: quartiles over the starts of the length of the whole gradient (rows of the group `all`),
- `seconds`: of the processor.

Nothing is trained and nothing is chosen. All of it takes some minutes of one processor.
"""

import argparse
import time
from itertools import product

import pandas as pd
import torch

from qrnn_nb import Amplification, Topology
from qrnn_nb.diagnostics import RANDOM, start_gradients
from qrnn_nb.tasks import ElmanXOR
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results" / "trainability.csv"
# No grid of qrnn_nb.experiments: nothing is trained here.
LANES = 2, 3, 4, 5, 6, 7
LENGTHS = 6, 12, 24, 48, 96
STARTS = {"usual": None, "half a radian": dict.fromkeys(RANDOM, 0.5), "anywhere": RANDOM}
KINDS = {"postselected": None, "amplified": Amplification(calls=9)}
NETWORKS, SIZE = 400, 16


def cell(workspace, kind):
    "The topology of a setting."
    return Topology.paper(2, workspace, stages=1, order=2, degree=2, amplification=KINDS[kind])


def figures(gradient):
    "What a table says of gradients (starts, angles)."
    halves = [half.var(0).mean().item() for half in gradient.chunk(2)]
    squares = gradient.square()
    norms = squares.sum(1).sqrt().quantile(torch.tensor([0.25, 0.5, 0.75], dtype=torch.float64)).tolist()
    return {
        "angles": gradient.shape[1],
        "variance": gradient.var(0).mean().item(),
        "first half": halves[0],
        "second half": halves[1],
        "typical": squares.mean(1).median().item(),
        **dict(zip(("norm low", "norm", "norm high"), norms)),
    }


def rows_of(workspace, length, start, kind, networks):
    "The rows of a setting, one for each group of angles."
    began = time.process_time()
    gradients = start_gradients(cell(workspace, kind), ElmanXOR(length=length), networks, STARTS[start], SIZE)
    gradients["all"] = torch.cat(list(gradients.values()), 1)
    about = {"workspace": workspace, "length": length, "start": start, "kind": kind, "networks": networks}
    seconds = time.process_time() - began
    return [about | {"group": group} | figures(gradient) | {"seconds": seconds} for group, gradient in gradients.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two sizes and ten networks; prints and stores nothing")
    quick = parser.parse_args().quick
    torch.set_num_threads(1)
    rows = []
    for length, workspace in product(LENGTHS[:2] if quick else LENGTHS, LANES[:2] if quick else LANES):
        for kind, start in product(KINDS, STARTS):
            rows += rows_of(workspace, length, start, kind, 10 if quick else NETWORKS)
            print({name: value for name, value in rows[-1].items() if name != "group"}, flush=True)
            if not quick: pd.DataFrame(rows).to_csv(RESULTS, index=False, float_format="%.5g")
    if quick: print(pd.DataFrame(rows).to_string())


if __name__ == "__main__": main()
