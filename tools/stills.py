"""Make the still pictures of the README and of the front page of `qrnn-nb pages`: python tools/stills.py [NAME ...].

Each page of that command is saved, opened in the browser without a network, brought to a moment that is worth seeing, and taken as it
stands there, larger than on a screen so that letters are sharp. For the front page it is taken twice more, in light and in dark, narrow
and with nothing but the part that tells what it is about, so that its words can be read there.
"""

import argparse
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qrnn_nb.commands.pages import PAGES  # noqa: E402
from tools import browser  # noqa: E402

OUT = ROOT / "nbs" / "images"
WIDTH, HEIGHT, SCALE = 1240, 900, 1.5  # of the window in pixels, and how much larger its picture is
LARGEST = 300_000  # bytes
# of each page on the front page: pixels of its window, and what is not shown
VIEWS = {
    "neuron": (560, ".qs-toolbar, .qn-note, .qn-bits, .qn-hint, .qn-columns > :not(:first-child)"),
    "builder": (640, ".qs-toolbar, .qs-task, .qs-facts, .qs-rest, .qs-handy, .qs-legend, .qs-hint, .qs-tools, .qs-fold"),
    "digits": (760, ".qs-toolbar, .qs-bar, .qd-key, .qd-memory, .qs-fold"),
    "training": (
        640,
        ".qs-toolbar, .qs-time, .qs-task, .qs-legend, .qs-hangs, .qs-sampled, .qs-row, .qs-trained, .qs-fold, "
        ".qs-two > :not(.qs-cell-part)",
    ),
    "memory": (440, ".qs-toolbar, .qm-told, .qn-hint, .qn-aside, .qm-knobs, .qs-fold, .qn-column:not(:first-child)"),
}  # fmt: skip


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
    "A trained network, which its film ends with, and the last word in its cell."
    root.get_by_role("slider", name="Update", exact=True).press("End")
    root.get_by_role("slider", name="Step to look at").press("End")


def computed(root) -> None:
    "The cell as it opens, with all its costs."
    expect(root.locator(".qs-costs").first).not_to_contain_text("…")


# what is done before the picture is taken; the others are taken as they are
MOMENTS = {"digits": read_most, "training": looked_at, "builder": computed}


def opened(page, name: str, path: Path):
    "The page at its moment."
    page.goto(path.as_uri())
    root = page.locator(".qrnn-widget")
    expect(root.locator("svg").first).to_be_visible()
    if name in MOMENTS: MOMENTS[name](root)
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    return root


def views(chromium, name: str, path: Path) -> dict[str, int]:
    "Take the pictures of a page for the front page, in light and in dark; returns their bytes by file."
    wide, hidden = VIEWS[name]
    sizes = {}
    for scheme, file in zip(("light", "dark"), PAGES[name].stills):
        window = {"viewport": {"width": wide, "height": HEIGHT}, "device_scale_factor": 2, "color_scheme": scheme}
        with chromium.new_context(**window, reduced_motion="reduce") as context:
            page = context.new_page()
            root = opened(page, name, path)
            page.add_style_tag(content=f":is({hidden}) {{ display: none !important; }}")
            root.evaluate("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
            Image.open(io.BytesIO(root.screenshot())).convert("RGB").save(OUT / file, lossless=True, method=6)
        sizes[file] = (OUT / file).stat().st_size
    return sizes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PAGES)}; all if none is named")
    parser.add_argument("--front", action="store_true", help="only those of the front page")
    arguments = parser.parse_args()
    names, front = arguments.names or list(PAGES), arguments.front
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        window = {"viewport": {"width": WIDTH, "height": HEIGHT}, "device_scale_factor": SCALE}
        context = chromium.new_context(**window, reduced_motion="reduce", color_scheme="light")
        context.route("http*://**", lambda route: route.abort())
        sizes = {}
        for name in names:
            path = PAGES[name].make().save(Path(folder) / f"{name}.html")
            if not front:
                taken = Image.open(io.BytesIO(opened(context.new_page(), name, path).screenshot())).convert("RGB")
                # a page has few colours: a table of them is a third of the bytes, and this way rare ones stay what they are
                few = taken.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
                few.save(OUT / PAGES[name].image, optimize=True)
                sizes[PAGES[name].image] = (OUT / PAGES[name].image).stat().st_size
            sizes |= views(chromium, name, path)
        chromium.close()
    for file, size in sizes.items(): print(f"{file}: {size:,} bytes")
    large = [file for file, size in sizes.items() if size > LARGEST]
    if large: sys.exit(f"larger than {LARGEST:,} bytes: {', '.join(large)}")


if __name__ == "__main__": main()
