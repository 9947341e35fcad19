"""What all commands do with their result: as JSON, or as a page as wide as the terminal."""

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from magwise.interfaces.cli.layout import WIDEST, Page
from magwise.interfaces.cli.streams import write

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given

LOCALE = "nl"


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
    write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
