"""The invariants from the other side: what each of their parts alone must hold back, and what it must let through."""

import msgspec
import pytest

from advice.test_envelope import (
    CAREFUL,
    ENGINE,
    SOUND,
    advice_of,
    breaks,
    case_of,
    forced,
    planned_at,
    product,
    with_dose,
)
from magwise.advice.envelope import broken, refuse

replace = msgspec.structs.replace
OXIDE = "Magnesium (als oxide) 100 mg per tablet"
GENTLE = "Per tablet: magnesium (bisglycinaat) 100 mg"
WOMAN = {"age": 30, "sex": "female"}


def first_choice(form):
    """The sound advice with another first choice, or none."""
    return tuple(replace(one, role="first_choice" if one.form == form else "alternative") for one in SOUND.forms)


def choosing(label):
    """The advice for a product that is chosen."""
    told = forced(label)
    return replace(told, products=(replace(told.products[0], chosen=True),), decision="advise", dose=SOUND.dose)


def with_plan(advice, **changes):
    return replace(advice, day_plan=replace(advice.day_plan, **changes))


def at(items, kind, time):
    return tuple(replace(item, time=time) if item.kind == kind else item for item in items)


def keeps(advice, name, **changes):
    return name not in broken(advice, case_of(**changes), ENGINE)


def test_1_agreeing_to_the_disease_or_to_the_kidneys_both_count():
    for agreed in ("kidney_function", "kidney_disease"):
        assert keeps(CAREFUL, "kidneys", conditions=["kidney_disease"], doctor_agreed=[agreed])
    lifted = {"doctor_agreed": ["kidney_function"]}
    assert breaks(SOUND, "kidneys", conditions=["diabetes", "hypertension"], **lifted)
    assert breaks(SOUND, "kidneys", labs={"egfr": 59}, **lifted)


def test_2_only_magnesium_of_the_plan_is_counted_and_all_of_it():
    items = SOUND.day_plan.items
    more = tuple(replace(item, mg=251) if item.kind == "magnesium" else item for item in items)
    meals = tuple(replace(item, mg=900) if item.kind != "magnesium" else item for item in items)
    unknown = tuple(replace(item, mg=None) if item.kind == "magnesium" else item for item in items)
    assert breaks(with_plan(SOUND, items=more), "total")
    assert keeps(with_plan(SOUND, items=meals), "total")
    assert keeps(with_plan(SOUND, items=unknown), "total")
    within = tuple(replace(item, mg=250) if item.kind == "magnesium" else item for item in items)
    assert keeps(with_plan(SOUND, items=within), "total")


def test_2_a_pregnancy_that_may_be_keeps_the_maternal_ceiling():
    advice = with_dose(ceiling_mg=300)
    assert breaks(advice, "total", jurisdiction="US", unsure=["pregnancy"])
    assert keeps(advice, "total", jurisdiction="US")


def test_2_a_total_that_differs_by_a_rounding_is_no_fault():
    assert keeps(with_dose(ceiling_mg=200 - 0.0005, target_mg=200), "total")
    assert breaks(with_dose(ceiling_mg=200 - 0.001, target_mg=200), "total")


def test_3_a_product_that_is_not_dosed_needs_no_amount():
    label = "Magnesiumoxide 300 mg per tablet"
    case = case_of(**product(label))
    read = case.products[0].label
    stearate = replace(read, compounds=(replace(read.compounds[0], form="stearate"),))
    case = case._replace(products=(case.products[0]._replace(label=stearate),))
    told = forced(label)
    assert "declared" in broken(told, case, ENGINE)
    untold = replace(told, products=(replace(told.products[0], units_per_day=None),))
    assert "declared" not in broken(untold, case, ENGINE)


def test_4_without_a_time_only_hours_and_magnesium_together_are_a_fault():
    unplanned = with_plan(SOUND, items=tuple(item for item in SOUND.day_plan.items if item.kind != "magnesium"))
    for name in ("Thyrax", "Brummelforte"):
        assert breaks(SOUND, "intervals", medicines=[{"name": name}])
        assert keeps(unplanned, "intervals", medicines=[{"name": name}])
    assert keeps(SOUND, "intervals", medicines=[{"name": "paracetamol"}])
    assert keeps(SOUND, "intervals", supplements=[{"label": "IJzer 14 mg"}])


@pytest.mark.parametrize("side", ["before", "after"])
def test_4_hours_to_one_side_bind_too(side):
    case = case_of(medicines=[{"name": "Thyrax"}])
    (medicine,) = case.medicines
    other = "hours_after" if side == "before" else "hours_before"
    answers = tuple(answer._replace(**{other: None}) for answer in medicine.match.interactions)
    case = case._replace(medicines=(medicine._replace(match=medicine.match._replace(interactions=answers)),))
    assert "intervals" in broken(SOUND, case, ENGINE)


