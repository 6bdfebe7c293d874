"""Draw inputs for every public part, and count what is accepted, refused in our own words, or ends in an error from inside.

    python tests/fuzz/run.py --inputs 10000 --seed 0     all parts, some minutes; a table, and the faults in --out
    python tests/fuzz/run.py --case QRNN.sample:17       one case again, with its traceback

Each part is called in a process of its own with bounds on time and memory: what hangs or dies is a fault, and the run goes on.
"""

import argparse
import contextlib
import dis
import hashlib
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]
SECONDS = 3  # of the processor, for one input
PATIENCE = 240  # seconds by the clock after which a process counts as hung
MEMORY = 3 * 2**30  # bytes that one process may take beside what the imports take
OURS = ValueError, TypeError, OSError, MemoryError, NotImplementedError  # what may be raised on purpose


class Hang(BaseException):
    "Raised in an input that takes too long."


# ---------------------------------------------------------------- one input


def verdict(error: BaseException) -> str | None:
    "None for an error that our own code raises with a sentence; else what kind of fault it is."
    if isinstance(error, Hang):
        return "hang"
    frames = list(traceback.walk_tb(error.__traceback__))
    frame, _ = frames[-1]
    code, place = frame.f_code, [tb for tb in _tracebacks(error)][-1].tb_lasti
    raised = any(each.offset == place and each.opname == "RAISE_VARARGS" for each in dis.get_instructions(code))
    ours = "/qrnn_nb/" in code.co_filename and raised and isinstance(error, OURS) and str(error).strip()
    return None if ours else type(error).__name__


def _tracebacks(error):
    tb = error.__traceback__
    while tb:
        yield tb
        tb = tb.tb_next


def state() -> dict:
    "What of the process nobody may change; the umask can only be read by setting it."
    import matplotlib
    import numpy as np
    import torch

    mask = os.umask(0o022)
    os.umask(mask)
    signals = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    return {
        "torch's random numbers": torch.get_rng_state().numpy().tobytes(),
        "NumPy's random numbers": repr(np.random.get_state()[1:3]),
        "Python's random numbers": hash(random.getstate()),
        "rcParams": str(dict(matplotlib.rcParams)),
        "umask": mask,
        "signal handlers": signals,
        "threads of torch": torch.get_num_threads(),
        "warning filters": list(warnings.filters),
        "working folder": os.getcwd(),
        "default type": torch.get_default_dtype(),
        "gradient mode": torch.is_grad_enabled(),
        "environment": dict(os.environ),
    }


def attempt(call, given: dict) -> tuple[str, str]:
    "What became of one input: accepted, refused, or the kind of fault; and the traceback of a fault."
    before = state()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            call(**given)
        found = "accepted", ""
    except BaseException as error:
        signal.setitimer(signal.ITIMER_PROF, 0)
        fault = verdict(error)
        found = (
            ("refused", f"{type(error).__name__}: {error}"[:300])
            if fault is None
            else (fault, traceback.format_exc()[-6000:])
        )
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    after = state()
    changed = [name for name in before if before[name] != after[name]]
    if found[0] in ("accepted", "refused") and changed:
        return "process changed", ", ".join(changed)
    return found


# ---------------------------------------------------------------- a process


def prepare(folder: Path):
    "A folder of files to read, made once."
    import fuzz_values as values
    import numpy as np
    from helpers import random_digits

    from qrnn_nb import save_checkpoint

    folder.mkdir()
    np.savez(folder / "digits.npz", **random_digits(3, (0, 1)))
    values.short_model().save(folder / "model")
    values.small_baseline().save(folder / "baseline")
    values.small_kraus().save(folder / "kraus")
    values.small_rival().save(folder / "rival")
    values.ensemble().save(folder / "ensemble")
    save_checkpoint(values.trained(), folder / "checkpoint")
    (folder / "text.txt").write_text("to be or not to be, that is the question. " * 40)
    (folder / "table.csv").write_text("value\n" + "\n".join(str(n % 7) for n in range(200)) + "\n")


