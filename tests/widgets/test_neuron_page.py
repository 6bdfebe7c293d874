"""The neuron explorer's page: every part by mouse and by keyboard, and what the page shows is what Python has."""

import math
import re

import numpy as np
import pytest
from helpers import wait_until
from pages import Explorer, agrees_with_python, exported, fills_screen
from playwright.sync_api import expect
from saved import DRAWN

from qrnn_nb.commands.pages import PAGES
from qrnn_nb.widgets import NeuronExplorer
from qrnn_nb.widgets.neuron import LESSONS, PRESETS, SOLVED

# Whether the point's middle is at x.
AT = "x => (box => Math.abs(box.x + box.width / 2 - x) < 1)(document.querySelector('.qn-point').getBoundingClientRect())"


@pytest.fixture
def folded(host):
    "An explorer as it opens."
    widget = NeuronExplorer(order=2, degree=2, controls=2, weights=(0.4, 0.3, 0.2))
    host.show(widget)
    return Explorer(host.page, widget, host)


@pytest.fixture
def explorer(folded):
    "The same with everything unfolded."
    for title in "angles and sizes", "map", "circuit": folded.fold(title).click()
    for drawn in ".qn-knob", ".qn-cross", ".qn-wire": expect(folded.root.locator(drawn).first).to_be_attached()
    expect(folded.root).to_have_attribute("data-columns", "3")
    return folded


def test_it_opens_with_the_picture_and_unfolds(host, folded):
    "What is closed is not drawn; what is open is in the state, and one column more beside the picture."
    cells = folded.root.locator("[aria-label='Map over two weights'] .qs-cell")
    expect(folded.root).to_have_attribute("data-columns", "2")
    expect(folded.slider("Angle η of the present control word")).to_be_visible()
    expect(folded.slider("θ, slider")).to_be_hidden()
    expect(cells).to_have_count(0)
    folded.fold("map").click()
    expect(cells).to_have_count(625)
    expect(folded.root).to_have_attribute("data-columns", "3")
    folded.becomes(lambda: folded.widget.state["unfolded"], ["map"])
    host.page.set_viewport_size({"width": 400, "height": 900})
    expect(folded.root).to_have_attribute("data-columns", "1")


def test_every_word_has_a_point_and_lights_up_everywhere(folded):
    "Words at one place share a name; the pointer on a bar or on a point means the same word."
    page, words, lit = folded.page, folded.slider("Control word"), folded.root.locator(".qn-lit")
    host = folded.host
    host.python(lambda: folded.widget.set(weights=(0.4, 0.4, 0.2), theta=-1.0))
    names, points = folded.root.locator(".qn-label"), folded.root.locator(".qn-drag circle")
    expect(points.filter(visible=True)).to_have_count(4)
    expect(names.filter(has_text=re.compile("^01, 10$"))).to_be_visible()
    expect(names.filter(has_text=re.compile("^11: η = "))).to_be_visible()
    expect(lit).to_have_count(0)
    words.locator(".qs-cell").first.hover(force=True)
    expect(lit).to_have_count(1)
    expect(folded.root.locator(".q-tip")).to_have_text(re.compile("^00: η = 0.285, P"))
    box = lit.bounding_box()
    page.mouse.move(0, 0)
    expect(lit).to_have_count(0)
    expect(folded.root.locator(".q-tip")).to_be_hidden()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(lit).to_have_count(1)
    expect(folded.root.locator(".qn-lights")).to_be_visible()
    page.mouse.down()
    folded.becomes(lambda: folded.widget.bits, (0, 0))
    page.mouse.up()


def test_the_map_is_that_of_the_word_that_is_meant(explorer):
    title = explorer.root.locator("[aria-label='Map over two weights'] text", has_text="P(1) for")
    expect(title).to_have_text("P(1) for 11")
    explorer.slider("Control word").locator(".qs-cell").nth(1).hover(force=True)
    expect(title).to_have_text("P(1) for 01")
    expect(explorer.root.get_by_text("φ₁ has no effect for 01")).to_be_visible()


def test_what_is_wrong_has_a_cross_and_rings_say_what_is_wanted(folded):
    "A ring is dragged, or set by 0 and 1; a word that is right less than half of the time is crossed."
    words, wrong = folded.slider("Control word"), folded.root.locator(".qn-pick .qn-wrong").filter(visible=True)
    folded.choose("preset", "AND")
    expect(folded.root.locator(".qn-note")).to_contain_text("both controls")
    expect(wrong).to_have_count(1)
    folded.host.python(lambda: folded.widget.move(math.pi / 3))
    expect(wrong).to_have_count(0)
    folded.page.wait_for_function("() => document.getAnimations().length === 0")
    ring = folded.root.locator(".qn-pick .qn-ring").nth(1).bounding_box()
    x, y = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
    folded.page.mouse.move(x, y)
    folded.page.mouse.down()
    folded.page.mouse.move(x, y - 100, steps=4)
    folded.page.mouse.up()
    folded.becomes(lambda: folded.widget.wanted, (0, 1, 0, 1))
    expect(wrong).to_have_count(1)
    words.focus()
    folded.keys.press("Home")
    folded.keys.press("1")
    folded.becomes(lambda: folded.widget.wanted, (1, 1, 0, 1))
    expect(words).to_have_attribute("aria-valuetext", re.compile("wanted 1, wrong"))
    expect(wrong).to_have_count(2)


