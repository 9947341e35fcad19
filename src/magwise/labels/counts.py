"""Counts with their unit of use: «2 tabletten», «one (1) scoop», «15 ml»."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from magwise.labels.lexicon import RANGE
from magwise.labels.tokens import Token

MEASURES = frozenset({"ml", "g", "oz", "fl_oz", "drop", "serving"})
DAY = "day"  # the serving of an amount that is printed for a day, of which nobody says how many pieces it is
NO_PIECES = MEASURES | {DAY}  # servings that no product is counted in by itself
UNCOUNTED = frozenset({"serving", DAY})
_COUNTS = frozenset({"number", "count", "half", "mark", "units", "unit_words"})
_MAY_COUNT = frozenset({"units", "serving", "word"})
_UNITS = frozenset({"units", "unit_words"})
_NO_UNITS = frozenset({"litre", "bottle", "packet"})
_MOST_PIECES = 30  # more tablets than this are a pack and no serving
_ML_PER_LITRE = Decimal(1000)


class Mention(NamedTuple):
    """A serving in the print. place: of its first token; end: after its last. weak: only a dosage form in a name.

    several: the text gives more than one serving here («1 to 3 tablets», «1 tablet 2 tablets»).
    """

    place: int
    end: int
    count: Decimal  # type: ignore[assignment]
    unit: str
    weak: bool
    several: bool


class Counted(NamedTuple):
    """A count and a unit read from one place on."""

    count: Decimal | None  # type: ignore[assignment]
    unit: str
    end: int
    several: bool


def settle_counts(tokens: list[Token], counts: Mapping[str, str]) -> None:
    """A word that also counts, right before a unit of use, counts: «a teaspoon», «dos cápsulas»."""
    pieces: list[int] = []
    units = [place for place, token in enumerate(tokens) if token.section in _UNITS or token.key == "times"]
    for place in units:
        if not place:
            continue
        token = tokens[place - 1]
        if tokens[place].key == "piece":
            pieces.append(place)
        if token.section in _MAY_COUNT:
            count = counts.get(token.text)
            if count is not None:
                token.section, token.key = "count", count
    if pieces:
        _settle_pieces(tokens, pieces)


def _settle_pieces(tokens: list[Token], places: list[int]) -> None:
    """«Capsules: dagportie van 2 stuks»: pieces without a name are what the text counts in, if that is one."""
    units = {token.key for token in tokens if token.section == "units" and token.key not in NO_PIECES} - _NO_UNITS
    if len(units) != 1:
        return
    for place in places:
        following = tokens[place + 1].section if place + 1 < len(tokens) else ""
        if tokens[place - 1].section in ("number", "count") and following not in ("units", "unit_words"):
            tokens[place].section, tokens[place].key = "units", next(iter(units))


def count_and_unit(tokens: list[Token], place: int) -> Counted | None:
    """«2 tabletten», «one (1) scoop», «1/2 tablet», «3 Veg Capsules», «15 ml», «8 Grams», «capsule»."""
    total = len(tokens)
    count: Decimal | None = None
    several = False
    at = place
    for _ in range(9):
        if at >= total:
            return None
        token = tokens[at]
        section = token.section
        if section == "number":
            ranged = _is_range(tokens[at - 1]) and (at < 2 or tokens[at - 2].section in _COUNTS)
            if count is not None and (ranged or tokens[at - 1].key == "or"):
                several = several or (token.value or Decimal(0)) > count
                count = token.value
            elif count is not None and tokens[at - 1].text == "/" and token.value:
                count = count / token.value
            elif count is not None and tokens[at - 1].text not in ("(", ")") and count != token.value:
                return None
            else:
                count = token.value
        elif section == "count":
            if count is not None and _is_range(tokens[at - 1]):
                several = True
            count = Decimal(token.key)
        elif section == "half":
            count = Decimal("0.5")
        elif section == "units":
            unit = token.key
            if unit == "litre" and token.text == "l" and count is None and _is_misread_one(tokens, at):
                count = Decimal(1)
                at += 1
                continue
            if unit == "litre":
                if token.text == "l" and count is None and tokens[place - 1].text != "/":
                    return None
                return Counted((count or Decimal(1)) * _ML_PER_LITRE, "ml", at + 1, several)
            return Counted(count, unit, at + 1, several)
        elif section == "quantity" and token.key in ("g", "kg") and count is None:
            return Counted((token.value or Decimal(0)) / 1000, "g", at + 1, several)
        elif (
            section == "unit_words"
            or token.text in ("(", ")", "/", "~")
            or _is_range(token)
            or (token.key == "or" and section == "serving" and count is not None)
        ):
            if token.text == "(" and count is None and at > place:
                return None
        elif section == "range" and token.key == "g":
            return Counted(None, "g", at + 1, True)
        elif section == "word" and count is not None and len(token.text) > 2 and tokens[at - 1].section != "word":
            pass
        else:
            return None
        at += 1
    return None


def _is_range(token: Token) -> bool:
    """Whether a word or mark leads from one count to a higher one: «1 to 3 tablets», «1-3 tablets»."""
    return token.text == "-" or token.joins & RANGE > 0


def _is_misread_one(tokens: list[Token], at: int) -> bool:
    """Whether an «l» right before a unit of use is the digit 1: «l tablet»."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and following.section == "units" and following.key not in MEASURES | {"litre"}


def make_mention(place: int, counted: Counted, weak: bool = False) -> Mention | None:
    """The serving a count and a unit make; None for a count that no serving has."""
    count = counted.count if counted.count is not None else Decimal(1)
    if count <= 0 or count > 1_000_000 or (counted.unit not in MEASURES and count > _MOST_PIECES):
        return None
    return Mention(place, counted.end, count, counted.unit, weak, counted.several)
