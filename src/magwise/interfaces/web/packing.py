"""Answers are packed for who can unpack them, and says so."""

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

GZIP = "gzip"


class Packing(GZipMiddleware):
    """Packs like the one it is made from, but reads the weights: `gzip;q=0` means «not packed, please»."""

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """One request."""
        if scope["type"] == "http" and not takes_gzip(Headers(scope=scope).get("accept-encoding", "")):
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await super().__call__(scope, receive, send)


def takes_gzip(asked: str) -> bool:
    """Whether gzip is among the codings that are asked for, with a weight above nothing.

    >>> [takes_gzip(asked) for asked in ("gzip, br", "br, GZIP;q=0.5", "gzip;q=0", "gzip; q=0.000", "br", "gzip;q=x")]
    [True, True, False, False, False, False]
    """
    for part in asked.casefold().split(","):
        name, *more = (piece.strip() for piece in part.split(";"))
        if name == GZIP:
            return all(_weight(one) > 0 for one in more if one.startswith("q="))
    return False


def _weight(text: str) -> float:
    try:
        return float(text.removeprefix("q="))
    except ValueError:
        return 0.0
