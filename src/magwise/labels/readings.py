"""Statements of a label: which amount is printed for which name, with its percent, its columns and its serving."""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from magwise.labels.columns import CELLS, MOLAR, Amount, is_cell, read_columns, same_twice
from magwise.labels.content import content_of, shares_of_total
from magwise.labels.counts import Mention
from magwise.labels.lexicon import STRENGTH, Lexicon
from magwise.labels.lists import joins_either, joins_list, joins_with, listed_before, parallel_amount
from magwise.labels.order import LISTED
from magwise.labels.parts import LONGEST_BRACKET, Part, parts_behind, read_bracket
from magwise.labels.substances import BRACKETS_CLOSE, BRACKETS_OPEN, OTHERS, Name
from magwise.labels.tokens import Token

_SKIPPED_MARKS = frozenset({"-", ":", "|", "..", "=", "\u2022", '"', "'", "+", "~", "<", ">", "\u00b7", "#", "_"})
_PASSED = frozenset({"fillers", "elemental", "hydrates", "grades", "multiples", "brands", "connectors"})
_STARTING_MARKS = frozenset({"(", ",", ";", "|", "\n", "=", "\u2022", "..", "[", ".", ":", "-"})
_STARTING_SECTIONS = frozenset({"serving", "of_which", "as", "connectors", "units", "fillers", "count", "sections"})
_REACH = 30
_SYMBOL = 4
_BEFORE_FIELD = frozenset(",;\n|/")
_MORE = Decimal("1.03")  # shares may look this much more than their total: rounding
_CLAUSE = 7
_RESTATING = 5
_RESTATED = frozenset(",:(.\n->")


class Statement(Struct, frozen=True, gc=False):
    """One name with its amounts. family: None for the element; place: of the name; columns: amounts from left to right.

    forms: what the brackets of the element name; for a compound the others of its enumeration, whose mass is one total.
    of_total: the amount is said to be magnesium itself; is_strength: the word «strength» stands before it.
    restates: «equivalent to …» or «as …» leads from the amount of another compound to this one.
    content: the percent of magnesium in the compound, where it is printed; is_explicit: «elemental» is said, and no
    «of which» before the amount.
    """

    name: Name
    place: int
    columns: tuple[Amount, ...]
    forms: tuple[Part, ...]
    wrong_metal: bool
    bare_number: bool
    of_total: bool
    unclosed: bool
    is_strength: bool
    content: Decimal | None = None
    is_explicit: bool = False
    restates: bool = False


class Found(Struct, frozen=True, gc=False):
    """An amount found for a name: place of the quantity, the parts on the way."""

    place: int | None
    parts: tuple[Part, ...]
    wrong_metal: bool
    bare_number: bool
    unclosed: bool
    inner: int | None
    listed: bool
    passed: Mention | None = None
    percent: Token | None = None


