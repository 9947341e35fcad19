"""One estimate from blocks: the effect with its interval, by the exact test at the end or by the e-process before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from magwise.followup import anytime, fixed
from magwise.followup.days import Block
from magwise.followup.extra import Floats, np

LEVEL = 0.95
POWER = 0.8
TRIALS = 1000
SEED = 80
LEAST_BLOCKS = 4  # with fewer the noise is not known
LEAST_SHARE = 0.1  # of the smallest effect worth having: the least spread a bet is scaled by


@dataclass(frozen=True, slots=True)
class Numbers:
    """Differences «on minus off», weights and spreads of blocks, each 1 × blocks (see `anytime`)."""

    differences: Floats
    weights: Floats
    spreads: Floats

    @property
    def used(self) -> int:
        """Blocks with data on both sides."""
        return int((self.weights > 0).sum())


@dataclass(frozen=True, slots=True)
class Estimate:
    """effect: weighted mean of the differences, None without any; low, high: infinite where the blocks are too few."""

    effect: float | None
    low: float
    high: float
    p_value: float


def to_numbers(blocks: Sequence[Block], minimal_effect: float) -> Numbers:
    """The sums that all methods use. Weight: n·m / (n + m), 0 where a side has no day."""
    differences, weights, spreads = [], [], []
    squares, freedom = 0.0, 0
    for block in blocks:
        for side in (block.on, block.off):
            if side:
                mean = math.fsum(side) / len(side)
                squares += math.fsum((value - mean) ** 2 for value in side)
                freedom += len(side) - 1
        spread = math.sqrt(squares / freedom) if freedom else 0.0
        spreads.append(max(spread, LEAST_SHARE * minimal_effect))
        n, m = len(block.on), len(block.off)
        weights.append(n * m / (n + m) if n and m else 0.0)
        differences.append(math.fsum(block.on) / n - math.fsum(block.off) / m if n and m else 0.0)
    return Numbers(*(np.array([values], dtype=float) for values in (differences, weights, spreads)))


def estimate(numbers: Numbers, *, final: bool) -> Estimate:
    """By the exact test where the trial ran its full length, else by the confidence sequence."""
    if not numbers.used:
        return Estimate(None, -math.inf, math.inf, 1.0)
    d, w, s = numbers.differences, numbers.weights, numbers.spreads
    effect = float((d * w).sum() / w.sum())
    if final:
        low, high = fixed.interval(d, w, LEVEL)
        return Estimate(effect, float(low[0]), float(high[0]), float(fixed.two_sided_p(d, w)[0]))
    lower, upper = anytime.bounds(d, w, s, LEVEL)
    return Estimate(effect, lower, upper, anytime.anytime_p(d, w, s))


def first_refusal(numbers: Numbers, effect: float, *, above: bool) -> int | None:
    """The block after which the e-process first refused that the true effect is at most (above) or at least this."""
    sign = 1.0 if above else -1.0
    path = anytime.log_wealth(sign * numbers.differences, numbers.weights, numbers.spreads, sign * effect)[0]
    over = np.nonzero(path >= math.log(2 / (1 - LEVEL)))[0]
    return int(over[0]) + 1 if len(over) else None


def detectable(numbers: Numbers, blocks: int, *, final: bool) -> float | None:
    """The smallest true effect that so many blocks, as noisy as these, would show in four of five trials.

    None with fewer than four blocks of data, or where so many blocks can never give a verdict.
    """
    d, w = numbers.differences[0], numbers.weights[0]
    if numbers.used < LEAST_BLOCKS:
        return None
    mean = float((d * w).sum() / w.sum())
    typical = float(w[w > 0].mean())
    variance = float((w * (d - mean) ** 2).sum() / (numbers.used - 1) / typical)
    spread = math.sqrt(variance)
    scale = spread * typical / float(np.mean(numbers.spreads))
    times = _half_width(blocks) if final else _anytime_reach(blocks, scale)
    return spread * times if math.isfinite(times) else None


@lru_cache(maxsize=64)
def _half_width(blocks: int) -> float:
    """How far the lower end lies below the effect, at most, in four of five trials; in spreads of a difference."""
    noise = np.random.default_rng(SEED).standard_normal((TRIALS, blocks))
    low, _ = fixed.interval(noise, np.ones_like(noise), LEVEL, draws=fixed_draws(blocks))
    return -float(np.quantile(low, 1 - POWER))


def fixed_draws(blocks: int) -> int:
    """Ways of the coins for made-up trials: all up to ten blocks, a thousand above."""
    return 1 << min(blocks, 10)


def _anytime_reach(blocks: int, scale: float) -> float:
    """The same for the e-process; scale: a spread of a difference as the bets see it."""
    goal = math.log(2 / (1 - LEVEL))
    if blocks * math.log(2) < goal + 1e-6:
        return math.inf
    noise = np.random.default_rng(SEED).standard_normal((TRIALS // 2, blocks))
    one = np.ones_like(noise)
    low, high = 0.0, 64.0
    for _ in range(14):
        middle = (low + high) / 2
        wealth = anytime.log_wealth((noise + middle) * scale, one, one).max(axis=1)
        low, high = (low, middle) if float(np.mean(wealth >= goal)) >= POWER else (middle, high)
    return high if high < 63 else math.inf
