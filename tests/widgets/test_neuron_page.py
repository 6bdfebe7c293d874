"""The neuron explorer in a real JupyterLab: every part by mouse and by keyboard, and what the page shows is what Python has."""

import json
import math
import re

import pytest
from playwright.sync_api import expect

SET_UP = "from qrnn_nb.widgets import NeuronExplorer\nexplorer = NeuronExplorer(order=2, degree=2, controls=2, weights=(0.4, 0.3, 0.2))"


# Whether the point's middle is at x.
AT = "x => (box => Math.abs(box.x + box.width / 2 - x) < 1)(document.querySelector('.qn-point').getBoundingClientRect())"


class Explorer:
    "One explorer on the page."

    def __init__(self, lab, cells=("explorer",), name="explorer.ipynb"):
        self.lab, self.page, self.keys = lab, lab.page, lab.page.keyboard
        lab.open_notebook(lab.write_notebook(name, SET_UP, *cells))
        lab.run_all()
        self.root = self.page.locator(".qrnn-neuron").first

    def slider(self, name): return self.root.get_by_role("slider", name=name, exact=True)

    def field(self, name): return self.root.get_by_label(f"{name}, radians")

    def choose(self, name, value): self.root.get_by_role("combobox", name=name, exact=True).select_option(str(value))

    def python(self, expression): return self.lab.python(expression)

    def becomes(self, expression, value, near=1e-9):
        "Wait until Python has this value, and the page the probability that Python then has."
        for _ in range(200):
            found = self.python(expression)
            if found == (pytest.approx(value, abs=near) if isinstance(value, float) else value): break
            self.page.wait_for_timeout(20)
        assert found == (pytest.approx(value, abs=near) if isinstance(value, float) else value)
        probability = self.python("explorer.reading().probability")
        self.page.wait_for_function(
            "p => Math.abs(Number(document.querySelector('.qrnn-neuron').dataset.probability) - p) < 1e-9", arg=probability
        )

    def point(self):
        box = self.root.locator(".qn-point").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.fixture
def explorer(lab):
    return Explorer(lab)


def test_numbers_and_bits_by_mouse(explorer):
    for name, value in [("order", 3), ("degree", 1), ("controls", 3), ("calls", 9)]:
        explorer.choose(name, value)
        explorer.becomes(f"explorer.settings.{name}", value)
    assert explorer.python("explorer.weights") == [0.4, 0.3, 0]
    assert explorer.python("explorer.amplification.calls") == 9
    bit = explorer.root.get_by_role("button", name="control 2: 1")
    bit.click()
    explorer.becomes("explorer.bits", [1, 0, 1])
    expect(explorer.root.get_by_role("button", name="control 2: 0")).to_have_attribute("aria-pressed", "false")
    expect(explorer.root.get_by_text("9 calls", exact=True)).to_have_count(1)


def test_sliders_and_fields(explorer):
    explorer.slider("θ, slider").focus()
    explorer.keys.press("ArrowRight")
    explorer.becomes("explorer.theta", math.pi / 180)
    for name, expression in [("bias", "explorer.bias"), ("φ₁₂", "explorer.weights[2]")]:
        explorer.field(name).fill("-2pi/3")
        explorer.keys.press("Enter")
        explorer.becomes(expression, -2 * math.pi / 3)
        expect(explorer.field(name)).to_have_value("-2π/3")
    explorer.field("θ").fill("0.123456789")
    explorer.keys.press("Tab")
    explorer.becomes("explorer.theta", 0.123456789)
    explorer.field("θ").fill("steep")
    explorer.keys.press("Enter")
    expect(explorer.root.locator("[role=alert]")).to_have_text(re.compile("theta .* must be a finite number .*, got 'steep'"))
    assert explorer.python("explorer.theta") == 0.123456789
    explorer.field("θ").fill("1")
    explorer.keys.press("Enter")
    explorer.becomes("explorer.theta", 1.0)
    expect(explorer.root.locator("[role=alert]")).to_be_empty()


