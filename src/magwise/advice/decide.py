"""The gate: which rules hold for this case, and what they add up to. The most serious decision wins."""

from itertools import chain
from typing import Any, NamedTuple, cast

from msgspec.structs import replace

from magwise.advice.advice import DECISIONS, Decision, Flag
from magwise.advice.case import Case, UnderstoodMedicine
from magwise.advice.engine import Engine, ReadyRule
from magwise.advice.implied import question_first
from magwise.knowledge.conditions import Truth, fields_of
from magwise.knowledge.records import LEVELS, Grade, Level, Rule
from magwise.knowledge.telling import tell_rule
from magwise.medicines.records import InteractionAnswer, Match
from magwise.profiles.lab_number import least_of, say_number
from magwise.profiles.renal import kidney_values

POLICY = "POLICY"


class Held(NamedTuple):
    """A rule that holds. lifted: its gate was opened by a doctor; medicine and answer: for rules about a medicine."""

    rule: Rule
    lifted: bool = False
    medicine: UnderstoodMedicine | None = None
    answer: InteractionAnswer | None = None


class Limit(NamedTuple):
    """A ceiling on all magnesium that is not food, mg a day, and the rule or row that sets it."""

    mg: float
    by: str


class Decided(NamedTuple):
    """What the gate says. true_places: which safety rules hold; unknown: case fields that a rule missed."""

    decision: Decision
    held: tuple[Held, ...]
    limits: tuple[Limit, ...]
    careful_start: bool
    no_step_up: bool
    unknown: tuple[str, ...]
    true_places: tuple[int, ...]


def decide(case: Case, engine: Engine) -> Decided:
    """Ask every safety rule of the case and every interaction rule of each medicine.

    Limits come lowest first. An unknown fact opens nothing: it is listed in `unknown`.
    """
    safety = engine.kinds["safety"]
    facts = case.facts
    truths = tuple([ready.test(facts) for ready in safety])
    held = [Held(ready.rule, is_lifted(ready.rule, case.agreed)) for ready, truth in _pairs(safety, truths) if truth]
    held += [found for medicine in (*case.medicines, *case.minerals) for found in hold_medicine(medicine, engine)]
    open_fields = dict.fromkeys(
        chain.from_iterable([ready.fields for ready, truth in _pairs(safety, truths) if truth is None])
    )
    return Decided(
        decision=decision_of(held),
        held=tuple(held),
        limits=tuple(sorted([*_authority_limits(case, engine), *_rule_limits(held, engine)])),
        careful_start=any(found.rule.then.get("careful_start") for found in held),
        no_step_up=any(found.rule.then.get("no_step_up") for found in held),
        unknown=tuple([field for field in open_fields if facts[field] is None]),
        true_places=tuple(place for place, truth in enumerate(truths) if truth),
    )


def _pairs(rules: tuple[ReadyRule, ...], truths: tuple[Truth, ...]) -> "zip[tuple[ReadyRule, Truth]]":
    return zip(rules, truths, strict=True)


def is_lifted(rule: Rule, agreed: frozenset[str]) -> bool:
    """Whether what a doctor agreed to names this gate."""
    return not agreed.isdisjoint(rule.lifted_by)


def hold_medicine(medicine: UnderstoodMedicine, engine: Engine) -> list[Held]:
    """The interaction rules that hold for one medicine: at most one per action, the strictest interaction speaking."""
    found: dict[tuple[str, str], Held] = {}
    for facts, answer in medicine.facts:
        for ready in engine.kinds["interaction"]:
            if not ready.test(facts):
                continue
            culprit = _culprit(medicine, answer, engine) if ready.rule.id in SUFFIX else None
            about = culprit.id if culprit else ""
            if (ready.rule.id, about) not in found:
                lifted = medicine.agreed and "medicine" in ready.rule.lifted_by
                found[ready.rule.id, about] = Held(ready.rule, lifted, medicine, answer)
    return list(found.values())


def decision_of(held: list[Held]) -> Decision:
    """The most serious decision among the gates that stand."""
    wanted = {found.rule.then["decision"] for found in held if "decision" in found.rule.then and not found.lifted}
    return next((decision for decision in DECISIONS if decision in wanted), "advise")


