"""What was not known, and what it cost."""

from functools import lru_cache
from typing import Any

import msgspec

from magwise.advice.advice import Unknown
from magwise.advice.case import Case
from magwise.advice.engine import Engine
from magwise.advice.forms import form_book
from magwise.advice.said import Sayer
from magwise.advice.weigh import Weighed
from magwise.knowledge.load import Knowledge
from magwise.profiles.lab_units import LabValue, measure, unit_that_would_fit

ASK_FIRST = ("red_flags", "conditions", "medicines", "person", "labs.egfr", "supplements", "complaints", "gut", "labs")


def list_unknowns(case: Case, weighed: Weighed, engine: Engine) -> tuple[Unknown, ...]:
    """What was not known and what that cost, safety first. «Not sure» is listed with what it concerns."""
    knowledge, locale = engine.knowledge, case.locale
    found: dict[str, str] = {}
    for name in case.profile.unsure:
        key = "red_flags" if f"red_flag_{name}" in knowledge.rules else "conditions"
        field = "person.pregnant" if name == "pregnancy" else f"{key}.{name}"
        found[field] = knowledge.say(locale, "advice.unknown_unsure")
    fields = [*weighed.decided.unknown, *_unknown_preferences(case, weighed, engine)]
    if case.profile.supplements is None:
        found["supplements"] = knowledge.say(locale, "advice.unknown_supplements")
    for source in case.already:
        if source.assumed:
            found["supplements"] = knowledge.say(locale, "advice.unknown_amount", name=source.name, mg=source.mg)
    if (doubt := _doubted_serum(case, engine)) is not None:
        found["labs.serum_magnesium_mmol_l"] = doubt
    if case.facts["egfr"] is None:
        found["labs.egfr"] = knowledge.say(locale, "advice.unknown_egfr")
    for field in fields:
        if field in ("pregnant", "breastfeeding") and not may_be_pregnant(case):
            continue
        asks, effect = _costs(knowledge, locale)[field]
        for asked in asks:
            if asked not in found and not _told(case, asked):
                found[asked] = effect
    for text in _unplaced(case, engine):
        found["doctor_agreed"] = knowledge.say(locale, "advice.unknown_agreed", name=text)
    for item in case.minerals:
        if not item.entry.times:
            found["supplements.times"] = knowledge.say(locale, "advice.unknown_mineral_time", name=item.entry.name)
    if case.profile.day.wake is None or case.profile.day.bed is None:
        found["day"] = knowledge.say(locale, "advice.unknown_day")
    for group in ("lifestyle", "diet"):
        if _is_empty(getattr(case.profile, group)) and any(field.startswith(group) for field in found):
            found = {field: effect for field, effect in found.items() if not field.startswith(group)}
            found[group] = knowledge.say(locale, "advice.unknown_preference")
    return tuple([Unknown(field=field, effect=found[field]) for field in sorted(found, key=_urgency)])


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
    said = {"value": sayer.number(labs.serum_magnesium_mmol_l), "unit": found[0], "own": sayer.number(found[1])}
    return knowledge.say(case.locale, "advice.unknown_serum_unit", **said)


@lru_cache(maxsize=16)
def _costs(knowledge: Knowledge, locale: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """By case field: what to ask of the profile, and the sentence that says what not knowing it cost."""
    words, fields = knowledge.wording[locale], knowledge.case_fields
    plain = words["advice.unknown_preference"]
    return {name: (fields[name].asks, words.get(f"advice.unknown_{name}", plain)) for name in fields}


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