def test_4_eye_drops_close_nothing():
    drops = [{"name": "ciprofloxacine oogdruppels", "times": ["12:00"]}]
    assert keeps(planned_at("12:00"), "intervals", medicines=drops)


@pytest.mark.parametrize(("magnesium", "wrong"), [("13:59", True), ("14:00", False), ("10:01", True), ("10:00", False)])
def test_4_a_name_nobody_knows_keeps_the_general_hours_by_itself(magnesium, wrong):
    case = case_of(medicines=[{"name": "Brummelforte", "times": ["12:00"]}])
    (medicine,) = case.medicines
    case = case._replace(medicines=(medicine._replace(match=medicine.match._replace(interactions=())),))
    assert ("intervals" in broken(planned_at(magnesium), case, ENGINE)) is wrong


@pytest.mark.parametrize(("form", "wrong"), [("oxide", True), ("bisglycinate", False), ("no_such_form", True)])
def test_4_hours_for_acid_neutralising_salts_bind_where_the_plan_may_be_one(form, wrong):
    forms = first_choice(form)
    if form == "no_such_form":
        forms = (replace(forms[0], form=form, role="first_choice"), *first_choice("")[1:])
    advice = replace(planned_at("12:00"), forms=forms)
    assert breaks(advice, "intervals", medicines=[{"name": "rilpivirine", "times": ["12:00"]}]) is wrong


def test_4_without_any_form_the_plan_may_be_acid():
    advice = replace(planned_at("12:00"), forms=first_choice(""))
    assert breaks(advice, "intervals", medicines=[{"name": "rilpivirine", "times": ["12:00"]}])


def test_4_the_chosen_product_decides_whether_the_plan_is_acid():
    medicines = [{"name": "rilpivirine", "times": ["12:00"]}]
    for label, wrong in ((OXIDE, True), (GENTLE, False)):
        chosen = with_plan(choosing(label), items=at(SOUND.day_plan.items, "magnesium", "12:00"))
        assert breaks(chosen, "intervals", medicines=medicines, **product(label)) is wrong
    lying = replace(forced(OXIDE), forms=first_choice("bisglycinate"))
    lying = with_plan(lying, items=at(SOUND.day_plan.items, "magnesium", "12:00"))
    lying = replace(lying, products=(replace(lying.products[0], chosen=False),))
    assert keeps(lying, "intervals", medicines=medicines, **product(OXIDE))


def test_4_a_movable_medicine_stands_where_the_plan_put_it():
    medicines = [{"name": "Thyrax", "times": ["07:00"], "movable": True}]
    fixed = [{"name": "Thyrax", "times": ["07:00"]}]
    other = {"name": "paracetamol", "times": ["12:00"]}
    planned = advice_of(medicines=[*fixed, other]).day_plan.items
    items = tuple(
        replace(item, time="20:00") if item.name == "Thyrax" else item for item in at(planned, "magnesium", "21:00")
    )
    advice = with_plan(SOUND, items=items)
    assert breaks(advice, "intervals", medicines=[*medicines, other])
    assert keeps(advice, "intervals", medicines=[*fixed, other])
    early = with_plan(SOUND, items=at(items, "magnesium", "08:00"))
    assert keeps(early, "intervals", medicines=[*medicines, other])
    unplaced = with_plan(SOUND, items=tuple(item for item in early.day_plan.items if item.kind != "medicine"))
    assert breaks(unplaced, "intervals", medicines=medicines)


def other_day(time, without=("Thyrax",)):
    """The sound advice with a second day on which some medicines are not taken."""
    advice = advice_of(medicines=[{"name": "Thyrax", "times": ["22:30"], "every_days": 2}])
    (day,) = advice.day_plan.other_days
    other = replace(day, items=at(day.items, "magnesium", time), without=without)
    return with_plan(SOUND, other_days=(other,), items=at(SOUND.day_plan.items, "magnesium", "18:00"))


@pytest.mark.parametrize(("time", "without", "wrong"), [
    ("12:00", ("Thyrax",), False),
    ("12:00", (), True),
    ("15:59", (), True),
    ("16:00", (), False),
    ("08:01", (), True),
    ("08:00", (), False),
])  # fmt: skip
def test_4_on_another_day_what_is_not_taken_closes_nothing(time, without, wrong):
    medicines = [{"name": "Thyrax", "times": ["12:00"]}]
    assert breaks(other_day(time, without), "intervals", medicines=medicines) is wrong


