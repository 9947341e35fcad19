"""Bowed, slanted and turned lines of print made level, from nothing but where the pieces of text stand."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from magwise.photos.eye import Piece

_STEPS = 12
_SAME_ROW = 0.5  # rows part at half a line's height
_MOST_OVERLAP = 0.3
_ROUNDS = 4
_TRIED_SHIFTS = (0.0, 0.35, -0.35, 0.7, -0.7)  # of a line's height, at the far side of the text
_ROW_COST = 1.0
_SLOPE_COST = 8.0

Row = list["Box"]


@dataclass(slots=True)
class Box:
    """A piece in the straightened picture: from left to right, at a level, so high."""

    piece: Piece
    x: float
    y: float
    left: float
    right: float
    height: float
    slope: float
    weight: float
    level: float = 0.0


def make_box(piece: Piece) -> Box:
    """A piece with its middle, ends, height and slope; a short one shows no slope and weighs nothing."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = piece.corners
    height = max(1.0, (_distance(x0 - x3, y0 - y3) + _distance(x1 - x2, y1 - y2)) / 2)
    length = (_distance(x0 - x1, y0 - y1) + _distance(x3 - x2, y3 - y2)) / 2
    slope = (y1 + y2 - y0 - y3) / max(1.0, x1 + x2 - x0 - x3)
    middle = ((x0 + x1 + x2 + x3) / 4, (y0 + y1 + y2 + y3) / 4)
    return Box(piece, *middle, (x0 + x3) / 2, (x1 + x2) / 2, height, slope, max(0.0, length - 1.5 * height))


class Layout(NamedTuple):
    """The rows of print from top to bottom, each from left to right, and how the lines run across the picture."""

    rows: list[Row]
    field: "_Field"
    bend: "_Bend"

    @property
    def sag(self) -> float:
        """How deep the most bowed stretch of text hangs through, in line heights."""
        bow = abs(self.field.across + 2 * self.bend.terms[1] / self.field.span**2)
        return max((bow * (box.right - box.left) ** 2 / 8 / box.height for row in self.rows for box in row), default=0)

    @property
    def lean(self) -> float:
        """How far the left margin of the print moves to the right for every pixel down: a turned page leans."""
        return -float(self.field.flat)

    def flatten(self, pixels: Any, numpy: Any, cv: Any) -> Any:
        """The picture with its lines of print drawn level."""
        height, width = pixels.shape[:2]
        middle = int(min(max(self.field.x, 0), width - 1))
        down = numpy.empty((height, width), dtype="float32")
        down[:, middle] = numpy.arange(height)
        for begin, end, step in ((middle, width - 1, 1), (middle, 0, -1)):
            for x in range(begin, end, step):
                here = down[:, x]
                slope = self.field.at(x, here) + self.bend.slope(x, here)
                down[:, x + step] = here + step * numpy.clip(slope, -1.0, 1.0)
        across = numpy.broadcast_to(numpy.arange(width, dtype="float32"), (height, width))
        return cv.remap(pixels, across.copy(), down, cv.INTER_CUBIC, borderMode=cv.BORDER_REPLICATE)


