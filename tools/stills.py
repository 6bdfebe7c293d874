"""Make the still pictures of the README and of the front page of `qrnn-nb pages`: python tools/stills.py [NAME ...].

Each page of that command is saved, opened in the browser without a network, brought to a moment that is worth seeing, and taken as it
stands there, larger than on a screen so that letters are sharp.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qrnn_nb.commands.pages import PAGES  # noqa: E402
from tools import browser  # noqa: E402

OUT = ROOT / "nbs" / "images"
WIDTH, HEIGHT, SCALE = 1240, 900, 1.5  # of the window in pixels, and how much larger its picture is
LARGEST = 300_000  # bytes


def read_most(root) -> None:
    "A digit of which most has been read, beside one that is pinned."
    for _ in range(2): root.get_by_role("button", name="Next", exact=True).click()
    root.get_by_role("button", name="Pin", exact=True).click()
    root.get_by_role("button", name="Next", exact=True).click()
    slider = root.get_by_role("slider", name="Words read")
    slider.press("End")
    for _ in range(12): slider.press("ArrowLeft")
    expect(slider).to_have_value("88")


def looked_at(root) -> None:
    "A trained network, and the last word in its cell."
    root.get_by_role("slider", name="Step to look at").press("End")


def computed(root) -> None:
    "The cell as it opens, with all its costs."
    expect(root.locator(".qs-costs")).not_to_contain_text("…")


# what is done before the picture is taken; the others are taken as they are
MOMENTS = {"digits": read_most, "training": looked_at, "builder": computed}


def taken(page, name: str, folder: Path) -> int:
    "Take the picture of a page; returns its bytes."
    path = PAGES[name].make().save(folder / f"{name}.html")
    page.goto(path.as_uri())
    root = page.locator(".qrnn-widget")
    expect(root.locator("svg").first).to_be_visible()
    if name in MOMENTS: MOMENTS[name](root)
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    target = OUT / PAGES[name].image
    root.screenshot(path=target)
    return target.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PAGES)}; all if none is named")
    names = parser.parse_args().names or list(PAGES)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        window = {"viewport": {"width": WIDTH, "height": HEIGHT}, "device_scale_factor": SCALE}
        context = chromium.new_context(**window, reduced_motion="reduce", color_scheme="light")
        context.route("http*://**", lambda route: route.abort())
        sizes = {name: taken(context.new_page(), name, Path(folder)) for name in names}
        chromium.close()
    for name, size in sizes.items(): print(f"{PAGES[name].image}: {size:,} bytes")
    large = [name for name, size in sizes.items() if size > LARGEST]
    if large: sys.exit(f"larger than {LARGEST:,} bytes: {', '.join(large)}")


if __name__ == "__main__": main()
