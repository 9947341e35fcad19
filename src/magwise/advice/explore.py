"""Around the advice: what was not known, what would change it, and what other authorities would make of it."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from magwise.advice.advice import AuthorityView, Change, Decision, Unknown
from magwise.advice.case import Case
from magwise.advice.decide import Decided, Held, Limit, decision_of, is_lifted
from magwise.advice.dose import Room, climb
from magwise.advice.engine import Engine, ready
from magwise.advice.forms import Ranked, first_after
from magwise.knowledge.load import Knowledge
from magwise.result import plain_number

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
        if field in ("pregnant", "breastfeeding") and not _may_be_pregnant(case):
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


def _may_be_pregnant(case: Case) -> bool:
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


class _Trial(NamedTuple):
    """A change to try: the profile field, what it becomes (a wording key and its value), and the facts that change."""

    field: str
    words: str
    value: str
    facts: dict[str, Any]
    agreed: str = ""


def list_changes(case: Case, decided: Decided, ranked: Ranked, engine: Engine) -> tuple[Change, ...]:
    """The smallest changes, one fact each, that would give another decision or another first choice."""
    knowledge, locale = engine.knowledge, case.locale
    changes = []
    if decided.decision == "urgent":
        return ()
    for trial in _trials(case, decided, engine):
        decision, choice = _outcome(trial, case, decided, ranked, engine)
        if decision == decided.decision and (decision != "advise" or choice == ranked.first):
            continue
        if decision != decided.decision:
            then = knowledge.say(locale, f"advice.then_{decision}")
        else:
            family = knowledge.families[choice]
            then = knowledge.say(locale, "advice.then_form", form=family.name_nl if locale == "nl" else family.name_en)
        to = knowledge.say(locale, f"advice.{trial.words}", value=_spoken(trial.value, case, engine))
        changes.append(Change(field=trial.field, to=to, then=then))
    return tuple(dict.fromkeys(changes))


def _spoken(value: str, case: Case, engine: Engine) -> str:
    """A value of the profile in the reader's words; a typed name stays as typed."""
    words = engine.knowledge.wording[case.locale]
    for rule_id in (value, f"red_flag_{value}"):
        rule = engine.knowledge.rules.get(rule_id)
        if rule is not None and rule.kind == "safety":
            return rule.about[case.locale]
    return words.get(f"advice.value_{value}", value)


def _trials(case: Case, decided: Decided, engine: Engine) -> Iterator[_Trial]:
    """Candidate changes, those a person can act on first."""
    facts, numbers = case.facts, engine.numbers
    for held in decided.held:
        if "decision" not in held.rule.then or held.lifted:
            continue
        if held.medicine is not None and "medicine" in held.rule.lifted_by:
            yield _Trial("doctor_agreed", "to_agreed", held.medicine.entry.name, {}, held.medicine.entry.name)
        for agreed in held.rule.lifted_by:
            if agreed != "medicine":
                yield _Trial("doctor_agreed", "to_agreed", agreed, {}, agreed)
    egfr = facts["egfr"]
    if egfr is None or egfr < numbers["egfr_known_risk"]:
        good = f"{numbers['egfr_known_risk']:g}"
        yield _Trial("labs.egfr", "to_at_least", good, {"egfr": numbers["egfr_known_risk"], "kidney_risks": 0})
    if egfr is None or egfr >= numbers["egfr_known_risk"]:
        low = f"{numbers['egfr_known_risk']:g}"
        yield _Trial("labs.egfr", "to_below", low, {"egfr": numbers["egfr_known_risk"] - 1, "kidney_risks": 0})
    if facts["stool"] == "watery" or facts["stool"] == "loose":
        yield _Trial("gut.stool", "to_value", "normal", {"stool": "normal"})
    for stool in ("loose", "watery"):
        if facts["stool"] != stool:
            yield _Trial("gut.stool", "to_value", stool, {"stool": stool})
    if facts["gut_sensitive"] is not True:
        yield _Trial("gut.sensitive", "to_yes", "", {"gut_sensitive": True})
    else:
        yield _Trial("gut.sensitive", "to_no", "", {"gut_sensitive": False})
    if "cognition" in facts["goals"]:
        ok = not facts["foundation_ok"]
        yield _Trial("foundation_ok", "to_yes" if ok else "to_no", "", {"foundation_ok": ok})
    if len(case.goals) > 1:
        swapped = (case.goals[1], case.goals[0], *case.goals[2:])
        yield _Trial("goals", "to_first_goal", swapped[0], {"goals": swapped, "primary_goal": swapped[0]})
    if _may_be_pregnant(case) and not facts["pregnant"]:
        yield _Trial("person.pregnant", "to_yes", "", {"pregnant": True})
    elif facts["pregnant"]:
        yield _Trial("person.pregnant", "to_no", "", {"pregnant": False})
    for field in ("conditions", "red_flags", "complaints"):
        for value in facts[field] or ():
            rest = tuple(other for other in facts[field] if other != value)
            if field != "complaints" or value == "palpitations":
                yield _Trial(field, "to_without", value, {field: rest, "kidney_risks": _risks(case, rest, engine)})
    for value in facts["unsure"]:
        rest = tuple(other for other in facts["unsure"] if other != value)
        yield _Trial("unsure", "to_sure_no", value, {"unsure": rest})


