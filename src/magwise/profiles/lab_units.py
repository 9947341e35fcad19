"""Laboratory values as typed: which test, which unit, and what the number is in the unit we reckon in.

A value without a unit is read where one unit alone fits, and asked about where several do. Nothing is guessed.
"""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from magwise.errors import InputError, as_text
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LabTest
from magwise.result import Result, plain_number

Standing = Literal["below", "within", "above"]
LONGEST_NAME = 100
LARGEST = 1e9
KEYS = ("test", "value", "unit", "low", "high")
_CONVERSION = re.compile(r"(?P<unit>.+)(?P<way>[*/])(?P<fact>LB\d+)")
_LIKE = {"μ": "u", "µ": "u", "²": "2", ",": ".", " ": "", "\u00a0": "", "\u202f": ""}
_DAY = re.compile(r"/(24u|24uur|24hours|d|day|dag|etmaal)$")


class LabValue(Result, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A laboratory value as it stands on the sheet. test: a row of lab_tests.csv; unit: None where none was given.

    low, high: the laboratory's own range, in the same unit; None where it names no such end.
    """

    test: str
    value: float
    unit: str | None = None
    low: float | None = None
    high: float | None = None


class Measured(NamedTuple):
    """A value in the unit of its test. low, high: the laboratory's range; unit: the one it was typed in.

    assumed: nobody gave the unit, and of several this one alone fits.
    """

    value: float
    low: float | None
    high: float | None
    unit: str
    assumed: bool


def read_lab_value(row: Mapping[str, Any], *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> LabValue:
    """A laboratory value as it came in, checked.

    row: test (an id, a name or a usual abbreviation), value, and optional unit, low and high; None is not given.
    Raises InputError that names the field, the value and the mend: also for a number that fits several units.
    """
    for key in row:
        if key not in KEYS:
            raise _refuse(knowledge, locale, where, as_text(key)[:40], "key", names=", ".join(KEYS))
    test = find_test(row.get("test"), knowledge=knowledge, locale=locale, where=where)
    numbers = {key: _number(row[key], key, knowledge, locale, where) for key in KEYS[1:] if _told(row, key, "unit")}
    if "value" not in numbers:
        raise _refuse(knowledge, locale, where, "value", "value", value="")
    if numbers.get("low", -math.inf) >= numbers.get("high", math.inf):
        raise _refuse(knowledge, locale, where, "low", "range", value=numbers["low"])
    unit = row.get("unit")
    if unit is not None and as_text(unit).strip():
        known = {fold_unit(name): name for name in units_of(test, knowledge)}
        unit = known.get(fold_unit(as_text(unit)))
        if unit is None:
            raise _refuse(knowledge, locale, where, "unit", "unit", value=row["unit"], names=", ".join(known.values()))
    else:
        unit = None
    value = LabValue(test=test.id, unit=unit, **numbers)
    measure(value, knowledge=knowledge, locale=locale, where=where)
    return value


def find_test(typed: object, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> LabTest:
    """The test that a name stands for. Raises InputError with the nearest that is known."""
    names, name = _test_names(knowledge), _fold_name("" if typed is None else as_text(typed)[:LONGEST_NAME])
    found = names.get(name)
    if found is None:
        near = get_close_matches(name, list(names), n=1, cutoff=0.7)
        known = [names[near[0]]] if near else list(knowledge.lab_tests)
        raise _refuse(
            knowledge, locale, where, "test", "test", value="" if typed is None else typed, names=", ".join(known)
        )
    return knowledge.lab_tests[found]


def measure(value: LabValue, *, knowledge: Knowledge, locale: str = "nl", where: str = "") -> Measured:
    """The value in the unit of its test. Raises InputError where it is not plausible, or fits several units."""
    test = knowledge.lab_tests[value.test]
    units = units_of(test, knowledge)
    fits = [unit for unit, factor in units.items() if _is_plausible(value.value, factor, test)]
    told = value.unit if value.unit is not None else fits[0] if len(fits) == 1 else None
    if told is None or told not in fits:
        shown = "; ".join(_as_unit(value.value, unit, test, knowledge, locale) for unit in fits)
        key = "unlikely_here" if told is not None and fits else "two_units" if fits else "unlikely"
        span = {"low": plain_number(test.low), "high": plain_number(test.high), "own": test.unit}
        raise _refuse(
            knowledge, locale, where, "value", key, value=plain_number(value.value), unit=told or "", fits=shown, **span
        )
    factor = units[told]
    low, high = (None if end is None else _convert(end, factor) for end in (value.low, value.high))
    return Measured(_convert(value.value, factor), low, high, told, value.unit is None and len(units) > 1)


@lru_cache(maxsize=64)
def _units(test_id: str, knowledge: Knowledge) -> dict[str, Decimal]:
    test = knowledge.lab_tests[test_id]
    found = {test.unit: Decimal(1)}
    for text in test.units:
        match = _CONVERSION.fullmatch(text)
        assert match is not None, text
        factor = knowledge.labs[match["fact"]].lower
        assert factor is not None, text
        found[match["unit"]] = factor if match["way"] == "*" else 1 / factor
    return found


def units_of(test: LabTest, knowledge: Knowledge) -> dict[str, Decimal]:
    """The units that a test is printed in, with the factor to its own unit (rows of labs.csv), its own first."""
    return _units(test.id, knowledge)


def fold_unit(text: str) -> str:
    """A unit without what printers do differently.

    >>> fold_unit("μmol/l") == fold_unit("umol/L"), fold_unit("mmol/24 uur") == fold_unit("mmol/24 h")
    (True, True)
    """
    folded = "".join(_LIKE.get(letter, letter) for letter in text.strip()).casefold()
    return _DAY.sub("/24h", folded)


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
    """
    test, span = knowledge.lab_tests[value.test], usual_range(value.test, knowledge)
    if measured.low is not None or measured.high is not None or standing_of(measured.value, *span) in (None, "within"):
        return None
    for unit, factor in units_of(test, knowledge).items():
        other = _convert(value.value, factor)
        if unit != measured.unit and standing_of(other, *span) == "within":
            return unit, other
    return None


def _is_plausible(number: float, factor: Decimal, test: LabTest) -> bool:
    return test.low <= Decimal(str(number)) * factor <= test.high


def _convert(number: float, factor: Decimal) -> float:
    return float(Decimal(str(number)) * factor)


def _as_unit(number: float, unit: str, test: LabTest, knowledge: Knowledge, locale: str) -> str:
    found = _convert(number, units_of(test, knowledge)[unit])
    said = f"{plain_number(found, test.drawn)}".replace(".", knowledge.say(locale, "labs.decimal"))
    return unit if unit == test.unit else f"{unit} (= {said} {test.unit})"


@lru_cache(maxsize=8)
def _test_names(knowledge: Knowledge) -> dict[str, str]:
    return {
        _fold_name(name): row.id
        for row in knowledge.lab_tests.values()
        for name in (row.id, row.name_nl, row.name_en, *row.synonyms)
    }


def _fold_name(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def _told(row: Mapping[str, Any], key: str, but: str) -> bool:
    return key != but and row.get(key) is not None and row.get(key) != ""


def _number(typed: Any, field: str, knowledge: Knowledge, locale: str, where: str) -> float:
    """A number, written as one or as text with a comma or a point."""
    if isinstance(typed, str):
        text = typed.strip().replace(",", ".")
        typed = float(text) if re.fullmatch(r"\d{1,12}(\.\d{1,12})?", text) else None if text else typed
    number = typed if isinstance(typed, int | float | Decimal) and not isinstance(typed, bool) else None
    if number is None or not _is_finite(number) or not 0 <= number <= LARGEST:
        raise _refuse(knowledge, locale, where, field, "value", value="" if typed is None else typed)
    return float(number)


def _is_finite(number: int | float | Decimal) -> bool:
    return isinstance(number, int) or (number.is_finite() if isinstance(number, Decimal) else math.isfinite(number))


def _refuse(knowledge: Knowledge, locale: str, where: str, field: str, key: str, **values: object) -> InputError:
    """The one line: where, what, how to mend it; both sentences have the same key."""
    values["value"] = "".join(
        letter if letter.isprintable() else "�" for letter in as_text(values.get("value", ""))[:40]
    )
    said = (knowledge.say(locale, f"labs.{part}.{key}", **values) for part in ("fault", "mend"))
    return InputError(", ".join(part for part in (where, field) if part), *said)
