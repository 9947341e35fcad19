"""Where the diaries are kept: one row an event, added and never changed.

The database itself refuses to change a row. A write is acknowledged only after its transaction is on disk. A row that
cannot be read any more loses itself and is named; the rest of the diary is there.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from magwise.followup.diary import Event
from magwise.followup.sound import is_sound
from magwise.knowledge.load import load_knowledge
from magwise.store import schema
from magwise.store.address import place_of
from magwise.store.database import guarded
from magwise.store.erasing import Erased, overwrite

OWN = "me"
_READ = msgspec.json.Decoder(Event)


class Added(NamedTuple):
    """What became of events: how many were new, and ids that were there already with other content."""

    new: int
    same: int
    clashing: tuple[str, ...]


class Damaged(NamedTuple):
    """A row that cannot be read. row: its place in the table; recorded: when it was written, empty where unknown."""

    diary: str
    row: int
    recorded: str


class DiaryStore:
    """The diaries of a database, by name; several people may share it. Raises StoreError when it cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._damaged: dict[tuple[str, int], Damaged] = {}

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def place(self) -> str:
        """The file of the database, or its server and name."""
        return place_of(self._engine.url)

    @property
    def damaged(self) -> tuple[Damaged, ...]:
        """The rows that could not be read so far, each once."""
        return tuple(self._damaged[key] for key in sorted(self._damaged))

    def names(self) -> tuple[str, ...]:
        """Names of the diaries, in alphabetical order."""
        with guarded(self._engine), self._engine.connect() as connection:
            return tuple(connection.execute(sa.select(schema.diaries.c.name).order_by(schema.diaries.c.name)).scalars())

    def events(self, name: str = OWN) -> tuple[Event, ...]:
        """Every event of a diary in the order of writing; none for a diary that is not there.

        A row that cannot be read is left out and stands in `damaged`.
        """
        table = schema.diary_events
        found = []
        with guarded(self._engine), self._engine.connect() as connection:
            query = sa.select(*_raw(connection)).join(schema.diaries).where(schema.diaries.c.name == name)
            for seq, recorded, content in _rows(connection, query.order_by(table.c.seq)):
                event = self._read(content)
                if event is None:
                    self._damaged[name, seq] = Damaged(name, seq, _text(recorded))
                else:
                    found.append(event)
        return tuple(found)

    def add(self, events: Sequence[Event], now: datetime, name: str = OWN) -> Added:
        """Add events, all or none; an id that is there already is left as it is.

        Where an id is there with other content, nothing is added and the id is named; one that can no longer be read
        is put back in its place. now: begins the diary when it is the first.
        """
        table = schema.diary_events
        with guarded(self._engine), self._engine.connect() as connection:
            _begin_writing(connection)
            diary = self._diary(connection, name, now)
            known, lost = self._known(connection, diary, [event.id for event in events])
            fresh = {event.id: event for event in events if event.id not in known}
            clashing = tuple(event.id for event in events if known.get(event.id, fresh.get(event.id)) != event)
            if clashing:
                connection.rollback()
                return Added(0, 0, clashing)
            if lost:
                connection.execute(sa.delete(table).where(table.c.seq.in_(lost.values())))
            rows = [
                {"id": event.id, "diary": diary, "recorded": event.recorded, "event": event.to_dict()}
                for event in fresh.values()
            ]
            for some in ([row for row in rows if row["id"] not in lost], [row for row in rows if row["id"] in lost]):
                if some:
                    places = [{"seq": lost[str(row["id"])]} if row["id"] in lost else {} for row in some]
                    connection.execute(sa.insert(table), [row | place for row, place in zip(some, places, strict=True)])
            connection.commit()
            return Added(len(fresh), len(events) - len(fresh), ())

    def _known(self, connection: Connection, diary: int, ids: list[str]) -> tuple[dict[str, Event], dict[str, int]]:
        """What is there of these ids: the events by id, and the places of those that can no longer be read."""
        table = schema.diary_events
        known: dict[str, Event] = {}
        lost: dict[str, int] = {}
        for some in _slices(ids):
            query = sa.select(table.c.id, *_raw(connection)).where(table.c.diary == diary, table.c.id.in_(some))
            for row_id, seq, _, content in connection.execute(query):
                event = self._read(content)
                if event is None:
                    lost[row_id] = int(seq)
                else:
                    known[row_id] = event
        return known, lost

    def erase(self, name: str = OWN) -> Erased:
        """Erase a diary for good, history and all; says how many events it had, and what may still hold them."""
        with guarded(self._engine), self._engine.connect() as connection:
            _begin_writing(connection)
            diary = connection.execute(sa.select(schema.diaries.c.id).where(schema.diaries.c.name == name)).scalar()
            if diary is None:
                return Erased(0)
            gone = connection.execute(sa.delete(schema.diary_events).where(schema.diary_events.c.diary == diary))
            connection.execute(sa.delete(schema.diaries).where(schema.diaries.c.id == diary))
            connection.commit()
        return Erased(int(gone.rowcount), overwrite(self._engine))

    @staticmethod
    def _read(content: object) -> Event | None:
        """The event of a row; None where it cannot be read or used."""
        if not isinstance(content, str | bytes):
            return None
        try:
            event = _READ.decode(content)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return None
        return event if is_sound(event, load_knowledge()) else None

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


def _raw(connection: Connection) -> tuple[sa.ColumnElement[Any], ...]:
    """Place, moment and content of a row as they stand, so that one that is no JSON or no text stops no other."""
    table = schema.diary_events
    plain = sa.LargeBinary() if connection.dialect.name == "sqlite" else sa.Text()
    return table.c.seq, sa.cast(table.c.recorded, plain), sa.cast(table.c.event, plain)


def _rows(connection: Connection, query: "sa.Select[Any]") -> Iterator[tuple[int, object, object]]:
    """The rows of a diary; where a page of the file cannot be read, each row by itself, with None for what is lost."""
    try:
        yield from [(int(seq), recorded, content) for seq, recorded, content in connection.execute(query)]
    except DBAPIError:
        if connection.dialect.name != "sqlite":
            raise
        places = query.with_only_columns(schema.diary_events.c.seq).order_by(None)
        for seq in sorted(connection.execute(places).scalars()):
            try:
                _, recorded, content = connection.execute(query.where(schema.diary_events.c.seq == seq)).one()
            except DBAPIError:
                recorded = content = None
            yield int(seq), recorded, content


def _text(found: object) -> str:
    plain = found.decode(errors="replace") if isinstance(found, bytes) else str(found or "")
    return "".join(letter for letter in plain[:40] if letter.isprintable())


def _begin_writing(connection: Connection) -> None:
    """Take the write lock of SQLite before reading, so that what was read still holds when it is written."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _slices(ids: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
