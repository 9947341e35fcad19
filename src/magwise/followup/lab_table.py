"""A laboratory's sheet: a table with a header in Dutch, English or German, or lines as they were pasted.

Every row is read or named with its fault: one odd cell never refuses the others.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from magwise.errors import DiaryError, InputError, as_text
from magwise.followup.lab_dates import MonthOrDayError, read_sheet_date
from magwise.followup.lab_report import DatedValue, Unread
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LabTest
from magwise.knowledge.vocabulary import fold
from magwise.profiles.lab_names import named_tests, nearest_tests
from magwise.profiles.lab_number import SIGNS, read_typed, take_marks
from magwise.profiles.lab_units import KEYS, MORE_KEYS, find_range, read_lab_value, split_unit

COLUMNS = ("date", *KEYS, *MORE_KEYS)
SEPARATORS = (";", "\t", ",", "|")
LONGEST_LINE = 500
MOST_VALUES = 1_000
SHOWN = 60
_NUMERIC = re.compile(r"\W*\d")
_LEADING_DATE = re.compile(
    r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[.\s-]+[^\W\d]+[.\s-]+\d{4})(?:[T\s]+\d{1,2}:\d{2})?[\s:;,]+"
)


class LabTable(NamedTuple):
    """What a sheet holds: its values, and every part that was not read, in the order of its lines."""

    values: tuple[DatedValue, ...]
    unread: tuple[Unread, ...]


class _Reader(NamedTuple):
    knowledge: Knowledge
    locale: str
    where: str

    def say(self, key: str, **values: object) -> str:
        return self.knowledge.say(self.locale, key, **values)

    def line(self, number: int) -> str:
        return self.say("diary.line", number=number, where=self.where).strip(", ")

    def refuse(self, key: str) -> DiaryError:
        """What is wrong with all of it."""
        said = (self.say(f"labs.{part}.{key}", most=MOST_VALUES) for part in ("fault", "mend"))
        return DiaryError(self.where, *said)

    def unread(self, place: str, key: str, text: str, **values: object) -> Unread:
        shown = " ".join(text.split())
        shown = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"
        return Unread(
            where=place,
            what=self.say(f"labs.fault.{key}", value=shown, **values),
            mend=self.say(f"labs.mend.{key}", **values),
        )


Found = DatedValue | Unread


def read_lab_table(text: str, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> LabTable:
    """The values of a sheet and what was not read. An empty date is not known.

    text: a table with a header (test and value, and optional date, unit, range, low, high and mark; parted by ; , | or
    tabs), or lines such as «Magnesium 0,78 mmol/l (0,70 - 1,05)». Raises InputError where no line is a value.
    """
    reader = _Reader(knowledge, locale, where)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if sum(1 for line in lines if line.strip()) > MOST_VALUES + 1:
        raise reader.refuse("many")
    columns = None if start is None else _header(lines[start], knowledge)
    if start is None or columns is None:
        return _settle(list(_pasted(lines, reader)), reader)
    return _settle(list(_rows(lines, start, *columns, reader)), reader)


def read_lab_rows(
    rows: Iterable[Mapping[str, Any]], *, knowledge: Knowledge, locale: str = "nl", where: str = ""
) -> LabTable:
    """The values of at most 1,000 mappings (see `read_dated`) and what was not read. InputError where none is."""
    reader = _Reader(knowledge, locale, where)
    if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
        raise reader.refuse("rows")
    return _settle([_row(row, reader, f"{where}[{place}]") for place, row in enumerate(_counted(rows, reader))], reader)


def _counted(rows: Iterable[Any], reader: _Reader) -> Iterator[Any]:
    """The rows, as many as one call may hold."""
    for count, row in enumerate(rows):
        if count == MOST_VALUES:
            raise reader.refuse("many")
        yield row


def is_sheet(text: str, knowledge: Knowledge) -> bool:
    """Whether a text is a laboratory's sheet and not a profile: no line begins with a field of the profile."""
    body = text.removeprefix("\ufeff").lstrip()
    if body.startswith(("{", "---")):
        return False
    tops = {name.partition(".")[0] for name in knowledge.fields}
    return not any((found := re.match(r"([a-z_]+)\s*:", line)) and found[1] in tops for line in body.split("\n"))


