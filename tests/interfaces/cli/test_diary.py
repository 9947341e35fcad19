"""`magwise diary`: what is written down stays, moves the dose, and can be taken along."""

import json
from pathlib import Path

import pytest

PROFILE = """
{"person": {"age": 42, "sex": "male"}, "goals": ["sleep"],
 "products": [{"name": "Bis", "label": "Per 2 tabletten: magnesium (bisglycinaat) 200 mg"}]}
"""


@pytest.fixture
def diary(cli, tmp_path, monkeypatch):
    """The command with a data folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "profile.json"
    path.write_text(PROFILE)

    def run(*words):
        return cli("diary", *words)

    run.profile = str(path)
    run.folder = tmp_path
    return run


def add(diary, day, *words):
    done = diary("add", "--date", f"2026-11-{day:02d}", "--on", "2026-11-30", *words)
    assert (done.status, done.err) == (0, "")
    return done


def test_the_diary_moves_the_dose_and_keeps_what_was_taken(diary):
    assert "1 tablet" in diary("begin", diary.profile, "--start", "2026-11-01", "--locale", "en").out
    for day in range(1, 8):
        add(diary, day, "--taken", "taken", "--stool", "4")
    shown = json.loads(diary("show", "--json", "--on", "2026-11-08").out)
    assert shown["titration"]["today"]["mg"] == 150
    assert shown["titration"]["today"]["rule"] == "diary_step_up"
    assert {entry["dose"]["mg"] for entry in shown["entries"]} == {100}
    told = add(diary, 8, "--taken", "taken", "--stool", "6", "--effect", "cramps", "--locale", "en").out
    assert "one step back" in told or "stands still" in told
    shown = json.loads(diary("show", "--json", "--on", "2026-11-09").out)
    assert shown["titration"]["today"]["mg"] == 100
    assert shown["entries"][-1]["dose"]["mg"] == 150
    # Another course, another label: what was taken stays as it was.
    diary("begin", diary.profile, "--start", "2026-11-09")
    assert json.loads(diary("show", "--json").out)["entries"][-1]["dose"]["mg"] == 150


def test_a_correction_stays_in_the_history(diary):
    add(diary, 3, "--stool", "4", "--note", "eerst")
    (entry,) = json.loads(diary("show", "--json").out)["entries"]
    add(diary, 3, "--correct", entry["id"][:6], "--stool", "6")
    shown = json.loads(diary("show", "--json", "--history").out)
    assert [(found["bristol"], found["note"], found["versions"]) for found in shown["entries"]] == [(6, "eerst", 2)]
    assert [event["kind"] for event in shown["events"]] == ["entry", "correction"]
    assert shown["events"][0]["entry"]["bristol"] == 4
    diary("add", "--withdraw", entry["id"][:6])
    shown = json.loads(diary("show", "--json", "--history").out)
    assert shown["entries"] == []
    assert len(shown["events"]) == 3


def test_it_goes_out_and_comes_back(diary):
    diary("begin", diary.profile, "--start", "2026-11-01")
    add(diary, 3, "--taken", "skipped", "--outcome", "6,5", "--note", 'met "komma", en ;')
    add(diary, 4, "--taken", "taken", "--stool", "4", "--trial-day", "on")
    whole, sheet = str(diary.folder / "d.json"), str(diary.folder / "d.csv")
    assert diary("export", whole).status == 0
    assert diary("export", sheet).status == 0
    days = diary("export", "-", "--as", "days").out
    assert days.splitlines()[1:] == [
        '2026-11-03,,6.5,,skipped,,,,,"met ""komma"", en ;"',
        "2026-11-04,true,,,taken,4,,,,",
    ]
    assert json.loads(diary("import", whole, "--json").out) == {"new": 0, "same": 3}
    assert json.loads(diary("import", whole, "--diary", "anna", "--json").out) == {"new": 3, "same": 0}
    assert diary("export", "-", "--diary", "anna").out == Path(whole).read_text(encoding="utf-8")
    assert json.loads(diary("import", sheet, "--diary", "tom", "--json").out) == {"new": 2, "same": 0}
    assert diary("export", "-", "--as", "csv", "--diary", "tom").out == Path(sheet).read_text(encoding="utf-8")
    assert json.loads(diary("import", sheet, "--diary", "tom", "--json").out) == {"new": 0, "same": 2}


def test_another_tracker_is_read_once(diary):
    path = diary.folder / "daylio.csv"
    path.write_text(
        "full_date,date,weekday,time,mood,activities,note_title,note\n2026-11-20,x,y,08:00,good,magnesium,,\n"
    )
    assert json.loads(diary("import", str(path), "--as", "daylio", "--json").out) == {"new": 1, "same": 0}
    assert json.loads(diary("import", str(path), "--as", "daylio", "--json").out) == {"new": 0, "same": 1}


def test_a_month_is_a_calendar_and_a_picture(diary):
    add(diary, 3, "--stool", "4", "--taken", "taken", "--outcome", "7")
    add(diary, 4, "--stool", "6", "--effect", "chest_pain", "--change", "travel,coffee")
    path = diary.folder / "month.svg"
    done = diary("show", "--month", "2026-11", "--on", "2026-11-05", "--svg", str(path), "--locale", "en")
    assert (done.status, done.err) == (0, "")
    assert "3✓   7 4" in done.out
    assert "··46·" in done.out
    assert "loose or watery: 1" in done.out
    drawn = path.read_text(encoding="utf-8")
    assert [drawn.count(f'data-date="2026-11-0{day}"') for day in (3, 4, 5)] == [1, 1, 0]
    piped = diary("show", "--month", "2026-11", "--svg", "-", "--locale", "en").out
    assert piped == drawn
    other = json.loads(diary("show", "--month", "2026-10", "--json").out)
    assert other["entries"] == []
    listed = diary("show", "--locale", "en").out
    assert "chest" in listed
    assert "coffee" in listed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add",), "says nothing"),
        (("add", "--change", "moon"), "moon"),
        (("show", "--month", "november"), "november"),
        (("show", "--month", "2026-13"), "2026-13"),
        (("show", "--svg", "-", "--json"), "standard output"),
        (("add", "--stool", "8"), "8"),
        (("add", "--stool", "vier"), "vier"),
        (("add", "--outcome", "goed"), "goed"),
        (("add", "--effect", "dizzy"), "dizzy"),
        (("add", "--taken", "yes"), "yes"),
        (("add", "--date", "2999-01-01", "--stool", "4"), "still to come"),
        (("add", "--date", "gisteren", "--stool", "4"), "gisteren"),
        (("add", "--time", "8 uur", "--stool", "4"), "8 uur"),
        (("add", "--correct", "zzz", "--stool", "4"), "zzz"),
        (("export", "d.txt"), "d.txt"),
        (("import", "nergens.csv"), "no such file"),
        (("erase",), "--yes"),
        (("erase", "--yes", "anna"), "--yes"),
        (("show", "--from", "vandaag"), "vandaag"),
        (("show", "--database", "mysql://x"), "mysql"),
    ],
)
def test_bad_input_is_one_line(diary, words, said):
    done = diary(*words)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert said in done.err


def test_a_profile_without_a_dose_begins_no_course(diary):
    (diary.folder / "child.json").write_text('{"person": {"age": 9}, "goals": ["sleep"]}')
    done = diary("begin", str(diary.folder / "child.json"))
    assert (done.status, done.out) == (2, "")
    assert "consult_first" in done.err


def test_erasing_leaves_nothing(diary):
    add(diary, 3, "--stool", "4", "--note", "geheim woord")
    assert diary("erase", "--yes", "me", "--json").out.strip() == '{\n  "erased": 1,\n  "left": null\n}'
    assert json.loads(diary("show", "--json").out)["entries"] == []
    for path in (diary.folder / "data").rglob("*"):
        assert path.is_dir() or b"geheim woord" not in path.read_bytes()
