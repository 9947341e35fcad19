"""The dose arithmetic, proven for every amount: the real `first_parts`, `climb` and `split` run with unknown numbers.

The ladder is made of sums, comparisons, and whole numbers of parts. So amounts may be counted in parts of the product
instead of in mg: the part is 1 and every threshold is multiplied by one unknown factor (1 ÷ the part in mg). That keeps
every step linear, and the answer covers every part, ceiling and amount taken, whole or not. A test holds the scaling.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from itertools import pairwise
from types import FunctionType
from typing import Any, NamedTuple

import z3

from magwise.advice import dose as code
from magwise.advice.dose import Room, Rung
from magwise.advice.engine import Engine
from magwise.proof.symbolic import UndecidedError, Unknown, count_up, is_whole, term_of, walk, whole

ONE = Decimal(1)


class DoseFault(NamedTuple):
    """A claim that fails. amounts: one case of it, in mg: `ceiling`, `already`, `part` (None: no product) and so on."""

    claim: str
    amounts: dict[str, Any]


class Setting(NamedTuple):
    """What a ladder starts from. factor: parts in a mg; 1 where there is no product."""

    engine: Engine
    room: Room
    part: Decimal | None
    careful: bool
    no_step_up: bool
    factor: Any

    def climb(self) -> list[Rung]:
        """The ladder as the advice climbs it."""
        return code.climb(self.room, self.engine, self.part, careful=self.careful, no_step_up=self.no_step_up)

    def most(self) -> Any:
        """The most that a first step may hold."""
        return min(self.engine.masses["start_max"], self.room.left)

    def wanted(self) -> Any:
        """The start that is wished for."""
        return self.engine.masses["sensitive_start" if self.careful else "start"]


Claim = tuple[str, Any]


def setting(
    engine: Engine, product: bool, careful: bool, no_step_up: bool, name: str = ""
) -> tuple[Setting, list[Any]]:
    """Unknown ceiling, amount taken and part, and what is given about them. name: tells two rooms apart."""
    factor = z3.Real("factor") if product else z3.RealVal(1)
    masses: dict[str, Any] = {key: Unknown(term_of(mg) * factor) for key, mg in engine.masses.items()}
    ceiling, already = z3.Real(f"ceiling{name}"), z3.Real(f"already{name}")
    room = Room(Unknown(ceiling), Unknown(already), "ceiling")  # type: ignore[arg-type]
    given = [factor > 0, ceiling > 0, already >= 0, ceiling - already >= masses["least_room"].term]
    there = Setting(engine._replace(masses=masses), room, ONE if product else None, careful, no_step_up, factor)
    return there, given


def fits(where: Setting) -> bool:
    """Whether the product gives a first step at all, as `judge_products` asks."""
    return where.part is None or bool(code.first_parts(where.part, where.wanted(), where.most()) >= ONE)


def prove_ladders(engine: Engine) -> Iterator[DoseFault]:
    """Every ladder: under the ceiling, rising, of whole parts, within the amounts of the contract, well split."""
    for product in (False, True):
        for careful in (False, True):
            for no_step_up in (False, True):
                where, given = setting(engine, product, careful, no_step_up)
                yield from _refute(given, partial(_ladder_claims, where), where)


def _ladder_claims(where: Setting) -> list[Claim] | None:
    if not fits(where):
        return None
    rungs = [rung.mg for rung in where.climb()]
    masses, room = where.engine.masses, where.room
    claims = [("dose_rises", z3.BoolVal(bool(rungs)))]
    for place, mg in enumerate(rungs):
        term = term_of(mg)
        claims += [
            ("dose_positive", term > 0),
            ("dose_within_ceiling", term_of(room.already) + term <= term_of(room.ceiling)),
        ]
        claims.append(("dose_within_target", term <= term_of(masses["target"])))
        if place:
            claims.append(("dose_rises", term > term_of(rungs[place - 1])))
        if place and where.part is None:
            claims.append(("dose_steps", term - term_of(rungs[place - 1]) <= term_of(masses["step"])))
        if where.part is not None:
            claims.append(("dose_whole_parts", is_whole(mg)))
            if place:
                rise = term - term_of(rungs[place - 1])
                claims.append(("dose_steps", z3.Or(rise <= term_of(masses["step"]), rise == 1)))
    claims.append(("dose_start", term_of(rungs[0]) <= term_of(masses["start_max"])))
    if where.part is None:
        claims.append(("dose_start", term_of(rungs[0]) <= term_of(where.wanted())))
    if where.no_step_up:
        claims.append(("dose_no_step_up", z3.BoolVal(len(rungs) == 1)))
    return claims


def prove_splits(engine: Engine) -> Iterator[DoseFault]:
    """Every amount up to the target as intakes: nothing is lost, each is of whole parts and as small as parts allow."""
    for product in (False, True):
        where, given = setting(engine, product, careful=False, no_step_up=False)
        mg = z3.Real("mg")
        given += [mg > 0, mg <= term_of(where.engine.masses["target"])]
        yield from _refute(given, partial(_split_whole, mg, where), where)


def _split_whole(mg: Any, where: Setting) -> list[Claim]:
    return _split_claims(Unknown(mg, is_whole=where.part is not None), where)


def _split_claims(mg: Any, where: Setting) -> list[Claim]:
    parts = _split(mg, where.engine, where.part)
    above = term_of(where.engine.masses["split_above"])
    total: Any = sum((term_of(part) for part in parts), z3.RealVal(0))
    claims = [("dose_split", total == term_of(mg))]
    for part in parts:
        term = term_of(part)
        claims.append(("dose_split", z3.And(term > 0, is_whole(part) if where.part is not None else z3.BoolVal(True))))
        small = term <= above
        claims.append(("dose_split", small if where.part is None else z3.Or(small, term == 1, term - 1 <= above)))
    return claims


def _split(mg: Any, engine: Engine, part: Decimal | None) -> tuple[Any, ...]:
    """The real `split`, with `int` and `range` that take unknown numbers."""
    names = {**code.split.__globals__, "int": whole, "range": count_up}
    parts: tuple[Any, ...] = FunctionType(code.split.__code__, names)(mg, engine, part)
    return parts


def prove_order(engine: Engine, starts: tuple[bool, ...] = (False, True)) -> Iterator[DoseFault]:
    """Less room, a gentler start or no steps up never give more, in any week; nor does a part that no longer fits.

    One thing at a time: what holds for each holds for all together. starts: whether the start is gentle already.
    """
    for product in (False, True):
        for careful in starts:
            for no_step_up in (False, True):
                wide, given = setting(engine, product, careful, no_step_up)
                narrow, more = setting(engine, product, careful, no_step_up, name="_less")
                less = [term_of(narrow.room.ceiling) <= term_of(wide.room.ceiling)]
                less.append(term_of(narrow.room.already) >= term_of(wide.room.already))
                yield from _refute([*given, *more, *less], partial(_order_claims, wide, narrow), wide)
                if not no_step_up:
                    still = wide._replace(no_step_up=True)
                    yield from _refute(given, partial(_order_claims, wide, still), wide)
                if not careful:
                    gentle = wide._replace(careful=True)
                    yield from _refute(given, partial(_order_claims, wide, gentle), wide)


def _order_claims(wide: Setting, narrow: Setting) -> list[Claim] | None:
    if not fits(wide):
        return None
    before = [rung.mg for rung in wide.climb()]
    if not fits(narrow):
        return [("dose_order", term_of(narrow.room.left) <= term_of(before[0]))]
    return _never_more([rung.mg for rung in narrow.climb()], before, "dose_order")


def _never_more(after: list[Any], before: list[Any], claim: str) -> list[Claim]:
    """In no week more than before; a ladder stays on its last rung."""
    pairs = ((after[min(week, len(after) - 1)], mg) for week, mg in enumerate(before))
    above = ((mg, before[-1]) for mg in after[len(before) :])
    return [(claim, term_of(mg) <= term_of(most)) for mg, most in (*pairs, *above)]


def prove_without(engine: Engine) -> Iterator[DoseFault]:
    """A product whose form is ruled out: the ladder without it gives in no week more than with it, nor than without.

    As both ladders keep their order (`prove_order`), the lower of the two does so as well.
    """
    for careful in (False, True):
        for no_step_up in (False, True):
            with_one, given = setting(engine, True, careful, no_step_up)
            yield from _refute(given, partial(_without_claims, with_one), with_one)


def _without_claims(where: Setting) -> list[Claim] | None:
    if not fits(where):
        return None
    theirs, plain = where.climb(), where._replace(part=None).climb()
    kept = [rung.mg for rung in code.keep_within(plain, theirs)]
    rises = [("dose_rises", term_of(low) < term_of(high)) for low, high in pairwise(kept)]
    lower = [_never_more(kept, [rung.mg for rung in rungs], "dose_without") for rungs in (theirs, plain)]
    return [("dose_positive", term_of(kept[0]) > 0), *rises, *lower[0], *lower[1]]


def _refute(given: list[Any], claims: Callable[[], list[Claim] | None], where: Setting) -> Iterator[DoseFault]:
    """A case for each claim that can fail on some way through the code.

    Raises UndecidedError where the solver cannot tell of some way and no other one fails: then nothing is proven.
    """
    seen: set[str] = set()
    undecided: UndecidedError | None = None
    for path in walk(given, claims):
        promised = [(claim, holds) for claim, holds in path.result or [] if claim not in seen]
        try:
            if not promised or path.case_of(z3.Not(z3.And([holds for _, holds in promised]))) is None:
                continue
            for claim, holds in promised:
                if claim not in seen and (case := path.case_of(z3.Not(holds))) is not None:
                    seen.add(claim)
                    yield DoseFault(claim, _amounts(case, where))
        except UndecidedError as error:
            undecided = error
        if undecided is not None and seen:
            return  # a promise is broken: what cannot be told of other ways changes nothing
    if undecided is not None:
        raise undecided


def _amounts(model: z3.ModelRef, where: Setting) -> dict[str, Any]:
    factor = _fraction(model, where.factor)
    found: dict[str, Any] = {"careful": where.careful, "no_step_up": where.no_step_up}
    for name in ("ceiling", "already", "ceiling_less", "already_less"):
        found[name] = _fraction(model, z3.Real(name)) / factor
    found["part"] = 1 / factor if where.part is not None else None
    return found


def _fraction(model: z3.ModelRef, term: Any) -> Any:
    return model.eval(term, model_completion=True).as_fraction()
