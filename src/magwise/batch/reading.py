"""Files as records: CSV, JSON Lines, JSON and Parquet, read bit by bit. What is wrong with a row stays in that row."""

import csv
import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import IO, Any, BinaryIO

from magwise.batch.arrow import load_arrow
from magwise.batch.rows import Record, Voice
from magwise.cells import plain_text
from magwise.files import FileRefused, open_input
from magwise.strict_json import JsonFault, Limits, read_json

LONGEST_LINE = 4_000_000
LARGEST_JSON = 50_000_000
DEEPEST = 64  # a product of Open Food Facts names ingredients within ingredients
MOST_VALUES = 200_000
ROW_LIMITS = Limits(size=LONGEST_LINE, depth=DEEPEST, values=MOST_VALUES)
FILE_LIMITS = Limits(size=LARGEST_JSON, depth=DEEPEST, values=20 * MOST_VALUES)
ROWS_AT_ONCE = 500
# Parquet says beforehand what it unpacks to. Text of people grows some fifty times; what grows far more was made to.
PACKED_AT_ONCE, MOST_GROWTH, MOST_ROWS_A_BYTE = 64_000_000, 200, 10
BUFFER = 131_072
ENDINGS = {
    ".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".parquet": "parquet",
    ".pq": "parquet",
}  # fmt: skip
ZIPPED = ".gz"
INPUT = "-"
OWN_COLUMNS = ("id", "text", "lang", "profile", "label", "name", "price", "servings")
_SEPARATORS = ",;\t"
Missing = Callable[[set[str]], str | None]
Source = BinaryIO | IO[bytes]


def kind_of(path: str) -> str | None:
    """What kind of rows a file holds by its name: csv, jsonl, json or parquet; None for any other name.

    >>> kind_of("shop.CSV"), kind_of("bulk.jsonl.gz"), kind_of("label.txt"), kind_of("a.parquet.gz")
    ('csv', 'jsonl', None, None)
    """
    stem, ending = os.path.splitext(path.lower())
    if ending == ZIPPED:
        kind = ENDINGS.get(os.path.splitext(stem)[1])
        return None if kind == "parquet" else kind
    return ENDINGS.get(ending)


def read_records(path: str, voice: Voice, missing: Missing) -> Iterator[Record]:
    """The rows of a file (or `-`: JSON Lines or CSV from standard input), in order, in constant memory.

    missing: names the columns that a header lacks, in words; None when it has what is needed.
    A row that cannot be read is a Record with a fault. Raises InputError for what is wrong with the whole file.
    """
    kind = kind_of(path)
    if path == INPUT:
        yield from _read_input(voice, missing)
        return
    if kind is None:
        raise voice.refuse(path, "kind_in")
    if kind == "parquet":
        yield from _read_parquet(path, voice, missing)
        return
    with _open(path, voice) as file:
        try:
            if kind == "csv":
                yield from _read_csv(file, path, voice, missing)
            elif kind == "jsonl":
                yield from _read_lines(file)
            else:
                yield from _read_json(file, path, voice)
        except (OSError, EOFError, zlib.error) as error:
            raise voice.refuse(path, "unreadable", reason=getattr(error, "strerror", None) or str(error)) from None


@contextmanager
def _open(path: str, voice: Voice) -> Iterator[Source]:
    try:
        # A zipped file is buffered once more: its lines are otherwise cut one by one in Python.
        source = open_input(path)
        zipped = path.lower().endswith(ZIPPED)
        file: Any = io.BufferedReader(gzip.GzipFile(fileobj=source), BUFFER) if zipped else source
    except FileRefused as refusal:
        raise voice.refuse(path, refusal.why) from None
    except FileNotFoundError:
        raise voice.refuse(path, "missing") from None
    except IsADirectoryError:
        raise voice.refuse(path, "folder") from None
    except (OSError, ValueError) as error:
        raise voice.refuse(path, "unreadable", reason=getattr(error, "strerror", None) or "?") from None
    with source, file:
        yield file


