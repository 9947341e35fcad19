"""Medicines that may move: the least that they must move for the magnesium to fit, exactly.

They move only where no day is legal otherwise, within the waking day, and as few minutes as possible in all. The doses
of one medicine keep their order, and around the clock no two come nearer to each other than its nearest two were.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from magwise.schedule.constraints import Grid
from magwise.schedule.day import GRID, MINUTES
from magwise.schedule.optimise import Wish

_MOVED = 1 << 10
_NEVER = 1 << 40


class Movable(NamedTuple):
    """A medicine that may move. places: its doses in minutes after waking, in order; before and after: in minutes.

    apart: the smallest distance between two of its doses around the clock.
    """

    places: tuple[int, ...]
    before: int
    after: int
    apart: int

    def bears(self, dose: int, magnesium: int) -> bool:
        """Whether a dose and an intake keep their distance."""
        return (magnesium - dose) % MINUTES >= self.before and (dose - magnesium) % MINUTES >= self.after


def make_movable(places: Sequence[int], before: int, after: int) -> Movable:
    """A medicine with doses at these minutes after waking.

    >>> make_movable([60, 660], 240, 240).apart
    600
    """
    ordered = tuple(sorted(set(places)))
    later = (*ordered[1:], ordered[0] + MINUTES)
    return Movable(ordered, before, after, min(there - here for here, there in zip(ordered, later, strict=True)))


class Shift(NamedTuple):
    """A medicine's new places. cost: the minutes moved, and far behind them the number of doses moved."""

    cost: int
    places: tuple[int, ...]


Memory = dict[tuple[Grid, Movable, tuple[int, ...]], Shift | None]


class Moved(NamedTuple):
    """A legal day with moved medicines: the places of the intakes and of each medicine's doses."""

    magnesium: tuple[int, ...]
    medicines: tuple[tuple[int, ...], ...]


def search_moved(
    grid: Grid,
    free: int,
    movables: Sequence[Movable],
    wishes: Sequence[Wish],
    apart: int,
    *,
    since: int | None = None,
    any_day: bool = False,
    memory: "Memory | None" = None,
) -> Moved | None:
    """The best day on which medicines move, or None when there is none. any_day: the first legal one is enough.
    since: when magnesium was taken today, in minutes after waking. memory: shifts found for other days of this request.

    Branch and bound over the places of the intakes. The cost of a part of the intakes never exceeds that of the whole,
    so a part that costs more than a day already found is given up.
    """
    search = _Search(grid, movables, wishes, apart, any_day, since, {} if memory is None else memory)
    places = [grid.place(index) for index in range(grid.marks) if free >> index & 1]
    search.places = [place for place in places if since is None or place >= since + GRID]
    search.least = {place: sum(_least(movable, place) for movable in movables) for place in search.places}
    found = search.first_limit()
    if any_day and found is not None:
        return found
    search.keep_likely()
    search.extend((), search.stay, 0)
    return search.best


def _least(movable: Movable, place: int) -> int:
    """A bound that is quickly found: what each dose must move for one intake, without a thought for the others."""
    before, after = max(movable.before, 1), max(movable.after, 1)
    total = 0
    for dose in movable.places:
        if not movable.bears(dose, place):
            ahead = (place - dose) % MINUTES
            distance = ahead if ahead < before else ahead - MINUTES
            total += min(abs(distance + after), abs(before - distance)) * _MOVED + 1
    return total


def _cost(shifts: Sequence[Shift]) -> int:
    return sum(shift.cost for shift in shifts)


