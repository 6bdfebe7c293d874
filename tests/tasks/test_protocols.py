"""Every task in both protocols: settings, splits, what is forced, and blind tests that find leaks."""




import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from helpers import FIELDS, SPLITS, random_digits, same

from qrnn_nb import QRNN, Topology, fit
from qrnn_nb.tasks import (
    DNA,
    Adding,
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
from qrnn_nb.training import blind_test

MANY = random_digits(8)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    "A text of random letters, a random walk, and random images, as files."
    folder = tmp_path_factory.mktemp("files")
    random = np.random.default_rng(5)
    (folder / "text.txt").write_text("".join(random.choice(list("abc d"), 3000)))
    np.savetxt(folder / "series.csv", random.normal(size=(800, 2)), delimiter=",", header="left,right", comments="")
    np.savez(folder / "images.npz", **random_digits(40, (0, 1, 2), 1))
    return folder


def task_named(name, folder):
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


@every
@pytest.mark.parametrize("protocol", ["leak-free", "published"])
def test_settings_go_round_and_batches_come_again(name, protocol, files):
    task = replace(task_named(name, files), protocol=protocol)
    again = task_from_settings(json.loads(json.dumps(task.settings())))
    for split in SPLITS: assert same(task.batch(split, 3, 7), again.batch(split, 3, 7))
    assert again.protocol == protocol and task.show(task.batch(size=1).inputs[0])


@every
def test_splits_and_seeds_differ(name, files):
    task = task_named(name, files)
    batches = [task.batch(split, 5, seed).inputs for split, seed in (("train", 0), ("train", 1), ("validate", 0), ("test", 0))]
    alike = [torch.equal(a, b) for k, a in enumerate(batches) for b in batches[:k]]
    assert all(alike) if name in LEARNT_BY_HEART else not any(alike)


@every
def test_leak_free_outputs_are_constant_outside_the_loss_and_right_inside(name, files):
    batch = task_named(name, files).batch(size=8)
    counts = torch.zeros(batch.inputs.shape[1] - 1, dtype=torch.bool)
    counts[batch.steps] = True
    assert len(batch.forced[:, 1:][:, ~counts].unique()) <= 1 and torch.equal(batch.forced[:, 1:][:, counts], batch.answers)


@every
def test_the_answer_of_an_autoregressive_task_is_known_from_the_next_input(name, files):
    task = task_named(name, files)
    batch = task.batch(size=30)
    if task.autoregressive:
        seen = {}
        for read, wanted in zip(batch.inputs[:, batch.steps + 1].flatten().tolist(), batch.answers.flatten().tolist()):
            assert seen.setdefault(read, wanted) == wanted
        assert not replace(task, protocol="published").told


@every
def test_published_outputs_are_targets_in_training_and_measured_in_the_loss_of_test(name, files):
    task = replace(task_named(name, files), protocol="published")
    train, test = task.batch("train", 4), task.batch("test", 4)
    assert torch.equal(train.forced[:, 1:], train.targets[:, 1:])
    inside = test.forced[:, test.steps + 1]
    if name != "quotes": assert (inside == -1).all()
    outside = [column for column in range(1, test.inputs.shape[1]) if column - 1 not in test.steps]
    assert torch.equal(test.forced[:, outside], test.targets[:, outside])


@every
def test_a_blinded_leak_free_task_stays_at_chance(name, files):
    found = blind_test(task_named(name, files), QRNN(Topology.paper(task_named(name, files).inputs, 2, 1, 1, 2), seed=0), steps=40)
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
    shuffled = {name: random.permutation(array) if name.endswith("labels") else array for name, array in MANY.items()}
    for kind, options in (MNISTPixels, {"scans": 1}), (MNISTEmbedded, {"bits": 3}):
        one, two = (kind(digits=range(10), data=data, protocol=protocol, **options).batch("test") for data in (MANY, shuffled))
        place = int(one.steps[0]) + 1
        assert torch.equal(one.inputs, two.inputs) and not torch.equal(one.answers, two.answers)
        assert torch.equal(one.forced[:, 1:place], two.forced[:, 1:place])


def test_published_validation_measures_and_can_be_trained():
    history = fit(QRNN(Topology.paper(3, 2, 1, 1, 1), seed=0), Memorise(6, "published"), steps=4, validate_every=2, progress=False)
    assert len(history.table["validation loss"].dropna()) == 2
