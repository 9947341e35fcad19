"""Every door to a dose, after something was written down that closes it: none gives one, each says why."""

import json
from datetime import date, timedelta

import pytest

PROFILE = '{"person": {"age": 40, "sex": "female"}, "goals": ["sleep"], "locale": "en"}'
FIRST = date(2026, 11, 1)
TODAY = FIRST + timedelta(30)
BAD = {
    "alarm": (("add", "--effect", "blood_in_stool", "--time", "07:30"), "red_flag_blood_in_stool"),
    "watery": (("add", "--stool", "7", "--time", "07:30"), "watery_stool"),
    "egfr": (("lab", "egfr", "25", "mL/min/1.73m2"), "egfr_low"),
    "creatinine": (("lab", "creatinine", "450", "umol/L"), "egfr_low"),
    "high": (("lab", "magnesium", "2.3", "mmol/L"), "serum_magnesium_severe_high"),
    "low": (("lab", "magnesium", "0.45", "mmol/L"), "serum_magnesium_severe_low"),
    "medicine": (("add", "--change", "new_medicine", "--medicine", "tacrolimus"), "medicine_consult_major"),
}


@pytest.fixture
def home(cli, tmp_path, monkeypatch):
    """A diary with a settled dose, a trial that runs today on a day with, and a plan that is to begin."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "w.json").write_text(PROFILE)

    def run(*words, status=0, locale="en"):
        done = cli(*words, "--on", str(TODAY), "--locale", locale)
        assert done.status == status, (words, done.err, done.out)
        return done.out if status == 0 else done.err

    def plan(name, start, seed):
        path = str(tmp_path / name)
        made = ("--start", str(start), "--blocks", "8", "--period-days", "4", "--seed", str(seed), "--out", path)
        assert cli("trial", "design", "--outcome", "sleep", "--minimal-effect", "1", *made).status == 0
        return path, json.loads((tmp_path / name).read_text(encoding="utf-8"))["days"][0]["on"]

    run("diary", "begin", str(tmp_path / "w.json"), "--start", str(FIRST))
    lines = ["date,taken,bristol", *(f"{FIRST + timedelta(day)},taken,4" for day in range(30))]
    (tmp_path / "rows.csv").write_text("\n".join(lines) + "\n")
    assert cli("diary", "import", str(tmp_path / "rows.csv")).status == 0
    run.profile, run.folder = str(tmp_path / "w.json"), tmp_path
    run.plan = next(path for path, on in (plan(f"p{seed}.json", TODAY, seed) for seed in range(9)) if on)
    return run


@pytest.fixture(params=BAD)
def closed(request, home):
    words, rule = BAD[request.param]
    home("trial", "begin", home.plan)
    assert "take your magnesium" in home("trial", "today")
    home.answer, home.rule = home("diary", *words), rule
    return home


def test_no_door_gives_a_dose(closed):
    """One diary, asked at every door there is."""
    assert "Today: no magnesium" in closed.answer
    shown = closed("diary", "show")
    assert "Today: no magnesium" in shown
    assert "mg a day" not in shown
    told = json.loads(closed("diary", "show", "--json"))
    assert (told["dose"], told["titration"]["today"]["mg"]) == (None, 0)
    rules = [closing["rule"] for closing in told["closed_by"]]
    assert closed.rule in rules
    assert told["decision"] in ("urgent", "consult_first", "no_supplement")
    for words in (("trial", "today"), ("trial", "today", closed.plan)):
        page = closed(*words)
        assert "Today: no magnesium" in page
        assert "take your magnesium" not in page
        assert "Day 1 of 64" in page
        day = json.loads(closed(*words, "--json"))
        assert (day["dose"], day["decision"], day["on"]) == (None, told["decision"], True)
        assert closed.rule in [closing["rule"] for closing in day["closed_by"]]
    refused = closed("diary", "begin", closed.profile, status=2)
    assert "no magnesium now" in refused
    assert refused.count("\n") == 1
    advice = json.loads(closed("advise", closed.profile, "--diary", "me", "--json"))
    assert (advice["decision"], advice["dose"]) == (told["decision"], None)
    assert closed.rule in [flag["rule"] for flag in advice["flags"]]
    assert "Start with" not in closed("advise", closed.profile, "--diary", "me")
    plan = json.loads(closed("plan", closed.profile, "--diary", "me", "--json"))
    assert [item for item in plan["items"] if item["kind"] == "magnesium"] == []
    assert "magnesium" not in [item["kind"] for item in plan["items"]]


def test_a_trial_does_not_begin(home):
    home("diary", "add", "--effect", "fainting")
    assert "no magnesium now" in home("trial", "begin", home.plan, status=2)


def test_an_alarm_before_any_course(home):
    home("diary", "add", "--effect", "fainting", "--date", "2026-11-10", "--diary", "anna")
    assert "You fainted" in home("diary", "begin", home.profile, "--start", "2026-11-13", "--diary", "anna", status=2)
    assert "Today: no magnesium" in home("diary", "show", "--diary", "anna")
    advice = json.loads(home("advise", home.profile, "--diary", "anna", "--json"))
    assert advice["decision"] == "urgent"
    assert [alarm["sign"] for alarm in advice["diary"]["alarms"]] == ["fainting"]
    asked = json.loads(home("ask", home.profile, "--diary", "anna", "--json"))
    assert [alarm["sign"] for alarm in asked["diary"]["alarms"]] == ["fainting"]
    assert "red_flags" not in (asked["question"] or {"fields": []})["fields"]
    said = home("diary", "seen", "fainting", "--diary", "anna")
    assert "a doctor saw this" in said
    assert "100 mg a day" in home("diary", "begin", home.profile, "--diary", "anna")


def test_what_a_doctor_saw_is_written_down_and_travels(home, cli):
    home("diary", "add", "--effect", "fainting")
    entry = json.loads(home("diary", "seen", "fainting", "--json"))
    assert entry["entry"]["seen"] == ["fainting"]
    assert entry["today"]["decision"] == "advise"
    for name in ("all.csv", "all.json"):
        path = str(home.folder / name)
        assert cli("diary", "export", path).status == 0
        assert cli("diary", "import", path, "--diary", name).status == 0
        told = json.loads(home("diary", "show", "--diary", name, "--json"))
        assert told["decision"] == "advise"
        assert [kept["seen"] for kept in told["entries"] if kept["seen"]] == [["fainting"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("seen", "fainting"), "no alarm sign «fainting» stands open"),
        (("seen", "moon"), "moon"),
        (("seen", "cramps"), "cramps"),
        (("seen", "confusion", "--date", "2026-11-02"), "confusion (2026-11-10)"),
        (("seen", "confusion", "--date", "2999-01-01"), "still to come"),
        (("seen",), "NAMES"),
        (("add", "--medicine", "lithium"), "what changed"),
        (("add", "--change", "new_medicine,stopped_medicine", "--medicine", "lithium"), "what changed"),
        (("add", "--change", "new_medicine", "--medicine", " "), "empty"),
    ],
)
def test_bad_input_is_one_line(home, words, said):
    home("diary", "add", "--effect", "confusion", "--date", "2026-11-10")
    told = home("diary", *words, status=2)
    assert said in told
    assert told.count("\n") == 1


def test_taken_already_means_no_more(home):
    home("diary", "add", "--taken", "taken")
    assert "Vandaag: geen magnesium meer" in home("diary", "add", "--stool", "7", locale="nl")
    assert "Vandaag: geen magnesium meer" in home("diary", "show", locale="nl")
    assert json.loads(home("diary", "show", "--json"))["taken"] == "taken"


def test_loose_after_the_dose_means_no_more_today_and_less_tomorrow(home):
    home("diary", "add", "--taken", "taken")
    assert "Today: no more magnesium" in home("diary", "add", "--stool", "6")
    shown = json.loads(home("diary", "show", "--json"))
    assert (shown["titration"]["today"]["mg"], shown["titration"]["lowered"]) == (150, True)


def test_an_import_that_closes_says_so(home):
    path = home.folder / "late.csv"
    path.write_text("date,effects\n2026-11-20,fainting\n")
    told = home("diary", "import", str(path), "--diary", "anna")
    assert "1 entries added" in told
    assert "Today: no magnesium" in told


def test_a_value_of_the_diary_is_known_to_the_advice(home):
    assert "kidney function" in home("advise", home.profile).casefold()
    home("diary", "lab", "egfr", "88", "mL/min/1.73m2")
    advice = json.loads(home("advise", home.profile, "--diary", "me", "--json"))
    assert advice["decision"] == "advise"
    assert "labs.egfr" not in [unknown["field"] for unknown in advice["unknowns"]]
    assert advice["diary"]["since"]["egfr"] == str(TODAY)
