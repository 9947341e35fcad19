"""What stands behind an amount: its percent, the same again in other units, further columns, its serving."""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from magwise.labels.content import is_content
from magwise.labels.counts import Mention
from magwise.labels.substances import BRACKETS_CLOSE, BRACKETS_OPEN, OTHERS, Name
from magwise.labels.tokens import Token
from magwise.quantities import milligrams

_REACH = 24
CELLS = frozenset(";/\u2022")  # marks that divide cells where a table was pressed into a line
MOLAR = frozenset({"mmol", "meq"})
_CLAUSE = 4
_HALF = Decimal("0.5")
_EQUAL = Decimal("0.03")


class Amount(Struct, frozen=True, gc=False):
    """A printed mass with what stands behind it. mg: in milligrams; other: a second reading of the number.

    percent, decimals: the printed percent and its decimals; bare: a number without «%» in its place; start, end: the
    place in the folded text; rival: the mg of a second amount that should say the same and does not, `in_mmol` when one
    of the two is in mmol or mEq.
    """

    mg: Decimal
    other: Decimal | None
    percent: Decimal | None
    decimals: int
    bare: Decimal | None
    unit: str
    damaged: bool
    start: int
    end: int
    serving: Mention | None
    rival: Decimal | None = None
    in_mmol: bool = False