class _Search:
    """The state of one branch and bound."""

    def __init__(
        self,
        grid: Grid,
        movables: Sequence[Movable],
        wishes: Sequence[Wish],
        apart: int,
        any_day: bool,
        since: int | None,
        memory: "Memory",
    ) -> None:
        self.grid, self.movables, self.wishes, self.any_day = grid, movables, wishes, any_day
        self.memory = memory
        self.since = () if since is None else (since,)
        self.apart = max(GRID, -(-apart // grid.step) * grid.step)
        self.limit: float = float("inf")
        self.places: list[int] = []
        self.least: dict[int, int] = {}
        self.stay = tuple(Shift(0, movable.places) for movable in movables)
        self.best: Moved | None = None
        self.best_key: tuple[object, ...] = ()

    def shifts(self, magnesium: tuple[int, ...], before: tuple[Shift, ...], place: int) -> tuple[Shift, ...] | None:
        """The cheapest shifts once an intake is added, or None where that is impossible or costs more than the limit.

        A medicine that bears the new intake already stays where it is.
        """
        everything = (*magnesium, place)
        found: list[Shift] = []
        cost = 0
        for movable, old in zip(self.movables, before, strict=True):
            shift: Shift | None = old
            if not all(movable.bears(dose, place) for dose in old.places):
                shift = self.cheapest(movable, everything)
            if shift is None or cost + shift.cost > self.limit:
                return None
            cost += shift.cost
            found.append(shift)
        return tuple(found)

    def cheapest(self, movable: Movable, magnesium: tuple[int, ...]) -> Shift | None:
        """The cheapest shift, looked up where it was found before."""
        key = (self.grid, movable, magnesium)
        if key not in self.memory:
            self.memory[key] = cheapest_shift(movable, magnesium, self.grid)
        return self.memory[key]

    def first_limit(self) -> Moved | None:
        """A bound to begin with: the cheapest cluster of neighbouring intakes, the likeliest first."""
        found: Moved | None = None
        for start in sorted(range(len(self.places)), key=lambda index: self.least[self.places[index]]):
            if self.least[self.places[start]] >= self.limit:
                break
            magnesium: tuple[int, ...] = ()
            shifts = self.stay
            for place in self.places[start:]:
                if magnesium and place - magnesium[-1] < GRID:
                    continue
                added = self.shifts(magnesium, shifts, place)
                if added is None:
                    break
                shifts = added
                magnesium = (*magnesium, place)
                if len(magnesium) == len(self.wishes):
                    if _cost(shifts) < self.limit:
                        self.limit = _cost(shifts)
                        found = Moved(magnesium, tuple(shift.places for shift in shifts))
                    break
        return found

    def keep_likely(self) -> None:
        """Leave out the places that one intake alone makes impossible or too dear."""
        likely: dict[int, int] = {}
        for place in self.places:
            if self.least[place] <= self.limit:
                shifts = self.shifts((), self.stay, place)
                if shifts is not None:
                    likely[place] = _cost(shifts)
        self.least = likely
        self.places = list(likely)

    def extend(self, magnesium: tuple[int, ...], shifts: tuple[Shift, ...], start: int) -> None:
        """Add every possible next intake in turn."""
        number = len(magnesium)
        if number == len(self.wishes):
            self.judge(magnesium, shifts)
            return
        for index in range(start, len(self.places) - (len(self.wishes) - number) + 1):
            place = self.places[index]
            if (magnesium and place - magnesium[-1] < GRID) or self.least[place] > self.limit:
                continue
            added = self.shifts(magnesium, shifts, place)
            if added is None or _cost(added) > self.limit:
                continue
            self.extend((*magnesium, place), added, index + 1)
            if self.any_day and self.best is not None:
                return

    def judge(self, magnesium: tuple[int, ...], shifts: tuple[Shift, ...]) -> None:
        """Keep this day when it is better than the best so far."""
        gaps = [later - earlier for earlier, later in itertools.pairwise((*self.since, *magnesium))]
        cost = _cost(shifts)
        key = (
            cost,
            -min([self.apart, *gaps]),
            sum(wish.cost(place) for wish, place in zip(self.wishes, magnesium, strict=True)),
            magnesium,
        )
        if self.best is None or key < self.best_key:
            self.best, self.best_key = Moved(magnesium, tuple(shift.places for shift in shifts)), key
            self.limit = min(self.limit, cost)


def cheapest_shift(movable: Movable, magnesium: Sequence[int], grid: Grid) -> Shift | None:
    """The places nearest to the old ones that bear these intakes; None when there are none within the waking day.

    A dose that must move ends against an intake, against the edge of the day or against a dose of its own that does;
    so these few places are enough, each rounded away from what pushes it to a mark of the clock.
    """
    count = len(movable.places)
    if count == 1:
        return _cheapest_single(movable, magnesium, grid)
    first, last = grid.first, grid.place(grid.marks - 1)
    before, after, apart = max(movable.before, 1), max(movable.after, 1), movable.apart
    edges = [(place + after + turn, place - before + turn) for place in magnesium for turn in (-MINUTES, 0, MINUTES)]
    fresh = {_mark(grid, up, up=True) for up, _ in edges} | {_mark(grid, down, up=False) for _, down in edges}
    fresh |= {first, last} if not first <= movable.places[0] <= movable.places[-1] <= last else set()
    fresh = {place for place in fresh if first <= place <= last} | set(movable.places)
    pinned = set(fresh)
    for _ in range(count - 1):
        pushed = {_mark(grid, place + step, up=True) for place in fresh for step in (apart, apart - MINUTES)}
        pushed |= {_mark(grid, place - step, up=False) for place in fresh for step in (apart, apart - MINUTES)}
        fresh = {place for place in pushed - pinned if first <= place <= last}
        pinned |= fresh
    legal = [place for place in sorted(pinned) if all(movable.bears(place, intake) for intake in magnesium)]
    return _cheapest_places(movable, legal, first, last)


def _cheapest_places(movable: Movable, legal: list[int], first: int, last: int) -> Shift | None:
    """The cheapest of these places for every dose, in their order and far enough apart, also around the clock.

    legal: rising; a place outside the waking day only serves the dose that stands there already. Of equals the
    earliest. Every first place is tried, the cheapest first; from there the rest is worked out from the last dose back.
    """
    costs = [
        [
            abs(place - own) * _MOVED + (place != own) if place == own or first <= place <= last else _NEVER
            for place in legal
        ]
        for own in movable.places
    ]
    rest = sum(min(row, default=_NEVER) for row in costs[1:])
    behind = [*(bisect_left(legal, place + movable.apart) for place in legal), len(legal)]
    best: Shift | None = None
    for start in sorted(range(len(legal)), key=costs[0].__getitem__):
        cost = costs[0][start]
        if cost + rest >= _NEVER or (best is not None and cost + rest > best.cost):
            break
        end = bisect_right(legal, legal[start] + MINUTES - movable.apart)
        others = _others(costs, behind, start, end)
        if others is not None:
            found = Shift(cost + others.cost, (legal[start], *(legal[index] for index in others.places)))
            best = found if best is None else min(best, found)
    return best


def _others(costs: list[list[int]], behind: list[int], start: int, end: int) -> Shift | None:
    """The cheapest indices below `end` for all doses but the first, which stands at `start`; None without any."""
    lowest = [behind[start]]  # of the doses behind the first, each as early as can be
    for _ in costs[2:]:
        lowest.append(behind[lowest[-1]])
    if lowest[-1] >= end:
        return None
    size = len(behind)
    tables: list[list[int]] = [[0] * size]  # from the last dose back: the least cost from each index on
    for row, low in zip(reversed(costs[1:]), reversed(lowest), strict=True):
        after, table, least = tables[-1], [_NEVER] * size, _NEVER
        for place in range(end - 1, low - 1, -1):
            cost = row[place] + after[behind[place]]
            if cost < least:  # noqa: PLR1730  (a call for each place costs more than all the rest)
                least = cost
            table[place] = least
        tables.append(table)
    index = behind[start]
    total = tables[-1][index]
    if total >= _NEVER:
        return None
    chosen: list[int] = []
    for row in costs[1:]:
        table, after = tables.pop(), tables[-1]
        place = next(place for place in range(index, end) if row[place] + after[behind[place]] == table[index])
        chosen.append(place)
        index = behind[place]
    return Shift(total, tuple(chosen))


def _cheapest_single(movable: Movable, magnesium: Sequence[int], grid: Grid) -> Shift | None:
    """The same for one dose: step over the intakes it cannot bear, upwards and downwards; the nearer end wins."""
    own, last = movable.places[0], grid.place(grid.marks - 1)
    before, after = max(movable.before, 1), max(movable.after, 1)
    found: list[Shift] = []
    for up in (False, True):
        place = _mark(grid, min(max(own, grid.first), last), up=up)
        pushed = True
        while pushed and grid.first <= place <= last:
            pushed = False
            for intake in magnesium:
                ahead = (intake - place) % MINUTES
                if ahead < movable.before or (MINUTES - ahead) % MINUTES < movable.after:
                    distance = ahead if ahead < before else ahead - MINUTES
                    place += distance + after if up else distance - before
                    place, pushed = _mark(grid, place, up=up), True
        if grid.first <= place <= last:
            found.append(Shift(abs(place - own) * _MOVED + (place != own), (place,)))
    return min(found, default=None)


def _mark(grid: Grid, place: int, *, up: bool) -> int:
    """The mark of the clock at or after (or at or before) a place."""
    steps, rest = divmod(place - grid.first, grid.step)
    return grid.first + (steps + (up and rest > 0)) * grid.step
