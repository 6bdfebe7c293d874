"""The register of public parts: every name in `__all__`, methods, setters, messages from pages, and the command line."""

import contextlib
import importlib
import inspect
import io
import json
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import ipywidgets
from fuzz_values import INSTANCES, JSON, RIGHT, generator, mutated, of_task, right, spoilt, wrong
from hypothesis import strategies as st

import qrnn_nb
from qrnn_nb import cli, tasks, widgets


@dataclass(frozen=True)
class Part:
    "Something public that is called with drawn arguments."

    name: str
    inputs: st.SearchStrategy  # of dictionaries
    call: Callable  # with those as keywords


def modules():
    "All modules with a public face."
    found = [
        qrnn_nb,
        *(importlib.import_module(each.name) for each in pkgutil.walk_packages(qrnn_nb.__path__, "qrnn_nb.")),
    ]
    return [module for module in found if hasattr(module, "__all__") and ".lessons" not in module.__name__]


@cache
def public() -> dict[str, object]:
    "Everything callable that some `__all__` names, once, by a name of its own."
    found = {}
    for module in modules():
        for name in module.__all__:
            value = getattr(module, name)
            if not callable(value) or any(value is other for other in found.values()):
                continue
            taken = name in found
            found[f"{name}({module.__name__.rsplit('.', 1)[1]})" if taken else name] = value
    return found


LEFT_OUT = {  # and why
    "SequenceModel": "a protocol",
    "Callback": "a protocol",
    "Picture.set": "matplotlib's own",
    "sweep": "starts processes: see tests/test_experiments.py",
    "main": "drawn as a command line below",
    "full_mnist": "reaches for the network: see tests/tasks/test_mnist.py",
    "MNISTEmbedded.batch": "needs thousands of images",
    "checked": "a decorator",
    "Face": "without a page of its own",
}


AGAIN = "Ensemble", "EnsembleTrainer"  # what these inherit does other work in them
ALWAYS = "updates", "max_updates", "validation_size", "batch_size", "rates", "seeds"  # whose own values make work for more than seconds


@st.composite
def arguments(draw, name, function, self_from=None):
    "Right arguments, up to two of which are made wrong."
    known = {
        each: value for each, value in inspect.signature(function).parameters.items() if each not in ("self", "cls")
    }
    plain = {
        each: value for each, value in known.items() if value.kind not in (value.VAR_POSITIONAL, value.VAR_KEYWORD)
    }
    open_to = [
        each for each in sorted(plain) if function.__module__ != "qrnn_nb.checks" or each in ("value", "content")
    ]
    bad = set(draw(st.lists(st.sampled_from(open_to), max_size=2))) if open_to else set()
    given = {} if self_from is None else {"self": draw(self_from)}
    for each, value in plain.items():
        values = right(name, each)
        if isinstance(given.get("self"), tasks.Task) and each in ("batch", "model", "probabilities", "words"):
            values = st.just(of_task(given["self"], each))
        if each in bad or values is None:
            given[each] = draw(wrong if values is None else spoilt(values))
        elif value.default is value.empty or each in ALWAYS or draw(st.booleans()):
            given[each] = draw(values)
    if given.get("generator", 0) is None or ("generator" in plain and "generator" not in given):
        given["generator"] = draw(generator)  # without one torch's own is used, as everywhere in torch
    return given


def _called(function):
    "Call, and take the first items of what is a generator, or enter what is a context."

    def call(**given):
        positional = [
            given.pop(each)
            for each, value in inspect.signature(function).parameters.items()
            if value.kind is value.POSITIONAL_ONLY and each in given
        ]
        result = function(*positional, **given)
        if inspect.isgenerator(result):
            return [item for item, _ in zip(result, range(2))]
        if isinstance(result, contextlib._GeneratorContextManager):
            with result:
                return None
        if isinstance(result, ipywidgets.Widget):
            result.close()
        return result

    return call


