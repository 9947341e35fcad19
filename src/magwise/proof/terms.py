"""Conditions as terms of a solver: the third reader of the same tree.

A fact is a number, one word or a set of words, each with what is not known beside it. The answer is two terms: where
the tree holds, and where it fails.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import z3

from magwise.knowledge.conditions import FieldName, Pair, Tree, fold_condition

YES, NO = z3.BoolVal(True), z3.BoolVal(False)


class Number(NamedTuple):
    """A fact that is a number, where it is known."""

    value: Any
    known: Any


class Word(NamedTuple):
    """A fact that is one word, or true or false: at most one bit holds; none where it is not known."""

    bits: Mapping[Any, Any]


class Words(NamedTuple):
    """A fact that is a set of words, where it is known; no bit holds where it is not."""

    bits: Mapping[str, Any]
    known: Any


Facts = Mapping[str, Number | Word | Words]


def read_terms(tree: Tree, thresholds: Mapping[str, Any], facts: Facts) -> Pair:
    """Where a tree holds and where it fails, as terms over the facts."""
    if not tree:
        return Pair(YES, NO)
    return fold_condition(tree, thresholds, lambda field, operator, value: _compare(field, operator, value, facts))


def real(value: Any) -> Any:
    """A number as an exact term: 0.7 is seven tenths."""
    return value if z3.is_expr(value) else z3.RealVal(str(Fraction(str(value))))


def choose(where: Any, one: Any, other: Any) -> Any:
    """One of two numbers."""
    return z3.If(where, real(one), real(other))


def any_of(masks: list[Any]) -> Any:
    """Where at least one holds."""
    return z3.Or(masks) if masks else NO


def _compare(field: str, operator: str, value: Any, facts: Facts) -> Pair:
    fact = facts[field]
    if isinstance(fact, Words):
        wanted = value if operator == "has_any" else (value,)
        holds = any_of([fact.bits[word] for word in wanted if word in fact.bits])
        return Pair(z3.And(fact.known, holds), z3.And(fact.known, z3.Not(holds)))
    if isinstance(fact, Word):
        others = [bit for word, bit in fact.bits.items() if word != value]
        return Pair(fact.bits.get(value, NO), any_of(others))
    known = fact.known
    if isinstance(value, FieldName):
        other = facts[value]
        assert isinstance(other, Number)
        known, value = z3.And(known, other.known), other.value
    holds = _number(fact.value, operator, real(value))
    return Pair(z3.And(known, holds), z3.And(known, z3.Not(holds)))


def _number(left: Any, operator: str, right: Any) -> Any:
    if operator == "below":
        return left < right
    if operator == "at_least":
        return left >= right
    if operator == "above":
        return left > right
    return left == right
