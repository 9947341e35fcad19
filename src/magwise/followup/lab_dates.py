"""Dates as sheets print them: 2026-11-01, 01-11-2026, 1.11.2026, 1 nov 2026."""

import re
from datetime import date
from functools import lru_cache

from magwise.dates import read_day
from magwise.knowledge.load import Knowledge
from magwise.knowledge.vocabulary import fold

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_PLAIN = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})")
_TIME = re.compile(r"[T\s]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?\s*(?:uur|Uhr|u|h)?\.?$")
_WORDY = re.compile(r"[\s.,/-]+")
MONTHS = 12


class MonthOrDayError(Exception):
    """A date in which either number may be the month."""


def read_sheet_date(text: str, knowledge: Knowledge) -> str | None:
    """The day as YYYY-MM-DD; None for what is no date. A time behind it is left out.

    With dashes or points the day comes first, unless only the other way is a date. Raises MonthOrDayError where slashes
    leave that open.

    >>> from magwise.knowledge.load import load_knowledge
    >>> [read_sheet_date(text, load_knowledge()) for text in ("01-11-2026", "1 nov 2026 08:15", "gisteren")]
    ['2026-11-01', '2026-11-01', None]
    """
    plain = _TIME.sub("", " ".join(text.split()))
    if (found := _ISO.fullmatch(plain)) is not None:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if (found := _PLAIN.fullmatch(plain)) is not None:
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "/" and first != second and max(first, second) <= MONTHS:
            raise MonthOrDayError
        return _day(year, second, first) or _day(year, first, second)
    return _wordy(plain, knowledge)


def _wordy(text: str, knowledge: Knowledge) -> str | None:
    """A date with a month in words: the day before or behind it, the year last."""
    parts = [part for part in _WORDY.split(text) if part]
    months = _months(knowledge)
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 4]
    named = [months[fold(part)] for part in parts if fold(part) in months]
    if len(parts) != 3 or len(numbers) != 2 or len(named) != 1 or parts[-1] != str(numbers[-1]).zfill(4):
        return None
    return _day(numbers[1], named[0], numbers[0])


def _day(year: int, month: int, day: int) -> str | None:
    try:
        found = read_day(date(year, month, day))
    except ValueError:
        return None
    return None if found is None else found.isoformat()


@lru_cache(maxsize=8)
def _months(knowledge: Knowledge) -> dict[str, int]:
    rows = knowledge.lab_words.values()
    return {fold(row.word): int(row.means) for row in rows if row.role == "month" and row.means}
