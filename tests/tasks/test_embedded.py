"""Embedded digits: bits of coordinates, the ceiling, the methods."""







import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from helpers import SPLITS, random_digits, same

from qrnn_nb.tasks import (
    MNISTEmbedded,
)
from qrnn_nb.tasks import embedded as embedding

MANY = random_digits(8)


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
    assert batch.at.tolist() == [2] and batch.inputs.tolist() == task.arrays("test")[0].tolist()
    published = replace(task, protocol="paper").batch("test")
    assert published.at.tolist() == [1] and torch.equal(published.inputs, batch.inputs[:, :2])


def test_ceiling_by_hand(monkeypatch):
    labels = {"train": [0, 0, 1, 1, 1], "validate": [0, 1], "test": [0, 1, 1, 1]}
    data = {f"{split}_{what}": array for split in SPLITS for what, array in
            (("images", np.zeros((len(labels[split]), 28, 28), np.uint8)), ("labels", np.array(labels[split])))}
    points = {"train": [0, 0, 0, 3, 3], "validate": [0, 3], "test": [0, 0, 3, 1]}  # mostly class 0; class 1; code 1 is new: class 1
    planted(monkeypatch, [np.array(points[split], float)[:, None] for split in SPLITS])
    assert MNISTEmbedded((0, 1), dimensions=1, bits=2, data=data).ceiling() == .75


def test_pca_keeps_variance_and_is_fitted_to_training_alone():
    images = MANY["train_images"]
    fitted, placed = embedding.embed(images, MANY["test_images"], dimensions=3)
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
    with pytest.raises(ImportError, match=r"needs .*pip install '\.\[embeddings\]'"):
        embedding.embed(MANY["train_images"], method=method)


@pytest.mark.parametrize(("wrong", "message"), [
    (dict(method="isomap"), "method must be one of"), (dict(bits=0), "bits"), (dict(dimensions=9), "from 1 to 8"),
    (dict(by="rows"), "by must"),
    (dict(supervised=True), "only UMAP"), (dict(bits=1, protocol="paper"), "two words"),
    (dict(protocol="x"), "protocol must be one of"),
])
def test_wrong_settings_of_embeddings(wrong, message):
    with pytest.raises(ValueError, match=message): MNISTEmbedded(**wrong)
