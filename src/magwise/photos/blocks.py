"""Two texts side by side, such as a panel with the ingredients beside it, taken apart before they are read."""

from itertools import pairwise

from magwise.photos.straighten import Box, Row

_SENTENCE = 20  # characters: amounts, percents and serving heads are shorter
_LEAST_LINES = 3
_EDGE = 0.8  # in line heights: how well the beginnings of the lines of a block agree
_GUTTER = 1.0  # in line heights: the least room between two blocks


def split_blocks(rows: list[Row], lean: float) -> list[Row]:
    """The rows, with a block of sentences on the right moved below what stands to the left of it.

    lean: how far a line's beginning moves to the right for every pixel down. A block is at least three lines of
    sentences that begin at one edge, each with something else to the left of it in its row.
    """
    edge = _find_edge(rows, lean)
    if edge is None:
        return rows
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        beyond = [box for box in row if _begin(box, lean) >= edge - _EDGE * box.height]
        before = [box for box in row if _begin(box, lean) < edge - _EDGE * box.height]
        if before:
            left.append(before)
        if beyond:
            right.append(beyond)
    return left + right


def _find_edge(rows: list[Row], lean: float) -> float | None:
    """Where the lines of the block on the right begin; None where there is none."""
    begins: list[tuple[float, float]] = []
    for row in rows:
        for before, box in pairwise(row):
            apart = box.left - before.right > _GUTTER * min(box.height, before.height)
            if apart and len(box.piece.line.text) >= _SENTENCE:
                begins.append((_begin(box, lean), box.height))
    for edge, height in sorted(begins):
        near = [begin for begin, _ in begins if 0 <= begin - edge <= 2 * _EDGE * height]
        if len(near) >= _LEAST_LINES and not any(_crosses(row, edge, lean) for row in rows):
            return edge
    return None


def _crosses(row: Row, edge: float, lean: float) -> bool:
    """Whether a piece of the row runs over the edge: then there is no gutter."""
    return any(
        _begin(box, lean) < edge - box.height and box.right - box.left + _begin(box, lean) > edge + box.height
        for box in row
    )


def _begin(box: Box, lean: float) -> float:
    return box.left - lean * box.level
