"""CSV of others, without guessing: a header, and rows of exactly as many cells, each with the line it stands on.

What would be read in more than one way is refused: a quote that is not closed or has letters behind it, a column that
stands twice, a row with more or fewer cells.
"""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_CELL = 100_000


class RowsFault(Exception):
    """What is wrong with a table. key: empty, twice, cells, quotes or long; line: where; values: for the words."""

    def __init__(self, key: str, line: int, **values: object) -> None:
        self.key, self.line, self.values = key, line, values
        super().__init__(key)


class Line(NamedTuple):
    """A row: the line of the text on which it ends, and its cells as they stand."""

    number: int
    cells: list[str]


def read_table(text: str, separators: str = ",;\t") -> Iterator[Line]:
    """The lines of a table, the header first, its names without blanks around them; empty lines are left out.

    separators: what may part the cells; the header decides. Raises RowsFault for the first fault.

    >>> [line.cells for line in read_table('a;b\\n1;"2;3"\\n')]
    [['a', 'b'], ['1', '2;3']]
    """
    body = text.removeprefix("\ufeff")
    head = next((line for line in body.splitlines() if line.strip()), "")
    if not head:
        raise RowsFault("empty", 1)
    separator = max(separators, key=head.count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    width = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            long = "field larger" in str(error)  # the only word that the library has for it
            raise RowsFault("long" if long else "quotes", reader.line_num, most=LONGEST_CELL) from None
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if not width:
            cells, width = _header(cells, reader.line_num), len(cells)
        if len(cells) != width:
            raise RowsFault("cells", reader.line_num, found=len(cells), wanted=width)
        if max(map(len, cells)) > LONGEST_CELL:
            raise RowsFault("long", reader.line_num, most=LONGEST_CELL)
        yield Line(reader.line_num, cells)


def _header(cells: list[str], line: int) -> list[str]:
    names = [cell.strip() for cell in cells]
    seen: set[str] = set()
    for name in names:
        if name and name.casefold() in seen:
            raise RowsFault("twice", line, name=name[:60])
        seen.add(name.casefold())
    return names
