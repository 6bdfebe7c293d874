"""Labelled images: sizes, greys, scans and patches, and a range that only the training part sets."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Topology, predict
from qrnn_nb.tasks import from_images, task_from_settings
from qrnn_nb.tasks.own_images import greys_of, image_words

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.random((30, 6, 4))
LABELS = ["x", "y", "z"] * 10


@given(scans=st.integers(1, 2), patch=st.integers(1, 2), bits=st.integers(1, 2))
def test_words_hold_every_level_once_a_scan(scans, patch, bits):
    levels = RANDOM.integers(0, 2**bits, (3, 6, 4))
    words = image_words(levels, 0, 2**bits, bits, scans, patch)
    assert words.shape == (3, 24 // patch**2)
    digits = [words >> bits * place & 2**bits - 1 for place in range(scans * patch**2)]
    np.testing.assert_array_equal(np.sort(np.stack(digits, -1).reshape(3, -1)), np.sort(np.repeat(levels.reshape(3, -1), scans, 1)))


def test_shrinking_takes_means_of_areas():
    images = RANDOM.random((2, 6, 6))
    np.testing.assert_allclose(greys_of(images, 3), images.reshape(2, 3, 2, 3, 2).mean((2, 4)), atol=1e-12)
    several = greys_of([np.ones((8, 5)), np.full((4, 9, 3), 2)], 4)
    np.testing.assert_allclose(several[:, 0, 0], [1, 2])


def test_only_the_training_part_sets_the_range():
    task = from_images(IMAGES, LABELS, levels=4, test=(100 * IMAGES[:3], LABELS[:3]), validate=(-IMAGES[:3], LABELS[:3]))
    assert task.limits == (IMAGES.min(), IMAGES.max())
    assert from_images(IMAGES, LABELS, limits=(0, 1)).limits == (0.0, 1.0)


def test_a_stored_task_reads_new_images():
    task = from_images((255 * IMAGES).astype(np.uint8), LABELS, side=3, levels=2, scans=2)
    again = task_from_settings(json.loads(json.dumps(task.settings())))
    assert again == task and again.data is None
    model = QRNN(Topology.paper(task.inputs, 2, stages=1, order=1, degree=1), seed=0)
    new = [255 * RANDOM.random((size, 7)) for size in (3, 5)]
    here = predict(model, task, new)
    np.testing.assert_array_equal(here.probabilities, predict(model, again, new).probabilities)
    assert here.probabilities.shape == (2, 3)


@pytest.mark.parametrize("options, message", [
    ({"side": 5}, "side must be at most 4"), ({"levels": 3}, "a power of two"), ({"scans": 3}, "scans"),
    ({"patch": 4}, "patch must be a divisor"),
    ({"limits": (1, 0)}, "the lower one first"), ({"levels": 2**9, "scans": 2}, "words of at most 16 bits"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(options, message):
    with pytest.raises(ValueError, match=message): from_images(IMAGES, LABELS, **options)


def test_images_that_are_none_are_refused():
    with pytest.raises(ValueError, match="give side"): from_images([np.ones((2, 3)), np.ones((3, 3))], ["x", "y"])
    with pytest.raises(ValueError, match="one grey"): from_images(np.ones((30, 2, 2)), LABELS)
    with pytest.raises(ValueError, match=r"x\[0\] must be finite"): from_images(np.full((30, 2, 2), np.nan), LABELS)


@pytest.mark.parametrize("change", [{"shape": [3]}, {"limits": [1, 1]}, {"bits": 0}, {"patch": 5}, {"shrunk": 1}, {"classes": ["x"]}])
def test_damaged_settings_are_refused(change):
    with pytest.raises(ValueError): task_from_settings(from_images(IMAGES, LABELS).settings() | change)
