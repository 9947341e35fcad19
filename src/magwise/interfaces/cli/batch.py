"""`magwise batch labels` and `magwise batch advise`: a file of rows in, a file of rows out."""

import sys
import time
from typing import TYPE_CHECKING

from magwise.batch.run import Tally, batch_advice, batch_labels, count_cores
from magwise.interfaces.cli.answer import locale_of_faults, write_json
from magwise.interfaces.cli.faults import blame, printable, show
from magwise.interfaces.cli.profile import date_of
from magwise.interfaces.cli.streams import OutputError, write
from magwise.knowledge.load import Knowledge, load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given

SILENT_SECONDS = 1.0
OUTPUT = "-"
MOST_WORKERS = 256


def run(given: "Given") -> int:
    """Send every row of a file through the reader or the advice and say how many there were."""
    knowledge, locale = load_knowledge(), locale_of_faults(given)
    source, target = given.words
    workers, teller = _workers(given), _Teller(knowledge, locale)
    if target == OUTPUT and sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        if given.command.name == "batch labels":
            tally = batch_labels(
                source, target, knowledge=knowledge, locale=locale, workers=workers, progress=teller.progress
            )
        else:
            tally = batch_advice(
                source, target, knowledge=knowledge, locale=locale, on=date_of(given), workers=workers,
                progress=teller.progress,
            )  # fmt: skip
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written ({error.strerror})") from None
    teller.clear()
    if target == OUTPUT:
        return 0
    if given.has("--json"):
        write_json({"rows": tally.rows, "errors": tally.errors, "knowledge_version": knowledge.version})
        return 0
    values = {"rows": tally.rows, "errors": tally.errors, "path": printable(target)}
    write(knowledge.say(locale, "batch.done", **values) + "\n")
    return 0


def _workers(given: "Given") -> int:
    typed = given.values.get("--workers")
    if typed is None:
        return count_cores()
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= MOST_WORKERS:
        return int(typed[:6])
    where = f"magwise {given.command.name} --workers"
    raise blame(where, "choice", word=show(typed)).mend("choice", names=f"1 – {MOST_WORKERS}")


class _Teller:
    """One line on a terminal that is written over, once the work lasts."""

    def __init__(self, knowledge: Knowledge, locale: str) -> None:
        self._knowledge, self._locale = knowledge, locale
        self._begin = self._last = time.monotonic()
        self._shown = False
        self._terminal = sys.stderr is not None and sys.stderr.isatty()

    def progress(self, tally: Tally) -> None:
        """Say how far it is, at most once a second."""
        now = time.monotonic()
        if not self._terminal or now - self._last < SILENT_SECONDS:
            return
        self._last, self._shown = now, True
        values = {"rows": tally.rows, "errors": tally.errors, "speed": round(tally.rows / (now - self._begin))}
        sys.stderr.write("\r\x1b[K" + self._knowledge.say(self._locale, "batch.progress", **values))
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
