"""Every sentence of an advice, wherever it stands, names its record, its sources and its grade."""

import msgspec
import pytest

from magwise.advice.advice import Unknown
from magwise.advice.unknowns import group_unknowns
from magwise.answer import answer, plan
from magwise.knowledge.evidence import Basis, beside_texts, join, rest_on
from people.evidence import NO_SENTENCE, PLACES, SENTENCES, faults, people, sentences
from people.people import KNOWLEDGE

ADVICES = [answer(profile, knowledge=KNOWLEDGE).to_dict() for seed in range(150) for profile in people(seed)]
RARE = {"day_plan.other_days.conflicts"}  # such a day must be narrower than the one with every medicine
CROWDED = {
    "person": {"age": 42, "sex": "male"},
    "goals": ["sleep"],
    "labs": {"egfr": 90},
    "medicines": [{"name": "Thyrax", "times": ["06:00", "11:00", "16:00", "21:00"]}],
}


def test_no_sentence_without_record_source_and_grade():
    assert [fault for advice in ADVICES for fault in faults(advice)] == []
    assert {said.place for advice in ADVICES for said in sentences(advice)} == SENTENCES - RARE


def test_the_list_of_what_is_no_sentence_holds_nothing_that_is_not_there():
    assert NO_SENTENCE <= PLACES


def test_a_text_that_is_added_later_fails_until_it_says_what_it_rests_on():
    class Dose(msgspec.Struct):
        start_mg: float
        remark: str

    class Later(msgspec.Struct):
        locale: str
        dose: Dose
        greeting: str

    from people import evidence

    added = set(evidence.places(msgspec.inspect.type_info(Later))) - NO_SENTENCE
    assert added == {"dose.remark", "greeting"}
    later = {"locale": "en", "dose": {"start_mg": 100, "remark": "Well begun."}, "greeting": "Hello."}
    found = [(said.place, evidence.fault_of(said, "en")) for said in sentences(later, expected=frozenset(added))]
    assert found == [("dose.remark", "no record «»"), ("greeting", "no record «»")]


@pytest.mark.parametrize("place", sorted(SENTENCES - RARE))
def test_a_sentence_that_loses_its_sources_is_found(place):
    """Of one advice for each place, the sources behind the first such sentence are taken away."""
    advice = next(advice for advice in ADVICES if any(said.place == place for said in sentences(advice)))
    copy = msgspec.json.decode(msgspec.json.encode(advice))
    said = next(said for said in sentences(copy) if said.place == place)
    said.by["sources"] = []
    assert (place, said.text, "no source") in faults(copy)


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("rule", "no_such_rule", "no record «no_such_rule»"),
        ("grade", "A", "other sources or another grade than its records have"),
        ("sources", ["SCF2001"], "other sources or another grade than its records have"),
        ("grade", "", "no grade"),
    ],
)
def test_an_unknown_that_says_something_else_than_its_records_is_found(key, value, fault):
    advice = answer({"person": {"age": 42}, "goals": ["sleep"], "locale": "en"}, knowledge=KNOWLEDGE).to_dict()
    unknown = next(entry for entry in advice["unknowns"] if entry["field"] == "lifestyle")
    unknown[key] = value
    assert faults(advice) == [("unknowns.effect", unknown["effect"], fault)]


def test_an_effect_on_weak_evidence_is_found():
    advice = answer({"person": {"age": 42}, "goals": ["sleep"], "locale": "en"}, knowledge=KNOWLEDGE).to_dict()
    unknown = next(entry for entry in advice["unknowns"] if entry["field"] == "lifestyle")
    unknown["effect"] = "This helps."
    assert faults(advice) == [("unknowns.effect", "This helps.", "grade D, yet worded as an effect")]


def test_a_conflict_rests_on_the_interactions_that_clash():
    day = answer(CROWDED, knowledge=KNOWLEDGE).day_plan
    assert [basis.rule for basis in day.conflicts_by] == ["I017"]
    assert day.conflicts_by[0].sources == KNOWLEDGE.interactions["I017"].source
    assert len(day.alternatives_by) == len(day.alternatives)
    alone = plan({"medicines": CROWDED["medicines"]}, knowledge=KNOWLEDGE)
    assert {item.rule for item in alone.items} == {"own_times"}


