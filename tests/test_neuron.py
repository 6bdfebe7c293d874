"""The quantum neuron: angles that are given at once."""

import math

import numpy as np
import pytest
import torch

from qrnn_nb import QuantumNeuron

THREE = (0.1, -0.2, 0.7)  # of two controls, degree 2


KINDS = [THREE, list(THREE), np.array(THREE), torch.tensor(THREE, dtype=torch.float64)]


@pytest.mark.parametrize("weights", KINDS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_angles_given_at_once_are_those_filled_in(weights, dtype):
    given = QuantumNeuron(2, 2, 2, weights, theta=0.4, bias=0.3, dtype=dtype)
    filled = QuantumNeuron(2, 2, 2, bias=0.3, dtype=dtype)
    with torch.no_grad():
        filled.weights.copy_(torch.tensor(THREE, dtype=dtype))
        filled.theta.fill_(0.4)
    assert given.weights.dtype == given.theta.dtype == dtype
    assert torch.equal(given.weights, filled.weights) and torch.equal(given(), filled())


def test_angles_are_zero_unless_given():
    neuron = QuantumNeuron(controls=3, order=1, degree=2)
    assert neuron.theta == 0 and neuron.weights.tolist() == [0] * len(neuron.neuron.subsets)
    assert QuantumNeuron(controls=0).weights.shape == (0,)


def test_given_angles_are_trained_but_the_caller_keeps_theirs():
    weights = torch.tensor(THREE, dtype=torch.float64)
    neuron = QuantumNeuron(weights=weights, theta=0.1)
    neuron().sum().backward()
    with torch.no_grad(): neuron.weights += 1
    assert neuron.theta.grad != 0 and weights.tolist() == pytest.approx(THREE)


@pytest.mark.parametrize(("options", "message"), [
    ({"weights": (0.1, 0.2)}, "weights must be 3 angles in radians, one for each subset of controls .* got 2"),
    ({"weights": (0.1, 0.2, 0.3, 0.4)}, "weights must be 3 angles .* got 4"),
    ({"weights": 0.1}, "weights"),
    ({"weights": (0.1, 0.2, math.nan)}, "every weight .* must be"),
    ({"weights": (0.1, 0.2, "0.3")}, "every weight .* must be"),
    ({"theta": math.inf}, "theta .* must be"),
    ({"theta": (0.1,)}, "theta .* must be"),
])  # fmt: skip
def test_wrong_angles_are_refused(options, message):
    with pytest.raises(ValueError, match=message): QuantumNeuron(2, 2, 2, **options)
