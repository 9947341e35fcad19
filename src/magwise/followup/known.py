"""What is known now: a profile with all that the diary says up to a day, folded into the one that is decided on.

Alarm signs count until a doctor saw them, watery stools until they were normal again, of dated laboratory values the
newest. Where profile and diary contradict each other the stricter counts, and it is asked. What could not be used is
named. Nothing here decides: the rules do, on the profile that comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from magwise.advice.engine import Engine, ready
from magwise.followup.adherence import Adherence, with_diary
from magwise.followup.diary import Day, Event, Standing, days_of, entries_of
from magwise.followup.entry import EFFECTS, MEDICINE_CHANGES
from magwise.followup.known_labs import fold_labs
from magwise.followup.known_medicines import fold_medicines
from magwise.followup.remark import Remark
from magwise.knowledge.load import Knowledge
from magwise.profiles.profile import Profile

SOFT = ("loose", "watery")
GOOD = ("hard", "normal")


class Alarm(NamedTuple):
    """An alarm sign that was written down and that no doctor has seen since. entry: its id."""

    sign: str
    date: str
    entry: str


class Known(NamedTuple):
    """What is known on a day. profile: the one to decide on; alarms: those that stand, the latest of each sign.

    since: by fact of the rules, the day from which the diary says so. new_medicines: as typed in the diary. asks: what
    must be asked; unused: what stands in the diary and could not be used.
    """

    profile: Profile
    adherence: Adherence | None
    alarms: tuple[Alarm, ...]
    since: Mapping[str, str]
    new_medicines: tuple[str, ...]
    asks: tuple[Remark, ...]
    unused: tuple[Remark, ...]


def known_on(
    profile: Profile,
    events: Sequence[Event],
    on: date,
    *,
    knowledge: Knowledge,
    told: str | None = None,
    stools: bool = True,
) -> Known:
    """The profile with what the diary says up to and with `on`.

    told: the day on which the profile was told, where that was earlier: newer stools of the diary then count alone.
    stools: whether the stools of the diary are folded in; the titration asks without them, for it has its own rules
    for these. What nobody told stays None.
    """
    engine, last = ready(knowledge), on.isoformat()
    entries = [kept for kept in entries_of(events) if kept.entry.date <= last]
    folded, adherence = with_diary(profile, events, on)
    since: dict[str, str] = {}
    alarms = alarms_of(entries)
    if alarms:
        signs = dict.fromkeys((*(folded.red_flags or ()), *(alarm.sign for alarm in alarms)))
        unsure = tuple(one for one in folded.unsure if one not in signs)
        folded = replace(folded, red_flags=tuple(signs), unsure=unsure)
    if stools:
        folded = _with_stool(folded, days_of(entries), engine, told, since)
    medicines = fold_medicines(folded, entries, engine)
    folded = replace(folded, medicines=medicines.medicines)
    labs = fold_labs(folded, entries, engine)
    folded = replace(folded, labs=labs.labs)
    since |= labs.since
    unused = (*labs.unused, *_notes(entries, medicines.used_notes, engine, profile.locale))
    asks = (*labs.asks, *medicines.asks)
    return Known(folded, adherence, alarms, since, medicines.new, asks, unused)


def alarms_of(entries: Iterable[Standing]) -> tuple[Alarm, ...]:
    """The alarm signs that no doctor has seen on the same day or later, the latest of each, oldest first.

    On one day the hours decide where both have one, else the order of writing.
    """
    kept = list(entries)
    standing: dict[str, Standing] = {}
    for one in kept:
        for sign in one.entry.effects:
            if sign in EFFECTS:
                continue
            if not any(sign in other.entry.seen and _is_later(other, one) for other in kept):
                standing[sign] = one
    found = [Alarm(sign, one.entry.date, one.id) for sign, one in standing.items()]
    return tuple(sorted(found, key=lambda alarm: alarm.date))


def _is_later(one: Standing, other: Standing) -> bool:
    if one.entry.date != other.entry.date:
        return one.entry.date > other.entry.date
    hours = (one.entry.time, other.entry.time)
    if None not in hours and hours[0] != hours[1]:
        return str(hours[0]) > str(hours[1])
    return one.place > other.place


def relevant_days(events: Sequence[Event]) -> tuple[str, ...]:
    """The days on which the diary says something that may open or close a gate, stools apart; oldest first."""
    found = {
        kept.entry.date
        for kept in entries_of(events)
        if not set(kept.entry.effects) <= set(EFFECTS)
        or kept.entry.seen
        or kept.entry.lab is not None
        or not set(kept.entry.change).isdisjoint(MEDICINE_CHANGES)
    }
    return tuple(sorted(found))


def _with_stool(
    profile: Profile, days: Sequence[Day], engine: Engine, told: str | None, since: dict[str, str]
) -> Profile:
    """The profile with the stools of the diary: watery until so many days were normal, else the last written down."""
    written = [day for day in days if day.stool is not None]
    if not written:
        return profile
    waiting: Day | None = None
    calm = 0
    for day in written:
        if day.stool == "watery":
            waiting, calm = day, 0
        elif waiting is not None:
            calm = calm + 1 if day.stool in GOOD else 0
            waiting = None if calm >= engine.numbers["diary_restart_days"] else waiting
    counts = waiting or written[-1]
    own = profile.gut.stool
    newer = told is not None and written[-1].date >= told
    if own in SOFT and counts.stool != "watery" and not newer:
        return profile
    since["stool"] = counts.date
    return replace(profile, gut=replace(profile.gut, stool=counts.stool))


def _notes(entries: Iterable[Standing], used: frozenset[str], engine: Engine, locale: str) -> tuple[Remark, ...]:
    """That the notes were not read, where there are any."""
    left = [kept for kept in entries if kept.entry.note is not None and kept.id not in used]
    if not left:
        return ()
    text = engine.knowledge.say(locale, "diary.known.notes", count=len(left))
    return (Remark(about="note", text=text, date=left[-1].entry.date, entry=left[-1].id),)
