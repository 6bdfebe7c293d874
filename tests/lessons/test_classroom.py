"""The classroom page as pupils meet it: served by Voila without a network, no code to see, every widget at work."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest
from helpers import wait_until
from lab import ELSEWHERE, ROOT, isolated
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    "Address of a Voila that serves a copy of the classroom's notebook, and its process; it need not wait long to end what nobody uses."
    folder = tmp_path_factory.mktemp("classroom")
    lessons = shutil.copytree(ROOT / "nbs" / "lessons", folder / "lessons")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    log = folder / "voila.log"
    command = [sys.executable, "-m", "voila", "classroom.ipynb", "--no-browser"]
    environment = isolated(folder) | dict.fromkeys(("JUPYTER_PATH", "JUPYTER_CONFIG_PATH"), str(ROOT / "tools" / "classroom"))
    with log.open("wb") as file:
        command += [f"--port={address.split(':')[2].strip('/')}"]
        command += ["--MappingKernelManager.cull_idle_timeout=20", "--MappingKernelManager.cull_interval=1"]
        process = subprocess.Popen(command, cwd=lessons, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file)
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{address}voila/static/", timeout=5)
            except urllib.error.HTTPError:
                break  # it answers
            except OSError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"Voila did not start:\n{log.read_text()[-3000:]}") from error
                time.sleep(0.2)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def test_classroom(browser, classroom):
    refused, errors, failed = [], [], []
    address, server = classroom
    with browser.new_context(viewport={"width": 1400, "height": 1300}) as context:
        context.route(ELSEWHERE, lambda route: (refused.append(route.request.url), route.abort()))
        context.route_web_socket(ELSEWHERE, lambda ws: (refused.append(ws.url), ws.close()))
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and errors.append(f"{message.text} {message.location}"))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("response", lambda answer: answer.status >= 400 and failed.append((answer.status, answer.url)))
        page.goto(address, timeout=120_000)
        stepper, digits = page.locator(".qrnn-stepper"), page.locator(".qrnn-digits")
        expect(stepper).to_be_visible(timeout=120_000)
        for name in "neuron", "builder", "digits":
            expect(page.locator(f".qrnn-{name}")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("import QRNN")).to_have_count(0)
        for widget in page.locator(".qrnn-widget").all(): assert widget.bounding_box()["width"] > 1250, "a page without code has room"

        stepper.get_by_role("button", name="Step", exact=True).click()
        expect(stepper.locator(".qs-count")).to_have_text(re.compile("^update 1 "), timeout=20_000)
        stepper.get_by_role("button", name="Play").click()
        expect(stepper.locator(".qs-count")).to_have_text(re.compile(r"^update \d\d"), timeout=30_000)
        stepper.get_by_role("button", name="Pause").click()
        # not the region that a screen reader hears: it may be three seconds behind
        expect(stepper.locator(".qs-status")).to_have_text("paused")

        neuron, builder = page.locator(".qrnn-neuron"), page.locator(".qrnn-builder")
        before = neuron.get_attribute("data-probability")
        neuron.get_by_label("bias, slider").focus()
        page.keyboard.press("ArrowRight")
        expect(neuron).not_to_have_attribute("data-probability", before)
        before = builder.locator(".qs-costs").inner_text()
        builder.locator("[role=gridcell][aria-label$=' control']").first.click()
        expect(builder.locator(".qs-costs")).not_to_have_text(before, use_inner_text=True)

        digits.get_by_role("button", name="Next wrong").click()
        digits.get_by_role("slider").focus()
        page.keyboard.press("End")
        expect(digits.locator(".qs-verdict")).to_have_text(re.compile(r"^100 of 100 words read: says . \(0\.\d+\), wrong, it is .$"))
        page.keyboard.press("ArrowLeft")
        expect(digits.locator(".qs-verdict")).to_contain_text("99 of 100 words read, the rest taken as blank paper")
        page.screenshot(path=ROOT / "build" / "screenshots" / "classroom.png", full_page=True)
    assert server.children()
    wait_until(lambda: not server.children(), 60)  # the kernel has ended with the tab
    assert not refused, f"requests that would have left this machine: {refused}"
    assert not errors and not failed, f"errors in the page: {errors}, {failed}"


def test_kernels_that_nobody_uses_end_soon():
    settings = json.loads((ROOT / "tools" / "classroom" / "voila.json").read_text())["MappingKernelManager"]
    assert not settings["cull_connected"] and 0 < settings["cull_idle_timeout"] + settings["cull_interval"] <= 300  # seconds
