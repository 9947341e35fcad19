"""`magwise trial` from the first day to the verdict, as a person types it."""

import json
import random

import pytest

from interfaces.cli.processes import width_of

MAKE = ("trial", "design", "--outcome", "{name: slaap, low_word: slecht, high_word: goed}", "--minimal-effect", "1")


@pytest.fixture
def plan(cli, tmp_path):
    path = tmp_path / "plan.json"
    more = ("--start", "2027-01-04", "--blocks", "8", "--period-days", "5", "--seed", "11", "--out", str(path))
    assert cli(*MAKE, *more).status == 0
    return path


@pytest.fixture
def diary(plan, tmp_path):
    source, path = random.Random(2), tmp_path / "diary.csv"
    days = json.loads(plan.read_text(encoding="utf-8"))["days"]
    rows = [f"{day['date']},{int(day['on'])},{5 + 3 * day['on'] + source.gauss(0, 0.5):.1f}" for day in days]
    path.write_text("\n".join(["date,on,outcome", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize("spread", [(), ("--baseline-sd", "1,4"), ("--blocks", "4")])
def test_a_plan_fits_the_page_and_hides_its_order(cli, locale, spread):
    done = cli(*MAKE, "--start", "2027-01-04", "--seed", "3", "--locale", locale, *spread)
    assert (done.status, done.err) == (0, "")
    assert all(width_of(line) <= 80 for line in done.out.splitlines())
    assert "slaap" in done.out
    assert "2027-01-05" not in done.out


def test_the_plan_as_json_holds_its_days_and_two_draws_differ(cli):
    plans = [json.loads(cli(*MAKE, "--json").out) for _ in range(2)]
    assert plans[0]["seed"] != plans[1]["seed"]
    assert set(plans[0]["days"][0]) == {"date", "on", "washout", "block"}
    again = json.loads(cli(*MAKE, "--json", "--seed", str(plans[0]["seed"]), "--start", plans[0]["start"]).out)
    assert again == plans[0]


def test_today_tells_one_day(cli, plan):
    days = json.loads(plan.read_text(encoding="utf-8"))["days"]
    for day in days[::9]:
        out = cli("trial", "today", str(plan), "--on", day["date"], "--locale", "en").out
        assert ("take your magnesium" in out) == day["on"]
        assert ("does not count yet" in out) == day["washout"]
    assert "begins" in cli("trial", "today", str(plan), "--on", "2027-01-01", "--locale", "en").out.replace(
        "starts", "begins"
    )
    given = json.loads(cli("trial", "today", str(plan), "--on", "2027-01-04", "--json").out)
    assert given == {"day": 1, "on": days[0]["on"], "washout": True}


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_a_verdict_fits_the_page_and_comes_first(cli, plan, diary, locale, tmp_path):
    svg = tmp_path / "trial.svg"
    done = cli("trial", "analyse", str(diary), "--plan", str(plan), "--locale", locale, "--svg", str(svg))
    assert (done.status, done.err) == (0, "")
    *lines, written = done.out.splitlines()
    assert str(svg) in written
    assert all(width_of(line) <= 80 for line in lines)
    assert lines[1] == {"nl": "Bij jou lijkt het te helpen.", "en": "It seems to help you."}[locale]
    assert svg.read_text(encoding="utf-8").startswith("<svg")


def test_json_and_the_library_agree(cli, plan, diary):
    import magwise

    found = json.loads(cli("trial", "analyse", str(diary), "--plan", str(plan), "--json", "--locale", "en").out)
    rows = [
        dict(zip(("date", "on", "outcome"), line.split(","), strict=True))
        for line in diary.read_text(encoding="utf-8").splitlines()[1:]
    ]
    design = json.loads(plan.read_text(encoding="utf-8"))
    assert found == magwise.analyse_trial(rows, 1, design).to_dict()
    piped = cli("trial", "analyse", "-", "--minimal-effect", "1", "--json", stdin=diary.read_bytes())
    assert json.loads(piped.out)["plan_hash"] is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("2027-01-09", "2027-02-31"), "line 7, date: «2027-02-31» is no date"),
        (("outcome", "outcom"), "Do you mean «outcom»?"),
        (("2027-01-10,", "2027-01-11,"), "stands there twice"),
    ],
)
def test_a_bad_row_is_one_line_and_status_two(cli, plan, diary, change, said):
    diary.write_text(diary.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    done = cli("trial", "analyse", str(diary), "--plan", str(plan))
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trial",), "design, begin, stop, today, analyse"),
        (("trial", "design"), "--outcome"),
        (("trial", "design", "--outcome", "sleep"), "--minimal-effect"),
        (("trial", "design", "--outcome", "sleep", "--minimal-effect", "much"), "no number above 0"),
        (("trial", "design", "--outcome", "sleep", "--minimal-effect", "1", "--blocks", "many"), "--blocks"),
        (("trial", "design", "--outcome", "{nam: sleep}", "--minimal-effect", "1"), "name"),
        (("trial", "design", "--outcome", "sleep", "--minimal-effect", "1", "--start", "soon"), "no date"),
        ((*MAKE, "--json", "--out", "-"), "standard output"),
        (("trial", "analyse"), "DIARY"),
    ],
)
def test_a_slip_is_one_line(cli, words, said):
    done = cli(*words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_neither_plan_nor_effect_and_a_plan_that_is_none(cli, diary, plan):
    done = cli("trial", "analyse", str(diary), "--locale", "nl")
    assert (done.status, done.err) == (
        2,
        "magwise trial analyse: er is geen plan en geen kleinste verschil gegeven. "
        "Schrijf --plan FILE of --minimal-effect POINTS.\n",
    )
    assert cli("trial", "analyse", str(diary), "--plan", str(diary)).status == 2
    text = plan.read_text(encoding="utf-8").replace('"minimal_effect": 1.0', '"minimal_effect": 0.1')
    plan.write_text(text, encoding="utf-8")
    assert "changed after it was made" in cli("trial", "analyse", str(diary), "--plan", str(plan)).err


def test_an_export_of_the_diary_is_judged_as_it_is(cli, plan, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    source = random.Random(2)
    days = json.loads(plan.read_text(encoding="utf-8"))["days"]
    rows = ["date,time,on,taken,outcome,bristol,change"]
    plain = ["date,on,taken,outcome,change"]
    for place, day in enumerate(days):
        outcome = 4 + 3 * day["on"] + source.choice((0, 1))
        change = "illness" if place == 7 else ""
        taken = "taken" if day["on"] else "skipped"
        rows.append(f"{day['date']},08:00,,,{outcome - 1},4,")
        rows.append(f"{day['date']},22:00,{str(day['on']).lower()},{taken},{outcome + 1},,{change}")
        plain.append(f"{day['date']},{int(day['on'])},{taken},{outcome},{change}")
    kept, sheet = tmp_path / "kept.csv", tmp_path / "plain.csv"
    kept.write_text("\n".join(rows) + "\n", encoding="utf-8")
    sheet.write_text("\n".join(plain) + "\n", encoding="utf-8")
    assert cli("diary", "import", str(kept)).status == 0
    wanted = cli("trial", "analyse", str(sheet), "--plan", str(plan), "--json")
    assert json.loads(wanted.out)["left_out"]["void"] > 0
    for name in ("export.csv", "export.json", "days.csv"):
        more = ("--as", "days") if name == "days.csv" else ()
        assert cli("diary", "export", str(tmp_path / name), *more).status == 0
        found = cli("trial", "analyse", str(tmp_path / name), "--plan", str(plan), "--json")
        assert (found.status, found.err) == (0, "")
        assert found.out == wanted.out
