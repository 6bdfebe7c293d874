"""Storage: one writer at a time, readers that see whole states, strangers' files, digests, full disks, killed writers."""

import errno
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Topology, storage
from qrnn_nb.baselines import Baseline, Network
from qrnn_nb.storage import load_folder, save_folder, write_all, write_whole, writing

TOPOLOGY = Topology.paper(2, 2, stages=1, order=1, degree=2)


def names(folder):
    "What is in a folder, by name."
    return sorted(path.name for path in Path(folder).iterdir())


def store(folder, number=0, name="model"):
    "Store a record and tensors that belong together."
    save_folder(folder, name, {"number": number}, {"weights": torch.full((3,), float(number))})


def fits(folder, name="model"):
    "Whether record and tensors of a folder belong together; their number."
    record, tensors = load_folder(folder, name)
    assert tensors["weights"].tolist() == 3 * [record["number"]]
    return record["number"]


def test_a_folder_holds_two_files_however_often_it_is_saved(tmp_path):
    for number in range(4): store(tmp_path, number)
    assert fits(tmp_path) == 3
    tensors, record = names(tmp_path)
    assert record == "model.json" and re.fullmatch(r"model-[0-9a-f]{16}\.safetensors", tensors)


STRANGERS = (
    "model-00001-of-00002.safetensors", "model-0123456789abcdef.safetensors", "model-notes.safetensors", ".model.json-abcd1234",
    "model.json.bak", "other.json", "checkpoint-0123456789abcdef.safetensors",
)  # fmt: skip


def test_a_save_removes_nothing_that_is_not_its_own(tmp_path):
    for name in STRANGERS: (tmp_path / name).write_text("mine")
    for number in range(3): store(tmp_path, number)
    for name in STRANGERS: assert (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize("named", ["../outside.safetensors", "/etc/passwd", "model.json", "notes", 3, None, ["a"]])
def test_a_foreign_record_does_not_say_what_is_removed(tmp_path, named):
    inside, outside = tmp_path / "run", tmp_path / "outside.safetensors"
    inside.mkdir()
    for path in outside, inside / "notes": path.write_text("mine")
    (inside / "model.json").write_text(json.dumps({"qrnn_nb": "model", "version": 1, "tensors": named, "replaces": [named]}))
    store(inside)
    assert fits(inside) == 0 and outside.read_text() == (inside / "notes").read_text() == "mine"


# Digests


def numbers_in(value, path=()):
    "The places of all numbers in nested data."
    if isinstance(value, dict): found = value.items()
    elif isinstance(value, list): found = enumerate(value)
    else: return [path] if isinstance(value, int | float) and not isinstance(value, bool) else []
    return [place for key, inner in found for place in numbers_in(inner, (*path, key))]


def test_every_number_of_a_record_is_protected(tmp_path):
    QRNN(TOPOLOGY, seed=0).save(tmp_path)
    path = tmp_path / "model.json"
    record = json.loads(path.read_text())
    places = numbers_in(record)
    assert len(places) > 20
    for place in places:
        changed = json.loads(path.read_text())
        inner = changed
        for key in place[:-1]: inner = inner[key]
        inner[place[-1]] += 1
        (tmp_path / "other").mkdir(exist_ok=True)
        for file in tmp_path.glob("*.safetensors"): shutil.copy(file, tmp_path / "other")
        (tmp_path / "other" / "model.json").write_text(json.dumps(changed))
        with pytest.raises(ValueError, match=r"damaged|version"): QRNN.load(tmp_path / "other")


def test_the_order_of_fields_and_the_space_between_them_do_not_count(tmp_path):
    store(tmp_path, 5)
    path = tmp_path / "model.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps(dict(reversed(record.items()))))
    assert fits(tmp_path) == 5


@pytest.mark.parametrize("name", ["digits", "drawing"])
def test_models_of_the_first_version_load(root, name):
    folder = root / "nbs/lessons" / name
    assert json.loads((folder / "model.json").read_text())["version"] == 1
    assert QRNN.load(folder).topology.parameters > 0


@pytest.mark.parametrize("version", [0, 4, True, "2", None, 1.5])
def test_other_versions_are_refused(tmp_path, version):
    store(tmp_path)
    path = tmp_path / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": version}))
    with pytest.raises(ValueError, match="not a qrnn_nb model of version 1 to 3"): load_folder(tmp_path, "model")


@given(content=st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode), st.just(b"[" * 10**5), st.just(b"NaN")))
def test_whatever_stands_in_a_record_is_told_as_damage(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("run")
    (folder / "model.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"damaged|not a qrnn_nb model"): load_folder(folder, "model")


NO_DATA = {"array": {"a": np.zeros(2)}, "set": {"a": {1, 2}}, "object": {"a": object()}, "key": {("a", "b"): 1}}


@pytest.mark.parametrize("record", NO_DATA.values(), ids=NO_DATA)
def test_what_is_no_plain_data_is_refused_and_leaves_the_old_state(tmp_path, record):
    store(tmp_path, 1)
    with pytest.raises(ValueError, match=r"only plain data can be stored"): save_folder(tmp_path, "model", record, {})
    assert fits(tmp_path) == 1 and len(names(tmp_path)) == 2


# Tensors


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16], ids=str)
@pytest.mark.parametrize("model", [QRNN(TOPOLOGY, seed=0), Baseline(Network("rnn", 2, hidden=2, embedding=2))], ids=["QRNN", "Baseline"])
def test_half_precision_is_refused_before_anything_is_stored(tmp_path, model, kind):
    half = type(model)(model.topology, seed=0).to(kind)
    with pytest.raises(ValueError, match=r"must all be float32 or all float64, got .*float16: use"): half.save(tmp_path)
    assert not names(tmp_path)
    half.float().save(tmp_path)
    assert type(model).load(tmp_path).topology == model.topology