def test_the_pinned_neuron_stands_behind(folded):
    "Its curve, points, bars and success, and the figure has them too."
    pinned = folded.root.locator(".q-pinned").filter(visible=True)
    folded.host.python(lambda: folded.widget.load("AND"))
    expect(pinned).to_have_count(0)
    folded.button("Pin").click()
    folded.button("lower order").click()
    # what Python sets on a state that it has not got yet would undo it
    folded.becomes(lambda: folded.widget.state["order"], 1)
    folded.host.python(lambda: folded.widget.set(calls=9))
    expect(folded.root.get_by_text("pinned, dashed: order 2")).to_be_visible()
    expect(pinned).to_have_count(1 + 4 + 2 + 1 + 4)  # curve, points, amplitudes, 1 call, words
    folded.becomes(lambda: folded.widget.state["pinned"]["order"], 2)
    shown = folded.host.python(lambda: folded.widget.figure().data)
    assert "pinned" in shown and "pinned activation (radians)" in shown
    folded.button("Pin").click()
    expect(pinned).to_have_count(0)


def test_a_saved_picture_has_the_names_of_what_is_open(saved):
    widget = NeuronExplorer(unfolded=["map"])
    widget.move(math.pi / 3)  # where nothing is wrong
    page = saved(widget)
    root = page.locator(".qrnn-widget")
    expect(root.locator(".qn-cross")).to_be_visible()
    root.get_by_role("button", name="Pin").click()
    expect(root.get_by_text("pinned, dashed: order 2")).to_be_visible()
    picture = exported(page, root, "svg").path().read_text()
    names = "activation curve", "P(1) for every control word", "plain rotation", "wanted", "map", "P(1) for 11", "pinned, dashed: order 2"
    for name in names:
        assert f">{name}<" in picture
    for name in "wrong", "circuit", "angles and sizes": assert f">{name}<" not in picture


def test_what_glides_after_a_choice_follows_at_once_in_a_drag(folded):
    page = folded.page
    page.evaluate("() => { window.glides = 0; document.addEventListener('transitionrun', () => window.glides++); }")
    folded.choose("preset", "order too low")
    page.wait_for_function("() => window.glides > 0 && document.getAnimations().length === 0")
    page.evaluate("() => { window.glides = 0; }")
    folded.slider("Angle η of the present control word").press("ArrowLeft")
    folded.becomes(lambda: folded.widget.reading().place, math.pi / 3 - math.pi / 180)
    assert page.evaluate("() => window.glides") == 0
    page.emulate_media(reduced_motion="reduce")
    folded.choose("preset", "AND")
    folded.becomes(lambda: folded.widget.lesson, "AND")
    assert page.evaluate("() => window.glides") == 0


def test_a_drag_draws_only_what_changes(explorer):
    "Neither the circuit nor the axes and the curve, which a drag leaves as they are."
    explorer.page.evaluate("""() => {
        window.changed = new Set();
        const every = { attributes: true, childList: true, characterData: true, subtree: true };
        const note = list => list.forEach(({ target }) => window.changed.add(target));
        new MutationObserver(note).observe(document.querySelector('.qrnn-neuron'), every);
    }""")
    x, y = explorer.point()
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x - 60, y, steps=6)
    explorer.page.mouse.up()
    explorer.page.wait_for_function(AT, arg=x - 60)
    kept = ".qn-below *, .qs-grid, .qs-frame, .qn-curve, select, option"
    assert explorer.page.evaluate("kept => [...window.changed].filter(node => node.matches?.(kept)).length", kept) == 0
    assert explorer.page.evaluate("() => window.changed.size") > 10


def test_numbers_and_bits_by_mouse(host, explorer):
    for name, value in [("order", 3), ("degree", 1), ("controls", 3), ("calls", 9)]:
        explorer.choose(name, value)
        explorer.becomes(lambda name=name: getattr(explorer.widget.settings, name), value)
    assert host.python(lambda: explorer.widget.weights) == (0.4, 0.3, 0)
    assert host.python(lambda: explorer.widget.amplification.calls) == 9
    bit = explorer.root.get_by_role("button", name="control 2: 1")
    bit.click()
    explorer.becomes(lambda: explorer.widget.bits, (1, 0, 1))
    expect(explorer.root.get_by_role("button", name="control 2: 0")).to_have_attribute("aria-pressed", "false")
    expect(explorer.root.get_by_text("9 calls", exact=True)).to_have_count(1)


