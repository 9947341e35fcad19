"""Look for a profile that breaks a promise; where there is one, for one with as little in it as possible."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import z3

from magwise.proof.profiles import Profile, profile_of
from magwise.proof.space import Space, valid
from magwise.proof.terms import Number, Word, Words

USUAL_AGE = 40


class Search:
    """All valid profiles of one space, or pairs of them. more: what else is given, such as how a pair differs."""

    def __init__(self, spaces: tuple[Space, ...], more: Iterable[Any] = ()) -> None:
        self.spaces = spaces
        self.solver = z3.Solver()
        for space in spaces:
            self.solver.add(valid(space))
        self.solver.add(*more)

    def exists(self, condition: Any) -> bool:
        """Whether some profile fulfils a condition. Raises RuntimeError where the solver cannot tell."""
        answer = self.solver.check(condition)
        if answer == z3.unknown:
            raise RuntimeError(f"the solver cannot tell: {self.solver.reason_unknown()}")
        return bool(answer == z3.sat)

    def find(self, condition: Any) -> "Found | None":
        """A profile (or pair) that fulfils a condition, from which nothing can be left out; None where none does."""
        if not self.exists(condition):
            return None
        self.solver.push()
        self.solver.add(condition)
        try:
            self._grant(list(self._wishes()))
            self.solver.check()
            model = self.solver.model()
        finally:
            self.solver.pop()
        return Found(model, tuple(profile_of(space, model) for space in self.spaces))

    def _grant(self, wishes: list[Any]) -> None:
        """Keep every wish that can be had beside those before it: all at once where that goes, else half by half."""
        if self.solver.check(*wishes) == z3.sat:
            self.solver.add(*wishes)
        elif len(wishes) > 1:
            middle = len(wishes) // 2
            self._grant(wishes[:middle])
            self._grant(wishes[middle:])

    def _wishes(self) -> Iterable[Any]:
        """What a plain profile has: nothing told but what is needed, an ordinary age, the first jurisdiction."""
        for space in self.spaces:
            for bit in space.taken:
                yield z3.Not(bit)
            for fact in space.values.values():
                for bit in _bits(fact):
                    if not z3.is_true(bit):
                        yield z3.Not(bit)
            told = (space.override.known, space.medicines_told)
            for bit in (*space.agreed.values(), *space.agreed_medicines, *told):
                yield z3.Not(bit)
            yield space.values["age"].value == USUAL_AGE
            yield from (z3.Not(bit) for bit in list(space.jurisdictions.values())[1:])
            yield space.count == z3.Sum([z3.If(bit, 1, 0) for bit in space.taken])
            yield space.supplements_mg == 0
            for amount in (space.supplements_mg, *(fact.value for fact in space.values.values() if _real(fact))):
                yield z3.IsInt(amount)
                yield z3.IsInt(amount * 100)


class Found(NamedTuple):
    """What was found. profiles: one, or two of a pair, as `magwise advise` reads them."""

    model: z3.ModelRef
    profiles: tuple[Profile, ...]


def _bits(fact: Any) -> list[Any]:
    if isinstance(fact, Number):
        return [fact.known]
    if isinstance(fact, Word):
        return list(fact.bits.values())
    assert isinstance(fact, Words)
    return [*fact.bits.values(), fact.known]


def _real(fact: Any) -> bool:
    return isinstance(fact, Number) and bool(fact.value.is_real())
