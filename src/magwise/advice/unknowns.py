"""What was not known, what it cost, and which rules say so."""

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec

from magwise.advice.advice import DECISIONS, Unknown
from magwise.advice.case import Case, binds
from magwise.advice.decide import record_of
from magwise.advice.engine import Engine, ReadyRule, ready
from magwise.advice.forms import form_book
from magwise.advice.implied import that_matter
from magwise.advice.said import Sayer
from magwise.advice.weigh import Weighed
from magwise.knowledge.conditions import leaves
from magwise.knowledge.evidence import Basis, join, rest_on
from magwise.knowledge.load import Knowledge
from magwise.profiles.lab_number import LabNumber, least_of, reading_of, say_number
from magwise.profiles.lab_units import LabValue, measure, unit_that_would_fit
from magwise.profiles.renal import contradict, kidney_values

Cost = tuple[str, tuple[str, ...]]  # a sentence, and the records that it rests on
KINDS = ("safety", "form", "foundation", "troubleshooting", "timing", "stop")  # the heaviest first
KIDNEYS_UNKNOWN = "kidney_unknown_two_risks"
ASK_FIRST = ("red_flags", "conditions", "medicines", "person", "labs.egfr", "supplements", "complaints", "gut", "labs")


def list_unknowns(case: Case, weighed: Weighed, engine: Engine) -> tuple[Unknown, ...]:
    """What was not known and what that cost, safety first. «Not sure» is listed with what it concerns."""
    knowledge, locale = engine.knowledge, case.locale
    found: dict[str, Cost] = {}
    for name in case.profile.unsure:
        key = "red_flags" if f"red_flag_{name}" in knowledge.rules else "conditions"
        field = "person.pregnant" if name == "pregnancy" else f"{key}.{name}"
        found[field] = knowledge.say(locale, "advice.unknown_unsure"), _users_of_unsure(name, knowledge)
    for one in that_matter(case, engine):
        said = knowledge.say(locale, "advice.unknown_implied", question=one.text)
        found[f"conditions.{one.condition}"] = said, (*_users_of_unsure(one.condition, knowledge), one.rule)
    fields = [*weighed.decided.unknown, *_unknown_preferences(case, weighed, engine)]
    if case.profile.supplements is None:
        found["supplements"] = knowledge.say(locale, "advice.unknown_supplements"), ("ceiling",)
    for source in case.already:
        if source.assumed:
            said = knowledge.say(locale, "advice.unknown_amount", name=source.name, mg=source.mg)
            found["supplements"] = said, ("supplement_without_amount", "unknown_supplement")
    if (doubt := _doubted_serum(case, engine)) is not None:
        found["labs.serum_magnesium_mmol_l"] = doubt, (*_held(weighed, "serum_magnesium"), "serum_magnesium")
    settled = _kidneys_settled(weighed)
    if case.facts["egfr"] is None and not settled:
        found["labs.egfr"] = _costs(knowledge, locale)["egfr"][1]
    found |= _doubted_values(case, engine)
    for field in fields:
        if field in ("pregnant", "breastfeeding") and not may_be_pregnant(case):
            continue
        if field == "egfr" and settled:
            continue
        asks, cost = _costs(knowledge, locale)[field]
        for asked in asks:
            if asked not in found and not _told(case, asked):
                found[asked] = cost
    for text in _unplaced(case, engine):
        said = knowledge.say(locale, "advice.unknown_agreed", name=text)
        found["doctor_agreed"] = said, _standing(weighed) or ("informs_only",)
    for item in case.minerals:
        if not item.entry.times and item.match is not None:
            said = knowledge.say(locale, "advice.unknown_mineral_time", name=item.entry.name)
            found["supplements.times"] = said, tuple(answer.id for answer in item.match.interactions if binds(answer))
    if case.profile.day.wake is None or case.profile.day.bed is None:
        found["day"] = knowledge.say(locale, "advice.unknown_day"), ("day_assumed",)
    for group in ("lifestyle", "diet"):
        if _is_empty(getattr(case.profile, group)) and any(field.startswith(group) for field in found):
            rules = [rule for field in found if field.startswith(group) for rule in found[field][1]]
            found = {field: cost for field, cost in found.items() if not field.startswith(group)}
            found[group] = knowledge.say(locale, "advice.unknown_preference"), _precise(rules, knowledge)
    return tuple([_unknown(field, found[field], knowledge) for field in sorted(found, key=_urgency)])


@lru_cache(maxsize=4096)
def _unknown(field: str, cost: Cost, knowledge: Knowledge) -> Unknown:
    effect, records = cost
    basis = rest_on(knowledge, *records)
    return Unknown(
        field=field, effect=effect, rule=basis.rule, beside=basis.beside, sources=basis.sources, grade=basis.grade
    )


