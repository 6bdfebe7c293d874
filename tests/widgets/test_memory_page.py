"""The memory explorer's page: the same numbers as Python, every part by mouse and by keyboard, alone and with Python."""

import json
import math
import re
from dataclasses import asdict

import numpy as np
import pytest
from pages import agrees_with_python, fills_screen
from playwright.sync_api import expect
from saved import DRAWN

from qrnn_nb.clock import ENDS, Clock, best_clock, best_two_states, hazards, regret, walk_qubit, walk_states
from qrnn_nb.tasks.processes import bump_waiting, uniform_waiting
from qrnn_nb.widgets import MemoryExplorer
from qrnn_nb.widgets.memory import PROCESSES, MemorySettings, Remembering

LAWS = [list(law) for law in (*PROCESSES.values(), uniform_waiting(10), (0, 0, 0.25, 0.25, 0.25, 0.25), bump_waiting(3, 2, 8), (1.0,))]
CASES = 300


@pytest.fixture(scope="module")
def clocks():
    random = np.random.default_rng(1)
    return [Clock(*[random.uniform(0, most) for most in ENDS.values()]) for _ in range(CASES)]


def flat(walk): return np.hstack([walk[name] for name in ("places", "chances", "law")])


def test_a_qubit_walks_the_same(js, clocks):
    walks = js("memory", "(m, clock) => m.clock(clock, 20)", [asdict(clock) for clock in clocks])
    for walk, clock in zip(walks, clocks): np.testing.assert_allclose(flat(walk), flat(asdict(walk_qubit(clock, 20))), atol=1e-9)


def test_two_states_are_the_same_machine(js):
    machines = js("memory", "(m, law) => m.twoStates(law)", LAWS)
    for law, machine in zip(LAWS, machines):
        best = best_two_states(law)
        for name in "start", "moves", "events": np.testing.assert_allclose(machine[name], getattr(best, name), atol=1e-6)
    walks = js("memory", "(m, machine) => m.believing(machine, 10)", machines)
    for law, walk in zip(LAWS, walks):
        np.testing.assert_allclose(flat(walk), flat(asdict(walk_states(best_two_states(law), 10))), atol=1e-6)


def test_the_best_qubit_is_the_same(js):
    clocks = js("memory", "(m, law) => m.bestClock(law)", LAWS)
    for law, clock in zip(LAWS, clocks):
        one, other = (regret(law, walk_qubit(each, len(law)).law) for each in (Clock(**clock), best_clock(law)))
        assert one == pytest.approx(other, abs=1e-9)


def test_chances_and_regrets_are_the_same(js, clocks):
    chances = js("memory", "(m, law) => m.hazards(law)", LAWS)
    for law, one in zip(LAWS, chances): np.testing.assert_allclose(one, hazards(law), atol=1e-12)
    pairs = [[law, walk_qubit(clock, len(law)).law] for law, clock in zip(LAWS * 20, clocks)]
    losses = js("memory", "(m, [law, believed]) => m.regret(law, believed)", pairs)
    np.testing.assert_allclose(losses, [regret(*pair) for pair in pairs], atol=1e-9)


@pytest.mark.parametrize("changes", [
    {"turn": 3}, {"strength": -1}, {"direction": None}, {"minutes": [0, 1]}, {"minutes": [1, 0, 0, 0, 0, 0, 0]}, {"minutes": [1, 2]},
    {"waiting": [0.5, 0.2]}, {"size": 3},
])  # fmt: skip
def test_what_does_not_fit_is_refused_in_both(js, changes):
    "The page says why, in a sentence of its own kind."
    plain = json.loads(json.dumps(asdict(MemorySettings())))
    [told] = js("memory", "(m, [settings, changes]) => m.changedClock(settings, changes)", [[plain, changes]])
    assert set(told) == {"error"}
    with pytest.raises(ValueError): MemorySettings().changed(**changes)


@pytest.fixture
def explorer(host):
    widget = MemoryExplorer(minutes=(1, 0, 1, 0, 0))
    host.show(widget)
    return widget


def is_python(host, get, value):
    "Wait until Python has this value."
    host.page.evaluate("() => window.host.answered()")
    assert host.python(get) == value


def test_minutes_pass_by_hand(host, explorer):
    root = host.page.locator(".qrnn-memory")
    expect(root.locator(".qs-told")).to_contain_text("2 minutes since the event · true P(event) 0.250")
    root.get_by_role("button", name="Wait").click()
    expect(root.locator(".qs-told")).to_contain_text("3 minutes since the event")
    is_python(host, lambda: explorer.minutes, (1, 0, 1, 0, 0, 0))
    for _ in range(2): root.get_by_role("button", name="Wait").click()
    expect(root.get_by_role("button", name="Wait")).to_have_attribute("aria-disabled", "true")
    expect(root.locator(".qs-told")).to_contain_text("certain now")
    root.get_by_role("button", name="Event").click()
    expect(root.locator(".qs-told")).to_contain_text("0 minutes since the event")
    is_python(host, lambda: explorer.reading().since, 0)
    root.get_by_role("button", name="Undo").click()
    expect(root.locator(".qs-told")).to_contain_text("5 minutes since the event")


