"""A real PostgreSQL for tests: a fresh cluster in a temporary folder, stopped at the end."""

import glob
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDERS = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
USER = "postgres"


def _command(name: str) -> str | None:
    return shutil.which(name) or next(
        (f"{folder}/{name}" for folder in FOLDERS if os.path.exists(f"{folder}/{name}")), None
    )


def _as_server(words: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", USER, "--", *words] if os.geteuid() == 0 else words


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of an empty database; skips, in words, where PostgreSQL is not installed."""
    pytest.importorskip("psycopg", reason="the extra «postgres» is not installed")
    if _command("initdb") is None or _command("pg_ctl") is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with running() as url:
        yield url


@contextmanager
def running() -> Iterator[str]:
    """A server of its own, stopped and gone at the end; the URL of its empty database.

    Its folder stands apart from those of the tests: another run of the tests takes the rights of theirs away.
    """
    initdb, server = _command("initdb"), _command("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="magwise-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    subprocess.run(
        _as_server([initdb, "-D", str(data), "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-locale"]),
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    # The writers are killed, the server is not: it need not wait for its disk.
    options = f"-p {port} -c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    start = [server, "-D", str(data), "-o", options, "-w", "-l", str(folder / "log"), "start"]
    subprocess.run(_as_server(start), check=True, capture_output=True, cwd=folder)
    try:
        yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            _as_server([server, "-D", str(data), "-m", "immediate", "stop"]),
            check=False,
            capture_output=True,
            cwd=folder,
        )
        shutil.rmtree(folder, ignore_errors=True)
