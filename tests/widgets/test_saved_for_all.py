"""Saved pages for everybody: in the dark, with forced colours, without motion, on a phone, at 200 %, by touch."""

import re

import pytest
from alive import ALIVE
from axe_playwright_python.sync_playwright import Axe
from helpers import wait_until
from pages import fills_screen
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
    button = {"neuron": "control 1: 1", "builder": "Add neuron", "memory": "Wait", "stepper": "Play"}.get(name)
    if button is None: pytest.skip("touch has a test of its own there")
    page.get_by_role("button", name=button).tap()
    page.wait_for_function("() => location.hash.length > 1")


@pytest.mark.parametrize("name", [name for name in ALIVE if name != "neuron"])
def test_what_plays_and_pauses_keeps_its_width(saved, name):
    "Its word changes, and nothing beside it moves."
    page = saved(ALIVE[name][0]())
    play = page.get_by_role("button", name=re.compile("^(Play|Word)$")).first
    element, wide = play.element_handle(), play.bounding_box()["width"]
    play.click()
    page.wait_for_function("button => button.getAttribute('aria-label') === 'Pause'", arg=element)
    assert element.bounding_box()["width"] == wide


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


@pytest.mark.parametrize("name", ALIVE)
def test_on_a_phone_what_runs_stays_in_sight(saved, name):
    "However far down one is; and it covers nothing that gets the focus on the way back up."
    saved.options |= CIRCUMSTANCES["touch"]
    page = saved(ALIVE[name][0]())
    run = page.locator(".qs-run")
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    expect(run).to_be_in_viewport(ratio=1)
    page.locator(".qrnn-widget :is(button, input, select, summary)").last.focus()
    edge = run.bounding_box()["y"] + run.bounding_box()["height"]
    for _ in range(8):
        page.keyboard.press("Shift+Tab")
        held = page.evaluate("""() => {
            const { activeElement: part } = document;
            return part.closest(".qs-run, [popover]:not(.qrnn-widget)") ? innerHeight : part.getBoundingClientRect().top;
        }""")
        assert held >= edge - 1


CONTROLS = "button, input, select, textarea, summary, [role=gridcell], [role=slider], [tabindex='0']"
# what one can press and is smaller than 24 pixels; what is told beside, such as a box's label, counts with it
SMALL = """controls => [...document.querySelectorAll(`.qrnn-widget :is(${controls})`)].map(part => {
    if (!part.checkVisibility()) return "";
    const boxes = [part, part.closest("label")].filter(Boolean).map(one => one.getBoundingClientRect());
    const width = Math.max(...boxes.map(box => box.width)), height = Math.max(...boxes.map(box => box.height));
    return Math.min(width, height) < 23.9 ? `${part.outerHTML.slice(0, 100)}: ${width} x ${height}` : "";
}).filter(Boolean)"""
# letters of pictures that stand outside of them, where nothing scrolls
CUT = """() => [...document.querySelectorAll(".qrnn-widget svg text")].map(text => {
    if (!text.checkVisibility() || !text.textContent) return "";
    const inner = text.getBoundingClientRect(), outer = text.ownerSVGElement.getBoundingClientRect();
    const out = Math.max(outer.left - inner.left, inner.right - outer.right, outer.top - inner.top, inner.bottom - outer.bottom);
    return out > 2 ? `${text.textContent} in ${text.ownerSVGElement.getAttribute("aria-label") ?? "a picture"}: ${out}` : "";
}).filter(Boolean)"""
NAMELESS = """controls => [...document.querySelectorAll(`.qrnn-widget :is(${controls})`)].filter(part => part.checkVisibility() &&
    !(part.getAttribute("aria-label") || part.title || part.textContent.trim() || part.labels?.[0]?.textContent.trim())
).map(part => part.outerHTML.slice(0, 100))"""

# controls, and what the bar says, that stand over one another
OVER = """() => {
    const parts = [...document.querySelectorAll(".qrnn-widget :is(button, input, select, textarea, summary, .qs-told > *)")];
    const boxes = parts.filter(part => part.checkVisibility() && !part.closest("[popover]:not(.qrnn-widget), .qs-scroll"))
        .map(part => [part, part.getBoundingClientRect()]).filter(([_, box]) => box.width && box.height);
    const shared = (one, two) => Math.min(Math.min(one.right, two.right) - Math.max(one.left, two.left),
        Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top));
    // the edges of buttons that stand in a row may be shared
    return boxes.flatMap(([part, box], n) => boxes.slice(n + 1)
        .filter(([other, around]) => !part.contains(other) && !other.contains(part) && shared(box, around) > 3)
        .map(([other]) => `${part.outerHTML.slice(0, 80)} and ${other.outerHTML.slice(0, 80)}`));
}"""


