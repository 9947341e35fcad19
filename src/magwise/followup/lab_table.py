"""A table of laboratory values as CSV: date, test, value, and optional unit, low and high."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from magwise.dates import read_day
from magwise.errors import DiaryError, as_text
from magwise.followup.exchange import read_rows
from magwise.followup.labs import DatedValue
from magwise.knowledge.load import Knowledge
from magwise.profiles.lab_units import KEYS, read_lab_value

COLUMNS = ("date", *KEYS)
MOST_VALUES = 1_000


def read_lab_table(text: str, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> Iterator[DatedValue]:
    """The values of a table, row by row; comma or semicolon, numbers with a comma or a point.

    An empty date is not known. Raises InputError that names the line, the column, the value and the mend.
    """

    def refuse(place: str, what: str, **values: object) -> DiaryError:
        said = (knowledge.say(locale, f"diary.{part}.{what}", **values) for part in ("fault", "mend"))
        return DiaryError(place, *said)

    for count, (number, row) in enumerate(read_rows(text, refuse, where, knowledge, locale)):
        if count == MOST_VALUES:
            raise _refuse(where, "many", knowledge, locale)
        place = knowledge.say(locale, "diary.line", number=number, where=where).strip(", ")
        yield read_dated(row, knowledge=knowledge, locale=locale, where=place)


def read_all(rows: Iterable[Any], *, knowledge: Knowledge, locale: str = "nl") -> list[DatedValue]:
    """The values of mappings, at most 1,000. Raises InputError that names the field and the mend."""
    if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
        raise _refuse("values", "rows", knowledge, locale)
    found: list[DatedValue] = []
    for row in rows:
        if len(found) == MOST_VALUES:
            raise _refuse("values", "many", knowledge, locale)
        found.append(read_dated(row, knowledge=knowledge, locale=locale))
    return found


def _refuse(where: str, key: str, knowledge: Knowledge, locale: str) -> DiaryError:
    said = (knowledge.say(locale, f"labs.{part}.{key}", most=MOST_VALUES) for part in ("fault", "mend"))
    return DiaryError(where, *said)


def read_dated(row: Mapping[str, Any], *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> DatedValue:
    """A value with its date, YYYY-MM-DD or not known. Raises InputError that names the field and the mend."""
    if not isinstance(row, Mapping):
        raise _refuse(where, "rows", knowledge, locale)
    told = {name: cell for name, cell in row.items() if cell is not None and as_text(cell).strip()}
    day = told.pop("date", None)
    text = None if day is None else as_text(day).strip()
    if text is not None and read_day(text) is None:
        said = (knowledge.say(locale, f"diary.{part}.date", value=text[:40]) for part in ("fault", "mend"))
        raise DiaryError(", ".join(filter(None, (where, "date"))), *said)
    return DatedValue(text, read_lab_value(told, knowledge=knowledge, locale=locale, where=where))
