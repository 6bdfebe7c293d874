"""Texts: letters as words, quotes, files."""












import pytest
from helpers import SPLITS
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.tasks import (
    Quotes,
    TextFile,
)
from qrnn_nb.tasks.text import ALPHABET, decode, encode


@given(st.text(max_size=60))
def test_encoding_is_stable_and_stays_in_the_alphabet(text):
    words = encode(text)
    assert all(0 <= word < 32 for word in words) and encode(decode(words).replace("¶", "\n")).tolist() == words.tolist()


def test_encoding_by_hand():
    assert decode(encode("Über-Öl,\tNaïve  cafés\n")) == "uber ol, naive cafes¶"
    assert encode(ALPHABET).tolist() == list(range(32))


def test_quotes_are_padded_and_advised_on_consonants():
    task = Quotes(("be.", "adobe"), "published")
    batch = task.batch("test")
    assert [task.show(words) for words in batch.inputs] == ["be.  ", "adobe"]
    b, d = ALPHABET.index("b"), ALPHABET.index("d")
    assert batch.forced[:, 1:].tolist() == [[-1, -1, -1, -1], [d, -1, b, -1]]


def test_text_is_split_in_the_order_of_the_file(tmp_path):
    text = "".join(chr(ord("a") + k // 20) for k in range(400))  # each letter twenty times
    (tmp_path / "text.txt").write_text(text)
    task = TextFile(tmp_path / "text.txt", 10)
    assert [decode(task.parts[split]) for split in SPLITS] == [text[:320], text[320:360], text[360:]]
    for split in SPLITS: assert all(decode(words) in decode(task.parts[split]) for words in task.batch(split, 50).inputs)
    (tmp_path / "letters.txt").write_text("".join(chr(ord("a") + k % 20) for k in range(150)))
    task = TextFile(tmp_path / "letters.txt", 10)
    pieces = {decode(words) for words in task.batch("test", 300).inputs}
    part = decode(task.parts["test"])  # 15 letters, all different
    assert pieces == {part[start:start + 10] for start in range(6)}


def test_texts_that_do_not_fit(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file"): TextFile(tmp_path / "gone.txt").batch()
    (tmp_path / "short.txt").write_text("abc" * 9)
    with pytest.raises(ValueError, match="27 letters"): TextFile(tmp_path / "short.txt").batch()
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9" * 200)
    with pytest.raises(ValueError, match="UTF-8"): TextFile(tmp_path / "latin.txt").batch()
    for alphabet in "abc", "aa ", "", 7:
        with pytest.raises(ValueError, match="alphabet"): TextFile("x", alphabet=alphabet)