def read_statements(
    tokens: list[Token], names: list[int], mentions: list[Mention], pairs: dict[int, int], lexicon: Lexicon
) -> list[Statement]:
    """Every source of magnesium in the text with the amounts that belong to it, in the order of the print."""
    closed = frozenset(pairs.values())
    trailing = {mention.place: mention for mention in mentions}
    taken: set[int] = set()
    sections = {token.section for token in tokens}
    percents, split = "percent" in sections, "of_which" in sections
    statements: list[Statement] = []
    strong = {mention.place: mention for mention in mentions if not mention.weak}
    for place in names:
        name = tokens[place].name
        if not isinstance(name, Name) or name.role not in ("source", "aside"):
            continue
        known = taken.copy()
        left = _left(tokens, place, taken)
        found = _forward(tokens, place, pairs, closed, taken, lexicon, strong)
        if left is not None and left == place - 1 and not _starts_clause(tokens, left) and _follows_word(tokens, left):
            served = found.place is None and _has_serving_behind(tokens, place, strong)
            left = left if served or _has_serving_before(tokens, left, mentions) else None
        direct = found.place is not None and not found.listed
        lost = direct and name.substance is None and place > 0 and tokens[place - 1].section in OTHERS
        at = found.place
        if left is not None and not (direct and not _starts_clause(tokens, left)):
            at = left
        elif at is None and found.inner is not None:
            at = found.inner
        if at is None and name.substance is not None:
            at = _strength_of(tokens, place, taken)
        parallel = parallel_amount(tokens, place)
        if parallel is not None and parallel not in taken and left is None:
            at, direct, lost = parallel, True, False
        columns: tuple[Amount, ...] = ()
        of_total = False
        parts = found.parts
        if name.role == "aside" and at is None:
            continue
        if lost and at is not None and at != left:
            # «Calcium Magnesium 506 mg»: a column of names ran into a column of amounts.
            at = None
        if at is not None:
            taken.add(at)
            begin = max(at, place) + 1 if at == left else at + 1
            columns, of_total = read_columns(tokens, at, begin, trailing, taken)
            of_total = of_total or (at > place and _is_called_elemental(tokens, place))
            if found.passed is not None and columns and at == found.place and columns[0].serving is None:
                columns = (replace(columns[0], serving=found.passed), *columns[1:])
            leading = found.percent if at == found.place else None
            if leading is not None and columns and all(amount.percent is None for amount in columns):
                columns = (replace(columns[0], percent=leading.value, decimals=leading.count), *columns[1:])
            if at < place and columns:
                columns = (_with_rival(tokens, at, place, columns[0]), *columns[1:])
            if name.substance is None and columns and split:
                shares = shares_of_total(tokens, at, lexicon)
                if shares is not None and shares > columns[0].mg * _MORE:
                    columns = (replace(columns[0], rival=shares), *columns[1:])
            if name.substance is None and not parts:
                parts = parts_behind(tokens, at, pairs, name, taken, lexicon)
            elif name.substance is not None and at > place and parallel is None:
                parts = tuple(
                    Part(other.family or "", None, other, None)
                    for other in listed_before(tokens, place)
                    if other.role == "source"
                )
        if (
            columns
            and columns[0].percent is None
            and place + 1 < len(tokens)
            and tokens[place + 1].section == "percent"
        ):
            before = tokens[place + 1]
            columns = (replace(columns[0], percent=before.value, decimals=before.count), *columns[1:])
        for one in taken - known:
            element = name.substance is None or of_total
            is_own = any(tokens[one].start == amount.start for amount in columns)
            tokens[one].role = "content" if element and (is_own or not parts) else "compound"
        statements.append(
            Statement(
                name,
                place,
                columns,
                parts,
                found.wrong_metal,
                found.bare_number and not columns,
                of_total,
                found.unclosed or lost,
                at is not None and any(near.joins & STRENGTH for near in tokens[place:at]),
                content_of(tokens, place, at) if percents and at is not None and name.substance is not None else None,
                name.substance is None and _is_explicit(tokens, place, at),
                name.substance is not None and at is not None and _restates(tokens, min(at, place)),
            )
        )
    return statements


def _is_explicit(tokens: list[Token], place: int, at: int | None) -> bool:
    """«110 mg elementair magnesium»: a statement of the element by itself, and no part of what stands before."""
    if at is None:
        return False
    said = any(token.section == "elemental" for token in tokens[max(min(at, place) - 1, 0) : max(at, place) + 2])
    before = tokens[max(min(at, place) - 3, 0) : min(at, place)]
    return said and not any(token.section in ("of_which", "serving") or token.text in "=(" for token in before)


def _restates(tokens: list[Token], start: int) -> bool:
    """«hydroxide 360 mg, equivalent to 250 mg oxide»: whether the amount of a compound leads to this statement."""
    at = start - 1
    while at > 0 and start - at < _RESTATING and (tokens[at].text in _RESTATED or tokens[at].section == "fillers"):
        at -= 1
    if at < 1 or not (tokens[at].section in ("of_which", "as") or tokens[at].text == "="):
        return False
    while at > 0 and (tokens[at - 1].section == "mark" and tokens[at - 1].text in _RESTATED):
        at -= 1
    return tokens[at - 1].section == "quantity" and tokens[at - 1].role == "compound"


