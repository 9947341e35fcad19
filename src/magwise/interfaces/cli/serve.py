"""`magwise serve`: the web app and the REST API on this computer."""

import io
import re
import sys
from contextlib import redirect_stdout
from importlib.util import find_spec
from typing import TYPE_CHECKING

from magwise.errors import ExtraMissingError
from magwise.interfaces.cli.answer import write_json
from magwise.interfaces.cli.database import address_of
from magwise.interfaces.cli.faults import blame, show
from magwise.interfaces.cli.streams import flush_output

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given

HIGHEST_PORT = 65535
HOST, PORT, DATABASE = "127.0.0.1", 8321, "sqlite:///magwise.sqlite"
_URL = re.compile(r"https?://\S+")
EXTRA = ("alembic", "jinja2", "sqlalchemy", "starlette", "uvicorn")


def run(given: "Given") -> int:
    """Serve until it is stopped. Raises ExtraMissingError where the web part is not installed."""
    port = _port(given)
    if any(find_spec(name) is None for name in EXTRA):
        raise ExtraMissingError("web", "magwise serve")
    from magwise.interfaces.web.serve import run as serve

    host, database = given.values.get("--host", HOST), address_of(given, DATABASE)
    if given.has("--json"):
        with redirect_stdout(_Address()):
            serve(host, port, database)
    else:
        serve(host, port, database)
    return 0


class _Address(io.StringIO):
    """Stands in for standard output: the line with the address goes out as JSON, the rest nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self._out = sys.stdout

    def write(self, text: str) -> int:
        found = _URL.search(text)
        if found:
            with redirect_stdout(self._out):
                write_json({"url": found[0]})
                flush_output()
        return len(text)


def _port(given: "Given") -> int:
    typed = given.values.get("--port", str(PORT))
    if not (typed.isascii() and typed.isdigit() and int(typed[:6]) <= HIGHEST_PORT):
        raise blame("magwise serve --port", "port", word=show(typed)).mend("port")
    return int(typed)
