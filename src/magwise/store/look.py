"""What stands in a database, before anything is written to it."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from magwise.store import schema

VERSIONS = "alembic_version"


class Found(NamedTuple):
    """What stands in a database. version: of its tables, None where it names none; tables: their names."""

    version: str | None
    tables: frozenset[str]

    def lacks(self) -> list[str]:
        """Tables of ours that are not there."""
        return sorted(set(schema.metadata.tables) - self.tables)

    def others(self) -> list[str]:
        """Tables that are not ours."""
        return sorted(self.tables - set(schema.metadata.tables) - {VERSIONS})


def look(connection: Connection) -> Found:
    """What stands in the database; nothing is written."""
    inspector = sa.inspect(connection)
    tables = frozenset((*inspector.get_table_names(), *inspector.get_view_names()))
    versions: list[str] = []
    if VERSIONS in tables:
        columns = {column["name"] for column in inspector.get_columns(VERSIONS)}
        if columns != {"version_num"}:
            return Found(None, tables | {f"{VERSIONS} ({', '.join(sorted(columns))})"})
        query = sa.text(f"SELECT version_num FROM {VERSIONS} ORDER BY version_num")  # noqa: S608  a constant
        versions = [str(version) for version in connection.execute(query).scalars()]
    return Found(versions[-1] if versions else None, tables)
