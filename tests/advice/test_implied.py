"""An illness that a medicine stands for counts as «not sure» until it is answered, for every gate and kidney risk."""

import pytest

from magwise.advice.asking import ask
from magwise.answer import answer
from magwise.errors import InputError
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
BASE = {"person": {"age": 44, "sex": "female"}, "goals": ["sleep"], "gut": {"sensitive": False, "stool": "normal"}}
ORDER = ("urgent", "consult_first", "no_supplement", "advise")
ONE_EACH = {row.condition: row for row in reversed(KNOWLEDGE.usually_for.values())}


def taking(name, **more):
    return {**BASE, "medicines": [{"name": name, "times": ["12:30"]}], **more}


def told(name, **more):
    return answer(taking(name, **more), knowledge=KNOWLEDGE)


@pytest.mark.parametrize(
    ("name", "gate"),
    [
        ("Mestinon retard 180", "myasthenia_gravis"),
        ("Firdapse 4dd10", "neuromuscular_disease"),
        ("Rilutek 50", "neuromuscular_disease"),
        ("Renvela 800", "kidney_disease"),
        ("Velphoro 500", "dialysis"),
        ("Entresto", "heart_failure"),
        ("midodrine", "hypotension"),
        ("Pentasa", "inflammatory_bowel_disease"),
        ("Revestive", "short_bowel"),
        ("Antabus", "alcohol_dependence"),
        ("letermovir", "transplant"),
        ("Plenvu", "bowel_preparation"),
    ],
)
def test_a_gate_closes_and_asks_in_one_flag(name, gate):
    found = told(name)
    assert found.decision == "consult_first"
    assert found.dose is None
    flags = [flag for flag in found.flags if flag.id == gate]
    assert len(flags) == 1
    assert flags[0].text.count("Klopt dat") == 1
    assert flags[0].text.endswith(KNOWLEDGE.rules[gate].text["nl"])
    assert f"conditions.{gate}" in {one.field for one in found.unknowns}


@pytest.mark.parametrize("name", ["metformine", "amlodipine", "Isordil", "isosorbidemononitraat"])
def test_an_illness_that_only_endangers_the_kidneys_lowers_the_ceiling(name):
    found = told(name)
    if name == "Isordil" and found.decision != "advise":
        pytest.skip("a brand that the table does not know")
    assert found.decision == "advise"
    assert found.dose.ceiling_mg == 100
    flag = next(flag for flag in found.flags if flag.id == "kidney_unknown_one_risk")
    assert "Klopt dat" in flag.text


def test_known_kidneys_make_such_an_illness_no_question():
    found = told("metformine", labs={"egfr": 85})
    assert found.dose.ceiling_mg == 250
    assert not [flag for flag in found.flags if "Klopt dat" in flag.text]
    assert not [one for one in found.unknowns if one.field.startswith("conditions.")]


def test_two_medicines_that_stand_for_two_risks_ask_first():
    both = {
        **BASE,
        "medicines": [{"name": "metformine", "times": ["18:00"]}, {"name": "amlodipine", "times": ["08:00"]}],
    }
    found = answer(both, knowledge=KNOWLEDGE)
    assert found.decision == "consult_first"
    older = told("metformine", person={"age": 65, "sex": "female"})
    assert older.decision == "consult_first"


def test_a_list_of_conditions_without_it_is_no_answer():
    for conditions in ([], ["migraine"]):
        assert told("Mestinon", conditions=conditions).decision == "consult_first"


