"""Faults planted one at a time: each is reported by its own check, with a profile that runs."""

from decimal import ROUND_UP, Decimal

import msgspec
import pytest
import yaml

from knowledge.mutants import with_condition, with_part
from magwise.advice import decide as gate
from magwise.advice import dose as code
from magwise.advice.advice import DECISIONS
from magwise.advice.engine import ready
from magwise.interfaces.cli.main import main
from magwise.knowledge.load import Knowledge, load_knowledge
from magwise.proof.prove import prove
from magwise.proof.witness import composed

KNOWLEDGE = load_knowledge()


def with_rule(rule_id, **changes):
    rule = msgspec.structs.replace(KNOWLEDGE.rules[rule_id], **changes)
    return with_part(KNOWLEDGE, "rules", {**KNOWLEDGE.rules, rule_id: rule})


def without(rule_id):
    return with_part(KNOWLEDGE, "rules", {name: rule for name, rule in KNOWLEDGE.rules.items() if name != rule_id})


def with_threshold(name, value):
    row = msgspec.structs.replace(KNOWLEDGE.thresholds[name], value=Decimal(value))
    return with_part(KNOWLEDGE, "thresholds", {**KNOWLEDGE.thresholds, name: row})


def dropped(rule_id, key):
    then = {name: value for name, value in KNOWLEDGE.rules[rule_id].then.items() if name != key}
    return with_rule(rule_id, then=then)


def saying(rule_id, do):
    return with_rule(rule_id, then={**KNOWLEDGE.rules[rule_id].then, "do": do})


def when_also(rule_id, more):
    return with_rule(rule_id, when={"all": [KNOWLEDGE.rules[rule_id].when, more]})


def egfr(operator):
    return {"field": "egfr", operator: {"fact": "egfr_no_lift"}}


