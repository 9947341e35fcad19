"""How much: start low, climb by weeks to the target, never past the lowest limit. Every step names what bound it."""

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from magwise.advice.advice import Already, Dose, Step
from magwise.advice.case import Case
from magwise.advice.decide import Limit
from magwise.advice.engine import Engine, ready
from magwise.knowledge.evidence import rest_on
from magwise.knowledge.load import Knowledge
from magwise.knowledge.telling import tell_rule
from magwise.result import plain_number


class Room(NamedTuple):
    """What may still be added a day, in mg, and which limit says so."""

    ceiling: Decimal
    already: Decimal
    bound_by: str

    @property
    def left(self) -> Decimal:
        """What is left under the ceiling; never below zero."""
        return max(self.ceiling - self.already, Decimal(0))


class Rung(NamedTuple):
    """A step before it is put in words."""

    mg: Decimal
    bound_by: str


def room_of(limits: tuple[Limit, ...], case: Case) -> Room:
    """What is left under the lowest limit (limits come lowest first)."""
    return Room(Decimal(str(limits[0].mg)), case.already_mg, limits[0].by)


def first_parts(part: Decimal, wanted: Decimal, most: Decimal) -> Decimal:
    """How many parts of a product come nearest to the wanted start within `most`; the lower on a tie, 0 if none fits.

    >>> first_parts(Decimal(50), Decimal(100), Decimal(200)), first_parts(Decimal(300), Decimal(100), Decimal(200))
    (Decimal('2'), Decimal('0'))
    """
    fitting = (most / part).to_integral_value(ROUND_DOWN)
    if fitting < 1:
        return Decimal(0)
    below = min(max((wanted / part).to_integral_value(ROUND_DOWN), Decimal(1)), fitting)
    above = min(below + 1, fitting)
    return above if abs(above * part - wanted) < abs(below * part - wanted) else below


def climb(room: Room, engine: Engine, part: Decimal | None, *, careful: bool, no_step_up: bool) -> list[Rung]:
    """The rungs of the ladder. part: the smallest piece of the product, None without a product.

    careful: start at the amount for a sensitive gut. no_step_up: stay on the first rung.
    """
    numbers = engine.masses
    wanted, rule = numbers["start"], "start_low"
    if careful:
        wanted, rule = numbers["sensitive_start"], "start_low_sensitive"
    most = min(numbers["start_max"], room.left)
    if part is None:
        first = Rung(wanted, rule) if wanted <= most else Rung(most, room.bound_by)
    else:
        mg = first_parts(part, wanted, most) * part
        first = Rung(mg, rule if mg == wanted else "product_unit")
    if no_step_up:
        return [Rung(first.mg, "loose_no_step")]
    rungs = [first]
    top = min(numbers["target"], room.left)
    top_rule = "target" if numbers["target"] <= room.left else room.bound_by
    if part is not None and top % part:
        top, top_rule = (top / part).to_integral_value(ROUND_DOWN) * part, "product_unit"
    while rungs[-1].mg < top:
        mg = rungs[-1].mg + numbers["step"]
        if part is not None:
            mg = max((mg / part).to_integral_value(ROUND_DOWN) * part, rungs[-1].mg + part)
        rungs.append(Rung(mg, "weekly_step") if mg < top else Rung(top, top_rule))
    return rungs


def keep_within(rungs: list[Rung], others: list[Rung]) -> list[Rung]:
    """A ladder that in no week gives more than another one; what the other one bounds says so.

    >>> keep_within([Rung(Decimal(100), "start_low"), Rung(Decimal(200), "target")], [Rung(Decimal(150), "x")])
    [Rung(mg=Decimal('100'), bound_by='start_low'), Rung(mg=Decimal('150'), bound_by='product_ruled_out')]
    """
    found: list[Rung] = []
    for week in range(max(len(rungs), len(others))):
        rung, most = rungs[min(week, len(rungs) - 1)], others[min(week, len(others) - 1)].mg
        rung = rung if rung.mg <= most else Rung(most, "product_ruled_out")
        if found and rung.mg == found[-1].mg:
            found.pop()
        found.append(rung)
    return found


