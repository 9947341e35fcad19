"""Shares of a stated element: «Magnesium 360 mg (davon 240 mg aus Magnesiumoxid und 120 mg aus Magnesiumcitrat)».

A compound weighs more than the magnesium in it. Where the masses behind «of which» together are no more than the
element before them, they are shares of the element, whatever compound stands beside them.
"""

from decimal import Decimal

from magwise.labels.columns import MOLAR
from magwise.labels.counts import Mention
from magwise.labels.lexicon import Lexicon
from magwise.labels.lists import joins_list
from magwise.labels.substances import OTHERS, Name
from magwise.labels.tokens import Token

_MASSES = frozenset({"mg", "g", "ug"})
_ROUNDING = Decimal("1.03")
_REACH = 70
_ITEM = 5
_HEAD = 12


def set_shares(tokens: list[Token], mentions: list[Mention], lexicon: Lexicon) -> None:
    """Takes the shares of every stated element out of reach of the compounds; bare anions among them become names."""
    place = 0
    while place < len(tokens):
        if tokens[place].section == "of_which":
            total = _element_before(tokens, place)
            if total is not None:
                place = _shares(tokens, place, total, lexicon)
        place += 1


def _element_before(tokens: list[Token], place: int) -> Decimal | None:
    """The amount of magnesium itself that is stated right before «of which»."""
    amount: Decimal | None = None
    for at in range(place - 1, max(place - _HEAD, -1), -1):
        token = tokens[at]
        if token.section == "quantity" and token.key in MOLAR:
            continue
        if token.section == "quantity" and token.key in _MASSES:
            if amount is not None:
                return None
            amount = token.value
            named = tokens[at + 1 : at + 3]
            if any(isinstance(near.name, Name) and near.name.substance is None for near in named):
                return amount
        elif token.section == "name":
            return amount if isinstance(token.name, Name) and token.name.substance is None else None
        elif token.section in OTHERS or token.text in ".;":
            return None
    return None


def _shares(tokens: list[Token], place: int, total: Decimal, lexicon: Lexicon) -> int:
    """Sets the shares behind the first «of which» at this place; returns the place of the last one."""
    masses: list[Token] = []
    anions: list[Token] = []
    last = at = place
    pending: Token | None = None
    compound = False
    idle = 0
    while at + 1 < len(tokens) and at - place < _REACH and idle < _ITEM:
        at += 1
        token = tokens[at]
        section = token.section
        if section == "quantity" and token.key in MOLAR:
            continue
        if section == "quantity" and token.key in _MASSES:
            pending, idle = token, 0
        elif section == "anions" or (isinstance(token.name, Name) and token.name.substance is not None):
            compound, idle = True, 0
            if section == "anions":
                anions.append(token)
        elif section == "name" or section in OTHERS or section in ("sections", "units") or token.text == ".":
            break
        elif section in ("of_which", "as") or joins_list(token) or token.text == "\n":
            idle += token.text == "\n"
        elif section not in ("percent", "reference", "mark", "connectors", "fillers", "hydrates", "grades", "word"):
            break
        else:
            idle += 1
        if pending is not None and compound:
            masses.append(pending)
            pending, compound, last = None, False, at
    whole = sum((token.value or Decimal(0) for token in masses), Decimal(0))
    if not masses or whole > total * _ROUNDING:
        return place
    for token in masses:
        token.section, token.role = "aside", "content"
    for token in anions:
        if token.start < tokens[last].end:
            token.section, token.name = "name", Name(lexicon.substance(token.key, None, frozenset()))
    return last
