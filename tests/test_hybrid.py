"""A QRNN as a part of a larger PyTorch module, and under PyTorch's own tools for modules."""

import copy

import pytest
import torch
from torch import nn

from qrnn_nb import QRNN, Topology

TOPOLOGY = Topology.paper(1, 2, stages=1, order=1, degree=2)
WIDE = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
WORDS = torch.tensor([[0, 1, 1, 0, 1, 0], [1, 0, 0, 1, 1, 1]])


class Reader(nn.Module):
    "The distributions of a QRNN that is forced on the words it reads, ready for nn.Sequential."

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, words):
        distributions, _ = self.model.run(words, words)
        return distributions


class Summary(Reader):
    "The last hidden state of a QRNN."

    def forward(self, words): return self.model.run(words, words)[1]


@pytest.fixture
def model(): return QRNN(TOPOLOGY, seed=3, dtype=torch.float64, spreads=WIDE, engine="operators")


def loss_of(model, words=WORDS): return model(words, words).log().square().sum()


@pytest.mark.parametrize("part", [Reader, Summary])
@pytest.mark.parametrize("engine", ["operators", "loops", "statevector"])
def test_gradient_behind_a_linear_layer_is_that_of_differences(part, engine):
    model = QRNN(TOPOLOGY, seed=3, dtype=torch.float64, spreads=WIDE, engine=engine)
    width = part(model)(WORDS).shape[-1]
    torch.manual_seed(0)
    net = nn.Sequential(part(model), nn.Linear(width, 3).double())

    def loss(): return net(WORDS).square().sum()

    loss().backward()
    gradient = model.angles.grad.clone()
    step = 1e-6
    for place in range(0, len(gradient), 5):
        values = []
        for sign in (1, -1):
            with torch.no_grad(): model.angles[place] += sign * step
            values.append(loss().item())
            with torch.no_grad(): model.angles[place] -= sign * step
        slope = (values[0] - values[1]) / (2 * step)
        assert gradient[place].item() == pytest.approx(slope, abs=1e-6, rel=1e-6)


def test_hybrid_state_dict_round_trip(model):
    net = nn.Sequential(Reader(model), nn.Linear(2, 3).double())
    other = QRNN(TOPOLOGY, seed=4, dtype=torch.float64)
    twin = nn.Sequential(Reader(other), nn.Linear(2, 3).double())
    twin.load_state_dict(net.state_dict())
    assert torch.equal(twin[0].model.angles, model.angles)
    torch.testing.assert_close(twin(WORDS), net(WORDS), rtol=1e-9, atol=1e-9)


def test_deepcopy_shares_nothing(model):
    twin = copy.deepcopy(model)
    assert torch.equal(twin(WORDS, WORDS), model(WORDS, WORDS))
    before = model(WORDS, WORDS).detach()
    with torch.no_grad(): twin.angles += 1
    assert torch.equal(model(WORDS, WORDS), before)
    assert not torch.equal(twin(WORDS, WORDS), before)


def test_forward_hooks_see_and_replace_the_output(model):
    seen = []
    handle = model.register_forward_hook(lambda module, given, output: seen.append(output))
    output = model(WORDS, WORDS)
    assert seen[0] is output
    handle.remove()
    model.register_forward_hook(lambda module, given, output: output * 2)
    assert torch.equal(model(WORDS, WORDS), output * 2)


def test_functional_call_takes_other_angles(model):
    other = QRNN(TOPOLOGY, seed=4, dtype=torch.float64, engine="operators")
    given = dict(other.named_parameters())
    output = torch.func.functional_call(model, given, (WORDS, WORDS))
    assert torch.equal(output, other(WORDS, WORDS))
    output.log().sum().backward()
    assert model.angles.grad is None
    assert other.angles.grad.abs().sum() > 0


def test_torch_func_grad_is_that_of_backward(model):
    def loss(parameters):
        return torch.func.functional_call(model, parameters, (WORDS, WORDS)).log().square().sum()

    parameters = {name: values.detach() for name, values in model.named_parameters()}
    gradient = torch.func.grad(loss)(parameters)["angles"]
    loss_of(model).backward()
    torch.testing.assert_close(gradient, model.angles.grad, rtol=1e-9, atol=1e-9)


def test_parametrize_changes_the_angles_that_run(model):
    class Half(nn.Module):
        def forward(self, angles): return angles / 2

    plain = copy.deepcopy(model)
    with torch.no_grad(): plain.angles /= 2
    nn.utils.parametrize.register_parametrization(model, "angles", Half())
    assert torch.equal(model(WORDS, WORDS), plain(WORDS, WORDS))
    loss_of(model).backward()
    loss_of(plain).backward()
    original = model.parametrizations.angles.original
    torch.testing.assert_close(original.grad, plain.angles.grad / 2)


def test_a_frozen_reader_leaves_the_head_to_learn(model):
    net = nn.Sequential(Reader(model.requires_grad_(False)), nn.Linear(2, 3).double())
    net(WORDS).square().sum().backward()
    assert model.angles.grad is None
    assert net[1].weight.grad.abs().sum() > 0


def test_frozen_names_alone_have_no_gradient(model):
    names = list(model.cell_parameters())
    model.freeze(names[0])
    loss_of(model).backward()
    gradients = model.by_name(model.angles.grad)
    assert not gradients[names[0]].any()
    assert any(gradients[name].any() for name in names[1:])


@pytest.mark.parametrize("length", [1, 2, 4, 6])
def test_pieces_with_the_state_carried_equal_the_whole(model, length):
    whole, last = model.run(WORDS, WORDS)
    hidden = None
    pieces = []
    for piece in WORDS.split(length, dim=1):
        distributions, hidden = model.run(piece, piece, hidden)
        pieces.append(distributions)
    joined = torch.cat(pieces, 1)
    torch.testing.assert_close(joined, whole, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(hidden, last, rtol=1e-9, atol=1e-9)
    gradients = []
    for values in joined, whole:
        gradients.append(torch.autograd.grad(values.log().square().sum(), model.angles)[0])
    torch.testing.assert_close(*gradients, rtol=1e-9, atol=1e-9)


def test_a_detached_state_truncates_the_gradient_and_nothing_else(model):
    first, second = WORDS.split(3, dim=1)
    _, hidden = model.run(first, first)
    carried, _ = model.run(second, second, hidden)
    cut, _ = model.run(second, second, hidden.detach())
    assert torch.equal(cut, carried)
    gradients = []
    for values in cut, carried:
        gradients.append(torch.autograd.grad(values.log().square().sum(), model.angles)[0])
    assert not torch.allclose(*gradients)


def test_parametrised_angles_are_stored_and_taken():
    class Double(torch.nn.Module):
        def forward(self, original): return 2 * original

    def parametrised(seed):
        model = QRNN(TOPOLOGY, seed=seed)
        torch.nn.utils.parametrize.register_parametrization(model, "angles", Double())
        return model

    model, other = parametrised(0), parametrised(1)
    other.load_state_dict(model.state_dict())
    assert torch.equal(other.angles, model.angles)
    with pytest.raises(RuntimeError, match="Missing key"): other.load_state_dict(QRNN(TOPOLOGY, seed=0).state_dict())
