"""Make the moving picture of the README: python tools/moving.py [--words N] [--out FILE].

A word runs through a cell. We train a small network, save its film, open it in the browser without a network, and take a picture at
each gate. The pictures become one WebP, which a README shows as it is.
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

from qrnn_nb import Topology  # noqa: E402
from qrnn_nb.tasks import ElmanXOR  # noqa: E402
from qrnn_nb.widgets import TrainingStepper  # noqa: E402
from tools import browser  # noqa: E402

OUT = ROOT / "nbs" / "images" / "word.webp"
LARGEST = 600_000  # bytes
WIDTH, HEIGHT = 1080, 1000  # of the window, pixels: the whole cell is seen
GATE, END = 240, 1200  # milliseconds that a gate, and the last picture of a word, are seen
FIRST = 6  # the step whose word runs first: the next one answers


def film(path: Path) -> None:
    "A network that has learnt the exclusive or, as a film."
    stepper = TrainingStepper(Topology.paper(inputs=2, workspace=3, stages=1, order=2, degree=3), ElmanXOR(length=12), seed=1)
    for _ in range(150): stepper.update()
    stepper.look(FIRST)
    stepper.save(path)


def part(page) -> bytes:
    "The sequence and the cell, without what stands above and below them."
    boxes = [page.locator(name).first.bounding_box() for name in (".qs-strip", ".qs-two")]
    top = boxes[0]["y"] - 6
    clip = {"x": boxes[0]["x"] - 6, "y": top, "width": boxes[0]["width"] + 12, "height": boxes[1]["y"] + boxes[1]["height"] - top}
    return page.screenshot(clip=clip)


def pictures(page, words: int):
    "A picture of each gate, and how many milliseconds it is seen."
    film, way = page.locator(".qrnn-film"), page.get_by_role("slider", name="Way of the word through the cell")
    strip = film.get_by_role("slider", name="Step to look at")
    for word in range(words):
        if word: strip.press("ArrowRight")
        for at in range(int(way.get_attribute("aria-valuemax")) + 1):
            way.press("Home" if at == 0 else "ArrowRight")
            expect(way).to_have_attribute("aria-valuenow", str(at))
            page.evaluate("document.activeElement.blur()")
            yield part(page), GATE
        yield part(page), END


def written(shots, path: Path) -> int:
    "Write the pictures as one WebP; returns its bytes."
    frames, times = zip(*shots, strict=True)
    images = [Image.open(io.BytesIO(frame)).convert("RGB") for frame in frames]
    high = max(image.height for image in images)
    # the state has more rows in some moments: the ground below them is that of the page
    sheets = [Image.new("RGB", (image.width, high), "white") for image in images]
    for sheet, image in zip(sheets, images, strict=True): sheet.paste(image)
    sheets[0].save(path, save_all=True, append_images=sheets[1:], duration=[*times], loop=0, quality=70, method=6)
    return path.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=int, default=2, help="how many words run")
    parser.add_argument("--out", type=Path, default=OUT, help="where the picture goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "film.html"
        film(path)
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        # without movement, so that each picture is whole
        context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce", color_scheme="light")
        context.route("http*://**", lambda route: route.abort())
        page = context.new_page()
        page.goto(path.as_uri())
        page.get_by_role("button", name="Words", exact=True).click()  # the cell stands below the sequence then
        size = written(pictures(page, options.words), options.out)
        chromium.close()
    print(f"{options.out}: {size:,} bytes")
    if size > LARGEST: sys.exit(f"larger than {LARGEST:,} bytes: take fewer words")


if __name__ == "__main__": main()
