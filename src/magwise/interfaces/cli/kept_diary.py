"""The diary behind a command: where it is kept, and how an event gets into it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from magwise.followup.diary import Event, Kind

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

    url = given.values.get("--database")
    if url is None:
        base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
        url = f"sqlite:///{os.path.join(base, FOLDER, FILE)}"
    store = DiaryStore(open_database(url))
    try:
        yield store, given.values.get("--diary", OWN)
    finally:
        store.close()


def new_event(kind: Kind, **values: Any) -> Event:
    """An event that is written now."""
    moment = datetime.now(UTC).isoformat(timespec="microseconds")
    return Event(id=secrets.token_hex(16), kind=kind, recorded=moment, **values)


def keep(store: "DiaryStore", name: str, event: Event) -> None:
    """Add an event to a diary."""
    store.add([event], datetime.now(UTC), name)
