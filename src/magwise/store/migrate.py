"""Bring the tables up to date: in one transaction, one process at a time, and looked at again once it is our turn.

A process that is killed on the way leaves what was there before. Tables that an earlier version left half-made are
finished. A database of another program is left as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from magwise.store.address import place_of
from magwise.store.faults import DatabaseError
from magwise.store.look import Found, look
from magwise.store.migrations.steps import StrangeTableError

MIGRATIONS = Path(__file__).parent / "migrations"
WAIT_SECONDS = 60
LOCK = 0x6D616777697365  # «magwise», for those who look at the locks of PostgreSQL


def migrate(engine: Engine, target: str = "head") -> None:
    """Bring the tables to a revision. Raises DatabaseError for a database that is not ours or is newer than we are."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with _alone(engine) as connection:
        found = look(connection)
        refuse_others(found, known, place_of(engine.url))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, target)
        except StrangeTableError as error:
            raise DatabaseError("foreign", place_of(engine.url), names=error.table) from None


def refuse_others(found: Found, known: set[str], place: str) -> None:
    """Raise DatabaseError for tables of another program and for a version that is not known here."""
    if found.version is None and found.others():
        raise DatabaseError("foreign", place, names=_names(found.others()))
    if found.version is not None and found.version not in known:
        if {"drafts", "labels", "secrets"} <= found.tables:
            raise DatabaseError("newer", place, version=found.version[:40])
        raise DatabaseError("foreign", place, names=_names(sorted(found.tables)))


def _names(tables: list[str], most: int = 5) -> str:
    return ", ".join(table[:40] for table in tables[:most]) + (", …" if len(tables) > most else "")


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction in which no other process changes the tables; all of it is kept, or nothing."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
            connection.exec_driver_sql(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
            # By hand: Python's own transactions begin too late for CREATE TABLE, which then stands at once.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
            connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")
        else:
            connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection
            connection.commit()