def bound():
    "Bounds on memory and time, and no way to a network or a browser."
    import urllib.request

    import pennylane  # noqa: F401  what a library does when it is first imported is not what a part of ours does
    import psutil
    import qiskit  # noqa: F401
    import sklearn  # noqa: F401
    import torch

    from qrnn_nb.commands import lessons

    torch.optim.Adam([torch.zeros(1, requires_grad=True)], fused=True).step()
    taken = psutil.Process().memory_info().vms
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
    found = psutil.virtual_memory()
    psutil.virtual_memory = lambda: found._replace(available=MEMORY // 2)
    lessons._open_lab = lambda folder: None

    def offline(*arguments, **options):
        raise OSError("no network in this test")

    urllib.request.urlopen = offline
    signal.signal(signal.SIGPROF, stop)
    warnings.simplefilter("ignore")


def stop(*arguments):
    "End an input that takes too long."
    raise Hang(f"more than {SECONDS} s")


def seed_of(part: str, seed: int) -> int:
    return int(hashlib.sha256(f"{part} {seed}".encode()).hexdigest()[:12], 16)


def work(part, count: int, seed: int, first: int, files: Path, report, only: int | None = None):
    "Try a part `count` times from input number `first` on; `report(number, outcome, details, given)` hears of each."
    import hypothesis
    from hypothesis import HealthCheck, Phase

    number = -1

    @hypothesis.seed(seed_of(part.name, seed))
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(part.inputs)
    def each(given):
        nonlocal number
        number += 1
        if number < first or number >= count or only not in (None, number):
            return
        report(number, "started", "", given)
        here = os.getcwd()
        with tempfile.TemporaryDirectory() as place:
            shutil.copytree(files, place, dirs_exist_ok=True)
            os.chdir(place)
            try:
                outcome = attempt(part.call, given)
            finally:
                os.chdir(here)
        report(number, *outcome, given)

    each()


def worker(arguments):
    "Read `part count first` from the input, write a line for each input tried."
    import fuzz_parts

    files = Path(arguments.files)
    os.chdir(files)
    out = os.fdopen(os.dup(1), "w", buffering=1)
    bound()
    for line in sys.stdin:
        name, count, first = json.loads(line)

        def report(number, outcome, details, given, name=name):
            told = "" if outcome in ("started", "accepted") else described(given)
            print(json.dumps([name, number, outcome, details, told]), file=out)

        try:
            work(fuzz_parts.parts()[name], count, arguments.seed, first, files, report)
        except BaseException as error:
            print(json.dumps([name, -1, "tool failed", traceback.format_exc()[-3000:], repr(error)[:200]]), file=out)
        print(json.dumps([name, -1, "done", "", ""]), file=out)


def described(given) -> str:
    "The arguments, as far as they can be shown."
    from qrnn_nb.checks import shown

    return ", ".join(f"{name}={shown(value)}" for name, value in given.items())


# ---------------------------------------------------------------- all parts


class Process:
    "A process that tries one part after the other; started anew where one hangs or dies."

    def __init__(self, files, seed):
        self.command = [sys.executable, __file__, "--worker", "--files", str(files), "--seed", str(seed)]
        self.start()

    def start(self):
        environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )

    def send(self, *task):
        print(json.dumps(task), file=self.process.stdin, flush=True)

    def tried(self, name, count):
        "Outcomes of one part: (number, outcome, details, arguments)."
        first = 0
        while True:
            self.send(name, count, first)
            now = None
            for _, number, outcome, details, given in self.lines():
                if outcome == "done":
                    return
                if outcome == "started":
                    now = number
                else:
                    yield number, outcome, details, given
                if outcome != "started":
                    now = None
            yield (-1 if now is None else now), "died or hung", f"exit code {self.process.poll()}", ""
            self.start()
            if now is None:
                return
            first = now + 1

    def lines(self):
        "Lines of the process until it ends; it is killed if nothing comes for long."
        clock = threading.Timer(PATIENCE, self.process.kill)
        clock.start()
        for line in self.process.stdout:
            clock.cancel()
            found = json.loads(line)
            yield found
            if found[2] == "done":
                return
            clock = threading.Timer(PATIENCE, self.process.kill)
            clock.start()
        clock.cancel()
        self.process.wait()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def run(
    names, inputs: int, seed: int, processes: int, show=print, refused: list | None = None
) -> tuple[Counter, list[dict]]:
    "How often each outcome came, and all faults."
    count, outcomes, faults, lock = max(1, -(-inputs // len(names))), Counter(), [], threading.Lock()
    waiting = list(names)
    with tempfile.TemporaryDirectory() as place:
        files = Path(place) / "files"
        prepare(files)

        def drive():
            process = Process(files, seed)
            while True:
                with lock:
                    if not waiting:
                        break
                    name = waiting.pop(0)
                for number, outcome, details, given in process.tried(name, count):
                    with lock:
                        outcomes[outcome] += 1
                        if refused is not None and outcome == "refused":
                            refused.append(f"{name}:{number} {details} [{given}]")
                        if outcome not in ("accepted", "refused"):
                            case = {"case": f"{name}:{number}", "kind": outcome, "seed": seed, "inputs": count}
                            faults.append(case | {"given": given, "details": details})
                            last = (details.strip().splitlines() or [""])[-1]
                            show(f"{name}:{number} {outcome}: {last[:150]} [{given[:150]}]")
            process.close()

        threads = [threading.Thread(target=drive) for _ in range(processes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return outcomes, faults


def table(outcomes: Counter) -> str:
    "Outcomes, the commonest first."
    return "\n".join(f"{count:8,}  {outcome}" for outcome, count in outcomes.most_common())


def again(case: str, inputs: int, seed: int):
    "Run one stored case in this process and show what happens."
    import fuzz_parts

    name, _, number = case.rpartition(":")

    def report(number, outcome, details, given):
        print(outcome, described(given), details, sep="\n")

    with tempfile.TemporaryDirectory() as place:
        prepare(Path(place) / "files")
        bound()
        os.chdir(Path(place) / "files")
        work(fuzz_parts.parts()[name], inputs, seed, 0, Path(place) / "files", report, only=int(number))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=1000, help="in all, spread evenly over the parts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--part", action="append", help="only parts whose name holds this text; may be repeated")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, help="write the faults to this file, as JSON")
    parser.add_argument(
        "--case",
        help="PART:NUMBER of a stored fault; give the --inputs of a part and the --seed that it was found with",
    )
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--files", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        return worker(arguments)
    if arguments.case:
        return again(arguments.case, arguments.inputs, arguments.seed)
    import fuzz_parts

    names = [name for name in fuzz_parts.parts() if not arguments.part or any(text in name for text in arguments.part)]
    start = time.monotonic()
    outcomes, faults = run(names, arguments.inputs, arguments.seed, arguments.processes)
    print(
        f"\n{sum(outcomes.values()):,} inputs for {len(names)} parts in {time.monotonic() - start:.0f} s\n{table(outcomes)}"
    )
    if arguments.out:
        arguments.out.write_text(json.dumps(faults, indent=1))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
