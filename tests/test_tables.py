"""Tables as CSV text: nothing in it is a formula to a spreadsheet, and every number is what it was."""

import csv
import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.tables import to_csv

CELLS = st.one_of(st.text(max_size=8), st.builds("{}{}".format, st.sampled_from("=+-@\t\r\n "), st.text(max_size=8)), st.floats(-9, 9))


def is_formula(cell):
    "Whether a spreadsheet may take a cell for a formula: a sign with something behind it that is no number."
    try: float(cell)
    except ValueError: return cell.lstrip()[:1] in tuple("=+-@") and len(cell) > 1
    return False


@given(st.lists(CELLS, min_size=1, max_size=5), st.text(max_size=5))
def test_no_cell_and_no_name_is_a_formula(cells, name):
    rows = list(csv.reader(io.StringIO(to_csv(pd.DataFrame({name: cells, "other": 1})), newline="")))
    assert not [cell for row in rows for cell in row if is_formula(cell)]
    assert len(rows) == len(cells) + 1


def test_numbers_and_plain_texts_stay_as_they_are():
    table = pd.DataFrame({"n": [-1, 2], "x": [-0.5, float("nan")], "word": ["and", "-"], "b": [True, False]})
    assert to_csv(table) == "n,x,word,b\n-1,-0.5,and,True\n2,,-,False\n"
