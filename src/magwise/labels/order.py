"""Lists that print the amount before the name: «425 mg Bietensap 400 mg Magnesium (glycerofosfaat) 200 mg Taurine».

Without a mark between the items nobody can tell from one amount whose it is. The whole list tells: it begins with an
amount, every amount has a name right behind it, and it ends with a name. What other names own is then set aside.
"""

from magwise.labels.lists import joins_list
from magwise.labels.substances import BRACKETS_CLOSE, BRACKETS_OPEN, OTHERS
from magwise.labels.tokens import Token

LISTED = "listed"  # the kind of an amount of magnesium in such a list
MIXED = "mixed"  # the same in a list that «+» joins
_FEWEST = 2
_LONGEST_NAME = 16
_AMOUNTS = frozenset({"quantity", "range"})
_BEFORE = frozenset("\n:;,/|+&([\u2022-.")  # what an item may stand behind
_NAMED = frozenset({"word", "name", "b6", "anions", "brands", "acids", "roles", *OTHERS})
_REFINED = frozenset({"hydrates", "grades", "multiples", "percent", "reference", "connectors", "fillers", "elemental"})
_BETWEEN = _NAMED | _REFINED | {"as", "count", "number"}
_MARKS = frozenset("\n;,/|+&\u2022-*'%#\"")
_LEADING = frozenset({"connectors", "elemental", "fillers", "grades", "multiples"})
_MASSES = frozenset({"mg", "g", "ug", "?"})


def set_others_aside(tokens: list[Token], pairs: dict[int, int]) -> None:
    """Sets aside the amounts that other names own in every list that prints its amounts first."""
    following = 0
    for place in [place for place, token in enumerate(tokens) if token.section in _AMOUNTS]:
        if place < following or not _opens(tokens, place):
            continue
        items, following = _items(tokens, place, pairs)
        if len(items) > _FEWEST or (len(items) == _FEWEST and not _is_sentence(tokens, items)):
            kind = MIXED if _is_added(tokens, items) else LISTED
            for amount, name in items:
                if tokens[name].section == "name":
                    tokens[amount].kind = tokens[amount].kind or kind
                else:
                    tokens[amount].section, tokens[amount].role = "aside", "other_nutrient"


def _is_added(tokens: list[Token], items: list[tuple[int, int]]) -> bool:
    """«8 g salt + 600 mg magnesium + 2 g potassium»: what somebody should mix or take, in no product's words."""
    return any(token.text == "+" for token in tokens[items[0][0] : items[-1][0]])


def _is_sentence(tokens: list[Token], items: list[tuple[int, int]]) -> bool:
    """«100 g almonds supply 250 mg magnesium»: a word we do not know and no mark between two amounts make no list."""
    (_, name), (amount, _) = items
    marks = any(token.text in _BEFORE or joins_list(token) for token in tokens[name + 1 : amount])
    return tokens[name].section == "word" and not marks


def _opens(tokens: list[Token], place: int) -> bool:
    """Whether an amount begins an item: nothing before it, a mark, a word that joins, or a serving."""
    if not place:
        return True
    before = tokens[place - 1]
    if before.section == "units" and place > 1:
        return tokens[place - 2].section in ("number", "count", "serving")
    return before.text in _BEFORE or joins_list(before)


def _items(tokens: list[Token], place: int, pairs: dict[int, int]) -> tuple[list[tuple[int, int]], int]:
    """The amounts with their names from here on, and where the list ends; none where one has no name behind it."""
    items: list[tuple[int, int]] = []
    at = place
    while True:
        name = _name_behind(tokens, at)
        if name is None:
            # The last number has no name: it may be that of the name before, and the list be the other way round.
            return ([] if at > place else items), at + 1
        items.append((at, name))
        following, ended = _next_amount(tokens, name + 1, pairs)
        if following is None:
            return items, ended
        at = following


def _name_behind(tokens: list[Token], place: int) -> int | None:
    """The name right behind an amount, on the same line."""
    if tokens[place].key not in _MASSES:
        return None
    at = place + 1
    while at < len(tokens) and tokens[at].section in _LEADING:
        at += 1
    if at >= len(tokens):
        return None
    token = tokens[at]
    own = token.section == "word" and len(token.text) > _FEWEST and not token.votes and token.key in ("", "food")
    return at if own or token.section in (*OTHERS, "name", "b6", "anions") else None


def _next_amount(tokens: list[Token], at: int, pairs: dict[int, int]) -> tuple[int | None, int]:
    """The amount of the next item, over brackets and the words of the name; None where the list ends before it."""
    steps = 0
    while at < len(tokens) and steps < _LONGEST_NAME:
        token = tokens[at]
        if token.section in ("quantity", "range"):
            return at, at
        if token.text in BRACKETS_OPEN:
            end = pairs.get(at, at)
            if end >= len(tokens) or tokens[end].text not in BRACKETS_CLOSE:
                return None, at
            at = end + 1
            continue
        if token.section == "mark" and token.text not in _MARKS:
            return None, at
        if token.section not in _BETWEEN and token.section != "mark" and not joins_list(token):
            return None, at
        steps += 1
        at += 1
    return None, at
