"""A laboratory's number as it is printed: «0.78», «> 90», «meer dan 90», «<0,5», «0.78 L», «0,78 (H)».

A limit leaves open where the value lies. What is decided rests on the strictest value that remains possible.
"""

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LabTest
from magwise.result import plain_number

Sign = Literal["<", "<=", ">", ">="]
Mark = Literal["low", "high", "star"]
LabNumber = float | str  # a number, or the short form of what was typed: «>90», «<=0.5», «0.78 L»

SIGNS: dict[str, Sign] = {
    "<": "<", ">": ">", "<=": "<=", "=<": "<=", "≤": "<=", "⩽": "<=", "≦": "<=", ">=": ">=", "=>": ">=", "≥": ">=",
    "⩾": ">=", ">/=": ">=", "</=": "<=", "≧": ">=", "＜": "<", "＞": ">", "‹": "<", "›": ">",
}  # fmt: skip
BOUNDS: dict[str, Sign] = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}
MARKS: dict[Mark, str] = {"low": "L", "high": "H", "star": "*"}
TURNED: dict[Sign, Sign] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SHORT = re.compile(r"(?P<sign>[<>]=?)?(?P<number>\d+(?:\.\d+)?(?:e-?\d+)?)(?: (?P<mark>[LH*]))?")
_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,12})?(?![\d])")
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,12})?(?!\d)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_PARTED = re.compile(r" \d{3}(?![\d.,]| ?[-–])")  # thousands parted by a blank
_BLANKS = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\ufeff]+")


class Reading(NamedTuple):
    """A number with what stands beside it. sign: a limit and no value; mark: where the laboratory itself puts it."""

    number: float
    sign: Sign | None = None
    mark: Mark | None = None

    def short(self) -> LabNumber:
        """The number alone, or a short text from which `reading_of` reads the same again.

        >>> Reading(90, ">").short(), Reading(0.78, None, "low").short(), Reading(85).short()
        ('>90', '0.78 L', 85)
        """
        if self.sign is None and self.mark is None:
            return self.number
        mark = f" {MARKS[self.mark]}" if self.mark else ""
        return f"{self.sign or ''}{self.number + 0:.12g}{mark}"

    def ends(self, low: float, high: float) -> tuple[float, float]:
        """The lowest and the highest value that remain possible. low, high: what is plausible at all.

        >>> Reading(60, ">=").ends(1, 200), Reading(85).ends(1, 200)
        ((60, 200), (85, 85))
        """
        if self.sign == "<":
            return min(low, self.number), max(low, math.nextafter(self.number, -math.inf))
        if self.sign == ">":
            return min(high, math.nextafter(self.number, math.inf)), max(high, self.number)
        if self.sign is None:
            return self.number, self.number
        return (min(low, self.number), self.number) if self.sign == "<=" else (self.number, max(high, self.number))


class Typed(NamedTuple):
    """What was read of a text. thousands: the other number it may be; rest: what follows, such as a unit."""

    reading: Reading
    thousands: float | None
    rest: str


class _Words(NamedTuple):
    bounds: dict[str, Sign]
    before: re.Pattern[str]
    after: re.Pattern[str]
    marks: dict[str, Mark]
    mark: re.Pattern[str]
    span: re.Pattern[str]


def reading_of(value: LabNumber) -> Reading:
    """The reading behind a number of a profile or a diary, as `Reading.short` writes it.

    >>> reading_of("<0.5"), reading_of(85.0)
    (Reading(number=0.5, sign='<', mark=None), Reading(number=85.0, sign=None, mark=None))
    """
    if not isinstance(value, str):
        return Reading(value)
    found = _SHORT.fullmatch(value)
    if found is None:
        raise ValueError(value)
    sign: Sign | None = SIGNS[found["sign"]] if found["sign"] else None
    mark = next((name for name, letter in MARKS.items() if letter == found["mark"]), None)
    return Reading(float(found["number"]), sign, mark)


def least_of(value: LabNumber) -> float:
    """The lowest value that a number or limit leaves possible; 0 below an upper limit.

    >>> least_of(">90"), least_of("<60"), least_of(85)
    (90.0, 0.0, 85)
    """
    found = reading_of(value)
    return 0.0 if found.sign in ("<", "<=") else found.number


def most_of(value: LabNumber) -> float:
    """The highest value that a number or limit leaves possible; infinite above a lower limit."""
    found = reading_of(value)
    return math.inf if found.sign in (">", ">=") else found.number


def strictest(value: LabNumber, test: LabTest) -> float:
    """The one number that decides as strictly as the strictest value that remains possible; a number is itself.

    test: a row of lab_tests.csv, whose `stricter` says which end that is. Use this wherever a plain number is needed.
    """
    found = reading_of(value)
    low, high = found.ends(float(test.low), float(test.high))
    if test.stricter == "low":
        return found.number if found.sign in (">", ">=") else low
    if test.stricter == "high":
        return found.number if found.sign in ("<", "<=") else high
    if test.stricter == "open":
        return {"<": low, "<=": low, ">": high, ">=": high, None: found.number}[found.sign]
    return found.number


def mildest(value: LabNumber, test: LabTest) -> float:
    """The other end of what remains possible: what holds here too holds whatever the value is."""
    found = reading_of(value)
    low, high = found.ends(float(test.low), float(test.high))
    return low if strictest(value, test) > low else high