def test_a_mixture_of_precisions_is_refused(tmp_path):
    model = Baseline(Network("rnn", 2, hidden=2, embedding=2))
    first = next(model.parameters())
    first.data = first.data.double()
    with pytest.raises(ValueError, match="got float32 and float64"): model.save(tmp_path)


CHANGES = {
    "whole numbers": lambda value: torch.zeros(value.shape, dtype=torch.int64),
    "complex": lambda value: value.to(torch.complex64),
    "other precision": lambda value: value.double(),
    "half": lambda value: value.half(),
    "yes and no": lambda value: value > 0,
    "one dimension more": lambda value: value[None],
    "one number less": lambda value: value.flatten()[:-1],
    "a number as a list": lambda value: value.reshape(-1),
}


@pytest.mark.parametrize("model", [QRNN(TOPOLOGY, seed=0), Baseline(Network("rnn", 2, hidden=2, embedding=2))], ids=["QRNN", "Baseline"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_tensor_of_another_kind_does_not_load(tmp_path, model, change):
    for name, value in model.state_dict().items():
        other = change(value)
        if other.dtype == value.dtype and other.shape == value.shape: continue
        save_folder(tmp_path, "model", model.record(), model.state_dict() | {name: other})
        with pytest.raises(ValueError, match=f"stored parameter {name} must be"): type(model).load(tmp_path)


def test_tensors_in_no_known_format_are_damage(tmp_path):
    content = b"\x05\0\0\0\0\0\0\0hello"
    store(tmp_path)
    path = tmp_path / "model.json"
    record = json.loads(path.read_text()) | {"tensors": "model-x.safetensors", "sha256": storage.hashlib.sha256(content).hexdigest()}
    path.write_text(json.dumps(record | {"digest": storage._digest(record)}))
    (tmp_path / "model-x.safetensors").write_bytes(content)
    with pytest.raises(ValueError, match=r"model-x\.safetensors is damaged"): load_folder(tmp_path, "model")


# Who writes


HOLD = """
import sys
from qrnn_nb.storage import writing
with writing(sys.argv[1], wait=0):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path, root):
    "A process that holds the lock of `tmp_path/model.json`."
    command = [sys.executable, "-c", HOLD, str(tmp_path / "model.json")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(root)})
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_who_writes_is_told_to_those_who_cannot(tmp_path, holder):
    with pytest.raises(BlockingIOError, match=rf"model.json is being written by process {holder.pid} on .*: wait until"):
        with writing(tmp_path / "model.json", wait=0): pass


def test_a_killed_writer_blocks_nobody(tmp_path, holder):
    holder.kill()
    holder.wait()
    with writing(tmp_path / "model.json", wait=0): assert str(os.getpid()) in (tmp_path / ".model.json.lock").read_text()
    assert not names(tmp_path)


def test_who_writes_may_write_again_and_other_threads_may_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = []

    def other():
        try: store("run", 7)
        except BlockingIOError as error: told.append(str(error))

    acquire = storage.FileLock.acquire
    monkeypatch.setattr(storage.FileLock, "acquire", lambda self, timeout=None, **rest: acquire(self, timeout=0, **rest))
    with writing("run/model.json"):
        store("run", 1)
        store(tmp_path / "run", 2)  # the same folder by another name
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(told) == 1 and fits("run") == 2 and len(names("run")) == 2
    store("run", 3)


def test_what_killed_writers_leave_is_cleared_away(tmp_path):
    store(tmp_path, 1)
    orphan = "model-0123456789abcdef.safetensors"
    (tmp_path / orphan).write_text("tensors of a writer that was killed between its two renames")
    (tmp_path / ".model.json.tmp").write_text(json.dumps({"tensors": orphan}))
    for name in ".model.safetensors.tmp", ".model.json.lock": (tmp_path / name).write_text("half")
    store(tmp_path, 2)
    assert fits(tmp_path) == 2 and len(names(tmp_path)) == 2
    (tmp_path / ".notes.csv.tmp").write_text("half")
    write_whole(tmp_path / "notes.csv", b"whole")
    assert len(names(tmp_path)) == 3 and (tmp_path / "notes.csv").read_bytes() == b"whole"


def test_a_reader_that_comes_in_the_middle_of_a_save_looks_again(tmp_path, monkeypatch):
    store(tmp_path, 1)
    loaded, saves = storage._loaded, iter([2, 3])

    def interrupted(folder, name, content):
        for number in saves:  # two saves between the reader's look at the record and at the tensors
            store(folder, number)
        return loaded(folder, name, content)

    monkeypatch.setattr(storage, "_loaded", interrupted)
    assert fits(tmp_path) == 3


def test_two_writers_and_a_reader_at_once(tmp_path, root):
    command = [sys.executable, root / "tests/soak/two_writers.py", "--minutes", "0.03", "--folder", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(root)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 damaged" in done.stdout


# The disk


class Full:
    "A disk on which only so many files more can be written."

    def __init__(self, files, monkeypatch):
        self.files, self.sync = files, os.fsync
        monkeypatch.setattr(storage.os, "fsync", self.fsync)

    def fsync(self, handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode): return
        self.files -= 1
        if self.files < 0: raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("room", [0, 1])
def test_a_full_disk_leaves_the_old_state(tmp_path, monkeypatch, room):
    store(tmp_path, 1)
    Full(room, monkeypatch)
    with pytest.raises(OSError, match=r"cannot write .*No space left on device. Choose a folder"): store(tmp_path, 2)
    assert fits(tmp_path) == 1 and len(names(tmp_path)) == 2


@pytest.mark.parametrize("room", [0, 1, 2])
def test_files_that_belong_together_are_all_new_or_all_old(tmp_path, monkeypatch, room):
    paths = [tmp_path / name for name in ("loss.pdf", "loss.svg", "loss.csv")]
    write_all({path: b"old" for path in paths})
    Full(room, monkeypatch)
    with pytest.raises(OSError, match="cannot write"): write_all({path: b"new" for path in paths})
    assert [path.read_bytes() for path in paths] == 3 * [b"old"] and len(names(tmp_path)) == 3


def test_new_files_have_the_permissions_of_any_new_file(tmp_path, root):
    modes = {0o022: 0o644, 0o077: 0o600, 0o002: 0o664}
    command = "import os; from qrnn_nb.storage import write_whole"
    for mask in modes: command += f"; os.umask({mask}); write_whole('{mask}', b'')"
    subprocess.run([sys.executable, "-c", command], cwd=tmp_path, check=True, env=os.environ | {"PYTHONPATH": str(root)})
    for mask, mode in modes.items(): assert stat.S_IMODE((tmp_path / str(mask)).stat().st_mode) == mode


def test_the_umask_is_never_set(tmp_path, monkeypatch):
    def forbidden(mask): raise AssertionError("the umask belongs to the process")

    monkeypatch.setattr(os, "umask", forbidden)
    store(tmp_path)
    assert fits(tmp_path) == 0


@pytest.mark.parametrize("place", ["file/run", "file", "folder"])
def test_where_nothing_can_be_written_the_place_is_told(tmp_path, place):
    (tmp_path / "file").write_text("hello")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=rf"cannot write .*{place}"): write_whole(tmp_path / place / ("" if place == "folder" else "new"), b"")
    assert (tmp_path / "file").read_text() == "hello" and not names(tmp_path / "folder")


def test_reading_needs_no_place_to_write(tmp_path):
    store(tmp_path, 4)
    tmp_path.chmod(0o500)
    try: assert fits(tmp_path) == 4 and len(names(tmp_path)) == 2
    finally: tmp_path.chmod(0o700)


def test_large_records_come_back(tmp_path):
    "A history has a row for each update: a limit on characters would lose long runs."
    rows = [{"update": k, "loss": 1 / k, "seconds": float("inf") if k == 7 else 0.5} for k in range(1, 20_000)]
    save_folder(tmp_path, "model", {"rows": rows}, {"weights": torch.zeros(1)})
    assert load_folder(tmp_path, "model")[0]["rows"] == rows


def test_bytes_are_the_same_for_the_same_state(tmp_path):
    for name in "one", "two": store(tmp_path / name, 3)
    assert names(tmp_path / "one") == names(tmp_path / "two")
    for name in names(tmp_path / "one"): assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_an_interrupt_leaves_one_whole_state_and_nothing_else(tmp_path, monkeypatch, at):
    store(tmp_path, 1)
    replace, calls = os.replace, []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == at // 2 + 1 and at % 2 == 0: raise KeyboardInterrupt
        replace(*arguments)
        if len(calls) == at // 2 + 1: raise KeyboardInterrupt

    monkeypatch.setattr(storage.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt): store(tmp_path, 2)
    assert fits(tmp_path) == (2 if at == 3 else 1) and len(names(tmp_path)) == 2


@pytest.mark.parametrize("at", range(8))
def test_a_kill_leaves_one_whole_state_and_the_next_save_clears_up(tmp_path, root, at):
    "Killed at the first, second, … call that changes the folder, and once more at the same place by the next writer."
    command = [sys.executable, "-c", KILLED_SAVE, tmp_path, str(at)]
    store(tmp_path, 1)
    subprocess.run(command, env=os.environ | {"PYTHONPATH": str(root)})
    assert fits(tmp_path) in range(1, 4)
    store(tmp_path, 9)
    assert fits(tmp_path) == 9 and len(names(tmp_path)) == 2


KILLED_SAVE = """
import os, pathlib, sys, torch
from qrnn_nb import storage
at = int(sys.argv[2])
for number in 2, 3:
    if os.fork() == 0:
        left = [at]
        def deadly(call):
            def counted(*arguments, **options):
                left[0] -= 1
                if left[0] < 0: os._exit(9)
                return call(*arguments, **options)
            return counted
        os.replace, os.fsync = deadly(os.replace), deadly(os.fsync)
        pathlib.Path.unlink = deadly(pathlib.Path.unlink)
        storage.save_folder(sys.argv[1], "model", {"number": number}, {"weights": torch.full((3,), float(number))})
        os._exit(0)
    os.wait()
"""
