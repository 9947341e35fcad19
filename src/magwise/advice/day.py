"""What the day is asked: the medicines' distances and the first step of the ladder."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from magwise.advice.case import Case, UnderstoodMedicine, binds, shorten
from magwise.advice.engine import Engine
from magwise.advice.forms import Ranked
from magwise.advice.products import Fit
from magwise.knowledge.evidence import Basis, rest_on
from magwise.knowledge.telling import tell_rule
from magwise.medicines.interactions import answer_unknown, with_hours
from magwise.medicines.match import find_medicine
from magwise.medicines.records import InteractionAnswer
from magwise.result import plain_number
from magwise.schedule.day import MINUTES, DayPlan, DayRequest, Demand, Intake, Item, Window, minutes_of

NOTED = ("consult", "monitor")  # what gets a numbered note in the picture
DEFAULT_WAKE, DEFAULT_BED, NOON = "07:00", "23:00", "12:30"


def day_request(
    case: Case, engine: Engine, ranked: Ranked | None, chosen: Fit | None, amounts: tuple[Decimal, ...]
) -> DayRequest:
    """What the day is asked: the medicines' distances and the first step of the ladder."""
    wake, bed = waking(case)
    form = chosen.form if chosen and chosen.form else ranked.first if ranked else None
    timing = next(rule.rule for rule in engine.kinds["timing"] if rule.test(case.facts))
    moments = timing.then["moments"]
    name = _name_of(chosen, form, case, engine)
    unit = chosen.unit if chosen else None
    intakes = tuple(
        Intake(mg=plain_number(mg), name=name, moment=moment, units=plain_number(mg / unit) if unit else None)
        for mg, moment in zip(amounts, moments, strict=False)
    )
    taken = _magnesium_taken(case)
    acid = None if not amounts else chosen.acid if chosen else _acid(form or "", engine)
    return DayRequest(
        wake=wake,
        bed=bed,
        meals=tuple(minutes_of(meal) for meal in case.profile.day.meals or ()),
        demands=(
            *(_medicine_demand(item, case, engine, acid) for item in case.medicines),
            *_supplement_demands(case, engine),
        ),
        intakes=intakes[len(taken) :],
        intakes_taken=intakes[: len(taken)],
        acid_neutralising=acid,
        with_food=bool(timing.then.get("with_food")),
        moment_rule=timing.id,
        not_before=_latest([found.time for found in case.profile.taken], wake),
        magnesium_taken=_latest(taken, wake),
    )


def explain_moment(plan: DayPlan, request: DayRequest, case: Case, engine: Engine) -> DayPlan:
    """The plan with the rule of the moment said at an intake that got the moment it wished for."""
    wished = {intake.moment for intake in request.intakes}
    text = tell_rule(engine.rule(request.moment_rule), engine.knowledge, case.locale)

    def said(item: Item) -> Item:
        basis = rest_on(engine.knowledge, item.rule, *item.beside, request.moment_rule)
        return replace(item, why=f"{item.why} {text}", beside=basis.beside, sources=basis.sources, grade=basis.grade)

    items = [said(item) if item.kind == "magnesium" and item.when in wished else item for item in plan.items]
    return replace(plan, items=tuple(items))


def crowded(case: Case, plan: DayPlan) -> list[tuple[str, str]]:
    """Supplements that hold magnesium and stand inside the blocked hours of a medicine: (supplement, medicine)."""
    holding = {source.name for source in case.already}
    found = []
    blocked = [(window, _blocked(window)) for window in plan.windows]
    for item in case.supplements:
        name = shorten(item.entry.label)
        times = sum({1 << minutes_of(time) for time in item.entry.times or ()}) if name in holding else 0
        for window, minutes in blocked if times else ():
            if times & minutes and window.medicine != name and window.action != "avoid":
                found.append((name, window.medicine))
    return list(dict.fromkeys(found))


def _blocked(window: Window) -> int:
    """The minutes of the clock inside a window, its edges left out: a bit for each."""
    start = minutes_of(window.from_)
    length = (minutes_of(window.to) - start) % MINUTES or MINUTES
    run = ((1 << (length - 1)) - 1) << (start + 1)
    return run >> MINUTES | run & ((1 << MINUTES) - 1)


def waking(case: Case) -> tuple[int, int]:
    """When the day begins and ends; what was not told is assumed, and never at the very minute that was told."""
    day = case.profile.day
    wake, bed = minutes_of(day.wake or DEFAULT_WAKE), minutes_of(day.bed or DEFAULT_BED)
    if wake != bed:
        return wake, bed
    night = (minutes_of(DEFAULT_WAKE) - minutes_of(DEFAULT_BED)) % MINUTES
    return (wake, (wake - night) % MINUTES) if day.wake else ((bed + night) % MINUTES, bed)


def _latest(times: Sequence[str], wake: int) -> int | None:
    """The last of these times of the waking day: what is planned comes after it."""
    return max(map(minutes_of, times), key=lambda time: (time - wake) % MINUTES, default=None)


def _magnesium_taken(case: Case) -> list[str]:
    """When magnesium was taken today: these intakes are not planned again, so none is doubled."""
    others = {item.entry.name for item in case.medicines} | {item.entry.label for item in case.supplements}
    others |= {entry.name for entry in case.over}
    return [found.time for found in case.profile.taken if found.name not in others]


def _name_of(chosen: Fit | None, form: str | None, case: Case, engine: Engine) -> str:
    """What the plan calls the magnesium: the product, else the form."""
    if chosen is not None:
        return chosen.product.entry.name
    family = engine.knowledge.families.get(form or "")
    return "" if family is None else family.name_nl if case.locale == "nl" else family.name_en


