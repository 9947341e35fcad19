"""What a diary tells of the magnesium that is taken now: how much, how long, how faithfully, and what came of it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from magwise.followup.diary import Day, Event, course_on, days_of, entries_of
from magwise.profiles.profile import CurrentMagnesium, Profile

DAYS = 7
FEWEST = 7  # written days; before that nothing is said about adherence


class Adherence(NamedTuple):
    """The days since a course began, until and with a day. missing: nothing was written down, so neither of the two."""

    taken: int
    skipped: int
    missing: int

    @property
    def days_week(self) -> float | None:
        """On how many days of the week it was taken; None below seven written days, or when most are missing.

        >>> Adherence(12, 2, 0).days_week, Adherence(3, 0, 0).days_week, Adherence(7, 0, 8).days_week
        (6.0, None, None)
        """
        written = self.taken + self.skipped
        if written < FEWEST or self.missing > written:
            return None
        return round(DAYS * self.taken / written, 1)


def adherence_of(days: Iterable[Day], start: date, on: date) -> Adherence:
    """How faithfully magnesium was taken from `start` up to and with `on`."""
    counted = {"taken": 0, "skipped": 0, "unrecorded": 0}
    within = [day for day in days if start.isoformat() <= day.date <= on.isoformat()]
    for day in within:
        counted[day.taken] += 1
    missing = (on - start).days + 1 - counted["taken"] - counted["skipped"]
    return Adherence(counted["taken"], counted["skipped"], max(missing, 0))


def with_diary(profile: Profile, events: Iterable[Event], on: date) -> tuple[Profile, Adherence | None]:
    """The profile with what the diary tells of the magnesium taken now, and how faithfully it was taken.

    What the profile tells itself stays; only days of the week come from the diary first. Of several products that of
    the course's form is the one in the diary; where none is, the diary adds it. Without a course that has begun there
    is nothing to tell: the profile as it is, and None.
    """
    kept = tuple(events)
    course = course_on(kept, on.isoformat())
    if course is None:
        return profile, None
    start = date.fromisoformat(course.start)
    days = [day for day in days_of(entries_of(kept)) if course.start <= day.date <= on.isoformat()]
    found = adherence_of(days, start, on)
    doses = [day.dose.mg for day in days if day.dose is not None and day.taken == "taken"]
    diary = CurrentMagnesium(
        form=course.form,
        mg_per_day=doses[-1] if doses else None,
        weeks=round((on - start).days / DAYS, 1),
        effect=next((day.benefit for day in reversed(days) if day.benefit is not None), None),
        bowel=next((day.stool for day in reversed(days) if day.stool is not None), None),
        days_week=found.days_week,
    )
    told = profile.current_magnesium or ()
    mine = next((one for one in told if len(told) == 1 or one.form == course.form), CurrentMagnesium())
    merged = {
        name: getattr(mine, name) if getattr(mine, name) is not None else getattr(diary, name)
        for name in CurrentMagnesium.__struct_fields__
    }
    if found.days_week is not None:
        merged["days_week"] = found.days_week
    if mine.label is not None:
        merged["mg_per_day"] = mine.mg_per_day
    now = (CurrentMagnesium(**merged), *(one for one in told if one is not mine))
    return msgspec.structs.replace(profile, current_magnesium=now), found
