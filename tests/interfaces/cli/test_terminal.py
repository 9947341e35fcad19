"""On a real terminal: colour unless refused, and never wider than the terminal."""

import os
import re
import subprocess
import sys

import pytest

from interfaces.cli.processes import PERSONS, ROOT, environment, width_of

pty = pytest.importorskip("pty")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

PERSON = next(path for path in PERSONS if path.stem.startswith("p28"))
CODES = re.compile("\x1b\\[[0-9;]*m")


def on_terminal(width: int, **more: str) -> str:
    """What `magwise advise` shows on a terminal of this width."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, b"".join(part.to_bytes(2, sys.byteorder) for part in (24, width, 0, 0)))
    command = [sys.executable, "-m", "magwise", "advise", str(PERSON)]
    with subprocess.Popen(command, stdout=inner, env=environment(TERM="xterm", **more), cwd=ROOT) as running:
        os.close(inner)
        told = b""
        while True:
            try:
                more_told = os.read(outer, 65536)
            except OSError:
                break
            if not more_told:
                break
            told += more_told
    os.close(outer)
    assert running.returncode == 0
    return told.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("width", [48, 80, 200])
def test_the_page_is_as_wide_as_the_terminal_at_most_80(width):
    told = on_terminal(width, NO_COLOR="1")
    assert "\x1b" not in told
    widest = max(width_of(line) for line in told.splitlines())
    assert widest <= min(80, width)


def test_colour_is_only_an_extra():
    told = on_terminal(80)
    assert "\x1b[1m" in told
    assert CODES.sub("", told) == on_terminal(80, NO_COLOR="1")
