"""Benchmark of classical lanes: python tests/bench/bench_lanes.py [--repeat 5] [--results FOLDER].

Networks whose first C lanes count steps, beside 3 or 8 other lanes; words of 4 bits, 25 steps, as the digits of 10 × 10 pixels are read.
An update (distribution of the last step, and its gradient) with the counting lanes left out, and with all lanes by the engine that is then
the cheapest: processor seconds of one thread, the least of the repeats, and by how much distributions and gradients differ. The plan is
part of an update, so the search for such lanes is. The table is results/lanes.csv; its last column is the machine's load.
"""

import argparse
import math
import os
import time
from pathlib import Path

import pandas as pd
import torch

from qrnn_nb import QRNN, Neuron, Stage, Topology, engines

HERE = Path(__file__).resolve().parent
engines.LEFT_OUT = 0.0  # here lanes are left out also where a plan would not do so
INPUTS, STEPS, BATCHES = 4, 25, {3: 100, 8: 20}  # batches by the number of other lanes


def network(lanes: int, others: int, engine: str) -> QRNN:
    "Lanes that count steps, and others that see them, the word and a neighbour."
    words, count = range(INPUTS), range(INPUTS, INPUTS + lanes)
    rest = range(INPUTS + lanes, INPUTS + lanes + others)
    clock = tuple(Neuron(lane, tuple(count[place + 1 :]), 1, table=True) for place, lane in enumerate(count))
    neurons = []
    for place, lane in enumerate(rest):
        controls = (*words, *count, rest[(place + 1) % others])
        neurons.append(Neuron(lane, controls, 1, table=True))
    output = tuple(Neuron(word, (*count, *rest[:3]), 1, table=True) for word in words)
    topology = Topology(INPUTS, lanes + others, clock, (Stage(tuple(neurons), tuple(rest)),), output)
    model = QRNN(topology, seed=0, dtype=torch.float64, engine=engine, spreads={"table": 0.5, "rotations": 0.5})
    with torch.no_grad():
        for place in range(lanes):
            table = model.cell_parameters()[f"input.{place}.table"]
            table.fill_(-topology.bias)
            table[-1] = math.pi - topology.bias  # carry where all lower bits are 1
    return model


def update(model, batch):
    "Seconds of an update, its distribution and its gradient."
    model.angles.grad = None
    start = time.process_time()
    distribution = model(batch, 0, at=[STEPS - 1])
    distribution[:, 0, 1].log().sum().backward()
    return time.process_time() - start, distribution.detach(), model.angles.grad.clone()


def measure(lanes: int, others: int, repeat: int) -> dict:
    "One row of the table."
    batch = torch.randint(2**INPUTS, (BATCHES[others], STEPS), generator=torch.Generator().manual_seed(0))
    fewer = network(lanes, others, "auto")
    plan = fewer.plan(*batch.shape)
    assert len(plan.lanes) == lanes
    best, results = {}, {}
    for name in "loops", "statevector":
        # the least of the two, whatever a plan would say
        model = network(lanes, others, name)
        if model.plan(*batch.shape).memory > 2**32: continue
        runs = [update(model, batch) for _ in range(repeat)]
        best[name], results[name] = min(run[0] for run in runs), runs[0]
    whole = min(best, key=best.get)
    runs = [update(fewer, batch) for _ in range(repeat)]
    seconds = min(run[0] for run in runs)
    (_, p, gradient), (_, expected, expected_gradient) = runs[0], results[whole]
    return {
        "classical lanes": lanes, "other lanes": others, "batch": BATCHES[others], "angles": fewer.topology.parameters,
        "engine": plan.engine, "whole engine": whole, "seconds": seconds, "whole seconds": best[whole],
        "times faster": best[whole] / seconds,
        "distributions apart": (p - expected).abs().max().item(),
        "gradients apart": (gradient - expected_gradient).abs().max().item(),
        "load": os.getloadavg()[0],
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--results", type=Path, default=HERE / "results")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rows = []
    for others in BATCHES:
        for lanes in range(1, 6):
            rows.append(measure(lanes, others, arguments.repeat))
            print(pd.DataFrame(rows[-1:]).to_string(index=False), flush=True)
    arguments.results.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows).to_csv(arguments.results / "lanes.csv", index=False, float_format="%.6g")


if __name__ == "__main__":
    main()