def read_dated(row: Mapping[str, Any], *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> DatedValue:
    """A value with its date, as sheets print it or not known. Raises InputError that names the field and the mend."""
    reader = _Reader(knowledge, locale, where)
    if not isinstance(row, Mapping):
        raise reader.refuse("rows")
    told = {name: cell for name, cell in row.items() if cell is not None and as_text(cell).strip()}
    typed = None if told.get("date") is None else as_text(told.pop("date"))
    day = None
    if typed is not None:
        try:
            day, key = read_sheet_date(typed, knowledge), "date"
        except MonthOrDayError:
            key = "date_order"
        if day is None:
            fault = reader.unread(", ".join(filter(None, (where, "date"))), key, typed)
            raise DiaryError(fault.where, fault.what, fault.mend)
    return DatedValue(day, read_lab_value(told, knowledge=knowledge, locale=locale, where=where))


def _settle(found: Sequence[Found], reader: _Reader) -> LabTable:
    values = tuple(one for one in found if isinstance(one, DatedValue))
    unread = tuple(one for one in found if isinstance(one, Unread))
    if values:
        return LabTable(values, unread)
    first = unread[0] if len(unread) == 1 else reader.unread(reader.where, "nothing_read", "")
    if len(unread) > 1:
        first = Unread(where=first.where, what=f"{first.what} ({unread[0].where}: {unread[0].what})", mend=first.mend)
    raise InputError(first.where, first.what, first.mend)


def _row(row: Mapping[str, Any], reader: _Reader, place: str) -> Found:
    try:
        return read_dated(row, knowledge=reader.knowledge, locale=reader.locale, where=place)
    except InputError as error:
        return Unread(where=error.where, what=error.what, mend=error.mend)


def _header(line: str, knowledge: Knowledge) -> tuple[str, tuple[str, ...]] | None:
    """The separator of a header and what each of its columns holds (its own name where that is not known)."""
    known = _columns(knowledge)
    for separator in sorted(SEPARATORS, key=line.count, reverse=True):
        names = [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
        best: dict[str, str] = {}
        for name in names:
            role, rank = known.get(fold(name), ("", 0))
            if role and (role not in best or rank < known[fold(best[role])][1]):
                best[role] = name
        if {"test", "value"} <= set(best) and len(set(names)) == len(names):
            roles = {name: role for role, name in best.items()}
            return separator, tuple(roles.get(name, f"?{name}") for name in names)
    return None


@lru_cache(maxsize=8)
def _columns(knowledge: Knowledge) -> dict[str, tuple[str, int]]:
    """Folded heading → what its column holds, and its rank: of two that hold the same the first of the table counts."""
    rows = enumerate(row for row in knowledge.lab_words.values() if row.role == "column")
    found = {name: (name, -1) for name in COLUMNS}
    for place, row in rows:
        found.setdefault(fold(row.word), (row.means or "", place))
    return found


def _rows(lines: list[str], start: int, separator: str, columns: tuple[str, ...], reader: _Reader) -> Iterator[Found]:
    """Every row below a header."""
    body = csv.reader(io.StringIO("\n".join(lines[start + 1 :]), newline=""), delimiter=separator, strict=True)
    named = ", ".join(COLUMNS)
    while True:
        try:
            cells = next(body)
        except StopIteration:
            return
        except csv.Error:
            yield reader.unread(reader.line(start + 1 + body.line_num), "cells", "")
            continue
        place = reader.line(start + 1 + body.line_num)
        if not any(cell.strip() for cell in cells):
            continue
        while len(cells) > len(columns) and not cells[-1].strip():
            cells.pop()
        if len(cells) > len(columns):
            yield reader.unread(place, "cells", separator.join(cells))
            continue
        told = dict(zip(columns, (*cells, *[""] * (len(columns) - len(cells))), strict=True))
        yield _row({name: cell for name, cell in told.items() if not name.startswith("?")}, reader, place)
        for name, cell in told.items():
            if name.startswith("?") and cell.strip():
                yield reader.unread(f"{place}, {name[1:]}", "column", cell, names=named)


def _pasted(lines: list[str], reader: _Reader) -> Iterator[Found]:
    """Every line as a name, a number and what stands behind it. A line with a date alone dates those below it."""
    day: str | None = None
    for number, line in enumerate(lines, 1):
        place, text = reader.line(number), " ".join(re.sub(r"[;\t|]", " ", line).split())
        if not text:
            continue
        if len(text) > LONGEST_LINE:
            yield reader.unread(place, "left", text)
            continue
        try:
            heading = _dated_heading(text, reader.knowledge)
        except MonthOrDayError:
            yield reader.unread(place, "date_order", text)
            continue
        if heading is not None:
            day = heading
            continue
        yield from _line(text, day, place, reader)


def _dated_heading(text: str, knowledge: Knowledge) -> str | None:
    """The date of a line that holds nothing else but a word for it: «Afnamedatum: 01-11-2026»."""
    head, colon, rest = text.partition(":")
    if colon and _columns(knowledge).get(fold(head), ("", 0))[0] == "date":
        return read_sheet_date(rest.strip(), knowledge)
    return read_sheet_date(text, knowledge)


def _line(text: str, day: str | None, place: str, reader: _Reader) -> Iterator[Found]:
    """One pasted line: its value, and the words that were not read."""
    dated = _LEADING_DATE.match(text)
    own: str | None = None
    if dated is not None:
        own, text = dated[1], text[dated.end() :]
    found = _split(text, reader.knowledge)
    if found is None:
        yield _no_value(text, place, reader)
        return
    row, left = found
    if left and own is None:
        own, left = _take_date(left, reader.knowledge)
    row["date"] = own or day
    value = _row(row, reader, place)
    yield value
    if left and isinstance(value, DatedValue):
        yield reader.unread(place, "left", left)


def _no_value(text: str, place: str, reader: _Reader) -> Unread:
    """The fault of a line that is no value: what stands behind a known name, else the name itself."""
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        tests = named_tests(" ".join(words[:count]).rstrip(":="), reader.knowledge)
        rest = " ".join(words[count:])
        if tests and (_NUMERIC.match(rest) or not any(letter.isdigit() for letter in rest)):
            return reader.unread(place, "value", rest, example=str(tests[0].example))
    return reader.unread(place, "test", text, names=", ".join(nearest_tests(text, reader.knowledge)))


def _take_date(text: str, knowledge: Knowledge) -> tuple[str | None, str]:
    """A date that a text is, and what is left of it."""
    try:
        return (text, "") if read_sheet_date(text, knowledge) is not None else (None, text)
    except MonthOrDayError:
        return text, ""


def _split(text: str, knowledge: Knowledge) -> tuple[dict[str, Any], str] | None:
    """A line as a row, the longest name first; and the words that play no part."""
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        name = " ".join(words[:count]).rstrip(":=")
        if not name[-1:].isalnum() and not name.endswith((")", "]", ".")):
            continue  # a sign or a mark before the number is no part of the name
        rest = " ".join(words[count:]).lstrip(":= ")
        tests = () if SIGNS.keys() & set(name) else named_tests(name, knowledge)
        typed = read_typed(rest, knowledge) if tests else None
        if typed is not None:
            number = rest[: len(rest) - len(typed.rest)].strip()
            return _behind({"test": name, "value": number}, typed.rest, tests, knowledge)
    return None


def _behind(
    row: dict[str, Any], rest: str, tests: tuple[LabTest, ...], knowledge: Knowledge
) -> tuple[dict[str, Any], str]:
    """The row with the unit, the marks and the range that stand behind its number; and what is left."""
    marks: list[str] = []
    test = next((test for test in tests if split_unit(rest, test, knowledge)[0]), tests[0])
    while rest:
        unit, left = split_unit(rest, test, knowledge)
        if unit is not None and "unit" not in row:
            row["unit"], rest = unit, left
            continue
        left, found = take_marks(rest, knowledge)
        if found:
            marks.append(rest[: len(rest) - len(left)].strip())
            rest = left
            continue
        ranged = "low" in row or "high" in row or _take_date(rest, knowledge)[0] is not None
        ends = None if ranged else find_range(_without_heading(rest, knowledge), test, row.get("unit"), knowledge)
        if ends is None:
            break
        row |= {key: end for key, end in zip(("low", "high"), ends[:2], strict=True) if end is not None}
        rest = ends[2].strip(" ,;")
    if marks:
        row["mark"] = " ".join(marks)
    return row, rest.strip(" .,;")


def _without_heading(text: str, knowledge: Knowledge) -> str:
    """A text without a word such as «ref.» or «normaal:» before its range, also inside the bracket."""
    known = _columns(knowledge)
    found = re.match(r"(?P<open>[(\[]?)\s*(?P<word>[^\W\d][^\d<>≤≥:]*?)[\s:.]*(?P<rest>[\d<>≤≥].*)", text)
    if found is None or known.get(fold(found["word"]), ("", 0))[0] != "range":
        return text
    return f"{found['open']}{found['rest']}"
