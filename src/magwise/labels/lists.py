"""Enumerations: «citraat, -malaat en -tauraat», «citrate et malate de magnésium», names and then their masses."""

from magwise.labels.lexicon import EITHER, LIST, WITH, Lexicon
from magwise.labels.substances import OTHERS, Name
from magwise.labels.tokens import Token

LIST_MARKS = frozenset("&+,/")
_LONGEST = 12
_LONGEST_FORMS = 60
_FEWEST_FORMS = 2
_IN_LIST = frozenset({"name", "connectors", "fillers", "grades", "hydrates", "magnesium"})


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


def name_lists(tokens: list[Token], lexicon: Lexicon) -> None:
    """Makes names of the anions that share the metal of a name in their enumeration."""
    _name_listed_forms(tokens, lexicon)
    for place, token in enumerate(tokens):
        if token.section == "anions" and (_is_hyphenated(tokens, place) or _shares_metal_behind(tokens, place)):
            token.section = "name"
            token.name = Name(lexicon.substance(token.key, None, frozenset()))


def _name_listed_forms(tokens: list[Token], lexicon: Lexicon) -> None:
    """«4 vormen (citraat, malaat, tauraat en orotaat)», «6 Formen: Glycinat, Taurat»: bare anions behind their head."""
    if not any(token.section == "magnesium" or isinstance(token.name, Name) for token in tokens):
        return
    for place, token in enumerate(tokens):
        if token.section != "word" or token.key != "forms":
            continue
        at, found = place + 1, []
        while at < len(tokens) and at - place < _LONGEST_FORMS:
            near = tokens[at]
            if near.section == "anions":
                found.append(near)
            elif not joins_list(near) and near.text not in "(:-[" and near.section not in _IN_LIST:
                break
            at += 1
        if len(found) >= _FEWEST_FORMS:
            for near in found:
                near.section, near.name = "name", Name(lexicon.substance(near.key, None, frozenset()))


def _is_hyphenated(tokens: list[Token], place: int) -> bool:
    """«magnesiumcitraat, -malaat en -tauraat»: the hyphen stands for the metal of the name before."""
    if place < 3 or tokens[place - 1].text != "-" or tokens[place - 1].end != tokens[place].start:
        return False
    if not joins_list(tokens[place - 2]):
        return False
    before = place - 2
    while before > 0 and place - before < _LONGEST and joins_list(tokens[before]):
        before -= 1
    name = tokens[before].name
    return isinstance(name, Name) and name.substance is not None


def _shares_metal_behind(tokens: list[Token], place: int) -> bool:
    """«citrate, bisglycinate et malate de magnésium»: the metal stands once, behind the last."""
    at, total = place + 1, len(tokens)
    listed = False
    while at < total and at - place < _LONGEST:
        token = tokens[at]
        if joins_list(token):
            listed = True
        elif token.section == "name":
            return listed and token.kind == "metal last" and isinstance(token.name, Name)
        elif token.section != "anions":
            return False
        at += 1
    return False


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
