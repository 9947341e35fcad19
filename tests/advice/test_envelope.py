"""The nineteen invariants, each asked of a dose that the rules would wrongly have let through.

The advice is that of a healthy person; the case is somebody else's. What must not pass is named by the invariant.
"""

import msgspec
import pytest

from magwise.advice.engine import ready
from magwise.advice.envelope import INVARIANTS, broken, enforce, refuse
from magwise.advice.understand import understand
from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from magwise.profiles.read import read_profile

KNOWLEDGE = load_knowledge()
ENGINE = ready(KNOWLEDGE)
HEALTHY = {
    "person": {"age": 40, "sex": "male"},
    "goals": ["sleep"],
    "gut": {"sensitive": False, "stool": "normal"},
    "day": {"wake": "07:00", "bed": "23:00", "meals": ["08:00", "12:30", "18:30"]},
}


def case_of(**changes):
    return understand(read_profile({**HEALTHY, **changes}, knowledge=KNOWLEDGE), ENGINE)


def advice_of(**changes):
    return answer({**HEALTHY, **changes}, knowledge=KNOWLEDGE)


SOUND = advice_of()
CAREFUL = msgspec.structs.replace(
    SOUND,
    dose=msgspec.structs.replace(SOUND.dose, ceiling_mg=100, target_mg=100, ladder=SOUND.dose.ladder[:1]),
)


def breaks(advice, name, **changes):
    return name in broken(advice, case_of(**changes), ENGINE)


def aged(age):
    return {"person": {"age": age, "sex": "male"}}


def test_there_are_nineteen_and_a_sound_advice_keeps_them_all():
    assert len(INVARIANTS) == 19
    assert broken(SOUND, case_of(), ENGINE) == ()
    assert enforce(SOUND, case_of(), ENGINE) is SOUND


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"labs": {"egfr": 29}}, True),
        ({"labs": {"egfr": 44}}, True),
        ({"labs": {"egfr": 44}, "doctor_agreed": ["kidney_function"]}, True),
        ({"labs": {"egfr": 45}}, True),
        ({"labs": {"egfr": 45}, "doctor_agreed": ["kidney_function"]}, False),
        ({"labs": {"egfr": 59}}, True),
        ({"labs": {"egfr": 59}, "doctor_agreed": ["kidney_function"]}, False),
        ({"labs": {"egfr": 60}}, False),
        ({"labs": {}}, False),
        ({"conditions": ["dialysis"]}, True),
        ({"conditions": ["dialysis"], "doctor_agreed": ["dialysis"]}, True),
        ({"unsure": ["dialysis"]}, True),
        ({"conditions": ["acute_kidney_injury"], "doctor_agreed": ["acute_kidney_injury"]}, True),
        ({"conditions": ["kidney_disease"]}, True),
        ({"unsure": ["kidney_disease"]}, True),
        ({"conditions": ["kidney_disease"], "doctor_agreed": ["kidney_disease"]}, False),
        ({"conditions": ["diabetes"]}, False),
        ({"conditions": ["diabetes", "hypertension"]}, True),
        ({"conditions": ["diabetes", "hypertension"], "doctor_agreed": ["kidney_function"]}, False),
        ({"conditions": ["diabetes", "hypertension"], "labs": {"egfr": 90}}, False),
        ({"conditions": []}, False),
    ],
)
def test_1_kidneys(changes, wrong):
    assert breaks(CAREFUL, "kidneys", **changes) is wrong


@pytest.mark.parametrize(
    "changes",
    [
        {"conditions": ["diabetes"]},
        {"labs": {"egfr": 50}, "doctor_agreed": ["kidney_function"]},
        {"conditions": ["kidney_disease"], "doctor_agreed": ["kidney_disease"]},
        aged(65),
    ],
)
def test_1_doubtful_kidneys_keep_the_careful_ceiling(changes):
    assert breaks(SOUND, "kidneys", **changes)
    assert not breaks(CAREFUL, "kidneys", **changes)


def test_1_the_age_of_the_risk():
    assert not breaks(SOUND, "kidneys", **aged(64))
    assert breaks(SOUND, "kidneys", **aged(65))


def with_dose(**changes):
    return msgspec.structs.replace(SOUND, dose=msgspec.structs.replace(SOUND.dose, **changes))


@pytest.mark.parametrize(
    ("mg", "wrong"), [(249, False), (250, False), (250.5, True), (251, True), (0, True), (-1, True)]
)
def test_2_total_of_the_target(mg, wrong):
    assert ("total" in broken(with_dose(target_mg=mg), case_of(), ENGINE)) is wrong