@pytest.mark.parametrize(
    ("taken", "magnesium", "wrong"), [("06:00", "08:00", True), ("06:00", "15:00", False), ("07:30", "04:00", True)]
)
def test_4_on_another_day_yesterdays_and_tomorrows_medicine_still_count(taken, magnesium, wrong):
    medicines = [{"name": "Thyrax", "times": [taken]}]
    assert breaks(other_day(magnesium), "intervals", medicines=medicines) is wrong


def test_5_a_word_with_the_doctor_about_a_lesser_matter_bars_nothing():
    for name in ("lithium", "sirolimus"):
        case = case_of(medicines=[{"name": name, "times": ["12:00"]}])
        assert [answer.severity for _, answer in case.medicines[0].facts] == ["moderate"]
        assert ("barred_medicines" in broken(SOUND, case, ENGINE)) is (name == "sirolimus")


def test_5_what_bars_acid_salts_bars_a_dose_of_them_only():
    medicines = [{"name": "misoprostol", "times": ["12:00"]}]
    assert keeps(replace(SOUND, forms=first_choice("bisglycinate")), "barred_medicines", medicines=medicines)
    assert breaks(replace(SOUND, forms=first_choice("oxide")), "barred_medicines", medicines=medicines)
    spaced = [{"name": "ciprofloxacine", "times": ["12:00"]}]
    assert keeps(replace(SOUND, forms=first_choice("oxide")), "barred_medicines", medicines=spaced)


@pytest.mark.parametrize("name", ["raltegravir", "tacrolimus"])
def test_5_without_a_dose_no_medicine_is_barred(name):
    case = case_of(medicines=[{"name": name, "times": ["12:00"]}])
    quiet = replace(SOUND, dose=None)
    assert "barred_medicines" not in broken(quiet, case, ENGINE)


URGENT = advice_of(red_flags=["chest_pain"], **product(GENTLE))


def test_7_beside_an_alarm_sign_everything_is_quiet():
    alarm = {"red_flags": ["chest_pain"], **product(GENTLE)}
    assert keeps(URGENT, "red_flags", **alarm)
    loud = (
        {"decision": "consult_first"},
        {"dose": SOUND.dose},
        {"products": (replace(URGENT.products[0], units_per_day=1),)},
        {"forms": first_choice("citrate")},
        {"forms": tuple(replace(one, role="next_step" if one.form == "citrate" else "avoid") for one in SOUND.forms)},
    )
    for change in loud:
        assert breaks(replace(URGENT, **change), "red_flags", **alarm), change


@pytest.mark.parametrize(
    "name", ["kidneys", "total", "barred_medicines", "nerve_heart_bowel", "children", "serum", "diarrhoea"]
)
def test_without_a_dose_nothing_of_the_dose_is_broken(name):
    worst = {
        "person": {"age": 10}, "conditions": ["dialysis", "heart_block", "hypermagnesaemia"], "labs": {"egfr": 20},
        "gut": {"stool": "watery"}, "medicines": [{"name": "raltegravir", "times": ["12:00"]}],
    }  # fmt: skip
    assert keeps(replace(SOUND, dose=None), name, **worst)
    assert breaks(SOUND, name, **worst) is (name != "total")


def test_9_every_part_of_the_maternal_rule_stands_alone():
    threonate = replace(SOUND, forms=first_choice("l_threonate"))
    for changes in ({"person": {**WOMAN, "pregnant": True}}, {"person": {**WOMAN, "breastfeeding": True}}):
        assert breaks(threonate, "maternal", **changes, doctor_agreed=["pregnancy"])
    assert breaks(threonate, "maternal", unsure=["pregnancy"], doctor_agreed=["pregnancy"])
    assert keeps(threonate, "maternal", person=WOMAN)
    avoiding = advice_of(person={**WOMAN, "pregnant": True})
    assert avoiding.dose is None
    assert keeps(avoiding, "maternal", person={**WOMAN, "pregnant": True})
    nursing = advice_of(person={**WOMAN, "breastfeeding": True})
    assert keeps(nursing, "maternal", person={**WOMAN, "breastfeeding": True})


@pytest.mark.parametrize(("mg", "wrong"), [(247, False), (248, True)])
def test_9_the_limit_of_threonate_binds_every_step_of_threonate_only(mg, wrong):
    steps = (SOUND.dose.ladder[0], replace(SOUND.dose.ladder[0], mg_per_day=mg))
    dose = replace(SOUND.dose, ladder=steps)
    assert breaks(replace(SOUND, forms=first_choice("l_threonate"), dose=dose), "maternal") is wrong
    assert keeps(replace(SOUND, forms=first_choice("citrate"), dose=dose), "maternal")
    assert keeps(replace(SOUND, forms=first_choice("l_threonate"), dose=None), "maternal")


