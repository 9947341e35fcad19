"""The lock files as data: every package with its version, when it counts, and the hashes of its files."""

import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
_PACKAGE = re.compile(r"([A-Za-z0-9._-]+)==(\S+)(?:\s*;\s*(.*?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Locked(NamedTuple):
    """A package of a lock file. name: as PEP 503 writes it; marker: the machines it is for, empty for all."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_lock(path: Path) -> tuple[Locked, ...]:
    """The packages of a lock file, in its order. Raises ValueError for a line that is none of it."""
    found: list[Locked] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        hashed, package = _HASH.match(line), _PACKAGE.match(line)
        if hashed and found:
            found[-1] = found[-1]._replace(hashes=(*found[-1].hashes, hashed[1]))
        elif package:
            name = re.sub(r"[-_.]+", "-", package[1]).lower()
            found.append(Locked(name, package[2], package[3] or "", ()))
        else:
            raise ValueError(f"{path.name}, line {number}: this is no package and no hash")
    return tuple(found)


def lock_files() -> tuple[Path, ...]:
    """Every lock file, by name."""
    return tuple(sorted(HERE.glob("*.txt")))