def test_a_minute_is_chosen_by_keys_and_by_pointer(host, explorer):
    root = host.page.locator(".qrnn-memory")
    slider, lit = root.get_by_role("slider", name="Minutes since the event"), root.locator(".qm-dot.qn-lit")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", "3")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuenow", "5")
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^after 0 minutes: P.event. 0.167"))
    slider.locator(".qs-cell").nth(4).hover(force=True)
    expect(lit).to_have_count(2)  # on the circle, and in the belief
    expect(root.locator(".q-tip")).to_have_text(re.compile("^after 4 minutes: P.event. 0.500"))
    slider.locator(".qs-cell").nth(4).click(force=True)
    expect(slider).to_have_attribute("aria-valuenow", "4")
    is_python(host, lambda: explorer.minutes, (1, 0, 1, 0, 0, 0, 0))


def circle_of(root):
    "Middle and radius of the circle, pixels of the window."
    box = root.locator(".qm-circle svg").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"] / 2 - 25


def tip_of(root):
    box = root.locator(".qm-grip").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_look_is_dragged_and_follows_the_sliders(host, explorer):
    page, root = host.page, host.page.locator(".qrnn-memory")
    x, y, radius = circle_of(root)
    page.mouse.move(*tip_of(root))
    page.mouse.down()
    page.mouse.move(x, y - radius / 2, steps=4)
    page.mouse.up()
    expect(root.get_by_role("textbox", name="strength", exact=True)).to_have_value(re.compile(r"^0\.2[45]"))
    page.evaluate("() => window.host.answered()")
    direction, strength = host.python(lambda: (explorer.direction, explorer.strength))
    assert direction == pytest.approx(math.pi / 2, abs=0.02) and strength == pytest.approx(0.25, abs=0.01)
    root.get_by_role("slider", name="turn η, slider").press("End")
    is_python(host, lambda: explorer.turn, math.pi / 2)
    root.get_by_role("textbox", name="strength", exact=True).fill("2")
    root.get_by_role("textbox", name="strength", exact=True).press("Enter")
    expect(root.get_by_role("alert")).to_contain_text("strength must be")
    assert host.python(lambda: explorer.strength) == strength


def test_the_look_is_never_thrown_about(host, explorer):
    "A click changes nothing, not even on the tip's edge, and a drag below the axis stays at the axis."
    page, root = host.page, host.page.locator(".qrnn-memory")
    x, y, radius = circle_of(root)
    strength, direction = root.get_by_role("textbox", name="strength", exact=True), root.get_by_label("look at, degrees")
    half = radius / 2
    for right, down in (radius + 20, -radius / 3), (-half, half), (-half, -half), (10, -half): page.mouse.click(x + right, y + down)
    left, top = tip_of(root)
    page.mouse.click(left + 6, top + 6)
    root.get_by_role("button", name="Wait").click()
    expect(root.locator(".qs-told")).to_contain_text("3 minutes since the event")
    expect(strength).to_have_value("0.4")
    expect(direction).to_have_value("60°")
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(x + radius / 2, y + radius / 2, steps=4)
    page.mouse.up()
    expect(direction).to_have_value("0°")
    expect(strength).to_have_value(re.compile(r"^0\.2[45]"))


def test_angles_are_degrees_everywhere(host, explorer):
    root = host.page.locator(".qrnn-memory")
    turn, look = root.get_by_label("turn η, degrees"), root.get_by_label("look at, degrees")
    expect(turn).to_have_value("15°")
    look.fill("61.5")
    look.press("Enter")
    expect(look).to_have_value("61.5°")
    is_python(host, lambda: round(math.degrees(explorer.direction), 9), 61.5)
    look.fill("200°")
    look.press("Enter")
    expect(root.get_by_role("alert")).to_have_text(re.compile("direction must be at least 0° and at most 180°, got 200°"))
    expect(root.get_by_role("slider", name="look at, slider")).to_have_attribute("aria-valuetext", "61.5 degrees")
    expect(root.get_by_role("slider", name="strength, slider")).to_have_attribute("aria-valuetext", "0.4")


def test_rounding_is_no_chance(saved):
    "A look along |0> at right angles to the arrow: what is left of cos 90° is written as 0."
    page = saved(MemoryExplorer((0, 1.0), turn=math.pi / 2, direction=math.pi / 2, strength=1.0))
    expect(page.get_by_role("img", name=re.compile(r"^P\(event in the next minute\): true 0, one qubit 0, "))).to_be_visible()


def test_a_bar_without_room_has_a_mark(host):
    "A strong look along |0> is sure of an event at once: its bar leaves the picture, and the best qubit's do not."
    host.show(MemoryExplorer((0, 0, 0.25, 0.25, 0.25, 0.25), turn=0.1, direction=0.1, strength=0.95))
    root = host.page.locator(".qrnn-memory")
    marks = root.locator(".qm-cut").filter(visible=True)
    expect(marks).to_have_count(1)  # the first wait
    root.get_by_role("button", name="Best").click()
    expect(marks).to_have_count(0)


