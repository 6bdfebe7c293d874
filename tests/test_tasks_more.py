"""Tasks beyond the first ones: formats, protocols, blind tests, text and series from files, embedded and generative digits."""

import json
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qrnn_nb import QRNN, Topology, evaluate, fit
from qrnn_nb.tasks import (
    DNA,
    EVEN_ODD,
    Adding,
    Batch,
    Blinded,
    CopyMemory,
    ElmanLetters,
    ElmanXOR,
    Memorise,
    MNISTEmbedded,
    MNISTGenerative,
    MNISTPixels,
    Quotes,
    Series,
    TextFile,
    Waveform,
    task_from_settings,
)
from qrnn_nb.tasks import embedded as embedding
from qrnn_nb.tasks.core import force, midpoints, quantise
from qrnn_nb.tasks.digits import deskew
from qrnn_nb.tasks.text import ALPHABET, decode, encode
from qrnn_nb.training import blind_test, confusion

SPLITS = "train", "validate", "test"
FIELDS = "inputs", "targets", "forced", "steps"
SEEDS = st.integers(0, 2**64)
quick = settings(deadline=None, max_examples=40)


def same(one: Batch, two: Batch) -> bool:
    return all(torch.equal(getattr(one, name), getattr(two, name)) for name in FIELDS)


def drawn(count, digits=range(10), seed=0):
    "Random 28×28 images, `count` of each digit and split."
    random, labels = np.random.default_rng(seed), np.repeat(np.array(digits), count)
    return {f"{part}_{what}": array for part in SPLITS
            for what, array in (("images", random.integers(0, 256, (len(labels), 28, 28), dtype=np.uint8)), ("labels", labels))}


SMALL = drawn(8)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    "A text of random letters, a random walk, and random images, as files."
    folder = tmp_path_factory.mktemp("files")
    random = np.random.default_rng(5)
    (folder / "text.txt").write_text("".join(random.choice(list("abc d"), 3000)))
    np.savetxt(folder / "series.csv", random.normal(size=(800, 2)), delimiter=",", header="left,right", comments="")
    np.savez(folder / "images.npz", **drawn(40, (0, 1, 2), 1))
    return folder


def make(name, folder):
    images = folder / "images.npz"
    return {
        "memorise": lambda: Memorise(10), "xor": lambda: ElmanXOR(12), "letters": lambda: ElmanLetters(12), "dna": lambda: DNA(10),
        "copy": lambda: CopyMemory(3, 4), "adding": lambda: Adding(6, 2), "quotes": lambda: Quotes(("to be.", "or not", "a bad day")),
        "text": lambda: TextFile(folder / "text.txt", 12), "waveform": lambda: Waveform(length=14, noise=.2),
        "series": lambda: Series(folder / "series.csv", "right", 12), "pixels": lambda: MNISTPixels(data=images),
        "three": lambda: MNISTPixels((0, 1, 2), scans=1, data=images, permute=2, deskewed=True),
        "groups": lambda: MNISTPixels(((0, 2), 1), data=images), "embedded": lambda: MNISTEmbedded((0, 1, 2), data=images, bits=3),
        "generative": lambda: MNISTGenerative(data=images),
    }[name]()


NAMES = ["memorise", "xor", "letters", "dna", "copy", "adding", "quotes", "text", "waveform", "series", "pixels", "three", "groups",
         "embedded", "generative"]
every = pytest.mark.parametrize("name", NAMES)
LEARNT_BY_HEART = {"memorise", "quotes"}


# ---------------------------------------------------------------- what all keep


@every
@pytest.mark.parametrize("protocol", ["leak-free", "published"])
def test_settings_go_round_and_batches_come_again(name, protocol, files):
    task = replace(make(name, files), protocol=protocol)
    again = task_from_settings(json.loads(json.dumps(task.settings())))
    for split in SPLITS: assert same(task.batch(split, 3, 7), again.batch(split, 3, 7))
    assert again.protocol == protocol and task.show(task.batch(size=1).inputs[0])


@every
def test_splits_and_seeds_differ(name, files):
    task = make(name, files)
    batches = [task.batch(split, 5, seed).inputs for split, seed in (("train", 0), ("train", 1), ("validate", 0), ("test", 0))]
    alike = [torch.equal(a, b) for k, a in enumerate(batches) for b in batches[:k]]
    assert all(alike) if name in LEARNT_BY_HEART else not any(alike)


