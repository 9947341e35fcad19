"""Everything that can go wrong, as one tree.

MagwiseError
├── InputError (ValueError)     the caller's input: where it is, what is wrong, how to mend it
│   ├── ProfileError            a profile
│   ├── QuantityError           an amount or a unit
│   ├── FormulaError            a chemical formula
│   └── DiaryError              a diary entry
├── KnowledgeError              our own data, all faults at once
├── StoreError                  the database
└── ExtraMissingError           a part that is installed on request
"""


class MagwiseError(Exception):
    """The base of every error that Magwise raises on purpose."""


class InputError(MagwiseError, ValueError):
    """The caller's input cannot be used.

    where: the file and field, such as «profile.yaml, day.wake»; may be empty.
    what: what is wrong, with the value.
    mend: how to put it right.

    >>> print(InputError("day.wake", "480 is a number", 'Write the time in quotes: "08:00"'))
    day.wake: 480 is a number. Write the time in quotes: "08:00".
    """

    def __init__(self, where: str, what: str, mend: str = "") -> None:
        self.where, self.what, self.mend = (as_text(part) for part in (where, what, mend))
        super().__init__(self.where, self.what, self.mend)

    def __str__(self) -> str:
        """One line: where, what, mend."""
        sentences = [part if part[-1] in "?!" else f"{part.rstrip('.')}." for part in (self.what, self.mend) if part]
        line = " ".join(" ".join(sentences).split())
        line = f"{self.where}: {line}" if self.where else line
        return line if line.isprintable() else "".join(map(_visible, line))


class ProfileError(InputError):
    """A profile that cannot be understood."""


class QuantityError(InputError):
    """An amount or a unit that cannot be understood."""


class FormulaError(InputError):
    """A chemical formula that cannot be read."""


class DiaryError(InputError):
    """A diary entry that cannot be understood."""


class KnowledgeError(MagwiseError):
    """Our own data is faulty; the message lists every fault, one a line."""

    def __init__(self, faults: "list[str]") -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


class StoreError(MagwiseError):
    """The database cannot be read or written."""


class ExtraMissingError(MagwiseError):
    """A part of Magwise that is installed on request is not there."""

    def __init__(self, extra: str, what: str) -> None:
        self.extra = extra
        super().__init__(f"{what} needs the extra «{extra}». Install it with: pip install 'magwise[{extra}]'")


def _visible(letter: str) -> str:
    """The letter, or a mark in its place where it would command a terminal; blanks of every width stay."""
    return letter if letter.isprintable() else " " if letter.isspace() else "\ufffd"


def as_text(value: object) -> str:
    """A value as text that can be written down, whatever it is; what has no text is called by its kind.

    >>> as_text(0.5), as_text("half \\ud800"), as_text(10**5000)
    ('0.5', 'half ?', 'int')
    """
    try:
        text = str(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, lists within lists without end
        return type(value).__name__
    return text if text.isascii() else text.encode(errors="replace").decode()


def exit_status(error: BaseException) -> int:
    """The exit status of the command line for an error: 2 for bad input, 1 for a fault of our own."""
    return 2 if isinstance(error, InputError) else 1
