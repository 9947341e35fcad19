"""Further witnesses behind a mass: its share of magnesium, and the shares of the compounds in a total."""

from decimal import Decimal

from magwise.labels.lexicon import Lexicon
from magwise.labels.lists import joins_list
from magwise.labels.substances import BRACKETS_CLOSE, BRACKETS_OPEN, Name
from magwise.labels.tokens import Token

_BEHIND = 8
_SHARES = 30
_FEWEST = 2


def is_content(tokens: list[Token], place: int) -> bool:
    """Whether a percent is the share of magnesium in a compound: «(16 % elementair magnesium)», «(16 % elemental)»."""
    before = place - 1
    while before > 0 and tokens[before].section in ("fillers", "word") and place - before < _FEWEST + 1:
        before -= 1
    if before < 0 or tokens[before].text not in BRACKETS_OPEN:
        return False
    at, total = place + 1, len(tokens)
    elemental = False
    while at < total and tokens[at].section in ("elemental", "connectors"):
        elemental = elemental or tokens[at].section == "elemental"
        at += 1
    if at < total and tokens[at].text in BRACKETS_CLOSE:
        return elemental
    if at + 1 >= total or tokens[at].section != "name" or tokens[at + 1].text not in BRACKETS_CLOSE:
        return False
    name = tokens[at].name
    return isinstance(name, Name) and name.substance is None


def content_of(tokens: list[Token], place: int, at: int) -> Decimal | None:
    """The share of magnesium, in percent, printed for the compound at `place` with its mass at `at`; else None."""
    first, last = min(place, at), max(place, at)
    for near in range(first + 1, min(last + _BEHIND, len(tokens))):
        token = tokens[near]
        if near > last and (token.text in "\n,;" or token.section in ("quantity", "of_which")):
            return None
        if token.section == "percent" and is_content(tokens, near):
            return token.value
    return None


def shares_of_total(tokens: list[Token], at: int, lexicon: Lexicon) -> Decimal | None:
    """The sum of «…, of which 120 mg from oxide and 60 mg from citrate» behind a total; None for no such list."""
    place = at + 1
    end = min(at + _SHARES, len(tokens))
    while place < end and tokens[place].section not in ("of_which", "quantity", "name") and tokens[place].text != "\n":
        place += 1
    if place >= end or tokens[place].section != "of_which":
        return None
    found: list[Decimal] = []
    place += 1
    while place + 2 < len(tokens) and len(found) < _SHARES:
        amount, origin, compound = tokens[place : place + 3]
        if amount.section != "quantity" or origin.section != "as" or amount.value is None:
            break
        name = compound.name
        named = isinstance(name, Name) and name.substance is not None and name.family not in lexicon.excipients
        if not named and compound.section != "anions":
            break
        found.append(amount.value)
        place += 3
        while place < len(tokens) and joins_list(tokens[place]):
            place += 1
    return sum(found, Decimal(0)) if len(found) >= _FEWEST else None