@every
def test_leak_free_outputs_are_constant_outside_the_loss_and_right_inside(name, files):
    batch = make(name, files).batch(size=8)
    counts = torch.zeros(batch.inputs.shape[1] - 1, dtype=torch.bool)
    counts[batch.steps] = True
    assert len(batch.forced[:, 1:][:, ~counts].unique()) <= 1 and torch.equal(batch.forced[:, 1:][:, counts], batch.answers)


@every
def test_the_answer_of_an_autoregressive_task_is_known_from_the_next_input(name, files):
    task = make(name, files)
    batch = task.batch(size=30)
    if task.autoregressive:
        seen = {}
        for read, wanted in zip(batch.inputs[:, batch.steps + 1].flatten().tolist(), batch.answers.flatten().tolist()):
            assert seen.setdefault(read, wanted) == wanted
        assert not replace(task, protocol="published").told


@every
def test_published_outputs_are_targets_in_training_and_measured_in_the_loss_of_test(name, files):
    task = replace(make(name, files), protocol="published")
    train, test = task.batch("train", 4), task.batch("test", 4)
    assert torch.equal(train.forced[:, 1:], train.targets[:, 1:])
    inside = test.forced[:, test.steps + 1]
    if name != "quotes": assert (inside == -1).all()
    outside = [column for column in range(1, test.inputs.shape[1]) if column - 1 not in test.steps]
    assert torch.equal(test.forced[:, outside], test.targets[:, outside])


@every
def test_a_blinded_leak_free_task_stays_at_chance(name, files):
    found = blind_test(make(name, files), QRNN(Topology.paper(make(name, files).inputs, 2, 1, 1, 2), seed=0), steps=40)
    assert not found.leaks, found


def test_the_blind_test_finds_the_published_leak():
    assert blind_test(DNA(10, "published"), steps=150).leaks


class Whispering(ElmanXOR):
    "Postselects the step before each answer on the answer."
    name = "Whispering"

    def _batch(self, split, size, random):
        batch = super()._batch(split, size, random)
        batch.forced[:, batch.steps] = batch.answers
        return batch


def test_the_blind_test_finds_a_planted_leak():
    assert blind_test(Whispering(9), steps=150).leaks


def test_blinded_blanks_inputs_and_nothing_else():
    for task in ElmanXOR(9), DNA(8, "published"):
        seen, blind = task.batch(size=4), Blinded(task).batch(size=4)
        assert not blind.inputs.any() and all(torch.equal(getattr(seen, name), getattr(blind, name)) for name in FIELDS[1:])
    blind = Blinded(ElmanLetters(9)).batch(size=4)
    assert (blind.forced[:, 1:] == -1).all()  # these would have repeated the inputs
    assert task_from_settings(json.loads(json.dumps(Blinded(DNA(8)).settings()))) == Blinded(DNA(8))


@pytest.mark.parametrize("protocol", ["leak-free", "published"])
def test_labels_of_digits_change_nothing_that_is_read_or_forced_outside_the_loss(protocol):
    random = np.random.default_rng(3)
    shuffled = {name: random.permutation(array) if name.endswith("labels") else array for name, array in SMALL.items()}
    for kind, options in (MNISTPixels, {"scans": 1}), (MNISTEmbedded, {"bits": 3}):
        one, two = (kind(digits=range(10), data=data, protocol=protocol, **options).batch("test") for data in (SMALL, shuffled))
        place = int(one.steps[0]) + 1
        assert torch.equal(one.inputs, two.inputs) and not torch.equal(one.answers, two.answers)
        assert torch.equal(one.forced[:, 1:place], two.forced[:, 1:place])


# ---------------------------------------------------------------- words, protocols, accuracies


def test_force_by_hand():
    targets = np.array([[9, 1, 2, 3]])
    assert force(targets, [0, 2], "train", constant=5).tolist() == [[5, 1, 5, 3]]
    assert force(targets, [0, 2], "test", "published").tolist() == [[9, -1, 2, -1]]
    assert force(targets, [0, 2], "train", "published").tolist() == targets.tolist()


