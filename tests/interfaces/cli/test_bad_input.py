"""Whatever is wrong with what was typed: one line on stderr, nothing on stdout, exit status 2."""

import tomllib
from pathlib import Path

import pytest

from interfaces.cli.processes import ROOT, process

BROKEN = ROOT / "tests" / "cases" / "broken" / "profiles"
EXPECTED = tomllib.loads((BROKEN / "expected.toml").read_text(encoding="utf-8"))
FILES = {
    "blank.txt": b"",
    "spaces.txt": b" \n\t\n",
    "picture.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "latin.txt": "Magnesium 100 mg\nTh\u00e9raline".encode("latin-1"),
    "utf16.txt": "Magnesium 100 mg".encode("utf-16"),
    "long.txt": b"Magnesium 100 mg per tablet. " * 5000,
    "huge.txt": b"a" * 1_000_001,
    "long_line.txt": b"thyrax\n" + b"a" * 20_001 + b"\n",
    "bom.txt": b"\xef\xbb\xbf\n",
}
SLIPS = [
    (["medicin", "thyrax"], "«medicine»"),
    (["advice", "x.yaml"], "«advise»"),
    (["--jsno", "label", "x"], "«--json»"),
    (["--locale"], ""),
    (["label"], "--file FILE"),
    (["label", ""], "empty"),
    (["label", "   "], "empty"),
    (["label", "x", "--lagn", "nl"], "«--lang»"),
    (["label", "x", "--lang", "klingon"], "Choose from"),
    (["label", "x", "--locale", "de"], "Choose from: nl, en"),
    (["label", "x", "--locale"], "--locale nl|en"),
    (["label", "x", "--json=yes"], "--json"),
    (["label", "x", "--file", "blank.txt"], "Give one of them"),
    (["label", "--file"], "FILE"),
    (["label", "--file", "blank.txt"], "blank.txt: there is nothing in it"),
    (["label", "--file", "spaces.txt"], "spaces.txt: there is nothing in it"),
    (["label", "--file", "picture.png"], "picture.png: this is no text"),
    (["label", "--file", "latin.txt"], "not valid UTF-8 (line 2)"),
    (["label", "--file", "utf16.txt"], "utf16.txt"),
    (["label", "--file", "long.txt"], "long.txt: the label has"),
    (["label", "--file", "huge.txt"], "1000000 bytes"),
    (["label", "--file", "nowhere.txt"], "nowhere.txt: there is no such file"),
    (["label", "--file", "."], ".: this is a folder"),
    (["label", "--file", "a" * 300], "cannot be read"),
    (["label", "--file", "blank.txt/x"], "cannot be read"),
    (["label", "--file", "\x1b[31mred"], "\ufffd[31mred"),
    (["label", "-"], "standard input: there is nothing in it"),
    (["medicine"], "TEXT"),
    (["medicine", ""], "empty"),
    (["medicine", "thyrax", " "], "empty"),
    (["medicine", "a" * 20_001], "20001 characters"),
    (["medicine", "--file", "blank.txt"], "one medicine a line"),
    (["medicine", "--file", "bom.txt"], "one medicine a line"),
    (["medicine", "--file", "long_line.txt"], "long_line.txt, line 2: 20001 characters"),
    (["medicine", "--file", "latin.txt"], "UTF-8"),
    (["medicine", "-thyrax"], "no option «-thyrax»"),
    (["advise"], "PROFILE"),
    (["advise", "blank.txt"], "blank.txt: the text is empty"),
    (["advise", "picture.png"], "picture.png"),
    (["advise", "huge.txt"], "1000000 bytes"),
    (["advise", "blank.txt", "latin.txt"], "«latin.txt» is one too many"),
    (["advise", "blank.txt", "--on", "tomorrow"], "2027-01-31"),
    (["advise", "blank.txt", "--on", "2026-02-30"], "2027-01-31"),
    (["plan", "blank.txt", "--ics", "-", "--svg", "-"], "Write one of them to a file"),
    (["plan", "blank.txt", "--json", "--svg", "-"], "Write one of them to a file"),
    (["knowledge"], "check, show, sources"),
    (["knowledge", "chek"], "«check»"),
    (["knowledge", "check", "x"], "«x» is one too many"),
    (["knowledge", "show"], "magwise knowledge show ID"),
    (["knowledge", "show", "kidney_diseas"], "«kidney_disease»"),
    (["knowledge", "show", "\x1b[2J"], "nothing in the knowledge base"),
    (["serve", "--port", "http"], "number from 0 to 65535"),
    (["serve", "--port", "65536"], "number from 0 to 65535"),
    (["completion"], "bash, zsh, fish"),
    (["completion", "bsh"], "«bash»"),
    (["help", "nope"], "Choose from"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def is_one_line(err: str) -> bool:
    return err.endswith("\n") and err.count("\n") == 1 and err.strip().isprintable() and "Traceback" not in err


@pytest.mark.parametrize(("words", "says"), SLIPS, ids=[" ".join(words)[:40] for words, _ in SLIPS])
def test_one_line_that_helps(cli, folder, words, says):
    done = cli(*words)
    assert (done.status, done.out) == (2, "")
    assert is_one_line(done.err)
    assert says in done.err


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_broken_profile_names_its_fault(cli, name):
    done = cli("plan" if EXPECTED[name].get("plan") else "advise", BROKEN / name)
    assert (done.status, done.out) == (2, "")
    assert is_one_line(done.err)
    assert all(words in done.err for words in EXPECTED[name]["says"])


@pytest.mark.parametrize("name", ["time_without_quotes.yaml", "too_deep.json", "unknown_key.yaml", "blank.yaml"])
def test_a_broken_profile_as_a_process(name):
    done = process("advise", BROKEN / name)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_the_line_is_dutch_for_who_asks_for_dutch(cli, folder):
    assert "dit bestand is er niet" in cli("label", "--file", "nowhere.txt", "--locale", "nl").err
    assert "Bedoel je" in cli("lable", "x", "--locale=nl").err
    assert "Bedoel je" in cli("advise", BROKEN / "unknown_goal.yaml", "--locale", "nl").err


def test_a_locked_file_is_told(cli, folder, monkeypatch):
    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", locked)
    done = cli("label", "--file", "blank.txt")
    assert done.status == 2
    assert "may not be read" in done.err


def test_a_plan_without_magnesium_gives_its_hours_but_no_calendar(cli, tmp_path):
    target = tmp_path / "day.ics"
    done = cli("plan", "-", "--ics", target, stdin=b"medicines: [{name: Thyrax, times: ['07:00']}]")
    assert done.status == 2
    assert "11:00" in done.out
    assert is_one_line(done.err)
    assert not target.exists()


def test_files_that_cannot_be_written_are_told(cli, profile, tmp_path):
    for target in (tmp_path, tmp_path / "nowhere" / "day.svg"):
        done = cli("plan", profile, "--svg", target)
        assert done.status == 2
        assert is_one_line(done.err)


def test_a_missing_extra_says_how_to_install_it(cli, monkeypatch):
    monkeypatch.setattr("magwise.interfaces.cli.serve.EXTRA", ("no_such_library",))
    done = cli("serve")
    assert (done.status, done.out) == (1, "")
    assert "magwise[web]" in done.err