def _strength_of(tokens: list[Token], place: int, taken: set[int]) -> int | None:
    """«Magnesium hydroxide … chewable tablet, strength 360 mg»: the mass of the compound that the text is about."""
    pieces = False
    for at in range(place + 1, min(place + _REACH, len(tokens) - 1)):
        token = tokens[at]
        if token.section in ("name", "quantity", "percent", *OTHERS):
            return None
        pieces = pieces or token.section == "units"
        if pieces and token.joins & STRENGTH:
            near = at + 1
            while near < len(tokens) - 1 and tokens[near].text in ":\n":
                near += 1
            owned = tokens[near].section != "quantity" or near in taken or _owns_behind(tokens, near)
            return None if owned else near
    return None


def _owns_behind(tokens: list[Token], at: int) -> bool:
    """Whether a name or a further amount stands right behind an amount."""
    near = tokens[at + 1 : at + 2]
    return bool(near) and (near[0].section in ("name", *OTHERS) or near[0].text == "/")


def _is_called_elemental(tokens: list[Token], place: int) -> bool:
    """«Magnesium taurate (elemental) 100 mg»: the bracket says whose number follows."""
    near = tokens[place + 1 : place + 4]
    return len(near) == 3 and near[0].text == "(" and near[1].section == "elemental" and near[2].text == ")"


def _with_rival(tokens: list[Token], at: int, place: int, column: Amount) -> Amount:
    """The amount before a name with its mmol: «243 mg (5 mmol) Magnesium», «4,11 mmol of 100 mg magnesium»."""
    said_before = tokens[at - 2 : at - 1] if at > 1 and joins_either(tokens[at - 1]) else []
    for token in (*tokens[at + 1 : place], *said_before):
        if token.section == "quantity" and token.value and (token.key in MOLAR) != (column.unit in MOLAR):
            return column if same_twice(tokens[at], token) else replace(column, rival=token.value, in_mmol=True)
    return column