def _read_input(voice: Voice, missing: Missing) -> Iterator[Record]:
    """Standard input: JSON Lines when it begins with a brace, else CSV."""
    stream = io.BufferedReader(_Rest(sys.stdin.buffer))
    begin = stream.peek(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    yield from _read_lines(stream) if begin[:1] == b"{" else _read_csv(stream, INPUT, voice, missing)


class _Rest(io.RawIOBase):
    """A stream that may be peeked into even where the one below cannot."""

    def __init__(self, below: BinaryIO) -> None:
        self._below = below

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._below.read1(len(buffer)) if hasattr(self._below, "read1") else self._below.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


def _lines(file: Source) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is too long to hold."""
    first = True
    while line := file.readline(LONGEST_LINE):
        long = len(line) >= LONGEST_LINE
        if first:
            line, first = line.removeprefix(b"\xef\xbb\xbf"), False
        if long and not line.endswith(b"\n"):
            while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line


def _read_lines(file: Source) -> Iterator[Record]:
    number = 0
    for line in _lines(file):
        if line is not None and not line.strip():
            continue
        number += 1
        if line is None:
            yield Record(number, {}, "too_long")
            continue
        try:
            value = read_json(line, ROW_LIMITS)
        except JsonFault as fault:
            fault.line = None  # it is the row that is named
            yield Record(number, {}, "not_json" if fault.key == "syntax" else fault)
            continue
        yield Record(number, value) if isinstance(value, dict) else Record(number, {}, "not_object")


def _read_json(file: Source, path: str, voice: Voice) -> Iterator[Record]:
    """One object, a list of objects, or the hits of a search («hits»: [{«_source»: …}])."""
    content = file.read(LARGEST_JSON + 1)
    if len(content) > LARGEST_JSON:
        raise voice.refuse(path, "large")
    if not content.strip():
        raise voice.refuse(path, "empty")
    try:
        found = read_json(content, FILE_LIMITS)
    except JsonFault as fault:
        if fault.key == "syntax":
            raise voice.refuse(path, "not_json") from None
        raise fault.to_error(path, partial(voice.knowledge.say, voice.locale)) from None
    if isinstance(found, dict):
        listed = next((found[name] for name in ("hits", "products") if isinstance(found.get(name), list)), None)
        found = [found] if listed is None else listed
    if not isinstance(found, list):
        raise voice.refuse(path, "not_json")
    for number, value in enumerate(found, start=1):
        if not isinstance(value, dict):
            yield Record(number, {}, "not_object")
            continue
        source = value.get("_source")
        yield Record(number, {"id": value.get("_id"), **source} if isinstance(source, dict) else value)


def _read_csv(file: Source, path: str, voice: Voice, missing: Missing) -> Iterator[Record]:
    long_lines: list[str] = []

    def texts() -> Iterator[str]:
        for line in _lines(file):
            if line is None:
                long_lines.append("\n")
                yield "\n"
            else:
                yield line.decode("utf-8", "surrogateescape")

    source = texts()
    first = next(source, "")
    while first and not first.strip():
        first = next(source, "")
    if not first:
        raise voice.refuse(path, "empty")
    if "\r" in first.rstrip("\r\n"):
        raise voice.refuse(path, "line_ends")
    separator = max(_SEPARATORS, key=first.count)
    header = [cell.strip() for cell in next(csv.reader([first], delimiter=separator), [])]
    names = [cell.lower() if cell.lower() in OWN_COLUMNS else cell for cell in header]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise voice.refuse(path, "double_column", name=twice[:60])
    lacking = missing(set(names))
    if lacking is not None:
        raise voice.refuse(path, "no_columns", names=lacking)
    yield from _read_cells(csv.reader(source, delimiter=separator, strict=True), names, long_lines)


def _read_cells(reader: Any, names: list[str], long_lines: list[str]) -> Iterator[Record]:
    number, width = 0, len(names)
    before = csv.field_size_limit(LONGEST_LINE)
    try:
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                number += 1
                yield Record(number, {}, "bad_quotes")
                continue
            if long_lines:
                long_lines.clear()
                number += 1
                yield Record(number, {}, "too_long")
            elif cells:
                number += 1
                fault = None
                if len(cells) != width:
                    fault = "cells_few" if len(cells) < width else "cells_many"
                yield Record(number, dict(zip(names, map(plain_text, cells), strict=False)), fault)
    finally:
        csv.field_size_limit(before)


def _read_parquet(path: str, voice: Voice, missing: Missing) -> Iterator[Record]:
    arrow = load_arrow()
    from pyarrow import parquet

    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise voice.refuse(path, "not_parquet")
    try:
        file = parquet.ParquetFile(path)
    except FileNotFoundError:
        raise voice.refuse(path, "missing") from None
    except (OSError, arrow.ArrowException):
        raise voice.refuse(path, "folder" if os.path.isdir(path) else "not_parquet") from None
    with file:
        names = file.schema_arrow.names
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise voice.refuse(path, "double_column", name=twice[:60])
        lacking = missing(set(names))
        if lacking is not None:
            raise voice.refuse(path, "no_columns", names=lacking)
        number = 0
        try:
            for batch in file.iter_batches(batch_size=_rows_at_once(file.metadata, path, voice)):
                for values in _rows_of(batch):
                    number += 1
                    if values is None:
                        yield Record(number, {}, "not_plain")
                    else:
                        yield Record(number, {name: plain(value) for name, value in values.items()})
        except (OSError, arrow.ArrowException) as error:
            raise voice.refuse(path, "unreadable", reason=type(error).__name__) from None


def _rows_at_once(about: Any, path: str, voice: Voice) -> int:
    """How many rows of a Parquet file are unpacked together: fewer where one value, said once, may stand in every row.

    about: what the file says of itself. Raises InputError for one that unpacks to very much more than it is.
    """
    groups = [about.row_group(at) for at in range(about.num_row_groups)]
    columns = [group.column(at) for group in groups for at in range(group.num_columns)]
    packed = sum(column.total_compressed_size for column in columns)
    grown = any(
        column.total_uncompressed_size > PACKED_AT_ONCE
        and column.total_uncompressed_size > MOST_GROWTH * column.total_compressed_size
        for column in columns
    )
    if grown or about.num_rows > ROWS_AT_ONCE + MOST_ROWS_A_BYTE * packed:
        raise voice.refuse(path, "unpacks")
    largest = max((column.total_uncompressed_size for column in columns if column.has_dictionary_page), default=1)
    return max(1, min(ROWS_AT_ONCE, PACKED_AT_ONCE // max(1, largest)))


def _rows_of(batch: Any) -> Iterator[dict[str, Any] | None]:
    """The rows of a record batch; None for one that holds no text, or a moment that is none."""
    try:
        yield from batch.to_pylist()
        return
    except (ValueError, OverflowError):  # UnicodeDecodeError is one
        pass
    for place in range(batch.num_rows):
        try:
            (row,) = batch.slice(place, 1).to_pylist()
        except (ValueError, OverflowError):
            row = None
        yield row


def plain(value: Any) -> Any:
    """A value of Arrow as JSON would give it: dates and times as text, decimals as numbers, all the way down.

    >>> plain({"until": date(2027, 1, 31), "times": [time(7, 0)]})
    {'until': '2027-01-31', 'times': ['07:00']}
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, time):
        return value.isoformat("minutes") if not (value.second or value.microsecond) else value.isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
