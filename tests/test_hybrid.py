"""A QRNN under PyTorch's own tools for modules, and as a part of a larger module."""

import copy
import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.func import functional_call
from torch.nn.utils import prune
from torch.nn.utils.parametrize import register_parametrization

from qrnn_nb import QRNN, Ensemble, Topology
from qrnn_nb.cell import join_parameters

TOPOLOGY = Topology.paper(1, 2, stages=1, order=1, degree=2)
WIDE = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
WORDS = torch.tensor([[0, 1, 1, 0, 1, 0], [1, 0, 0, 1, 1, 1]])
ENGINES = "operators", "loops"


def network(engine="operators", seed=3): return QRNN(TOPOLOGY, seed=seed, dtype=torch.float64, spreads=WIDE, engine=engine)


@pytest.fixture(params=ENGINES)
def model(request): return network(request.param)


def loss_of(model, words=WORDS): return model(words, words).log().square().sum()


def close(one, two): torch.testing.assert_close(one, two, rtol=1e-9, atol=1e-9)


class Half(nn.Module):
    def forward(self, angles): return angles / 2


# ---------------------------------------------------------------- stored and copied


def test_a_state_dict_goes_through_a_file_without_pickled_objects(model, tmp_path):
    torch.save(model.state_dict(), tmp_path / "state.pt")
    other = network(model.engine, seed=4)
    other.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True))
    assert torch.equal(other.angles, model.angles)


def test_deepcopy_shares_nothing(model):
    loss_of(model).backward()
    twin = copy.deepcopy(model)
    assert torch.equal(twin(WORDS, WORDS), model(WORDS, WORDS))
    before = model(WORDS, WORDS).detach()
    with torch.no_grad(): twin.angles += 1
    assert torch.equal(model(WORDS, WORDS), before)
    assert not torch.equal(twin(WORDS, WORDS), before)


def test_a_buffer_of_your_own_is_stored_and_taken(model):
    model.register_buffer("mean", torch.tensor([1.5]))
    other = network(seed=4)
    other.register_buffer("mean", torch.zeros(1))
    other.load_state_dict(model.state_dict())
    assert other.mean.item() == 1.5 and torch.equal(other.angles, model.angles)


def test_a_part_of_your_own_is_stored_and_taken(model):
    class Headed(QRNN):
        def __init__(self, seed):
            super().__init__(TOPOLOGY, seed=seed)
            self.head = nn.Linear(2, 3)

    one, two = Headed(0), Headed(1)
    two.load_state_dict(one.state_dict())
    assert torch.equal(two.head.weight, one.head.weight) and torch.equal(two.angles, one.angles)


def test_the_angles_in_one_are_no_state_dict(model):
    with pytest.raises(RuntimeError, match=r"(?s)Missing key.*input\.0\.weights.*Unexpected key.*angles"):
        model.load_state_dict({"angles": model.angles})


def test_parametrised_angles_are_stored_and_taken(model):
    other = network(model.engine, seed=4)
    for each in model, other: register_parametrization(each, "angles", Half())
    other.load_state_dict(model.state_dict())
    assert torch.equal(other.angles, model.angles)
    with pytest.raises(RuntimeError, match="Missing key"): other.load_state_dict(network().state_dict())


def test_pruned_angles_run_and_are_stored(model):
    plain = copy.deepcopy(model)
    prune.l1_unstructured(model, "angles", amount=3)
    smallest = plain.angles.detach().abs().argsort()[:3]
    with torch.no_grad(): plain.angles[smallest] = 0
    assert torch.equal(model(WORDS, WORDS), plain(WORDS, WORDS))
    assert list(model.state_dict()) == ["angles_orig", "angles_mask"]


# ---------------------------------------------------------------- hooks


