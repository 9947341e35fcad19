"""Erased means erased: no byte of it in the file, with other programs on the same file too; else it is said."""

import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from magwise.followup.diary import Event
from magwise.followup.entry import Entry
from magwise.store import erasing
from magwise.store.database import open_database
from magwise.store.diary import DiaryStore
from magwise.store.keep import Store

NOW = datetime(2027, 1, 4, tzinfo=UTC)
PRIVATE = b"zwartgallig"
WORD = PRIVATE.decode()


def note(number, words=WORD):
    text = f"{words}-{number:05d} " + "lang " * (number % 400)  # short ones and ones that need pages of their own
    return Event(
        id=f"n{words}{number}", kind="entry", recorded=NOW.isoformat(), entry=Entry(date="2027-01-04", note=text)
    )


def found_in(folder, words=PRIVATE):
    """How often the words stand in each file below a folder."""
    counts = {path.name: path.read_bytes().count(words) for path in Path(folder).rglob("*") if path.is_file()}
    return {name: count for name, count in counts.items() if count}


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/kept.sqlite"


HOLDER = """
import sys
from magwise.store.database import open_database
from magwise.store.keep import Store
from magwise.store.diary import DiaryStore
engine = open_database(sys.argv[1])
Store(engine).check(), DiaryStore(engine).events("other"), DiaryStore(engine).names()
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def server(url):
    """Another program that has the same file open, as `magwise serve` has."""
    DiaryStore(open_database(url)).close()
    words = [sys.executable, "-c", HOLDER, url]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout.readline() == b"open\n"
        yield running
        running.stdin.close()


@pytest.mark.parametrize("seed", range(4))
def test_no_byte_of_a_diary_is_left_while_a_server_has_the_file_open(server, url, tmp_path, seed):
    chance, store = random.Random(seed), DiaryStore(open_database(url))
    numbers = list(range(200))
    chance.shuffle(numbers)
    for start in range(0, 200, 20):
        store.add([note(number) for number in numbers[start : start + 20]], NOW)
        store.add([note(number, "blijft") for number in numbers[start : start + 20 : 3]], NOW, "other")
    assert found_in(tmp_path)
    assert store.erase() == (200, None)
    assert found_in(tmp_path) == {}
    assert len(store.events("other")) == 70
    store.close()


def test_a_server_that_is_reading_is_told_and_nothing_is_left_when_it_lets_go(url, tmp_path, monkeypatch):
    monkeypatch.setattr(erasing, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr("magwise.store.database.BUSY_SECONDS", 0.1)
    store, reader = DiaryStore(open_database(url)), open_database(url)
    store.add([note(number) for number in range(30)], NOW)
    with reader.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        assert connection.execute(sa.text("SELECT count(*) FROM diary_events")).scalar() == 30
        assert store.erase() == (30, "log")
    store.add([note(1, "later")], NOW, "other")
    assert store.erase("other") == (1, None)
    assert found_in(tmp_path) == {}


def test_checks_advices_labels_and_lists_can_be_erased(server, url, tmp_path):
    store, one, two = Store(open_database(url)), "1" * 32, "2" * 32
    words = PRIVATE.decode()
    for draft in (one, two):
        store.add_draft(draft, "nl", NOW, {"you": {"note": [words]}})
        store.save_page(draft, "more", {"text": [words * 900]}, NOW)
        store.add_advice(draft, draft, "nl", {"notes": words}, {"nl": words}, "v1", NOW)
        store.add_label(draft, words, None, "nl", NOW)
        store.add_medicines(draft, [{"name": words}], "nl", NOW)
    assert store.erase_advice(two).rows == 1
    assert (store.find_advice(two), store.find_draft(two).id) == (None, two)
    assert store.erase_draft(two).rows == 1
    assert (store.find_draft(two), store.find_draft(one).id) == (None, one)
    for erase in (store.erase_draft, store.erase_label, store.erase_medicines, store.erase_label):
        erase(one)
        erase(two)
    assert store.erase_draft(one) == (0, None)
    assert (store.find_draft(one), store.find_advice(one), store.find_label(one), store.find_medicines(two)) == (
        None,
    ) * 4
    assert found_in(tmp_path) == {}
    store.close()


def test_what_is_old_can_be_erased(url, tmp_path):
    store, old, new = Store(open_database(url)), "1" * 32, "2" * 32
    for name, moment in ((old, NOW - timedelta(days=400)), (new, NOW - timedelta(days=10))):
        store.add_draft(name, "nl", moment)
        store.add_advice(name, name, "nl", {"word": PRIVATE.decode()} if name == old else {}, {}, "v1", moment)
        store.add_label(name, "label", None, "nl", moment)
        store.add_medicines(name, [], "nl", moment)
    used = "3" * 32
    store.add_draft(used, "nl", NOW - timedelta(days=400))
    store.save_page(used, "you", {}, NOW)
    assert store.erase_before(NOW - timedelta(days=365)).rows == 4
    for find in (store.find_draft, store.find_advice, store.find_label, store.find_medicines):
        assert (find(old), find(new) is not None) == (None, True)
    assert store.find_draft(used) is not None
    assert found_in(tmp_path) == {}


def test_what_postgresql_keeps_is_as_the_page_says(postgres):
    """What docs/how-to/where-data-lives.md says, measured: DELETE and VACUUM leave the bytes, VACUUM FULL takes them
    from the files of the tables, and the log keeps them."""
    engine = open_database(postgres)
    store = DiaryStore(engine)
    store.erase("gone")
    store.add([note(number, "pgwoorden") for number in range(40)], NOW, "gone")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        data = Path(connection.execute(sa.text("SHOW data_directory")).scalar())

        def counts():
            connection.execute(sa.text("CHECKPOINT"))
            found = {"tables": 0, "log": 0}
            for path in data.rglob("*"):
                if path.is_file():
                    place = "log" if "pg_wal" in path.parts else "tables"
                    found[place] += path.read_bytes().count(b"pgwoorden")
            return found

        if not os.access(data, os.R_OK):
            pytest.skip("this user cannot read the files of the server")
        assert store.erase("gone") == (40, "postgresql")
        after = counts()
        assert after["tables"] > 0
        assert after["log"] > 0
        connection.execute(sa.text("VACUUM diary_events"))
        vacuumed = counts()
        connection.execute(sa.text("VACUUM FULL diary_events"))
        connection.execute(sa.text("VACUUM FULL diaries"))
        full = counts()
        print(after, vacuumed, full)
        assert full["tables"] == 0
        assert full["log"] > 0
    store.close()
