"""Exports of other trackers become entries; nothing of a row is lost and a second import adds nothing."""

import pytest

from magwise.errors import DiaryError
from magwise.followup.trackers import TRACKERS, read_mapping, read_tracker
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
DAYLIO = """full_date,date,weekday,time,mood,activities,note_title,note
2026-11-20,November 20,Friday,8:15 pm,good,"reading | magnesium | nausea",Evening,Slept early
2026-11-19,November 19,Thursday,07:30,awful,"",,
2026-11-19,November 19,Thursday,07:30,awful,"",,
2026-11-18,November 18,Wednesday,07:30,tired,"walk",,
"""
BEARABLE = """date,weekday,time of day,category,rating/amount,detail,notes
"8th Dec 2025","Monday","pre","Mood","6","",""
"1st Dec 2025","Monday","all day","Medication","1","Magnesium citrate (100mg)",""
"2nd Nov 2025","Sunday","am","Symptom","2","Nausea (Moderate)","after lunch"
"3rd Nov 2025","Monday","pm","Factors","","Coffee",""
"""


def read(text, name):
    return read_tracker(text, TRACKERS[name], knowledge=KNOWLEDGE, locale="en", where="export.csv")


def test_daylio():
    (one, first), *rest = read(DAYLIO, "daylio")
    assert (first.date, first.time, first.outcome, first.taken, first.effects) == (
        "2026-11-20", "20:15", 4, "taken", ("nausea",)
    )  # fmt: skip
    assert "Evening" in first.note
    assert "Slept early" in first.note
    assert "reading" in first.note
    assert [entry.outcome for _, entry in rest] == [1, 1, None]
    assert "mood: tired" in rest[2][1].note
    assert len({name for name, _ in (*rest, (one, first))}) == 4
    assert read(DAYLIO, "daylio") == [(one, first), *rest]


def test_bearable():
    mood, medicine, symptom, factor = (entry for _, entry in read(BEARABLE, "bearable"))
    assert (mood.date, mood.outcome) == ("2025-12-08", 6)
    assert (medicine.date, medicine.taken) == ("2025-12-01", "taken")
    assert (symptom.date, symptom.effects) == ("2025-11-02", ("nausea",))
    assert "after lunch" in symptom.note
    assert "category: Factors" in factor.note
    assert "detail: Coffee" in factor.note
    assert factor.taken == "unrecorded"


def test_a_mapping_of_one_s_own():
    mapping = read_mapping(
        'date = "Datum"\ndate_formats = ["%d-%m-%Y"]\nplaces = { Slaap = "outcome", Ontlasting = "bristol" }\n',
        knowledge=KNOWLEDGE,
    )
    text = "Datum;Slaap;Ontlasting;Weer\n04-01-2027;7,5;6;zon\n"
    ((_, entry),) = read_tracker(text, mapping, knowledge=KNOWLEDGE)
    assert (entry.date, entry.outcome, entry.bristol, entry.note) == ("2027-01-04", 7.5, 6, "weer: zon")


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (DAYLIO.replace("2026-11-18", "18 nov"), "daylio", "line 5"),
        ("day,mood\n2026-11-18,good\n", "daylio", "full_date"),
        (BEARABLE.replace("8th Dec 2025", "8th Foo 2025"), "bearable", "line 2"),
        (BEARABLE.replace('"",""\n"1st', '""\n"1st'), "bearable", "line 2"),
    ],
)
def test_a_row_that_cannot_be_read_is_one_line(text, name, said):
    with pytest.raises(DiaryError, match=said):
        read(text, name)


@pytest.mark.parametrize(
    "text", ["date = 1", "date", 'date = "d"', 'date = "d"\ndate_formats = ["%Y"]\nplaces = { x = "mood" }', "a = 1"]
)
def test_a_mapping_that_cannot_be_used_is_refused(text):
    with pytest.raises(DiaryError):
        read_mapping(text, knowledge=KNOWLEDGE, where="my.toml")
