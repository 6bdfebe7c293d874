"Tests of how much memory an update takes, each in a process of its own."

import subprocess
import sys

import pytest

UPDATE = """
import resource, sys, torch
from qrnn_nb import QRNN, Topology
from qrnn_nb.engines import prepare
workspace, batch, steps = map(int, sys.argv[1:])
model = QRNN(Topology.paper(2, workspace, stages=1, order=2, degree=2), seed=0)
words = torch.randint(4, (batch, steps), generator=torch.Generator().manual_seed(0))
assert model.plan(batch, steps).engine == "statevector"
prepare(name="statevector")  # compiling takes memory too, once
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = model.angles.detach().clone()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
(-model(words, 0)[..., 0].log().mean()).backward()
optimizer.step()
assert model.angles.isfinite().all() and not torch.equal(model.angles, before)
rise = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most
print(rise * (1 if sys.platform == "darwin" else 1024))
"""


def rise_of(*sizes):
    "How far the largest memory of a process rises in one update, bytes."
    command = [sys.executable, "-c", UPDATE, *map(str, sizes)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.slow
def test_sixteen_lanes_train_within_eight_gigabytes():
    assert rise_of(16, 8, 20) < 8e9


def test_twelve_lanes_take_no_matrices():
    "Four operators of twelve lanes alone would have 268 MB in float32, and their gradients as much."
    assert rise_of(12, 4, 5) < 2e8