def test_sliders_and_fields(host, explorer):
    explorer.slider("θ, slider").focus()
    explorer.keys.press("ArrowRight")
    explorer.becomes(lambda: explorer.widget.theta, math.pi / 180)
    for name, angle in [("bias", lambda: explorer.widget.bias), ("φ₁₂", lambda: explorer.widget.weights[2])]:
        explorer.field(name).fill("-2pi/3")
        explorer.keys.press("Enter")
        explorer.becomes(angle, -2 * math.pi / 3)
        expect(explorer.field(name)).to_have_value("-2π/3")
    explorer.field("θ").fill("0.123456789")
    explorer.keys.press("Tab")
    explorer.becomes(lambda: explorer.widget.theta, 0.123456789)
    explorer.field("θ").fill("steep")
    explorer.keys.press("Enter")
    expect(explorer.root.locator("[role=alert]")).to_have_text(re.compile("theta .* must be a finite number .*, got 'steep'"))
    assert host.python(lambda: explorer.widget.theta) == 0.123456789
    explorer.field("θ").fill("1")
    explorer.keys.press("Enter")
    explorer.becomes(lambda: explorer.widget.theta, 1.0)
    expect(explorer.root.locator("[role=alert]")).to_be_empty()


def test_point_is_dragged_and_moved_by_keys(host, explorer):
    x, y = explorer.point()
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    for step in range(1, 11): explorer.page.mouse.move(x - 6 * step, y)
    explorer.page.mouse.up()
    explorer.page.wait_for_function(AT, arg=x - 60)
    angle = host.python(lambda: explorer.widget.reading().angle)
    assert 0 < angle < math.pi / 4 + 0.45 and host.python(lambda: explorer.widget.weights) == (0.4, 0.3, 0.2), "θ alone has changed"
    curve = explorer.slider("Angle η of the present control word")
    expect(curve).to_have_attribute("aria-valuenow", f"{angle:.4f}")
    curve.focus()
    for key, expected in [("ArrowLeft", angle - math.pi / 180), ("PageUp", angle + 9 * math.pi / 180), ("Home", 0.0), ("End", math.pi / 2)]:
        explorer.keys.press(key)
        explorer.becomes(lambda: explorer.widget.reading().angle, expected)


def test_map_and_words(host, explorer):
    box = explorer.slider("Map over two weights")
    cells = explorer.root.locator("[aria-label='Map over two weights'] .qs-cell")
    expect(cells).to_have_count(625)
    cells.nth(24 * 25 + 12).click()  # top row, middle column
    explorer.becomes(lambda: explorer.widget.weights, (0, math.pi, 0.2))
    box.focus()
    explorer.keys.press("ArrowLeft")
    explorer.becomes(lambda: explorer.widget.weights[0], -math.pi / 12)
    explorer.keys.press("ArrowDown")
    explorer.becomes(lambda: explorer.widget.weights[1], math.pi - math.pi / 12)
    shade = float(cells.nth(23 * 25 + 11).get_attribute("fill-opacity"))
    assert shade == pytest.approx(host.python(lambda: explorer.widget.reading().probability), abs=1e-3), "the shade under the cross is P(1)"
    explorer.choose("up", 2)
    explorer.becomes(lambda: explorer.widget.axes, (0, 2))
    words = explorer.slider("Control word")
    words.focus()
    explorer.keys.press("Home")
    explorer.becomes(lambda: explorer.widget.bits, (0, 0))
    explorer.keys.press("ArrowRight")
    explorer.becomes(lambda: explorer.widget.bits, (0, 1))
    expect(words).to_have_attribute("aria-valuetext", re.compile("^01: P"))
    explorer.root.locator("[aria-label='Control word'] .qs-cell").nth(2).click(force=True)
    explorer.becomes(lambda: explorer.widget.bits, (1, 0))


def test_learning_goes_step_by_step_until_it_is_stopped(host, explorer):
    "Each step is small and leaves its trace on the map; all of them are taken back at once."
    learn, steps = explorer.root.get_by_role("button", name="Learn", exact=True), []
    expect(learn).to_have_attribute("aria-disabled", "true")
    explorer.choose("preset", "learns AND")
    explorer.becomes(lambda: explorer.widget.lesson, "learns AND")
    explorer.widget.observe(lambda change: steps.append((change["new"]["theta"], *change["new"]["weights"])), "state")
    explorer.press("Learn")
    wait_until(lambda: host.python(lambda: len(steps)) > 12)
    explorer.press("Stop")
    expect(learn).to_be_visible()
    angles = np.array([(0, 0, 0, 0), *host.python(lambda: list(steps))])
    assert np.linalg.norm(np.diff(angles, axis=0), axis=1).max() <= 0.1 + 1e-6
    assert (np.abs(angles) <= math.pi).all()
    expect(explorer.root.locator(".qn-way")).to_have_attribute("d", re.compile("L.*L.*L"))
    explorer.button("Undo").click()
    explorer.becomes(lambda: explorer.widget.weights, (0, 0, 0))
    expect(explorer.root.locator(".qn-way")).to_have_attribute("d", "")


def test_one_step_of_learning_is_pythons(host, explorer):
    twin = NeuronExplorer()
    twin.load("learns AND")
    explorer.choose("preset", "learns AND")
    explorer.becomes(lambda: explorer.widget.theta, twin.theta)  # a step from the old angles would be another one
    for _ in range(3): explorer.press("Step")
    twin.learn(3)
    explorer.becomes(lambda: explorer.widget.theta, twin.theta)