def test_roles_by_hand():
    batch = Batch.of([[0] * 6] * 2, [[0, 1, 2, 3, 1, 0], [0, 2, 2, 1, 3, 0]], [[0, 1, 7, -1, 1, 5], [0, 2, 7, -1, -1, 6]], [0, 3])
    assert batch.roles == ("in the loss, postselected on the target", "postselected on the constant 7", "measured",
                           "in the loss, postselected on the target, or measured", "postselected on other words than the target")


@quick
@given(st.floats(-5, 5), st.floats(.1, 9), st.integers(1, 6), st.lists(st.floats(-20, 20), min_size=1, max_size=9))
def test_quantise_is_the_nearest_midpoint(low, width, bits, values):
    middles = midpoints(low, low + width, bits)
    for value, word in zip(values, quantise(values, low, low + width, bits)):
        assert abs(middles[word] - value) <= min(abs(middles - value)) + 1e-9


def test_chance_and_confusion_by_hand():
    task = ElmanXOR(6)
    words = [[0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 1], [0, 0, 1, 0, 0, 0]]
    batch = Batch.of(words, words, words, [1, 4])
    assert task.chance(batch) == pytest.approx((2 + 2) / 6) and task.majority(batch) == pytest.approx(3 / 6)
    p = torch.zeros(3, 2, 4)
    p[..., 0], p[0, 0] = 1, torch.tensor([.2, .5, .3, 0])
    assert task.confusion(p, batch).tolist() == [[2, 1, 0, 0], [3, 0, 0, 0], [0] * 4, [0] * 4]
    assert task.confusion(p, batch, sampled=True)[0].tolist() == pytest.approx([2.2, .5, .3, 0])


def test_accuracy_per_image_and_per_word_by_hand():
    task = MNISTPixels(range(4), scans=1, data=SMALL)
    batch = Batch(*(words[:1] for words in (task.batch("test").inputs, task.batch("test").targets, task.batch("test").forced)),
                  task.batch("test").steps)  # class 0: words 0 0
    first, after = torch.tensor([.6, .4]), torch.tensor([[.5, .5], [.9, .1]])  # P(w1), P(w2 | w1)
    asked = torch.stack([torch.stack([first, row]) for row in after])
    assert task.beliefs(asked)[0].tolist() == pytest.approx([.3, .3, .36, .04])
    assert task.accuracy(asked, batch) == pytest.approx({"argmax accuracy": 0, "sampled accuracy": .3})
    found = task.word_accuracy(asked[:1], batch)
    assert found == pytest.approx({"argmax accuracy per word": 1, "sampled accuracy per word": .55})


def test_evaluate_names_what_it_counts():
    task = MNISTPixels(range(3), scans=1, data=SMALL)
    found = evaluate(QRNN(Topology.paper(1, 2, 1, 1, 1), seed=0), task)
    assert set(found) == {"loss", "argmax accuracy", "sampled accuracy", "argmax accuracy per word", "sampled accuracy per word"}
    assert found["sampled accuracy"] < found["sampled accuracy per word"] and task.unit == "image"


def test_confusion_of_a_model_adds_up():
    task, model = MNISTPixels(EVEN_ODD, data=SMALL), QRNN(Topology.paper(2, 2, 1, 1, 1), seed=0)
    table = confusion(model, task)
    assert list(table.index) == ["02468", "13579"] and table.to_numpy().sum() == 80 and (table.sum(axis=1) == 40).all()
    right = np.diag(table).sum() / 80
    assert evaluate(model, task)["argmax accuracy"] == pytest.approx(right)


def test_published_validation_measures_and_can_be_trained():
    history = fit(QRNN(Topology.paper(3, 2, 1, 1, 1), seed=0), Memorise(6, "published"), steps=4, validate_every=2, progress=False)
    assert len(history.table["validation loss"].dropna()) == 2


# ---------------------------------------------------------------- memory


@quick
@given(st.integers(4, 40), SEEDS)
def test_dna_format(length, seed):
    batch = DNA(length, "published").batch(size=8, seed=seed)
    for inputs, targets in zip(batch.inputs.tolist(), batch.targets.tolist()):
        (mark,) = [place for place, word in enumerate(inputs) if word >= 4]
        base = inputs[mark] - 4
        assert 1 <= mark < length // 2
        assert targets == [0] * mark + [base + 4] + [base] * (length - mark - 1)
    assert batch.steps.tolist() == [length - 2]