def group_unknowns(unknowns: Iterable[Unknown]) -> list[tuple[str, tuple[str, ...], Basis]]:
    """What was not known, once for each effect: the sentence, its fields, and what it rests on for all of them."""
    found: dict[str, list[Unknown]] = {}
    for unknown in unknowns:
        found.setdefault(unknown.effect, []).append(unknown)
    return [(effect, tuple(each.field for each in those), join(those)) for effect, those in found.items()]


def _held(weighed: Weighed, field: str) -> tuple[str, ...]:
    """The safety rules about a field that hold."""
    held = (found.rule for found in weighed.decided.held if found.medicine is None)
    return tuple(rule.id for rule in held if any(leaf["field"] == field for leaf in leaves(rule.when)))


def _kidneys_settled(weighed: Weighed) -> bool:
    """Whether a gate that stands says all there is to say of the kidneys: no eGFR is asked for beside it."""
    return any(KIDNEYS_UNKNOWN in found.rule.hides for found in weighed.decided.held if not found.lifted)


def _standing(weighed: Weighed) -> tuple[str, ...]:
    """The gates that stand and that an agreement could lift."""
    gates = (found for found in weighed.decided.held if "decision" in found.rule.then and not found.lifted)
    return tuple(dict.fromkeys(record_of(found) for found in gates if found.rule.lifted_by))


