"""Made-up diaries for a design: what the chance of a verdict and the calibration are measured on.

Days are AR(1) with standard deviation 1 and the given day-to-day correlation; a trend, a weekday effect and missing
days may be added. Everything hangs on the seed.
"""

from dataclasses import dataclass

from magwise.followup.extra import Flags, Floats, np

WEEK = 7


@dataclass(frozen=True, slots=True)
class World:
    """How days behave, in standard deviations of a day.

    correlation: of one day with the next; trend: rise over the whole trial; weekday: how much higher two days of the
    week are; missing: share of days that are not written down.
    """

    correlation: float = 0.4
    trend: float = 0.0
    weekday: float = 0.0
    missing: float = 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Blocks of two periods each; the first `washout_days` of every period do not count."""

    blocks: int
    period_days: int
    washout_days: int

    @property
    def days(self) -> int:
        """How long it takes."""
        return 2 * self.blocks * self.period_days


@dataclass(frozen=True, slots=True)
class Diaries:
    """What the analysis sees of n diaries. values: days, nan where missing; on: whether that day was on (n × days)."""

    values: Floats
    on: Flags


@dataclass(frozen=True, slots=True)
class BlockData:
    """One number a block (n × blocks): difference «on minus off», weight (0: no data) and the spread so far."""

    differences: Floats
    weights: Floats
    spreads: Floats


def simulate(shape: Shape, world: World, *, count: int, seed: int, effect: float = 0.0) -> Diaries:
    """So many diaries with their own drawn orders; `effect` is added to every day that is on, washout days too."""
    random = np.random.default_rng(seed)
    noise = random.standard_normal((count, shape.days))
    for day in range(1, shape.days):
        fresh = noise[:, day] * np.sqrt(1 - world.correlation**2)
        noise[:, day] = world.correlation * noise[:, day - 1] + fresh
    number = np.arange(shape.days)
    noise += world.trend * (number / max(1, shape.days - 1) - 0.5)
    noise += world.weekday * (number % WEEK >= WEEK - 2)
    first_on = random.random((count, shape.blocks)) < 0.5
    halves = np.stack([first_on, ~first_on], axis=2).reshape(count, 2 * shape.blocks)
    on = np.repeat(halves, shape.period_days, axis=1)
    gone = random.random(noise.shape) < world.missing
    return Diaries(np.where(gone, np.nan, noise + effect * on), on)


def to_blocks(diaries: Diaries, shape: Shape, least_spread: float) -> BlockData:
    """Differences, weights and spreads of every block, the same sums as `analyse` makes for one diary."""
    cut = (len(diaries.values), shape.blocks, 2, shape.period_days)
    values = diaries.values.reshape(cut)[..., shape.washout_days :]
    on_first = diaries.on.reshape(cut)[:, :, 0, 0]
    seen = ~np.isnan(values)
    number = seen.sum(-1)
    mean = np.where(seen, values, 0.0).sum(-1) / np.maximum(number, 1)
    squares = np.where(seen, (values - mean[..., None]) ** 2, 0.0).sum((-1, -2)).cumsum(1)
    freedom = np.maximum(number - 1, 0).sum(-1).cumsum(1)
    spreads = np.maximum(np.sqrt(squares / np.maximum(freedom, 1)), least_spread)
    weights = number.prod(-1) / np.maximum(number.sum(-1), 1)
    gap = mean[..., 0] - mean[..., 1]
    differences = np.where(weights > 0, np.where(on_first, gap, -gap), 0.0)
    return BlockData(differences, weights, spreads)
