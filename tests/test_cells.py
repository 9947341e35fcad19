"""Cells of CSV: never a formula for a spreadsheet, and always back as they were."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from magwise.cells import plain_text, safe_cell

TEXTS = st.text(st.sampled_from("'=+-@\t\r\n \u00a0\uff1d1.,eA;\"|!"), max_size=8) | st.text(max_size=20)


def begins_a_formula(cell: str) -> bool:
    """As spreadsheets do: the first letter that is no blank decides; a plain number is no formula."""
    seen = cell.strip(" \u00a0\ufeff\u200b")
    try:
        float(seen.replace(",", "."))
    except ValueError:
        return cell[:1] in ("\t", "\r", "\n") or seen[:1] in (
            "=",
            "+",
            "-",
            "@",
            "\uff1d",
            "\uff0b",
            "\uff0d",
            "\uff20",
        )
    return cell[:1] in ("\t", "\r", "\n")


@given(TEXTS)
@example("'=1")
@example("''=1")
@example(" =1+1")
def test_every_text_comes_back_and_none_is_a_formula(text):
    cell = safe_cell(text)
    assert plain_text(cell) == text
    assert not begins_a_formula(cell)


@given(TEXTS, TEXTS)
def test_two_texts_never_become_one_cell(one, other):
    assert (safe_cell(one) == safe_cell(other)) == (one == other)


@pytest.mark.parametrize("text", ["", "sleep", "-1.5", "+3", "-2,5", "1e-3", "'s avonds", "a=b", "x\n=1"])
def test_what_is_harmless_stays_as_it_is(text):
    assert safe_cell(text) == plain_text(text) == text


@pytest.mark.parametrize(
    "text", ["=1", "+1+1", "-x", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "\u00a0=1", "\uff1d1", "-1-1", "--1"]
)
def test_what_is_dangerous_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"
    row = io.StringIO(newline="")
    csv.writer(row).writerow([safe_cell(text)])
    assert plain_text(next(csv.reader(io.StringIO(row.getvalue(), newline="")))[0]) == text
