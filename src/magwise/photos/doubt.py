"""Which characters may be something else, and whether that would change what the label says."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from magwise.labels.label import Label
from magwise.photos.characters import Character, other_readings
from magwise.photos.lines import Rows
from magwise.photos.reading import Doubt

_NUMBER = re.compile(r"(?<![^\W_])[OoIl|]*\d(?:[.,]?(?:\d|[OoIl|SB](?=[\dOoIl|SB.,\s%mgµ]|$)))*")
_DIGITS = "0123456789.,"
_WELL_FORMED = re.compile(r"\d{1,6}(?:[.,]\d{1,3}){0,2}")
_LIKELY = 0.004  # another reading with less than this chance is not told
_SURE = 0.90  # a deciding character below this is told, even where no other reading offers itself
_MOST_ALTERNATIVES = 3
_MOST_NUMBERS = 120

Read = Callable[[str], Label]


class Number(NamedTuple):
    """A printed number in the text. place: the piece it stands in; begin, end: its characters there."""

    text: str
    start: int
    place: int
    begin: int
    end: int
    characters: tuple[Character, ...]

    @property
    def sure(self) -> float:
        """The probability of its weakest character."""
        return min(character.sure for character in self.characters)


def find_numbers(rows: Rows) -> list[Number]:
    """Every number of the text, in the order of the print."""
    found: list[Number] = []
    for index, place in enumerate(rows.places):
        characters = place.piece.line.characters
        offsets = _offsets(characters)
        for match in _NUMBER.finditer(place.piece.line.text):
            begin, end = offsets[match.start()], offsets[match.end() - 1] + 1
            start = place.start + match.start()
            found.append(Number(match[0], start, index, begin, end, characters[begin:end]))
    return found[:_MOST_NUMBERS]


def deciding_numbers(rows: Rows, read: Read, label: Label) -> list[Number]:
    """The numbers that the answer hangs on: with another value there it would be another answer."""
    return [
        number
        for number in find_numbers(rows)
        if any(_outcome(read(_put(rows.text, number, other))) != _outcome(label) for other in _changed(number.text))
    ]


def weigh(
    rows: Rows, numbers: list[Number], seen: dict[int, list[str]], alphabet: list[str], read: Read, label: Label
) -> list[Doubt]:
    """The doubts about the deciding numbers.

    seen: what a second look read for a number, by its start in the text. A reading that the chemistry rules out is no
    doubt: with it the label would not be `ok`.
    """
    doubts: list[Doubt] = []
    for number in numbers:
        line = rows.places[number.place].piece.line
        others = [
            reading
            for reading, chance in other_readings(line, number.begin, number.end, alphabet, _DIGITS)
            if chance >= _LIKELY
        ]
        others = list(dict.fromkeys([*seen.get(number.start, []), *others]))
        others = [other for other in others if _value(other) not in (None, _value(number.text))]
        told = [other for other in others if _may_be(read(_put(rows.text, number, other)), label)]
        if told or number.sure < _SURE:
            where = rows.text[rows.text.rfind("\n", 0, number.start) + 1 :].partition("\n")[0]
            doubts.append(
                Doubt(text=number.text, where=where, alternatives=tuple(told[:_MOST_ALTERNATIVES]), decides=bool(told))
            )
    return doubts


def _may_be(other: Label, label: Label) -> bool:
    """Whether another reading gives another answer that can be true as well."""
    return other.verdict in ("ok", "compound_only") and _outcome(other) != _outcome(label)


def _outcome(label: Label) -> tuple[object, ...]:
    amount = label.elemental_mg_per_serving
    serving = label.serving
    return (
        label.verdict,
        None if amount is None else (amount.best, amount.low, amount.high),
        None if serving is None else (serving.count, serving.unit),
    )


def _put(text: str, number: Number, other: str) -> str:
    return text[: number.start] + other + text[number.start + len(number.text) :]


def _changed(text: str) -> tuple[str, ...]:
    """The number with another first and another last digit: near enough to stay a number of the same kind."""
    first, last = (str((int(digit) + 3) % 9 + 1) for digit in (text[0], text[-1]))
    return first + text[1:], text[:-1] + last


def _value(text: str) -> Decimal | None:
    if not _WELL_FORMED.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def _offsets(characters: tuple[Character, ...]) -> list[int]:
    """For every letter of the text the character it belongs to: some classes of the recogniser hold two letters."""
    return [index for index, character in enumerate(characters) for _ in character.text]
