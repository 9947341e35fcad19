"""What the printed amounts belong to: «per 2 tabletten», «Serving size: 1 scoop», «Elke capsule bevat»."""

from decimal import Decimal
from typing import NamedTuple

from magwise.labels.tokens import Token

_OR_WORDS = frozenset({"or", "oder", "ou", "o", "of", "lub", "=", "/"})
_RANGE_WORDS = frozenset({"to", "tot", "bis", "-", "a", "do"})
_ML_PER_LITRE = Decimal(1000)
_LINE = 40
_VERB_REACH = 4
_IN_A_SERVING = frozenset({"mark", "unit_words", "serving", "connectors", "mass"})
_PER_HUNDRED = 100


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


def find_servings(tokens: list[Token]) -> list[Mention]:
    """Every serving that the text names for its amounts, in the order of the print; directions for use are none."""
    mentions: list[Mention] = []
    place, total = 0, len(tokens)
    while place < total:
        token = tokens[place]
        found: Mention | None = None
        section = token.section
        if section == "serving":
            if token.key == "size":
                found = _size_line(tokens, place)
            elif token.key in ("per", "each"):
                found = _per(tokens, place)
            elif token.key == "day":
                found = _day(tokens, place, place + 1)
            elif token.key == "date":
                found = _date(tokens, place)
        elif section in ("number", "count", "units", "unit_words", "half"):
            found = _contains(tokens, place) or _cell(tokens, place)
            if found is None and section in ("units", "unit_words") and place and tokens[place - 1].section == "name":
                found = _form_after_name(tokens, place)
        elif section == "quantity":
            found = _slash(tokens, place) or _strength(tokens, place)
        if found is not None:
            mentions.append(found)
            place = max(found.end, place + 1)
        else:
            place += 1
    if any(mention.unit != "serving" and not _is_measure(mention) and not mention.weak for mention in mentions):
        # «Serving size: 2 capsules … amount per serving»: the second only points back.
        mentions = [mention for mention in mentions if mention.unit != "serving"]
    return mentions


def _is_measure(mention: Mention) -> bool:
    """Whether this is a column per 100 g or 100 ml, beside which «per serving» says something new."""
    return mention.unit in ("g", "ml") and mention.count >= _PER_HUNDRED


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
            if count is not None and tokens[at - 1].text in _RANGE_WORDS:
                several = several or (token.value or Decimal(0)) > count
                count = token.value
            elif count is not None and tokens[at - 1].text == "/" and token.value:
                count = count / token.value
            elif count is not None and tokens[at - 1].text not in ("(", ")") and count != token.value:
                return None
            else:
                count = token.value
        elif section == "count":
            if count is not None and tokens[at - 1].text in _RANGE_WORDS:
                several = True
            count = Decimal(token.key)
        elif section == "half":
            count = Decimal("0.5")
        elif section == "units":
            unit = token.key
            if unit == "litre":
                if token.text == "l" and count is None and tokens[place - 1].text != "/":
                    return None
                return Counted((count or Decimal(1)) * _ML_PER_LITRE, "ml", at + 1, several)
            return Counted(count, unit, at + 1, several)
        elif section == "quantity" and token.key in ("g", "kg") and count is None:
            return Counted((token.value or Decimal(0)) / 1000, "g", at + 1, several)
        elif section == "unit_words" or token.text in ("(", ")", "/", "~") or token.text in _RANGE_WORDS:
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


def _mention(place: int, counted: Counted, weak: bool = False) -> Mention | None:
    count = counted.count if counted.count is not None else Decimal(1)
    if count <= 0 or count > 1_000_000:
        return None
    return Mention(place, counted.end, count, counted.unit, weak, counted.several)


def _size_line(tokens: list[Token], place: int) -> Mention | None:
    """All servings named in the line of «Serving size»; a second one that is no translation makes it several."""
    return _line(tokens, place, place + 1)


