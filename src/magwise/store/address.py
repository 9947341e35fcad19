"""The address of a database, read strictly: what is not understood is refused, never guessed."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from magwise.store.faults import AddressError

DRIVERS = {
    "sqlite": "sqlite", "sqlite+pysqlite": "sqlite", "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg",
}  # fmt: skip
# What may stand behind the ? of a PostgreSQL address: words of its own library.
POSTGRESQL_WORDS = (
    "application_name", "channel_binding", "connect_timeout", "gssencmode", "host", "options", "passfile", "port",
    "service", "sslcert", "sslcrl", "sslkey", "sslmode", "sslrootcert", "target_session_attrs",
)  # fmt: skip
HIGHEST_PORT = 65535
MEMORY = (None, "", ":memory:")


def read_address(text: str) -> URL:
    """The address as the library wants it.

    text: `sqlite:///file.sqlite`, `sqlite://` (in memory) or `postgresql://user@host/name`. Raises AddressError.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise AddressError("address") from None
    except ValueError:
        raise AddressError("port") from None
    kind = url.drivername.lower().partition("+")[0]
    driver = DRIVERS.get(url.drivername.lower())
    if driver is None:
        known = kind in ("sqlite", "postgresql", "postgres")
        raise (
            AddressError("driver", driver=_short(url.drivername)) if known else AddressError("kind", kind=_short(kind))
        )
    if not all(part.isprintable() for part in (url.database, url.host, url.username) if part):
        raise AddressError("name")
    return _checked_file(url, driver) if driver == "sqlite" else _checked_server(url, driver)


def in_memory(url: URL) -> bool:
    """Whether nothing of it is kept."""
    return url.get_backend_name() == "sqlite" and url.database in MEMORY


def place_of(url: URL) -> str:
    """How the database is called in a line: its file, or server and name, never the password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def _checked_file(url: URL, driver: str) -> URL:
    if url.host or url.username or url.port or url.password:
        raise AddressError("host", name=_short(url.host or url.username or ""))
    for name in url.query:
        raise AddressError("query_file", name=_short(name))
    path = url.database or ""
    if path.startswith("file:"):
        raise AddressError("uri")
    if path == "~" or path.startswith("~/"):
        raise AddressError("home")
    return url.set(drivername=driver)


def _checked_server(url: URL, driver: str) -> URL:
    for name in url.query:
        if name not in POSTGRESQL_WORDS:
            raise AddressError("query", name=_short(name), names=", ".join(POSTGRESQL_WORDS))
    if url.port is not None and not 0 < url.port <= HIGHEST_PORT:
        raise AddressError("port")
    return url.set(drivername=driver)


def _short(text: str) -> str:
    return "".join(letter for letter in text[:40] if letter.isprintable())
