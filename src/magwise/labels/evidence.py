"""Whether an amount that nothing else bears out is stated of this product, or only told in a sentence.

A row of a panel needs no such witness. «N mg magnesium» in the middle of a sentence does: a serving, a percent, the
word «elemental», or a sentence about the product. Otherwise the sentence may speak of food, of an advice, of anything.
"""

from decimal import Decimal

from magwise.labels.counts import MEASURES
from magwise.labels.readings import Statement
from magwise.labels.substances import Name
from magwise.labels.tokens import Token

_ENDS = frozenset("\n.;!?|:\u2022")
_UNKNOWN_WORDS = 2
_BEARS_OUT = frozenset({"units", "name", "sections", "brands", "unit_words", "kinds"})


def is_only_told(tokens: list[Token], statements: list[Statement], best: Decimal | None) -> bool:
    """Whether every statement of this amount is told in a sentence without a witness."""
    told = False
    for statement in statements:
        if not statement.columns or statement.columns[0].mg != best:
            continue
        amount = statement.columns[0]
        serving = amount.serving
        if amount.percent is not None or (serving is not None and not serving.weak and serving.unit not in MEASURES):
            return False
        at = next((place for place, token in enumerate(tokens) if token.start == amount.start), None)
        if at is None or statement.is_explicit or statement.forms:
            return False
        if not (_is_told(tokens, at) if at < statement.place else _is_told_of(tokens, statement.place, at)):
            return False
        told = True
    return told


def _is_told(tokens: list[Token], at: int) -> bool:
    """Whether unknown words lead to the amount at this place, and nothing of the product."""
    unknown = 0
    verb = False
    place = at - 1
    while place >= 0 and tokens[place].text not in _ENDS:
        token = tokens[place]
        if token.section == "word" and token.key == "product":
            return False
        if token.section in _BEARS_OUT and token.key not in MEASURES:
            return isinstance(token.name, Name) and token.name.role == "denied"
        verb = verb or (token.section == "serving" and token.key == "contains") or token.section == "of_which"
        unknown += token.section in ("word", "directions", "nutrients") and len(token.text) > 1
        place -= 1
    return unknown >= _UNKNOWN_WORDS or (verb and unknown > 0)


def _is_told_of(tokens: list[Token], name: int, at: int) -> bool:
    """«De dagnorm voor magnesium bedraagt 375 mg»: the name stands in the middle of a sentence we do not know."""
    before = tokens[name - 1] if name else None
    if before is None or not (before.votes or before.section in ("connectors", "fillers")):
        return False
    unknown = sum(token.section == "word" and len(token.text) > 1 for token in tokens[name + 1 : at])
    place = name - 1
    while place >= 0 and tokens[place].text not in _ENDS:
        token = tokens[place]
        if (token.section == "word" and token.key == "product") or token.section in _BEARS_OUT:
            return False
        unknown += token.section == "word" and len(token.text) > 1 and not token.votes
        place -= 1
    return unknown >= _UNKNOWN_WORDS
