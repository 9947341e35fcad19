"""The diary behind a command: where it is kept, how an event gets into it, and how what was typed is read."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from magwise.errors import DiaryError
from magwise.followup.diary import Event, Kind
from magwise.knowledge.load import Knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.store.diary import DiaryStore

FOLDER, FILE = "magwise", "diary.sqlite"
OWN = "me"


@contextmanager
def opened(given: "Given") -> Iterator[tuple["DiaryStore", str]]:
    """The database of `--database`, else one file in the person's own folder for data; and the name of the diary."""
    from magwise.store.database import open_database
    from magwise.store.diary import DiaryStore

    store = DiaryStore(open_database(given.values.get("--database") or f"sqlite:///{_own_file()}"))
    try:
        yield store, given.values.get("--diary", OWN)
    finally:
        store.close()


def is_kept(given: "Given") -> bool:
    """Whether a diary was named, or the person keeps one: then what it says counts."""
    return given.has("--diary") or given.has("--database") or os.path.exists(_own_file())


def _own_file() -> str:
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, FOLDER, FILE)


def new_event(kind: Kind, **values: Any) -> Event:
    """An event that is written now."""
    moment = datetime.now(UTC).isoformat(timespec="microseconds")
    return Event(id=secrets.token_hex(16), kind=kind, recorded=moment, **values)


def keep(store: "DiaryStore", name: str, event: Event) -> None:
    """Add an event to a diary."""
    store.add([event], datetime.now(UTC), name)


def number_of(typed: str) -> float | str:
    """The number that was typed; what is none stays text, so that the entry names it."""
    try:
        number = float(typed.replace(",", "."))
    except ValueError:
        return typed
    return int(number) if number == int(number) else number


def refuse(knowledge: Knowledge, locale: str, where: str, key: str, **values: object) -> DiaryError:
    """What is wrong with what was typed, and how to mend it, in words of the diary."""
    said = (knowledge.say(locale, f"diary.{part}.{key}", **values) for part in ("fault", "mend"))
    return DiaryError(where, *said)
