"""Legal and best days for a set of demands, with the free places of each demand worked out once."""

from collections.abc import Sequence
from typing import NamedTuple

from magwise.schedule.constraints import Grid, allowed_by, lacks_time, make_grid
from magwise.schedule.day import GRID, MINUTES, DayRequest, Demand, Intake
from magwise.schedule.moments import Moments, wished_place
from magwise.schedule.moves import Memory, make_movable, search_moved
from magwise.schedule.optimise import Wish, choose, fits


class Solved(NamedTuple):
    """A legal day: each intake with its place in minutes after waking, and the new times of moved medicines."""

    intakes: tuple[tuple[Intake, int], ...]
    planned: dict[Demand, tuple[int, ...]]


class Puzzle:
    """A day to be planned. A day is legal or not for a set of binding demands and a number of intakes."""

    def __init__(self, request: DayRequest, moments: Moments) -> None:
        self.request = request
        self.moments = moments
        wished = [(wished_place(moments, intake.moment, request.with_food), intake) for intake in request.intakes]
        self.intakes = [intake for _, intake in sorted(wished, key=lambda pair: pair[0])]
        meals = moments.meals if request.with_food else ()
        self.wishes = [Wish(place, meals) for place in sorted(place for place, _ in wished)]
        self._shifts: Memory = {}
        self._masks: dict[tuple[int, bool, int], int] = {}
        even = not any(
            time % GRID
            for times in (
                (request.wake, request.bed),
                *((*d.times, *d.taken, d.before or 0, d.after or 0) for d in request.demands),
            )
            for time in times
        )
        self.taken: int | None = None
        if request.magnesium_taken is not None:
            self.taken = (request.magnesium_taken - request.wake) % MINUTES
        self._grids = [make_grid(request)] if even else [make_grid(request), make_grid(request, 1)]

    def is_legal(self, demands: Sequence[Demand], intakes: int | None = None) -> bool:
        """Whether the intakes (or the first so many) fit beside these demands."""
        wishes = self.wishes[:intakes]
        return any(
            fits(self._free(grid, demands, fixed=False), len(wishes), GRID // grid.step, self._since(grid))
            or self._moved(grid, demands, wishes, any_day=True) is not None
            for grid in self._grids
        )

    def best(self, demands: Sequence[Demand]) -> Solved | None:
        """The best day, or None when none is legal. Single minutes are tried where no five-minute mark is legal."""
        for grid in self._grids:
            places = choose(
                grid, self._free(grid, demands, fixed=False), self.wishes, self.request.apart, self._since(grid)
            )
            if places is not None:
                return Solved(tuple(zip(self.intakes, places, strict=True)), {})
            moved = self._moved(grid, demands, self.wishes, any_day=False)
            if moved is not None:
                return moved
        return None

    def _since(self, grid: Grid) -> int | None:
        """The mark at or after the magnesium that was taken today."""
        return None if self.taken is None else -((grid.first - self.taken) // grid.step)

    def _free(self, grid: Grid, demands: Sequence[Demand], *, fixed: bool) -> int:
        """The places that all demands leave. fixed: a movable one forbids only around what was really taken."""
        free = self._open(grid)
        for demand in demands:
            loose = fixed and demand.movable
            key = (grid.step, loose, id(demand))
            mask = self._masks.get(key)
            if mask is None:
                times = demand.taken if loose else demand.times + demand.taken
                mask = self._masks[key] = allowed_by(grid, demand, self.request.wake, times)
            free &= mask
        return free

    def _open(self, grid: Grid) -> int:
        """The places of the day, or of the rest of it; a moment in the night leaves the whole day."""
        request = self.request
        length = (request.bed - request.wake) % MINUTES
        begun = 0 if request.not_before is None else (request.not_before - request.wake) % MINUTES
        return grid.between(begun, length) if begun <= length else grid.everywhere

    def _moved(self, grid: Grid, demands: Sequence[Demand], wishes: Sequence[Wish], *, any_day: bool) -> Solved | None:
        groups = _movable_groups(demands)
        free = self._free(grid, demands, fixed=True)
        if not groups or not fits(free, len(wishes), GRID // grid.step, self._since(grid)):
            return None
        wake = self.request.wake
        movables = [
            make_movable(
                [(time - wake) % MINUTES for time in group[0].times],
                max(demand.before or 0 for demand in group),
                max(demand.after or 0 for demand in group),
            )
            for group in groups
        ]
        found = search_moved(
            grid, free, movables, wishes, self.request.apart, since=self.taken, any_day=any_day, memory=self._shifts
        )
        if found is None:
            return None
        planned = {
            demand: tuple((wake + place) % MINUTES for place in places)
            for group, movable, places in zip(groups, movables, found.medicines, strict=True)
            if places != movable.places
            for demand in self.request.demands
            if _same_tablet(demand) == _same_tablet(group[0])
        }
        return Solved(tuple(zip(self.intakes, found.magnesium, strict=False)), planned)


def _same_tablet(demand: Demand) -> tuple[object, ...]:
    """Demands that share this are about one tablet (a combination has several demands) and move together."""
    return (demand.kind, demand.name, demand.times, demand.movable)


def _movable_groups(demands: Sequence[Demand]) -> list[list[Demand]]:
    groups: dict[tuple[object, ...], list[Demand]] = {}
    for demand in demands:
        if demand.movable and not lacks_time(demand) and demand.action != "avoid":
            groups.setdefault(_same_tablet(demand), []).append(demand)
    return list(groups.values())
