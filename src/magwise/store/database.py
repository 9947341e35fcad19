"""Open a database: read its address, see whose it is, and bring its tables up to date."""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from magwise.errors import ExtraMissingError

try:
    import sqlalchemy as sa
    from sqlalchemy.engine import URL, Connection, Engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import StaticPool
except ImportError as error:
    raise ExtraMissingError("diary", "Keeping data") from error

from magwise.store.address import in_memory, place_of, read_address
from magwise.store.faults import DatabaseError
from magwise.store.patience import watch

HEAD = "0003"
BUSY_SECONDS = 5  # as long as a page may wait
CONNECT_SECONDS = 10  # to come in at a PostgreSQL
ROOM = 65_536  # bytes: with less free than this a disk is full
PATIENT_SECONDS = 60  # a command would rather wait than lose what was typed
WAL_SECONDS = 10
# SQLite's own numbers (its first byte), and the states of PostgreSQL, by what they mean to a person.
_SQLITE = {
    5: "busy",
    6: "busy",
    8: "read_only",
    10: "damaged",
    11: "damaged",
    13: "full",
    23: "denied",
    26: "no_database",
}
_POSTGRESQL = {
    "3D000": "no_name", "42501": "denied", "25006": "read_only", "53100": "full", "55P03": "busy", "57014": "slow",
    "XX001": "damaged", "XX002": "damaged",
}  # fmt: skip
_CLASSES = {"08": "unreachable", "28": "unreachable", "53": "busy", "57": "unreachable"}


def open_database(url: str, patience: float | None = None) -> Engine:
    """The database at this URL, its tables up to date.

    url: `sqlite:///file.sqlite` (the folder is made when it is missing), `sqlite://` (in memory) or `postgresql://…`.
    patience: seconds to wait for others who write to the same file; left out, as long as a page may wait.
    Raises AddressError for a URL that cannot be read, DatabaseError when it cannot be opened, is damaged, belongs to
    another program or is newer than we are; such a one is left as it is.
    """
    engine = _connect(read_address(url), BUSY_SECONDS if patience is None else patience)
    with guarded(engine):
        try:
            _bring_up_to_date(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _bring_up_to_date(engine: Engine) -> None:
    from magwise.store.look import look

    with engine.connect() as connection:
        found = look(connection)
    if found.version != HEAD:
        from magwise.store.migrate import migrate

        migrate(engine)
    elif found.lacks():
        raise DatabaseError("incomplete", place_of(engine.url), names=", ".join(found.lacks()))
    if engine.dialect.name == "sqlite" and not in_memory(engine.url):
        _use_wal(engine)


def _connect(url: URL, patience: float = BUSY_SECONDS) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            # A server that stands still must not hold a command up for ever.
            limit = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
            engine = sa.create_engine(
                url, pool_pre_ping=True, connect_args=limit, json_deserializer=msgspec.json.decode
            )
            watch(engine)
        except ImportError:
            raise ExtraMissingError("postgres", "A PostgreSQL database") from None
        return engine
    if in_memory(url):
        engine = sa.create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        _make_file(url.database or "")
        wait = {"timeout": patience}
        engine = sa.create_engine(url, connect_args=wait, json_deserializer=msgspec.json.decode)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _make_file(path: str) -> None:
    """A file that can be written. Health data: it is for its owner only, and so are SQLite's side files.

    Also one that was there before, by the hand of another program or with wider rights.
    """
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
            raise DatabaseError("no_file", path)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        for each in (path, f"{path}-wal", f"{path}-shm", f"{path}-journal"):
            _keep_to_owner(each)
    except OSError as error:
        if os.path.isfile(path) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise DatabaseError("read_only", path) from None
        key = "full" if error.errno == errno.ENOSPC else "not_made"
        raise DatabaseError(key, path, reason=error.strerror or type(error).__name__) from None


def _keep_to_owner(path: str) -> None:
    """Take the rights of everybody else away, where the file is ours; some disks know no rights."""
    with suppress(OSError):
        if os.stat(path).st_mode & 0o077:
            os.chmod(path, 0o600)


def _prepare_sqlite(connection: "sa.engine.interfaces.DBAPIConnection", _record: object) -> None:
    """A finished write survives a power cut, links between tables hold, and what is erased is overwritten."""
    cursor = connection.cursor()
    for line in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {line}")
    cursor.close()


def _use_wal(engine: Engine) -> None:
    """Have readers of SQLite not wait for a writer. The file keeps it; where others are busy with it, the next time."""
    until = time.monotonic() + WAL_SECONDS
    while True:
        try:
            with engine.connect() as connection:
                if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
                    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            return
        except SQLAlchemyError as error:
            if _meaning(error) != "busy":
                raise
            if time.monotonic() > until:
                return
        time.sleep(0.02)


@contextmanager
def guarded(engine: Engine | Connection) -> Iterator[None]:
    """Turn every fault of the database into a DatabaseError. Values never come along: they may be about health."""
    try:
        yield
    except SQLAlchemyError as error:
        url = engine.engine.url
        cause = getattr(error, "orig", None) or error
        meaning = _meaning(error)
        if meaning == "damaged" and _is_full(url):
            meaning = "full"  # SQLite calls what it could not write «disk I/O error»
        raise DatabaseError(meaning, place_of(url), kind=type(cause).__name__) from None


def _is_full(url: URL) -> bool:
    """Whether the disk of a database file has no room left."""
    if url.get_backend_name() != "sqlite" or in_memory(url):
        return False
    try:
        there = os.statvfs(Path(url.database or "").resolve().parent)
    except (OSError, AttributeError):
        return False
    return there.f_bavail * there.f_frsize < ROOM


def _meaning(error: SQLAlchemyError) -> str:
    """What a fault of the database means: a key of the words in `store`."""
    cause = getattr(error, "orig", None)
    number = getattr(cause, "sqlite_errorcode", None)
    if number is not None:
        return _SQLITE.get(number & 0xFF, "other")
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return _POSTGRESQL.get(state) or _CLASSES.get(state[:2], "other")
    if isinstance(error, sa.exc.OperationalError) and type(cause).__module__.startswith("psycopg"):
        # The library gives no state when it cannot come in; the server's words for a missing database are these.
        return "no_name" if "does not exist" in str(cause) and "database" in str(cause) else "unreachable"
    return "other"