def _precise(rules: Iterable[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The rules that an answer makes more precise: not those whose claim is contradicted."""
    return tuple(dict.fromkeys(rule for rule in rules if knowledge.rules[rule].grade != "X"))


@lru_cache(maxsize=8)
def _users(knowledge: Knowledge) -> dict[str | tuple[str, str], tuple[str, ...]]:
    """The rule that weighs most of those that look at a field, or at one value in it."""
    found: dict[str | tuple[str, str], ReadyRule] = {}
    kinds = ready(knowledge).kinds
    for rule in sorted((rule for kind in KINDS for rule in kinds[kind]), key=_weight):
        for leaf in leaves(rule.rule.when):
            found.setdefault(leaf["field"], rule)
            for value in (leaf["has"],) if "has" in leaf else leaf.get("has_any", ()):
                found.setdefault((leaf["field"], value), rule)
    return {key: (rule.rule.id,) for key, rule in found.items()}


def _users_of_unsure(name: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The rule that counts «not sure» about this; a condition that only makes unknown kidneys a risk counts there."""
    users = _users(knowledge)
    return users.get(("unsure", name)) or users.get(("conditions", name)) or users["kidney_risks"]


def _weight(found: ReadyRule) -> tuple[Any, ...]:
    then, order = found.rule.then, (found.rule.order, found.rule.id)
    decides = DECISIONS.index(then["decision"]) if then.get("decision") in DECISIONS else len(DECISIONS)
    return (KINDS.index(found.rule.kind), decides, "ceiling" not in then, *order)


def _doubted_serum(case: Case, engine: Engine) -> str | None:
    """A serum magnesium that another unit would make ordinary: asked about, while the stricter reading holds."""
    labs, knowledge = case.profile.labs, engine.knowledge
    if labs.serum_magnesium_mmol_l is None or labs.serum_magnesium_range is not None:
        return None
    value = LabValue(test="serum_magnesium", value=labs.serum_magnesium_mmol_l, unit="mmol/L")
    found = unit_that_would_fit(value, measure(value, knowledge=knowledge), knowledge)
    if found is None:
        return None
    sayer = Sayer(case, engine)
    typed = say_number(labs.serum_magnesium_mmol_l, knowledge, case.locale)
    said = {"value": typed, "unit": found[0], "own": sayer.number(found[1])}
    return knowledge.say(case.locale, "advice.unknown_serum_unit", **said)


def _doubted_values(case: Case, engine: Engine) -> dict[str, Cost]:
    """Measured values that leave something open: limits, marks, and two kidney values that cannot both be right."""
    found: dict[str, Cost] = {}
    for field, said in (
        ("labs.egfr", _doubted_kidneys(case, engine)),
        ("labs.serum_magnesium_mmol_l", _doubted_reading(case, engine)),
    ):
        if said is not None:
            key, values, rules = said
            found[field] = engine.knowledge.say(case.locale, f"advice.{key}", **values), rules
    return found


Doubt = tuple[str, dict[str, str], tuple[str, ...]]  # a wording key, what fills it, and the records behind it


def _doubted_kidneys(case: Case, engine: Engine) -> Doubt | None:
    """What to ask about the kidney function that was given."""
    labs, numbers, kidneys = case.profile.labs, engine.numbers, kidney_values(case.profile)

    def words(value: LabNumber) -> str:
        return say_number(value, engine.knowledge, case.locale, 0)

    cuts = (numbers["egfr_no_lift"], numbers["egfr_known_risk"])
    gates = ("egfr_low", "egfr_reduced")
    if len(kidneys) == 2:
        (given, _), (derived, _) = kidneys
        apart = contradict(given, derived, numbers["kidney_values_share"])
        if apart or _parted(least_of(given), least_of(derived), cuts):
            counts = min(given, derived, key=least_of)
            values = {"given": words(given), "derived": words(derived), "counts": words(counts)}
            return "unknown_kidney_values", values, ("kidney_values_share", *gates)
    value = kidneys[0].value if kidneys else labs.creatinine_clearance_ml_min
    if value is None:
        return None
    if "egfr" in case.mild and _parted(case.facts["egfr"], case.mild["egfr"], cuts):
        return "unknown_limit", {"value": words(value)}, gates
    if not kidneys:
        return "unknown_clearance", {"value": words(value)}, ("egfr_reduced",)
    return ("unknown_star", {"value": words(value)}, gates) if reading_of(value).mark == "star" else None


def _doubted_reading(case: Case, engine: Engine) -> Doubt | None:
    """What to ask about the serum magnesium that was given: a limit, or a mark that its number does not explain."""
    typed, facts, numbers = case.profile.labs.serum_magnesium_mmol_l, case.facts, engine.numbers
    if typed is None:
        return None
    rules = ("serum_magnesium_severe_low", "serum_magnesium_low", "serum_magnesium_high", "serum_magnesium_severe_high")
    values = {"value": say_number(typed, engine.knowledge, case.locale)}
    above = math.nextafter(facts["serum_range_high"], math.inf)
    cuts = (numbers["serum_severe_low"], facts["serum_range_low"], above, numbers["serum_severe_high"])
    if "serum_magnesium" in case.mild and _parted(facts["serum_magnesium"], case.mild["serum_magnesium"], cuts):
        return "unknown_limit", values, rules
    mark = reading_of(typed).mark
    if mark == "star":
        return "unknown_star", values, rules
    return ("unknown_mark", values, rules) if mark is not None and _is_within(case, engine) else None


def _is_within(case: Case, engine: Engine) -> bool:
    """Whether the number alone of a serum magnesium lies in its range, whatever mark stands beside it."""
    labs, numbers = case.profile.labs, engine.numbers
    low, high = labs.serum_magnesium_range or (numbers["serum_low"], numbers["serum_high"])
    return bool(low <= case.facts["serum_magnesium"] <= high)


def _parted(one: float, other: float, cuts: tuple[float, ...]) -> bool:
    """Whether a limit that decides lies between two values."""
    return any((one < cut) != (other < cut) for cut in cuts)


@lru_cache(maxsize=16)
def _costs(knowledge: Knowledge, locale: str) -> dict[str, tuple[tuple[str, ...], Cost]]:
    """By case field: what to ask of the profile, and what not knowing it cost."""
    words, fields, users = knowledge.wording[locale], knowledge.case_fields, _users(knowledge)
    plain = words["advice.unknown_preference"]
    return {
        name: (fact.asks, (words.get(f"advice.unknown_{name}", plain), fact.used_by or users.get(name, ())))
        for name, fact in fields.items()
    }


@lru_cache(maxsize=1024)
def _urgency(field: str) -> int:
    """The place of a profile field among what is asked first; its group counts where it has none of its own."""
    places = {name: place for place, name in enumerate(ASK_FIRST)}
    return places.get(field, places.get(field.split(".", maxsplit=1)[0], len(ASK_FIRST)))


def _unplaced(case: Case, engine: Engine) -> list[str]:
    """What a doctor is said to have agreed to and that names no gate and no medicine of this profile."""
    if not case.agreed:
        return []
    fields = engine.knowledge.fields
    known = {*fields["conditions"].options, *fields["complaints"].options}
    known |= {name for rule in engine.knowledge.rules.values() for name in rule.lifted_by}
    placed = {text for item in case.medicines if item.agreed for text in case.agreed}
    return sorted(case.agreed - known - placed)


def _told(case: Case, path: str) -> bool:
    """Whether the profile holds something at this dotted path."""
    found: Any = case.profile
    for name in path.split("."):
        found = getattr(found, name, None)
        if found is None:
            return False
    return not (path == "diet" and _is_empty(found))


def _is_empty(group: Any) -> bool:
    """Whether nothing in a group of the profile was told."""
    return all(value is None for value in msgspec.structs.astuple(group))


def may_be_pregnant(case: Case) -> bool:
    """Pregnancy is asked of everyone but men and those past the age of it."""
    person = case.profile.person
    return person is None or (person.sex != "male" and 10 <= person.age <= 55)


def _unknown_preferences(case: Case, weighed: Weighed, engine: Engine) -> list[str]:
    """Fields of form and foundation rules that were not known: they cost certainty, not safety."""
    facts = case.facts
    forms = zip(form_book(engine.knowledge).rules, weighed.ranked.truths, strict=True)
    missed = [rule.ready.fields for rule, truth in forms if truth is None]
    missed += [rule.fields for rule in engine.kinds["foundation"] if rule.test(facts) is None]
    found = dict.fromkeys([field for fields in missed for field in fields if facts[field] is None])
    return [field for field in found if field not in ("current_form", "current_bowel", "foundation_ok")]