def test_learning_is_seen_at_once_where_nothing_should_move(host, explorer):
    host.page.emulate_media(reduced_motion="reduce")
    twin = NeuronExplorer()
    twin.load("learns AND")
    explorer.choose("preset", "learns AND")
    explorer.press("Learn")
    twin.learn()
    explorer.becomes(lambda: explorer.widget.theta, twin.theta)
    expect(explorer.button("Learn")).to_be_visible()


def test_presets(host, explorer):
    explorer.choose("preset", "learns AND")
    expect(explorer.root.locator(".qn-note")).to_contain_text("only for 11")
    explorer.choose("preset", "order too low")
    explorer.becomes(lambda: explorer.widget.order, 1)
    expect(explorer.root.get_by_role("status")).to_contain_text("P(1) = 0.900")
    host.screenshot("neuron_lesson")
    explorer.choose("order", 2)
    explorer.becomes(lambda: explorer.widget.order, 2)
    expect(explorer.root.get_by_role("status")).to_contain_text("P(1) = 0.988")


def test_circuit_is_drawn_at_both_levels_and_short_when_long(host, explorer):
    boxes, circuit = explorer.root.locator(".qn-box"), explorer.root.get_by_role("img", name=re.compile("^Circuit"))
    gates = host.python(lambda: explorer.widget.circuit.gates)
    expect(boxes).to_have_count(sum(gate.name != "phase" for gate in gates))
    explorer.choose("show", "neurons")
    expect(boxes).to_have_count(1)
    expect(circuit).to_contain_text("N2,2")
    explorer.choose("show", "gates")
    explorer.choose("calls", 9)
    expect(explorer.root.get_by_text("one of 9 calls")).to_have_count(1)
    expect(boxes).to_have_count(19 + 3)
    explorer.choose("order", 4)
    explorer.choose("controls", 4)
    expect(explorer.root.get_by_text("one box stands for all")).to_have_count(1)


def test_python_and_page_agree(host, explorer):
    host.python(lambda: explorer.widget.set(order=1, controls=1, theta=0.5, bits=(0,)))
    expect(explorer.field("θ")).to_have_value("0.5")
    expect(explorer.root.get_by_text("A map needs two weights")).to_have_count(1)
    host.python(lambda: setattr(explorer.widget, "controls", 0))
    expect(explorer.root.get_by_text("no controls: only bias and θ turn the target")).to_have_count(1)
    explorer.becomes(lambda: explorer.widget.controls, 0)


@pytest.mark.parametrize("kind", ["csv", "json", "py", "pdf"])
def test_every_kind_is_exported(host, explorer, kind):
    assert explorer.export(kind) == (f"neuron.{kind}", host.python(lambda: explorer.widget.export(kind)))


