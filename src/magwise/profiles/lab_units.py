"""Laboratory values as typed: which test, which unit, and what the number is in the unit we reckon in.

A value without a unit is read where one unit alone fits, and asked about where several do. Nothing is guessed.
"""

import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from magwise.errors import InputError, as_text
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LabTest, LabUnit
from magwise.profiles.lab_names import named_tests, nearest_tests
from magwise.profiles.lab_number import (
    LabNumber,
    Mark,
    Reading,
    Sign,
    Typed,
    one_mark,
    read_typed,
    reading_of,
    take_marks,
    take_number,
    take_second,
)
from magwise.result import Result, plain_number

Standing = Literal["below", "within", "above"]
LARGEST = 1e9
KEYS = ("test", "value", "unit", "low", "high")
MORE_KEYS = ("range", "mark")  # as a sheet prints them: «0,70 - 1,05», «H»
LONGEST_UNIT = 30
_LIKE = {"μ": "u", "µ": "u", "²": "2", ",": ".", "^": "", "⁄": "/", "∕": "/", "·": "*", "×": "*"}
_BLANK = re.compile(r"[\s\u00a0\u202f\u2009]+")
_PER = re.compile(r"(?<=[a-z)])(?:per|pro)(?=[\dlmtdes])")
_LITRE = re.compile(r"/(?:liter|litre|ltr)$")
_SURFACE = re.compile(r"/1\.73(?:qm|sqm)$")
_DAY = re.compile(r"/(?:24-?)?(?:h|u|hr|hrs|uur|uren|hours?|std|stunden|d|day|dag|tag|etmaal)$")