def _methods(kind):
    "Public methods and class methods that are our own; what several classes inherit comes with the first."
    for base in kind.__mro__:
        if not base.__module__.startswith("qrnn_nb"):
            continue
        for name, value in vars(base).items():
            if name.startswith("_"):
                continue
            if isinstance(value, staticmethod) or inspect.ismethod(getattr(kind, name, None)):
                yield name, getattr(kind, name), False
            elif inspect.isfunction(value) and getattr(kind, name) is value:
                yield name, value, True


def _face_method(function):
    "A method of a widget, which must be usable afterwards, whatever it was asked."

    def call(self, **given):
        try:
            return _called(function)(self=self, **given)
        finally:
            json.loads(self.to_json())
            self.close()

    return call


MESSAGES = {  # what the pages send
    "CellBuilder": [
        {"action": "do", "what": {"edit": "order", "neuron": "selected", "value": 2}},
        {"action": "undo"},
        {"action": "redo"},
        {"action": "do", "what": {"edit": "control", "neuron": "input.0", "lane": 1}},
        {"action": "select", "key": "input.0"},
        {"action": "do", "what": {"edit": "lanes", "inputs": 1, "workspace": 2}},
        {"action": "read", "word": 1},
    ],
    "DigitStepper": [
        {"action": "pause"},
        {"action": "show", "number": 1, "split": "test"},
        {"action": "load", "folder": "model"},
    ],
    "NeuronExplorer": [
        {"action": "set", "changes": {"order": 2}},
        {"action": "set", "changes": {"bits": [0, 1]}},
        {"action": "weigh", "weights": {"0": 1.5}},
        {"action": "move", "angle": 0.3},
        {"action": "load", "name": "AND"},
        {"action": "learn"},
    ],
    "TrainingStepper": [
        {"action": name} for name in ("play", "pause", "step", "back", "reset", "word", "shown", "gone")
    ]
    + [
        {"action": "look", "step": 1},
        {"action": "forward", "updates": 2},
        {"action": "rewind", "updates": 1},
        {"action": "goto", "update": 0},
        {"action": "choose", "preset": "Elman XOR", "optimizer": "adam", "lr": 0.1, "seed": 1},
    ],
}
EXPORTS = [{"action": "export", "format": kind} for kind in ("csv", "json", "py", "png", "doc")]


def _message(self, message):
    "A message from the page; what the page was told must be an error of ours."
    try:
        self._handle_custom_msg(message, [])
        error = self.error
        if error is not None:
            raise error
    finally:
        json.loads(self.to_json())
        self.close()


def _state(self, name, value):
    "A state from the page, as a hostile or an old page may send it."
    try:
        self.set_state({name: value})
    finally:
        json.loads(self.to_json())
        self.close()


def _set(self, name, value):
    "An assignment from Python."
    try:
        setattr(self, name, value)
    finally:
        if isinstance(self, ipywidgets.Widget):
            json.loads(self.to_json())
            self.close()


COMMANDS = [
    [
        "train",
        "ElmanXOR",
        "--updates",
        "2",
        "--out",
        "runs/a",
        "--workspace",
        "2",
        "--order",
        "1",
        "--degree",
        "1",
        "--batch-size",
        "3",
    ],
    [
        "train",
        "DNA",
        "--set",
        "length=5",
        "--updates",
        "1",
        "--out",
        "runs/b",
        "--workspace",
        "1",
        "--lr",
        "0.1",
        "--seed",
        "3",
        "--validate-every",
        "0",
    ],
    ["train", "--resume", "checkpoint", "--updates", "4"],
    ["train", "Waveform", "--topology", "model/model.json", "--updates", "1", "--out", "runs/c"],
    [
        "train",
        "Memorise",
        "--set",
        "length=6",
        "--optimizer",
        "sgd",
        "--loss",
        "nll",
        "--updates",
        "1",
        "--workspace",
        "1",
        "--stop-loss",
        "1",
        "--account",
    ],
    [
        "plot",
        "checkpoint",
        "--figure",
        "loss",
        "--format",
        "png",
        "--theme",
        "slides",
        "--width",
        "80",
        "--out",
        "figures",
    ],
    ["plot", "checkpoint", "--figure", "unrolled", "--format", "svg", "--seed", "2"],
    ["lessons", "--help"],
    ["train", "--help"],
    [],
]
TOKENS = [
    "0",
    "-1",
    "1.5",
    "nan",
    "inf",
    "1e999",
    "True",
    "",
    "--",
    "-x",
    "x=",
    "length=",
    "length=[1",
    "length=1000000000",
    "=",
    "é",
    "\udcff",
    "\x00",
    "10" * 20,
    "--updates",
    "--set",
    "text.txt",
    "missing",
    "checkpoint",
    "model/model.json",
    "ElmanXor",
    "9" * 5000,
    "length=" + "[" * 500,
]


