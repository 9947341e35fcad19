"""Where the diaries are kept: one row an event, added and never changed.

The database itself refuses to change a row. A write is acknowledged only after its transaction is on disk.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from magwise.followup.diary import Event
from magwise.store import schema
from magwise.store.database import guarded

OWN = "me"


class Added(NamedTuple):
    """What became of events: how many were new, and ids that were there already with other content."""

    new: int
    same: int
    clashing: tuple[str, ...]


class DiaryStore:
    """The diaries of a database, by name; several people may share it. Raises StoreError when it cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def names(self) -> tuple[str, ...]:
        """Names of the diaries, in alphabetical order."""
        with guarded(), self._engine.connect() as connection:
            return tuple(connection.execute(sa.select(schema.diaries.c.name).order_by(schema.diaries.c.name)).scalars())

    def events(self, name: str = OWN) -> tuple[Event, ...]:
        """Every event of a diary in the order of writing; none for a diary that is not there."""
        table = schema.diary_events
        query = sa.select(table.c.event).join(schema.diaries).where(schema.diaries.c.name == name).order_by(table.c.seq)
        with guarded(), self._engine.connect() as connection:
            return tuple(msgspec.convert(event, Event) for event in connection.execute(query).scalars())

    def add(self, events: Sequence[Event], now: datetime, name: str = OWN) -> Added:
        """Add events, all or none; an id that is there already is left as it is.

        Where an id is there with other content, nothing is added and the id is named. now: begins the diary when it is
        the first.
        """
        table = schema.diary_events
        with guarded(), self._engine.connect() as connection:
            _begin_writing(connection)
            diary = self._diary(connection, name, now)
            known: dict[str, Event] = {}
            for ids in _slices([event.id for event in events]):
                query = sa.select(table.c.id, table.c.event).where(table.c.diary == diary, table.c.id.in_(ids))
                known |= {row.id: msgspec.convert(row.event, Event) for row in connection.execute(query)}
            fresh = {event.id: event for event in events if event.id not in known}
            clashing = tuple(event.id for event in events if known.get(event.id, fresh.get(event.id)) != event)
            if clashing:
                connection.rollback()
                return Added(0, 0, clashing)
            if fresh:
                rows = [
                    {"id": event.id, "diary": diary, "recorded": event.recorded, "event": event.to_dict()}
                    for event in fresh.values()
                ]
                connection.execute(sa.insert(table), rows)
            connection.commit()
            return Added(len(fresh), len(events) - len(fresh), ())

    def erase(self, name: str = OWN) -> int:
        """Erase a diary for good, history and all; returns how many events it had."""
        with guarded(), self._engine.begin() as connection:
            diary = connection.execute(sa.select(schema.diaries.c.id).where(schema.diaries.c.name == name)).scalar()
            if diary is None:
                return 0
            gone = connection.execute(sa.delete(schema.diary_events).where(schema.diary_events.c.diary == diary))
            connection.execute(sa.delete(schema.diaries).where(schema.diaries.c.id == diary))
            return int(gone.rowcount)

    def _diary(self, connection: Connection, name: str, now: datetime) -> int:
        table = schema.diaries
        query = sa.select(table.c.id).where(table.c.name == name)
        if connection.dialect.name == "postgresql":
            # Two that begin the same diary at once: the second waits for the first.
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"diary {name}"})
        found = connection.execute(query).scalar()
        if found is None:
            connection.execute(sa.insert(table).values(name=name, created=now))
            found = connection.execute(query).scalar_one()
        return int(found)


def _begin_writing(connection: Connection) -> None:
    """Take the write lock of SQLite before reading, so that what was read still holds when it is written."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _slices(ids: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
