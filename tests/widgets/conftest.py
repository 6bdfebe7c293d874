"""Fixtures: `widget`, a small training stepper without a page, `stepper`, one on a page, and `js`, which calls functions of js/engine."""

import json

import pytest
from helpers import SHORT_XOR, SMALL_CELL
from pages import Stepper

from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.widgets import TrainingStepper

ENGINE = "http://engine.test/"


@pytest.fixture
def widget():
    widget = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    yield widget
    widget.pause()


@pytest.fixture
def stepper(host):
    "The page of a stepper, which is its `widget`."
    widget = TrainingStepper(SMALL_CELL, ElmanXOR(length=18), seed=3)
    host.show(widget)
    return Stepper(host.page, widget, host)


@pytest.fixture(scope="module")
def engine_page(browser, root):
    "A page without an origin of its own, to which the modules of js/ are served, those of js/engine without their folder."

    def serve(route):
        name = route.request.url.removeprefix(ENGINE)
        if not name: return route.fulfill(body="<title>engine</title>", content_type="text/html")
        path = root / "js" / "engine" / name
        script = (path if path.exists() else root / "js" / name).read_text(encoding="utf-8")
        return route.fulfill(body=script, content_type="text/javascript")

    with browser.new_context() as context:
        context.route("**/*", serve)
        page = context.new_page()
        page.goto(ENGINE)
        yield page


@pytest.fixture(scope="module")
def js(engine_page):
    "js(module, function, cases): what a function of (module, case) gives for each case; an error gives {'error': its sentence}."

    def call(module, function, cases):
        text = engine_page.evaluate(
            """async ([module, source, cases]) => {
                const engine = await import(`/${module}.js`);
                const call = eval(source);
                const told = (one) => {
                    try { return call(engine, one); }
                    catch (error) { if (error.name !== "Error") throw error; return { error: error.message }; }
                };
                const plain = (name, value) => ArrayBuffer.isView(value) ? Array.from(value) : value;
                return JSON.stringify(JSON.parse(cases).map(told), plain);
            }""",
            [module, function, json.dumps(cases)],
        )
        return json.loads(text)

    return call
