"""Whether an event that was kept can still be used, so that a damaged one stops no other.

Only what everything else rests on is asked: its parts and its dates. What was allowed when it was written is never
judged anew.
"""

from collections.abc import Iterator
from typing import Any

from magwise.dates import read_day
from magwise.followup.diary import Event
from magwise.followup.entry import BRISTOL, Entry
from magwise.knowledge.load import Knowledge


def is_sound(event: Event, knowledge: Knowledge) -> bool:
    """Whether an event has what its kind needs, with dates that are dates and a laboratory test that is known."""
    parts = {"entry": event.entry, "correction": event.entry, "course": event.course, "trial": event.trial}
    if event.kind in parts and parts[event.kind] is None:
        return False
    if event.kind in ("correction", "withdrawal", "trial_stop") and not event.about:
        return False
    if event.kind == "trial_stop" and event.day is None:
        return False
    if event.entry is not None and not _is_sound_entry(event.entry, knowledge):
        return False
    try:
        return all(isinstance(day, str) and read_day(day) is not None for day in _dates(event))
    except (KeyError, TypeError, AttributeError):
        return False  # a plan without the parts of a plan


def _is_sound_entry(entry: Entry, knowledge: Knowledge) -> bool:
    if entry.bristol is not None and not BRISTOL[0] <= entry.bristol <= BRISTOL[1]:
        return False
    return entry.lab is None or entry.lab.test in knowledge.lab_tests


def _dates(event: Event) -> Iterator[Any]:
    """Every date of an event that something is reckoned from."""
    if event.entry is not None:
        yield event.entry.date
    if event.course is not None:
        yield event.course.start
    if event.day is not None:
        yield event.day
    if event.trial is not None:
        plan = event.trial
        yield from (plan["start"], plan["stopping"]["last_day"])
        for day in plan["days"]:
            yield day["date"] if isinstance(day["on"], bool) and isinstance(day["washout"], bool) else None
        if not isinstance(plan["outcome"]["name"], str):
            yield None
