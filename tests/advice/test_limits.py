"""«> 30» may be 31: a limit decides as strictly as the strictest value that it leaves open, says so, and asks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.advice.advice import DECISIONS
from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from magwise.profiles.lab_number import Reading, reading_of
from magwise.profiles.read import read_profile

KNOWLEDGE = load_knowledge()
SIGNS = ("<", "<=", ">", ">=")
CUTS = {
    "egfr": (15, 30, 45, 60, 90),
    "serum_magnesium_mmol_l": (0.5, 0.7, 0.85, 1.0, 2.0),
    "creatinine_umol_l": (60, 90, 110, 140, 200),
    "creatinine_clearance_ml_min": (30, 45, 60, 90),
}
STEPS = (-1, -0.1, -0.01, 0, 0.01, 0.1, 1)
PEOPLE = [
    {"person": {"age": 40, "sex": "female"}},
    {"person": {"age": 72, "sex": "male"}, "conditions": ["diabetes"]},
    {"person": {"age": 72}, "conditions": ["diabetes", "hypertension"]},
    {"person": {"age": 50, "sex": "male"}, "doctor_agreed": ["kidney_function", "serum_magnesium"]},
]


def grid(field):
    question = KNOWLEDGE.fields[f"labs.{field}"]
    near = {round(cut + step * (1 if cut >= 10 else 0.05), 4) for cut in CUTS[field] for step in STEPS}
    return sorted(value for value in {*near, question.low, question.high} if question.low < value < question.high)


def advise(person, **labs):
    return answer({"goals": ["sleep"], "supplements": [], **person, "labs": labs}, knowledge=KNOWLEDGE)


def strictness(advice):
    return DECISIONS.index(advice.decision), advice.dose.ceiling_mg if advice.dose else 0


def holds(reading, value):
    return {"<": value < reading.number, "<=": value <= reading.number, ">": value > reading.number,
            ">=": value >= reading.number}[reading.sign]  # fmt: skip


limits = st.sampled_from(list(CUTS)).flatmap(
    lambda field: st.tuples(st.just(field), st.sampled_from(grid(field)), st.sampled_from(SIGNS))
)


@settings(max_examples=400, deadline=None)
@given(limits, st.sampled_from(PEOPLE), st.data())
def test_a_limit_is_at_least_as_strict_as_every_value_that_it_leaves_open(limit, person, data):
    field, number, sign = limit
    reading = Reading(number, sign)
    inside = [value for value in grid(field) if holds(reading, value)]
    if not inside:
        return
    value = data.draw(st.sampled_from(inside))
    bound, exact = advise(person, **{field: reading.short()}), advise(person, **{field: value})
    assert strictness(bound) <= strictness(exact), (reading, value)
    assert not (bound.dose and exact.dose) or bound.dose.ceiling_mg <= exact.dose.ceiling_mg


@settings(max_examples=200, deadline=None)
@given(limits, st.sampled_from(PEOPLE), st.data())
def test_a_limit_that_leaves_less_open_is_never_stricter(limit, person, data):
    field, number, sign = limit
    narrower = [value for value in grid(field) if (value < number if "<" in sign else value > number)]
    if not narrower:
        return
    other = data.draw(st.sampled_from(narrower))
    wide, narrow = (advise(person, **{field: Reading(one, sign).short()}) for one in (number, other))
    assert strictness(wide) <= strictness(narrow)


@pytest.mark.parametrize("person", PEOPLE, ids=str)
@pytest.mark.parametrize("field", list(CUTS))
def test_every_limit_beside_every_threshold(field, person):
    """The same, without chance, at each cut itself."""
    for cut in CUTS[field]:
        for sign in SIGNS:
            bound = strictness(advise(person, **{field: f"{sign}{cut}"}))
            for value in grid(field)[:: 3 if person is not PEOPLE[0] else 1]:
                if holds(Reading(cut, sign), value):
                    assert bound <= strictness(advise(person, **{field: value})), (sign, cut, value)


@pytest.mark.parametrize(
    ("labs", "decision", "asked"),
    [
        ({"egfr": "> 90"}, "advise", False),
        ({"egfr": "≥60"}, "advise", False),
        ({"egfr": "> 59"}, "consult_first", True),
        ({"egfr": "> 45"}, "consult_first", True),
        ({"egfr": "> 30"}, "consult_first", True),
        ({"egfr": "< 90"}, "consult_first", True),
        ({"egfr": "< 60"}, "consult_first", True),
        ({"egfr": "< 45"}, "consult_first", False),
        ({"serum_magnesium_mmol_l": "<0,5"}, "urgent", False),
        ({"serum_magnesium_mmol_l": "<1.0"}, "urgent", True),
        ({"serum_magnesium_mmol_l": ">1,0"}, "urgent", True),
        ({"serum_magnesium_mmol_l": ">2,0"}, "urgent", False),
        ({"serum_magnesium_mmol_l": "0.78 L"}, "consult_first", True),
        ({"serum_magnesium_mmol_l": "0,78 (H)"}, "consult_first", True),
        ({"serum_magnesium_mmol_l": "0.78*"}, "advise", True),
        ({"serum_magnesium_mmol_l": "0.60 L"}, "consult_first", False),
        ({"egfr": "90*"}, "advise", True),
        ({"egfr": 90, "creatinine_umol_l": 150}, "consult_first", True),
        ({"egfr": 90, "creatinine_umol_l": "> 150"}, "consult_first", True),
        ({"egfr": 80, "creatinine_umol_l": 70}, "advise", False),
        ({"creatinine_umol_l": "> 450"}, "consult_first", False),
        ({"creatinine_clearance_ml_min": 90}, "advise", True),
        ({"creatinine_clearance_ml_min": 40}, "consult_first", True),
    ],
)
def test_what_a_limit_decides_and_asks(labs, decision, asked):
    advice = advise(PEOPLE[0], **labs)
    assert advice.decision == decision
    field = "labs.serum_magnesium_mmol_l" if "serum_magnesium_mmol_l" in labs else "labs.egfr"
    assert (field in {unknown.field for unknown in advice.unknowns}) is asked


@pytest.mark.parametrize(
    ("labs", "rule", "said"),
    [
        ({"egfr": "> 30"}, "egfr_low", "is more than 30. That may be too low"),
        ({"egfr": "< 40"}, "egfr_low", "is too low for magnesium"),
        ({"egfr": "> 50"}, "egfr_reduced", "is more than 50. That may be below 60"),
        ({"serum_magnesium_mmol_l": "> 1,0"}, "serum_magnesium_emergency", "danger to life"),
        ({"serum_magnesium_mmol_l": "< 0,5"}, "serum_magnesium_severe_low", "is dangerously low"),
    ],
)
def test_the_sentence_says_what_is_sure_and_what_is_possible(labs, rule, said):
    advice = answer({**PEOPLE[0], "goals": ["sleep"], "locale": "en", "labs": labs}, knowledge=KNOWLEDGE)
    assert said in next(flag.text for flag in advice.flags if flag.id == rule)


def test_two_kidney_values_that_contradict_are_both_named_in_the_question():
    advice = answer(
        {"person": {"age": 70, "sex": "female"}, "goals": ["sleep"], "locale": "nl",
         "labs": {"egfr": "> 90", "creatinine_umol_l": 150}}, knowledge=KNOWLEDGE,
    )  # fmt: skip
    said = next(unknown.effect for unknown in advice.unknowns if unknown.field == "labs.egfr")
    assert "Je gaf eGFR meer dan 90, maar uit je kreatinine volgt 32." in said
    assert "Nu telt 32." in said


@given(st.sampled_from(list(CUTS)).flatmap(lambda field: st.tuples(st.just(field), st.sampled_from(grid(field)))),
       st.sampled_from((None, *SIGNS)), st.sampled_from((None, "low", "high", "star")))  # fmt: skip
def test_a_profile_keeps_what_was_typed(place, sign, mark):
    field, number = place
    typed = Reading(number, sign, mark)
    profile = read_profile(
        {"person": {"age": 40}, "goals": ["sleep"], "labs": {field: typed.short()}}, knowledge=KNOWLEDGE
    )
    kept = profile.to_dict()["labs"][field]
    assert reading_of(kept) == typed
    assert read_profile(profile.to_dict(), knowledge=KNOWLEDGE) == profile


def test_a_limit_leaves_open_on_which_side_of_another_authority_it_lies():
    views = [view for view in advise(PEOPLE[0], egfr="> 30").other_authorities if view.topic == "laboratory"]
    assert not any(value.crossed for view in views for value in view.values)
