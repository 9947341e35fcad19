"""Whole answers for people in whom two things meet."""

import pytest

from magwise.answer import answer
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
GOALS = KNOWLEDGE.fields["goals"].options


def advise(**changes):
    return answer({"person": {"age": 40, "sex": "female"}, "goals": ["sleep"], **changes}, knowledge=KNOWLEDGE)


def flags(advice):
    return {flag.id for flag in advice.flags}


def magnesium(advice):
    return [item.time for item in advice.day_plan.items if item.kind == "magnesium"]


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("form", ["bisglycinate", "citrate", "taurate", "oxide"])
@pytest.mark.parametrize("bowel", ["loose", "watery", "normal"])
def test_there_is_a_first_choice_whatever_upset_the_gut(goal, form, bowel):
    present = {"form": form, "mg_per_day": 100, "weeks": 4, "effect": "none", "bowel": bowel}
    advice = advise(goals=[goal], current_magnesium=present)
    assert [found for found in advice.forms if found.role == "first_choice"]
    assert advice.decision == ("no_supplement" if bowel == "watery" else "advise")
    if advice.dose:
        assert len(advice.dose.ladder) == 1 or bowel == "normal"


def test_a_salt_that_neutralises_acid_counts_wherever_it_stands_on_the_label():
    bowels = {
        "goals": ["bowel_regularity"],
        "wants_laxative_effect": True,
        "gut": {"stool": "hard", "sensitive": False},
    }
    product = {"products": [{"name": "pot", "label": "Per tablet: magnesium (citrate, oxide) 100 mg"}]}
    advice = advise(**bowels, **product, labs={"egfr": 90}, medicines=[{"name": "itraconazol", "times": ["20:00"]}])
    assert advice.decision == "advise"
    assert ("14:00", "22:00") in {(window.from_, window.to) for window in advice.day_plan.windows}
    assert magnesium(advice) == ["22:00"]


@pytest.mark.parametrize("turn", [1, -1])
def test_the_order_of_products_decides_nothing_about_safety(turn):
    products = [
        {"name": "P0", "label": "Per sachet: magnesium 33 mg"},
        {"name": "P1", "label": "Per capsule: magnesium (bisglycinate) 100 mg"},
    ]
    advice = advise(products=products[::turn], medicines=[{"name": "itraconazol", "times": ["22:00"]}])
    assert advice.decision == "advise"
    assert [product.name for product in advice.products if product.chosen] == ["P1"]


def test_a_form_that_is_not_named_does_not_pass_an_avoid_for_acid_salts():
    medicines = [{"name": "misoprostol", "times": ["08:00"]}]
    for label in ("Per tablet: magnesium 100 mg", "Magnesium (as amino acid chelate) 100 mg per tablet"):
        told = advise(medicines=medicines, products=[{"name": "pot", "label": label}]).products[0]
        assert told.units_per_day is None


def test_b6_is_counted_at_the_top_of_the_ladder():
    label = "Per tablet: magnesium (bisglycinate) 100 mg, vitamin B6 {} mg"
    units = {
        b6: advise(products=[{"name": "pot", "label": label.format(b6)}]).products[0].units_per_day for b6 in (6, 7)
    }
    assert units == {6: 1, 7: None}


def test_a_long_supplement_label_keeps_its_distance():
    panel = (
        "Supplement Facts\nServing size 1 tablet\nCalcium (as carbonate) 600 mg 46%\nVitamin D 20 mcg 100%\n"
        "Other ingredients: cellulose, stearic acid, silica, magnesium stearate"
    )
    advice = advise(supplements=[{"label": panel, "times": ["22:00"]}])
    assert "calcium_spacing" in flags(advice)
    assert magnesium(advice) == ["20:00"]


def test_the_rest_of_a_day_lies_ahead():
    thyroid = {"medicines": [{"name": "Thyrax", "times": ["07:00"]}]}
    assert magnesium(advise(**thyroid, taken=[{"name": "Thyrax", "time": "08:40"}])) == ["22:00"]
    late = advise(**thyroid, taken=[{"name": "Thyrax", "time": "20:00"}])
    assert late.decision == "advise"
    assert late.day_plan.status == "infeasible"


def test_each_part_of_a_combination_speaks():
    advice = advise(medicines=[{"name": "amiloride/hydrochloorthiazide", "times": ["08:00"]}], labs={"egfr": 90})
    assert {"hydrochlorothiazide_monitor", "amiloride_monitor"} <= flags(advice)


def test_an_injection_keeps_the_gate_of_its_substance():
    assert advise(medicines=[{"name": "Metoject"}]).decision == "consult_first"


def test_agreement_is_understood_however_the_medicine_is_typed():
    medicines = [{"name": "Biktarvy", "times": ["08:00"]}]
    assert advise(medicines=medicines).decision == "consult_first"
    assert advise(medicines=medicines, doctor_agreed=["biktarvy 50 mg"]).decision == "advise"
    strange = advise(medicines=medicines, doctor_agreed=["dokter"])
    assert "doctor_agreed" in {unknown.field for unknown in strange.unknowns}


def test_a_supplement_that_plainly_holds_no_magnesium_counts_zero():
    supplements = [{"label": "Fish oil"}, {"label": "B12 1000"}, {"label": "Multivitamine", "servings_per_day": 0}]
    assert advise(supplements=supplements).dose.already_mg == 0
    assert advise(supplements=[{"label": "Multivitamine"}]).dose.already_mg == 150


def test_the_hours_of_every_candidate_hold_until_someone_chooses():
    advice = advise(medicines=[{"name": "moxiflo 400", "times": ["12:00"]}])
    window = advice.day_plan.windows[0]
    assert "unknown_medicine" in flags(advice)
    assert window.from_ <= "06:00"


def test_beside_an_alarm_sign_nothing_points_to_a_dose():
    assert advise(red_flags=["chest_pain"]).would_change == ()