@quick
@given(st.integers(1, 6), st.integers(0, 9), st.integers(2, 5), SEEDS)
def test_copy_format(items, delay, bits, seed):
    batch = CopyMemory(items, delay, bits).batch(size=4, seed=seed)
    bell = 2**bits - 1
    for inputs, targets in zip(batch.inputs.tolist(), batch.targets.tolist()):
        symbols = inputs[:items]
        assert 0 < min(symbols) and max(symbols) < bell
        assert inputs[items:] == [0] * delay + [bell] + [0] * items
        assert targets == [0] * (items + delay + 1) + symbols
    assert batch.steps.tolist() == list(range(items + delay, 2 * items + delay))


@quick
@given(st.integers(2, 12), st.integers(1, 3), SEEDS)
def test_adding_adds(length, bits, seed):
    batch = Adding(length, bits).batch(size=8, seed=seed)
    for inputs, answer in zip(batch.inputs[:, :-1].tolist(), batch.answers[:, 0].tolist()):
        marked = [(place, word - 2**bits) for place, word in enumerate(inputs) if word >= 2**bits]
        assert len(marked) == 2 and marked[0][0] < length // 2 <= marked[1][0]
        assert answer == marked[0][1] + marked[1][1]


# ---------------------------------------------------------------- text


@quick
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


# ---------------------------------------------------------------- forecasts


def test_series_levels_are_those_of_training(tmp_path):
    values = np.concatenate([np.linspace(0, 7, 70), np.full(15, 3.0), np.full(15, 20.0)])
    (tmp_path / "series.csv").write_text("day,value\n" + "\n".join(f"x,{value}" for value in values))
    task = Series(tmp_path / "series.csv", length=5)
    assert task.range == (0, 7) and task.outside("test") == 1 and task.outside("validate") == 0
    assert (task.batch("test").inputs == 7).all() and (task.batch("validate").inputs == int(3 / 7 * 8)).all()


def test_forecast_error_and_persistence_by_hand():
    task = Waveform(bits=1, length=4)  # levels -0.5 and 0.5
    batch = Batch.of([[0, 0, 1, 1]], [[0, 0, 1, 1]], [[0, 0, 1, 1]], [0, 1, 2])
    found = task.accuracy(torch.tensor([[[1., 0], [.5, .5], [.2, .8]]]), batch)
    assert found["mean absolute error"] == pytest.approx((0 + .5 + .2) / 3)
    assert task.persistence(batch) == pytest.approx({"argmax accuracy": 2 / 3, "sampled accuracy": 2 / 3, "mean absolute error": 1 / 3})


def test_waves_repeat_after_their_period():
    for wave in "sine", "triangle", "sawtooth", "square":
        values = Waveform(wave, 5, length=20).values(6, np.random.default_rng(1))
        assert np.allclose(values[:, 5:], values[:, :-5]) and abs(values).max() <= 1
        assert np.ptp(values) > 1.5


def test_series_that_do_not_fit(tmp_path):
    (tmp_path / "text.csv").write_text("name\nAda\nAlan\n")
    (tmp_path / "hole.csv").write_text("value\n" + "1\n" * 50 + "\"\"\n" + "2\n" * 50)
    (tmp_path / "short.csv").write_text("value\n" + "1\n" * 50)
    for file, message in ("text", "no column of numbers"), ("hole", "row 51"), ("short", "15 % must hold"):
        with pytest.raises(ValueError, match=message): Series(tmp_path / f"{file}.csv").batch()
    with pytest.raises(ValueError, match="unknown wave"): Waveform("sin")
    for wrong in {"period": 0}, {"period": float("inf")}, {"noise": -1}:
        with pytest.raises(ValueError, match=next(iter(wrong))): Waveform(**wrong)


# ---------------------------------------------------------------- digits


