"""Whether magnesium had better wait for the end of a short course of medicine."""

from datetime import date, timedelta
from typing import NamedTuple

from magwise.advice.case import Case
from magwise.advice.engine import Engine
from magwise.profiles.profile import MedicineEntry
from magwise.schedule.day import GRID, MINUTES, DayPlan, DayRequest, Demand, Window, minutes_of


class Waiting(NamedTuple):
    """A course to wait for. until: its last day, None where nobody told it.

    closes: there is no magnesium in the day at all; else the hour that is left is shown, for who takes it longer.
    """

    medicine: str
    until: date | None
    closes: bool


def find_waiting(case: Case, request: DayRequest, plan: DayPlan, engine: Engine) -> Waiting | None:
    """The course that magnesium waits for, the longest where there are several; None where there is room beside it.

    A course is one of courses.csv that is usually short, or of which the end was told. It leaves no easy hour when it
    is taken often, when little of the day is left, or when nobody told at what time, but only until when. What ends
    long after today is not waited for; without a day to compare with every told end is near.
    """
    demands = {demand.name: demand for demand in request.demands if demand.kind == "medicine"}
    courses = [
        item
        for item in case.medicines
        if (demand := demands.get(item.entry.name)) is not None and _is_short(item.entry, demand, case.on, engine)
    ]
    if not courses:
        return None
    tight = minutes_free(request, plan) < engine.numbers["course_room"] * 60
    found = [
        Waiting(item.called, item.entry.until, item.entry.until is not None or tight)
        for item in courses
        if tight or _leaves_no_hour(item.entry, engine)
    ]
    return max(found, key=lambda one: (one.until is None, one.until or date.min), default=None)


def _is_short(entry: MedicineEntry, demand: Demand, on: date | None, engine: Engine) -> bool:
    """Whether a medicine with hours is taken for days or weeks only."""
    if demand.before is None and demand.after is None:
        return False
    usual = {engine.knowledge.course_of[row].usual for row in demand.records if row in engine.knowledge.course_of}
    if entry.until is None:
        return "short" in usual
    longest = timedelta(days=int(engine.numbers["course_longest"]))
    return bool(usual) and (on is None or entry.until - on <= longest)


def _leaves_no_hour(entry: MedicineEntry, engine: Engine) -> bool:
    """Whether it is taken so often that no easy hour is left; without times, whether only its end was told."""
    if not entry.times:
        return entry.until is not None
    return len(entry.times) >= engine.numbers["course_times"]


def minutes_free(request: DayRequest, plan: DayPlan) -> int:
    """How many minutes of the waking day no medicine closes, on the grid of the plan."""
    awake = (request.bed - request.wake) % MINUTES
    marks = (request.wake + place for place in range(0, awake, GRID))
    return GRID * sum(not any(_closes(window, mark) for window in plan.windows) for mark in marks)


def _closes(window: Window, mark: int) -> bool:
    start = minutes_of(window.from_)
    length = (minutes_of(window.to) - start) % MINUTES or MINUTES
    return 0 < (mark - start) % MINUTES < length
