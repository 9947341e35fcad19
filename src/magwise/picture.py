"""What every picture is drawn with: one SVG with ids of its own, words that fit in it, and the figure it belongs to.

Pictures are drawn on the server. Meaning never hangs on colour: hatch, shape and word tell it. Colours are presentation
attributes beside classes, so that a style sheet may replace them; every mark carries `data-…`, so that a test can read
the picture. A picture is hidden from screen readers: the table beside it is the alternative.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape, quoteattr

INK, LINE, BRAND, HATCH, STOP, SOFT, PAPER = (
    "#1b1f24", "#6b7680", "#0b5c5e", "#a3420b", "#8f1414", "#d9dee2", "#ffffff",
)  # fmt: skip
FONT, ROW, PAD, RIGHT = 15, 20, 12, 32
NARROW, WIDE = 320, 640
Anchor = Literal["start", "middle", "end"]
Pattern = Literal["hatch", "rest", "dots", "perhaps", "grey"]
_TILTED, _SQUARE = ('width="7" height="7" patternTransform="rotate(45)"', 'width="6" height="6"')


def _dots(ground: str, look: str, radius: float, fill: str) -> str:
    """A dot on its ground."""
    return (
        f'<rect width="6" height="6" fill="{ground}" class="mw-{look}"/>'
        f'<circle cx="3" cy="3" r="{radius:g}" fill="{fill}" class="mw-{"part" if fill == BRAND else "dot"}"/>'
    )


_PATTERNS: dict[Pattern, tuple[str, str]] = {
    "hatch": (_TILTED, f'<path d="M0 0V7" stroke="{BRAND}" stroke-width="2" stroke-opacity="0.45" class="mw-side"/>'),
    "rest": (_TILTED, f'<path d="M0 0V7" stroke="{HATCH}" stroke-width="2" class="mw-hatch"/>'),
    "dots": (_SQUARE, _dots(PAPER, "paper", 1.5, INK)),
    "perhaps": (_SQUARE, _dots(PAPER, "paper", 1.8, BRAND)),
    "grey": (
        'width="9" height="9"',
        f'<rect width="9" height="9" fill="{SOFT}" class="mw-grey"/>'
        f'<circle cx="3" cy="3" r="1" fill="{LINE}" class="mw-speck"/>',
    ),
}


class Figure(NamedTuple):
    """A picture with all that belongs to it, the same for web, paper and file.

    narrow, wide: SVG, 320 and 640 wide; caption: the finding in words; head, rows: the data in full, as a table.
    """

    narrow: str
    wide: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def text_width(text: str, *, bold: bool = False) -> float:
    """Pixels that a text takes at most in the fonts we meet: a careful guess, for the server has no font to measure."""
    ems = sum(map(_em, text))
    return ems * FONT * (1.1 if bold else 1)


@lru_cache(maxsize=1024)
def _em(letter: str) -> float:
    """The width of one letter, in heights of the font."""
    if letter in "mwMW@%&◆●▭✕…–" or unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if letter.isupper():
        return 0.82
    return 0.46 if letter in "fijlrt .,:;|'()-\u00a0" else 0.66


def cut(text: str, room: float, *, bold: bool = False) -> str:
    """A text that fits: as it is, or shortened with an ellipsis."""
    if text_width(text, bold=bold) <= room:
        return text
    while text and text_width(text + "…", bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, room: float, *, bold: bool = False) -> list[str]:
    """A text over several lines, parted at blanks; a word that is too long stays whole.

    >>> wrap("A ◆ doxycycline · 08:00 20:00", 190)
    ['A ◆ doxycycline ·', '08:00 20:00']
    """
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", bold=bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def printed(text: str) -> str:
    """A text without what nobody sees: controls become blanks."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter == "\u00a0" else " " for letter in text)


class Canvas:
    """The shapes of one picture. width: in pixels; prefix: begins every id, so that pictures may share a page."""

    def __init__(self, width: int, prefix: str) -> None:
        self.width = width
        self.prefix = prefix
        self.right = width - RIGHT
        self.shapes: list[str] = []
        self._patterns: dict[str, str] = {}

    def finish(self, height: float, name: str) -> str:
        """The whole SVG. name: its class."""
        tall = round(height)
        defs = f"<defs>{''.join(self._patterns.values())}</defs>" if self._patterns else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="mw-{name}" viewBox="0 0 {self.width} {tall}" '
            f'width="{self.width}" height="{tall}" aria-hidden="true" focusable="false" '
            f'font-family="system-ui, sans-serif" font-size="{FONT}">{defs}{"".join(self.shapes)}</svg>'
        )

    def pattern(self, kind: Pattern) -> str:
        """A fill that is told from the others without colour, defined in this very picture."""
        name = f"{self.prefix}-{kind}"
        frame, shape = _PATTERNS[kind]
        told = f'<pattern id={quoteattr(name)} {frame} patternUnits="userSpaceOnUse">{shape}</pattern>'
        self._patterns[kind] = told
        return f"url(#{escape(name)})"

    def add(self, shape: str, name: str = "", **attributes: object) -> None:
        """A shape. name: its class; attributes: of SVG, with _ for -; numbers are rounded; None is left out."""
        told = [f"<{shape}"]
        told += [
            f"{key.rstrip('_').replace('_', '-')}={quoteattr(_plain(value))}"
            for key, value in attributes.items()
            if value is not None
        ]
        self.shapes.append(" ".join([*told, f'class="mw-{name}"/>' if name else "/>"]))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: Anchor = "start",
        bold: bool = False,
        light: bool = False,
        room: float | None = None,
    ) -> None:
        """Words with their foot at y, kept inside the picture. room: they are cut to it; light: on a solid ground."""
        free = {"start": self.width - x, "middle": 2 * min(x, self.width - x), "end": x}[anchor]
        shown = cut(printed(words), free if room is None else min(room, free), bold=bold)
        weight = ' font-weight="bold"' if bold else ""
        fill, name = (PAPER, "light") if light else (INK, "ink")
        self.shapes.append(
            f'<text x="{_plain(x)}" y="{_plain(y)}" text-anchor="{anchor}" fill="{fill}" class="mw-{name}"{weight}>'
            f"{escape(shown)}</text>"
        )

    def lines(self, y: float, words: Iterable[str], *, x: float = PAD, bold: bool = False) -> float:
        """Texts under one another, each wrapped; returns where the next may begin."""
        for text in words:
            for line in wrap(printed(text), (self.width - x - PAD) / (1.1 if bold else 1)):
                self.text(x, y + FONT, line, bold=bold)
                y += ROW
        return y


def _plain(value: object) -> str:
    """A number with at most two decimals, else the text itself.

    >>> _plain(12.0), _plain(1.005), _plain(3), _plain("none")
    ('12', '1', '3', 'none')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
