"""What all commands do with their result: as JSON, or as a page as wide as the terminal."""

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from magwise.interfaces.cli.layout import WIDEST, Page
from magwise.interfaces.cli.streams import write

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given

LOCALE = "nl"
# What commands a terminal or turns its lines around: C1 controls, delete, line and paragraph ends, marks of direction.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def open_page() -> Page:
    """An empty page: at most 80 columns, in colour only on a terminal that has not refused it (NO_COLOR)."""
    if sys.stdout is None or not sys.stdout.isatty():
        return Page(WIDEST)
    try:
        width = os.get_terminal_size(sys.stdout.fileno()).columns or WIDEST
    except OSError:
        width = WIDEST
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Page(min(WIDEST, width), colour=not plain)


def locale_of(given: "Given") -> str:
    """The language of an answer that no profile decides."""
    return given.locale or LOCALE


def locale_of_faults(given: "Given") -> str:
    """The language of a line about a slip: English until another is asked for."""
    return given.locale or "en"


def write_json(value: Any) -> None:
    """JSON as the public contract gives it, keys in its order: the same result, the same bytes."""
    write(to_json(value, indent=2) + "\n")


def to_json(value: Any, indent: int | None = None) -> str:
    """JSON text in which nothing commands a terminal: such characters are written as \\u009b.

    >>> print(to_json("a\x9bb\u202ec é"))
    "a\\u009bb\\u202ec é"
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
