"""What is left of a page or an export when its marks are gone: the text of HTML, of JSON, of named fields.

Every character keeps the place where it was typed, so that what is found can be shown in the text as it was given.
"""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate

_TAG = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?|!--|!DOCTYPE[^<>]*)>?")
_CLOSED_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_KEY = re.compile(r'"\s*:')
_FIELD = re.compile(r"_(?:100g|100ml|serving|unit|value|prepared|label|modifier)(?![A-Za-z])")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?')
_BARE = re.compile(r"""\b([A-Za-z_]+)\s*(?::|=>)\s*(?:'([^'\n]*)'|"([^"\n]*)")""")
_QUOTED_KEY = re.compile(r"""(['"])([A-Za-z_]+)\1\s*=>\s*(?=['"\d])""")
# What stands between and around quoted cells: «('Magnesium', 250, 'mg')», «["Magnesium (as malate)", "80 mg"]».
_BETWEEN_CELLS = re.compile(r"""['"]\s*,\s*['"]|['"]\s*,\s*(?=\d)|(?<=\d)\s*,\s*['"]""")
_AROUND_CELLS = re.compile(r"""[\[({]\s*['"]|['"]\s*[\])}],?""")
_CELLS_EDGE = re.compile(f"(?:{_BETWEEN_CELLS.pattern})|(?:{_AROUND_CELLS.pattern})")
_OPENED = re.compile(r"""[\[(]\s*['"]""")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
# Elements that hold no text for readers, or the way to other pages.
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_AROUND = frozenset({"nav", "footer", "aside", "form", "select"})
_BREAKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "table",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "main",
        "header",
        "title",
        "option",
        "body",
    ]
)
_INLINE = frozenset({"b", "i", "em", "strong", "span", "a", "sup", "sub", "small", "u", "font", "mark", "abbr", "wbr"})
_SERVING_TAGS = frozenset({"serving", "portion"})
_PARTS = frozenset({"h1", "h2", "hr", "article"})
_CELLS = frozenset({"td", "th"})
# Keys of an export that only say which part of a row stands behind them.
_PLAIN_KEYS = frozenset(
    [
        "name",
        "amount",
        "unit",
        "value",
        "quantity",
        "label",
        "nutrient",
        "nutrients",
        "title",
        "text",
        "ingredient",
        "ingredients",
        "description",
        "amount_unit",
        "product",
        "product_name",
        "unit_name",
        "nutrient_name",
        "qty",
        "dose",
        "form",
    ]
)

_PROSE = frozenset({"description", "text", "summary"})  # keys of sentences, which stand on a line of their own

Pieces = list[tuple[str, int]]


