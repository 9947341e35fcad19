"""A database that does not answer is given up on, so that who asked hears so within seconds.

A page gives up after a moment. A command waits as long as the work lasts, and gives up only where the server does not
even let anybody in any more.
"""

import time
from collections.abc import Callable, Generator
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine

CONNECT_SECONDS = 2
ANSWER_SECONDS = 1.5
SILENT_SECONDS = 4.0  # after which a command looks whether the server is still there
PROBE_SECONDS = 3
_PLACE = ("host", "hostaddr", "port", "user", "dbname", "sslmode")
LOST_SECONDS = 10.0  # that no new connection is tried once it was not


_HOW: WeakKeyDictionary[Engine, Callable[..., Any]] = WeakKeyDictionary()


def lose_patience(engine: Engine) -> None:
    """From here on a PostgreSQL that does not answer fails as a StoreError, within CONNECT + ANSWER seconds.

    Not for migrations, which may take their time. SQLite has its own patience, see `BUSY_SECONDS`.
    """
    if engine.dialect.name != "postgresql":
        return
    wait = {} if "connect_timeout" in engine.url.query else {"connect_timeout": CONNECT_SECONDS}
    engine.dispose()  # connections from before wait longer
    _connect_by(engine, _impatient(), **wait)


def watch(engine: Engine) -> None:
    """Give up on a PostgreSQL that stands still, however long its work may last otherwise."""
    _connect_by(engine, _watchful())


def _connect_by(engine: Engine, connection: Any, **more: Any) -> None:
    def connect(_dialect: Any, _record: Any, words: list[Any], named: dict[str, Any]) -> Any:
        return connection.connect(*words, **{**named, **more})

    before = _HOW.pop(engine, None)
    if before is not None:
        sa.event.remove(engine, "do_connect", before)
    _HOW[engine] = connect
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


def _watchful() -> Any:
    """A connection that looks, in a long silence, whether the server still lets anybody in; else it closes."""
    import psycopg

    class Watchful(psycopg.Connection[Any]):
        lost = -LOST_SECONDS

        @classmethod
        def connect(cls, *words: Any, **named: Any) -> Any:
            if time.monotonic() - cls.lost < LOST_SECONDS:
                raise psycopg.OperationalError("the server does not answer")
            return super().connect(*words, **named)

        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            return super().wait(_look_up(gen, self._look), interval, timeout)

        def _look(self) -> None:
            known = self.info.get_parameters()
            told: dict[str, Any] = {name: known[name] for name in _PLACE if name in known}
            try:
                psycopg.connect(**told, connect_timeout=PROBE_SECONDS).close()
            except psycopg.errors.ConnectionTimeout:
                type(self).lost = time.monotonic()
                self.close()
                raise
            except psycopg.OperationalError:
                return  # it answered, if only to refuse

    return Watchful


def _look_up(steps: Generator[Any, Any, Any], look: Callable[[], None]) -> Generator[Any, Any, Any]:
    """The same steps, with a look round after every SILENT_SECONDS in which nothing came."""
    since = time.monotonic()
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            if ready:
                since = time.monotonic()
            elif time.monotonic() - since > SILENT_SECONDS:
                look()
                since = time.monotonic()
            wanted = steps.send(ready)
    except StopIteration as end:
        return end.value
