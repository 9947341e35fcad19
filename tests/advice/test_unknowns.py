"""A serum magnesium in the wrong unit is asked about, and the stricter reading holds until someone looked."""

import pytest

from magwise.answer import answer
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()


def advice_of(serum, **more):
    labs = {"serum_magnesium_mmol_l": serum, **more}
    return answer({"person": {"age": 40}, "goals": ["sleep"], "labs": labs, "locale": "en"}, knowledge=KNOWLEDGE)


def asked(advice):
    return {unknown.field: unknown.effect for unknown in advice.unknowns}.get("labs.serum_magnesium_mmol_l")


@pytest.mark.parametrize(
    ("serum", "decision", "unit"),
    [
        (1.7, "consult_first", "mEq/L"),  # 1.7 mg/dL is 0.699 mmol/L, still too little; 1.7 mEq/L is 0.85
        (1.71, "consult_first", "mg/dL"),
        (1.9, "consult_first", "mg/dL"),
        (2.0, "urgent", "mg/dL"),
        (2.43, "urgent", "mg/dL"),  # 0.9998 mmol/L
        (1.4, "consult_first", "mEq/L"),
    ],
)
def test_a_number_that_is_ordinary_in_another_unit_is_asked_about(serum, decision, unit):
    advice = advice_of(serum)
    assert advice.decision == decision
    assert f"{serum:g} " in (asked(advice) or "")
    assert unit in (asked(advice) or "")


@pytest.mark.parametrize("serum", [0.45, 0.7, 0.85, 1.0, 1.2, 1.39, 2.44, 5.0])
def test_other_numbers_are_not_doubted(serum):
    assert asked(advice_of(serum)) is None


def test_beside_its_own_range_a_number_is_not_doubted():
    assert asked(advice_of(1.9, serum_magnesium_range=[0.7, 1.0])) is None
