"""The browser that the tests use: found where it is, refused with a clear word where it does not start."""

import pytest

from tools import browser


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    "Each test looks for itself."
    monkeypatch.setattr(browser, "find", browser.find.__wrapped__)


def script(folder, name, code):
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


def test_variable_comes_first(monkeypatch, tmp_path):
    monkeypatch.setenv(browser.VARIABLE, named := script(tmp_path, "mine", 0))
    assert browser.find() == named


def test_variable_that_does_not_start_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv(browser.VARIABLE, str(tmp_path / "missing"))
    with pytest.raises(SystemExit, match=r"QRNN_NB_BROWSER=.*missing does not start"):
        browser.find()


def test_stub_that_does_not_start_is_passed_over(monkeypatch, tmp_path):
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    script(tmp_path, "chromium", 1)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr(browser, "NAMES", ("chromium", "google-chrome"))
    chrome = script(tmp_path, "google-chrome", 0)
    assert browser.find() == chrome


def test_none_where_there_is_none(monkeypatch, tmp_path):
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "MACOS", ())
    monkeypatch.setattr(browser, "playwrights_own", lambda: str(tmp_path / "none"))
    assert browser.find() is None