def read_columns(
    tokens: list[Token], at: int, begin: int, trailing: dict[int, Mention], taken: set[int]
) -> tuple[tuple[Amount, ...], bool]:
    """The amount at `at` with what stands from `begin` on: percent, equivalents, further columns, its serving.

    The flag says that the amount is followed by «… magnesium»: it is the element's, whatever name stands before.
    """
    columns: list[Amount] = []
    current = tokens[at]
    percent: Decimal | None = None
    decimals = 0
    bare: Decimal | None = None
    serving: Mention | None = None
    rival: Decimal | None = None
    in_mmol = False
    of_total = False
    place, total, steps = begin, len(tokens), 0
    after_comma = False
    gap = bracket = False
    while place < total and steps < _REACH:
        steps += 1
        token = tokens[place]
        section, text = token.section, token.text
        if place in trailing and serving is None and text != "\n":
            mention = trailing[place]
            if (
                tokens[max(0, place - 1)].text not in ("\n", ";")
                and not mention.several
                and not (tokens[place - 1].text == "-" and _opens(tokens, mention.end))
            ):
                serving = mention
                place = mention.end
                gap = True
                continue
        if section == "percent":
            if bare is not None:
                break
            if is_content(tokens, place):
                place += 1
                bracket = True
                continue
            percent, decimals = token.value, token.count
            place += 1
            after_comma = True
            if place in trailing and serving is None and tokens[place].text != "\n":
                continue
            if serving is None and _per_follows(tokens, place, trailing):
                continue
            cell = _next_cell(tokens, place, current)
            if cell is None and len(trailing) > 1:
                beyond = _past_lines(tokens, place + (place < total and tokens[place].text in "|\n;\u2022/"))
                cell = beyond if _is_next_column(tokens, beyond, current) else None
            own = bracket and tokens[place - 2].text in BRACKETS_OPEN
            if cell is not None and cell not in taken and not gap and (own or not bracket):
                bracket = False
                columns.append(_amount(current, percent, decimals, bare, serving))
                current, percent, bare, serving, decimals = tokens[cell], None, None, None, 0
                after_comma = False
                taken.add(cell)
                place = cell + 1
                continue
            break
        if section == "quantity":
            value = current.value or Decimal(0)
            other = token.value or Decimal(0)
            if token.key == "?" or after_comma or place in taken or _speaks_of_element(tokens, place, current):
                break
            if _is_next_nutrients(tokens, place, begin > at + 1) or _says_elemental(tokens, place):
                break
            if value and same_twice(current, token):
                taken.add(place)
                # «97.2 mg (4 mmol)»: only of magnesium itself are both true.
                of_total = of_total or (token.key in MOLAR) != (current.key in MOLAR)
            elif not gap and not bracket and _same_row(tokens, current, token):
                columns.append(_amount(current, percent, decimals, bare, serving))
                current, percent, bare, serving, decimals = token, None, None, None, 0
                taken.add(place)
            elif not columns and _says_the_same_again(tokens, place, at, current, token):
                rival, in_mmol = other, (token.key in MOLAR) != (current.key in MOLAR)
                taken.add(place)
            else:
                break
        elif section == "number":
            if bare is None and percent is None and token.kind != "damaged" and not after_comma:
                following = tokens[place + 1] if place + 1 < total else None
                if following is None or following.section not in ("units", "unit_words", "mass"):
                    bare = token.value
                    decimals = token.count
                    place += 1
                    continue
            break
        elif section == "name":
            name = token.name
            between = tokens[at + 1 : place]
            joined_by = all(near.section in ("connectors", "elemental") for near in between) and (
                bool(between) or not _has_own_amount(tokens, place)
            )
            if isinstance(name, Name) and name.substance is None and joined_by:
                of_total = True
                place += 1
                continue
            break
        elif section in OTHERS:
            if tokens[place - 1].section == "connectors" and at == place - 2:
                return (), False
            break
        elif text in BRACKETS_OPEN and _is_called_element(tokens, place):
            of_total = True
            place += 3
            continue
        elif section == "mark":
            bracket = (bracket or text in BRACKETS_OPEN) and text not in BRACKETS_CLOSE
            gap = gap or text == "="
            cell = text in CELLS or (text == "\n" and at > 0 and tokens[at - 1].text == "\n")
            following_cell = _past_lines(tokens, place + 1)
            if cell and not bracket and percent is None and _is_next_cell(tokens, following_cell, current):
                place = following_cell
                continue
            if text == "," and percent is None and place + 1 < total and tokens[place + 1].section == "percent":
                after = tokens[place + 2] if place + 2 < total else None
                if after is None or after.section in ("reference", "mark", "serving"):
                    place += 1
                    continue
            if text == "," and percent is None and _names_percent(tokens, place + 1):
                place += 1
                continue
            if serving is not None and text in ",(" and _opens_column(tokens, place + 1, current, trailing):
                columns.append(_amount(current, percent, decimals, bare, serving))
                current, percent, bare, serving, decimals = tokens[place + 1], None, None, None, 0
                taken.add(place + 1)
                after_comma = gap = bracket = False
                place += 2
                continue
            if text in (",", ";") or (text == "." and not after_comma):
                break
            if text == "\n":
                gap = True
                if after_comma:
                    break
        elif section == "elemental" and text.startswith("element") and _follows_at_once(tokens, place, at):
            of_total = True
        elif section in ("elemental", "fillers", "connectors", "reference", "count", "of_which", "serving"):
            gap = gap or section in ("of_which",)
        elif section == "word" and text in ("bzw", "resp"):
            pass
        else:
            break
        place += 1
    columns.append(_amount(current, percent, decimals, bare, serving))
    if rival is not None:
        columns[0] = replace(columns[0], rival=rival, in_mmol=in_mmol)
    return tuple(columns), of_total


def _is_called_element(tokens: list[Token], place: int) -> bool:
    """«Citrato de magnesio 100 mg (magnesio elemental)»: the bracket says that the number is the element's."""
    inside = tokens[place + 1 : place + 4]
    if len(inside) < 3 or inside[2].text not in BRACKETS_CLOSE:
        return False
    names = [token for token in inside[:2] if isinstance(token.name, Name) and token.name.substance is None]
    return len(names) == 1 and any(token.section == "elemental" for token in inside[:2])


def _past_lines(tokens: list[Token], place: int) -> int:
    """The place behind one or two ends of lines: a cell a line, with an empty line between two."""
    last = min(place + 2, len(tokens))
    while place < last and tokens[place].text == "\n":
        place += 1
    return place


