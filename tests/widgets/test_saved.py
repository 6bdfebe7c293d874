"""Pages that live without Python: saved as one file, opened from the disk, they compute for themselves what they show."""

import json
import re

import pages
import pytest
from alive import ALIVE, explorer
from playwright.sync_api import expect

from qrnn_nb import Topology
from qrnn_nb.widgets import CellBuilder

LARGEST = 1_000_000  # bytes of a page


alive = pytest.mark.parametrize("name", ALIVE)


def exported(page, kind):
    "The content of the file that a page makes."
    return pages.exported(page, page.locator(".qrnn-widget"), kind).path().read_bytes()


def written_in(page):
    "Wait until the address holds a state, and return the address."
    page.wait_for_function("() => location.hash.length > 1")
    return page.url


@alive
def test_a_page_is_one_small_file(name, tmp_path):
    text = ALIVE[name][0]().save(tmp_path / "page.html").read_text()
    assert len(text.encode()) <= LARGEST
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", text)) - {"http://www.w3.org/2000/svg"}
    assert not addresses, "nothing comes from elsewhere"
    assert len(re.findall("^<script", text, re.M)) == text.count("</script>") == 2


@alive
def test_the_address_holds_the_state(saved, name):
    "The same link shows the same picture, byte by byte."
    make, change = ALIVE[name]
    page = saved(make())
    before = exported(page, "svg")
    change(page.locator(".qrnn-widget"))
    address = written_in(page)
    changed = exported(page, "svg")
    assert changed != before
    again = saved.open(address)
    assert exported(again, "svg") == changed
    assert json.loads(exported(again, "json")) == json.loads(exported(page, "json")) != ALIVE[name][0]().to_dict()


@alive
def test_a_link_that_does_not_fit_is_told(saved, name):
    page = saved(ALIVE[name][0]())
    shown = exported(page, "json")
    page.goto(page.url + "#" + '{"size":"huge"}')
    expect(page.get_by_role("alert")).to_contain_text("this link does not fit")
    assert exported(page, "json") == shown


# what the other two write is a place in a film, or among pictures, and does not say of which network
@pytest.mark.parametrize("name", [name for name in ALIVE if name not in ("digits", "stepper")])
def test_what_a_page_exports_python_reads(saved, name):
    make, change = ALIVE[name]
    page, widget = saved(make()), make()
    change(page.locator(".qrnn-widget"))
    written_in(page)
    assert type(widget).from_dict(json.loads(exported(page, "json"))).to_dict() != widget.to_dict()


def test_an_explorer_computes_what_python_does(saved):
    saved.options |= {"reduced_motion": "reduce"}  # all steps of learning at once
    page, twin = saved(explorer()), explorer()
    root = page.locator(".qrnn-widget")
    root.get_by_label("θ, radians").fill("0.7")
    root.get_by_label("θ, radians").press("Enter")
    root.get_by_role("button", name="control 2: 1").click()
    twin.set(theta=0.7, bits=(1, 0))
    probability = twin.reading().probability
    expect(root).to_have_attribute("data-probability", re.compile(f"^{str(probability)[:12]}"))
    root.get_by_role("combobox", name="preset").select_option("learns AND")
    learn = root.get_by_role("button", name="Learn")
    expect(learn).to_have_attribute("aria-disabled", "false")
    learn.press("Enter")
    twin.load("learns AND")
    twin.learn()
    page_has, python_has = json.loads(exported(page, "json")), twin.to_dict()
    angles = [[settings["theta"], *settings["weights"]] for settings in (page_has, python_has)]
    assert angles[0] == pytest.approx(angles[1], abs=1e-9) and page_has["bits"] == python_has["bits"]


def test_a_builder_computes_what_python_does(saved):
    page, twin = saved(CellBuilder(Topology.paper(2, 2), seed=3)), CellBuilder(Topology.paper(2, 2), seed=3)
    root = page.locator(".qrnn-widget")
    root.locator("[data-key='output.0'][data-lane='3']").click()
    root.locator("[data-key='stage.0.0'][data-lane='2']").click()
    root.get_by_role("button", name="Copy stage").click()
    root.get_by_role("button", name="input bit on lane 1").click()
    root.locator("[data-key='output.1'][data-lane='1']").focus()
    root.get_by_role("combobox", name="amplification").select_option("amplified, 5 calls")
    page_has = json.loads(exported(page, "json"))
    twin.do({"edit": "control", "neuron": "output.0", "lane": 3})
    assert Topology.from_dict(page_has["topology"]).output[0] == twin.topology.output[0]
    again = CellBuilder.from_dict(page_has)
    expect(root.locator("[data-name='success'] > b")).to_contain_text(f"{again.walked().total:.3g}"[:4])
    for _ in range(3): page.keyboard.press("Control+z")
    expect(root.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    assert json.loads(exported(page, "json"))["topology"] == Topology.paper(2, 2).to_dict()


def test_a_frame_is_as_dark_as_the_page_around_it(browser, root, tmp_path):
    "As the documentation's switch says, whatever the system prefers."
    explorer().save(tmp_path / "neuron.html")
    script = (root / "qrnn_nb" / "static" / "frames.js").as_uri()
    outer = f'<!doctype html><body data-theme="dark"><iframe src="neuron.html"></iframe><script src="{script}"></script></body>'
    (tmp_path / "outer.html").write_text(outer)
    with browser.new_context(offline=True, color_scheme="light") as context:
        page = context.new_page()
        page.goto((tmp_path / "outer.html").as_uri())
        ground = page.frame_locator("iframe").locator("body")
        for theme, colour in ("dark", "rgb(17, 17, 17)"), ("light", "rgb(255, 255, 255)"), ("auto", "rgb(255, 255, 255)"):
            page.evaluate("theme => { document.body.dataset.theme = theme; }", theme)
            expect(ground).to_have_css("background-color", colour)
