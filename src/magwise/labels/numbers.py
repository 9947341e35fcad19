"""Every quantity of a text with its role, and the amounts beside magnesium of which nobody says what they are."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from magwise.labels.columns import MOLAR
from magwise.labels.counts import MEASURES, Mention
from magwise.labels.label import NumberRole
from magwise.labels.lists import joins_list
from magwise.labels.readings import Statement
from magwise.labels.substances import OTHERS, Name
from magwise.labels.tokens import Token

_NEAR = 4
_OWNER_REACH = 12
_MOST_PIECES = 30
_CODE_DIGITS = 5
_LEAST_PACK = 12
_ROUNDING = Decimal("0.005")
_MOLAR_ROUNDING = Decimal("0.05")
_MOST_TIMES = 12
_MONEY = frozenset("€$£")
_BETWEEN = frozenset({"elemental", "connectors", "fillers", "mark", "grades", "hydrates"})
_ENDS = frozenset("\n.;!?|")
_OWNERS = frozenset({"word", "name", "number", "quantity", "anions"})
_AMOUNTS = frozenset({"quantity", "range", "aside"})
_NUMBERS = _AMOUNTS | {"percent", "number"}
_MASSES = frozenset({"mg", "g", "ug", "kg", "mmol", "meq"})


def find_unexplained(
    tokens: list[Token], statements: list[Statement], mentions: list[Mention]
) -> tuple[list[tuple[int, Mention | None]], list[Mention]]:
    """The places of amounts beside a name of magnesium that no statement took, with the serving right behind each.

    An amount that only says again what a statement says, for no other serving, is explained; the second list holds the
    servings of those.
    """
    repeated: list[Mention] = []
    said: dict[Decimal, list[Mention | None]] = {}
    for statement in statements:
        for amount in statement.columns:
            said.setdefault(amount.mg, []).append(amount.serving)
    behind = {mention.place: mention for mention in mentions if not mention.weak}
    stated = {amount.start: statement.place for statement in statements for amount in statement.columns}
    found: list[tuple[int, Mention | None]] = []
    for place in [place for place, token in enumerate(tokens) if token.section == "quantity"]:
        token = tokens[place]
        if token.role or token.key not in _MASSES or token.value is None:
            continue
        owner = _name_beside(tokens, place)
        if owner is None:
            owner = _left_over_behind(tokens, place, stated)
        if owner is None:
            continue
        serving = next((behind[at] for at in range(place + 1, min(owner + _NEAR, place + 8)) if at in behind), None)
        same = next((mg for mg in said if _say_the_same(mg, token)), None)
        if same is None and _is_multiple(token.value, said):
            token.role = "dosage"
            continue
        if same is not None and _is_same_serving(serving, said[same]):
            token.role = "content" if _is_element(tokens[owner]) else "compound"
            if serving is not None and _is_element(tokens[owner]):
                repeated.append(serving)
            continue
        token.role = "unknown"
        found.append((place, serving))
    found += _said_again_under_a_head(tokens, statements, mentions)
    return found, repeated


def _said_again_under_a_head(
    tokens: list[Token], statements: list[Statement], mentions: list[Mention]
) -> list[tuple[int, Mention | None]]:
    """The second of two rows with the same amount, where a head between them counts something that we do not know."""
    covered = {place for mention in mentions for place in range(mention.place, mention.end)}
    rows = [one for one in statements if one.columns and one.name.substance is None]
    found: list[tuple[int, Mention | None]] = []
    places = {token.start: at for at, token in enumerate(tokens)} if len(rows) > 1 else {}
    for one, two in pairwise(rows):
        if one.columns[0].mg != two.columns[0].mg or one.columns[0].mg == 0:
            continue
        at = places.get(two.columns[0].start)
        apart = any(token.text == "\n" for token in tokens[one.place : two.place])
        if at is not None and apart and any(_has_unknown_head(tokens, row.place, covered) for row in (one, two)):
            found.append((at, None))
    return found


def _has_unknown_head(tokens: list[Token], place: int, covered: set[int]) -> bool:
    """Whether the line above a row counts something that no serving covers."""
    ends = [at for at in range(place - 1, max(place - 2 * _OWNER_REACH, -1), -1) if tokens[at].text == "\n"]
    if not ends or (len(ends) == 1 and place > 2 * _OWNER_REACH):
        return False  # no line above, or one that is too long for a head
    start = ends[1] + 1 if len(ends) > 1 else max(place - 2 * _OWNER_REACH, 0)
    head = range(start, ends[0])
    return len(head) <= _OWNER_REACH and any(at not in covered and _is_count_of_something(tokens, at) for at in head)


def _is_count_of_something(tokens: list[Token], place: int) -> bool:
    """A small bare number before a word: «3 zuigbeertjes»."""
    token, after = tokens[place], tokens[place + 1]
    small = token.section == "count" or (token.section == "number" and (token.value or 0) < _LEAST_PACK)
    return small and after.section in ("word", "unit_words", "units")


def _left_over_behind(tokens: list[Token], place: int, stated: dict[int, int]) -> int | None:
    """«400 mg (adults) / 200 mg (from 4 years)», «310 mg pour les femmes et 360 mg»: the place of the name whose amount
    stands before this one, where nothing between them or behind it owns it; None where something does.
    """
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    owners = (*OTHERS, "word", "name", "connectors")
    if after is not None and not _is_group(after) and (after.section in owners or after.text == "/"):
        return None
    joined, depth = False, 0
    for at in range(place - 1, max(place - _OWNER_REACH, -1), -1):
        token = tokens[at]
        if token.start in stated and not depth:
            return stated[token.start] if joined else None
        if token.text in ")]":
            depth += 1
        elif token.text in "([":
            depth = max(depth - 1, 0)
        elif not depth and not _is_group(token) and (token.text in "\n.;:|%" or token.section in (*OTHERS, *_OWNERS)):
            return None
        joined = joined or (not depth and (joins_list(token) or token.key == "or"))
    return None


def _is_group(token: Token) -> bool:
    """«Adults», «or»: no owner of an amount, but one for whom it is."""
    return token.section == "word" and token.key in ("persons", "or")


def _say_the_same(mg: Decimal, token: Token) -> bool:
    """Whether an amount is said again, in mmol with their rounding."""
    value = token.value or Decimal(0)
    return abs(value - mg) <= mg * (_MOLAR_ROUNDING if token.key in MOLAR else _ROUNDING)


def _is_multiple(value: Decimal, said: dict[Decimal, list[Mention | None]]) -> bool:
    """«3 times a day 2 tablets (364,8 mg)» beside 60,8 mg a tablet: the amount of the pieces of a day."""
    for mg, servings in said.items():
        times = value / mg if mg else Decimal(0)
        whole = times.to_integral_value()
        counted = any(serving is not None for serving in servings)
        if counted and 1 < whole <= _MOST_TIMES and abs(times - whole) <= times * _ROUNDING:
            return True
    return False


def _is_element(token: Token) -> bool:
    return isinstance(token.name, Name) and token.name.substance is None


def _is_same_serving(one: Mention | None, others: list[Mention | None]) -> bool:
    if one is None:
        return True
    known = [other for other in others if other is not None]
    return not known or any((one.count, one.unit) == (other.count, other.unit) for other in known)


def _name_beside(tokens: list[Token], place: int) -> int | None:
    """The place of the name of magnesium right beside an amount, on its line; None where another word owns it."""
    if place > 1 and tokens[place - 1].text == ")":
        at = place - 2
        while at and tokens[at].text != "(" and place - at < _OWNER_REACH:
            at -= 1
        if at and tokens[at].text == "(" and tokens[at - 1].section in OTHERS:
            return None  # «L-Taurine (magnesiumtauraat) 575 mg»
    for at in range(place + 1, min(place + _NEAR, len(tokens))):
        token = tokens[at]
        if token.section == "name":
            return at if _counts(token) and not _has_own(tokens, at) else None
        if token.section in OTHERS:
            return None
        if token.section not in _BETWEEN or token.text in _ENDS or token.text in "(,":
            break
    for at in range(place - 1, max(place - _NEAR, -1), -1):
        token = tokens[at]
        if token.section == "name":
            listed = at > 1 and joins_list(tokens[at - 1]) and tokens[at - 2].section in OTHERS
            return at if _counts(token) and not listed else None
        if token.section not in _BETWEEN or token.text in _ENDS or token.text in "),":
            break
    return None


def _counts(token: Token) -> bool:
    return isinstance(token.name, Name) and token.name.role in ("source", "form")


def _has_own(tokens: list[Token], at: int) -> bool:
    """Whether a name has its amount behind it: «Zink 10 mg Magnesium 300 mg», «… Magnesium (malaat) 50 mg»."""
    start = at + 1
    if start < len(tokens) and tokens[start].text == "(":
        while start < min(at + _OWNER_REACH, len(tokens)) and tokens[start].text != ")":
            start += 1
        start += 1
    for token in tokens[start : start + _NEAR - 1]:
        if token.section in ("quantity", "range", "aside"):
            return True
        if token.section not in _BETWEEN and token.section != "of_which":
            return False
    return False


def roles_of(tokens: list[Token], mentions: list[Mention]) -> Iterator[tuple[Token, NumberRole]]:
    """Every quantity of the text with its role, in the order of the print."""
    servings: dict[int, Mention] = {}
    for mention in mentions:
        for place in range(mention.place, mention.end):
            servings.setdefault(place, mention)
    money: bool | None = None
    for place in [place for place, token in enumerate(tokens) if token.section in _NUMBERS]:
        token = tokens[place]
        role: NumberRole | None = "percent" if token.section == "percent" else None
        role = token.role or role
        if role is None:
            if money is None:
                money = any(_is_money(near) for near in tokens)
            role = _role(tokens, place, servings.get(place), money)
        yield token, role


def _role(tokens: list[Token], place: int, mention: Mention | None, money: bool) -> NumberRole:
    token = tokens[place]
    if money and any(_is_money(near) for near in (*tokens[max(place - 1, 0) : place], *tokens[place + 1 : place + 2])):
        return "price"
    if mention is not None and not (mention.weak and token.section == "quantity"):
        return "serving"
    if token.section in ("quantity", "range"):
        return "other_nutrient" if _has_owner(tokens, place) or token.key == "?" else "unknown"
    return _role_of_number(tokens, place)


def _role_of_number(tokens: list[Token], place: int) -> NumberRole:
    """What a number without a unit of mass is: pieces, a dose, a pack, a code."""
    token = tokens[place]
    unit = _unit_behind(tokens, place)
    if unit is not None:
        if unit.key in MEASURES and unit.key != "serving":
            return "serving"
        return "pack" if (token.value or 0) >= _LEAST_PACK else "dosage"
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    if behind is not None and (behind.text == "x" or behind.key == "times"):
        return "dosage"
    before = tokens[place - 1] if place else None
    if len(token.text) >= _CODE_DIGITS and token.text.isdigit():
        return "code"
    if before is not None and (before.text == "#" or (before.text == "e" and len(token.text) == 3)):
        return "code"
    if before is not None and before.text == "-" and place > 1 and tokens[place - 2].section in (*OTHERS, "word"):
        return "code"
    return "unknown"


def _unit_behind(tokens: list[Token], place: int) -> Token | None:
    for token in tokens[place + 1 : place + _NEAR]:
        if token.section == "units":
            return token
        if token.section not in ("unit_words", "word") and token.text not in ("x", "-"):
            return None
    return None


def _is_money(token: Token) -> bool:
    return token.text in _MONEY or (token.key == "price" and token.section == "word")


def _has_owner(tokens: list[Token], place: int) -> bool:
    """Whether another nutrient or an unknown word on the line owns an amount."""
    for reach in (range(place - 1, max(place - _OWNER_REACH, -1), -1), range(place + 1, place + _NEAR)):
        for at in reach:
            if at >= len(tokens) or tokens[at].text in "\n.":
                break
            if tokens[at].section in OTHERS or tokens[at].section in ("word", "anions"):
                return True
            if tokens[at].section == "name":
                break
    return False