@pytest.mark.parametrize(("taken", "wrong"), [(49, False), (50, False), (51, True)])
def test_2_total_counts_what_is_taken_already(taken, wrong):
    supplements = [{"label": f"Magnesium (citraat) {taken} mg per tablet", "servings_per_day": 1}]
    assert breaks(SOUND, "total", supplements=supplements) is wrong


@pytest.mark.parametrize(("where", "level"), [("EU", 250), ("US", 350), ("UK", 400)])
def test_2_the_ceiling_is_that_of_the_jurisdiction(where, level):
    assert not breaks(with_dose(ceiling_mg=level), "total", jurisdiction=where)
    assert breaks(with_dose(ceiling_mg=level + 1), "total", jurisdiction=where)


@pytest.mark.parametrize(
    ("person", "wrong"),
    [
        ({"age": 30, "sex": "female", "pregnant": True}, True),
        ({"age": 30, "sex": "female", "breastfeeding": True}, True),
        ({"age": 30, "sex": "female", "pregnant": False, "breastfeeding": False}, False),
        ({"age": 30, "sex": "female"}, False),
    ],
)
def test_2_the_maternal_ceiling_holds_in_every_jurisdiction(person, wrong):
    advice = with_dose(ceiling_mg=350)
    assert breaks(advice, "total", jurisdiction="US", person=person) is wrong


def product(label, **changes):
    return {"products": [{"name": "pot", "label": label}], **changes}


def forced(label, **changes):
    """The advice for a product with its units forced upon it."""
    advice = advice_of(**product(label))
    told = msgspec.structs.replace(advice.products[0], units_per_day=1, fits=True)
    return msgspec.structs.replace(advice, products=(told,), **changes)


@pytest.mark.parametrize(
    ("form", "verdict", "wrong"),
    [
        ("citrate_malate", "compound_only", True),
        ("bisglycinate_buffered", "compound_only", True),
        ("yeast", "compound_only", True),
        ("citrate_malate", "ok", False),
        ("oxide", "compound_only", False),
        ("stearate", "ok", True),
    ],
)
def test_3_an_amount_is_never_computed_for_a_mixture_nor_an_excipient_dosed(form, verdict, wrong):
    label = "Magnesiumoxide 300 mg per tablet"
    case = case_of(**product(label))
    read = case.products[0].label
    compounds = (msgspec.structs.replace(read.compounds[0], form=form),)
    other = msgspec.structs.replace(read, verdict=verdict, compounds=compounds)
    case = case._replace(products=(case.products[0]._replace(label=other),))
    assert ("declared" in broken(forced(label), case, ENGINE)) is wrong


def planned_at(time):
    advice = SOUND
    items = tuple(
        msgspec.structs.replace(item, time=time) if item.kind == "magnesium" else item for item in advice.day_plan.items
    )
    return msgspec.structs.replace(advice, day_plan=msgspec.structs.replace(advice.day_plan, items=items))


@pytest.mark.parametrize(
    ("medicine", "taken", "magnesium", "wrong"),
    [
        ("ciprofloxacine", "12:00", "13:55", True),  # two hours after the medicine
        ("ciprofloxacine", "12:00", "14:00", False),
        ("ciprofloxacine", "12:00", "06:05", True),  # six hours before it: the other direction
        ("ciprofloxacine", "12:00", "06:00", False),
        ("Thyrax", "07:00", "10:59", True),
        ("Thyrax", "07:00", "11:00", False),
        ("Thyrax", "07:00", "03:01", True),
        ("Thyrax", "07:00", "03:00", False),
        ("Thyrax", "23:30", "01:00", True),  # around midnight
        ("rilpivirine", "12:00", "12:00", False),  # binds acid-neutralising salts only
        ("Brummelforte", "12:00", "13:59", True),  # not recognised: two hours to both sides
        ("Brummelforte", "12:00", "14:00", False),
        ("Brummelforte", "12:00", "10:01", True),
        ("Brummelforte", "12:00", "10:00", False),
        ("paracetamol", "12:00", "12:00", False),
    ],
)
def test_4_intervals_in_both_directions(medicine, taken, magnesium, wrong):
    advice = planned_at(magnesium)
    medicines = [{"name": medicine, "times": [taken]}]
    assert breaks(advice, "intervals", medicines=medicines) is wrong


def test_4_hours_without_a_time_allow_no_magnesium():
    assert breaks(SOUND, "intervals", medicines=[{"name": "Thyrax"}])


def test_4_what_was_really_taken_counts():
    medicines = [{"name": "Thyrax", "times": ["07:00"]}]
    taken = [{"name": "Thyrax", "time": "20:00"}]
    assert breaks(planned_at("22:00"), "intervals", medicines=medicines, taken=taken)


