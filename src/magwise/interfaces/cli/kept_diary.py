"""The diary behind a command: where it is kept, how an event gets into it, and how what was typed is read."""

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from magwise.errors import DiaryError
from magwise.followup.diary import Event, Kind
from magwise.interfaces.cli.answer import locale_of_faults
from magwise.interfaces.cli.database import address_of
from magwise.interfaces.cli.faults import printable
from magwise.knowledge.load import Knowledge, load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.store.diary import DiaryStore

FOLDER, FILE = "magwise", "diary.sqlite"
OWN = "me"


@contextmanager
def opened(given: "Given") -> Iterator[tuple["DiaryStore", str]]:
    """The database of `--database`, else one file in the person's own folder for data; and the name of the diary.

    Rows that cannot be read are named on standard error; the rest is there. Raises InputError for a database in memory:
    what is written down must stay.
    """
    from magwise.interfaces.cli.streams import note_input
    from magwise.store.address import in_memory, read_address
    from magwise.store.database import PATIENT_SECONDS, open_database
    from magwise.store.diary import DiaryStore
    from magwise.store.faults import AddressError, DatabaseError, retell

    url = address_of(given, f"sqlite:///{_own_file()}")
    if in_memory(read_address(url)):
        raise AddressError("memory")
    engine = open_database(url, PATIENT_SECONDS)
    if engine.dialect.name == "sqlite" and engine.url.database:
        note_input(engine.url.database)
    store = DiaryStore(engine)
    try:
        yield store, given.values.get("--diary", OWN)
    finally:
        store.close()
        for lost in store.damaged:
            fault = DatabaseError("row", row=lost.row, name=printable(lost.diary), moment=lost.recorded or "?")
            print(retell(fault, locale_of_faults(given)), file=sys.stderr)


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


def warn_if_behind(given: "Given", events: Sequence[Event]) -> None:
    """Say on standard error that the clock is a day or more behind what was written last; nothing is refused for it."""
    now = datetime.now(UTC)
    last = max((event.recorded for event in events), default="")
    if last[:10] > (now + timedelta(days=1)).date().isoformat():
        told = {"now": now.date().isoformat(), "last": printable(last[:10])}
        print(load_knowledge().say(locale_of_faults(given), "store.warn.behind", **told), file=sys.stderr)


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
