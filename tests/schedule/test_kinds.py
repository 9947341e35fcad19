"""Medicines of some days only: a plan for each kind of day, legal beside yesterday's and tomorrow's tablets."""

from datetime import date, timedelta
from itertools import combinations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from bounds import at_most
from magwise.schedule.calendar import to_ics
from magwise.schedule.kinds import WEEK, list_kinds
from magwise.schedule.plan import plan_day
from magwise.schedule.tell import tell_other_days
from schedule.days import at, day, days, demand, intake
from schedule.verifier import faults, minute

MONDAY = date(2026, 11, 23)
EVENING = [intake("bed")]


def magnesium(plan):
    return [item.time for item in plan.items if item.kind == "magnesium"]


def weekly(*names, **rest):
    return demand("Fosamax", [at("21:30")], 240, 240, days=names, **rest)


def test_a_weekly_tablet_leaves_the_other_days_free(knowledge):
    request = day(weekly("mon"), intakes=EVENING)
    plan = plan_day(request, knowledge=knowledge, locale="en")
    assert magnesium(plan) == ["17:30"]
    (other,) = plan.other_days
    assert (other.days, other.every_days, other.without) == (WEEK[1:], None, ("Fosamax",))
    assert magnesium(other) == ["22:00"]
    assert [item.name for item in other.items if item.kind == "medicine"] == []
    assert tell_other_days(plan, knowledge=knowledge, locale="en") == (
        "On Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday, without Fosamax: magnesium at 22:00.",
    )
    assert plan.to_dict()["other_days"][0]["status"] == "optimal"


def test_every_other_day(knowledge):
    tablet = demand("A", [at("21:30")], 240, 240, every_days=2)
    (other,) = plan_day(day(tablet, intakes=EVENING), knowledge=knowledge).other_days
    assert (other.days, other.every_days, magnesium(other)) == ((), 2, ["22:00"])


def test_tomorrows_tablet_still_counts(knowledge):
    tablet = demand("A", [at("07:00")], 60, 600, days=("tue",))
    plan = plan_day(day(tablet, intakes=[intake("bed"), intake("wake")]), knowledge=knowledge)
    (other,) = plan.other_days
    assert magnesium(other) == ["07:00", "21:00"]
    assert [(w.from_, w.to) for w in other.windows] == [("21:00", "23:00")]


def test_days_of_a_tablet_that_changes_nothing_are_not_told(knowledge):
    near = demand("A", [at("07:00")], 60, 60, days=("mon",))
    free = demand("B", [at("22:00")], days=("mon",))
    assert plan_day(day(near, free, intakes=EVENING), knowledge=knowledge).other_days == ()
    begun = day(weekly("mon"), intakes=EVENING, not_before=at("09:00"))
    assert plan_day(begun, knowledge=knowledge).other_days == ()


def test_a_tablet_without_a_time_is_asked_for_on_every_day(knowledge):
    plan = plan_day(day(demand("A", (), 60, 60, days=("mon",)), intakes=EVENING), knowledge=knowledge)
    assert (plan.status, plan.other_days) == ("infeasible", ())


rhythms = st.one_of(
    st.lists(st.sampled_from(WEEK), min_size=1, unique=True).map(lambda names: {"days": tuple(sorted(names))}),
    st.sampled_from([2, 3]).map(lambda number: {"every_days": number}),
)


@settings(max_examples=200, deadline=None)
@given(request_=days, rhythm=st.lists(st.one_of(st.just({}), rhythms), min_size=6, max_size=6))
def test_every_kind_of_day_is_legal(knowledge, request_, rhythm):
    demands = [msgspec.structs.replace(d, taken=(), **each) for d, each in zip(request_.demands, rhythm, strict=False)]
    request = msgspec.structs.replace(request_, demands=tuple(demands))
    plan = plan_day(request, knowledge=knowledge)
    for other in plan.other_days:
        assert set(other.without) == {d.name for d in demands if d.name in other.without}
        if other.status == "optimal":
            assert faults(request, msgspec.to_builtins(other), other.without) == []
        else:
            assert plan.status == "infeasible"
            assert other.conflicts