def touches_nothing(page):
    "Whether the word beside the look stands clear of all dots and of both kets."
    root = page.locator(".qm-circle")
    expect(root.get_by_text("look", exact=True)).to_be_visible()
    word, *others = [part.bounding_box() for part in [root.get_by_text("look", exact=True), *root.locator(".qm-dot, .qs-axis").all()]]
    apart = lambda one, other, side, size: one[side] + one[size] < other[side] or other[side] + other[size] < one[side]
    return all(apart(word, other, "x", "width") or apart(word, other, "y", "height") for other in others if other)


@pytest.mark.parametrize("degrees, strength", [(20, 0.97), (60, 1.0), (90, 0.9), (170, 1.0), (0, 1.0), (80, 0.8), (10, 0.7)])
def test_the_word_beside_the_look_touches_no_dot_and_no_ket(host, degrees, strength):
    host.show(MemoryExplorer(direction=math.radians(degrees), strength=strength))
    assert touches_nothing(host.page)


SIZES = [(1280, 720), (1920, 1080), (1440, 900), (1024, 768), (1280, 1024)]
BEYOND = """root => [...root.querySelectorAll("text, button")].filter(part => part.checkVisibility() && part.textContent).filter(part => {
    const { left, right, bottom } = part.getBoundingClientRect(), around = (part.closest(".qn-panel") ?? root).getBoundingClientRect();
    return left < around.left || right > around.right || bottom > innerHeight;
}).map(part => part.textContent)"""


@pytest.mark.parametrize("width, height, waiting", [
    *[(*size, PROCESSES["1 to 6, evenly"]) for size in SIZES],
    (1280, 720, PROCESSES["about 6"]), (1280, 720, [0.2, 0.1, 0, 0.2, 0, 0.2, 0, 0.1, 0.1, 0, 0.1]),
])  # fmt: skip
def test_presented_nothing_is_cut_or_overprinted(saved, width, height, waiting):
    "On screens of 16:9, 16:10, 4:3 and 5:4."
    saved.options |= {"viewport": {"width": width, "height": height}}
    page = saved(MemoryExplorer(waiting))
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("() => document.fullscreenElement")
    page.evaluate(DRAWN)
    root = page.locator(".qrnn-memory")
    page.wait_for_function("() => document.querySelector('.qm-circle svg').clientHeight > 210")
    page.wait_for_function("() => document.fullscreenElement.scrollHeight <= document.fullscreenElement.clientHeight")
    page.wait_for_function("() => document.getAnimations().length === 0")  # dots move for a moment
    assert root.evaluate(BEYOND) == []
    expect(root.get_by_role("button", name="Best")).to_be_in_viewport(ratio=1)
    assert touches_nothing(page)


def test_a_dot_is_no_handle_and_the_tip_is(host, explorer):
    "Only the tip looks as if it could be dragged; a dot is clicked."
    root = host.page.locator(".qm-circle")
    held, tip = root.locator(".qm-held"), root.locator(".qm-tip")
    fill = lambda part: part.evaluate("part => getComputedStyle(part).fill")
    assert fill(held) != fill(tip)
    expect(held).to_have_css("cursor", "pointer")
    expect(root.locator(".qm-grip")).to_have_css("cursor", "grab")
    assert root.evaluate("box => getComputedStyle(box).cursor") == "auto"


def test_what_cannot_come_next_says_why(host, explorer):
    wait, event = (host.page.get_by_role("button", name=name, exact=True) for name in ("Wait", "Event"))
    expect(wait).to_have_attribute("title", "a minute without an event")
    for _ in range(3): wait.click()
    expect(wait).to_have_attribute("title", "the event is certain now")
    host.python(lambda: explorer.set(waiting=(0, 0.5, 0.5), minutes=(1,)))
    expect(event).to_have_attribute("title", "no event can come now")


def test_no_number_is_longer_than_its_field(host, explorer):
    for strength in 0.1234567, 3.4123e-6, 1e-12, 0.99999999:
        host.python(lambda strength=strength: explorer.set(strength=strength))
        field = host.page.get_by_role("textbox", name="strength", exact=True)
        host.page.wait_for_function("([field, value]) => Math.abs(field.value - value) < 1e-4", arg=[field.element_handle(), strength])
        assert len(field.input_value()) <= 8
        assert field.evaluate("field => field.scrollWidth <= field.clientWidth")


def test_on_a_phone_the_chances_stand_under_the_circle(saved):
    saved.options |= {"viewport": {"width": 400, "height": 800}}
    page = saved(MemoryExplorer())
    top = lambda name: page.get_by_role("region", name=name).bounding_box()["y"]
    turn = page.get_by_role("slider", name="turn η, slider").bounding_box()["y"]
    assert top("one qubit: its angle, minute by minute") < top("P(event in the next minute)") < turn < top("how long is a wait?")


