"""A risk more never raises a dose of a whole advice: not by way of the form, nor by way of the product."""

import pytest

import magwise

THREONATE = {
    "locale": "en",
    "jurisdiction": "US",
    "person": {"age": 40, "sex": "female", "pregnant": False, "breastfeeding": False},
    "goals": ["cognition"],
    "foundation_ok": True,
    "current_magnesium": {"form": "bisglycinate", "mg_per_day": 100, "weeks": 8, "bowel": "normal"},
}
POT = {
    "locale": "en",
    "person": {"age": 40},
    "goals": ["bowel_regularity"],
    "wants_laxative_effect": True,
    "gut": {"sensitive": False},
    "labs": {"egfr": 90},
}


def taking(mg, form="citrate"):
    return {"supplements": [{"label": f"Magnesium ({form}) {mg} mg per tablet", "servings_per_day": 1}]}


def pot(mg, unit="capsule"):
    return {"products": [{"name": "Pot", "label": f"Magnesium (citrate) {mg} mg per {unit}"}]}


def weeks(advice):
    return [step.mg_per_day for step in advice.dose.ladder] if advice.dose else [0]


def first(advice):
    return next(form for form in advice.forms if form.role == "first_choice")


def never_more(worse, harmless):
    after, before = weeks(worse), weeks(harmless)
    longest = max(len(after), len(before))
    held = [(one[min(week, len(one) - 1)]) for week in range(longest) for one in (after, before)]
    return all(after_mg <= before_mg for after_mg, before_mg in zip(held[::2], held[1::2], strict=True))


@pytest.mark.parametrize("mg", [0, 40, 90, 150, 200, 230, 300])
def test_a_risk_that_rules_out_threonate_never_raises_the_dose(mg):
    told = {**THREONATE, **(taking(mg) if mg else {})}
    harmless = magwise.advise(told)
    worse = magwise.advise({**told, "person": {**told["person"], "breastfeeding": True}})
    assert first(worse).form != "l_threonate"
    assert never_more(worse, harmless)


def test_who_takes_threonate_already_gets_another_form():
    beside = magwise.advise({**THREONATE, **taking(50)})
    assert (first(beside).form, beside.dose.ceiling_mg) == ("l_threonate", 350)
    held = magwise.advise({**THREONATE, **taking(50, "L-threonate")})
    assert first(held).form == "bisglycinate"


@pytest.mark.parametrize("unit", ["capsule", "tablet"])
@pytest.mark.parametrize("mg", [30, 60, 80, 90, 120, 150, 180, 200])
@pytest.mark.parametrize("taken", [0, 60, 130])
def test_a_risk_that_rules_out_a_product_never_raises_the_dose(mg, unit, taken):
    told = {**POT, **pot(mg, unit), **(taking(taken) if taken else {})}
    harmless = magwise.advise(told)
    for risk in ({"gut": {"sensitive": True}}, {"gut": {"sensitive": False, "stool": "loose"}}):
        worse = magwise.advise({**told, **risk})
        assert not worse.products[0].fits
        assert never_more(worse, harmless), (risk, weeks(worse), weeks(harmless))


def test_the_step_that_a_ruled_out_product_bounds_says_so():
    advice = magwise.advise({**POT, **pot(150), "gut": {"sensitive": True}})
    assert weeks(advice) == [50, 100, 150]
    assert advice.dose.ladder[-1].bound_by == "product_ruled_out"


@pytest.mark.parametrize("mg", [40, 60, 100])
def test_magnesium_more_never_makes_a_product_fit_for_its_vitamin_b6(mg):
    pots = {"products": [{"name": "Pot", "label": f"Per tablet: magnesium (bisglycinate) {mg} mg, vitamin B6 8 mg"}]}
    told = {**POT, **pots, "goals": ["sleep"]}
    harmless = magwise.advise(told)
    for taken in (40, 80, 120, 160, 200):
        assert never_more(magwise.advise({**told, **taking(taken)}), harmless)


LOOSE = {
    "locale": "en",
    "person": {"age": 40},
    "goals": ["sleep"],
    "current_magnesium": {"form": "bisglycinate", "mg_per_day": 300, "bowel": "loose"},
}


def test_loose_stools_on_the_mildest_form_give_that_form_at_the_least_and_say_why():
    advice = magwise.advise(LOOSE)
    assert (first(advice).form, weeks(advice)) == ("bisglycinate", [50])
    assert "mildest_left" in [reason.rule for reason in first(advice).reasons]
    other = magwise.advise({**LOOSE, "current_magnesium": {**LOOSE["current_magnesium"], "form": "citrate"}})
    assert "mildest_left" not in [reason.rule for reason in first(other).reasons]


@pytest.mark.parametrize(("mg", "fits"), [(50, True), (60, False), (150, False)])
def test_a_form_that_is_held_back_is_given_only_where_a_little_of_it_can_be_had(mg, fits):
    pots = {"products": [{"name": "Pot", "label": f"Magnesium (bisglycinate) {mg} mg per capsule"}]}
    advice = magwise.advise({**LOOSE, **pots})
    assert (advice.products[0].fits, weeks(advice)) == (fits, [50])
