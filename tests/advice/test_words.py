"""Fewer and truer words: how soon, whether it helps, and only flags that change something for this person."""

import pytest

from magwise.advice.asking import ask
from magwise.answer import answer
from magwise.followup.labs import DatedValue, read_labs
from magwise.interfaces.cli.main import main
from magwise.knowledge.describe import describe
from magwise.knowledge.pages import write_pages
from magwise.knowledge.records import LANGUAGES, URGENCIES
from magwise.knowledge.telling import tell_rule
from magwise.profiles.lab_units import LabValue
from people.people import KNOWLEDGE
from people.polypharmacy import polypharmacy
from people.words import faults, people

BASE = {"person": {"age": 40, "sex": "male"}, "goals": ["sleep"], "labs": {"egfr": 90}}
NUMBERS = {"EU": "112", "US": "911", "UK": "999"}
GATES = sorted(rule.id for rule in KNOWLEDGE.rules.values() if "decision" in rule.then and rule.urgency)
# What the text of a gate says in plain words, for each level.
PLAIN = {
    "emergency": {"nl": ("bel nu {number}",), "en": ("call {number}",)},
    "today": {"nl": ("vandaag",), "en": ("today",)},
    "this_week": {"nl": ("deze week",), "en": ("this week",)},
    "before_start": {"nl": ("eerst", "voor je"), "en": ("first", "before you")},
}  # fmt: skip


def advise(**told):
    return answer({**BASE, **told}, knowledge=KNOWLEDGE)


def rules_of(advice):
    return {rule for flag in advice.flags for rule in (flag.rule, *flag.merged)}


@pytest.mark.parametrize("first", range(0, 150, 50))
def test_people_made_by_chance_hear_no_word_too_many_and_none_that_is_untrue(first):
    """`make people` walks 20,000 of them."""
    for seed in range(first, first + 50):
        for profile in people(seed):
            assert list(faults(profile, answer(profile, knowledge=KNOWLEDGE))) == []


def test_who_takes_many_medicines_hears_four_flags_at_most_on_average():
    counts = [len(answer(polypharmacy(seed), knowledge=KNOWLEDGE).flags) for seed in range(100)]
    assert sum(counts) / len(counts) <= 4


# how soon


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("rule_id", GATES)
def test_every_gate_says_its_level_in_plain_words(rule_id, locale):
    rule = KNOWLEDGE.rules[rule_id]
    text = tell_rule(rule, KNOWLEDGE, locale).casefold()
    assert any(word.format(number="112") in text for word in PLAIN[rule.urgency][locale]), text


@pytest.mark.parametrize("rule_id", sorted(KNOWLEDGE.rules))
def test_only_what_is_an_emergency_or_may_become_one_names_the_number(rule_id):
    """Where the level is milder, the number stands behind a question: only who answers it with yes calls."""
    rule = KNOWLEDGE.rules[rule_id]
    if "{emergency}" in rule.text["en"] and rule.urgency not in (None, "emergency"):
        assert all("?" in text.partition("{emergency}")[0] for text in rule.text.values())


SOON = {
    "chest_pain": "emergency", "shortness_of_breath": "emergency", "seizure": "emergency", "confusion": "emergency",
    "sudden_severe_headache": "emergency", "severe_muscle_weakness": "emergency", "slow_pulse": "emergency",
    "flushing_drowsiness": "emergency", "vomiting_no_stool": "emergency", "fainting": "today", "blood_in_stool": "today",
    "persistent_diarrhoea": "today", "pre_eclampsia_signs": "today",
}  # fmt: skip