def test_forward_hooks_see_and_replace(model):
    seen = []
    handle = model.register_forward_hook(lambda module, given, output: seen.append(output))
    output = model(WORDS, WORDS)
    assert seen[0] is output
    handle.remove()
    model.register_forward_hook(lambda module, given, output: output * 2)
    assert torch.equal(model(WORDS, WORDS), output * 2)
    flipped = model.register_forward_pre_hook(lambda module, given: (1 - given[0], 1 - given[1]))
    swapped = model(WORDS, WORDS)
    flipped.remove()
    assert torch.equal(swapped, model(1 - WORDS, 1 - WORDS))


@pytest.mark.filterwarnings("ignore:Full backward hook is firing")
def test_backward_hooks_see_the_gradient_of_the_output(model):
    seen = []
    model.register_full_backward_hook(lambda module, inner, outer: seen.append(outer[0]))
    model(WORDS, WORDS).sum().backward()
    assert torch.equal(seen[0], torch.ones(2, 6, 2).double())


# ---------------------------------------------------------------- torch.func


def test_functional_call_takes_other_angles(model):
    other = network(seed=4)
    output = functional_call(model, dict(other.named_parameters()), (WORDS, WORDS))
    close(output, other(WORDS, WORDS))
    output.log().sum().backward()
    assert model.angles.grad is None
    assert other.angles.grad.abs().sum() > 0


def test_functional_call_with_the_names_of_the_state_dict_says_what_to_pass(model):
    other = network(seed=4)
    state = other.state_dict()
    with pytest.raises(AttributeError) as caught: functional_call(model, state, (WORDS, WORDS))
    told = str(caught.value.__cause__)
    assert "dict(model.named_parameters())" in told and "join_parameters(topology, state)" in told
    given = {"angles": join_parameters(TOPOLOGY, state)}
    close(functional_call(model, given, (WORDS, WORDS)), other(WORDS, WORDS))
    with pytest.raises(RuntimeError, match="angles"): functional_call(model, state, (WORDS, WORDS), strict=True)


def test_a_network_has_no_attributes_by_the_names_of_stages(model):
    assert not hasattr(model, "input") and not hasattr(model, "other")
    with pytest.raises(AttributeError, match="only parameter is angles"): _ = model.stage
    with pytest.raises(AttributeError, match="has no attribute 'other'"): _ = model.other


def outputs_of(model):
    "The loss as a function of angles, for torch.func."
    return lambda angles, words=WORDS: loss_of(lambda *given: functional_call(model, {"angles": angles}, given), words)


def test_torch_func_grad_is_that_of_backward():
    model = network("auto")  # the loops that it takes elsewhere have no numbers here
    gradient = torch.func.grad(outputs_of(model))(model.angles.detach())
    loss_of(model).backward()
    close(gradient, model.angles.grad)


def test_torch_func_hessian_is_the_derivative_of_the_gradient():
    model = network("auto")
    angles = model.angles.detach()
    hessian = torch.func.hessian(outputs_of(model))(angles)
    direction = torch.linspace(-1, 1, len(angles)).double()
    step = 1e-5 * direction
    gradient = torch.func.grad(outputs_of(model))
    slope = (gradient(angles + step) - gradient(angles - step)) / 2e-5
    torch.testing.assert_close(hessian @ direction, slope, rtol=1e-5, atol=1e-5)


def test_vmap_over_networks_is_each_network_alone():
    model = network("auto")
    angles = torch.stack([network(seed=seed).angles.detach() for seed in range(3)])
    each = torch.stack([outputs_of(model)(row) for row in angles])
    close(torch.func.vmap(outputs_of(model))(angles), each)


def test_vmap_of_grad_gives_a_gradient_for_each_sequence():
    model = network("auto")
    gradient = torch.func.grad(outputs_of(model))
    angles = model.angles.detach()
    mapped = torch.func.vmap(gradient, (None, 0))(angles, WORDS[:, None])
    close(mapped, torch.stack([gradient(angles, words[None]) for words in WORDS]))


def test_compiled_loops_refuse_torch_func():
    model = network("loops")
    with pytest.raises(NotImplementedError, match='engine="auto"'): torch.func.grad(outputs_of(model))(model.angles.detach())


# ---------------------------------------------------------------- parametrised, fixed, moved


