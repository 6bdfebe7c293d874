"""The tour as a newcomer meets it: every cell run in a real JupyterLab, then the stepper operated by hand."""

import re

from playwright.sync_api import expect


def test_tour(lab):
    lab.open_notebook("lessons/tour.ipynb")
    lab.run_all(timeout=600)
    root = lab.page.locator(".qrnn-stepper").first
    root.scroll_into_view_if_needed()
    line = root.locator(".qs-line")

    def button(name): return root.get_by_role("button", name=name, exact=True)

    def updates(): return int(re.match(r"update (\d+)", root.locator(".qs-count").inner_text())[1])

    def wait_for(count):
        lab.page.wait_for_function("n => parseInt(document.querySelector('.qs-count').innerText.slice(7)) >= n", arg=count)

    for count in 1, 2:
        button("Update").click()
        wait_for(count)
    assert updates() == lab.python("len(stepper.history)") == 2
    three = re.compile(r"^\S+ \S+ \S+")
    expect(line).not_to_have_attribute("points", three)

    button("Play").click()
    wait_for(12)
    button("Pause").click()
    # not the region that a screen reader hears: it may be three seconds behind
    expect(root.locator(".qs-status")).to_have_text("paused")
    made = lab.python("len(stepper.history)")
    expect(root.locator(".qs-count")).to_contain_text(re.compile(rf"update {made}\b"))
    assert made >= 12
    expect(line).to_have_attribute("points", three)  # the loss curve grows
    lab.screenshot("tour")

    button("Reset").click()
    expect(root.locator(".qs-count")).to_contain_text("update 0")
    assert lab.python("len(stepper.history)") == 0
    assert lab.python("result['argmax accuracy']") > 0.95
