"""Writers and a reader at one folder at once: `python tests/soak/two_writers.py --minutes 5`; exit code 1 if anything was damaged."""

import argparse
import sys
import tempfile
import time
from multiprocessing import get_context

import torch

from qrnn_nb.storage import load_folder, save_folder

SIZE = 2_000  # numbers in the tensor


def write(folder, number, seconds, together, found):
    "Store states for some time, each with a number that stands in its record and everywhere in its tensor."
    state = saves = 0
    together.wait()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        state, saves = float(2 * saves + number), saves + 1
        save_folder(folder, "model", {"state": state}, {"weights": torch.full((SIZE,), state)})
    found.put(("saves", saves))


def read(folder, seconds, together, found):
    "Load for some time, and look whether record and tensor belong together."
    counts = {"reads": 0, "damaged": 0, "mixed": 0}
    together.wait()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        counts["reads"] += 1
        try: record, tensors = load_folder(folder, "model")
        except (ValueError, OSError) as error:
            counts["damaged"] += 1
            print(repr(error))
        else: counts["mixed"] += not bool((tensors["weights"] == record["state"]).all())
    for item in counts.items(): found.put(item)


def main():
    "Run it, and print a line of counts."
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--folder", help="default: a temporary one")
    given = parser.parse_args()
    folder, context = given.folder or tempfile.mkdtemp(), get_context("spawn")
    found = context.Queue()
    save_folder(folder, "model", {"state": -1.0}, {"weights": torch.full((SIZE,), -1.0)})
    rest = 60 * given.minutes, context.Barrier(given.writers + 1), found
    workers = [context.Process(target=write, args=(folder, number, *rest)) for number in range(given.writers)]
    workers.append(context.Process(target=read, args=(folder, *rest)))
    for worker in workers: worker.start()
    counts = {}
    for _ in range(given.writers + 3):
        name, count = found.get()
        counts[name] = counts.get(name, 0) + count
    for worker in workers: worker.join()
    print(f"{given.writers} writers, {counts['saves']} saves, {counts['reads']} reads:", end=" ")
    print(f"{counts['damaged']} damaged, {counts['mixed']} mixed")
    load_folder(folder, "model")
    return int(counts["damaged"] + counts["mixed"] > 0 or not counts["saves"] or not counts["reads"])


if __name__ == "__main__": sys.exit(main())