def _forward(
    tokens: list[Token],
    place: int,
    pairs: dict[int, int],
    closed: frozenset[int],
    taken: set[int],
    lexicon: Lexicon,
    servings: dict[int, Mention],
) -> Found:
    """The amount behind a name: over brackets, dots and filler words, and over «als …» for the element."""
    name = tokens[place].name
    assert isinstance(name, Name)
    is_element = name.substance is None
    parts: list[Part] = []
    wrong = unclosed = listed = False
    inner: int | None = None
    passed: Mention | None = None
    leading: Token | None = None
    number = False
    at, total = place + 1, len(tokens)
    lines = steps = 0
    while at < total and steps < _REACH:
        steps += 1
        token = tokens[at]
        section, text = token.section, token.text
        if at in servings and passed is None and section != "quantity" and _leads_on(tokens, servings[at]):
            passed = servings[at]
            at = passed.end
            while tokens[at].section != "quantity":
                at += 1
            continue
        if section == "quantity":
            if (
                token.key == "?"
                or at in taken
                or _is_before_nutrient(tokens, place, at)
                or (lines and not is_element and _is_of_element_behind(tokens, at))
            ):
                break
            return Found(at, tuple(parts), wrong, False, unclosed, inner, listed, passed, leading)
        if section == "mark":
            if text in BRACKETS_OPEN:
                end = pairs.get(at, at)
                unclosed = unclosed or end >= total or tokens[end].text not in BRACKETS_CLOSE
                last = min(end, total, at + LONGEST_BRACKET)
                got, bad, quantity = read_bracket(tokens, at + 1, last, name, taken, lexicon)
                parts += got
                wrong = wrong or bad
                inner = quantity if inner is None else inner
                at = end + 1
                if unclosed:
                    break
                continue
            if text in BRACKETS_CLOSE:
                if at in closed and not (is_element and _is_bareread_bracket(tokens, at)):
                    break
            elif text == "\n":
                lines += tokens[at - 1].text != "\n"  # an empty line is no further one
                if lines > 2:
                    break
            elif text in _BEFORE_FIELD and is_field(tokens, at + 1, lexicon):
                at += 3
                continue
            elif (
                (listed and joins_list(token))
                or (text in CELLS and (is_cell(tokens, at + 1) or _is_leading_percent(tokens, at + 1)))
                or (text == "," and at == place + 1 and is_cell(tokens, at + 1) and not _is_listed(tokens, place))
            ):
                pass
            elif text not in _SKIPPED_MARKS and not (is_element and text == "," and _heads_parts(tokens, at + 1)):
                break
        elif section == "as" and is_element and not listed:
            listed = True
        elif section == "name" and _is_buffer(name, token, tokens[at - 1]):
            pass
        elif section == "name" and listed:
            other = token.name
            if isinstance(other, Name) and other.substance is not None and other.role == "source":
                ahead = at + 1 < total and tokens[at + 1].section == "quantity"
                if ahead and (at + 2 >= total or tokens[at + 2].section != "percent"):
                    break
                parts.append(Part(other.substance.family, other.substance.hydrate, other, None))
                other.role = "form"
        elif section == "anions" and token.key == name.family:
            pass  # «Aquamin seawater 600 mg»: the same said again
        elif section == "anions" and (listed or parts):
            substance = lexicon.substance(token.key, None, frozenset())
            parts.append(Part(substance.family, None, Name(substance, "form"), None))
        elif section == "percent" and at + 1 < total and tokens[at + 1].text in BRACKETS_OPEN:
            pass
        elif section == "percent" and leading is None and is_element and _is_first_column(tokens, at):
            leading = token
        elif section == "number":
            if _is_said_again(tokens, at):
                at += 1
                continue
            number = _is_bare_amount(tokens, at)
            break
        elif (
            section in _PASSED
            or _is_passed_word(token, name, listed and not parts)
            or (is_element and not listed and _heads_parts(tokens, at))
        ):
            pass
        else:
            break
        at += 1
    return Found(None, tuple(parts), wrong, number, unclosed, inner, listed)


def _is_leading_percent(tokens: list[Token], at: int) -> bool:
    """«Magnesium ; 53 % ; 200 mg»: a percent in the first cell."""
    return at < len(tokens) and tokens[at].section == "percent" and _is_first_column(tokens, at)


def _heads_parts(tokens: list[Token], at: int) -> bool:
    """«Magnesium (elementair), waarvan: 150 mg»: the total stands behind the words that head its parts."""
    near = tokens[at : at + 3]
    return len(near) > 2 and near[0].section == "of_which" and near[1].text == ":" and near[2].section == "quantity"


def _is_first_column(tokens: list[Token], at: int) -> bool:
    """«Magnesium | 15 % | 1,1 g | 0,055 g»: whether the percent is the first cell of a row."""
    at += 1
    while at < len(tokens) and (tokens[at].text in "|;\n/\u2022*" or tokens[at].section == "reference"):
        at += 1
    return at < len(tokens) and tokens[at].section == "quantity"


