"""Laboratory sheets: headers in three languages, pasted lines, dates, and rows that stay when another is odd."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise import read_labs
from magwise.errors import InputError
from magwise.followup.lab_dates import MonthOrDayError, read_sheet_date
from magwise.followup.lab_table import MOST_VALUES, is_sheet, read_lab_table
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()


def table(text, locale="en"):
    return read_lab_table(text, knowledge=KNOWLEDGE, locale=locale)


def told(text):
    return [
        (one.value.test, one.value.value, one.value.unit, one.value.low, one.value.high) for one in table(text).values
    ]


@pytest.mark.parametrize(
    "header",
    [
        "datum;bepaling;uitslag;eenheid;referentie",
        "Datum;Bepaling;Resultaat;Eenheden;Referentiewaarden",
        "date;test;result;units;reference range",
        "Abnahmedatum;Untersuchung;Ergebnis;Einheit;Referenzbereich",
        "Datum;Parameter;Messwert;Einheit;Normbereich",
        '"datum";"bepaling";"waarde";"eenheid";"ref"',
    ],
)
def test_a_header_is_read_in_three_languages(header):
    found = table(f"{header}\n01-11-2026;Magnesium;0,78;mmol/l;0,70 - 1,05\n")
    assert [one.date for one in found.values] == ["2026-11-01"]
    value = found.values[0].value
    assert (value.value, value.low, value.high, found.unread) == (0.78, 0.7, 1.05, ())


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_columns_are_parted_by_what_the_header_has(separator):
    rows = [["test", "value", "unit", "flag"], ["eGFR", "> 90", "ml/min", ""], ["Magnesium", "0.66", "mmol/L", "L"]]
    found = table("\r\n".join(separator.join(row) for row in rows))
    assert [one.value.value for one in found.values] == [">90", "0.66 L"]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Magnesium 0,78 mmol/l (0,70 - 1,05)", ("serum_magnesium", 0.78, "mmol/L", 0.7, 1.05)),
        ("Magnesium: 0.78 mmol/l", ("serum_magnesium", 0.78, "mmol/L", None, None)),
        ("Magnesium i.S.\t0,66\tmmol/l\tL\t0,70-1,05", ("serum_magnesium", "0.66 L", "mmol/L", 0.7, 1.05)),
        ("Kreatinin 1,02 mg/dl + (0,5 - 0,9)", ("creatinine", "1.02 H", "mg/dL", 0.5, 0.9)),
        ("GFR (CKD-EPI): > 90 ml/min/1.73qm", ("egfr", ">90", "mL/min/1.73 m²", None, None)),
        ("eGFR <15 mL/min/1,73m² ref. > 60", ("egfr", "<15", "mL/min/1.73 m²", 60, None)),
        ("eGFR meer dan 90", ("egfr", ">90", None, None, None)),
        ("eGFR 90 of meer ml/min", ("egfr", ">=90", "mL/min", None, None)),
        ("24h urine magnesium 4,1 mmol/24u", ("urine_magnesium_24h", 4.1, "mmol/24 h", None, None)),
        ("Mg (ery) 2,1 mmol/l ref. 1,65 - 2,65 *", ("erythrocyte_magnesium", "2.1 *", "mmol/L", 1.65, 2.65)),
        ("01-11-2026 Magnesium 0,78 mmol/l", ("serum_magnesium", 0.78, "mmol/L", None, None)),
        ("CKD-EPI 2009 85 ml/min", ("egfr", 85, "mL/min", None, None)),
    ],
)
def test_a_pasted_line_is_read(line, value):
    assert told(line) == [value]
    assert table(line).unread == ()


def test_a_date_alone_dates_the_lines_below_it():
    text = "Datum: 01-10-2026\nMagnesium 0,78 mmol/l\n1 nov 2026\neGFR 85\n2026-11-02 eGFR 80\neGFR 70 03-11-2026\n"
    assert [one.date for one in table(text).values] == ["2026-10-01", "2026-11-01", "2026-11-02", "2026-11-03"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Natrium 140 mmol/l", "«Natrium 140 mmol/l» is no test that we know"),
        ("eGFR zie brief", "«zie brief» is no number. Write a number such as 85"),
        ("eGFR 30 - 45", "«30 - 45» is no number"),
        ("Magnesium im Vollblut 1,4 mmol/l", "is no test that we know"),
        ("Magnesium 0,78", "is possible in more than one unit"),
        ("Kreatinine 9 µmol/l", "is not likely"),
    ],
)
def test_a_line_that_is_no_value_is_named_and_the_rest_stands(line, what):
    found = table(f"eGFR 85 ml/min\n{line}\nMagnesium 0,8 mmol/l\n")
    assert [one.value.test for one in found.values] == ["egfr", "serum_magnesium"]
    assert [one.where.split(",")[0] for one in found.unread] == ["line 2"]
    assert what in str(InputError("", found.unread[0].what, found.unread[0].mend))


def test_words_behind_a_value_are_named():
    found = table("Magnesium 0,78 mmol/l nuchter geprikt\n")
    assert [one.what for one in found.unread] == ["«nuchter geprikt» was not read"]


def test_a_row_with_other_cells_than_the_header_is_named():
    found = table("test,value,unit\nmagnesium,0,78,mmol/l\negfr,85,ml/min,,\n\n")
    assert [(one.value.test, one.value.value) for one in found.values] == [("egfr", 85)]
    assert "other cells than the header" in found.unread[0].what


def test_a_quote_with_letters_behind_it_is_named_and_the_next_row_stands():
    found = table('test,value\nmagnesium,"0.78"9\negfr,85\n')
    assert [(one.value.test, one.value.value) for one in found.values] == [("egfr", 85)]
    assert [one.where for one in found.unread] == ["line 2"]


def test_a_call_holds_a_thousand_values_and_no_more():
    lines = "magnesium;0.8 mmol/L\n" * MOST_VALUES
    assert len(table("test;value\n" + lines).values) == MOST_VALUES
    rows = [{"test": "magnesium", "value": "0.8 mmol/L"}] * MOST_VALUES
    assert len(read_labs(rows).values) == MOST_VALUES
    for much in ("test;value\n" + lines + "egfr;85\n", lines + "egfr;85\n" * 2):
        with pytest.raises(InputError, match="more than 1000 values"):
            table(much)
    with pytest.raises(InputError, match="more than 1000 values"):
        read_labs(iter([*rows, rows[0]]), locale="en")


@pytest.mark.parametrize("rows", [5, "magnesium 0.8", {"test": "magnesium", "value": 0.8}, [5]])
def test_what_is_no_list_of_values_is_refused_in_one_line(rows):
    with pytest.raises(InputError, match="this is no list of laboratory values"):
        read_labs(rows, locale="en")


@pytest.mark.parametrize("value", [10**5000, 1e10, float("nan"), "0.8 \ud800"], ids=["long", "large", "none", "half"])
def test_a_number_that_nobody_measures_is_named(value):
    with pytest.raises(InputError, match=r"values\[0\], value"):
        read_labs([{"test": "magnesium", "value": value}])


def test_a_day_outside_the_calendar_of_people_is_no_date():
    found = table("date;test;value\n01-11-9999;egfr;85\n31-12-2999;magnesium;0,8 mmol/L\n")
    assert [(one.date, one.value.test) for one in found.values] == [("2999-12-31", "serum_magnesium")]
    assert [one.where for one in found.unread] == ["line 2, date"]


def test_where_nothing_is_read_that_is_said():
    with pytest.raises(InputError, match=r"no line is a laboratory value \(line 1: «a» is no test"):
        table("a\nb\n")
    with pytest.raises(InputError, match="no line is a laboratory value"):
        table("")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-01", "2026-11-01"), ("01-11-2026", "2026-11-01"), ("1.11.2026", "2026-11-01"), ("1 nov 2026", "2026-11-01"),
        ("1. November 2026", "2026-11-01"), ("November 1, 2026", "2026-11-01"), ("1-mrt-2026", "2026-03-01"),
        ("5 März 2026", "2026-03-05"), ("01-11-2026 08:15", "2026-11-01"), ("2026-11-01T08:15:00Z", "2026-11-01"),
        ("25/12/2026", "2026-12-25"), ("12/25/2026", "2026-12-25"), ("11/11/2026", "2026-11-11"), ("2026/11/01", "2026-11-01"),
        ("31-02-2026", None), ("gisteren", None), ("1-11-26", None), ("", None), ("90", None),
    ],
)  # fmt: skip
def test_a_date_is_read_as_sheets_print_it(text, day):
    assert read_sheet_date(text, KNOWLEDGE) == day


def test_a_date_whose_month_may_come_first_is_asked_about():
    with pytest.raises(MonthOrDayError):
        read_sheet_date("11/10/2026", KNOWLEDGE)


@pytest.mark.parametrize(
    ("text", "sheet"),
    [
        ("test,value\negfr,85\n", True), ("Magnesium: 0,78 mmol/l\n", True), ("{person: {age: 40}}", False),
        ("# mine\nperson: {age: 40}\nlabs: {egfr: 85}\n", False), ("labs:\n  egfr: 85\n", False),
    ],
)  # fmt: skip
def test_a_sheet_is_told_from_a_profile(text, sheet):
    assert is_sheet(text, KNOWLEDGE) is sheet


def test_the_library_reads_the_other_rows_too():
    rows = [{"test": "eGFR", "value": "> 90"}, {"test": "Natrium", "value": 140}, {"test": "magnesium", "value": "abc"}]
    found = read_labs(rows)
    assert [(one.value, one.sign) for one in found.values] == [(90, ">")]
    assert [one.where for one in found.unread] == ["values[1], test", "values[2], value"]
    with pytest.raises(InputError, match=r"values\[0\], test"):
        read_labs([{"test": "Natrium", "value": 140}])


GOOD = ["Magnesium 0,78 mmol/l", "eGFR > 90 ml/min/1,73m2", "Kreatinine 80 umol/L", "Mg (ery) 2,1 mmol/l"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(GOOD), st.text(max_size=40)), min_size=1, max_size=8), st.data())
def test_any_lines_beside_it_never_refuse_a_value(lines, data):
    kept = data.draw(st.sampled_from(GOOD))
    place = data.draw(st.integers(0, len(lines)))
    clean = [" ".join(line.split()) for line in lines]
    text = "\n".join([*clean[:place], kept, *clean[place:]])
    first = next((line for line in text.split("\n") if line.strip()), "")
    if any(sign in first for sign in ";,|") and "test" in first:
        return  # a header of its own
    found = table(text)
    assert {(one.value.test, one.value.value) for one in table(kept).values} <= {
        (one.value.test, one.value.value) for one in found.values
    }