@pytest.mark.parametrize("size, belief", [((1280, 720), False), ((1920, 1080), False), ((1024, 768), True), ((1000, 920), True)])
def test_what_is_presented_is_what_the_screen_has_room_for(saved, size, belief):
    "The comparison always, the belief where the screen is high enough."
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    page = saved(MemoryExplorer())
    page.get_by_role("button", name="Present").click()
    root = page.locator(".qrnn-widget")
    expect(root).to_have_class(re.compile("qs-presented"))
    expect(root.get_by_role("region", name="the best two states: P(state B)")).to_be_visible(visible=belief)
    for bar in root.locator(".qm-losses rect:is(.qs-cell, .qm-outline)").all(): expect(bar).to_be_in_viewport(ratio=1)
    fits = "() => document.querySelector('.qrnn-widget').scrollHeight <= document.querySelector('.qrnn-widget').clientHeight"
    page.wait_for_function(fits)


def test_help_is_not_bold(host, explorer):
    root = host.page.locator(".qrnn-memory")
    root.get_by_role("button", name="What is: look?").click()
    expect(root.get_by_role("note", name="look")).to_have_css("font-weight", "400")


def test_best_beats_the_best_two_states(host, explorer):
    root = host.page.locator(".qrnn-memory")
    before = root.get_attribute("data-regret")
    root.get_by_role("button", name="Best").click()
    expect(root).not_to_have_attribute("data-regret", before)
    quantum, classical = host.python(lambda: Remembering(explorer.waiting, **asdict(best_clock(explorer.waiting))).reading().regrets)
    assert float(root.get_attribute("data-regret")) == pytest.approx(quantum, abs=1e-9)
    expect(root.get_by_role("img", name=f"Regret in nats a minute: one qubit {quantum:.4f}, two states {classical:.4f}")).to_be_visible()


def test_processes_are_chosen_and_typed(host, explorer):
    root = host.page.locator(".qrnn-memory")
    root.get_by_role("combobox", name="process").select_option("about 6")
    expect(root.locator(".qn-pick .qm-outline")).to_have_count(12 + 1)  # and any longer wait
    root.get_by_text("own waits", exact=True).click()
    field = root.get_by_label("weights of waits of 1, 2, … minutes")
    field.fill("0 1 3")
    field.press("Enter")
    expect(root.get_by_role("combobox", name="process")).to_have_value("own waits")
    is_python(host, lambda: explorer.waiting, (0, 0.25, 0.75))
    expect(root.get_by_role("button", name="Event")).to_have_attribute("aria-disabled", "true")
    field.fill("one two")
    field.press("Enter")
    expect(root.locator(".qm-refusal")).to_contain_text("one is no number")


def test_what_is_pinned_stands_behind(host, explorer):
    root = host.page.locator(".qrnn-memory")
    pinned = root.locator(".q-pinned").filter(visible=True)
    expect(pinned).to_have_count(0)
    root.get_by_role("button", name="Pin").click()
    root.get_by_role("button", name="Best").click()
    expect(pinned).to_have_count(1 + 6 + 1 + 7 + 1 + 2)  # look, dots, chance, waits, regret, legends
    root.get_by_role("button", name="Pin").click()
    expect(pinned).to_have_count(0)


def test_what_dashes_and_pale_bars_mean_is_said_while_something_is_pinned(host, explorer):
    root = host.page.locator(".qrnn-memory")
    legends = root.get_by_text(re.compile("^(dashed|pale): pinned$")).filter(visible=True)
    expect(legends).to_have_count(0)
    root.get_by_role("button", name="Pin").click()
    expect(legends).to_have_text(["dashed: pinned", "pale: pinned"])
    root.get_by_role("button", name="Pin").click()
    expect(legends).to_have_count(0)


def test_no_ring_covers_a_number_below_it_or_a_name_beside_it(saved):
    "About 6: waits of 1 and of 12 minutes hardly ever come, so their rings stand on the axis."
    page = saved(MemoryExplorer(PROCESSES["about 6"], minutes=(1,)))
    rings = [ring.bounding_box() for ring in page.locator(".qm-waits .qn-pick .qn-ring").all()]
    number = page.locator(".qm-waits .qn-pick").get_by_text("12", exact=True).bounding_box()
    assert max(ring["y"] + ring["height"] for ring in rings) <= number["y"] + 4  # above the digits there is a gap
    chances = page.get_by_role("region", name="P(event in the next minute)")
    name, ring = chances.get_by_text("true", exact=True).bounding_box(), chances.locator(".qn-ring").bounding_box()
    assert name["x"] + name["width"] < ring["x"] - 2


def test_it_plays_without_python_as_the_process_has_it(saved):
    "Waits of three minutes, always: what plays can only be 0 0 1 again and again."
    page = saved(MemoryExplorer((0, 0, 1.0)))
    root = page.locator(".qrnn-widget")
    root.get_by_role("combobox", name="Speed").select_option("4")
    root.get_by_role("button", name="Play").click()
    expect(root.get_by_role("button", name="Pause")).to_be_visible()
    minutes = root.get_by_role("img", name=re.compile("^The minutes so far: event, none, none, event, none"))
    expect(minutes).to_be_visible()
    root.get_by_role("button", name="Pause").click()
    root.get_by_role("button", name="Undo").click()
    expect(root.get_by_role("img", name="The minutes so far: event", exact=True)).to_be_visible()


