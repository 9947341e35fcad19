"""Where authorities differ: as asking the engine again under each of them says, and where exactly it turns."""

from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from people.authorities import compare, person

KNOWLEDGE = load_knowledge()


def told(**more):
    given = {"person": {"age": 42}, "goals": ["sleep"], "labs": {"egfr": 90}, "locale": "en", **more}
    return answer(given, knowledge=KNOWLEDGE).other_authorities


def levels(**more):
    return {view.authority: view for view in told(**more) if view.topic == "upper_level"}


def views(topic, **more):
    return {view.fact: view for view in told(**more) if view.topic == topic}


def test_it_equals_asking_again_under_each():
    counts, wrong = compare([person(seed) for seed in range(150)])
    assert wrong == []
    assert all(counts[f"{topic}: other"] > 10 for topic in ("upper_level", "spacing", "laboratory"))
    assert counts["grade"] > 10


def test_the_same_advice_has_no_flips():
    assert all(view.same_advice and not view.flips for view in levels().values())


def test_a_flip_names_the_ceiling_at_which_it_turns():
    full = levels(supplements=[{"label": "Magnesium 225 mg per tablet", "servings_per_day": 1}])
    flips = {flip.key: flip for flip in full["nasem"].flips}
    assert flips["decision"].at_mg == 275
    assert flips["decision"].including
    assert (flips["decision"].ours, flips["decision"].theirs) == ("no_supplement", "advise")
    assert full["bfr"].same_advice
    assert full["nasem"].fact in KNOWLEDGE.limits


def test_the_product_information_moves_a_dose():
    (view,) = views("spacing", medicines=[{"name": "doxycycline", "times": ["08:00", "20:00"]}]).values()
    assert view.authority == "product_information"
    assert [(value.field, value.ours, value.theirs) for value in view.values] == [
        ("hours_before", 4, 2),
        ("hours_after", 4, 2),
    ]
    assert "day_plan.magnesium" in view.differs
    assert "22:00" in view.text


def test_a_day_that_does_not_fit_does_by_the_product_information():
    times = ["07:00", "12:00", "17:00", "22:00"]
    (view,) = views("spacing", medicines=[{"name": "doxycycline", "times": times}]).values()
    status = next(flip for flip in view.flips if flip.key == "day_plan.status")
    assert (status.ours, status.theirs) == ("infeasible", "optimal")
    assert [(flag.id, flag.only) for flag in view.flags] == [("day_infeasible", "ours")]


def test_hours_beside_salts_that_neutralise_acid_leave_another_form_alone():
    (view,) = views("spacing", medicines=[{"name": "ketoconazole tablets", "times": ["13:00"]}]).values()
    assert view.same_advice
    assert view.values


def test_a_product_information_without_hours_is_silent():
    silent = [{"name": "rosuvastatine", "times": ["20:00"]}, {"name": "ciprofloxacine", "times": ["08:00"]}]
    assert views("spacing", medicines=silent) == {}


def test_a_serum_magnesium_between_two_limits():
    labs = {"egfr": 90, "serum_magnesium_mmol_l": 0.8}
    found = views("laboratory", labs=labs)
    proposed = found["LB09"]
    assert proposed.differs[0] == "decision"
    assert (proposed.flips[0].ours, proposed.flips[0].theirs) == ("advise", "consult_first")
    assert [(flag.id, flag.only) for flag in proposed.flags] == [("serum_magnesium_low", "theirs")]
    assert [value.crossed for value in proposed.values] == [True]
    assert found["LB07"].same_advice
    assert not any(value.crossed for value in found["LB07"].values)


def test_at_a_limit_itself_both_say_the_same():
    at = {"egfr": 90, "serum_magnesium_mmol_l": 0.85}
    assert views("laboratory", labs=at)["LB09"].same_advice
    above = {"egfr": 90, "serum_magnesium_mmol_l": 1.0}
    assert not views("laboratory", labs=above)["LB07"].same_advice


def test_the_range_of_the_own_laboratory_leaves_no_doubt():
    labs = {"egfr": 90, "serum_magnesium_mmol_l": 0.8, "serum_magnesium_range": [0.75, 0.95]}
    assert list(views("laboratory", labs=labs)) == ["egfr_contraindicated"]


def test_kidneys_between_two_limits_flip_where_a_doctor_agreed():
    labs = {"egfr": 40}
    assert views("laboratory", labs=labs)["egfr_contraindicated"].same_advice
    agreed = views("laboratory", labs=labs, doctor_agreed=["kidney_function"])["egfr_contraindicated"]
    assert {flip.key: flip.theirs for flip in agreed.flips}["decision"] == "advise"


def test_the_limits_of_the_kidneys_are_exact():
    def crossed(egfr):
        return views("laboratory", labs={"egfr": egfr})["egfr_contraindicated"].values[0].crossed

    assert [crossed(egfr) for egfr in (29.9, 30, 44.9, 45)] == [False, True, True, False]


def test_nothing_measured_and_nothing_taken_is_silent():
    assert views("laboratory", labs={}) == {}
    assert views("spacing") == {}


def test_judgements_are_named_where_their_sentence_is_said():
    plain = {view.fact for view in told(goals=["general"]) if view.topic == "grade"}
    tired = views("grade", goals=["general"], complaints=["fatigue"])
    assert set(tired) - plain == {"EU01"}
    assert tired["EU01"].same_advice
    assert tired["EU01"].values[0].said_by == ("fatigue_look_deeper",)
    assert (tired["EU01"].values[0].ours, tired["EU01"].values[0].theirs) == ("C", "authorised")
