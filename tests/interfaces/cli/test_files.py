"""What commands write: for its owner only, whole or not at all, never over what they read; CSV that is no program."""

import csv
import json
import os
import stat

import pytest

from interfaces.cli.processes import shell
from magwise import files

FORMULAS = ("=2+5", "+31 6 1234", "-1-1", "@SUM(A1:A9)", "'=2", "'s avonds", " =1", "first\n=1+1", "-4")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def rights(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "PROFILE", "--svg", "OUT.svg"),
        ("plan", "PROFILE", "--ics", "OUT.ics"),
        ("labs", "LABS", "--svg", "OUT.svg"),
        ("trial", "design", "--outcome", "sleep", "--minimal-effect", "1", "--out", "OUT.json"),
        ("diary", "export", "OUT.json"),
        ("diary", "export", "OUT.csv"),
        ("diary", "show", "--svg", "OUT.svg"),
        ("label", "--file", "SHOP", "--csv", "OUT.csv"),
        ("label", "--file", "SHOP", "--svg", "OUT.svg"),
        ("batch", "labels", "SHOP", "OUT.jsonl", "--workers", "1"),
        ("batch", "labels", "SHOP", "OUT.csv", "--workers", "1"),
        ("batch", "labels", "SHOP", "OUT.parquet", "--workers", "1"),
    ],
    ids=lambda words: " ".join(words[:2]) + " " + next(word for word in words if word.startswith("OUT")),
)
def test_every_file_is_for_its_owner_only(cli, profile, home, words):
    shop = home / "shop.csv"
    shop.write_text("id,text\na,magnesium 75 mg per tablet\n")
    labs = home / "labs.csv"
    labs.write_text("date,test,value,unit\n2027-01-10,magnesium,0.78,mmol/L\n2027-02-10,magnesium,0.80,mmol/L\n")
    cli("diary", "add", "--taken", "taken", "--stool", "4")
    places = {"PROFILE": str(profile), "SHOP": str(shop), "LABS": str(labs)}
    (out,) = (word for word in words if word.startswith("OUT"))
    path = home / out
    path.write_text("an older one")
    path.chmod(0o666)
    done = cli(*(str(path) if word == out else places.get(word, word) for word in words))
    assert done.status == 0, done.err
    assert rights(path) == 0o600
    assert path.read_bytes() != b"an older one"
    assert not list(home.glob(".*part"))


@pytest.mark.parametrize("flag", ["--svg", "--ics"])
def test_a_profile_is_never_written_over(cli, profile, flag):
    before = profile.read_bytes()
    done = cli("plan", profile, flag, profile, "--locale", "en")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "over what was read" in done.err
    assert profile.read_bytes() == before


def test_standard_input_is_not_written_over_either(profile):
    before = profile.read_bytes()
    done = shell(f"MAGWISE plan - --svg '{profile}' < '{profile}'")
    assert done.returncode == 2
    assert profile.read_bytes() == before


def test_a_new_calendar_takes_the_place_of_the_one_before(cli, profile, home):
    calendar = home / "day.ics"
    assert cli("plan", profile, "--ics", calendar, "--on", "2027-01-04").status == 0
    done = cli("plan", profile, "--ics", calendar, "--previous", calendar, "--on", "2027-01-05")
    assert (done.status, done.err) == (0, "")


def test_a_table_is_not_written_over_by_its_report(cli, home):
    shop = home / "shop.csv"
    shop.write_text("id,text\na,magnesium 75 mg\n")
    before = shop.read_bytes()
    for words in (("label", "--file", shop, "--csv", shop), ("batch", "labels", shop, shop, "--workers", "1")):
        done = cli(*words)
        assert (done.status, done.err.count("\n")) == (2, 1)
        assert shop.read_bytes() == before


def test_a_full_disk_leaves_the_export_of_before(cli, home, small_disk):
    disk = small_disk(128)
    out, start = disk / "x.json", "2027-01-04"
    cli("diary", "add", "--date", start, "--on", "2027-03-01", "--note", "the first")
    assert cli("diary", "export", out).status == 0
    before = out.read_bytes()
    for number in range(60):
        cli("diary", "add", "--date", start, "--on", "2027-03-01", "--note", f"{number} " + "x" * 1900)
    done = cli("diary", "export", out, "--locale", "en")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "cannot be written" in done.err
    assert out.read_bytes() == before
    assert cli("diary", "import", out, "--diary", "other").status == 0


