"""Find a Chromium or Chrome for the browser tests and print its path; with --install, get one first where that is possible."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "QRNN_NB_BROWSER"
# the one without windows comes first: it draws the same pages for a fifth less processor time
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")


def starts(path) -> bool:
    "Whether the file at `path` is a browser that runs here (a stub that only asks for an installation is not)."
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwrights_own() -> str:
    "Where Playwright keeps the Chromium it downloads, whether or not it has."
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


@functools.cache
def find() -> str | None:
    "Path of the browser to test with: QRNN_NB_BROWSER, else the first that starts on PATH, in /Applications or of Playwright's own."
    named = os.environ.get(VARIABLE)
    if named:
        if not starts(named):
            raise SystemExit(f"{VARIABLE}={named} does not start (`{named} --version` failed): set it to a Chromium or Chrome")
        return named
    candidates = [*filter(None, map(shutil.which, NAMES)), *(Path("/Applications", name) for name in MACOS)]
    found = next((path for path in candidates if starts(path)), None)
    if found is None and starts(own := playwrights_own()):
        found = own
    return found and str(found)


def install() -> None:
    "Get a browser: Debian's package as root, else Playwright's own download. Failure is not an error here: `find` tells."
    print("no Chromium or Chrome found: installing one for the browser tests", file=sys.stderr)
    root = os.name == "posix" and os.geteuid() == 0

    def run(*command):
        try:
            return subprocess.run(command, stdout=sys.stderr, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}).returncode == 0
        except OSError:
            return False

    debian = root and shutil.which("apt-get")
    get = ("apt-get", "install", "-y", "--no-install-recommends")
    if not (debian and run("apt-get", "update") and any(run(*get, package) for package in ("chromium-headless-shell", "chromium"))):
        run(sys.executable, "-m", "playwright", "install", *(["--with-deps"] if debian else []), "chromium")
    find.cache_clear()


if __name__ == "__main__":
    if find() is None and "--install" in sys.argv[1:]:
        install()
    print(find() or f"no Chromium or Chrome, so no browser tests: install one, or set {VARIABLE} to where it is")
    sys.exit(find() is None and os.environ.get("CI") == "true")