@st.composite
def command_lines(draw):
    "A command line with up to two words replaced, added or left out."
    line = list(draw(st.sampled_from(COMMANDS)))
    for _ in range(draw(st.integers(0, 2))):
        place, token = draw(st.integers(0, max(0, len(line) - 1))), draw(st.sampled_from(TOKENS) | st.text(max_size=4))
        change = draw(st.sampled_from(["replace", "replace", "add", "remove"]))
        if change == "add" or not line:
            line.insert(place, token)
        elif change == "replace":
            line[place] = token
        else:
            del line[place]
    return {"arguments": [word.replace("/", "_") if word.startswith(("/", "..")) else word for word in line]}


def _command(arguments):
    "Run `qrnn-nb`; its exit codes are 0, 1, 2 and 130, and no traceback is printed."
    shown = io.StringIO()
    with contextlib.redirect_stderr(shown), contextlib.redirect_stdout(io.StringIO()):
        try:
            code = cli.main(arguments)
        except SystemExit as error:
            code = error.code
    assert code in (0, 1, 2, 130) and "Traceback" not in shown.getvalue(), (code, shown.getvalue()[-500:])


def _traits(kind):
    "Names of a widget's own traits and of its settable properties."
    names = [name for name, trait in kind.class_traits().items() if trait.this_class.__module__.startswith("qrnn_nb")]
    for base in kind.__mro__:
        if base.__module__.startswith("qrnn_nb"):
            names += [name for name, value in vars(base).items() if isinstance(value, property) and value.fset]
    return sorted({name for name in names if not name.startswith("_")})


def _of_widgets():
    "Messages, states and assignments of every widget."
    for name, sent in MESSAGES.items():
        kind, made = getattr(widgets, name), INSTANCES[name]
        message = st.sampled_from(sent + EXPORTS).flatmap(mutated) | JSON
        yield Part(f"{name} message", st.fixed_dictionaries({"self": made, "message": message}), _message)
        names = _traits(kind)
        value = st.sampled_from(sorted(RIGHT)).flatmap(RIGHT.get) | wrong
        yield Part(
            f"{name} =", st.fixed_dictionaries({"self": made, "name": st.sampled_from(names), "value": value}), _set
        )
        synced = [each for each in names if each in kind.class_traits(sync=True)]
        yield Part(
            f"{name} state",
            st.fixed_dictionaries({"self": made, "name": st.sampled_from(synced), "value": JSON}),
            _state,
        )


@cache
def parts() -> dict[str, Part]:
    "All parts by name."
    found, seen = [], set()
    for name, value in public().items():
        if name in LEFT_OUT:
            continue
        found.append(Part(name, arguments(name, value), _called(value)))
        made = INSTANCES.get(name) if inspect.isclass(value) else None
        for method, function, bound in _methods(value) if inspect.isclass(value) else ():
            label = f"{name}.{method}"
            known = (function, name if name in AGAIN else None)
            if label in LEFT_OUT or (bound and (made is None or known in seen)):
                continue
            seen.add(known)
            call = _face_method(function) if bound and issubclass(value, ipywidgets.Widget) else _called(function)
            found.append(Part(label, arguments(label, function, made if bound else None), call))
    found += _of_widgets()
    found.append(Part("qrnn-nb", command_lines(), _command))
    return {part.name: part for part in found}
