"""A real JupyterLab in a real browser, for tests: `LabServer` runs the server, `Lab` drives one page of it. The fixture is `lab`."""

import ast
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parent.parent
BROWSER_ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
ELSEWHERE = re.compile(r"^(https?|wss?)://(?!(127\.0\.0\.1|localhost)[:/])")  # every address that is not this machine's
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


def isolated(folder: Path) -> dict[str, str]:
    "An environment in which every folder that Jupyter reads or writes is inside `folder`, with no way out to the network."
    own = ("HOME", "IPYTHONDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    own += ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    for name in own:
        (folder / name).mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.upper().startswith("JUPYTER") and not k.lower().endswith("_proxy")}
    environment |= {name: str(folder / name) for name in own}
    environment |= {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}  # nobody listens: downloads fail at once
    return environment | {"PYTHONPATH": str(ROOT)}


class LabServer:
    """JupyterLab on a free port, with every folder that Jupyter reads or writes inside `folder`, and no way out.

    It serves a copy of nbs/, or `notebooks`; `command` starts it, in the environment of this process but for `variables`.
    """

    def __init__(self, folder: Path, notebooks: Path | None = None, command=(sys.executable, "-m", "jupyterlab"), **variables: str):
        self.notebooks = notebooks or shutil.copytree(ROOT / "nbs", folder / "nbs", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        self.token, self.log, self.runtime = secrets.token_hex(), folder / "lab.log", folder / "JUPYTER_RUNTIME_DIR"
        environment = isolated(folder) | variables
        server = {"ip": "127.0.0.1", "port": 0, "allow_root": True, "open_browser": False, "root_dir": str(self.notebooks)}
        options = {"ServerApp": server, "IdentityProvider": {"token": self.token}}
        options |= {program: {"expose_app_in_browser": True} for program in ("LabApp", "JupyterNotebookApp")}
        (folder / "JUPYTER_CONFIG_DIR" / "jupyter_server_config.json").write_text(json.dumps(options))
        for name, values in SETTINGS.items():
            file = folder / "JUPYTERLAB_SETTINGS_DIR" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.url = self._address(timeout=60)

    def _address(self, timeout):
        "The server's address, which it writes into its runtime folder once it listens."
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self.process.poll() is None:
            for file in self.runtime.glob("jpserver-*.json"):
                try:
                    return json.loads(file.read_text())["url"]
                except json.JSONDecodeError:  # half written
                    pass
            time.sleep(0.05)
        self.close()
        raise RuntimeError(f"JupyterLab did not start within {timeout} s:\n{self.log.read_text()[-3000:]}")

    def request(self, path: str, method: str = "GET"):
        "The JSON answer of the server's REST API."
        request = urllib.request.Request(f"{self.url}{path}", method=method, headers={"Authorization": f"token {self.token}"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def stop_kernels(self):
        "Stop every running kernel."
        for session in self.request("api/sessions"):
            self.request(f"api/sessions/{session['id']}", "DELETE")

    def close(self):
        "Stop the server and its kernels."
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Lab:
    """One browser page with JupyterLab on it.

    `page` is Playwright's page: `lab.page.get_by_role("button", name="Step").click()`, `expect(lab.page.locator(...))`.
    `console_errors` lists what went wrong in the page, `refused` the requests that wanted to leave this machine; the fixture
    demands at the end that both are empty (`.clear()` them where a test means to cause one).
    """

    def __init__(self, server: LabServer, context: BrowserContext):
        self.server, self.console_errors, self.refused = server, [], []
        context.route(ELSEWHERE, lambda route: (self.refused.append(route.request.url), route.abort()))
        context.route_web_socket(ELSEWHERE, lambda socket: (self.refused.append(socket.url), socket.close()))
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: message.type == "error" and self.console_errors.append(message.text))
        self.page.on("pageerror", lambda error: self.console_errors.append(str(error)))

    def write_notebook(self, path: str, *cells: str) -> str:
        "Make a notebook of code cells at `path` in the served folder; returns `path` for `open_notebook`."
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.server.notebooks / path)
        return path

    def open_notebook(self, path: str) -> None:
        "Open the notebook at `path` (relative to nbs/) in a fresh workspace and wait until its kernel is ready."
        self.page.goto(f"{self.server.url}lab/tree/{path}?reset&token={self.server.token}")
        self.page.wait_for_function("path => window.jupyterapp?.shell.currentWidget?.context?.path === path", arg=path, timeout=60_000)
        self.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel", timeout=60_000)
        self.wait_idle()

    def command(self, name: str, timeout: float = 60, **arguments) -> None:
        'Run one of JupyterLab\'s commands and wait until it is done: `lab.command("apputils:change-theme", theme="JupyterLab Dark")`.'
        self.page.evaluate(
            """([name, arguments]) => {
                window.commandEnd = null;
                const end = message => window.commandEnd = message;
                window.jupyterapp.commands.execute(name, arguments).then(() => end("done"), error => end(`${error}`));
            }""",
            [name, arguments],
        )
        end = self.page.wait_for_function("() => window.commandEnd", timeout=timeout * 1000).json_value()
        assert end == "done", f"{name}: {end}"

    def run_all(self, timeout: float = 60) -> None:
        "Run all cells and wait until the last has ended; AssertionError with the traceback if a cell failed."
        self.command("notebook:run-all-cells", timeout)
        self.wait_idle()
        for index, cell in enumerate(self.notebook()["cells"]):
            for output in cell.get("outputs", []):
                if output["output_type"] == "error":
                    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output["traceback"]))
                    raise AssertionError(f"cell {index} failed:\n{text}")

    def wait_idle(self, timeout: float = 60) -> None:
        "Wait until the status bar says that the kernel is idle."
        idle = "() => document.querySelector('#jp-main-statusbar')?.innerText.includes('| Idle')"
        self.page.wait_for_function(idle, timeout=timeout * 1000)

    def notebook(self) -> dict:
        "The open notebook as it stands in the page (nbformat JSON, outputs included)."
        return self.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.model.toJSON()")

    def python(self, expression: str):
        "The JSON value of a Python expression in the open notebook's kernel, without touching the notebook."
        answer = self.page.evaluate(
            """async expression => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const future = kernel.requestExecute({code: "", user_expressions: {value: expression}, store_history: false});
                return (await future.done).content.user_expressions.value;
            }""",
            f"__import__('json').dumps({expression})",
        )
        assert answer["status"] == "ok", f"{expression}: {answer.get('ename')}: {answer.get('evalue')}"
        return json.loads(ast.literal_eval(answer["data"]["text/plain"]))

    def screenshot(self, name: str) -> Path:
        "Save a picture of the page as build/screenshots/NAME.png (build/ is ignored by git)."
        path = ROOT / "build" / "screenshots" / f"{name}.png"
        self.page.screenshot(path=path)
        return path


@contextmanager
def opened(browser: Browser, server: LabServer):
    "A `Lab` on a page of its own; afterwards its kernels are stopped, and no console error and no outside request may be on record."
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        lab = Lab(server, context)
        yield lab
    server.stop_kernels()
    assert not lab.refused, f"requests that would have left this machine: {lab.refused}"
    assert not lab.console_errors, f"errors in the page: {lab.console_errors}"