def test_keys_play_in_a_lecture_hall(saved):
    page = saved(MemoryExplorer())
    page.get_by_role("button", name="Present").click()
    root = page.locator(".qrnn-widget")
    expect(root).to_have_class(re.compile("qs-presented"))
    root.focus()
    page.keyboard.press("ArrowRight")
    expect(root.locator(".qs-told")).to_contain_text("1 minute since the event")
    page.keyboard.press("ArrowUp")
    expect(root.locator(".qs-told")).to_contain_text("0 minutes since the event")


def test_a_finger_drags_the_tip_of_the_look(saved):
    "On a phone: the page does not scroll away under the finger, and elsewhere on the circle it does."
    saved.options |= {"viewport": {"width": 400, "height": 800}, "has_touch": True, "is_mobile": True}
    page = saved(MemoryExplorer())
    root, tip = page.locator(".qrnn-widget"), page.locator(".qm-grip").bounding_box()
    x, y = tip["x"] + tip["width"] / 2, tip["y"] + tip["height"] / 2
    before = root.get_by_role("textbox", name="strength", exact=True).input_value()
    touch = page.context.new_cdp_session(page)
    points = [(x, y), (x, y - 15), (x, y - 30), (x, y - 45)]
    for kind, (left, top) in zip(("touchStart", "touchMove", "touchMove", "touchMove"), points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": left, "y": top}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(root.get_by_role("textbox", name="strength", exact=True)).not_to_have_value(before)
    assert page.evaluate("() => scrollY") == 0
    expect(page.locator(".qm-circle")).to_have_css("touch-action", "pan-y")
    dragged = root.get_by_role("textbox", name="strength", exact=True).input_value()
    page.touchscreen.tap(x - 150, y + 150)
    root.get_by_role("button", name="Wait").tap()
    expect(root.locator(".qs-told")).to_contain_text("1 minute since the event")
    expect(root.get_by_role("textbox", name="strength", exact=True)).to_have_value(dragged)


@pytest.mark.parametrize("typed, reason", [
    ("1 2 x", "x is no number: type numbers with spaces between them, such as 1 2 3"),
    ("1, -2", "-2 is below 0: type 0 for a wait that never comes"),
    ("0 0", "all are 0, so no event ever comes: type at least one number above 0, such as 1 2 3"),
    ("", "nothing is typed: type at least one number above 0, such as 1 2 3"),
    ("1 " * 25, "these are 25 numbers: type 24 at most"),
])  # fmt: skip
def test_what_is_typed_wrongly_stays_with_the_reason_beside_it(host, explorer, typed, reason):
    root = host.page.locator(".qrnn-memory")
    root.get_by_text("own waits", exact=True).click()
    field, refusal = root.get_by_label("weights of waits of 1, 2, … minutes"), root.locator(".qm-refusal")
    field.fill(typed)
    field.press("Enter")
    expect(refusal).to_have_text(reason)
    expect(field).to_have_value(typed)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(root.locator("[role=alert]")).to_be_empty()
    assert abs(refusal.bounding_box()["y"] - field.bounding_box()["y"] - field.bounding_box()["height"]) < 12
    root.get_by_role("button", name="Wait").click()
    expect(field).to_have_value(typed)  # whatever is drawn meanwhile
    root.get_by_role("combobox", name="process").select_option("1 to 4, evenly")
    expect(refusal).to_be_empty()
    expect(field).to_have_value("0.25 0.25 0.25 0.25")
    field.fill("1 3")
    field.press("Enter")
    is_python(host, lambda: explorer.waiting, (0.25, 0.75))
    expect(field).to_have_attribute("aria-invalid", "false")


def test_the_field_of_own_waits_shows_all_twelve(saved):
    saved.options |= {"viewport": {"width": 1400, "height": 900}}
    page = saved(MemoryExplorer(PROCESSES["about 6"]))
    page.get_by_text("own waits", exact=True).click()
    field = page.get_by_label("weights of waits of 1, 2, … minutes")
    assert field.evaluate("(field) => field.scrollWidth <= field.clientWidth")


@pytest.mark.parametrize("name, told", [
    ("1 to 6, evenly", "1 to 6 minutes after the last, all equally often."),
    ("about 6", "1 to 12 minutes after the last, most often after 6."),
])  # fmt: skip
def test_the_page_says_what_the_process_is(saved, name, told):
    page = saved(MemoryExplorer(PROCESSES[name]))
    expect(page.locator(".qm-told")).to_contain_text(f"An event comes {told}")


def minutes_in(text):
    "The minutes that words name: 1 to 3, 5 or 8."
    ends = [[int(minute) for minute in part.split(" to ")] for part in re.split(", | or ", text)]
    return [minute for part in ends for minute in range(part[0], part[-1] + 1)]


def test_every_wait_that_can_be_is_named_and_no_other(saved):
    "Waits with gaps too, and which of them are usual."
    page = saved(MemoryExplorer())
    page.get_by_text("own waits", exact=True).click()
    field, told = page.get_by_label("weights of waits of 1, 2, … minutes"), page.locator(".qm-told")
    weights = [[int(bit) for bit in f"{number:04b}"] for number in range(1, 16)] + [[1, 2, 0, 2], [1, 1, 1, 0, 5], [2, 0, 1]]
    for own in weights:
        before = told.inner_text()
        field.fill(" ".join(map(str, own)))
        field.press("Enter")
        expect(told).not_to_have_text(before)
        possible, usual = ([k + 1 for k, weight in enumerate(own) if weight >= least] for least in (1, max(own)))
        count = len(possible)
        often = ", most often after (.*)" if usual != possible else ["", ", equally often", ", all equally often"][min(count, 3) - 1]
        pattern = re.compile(rf"^An event comes (.*) minutes? after the last{often}\. What can")
        expect(told).to_contain_text(pattern)
        named = [minutes_in(words) for words in pattern.match(told.inner_text()).groups()]
        assert named == [possible, usual][:len(named)]


def test_best_is_shut_where_it_is_best_already(host, explorer):
    best = host.page.get_by_role("button", name="Best")
    expect(best).to_have_attribute("aria-disabled", "false")
    best.click()
    expect(best).to_have_attribute("aria-disabled", "true")
    expect(best).to_have_attribute("title", "already the best")
    host.page.get_by_role("slider", name="Tip of the look").press("PageUp")
    expect(best).to_have_attribute("aria-disabled", "false")


@pytest.mark.parametrize("waiting, strength, told", [
    ((0.5, 0.5), 0.4, "certain now; qubit says {said:.3f}"),
    ((1, 0, 1), 0.4, "impossible now; qubit says {said:.3f}"),
    ((1, 0, 1), 1e-6, "no event can come now"),
])
def test_what_is_sure_is_set_against_what_the_qubit_says(saved, waiting, strength, told):
    widget = MemoryExplorer(np.divide(waiting, sum(waiting)).tolist(), strength=strength, minutes=(1, 0))
    told = told.format(said=widget.reading().qubit.chances[1])
    expect(saved(widget).locator(".qs-status")).to_have_text(f"1 minute since the event · {told}")


def test_what_the_two_states_do_is_said(saved):
    widget = MemoryExplorer()
    page = saved(widget)
    told = page.locator(".qm-belief .qn-key")
    expect(told).to_have_text(re.compile(r"^P\(event\) is 0\.\d+ in A, 0\.\d+ in B$"))
    low, high = map(float, re.findall(r"0\.\d+", told.inner_text()))
    reading = widget.reading().states
    # a belief between both states foresees what is between both
    assert reading.chances[3] == pytest.approx(low + reading.places[3] * (high - low), abs=2e-3)


def test_presented_the_circle_is_large(saved):
    "With room for the number of every minute."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    page = saved(MemoryExplorer())
    page.get_by_role("button", name="Present").click()
    fills_screen(page)
    page.wait_for_function("() => document.querySelector('.qm-circle .qs-frame').getBoundingClientRect().width > 320")
    expect(page.locator(".qm-circle .qm-number").filter(has_text=re.compile(r"\d"))).to_have_text([str(k) for k in range(6)])


def test_keys_move_the_tip_of_the_look(host, explorer):
    root = host.page.locator(".qrnn-memory")
    tip = root.get_by_role("slider", name="Tip of the look")
    direction, strength = host.python(lambda: (explorer.direction, explorer.strength))
    # as every slider: to the right is more
    tip.press("ArrowRight")
    is_python(host, lambda: round(explorer.direction - direction, 9), round(math.pi / 180, 9))
    tip.press("ArrowLeft")
    tip.press("ArrowUp")
    is_python(host, lambda: [round(explorer.direction - direction, 9), round(explorer.strength - strength, 9)], [0, 0.02])
    expect(tip).to_have_attribute("aria-valuetext", re.compile(r"^look at 60 degrees, strength 0\.42$"))
    for key, degrees in {"PageUp": 70, "PageDown": 60, "Home": 0, "End": 180}.items():
        tip.press(key)
        is_python(host, lambda: round(math.degrees(explorer.direction)), degrees)


def test_the_page_says_who_loses_less(saved):
    "The two states are fitted to each process: a qubit that is still another's is no fair match, and is said not to be at its best."
    widget = MemoryExplorer()
    widget.best()
    quantum, classical = widget.reading().regrets
    page = saved(widget)
    sentence = page.locator(".qn-panel", has_text="regret in nats").locator(".qs-note")
    # an hour has 60 minutes, and a nat is a factor of e
    gain = lambda less, more: f"what it expects of an hour is {math.exp(60 * (more - less)):.2g} times as likely to come true"
    expect(sentence).to_have_text(f"one qubit loses less: {gain(quantum, classical)}")
    # another process begins with its own best
    page.get_by_role("combobox", name="process").select_option("about 6")
    widget.waiting = PROCESSES["about 6"]
    widget.best()
    best, classical = widget.reading().regrets
    expect(sentence).to_have_text(f"one qubit loses less: {gain(best, classical)}")
    page.get_by_role("slider", name="Tip of the look").press("PageUp")
    widget.direction += math.radians(10)
    quantum, classical = widget.reading().regrets
    expect(sentence).to_have_text(f"regret: qubit {quantum:.4f} (best {best:.4f}), two states {classical:.4f}")
    page.get_by_role("button", name="Best").click()
    expect(sentence).to_have_text(f"one qubit loses less: {gain(best, classical)}")


def test_the_experiment_is_made_in_a_lecture_hall(saved):
    "The turn and Best are there and work, bars show what is lost, and keys move the tip: nothing of it is beyond an edge."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    page = saved(MemoryExplorer())
    page.get_by_role("button", name="Present").click()
    root = page.locator(".qrnn-memory")
    page.wait_for_function("() => document.fullscreenElement")
    lost, best = root.locator(".qm-losses"), root.get_by_role("button", name="Best")
    slider = root.get_by_role("slider", name="turn η, slider")
    for part in lost, slider, best: expect(part).to_be_in_viewport(ratio=1)
    expect(root.get_by_role("slider", name="strength, slider")).to_be_hidden()
    told = lambda: lost.get_by_role("img").get_attribute("aria-label")
    before = told()
    slider.press("ArrowRight")
    expect(lost.get_by_role("img")).not_to_have_attribute("aria-label", before)
    best.click()
    clock = best_clock(PROCESSES["1 to 6, evenly"])
    quantum, classical = Remembering(**asdict(clock)).reading().regrets
    least = f"Regret in nats a minute: one qubit {quantum:.4f}, two states {classical:.4f}"
    expect(lost.get_by_role("img")).to_have_attribute("aria-label", least)
    minutes = root.get_by_role("slider", name="Minutes since the event").get_attribute("aria-valuenow")
    root.get_by_role("slider", name="Tip of the look").press("ArrowUp")
    expect(lost.get_by_role("img")).not_to_have_attribute("aria-label", least)
    expect(root.get_by_role("slider", name="Minutes since the event")).to_have_attribute("aria-valuenow", minutes)


@pytest.mark.parametrize("waiting", PROCESSES.values())
def test_a_page_by_itself_writes_its_numbers_and_itself(saved, waiting):
    widget = MemoryExplorer(waiting, turn=0.3, direction=1.1, strength=1e-7, minutes=(1, 0))
    agrees_with_python(saved(widget), widget)


def test_a_push_is_the_look_without_the_turn(js, clocks):
    pairs = js("memory", "(m, clock) => [m.pushed(clock, 0), m.clock(clock, 2).places[1]]", [asdict(clock) for clock in clocks])
    for (push, place), clock in zip(pairs, clocks):
        assert math.sin(push + clock.turn - place) == pytest.approx(0, abs=1e-9)


def test_push_and_turn_are_drawn_apart_and_told(saved):
    widget = MemoryExplorer(minutes=(1, 0))
    page, clock = saved(widget), widget.settings.clock
    places = walk_qubit(clock, 3).places
    push = math.degrees(places[2] - places[1] - clock.turn)
    key = page.locator(".qm-key > span").filter(visible=True)
    expect(key).to_have_text([f"pushed −{-push:.1f}°", f"turned +{math.degrees(clock.turn):.1f}°"])
    arrows = [page.locator(f".qm-circle .{kind}") for kind in ("qm-push", "qm-turned")]
    for arrow in arrows: expect(arrow).to_have_attribute("d", re.compile("^M"))
    assert len({arrow.evaluate("arrow => getComputedStyle(arrow).strokeDasharray") for arrow in arrows}) == 2


def test_the_waits_say_what_is_left_for_longer_ones(saved):
    "In a column that can be pointed at and is no minute; by keys it is heard after the last one."
    widget = MemoryExplorer()
    longer = [1 - sum(walk.law) for walk in (widget.reading().qubit, widget.reading().states)]
    root = saved(widget).locator(".qrnn-memory")
    slider, tip = root.get_by_role("slider", name="Minutes since the event"), root.locator(".q-tip")
    column = slider.locator(".qm-outline").last
    column.hover(force=True)
    expect(tip).to_have_text(re.compile("^longer than 6 minutes: P 0, one qubit"))
    one, two = re.search(r"one qubit (\S+), two states (\S+)$", tip.inner_text()).groups()
    assert [float(one), float(two)] == pytest.approx(longer, abs=6e-4)
    told = tip.inner_text()
    column.click(force=True)
    expect(slider).to_have_attribute("aria-valuenow", "0")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(f"^after 5 minutes: .*; {re.escape(told)}$"))


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (400, 800)], ids=str)
@pytest.mark.parametrize("presented", [False, True])
def test_every_picture_stays_within_its_panel(saved, size, presented):
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    page = saved(MemoryExplorer())
    if presented: page.get_by_role("button", name="Present").click()
    page.wait_for_function("""presented => {
        if (Boolean(document.fullscreenElement) !== presented) return false;
        const panels = [...document.querySelectorAll(".qn-panel")].filter((panel) => panel.checkVisibility());
        const inside = (panel) => panel.getBoundingClientRect().right - parseFloat(getComputedStyle(panel).paddingRight);
        const fits = (panel) => [...panel.querySelectorAll("svg")].every((one) => one.getBoundingClientRect().right <= inside(panel) + 0.5);
        return panels.every(fits);
    }""", arg=presented)


