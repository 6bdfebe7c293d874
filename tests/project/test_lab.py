"""The test bench itself: JupyterLab runs in a real browser, widgets answer, and what goes wrong is seen."""

import pytest
from playwright.sync_api import expect

WIDGET = """import ipywidgets
presses = []
button, label = ipywidgets.Button(description="Press me"), ipywidgets.Label("not yet")
def press(_):
    presses.append(1)
    label.value = f"pressed {len(presses)}"
button.on_click(press)"""


def test_widget_answers(lab):
    lab.open_notebook(lab.write_notebook("widget.ipynb", WIDGET, "ipywidgets.VBox([button, label])"))
    lab.run_all()
    for _ in range(2):
        lab.page.get_by_role("button", name="Press me").click()
    expect(lab.page.get_by_text("pressed 2")).to_be_visible()
    assert lab.python("presses") == [1, 1]


def test_library_is_this_tree(lab, root):
    lab.open_notebook(lab.write_notebook("tree.ipynb", "import qrnn_nb"))
    lab.run_all()
    assert lab.python("qrnn_nb.__file__") == str(root / "qrnn_nb" / "__init__.py")


def test_failing_cell_is_reported(lab):
    lab.open_notebook(lab.write_notebook("failing.ipynb", "1 / 0"))
    with pytest.raises(AssertionError, match=r"cell 0 failed(.|\n)*ZeroDivisionError"):
        lab.run_all()


def test_outside_requests_are_refused_and_recorded(lab):
    lab.open_notebook(lab.write_notebook("outside.ipynb", "0"))
    refused = lab.page.evaluate("() => fetch('https://example.invalid/x').then(() => 'answered', () => 'refused')")
    assert refused == "refused"
    assert lab.refused == ["https://example.invalid/x"]
    assert any("ERR_FAILED" in error for error in lab.console_errors)
    lab.refused.clear()
    lab.console_errors.clear()
