"""Texts: letters as words, quotes, files."""












import pytest
from helpers import SPLITS
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.tasks import (
    Quotes,
    TextFile,
)
from qrnn_nb.tasks.text import ALPHABET, decode, encode, lost


@given(st.text(max_size=60))
def test_encoding_is_stable_and_stays_in_the_alphabet(text):
    words = encode(text)
    assert all(0 <= word < 32 for word in words) and encode(decode(words).replace("¶", "\n")).tolist() == words.tolist()


def test_encoding_by_hand():
    assert decode(encode("Über-Öl,\tNaïve  cafés\n")) == "uber ol, naive cafes¶"
    assert encode(ALPHABET).tolist() == list(range(32))


def test_quotes_are_padded_and_advised_on_consonants():
    task = Quotes(("be.", "adobe"), "paper")
    batch = task.batch("test")
    assert [task.show(words) for words in batch.sequences] == ["be.  ", "adobe"]
    b, d, space = (ALPHABET.index(letter) for letter in "bd ")
    assert batch.forced.tolist() == [[-1, -1, space, space], [d, -1, b, -1]]  # nothing behind the end is measured
    assert batch.scored.tolist() == [[True, True, False, False], [True] * 4]


def test_text_is_split_in_the_order_of_the_file(tmp_path):
    text = "".join(chr(ord("a") + k // 20) for k in range(400))  # each letter twenty times
    (tmp_path / "text.txt").write_text(text)
    task = TextFile(tmp_path / "text.txt", 10)
    assert [decode(task.parts[split]) for split in SPLITS] == [text[:320], text[320:360], text[360:]]
    for split in SPLITS: assert all(decode(words) in decode(task.parts[split]) for words in task.batch(split, 50).sequences)
    (tmp_path / "letters.txt").write_text("".join(chr(ord("a") + k % 20) for k in range(150)))
    task = TextFile(tmp_path / "letters.txt", 10)
    pieces = {decode(words) for words in task.batch("test", 300).sequences}
    part = decode(task.parts["test"])  # 15 letters, all different
    assert pieces == {part[start:start + 10] for start in range(6)}


def test_texts_that_do_not_fit(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file"): TextFile(tmp_path / "gone.txt").batch()
    (tmp_path / "short.txt").write_text("abc" * 9)
    with pytest.raises(ValueError, match="27 letters"): TextFile(tmp_path / "short.txt").batch()
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9" * 200)
    with pytest.raises(ValueError, match="UTF-8"): TextFile(tmp_path / "latin.txt").batch()
    for alphabet in "a", "aa ", "", 7:
        with pytest.raises(ValueError, match="alphabet"): TextFile("x", alphabet=alphabet)


@given(st.text(max_size=60), st.sampled_from([ALPHABET, "acgt", "abc "]))
def test_what_is_lost_is_what_the_alphabet_lacks(text, alphabet):
    missing = lost(text, alphabet)
    kept = "".join(character for character in text if character not in missing)
    assert decode(encode(kept, alphabet), alphabet).replace(" ", "") == decode(encode(text, alphabet), alphabet).replace(" ", "")
    assert all(text.count(character) == count for character, count in missing.items())
    spelt = len(kept) - sum(character.isspace() for character in kept)
    assert spelt + missing.total() + sum(character.isspace() for character in text) == len(text)


def test_lost_characters_are_said(tmp_path):
    (tmp_path / "tune.txt").write_text("d2 fd|Ad fd: " * 40)
    with pytest.warns(UserWarning, match=r"23% of the characters of .*tune\.txt are not in the alphabet .* most often: 2 \| :"):
        TextFile(tmp_path / "tune.txt", 5).batch()
    with pytest.warns(UserWarning, match="50% of the characters of the sentences"): Quotes(("12 34 ab", "56 78 cd"))


def test_an_alphabet_without_a_space(tmp_path):
    (tmp_path / "dna.txt").write_text("acgt\n" * 100)
    task = TextFile(tmp_path / "dna.txt", 8, "acgt")
    assert task.inputs == 2 and len(task.parts["train"]) == 320 and set(task.batch().inputs.unique().tolist()) == {0, 1, 2, 3}


@given(st.lists(st.text(ALPHABET[:26], min_size=2, max_size=12), min_size=1, max_size=5))
def test_padding_does_not_count(texts):
    task, longest = Quotes(tuple(texts)), max(map(len, texts))
    batch = task.batch()
    assert batch.scored.sum(1).tolist() == [len(text) - 1 for text in texts] and batch.inputs.shape[1] == longest - 1
    for text, answers, counts in zip(texts, batch.answers, batch.counts): assert decode(answers[counts]) == text[1:]
    shorter = min(map(len, texts)) < longest
    assert ("scored where the sequence has not ended" in task.explain()) == shorter
