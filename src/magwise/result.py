"""What every result has in common: frozen, and one call away from plain JSON."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen record whose `to_dict` is the JSON of the public contract."""

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, text, numbers and None, with the keys of the contract in their order."""
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return plain


def plain_number(value: Decimal | float | int, places: int = 3) -> float | int:
    """A number for JSON: rounded half up, and without a decimal point where it is whole.

    >>> plain_number(Decimal("100.000")), plain_number(Decimal("56.25"))
    (100, 56.25)
    """
    if value == int(value):
        return int(value)
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)
