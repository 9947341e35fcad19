"""The rest of a day that has begun: what was missed is not caught up at the cost of distance."""

import itertools
from collections.abc import Sequence

from msgspec.structs import replace

from magwise.schedule.day import MINUTES, DayRequest, Demand, Intake
from magwise.schedule.moments import Moments
from magwise.schedule.solve import Puzzle, Solved


def leave_out_missed(
    request: DayRequest, moments: Moments, demands: Sequence[Demand], rest: Solved | None
) -> tuple[Intake, ...]:
    """The intakes that are still planned today, in their order.

    An intake is missed when the plan of the whole day put it before now. It is caught up only where all intakes keep
    the distance that they had in that plan (or the one that is wished, where that is smaller), also from what was taken
    today; otherwise intakes are left out, the missed ones first. So two are never taken as one. Where nothing was
    taken yet one intake is kept: whether it fits is for the plan to say.
    """
    everything = replace(
        request, intakes=request.intakes_taken + request.intakes, not_before=None, magnesium_taken=None
    )
    whole = Puzzle(everything, moments).best(demands)
    if whole is None or request.not_before is None:
        return request.intakes
    now = (request.not_before - request.wake) % MINUTES
    distance = min([request.apart, *_gaps([place for _, place in whole.intakes])])
    missed = [intake for intake, place in whole.intakes if place < now]
    kept = list(request.intakes)
    least = 0 if request.magnesium_taken is not None else 1
    while len(kept) > least and not _keeps(request, rest, distance):
        kept.remove(next((intake for intake in missed if intake in kept), kept[0]))
        rest = Puzzle(replace(request, intakes=tuple(kept)), moments).best(demands) if kept else Solved((), {})
    return tuple(kept)


def _keeps(request: DayRequest, rest: Solved | None, distance: int) -> bool:
    if rest is None:
        return False
    taken = [] if request.magnesium_taken is None else [(request.magnesium_taken - request.wake) % MINUTES]
    return all(gap >= distance for gap in _gaps([*taken, *(place for _, place in rest.intakes)]))


def _gaps(places: Sequence[int]) -> list[int]:
    return [later - earlier for earlier, later in itertools.pairwise(places)]
