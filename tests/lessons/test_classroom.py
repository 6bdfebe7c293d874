"""The class as pupils meet it: pages that need no Python, and a training with a kernel of its own; served without a network, no code."""

import re
import socket
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest
from helpers import wait_until
from lab import ELSEWHERE, ROOT, isolated
from playwright.sync_api import expect

from qrnn_nb.commands import classroom as command

pytestmark = pytest.mark.browser
# kernels that nobody uses end sooner than in a class, so that the test need not wait two minutes
SERVE = """
import sys
from qrnn_nb import cli
from qrnn_nb.commands import classroom
classroom._KERNELS.update(cull_idle_timeout=20, cull_interval=1)
sys.exit(cli.main(["classroom", "--port", sys.argv[1]]))
"""


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    "Address of the class, and its process."
    folder = tmp_path_factory.mktemp("classroom")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}/", folder / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(port)], cwd=folder, env=isolated(folder), stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
    try:
        deadline = time.monotonic() + 180
        while True:
            try:
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5)
                break
            except OSError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the class did not start:\n{log.read_text()[-3000:]}") from error
                time.sleep(0.2)
        assert f"The class is at {address}" in log.read_text()
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def page(browser, classroom):
    "A page of a visitor; afterwards nothing may have gone wrong there, or have been asked of another machine."
    refused, errors, failed = [], [], []
    with browser.new_context(viewport={"width": 1400, "height": 1300}) as context:
        context.route(ELSEWHERE, lambda route: (refused.append(route.request.url), route.abort()))
        context.route_web_socket(ELSEWHERE, lambda ws: (refused.append(ws.url), ws.close()))
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and errors.append(f"{message.text} {message.location}"))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("response", lambda answer: answer.status >= 400 and failed.append((answer.status, answer.url)))
        page.goto(classroom[0], timeout=120_000)
        yield page
    assert not refused, f"requests that would have left this machine: {refused}"
    assert not errors and not failed, f"errors in the page: {errors}, {failed}"


def test_most_of_the_class_needs_no_kernel(page, classroom):
    neuron, builder, digits, memory = (page.frame_locator(f"iframe[src='{name}.html']").locator(f".qrnn-{name}") for name in command._ALONE)
    for widget in neuron, builder, digits, memory: expect(widget.locator("svg").first).to_be_visible()
    before = neuron.get_attribute("data-probability")
    neuron.get_by_role("slider", name="Angle η").press("ArrowRight")
    expect(neuron).not_to_have_attribute("data-probability", before)
    costs = builder.locator(".qs-costs").first
    before = costs.inner_text()
    builder.locator("[role=gridcell][aria-label$=' control']").first.click()
    expect(costs).not_to_have_text(before, use_inner_text=True)
    before = digits.locator(".qs-verdict").inner_text()
    digits.get_by_role("slider").first.press("End")
    expect(digits.locator(".qs-verdict")).not_to_have_text(before, use_inner_text=True)
    memory.get_by_role("button", name="Wait").click()
    expect(memory.locator(".qs-told")).to_contain_text("4 minutes since the event")
    page.screenshot(path=ROOT / "build" / "screenshots" / "classroom.png", full_page=True)
    assert not classroom[1].children()


def test_frames_are_as_high_as_their_pages(page):
    for name in command._ALONE:
        frame = page.locator(f"iframe[src='{name}.html']")
        expect(frame).to_have_attribute("style", re.compile("height"))
        inner = page.frame(url=re.compile(f"/{name}.html"))
        assert inner.evaluate("document.documentElement.scrollHeight - document.documentElement.clientHeight") <= 1


def test_who_trains_has_a_kernel_until_the_page_is_left(page, classroom):
    page.get_by_role("link", name="Train a network").click()
    stepper = page.locator(".qrnn-stepper")
    expect(stepper).to_be_visible(timeout=120_000)
    expect(page.get_by_text("import TrainingStepper")).to_have_count(0)
    assert stepper.bounding_box()["width"] > 1250, "a page without code has room"
    stepper.get_by_role("button", name="Update", exact=True).click()
    expect(stepper.locator(".qs-count")).to_have_text(re.compile("^update 1 "), timeout=20_000)
    stepper.get_by_role("button", name="Play").click()
    expect(stepper.locator(".qs-count")).to_have_text(re.compile(r"^update \d\d"), timeout=30_000)
    stepper.get_by_role("button", name="Pause").click()
    # not the region that a screen reader hears: it may be three seconds behind
    expect(stepper.locator(".qs-status")).to_have_text("paused")
    assert classroom[1].children()
    page.goto("about:blank")
    wait_until(lambda: not classroom[1].children(), 60)


def test_kernels_that_nobody_uses_end_soon():
    kernels = command._KERNELS
    assert not kernels["cull_connected"] and 0 < kernels["cull_idle_timeout"] + kernels["cull_interval"] <= 300  # seconds


def test_an_address_is_one_that_others_can_reach(monkeypatch):
    class Network:
        def __init__(self, family, address): self.family, self.address = family, address

    families = socket.AF_INET, socket.AF_INET6
    own = {"lo": [Network(families[0], "127.0.0.1")], "wlan": [Network(families[1], "fe80::1"), Network(families[0], "192.168.1.7")]}
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: own)
    assert command.addresses("0.0.0.0", 80) == ["http://192.168.1.7:80/"]
    assert command.addresses("127.0.0.1", 80) == ["http://127.0.0.1:80/"]
