"""The chance of a verdict, before the first day: the whole analysis is run on made-up diaries of such a design."""

import math
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct

from magwise.followup.extra import Floats, np
from magwise.followup.fixed import interval
from magwise.followup.simulate import Shape, World, simulate, to_blocks

# What is planned with. People's days hang together; one day in ten is not written down.
PLANNING = World(correlation=0.4, missing=0.1)
DIARIES = 1000
DRAWS = 600
SEED = 56
WANTED = 0.8
LEAST_BLOCKS = 6
DEFAULT = (10, 2)  # blocks; days that count in a period
COUNTED_DAYS = (2, 3, 4, 5)
LONGEST_CHOICE = 112
SHARES = (0.1, 0.2, 0.3)
CALMER = 0.7


class Chance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may come of a trial when days differ by `baseline_sd`.

    works: the chance of «works» if magnesium does just as much as is worth having; no_effect: the chance of
    «no_effect» if it does nothing.
    """

    baseline_sd: float
    works: float
    no_effect: float


class Alternative(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of the design and the chance that it gives. baseline_sd and minimal_effect as they would then be."""

    change: Literal["longer", "shorter_periods", "longer_periods", "calmer_outcome", "larger_effect"]
    blocks: int
    period_days: int
    days: int
    baseline_sd: float
    minimal_effect: float
    works: float
    no_effect: float


@lru_cache(maxsize=128)
def _ends(shape: Shape) -> tuple[Floats, Floats]:
    """Ends of the intervals of made-up diaries without effect, in standard deviations of a day.

    An interval moves along with an effect and stretches with the spread, so that one set serves every size of both.
    """
    diaries = simulate(shape, PLANNING, count=DIARIES, seed=SEED)
    data = to_blocks(diaries, shape, least_spread=1e-9)
    return interval(data.differences, data.weights, draws=DRAWS)


def chance(shape: Shape, ratio: float) -> tuple[float, float]:
    """The chance of «works» and of «no_effect» (see Chance). ratio: smallest effect worth having / baseline_sd.

    >>> chance(Shape(4, 7, 2), 3.0)
    (0.0, 0.0)
    """
    low, high = _ends(shape)
    quiet = (low > -ratio) & (high < ratio)
    works = (low + ratio > 0) & ~((low > -2 * ratio) & (high < 0))
    return round(float(np.mean(works)), 3), round(float(np.mean(quiet)), 3)


def chances(shape: Shape, effect: float, spread: float | None, scale: float) -> list[Chance]:
    """The chance for the given spread or, where it is unknown, for spreads of 10, 20 and 30 % of the scale."""
    spreads = [scale * share for share in SHARES] if spread is None else [spread]
    found = []
    for one in spreads:
        works, quiet = chance(shape, effect / one)
        found.append(Chance(baseline_sd=float(f"{one:.4g}"), works=works, no_effect=quiet))
    return found


def pick_shape(
    washout: int, ratio: float | None, *, blocks: int | None = None, period_days: int | None = None
) -> Shape:
    """A design for what was left open: the shortest of at most 16 weeks with a chance of 80 %, else the best chance.

    Without a spread (ratio None) ten blocks of periods with two days that count.
    """
    if ratio is None or (blocks is not None and period_days is not None):
        return Shape(blocks or DEFAULT[0], period_days or washout + DEFAULT[1], washout)
    periods = [period_days] if period_days is not None else [washout + counted for counted in COUNTED_DAYS]
    shapes = [
        Shape(number, period, washout)
        for period in periods
        for number in ([blocks] if blocks is not None else range(LEAST_BLOCKS, LONGEST_CHOICE // (2 * period) + 1))
    ] or [Shape(LEAST_BLOCKS, periods[0], washout)]
    good = [shape for shape in shapes if chance(shape, ratio)[0] >= WANTED]
    if good:
        return min(good, key=lambda shape: (shape.days, -chance(shape, ratio)[0]))
    return max(shapes, key=lambda shape: (chance(shape, ratio)[0], -shape.days))


def list_alternatives(shape: Shape, effect: float, spread: float, longest: int) -> list[Alternative]:
    """What would raise the chance of «works», best first; only changes that do, each run like the design itself."""
    ratio = effect / spread
    now = chance(shape, ratio)[0]
    if now >= WANTED:
        return []
    found = []

    def add(change: Any, other: Shape, sd: float, least: float) -> None:
        works, quiet = chance(other, least / sd)
        if works > now:
            found.append(
                Alternative(
                    change=change, blocks=other.blocks, period_days=other.period_days, days=other.days,
                    baseline_sd=float(f"{sd:.4g}"), minimal_effect=float(f"{least:.4g}"), works=works, no_effect=quiet,
                )
            )  # fmt: skip

    period, washout = shape.period_days, shape.washout_days
    add("longer", _longer(shape, ratio, longest), spread, effect)
    for change, periods in (
        ("shorter_periods", range(washout + 2, period)),
        ("longer_periods", range(period + 1, shape.days // (2 * LEAST_BLOCKS) + 1)),
    ):
        others = [Shape(shape.days // (2 * days), days, washout) for days in periods]
        if others:
            add(change, max(others, key=lambda other: chance(other, ratio)[0]), spread, effect)
    add("calmer_outcome", shape, spread * CALMER, effect)
    if shape.blocks >= LEAST_BLOCKS:
        add("larger_effect", shape, spread, spread * _ratio_for(shape))
    return sorted(found, key=lambda one: -one.works)


def _longer(shape: Shape, ratio: float, longest: int) -> Shape:
    """The fewest blocks more that give a chance of 80 %, else as many as fit in a year."""
    most = longest // (2 * shape.period_days)
    number = shape.blocks
    while number < most:
        number = min(most, max(number + 1, math.ceil(number * 1.15)))
        other = Shape(number, shape.period_days, shape.washout_days)
        if chance(other, ratio)[0] >= WANTED:
            return other
    return Shape(max(number, shape.blocks), shape.period_days, shape.washout_days)


def _ratio_for(shape: Shape) -> float:
    """The effect, in spreads of a day, that shows in four of five diaries: the 80 % point of the half-widths below."""
    return math.ceil(float(np.quantile(-_ends(shape)[0], WANTED)) * 101) / 100
