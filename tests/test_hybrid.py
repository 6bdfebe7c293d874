"""A QRNN under PyTorch's own tools for modules, and as a part of a larger module."""

import copy
import subprocess
import sys
from itertools import product

import pytest
import torch
from helpers import SEEDS, topologies, words_of
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.func import functional_call
from torch.nn import functional as F
from torch.nn.utils import prune
from torch.nn.utils.parametrize import register_parametrization

from qrnn_nb import QRNN, Amplification, Ensemble, Topology
from qrnn_nb.cell import join_parameters
from qrnn_nb.hybrid import OUTPUTS, Reader, SoftReader, run_density

TOPOLOGY = Topology.paper(1, 2, stages=1, order=1, degree=2)
WIDE = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
WORDS = torch.tensor([[0, 1, 1, 0, 1, 0], [1, 0, 0, 1, 1, 1]])
ENGINES = "operators", "loops"


CHANCES = torch.rand(2, 4, 2, generator=torch.Generator().manual_seed(0)).double().mul(3).softmax(-1)
CELLS = {"order 1": (1, None), "order 2": (2, None), "complex": (1, Amplification(3, "yoder")), "amplified": (2, Amplification(9))}


def network(engine="operators", seed=3): return QRNN(TOPOLOGY, seed=seed, dtype=torch.float64, spreads=WIDE, engine=engine)


def network_of(cell):
    order, amplification = CELLS[cell]
    topology = Topology.paper(1, 2, stages=1, order=order, degree=2, amplification=amplification)
    return QRNN(topology, seed=3, dtype=torch.float64, spreads=WIDE, engine="operators")


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


# ---------------------------------------------------------------- a head behind


def test_a_reader_hands_on_what_it_says(model):
    distributions, state = model.run(WORDS, 0)
    assert torch.equal(Reader(model, 0)(WORDS), model(WORDS, 0, at=[5])[:, 0])
    close(Reader(model, 0)(WORDS), distributions[:, -1])
    close(Reader(model, 0, "all")(WORDS), distributions)
    close(Reader(model, 0, "workspace")(WORDS), state.square())
    close(Reader(model, 0, "state")(WORDS), state)


def test_what_is_forced_may_follow_from_the_words(model):
    reader = Reader(model, lambda words: 1 - words, "all")
    assert torch.equal(reader(WORDS), model(WORDS, 1 - WORDS))


def test_complex_amplitudes_have_real_chances():
    model = network_of("complex")
    chances = Reader(model, 0, "workspace")(WORDS)
    assert Reader(model, 0, "state")(WORDS).is_complex() and not chances.is_complex()
    close(chances.sum(-1), torch.ones(2).double())


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("engine", ["operators", "loops", "statevector"])
def test_gradient_behind_a_linear_layer_is_that_of_differences(output, engine):
    model = network(engine)
    reader = Reader(model, lambda words: words, output)
    width = reader(WORDS).shape[-1]
    torch.manual_seed(0)
    net = nn.Sequential(reader, nn.Linear(width, 3).double())

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
    net = nn.Sequential(Reader(model, 0), nn.Linear(2, 3).double())
    twin = nn.Sequential(Reader(network(seed=4), 0), nn.Linear(2, 3).double())
    twin.load_state_dict(net.state_dict())
    assert torch.equal(twin[0].model.angles, model.angles)
    close(twin(WORDS), net(WORDS))


@pytest.mark.parametrize("kind", [Reader, SoftReader])
def test_a_fixed_reader_leaves_the_head_to_learn(kind):
    net = nn.Sequential(kind(network(), 0), nn.Linear(2, 3).double())
    net[0].requires_grad_(False)
    given = WORDS if kind is Reader else CHANCES
    net(given).square().sum().backward()
    assert net[0].model.angles.grad is None
    assert net[1].weight.grad.abs().sum() > 0


# ---------------------------------------------------------------- chances of words