@pytest.mark.parametrize(
    ("name", "agreed", "wrong"),
    [
        ("raltegravir", [], True),
        ("raltegravir", ["raltegravir"], True),
        ("baloxavir", ["baloxavir"], True),
        ("natriumpolystyreensulfonaat", ["natriumpolystyreensulfonaat"], True),
        ("Tivicay", [], True),
        ("Tivicay", ["Tivicay"], False),
        ("Tivicay", ["dolutegravir"], False),
        ("tacrolimus", [], True),
        ("tacrolimus", ["tacrolimus"], False),
        ("erlotinib", [], True),
        ("calcitriol", [], True),
        ("ciprofloxacine", [], False),
        ("paracetamol", [], False),
    ],
)
def test_5_medicines_that_bar_a_dose(name, agreed, wrong):
    medicines = [{"name": name, "times": ["12:00"]}]
    assert breaks(SOUND, "barred_medicines", medicines=medicines, doctor_agreed=agreed) is wrong


def test_6_an_unknown_medicine_is_named():
    assert breaks(SOUND, "unknown_medicines", medicines=[{"name": "Brummelforte", "times": ["08:00"]}])
    assert not breaks(SOUND, "unknown_medicines", medicines=[{"name": "paracetamol", "times": ["08:00"]}])


def test_6_each_of_several_unknown_medicines_is_named():
    medicines = [{"name": name, "times": ["12:00"]} for name in ("Brummelforte", "Snorrefix 10 mg")]
    advice = advice_of(medicines=medicines)
    assert advice.decision == "advise"
    assert {flag.about for flag in advice.flags if flag.id == "unknown_medicine"} == {"Brummelforte", "Snorrefix 10 mg"}


@pytest.mark.parametrize("sign", KNOWLEDGE.fields["red_flags"].options)
def test_7_every_alarm_sign_wins(sign):
    assert breaks(SOUND, "red_flags", red_flags=[sign])
    assert answer({**HEALTHY, "red_flags": [sign]}, knowledge=KNOWLEDGE).decision == "urgent"


@pytest.mark.parametrize(("value", "wrong"), [(0.49, True), (0.5, False), (1.99, False), (2.0, True), (None, False)])
def test_7_dangerous_serum_magnesium(value, wrong):
    assert breaks(SOUND, "red_flags", labs={"serum_magnesium_mmol_l": value}) is wrong


@pytest.mark.parametrize(
    "condition", ["myasthenia_gravis", "neuromuscular_disease", "heart_block", "bowel_obstruction", "bradycardia"]
)
def test_8_nerve_heart_and_bowel(condition):
    assert breaks(SOUND, "nerve_heart_bowel", conditions=[condition])
    assert breaks(SOUND, "nerve_heart_bowel", unsure=[condition])
    lifted = not breaks(SOUND, "nerve_heart_bowel", conditions=[condition], doctor_agreed=[condition])
    assert lifted is (condition == "bradycardia")
    assert not breaks(SOUND, "nerve_heart_bowel", conditions=[])


@pytest.mark.parametrize("state", ["pregnant", "breastfeeding"])
def test_9_never_threonate_in_pregnancy_or_breastfeeding(state):
    person = {"age": 30, "sex": "female", state: True}
    assert breaks(SOUND, "maternal", person=person, doctor_agreed=["pregnancy"])
    agreed = answer({**HEALTHY, "person": person, "doctor_agreed": ["pregnancy"]}, knowledge=KNOWLEDGE)
    roles = {form.form: form.role for form in agreed.forms}
    assert roles["l_threonate"] == "avoid"
    assert agreed.decision == "advise"


def test_9_no_dose_in_pregnancy_unless_agreed():
    person = {"age": 30, "sex": "female", "pregnant": True}
    agreed = answer({**HEALTHY, "person": person, "doctor_agreed": ["pregnancy"]}, knowledge=KNOWLEDGE)
    assert "maternal" in broken(agreed, case_of(person=person), ENGINE)
    assert "maternal" in broken(agreed, case_of(unsure=["pregnancy"]), ENGINE)
    assert "maternal" not in broken(agreed, case_of(person=person, doctor_agreed=["pregnancy"]), ENGINE)


