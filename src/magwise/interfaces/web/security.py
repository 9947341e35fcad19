"""What guards every request: who may ask, how much may be sent, what the browser may do with the answer."""

import hashlib
import hmac
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
MOST_BYTES_WITH_PHOTO = 30_000_000  # so that a photo that is too large gets its own sentence, with the answers kept
PHOTO_PAGE = "/label"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; img-src 'self' data:"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def takes_photo(path: str, headers: Headers) -> bool:
    """Whether a request may carry a photo: the form of the label page does, no other."""
    multipart = headers.get("content-type", "").casefold().startswith("multipart/form-data")
    return multipart and path.endswith(PHOTO_PAGE)


class Guard:
    """Refuses foreign hosts, requests from other sites and bodies above 1 MB (30 MB with a photo); sets the headers.

    The host is checked because a page elsewhere may point its own name at this computer and then read our pages.
    """

    def __init__(self, app: "ASGIApp", hosts: tuple[str, ...] = LOOPBACK) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        most = MOST_BYTES_WITH_PHOTO if takes_photo(scope["path"], headers) else MOST_BYTES
        scope["magwise.refused"] = self._refuse(scope["method"], headers, most)
        if scope["magwise.refused"] is None:
            receive = _Counted(receive, scope, most).receive
        await self.app(scope, receive, send_guarded)

    def _refuse(self, method: str, headers: Headers, most: int) -> int | None:
        """The status to refuse with, or None."""
        host = headers.get("host", "").casefold()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if name not in self.hosts:
            return 421
        if method not in ("GET", "HEAD") and is_foreign(headers, host):
            return 403
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > most:
            return 413
        return None


class _Counted:
    """Counts what comes in, for bodies that do not say how long they are."""

    def __init__(self, receive: "Receive", scope: "Scope", most: int) -> None:
        self._receive, self._scope, self._most, self._seen = receive, scope, most, 0

    async def receive(self) -> "Message":
        """The next piece; past the limit the body ends and the request is marked as refused."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > self._most:
                self._scope["magwise.refused"] = 413
                return {"type": "http.request", "body": b"", "more_body": False}
        return message


def is_foreign(headers: Headers, host: str) -> bool:
    """Whether a request that changes something comes from another site.

    `Origin: null` is what browsers send under our own Referrer-Policy, so there the form token decides.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin in (None, "null"):
        return False
    assert origin is not None
    return origin.casefold().partition("://")[2] != host


def refused(request: "Request") -> int | None:
    """The status with which the guard refused this request, or None."""
    found: int | None = request.scope.get("magwise.refused")
    return found


def form_token(secret: str, seed: str) -> str:
    """The token of a form: proof that the page came from here, for the browser that holds `seed` in its cookie.

    >>> form_token("s", "a") == form_token("s", "b")
    False
    """
    return hmac.new(secret.encode(), seed.encode(), hashlib.sha256).hexdigest()


def is_token(secret: str, seed: str, token: str) -> bool:
    """Whether a token belongs to this browser."""
    return hmac.compare_digest(form_token(secret, seed).encode(), token.encode())