def test_groups_are_classes():
    task, single = MNISTPixels(EVEN_ODD, data=SMALL), MNISTPixels(range(10), scans=2, data=SMALL)
    words, classes = task.arrays("test")
    digit_of = {picture.tobytes(): digit for picture, digit in zip(*single.arrays("test"))}
    assert [digit_of[picture.tobytes()] % 2 for picture in words] == classes.tolist()
    for wrong in ((0, (1, 0)), ((0, 1),), (0, ()), ((0, "1"), 2)):
        with pytest.raises(ValueError, match="digit"): MNISTPixels(wrong)


def test_permutation_is_one_for_all_and_undone_by_image():
    plain, shuffled = MNISTPixels(data=SMALL), MNISTPixels(data=SMALL, permute=4)
    for split in SPLITS: assert (shuffled.arrays(split)[0] == plain.arrays(split)[0][:, shuffled.order]).all()
    assert sorted(shuffled.order) == list(range(100)) and not (shuffled.order == np.arange(100)).any(axis=0).all()
    one, two = plain.arrays("test")[0][3], shuffled.arrays("test")[0][3]
    assert (one != two).any() and all((plain.image(one, line) == shuffled.image(two, line)).all() for line in (0, 1))


def test_published_label_stands_in_the_place_of_the_last_pixels():
    for classes, m in (2, 1), (10, 2):
        mine, published = (MNISTPixels(range(classes), data=SMALL, protocol=each).batch("test") for each in ("leak-free", "published"))
        assert published.inputs.shape[1] == 100 and published.steps.tolist() == list(range(99 - m, 99))
        assert torch.equal(published.inputs, mine.inputs[:, :100]) and torch.equal(published.answers, mine.answers)


@quick
@given(st.floats(-.6, .6), st.floats(1.5, 3), st.floats(11, 16))
def test_deskewing_uncorrelates(slant, thick, column):
    y, x = np.mgrid[:28, :28]
    ink = 255 * np.exp(-((x - column - slant * (y - 13.5)) / thick) ** 2 - ((y - 13.5) / 6) ** 2)
    (upright,) = deskew(ink[None].astype(np.uint8)).astype(float)

    def correlation(image):
        dx, dy = x - (image * x).sum() / image.sum(), y - (image * y).sum() / image.sum()
        return (image * dx * dy).sum() / np.sqrt((image * dx * dx).sum() * (image * dy * dy).sum())

    assert abs(correlation(upright)) < .02 + .05 * abs(correlation(ink))


def test_deskewing_leaves_blank_and_upright_alone():
    images = np.zeros((2, 28, 28), np.uint8)
    images[1, 5:23, 13:15] = 200
    assert (deskew(images) == images).all()


def test_scanned_pictures_cannot_be_deskewed_or_embedded():
    codes = {f"{split}_codes": np.zeros((4, 100), np.uint8) for split in SPLITS} | {f"{split}_labels": np.arange(4) % 2 for split in SPLITS}
    with pytest.raises(ValueError, match="cannot be deskewed"): MNISTPixels(data=codes, deskewed=True).batch()
    with pytest.raises(ValueError, match="cannot be embedded"): MNISTEmbedded((0, 1), data=codes).batch()


def planted(monkeypatch, points):
    "Let the embedding be these points, (n, d) for each split."
    monkeypatch.setattr(embedding, "embed", lambda *images, **options: points)


def test_bits_of_coordinates_by_hand(monkeypatch):
    data = {f"{split}_{what}": array for split in SPLITS for what, array in
            (("images", np.zeros((3, 28, 28), np.uint8)), ("labels", np.array([0, 1, 0])))}
    points = np.array([[0., 0], [7.9, 3.9], [6.2, .6]])  # of eight levels 0 7 6 and 0 7 1
    planted(monkeypatch, [points] * 3)
    task = MNISTEmbedded((0, 1), bits=3, data=data)
    assert [[task.symbol(word) for word in row] for row in task.arrays()[0].tolist()] == [["00"] * 3, ["11"] * 3, ["10", "10", "01"]]
    assert replace(task, by="dimensions").arrays()[0].tolist() == [[0, 0], [7, 7], [6, 1]]
    batch = task.batch("test")
    assert batch.steps.tolist() == [2] and batch.inputs[:, 3:].tolist() == [[0]] * 3
    published = replace(task, protocol="published").batch("test")
    assert published.steps.tolist() == [1] and torch.equal(published.inputs, batch.inputs[:, :3])


