"""A day that has begun: what was taken counts, what was missed is never doubled."""

from itertools import pairwise

import msgspec
import pytest

from magwise.schedule.plan import plan_day
from schedule.days import at, day, demand, intake
from schedule.verifier import faults, minute

TWICE = [intake("breakfast"), intake("bed")]


def magnesium(plan):
    return [item.time for item in plan.items if item.kind == "magnesium"]


def rest_of(request, now, **taken):
    return msgspec.structs.replace(request, not_before=at(now), **taken)


def test_a_late_tablet_moves_the_magnesium_behind_it(knowledge):
    request = day(demand("Thyrax", [at("07:00")], 240, 240, taken=(at("09:10"),)), intakes=[intake("breakfast")])
    plan = plan_day(rest_of(request, "09:10"), knowledge=knowledge)
    assert magnesium(plan) == ["13:10"]
    assert faults(request, plan.to_dict()) == []


def test_a_missed_intake_is_caught_up_where_the_distance_holds(knowledge):
    plan = plan_day(rest_of(day(intakes=TWICE), "12:00"), knowledge=knowledge)
    assert magnesium(plan) == ["12:00", "22:00"]


def test_a_missed_intake_is_left_out_where_it_would_come_too_near(knowledge):
    plan = plan_day(rest_of(day(intakes=TWICE), "20:30"), knowledge=knowledge, locale="en")
    assert magnesium(plan) == ["22:00"]
    assert any("Never take double" in way for way in plan.alternatives)


@pytest.mark.parametrize(("taken", "expected"), [("18:00", ["22:00"]), ("18:30", ["22:30"]), ("21:00", [])])
def test_the_next_keeps_its_distance_from_what_was_taken(knowledge, taken, expected):
    request = rest_of(day(intakes=TWICE[1:]), taken, magnesium_taken=at(taken), intakes_taken=tuple(TWICE[:1]))
    plan = plan_day(request, knowledge=knowledge)
    assert (plan.status, magnesium(plan)) == ("optimal", expected)
    assert faults(request, plan.to_dict()) == []


def test_an_only_intake_that_does_not_fit_any_more_is_infeasible(knowledge):
    late = demand("Thyrax", [at("07:00")], 240, 240, taken=(at("20:00"),))
    plan = plan_day(rest_of(day(late, intakes=TWICE[1:]), "20:00"), knowledge=knowledge)
    assert (plan.status, magnesium(plan)) == ("infeasible", [])


@pytest.mark.parametrize("now", [f"{hour:02d}:{half}" for hour in range(7, 23) for half in ("00", "30")])
def test_intakes_of_the_rest_are_never_nearer_than_on_the_whole_day(knowledge, now):
    request = day(
        demand("A", [at("07:00")], 240, 240), demand("B", [at("19:00")], 120, 120), intakes=[*TWICE, intake("midday")]
    )
    whole = [minute(time) for time in magnesium(plan_day(request, knowledge=knowledge))]
    rest = [minute(time) for time in magnesium(plan_day(rest_of(request, now), knowledge=knowledge))]
    least = min([240, *(b - a for a, b in pairwise(whole))])
    assert all(b - a >= least for a, b in pairwise(rest))
    assert all(time >= minute(now) for time in rest)
