"""A table of conditions of which the first that holds decides, asked of many profiles at once.

The numbers of a table cut each field into few cells, inside which every condition answers the same. All combinations of
cells are judged once, by the column reader; after that a profile costs one look-up.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from magwise.batch.columns import UNKNOWN, Column, Columns, read_columns
from magwise.knowledge.conditions import FieldName, Tree, fields_of, leaves

MOST_CELLS = 1 << 20


class Axis(NamedTuple):
    """How a field falls into cells. cuts: pairs of number and whether the cell begins behind it; cells: one value each.

    The last cell is «not known».
    """

    field: str
    words: tuple[Any, ...]
    cuts: tuple[tuple[float, bool], ...]
    cells: tuple[Any, ...]


class FirstHit(NamedTuple):
    """A table made ready. answers: for each combination of cells the place of the first condition that holds."""

    trees: tuple[Tree, ...]
    thresholds: Mapping[str, Any]
    axes: tuple[Axis, ...]
    answers: Any


def ready_table(trees: Sequence[Tree], thresholds: Mapping[str, Any], words: Mapping[str, tuple[Any, ...]]) -> FirstHit:
    """Judge all combinations of cells. words: the options of each field that holds words; the others hold numbers.

    The last tree must always hold. Sets and comparisons of two fields are not for tables: ValueError.
    """
    fields = tuple(dict.fromkeys(field for tree in trees for field in fields_of(tree)))
    axes = tuple(_axis(field, trees, thresholds, words.get(field, ())) for field in fields)
    sizes = [len(axis.cells) for axis in axes]
    if np.prod(sizes) > MOST_CELLS:
        raise ValueError(f"{np.prod(sizes):,} combinations of cells are too many for a table")
    grids = np.meshgrid(*[np.arange(size) for size in sizes], indexing="ij")
    columns = {axis.field: _cell_column(axis, grid.ravel()) for axis, grid in zip(axes, grids, strict=True)}
    return FirstHit(tuple(trees), thresholds, axes, first_true(trees, thresholds, columns))


def first_true(trees: Sequence[Tree], thresholds: Mapping[str, Any], columns: Columns) -> Any:
    """The place of the first tree that holds, for each profile: the plain way, without a table."""
    size = len(next(iter(columns.values())).values)
    answers = np.full(size, len(trees) - 1, dtype=np.int8)
    for place in range(len(trees) - 2, -1, -1):
        answers[read_columns(trees[place], thresholds, columns).holds] = place
    return answers


def look_up(table: FirstHit, columns: Columns) -> Any:
    """The place of the first condition that holds, for each of n profiles."""
    width = np.uint16 if len(table.answers) <= 1 << 16 else np.uint32
    index = None
    for axis in table.axes:
        cell = _cells(axis, columns[axis.field], width)
        if index is None:
            index = cell
        else:
            index *= width(len(axis.cells))
            index += cell
    return table.answers.take(index)


def _axis(field: str, trees: Sequence[Tree], thresholds: Mapping[str, Any], words: tuple[Any, ...]) -> Axis:
    if words:
        return Axis(field, words, (), (*range(len(words)), UNKNOWN))
    cuts: set[tuple[float, bool]] = set()
    for tree in trees:
        for leaf in leaves(tree):
            operator = next(key for key in leaf if key != "field")
            value = leaf[operator]
            if leaf["field"] != field:
                continue
            if isinstance(value, FieldName | list | str) or (isinstance(value, dict) and "field" in value):
                raise ValueError(f"{field}: only words and numbers stand in a table")
            number = float(thresholds[value["fact"]].value) if isinstance(value, dict) else float(value)
            cuts |= {(number, True)} if operator == "above" else {(number, False)}
            cuts |= {(number, True)} if operator == "is" else set()
    ordered = tuple(sorted(cuts))
    starts = [np.nextafter(number, np.inf) if behind else number for number, behind in ordered]
    lowest = starts[0] - 1 if starts else 0.0
    return Axis(field, (), ordered, (lowest, *starts, np.nan))


def _cell_column(axis: Axis, cells: Any) -> Column:
    if axis.words:
        return Column(np.array(axis.cells, dtype=np.int8)[cells], axis.words)
    return Column(np.array(axis.cells, dtype=np.float64)[cells])


def _cells(axis: Axis, column: Column, width: Any) -> Any:
    """The cell of each profile. What is not known falls into the last one."""
    values = column.values
    last = len(axis.cells) - 1
    if axis.words:
        if values.dtype == np.uint8:
            return values.astype(width)
        return np.where(values < 0, width(last), values.astype(width))
    cell = np.zeros(len(values), dtype=np.uint8)
    for number, behind in axis.cuts:
        cell += values > number if behind else values >= number
    found = cell.astype(width)
    if values.dtype.kind == "f":
        missing = np.isnan(values)
        if missing.any():
            found[missing] = last
    return found
