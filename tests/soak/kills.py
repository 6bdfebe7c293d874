"""Kill `fit` and `save` at random: `python tests/soak/kills.py --kills 300`; exit code 1 if a state was lost or a run differs."""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import torch

from qrnn_nb import QRNN, Topology, fit, load_checkpoint
from qrnn_nb.storage import load_folder, save_folder
from qrnn_nb.tasks import ElmanXOR

SIGNALS = signal.SIGKILL, signal.SIGTERM, signal.SIGINT
TASK, CELL = ElmanXOR(length=9), Topology.paper(2, 2, stages=1, order=1, degree=2)
LIMITS = {"updates": 60, "validate_every": 4, "validation_size": 20, "checkpoint_every": 5, "progress": False}
LIMITS |= {"restore_best": False}  # what is stored are the last parameters, so these are compared


def train(folder):
    "Train to the end, from what is stored; KeyboardInterrupt if something ended it before."
    history = fit(QRNN(CELL, seed=0), TASK, checkpoint=folder, resume=True, **LIMITS)
    if history.stopped == "interrupted": raise KeyboardInterrupt


def save(folder):
    "Store one state after the other for two seconds, each with the same number in its record and its tensor."
    end = time.monotonic() + 2  # Python may lose an interrupt that comes right after a fork
    while time.monotonic() < end:
        state = random.random()
        save_folder(folder, "model", {"state": state}, {"weights": torch.full((500,), state, dtype=torch.float64)})


def killed(work, folder, longest):
    "Fork a process that works, and send it a signal after a random time; the signal, or None if it had ended by then."
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # the shell may have had it ignored
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # no tracebacks of KeyboardInterrupt
        try: work(folder)
        except BaseException: os._exit(1)
        os._exit(0)
    number = random.choice(SIGNALS)
    time.sleep(random.uniform(0, longest))
    os.kill(child, number)  # it is there until it is waited for
    _, status = os.waitpid(child, 0)
    return number if status else None


def rows(history): return [{name: value for name, value in row.items() if name != "seconds"} for row in history.rows]


def fit_lost(folder, before):
    "The updates that are stored, and what is wrong with them."
    if not (Path(folder) / "checkpoint.json").exists(): return before, ["no checkpoint any more"] * (before > 0)
    try: updates = load_checkpoint(folder).index
    except (ValueError, OSError) as error: return before, [repr(error)]
    return updates, [f"{updates} updates after {before}"] * (updates < before)


def save_lost(folder):
    "What is wrong with the stored model."
    try: record, tensors = load_folder(folder, "model")
    except (ValueError, OSError) as error: return [repr(error)]
    return ["record and tensors of two states"] * (not bool((tensors["weights"] == record["state"]).all()))


def kill_fits(kills, longest, whole, counts):
    "Kill runs until there were so many kills, each until it is trained to the end."
    lost, model = [], whole[1]
    while counts["fit"] < kills:
        with tempfile.TemporaryDirectory() as folder:
            updates = 0
            while updates < LIMITS["updates"] and counts["fit"] < kills:
                if number := killed(train, folder, longest): counts.update({"fit": 1, f"fit {number.name}": 1})
                updates, wrong = fit_lost(folder, updates)
                lost += wrong
            train(folder)
            trainer, counts["runs"] = load_checkpoint(folder), counts["runs"] + 1
            same = all(torch.equal(value, model.state_dict()[name]) for name, value in trainer.model.state_dict().items())
            if not same or rows(trainer.history) != rows(whole[0]): lost.append("another run than without kills")
            left = sorted(path.name for path in Path(folder).iterdir())
            if len(left) != 2: lost.append(f"left behind: {left}")
    return lost


def kill_saves(kills, longest, counts):
    "Kill processes that do nothing but save, all in one folder."
    lost = []
    with tempfile.TemporaryDirectory() as folder:
        save_folder(folder, "model", {"state": 0.0}, {"weights": torch.zeros(500, dtype=torch.float64)})
        while counts["save"] < kills:
            if number := killed(save, folder, longest): counts.update({"save": 1, f"save {number.name}": 1})
            lost += save_lost(folder)
        save_folder(folder, "model", {"state": 0.0}, {"weights": torch.zeros(500, dtype=torch.float64)})
        left = sorted(path.name for path in Path(folder).iterdir())
        if len(left) != 2: lost.append(f"left behind: {left}")
    return lost


def main():
    "Kill, and print counts and what was lost."
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300, help="half in fit, half in save")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    random.seed(given.seed)
    torch.set_num_threads(1)  # forked processes have one thread
    counts, start, model = Counter(), time.monotonic(), QRNN(CELL, seed=0)
    history = fit(model, TASK, **LIMITS)
    longest = (time.monotonic() - start) / 2  # so that most runs are killed more than once
    lost = kill_fits(given.kills - given.kills // 2, longest, (history, model), counts) + kill_saves(given.kills // 2, 0.2, counts)
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    print(f"{counts['fit'] + counts['save']} kills, {counts['runs']} runs to the end: {len(lost)} lost", *lost[:20], sep="\n")
    return int(bool(lost))


if __name__ == "__main__": sys.exit(main())
