"""Rows of the panel as text: columns parted, sentences that run on over the end of a line joined again."""

import re
from itertools import pairwise
from typing import NamedTuple

from magwise.photos.blocks import split_blocks
from magwise.photos.eye import Piece
from magwise.photos.straighten import Box, Layout, Row

COLUMN = " | "
_LEAST_SURE = 0.5  # what the recogniser is less sure of than this is a shadow or a drawing
_COLUMN_GAP = 1.0  # in line heights: wider than any space between words
_SLACK = 1.5  # in line heights: how much shorter than the longest a full line may be
_CAPITALS = re.compile(r"[^\W\d_a-zà-ÿ]{2,}")
_RUNS_ON = re.compile(r"^(?:[^\W\d_]*[a-zà-ÿ]|[µμ]|[)\],;%/]|\d)")
_SAME_PRINT = 1.35  # lines of one sentence are about as high as each other
_LINE_STEP = 1.7  # in line heights: and as close as lines of one paragraph
_SENTENCE = 25  # characters: a full line of less is a heading
_MID_SENTENCE = re.compile(r"(?<![^\W\d_])(?!(?:mcg|mmol|gram)$)[a-zà-ÿ]{3,}$")
_OPEN_END = re.compile(r"(?:[(\[,/+&-]|[\d])$")


class Place(NamedTuple):
    """Where a piece begins in the text of all rows."""

    piece: Piece
    start: int


class Rows(NamedTuple):
    """The text and where each piece stands in it."""

    text: str
    places: tuple[Place, ...]


def readable(pieces: list[Piece]) -> list[Piece]:
    """The pieces that say something."""
    return [piece for piece in pieces if piece.line.sure >= _LEAST_SURE and piece.line.text.strip()]


def join_rows(layout: Layout | None) -> Rows:
    """The rows from top to bottom, each from left to right; a gap wider than a word's becomes « | »."""
    text = ""
    places: list[Place] = []
    before: Row | None = None
    rows = [] if layout is None else split_blocks(layout.rows, layout.lean)
    margin = _margin(rows)
    for row in rows:
        if before is not None:
            text += " " if _runs_on(before, row, margin) else "\n"
        last: Box | None = None
        for box in row:
            if last is not None:
                text += COLUMN if _is_column(last, box) else " "
            places.append(Place(box.piece, len(text)))
            text += box.piece.line.text
            last = box
        before = row
    return Rows(text, tuple(places))


def _is_column(left: Box, right: Box) -> bool:
    return right.left - left.right > _COLUMN_GAP * min(left.height, right.height)


def _margin(rows: list[Row]) -> float:
    """Where the longest line ends."""
    return max((row[-1].right for row in rows), default=0.0)


def _runs_on(before: Row, row: Row, margin: float) -> bool:
    """Whether a row is the rest of the sentence above it.

    It is when its first word would not have fitted there any more, both are the same print, neither has columns, and
    either the row begins, or the one above ends, in the middle of something.
    """
    if any(_is_column(left, right) for line in (before, row) for left, right in pairwise(line)):
        return False
    end, begin = before[-1], row[0]
    smaller, larger = sorted((end.height, begin.height))
    if larger > _SAME_PRINT * smaller or row[0].level - before[0].level > _LINE_STEP * larger:
        return False
    head, tail = begin.piece.line.text, end.piece.line.text
    word = head.split(" ", 1)[0]
    wide = (begin.right - begin.left) * len(word) / max(1, len(head))
    if margin - end.right > wide + _SLACK * begin.height:
        return False
    if _RUNS_ON.match(head) is not None and not head[:1].isupper():
        return True
    above = tail.rstrip()
    if _OPEN_END.search(above) is not None:
        return True
    last = above.rpartition(" ")[2]
    if _CAPITALS.fullmatch(word) is not None and _CAPITALS.fullmatch(last) is not None:
        return True
    return len(above) >= _SENTENCE and _MID_SENTENCE.search(above) is not None