class LabValue(Result, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A laboratory value as it stands on the sheet. test: a row of lab_tests.csv; unit: None where none was given.

    value: a number, or a short text where a limit or a mark was printed («>90», «0.78 L»); low, high: the laboratory's
    own range, in the same unit; None where it names no such end.
    """

    test: str
    value: LabNumber
    unit: str | None = None
    low: float | None = None
    high: float | None = None


class Measured(NamedTuple):
    """A value in the unit of its test. low, high: the laboratory's range; unit: the one it was typed in.

    assumed: nobody gave the unit, and of several this one alone fits; sign: `value` is a limit; mark: where the
    laboratory puts it; least, most: the ends of what remains possible, the same where it is no limit.
    """

    value: float
    low: float | None
    high: float | None
    unit: str
    assumed: bool
    sign: Sign | None = None
    mark: Mark | None = None
    least: float = math.nan
    most: float = math.nan

    @property
    def reading(self) -> Reading:
        """The number with its limit and mark."""
        return Reading(self.value, self.sign, self.mark)


class _Place(NamedTuple):
    """Where a fault is named, and in which language."""

    knowledge: Knowledge
    locale: str
    where: str


def read_lab_value(row: Mapping[str, Any], *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> LabValue:
    """A laboratory value as it came in, checked.

    row: test (an id or a name as sheets print it), value (a number or a text such as «> 90», «0,78 (H)», with or
    without its unit), and optional unit, low and high, range («0,70 - 1,05») and mark («L»); None is not given.
    Raises InputError that names the field, the value and the mend: also for a number that fits several units.
    """
    place = _Place(knowledge, locale, where)
    for key in row:
        if key not in (*KEYS, *MORE_KEYS):
            raise _refuse(place, as_text(key)[:40], "key", names=", ".join((*KEYS, *MORE_KEYS)))
    told = {key: cell for key, cell in row.items() if cell is not None and as_text(cell).strip()}
    tests = _tests(told.get("test"), place)
    typed = _typed(told.get("value"), "value", tests[0], place)
    test, unit, rest = _unit_of(told.get("unit"), typed.rest, tests, place)
    rest, marks = take_marks(rest, knowledge)
    ends: dict[str, float] = {key: _plain(told[key], key, test, place) for key in ("low", "high") if key in told}
    if "range" in told and not ends:
        low, high = read_range(as_text(told["range"]), test, unit, place=place)
        ends |= {key: end for key, end in (("low", low), ("high", high)) if end is not None}
    if ends.get("low", -math.inf) >= ends.get("high", math.inf):
        raise _refuse(place, "low", "range", value=plain_number(ends["low"]))
    if rest:
        raise _refuse(place, "value", "value", test, value=told["value"])
    mark = _mark(told.get("mark"), (*((typed.reading.mark,) if typed.reading.mark else ()), *marks), place)
    found = typed.reading._replace(mark=mark)
    _ask_thousands(typed, test, unit, told["value"], place)
    value = LabValue(test=test.id, value=found.short(), unit=unit, **ends)
    measure(value, knowledge=knowledge, locale=locale, where=where)
    return value


def _tests(typed: object, place: _Place) -> tuple[LabTest, ...]:
    """The tests that a name may stand for. Raises InputError with the nearest that is known."""
    found = named_tests(_name(typed), place.knowledge)
    if not found:
        names = ", ".join(nearest_tests(_name(typed), place.knowledge))
        raise _refuse(place, "test", "test", value="" if typed is None else typed, names=names)
    return found


def _name(typed: object) -> str:
    return "" if typed is None else as_text(typed)


def _typed(value: object, field: str, test: LabTest, place: _Place) -> Typed:
    """A number, or the text that holds one."""
    if isinstance(value, str):
        found = read_typed(value, place.knowledge)
        if found is not None:
            return found
    elif isinstance(value, int | float | Decimal) and _is_measured(value):
        return Typed(Reading(float(value)), None, "")
    raise _refuse(place, field, "no_value" if value is None else "value", test, value="" if value is None else value)


def _is_measured(value: int | float | Decimal) -> bool:
    """Whether it is a number that a laboratory may give, however it was written."""
    if isinstance(value, bool) or not (isinstance(value, int) or Decimal(value).is_finite()):
        return False
    return 0 <= value <= LARGEST


def _plain(value: object, field: str, test: LabTest, place: _Place) -> float:
    """An end of a range: a number without limit or mark."""
    found = _typed(value, field, test, place)
    if found.rest or found.reading.sign or found.reading.mark:
        raise _refuse(place, field, "value", test, value=value)
    return found.reading.number


def _unit_of(typed: object, after: str, tests: tuple[LabTest, ...], place: _Place) -> tuple[LabTest, str | None, str]:
    """The test and its unit: as typed in its own cell, or as it follows the number; and what is left of the text."""
    told, rest = (as_text(typed).strip(), after) if typed is not None else ("", after)
    if told:
        for test in tests:
            unit = spelled(test, place.knowledge).get(fold_unit(told))
            if unit is not None:
                again = split_unit(after, test, place.knowledge)
                return test, unit, again[1] if again[0] == unit else rest
        known = ", ".join(units_of(tests[0], place.knowledge))
        raise _refuse(place, "unit", "unit", value=told, names=known)
    for test in tests:
        unit, rest = split_unit(after, test, place.knowledge)
        if unit is not None:
            return test, unit, rest
    return tests[0], None, after


def split_unit(text: str, test: LabTest, knowledge: Knowledge) -> tuple[str | None, str]:
    """The unit that a text begins with, as lab_units.csv writes it, and what follows; None where there is none."""
    known = spelled(test, knowledge)
    for end in range(min(len(text), LONGEST_UNIT), 0, -1):
        if text[end - 1].isspace() or (end < len(text) and text[end - 1].isalnum() and text[end].isalnum()):
            continue
        unit = known.get(fold_unit(text[:end]))
        if unit is not None:
            return unit, text[end:].strip()
    return None, text


def read_range(text: str, test: LabTest, unit: str | None, *, place: _Place) -> tuple[float | None, float | None]:
    """The ends of a range as sheets print it: «0,70 - 1,05», «(> 60)», «< 1,0», «0.7 tot 1.0 mmol/L».

    None for an end that it does not name. Raises InputError for a text that holds no range.
    """
    found = find_range(text, test, unit, place.knowledge)
    if found is None or found[2].strip():
        raise _refuse(place, "range", "span", value=text)
    return found[0], found[1]


def find_range(
    text: str, test: LabTest, unit: str | None, knowledge: Knowledge
) -> tuple[float | None, float | None, str] | None:
    """The range that a text begins with and what follows it; None where it begins with none."""
    inside = text.strip()
    closing = {"(": ")", "[": "]"}.get(inside[:1])
    after = ""
    if closing is not None and closing in inside:
        inside, _, after = inside[1:].partition(closing)
    first, _, behind = take_number(inside)
    if first is not None:
        second = take_second(behind, knowledge)
        if second is None:
            return None
        last, _, rest = take_number(second)
        return first, last, _left(split_unit(rest.strip(), test, knowledge)[1], after)
    typed = read_typed(inside, knowledge)
    if typed is None or typed.reading.sign is None:
        return None
    rest = split_unit(typed.rest, test, knowledge)[1]
    low = typed.reading.number if typed.reading.sign in (">", ">=") else None
    return low, typed.reading.number if low is None else None, _left(rest, after)


def _left(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


def _mark(typed: object, marks: Iterable[Mark], place: _Place) -> Mark | None:
    """The mark of a cell of its own beside those that follow the number; a dash there is an empty cell."""
    if typed is None or as_text(typed).strip() in ("-", "--"):
        return one_mark(tuple(marks))
    rest, found = take_marks(as_text(typed), place.knowledge)
    if rest:
        raise _refuse(place, "mark", "mark", value=typed)
    return one_mark((*marks, *found))


def _ask_thousands(typed: Typed, test: LabTest, unit: str | None, shown: object, place: _Place) -> None:
    """Raise where a point or comma may part thousands and both numbers, or neither, could be."""
    if typed.thousands is None:
        return
    factors = [row.factor for row in units_of(test, place.knowledge).values() if unit is None or row.unit == unit]
    if typed.thousands == typed.reading.number or any(
        _is_plausible(typed.thousands, factor, test) for factor in factors
    ):
        key = "grouped" if typed.thousands == typed.reading.number else "thousands"
        decimal = f"{typed.reading.number:.12g}0".replace(".", place.knowledge.say(place.locale, "labs.decimal"))
        raise _refuse(place, "value", key, value=shown, other=f"{typed.thousands:.12g}", decimal=decimal)


def find_test(typed: object, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> LabTest:
    """The test that a name stands for where nothing else tells. Raises InputError with the nearest that is known."""
    return _tests(typed, _Place(knowledge, locale, where))[0]


def measure(value: LabValue, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> Measured:
    """The value in the unit of its test. Raises InputError where it is not plausible, or fits several units."""
    test, reading, place = knowledge.lab_tests[value.test], reading_of(value.value), _Place(knowledge, locale, where)
    units = units_of(test, knowledge)
    fits = [unit for unit, row in units.items() if _is_plausible(reading.number, row.factor, test)]
    bare = [unit for unit in fits if units[unit].bare]
    told = value.unit if value.unit is not None else bare[0] if len(bare) == 1 else None
    if told is None or told not in fits:
        offered = fits if value.unit is not None else bare
        shown = "; ".join(_as_unit(reading.number, unit, test, knowledge, locale) for unit in offered)
        key = "unlikely_here" if told is not None and fits else "two_units" if offered else "unlikely"
        span = {"low": plain_number(test.low), "high": plain_number(test.high), "own": test.unit}
        said = plain_number(reading.number)
        raise _refuse(place, "value", key, test, value=said, unit=told or "", fits=shown, **span)
    factor = units[told].factor
    low, high = (None if end is None else _convert(end, factor) for end in (value.low, value.high))
    found = reading._replace(number=_convert(reading.number, factor))
    least, most = found.ends(float(test.low), float(test.high))
    several = len([row for row in units.values() if row.bare]) > 1
    assumed = value.unit is None and several
    return Measured(found.number, low, high, told, assumed, found.sign, found.mark, least, most)


class UnitFactor(NamedTuple):
    """A unit of a test. factor: to its own unit; bare: may be meant where none is printed; asks: read as the own."""

    unit: str
    factor: Decimal
    bare: bool
    asks: bool


@lru_cache(maxsize=64)
def _units(test_id: str, knowledge: Knowledge) -> dict[str, UnitFactor]:
    rows = [row for row in knowledge.lab_units.values() if row.test == test_id]
    return {row.unit: UnitFactor(row.unit, _factor(row, knowledge), row.bare, row.way == "as_own") for row in rows}


def _factor(row: LabUnit, knowledge: Knowledge) -> Decimal:
    fact = knowledge.labs[row.fact].lower if row.fact else None
    if fact is None:
        return Decimal(1)
    return fact if row.way == "multiply" else 1 / fact


@lru_cache(maxsize=64)
def _spelled(test_id: str, knowledge: Knowledge) -> dict[str, str]:
    rows = [row for row in knowledge.lab_units.values() if row.test == test_id]
    return {fold_unit(text): row.unit for row in rows for text in (row.unit, *row.spellings)}


def spelled(test: LabTest, knowledge: Knowledge) -> dict[str, str]:
    """Every way to print a unit of a test, folded, with the unit that it is."""
    return _spelled(test.id, knowledge)


def units_of(test: LabTest, knowledge: Knowledge) -> dict[str, UnitFactor]:
    """The units that a test is printed in, with the factor to its own unit (rows of lab_units.csv), its own first."""
    return _units(test.id, knowledge)


def fold_unit(text: str) -> str:
    """A unit without what printers do differently.

    >>> fold_unit("μmol/l") == fold_unit("umol/L"), fold_unit("mmol/24 uur") == fold_unit("mmol/24 h")
    (True, True)
    """
    folded = _BLANK.sub("", "".join(_LIKE.get(letter, letter) for letter in text.strip()).casefold())
    folded = _LITRE.sub("/l", _PER.sub("/", folded)).replace("./", "/")
    return _DAY.sub("/24h", _SURFACE.sub("/1.73m2", folded))


def usual_range(test: str, knowledge: Knowledge) -> tuple[float | None, float | None]:
    """The range that holds where the laboratory gives none: only serum magnesium has one (row of labs.csv)."""
    name = knowledge.lab_tests[test].range
    if name is None:
        return None, None
    low, high = knowledge.labs[name].lower, knowledge.labs[name].upper
    return None if low is None else float(low), None if high is None else float(high)


def standing_of(value: float, low: float | None, high: float | None) -> Standing | None:
    """Where a value stands in its range, both ends within; None without a range.

    >>> standing_of(0.7, 0.7, 1.0), standing_of(1.01, None, 1.0), standing_of(3, None, None)
    ('within', 'above', None)
    """
    if low is None and high is None:
        return None
    if low is not None and value < low:
        return "below"
    return "above" if high is not None and value > high else "within"


def unit_that_would_fit(value: LabValue, measured: Measured, knowledge: Knowledge) -> tuple[str, float] | None:
    """Another unit in which a value outside the usual range would lie within it, and what it would be in its own unit.

    None where the laboratory gave its range: beside that a number stands where it stands, whatever the unit of the two.
    None for a limit too: what it leaves open lies on both sides.
    """
    test, span = knowledge.lab_tests[value.test], usual_range(value.test, knowledge)
    if measured.low is not None or measured.high is not None or measured.sign is not None:
        return None
    if standing_of(measured.value, *span) in (None, "within"):
        return None
    for unit, row in units_of(test, knowledge).items():
        other = _convert(reading_of(value.value).number, row.factor)
        if unit != measured.unit and standing_of(other, *span) == "within":
            return unit, other
    return None


def _is_plausible(number: float, factor: Decimal, test: LabTest) -> bool:
    return test.low <= Decimal(str(number)) * factor <= test.high


def _convert(number: float, factor: Decimal) -> float:
    return float(Decimal(str(number)) * factor)


def _as_unit(number: float, unit: str, test: LabTest, knowledge: Knowledge, locale: str) -> str:
    found = _convert(number, units_of(test, knowledge)[unit].factor)
    said = f"{plain_number(found, test.drawn)}".replace(".", knowledge.say(locale, "labs.decimal"))
    return unit if unit == test.unit else f"{unit} (= {said} {test.unit})"


def _refuse(place: _Place, field: str, key: str, test: LabTest | None = None, **values: object) -> InputError:
    """The one line: where, what, how to mend it; both sentences have the same key. test: gives the example."""
    shown = " ".join(as_text(values.get("value", "")).split())
    values["value"] = "".join(letter if letter.isprintable() else "\ufffd" for letter in shown[:40])
    if test is not None:
        values["example"] = str(test.example).replace(".", place.knowledge.say(place.locale, "labs.decimal"))
    said = (place.knowledge.say(place.locale, f"labs.{part}.{key}", **values) for part in ("fault", "mend"))
    return InputError(", ".join(part for part in (place.where, field) if part), *said)