def _authority_limits(case: Case, engine: Engine) -> list[Limit]:
    """The upper level of the jurisdiction, or what a practice set in its place for today."""
    if case.overrides:
        return [Limit(float(min(case.overrides)), "override")]
    for authority in engine.knowledge.authorities.values():
        if authority.jurisdiction == case.profile.jurisdiction:
            value = engine.knowledge.limits[authority.limit].value
            assert value is not None
            return [Limit(float(value), authority.limit)]
    raise AssertionError(case.profile.jurisdiction)


def _rule_limits(held: list[Held], engine: Engine) -> list[Limit]:
    limits = []
    for found in held:
        for key in ("ceiling", "lifted_ceiling"):
            if key in found.rule.then and (key == "ceiling" or found.lifted):
                limits.append(Limit(engine.numbers[found.rule.then[key]], found.rule.id))
    return limits


def words(rule: Rule, case: Case, engine: Engine, **values: Any) -> str:
    """The sentence of a rule in the reader's language, with the emergency number of the jurisdiction."""
    return tell_rule(rule, engine.knowledge, case.locale, case.profile.jurisdiction, **values)


def raise_flag(rule: Rule, case: Case, engine: Engine, **values: Any) -> Flag:
    """A flag for a rule that code found to hold."""
    return Flag(
        id=rule.id,
        level=rule.level or "note",
        about=rule.about.get(case.locale, rule.id),
        text=words(rule, case, engine, **values),
        rule=rule.id,
        sources=rule.sources,
        grade=rule.grade,
        choice=POLICY in rule.sources,
    )


def flag_for(found: Held, case: Case, engine: Engine) -> Flag:
    """A rule that holds as a flag, whether or not it changes anything for this person."""
    return _medicine_flag(found, case, engine) if found.medicine else _case_flag(found, case, engine)


def substance_of(medicine: UnderstoodMedicine, answer: InteractionAnswer | None, engine: Engine) -> str:
    """The substance that an interaction is about, the same however it was typed; else the name as typed."""
    culprit = _culprit(medicine, answer, engine)
    return culprit.id if culprit is not None and medicine.match.recognised else medicine.entry.name.casefold()


def _case_flag(found: Held, case: Case, engine: Engine) -> Flag:
    flag = raise_flag(found.rule, case, engine)
    if case.mild and found.rule.possible and not _is_certain(found.rule, case, engine):
        flag = replace(flag, text=_possible(found.rule, case, engine))
    return _lift(flag, case, engine) if found.lifted else question_first(flag, found.rule, case, engine)


def _is_certain(rule: Rule, case: Case, engine: Engine) -> bool:
    """Whether a rule holds whatever the value behind a limit is."""
    facts = {**case.facts, **case.mild}
    return any(ready.rule is rule and ready.test(facts) for ready in engine.kinds[rule.kind])


def _possible(rule: Rule, case: Case, engine: Engine) -> str:
    """The sentence of a rule that may or may not hold, because a limit stands where a value belongs."""
    labs, emergency = (
        case.profile.labs,
        engine.knowledge.say(case.locale, f"advice.emergency_{case.profile.jurisdiction}"),
    )
    typed = labs.serum_magnesium_mmol_l
    if "egfr" in fields_of(rule.when):
        typed = min((value for value, _ in kidney_values(case.profile)), key=least_of, default=None)
        typed = typed if typed is not None else labs.creatinine_clearance_ml_min
    assert typed is not None
    said = say_number(typed, engine.knowledge, case.locale)
    return rule.possible[case.locale].format(value=said, emergency=emergency)


def _lift(flag: Flag, case: Case, engine: Engine) -> Flag:
    text = engine.knowledge.say(case.locale, "advice.lifted", about=flag.about)
    return Flag(
        id=flag.id,
        level="caution",
        about=flag.about,
        text=text,
        rule=flag.rule,
        sources=flag.sources,
        grade=flag.grade,
        choice=flag.choice,
    )


