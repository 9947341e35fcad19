"""What the medicines of a day forbid, and the hours shown for it.

Magnesium at time m and a medicine at time x agree when m is at least `before` minutes after x and x at least `after`
minutes after m, both around the clock: the open interval (x − after, x + before) is forbidden, its edges are allowed.
"""

from collections.abc import Iterable
from typing import NamedTuple

from magwise.errors import InputError
from magwise.schedule.day import GRID, MINUTES, DayRequest, Demand, Window, clock

ACID_NEUTRALISING = "acid_neutralising"
ALL_ORAL = "all"
FULL_DAY = "24:00"


class Grid(NamedTuple):
    """The places where magnesium may stand: `first`, `first + step`, … up to `length`, in minutes after waking."""

    first: int
    step: int
    marks: int

    @property
    def everywhere(self) -> int:
        """A bit for every place."""
        return (1 << self.marks) - 1

    def between(self, low: int, high: int) -> int:
        """A bit for every place from low to high, both included."""
        start = max(0, -((self.first - low) // self.step))
        stop = min(self.marks - 1, (high - self.first) // self.step)
        return (1 << (stop + 1)) - (1 << start) if start <= stop else 0

    def place(self, index: int) -> int:
        """Minutes after waking of the place with this index."""
        return self.first + index * self.step


def make_grid(request: DayRequest, step: int = GRID) -> Grid:
    """The marks of the clock from waking to bedtime, both included."""
    length = (request.bed - request.wake) % MINUTES
    first = -request.wake % step
    return Grid(first, step, (length - first) // step + 1 if first <= length else 0)


def check_request(request: DayRequest) -> None:
    """Raises InputError when the day has no length or a time lies outside 00:00 to 24:00."""
    fields: list[tuple[str, Iterable[int]]] = [
        ("day.wake", (request.wake,)),
        ("day.bed", (request.bed,)),
        ("day.meals", request.meals),
    ]
    for demand in request.demands:
        fields.append((f"{demand.name}, times", demand.times + demand.taken))
        for side, minutes in (("before", demand.before), ("after", demand.after)):
            if minutes is not None and minutes < 0:
                raise InputError(f"{demand.name}, {side}", f"{minutes} minutes is below zero", "Give 0 or more")
    for where, times in fields:
        for time in times:
            if not 0 <= time <= MINUTES:
                raise InputError(where, f"{time} minutes is no time of day", "Give a time from 00:00 to 24:00")
    if request.wake % MINUTES == request.bed % MINUTES:
        raise InputError("day", f"wake and bed are both {clock(request.wake)}", "Give two different times")
    if request.apart < 0:
        raise InputError("apart", f"{request.apart} minutes is below zero", "Give 0 or more")


def is_binding(demand: Demand, acid_neutralising: bool | None) -> bool:
    """Whether magnesium must keep away from this demand. An unknown form keeps every distance."""
    if demand.action == "note" or (demand.only_acid_neutralising and acid_neutralising is False):
        return False
    return demand.action == "avoid" or bool(demand.before) or bool(demand.after)


def lacks_time(demand: Demand) -> bool:
    """Whether a binding demand cannot be kept because nobody knows when it is taken."""
    return demand.action != "avoid" and not demand.times and not demand.as_needed


def doses(demand: Demand) -> tuple[int, ...]:
    """All times that count, in order: the normal ones and what was really taken today."""
    return tuple(sorted({time % MINUTES for time in demand.times + demand.taken}))


def allowed_around(grid: Grid, place: int, before: int, after: int) -> int:
    """The places of the grid that keep their distance from a dose at `place` (0 to 1439 minutes after waking)."""
    if not before and not after:
        return grid.everywhere
    low, high = place + max(before, 1), place - max(after, 1)
    return grid.between(low, high + MINUTES) | grid.between(low - MINUTES, high)


def allowed_beside(grid: Grid, place: int, before: int, after: int) -> int:
    """The places that keep their distance from a dose of yesterday and one of tomorrow, but none of today."""
    yesterday, tomorrow = place - MINUTES + max(before, 1), place + MINUTES - max(after, 1)
    return grid.between(yesterday, tomorrow) if before or after else grid.everywhere


def allowed_by(grid: Grid, demand: Demand, wake: int, times: Iterable[int]) -> int:
    """The places that a binding demand leaves when it is taken at these times; none when it closes the day."""
    if demand.action == "avoid" or lacks_time(demand):
        return 0
    allowed = allowed_beside if demand.absent else allowed_around
    free = grid.everywhere
    for time in times:
        free &= allowed(grid, (time - wake) % MINUTES, demand.before or 0, demand.after or 0)
    return free


def list_windows(request: DayRequest, planned: dict[Demand, tuple[int, ...]]) -> tuple[Window, ...]:
    """The closed hours, one for every dose of a binding demand, in order of their beginning after waking.

    planned: the times of medicines that the plan has moved; the others keep theirs.
    """
    found: list[tuple[tuple[int, int, int], Window]] = []
    for number, demand in enumerate(request.demands):
        if not is_binding(demand, request.acid_neutralising):
            continue
        before, after = demand.before or 0, demand.after or 0
        if demand.absent and demand.action != "avoid":
            found += _beside(request, demand, number)
            continue
        if demand.action == "avoid":
            found.append(((-1, 0, number), _window(demand, "00:00", FULL_DAY)))
            continue
        times = sorted({time % MINUTES for time in planned.get(demand, demand.times) + demand.taken})
        for time in times:
            order = ((time - request.wake) % MINUTES, 0, number)
            if before + after > MINUTES:
                found.append((order, _window(demand, "00:00", FULL_DAY)))
            else:
                found.append(
                    (order, _window(demand, clock((time - after) % MINUTES), clock((time + before) % MINUTES)))
                )
    return tuple(window for _, window in sorted(found, key=lambda entry: entry[0]))


def _beside(request: DayRequest, demand: Demand, number: int) -> list[tuple[tuple[int, int, int], Window]]:
    """The hours awake that yesterday's and tomorrow's doses close, where today has none."""
    length = (request.bed - request.wake) % MINUTES
    found = []
    for time in demand.times:
        place = (time - request.wake) % MINUTES
        for dose in (place - MINUTES, place + MINUTES):
            start, stop = max(0, dose - (demand.after or 0)), min(length, dose + (demand.before or 0))
            if start < stop:
                ends = (clock((request.wake + end) % MINUTES) for end in (start, stop))
                found.append(((start, 0, number), _window(demand, *ends)))
    return found


def _window(demand: Demand, start: str, stop: str) -> Window:
    scope = ACID_NEUTRALISING if demand.only_acid_neutralising else ALL_ORAL
    return Window(
        medicine=demand.name,
        from_=start,
        to=stop,
        action=demand.action,
        rule=demand.rule,
        sources=demand.sources,
        beside=demand.beside,
        grade=demand.grade,
        applies_to=scope,
    )