@pytest.mark.parametrize("row", ONE_EACH.values(), ids=lambda row: row.condition)
def test_each_answer_counts(row):
    """At the answer «yes», «not sure», «no» and without any: no is the only one that opens."""
    carrier = next(
        one
        for one in KNOWLEDGE.medicines.values()
        if one.kind == "medicine"
        and one.route in ("oral", "injected")
        and any(each.condition == row.condition for each in _implied(one.name_en))
    )
    open_ones = [each.condition for each in _implied(carrier.name_en)]
    rest = [name for name in open_ones if name != row.condition]
    without = told(carrier.name_en, ruled_out=rest)
    yes = told(carrier.name_en, conditions=[row.condition], ruled_out=rest)
    unsure = told(carrier.name_en, unsure=[row.condition], ruled_out=rest)
    no = told(carrier.name_en, ruled_out=open_ones)
    assert without.decision == unsure.decision
    assert ORDER.index(yes.decision) <= ORDER.index(without.decision) <= ORDER.index(no.decision)
    assert not [flag for flag in (*yes.flags, *unsure.flags, *no.flags) if "Klopt dat" in flag.text]
    assert f"conditions.{row.condition}" not in {one.field for one in no.unknowns}


def _implied(name):
    from magwise.medicines.match import find_medicine

    return find_medicine(name, knowledge=KNOWLEDGE).implies


def test_what_a_doctor_agreed_to_lifts_what_it_lifts():
    assert told("Renvela", doctor_agreed=["kidney_disease"]).dose.ceiling_mg == 100
    assert told("Mestinon", doctor_agreed=["Mestinon"]).decision == "consult_first"
    assert told("Mestinon", doctor_agreed=["myasthenia_gravis"]).decision == "consult_first"


def test_a_medicine_typed_as_a_supplement_is_heard_too():
    found = answer({**BASE, "supplements": [{"label": "Renvela 800 mg", "servings_per_day": 3}]}, knowledge=KNOWLEDGE)
    assert found.decision == "consult_first"


def test_told_and_ruled_out_contradict_each_other():
    for key in ("conditions", "unsure"):
        with pytest.raises(InputError, match="ruled_out"):
            told("Renvela", ruled_out=["kidney_disease"], **{key: ["kidney_disease"]})


def test_it_is_asked_first_of_all():
    profile = taking("Renvela 800")
    first = ask(profile, knowledge=KNOWLEDGE)
    assert first.question.field == "conditions"
    assert first.question.text.startswith("Renvela krijg je meestal bij zieke nieren. Klopt dat?")
    assert "dialysis" in first.question.options  # nobody asked of illnesses yet: the whole list
    again = ask({**profile, "conditions": []}, knowledge=KNOWLEDGE)
    assert again.question.options == ("kidney_disease",)
    assert again.question.fields == ("conditions", "ruled_out", "unsure")
    assert again.question.why[0].rule in KNOWLEDGE.usually_for
    for answered in ({"conditions": ["kidney_disease"]}, {"conditions": [], "ruled_out": ["kidney_disease"]}):
        later = ask({**profile, **answered}, knowledge=KNOWLEDGE)
        assert later.done or "Klopt dat" not in later.question.text
    for asked in (None, []):  # asked and none ruled out: not asked again, and it still counts
        vain = {**profile, "conditions": [], "ruled_out": asked}
        later = ask(vain, knowledge=KNOWLEDGE)
        assert later.done or "Klopt dat" not in later.question.text
        assert answer(vain, knowledge=KNOWLEDGE).decision == "consult_first"
    other = ask({**profile, "conditions": [], "ruled_out": ["diabetes"]}, knowledge=KNOWLEDGE)
    assert other.question.options == ("kidney_disease",)


@pytest.mark.parametrize("name", [row.name_en for row in KNOWLEDGE.usual_rows.values() if "," not in row.name_en][:12])
def test_adding_a_medicine_that_implies_an_illness_never_raises_a_dose(name):
    before = answer({**BASE, "medicines": []}, knowledge=KNOWLEDGE)
    after = told(name)
    assert ORDER.index(after.decision) <= ORDER.index(before.decision)
    if after.dose:
        assert after.dose.ceiling_mg <= before.dose.ceiling_mg
        assert after.dose.start_mg <= before.dose.start_mg