def _is_next_cell(tokens: list[Token], place: int, current: Token) -> bool:
    """Whether the next cell of the row holds its percent or a further column of it."""
    if place >= len(tokens):
        return False
    token = tokens[place]
    return token.section == "percent" or (token.key == current.key and is_cell(tokens, place))


def is_cell(tokens: list[Token], place: int) -> bool:
    """Whether an amount fills the cell behind a mark: «Magnesium ; 150 mg ; 40%», «… / 80 mg / 21 %»."""
    if place >= len(tokens) or tokens[place].section != "quantity" or tokens[place].key == "?":
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is None or after.section in ("percent", "serving", "reference"):
        return True
    return after.section == "mark" and after.text not in BRACKETS_CLOSE and not _is_before_name(tokens, place + 1)


def _is_before_name(tokens: list[Token], place: int) -> bool:
    """Whether the mark here leads on to another nutrient whose amount this is: «…; 80 mg - zink»."""
    return tokens[place].text in "-:" and place + 1 < len(tokens) and tokens[place + 1].section in (*OTHERS, "name")


def _opens(tokens: list[Token], place: int) -> bool:
    """Whether the serving that ends here opens what follows: «… 1480 mg - each serving (3 capsules) contains: …»."""
    if place < len(tokens) and tokens[place].text in BRACKETS_CLOSE:
        place += 1
    if place >= len(tokens):
        return False
    token = tokens[place]
    return token.text == ":" or (token.section == "serving" and token.key == "contains")


def _names_percent(tokens: list[Token], place: int) -> bool:
    """Whether a percent with its reference intake stands here: «300 mg, ADH 80 %», «…, soit 48 % des VNR»."""
    named = False
    for at in range(place, min(place + _CLAUSE, len(tokens))):
        section = tokens[at].section
        if section == "percent":
            return named or any(near.section == "reference" for near in tokens[at + 1 : at + 3])
        named = named or section == "reference"
        if section not in ("reference", "of_which", "connectors") and not (named and section == "mark"):
            return False
    return False


def _follows_at_once(tokens: list[Token], place: int, at: int) -> bool:
    """«100 mg elemental», «100 mg (elemental)»: the word right behind the amount, alone in its brackets."""
    if place == at + 1:
        return True
    closed = place + 1 < len(tokens) and tokens[place + 1].text in BRACKETS_CLOSE
    return closed and place == at + 2 and tokens[at + 1].text in BRACKETS_OPEN


def _speaks_of_element(tokens: list[Token], place: int, current: Token) -> bool:
    """«200 mg (levert 200 mg elementair magnesium)»: a statement of its own, though the number is the same."""
    if tokens[place - 1].section != "of_which" or (tokens[place].key in MOLAR) != (current.key in MOLAR):
        return False
    at = place + 1
    while at < len(tokens) and tokens[at].section in ("elemental", "connectors"):
        at += 1
    name = tokens[at].name if at < len(tokens) else None
    return isinstance(name, Name) and name.substance is None


def _is_next_nutrients(tokens: list[Token], place: int, amount_first: bool) -> bool:
    """«360 mg Magnesium 15 mg Zink»: the amount before another nutrient is that nutrient's."""
    after = tokens[place + 1 : place + 3]
    if not after or after[0].section not in OTHERS:
        return False
    return amount_first or len(after) < 2 or after[1].section not in ("quantity", "number", "range")


def _says_elemental(tokens: list[Token], place: int) -> bool:
    """«Magnesium citrate 200 mg / 200 mg elemental magnesium»: the amount opens a statement of the element."""
    said = False
    for token in tokens[place + 1 : place + 5]:
        if token.section == "elemental":
            said = True
        elif isinstance(token.name, Name):
            return token.name.substance is None and (said or _ends_elemental(tokens, token))
        elif token.section not in ("connectors", "fillers"):
            return False
    return False


