"""Every task in all protocols: settings, splits, what is forced, and blind tests that find leaks."""




import json
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest
import torch
from helpers import FIELDS, SPLITS, random_digits, same
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Topology, fit
from qrnn_nb.cell import SILENT
from qrnn_nb.tasks import (
    DNA,
    Adding,
    Batch,
    Blinded,
    CopyMemory,
    ElmanLetters,
    ElmanXOR,
    HiddenMarkov,
    Memorise,
    MNISTEmbedded,
    MNISTGenerative,
    MNISTPixels,
    Quotes,
    Renewal,
    Task,
    TextFile,
    ToggleAND,
    Waveform,
    blind_rules,
    task_from_settings,
)
from qrnn_nb.tasks.core import PROTOCOLS, force
from qrnn_nb.training import blind_test

MANY = random_digits(8)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    "A text of random letters, and random images, as files."
    folder = tmp_path_factory.mktemp("files")
    random = np.random.default_rng(5)
    (folder / "text.txt").write_text("".join(random.choice(list("abc d"), 3000)))
    np.savez(folder / "images.npz", **random_digits(40, (0, 1, 2), 1))
    return folder


def task_named(name, folder):
    images = folder / "images.npz"
    return {
        "memorise": lambda: Memorise(10), "xor": lambda: ElmanXOR(12), "letters": lambda: ElmanLetters(12), "dna": lambda: DNA(10),
        "copy": lambda: CopyMemory(3, 4), "adding": lambda: Adding(6, 2), "quotes": lambda: Quotes(("to be.", "or not", "a bad day")),
        "text": lambda: TextFile(folder / "text.txt", 12), "waveform": lambda: Waveform(length=14, noise=.2),
        "pixels": lambda: MNISTPixels(data=images),
        "three": lambda: MNISTPixels((0, 1, 2), scans=1, data=images, permute=2, deskewed=True),
        "groups": lambda: MNISTPixels(((0, 2), 1), data=images), "embedded": lambda: MNISTEmbedded((0, 1, 2), data=images, bits=3),
        "generative": lambda: MNISTGenerative(data=images), "toggle": lambda: ToggleAND(12),
        "hidden": lambda: HiddenMarkov(length=14, unjudged=4), "renewal": lambda: Renewal(length=14, unjudged=4),
    }[name]()


NAMES = ["memorise", "xor", "letters", "dna", "copy", "adding", "quotes", "text", "waveform", "pixels", "three", "groups",
         "embedded", "generative", "toggle", "hidden", "renewal"]


every = pytest.mark.parametrize("name", NAMES)


LEARNT_BY_HEART = {"memorise", "quotes"}


@every
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_settings_go_round_and_batches_come_again(name, protocol, files):
    task = replace(task_named(name, files), protocol=protocol)
    again = task_from_settings(json.loads(json.dumps(task.settings())))
    for split in SPLITS: assert same(task.batch(split, 3, 7), again.batch(split, 3, 7))
    assert again.protocol == protocol and task.show(task.batch(size=1).sequences[0])


@every
def test_splits_and_seeds_differ(name, files):
    task = task_named(name, files)
    batches = [task.batch(split, 5, seed).inputs for split, seed in (("train", 0), ("train", 1), ("validate", 0), ("test", 0))]
    alike = [torch.equal(a, b) for k, a in enumerate(batches) for b in batches[:k]]
    assert all(alike) if name in LEARNT_BY_HEART else not any(alike)


@every
def test_leak_free_outputs_are_right_where_they_are_scored_and_tell_nothing_elsewhere(name, files):
    task = task_named(name, files)
    batch = task.batch(size=8)
    constant = len(batch.forced[~batch.scored].unique()) <= 1
    _, read_next = batch.inputs.split((1, batch.inputs.shape[1] - 1), 1)
    seen_anyway = torch.equal(batch.forced[:, : read_next.shape[1]], read_next)
    assert constant or (task.autoregressive and seen_anyway)
    assert torch.equal(batch.forced[batch.scored], batch.targets[batch.scored])


@every
def test_the_answer_of_an_autoregressive_task_is_known_from_the_next_input(name, files):
    task = task_named(name, files)
    batch = task.batch(size=30)
    if task.autoregressive:
        answer_of, last = {}, batch.inputs.shape[1] - 1
        _, read_next = batch.inputs.split((1, last), 1)
        for read, answer in zip(read_next.flatten().tolist(), batch.targets[:, :last].flatten().tolist()):
            assert answer_of.setdefault(read, answer) == answer
        assert not replace(task, protocol="paper").told


