"""`magwise labs`, `magwise diary lab` and `magwise diary foundation`."""

import json

import pytest

TABLE = """date,test,value,unit,low,high
2026-02-01,magnesium,0.66,mmol/L,0.70,1.00
2026-06-01,magnesium,1.8,mg/dL,1.7,2.4
2026-06-01,creatinine,80,,,
"""


@pytest.fixture
def at_home(cli, tmp_path, monkeypatch):
    """The command with a data folder of its own, and a table of values."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "values.csv").write_text(TABLE)
    (tmp_path / "me.yaml").write_text("{person: {age: 50, sex: female}, goals: [sleep], labs: {egfr: 55}}")
    cli.folder = tmp_path
    return cli


def test_a_table_is_explained_and_drawn(at_home):
    table, svg = str(at_home.folder / "values.csv"), at_home.folder / "course.svg"
    done = at_home("labs", table, "--profile", str(at_home.folder / "me.yaml"), "--svg", str(svg), "--locale", "en")
    assert (done.status, done.err) == (0, "")
    assert "On the sheet: 1.8 mg/dL" in done.out
    assert "Reckoned from: serum creatinine" in done.out
    assert "0.66 (2026-02-01) to 0.74 mmol/L (2026-06-01)" in done.out
    assert svg.read_text().startswith("<svg ")
    found = json.loads(at_home("labs", table, "--json").out)
    assert [value["test"] for value in found["values"]] == ["creatinine", "serum_magnesium", "serum_magnesium"]
    assert found["asks"] == ["person.age", "person.sex"]


def test_a_profile_will_do(at_home):
    done = at_home("labs", str(at_home.folder / "me.yaml"))
    assert "G3a" in done.out
    (at_home.folder / "en.yaml").write_text("{locale: en, person: {age: 50}, goals: [sleep], labs: {egfr: 91}}")
    assert "Kidney function" in at_home("labs", str(at_home.folder / "en.yaml")).out
    assert "Nierfunctie" in at_home("labs", str(at_home.folder / "en.yaml"), "--locale", "nl").out
    assert "maakt nooit dat iets veilig wordt" in done.out.replace("\n", " ")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("test,value\nmagnesium,1.9\n", "line 2, value: 1.9 is possible in more than one unit"),
        ("test,value,unit\ncreatinine,85,mg/dL\n", "It does fit µmol/L"),
        ("test,value\negfr,900\n", "Likely is 1 to 200"),
        ("date,test,value\n1/2/2026,egfr,90\n", "date: in «1/2/2026» the month may come first"),
        ("date,test,value\nyesterday,egfr,90\n", "date: «yesterday» is no date"),
        ("test,value\negfr,abc\n", "value: «abc» is no number. Write a number such as 85"),
        ("Hello\nnothing here\n", "no line is a laboratory value"),
    ],
)
def test_what_cannot_be_is_one_line_and_two(at_home, table, said):
    path = at_home.folder / "bad.csv"
    path.write_text(table)
    done = at_home("labs", str(path), "--locale", "en")
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1


def test_no_course_no_picture(at_home):
    path = at_home.folder / "one.csv"
    path.write_text("test,value\negfr,90\n")
    done = at_home("labs", str(path), "--svg", str(at_home.folder / "x.svg"), "--locale", "en")
    assert done.status == 2
    assert "two values of one test with a date" in done.err
    assert at_home("labs", str(path), "--svg", "-", "--json").status == 2


def test_the_diary_keeps_values_as_on_their_sheet(at_home):
    words = ("diary", "lab", "magnesium", "1.8", "mg/dL", "--low", "1.7", "--high", "2.4")
    kept = at_home(*words, "--date", "2026-06-01", "--on", "2026-11-01", "--json")
    assert json.loads(kept.out)["entry"]["lab"] == {
        "test": "serum_magnesium", "value": 1.8, "unit": "mg/dL", "low": 1.7, "high": 2.4,
    }  # fmt: skip
    at_home("diary", "lab", "magnesium", "0,8", "mmol/L", "--date", "2026-10-01", "--on", "2026-11-01")
    found = json.loads(at_home("labs", "--json", "--on", "2026-11-01").out)
    assert [point["value"] for point in found["trends"][0]["points"]] == [0.74, 0.8]
    asked = at_home("diary", "lab", "magnesium", "1.9", "--locale", "en")
    assert (asked.status, asked.out) == (2, "")
    assert at_home("diary", "lab", "egfr", "80", "--date", "2026-11-02", "--on", "2026-11-01").status == 2
    days = at_home("diary", "export", "-", "--as", "days").out
    assert days.count("\n") == 1


def test_the_foundation_is_followed_and_comes_back_whole(at_home):
    first = ("--sleep", "6", "--coffee", "6", "--smoking", "yes", "--date", "2026-10-01")
    assert at_home("diary", "foundation", *first, "--on", "2026-11-01").status == 0
    done = at_home("diary", "foundation", "--sleep", "7,5", "--on", "2026-11-01", "--json")
    checks = {check["id"]: check for check in json.loads(done.out)["checks"]}
    assert {name: check["change"] for name, check in checks.items()} == {
        "sleep": "mended", "coffee": "first", "toxic_load": "first",
    }  # fmt: skip
    assert [point["in_order"] for point in checks["sleep"]["points"]] == [False, True]
    assert checks["sleep"]["text"] == ""
    assert checks["coffee"]["text"]
    sheet = str(at_home.folder / "d.csv")
    assert at_home("diary", "export", sheet).status == 0
    assert json.loads(at_home("diary", "import", sheet, "--diary", "anna", "--json").out)["new"] == 2
    again = at_home("diary", "foundation", "--diary", "anna", "--json", "--on", "2026-11-01")
    assert json.loads(again.out)["checks"] == json.loads(done.out)["checks"]
    bad = at_home("diary", "foundation", "--sleep", "25", "--locale", "en")
    assert (bad.status, bad.out) == (2, "")


def test_an_advice_takes_what_is_taken_now_from_the_diary(at_home):
    profile = str(at_home.folder / "p.yaml")
    (at_home.folder / "p.yaml").write_text("{person: {age: 42, sex: male}, goals: [sleep]}")
    at_home("diary", "begin", profile, "--start", "2026-10-01")
    for day in range(1, 11):
        taken = "taken" if day % 2 else "skipped"
        words = (
            "--date",
            f"2026-10-{day:02d}",
            "--on",
            "2026-10-31",
            "--taken",
            taken,
            "--benefit",
            "none",
            "--stool",
            "4",
        )
        at_home("diary", "add", *words)
    found = json.loads(at_home("advise", profile, "--diary", "me", "--on", "2026-10-10", "--json").out)
    steps = {step["step"]: step for step in found["troubleshooting"]}
    assert (steps["adherence"]["state"], steps["time"]["state"]) == ("mend", "mend")
    assert "3.5" in steps["adherence"]["found"].replace(",", ".")
    told = at_home("advise", profile, "--diary", "me", "--on", "2026-10-10", "--locale", "en").out
    assert told.startswith("From your diary: taken on 5 of 10 days. Nothing stands on 0 days.")


SHEET = """datum;bepaling;uitslag;eenheid;referentie;arts
01-11-2026;eGFR (MDRD);>90;ml/min/1,73m2;> 60;
1 nov 2026;Magnesium;0,78;mmol/l;0,70 - 1,05;
01-11-2026;Kreatinine;zie brief;µmol/l;;
01-11-2026;Natrium;140;mmol/l;;
01-11-2026;Mg (ery);2,1;mmol/l;;Jansen
"""


def test_one_odd_row_leaves_the_others_standing_and_is_named(at_home):
    path = at_home.folder / "sheet.csv"
    path.write_text(SHEET)
    done = at_home("labs", str(path), "--locale", "nl")
    out = " ".join(done.out.split())
    assert (done.status, done.err) == (0, "")
    assert "Nierfunctie (eGFR): meer dan 90" in out
    assert "regel 4, value: «zie brief» is geen getal. Schrijf een getal, zoals 75" in out
    assert "regel 5, test: «Natrium» is geen bepaling die we kennen" in out
    assert "regel 6, arts: «Jansen» is niet gelezen" in out
    found = json.loads(at_home("labs", str(path), "--json").out)
    assert len(found["values"]) == 3
    assert [one["where"].split(", ")[1:] for one in found["unread"]] == [
        ["regel 4", "value"], ["regel 5", "test"], ["regel 6", "arts"],
    ]  # fmt: skip


def test_pasted_lines_are_read(at_home):
    path = at_home.folder / "pasted.txt"
    path.write_text(
        "Labor Nord\nAbnahme: 1.11.2026\nMagnesium i.S. 0,78 mmol/l (0,70 - 1,05)\nGFR: > 90 ml/min/1.73qm\n"
    )
    found = json.loads(at_home("labs", str(path), "--json").out)
    assert [(one["test"], one["value"], one["sign"], one["date"]) for one in found["values"]] == [
        ("egfr", 90, ">", "2026-11-01"), ("serum_magnesium", 0.78, None, "2026-11-01"),
    ]  # fmt: skip
    assert len(found["unread"]) == 1


def test_the_diary_keeps_a_limit(at_home):
    kept = at_home("diary", "lab", "eGFR", "> 90", "ml/min/1,73m2", "--date", "2026-06-01", "--json")
    assert json.loads(kept.out)["entry"]["lab"]["value"] == ">90"
    assert "meer dan 90" in at_home("labs").out
    sheet = str(at_home.folder / "d.csv")
    assert at_home("diary", "export", sheet).status == 0
    assert json.loads(at_home("diary", "import", sheet, "--diary", "anna", "--json").out)["new"] == 1
    assert "meer dan 90" in at_home("labs", "--diary", "anna").out
    bad = at_home("diary", "lab", "egfr", "abc", "--locale", "en")
    assert "value: «abc» is no number. Write a number such as 85" in bad.err


def test_a_profile_keeps_a_limit(at_home):
    path = at_home.folder / "limit.yaml"
    path.write_text('{person: {age: 50}, goals: [sleep], labs: {egfr: "> 90"}}')
    assert "meer dan 90" in at_home("labs", str(path)).out


def test_a_table_that_is_not_utf8_is_one_line_with_its_place(at_home):
    (at_home.folder / "latin.csv").write_bytes(b"date,test,value,unit\n2026-11-01,magnesium,0.8,\xb5mol/l\n")
    for locale, said in (("en", "UTF-8 (line 2)"), ("nl", "UTF-8 (regel 2)")):
        done = at_home("labs", at_home.folder / "latin.csv", "--locale", locale)
        assert (done.status, done.out) == (2, "")
        assert said in done.err
        assert done.err.count("\n") == 1