def by_paths(model, chances, forced):
    "Distributions of each step and the last density matrix, from all words and unseen outputs, one run each."
    operators = model.operators()
    steps, words = chances.shape
    first = torch.zeros_like(operators.M[0, 0])
    first[0] = 1
    paths = [(chances.new_ones(()), first)]  # the chance of the words, and amplitudes that are not normalised
    distributions = []
    for t in range(steps):
        read = [(chance * chances[t, x], operators.M[x] @ state) for chance, state in paths for x in range(words)]
        weights = [sum(chance * (table * state).abs().square().sum() for chance, state in read) for table in operators.O]
        distributions.append(torch.stack(weights) / sum(weights))
        kept = range(words) if forced[t] < 0 else [forced[t]]
        paths = [(chance, operators.O[y] * state) for chance, state in read for y in kept]
    density = sum(chance * torch.outer(state, state.conj()) for chance, state in paths)
    return torch.stack(distributions), density / density.trace().real


@pytest.mark.parametrize("forced", [[0, 1, 1], [-1, -1, -1], [1, -1, 0]])
@pytest.mark.parametrize("cell", CELLS)
def test_one_density_matrix_is_the_average_of_all_words(cell, forced):
    model = network_of(cell)
    scores = torch.randn(3, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64, requires_grad=True)
    gradients = []
    results = []
    for way in run_density, by_paths:
        chances = scores.softmax(-1)
        if way is by_paths: distributions, density = by_paths(model, chances, forced)
        else: distributions, density = (each[0] for each in run_density(model, chances[None], torch.tensor([forced])))
        loss = distributions[:, 1].log().sum() + density.diagonal().real[2].log() + density.real.square().sum()
        gradients.append(torch.autograd.grad(loss, [scores, model.angles]))
        results.append((distributions, density))
    for one, two in zip(*results): close(one, two)
    for one, two in zip(*gradients): close(one, two)


@pytest.mark.parametrize("cell", CELLS)
def test_it_is_what_hardware_does_that_starts_again_with_new_words(cell):
    "The probabilities that runs pass come from the account, which knows nothing of density matrices."
    model = network_of(cell)
    drawn = torch.tensor([[0.3, 0.7], [0.6, 0.4], [0.9, 0.1]]).double()
    runs = torch.tensor(list(product(range(2), repeat=5)))  # three words that are read, two outputs that nobody looks at
    words, outputs = runs[:, :3], F.pad(runs[:, 3:], (0, 1))
    success = model.account(words, outputs)
    passes = success.neurons.prod(-1) * success.words[:, :2].prod(-1)
    counts = drawn.gather(1, words.T).prod(0) * passes
    expected = counts @ model(words, outputs)[:, -1] / counts.sum()
    distributions, _ = run_density(model, drawn[None], -1)
    close(distributions[0, -1], expected.detach())


@given(topology=topologies(), seed=SEEDS)
def test_certain_words_are_read_as_by_the_network(topology, seed):
    model = QRNN(topology, seed=seed, dtype=torch.float64, engine="operators")
    words = words_of(topology.words, 2, 3)
    certain = F.one_hot(words, topology.words).double()
    distributions, density = run_density(model, certain, 0)
    expected, state = model.run(words, 0)
    close(distributions, expected)
    close(density, torch.einsum("bi,bj->bij", state, state.conj()))


@given(topology=topologies(), seed=SEEDS, forced=st.sampled_from([0, -1]))
def test_a_density_matrix_has_the_trace_1_and_no_negative_chance(topology, seed, forced):
    model = QRNN(topology, seed=seed, dtype=torch.float64, engine="operators")
    chances = torch.rand(2, 3, topology.words, generator=torch.Generator().manual_seed(seed)).double().softmax(-1)
    distributions, density = run_density(model, chances, forced)
    close(distributions.sum(-1), torch.ones(2, 3).double())
    close(density.diagonal(dim1=1, dim2=2).sum(-1), torch.ones(2).double())
    close(density, density.mT)
    assert torch.linalg.eigvalsh(density).min() > -1e-12


