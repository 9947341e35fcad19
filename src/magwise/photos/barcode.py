"""The number under the stripes, as the product's id."""

from typing import Any

from magwise.photos.extra import need

_LENGTHS = (8, 12, 13, 14)
_SMALLER = 1_600


def find_barcode(picture: Any) -> str | None:
    """The GTIN on a picture as digits; None where there is none, or where its check digit does not hold.

    Turned pictures are read as well. With several codes the largest on the picture counts.
    """
    reader = need("zxingcpp")
    sizes = [picture]
    if max(picture.size) > _SMALLER:
        small = picture.copy()
        small.thumbnail((_SMALLER, _SMALLER))
        sizes.append(small)
    for candidate in sizes:
        found = [code for code in reader.read_barcodes(candidate) if is_gtin(code.text)]
        if found:
            return str(max(found, key=lambda code: (_size(code.position), code.text)).text)
    return None


def is_gtin(text: str) -> bool:
    """Whether a text is a GTIN-8, -12, -13 or -14 whose check digit holds.

    >>> is_gtin("4006381333931"), is_gtin("4006381333930")
    (True, False)
    """
    if not (text.isascii() and text.isdigit() and len(text) in _LENGTHS):
        return False
    weights = [3 if place % 2 else 1 for place in range(len(text))]
    return sum(int(digit) * weight for digit, weight in zip(reversed(text), weights, strict=True)) % 10 == 0


def _size(position: Any) -> int:
    first, third = position.top_left, position.bottom_right
    return int(abs(first.x - third.x) + abs(first.y - third.y))
