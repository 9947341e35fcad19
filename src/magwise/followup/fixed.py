"""The test and the interval of a trial that ran its full length: nothing is assumed but the draw of the order.

In every block a fair coin decided which of two periods came first. Had it fallen otherwise, the difference «on minus
off» of that block would have had the opposite sign (after taking a constant effect τ away). So the 2^K ways in which
K coins can fall are the reference: exact up to EXACT_BLOCKS blocks, DRAWS random ones above.

Inverting this test needs no search. A flip of the blocks in A gives a sum at least as large exactly when the weighted
mean of the differences in A is at most τ. So the ends of the interval are order statistics of the means of all
subsets (Hartigan 1969, «Using subsample values as typical values», J. Am. Stat. Assoc. 64:1303–17).
"""

from functools import lru_cache

from magwise.followup.extra import Bits, Floats, np

EXACT_BLOCKS = 16
DRAWS = 100_000
DRAW_SEED = 20_261_123
TOLERANCE = 1e-9
AT_ONCE = 4_096  # ways that are held as numbers at the same time


@lru_cache(maxsize=32)
def flips(blocks: int, draws: int = DRAWS) -> Bits:
    """Which blocks are flipped in each way the coins can fall, the way they did fall left out: ways × blocks, 0 or 1.

    All 2^K − 1 others up to EXACT_BLOCKS blocks or while they are fewer than `draws`; else so many random ones.
    """
    if blocks <= EXACT_BLOCKS and 2**blocks <= max(draws, 2):
        every = np.arange(1, 2**blocks)[:, None]
        return (every >> np.arange(blocks) & 1).astype(np.uint8)
    random = np.random.default_rng(DRAW_SEED + blocks)
    ways = np.empty((draws, blocks), np.uint8)  # a byte each: as numbers of eight they would be 150 MB for a year
    for start in range(0, draws, AT_ONCE):
        part = ways[start : start + AT_ONCE]
        part[:] = random.integers(0, 2, part.shape)
    return ways


def flipped_means(differences: Floats, weights: Floats, draws: int = DRAWS) -> Floats:
    """The weighted mean difference of the flipped blocks: diaries × ways; −inf where these hold no data.

    differences, weights: diaries × blocks; weight 0 for a block without data. `draws` as in `flips`.
    """
    ways = flips(differences.shape[1], draws)
    means = np.empty((len(differences), len(ways)))
    weighted = differences * weights
    for start in range(0, len(ways), AT_ONCE):
        some = ways[start : start + AT_ONCE].T.astype(float)
        total = weights @ some
        with np.errstate(invalid="ignore", divide="ignore"):
            means[:, start : start + AT_ONCE] = np.where(total > 0, (weighted @ some) / total, -np.inf)
    return means


def interval(differences: Floats, weights: Floats, level: float = 0.95, draws: int = DRAWS) -> tuple[Floats, Floats]:
    """Both ends of the interval for a constant effect, one for each diary; infinite where the blocks are too few.

    An effect outside it is refused by a one-sided test at (1 − level) / 2. Fewer than six blocks give no bound at 0.95.

    >>> import numpy as np
    >>> d = np.array([[2.0, 1.0, 3.0, 2.0, 1.5, 2.5]])
    >>> [float(end[0]) for end in interval(d, np.ones_like(d))]
    [1.0, 3.0]
    """
    return (
        _low_end(flipped_means(differences, weights, draws), level),
        np.negative(_low_end(flipped_means(-differences, weights, draws), level)),
    )


def _low_end(means: Floats, level: float) -> Floats:
    rank = int((1 - level) / 2 * (means.shape[1] + 1) + TOLERANCE)
    if rank == 0:
        return np.full(means.shape[0], -np.inf)
    low: Floats = np.partition(means, rank - 1, axis=1)[:, rank - 1]
    return low.copy()  # else it would keep all means as long as it is kept itself


def one_sided_p(differences: Floats, weights: Floats, effect: float = 0.0, draws: int = DRAWS) -> Floats:
    """The share of ways whose mean difference is at least the one found, were the true effect `effect`.

    Published worked example: Darwin's fifteen pairs of maize give 863 of 32,768 (Fisher 1935, The Design of
    Experiments, section 21).

    >>> import numpy as np
    >>> maize = np.array([[49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48.0]])
    >>> round(float(one_sided_p(maize, np.ones_like(maize))[0]) * 32768)
    863
    """
    means = flipped_means(differences, weights, draws)
    slack = TOLERANCE * np.max(np.abs(differences) * (weights > 0), axis=1, initial=1.0, keepdims=True)
    share: Floats = (1 + np.sum(means <= effect + slack, axis=1)) / (means.shape[1] + 1)
    return share


def two_sided_p(differences: Floats, weights: Floats) -> Floats:
    """Twice the smaller one-sided p-value, at most 1: below 0.05 exactly when the interval leaves 0 out."""
    both = np.minimum(one_sided_p(differences, weights), one_sided_p(-differences, weights))
    p: Floats = np.minimum(1.0, 2 * both)
    return p
