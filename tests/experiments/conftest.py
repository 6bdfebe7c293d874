"""Fixtures: the scripts behind the experiments, as modules."""

import importlib

import pytest

from tools.notebooks import NOTEBOOKS


@pytest.fixture
def script(monkeypatch):
    "A function that imports a script by its name."
    monkeypatch.syspath_prepend(str(NOTEBOOKS / "experiments"))
    return importlib.import_module


@pytest.fixture
def generative(script):
    "The script of the drawn digits."
    return script("generative")
