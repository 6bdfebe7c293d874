"""Fixtures: the programs behind the experiments, as modules."""

import importlib

import pytest


@pytest.fixture
def script():
    "A function that imports a program by its name."
    return lambda name: importlib.import_module(f"tools.results.{name}")


@pytest.fixture
def generative(script):
    "The script of the drawn digits."
    return script("generative")
