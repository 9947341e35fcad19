"""What is erased is overwritten, as far as the database lets us; where it does not, that is said."""

import time
from typing import Literal, NamedTuple

from sqlalchemy.engine import Engine

from magwise.store.address import in_memory
from magwise.store.database import guarded

PATIENCE_SECONDS = 5.0

Left = Literal["log", "postgresql"]


class Erased(NamedTuple):
    """What was erased. rows: how many; left: what may still hold them, None when nothing does.

    log: the side file of SQLite, because another program was reading; it goes when that one lets go. postgresql: the
    files of its tables and its log, until they are cleaned and run out (docs/how-to/where-data-lives.md).
    """

    rows: int
    left: Left | None = None


def overwrite(engine: Engine) -> Left | None:
    """Overwrite what was erased: zeros over its place in the file, and the side file emptied.

    `secure_delete` puts the zeros in the side file; the checkpoint brings them over the old pages and cuts it to
    nothing. A program that is reading at that moment can keep it from doing so for a while.
    """
    if engine.dialect.name == "postgresql":
        return "postgresql"
    if in_memory(engine.url):
        return None
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        with guarded(engine), engine.connect() as connection:
            row = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if row[0] == 0:
            return None
        if time.monotonic() > until:
            return "log"
        time.sleep(0.05)