def test_point_is_dragged_and_moved_by_keys(explorer):
    x, y = explorer.point()
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    for step in range(1, 11): explorer.page.mouse.move(x - 6 * step, y)
    explorer.page.mouse.up()
    explorer.page.wait_for_function(AT, arg=x - 60)
    angle = explorer.python("explorer.reading().angle")
    assert 0 < angle < math.pi / 4 + 0.45 and explorer.python("explorer.weights") == [0.4, 0.3, 0.2], "θ alone has changed"
    curve = explorer.slider("Angle η of the present control word")
    expect(curve).to_have_attribute("aria-valuenow", f"{angle:.4f}")
    curve.focus()
    for key, expected in [("ArrowLeft", angle - math.pi / 180), ("PageUp", angle + 9 * math.pi / 180), ("Home", 0.0), ("End", math.pi / 2)]:
        explorer.keys.press(key)
        explorer.becomes("explorer.reading().angle", expected)


def test_map_and_words(explorer):
    box = explorer.slider("Map over two weights")
    cells = explorer.root.locator("[aria-label='Map over two weights'] .qs-cell")
    assert cells.count() == 625
    cells.nth(24 * 25 + 12).click()  # top row, middle column
    explorer.becomes("explorer.weights", [0, math.pi, 0.2])
    box.focus()
    explorer.keys.press("ArrowLeft")
    explorer.becomes("explorer.weights[0]", -math.pi / 12)
    explorer.keys.press("ArrowDown")
    explorer.becomes("explorer.weights[1]", math.pi - math.pi / 12)
    shade = float(cells.nth(23 * 25 + 11).get_attribute("fill-opacity"))
    assert shade == pytest.approx(explorer.python("explorer.reading().probability"), abs=1e-3), "the shade under the cross is P(1)"
    explorer.choose("up", 2)
    explorer.becomes("explorer.axes", [0, 2])
    words = explorer.slider("Control word")
    words.focus()
    explorer.keys.press("Home")
    explorer.becomes("explorer.bits", [0, 0])
    explorer.keys.press("ArrowRight")
    explorer.becomes("explorer.bits", [0, 1])
    expect(words).to_have_attribute("aria-valuetext", re.compile("^01: P"))
    explorer.root.locator("[aria-label='Control word'] .qs-cell").nth(2).click(force=True)
    explorer.becomes("explorer.bits", [1, 0])


def test_presets_and_learning(explorer):
    learn = explorer.root.get_by_role("button", name="Learn", exact=True)
    expect(learn).to_have_attribute("aria-disabled", "true")
    explorer.choose("preset", "learns AND")
    expect(explorer.root.locator(".qn-note")).to_contain_text("only for 11")
    before = explorer.python("explorer.loss")
    learn.focus()
    for _ in range(3): explorer.keys.press("Enter")
    explorer.becomes("[p > 0.5 for p in explorer.neuron().tolist()]", [False, False, False, True])
    assert explorer.python("explorer.loss") < before / 3
    explorer.choose("preset", "order too low")
    explorer.becomes("explorer.order", 1)
    expect(explorer.root.get_by_role("status")).to_contain_text("P(1) = 0.900")
    explorer.lab.screenshot("neuron_lesson")
    explorer.choose("order", 2)
    explorer.becomes("explorer.order", 2)
    expect(explorer.root.get_by_role("status")).to_contain_text("P(1) = 0.988")


def test_circuit_is_drawn_at_both_levels_and_short_when_long(explorer):
    boxes, circuit = explorer.root.locator(".qn-box"), explorer.root.get_by_role("img", name=re.compile("^Circuit"))
    gates = "sum(gate.name != 'phase' for gate in explorer.circuit.gates)"
    expect(boxes).to_have_count(explorer.python(gates))
    explorer.choose("show", "neurons")
    expect(boxes).to_have_count(1)
    expect(circuit).to_contain_text("R₂")
    explorer.choose("show", "gates")
    explorer.choose("calls", 9)
    expect(explorer.root.get_by_text("one of 9 calls")).to_have_count(1)
    expect(boxes).to_have_count(19 + 3)
    explorer.choose("order", 4)
    explorer.choose("controls", 4)
    expect(explorer.root.get_by_text("one box stands for all")).to_have_count(1)


