"""What the day is asked for a profile."""

import pytest

from magwise.answer import answer, plan
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
PERSON = {"person": {"age": 40, "sex": "male"}, "goals": ["sleep"], "gut": {"sensitive": False, "stool": "normal"}}


def magnesium(profile):
    return [
        (item.time, item.mg) for item in answer(profile, knowledge=KNOWLEDGE).day_plan.items if item.kind == "magnesium"
    ]


def test_magnesium_that_was_taken_today_is_not_planned_again():
    product = {"products": [{"name": "Calm", "label": "Magnesium (as citrate) 100 mg per tablet"}]}
    assert magnesium({**PERSON, **product}) == [("22:00", 100)]
    assert magnesium({**PERSON, **product, "taken": [{"name": "Calm", "time": "09:00"}]}) == []
    assert magnesium({**PERSON, "taken": [{"name": "magnesiumbisglycinaat", "time": "09:00"}]}) == []


def test_a_medicine_taken_late_replans_the_rest_of_the_day():
    medicines = {"medicines": [{"name": "Thyrax", "times": ["07:00"]}], "taken": [{"name": "Thyrax", "time": "19:00"}]}
    assert magnesium({**PERSON, **medicines}) == [("23:00", 100)]


@pytest.mark.parametrize("day", [{"bed": "07:00"}, {"wake": "23:00"}, {"bed": "02:00"}, {"wake": "05:00"}, {}])
def test_half_a_day_told_is_enough(day):
    assert answer({**PERSON, "day": day}, knowledge=KNOWLEDGE).day_plan.status == "optimal"


def test_medicines_alone_show_their_hours_and_no_magnesium():
    found = plan(
        {"medicines": [{"name": "rilpivirine", "times": ["12:00"]}, {"name": "Thyrax", "times": ["07:00"]}]},
        knowledge=KNOWLEDGE,
    )
    windows = {(window.medicine, window.from_, window.to, window.applies_to) for window in found.windows}
    assert windows == {("Thyrax", "03:00", "11:00", "all"), ("rilpivirine", "10:00", "16:00", "acid_neutralising")}
    assert not [item for item in found.items if item.kind == "magnesium"]


def test_a_refusal_still_shows_the_hours():
    advice = answer(
        {**PERSON, "red_flags": ["fainting"], "medicines": [{"name": "Thyrax", "times": ["07:00"]}]},
        knowledge=KNOWLEDGE,
    )
    assert advice.decision == "urgent"
    assert [(window.from_, window.to) for window in advice.day_plan.windows] == [("03:00", "11:00")]


def test_a_medicine_without_a_time_is_asked_for():
    advice = answer({**PERSON, "medicines": [{"name": "Thyrax"}]}, knowledge=KNOWLEDGE)
    assert advice.decision == "advise"
    assert advice.dose is not None
    assert advice.day_plan.status == "infeasible"
    assert "Thyrax" in " ".join(advice.day_plan.conflicts)
    assert next(flag for flag in advice.flags if flag.id == "day_infeasible").level == "consult"


def test_drops_for_the_eye_close_nothing():
    advice = answer(
        {**PERSON, "medicines": [{"name": "ciprofloxacine oogdruppels", "times": ["08:00"]}]}, knowledge=KNOWLEDGE
    )
    assert advice.day_plan.windows == ()
