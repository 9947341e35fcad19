"""A database is opened by one process at a time; killed on the way, it comes in the next time, with every row."""

import contextlib
import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import time
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from magwise.errors import InputError, StoreError
from magwise.store.database import HEAD, guarded, open_database
from magwise.store.diary import DiaryStore
from magwise.store.faults import AddressError, DatabaseError, retell
from magwise.store.keep import Store
from store import crash_opening
from store.crash import event

NOW = datetime(2027, 1, 4, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request, tmp_path):
    """Where new databases can be made."""
    return f"sqlite:///{tmp_path}" if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
def fresh(server):
    """Makes an empty database, or one of an earlier revision with rows."""
    places, made = crash_opening.Places(server), []

    def make(revision=None):
        made.append(f"opening_{time.monotonic_ns()}")
        url = places.fresh(made[-1])
        if revision is not None:
            crash_opening.fill(url, revision, rows=5)
        return url

    yield make
    for name in made:
        places.drop(name)


def engine_of(url):
    return sa.create_engine(crash_opening.read_address(url))


def spoil(url, *lines):
    engine = engine_of(url)
    with engine.begin() as connection:
        for line in lines:
            connection.execute(sa.text(line))
    engine.dispose()


def line_of(url):
    """The one line with which a database is refused."""
    with pytest.raises(StoreError) as caught:
        open_database(url)
    for locale in ("nl", "en"):
        told = retell(caught.value, locale)
        assert "\n" not in told
        assert told.endswith(".")
        assert not told.startswith(":")
    return str(caught.value)


def test_kills_while_opening_and_upgrading_lock_nobody_out(server):
    told = crash_opening.run(server, times=5, seed=3, rows=50)
    assert sum(amid for amid, _, _ in told.values()) > 0
    assert [fault for _, _, wrong in told.values() for fault in wrong] == []


def test_forty_first_writers_at_once_all_succeed(fresh):
    assert crash_opening.open_at_once(fresh(), 40) == 40


@pytest.mark.parametrize("beginning", [None, "0001", "0002"])
def test_a_migration_that_stops_at_any_step_leaves_what_was_there(fresh, monkeypatch, beginning):
    """As a kill does, but at every single step."""
    url = fresh(beginning)

    class Stop(BaseException):
        pass

    def stop_at(number):
        seen = 0

        def count(*_):
            nonlocal seen
            seen += 1
            if seen == number:
                raise Stop

        return count

    number = 0
    while True:
        number += 1
        stop = stop_at(number)
        sa.event.listen(sa.engine.Engine, "before_cursor_execute", stop)
        try:
            open_database(url).dispose()
            break
        except Stop:
            pass
        finally:
            sa.event.remove(sa.engine.Engine, "before_cursor_execute", stop)
        engine = engine_of(url)
        with engine.connect() as connection:
            assert crash_opening.look(connection).version in (beginning, HEAD)
        engine.dispose()
    assert number > 10
    assert crash_opening.check(url, 5 if beginning else 0) is None


HALF_MADE = {
    "the first table only": (
        None,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
        "CREATE TABLE drafts (id VARCHAR(32) NOT NULL, created DATETIME NOT NULL, updated DATETIME NOT NULL, "
        "locale VARCHAR(2) NOT NULL, answers JSON NOT NULL, CONSTRAINT pk_drafts PRIMARY KEY (id))",
    ),
    "all first tables without their revision": ("0001", "DELETE FROM alembic_version"),
    "without an index": ("0001", "DELETE FROM alembic_version", "DROP INDEX ix_advices_draft"),
    "the column without its revision": ("0001", "ALTER TABLE labels ADD COLUMN barcode VARCHAR(14)"),
    "the diaries without their revision": ("0003", "UPDATE alembic_version SET version_num = '0002'"),
    "one diary table without its revision": (
        "0003", "DROP TABLE diary_events", "UPDATE alembic_version SET version_num = '0002'",
    ),
    "everything without a revision": ("0003", "DELETE FROM alembic_version"),
    "everything without the table of revisions": ("0003", "DROP TABLE alembic_version"),
}  # fmt: skip


@pytest.mark.parametrize("half", HALF_MADE)
def test_what_an_earlier_version_left_half_made_is_finished(fresh, half):
    revision, *lines = HALF_MADE[half]
    url = fresh(revision)
    if url.startswith("postgresql"):
        lines = [line.replace("DATETIME", "TIMESTAMP WITH TIME ZONE") for line in lines]
    spoil(url, *lines)
    assert crash_opening.check(url, 5 if revision else 0) is None
    engine = open_database(url)
    with pytest.raises(StoreError), guarded(engine), engine.begin() as connection:
        connection.execute(sa.text("UPDATE diary_events SET recorded = 'never'"))
    names = {index["name"] for index in sa.inspect(engine).get_indexes("advices")}
    assert "ix_advices_draft" in names
    engine.dispose()


