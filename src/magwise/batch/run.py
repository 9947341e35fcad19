"""A file through a kernel: in chunks, over all cores, in order and in constant memory."""

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import partial
from itertools import chain
from multiprocessing import get_context, parent_process
from multiprocessing.context import BaseContext
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import astuple

from magwise.batch.adapters import label_row, lacks_label_columns, lacks_profile_columns, profile_row
from magwise.batch.advice import COLUMNS as ADVICE_COLUMNS
from magwise.batch.advice import advise_columns
from magwise.batch.labels import COLUMNS as LABEL_COLUMNS
from magwise.batch.labels import Columns, label_columns
from magwise.batch.reading import INPUT, Missing, read_records
from magwise.batch.rows import LabelRow, ProfileRow, Record, Seen, Voice
from magwise.batch.writing import open_writer
from magwise.errors import MagwiseError
from magwise.knowledge.load import Knowledge

CHUNK_ROWS = 800
CHUNK_LETTERS = 400_000
CHUNKS_AHEAD = 6
GARBAGE_AFTER = 50_000  # a text makes thousands of objects and no circles
Kernel = Callable[..., Columns]
Row = TypeVar("Row", LabelRow, ProfileRow)


class Tally(NamedTuple):
    """How many rows went through, and how many of them carry an error."""

    rows: int
    errors: int


Progress = Callable[[Tally], None]


def batch_labels(
    source: str,
    target: str,
    *,
    knowledge: Knowledge,
    locale: str = "en",
    workers: int = 1,
    progress: Progress | None = None,
) -> Tally:
    """Read every label of a file and write one row for each, in the same order.

    source: .csv, .tsv, .jsonl, .json or .parquet with `id`, `text` and perhaps `lang` (text files also as .gz), or `-`;
    target: .parquet, .jsonl or .csv, or `-`. workers: processes; a program that asks for more than one guards its
    start with `if __name__ == "__main__"`. progress: called after every chunk.
    A bad row never ends the run. Raises InputError for what is wrong with a whole file and ExtraMissingError for
    Parquet without its library.
    """
    voice = Voice(knowledge, locale)
    kernel = partial(label_columns, locale=locale)
    return _run(source, target, LABEL_COLUMNS, voice, kernel, label_row, lacks_label_columns, workers, progress)


def batch_advice(
    source: str,
    target: str,
    *,
    knowledge: Knowledge,
    locale: str = "en",
    on: date | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Tally:
    """Answer every profile of a file and write one row for each, in the same order.

    A row holds `id` and either `profile` (JSON text or nested columns) or the fields of a profile as columns.
    on: the date that judges `overrides.until`. The rest is as in `batch_labels`.
    """
    voice = Voice(knowledge, locale)
    kernel = partial(advise_columns, locale=locale, on=on)
    return _run(source, target, ADVICE_COLUMNS, voice, kernel, profile_row, lacks_profile_columns, workers, progress)


def count_cores() -> int:
    """How many processes run side by side on this machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run(
    source: str,
    target: str,
    names: tuple[str, ...],
    voice: Voice,
    kernel: Kernel,
    to_row: Callable[[Record, Voice, Seen], Row],
    missing: Missing,
    workers: int,
    progress: Progress | None,
) -> Tally:
    if source != INPUT and os.path.exists(source) and os.path.exists(target) and os.path.samefile(source, target):
        raise voice.refuse(target, "same")
    rows = errors = 0
    with Seen() as seen, open_writer(target, names, voice) as writer:
        found = (to_row(record, voice, seen) for record in read_records(source, voice, missing))
        for columns in _spread(_chunks(found), kernel, voice.knowledge, workers):
            writer.add(columns)
            rows += len(columns["id"])
            errors += sum(error is not None for error in columns["error"])
            if progress is not None:
                progress(Tally(rows, errors))
    return Tally(rows, errors)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in chunks of bounded number and length."""
    chunk: list[Row] = []
    letters = 0
    for row in rows:
        chunk.append(row)
        content = row.content
        if isinstance(content, str):
            letters += len(content)
        if len(chunk) >= CHUNK_ROWS or letters >= CHUNK_LETTERS:
            yield chunk
            chunk, letters = [], 0
    if chunk:
        yield chunk


def _spread(chunks: Iterator[list[Row]], kernel: Kernel, knowledge: Knowledge, workers: int) -> Iterator[Columns]:
    """Every chunk through the kernel, in order; no more processes than there is work for."""
    begin = [chunk for chunk in (next(chunks, None) for _ in range(2)) if chunk is not None]
    every = chain(begin, chunks)
    if workers < 2 or len(begin) < 2:
        for chunk in every:
            yield kernel(chunk, knowledge=knowledge)
        return
    pool = ProcessPoolExecutor(workers, _context(), initializer=_begin, initargs=(kernel, knowledge))
    waiting: deque[Future[Columns]] = deque()
    try:
        for chunk in every:
            # Plain tuples cross to another process at a third of the cost of records.
            waiting.append(pool.submit(_work, type(chunk[0]), [astuple(row) for row in chunk]))
            if len(waiting) > workers * CHUNKS_AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise MagwiseError("a worker process stopped; run again with fewer workers or more memory") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _context() -> BaseContext:
    """How workers start: as a copy of this process where that is safe, so that nothing is loaded twice.

    A process with threads of its own (a server, a notebook) starts them anew: a copied lock might never open.
    """
    copies = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if copies else "spawn")


_kernel: Callable[[list[Any]], Columns] | None = None


def _begin(kernel: Kernel, knowledge: Knowledge) -> None:
    """What a worker keeps for all its chunks: the knowledge arrives once."""
    global _kernel  # noqa: PLW0603
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(GARBAGE_AFTER)
    _kernel = partial(kernel, knowledge=knowledge)


def _end_with_parent() -> None:
    """End when the process that gives out the work is gone, however that ended."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(kind: type[LabelRow] | type[ProfileRow], chunk: list[tuple[Any, ...]]) -> Columns:
    assert _kernel is not None
    return _kernel([kind(*row) for row in chunk])
