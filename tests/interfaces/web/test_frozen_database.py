"""A database that stands still: who needs it hears so within seconds, and everybody else is served."""

import contextlib
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from served import ROOT, ask, process

from store.postgres import postgres

__all__ = ["postgres"]
WITHIN = 5.0


def family(port):
    """The process ids of the PostgreSQL on this port: the first, then those it started."""
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (path / "cmdline").read_bytes().split(b"\0")
            if b"postgres" in words[0] and str(port).encode() in words:
                children = (path / "task" / path.name / "children").read_text(encoding="ascii").split()
                return [int(path.name), *map(int, children)]
    raise AssertionError("PostgreSQL is not found")


@contextlib.contextmanager
def frozen(port):
    stopped = family(port)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def timed(port, path, **more):
    began = time.monotonic()
    status = ask(port, path, timeout=60, **more)[0]
    return status, time.monotonic() - began


def test_a_postgresql_that_stands_still(postgres):
    database = int(postgres.rpartition(":")[2].partition("/")[0])
    with process(postgres) as running:
        port, found = running.port, []
        assert ask(port, "/readyz")[0] == 200
        with frozen(database):
            asking = [threading.Thread(target=lambda: found.append(timed(port, "/readyz"))) for _ in range(60)]
            for thread in asking:
                thread.start()
            time.sleep(0.3)
            pages = [
                timed(port, path)
                for _ in range(8)
                for path in ("/nl/", "/nl/label", "/en/knowledge/kidney_disease", "/healthz")
            ]
            for thread in asking:
                thread.join()
            assert {status for status, _ in pages} == {200}
            assert statistics.median(seconds for _, seconds in pages) < 0.5
            assert max(seconds for _, seconds in pages) < 2
            assert {status for status, _ in found} == {503}
            assert max(seconds for _, seconds in found) < WITHIN + 1  # of a busy machine
            status, headers, body = ask(port, "/nl/label/" + "0" * 32, timeout=30)
            assert status == 503
            assert headers["retry-after"]
            assert "We kunnen nu niets bewaren" in body.decode()
        for _ in range(50):
            if ask(port, "/readyz")[0] == 200:
                break
            time.sleep(0.1)
        assert ask(port, "/readyz")[0] == 200
        running.end()


def test_a_command_in_the_middle_of_its_work_gives_up_on_one_that_stands_still(postgres):
    database = int(postgres.rpartition(":")[2].partition("/")[0])
    code = (
        "import sys; from magwise.interfaces.cli import main; from magwise.store import diary\n"
        "whole = diary.DiaryStore.events\n"
        "def load(*given): print('begun', flush=True); sys.stdin.readline(); return whole(*given)\n"
        "diary.DiaryStore.events = load\n"
        f"sys.exit(main.main(['diary', 'show', '--database', {postgres!r}, '--locale', 'en']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True,
    ) as command:  # fmt: skip
        assert command.stdout.readline() == "begun\n"
        with frozen(database):
            began = time.monotonic()
            _, said = command.communicate("go on\n", timeout=60)
            assert time.monotonic() - began < 12
    assert command.returncode == 1
    assert said.count("\n") == 1
    assert "Traceback" not in said


def test_long_work_of_one_that_still_lets_others_in_is_waited_for(postgres, monkeypatch):
    import sqlalchemy as sa

    from magwise.store import patience
    from magwise.store.database import open_database

    monkeypatch.setattr(patience, "SILENT_SECONDS", 0.3)
    engine = open_database(postgres)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT pg_sleep(1.5), 7")).one()[1] == 7
    engine.dispose()


def test_a_sqlite_that_another_program_holds(tmp_path):
    file = tmp_path / "k.sqlite"
    with process(f"sqlite:///{file}") as running:
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            import http.client
            import re

            client = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
            client.request("GET", "/nl/label")
            page = client.getresponse()
            cookie, token = (
                page.headers["set-cookie"].partition(";")[0],
                re.search(rb'"_token" value="(\w+)"', page.read())[1],
            )
            body = b"label=Magnesium+100+mg&_token=" + token
            began = time.monotonic()
            client.request(
                "POST", "/nl/label", body, {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            )
            told = client.getresponse()
            told.read()
            assert told.status == 503
            assert time.monotonic() - began < WITHIN + 2
            client.close()
            assert timed(running.port, "/nl/medicine")[0] == 200
        running.end()


def test_the_start_page_does_without_the_check_under_way(app, monkeypatch):
    from web_visitor import Visitor

    from magwise.errors import StoreError

    person = Visitor(app)
    person.begin()
    person.answer("goal")
    assert person.draft in person.get("/nl/").text

    def broken(_id):
        raise StoreError("the database cannot be used: OperationalError")

    monkeypatch.setattr(app.state.services.store, "find_draft", broken)
    page = person.get("/nl/")
    assert page.status_code == 200
    assert person.draft not in page.text
    assert person.get(f"/nl/check/{person.draft}/you").status_code == 503
