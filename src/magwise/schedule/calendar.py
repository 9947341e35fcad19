"""The magnesium of a plan as a calendar file: events that repeat daily, with an alarm."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from magwise.errors import InputError
from magwise.knowledge.load import Knowledge
from magwise.schedule.day import DayPlan, minutes_of
from magwise.schedule.explain import Words
from magwise.schedule.tell import tell_mg

_LASTS = timedelta(minutes=5)


def to_ics(plan: DayPlan, *, on: date, knowledge: Knowledge, locale: str = "nl", alarm_minutes: int = 0) -> bytes:
    """The plan as iCalendar: one daily event for each intake of magnesium, from `on` onwards.

    Times are floating: 22:00 stays 22:00 wherever the telephone is. The file depends on its arguments only, so a plan
    that is imported again replaces its events. alarm_minutes: how long before the intake the alarm sounds.
    Raises InputError when the plan is infeasible or holds no magnesium.
    """
    from icalendar import Alarm, Calendar, Event

    words = Words(knowledge, locale)
    doses = [item for item in plan.items if item.kind == "magnesium"]
    if plan.status != "optimal" or not doses:
        raise InputError("day_plan", words.say("calendar.infeasible"), words.say("calendar.mend"))
    calendar = Calendar()
    calendar.add("prodid", "-//Magwise//day plan//" + locale.upper())
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", words.say("calendar.name"))
    for index, item in enumerate(doses):
        start = datetime.combine(on, time(*divmod(minutes_of(item.time), 60)))
        amount = tell_mg(words, item)
        summary = words.say("calendar.summary", name=item.name, mg=amount) if amount else item.name
        event = Event()
        event.add("uid", hashlib.sha256(f"{item.kind}\0{item.name}\0{index}".encode()).hexdigest()[:32] + "@magwise")
        event.add("dtstamp", datetime.combine(on, time(), tzinfo=UTC))
        event.add("dtstart", start)
        event.add("duration", _LASTS)
        event.add("rrule", {"freq": "daily"})
        event.add("summary", summary)
        event.add("description", item.why)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", -timedelta(minutes=alarm_minutes))
        event.add_component(alarm)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
