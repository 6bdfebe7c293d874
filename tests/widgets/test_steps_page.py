"""Undo, redo and Pin, which all pages have that need no Python, and the history that Python has of a cell."""

import json

import pytest
from alive import ALIVE
from helpers import SMALL_CELL, wait_until
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import exported
from playwright.sync_api import expect

from qrnn_nb.widgets import CellBuilder, NeuronExplorer

alive = pytest.mark.parametrize("name", ALIVE)


def button(root, name): return root.get_by_role("button", name=name, exact=True)


def state_of(page):
    "What the page would write down."
    return json.loads(exported(page, page.locator(".qrnn-widget"), "json").path().read_text())


def is_shut(button, shut=True): expect(button).to_have_attribute("aria-disabled", str(shut).lower())


def own(state): return {name: value for name, value in state.items() if name not in ("pinned", "unfolded")}


@alive
def test_a_step_is_taken_back_and_made_again(saved, name):
    "By button and by key."
    make, change = ALIVE[name]
    page = saved(make())
    root = page.locator(".qrnn-widget")
    undo, redo = button(root, "Undo"), button(root, "Redo")
    is_shut(undo)
    is_shut(redo)
    before = state_of(page)
    change(root)
    is_shut(undo, False)
    after = state_of(page)
    assert own(after) != own(before)
    undo.click()
    is_shut(undo)
    assert own(state_of(page)) == own(before)
    page.keyboard.press("Control+y")
    is_shut(redo)
    assert own(state_of(page)) == own(after)
    page.keyboard.press("Control+z")
    is_shut(undo)
    page.keyboard.press("Control+Shift+Z")
    is_shut(undo, False)
    assert own(state_of(page)) == own(after)


@alive
def test_what_is_pinned_stays_and_is_in_the_address(saved, name):
    make, change = ALIVE[name]
    page = saved(make())
    root = page.locator(".qrnn-widget")
    before, pin = own(state_of(page)), button(root, "Pin")
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "true")
    change(root)
    page.wait_for_function("() => Object.keys(JSON.parse(decodeURIComponent(location.hash.slice(1)) || '{}')).length > 1")
    again = saved.open(page.url)
    expect(button(again.locator(".qrnn-widget"), "Pin")).to_have_attribute("aria-pressed", "true")
    is_shut(button(again.locator(".qrnn-widget"), "Undo"))
    state = state_of(again)
    assert state["pinned"] == before != own(state)
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "false")
    assert state_of(page)["pinned"] is None


@pytest.fixture(scope="module")
def actors(browser, tmp_path_factory):
    "A saved explorer and a saved builder, each with controls to press at random."
    folder, found = tmp_path_factory.mktemp("steps"), {}
    for name in "neuron", "builder":
        path = ALIVE[name][0]().save(folder / f"{name}.html")
        # each in a window of its own: a page behind another one hardly draws
        page = browser.new_context().new_page()
        page.goto(path.as_uri())
        expect(page.locator(".qrnn-widget")).to_be_visible()
        found[name] = page
    yield found
    for page in found.values(): page.context.close()


# presses the nth thing that changes something: buttons but those of the bar, gridcells, sliders and fields of the page
ACT = """([nth, way]) => {
    const root = document.querySelector(".qrnn-widget");
    const things = [...root.querySelectorAll("button, [role=gridcell], [role=slider], input[type=range], select")]
        .filter(part => !part.closest(".qs-page, [popover]") && part.checkVisibility());
    const part = things[nth % things.length], press = { bubbles: true, cancelable: true };
    part.dispatchEvent(new PointerEvent("pointerdown", press));
    if (part.matches("select")) { part.selectedIndex = way % part.options.length; part.dispatchEvent(new Event("change", press)); }
    else if (part.matches("input")) {
        part.value = Number(part.value) + (way % 2 ? 7 : -7);
        for (const kind of ["input", "change"]) part.dispatchEvent(new Event(kind, press));
    }
    else if (part.matches("[role=slider]"))
        part.dispatchEvent(new KeyboardEvent("keydown", { key: way % 2 ? "ArrowRight" : "ArrowLeft", ...press }));
    else part.dispatchEvent(new MouseEvent("click", press));
    part.dispatchEvent(new PointerEvent("pointerup", press));
}"""
# goes back, or forth, as far as it goes; how often
TRAVEL = """name => {
    const button = document.querySelector(`.qs-page [aria-label="${name}"]`);
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    return (async () => {
        let count = 0;
        for (await drawn(); button.getAttribute("aria-disabled") === "false"; count++) { button.click(); await drawn(); }
        return count;
    })();
}"""


