"""Pictures against the published ones; the threshold, deskewing."""

import hashlib
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.tasks.mnist import part_mnist
from qrnn_nb.tasks.pictures import binarise, deskew, otsu, scan


def test_otsu_on_known_histograms():
    images = np.array([[0] * 50 + [255] * 50, [10] * 90 + [200] * 10, [0] * 10 + [100] * 10 + [200] * 80], dtype=np.uint8)[:, :100]
    assert otsu(images).tolist() == [0, 10, 100]
    plain = np.full((2, 100), 255, dtype=np.uint8)
    assert (binarise(plain) == 1).all()  # a blank sheet is paper


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
