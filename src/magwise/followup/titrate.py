"""The diary moves the dose: up after days of normal stools, down at once on a loose one, never past the room.

One day is one step of `advance`; `titrate` folds it over the diary. What was written on a day decides the dose of the
next day, and what is lower of it that of the day itself. A day on which nothing was written down never gives more than
a normal one would have. Nobody asks here but `today`, which alone knows on which days the case was closed.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from magwise.followup.course import Course, Ranges, ranges_of
from magwise.followup.diary import Day
from magwise.followup.entry import Benefit, Stool, Taken
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Grade
from magwise.knowledge.telling import tell_rule
from magwise.result import Result

Way = Literal["start", "hold", "up", "down", "pause", "restart", "stop"]
GOOD: tuple[Stool, ...] = ("hard", "normal")
WEEK = 7


class Seen(NamedTuple):
    """What the titration looks at of one day. None is «not written down»; trial: with or without in a trial."""

    stool: Stool | None = None
    taken: Taken = "unrecorded"
    benefit: Benefit | None = None
    trial: bool | None = None


class Shut(NamedTuple):
    """What stood before the case was closed: the rung, and whether it was a pause and by which rule."""

    at: int
    paused: int | None
    rule: str


class State(NamedTuple):
    """Where the titration stands before a day.

    shut: the case is closed, none is taken.

    at: place on the rungs, -1 while paused or stopped. days: days on this rung; seen: the last days on it, oldest
    first. silent: days since a stool was written down. loose: day numbers of loose stools per rung. barred: the lowest
    rung that is not for this person. back: the rung to return to after one loose day. paused: the rung that a pause
    came from. rule, way and limit: of the last move.
    """

    day: int
    at: int
    days: int
    seen: tuple[Seen, ...]
    silent: int
    loose: Mapping[int, tuple[int, ...]]
    barred: int
    back: int | None
    paused: int | None
    stopped: bool
    shut: Shut | None
    calm: int
    benefit: Benefit | None
    way: Way
    rule: str
    limit: str


class Move(Result, frozen=True, kw_only=True):
    """The dose of a day and why. mg: elemental a day, 0 while paused or stopped; limit: the threshold or limit behind.

    ranges: absolute, recommended and start, in mg a day.
    """

    date: str
    mg: float
    units: float | None
    way: Way
    rule: str
    limit: str
    text: str
    grade: Grade
    sources: tuple[str, ...]


class Titration(Result, frozen=True, kw_only=True):
    """The dose for one day, with every move that led to it, oldest first.

    lowered: what was written on the day itself lowered or stopped it.
    """

    today: Move
    trail: tuple[Move, ...]
    days_here: int
    lowered: bool
    absolute_mg: tuple[float, float]
    recommended_mg: tuple[float, float]
    start_mg: tuple[float, float]


def begin(course: Course) -> State:
    """The state on the first day of a course."""
    return State(
        day=0, at=course.rungs.index(course.begins), days=0, seen=(), silent=0, loose={}, barred=len(course.rungs),
        back=None, paused=None, stopped=False, shut=None, calm=0, benefit=None, way="start",
        rule="diary_start" if course.current is None else "diary_keep", limit="start",
    )  # fmt: skip


def gate(state: State, closed: str | None, course: Course, numbers: Mapping[str, float]) -> State:
    """The state on a day, once it was asked whether the case is closed. closed: the titration's rule for it, or None.

    A case that opens again begins low: at the first rung of the course or where it was, whichever is lower; a pause
    goes on by its own rule.
    """
    if closed is not None:
        shut = state.shut or Shut(max(state.at, 0), state.paused, state.rule)
        return state._replace(
            at=-1, shut=shut, paused=shut.paused, days=0, seen=(), silent=0, way="stop", rule=closed, limit=closed,
            back=None, calm=state.calm if shut.paused is not None else 0,
        )  # fmt: skip
    if state.shut is None:
        return state
    before, state = state.shut, state._replace(shut=None)
    if state.stopped:
        return state._replace(rule=before.rule)
    first = course.rungs.index(course.first)
    if before.paused is None:
        return _move(state, min(before.at, first), "restart", "diary_reopened", "start")
    state = _paused(state._replace(rule=before.rule, limit="diary_restart_days"), Seen(), course, numbers)
    return state if state.at <= first else state._replace(at=first)


def advance(state: State, seen: Seen, course: Course, numbers: Mapping[str, float]) -> State:
    """The state on the next day, from what was seen on this one. numbers: the thresholds by id."""
    state = state._replace(day=state.day + 1, benefit=seen.benefit or state.benefit)
    if state.stopped:
        return _stop(state, state.rule, state.limit)
    if state.shut is not None:
        return _closed(state, state.shut, seen, course, numbers)
    if state.paused is not None:
        return _paused(state, seen, course, numbers)
    swallowed = seen.trial or seen.taken == "taken"
    if seen.trial is not None and not (swallowed and seen.stool in ("loose", "watery")):
        # In a trial the dose stays, so that it tests one thing; only a gut that minds the magnesium still moves it.
        return state._replace(way="hold", rule="diary_trial", limit="trial_washout")
    if seen.stool == "watery":
        return state._replace(
            at=-1, paused=state.at, barred=min(state.barred, state.at), calm=0, way="pause", rule="diary_watery_stop",
            limit="diary_restart_days", back=None,
        )  # fmt: skip
    if seen.stool == "loose":
        return _lower(state, course, numbers)
    week = int(numbers["diary_step_days"])
    state = state._replace(
        days=state.days + 1,
        seen=(*state.seen, seen)[-week:],
        silent=0 if seen.stool else state.silent + 1,
        calm=state.calm + (seen.stool in GOOD),
    )
    return _rise(state, course, numbers)


def _closed(state: State, shut: Shut, seen: Seen, course: Course, numbers: Mapping[str, float]) -> State:
    """None is taken. What a loose or watery day lowers is lowered below; of a pause the calm days are counted."""
    below = state._replace(at=-1 if shut.paused is not None else shut.at, shut=None, rule=shut.rule)
    if seen.stool in ("loose", "watery"):
        below = advance(below._replace(day=state.day - 1), seen._replace(trial=None), course, numbers)
    elif shut.paused is not None:
        below = below._replace(calm=state.calm + (seen.stool in GOOD))
    kept = Shut(max(below.at, 0), below.paused, below.rule)
    return below._replace(at=-1, shut=kept, way="stop", rule=state.rule, limit=state.limit)


def _stop(state: State, rule: str, limit: str) -> State:
    return state._replace(at=-1, stopped=True, paused=None, way="stop", rule=rule, limit=limit)


def _move(state: State, to: int, way: Way, rule: str, limit: str) -> State:
    return state._replace(at=to, days=0, seen=(), silent=0, calm=0, way=way, rule=rule, limit=limit)


def _lower(state: State, course: Course, numbers: Mapping[str, float]) -> State:
    """One rung down the next day; the second loose day on a rung bars it."""
    at, memory = state.at, int(numbers["diary_loose_memory"])
    kept = (*(day for day in state.loose.get(at, ()) if state.day - day < memory), state.day)
    state = state._replace(loose={**state.loose, at: kept})
    barred = len(kept) >= numbers["diary_loose_most"]
    if barred:
        state = state._replace(barred=min(state.barred, at))
    if at == 0:
        if barred:
            return _stop(state, "diary_other_form", "diary_loose_most")
        return state._replace(
            at=-1, paused=0, calm=0, back=None, way="pause", rule="diary_lowest_pause", limit="diary_restart_days"
        )
    rule = "diary_not_tolerated" if barred else "diary_loose_down"
    lowered = _move(state, at - 1, "down", rule, "diary_loose_most" if barred else "diary_return_days")
    return lowered._replace(back=None if barred else at)


def _paused(state: State, seen: Seen, course: Course, numbers: Mapping[str, float]) -> State:
    """Nothing is taken until stools were normal for some written days; then half, or the lowest rung."""
    came_from = state.paused
    assert came_from is not None
    calm = state.calm + 1 if seen.stool in GOOD else 0 if seen.stool else state.calm
    state = state._replace(calm=calm, way="hold")
    if calm < numbers["diary_restart_days"]:
        return state
    if state.rule == "diary_lowest_pause":
        return _move(state._replace(paused=None), 0, "restart", "diary_restart_lowest", "diary_restart_days")
    half = course.rungs[came_from] * numbers["diary_restart_share"]
    fitting = [place for place, mg in enumerate(course.rungs[:came_from]) if mg <= half]
    if not fitting:
        return _stop(state, "diary_other_form", "diary_restart_share")
    return _move(state._replace(paused=None), fitting[-1], "restart", "diary_restart_half", "diary_restart_share")


def _rise(state: State, course: Course, numbers: Mapping[str, float]) -> State:
    """One rung up where the days allow it; else stay, with the reason."""
    above = state.at + 1
    stay = state._replace(way="hold")
    if state.silent >= numbers["diary_stale_days"]:
        return stay._replace(rule="diary_stale", limit="diary_stale_days")
    if state.back == above and above < state.barred:
        if state.calm >= numbers["diary_return_days"]:
            return _move(state._replace(back=None), above, "up", "diary_return", "diary_return_days")
        return stay._replace(rule="diary_loose_down", limit="diary_return_days")
    if above >= len(course.rungs):
        return stay._replace(rule="diary_ceiling", limit=course.bound_by)
    if above >= state.barred:
        return stay._replace(rule="diary_not_tolerated", limit="diary_loose_most")
    if state.days < numbers["diary_step_days"]:
        return stay._replace(rule="diary_week", limit="diary_step_days")
    good = sum(1 for day in state.seen if day.stool in GOOD and day.taken != "skipped")
    if good < numbers["diary_least_days"]:
        return stay._replace(rule="diary_few_days", limit="diary_least_days")
    if course.rungs[above] > course.target and (
        state.benefit != "none" or state.days < WEEK * numbers["fair_trial_weeks"]
    ):
        return stay._replace(rule="diary_target", limit="target")
    return _move(state, above, "up", "diary_step_up", "diary_step_days")


def seen_of(day: Day | None) -> Seen:
    """What the titration looks at of a day of the diary; nothing of a day that is not there."""
    if day is None:
        return Seen()
    return Seen(day.stool, day.taken, day.benefit, day.on)


def titrate(
    course: Course,
    days: Iterable[Day],
    on: date,
    *,
    closed: Mapping[str, str],
    knowledge: Knowledge,
    locale: str = "nl",
) -> Titration:
    """The dose on a day, as the diary up to that day moved it.

    on: the day that is asked for, not before the start of the course (then its first dose is given). What was written
    for `on` itself lowers or stops the dose at once, and raises it the day after. closed: the days on which the case
    is closed, with the rule of the titration for it. Every move names its rule and the limit behind it.
    """
    numbers = {row.id: float(row.value) for row in knowledge.thresholds.values()}
    kept = {day.date: day for day in days}
    first = date.fromisoformat(course.start)
    last = max(on, first)
    state = gate(begin(course), closed.get(first.isoformat()), course, numbers)
    trail = [tell(state, course, first, knowledge, locale)]
    for passed in range(1, (last - first).days + 1):
        before, day = state, first + timedelta(passed)
        state = advance(state, seen_of(kept.get((day - timedelta(1)).isoformat())), course, numbers)
        state = gate(state, closed.get(day.isoformat()), course, numbers)
        if state.at != before.at or state.stopped != before.stopped:
            trail.append(tell(state, course, day, knowledge, locale))
    at_once = advance(state, seen_of(kept.get(last.isoformat())), course, numbers)
    now = at_once if mg_of(at_once, course) < mg_of(state, course) else state
    ranges: Ranges = ranges_of(course, knowledge)
    return Titration(
        today=tell(now, course, last, knowledge, locale),
        trail=tuple(trail),
        days_here=now.days,
        lowered=now is not state,
        absolute_mg=ranges.absolute,
        recommended_mg=ranges.recommended,
        start_mg=ranges.start,
    )


def mg_of(state: State, course: Course) -> float:
    """Elemental mg a day in this state; 0 while paused or stopped."""
    return course.rungs[state.at] if state.at >= 0 else 0.0


def tell(state: State, course: Course, on: date, knowledge: Knowledge, locale: str) -> Move:
    """A state in words."""
    rule, mg = knowledge.rules[state.rule], mg_of(state, course)
    return Move(
        date=on.isoformat(),
        mg=mg,
        units=course.units(mg),
        way=state.way,
        rule=rule.id,
        limit=state.limit,
        text=tell_rule(rule, knowledge, locale, course.jurisdiction),
        grade=rule.grade,
        sources=rule.sources,
    )
