"""The documentation site: built without a network and without a warning, whole, and legible in light and dark."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_output
from playwright.sync_api import expect

from qrnn_nb.widgets import NeuronExplorer
from qrnn_nb.widgets.base import FRONT, HELP
from tools import docs
from tools.notebooks import NOTEBOOKS, ROOT

BUILD = """
import sys
def refuse(event, details):
    if event in ("socket.connect", "socket.getaddrinfo"): sys.exit(f"{event}: {details}")
sys.addaudithook(refuse)
from tools import docs
sys.exit(docs.main())
"""
PAGES = ["index", "names", "nbs/1_model/05_network", "nbs/lessons/tour", "nbs/experiments/xor", "nbs/lessons/gallery"]


class Page(HTMLParser):
    "The ids of a page, those that have a signature, its links and its pictures with their alternative text."

    def __init__(self, path):
        super().__init__()
        self.ids, self.signatures, self.links, self.pictures = set(), set(), [], {}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids.add(attributes.get("id"))
        if tag == "dt" and "sig" in attributes.get("class", "").split(): self.signatures.add(attributes.get("id"))
        if tag == "img": self.pictures[attributes["src"]] = attributes.get("alt")
        # behind the # of a widget's page stands its state, and no id
        states = "play/" in (attributes.get("href") or attributes.get("src") or "")
        self.links += [urldefrag(attributes[key])[0] if states else attributes[key] for key in ("href", "src") if attributes.get(key)]


@pytest.fixture(scope="session")
def site():
    "The folder of the site, made by a process that stops where it would open a connection; a warning fails the build."
    done = subprocess.run([sys.executable, "-c", BUILD], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return docs.SITE


@pytest.fixture(scope="session")
def pages(site):
    "Every page by its path."
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_a_stored_picture_of_a_widget_becomes_its_page():
    "Where the output says which page and which state it shows, and nowhere else."
    explorer = NeuronExplorer(order=3, controls=1, theta=0.5)
    data, metadata = explorer._repr_mimebundle_()
    shown = new_output("display_data", data, metadata=metadata)
    figure = new_output("display_data", {"image/png": data["image/png"]}, metadata={"image/png": metadata["image/png"]})
    cell = docs.alive(new_code_cell(outputs=[shown, figure]), "A neuron < 3", depth=2)
    frame, link = re.findall(r'(?:src|href)="([^"]+)"', cell.outputs[0].data["text/html"])
    path, _, state = frame.partition("#")
    assert path == "../../play/neuron.html" and frame == link
    assert json.loads(unquote(state)) == explorer.state
    assert 'title="A neuron &lt; 3"' in cell.outputs[0].data["text/html"]
    assert cell.outputs[1] == figure


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("name", docs.PLAY)
def test_playground_pages_live_without_a_network(site, browser, name):
    "The widget answers in its frame, and the frame is as high as its page."
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto((site / f"playground/{name}.html").as_uri())
        expect(page.frame_locator("iframe.play").locator(".qrnn-widget svg").first).to_be_visible()
        expect(page.locator("iframe.play")).to_have_attribute("style", re.compile("height"))
        if name == "neuron":
            root = page.frame_locator("iframe.play").locator(".qrnn-neuron")
            before = root.get_attribute("data-probability")
            root.get_by_role("slider", name="Angle η").press("ArrowRight")
            expect(root).not_to_have_attribute("data-probability", before)


@pytest.mark.slow
def test_every_notebook_has_a_page(site, pages):
    notebooks = [path.relative_to(ROOT).with_suffix(".html") for name in docs.SECTIONS for path in docs.section(name)]
    assert notebooks and {site / path for path in notebooks} <= pages.keys()


@pytest.mark.slow
def test_internal_links_and_pictures_lead_somewhere(site, pages):
    broken = []
    for page in pages:
        for link in pages[page].links:
            if re.match(r"[a-z]+:", link): continue
            path, anchor = urldefrag(link)
            target = (page.parent / unquote(path.partition("?")[0])).resolve() if path else page
            if not target.exists() or (anchor and unquote(anchor) not in pages[target].ids): broken.append((page.relative_to(site), link))
    assert not broken


@pytest.mark.slow
def test_every_public_name_has_a_signature(pages):
    "What a module passes on, another one has made; it is documented there."
    documented = set().union(*(page.signatures for page in pages.values()))
    names = set()
    for path in docs.section("reference"):
        notebook = nbformat.read(path, as_version=4)
        module = docs.exported_module(notebook)
        names |= {docs.public_path(module, name) for name in docs.own_names(notebook, module)} if module else set()
    assert {"qrnn_nb.QRNN", "qrnn_nb.tasks.ElmanXOR", "qrnn_nb.figures.save_figure"} <= names
    assert not names - documented


@pytest.mark.slow
def test_parameters_say_what_they_mean(site):
    page = (site / "nbs/1_model/02_topology.html").read_text(encoding="utf-8")
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "workspace lanes of the hidden state" in text


@pytest.mark.slow
def test_every_picture_has_alternative_text(site, pages):
    every = [(page.relative_to(site), source, alt) for page in pages for source, alt in pages[page].pictures.items()]
    silent = [picture for picture in every if not picture[2] or picture[2].endswith(".png")]
    assert not silent


@pytest.mark.slow
def test_no_path_of_this_machine(site):
    texts = [path for path in site.rglob("*") if path.suffix in (".html", ".js", ".txt", ".css")]
    assert not [path for path in texts if re.search(r"/(?:home|Users|root|tmp|work)/\w", path.read_text(encoding="utf-8"))]


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_asks_nothing_outside(site, browser, name, scheme):
    path = site / f"{name}.html"
    if not path.exists(): pytest.skip(f"there is no {name} yet")
    outside, errors = [], []
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or outside.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri())
        result = Axe().run(page).response
    serious = [rule for rule in result["violations"] if rule["impact"] in ("serious", "critical")]
    assert result["passes"], "something was scanned"
    assert not {rule["id"]: [node["html"][:160] for node in rule["nodes"][:4]] for rule in serious}
    assert not outside and not errors


@pytest.mark.slow
@pytest.mark.browser
def test_search_finds_a_class_without_a_server(site, browser):
    page = browser.new_page()
    page.goto((site / "search.html").as_uri() + "?q=QuantumNeuron")
    page.locator("#search-results li a[href*='01_neuron.html']").first.wait_for()
    page.close()


def test_a_playground_page_knows_where_its_lessons_are():
    "Every lesson that a \"?\" names is a page of the site, at the address that the page in play/ has."
    links, ours = docs.play_links(), {path.relative_to(ROOT).with_suffix(".html") for path in docs.section("lessons")}
    for _, _, notebook, _ in HELP.values():
        assert (ROOT / "play" / links[notebook]).resolve().relative_to(ROOT) in ours
        assert (NOTEBOOKS / notebook).is_file() and links[notebook].endswith(notebook.replace(".ipynb", ".html"))
    assert links[FRONT] == "../playground.html"