def test_ceiling_by_hand(monkeypatch):
    labels = {"train": [0, 0, 1, 1, 1], "validate": [0, 1], "test": [0, 1, 1, 1]}
    data = {f"{split}_{what}": array for split in SPLITS for what, array in
            (("images", np.zeros((len(labels[split]), 28, 28), np.uint8)), ("labels", np.array(labels[split])))}
    points = {"train": [0, 0, 0, 3, 3], "validate": [0, 3], "test": [0, 0, 3, 1]}  # mostly class 0; class 1; code 1 is new: class 1
    planted(monkeypatch, [np.array(points[split], float)[:, None] for split in SPLITS])
    assert MNISTEmbedded((0, 1), dimensions=1, bits=2, data=data).ceiling() == .75


def test_pca_keeps_variance_and_is_fitted_to_training_alone():
    images = SMALL["train_images"]
    fitted, placed = embedding.embed(images, SMALL["test_images"], dimensions=3)
    flat = images.reshape(len(images), -1) / 255
    singular = np.linalg.svd(flat - flat.mean(0), compute_uv=False)[:3]
    assert np.allclose(np.linalg.norm(fitted, axis=0), singular, rtol=.02)
    alone, other = embedding.embed(images, images[:5], dimensions=3)
    assert np.allclose(alone, fitted) and np.allclose(other, fitted[:5]) and placed.shape == (80, 3)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "module"), [("tsne", "openTSNE"), ("umap", "umap")])
def test_neighbours_stay_together_and_are_kept_on_disk(method, module, tmp_path, monkeypatch):
    pytest.importorskip(module)
    random = np.random.default_rng(0)
    centres = random.integers(0, 200, (2, 28, 28))
    labels = np.arange(80) % 2
    data = {f"{split}_{what}": array for split in SPLITS for what, array in (
        ("images", (centres[labels] + random.integers(0, 40, (80, 28, 28))).astype(np.uint8)), ("labels", labels))}
    task = MNISTEmbedded((0, 1), method=method, bits=3, data=data, root=tmp_path)
    assert task.ceiling() > .9
    monkeypatch.setattr(embedding, "embed", None)  # from now on only from disk
    assert same(task.batch("test"), MNISTEmbedded((0, 1), method=method, bits=3, data=data, root=tmp_path).batch("test"))


@pytest.mark.parametrize(("method", "module"), [("tsne", "openTSNE"), ("umap", "umap")])
def test_a_missing_library_is_named(method, module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=r"needs .*pip install 'qrnn_nb\[embeddings\]'"):
        embedding.embed(SMALL["train_images"], method=method)


@pytest.mark.parametrize(("wrong", "message"), [
    (dict(method="isomap"), "unknown method"), (dict(bits=0), "bits"), (dict(dimensions=9), "at most 8"), (dict(by="rows"), "by must"),
    (dict(supervised=True), "only UMAP"), (dict(bits=1, protocol="published"), "two words"), (dict(protocol="x"), "unknown protocol"),
])
def test_wrong_settings_of_embeddings(wrong, message):
    with pytest.raises(ValueError, match=message): MNISTEmbedded(**wrong)


def test_generative_digits_begin_with_their_class():
    pixels = MNISTPixels((3, 7), deskewed=True, data=SMALL)
    digit_of = {words.tobytes(): c for words, c in zip(*pixels.arrays("train"))}
    task = MNISTGenerative((3, 7), data=SMALL)
    batch = task.batch(size=6)
    assert batch.steps.tolist() == list(range(100)) and torch.equal(batch.inputs, batch.targets)
    for words in batch.inputs.numpy().astype(np.uint8):
        assert words[0] == digit_of[words[1:].tobytes()] and (task.image(words) == pixels.image(words[1:])).all()
    published = replace(task, protocol="published").batch(size=6)
    assert torch.equal(published.inputs[:, 1:], batch.inputs[:, 2:]) and torch.equal(published.inputs[:, 0], batch.inputs[:, 0])
    three = MNISTGenerative(range(10), data=SMALL)
    assert three.batch(size=2).steps[0] == 1 and [three.prefix(c).tolist() for c in (0, 9)] == [[[0, 0]], [[2, 1]]]
