"""The stepper's page: every button by mouse and by keyboard, and what the page shows is what Python has."""

import re

import torch
from playwright.sync_api import expect


def test_mouse(host, stepper):
    stepper.shows("paused")
    assert stepper.updates() == 0 and stepper.curve_length() == 0
    stepper.button("Update").click()
    stepper.wait_for_updates(1)
    assert host.python(lambda: len(stepper.widget.history)) == 1

    stepper.button("Play").click()
    stepper.wait_for_updates(30)
    stepper.shows("training")
    first = stepper.curve_length()
    assert host.python(lambda: 6 * 7) == 42, "Python can do something else meanwhile"
    stepper.wait_for_updates(first + 1)
    assert stepper.curve_length() > first, "the curve grows"

    stepper.button("Pause").click()
    stepper.shows("paused")
    updates, status = host.python(lambda: [len(stepper.widget.history), stepper.widget.status])
    assert (stepper.updates(), stepper.curve_length(), status) == (updates, updates, "paused")
    watched = stepper.widget.watched

    def answered():
        best, answers = stepper.widget.predict()[watched.at].argmax(1), watched.answers[0].numpy()
        return (best == answers).sum(), len(answers)

    right, asked = host.python(answered)
    expect(stepper.root.locator(".qs-score")).to_have_text(f"{right} of {asked} right")

    stepper.button("Reset").click()
    expect(stepper.root.locator(".qs-count")).to_have_text(re.compile("^update 0( |$)"))
    assert host.python(lambda: len(stepper.widget.history)) == 0 and stepper.curve_length() == 0


def test_disabled_buttons_do_nothing(host, stepper):
    stepper.button("Play").click()
    stepper.wait_for_updates(5)
    for name in "Back", "Update":
        expect(stepper.button(name)).to_have_attribute("aria-disabled", "true")
        stepper.button(name).dispatch_event("click")
    stepper.shows("training")
    stepper.button("Pause").click()
    stepper.shows("paused")


def test_keyboard(host, stepper):
    keys = host.page.keyboard
    stepper.button("Play").focus()
    keys.press("Enter")
    stepper.wait_for_updates(3)
    keys.press("Space")  # the same button pauses, and keeps the focus
    stepper.shows("paused")
    count, last = host.python(lambda: [len(stepper.widget.history), stepper.widget.history.losses[-1]])
    keys.press("Tab")
    keys.press("Enter")
    expect(stepper.root.locator(".qs-count")).to_contain_text(f"update {count - 1} ")
    assert host.python(lambda: len(stepper.widget.history)) == count - 1
    keys.press("Tab")
    keys.press("Enter")
    stepper.wait_for_updates(count)
    assert host.python(lambda: stepper.widget.history.losses[-1]) == last, "the update that was taken back is made again"
    keys.press("Enter")
    stepper.wait_for_updates(count + 1)
    for _ in range(20):
        keys.down("Enter")  # held: Playwright repeats the key
    keys.up("Enter")
    stepper.wait_for_updates(count + 2)
    assert host.python(lambda: len(stepper.widget.history)) == count + 2, "a held key is one press"
    stepper.press("Words")
    for _ in "Play", "Word": keys.press("Tab")
    keys.press("Enter")
    expect(stepper.root.locator(".qs-word")).to_contain_text("step 0: reads ")
    stepper.press("Reset", "Space")
    expect(stepper.root.locator(".qs-count")).to_have_text(re.compile("^update 0( |$)"))
    keys.press("Control+z")
    stepper.wait_for_updates(count + 2)


def test_a_training_that_python_begins_is_what_the_buttons_are_about(host, stepper):
    stepper.button("Words").click()
    expect(stepper.button("Update")).to_be_hidden()
    stepper.widget.play()
    expect(stepper.button("Updates")).to_have_attribute("aria-pressed", "true")
    expect(stepper.button("Word")).to_be_hidden()
    stepper.button("Pause").click()
    stepper.shows("paused")


def test_word_by_word(host, stepper):
    line, cursor = stepper.root.locator(".qs-word"), stepper.root.locator(".qs-cursor")
    expect(cursor).to_have_attribute("visibility", "hidden")
    stepper.button("Words").click()
    stepper.root.get_by_label("gates a second").select_option("50")
    for step in range(2):
        stepper.button("Word").click()
        expect(line).to_contain_text(f"step {step}: reads ")
        expect(stepper.root.locator(".qs-passing")).to_contain_text("has passed")
        expect(stepper.button("Word")).to_have_attribute("aria-disabled", "false")
    found, cursor_at = host.python(lambda: (stepper.widget.reading(1), stepper.widget.cursor))
    expect(line).to_contain_text(f"step 1: reads {found.read}; asked: ")
    expect(line).to_contain_text(f"training fixes {found.taken}")
    assert cursor_at == 1
    expect(cursor).to_have_attribute("visibility", "visible")
    strip = stepper.root.get_by_role("slider", name="Step to look at")
    strip.focus()
    last = host.python(lambda: len(stepper.widget.strip["inputs"]) - 1)
    for key, step in [("ArrowRight", 2), ("ArrowLeft", 1), ("End", last), ("Home", 0)]:
        host.page.keyboard.press(key)
        expect(line).to_contain_text(f"step {step}: reads ")
        expect(strip).to_have_attribute("aria-valuenow", str(step))
    box = cursor.bounding_box()
    strip.click(position={"x": box["x"] - strip.bounding_box()["x"] + 3.5 * box["width"], "y": 20})
    expect(line).to_contain_text("step 3: reads ")
    assert host.python(lambda: stepper.widget.cursor) == 3