def unfold(page): page.evaluate("() => { for (const part of document.querySelectorAll('.qrnn-widget details')) part.open = true; }")


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["400", "1400"])
@pytest.mark.parametrize("name", ALIVE)
def test_everything_can_be_hit_and_read(saved, name, viewport):
    "Nothing to press is smaller than 24 pixels or has no name, and no letter is cut off; whatever is unfolded."
    saved.options |= {"viewport": viewport, "color_scheme": "light"}
    page = saved(ALIVE[name][0]())
    unfold(page)
    assert not page.evaluate(SMALL, CONTROLS)
    assert not page.evaluate(NAMELESS, CONTROLS)
    assert not page.evaluate(OVER)
    assert not page.evaluate(CUT)


@pytest.mark.parametrize("name", ALIVE)
def test_it_fills_the_screen_and_comes_back(saved, name):
    "By button and by key; where the screen is refused, as in some frames, it fills the window."
    page = saved(ALIVE[name][0]())
    root = page.locator(".qrnn-widget")
    small = root.evaluate("root => root.clientWidth")
    page.get_by_role("button", name="Present").click()
    expect(root).to_have_class(re.compile("qs-presented"))
    fills_screen(page)
    assert not page.evaluate(OVER)
    page.keyboard.press("Escape")
    expect(root).not_to_have_class(re.compile("qs-presented"))
    page.wait_for_function("() => !document.fullscreenElement")
    page.evaluate("() => { HTMLElement.prototype.requestFullscreen = () => Promise.reject(new Error('not here')); }")
    page.keyboard.press("f")
    expect(root).to_have_class(re.compile("qs-presented"))
    page.wait_for_function("() => Math.abs(document.querySelector('.qrnn-widget').getBoundingClientRect().height - innerHeight) < 2")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("f")
    expect(root).not_to_have_class(re.compile("qs-presented"))
    assert root.evaluate("root => root.clientWidth") == small


@pytest.mark.parametrize("name", ALIVE)
def test_escape_closes_one_thing_after_the_other(saved, name):
    "First what stands open over the page, then the presentation; and the presentation takes with it what is open."
    page = saved(ALIVE[name][0]())
    root, leave = page.locator(".qrnn-widget"), page.get_by_role("button", name="Present")
    expect(leave).to_have_attribute("aria-pressed", "false")
    leave.click()
    expect(root).to_have_class(re.compile("qs-presented"))
    expect(leave).to_have_attribute("aria-pressed", "true")
    # a key that comes while the screen is still being given finds a page between the two
    fills_screen(page)
    # as a page opens a box, whether or not a "?" is among what is presented
    page.evaluate("() => document.querySelector('.qs-about').showPopover()")
    page.keyboard.press("Escape")
    expect(page.locator(".qs-about:popover-open")).to_have_count(0)
    expect(root).to_have_class(re.compile("qs-presented"))
    page.evaluate("() => document.querySelector('.qs-about').showPopover()")
    page.evaluate("() => document.exitFullscreen()")
    expect(root).not_to_have_class(re.compile("qs-presented"))
    expect(page.locator(".qs-about:popover-open")).to_have_count(0)


@pytest.mark.parametrize("name", ALIVE)
def test_no_picture_takes_the_focus_by_itself(saved, name):
    "An SVG that listens to the focus would be a stop of the Tab key, at which nothing can be done."
    page = saved(ALIVE[name][0]())
    taken = page.evaluate("""() => [...document.querySelectorAll("svg")].filter((picture) => {
        picture.focus();
        return document.activeElement === picture && !picture.hasAttribute("tabindex");
    }).map((picture) => picture.outerHTML.slice(0, 100))""")
    assert not taken


@pytest.mark.parametrize("name", ALIVE)
def test_a_link_is_copied_where_one_sees_it(saved, name):
    "The button says so, and the menu closes; where the browser refuses, the page says why, and what the link is."
    page = saved(ALIVE[name][0]())
    page.evaluate("() => { navigator.clipboard.writeText = async text => { window.copied = text; }; }")
    menu, link = page.locator(".qs-menu"), page.get_by_role("button", name="Copy link")
    page.get_by_role("button", name="More").click()
    link.click()
    expect(menu.get_by_text("copied")).to_be_visible()
    expect(menu).to_be_hidden()
    assert page.evaluate("() => window.copied === location.href")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')); }")
    page.get_by_role("button", name="More").click()
    link.click()
    expect(menu).to_be_hidden()
    expect(page.get_by_role("alert")).to_contain_text("the link is file:///")


