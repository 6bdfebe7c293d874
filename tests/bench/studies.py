"""The smaller studies of the benchmark: each gives rows of the table, and one fact in words."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from itertools import product as product_of
from statistics import median

import numpy as np
from clock import busy, in_turn, memory, middle, ratio, seconds, timing
from workloads import BY_NAME, CONFIGURATIONS, SMALL, Configuration, training_step

from qrnn_nb import Amplification, Trainer, fit
from qrnn_nb.engines import ENGINES, make_plan
from qrnn_nb.model import QRNN
from qrnn_nb.presets import PRESETS
from qrnn_nb.topology import Topology


def setting(configuration):
    "Columns that say what is measured."
    c = configuration
    return {
        "configuration": c.name, "H": c.workspace, "I": c.inputs, "S": c.stages, "degree": c.degree,
        "members": c.members or 1, "batch": c.batch, "length": c.length, "in the loss": c.loss,
    }  # fmt: skip


def sweep(study, configurations, rounds, slot):
    "Rows of the loops alone on several configurations, taken in turn; and the rounds' seconds."
    runs = {n: training_step(c, "loops") for n, c in enumerate(configurations)}
    taken = in_turn(runs, rounds, slot)
    rows = []
    for n, c in enumerate(configurations):
        rows.append({"study": study} | setting(c) | timing("loops", taken[n]))
    return rows, taken


def growth(rows, column):
    "How seconds grow with `column`: the exponent of a power, and a straight line."
    x, y = (np.array([row[name] for row in rows]) for name in (column, "loops seconds"))
    exponent = np.polyfit(np.log(x), np.log(y), 1)[0]
    slope, fixed = np.polyfit(x, y, 1, w=1 / y)  # fitted to relative deviations
    off = max(abs(fixed + slope * x - y) / y)
    line = f"{1e3 * fixed:.2g} ms + {1e6 * slope:.3g} us * {column}"
    return f"seconds ~ {column}^{exponent:.2f}; straight line {line}, at most {off:.0%} off"


def members_study(rounds, slot):
    "1 and 32 members of elman-xor."
    alone = BY_NAME["elman-xor"]
    rows, taken = sweep("members", [alone, replace(alone, members=32)], rounds, slot)
    longer = ratio(taken[1], taken[0])
    return rows, f"32 members of elman-xor take {longer:.2f} times the time of one"


def scaling_study(column, values, rounds, slot):
    "dna at several lengths or batches."
    base = BY_NAME["dna-100"]
    configurations = [replace(base, name="dna", **{column: value}) for value in values]
    rows, taken = sweep(column, configurations, rounds, slot)
    longer = ratio(taken[len(values) - 1], taken[0])
    span = f"dna, {column} {values[0]} to {values[-1]}"
    return rows, f"{span}: {longer:.1f} times the time, {growth(rows, column)}"


def length_study(rounds, slot): return scaling_study("length", (100, 200, 500, 1000), rounds, slot)


def batch_study(rounds, slot): return scaling_study("batch", (32, 128, 512, 1024), rounds, slot)


KINDS = {
    "postselected": None,
    "amplified, real": Amplification(9),
    "amplified, complex": Amplification(9, "yoder"),
}


def amplified_study(rounds, slot):
    "Postselected and amplified neurons."
    rows, said = [], []
    for name in ("elman-xor", "mnist-pixels"):
        kinds = [replace(BY_NAME[name], amplification=kind) for kind in KINDS.values()]
        more, taken = sweep("amplification", kinds, rounds, slot)
        rows += [row | {"neurons": kind} for row, kind in zip(more, KINDS)]
        for n, kind in list(enumerate(KINDS))[1:]:
            said.append(f"{kind} {ratio(taken[n], taken[0]):.2f} in {name}")
    return rows, "times of postselected neurons: " + ", ".join(said)


SIZES = (1, 3), (4, 10), (32, 20), (128, 50)  # batch and length


def choice_study(rounds, slot):
    "All engines on small and large work, and what `auto` takes: how often that is the fastest."
    rows, excesses = [], []
    for workspace, (batch, length) in product_of((3, 5, 7, 9), SIZES):
        c = Configuration(f"H{workspace}", workspace, 2, 1, 2, batch, length, "last")
        steps = {engine: training_step(c, engine) for engine in ENGINES[1:]}
        taken = in_turn(steps, max(2, rounds // 3), slot / 10)
        times = {f"{engine} seconds": middle(taken[engine]) for engine in steps}
        chosen = make_plan(c.topology, 1, batch, c.steps).engine
        excesses.append(times[f"{chosen} seconds"] / min(times.values()))
        rows.append({"study": "choice"} | setting(c) | times | {"auto": chosen})
    right = sum(excess == 1 for excess in excesses)
    share = f"auto takes the fastest engine in {right} of {len(excesses)} cases"
    return rows, f"{share}, at worst {max(excesses):.2f} times the time of the fastest"


BUSY = 8  # processes


def load_study(rounds, slot, configurations=CONFIGURATIONS):
    "Every workload alone, and while other processes keep the cores busy."
    runs = {c.name: training_step(c, "loops") for c in configurations}
    quiet = in_turn(runs, 3, slot)
    # the system gives a process its turn for milliseconds: only long slots see a fair share
    with busy(BUSY): loaded = in_turn(runs, 3, 5 * slot)
    rows = []
    for c in configurations:
        columns = timing("loops", quiet[c.name]) | timing("busy", loaded[c.name])
        columns["times the quiet time"] = columns["busy seconds"] / columns["loops seconds"]
        # a small step is mostly done before it is interrupted; the mean tells of the others too
        means = [np.concatenate(taken[c.name]).mean() for taken in (loaded, quiet)]
        columns["times the quiet mean"] = means[0] / means[1]
        rows.append({"study": "load"} | setting(c) | columns)
    worst = max(row["times the quiet time"] for row in rows)
    small = max(row["times the quiet time"] for row in rows if row["configuration"] in SMALL)
    means = max(row["times the quiet mean"] for row in rows)
    said = f"with {BUSY} busy processes the median step takes at most {worst:.1f} times"
    return rows, f"{said} its quiet time, of small cells {small:.1f}; the mean {means:.1f} times"


FIRST = """
import json, sys, time
start = time.perf_counter()
import torch
loaded = time.perf_counter()
import qrnn_nb
imported = time.perf_counter()
numba = "numba" in sys.modules
sys.path.insert(0, sys.argv[1])
from workloads import BY_NAME, training_step
run = training_step(BY_NAME["elman-xor"], "loops")
begun = time.perf_counter()
run()
taken = time.perf_counter() - begun
print(json.dumps([loaded - start, imported - loaded, taken, numba]))
"""


def first_call(folder):
    "Seconds of the imports and of the first step in a fresh process, and what it said meanwhile."
    from clock import HERE

    command = [sys.executable, "-c", FIRST, str(HERE)]
    environment = os.environ | {"NUMBA_CACHE_DIR": folder}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    torch_seconds, own_seconds, step_seconds, numba = json.loads(done.stdout)
    assert not numba, "import qrnn_nb loads numba, which takes a while"
    return torch_seconds, own_seconds, step_seconds, done.stderr.strip()


def first_call_study(rounds, slot):
    "The first step in a fresh process, before and after the loops are on disk."
    row = {"study": "first call"} | setting(BY_NAME["elman-xor"])
    with tempfile.TemporaryDirectory() as folder:
        cold = first_call(folder)
        warm = [first_call(folder) for _ in range(3)]
    said = cold[3]
    assert "compiling" in said, f"nobody is told that loops are compiled: {said!r}"
    assert not any(one[3] for one in warm), "loops that are on disk are compiled again"
    names = "import torch seconds", "import seconds", "loops seconds"
    stored = [median(values) for values in list(zip(*warm))[:3]]
    rows = [row | {"cache": "empty", "said": said} | dict(zip(names, cold[:3]))]
    rows.append(row | {"cache": "stored"} | dict(zip(names, stored)))
    import_seconds = f"import qrnn_nb takes {stored[1]:.2f} s more than import torch"
    first = f"the first step {cold[2]:.1f} s where loops must be compiled"
    return rows, f"{import_seconds}; {first}, {stored[2]:.2f} s where they are stored"


def fit_study(rounds, slot):
    "A whole update of training on Elman's XOR, with batches, optimiser, records and validation."
    preset = PRESETS["Elman XOR"]
    c = replace(BY_NAME["elman-xor"], batch=32)
    trainer = Trainer(QRNN(preset.topology, seed=0), preset.task, batch_size=32)
    taken = in_turn({"fit": trainer.update}, 3, 5 * slot)["fit"]
    # what fit adds is measured as a whole, since it comes between the updates
    updates = 300
    model = QRNN(preset.topology, seed=0)
    training = {"updates": updates, "stop_loss": 0, "batch_size": 32, "progress": False}
    whole = seconds(lambda: fit(model, preset.task, **training)) / updates
    row = {"study": "fit update"} | setting(c) | timing("loops", taken) | {"fit seconds": whole}
    said = f"an update of Elman XOR takes {1e3 * row['loops seconds']:.2f} ms by Trainer.update"
    return [row], f"{said}, {1e3 * whole:.2f} ms by fit with its validation"


LARGE = [
    Configuration("H12", 12, 2, 1, 2, 32, 20, "last"),
    Configuration("H16", 16, 2, 1, 2, 8, 20, "last"),
]


def statevector_study(rounds, slot):
    "Workspaces that are too large for operators: seconds and memory of a step."
    rows, said = [], []
    for c in LARGE:
        run = training_step(c, "statevector")
        taken = in_turn({"statevector": run}, 2, slot)["statevector"]
        rise, process, _ = memory(c.name, c.steps, "statevector")
        columns = {"statevector memory MB": rise, "statevector process MB": process}
        rows.append({"study": "statevector"} | setting(c) | timing("statevector", taken) | columns)
        said.append(f"{c.name}, batch {c.batch}: {middle(taken):.2g} s, {rise:.0f} MB")
    return rows, "a step by the state vector, length 20: " + "; ".join(said)


def tour_study(rounds, slot):
    "Both trainings of the tour, as it makes them."
    xor, digits = PRESETS["Elman XOR"], PRESETS["MNIST {0,1}"]
    paper = Topology.paper(inputs=2, workspace=5, stages=1, order=1, degree=2)
    reader = QRNN(paper, seed=0, spreads={"weights": 1e-4})
    search = {"optimizer": "lbfgs-search", "batch_size": 300, "validate_every": 5, "updates": 80}
    trainings = {
        "tour: XOR": (QRNN(xor.topology, seed=0), xor.task, {"updates": 1000, "stop_loss": 1e-3}),
        "tour: digits": (reader, digits.task, search),
    }
    rows, said = [], []
    for name, (model, task, options) in trainings.items():
        taken = seconds(lambda: fit(model, task, seed=0, progress=False, **options))  # noqa: B023
        rows.append({"study": "tour", "configuration": name, "fit seconds": taken})
        said.append(f"{name.removeprefix('tour: ')} {taken:.1f} s")
    return rows, "the trainings of the tour: " + ", ".join(said)


QUICK = members_study, choice_study, fit_study
STUDIES = [
    members_study, length_study, batch_study, amplified_study, choice_study, load_study,
    first_call_study, fit_study, statevector_study, tour_study,
]  # fmt: skip
