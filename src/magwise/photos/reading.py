"""What comes out of a photo: the text, how sure it is, and the label it says."""

from typing import Any

from magwise.labels.label import Label
from magwise.result import Result


class Doubt(Result, frozen=True, kw_only=True):
    """Characters that may stand for something else.

    text: as read; where: the row it stands in, as read; alternatives: what it may be instead, the likeliest first,
    empty where no other reading offers itself; decides: whether another reading would change the answer.
    """

    text: str
    where: str
    alternatives: tuple[str, ...] = ()
    decides: bool = False


class PhotoReading(Result, frozen=True, kw_only=True):
    """One photo, read. text: rows as printed, columns parted by « | »; empty where no text was found.

    label: what the text says, with `ok` lowered to `ambiguous` where a doubtful number decides; None without text.
    confidence: 0 to 1, of the weakest character that decides; barcode: GTIN as digits, None without one.
    turned: degrees clockwise that the picture was turned to stand upright.
    """

    text: str
    label: Label | None
    confidence: float
    doubtful: tuple[Doubt, ...] = ()
    barcode: str | None = None
    turned: int = 0

    def to_label_dict(self) -> dict[str, Any]:
        """The JSON of `magwise label --image`: the label, with the photo beside it."""
        doubtful = [doubt.to_dict() for doubt in self.doubtful]
        photo = {"text": self.text, "confidence": self.confidence, "doubtful": doubtful, "barcode": self.barcode}
        return {**({} if self.label is None else self.label.to_dict()), "photo": photo}
