"""The neuron explorer's page: every part by mouse and by keyboard, and what the page shows is what Python has."""

import math
import re

import pytest
from pages import Explorer
from playwright.sync_api import expect

from qrnn_nb.widgets import NeuronExplorer

# Whether the point's middle is at x.
AT = "x => (box => Math.abs(box.x + box.width / 2 - x) < 1)(document.querySelector('.qn-point').getBoundingClientRect())"


@pytest.fixture
def explorer(host):
    widget = NeuronExplorer(order=2, degree=2, controls=2, weights=(0.4, 0.3, 0.2))
    host.show(widget)
    return Explorer(host.page, widget, host)


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


def test_presets_and_learning(host, explorer):
    learn = explorer.root.get_by_role("button", name="Learn", exact=True)
    expect(learn).to_have_attribute("aria-disabled", "true")
    explorer.choose("preset", "learns AND")
    expect(explorer.root.locator(".qn-note")).to_contain_text("only for 11")
    before = host.python(lambda: explorer.widget.loss)
    learn.focus()
    for _ in range(3): explorer.keys.press("Enter")
    explorer.becomes(lambda: [p > 0.5 for p in explorer.widget.neuron().tolist()], [False, False, False, True])
    assert host.python(lambda: explorer.widget.loss) < before / 3
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
        host.page.evaluate("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        assert explorer.root.evaluate("root => root.scrollWidth <= root.clientWidth"), "nothing sticks out"
        assert host.page.evaluate(CUT) == [], "no label is cut"
        host.screenshot(f"neuron_{theme}_{width}")