def is_field(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """«amount: 200 mg», «Menge = 300 mg»: the name of a field that holds the amount of the name before it."""
    if at + 2 >= len(tokens) or tokens[at + 1].text not in ":=" or tokens[at + 2].section != "quantity":
        return False
    return "field" in lexicon.context.get(tokens[at].text, ())


def _is_listed(tokens: list[Token], place: int) -> bool:
    """Whether the name stands in an enumeration, so that an amount behind the comma is no more its own than others'."""
    return place > 0 and (joins_list(tokens[place - 1]) or tokens[place - 1].section in OTHERS)


def _leads_on(tokens: list[Token], mention: Mention) -> bool:
    """«Magnesium per 2 tabletten: 300 mg»: whether the amount stands right behind the serving."""
    at = mention.end
    while at < len(tokens) and tokens[at].text in (":", "=", "|", "-", ")"):
        at += 1
    return at < len(tokens) and tokens[at].section == "quantity"


def _is_before_nutrient(tokens: list[Token], place: int, at: int) -> bool:
    """«240 mg Magnesium 80 mg Vitamin C»: amounts stand before their names here."""
    if at + 1 >= len(tokens) or tokens[at + 1].section not in OTHERS or not place:
        return False
    own = at + 2 < len(tokens) and tokens[at + 2].section in ("quantity", "number", "range")
    if not own and tokens[place - 1].text != "\n" and any(token.text == "\n" for token in tokens[place:at]):
        return True  # «(32 % RI) magnesium», and on the next line «80 mg vitamin C»
    return tokens[place - 1].section == "quantity" and at == place + 1 and not own


def _is_of_element_behind(tokens: list[Token], at: int) -> bool:
    """«…\n240 mg Magnesium per 3 capsules»: the amount on the next line is that of the name behind it."""
    for token in tokens[at + 1 : at + 4]:
        if isinstance(token.name, Name):
            return token.name.substance is None
        if token.section not in ("elemental", "connectors"):
            return False
    return False


def _is_bareread_bracket(tokens: list[Token], at: int) -> bool:
    """Whether the bracket that closes here holds no amount: «(providing elemental magnesium) | 150 mg»."""
    back = at - 1
    while back >= 0 and tokens[back].text not in BRACKETS_OPEN and at - back < _REACH:
        if tokens[back].section in ("quantity", "range"):
            return False
        back -= 1
    return back >= 0 and tokens[back].text in BRACKETS_OPEN


def _is_passed_word(token: Token, name: Name, listed: bool) -> bool:
    """Whether a word stands between a name and its amount without owning it."""
    text = token.text
    if joins_with(token) and name.family is not None and name.family.endswith("_buffered"):
        return True
    if token.section != "word":
        return False
    # «Magnesium Mga 5,9 mg»: the symbol with its charge, misread.
    return listed or joins_list(token) or (text.startswith("mg") and len(text) <= _SYMBOL)


def _is_buffer(owner: Name, token: Token, before: Token) -> bool:
    """«Gebufferd bisglycinaat met magnesiumoxide 560 mg»: the oxide is what it is buffered with; its name is taken."""
    other = token.name
    if not isinstance(other, Name) or other.family != "oxide" or not joins_with(before):
        return False
    if owner.substance is None or not owner.substance.family.endswith("_buffered"):
        return False
    other.role = "form"
    return True


def _is_said_again(tokens: list[Token], at: int) -> bool:
    """«Magnesium 365 Fortissimum 365 mg»: the number of the name, then the same with its unit."""
    for token in tokens[at + 1 : at + 3]:
        if token.section == "quantity":
            return token.key == "mg" and token.value == tokens[at].value
        if token.section not in ("word", "fillers"):
            return False
    return False


def _is_bare_amount(tokens: list[Token], at: int) -> bool:
    """A number of two digits or more that no unit, percent or dosage form explains: «Magnesium 375»."""
    token = tokens[at]
    if len(token.text) < 2 or token.kind == "damaged":
        return token.kind == "damaged"
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is None or following.section not in ("units", "unit_words", "mass", "percent")


def _left(tokens: list[Token], place: int, taken: set[int]) -> int | None:
    """The amount right before a name: «200 mg elementair magnesium», «100 mg (= 4,1 mmol) Magnesium»."""
    if not place:
        return None
    at = place - 1
    words = 0
    while at >= 0 and place - at < _REACH:
        token = tokens[at]
        section = token.section
        if section == "quantity":
            if token.key == "?" or at in taken or (token.kind != LISTED and _is_owned(tokens, at)):
                return None
            return at
        if section == "mark" and token.text == ")":
            inner = at - 1
            while inner >= 0 and tokens[inner].text != "(" and at - inner < 10:
                inner -= 1
            if inner < 0 or tokens[inner].text != "(":
                return None
            content = tokens[inner + 1 : at]
            if not any(near.section == "quantity" for near in content) or any(
                near.section in ("name", "units") for near in content
            ):
                return None
            at = inner - 1
            continue
        if section == "word":
            words += 1
            if words > 1 or joins_list(token):
                return None
        elif section not in _PASSED and token.text != '"':
            return None
        at -= 1
    return None


def _is_owned(tokens: list[Token], at: int) -> bool:
    """Whether the amount belongs to another nutrient before it: «Zink 10 mg», «Vitamin C (as …) 80 mg»."""
    back = at - 1
    while back >= 0 and at - back < 6:
        token = tokens[back]
        if token.section in OTHERS or (token.section == "anions"):
            return not (token.section in OTHERS and _is_amount_first(tokens, back))
        if token.section == "name" and isinstance(token.name, Name) and token.name.role in ("excipient", "denied"):
            return True
        if token.text == ")":
            while back >= 0 and tokens[back].text != "(" and at - back < 40:
                back -= 1
            back -= 1
            continue
        if token.section in ("fillers", "connectors", "hydrates", "brands") or token.text in (":", "-", "|", "..", "="):
            back -= 1
            continue
        if token.section == "word" and len(token.text) <= 3 and back and tokens[back - 1].section in OTHERS:
            return not _is_amount_first(tokens, back - 1)
        return False
    return False


def _is_amount_first(tokens: list[Token], place: int) -> bool:
    """«90 mg Kalium und 35 mg Magnesium»: the nutrient at this place has its amount before it, from the clause on."""
    while place > 0 and tokens[place].section in OTHERS:
        place -= 1
        if tokens[place].section != "quantity":
            return False
        if not place or tokens[place - 1].section not in (*OTHERS, "word"):
            return not place or _starts_clause(tokens, place)
        place -= 1
        if joins_list(tokens[place]):
            place -= 1
        elif tokens[place].section == "word":
            return False
    return False


def _follows_word(tokens: list[Token], at: int) -> bool:
    """Whether an unknown word stands right before the amount, which may then be its own."""
    if not at or tokens[at].kind == LISTED or tokens[at - 1].section != "word":
        return False
    if joins_list(tokens[at - 1]) or joins_with(tokens[at - 1]):
        return False
    for near in reversed(tokens[max(at - _CLAUSE, 0) : at - 1]):
        if near.section in ("serving", "of_which", "as"):
            return False  # «bevat als werkzaam bestanddeel 500 mg …»
        if near.section in ("mark", "quantity", "percent", "range"):
            break
    return True


def _has_serving_behind(tokens: list[Token], place: int, servings: dict[int, Mention]) -> bool:
    """«Merk B 225 mg magnesium per 3 tabletten»: what stands between an unknown word and a serving is one statement."""
    at = place + 1
    while at < len(tokens) and (tokens[at].section in ("elemental", "percent", "reference") or tokens[at].text in "()"):
        at += 1
    if at in servings and tokens[at].section == "serving":
        return True
    leads = at < len(tokens) and (tokens[at].section in ("serving", "as", "connectors") or joins_with(tokens[at]))
    return leads and at + 1 in servings


def _has_serving_before(tokens: list[Token], at: int, mentions: list[Mention]) -> bool:
    """«Zwei Kapseln schenken dir 300 mg Magnesium»: nothing but words stand between the pieces and the amount."""
    before = max((mention.end for mention in mentions if mention.end <= at and not mention.weak), default=0)
    between = tokens[before:at]
    return (
        0 < len(between) <= _CLAUSE
        and all(
            token.section in ("word", "fillers", "connectors", "serving", "of_which") and token.text != "\n"
            for token in between
        )
        and before > 0
    )


def _starts_clause(tokens: list[Token], at: int) -> bool:
    """Whether an amount opens its clause, so that it belongs to the name behind it and not to one before it."""
    if at == 0:
        return True
    before = tokens[at - 1]
    if before.section == "mark":
        if before.text in (":", "-", "..", "=", "|") and at > 1:
            return tokens[at - 2].section in ("units", "serving", "mark", "word", "sections", "of_which", "percent")
        return before.text in _STARTING_MARKS or joins_list(before)
    return before.section in _STARTING_SECTIONS or joins_list(before)
