"""A table of laboratory values as CSV: date, test, value, and optional unit, low and high."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from magwise.errors import DiaryError
from magwise.followup.exchange import read_rows
from magwise.followup.labs import DatedValue
from magwise.knowledge.load import Knowledge
from magwise.profiles.lab_units import KEYS, read_lab_value

COLUMNS = ("date", *KEYS)


def read_lab_table(text: str, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> Iterator[DatedValue]:
    """The values of a table, row by row; comma or semicolon, numbers with a comma or a point.

    An empty date is not known. Raises InputError that names the line, the column, the value and the mend.
    """

    def refuse(place: str, what: str, **values: object) -> DiaryError:
        said = (knowledge.say(locale, f"diary.{part}.{what}", **values) for part in ("fault", "mend"))
        return DiaryError(place, *said)

    for number, row in read_rows(text, refuse, where, knowledge, locale):
        place = knowledge.say(locale, "diary.line", number=number, where=where).strip(", ")
        yield read_dated(row, knowledge=knowledge, locale=locale, where=place)


def read_dated(row: Mapping[str, Any], *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> DatedValue:
    """A value with its date, YYYY-MM-DD or not known. Raises InputError that names the field and the mend."""
    told = {name: cell for name, cell in row.items() if cell is not None and str(cell).strip()}
    day = told.pop("date", None)
    text = None if day is None else str(day).strip()
    if text is not None and not _is_date(text):
        said = (knowledge.say(locale, f"diary.{part}.date", value=text[:40]) for part in ("fault", "mend"))
        raise DiaryError(", ".join(filter(None, (where, "date"))), *said)
    return DatedValue(text, read_lab_value(told, knowledge=knowledge, locale=locale, where=where))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
