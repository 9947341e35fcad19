"""Statements put to the serving they belong to: one row per amount."""

from bisect import bisect_left
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from magwise.labels.columns import Amount
from magwise.labels.counts import MEASURES, Mention
from magwise.labels.readings import Statement
from magwise.labels.tokens import Token

_GROUP_REACH = 14
_CELL_REACH = 5
_CELL_MARKS = frozenset(";\u2022\n)%*|/")
_CELL_WORDS = frozenset({"reference", "fillers", "connectors"})
_ADVICE_REACH = 12
_SENTENCE = 18
_MOST_ROWS = 60
_TWO = 2
_MOST_PIECES = 12
_ROUNDING = Decimal("0.02")
_PER_HUNDRED = 100
_MEASURED_RATIO = Decimal("1.5")


class Row(Struct, gc=False):
    """An amount with its serving. serving: None when the text does not say; several: it names more than one.

    column: which of the columns of a table, 0 for the first; anchored: the serving stands above or behind the amount.
    """

    statement: Statement
    amount: Amount
    serving: Mention | None
    several: bool
    column: int
    anchored: bool

    @property
    def mg(self) -> Decimal:
        """The printed mass in mg."""
        return self.amount.mg

    @property
    def is_panel(self) -> bool:
        """Whether a serving in the text carries the amount; otherwise it stands in a name or on a front."""
        return self.serving is not None and not self.serving.weak

    @property
    def per_unit(self) -> Decimal:
        """The mass in one unit of the serving; the printed mass where there is no serving."""
        return self.mg if self.serving is None else self.mg / self.serving.count


def make_rows(statements: list[Statement], mentions: list[Mention], tokens: list[Token]) -> list[Row]:
    """A row for every printed amount, with the serving above it, behind it, or else the first one after it."""
    rows: list[Row] = []
    groups = _groups([mention for mention in mentions if not mention.weak], tokens)
    weak = [mention for mention in mentions if mention.weak]
    for statement in statements:
        if not statement.columns or _is_advice(tokens, statement.place):
            continue
        if len(rows) >= _MOST_ROWS:
            break
        group, above = _group_of(statement.place, groups)
        servings = _distinct(group)
        shared = any(mention.several for mention in group) if group else False
        shared_out = _by_ratio(statement, servings) if len(statement.columns) == _TWO else None
        for column, amount in enumerate(statement.columns):
            anchored = above or amount.serving is not None
            serving: Mention | None
            if amount.serving is not None:
                serving, several = amount.serving, amount.serving.several
            elif shared_out is not None:
                serving, several = shared_out[column], False
            elif servings:
                several = shared or len(servings) not in (1, len(statement.columns))
                serving = servings[column if len(servings) == len(statement.columns) else -1]
            else:
                serving, several = _nearest(weak, statement.place), shared
            rows.append(Row(statement, amount, serving, several, column, anchored))
    if not mentions:
        return rows
    _join_sentences(rows, tokens)
    if any(row.anchored and row.is_panel for row in rows):
        # A panel carries amounts: what stands before its first serving is a name or a front.
        for row in rows:
            if not row.anchored:
                row.serving, row.several = None, False
    return rows


def _nearest(weak: list[Mention], place: int) -> Mention | None:
    """The dosage form nearest to a statement, or else the first one."""
    near = [mention for mention in weak if abs(mention.place - place) < _GROUP_REACH] or weak
    return near[0] if near else None


def _join_sentences(rows: list[Row], tokens: list[Token]) -> None:
    """«500 mg of the compound, providing 70 mg per capsule»: one sentence, one serving."""
    for row, following in pairwise(rows):
        if not row.anchored and following.anchored and following.amount.serving is not None:
            between = tokens[row.statement.place : following.statement.place]
            if len(between) <= _SENTENCE and not any(token.text in (".", "\n", "|") for token in between):
                row.serving, row.several, row.anchored = following.serving, following.several, True


def _by_ratio(statement: Statement, servings: list[Mention]) -> tuple[Mention | None, Mention | None] | None:
    """The servings of two columns of which only one names its own: the amounts stand as the pieces do.

    «per 2 capsules | … | 80 mg | 40 mg»: 40 mg is that of one. Without such a ratio nobody can tell.
    """
    one, two = (amount.mg for amount in statement.columns)
    if len(servings) != 1 or not one or not two or one == two or servings[0].several or servings[0].weak:
        return None
    known = servings[0]
    high = 0 if one > two else 1
    ratio = max(one, two) / min(one, two)
    if known.unit in MEASURES:
        # Of «100 g | ?» the larger amount is that of the 100 g; what the smaller one is for nobody says.
        per_hundred = known.count == _PER_HUNDRED and ratio >= _MEASURED_RATIO
        return None if not per_hundred else (known, None) if high == 0 else (None, known)
    count = known.count if known.count > 1 else ratio.to_integral_value()
    if not 1 < count <= _MOST_PIECES or abs(ratio - count) > ratio * _ROUNDING:
        return None
    most, least = known._replace(count=count), known._replace(count=Decimal(1))
    return (most, least) if high == 0 else (least, most)


def _groups(mentions: list[Mention], tokens: list[Token]) -> list[list[Mention]]:
    """Servings that stand beside each other, as the heads of columns do."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        if groups:
            last = groups[-1][-1]
            between = tokens[last.end : mention.place]
            lines = sum(1 for token in between if token.text == "\n")
            clear = not any(token.section in ("name", "quantity") or token.text in ".;" for token in between)
            cells = len(between) <= _CELL_REACH and all(
                token.section in _CELL_WORDS or token.text in _CELL_MARKS or token.key == "per" for token in between
            )
            if cells or (clear and lines == 0 and len(between) <= _GROUP_REACH):
                groups[-1].append(mention)
                continue
        groups.append([mention])
    return groups


def _group_of(place: int, groups: list[list[Mention]]) -> tuple[list[Mention], bool]:
    """The last group before the name, and whether there is one; else the first one behind it."""
    after = bisect_left(groups, place, key=lambda group: group[0].place)
    if after:
        return groups[after - 1], True
    return (groups[0] if groups else []), False


def _distinct(group: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in group:
        if not any(other.count == mention.count and other.unit == mention.unit for other in kept):
            kept.append(mention)
    return kept


def _is_advice(tokens: list[Token], place: int) -> bool:
    """Whether the sentence recommends an intake instead of stating a content."""
    for near in range(place, max(place - _ADVICE_REACH, -1), -1):
        token = tokens[near]
        if token.section == "advice":
            return True
        if token.text in ".\n;" or (token.section == "units" and near < place - 2):
            return False
    return False
