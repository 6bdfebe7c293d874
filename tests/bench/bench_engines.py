"""Benchmark of the engines: python tests/bench/bench_engines.py [--published FOLDER] [--quick].

A training step is the forward and backward pass of -log p of random targets: the paper's cell,
order 2, float32, torch's default threads. Steps outside the loss are postselected on word 0,
steps in the loss on their target. Everything below computes the same step:

- loops: `QRNN.forward` by compiled loops, the operators of the cell and one product a step;
- operators: the same in plain PyTorch;
- gates: `qrnn_nb.cell.run`, the statevector neuron by neuron, differentiated by torch;
- published: the network of the code that was published with the paper, with our parameters
  (published_cell.py). It is timed only if --published names a clone of it;
- PennyLane: the circuit with ancillas and multi-controlled R_Y (tests/oracle.py), all samples in
  one broadcast statevector of complex128, by the gate kernels of its default.qubit on torch
  tensors, differentiated by torch. What a QNode adds is left out.

Timing. Engines that are compared run in turn in one process, round by round; in each round an
engine runs again and again until a slot of time is used up, and at least once. The first round
is the warm-up. Seconds are the median and quartiles over all runs, a ratio is the median over
rounds of the ratio of the round's medians. A run that would take longer than LONGEST is done on
shorter sequences (column "measured steps"); its seconds and memory, which are proportional to the
steps, are multiplied up to all of them. Before anything is timed, losses and gradients are
compared.

Memory. A fresh process builds model and words, does a step of a tiny cell so that libraries are
loaded, resets the kernel's record of the largest resident set (Linux: /proc/self/clear_refs) and
does one step. "memory" is how far the resident set rises in it, "process" its peak, of which the
imported libraries are the most.

Physical limit. Going through a sequence takes one product of a D x D operator (D = 2^H) with the
state of each sample a step up to the last one in the loss, 2 D^2 operations; going back takes one
with the gradient of the state, and one for the gradient of the operator. The distribution at a
step in the loss takes 2^I D multiply-adds, and twice as many going back. In all
6 batch (steps D^2 + scored 2^I D) operations, divided by the speed of a 2048 x 2048 x 2048
product, which takes its turns with the engines. What compiling the operators takes is not in it.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from clock import (
    HERE,
    PRODUCT,
    in_turn,
    machine,
    memory,
    memory_here,
    middle,
    product,
    ratio,
    seconds,
    timing,
    warn_if_busy,
)
from studies import LARGE, QUICK, STUDIES, setting
from torch.nn.utils import parameters_to_vector
from workloads import BY_NAME, CONFIGURATIONS, PAPER, SMALL, shorter, training_step

LONGEST = 1.5  # seconds of one run: longer ones are cut to as many steps as fit
PENNYLANE = ("elman-xor",)


def affordable(configuration, engine):
    "The configuration, with its sequences cut where one training step would take too long."
    run = training_step(shorter(configuration, 2), engine)
    run()
    step, steps = seconds(run) / 2, configuration.steps
    if step * steps <= LONGEST: return configuration
    return shorter(configuration, max(2, int(LONGEST / step)))


def gradient_of(model):
    "The gradient of all parameters in one row."
    return parameters_to_vector([values.grad for values in model.parameters()])


def check_equal(configuration, engine):
    "AssertionError unless the engine gives the loss and gradients of the loops, to 1e-3 (float32)."
    model, loss = training_step(configuration, engine)()
    other, expected = training_step(configuration, "loops")()
    where = f"{configuration.name}, {engine}"
    assert abs(loss - expected) < 1e-3 * expected, f"{where}: loss {loss}, by loops {expected}"
    # some hold their parameters in one tensor and some in many, all in the order of the gates
    ours, theirs = map(gradient_of, (other, model))
    close = (ours - theirs).norm() < 1e-3 * ours.norm()
    assert close, f"{where}: the gradients differ from those of the loops"


def operations(configuration):
    "Operations of the necessary matrix products of one training step."
    c, size = configuration, 2**configuration.workspace
    return 6 * c.batch * ((c.at[-1] + 1) * size**2 + len(c.at) * 2**c.inputs * size)


def physical_limit(configuration, taken):
    "Columns that compare the loops with the necessary matrix products."
    share = operations(configuration) / (2 * PRODUCT**3)
    speed = 2 * PRODUCT**3 / middle(taken["product"])
    excess = ratio(taken["loops"], taken["product"]) / share
    limit = operations(configuration) / speed
    return {
        "GFlop/s": speed / 1e9, "limit seconds": limit,
        "share of the limit": 1 / excess, "times the limit": excess,
    }  # fmt: skip


def slower(engine, taken, steps, measured):
    "Columns of an engine of which perhaps only some steps were measured."
    factor = steps / measured
    slowness = factor * ratio(taken[engine], taken["loops"])
    columns = {f"{engine} measured steps": measured, f"{engine} ratio": slowness}
    return timing(engine, taken[engine], factor) | columns


def compared(configuration, published):
    "Names of the engines that the loops are compared with."
    engines = ["operators", "gates"]
    if published and configuration.name in PAPER: engines.append("published")
    if configuration.name in PENNYLANE: engines.append("PennyLane")
    return engines


def compare(configuration, published, rounds, slot):
    "One row: all engines on one configuration."
    engines = compared(configuration, published)
    cut = {engine: affordable(configuration, engine) for engine in engines}
    for engine in engines: check_equal(cut[engine], engine)
    runs = {"product": product(), "loops": training_step(configuration, "loops")}
    for engine in engines: runs[engine] = training_step(cut[engine], engine)
    taken = in_turn(runs, rounds, slot)
    row = {"study": "engines"} | setting(configuration) | {"steps": configuration.steps}
    row |= timing("loops", taken["loops"])
    for engine in engines: row |= slower(engine, taken, configuration.steps, cut[engine].steps)
    return row | memories(row, cut["gates"]) | physical_limit(configuration, taken)


def memories(row, gates):
    "Columns of the memory that loops and gates take; `gates` was cut to what is affordable."
    rise, process, _ = memory(row["configuration"], row["steps"], "loops")
    walked = memory(row["configuration"], gates.steps, "gates")[0]
    return {
        "loops memory MB": rise, "loops process MB": process,
        "gates memory MB": walked * row["steps"] / gates.steps,
    }  # fmt: skip


def geometric_mean(rows):
    "In words, how many times faster than the published code the six workloads of the paper run."
    ratios = [row["published ratio"] for row in rows if "published ratio" in row]
    if len(ratios) < len(PAPER): return []
    mean = np.exp(np.log(ratios).mean())
    return [f"geometric mean over {len(ratios)} workloads: {mean:.0f} times the published code"]


def times(ratio): return f"{ratio:,.{0 if ratio >= 10 else 2}f}"


def describe(row):
    "A row of the table of engines in words."
    def spread(engine):
        low, value, high = (row[f"{engine} {name}"] for name in ("q1", "seconds", "q3"))
        return f"{engine} {value:.3g} s ({low:.3g}-{high:.3g})"

    limit = f"{row['times the limit']:.1f} times the limit {row['limit seconds']:.3g} s"
    used = f"memory {row['loops memory MB']:.3g} MB (process {row['loops process MB']:.0f} MB)"
    lines = [f"{row['configuration']:16}{spread('loops')}, {limit}, {used}"]
    others = "operators", "gates", "published", "PennyLane"
    for engine in [engine for engine in others if f"{engine} ratio" in row]:
        measured, steps = row[f"{engine} measured steps"], row["steps"]
        part = "" if measured == steps else f", extrapolated from {measured} of {steps} steps"
        lines.append(f"{'':16}{spread(engine)}: {times(row[f'{engine} ratio'])} times loops{part}")
    return "\n".join(lines)


def describe_other(row):
    "A row of another study in words."
    skipped = "study", "I", "S", "degree", "in the loss", "said"
    shown = []
    for name, value in row.items():
        if name in skipped or name.endswith((" q1", " q3")): continue
        shown.append(f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}")
    return ", ".join(shown)


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
    "The configurations to compare, and the studies to make."
    if options.study: return [], [study for study in STUDIES if study.__name__ == options.study]
    if options.only: return [BY_NAME[options.only]], []
    if options.quick: return [BY_NAME[name] for name in SMALL], QUICK
    return CONFIGURATIONS, STUDIES


def parsed():
    "The command line."
    parser = argparse.ArgumentParser(description="Benchmark of the engines of qrnn_nb.")
    unstored = "stores nothing unless --results says where"
    names = [study.__name__ for study in STUDIES]
    parser.add_argument("--published", type=Path, help="a clone of the published code to compare")
    parser.add_argument("--quick", action="store_true", help=f"small, few rounds; {unstored}")
    parser.add_argument("--only", choices=BY_NAME, help=f"one configuration; {unstored}")
    parser.add_argument("--study", choices=names, help=f"one study; {unstored}")
    parser.add_argument("--results", type=Path, help="folder for engines.csv, .pdf and .png")
    parser.add_argument("--memory", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def print_memory(engine, name, steps):
    "What `memory` asks a fresh process for."
    everything = BY_NAME | {c.name: c for c in LARGE}
    configuration = shorter(everything[name], int(steps))
    tiny = replace(configuration, workspace=2, batch=1, length=3)
    print(*memory_here(tiny, configuration, engine))


def main():
    options = parsed()
    if options.memory: return print_memory(*options.memory)
    if options.published:
        from published_cell import use

        use(options.published.resolve())
    rounds, slot = (3, 0.05) if options.quick else (9, 0.2)
    warn_if_busy()
    facts, rows = machine(), []
    print(*facts, sep="\n", flush=True)
    configurations, studies = chosen(options)
    for configuration in configurations:
        rows.append(compare(configuration, options.published, rounds, slot))
        print(describe(rows[-1]), flush=True)
    facts += geometric_mean(rows)
    for study in studies:
        more, fact = study(rounds, slot)
        print(*map(describe_other, more), fact, sep="\n", flush=True)
        rows, facts = rows + more, [*facts, fact]
    partial = options.quick or options.only or options.study
    folder = options.results or (None if partial else HERE / "results")
    if folder: store(rows, facts, folder)


if __name__ == "__main__": main()
