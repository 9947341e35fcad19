"""Many doses that may move: the same answer as trying them all, in time that does not double with each dose."""

import random
from itertools import combinations

import pytest

from bounds import at_most
from magwise.schedule.constraints import Grid
from magwise.schedule.moves import cheapest_shift, make_movable
from magwise.schedule.plan import plan_day
from schedule.days import at, day, demand, intake


def by_trying_all(movable, magnesium, grid):
    """The least cost over every choice of marks in the waking day, or the own place, for every dose in order."""
    marks = [grid.place(index) for index in range(grid.marks)]
    best = None
    for places in combinations(sorted({*marks, *movable.places}), len(movable.places)):
        if any(place not in marks and place != own for place, own in zip(places, movable.places, strict=True)):
            continue
        around = [later - here for here, later in zip(places, (*places[1:], places[0] + 1440), strict=True)]
        if min(around) < movable.apart or not all(movable.bears(dose, mg) for dose in places for mg in magnesium):
            continue
        moved = [abs(place - own) for place, own in zip(places, movable.places, strict=True)]
        cost = (sum(moved), sum(map(bool, moved)))
        best = cost if best is None else min(best, cost)
    return best


@pytest.mark.parametrize("seed", range(60))
def test_the_cheapest_shift_is_that_of_trying_all(seed):
    rng = random.Random(seed)
    grid = Grid(0, 30, 18)
    movable = make_movable(
        rng.sample(range(0, 540, 30), rng.choice([2, 3])), rng.choice([30, 60, 120]), rng.choice([30, 60, 120])
    )
    magnesium = tuple(sorted(rng.sample(range(0, 540, 30), rng.choice([1, 2]))))
    found = cheapest_shift(movable, magnesium, grid)
    wanted = by_trying_all(movable, magnesium, grid)
    assert (None if found is None else (found.cost >> 10, found.cost & 1023)) == wanted


@pytest.mark.parametrize("doses", [6, 24])
def test_medicines_with_many_doses_that_may_move(knowledge, doses):
    times = [[(place * 1440 // doses + 5 * number) % 1440 for place in range(doses)] for number in range(4)]
    tablets = [demand(f"m{place}", each, 240, 240, movable=True) for place, each in enumerate(times)]
    with at_most(30):
        plan = plan_day(day(*tablets, intakes=[intake("bed"), intake("evening")]), knowledge=knowledge)
    assert plan.status == "infeasible"
    assert plan.conflicts


def test_two_medicines_of_six_doses_that_may_move(knowledge):
    one = demand(
        "A", [at(time) for time in ("00:20", "03:35", "07:10", "12:05", "15:40", "20:55")], 120, 60, movable=True
    )
    two = demand(
        "B", [at(time) for time in ("01:10", "05:50", "09:25", "13:15", "18:30", "22:40")], 60, 60, movable=True
    )
    with at_most(30):
        plan = plan_day(day(one, two, intakes=[intake("bed")]), knowledge=knowledge)
    assert plan.status == "optimal"
