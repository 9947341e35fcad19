"""Kill what opens or upgrades a database with -9: `python tests/store/crash_opening.py URL [--times 500] [--seed 1]`.

Every round begins with an empty database, or with one of an earlier revision that holds rows. A child opens it and is
killed at a random moment. Then it is opened anew: it must come in, at the newest revision, with every row whole.
URL: of a PostgreSQL that may make databases, or `sqlite:///FOLDER/` for files below a folder.
"""

import argparse
import os
import random
import shutil
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from magwise.store import migrate as migrating
from magwise.store.address import read_address
from magwise.store.database import HEAD, PATIENT_SECONDS, _connect, open_database
from magwise.store.diary import DiaryStore
from magwise.store.look import look

if __name__ == "__main__":  # the tests find each other by the folder above
    sys.path.insert(0, str(Path(__file__).parents[1]))

from store.crash import event

NOW = datetime(2027, 1, 4, tzinfo=UTC)
BEGINNINGS = (None, "0001", "0002")
ROWS = 2_000


class Places:
    """Databases to begin with: each a copy of one that was made once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.number = 0
        self.server = None if url.startswith("sqlite") else sa.create_engine(
            read_address(url), isolation_level="AUTOCOMMIT"
        )  # fmt: skip
        self.folder = Path(url.removeprefix("sqlite:///")) if self.server is None else None

    def fresh(self, name: str, template: str | None = None) -> str:
        """The URL of a new database, a copy of another where one is named."""
        if self.folder is not None:
            path = self.folder / f"{name}.sqlite"
            if template is not None:
                shutil.copyfile(self.folder / f"{template}.sqlite", path)
            return f"sqlite:///{path}"
        with self.server.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}"))
        return read_address(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        if self.folder is not None:
            for path in self.folder.glob(f"{name}.sqlite*"):
                path.unlink()
        else:
            with self.server.connect() as connection:
                connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def fill(url: str, revision: str, rows: int = ROWS) -> None:
    """A database of an earlier revision with labels in it."""
    engine = _connect(read_address(url))
    migrating.migrate(engine, revision)
    with engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO labels (id, created, locale, text, per_day) VALUES (:id, :created, 'nl', :text, 1.5)"),
            [{"id": f"{row:032x}", "created": NOW, "text": f"label {row} " + "x" * 80} for row in range(rows)],
        )
    engine.dispose()
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()


def child_of(url: str, out: int) -> None:
    """Say ready, open the database, say done, wait."""
    os.write(out, b"r")
    open_database(url)
    os.write(out, b"d")
    time.sleep(60)


@contextmanager
def opening(url: str) -> Iterator[tuple[int, int]]:
    """A child that is about to open the database; its number, and where it speaks. It is killed at the end."""
    incoming, outgoing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(incoming)
        try:
            child_of(url, outgoing)
        finally:
            os._exit(1)
    os.close(outgoing)
    try:
        assert os.read(incoming, 1) == b"r"
        yield child, incoming
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(incoming)


def how_long(places: Places, template: str | None) -> float:
    """Seconds that opening takes when nobody is killed."""
    found = []
    for turn in range(3):
        url = places.fresh(f"warm_{turn}", template)
        with opening(url) as (_, incoming):
            begun = time.monotonic()
            os.read(incoming, 1)
            found.append(time.monotonic() - begun)
        places.drop(f"warm_{turn}")
    return statistics.median(found)


def check(url: str, rows: int) -> str | None:
    """What is wrong with a database after a kill; None when it is good."""
    try:
        engine = open_database(url)
    except Exception as error:  # every way of failing is what we look for
        return f"locked out: {error}"
    try:
        with engine.connect() as connection:
            found = look(connection)
            if found.version != HEAD or found.lacks():
                return f"revision {found.version}, without {found.lacks()}"
            texts = connection.execute(sa.text("SELECT text FROM labels ORDER BY id")).scalars().all()
            if texts != [f"label {row} " + "x" * 80 for row in range(rows)]:
                return f"{rows - len(texts)} rows lost"
            if engine.dialect.name == "sqlite":
                whole = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
                if whole != ["ok"]:
                    return f"not whole: {whole}"
        if DiaryStore(engine).add([event("after")], NOW).new != 1:
            return "it takes no new entry"
    finally:
        engine.dispose()
    return None


def run(url: str, times: int, seed: int = 1, rows: int = ROWS) -> dict[str, tuple[int, int, list[str]]]:
    """So many kills from each beginning: kills while it was opening, kills after that, and what was wrong."""
    chance, places, told = random.Random(seed), Places(url), {}
    for revision in BEGINNINGS:
        template = None
        if revision is not None:
            template = f"from_{revision}"
            fill(places.fresh(template), revision, rows)
        long = how_long(places, template)
        amid, late, wrong = 0, 0, []
        for number in range(times):
            name = f"round_{revision or 'new'}_{number}"
            fresh = places.fresh(name, template)
            with opening(fresh) as (child, incoming):
                time.sleep(chance.uniform(0, 1.3 * long))
                os.kill(child, signal.SIGKILL)
                done = os.read(incoming, 1) == b"d"
            amid, late = amid + (not done), late + done
            fault = check(fresh, rows if revision else 0)
            if fault:
                wrong.append(f"{name}: {fault}")
            places.drop(name)
            if times >= 100 and (number + 1) % 100 == 0:
                print(f"{revision or 'new'}: {number + 1} kills, {len(wrong)} wrong", file=sys.stderr, flush=True)
        told[revision or "new"] = (amid, late, wrong)
        if template is not None:
            places.drop(template)
    return told


def open_at_once(url: str, writers: int) -> int:
    """So many processes that open one new database at the same moment and write an entry; how many succeeded."""
    begin, told = os.pipe(), os.pipe()
    children = []
    for number in range(writers):
        child = os.fork()
        if child == 0:
            try:
                os.close(begin[1])
                os.read(begin[0], 1)  # until the parent lets go
                store = DiaryStore(open_database(url, PATIENT_SECONDS))
                added = store.add([event(f"writer-{number}")], NOW)
                os._exit(0 if added.new == 1 else 3)
            except BaseException as error:
                os.write(told[1], f"{error}\n".encode())
                os._exit(2)
        children.append(child)
    os.close(begin[0])
    os.close(begin[1])
    good = sum(os.waitpid(child, 0)[1] == 0 for child in children)
    os.close(told[1])
    with os.fdopen(told[0], "rb") as said:
        sys.stderr.write(said.read().decode())
    kept = {found.id for found in DiaryStore(open_database(url)).events()}
    assert len(kept & {f"writer-{number}" for number in range(writers)}) >= good
    return good


def report(url: str, times: int, seed: int, writers: int = 40, name: str = "") -> int:
    """Run it all and say what was lost; returns how many were."""
    bad = 0
    for beginning, (amid, late, wrong) in run(url, times, seed).items():
        told = f"{name}: {beginning}: killed {amid} times while opening, {late} times after; {len(wrong)} wrong"
        print(told, *wrong, sep="\n  ", flush=True)
        bad += len(wrong)
    places = Places(url)
    for turn in range(5):
        good = open_at_once(places.fresh(f"at_once_{turn}"), writers)
        print(f"{name}: {writers} first writers at once: {good} succeeded", flush=True)
        bad += writers - good
        places.drop(f"at_once_{turn}")
    return bad


def main() -> int:
    """Run it and say what was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return int(report(options.url, options.times, options.seed) > 0)


if __name__ == "__main__":
    sys.exit(main())
