"""Saved pages for everybody: in the dark, with forced colours, without motion, on a phone, at 200 %, by touch."""

import pytest
from alive import ALIVE
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

NARROW, WIDE = {"width": 400, "height": 800}, {"width": 1400, "height": 1000}
CIRCUMSTANCES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "without motion": {"reduced_motion": "reduce"},
    "narrow": {"viewport": NARROW, "color_scheme": "dark"},
    # a window of 1,400 pixels in which everything is twice as large
    "200 %": {"viewport": {"width": 700, "height": 500}, "device_scale_factor": 2},
    "touch": {"viewport": NARROW, "has_touch": True, "is_mobile": True},
}


@pytest.mark.parametrize("circumstance", CIRCUMSTANCES)
@pytest.mark.parametrize("name", ALIVE)
def test_nothing_is_in_anybodys_way(saved, name, circumstance):
    "axe-core finds nothing, before and after a change, and nothing sticks out."
    saved.options |= CIRCUMSTANCES[circumstance]
    make, change = ALIVE[name]
    page = saved(make())
    for _ in range(2):
        violations = Axe().run(page).response["violations"]
        assert not {rule["id"]: [f"{node['html'][:120]}: {node['failureSummary']}" for node in rule["nodes"][:4]] for rule in violations}
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
        change(page.locator(".qrnn-widget"))


@pytest.mark.parametrize("name", ALIVE)
def test_a_finger_is_enough(saved, name):
    saved.options |= CIRCUMSTANCES["touch"]
    page = saved(ALIVE[name][0]())
    button = {"neuron": "control 1: 1", "builder": "Add neuron", "stepper": "Play"}.get(name)
    if button is None: pytest.skip("touch has a test of its own there")
    page.get_by_role("button", name=button).tap()
    page.wait_for_function("() => location.hash.length > 1")


@pytest.mark.parametrize("name", ALIVE)
def test_everything_is_reached_by_tab(saved, name):
    "From the first control to the last, each once, and none without a name."
    page = saved(ALIVE[name][0]())
    expect(page.locator(".qrnn-widget button").first).to_be_visible()
    stops = page.evaluate("""() => [...document.querySelectorAll(
        ".qrnn-widget :is(button, input, select, textarea, summary, [tabindex='0'])")]
        .filter(part => part.tabIndex >= 0 && !part.disabled && part.checkVisibility()).length""")
    seen = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("""() => {
            const part = document.activeElement;
            const label = part.labels?.[0]?.textContent ?? "";
            return [part.closest(".qrnn-widget") !== null, (part.getAttribute("aria-label") ?? part.textContent) || label];
        }"""))
    assert all(inside and name for inside, name in seen), seen
