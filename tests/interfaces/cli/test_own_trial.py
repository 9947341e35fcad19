"""A trial that a diary holds: it begins when the dose is settled, one at a time, and may be stopped on any day."""

import json
import random
from datetime import date, timedelta

import pytest

PROFILE = '{"person": {"age": 42, "sex": "male"}, "goals": ["sleep"]}'
FIRST, START = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def own(cli, tmp_path, monkeypatch):
    """The command with a diary of its own, a course from 1 November and a plan from 1 December."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "profile.json").write_text(PROFILE)
    plan = tmp_path / "plan.json"
    made = ("--start", str(START), "--blocks", "8", "--period-days", "4", "--seed", "3", "--out", str(plan))
    assert cli("trial", "design", "--outcome", "slaap", "--minimal-effect", "1", *made).status == 0

    def run(*words, on=START, status=0, locale="en"):
        done = cli(*words, "--on", str(on), "--locale", locale)
        assert done.status == status, done.err
        return done.out if status == 0 else done.err

    run.plan, run.folder = str(plan), tmp_path
    run.days = json.loads(plan.read_text(encoding="utf-8"))["days"]
    return run


def write_down(cli, own, rows):
    """Import days: (date, taken, outcome, stool, change)."""
    path = own.folder / "rows.csv"
    lines = ["date,taken,outcome,bristol,change", *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert cli("diary", "import", str(path)).status == 0


@pytest.fixture
def settled(cli, own):
    own("diary", "begin", str(own.folder / "profile.json"), on=FIRST)
    write_down(cli, own, [(FIRST + timedelta(day), "taken", "", 4, "") for day in range(30)])
    return own


def in_trial(own, count, effect=3.0, stool=4, seed=1):
    source = random.Random(seed)
    return [
        (day["date"], "taken" if day["on"] else "", round(4 + effect * day["on"] + source.random(), 1), stool, "")
        for day in own.days[:count]
    ]


def test_a_dose_that_is_not_settled_cannot_be_tested(cli, own):
    assert "not known whether your dose is settled" in own("trial", "begin", own.plan, status=2)
    own("diary", "begin", str(own.folder / "profile.json"), on=FIRST)
    write_down(cli, own, [(FIRST + timedelta(day), "taken", "", 4, "") for day in range(8)])
    assert "not settled yet" in own("trial", "begin", own.plan, on=FIRST + timedelta(8), status=2)
    assert "no trial in this diary" in own("trial", "today", status=2)
    assert "no trial in this diary" in own("trial", "analyse", status=2)
    assert "no trial in this diary" in own("trial", "stop", status=2)


def test_one_trial_at_a_time_fixed_before_its_first_day(settled):
    assert "first day was 2026-12-01" in settled("trial", "begin", settled.plan, on=START + timedelta(1), status=2)
    assert "starts on Tue 1 Dec" in settled("trial", "begin", settled.plan)
    assert "still runs" in settled("trial", "begin", settled.plan, status=2)
    assert "has stopped" in settled("trial", "stop", on=START + timedelta(3))
    assert "no trial" in settled("trial", "stop", on=START + timedelta(3), status=2)
    assert "no trial" in settled("trial", "today", on=START + timedelta(3), status=2)


def test_a_plan_that_was_changed_is_one_clear_line(settled):
    text = (settled.folder / "plan.json").read_text(encoding="utf-8")
    (settled.folder / "plan.json").write_text(text.replace('"minimal_effect": 1.0', '"minimal_effect": 0.5'))
    told = settled("trial", "begin", settled.plan, status=2)
    assert "changed after it was made" in told
    assert told.count("\n") == 1


def test_each_day_knows_its_side_and_the_dose_stays(cli, settled):
    settled("trial", "begin", settled.plan)
    for number, planned in enumerate(settled.days[:6]):
        today = START + timedelta(number)
        said = settled("trial", "today", on=today)
        assert ("take your magnesium" in said) == planned["on"]
        taken = ("--taken", "taken") if planned["on"] else ()
        told = settled("diary", "add", "--outcome", "6", "--stool", "4", *taken, on=today)
        assert "Ask tomorrow" in told
        assert "mg" not in told
        shown = json.loads(settled("diary", "show", "--json", on=today))
        assert shown["trial"] == {"name": "slaap", **planned}
        entry = shown["entries"][-1]
        assert (entry["on"], entry["washout"]) == (planned["on"], planned["washout"])
        assert (entry["dose"] is not None) == planned["on"]
        assert shown["titration"]["today"]["mg"] == 200
    page = settled("diary", "show", on=START + timedelta(5))
    assert ("today with magnesium" in page) == settled.days[5]["on"]
    assert settled.days[7]["date"] not in page


def test_looking_every_day_and_the_export_say_the_same(cli, settled):
    settled("trial", "begin", settled.plan)
    write_down(cli, settled, in_trial(settled, 64))
    export = str(settled.folder / "all.csv")
    assert cli("diary", "export", export).status == 0
    for day in (9, 40, 63):
        on = START + timedelta(day)
        own = json.loads(settled("trial", "analyse", "--json", on=on))
        if day == 63:
            filed = json.loads(settled("trial", "analyse", export, "--plan", settled.plan, "--json", on=on))
            # A file holds the days before the trial too.
            assert filed["left_out"].pop("outside") == 30
            assert own["left_out"].pop("outside") == 0
            assert own == filed
        assert own["days_left"] == 63 - day
        assert own["left_out"]["void"] == 0
    assert own["verdict"] == "works"


def test_a_trial_that_is_stopped_is_judged_by_the_days_until_then(cli, settled):
    settled("trial", "begin", settled.plan)
    write_down(cli, settled, in_trial(settled, 20, effect=0))
    settled("trial", "stop", on=START + timedelta(20))
    found = json.loads(settled("trial", "analyse", "--json", on=START + timedelta(90)))
    assert (found["verdict"], found["reason_id"], found["blocks"]) == ("inconclusive", "stopped", 2)
    assert "was stopped" in found["reason"]
    assert len(json.loads(settled("diary", "show", "--json"))["entries"]) == 50
    # What was written down afterwards is no longer of the trial.
    assert json.loads(settled("diary", "show", "--json", on=START + timedelta(21)))["trial"] is None


def test_a_gut_that_minds_ends_the_trial_by_its_own_rule(cli, settled):
    settled("trial", "begin", settled.plan)
    rows = in_trial(settled, 40)
    place = next(number for number, day in enumerate(settled.days) if number > 16 and day["on"] and not day["washout"])
    rows[place] = (*rows[place][:3], 6, "")
    write_down(cli, settled, rows)
    shown = json.loads(settled("diary", "show", "--json", on=START + timedelta(place + 1)))
    assert (shown["titration"]["today"]["way"], shown["titration"]["today"]["mg"]) == ("down", 150)
    found = json.loads(settled("trial", "analyse", "--json", on=START + timedelta(39)))
    assert found["reason_id"] == "ended"
    assert found["left_out"]["void"] > 0


def test_a_running_trial_travels_with_the_diary(cli, settled):
    settled("trial", "begin", settled.plan)
    whole = str(settled.folder / "whole.json")
    assert cli("diary", "export", whole).status == 0
    assert cli("diary", "import", whole, "--diary", "anna").status == 0
    assert "day 1 of 64" in settled("trial", "today", "--diary", "anna").casefold()
    assert "slaap" in settled("diary", "show", "--history")
