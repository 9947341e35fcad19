"""One row on its way to an answer, and what can be wrong with it before anything is read."""

import os
import sqlite3
import tempfile
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from msgspec import Struct

from magwise.errors import InputError
from magwise.knowledge.load import Knowledge
from magwise.strict_json import JsonFault

LONGEST_ID = 1_000
KEPT_IDS = 250_000


class LabelRow(Struct, frozen=True):
    """A label to read. error: what is wrong already, in words; then the rest counts for nothing."""

    id: str | None
    text: Any
    lang: Any = None
    error: str | None = None

    @property
    def content(self) -> Any:
        """What is to be read."""
        return self.text


class ProfileRow(Struct, frozen=True):
    """A profile to answer: a mapping, or JSON or YAML text. error: as in LabelRow."""

    id: str | None
    profile: Any
    error: str | None = None

    @property
    def content(self) -> Any:
        """What is to be answered."""
        return self.profile


class Record(Struct, frozen=True):
    """What a file holds in one place. number: from 1; values: by column; fault: of wording `batch.row` or of JSON."""

    number: int
    values: Mapping[str, Any]
    fault: str | JsonFault | None = None


class Voice(NamedTuple):
    """Our words about rows and files in one language."""

    knowledge: Knowledge
    locale: str

    def say(self, key: str, **values: object) -> str:
        """A sentence of wording/<language>/batch.toml."""
        return self.knowledge.say(self.locale, f"batch.{key}", **values)

    def row(self, key: str | JsonFault, **values: object) -> str:
        """What is wrong with a row, as one line: what, and how to mend it."""
        if isinstance(key, JsonFault):
            return str(key.to_error("", partial(self.knowledge.say, self.locale)))
        return str(InputError("", self.say(f"row.{key}", **values), self.say(f"row_mend.{key}")))

    def refuse(self, where: str, key: str, **values: object) -> InputError:
        """What is wrong with a whole file."""
        return InputError(where, self.say(f"file.{key}", **values), self.say(f"file_mend.{key}", **values))


def id_of(value: Any) -> str | None:
    """An id as text: text as it stands or a whole number; None for anything else.

    >>> id_of(" a "), id_of(7), id_of(True), id_of("  "), id_of(None)
    (' a ', '7', None, None, None)
    """
    if isinstance(value, str):
        return value if value.strip() and len(value) <= LONGEST_ID and is_plain(value) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def is_plain(text: str) -> bool:
    """Whether a text is valid Unicode without a NUL.

    >>> is_plain("1 é"), is_plain("a\\0b"), is_plain("\\udcff")
    (True, False, False)
    """
    if text.isascii():
        return "\0" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


class Seen:
    """The ids that went by, exact and in bounded memory: beyond so many they move to a temporary database."""

    def __init__(self, most: int = KEPT_IDS) -> None:
        self._near: set[str] = set()
        self._most = most
        self._far: sqlite3.Connection | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> "Seen":
        return self

    def __exit__(self, *_: object) -> None:
        if self._far is not None:
            self._far.close()
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, name: str) -> bool:
        """Keep an id; False when it was there before."""
        if name in self._near:
            return False
        if self._far is not None and self._far.execute("SELECT 1 FROM seen WHERE id = ?", (name,)).fetchone():
            return False
        self._near.add(name)
        if len(self._near) >= self._most:
            self._move()
        return True

    def _move(self) -> None:
        if self._far is None:
            self._folder = tempfile.TemporaryDirectory(prefix="magwise-")
            self._far = sqlite3.connect(os.path.join(self._folder.name, "ids"), isolation_level=None)
            self._far.execute("PRAGMA journal_mode = OFF")
            self._far.execute("PRAGMA synchronous = OFF")
            self._far.execute("CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._far.execute("BEGIN")
        self._far.executemany("INSERT INTO seen VALUES (?)", ((name,) for name in sorted(self._near)))
        self._far.execute("COMMIT")
        self._near.clear()
