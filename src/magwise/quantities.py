"""Amounts of magnesium in exact decimals: g, mg, µg, mmol and mEq, and numbers as labels print them.

A unit that is not known is a QuantityError, never a default; a number that can be read two ways says so.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from magwise.errors import QuantityError

# Standard atomic weight of magnesium, abridged (IUPAC 2021: 24.305 ± 0.002): milligrams in one millimole.
MG_PER_MMOL = Decimal("24.305")
# A magnesium ion carries two charges, so a millimole is two milliequivalents.
MG_PER_MEQ = MG_PER_MMOL / 2

_MG_PER_UNIT: dict[str, Decimal] = {
    "kg": Decimal(1_000_000),
    "g": Decimal(1000),
    "gr": Decimal(1000),
    "gm": Decimal(1000),
    "gram": Decimal(1000),
    "mg": Decimal(1),
    "milligram": Decimal(1),
    "µg": Decimal("0.001"),
    "mcg": Decimal("0.001"),
    "ug": Decimal("0.001"),
    "microgram": Decimal("0.001"),
    "mmol": MG_PER_MMOL,
    "meq": MG_PER_MEQ,
    "mval": MG_PER_MEQ,
}
# Languages in which the decimal mark is a point; the others print a comma.
_POINT_LANGUAGES = frozenset({"en"})
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u2009\u202f']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_QUANTITY = re.compile(rf"\s*({_NUMBER.pattern})\s*([^\W\d]+)\s*")


class NumberReadings(NamedTuple):
    """A printed number: the reading its language asks for, and another one that the print allows (or None)."""

    value: Decimal
    other: Decimal | None


@lru_cache(maxsize=2048)
def read_number(text: str, lang: str | None = None) -> NumberReadings:
    """A printed number with its decimal mark and its marks between thousands.

    lang: ISO 639-1 of the label; it decides what «1.000» and «1,000» mean. Without it a comma before three digits
    is a mark between thousands, a point a decimal point, and the other reading stands beside it.
    Raises QuantityError where the text is no number.

    >>> read_number("1.000", "nl").value, read_number("470,000", "fr").value, read_number("1,000", "en").value
    (Decimal('1000'), Decimal('470.000'), Decimal('1000'))
    >>> read_number("56,25")
    NumberReadings(value=Decimal('56.25'), other=None)
    """
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        raise QuantityError("", f"«{plain[:40]}» is not a number", "Write digits, such as 100 or 56,25")
    plain = re.sub(r"[ \u00a0\u2009\u202f']", "", plain)
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return NumberReadings(Decimal(plain), None)
    if len(set(marks)) == 2:
        last = marks[-1]
        if marks.count(last) > 1:
            raise QuantityError("", f"«{plain[:40]}» has too many marks", "Write digits, such as 1000 or 56,25")
        first = "," if last == "." else "."
        whole = plain.split(last)[0].split(first)
        if len(whole[0]) > 3 or any(len(group) != 3 for group in whole[1:]):
            raise QuantityError("", f"«{plain[:40]}» mixes its marks", "Write digits, such as 1000 or 56,25")
        return NumberReadings(Decimal(plain.replace(first, "").replace(last, ".")), None)
    mark = marks[0]
    groups = plain.split(mark)
    grouped = len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:])
    if len(groups) > 2:
        if not grouped:
            raise QuantityError("", f"«{plain[:40]}» has too many marks", "Write digits, such as 1000 or 56,25")
        return NumberReadings(Decimal("".join(groups)), None)
    fraction = Decimal(".".join(groups))
    if not grouped or groups[0].startswith("0"):
        return NumberReadings(fraction, None)
    thousands = Decimal("".join(groups))
    point = lang in _POINT_LANGUAGES if lang else True
    is_decimal = (mark == ".") == point
    return NumberReadings(fraction, thousands) if is_decimal else NumberReadings(thousands, fraction)


def milligrams(value: Decimal, unit: str) -> Decimal:
    """The mass in mg. mmol, mEq and mval are those of magnesium: 24.305 mg a mmol, two mEq in one mmol.

    Raises QuantityError for a unit that is not known.

    >>> milligrams(Decimal(10), "mmol"), milligrams(Decimal("0.5"), "g")
    (Decimal('243.050'), Decimal('500.0'))
    """
    factor = _MG_PER_UNIT.get(unit) or _MG_PER_UNIT.get(unit.casefold().replace("\u03bc", "µ"))
    if factor is None:
        raise QuantityError("", f"the unit «{unit[:40]}» is not known", "Use g, mg, µg (mcg), mmol or mEq")
    return value * factor


def read_quantity(text: str, lang: str | None = None) -> Decimal:
    """The mg of magnesium in a text such as «56,25 mg», «0.3 g» or «10 mmol».

    Raises QuantityError where number or unit is missing or not known.

    >>> read_quantity("1.000 mg", "nl"), read_quantity("250 mcg")
    (Decimal('1000'), Decimal('0.250'))
    """
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise QuantityError("", f"«{text.strip()[:40]}» is not an amount", "Write a number and a unit, such as 100 mg")
    return milligrams(read_number(match[1], lang).value, match[2])