@pytest.mark.parametrize("sign", KNOWLEDGE.fields["red_flags"].options)
def test_every_alarm_sign_says_how_soon(sign):
    assert advise(red_flags=[sign]).urgency == SOON[sign]
    assert advise(unsure=[sign]).urgency == "today"


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ({"labs": {"egfr": 90, "serum_magnesium_mmol_l": 0.49}}, "today"),
        ({"labs": {"egfr": 90, "serum_magnesium_mmol_l": 0.5}}, "this_week"),
        ({"labs": {"egfr": 90, "serum_magnesium_mmol_l": 0.7}}, None),
        ({"labs": {"egfr": 90, "serum_magnesium_mmol_l": 1.01}}, "this_week"),
        ({"labs": {"egfr": 90, "serum_magnesium_mmol_l": 2.0}}, "today"),
        ({"labs": {"egfr": 90, "serum_magnesium_mmol_l": 3.0}}, "emergency"),
        ({"labs": {"egfr": 59}}, "before_start"),
        ({"labs": {"egfr": 60}}, None),
        ({"complaints": ["palpitations"]}, "this_week"),
        ({"conditions": ["stoma"]}, "before_start"),
        ({"conditions": ["stoma", "chronic_diarrhoea"]}, "this_week"),
        ({"conditions": ["stoma"], "doctor_agreed": ["stoma"]}, None),
        ({"medicines": [{"name": "dolutegravir", "times": ["08:00"]}]}, "before_start"),
        ({"gut": {"stool": "watery"}}, None),
        ({}, None),
    ],
)
def test_the_most_serious_level_of_the_gates_that_stand_counts(told, level):
    assert advise(**told).urgency == level


def test_who_takes_magnesium_already_never_waits_longer():
    taking = {"current_magnesium": {"form": "citrate", "mg_per_day": 300}}
    for name in KNOWLEDGE.fields["conditions"].options:
        before, now = advise(conditions=[name]).urgency, advise(conditions=[name], **taking).urgency
        assert (before is None) == (now is None)
        if before is not None:
            assert URGENCIES.index(now) <= URGENCIES.index(before)
            assert now != "before_start" or name == "bowel_preparation"


@pytest.mark.parametrize("jurisdiction", NUMBERS)
def test_the_number_is_that_of_the_jurisdiction(jurisdiction):
    flag = advise(red_flags=["chest_pain"], jurisdiction=jurisdiction).flags[0]
    assert NUMBERS[jurisdiction] in flag.text


# does it help


def test_every_goal_and_complaint_has_an_answer_and_an_alarm_has_none():
    for goal in KNOWLEDGE.fields["goals"].options:
        assert advise(goals=[goal]).expectation.goal == goal
    for complaint in KNOWLEDGE.fields["complaints"].options:
        assert answer({"person": {"age": 40}, "complaints": [complaint]}, knowledge=KNOWLEDGE).expectation.text
    assert advise(red_flags=["seizure"]).expectation is None