def test_9_threonate_stays_within_its_own_limit():
    first = tuple(
        msgspec.structs.replace(form, role="first_choice" if form.form == "l_threonate" else "alternative")
        for form in SOUND.forms
    )
    step = msgspec.structs.replace(SOUND.dose.ladder[0], mg_per_day=248)
    within = msgspec.structs.replace(SOUND, forms=first)
    assert "maternal" not in broken(within, case_of(), ENGINE)
    above = msgspec.structs.replace(within, dose=msgspec.structs.replace(SOUND.dose, ladder=(step,)))
    assert "maternal" in broken(above, case_of(), ENGINE)


@pytest.mark.parametrize(("age", "wrong"), [(3, True), (17, True), (18, False), (19, False)])
def test_10_children(age, wrong):
    assert breaks(SOUND, "children", **aged(age)) is wrong


def test_11_a_fixed_medicine_stands_where_it_is():
    medicines = [{"name": "Thyrax", "times": ["07:00"]}]
    advice = advice_of(medicines=medicines)
    case = case_of(medicines=medicines)
    assert "medicines_stay" not in broken(advice, case, ENGINE)
    items = tuple(
        msgspec.structs.replace(item, time="06:00") if item.kind == "medicine" else item
        for item in advice.day_plan.items
    )
    moved = msgspec.structs.replace(advice, day_plan=msgspec.structs.replace(advice.day_plan, items=items))
    assert "medicines_stay" in broken(moved, case, ENGINE)
    movable = [{"name": "Thyrax", "times": ["07:00"], "movable": True}]
    assert "medicines_stay" not in broken(moved, case_of(medicines=movable), ENGINE)


@pytest.mark.parametrize(
    ("labs", "agreed", "wrong"),
    [
        ({"serum_magnesium_mmol_l": 0.69}, [], True),
        ({"serum_magnesium_mmol_l": 0.69}, ["serum_magnesium"], False),
        ({"serum_magnesium_mmol_l": 0.70}, [], False),
        ({"serum_magnesium_mmol_l": 1.00}, [], False),
        ({"serum_magnesium_mmol_l": 1.01}, [], True),
        ({"serum_magnesium_mmol_l": 1.01}, ["serum_magnesium"], True),
        ({"serum_magnesium_mmol_l": 0.72, "serum_magnesium_range": [0.75, 0.95]}, [], True),
        ({"serum_magnesium_mmol_l": 0.96, "serum_magnesium_range": [0.75, 0.95]}, [], True),
        ({}, [], False),
    ],
)
def test_12_serum(labs, agreed, wrong):
    assert breaks(SOUND, "serum", labs=labs, doctor_agreed=agreed) is wrong


def test_12_hypermagnesaemia_declared():
    assert breaks(SOUND, "serum", conditions=["hypermagnesaemia"], doctor_agreed=["hypermagnesaemia"])


@pytest.mark.parametrize(
    ("stool", "wrong"), [("hard", False), ("normal", False), ("loose", True), ("watery", True), (None, False)]
)
def test_13_no_step_up_on_loose_stools(stool, wrong):
    assert breaks(SOUND, "diarrhoea", gut={"sensitive": False, "stool": stool}) is wrong


def test_13_one_rung_is_allowed_on_loose_stools_and_stop_rules_are_needed():
    one = with_dose(ladder=SOUND.dose.ladder[:1])
    assert not breaks(one, "diarrhoea", gut={"stool": "loose"})
    assert breaks(one, "diarrhoea", gut={"stool": "watery"})
    assert "diarrhoea" in broken(msgspec.structs.replace(SOUND, stop_signals=()), case_of(), ENGINE)


def test_14_every_sentence_names_rule_and_source():
    medicines = [{"name": "Thyrax", "times": ["07:00"]}]
    advice, case = advice_of(medicines=medicines), case_of(medicines=medicines)
    flag = advice.flags[0]
    for change in ({"sources": ()}, {"rule": "nobody_wrote_this"}, {"text": ""}, {"choice": not flag.choice}):
        flags = (msgspec.structs.replace(flag, **change), *advice.flags[1:])
        assert "every_sentence" in broken(msgspec.structs.replace(advice, flags=flags), case, ENGINE)


def test_14_holds_for_notes_and_reasons_too():
    note = SOUND.stop_signals[0]
    form = SOUND.forms[0]
    for change in ({"sources": ()}, {"rule": "nobody_wrote_this"}, {"text": ""}):
        bare = msgspec.structs.replace(note, **change)
        for kind in ("foundation", "troubleshooting", "stop_signals"):
            told = msgspec.structs.replace(SOUND, **{kind: (*getattr(SOUND, kind), bare)})
            assert "every_sentence" in broken(told, case_of(), ENGINE)
        reasons = (*form.reasons, msgspec.structs.replace(form.reasons[0], **change))
        forms = (*SOUND.forms[1:], msgspec.structs.replace(form, reasons=reasons))
        assert "every_sentence" in broken(msgspec.structs.replace(SOUND, forms=forms), case_of(), ENGINE)
    assert "every_sentence" not in broken(SOUND, case_of(), ENGINE)