PLANTED = {
    "a rule deleted": (lambda: without("dialysis"), "gates", "gate kidneys_low"),
    "an operator flipped": (lambda: with_condition(KNOWLEDGE, "egfr_low", egfr("at_least")), "gates", "gate kidneys_low"),
    "a threshold wrong": (lambda: with_threshold("egfr_no_lift", 30), "gates", "gate kidneys_low"),
    "a ceiling wrong": (lambda: with_threshold("careful_ceiling", 120), "gates", "ceiling kidneys_reduced"),
    "a gate that anyone may lift": (lambda: with_rule("heart_block", lifted_by=("palpitations",)), "gates", "gate nerve_heart_bowel"),
    "a ceiling dropped": (lambda: dropped("kidney_unknown_one_risk", "ceiling"), "gates", "ceiling kidneys_unknown_one_risk"),
    "steps up while loose": (lambda: dropped("loose_stool", "no_step_up"), "gates", "gate loose"),
    "a medicine forgotten": (lambda: without("medicine_avoid"), "gates", "gate medicine_to_avoid"),
    "unknown read as no": (
        lambda: with_condition(KNOWLEDGE, "kidney_unknown_two_risks", {"all": [{"field": "egfr", "below": 60}]}),
        "gates",
        "gate kidneys_unknown_two_risks",
    ),
    "a limit that knowing too little lifts": (
        lambda: with_condition(
            KNOWLEDGE, "breastfeeding", {"not": {"any": [{"field": "breastfeeding", "is": True}]}}
        ),
        "order",
        "worse off by breastfeeding",
    ),
    "a risk that takes a gate away": (
        lambda: with_condition(
            KNOWLEDGE,
            "coeliac_disease",
            {"all": [{"field": "conditions", "has": "coeliac_disease"}, {"not": {"field": "conditions", "has": "migraine"}}]},
        ),
        "order",
        "worse off by conditions",
    ),
    "a risk that brings a form back": (
        lambda: with_condition(
            KNOWLEDGE,
            "sensitive_gut",
            {"all": [{"field": "gut_sensitive", "is": True}, {"not": {"field": "conditions", "has": "migraine"}}]},
        ),
        "order",
        "worse off by conditions",
    ),
    "a form held back without a gentle start": (
        lambda: dropped("loose_stool", "careful_start"),
        "first_choice",
        "first choice",
    ),
    "rules that contradict": (
        lambda: with_rule("hypotension", then={"decision": "no_supplement"}, lifted_by=()),
        "contradictions",
        "hypotension",
    ),
    "a rule that is dead": (
        lambda: with_condition(KNOWLEDGE, "older_age", {"all": [{"field": "age", "below": 3}, {"field": "age", "above": 9}]}),
        "alive",
        "older_age can never hold",
    ),
    "a gate that does not say how soon": (
        lambda: with_rule("long_qt", urgency=None, urgency_taking=None),
        "decision",
        "how soon does not fit the decision",
    ),
    "an alarm sign that may wait": (
        lambda: with_rule("red_flag_seizure", urgency="this_week"),
        "decision",
        "how soon does not fit the decision",
    ),
    "a gate that calls for an ambulance": (
        lambda: with_rule("stoma", urgency="emergency"),
        "decision",
        "how soon does not fit the decision",
    ),
    "a risk that lets someone wait longer": (
        lambda: with_condition(
            KNOWLEDGE,
            "palpitations",
            {"all": [{"field": "complaints", "has": "palpitations"}, {"not": {"field": "conditions", "has": "stoma"}}]},
        ),
        "order",
        "worse off by conditions",
    ),
    "words missing": (lambda: with_rule("stoma", text={"nl": "Vraag je arts.", "en": " "}), "words", "stoma.text.en"),
    "a gate that lets what is taken go on": (lambda: saying("now_stop_kidneys", "keep"), "now", "taken now behind a gate"),
    "a gate that only asks": (lambda: saying("now_stop_kidneys", "ask"), "gates", "taken kidneys_low"),
    "a gate of which nothing is said": (lambda: without("now_stop_medicine"), "gates", "taken medicine_to_avoid"),
    "more magnesium, a milder word": (
        lambda: when_also("now_lower_loose", {"field": "current_mg", "below": 100}), "order", "worse off by current_mg",
    ),
    "a decision nobody knows": (lambda: with_rule("dialysis", then={"decision": "refer"}), "gates", "gate kidneys_low"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_reported_by_its_check(name):
    plant, check, what = PLANTED[name]
    mutant = plant()
    proof = prove(mutant, only=(check,), workers=1)
    found = [fault for checked in proof.checks for fault in checked.faults if what in fault.what]
    assert found, proof.to_dict()
    for fault in found:
        assert fault.real is not False
        for profile in fault.profiles:
            assert composed(profile, ready(mutant)).decision in DECISIONS


def test_a_priority_that_is_swapped_is_reported(monkeypatch):
    monkeypatch.setattr(gate, "DECISIONS", ("consult_first", "urgent", "no_supplement", "advise"))
    proof = prove(Knowledge(KNOWLEDGE._parts, "swapped"), only=("decision",), workers=1)
    assert "a gate is passed over" in [fault.what for fault in proof.checks[0].faults]


def _rounding_up(part, wanted, most):
    return (most / part).to_integral_value(ROUND_UP)


def _without_a_limit(part, wanted, most):
    return (wanted / part).to_integral_value("ROUND_DOWN") + 1


@pytest.mark.parametrize("fault", [_rounding_up, _without_a_limit])
def test_a_first_step_that_is_rounded_up_is_reported(monkeypatch, fault):
    monkeypatch.setattr(code, "first_parts", fault)
    proof = prove(KNOWLEDGE, only=("ladders",), workers=1)
    said = {found.what.split(" (")[0] for found in proof.checks[0].faults}
    assert "dose_within_ceiling" in said


def test_a_product_that_falls_away_and_raises_the_dose_is_reported(monkeypatch):
    def doubled(rungs, others):
        return [rung._replace(mg=rung.mg + rung.mg) for rung in others]

    monkeypatch.setattr(code, "keep_within", doubled)
    proof = prove(KNOWLEDGE, only=("ladder_without",), workers=1)
    assert [fault.what.split(" (")[0] for fault in proof.checks[0].faults][:1] == ["dose_without"]


def test_a_split_that_loses_magnesium_is_reported(monkeypatch):
    def lossy(mg, engine, part):
        above = engine.masses["split_above"]
        return (mg,) if mg <= above else (above,)

    monkeypatch.setattr(code, "split", lossy)
    proof = prove(KNOWLEDGE, only=("splits",), workers=1)
    assert proof.checks[0].faults


def test_the_smallest_profile_holds_nothing_that_can_be_left_out():
    faults = prove(without("dialysis"), only=("gates",), workers=1).checks[0].faults
    (profile,) = faults[0].profiles
    assert set(profile) == {"person", "goals", "jurisdiction", "conditions"} or "unsure" in profile
    assert profile["person"] == {"age": 40}


def test_the_command_writes_profiles_that_run(monkeypatch, tmp_path, capsys):
    from magwise.interfaces.cli import prove as command

    monkeypatch.setattr(command, "load_knowledge", lambda: without("stoma"))
    folder = tmp_path / "found"
    assert main(["prove", "--only", "gates", "--profiles", str(folder), "--locale", "en"]) == 1
    told = capsys.readouterr()
    assert "A promise is broken" in told.out
    assert "Not covered" in told.out
    files = sorted(folder.iterdir())
    assert files
    assert yaml.safe_load(files[0].read_text(encoding="utf-8"))["person"] == {"age": 40}
    assert main(["advise", str(files[0])]) == 0


def test_the_command_says_that_all_is_well(capsys):
    assert main(["prove", "--only", "closed", "--json"]) == 0
    assert '"holds": true' in capsys.readouterr().out