def test_where_evidence_says_no_effect_the_advice_leads_with_that(capsys, tmp_path):
    profile = tmp_path / "me.yaml"
    profile.write_text("person: {age: 40, sex: male}\ncomplaints: [muscle_cramps]\nlabs: {egfr: 90}\n")
    assert main(["advise", str(profile), "--locale", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("Does it help? Probably not.")


def test_that_a_complaint_is_no_proof_is_said_once_and_not_as_a_flag():
    advice = advise(complaints=["poor_sleep", "tension", "fatigue"])
    said = KNOWLEDGE.rules["complaint_is_no_proof"].text["nl"]
    assert advice.expectation.text.count(said) == 1
    assert said not in "".join(flag.text for flag in advice.flags)


# flags that change something


def test_salts_that_neutralise_acid_are_named_only_where_one_is_at_hand_taken_or_advised():
    enalapril = {"medicines": [{"name": "enalapril", "times": ["08:00"]}]}
    assert rules_of(advise(**enalapril)) == set()
    oxide = "Magnesium (oxide) 100 mg per tablet"
    for told in (
        {"products": [{"name": "pot", "label": oxide}]},
        {"supplements": [{"label": oxide, "servings_per_day": 1}]},
        {"current_magnesium": {"form": "oxide", "mg_per_day": 100}},
        {"current_magnesium": {"mg_per_day": 100}},
    ):
        assert "medicine_space" in rules_of(advise(**enalapril, **told)), told


def test_what_was_left_out_is_still_told_of_the_medicine_itself(capsys):
    for name in ("enalapril", "nifedipine", "folic acid", "misoprostol"):
        assert main(["medicine", name, "--json"]) == 0
        assert '"text"' in capsys.readouterr().out


def test_one_substance_has_one_flag_and_the_hours_stand_in_it():
    flags = advise(medicines=[{"name": "Tivicay", "times": ["08:00"]}]).flags
    assert [flag.rule for flag in flags] == ["hiv_hepatitis_team"]
    assert flags[0].merged == ("medicine_space",)
    assert "2 uur" in flags[0].text
    assert "6 uur" in flags[0].text


def test_no_medicine_stands_for_an_illness_that_nobody_told_of():
    for name in ("methotrexaat 7,5 mg", "Truvada", "Paxlovid", "tacrolimus", "ciclosporine"):
        for locale in LANGUAGES:
            told = " ".join(flag.text for flag in advise(medicines=[{"name": name}], locale=locale).flags).casefold()
            assert not any(word in told for word in ("hiv", "hepatitis", "onco", "kanker", "cancer", "transplant"))


def test_what_no_hour_makes_safe_is_not_moved_to_another_hour():
    told = {
        "medicines": [{"name": "Isentress 400", "times": ["08:00"]}],
        "supplements": [{"label": "Magnesium (citrate) 100 mg", "servings_per_day": 1, "times": ["09:00"]}],
    }
    advice = advise(**told)
    assert {"medicine_avoid", "supplement_beside_avoided"} <= rules_of(advice)
    assert "supplement_beside_medicine" not in rules_of(advice)


def test_dialysis_asks_for_no_egfr_and_promises_no_dose():
    advice = answer(
        {"person": {"age": 70}, "goals": ["sleep"], "conditions": ["dialysis", "diabetes"]}, knowledge=KNOWLEDGE
    )
    assert rules_of(advice) == {"dialysis"}
    assert "labs.egfr" not in {unknown.field for unknown in advice.unknowns}


def test_a_number_above_the_limit_is_not_said_of_what_it_would_be_as_a_salt():
    told = {"current_magnesium": {"form": "oxide", "mg_per_day": 300, "bowel": "watery"}}
    first = advise(**told).troubleshooting[0].found
    assert first.index("250") < first.index("181")


# no blank at any door


def test_no_door_shows_a_blank(capsys):
    shown = []
    for locale in LANGUAGES:
        for rule_id in KNOWLEDGE.rules:
            shown += [
                line for section in describe(KNOWLEDGE, f"rules/{rule_id}", locale).sections for line in section.lines
            ]
            assert main(["knowledge", "show", rule_id, "--locale", locale]) == 0
        shown.append(capsys.readouterr().out)
        for jurisdiction in NUMBERS:
            told = {"locale": locale, "jurisdiction": jurisdiction, "person": {"age": 40}, "goals": ["sleep"]}
            for _ in range(60):
                asked = ask(told, knowledge=KNOWLEDGE)
                if asked.question is None:
                    break
                shown += [why.text for why in asked.question.why]
                for field in asked.question.fields:
                    group, _, key = field.partition(".")
                    told = {**told, group: {**told.get(group, {}), key: None}} if key else {**told, group: None}
        for value in (0.3, 0.6, 1.2, 2.4, 3.5):
            serum = DatedValue(None, LabValue(test="serum_magnesium", value=value, unit="mmol/L"))
            shown.append(str(read_labs([serum], knowledge=KNOWLEDGE, locale=locale).to_dict()))
    shown += write_pages(KNOWLEDGE).values()
    assert not [text for text in shown if "{emergency}" in text or "{medicine}" in text or "{supplement}" in text]
