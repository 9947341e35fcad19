"""Enumerations: what joins their items, names and then their masses."""

from magwise.labels.lexicon import EITHER, LIST, WITH
from magwise.labels.substances import OTHERS, Name
from magwise.labels.tokens import Token

LIST_MARKS = frozenset("&+,/")
_LONGEST = 12


def joins_list(token: Token) -> bool:
    """Whether a word or mark joins the items of a list: «and», «en», a comma."""
    return token.joins & LIST > 0 or token.text in LIST_MARKS


def joins_with(token: Token) -> bool:
    """Whether the word is «with»."""
    return token.joins & WITH > 0


def joins_either(token: Token) -> bool:
    """Whether the word is «or»."""
    return token.joins & EITHER > 0


def _divides(token: Token) -> bool:
    return token.text == ";" or joins_list(token)


def _is_item(token: Token) -> bool:
    return token.section == "name" or token.section in OTHERS


def parallel_amount(tokens: list[Token], place: int) -> int | None:
    """The place of the mass of a name in two enumerations: names first, then as many masses in the same order."""
    divided = place + 1 < len(tokens) and _divides(tokens[place + 1])
    if not divided and (not place or not _divides(tokens[place - 1])):
        return None
    before = _count(tokens, place, -1)
    at, behind = place + 1, 0
    total = len(tokens)
    while at < total and behind < _LONGEST:
        if _is_item(tokens[at]) and _divides(tokens[at - 1]):
            behind += 1
        elif not _divides(tokens[at]):
            break
        at += 1
    count = before + 1 + behind
    if count < 2 or at >= total or tokens[at].section != "quantity":
        return None
    found = [at]
    at += 1
    while at + 1 < total and _divides(tokens[at]) and tokens[at + 1].section == "quantity":
        found.append(at + 1)
        at += 2
    if len(found) != count or (at < total and (_is_item(tokens[at]) or tokens[at].section in ("anions", "percent"))):
        return None
    return found[before] if tokens[found[before]].key != "?" else None


def _count(tokens: list[Token], place: int, step: int) -> int:
    """How many names stand before this one in its enumeration."""
    count = 0
    at = place + step
    while at > 0 and count < _LONGEST and _divides(tokens[at]) and _is_item(tokens[at + step]):
        count += 1
        at += 2 * step
    return count


def listed_before(tokens: list[Token], place: int) -> list[Name]:
    """The compounds in the same enumeration before this name that have no amount of their own."""
    names: list[Name] = []
    at = place - 1
    while at > 0 and len(names) < _LONGEST and (joins_list(tokens[at]) or tokens[at].text == "-"):
        while at > 0 and (joins_list(tokens[at]) or tokens[at].text == "-"):
            at -= 1
        name = tokens[at].name
        if tokens[at].section != "name" or not isinstance(name, Name) or name.substance is None:
            break
        names.append(name)
        at -= 1
    return names