def kinds_by_hand(demands):
    """(weekdays, what is not taken) for every kind of day, by trying every subset of the rounds on every weekday."""
    partial = [d for d in demands if (d.days and len(d.days) < 7) or (d.every_days or 0) > 1]
    fixed = {d.name: set(d.days) for d in partial if d.days}
    rounds = [d.name for d in partial if d.every_days]
    found = set()
    for size in range(len(rounds) + 1):
        for skipped in combinations(rounds, size):
            for name in WEEK:
                off = frozenset(skipped) | {each for each, days in fixed.items() if name not in days}
                same = tuple(
                    other for other in WEEK
                    if {each for each, days in fixed.items() if other not in days}
                    == {each for each, days in fixed.items() if name not in days}
                )  # fmt: skip
                if off:
                    found.add((same if fixed else (), off))
    return found


@settings(max_examples=300)
@given(st.lists(st.one_of(st.just({}), rhythms), max_size=6))
def test_the_kinds_are_those_of_trying_them_all(rhythm):
    demands = [demand(f"m{place}", [at("08:00")], 60, 60, **each) for place, each in enumerate(rhythm)]
    kinds = list_kinds(day(*demands, intakes=EVENING), {})
    by_hand = kinds_by_hand(demands)
    if len(by_hand) > 12:
        assert kinds == ()
    else:
        assert {(kind.days, frozenset(kind.without)) for kind in kinds} == by_hand
        assert len(kinds) == len(by_hand)


def test_a_hundred_tablets_of_some_days_only_cost_no_more_than_daily_ones(knowledge):
    """Two kinds of day for each of them would be 2^100 days; the plan that counts them all holds on each."""
    rounds = [demand(f"m{place}", [at("07:00")], 60, 60, every_days=2 + place % 5) for place in range(70)]
    fixed = [demand(f"w{place}", [at("12:00")], 60, 60, days=WEEK[: 1 + place % 6]) for place in range(30)]
    with at_most(20):
        plan = plan_day(day(*rounds, *fixed, intakes=EVENING), knowledge=knowledge)
    assert (plan.status, magnesium(plan), plan.other_days) == ("optimal", ["22:00"], ())
    assert len(plan.windows) == 100


def occurrences(content, until):
    """(day, time) of each event that happens, expanded by a library that shares nothing with ours."""
    calendar = IcsCalendarStream.calendar_from_ics(content.decode())
    found = calendar.timeline.overlapping(MONDAY, until)
    return sorted(event.dtstart for event in found if (event.status or "").upper() != "CANCELLED")


def test_the_calendar_has_the_right_time_on_every_day_of_the_week(knowledge):
    plan = plan_day(day(weekly("mon", "thu"), intakes=EVENING), knowledge=knowledge)
    content = to_ics(plan, on=MONDAY + timedelta(days=2), knowledge=knowledge)
    found = occurrences(content, MONDAY + timedelta(days=16))
    assert [start.date() for start in found] == [MONDAY + timedelta(days=number) for number in range(2, 16)]
    for start in found:
        assert f"{start:%H:%M}" == ("17:30" if WEEK[start.weekday()] in ("mon", "thu") else "22:00")


@pytest.mark.parametrize("interval", [2, 3])
def test_every_so_many_days_needs_a_first_day(knowledge, interval):
    plan = plan_day(
        day(demand("A", [at("21:30")], 240, 240, every_days=interval), intakes=EVENING), knowledge=knowledge
    )
    careful = occurrences(to_ics(plan, on=MONDAY, knowledge=knowledge), MONDAY + timedelta(days=9))
    assert {minute(f"{start:%H:%M}") for start in careful} == {at("17:30")}
    assert len(careful) == 9
    first = MONDAY - timedelta(days=1)
    told = to_ics(plan, on=MONDAY, knowledge=knowledge, first_day=first)
    for start in occurrences(told, MONDAY + timedelta(days=9)):
        taken = (start.date() - first).days % interval == 0
        assert f"{start:%H:%M}" == ("17:30" if taken else "22:00")
    assert len(occurrences(told, MONDAY + timedelta(days=9))) == 9
