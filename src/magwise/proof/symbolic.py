"""Run plain arithmetic code with unknown numbers: every way it can go is walked, and a solver knows what led there.

The code under proof is the code that runs: nothing is written down a second time. A comparison of unknown numbers is a
fork; both ways are walked where both can happen. Sums, and products and quotients with a known number, stay terms.

A whole number is a real one to the solver, with what rounding says of it and of every other whole number beside it.
That is less than the truth, so what is proven holds; where it does not do, whole numbers are asked for after all.
"""

from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import z3

MOST_PATHS = 20_000
FEW = 8
PATIENCE_MS = 20_000


class UndecidedError(RuntimeError):
    """The solver cannot tell whether a way through the code keeps its promise."""


class Path(NamedTuple):
    """One way through. solver: holds what led there; wholes: the whole numbers met; result: what the code gave."""

    solver: z3.Solver
    wholes: tuple[Any, ...]
    result: Any

    def case_of(self, condition: Any) -> z3.ModelRef | None:
        """A case where a condition holds on this way, whole numbers whole; None where there is none.

        Raises UndecidedError where the solver cannot tell.
        """
        if self.solver.check(condition) == z3.unsat:
            return None
        exact = z3.SolverFor("QF_LIRA")  # whole and real numbers mixed: the general solver may search for minutes
        exact.set("timeout", PATIENCE_MS)
        exact.add(self.solver.assertions(), condition)
        exact.add([z3.ToReal(z3.Int(f"exact{place}")) == term for place, term in enumerate(self.wholes)])
        answer = exact.check()
        if answer == z3.unknown:
            raise UndecidedError("the solver cannot tell whether a way through the code keeps its promise")
        return exact.model() if answer == z3.sat else None


class _DeadEndError(Exception):
    """No number takes this way: only the solver's loose view of whole numbers let it begin."""


class _Walk:
    """The forks taken so far. planned: the ways to take first; ways: those taken; open: other ways, to be walked."""

    def __init__(self, given: list[Any], planned: tuple[bool, ...]) -> None:
        self.solver = z3.Solver()
        self.solver.add(given)
        self.planned = planned
        self.ways: list[bool] = []
        self.open: list[tuple[bool, ...]] = []
        self.rounded: list[tuple[Any, Any]] = []
        self.wholes: list[Any] = []
        self.seen: set[int] = set()

    def choose(self, condition: Any, otherwise: Any) -> bool:
        if z3.is_true(z3.simplify(condition)):
            return True
        if z3.is_true(z3.simplify(otherwise)):
            return False
        place = len(self.ways)
        if place < len(self.planned):
            way = self.planned[place]
        else:
            way = self.solver.check(condition) == z3.sat
            other = self.solver.check(otherwise) == z3.sat
            if not way and not other:
                raise _DeadEndError
            if way and other:
                self.open.append((*self.ways, False))
        self.ways.append(way)
        self.solver.add(condition if way else otherwise)
        return way

    def round_down(self, term: Any) -> Any:
        """The whole number at or just below a term."""
        found = z3.Real(f"whole{len(self.rounded)}")
        self.solver.add(found <= term, term < found + 1)
        self.rounded.append((found, term))
        for known in self.wholes:
            self._tell(known, found, term)
        self.note_whole(found)
        return found

    def note_whole(self, term: Any) -> None:
        """A term that is a whole number: it lies at or below what was rounded, or one above."""
        if term.get_id() in self.seen:
            return
        self.seen.add(term.get_id())
        for found, rounded in self.rounded:
            self._tell(term, found, rounded)
        self.wholes.append(term)

    def _tell(self, known: Any, found: Any, rounded: Any) -> None:
        self.solver.add(z3.If(known <= rounded, known <= found, known >= found + 1))


_walk: list[_Walk] = []


def walk(given: list[Any], program: Callable[[], Any]) -> Iterator[Path]:
    """Every way through a program under what is given. Raises RuntimeError where there is no end to them."""
    waiting: list[tuple[bool, ...]] = [()]
    for _ in range(MOST_PATHS):
        if not waiting:
            return
        here = _Walk(given, waiting.pop())
        _walk.append(here)
        try:
            result = program()
        except _DeadEndError:
            continue
        finally:
            _walk.pop()
            waiting += here.open
        yield Path(here.solver, tuple(here.wholes), result)
    raise RuntimeError(f"more than {MOST_PATHS} ways through the code")


def term_of(value: Any) -> Any:
    """A number, known or not, as a term; a comparison counts as 1 or 0."""
    if isinstance(value, Condition):
        value = int(bool(value))
    return value.term if isinstance(value, Unknown) else z3.RealVal(str(Fraction(str(value))))


class Condition:
    """A comparison of unknown numbers: asked for its truth, it forks. otherwise: what holds where it does not."""

    def __init__(self, term: Any, otherwise: Any = None) -> None:
        self.term = term
        self.otherwise = z3.Not(term) if otherwise is None else otherwise

    def __bool__(self) -> bool:
        return _walk[-1].choose(self.term, self.otherwise)

    def both(self) -> tuple[Any, Any]:
        """What holds, and what holds otherwise."""
        return self.term, self.otherwise


