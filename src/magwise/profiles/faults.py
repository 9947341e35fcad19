"""What can be wrong with a profile, kept apart from the words that say so in Dutch or English."""

import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from magwise.errors import ProfileError
from magwise.knowledge.load import Knowledge

ROOM = "profiles"
LONGEST_VALUE = 40
LONGEST_OPTIONS = 150
LARGEST_EXACT = 2**53


class Words(NamedTuple):
    """A sentence of wording/<language>/profiles.toml, by its key, with what fills its blanks."""

    key: str
    values: Mapping[str, object] = {}

    def say(self, knowledge: Knowledge, locale: str) -> str:
        """The sentence in this language; words within words are said first."""
        filled = {
            name: value.say(knowledge, locale) if isinstance(value, Words) else value
            for name, value in self.values.items()
        }
        key = self.key if self.key.startswith(f"{ROOM}.") else f"{ROOM}.{self.key}"
        return knowledge.say(locale, key, **filled)


class Fault(Exception):
    """One thing that is wrong, on its way up to where its whole path is known. It never leaves this folder.

    path: names and places in lists, innermost first while it rises. line: of the text, where it was read from one.
    """

    def __init__(self, what: Words, *mends: Words, path: Iterable[str | int] = (), line: int | None = None) -> None:
        self.what = what
        self.mends = mends
        self.line = line
        self.path: list[str | int] = list(path)
        super().__init__(what.key)

    def to_error(self, where: str, knowledge: Knowledge, locale: str) -> ProfileError:
        """The one line that a person reads: where, what, how to mend it."""
        field = ""
        for step in reversed(self.path):
            if isinstance(step, int):
                field += f"[{step}]"
            else:
                field += f".{show(step)}" if field else show(step)
        line = "" if self.line is None else Words("text.line", {"line": self.line}).say(knowledge, locale)
        place = ", ".join(part for part in (where, line, field) if part)
        said = [words.say(knowledge, locale) for words in self.mends]
        mend = " ".join(line if line.endswith("?") else f"{line}." for line in said)
        return ProfileError(place, self.what.say(knowledge, locale), mend)


def show(text: str, most: int = LONGEST_VALUE) -> str:
    """A text as it may stand in an error line: short, on one line, printable.

    >>> show("kidney\\x00\\n disease")
    'kidney� disease'
    """
    plain = " ".join(text[: 4 * most].split())
    plain = plain if len(plain) <= most else plain[: most - 1] + "…"
    return "".join(letter if letter.isprintable() else "�" for letter in plain)


def describe(value: object) -> Words:
    """What stands there, in words: «480 is a number»."""
    if value is None:
        return Words("is.empty")
    if isinstance(value, bool):
        return Words("is.answer", {"value": str(value).lower()})
    if isinstance(value, str):
        return Words("is.text", {"value": show(value)}) if value.strip() else Words("is.blank")
    if isinstance(value, int | float | Decimal):
        if isinstance(value, int) and abs(value) > LARGEST_EXACT:
            return Words("is.large")
        return Words("is.number", {"value": str(value)[:LONGEST_VALUE]})
    if isinstance(value, Mapping):
        return Words("is.group")
    if isinstance(value, list | tuple):
        return Words("is.list")
    return Words("is.other", {"value": show(type(value).__name__)})


def nearest(typed: object, names: Iterable[str]) -> str | None:
    """The known name that looks most like what was typed; None when none does.

    >>> nearest("Goal", ["goals", "gut"]), nearest("acute", ["acute_kidney_injury"]), nearest("zzz", ["goals"])
    ('goals', 'acute_kidney_injury', None)
    """
    if not isinstance(typed, str):
        return None
    known = list(names)
    plain = "_".join(typed[:100].casefold().replace("-", " ").split())
    folded = {name.casefold(): name for name in reversed(known)}
    if len(plain) >= 3:
        for low, name in sorted(folded.items()):
            if low.startswith(plain):
                return name
    close = difflib.get_close_matches(plain, list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def list_options(names: Iterable[str]) -> str:
    """Names in a row, cut where the line would grow too long.

    >>> list_options(["hard", "loose"])
    'hard, loose'
    """
    known = list(names)
    shown: list[str] = []
    length = 0
    for name in known:
        length += len(name) + 2
        if length > LONGEST_OPTIONS:
            return ", ".join(shown) + f", … ({len(known)})"
        shown.append(name)
    return ", ".join(shown)


def suggest(typed: object, names: Iterable[str], key: str) -> tuple[Words, ...]:
    """The mends for a name that is not known: the nearest one, if any, and all that are."""
    known = list(names)
    all_known = Words(key, {"options": list_options(known)})
    near = nearest(typed, known)
    return (all_known,) if near is None else (Words("mend.nearest", {"near": near}), all_known)


def plain_float(value: Any) -> str:
    """A bound as it is printed.

    >>> plain_float(200.0), plain_float(0.01)
    ('200', '0.01')
    """
    return f"{float(value):g}"
