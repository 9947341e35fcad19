"""Times as people say them, put on the clock: «half 8 's avonds», «8.30 uur», «bij het ontbijt».

A moment of the day becomes the hour that the person told for it; what may be two hours is asked, never chosen.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from magwise.knowledge.load import Knowledge
from magwise.medicines.when import read_when
from magwise.profiles.faults import Fault, Words, show
from magwise.profiles.profile import Day, Profile
from magwise.profiles.values import EXAMPLE_TIME, MOST_TIMES, clock_time


def moments_of(day: Day) -> Mapping[str, str]:
    """The hours of the day that a person told, by moment; a moment that was not told is left out."""
    meals = day.meals or ()
    told = {"wake": day.wake, "morning": day.wake, "bed": day.bed}
    if meals:
        told |= {"breakfast": meals[0], "dinner": meals[-1]}
    if len(meals) > 2:
        told |= {"midday": meals[1]}
    return {moment: time for moment, time in told.items() if time is not None}


def settle_times(profile: Profile, knowledge: Knowledge) -> Profile:
    """The profile with every time of its medicines and supplements as HH:MM. Raises Fault for one that is no hour."""
    day = moments_of(profile.day)
    changed: dict[str, tuple[object, ...]] = {}
    for field in ("medicines", "supplements"):
        entries = getattr(profile, field) or ()
        settled = tuple(
            entry if entry.times is None else replace(entry, times=_settle(entry.times, day, knowledge, place, field))
            for place, entry in enumerate(entries)
        )
        if settled != tuple(entries):
            changed[field] = settled
    return replace(profile, **changed) if changed else profile


def _settle(
    times: tuple[str, ...], day: Mapping[str, str], knowledge: Knowledge, place: int, field: str
) -> tuple[str, ...]:
    found: list[str] = []
    for number, text in enumerate(times):
        plain = clock_time(text)
        told = (plain,) if plain is not None else _said(text, day, knowledge)
        if isinstance(told, Words):
            raise Fault(
                Words("what.time", {"value": show(text)}),
                told,
                Words("mend.time", {"time": EXAMPLE_TIME}),
                path=[number, "times", place, field],
            )
        found.extend(told)
    settled = tuple(dict.fromkeys(found))
    if len(settled) > MOST_TIMES:
        many = Words("what.many", {"count": len(settled), "most": MOST_TIMES})
        raise Fault(many, Words("mend.fewer"), path=["times", place, field])
    return settled


def _said(text: str, day: Mapping[str, str], knowledge: Knowledge) -> tuple[str, ...] | Words:
    """The hours that words tell, or what to ask."""
    when = read_when(text, knowledge)
    if when.unclear:
        return Words("mend.time_twice")
    if when.times:
        return when.times
    if when.moments and all(moment in day for moment in when.moments):
        return tuple(day[moment] for moment in when.moments)
    return Words("mend.time_of_day" if when.moments else "mend.time_words")