def test_a_diary_in_a_spreadsheet_is_no_program_and_comes_back(cli, home):
    for note in FORMULAS:
        assert cli("diary", "add", "--date", "2027-01-04", "--on", "2027-01-05", "--note", note).status == 0
    out, whole = home / "me.csv", home / "me.json"
    assert cli("diary", "export", out).status == 0
    cells = [row["note"] for row in rows_of(out)]
    assert cells == ["'=2+5", "'+31 6 1234", "'-1-1", "'@SUM(A1:A9)", "''=2", "'s avonds", "' =1", "first\n=1+1", "-4"]
    assert cli("diary", "import", out, "--diary", "copy").status == 0
    assert cli("diary", "export", whole, "--diary", "copy").status == 0
    kept = [event["entry"]["note"] for event in json.loads(whole.read_text())["events"]]
    assert kept == list(FORMULAS)


def test_ids_and_names_of_others_are_no_program(cli, home):
    shop, out, report = home / "shop.jsonl", home / "out.csv", home / "report.csv"
    ids = ["=1+1", "@x", "\tx", "-5", "plain"]
    rows = [{"id": name, "name": name, "text": "magnesium 75 mg per tablet", "lang": "en"} for name in ids]
    shop.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert cli("batch", "labels", shop, out, "--workers", "1").status == 0
    assert [row["id"] for row in rows_of(out)] == ["'=1+1", "'@x", "'\tx", "-5", "plain"]
    assert cli("label", "--file", shop, "--csv", report).status == 0
    assert sorted(row["name"] for row in rows_of(report)) == ["'=1+1", "'@x", "-5", "plain", "x"]
    again, back = home / "again.csv", home / "back.jsonl"
    again.write_text("id,text\n" + "".join(f'"{row["id"]}",magnesium 75 mg\n' for row in rows_of(out)))
    assert cli("batch", "labels", again, back, "--workers", "1").status == 0
    assert [json.loads(line)["id"] for line in back.read_text().splitlines()] == ids


def test_a_pipe_is_read_and_written_like_a_file():
    done = shell(
        "cd $(mktemp -d); MAGWISE plan <(sleep 1; echo \"{medicines: [{name: Thyrax, times: ['07:00']}]}\") "
        "--svg >(wc -c > size) > out; sleep 0.5; cat size"
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1000


@pytest.mark.parametrize("name", ["pipe", "/dev/zero", "."])
@pytest.mark.parametrize(
    "words",
    [
        ("plan", "ODD"), ("advise", "ODD"), ("label", "--file", "ODD"), ("label", "--image", "ODD"),
        ("medicine", "--file", "ODD"), ("diary", "import", "ODD"), ("trial", "analyse", "ODD", "--minimal-effect", "1"),
        ("labs", "ODD"), ("plan", "PROFILE", "--svg", "ODD"), ("diary", "export", "ODD", "--as", "json"),
        ("plan", "PROFILE", "--ics", "x.ics", "--previous", "ODD"), ("medicine", "import", "unii", "ODD"),
        ("trial", "design", "--outcome", "sleep", "--minimal-effect", "1", "--out", "ODD"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_no_file_is_one_line(cli, profile, home, monkeypatch, words, name):
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.2)
    monkeypatch.chdir(home)
    if name == "pipe":
        os.mkfifo("pipe")
    if "--image" in words:
        pytest.importorskip("rapidocr")
    done = cli(*({"ODD": name, "PROFILE": profile}.get(word, word) for word in words))
    assert (done.status, done.err.count("\n")) == (2, 1), done.err
    assert done.err.startswith(name)


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".json", ".parquet"])
def test_a_batch_from_a_pipe_that_nobody_writes_to_is_one_line(cli, home, monkeypatch, ending):
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.2)
    pipe = home / f"rows{ending}"
    os.mkfifo(pipe)
    for words in ((pipe, home / "out.jsonl"), (home / "rows.csv", pipe)):
        done = cli("batch", "labels", *words, "--workers", "1")
        assert (done.status, done.err.count("\n")) == (2, 1), done.err


def test_two_files_of_one_plan_need_two_names(cli, tmp_path):
    profile = tmp_path / "p.yaml"
    profile.write_text("medicines: [{name: Thyrax, times: ['07:00']}]\n", encoding="utf-8")
    there = tmp_path / "there"
    there.symlink_to(tmp_path)
    for other in (tmp_path / "day", there / "day"):
        done = cli("plan", profile, "--svg", tmp_path / "day", "--ics", other, "--locale", "en")
        assert (done.status, done.out) == (2, "")
        assert done.err == "magwise plan: two things go to the same file. Give each a name of its own.\n"
        assert not (tmp_path / "day").exists()