def test_error_is_shown(host, stepper):
    host.python(stepper.widget.update)
    with torch.no_grad(): next(stepper.widget.model.parameters()).fill_(torch.nan)
    alert = stepper.root.locator("[role=alert]")
    for name in "Play", "Update":
        stepper.button(name).click()
        stepper.shows("failed")
        expect(alert).to_have_text(re.compile("parameter input.0.weights holds nan"))
    expect(stepper.button("Pause")).to_have_count(0)
    assert host.python(lambda: type(stepper.widget.error).__name__) == "ValueError"
    host.screenshot("stepper_error")
    stepper.button("Reset").click()
    stepper.shows("paused")
    expect(alert).to_be_empty()
    stepper.button("Update").click()
    stepper.wait_for_updates(1)


def contrast(page, selector):
    "Ratio of luminances (WCAG) of the first such element's colour and the widget's background."
    colours = page.evaluate("""selector => {
        const text = document.querySelector(selector), style = getComputedStyle(text);
        return [text instanceof SVGElement ? style.fill : style.color, getComputedStyle(text.closest('.qrnn-stepper')).backgroundColor];
    }""", selector)
    (*text, alpha), (*paper, _) = ([*map(float, re.findall(r"[\d.]+", colour)), 1][:4] for colour in colours)
    channels = [[p + (t - p) * alpha for t, p in zip(text, paper)], paper]
    linear = lambda value: value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    luminances = [sum(weight * linear(value / 255) for weight, value in zip((0.2126, 0.7152, 0.0722), rgb)) for rgb in channels]
    return (max(luminances) + 0.05) / (min(luminances) + 0.05)


def test_names_themes_and_widths(host, stepper):
    host.python(lambda: [stepper.widget.update().loss for _ in range(40)])
    host.python(lambda: stepper.widget.look(3).step)
    stepper.wait_for_updates(40)
    stepper.unfold_more()
    expect(stepper.root.get_by_role("img", name="Hidden state at step 3: 4 stages, 4 basis states")).to_be_visible()
    expect(host.page.get_by_role("group", name="Training stepper")).to_be_visible()
    expect(stepper.root.get_by_role("img", name=re.compile(r"^Loss curve: 40 updates, from 1\.\d+ to 0\.\d+$"))).to_be_visible()
    expect(stepper.root.get_by_role("img", name=re.compile(r"^Predicted next words .* 17 steps: \d of \d right"))).to_be_visible()
    for theme in "light", "dark":
        host.theme(theme)
        for width in 1400, 400:
            host.page.set_viewport_size({"width": width, "height": 1000})
            host.page.wait_for_function("""() => {
                const root = document.querySelector('.qrnn-stepper');
                return Math.abs(root.querySelector('.qs-strip > svg').clientWidth - root.clientWidth) < 16;
            }""")
            cut = stepper.root.evaluate("""root => {
                const inside = root.getBoundingClientRect();
                return [...root.querySelectorAll('button, span, text, circle, rect')].filter(element => {
                    const box = element.getBoundingClientRect();
                    const isSeen = box.width && !element.closest('.qs-scroll, details:not([open])');
                    return isSeen && (box.left < inside.left || box.right > inside.right + 1 || box.bottom > inside.bottom + 1);
                }).map(element => element.outerHTML);
            }""")
            assert not cut, f"outside of the widget, {theme}, {width} px: {cut}"
            host.screenshot(f"stepper_{theme}_{width}")
        for selector in ".qs-toolbar button", ".qs-count", ".qs-tick", ".qs-axis", ".qs-legend", ".qs-score", ".qs-word":
            assert contrast(host.page, selector) >= 4.5, f"{selector}, {theme}: too faint"


def test_reduced_motion(host, stepper):
    host.page.emulate_media(reduced_motion="reduce")
    stepper.button("Play").click()
    stepper.wait_for_updates(1)
    stepper.is_calm(".qs-count")
    stepper.button("Pause").click()
    stepper.shows("paused")