CUT = """() => [...document.querySelectorAll('.qrnn-neuron svg')].flatMap(picture => {
    const frame = picture.getBoundingClientRect();
    return [...picture.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        const across = box.left < frame.left - 1 || box.right > frame.right + 1;
        return box.width && (across || box.top < frame.top - 2 || box.bottom > frame.bottom + 1);
    }).map(text => text.textContent);
})"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_themes_and_widths(host, explorer, theme):
    host.theme(theme)
    host.python(lambda: explorer.widget.set(controls=3, calls=9, weights=(0.8, -0.5, 0.3, 0.2, 0, 0), bits=(1, 1, 0)))
    for width in 1400, 400:
        host.page.set_viewport_size({"width": width, "height": 1500})
        host.page.evaluate(DRAWN)
        assert explorer.root.evaluate("root => root.scrollWidth <= root.clientWidth"), "nothing sticks out"
        assert host.page.evaluate(CUT) == [], "no label is cut"
        host.screenshot(f"neuron_{theme}_{width}")


# names beside points that are not wholly in their picture
OUTSIDE = """() => [...document.querySelectorAll(".qn-label")].filter(name => name.textContent).filter(name => {
    const inner = name.getBoundingClientRect(), outer = name.ownerSVGElement.getBoundingClientRect();
    return inner.left < outer.left || inner.right > outer.right || inner.top < outer.top || inner.bottom > outer.bottom;
}).map(name => name.textContent)"""


@pytest.mark.parametrize("width", [400, 700, 1000, 1400])
@pytest.mark.parametrize("controls", [1, 3, 6])
def test_the_name_of_the_held_point_stays_in_the_picture(host, width, controls):
    "Wherever the point is, and however many words lie on it; it says less where there is less room."
    root = host.show(NeuronExplorer(controls=controls), width=width)
    angle, held = root.get_by_role("slider", name="Angle η of the present control word"), root.locator(".qn-held")
    angle.press("Home")
    for _ in range(9):
        expect(held).to_have_text(re.compile("^1+.*: "))
        assert not host.page.evaluate(OUTSIDE)
        angle.press("PageUp")


@pytest.mark.parametrize("width", [400, 1200])
def test_no_point_of_a_small_neuron_loses_its_name(host, width):
    "Wherever the held point is: where nothing is free beside a point, a line leads to its name."
    root = host.show(NeuronExplorer(), width=width)
    root.get_by_label("preset").select_option("AND")
    angle, named = root.get_by_role("slider", name="Angle η of the present control word"), root.locator(".qn-label")
    angle.press("Home")
    for _ in range(9):
        for word in "00", "01", "10", "11": expect(named.filter(has_text=re.compile(rf"(^| ){word}($|,|:)"))).to_have_count(1)
        angle.press("PageUp")


def test_the_curves_beside_are_named(folded):
    "At the order's ends there is one neighbour only; beside a pinned neuron there is none."
    for order, shown in (2, {1, 2, 3}), (4, {3, 4}), (1, {1, 2}):
        folded.host.python(lambda order=order: folded.widget.set(order=order))
        named = folded.root.locator(".qn-named").filter(visible=True, has_text=re.compile("^order"))
        for one in shown: expect(named.filter(has_text=f"order {one}")).to_have_count(1)
        expect(named).to_have_count(len(shown))
    folded.button("Pin").click()
    expect(named).to_have_count(1)


def test_points_that_look_like_one_share_a_name(folded):
    "Though their angles differ by less than the eye sees."
    folded.host.python(lambda: folded.widget.set(weights=(0.4, 0.4005, 0.2), theta=-1.0))
    expect(folded.root.locator(".qn-label").filter(has_text=re.compile("^01, 10$"))).to_be_visible()


def present(page):
    page.keyboard.press("f")
    expect(page.locator(".qs-presented")).to_be_visible()


def test_presented_space_learns_and_an_arrow_steps(saved):
    "As on the other pages; the speed can be seen, and where nothing is wanted the keys do nothing."
    page = saved(NeuronExplorer.from_dict({**NeuronExplorer().to_dict(), "lesson": "learns AND", "theta": 0.0, "weights": [0.0] * 3}))
    status = page.locator(".qs-status")
    present(page)
    expect(page.get_by_role("combobox", name="speed")).to_be_visible()
    before = status.inner_text()
    page.keyboard.press("ArrowRight")
    expect(status).not_to_have_text(before)
    expect(page.get_by_role("button", name="Learn")).to_be_visible()
    after_one = status.inner_text()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(status).not_to_have_text(after_one)
    expect(status).not_to_contain_text("step")  # for which a presented line has no room
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Learn")).to_be_visible()
    page = saved(NeuronExplorer(order=1, degree=1, controls=1))
    present(page)
    before = page.locator(".qs-status").inner_text()
    for key in " ", "ArrowRight": page.keyboard.press(key)
    expect(page.locator(".qs-status")).to_have_text(before)
    expect(page.get_by_role("button", name="Learn")).to_be_visible()


def test_learning_says_when_it_ends(saved):
    "And only there: not after another preset, and the words of the lesson are true at its beginning and its end."
    page = saved(NeuronExplorer())
    page.get_by_role("combobox", name="preset").select_option("order too low")
    expect(page.locator(".qn-note")).to_contain_text("some word is right in 9 of 10 cases at most")
    page.get_by_role("combobox", name="speed").select_option("4 ×")
    first = chances(page)
    page.get_by_role("button", name="Learn").click()
    expect(page.locator(".qs-status")).to_contain_text("it hardly falls any more", timeout=20_000)
    last = chances(page)
    assert last[7] < first[7], "what lowers the mean loss makes 111 worse"
    page.get_by_role("combobox", name="preset").select_option("AND")
    expect(page.locator(".qs-status")).not_to_contain_text("hardly")


def test_who_finds_the_angles_by_hand_is_told_so(saved):
    page = saved(NeuronExplorer())
    page.get_by_role("combobox", name="preset").select_option("AND")
    status, point = page.locator(".qs-status"), page.get_by_role("slider", name="Angle η")
    expect(status).not_to_contain_text("ring")
    for _ in range(17): point.press("ArrowRight")
    expect(status).to_contain_text("every bar meets its ring")
    point.press("Home")
    expect(status).not_to_contain_text("ring")


def test_learning_ends_where_every_bar_meets_its_ring(saved):
    page = saved(NeuronExplorer())
    page.get_by_role("combobox", name="preset").select_option("learns AND")
    page.get_by_role("combobox", name="speed").select_option("4 ×")
    page.get_by_role("button", name="Learn").click()
    expect(page.locator(".qs-status")).to_contain_text(": learned", timeout=20_000)
    expect(page.get_by_role("button", name="Learn")).to_be_visible()
    *others, both = chances(page)
    assert max(others) < 0.01 * both


def test_a_finger_on_the_point_drags_it_upwards_too(saved):
    "Where it would scroll the page elsewhere."
    saved.options |= {"viewport": {"width": 400, "height": 600}, "has_touch": True}
    page = saved(NeuronExplorer(order=2, degree=2, controls=2, theta=-math.pi / 2))
    box = page.locator(".qn-drag").first
    point = page.locator(".qn-point").bounding_box()
    middle = point["x"] + point["width"] / 2, point["y"] + point["height"] / 2
    prevented = """(box, [x, y]) => {
        const touch = new Touch({ identifier: 1, target: box, clientX: x, clientY: y });
        return !box.dispatchEvent(new TouchEvent("touchstart", { touches: [touch], cancelable: true, bubbles: true }));
    }"""
    assert box.evaluate(prevented, middle)
    assert not box.evaluate(prevented, (middle[0] - 100, middle[1] - 60))


def chances(page):
    "P(1) for every control word, as the heights of the bars say."
    high = page.locator("[aria-label='Control word'] .qs-cell")
    return [float(bar.get_attribute("height")) for bar in high.all()]


def test_what_is_not_wanted_is_said_beside_a_shut_button(saved):
    page = saved(NeuronExplorer(order=1, degree=1, controls=1))
    expect(page.get_by_role("button", name="Learn")).to_have_attribute("aria-disabled", "true")
    expect(page.locator(".qn-note")).to_contain_text("nothing to learn")
    page.get_by_role("slider", name="Control word", exact=True).press("0")
    expect(page.locator(".qn-note")).to_contain_text("your own task")
    expect(page.locator(".qn-held")).to_contain_text("1, 0: ")  # two words of one bit, not the word 10


@pytest.mark.parametrize("width", [1400, 400])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_no_name_covers_the_plain_rotations(saved, order, width):
    saved.options["viewport"] = {"width": width, "height": 900}
    page = saved(NeuronExplorer.from_dict({**NeuronExplorer().to_dict(), "order": order}))
    expect(page.locator(".qn-label").first).to_be_visible()
    assert page.evaluate("""() => {
        const line = [...document.querySelectorAll(".qn-named")].find(text => text.textContent === "plain rotation");
        const letters = Array.from(line.textContent, (_, n) => line.getExtentOfChar(n)), way = line.getScreenCTM();
        const at = letters.map(({ x, y, width, height }) => new DOMPoint(x + width / 2, y + height / 2).matrixTransform(way));
        return [...document.querySelectorAll(".qn-label")].filter(text => text.textContent).filter(text => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            return at.some(({ x, y }) => x > left && x < right && y > top && y < bottom);
        }).map(text => text.textContent);
    }""") == []


CROSSED = """() => {
    const svg = document.querySelector(".qn-drag svg"), texts = [...svg.querySelectorAll(".qn-label, .qn-named:not([transform])")];
    const names = texts.filter(name => name.textContent && name.checkVisibility());
    const axis = svg.querySelector(".qs-frame").getBBox(), lines = [...svg.querySelectorAll(".qn-curve, .qn-hair, .qn-plain")];
    const points = lines.filter(line => line.checkVisibility({ visibilityProperty: true })).flatMap(line =>
        Array.from({ length: Math.ceil(line.getTotalLength() / 2) }, (_, n) => line.getPointAtLength(2 * n)));
    return names.filter(name => {
        const { x, y, width, height } = name.getBBox(), right = x + width - 1, bottom = y + height - 3;
        const isAmongTicks = y + height > axis.y + axis.height + 1;
        return isAmongTicks || points.some(at => at.x > x + 1 && at.x < right && at.y > y + 3 && at.y < bottom);
    }).map(name => name.textContent);
}"""


@pytest.mark.parametrize("width, height", [(1400, 900), (400, 900), (1280, 720)])
@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_no_name_of_an_order_crosses_a_curve(saved, order, width, height):
    "Where there is no room at a curve, its name stands farther away, and a line leads there."
    saved.options |= {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"}
    page = saved(NeuronExplorer())
    if width == 1280: present(page)
    page.get_by_role("combobox", name="preset").select_option("AND")
    page.locator(".qn-order select").select_option(str(order))
    expect(page.locator(".qn-named").filter(visible=True, has_text=f"order {order}")).to_have_count(1)
    page.evaluate(DRAWN)
    assert page.evaluate(CROSSED) == []


@pytest.mark.parametrize("width, height", [(1400, 900), (400, 900), (1280, 720)])
def test_no_name_of_a_word_crosses_a_curve_or_stands_among_the_ticks(saved, width, height):
    "Whichever word is chosen, and wherever it is dragged; a name that is away from its point has a line to it."
    saved.options |= {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"}
    page = saved(NeuronExplorer())
    if width == 1280: present(page)
    page.get_by_role("combobox", name="preset").select_option("AND")
    words, angle = (page.get_by_role("slider", name=name, exact=True) for name in ("Control word", "Angle η of the present control word"))
    expect(page.locator(".qn-leader").last).to_have_attribute("d", re.compile("^M.*L"))
    for part, key in [(words, "End"), (words, "Home"), (words, "ArrowRight"), (words, "ArrowRight"), *[(angle, "PageUp")] * 8]:
        part.press(key)
        page.evaluate(DRAWN)
        assert page.evaluate(CROSSED) == []


def test_a_gate_tells_its_angle(explorer):
    "By pointer and by keys: θ in a box is the sum of two knobs."
    explorer.host.python(lambda: explorer.widget.set(bias=0.5, theta=0.25))
    explorer.becomes(lambda: explorer.widget.theta, 0.25)  # and the page has drawn it
    circuit = explorer.root.get_by_role("slider", name="Gate of the circuit")
    explorer.root.locator(".qn-gate").first.hover()
    expect(explorer.root.locator(".q-tip")).to_have_text("turns by bias + θ = 0.75")
    explorer.page.mouse.move(0, 0)
    expect(explorer.root.get_by_text("θ in a box is bias + θ; − turns back")).to_be_visible()
    circuit.press("Home")
    for told in "φ₁ = 0.4, where control 1 is 1", "φ₂ = 0.3, where control 2 is 1", "φ₁₂ = 0.2, where controls 1 and 2 are 1":
        circuit.press("ArrowRight")
        expect(circuit).to_have_attribute("aria-valuetext", f"turns by {told}")
        expect(explorer.root.locator(".qn-below")).to_contain_text(told)
    expect(explorer.root.locator(".qn-gate.qn-lit")).to_have_count(1)


def test_what_is_nearly_certain_is_written_as_a_power(saved):
    page = saved(NeuronExplorer(order=4, theta=0.6))
    expect(page.locator(".qs-status")).to_have_text(re.compile(r"^P\(1\)\s=\s1\s−\s\d.*\s×\s10⁻\S+$"))


def test_rounding_is_no_probability(saved):
    page = saved(NeuronExplorer(theta=-math.pi / 2, wanted=(0, 0, 0, 1)))
    expect(page.locator(".qs-status")).to_contain_text(re.compile(r"^P\(1\)\s=\s0\s"))


@pytest.mark.parametrize("theta, told", [(-math.pi / 2, "loss > 25"), (-1.5, r"loss \d")])
def test_a_loss_that_is_cut_says_so(saved, theta, told):
    "A logarithm ends at −100, as in torch: one word of four that cannot be right."
    page = saved(NeuronExplorer(theta=theta, wanted=(0, 0, 0, 1)))
    expect(page.locator(".qs-status")).to_contain_text(re.compile(told.replace(" ", r"\s")))


def test_the_preset_brings_what_the_page_opens_with(saved):
    page = saved(PAGES["neuron"].make())
    status, preset = page.locator(".qs-status"), page.get_by_role("combobox", name="preset")
    first = status.inner_text()
    assert "0.500" in first, "there is something to do"
    preset.select_option("learns AND")
    expect(status).not_to_have_text(first)
    preset.select_option("AND")
    expect(status).to_have_text(first)


@pytest.mark.parametrize("controls", [1, 2, 4])
def test_the_words_take_the_whole_width(saved, controls):
    page = saved(NeuronExplorer(controls=controls))
    expect(page.locator(".qn-pick .qs-cell").first).to_be_attached()
    picture, texts = page.locator(".qn-pick svg").first, page.locator(".qn-pick svg").first.locator("text")
    right = max(text.bounding_box()["x"] + text.bounding_box()["width"] for text in texts.all())
    assert right > picture.bounding_box()["x"] + picture.bounding_box()["width"] * (1 - 0.6 / 2**controls)


@pytest.mark.parametrize("preset", ["AND", "learns AND", "order too low"])
def test_presented_the_task_is_said_and_all_of_it_fits(saved, preset):
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    page = saved(NeuronExplorer())
    page.get_by_role("combobox", name="preset").select_option(preset)
    present(page)
    task = page.locator(".qn-note > span").first
    expect(task).to_be_in_viewport(ratio=1)
    expect(task).to_have_text(re.compile(r"^[^.]+\.$"))
    expect(page.locator(".qn-rest")).to_be_hidden()
    page.wait_for_function("() => document.fullscreenElement?.scrollHeight <= document.fullscreenElement?.clientHeight")


REACH = """() => [...document.querySelectorAll(".qn-below text")].filter(text => text.textContent === "target").map(text => {
    const wire = [...document.querySelectorAll(".qn-below path.qn-wire")].find(path => 
        path.getAttribute("d").includes(` ${text.getAttribute("y") - 4}H`));
    return Number(wire.getAttribute("d").split("H")[1]);
})"""  # of the target's wire, in each line


def test_a_circuit_is_broken_into_even_lines(saved):
    "At 1,400 pixels the circuit of AND stands in one line; where there must be more, none is left with a last gate alone."
    state = {**NeuronExplorer().to_dict(), "unfolded": ["circuit"]}
    page = saved(NeuronExplorer.from_dict(state))
    expect(page.locator(".qn-below .qn-wire").first).to_be_attached()
    assert len(page.evaluate(REACH)) == 1
    for width in 1180, 900, 640:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("wide => document.querySelector('.qn-below svg').clientWidth < wide", arg=width)
        page.wait_for_function(f"({REACH})().length > 1")
        ends = page.evaluate(REACH)
        assert min(ends) > 0.6 * max(ends)


def test_unfolded_columns_end_at_about_the_same_height(saved):
    state = {**NeuronExplorer().to_dict(), "unfolded": ["angles and sizes", "map"]}
    page = saved(NeuronExplorer.from_dict(state))
    expect(page.locator(".qrnn-neuron")).to_have_attribute("data-columns", "3")
    expect(page.locator(".qn-cross").first).to_be_visible()
    heights = page.evaluate("() => [...document.querySelectorAll('.qn-column')].map(column => column.offsetHeight)")
    assert min(heights) > 0.8 * max(heights)


@pytest.mark.parametrize("preset, calls", [("AND", 1), ("order too low", 9)])
def test_a_page_by_itself_writes_its_numbers_and_itself(saved, preset, calls):
    widget = NeuronExplorer()
    widget.load(preset)
    widget.set(calls=calls)
    agrees_with_python(saved(widget), widget)


def test_a_neuron_without_controls_is_written_too(saved):
    widget = NeuronExplorer(controls=0, theta=1e-7)
    agrees_with_python(saved(widget), widget)


def test_ones_own_task_has_a_name_and_a_hint(saved):
    page = saved(NeuronExplorer())
    page.get_by_role("slider", name="Control word", exact=True).press("1")
    page.get_by_role("slider", name="Control word", exact=True).press("0")
    preset = page.get_by_role("combobox", name="preset")
    expect(preset).to_have_value("own task")
    expect(page.locator(".qn-note")).to_contain_text("your own task")
    preset.select_option("AND")
    expect(preset.locator("option")).to_have_text(list(PRESETS))


def test_a_folded_angle_says_where_it_stands(saved):
    page = saved(NeuronExplorer(bias=-0.6))
    hint = page.locator(".qn-hint > span").first
    expect(hint).to_have_text("η = −0.300 stands at 0.300: P(1) is the same; open dots, too")
    page.get_by_role("slider", name="Angle η of the present control word").press("ArrowRight")
    page.get_by_role("combobox", name="preset").select_option("AND")
    expect(hint).to_contain_text("drag the point")


def test_points_of_other_words_that_are_folded_are_open(saved):
    "Also where another point lies on them, and in a lecture hall; a picture says what they are."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    page = saved(NeuronExplorer())
    hint, open_dots = page.locator(".qn-hint > span").first, page.locator(".qn-drag .qn-mirrored")
    expect(page.locator(".qn-drag .qn-word")).not_to_have_count(0)
    expect(open_dots).to_have_count(0)
    assert hint.get_attribute("data-caption") is None
    for _ in range(4): page.get_by_role("slider", name="Angle η").press("PageDown")
    expect(open_dots).to_have_count(3)
    present(page)
    expect(hint).to_have_text("open dots: η outside 0 to π/2, mirrored; P(1) is the same")
    expect(hint).to_be_in_viewport(ratio=1)
    assert hint.get_attribute("data-caption") == ""
    page = saved(NeuronExplorer())
    page.get_by_role("combobox", name="preset").select_option("order too low")
    expect(page.locator(".qn-drag .qn-mirrored")).to_have_count(1)
    last = page.evaluate("() => [...document.querySelectorAll('.qn-drag .qn-word')].at(-1).getAttribute('class')")
    assert "qn-mirrored" in last


def test_what_to_try_gives_way_to_what_is_true(saved):
    page = saved(NeuronExplorer())
    note, point = page.locator(".qn-note"), page.get_by_role("slider", name="Angle η")
    expect(note).to_contain_text("Drag the point until")
    for _ in range(17): point.press("ArrowRight")
    expect(note).to_have_text(SOLVED["AND"])
    point.press("Home")
    expect(note).to_have_text(LESSONS["AND"])
    page.get_by_role("combobox", name="preset").select_option("order too low")
    expect(note).to_have_text(LESSONS["order too low"])
    page.get_by_role("combobox", name="order").select_option("3")
    expect(note).to_have_text(SOLVED["order too low"])
    page.get_by_role("slider", name="Control word", exact=True).press("0")
    expect(note).to_contain_text("your own task")
    page.get_by_role("slider", name="Control word", exact=True).press("1")
    expect(note).to_have_text(SOLVED[""])


def test_a_small_loss_is_written_as_a_power_of_ten(saved):
    page = saved(NeuronExplorer(controls=0, bias=3.1, order=1, wanted=(1,)))
    expect(page.locator(".qs-told")).to_contain_text(re.compile(r"loss\s\S+\s×\s10⁻"))


@pytest.mark.parametrize("size", [(1024, 768), (1280, 1024)], ids=str)
def test_a_high_screen_is_filled(saved, size):
    "Both columns reach down to the last tenth of a screen of 4:3 and 5:4."
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    page = saved(NeuronExplorer())
    page.get_by_role("button", name="Present").click()
    fills_screen(page)
    page.wait_for_function("""() => [...document.querySelectorAll(".qn-columns > .qn-column")].slice(0, 2)
        .every((column) => column.getBoundingClientRect().bottom > 0.9 * innerHeight)""")
    page.wait_for_function("() => (root => root.scrollHeight <= root.clientHeight + 1)(document.querySelector('.qrnn-neuron'))")
