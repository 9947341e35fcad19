"""Take a rule away, turn a comparison round or shift a number: a case must notice."""

from decimal import Decimal

import msgspec
import pytest

from knowledge.mutants import flips, notices, with_condition, with_part, without_rule
from magwise.errors import KnowledgeError
from magwise.knowledge.check_rules import NAMED_BY_CODE
from magwise.knowledge.conditions import facts_of
from magwise.knowledge.load import Knowledge, load_knowledge
from magwise.knowledge.read import Files

KNOWLEDGE = load_knowledge()
SAFE_KINDS = ("safety", "interaction")
BEHIND = ("timing", "stop")  # a rule of these that code names stands behind a sentence and decides nothing
# They explain what the dose arithmetic does anyway, or name an hour that the general rule names as well.
# now_refused is said where the envelope held an advice back: no case gets there, its own test does.
EXPLAIN_ONLY: set[str] = {"now_refused"}
# override_ceiling is a matter of reading the profile, trial_washout of a trial, threonate_compound_max of a course (and of
# the envelope), egfr_contraindicated of other_authorities: they are tried there.
SHIFTED_ELSEWHERE = {"override_ceiling", "trial_washout", "threonate_compound_max", "egfr_contraindicated"}


@pytest.mark.parametrize("rule_id", [rule.id for rule in KNOWLEDGE.rules.values() if rule.kind in SAFE_KINDS])
def test_a_safety_rule_that_is_gone_is_noticed(rule_id: str, knowledge: Knowledge, files: Files) -> None:
    kind = knowledge.rules[rule_id].kind
    if rule_id in NAMED_BY_CODE:
        with pytest.raises(KnowledgeError, match=rule_id):
            without_rule(files, kind, rule_id)
        return
    mutant = without_rule(files, kind, rule_id)
    assert notices(knowledge.cases[rule_id], mutant), f"no case of {rule_id} notices that the rule is gone"


def test_any_other_rule_that_is_gone_is_noticed(knowledge: Knowledge) -> None:
    unnoticed = set()
    for rule in knowledge.rules.values():
        rest = {name: other for name, other in knowledge.rules.items() if name != rule.id}
        asked_by_name = rule.kind in ("dose", "titration") or (rule.id in NAMED_BY_CODE and rule.kind in BEHIND)
        if rule.kind in SAFE_KINDS or asked_by_name or rule.id == "with_a_meal":
            continue
        if not notices(knowledge.cases[rule.id], with_part(knowledge, "rules", rest)):
            unnoticed.add(rule.id)
    assert unnoticed <= EXPLAIN_ONLY


@pytest.mark.parametrize("kind", sorted({rule.kind for rule in KNOWLEDGE.rules.values() if rule.when}))
def test_a_comparison_that_is_turned_round_is_noticed(kind: str, knowledge: Knowledge) -> None:
    unnoticed = []
    for rule in knowledge.rules.values():
        if rule.kind != kind or not rule.when or rule.id in EXPLAIN_ONLY:
            continue
        for name, tree in flips(rule.when):
            if not notices(knowledge.cases[rule.id], with_condition(knowledge, rule.id, tree)):
                unnoticed.append(f"{rule.id}: {name}")
    assert unnoticed == []


@pytest.mark.parametrize("threshold", [name for name in KNOWLEDGE.thresholds if name not in SHIFTED_ELSEWHERE])
def test_a_number_that_is_shifted_is_noticed(threshold: str, knowledge: Knowledge) -> None:
    row = knowledge.thresholds[threshold]
    whole = row.value == row.value.to_integral_value() and row.unit != "mmol/L"
    step = Decimal(1) if whole else Decimal("0.01")
    near = [
        rule.id for rule in knowledge.rules.values() if threshold in facts_of(rule.when) or threshold in str(rule.then)
    ]
    order = [*near, *(name for name in knowledge.cases if name not in near)]
    cases = tuple(case for name in order for case in knowledge.cases[name])
    for change in (step, -step):
        other = msgspec.structs.replace(row, value=row.value + change)
        mutant = with_part(knowledge, "thresholds", {**knowledge.thresholds, threshold: other})
        assert notices(cases, mutant), f"no case notices that {threshold} is {other.value} instead of {row.value}"


def test_a_ceiling_or_decision_that_is_dropped_is_noticed(knowledge: Knowledge) -> None:
    unnoticed = []
    for rule in knowledge.rules.values():
        for key in rule.then if rule.kind in SAFE_KINDS else ():
            rest = {name: value for name, value in rule.then.items() if name != key}
            other = msgspec.structs.replace(rule, then=rest)
            mutant = with_part(knowledge, "rules", {**knowledge.rules, rule.id: other})
            if key != "raised_by" and not notices(knowledge.cases[rule.id], mutant):
                unnoticed.append(f"{rule.id}: {key}")
    # The two ceilings of pregnancy stand in for each other.
    assert unnoticed == ["pregnancy: ceiling", "pregnancy: lifted_ceiling"]


def test_a_gate_that_anyone_may_lift_is_noticed(knowledge: Knowledge) -> None:
    """Rules that nobody lifts, made liftable: the case with `doctor_agreed` must fail."""
    unnoticed = []
    for rule in knowledge.rules.values():
        gate = rule.kind == "safety" and rule.then.get("decision") == "consult_first" and not rule.lifted_by
        tried = {name for case in knowledge.cases[rule.id] for name in case.profile.get("doctor_agreed", ())}
        if gate and tried:
            other = msgspec.structs.replace(rule, lifted_by=tuple(sorted(tried)))
            mutant = with_part(knowledge, "rules", {**knowledge.rules, rule.id: other})
            if not notices(knowledge.cases[rule.id], mutant):
                unnoticed.append(rule.id)
    assert unnoticed == []


def test_the_unchanged_base_is_not_noticed(knowledge: Knowledge) -> None:
    assert not notices(tuple(case for cases in knowledge.cases.values() for case in cases), knowledge)
