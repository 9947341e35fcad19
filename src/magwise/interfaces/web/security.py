"""What guards every request: who may ask, how much may be sent, what the browser may do with the answer."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request

from magwise.interfaces.work import rooms
from magwise.interfaces.work.pool import BusyError

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
MOST_BYTES_WITH_PHOTO = 30_000_000  # so that a photo that is too large gets its own sentence, with the answers kept
MOST_HELD = 64_000_000  # bytes of all bodies that are being taken in or worked on; who comes then hears «busy»
PHOTO_PAGE = "/label"
# Browsers send a cookie of 127.0.0.1 to every port of it; under a name that nobody else uses they keep it for us.
OWN_NAME = "magwise.localhost"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", OWN_NAME)
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::[0-9]{0,5})?")
SAFE = ("GET", "HEAD", "OPTIONS")
STATIC = "/static/"
POLICY = (
    "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; img-src 'self' data:"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

Refuse = Callable[[Request, int], Awaitable["Response"]]
Leave = Callable[[Request], "Response"]
Fail = Callable[[Request, Exception], Awaitable["Response"]]


def takes_photo(path: str, headers: Headers) -> bool:
    """Whether a request may carry a photo: the form of the label page does, no other."""
    multipart = headers.get("content-type", "").casefold().startswith("multipart/form-data")
    return multipart and path.endswith(PHOTO_PAGE)


class Guard:
    """Answers, before any page does, what may not be asked; sets the headers of every answer, faults included.

    Refused are foreign hosts, requests from other sites, bodies above 1 MB (30 MB with a photo) or of two lengths, and
    what is not HTTP/1. The host is checked because a page elsewhere may point its own name at this computer and then
    read our pages. refuse, fail: the answer to a status, and to an exception that nobody else took; leave: to what is
    still worked on when the server ends.
    """

    def __init__(
        self, app: "ASGIApp", refuse: Refuse, fail: Fail, leave: Leave, hosts: tuple[str, ...] = LOOPBACK
    ) -> None:
        self.app, self.hosts = app, hosts
        self._refuse, self._fail, self._leave = refuse, fail, leave
        self._held = _Held()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        headers = Headers(scope=scope)
        most = MOST_BYTES_WITH_PHOTO if takes_photo(scope["path"], headers) else MOST_BYTES
        status = self._judge(scope, headers, most)
        request, counted = Request(scope), _Counted(receive, most, self._held)
        try:
            if status is not None:
                await (await self._refuse(request, status))(scope, receive, answer.send)
            else:
                await self.app(scope, counted.receive, answer.send)
        except asyncio.CancelledError:
            if answer.begun:
                raise
            await self._leave(request)(scope, receive, answer.send)  # the server ends: there is no waiting any more
        except Exception as error:
            if answer.begun:
                raise  # half an answer is out: only closing the connection tells so
            await (await self._fail(request, error))(scope, receive, answer.send)
        finally:
            counted.let_go()

    def _judge(self, scope: "Scope", headers: Headers, most: int) -> int | None:
        """The status to refuse with, or None."""
        host = headers.get("host", "").casefold()
        name = _HOST.fullmatch(host)
        if name is None or name[1] not in self.hosts:
            return 421
        if scope.get("http_version", "1.1") not in ("1.0", "1.1"):
            return 505
        if scope["method"] not in SAFE and is_foreign(headers, host):
            return 403
        if "transfer-encoding" in headers and "content-length" in headers:
            return 400
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400
        return 413 if len(length) > 12 or int(length) > most else None


class _Answer:
    """Sends on what comes out, with our headers on it, and knows whether anything is out."""

    def __init__(self, scope: "Scope", send: "Send") -> None:
        self._kept = "no-cache" if scope["path"].startswith(STATIC) else "no-store"
        self._send, self.begun = send, False

    async def send(self, message: "Message") -> None:
        """The next piece of the answer."""
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", self._kept)
        await self._send(message)


class _Held:
    """How many bytes of bodies there are now, of all requests together."""

    def __init__(self) -> None:
        self.bytes = 0


class _Counted:
    """Counts what comes in, for bodies that do not say how long they are, and for all of them together."""

    def __init__(self, receive: "Receive", most: int, held: _Held) -> None:
        self._receive, self._most, self._held, self._seen = receive, most, held, 0

    async def receive(self) -> "Message":
        """The next piece. Raises HTTPException past the limit, BusyError past that of all bodies together."""
        message = await self._receive()
        if message["type"] == "http.request":
            size = len(message.get("body", b""))
            self._seen += size
            self._held.bytes += size
            if self._seen > self._most:
                raise HTTPException(413)
            if self._held.bytes > MOST_HELD:
                raise BusyError
            await rooms.take_in(size)
        return message

    def let_go(self) -> None:
        """The request is answered."""
        self._held.bytes -= self._seen


def is_foreign(headers: Headers, host: str) -> bool:
    """Whether a request that changes something comes from another site, or from where the browser does not tell.

    Our own forms name their origin, as our Referrer-Policy lets them; programs that are no browser send none.
    """
    origin = headers.get("origin")
    return comes_from_elsewhere(headers) or (origin is not None and origin.casefold().partition("://")[2] != host)


def comes_from_elsewhere(headers: Headers) -> bool:
    """Whether the browser says that another site led here: by a link, a form or a picture."""
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
