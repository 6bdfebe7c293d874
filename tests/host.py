"""Widgets on a page without JupyterLab: `HostServer` serves a widget's own script and style, `Host` drives the page. The fixture is `host`.

The widget lives in the test's own process. What its page asks is answered in one thread, one message after the other, as a kernel would.
"""

import asyncio
import base64
import json
import logging
import re
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import comm
from ipywidgets.widgets.widget import _remove_buffers
from playwright.sync_api import BrowserContext, Page, expect
from saved import DRAWN
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

HERE = Path(__file__).resolve().parent
SCRIPT = HERE.parent / "js" / "host.js"
THEMES = Path(sys.prefix) / "share/jupyter/lab/themes/@jupyterlab"  # JupyterLab's own colours
PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>A widget</title>
  <link rel="stylesheet" href="/theme/light.css" id="theme">
  <link rel="stylesheet" href="front.css">
  <style>body { margin: 8px; background: var(--jp-layout-color0); }</style>
</head>
<body data-jp-theme-light="true">
<main></main>
<script type="module">
import { Model, show } from "/host.js";
import frontEnd from "./front.js";

const socket = new WebSocket(`ws://${location.host}${location.pathname}socket`);
const model = new Model({}, (message) => socket.send(JSON.stringify(message)));
const answers = new Map();
window.host = {
  model,
  views: [],
  async show(width) {
    const el = document.createElement("div");
    if (width) el.style.width = `${width}px`;
    document.querySelector("main").append(el);
    const clean = await show(frontEnd, model, el);
    this.views.push(async () => { await clean(); el.remove(); });
  },
  async hide(index) { await this.views.splice(index, 1)[0](); },
  // Ends when all that was asked before has been answered.
  answered() {
    const number = answers.size;
    socket.send(JSON.stringify({ method: "ping", number }));
    return new Promise((resolve) => answers.set(number, resolve));
  },
};
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.method === "pong") answers.get(message.number)();
  else model.receive(message);
  window.host.ready = true;
};
</script>
</body>
</html>
"""


class Comm(comm.base_comm.BaseComm):
    "The widget's end of the line: what it sends goes to every socket of its page."

    def __init__(self, server):
        self.server, self.sockets = server, set()
        super().__init__(target_name="jupyter.widget")

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        if msg_type == "comm_msg" and data["method"] != "echo_update": self.post(data, buffers)

    def post(self, data, buffers=(), sockets=None):
        "Send a message to these sockets, by default to all."
        texts = [base64.b64encode(buffer).decode() for buffer in buffers or ()]
        message = json.dumps(data | {"buffers": texts}, allow_nan=False)
        self.server.loop.call_soon_threadsafe(self._write, message, sockets)

    def _write(self, message, sockets):
        for socket in self.sockets if sockets is None else sockets: socket.write_message(message)


class _Failures(logging.Handler):
    "Keeps the errors that are logged."

    def __init__(self, kept):
        super().__init__(logging.WARNING)
        self.kept = kept

    def emit(self, record): self.kept.append(logging.Formatter().format(record))


class HostServer:
    "Serves pages of widgets on a free port of this machine, from a thread of its own, and answers them from another."

    def __init__(self):
        self.widgets, self.failures = {}, []  # failures: what was raised while a page was answered
        logging.getLogger("traitlets").addHandler(_Failures(self.failures))  # where ipywidgets leaves what a callback raises
        self.loop, self.answering = asyncio.new_event_loop(), ThreadPoolExecutor(1, "answering")
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self.thread.start()
        started.wait()

    def _run(self, started):
        asyncio.set_event_loop(self.loop)
        rules = [
            (r"/(host\.js)", _File), (r"/theme/(light|dark)\.css", _File), (r"/(\w+)/(front\.\w+)?", _Front, {"widgets": self.widgets}),
            (r"/(\w+)/socket", _Socket, {"server": self}),
        ]
        sockets = bind_sockets(0, "127.0.0.1")
        self.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"
        HTTPServer(Application(rules)).add_sockets(sockets)
        started.set()
        self.loop.run_forever()

    def address(self, widget) -> str:
        "The address of the widget's page; the widget is connected to it, once."
        if widget not in self.widgets.values():
            widget.comm = Comm(self)
            self.widgets[widget.comm.comm_id] = widget
        return f"{self.url}{widget.comm.comm_id}/"

    def call(self, function):
        "The value of `function()`, called in the thread that answers the pages, after all that reached it before."
        return self.answering.submit(function).result()

    def answer(self, function, *arguments):
        "Call the function in that thread, and go on."

        def answering():
            try: function(*arguments)
            except Exception: self.failures.append(traceback.format_exc())

        self.answering.submit(answering)

    def remove_all(self) -> list[str]:
        "Close every widget; returns what was raised while their pages were answered."
        for widget in self.widgets.values(): self.call(widget.close)
        self.widgets.clear()
        failures = self.failures.copy()
        self.failures.clear()
        return failures

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.answering.shutdown()


class _File(RequestHandler):
    def get(self, name):
        path = SCRIPT if name == "host.js" else THEMES / f"theme-{name}-extension/index.css"
        self.set_header("Content-Type", "text/javascript" if name == "host.js" else "text/css")
        self.finish(path.read_bytes())


class _Front(RequestHandler):
    def initialize(self, widgets): self.widgets = widgets

    def get(self, key, part):
        widget = self.widgets[key]
        kind, text = {"front.js": ("javascript", widget._esm), "front.css": ("css", getattr(widget, "_css", ""))}.get(part, ("html", PAGE))
        self.set_header("Content-Type", f"text/{kind}; charset=utf-8")
        self.finish(text)


def _written(write, data):
    """Write to a page, which may have left. Were it told, tornado would close the stream at once, and what the page had said before, its
    goodbye too, would remain unread. So this counts as written: who reads comes to the end of the stream by himself."""
    try: return write(data)
    except ConnectionError: return len(data)


class _Socket(WebSocketHandler):
    def initialize(self, server): self.server = server

    def open(self, key):
        stream = self.ws_connection.stream
        stream.write_to_fd = partial(_written, stream.write_to_fd)
        self.widget = self.server.widgets[key]
        self.comm = self.widget.comm
        self.comm.sockets.add(self)
        self.server.answer(self._begin)

    def _begin(self):
        state, paths, buffers = _remove_buffers(self.widget.get_state())
        hidden = {name for name in state if name.startswith("_") or name in ("layout", "tabbable", "tooltip")}
        state = {name: value for name, value in state.items() if name not in hidden}
        self.comm.post({"method": "update", "state": state, "buffer_paths": paths}, buffers, [self])

    def on_message(self, text):
        self.server.answer(self._answer, json.loads(text))

    def _answer(self, data):
        if data["method"] == "ping": self.comm.post(data | {"method": "pong"}, sockets=[self])
        else: self.comm.handle_msg({"content": {"data": data}, "buffers": []})

    def on_close(self): self.comm.sockets.discard(self)


class Host:
    """One browser page with one widget on it, in as many views as you ask for.

    `page` is Playwright's page, `errors` what went wrong there, `refused` the requests that wanted to leave this machine; the
    fixture demands at the end that both are empty (`.clear()` them where a test means to cause one).
    """

    def __init__(self, server: HostServer, context: BrowserContext, elsewhere: re.Pattern):
        self.server, self.errors, self.refused, self.widget = server, [], [], None
        context.route(elsewhere, lambda route: (self.refused.append(route.request.url), route.abort()))
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)  # milliseconds; other programs may share the machine
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def show(self, widget, *, views: int = 1, width: int | None = None):
        "Open the page of `widget` with so many views of it, each so many pixels wide; returns the first view, a Playwright locator."
        self.widget = widget
        self.page.goto(self.server.address(widget))
        self.page.wait_for_function("() => window.host?.ready")
        for _ in range(views): self.page.evaluate("width => host.show(width)", width)
        first = self.page.locator(".qrnn-widget").first
        expect(first).to_be_visible()
        self.page.evaluate(DRAWN)
        return first

    def python(self, function):
        "The value of `function()` after all that the page has asked so far, in the thread that answers it: so nothing changes meanwhile."
        self.page.evaluate("() => host.answered()")
        return self.server.call(function)

    def theme(self, name: str) -> None:
        "JupyterLab's colours, 'light' or 'dark'."
        self.page.evaluate(
            """async name => {
                const sheet = document.getElementById("theme");
                if (sheet.getAttribute("href") === `/theme/${name}.css`) return;
                const loaded = new Promise(resolve => sheet.onload = resolve);
                sheet.href = `/theme/${name}.css`;
                document.body.dataset.jpThemeLight = name === "light";
                await loaded;
            }""",
            name,
        )

    def screenshot(self, name: str) -> Path:
        "Save a picture of the page as build/screenshots/NAME.png (build/ is ignored by git)."
        path = HERE.parent / "build" / "screenshots" / f"{name}.png"
        self.page.screenshot(path=path)
        return path
