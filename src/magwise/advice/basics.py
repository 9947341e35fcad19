"""What to mend first, each with what was found: diet, sleep, stress, coffee, protein, rest, sweat, smoke."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from magwise.advice.advice import Basic
from magwise.advice.case import Case
from magwise.advice.decide import words
from magwise.advice.engine import Engine
from magwise.advice.facts import diet_reference
from magwise.advice.said import Sayer
from magwise.knowledge.conditions import Truth
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Rule
from magwise.profiles.profile import Diet

NUTS = "nuts"
UNKNOWN_SALT = ("conditions", "medicines", "labs.egfr")


class DietEstimate(NamedTuple):
    """Magnesium a day, in mg, from the kinds of food that were told. groups: their ids; other food adds to it."""

    low: Decimal
    high: Decimal
    groups: tuple[str, ...]


def estimate_diet(diet: Diet, knowledge: Knowledge) -> DietEstimate | None:
    """Magnesium from the portions of whole grain, nuts, legumes and green vegetables; None when none was told.

    A portion holds what the foods of its kind hold in a household portion, from the least to the most.
    Source: diet_groups.csv and foods.csv (USDA_SR28, portions PORTIE).

    >>> from magwise.knowledge.load import load_knowledge
    >>> estimate_diet(Diet(wholegrain_portions=4, legumes_portions_week=7), load_knowledge())
    DietEstimate(low=Decimal('149.8'), high=Decimal('196.7'), groups=('wholegrain', 'legumes'))
    """
    low = high = Decimal(0)
    told = []
    for group in knowledge.diet_groups.values():
        portions = getattr(diet, group.field.removeprefix("diet."))
        if portions is None:
            continue
        least, most = portion_span(group.id, knowledge)
        low += Decimal(str(portions)) * least / group.days
        high += Decimal(str(portions)) * most / group.days
        told.append(group.id)
    return DietEstimate(low, high, tuple(told)) if told else None


def portion_span(group: str, knowledge: Knowledge) -> tuple[Decimal, Decimal]:
    """Magnesium in one portion of a kind of food, mg: the food with the least and the one with the most."""
    foods = [knowledge.foods[food].mg_per_portion for food in knowledge.diet_groups[group].foods]
    known = [mg for mg in foods if mg is not None]
    return min(known), max(known)


def describe_basics(case: Case, engine: Engine) -> tuple[Basic, ...]:
    """The rules of the foundation that hold, each with what was found.

    A rule may hide another; where nobody knows whether it must, a third speaks in that one's place, under its id.
    """
    answers = [(found.rule, found.test(case.facts)) for found in engine.kinds["foundation"]]
    hiding = [(rule, truth) for rule, truth in answers if "hides" in rule.then]
    hidden = {rule.then["hides"] for rule, truth in hiding if truth}
    doubted = {rule.then["hides"]: rule.then["when_unknown"] for rule, truth in hiding if truth is None}
    told = []
    for rule, truth in answers:
        if truth and rule.id not in hidden and "hides" not in rule.then:
            doubt = rule.id in doubted
            speaker = engine.rule(doubted[rule.id]) if doubt else rule
            told.append(_basic(rule.id, speaker, case, engine, UNKNOWN_SALT if doubt else ()))
    return tuple(told)


def judge_basics(case: Case, engine: Engine) -> dict[str, Truth]:
    """Whether each check has something to mend, by the id of its rule; None where too little is known.

    Salt and potassium are left out: what forbids them is for the advice to judge.
    """
    rules = engine.kinds["foundation"]
    apart = {found.rule.id for found in rules if "hides" in found.rule.then}
    apart |= {found.rule.then["hides"] for found in rules if "hides" in found.rule.then}
    return {found.rule.id: found.test(case.facts) for found in rules if found.rule.id not in apart}


def find_basic(name: str, case: Case, engine: Engine) -> str:
    """What was found for a check of which something is known, in this person's numbers."""
    return _FOUND[name](case, engine, Sayer(case, engine))


def _basic(name: str, rule: Rule, case: Case, engine: Engine, asks: tuple[str, ...]) -> Basic:
    found = _FOUND.get(name)
    return Basic(
        id=name,
        text=words(rule, case, engine),
        rule=rule.id,
        sources=rule.sources,
        grade=rule.grade,
        found=found(case, engine, Sayer(case, engine)) if found else "",
        asks=asks,
    )


Found = Callable[[Case, Engine, Sayer], str]


def _diet(case: Case, engine: Engine, sayer: Sayer) -> str:
    diet, knowledge = case.profile.diet, engine.knowledge
    parts = []
    if diet.magnesium_mg is not None:
        wanted = diet_reference(case.profile, engine)
        parts.append(sayer.say("found_diet_mg", mg=sayer.number(diet.magnesium_mg), wanted=sayer.number(wanted)))
    estimate = estimate_diet(diet, knowledge)
    if estimate is not None:
        groups = [knowledge.diet_groups[name] for name in estimate.groups]
        names = sayer.listed([group.name_nl if case.locale == "nl" else group.name_en for group in groups])
        mg = sayer.span(estimate.low, estimate.high)
        parts.append(sayer.say("found_portions", names=f"{names[:1].upper()}{names[1:]}", mg=mg))
    parts.append(sayer.say("found_hand_of_nuts", mg=sayer.span(*portion_span(NUTS, knowledge))))
    return " ".join(parts)


def _protein(case: Case, engine: Engine, sayer: Sayer) -> str:
    grams, per_kg = case.profile.lifestyle.protein_g, case.facts["protein_per_kg"]
    least = engine.numbers["protein_per_kg" if per_kg is not None else "protein_day"]
    told = {"grams": sayer.number(grams or 0), "least": sayer.number(least)}
    if per_kg is None:
        return sayer.say("found_protein_day", **told)
    return sayer.say("found_protein", per_kg=sayer.number(per_kg), **told)


def _toxic(case: Case, engine: Engine, sayer: Sayer) -> str:
    life = case.profile.lifestyle
    parts = [sayer.say("found_smoker")] if life.smoker else []
    if life.alcohol_units_week is not None:
        parts.append(sayer.say("found_alcohol", units=sayer.number(life.alcohol_units_week)))
    return " ".join(parts)


def _one(key: str, blank: str, field: str) -> Found:
    """What was told in one field of the lifestyle."""

    def found(case: Case, engine: Engine, sayer: Sayer) -> str:
        return sayer.say(key, **{blank: sayer.number(getattr(case.profile.lifestyle, field))})

    return found


_FOUND: dict[str, Found] = {
    "diet": _diet,
    "protein": _protein,
    "coffee": _one("found_coffee", "cups", "coffee_cups"),
    "sleep": _one("found_sleep", "hours", "sleep_hours"),
    "stress": _one("found_stress", "score", "stress"),
    "recovery": _one("found_recovery", "days", "recovery_days_week"),
    "salt_potassium": lambda _case, _engine, sayer: sayer.say("found_sweating"),
    "toxic_load": _toxic,
}
