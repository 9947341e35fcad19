"""Start the web app on this computer."""

import gc
import ipaddress
import signal
import socket
import sys
from typing import TYPE_CHECKING

from magwise.errors import ExtraMissingError, InputError
from magwise.photos.memory import give_back

if TYPE_CHECKING:
    from uvicorn import Config

WAIT_AT_END = 5  # seconds that requests under way get to finish
SWITCH = 0.001  # seconds that a thread at work keeps others waiting for their turn, a page among them
LARGE, HEAPS = 131_072, 2  # bytes of a body that go back to the system at once; heaps of all threads together
ENDING = 3  # seconds more for what still runs, then this process ends whatever that is


def run(host: str = "127.0.0.1", port: int = 8321, database: str = "sqlite:///magwise.sqlite") -> None:
    """Print the address once the database is open, then serve until stopped.

    host: a loopback address. There is no sign-in yet, so any other is refused: the network could read along.
    Raises InputError for such a host or a port that is taken, ExtraMissingError when the extra «web» is missing.
    """
    if not is_loopback(host):
        raise InputError(
            "--host", f"{host} can be reached from elsewhere and there is no sign-in yet", "Use --host 127.0.0.1"
        )
    try:
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise ExtraMissingError("web", "The web app") from error
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    from magwise.interfaces.local_names import load_all
    from magwise.interfaces.web.app import make_app
    from magwise.interfaces.web.connections import Listener, prepare
    from magwise.interfaces.web.security import LOOPBACK

    knowledge = load_all()
    app = make_app(database, knowledge, tuple(dict.fromkeys((*LOOPBACK, shown))))
    sys.stdout.write(f"Magwise: http://{shown}:{listener.getsockname()[1]}/\n")
    sys.stdout.flush()
    sys.setswitchinterval(SWITCH)
    give_back(LARGE, HEAPS)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the server ends in its own way, and then by the signal
    # What is known stays: it need not be looked through again whenever memory is tidied.
    gc.collect()
    gc.freeze()
    Listener(_configure(app, prepare(knowledge)), end_after=WAIT_AT_END + ENDING).run(sockets=[listener])


def _configure(app: object, protocol: type) -> "Config":
    import uvicorn

    from magwise.interfaces.web.connections import ACCEPTED_AT_ONCE

    # No access log: which pages were seen is nobody's business. No tracebacks either, they may quote what was typed;
    # `failures` logs every fault with its place and a code. Headers of a proxy are only as true as who sends them.
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=protocol,
        ws="none",
        loop="asyncio",
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=ACCEPTED_AT_ONCE,
        timeout_graceful_shutdown=WAIT_AT_END,
        workers=1,
    )


def _listen(host: str, port: int) -> socket.socket:
    """The socket that new connections come in on. With its protocol named, asyncio lets short answers go at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise InputError("--port", f"{port} cannot be used ({error.strerror})", "Choose another --port") from None
    return listener


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach the address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, True, False, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
