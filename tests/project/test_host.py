"""The page that tests show widgets on: its model keeps the page and Python in step, and what goes wrong is seen."""

import threading

import anywidget
import pytest
import traitlets
from playwright.sync_api import expect


class Counter(anywidget.AnyWidget):
    "Counts presses in Python, and shows bytes that Python holds."
    _esm = """
    function render({ model, el }) {
      const root = document.createElement("div"), button = document.createElement("button"), bytes = document.createElement("span");
      root.className = "qrnn-widget";
      root.append(button, bytes);
      const draw = () => {
        button.textContent = `${model.get("count")} presses`;
        bytes.textContent = [...new Uint8Array(model.get("data").buffer)].join(" ");
      };
      button.onclick = (event) => {
        if (event.shiftKey) model.send({ double: 1 });
        else { model.set("count", model.get("count") + 1); model.save_changes(); }
      };
      const told = (content, buffers) => (root.dataset.told = `${content} ${buffers[0].getUint8(1)}`);
      model.on("change:count change:data", draw);
      model.on("msg:custom", told);
      el.append(root);
      draw();
      return () => model.off("change:count change:data", draw);
    }
    export default { render };
    """
    count = traitlets.Int(0).tag(sync=True)
    data = traitlets.Bytes(b"\x01\x02").tag(sync=True)

    def __init__(self):
        super().__init__()
        self.threads = set()
        self.on_msg(self._asked)

    def _asked(self, _, content, buffers):
        self.threads.add(threading.current_thread().name)
        self.count *= 2 // content["double"]
        self.send("doubled", [b"\x08\x09"])


def test_page_and_python_are_in_step(host):
    counter = Counter()
    root = host.show(counter)
    root.get_by_role("button").click()
    assert host.python(lambda: counter.count) == 1
    host.python(lambda: counter.set_trait("data", b"\x03\xff"))
    root.get_by_text("3 255").wait_for()
    root.get_by_role("button").click(modifiers=["Shift"])
    root.get_by_text("2 presses").wait_for()
    expect(host.page.locator("[data-told='doubled 9']")).to_have_count(1)
    assert len(counter.threads) == 1 and threading.current_thread().name not in counter.threads


def test_two_views_share_a_model_and_one_goes(host):
    counter = Counter()
    host.show(counter, views=2)
    host.page.get_by_role("button").nth(1).click()
    expect(host.page.get_by_role("button", name="1 presses")).to_have_count(2)
    host.page.evaluate("host.hide(0)")
    host.page.get_by_role("button").click()
    expect(host.page.get_by_role("button")).to_have_text(["2 presses"])


def test_a_page_opened_again_shows_what_python_has(host):
    counter = Counter()
    host.show(counter).get_by_role("button").click()
    host.python(lambda: None)
    host.show(counter).get_by_role("button", name="1 presses").wait_for()


def test_errors_of_the_page_and_of_python_are_on_record(host):
    counter = Counter()
    host.show(counter)
    host.page.evaluate("console.error('gone wrong')")
    assert host.errors == ["gone wrong"]
    host.errors.clear()
    host.page.evaluate("host.model.send({ double: 0 })")
    host.python(lambda: None)
    (failure,) = host.server.failures
    assert "ZeroDivisionError: integer" in failure
    host.server.failures.clear()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_colours_are_those_of_jupyterlab(host, name):
    host.show(Counter())
    host.theme(name)
    paper = host.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 17, 17)"}[name]


def test_outside_requests_are_refused_and_recorded(host):
    host.show(Counter())
    assert host.page.evaluate("() => fetch('https://example.invalid/x').then(() => 'answered', () => 'refused')") == "refused"
    assert host.refused == ["https://example.invalid/x"]
    host.refused.clear()
    host.errors.clear()
