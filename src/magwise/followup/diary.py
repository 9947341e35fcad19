"""The diary as events that never change, and what is seen of it: entries, courses, days.

An entry is corrected or withdrawn by a later event; what stood there before stays in the events.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from magwise.followup.course import Course
from magwise.followup.entry import Benefit, Dose, Entry, Stool, Taken, stool_of
from magwise.profiles.profile import Profile
from magwise.result import Result

Kind = Literal["entry", "correction", "withdrawal", "course", "trial", "trial_stop"]
Value = TypeVar("Value")


class Event(Result, frozen=True, kw_only=True):
    """Something that was written down, at a moment. id: of the event; about: the event that it corrects or withdraws.

    recorded: the moment, ISO 8601 in UTC, given by who writes. One of entry, course and trial is set, by kind; trial:
    a plan as it was sealed. day: on which a trial is stopped; about: the event that began it. profile: with a course,
    what the person told when it began, so that every later dose is decided on it too.
    """

    id: str
    kind: Kind
    recorded: str
    about: str | None = None
    entry: Entry | None = None
    course: Course | None = None
    profile: Profile | None = None
    trial: dict[str, Any] | None = None
    day: str | None = None


class Standing(NamedTuple):
    """An entry as it stands now. id: of its first event; versions: how often it was written.

    place: of its last event among all that were written.
    """

    id: str
    entry: Entry
    versions: int
    place: int = 0


class Day(NamedTuple):
    """One day of the diary, all its entries together. None is «not written down».

    taken: `taken` when any entry says so, else `skipped` when any does; stool: the loosest that was written down;
    outcome: the mean; effects and change: all; benefit and dose: the last that was written down.
    """

    date: str
    taken: Taken = "unrecorded"
    on: bool | None = None
    washout: bool | None = None
    outcome: float | None = None
    bristol: int | None = None
    effects: tuple[str, ...] = ()
    benefit: Benefit | None = None
    change: tuple[str, ...] = ()
    dose: Dose | None = None
    note: str | None = None

    @property
    def stool(self) -> Stool | None:
        """The word for the loosest stool; None when none was written down."""
        return None if self.bristol is None else stool_of(self.bristol)


def entries_of(events: Iterable[Event]) -> tuple[Standing, ...]:
    """The entries as they stand, by date, time and the order of writing; withdrawn ones are gone.

    A correction of an entry that is lost stands in its place.
    """
    standing: dict[str, Standing] = {}
    withdrawn: set[str] = set()
    for place, event in enumerate(events):
        if event.kind == "entry" and event.entry is not None:
            standing[event.id] = Standing(event.id, event.entry, 1, place)
        elif event.about is None or event.about in withdrawn:
            continue
        elif event.kind == "withdrawal":
            standing.pop(event.about, None)
            withdrawn.add(event.about)
        elif event.kind == "correction" and event.entry is not None:
            before = standing.get(event.about)
            standing[event.about] = Standing(event.about, event.entry, before.versions + 1 if before else 1, place)
    # Sorting keeps the order of writing where date and time are the same.
    return tuple(sorted(standing.values(), key=lambda kept: (kept.entry.date, kept.entry.time or "")))


def history_of(events: Iterable[Event], entry_id: str) -> tuple[Event, ...]:
    """Everything that was ever written about one entry, oldest first; empty for an id that is not there."""
    return tuple(event for event in events if entry_id in (event.id, event.about))


def course_on(events: Iterable[Event], date: str) -> Course | None:
    """The course that is followed on a day: the last one written that has started by then. None before the first."""
    found = None
    for event in events:
        if event.course is not None and event.course.start <= date:
            found = event.course
    return found


def profile_on(events: Sequence[Event], date: str) -> Profile | None:
    """What the person told with the course of a day; before the first course with the last that was written.

    None where no course brought its profile along.
    """
    told = [event for event in events if event.course is not None and event.profile is not None]
    begun = [event for event in told if event.course is not None and event.course.start <= date]
    return (begun or told)[-1].profile if told else None


def days_of(entries: Iterable[Standing]) -> tuple[Day, ...]:
    """The days of which something was written down, oldest first.

    An entry that only stands beside the days, such as a laboratory value, is none of these.
    """
    by_date: dict[str, list[Entry]] = {}
    for kept in entries:
        if kept.entry.is_aside:
            continue
        by_date.setdefault(kept.entry.date, []).append(kept.entry)
    return tuple(_sum_up(date, found) for date, found in sorted(by_date.items()))


def _sum_up(date: str, entries: Sequence[Entry]) -> Day:
    takens = {entry.taken for entry in entries}
    outcomes = [entry.outcome for entry in entries if entry.outcome is not None]
    stools = [entry.bristol for entry in entries if entry.bristol is not None]
    notes = [entry.note for entry in entries if entry.note is not None]
    return Day(
        date=date,
        taken="taken" if "taken" in takens else "skipped" if "skipped" in takens else "unrecorded",
        on=_last([entry.on for entry in entries]),
        washout=_last([entry.washout for entry in entries]),
        outcome=sum(outcomes) / len(outcomes) if outcomes else None,
        bristol=max(stools, default=None),
        effects=tuple(dict.fromkeys(effect for entry in entries for effect in entry.effects)),
        change=tuple(dict.fromkeys(change for entry in entries for change in entry.change)),
        benefit=_last([entry.benefit for entry in entries]),
        dose=_last([entry.dose for entry in entries if entry.taken == "taken"]),
        note="\n".join(notes) or None,
    )


def _last(values: Sequence[Value | None]) -> Value | None:
    return next((value for value in reversed(values) if value is not None), None)
