"""Courses and diaries for tests."""

from datetime import date, timedelta

from magwise.followup.course import Course
from magwise.followup.diary import Day
from magwise.knowledge.cases import Followed

START = date(2027, 1, 4)
BRISTOL = {"hard": 2, "normal": 4, "loose": 6, "watery": 7, "-": None}
ALARM = "blood_in_stool"


def course(rungs=(50, 100, 150, 200, 250), first=100, target=200, **more):
    room = more.pop("room", max(rungs))
    told = {"start": START.isoformat(), "name": "Citrate", "form": "citrate", "ceiling_mg": room, "already_mg": 0}
    told |= {"bound_by": "L001", "knowledge_version": "test", **more}
    return Course(rungs=tuple(map(float, rungs)), first=float(first), target=float(target), room=float(room), **told)


CLOSED = {"alarm": "diary_alarm", "closed": "diary_closed", "waits": "diary_waits"}


def closed_of_runs(runs):
    """The days on which the case is closed: from a run with alarm, closed or waits until one with open; the next day too."""
    closed, on, rule = {}, START, None
    for run in runs:
        count, _, *more = run.split()
        rule = next((CLOSED[word] for word in more if word in CLOSED), None if "open" in more else rule)
        for _ in range(int(count)):
            closed |= {on.isoformat(): rule} if rule else {}
            on += timedelta(1)
    return closed | ({on.isoformat(): rule} if rule else {})


def days_of_runs(runs):
    """Runs such as «3 normal», «2 -» or «1 loose skipped» as days from START; nothing written down gives no day."""
    days, on = [], START
    for run in runs:
        count, stool, *more = run.split()
        for _ in range(int(count)):
            benefit = next((word for word in more if word in ("none", "some", "good")), None)
            taken = "skipped" if "skipped" in more else "taken"
            effects = (ALARM,) if "alarm" in more else ()
            side = True if "with" in more else False if "without" in more else None
            if stool != "-" or set(more) - {"closed", "waits", "open"}:
                days.append(Day(on.isoformat(), taken, side, bristol=BRISTOL[stool], benefit=benefit, effects=effects))
            on += timedelta(1)
    return days, on


def followed(case: Followed):
    days, on = days_of_runs(case.days)
    return course(case.rungs, case.first, case.target, current=case.current), days, on, closed_of_runs(case.days)
