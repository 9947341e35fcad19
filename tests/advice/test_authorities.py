"""Where authorities differ: as asking the engine again under each of them says, and where exactly it turns."""

from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from people.authorities import differences
from people.people import partial

KNOWLEDGE = load_knowledge()


def views(**told):
    advice = answer({"person": {"age": 42}, "goals": ["sleep"], "labs": {"egfr": 90}, **told}, knowledge=KNOWLEDGE)
    return {view.authority: view for view in advice.other_authorities}


def test_it_equals_asking_again_under_each():
    found = [differences(partial(seed, risky=0.05)) for seed in range(400)]
    assert [wrong for _, wrong in found if wrong] == []
    assert sum(count for count, _ in found) > 20


def test_the_same_advice_has_no_flips():
    assert all(view.same_advice and not view.flips for view in views().values())


def test_a_flip_names_the_ceiling_at_which_it_turns():
    full = views(supplements=[{"label": "Magnesium 225 mg per tablet", "servings_per_day": 1}])
    flips = {flip.key: flip for flip in full["nasem"].flips}
    assert flips["decision"].at_mg == 275
    assert flips["decision"].including
    assert (flips["decision"].ours, flips["decision"].theirs) == ("no_supplement", "advise")
    assert full["bfr"].same_advice
    assert full["nasem"].fact in KNOWLEDGE.limits