class Unknown:
    """An unknown number that behaves as a Decimal, as far as doses are computed."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, term: Any, *, is_whole: bool = False) -> None:
        self.term = term
        self.is_whole = is_whole
        if is_whole:
            _walk[-1].note_whole(self.term)

    def __add__(self, other: Any) -> "Unknown":
        return Unknown(self.term + term_of(other), is_whole=self.is_whole and _is_whole(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> "Unknown":
        return Unknown(self.term - term_of(other), is_whole=self.is_whole and _is_whole(other))

    def __rsub__(self, other: Any) -> "Unknown":
        return Unknown(term_of(other) - self.term, is_whole=self.is_whole and _is_whole(other))

    def __mul__(self, other: Any) -> "Unknown":
        known = _known(other)
        return Unknown(self.term * term_of(known), is_whole=self.is_whole and _is_whole(known))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Unknown | Ratio":
        if isinstance(other, Unknown):
            return Ratio(self, other)
        return Unknown(self.term / term_of(other))

    def __rtruediv__(self, other: Any) -> "Ratio":
        return Ratio(Unknown(term_of(other)), self)

    def __mod__(self, other: Any) -> "Unknown":
        known = _known(other)
        rest: Unknown = self - (self // known) * known
        return rest

    def __floordiv__(self, other: Any) -> "Unknown":
        return Unknown(self.term / term_of(_known(other))).to_integral_value(ROUND_DOWN)

    def __neg__(self) -> "Unknown":
        return Unknown(-self.term)

    def __abs__(self) -> "Unknown":
        return Unknown(z3.If(self.term < 0, -self.term, self.term))

    def __lt__(self, other: Any) -> Condition:
        return _below(self, other)

    def __le__(self, other: Any) -> Condition:
        return Condition(*reversed(_below(other, self).both()))

    def __gt__(self, other: Any) -> Condition:
        return _below(other, self)

    def __ge__(self, other: Any) -> Condition:
        return Condition(*reversed(_below(self, other).both()))

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]
        return Condition(self.term == term_of(other))

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]
        return Condition(self.term != term_of(other))

    def __bool__(self) -> bool:
        return _walk[-1].choose(self.term != 0, self.term == 0)

    def to_integral_value(self, rounding: str) -> "Unknown":
        """The whole number next to it; only for what is never negative."""
        if self.is_whole:
            return self
        if rounding == ROUND_DOWN:
            return Unknown(_walk[-1].round_down(self.term), is_whole=True)
        if rounding == ROUND_UP:
            return Unknown(-_walk[-1].round_down(-self.term), is_whole=True)
        return Unknown(_walk[-1].round_down(self.term + z3.RealVal("1/2")), is_whole=True)


def _below(one: Any, other: Any) -> Condition:
    """Whether one number is below another; of two whole numbers, by one at least."""
    left, right = term_of(one), term_of(other)
    step = 1 if _is_whole(one) and _is_whole(other) else 0
    return Condition(left + step <= right if step else left < right, left >= right)


def is_whole(value: Any) -> Any:
    """Where a number is a whole one, as far as rounding tells."""
    if not isinstance(value, Unknown) or value.is_whole:
        return z3.BoolVal(_is_whole(value))
    return z3.Or([value.term == known for known in _walk[-1].wholes])


def _is_whole(value: Any) -> bool:
    if isinstance(value, Unknown | Condition):
        return not isinstance(value, Unknown) or value.is_whole
    return Fraction(str(value)).denominator == 1


class Ratio(NamedTuple):
    """A quotient of two unknown numbers, of which only the whole number next to it is asked, and only a small one."""

    above: Unknown
    below: Unknown

    def to_integral_value(self, rounding: str) -> Decimal:
        """The whole number, each possible one a way of its own. Raises TypeError where many are possible."""
        for number in range(FEW + 1):
            inside = (
                self.above <= self.below * number if rounding == ROUND_UP else self.above < self.below * (number + 1)
            )
            if inside:
                return Decimal(number)
        raise TypeError("a quotient of two unknown numbers that may be large")


def whole(value: Any) -> Any:
    """`int` for unknown numbers, towards zero: a known number where only few are possible, each a way of its own."""
    if not isinstance(value, Unknown):
        return int(value)
    found = value.to_integral_value(ROUND_DOWN)
    if _walk[-1].solver.check(found.term > FEW) == z3.sat:
        return found
    return int(_known(found))


def count_up(value: Any) -> range:
    """`range` for unknown numbers: forks on how many."""
    if not isinstance(value, Unknown):
        return range(int(value))
    many = 0
    while value > many:
        many += 1
    return range(many)


def _known(value: Any) -> Any:
    """The known number of a product or quotient. Where few whole numbers are possible, each is a way of its own."""
    if not isinstance(value, Unknown):
        return value
    for number in range(FEW + 1):
        if value.is_whole and value <= number:
            _walk[-1].solver.add(value.term == number)
            return Decimal(number)
    raise TypeError("a product or quotient of two unknown numbers")
