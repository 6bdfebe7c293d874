"""How the benchmark takes times and memory, and what machine it runs on."""

import os
import platform
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import numpy as np
import torch
from workloads import training_step

PRODUCT = 2048  # rows and columns of the matrices that show this machine's speed
HERE = Path(__file__).resolve().parent


def seconds(run):
    "Seconds of one call."
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def in_turn(runs, rounds, slot):
    "Seconds of every run, {name: one list a round}; the functions take turns."
    collected = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            taken = [seconds(run)]
            while sum(taken) < slot: taken.append(seconds(run))
            collected[name].append(taken)
    # the first round warms up caches and allocators
    return {name: taken[1:] for name, taken in collected.items()}


def middle(rounds):
    "The median of all runs of all rounds."
    return float(np.median(np.concatenate(rounds)))


def ratio(slow, fast):
    "How many times longer one took than the other, round by round."
    return median(median(a) / median(b) for a, b in zip(slow, fast))


def timing(prefix, rounds, factor=1.0):
    "Columns with median and quartiles of all runs."
    low, median_, high = np.quantile(np.concatenate(rounds), (0.25, 0.5, 0.75)) * factor
    return {f"{prefix} seconds": median_, f"{prefix} q1": low, f"{prefix} q3": high}


def product():
    "A function that multiplies two large matrices."
    a, b = torch.rand(2, PRODUCT, PRODUCT)
    return lambda: a @ b


def processor():
    "Name of the CPU."
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def machine():
    "Lines that say where this was measured."
    speed = 2 * PRODUCT**3 / middle(in_turn({"product": product()}, 5, 0.5)["product"])
    python, threads = platform.python_version(), torch.get_num_threads()
    return [
        f"CPU {processor()}, {os.cpu_count()} cores, {platform.system()}",
        f"Python {python}, torch {torch.__version__}, {threads} threads, float32",
        f"matrix product {PRODUCT} x {PRODUCT} x {PRODUCT}: {speed / 1e9:.0f} GFlop/s",
    ]


def resident(field):
    "Megabytes of this process: its resident set now (VmRSS) or at its largest (VmHWM)."
    lines = Path("/proc/self/status").read_text().splitlines()
    value = next(line.split()[1] for line in lines if line.startswith(field))
    return int(value) * 1024 / 1e6


def memory_here(small, configuration, engine):
    "By how many megabytes a step raises the resident set, its peak, and the step's seconds."
    training_step(small, engine)()
    run, before = training_step(configuration, engine), resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    taken = seconds(run)
    peak = resident("VmHWM")
    return peak - before, peak, taken


def memory(name, steps, engine):
    "`memory_here` in a fresh process; nothing where there is no /proc."
    if not Path("/proc/self/clear_refs").exists(): return (float("nan"),) * 3
    script = str(HERE / "bench_engines.py")
    command = [sys.executable, script, "--memory", engine, name, str(steps)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return tuple(map(float, said.split()))


@contextmanager
def busy(processes):
    "Processes that do nothing but keep the cores busy, for as long as this lasts."
    # they end by themselves, too, should this process be killed
    spin = f"import os\nwhile os.getppid() == {os.getpid()}: sum(range(10000))"
    running = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(processes)]
    try:
        time.sleep(1)  # until all have started
        yield
    finally:
        for process in running: process.kill()
        for process in running: process.wait()


def warn_if_busy():
    "Say so where other programs would spoil the figures."
    load = os.getloadavg()[0]
    if load <= 0.5: return
    advice = "use an idle machine, these figures will be wrong"
    print(f"Other processes keep {load:.1f} cores busy: {advice}.", file=sys.stderr)
