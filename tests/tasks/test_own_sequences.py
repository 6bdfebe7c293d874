"""Labelled sequences: lengths are invisible, splits are stratified, labels come back as they were given, words of no class never count."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import DataLoader, TensorDataset

from qrnn_nb import QRNN, Ensemble, Topology, evaluate
from qrnn_nb.baselines import Baseline, Network, trivial
from qrnn_nb.cell import SILENT
from qrnn_nb.tasks import from_loader, from_sequences, task_from_settings
from qrnn_nb.training import LOSSES

STRINGS = ["abc", "a", "cab", "bb", "caca", "b"] * 5
LABELS = ["x", "y", "x", "x", "z", "y"] * 5
WIDE = {"theta": 0.5, "weights": 0.5, "rotations": 1.0}
KINDS = st.sampled_from([["no", "yes"], [3, -1], [True, False], [0.5, 2.0]])


def models():
    "A quantum network, and a classical one, for words of two bits."
    yield QRNN(Topology.paper(2, 2, stages=1, order=2, degree=2), seed=0, dtype=torch.float64, spreads=WIDE)
    yield Baseline(Network("gru", 2, 4, 3, told=True), seed=0, dtype=torch.float64)


def gradients(loss, model):
    return torch.autograd.grad(loss, [parameter for parameter in model.parameters() if parameter.numel()])


@given(x=st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=5))
def test_different_lengths_are_as_each_sequence_alone(x):
    task = from_sequences(STRINGS, LABELS)
    for model in models():
        together = task.probabilities(model, task.encode(x))
        apart = torch.cat([task.probabilities(model, task.encode([one])) for one in x])
        torch.testing.assert_close(together, apart, rtol=0, atol=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_and_gradients_are_as_of_each_sequence_alone(loss):
    task = from_sequences(STRINGS, LABELS)
    batch = task.batch("train", 12, seed=3)
    for model in models():
        def loss_of(one, model=model): return LOSSES[loss](model(one.inputs, one.forced, one.at), one.answers, one.counts)

        ends = batch.within.sum(1).tolist()
        alone = []
        for row, end in enumerate(ends):
            names = "inputs", "targets", "forced", "scored"
            alone.append(loss_of(type(batch)(*(getattr(batch, name)[row:row + 1, :end] for name in names))))
        apart = torch.stack(alone).mean()
        together = loss_of(batch)
        torch.testing.assert_close(together, apart, rtol=0, atol=1e-9)
        for one, other in zip(gradients(together, model), gradients(apart, model), strict=True):
            torch.testing.assert_close(one, other, rtol=0, atol=1e-9)


@given(labels=KINDS, counts=st.tuples(st.integers(10, 30), st.integers(10, 30)), seed=st.integers(0, 2**63 - 1))
def test_each_class_is_split_by_itself(labels, counts, seed):
    y = [label for label, count in zip(labels, counts) for _ in range(count)]
    x = [[row] for row in range(len(y))]  # each row has a symbol of its own
    task = from_sequences(x, y, validate=0.2, test=0.3, seed=seed)
    seen = []
    for split, share in (("train", 0.5), ("validate", 0.2), ("test", 0.3)):
        part = task.data[split]
        seen += [int(words[0]) for words in part.words]
        of_class = np.bincount(part.classes, minlength=2)
        for number, label in enumerate(task.classes):
            assert abs(of_class[number] - share * y.count(label)) <= 1.5
        for words, number in zip(part.words, part.classes): assert y[int(words[0])] == task.classes[number]
    assert sorted(seen) == list(range(len(y)))
    assert from_sequences(x, y, validate=0.2, test=0.3, seed=seed) == task


@given(labels=KINDS, as_array=st.booleans())
def test_labels_of_all_kinds_come_back(labels, as_array):
    y = labels * 10
    task = from_sequences(STRINGS[:20], np.array(y) if as_array else y)
    again = task_from_settings(json.loads(json.dumps(task.settings())))
    assert again == task and set(again.classes) == set(labels)
    assert {type(label) for label in again.classes} == {type(labels[0])}
    assert again.decode(range(len(labels))) == list(task.classes)


def test_columns_of_tables_are_read():
    table = pd.DataFrame({"text": STRINGS, "label": pd.Categorical(LABELS)})
    assert from_sequences(table["text"], table["label"]) == from_sequences(STRINGS, LABELS)
    numbers = pd.DataFrame(np.arange(60).reshape(30, 2) % 4)
    assert from_sequences(numbers, LABELS) == from_sequences(numbers.to_numpy().tolist(), LABELS)


@given(weights=st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_words_that_are_no_class_never_count(weights):
    task = from_sequences(STRINGS, LABELS)  # three classes, four words
    weights[3] = 1.0
    beliefs = task.beliefs(torch.tensor(weights, dtype=torch.float64).view(1, 1, 4))
    assert beliefs.shape == (1, 1, 3) and abs(beliefs.sum().item() - 1) < 1e-9
    if sum(weights[:3]): assert abs(beliefs[0, 0, 0].item() - weights[0] / sum(weights[:3])) < 1e-6


def test_splits_can_be_given():
    task = from_sequences(STRINGS, LABELS, validate=(["c"], ["z"]), test=(["aa", "bd"], ["x", "y"]))
    assert [task.available(split) for split in ("train", "validate", "test")] == [30, 1, 2]
    assert task.alphabet == ("a", "b", "c", "d")  # d is in the test part alone
    with pytest.raises(ValueError, match="'w' at 0"): from_sequences(STRINGS, LABELS, test=(["a"], ["w"]))
    alone = from_sequences(STRINGS, LABELS, validate=0, test=0)
    assert alone.available() == 30
    with pytest.raises(ValueError, match=r"the test part .* is empty"): alone.batch("test")


def test_an_alphabet_can_be_given():
    task = from_sequences(STRINGS, LABELS, alphabet="a b c d e".split())
    assert task.inputs == 3 and task.encode(["e"]).inputs.tolist() == [[4]]
    with pytest.raises(ValueError, match="which is none of 'a', 'b'"): from_sequences(STRINGS, LABELS, alphabet=["a", "b"])


@pytest.mark.parametrize("x, y, message", [
    ("abc", ["x"] * 3, "put a single one into a list"), ([], [], "at least one sequence"), (["a", ""], ["x", "y"], r"x\[1\] must be"),
    (STRINGS, LABELS[:-1], "29 labels for 30 rows"), (STRINGS, ["x"] * 30, "at least 2 different"),
    (["a", [1]] * 15, LABELS, "each of alphabet must be of one kind"),
    (STRINGS, [None] * 30, "each of y must be"), (STRINGS, [float("nan")] * 30, "each of y must be"),
    (STRINGS[:4], LABELS[:4], "a single row left, such as 'y'.* take more"), ([[[1]], [[2]]] * 15, LABELS, r"each of x\[0\] must be"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(x, y, message):
    with pytest.raises(ValueError, match=message): from_sequences(x, y)


@pytest.mark.parametrize("missing", [None, float("nan"), np.float32("nan"), pd.NA, pd.NaT])
@pytest.mark.parametrize("kind", [list, pd.Series, lambda x: pd.DataFrame({"text": x})])
def test_a_missing_sequence_is_named_with_what_to_do(missing, kind):
    x = kind([*STRINGS[:20], missing, *STRINGS[21:]])
    with pytest.raises(ValueError, match=r"x\[20\] is empty \(.*\): drop it or fill it"): from_sequences(x, LABELS)


def test_a_number_alone_is_no_sequence():
    with pytest.raises(ValueError, match=r"x\[0\] must be a text or a list of symbols, got 7"): from_sequences([7] * 30, LABELS)


def test_a_table_of_one_column_of_texts_is_that_column():
    table = pd.DataFrame({"text": STRINGS})
    of_table, of_list = from_sequences(table, LABELS), from_sequences(STRINGS, LABELS)
    assert of_table == of_list and of_table.digest == of_list.digest
    words = pd.DataFrame({"first": STRINGS, "second": STRINGS})  # two columns are sequences of two symbols
    assert from_sequences(words, LABELS).alphabet == tuple(sorted(set(STRINGS)))


@pytest.mark.parametrize("y, message", [
    (np.arange(30) / 7, r"30 of 30 classes have a single row left, such as 0.0: .* put numbers into groups"),
    (["x"] * 29 + ["y"], "1 of 2 classes have a single row left, such as 'y': take more rows of each"),
    ([*range(15)] * 2, "24 and 6 of 30 rows cannot both have all 15 classes"),
])  # fmt: skip
def test_classes_with_too_few_rows_are_named_in_one_sentence(y, message):
    with pytest.raises(ValueError, match=message) as caught: from_sequences(STRINGS, y)
    assert "The least populated" not in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("change", [
    {"classes": ["x"]}, {"classes": ["x", 1]}, {"alphabet": []}, {"alphabet": ["a", "a"]}, {"data": {}}, {"data": {"train": 1}},
    {"digest": 5}, {"protocol": "none"}, {"alphabet": list(range(2**16 + 1))},
])  # fmt: skip
def test_damaged_settings_are_refused(change):
    settings = from_sequences(STRINGS, LABELS).settings()
    with pytest.raises(ValueError): task_from_settings(settings | change)


def test_a_task_from_settings_has_no_data():
    task = task_from_settings(from_sequences(STRINGS, LABELS).settings())
    for use in (task.batch, task.available, lambda: evaluate(next(models()), task)):
        with pytest.raises(ValueError, match="not stored with a model"): use()
    assert "the data are not here" in task.explain()


def test_chance_is_the_commonest_class_and_not_a_length():
    task = from_sequences(STRINGS, LABELS, test=(["a" * n for n in range(1, 5)], list("xxyz")))
    assert task.chance(task.batch("test")) == 0.5
    assert set(trivial(task)) == {"majority", "logistic regression", "nearest neighbour"}  # lengths differ between the splits


def test_members_are_averaged():
    task = from_sequences(STRINGS, LABELS)
    ensemble = Ensemble(Topology.paper(2, 2, stages=1, order=2, degree=2), 2, seed=0, dtype=torch.float64)
    batch = task.encode(["ab", "c"])
    alone = [task.probabilities(ensemble[k], batch) for k in range(2)]
    torch.testing.assert_close(task.probabilities(ensemble, batch), (alone[0] + alone[1]) / 2)


def test_protocols_agree_but_for_what_is_measured():
    task = from_sequences(STRINGS, LABELS)
    paper = replace(task, protocol="paper").batch("test")
    batch = task.batch("test")
    assert torch.equal(paper.forced, batch.forced.masked_fill(batch.scored, -1))
    asked = replace(task, protocol="asked")
    silent = asked.batch("test")
    assert torch.equal(silent.forced, batch.forced.masked_fill(~batch.scored, SILENT)) and torch.equal(silent.inputs, batch.inputs)
    model = QRNN(Topology.paper(2, 2, stages=1, order=2, degree=2), seed=0, dtype=torch.float64)
    new = asked.encode(["ab", "cab"])
    for row in range(2):
        end = int(new.scored[row].nonzero()[-1])
        expected = model(new.inputs[row : row + 1, : end + 1], SILENT, at=[end])[0, 0, : len(asked.classes)]
        torch.testing.assert_close(asked.probabilities(model, new)[row], expected / expected.sum())


def test_loaders_give_what_lists_give():
    words, labels = torch.arange(60).view(30, 2) % 3, torch.tensor([0, 1, 2] * 10)
    loader = DataLoader(TensorDataset(words, labels), batch_size=7)
    assert from_loader(loader) == from_sequences(words.tolist(), labels.tolist())
    with pytest.raises(ValueError, match="each of loader must be"): from_loader(DataLoader(TensorDataset(words)))
    with pytest.raises(ValueError, match="each of loader must be"): from_loader(DataLoader(TensorDataset(words.float(), labels)))


NUMBERS = st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), min_size=1, max_size=5)


def gestures(random=0, rows=30, channels=2):
    draw = np.random.default_rng(random)
    return [draw.standard_normal((length, channels)) for length in draw.integers(2, 7, rows)]


@given(x=NUMBERS)
def test_series_of_different_lengths_are_as_each_series_alone(x):
    task = from_sequences([series[:, 0] for series in gestures()], LABELS, bits=2)
    for model in models():
        together = task.probabilities(model, task.encode(x))
        apart = torch.cat([task.probabilities(model, task.encode([one])) for one in x])
        torch.testing.assert_close(together, apart, rtol=0, atol=1e-9)


def test_only_training_series_decide_on_bins():
    x, far = gestures(), [100 + series for series in gestures(1, rows=4)]
    one = from_sequences(x, LABELS, bits=2, test=(x[:4], LABELS[:4]))
    other = from_sequences(x, LABELS, bits=2, test=(far, LABELS[:4]))
    assert one.edges == other.edges and (other.batch("test").inputs[:, 0] == 15).all()


def test_a_word_holds_the_bins_of_all_channels():
    task = from_sequences(gestures(), LABELS, bits=1)
    below, above = -1e9, 1e9
    assert task.encode([[[below, below], [below, above], [above, below], [above, above]]]).inputs.tolist() == [[0, 1, 2, 3]]
    assert task.inputs == 2 and task.bits == 1


def test_arrays_tables_and_lists_are_the_same_series():
    x = gestures()
    expected = from_sequences(x, LABELS, bits=2)
    assert from_sequences([pd.DataFrame(series) for series in x], LABELS, bits=2) == expected
    assert from_sequences([series.tolist() for series in x], LABELS, bits=2).digest == expected.digest
    matrix = np.random.default_rng(0).standard_normal((30, 5))
    assert from_sequences(pd.DataFrame(matrix), LABELS, bits=2) == from_sequences(matrix, LABELS, bits=2)


def test_few_values_have_a_bin_each_and_are_stored_as_plain_numbers():
    task = from_sequences([[0, 1, 1], [1, 0]] * 15, LABELS, bits=2)
    stored = json.dumps(task.settings(), allow_nan=False)
    assert task_from_settings(json.loads(stored)).encode([[0, 1, 7]]).inputs.tolist() == [[0, 1, 1]]


@pytest.mark.parametrize("x, options, message", [
    ([[1.0, np.nan]] * 30, {}, "fill or drop what is missing"), ([[[1.0, 2.0]]] * 29 + [[[1.0]]], {}, "of 2 channels, as the first"),
    ([[1.0]] * 30, {"bits": 17}, "bits must be"), (gestures(channels=9), {"bits": 2}, "bits times channels"),
    ([[1.0]] * 30, {"alphabet": [1.0]}, "alphabet for symbols or bits for numbers"), ([[]] * 30, {}, "finite numbers"),
])  # fmt: skip
def test_series_that_do_not_fit_are_refused(x, options, message):
    with pytest.raises(ValueError, match=message): from_sequences(x, LABELS, **{"bits": 1} | options)


@pytest.mark.parametrize("edges", [[], [[]], [[1.0, 2.0]], [[2.0, 1.0, 3.0]], [[1.0], [1.0, 2.0, 3.0]], [["a"]], [[float("inf")]], 3])
def test_damaged_edges_are_refused(edges):
    settings = from_sequences(gestures(), LABELS, bits=1).settings() | {"edges": edges}
    with pytest.raises(ValueError, match="edge"): task_from_settings(settings)


@pytest.mark.parametrize(("letters", "said"), [("ab", "words of 1 bit"), ("abcd", "words of 2 bits")])
def test_one_bit_is_one_bit(letters, said):
    task = from_sequences([letters] * 30, ["odd", "even"] * 15)
    assert said in task.explain().splitlines()
