"""The database behind a command: how it is named, what is wrong with it in one line, and a clock that is not right."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from datetime import date

import pytest

from interfaces.cli.processes import ROOT, environment
from store.postgres import postgres

__all__ = ["postgres"]

WORD = "zwartgallig"
TURNS = 100


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("MAGWISE_DATABASE", "MAGWISE_DATABASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def one_line(done, status=2):
    assert (done.status, done.err.count("\n")) == (status, 1), done.err
    assert "fault of its own" not in done.err
    return done.err


def add(cli, *words, day="2027-01-04", on="2027-01-05"):
    done = cli("diary", "add", "--date", day, "--on", on, "--json", *words)
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)["id"]


def notes(cli, *words):
    return [entry["note"] for entry in json.loads(cli("diary", "show", "--json", *words).out)["entries"]]


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///a%00b",
        "sqlite+aiosqlite:///p",
        "postgresql://u@h:abc/x",
        "file:x",
        "sqlite:///x?mode=ro",
        "sqlite://x.db",
    ],
)
@pytest.mark.parametrize("command", ["diary", "serve"])
def test_an_odd_address_is_one_line_in_both_languages(cli, home, command, address):
    words = ("diary", "show") if command == "diary" else ("serve",)
    told = [one_line(cli(*words, "--database", address, "--locale", locale)) for locale in ("nl", "en")]
    assert told[0] != told[1]
    assert os.listdir(home) == []


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "sqlite:///"])
def test_a_diary_is_not_written_where_nothing_stays(cli, home, address):
    assert "gone" in one_line(cli("diary", "add", "--note", "x", "--database", address))


def test_the_address_comes_from_the_environment_or_a_file(cli, home, monkeypatch):
    monkeypatch.setenv("MAGWISE_DATABASE", f"sqlite:///{home}/one.sqlite")
    add(cli, "--note", "one")
    assert (home / "one.sqlite").exists()
    monkeypatch.delenv("MAGWISE_DATABASE")
    (home / "secret").write_text(f"sqlite:///{home}/two.sqlite\n")
    monkeypatch.setenv("MAGWISE_DATABASE_FILE", str(home / "secret"))
    add(cli, "--note", "two")
    assert notes(cli) == ["two"]
    assert notes(cli, "--database", f"sqlite:///{home}/one.sqlite") == ["one"]
    monkeypatch.setenv("MAGWISE_DATABASE", f"sqlite:///{home}/one.sqlite")
    assert "MAGWISE_DATABASE_FILE" in one_line(cli("diary", "show"))
    monkeypatch.delenv("MAGWISE_DATABASE")
    monkeypatch.setenv("MAGWISE_DATABASE_FILE", str(home / "nowhere"))
    assert "no such file" in one_line(cli("diary", "show"))


def test_a_password_among_the_words_is_warned_of_and_never_shown(cli, home):
    done = cli("diary", "show", "--database", "postgresql://me:geheim@127.0.0.1:1/x")
    assert done.status == 1
    assert "geheim" not in done.err
    assert "MAGWISE_DATABASE" in done.err.splitlines()[0]
    assert "does not answer" in done.err.splitlines()[1]


def test_a_password_is_read_from_a_file(cli, home, monkeypatch, postgres):
    """The library of PostgreSQL reads PGPASSFILE; the words of the command hold no password."""
    host, _, name = postgres.rpartition("@")[2].partition("/")
    (home / "pass").write_text("*:*:*:postgres:geheim\n")
    (home / "pass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(home / "pass"))
    monkeypatch.setenv("MAGWISE_DATABASE", f"postgresql://postgres@{host}/{name}")
    done = cli("diary", "add", "--note", "x", "--diary", "cli")
    assert (done.status, done.err) == (0, "")
    done = cli("diary", "erase", "--diary", "cli", "--yes", "cli", "--locale", "en")
    assert "log and your backups" in done.out


REFUSED = {
    "text": ("no database", lambda path: path.write_text("milk " * 300)),
    "foreign": (
        "another program",
        lambda path: sqlite3.connect(path).execute("CREATE TABLE customers (id)").connection.close(),
    ),
    "folder": ("not a file", lambda path: path.mkdir()),
    "pipe": ("not a file", os.mkfifo),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize(
    "words", [("diary", "show"), ("diary", "add", "--note", "x"), ("labs",), ("serve", "--port", "0")], ids=" ".join
)
def test_a_database_that_is_not_ours_is_one_line(cli, home, kind, words):
    said, make = REFUSED[kind]
    make(home / "odd.sqlite")
    done = cli(*words, "--database", "sqlite:///odd.sqlite")
    assert said in one_line(done, status=1)
    assert done.out == ""  # serve too: no address is printed before the database is good
    assert cli(*words, "--database", "sqlite:///odd.sqlite", "--locale", "nl").err != done.err


def test_the_server_prints_its_address_when_the_database_is_good(home):
    words = [sys.executable, "-m", "magwise", "serve", "--port", "0", "--database", "sqlite:///new.sqlite"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment(), cwd=home) as running:
        try:
            assert running.stdout.readline().startswith(b"Magwise: http://")
            with sqlite3.connect(home / "new.sqlite") as found:
                assert found.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)
        finally:
            running.send_signal(signal.SIGTERM)


SPOILED = {
    "no JSON": "UPDATE diary_events SET event = 'x' || event WHERE seq = 2",
    "cut off": "UPDATE diary_events SET event = substr(event, 1, 60) WHERE seq = 2",
    "no text": "UPDATE diary_events SET event = x'ff00fe' WHERE seq = 2",
    "other shape": "UPDATE diary_events SET event = '[1]' WHERE seq = 2",
    "no entry": """UPDATE diary_events SET event = '{"id":"x","kind":"entry","recorded":"2027-01-04T00:00:00+00:00"}' WHERE seq = 2""",
    "no date": "UPDATE diary_events SET event = replace(event, '2027-01-04', '2027-13-04') WHERE seq = 2",
    "far date": "UPDATE diary_events SET event = replace(event, '2027-01-04', '9999-12-31') WHERE seq = 2",
    "stool 99": "UPDATE diary_events SET event = replace(event, '\"bristol\": 4', '\"bristol\": 99') WHERE seq = 2",
    "moment": "UPDATE diary_events SET event = 7, recorded = x'ff' WHERE seq = 2",
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_damaged_row_loses_itself_and_is_named(cli, home, kind):
    ids = [add(cli, "--note", word, "--stool", "4") for word in ("first", "second", "third")]
    export = home / "before.json"
    assert cli("diary", "export", export).status == 0
    (path,) = (home / "data").rglob("diary.sqlite")
    with sqlite3.connect(path) as found:
        found.execute("DROP TRIGGER diary_events_stay")
        found.execute(SPOILED[kind])
    done = cli("diary", "show", "--json", "--on", "2027-01-05")
    assert done.status == 0
    assert [entry["note"] for entry in json.loads(done.out)["entries"]] == ["first", "third"]
    assert done.err.count("\n") == 1
    assert "row 2" in done.err
    for words in (("diary", "show"), ("diary", "export", "-", "--as", "csv"), ("labs",), ("diary", "foundation"),
                  ("diary", "show", "--history"), ("diary", "add", "--correct", ids[0][:8], "--stool", "3")):  # fmt: skip
        done = cli(*words, "--on", "2027-01-05") if words[1:2] != ("export",) else cli(*words)
        assert (done.status, done.err.count("\n")) == (0, 1), done.err
    assert "regel 2" in cli("diary", "show", "--locale", "nl").err
    # An export of before puts it back in its place.
    assert cli("diary", "import", export).status == 0
    assert notes(cli, "--on", "2027-01-05") == ["first", "second", "third"]
    assert cli("diary", "show").err == ""


def test_a_correction_of_a_lost_entry_stands(cli, home):
    lost = add(cli, "--note", "first", "--stool", "4")
    assert cli("diary", "add", "--correct", lost, "--stool", "6", "--on", "2027-01-05").status == 0
    (path,) = (home / "data").rglob("diary.sqlite")
    with sqlite3.connect(path) as found:
        found.execute("DROP TRIGGER diary_events_stay")
        found.execute("UPDATE diary_events SET event = '?' WHERE seq = 1")
    (entry,) = json.loads(cli("diary", "show", "--json", "--on", "2027-01-05").out)["entries"]
    assert (entry["bristol"], entry["id"]) == (6, lost)


def test_no_damage_of_one_row_stops_a_diary(cli, home, profile):
    """Bytes turned, cut and put in at random places of rows of every kind."""
    chance = random.Random(11)
    assert cli("diary", "begin", profile, "--start", "2026-12-20", "--on", "2027-01-05").status == 0
    for day in range(1, 5):
        add(cli, "--note", "x", "--stool", "4", "--taken", "taken", day=f"2027-01-0{day}")
    assert cli("diary", "lab", "magnesium", "0.78", "mmol/L", "--date", "2027-01-04", "--on", "2027-01-05").status == 0
    assert cli("diary", "foundation", "--sleep", "6", "--date", "2027-01-04", "--on", "2027-01-05").status == 0
    plan = home / "plan.json"
    cli("trial", "design", "--outcome", "sleep", "--minimal-effect", "1", "--start", "2027-01-10", "--out", plan)
    (path,) = (home / "data").rglob("diary.sqlite")
    with sqlite3.connect(path) as found:
        found.execute("DROP TRIGGER diary_events_stay")
        trial = {
            "id": "t",
            "kind": "trial",
            "recorded": "2027-01-05T00:00:00+00:00",
            "trial": json.loads(plan.read_text()),
        }
        found.execute(
            "INSERT INTO diary_events (diary, id, recorded, event) VALUES (1, 't', 'now', ?)", [json.dumps(trial)]
        )
        rows = found.execute("SELECT seq, event FROM diary_events").fetchall()
    for turn in range(TURNS):
        seq, event = chance.choice(rows)
        spoiled = bytearray(event.encode())
        for _ in range(chance.choice((1, 1, 2, 6))):
            place = chance.randrange(len(spoiled))
            if turn % 3:
                spoiled[place] = chance.choice(b'0123456789"{}[]:,aZ\xff\x00 -')
            else:
                del spoiled[place : place + chance.choice((1, 5, 40))]
        with sqlite3.connect(path) as found:
            found.execute("UPDATE diary_events SET event = CAST(? AS TEXT) WHERE seq = ?", [bytes(spoiled), seq])
        for words in (("diary", "show", "--on", "2027-01-12"), ("labs",), ("trial", "today", "--on", "2027-01-12")):
            done = cli(*words)
            assert done.status in (0, 2), (spoiled, done.err)
        with sqlite3.connect(path) as found:
            found.execute("UPDATE diary_events SET event = ? WHERE seq = ?", [event, seq])


class At(date):
    """A clock that says something else."""

    now = (9999, 12, 31)

    @classmethod
    def today(cls):
        return date(*cls.now)


@pytest.fixture
def clock(monkeypatch):
    import magwise.interfaces.cli.profile as module

    def set_to(*day):
        monkeypatch.setattr(At, "now", day)
        monkeypatch.setattr(module, "date", At)

    return set_to


COMMANDS = [
    ("diary", "show"), ("diary", "add", "--stool", "4"), ("diary", "lab", "magnesium", "0.78"), ("labs", "LABS"),
    ("diary", "foundation", "--sleep", "6"), ("diary", "begin", "PROFILE"), ("plan", "PROFILE", "--ics", "x.ics"),
    ("advise", "PROFILE"), ("trial", "design", "--outcome", "sleep", "--minimal-effect", "1"),
    ("diary", "show", "--svg", "x.svg"),
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("day", [(9999, 12, 31), (9999, 1, 1), (1, 1, 1)])
def test_a_clock_that_cannot_be_right_is_one_line(cli, home, profile, clock, words, day):
    (home / "labs.csv").write_text("date,test,value,unit\n2027-01-10,magnesium,0.78,mmol/L\n")
    clock(*day)
    done = cli(*({"PROFILE": profile, "LABS": "labs.csv"}.get(word, word) for word in words))
    assert "clock" in one_line(done)


@pytest.mark.parametrize("flag", ["--on", "--date"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31", "3000-01-01"])
def test_a_date_that_nobody_means_is_one_line(cli, home, flag, day):
    assert day in one_line(cli("diary", "add", "--stool", "4", flag, day))


def test_a_wrong_clock_can_be_put_right(cli, home, clock):
    clock(2038, 1, 19)
    wrong = json.loads(cli("diary", "add", "--stool", "4", "--json").out)["id"]
    clock(2027, 1, 5)
    assert add(cli, "--stool", "3", day="2027-01-05") != wrong
    # It stays what it is when something else is corrected, and its day can be put right.
    assert cli("diary", "add", "--correct", wrong, "--note", "the clock was wrong").status == 0
    assert cli("diary", "add", "--correct", wrong, "--date", "2027-01-04").status == 0
    shown = json.loads(cli("diary", "show", "--json").out)["entries"]
    assert [(entry["date"], entry["note"]) for entry in shown] == [
        ("2027-01-04", "the clock was wrong"),
        ("2027-01-05", None),
    ]
    assert "still to come" in one_line(cli("diary", "add", "--correct", wrong, "--date", "2027-01-06"))


def test_a_clock_that_is_behind_is_told_and_refuses_no_correction(cli, home, clock, monkeypatch):
    kept = add(cli, "--stool", "4", day="2027-01-04")
    (path,) = (home / "data").rglob("diary.sqlite")
    with sqlite3.connect(path) as found:
        found.execute("DROP TRIGGER diary_events_stay")
        found.execute("UPDATE diary_events SET event = json_set(event, '$.recorded', '2998-01-04T00:00:00+00:00')")
    clock(2020, 1, 1)
    done = cli("diary", "add", "--correct", kept, "--stool", "5", "--locale", "en")
    assert done.status == 0
    assert "2998-01-04" in done.err
    assert "Check the clock" in done.err


def test_erasing_with_a_server_on_the_file_leaves_no_byte(cli, home):
    for number in range(30):
        add(cli, "--note", f"{WORD} {number} " + "x" * 60 * number)
    (path,) = (home / "data").rglob("diary.sqlite")
    words = [sys.executable, "-m", "magwise", "serve", "--port", "0", "--database", f"sqlite:///{path}"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment(), cwd=ROOT) as running:
        try:
            assert running.stdout.readline().startswith(b"Magwise: http://")
            done = cli("diary", "erase", "--yes", "me", "--json")
            assert json.loads(done.out) == {"erased": 30, "left": None}
            for file in path.parent.iterdir():
                assert WORD.encode() not in file.read_bytes()
        finally:
            running.send_signal(signal.SIGTERM)