def test_15_a_dose_exactly_when_the_decision_is_advise():
    consult = msgspec.structs.replace(SOUND, decision="consult_first")
    assert "fail_closed" in broken(consult, case_of(), ENGINE)
    assert "fail_closed" in broken(msgspec.structs.replace(consult, dose=None), case_of(), ENGINE)
    assert "fail_closed" in broken(msgspec.structs.replace(SOUND, dose=None), case_of(), ENGINE)


def test_15_doubt_about_an_alarm_sign_or_a_label_opens_nothing():
    assert breaks(SOUND, "fail_closed", unsure=["chest_pain"])
    label = "Puur magnesiumbisglycinaat 500 mg per capsule, waarvan elementair magnesium 200 mg"
    assert "fail_closed" in broken(forced(label), case_of(**product(label)), ENGINE)
    skin = "Magnesiumolie (magnesiumchloride) voor op de huid. Per 10 sprays: magnesium 100 mg"
    assert "fail_closed" in broken(forced(skin), case_of(**product(skin)), ENGINE)


def taking(name, **changes):
    return {"medicines": [{"name": name, "times": ["12:30"]}], **changes}


def unheard(**changes):
    """A case in which nobody heard what its medicines stand for."""
    case = case_of(**changes)
    return case._replace(facts={**case.facts, "unsure": []})


@pytest.mark.parametrize(
    ("name", "invariant"),
    [
        ("Mestinon", "nerve_heart_bowel"),
        ("Velphoro", "kidneys"),
        ("Renvela", "kidneys"),
        ("Rilutek", "nerve_heart_bowel"),
    ],
)
def test_16_what_a_medicine_stands_for_closes_also_when_nobody_heard_it(name, invariant):
    assert breaks(SOUND, invariant, **taking(name))
    assert {invariant, "implied_illness"} <= set(broken(SOUND, unheard(**taking(name)), ENGINE))
    assert broken(advice_of(**taking(name)), case_of(**taking(name)), ENGINE) == ()


def test_16_supplements_count_too():
    typed = {"supplements": [{"label": "Mestinon 60 mg", "servings_per_day": 1}]}
    assert {"nerve_heart_bowel", "implied_illness"} <= set(broken(SOUND, unheard(**typed), ENGINE))


def test_16_a_refusal_without_a_dose_has_to_hear_it_too():
    refused = msgspec.structs.replace(advice_of(**taking("Mestinon")))
    assert refused.dose is None
    assert "implied_illness" in broken(refused, unheard(**taking("Mestinon")), ENGINE)
    assert "implied_illness" not in broken(refused, case_of(**taking("Mestinon")), ENGINE)


def test_16_an_answer_ends_it():
    for answered in ({"ruled_out": ["diabetes"]}, {"conditions": ["diabetes"]}, {"unsure": ["diabetes"]}):
        assert not breaks(SOUND, "implied_illness", **taking("metformine", **answered))
    other = taking("metformine", ruled_out=["hypertension"])
    assert breaks(SOUND, "implied_illness", **other)


def test_16_a_dose_beside_unknown_kidneys_asks_for_it():
    assert breaks(SOUND, "implied_illness", **taking("metformine"))
    assert not breaks(advice_of(**taking("metformine")), "implied_illness", **taking("metformine"))
    assert not breaks(SOUND, "implied_illness", **taking("metformine", labs={"egfr": 85}))
    assert not breaks(msgspec.structs.replace(SOUND, dose=None), "implied_illness", **taking("metformine"))
    assert not breaks(SOUND, "implied_illness", **taking("Mestinon"))  # no risk for the kidneys: the gate asks


def test_a_refusal_holds_nothing_back_and_nothing_in():
    case = case_of(conditions=["dialysis"])
    refused = enforce(SOUND, case, ENGINE)
    assert refused == refuse(SOUND, broken(SOUND, case, ENGINE), case, ENGINE)
    assert refused.decision == "consult_first"
    assert refused.dose is None
    assert not [item for item in refused.day_plan.items if item.kind == "magnesium"]
    assert refused.flags[0].id == "envelope_kidneys"
    assert broken(refused, case, ENGINE) == ()


def test_a_refusal_beside_an_alarm_sign_is_urgent():
    refused = enforce(SOUND, case_of(red_flags=["fainting"]), ENGINE)
    assert refused.decision == "urgent"
    assert refused.dose is None
