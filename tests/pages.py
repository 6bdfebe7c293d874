"""The parts of a widget's page, as tests find them."""

import re

from playwright.sync_api import expect

SET_UP = """import time
from qrnn_nb import Topology
from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.widgets import TrainingStepper
stepper = TrainingStepper(Topology.paper(inputs=2, workspace=2, stages=1, order=1, degree=1), ElmanXOR(length=18), seed=3)"""



class Stepper:
    "One stepper on the page."

    def __init__(self, lab, cells=("stepper",), name="stepper.ipynb"):
        self.lab, self.page = lab, lab.page
        lab.open_notebook(lab.write_notebook(name, SET_UP, *cells))
        lab.run_all()
        self.root = self.page.locator(".qrnn-stepper").first

    def button(self, name): return self.root.get_by_role("button", name=name, exact=True)

    def shows(self, status): expect(self.root.get_by_role("status")).to_have_text(status)

    def updates(self):
        return int(re.match(r"update (\d+)", self.root.locator(".qs-count").inner_text())[1])

    def wait_for_updates(self, count):
        self.page.wait_for_function("count => parseInt(document.querySelector('.qs-count').innerText.slice(7)) >= count", arg=count)

    def curve_length(self):
        return len(self.root.locator(".qs-line").get_attribute("points").split()) if self.root.locator(".qs-line").count() else 0