@pytest.mark.parametrize(("form", "wrong"), [("L-threonate", True), ("citrate", False)])
def test_9_no_threonate_beside_threonate_that_is_taken_already(form, wrong):
    taken = [{"label": f"Magnesium ({form}) 10 mg per capsule", "servings_per_day": 1}]
    assert breaks(replace(SOUND, forms=first_choice("l_threonate")), "maternal", supplements=taken) is wrong
    assert keeps(replace(SOUND, forms=first_choice("citrate")), "maternal", supplements=taken)


def test_11_a_medicine_stands_for_itself_and_at_all_its_times():
    medicines = [{"name": "Thyrax", "times": ["07:00"]}, {"name": "paracetamol", "times": ["09:00"]}]
    advice, case = advice_of(medicines=medicines), case_of(medicines=medicines)
    items = advice.day_plan.items
    swapped = tuple(
        replace(item, time={"Thyrax": "09:00", "paracetamol": "07:00"}.get(item.name, item.time)) for item in items
    )
    assert "medicines_stay" in broken(with_plan(advice, items=swapped), case, ENGINE)
    eaten = tuple(replace(item, kind="meal") if item.name == "Thyrax" else item for item in items)
    assert "medicines_stay" in broken(with_plan(advice, items=eaten), case, ENGINE)


def test_13_a_ladder_that_falls_is_a_fault_and_every_stop_rule_is_needed():
    down = (replace(SOUND.dose.ladder[0], mg_per_day=200), replace(SOUND.dose.ladder[0], mg_per_day=100))
    assert breaks(with_dose(ladder=down), "diarrhoea")
    for name in ("stop_loose", "stop_watery", "stop_alarm", "stop_no_effect"):
        signals = tuple(note for note in SOUND.stop_signals if note.id != name)
        assert breaks(replace(SOUND, stop_signals=signals), "diarrhoea")
    least = [note for note in SOUND.stop_signals if note.id != "stop_diarrhoea_doctor"]
    assert keeps(replace(SOUND, stop_signals=tuple(least)), "diarrhoea")


CONSULT = advice_of(conditions=["dialysis"], **product(GENTLE))


def test_15_without_a_dose_no_units_and_no_magnesium():
    case = case_of(conditions=["dialysis"], **product(GENTLE))
    assert "fail_closed" not in broken(CONSULT, case, ENGINE)
    counted = replace(CONSULT, products=(replace(CONSULT.products[0], units_per_day=1),))
    assert "fail_closed" in broken(counted, case, ENGINE)
    planned = with_plan(CONSULT, items=SOUND.day_plan.items)
    assert "fail_closed" in broken(planned, case, ENGINE)


def test_15_a_dose_needs_a_first_choice_and_a_day_that_can_be():
    assert breaks(replace(SOUND, forms=first_choice("")), "fail_closed")
    assert breaks(with_plan(SOUND, status="infeasible"), "fail_closed")
    empty = tuple(item for item in SOUND.day_plan.items if item.kind != "magnesium")
    assert keeps(with_plan(SOUND, status="infeasible", items=empty), "fail_closed")


def test_15_a_sound_product_is_let_through():
    sound = advice_of(**product(GENTLE))
    assert sound.products[0].units_per_day
    assert broken(sound, case_of(**product(GENTLE)), ENGINE) == ()
    skin = "Magnesiumolie (magnesiumchloride) voor op de huid. Per 10 sprays: magnesium 100 mg"
    told = forced(skin, decision="advise", dose=SOUND.dose)
    untold = replace(told, products=(replace(told.products[0], units_per_day=None),))
    assert keeps(untold, "fail_closed", **product(skin))
    assert breaks(told, "fail_closed", **product(skin))


def test_a_refusal_names_the_invariant_and_stays_as_serious_as_it_was():
    refused = refuse(SOUND, ("declared", "kidneys"), case_of(), ENGINE)
    rules = {flag.id: (flag.rule, flag.level) for flag in refused.flags if flag.id.startswith("envelope_")}
    assert rules["envelope_declared"] == ("declared_amount_wins", "consult")
    assert rules["envelope_kidneys"] == ("unknown_medicine", "consult")
    assert [form.role for form in refused.forms] == [form.role for form in SOUND.forms]
    alarmed = refuse(replace(SOUND, decision="urgent"), ("kidneys",), case_of(), ENGINE)
    assert alarmed.decision == "urgent"
    assert not {"first_choice", "next_step"} & {form.role for form in alarmed.forms}
    kept = {form.form for form in SOUND.forms if form.role not in ("first_choice", "next_step")}
    assert all(form.role != "not_now" or form.form not in kept or was == "not_now"
               for form, was in zip(alarmed.forms, [one.role for one in SOUND.forms], strict=True))  # fmt: skip


