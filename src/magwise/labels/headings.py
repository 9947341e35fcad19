"""A unit that is printed once, above its numbers: «in mg/l: calcium 468, magnesium 74,5»."""

from magwise.labels.tokens import Token

_NAMES = frozenset({"magnesium", "nutrients", "manganese", "anions"})
_WITHOUT_UNIT = frozenset({"other", "kg"})
_LIMITS = frozenset("<>~=")
_LIST = 14
_BEHIND = 8
_FEWEST = 3


def numbers_below(tokens: list[Token]) -> list[tuple[Token, Token]]:
    """The bare numbers of every plain list with the unit of its heading.

    A plain list names at least three nutrients, magnesium among them, and prints a number behind each. Where names or
    numbers stand side by side nobody can tell which belong together, and the list gives nothing.
    """
    found: list[tuple[Token, Token]] = []
    for place, token in enumerate(tokens):
        if token.section == "mass" and token.key not in _WITHOUT_UNIT and is_heading(tokens, place):
            rows = _rows(tokens, place + 1)
            named = any(name.section == "magnesium" for name, _ in rows)
            if named and len(rows) >= _FEWEST and all(number is not None for _, number in rows):
                found += [(number, token) for _, number in rows if number is not None and number.section == "number"]
    return found


def _is_gram(token: Token) -> bool:
    """Whether the unit is grams: «15,4 g/6,2 g» are two columns, and no list prints its minerals in grams."""
    return token.key in ("g", "kg")


def is_heading(tokens: list[Token], place: int) -> bool:
    """Whether the unit at this place stands without a number, per litre or per 100 g: «mg/l», «mg per 100 g»."""
    if place + 2 >= len(tokens) or (place and tokens[place - 1].section in ("number", "quantity")):
        return False
    after, base = tokens[place + 1], tokens[place + 2]
    per = after.text == "/" or (after.section == "serving" and after.key == "per")
    if not per or _is_gram(tokens[place]):
        return False
    if base.text == "l" and place + 3 < len(tokens) and tokens[place + 3].start == base.end:
        return tokens[place + 3].text in ":)|,;."  # «mg / L-taurine» is a name
    if base.section == "number":
        return place + 3 < len(tokens) and tokens[place + 3].section == "units"
    return base.section in ("units", "quantity")


def _rows(tokens: list[Token], start: int) -> list[tuple[Token, Token | None]]:
    """Each nutrient from here on, up to where none is named any more, with the number behind it."""
    rows: list[tuple[Token, Token | None]] = []
    place, last, depth = start, start, 0
    while place < len(tokens) and place - last < _LIST:
        token = tokens[place]
        if token.text in "([":
            depth += 1
        elif token.text in ")]":
            depth = max(depth - 1, 0)
        elif token.section in _NAMES and not depth:
            if not (rows and rows[-1][1] is None and tokens[place - 1].section in _NAMES):
                rows.append((token, _number_behind(tokens, place + 1)))
            last = place
        place += 1
    return rows


def _number_behind(tokens: list[Token], place: int) -> Token | None:
    """The number of a row: behind the symbol in brackets and the marks; None where another name comes first."""
    depth = 0
    for token in tokens[place : place + _BEHIND]:
        if token.text in "([":
            depth += 1
        elif token.text in ")]":
            depth -= 1
        elif depth:
            continue
        elif token.section in ("number", "quantity", "range"):
            return token
        elif token.section != "mark" and token.section not in ("elemental", "word"):
            return None
        elif token.text in _LIMITS or token.text == ",":
            return None if token.text == "," else token
    return None
