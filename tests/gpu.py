"""Does everything run on a graphics card? python tests/gpu.py [--device cpu] [--results FILE.csv]

Networks on the device run by the engine `operators`. We compare them with the same networks on the
CPU, in float64 and float32: distributions, gradients, amplified and complex cells, ensembles,
training, sampling, and a checkpoint that moves between the two. Then we time training steps of two
workloads of the benchmark, on the device against the compiled loops of the CPU. pytest runs the
checks with --device cpu and small workloads; where there is no card, this program says so.
"""

import argparse
import copy
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import torch

sys.path.append(str(Path(__file__).resolve().parent / "bench"))
from workloads import BY_NAME, make_model

from qrnn_nb import QRNN, Amplification, Ensemble, Topology, fit
from qrnn_nb.hybrid import run_density
from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.training import Trainer, load_checkpoint, save_checkpoint

LIMITS = {torch.float64: (1e-9, 1e-8), torch.float32: (1e-4, 1e-3)}  # distributions, gradients
CELLS = {
    "postselected": None,
    "amplified, real": Amplification(5),
    "amplified, complex": Amplification(5, "yoder"),
}
WIDE = {"theta": 0.5, "weights": 0.5, "rotations": 0.5}


def topology(amplification=None):
    "A cell that has everything: two stages, rotations, neurons of order 2."
    return Topology.paper(2, 3, stages=2, order=2, degree=2, amplification=amplification)


def gradient(model, inputs, forced):
    "Distributions of a batch, and the gradient of the angles."
    model.zero_grad()
    probabilities = model(inputs, forced, [1, 4])
    (-probabilities[..., 0].log().mean()).backward()
    return probabilities.detach().cpu(), model.angles.grad.cpu()


def difference(found, expected):
    "The largest difference, as a share of the largest number."
    return ((found - expected).abs().max() / expected.abs().max()).item()


def checks_of_results(device):
    "Rows: what was compared, the difference, and what is allowed."
    words = torch.randint(4, (2, 5, 6), generator=torch.Generator().manual_seed(0))
    inputs, forced = words
    rows = []
    for dtype, limits in LIMITS.items():
        for name, amplification in CELLS.items():
            options = {"seed": 0, "dtype": dtype, "spreads": WIDE}
            cell = topology(amplification)
            for what, make in (("network", QRNN), ("ensemble", Ensemble)):
                size = {"members": 2} if make is Ensemble else {}
                here = gradient(make(cell, **size, **options), inputs, forced)
                there = make(cell, **size, **options, engine="operators").to(device)
                moved = gradient(there, inputs.to(device), forced.to(device))
                parts = zip(("distributions", "gradients"), moved, here, limits, strict=True)
                for part, found, expected, limit in parts:
                    row = {"check": f"{name}, {what}, {part}", "dtype": str(dtype)}
                    rows.append(row | {"difference": difference(found, expected), "limit": limit})
    return rows


def check_uses(device):
    "AssertionError unless a network on the device can do what one on the CPU can."
    task = ElmanXOR(length=9)
    model = QRNN(topology(), seed=0).to(device)
    batch = task.batch("test", 4)
    inputs = batch.inputs.to(device)
    history = fit(model, task, updates=3, batch_size=8, seed=0, progress=False)
    assert len(history) == 3 and model.angles.device.type == torch.device(device).type
    generator = torch.Generator(device).manual_seed(0)
    assert model.sample(inputs, -1, generator=generator).shape == inputs.shape
    assert model.generate(inputs[:, :2], 3, generator=generator).shape == (4, 5)
    trace = model.trace(inputs, 0)
    assert trace.success.words.isfinite().all()
    assert model.account(inputs, 0).log10_runs.isfinite().all()
    chances = torch.rand(2, 5, 4, generator=torch.Generator().manual_seed(0)).softmax(-1)
    moved = run_density(model, chances.to(device), -1)
    here = run_density(copy.deepcopy(model).cpu(), chances, -1)
    for one, two in zip(moved, here): torch.testing.assert_close(one.cpu(), two, rtol=1e-3, atol=1e-4)
    trainer = Trainer(model, task, batch_size=8, seed=0)
    trainer.update()
    with tempfile.TemporaryDirectory() as folder:
        save_checkpoint(trainer, folder)
        loaded = load_checkpoint(folder)
    assert loaded.model.angles.device.type == "cpu"
    torch.testing.assert_close(loaded.model.angles.detach(), model.angles.detach().cpu())


def step_seconds(configuration, engine, dtype, device, rounds):
    "The median time of a training step."
    model = make_model(configuration, engine).to(device=device, dtype=dtype)
    inputs, answers, forced = (words.to(device) for words in configuration.words())
    taken = []
    for _ in range(rounds + 1):  # the first one warms up
        start = time.perf_counter()
        model.zero_grad()
        probabilities = model(inputs, forced, configuration.at)
        loss = -probabilities.gather(-1, answers.unsqueeze(-1)).log().mean()
        loss.backward()
        loss.item()
        # a card works on while Python goes ahead: its gradient is there when we have read it
        model.angles.grad.sum().item()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def timings(device, names, rounds, length=None):
    "Rows: seconds of a training step on the device, and by compiled loops on the CPU."
    rows = []
    for name in names:
        configuration = BY_NAME[name]
        if length is not None: configuration = replace(configuration, length=length)
        for dtype in LIMITS:
            there = step_seconds(configuration, "operators", dtype, device, rounds)
            here = step_seconds(configuration, "loops", dtype, "cpu", rounds)
            row = {"workload": name, "dtype": str(dtype), "steps": configuration.steps}
            rows.append(row | {"device seconds": there, "CPU loops seconds": here})
    return rows


def describe_device(device):
    "What the device is."
    if torch.device(device).type != "cuda": return str(device)
    return torch.cuda.get_device_name(device)


def main():
    parser = argparse.ArgumentParser(description="Checks and times qrnn_nb on a graphics card.")
    parser.add_argument("--device", default="cuda", help="cuda, cuda:1, …, or cpu to try this out")
    parser.add_argument("--results", type=Path, help="a file for the table, as CSV")
    parser.add_argument("--small", action="store_true", help="short sequences and few rounds")
    asked = parser.parse_args()
    if asked.device.startswith("cuda") and not torch.cuda.is_available():
        print("There is no graphics card that PyTorch can use: nothing was checked.")
        return
    print(f"device: {describe_device(asked.device)}, torch {torch.__version__}")
    rows = checks_of_results(asked.device)
    for row in rows:
        print(f"{row['check']}, {row['dtype']}: {row['difference']:.0e} (at most {row['limit']:.0e})")
    wrong = [row["check"] for row in rows if not row["difference"] <= row["limit"]]
    if wrong: raise SystemExit(f"these differ too much: {'; '.join(wrong)}")
    check_uses(asked.device)
    print("training, sampling, generating, tracing and a checkpoint: as on the CPU")
    rounds, length = (1, 8) if asked.small else (10, None)
    for row in timings(asked.device, ("mnist-pixels", "dna-100"), rounds, length):
        speed = f"{row['device seconds']:.4f} s, compiled loops {row['CPU loops seconds']:.4f} s"
        print(f"{row['workload']}, {row['dtype']}, {row['steps']} steps: {speed}")
        rows.append(row | {"device": describe_device(asked.device)})
    if asked.results: pd.DataFrame(rows).to_csv(asked.results, index=False, float_format="%.4g")


if __name__ == "__main__": main()
