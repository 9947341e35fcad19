"""Text for a terminal: wrapped sentences, tables and boxes that never pass the width. Colour is only an extra."""

import unicodedata
from collections.abc import Sequence

from magwise.interfaces.cli.faults import printable

NARROWEST, WIDEST = 40, 80
LEAST_COLUMN = 6
STYLES = {"bold": "1", "dim": "2", "red": "1;31", "yellow": "33", "cyan": "36"}
Row = Sequence[str]


def columns(text: str) -> int:
    """How many columns a terminal gives a text: wide letters take two, combining marks none.

    >>> columns("magnesium"), columns("マグ"), columns("e\\u0301")
    (9, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(_letter_columns(letter) for letter in text)


def _letter_columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """A text as lines of at most `width` columns, parted at blanks; a word that is too long is cut.

    Control characters become �, so that nothing typed by others commands the terminal. Never an empty list.

    >>> wrap("one two three", 7)
    ['one two', 'three']
    """
    lines: list[str] = []
    line = ""
    for word in printable(text.replace("\n", " ").replace("\t", " ")).split(" "):
        if not word:
            continue
        for piece in _pieces(word, width):
            if line and columns(line) + 1 + columns(piece) <= width:
                line += f" {piece}"
            else:
                if line:
                    lines.append(line)
                line = piece
    return [*lines, line] if line or not lines else lines


def _pieces(word: str, width: int) -> list[str]:
    """A word as it is, or cut where it is wider than the room."""
    if columns(word) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if columns(pieces[-1]) + columns(letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def fill(text: str, width: int) -> str:
    """A text padded with blanks to so many columns."""
    return text + " " * (width - columns(text))


class Page:
    """Lines for a terminal, one under the other. width: at least 40 columns; colour: escape codes may be used."""

    def __init__(self, width: int = WIDEST, *, colour: bool = False) -> None:
        self.width = max(NARROWEST, width)
        self.colour = colour
        self.lines: list[str] = []

    def __str__(self) -> str:
        """The page, without blanks at line ends and with one line end at the end.

        No-break spaces have done their work when the lines are broken; what is printed can be searched for.
        """
        return "\n".join(self.lines).rstrip("\n").replace("\u00a0", " ") + "\n"

    def raw(self, line: str, style: str = "") -> None:
        """One line as it stands; blanks that kept words together while wrapping become ordinary ones."""
        line = line.replace("\u00a0", " ").rstrip(" ")
        self.lines.append(f"\x1b[{STYLES[style]}m{line}\x1b[0m" if self.colour and style and line else line)

    def blank(self) -> None:
        """One empty line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self, text: str, *, indent: int = 0, style: str = "") -> None:
        """A wrapped text."""
        for line in wrap(text, self.width - indent):
            self.raw(" " * indent + line, style)

    def heading(self, text: str) -> None:
        """A heading with room above it."""
        self.blank()
        self.text(text, style="bold")

    def item(self, text: str, *, mark: str = "•", indent: int = 2) -> None:
        """One entry of a list: later lines stand under the text and not under the mark."""
        lead = " " * indent + f"{mark} "
        for number, line in enumerate(wrap(text, self.width - columns(lead))):
            self.raw((" " * columns(lead) if number else lead) + line)

    def box(self, title: str, entries: Sequence[str], *, style: str = "", numbered: bool = True) -> None:
        """A frame with a title and its entries, numbered where there are several."""
        inner = self.width - 4
        self.blank()
        for number, line in enumerate(wrap(title, self.width - 6)):
            edge, end = ("┌─ ", "┐") if not number else ("│  ", "│")
            rest = self.width - columns(edge) - columns(line) - 2
            self.raw(f"{edge}{line} {('─' if not number else ' ') * rest}{end}", style)
        for place, entry in enumerate(entries, start=1):
            lead = f"{place}. " if numbered and len(entries) > 1 else ""
            for number, line in enumerate(wrap(entry, inner - columns(lead))):
                self.raw(f"│ {fill((' ' * columns(lead) if number else lead) + line, inner)} │")
        self.raw(f"└{'─' * (self.width - 2)}┘", style)

    def table(self, rows: Sequence[Row], head: Row = (), *, indent: int = 0) -> None:
        """Rows under an optional head; columns that are too wide are wrapped, the widest first."""
        every = [*([head] if head else []), *rows]
        if not rows:
            return
        widths = [max(columns(cell) for cell in column) for column in zip(*every, strict=True)]
        room = self.width - indent - 2 * (len(widths) - 1)
        while sum(widths) > room and max(widths) > LEAST_COLUMN:
            widths[widths.index(max(widths))] -= 1
        for number, row in enumerate(every):
            cells = [_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
            for place in range(max(len(cell) for cell in cells)):
                parts = [
                    fill(cell[place] if place < len(cell) else "", width)
                    for cell, width in zip(cells, widths, strict=True)
                ]
                self.raw(" " * indent + "  ".join(parts), "dim" if head and not number else "")


def _cell(text: str, width: int) -> list[str]:
    """A cell as lines; blanks in front of it stay, on every line."""
    bare = text.lstrip(" ")
    lead = len(text) - len(bare)
    return [" " * lead + line for line in wrap(bare, max(1, width - lead))]
