"""Tasks of memory: their formats."""














from helpers import SEEDS
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.tasks import (
    DNA,
    Adding,
    CopyMemory,
)


@given(st.integers(4, 40), SEEDS)
def test_dna_format(length, seed):
    batch = DNA(length, "paper").batch(size=8, seed=seed)
    for inputs, targets in zip(batch.inputs.tolist(), batch.targets.tolist()):
        (mark,) = [step for step, word in enumerate(inputs) if word >= 4]
        base = inputs[mark] - 4
        assert 1 <= mark < length // 2
        assert targets == [0] * (mark - 1) + [base + 4] + [base] * (length - 1 - mark)
    assert batch.at.tolist() == [length - 2] == [batch.inputs.shape[1] - 1]


@given(st.integers(1, 6), st.integers(0, 9), st.integers(2, 5), SEEDS)
def test_copy_format(items, delay, bits, seed):
    batch = CopyMemory(items, delay, bits).batch(size=4, seed=seed)
    bell = 2**bits - 1
    for inputs, targets in zip(batch.inputs.tolist(), batch.targets.tolist()):
        symbols = inputs[:items]
        assert 0 < min(symbols) and max(symbols) < bell
        assert inputs[items:] == [0] * delay + [bell] + [0] * (items - 1)
        assert targets == [0] * (items + delay) + symbols
    assert batch.at.tolist() == list(range(items + delay, 2 * items + delay))


@given(st.integers(2, 12), st.integers(1, 3), SEEDS)
def test_adding_adds(length, bits, seed):
    batch = Adding(length, bits).batch(size=8, seed=seed)
    assert batch.at.tolist() == [length - 1]
    for inputs, answer in zip(batch.inputs.tolist(), batch.answers[:, 0].tolist()):
        marked = [(step, word - 2**bits) for step, word in enumerate(inputs) if word >= 2**bits]
        assert len(marked) == 2 and marked[0][0] < length // 2 <= marked[1][0]
        assert answer == marked[0][1] + marked[1][1]
