"""Every rule has cases, every case holds, and every threshold is tried below, at, above and unknown."""

from decimal import Decimal

import pytest

from knowledge.expectations import differences, facts_of_lab, problems
from magwise.advice.engine import ready
from magwise.advice.understand import understand
from magwise.answer import answer
from magwise.knowledge.cases import Expect
from magwise.knowledge.conditions import OPERATORS, fields_of, leaves
from magwise.knowledge.load import Knowledge, load_knowledge
from magwise.profiles.read import read_profile

KNOWLEDGE = load_knowledge()
ALWAYS_TOLD = {"age", "serum_range_low", "serum_range_high", "lab_value"}
SAFE_KINDS = ("safety", "interaction")


def _numeric(knowledge: Knowledge):
    """Rule, field, operator and what it compares with, for every comparison with a number."""
    for rule in knowledge.rules.values():
        seen = set()
        for leaf in leaves(rule.when):
            operator = next(name for name in OPERATORS if name in leaf)
            target = leaf[operator]
            if isinstance(target, dict) and (leaf["field"], str(target)) not in seen:
                seen.add((leaf["field"], str(target)))
                yield pytest.param(rule.id, leaf["field"], target, id=f"{rule.id}-{leaf['field']}-{operator}")


def facts_of_cases(rule_id: str, knowledge: Knowledge):
    engine = ready(knowledge)
    for case in knowledge.cases[rule_id]:
        if case.lab is not None:
            yield facts_of_lab(case, knowledge)
            continue
        yield understand(read_profile(case.profile, knowledge=knowledge), engine).facts


@pytest.mark.parametrize("rule_id", sorted(KNOWLEDGE.rules))
def test_every_rule_has_cases_and_they_hold(rule_id: str) -> None:
    cases = KNOWLEDGE.cases.get(rule_id, ())
    assert cases, f"{rule_id}: no case tests it: add data/cases/{KNOWLEDGE.rules[rule_id].kind}/{rule_id}.toml"
    wrong = [f"{case.title}: {problem}" for case in cases for problem in problems(case, KNOWLEDGE)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "rule_id", sorted(rule.id for rule in KNOWLEDGE.rules.values() if rule.kind not in ("titration", "lab"))
)
def test_the_cases_of_a_rule_say_the_same_in_dutch(rule_id: str) -> None:
    for case in KNOWLEDGE.cases[rule_id][:2]:
        other = {**case.profile, "locale": "en"}
        english, dutch = answer(other, knowledge=KNOWLEDGE), answer(case.profile, knowledge=KNOWLEDGE)
        assert [flag.id for flag in english.flags] == [flag.id for flag in dutch.flags]
        assert (english.decision, english.dose is None) == (dutch.decision, dutch.dose is None)


@pytest.mark.parametrize(("rule_id", "field", "target"), list(_numeric(KNOWLEDGE)))
def test_every_threshold_is_tried_below_at_above_and_unknown(rule_id: str, field: str, target: dict) -> None:
    sides = set()
    for facts in facts_of_cases(rule_id, KNOWLEDGE):
        found = facts[field]
        wanted = float(KNOWLEDGE.thresholds[target["fact"]].value) if "fact" in target else facts[target["field"]]
        sides.add("unknown" if found is None else "below" if found < wanted else "at" if found == wanted else "above")
    needed = {"below", "at", "above"}
    if KNOWLEDGE.case_fields[field].asks and field not in ALWAYS_TOLD:
        needed.add("unknown")
    assert needed <= sides, f"{rule_id}: no case has {field} {', '.join(sorted(needed - sides))}"


CONDITION_GATES = sorted(
    rule.id
    for rule in KNOWLEDGE.rules.values()
    for leaf in leaves(rule.when)
    if leaf == {"field": "conditions", "has": rule.id} and "unsure" in fields_of(rule.when)
)


@pytest.mark.parametrize("rule_id", CONDITION_GATES)
def test_every_condition_is_tried_present_absent_unsure_left_out_and_agreed(rule_id: str) -> None:
    cases = KNOWLEDGE.cases[rule_id]
    profiles = [case.profile for case in cases]
    assert any(rule_id in profile.get("conditions", ()) and "doctor_agreed" not in profile for profile in profiles)
    assert any(profile.get("conditions") == [] for profile in profiles)
    assert any(rule_id in profile.get("unsure", ()) for profile in profiles)
    assert any("conditions" not in profile and "unsure" not in profile for profile in profiles)
    agreed = [case for case in cases if "doctor_agreed" in case.profile]
    assert agreed, "no case tries what a doctor agreed to"
    lifted = bool(KNOWLEDGE.rules[rule_id].lifted_by)
    assert all((case.expect.decision == "advise") == lifted for case in agreed)


@pytest.mark.parametrize("rule_id", sorted(r.id for r in KNOWLEDGE.rules.values() if r.kind in SAFE_KINDS))
def test_every_safety_rule_is_tried_both_ways(rule_id: str) -> None:
    """One case in which the rule must speak and one in which it must be silent."""
    expects = [case.expect for case in KNOWLEDGE.cases[rule_id]]
    assert any(rule_id in expect.flags or rule_id in expect.rules or rule_id in expect.levels for expect in expects)
    assert any(rule_id in expect.no_flags or rule_id in expect.no_rules for expect in expects)


def test_an_expectation_that_does_not_hold_is_reported() -> None:
    advice = answer({"person": {"age": 40, "sex": "male"}, "goals": ["sleep"]}, knowledge=KNOWLEDGE)
    wrong = Expect(
        decision="urgent",
        flags=("stoma",),
        no_rules=("older_age",),
        levels={"stoma": "consult"},
        first_choice="citrate",
        roles={"citrate": "avoid"},
        not_role={"bisglycinate": "first_choice"},
        reasons={"citrate": ("sensitive_gut",)},
        start_mg=50,
        ladder=(1,),
        split=(1,),
        bound_by=("product_unit",),
        notes=("coffee",),
        unknown=("nothing",),
        plan="infeasible",
        moments=("wake",),
        ceiling_by=("dialysis",),
        rests_on=("stoma",),
        not_rests_on=("day_order",),
    )
    assert len(list(differences(advice, wrong))) == 18
    assert list(differences(advice, Expect(decision="advise", first_choice="bisglycinate", start_mg=100))) == []


def test_cases_do_not_count_in_the_version(files: dict) -> None:
    from magwise.knowledge.load import build

    without = {name: content for name, content in files.items() if not name.startswith("cases/")}
    assert build(without).version == build(files).version
    assert build(without).cases == {}


def test_no_dose_passes_its_ceiling_in_any_case() -> None:
    for cases in KNOWLEDGE.cases.values():
        for case in cases if cases[0].followed is None and cases[0].lab is None else ():
            dose = answer(case.profile, knowledge=KNOWLEDGE).dose
            if dose is not None:
                top = Decimal(str(max(step.mg_per_day for step in dose.ladder)))
                assert top + Decimal(str(dose.already_mg)) <= Decimal(str(dose.ceiling_mg)), case.title
