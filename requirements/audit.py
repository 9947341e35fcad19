"""Hold the lock files against published advisories, without a network: `python requirements/audit.py FOLDER`.

FOLDER: a copy of advisories in the OSV format, such as a clone of the Python Packaging Advisory Database (one YAML
or JSON file an advisory, in a folder a package). A copy knows nothing of what came after it: its newest day is said,
and one older than 30 days fails unless `--stale` allows it. Exit status: 0 when nothing was found, 1 when something
was, 2 when the folder cannot answer.
"""

import argparse
import datetime
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from packaging.version import InvalidVersion, Version

from locks import Locked, lock_files, read_lock

OLDEST_DAYS = 30


class Hit(NamedTuple):
    """An advisory that holds for a locked package. fixed: the first version without it, None where there is none."""

    package: Locked
    advisory: str
    aliases: tuple[str, ...]
    fixed: str | None


class BrokenError(Exception):
    """An advisory that cannot be read: without it there is no saying what is safe."""


class Folder:
    """A folder of advisories, by the name of the package."""

    def __init__(self, root: Path) -> None:
        self.files: dict[str, list[Path]] = {}
        for path in root.rglob("*"):
            if path.suffix in (".yaml", ".yml", ".json") and ".git" not in path.parts:
                self.files.setdefault(_name(path.parent.name), []).append(path)
        self.count = sum(map(len, self.files.values()))
        self.newest = max((_day(path) for found in self.files.values() for path in found), default="")

    def of(self, name: str) -> Iterator[dict[str, Any]]:
        """The advisories about a package that were not withdrawn."""
        for path in sorted(self.files.get(name, ())):
            told = _read(path)
            if told is not None and not told.get("withdrawn"):
                yield {**told, "path": path}


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        text = path.read_text(encoding="utf-8")
        told = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        raise BrokenError(path) from None
    return told if isinstance(told, dict) and "id" in told else None


def _day(path: Path) -> str:
    """The day on which an advisory last changed, read without taking all of it apart."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise BrokenError(path) from None
    found = re.search(r'modified"?:\s*["\']?(\d{4}-\d{2}-\d{2})', text)
    return found[1] if found else ""


def hits_of(package: Locked, folder: Folder) -> list[Hit]:
    """The advisories that hold for this version."""
    version, found = Version(package.version), list[Hit]()
    for told in folder.of(package.name):
        try:
            found += _hits(package, version, told)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise BrokenError(told["path"]) from None
    return found


def _hits(package: Locked, version: Version, told: dict[str, Any]) -> list[Hit]:
    for affected in told.get("affected") or []:
        about = affected.get("package") or {}
        if about.get("ecosystem") != "PyPI" or _name(str(about.get("name"))) != package.name:
            continue
        ranges = [one for one in affected.get("ranges") or [] if one.get("type") == "ECOSYSTEM"]
        listed = any(_is_same(version, str(one)) for one in affected.get("versions") or [])
        if listed or any(_in_range(version, one.get("events") or []) for one in ranges):
            fixes = [event["fixed"] for one in ranges for event in one.get("events") or [] if "fixed" in event]
            later = sorted(Version(fix) for fix in fixes if Version(fix) > version)
            aliases = tuple(map(str, told.get("aliases") or ()))
            return [Hit(package, str(told["id"]), aliases, str(later[0]) if later else None)]
    return []


def _is_same(version: Version, text: str) -> bool:
    try:
        return Version(text) == version
    except InvalidVersion:
        return False


def _in_range(version: Version, events: list[dict[str, str]]) -> bool:
    """Whether a version lies in a range: from an `introduced` up to the next `fixed` or `last_affected`."""
    inside = False
    for kind, at in sorted(
        ((kind, Version("0" if at == "0" else at)) for event in events for kind, at in event.items()),
        key=lambda found: (found[1], found[0] != "introduced"),
    ):
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


def main(arguments: list[str] | None = None) -> int:
    """Audit every lock file; what was found goes to standard output, one a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stale", action="store_true", help="take a copy of any age; its newest day is said")
    parser.add_argument("--on", type=datetime.date.fromisoformat, default=datetime.date.today())
    options = parser.parse_args(arguments)
    try:
        return _audit(options)
    except BrokenError as broken:
        print(f"{broken}: this advisory cannot be read. Fetch the copy again.", file=sys.stderr)
        return 2


def _audit(options: argparse.Namespace) -> int:
    folder = Folder(options.folder)
    if not folder.count or not folder.newest:
        print(f"{options.folder}: there are no advisories. Give a copy of an advisory database.", file=sys.stderr)
        return 2
    age = (options.on - datetime.date.fromisoformat(folder.newest)).days
    packages = sorted({package for path in lock_files() for package in read_lock(path)})
    hits = [hit for package in packages for hit in hits_of(package, folder)]
    for hit in hits:
        aliases = f" ({', '.join(hit.aliases)})" if hit.aliases else ""
        mend = f"mended in {hit.fixed}" if hit.fixed else "not mended yet"
        print(f"{hit.package.name} {hit.package.version}: {hit.advisory}{aliases}, {mend}")
    print(f"{len(packages)} packages, {folder.count} advisories up to {folder.newest}: {len(hits)} found")
    if age > OLDEST_DAYS:
        print(f"The newest advisory is {age} days old: what came later is not known here.", file=sys.stderr)
        return 1 if hits else 0 if options.stale else 2
    return int(bool(hits))


if __name__ == "__main__":
    sys.exit(main())