def test_the_flag_of_an_impossible_day_cites_what_its_conflicts_rest_on():
    flag = next(flag for flag in answer(CROWDED, knowledge=KNOWLEDGE).flags if flag.id == "day_infeasible")
    assert set(KNOWLEDGE.interactions["I017"].source) | {"POLICY"} == set(flag.sources)
    assert (flag.grade, flag.choice) == ("D", True)


def change_to(advice, field, words):
    return next(change for change in advice.would_change if change.field == field and words in change.to)


def test_a_change_rests_on_the_gate_that_closes_or_falls():
    told = {"person": {"age": 42, "sex": "male"}, "goals": ["sleep"], "locale": "en"}
    advice = answer({**told, "labs": {"egfr": 85}}, knowledge=KNOWLEDGE)
    assert change_to(advice, "labs.egfr", "below 60").rule == "egfr_reduced"
    closed = answer({**told, "labs": {"egfr": 55}}, knowledge=KNOWLEDGE)
    opened = change_to(closed, "labs.egfr", "60 or higher")
    assert (opened.rule, opened.sources) == ("egfr_reduced", KNOWLEDGE.rules["egfr_reduced"].sources)


def test_two_gates_that_fall_together_give_the_sources_of_both_and_the_weakest_grade():
    told = {"person": {"age": 42, "sex": "male"}, "goals": ["sleep"], "labs": {"egfr": 55}, "conditions": ["stoma"]}
    advice = answer(told, knowledge=KNOWLEDGE)
    pair = next(change for change in advice.would_change if change.also)
    assert {pair.rule, *pair.beside} == {"egfr_reduced", "stoma"}
    assert set(pair.sources) == {
        source for rule in ("egfr_reduced", "stoma") for source in KNOWLEDGE.rules[rule].sources
    }
    assert pair.grade == max(KNOWLEDGE.rules[rule].grade for rule in ("egfr_reduced", "stoma"))


def test_a_change_of_the_first_choice_rests_on_why_the_other_form_fits():
    told = {"person": {"age": 42, "sex": "male"}, "goals": ["sleep", "exercise_recovery"], "labs": {"egfr": 85}}
    change = change_to(answer(told, knowledge=KNOWLEDGE), "goals", "")
    assert change.rule == "exercise_recovery_malate"
    assert change.sources == KNOWLEDGE.form_goals["exercise_recovery_malate"].source


def test_no_room_rests_on_the_ceiling_and_on_what_sets_it():
    full = {"label": "Magnesium (as citrate) 225 mg per tablet", "servings_per_day": 1, "times": ["08:00"]}
    told = {"person": {"age": 42, "sex": "male"}, "goals": ["sleep"], "supplements": [full], "locale": "en"}
    advice = answer(told, knowledge=KNOWLEDGE)
    assert advice.decision == "no_supplement"
    change = change_to(advice, "supplements", "without")
    assert (change.rule, change.beside) == ("ceiling_reached", ("L001",))


def test_grouped_unknowns_give_all_sources_and_the_weakest_grade():
    unknowns = [
        Unknown(field="a", effect="So.", rule="x", sources=("S1",), grade="B"),
        Unknown(field="b", effect="Else.", rule="y", sources=("S2",), grade="A"),
        Unknown(field="c", effect="So.", rule="z", sources=("S3", "S1"), grade="D"),
    ]
    grouped = group_unknowns(unknowns)
    assert [(effect, fields) for effect, fields, _ in grouped] == [("So.", ("a", "c")), ("Else.", ("b",))]
    assert grouped[0][2] == Basis(rule="x", beside=("z",), sources=("S1", "S3"), grade="D")


def test_a_record_that_is_not_there_is_an_error_and_no_silence():
    with pytest.raises(KeyError):
        rest_on(KNOWLEDGE, "no_such_record")


def test_an_advice_kept_before_sentences_said_what_they_rest_on_still_reads():
    assert beside_texts(["a", "b"], []) == [("a", join(())), ("b", join(()))]
    assert join(()).sources == ()