def test_no_push_has_no_sign(saved):
    page = saved(MemoryExplorer(strength=1e-6))
    expect(page.get_by_text(re.compile("^pushed"))).to_have_text("pushed 0°")


def test_bars_of_all_waits_sum_up_to_one(saved):
    page = saved(MemoryExplorer(turn=0.3, strength=0.3))
    sides = "bars => bars.map(bar => bar.height.baseVal.value)"
    heights = [page.locator(f".qm-waits .qn-pick {kind}").evaluate_all(sides) for kind in (".qs-cell", ".qm-outline")]
    assert sum(heights[0]) == pytest.approx(sum(heights[1]), abs=1)


@pytest.mark.parametrize("presented, count", [(False, 60), (True, 14)])
def test_the_minutes_so_far_say_how_many_are_shown(saved, presented, count):
    "All are, or the row says how many of the last."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    page = saved(MemoryExplorer(minutes=(1, 0) * (count // 2)))
    if presented: page.get_by_role("button", name="Present").click()
    past = page.locator(".qm-past")
    expect(past.locator("text")).to_have_text(re.compile(r"^the last \d+ minutes"))
    told = int(re.search(r"\d+", past.locator("text").text_content()).group())
    expect(past).to_have_attribute("aria-label", re.compile(f"^The last {told} minutes: "))
    expect(past.locator("circle")).to_have_count(told)


def test_few_minutes_so_far_are_all_shown(saved):
    past = saved(MemoryExplorer(minutes=(1, 0, 1))).locator(".qm-past")
    expect(past.locator("text")).to_have_text("minutes so far, filled: event")
    expect(past.locator("circle")).to_have_count(3)


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (400, 800)], ids=str)
def test_presented_two_states_are_explained_once(saved, size):
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    page = saved(MemoryExplorer())
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("() => document.fullscreenElement")
    about = page.get_by_role("button", name="What is: two states?", exact=True)
    expect(about).to_have_count(1)
    about.click()
    expect(page.get_by_role("note", name="two states", exact=True)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)], ids=str)