def split(mg: Decimal, engine: Engine, part: Decimal | None) -> tuple[Decimal, ...]:
    """A day's amount as intakes: no intake above the split limit where the product can be divided.

    >>> from magwise.advice.engine import Engine, ready
    >>> split(Decimal(200), Engine(None, {}, {}, {"split_above": Decimal(150)}), None)
    (Decimal('100'), Decimal('100'))
    """
    above = engine.masses["split_above"]
    count = int((mg / above).to_integral_value(ROUND_UP))
    if count <= 1:
        return (mg,)
    if part is None:
        return (mg / count,) * count
    parts = int(mg / part)
    count = min(count, parts)
    return tuple(part * (parts // count + (place < parts % count)) for place in range(count))


def describe_dose(
    rungs: list[Rung],
    room: Room,
    limits: tuple[Limit, ...],
    case: Case,
    engine: Engine,
    part: Decimal | None,
    unit: Decimal,
) -> Dose:
    """The ladder as the contract gives it. unit: mg in a whole unit of the product (ignored without a part)."""
    return Dose(
        start_mg=plain_number(rungs[0].mg),
        target_mg=plain_number(rungs[-1].mg),
        ceiling_mg=plain_number(room.ceiling),
        already_mg=plain_number(room.already),
        already=tuple(
            Already(name=source.name, mg=plain_number(source.mg), assumed=source.assumed) for source in case.already
        ),
        ladder=tuple(
            [
                _step(week, rung, engine.knowledge, case.locale, part, unit if part is not None else None)
                for week, rung in enumerate(rungs, start=1)
            ]
        ),
        ceiling_by=tuple(dict.fromkeys(limit.by for limit in limits)),
    )


@lru_cache(maxsize=4096)
def _step(week: int, rung: Rung, knowledge: Knowledge, locale: str, part: Decimal | None, unit: Decimal | None) -> Step:
    """A rung in words: the same for everyone who stands on it. unit: mg in a whole unit, None without a product."""
    engine = ready(knowledge)
    pieces = split(rung.mg, engine, part)
    because = bound_words(rung.bound_by, locale, engine)
    if len(pieces) > 1:
        because += " " + tell_rule(engine.rule("split_high"), knowledge, locale)
    basis = rest_on(knowledge, record_of_limit(rung.bound_by), "split_high" if len(pieces) > 1 else "")
    return Step(
        week=week,
        mg_per_day=plain_number(rung.mg),
        split_mg=tuple(plain_number(mg) for mg in pieces),
        bound_by=rung.bound_by,
        because=because,
        units=plain_number(rung.mg / unit) if unit is not None else None,
        sources=basis.sources,
        grade=basis.grade,
        rule=basis.rule,
        beside=basis.beside,
    )


def record_of_limit(bound_by: str) -> str:
    """The record behind what bound a dose: itself, or for what a practice set the most that it may set."""
    return "override_ceiling" if bound_by == "override" else bound_by


def bound_words(bound_by: str, locale: str, engine: Engine) -> str:
    """What bound a step, as a sentence."""
    rule = engine.knowledge.rules.get(bound_by)
    if rule is not None and rule.kind == "dose":
        return tell_rule(rule, engine.knowledge, locale)
    return limit_words(bound_by, engine.knowledge, locale)


def limit_words(limit_by: str, knowledge: Knowledge, locale: str) -> str:
    """Who or what set a limit, as a sentence. limit_by: a rule, a row of limits.csv, or `override`."""
    rule = knowledge.rules.get(limit_by)
    if rule is not None:
        return knowledge.say(locale, "advice.bound_by_rule", about=rule.about[locale])
    if limit_by == "override":
        return knowledge.say(locale, "advice.bound_by_override")
    authority = next((row for row in knowledge.authorities.values() if row.limit == limit_by), None)
    name = (authority.name_nl if locale == "nl" else authority.name_en) if authority else limit_by
    return knowledge.say(locale, "advice.bound_by_limit", name=name)
