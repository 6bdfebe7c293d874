"""Benchmark of the engines: python tests/bench/bench_engines.py [--quick] [--only NAME] [--results FOLDER].

A training step is the forward and backward pass of -log p of random targets: paper's cell, order 2, float32, torch's default
threads. Steps outside the loss are postselected on word 0, steps in the loss on their target. Each engine computes the same step:

- loops: `QRNN.forward` by compiled loops, the operators of the cell and one matrix product a step;
- operators: the same in plain PyTorch;
- gates: `qrnn_nb.cell.run`, the statevector neuron by neuron, differentiated by torch;
- PennyLane: the circuit with ancillas and multi-controlled R_Y (tests/oracle.py), all samples in one broadcast statevector of
  complex128, by the gate kernels of its default.qubit on torch tensors, differentiated by torch. What a QNode adds is left out.

Timing. Engines that are compared run in turn in one process, round by round; in each round an engine runs again and again until a
slot of time is used up, and at least once. The first round is the warm-up. Seconds are the median and quartiles over all runs, a
ratio is the median over rounds of the ratio of the round's medians. A run that would take longer than LONGEST is done on shorter
sequences (column "measured steps"); its seconds and memory, which are proportional to the steps, are multiplied up to all of them.
Before anything is timed, losses and gradients of the engines are compared.

Memory. A fresh process builds model and words, does a step of a tiny cell so that libraries are loaded, resets the kernel's record
of the largest resident set (Linux: /proc/self/clear_refs) and does one step. "memory" is how far the resident set rises in it,
"process" its peak, of which the imported libraries are the most.

Physical limit. Going through a sequence takes one product of a D x D operator (D = 2^H) with the state of each sample a step up to
the last one in the loss, 2 D^2 operations; going back takes one with the gradient of the state, and one for the gradient of the
operator. The distribution at a step in the loss takes 2^I D multiply-adds, and twice as many going back. In all
6 batch (steps D^2 + scored 2^I D) operations, divided by the speed of a 2048 x 2048 x 2048 product, which takes its turns with the
engines. What compiling the operators takes is not in it.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from itertools import product as product_of
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import torch

from qrnn_nb import cell
from qrnn_nb.engines import make_plan
from qrnn_nb.model import QRNN, Ensemble
from qrnn_nb.topology import Amplification, Topology

HERE = Path(__file__).resolve().parent
LONGEST = 3.0  # seconds of one run: longer ones are cut to as many steps as fit
PRODUCT = 2048  # rows and columns of the matrices that show this machine's speed


@dataclass(frozen=True)
class Configuration:
    "One line of the benchmark: a cell and the work of one training step."

    name: str
    workspace: int
    inputs: int
    stages: int
    degree: int
    batch: int
    length: int
    loss: str  # "all", "every third" or "last": the steps in the loss
    frequencies: tuple = ()  # of the words that are read; equal if empty
    members: int | None = None
    amplification: Amplification | None = None

    @property
    def topology(self) -> Topology:
        options = {"degree": self.degree, "amplification": self.amplification}
        return Topology.paper(self.inputs, self.workspace, stages=self.stages, order=2, **options)

    @property
    def steps(self) -> int:
        "Steps of a sequence: its last word is put out, and not read."
        return self.length - 1

    @property
    def at(self) -> list[int]:
        "The steps in the loss."
        steps = self.steps
        return list({"all": range(steps), "every third": range(1, steps, 3), "last": range(steps - 1, steps)}[self.loss])

    def words(self):
        "Random words that are read, random answers of the steps in the loss, and the words that are postselected on."
        generator = torch.Generator().manual_seed(0)
        shape = (self.batch, self.steps) if self.members is None else (self.members, self.batch, self.steps)
        frequencies = torch.tensor(self.frequencies or (1.0,) * 2**self.inputs)
        inputs = torch.multinomial(frequencies, int(np.prod(shape)), replacement=True, generator=generator).view(shape)
        answers = torch.randint(2**self.inputs, (*shape[:-1], len(self.at)), generator=generator)
        forced = torch.zeros_like(inputs)
        forced[..., self.at] = answers
        return inputs, answers, forced


BACKGROUND = (0.11, 0.12, 0.12, 0.65)  # words of binary images read in two orders at once: mostly two background pixels
CONFIGURATIONS = [
    Configuration("memorise", 5, 3, 2, 3, 2, 20, "all"),
    Configuration("elman-xor", 4, 2, 1, 3, 8, 36, "every third"),
    Configuration("elman-letters", 6, 3, 2, 3, 4, 36, "all"),
    Configuration("dna-100", 5, 3, 1, 3, 128, 100, "last"),
    Configuration("dna-1000", 5, 3, 1, 3, 128, 1000, "last"),
    Configuration("mnist-embedded", 6, 2, 2, 3, 640, 8, "last"),
    Configuration("mnist-pixels", 8, 2, 2, 2, 100, 100, "last", BACKGROUND),
    Configuration("mnist-large", 8, 2, 2, 2, 100, 400, "last", BACKGROUND),
]
SMALL = ("memorise", "elman-xor", "elman-letters")
PENNYLANE = ("elman-xor",)
BY_NAME = {configuration.name: configuration for configuration in CONFIGURATIONS}


def model_forward(model, inputs, forced, at): return model(inputs, forced, at)


def gates_forward(model, inputs, forced, at): return cell.run(model.topology, model.cell_parameters(), inputs, forced)[:, at]


def pennylane_forward(model, inputs, forced, at):
    from pennylane_cell import run  # loads PennyLane only where it is needed

    return run(model.topology, model.cell_parameters(), inputs, forced)[:, at]


MODEL_ENGINE = {"statevector": "statevector", "operators": "operators"}
FORWARD = dict.fromkeys(["loops", "operators", "statevector"], model_forward) | {"gates": gates_forward, "PennyLane": pennylane_forward}


def training_step(configuration, engine):
    "A function that does one training step; it returns the model and the loss."
    options = {"seed": 0, "engine": MODEL_ENGINE.get(engine, "loops")}
    topology, members = configuration.topology, configuration.members
    model = QRNN(topology, **options) if members is None else Ensemble(topology, members, **options)
    inputs, answers, forced = configuration.words()

    def run():
        model.zero_grad()
        probabilities = FORWARD[engine](model, inputs, forced, configuration.at)
        loss = -probabilities.gather(-1, answers.unsqueeze(-1)).log().mean()
        loss.backward()
        return model, loss.item()

    return run


def seconds(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def in_turn(runs, rounds, slot):
    "Seconds of every run, {name: one list a round}; the functions take turns."
    found = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            taken = [seconds(run)]
            while sum(taken) < slot: taken.append(seconds(run))
            found[name].append(taken)
    return {name: taken[1:] for name, taken in found.items()}


def ratio(slow, fast):
    "How many times longer one took than the other, round by round."
    return median(median(a) / median(b) for a, b in zip(slow, fast))


def affordable(configuration, engine):
    "The configuration, with its sequences cut where one training step would take longer than LONGEST."
    run = training_step(replace(configuration, length=3), engine)
    run()
    step, steps = seconds(run) / 2, configuration.steps
    return configuration if step * steps <= LONGEST else replace(configuration, length=1 + max(2, int(LONGEST / step)))


def check_equal(configuration, engine):
    "AssertionError unless the engine gives the loss and the gradients of the loops, to 1e-3 (float32)."
    (model, loss), (other, expected) = training_step(configuration, engine)(), training_step(configuration, "loops")()
    assert abs(loss - expected) < 1e-3 * expected, f"{configuration.name}: {engine} finds the loss {loss}, loops {expected}"
    ours, theirs = (torch.cat([p.grad.flatten() for p in one.parameters()]) for one in (other, model))
    assert (ours - theirs).norm() < 1e-3 * theirs.norm(), f"{configuration.name}: the gradients of {engine} and loops differ"


def timing(prefix, rounds, factor=1.0):
    "Columns with median and quartiles of all runs."
    low, middle, high = np.quantile(np.concatenate(rounds), (0.25, 0.5, 0.75)) * factor
    return {f"{prefix} seconds": middle, f"{prefix} q1": low, f"{prefix} q3": high}


def setting(configuration):
    "Columns that say what is measured."
    c = configuration
    return {
        "configuration": c.name, "H": c.workspace, "I": c.inputs, "S": c.stages, "degree": c.degree, "members": c.members or 1,
        "batch": c.batch, "length": c.length, "in the loss": c.loss,
    }  # fmt: skip


def operations(configuration):
    "Operations of the necessary matrix products of one training step."
    c, size = configuration, 2**configuration.workspace
    return 6 * c.batch * ((c.at[-1] + 1) * size**2 + len(c.at) * 2**c.inputs * size)


def product():
    "A function that multiplies two large matrices."
    a, b = torch.rand(2, PRODUCT, PRODUCT)
    return lambda: a @ b


def resident(field):
    "Megabytes of this process: its resident set now (VmRSS) or at its largest (VmHWM)."
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) * 1024 / 1e6


def memory_here(configuration, engine):
    "Megabytes by which one training step raises the resident set of this process, and its peak."
    training_step(replace(configuration, workspace=2, batch=1, length=3), engine)()
    run, before = training_step(configuration, engine), resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    run()
    peak = resident("VmHWM")
    return peak - before, peak


def memory(configuration, engine):
    "`memory_here` in a fresh process; nothing where there is no /proc."
    if not Path("/proc/self/clear_refs").exists(): return float("nan"), float("nan")
    command = [sys.executable, __file__, "--memory", engine, configuration.name, str(configuration.length)]
    return tuple(map(float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()))


def compare(configuration, rounds, slot):
    "One row: all engines on one configuration."
    engines = ["operators", "gates"] + ["PennyLane"] * (configuration.name in PENNYLANE)
    cut = {engine: affordable(configuration, engine) for engine in engines}
    for engine in engines: check_equal(cut[engine], engine)
    runs = {"product": product(), "loops": training_step(configuration, "loops")}
    found = in_turn(runs | {engine: training_step(cut[engine], engine) for engine in engines}, rounds, slot)
    row = setting(configuration) | {"steps": configuration.steps} | timing("loops", found["loops"])
    for engine in engines: row |= slower(engine, found, configuration.steps, cut[engine].steps)
    rise, process = memory(configuration, "loops")
    row |= {"loops memory MB": rise, "loops process MB": process}
    row["gates memory MB"] = memory(cut["gates"], "gates")[0] * row["steps"] / row["gates measured steps"]
    return row | physical_limit(configuration, found)


def slower(engine, found, steps, measured):
    "Columns of an engine of which only some steps were measured."
    factor = steps / measured
    slowness = factor * ratio(found[engine], found["loops"])
    return timing(engine, found[engine], factor) | {f"{engine} measured steps": measured, f"{engine} ratio": slowness}


def physical_limit(configuration, found):
    "Columns that compare the loops with the necessary matrix products."
    share = operations(configuration) / (2 * PRODUCT**3)
    speed = 2 * PRODUCT**3 / np.median(np.concatenate(found["product"]))
    excess = ratio(found["loops"], found["product"]) / share
    seconds = operations(configuration) / speed
    return {"GFlop/s": speed / 1e9, "limit seconds": seconds, "share of the limit": 1 / excess, "times the limit": excess}


def sweep(study, configurations, rounds, slot):
    "Rows of the loops alone on several configurations, taken in turn; and the rounds' seconds."
    found = in_turn({n: training_step(c, "loops") for n, c in enumerate(configurations)}, rounds, slot)
    return [{"study": study} | setting(c) | timing("loops", found[n]) for n, c in enumerate(configurations)], found


def growth(rows, column):
    "How seconds grow with `column`, in words: the exponent of a power, and a straight line (fitted to relative deviations)."
    x, y = (np.array([row[name] for row in rows]) for name in (column, "loops seconds"))
    exponent = np.polyfit(np.log(x), np.log(y), 1)[0]
    slope, fixed = np.polyfit(x, y, 1, w=1 / y)
    off = max(abs(fixed + slope * x - y) / y)
    return f"seconds ~ {column}^{exponent:.2f}; straight line {1e3 * fixed:.2g} ms + {1e6 * slope:.3g} us * {column}, at most {off:.0%} off"


def members_study(rounds, slot):
    "Rows of 1 and 32 members of elman-xor, and what to say of them."
    alone = BY_NAME["elman-xor"]
    rows, found = sweep("members", [alone, replace(alone, members=32)], rounds, slot)
    return rows, f"32 members of elman-xor take {ratio(found[1], found[0]):.2f} times the time of one"


def scaling_study(column, values, rounds, slot):
    "Rows of dna at several lengths or batches, and what to say of them."
    base = BY_NAME["dna-100"]
    rows, found = sweep(column, [replace(base, name="dna", **{column: value}) for value in values], rounds, slot)
    longer = ratio(found[len(values) - 1], found[0])
    return rows, f"dna, {column} {values[0]} to {values[-1]}: {longer:.1f} times the time, {growth(rows, column)}"


def amplified_study(rounds, slot):
    "Rows of postselected and amplified neurons, and what to say of them."
    kinds = {"postselected": None, "amplified, real": Amplification(9), "amplified, complex": Amplification(9, "yoder")}
    rows, said = [], []
    for name in ("elman-xor", "mnist-pixels"):
        base = BY_NAME[name]
        more, found = sweep("amplification", [replace(base, amplification=kind) for kind in kinds.values()], rounds, slot)
        rows += [row | {"neurons": kind} for row, kind in zip(more, kinds)]
        said += [f"{kind} {ratio(found[n], found[0]):.2f} in {name}" for n, kind in enumerate(kinds) if n]
    return rows, "times of postselected neurons: " + ", ".join(said)


def choice_study(rounds, slot):
    "Rows of both fast engines on small and large work, with what `auto` chooses; how often that is the faster one, and what it costs."
    rows, lost = [], []
    for workspace, (batch, length) in product_of((3, 5, 7, 9), ((1, 3), (4, 10), (32, 20), (128, 50))):
        c = Configuration(f"H{workspace}", workspace, 2, 1, 2, batch, length, "last")
        steps = {engine: training_step(c, engine) for engine in ("loops", "statevector")}
        found = in_turn(steps, max(2, rounds // 3), slot / 10)
        times = {engine: float(np.median(np.concatenate(taken))) for engine, taken in found.items()}
        chosen = make_plan(c.topology, 1, batch, c.steps).engine
        lost.append(times[chosen] / min(times.values()))
        columns = {"loops seconds": times["loops"], "statevector seconds": times["statevector"], "auto": chosen}
        rows.append({"study": "choice"} | setting(c) | columns)
    right = sum(excess == 1 for excess in lost)
    return rows, f"auto takes the faster engine in {right} of {len(lost)} cases, at worst {max(lost):.2f} times the time of the faster"


def processor():
    "Name of the CPU."
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def machine():
    "Lines that say where this was measured."
    speed = 2 * PRODUCT**3 / median(np.concatenate(in_turn({"product": product()}, 5, 0.5)["product"]))
    return [
        f"CPU {processor()}, {os.cpu_count()} cores, {platform.system()}",
        f"Python {platform.python_version()}, torch {torch.__version__}, {torch.get_num_threads()} threads, float32",
        f"matrix product {PRODUCT} x {PRODUCT} x {PRODUCT}: {speed / 1e9:.0f} GFlop/s",
    ]


def times(ratio): return f"{ratio:,.{0 if ratio >= 10 else 2}f}"


def describe(row):
    "One row in words."
    value = lambda name: f"{row[name]:.3g}"
    spread = lambda engine: f"{value(f'{engine} seconds')} s ({value(f'{engine} q1')}-{value(f'{engine} q3')})"
    lines = [f"{row['configuration']:16}loops {spread('loops')}"]
    if "limit seconds" in row:
        lines[0] += f", {row['times the limit']:.1f} times the limit {value('limit seconds')} s"
        lines[0] += f", memory {value('loops memory MB')} MB (process {row['loops process MB']:.0f} MB)"
    for engine in [engine for engine in ("gates", "PennyLane") if f"{engine} ratio" in row]:
        measured, steps = row[f"{engine} measured steps"], row["steps"]
        part = "" if measured == steps else f", extrapolated from {measured} of {steps} steps"
        used = f", memory {row['gates memory MB']:.0f} MB" if engine == "gates" else ""
        lines.append(f"{'':16}{engine} {spread(engine)}: {times(row[f'{engine} ratio'])} times loops{used}{part}")
    return "\n".join(lines)


def describe_sweep(row):
    "A row of a sweep in words."
    if row["study"] == "choice":
        both = ", ".join(f"{engine} {1e3 * row[f'{engine} seconds']:.3g} ms" for engine in ("loops", "statevector"))
        return f"H {row['H']}, batch {row['batch']}, length {row['length']}: {both}; auto takes {row['auto']}"
    names = ["configuration", "batch", "length", "members", *(["neurons"] if row["study"] == "amplification" else [])]
    return ", ".join(f"{name} {row[name]}" for name in names) + ": " + describe(row)[16:]


def store(rows, facts, folder):
    "engines.csv (facts in lines that start with #) and engines.pdf, engines.png."
    from bench_figure import figure  # loads matplotlib only where it is wanted

    from qrnn_nb.figures import save_figure

    folder.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame(rows).to_csv(index=False, float_format="%.4g", lineterminator="\n")
    (folder / "engines.csv").write_text("".join(f"# {fact}\n" for fact in facts) + table)
    drawn = figure(pd.read_csv(folder / "engines.csv", comment="#"))
    for suffix in "pdf", "png": save_figure(drawn, folder / f"engines.{suffix}")


def chosen(options):
    "The configurations to compare, and the sweeps to run."
    if options.only: return [BY_NAME[options.only]], []
    if options.quick: return [BY_NAME[name] for name in SMALL], [members_study, choice_study]
    lengths = partial(scaling_study, "length", (100, 200, 500, 1000))
    batches = partial(scaling_study, "batch", (32, 128, 512, 1024))
    return CONFIGURATIONS, [members_study, lengths, batches, amplified_study, choice_study]


def options():
    parser = argparse.ArgumentParser(description="Benchmark of the engines of qrnn_nb.")
    unstored = "stores nothing unless --results says where"
    parser.add_argument("--quick", action="store_true", help=f"small configurations, few rounds; {unstored}")
    parser.add_argument("--only", choices=BY_NAME, help=f"one configuration; {unstored}")
    parser.add_argument("--results", type=Path, help="folder for engines.csv, .pdf and .png")
    parser.add_argument("--memory", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def warn_if_busy():
    busy = os.getloadavg()[0]
    if busy > 0.5: print(f"Other processes keep {busy:.1f} cores busy: use an idle machine, these figures will be wrong.", file=sys.stderr)


def main():
    asked = options()
    if asked.memory:
        engine, name, length = asked.memory
        print(*memory_here(replace(BY_NAME[name], length=int(length)), engine))
        return
    rounds, slot = (3, 0.05) if asked.quick else (9, 0.2)
    warn_if_busy()
    facts, rows = machine(), []
    print(*facts, sep="\n", flush=True)
    configurations, studies = chosen(asked)
    for configuration in configurations:
        rows.append({"study": "engines"} | compare(configuration, rounds, slot))
        print(describe(rows[-1]), flush=True)
    for study in studies:
        found, fact = study(rounds, slot)
        print(*map(describe_sweep, found), fact, sep="\n", flush=True)
        rows, facts = rows + found, [*facts, fact]
    folder = asked.results or (None if asked.quick or asked.only else HERE / "results")
    if folder: store(rows, facts, folder)


if __name__ == "__main__": main()