def strip_markup(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text without its marks, and the place of each character in the original; None where nothing was taken out.

    >>> strip_markup("Magnesium:<b>130</b>mg")[0].strip()
    'Magnesium:130mg'
    >>> strip_markup('{"name":"Magnesium","amount":112,"unit":"mg"}')[0].split()
    ['Magnesium', '112', 'mg']
    """
    steps: list[Callable[[str], Pieces]] = []
    if "<" in text and _CLOSED_TAG.search(text) is not None:
        steps.append(_read_html)
    elif "&" in text and _ENTITY.search(text) is not None:
        steps.append(_read_entities)
    if '"' in text and _KEY.search(text) is not None:
        steps.append(_read_json)
    cells = ("'" in text or '"' in text) and _OPENED.search(text) and _BETWEEN_CELLS.search(text)
    if not cells and ('";"' in text or '","' in text):
        steps.append(lambda row: [(row.replace('"', " "), 0)])
    if "=>" in text and _QUOTED_KEY.search(text) is not None:
        steps.append(_read_quoted_keys)
    elif (": '" in text or ': "' in text) and len(_BARE.findall(text)) > 1:
        steps.append(_read_record)
    if cells:
        steps.append(_read_cells)
    if "_" in text and _FIELD.search(text) is not None:
        steps.append(_read_fields)
    offsets: list[int] | None = None
    for step in steps:
        pieces = step(text)
        places = [place for piece, start in pieces for place in _places(piece, start)]
        text = "".join(piece for piece, _ in pieces)
        offsets = places if offsets is None else [offsets[place] for place in places]
    return text, None if offsets is None else tuple(offsets)


def _places(piece: str, start: int) -> range | list[int]:
    """A piece of the original runs on; what stands for a mark has the place of the mark (given as a negative)."""
    return range(start, start + len(piece)) if start >= 0 else [-start - 1] * len(piece)


def _instead(place: int) -> int:
    """The start of a piece that stands in place of something else."""
    return -place - 1


class _Page(HTMLParser):
    """Gathers the text of a page with its places. around: whether navigation and the like are kept."""

    def __init__(self, text: str, around: bool) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: Pieces = []
        self._lines = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
        self._skipped = _HIDDEN if around else _HIDDEN | _AROUND
        self._depth: list[str] = []

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[min(line - 1, len(self._lines) - 1)] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A line, a cell, or the beginning of what is left out."""
        if tag in self._skipped:
            self._depth.append(tag)
        self._mark(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The same for an element without content."""
        self._mark(tag)

    def handle_endtag(self, tag: str) -> None:
        """The end of a line, or of what is left out."""
        if self._depth and tag in self._depth:
            while self._depth and self._depth.pop() != tag:
                pass
        if tag in _BREAKS:
            self._mark(tag)

    def _mark(self, tag: str) -> None:
        if self._depth:
            return
        if tag in _SERVING_TAGS:
            self.pieces.append((f"\n{tag}: ", _instead(self._here())))
        elif tag not in _INLINE and tag not in _BREAKS and tag not in _CELLS and tag != "dd":
            self.pieces.append((" ", _instead(self._here())))
        elif tag in _CELLS:
            self.pieces.append((" | ", _instead(self._here())))
        elif tag == "dd":
            self.pieces.append((" ", _instead(self._here())))
        elif tag in _BREAKS and (tag in _PARTS or not self._has_ended()):
            self.pieces.append(("\n\n" if tag in _PARTS else "\n", _instead(self._here())))

    def _has_ended(self) -> bool:
        """Whether the line has ended already, so that no empty one is made."""
        for piece, _ in reversed(self.pieces):
            if piece.strip(" "):
                return piece.endswith("\n")
        return False

    def handle_data(self, data: str) -> None:
        """Text; a line end of the source is none of the page's, but one blank."""
        if self._depth:
            return
        start = self._here()
        self.pieces.append((data.replace("\n", " ").replace("\r", " "), start))

    def handle_entityref(self, name: str) -> None:
        """«&eacute;», «&nbsp;»."""
        if not self._depth:
            self.pieces.append((unescape(f"&{name};"), _instead(self._here())))

    def handle_charref(self, name: str) -> None:
        """«&#233;»."""
        if not self._depth:
            self.pieces.append((unescape(f"&#{name};"), _instead(self._here())))


def _read_html(text: str) -> Pieces:
    # The parser counts lines by «\n» alone.
    text = text.replace("\r", " ").replace("\u2028", " ").replace("\u2029", " ").replace("\x0b", " ")
    text = text.replace("\x0c", " ").replace("\x1c", " ").replace("\x1d", " ").replace("\x1e", " ").replace("\x85", " ")
    for around in (False, True):
        page = _Page(text, around)
        page.feed(text)
        page.close()
        if any(piece.strip(" |\n") for piece, _ in page.pieces):
            break
    return page.pieces


def _read_entities(text: str) -> Pieces:
    pieces: Pieces = []
    last = 0
    for match in _ENTITY.finditer(text):
        pieces.append((text[last : match.start()], last))
        pieces.append((unescape(match[0]), _instead(match.start())))
        last = match.end()
    pieces.append((text[last:], last))
    return pieces


def _read_json(text: str) -> Pieces:
    """Names, numbers and strings of an export, one object a line; a key that names a part of a row is left out."""
    pieces: Pieces = []
    last = 0
    for match in _STRING.finditer(text):
        if match.start() < last:
            continue
        inner = match[1]
        is_plain = match[2] is not None and inner.strip().lower() in _PLAIN_KEYS
        between = text[last : match.start()]
        if match[2] is not None and not is_plain:
            between = between.replace(",", "\n")  # another field begins
        pieces += _between(between, last, joined=is_plain)
        if not is_plain:
            pieces += _string(inner, match.start(1), key=match[2] is not None)
            pieces.append((" ", _instead(match.end() - 1)))
        last = match.end()
    pieces += _between(text[last:], last, joined=False)
    return pieces


def _read_record(text: str) -> Pieces:
    """«name: 'Magnesium', amount: '80 mg', serving: '1 softgel'»: a record with bare keys."""
    pieces: Pieces = []
    last = 0
    for match in _BARE.finditer(text):
        prose = match[1].lower() in _PROSE
        is_plain = match[1].lower() in _PLAIN_KEYS
        pieces += _between(text[last : match.start()], last, joined=is_plain)
        if prose:
            pieces.append((".\n", _instead(match.start())))
        elif not is_plain:
            pieces.append(("\n", _instead(match.start())))
            pieces += [(match[1].replace("_", " "), match.start(1)), (": ", _instead(match.end(1)))]
        value = 2 if match[2] is not None else 3
        pieces += [(match[value], match.start(value)), (" ", _instead(match.end() - 1))]
        last = match.end()
    pieces += _between(text[last:], last, joined=False)
    return pieces


def _read_quoted_keys(text: str) -> Pieces:
    """«['nutrient' => 'Magnésium', 'value' => 180, 'unit' => 'mg']»: keys of parts of a row go, others stay."""
    pieces: Pieces = []
    last = 0
    for match in _QUOTED_KEY.finditer(text):
        pieces.append((text[last : match.start()], last))
        if match[2].lower() not in _PLAIN_KEYS:
            pieces += [(match[2].replace("_", " "), match.start(2)), (": ", _instead(match.end() - 1))]
        last = match.end()
    pieces.append((text[last:], last))
    return pieces


def _read_cells(text: str) -> Pieces:
    """Quoted cells of a row of code: a bar between two of them, a line for every bracket."""
    pieces: Pieces = []
    last = 0
    for match in _CELLS_EDGE.finditer(text):
        pieces.append((text[last : match.start()], last))
        bracket = match[0].strip("'\" ,") != ""
        pieces.append(("\n" if bracket else " | ", _instead(match.start())))
        last = match.end()
    pieces.append((text[last:], last))
    return pieces


def _between(text: str, start: int, joined: bool) -> Pieces:
    """What stands between two strings: a comma before a part of the same row joins, any other ends the line."""
    pieces: Pieces = []
    for place, letter in enumerate(text, start):
        if letter in "{}" or (letter == "," and not joined and text.strip() != ","):
            pieces.append(("\n", place))
        elif letter == ",":
            pieces.append((" " if joined else "|", place))
        elif letter in "[]":
            pieces.append((" ", place))
        else:
            pieces.append((letter, place))
    return pieces


def _string(inner: str, start: int, key: bool) -> Pieces:
    pieces: Pieces = []
    last = 0
    for match in _ESCAPE.finditer(inner):
        pieces.append((inner[last : match.start()], start + last))
        escaped = match[1]
        letter = {"n": "\n", "t": " ", "r": " ", "b": " ", "f": " "}.get(escaped, escaped)
        if escaped[0] == "u" and len(escaped) > 1:
            letter = chr(int(escaped[1:], 16))
            letter = " " if 0xD800 <= ord(letter) <= 0xDFFF else letter
        pieces.append((letter, _instead(start + match.start())))
        last = match.end()
    rest = inner[last:]
    pieces.append((rest.replace("_", " ") if key and _FIELD.search(rest) is None else rest, start + last))
    return pieces


def _read_fields(text: str) -> Pieces:
    """«magnesium_100g 0.042»: the name of a field; what its number is, the field does not say."""
    return [(_FIELD.sub(lambda match: " " * len(match[0]), text), 0)]
