"""Threads: torch's setting stays, two threads of a program may train at once, and a forked process does not wait for threads it lacks."""

import multiprocessing
import subprocess
import sys
import threading

import pytest
import torch
from helpers import words_of

from qrnn_nb import QRNN, Topology, loops

TOPOLOGY = Topology.paper(2, 3, stages=1, order=2, degree=2)
WORDS = words_of(4, 40, 6)
ENGINES = "operators", "loops", "statevector"


@pytest.fixture
def eager(monkeypatch):
    "Two threads, of which each is worth any work."
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    monkeypatch.setattr(loops, "WORTH", 1e-12)
    yield
    torch.set_num_threads(before)


def trained(seed, engine):
    "The parameters of a network after some updates."
    model = QRNN(TOPOLOGY, seed=seed, engine=engine)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(20):
        optimizer.zero_grad()
        (-model(WORDS, 0).log().mean()).backward()
        optimizer.step()
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


@pytest.mark.parametrize("engine", ENGINES)
def test_the_number_of_threads_stays(eager, engine):
    seen = []
    real = loops.share
    watched = lambda work, count, seconds: real(lambda *ends: seen.append(torch.get_num_threads()) or work(*ends), count, seconds)
    with pytest.MonkeyPatch.context() as patch:
        for module in (loops, sys.modules.get("qrnn_nb.statevector")):
            if module: patch.setattr(module, "share", watched)
        trained(0, engine)
    assert torch.get_num_threads() == 2
    assert bool(seen) == (engine != "operators") and set(seen) <= {2}


@pytest.mark.parametrize("engine", ["loops", "statevector"])
def test_two_threads_train_as_each_would_alone(eager, engine):
    alone = [trained(seed, engine) for seed in range(2)]
    together = [None, None]
    start = threading.Barrier(2)

    def work(seed):
        start.wait()
        together[seed] = trained(seed, engine)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert all(torch.equal(one, other) for one, other in zip(alone, together, strict=True))


FORK = """
import multiprocessing, torch
from torch.utils.data import DataLoader, Dataset
from qrnn_nb import QRNN, Topology, loops

# the loops are to take two threads; those of OpenMP, on which torch's own operations wait for ever after a fork, are one
torch.set_num_threads(1)
torch.get_num_threads = lambda: 2
loops.WORTH = 1e-12
model = QRNN(Topology.paper(2, 3, stages=1, order=2, degree=2), seed=0, engine="{engine}")
words = torch.randint(4, (40, 6), generator=torch.Generator().manual_seed(0))


def loss_and_slopes(queue=None):
    model.zero_grad()
    loss = -model(words, 0).log().mean()
    loss.backward()
    found = loss.item(), sum(parameter.grad.abs().sum().item() for parameter in model.parameters())
    if queue: queue.put(found)
    return found


class Losses(Dataset):
    def __len__(self): return 2
    def __getitem__(self, number): return loss_and_slopes()[0]


expected = loss_and_slopes()  # this starts the threads
context = multiprocessing.get_context("fork")
queue = context.Queue()
child = context.Process(target=loss_and_slopes, args=(queue,))
child.start()
assert queue.get(timeout=60) == expected
child.join(60)
assert child.exitcode == 0
for batch in DataLoader(Losses(), num_workers=2, multiprocessing_context="fork", timeout=60):
    assert abs(batch.item() - expected[0]) < 1e-12
"""


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system cannot fork")
@pytest.mark.parametrize("engine", ["loops", "statevector"])
def test_a_forked_process_has_threads_of_its_own(root, engine):
    code = FORK.replace("{engine}", engine)
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
