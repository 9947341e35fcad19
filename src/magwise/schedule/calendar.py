"""The magnesium of a plan as a calendar file: events that repeat, with an alarm; a new plan updates or cancels them."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from magwise.errors import InputError
from magwise.knowledge.load import Knowledge
from magwise.schedule.day import DayPlan, Item, minutes_of
from magwise.schedule.explain import Words
from magwise.schedule.kinds import WEEK
from magwise.schedule.tell import tell_mg

if TYPE_CHECKING:
    from icalendar import Component

_LASTS = timedelta(minutes=5)
_OURS = "@magwise"


class Series(NamedTuple):
    """Days on which the same intakes repeat. key: tells series of one plan apart; rule: as RRULE; start: the first."""

    key: str
    items: tuple[Item, ...]
    rule: dict[str, Any]
    start: date


def to_ics(
    plan: DayPlan,
    *,
    on: date,
    knowledge: Knowledge,
    locale: str = "nl",
    alarm_minutes: int = 0,
    first_day: date | None = None,
    previous: bytes | None = None,
) -> bytes:
    """The plan as iCalendar: an event for each intake of magnesium and kind of day, from `on` onwards.

    Times are floating: 22:00 stays 22:00 wherever the telephone is. The file depends on its arguments only, and an
    intake keeps its UID over plans. alarm_minutes: how long before the intake the alarm sounds. first_day: a day on
    which a medicine of every so many days is taken; without it the plan that counts it always is used every day.
    previous: the calendar of the plan before this one: what changed gets a higher SEQUENCE, what is gone is cancelled.
    Raises InputError when there is nothing to write: no magnesium, and nothing to cancel; or `previous` is no calendar.
    """
    from icalendar import Calendar

    words = Words(knowledge, locale)
    before = {} if previous is None else _read_events(previous, words)
    events = [
        _make_event(series, index, item, words, on, alarm_minutes)
        for series in list_series(plan, on, first_day)
        for index, item in enumerate(series.items)
    ]
    if not events and not before:
        raise InputError("day_plan", words.say("calendar.infeasible"), words.say("calendar.mend"))
    calendar = Calendar()
    calendar.add("prodid", "-//Magwise//day plan//" + locale.upper())
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.say("calendar.name"))
    for event in events:
        old = before.pop(str(event["uid"]), None)
        if old is not None and _runs_on(old, event):
            event["dtstart"] = old["dtstart"]
        event.add("sequence", 0 if old is None else _sequence(old) + (_content(old) != _content(event)))
        calendar.add_component(event)
    for old in before.values():
        calendar.add_component(_cancelled(old, on))
    content: bytes = calendar.to_ical()
    return content


def list_series(plan: DayPlan, on: date, first_day: date | None) -> Iterator[Series]:
    """The kinds of day of a plan as repeating series, none for a day without magnesium."""
    weekly = [other for other in plan.other_days if other.days and other.every_days is None]
    rounds = [other for other in plan.other_days if not other.days]
    found: list[Series] = []
    main = _doses(plan.items)
    if weekly:
        special = {day for other in weekly for day in other.days}
        kinds = [(other.days, _doses(other.items)) for other in weekly]
        for days, items in [(tuple(day for day in WEEK if day not in special), main), *kinds]:
            if days:
                codes = [day[:2].upper() for day in days]
                start = next(day for day in _days_from(on) if WEEK[day.weekday()] in days)
                found.append(Series("+".join(codes), items, {"freq": "weekly", "byday": codes}, start))
    elif len(rounds) == 1 and rounds[0].every_days and first_day is not None:
        interval = rounds[0].every_days
        for offset in range(interval):
            start = next(day for day in _days_from(on) if (day - first_day).days % interval == offset)
            items = _doses(rounds[0].items) if offset else main
            found.append(Series(f"{offset}/{interval}", items, {"freq": "daily", "interval": interval}, start))
    else:
        found.append(Series("", main, {"freq": "daily"}, on))
    return (series for series in found if series.items)


def _days_from(on: date) -> Iterator[date]:
    return (on + timedelta(days=count) for count in range(400))


def _doses(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.kind == "magnesium")


def _make_event(series: Series, index: int, item: Item, words: Words, on: date, alarm_minutes: int) -> "Component":
    from icalendar import Alarm, Event

    amount = tell_mg(words, item)
    summary = words.say("calendar.summary", name=item.name, mg=amount) if amount else item.name
    parts = [item.kind, item.name, str(index), *([series.key] if series.key else [])]
    event = Event()
    event.add("uid", hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32] + _OURS)
    event.add("dtstamp", datetime.combine(on, time(), tzinfo=UTC))
    event.add("dtstart", datetime.combine(series.start, time(*divmod(minutes_of(item.time), 60))))
    event.add("duration", _LASTS)
    event.add("rrule", series.rule)
    event.add("summary", summary)
    event.add("description", item.why)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -timedelta(minutes=alarm_minutes))
    event.add_component(alarm)
    return event


def _read_events(previous: bytes, words: Words) -> "dict[str, Component]":
    """The events of ours in an earlier calendar, by UID."""
    from icalendar import Calendar

    try:
        found = Calendar.from_ical(previous)
        if found.name != "VCALENDAR":
            raise ValueError(found.name)
        ours = [event for event in found.walk("VEVENT") if str(event.get("uid", "")).endswith(_OURS)]
        return {str(event["uid"]): event for event in ours if _content(event)}
    except (ValueError, KeyError, IndexError, AttributeError):
        raise InputError("previous", words.say("calendar.unreadable"), words.say("calendar.mend_previous")) from None


def _runs_on(old: "Component", new: "Component") -> bool:
    """Whether an event goes on as it was, so that its past days stay in the calendar."""
    then, now = old.decoded("dtstart"), new.decoded("dtstart")
    rule = new["rrule"].to_ical()
    alike = "rrule" in old and old["rrule"].to_ical() == rule and b"INTERVAL" not in rule
    return bool(alike and str(old.get("status")) == "CONFIRMED" and then <= now and then.time() == now.time())


def _sequence(event: "Component") -> int:
    return int(event.get("sequence", 0))


def _content(event: "Component") -> tuple[object, ...]:
    """What a person would notice of an event."""
    alarms = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    keys = ("dtstart", "duration", "summary", "description", "status", "rrule")
    told = (event[key].to_ical() if key in event else b"" for key in keys)
    return (*told, *alarms)


def _cancelled(event: "Component", on: date) -> "Component":
    """The event as no longer happening; one that was cancelled before stays as it was."""
    if str(event.get("status")) == "CANCELLED":
        return event
    sequence = _sequence(event) + 1
    for key in ("status", "sequence", "dtstamp"):
        event.pop(key, None)
    event.add("status", "CANCELLED")
    event.add("sequence", sequence)
    event.add("dtstamp", datetime.combine(on, time(), tzinfo=UTC))
    event.subcomponents = []
    return event