def read_typed(text: str, knowledge: Knowledge) -> Typed | None:
    """The number that a text begins with, its limit and marks, and what follows it; None where it is no number.

    Two numbers with a dash or «to» between them are a range and no number.

    knowledge: its lab_words.csv holds the words for limits and marks. Nothing is guessed: a number whose point or comma
    may part thousands carries both readings.
    """
    words = _words(knowledge)
    left, marks = _marks(_BLANKS.sub(" ", text).strip(), words)
    sign, left = _sign(left, words)
    number, thousands, left = take_number(left)
    if number is None or words.span.match(left) or (number.is_integer() and _PARTED.match(left)):
        return None
    left = left.strip()
    after = words.after.match(left)
    if after is not None:
        if sign is not None:
            return None
        sign, left = words.bounds[after.group(1).casefold()], left[after.end() :].strip()
    left, more = _marks(left, words)
    return Typed(Reading(number, sign, one_mark((*marks, *more))), thousands, left)


def take_marks(text: str, knowledge: Knowledge) -> tuple[str, tuple[Mark, ...]]:
    """A text without the marks that it begins with, and those marks."""
    return _marks(text.strip(), _words(knowledge))


def one_mark(marks: tuple[Mark, ...]) -> Mark | None:
    """What several marks say together: low or high before a star; low and high beside each other say neither."""
    found = set(marks)
    if {"low", "high"} <= found:
        return "star"
    return next((mark for mark in ("low", "high", "star") if mark in found), None)


def say_reading(reading: Reading, number: str, knowledge: Knowledge, locale: str) -> str:
    """A reading in words: «meer dan 90», «0,78 (laag, zegt het lab)». number: as the reader's language writes it."""
    said = number
    if reading.sign is not None:
        key = next(name for name, sign in BOUNDS.items() if sign == reading.sign)
        said = knowledge.say(locale, f"labs.bound.{key}", number=number)
    return knowledge.say(locale, f"labs.mark.{reading.mark}", number=said) if reading.mark else said


def say_number(value: LabNumber, knowledge: Knowledge, locale: str, places: int = 2) -> str:
    """A number of a profile in words, rounded, with the decimal sign of the language."""
    found = reading_of(value)
    shown = str(plain_number(found.number, places)).replace(".", knowledge.say(locale, "labs.decimal"))
    return say_reading(found, shown, knowledge, locale)


def take_second(text: str, knowledge: Knowledge) -> str | None:
    """What follows the dash or the word that a text begins with, where that is a number: the other end of a range."""
    found = _words(knowledge).span.match(text)
    return None if found is None else text[found.end() :]


def take_number(text: str) -> tuple[float | None, float | None, str]:
    """The number, the other one that it may be, and what follows."""
    grouped = _GROUPED.match(text)
    plain = _NUMBER.match(text)
    if grouped is not None and (plain is None or grouped.end() > plain.end()):
        bare = re.sub(r"[.,'’](?=\d{3}(?:\D|$))", "", grouped.group()).replace(",", ".")
        return float(bare), float(bare), text[grouped.end() :]
    if plain is None:
        return None, None, text
    typed, left = plain.group(), text[plain.end() :]
    if left[:1] in (".", ",") and left[1:2].isdigit():
        return None, None, text
    thousands = float(re.sub("[.,]", "", typed)) if _THOUSANDS.fullmatch(typed) else None
    return float(typed.replace(",", ".")), thousands, left.removeprefix(".").removeprefix(",")


def _sign(text: str, words: _Words) -> tuple[Sign | None, str]:
    for length in (3, 2, 1):
        if text[:length] in SIGNS:
            return SIGNS[text[:length]], text[length:].strip()
    found = words.before.match(text)
    if found is None:
        return None, text
    return words.bounds[found.group(1).casefold()], text[found.end() :].strip()


def _marks(text: str, words: _Words) -> tuple[str, tuple[Mark, ...]]:
    found: list[Mark] = []
    while (mark := words.mark.match(text)) is not None:
        name = mark.group(1)
        known = words.marks.get(name) or words.marks.get(name.casefold())
        if known is None:
            break
        found.append(known)
        text = text[mark.end() :].strip()
    return text, tuple(found)


@lru_cache(maxsize=8)
def _words(knowledge: Knowledge) -> _Words:
    rows = knowledge.lab_words.values()
    bounds = {row.word.casefold(): BOUNDS[row.means] for row in rows if row.role.startswith("bound") and row.means}
    # A single letter is a mark only as a capital: «l» is a litre.
    marks: dict[str, Mark] = {
        row.word if len(row.word) < 3 else row.word.casefold(): row.means  # type: ignore[misc]
        for row in rows
        if row.role == "mark"
    }
    before, after = (
        _any(row.word for row in rows if row.role == role and row.word) for role in ("bound", "bound_after")
    )
    mark, to = (_any(row.word for row in rows if row.role == role) for role in ("mark", "to"))
    return _Words(
        bounds,
        re.compile(rf"({before})(?=[\s\d])\s*", re.IGNORECASE),
        re.compile(rf"\s*({after})(?![^\W_])", re.IGNORECASE),
        marks,
        re.compile(rf"[(\[]?\s*({mark})\s*[)\]]?(?=[\s(\[<>]|$|(?<=[↓↑*])\d)", re.IGNORECASE),
        re.compile(rf"\s*(?:[-–—~]|(?:{to})(?=\s))\s*(?=\d)", re.IGNORECASE),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
