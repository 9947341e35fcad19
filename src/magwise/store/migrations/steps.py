"""Steps that may be taken twice: what an earlier version left half-made is finished, and never made anew."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from magwise.store.schema import metadata


class StrangeTableError(Exception):
    """A table of our name that is not as we make it."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(table)


def create_table(name: str, *parts: Any, **options: Any) -> None:
    """Make a table, or see that the one that is there has these columns and none but ours."""
    there = _columns(name)
    if there is None:
        op.create_table(name, *parts, **options)
        return
    least = {part.name for part in parts if isinstance(part, sa.Column)}
    if not least <= there <= least | {column.name for column in metadata.tables[name].columns}:
        raise StrangeTableError(name)


def create_index(name: str, table: str, columns: list[str]) -> None:
    """Make an index where it is not there."""
    if op.get_context().as_sql or name not in {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(table)}:
        op.create_index(name, table, columns)


def add_column(table: str, column: "sa.Column[Any]") -> None:
    """Add a column where it is not there."""
    if column.name not in (_columns(table) or ()):
        op.add_column(table, column)


def _columns(table: str) -> set[str] | None:
    """Names of the columns of a table; None without it, or when SQL is only written."""
    if op.get_context().as_sql:
        return None
    inspector = sa.inspect(op.get_bind())
    return {column["name"] for column in inspector.get_columns(table)} if inspector.has_table(table) else None
