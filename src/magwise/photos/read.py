"""A photo in, one reading out."""

from typing import Any

import msgspec

from magwise.knowledge.load import Knowledge
from magwise.labels.label import Finding, Label
from magwise.labels.read import LONGEST_TEXT, read_label
from magwise.photos.barcode import find_barcode
from magwise.photos.doubt import Number, deciding_numbers, weigh
from magwise.photos.eye import Eye, Piece, is_tall, open_eye
from magwise.photos.lines import Rows, join_rows, readable
from magwise.photos.load import load_photo
from magwise.photos.reading import Doubt, PhotoReading
from magwise.photos.straighten import lay_out

_CLEAR = 0.85  # a picture read with less than this is tried the other ways up as well
_SAMPLE = 12  # the longest pieces are enough to see which way is up
_UNSURE = 0.80  # with any piece below this, «no magnesium» may just be what we could not read
_MARGINS = (0.12, -0.06)  # a second look: a little more and a little less of the strip
_BOWED = 0.15  # in line heights: more than this and the lines are drawn level before they are read again
_MOST_PIECES = 400


def read_photo(data: bytes, *, knowledge: Knowledge, locale: str = "nl", lang: str | None = None) -> PhotoReading:
    """What a photo of a label says.

    data: a JPEG, PNG, WEBP or HEIC of at most 10 MB; lang: ISO 639-1 of the print, found out when left out; locale:
    language of findings and errors. A photo without text gives an empty text and no label. A verdict that hangs on
    a doubtful number becomes `ambiguous`, with a finding that names the characters. Raises InputError for what is no
    photo, ExtraMissingError where the extra «photo» is not installed. Nothing leaves the machine.
    """
    picture = load_photo(data, knowledge=knowledge, locale=locale)
    eye = open_eye()
    barcode = find_barcode(picture)
    turned, pixels, pieces = _upright(eye, eye.numpy.asarray(picture))
    layout = lay_out(readable(pieces))
    if layout is not None and layout.sag > _BOWED:
        pixels = layout.flatten(pixels, eye.numpy, eye.cv)
        pieces = _read_pieces(eye, pixels)
        layout = lay_out(readable(pieces))
    rows = join_rows(layout)
    if not rows.text.strip():
        return PhotoReading(text="", label=None, confidence=0.0, barcode=barcode, turned=turned)

    def read(text: str) -> Label:
        return read_label(text[:LONGEST_TEXT], lang, knowledge=knowledge, locale=locale)

    label = read(rows.text)
    numbers = deciding_numbers(rows, read, label)
    seen = _look_again(eye, pixels, rows, numbers)
    doubts = weigh(rows, numbers, seen, eye.alphabet, read, label)
    confidence = min([number.sure for number in numbers], default=_mean(rows))
    return PhotoReading(
        text=rows.text,
        label=carry(label, doubts, min(piece.line.sure for piece in pieces), knowledge, locale),
        confidence=round(confidence, 3),
        doubtful=tuple(doubts),
        barcode=barcode,
        turned=turned,
    )


