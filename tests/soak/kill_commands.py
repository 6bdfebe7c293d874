"""Kill `qrnn-nb train` on a table at random: `python tests/soak/kill_commands.py --kills 100`; exit code 1 if an update was lost.

A run trains on a CSV file and is killed by SIGTERM, SIGHUP or SIGKILL, by chance and at any time: while it reads the file, in an update,
while it stores a checkpoint, in a validation. It goes on with `--resume`, is killed again, until it ends. Then it must be bit for bit the
run that nobody killed. With a checkpoint after each update no kill may lose more than the update under way. With --table the runs are
stored, a row each, and a program that was stopped goes on from them.
"""

import argparse
import csv
import mmap
import os
import random
import shutil
import signal
import struct
import sys
import tempfile
import time
from collections import Counter
from contextlib import chdir
from pathlib import Path

import sklearn.model_selection  # noqa: F401  what a child imports anew takes longer than its training
import torch

from qrnn_nb.cli import main
from qrnn_nb.commands import train
from qrnn_nb.commands.runs import NOTE, open_run
from qrnn_nb.engines import prepare

SIGNALS = {"SIGTERM": signal.SIGTERM, "SIGHUP": signal.SIGHUP, "SIGKILL": signal.SIGKILL}
UPDATES = 60
LINE = f"train texts.csv --x text --y odd --workspace 2 --updates {UPDATES} --validate-every 4 --checkpoint-every 1"
LINE += " --lr 0.05 --clip 0.4 --seed 3"  # not the usual options, so that one which is forgotten makes another run
COLUMNS = ["seed", *SIGNALS, "updates", "lost", "differs"]


class Counted:
    "What a child tells its parent: the last update that it has made."

    def __init__(self): self._memory = mmap.mmap(-1, 8)  # both see it, even after SIGKILL

    def set(self, number): self._memory[:] = struct.pack("q", number)

    def get(self): return struct.unpack("q", self._memory[:])[0]


def table():
    "Write the table that all runs train on."
    draw = random.Random(0)
    rows = [["".join(draw.choices("ab", k=draw.randint(2, 5)))] for _ in range(60)]
    with open("texts.csv", "w", newline="") as file:
        csv.writer(file).writerows([["text", "odd"], *([text, text.count("b") % 2] for (text,) in rows)])


def command(folder):
    "The command line that starts a run, or goes on with it."
    if (Path(folder) / "checkpoint.json").exists(): return f"train --resume {folder}"
    return f"{LINE} --out {folder}"


def child(folder, counted):
    "What a process does: the command, and note each update in shared memory; its exit code."
    for name in SIGNALS.values():
        if name != signal.SIGKILL: signal.signal(name, signal.SIG_DFL)  # who started us may have had them ignored
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    train.Lines.on_update = lambda lines, trainer, update: counted.set(trainer.index)
    return main(command(folder).split())


def killed(folder, longest, counted):
    "Fork a process that trains, and send it a signal after a random time; the signal by name, or None if it had ended by then."
    process = os.fork()
    if process == 0:
        code = 70
        try: code = child(folder, counted)
        finally: os._exit(code)
    name = random.choice(list(SIGNALS))
    time.sleep(random.uniform(0, longest))
    os.kill(process, SIGNALS[name])  # it is there until it is waited for
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0: return None
    # by its own hand with 128 + n, or by the system's where no handler was set yet or any more
    if code not in (-SIGNALS[name], 128 + SIGNALS[name]): raise AssertionError(f"exit code {code} after {name}")
    return name


def stored_updates(folder):
    "Updates in a folder that holds a run, or nothing yet."
    return open_run(folder).index if (Path(folder) / "checkpoint.json").exists() else 0


def contents(folder):
    "All that a run has ended with, less the seconds."
    run = open_run(folder)
    rows = [{name: value for name, value in row.items() if name != "seconds"} for row in run.history.rows]
    tensors = {**run.model.state_dict(), **{f"best {name}": values for name, values in run.history.best.parameters.items()}}
    note = (Path(folder) / NOTE).read_text()
    return rows, {name: values.numpy().tobytes() for name, values in tensors.items()}, run.options, run.limits, note


def kill_one(seed, longest, whole, most):
    "Kill a run until it ends, or `most` times; a row of the table."
    random.seed(seed)
    folder, counted = f"run-{seed}", Counted()
    row = dict.fromkeys(COLUMNS, 0) | {"seed": seed, "updates": UPDATES}
    while sum(row[name] for name in SIGNALS) < most:
        before = stored_updates(folder)
        if before == UPDATES: break
        counted.set(before)
        name = killed(folder, longest, counted)
        if name: row[name] += 1
        # an update is noted when it is made, and stored right after that: the one under way may go by SIGKILL
        spared = 1 if name == "SIGKILL" else 0
        row["lost"] += max(0, counted.get() - spared - stored_updates(folder))
    if stored_updates(folder) < UPDATES: assert main(command(folder).split()) == 0
    row["differs"] = int(contents(folder) != whole)
    left = sorted(path.suffix for path in Path(folder).iterdir())
    if left != [".json", ".json", ".safetensors"]: row["differs"] = 1  # something was left behind
    shutil.rmtree(folder)
    return row


def stored(path):
    "Rows of an earlier program."
    if path is None or not path.is_file(): return []
    with open(path, newline="") as file: return [{name: int(value) for name, value in row.items()} for row in csv.DictReader(file)]


def store(path, rows):
    if path is None: return
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def count(rows):
    "Kills by signal."
    return Counter({name: sum(row[name] for row in rows) for name in SIGNALS})


def run(kills, first, path):
    "Kill runs until there were so many kills; all rows."
    rows = stored(path)
    table()
    start = time.monotonic()
    assert main(f"{LINE} --out whole".split()) == 0
    longest = (time.monotonic() - start) / 2  # so that most runs are killed more than once
    whole = contents("whole")
    while (done := count(rows).total()) < kills:
        seed = max([first - 1, *(row["seed"] for row in rows)]) + 1
        rows.append(kill_one(seed, longest, whole, kills - done))
        store(path, rows)
    return rows


def program():
    "Kill, and print counts and what was lost."
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="of the first run; each has its own")
    parser.add_argument("--table", type=Path, help="CSV file to store runs in, and to go on from")
    given = parser.parse_args()
    path = given.table and given.table.absolute()
    torch.set_num_threads(1)  # forked processes have one thread
    prepare()
    with tempfile.TemporaryDirectory() as folder, chdir(folder): rows = run(given.kills, given.seed, path)
    lost, differs = (sum(row[name] for row in rows) for name in ("lost", "differs"))
    said = ", ".join(f"{name} {number}" for name, number in count(rows).items())
    print(f"{count(rows).total()} kills ({said}), {len(rows)} runs to the end: {lost} updates lost, {differs} runs differ")
    return int(bool(lost or differs))


if __name__ == "__main__": sys.exit(program())
