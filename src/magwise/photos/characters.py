"""From what the recogniser sees in a line to characters, each with its probability and its place."""

from functools import lru_cache
from typing import Any, NamedTuple

_BLANK = 0
_FAINT = 0.002  # a class less probable than this is not followed
_NOTHING = 1e-5
_NARROW_SPACE = 0.1
_MOST_CLASSES = 6
_MOST_READINGS = 24


class Character(NamedTuple):
    """One character. sure: 0 to 1; first, last: the columns of the line's signal that it takes."""

    text: str
    sure: float
    first: int
    last: int


class Line(NamedTuple):
    """One line as the recogniser sees it. signal: columns by classes, the probability of each.

    What is as good as zero may be left out of it.
    """

    characters: tuple[Character, ...]
    signal: Any

    @property
    def text(self) -> str:
        """The characters as read."""
        return "".join(character.text for character in self.characters)

    @property
    def sure(self) -> float:
        """The mean probability of what is not a space; 0 for nothing."""
        seen = [character.sure for character in self.characters if character.text != " "]
        return sum(seen) / max(1, len(seen))


def decode(signal: Any, alphabet: list[str]) -> Line:
    """The most probable characters: a class per column, repeats and blanks left out."""
    best = signal.argmax(axis=1).tolist()
    found: list[Character] = []
    before = _BLANK
    for column, choice in enumerate(best):
        sure = float(signal[column, choice])
        if choice in (_BLANK, before):
            if choice != _BLANK:
                last = found[-1]
                found[-1] = Character(last.text, max(last.sure, sure), last.first, column)
        else:
            found.append(Character(alphabet[choice], sure, column, column))
        before = choice
    return Line(tuple(_with_spaces(found, signal, alphabet.index(" "))), _without_nothing(signal))


class _Column(dict[int, float]):
    """The classes that a column speaks for; of all others it says nothing."""

    def __missing__(self, key: int) -> float:
        return 0.0


def _without_nothing(signal: Any) -> list[_Column]:
    """The signal without what is as good as zero: of some twenty thousand classes a column speaks for a few.

    Whole, the signals of the lines of one label take hundreds of megabytes.
    """
    columns = [_Column() for _ in range(len(signal))]
    places, classes = (signal >= _NOTHING).nonzero()
    for place, found, sure in zip(places.tolist(), classes.tolist(), signal[places, classes].tolist(), strict=True):
        columns[place][found] = sure
    return columns


def _with_spaces(found: list[Character], signal: Any, space: int) -> list[Character]:
    """The characters with the narrow spaces that lost to the blank: «mg13%» and «de48» are two words each."""
    spaced: list[Character] = []
    for character in found:
        if spaced and spaced[-1].last + 1 < character.first and not (_is_figure(spaced[-1]) and _is_figure(character)):
            between = signal[spaced[-1].last + 1 : character.first, space]
            at = int(between.argmax())
            if between[at] >= _NARROW_SPACE and " " not in (spaced[-1].text, character.text):
                column = spaced[-1].last + 1 + at
                spaced.append(Character(" ", float(between[at]), column, column))
        spaced.append(character)
    return spaced


def _is_figure(character: Character) -> bool:
    return character.text in "0123456789.,"


def other_readings(line: Line, begin: int, end: int, alphabet: list[str], allowed: str) -> list[tuple[str, float]]:
    """What the characters from `begin` to `end` may be, with the probability of each, the likeliest first.

    Every way through the signal's columns is followed that stays within the allowed characters (a prefix beam over
    the recogniser's own probabilities), so that a dropped point or digit is among the readings.
    """
    first = line.characters[begin - 1].last + 1 if begin else 0
    last = line.characters[end].first if end < len(line.characters) else len(line.signal)
    classes = _classes(tuple(alphabet), allowed)
    readings: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for column in range(first, last):
        row = line.signal[column]
        blank = float(row[_BLANK]) + _elsewhere(row, classes)
        choices = sorted(((float(row[index]), alphabet[index]) for index in classes), reverse=True)[:_MOST_CLASSES]
        choices = [choice for choice in choices if choice[0] >= _FAINT]
        grown: dict[str, list[float]] = {}
        for prefix, (closed, opened) in readings.items():
            cell = grown.setdefault(prefix, [0.0, 0.0])
            cell[0] += (closed + opened) * blank
            for chance, letter in choices:
                if prefix.endswith(letter):
                    cell[1] += opened * chance
                    grown.setdefault(prefix + letter, [0.0, 0.0])[1] += closed * chance
                else:
                    grown.setdefault(prefix + letter, [0.0, 0.0])[1] += (closed + opened) * chance
        kept = sorted(grown.items(), key=lambda item: (-sum(item[1]), item[0]))[:_MOST_READINGS]
        readings = {prefix: (cell[0], cell[1]) for prefix, cell in kept}
    total = sum(closed + opened for closed, opened in readings.values()) or 1.0
    found = [(prefix, (closed + opened) / total) for prefix, (closed, opened) in readings.items()]
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _elsewhere(row: Any, classes: tuple[int, ...]) -> float:
    """What a column gives to characters that are not allowed here: it speaks for none of them."""
    return max(0.0, 1.0 - float(row[_BLANK]) - sum(float(row[index]) for index in classes))


@lru_cache(maxsize=8)
def _classes(alphabet: tuple[str, ...], allowed: str) -> tuple[int, ...]:
    return tuple(index for index, letter in enumerate(alphabet) if index and letter in allowed and letter)
