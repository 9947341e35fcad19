"""A database that does not answer is given up on, so that who asked hears so within seconds."""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

CONNECT_SECONDS = 2
ANSWER_SECONDS = 1.5


def lose_patience(engine: Engine) -> None:
    """From here on a PostgreSQL that does not answer fails as a StoreError, within CONNECT + ANSWER seconds.

    Not for migrations, which may take their time. SQLite has its own patience, see `BUSY_SECONDS`.
    """
    if engine.dialect.name != "postgresql":
        return
    connection = _impatient()
    wait = {} if "connect_timeout" in engine.url.query else {"connect_timeout": CONNECT_SECONDS}

    def connect(_dialect: Any, _record: Any, words: list[Any], named: dict[str, Any]) -> Any:
        return connection.connect(*words, **{**named, **wait})

    engine.dispose()  # connections from before wait for ever
    sa.event.listen(engine, "do_connect", connect)


def _impatient() -> Any:
    """A connection that waits ANSWER_SECONDS for each answer, then closes: a stopped server sends nothing more."""
    import psycopg

    class Impatient(psycopg.Connection[Any]):
        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            until = time.monotonic() + ANSWER_SECONDS
            try:
                return super().wait(gen, interval, ANSWER_SECONDS if timeout is None else timeout)
            except psycopg.OperationalError:
                if time.monotonic() >= until:
                    self.close()
                raise

    return Impatient