@every
def test_published_outputs_are_targets_in_training_and_measured_where_test_is_scored(name, files):
    task = replace(task_named(name, files), protocol="paper")
    train, test = task.batch("train", 4), task.batch("test", 4)
    assert torch.equal(train.forced, train.targets)
    if name != "quotes": assert (test.forced[test.scored] == -1).all()
    assert torch.equal(test.forced[~test.scored], test.targets[~test.scored])


@every
def test_asked_outputs_are_as_leak_free_where_they_are_scored_and_silent_elsewhere(name, files):
    task = task_named(name, files)
    asked = replace(task, protocol="asked")
    assert asked.told == task.told
    for split in SPLITS:
        batch, other = task.batch(split, 6), asked.batch(split, 6)
        for field in "inputs", "targets", "scored": assert torch.equal(getattr(batch, field), getattr(other, field))
        assert (other.forced[~other.scored] == SILENT).all()
        assert torch.equal(other.forced[other.scored], batch.forced[batch.scored])


@every
def test_a_blinded_asked_task_stays_at_chance(name, files):
    task = replace(task_named(name, files), protocol="asked")
    size = min(3000, task.available("test") or 3000)
    chance = task.chance(task.batch("test", size))
    for rule, share in blind_rules(task, size).items(): assert share <= chance + margin(chance, size) + 1e-9, rule
    topology = Topology.paper(task.inputs, 2, stages=1, order=1, degree=2)
    found = blind_test(task, QRNN(topology, seed=0), updates=40)
    assert not found.leaks, found


@pytest.mark.parametrize("name", ["pixels", "three", "groups", "embedded"])
def test_every_beginning_of_a_label_is_asked_in_silence(name, files):
    task = replace(task_named(name, files), protocol="asked")
    batch = task.batch("test", 5)
    asked = task.candidates(batch)
    assert (asked.forced[~asked.scored] == SILENT).all() and (asked.forced[asked.scored] >= 0).all()
    model = QRNN(Topology.paper(task.inputs, 2, stages=1, order=1, degree=2), seed=0, dtype=torch.float64)
    assert task.ask(model, batch).sum(-1).max() <= 1 + 1e-9


@every
def test_a_blinded_leak_free_task_stays_at_chance(name, files):
    task = task_named(name, files)
    topology = Topology.paper(task.inputs, 2, stages=1, order=1, degree=2)
    found = blind_test(task, QRNN(topology, seed=0), updates=40)
    assert not found.leaks, found


def margin(chance, count):
    "Four standard deviations of a share of `count` answers."
    return 4 * (chance * (1 - chance) / count) ** .5


def test_every_registered_task_is_tested_here(files):
    shipped = {kind for kind in Task.kinds.values() if kind.__module__.startswith("qrnn_nb.tasks")}
    # tasks of your own data have no data by name: test_own_sequences and its like make them
    shipped = {kind for kind in shipped if not kind.__module__.startswith("qrnn_nb.tasks.own_")}
    assert {type(task_named(name, files)) for name in NAMES} | {Blinded} == shipped


@every
def test_no_blind_rule_beats_the_clock(name, files):
    task = task_named(name, files)
    size = min(3000, task.available("test") or 3000)
    chance = task.chance(task.batch("test", size))
    for rule, share in blind_rules(task, size).items(): assert share <= chance + margin(chance, size) + 1e-9, rule


def cases(batch, told):
    "For each answer: the step, the last two words read, where `told` the last word forced, and the answer."
    parts = (getattr(batch, name).tolist() for name in FIELDS)
    for inputs, targets, forced, scored in zip(*parts):
        last_forced = None
        for step, answer in enumerate(targets):
            read = inputs[max(0, step - 1):step + 1]
            if scored[step]: yield (step, *read, last_forced if told else None), answer
            last_forced = forced[step]


def looked_up(train, test, told):
    "The share of test answers that a table gives right which knows the commonest training answer of each case."
    table = defaultdict(Counter)
    for case, answer in cases(train, told): table[case][answer] += 1
    best = {case: max(found, key=found.get) for case, found in table.items()}
    return np.mean([best.get(case) == answer for case, answer in cases(test, told)])


@every
def test_who_is_not_told_gains_nothing_from_the_forced_word(name, files):
    task = task_named(name, files)
    size = min(600, task.available("test") or 600)
    train, test = task.batch("train", min(1500, task.available("train") or 1500)), task.batch("test", size)
    alone, with_forced = looked_up(train, test, False), looked_up(train, test, True)
    if task.told: assert with_forced >= alone - margin(alone, size)
    else: assert with_forced <= alone + margin(alone, size) + 1e-9
    if name == "toggle": assert task.told and with_forced == 1 and alone < .6  # the lamp is told, the word is read


