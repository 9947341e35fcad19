"""What stands behind an amount: its percent, the same again in other units, further columns, its serving."""

from decimal import Decimal
from typing import NamedTuple

from magwise.labels.lexicon import Lexicon
from magwise.labels.servings import Mention
from magwise.labels.substances import BRACKETS_OPEN, OTHERS, Name
from magwise.labels.tokens import Token

_REACH = 24
_MOLAR = frozenset({"mmol", "meq"})


class Amount(NamedTuple):
    """A printed mass with what stands behind it. mg: in milligrams; other: a second reading of the number.

    percent, decimals: the printed percent and its decimals; bare: a number without «%» in its place.
    """

    mg: Decimal
    other: Decimal | None
    percent: Decimal | None
    decimals: int
    bare: Decimal | None
    unit: str
    damaged: bool
    serving: Mention | None


def read_columns(
    tokens: list[Token], at: int, begin: int, trailing: dict[int, Mention], taken: set[int], lexicon: Lexicon
) -> tuple[tuple[Amount, ...], bool]:
    """The amount at `at` with what stands from `begin` on: percent, equivalents, further columns, its serving.

    The flag says that the amount is followed by «… magnesium»: it is the element's, whatever name stands before.
    """
    columns: list[Amount] = []
    current = tokens[at]
    percent: Decimal | None = None
    decimals = 0
    bare: Decimal | None = None
    serving: Mention | None = None
    of_total = False
    equal = lexicon.number("tolerance.equal")
    place, total, steps = begin, len(tokens), 0
    after_comma = False
    gap = bracket = False
    while place < total and steps < _REACH:
        steps += 1
        token = tokens[place]
        section, text = token.section, token.text
        if place in trailing and serving is None and text != "\n":
            mention = trailing[place]
            if tokens[max(0, place - 1)].text not in ("\n", ";") and not mention.several:
                serving = mention
                place = mention.end
                gap = True
                continue
        if section == "percent":
            if bare is not None:
                break
            percent, decimals = token.value, token.count
            place += 1
            after_comma = True
            if place in trailing and serving is None and tokens[place].text != "\n":
                continue
            if serving is None and _per_follows(tokens, place, trailing):
                continue
            break
        if section == "quantity":
            value = current.value or Decimal(0)
            other = token.value or Decimal(0)
            if token.key == "?" or after_comma or place in taken:
                break
            if value and abs(other - value) <= value * max(equal, Decimal("0.02")):
                taken.add(place)
                # «97.2 mg (4 mmol)»: only of magnesium itself are both true.
                of_total = of_total or (token.key in _MOLAR) != (current.key in _MOLAR)
            elif not gap and not bracket and _same_row(tokens, current, token):
                columns.append(_amount(current, percent, decimals, bare, serving))
                current, percent, bare, serving, decimals = token, None, None, None, 0
                taken.add(place)
            else:
                break
        elif section == "number":
            if bare is None and percent is None and token.kind != "damaged" and not after_comma:
                following = tokens[place + 1] if place + 1 < total else None
                if following is None or following.section not in ("units", "unit_words", "mass"):
                    bare = token.value
                    decimals = token.count
                    place += 1
                    continue
            break
        elif section == "name":
            name = token.name
            between = tokens[at + 1 : place]
            joined_by = all(near.section in ("connectors", "elemental") for near in between) and (
                bool(between) or not _has_own_amount(tokens, place)
            )
            if isinstance(name, Name) and name.substance is None and joined_by:
                of_total = True
                place += 1
                continue
            break
        elif section in OTHERS:
            if tokens[place - 1].section == "connectors" and at == place - 2:
                return (), False
            break
        elif section == "mark":
            bracket = bracket or text in BRACKETS_OPEN
            gap = gap or text == "="
            if text == "," and percent is None and place + 1 < total and tokens[place + 1].section == "percent":
                after = tokens[place + 2] if place + 2 < total else None
                if after is None or after.section in ("reference", "mark", "serving"):
                    place += 1
                    continue
            if text in (",", ";") or (text == "." and not after_comma):
                break
            if text == "\n":
                gap = True
                if after_comma:
                    break
        elif section == "elemental" and place == at + 1 and text.startswith("element"):
            of_total = True
        elif section in ("elemental", "fillers", "connectors", "reference", "count", "of_which", "serving"):
            gap = gap or section in ("of_which",)
        elif section == "word" and text in ("bzw", "resp"):
            pass
        else:
            break
        place += 1
    columns.append(_amount(current, percent, decimals, bare, serving))
    return tuple(columns), of_total


def _has_own_amount(tokens: list[Token], place: int) -> bool:
    """Whether the name at this place is followed by an amount or brackets of its own."""
    near = tokens[place + 1 : place + 4]
    return any(token.section in ("quantity", "number", "range") or token.text in BRACKETS_OPEN for token in near)


def _per_follows(tokens: list[Token], place: int, trailing: dict[int, Mention]) -> bool:
    """Whether a serving stands shortly behind the percent on the same line: «(80 % NRV*) je Tagesdosis von 3»."""
    for near in range(place, min(place + 6, len(tokens))):
        if near in trailing:
            return tokens[near].section in ("serving", "mark") and tokens[near].key in ("per", "each", "")
        if tokens[near].text in ("\n", ",", ";", "."):
            return False
    return False


def _same_row(tokens: list[Token], first: Token, second: Token) -> bool:
    return second.start - first.end < 30 and first.key == second.key


def _amount(
    token: Token, percent: Decimal | None, decimals: int, bare: Decimal | None, serving: Mention | None
) -> Amount:
    return Amount(
        token.value or Decimal(0),
        token.other,
        percent,
        decimals,
        bare,
        token.key,
        token.kind == "damaged",
        serving,
    )
