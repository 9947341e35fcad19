"""Illnesses that what is taken stands for: asked about, and until they are answered they count as «not sure».

An answer is the illness in `conditions`, in `unsure`, or in `ruled_out` (asked about, and it is not so). A list of
conditions without it is none: it answered a general question, with no thought of the medicine.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from magwise.advice.engine import Engine
from magwise.knowledge.conditions import leaves
from magwise.knowledge.evidence import rest_on
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Rule
from magwise.medicines.implied import Implied
from magwise.medicines.records import MedicineMatch
from magwise.profiles.profile import Profile

if TYPE_CHECKING:
    from magwise.advice.advice import Flag
    from magwise.advice.case import Case


def stood_for(matches: Iterable[MedicineMatch | None]) -> tuple[Implied, ...]:
    """Every illness that these names stand for, each once, by the first that does."""
    found: dict[str, Implied] = {}
    for match in matches:
        for one in match.implies if match is not None else ():
            found.setdefault(one.condition, one)
    return tuple(found.values())


def still_open(implied: Iterable[Implied], profile: Profile) -> tuple[Implied, ...]:
    """Those of them that nobody answered yet."""
    answered = {*(profile.conditions or ()), *profile.unsure, *profile.ruled_out}
    return tuple(one for one in implied if one.condition not in answered)


def asked_by(rule: Rule, case: "Case", engine: Engine) -> tuple[Implied, ...]:
    """The open illnesses that make a rule hold, or help to."""
    asks = _asks(rule.id, engine.knowledge)
    return tuple(one for one in case.implied if one.condition in asks)


def that_matter(case: "Case", engine: Engine) -> tuple[Implied, ...]:
    """The open illnesses whose answer may change something: a safety rule asks for it, or unknown kidneys count it."""
    asked = _asked(engine.knowledge)
    kidneys = _kidney_conditions(engine.knowledge) if case.facts["egfr"] is None else frozenset()
    return tuple(one for one in case.implied if one.condition in asked or one.condition in kidneys)


def question_first(flag: "Flag", rule: Rule, case: "Case", engine: Engine) -> "Flag":
    """The flag of a rule, led by the question about the illness that it counts and nobody answered yet."""
    from msgspec.structs import replace

    asks = asked_by(rule, case, engine)
    if not asks:
        return flag
    basis = rest_on(engine.knowledge, rule.id, *(one.rule for one in asks))
    text = " ".join([*(one.text for one in asks), flag.text])
    return replace(flag, text=text, sources=basis.sources, grade=basis.grade, choice="POLICY" in basis.sources)


@lru_cache(maxsize=1024)
def _asks(rule_id: str, knowledge: Knowledge) -> frozenset[str]:
    """The illnesses for which a rule counts «not sure»."""
    found: set[str] = set()
    for leaf in leaves(knowledge.rules[rule_id].when):
        if leaf["field"] == "unsure":
            found.update((leaf["has"],) if "has" in leaf else leaf.get("has_any", ()))
        elif leaf["field"] == "kidney_risks":
            found |= _kidney_conditions(knowledge)
    return frozenset(found)


@lru_cache(maxsize=8)
def _asked(knowledge: Knowledge) -> frozenset[str]:
    """The illnesses for which some safety rule counts «not sure», unknown kidneys aside."""
    rules = [rule for rule in knowledge.rules.values() if rule.kind == "safety" and "kidney_risks" not in _fields(rule)]
    return frozenset().union(*(_asks(rule.id, knowledge) for rule in rules))


def _fields(rule: Rule) -> set[str]:
    return {leaf["field"] for leaf in leaves(rule.when)}


@lru_cache(maxsize=8)
def _kidney_conditions(knowledge: Knowledge) -> frozenset[str]:
    """The illnesses that make unknown kidney function a risk."""
    return frozenset(row.value for row in knowledge.kidney_risks.values() if row.by == "condition")
