"""The calendar over plans: stable names, higher sequence for what changed, cancelled what is gone."""

from datetime import date, timedelta

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream

from magwise.errors import InputError
from magwise.schedule.calendar import to_ics
from magwise.schedule.plan import plan_day
from schedule.days import at, day, demand, intake

ON = date(2026, 11, 26)
THYRAX = demand("Thyrax", [at("07:00")], 240, 240)


def events(content):
    IcsCalendarStream.calendar_from_ics(content.decode())  # a second library reads and validates it
    found = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {
        str(event["uid"]): (f"{event.decoded('dtstart'):%d %H:%M}", int(event["sequence"]), str(event["status"]))
        for event in found
    }


def write(knowledge, *moments, demands=(THYRAX,), on=ON, previous=None):
    plan = plan_day(day(*demands, intakes=map(intake, moments)), knowledge=knowledge)
    return to_ics(plan, on=on, knowledge=knowledge, previous=previous)


def test_the_same_plan_again_changes_nothing(knowledge):
    first = write(knowledge, "breakfast", "bed")
    again = write(knowledge, "breakfast", "bed", on=ON + timedelta(days=3), previous=first)
    assert events(again) == events(first)
    assert {sequence for _, sequence, _ in events(first).values()} == {0}


def test_a_new_time_updates_its_event(knowledge):
    first = write(knowledge, "breakfast", "bed")
    later = write(knowledge, "midday", "bed", on=ON + timedelta(days=3), previous=first)
    assert list(events(later)) == list(events(first))
    assert list(events(later).values()) == [("29 12:30", 1, "CONFIRMED"), ("26 22:00", 0, "CONFIRMED")]


def test_what_is_gone_is_cancelled_once_and_may_return(knowledge):
    first = write(knowledge, "breakfast", "bed")
    fewer = write(knowledge, "bed", previous=first)
    assert sorted(events(fewer).values()) == [("26 22:00", 1, "CANCELLED"), ("26 22:00", 1, "CONFIRMED")]
    assert b"VALARM" not in fewer.split(b"CANCELLED")[1]
    still = write(knowledge, "bed", previous=fewer)
    assert events(still) == events(fewer)
    back = write(knowledge, "breakfast", "bed", previous=still)
    assert {(sequence, status) for _, sequence, status in events(back).values()} == {(2, "CONFIRMED")}


def test_an_impossible_day_cancels_everything(knowledge):
    first = write(knowledge, "breakfast", "bed")
    none = write(knowledge, "bed", demands=(demand("X", [at("10:00")], action="avoid"),), previous=first)
    assert {status for *_, status in events(none).values()} == {"CANCELLED"}
    with pytest.raises(InputError, match="magnesium"):
        write(knowledge, "bed", demands=(demand("X", [at("10:00")], action="avoid"),))


@pytest.mark.parametrize(
    "previous",
    [b"", b"hello", b"BEGIN:VCALENDAR", b"\xff\xfe", b"BEGIN:VEVENT\r\nUID:x@magwise\r\nEND:VEVENT\r\n"],
)
def test_what_is_no_calendar_is_refused_in_one_line(knowledge, previous):
    with pytest.raises(InputError, match="previous"):
        write(knowledge, "bed", previous=previous)


def test_a_calendar_of_others_is_left_alone(knowledge):
    other = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260101T100000\r\n"
    content = write(knowledge, "bed", previous=other + b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert len(events(content)) == 1
    assert content.count(b"BEGIN:VEVENT") == 1


def test_lines_are_folded_and_end_as_the_standard_asks(knowledge):
    content = write(knowledge, "bed", demands=(demand("Ä" * 90, [at("07:00")], 240, 240),))
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
