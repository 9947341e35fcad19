"""Compounds that are named by their anion alone, because the metal stands once or nowhere near.

«citraat, -malaat en -tauraat», «citrate et malate de magnésium», «magnesium threonate or malate», «3 Formen: Citrat,
Malat, Taurat», «combines glycinate, citrate and taurate». Each becomes a name of magnesium; what another metal owns
does not.
"""

from magwise.labels.lexicon import Lexicon
from magwise.labels.lists import joins_either, joins_list
from magwise.labels.substances import BRACKETS_CLOSE, BRACKETS_OPEN, CONTEXT_FAMILIES, OTHERS, Name
from magwise.labels.tokens import Token

_LONGEST = 12
_LONGEST_FORMS = 60
_FEWEST_FORMS = 2
_FEWEST_ALONE = 3
_OWNER_REACH = 15
_SOURCE_REACH = 5
_IN_LIST = frozenset({"name", "connectors", "fillers", "grades", "hydrates", "magnesium"})
_IN_RUN = frozenset({"connectors", "fillers", "grades", "hydrates", "multiples"})
_ENDS = frozenset("\n.;!?|\u2022")
_ROWS = frozenset({"name", "quantity", "percent", "range"})
_BEFORE_AS = frozenset({"units", "word"})


def name_forms(tokens: list[Token], lexicon: Lexicon) -> None:
    """Makes names of the anions that share the metal of a name, or that an enumeration of forms lists."""
    _name_listed_forms(tokens, lexicon)
    anions = [place for place, token in enumerate(tokens) if token.section == "anions"]
    for place in anions:
        token = tokens[place]
        if (
            _is_hyphenated(tokens, place)
            or _shares_metal_behind(tokens, place)
            or _shares_metal_before(tokens, place)
            or _is_weighed_source(tokens, place)
        ):
            _make_name(token, lexicon)
    _name_enumerations(tokens, anions, lexicon)


def _name_listed_forms(tokens: list[Token], lexicon: Lexicon) -> None:
    """«4 vormen (citraat, malaat, tauraat en orotaat)», «6 Formen: Glycinat, Taurat»: bare anions behind their head."""
    heads = [place for place, token in enumerate(tokens) if token.key == "forms" and token.section == "word"]
    named = heads and any(token.section == "magnesium" or isinstance(token.name, Name) for token in tokens)
    for place in heads:
        if not (named or "magn" in tokens[place].text):
            continue
        at, found = place + 1, []
        while at < len(tokens) and at - place < _LONGEST_FORMS:
            near = tokens[at]
            if near.section == "anions":
                found.append(near)
            elif found and near.text in BRACKETS_OPEN:
                at = _behind_bracket(tokens, at)
                continue
            elif not joins_list(near) and near.text not in "(:-[" and near.section not in _IN_LIST:
                break
            at += 1
        if len(found) >= _FEWEST_FORMS:
            for near in found:
                _make_name(near, lexicon)


def _make_name(token: Token, lexicon: Lexicon, role: str = "source") -> None:
    token.section, token.name = "name", Name(lexicon.substance(token.key, None, frozenset()), role)


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
        if joins_list(token) or joins_either(token):
            listed = True
        elif token.section == "name":
            return listed and token.kind == "metal last" and isinstance(token.name, Name)
        elif token.section != "anions":
            return False
        at += 1
    return False


def _behind_bracket(tokens: list[Token], at: int) -> int:
    """The place behind a bracket that tells something of the item before it."""
    last = min(at + _LONGEST, len(tokens))
    while at < last and tokens[at].text not in BRACKETS_CLOSE:
        at += 1
    return at + 1


def _shares_metal_before(tokens: list[Token], place: int) -> bool:
    """«magnesium threonate or malate»: the metal stands once, before the first."""
    if place < 2 or not (joins_list(tokens[place - 1]) or joins_either(tokens[place - 1])):
        return False
    before = tokens[place - 2]
    name = before.name
    if not isinstance(name, Name) or name.substance is None or name.role == "excipient" or before.kind == "metal last":
        return False
    return not _is_of_other(tokens, place)


def _is_weighed_source(tokens: list[Token], place: int) -> bool:
    """«red algae 600 mg, of which magnesium 70 mg»: the sea or algae with a mass of which magnesium is a part."""
    if tokens[place].key not in CONTEXT_FAMILIES:
        return False
    at = place + 1
    while at < len(tokens) and tokens[at].section in ("fillers", "quantity") and at - place <= _FEWEST_ALONE:
        at += 1
    weighed = [token.section == "quantity" for token in (*tokens[max(place - 1, 0) : place], *tokens[place + 1 : at])]
    if not any(weighed):
        return False
    at += at < len(tokens) and tokens[at].text in ",("
    if at >= len(tokens) or tokens[at].section != "of_which":
        return False
    for token in tokens[at + 1 : at + 1 + _SOURCE_REACH]:
        if isinstance(token.name, Name):
            return token.name.substance is None
        if token.section not in ("elemental", "quantity", "mark", "fillers", "connectors"):
            return False
    return False


def _is_of_other(tokens: list[Token], place: int) -> bool:
    """Whether the metal of the anion at this place stands right behind it: «gluconate de zinc»."""
    near = tokens[place + 1 : place + 3]
    if near and near[0].section in OTHERS:
        return True
    return len(near) > 1 and near[0].section == "connectors" and near[1].section in (*OTHERS, "name", "magnesium")


def _name_enumerations(tokens: list[Token], anions: list[int], lexicon: Lexicon) -> None:
    """«combines glycinate, citrate and taurate»: bare anions that no other metal owns are forms of the magnesium.

    They get no amount of their own: what stands beside such a list is that of the whole.
    """
    following = 0
    for place in anions:
        if place < following or tokens[place].section != "anions":
            continue
        found, following = _run(tokens, place, lexicon)
        families = {tokens[at].key for at in found}
        if len(families) < _FEWEST_FORMS or not _is_of_magnesium(tokens, place, following, len(families)):
            continue
        for at in found:
            _make_name(tokens[at], lexicon, "form")


def _run(tokens: list[Token], place: int, lexicon: Lexicon) -> tuple[list[int], int]:
    """The anions of an enumeration from this place on, and the place behind it."""
    found: list[int] = []
    at, last, joined = place, place, True
    while at < len(tokens) and at - last < _LONGEST:
        token = tokens[at]
        if token.section == "anions" and joined:
            if token.key not in lexicon.weak:
                found.append(at)
            last, joined = at, False
        elif joins_list(token) or joins_either(token):
            joined = True
        elif token.section not in _IN_RUN:
            break
        at += 1
    return found, last + 1


def _is_of_magnesium(tokens: list[Token], start: int, end: int, count: int) -> bool:
    """Whether no other metal owns the enumeration; where magnesium is not named before it, three forms speak for it."""
    if _is_of_other(tokens, end - 1) or not start:
        return False
    before = tokens[start - 1]
    if joins_list(before) or before.section in OTHERS:
        return False
    head = tokens[start - 2].section if start > 1 else ""
    if (before.text in BRACKETS_OPEN and head in _ROWS) or (before.section == "as" and head not in _BEFORE_AS):
        return False  # a row of a panel reads its own brackets
    for at in range(start - 1, max(start - _OWNER_REACH, -1), -1):
        token = tokens[at]
        if token.text in _ENDS:
            break
        if token.section in OTHERS:
            return False
        if token.section == "name":
            return True
    return count >= _FEWEST_ALONE or not any(token.section in OTHERS for token in tokens)
