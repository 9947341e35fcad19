"""What goes through the pipes between the server and a worker: a head in JSON and a body of bytes."""

import json
import struct
from collections.abc import Callable
from typing import Any, NamedTuple

_LENGTHS = struct.Struct(">II")


class Frame(NamedTuple):
    """One message. head: what to do, or what came of it; body: the bytes it is about."""

    head: dict[str, Any]
    body: bytes


def pack(frame: Frame) -> bytes:
    """The bytes of a frame.

    >>> data = pack(Frame({"task": "x"}, b"12"))
    >>> take = iter((data[:8], data[8:21], data[21:]))
    >>> unpack(lambda count: next(take))
    Frame(head={'task': 'x'}, body=b'12')
    """
    head = json.dumps(frame.head).encode()
    return _LENGTHS.pack(len(head), len(frame.body)) + head + frame.body


def unpack(read: Callable[[int], bytes]) -> Frame:
    """The next frame. read: gives exactly so many bytes, or raises EOFError."""
    head, body = _LENGTHS.unpack(read(_LENGTHS.size))
    return Frame(json.loads(read(head)), read(body))
