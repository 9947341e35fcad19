"""What is wrong with what was typed or with a file, kept apart from the words that say so in Dutch or English."""

from collections.abc import Iterable

from magwise.errors import InputError

LONGEST_SHOWN = 60


class Fault(Exception):
    """One slip on its way up to where the reader's language is known. where: put first in the line."""

    def __init__(self, where: str, key: str, values: dict[str, object]) -> None:
        self.where = where
        self.key = key
        self.values = values
        self.mends: list[tuple[str, dict[str, object]]] = []
        super().__init__(key)

    def mend(self, key: str, **values: object) -> "Fault":
        """The same fault with one more sentence that says how to mend it."""
        self.mends.append((key, values))
        return self

    def nearest(self, typed: str, names: Iterable[str]) -> "Fault":
        """The same fault with the known name that looks most like what was typed, if any does."""
        near = nearest(typed, names)
        return self.mend("nearest", near=near) if near else self

    def helped(self, command: str) -> "Fault":
        """The same fault with the way to the help of a command."""
        return self.mend("help", command=command)

    def to_error(self, locale: str) -> InputError:
        """The one line: where, what, how to mend it."""
        from magwise.knowledge.load import load_knowledge

        knowledge = load_knowledge()
        said = [knowledge.say(locale, f"cli.mend.{key}", **values) for key, values in self.mends]
        mend = " ".join(line if line.endswith("?") else f"{line}." for line in said)
        where = knowledge.say(locale, "cli.fault.input") if self.where == "-" else self.where
        return InputError(where, knowledge.say(locale, f"cli.fault.{self.key}", **self.values), mend)


def blame(where: str, key: str, **values: object) -> Fault:
    """A fault with the sentence of this key; `-` as place is standard input."""
    return Fault(where, key, values)


def nearest(typed: str, names: Iterable[str]) -> str | None:
    """The known name that looks most like what was typed; None when none does.

    >>> nearest("advice", ["label", "advise"]), nearest("zzz", ["label"])
    ('advise', None)
    """
    from difflib import get_close_matches

    plain = typed[:100].casefold()
    known = list(names)
    close = get_close_matches(plain, known, n=1, cutoff=0.6)
    begun = [name for name in known if len(plain.strip("-")) >= 2 and name.startswith(plain)]
    return begun[0] if begun else close[0] if close else None


def show(text: str) -> str:
    """A text as it may stand in an error line: short, on one line, printable.

    >>> show("a\\x1b[31m b")
    'a�[31m b'
    """
    plain = " ".join(text[: 4 * LONGEST_SHOWN].split())
    plain = plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + "…"
    return printable(plain)


def printable(text: str) -> str:
    """A text without control characters, so that nothing typed by others commands the terminal."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter == "\u00a0" else "\ufffd" for letter in text)