def _acid(form: str, engine: Engine) -> bool | None:
    """Whether a form neutralises acid; unknown for a form that the knowledge base lacks."""
    family = engine.knowledge.families.get(form)
    return family.acid_neutralising if family else None


def _medicine_demand(item: UnderstoodMedicine, case: Case, engine: Engine, acid: bool | None) -> Demand:
    """A medicine with the widest hours of the interactions that bind; an unknown name keeps the general distance.

    acid: whether the magnesium neutralises acid; rows for such salts bind unless it surely does not.
    """
    entry, match = item.entry, item.match
    times = tuple(minutes_of(time) for time in entry.times or ())
    taken = tuple(minutes_of(found.time) for found in case.profile.taken if found.name == entry.name)
    answers = with_hours(match.interactions, engine.hours)
    if not match.recognised and not answers:
        general = answer_unknown(entry.name, (), engine.knowledge, case.locale)
        answers = (general,) if general else ()
    if not match.recognised:  # until someone chooses, the hours of every candidate hold
        found = (
            find_medicine(candidate.inn, knowledge=engine.knowledge, locale=case.locale) for candidate in match.matches
        )
        answers += tuple(answer for other in found for answer in with_hours(other.interactions, engine.hours))
    binding = [answer for answer in answers if binds(answer)]
    binding = [answer for answer in binding if answer.applies_to == "all" or acid is not False]
    avoiding = [answer for answer in answers if answer.action == "avoid" and answer.applies_to == "all"]
    mind = _to_mind(answers, acid)
    if match.route != "oral":
        binding, avoiding = [], []
    if avoiding:
        return Demand(
            name=entry.name, called=item.called, times=times, movable=entry.movable, action="avoid",
            taken=taken, mind=mind, **_evidence(avoiding, engine),
        )  # fmt: skip
    if not binding:
        return Demand(
            name=entry.name,
            called=item.called,
            times=times,
            movable=entry.movable,
            taken=taken,
            days=entry.days or (),
            every_days=entry.every_days,
            mind=mind,
            as_needed=entry.as_needed,
        )
    return _widest(item, binding, times, taken, mind, engine)


def _to_mind(answers: tuple[InteractionAnswer, ...], acid: bool | None) -> str:
    """What the strictest answer to ask about or to watch says; a row for acid-neutralising salts only beside such."""
    for answer in answers:
        if answer.action in NOTED and (answer.applies_to == "all" or acid is not False):
            return answer.text
    return ""


def _widest(
    item: UnderstoodMedicine,
    binding: list[InteractionAnswer],
    times: tuple[int, ...],
    taken: tuple[int, ...],
    mind: str,
    engine: Engine,
) -> Demand:
    """One demand that keeps every interaction of a medicine."""
    lead = binding[0]
    return Demand(
        name=item.entry.name,
        called=item.called,
        times=times,
        movable=item.entry.movable,
        days=item.entry.days or (),
        every_days=item.entry.every_days,
        as_needed=item.entry.as_needed,
        before=_minutes(max(answer.hours_before or 0 for answer in binding)),
        after=_minutes(max(answer.hours_after or 0 for answer in binding)),
        action=lead.action,
        **_evidence(binding, engine),
        only_acid_neutralising=all(answer.applies_to != "all" for answer in binding),
        taken=taken,
        unknown=not item.match.recognised,
        short_course=lead.id in engine.knowledge.course_of,
        mind=mind,
    )


def _evidence(answers: Sequence[InteractionAnswer], engine: Engine) -> dict[str, Any]:
    """What a demand rests on: the interactions that ask for it, the strictest first."""
    basis: Basis = rest_on(engine.knowledge, *[answer.id for answer in answers])
    return {"rule": basis.rule, "beside": basis.beside, "sources": basis.sources, "grade": basis.grade}


def _minutes(hours: float) -> int:
    """Hours as minutes, rounded up: spacings never shrink."""
    return -int(-hours * 60 // 1)


def _supplement_demands(case: Case, engine: Engine) -> tuple[Demand, ...]:
    """Supplements with set times; minerals that compete with magnesium keep their distance.

    Such a mineral without a time gets one at a meal, which the plan may move, for nobody has fixed it.
    """
    demands = []
    for item in case.supplements:
        answers = with_hours(tuple(one for piece in item.pieces for one in piece.interactions), engine.hours)
        binding = [answer for answer in answers if binds(answer)]
        taken = tuple(minutes_of(found.time) for found in case.profile.taken if found.name == item.entry.label)
        lead = binding[0] if binding else None
        untold = item.entry.times is None and not taken
        if item.heard or (untold and not lead):
            continue
        times = _assumed_times(case, item.entry.servings_per_day) if untold else item.entry.times or ()
        demands.append(
            Demand(
                name=shorten(item.entry.label),
                called=shorten(item.entry.label),
                kind="supplement",
                times=tuple(minutes_of(time) for time in times),
                movable=untold,
                untold=untold,
                before=_minutes(max(answer.hours_before or 0 for answer in binding)) if lead else None,
                after=_minutes(max(answer.hours_after or 0 for answer in binding)) if lead else None,
                action=lead.action if lead else "none",
                **(_evidence(binding, engine) if lead else {}),
                only_acid_neutralising=bool(lead and lead.applies_to != "all"),
                taken=taken,
            )
        )
    return tuple(demands)


def _assumed_times(case: Case, servings: float) -> tuple[str, ...]:
    """Times for a mineral without any: at meals, the middle one first; noon where no meals were told."""
    meals = case.profile.day.meals or (NOON,)
    middle = len(meals) // 2
    order = (meals[middle], *meals[:middle], *meals[middle + 1 :])
    return order[: max(1, round(servings))]
