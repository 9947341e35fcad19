"""Captions, table rows, free hours, the strip and the calendar."""

from datetime import date, timedelta

import icalendar
import pytest
from hypothesis import given, settings

from magwise.errors import InputError
from magwise.schedule.calendar import to_ics
from magwise.schedule.plan import plan_day
from magwise.schedule.spans import free_hours
from magwise.schedule.strip import strip
from magwise.schedule.tell import caption, table_rows, tell_free_hours
from schedule.days import at, day, days, demand, intake
from schedule.verifier import forbidden_minutes

ON = date(2027, 3, 1)
THYRAX = day(demand("Thyrax", [at("07:00")], 240, 240), intakes=[intake("bed", 112.5, "Mg Bisglycinaat")])


def test_the_caption_says_when_and_when_not(knowledge):
    plan = plan_day(THYRAX, knowledge=knowledge)
    assert caption(plan, THYRAX, knowledge=knowledge) == (
        "Slik magnesium om 22:00. Niet tussen 03:00 en 11:00, want je slikt Thyrax om 07:00."
    )
    assert caption(plan, THYRAX, knowledge=knowledge, locale="en") == (
        "Take magnesium at 22:00. Not between 03:00 and 11:00, because you take Thyrax at 07:00."
    )


def test_the_caption_names_what_was_taken_and_counts_the_rest(knowledge):
    request = day(
        demand("A", [at("07:00")], 60, 60, taken=(at("09:00"),)), demand("B", [at("12:00"), at("16:00")], 60, 60)
    )
    said = caption(plan_day(request, knowledge=knowledge), request, knowledge=knowledge, locale="en")
    assert "because you took A at 09:00" in said
    assert "2 more times" in said


def test_a_moved_medicine_is_told_at_its_new_time(knowledge):
    request = day(
        demand("F", [at("09:00")], 360, 360), demand("M", [at("17:00")], 240, 300, movable=True),
        intakes=[intake("evening")], bed="20:00",
    )  # fmt: skip
    assert "M at 16:00" in caption(plan_day(request, knowledge=knowledge), request, knowledge=knowledge, locale="en")


def test_rows_are_the_items(knowledge):
    plan = plan_day(THYRAX, knowledge=knowledge)
    rows = table_rows(plan, knowledge=knowledge)
    assert [(r.time, r.kind, r.name, r.why) for r in rows] == [(i.time, i.kind, i.name, i.why) for i in plan.items]
    assert (rows[-1].when, rows[-1].amount) == ("voor het slapen", "112,5\u00a0mg")
    assert table_rows(plan, knowledge=knowledge, locale="en")[-1].amount == "112.5\u00a0mg"


@settings(max_examples=200, deadline=None)
@given(request_=days)
def test_free_hours_are_what_no_medicine_closes(knowledge, request_):
    plan = plan_day(request_, knowledge=knowledge)
    timed = [d for d in request_.demands if d.action == "avoid" or d.times or not (d.before or d.after)]
    if len(timed) < len(request_.demands):
        return
    free = set()
    for start, stop in free_hours(plan, request_):
        free |= {(start + m) % 1440 for m in range((stop - start) % 1440 + 1)}
    awake = {(request_.wake + m) % 1440 for m in range((request_.bed - request_.wake) % 1440 + 1)}
    one_sided = {t for d in timed for t in (*d.times, *d.taken) if not (d.before and d.after)}
    assert free - one_sided == awake - forbidden_minutes(request_) - one_sided


def test_free_hours_as_a_sentence(knowledge):
    request = day(demand("A", [at("09:00")], 120, 60))
    said = tell_free_hours(plan_day(request, knowledge=knowledge), request, knowledge=knowledge, locale="en")
    assert said == "Your medicines allow magnesium: from 07:00 to 08:00 and from 11:00 to 23:00."
    closed = day(demand("A", [at("09:00")], action="avoid"))
    assert "no magnesium" in tell_free_hours(
        plan_day(closed, knowledge=knowledge), closed, knowledge=knowledge, locale="en"
    )


