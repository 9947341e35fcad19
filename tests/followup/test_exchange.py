"""A diary goes out as CSV and JSON and comes back without loss; what is broken is one clear line."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.dates import FIRST, LAST
from magwise.errors import DiaryError
from magwise.followup.basics import Foundation
from magwise.followup.diary import Event, days_of, entries_of
from magwise.followup.entry import EFFECTS, Dose, Entry, read_entry
from magwise.followup.exchange import (
    COLUMNS,
    from_csv,
    from_json,
    is_diary,
    read_days,
    to_csv,
    to_day_csv,
    to_json,
    trial_rows,
)  # fmt: skip
from magwise.knowledge.load import load_knowledge
from magwise.profiles.lab_units import LabValue

KNOWLEDGE = load_knowledge()
KNOWN = (*EFFECTS, *KNOWLEDGE.fields["red_flags"].options)
SEEN = st.characters(exclude_categories=("Cs", "Cc"), include_characters=" \n\t;,\"'|")
CELLS = (
    "=1+1",
    "+31 6",
    "-5",
    "@SUM(A1)",
    "👨‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👍🏽",
    "8:15\u202fPM",
    'a "b"; c,\n\nd',
    "\ufeff",
    "id",
    "0x",
    "1e5",
    " ",
    "\n",
)
TEXT = st.one_of(st.text(SEEN, min_size=1, max_size=40), st.sampled_from(CELLS))
DOSES = st.builds(
    Dose,
    name=st.text('abc é|,"', min_size=1, max_size=8).filter(str.strip),
    mg=st.sampled_from((50.0, 56.25, 100.0, 0.1)),
    units=st.sampled_from((None, 0.5, 1.0, 2.0)),
    unit=st.sampled_from((None, "tablet")),
    form=st.sampled_from((None, "citrate")),
    label=st.sampled_from((None, 'Per 2 tabletten: 200 mg, "puur"\nregel 2')),
    knowledge_version=st.sampled_from((None, "abc")),
)
LABS = st.sampled_from(
    (
        LabValue(test="serum_magnesium", value=2.07, unit="mg/dL", low=1.8, high=2.3),
        LabValue(test="creatinine", value=80.0),
        LabValue(test="egfr", value=91.0, unit="mL/min/1.73 m²", low=60.0),
    )
)
FOUNDATIONS = st.builds(
    Foundation,
    sleep_hours=st.sampled_from((None, 6.5, 0.0)),
    smoker=st.sampled_from((None, True, False)),
    sweating=st.sampled_from((None, "heavy")),
    nuts_portions=st.sampled_from((None, 0.5)),
    magnesium_mg=st.sampled_from((None, 240.0)),
).map(lambda found: None if found == Foundation() else found)
ENTRIES = st.builds(
    Entry,
    date=st.dates(FIRST, LAST).map(lambda day: day.isoformat()),
    time=st.sampled_from((None, "00:00", "22:15")),
    taken=st.sampled_from(("taken", "skipped", "unrecorded")),
    on=st.sampled_from((None, True, False)),
    washout=st.sampled_from((None, True, False)),
    outcome=st.sampled_from((None, 0.0, 6.5, -3.0, 1e-3)),
    bristol=st.sampled_from((None, 1, 4, 7)),
    effects=st.lists(st.sampled_from(KNOWN), unique=True, max_size=4).map(
        lambda found: tuple(sorted(found, key=KNOWN.index))
    ),
    benefit=st.sampled_from((None, "none", "good")),
    change=st.sampled_from(((), ("illness",), ("travel", "coffee"))),
    note=st.one_of(st.none(), TEXT),
    dose=st.one_of(st.none(), DOSES),
    lab=st.one_of(st.none(), LABS),
    foundation=st.one_of(st.none(), FOUNDATIONS),
).filter(lambda entry: entry != Entry(date=entry.date, time=entry.time))


def events_of(entries):
    return tuple(
        Event(id=f"e{place}", kind="entry", recorded="2027-01-04T08:00:00+00:00", entry=entry)
        for place, entry in enumerate(entries)
    )


@given(st.lists(ENTRIES, max_size=8))
@settings(max_examples=150, deadline=None)
def test_both_ways_lose_nothing(entries):
    events = events_of(entries)
    assert from_json(to_json(events), knowledge=KNOWLEDGE) == events
    standing = entries_of(events)
    text = to_csv(standing)
    back = from_csv(text, knowledge=KNOWLEDGE)
    assert [(kept.id, kept.entry) for kept in standing] == back
    again = tuple(Event(id=one, kind="entry", recorded="x", entry=entry) for one, entry in back)
    assert to_csv(entries_of(again)) == text


def test_the_history_travels_in_json():
    first = events_of([Entry(date="2027-01-04", bristol=4)])
    fix = Event(
        id="f",
        kind="correction",
        recorded="2027-01-05T08:00:00+00:00",
        about="e0",
        entry=Entry(date="2027-01-04", bristol=6),
    )
    gone = Event(id="g", kind="withdrawal", recorded="2027-01-06T08:00:00+00:00", about="e0")
    assert from_json(to_json((*first, fix, gone)), knowledge=KNOWLEDGE) == (*first, fix, gone)
    assert entries_of((*first, fix))[0].entry.bristol == 6
    assert entries_of((*first, fix, gone)) == ()


def test_the_columns_are_a_superset_of_the_trial_s():
    assert {"date", "on", "outcome", "washout", "taken"} < set(COLUMNS)
    days = days_of(
        entries_of(events_of([Entry(date="2027-01-04", outcome=4, on=True), Entry(date="2027-01-04", outcome=6)]))
    )
    assert to_day_csv(days).splitlines() == [
        "date,on,outcome,washout,taken,bristol,effects,benefit,change,note",
        "2027-01-04,true,5,,unrecorded,,,,,",
    ]


@pytest.mark.parametrize("note", CELLS)
def test_a_note_stays_as_it_was_typed(note):
    entry = read_entry({"date": "2027-01-04", "note": note}, knowledge=KNOWLEDGE)
    assert entry.note == note
    events = events_of([entry])
    assert from_csv(to_csv(entries_of(events)), knowledge=KNOWLEDGE) == [("e0", entry)]
    assert from_json(to_json(events), knowledge=KNOWLEDGE) == events


def test_line_ends_of_another_system_become_ours():
    assert read_entry({"date": "2027-01-04", "note": "a\r\nb\rc"}, knowledge=KNOWLEDGE).note == "a\nb\nc"


@pytest.mark.parametrize("note", ["\x00", "a\x07", "\ud800", "", "x" * 20_001])
def test_a_note_that_no_database_keeps_is_refused(note):
    with pytest.raises(DiaryError, match="note"):
        read_entry({"date": "2027-01-04", "note": note}, knowledge=KNOWLEDGE)


def test_an_export_is_the_diary_of_a_trial_as_it_is():
    entries = [
        Entry(date="2027-01-05", on=False, outcome=4.0, change=("travel",)),
        Entry(date="2027-01-04", time="22:00", taken="taken", on=True, outcome=8.0, change=("other_dose",)),
        Entry(date="2027-01-04", time="08:00", outcome=6.0, change=("coffee",)),
        Entry(date="2027-01-06", note="nothing of a trial"),
    ]
    events = events_of(entries)
    for text in (to_csv(entries_of(events)), to_json(events)):
        assert is_diary(text)
        assert trial_rows(read_days(text, knowledge=KNOWLEDGE)) == [
            {
                "date": "2027-01-04", "on": True, "outcome": 7.0, "washout": None, "taken": "taken",
                "change": ("coffee", "other_dose"),
            },
            {
                "date": "2027-01-05", "on": False, "outcome": 4.0, "washout": None, "taken": "unrecorded",
                "change": ("travel",),
            },
        ]  # fmt: skip
    assert not is_diary("date,on,outcome\n2027-01-04,1,7\n")
    assert not is_diary("date,on,outcome,bristol,mood\n")


def test_a_sheet_with_semicolons_and_a_byte_order_mark_is_read():
    text = "\ufeffdate;taken;outcome;bristol\r\n2027-01-04;taken;6,5;4\r\n"
    ((_, entry),) = from_csv(text, knowledge=KNOWLEDGE)
    assert (entry.taken, entry.outcome, entry.bristol) == ("taken", 6.5, 4)


BROKEN = [
    ("date,taken\n2027-13-01,taken\n", "line 2, date", "2027-13-01"),
    ("date,taken\n2027-01-04,yes\n", "line 2, taken", "skipped"),
    ("date,stool\n2027-01-04,4\n", "line 2", "bristol"),
    ("date,bristol\n2027-01-04,9\n", "line 2, bristol", "7"),
    ("date,bristol\n2027-01-04,4.5\n", "line 2, bristol", "whole"),
    ("date,outcome\n2027-01-04,good\n", "line 2, outcome", "number"),
    ("date,outcome\n2027-01-04,nan\n", "line 2, outcome", "number"),
    ("date,time,taken\n2027-01-04,25:00,taken\n", "line 2, time", "07:00"),
    ("date,on\n2027-01-04,maybe\n", "line 2, on", "true"),
    ("date,effects\n2027-01-04,dizzy\n", "line 2, effects", "cramps"),
    ("date,taken\n2027-01-04\n", "line 2", "cells"),
    ("date,date\n2027-01-04,x\n", "header", "once"),
    ("date,time\n2027-01-04,08:00\n", "line 2", "says nothing"),
    ("date,dose_mg\n2027-01-04,100\n", "line 2, dose", "name"),
]


@pytest.mark.parametrize(("text", "place", "said"), BROKEN)
def test_a_broken_row_is_one_line_with_its_place(text, place, said):
    with pytest.raises(DiaryError) as caught:
        from_csv(text, knowledge=KNOWLEDGE, locale="en", where="diary.csv")
    line = str(caught.value)
    assert "\n" not in line
    assert said in line
    assert place.split(",")[0] in line
    assert all(part.strip() in line for part in place.split(","))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"format": "other"}', '{"format": "magwise-diary", "version": 9, "events": []}', "[" * 5000],
)
def test_what_is_no_export_is_refused(text):
    with pytest.raises(DiaryError):
        from_json(text, knowledge=KNOWLEDGE)


def test_an_export_that_was_tampered_with_is_checked_anew():
    told = json.loads(to_json(events_of([Entry(date="2027-01-04", bristol=4)])))
    told["events"][0]["entry"]["bristol"] = 40
    with pytest.raises(DiaryError, match="event 1, bristol"):
        from_json(json.dumps(told), knowledge=KNOWLEDGE, locale="en", where="d.json")


def test_what_is_not_written_down_is_neither_skipped_nor_zero():
    entry = read_entry({"date": "2027-01-04", "bristol": 4}, knowledge=KNOWLEDGE)
    assert (entry.taken, entry.outcome, entry.on) == ("unrecorded", None, None)
    (day,) = days_of(entries_of(events_of([entry])))
    assert (day.taken, day.outcome) == ("unrecorded", None)
