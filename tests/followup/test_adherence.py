"""What a diary tells of the magnesium taken now."""

from datetime import date, timedelta

import msgspec
import pytest

from followup.courses import course
from magwise.followup.adherence import Adherence, adherence_of, with_diary
from magwise.followup.diary import Event, days_of, entries_of
from magwise.followup.entry import Dose, Entry
from magwise.profiles.profile import CurrentMagnesium, Person, Profile

START = date(2027, 1, 4)
PROFILE = Profile(person=Person(age=40), goals=("sleep",))


def written(*entries):
    begun = msgspec.structs.replace(course((100.0, 150.0), 100.0, 150.0), start=START.isoformat())
    events = [Event(id="c", kind="course", recorded="x", course=begun)]
    events += [Event(id=f"e{place}", kind="entry", recorded="x", entry=entry) for place, entry in enumerate(entries)]
    return tuple(events)


def day(number, taken="taken", **more):
    return Entry(date=(START + timedelta(number)).isoformat(), taken=taken, **more)


def test_taken_skipped_and_not_written_down_are_three_things():
    events = written(day(0), day(1, "skipped"), day(3), day(4, "unrecorded", bristol=4))
    found = adherence_of(days_of(entries_of(events)), START, START + timedelta(5))
    assert found == Adherence(taken=2, skipped=1, missing=3)


@pytest.mark.parametrize(("taken", "skipped", "missing", "days"), [
    (6, 0, 0, None), (7, 0, 0, 7.0), (8, 0, 0, 7.0), (5, 2, 0, 5.0), (7, 0, 7, 7.0), (7, 0, 8, None), (0, 7, 0, 0.0),
])  # fmt: skip
def test_too_few_written_days_tell_nothing(taken, skipped, missing, days):
    assert Adherence(taken, skipped, missing).days_week == days


def test_the_diary_fills_what_the_profile_leaves_open():
    dose = Dose(name="pot", mg=150, form="citrate")
    events = written(*(day(n, dose=dose, bristol=4, benefit="none") for n in range(27)), day(27, "skipped", bristol=6))
    told, found = with_diary(PROFILE, events, START + timedelta(27))
    assert found == Adherence(27, 1, 0)
    (now,) = told.current_magnesium
    assert (now.mg_per_day, now.weeks, now.effect, now.bowel, now.days_week) == (150, 3.9, "none", "loose", 6.8)
    own = msgspec.structs.replace(PROFILE, current_magnesium=(CurrentMagnesium(effect="good", days_week=2, weeks=20),))
    (kept,) = with_diary(own, events, START + timedelta(27))[0].current_magnesium
    assert (kept.effect, kept.weeks, kept.days_week) == ("good", 20, 6.8)


def test_of_several_products_that_of_the_course_is_the_one_in_the_diary():
    dose = Dose(name="pot", mg=150, form="citrate")
    events = written(*(day(n, dose=dose, bristol=4) for n in range(8)))
    oxide, citrate = CurrentMagnesium(form="oxide", mg_per_day=60), CurrentMagnesium(form="citrate")
    form = with_diary(PROFILE, events, START + timedelta(7))[0].current_magnesium[0].form
    for told in ((oxide, citrate), (citrate, oxide)):
        several = msgspec.structs.replace(PROFILE, current_magnesium=told)
        mine, *others = with_diary(several, events, START + timedelta(7))[0].current_magnesium
        assert (mine.form, mine.mg_per_day, others) == (form, 150, [one for one in told if one.form != form])
    none = msgspec.structs.replace(PROFILE, current_magnesium=())
    assert len(with_diary(none, events, START + timedelta(7))[0].current_magnesium) == 1


def test_without_a_course_nothing_changes():
    events = written(day(0))[1:]
    assert with_diary(PROFILE, events, START) == (PROFILE, None)
    assert with_diary(PROFILE, written(), START - timedelta(1)) == (PROFILE, None)