def test_hours_that_have_passed_are_not_free(knowledge):
    request = day(demand("A", [at("09:00")], 120, 60), intakes=[intake("bed")], not_before=at("15:00"))
    said = tell_free_hours(plan_day(request, knowledge=knowledge), request, knowledge=knowledge, locale="en")
    assert said == "Your medicines allow magnesium: from 15:00 to 23:00."
    late = day(demand("A", [at("19:30")], 240, 240), not_before=at("19:30"))
    said = tell_free_hours(plan_day(late, knowledge=knowledge), late, knowledge=knowledge, locale="en")
    assert said == "Your medicines allow no more magnesium today."


def test_the_strip_of_a_usual_day(knowledge):
    lines = strip(plan_day(THYRAX, knowledge=knowledge), THYRAX, knowledge=knowledge).splitlines()
    hour = lines[0].index("00")
    assert lines[0].split()[0] == "Uur"
    thyrax = lines[1]
    assert thyrax[hour + 14] == "◆"
    assert [i - hour for i, mark in enumerate(thyrax) if mark == "▒"] == [*range(6, 14), *range(15, 22)]
    magnesium = next(line for line in lines if line.startswith("Magnesium"))
    assert magnesium[hour + 44] == "●"
    assert "● 22:00  112,5\u00a0mg  Mg Bisglycinaat" in lines


@settings(max_examples=100, deadline=None)
@given(request_=days)
@pytest.mark.parametrize(("width", "ascii_only"), [(80, False), (80, True), (40, True)])
def test_any_strip_keeps_its_width(knowledge, width, ascii_only, request_):
    plan = plan_day(request_, knowledge=knowledge)
    text = strip(plan, request_, knowledge=knowledge, width=width, ascii_only=ascii_only)
    assert all(len(line) <= width and line == line.rstrip() for line in text.splitlines())
    assert text.isascii() or not ascii_only
    assert text.count("O " if ascii_only else "● ") >= sum(i.kind == "magnesium" for i in plan.items)


def test_a_narrow_strip_is_refused(knowledge):
    with pytest.raises(InputError, match="39 columns"):
        strip(plan_day(THYRAX, knowledge=knowledge), THYRAX, knowledge=knowledge, width=39)


def test_the_calendar_reads_back(knowledge):
    request = day(demand("Thyrax", [at("07:00")], 240, 240), intakes=[intake("breakfast"), intake("evening", 112.5)])
    plan = plan_day(request, knowledge=knowledge)
    content = to_ics(plan, on=ON, knowledge=knowledge, locale="en", alarm_minutes=10)
    assert content == to_ics(plan, on=ON, knowledge=knowledge, locale="en", alarm_minutes=10)
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    starts = [event.decoded("dtstart") for event in events]
    assert [start.strftime("%H:%M") for start in starts] == ["11:00", "18:30"]
    assert all(start.date() == ON and start.tzinfo is None for start in starts)
    assert len({str(event["uid"]) for event in events}) == 2
    assert all(event["rrule"]["freq"] == ["DAILY"] for event in events)
    assert str(events[1]["summary"]) == "Mg: 112.5\u00a0mg"
    assert [a.decoded("trigger") for a in events[0].walk("VALARM")] == [timedelta(minutes=-10)]
    later = icalendar.Calendar.from_ical(to_ics(plan, on=date(2028, 1, 1), knowledge=knowledge)).walk("VEVENT")
    assert [event["uid"] for event in later] == [event["uid"] for event in events]


def test_no_calendar_without_magnesium(knowledge):
    closed = day(demand("A", [at("08:00")], action="avoid"), intakes=[intake("wake")])
    for request in (closed, day()):
        with pytest.raises(InputError):
            to_ics(plan_day(request, knowledge=knowledge), on=ON, knowledge=knowledge)


def test_a_missing_time_is_never_read_as_free(knowledge):
    request = day(demand("A", (), 120, 60), demand("B", [at("09:00")], 60, 60))
    plan = plan_day(request, knowledge=knowledge)
    for said in (tell_free_hours, caption):
        assert "What time do you take A?" in said(plan, request, knowledge=knowledge, locale="en")
    assert "allow" not in tell_free_hours(plan, request, knowledge=knowledge, locale="en")