FOREIGN = {
    "other tables": (None, "CREATE TABLE customers (id INTEGER)"),
    "a table of our name": (None, "CREATE TABLE labels (id INTEGER, weight INTEGER)"),
    "another program's revisions": (
        None, "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        "INSERT INTO alembic_version VALUES ('a1b2c3')", "CREATE TABLE customers (id INTEGER)",
    ),
    "another program's revisions without tables": (
        None, "CREATE TABLE alembic_version (version_num VARCHAR(32))", "INSERT INTO alembic_version VALUES ('a1b2c3')",
    ),
    "another table of revisions": (None, "CREATE TABLE alembic_version (id INTEGER, name VARCHAR(9))"),
    "other tables beside half of ours": (
        "0001", "DELETE FROM alembic_version", "CREATE TABLE customers (id INTEGER)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_database_is_left_as_it_is(fresh, kind):
    revision, *lines = FOREIGN[kind]
    url = fresh(revision)
    spoil(url, *lines)
    before = contents(url)
    assert "another program" in line_of(url)
    assert contents(url) == before


def contents(url):
    """The bytes of a file; the tables and columns of a server."""
    if url.startswith("sqlite:///"):
        with open(url.removeprefix("sqlite:///"), "rb") as file:
            return file.read()
    engine = engine_of(url)
    inspector = sa.inspect(engine)
    found = {name: [column["name"] for column in inspector.get_columns(name)] for name in inspector.get_table_names()}
    engine.dispose()
    return found


def test_a_newer_database_is_named_and_left_as_it_is(fresh):
    url = fresh("0003")
    spoil(url, "UPDATE alembic_version SET version_num = '0999'")
    before = contents(url)
    assert "newer version of Magwise (0999)" in line_of(url)
    assert contents(url) == before


def test_a_database_without_its_tables_is_named(fresh):
    url = fresh("0003")
    spoil(url, "DROP TABLE secrets")
    assert "secrets" in line_of(url)


@pytest.fixture
def kept(tmp_path):
    """A file with a diary of 300 entries, at rest."""
    path = tmp_path / "kept.sqlite"
    store = DiaryStore(open_database(f"sqlite:///{path}"))
    store.add([event(f"e{number}") for number in range(300)], NOW)
    store.close()
    return path


def test_a_text_file_is_no_database_and_stays(tmp_path):
    path = tmp_path / "list.sqlite"
    path.write_text("milk, bread, " * 100)
    assert "is no database" in line_of(f"sqlite:///{path}")
    assert path.read_text() == "milk, bread, " * 100
    assert os.listdir(tmp_path) == ["list.sqlite"]


def test_a_damaged_file_is_named(kept):
    content = bytearray(kept.read_bytes())
    content[100:4096] = b"\xaa" * 3996
    kept.write_bytes(content)
    assert "is damaged" in line_of(f"sqlite:///{kept}")
    assert kept.read_bytes() == bytes(content)


def test_a_file_that_was_cut_off_is_named(kept):
    with open(kept, "r+b") as file:
        file.truncate(8192 + 100)
    assert "damaged" in line_of(f"sqlite:///{kept}") or "gone" in line_of(f"sqlite:///{kept}")


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_named(tmp_path, make):
    path = tmp_path / "odd.sqlite"
    make(path)
    assert "not a file" in line_of(f"sqlite:///{path}")


def test_a_device_is_no_database():
    assert "not a file" in line_of("sqlite:////dev/zero")


def test_a_disk_that_can_only_be_read_is_named(kept, small_disk):
    disk = small_disk(1024)
    (disk / "kept.sqlite").write_bytes(kept.read_bytes())
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert "can only be read" in line_of(f"sqlite:///{disk}/kept.sqlite")
    assert "cannot be made" in line_of(f"sqlite:///{disk}/new.sqlite")


def test_a_full_disk_is_named_and_what_was_written_stays(small_disk):
    disk = small_disk(1024)
    url, written = f"sqlite:///{disk}/kept.sqlite", []
    store = DiaryStore(open_database(url))

    def write_on():
        while True:
            store.add([event(f"e{len(written)}")], NOW)
            written.append(1)

    try:
        with pytest.raises(DatabaseError, match="no room left"):
            write_on()
        assert len(store.events()) == len(written) > 10
        with pytest.raises(DatabaseError, match="no room left"):  # so that /readyz says so
            Store(open_database(url)).check()
        store.close()
        assert len(DiaryStore(open_database(url)).events()) == len(written)
    finally:
        store.close()


def test_a_sound_database_on_a_full_disk_is_not_called_damaged(tmp_path, small_disk):
    kept = tmp_path / "kept.sqlite"
    DiaryStore(open_database(f"sqlite:///{kept}")).add([event("one")], NOW)
    disk = small_disk(1024)
    shutil.copy(kept, disk / "kept.sqlite")
    with contextlib.suppress(OSError), open(disk / "rest", "wb", buffering=0) as rest:
        while rest.write(b"0" * 1024):
            pass
    with pytest.raises(DatabaseError, match="no room left"):
        DiaryStore(open_database(f"sqlite:///{disk}/kept.sqlite")).events()


def test_a_postgresql_that_stands_still_is_given_up_on(monkeypatch):
    pytest.importorskip("psycopg", reason="The postgres extra is not installed: pip install 'magwise[postgres]'")
    monkeypatch.setattr("magwise.store.database.CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes a connection and never says a word
        start = time.monotonic()
        with pytest.raises(DatabaseError):
            open_database(f"postgresql+psycopg://u@127.0.0.1:{silent.getsockname()[1]}/x")
        assert time.monotonic() - start < 8


def test_a_locked_file_is_named(kept, monkeypatch):
    monkeypatch.setattr("magwise.store.database.BUSY_SECONDS", 0.2)
    store = DiaryStore(open_database(f"sqlite:///{kept}"))
    with sqlite3.connect(kept, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="keeps the database locked"):
            store.add([event("late")], NOW)
        other.execute("ROLLBACK")
    store.close()


def test_a_server_that_is_not_there_is_named_without_its_password():
    for address in ("postgresql://me:geheim@127.0.0.1:1/x", "postgresql://me:geheim@/x?host=/nowhere"):
        told = line_of(address)
        assert "does not answer" in told
        assert "geheim" not in told


def test_a_missing_database_of_a_server_is_named(postgres):
    told = line_of(postgres.rpartition("/")[0] + "/not_made")
    assert "there is no database of that name" in told


def test_a_user_without_rights_is_named(postgres):
    places = crash_opening.Places(postgres)
    url = places.fresh("denied")
    try:
        spoil(url, "DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN")
        user = url.replace("postgres@", "reader@")
        assert "does not let this user" in line_of(user)
        open_database(url).dispose()
        with pytest.raises(DatabaseError, match="does not let this user"):
            DiaryStore(open_database(user)).events()
    finally:
        places.drop("denied")
        spoil(postgres, "DROP ROLE IF EXISTS reader")


ODD = {
    "sqlite:///a%00b": "no name can have",
    "sqlite:///a%0Ab": "no name can have",
    "sqlite+aiosqlite:///p": "aiosqlite",
    "postgresql+asyncpg://h/x": "asyncpg",
    "postgresql://u@h:abc/x": "1 to 65535",
    "postgresql://u@h:99999/x": "1 to 65535",
    "postgresql://u@a:1,b:2/x": "1 to 65535",
    "sqlite:///x.db?timeout=abc": "«timeout»",
    "sqlite:///x.db?mode=ro": "«mode»",
    "sqlite:///file:x.db?uri=true": "«uri»",
    "postgresql://u@h/x?passwrd=1": "«passwrd»",
    "sqlite:///file:x.db": "«file:»",
    "file:x.db": "not the address",
    "x.db": "not the address",
    "": "not the address",
    "sqlite://x.db": "three slashes",
    "sqlite:///~/x.db": "whole path",
    "mysql://h/x": "«mysql»",
    "oracle+cx_oracle://h/x": "«oracle»",
}


@pytest.mark.parametrize("address", ODD)
def test_an_odd_address_is_one_line_and_makes_nothing(tmp_path, monkeypatch, address):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AddressError) as caught:
        open_database(address)
    assert isinstance(caught.value, InputError)
    assert ODD[address] in str(caught.value)
    assert retell(caught.value, "nl") != str(caught.value)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("address", ["sqlite+pysqlite:///a.sqlite", "SQLITE:///a.sqlite", "sqlite:///a%20b.sqlite"])
def test_other_ways_of_writing_the_same_do(tmp_path, monkeypatch, address):
    monkeypatch.chdir(tmp_path)
    open_database(address).dispose()
    (name,) = [name for name in os.listdir(tmp_path) if name.endswith("sqlite")]
    assert stat.S_IMODE(os.stat(name).st_mode) == 0o600


def test_postgres_is_postgresql(postgres):
    open_database(postgres.replace("postgresql:", "postgres:")).dispose()