def test_pieces_of_chances_equal_the_whole():
    model = network_of("complex")
    complete, end = run_density(model, CHANCES, -1)
    first, density = run_density(model, CHANCES[:, :2], -1)
    second, density = run_density(model, CHANCES[:, 2:], -1, density)
    close(torch.cat((first, second), 1), complete)
    close(density, end)


def test_a_soft_reader_hands_on_what_it_says():
    model = network()
    distributions, density = run_density(model, CHANCES, -1)
    close(SoftReader(model, -1)(CHANCES), distributions[:, -1])
    close(SoftReader(model, -1, "all")(CHANCES), distributions)
    close(SoftReader(model, -1, "workspace")(CHANCES), density.diagonal(dim1=1, dim2=2))
    close(SoftReader(model, -1, "state")(CHANCES), density)
    likeliest = SoftReader(model, lambda chances: chances.argmax(-1), "all")
    close(likeliest(CHANCES), run_density(model, CHANCES, CHANCES.argmax(-1))[0])


@pytest.mark.parametrize("cell", CELLS)
def test_first_and_second_derivatives_are_those_of_differences(cell):
    model = network_of(cell)

    def outputs(scores, angles):
        reader = SoftReader(model, -1, "workspace")
        return functional_call(reader, {"model.angles": angles}, (scores.softmax(-1),))

    scores = torch.randn(1, 2, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64, requires_grad=True)
    angles = model.angles.detach().requires_grad_()
    assert torch.autograd.gradcheck(outputs, (scores, angles))
    assert torch.autograd.gradgradcheck(outputs, (scores, angles))


def hybrid(seed):
    "An encoder, a cell and a head."
    torch.manual_seed(seed)
    layers = nn.Linear(4, 2), nn.Softmax(-1), SoftReader(network("auto", seed), -1, "workspace"), nn.Linear(4, 3)
    return nn.Sequential(*layers).double()


def test_vmap_runs_several_hybrid_networks():
    nets = [hybrid(seed) for seed in range(3)]
    numbers = torch.randn(2, 5, 4).double()
    parameters, buffers = torch.func.stack_module_state(nets)
    together = torch.func.vmap(lambda *given: functional_call(nets[0], given, (numbers,)))(parameters, buffers)
    close(together, torch.stack([net(numbers) for net in nets]))


def test_vmap_of_grad_gives_a_gradient_for_each_sequence_of_chances():
    net = hybrid(0)
    numbers = torch.randn(3, 5, 4).double()
    parameters = {name: value.detach() for name, value in net.named_parameters()}
    gradient = torch.func.grad(lambda given, one: functional_call(net, given, (one[None],)).square().sum())
    mapped = torch.func.vmap(gradient, (None, 0))(parameters, numbers)
    for row, one in enumerate(numbers):
        for name, expected in gradient(parameters, one).items(): close(mapped[name][row], expected)


def test_a_hybrid_network_is_copied_and_stored_like_others(tmp_path):
    net, other = hybrid(0), hybrid(1)
    numbers = torch.randn(2, 5, 4).double()
    torch.save(net.state_dict(), tmp_path / "net.pt")
    other.load_state_dict(torch.load(tmp_path / "net.pt", weights_only=True))
    close(other(numbers), net(numbers))
    close(copy.deepcopy(net)(numbers), net(numbers))


