"""Fixtures: `widget`, a small training stepper without a page, and `stepper`, one on a page."""

import pytest
from helpers import SHORT_XOR, SMALL_CELL
from pages import Stepper

from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.widgets import TrainingStepper


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