SUFFIX = {
    "medicine_avoid": "avoid",
    "medicine_avoid_acid": "avoid_acid_salts",
    "medicine_consult_major": "consult",
    "medicine_consult": "consult",
    "medicine_space_consult": "spacing",
    "medicine_space": "spacing",
    "medicine_monitor": "monitor",
    "medicine_note": "note",
}


def _medicine_flag(found: Held, case: Case, engine: Engine) -> Flag:
    """A flag about one medicine: the interaction speaks where there is one, else the rule."""
    rule, medicine, answer = found.rule, found.medicine, found.answer
    assert medicine is not None
    culprit = _culprit(medicine, answer, engine)
    guessed = culprit is not None and not medicine.match.recognised and culprit.via in ("typo", "group")
    inn = _slug(culprit.inn if culprit and not guessed else medicine.entry.name)
    flag_id = rule.id if rule.id == "unknown_medicine" else f"{inn}_{SUFFIX.get(rule.id, rule.id)}"
    named = rule.id in SUFFIX and answer is not None
    text = answer.text if named and answer else words(rule, case, engine, medicine=_spoken(medicine))
    if rule.id == "unknown_medicine":
        flag_id, text = _unknown_words(medicine, case, engine, text)
    minor = named and answer is not None and answer.severity == "minor" and rule.level == "caution"
    sources = answer.sources if named and answer else rule.sources
    flag = Flag(
        id=flag_id,
        level="note" if minor else rule.level or "note",
        about=_about(medicine, culprit, case, engine),
        text=text,
        rule=rule.id,
        sources=tuple(sources),
        grade=cast(Grade, answer.grade) if named and answer else rule.grade,
        choice=POLICY in sources,
    )
    return _lift(flag, case, engine) if found.lifted else flag


def _about(medicine: UnderstoodMedicine, culprit: Match | None, case: Case, engine: Engine) -> str:
    """The substance in the reader's language; a name that was not recognised stays as typed."""
    if culprit is None or not medicine.match.recognised:
        return medicine.entry.name
    row = engine.knowledge.medicines[culprit.id]
    return row.name_nl if case.locale == "nl" else row.name_en


def _spoken(medicine: UnderstoodMedicine) -> str:
    typed = medicine.entry.name
    same = medicine.called.casefold() in typed.casefold() or not medicine.match.recognised
    return typed if same else f"{typed} ({medicine.called})"


def _culprit(medicine: UnderstoodMedicine, answer: InteractionAnswer | None, engine: Engine) -> Match | None:
    """The substance that an interaction is about: of a combination, the part whose code the row names."""
    matches = medicine.match.matches
    if answer is not None and len(matches) > 1:
        prefixes = engine.knowledge.interactions[answer.id].atc
        for match in matches:
            if any(code.startswith(prefix) for code in match.codes for prefix in prefixes):
                return match
    return matches[0] if matches else None


def _slug(text: str) -> str:
    """A name as part of an id: letters and digits, the rest as one underscore."""
    return "_".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def _unknown_words(medicine: UnderstoodMedicine, case: Case, engine: Engine, text: str) -> tuple[str, str]:
    """Id and text for a name that was not recognised; close candidates are offered, never chosen."""
    names = [match.inn for match in medicine.match.matches]
    if names:
        question = engine.knowledge.say(case.locale, "advice.did_you_mean", names=", ".join(names))
        text = f"{text} {question}"
    return "unknown_medicine", text


def record_of(held: Held) -> str:
    """The record behind what a rule says: the interaction where that speaks, else the rule."""
    return held.answer.id if held.answer is not None and held.rule.id in SUFFIX else held.rule.id


WEAKER = {"spacing": 1, "monitor": 2, "note": 3}


def in_order(flags: list[Flag]) -> tuple[Flag, ...]:
    """Most serious first; within a level what to keep apart, then what to watch, then what is good to know.

    Gates, alarm signs and all that is not about one medicine come before these, in the order in which they were found.
    """
    rank: dict[Level, int] = {level: place for place, level in enumerate(LEVELS)}
    return tuple(sorted(flags, key=lambda flag: (rank[flag.level], WEAKER.get(SUFFIX.get(flag.rule, ""), 0))))