def _risks(case: Case, conditions: tuple[str, ...], engine: Engine) -> int:
    """How many kidney risks are left with other conditions."""
    count = case.facts["kidney_risks"]
    groups: dict[str, set[str]] = {}
    for risk in engine.knowledge.kidney_risks.values():
        if risk.by == "condition":
            groups.setdefault(risk.group, set()).add(risk.value)
    had = {*(case.facts["conditions"] or ()), *case.facts["unsure"]}
    lost = sum(1 for names in groups.values() if names & had and not names & {*conditions, *case.facts["unsure"]})
    return max(0, count - lost) if case.facts["egfr"] is None else 0


@lru_cache(maxsize=8)
def _rules_by_field(knowledge: Knowledge) -> dict[str, tuple[int, ...]]:
    """Which safety rules look at a field, by their place."""
    places: dict[str, list[int]] = {}
    for place, rule in enumerate(ready(knowledge).kinds["safety"]):
        for field in rule.fields:
            places.setdefault(field, []).append(place)
    return {field: tuple(found) for field, found in places.items()}


def _outcome(trial: _Trial, case: Case, decided: Decided, ranked: Ranked, engine: Engine) -> tuple[Decision, str]:
    """Decision and first choice after one change; only rules that look at what changed are asked again."""
    facts = {**case.facts, **trial.facts}
    agreed = case.agreed | {trial.agreed} if trial.agreed else case.agreed
    by_field = _rules_by_field(engine.knowledge)
    changed = {place for field in trial.facts for place in by_field.get(field, ())}
    safety = engine.kinds["safety"]
    standing = [place for place in decided.true_places if place not in changed]
    standing += [place for place in changed if safety[place].test(facts)]
    held = [Held(safety[place].rule, is_lifted(safety[place].rule, agreed)) for place in standing]
    for found in decided.held:
        if found.medicine is not None:
            lifted = found.lifted or (trial.agreed == found.medicine.entry.name and "medicine" in found.rule.lifted_by)
            held.append(found._replace(lifted=lifted))
    decision = decision_of(held)
    if decision == "advise" and decided.decision == "no_supplement" and not _opens_room(decided):
        decision = "no_supplement"
    if decision != "advise":
        return decision, ""
    return decision, first_after(trial.facts, facts, ranked, engine.knowledge)


def _opens_room(decided: Decided) -> bool:
    """Whether the supplement was withheld by a rule of the gate and not for want of room."""
    return any(found.rule.then.get("decision") == "no_supplement" for found in decided.held)


def compare_authorities(
    case: Case, decided: Decided, room: Room, part: Decimal | None, careful: bool, engine: Engine
) -> tuple[AuthorityView, ...]:
    """What the advice would be under the upper level of each other authority; every other limit stays."""
    knowledge = engine.knowledge
    ours = {row.limit for row in knowledge.authorities.values() if row.jurisdiction == case.profile.jurisdiction}
    own = [limit for limit in decided.limits if limit.by not in ours and limit.by != "override"]
    doses: dict[float, _Outline] = {}

    def dose_under(limit: Limit) -> _Outline:
        if limit.mg not in doses:
            there = Room(Decimal(str(limit.mg)), room.already, limit.by)
            doses[limit.mg] = _dose_under(there, decided, part, careful, engine)
        return doses[limit.mg]

    mine = dose_under(Limit(float(room.ceiling), room.bound_by))
    views = []
    for authority_id, limit in _foreign_limits(knowledge, case.profile.jurisdiction):
        theirs = dose_under(min([*own, limit]))
        differs = tuple([name for name, one, other in zip(_Outline._fields, mine, theirs, strict=True) if one != other])
        views.append(_view(knowledge, authority_id, differs, case.locale))
    return tuple(views)


@lru_cache(maxsize=16)
def _foreign_limits(knowledge: Knowledge, jurisdiction: str) -> tuple[tuple[str, Limit], ...]:
    """The upper level of every authority that does not set ours."""
    rows = knowledge.authorities.values()
    ours = {row.limit for row in rows if row.jurisdiction == jurisdiction}
    levels = [(row.id, row.limit, knowledge.limits[row.limit].value) for row in rows if row.limit not in ours]
    return tuple((row_id, Limit(float(value), by)) for row_id, by, value in levels if value is not None)


@lru_cache(maxsize=1024)
def _view(knowledge: Knowledge, authority_id: str, differs: tuple[str, ...], locale: str) -> AuthorityView:
    authority = knowledge.authorities[authority_id]
    value = knowledge.limits[authority.limit].value
    assert value is not None
    return AuthorityView(
        authority=authority.id,
        name=authority.name_nl if locale == "nl" else authority.name_en,
        ceiling_mg=plain_number(value),
        same_advice=not differs,
        differs=differs,
        sources=authority.source,
    )


class _Outline(NamedTuple):
    """What an authority may change of an advice."""

    decision: Decision
    start_mg: Decimal | None
    target_mg: Decimal | None


def _dose_under(room: Room, decided: Decided, part: Decimal | None, careful: bool, engine: Engine) -> _Outline:
    """Decision, start and target with this much room."""
    decision = decided.decision
    enough = room.left >= engine.masses["least_room"]
    if decision == "advise" and not enough:
        decision = "no_supplement"
    if decision != "advise":
        return _Outline(decision, None, None)
    usable = part if part is not None and part <= min(room.left, engine.masses["start_max"]) else None
    rungs = climb(room, engine, usable, careful=careful, no_step_up=decided.no_step_up)
    return _Outline(decision, rungs[0].mg, rungs[-1].mg)
