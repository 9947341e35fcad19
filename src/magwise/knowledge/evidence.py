"""What a sentence rests on: the records behind it, all their sources, and the weakest of their grades."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Protocol

from magwise.knowledge.records import Grade
from magwise.result import Result

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

TABLES = ("interactions", "usually_for", "limits", "form_goals", "thresholds", "lab_tests")
GRADES: tuple[Grade, ...] = ("A", "B", "C", "D", "X")


class Backed(Protocol):
    """A sentence that says what it rests on."""

    @property
    def rule(self) -> str:
        """The rule, or the row of a table, that leads."""

    @property
    def beside(self) -> tuple[str, ...]:
        """The other records."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of all of them."""

    @property
    def grade(self) -> Grade:
        """The weakest of their grades."""


class Basis(Result, frozen=True, kw_only=True):
    """What a sentence rests on. rule: the rule, or the row of a table, that leads; beside: the others.

    sources: of all of them, each once. grade: the weakest of theirs.
    """

    rule: str
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...]
    grade: Grade


@lru_cache(maxsize=8192)
def rest_on(knowledge: "Knowledge", *records: str) -> Basis:
    """What a sentence rests on that is made of these records, the leading one first; empty names do not count.

    A record is a rule or a row of one of `TABLES`. Raises KeyError for any other id.

    >>> from magwise.knowledge.load import load_knowledge
    >>> rest_on(load_knowledge(), "loose_no_step", "least_room").grade
    'D'
    """
    names = tuple(dict.fromkeys(name for name in records if name))
    return join(_alone(knowledge, name) for name in names)


def join(parts: Iterable[Backed]) -> Basis:
    """Several sentences taken as one: what the first rests on leads, and the weakest grade counts."""
    found = tuple(parts)
    rules = dict.fromkeys(name for part in found for name in (part.rule, *part.beside) if name)
    lead, *beside = rules or ("",)
    return Basis(
        rule=lead,
        beside=tuple(beside),
        sources=tuple(dict.fromkeys(source for part in found for source in part.sources)),
        grade=weakest(part.grade for part in found),
    )


def beside_texts(texts: Iterable[str], bases: Iterable[Basis]) -> list[tuple[str, Basis]]:
    """Each sentence of a list with what it rests on; with nothing, where an advice was kept before that was said."""
    nothing = join(())
    return [(text, basis or nothing) for text, basis in zip_longest(texts, bases) if text is not None]


def weakest(grades: Iterable[Grade]) -> Grade:
    """The weakest grade; D where there is none.

    >>> weakest(["B", "X", "D"]), weakest([])
    ('X', 'D')
    """
    return max(grades, key=GRADES.index, default="D")


def _alone(knowledge: "Knowledge", name: str) -> Basis:
    """What one record says of itself."""
    rule = knowledge.rules.get(name)
    if rule is not None:
        return Basis(rule=name, sources=rule.sources, grade=rule.grade)
    for table in TABLES:
        row = getattr(knowledge, table).get(name)
        if row is not None:
            return Basis(rule=name, sources=row.source, grade=row.grade)
    raise KeyError(name)
