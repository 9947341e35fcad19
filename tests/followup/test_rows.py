"""The diary as typed: what may be written, and one line for what cannot be read."""

from datetime import date

import pytest

from magwise.errors import DiaryError
from magwise.followup.rows import read_csv, read_rows


def one(words, need_on=True, **cells):
    row = {"date": "2027-01-04", "on": "1", "outcome": "7", **cells}
    return read_rows([("row 1", row)], words, need_on=need_on, least=0, most=10)[0]


@pytest.mark.parametrize(
    ("typed", "on"),
    [("1", True), ("0", False), ("ja", True), ("Nee", False), (True, True), (0, False), (1.0, True), ("met", True)],
)
def test_on_may_be_said_in_many_ways(words, typed, on):
    assert one(words, on=typed).on is on


@pytest.mark.parametrize(
    ("typed", "value"), [("7,5", 7.5), ("7.5", 7.5), (7, 7.0), ("", None), (None, None), (" ", None)]
)
def test_an_outcome_may_be_empty_and_is_then_missing(words, typed, value):
    assert one(words, outcome=typed).outcome == value


def test_what_is_not_written_about_taking_is_unrecorded_not_skipped(words):
    assert one(words).taken == "unrecorded"
    assert one(words, taken="skipped").taken == "skipped"


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"date": "4-1-2027"}, "date"),
        ({"date": None}, "date"),
        ({"date": "2027-13-01"}, "date"),
        ({"on": "maybe"}, "on"),
        ({"on": ""}, "on"),
        ({"on": 2}, "on"),
        ({"outcome": "good"}, "outcome"),
        ({"outcome": "nan"}, "outcome"),
        ({"outcome": float("inf")}, "outcome"),
        ({"outcome": 11}, "outcome"),
        ({"outcome": True}, "outcome"),
        ({"taken": "perhaps"}, "taken"),
        ({"washout": "x"}, "washout"),
        ({"change": "moon"}, "change"),
    ],
)
def test_a_bad_cell_is_named(words, cells, field):
    with pytest.raises(DiaryError) as caught:
        one(words, **cells)
    assert caught.value.where == f"row 1, {field}"
    assert caught.value.mend


def test_a_day_stands_there_once(words):
    rows = [("row 1", {"date": date(2027, 1, 4), "on": 1, "outcome": 5})] * 2
    with pytest.raises(DiaryError, match="stands there twice"):
        read_rows(rows, words, need_on=True)


def test_rows_come_in_the_order_of_their_dates(words):
    rows = [("a", {"date": f"2027-01-{day:02d}", "on": 1, "outcome": day}) for day in (9, 4, 7)]
    assert [row.outcome for row in read_rows(rows, words, need_on=True)] == [4, 7, 9]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_with_any_usual_separator(words, mark):
    text = f"Date{mark}ON{mark}outcome{mark}bristol\r\n2027-01-04{mark}1{mark}7{mark}4\r\n\r\n"
    [(place, row)] = read_csv(text, "d.csv", words)
    assert place == "d.csv, line 2"
    assert row == {"date": "2027-01-04", "on": "1", "outcome": "7", "bristol": "4"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no row"),
        ("date,on,outcome\n", "there is no row"),
        ("date,on\n2027-01-04,1\n", "«outcome» is missing"),
        ("date,on,outcom\n2027-01-04,1,3\n", "Do you mean «outcom»"),
        ("date,on,outcome,takn\n2027-01-04,1,3,x\n", "Do you mean «taken»"),
        ("date,on,outcome,on\n2027-01-04,1,3,0\n", "twice"),
        ("date,on,outcome\n2027-01-04,1\n", "line 2: 2 cells"),
        ('date,on,outcome\n2027-01-04,1,"3\n', "quote"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(words, text, said):
    with pytest.raises(DiaryError) as caught:
        read_csv(text, "d.csv", words)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
