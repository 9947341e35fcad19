"""Heads of panels: a short line or phrase before the rows that counts pieces, whatever its other words are.

«Dagtotaal = 3 capsules:», «Inname-eenheid (2 tabletten)», «100 g | scoop (5 g)», «1 kapsułka   porcja (3 kapsułki)».
"""

from collections.abc import Iterator
from decimal import Decimal

from magwise.labels.counts import MEASURES, Mention, count_and_unit, make_mention
from magwise.labels.substances import BRACKETS_CLOSE, BRACKETS_OPEN, OTHERS
from magwise.labels.tokens import Token

_LONGEST = 24
_MOST_WORDS = 7
_MOST_PIECES = 10
_MOST_COLUMNS = 3
_LINES = 7
_BETWEEN_HEADS = 6  # «\n% RI\n» stands between the cells of a head
_LONGEST_CELL = 14
_PER_HUNDRED = 100
_MG_IN_GRAM = 1000
_BARRED = frozenset(
    {"directions", "negations", "advice", "percent", "sections", "b6", "range", "of_which", "name", *OTHERS}
)
_BARRED_KEYS = frozenset({"date", "daily", "price", "review", "study", "food", "persons", "choice", "or", "to"})
_MONEY = frozenset("€$£?!")
_COUNTED = frozenset({"number", "count", "half", "units"})


def find_heads(tokens: list[Token], known: list[Mention]) -> list[Mention]:
    """The servings of heads that none of the known ones covers."""
    covered = {place for mention in known for place in range(mention.place, mention.end)}
    found: list[Mention] = []
    for phrases in _blocks(_head_phrases(tokens)):
        columns: list[tuple[Mention, bool]] = []
        own = 0
        for start, end in phrases:
            inside = not covered.isdisjoint(range(start, end))
            own += inside
            for mention, counts in _columns(tokens, start, end):
                again = inside and tokens[mention.place - 1].text in BRACKETS_OPEN  # «1 oz. (2 tablespoons)»
                if not again and covered.isdisjoint(range(mention.place, mention.end)):
                    columns.append((mention, counts))
        alone = len(columns) + own == 1
        if len(columns) + own <= _MOST_COLUMNS:
            found += [mention for mention, counts in columns if counts or not alone]
    return found


def _blocks(phrases: Iterator[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Heads on lines that follow each other: the cells of one head."""
    block: list[tuple[int, int]] = []
    for start, end in phrases:
        if block and start - block[-1][1] > _BETWEEN_HEADS:
            yield block
            block = []
        block.append((start, end))
    if block:
        yield block


def _head_phrases(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """The lines and the beginnings of lines up to a colon that may be heads, with rows behind them."""
    total = len(tokens)
    counting = [
        place
        for place, token in enumerate(tokens)
        if token.section == "units" or (token.section == "quantity" and _counts(token))
    ]
    end = -1
    for place in counting:
        if place <= end:
            continue
        start, colon = place, 0
        while start and tokens[start - 1].text != "\n":
            start -= 1
        end = start
        while end < total and tokens[end].text != "\n":
            if tokens[end].text == ":" and not colon and end + 1 < total and tokens[end + 1].text != "\n":
                colon = end
            end += 1
        if place - start > _LONGEST:
            continue
        if colon and _may_head(tokens, start, colon) and _has_row(tokens, colon + 1, end):
            yield start, colon
        elif end - start <= _LONGEST and _may_head(tokens, start, end) and _leads_rows(tokens, end):
            yield start, end


def _counts(token: Token) -> bool:
    return token.section == "units" or (token.section == "quantity" and token.value == _PER_HUNDRED * _MG_IN_GRAM)


def _may_head(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a phrase holds nothing but counts, pieces, marks and a few words."""
    if not 0 < end - start <= _LONGEST:
        return False
    words = 0
    for token in tokens[start:end]:
        section = token.section
        if section in _BARRED or token.key in _BARRED_KEYS or token.text in _MONEY:
            return False
        if section == "quantity" and token.key != "g":
            return False
        words += section == "word"
    return words <= _MOST_WORDS


def _has_row(tokens: list[Token], start: int, end: int) -> bool:
    """Whether magnesium or another nutrient stands on this line with its amount."""
    sections = {token.section for token in tokens[start:end]}
    return "quantity" in sections and ("name" in sections or not sections.isdisjoint(OTHERS))


def _leads_rows(tokens: list[Token], end: int) -> bool:
    """Whether the lines behind a head are rows, or the cells of one, up to the first amount."""
    named = amount = directed = False
    start, lines, total = end + 1, 0, len(tokens)
    for at in range(end + 1, total + 1):
        if at == total or tokens[at].text == "\n":
            if named and amount:
                return True
            lines += 1
            if directed or lines >= _LINES or at - start > _LONGEST_CELL:
                return False
            start, amount = at + 1, False
            continue
        section = tokens[at].section
        if section == "quantity":
            amount = amount or tokens[at].key != "?"
        elif section == "directions":
            directed = True
        elif section == "name" or section in OTHERS:
            named = True
    return False


def _columns(tokens: list[Token], start: int, end: int) -> Iterator[tuple[Mention, bool]]:
    """Each count of pieces in a head, and whether it is counted; a piece without a count is one where others count."""
    place = start
    while place < end:
        token = tokens[place]
        if token.section == "quantity" and _counts(token):
            first = place - (place > start and (tokens[place - 1].text == "/" or tokens[place - 1].key == "per"))
            yield Mention(first, place + 1, Decimal(_PER_HUNDRED), "g", False, False), True
            place += 1
            continue
        counted = count_and_unit(tokens, place) if token.section in _COUNTED else None
        mention = None if counted is None or counted.end > end else make_mention(place, counted)
        if mention is None or counted is None or mention.unit == "serving" or mention.count > _MOST_PIECES:
            hundred_ml = mention is not None and mention.unit == "ml" and mention.count == _PER_HUNDRED
            if mention is not None and hundred_ml:
                yield mention, True
            place = max(place + 1, counted.end if counted is not None else 0)
            continue
        mention = mention._replace(end=_past_weight(tokens, mention.end, end))
        if mention.unit not in MEASURES:
            yield mention, counted.count is not None
        place = mention.end


def _past_weight(tokens: list[Token], place: int, end: int) -> int:
    """«1 scoop (5 g)»: the place behind the bracket that weighs the piece."""
    if place + 2 >= end or tokens[place].text not in BRACKETS_OPEN or tokens[place + 2].text not in BRACKETS_CLOSE:
        return place
    return place + 3 if tokens[place + 1].section == "quantity" and tokens[place + 1].key == "g" else place
