"""Standard input and output and files: always UTF-8, never half, and every fault one line."""

import os
import sys

from magwise.errors import MagwiseError
from magwise.interfaces.cli.faults import Fault, blame, printable

LARGEST = 1_000_000
LARGEST_PICTURE = 100_000_000


class OutputError(MagwiseError):
    """Standard output cannot be written."""


def use_utf8() -> None:
    """Output in UTF-8 with plain line ends, whatever the locale of the machine."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def typed_words(words: list[str]) -> list[str]:
    """The typed words as text: bytes that the machine's locale could not read are read as UTF-8."""
    return [word if word.isascii() else _decoded(word) for word in words]


def _decoded(word: str) -> str:
    if not any("\ud800" <= letter <= "\udfff" for letter in word):
        return word
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        raise blame("magwise", "not_utf8_word").mend("utf8") from None


def write(text: str) -> None:
    """Write to standard output. Raises OutputError where that cannot be; a reader that left raises BrokenPipeError."""
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written ({error.strerror})") from None


def flush_output() -> None:
    """Write what still waits, so that a full disk is told and not lost."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written ({error.strerror})") from None


def drop_output() -> None:
    """Let Python end without trying again to write what nobody reads."""
    try:
        number = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    empty = os.open(os.devnull, os.O_WRONLY)
    os.dup2(empty, number)
    os.close(empty)


def read_bytes(path: str) -> bytes:
    """A file, or standard input for `-`: at most 1,000,000 bytes, and never a picture or another binary file."""
    where = place_of(path)
    try:
        if path == "-":
            if sys.stdin is None:
                raise blame("-", "no_stdin").mend("stdin")
            content = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with open(path, "rb") as file:
                content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(where, error) from None
    if len(content) > LARGEST:
        raise blame(where, "large", most=LARGEST).mend("smaller")
    if b"\0" in content:
        raise blame(where, "binary").mend("text")
    return content


def read_picture(path: str) -> bytes:
    """A file of any kind, or standard input for `-`, at most 100,000,000 bytes: who reads the photo judges it."""
    where = place_of(path)
    try:
        if path == "-":
            if sys.stdin is None:
                raise blame("-", "no_stdin").mend("stdin")
            return sys.stdin.buffer.read(LARGEST_PICTURE)
        with open(path, "rb") as file:
            return file.read(LARGEST_PICTURE)
    except (OSError, ValueError) as error:
        raise _unreadable(where, error) from None


def read_text(path: str) -> str:
    """A text file, or standard input for `-`, without its byte order mark."""
    content = read_bytes(path)
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise blame(place_of(path), "not_utf8", line=line).mend("utf8") from None


def write_file(path: str, content: bytes) -> None:
    """Write a file whole, or to standard output for `-`."""
    if path == "-":
        _write_bytes(content)
        return
    try:
        with open(path, "wb") as file:
            file.write(content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise blame(printable(path), "unwritable", reason=reason).mend("rights") from None


def _write_bytes(content: bytes) -> None:
    flush_output()
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        sys.stdout.buffer.write(content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written ({error.strerror})") from None


def place_of(path: str) -> str:
    """How a file is called in a line about it."""
    return "-" if path == "-" else printable(path)


def _unreadable(where: str, error: OSError | ValueError) -> Fault:
    if isinstance(error, FileNotFoundError):
        return blame(where, "missing").mend("path")
    if isinstance(error, IsADirectoryError):
        return blame(where, "folder").mend("file")
    if isinstance(error, PermissionError):
        return blame(where, "forbidden").mend("rights")
    return blame(where, "unreadable", reason=getattr(error, "strerror", None) or "?").mend("path")
