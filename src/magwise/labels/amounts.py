"""Amounts in the print: numbers with their unit in mg, percentages, ranges, and numbers that a scanner damaged."""

from decimal import Decimal

from magwise.errors import QuantityError
from magwise.labels.headings import numbers_below
from magwise.labels.lexicon import Lexicon
from magwise.labels.tokens import Token
from magwise.quantities import milligrams, read_number

_LONG_DECIMAL = 5
_SEEN = frozenset({"number", "mass", "mark"})
_HALVES = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_MARKS = frozenset({*_HALVES, "%"})
# Languages that print a blank between thousands.
_BLANK_LANGUAGES = frozenset({"fr", "pl", "sv", "es", "it", "pt", "da", "de"})


def find_amounts(tokens: list[Token], lexicon: Lexicon, lang: str | None) -> list[Token]:
    """The tokens with numbers joined to what follows them.

    `quantity`: value in mg (of magnesium for mmol and mEq), `other` a second reading of the number or None, `key` the
    unit, «?» for a unit that is no mass. `percent`: value as printed, `count` its decimals. `range`: «403-435 mg».
    """
    small = lexicon.thousands_below_mg
    if any(_shows_decimal_comma(token.text) for token in tokens if token.section == "number"):
        small = Decimal(0)
    joined: list[Token] = []
    add = joined.append
    place, total, headed = 0, len(tokens), False
    while place < total:
        token = tokens[place]
        section = token.section
        if section not in _SEEN or (section == "mark" and token.text not in _MARKS):
            add(token)
            place += 1
            continue
        if section == "mark" and token.text != "%":
            token.section, token.value = "number", _HALVES[token.text]
            if joined and joined[-1].section == "number" and joined[-1].end == token.start:
                joined[-1].value = (joined[-1].value or Decimal(0)) + _HALVES[token.text]
                place += 1
                continue
        elif section == "number":
            place = _number(tokens, place, lang, small, joined)
            continue
        elif section == "mass" and _stands_in_bracket(tokens, place):
            joined.pop()
            tokens[place + 1] = token
            place = _number_behind(tokens, place + 1, lang, small, joined)
            continue
        elif section == "mass" and _stands_before(tokens, place):
            place = _number_behind(tokens, place, lang, small, joined)
            continue
        elif section == "mark" and _percent_behind(tokens, place):
            add(token)
            add(tokens[place + 1])
            place = _number(tokens, place + 2, lang, small, joined)
            if joined[-1].section == "number":
                joined[-1].section = "percent"
            continue
        headed = headed or section == "mass"
        add(token)
        place += 1
    if headed:
        for number, unit in numbers_below(joined):
            _quantity(number, unit, small, lang, 0, [])
    return joined


def _shows_decimal_comma(number: str) -> bool:
    """Whether a number can only have a decimal comma: «0,1044», so that «1,781 mg» beside it is no thousand."""
    return number.startswith("0,") and len(number) > _LONG_DECIMAL


def _stands_before(tokens: list[Token], place: int) -> bool:
    """Whether a unit stands before its number, as Italian labels print it: «Magnesio mg 375»."""
    if place + 1 >= len(tokens) or tokens[place + 1].section != "number" or tokens[place].key == "other":
        return False
    before = tokens[place - 1] if place else None
    if before is None or before.section not in ("magnesium", "nutrients", "manganese", "anions", "mark", "elemental"):
        return False
    after = tokens[place + 2] if place + 2 < len(tokens) else None
    if before.section == "mark" and before.text not in (":", "..", "|", ")"):
        return False
    if after is not None and after.text == "%":
        # «mg 225 %VNR 60»: the sign belongs to the reference behind it.
        return place + 3 < len(tokens) and tokens[place + 3].section == "reference"
    return after is None or after.section not in ("mass", "units", "unit_words")


def _stands_in_bracket(tokens: list[Token], place: int) -> bool:
    """«Magnesium (mg) 225»: the unit in a bracket between name and number, which has none of its own."""
    if place < 2 or place + 2 >= len(tokens) or tokens[place].key == "other":
        return False
    before, closing, number = tokens[place - 1], tokens[place + 1], tokens[place + 2]
    if before.text != "(" or closing.text != ")" or number.section != "number":
        return False
    if tokens[place - 2].section not in ("magnesium", "anions", "nutrients", "manganese"):
        return False
    after = tokens[place + 3] if place + 3 < len(tokens) else None
    return after is None or after.section not in ("mass", "units", "unit_words")


def _number_behind(tokens: list[Token], place: int, lang: str | None, small: Decimal, joined: list[Token]) -> int:
    """Joins the unit at this place with the number behind it; returns the next place."""
    unit, number = tokens[place], tokens[place + 1]
    if place + 2 < len(tokens) and tokens[place + 2].text == "%":
        _number([number], 0, lang, small, joined)
        following = place + 2
    else:
        following = _number(tokens, place + 1, lang, small, joined)
    if number.section == "number" and joined[-1] is number:
        joined.pop()
        _quantity(number, unit, small, lang, 0, joined)
        number.end = max(number.end, unit.end)
        number.start = unit.start
    return following


def _percent_behind(tokens: list[Token], place: int) -> bool:
    """Whether a percent is printed behind the name of its reference: «%VNR 60»."""
    near = tokens[place + 1 : place + 4]
    if len(near) < 2 or near[0].section != "reference" or near[1].section != "number":
        return False
    before = tokens[place - 1] if place else None
    if before is None or before.section not in ("mass", "number", "mark"):
        return False
    return len(near) < 3 or (near[2].section not in ("mass", "units", "unit_words", "number") and near[2].text != "%")


