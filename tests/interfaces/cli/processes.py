"""Run the command line as a process of its own, as people do, and measure its lines."""

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).parents[3]
PERSONS = sorted((ROOT / "tests" / "snapshots" / "persons").glob("*.yaml"))


def width_of(line: str) -> int:
    """Columns of a line as a terminal counts them, told apart from the layout's own counting."""
    wide = sum(unicodedata.east_asian_width(letter) in ("W", "F") for letter in line)
    return len(line) + wide - sum(bool(unicodedata.combining(letter)) for letter in line)


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON", "TZ"))}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **more}


def start(command: list[str | bytes], stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command, check=False, input=stdin, capture_output=True, cwd=ROOT, env=environment(**more), timeout=60
    )


def python(code: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return start([sys.executable, "-c", code], **more)


def shell(line: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A line of the shell in which `MAGWISE` is the command."""
    return start(["bash", "-c", line.replace("MAGWISE", f'"{sys.executable}" -m magwise')], stdin)


def process(*words: object, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    return start([sys.executable, "-m", "magwise", *map(str, words)], stdin, **more)
