"""Benchmark of a class: python tests/bench/bench_class.py [--visitors 30] [--training 3] [--results FOLDER].

Serves the class as `qrnn-nb classroom` does, and lets visitors come one after the other, each with a browser context of its own. Row
"pages": they open the class page. Row "training": some of them follow the link to the training. Of each row: visitors; seconds until the
picture is there (median and longest); kernels meanwhile; megabytes of memory that the server and its kernels hold then, counting shared
pages once (USS); and kernels that are left after all have gone. The table is results/class.csv; its last column is the machine's load.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pandas as pd
import psutil
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

from lab import BROWSER_ARGUMENTS, isolated  # noqa: E402

from tools import browser as browsers  # noqa: E402


def serve(folder):
    "The process of a class, and its address."
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "qrnn_nb.cli", "classroom", "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, env=isolated(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    while process.poll() is None:
        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5)
            return process, address
        except OSError: time.sleep(0.2)
    raise RuntimeError("the class did not start")


def visit(browser, address):
    "A visitor's page, and the seconds until the first picture."
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    start = time.monotonic()
    page.goto(address)
    page.frame_locator("iframe").first.locator(".qrnn-neuron svg").first.wait_for()
    return page, time.monotonic() - start


def train(page):
    "The seconds until a visitor's training is there."
    start = time.monotonic()
    page.get_by_role("link", name="Train a network").click()
    page.locator(".qrnn-stepper").wait_for(timeout=300_000)
    return time.monotonic() - start


def row(what, seconds, server):
    "What visitors of a kind waited for, and what they cost."
    kernels = server.children()
    memory = sum(process.memory_full_info().uss for process in (server, *kernels)) / 1e6
    load = round(os.getloadavg()[0] / os.cpu_count(), 1)
    waited = pd.Series(seconds)
    numbers = {"visitors": len(seconds), "median_s": round(waited.median(), 2), "longest_s": round(waited.max(), 2)}
    return {"what": what, **numbers, "kernels": len(kernels), "MB": round(memory), "load": load}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--training", type=int, default=3, help="how many of them train")
    parser.add_argument("--results", type=Path, default=HERE / "results", help="folder of class.csv")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        process, address = serve(Path(folder))
        server = psutil.Process(process.pid)
        browser = playwright.chromium.launch(executable_path=browsers.find(), args=BROWSER_ARGUMENTS)
        try:
            rows = [row("nobody", [0], server) | {"visitors": 0}]
            pages, seconds = zip(*(visit(browser, address) for _ in range(options.visitors)))
            rows.append(row("pages", seconds, server))
            rows.append(row("training", [train(page) for page in pages[: options.training]], server))
            for page in pages: page.context.close()
            deadline = time.monotonic() + 200  # kernels of tabs that said no goodbye end after 120 s
            while server.children() and time.monotonic() < deadline: time.sleep(1)
            rows.append(row("all gone", [0], server) | {"visitors": 0})
        finally:
            browser.close()
            process.terminate()
            process.wait(30)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    options.results.mkdir(parents=True, exist_ok=True)
    table.to_csv(options.results / "class.csv", index=False)


if __name__ == "__main__":
    main()
