"""Several products in one text: each part that states its own content by itself is a product of its own."""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from magwise.labels.judgement import Judgement
from magwise.labels.lexicon import Lexicon
from magwise.labels.markup import strip_markup
from magwise.labels.reading import Reading, read_text

_BLOCKS = re.compile(r"\n[ \t]*(?:[-=*_~#][-=*_~# \t]*)?\n|\n[ \t]*[-=*_~#]{3,}[ \t]*\n")
_LINES = re.compile(r"\n")
_MOST = 12
_FEWEST = 2
_SHORTEST = 12
_TRUSTED = ("ok", "compound_only")
_DOUBTED = ("ambiguous", "inconsistent")


class Part(NamedTuple):
    """A product's part of a text. places: of its characters in the whole text as typed."""

    reading: Reading
    places: tuple[int, ...] | range


def find_products(reading: Reading, lang: str | None, lexicon: Lexicon) -> list[Part]:
    """The products of a text that as a whole has no one meaning; empty where it is not two products or more."""
    if reading.judgement.verdict not in _DOUBTED or len(reading.names) < 2:
        return []
    original = reading.text.original
    text, origins = strip_markup(original)
    places: tuple[int, ...] | range = range(len(text)) if origins is None else origins
    named = [reading.text.origin(reading.tokens[place].start) for place in reading.names]
    for cut in (_BLOCKS, _LINES):
        pieces = _named_pieces(text, places, cut, named)
        if len(pieces) < _FEWEST:
            continue
        parts = _read_parts(pieces, places, lang or reading.language, lexicon)
        if len(parts) > 1 and (cut is _BLOCKS or all(_is_introduced(part.reading) for part in parts)):
            return parts
    return []


def settle_products(result: Judgement, parts: list[Part]) -> None:
    """Makes the judgement of the whole text one over several products: no one serving, and an interval."""
    lows = [low for part in parts if (low := part.reading.judgement.low) is not None]
    highs = [high for part in parts if (high := part.reading.judgement.high) is not None]
    result.verdict, result.serving, result.percent, result.base = "ambiguous", None, None, None
    result.findings = [found for found in result.findings if found[0] == "excipient_not_counted"]
    result.span(min(lows), max(highs))
    result.find("two_products", count=len(parts))


def _named_pieces(
    text: str, places: tuple[int, ...] | range, cut: re.Pattern[str], named: list[int]
) -> list[tuple[int, str]]:
    """The pieces of a text in which magnesium is named beside an amount, with their places in it.

    named: where in the text as typed the names stand, in order.
    """
    edges = [0, *(edge for match in cut.finditer(text) for edge in match.span()), len(text)]
    pieces: list[tuple[int, str]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = text[start:end]
        if len(piece) < _SHORTEST or len(piece.strip()) < _SHORTEST or "mg" not in piece.lower():
            continue
        if bisect_left(named, places[start]) < bisect_right(named, places[end - 1]):
            pieces.append((start, piece))
    return pieces


def _read_parts(
    pieces: list[tuple[int, str]], places: tuple[int, ...] | range, lang: str | None, lexicon: Lexicon
) -> list[Part]:
    parts: list[Part] = []
    seen: set[object] = set()
    for start, piece in pieces:
        if len(parts) >= _MOST:
            break
        reading = read_text(piece, lang, lexicon)
        judgement = reading.judgement
        stated = judgement.verdict in _TRUSTED and judgement.low is not None
        if not stated or judgement.serving is None or judgement.serving.weak:
            continue
        serving = judgement.serving
        forms = frozenset(
            statement.name.family for statement in reading.statements if statement.name.family is not None
        )
        key = (judgement.low, judgement.high, serving.count, serving.unit, forms)
        if key not in seen:
            seen.add(key)
            parts.append(Part(reading, places[start : start + len(piece)]))
    return parts


def _is_introduced(reading: Reading) -> bool:
    """Whether a line names a product of its own, and is no row of a panel: «Merk A 225 mg magnesium per tablet»."""
    first = next((token for token in reading.tokens if token.section not in ("mark", "number", "count")), None)
    return first is not None and first.section in ("word", "brands")
