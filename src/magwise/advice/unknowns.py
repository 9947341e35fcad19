"""What was not known, and what it cost."""

from typing import Any

import msgspec

from magwise.advice.advice import Unknown
from magwise.advice.case import Case
from magwise.advice.decide import Decided
from magwise.advice.engine import Engine

ASK_FIRST = ("red_flags", "conditions", "medicines", "person", "labs.egfr", "supplements", "complaints", "gut", "labs")


def list_unknowns(case: Case, decided: Decided, engine: Engine) -> tuple[Unknown, ...]:
    """What was not known and what that cost, safety first. «Not sure» is listed with what it concerns."""
    knowledge, locale = engine.knowledge, case.locale
    found: dict[str, str] = {}
    for name in case.profile.unsure:
        key = "red_flags" if any(rule.id == f"red_flag_{name}" for rule in knowledge.rules.values()) else "conditions"
        field = "person.pregnant" if name == "pregnancy" else f"{key}.{name}"
        found[field] = knowledge.say(locale, "advice.unknown_unsure")
    fields = [*decided.unknown, *_unknown_preferences(case, engine)]
    if case.profile.supplements is None:
        found["supplements"] = knowledge.say(locale, "advice.unknown_supplements")
    for source in case.already:
        if source.assumed:
            found["supplements"] = knowledge.say(locale, "advice.unknown_amount", name=source.name, mg=source.mg)
    if case.facts["egfr"] is None:
        found["labs.egfr"] = knowledge.say(locale, "advice.unknown_egfr")
    for field in fields:
        if field in ("pregnant", "breastfeeding") and not may_be_pregnant(case):
            continue
        for asked in knowledge.case_fields[field].asks:
            if asked not in found and not _told(case, asked):
                key = f"advice.unknown_{field}"
                plain = key if key in knowledge.wording[locale] else "advice.unknown_preference"
                found[asked] = knowledge.say(locale, plain)
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
    places = {field: place for place, field in enumerate(ASK_FIRST)}
    ordered = sorted(found.items(), key=lambda entry: places.get(entry[0], places.get(entry[0].split(".")[0], 99)))
    return tuple(Unknown(field=field, effect=effect) for field, effect in ordered)


def _unplaced(case: Case, engine: Engine) -> list[str]:
    """What a doctor is said to have agreed to and that names no gate and no medicine of this profile."""
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


def _unknown_preferences(case: Case, engine: Engine) -> list[str]:
    """Fields of form and foundation rules that were not known: they cost certainty, not safety."""
    rules = [*engine.kinds["form"], *engine.kinds["foundation"]]
    found = [
        field for rule in rules if rule.test(case.facts) is None for field in rule.fields if case.facts[field] is None
    ]
    return [field for field in dict.fromkeys(found) if field not in ("current_form", "current_bowel", "foundation_ok")]
