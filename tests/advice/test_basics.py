"""What to mend first: in this person's numbers, and salt or potassium only where it is known to be safe."""

from decimal import Decimal

import pytest

from magwise.advice.basics import estimate_diet
from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from magwise.profiles.profile import Diet

KNOWLEDGE = load_knowledge()
BASE = {"person": {"age": 40, "sex": "male", "weight_kg": 80}, "goals": ["sleep"], "locale": "en"}
SAFE = {"conditions": [], "medicines": [], "labs": {"egfr": 60}}
HEAVY = {"lifestyle": {"sweating": "heavy"}}


def basics_of(**more):
    return {basic.id: basic for basic in answer({**BASE, **more}, knowledge=KNOWLEDGE).foundation}


def test_every_finding_is_in_the_persons_numbers():
    found = basics_of(
        lifestyle={
            "sleep_hours": 5.5, "stress": 9, "coffee_cups": 8, "protein_g": 50, "recovery_days_week": 0,
            "alcohol_units_week": 12, "smoker": True,
        },
        diet={"magnesium_mg": 140},
    )  # fmt: skip
    assert {name: basic.found for name, basic in found.items()} == {
        "diet": "You wrote 140 mg from food a day. Enough is 350 mg. A handful of nuts gives 30 to 73 mg.",
        "sleep": "You sleep 5.5 hours.",
        "stress": "Your stress is 9 of 10.",
        "coffee": "You drink 8 cups a day.",
        "protein": "You eat 50 g of protein a day, that is 0.63 g per kilo. The limit is 0.8 g.",
        "recovery": "You take 0 rest days a week.",
        "toxic_load": "You smoke. You drink 12 units a week.",
    }


def test_protein_without_a_weight_has_a_limit_for_the_day():
    found = basics_of(person={"age": 40}, lifestyle={"protein_g": 49})["protein"]
    assert found.found == "You eat 49 g of protein a day. Without your weight the limit is 50 g."


def test_the_diet_is_the_sum_of_the_portions():
    # Two slices of 26.2 to 27.3 mg; a handful of nuts of 30.2 to 73 mg; nothing else was told.
    assert estimate_diet(Diet(wholegrain_portions=2, nuts_portions=1), KNOWLEDGE) == (
        Decimal("82.6"), Decimal("127.6"), ("wholegrain", "nuts"),
    )  # fmt: skip
    assert estimate_diet(Diet(), KNOWLEDGE) is None
    none_eaten = estimate_diet(Diet(green_vegetables_portions=0), KNOWLEDGE)
    assert none_eaten == (0, 0, ("greens",))


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_salt_and_potassium_are_advised_only_where_all_is_known_and_safe(locale):
    safe = basics_of(**SAFE, **HEAVY, locale=locale)["salt_potassium"]
    assert (safe.rule, safe.asks) == ("salt_potassium", ())


@pytest.mark.parametrize("left_out", sorted(SAFE))
def test_what_is_not_known_is_asked_and_nothing_is_advised(left_out):
    doubt = basics_of(**{name: value for name, value in SAFE.items() if name != left_out}, **HEAVY)["salt_potassium"]
    assert doubt.rule == "salt_potassium_unknown"
    assert doubt.asks == ("conditions", "medicines", "labs.egfr")


@pytest.mark.parametrize(
    "risk",
    [
        {"conditions": [name]}
        for name in ("kidney_disease", "dialysis", "acute_kidney_injury", "heart_failure", "heart_disease",
                     "hypertension", "mineral_restriction", "transplant")
    ]
    + [{"medicines": [{"name": name}]} for name in (
        "lisinopril", "losartan", "sacubitril/valsartan", "spironolacton", "eplerenon", "hydrochloorthiazide", "Brummelforte",
    )]
    + [{"labs": {"egfr": 59}}, {"labs": {"egfr": 59.9}}, {"unsure": ["heart_failure"]}],
    ids=str,
)  # fmt: skip
def test_one_risk_and_salt_or_potassium_is_never_named(risk):
    assert "salt_potassium" not in basics_of(**{**SAFE, **risk}, **HEAVY)
