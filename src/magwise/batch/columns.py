"""Conditions over columns: one tree asked of many profiles at once, with NumPy.

A column is one fact of n profiles; what is not known stays apart, as in the interpreter. The answers are two masks of
n: where the tree holds and where it fails; where it does neither, a fact that decides is not known.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from magwise.knowledge.conditions import FieldName, Pair, Tree, fold_condition

UNKNOWN = -1


class Column(NamedTuple):
    """One fact of n profiles. words: what the codes or bits stand for; none for numbers.

    values: floats (NaN is not known) or whole numbers (all known); for words their codes (-1 is not known); for sets
    of words one bit each. known: only for sets, where they were told; None where all were.
    """

    values: Any
    words: tuple[Any, ...] = ()
    known: Any = None
    is_set: bool = False


Columns = Mapping[str, Column]
FLAGS = (False, True)


def numbers(values: Sequence[float | None]) -> Column:
    """A column of numbers; None is not known."""
    return Column(np.array([np.nan if value is None else value for value in values], dtype=np.float64))


def words(values: Sequence[Any], options: tuple[Any, ...]) -> Column:
    """A column of words out of `options`, or of flags; None is not known."""
    codes = {option: place for place, option in enumerate(options)} | {None: UNKNOWN}
    return Column(np.array([codes[value] for value in values], dtype=np.int8), options)


def sets(values: Sequence[Sequence[str] | frozenset[str] | None], options: tuple[str, ...]) -> Column:
    """A column of sets of words, at most 64 different ones; None is not known."""
    bits = {option: 1 << place for place, option in enumerate(options)}
    found = np.array([sum(bits[word] for word in value or ()) for value in values], dtype=np.uint64)
    return Column(found, options, np.array([value is not None for value in values], dtype=bool), is_set=True)


def read_columns(tree: Tree, thresholds: Mapping[str, Any], columns: Columns) -> Pair:
    """Where a tree holds and where it fails: two masks of n. Raises KeyError for a column that is not there."""
    if not tree:
        size = len(next(iter(columns.values())).values)
        return Pair(np.ones(size, dtype=bool), np.zeros(size, dtype=bool))
    return fold_condition(tree, thresholds, lambda field, operator, value: _compare(field, operator, value, columns))


def _compare(field: str, operator: str, value: Any, columns: Columns) -> Pair:
    column = columns[field]
    if isinstance(value, FieldName):
        other = columns[value].values
        both = ~(np.isnan(column.values) | np.isnan(other))
        holds = _number(column.values, operator, other)
        return Pair(holds, both & ~holds)
    if column.is_set:
        return _has(column, value if operator == "has_any" else (value,))
    if column.words:
        code = column.words.index(value) if value in column.words else len(column.words)
        holds = column.values == code
        return Pair(holds, (column.values != UNKNOWN) & ~holds)
    holds = _number(column.values, operator, value)
    if column.values.dtype.kind != "f":
        return Pair(holds, ~holds)
    return Pair(holds, ~(holds | np.isnan(column.values)))


def _number(left: Any, operator: str, right: Any) -> Any:
    if operator == "below":
        return left < right
    if operator == "at_least":
        return left >= right
    if operator == "above":
        return left > right
    return left == right


def _has(column: Column, wanted: tuple[str, ...]) -> Pair:
    mask = sum(1 << column.words.index(word) for word in wanted if word in column.words)
    found = (column.values & np.uint64(mask)) != 0
    if column.known is None:
        return Pair(found, ~found)
    return Pair(found & column.known, ~found & column.known)
