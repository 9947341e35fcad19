"""Files as they may be read and written: never waited for in vain, and a result appears whole or not at all.

A file to write is made beside its place, for its owner only, and takes the place of the old one when all of it is on
disk. Pipes and terminals are written as they are. A pipe that nobody opens on the other side, and any other device,
is refused.
"""

import errno
import io
import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Literal

WAIT_SECONDS = 5.0
LONGEST_NAME = 100
_HANDLES = ("/dev/fd/", "/dev/std", "/proc/")
_SINKS = ((1, 3), (1, 7))  # /dev/null and /dev/full, as Linux numbers them
_NOW = getattr(os, "O_NONBLOCK", 0)
_PLAIN = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

Why = Literal["device", "silent", "unread", "same"]


class FileRefused(Exception):
    """A file that is not read or written.

    why: it is a device; a pipe that nobody writes to (silent) or reads (unread); or the same as one that was read.
    """

    def __init__(self, why: Why) -> None:
        self.why: Why = why
        super().__init__(why)


def open_input(path: str) -> BinaryIO:
    """A file, a pipe or a terminal to read from.

    A pipe may be named or a process substitution; somebody has to open its other side within five seconds.
    Raises FileRefused for a device or such a pipe, and OSError as `open` does, for a folder too.
    """
    _check_name(path)
    kind = os.stat(path)
    if stat.S_ISDIR(kind.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    number = os.open(path, os.O_RDONLY | _NOW | _PLAIN)
    try:
        begun = b""
        if stat.S_ISFIFO(kind.st_mode):
            begun = _await_writer(number)
        elif not stat.S_ISREG(kind.st_mode) and not (os.isatty(number) or _is_sink(kind)):
            raise FileRefused("device")
        if _NOW:
            os.set_blocking(number, True)
        file = os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise
    return io.BufferedReader(_Begun(begun, file)) if begun else file


@contextmanager
def whole_file(path: str, *, private: bool = True, never_over: Iterable[os.stat_result] = ()) -> Iterator[BinaryIO]:
    """A file to write that takes its place whole, when the block ends well; else what stood there stays.

    private: for its owner only (0600), also where an older one was not. never_over: files that were read, as
    `os.stat` gives them. Raises FileRefused for one of those, a device or a pipe without a reader; OSError as usual.
    """
    _check_name(path)
    try:
        there = os.stat(path)
    except FileNotFoundError:
        there = None
    if there is not None:
        if stat.S_ISDIR(there.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if any(os.path.samestat(there, read) for read in never_over):
            raise FileRefused("same")
        if not stat.S_ISREG(there.st_mode) or os.path.abspath(path).startswith(_HANDLES):
            with _open_stream(path, there) as file:
                yield file
            return
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    part = os.path.join(folder, f".{name[:LONGEST_NAME]}.{os.urandom(6).hex()}.part")
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, 0o600 if private else 0o666)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if there is not None and hasattr(os, "fchown") and there.st_uid != os.geteuid():
                with suppress(OSError):
                    os.fchown(file.fileno(), there.st_uid, there.st_gid)
        os.replace(part, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise
    _settle(folder)


def _settle(folder: str) -> None:
    """Have the new name on disk too, where the system can do that for a folder."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _open_stream(path: str, kind: os.stat_result) -> BinaryIO:
    """A pipe with a reader, a terminal or a sink, as it is; a handle of a file that is open already is emptied."""
    if stat.S_ISFIFO(kind.st_mode):
        number = _await_reader(path)
    elif stat.S_ISREG(kind.st_mode):
        number = os.open(path, os.O_WRONLY | os.O_TRUNC | _PLAIN)
    elif stat.S_ISCHR(kind.st_mode):
        number = os.open(path, os.O_WRONLY | _NOW | getattr(os, "O_NOCTTY", 0) | _PLAIN)
        if not (os.isatty(number) or _is_sink(kind)):
            os.close(number)
            raise FileRefused("device")
    else:
        raise FileRefused("device")
    os.set_blocking(number, True)
    return os.fdopen(number, "wb")


def _await_reader(path: str) -> int:
    """The pipe once somebody reads it."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return os.open(path, os.O_WRONLY | _NOW | _PLAIN)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > until:
                raise FileRefused("unread") from None
        time.sleep(0.05)


def _await_writer(number: int) -> bytes:
    """Wait until somebody writes to the pipe; returns what was read while looking. A slow writer is waited for."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            begun = os.read(number, 1)
        except BlockingIOError:
            return b""  # it is open on the other side, and nothing came yet
        if begun:
            return begun
        if time.monotonic() > until:
            raise FileRefused("silent")
        time.sleep(0.05)


def _is_sink(kind: os.stat_result) -> bool:
    return stat.S_ISCHR(kind.st_mode) and (os.major(kind.st_rdev), os.minor(kind.st_rdev)) in _SINKS


def _check_name(path: str) -> None:
    if "\0" in path:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)


class _Begun(io.RawIOBase):
    """A pipe of which the first byte was read already."""

    def __init__(self, begun: bytes, rest: BinaryIO) -> None:
        self._begun, self._rest = begun, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        if self._begun:
            buffer[:1], self._begun = self._begun, b""
            return 1
        found = self._rest.read1(len(buffer))  # type: ignore[attr-defined]
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        self._rest.close()
        super().close()
