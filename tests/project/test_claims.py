"""The README's numbers are those of the stored runs, and whoever changes one of them is told."""

import importlib.util
import re

import pytest


@pytest.fixture(scope="module")
def claims(root):
    spec = importlib.util.spec_from_file_location("claims", root / "tools" / "claims.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def readme(root): return (root / "README.md").read_text(encoding="utf-8")


def test_every_number_of_the_readme_is_what_its_file_says(claims, readme):
    rows, faults = claims.compared(readme, claims.CLAIMS)
    assert not faults and len(rows) == len(claims.CLAIMS) > 20


def test_a_number_that_is_changed_in_its_last_digit_is_found(claims, readme):
    text = claims.sections(readme)
    for claim in claims.CLAIMS:
        found = re.search(claim.pattern, text)
        for place, number in enumerate(found.groups(), start=1):
            start, end = found.span(place)
            changed = text[:start] + next_number(number) + text[end:]
            faults = claims.compared("\n## " + "\n\n## ".join(f"{name}\n{changed}" for name in claims.SECTIONS), [claim])[1]
            assert any("the README says" in fault for fault in faults), (claim.text, number)


def next_number(number):
    "A printed number with one more in its last digit that counts."
    plain = number.replace(",", "")
    if "." in plain: return f"{float(plain) + 10.0 ** -len(plain.split('.')[1]):.{len(plain.split('.')[1])}f}"
    zeros = len(plain) - len(plain.rstrip("0")) if int(plain) else 0
    return str(int(plain) + 10**zeros)


def test_a_number_without_a_claim_and_a_claim_without_a_number_are_found(claims, readme):
    added = readme.replace("## What the experiments found\n", "## What the experiments found\n\nIt names 99.99 % of all images.\n")
    assert any("no claim covers 99.99" in fault for fault in claims.compared(added, claims.CLAIMS)[1])
    fewer = readme.replace("networks in one model", "networks as one model")
    faults = claims.compared(fewer, claims.CLAIMS)[1]
    assert any(fault.startswith("not in the README: {} networks in one model") for fault in faults)


@pytest.mark.parametrize("text, value, right", [
    ("99.81", 99.8149, True), ("99.81", 99.8151, False), ("150", 152.6, True), ("150", 155.1, False),
    ("1,010", 1010, True), ("1,010", 1011, False), ("8", 8, True), ("10", 8, False),
    ("27", 26.5, True), ("27", 26.4, False), ("0", 0.4, True), ("0", 0.6, False),
])  # fmt: skip
def test_a_value_is_rightly_printed_to_its_last_digit(claims, text, value, right): assert claims.printed_as(text, value) == right
