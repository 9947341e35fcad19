"""Which flags a person hears: only what changes something here, one for each substance, none that another denies.

The decision, the ceiling and the hours come from the rules that hold, not from these words: leaving one out changes
none of them. A gate, a word with doctor or pharmacist and a medicine that was not recognised always stay.
"""

from typing import NamedTuple

from msgspec.structs import replace

from magwise.advice.advice import Flag
from magwise.advice.case import Case, binds, shorten
from magwise.advice.decide import Held, flag_for, raise_flag, substance_of
from magwise.advice.engine import Engine
from magwise.advice.forms import NEXT
from magwise.advice.weigh import Weighed
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LEVELS
from magwise.medicines.interactions import TOTAL

OF_A_DOSE = frozenset({"ceiling", "lifted_ceiling", "no_step_up", "careful_start"})
UNKNOWN_MEDICINE = "unknown_medicine"
OF_AN_ENTRY = (UNKNOWN_MEDICINE, "doubtful_medicine")  # about what was typed, whatever substance it is


class _Told(NamedTuple):
    held: Held
    flag: Flag


def tell_flags(found: Weighed, case: Case, engine: Engine, held: tuple[Held, ...] | None = None) -> list[Flag]:
    """The flags of the rules that hold, in the order in which they were found. held: only these of them."""
    held = found.decided.held if held is None else held
    hidden = {name for one in held if not one.lifted for name in one.rule.hides}
    acid = acid_at_hand(found, case, engine)
    groups: dict[tuple[str, str], list[_Told]] = {}
    for one in held:
        if one.rule.id in hidden:
            continue
        told = _Told(one, flag_for(one, case, engine))
        if _changes_something(told, found, case, engine, acid=acid):
            groups.setdefault(_subject(told, engine), []).append(told)
    return [_one(group, engine.knowledge, case.locale) for group in groups.values()]


def _subject(told: _Told, engine: Engine) -> tuple[str, str]:
    """What a flag is about: a rule of the case, a substance, or a name that was not recognised."""
    medicine = told.held.medicine
    if medicine is None or told.held.rule.id in OF_AN_ENTRY:
        return told.flag.id, told.flag.about if medicine else ""
    return "substance", substance_of(medicine, told.held.answer, engine)


def _changes_something(told: _Told, found: Weighed, case: Case, engine: Engine, *, acid: bool) -> bool:
    """Whether a flag changes what this person does: it closes, asks, binds hours, counts, or limits a dose."""
    rule, medicine, answer = told.held.rule, told.held.medicine, told.held.answer
    if "decision" in rule.then or rule.id in OF_AN_ENTRY:
        return True
    if medicine is None:
        bounds_a_dose = bool(rule.then) and rule.then.keys() <= OF_A_DOSE and rule.level == "caution"
        return bool(found.rungs) or not bounds_a_dose
    if answer is None:
        return told.flag.level != "note"
    if answer.applies_to != "all" and not acid:
        return False
    if found.decision == "urgent":
        return told.flag.level == "consult"
    if told.flag.level != "note":
        return True
    counted = {source.name for source in case.already if not source.assumed}
    if engine.knowledge.interactions[answer.id].mechanism == TOTAL:
        return medicine.entry.name in counted
    return binds(answer) and medicine.match.route == "oral"


def _one(group: list[_Told], knowledge: Knowledge, locale: str) -> Flag:
    """One flag for what is about the same: the strictest speaks, what the others ask besides follows."""
    lead, *others = sorted(group, key=_strictness)
    flag = lead.flag
    heard = {flag.text}
    merged = dict.fromkeys(other.flag.rule for other in others if other.flag.rule != flag.rule)
    sources = dict.fromkeys(flag.sources)
    texts = [flag.text]
    for other in others:
        text = _besides(lead, other, knowledge, locale)
        if text and text not in heard:
            heard.add(text)
            texts.append(text)
            sources |= dict.fromkeys(other.flag.sources)
    return replace(flag, text=" ".join(texts), sources=tuple(sources), choice="POLICY" in sources, merged=tuple(merged))


def _strictness(told: _Told) -> tuple[int, int, int]:
    gate = 0 if "decision" in told.held.rule.then else 1
    return LEVELS.index(told.flag.level), gate, told.held.rule.order


def _besides(lead: _Told, other: _Told, knowledge: Knowledge, locale: str) -> str:
    """What a milder flag adds beside the strictest: its hours; beside one that asks nobody, also what it asks."""
    answer = other.held.answer
    if answer is None or (other.flag.level == "note" and not binds(answer)):
        return ""
    asks = lead.flag.level == "consult"
    if asks and not binds(answer):
        return ""
    text = other.flag.text
    if asks:
        for said in (answer.simplest_alternative, knowledge.say(locale, "medicines.do.also_consult")):
            text = text.replace(said, "") if said else text
    return " ".join(text.split())


def acid_at_hand(found: Weighed, case: Case, engine: Engine) -> bool:
    """Whether a salt that neutralises stomach acid is advised, at hand or taken now; a salt not known may be one."""
    families = engine.knowledge.families
    advised = [form for form, role in found.ranked.roles.items() if role <= NEXT]
    if any(families[form].acid_neutralising for form in advised):
        return True
    if any(fit.acid is not False and fit.product.label.verdict != "no_magnesium" for fit in found.fits):
        return True
    counted = {source.name for source in case.already}
    if any(medicine.entry.name in counted for medicine in case.medicines):
        return True
    if any(
        shorten(item.entry.label) in counted and _may_be_acid([made.form for made in item.label.compounds], engine)
        for item in case.supplements
    ):
        return True
    return any(now.basis != "skin" and _may_be_acid([now.form] if now.form else [], engine) for now in case.taking)


def _may_be_acid(forms: list[str], engine: Engine) -> bool:
    known = [engine.knowledge.families.get(form) for form in forms]
    return not known or any(family is None or family.acid_neutralising for family in known)


def flags_beside_avoided(case: Case, engine: Engine) -> list[Flag]:
    """Magnesium taken now beside a medicine that no hours make safe: it is named, never moved to another hour."""
    for medicine in case.medicines:
        avoids = medicine.match.route == "oral" and any(
            answer is not None and answer.action == "avoid" and answer.applies_to == "all"
            for _, answer in medicine.facts
        )
        for source in case.already if avoids else ():
            rule = engine.rule("supplement_beside_avoided")
            return [raise_flag(rule, case, engine, supplement=source.name, medicine=medicine.called)]
    return []
