"""Only what can still matter is asked, and who is asked no more hears what the full intake says."""

import pytest

import magwise
from magwise.advice.asking import INTAKE, SAFETY, TOGETHER, ask
from people.asking import check
from people.people import KNOWLEDGE, person


def test_the_advice_is_that_of_the_full_intake():
    found = [check(person(seed, 0.25 if seed % 2 else 0.05)) for seed in range(150)]
    assert all(same for _, same in found)
    assert sum(len(asked) for asked, _ in found) / len(found) / len(INTAKE) <= 0.40
    assert all(len(set(asked)) == len(asked) for asked, _ in found)


def test_the_safety_questions_are_never_left_out():
    for seed in range(60):
        whole = person(seed)
        asked = [name for name in check(whole)[0] if name != "ruled_out"]
        maternal = whole["person"]["age"] <= 55
        wanted = SAFETY if maternal else SAFETY[:4]
        assert [name for name in wanted if name not in asked] == []
        assert asked[: len(wanted)] == list(wanted)


def test_every_question_has_its_words_in_both_languages():
    for name in INTAKE:
        assert name in KNOWLEDGE.fields
        for locale in ("nl", "en"):
            assert KNOWLEDGE.say(locale, f"fields.question.{name.replace('.', '_')}").endswith("?")
    assert all(name in INTAKE for name in TOGETHER)


def test_a_question_says_which_rules_hang_on_it():
    found = ask({"person": {"age": 42, "sex": "male"}, "red_flags": [], "conditions": []}, knowledge=KNOWLEDGE)
    assert found.question.field == "medicines"
    assert found.question.safety
    assert {"medicine_avoid", "hiv_hepatitis_team"} <= {why.rule for why in found.question.why}


def test_not_known_is_an_answer_and_is_not_asked_again():
    told = {
        "person": {"age": 42, "sex": "male"}, "red_flags": [], "conditions": [], "medicines": [], "complaints": [],
        "goals": ["sleep"],
    }  # fmt: skip
    assert ask(told, knowledge=KNOWLEDGE).question.field == "labs.serum_magnesium_mmol_l"
    told["labs"] = {"serum_magnesium_mmol_l": None}
    assert ask(told, knowledge=KNOWLEDGE).question.field == "labs.egfr"


def test_an_alarm_sign_ends_the_questions_once_safety_was_asked():
    told = {
        "person": {"age": 42, "sex": "male"}, "goals": ["sleep"], "red_flags": ["chest_pain"], "conditions": [],
        "medicines": [],
    }  # fmt: skip
    found = magwise.ask(told)
    assert (found.done, found.decision) == (True, "urgent")


def test_bad_input_is_refused_before_the_age_is_known():
    with pytest.raises(magwise.InputError, match="conditions"):
        magwise.ask({"conditions": ["nonsense"]})
