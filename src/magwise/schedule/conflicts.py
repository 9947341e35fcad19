"""Why a day is impossible: a smallest set of demands, and how many intakes would fit."""

from collections.abc import Callable, Sequence
from itertools import combinations

from magwise.schedule.day import Demand

_SEARCHED = 3
_MOST = 600


def smallest_conflict(demands: Sequence[Demand], is_legal: Callable[[Sequence[Demand]], bool]) -> list[Demand]:
    """A smallest set of demands that cannot all hold: without any one of them the rest of the set can.

    Sets of one, two and three are searched through, so no smaller set exists; beyond that (or where there are very
    many demands) demands are left out one by one as long as the rest still cannot hold. Empty when even no demand at
    all leaves a legal day.
    """
    if not is_legal(()):
        return []
    tried = 0
    for size in range(1, min(_SEARCHED, len(demands)) + 1):
        for chosen in combinations(demands, size):
            if not is_legal(chosen):
                return list(chosen)
            tried += 1
            if tried > _MOST:
                return _reduced(demands, is_legal)
    return _reduced(demands, is_legal)


def _reduced(demands: Sequence[Demand], is_legal: Callable[[Sequence[Demand]], bool]) -> list[Demand]:
    kept = list(demands)
    for demand in demands:
        rest = [other for other in kept if other is not demand]
        if not is_legal(rest):
            kept = rest
    return kept
