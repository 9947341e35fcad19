"""What a course may climb to: the room of the person, and no more of a form than that form may give."""

from datetime import date

import pytest

from magwise.answer import answer, begin_course
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
READY = {
    "jurisdiction": "US", "person": {"age": 50, "sex": "male"}, "goals": ["cognition"], "labs": {"egfr": 90},
    "foundation_ok": True, "current_magnesium": {"form": "bisglycinate", "mg_per_day": 200, "weeks": 8},
}  # fmt: skip


def test_a_course_of_threonate_ends_at_its_authorised_mass_and_not_at_the_ceiling():
    course = begin_course(READY, date(2027, 1, 4), knowledge=KNOWLEDGE)
    assert (course.form, course.ceiling_mg) == ("l_threonate", 350)
    assert course.room == pytest.approx(247.6)
    assert max(course.rungs) <= 247.6
    other = begin_course({**READY, "goals": ["sleep"]}, date(2027, 1, 4), knowledge=KNOWLEDGE)
    assert (other.form != "l_threonate", other.room) == (True, 350)


def test_what_comes_from_elsewhere_does_not_count_against_the_limit_of_a_form():
    taken = [{"label": "Magnesium (citrate) 200 mg per tablet", "servings_per_day": 1, "times": ["08:00"]}]
    advice = answer({**READY, "supplements": taken}, knowledge=KNOWLEDGE)
    assert (advice.decision, advice.dose.ceiling_mg, advice.dose.already_mg) == ("advise", 350, 200)
    assert advice.dose.target_mg == 150


def test_a_risk_that_rules_threonate_out_raises_no_dose():
    taken = [{"label": "Magnesium (citrate) 200 mg per tablet", "servings_per_day": 1, "times": ["08:00"]}]
    woman = {
        **READY,
        "person": {"age": 30, "sex": "female", "pregnant": False, "breastfeeding": False},
        "supplements": taken,
    }
    before = answer(woman, knowledge=KNOWLEDGE).dose
    after = answer({**woman, "person": {**woman["person"], "breastfeeding": True}}, knowledge=KNOWLEDGE).dose
    assert after is None or (after.start_mg <= before.start_mg and after.target_mg <= before.target_mg)