def test_a_pointer_is_where_it_is_in_a_lecture_hall(saved):
    "What one drags stays under the pointer, though everything is larger."
    page = saved(ALIVE["neuron"][0]())
    page.get_by_role("button", name="Present").click()
    fills_screen(page)
    point = page.locator(".qn-point").first
    x, y = (lambda box: (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))(point.bounding_box())
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y, steps=6)
    page.mouse.move(x - 120, y, steps=2)
    page.mouse.up()
    page.wait_for_function("""x => {
        const box = document.querySelector(".qn-point").getBoundingClientRect();
        return Math.abs((box.left + box.right) / 2 - x) < 3;
    }""", arg=x - 120)


@pytest.mark.parametrize("name", ALIVE)
def test_terms_are_explained_in_place(saved, name):
    "A click or Enter opens a sentence, a lesson and nothing else; Escape, and a press elsewhere, close it."
    page = saved(ALIVE[name][0]())
    unfold(page)
    helps = page.locator(".qrnn-widget .qs-help:visible")
    expect(helps.first).to_be_visible()
    for opener in helps.all():
        about = opener.locator("xpath=following-sibling::div")
        opener.focus()
        page.keyboard.press("Enter")
        expect(about).to_be_visible()
        expect(opener).to_have_attribute("aria-expanded", "true")
        expect(about.locator("i")).to_have_text(re.compile(r"Lesson \d\. \w.*: open lessons/\d_\w+\.ipynb"))
        expect(about.locator("a")).to_have_count(0)  # a file by itself does not know where its lessons are
        page.keyboard.press("Escape")
        expect(about).to_be_hidden()
        expect(opener).to_be_focused()
    helps.first.click()
    about = helps.first.locator("xpath=following-sibling::div")
    expect(about).to_be_visible()
    page.mouse.click(2, 2)
    expect(about).to_be_hidden()


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1920, 1080), (3840, 2160)], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("name", ALIVE)
def test_a_presented_page_is_as_large_as_its_screen_lets_it(saved, name, size):
    "From the last row one reads the same share of every screen, and nothing has to be scrolled to."
    saved.options |= {"viewport": dict(zip(("width", "height"), size))}
    page = saved(ALIVE[name][0]())
    page.get_by_role("button", name="Present", exact=True).click()
    # the page is drawn for its screen a moment after it is given
    page.wait_for_function("""() => {
        const root = document.fullscreenElement;
        if (!root || Math.abs(root.clientWidth - 800) > 2) return false;
        const parts = [...root.querySelectorAll("svg, button, input, p")].filter((part) => part.checkVisibility());
        return Math.max(...parts.map((part) => part.getBoundingClientRect().bottom)) <= innerHeight;
    }""")


@pytest.mark.parametrize("name", ["builder", "memory", "neuron"])
def test_a_remote_control_goes_back_where_it_came_from(saved, name):
    "A step on, and back: the page looks as before."
    page = saved(ALIVE[name][0]())
    if name == "neuron": page.get_by_role("combobox", name="preset").select_option("learns AND")
    page.get_by_role("button", name="Present", exact=True).click()
    fills_screen(page)
    page.mouse.move(0, 0)
    told = "all => all.map((one) => one.getAttribute('aria-label') + one.textContent).join()"
    looks = lambda: page.locator(".qrnn-widget svg:visible").evaluate_all(told)
    before = looks()
    page.keyboard.press("PageDown")
    wait_until(lambda: looks() != before)
    page.keyboard.press("PageUp")
    wait_until(lambda: looks() == before)


def test_a_remote_control_goes_on_and_back(saved):
    "Page Down and Page Up are what it sends, on a button too, which has the focus once it was pressed; the button that leads back tells."
    page = saved(ALIVE["digits"][0]())
    page.get_by_role("button", name="Present", exact=True).click()
    fills_screen(page)
    words = page.get_by_role("slider", name="Words read")
    words.fill("40")
    page.get_by_role("button", name="Present", exact=True).focus()
    for key, read in ("PageDown", "41"), ("PageDown", "42"), ("PageUp", "41"):
        page.keyboard.press(key)
        expect(words).to_have_value(read)
    expect(page.get_by_role("button", name="Present", exact=True)).to_have_attribute("title", re.compile("→ or Page Down: on"))
