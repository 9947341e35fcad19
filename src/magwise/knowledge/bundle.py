"""The compiled parts of a knowledge base in one file, of which only what is asked for is read.

A file that is replaced meanwhile changes nothing for who opened it: the parts of two versions never mix.
"""

import json
import mmap
from collections.abc import Iterator, Mapping
from typing import IO, Any, NamedTuple

HEAD = 12  # digits of the length of the table of contents, before that table


class Parts(Mapping[str, bytes]):
    """The parts of a bundle by name, read where they stand."""

    def __init__(self, file: mmap.mmap, places: Mapping[str, tuple[int, int]]) -> None:
        self._file, self._places = file, places

    def __getitem__(self, name: str) -> bytes:
        start, length = self._places[name]
        return self._file[start : start + length]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)  # another process gets the bytes themselves


class Bundle(NamedTuple):
    """What a file holds. meta: version, and the signature of the data files that it belongs to."""

    meta: dict[str, Any]
    parts: Parts


def write_bundle(file: IO[bytes], meta: Mapping[str, Any], parts: Mapping[str, bytes]) -> None:
    """Write the length of the table of contents, the table itself, and the parts."""
    lengths = {name: len(content) for name, content in parts.items()}
    head = json.dumps({"meta": meta, "lengths": lengths}).encode()
    file.write(f"{len(head):0{HEAD}d}".encode() + head)
    for content in parts.values():
        file.write(content)


def read_bundle(path: str) -> Bundle | None:
    """The bundle at a path; None where there is none, or one that is cut off."""
    try:
        with open(path, "rb") as file:
            found = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start = HEAD + int(found[:HEAD])
        head = json.loads(found[HEAD:start])
        places = {}
        for name, length in head["lengths"].items():
            places[name] = (start, length)
            start += length
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return Bundle(head["meta"], Parts(found, places)) if start == len(found) else None