def test_a_refusal_leaves_no_magnesium_on_any_day():
    refused = refuse(other_day("18:00"), ("kidneys",), case_of(), ENGINE)
    days = (refused.day_plan, *refused.day_plan.other_days)
    assert not [item for day in days for item in day.items if item.kind == "magnesium"]


def with_match(name, **changes):
    """The case of one medicine at noon, its match changed."""
    case = case_of(medicines=[{"name": name, "times": ["12:00"]}])
    (medicine,) = case.medicines
    return case._replace(medicines=(medicine._replace(match=medicine.match._replace(**changes)),))


def test_4_a_route_that_is_not_swallowed_and_a_mere_note_close_nothing():
    noon = planned_at("12:00")
    assert "intervals" in broken(noon, with_match("Thyrax"), ENGINE)
    assert "intervals" not in broken(noon, with_match("Thyrax", route="eye"), ENGINE)
    answers = with_match("Thyrax").medicines[0].match.interactions
    notes = tuple(answer._replace(action="note") for answer in answers)
    assert "intervals" not in broken(noon, with_match("Thyrax", interactions=notes), ENGINE)


def test_4_a_mixture_with_an_acid_neutralising_part_counts_as_one():
    case = case_of(**product(GENTLE), medicines=[{"name": "rilpivirine", "times": ["12:00"]}])
    read = case.products[0].label
    both = (read.compounds[0], replace(read.compounds[0], form="oxide"))
    case = case._replace(products=(case.products[0]._replace(label=replace(read, compounds=both)),))
    chosen = with_plan(choosing(GENTLE), items=at(SOUND.day_plan.items, "magnesium", "12:00"))
    assert "intervals" in broken(chosen, case, ENGINE)


def test_4_a_movable_medicine_is_found_by_its_name_among_medicines_only():
    movable = [{"name": "Thyrax", "times": ["07:00"], "movable": True}]
    planned = advice_of(medicines=[{"name": "Thyrax", "times": ["07:00"]}, {"name": "paracetamol", "times": ["12:00"]}])
    items = at(planned.day_plan.items, "magnesium", "10:00")
    items = tuple(replace(item, time="20:00") if item.name == "Thyrax" else item for item in items)
    meal = tuple(replace(item, name="Thyrax") if item.kind == "meal" else item for item in items)
    for found in (items, meal):
        assert keeps(with_plan(SOUND, items=found), "intervals", medicines=movable)


def test_4_a_medicine_without_hours_needs_no_time_nor_does_a_mineral():
    assert keeps(SOUND, "intervals", medicines=[{"name": "omeprazol"}])
    mineral = {"supplements": [{"label": "Calcium 500 mg"}]}
    assert case_of(**mineral).minerals
    assert keeps(SOUND, "intervals", **mineral)


@pytest.mark.parametrize(("agreed", "wrong"), [([], True), (["rocuronium"], False)])
def test_5_a_serious_word_with_the_doctor_bars_until_it_was_had(agreed, wrong):
    medicines = [{"name": "rocuronium", "times": ["12:00"]}]
    assert breaks(SOUND, "barred_medicines", medicines=medicines, doctor_agreed=agreed) is wrong


def test_7_every_product_is_quiet_beside_an_alarm_sign():
    alarm = {"red_flags": ["chest_pain"], "products": [{"name": "a", "label": GENTLE}, {"name": "b", "label": OXIDE}]}
    quiet = advice_of(**alarm)
    one = replace(quiet, products=(replace(quiet.products[0], units_per_day=1), quiet.products[1]))
    assert keeps(quiet, "red_flags", **alarm)
    assert breaks(one, "red_flags", **alarm)


def test_9_exactly_the_limit_of_threonate_is_allowed():
    most = ENGINE.masses["threonate_compound_max"] * ENGINE.knowledge.forms["threonate"].mg_mass_fraction
    dose = replace(SOUND.dose, ladder=(replace(SOUND.dose.ladder[0], mg_per_day=most),))
    assert keeps(replace(SOUND, forms=first_choice("l_threonate"), dose=dose), "maternal")