@dataclass(frozen=True)
class Lamp(Task):
    "A lamp that is switched in `switched` of 20 steps; the answer is whether it is on."
    inputs: ClassVar[int] = 1
    switched: int = 10
    protocol: str = "leak-free"

    def _batch(self, split, size, random):
        words = random.integers(0, 20, (size, 12)) < self.switched
        lamp = np.cumsum(words, 1) % 2
        return Batch.of(words, lamp, force(lamp, True, split, self.protocol))


@given(st.integers(1, 19), st.integers(0, 2**32))
def test_answers_that_depend_on_one_another_are_found_out(switched, seed):
    task = Lamp(switched)
    rules = blind_rules(task, 1000, seed)
    share = switched / 20
    assert abs(rules["the last forced word"] - (12 - share) / 12 * (1 - share) - share / 12 * max(share, 1 - share)) < .2
    assert abs(rules["the commonest after the last forced word"] - max(share, 1 - share)) < .05
    assert abs(rules["the commonest after the last two forced words"] - max(share, 1 - share)) < .05


def test_published_labels_are_told_without_any_training():
    assert blind_rules(DNA(10, "paper"))["the last forced word"] == 1
    assert max(blind_rules(Whispering(9)).values()) == 1
    seldom = type("Seldom", (ToggleAND,), {"drawn": (0, 1, 2, 3)})()
    assert blind_test(seldom, updates=1).leaks and not blind_test(ToggleAND(), updates=60, lr=.03).leaks


def read_of(batch):
    "What is read of each sequence until its last answer."
    both = zip(batch.inputs.tolist(), batch.scored.tolist())
    return [tuple(words[:len(words) - scored[::-1].index(True)]) for words, scored in both]


@every
def test_overlap_is_what_a_search_finds(name, files):
    task = task_named(name, files)
    size = min(60, task.available("test") or 60)
    train = task.batch("train", task.available("train"), 0) if task.available("train") else None
    batches = [train] if train else [task.batch("train", 1000, seed) for seed in (0, 1000)]
    seen = {words for batch in batches for words in read_of(batch)}
    asked = read_of(task.batch("test", size))
    assert task.overlap("test", size, drawn=2000) == sum(words in seen for words in asked) / size
    if name in LEARNT_BY_HEART | {"copy"}: assert task.overlap() == 1 and "100.0% of these sequences" in task.explain("test")
    assert "read in training" not in task.explain("train")


def test_the_blind_test_finds_the_published_leak():
    assert blind_test(DNA(10, "paper"), updates=150).leaks


class Whispering(ElmanXOR):
    "Postselects the step before each answer on the answer."
    name = "Whispering"

    def _batch(self, split, size, random):
        batch = super()._batch(split, size, random)
        batch.forced[:, batch.at - 1] = batch.answers
        return batch


def test_the_blind_test_finds_a_planted_leak():
    assert blind_test(Whispering(9), updates=150).leaks


def test_blinded_blanks_inputs_and_nothing_else():
    for task in ElmanXOR(9), DNA(8, "paper"):
        seen, blind = task.batch(size=4), Blinded(task).batch(size=4)
        assert not blind.inputs.any() and all(torch.equal(getattr(seen, name), getattr(blind, name)) for name in FIELDS[1:])
    blind = Blinded(ElmanLetters(9)).batch(size=4)
    assert (blind.forced == -1).all()  # these would have repeated the inputs
    assert task_from_settings(json.loads(json.dumps(Blinded(DNA(8)).settings()))) == Blinded(DNA(8))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_labels_of_digits_change_nothing_that_is_read_or_forced_before_them(protocol):
    random = np.random.default_rng(3)
    shuffled = {name: random.permutation(array) if name.endswith("labels") else array for name, array in MANY.items()}
    for kind, options in (MNISTPixels, {"scans": 1}), (MNISTEmbedded, {"bits": 3}):
        one, two = (kind(digits=range(10), data=data, protocol=protocol, **options).batch("test") for data in (MANY, shuffled))
        first = int(one.at[0])
        assert torch.equal(one.inputs, two.inputs) and not torch.equal(one.answers, two.answers)
        assert torch.equal(one.forced[:, :first], two.forced[:, :first])


def test_published_validation_measures_and_can_be_trained():
    model = QRNN(Topology.paper(3, 2, stages=1, order=1, degree=1), seed=0)
    history = fit(model, Memorise(6, "paper"), updates=4, validate_every=2, progress=False)
    assert len(history.table["validation loss"].dropna()) == 2
