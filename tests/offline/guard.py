"""What stops a process of these tests that would reach beyond this computer: a hook of Python's own on every socket."""

import ipaddress
import socket
import sys

LOCAL_NAMES = ("localhost", "", None)


class ReachesOut(AssertionError):
    """Something asked for an address or a name that is not this computer's."""


def is_local(host: object) -> bool:
    """Whether a host of a socket call is this computer.

    >>> is_local("127.0.0.1"), is_local(b"localhost"), is_local("::1"), is_local("192.0.2.1"), is_local("example.org")
    (True, True, True, False, False)
    """
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def look(event: str, arguments: tuple[object, ...]) -> None:
    """One event of Python's audit. Names of files (AF_UNIX) stay on this computer; an address pair may not."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise ReachesOut(f"{event}: {address[0]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr") and not is_local(arguments[0]):
        raise ReachesOut(f"{event}: {arguments[0]!r}")


def refuse_the_network() -> None:
    """From here on this process reaches nobody else. It cannot be undone, which is the point."""
    if not getattr(socket, "_magwise_guarded", False):
        socket._magwise_guarded = True  # type: ignore[attr-defined]
        sys.addaudithook(look)
