"""Which words of a text are everyday words and name nothing: what a sentence says around the names.

A word that may be a name counts as everyday by how usual it is and by what stands around it. One with a strength of its
own never does, and a text of a few such words alone stays unknown: it may be a brand.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from magwise.medicines.entries import is_strange
from magwise.medicines.names import ENDS, Lists, Token

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

SENTENCE = 3  # so many other everyday words make a sentence of what stands between two separators
BRAND = 2  # a text of so few words may be a brand, however everyday they are


def mark_plain(tokens: tuple[Token, ...], lists: Lists, knowledge: "Knowledge") -> tuple[Token, ...]:
    """The same words, those that are everyday words here marked as such."""
    names = knowledge.medicine_names
    if not any(is_strange(token, lists) and token.word not in names for token in tokens):
        return tokens
    found: list[Token] = []
    for clause in _clauses(tokens):
        found += _marked(clause, lists, knowledge)
    worded = [token for token in found if not token.word.isdigit()]
    if len(worded) <= BRAND and not any(token.word in names for token in worded):
        return tokens
    return tuple(found)


def _clauses(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    clause: list[Token] = []
    for token in tokens:
        if clause and token.gap in ENDS:
            yield clause
            clause = []
        clause.append(token)
    yield clause


def _marked(clause: list[Token], lists: Lists, knowledge: "Knowledge") -> Iterator[Token]:
    usual = [_is_usual(token, lists, knowledge) for token in clause]
    for place, token in enumerate(clause):
        if not is_strange(token, lists) or token.word in knowledge.medicine_names or _is_measured(clause, place, lists):
            yield token
        elif token.word in knowledge.often:
            yield token._replace(plain=True)
        else:
            others = sum(usual) - usual[place]
            yield token._replace(plain=token.word in knowledge.seldom and others >= SENTENCE)


def _is_usual(token: Token, lists: Lists, knowledge: "Knowledge") -> bool:
    """Whether a word is one of any sentence; no number, unit or form."""
    word = token.word
    if word.isdigit() or lists.roles.get(word) in ("strength", "form", "route", "maker"):
        return False
    return word in lists.common or word in lists.openers or word in knowledge.often or word in knowledge.seldom


def _is_measured(clause: list[Token], place: int, lists: Lists) -> bool:
    """Whether a strength stands just behind a word: «vital 500 mg»."""
    behind = [token.word for token in clause[place + 1 : place + 3]]
    return len(behind) > 1 and behind[0].isdigit() and behind[1] in lists.masses
