"""Rules conclude what the tables ask for, except where the public contract decides otherwise."""

import re
from typing import Any

import pytest

from magwise.answer import answer
from magwise.knowledge.conditions import leaves
from magwise.knowledge.load import Knowledge, load_knowledge
from magwise.schedule.day import MINUTES, minutes_of

KNOWLEDGE = load_knowledge()
GATES = {
    "block": "consult_first",
    "block_temporary": "consult_first",
    "consult_first": "consult_first",
    "stop_and_consult": "consult_first",
    "stop_and_emergency": "urgent",
}
# The contract, or the way the profile asks, decides these otherwise than the action in the table.
DECIDED_ELSEWHERE = {
    "CD02": "a good eGFR needs no flag",
    "CD22": "watery stools: no supplement; loose stools: careful",
    "CD32": "breastfeeding is a flag of level consult",
    "CD34": "five medicines or more are a flag of level consult; frailty is not asked",
    "CD35": "is a risk while the kidneys are unknown; with a sulfonylurea its own row speaks of the sugar",
    "CD43": "concerns a product, which then does not fit",
    "CD45": "is the sum of what is taken already",
    "CD49": "dehydration and rapid weight loss are not asked",
}
NEEDS_NO_RULE = {"osteoporosis", "hypothyroidism"}  # their medicines do
BASE: dict[str, Any] = {"person": {"age": 40, "sex": "male"}, "goals": ["sleep"], "labs": {"egfr": 90}}


@pytest.mark.parametrize("row_id", list(KNOWLEDGE.conditions))
def test_every_condition_leads_to_its_action(row_id: str, knowledge: Knowledge) -> None:
    action = knowledge.conditions[row_id].action
    rules = [rule for rule in knowledge.rules.values() if row_id in rule.facts]
    if row_id in DECIDED_ELSEWHERE:
        return
    assert rules, f"{row_id}: no rule rests on it"
    if action in GATES:
        assert GATES[action] in {rule.then.get("decision") for rule in rules}
    else:
        assert action in {rule.level for rule in rules}


def test_every_condition_and_alarm_sign_of_the_profile_is_looked_at(knowledge: Knowledge) -> None:
    looked = {"conditions": set(), "red_flags": set()}
    for rule in knowledge.rules.values():
        for leaf in leaves(rule.when):
            if leaf["field"] in looked:
                looked[leaf["field"]] |= {leaf["has"]} if "has" in leaf else set(leaf["has_any"])
    looked["conditions"] |= {risk.value for risk in knowledge.kidney_risks.values() if risk.by == "condition"}
    assert set(knowledge.fields["conditions"].options) - looked["conditions"] == NEEDS_NO_RULE
    assert set(knowledge.fields["red_flags"].options) == looked["red_flags"]


@pytest.mark.parametrize("flag", KNOWLEDGE.fields["red_flags"].options)
def test_being_unsure_of_an_alarm_sign_is_never_no(flag: str, knowledge: Knowledge) -> None:
    assert answer({**BASE, "unsure": [flag]}, knowledge=knowledge).decision == "consult_first"
    assert answer({**BASE, "red_flags": [flag]}, knowledge=knowledge).decision == "urgent"


def test_numbers_in_sentences_are_those_of_the_tables(knowledge: Knowledge) -> None:
    known = {format(row.value.normalize(), "f") for row in knowledge.thresholds.values()}
    known |= {format(row.value.normalize(), "f") for row in knowledge.limits.values() if row.value is not None}
    for rule in knowledge.rules.values():
        found = {language: re.findall(r"(?<![\w])\d+(?:[.,]\d+)?", text) for language, text in rule.text.items()}
        assert found["nl"] == found["en"], rule.id
        assert set(found["en"]) <= known, f"{rule.id}: {found['en']}"


def _rows() -> list[str]:
    return list(KNOWLEDGE.interaction_rows)


@pytest.mark.parametrize("row_id", _rows())
def test_every_interaction_is_kept_in_the_day_of_who_takes_it(row_id: str, knowledge: Knowledge) -> None:
    row = knowledge.interaction_rows[row_id]
    time = minutes_of("08:00")
    asked = {**BASE, "medicines": [{"name": row.substance_inn, "times": ["08:00"]}]}
    advice = answer(asked, knowledge=knowledge)
    flags = {flag.rule for flag in advice.flags}
    if "unknown_medicine" in flags:
        pytest.skip(f"«{row.substance_inn}» names a group, not a medicine")
    acid = row.applies_to.startswith("acid")
    gate = (row.action == "avoid" and not acid) or (row.action == "consult" and row.severity == "major")
    if gate:
        assert advice.decision == "consult_first"
    if row.action == "avoid" and acid:
        assert {form.form: form.role for form in advice.forms}["oxide"] == "avoid"
    if row.action != "note" and not acid and row.safe_medicine_before_h is not None:
        assert row.safe_medicine_after_h is not None
        for item in advice.day_plan.items:
            if item.kind == "magnesium":
                moment = minutes_of(item.time)
                assert (moment - time) % MINUTES >= row.safe_medicine_before_h * 60
                assert (time - moment) % MINUTES >= row.safe_medicine_after_h * 60