def _ends_elemental(tokens: list[Token], name: Token) -> bool:
    """«320 mg de magnésium élément»: the word stands behind the name."""
    after = next((token for token in tokens if token.start >= name.end), None)
    return after is not None and after.section == "elemental"


def same_twice(one: Token, two: Token) -> bool:
    """Whether two amounts beside each other say the same, such as 97.2 mg and 4 mmol, rounding apart."""
    first, second = one.value or Decimal(0), two.value or Decimal(0)
    rounding = [milligrams(_HALF.scaleb(-token.count), token.key) for token in (one, two) if token.key in MOLAR]
    return abs(second - first) <= max([first * _EQUAL, *rounding])


def _says_the_same_again(tokens: list[Token], place: int, at: int, current: Token, token: Token) -> bool:
    """«magnesium 243 mg (5 mmol)», «100 mg (200 mg)»: a second amount in brackets or behind «=» with nothing else."""
    if place - at > 3 or token.key == "?" or not token.value:
        return False
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    molar = (token.key in MOLAR) != (current.key in MOLAR)
    if following is not None and following.section != "mark" and following.text not in BRACKETS_CLOSE:
        element = isinstance(following.name, Name) and following.name.substance is None
        return molar and element
    return molar or (tokens[place - 1].text == "(" and following is not None and following.text == ")")


def _has_own_amount(tokens: list[Token], place: int) -> bool:
    """Whether the name at this place is followed by an amount or brackets of its own."""
    near = tokens[place + 1 : place + 4]
    return any(token.section in ("quantity", "number", "range") or token.text in BRACKETS_OPEN for token in near)


def _per_follows(tokens: list[Token], place: int, trailing: dict[int, Mention]) -> bool:
    """Whether a serving stands shortly behind the percent on the same line: «(80 % NRV*) je Tagesdosis von 3»."""
    for near in range(place, min(place + 6, len(tokens))):
        if near in trailing:
            return tokens[near].section in ("serving", "mark") and tokens[near].key in ("per", "each", "")
        if tokens[near].text in ("\n", ",", ";", "."):
            return False
    return False


def _opens_column(tokens: list[Token], place: int, current: Token, trailing: dict[int, Mention]) -> bool:
    """«1250 mg/100 g, 100 mg/scoop», «2500 mg per 100 g (125 mg per scoop)»: another amount with its own serving."""
    if place + 1 >= len(tokens) or tokens[place].section != "quantity" or tokens[place].key != current.key:
        return False
    return place + 1 in trailing


def _is_next_column(tokens: list[Token], place: int, current: Token) -> bool:
    """«240 mg 64 % 80 mg» under two servings with the percent between them."""
    if place >= len(tokens) or tokens[place].section != "quantity" or tokens[place].key != current.key:
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return after is None or after.text in "\n(|" or after.section == "percent"


def _next_cell(tokens: list[Token], place: int, current: Token) -> int | None:
    """The place of the next column's amount behind a percent: «125 mg | 30 % | 250 mg | 60 %»."""
    while place < len(tokens) and (tokens[place].section == "reference" or tokens[place].text in ")*"):
        place += 1
    if place + 1 >= len(tokens) or tokens[place].text != "|":
        return None
    cell = tokens[place + 1]
    return place + 1 if cell.section == "quantity" and cell.key == current.key else None


def _same_row(tokens: list[Token], first: Token, second: Token) -> bool:
    return second.start - first.end < 30 and first.key == second.key


def _amount(
    token: Token, percent: Decimal | None, decimals: int, bare: Decimal | None, serving: Mention | None
) -> Amount:
    return Amount(
        token.value or Decimal(0),
        token.other,
        percent,
        decimals,
        bare,
        token.key,
        token.kind == "damaged",
        token.start,
        token.end,
        serving,
    )