def test_presented_the_regret_has_its_numbers_and_says_that_less_is_better(saved, size):
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    widget = MemoryExplorer()
    page = saved(widget)
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("() => document.fullscreenElement")
    lost = page.locator(".qm-left > .qm-losses")
    numbers = [f"{regret:.4f}" for regret in widget.reading().regrets]
    for text in "less is better", *numbers: expect(lost.get_by_text(text, exact=True)).to_be_in_viewport(ratio=1)


def test_the_next_minute_is_named_above_its_column(saved):
    page = saved(MemoryExplorer(minutes=(1, 0, 0)))
    name, frame = page.get_by_text("next minute", exact=True).bounding_box(), page.locator("rect.qn-now").last.bounding_box()
    assert abs(name["x"] + name["width"] / 2 - frame["x"] - frame["width"] / 2) < 3 and name["y"] < frame["y"]


@pytest.mark.parametrize("term", ["turn", "strength", "look", "regret"])
def test_every_word_of_the_qubit_is_explained(host, explorer, term):
    root = host.page.locator(".qrnn-memory")
    root.get_by_role("button", name=f"What is: {term}?", exact=True).click()
    expect(root.get_by_role("note", name=term, exact=True)).to_be_visible()


@pytest.mark.parametrize("strength", [0.01, 0.5, 0.99])
def test_no_regret_is_longer_than_its_axis(saved, strength):
    page = saved(MemoryExplorer(turn=0.1, direction=0.1, strength=strength))
    ends = "bars => bars.map(bar => bar.getBBox().x + bar.getBBox().width)"
    bars = page.locator(".qm-losses rect:is(.qs-cell, .qm-outline)").evaluate_all(ends)
    ticks = page.locator(".qm-losses .qs-grid").evaluate_all("ticks => ticks.map(tick => tick.getBBox().x)")
    assert max(bars) < max(ticks) and len(ticks) > 1


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)], ids=str)
def test_a_lecture_hall_sees_the_question_the_look_and_the_minutes(saved, size):
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    page = saved(MemoryExplorer(minutes=(1, 0, 0)))
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("() => document.fullscreenElement")
    root = page.locator(".qrnn-memory")
    parts = [root.get_by_text("What can one qubit or two states say of the next?"), root.locator(".qm-past"), root.locator(".qm-key")]
    for part in parts: expect(part).to_be_in_viewport(ratio=1)
    expect(root.locator(".qm-past").get_by_text("minutes so far")).to_be_in_viewport(ratio=1)
    expect(root.locator(".qm-key > .qm-set")).to_have_text(["look at 60°", "strength 0.40"])