@pytest.mark.parametrize("name", ["neuron", "builder"])
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), min_size=1, max_size=8))
def test_all_steps_back_lead_to_the_start(actors, name, acts):
    "And all steps forth to the end, whatever was pressed."
    page = actors[name]
    page.evaluate(TRAVEL, "Undo")
    start = state_of(page)
    for act in acts: page.evaluate(ACT, list(act))
    end = state_of(page)
    back = page.evaluate(TRAVEL, "Undo")
    kept = ("pinned", "unfolded", *(["word", "selected"] if name == "builder" else []))
    differs = lambda one, two: any(one[field] != two[field] for field in one if field not in kept)
    assert not differs(state_of(page), start) and back <= len(acts)
    if back: assert page.evaluate(TRAVEL, "Redo") == back
    # where nothing was a step, such as a word that runs, what the last example has undone is still there to be redone
    assert not differs(state_of(page), end)
    page.evaluate(TRAVEL, "Undo")


def test_a_drag_is_one_step(saved):
    page = saved(ALIVE["neuron"][0]())
    root = page.locator(".qrnn-widget")
    before, box = own(state_of(page)), root.get_by_role("slider", name="Angle η").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    for x in range(210, 260, 10): page.mouse.move(box["x"] + x, box["y"] + 100)
    page.mouse.up()
    assert own(state_of(page)) != before
    button(root, "Undo").click()
    is_shut(button(root, "Undo"))
    assert own(state_of(page)) == before


def test_what_python_does_is_undone_on_the_page(host):
    explorer = NeuronExplorer(theta=0)
    root = host.show(explorer)
    host.python(lambda: explorer.set(theta=0.5))
    is_shut(button(root, "Undo"), False)
    button(root, "Undo").click()
    wait_until(lambda: host.python(lambda: explorer.theta) == 0)
    is_shut(button(root, "Undo"))
    button(root, "Redo").click()
    wait_until(lambda: host.python(lambda: explorer.theta) == 0.5)
    explorer_dict = host.python(explorer.to_dict)
    button(root, "Pin").click()
    wait_until(lambda: host.python(lambda: explorer.state["pinned"]) == own(explorer_dict))
    assert NeuronExplorer.from_dict(host.python(explorer.to_dict)).state["pinned"] == own(explorer_dict)


def test_page_and_python_undo_the_same_history(host):
    builder = CellBuilder(SMALL_CELL)
    root = host.show(builder)
    root.get_by_role("button", name="Add neuron").click()
    added = host.python(lambda: builder.topology)
    root.get_by_role("button", name="Copy", exact=True).click()
    wait_until(lambda: host.python(lambda: builder.topology) != added)
    host.python(builder.undo)
    is_shut(button(root, "Redo"), False)
    button(root, "Undo").click()
    wait_until(lambda: host.python(lambda: builder.topology) == SMALL_CELL)
    is_shut(button(root, "Undo"))
    assert host.python(builder.redo) == added
    is_shut(button(root, "Undo"), False)
    host.python(builder.redo)
    is_shut(button(root, "Redo"))


def test_a_page_that_is_opened_later_has_pythons_history(host):
    builder = CellBuilder(SMALL_CELL)
    builder.do({"edit": "bias", "value": 0.5})
    root = host.show(builder)
    host.python(lambda: 0)
    button(root, "Undo").click()
    wait_until(lambda: host.python(lambda: builder.topology) == SMALL_CELL)
    is_shut(button(root, "Undo"))
    button(root, "Redo").click()
    wait_until(lambda: host.python(lambda: builder.topology.bias) == 0.5)
    expect(root.locator("[role=alert]")).to_be_empty()