@pytest.mark.filterwarnings("ignore:In CPU autocast")
def test_chances_of_another_precision_are_read_in_the_own_one():
    model = QRNN(TOPOLOGY, seed=3, spreads=WIDE, engine="operators")
    single = SoftReader(model, -1)(CHANCES.float())
    torch.testing.assert_close(SoftReader(model, -1)(CHANCES), single)
    with torch.autocast("cpu"): close(SoftReader(model, -1)(CHANCES.float()), single)
    half = SoftReader(model, -1)(CHANCES.bfloat16())
    assert half.dtype == torch.float32
    torch.testing.assert_close(half, single, rtol=0.03, atol=0.03)


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize("kind", [Reader, SoftReader])
@pytest.mark.parametrize(
    "options, told",
    [
        ({"model": Ensemble(TOPOLOGY, 2, seed=0)}, r"model must be a QRNN.*ensemble\[0\]"),
        ({"forced": 2}, r"forced .* must be a whole number from (0|-1) to 1, got 2"),
        ({"forced": None}, "forced .* must be a whole number"),
        ({"output": "hidden"}, "output must be one of 'last', 'all', 'workspace', 'state', got 'hidden'"),
    ],
)
def test_readers_refuse(kind, options, told):
    given = {"model": network(), "forced": 0, **options}
    with pytest.raises(ValueError, match=told): kind(**given)


def test_only_chances_may_be_read_unseen():
    with pytest.raises(ValueError, match=r"forced .* from 0 to 1, got -1"): Reader(network(), -1)
    with pytest.raises(TypeError, match="forced"): Reader(network())


@pytest.mark.parametrize(
    "chances, told",
    [
        (WORDS, "a tensor of floats of shape \\(batch, steps, 2\\)"),
        (torch.rand(2, 3, 4), "a tensor of floats of shape"),
        (torch.zeros(0, 3, 2), "a tensor of floats of shape"),
        (torch.zeros(2, 3, 2, device="meta"), "a tensor of floats of shape"),
        ([[0.5, 0.5]], "a tensor of floats of shape"),
        (torch.ones(2, 3, 2), r"sums are 2 to 2: take \.softmax\(-1\)"),
        (torch.tensor([[[1.5, -0.5]]]), "the smallest is -0.5"),
        (torch.full((2, 3, 2), torch.nan), "sums are nan"),
    ],
)
def test_what_is_no_chance_is_refused(chances, told):
    with pytest.raises(ValueError, match=told): run_density(network(), chances, -1)


@pytest.mark.parametrize(
    "options, told",
    [
        ({"forced": -3}, "from -1 to 1"),
        ({"forced": torch.zeros(1, 4, dtype=torch.int64)}, r"forced must have the shape .* got \(1, 4\) for chances of \(2, 4\)"),
        ({"forced": torch.full((2, 4), 2)}, "forced holds the word 2"),
        ({"density": torch.eye(4)}, "density must be torch.float64 of shape"),
        ({"density": torch.eye(4).double().expand(2, 4, 4)}, "density must have the trace 1"),
        ({"density": 1}, "density must be a Tensor"),
    ],
)
def test_run_density_refuses(options, told):
    with pytest.raises(ValueError, match=told): run_density(network(), CHANCES, **{"forced": -1, **options})


def test_runs_that_never_pass_are_told_with_their_step():
    model = network()
    with torch.no_grad():
        model.cell_parameters()["output.0.weights"].zero_()
        model.cell_parameters()["output.0.theta"].fill_(-TOPOLOGY.bias)  # so the output never is 1
    forced = torch.tensor([[0, 0, 0, 0], [0, 1, 0, 0]])
    with pytest.raises(ValueError, match=r"no run passes step 1 of sequence 1 .*force words"): run_density(model, CHANCES, forced)
    forced = torch.tensor([[0, 0, 0, 1], [0, 0, 0, 0]])
    with pytest.raises(ValueError, match=r"no run passes step 3 of sequence 0"): run_density(model, CHANCES, forced)
    with torch.no_grad(): model.angles[0] = torch.nan
    with pytest.raises(ValueError, match=r"parameter input\.0\.weights holds nan"): run_density(model, CHANCES, 0)


def test_a_run_that_does_not_fit_is_refused_before_it_starts():
    model = QRNN(Topology.paper(1, 12, stages=1, order=1, degree=1), seed=0)
    chances = torch.full((1000, 100, 2), 0.5)
    with pytest.raises(MemoryError, match=r"density matrices needs about .* GB"): run_density(model, chances, -1)
