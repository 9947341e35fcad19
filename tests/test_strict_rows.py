"""One reader of tables for diaries, trials and laboratory values: what has two meanings is refused with its line."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magwise.strict_rows import RowsFault, read_table

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6))
def test_a_table_is_read_as_it_was_written(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["a", "b", "c"], *rows])
    found = [line.cells for line in read_table(text.getvalue())]
    assert found == [["a", "b", "c"], *(row for row in rows if any(cell.strip() for cell in row))]


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("", "empty", 1),
        (" \n\n", "empty", 1),
        ('a,b\n1,"2', "quotes", 2),
        ('a,b\n"1"x,2', "quotes", 2),
        ("a,b\n1", "cells", 2),
        ("a,b\n\n1,2\n1,2,3", "cells", 4),
        ("a,A\n1,2", "twice", 1),
        ("a,b\n" + "x" * 100_001 + ",2", "long", 2),
        ("a,b\n" + "x" * 140_000 + ",2", "long", 2),
    ],
)
def test_what_is_refused(text, key, line):
    with pytest.raises(RowsFault) as found:
        list(read_table(text))
    assert (found.value.key, found.value.line) == (key, line)


def test_the_header_decides_what_parts_the_cells():
    assert [line.cells for line in read_table("\ufeffa;b;c,d\n1;2;3,4")] == [["a", "b", "c,d"], ["1", "2", "3,4"]]
    assert [line.cells for line in read_table("a\tb\r\n1\t2\r\n")] == [["a", "b"], ["1", "2"]]