def test_parametrize_changes_the_angles_that_run(model):
    plain = copy.deepcopy(model)
    with torch.no_grad(): plain.angles /= 2
    register_parametrization(model, "angles", Half())
    assert torch.equal(model(WORDS, WORDS), plain(WORDS, WORDS))
    loss_of(model).backward()
    loss_of(plain).backward()
    original = model.parametrizations.angles.original
    close(original.grad, plain.angles.grad / 2)


def test_frozen_names_alone_have_no_gradient(model):
    names = list(model.cell_parameters())
    model.freeze(names[0])
    loss_of(model).backward()
    gradients = model.by_name(model.angles.grad)
    assert not gradients[names[0]].any()
    assert any(gradients[name].any() for name in names[1:])


def test_a_view_of_the_angles_cannot_be_fixed_by_itself(model):
    with pytest.raises(RuntimeError, match="leaf"): model.cell_parameters()["input.0.theta"].requires_grad_(False)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_refused(model, dtype):
    with pytest.raises(ValueError, match=r"dtype must be torch\.float32 or torch\.float64, got torch\.b?float16"):
        model.to(dtype)(WORDS, WORDS)


def test_another_precision_runs_in_it(model):
    double = model(WORDS, WORDS)
    single = model.float()(WORDS, WORDS)
    assert single.dtype == torch.float32
    torch.testing.assert_close(single.double(), double, rtol=1e-4, atol=1e-4)


def test_shared_memory_is_the_same_network(model):
    before = model(WORDS, WORDS)
    assert model.share_memory().angles.is_shared()
    assert torch.equal(model(WORDS, WORDS), before)


@pytest.mark.parametrize("kind", [QRNN, Ensemble])
def test_data_parallel_is_refused_where_it_would_copy(kind):
    model = QRNN(TOPOLOGY, seed=0) if kind is QRNN else Ensemble(TOPOLOGY, 2, seed=0)
    with pytest.raises(NotImplementedError, match="DistributedDataParallel"): model._replicate_for_data_parallel()


COMPILED = """
import torch
from torch import nn
from qrnn_nb import QRNN, Topology

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.reader = QRNN(Topology.paper(1, 2, stages=1, order=1, degree=2), seed=0, engine=ENGINE)
        self.head = nn.Linear(2, 3)

    def forward(self, words): return self.head(self.reader(words, 0)).relu()

net = Net()
words = torch.tensor([[0, 1, 1, 0], [1, 0, 0, 1]])
gradients = []
for each in torch.compile(net, backend="eager"), net:
    net.zero_grad()
    each(words).square().sum().backward()
    gradients.append(net.reader.angles.grad)
torch.testing.assert_close(*gradients)
print(net.reader.plan(2, 4).engine)
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_torch_compile_compiles_around_a_network(root, engine):
    "In a process of its own, so that the first call of a network is a compiled one."
    code = COMPILED.replace("ENGINE", repr(engine))
    done = subprocess.run([sys.executable, "-W", "error::RuntimeWarning", "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == [engine]


# ---------------------------------------------------------------- in pieces


@pytest.mark.parametrize("length", [1, 2, 4, 6])
def test_pieces_with_the_state_carried_equal_the_whole(model, length):
    whole, last = model.run(WORDS, WORDS)
    hidden = None
    pieces = []
    for piece in WORDS.split(length, dim=1):
        distributions, hidden = model.run(piece, piece, hidden)
        pieces.append(distributions)
    joined = torch.cat(pieces, 1)
    close(joined, whole)
    close(hidden, last)
    gradients = []
    for values in joined, whole:
        gradients.append(torch.autograd.grad(values.log().square().sum(), model.angles)[0])
    close(*gradients)


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


# ---------------------------------------------------------------- behind a layer


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


def test_a_frozen_reader_leaves_the_head_to_learn(model):
    net = nn.Sequential(Reader(model.requires_grad_(False)), nn.Linear(2, 3).double())
    net(WORDS).square().sum().backward()
    assert model.angles.grad is None
    assert net[1].weight.grad.abs().sum() > 0