def _upright(eye: Eye, pixels: Any) -> tuple[int, Any, list[Piece]]:
    """The picture turned so that its text reads best, and that text."""
    boxes = eye.find(pixels)[:_MOST_PIECES]
    tall = sum(1 for corners in boxes if is_tall(corners))
    if 2 * tall <= len(boxes):
        lines = eye.recognise([eye.cut(pixels, corners) for corners in boxes])
        pieces = _pieces(boxes, lines)
        if _sure(pieces) >= _CLEAR or not boxes:
            return 0, pixels, pieces
        turns = (180, 90, 270)
        best = (_sure(pieces), 0, pixels, boxes)
    else:
        turns, best, pieces = (90, 270, 180), (-1.0, 0, pixels, boxes), []
    for turn in turns:
        turned = eye.numpy.ascontiguousarray(eye.numpy.rot90(pixels, -turn // 90))
        found = eye.find(turned)[:_MOST_PIECES]
        longest = sorted(found, key=lambda corners: -float(abs(corners[1] - corners[0]).sum()))[:_SAMPLE]
        sure = _sure(_pieces(longest, eye.recognise([eye.cut(turned, corners) for corners in longest])))
        if sure > best[0]:
            best = (sure, turn, turned, found)
            if sure >= _CLEAR:
                break
    _, turn, turned, found = best
    if not turn and pieces:
        return 0, pixels, pieces
    return turn, turned, _pieces(found, eye.recognise([eye.cut(turned, corners) for corners in found]))


def _read_pieces(eye: Eye, pixels: Any) -> list[Piece]:
    boxes = eye.find(pixels)[:_MOST_PIECES]
    return _pieces(boxes, eye.recognise([eye.cut(pixels, corners) for corners in boxes]))


def _pieces(boxes: list[Any], lines: list[Any]) -> list[Piece]:
    return [
        Piece(tuple((float(x), float(y)) for x, y in corners), line) for corners, line in zip(boxes, lines, strict=True)
    ]


def _sure(pieces: list[Piece]) -> float:
    """How well the pieces read, by their characters."""
    weights = [len(piece.line.characters) for piece in pieces]
    return sum(piece.line.sure * weight for piece, weight in zip(pieces, weights, strict=True)) / max(1, sum(weights))


def _mean(rows: Rows) -> float:
    return _sure([place.piece for place in rows.places])


def _look_again(eye: Eye, pixels: Any, rows: Rows, numbers: list[Number]) -> dict[int, list[str]]:
    """What the deciding numbers read like in strips cut a little wider and a little tighter, by their start."""
    places = sorted({number.place for number in numbers})
    strips: list[Any] = []
    for place in places:
        corners = eye.numpy.asarray(rows.places[place].piece.corners, dtype="float32")
        strips += [eye.cut(pixels, corners, margin) for margin in _MARGINS]
    lines = eye.recognise(strips)
    seen: dict[int, list[str]] = {}
    for order, place in enumerate(places):
        for line in lines[order * len(_MARGINS) : (order + 1) * len(_MARGINS)]:
            for number in numbers:
                if number.place == place:
                    other = _same_spot(rows.places[place].piece.line.text, line.text, number, rows.places[place].start)
                    if other and other != number.text:
                        seen.setdefault(number.start, []).append(other)
    return seen


def _same_spot(first: str, second: str, number: Number, start: int) -> str | None:
    """What stands in the second reading of a strip where the number stands in the first."""
    from difflib import SequenceMatcher

    begin = number.start - start
    end = begin + len(number.text)
    left = right = None
    for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks():
        if block.size and block.a <= begin <= block.a + block.size:
            left = block.b + begin - block.a
        if block.size and block.a <= end <= block.a + block.size and right is None:
            right = block.b + end - block.a
    if left is None or right is None or right < left:
        return None
    return second[left:right].strip()


def carry(label: Label, doubts: list[Doubt], weakest: float, knowledge: Knowledge, locale: str) -> Label:
    """The label with the doubts in it: no verdict stands on a number that may be another.

    weakest: how sure the least readable piece of the photo is, 0 to 1.
    """
    findings = list(label.findings)
    verdict = label.verdict
    for doubt in doubts:
        if doubt.decides:
            spread = knowledge.say(locale, "photos.or").join((doubt.text, *doubt.alternatives))
            findings.append(
                Finding(id="photo_doubtful", text=knowledge.say(locale, "photos.doubtful", readings=spread))
            )
            verdict = "ambiguous"
        else:
            findings.append(
                Finding(id="photo_unclear", text=knowledge.say(locale, "photos.unclear", reading=doubt.text))
            )
            verdict = "ambiguous" if verdict == "ok" else verdict
    may_hold = label.may_hold_magnesium
    if verdict == "no_magnesium" and weakest < _UNSURE:
        # What we could not read may be the very row: not seen is not «not there».
        findings = [Finding(id="photo_unreadable", text=knowledge.say(locale, "photos.unreadable"))]
        verdict, may_hold = "ambiguous", True
    if verdict == label.verdict and len(findings) == len(label.findings):
        return label
    return msgspec.structs.replace(label, verdict=verdict, findings=tuple(findings), may_hold_magnesium=may_hold)
