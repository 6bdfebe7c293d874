"""All engines against the golden vectors: outputs and gradients of the published code, in float64."""

import json

import numpy as np
import pytest
import torch

from qrnn_nb import QRNN, Topology, cell
from qrnn_nb.tasks.core import shifted


@pytest.fixture(params=["tiny", "xor", "letters", "deep"])
def golden(request, shared):
    "Topology, arrays, and the words that each step reads and should put out, both (batch, steps)."
    spec = json.loads((shared / "golden" / f"{request.param}.json").read_text())
    arrays = np.load(shared / "golden" / f"{request.param}.npz")
    names = "inputs", "workspace", "stages", "order", "degree", "bias"
    topology = Topology.paper(**{name: spec[name] for name in names})
    for (key, neuron), known in zip(topology.keys, spec["neurons"], strict=True):
        found = (key, neuron.target, list(neuron.controls), [list(subset) for subset in neuron.subsets])
        assert found == (known["key"], known["target_lane"], known["control_lanes"], known["subsets"])
    place = 1 << np.arange(topology.inputs)[::-1]
    words, targets = ((arrays[name].astype(np.int64) * place).sum(-1) for name in ("inputs", "targets"))  # of whole sequences
    return topology, arrays, *map(torch.as_tensor, shifted(words, targets))


def loaded(topology, arrays):
    model = QRNN(topology, seed=0, dtype=torch.float64)
    model.load_state_dict({name: torch.tensor(arrays[name]) for name in model.state_dict()})
    return model


def run_by(name):
    def run(model, inputs, targets):
        model.engine = name
        return model(inputs, targets)

    return run


ENGINES = {
    "by itself": run_by("auto"),
    "operators": run_by("operators"),
    "loops": run_by("loops"),
    "statevector": run_by("statevector"),
    "step by step": lambda model, inputs, targets: model.run(inputs, targets)[0],
    "gate by gate": lambda model, inputs, targets: cell.run(model.topology, model.cell_parameters(), inputs, targets),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_probabilities_and_gradients(golden, engine):
    topology, arrays, inputs, targets = golden
    model = loaded(topology, arrays)
    probabilities = ENGINES[engine](model, inputs, targets)
    np.testing.assert_allclose(probabilities.detach(), arrays["probs"], rtol=0, atol=1e-9)
    loss = -probabilities.gather(-1, targets[..., None]).log().mean()
    np.testing.assert_allclose(loss.item(), arrays["nll"], rtol=0, atol=1e-9)
    loss.backward()
    for name, gradient in model.by_name(model.angles.grad).items():
        np.testing.assert_allclose(gradient, arrays[f"{name}.grad"], rtol=0, atol=1e-8, err_msg=name)


def test_without_numba(golden, without_numba): test_probabilities_and_gradients(golden, "by itself")


def test_names_and_smallest_postselection(golden):
    topology, arrays, inputs, targets = golden
    model = loaded(topology, arrays)
    assert set(model.state_dict()) == {name for name in arrays.files if f"{name}.grad" in arrays.files}
    trace = model.trace(inputs, targets)
    np.testing.assert_allclose(trace.postselection.min(), arrays["min_postselection_probability"], rtol=0, atol=1e-9)