def _number(tokens: list[Token], place: int, lang: str | None, small: Decimal, joined: list[Token]) -> int:
    """Joins the number at this place with its unit, appends the token, returns the next place."""
    token = tokens[place]
    total = len(tokens)
    text = token.text
    try:
        readings = read_number(text, lang)
    except QuantityError:
        token.section = "mark"
        joined.append(token)
        return place + 1
    token.value, token.other = readings
    token.count = len(text) - max(text.rfind(","), text.rfind(".")) - 1 if "," in text or "." in text else 0
    token.kind = "damaged" if text[0] == "0" and len(text) > 1 and text.isdigit() else ""
    next_place = place + 1
    following = tokens[next_place] if next_place < total else None
    if following is None:
        joined.append(token)
        return next_place
    if (
        following.section == "number"
        and 1 <= len(text) <= 3
        and text.isdigit()
        and len(following.text) == 3
        and following.text.isdigit()
        and following.start == token.end + 1
        and place + 2 < total
        and tokens[place + 2].section == "mass"
        and (
            following.text == "000"
            or ((lang in _BLANK_LANGUAGES or lang is None) and not (place and _ends_a_name(tokens, place - 1)))
        )
    ):
        # «1 500 mg»: a blank between thousands, unless the first number ends a name such as «MAG 2 100 mg».
        # «375 000 µg» is one number everywhere.
        token.value, token.other = Decimal(text + following.text), Decimal(following.text) or None
        token.end = following.end
        next_place += 1
        following = tokens[next_place]
    if following.section == "number" and following.text.startswith("00") and token.end < following.start:
        token.kind = "damaged"
    if following.section == "mass":
        return _quantity(token, following, small, lang, next_place, joined)
    if following.text == "|" and _is_unit_column(tokens, place):
        return _quantity(token, tokens[next_place + 1], small, lang, next_place + 1, joined)
    if following.section == "mark" and following.text == "%":
        token.section, token.end = "percent", following.end
        joined.append(token)
        return next_place + 1
    if _is_range(tokens, next_place):
        upper = tokens[next_place + 1]
        after = tokens[next_place + 2] if next_place + 2 < total else None
        if after is not None and after.section == "mass" and upper.start - token.end < 8:
            token.section, token.key, token.end = "range", after.key, after.end
            joined.append(token)
            return next_place + 3
    joined.append(token)
    return next_place


def _is_unit_column(tokens: list[Token], place: int) -> bool:
    """«| magnesium | 180 | mg |»: the unit stands alone in the cell behind the number."""
    if place < 1 or place + 2 >= len(tokens) or tokens[place - 1].text not in ("|", ":"):
        return False
    unit = tokens[place + 2]
    end = tokens[place + 3] if place + 3 < len(tokens) else None
    return unit.section == "mass" and unit.key != "other" and (end is None or end.text in "|\n")


def _ends_a_name(tokens: list[Token], place: int) -> bool:
    """Whether a number behind this word may belong to a product's name: «MAG 2 100 mg»; not behind a compound."""
    token = tokens[place]
    if token.section == "magnesium":
        compound = token.key == "compound" or any(
            near.section == "anions" for near in tokens[max(place - 2, 0) : place]
        )
        return not compound
    return token.section in ("word", "b6")


def _is_range(tokens: list[Token], place: int) -> bool:
    """Whether «-», «tot» or «bis» and a number stand from here."""
    if place + 1 >= len(tokens) or tokens[place + 1].section != "number":
        return False
    mark = tokens[place]
    if mark.section == "mark":
        return mark.text == "-"
    return mark.section == "serving" and mark.key == "to" and mark.text != "a"


def _quantity(token: Token, unit: Token, small: Decimal, lang: str | None, place: int, joined: list[Token]) -> int:
    """Makes the number a quantity. place: where the unit stands."""
    value, other = token.value or Decimal(0), token.other
    token.section, token.end = "quantity", unit.end
    token.key = unit.key
    if unit.key == "other":
        token.key = "?"
    else:
        if other is not None:
            value, other = _plausible(value, other, unit.key, small, lang)
        token.value = milligrams(value, unit.key)
        token.other = None if other is None else milligrams(other, unit.key)
        if token.value == 0:
            token.kind = "damaged"
    if len(joined) >= 2 and joined[-1].text == "-" and _begins_range(joined[-2], token):
        joined.pop()
        token.section, token.start = "range", joined.pop().start
    joined.append(token)
    return place + 1


def _begins_range(first: Token, token: Token) -> bool:
    """Whether a quantity with «-» behind it is the lower end of a range: «403 mg-435 mg»."""
    if first.section != "quantity" or first.key != token.key or token.start - first.end > 3:
        return False
    return first.value is not None and token.value is not None and first.value < token.value


def _plausible(
    value: Decimal, other: Decimal, unit: str, small: Decimal, lang: str | None
) -> tuple[Decimal, Decimal | None]:
    """The likelier reading first: «2,250 g» is 2.25 g in every language, «1,000 mg» is no single milligram."""
    low, high = min(value, other), max(value, other)
    if unit in ("g", "kg", "mmol", "meq"):
        return low, high
    if unit == "mg" and low < small and (lang != "en" or value == low):
        return high, low
    return value, other
