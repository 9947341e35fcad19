"""Result columns to a file: Parquet, JSON Lines or CSV, bit by bit. The file appears whole or not at all.

In CSV a text that a spreadsheet would take for a formula is kept a text (`magwise.cells`).
"""

import csv
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, Protocol

from magwise.batch.arrow import require_arrow, schema_of
from magwise.batch.labels import Columns
from magwise.batch.rows import Voice
from magwise.cells import safe_cell
from magwise.errors import InputError
from magwise.files import FileRefused, whole_file

ROWS_A_GROUP = 20_000
ENDINGS = {".parquet": "parquet", ".pq": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}
OUTPUT = "-"


class Writer(Protocol):
    """Takes result columns, one chunk after the other."""

    def add(self, columns: Columns) -> None:
        """Write one chunk."""

    def end(self) -> None:
        """Write what still waits."""

    def drop(self) -> None:
        """Let go of the file without a whole result."""


@contextmanager
def open_writer(path: str, names: tuple[str, ...], voice: Voice) -> Iterator[Writer]:
    """A writer for these columns; `-` is JSON Lines on standard output.

    Parquet names the knowledge that decided in its metadata. Raises InputError where the file cannot be written,
    ExtraMissingError for Parquet without its library, and OSError where standard output cannot be written.
    """
    kind = "jsonl" if path == OUTPUT else ENDINGS.get(os.path.splitext(path.lower())[1])
    if kind is None:
        raise voice.refuse(path, "kind_out")
    if kind == "parquet":
        require_arrow()
    if path == OUTPUT:
        writer = _writer(kind, sys.stdout.buffer, names, voice)
        yield writer
        writer.end()
        sys.stdout.buffer.flush()
        return
    try:
        with whole_file(path) as file:
            writer = _writer(kind, file, names, voice)
            try:
                yield writer
                writer.end()
            finally:
                writer.drop()
    except FileRefused as refusal:
        raise voice.refuse(path, refusal.why) from None
    except OSError as error:
        raise _unwritable(path, error, voice) from None


def _unwritable(path: str, error: OSError, voice: Voice) -> InputError:
    return voice.refuse(path, "unwritable", reason=error.strerror or str(error))


def _writer(kind: str, file: IO[bytes], names: tuple[str, ...], voice: Voice) -> Writer:
    if kind == "parquet":
        return _Parquet(file, names, voice.knowledge.version)
    return _Csv(file, names) if kind == "csv" else _Lines(file)


class _Parquet:
    """Row groups of a size that reads well, whatever the size of the chunks.

    The library is loaded at the first group: by then the workers have something to do.
    """

    def __init__(self, file: IO[bytes], names: tuple[str, ...], version: str) -> None:
        self._file = file
        self._version = version
        self._waiting: Columns = {name: [] for name in names}
        self._writer: Any = None

    def add(self, columns: Columns) -> None:
        for name, values in columns.items():
            self._waiting[name] += values
        if len(next(iter(self._waiting.values()))) >= ROWS_A_GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow
        from pyarrow import parquet

        schema = schema_of(tuple(self._waiting)).with_metadata({"magwise.knowledge_version": self._version})
        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._file, schema, compression="zstd")
        self._writer.write_table(pyarrow.Table.from_pydict(self._waiting, schema=schema))
        self._waiting = {name: [] for name in self._waiting}

    def end(self) -> None:
        if self._writer is None or next(iter(self._waiting.values())):
            self._flush()
        self._writer.close()

    def drop(self) -> None:
        with suppress(OSError):
            if self._writer is not None:
                self._writer.close()  # else it is closed behind a file that is gone, with noise on standard error


class _Lines:
    """One JSON object a line, keys in the order of the contract."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def add(self, columns: Columns) -> None:
        import msgspec

        names = tuple(columns)
        rows = [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        self._file.write(msgspec.json.Encoder().encode_lines(rows))

    def end(self) -> None:
        """Nothing waits."""

    def drop(self) -> None:
        """Nothing is held."""


class _Csv:
    """CSV with a header; several forms or findings stand in one cell with a blank between them."""

    def __init__(self, file: IO[bytes], names: tuple[str, ...]) -> None:
        self._file = file
        self._write([names])

    def _write(self, rows: list[Any]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        self._file.write(text.getvalue().encode())

    def add(self, columns: Columns) -> None:
        self._write([[_cell(value) for value in values] for values in zip(*columns.values(), strict=True)])

    def end(self) -> None:
        """Nothing waits."""

    def drop(self) -> None:
        """Nothing is held."""


def _cell(value: Any) -> Any:
    told = " ".join(value) if isinstance(value, list) else value
    return safe_cell(told) if isinstance(told, str) else told
