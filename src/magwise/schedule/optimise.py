"""The best places for magnesium among those that are free, exactly.

Free places are the bits of one integer. The order of what counts: the smallest distance between two intakes is as
large as can be, up to the distance wished; then the minutes away from the wished moments; then the minutes away from
a meal, where food is asked for; then the earliest.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from magwise.schedule.constraints import Grid
from magwise.schedule.day import GRID

_FOOD = 1 << 20


class Wish(NamedTuple):
    """Where an intake is wished and where the meals are that it is wished with, in minutes after waking."""

    place: int
    meals: tuple[int, ...]

    def cost(self, place: int) -> int:
        """Minutes from the wish, and far behind it minutes from the nearest meal."""
        near = abs(place - self.place) * _FOOD
        return near + min(abs(meal - place) for meal in self.meals) if self.meals else near


def fits(free: int, intakes: int, gap: int, since: int | None = None) -> bool:
    """Whether so many intakes fit in the free places, `gap` places apart: taking the earliest each time is enough.

    since: the index of an intake that was taken before (it may lie before the first place); None without one.
    """
    if since is not None:
        free = free_from(free, since + gap)
    for _ in range(intakes):
        if not free:
            return False
        reach = (free & -free).bit_length() - 1 + gap
        free = free >> reach << reach
    return True


def free_from(free: int, index: int) -> int:
    """The free places from this index on."""
    reach = max(0, index)
    return free >> reach << reach


def widest_gap(grid: Grid, free: int, intakes: int, apart: int, since: int | None = None) -> int | None:
    """The largest distance in places, up to `apart` minutes, that the intakes can keep; None when they do not fit."""
    least = -(-GRID // grid.step)
    most = max(least, -(-apart // grid.step))
    if fits(free, intakes, most, since):
        return most
    if not fits(free, intakes, least, since):
        return None
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if fits(free, intakes, middle, since) else (least, middle)
    return least


def choose(
    grid: Grid, free: int, wishes: Sequence[Wish], apart: int, since: int | None = None
) -> tuple[int, ...] | None:
    """The best places, one for each wish, in the order of the wishes, which must rise; None when they do not fit."""
    gap = widest_gap(grid, free, len(wishes), apart, since)
    if gap is None:
        return None
    if since is not None:
        free = free_from(free, since + gap)
    nearest = [_nearest(grid, free, wish) for wish in wishes]
    if all(later - earlier >= gap for earlier, later in itertools.pairwise(nearest)):
        return tuple(grid.place(index) for index in nearest)
    return tuple(_together(grid, free, wishes, gap))


def _nearest(grid: Grid, free: int, wish: Wish) -> int:
    """The index of the free place that suits one wish best: the last at or before it, or the first after it."""
    split = max(0, (wish.place - grid.first) // grid.step + 1)
    below = (free & ((1 << split) - 1)).bit_length() - 1
    rest = free >> split
    if not rest:
        return below
    above = (rest & -rest).bit_length() - 1 + split
    if below < 0:
        return above
    return below if wish.cost(grid.place(below)) <= wish.cost(grid.place(above)) else above


def _together(grid: Grid, free: int, wishes: Sequence[Wish], gap: int) -> list[int]:
    """All wishes at once, from the last to the first: the least cost of the wishes from this one on, at each place."""
    places = [grid.place(index) for index in range(grid.marks) if free >> index & 1]
    meals = wishes[0].meals
    food = [min(abs(meal - place) for meal in meals) for place in places] if meals else [0] * len(places)
    following: list[int] = []  # for each place the first one that is far enough behind it
    here = 0
    for place in places:
        while here < len(places) and places[here] < place + gap * grid.step:
            here += 1
        following.append(here)
    none = len(wishes) * 4 * 1440 * _FOOD
    rest = [0] * (len(places) + 1)
    tables: list[tuple[list[int], list[int]]] = []
    for wish in reversed(wishes):
        wished = wish.place
        table = [
            abs(place - wished) * _FOOD + extra + rest[behind]
            for place, extra, behind in zip(places, food, following, strict=True)
        ]
        rest = [*itertools.accumulate(reversed(table), min)][::-1]
        rest.append(none)
        tables.append((table, rest))
    chosen: list[int] = []
    start = 0
    for table, least in reversed(tables):
        index = table.index(least[start], start)
        chosen.append(places[index])
        start = following[index]
    return chosen
