"""`magwise medicine import`: take over the names of an official download, on this computer only."""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from magwise.errors import InputError
from magwise.files import FileRefused, open_input
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, write_json
from magwise.interfaces.cli.faults import blame, printable
from magwise.interfaces.cli.streams import (
    note_input,
    place_of,
    refused_file,
    unreadable,
    unwritable,
    write,
    write_file,
)
from magwise.interfaces.local_names import default_path
from magwise.knowledge.load import load_knowledge
from magwise.medicines.downloads import REGISTERS, DownloadError, Register
from magwise.medicines.local_names import LocalName, from_text, take_over, to_text

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given

EVERY = 2_000


def run(given: "Given") -> int:
    """Read the download, keep what it adds and say what it was; the names of the same register are replaced."""
    register_name, path = given.words
    if register_name not in REGISTERS:
        fault = blame("magwise medicine import", "choice", word=register_name[:20]).nearest(register_name, REGISTERS)
        raise fault.mend("choice", names=", ".join(REGISTERS))
    register, knowledge, faults = REGISTERS[register_name], load_knowledge(), locale_of_faults(given)
    target = given.values.get("--into") or default_path()
    note_input(path)
    kept = [one for one in _kept(target) if one.register != register_name]
    try:
        with _opened(path, register) as lines, _opened(_beside(path, register), register) as more:
            taken = take_over(register.read(lines, more), register_name, knowledge=knowledge, progress=_progress)
    except DownloadError as error:
        said = (knowledge.say(faults, f"cli.download.{part}{error.key}", **error.values) for part in ("", "mend_"))
        raise InputError(place_of(path), *said) from None
    finally:
        _progress(0)
    have = {one.name for one in taken.names}
    _save(target, to_text([*(one for one in kept if one.name not in have), *taken.names]))
    told = {"new": len(taken.names), "known": taken.known, "left_out": taken.left_out}
    if given.has("--json"):
        write_json({"register": register_name, **told, "file": target})
    else:
        write(knowledge.say(locale_of(given), "cli.download.done", **told, path=printable(target)) + "\n")
    return 0


def _beside(path: str, register: Register) -> str:
    """The second file that a register needs: it lies in the folder of the first."""
    return os.path.join(os.path.dirname(path), register.beside) if register.beside else os.devnull


@contextlib.contextmanager
def _opened(path: str, register: Register) -> Iterator[IO[str]]:
    try:
        with io.TextIOWrapper(open_input(path), register.encoding, errors="replace", newline="") as file:
            yield file
    except FileRefused as refusal:
        raise refused_file(place_of(path), refusal) from None
    except OSError as error:
        raise unreadable(place_of(path), error) from None


def _kept(path: str) -> list[LocalName]:
    try:
        with open_input(path) as file:
            return list(from_text(file.read().decode()))
    except FileNotFoundError:
        return []
    except FileRefused as refusal:
        raise refused_file(printable(path), refusal) from None
    except IsADirectoryError as error:
        raise unreadable(printable(path), error) from None
    except (OSError, ValueError):
        raise blame(printable(path), "unreadable", reason="not a file of medicine names").mend("path") from None


def _save(path: str, text: str) -> None:
    """The whole file or nothing of it."""
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from None
    write_file(path, text.encode())


def _progress(number: int) -> None:
    """How many products were read, on a terminal; 0 ends the line."""
    if sys.stderr.isatty() and number % EVERY == 0:
        print(f"\r{number:,}" if number else "", end="" if number else "\n", file=sys.stderr, flush=True)
