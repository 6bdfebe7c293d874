"""The generated sequences: formats, fairness, splits."""












import pytest
import torch
from helpers import SEEDS, SPLITS
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.tasks import ElmanLetters, ElmanXOR, Memorise, ToggleAND


@given(st.integers(3, 60), SEEDS)
def test_xor_words_are_xors(length, seed):
    batch = ElmanXOR(length).batch(size=8, seed=seed)
    words = batch.sequences[:, : length // 3 * 3].reshape(8, -1, 3)  # the last target is the last word, or not predictable
    assert torch.equal(words[..., 0] ^ words[..., 1], words[..., 2])
    assert batch.at.tolist() == list(range(1, length - 1, 3)) and torch.equal(batch.answers, words[..., 2])
    assert batch.inputs.shape == (8, length - 1) and (batch.targets[~batch.scored] == 2).all()


@given(st.integers(2, 60), SEEDS)
def test_letters_keep_their_grammar(length, seed):
    batch = ElmanLetters(length).batch(size=8, seed=seed)
    rest = {4: [0], 5: [1, 1], 6: [2, 2, 2]}
    for words in batch.inputs.tolist():
        assert len(words) == length - 1
        expected = []
        for word in words:
            if not expected: expected = list(rest[word])  # a KeyError here is a vowel without its consonant
            else: assert word == expected.pop(0)
    _, read_next = batch.inputs.split((1, length - 2), 1)
    assert torch.equal(batch.targets[:, :-1], torch.where(read_next >= 4, 7, read_next)) and batch.scored.all()


@given(st.integers(2, 60), SEEDS)
def test_toggle_counts_the_words_11(length, seed):
    batch = ToggleAND(length).batch(size=8, seed=seed)
    for words, answers in zip(batch.inputs.tolist(), batch.answers.tolist()):
        assert answers == [3 * (words[:read].count(3) % 2) for read in range(1, length)]


@given(SEEDS)
def test_the_lamp_is_on_whatever_it_was_before(seed):
    answers = ToggleAND(13).batch("train", 2000, seed).answers == 3
    for before, after in zip(answers.T[:-1], answers.T[1:]):  # 1,000 rows each way: six standard deviations
        assert abs(after[before].double().mean() - .5) < .1 and abs(after[~before].double().mean() - .5) < .1


def test_bits_and_consonants_are_fair():  # 24,000 bits and about 10,000 consonants, seed 0: within five standard deviations
    bits = ElmanXOR(36).batch(size=1000).inputs
    assert abs(bits.double().mean() - .5) < .02
    letters = ElmanLetters(36).batch(size=1000).inputs
    counts = letters.flatten().bincount()[4:7].double()
    assert ((counts / counts.sum() - 1 / 3).abs() < .025).all()


@given(st.sampled_from([ElmanXOR(), ElmanLetters()]), SEEDS, SEEDS)
def test_splits_never_share_a_stream(task, one, two):
    batches = [task.batch(split, 4, seed).inputs for split, seed in (("train", one), ("validate", two), ("test", one))]
    assert not any(torch.equal(a, b) for a, b in ((batches[0], batches[1]), (batches[0], batches[2]), (batches[1], batches[2])))


def test_memorise_is_two_sequences_in_every_split():
    for split in SPLITS:
        assert Memorise(6).batch(split, seed=3).sequences.tolist() == [[4] * 6, [0, 1, 2, 3, 0, 1]]


@pytest.mark.parametrize(("kind", "length"), [
    (ElmanXOR, 2), (ElmanLetters, 1), (Memorise, 1), (ToggleAND, 1), (ElmanXOR, True), (ElmanXOR, 36.), (Memorise, "9"),
])
def test_lengths_that_make_no_sense(kind, length):
    with pytest.raises(ValueError, match=r"length .* must be a whole number from [23] to 1,000,000, got"): kind(length)
