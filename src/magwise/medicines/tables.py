"""A pasted table with a column for the end: a row whose cell there is filled may be over, and is asked about.

No clock is read here, so a date in that column is never taken for one that has passed.
"""

from magwise.knowledge.vocabulary import fold
from magwise.medicines.names import Lists

CELLS = (";", "\t", "|", ",")
LEAST = 3  # columns of a table


def ended_rows(text: str, lists: Lists) -> list[tuple[int, int]]:
    """Where the rows stand of which the column of the end holds a date; none where the text is no such table."""
    rows: list[tuple[int, int]] = []
    column, mark, start = -1, "", 0
    for line in text.splitlines(keepends=True):
        if column < 0:
            column, mark = _end_column(line, lists)
        else:
            cells = line.strip("\r\n").split(mark)
            if column < len(cells) and any(char.isdigit() for char in cells[column]):
                rows.append((start, start + len(line)))
        start += len(line)
    return rows


def _end_column(line: str, lists: Lists) -> tuple[int, str]:
    """Which column of a head holds the end, and what parts the cells; below zero where none does."""
    for mark in CELLS:
        cells = [fold(cell) for cell in line.split(mark)]
        if len(cells) >= LEAST:
            found = next((place for place, cell in enumerate(cells) if cell in lists.ends), -1)
            if found >= 0:
                return found, mark
    return -1, ""
