"""The kinds of day that come about when some medicines are taken on some days only."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from msgspec.structs import replace

from magwise.schedule.constraints import is_binding, lacks_time
from magwise.schedule.day import DayPlan, DayRequest, Demand, OtherDay

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST = 12


class Kind(NamedTuple):
    """Days on which the same medicines are taken. days: empty where the week does not decide; request: such a day.

    every_days: how often the first medicine is taken that is left out here and depends on no weekday, if any.
    """

    days: tuple[str, ...]
    every_days: int | None
    without: tuple[str, ...]
    request: DayRequest


def list_kinds(request: DayRequest, planned: dict[Demand, tuple[int, ...]]) -> tuple[Kind, ...]:
    """The kinds of day on which a medicine with hours is not taken, in the order of the week.

    planned: where the plan of the whole day moved medicines; they stand there on every day. Nobody told whether the
    medicine is taken the day before and after, so those tablets count. Where there would be more than twelve kinds, or
    a part of today is planned, there are none: the plan that counts every medicine holds then.
    """
    part = [demand for demand in request.demands if _is_partial(demand, request)]
    if not part or request.not_before is not None:
        return ()
    rounds = sorted({(demand.name, demand.every_days) for demand in part if demand.every_days is not None})
    weeks = _weeks([demand for demand in part if demand.days])
    if _count(weeks, rounds) > _MOST:  # counted before they are made: every round doubles their number
        return ()
    found: list[Kind] = []
    for days, weekly in weeks:
        for taken in product((True, False), repeat=len(rounds)):
            off = {name for (name, _), is_taken in zip(rounds, taken, strict=True) if not is_taken} | weekly
            if off:
                found.append(
                    Kind(
                        days,
                        next((every for name, every in rounds if name in off), None),
                        tuple(dict.fromkeys(demand.name for demand in part if demand.name in off)),
                        replace(request, demands=tuple(_on_such_a_day(request.demands, off, part, planned))),
                    )
                )
    return tuple(found)


def as_plan(plan: DayPlan, other: OtherDay) -> DayPlan:
    """Another kind of day as a plan of its own, for everything that draws or tells plans."""
    return replace(
        plan, status=other.status, items=other.items, conflicts=other.conflicts, windows=other.windows,
        alternatives=(), other_days=(), conflicts_by=other.conflicts_by, alternatives_by=(),
    )  # fmt: skip


def _is_partial(demand: Demand, request: DayRequest) -> bool:
    some_days = bool(demand.days) and set(demand.days) < set(WEEK)
    skips = demand.every_days is not None and demand.every_days > 1
    closes = is_binding(demand, request.acid_neutralising) and not lacks_time(demand) and demand.action != "avoid"
    return (some_days or skips) and closes


def _weeks(part: Sequence[Demand]) -> list[tuple[tuple[str, ...], set[str]]]:
    """Weekdays on which the same names are not taken, with these names."""
    if not part:
        return [((), set())]
    groups: dict[frozenset[str], list[str]] = {}
    for day in WEEK:
        groups.setdefault(frozenset(each.name for each in part if day not in each.days), []).append(day)
    return [(tuple(days), set(off)) for off, days in groups.items()]


def _count(weeks: Sequence[tuple[tuple[str, ...], set[str]]], rounds: Sequence[tuple[str, int]]) -> int:
    """How many kinds of day there are: every choice of rounds on every set of weekdays, but the day with everything."""
    return len(weeks) * (1 << len(rounds)) - sum(not weekly for _, weekly in weeks)


def _on_such_a_day(
    demands: Sequence[Demand], off: set[str], part: Sequence[Demand], planned: dict[Demand, tuple[int, ...]]
) -> Iterator[Demand]:
    for demand in demands:
        times = planned.get(demand, demand.times)
        if demand.name not in off:
            yield replace(demand, movable=False, times=times) if demand.movable else demand
        elif demand in part:
            yield replace(demand, absent=True, movable=False, times=times)
