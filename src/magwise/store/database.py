"""Open a database and bring its tables up to date."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from magwise.errors import ExtraMissingError, InputError, StoreError

try:
    import sqlalchemy as sa
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError
    from sqlalchemy.engine import URL, Connection, Engine, make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
    from sqlalchemy.pool import StaticPool
except ImportError as error:
    raise ExtraMissingError("diary", "Keeping data") from error

HEAD = "0003"
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 5


def open_database(url: str) -> Engine:
    """The database at this URL, its tables up to date.

    url: `sqlite:///file.sqlite` (the folder is made when it is missing), `sqlite://` (in memory) or `postgresql://…`.
    Raises InputError for a URL that cannot be read, StoreError when it cannot be opened or is newer than we are.
    """
    engine = _connect(_read_url(url))
    with guarded():
        with engine.connect() as connection:
            current = _version(connection)
        if current != HEAD:
            migrate(engine)
    return engine


def _read_url(text: str) -> URL:
    mend = 'Write it as "sqlite:///var/magwise.sqlite" or "postgresql://user@host/name"'
    try:
        url = make_url(text)
    except ArgumentError:
        raise InputError("--database", "this is not the address of a database", mend) from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise InputError("--database", f"«{url.get_backend_name()}» is not a kind of database we know", mend)
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _connect(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            return sa.create_engine(url, pool_pre_ping=True, json_deserializer=msgspec.json.decode)
        except ImportError:
            raise ExtraMissingError("postgres", "A PostgreSQL database") from None
        except NoSuchModuleError:
            raise InputError("--database", f"the driver «{url.drivername}» is not known") from None
    if url.database in (None, "", ":memory:"):
        engine = sa.create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        assert url.database is not None
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            # Health data: a new file is for its owner only. SQLite gives its side files the same rights.
            os.close(os.open(url.database, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StoreError(f"the file of the database cannot be made: {error.strerror}") from None
        engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, json_deserializer=msgspec.json.decode)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: "sa.engine.interfaces.DBAPIConnection", _record: object) -> None:
    """Readers do not wait for a writer, a finished write survives a power cut, and links between tables hold."""
    cursor = connection.cursor()
    for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {line}")
    cursor.close()


def _version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found


def migrate(engine: Engine, target: str = "head") -> None:
    """Bring the tables to a revision, inside one transaction. Raises StoreError when the revision is not known here."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with guarded(), engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, target)
    except CommandError as error:
        raise StoreError(f"the database was made by another version of Magwise: {error}") from None


@contextmanager
def guarded() -> Iterator[None]:
    """Turn every fault of the database into a StoreError. Values never come along: they may be about health."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StoreError(f"the database cannot be used: {type(cause).__name__}") from None