def test_python_and_page_agree(explorer):
    explorer.python("explorer.set(order=1, controls=1, theta=0.5, bits=(0,))")
    expect(explorer.field("θ")).to_have_value("0.5")
    expect(explorer.root.get_by_text("A map needs two weights")).to_have_count(1)
    explorer.python("setattr(explorer, 'controls', 0)")
    expect(explorer.root.get_by_text("no controls: only bias and θ turn the target")).to_have_count(1)
    explorer.becomes("explorer.controls", 0)


def test_shortcuts_see_nothing_of_keys_and_every_kind_is_exported(explorer):
    cells = lambda: [cell["source"] for cell in explorer.lab.notebook()["cells"]]
    before = cells()
    explorer.slider("Map over two weights").focus()
    for key in "abxdd": explorer.keys.press(key)
    assert cells() == before
    content = {}
    for kind in "csv", "json", "py", "pdf":
        explorer.choose("Format of the export", kind)
        with explorer.page.expect_download() as download: explorer.root.get_by_role("button", name="Export").click()
        content[kind] = download.value.path().read_bytes()
        assert download.value.suggested_filename == f"neuron.{kind}"
    assert json.loads(content["json"]) == explorer.python("explorer.to_dict()")
    assert content["py"].decode() == explorer.python("explorer.to_python()")
    assert len(content["csv"].splitlines()) == explorer.python("len(explorer.table())") + 1
    assert content["pdf"].startswith(b"%PDF")


CUT = """() => [...document.querySelectorAll('.qrnn-neuron svg')].flatMap(picture => {
    const frame = picture.getBoundingClientRect();
    return [...picture.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        const across = box.left < frame.left - 1 || box.right > frame.right + 1;
        return box.width && (across || box.top < frame.top - 2 || box.bottom > frame.bottom + 1);
    }).map(text => text.textContent);
})"""


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_themes_and_widths(lab, theme):
    explorer = Explorer(lab)
    lab.command("apputils:change-theme", theme=f"JupyterLab {theme}")
    explorer.python("explorer.set(controls=3, calls=9, weights=(0.8, -0.5, 0.3, 0.2, 0, 0), bits=(1, 1, 0))")
    for width in 1400, 720:
        lab.page.set_viewport_size({"width": width, "height": 1500})
        if width == 720: lab.command("application:toggle-left-area")
        lab.page.wait_for_timeout(300)
        root = explorer.root
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth"), "nothing sticks out"
        assert lab.page.evaluate(CUT) == [], "no label is cut"
        root.screenshot(path=lab.screenshot(f"neuron_{theme.lower()}_{width}"))


def test_closed_and_reopened(lab, explorer):
    explorer.choose("order", 3)
    explorer.becomes("explorer.order", 3)
    lab.command("docmanager:save")
    lab.command("application:close")
    expect(explorer.root).to_have_count(0)
    lab.command("docmanager:open", path="explorer.ipynb")
    expect(explorer.root.get_by_role("combobox", name="order", exact=True)).to_have_value("3")
    explorer.choose("order", 1)
    explorer.becomes("explorer.order", 1)


def test_twice_and_restarted(lab):
    explorer = Explorer(lab, ("explorer", "explorer"))
    second = lab.page.locator(".qrnn-neuron").nth(1)
    second.get_by_role("button", name="control 1: 1").click()
    expect(lab.page.get_by_role("button", name="control 1: 0")).to_have_count(2)
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    lab.wait_idle()
    explorer.root.get_by_role("button", name="control 2: 1").click()
    expect(explorer.root.get_by_role("status")).to_have_text("the kernel is gone: run this cell again")
    lab.console_errors.clear()  # JupyterLab's "Cannot send"
    lab.run_all()
    explorer.root.get_by_role("button", name="control 1: 1").click()
    explorer.becomes("explorer.bits", [0, 1])