def lay_out(pieces: list[Piece]) -> Layout | None:
    """The rows of print; None without any piece.

    A first fit follows the slopes of the pieces. Then the columns are moved until their rows meet; of several
    beginnings the one counts that needs the fewest rows and agrees best with the slopes.
    """
    boxes = [make_box(piece) for piece in pieces]
    if not boxes:
        return None
    field = _Field(boxes)
    height = sorted(box.height for box in boxes)[len(boxes) // 2]
    best: tuple[float, Layout] | None = None
    for shift in _TRIED_SHIFTS:
        bend = _Bend(field, shift * height)
        for box in boxes:
            box.level = field.level(box.x, box.y) - bend.at(box.x, box.y)
        rows = group(boxes)
        for _ in range(_ROUNDS):
            if not bend.follow(rows):
                break
            for box in boxes:
                box.level = field.level(box.x, box.y) - bend.at(box.x, box.y)
            rows = group(boxes)
        cost = _ROW_COST * len(rows) + _spread(rows) + _SLOPE_COST * _misfit(boxes, field, bend, height)
        if best is None or cost < best[0] - 1e-6:
            best = (cost, Layout([sorted(row, key=lambda box: box.left) for row in rows], field, bend))
    return None if best is None else best[1]


def group(boxes: list[Box]) -> list[Row]:
    """Boxes on one level, as long as they do not stand over each other."""
    rows: list[Row] = []
    for box in sorted(boxes, key=lambda box: (box.level, box.left)):
        best: Row | None = None
        nearest = _SAME_ROW
        for row in rows[-6:]:
            off = abs(box.level - sum(other.level for other in row) / len(row)) / min(box.height, row[0].height)
            if off < nearest and not any(_overlap(box, other) > _MOST_OVERLAP for other in row):
                best, nearest = row, off
        if best is None:
            rows.append([box])
        else:
            best.append(box)
    return sorted(rows, key=lambda row: sum(box.level for box in row) / len(row))


class _Field:
    """The slope of print: flat + across·x + down·y. A turn shows in `flat`, a jar in `across`, a slant in `down`."""

    def __init__(self, boxes: list[Box]) -> None:
        weighed = [box for box in boxes if box.weight > 0]
        total = sum(box.weight for box in weighed)
        self.flat = self.across = self.down = 0.0
        self.x = sum(box.x for box in boxes) / len(boxes)
        self.y = sum(box.y for box in boxes) / len(boxes)
        self.span = max(1.0, *(abs(box.x - self.x) for box in boxes), *(abs(box.y - self.y) for box in boxes))
        if not total:
            return
        self.flat = _median([(box.slope, box.weight) for box in weighed])
        for _ in range(4):
            self._fit(weighed, 0.01 * total)

    def _fit(self, boxes: list[Box], hold: float) -> None:
        """One round of weighted least squares; pieces far off the last fit hardly count."""

        def weight(box: Box) -> float:
            off = float(box.slope - self.at(box.x, box.y))
            return box.weight / (1 + (off / 0.04) ** 2)

        def terms(box: Box) -> list[float]:
            return [1.0, (box.x - self.x) / self.span, (box.y - self.y) / self.span]

        solved = fit([(terms(box), box.slope, weight(box)) for box in boxes], [0.0, hold, hold])
        if solved:
            self.flat, self.across, self.down = solved[0], solved[1] / self.span, solved[2] / self.span

    def at(self, x: float, y: Any) -> Any:
        """The slope of a line of print at a point."""
        return self.flat + self.across * (x - self.x) + self.down * (y - self.y)

    def level(self, x: float, y: float) -> float:
        """Where the line of print through a point crosses the upright through the middle of the text."""
        step = (self.x - x) / _STEPS
        for _ in range(_STEPS):
            half = y + self.at(x, y) * step / 2
            y += float(self.at(x + step / 2, half)) * step
            x += step
        return y


class _Bend:
    """What the slopes alone did not show: how far a column still has to be moved to meet its rows."""

    def __init__(self, field: _Field, shift: float) -> None:
        self.field = field
        self.terms = [shift, 0.0, 0.0]

    def _basis(self, x: float, y: float) -> list[float]:
        u, w = (x - self.field.x) / self.field.span, (y - self.field.y) / self.field.span
        return [u, u * u, u * w]

    def at(self, x: float, y: float) -> float:
        """How far the first fit is off at a point."""
        return sum(term * part for term, part in zip(self.terms, self._basis(x, y), strict=True))

    def slope(self, x: float, y: Any) -> Any:
        """How much steeper the print runs than the first fit says."""
        u, w = (x - self.field.x) / self.field.span, (y - self.field.y) / self.field.span
        return (self.terms[0] + 2 * u * self.terms[1] + w * self.terms[2]) / self.field.span

    def follow(self, rows: list[Row]) -> bool:
        """Bend so that the boxes of each row come to one level; whether there was anything to follow."""
        pairs = []
        for row in rows:
            first = row[0]
            for box in row[1:]:
                one, two = self._basis(first.x, first.y), self._basis(box.x, box.y)
                parts = [right - left for left, right in zip(one, two, strict=True)]
                pairs.append((parts, box.level - first.level, 1.0))
        if not pairs:
            return False
        solved = fit(pairs, [0.002 * len(pairs) + 0.01, 0.02 * len(pairs) + 0.05, 0.02 * len(pairs) + 0.05])
        if not solved:
            return False
        self.terms = [term + change for term, change in zip(self.terms, solved, strict=True)]
        return True


def _spread(rows: list[Row]) -> float:
    """How far the boxes of each row are apart in height, squared, in line heights."""
    total = 0.0
    for row in rows:
        mean = sum(box.level for box in row) / len(row)
        total += sum(((box.level - mean) / box.height) ** 2 for box in row)
    return total


def _misfit(boxes: list[Box], field: _Field, bend: _Bend, height: float) -> float:
    """How far the slopes of the pieces are from the fit, as line heights over the span of the text."""
    total = sum(box.weight for box in boxes)
    if not total:
        return 0.0
    off = 0.0
    for box in boxes:
        off += box.weight * min(0.1, abs(box.slope - field.at(box.x, box.y) - bend.slope(box.x, box.y))) / total
    return off * field.span / height


def fit(rows: list[tuple[list[float], float, float]], hold: list[float]) -> list[float] | None:
    """Weighted least squares with a pull to zero: rows of (parts, value, weight); None where nothing settles it.

    >>> [round(term, 6) for term in fit([([1.0, 0.0], 2.0, 1.0), ([1.0, 1.0], 5.0, 1.0)], [0.0, 0.0])]
    [2.0, 3.0]
    """
    size = len(hold)
    matrix = [[0.0] * (size + 1) for _ in range(size)]
    for parts, value, weight in rows:
        for at in range(size):
            for other in range(size):
                matrix[at][other] += weight * parts[at] * parts[other]
            matrix[at][size] += weight * parts[at] * value
    for at in range(size):
        matrix[at][at] += hold[at]
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(matrix[row][at]))
        if abs(matrix[pivot][at]) < 1e-9:
            return None
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        for row in range(size):
            if row != at:
                share = matrix[row][at] / matrix[at][at]
                matrix[row] = [left - share * right for left, right in zip(matrix[row], matrix[at], strict=True)]
    return [matrix[at][size] / matrix[at][at] for at in range(size)]


def _overlap(one: Box, two: Box) -> float:
    shared = min(one.right, two.right) - max(one.left, two.left)
    return shared / max(1.0, min(one.right - one.left, two.right - two.left))


def _distance(x: float, y: float) -> float:
    return float((x * x + y * y) ** 0.5)


def _median(values: list[tuple[float, float]]) -> float:
    half, seen = sum(weight for _, weight in values) / 2, 0.0
    for value, weight in sorted(values):
        seen += weight
        if seen >= half:
            return value
    return 0.0
