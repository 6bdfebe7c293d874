"""Fixtures: `widget`, a small training stepper without a page."""

import pytest
from helpers import SHORT_XOR, SMALL_CELL

from qrnn_nb.widgets import TrainingStepper


@pytest.fixture
def widget():
    widget = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    yield widget
    widget.pause()