def _line(tokens: list[Token], place: int, at: int) -> Mention | None:
    first: Counted | None = None
    several = False
    depth = 0
    for _ in range(_LINE):
        if at >= len(tokens):
            break
        token = tokens[at]
        text = token.text
        if text == "\n" or token.section in ("name", "sections") or (text in ".;" and first is not None):
            break
        if text in "([":
            depth += 1
        elif text in ")]":
            depth -= 1
        counted = None
        if depth == 0 and (token.section in ("number", "count", "quantity", "unit_words") or text in "½¼¾"):
            counted = count_and_unit(tokens, at)
        if counted is not None and counted.count is not None:
            if first is None:
                first = counted
                several = counted.several
            elif tokens[at - 1].text not in _OR_WORDS and not _is_same_measure(first, counted):
                several = True
            at = counted.end
            continue
        if first is not None and depth == 0 and token.section not in _IN_A_SERVING:
            if token.section in ("word", "number") and at - first.end < 8:
                at += 1
                continue
            break
        at += 1
    return None if first is None else _mention(place, Counted(first.count, first.unit, max(first.end, at), several))


def _is_same_measure(first: Counted, second: Counted) -> bool:
    """Whether the second only says the first in grams or millilitres."""
    return second.unit in ("ml", "g", "fl_oz", "oz", "serving") and first.unit != second.unit


def _per(tokens: list[Token], place: int) -> Mention | None:
    at = place + 1
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.section == "serving" and token.key in ("day", "date"):
        return _day(tokens, place, at + 1) if token.key == "day" else _date(tokens, at)
    if token.section == "word" and at + 1 < len(tokens) and tokens[at + 1].text == "(":
        # «per dagdoserinq (2 capsules)»: the word is misread, its bracket is not.
        inner = _inner(tokens, at + 1)
        return None if inner is None else _mention(place, inner)
    if tokens[place].text in ("in", "na") and token.section not in ("number", "count"):
        return None
    counted = count_and_unit(tokens, at)
    if counted is None:
        return None
    if counted.unit == "serving" and counted.count is None:
        inner = _inner(tokens, counted.end)
        if inner is not None:
            return _mention(place, inner)
    mention = _mention(place, counted)
    if mention is None:
        return None
    end = mention.end
    if end < len(tokens) and tokens[end].text == "(" and counted.unit not in ("ml", "g"):
        # «per sachet (8 g)»: the bracket says the same again.
        closing = end
        while closing < min(end + 8, len(tokens)) and tokens[closing].text != ")":
            if tokens[closing].section in ("name", "percent"):
                return mention
            closing += 1
        inner = _inner(tokens, end)
        if inner is not None and inner.unit not in (counted.unit, "ml", "g") and counted.unit == "packet":
            return mention._replace(end=closing + 1)
        return mention._replace(end=closing + 1) if inner is not None else mention
    return mention


def _inner(tokens: list[Token], place: int) -> Counted | None:
    """«(2 tabletten)» from an opening bracket on."""
    if place < len(tokens) and tokens[place].text in ("(", "["):
        counted = count_and_unit(tokens, place + 1)
        if counted is not None and counted.count is not None:
            return counted
        if counted is not None and counted.end < len(tokens) and tokens[counted.end].text == ")":
            return counted
    return None


def _day(tokens: list[Token], place: int, at: int) -> Mention | None:
    """«dagdosering (2 tabletten)», «Tagesdosis von 3 Kapseln», «Tagesportion: …»."""
    total = len(tokens)
    inner = _inner(tokens, at)
    if inner is not None:
        return _mention(place, inner)
    if at < total and tokens[at].text == ":":
        return _line(tokens, place, at + 1)
    steps = 0
    while at < total and steps < 2 and (tokens[at].section in ("connectors", "fillers") or tokens[at].text in "=-"):
        at += 1
        steps += 1
    if at < total and tokens[at].section in ("number", "count"):
        counted = count_and_unit(tokens, at)
        if counted is not None:
            return _mention(place, counted)
    return None


