"""Start the web app on this computer."""

import ipaddress
import sys

from magwise.errors import ExtraMissingError, InputError


def run(host: str = "127.0.0.1", port: int = 8321, database: str = "sqlite:///magwise.sqlite") -> None:
    """Print the address, then serve until stopped.

    host: a loopback address. There is no sign-in yet, so any other is refused: the network could read along.
    Raises InputError for such a host or a port that is taken, ExtraMissingError when the extra «web» is missing.
    """
    if not is_loopback(host):
        raise InputError(
            "--host", f"{host} can be reached from elsewhere and there is no sign-in yet", "Use --host 127.0.0.1"
        )
    try:
        import uvicorn
    except ImportError as error:
        raise ExtraMissingError("web", "The web app") from error
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise InputError("--port", f"{port} cannot be used ({error.strerror})", "Choose another --port") from None
    from magwise.interfaces.local_names import load_all
    from magwise.interfaces.web.app import make_app

    # The address is printed when the database is good: who reads it may come in at once.
    app = make_app(database, load_all())
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Magwise: http://{shown}:{listener.getsockname()[1]}/\n")
    sys.stdout.flush()
    # No access log: which pages were seen is nobody's business. No tracebacks either, they may quote what was typed;
    # `failures` logs every fault with its place and a code.
    config = uvicorn.Config(app, log_level="critical", access_log=False, server_header=False, workers=1)
    uvicorn.Server(config).run(sockets=[listener])


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
