"""Standard input and output and files: always UTF-8, never half, and every fault one line."""

import os
import sys
from typing import BinaryIO

from magwise.errors import MagwiseError
from magwise.files import FileRefused, open_input, whole_file
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


# What this command has read: nothing that it writes may take its place.
_read: list[os.stat_result] = []


def begin_command() -> None:
    """Forget what an earlier command of this process read."""
    _read.clear()


def note_input(path: str) -> None:
    """Remember a file that is read elsewhere, such as a database, so that no export takes its place."""
    try:
        _read.append(os.stat(path))
    except (OSError, ValueError):
        return  # who reads it says what is wrong


def read_bytes(path: str, *, may_replace: bool = False) -> bytes:
    """A file, or standard input for `-`: at most 1,000,000 bytes, and never a picture or another binary file.

    may_replace: what this command writes may take its place, as a new calendar does of the one before.
    """
    where = place_of(path)
    content = _read_most(path, LARGEST + 1, may_replace)
    if len(content) > LARGEST:
        raise blame(where, "large", most=LARGEST).mend("smaller")
    if b"\0" in content:
        raise blame(where, "binary").mend("text")
    return content


def read_picture(path: str) -> bytes:
    """A file of any kind, or standard input for `-`, at most 100,000,000 bytes: who reads the photo judges it."""
    return _read_most(path, LARGEST_PICTURE, False)


def _read_most(path: str, most: int, may_replace: bool) -> bytes:
    try:
        if path == "-":
            if sys.stdin is None:
                raise blame("-", "no_stdin").mend("stdin")
            return _noted(sys.stdin.buffer, most, may_replace)
        with open_input(path) as file:
            return _noted(file, most, may_replace)
    except FileRefused as refusal:
        raise refused_file(place_of(path), refusal) from None
    except (OSError, ValueError) as error:
        raise unreadable(place_of(path), error) from None


def _noted(file: BinaryIO, most: int, may_replace: bool) -> bytes:
    """What a file holds; the file itself is kept from being replaced."""
    content = file.read(most)
    if not may_replace:
        try:
            _read.append(os.fstat(file.fileno()))
        except (OSError, ValueError):
            return content  # it is no file of the system
    return content


def read_text(path: str) -> str:
    """A text file, or standard input for `-`, without its byte order mark."""
    content = read_bytes(path)
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise blame(place_of(path), "not_utf8", line=line).mend("utf8") from None


def write_file(path: str, content: bytes) -> None:
    """Write a file whole or not at all, for its owner only; or write to standard output for `-`.

    What was there stays when it cannot be written. A file that this command read is never written over.
    """
    if path == "-":
        _write_bytes(content)
        return
    try:
        with whole_file(path, never_over=_read) as file:
            file.write(content)
    except FileRefused as refusal:
        raise refused_file(printable(path), refusal) from None
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None


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


def unreadable(where: str, error: OSError | ValueError) -> Fault:
    """What to say of a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return blame(where, "missing").mend("path")
    if isinstance(error, IsADirectoryError):
        return blame(where, "folder").mend("file")
    if isinstance(error, PermissionError):
        return blame(where, "forbidden").mend("rights")
    return blame(where, "unreadable", reason=getattr(error, "strerror", None) or "?").mend("path")


def unwritable(path: str, error: OSError | ValueError) -> Fault:
    """What to say of a file that cannot be written."""
    reason = getattr(error, "strerror", None) or str(error)
    return blame(printable(path), "unwritable", reason=reason).mend("rights")


def refused_file(where: str, refusal: FileRefused) -> Fault:
    """What to say of a device, a pipe without its other side, or an output that is an input as well."""
    return blame(where, refusal.why).mend(refusal.why)
