"""Connections that may not last: time limits for each part of a request, a limit to how many, and an end that comes."""

import asyncio
import os
import threading
import time
from types import FrameType
from typing import Any, ClassVar

import h11
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LANGUAGES

HEAD_SECONDS = 10  # from the first moment of a connection, or of its next request, to the end of the head
BODY_SECONDS = 30  # from the end of the head to the end of the body
READ_SECONDS = 30  # for the client to take in what is sent
KEEP_SECONDS = 5  # between two requests
LOOK_EVERY = 1.0
MOST = 256
SPARE_FILES = 96  # for the database, workers, what Python opens, and clients that come in or are turned away
MOVED_ASIDE = 1.0  # seconds after which a connection that asks nothing gives way to a new one
ACCEPTED_AT_ONCE = 16  # new connections are taken in before the limit is looked at
WAITING_OUTSIDE = 128
MOST_LEAVING = 16
GOODBYE = 1.0  # seconds that a client gets to read that there is no room


def most_connections() -> int:
    """How many connections may be open: MOST, or fewer where the system allows few open files."""
    try:
        import resource
    except ImportError:
        return MOST
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST if soft == resource.RLIM_INFINITY else max(8, min(MOST, soft - SPARE_FILES))


def prepare(knowledge: Knowledge) -> type["Connection"]:
    """The connections of one server. knowledge: for what is said where there is no room."""
    said = "".join(f"{knowledge.say(locale, 'web.failure.connections')}\n" for locale in LANGUAGES).encode()
    lines = (
        "HTTP/1.1 503 Service Unavailable",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(said)}",
        "Retry-After: 2",
        "Cache-Control: no-store",
        "Connection: close",
    )
    full = "\r\n".join(lines).encode() + b"\r\n\r\n" + said
    return type("Connection", (Connection,), {"most": most_connections(), "full": full, "leaving": set()})


class Connection(H11Protocol):
    """A connection of uvicorn that knows since when it has been in which part of a request."""

    most = MOST
    full = b""
    leaving: ClassVar[set["Connection"]] = set()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.timeout_keep_alive = KEEP_SECONDS
        self.part, self.since = "head", time.monotonic()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new client. Where there is no room, one that asks nothing gives way; else it is told to come back."""
        if len(self.connections) >= self.most and not self._make_room():
            self.transport, self.part = transport, "refused"
            self._say_goodbye()
            return
        super().connection_made(transport)

    def _say_goodbye(self) -> None:
        """Tell that there is no room. Closed at once, that may be lost before it is read; to very many it is."""
        self.transport.write(self.full)
        self.transport.write_eof()
        if len(self.leaving) >= MOST_LEAVING:
            self.transport.close()
            return
        self.leaving.add(self)
        self.loop.call_later(GOODBYE, self.transport.abort)

    def _make_room(self) -> bool:
        now = time.monotonic()
        asking_nothing = [
            found
            for found in self.connections
            if isinstance(found, Connection) and found.look() == "head" and now - found.since >= MOVED_ASIDE
        ]
        if not asking_nothing:
            return False
        oldest = min(asking_nothing, key=lambda found: found.since)
        oldest.transport.abort()
        self.connections.discard(oldest)
        return True

    def data_received(self, data: bytes) -> None:
        """Bytes of a client; of one that was refused they lead nowhere."""
        if self.part != "refused":
            super().data_received(data)
            self.look()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self.leaving.discard(self)
        if self.part != "refused":
            super().connection_lost(exc)

    def look(self) -> str:
        """The part of a request that this connection is in: head, body, work or answer."""
        cycle = self.cycle
        under_way = cycle is not None and not cycle.response_complete
        if self.transport.get_write_buffer_size():
            part = "answer"
        elif self.conn.their_state is h11.SEND_BODY:
            part = "body"
        elif not under_way:
            part = "head"
        else:
            part = "answer" if cycle.response_started else "work"
        if part != self.part:
            self.part, self.since = part, time.monotonic()
        return part

    def hurry(self, now: float) -> None:
        """Close when this part has lasted too long. A client whose request is not yet in is told so."""
        part = self.look()
        limit = {"head": HEAD_SECONDS, "body": BODY_SECONDS, "answer": READ_SECONDS}.get(part)
        if limit is None or now - self.since < limit or (part != "answer" and self.transport.is_closing()):
            return
        if part == "head" and self._half_asked():
            self.transport.write(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            self.transport.close()
        else:
            self.transport.abort()

    def _half_asked(self) -> bool:
        return bool(self.conn.trailing_data[0])


class Listener(Server):
    """A server that looks after its connections, and that ends within so many seconds whatever its clients do."""

    def __init__(self, config: Config, end_after: float) -> None:
        super().__init__(config)
        self._end_after = end_after
        self._looked = 0.0

    async def startup(self, sockets: Any = None) -> None:
        """Begin to listen. The system may hold more clients at the door than are taken in at once."""
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(WAITING_OUTSIDE)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second."""
        now = time.monotonic()
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.hurry(now)
        return await super().on_tick(counter)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Asked to end. Work in a thread cannot be stopped: the process does not wait for it for ever."""
        if not self.should_exit:
            last = threading.Timer(self._end_after, os._exit, (128 + sig,))
            last.daemon = True
            last.start()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: Any = None) -> None:
        """Stop listening and let requests that are in finish. What only half asked is dropped at once."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, Connection) and connection.look() in ("head", "body"):
                connection.transport.abort()
        await super().shutdown(sockets)