def _date(tokens: list[Token], place: int) -> Mention | None:
    """«Por día (2 comprimidos)»: a day counts only with its units in brackets."""
    inner = _inner(tokens, place + 1)
    return None if inner is None else _mention(place, inner)


def _contains(tokens: list[Token], place: int) -> Mention | None:
    """«1 tablet bevat», «2 Kapseln enthalten», «1 maatschep = 1,2 g», «1 scoop (2,4 g …) levert»."""
    counted = count_and_unit(tokens, place)
    if counted is None or counted.count is None:
        return None
    if place and tokens[place - 1].text == "x":
        return None
    at, total = counted.end, len(tokens)
    bracket = at < total and tokens[at].text == "("
    if bracket:
        steps = 0
        while at < total and tokens[at].text != ")" and steps < 14:
            at += 1
            steps += 1
        at += 1
    if at < total and tokens[at].text == ":":
        return _mention(place, counted)
    for _ in range(_VERB_REACH):
        if at >= total:
            break
        token = tokens[at]
        if (token.section == "serving" and token.key == "contains") or token.section == "of_which" or token.text == "=":
            return _mention(place, counted)
        if token.section in ("fillers", "unit_words") and token.text in ("enthalt", "bevat", "contains"):
            return _mention(place, counted)
        if at > counted.end and tokens[at - 1].text == "." and token.section in ("nutrients", "name"):
            return _mention(place, counted) if counted.count == 1 else None
        dated = token.section == "serving" and token.key in ("per", "date", "day")
        if token.section not in ("unit_words", "word", "fillers") and not dated and token.text not in ".:":
            break
        at += 1
    if bracket and any(token.section == "name" for token in tokens[counted.end : at]):
        return _mention(place, counted)
    return None


def _form_after_name(tokens: list[Token], place: int) -> Mention | None:
    """«MAGNESIUM OXIDE tablet»: the dosage form in a product's name; weak."""
    counted = count_and_unit(tokens, place)
    if counted is None or counted.unit in ("ml", "g", "oz", "fl_oz", "serving"):
        return None
    return Mention(place, counted.end, Decimal(1), counted.unit, True, False)


def _cell(tokens: list[Token], place: int) -> Mention | None:
    """«| 1 tab. |» as the head of a column."""
    if not place or tokens[place - 1].text != "|":
        return None
    counted = count_and_unit(tokens, place)
    if counted is None or counted.count is None:
        return None
    at = counted.end
    while at < len(tokens) and tokens[at].text == ".":
        at += 1
    if at < len(tokens) and tokens[at].text in "|\n":
        return _mention(place, counted)
    return None


def _slash(tokens: list[Token], place: int) -> Mention | None:
    """«mg/tablet», «mg/l», «mg/100 ml» right behind an amount."""
    at = place + 1
    if at + 1 < len(tokens) and tokens[at].text == "/" and tokens[at].start - tokens[place].end <= 1:
        counted = count_and_unit(tokens, at + 1)
        if counted is not None and tokens[at + 1].section in ("number", "units", "quantity"):
            found = _mention(place, counted)
            return None if found is None else found._replace(place=at)
    return None


def _strength(tokens: list[Token], place: int) -> Mention | None:
    """«365 mg effervescent tablets»: the strength of one, by its dosage form; weak."""
    at = place + 1
    for _ in range(4):
        if at >= len(tokens):
            return None
        token = tokens[at]
        if token.section == "units":
            if token.key in ("ml", "g", "serving", "oz", "fl_oz", "litre", "bottle", "packet"):
                return None
            return Mention(at, at + 1, Decimal(1), token.key, True, False)
        if token.section not in ("unit_words", "word", "elemental", "fillers") and token.text not in (",", "/"):
            return None
        if token.text == "x":
            at += 1
        at += 1
    return None
