"""A command of ours under strace: whom it called, and which files it opened for writing, native libraries included."""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CALLS = "connect,sendto,sendmsg,sendmmsg,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2"
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DEVICES = ("/dev/", "/proc/", "/sys/")


class Seen(NamedTuple):
    """Addresses that were called, and paths that were opened for writing, made or renamed."""

    called: tuple[str, ...]
    written: tuple[str, ...]


@cache
def why_not() -> str:
    """Why nothing can be traced here; empty when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed: apt-get install strace"
    done = subprocess.run(["strace", "-f", "-o", os.devnull, "true"], check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"strace may not trace here: {done.stderr.strip()[:80]}"


def start(words: list[str], log: Path, home: Path, **more: object) -> subprocess.Popen[bytes]:
    """`magwise` with these words, traced into a log, at home in an empty folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_", "PYTHON"))}
    environment = {**kept, "HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(ROOT / "src")}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    command = ["strace", "-f", "-qq", "-s", "300", "-e", f"trace={CALLS}", "-o", str(log)]
    return subprocess.Popen([*command, sys.executable, "-m", "magwise", *words], env=environment, **more)


def read(log: Path) -> Seen:
    """What a log tells."""
    called, written = set(), set()
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        call = line.split(None, 1)[-1]
        if call.startswith(("connect", "send")):
            called |= {one or two for one, two in _ADDRESS.findall(call)}
        elif (call.startswith(("mkdir", "rename", "creat")) or _WRITES.search(call)) and " = -1 " not in call:
            written |= {path for path in _PATH.findall(call) if not path.startswith(_DEVICES)}
    return Seen(tuple(sorted(called)), tuple(sorted(written)))
