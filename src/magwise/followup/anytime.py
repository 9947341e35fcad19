"""A look every day: an e-process on the draws of the order, and the confidence sequence that belongs to it.

Block k was ordered by a fair coin. Were the effect a constant τ, the sign of D_k − τ (D_k: mean on minus mean off)
would be that coin, whatever the size. So a bet on the sign, exp(x) / cosh(x) with x = c·w_k·(D_k − τ) / s_k, is 1 on
average, and the product over finished blocks is a martingale under any correlation between days: only the coins are
random. It steps once a block, on the block's last day; between, nothing new has been drawn. s_k, the day-to-day
spread within periods so far, depends neither on the coins nor on τ. Several c are mixed. By Ville's inequality the
product passes 1/α with a chance of at most α, ever; the τ that it has not refused are the confidence sequence.

References: Ville 1939; de la Peña 1999, Ann. Probab. 27:537–64; Howard, Ramdas, McAuliffe, Sekhon 2021, Ann. Stat.
49:1055–80; Vovk, Wang 2024, «Nonparametric e-tests of symmetry» (arXiv 2208.08925); Ramdas and others 2023,
«Game-theoretic statistics and safe anytime-valid inference», Stat. Sci. 38:576–601.
"""

import math

from magwise.followup.extra import Floats, np

BETS = (0.5, 1.0, 2.0)
STEPS = 80


def log_wealth(differences: Floats, weights: Floats, spreads: Floats, effect: float | Floats = 0.0) -> Floats:
    """The natural logarithm of the e-process after each block, betting that the effect is above `effect`.

    All arrays are diaries × blocks; weight 0 for a block without data (no bet is made). For the other direction give
    −differences and −effect. It falls as `effect` rises.

    >>> import numpy as np
    >>> d, one = np.array([[3.0, 3.0]]), np.ones((1, 2))
    >>> [round(float(x), 2) for x in np.exp(log_wealth(d, one, one))[0]]
    [1.97, 3.87]
    """
    push = (differences - effect) * weights / spreads
    paths = [np.cumsum(math.log(2) - np.logaddexp(0.0, -2 * bet * push), axis=1) for bet in BETS]
    mixed: Floats = np.logaddexp.reduce(paths, axis=0) - math.log(len(BETS))
    return mixed


def low_bound(differences: Floats, weights: Floats, spreads: Floats, level: float = 0.95) -> float:
    """The lower end of the confidence sequence for one diary (1 × blocks); −inf where the blocks are too few.

    The largest effect that the e-process has ever refused with wealth 2 / (1 − level), found by halving.
    """
    goal = math.log(2 / (1 - level))
    used = weights[0] > 0
    if np.count_nonzero(used) * math.log(2) < goal + 1e-6:
        return -math.inf

    def refused(effect: float) -> bool:
        return bool(np.max(log_wealth(differences, weights, spreads, effect)) >= goal)

    above = float(np.max(differences[0, used]))
    width = max(above - float(np.min(differences[0, used])), float(np.max(spreads[0, used])), 1e-9)
    below = above - width
    for _ in range(STEPS):
        if refused(below):
            break
        width *= 2
        below = above - width
    else:
        return -math.inf
    for _ in range(STEPS):
        middle = (below + above) / 2
        below, above = (middle, above) if refused(middle) else (below, middle)
    return below


def bounds(differences: Floats, weights: Floats, spreads: Floats, level: float = 0.95) -> tuple[float, float]:
    """Both ends of the confidence sequence for one diary (1 × blocks)."""
    return (
        low_bound(differences, weights, spreads, level),
        -low_bound(-differences, weights, spreads, level),
    )


def anytime_p(differences: Floats, weights: Floats, spreads: Floats) -> float:
    """A two-sided p-value for one diary that may be looked at every day: 2 / the largest wealth so far, at most 1."""
    most = max(float(np.max(log_wealth(side, weights, spreads), initial=0.0)) for side in (differences, -differences))
    return min(1.0, 2 * math.exp(-most))
