"""A photo in, one reading out."""

from typing import Any

import msgspec

from magwise.knowledge.load import Knowledge
from magwise.labels.label import Finding, Label
from magwise.labels.read import LONGEST_TEXT, read_label
from magwise.photos.barcode import find_barcode
from magwise.photos.characters import Line
from magwise.photos.doubt import Number, deciding_numbers, weigh
from magwise.photos.eye import Eye, Piece, is_tall, open_eye, turn_back
from magwise.photos.lines import Rows, join_rows, readable
from magwise.photos.load import load_photo, refusal
from magwise.photos.memory import give_back
from magwise.photos.reading import Doubt, PhotoReading
from magwise.photos.straighten import lay_out

_CLEAR = 0.85  # a picture read with less than this is tried the other ways up as well
_SAMPLE = 12  # the longest pieces are enough to see which way is up
_UNSURE = 0.80  # with any piece below this, «no magnesium» may just be what we could not read
_MARGINS = (0.12, -0.06)  # a second look: a little more and a little less of the strip
_BOWED = 0.15  # in line heights: more than this and the lines are drawn level before they are read again
_MOST_PIECES = 250
_MOST_COLUMNS = 60_000  # of all strips together: what is read takes time by its length


def read_photo(data: bytes, *, knowledge: Knowledge, locale: str = "nl", lang: str | None = None) -> PhotoReading:
    """What a photo of a label says.

    data: a JPEG, PNG, WEBP or HEIC of at most 10 MB; lang: ISO 639-1 of the print, found out when left out; locale:
    language of findings and errors. A photo without text gives an empty text and no label. A verdict that hangs on
    a doubtful number becomes `ambiguous`, with a finding that names the characters. Raises InputError for what is no
    photo, ExtraMissingError where the extra «photo» is not installed. Nothing leaves the machine.
    """
    give_back()
    picture = load_photo(data, knowledge=knowledge, locale=locale)
    eye = open_eye()
    barcode = find_barcode(picture)
    pixels = eye.numpy.array(picture)
    del picture  # twice the same picture is once too often
    try:
        turned, pixels, pieces = _upright(eye, pixels)
        layout = lay_out(readable(pieces))
        if layout is not None and layout.sag > _BOWED:
            pixels = layout.flatten(pixels, eye.numpy, eye.cv)
            pieces = _read_pieces(eye, pixels)
            layout = lay_out(readable(pieces))
    except _TooMuchText:
        raise refusal("too_much_text", knowledge, locale) from None
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
    boxes = _find(eye, pixels)
    tall = sum(1 for corners in boxes if is_tall(corners))
    if 2 * tall <= len(boxes):
        pieces = _pieces(boxes, _recognise(eye, pixels, boxes))
        if _sure(pieces) >= _CLEAR or not boxes:
            return 0, pixels, pieces
        turns = (180, 90, 270)
        best = (_sure(pieces), 0, boxes)
    else:
        turns, best, pieces = (90, 270, 180), (-1.0, 0, boxes), []
    for turn in turns:
        found = _find(eye, pixels, turn)
        longest = sorted(found, key=lambda corners: -float(abs(corners[1] - corners[0]).sum()))[:_SAMPLE]
        sure = _sure(_pieces(longest, eye.recognise(_strips(eye, pixels, longest, turn))))
        if sure > best[0]:
            best = (sure, turn, found)
            if sure >= _CLEAR:
                break
    _, turn, found = best
    if not turn and pieces:
        return 0, pixels, pieces
    turned = _turn(eye, pixels, turn)
    return turn, turned, _pieces(found, _recognise(eye, turned, found))


def _turn(eye: Eye, pixels: Any, turn: int) -> Any:
    return eye.numpy.ascontiguousarray(eye.numpy.rot90(pixels, -turn // 90)) if turn else pixels


def _read_pieces(eye: Eye, pixels: Any) -> list[Piece]:
    boxes = _find(eye, pixels)
    return _pieces(boxes, _recognise(eye, pixels, boxes))


class _TooMuchText(Exception):
    """More text than a label has, and than can be read while a person waits. Nothing of it is read."""


def _strips(eye: Eye, pixels: Any, boxes: list[Any], turn: int) -> list[Any]:
    """The stretches of text of a picture that was looked at turned, cut from the picture as it is."""
    height, width = pixels.shape[:2]
    return [eye.cut(pixels, turn_back(corners, turn, width, height)) for corners in boxes]


def _find(eye: Eye, pixels: Any, turn: int = 0) -> list[Any]:
    """Where text stands. Raises _TooMuchText."""
    boxes = eye.find(pixels, turn)
    if len(boxes) > _MOST_PIECES:
        raise _TooMuchText
    return boxes


def _recognise(eye: Eye, pixels: Any, boxes: list[Any]) -> list[Line]:
    """What stands there. Raises _TooMuchText."""
    strips = [eye.cut(pixels, corners) for corners in boxes]
    if sum(map(eye.width, strips)) > _MOST_COLUMNS:
        raise _TooMuchText
    return eye.recognise(strips)


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
